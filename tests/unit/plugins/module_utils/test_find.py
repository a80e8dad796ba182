# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Looking before writing: which object a user means, and which objects are none of it."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.community.cognigy.plugins.module_utils._errors import AmbiguousError, ApiError, InputError, MissingError
from ansible_collections.community.cognigy.plugins.module_utils._kinds.user import MANAGEMENT_USER
from ansible_collections.community.cognigy.plugins.module_utils._modules._base import KINDS
from ansible_collections.community.cognigy.plugins.module_utils._reconcile import Engine
from ansible_collections.community.cognigy.tests.unit.plugins.module_utils._fakes import KEY, MANAGEMENT, Call, Memory, Script, object_id

PROJECT, ORGANISATION, USER, LOCALE, MEMBER, API_KEY = (
    KINDS[name] for name in ("project", "organisation", "user", "locale", "project_member", "api_key")
)


def engine(server: Any, **credentials: str) -> Engine:
    return Engine(server.client(**(credentials or KEY)), KINDS)


def project(server: Memory, name: str) -> dict[str, Any]:
    return server.add("project", name=name, color="red")


def test_found_by_its_exact_name_on_the_last_page() -> None:
    server = Memory()
    for number in range(60):
        project(server, f"Robot {number}")
    wanted = project(server, "Robot")
    assert engine(server).find(PROJECT, {}, "Robot")["_id"] == wanted["_id"]  # type: ignore[index]
    assert len(server.log) == 4  # three pages and one read


@pytest.mark.parametrize("name", ["robot", "Rob", "Robot 2", "Robot*", ".*", ""])
def test_what_only_resembles_it_is_not_found(name: str) -> None:
    server = Memory()
    project(server, "Robot")
    project(server, "Robots")
    assert engine(server).find(PROJECT, {}, name) is None


def test_two_of_one_name_are_told_by_their_ids() -> None:
    server = Memory()
    one, other, third = project(server, "Robot"), project(server, "Robot"), project(server, "Robot 3")
    with pytest.raises(AmbiguousError) as caught:
        engine(server).find(PROJECT, {}, "Robot")
    text = str(caught.value)
    assert one["_id"] in text and other["_id"] in text and third["_id"] not in text and "2 projects" in text
    assert engine(server).find(PROJECT, {}, "Robot", other["_id"])["_id"] == other["_id"]  # type: ignore[index]


def test_a_deleted_object_that_is_still_listed_is_not_there() -> None:
    server = Memory()
    ghost, real = project(server, "Robot"), project(server, "Robot")
    server.ghosts.add(ghost["_id"])
    assert engine(server).find(PROJECT, {}, "Robot")["_id"] == real["_id"]  # type: ignore[index]
    server.ghosts.add(real["_id"])
    assert engine(server).find(PROJECT, {}, "Robot") is None
    assert engine(server).find(PROJECT, {}, None, real["_id"]) is None


def test_only_absence_means_absent() -> None:
    base = "/new/v2.0/projects"
    listed = Call("GET", base, json={"items": [{"_id": object_id(1), "name": "x"}]})
    for status, json in ((404, None), (400, {"code": 1002})):
        assert engine(Script(listed, Call("GET", f"{base}/{object_id(1)}", status=status, json=json))).find(PROJECT, {}, "x") is None
    for status in (400, 401, 403, 500):
        with pytest.raises(ApiError):
            engine(Script(listed, Call("GET", f"{base}/{object_id(1)}", status=status))).find(PROJECT, {}, "x")
    with pytest.raises(ApiError):
        engine(Script(Call("GET", base, status=404))).find(PROJECT, {}, "x")


def test_the_read_object_counts_not_the_listed_one() -> None:
    script = Script(
        Call("GET", "/new/v2.0/projects", {"limit": 100, "filter": "x"}, json={"items": [{"_id": object_id(1), "name": "x"}]}),
        Call("GET", f"/new/v2.0/projects/{object_id(1)}", json={"name": "x", "color": "blue"}),
    )
    assert engine(script).find(PROJECT, {}, "x") == {"_id": object_id(1), "name": "x", "color": "blue"}


def test_the_server_is_only_asked_to_filter_for_harmless_names() -> None:
    server = Memory()
    wanted = project(server, "Robot (old) *")
    assert engine(server).find(PROJECT, {}, "Robot (old) *")["_id"] == wanted["_id"]  # type: ignore[index]
    assert "filter" not in server.log[0][2]


def test_a_list_that_the_server_widened_to_other_projects() -> None:
    """A key that does not see a project gets every visible project's locales when it asks for that one's."""
    server = Memory()
    mine = project(server, "mine")
    server.add("locale", name="German", projectReference=mine["_id"])
    hidden = {"projectId": object_id(999)}
    assert list(engine(server).listed(LOCALE, hidden)) == []
    assert engine(server).find(LOCALE, hidden, "German") is None
    with pytest.raises(MissingError):
        engine(server).resolve(LOCALE, hidden, "German")
    foreign = server.add("locale", name="English", projectReference=object_id(5))
    assert engine(server).read(LOCALE, {"projectId": mine["_id"]}, foreign) is None
    assert [item["name"] for item in engine(server).listed(LOCALE, {"projectId": mine["_id"]})] == ["German"]


def test_management_users_of_one_organisation_and_of_all() -> None:
    server = Memory()
    a, b = object_id(901), object_id(902)
    for organisation in (a, b):
        server.add("user", id="jane@example.com", name="Jane", roles=[], organisation=organisation)
    one = engine(server, **MANAGEMENT)
    assert len(list(one.listed(MANAGEMENT_USER, {}))) == 2
    for organisation in (a, b):
        assert [item["organisation"] for item in one.listed(MANAGEMENT_USER, {"organisation": organisation})] == [organisation]
        found = one.find(MANAGEMENT_USER, {"organisation": organisation}, "jane@example.com")
        assert found is not None and found["organisation"] == organisation
    foreign = next(iter(one.listed(MANAGEMENT_USER, {"organisation": b})))
    assert one.find(MANAGEMENT_USER, {"organisation": a}, None, foreign["_id"]) is None
    with pytest.raises(AmbiguousError):
        one.find(MANAGEMENT_USER, {}, "jane@example.com")
    assert server.log[0][2] == {"limit": 100}


def test_a_user_of_another_organisation_is_not_found_by_id_either() -> None:
    """A read may not say whose a user is; the list of the organisation does."""
    base = "/new/management/v2.0/users"
    mine = {"_id": object_id(1), "id": "jane@example.com"}
    listed = Call("GET", base, {"limit": 100, "organisationId": object_id(900)}, json={"items": [mine]})
    scope = {"organisation": object_id(900)}
    script = Script(listed, Call("GET", f"{base}/{object_id(1)}", json=mine), listed)
    one = engine(script, **MANAGEMENT)
    assert one.find(MANAGEMENT_USER, scope, None, object_id(1)) == mine
    assert one.find(MANAGEMENT_USER, scope, None, object_id(2)) is None


def test_a_kind_without_a_read_is_found_in_its_list() -> None:
    server = Memory()
    key = server.add("key", name="ci")
    assert engine(server).find(API_KEY, {}, "ci") == engine(server).find(API_KEY, {}, None, key["_id"]) == {"_id": key["_id"], "name": "ci"}
    assert engine(server).find(API_KEY, {}, None, object_id(55)) is None


# ---- references --------------------------------------------------------------------------------------------------------


def test_a_reference_by_name_or_id() -> None:
    server = Memory()
    one = project(server, "Robot")
    by_name, by_id = engine(server), engine(server)
    assert by_name.resolve(PROJECT, {}, "Robot") == by_id.resolve(PROJECT, {}, one["_id"]) == one["_id"]
    count = len(server.log)
    assert by_name.resolve(PROJECT, {}, "Robot") == one["_id"]
    assert len(server.log) == count  # it remembers


def test_a_name_that_looks_like_an_id() -> None:
    server = Memory()
    named = project(server, object_id(0xABC))
    assert engine(server).resolve(PROJECT, {}, object_id(0xABC)) == named["_id"]


def test_an_unknown_reference_says_what_there_is() -> None:
    server = Memory()
    for name in ("Zebra", "Ape"):
        project(server, name)
    with pytest.raises(MissingError, match="no project 'Cat'.*'Ape', 'Zebra'"):
        engine(server).resolve(PROJECT, {}, "Cat")


# ---- asking for nothing in particular ----------------------------------------------------------------------------------


@pytest.mark.parametrize("given", [{}, {"name": None, "id": None}, {"name": "", "id": ""}])
@pytest.mark.parametrize("state", ["present", "absent"])
def test_neither_key_nor_id(given: dict[str, Any], state: str) -> None:
    with pytest.raises(InputError, match="name or id"):
        engine(Memory()).ensure(PROJECT, {}, given, state)


def test_an_id_that_is_not_there() -> None:
    with pytest.raises(InputError, match=object_id(8)):
        engine(Memory()).ensure(PROJECT, {}, {"id": object_id(8), "name": "x", "locale": "en-US"})
    assert not engine(Memory()).ensure(PROJECT, {}, {"id": object_id(8)}, "absent").changed


@pytest.mark.parametrize("by", ["login", "id"])
def test_a_member_by_login_or_id(by: str) -> None:
    """A server that filters members by their names and logins must not make one that is named by id look absent."""
    server = Memory()
    one = project(server, "Robot")
    user = server.add("user", id="jane@example.com", name="Jane", roles=["base_role"])
    server._add_member({}, {"userId": user["_id"]}, one["_id"])
    found = engine(server).find(MEMBER, {"projectId": one["_id"]}, {"login": "jane@example.com", "id": user["_id"]}[by])
    assert found is not None and found["id"] == "jane@example.com"
