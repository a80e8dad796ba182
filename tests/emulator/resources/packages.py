# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Packages: some objects of a project with all that is in them, to be merged into another one.

A package always has the locales of its project. The file is a zip, one JSON file for each object, which only this server reads; it has no
directory entries, and a file that has some, or nodes without ``mock``, is refused (observed behaviour, section Tasks). The fields of
connections are empty in it.
"""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

from .. import downloads, ghosts, lists, tasks
from ..access import asked_projects, in_projects, need_project_role, project_of
from ..calls import Call, Response
from ..errors import invalid, not_found
from ..forms import File
from ..store import Record
from . import copies, merges
from .registry import KINDS, Resource, check_name, handles, register, stamps

if TYPE_CHECKING:
    from ..emulator import Emulator

WRITERS = ("packages_admin",)
FAILED = "Package Extraction Failed"
MANIFEST = "package.json"
BROKEN = (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, EOFError, ValueError, KeyError, NotImplementedError, RuntimeError)

PACKAGES = Resource("package", "Package", "Package", "Packages", "packageId", writers=WRITERS)
register(PACKAGES, "read")


def _writable(call: Call) -> Record:
    record = PACKAGES.find(call)
    PACKAGES.may_write(call, record.project)
    call.touch(record)
    return record


@handles("indexPackages")
def index(call: Call) -> Any:
    scopes = [one.id for one in asked_projects(call)]
    return lists.page(call, ghosts.listed(call.emulator, "package", scopes, in_projects(call, "package")))


@handles("createPackage")
def create(call: Call) -> Any:
    """That unknown resources are refused at once is assumed."""
    project = project_of(call, call.body["projectId"])
    need_project_role(call, project.id, WRITERS)
    check_name(call.body["name"])
    check_any(call.body["resourceIds"])
    known = {one.id for one in copies.of_project(call.emulator.store, project.id, copies.NOT_IN_PACKAGES) if on_top(one.kind)}
    if not known.issuperset(call.body["resourceIds"]):
        raise not_found("Resource")
    fields = {"name": call.body["name"], "description": call.body.get("description", "")}
    about = {**fields, "resourceIds": call.body["resourceIds"]}
    return tasks.start(call, "createPackageNFS", about, project.id, payload={"fields": fields})


def check_any(ids: list[str]) -> None:
    if not ids:
        raise invalid("Validation failed. resourceIds should have at least 1 items")


def on_top(kind: str) -> bool:
    """Whether objects of a kind are in the project itself, and not in another object."""
    return kind not in KINDS or (KINDS[kind].parent is None and kind != "chart")


@tasks.effect("createPackageNFS")
def _created(emulator: Emulator, task: Record) -> None:
    store, project = emulator.store, _project(emulator, task)
    wanted = task.data["data"]["resourceIds"]
    every = copies.of_project(store, project.id, copies.NOT_IN_PACKAGES)
    records = [one for one in every if one.kind == "locale"]
    for one in every:
        if one.id in wanted and one.kind != "locale":
            records.extend(copies.with_inside(store, one))
    content = copies.contents(project, [one for one in records if one.kind not in copies.NOT_IN_PACKAGES])
    for entry in content["resources"]:
        if entry["kind"] == "connection" and isinstance(entry["data"].get("fields"), dict):
            entry["data"]["fields"] = dict.fromkeys(entry["data"]["fields"], "")
    _add(emulator, task, project, {**task.data["payload"]["fields"], "contents": content})


def _project(emulator: Emulator, task: Record) -> Record:
    project = emulator.store.get("project", task.project or "")
    if project is None:
        raise not_found("Project")
    return project


def _add(emulator: Emulator, task: Record, project: Record, fields: dict[str, Any]) -> None:
    """The task tells the package's id when it is done (the contract, section Background tasks)."""
    data = {"hash": copies.hash_of(fields["contents"]), "fetches": 0, **fields, **stamps(tasks.caller(emulator, task))}
    record = emulator.store.add("package", data, organisation=project.organisation, project=project.id)
    ghosts.hide(emulator, record)
    task.data["data"]["packageId"] = record.id


@handles("deletePackage")
def delete(call: Call) -> Any:
    record = _writable(call)
    return tasks.start(call, "deletePackage", {"packageId": record.id}, record.project)


@tasks.effect("deletePackage")
def _deleted(emulator: Emulator, task: Record) -> None:
    record = emulator.store.get("package", task.data["data"]["packageId"])
    if record is not None:
        emulator.store.remove(record)
        ghosts.remember(emulator, record)


# The file


@handles("composePackageDownloadLink")
def download_link(call: Call) -> Any:
    """Whether the link wants the API key is not known: switch ``package_link_key``."""
    record = PACKAGES.find(call)
    return {"downloadLink": downloads.link_to_made(call, record, f"{record.data['name']}.zip", call.emulator.switches["package_link_key"])}


@downloads.maker("package")
def _file(emulator: Emulator, record: Record) -> Response:
    """The file grows: at first it is empty (observed behaviour, section Tasks)."""
    content = record.data["contents"]
    about = {
        **{name: record.data[name] for name in ("name", "description")},
        **{name: content[name] for name in ("project", "organisation")},
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MANIFEST, json.dumps(about))
        for number, one in enumerate(content["resources"]):
            archive.writestr(f"resources/{number:05d}-{one['kind']}-{one['id']}.json", json.dumps(one))
    whole = buffer.getvalue()
    fetches = record.data["fetches"] if emulator.switches["late_downloads"] else 2
    record.data["fetches"] = fetches + 1
    emulator.store.changed(record)
    return Response(200, whole[: len(whole) * min(fetches, 2) // 2])


@handles("uploadPackage")
def upload(call: Call) -> Any:
    return receive(call, project_of(call, call.body["projectId"]), call.body["file"])


def receive(call: Call, project: Record, file: File) -> dict[str, Any]:
    need_project_role(call, project.id, WRITERS)
    about = {"projectId": project.id, "fileName": file.name}
    return tasks.start(call, "uploadPackage", about, project.id, payload={"fields": _fields(file)})


def _fields(file: File) -> dict[str, Any] | None:
    """What is in a file; None when it is no package."""
    try:
        with file.open() as source, zipfile.ZipFile(source) as archive:
            if any(one.is_dir() for one in archive.infolist()):
                return None
            about = json.loads(archive.read(MANIFEST))
            resources = [json.loads(archive.read(one)) for one in sorted(archive.namelist()) if one != MANIFEST]
    except BROKEN:
        return None
    if not isinstance(about, dict) or not all(isinstance(about.get(one), str) for one in ("name", "description")):
        return None
    content = {"project": about.get("project"), "organisation": about.get("organisation"), "resources": resources}
    if not copies.are_contents(content) or any(one["kind"] == "node" and "mock" not in one["data"] for one in resources):
        return None
    return {"name": about["name"], "description": about["description"], "contents": content}


@tasks.effect("uploadPackage")
def _uploaded(emulator: Emulator, task: Record) -> None:
    fields = task.data["payload"]["fields"]
    if fields is None:
        raise invalid(FAILED)
    _add(emulator, task, _project(emulator, task), copies.uploaded(emulator, fields))


# The merge


@handles("mergePackage")
def merge(call: Call) -> Any:
    """What is wrong with the request is refused at once, what clashes with the project fails in the task; that is assumed."""
    record = _writable(call)
    ids, mapping = call.body["resourceIds"], call.body.get("localeMapping", [])
    check_any(ids)
    kinds = {one["id"]: one["kind"] for one in record.data["contents"]["resources"]}
    for id in [*ids, *(one["_id"] for one in call.body.get("strategies", []))]:
        if id not in kinds or not on_top(kinds[id]):
            raise not_found("Resource")
        if kinds[id] == "locale":
            raise invalid("Validation failed. resourceIds should not hold locales; they are mapped")
    for one in mapping:
        locale = call.emulator.store.get("locale", one["agentLocaleId"])
        if kinds.get(one["packageLocaleId"]) != "locale" or locale is None or locale.project != record.project:
            raise not_found("Locale")
    about = {"packageId": record.id, **{name: value for name, value in call.body.items() if name != "packageId"}}
    return tasks.start(call, "mergePackage", about, record.project)


@tasks.effect("mergePackage")
def _merged(emulator: Emulator, task: Record) -> None:
    record = emulator.store.get("package", task.data["data"]["packageId"])
    if record is None:
        raise not_found("Package")
    merges.merge(emulator, task, _project(emulator, task), record.data["contents"])
