# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Snapshots: all of a project but its endpoints and its knowledge (observed behaviour, section Tasks).

A name that is taken and the limit of ten show in the failed task alone. A restoration brings back what was there under new ids; reference ids
stay. The file is ``csnap``, a compressed JSON document, and as many zeros as the snapshot's ``padding`` says, which make it as large as a test
needs it; only this server reads it.
"""

from __future__ import annotations

import gzip
import json
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from .. import downloads, ghosts, lists, tasks
from ..access import asked_projects, in_projects, need_project_role, project_of
from ..calls import Call, Response
from ..errors import conflict, invalid, missing, not_found
from ..forms import File
from ..store import Record, new_id
from . import copies
from .fed import need_project
from .registry import FEEDS, Resource, check_name, handles, register, stamps

if TYPE_CHECKING:
    from ..emulator import Emulator

LONGEST_DESCRIPTION = 500
PACKAGE_SECONDS = 86400
REFUSALS = 2
MAGIC = b"csnap"
GZIP = 31
"""What zlib calls this format."""
WRITERS = ("snapshot_admin",)
FAILED = "Package Extraction Failed"
DOCUMENT = ("name", "description", "contents", "padding")
"""What the file tells of a snapshot."""


def view(call: Call, record: Record) -> dict[str, Any]:
    """A snapshot does not name its project (observed behaviour, section Tasks)."""
    return {**lists.shown(call, record), **({} if _packaged(call.emulator, record) else {"isPackaged": False, "packageExpiresAt": 0})}


SNAPSHOTS = Resource("snapshot", "Snapshot", "Snapshot", "Snapshots", "snapshotId", writers=WRITERS, view=view)
register(SNAPSHOTS, "read")


def _packaged(emulator: Emulator, record: Record) -> bool:
    return bool(record.data["isPackaged"]) and emulator.clock.now() < record.data["packageExpiresAt"]


def _writable(call: Call) -> Record:
    record = SNAPSHOTS.find(call)
    SNAPSHOTS.may_write(call, record.project)
    call.touch(record)
    return record


@handles("indexSnapshots")
def index(call: Call) -> Any:
    scopes = [one.id for one in asked_projects(call)]
    return lists.page(call, ghosts.listed(call.emulator, "snapshot", scopes, in_projects(call, "snapshot")), view)


@handles("createSnapshot")
def create(call: Call) -> Any:
    project = project_of(call, call.body["projectId"])
    need_project_role(call, project.id, WRITERS)
    check_name(call.body["name"])
    if len(call.body["description"]) > LONGEST_DESCRIPTION:
        raise invalid(f"Validation failed. description should NOT be longer than {LONGEST_DESCRIPTION} characters")
    about = {name: call.body[name] for name in ("name", "description")}
    return tasks.start(call, "createSnapshot", about, project.id)


@tasks.effect("createSnapshot")
def _created(emulator: Emulator, task: Record) -> None:
    project = _project(emulator, task)
    content = _contents(emulator, project)
    _check_keys([one["data"] for one in content["resources"]])
    _add(emulator, task, project, {**_fields(content), **task.data["data"]})


def _contents(emulator: Emulator, project: Record) -> dict[str, Any]:
    return copies.contents(project, copies.of_project(emulator.store, project.id, copies.NOT_IN_SNAPSHOTS))


def _fields(content: dict[str, Any]) -> dict[str, Any]:
    """What a new snapshot has beside its name."""
    state = {"isPackaged": False, "packageExpiresAt": 0, "refusals": 0, "stubs": 0}
    return {"description": "", "contents": content, "hash": copies.hash_of(content), "padding": 0, **state}


def _fed(call: Call, fields: dict[str, Any], organisation: str, project: str | None) -> dict[str, Any]:
    """A snapshot of what is in the project now."""
    record = call.emulator.store.kinds["project"][need_project(project)]
    return {**_fields(_contents(call.emulator, record)), **fields}


FEEDS["snapshot"] = _fed


def _project(emulator: Emulator, task: Record) -> Record:
    project = emulator.store.get("project", task.project or "")
    if project is None:
        raise not_found("Project")
    return project


def _check_keys(value: Any) -> None:
    """A snapshot cannot be made when a key of a JSON value holds a dot (observed behaviour, section Tasks)."""
    if isinstance(value, dict):
        for key in value:
            if "." in key:
                raise invalid(f"The key '{key}' must not contain '.'")
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _check_keys(one)


def _add(emulator: Emulator, task: Record, project: Record, fields: dict[str, Any]) -> None:
    present = list(emulator.store.of("snapshot", project.id))
    if any(one.data["name"] == fields["name"] for one in present):
        raise conflict(f"ConflictError: a snapshot with the name '{fields['name']}' already exists")
    most = emulator.switches["snapshot_limit"]
    if len(present) >= most:
        raise conflict(f"ConflictError: Limit of allowed Snapshots ({most}) reached")
    data = {**fields, **stamps(tasks.caller(emulator, task))}
    ghosts.hide(emulator, emulator.store.add("snapshot", data, organisation=project.organisation, project=project.id))


@handles("deleteSnapshot")
def delete(call: Call) -> Any:
    record = _writable(call)
    return tasks.start(call, "deleteSnapshot", {"snapshotId": record.id}, record.project)


@tasks.effect("deleteSnapshot")
def _deleted(emulator: Emulator, task: Record) -> None:
    record = emulator.store.get("snapshot", task.data["data"]["snapshotId"])
    if record is None:
        return
    for endpoint in emulator.store.of("endpoint", record.organisation or ""):
        if endpoint.data["entrypoint"] == record.id:
            raise conflict(f"The snapshot is attached to an endpoint ('{endpoint.data['name']}')")
    emulator.store.remove(record)
    ghosts.remember(emulator, record)


@handles("indexResourcesInSnapshot")
def resources(call: Call) -> Any:
    record = SNAPSHOTS.find(call)
    wanted = call.query["resourceType"]
    found = [one for one in record.data["contents"]["resources"] if one["kind"].lower() == wanted.lower()]
    records = [
        Record(one["kind"], one["id"], seq, record.organisation, record.project, {"resourceType": wanted, **one["data"]})
        for seq, one in enumerate(found, 1)
    ]
    return lists.page(call, records, lambda call, one: {**lists.shown(call, one), "createdAt": str(one.data["createdAt"])})


# The file


@handles("packageSnapshot")
def package(call: Call) -> Any:
    record = _writable(call)
    return tasks.start(call, "packageSnapshot", {"snapshotId": record.id}, record.project)


@tasks.effect("packageSnapshot")
def _was_packaged(emulator: Emulator, task: Record) -> None:
    record = emulator.store.get("snapshot", task.data["data"]["snapshotId"])
    if record is None:
        raise not_found("Snapshot")
    record.data.update(isPackaged=True, packageExpiresAt=emulator.clock.seconds() + PACKAGE_SECONDS, refusals=REFUSALS, stubs=1)
    emulator.store.changed(record)


@handles("composeSnapshotDownloadLink")
def download_link(call: Call) -> Any:
    """For a while after the packaging there is no link, and then for a while no file (observed behaviour, section Tasks)."""
    record = SNAPSHOTS.find(call)
    if "projectId" in call.body:
        project_of(call, call.body["projectId"])
    if not _packaged(call.emulator, record) or _counts_down(call.emulator, record, "refusals"):
        raise conflict("The snapshot is not packaged yet")
    return {"downloadLink": downloads.link_to_made(call, record, f"{record.data['name']}.csnap")}


def _counts_down(emulator: Emulator, record: Record, name: str) -> bool:
    if not emulator.switches["late_downloads"] or not record.data[name]:
        return False
    record.data[name] -= 1
    emulator.store.changed(record)
    return True


@downloads.maker("snapshot")
def _file(emulator: Emulator, record: Record) -> Response:
    if _counts_down(emulator, record, "stubs"):
        return Response(200, MAGIC)
    document = {name: record.data[name] for name in DOCUMENT}
    return Response(200, MAGIC + gzip.compress(json.dumps(document).encode(), mtime=0), filler=document["padding"])


@handles("uploadSnapshotPackage")
def upload(call: Call) -> Any:
    return receive(call, project_of(call, call.body["projectId"]), call.body["file"])


def receive(call: Call, project: Record, file: File) -> dict[str, Any]:
    need_project_role(call, project.id, WRITERS)
    about = {"projectId": project.id, "fileName": file.name}
    return tasks.start(call, "uploadSnapshotPackage", about, project.id, payload={"document": _document(file)})


def _document(file: File) -> dict[str, Any] | None:
    """What is in a file; None when it is no snapshot, or not a whole one."""
    if next(file.pieces(), b"")[: len(MAGIC)] != MAGIC:
        return None
    packed, text, padding = zlib.decompressobj(GZIP), b"", 0
    try:
        for piece in replace(file, start=file.start + len(MAGIC), size=file.size - len(MAGIC)).pieces():
            text, rest = (text, piece) if packed.eof else (text + packed.decompress(piece), packed.unused_data)
            if rest.strip(b"\0"):
                return None
            padding += len(rest)
        document = json.loads(text)
    except (ValueError, zlib.error):
        return None
    if not packed.eof or not isinstance(document, dict) or set(document) != set(DOCUMENT) or document["padding"] != padding:
        return None
    return document if isinstance(document["name"], str) and copies.are_contents(document["contents"]) else None


@tasks.effect("uploadSnapshotPackage")
def _uploaded(emulator: Emulator, task: Record) -> None:
    document = task.data["payload"]["document"]
    if document is None:
        raise invalid(FAILED)
    fields = copies.uploaded(emulator, {**_fields(document["contents"]), **document})
    _add(emulator, task, _project(emulator, task), fields)


# The restoration


@handles("restoreSnapshot")
def restore(call: Call) -> Any:
    """Whether the project may, or must, be in the body is not known: switch ``restore_body``."""
    record = _writable(call)
    wanted, rule = call.body.get("projectId"), call.emulator.switches["restore_body"]
    if wanted is None and rule == "required":
        raise missing("projectId")
    if wanted is not None and rule == "refused":
        raise invalid("'projectId' is specified in multiple locations")
    project = project_of(call, wanted or record.project or "")
    need_project_role(call, project.id, WRITERS)
    return tasks.start(call, "restoreSnapshot", {"snapshotId": record.id, "projectId": project.id}, project.id)


@tasks.effect("restoreSnapshot")
def _restored(emulator: Emulator, task: Record) -> None:
    store, project = emulator.store, _project(emulator, task)
    snapshot = store.get("snapshot", task.data["data"]["snapshotId"])
    if snapshot is None:
        raise not_found("Snapshot")
    content = snapshot.data["contents"]
    names = {one["id"]: new_id() for one in content["resources"]}
    names |= {content["project"]: project.id, content["organisation"]: project.organisation or ""}
    old = copies.of_project(store, project.id, copies.NOT_IN_SNAPSHOTS)
    for one in old:
        store.remove(one)
    for one in content["resources"]:
        data = copies.renamed(one["data"], names)
        store.add(one["kind"], data, organisation=project.organisation, project=project.id, id=names[one["id"]])
    _follow(emulator, project, old)


def _follow(emulator: Emulator, project: Record, old: list[Record]) -> None:
    """What stayed in the project refers to the restored objects that have the reference ids of the old ones."""
    store = emulator.store
    now = {(one.kind, one.data.get("referenceId")): one.id for one in copies.of_project(store, project.id, copies.NOT_IN_SNAPSHOTS)}
    moved = {one.id: now[key] for one in old if (key := (one.kind, one.data.get("referenceId"))) in now and key[1]}
    locales = list(store.of("locale", project.id))
    primary = next(one for one in locales if one.data["primary"])
    project.data["primaryLocaleReference"] = primary.id
    store.changed(project)
    known = {one.data["referenceId"] for one in locales}
    for kind in ("endpoint", "member"):
        for one in store.of(kind, project.id):
            one.data = copies.renamed(one.data, moved)
            if one.data.get("localeId") and one.data["localeId"] not in known:
                one.data["localeId"] = primary.data["referenceId"]
            store.changed(one)
