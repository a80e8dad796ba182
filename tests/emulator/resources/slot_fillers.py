# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Slot fillers and states of a flow."""

from __future__ import annotations

import uuid
from typing import Any

from ..calls import Call
from ..errors import invalid, missing, not_found
from ..store import Record
from .intents import FLOW, INTENT, WRITERS
from .registry import Resource, handles, register, stamp_change

FLAGS = (
    "usePositiveOnly",
    "removeNegated",
    "storeResultInContext",
    "storeInContactProfile",
    "storeDetailedResults",
    "skipIfResultInContext",
)
TEXTS = ("contextKey", "profileKey", "additionalValidation", "resultLocation")
OF_TYPES = {"regex": "regex", "slot": "slot"}
"""Types with a field of their own."""


def _before_filler(call: Call, data: dict[str, Any], record: Record | None) -> None:
    if "type" not in data:
        raise missing("type")
    for field in OF_TYPES.values():
        if not isinstance(data[field], str):
            raise invalid(f"Validation failed. {field} should be string")


def _filler(call: Call, record: Record) -> dict[str, Any]:
    own = OF_TYPES.get(record.data["type"])
    shown = ("_id", "referenceId", "name", "type", *FLAGS, *TEXTS, "createdAt", "lastChanged", "createdBy", "lastChangedBy")
    answer = {name: record.data[name] for name in shown}
    return {**answer, own: record.data[own]} if own else answer


SLOT_FILLER = Resource(
    "slotfiller",
    title="Slot filler",
    singular="SlotFiller",
    plural="SlotFillers",
    id_parameter="slotFillerId",
    defaults=lambda call: {
        "referenceId": str(uuid.uuid4()),
        **dict.fromkeys(FLAGS, False),
        **dict.fromkeys((*TEXTS, *OF_TYPES.values()), ""),
    },
    writers=WRITERS,
    before=_before_filler,
    parent=FLOW,
    view=_filler,
)
register(SLOT_FILLER, "index", "create", "read", "update", "delete", "batch")


# States


def _before_state(call: Call, data: dict[str, Any], record: Record | None) -> None:
    """Intents are of the flow; a new default state takes the place of the old one (assumed)."""
    store = call.emulator.store
    flow = store.get("flow", data["flowReference"])
    assert flow is not None
    known = {one.id for one in INTENT.of_parent(store, flow)}
    if not known.issuperset(data["intentIds"]):
        raise invalid(f"{INTENT.title} does not exist")
    if data["isDefault"]:
        for other in STATE.of_parent(store, flow):
            if other is not record and other.data["isDefault"]:
                other.data["isDefault"] = False
                store.changed(other)


STATE = Resource(
    "flowstate",
    title="Flow state",
    singular="FlowState",
    plural="FlowStates",
    id_parameter="stateId",
    defaults=lambda call: {"referenceId": str(uuid.uuid4()), "type": "whitelist", "isDefault": False, "intentIds": []},
    writers=WRITERS,
    before=_before_state,
    parent=FLOW,
)
register(STATE, "index", "create", "read", "update", "delete", "batch")


def _state(call: Call) -> Record:
    record = STATE.find(call)
    STATE.may_write(call, record.project)
    return record


@handles("addIntentToFlowState")
def add_intent(call: Call) -> Any:
    record, wanted = _state(call), call.body["intentId"]
    intent = call.emulator.store.get("intent", wanted)
    if intent is None or intent.data["flowReference"] != record.data["flowReference"]:
        raise not_found(INTENT.title)
    record.data["intentIds"] = list(dict.fromkeys([*record.data["intentIds"], wanted]))
    stamp_change(call, record)


@handles("removeIntentFromFlowState")
def remove_intent(call: Call) -> Any:
    record, wanted = _state(call), call.body["intentId"]
    if wanted not in record.data["intentIds"]:
        raise not_found(INTENT.title)
    record.data["intentIds"] = [one for one in record.data["intentIds"] if one != wanted]
    stamp_change(call, record)
