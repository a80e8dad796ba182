# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Bringing one object to a state: what is sent, what comes out, and what happens when a server is not kind."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.community.cognigy.plugins.module_utils._errors import (
    ApiError,
    InputError,
    MissingError,
    NotKept,
    OutcomeUnknown,
    TaskFailed,
    TaskTimeout,
)
from ansible_collections.community.cognigy.plugins.module_utils._kinds._base import Each, Field, Kind
from ansible_collections.community.cognigy.plugins.module_utils._kinds.user import MANAGEMENT_USER
from ansible_collections.community.cognigy.plugins.module_utils._modules._base import KINDS
from ansible_collections.community.cognigy.plugins.module_utils._reconcile import Engine, Outcome
from ansible_collections.community.cognigy.plugins.module_utils._transport import HIDDEN
from ansible_collections.community.cognigy.tests.unit.plugins.module_utils._fakes import KEY, MANAGEMENT, Fault, Memory, object_id

PROJECT, ORGANISATION, USER, MEMBER, API_KEY = (KINDS[name] for name in ("project", "organisation", "user", "project_member", "api_key"))
ROBOT = {"name": "Robot", "locale": "en-US"}
JANE = {"login": "jane@example.com", "name": "Jane", "password": "geheim-1"}


class Run:
    """One engine over one server, with what it said and how long it slept."""

    def __init__(self, server: Memory, check: bool = False, always: bool = False, **credentials: str) -> None:
        self.warnings: list[str] = []
        self.naps: list[float] = []
        self.server = server
        client = server.client(read_only=check, sleep=self.naps.append, **(credentials or KEY))
        self.engine = Engine(client, KINDS, always, 600, self.warnings.append)

    def __call__(self, kind: Kind, scope: dict[str, str], given: dict[str, Any], state: str = "present") -> Outcome:
        return self.engine.ensure(kind, scope, given, state)


@pytest.fixture
def server() -> Memory:
    return Memory()


def organisation(server: Memory, **data: Any) -> dict[str, Any]:
    return server.add("organisation", name="Acme", disabled=False, quotaMaxUsers=5, **data)


# ---- creation ----------------------------------------------------------------------------------------------------------


def test_create(server: Memory) -> None:
    run = Run(server)
    outcome = run(PROJECT, {}, {**ROBOT, "color": "red", "live_agent_default_inbox": None})
    assert server.writes() == [("POST", "/new/v2.0/projects", {"name": "Robot", "locale": "en-US", "color": "red"})]
    assert outcome.changed and outcome.before == {} and outcome.after == {"name": "Robot", "locale": "en-US", "color": "red"}
    assert outcome.object is not None and outcome.object["id"] == next(iter(server.things["project"]))
    assert outcome.object["name"] == "Robot" and outcome.object["primary_locale_reference"]
    assert run.warnings == []


def test_create_where_the_answer_has_only_an_id_of_another_name(server: Memory) -> None:
    outcome = Run(server, **MANAGEMENT)(ORGANISATION, {}, {"name": "Acme", "quota_max_users": 7})
    assert outcome.object == {"id": next(iter(server.things["organisation"])), "name": "Acme", "quota_max_users": 7, "created_at": 1}


def test_create_lacks_something(server: Memory) -> None:
    with pytest.raises(InputError, match="there is no project 'Robot'.*give also locale"):
        Run(server)(PROJECT, {}, {"name": "Robot"})
    with pytest.raises(InputError, match="give also name, password"):
        Run(server, check=True)(USER, {}, {"login": "j"})
    assert server.writes() == []


def test_a_secret_that_is_made_is_given_back_once(server: Memory) -> None:
    run = Run(server)
    outcome = run(API_KEY, {}, {"name": "ci"})
    secret = outcome.secret
    assert secret is not None and secret.startswith("key-")
    assert secret not in repr((outcome.object, outcome.before, outcome.after))
    assert run.engine.client.transport.redact(secret) == HIDDEN
    again = run(API_KEY, {}, {"name": "ci"})
    assert not again.changed and again.secret is None
    assert Run(server, check=True)(API_KEY, {}, {"name": "other"}).secret is None


def test_what_the_creation_does_not_take_is_set_after_it(server: Memory) -> None:
    """A member is made by its user alone; roles and locales follow."""
    robot = server.add("project", name="Robot")
    user = server.add("user", id="jane@example.com", name="Jane", roles=[])
    locale = server.add("locale", name="German", projectReference=robot["_id"])
    outcome = Run(server)(
        MEMBER,
        {"projectId": robot["_id"]},
        {"user": "jane@example.com", "roles": ["editor", "projectAdmin"], "allowed_locales": ["German"]},
    )
    base = f"/new/v2.0/projects/{robot['_id']}"
    assert server.writes() == [
        ("POST", f"{base}/addprojectmember", {"userId": user["_id"]}),
        ("PATCH", f"{base}/members/{user['_id']}", {"allowedLocales": [{"localeId": locale["_id"]}]}),
        ("POST", f"{base}/members/{user['_id']}/addroletomember", {"role": "editor"}),
        ("POST", f"{base}/members/{user['_id']}/addroletomember", {"role": "projectAdmin"}),
    ]
    assert outcome.after == {"user": "jane@example.com", "roles": ["editor", "projectAdmin"], "allowed_locales": [locale["_id"]]}
    assert outcome.object is not None and outcome.object["user"] == "jane@example.com"
    count = len(server.writes())
    again = Run(server)(
        MEMBER, {"projectId": robot["_id"]}, {"user": user["_id"], "roles": ["projectAdmin", "editor"], "allowed_locales": ["German"]}
    )
    assert not again.changed and len(server.writes()) == count


def test_a_part_of_a_nested_object_goes_on_top_of_what_the_server_made(server: Memory) -> None:
    """Sent at creation, it might stand alone, without the server's own values for the rest."""
    create = server._create
    default = {"minLength": 8, "maxLength": 64}
    server._create = lambda kind, body: create(kind, {"passwordPolicy": default, **body})  # type: ignore[method-assign]
    outcome = Run(server, **MANAGEMENT)(ORGANISATION, {}, {"name": "Acme", "password_policy": {"min_length": 12}})
    assert [body for method, path, body in server.writes()] == [{"name": "Acme"}, {"passwordPolicy": {"minLength": 12, "maxLength": 64}}]
    assert outcome.before == {} and outcome.after == {"name": "Acme", "password_policy": {"min_length": 12}}


def test_a_whole_nested_object_goes_with_the_creation(server: Memory) -> None:
    given = {"setup_live_agent_inbox": True, "whisper_assist_configuration": "basic"}
    Run(server)(PROJECT, {}, {**ROBOT, "handover_configuration": given})
    whole = {"setupLiveAgentInbox": True, "whisperAssistConfiguration": "basic"}
    assert [body for method, path, body in server.writes()] == [{"name": "Robot", "locale": "en-US", "handoverConfiguration": whole}]


def test_a_creation_that_is_refused(server: Memory) -> None:
    server.faults = [Fault("POST", "/projects", status=409)]
    with pytest.raises(ApiError, match="409"):
        Run(server)(PROJECT, {}, ROBOT)
    assert len(server.writes()) == 1


def test_a_creation_that_is_not_kept(server: Memory) -> None:
    server.forgets.add(("project", "color"))
    with pytest.raises(NotKept, match="color is None instead of 'red'"):
        Run(server)(PROJECT, {}, {**ROBOT, "color": "red"})


def test_a_creation_that_is_gone_at_once(server: Memory) -> None:
    server.ghosts.add(object_id(1))
    with pytest.raises(NotKept, match="Robot"):
        Run(server)(PROJECT, {}, ROBOT)


# ---- a creation whose answer is lost -----------------------------------------------------------------------------------


def test_lost_and_found(server: Memory) -> None:
    server.faults = [Fault("POST", "/projects", "after")]
    run = Run(server)
    outcome = run(PROJECT, {}, ROBOT)
    assert outcome.changed and outcome.object is not None and outcome.object["name"] == "Robot"
    assert len(run.warnings) == 1 and "found" in run.warnings[0] and "'Robot'" in run.warnings[0]
    assert len(server.writes()) == len(server.things["project"]) == 1


def test_lost_and_not_found(server: Memory) -> None:
    server.faults = [Fault("POST", "/projects", "before")]
    run = Run(server)
    with pytest.raises(OutcomeUnknown, match="(?s)no project 'Robot' is there now.*Check"):
        run(PROJECT, {}, ROBOT)
    assert len(server.writes()) == 1
    assert sum(run.naps) >= 3  # it was looked for more than once


def test_lost_and_found_later(server: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server goes on while nobody listens."""
    server.faults = [Fault("POST", "/projects", "before")]
    run = Run(server)
    run.engine.client.sleep = lambda seconds: server._create("project", ROBOT) if not server.things["project"] else None  # type: ignore[assignment]
    assert run(PROJECT, {}, ROBOT).changed
    assert len(server.writes()) == 1 and len(run.warnings) == 1


def test_busy_and_not_made_is_sent_again_when_the_server_says(server: Memory) -> None:
    server.faults = [Fault("POST", "/projects", "before", times=2, retry_after=7.0)]
    run = Run(server)
    assert run(PROJECT, {}, ROBOT).changed
    assert len(server.writes()) == 3 and len(server.things["project"]) == 1
    assert run.naps.count(7.0) == 2
    assert run.warnings == []


def test_busy_but_made_is_not_sent_again(server: Memory) -> None:
    server.faults = [Fault("POST", "/projects", "after", retry_after=7.0)]
    run = Run(server)
    assert run(PROJECT, {}, ROBOT).changed
    assert len(server.writes()) == len(server.things["project"]) == 1
    assert run.naps[0] == 7.0


def test_busy_for_good_ends_within_a_bound(server: Memory) -> None:
    server.faults = [Fault("POST", "/projects", "before", times=99, retry_after=7.0)]
    with pytest.raises(OutcomeUnknown):
        Run(server)(PROJECT, {}, ROBOT)
    assert len(server.writes()) == 4  # retries is 3


def test_a_lost_secret_cannot_be_found_again(server: Memory) -> None:
    server.faults = [Fault("POST", "/apikeys", "after")]
    with pytest.raises(OutcomeUnknown, match="(?s)was made.*secret.*state: absent"):
        Run(server)(API_KEY, {}, {"name": "ci"})
    assert len(server.writes()) == 1


# ---- change ------------------------------------------------------------------------------------------------------------


def test_nothing_to_do(server: Memory) -> None:
    organisation(server, passwordPolicy={"minLength": 8})
    run = Run(server, **MANAGEMENT)
    given = {"name": "Acme", "disabled": False, "quota_max_users": 5, "password_policy": {"min_length": 8, "max_length": None}}
    outcome = run(ORGANISATION, {}, given)
    assert not outcome.changed and server.writes() == [] and run.warnings == []
    assert (
        outcome.before == outcome.after == {"name": "Acme", "disabled": False, "quota_max_users": 5, "password_policy": {"min_length": 8}}
    )


def test_only_what_differs_is_sent(server: Memory) -> None:
    one = organisation(server, quotaMaxProjects=3)
    outcome = Run(server, **MANAGEMENT)(ORGANISATION, {}, {"name": "Acme", "disabled": True, "quota_max_users": 5, "quota_max_projects": 0})
    assert server.writes() == [("PATCH", f"/new/management/v2.0/organisations/{one['_id']}", {"disabled": True, "quotaMaxProjects": 0})]
    assert outcome.before == {"name": "Acme", "disabled": False, "quota_max_users": 5, "quota_max_projects": 3}
    assert outcome.after == {"name": "Acme", "disabled": True, "quota_max_users": 5, "quota_max_projects": 0}


def test_nested_objects_are_sent_whole(server: Memory) -> None:
    organisation(server, passwordPolicy={"minLength": 8, "maxLength": 64, "newThing": True})
    outcome = Run(server, **MANAGEMENT)(ORGANISATION, {}, {"name": "Acme", "password_policy": {"min_length": 12}})
    assert server.writes()[0][2] == {"passwordPolicy": {"minLength": 12, "maxLength": 64, "newThing": True}}
    assert (outcome.before["password_policy"], outcome.after["password_policy"]) == ({"min_length": 8}, {"min_length": 12})


def test_renamed_by_its_id(server: Memory) -> None:
    one = organisation(server)
    outcome = Run(server, **MANAGEMENT)(ORGANISATION, {}, {"id": one["_id"], "name": "Beta"})
    assert outcome.changed and server.things["organisation"][one["_id"]]["name"] == "Beta"
    assert (outcome.before, outcome.after) == ({"name": "Acme"}, {"name": "Beta"})


def test_what_is_fixed_at_creation(server: Memory) -> None:
    user = server.add("user", id="jane@example.com", name="Jane", roles=[])
    with pytest.raises(InputError, match="login of user 'jane@example.com' cannot be changed"):
        Run(server)(USER, {}, {"id": user["_id"], "login": "joan@example.com", "name": "Joan"})
    assert server.writes() == []


def test_a_locale_behind_a_reference_is_a_warning(server: Memory) -> None:
    Run(server)(PROJECT, {}, ROBOT)
    same, other = Run(server), Run(server)
    assert not same(PROJECT, {}, ROBOT).changed and same.warnings == []
    outcome = other(PROJECT, {}, {"name": "Robot", "locale": "de-DE"})
    assert not outcome.changed
    assert len(other.warnings) == 1 and "locale" in other.warnings[0] and "'en-US'" in other.warnings[0]


def test_a_change_that_is_not_kept_names_the_field(server: Memory) -> None:
    organisation(server)
    server.forgets |= {("organisation", "disabled"), ("organisation", "quotaMaxUsers")}
    with pytest.raises(NotKept, match="disabled is False instead of True; quota_max_users is 5 instead of 9"):
        Run(server, **MANAGEMENT)(ORGANISATION, {}, {"name": "Acme", "disabled": True, "quota_max_users": 9})


def test_an_object_that_goes_while_it_is_changed(server: Memory) -> None:
    one = organisation(server)
    run = Run(server, **MANAGEMENT)
    patch = server._change

    def change_and_go(kind: str, id: str, body: dict[str, Any]) -> tuple[int, Any]:
        server.ghosts.add(one["_id"])
        return patch(kind, id, body)

    server._change = change_and_go  # type: ignore[method-assign]
    with pytest.raises(NotKept, match="disappeared"):
        run(ORGANISATION, {}, {"name": "Acme", "disabled": True})


def test_a_change_that_is_refused(server: Memory) -> None:
    one = organisation(server)
    server.faults = [Fault("PATCH", one["_id"], status=400)]
    with pytest.raises(ApiError):
        Run(server, **MANAGEMENT)(ORGANISATION, {}, {"name": "Acme", "disabled": True})
    assert len(server.writes()) == 1


def test_a_change_whose_answer_is_lost_and_that_is_there(server: Memory) -> None:
    one = organisation(server)
    server.faults = [Fault("PATCH", one["_id"], "after")]
    run = Run(server, **MANAGEMENT)
    outcome = run(ORGANISATION, {}, {"name": "Acme", "disabled": True})
    assert outcome.changed and outcome.object is not None and outcome.object["disabled"] is True
    assert len(run.warnings) == 1 and len(server.writes()) == 1


def test_a_change_whose_answer_is_lost_and_that_is_not_there(server: Memory) -> None:
    one = organisation(server)
    server.faults = [Fault("PATCH", one["_id"], "before")]
    with pytest.raises(OutcomeUnknown, match="Run this again"):
        Run(server, **MANAGEMENT)(ORGANISATION, {}, {"name": "Acme", "disabled": True})
    assert len(server.writes()) == 1


def test_a_lost_secret_change_cannot_be_seen(server: Memory) -> None:
    user = server.add("user", id="jane@example.com", name="Jane", roles=[])
    server.faults = [Fault("PATCH", user["_id"], "after")]
    with pytest.raises(OutcomeUnknown, match="cannot be seen"):
        Run(server, always=True)(USER, {}, JANE)


# ---- what no read shows ------------------------------------------------------------------------------------------------


def test_a_value_that_is_not_shown_is_a_warning_and_not_sent_alone(server: Memory) -> None:
    organisation(server)
    server.hides.add(("organisation", "analyticsTTLInMinutes"))
    run = Run(server, **MANAGEMENT)
    assert not run(ORGANISATION, {}, {"name": "Acme", "analytics_ttl_in_minutes": 60}).changed
    assert server.writes() == []
    assert len(run.warnings) == 1 and "analytics_ttl_in_minutes" in run.warnings[0] and "update_secret" in run.warnings[0]


def test_a_value_that_is_not_shown_goes_with_a_change(server: Memory) -> None:
    organisation(server)
    server.hides.add(("organisation", "analyticsTTLInMinutes"))
    run = Run(server, **MANAGEMENT)
    outcome = run(ORGANISATION, {}, {"name": "Acme", "analytics_ttl_in_minutes": 60, "disabled": True})
    assert server.writes()[0][2] == {"disabled": True, "analyticsTTLInMinutes": 60}
    assert run.warnings == [] and outcome.after["analytics_ttl_in_minutes"] == 60


def test_a_value_that_is_not_shown_is_sent_when_the_user_says_so(server: Memory) -> None:
    organisation(server)
    server.hides.add(("organisation", "analyticsTTLInMinutes"))
    run = Run(server, always=True, **MANAGEMENT)
    outcome = run(ORGANISATION, {}, {"name": "Acme", "analytics_ttl_in_minutes": 60})
    assert outcome.changed and run.warnings == []
    assert server.writes()[0][2] == {"analyticsTTLInMinutes": 60}
    assert outcome.before == {"name": "Acme"} and outcome.after == {"name": "Acme", "analytics_ttl_in_minutes": 60}


def test_a_server_that_does_show_it_is_believed(server: Memory) -> None:
    organisation(server, analyticsTTLInMinutes=60)
    run = Run(server, always=True, **MANAGEMENT)
    assert not run(ORGANISATION, {}, {"name": "Acme", "analytics_ttl_in_minutes": 60}).changed
    assert run(ORGANISATION, {}, {"name": "Acme", "analytics_ttl_in_minutes": 61}).changed
    assert run.warnings == []


# ---- secrets -----------------------------------------------------------------------------------------------------------


def test_a_password_is_sent_at_creation_and_shown_nowhere(server: Memory) -> None:
    run = Run(server)
    outcome = run(USER, {}, JANE)
    assert server.writes()[0][2] == {"id": "jane@example.com", "name": "Jane", "password": "geheim-1"}
    assert outcome.after == {"login": "jane@example.com", "name": "Jane", "password": HIDDEN}
    assert "geheim-1" not in repr(outcome)
    assert run.engine.client.transport.redact("geheim-1") == HIDDEN


def test_a_password_is_no_difference(server: Memory) -> None:
    server.add("user", id="jane@example.com", name="Jane", roles=[])
    run = Run(server)
    outcome = run(USER, {}, JANE)
    assert not outcome.changed and server.writes() == [] and run.warnings == []
    assert "password" not in outcome.before
    outcome = run(USER, {}, {**JANE, "name": "Janet"})
    assert server.writes()[0][2] == {"name": "Janet"}
    assert "password" not in outcome.after


def test_a_password_is_changed_when_the_user_says_so(server: Memory) -> None:
    user = server.add("user", id="jane@example.com", name="Jane", roles=[], password="old")
    outcome = Run(server, always=True)(USER, {}, JANE)
    assert server.writes() == [("PATCH", f"/new/v2.0/users/{user['_id']}", {"newPassword": "geheim-1"})]
    assert outcome.changed and outcome.before["password"] == outcome.after["password"] == HIDDEN
    assert server.things["user"][user["_id"]]["password"] == "geheim-1"


# ---- sets, one call an item --------------------------------------------------------------------------------------------


def user_with(server: Memory, *roles: str) -> dict[str, Any]:
    return server.add("user", id="jane@example.com", name="Jane", roles=list(roles), organisation=object_id(900), disabled=False)


def test_roles_are_added_before_others_are_removed(server: Memory) -> None:
    user = user_with(server, "base_role", "old", "admin")
    outcome = Run(server)(USER, {}, {"login": "jane@example.com", "roles": ["admin", "new", "more"]})
    base = f"/new/v2.0/users/{user['_id']}"
    assert server.writes() == [
        ("POST", f"{base}/addroletouser", {"role": "more"}),
        ("POST", f"{base}/addroletouser", {"role": "new"}),
        ("POST", f"{base}/removerolefromuser", {"role": "old"}),
    ]
    assert (outcome.before["roles"], outcome.after["roles"]) == (["admin", "old"], ["admin", "more", "new"])


@pytest.mark.parametrize("given", [["admin"], ["admin", "base_role"], ["base_role", "admin", "admin"]])
def test_a_role_that_comes_by_itself_is_no_difference(server: Memory, given: list[str]) -> None:
    user_with(server, "base_role", "admin")
    assert not Run(server)(USER, {}, {"login": "jane@example.com", "roles": given}).changed
    assert server.writes() == []


def test_no_roles_takes_all_but_what_comes_by_itself(server: Memory) -> None:
    user = user_with(server, "base_role", "admin", "editor")
    assert Run(server)(USER, {}, {"login": "jane@example.com", "roles": []}).changed
    assert server.things["user"][user["_id"]]["roles"] == ["base_role"]


def test_roles_that_are_not_kept(server: Memory) -> None:
    user_with(server, "base_role")
    server.forgets.add(("user", "roles"))
    with pytest.raises(NotKept, match=r"roles is \[\] instead of \['admin'\]"):
        Run(server)(USER, {}, {"login": "jane@example.com", "roles": ["admin"]})


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_role_whose_answer_is_lost(server: Memory, when: str) -> None:
    user_with(server, "base_role")
    server.faults = [Fault("POST", "/addroletouser", when)]
    run = Run(server)
    if when == "before":
        with pytest.raises(OutcomeUnknown, match="Run this again"):
            run(USER, {}, {"login": "jane@example.com", "roles": ["a", "b"]})
    else:
        assert run(USER, {}, {"login": "jane@example.com", "roles": ["a", "b"]}).changed
        assert len(run.warnings) == 1
    assert len(server.writes()) == 2


# ---- management users: the whole list first, then one by one -----------------------------------------------------------

HERE = {"organisation": object_id(900)}
THERE = {**MANAGEMENT, "organisation": object_id(900)}


@pytest.mark.parametrize(
    ("behaviour", "patches", "calls"), [("apply", [["roles"]], 0), ("refuse", [["roles"]], 2), ("ignore", [["roles"]], 2)]
)
def test_roles_of_a_management_user(server: Memory, behaviour: str, patches: list[list[str]], calls: int) -> None:
    user = user_with(server, "base_role", "old")
    server.management_roles = behaviour
    outcome = Run(server, **THERE)(MANAGEMENT_USER, HERE, {"login": "jane@example.com", "roles": ["new"]})
    assert sorted(server.things["user"][user["_id"]]["roles"]) == ["base_role", "new"]
    assert (outcome.before["roles"], outcome.after["roles"]) == (["old"], ["new"])
    assert [sorted(body) for method, path, body in server.writes() if method == "PATCH"] == patches
    assert len([path for method, path, body in server.writes() if "role" in path]) == calls
    keys = {headers.get("X-API-Key") for (method, path, query, body), headers in zip(server.log, server.headers) if "role" in path}
    assert keys == ({f"minted-for-{object_id(900)}"} if calls else set())


def test_the_whole_list_keeps_what_comes_by_itself(server: Memory) -> None:
    user_with(server, "base_role", "old")
    Run(server, **THERE)(MANAGEMENT_USER, HERE, {"login": "jane@example.com", "roles": ["new"]})
    assert server.writes()[0][2] == {"roles": ["new", "base_role"]}


def test_the_rest_of_a_change_is_not_lost_when_roles_are_refused(server: Memory) -> None:
    user = user_with(server, "base_role", "old")
    server.management_roles = "refuse"
    outcome = Run(server, **THERE)(MANAGEMENT_USER, HERE, {"login": "jane@example.com", "roles": ["new"], "disabled": True})
    assert outcome.changed and server.things["user"][user["_id"]]["disabled"] is True
    assert [sorted(body) for method, path, body in server.writes() if method == "PATCH"] == [["disabled", "roles"], ["disabled"]]


@pytest.mark.parametrize("given", [{"disabled": True}, {"disabled": True, "roles": ["base_role", "old"]}])
def test_another_reason_for_a_refusal_stays_an_error(server: Memory, given: dict[str, Any]) -> None:
    user = user_with(server, "base_role", "old")
    server.faults = [Fault("PATCH", user["_id"], status=400, times=9)]
    with pytest.raises(ApiError):
        Run(server, **THERE)(MANAGEMENT_USER, HERE, {"login": "jane@example.com", **given})
    assert len(server.writes()) == 1


@pytest.mark.parametrize("status", [401, 403, 409])
def test_only_400_makes_it_try_one_by_one(server: Memory, status: int) -> None:
    user = user_with(server, "base_role", "old")
    server.faults = [Fault("PATCH", user["_id"], status=status, times=9)]
    with pytest.raises(ApiError):
        Run(server, **THERE)(MANAGEMENT_USER, HERE, {"login": "jane@example.com", "roles": ["new"]})
    assert len(server.writes()) == 1


def test_a_management_user_is_made_with_all_it_has(server: Memory) -> None:
    given = {**JANE, "roles": ["admin"], "disabled": True, "accepted_tos": True, "cxone_id": "x"}
    run = Run(server, **THERE)
    outcome = run(MANAGEMENT_USER, HERE, given)
    assert server.writes()[0][2] == {
        "id": "jane@example.com",
        "name": "Jane",
        "password": "geheim-1",
        "roles": ["admin"],
        "disabled": True,
        "acceptedTOS": True,
        "cxoneId": "x",
        "organisation": object_id(900),
    }
    assert outcome.object is not None and outcome.object["organisation"] == object_id(900)
    assert not run(MANAGEMENT_USER, HERE, given).changed


# ---- something to be done after a change -------------------------------------------------------------------------------


def enforcements(server: Memory) -> int:
    return sum(path.endswith("/enforcepasswordpolicy") for method, path, body in server.writes())


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"password_policy": {"min_length": 12}, "enforce_password_policy": True}, 1),
        ({"password_policy": {"min_length": 12}, "enforce_password_policy": False}, 0),
        ({"password_policy": {"min_length": 12}}, 0),
        ({"password_policy": {"min_length": 8}, "enforce_password_policy": True}, 0),
        ({"disabled": True, "enforce_password_policy": True}, 0),
        ({"disabled": True, "password_policy": {"min_length": 8}, "enforce_password_policy": True}, 0),
    ],
)
def test_the_policy_is_enforced_only_with_a_changed_policy(server: Memory, given: dict[str, Any], expected: int) -> None:
    organisation(server, passwordPolicy={"minLength": 8})
    Run(server, **MANAGEMENT)(ORGANISATION, {}, {"name": "Acme", **given})
    assert enforcements(server) == expected


@pytest.mark.parametrize("fault", [Fault("POST", "/enforcepasswordpolicy", status=403), Fault("POST", "/enforcepasswordpolicy", "before")])
def test_an_enforcement_that_fails_says_that_no_other_run_does_it(server: Memory, fault: Fault) -> None:
    organisation(server, passwordPolicy={"minLength": 8})
    server.faults = [fault]
    with pytest.raises(NotKept, match="(?s)password_policy was changed.*enforcePasswordPolicy"):
        Run(server, **MANAGEMENT)(
            ORGANISATION, {}, {"name": "Acme", "password_policy": {"min_length": 12}, "enforce_password_policy": True}
        )


def test_check_mode_enforces_nothing(server: Memory) -> None:
    organisation(server, passwordPolicy={"minLength": 8})
    run = Run(server, check=True, **MANAGEMENT)
    assert run(ORGANISATION, {}, {"name": "Acme", "password_policy": {"min_length": 12}, "enforce_password_policy": True}).changed
    assert server.writes() == []


# ---- removal -----------------------------------------------------------------------------------------------------------


def test_absent_is_absent(server: Memory) -> None:
    assert Run(server)(PROJECT, {}, {"name": "Robot"}, "absent") == Outcome()
    assert server.writes() == []


def test_remove_and_wait_for_its_task(server: Memory) -> None:
    robot = server.add("project", name="Robot", color="red", primaryLocaleReference="x")
    outcome = Run(server)(PROJECT, {}, {"name": "Robot"}, "absent")
    assert outcome == Outcome(True, {"name": "Robot", "color": "red"}, {}, None, None)
    assert server.writes() == [("DELETE", f"/new/v2.0/projects/{robot['_id']}", None)]
    assert [path for method, path, query, body in server.log][-3:] == [f"/new/v2.0/tasks/{object_id(2)}"] * 3


def test_a_removal_whose_task_fails(server: Memory) -> None:
    server.add("project", name="Robot")
    server.task_states = ["active", "error"]
    with pytest.raises(TaskFailed, match="deletion of project 'Robot'"):
        Run(server)(PROJECT, {}, {"name": "Robot"}, "absent")


def test_a_removal_whose_task_takes_too_long(server: Memory) -> None:
    server.add("project", name="Robot")
    server.task_states = ["active"]
    run = Run(server)
    run.engine.wait = 0
    with pytest.raises(TaskTimeout, match=object_id(2)):
        run(PROJECT, {}, {"name": "Robot"}, "absent")


def test_gone_in_between_is_gone(server: Memory) -> None:
    robot = server.add("project", name="Robot")
    server.faults = [Fault("DELETE", robot["_id"], status=404)]
    assert Run(server)(PROJECT, {}, {"name": "Robot"}, "absent").changed


@pytest.mark.parametrize("status", [400, 403, 409])
def test_a_removal_that_is_refused(server: Memory, status: int) -> None:
    robot = server.add("project", name="Robot")
    server.faults = [Fault("DELETE", robot["_id"], status=status)]
    with pytest.raises(ApiError):
        Run(server)(PROJECT, {}, {"name": "Robot"}, "absent")


def test_a_removal_whose_answer_is_lost_and_that_was_done(server: Memory) -> None:
    robot = server.add("project", name="Robot")
    server.faults = [Fault("DELETE", robot["_id"], "after")]
    run = Run(server)
    assert run(PROJECT, {}, {"name": "Robot"}, "absent").changed
    assert len(run.warnings) == 1 and "is gone" in run.warnings[0]
    assert len(server.writes()) == 1


def test_a_removal_whose_answer_is_lost_and_that_was_not_done(server: Memory) -> None:
    robot = server.add("project", name="Robot")
    server.faults = [Fault("DELETE", robot["_id"], "before")]
    with pytest.raises(OutcomeUnknown, match="Run this again"):
        Run(server)(PROJECT, {}, {"name": "Robot"}, "absent")
    assert len(server.writes()) == 1


@pytest.mark.parametrize("check", [False, True])
def test_an_organisation_is_only_removed_with_the_token_that_was_mailed(server: Memory, check: bool) -> None:
    one = organisation(server)
    with pytest.raises(InputError, match="verification_token"):
        Run(server, check=check, **MANAGEMENT)(ORGANISATION, {}, {"name": "Acme"}, "absent")
    assert server.writes() == []
    outcome = Run(server, check=check, **MANAGEMENT)(ORGANISATION, {}, {"name": "Acme", "verification_token": "geheim-t"}, "absent")
    assert outcome.changed and "geheim-t" not in repr(outcome)
    deletions = [(path, query) for method, path, query, body in server.log if method == "DELETE"]
    assert deletions == ([] if check else [(f"/new/management/v2.0/organisations/{one['_id']}", {"verificationToken": "geheim-t"})])
    assert not Run(server, check=check, **MANAGEMENT)(ORGANISATION, {}, {"name": "Beta"}, "absent").changed


def test_a_member_is_removed_by_its_user(server: Memory) -> None:
    robot, user = server.add("project", name="Robot"), user_with(server)
    server._add_member({}, {"userId": user["_id"]}, robot["_id"])
    outcome = Run(server)(MEMBER, {"projectId": robot["_id"]}, {"user": "jane@example.com"}, "absent")
    assert server.writes() == [("POST", f"/new/v2.0/projects/{robot['_id']}/removeprojectmember", {"userId": user["_id"]})]
    assert outcome.before == {"user": "jane@example.com", "roles": ["basic"], "allowed_locales": []}


# ---- several -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def team(server: Memory) -> tuple[dict[str, str], list[dict[str, Any]]]:
    """A project with members 0, 1 and 2 of six users."""
    robot = server.add("project", name="Robot")
    users = [server.add("user", id=f"u{number}@example.com", name=f"User {number}", roles=[]) for number in range(6)]
    for user in users[:3]:
        server._add_member({}, {"userId": user["_id"]}, robot["_id"])
    return {"projectId": robot["_id"]}, users


def members(server: Memory) -> list[str]:
    return sorted(one["id"] for one in server.things["member"].values())


@pytest.mark.parametrize("threads", [1, 4])
def test_others_stay_unless_the_list_is_exclusive(server: Memory, team: Any, threads: int) -> None:
    scope, users = team
    given = [{"user": user["id"], "roles": ["editor"]} for user in users[2:5]]
    outcomes = Run(server).engine.ensure_all(MEMBER, scope, given, threads=threads)
    assert [outcome.object["user"] for outcome in outcomes if outcome.object] == [user["id"] for user in users[2:5]]
    assert members(server) == [user["id"] for user in users[:5]]
    outcomes = Run(server).engine.ensure_all(MEMBER, scope, given, exclusive=True, threads=threads)
    assert [outcome.changed for outcome in outcomes] == [False] * 3 + [True] * 2
    assert [outcome.before["user"] for outcome in outcomes[3:]] == ["u0@example.com", "u1@example.com"]
    assert members(server) == [user["id"] for user in users[2:5]]


def test_exclusive_counts_a_member_named_by_id(server: Memory, team: Any) -> None:
    scope, users = team
    given = [{"user": users[0]["_id"]}, {"user": "u1@example.com"}]
    Run(server).engine.ensure_all(MEMBER, scope, given, exclusive=True)
    assert members(server) == ["u0@example.com", "u1@example.com"]


def test_exclusive_in_check_mode_says_whom_it_would_remove(server: Memory, team: Any) -> None:
    scope, users = team
    outcomes = Run(server, check=True).engine.ensure_all(
        MEMBER, scope, [{"user": "u0@example.com"}, {"user": "u5@example.com"}], exclusive=True
    )
    assert [(outcome.changed, outcome.before.get("user")) for outcome in outcomes] == [
        (False, "u0@example.com"),
        (True, None),
        (True, "u1@example.com"),
        (True, "u2@example.com"),
    ]
    assert server.writes() == []


def test_exclusive_removes_nobody_when_somebody_could_not_be_set(server: Memory, team: Any) -> None:
    scope, users = team
    with pytest.raises(MissingError):
        Run(server).engine.ensure_all(MEMBER, scope, [{"user": "u0@example.com"}, {"user": "nobody@example.com"}], exclusive=True)
    assert members(server) == [user["id"] for user in users[:3]]


def test_the_same_twice_in_a_list(server: Memory, team: Any) -> None:
    scope, users = team
    with pytest.raises(InputError, match="more than once: 'u1@example.com'"):
        Run(server).engine.ensure_all(MEMBER, scope, [{"user": "u1@example.com"}, {"user": "u2@example.com"}, {"user": "u1@example.com"}])
    assert server.writes() == []


def test_the_same_twice_under_two_names(server: Memory, team: Any) -> None:
    scope, users = team
    with pytest.raises(InputError, match="more than once"):
        Run(server).engine.ensure_all(
            MEMBER, scope, [{"user": "u1@example.com", "roles": ["a"]}, {"user": users[1]["_id"], "roles": ["b"]}]
        )


# ---- a parent that is not there yet ------------------------------------------------------------------------------------


def test_prediction_without_a_parent(server: Memory) -> None:
    run = Run(server, check=True)
    outcome = run.engine.predict(MEMBER, {"user": "jane@example.com", "roles": ["b", "a"], "allowed_locales": ["German"]})
    assert outcome.changed and outcome.before == {}
    assert outcome.after == {"user": "jane@example.com", "roles": ["a", "b"], "allowed_locales": ["German"]}
    assert run.engine.predict(MEMBER, {"user": "jane@example.com"}, "absent") == Outcome()
    assert server.log == []


# ---- a kind of a test's own: nothing here depends on the real tables ---------------------------------------------------

THING = Kind(
    "thing",
    key="name",
    index="indexProjects",
    create="createProject",
    read="readProject",
    update="updateProject",
    delete="deleteProject",
    id_param="projectId",
    fields=(
        Field("name", required=True),
        Field("kept", in_update=False),
        Field("settings", "dict"),
        Field("tags", "list", elements="str", is_set=True, each=Each("addRoleToUser", "removeRoleFromUser", "role"), in_update=False),
    ),
)


def test_a_payload_of_the_user_is_compared_by_its_own_keys_and_sent_whole(server: Memory) -> None:
    server.add("project", name="x", settings={"aB": {"x_y": 1, "more": 2}, "list": [1, 2]})
    run = Run(server)
    assert not run(THING, {}, {"name": "x", "settings": {"aB": {"x_y": 1}}}).changed
    run(THING, {}, {"name": "x", "settings": {"aB": {"x_y": 5}, "list": [3]}})
    assert server.writes()[0][2] == {"settings": {"aB": {"x_y": 5, "more": 2}, "list": [3]}}


def test_a_fixed_field_that_differs_is_an_error_and_one_that_fits_is_none(server: Memory) -> None:
    server.add("project", name="x", kept="a")
    assert not Run(server)(THING, {}, {"name": "x", "kept": "a"}).changed
    for check in (False, True):
        with pytest.raises(InputError, match="kept of thing 'x' cannot be changed"):
            Run(server, check=check)(THING, {}, {"name": "x", "kept": "b"})
    assert server.writes() == []
