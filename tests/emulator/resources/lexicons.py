# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lexicons of a project and the slots in them."""

from __future__ import annotations

import uuid
from typing import Any

from ..calls import Call
from ..errors import invalid, not_found
from ..store import Record, new_id
from .registry import Resource, register

WRITERS = ("lexicon_admin", "lexicon_editor", "developer")
MOST_SLOTS = 250
SLOT_NAME_LENGTH = 30


def _before(call: Call, data: dict[str, Any], record: Record | None) -> None:
    """The copied resource may be named in the query (documentation) or in the body (npm)."""
    source = data.pop("resourceId", None) or call.query.get("resourceId")
    if record is None and source is not None:
        found = call.emulator.store.get("lexicon", source)
        if found is None or found.project != call.body["projectId"]:
            raise not_found("Resource")


def _created(call: Call, record: Record) -> None:
    """Copy slots and entries of the wanted lexicon. Entries are not generated: there is no model that could."""
    store, source = call.emulator.store, call.body.get("resourceId") or call.query.get("resourceId")
    found = store.get("lexicon", source) if source else None
    if found is None:
        return
    place = {"organisation": record.organisation, "project": record.project}
    slots = {}
    for one in SLOT.of_parent(store, found):
        data = {name: value for name, value in one.data.items() if name != "_id"}
        slots[one.id] = store.add("lexiconslot", {**data, "lexiconReference": record.id}, **place).id
    for one in list(store.of("lexiconentry", record.project or "")):
        if one.data["lexiconReference"] == found.id:
            data = {name: value for name, value in one.data.items() if name != "_id"}
            data["slotReferences"] = [slots[slot] for slot in data["slotReferences"]]
            data["keyphrases"] = [{**phrase, "_id": new_id()} for phrase in data["keyphrases"]]
            store.add("lexiconentry", {**data, "lexiconReference": record.id}, **place)


def _deleting(call: Call, record: Record) -> None:
    """Flows that it is attached to lose it (assumed)."""
    for flow in call.emulator.store.of("flow", record.project or ""):
        for place in (flow.data, *flow.data.get("localizedData", {}).values()):
            if record.id in place.get("attachedLexicons", ()):
                place["attachedLexicons"] = [one for one in place["attachedLexicons"] if one != record.id]
                call.emulator.store.changed(flow)


LEXICON = Resource(
    "lexicon",
    title="Lexicon",
    singular="Lexicon",
    plural="Lexicons",
    id_parameter="lexiconId",
    defaults=lambda call: {"referenceId": str(uuid.uuid4()), "description": "", "isPackedForDownload": False},
    writers=WRITERS,
    before=_before,
    created=_created,
    deleting=_deleting,
)
register(LEXICON, "index", "create", "read", "update", "delete", "batch")


def _before_slot(call: Call, data: dict[str, Any], record: Record | None) -> None:
    if len(data["name"]) > SLOT_NAME_LENGTH:
        raise invalid(f"Validation failed. name should NOT be longer than {SLOT_NAME_LENGTH} characters")
    lexicon = call.emulator.store.get("lexicon", data["lexiconReference"])
    assert lexicon is not None
    if record is None and len(SLOT.of_parent(call.emulator.store, lexicon)) >= MOST_SLOTS:
        raise invalid(f"The maximum number of slots of a lexicon ({MOST_SLOTS}) is reached")


def _deleting_slot(call: Call, record: Record) -> None:
    for entry in call.emulator.store.of("lexiconentry", record.project or ""):
        if record.id in entry.data["slotReferences"]:
            entry.data["slotReferences"] = [one for one in entry.data["slotReferences"] if one != record.id]
            call.emulator.store.changed(entry)


SLOT = Resource(
    "lexiconslot",
    title="Lexicon slot",
    singular="LexiconSlot",
    plural="LexiconSlots",
    id_parameter="slotId",
    writers=WRITERS,
    before=_before_slot,
    deleting=_deleting_slot,
    parent=LEXICON,
)
register(SLOT, "index", "create", "update", "delete", "batch")


def find_slot(call: Call, lexicon: Record, wanted: str) -> str:
    """A slot of the lexicon by its id, or by its name: which of the two ``addSlotToLexiconEntry`` takes is not known."""
    for one in SLOT.of_parent(call.emulator.store, lexicon):
        if wanted in (one.id, one.data["name"]):
            return one.id
    raise not_found(SLOT.title)
