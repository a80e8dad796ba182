# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The tables against the API's description: whatever a person may set is an option, and no name is wrong."""

from __future__ import annotations

import json
import pathlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ansible_collections.community.cognigy.plugins.module_utils._check import Contract
from ansible_collections.community.cognigy.plugins.module_utils._client import Client
from ansible_collections.community.cognigy.plugins.module_utils._kinds._base import Field, Kind
from ansible_collections.community.cognigy.plugins.module_utils._modules._base import FACES
from ansible_collections.community.cognigy.plugins.module_utils._operations import OPERATIONS

pytestmark = pytest.mark.once
API = json.loads((pathlib.Path(__file__).parents[3] / "emulator" / "openapi.json").read_text(encoding="utf-8"))
BY_NAME = {operation["operationId"]: operation for methods in API["paths"].values() for operation in methods.values()}

# What a body takes and is no option, and why.
MADE = "the server makes it from what is sent"
COPIES = "copies another object at creation; that is an action and no state"
NOT_AN_OPTION = {
    (
        "updateUserManagement",
        "organisation",
    ): "moving a user to another organisation is no state of the user; the option says where to look",
    ("createEndpoint", "flowReferenceId"): "the option flow gives the reference ID already, which all channels take as flowId (observed)",
    ("updateEndpoint", "flowReferenceId"): "as at creation",
    ("updateEndpoint", "channel"): "the channel of an endpoint is fixed (the contract); recreate makes the endpoint anew",
    ("createEndpoint", "resourceId"): COPIES,
    ("createFlow", "transcript"): "a language model makes a flow out of it; that is an action, and its outcome is not the same twice",
    ("createFlow", "flowGenerationInput"): "as transcript",
    ("createIntent", "feedbackReport"): "the server's own: what a training found",
    ("updateIntent", "feedbackReport"): "as at creation",
    ("updateIntent", "localeReference"): "the same as localeId, by another source",
    ("createKnowledgeChunk", "order"): "the place in the list",
    ("updateKnowledgeChunk", "order"): "the place in the list",
    ("createKnowledgeStore", "projectReference"): "the project is named by the option project",
    ("createKnowledgeStore", "organisationReference"): "the organisation is that of the credentials",
    ("createKnowledgeStore", "status"): "the server's own (the contract)",
    ("createLexicon", "resourceId"): COPIES,
    ("createNLUConnector", "resourceId"): COPIES,
    ("updateNLUConnector", "type"): "the type is fixed after creation (the contract); recreate makes the connector anew",
    ("createHandoverProvider", "organisationId"): "the organisation is that of the credentials",
    ("updateHandoverProvider", "organisationId"): "as at creation",
    ("createPlaybook", "resourceId"): COPIES,
    ("createPlaybook", "steps"): "only the oldest source has it; the option steps uses the operations for single steps",
    ("updatePlaybook", "steps"): "as at creation",
    ("createSnapshot", "description"): "an option of the module: used at creation only, so that a snapshot that is there is left as it is",
    ("createPackage", "description"): "as of a snapshot",
    ("createPackage", "resourceIds"): "the option resources of the module, by kinds and names: used at creation only",
    ("updateLargeLanguageModel", "resourceLevel"): "the option says where to look; a model does not move between the levels",
}
# The same for all operations.
NEVER_AN_OPTION = {
    "referenceId": "the server makes it; it is not to be sent (the contract)",
}
# Nested fields that are no suboptions, and why.
NOT_A_SUBOPTION = {
    ("transformer", "transpiledTransformer"): MADE,
    ("metaData", "size"): MADE,
    ("metaData", "fileName"): MADE,
    ("metaData", "mimeType"): MADE,
    ("metaData", "url"): MADE,
    ("metaData", "failReason"): MADE,
    ("metaData", "extractedChunks"): MADE,
    ("steps", "_id"): MADE,
    ("asserts", "_id"): MADE,
    ("asserts", "text"): "no operation for an assert takes it; params hold it",
    ("asserts", "data"): "no operation for an assert takes it; params hold it",
}
# Query parameters of deletions that are no options, and why.
NOT_A_QUERY = {
    ("deleteLargeLanguageModel", "force"): "a default model is unset before it is deleted, so nothing has to be forced",
}


def faces(has: Callable[[Kind], Any] = lambda kind: True) -> Any:
    """For each kind that has something, an operation for example."""
    return pytest.mark.parametrize("kind", [kind for kind in FACES if has(kind)], ids=lambda kind: kind.index or kind.name)


FACE = faces()


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        schema = API["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    return schema


def properties(operation: str) -> dict[str, Any]:
    """The fields that the body of an operation takes."""
    body = BY_NAME[operation].get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    return {name: resolved(schema) for name, schema in resolved(body).get("properties", {}).items()}


def named(kind: Kind) -> Iterator[str]:
    """Every operation that a table names."""
    yield from (name for name in (kind.index, kind.create, kind.read, kind.update, kind.delete) if name)
    yield from (action.operation for action in kind.actions)
    for item in kind.fields:
        if item.each:
            yield from (item.each.add, item.each.remove)
        if item.behind:
            yield item.behind[1]


def options(operation: str) -> set[str]:
    """The fields of a body that have to be options."""
    return {name for name in properties(operation) if (operation, name) not in NOT_AN_OPTION and name not in NEVER_AN_OPTION}


@FACE
def test_every_operation_of_a_table_exists(kind: Kind) -> None:
    for name in named(kind):
        assert name in OPERATIONS and name in BY_NAME


@faces(lambda kind: kind.create)
def test_what_may_be_set_at_creation_is_in_the_table(kind: Kind) -> None:
    ours = {item.name for item in kind.fields if item.in_create} | set(dict(kind.body_scope)) | {kind.id_body} - {""}
    assert options(kind.create) == ours


@faces(lambda kind: kind.update)
def test_what_may_be_changed_is_in_the_table(kind: Kind) -> None:
    ours = {item.update_api or item.name for item in kind.fields if item.in_update} | set(dict(kind.update_scope))
    assert options(kind.update) == ours


def test_no_exception_is_out_of_date() -> None:
    for operation, name in NOT_AN_OPTION:
        assert name in properties(operation)
    for operation, name in NOT_A_QUERY:
        assert name in Contract().query(operation)


TYPES = {
    "raw": {"boolean", "array"},
    "str": {"string"},
    "int": {"integer", "number"},
    "float": {"number"},
    "bool": {"boolean"},
    "dict": {"object"},
    "list": {"array"},
}


def check_type(where: str, item: Field, schema: dict[str, Any]) -> None:
    choices = [resolved(choice) for choice in schema.get("anyOf") or schema.get("oneOf") or [schema]]
    said = [choice.get("type", []) for choice in choices]
    kinds = {one for types in said for one in ([types] if isinstance(types, str) else types)}
    assert not kinds or kinds & TYPES[item.type], f"{where}.{item.name} is {kinds} and not {item.type}"
    if item.choices:
        known = {one for choice in choices for one in choice.get("enum", [])}
        assert not known or set(item.choices) <= known, f"{where}.{item.name}"
    if item.fields:
        nested = nested_properties(schema["items"] if item.type == "list" else schema)
        known = {name for name in nested if (item.name, name) not in NOT_A_SUBOPTION}
        assert {one.name for one in item.fields} == known, f"{where}.{item.name}"
        for one in item.fields:
            check_type(f"{where}.{item.name}", one, nested[one.name])


def nested_properties(schema: dict[str, Any]) -> dict[str, Any]:
    """The properties of an object, or of all forms that it can have."""
    schema = resolved(schema)
    found: dict[str, Any] = {}
    for one in schema.get("anyOf") or schema.get("oneOf") or [schema]:
        for name, value in resolved(one)["properties"].items():
            value = resolved(value)
            if "enum" in value and "enum" in found.get(name, {}):
                value = {**value, "enum": [*found[name]["enum"], *value["enum"]]}
            found[name] = value
    return found


@FACE
def test_types_and_nested_fields_are_those_of_the_description(kind: Kind) -> None:
    for operation in filter(None, (kind.create, kind.update)):
        taken = properties(operation)
        for item in kind.fields:
            name = (item.update_api if operation == kind.update else "") or item.name
            if name in taken:
                check_type(operation, item, taken[name])


@faces(lambda kind: kind.create)
def test_what_the_server_requires_is_required_here(kind: Kind) -> None:
    body = resolved(BY_NAME[kind.create]["requestBody"]["content"]["application/json"]["schema"])
    ours = {item.name for item in kind.fields if item.required or item.initial is not None} | set(dict(kind.body_scope)) | {kind.id_body}
    assert {name for name in body.get("required", []) if (kind.create, name) not in NOT_AN_OPTION} <= ours


@FACE
def test_paths_can_be_filled(kind: Kind) -> None:
    import string

    scope = set(kind.path_scope)
    for name in named(kind):
        wanted = {part for literal, part, form, conversion in string.Formatter().parse(OPERATIONS[name].path) if part}
        if any(item.behind and item.behind[1] == name for item in kind.fields):
            assert wanted == {item.behind[2] for item in kind.fields if item.behind and item.behind[1] == name}
        elif name in (kind.index, kind.create) or (name == kind.delete and kind.id_body):
            assert wanted == scope
        else:
            assert wanted == scope | ({kind.id_param} - {""})


@FACE
def test_queries_are_those_of_the_description(kind: Kind) -> None:
    contract = Contract()
    if kind.index:
        sent = {"limit", "next", "skip", *Client.filtered("x"), *dict(kind.query_scope), *dict(kind.list_query)}
        assert sent <= set(contract.query(kind.index))
    if kind.read:
        assert set(dict(kind.read_query)) <= set(contract.query(kind.read))
    if kind.delete:
        known = {name for name in contract.query(kind.delete) if (kind.delete, name) not in NOT_A_QUERY}
        assert set(dict(kind.delete_query).values()) == known


@FACE
def test_each_and_tasks_are_those_of_the_description(kind: Kind) -> None:
    for item in kind.fields:
        if item.each:
            assert set(properties(item.each.add)) == set(properties(item.each.remove)) == {item.each.body}
    if kind.delete:
        assert OPERATIONS[kind.delete].task is kind.is_task


@faces(lambda kind: kind.read)
def test_what_a_read_shows_is_said(kind: Kind) -> None:
    """A field that the description's read answer lacks must not be waited for; one that it has must be compared."""
    answers = BY_NAME[kind.read]["responses"]
    answer = resolved(next(answers[code] for code in answers if code.startswith("2"))["content"]["application/json"]["schema"])
    shown = set(answer["properties"])
    for item in kind.fields:
        if not item.secret:
            assert item.shown is (item.name in shown), f"{item.name} in {kind.read}"
