# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""Lexicons with their entries, which are sent many at once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from ansible_collections.community.cognigy.plugins.module_utils._client import some
from ansible_collections.community.cognigy.plugins.module_utils._errors import InputError, NotKept
from ansible_collections.community.cognigy.plugins.module_utils._kinds.resources import LEXICON_ENTRY
from ansible_collections.community.cognigy.plugins.module_utils._modules._base import KINDS, Module
from ansible_collections.community.cognigy.plugins.module_utils._modules.ensure import content
from ansible_collections.community.cognigy.plugins.module_utils._modules.playbook import as_object
from ansible_collections.community.cognigy.plugins.module_utils._parts import Change, send_batch
from ansible_collections.community.cognigy.plugins.module_utils._reconcile import Engine, Scope

LEXICON, SLOT = KINDS["lexicon"], KINDS["lexicon_slot"]
LIST, BATCH, BATCH_SLOTS = "indexLexiconEntries", "batchLexiconEntries", "batchLexiconSlots"
Entry = dict[str, Any]  # with the names of the table, and beside them _id and phrases: the id of each synonym


def entries(engine: Engine, scope: Scope | None, wanted: list[Mapping[str, Any]]) -> Change:
    """Bring the entries of a lexicon to what was given. An entry is known by its keyphrase."""
    want = [_tidy(engine.want(LEXICON_ENTRY, {}, one)) for one in wanted]
    keys = [one["keyphrase"] for one in want]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise InputError(f"entries given more than once: {some(twice)}")
    if scope is None:
        return Change(bool(want), [], _shown(want))
    path = {"lexiconId": scope["lexiconId"]}
    have, gone = _matched(engine, want, held(engine, path))
    changes = [one for one in want if one["keyphrase"] not in have or engine.differing(LEXICON_ENTRY, one, have[one["keyphrase"]])]
    before = [LEXICON_ENTRY.to_diff(one, have[one["keyphrase"]]) for one in want if one["keyphrase"] in have]
    before = _sorted([*before, *(LEXICON_ENTRY.to_diff(one, one) for one in gone)])
    if not changes and not gone:
        return Change(False, before, before)
    if not engine.client.read_only:
        _send(engine, path, changes, have, gone)
        have, gone = _matched(engine, want, held(engine, path))
        wrong = [one["keyphrase"] for one in want if engine.differing(LEXICON_ENTRY, one, have.get(one["keyphrase"], {}))]
        if wrong or gone:
            names = [*wrong, *(one["keyphrase"] for one in gone)]
            raise NotKept(f"the server accepted the entries and did not keep them as they were given: {some(names)}")
    return Change(True, before, _shown(want))


def entries_of(engine: Engine, scope: Scope) -> list[Entry]:
    """The entries of a lexicon in the user's form."""
    return _shown(held(engine, {"lexiconId": scope["lexiconId"]}))


def _tidy(one: Entry) -> Entry:
    """An entry whose sets name nothing twice; the keyphrase is no synonym of its own."""
    sets: Entry = {name: sorted(set(one[name])) for name in ("synonyms", "slots") if name in one}
    if "synonyms" in sets:
        sets["synonyms"] = [name for name in sets["synonyms"] if name != one["keyphrase"]]
    return {**one, **sets}


def _shown(some_entries: Iterable[Entry]) -> list[Entry]:
    return _sorted(LEXICON_ENTRY.to_diff(one, one) for one in some_entries)


def _sorted(some_entries: Iterable[Entry]) -> list[Entry]:
    return sorted(some_entries, key=lambda one: str(one["keyphrase"]))


def _matched(engine: Engine, want: list[Entry], there: list[Entry]) -> tuple[dict[str, Entry], list[Entry]]:
    """What is there of what is wanted, by keyphrase, and what is to go; of two with one keyphrase the more fitting one stays."""
    wanted = {one["keyphrase"]: one for one in want}
    have: dict[str, Entry] = {}
    gone = []
    for item in there:
        key = item["keyphrase"]
        if key not in wanted:
            gone.append(item)
        elif key not in have:
            have[key] = item
        elif engine.differing(LEXICON_ENTRY, wanted[key], have[key]) and not engine.differing(LEXICON_ENTRY, wanted[key], item):
            gone.append(have[key])
            have[key] = item
        else:
            gone.append(item)
    return have, gone


def held(engine: Engine, path: dict[str, str]) -> list[Entry]:
    """The entries that are there, with slots by name."""
    names = {item["_id"]: item["name"] for item in engine.listed(SLOT, path)}
    found = []
    for item in engine.client.items(LIST, path):
        phrases = item.get("keyphrases") or []
        phrases = [phrases] if isinstance(phrases, dict) else phrases  # so in a part of the documentation
        synonyms = {one["value"]: one["_id"] for one in phrases if not one.get("isMainKeyphrase") and one["value"] != item["mainKeyphrase"]}
        found.append(
            {
                "_id": item["_id"],
                "keyphrase": item["mainKeyphrase"],
                "synonyms": sorted(synonyms),
                "slots": sorted(names.get(slot, slot) for slot in item.get("slotReferences") or []),
                "data": as_object(item.get("data")) or {},
                "phrases": synonyms,
            }
        )
    return found


def _send(engine: Engine, path: dict[str, str], changes: list[Entry], have: dict[str, Entry], gone: list[Entry]) -> None:
    """New entries first get their synonyms when they are there: the API takes none at the creation of many."""
    slots = _slots(engine, path, {slot for one in changes for slot in one.get("slots", [])})
    operations: list[dict[str, Any]] = []
    new = []
    for one in changes:
        item = have.get(one["keyphrase"])
        now = {**(item or {"slots": [], "data": {}}), **one}
        value = {
            "mainKeyphrase": one["keyphrase"],
            "slotReferences": [slots.get(slot, slot) for slot in now["slots"]],
            "data": json.dumps(now["data"], ensure_ascii=False),
        }
        if item is None:
            operations.append({"op": "create", "value": value})
            new.append(one)
            continue
        if engine.differing(LEXICON_ENTRY, {name: one[name] for name in ("slots", "data") if name in one}, item):
            operations.append({"op": "update", "id": item["_id"], "value": value})
        operations += _phrases(one, item)
    send_batch(engine, BATCH, path, [*operations, *({"op": "delete", "id": one["_id"]} for one in gone)])
    if any(one.get("synonyms") for one in new):
        made = {item["keyphrase"]: item for item in held(engine, path)}
        send_batch(
            engine, BATCH, path, [change for one in new if one["keyphrase"] in made for change in _phrases(one, made[one["keyphrase"]])]
        )


def _phrases(one: Entry, item: Entry) -> list[dict[str, Any]]:
    """What makes the synonyms of an entry those that were given."""
    if "synonyms" not in one:
        return []
    add = [name for name in one["synonyms"] if name not in item["phrases"]]
    remove = [name for name in item["synonyms"] if name not in one["synonyms"]]
    return [
        *({"op": "removeKeyphrase", "id": item["_id"], "value": {"keyphraseId": item["phrases"][name]}} for name in remove),
        *({"op": "addKeyphrase", "id": item["_id"], "value": {"value": name}} for name in add),
    ]


def _slots(engine: Engine, path: dict[str, str], wanted: set[str]) -> dict[str, str]:
    """The ids of the slots of a lexicon by their names; those that are wanted and not there are made."""
    ids = {item["name"]: item["_id"] for item in engine.listed(SLOT, path)}
    missing = sorted(wanted - set(ids))
    if missing:
        send_batch(engine, BATCH_SLOTS, path, [{"op": "create", "value": {"name": name}} for name in missing])
        ids = {item["name"]: item["_id"] for item in engine.listed(SLOT, path)}
    return ids


MODULES: Mapping[str, Module] = {
    "cognigy_lexicon": content(
        LEXICON,
        contents={"entries": entries},
        operations=(LIST, BATCH, SLOT.index, BATCH_SLOTS),
    ),
}
