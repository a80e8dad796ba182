# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Extensions: a task reads an uploaded package, a .tar.gz with a package.json in it.

The real server runs the package's code, which gives label, nodes and connections; here they are read from package.json.
"""

from __future__ import annotations

import dataclasses
import json
import secrets
import tarfile
import tempfile
import urllib.request
import zlib
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import urlsplit

from .. import tasks
from ..access import need_project_role, project_of
from ..calls import Call
from ..errors import NOT_IMPLEMENTED, ApiError, conflict, invalid, not_found
from ..forms import MEGABYTE, File
from ..store import Record, new_id
from .registry import HANDLERS, Resource, handles, register, stamps

if TYPE_CHECKING:
    from ..emulator import Emulator

WRITERS = ("extension_admin", "extension_editor", "developer")
BROKEN = (tarfile.TarError, OSError, EOFError, ValueError, zlib.error)
FETCH_SECONDS = 5

EXTENSIONS = Resource("extension", "Extension", "Extension", "Extensions", "extensionId", writers=WRITERS, named=False)
register(EXTENSIONS, "index", "read", "delete")
register(dataclasses.replace(EXTENSIONS, writers=("extension_admin", "extension_trust_admin")), "update")


@handles("uploadExtension")
def upload(call: Call) -> Any:
    return receive(call, project_of(call, call.body["projectId"]), call.body.get("file"))


def receive(call: Call, project: Record, file: File | None) -> dict[str, Any]:
    """The task for a file, or for the address in the body."""
    need_project_role(call, project.id, WRITERS)
    return tasks.start(call, "uploadExtension", {"projectId": project.id}, project.id, payload=_package(call, file))


@handles("updateExtensionPackage")
def update_package(call: Call) -> Any:
    project = project_of(call, call.body["projectId"])
    record = call.emulator.store.get("extension", call.body["extension"])
    if record is None or record.project != project.id:
        raise not_found("Extension")
    need_project_role(call, project.id, WRITERS)
    call.touch(record)
    about = {"projectId": project.id, "extension": record.id}
    return tasks.start(call, "updateExtensionPackage", about, project.id, payload=_package(call, call.body.get("file")))


@handles("indexExtensions_ofProject", "indexFunctions_ofProject")
def alias(call: Call) -> Any:
    """The vendor's tools ask for these below the project (observed behaviour, section Transport)."""
    project_of(call, call.path["projectId"])
    handler = HANDLERS.get(call.operation.name.partition("_")[0])
    if handler is None:
        raise ApiError(501, "The emulator does not have this list yet", NOT_IMPLEMENTED)
    call.query["projectId"] = call.path["projectId"]
    return handler(call)


# The package


def _package(call: Call, file: File | None) -> dict[str, Any]:
    """What the task works on: the package's facts, why there are none, or the address of the package.

    No host is allowed by default (observed behaviour, section Limits): switch ``extension_hosts``.
    """
    if file is not None:
        with file.open() as source:
            return _facts(source)
    url = urlsplit(call.body["url"])
    allowed = (call.emulator.switches["extension_hosts"] or "").split(",")
    if url.scheme not in ("http", "https") or not url.hostname or url.hostname not in [one.strip() for one in allowed]:
        raise invalid(f"The host '{url.hostname or ''}' is not allowed for extensions")
    return {"url": call.body["url"]}


def _facts(file: IO[bytes]) -> dict[str, Any]:
    try:
        with tarfile.open(fileobj=file, mode="r:gz") as archive:
            members = sorted((one for one in archive if one.isfile()), key=lambda one: one.name.count("/"))
            manifest = json.loads(_member(archive, members, "package.json"))
            readme = _member(archive, members, "readme.md")
    except BROKEN:
        return {"problem": "Package Extraction Failed"}
    if not isinstance(manifest, dict) or not all(isinstance(manifest.get(one), str) for one in ("name", "version")):
        return {"problem": "The package.json of the extension has no name or version"}
    return {"manifest": manifest, "readme": readme}


def _member(archive: tarfile.TarFile, members: list[tarfile.TarInfo], name: str) -> str:
    """The text of the file of a name that is nearest to the top; empty when there is none."""
    for member in members:
        if member.name.rsplit("/", 1)[-1].lower() == name:
            file = archive.extractfile(member)
            return file.read(MEGABYTE).decode("utf-8", "replace") if file else ""
    return ""


def _fetched(url: str) -> dict[str, Any]:
    try:
        with urllib.request.urlopen(url, timeout=FETCH_SECONDS) as answer, tempfile.TemporaryFile() as file:
            while piece := answer.read(MEGABYTE):
                file.write(piece)
            file.seek(0)
            return _facts(file)
    except (OSError, ValueError) as error:
        return {"problem": f"The extension cannot be fetched: {error}"}


def _fields(emulator: Emulator, task: Record, old: dict[str, Any]) -> dict[str, Any]:
    """The fields of an extension from the package of a task."""
    payload = task.data["payload"]
    if "url" in payload:
        payload = _fetched(payload["url"])
    if "problem" in payload:
        raise invalid(payload["problem"])
    manifest, call = payload["manifest"], tasks.caller(emulator, task)
    name, author = manifest["name"], manifest.get("author", "")
    ids = {one["type"]: one["_id"] for one in old.get("connections", ())}
    nodes = [{"defaultLabel": one.get("type"), "summary": "", "appearance": {}, **one} for one in _objects(manifest, "nodes")]
    connections = [{"label": one.get("type"), "fields": [], **one, **stamps(call)} for one in _objects(manifest, "connections")]
    for one in connections:
        one.update(_id=ids.get(one.get("type")) or new_id(), extension=name)
    return {
        "name": name,
        "label": manifest.get("label", name),
        "version": manifest["version"],
        "description": manifest.get("description", ""),
        "readme": payload["readme"],
        "tags": manifest.get("keywords", []),
        "author": author.get("name", "") if isinstance(author, dict) else author,
        "imageUrlToken": secrets.token_hex(16),
        "extensionType": "nodes",
        "nodes": [{**one, "extension": name, "extensionImg": ""} for one in nodes],
        "connections": connections,
        "projectId": task.project,
        "trustedCode": old.get("trustedCode", False),
    }


def _objects(manifest: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found = manifest.get(name, [])
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise invalid(f"The {name} of the extension are not valid")
    return found


def _check(emulator: Emulator, data: dict[str, Any]) -> None:
    wrong = emulator.contract.violation(emulator.contract.operations["readExtension"], data)
    if wrong is not None:
        raise invalid(f"The extension is not valid: {wrong.removeprefix('readExtension: ')}")


@tasks.effect("uploadExtension")
def _uploaded(emulator: Emulator, task: Record) -> None:
    """An extension that is there already is to be updated instead; that this is refused is assumed."""
    project = emulator.store.get("project", task.project or "")
    if project is None:
        return
    data = {**_fields(emulator, task, {}), **stamps(tasks.caller(emulator, task))}
    if any(one.data["name"] == data["name"] for one in emulator.store.of("extension", project.id)):
        raise conflict(f"The extension '{data['name']}' already exists in this project")
    _check(emulator, {**data, "_id": new_id()})
    emulator.store.add("extension", data, organisation=project.organisation, project=project.id)


@tasks.effect("updateExtensionPackage")
def _updated(emulator: Emulator, task: Record) -> None:
    record = emulator.store.get("extension", task.data["data"]["extension"])
    if record is None:
        raise not_found("Extension")
    data = _fields(emulator, task, record.data)
    if data["name"] != record.data["name"]:
        raise invalid(f"The package holds the extension '{data['name']}', not '{record.data['name']}'")
    data = {**record.data, **data, "lastChanged": emulator.clock.seconds(), "lastChangedBy": task.data["createdBy"]}
    _check(emulator, data)
    record.data = data
    emulator.store.changed(record)
