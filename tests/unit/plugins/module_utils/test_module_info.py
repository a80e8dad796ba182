# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Modules that only look."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.community.cognigy.plugins.module_utils._errors import ConnectionFailed
from ansible_collections.community.cognigy.plugins.module_utils._transport import Answer
from ansible_collections.community.cognigy.tests.unit.plugins.module_utils._fakes import KEY, MANAGEMENT, Memory, Play, answer, object_id

ACME = object_id(900)


@pytest.fixture
def server() -> Memory:
    one = Memory()
    one.page = 2
    for number in range(5):
        one.add("project", name=f"Robot {number}", color="red", createdAt=5)
        one.add(
            "user",
            id=f"u{number}@example.com",
            name=f"User {number}",
            roles=["base_role"],
            organisation=ACME if number < 3 else object_id(901),
        )
    return one


@pytest.mark.parametrize("check", [False, True])
def test_all(server: Memory, check: bool) -> None:
    result = Play(server)("cognigy_project_info", check=check)
    assert result["changed"] is False and [one["name"] for one in result["projects"]] == [f"Robot {number}" for number in range(5)]
    assert set(result["projects"][0]) == {"id", "name", "color", "created_at"}


def test_by_key_and_by_id(server: Memory) -> None:
    run = Play(server)
    one = run("cognigy_project_info", name="Robot 4")["projects"]
    assert [item["name"] for item in one] == ["Robot 4"]
    assert run("cognigy_project_info", id=one[0]["id"])["projects"] == one
    assert run("cognigy_project_info", name="Robot")["projects"] == []
    assert run("cognigy_project_info", id=object_id(77))["projects"] == []


def test_two_of_one_name_are_both_shown(server: Memory) -> None:
    server.add("project", name="Robot 1")
    assert len(Play(server)("cognigy_project_info", name="Robot 1")["projects"]) == 2


def test_one_that_is_only_listed(server: Memory) -> None:
    ghost = next(iter(server.things["project"]))
    server.ghosts.add(ghost)
    assert Play(server)("cognigy_project_info", name="Robot 0")["projects"] == []


def test_no_read_for_each_of_a_list(server: Memory) -> None:
    Play(server)("cognigy_project_info")
    assert len(server.log) == 3
    server.log.clear()
    Play(server)("cognigy_user_info")
    assert len(server.log) == 3
    server.log.clear()
    Play(server)("cognigy_user_info", details=True)
    assert len(server.log) == 8


def test_users_of_one_organisation_and_of_all(server: Memory) -> None:
    everywhere, here = Play(server, **MANAGEMENT), Play(server, **MANAGEMENT, organisation=ACME)
    assert len(everywhere("cognigy_user_info")["users"]) == 5
    assert [one["login"] for one in here("cognigy_user_info")["users"]] == [f"u{number}@example.com" for number in range(3)]
    foreign = everywhere("cognigy_user_info", login="u4@example.com")["users"]
    assert [one["organisation"] for one in foreign] == [object_id(901)]
    assert here("cognigy_user_info", login="u4@example.com")["users"] == []
    assert here("cognigy_user_info", id=foreign[0]["id"])["users"] == []
    assert everywhere("cognigy_user_info", id=foreign[0]["id"])["users"] == foreign


def test_organisations(server: Memory) -> None:
    server.add("organisation", name="Acme", passwordPolicy={"minLength": 8})
    result = Play(server, **MANAGEMENT)("cognigy_organisation_info", name="Acme")
    assert result["organisations"][0]["password_policy"] == {"min_length": 8}
    assert Play(server)("cognigy_organisation_info")["failed"]


# ---- the installation and facts ----------------------------------------------------------------------------------------

PATHS: dict[str, Any] = {
    "GET /openapi/openapi-viewer.json": {"info": {"version": "2026.10.1"}},
    "GET /new/management/v2.0/vendor": {"vendorName": "Cognigy"},
    "GET /new/management/v2.0/system/license": {"companyName": "Acme"},
    "GET /new/management/v2.0/organisations": {"items": [{}], "total": 12},
    f"GET /new/management/v2.0/organisations/{ACME}": {
        "_id": ACME,
        "name": "Acme",
        "disabled": False,
        "quotaMaxProjects": 9,
        "quotaMaxUsers": 0,
    },
    f"POST /new/management/v2.0/organisations/{ACME}/apikeys": {"apiKey": "minted", "createdAt": 1},
    "GET /new/v2.0/system/license": {"valid": True},
    "GET /new/v2.0/organisations/policy": {
        "_id": ACME,
        "name": "Acme",
        "quotaMaxProjects": 9,
        "quotaMaxUsers": 0,
        "quotaMaxKnowledgeChunks": 100,
    },
    "GET /new/v2.0/organisations/chunkcount": {"chunkCount": 41},
    "GET /new/v2.0/projects": {"items": [{"_id": object_id(1), "name": "Robot"}], "total": 1},
    "GET /new/v2.0/users": {"items": [{"_id": object_id(2), "id": "jane@example.com", "roles": []}], "total": 1},
}


def installation(**changed: Any) -> Any:
    """A server that answers with what PATHS says; a number is a status, an exception is raised."""
    table = {**PATHS, **{next(path for path in PATHS if path.endswith(name)): value for name, value in changed.items()}}
    calls: list[str] = []

    def handle(method: str, path: str, query: Any, body: Any, headers: Any) -> Answer:
        calls.append(f"{method} {path}")
        value = table[f"{method} {path}"]
        if isinstance(value, Exception):
            raise value
        return answer(method, path, value, {"detail": "no"}) if isinstance(value, int) else answer(method, path, 200, value)

    handle.calls = calls  # type: ignore[attr-defined]
    return handle


def test_an_installation_with_a_management_user() -> None:
    result = Play(installation(), **MANAGEMENT, organisation=ACME)("cognigy_installation_info")
    assert result == {
        "changed": False,
        "installation": {
            "base_url": "https://api.example.com",
            "reachable": True,
            "reason": None,
            "version": "2026.10.1",
            "license": {"company_name": "Acme"},
            "vendor": {"vendor_name": "Cognigy"},
            "organisations": 12,
            "super_keys": True,
        },
    }
    assert "minted" not in repr(result)


def test_an_installation_with_an_api_key() -> None:
    info = Play(installation(), **KEY)("cognigy_installation_info")["installation"]
    assert (info["version"], info["license"], info["vendor"], info["organisations"], info["super_keys"]) == (
        "2026.10.1",
        {"valid": True},
        None,
        None,
        None,
    )


@pytest.mark.parametrize("status", [403, 404, 405, 501])
def test_super_keys_that_are_off_are_no_error(status: int) -> None:
    info = Play(installation(apikeys=status), **MANAGEMENT, organisation=ACME)("cognigy_installation_info")["installation"]
    assert info["super_keys"] is False and info["reachable"] is True


def test_without_an_organisation_super_keys_are_not_tried() -> None:
    server = installation()
    info = Play(server, **MANAGEMENT)("cognigy_installation_info")["installation"]
    assert info["super_keys"] is None and not any("apikeys" in call for call in server.calls)


@pytest.mark.parametrize("value", [401, 403, 404, b"<html>", {}, {"info": None}])
def test_a_description_that_is_not_served(value: Any) -> None:
    server = installation(**{"openapi-viewer.json": value}, vendor={"version": "2026.9.0"})
    assert Play(server, **MANAGEMENT)("cognigy_installation_info")["installation"]["version"] == "2026.9.0"


def test_a_server_that_is_down_is_a_value_and_for_facts_an_error() -> None:
    server = installation(**{"openapi-viewer.json": ConnectionFailed("GET https://api.example.com: no answer")})
    info = Play(server, **MANAGEMENT)("cognigy_installation_info")["installation"]
    assert info["reachable"] is False and "no answer" in info["reason"] and info["version"] is None
    result = Play(server, **KEY)("cognigy_facts")
    assert result["failed"] and "no answer" in result["msg"]


def test_a_wrong_password_is_an_error() -> None:
    result = Play(installation(vendor=401), **MANAGEMENT)("cognigy_installation_info")
    assert result["failed"] and "management_password" in result["msg"]


def test_facts() -> None:
    facts = Play(installation(), **KEY)("cognigy_facts")["ansible_facts"]["cognigy"]
    assert facts["organisation"] == {
        "id": ACME,
        "name": "Acme",
        "quota_max_projects": 9,
        "quota_max_users": 0,
        "quota_max_knowledge_chunks": 100,
    }
    assert facts["projects"] == [{"id": object_id(1), "name": "Robot"}]
    assert facts["users"] == [{"id": object_id(2), "login": "jane@example.com", "roles": []}]
    assert facts["quotas"] == {
        "projects": {"used": 1, "max": 9},
        "users": {"used": 1, "max": 0},
        "knowledge_chunks": {"used": 41, "max": 100},
    }
    assert facts["installation"]["version"] == "2026.10.1"


@pytest.mark.parametrize("check", [False, True])
def test_facts_with_a_management_user(check: bool) -> None:
    result = Play(installation(), **MANAGEMENT, organisation=ACME)("cognigy_facts", check=check)
    assert result["changed"] is False and result["ansible_facts"]["cognigy"]["installation"]["organisations"] == 12
    assert result["ansible_facts"]["cognigy"]["organisation"]["disabled"] is False  # which only the management API shows
    assert "minted" not in repr(result)


def test_facts_that_a_key_may_not_see() -> None:
    server = installation(**{"v2.0/users": 403}, chunkcount=404)
    facts = Play(server, **KEY)("cognigy_facts")["ansible_facts"]["cognigy"]
    assert facts["users"] is None
    assert facts["quotas"]["users"] == {"used": None, "max": 0} and facts["quotas"]["knowledge_chunks"] == {"used": None, "max": 100}
