# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""Playbooks with their steps, and what each step asserts."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from typing import Any

from ansible_collections.community.cognigy.plugins.module_utils._modules._base import KINDS, Module
from ansible_collections.community.cognigy.plugins.module_utils._modules.ensure import content
from ansible_collections.community.cognigy.plugins.module_utils._parts import Change, Part, ensure_parts
from ansible_collections.community.cognigy.plugins.module_utils._reconcile import Engine, Scope

PLAYBOOK, STEP = KINDS["playbook"], KINDS["playbook_step"]
ORDER = "changePlaybookStepOrder"
ASSERTS = ("createPlaybookStepAssert", "updatePlaybookStepAssert", "deletePlaybookStepAssert")


def steps(engine: Engine, scope: Scope | None, wanted: list[Mapping[str, Any]]) -> Change:
    """Bring the steps of a playbook to what was given, in that order."""
    path = {"playbookId": (scope or {}).get("playbookId", "")}

    def held() -> list[dict[str, Any]]:
        return [{**step, "data": as_object(step.get("data"))} for step in engine.client.call(PLAYBOOK.read, path).get("steps") or []]

    def order(ids: list[str]) -> None:
        engine.client.call(ORDER, path, body={"stepIds": ids})

    def write(one: Part, item: Part | None) -> str:
        own = {name: value for name, value in one.items() if name != "asserts"}
        if item is None:
            item = engine.client.call(STEP.create, path, body=own)
        elif engine.differing(STEP, own, item):
            engine.client.call(STEP.update, {**path, "stepId": item["_id"]}, body=own)
        if "asserts" in one:
            write_asserts(engine, {**path, "stepId": item["_id"]}, one["asserts"], item.get("asserts") or [])
        return str(item["_id"])

    return ensure_parts(engine, STEP, scope and path, wanted, held, order, write)


def write_asserts(engine: Engine, path: dict[str, str], want: list[Part], have: list[Part]) -> None:
    """Bring the asserts of a step to what was given. No operation orders them, so each place is changed by itself."""
    field = next(item for item in STEP.fields if item.option == "asserts")
    create, update, delete = ASSERTS
    for place, one in enumerate(want):
        if place >= len(have):
            engine.client.call(create, path, body=one)
        elif not field.same(one, have[place]):
            engine.client.call(update, {**path, "assertId": have[place]["_id"]}, body=one)
    for one in have[len(want) :]:
        engine.client.call(delete, {**path, "assertId": one["_id"]})


def as_object(data: Any) -> Any:
    """A payload that some servers keep as JSON text (the contract, createPlaybookStep, indexLexiconEntries)."""
    if isinstance(data, str):
        with contextlib.suppress(ValueError):
            return json.loads(data or "{}")
    return data


MODULES: Mapping[str, Module] = {
    "cognigy_playbook": content(
        PLAYBOOK,
        contents={"steps": steps},
        operations=(*STEP.operations, ORDER, *ASSERTS),
    ),
}
