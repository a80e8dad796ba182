# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lexicons as CSV files without a header: keyphrase, names of the slots, synonyms and data; lists are separated by commas.

Both ways are tasks. The exported file waits for a download link.
"""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

from .. import downloads, tasks
from ..calls import Call
from ..errors import conflict, invalid, not_found
from ..store import Record, Store, new_id
from .lexicon_entries import ENTRY, check_phrases
from .lexicons import LEXICON, SLOT, SLOT_NAME_LENGTH
from .registry import handles
from .text_files import keep, stamps, take

if TYPE_CHECKING:
    from ..emulator import Emulator


@handles("exportFromLexicon")
def export(call: Call) -> Any:
    lexicon = LEXICON.find(call)
    return tasks.start(call, "exportFromLexicon", {"lexiconId": lexicon.id}, lexicon.project)


@tasks.effect("exportFromLexicon")
def _export(emulator: Emulator, task: Record) -> None:
    lexicon = _lexicon(emulator.store, task)
    names = {one.id: one.data["name"] for one in SLOT.of_parent(emulator.store, lexicon)}
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for entry in ENTRY.of_parent(emulator.store, lexicon):
        synonyms = [one["value"] for one in entry.data["keyphrases"] if not one["isMainKeyphrase"]]
        slots = [names[one] for one in entry.data["slotReferences"]]
        writer.writerow([entry.data["mainKeyphrase"], ",".join(slots), ",".join(synonyms), entry.data["data"]])
    lexicon.data.update(packed=text.getvalue(), isPackedForDownload=True)
    emulator.store.changed(lexicon)


def _lexicon(store: Store, task: Record) -> Record:
    lexicon = store.get("lexicon", task.data["data"]["lexiconId"])
    if lexicon is None:
        raise not_found(LEXICON.title)
    return lexicon


@handles("composeLexiconDownloadLink")
def download_link(call: Call) -> Any:
    lexicon = LEXICON.find(call)
    if not lexicon.data["isPackedForDownload"]:
        raise conflict("The lexicon was not exported yet")
    content = lexicon.data["packed"].encode()
    return {"downloadLink": downloads.link(call, lexicon, content, f"{lexicon.id}.csv", "text/csv; charset=utf-8")}


@handles("importIntoLexicon")
def start_import(call: Call) -> Any:
    lexicon = LEXICON.find(call)
    LEXICON.may_write(call, lexicon.project)
    call.touch(lexicon)
    data = {"lexiconId": lexicon.id, "mode": call.body["mode"], "fileId": keep(call, lexicon, call.body["file"])}
    return tasks.start(call, "importIntoLexicon", data, lexicon.project)


@tasks.effect("importIntoLexicon")
def _import(emulator: Emulator, task: Record) -> None:
    """``skip`` leaves entries alone that are there, ``merge`` adds slots and synonyms, ``overwrite`` replaces all entries."""
    store, wanted = emulator.store, task.data["data"]
    content = take(store, wanted["fileId"])
    lexicon = _lexicon(store, task)
    rows = _read(content)
    if wanted["mode"] == "overwrite":
        for entry in ENTRY.of_parent(store, lexicon):
            store.remove(entry)
    place = {"organisation": lexicon.organisation, "project": lexicon.project}
    made = {"lexiconReference": lexicon.id, **stamps(emulator, task)}
    known = {one.data["mainKeyphrase"]: one for one in ENTRY.of_parent(store, lexicon)}
    slots = {one.data["name"]: one.id for one in SLOT.of_parent(store, lexicon)}
    present = set(known)
    for phrase, tags, synonyms, data in rows:
        if wanted["mode"] == "skip" and phrase in present:
            continue
        for tag in tags:
            if tag not in slots:
                slots[tag] = store.add("lexiconslot", {"name": tag, **made}, **place).id
        if phrase not in known:
            main = {"_id": new_id(), "value": phrase, "isMainKeyphrase": True}
            new = {"mainKeyphrase": phrase, "keyphrases": [main], "slotReferences": [], "data": data, **made}
            known[phrase] = store.add("lexiconentry", new, **place)
        entry = known[phrase]
        entry.data["slotReferences"] = list(dict.fromkeys([*entry.data["slotReferences"], *(slots[tag] for tag in tags)]))
        there = {one["value"] for one in entry.data["keyphrases"]}
        more = [{"_id": new_id(), "value": one, "isMainKeyphrase": False} for one in synonyms if one not in there]
        entry.data["keyphrases"] = [*entry.data["keyphrases"], *more]
        store.changed(entry)


def _read(content: str) -> list[tuple[str, list[str], list[str], str]]:
    """The rows of a file, or the reason why the task fails."""
    rows = []
    for row in csv.reader(io.StringIO(content)):
        if not row:
            continue
        phrase, tags, synonyms, data = (*row, "", "", "")[:4]
        if len(row) > 4:
            raise invalid("The file has more than four columns")
        split = [list(dict.fromkeys(one.strip() for one in column.split(",") if one.strip())) for column in (tags, synonyms)]
        if any(len(tag) > SLOT_NAME_LENGTH for tag in split[0]):
            raise invalid(f"The name of a slot in the file is longer than {SLOT_NAME_LENGTH} characters")
        check_phrases([phrase, *(one for one in split[1] if one != phrase)])
        try:
            json.loads(data or "{}")
        except ValueError:
            raise invalid("The data of a keyphrase in the file is not JSON") from None
        rows.append((phrase, split[0], split[1], data or "{}"))
    return rows
