# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Entries of a lexicon: a main keyphrase with its synonyms, slots and data."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from .. import lists
from ..calls import Call
from ..errors import conflict, invalid, missing, not_found
from ..store import Record, new_id
from .lexicons import LEXICON, SLOT, WRITERS, find_slot
from .registry import Resource, handles, register, stamp_change

MOST_SYNONYMS = 199


def _before(call: Call, data: dict[str, Any], record: Record | None) -> None:
    store = call.emulator.store
    lexicon = store.get("lexicon", data["lexiconReference"])
    assert lexicon is not None
    known = {one.id for one in SLOT.of_parent(store, lexicon)}
    if not known.issuperset(data["slotReferences"]):
        raise invalid(f"{SLOT.title} does not exist")
    try:
        json.loads(data["data"])
    except ValueError:
        raise invalid("Validation failed. data should be JSON") from None
    old = record.data if record else {"mainKeyphrase": None, "keyphrases": []}
    _set_keyphrases(data, old)
    check_unique(call, lexicon, data["mainKeyphrase"], record)


def check_unique(call: Call, lexicon: Record, phrase: str, record: Record | None) -> None:
    """Whether two entries may have the same main keyphrase is not known: switch ``names_unique``."""
    others = (one for one in ENTRY.of_parent(call.emulator.store, lexicon) if one is not record)
    if call.emulator.switches["names_unique"] and any(one.data["mainKeyphrase"] == phrase for one in others):
        raise conflict(f"An entry with the keyphrase '{phrase}' already exists")


def _set_keyphrases(data: dict[str, Any], old: dict[str, Any]) -> None:
    """Bring the main keyphrase and the list, which holds it too, together; what was sent last counts.

    The list's own mark counts when the list was sent, unless another main keyphrase was sent with it.
    """
    phrases = [dict(one) for one in data.get("keyphrases", [])]
    marked = [one for one in phrases if one["isMainKeyphrase"]]
    if len(marked) > 1:
        raise invalid("Validation failed. keyphrases should have one main keyphrase")
    main = data.get("mainKeyphrase")
    if marked and main == old["mainKeyphrase"]:
        main = marked[0]["value"]
    if main is None:
        raise missing("mainKeyphrase")
    if marked:
        marked[0]["value"] = main
    else:
        phrases.insert(0, {"_id": new_id(), "value": main, "isMainKeyphrase": True})
    check_phrases([one["value"] for one in phrases])
    known = {one["_id"] for one in old["keyphrases"]}
    data["mainKeyphrase"] = main
    data["keyphrases"] = [{**one, "_id": one["_id"] if one["_id"] in known else new_id()} for one in phrases]


def check_phrases(values: list[str]) -> None:
    if not all(one.strip() for one in values):
        raise invalid("Validation failed. A keyphrase should NOT be shorter than 1 characters")
    if len(set(values)) < len(values):
        raise conflict("The entry already has this keyphrase")
    if len(values) > MOST_SYNONYMS + 1:
        raise invalid(f"The maximum number of synonyms of an entry ({MOST_SYNONYMS}) is reached")


ENTRY = Resource(
    "lexiconentry",
    title="Lexicon entry",
    singular="LexiconEntry",
    plural="LexiconEntries",
    id_parameter="entryId",
    defaults=lambda call: {"slotReferences": [], "data": "{}", "keyphrases": []},
    writers=WRITERS,
    before=_before,
    search=("mainKeyphrase",),
    parent=LEXICON,
    named=False,
)
register(ENTRY, "create", "read", "update", "delete")


def _list(call: Call, records: list[Record], search: tuple[str, ...]) -> Any:
    """A plain array in the documentation, a page in npm: switch ``entry_lists``."""
    page = lists.page(call, records, search=search)
    if call.emulator.switches["entry_lists"] == "array":
        return page["items"]
    call.unchecked = True
    return page


@handles("indexLexiconEntries")
def index(call: Call) -> Any:
    return _list(call, ENTRY.of_parent(call.emulator.store, LEXICON.find(call)), ENTRY.search)


# Keyphrases


def _phrases(entry: Record) -> list[Record]:
    """The keyphrases of an entry as objects of a list."""
    return [
        Record("lexiconkeyphrase", one["_id"], entry.seq * 1000 + number, entry.organisation, entry.project, {**one, **place})
        for number, one in enumerate(entry.data["keyphrases"])
        for place in [{"lexiconEntryReference": entry.id}]
    ]


@handles("indexLexiconEntryKeyphrases")
def index_of_entry(call: Call) -> Any:
    return _list(call, _phrases(ENTRY.find(call)), ("value",))


@handles("indexLexiconKeyphrases")
def index_phrases(call: Call) -> Any:
    entries = ENTRY.of_parent(call.emulator.store, LEXICON.find(call))
    if "entryId" in call.query:
        entries = [one for one in entries if one.id == call.query["entryId"]]
        if not entries:
            raise not_found(ENTRY.title)
    return lists.page(call, [phrase for one in entries for phrase in _phrases(one)], search=("value",))


@handles("updateLexiconKeyphrase")
def update_phrase(call: Call) -> Any:
    """The mark moves to a keyphrase; it cannot be taken away."""
    lexicon = LEXICON.find(call)
    LEXICON.may_write(call, lexicon.project)
    for entry in ENTRY.of_parent(call.emulator.store, lexicon):
        if any(one["_id"] == call.path["keyphraseId"] for one in entry.data["keyphrases"]):
            _change_phrase(call, lexicon, entry)
            return
    raise not_found("Keyphrase")


def _change_phrase(call: Call, lexicon: Record, entry: Record) -> None:
    becomes_main = call.body.get("isMainKeyphrase")
    phrases = [dict(one) for one in entry.data["keyphrases"]]
    for one in phrases:
        if one["_id"] == call.path["keyphraseId"]:
            if one["isMainKeyphrase"] and becomes_main is False:
                raise invalid("An entry has to have a main keyphrase")
            one["value"] = call.body.get("value", one["value"])
            one["isMainKeyphrase"] = one["isMainKeyphrase"] or bool(becomes_main)
        elif becomes_main:
            one["isMainKeyphrase"] = False
    check_phrases([one["value"] for one in phrases])
    main = next(one["value"] for one in phrases if one["isMainKeyphrase"])
    check_unique(call, lexicon, main, entry)
    entry.data.update(keyphrases=phrases, mainKeyphrase=main)
    stamp_change(call, entry)


def _add_phrase(call: Call, entry: Record, value: dict[str, Any]) -> None:
    phrases = [*entry.data["keyphrases"], {"_id": new_id(), "value": value["value"], "isMainKeyphrase": False}]
    check_phrases([one["value"] for one in phrases])
    entry.data["keyphrases"] = phrases
    stamp_change(call, entry)


def _remove_phrase(call: Call, entry: Record, value: dict[str, Any]) -> None:
    found = next((one for one in entry.data["keyphrases"] if one["_id"] == value["keyphraseId"]), None)
    if found is None:
        raise not_found("Keyphrase")
    if found["isMainKeyphrase"]:
        raise invalid("An entry has to have a main keyphrase")
    entry.data["keyphrases"] = [one for one in entry.data["keyphrases"] if one is not found]
    stamp_change(call, entry)


def _add_slot(call: Call, entry: Record, value: dict[str, Any]) -> None:
    slot = find_slot(call, LEXICON.find(call), value["value"])
    if slot not in entry.data["slotReferences"]:
        entry.data["slotReferences"] = [*entry.data["slotReferences"], slot]
    stamp_change(call, entry)


def _remove_slot(call: Call, entry: Record, value: dict[str, Any]) -> None:
    if value["slotId"] not in entry.data["slotReferences"]:
        raise not_found(SLOT.title)
    entry.data["slotReferences"] = [one for one in entry.data["slotReferences"] if one != value["slotId"]]
    stamp_change(call, entry)


def _on_entry(change: Callable[[Call, Record, dict[str, Any]], None]) -> Callable[[Call], None]:
    """An operation on the entry of the path; its arguments are in the body or in the path."""

    def handler(call: Call) -> None:
        entry = ENTRY.find(call)
        ENTRY.may_write(call, entry.project)
        change(call, entry, {**call.body, **call.path})

    return handler


handles("addKeyphraseToLexiconEntry")(_on_entry(_add_phrase))
handles("removeKeyphraseFromLexiconEntry")(_on_entry(_remove_phrase))
handles("addSlotToLexiconEntry")(_on_entry(_add_slot))
handles("removeSlotFromLexiconEntry")(_on_entry(_remove_slot))


@handles("batchLexiconEntries")
def batch(call: Call) -> Any:
    return ENTRY.batch(call, {"addKeyphrase": _add_phrase, "removeKeyphrase": _remove_phrase})
