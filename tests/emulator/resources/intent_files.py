# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Intents as files, in the two documented formats.

JSON is a list of intents with ``exampleSentences`` and the name of their ``parent``. CSV has no header and three columns: name of the intent,
exampleSentence, defaultReply, confirmationSentence or rules, and the value.
"""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from .. import tasks
from ..calls import Call, Response
from ..errors import invalid, not_found
from ..store import Record, Store
from .intents import FLOW, INTENT, LOCALIZED, OVERRIDES, children, defaults, locale_of, primary, set_training
from .registry import check_name, handles
from .sentences import SENTENCE
from .text_files import keep, stamps, take

if TYPE_CHECKING:
    from ..emulator import Emulator

SHARED = (
    "tags",
    "childFeatures",
    "biasTowardsParentOrChildIntents",
    "isRejectIntent",
    "isDisabled",
    "overrideIntentDefaultRepliesAsExamples",
)
COLUMNS = {"exampleSentence": "exampleSentences", "confirmationSentence": "confirmationSentences", "rules": "rules"}
_TEXTS = {"type": "array", "items": {"type": "string"}}
FORMAT = jsonschema_rs.validator_for(
    {
        "type": "array",
        "items": {
            "type": "object",
            "required": ["name"],
            "properties": {
                "name": {"type": "string"},
                "parent": {"type": "string"},
                **dict.fromkeys(("exampleSentences", "rules", "tags", "confirmationSentences"), _TEXTS),
                "condition": {"type": "string"},
                "disambiguationSentence": {"type": "string"},
                "isRejectIntent": {"type": "boolean"},
                "isDisabled": {"type": "boolean"},
                "childFeatures": {"anyOf": [{"type": "boolean"}, _TEXTS]},
                "biasTowardsParentOrChildIntents": {"enum": ["parents", "children"]},
                "overrideIntentDefaultRepliesAsExamples": {"enum": ["", *OVERRIDES]},
            },
        },
    }
)
REJECT = "rejectIntent"
"""The name of the reject intent in a CSV file."""


@handles("exportIntents")
def export(call: Call) -> Any:
    """The file is the answer (the vendor's command line reads it there), although the contract has none."""
    flow = FLOW.find(call)
    store, locale = call.emulator.store, locale_of(call, flow.project, call.body["localeId"]).id
    records = [one for one in INTENT.of_parent(store, flow) if locale in one.data["localizedData"]]
    exported = [_exported(store, one, locale) for one in records]
    if call.body["format"] == "json":
        return Response(200, json.dumps(exported).encode())
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for intent in exported:
        name = REJECT if intent["isRejectIntent"] else intent["name"]
        for column, field in COLUMNS.items():
            writer.writerows((name, column, one) for one in intent[field])
    return Response(200, text.getvalue().encode(), b"text/csv; charset=utf-8")


def _exported(store: Store, intent: Record, locale: str) -> dict[str, Any]:
    above = store.get("intent", intent.data["parentIntentId"] or "")
    return {
        "name": intent.data["name"],
        "exampleSentences": [one.data["text"] for one in _sentences(store, intent, locale)],
        **intent.data["localizedData"][locale],
        **{name: intent.data[name] for name in SHARED},
        "parent": above.data["name"] if above else "",
        "defaultReply": intent.data["data"],
        "entryPoint": intent.data["nodeReferenceId"],
    }


def _sentences(store: Store, intent: Record, locale: str) -> list[Record]:
    return [one for one in SENTENCE.of_parent(store, intent) if one.data["localeReference"] == locale]


@handles("importIntents")
def start_import(call: Call) -> Any:
    flow = FLOW.find(call)
    INTENT.may_write(call, flow.project)
    locale = locale_of(call, flow.project, call.body["localeId"]).id
    call.touch(flow)
    data = {"flowId": flow.id, "localeId": locale, "mode": call.body["mode"], "fileId": keep(call, flow, call.body["file"])}
    return tasks.start(call, "importIntents", data, flow.project)


@tasks.effect("importIntents")
def _import(emulator: Emulator, task: Record) -> None:
    """``skip`` leaves intents alone that are there, ``merge`` adds to them, ``overwrite`` puts the file's in the place of all."""
    store, wanted = emulator.store, task.data["data"]
    content, flow = take(store, wanted["fileId"]), store.get("flow", wanted["flowId"])
    if flow is None:
        raise not_found("Flow")
    intents = _read(content)
    if wanted["mode"] == "overwrite":
        _make_room(store, flow, {one["name"] for one in intents}, wanted["localeId"])
    known = {one.data["name"]: one for one in INTENT.of_parent(store, flow)}
    new = []
    for intent in intents:
        record = known.get(intent["name"])
        if record is None:
            record = known[intent["name"]] = _made(emulator, task, flow, intent)
        elif wanted["mode"] == "skip":
            continue
        new.append((intent, record))
    for intent, record in new:
        _fill(emulator, task, record, intent, known.get(intent.get("parent", "")))
    set_training(store, flow, True)


def _read(text: str) -> list[dict[str, Any]]:
    """The intents of a file, in either format, or the reason why the task fails."""
    try:
        intents = json.loads(text) if text.lstrip().startswith(("[", "{")) else _read_csv(text)
    except ValueError:
        raise invalid("The file is neither CSV nor JSON") from None
    error = next(FORMAT.iter_errors(intents), None)
    if error is not None:
        raise invalid(f"The file is no list of intents: {'/'.join(map(str, error.instance_path))} is wrong")
    for intent in intents:
        check_name(intent["name"])
    return list(intents)


def _read_csv(text: str) -> list[dict[str, Any]]:
    intents: dict[str, dict[str, Any]] = {}
    for row in csv.reader(io.StringIO(text)):
        if not row:
            continue
        if len(row) != 3 or (row[1] not in COLUMNS and row[1] != "defaultReply"):
            raise ValueError(row)
        name, column, value = row
        intent = intents.setdefault(name, {"name": name, "isRejectIntent": name == REJECT})
        if column in COLUMNS:
            intent.setdefault(COLUMNS[column], []).append(value)
    return list(intents.values())


def _make_room(store: Store, flow: Record, names: set[str], locale: str) -> None:
    """Those that are not in the file lose this locale, and end when it was the primary one."""
    for intent in INTENT.of_parent(store, flow):
        if store.get("intent", intent.id) is None:
            continue
        for sentence in _sentences(store, intent, locale):
            store.remove(sentence)
        intent.data["localizedData"] = {key: value for key, value in intent.data["localizedData"].items() if key != locale}
        if intent.data["name"] in names:
            intent.data["localizedData"][locale] = dict(LOCALIZED)
        elif locale == primary(store, flow.project):
            for child in children(store, intent):
                child.data["parentIntentId"] = None
                store.changed(child)
            for sentence in SENTENCE.of_parent(store, intent):
                store.remove(sentence)
            store.remove(intent)
            continue
        store.changed(intent)


def _made(emulator: Emulator, task: Record, flow: Record, intent: dict[str, Any]) -> Record:
    data = {name: value for name, value in defaults().items() if name not in LOCALIZED}
    locales = {primary(emulator.store, flow.project): dict(LOCALIZED), task.data["data"]["localeId"]: dict(LOCALIZED)}
    place = {"flowReference": flow.id, "localizedData": locales}
    data = {**data, "name": intent["name"], **place, **stamps(emulator, task)}
    return emulator.store.add("intent", data, organisation=flow.organisation, project=flow.project)


def _fill(emulator: Emulator, task: Record, record: Record, intent: dict[str, Any], above: Record | None) -> None:
    store, locale = emulator.store, task.data["data"]["localeId"]
    for name in SHARED:
        if intent.get(name):
            record.data[name] = intent[name]
    if intent.get("defaultReply"):
        record.data["data"] = intent["defaultReply"]
    if above is not None and above is not record:
        record.data["parentIntentId"] = above.id
    old = record.data["localizedData"].get(locale, LOCALIZED)
    texts = {
        name: _united(old[name], intent[name]) if isinstance(old[name], list) else intent[name] for name in LOCALIZED if name in intent
    }
    record.data["localizedData"] = {**record.data["localizedData"], locale: {**old, **texts}}
    store.changed(record)
    present = [one.data["text"] for one in _sentences(store, record, locale)]
    for text in _united(present, intent.get("exampleSentences", []))[len(present) :]:
        sentence = {"text": text, "slots": [], "localeReference": locale, "intentReference": record.id, **stamps(emulator, task)}
        store.add("intentsentence", sentence, organisation=record.organisation, project=record.project)


def _united(old: list[str], new: list[str]) -> list[str]:
    return list(dict.fromkeys([*old, *new]))
