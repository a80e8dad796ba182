# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Playbooks: steps and their asserts, which have ids and operations of their own, and are kept inside the playbook."""

from __future__ import annotations

from typing import Any

from ..calls import Call
from ..errors import invalid, missing, not_found
from ..store import Record, new_id
from .levels import copied
from .registry import Resource, handles, register, stamp_change

Part = dict[str, Any]


def _defaults(call: Call) -> dict[str, Any]:
    return {"steps": [], **copied(call, "playbook", "Playbook")}


def _before(call: Call, data: dict[str, Any], record: Record | None) -> None:
    data.pop("resourceId", None)


PLAYBOOKS = Resource(
    "playbook",
    title="Playbook",
    singular="Playbook",
    plural="Playbooks",
    id_parameter="playbookId",
    defaults=_defaults,
    writers=("playbook_admin", "playbook_editor"),
    before=_before,
)
register(PLAYBOOKS, "index", "create", "read", "update", "delete", "batch")


def writable(call: Call) -> Record:
    record = PLAYBOOKS.find(call)
    PLAYBOOKS.may_write(call, record.project)
    return record


def _part(parts: list[Part], id: str, title: str) -> Part:
    found = next((one for one in parts if one["_id"] == id), None)
    if found is None:
        raise not_found(title)
    return found


def _step(call: Call, playbook: Record) -> Part:
    return _part(playbook.data["steps"], call.path["stepId"], "Playbook step")


def _assert(call: Call, step: Part) -> Part:
    return _part(step["asserts"], call.path["assertId"], "Playbook step assert")


# Steps


def _new_step() -> Part:
    return {"text": "", "data": {}, "asserts": []}


@handles("createPlaybookStep")
def create_step(call: Call) -> Any:
    playbook = writable(call)
    step = {**_new_step(), **call.body, "_id": new_id()}
    playbook.data["steps"].append(step)
    stamp_change(call, playbook)
    return step


@handles("updatePlaybookStep")
def update_step(call: Call) -> Any:
    playbook = writable(call)
    defaults = _new_step()
    _step(call, playbook).update({**{name: defaults[name] for name in call.cleared}, **call.body})
    stamp_change(call, playbook)


@handles("deletePlaybookStep")
def delete_step(call: Call) -> Any:
    playbook = writable(call)
    playbook.data["steps"].remove(_step(call, playbook))
    stamp_change(call, playbook)


@handles("changePlaybookStepOrder")
def order_steps(call: Call) -> Any:
    """All steps, each once, in their new order."""
    playbook, ids = writable(call), call.body["stepIds"]
    steps = [_part(playbook.data["steps"], id, "Playbook step") for id in ids]
    if len(set(ids)) != len(ids) or len(ids) != len(playbook.data["steps"]):
        raise invalid("Validation failed. stepIds should name every step once")
    playbook.data["steps"] = steps
    stamp_change(call, playbook)


# Asserts


@handles("createPlaybookStepAssert")
def create_assert(call: Call) -> Any:
    playbook = writable(call)
    step = _step(call, playbook)
    if "type" not in call.body:
        raise missing("type")
    made = {"params": {}, **call.body, "_id": new_id()}
    step["asserts"].append(made)
    stamp_change(call, playbook)
    return made


@handles("updatePlaybookStepAssert")
def update_assert(call: Call) -> Any:
    playbook = writable(call)
    _assert(call, _step(call, playbook)).update(call.body)
    stamp_change(call, playbook)


@handles("deletePlaybookStepAssert")
def delete_assert(call: Call) -> Any:
    playbook = writable(call)
    step = _step(call, playbook)
    step["asserts"].remove(_assert(call, step))
    stamp_change(call, playbook)
