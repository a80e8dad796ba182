# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Modules that bring objects to a state, above the engine: which face, which scope, what a result looks like."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.community.cognigy.plugins.module_utils._run import secrets_in
from ansible_collections.community.cognigy.plugins.module_utils._transport import HIDDEN
from ansible_collections.community.cognigy.tests.modules import MODULES
from ansible_collections.community.cognigy.tests.unit.plugins.module_utils._fakes import KEY, MANAGEMENT, Memory, Play, object_id

JANE = {"login": "jane@example.com", "name": "Jane", "password": "geheim-1"}


@pytest.fixture
def server() -> Memory:
    return Memory()


def test_a_result(server: Memory) -> None:
    run = Play(server)
    result = run("cognigy_project", name="Robot", locale="en-US", color="red")
    assert set(result) == {"changed", "diff", "project"}
    assert result["changed"] is True and result["diff"] == {"before": {}, "after": {"name": "Robot", "locale": "en-US", "color": "red"}}
    assert result["project"]["id"] and result["project"]["color"] == "red"
    again = run("cognigy_project", name="Robot", locale="en-US", color="red")
    assert again["changed"] is False and again["project"] == result["project"]
    assert again["diff"]["before"] == again["diff"]["after"]
    gone = run("cognigy_project", name="Robot", state="absent")
    assert gone == {"changed": True, "diff": {"before": {"name": "Robot", "color": "red"}, "after": {}}}
    assert run("cognigy_project", name="Robot", state="absent") == {"changed": False, "diff": {"before": {}, "after": {}}}


def test_an_error_is_a_result(server: Memory) -> None:
    result = Play(server)("cognigy_project", name="Robot")
    assert result["failed"] is True and result["changed"] is False and "locale" in result["msg"] and "exception" not in result


def test_a_key_that_was_made(server: Memory) -> None:
    run = Play(server)
    result = run("cognigy_api_key", name="ci")
    assert result["api_key_value"].startswith("key-") and result["api_key"]["name"] == "ci" and "api_key_value" not in result["api_key"]
    assert secrets_in(MODULES["cognigy_api_key"], result) == [result["api_key_value"]]
    assert "api_key_value" not in run("cognigy_api_key", name="ci")
    assert "api_key_value" not in run("cognigy_api_key", check=True, name="other")


def test_own_keys_need_an_own_key(server: Memory) -> None:
    result = Play(server, **MANAGEMENT, organisation=object_id(1))("cognigy_api_key", name="ci")
    assert result["failed"] and "api_key" in result["msg"] and server.log == []


# ---- users -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("connection", "path"),
    [
        (KEY, "/new/v2.0/users"),
        ({**KEY, **MANAGEMENT}, "/new/v2.0/users"),
        ({**MANAGEMENT, "organisation": object_id(7)}, "/new/management/v2.0/users"),
    ],
)
def test_the_face_follows_the_credentials(server: Memory, connection: dict[str, str], path: str) -> None:
    result = Play(server, **connection)("cognigy_user", **JANE)
    assert result["changed"] and result["user"]["login"] == "jane@example.com" and "geheim-1" not in repr(result)
    assert [call[1] for call in server.writes()] == [path]


def test_management_users_need_an_organisation(server: Memory) -> None:
    result = Play(server, **MANAGEMENT)("cognigy_user", **JANE)
    assert result["failed"] and "organisation" in result["msg"] and server.log == []


def test_options_of_the_other_face_only(server: Memory) -> None:
    result = Play(server)("cognigy_user", **JANE, disabled=True, accepted_tos=False)
    assert result["failed"] and "disabled, accepted_tos" in result["msg"] and "management_username" in result["msg"] and server.log == []


def test_a_password_later(server: Memory) -> None:
    run = Play(server)
    run("cognigy_user", **JANE)
    assert run("cognigy_user", **{**JANE, "password": "geheim-2"})["changed"] is False
    result = run("cognigy_user", **{**JANE, "password": "geheim-2"}, update_secret="always")
    assert result["changed"] and result["diff"]["before"]["password"] == result["diff"]["after"]["password"] == HIDDEN
    assert [one["password"] for one in server.things["user"].values()] == ["geheim-2"]


# ---- members -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def team(server: Memory) -> list[str]:
    server.add("project", name="Robot")
    return [server.add("user", id=f"u{number}@example.com", name=f"User {number}", roles=[])["id"] for number in range(4)]


def test_one_member(server: Memory, team: list[str]) -> None:
    result = Play(server)("cognigy_project_member", project="Robot", user=team[0], roles=["editor"])
    assert result["changed"] and result["project_member"]["user"] == team[0]
    assert result["diff"] == {"before": {}, "after": {"user": team[0], "roles": ["editor"]}}


def test_a_list_of_members(server: Memory, team: list[str]) -> None:
    run = Play(server)
    run("cognigy_project_member", project="Robot", user=team[0])
    members = [{"user": team[1], "roles": ["editor"]}, {"user": team[2]}]
    result = run("cognigy_project_member", project="Robot", members=members)
    assert result["changed"] and [one["user"] for one in result["project_members"]] == team[1:3]
    assert result["diff"] == {"before": {"members": []}, "after": {"members": [{"user": team[1], "roles": ["editor"]}, {"user": team[2]}]}}
    again = run("cognigy_project_member", project="Robot", members=members)
    assert again["changed"] is False and again["diff"]["before"] == again["diff"]["after"]
    result = run("cognigy_project_member", project="Robot", members=members, exclusive=True)
    assert result["changed"] and [one["user"] for one in result["project_members"]] == team[1:3]
    assert [one["user"] for one in result["diff"]["before"]["members"]] == [team[1], team[2], team[0]]
    assert [one["user"] for one in result["diff"]["after"]["members"]] == [team[1], team[2]]


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"user": "u0@example.com", "exclusive": True}, "exclusive goes with members"),
        ({"members": [], "exclusive": True, "state": "absent"}, "exclusive goes with state: present"),
        ({"members": [{"user": "a"}, {"user": "a"}]}, "more than once"),
        ({"members": [{"user": "nobody@example.com"}]}, "no user 'nobody@example.com'"),
        ({"user": "u0@example.com", "allowed_locales": ["Klingon"]}, "no locale 'Klingon'"),
    ],
)
def test_what_cannot_be(server: Memory, team: list[str], given: dict[str, Any], text: str) -> None:
    result = Play(server)("cognigy_project_member", project="Robot", **given)
    assert result["failed"] and text in result["msg"] and server.writes() == []


def test_absent_members_of_a_list(server: Memory, team: list[str]) -> None:
    run = Play(server)
    run("cognigy_project_member", project="Robot", members=[{"user": user} for user in team])
    result = run("cognigy_project_member", project="Robot", state="absent", members=[{"user": team[0]}, {"user": "nobody@example.com"}])
    assert result["changed"] and result["project_members"] == []
    assert sorted(one["id"] for one in server.things["member"].values()) == team[1:]


# ---- a parent that is not there ----------------------------------------------------------------------------------------


def test_a_parent_that_is_not_there(server: Memory) -> None:
    run = Play(server)
    given = {"project": "Later", "user": "jane@example.com", "roles": ["editor"]}
    result = run("cognigy_project_member", **given)
    assert result["failed"] and "no project 'Later'" in result["msg"]
    result = run("cognigy_project_member", check=True, **given)
    assert result["changed"] and result["project_member"]["user"] == "jane@example.com" and "'Later'" in run.warnings[0]
    for check in (True, False):
        result = run("cognigy_project_member", check=check, state="absent", **given)
        assert result["changed"] is False and "nothing to remove" in run.warnings[0]


def test_an_organisation_that_is_not_there(server: Memory) -> None:
    run = Play(server, **MANAGEMENT, organisation="Later")
    assert run("cognigy_user", **JANE)["failed"]
    result = run("cognigy_user", check=True, **JANE)
    assert result["changed"] and result["user"]["login"] == "jane@example.com" and "geheim-1" not in repr(result) and run.warnings
    assert run("cognigy_user", state="absent", login="jane@example.com")["changed"] is False


@pytest.mark.parametrize("check", [False, True])
def test_an_id_that_is_not_there_is_nothing_that_an_earlier_task_could_make(server: Memory, check: bool) -> None:
    result = Play(server)("cognigy_project", check=check, id=object_id(99), name="Robot")
    assert result.get("failed") and object_id(99) in result["msg"]


def test_check_mode_with_one_missing_user_still_knows_the_other_members(server: Memory, team: list[str]) -> None:
    run = Play(server)
    members = [{"user": team[0], "roles": ["editor"]}]
    run("cognigy_project_member", project="Robot", members=members)
    result = run("cognigy_project_member", check=True, project="Robot", members=[*members, {"user": "later@example.com"}])
    assert result["changed"] is True
    assert result["diff"]["before"] == {"members": [{"user": team[0], "roles": ["editor"]}]}
    assert result["diff"]["after"] == {"members": [{"user": team[0], "roles": ["editor"]}, {"user": "later@example.com"}]}


def test_a_list_with_an_id_in_it_may_still_name_who_is_not_there(server: Memory, team: list[str]) -> None:
    run = Play(server)
    ids = {one["id"]: one["_id"] for one in server.things["user"].values()}
    members = [{"user": ids[team[0]]}, {"user": "later@example.com"}]
    result = run("cognigy_project_member", check=True, project="Robot", members=members)
    assert not result.get("failed") and result["changed"] is True and "later@example.com" in run.warnings[0]
    assert run("cognigy_project_member", project="Robot", members=members)["failed"]
    run("cognigy_project_member", project="Robot", user=team[0])
    members.append({"user": object_id(999)})
    result = run("cognigy_project_member", project="Robot", state="absent", members=members)
    assert not result.get("failed") and result["changed"] is True and server.things["member"] == {}
