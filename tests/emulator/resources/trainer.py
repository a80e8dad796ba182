# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Trainer records: what users said, and what the NLU made of it. They come from conversations, so here from ``/__emulator/objects``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from .. import downloads, tasks
from ..access import project_of
from ..calls import Call
from ..errors import conflict, invalid, not_found
from ..store import Record
from .intents import INTENT, WRITERS
from .registry import ANSWER_FED, Resource, handles, register, stamp_change
from .sentences import SENTENCE
from .text_files import keep, stamps, take

if TYPE_CHECKING:
    from ..emulator import Emulator

FIELDS = ("text", "count", "snapshotId", "flowReferenceId", "localeReferenceId", "nlu", "meta", "handled", "handleAction")
PACKAGE = jsonschema_rs.validator_for(
    {
        "type": "array",
        "items": {
            "type": "object",
            "required": ["text", "flowReferenceId", "localeReferenceId"],
            "properties": {
                "text": {"type": "string"},
                "count": {"type": "number"},
                "snapshotId": {"type": "string", "pattern": "^[a-f0-9]{24}$"},
                "flowReferenceId": {"type": "string", "format": "uuid"},
                "localeReferenceId": {"type": "string"},
                "nlu": {"type": "object"},
                "meta": {"type": "object"},
                "handled": {"type": "boolean"},
                "handleAction": {"enum": ["addedToIntent", "ignored", "skipped"]},
            },
        },
    },
    validate_formats=True,
)


def _facts(record: Record) -> dict[str, Any]:
    """What the flags of the list ask for."""
    nlu = record.data["nlu"]
    facts = {
        "intentFound": bool(nlu.get("intentMapperResults", {}).get("finalIntentName")),
        "systemSlotsFound": any(nlu.get("detailedSlots", {}).values()),
        "userSlotsFound": bool(nlu.get("slots")),
    }
    facts["slotFound"] = facts["systemSlotsFound"] or facts["userSlotsFound"]
    facts["understood"] = facts["intentFound"] or facts["slotFound"]
    return facts


def _wanted(call: Call, record: Record) -> bool:
    """The query's flags, types and range of the score, taken from the record's own ``nlu`` (assumed)."""
    query, nlu = call.query, record.data["nlu"]
    if any(query.get(name, fact) != fact for name, fact in _facts(record).items()):
        return False
    if "type" in query and nlu.get("type") not in query["type"]:
        return False
    if "scoreRange" in query:
        low, high = _range(query["scoreRange"])
        return bool(low <= nlu.get("intentMapperResults", {}).get("finalIntentScore", 0) <= high)
    return True


def _range(values: list[str]) -> tuple[float, float]:
    try:
        low, high = map(float, values)
    except ValueError:
        raise invalid("Validation failed. query/scoreRange should be two numbers") from None
    return low, high


RECORD = Resource(
    "trainerrecord",
    title="Trainer record",
    singular="TrainerRecord",
    plural="TrainerRecords",
    id_parameter="recordId",
    writers=WRITERS,
    search=("text",),
    wanted=_wanted,
    named=False,
)
register(RECORD, "index", "read")
ANSWER_FED.update(("indexTrainerRecords", "readTrainerRecord"))


def _handled(call: Call, record: Record, action: str) -> None:
    record.data.update(handled=True, handleAction=action)
    stamp_change(call, record)


def _add_to_intent(call: Call, record: Record, value: dict[str, Any]) -> None:
    """The sentence goes to the intent and the record is done."""
    intent = call.emulator.store.get("intent", value["intentId"])
    if intent is None or intent.project != record.project or intent.data["flowReference"] != value["flowId"]:
        raise not_found(INTENT.title)
    sentence = {"text": value["text"], "slots": value["slots"], "localeId": value["localeId"]}
    SENTENCE.add(call, sentence, intent.project, {SENTENCE.link: intent.id})
    _handled(call, record, "addedToIntent")


@handles("batchTrainerRecords")
def batch(call: Call) -> Any:
    return RECORD.batch(
        call,
        {
            "skip": lambda call, record, value: _handled(call, record, "skipped"),
            "ignore": lambda call, record, value: _handled(call, record, "ignored"),
            "addToIntent": _add_to_intent,
        },
    )


# Packages


@handles("packageTrainerRecords")
def package(call: Call) -> Any:
    project = project_of(call, call.body["projectId"])
    RECORD.may_write(call, project.id)
    return tasks.start(call, "packageTrainerRecords", dict(call.body), project.id)


@tasks.effect("packageTrainerRecords")
def _package(emulator: Emulator, task: Record) -> None:
    """The package's real format is not known; this one is a JSON list, which can be uploaded again."""
    query = task.data["data"].get("query", {})
    records = [one.data for one in emulator.store.of(RECORD.kind, task.project or "") if _matches(one.data, query)]
    content = json.dumps([{name: one[name] for name in FIELDS if name in one} for one in records])
    emulator.store.add("trainerpackage", {"content": content, "task": task.id}, organisation=task.organisation, project=task.project)


def _matches(data: dict[str, Any], query: dict[str, Any]) -> bool:
    """Each field has the value, or one of the values."""
    return all(data.get(name) in wanted if isinstance(wanted, list) else data.get(name) == wanted for name, wanted in query.items())


@handles("composeTrainerRecordsDownloadLink")
def download_link(call: Call) -> Any:
    task = call.emulator.store.get("task", call.body["taskId"])
    if task is None or task.organisation != call.principal.organisation or task.data["name"] != "packageTrainerRecords":
        raise not_found("Task")
    project_of(call, task.project or "")
    found = next((one for one in call.emulator.store.of("trainerpackage", task.project or "") if one.data["task"] == task.id), None)
    if found is None:
        raise conflict("The package is not ready")
    return {"downloadLink": downloads.link(call, found, found.data["content"].encode(), "trainer-records.json", "application/json")}


@handles("uploadTrainerRecordsPackage")
def upload(call: Call) -> Any:
    project = project_of(call, call.body["projectId"])
    RECORD.may_write(call, project.id)
    # Whatever is kept belongs to the project, so it ends with that.
    place = Record(RECORD.kind, "", 0, project.organisation, project.id, {})
    data = {"projectId": project.id, "fileId": keep(call, place, call.body["file"])}
    return tasks.start(call, "uploadTrainerRecordsPackage", data, project.id)


@tasks.effect("uploadTrainerRecordsPackage")
def _upload(emulator: Emulator, task: Record) -> None:
    content = take(emulator.store, task.data["data"]["fileId"])
    try:
        records = json.loads(content)
    except ValueError:
        raise invalid("The file is not JSON") from None
    error = next(PACKAGE.iter_errors(records), None)
    if error is not None:
        raise invalid(f"The file is no list of trainer records: {'/'.join(map(str, error.instance_path))} is wrong")
    for one in records:
        data = {"count": 1, "nlu": {}, "meta": {}, "handled": False, **{name: one[name] for name in FIELDS if name in one}}
        place = {"organisation": task.organisation, "project": task.project}
        emulator.store.add(RECORD.kind, {**data, **stamps(emulator, task)}, **place)
