# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What every module for content in a project does alike, kind by kind: names that are not there, or there twice."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ansible_collections.community.cognigy.plugins.module_utils._kinds._base import Field, Kind
from ansible_collections.community.cognigy.plugins.module_utils._modules._base import KINDS
from ansible_collections.community.cognigy.plugins.module_utils._modules.info import RESOURCES
from ansible_collections.community.cognigy.plugins.module_utils._operations import OPERATIONS
from ansible_collections.community.cognigy.plugins.module_utils._transport import Answer
from ansible_collections.community.cognigy.tests.modules import MODULES
from ansible_collections.community.cognigy.tests.unit.plugins.module_utils._fakes import KEY, Play, answer, object_id

pytestmark = pytest.mark.once
CONTENT = [kind for kind in RESOURCES.values() if "cognigy_" + kind.name in MODULES]
EACH = pytest.mark.parametrize("kind", CONTENT, ids=lambda kind: kind.name)
REFERENCES = [
    (kind, field)
    for kind in CONTENT
    for field in kind.fields
    if field.ref and field.type == "str" and KINDS[field.ref].index and not field.fields
]


class Shelves:
    """A server with lists of any kind, given by kind, and nothing that can be changed."""

    def __init__(self, **things: list[str]) -> None:
        self.things = {
            name: [
                {"_id": object_id(100 * (number + 1) + place), self.key(name): text, "referenceId": ""} for place, text in enumerate(names)
            ]
            for number, (name, names) in enumerate(things.items())
        }
        self.writes: list[str] = []

    @staticmethod
    def key(name: str) -> str:
        return KINDS[name].key_in[0]

    def __call__(self, method: str, path: str, query: dict[str, Any], body: Any, headers: dict[str, str]) -> Answer:
        if method != "GET":
            self.writes.append(path)
            return answer(method, path, 500)
        for kind in KINDS.values():
            there = self.things.get(kind.name, [])
            if kind.index and re.fullmatch(pattern(kind.index), path):
                return answer(method, path, 200, {"items": there, "total": len(there)})
            found = re.fullmatch(pattern(kind.read), path) if kind.read else None
            item = next((one for one in there if found and one["_id"] == found.groups()[-1]), None)
            if item:
                return answer(method, path, 200, item)
        return answer(method, path, 404, {"code": 1002})


def pattern(operation: str) -> str:
    return re.sub(r"\{\w+\}", "([0-9a-f]{24})", OPERATIONS[operation].path)


def parents(kind: Kind) -> dict[str, list[str]]:
    return {name: [f"The {name}"] for name in kind.parents}


def named(kind: Kind) -> dict[str, str]:
    """The options that name the parents of an object."""
    return {name: names[0] for name, names in parents(kind).items()}


def wanted(kind: Kind) -> dict[str, Any]:
    """What an object needs to be made, with references left out."""
    values: dict[str, Any] = {"str": "x", "int": 1, "dict": {"a": "b"}, "bool": True}

    def value(field: Field) -> Any:
        return field.choices[0] if field.choices else values[field.type]

    package = {"url": "https://www.example.com/thing.tar.gz"} if kind.name == "extension" else {}
    return {
        **named(kind),
        **package,
        **{field.option: value(field) for field in kind.fields if field.required and not field.ref},
        kind.key: "Thing",
    }


@EACH
def test_two_of_one_name(kind: Kind) -> None:
    server = Shelves(**{**parents(kind), kind.name: ["Thing", "Thing", "Other"]})
    for state in ({}, {"state": "absent"}):
        result = Play(server, **KEY)("cognigy_" + kind.name, **named(kind), **{kind.key: "Thing"}, **state)
        ids = [item["_id"] for item in server.things[kind.name][:2]]
        assert result["failed"] and f"there are 2 {kind.many} 'Thing': choose one by id, from {ids[0]!r}, {ids[1]!r}" in result["msg"]
    assert not Play(server, **KEY)("cognigy_" + kind.name, **named(kind), id=object_id(1), state="absent")["changed"]
    assert server.writes == []


@EACH
def test_a_parent_that_is_not_there(kind: Kind) -> None:
    for parent in kind.parents:
        server = Shelves(**{**parents(kind), parent: ["Another"]})
        play = Play(server, **KEY)
        result = play("cognigy_" + kind.name, **wanted(kind))
        assert result["failed"] and f"there is no {KINDS[parent].what} 'The {parent}'; there is: 'Another'" in result["msg"]
        predicted = play("cognigy_" + kind.name, check=True, **wanted(kind))
        assert predicted.get("changed"), predicted
        assert "taken as made by an earlier task" in play.warnings[0]
        absent = play("cognigy_" + kind.name, **named(kind), **{kind.key: "Thing"}, state="absent")
        assert not absent["changed"] and "nothing to remove" in play.warnings[0]
        assert server.writes == []


@EACH
def test_what_is_not_there_is_absent_already(kind: Kind) -> None:
    server = Shelves(**parents(kind))
    assert Play(server, **KEY)("cognigy_" + kind.name, **named(kind), **{kind.key: "Thing"}, state="absent") == {
        "changed": False,
        "diff": {"before": {}, "after": {}},
    }
    missing = Play(server, **KEY)("cognigy_" + kind.name, **named(kind), id=object_id(1))
    assert missing["failed"] and f"there is no {kind.what} with the id {object_id(1)}" in missing["msg"]


@pytest.mark.parametrize(("kind", "field"), REFERENCES, ids=[f"{kind.name}-{field.option}" for kind, field in REFERENCES])
def test_a_reference_that_is_not_there_or_there_twice(kind: Kind, field: Field) -> None:
    target = KINDS[field.ref]
    for there, message in (
        (["Right"], f"there is no {target.what} 'Wrong'; there is: "),
        (["Wrong", "Wrong"], f"there are 2 {target.many} 'Wrong': choose one by id, from "),
    ):
        server = Shelves(**{**parents(kind), target.name: there})
        result = Play(server, **KEY)("cognigy_" + kind.name, **{**wanted(kind), **named(kind), field.option: "Wrong"})
        assert result["failed"] and message in result["msg"], result
        assert server.writes == []
