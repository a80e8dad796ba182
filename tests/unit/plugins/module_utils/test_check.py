# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Calls are checked against the API's description before they are sent."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.community.cognigy.plugins.module_utils import _check
from ansible_collections.community.cognigy.plugins.module_utils._check import Contract
from ansible_collections.community.cognigy.plugins.module_utils._errors import InputError
from ansible_collections.community.cognigy.plugins.module_utils._operations import OPERATIONS

SMALL = {
    "operations": {
        "make": [
            {"projectId*": "string", "limit": "integer", "sort": {"?": ["up", "down"]}},
            {
                "name*": "string",
                "count": "integer",
                "share": "number",
                "flag": "boolean",
                "free": "object",
                "any": "any",
                "words": ["string"],
                "deep": {"inner*": {"leaf": "boolean"}},
                "open": {"known": "string", "...": "any"},
                "maybe": {"|": ["string", "null"]},
                "either": {"|": [{"a*": "string"}, {"b*": "integer"}]},
                "tree": "#Tree",
            },
        ],
        "named": [{}, "#Tree"],
        "look": [{"limit": "integer"}, None],
        "upload": [{}, "file"],
        "loose": [{}, {"a": "string"}],
    },
    "schemas": {"Tree": {"name*": "string", "children": ["#Tree"]}},
}
QUERY = {"projectId": "p"}


@pytest.fixture
def contract(monkeypatch: pytest.MonkeyPatch) -> Contract:
    monkeypatch.setattr(_check, "CONTRACT", json.dumps(SMALL))
    return Contract()


@pytest.mark.parametrize(
    "body",
    [
        {"name": "x"},
        {"name": "", "count": 0, "share": 0.5, "flag": False, "free": {"x": [1]}, "any": [None], "words": []},
        {"name": "x", "share": 3},
        {"name": "x", "deep": {"inner": {"leaf": True}}},
        {"name": "x", "deep": {"inner": {}}},
        {"name": "x", "open": {"known": "a", "other": 5}},
        {"name": "x", "maybe": None},
        {"name": "x", "maybe": "y"},
        {"name": "x", "either": {"a": "t"}},
        {"name": "x", "either": {"b": 1}},
        {"name": "x", "tree": {"name": "a", "children": [{"name": "b", "children": [{"name": "c"}]}]}},
    ],
)
def test_what_is_right_goes_through_as_it_is(contract: Contract, body: dict[str, Any]) -> None:
    assert contract.check("make", {**QUERY, "limit": 5, "sort": "up"}, body) == ({**QUERY, "limit": 5, "sort": "up"}, body)


@pytest.mark.parametrize(
    ("body", "where", "what"),
    [
        ({"name": 5}, "body.name", "a text"),
        ({"name": "x", "count": 1.5}, "body.count", "a whole number"),
        ({"name": "x", "count": True}, "body.count", "a whole number"),
        ({"name": "x", "count": "many"}, "body.count", "a whole number"),
        ({"name": "x", "share": True}, "body.share", "a number"),
        ({"name": "x", "flag": 1}, "body.flag", "true or false"),
        ({"name": "x", "flag": "perhaps"}, "body.flag", "true or false"),
        ({"name": "x", "free": []}, "body.free", "a dictionary"),
        ({"name": "x", "words": "a"}, "body.words", "a list"),
        ({"name": "x", "words": ["a", 2]}, "body.words[1]", "a text"),
        ({"name": "x", "deep": {}}, "body.deep", "'inner'"),
        ({"name": "x", "deep": {"inner": {"leaf": "x"}}}, "body.deep.inner.leaf", "true or false"),
        ({"name": "x", "deep": []}, "body.deep", "a dictionary"),
        ({"name": "x", "maybe": 5}, "body.maybe", "a text"),
        ({"name": "x", "either": {"c": 1}}, "body.either", "'c'"),
        (
            {"name": "x", "tree": {"name": "a", "children": [{"name": "b", "children": [{}]}]}},
            "body.tree.children[0].children[0]",
            "'name'",
        ),
        ({}, "body", "'name'"),
        ({"name": None}, "body", "'name'"),
        ({"name": "x", "nmae": "y"}, "body", "'nmae'"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(contract: Contract, body: dict[str, Any], where: str, what: str) -> None:
    with pytest.raises(InputError) as caught:
        contract.check("make", QUERY, body)
    assert where + " " in str(caught.value) and what in str(caught.value)


@pytest.mark.parametrize(
    ("query", "what"),
    [
        ({}, "'projectId'"),
        ({**QUERY, "limit": "all"}, "parameters.limit"),
        ({**QUERY, "sort": "left"}, "'up', 'down'"),
        ({**QUERY, "Limit": 5}, "'Limit'"),
    ],
)
def test_parameters(contract: Contract, query: dict[str, Any], what: str) -> None:
    with pytest.raises(InputError, match="parameters") as caught:
        contract.check("make", query, {"name": "x"})
    assert what in str(caught.value)


def test_an_unknown_name_says_what_there_is(contract: Contract) -> None:
    with pytest.raises(InputError, match="'projectId'"):
        contract.check("make", {"project": "p"}, {"name": "x"})


@pytest.mark.parametrize("operation", ["make", "named"])
def test_a_body_that_is_needed(contract: Contract, operation: str) -> None:
    with pytest.raises(InputError, match=f"{operation} needs a body with 'name'"):
        contract.check(operation, QUERY if operation == "make" else {}, None)


def test_a_body_that_may_be_left_out(contract: Contract) -> None:
    assert contract.check("loose", {}, None) == ({}, None)


def test_a_body_where_none_belongs(contract: Contract) -> None:
    for operation in ("look", "nobody knows this one"):
        with pytest.raises(InputError, match="takes no body"):
            contract.check(operation, {}, {"a": 1})
    assert contract.check("look", {}, None) == ({}, None)


@pytest.mark.parametrize("body", [None, {"a": 1}])
def test_uploads_are_not_for_this_module(contract: Contract, body: Any) -> None:
    with pytest.raises(InputError, match="JSON only"):
        contract.check("upload", {}, body)


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ({"count": "5"}, {"count": 5}),
        ({"share": "0.5"}, {"share": 0.5}),
        ({"flag": "True"}, {"flag": True}),
        ({"flag": "false"}, {"flag": False}),
        ({"words": ["5", "true"]}, {"words": ["5", "true"]}),
        ({"any": "5"}, {"any": "5"}),
        ({"free": {"n": "5"}}, {"free": {"n": "5"}}),
        ({"maybe": "5"}, {"maybe": "5"}),
        ({"either": {"b": "7"}}, {"either": {"b": 7}}),
    ],
)
def test_texts_that_templating_made_of_numbers_and_booleans(contract: Contract, given: dict[str, Any], sent: dict[str, Any]) -> None:
    assert contract.check("make", QUERY, {"name": "5", **given})[1] == {"name": "5", **sent}


def test_what_was_given_stays_as_it_is(contract: Contract) -> None:
    body = {"name": "x", "count": "5", "deep": {"inner": {"leaf": "true"}}}
    contract.check("make", QUERY, body)
    assert body == {"name": "x", "count": "5", "deep": {"inner": {"leaf": "true"}}}


# ---- the real one ------------------------------------------------------------------------------------------------------


def test_real_operations() -> None:
    real = Contract()
    real.check("createProject", {}, {"name": "x", "locale": "en-US"})
    with pytest.raises(InputError, match="body lacks 'locale'"):
        real.check("createProject", {}, {"name": "x"})
    with pytest.raises(InputError, match="body.handoverConfiguration.whisperAssistConfiguration must be one of"):
        real.check(
            "createProject",
            {},
            {"name": "x", "locale": "en-US", "handoverConfiguration": {"setupLiveAgentInbox": True, "whisperAssistConfiguration": "some"}},
        )
    real.check("createUser", {}, {"id": "j", "name": "J", "password": "p", "roles": ["a_role_of_a_later_release"]})


def test_every_reference_can_be_followed_and_every_operation_exists() -> None:
    real = Contract()

    def walk(schema: Any) -> None:
        if isinstance(schema, str) and schema.startswith("#"):
            assert schema[1:] in real._schemas
        for child in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else []:
            walk(child)

    walk(real._schemas)
    for name, (query, body) in real._operations.items():
        assert name in OPERATIONS
        walk(query)
        walk(body)
