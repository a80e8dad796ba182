# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""cognigy_api: any operation by its name."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.community.cognigy.plugins.module_utils._run import secrets_in, shown_params
from ansible_collections.community.cognigy.plugins.module_utils._transport import HIDDEN
from ansible_collections.community.cognigy.tests.modules import MODULES
from ansible_collections.community.cognigy.tests.unit.plugins.module_utils._fakes import MANAGEMENT, Call, Play, Script, object_id

PROJECTS = "/new/v2.0/projects"


def play(*calls: Call, **connection: str) -> Play:
    return Play(Script(*calls), **connection)


def test_a_whole_list() -> None:
    run = play(
        Call("GET", PROJECTS, {"limit": 100, "sort": "name:asc"}, json={"items": [{"_id": "1"}], "nextCursor": "c"}),
        Call("GET", PROJECTS, {"limit": 100, "sort": "name:asc", "next": "c"}, json={"items": [{"_id": "2"}]}),
    )
    result = run("cognigy_api", operation="indexProjects", parameters={"sort": "name:asc"})
    assert result == {"changed": False, "method": "GET", "path": PROJECTS, "response": {"items": [{"_id": "1"}, {"_id": "2"}], "total": 2}}


@pytest.mark.parametrize("page", [{"limit": 10}, {"skip": 5}, {"next": "c"}, {"limit": 10, "skip": 5}])
def test_one_page_when_it_was_asked_for(page: dict[str, Any]) -> None:
    run = play(Call("GET", PROJECTS, page, json={"items": [], "total": 9, "nextCursor": "d"}))
    assert run("cognigy_api", operation="indexProjects", parameters=page)["response"] == {"items": [], "total": 9, "nextCursor": "d"}


def test_parameters_in_the_path_and_in_the_query() -> None:
    run = play(Call("GET", f"{PROJECTS}/{object_id(3)}", {}, json={"name": "x"}))
    assert run("cognigy_api", operation="readProject", parameters={"projectId": object_id(3)})["response"] == {"name": "x"}
    run = play(Call("GET", PROJECTS, {"limit": 1, "ignoreOwnership": "true"}, json={}))
    run("cognigy_api", operation="indexProjects", parameters={"limit": "1", "ignoreOwnership": True})


def test_a_writing_operation_is_a_change() -> None:
    run = play(Call("POST", PROJECTS, {}, body={"name": "x", "locale": "en-US"}, status=201, json={"_id": "1"}))
    result = run("cognigy_api", operation="createProject", body={"name": "x", "locale": "en-US"})
    assert result == {"changed": True, "method": "POST", "path": PROJECTS, "response": {"_id": "1"}}


def test_check_mode_sends_what_is_safe_and_predicts_the_rest() -> None:
    run = play(Call("GET", PROJECTS, json={"items": []}))
    assert run("cognigy_api", check=True, operation="indexProjects")["changed"] is False
    result = run("cognigy_api", check=True, operation="deleteProject", parameters={"projectId": object_id(3)})
    assert result == {"changed": True, "method": "DELETE", "path": f"{PROJECTS}/{{projectId}}", "response": None}
    assert run("cognigy_api", check=True, operation="createProject", body={"nam": "x"})["failed"]  # checked all the same


@pytest.mark.parametrize(
    ("given", "texts"),
    [
        ({"operation": "createProjet"}, ["no operation 'createProjet'", "'createProject'"]),
        ({"operation": "qqqqqqqqqq"}, ["no operation 'qqqqqqqqqq'"]),
        ({"operation": "readProject"}, ["'projectId'", "/new/v2.0/projects/{projectId}"]),
        ({"operation": "readProject", "parameters": {"projectId": ""}}, ["'projectId'"]),
        ({"operation": "readProject", "parameters": {"projectId": "p", "verbose": True}}, ["parameters has no 'verbose'"]),
        ({"operation": "createProject"}, ["createProject needs a body with", "'name'"]),
        ({"operation": "createProject", "body": {"name": "x", "locale": "en-US", "colour": "red"}}, ["body has no 'colour'", "'color'"]),
        ({"operation": "createProject", "body": {"name": 5, "locale": "en-US"}}, ["body.name must be a text, got 5"]),
        ({"operation": "readProject", "parameters": {"projectId": "p"}, "body": {"a": 1}}, ["takes no body"]),
    ],
)
def test_wrong_calls_are_refused_before_they_are_sent(given: dict[str, Any], texts: list[str]) -> None:
    result = play()("cognigy_api", **given)
    assert result["failed"] and result["changed"] is False
    for text in texts:
        assert text in result["msg"]


def test_a_refusal_of_the_server() -> None:
    result = play(Call("POST", PROJECTS, status=409, json={"detail": "taken", "code": 1004, "traceId": "t"}))(
        "cognigy_api", operation="createProject", body={"name": "x", "locale": "en-US"}
    )
    assert result["failed"] and (result["status"], result["code"], result["trace_id"]) == (409, 1004, "t")


def test_management_operations() -> None:
    run = play(
        Call("GET", "/new/management/v2.0/vendor", headers={"Authorization": "Basic YWRtaW46Z2VoZWltLW0="}, json={"a": 1}), **MANAGEMENT
    )
    assert run("cognigy_api", operation="readVendor")["response"] == {"a": 1}


# ---- secrets -----------------------------------------------------------------------------------------------------------

USER = {"id": "jane@example.com", "name": "Jane", "password": "geheim-1"}


def test_secrets_in_a_body_are_masked_in_the_invocation() -> None:
    shown = shown_params(
        MODULES["cognigy_api"],
        {"operation": "createUser", "body": {**USER, "deep": [{"apiKey": "geheim", "Access_Token": "geheim", "name": None}]}},
    )
    assert shown == {
        "operation": "createUser",
        "body": {
            "id": "jane@example.com",
            "name": "Jane",
            "password": HIDDEN,
            "deep": [{"apiKey": HIDDEN, "Access_Token": HIDDEN, "name": None}],
        },
    }


def test_secrets_in_a_body_are_not_repeated_when_the_server_does() -> None:
    result = play(Call("POST", "/new/v2.0/users", status=400, json={"detail": "password geheim-1 is too short"}))(
        "cognigy_api", operation="createUser", body=USER
    )
    assert result["failed"] and "geheim-1" not in repr(result)


@pytest.mark.parametrize(
    "body", [{**USER, "password": 4711081512}, {**USER, "password": ["geheim-1"]}, {**USER, "password": {"is": "geheim-1"}}]
)
def test_secrets_in_a_body_are_not_repeated_when_they_are_wrong(body: dict[str, Any]) -> None:
    result = play()("cognigy_api", operation="createUser", body=body)
    assert result["failed"] and "body.password" in result["msg"]
    assert "geheim-1" not in repr(result) and "4711081512" not in repr(result)


def test_secrets_in_an_answer_keep_the_result_off_the_screen() -> None:
    run = play(Call("POST", "/new/v2.0/users/me/apikeys", json={"_id": "1", "name": "ci", "apiKey": "geheim-2"}))
    result = run("cognigy_api", operation="createApiKeyMe", body={"name": "ci"})
    assert secrets_in(MODULES["cognigy_api"], result) == ["geheim-2"]
    assert secrets_in(MODULES["cognigy_api"], {"response": {"items": [{"name": "apiKey"}]}}) == []
