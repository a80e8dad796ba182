# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Knowledge sources and their chunks.

``manual`` sources are filled chunk by chunk; a URL and a file are read by a task. The answer to a file is the task alone: the source is found
by the file's name (observed behaviour, section AI agent).
"""

from __future__ import annotations

import re
import uuid
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from .. import tasks
from ..calls import Call
from ..errors import invalid, missing, not_found
from ..forms import File
from ..store import Record
from .knowledge_stores import CONNECTORS, STORES, WRITERS, view
from .registry import NAME_LENGTH, Resource, handles, register, stamps

if TYPE_CHECKING:
    from ..emulator import Emulator

TYPES = {**{one: one for one in ("pdf", "txt", "docx", "pptx", "ctxt", "jpeg", "jpg", "png", "bmp", "heif", "tiff")}, "text": "txt"}
"""Extension of a file to the type of its source."""
TEXTS = ("txt", "ctxt")
SETTABLE = ("ready", "disabled")


def _defaults(call: Call) -> dict[str, Any]:
    fresh: dict[str, Any] = {"description": "", "status": "ready", "chunkCount": 0, "metaData": {}, "data": {}}
    return {**fresh, "referenceId": str(uuid.uuid4()), "connectorReference": None}


def _before(call: Call, data: dict[str, Any], record: Record | None) -> None:
    if record is not None:
        if call.body.get("status", "ready") not in SETTABLE:
            raise invalid("Validation failed. status should be ready or disabled; the others are the server's")
    elif "connectorId" in data:
        connector = call.emulator.store.get("knowledgeConnector", data.pop("connectorId"))
        if connector is None or connector.data["storeReference"] != data["storeReference"]:
            raise not_found(CONNECTORS.title)
        data["connectorReference"] = connector.data["referenceId"]


def _source(call: Call, record: Record) -> dict[str, Any]:
    return view(call, record, "KnowledgeSource")


SOURCES = Resource(
    "knowledgeSource",
    title="Knowledge source",
    singular="KnowledgeSource",
    plural="KnowledgeSources",
    id_parameter="sourceId",
    defaults=_defaults,
    writers=WRITERS,
    before=_before,
    view=_source,
    item=_source,
    parent=STORES,
    reference="storeReference",
)
register(SOURCES, "index", "read", "update", "delete")


@handles("createKnowledgeSource")
def create(call: Call) -> Any:
    """The source is in an envelope, beside it the task when there is one."""
    store = STORES.find(call)
    STORES.may_write(call, store.project)
    body = dict(call.body)
    url = body.pop("url", None)
    if body["type"] == "url":
        if not url:
            raise missing("url")
        body["status"] = "ingesting"
        body["metaData"] = {**body.get("metaData", {}), "url": url}
    record = SOURCES.add(call, body, store.project, {"storeReference": store.id})
    if body["type"] != "url":
        return {"knowledgeSource": _source(call, record)}
    task = _ingest(call, record, [url])
    # Seen as taskId; in the types the task has an _id.
    return {"knowledgeSource": _source(call, record), "taskData": {**task, "taskId": task["_id"]}}


@handles("uploadKnowledgeSourceFile")
def upload(call: Call) -> Any:
    store = STORES.find(call)
    STORES.may_write(call, store.project)
    file: File = call.body["file"]
    kind = TYPES.get(PurePath(file.name).suffix.lower().removeprefix("."))
    if kind is None:
        raise invalid(f"The file type is not supported; there are {', '.join(TYPES)}")
    if not 0 < len(file.name) <= NAME_LENGTH:
        raise invalid(f"Validation failed. The file name should have 1 to {NAME_LENGTH} characters")
    facts = {"size": file.size, "fileName": file.name, "mimeType": file.media, "tags": call.body.get("tags", [])}
    fields = {"name": file.name, "type": kind, "status": "ingesting", "metaData": facts}
    record = SOURCES.add(call, fields, store.project, {"storeReference": store.id})
    return _ingest(call, record, _paragraphs(file) if kind in TEXTS else [file.name])


def _paragraphs(file: File) -> list[str]:
    """A text becomes a chunk for each paragraph; what is no text has its name as the only one."""
    text = file.content.decode("utf-8", "replace")
    return [one.strip() for one in re.split(r"\r?\n[ \t]*\r?\n", text) if one.strip()]


def _ingest(call: Call, source: Record, texts: list[str]) -> dict[str, Any]:
    about = {"knowledgeStoreId": source.data["storeReference"], "knowledgeSourceId": source.id}
    return tasks.start(call, "ingestKnowledgeSource", about, source.project, payload={"texts": texts})


@tasks.effect("ingestKnowledgeSource")
def _ingested(emulator: Emulator, task: Record) -> None:
    source = emulator.store.get("knowledgeSource", task.data["data"]["knowledgeSourceId"])
    if source is None:
        return
    texts, call = task.data["payload"]["texts"], tasks.caller(emulator, task)
    _check_quota(call, len(texts))
    for order, text in enumerate(texts, start=source.data["chunkCount"] + 1):
        data = {**_chunk_defaults(call), "text": text, "order": order, **_links(source), **stamps(call)}
        emulator.store.add("knowledgeChunk", data, organisation=source.organisation, project=source.project)
    source.data.update(status="ready", chunkCount=source.data["chunkCount"] + len(texts))
    source.data["metaData"] = {**source.data["metaData"], "extractedChunks": len(texts)}
    emulator.store.changed(source)


@tasks.failure("ingestKnowledgeSource")
def _not_ingested(emulator: Emulator, task: Record) -> None:
    source = emulator.store.get("knowledgeSource", task.data["data"]["knowledgeSourceId"])
    if source is not None:
        source.data["status"] = "failure"
        source.data["metaData"] = {**source.data["metaData"], "failReason": task.data["failReason"]}
        emulator.store.changed(source)


# Chunks


def _chunk_defaults(call: Call) -> dict[str, Any]:
    return {"data": {}, "disabled": False, "referenceId": str(uuid.uuid4())}


def _links(source: Record) -> dict[str, Any]:
    return {"sourceReference": source.id, "storeReference": source.data["storeReference"]}


def _check_quota(call: Call, more: int) -> None:
    organisation = call.emulator.store.get("organisation", call.own_organisation)
    quota = organisation.data["quotaMaxKnowledgeChunks"] if organisation else 0
    if 0 < quota < call.emulator.store.count("knowledgeChunk", call.own_organisation) + more:
        raise invalid(f"The maximum number of knowledge chunks ({quota:g}) is reached", quota="quotaMaxKnowledgeChunks")


def _chunks(call: Call, source: str, project: str) -> list[Record]:
    found = [one for one in call.emulator.store.of("knowledgeChunk", project) if one.data["sourceReference"] == source]
    return sorted(found, key=lambda one: one.data["order"])


def _number(call: Call, chunks: list[Record], start: int = 1) -> None:
    for order, chunk in enumerate(chunks, start=start):
        if chunk.data["order"] != order:
            chunk.data["order"] = order
            call.emulator.store.changed(chunk)


def _before_chunk(call: Call, data: dict[str, Any], record: Record | None) -> None:
    """Chunks are numbered from 1 without gaps: a new one goes to its place and moves the others, one without an order to the end."""
    source = SOURCES.find(call)
    if not data["text"].strip():
        raise invalid("Validation failed. text should NOT be shorter than 1 characters")
    others = [one for one in _chunks(call, source.id, source.project or "") if one is not record]
    place = max(1, min(int(data.get("order", len(others) + 1)), len(others) + 1))
    if record is None:
        _check_quota(call, 1)
        data.update(_links(source))
    data["order"] = place
    _number(call, others[: place - 1])
    _number(call, others[place - 1 :], place + 1)


def _count(call: Call, record: Record, more: int) -> None:
    source = SOURCES.find(call)
    source.data["chunkCount"] += more
    call.emulator.store.changed(source)


def _deleting_chunk(call: Call, record: Record) -> None:
    _count(call, record, -1)
    _number(call, [one for one in _chunks(call, record.data["sourceReference"], record.project or "") if one is not record])


def _chunk(call: Call, record: Record) -> dict[str, Any]:
    return view(call, record, "KnowledgeChunk")


register(
    Resource(
        "knowledgeChunk",
        title="Knowledge chunk",
        singular="KnowledgeChunk",
        plural="KnowledgeChunks",
        id_parameter="chunkId",
        defaults=_chunk_defaults,
        writers=WRITERS,
        before=_before_chunk,
        created=lambda call, record: _count(call, record, 1),
        deleting=_deleting_chunk,
        search=("text",),
        parent=SOURCES,
        named=False,
        reference="sourceReference",
        view=_chunk,
        item=_chunk,
    )
)
