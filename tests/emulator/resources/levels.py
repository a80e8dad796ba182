# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects that stand in a project or, with ``resourceLevel`` organisation, in the organisation, and what refers to other objects."""

from __future__ import annotations

import json
from typing import Any

from .. import lists
from ..access import in_projects, need_project_role, need_role, project_of, sees_project
from ..calls import Call
from ..errors import invalid, missing, not_found
from ..store import Record
from .registry import Resource, check_name, check_unique_name

ORGANISATION = "organisation"


def place(call: Call, record: Record | None) -> str:
    """The project of an object that is changed, or of the new one of a call."""
    found = record.project if record else call.body.get("projectId") or call.query.get("projectId")
    assert found is not None
    return found


def by_reference(call: Call, kind: str, project: str, reference: str) -> Record | None:
    """The object of a project that has a referenceId."""
    return next((one for one in call.emulator.store.of(kind, project) if one.data.get("referenceId") == reference), None)


def copied(call: Call, kind: str, title: str) -> dict[str, Any]:
    """The fields of the object of the same project that a creation names as ``resourceId``, to start from."""
    id = call.query.get("resourceId") or call.body.get("resourceId")
    if not id:
        return {}
    record = call.emulator.store.get(kind, id)
    if record is None or record.project != call.body.get("projectId"):
        raise not_found(title)
    fields: dict[str, Any] = json.loads(json.dumps(record.data))
    return {name: value for name, value in fields.items() if name not in ("_id", "referenceId")}


def connection_of(call: Call, reference: str, project: str | None, organisation_too: bool = False) -> Record:
    """The connection with a referenceId that may be used at a place; a foreign one does not exist (observed behaviour, section AI agent)."""
    for one in call.emulator.store.of("connection", call.own_organisation):
        if one.data["referenceId"] == reference and (one.project == project or (organisation_too and one.project is None)):
            return one
    raise not_found("Connection")


def entrypoint_of(call: Call, id: str, project: str) -> Record:
    """What an endpoint or a playbook runs on: the project itself or one of its snapshots."""
    snapshot = call.emulator.store.get("snapshot", id)
    if snapshot is not None and snapshot.project == project:
        return snapshot
    if id == project:
        return project_of(call, id)
    raise not_found("Entrypoint")


class LeveledResource(Resource):
    """A kind whose objects are in a project or in the organisation; the latter are the admins' and visible to all its users."""

    def find(self, call: Call) -> Record:
        record = call.emulator.store.get(self.kind, call.path[self.id_parameter])
        if record is None or record.organisation != call.principal.organisation:
            raise not_found(self.title)
        if record.project is not None:
            project = call.emulator.store.get("project", record.project)
            if project is None or not sees_project(call, project):
                raise not_found(self.title)
        return record

    def may_write(self, call: Call, project: str | None) -> None:
        if project is None:
            need_role(call)
        else:
            need_project_role(call, project, self.writers)

    def check_name(self, call: Call, data: dict[str, Any], project: str | None, record: Record | None) -> None:
        check_name(data["name"])
        siblings = [one for one in call.emulator.store.of(self.kind, call.own_organisation) if one.project == project]
        check_unique_name(call, self.title, data["name"], siblings, record, self.unique)

    def visible(self, call: Call) -> list[Record]:
        """Those of the query's project and of the organisation's what is assigned to it; without a project all of them."""
        store = call.emulator.store
        wanted = store.get("project", call.query.get("projectId", ""))
        narrow = wanted is not None and sees_project(call, wanted) and call.emulator.switches["widen_lists"] == "foreign"
        shared = [one for one in store.of(self.kind, call.own_organisation) if one.project is None]
        if narrow and wanted is not None:
            shared = [one for one in shared if wanted.id in one.data.get("assignedToProjects", ())]
        return sorted([*shared, *in_projects(call, self.kind)], key=lambda one: one.seq)

    def index(self, call: Call) -> Any:
        def item(call: Call, record: Record) -> dict[str, Any]:
            return {**(self.item or lists.shown)(call, record), "projectReference": record.project}

        return lists.page(call, self.visible(call), item, self.search)

    def create(self, call: Call) -> Any:
        body = dict(call.body)
        project = body.pop("projectId", None)
        if body.setdefault("resourceLevel", "project") == ORGANISATION:
            if project is not None:
                raise invalid(f"Validation failed. projectId is not allowed with the resourceLevel {ORGANISATION}")
        elif project is None:
            raise missing("projectId")
        else:
            project = project_of(call, project).id
        self.may_write(call, project)
        return self.shown(call, self.add(call, body, project, {}))

    def add(self, call: Call, body: dict[str, Any], project: str | None, links: dict[str, Any]) -> Record:
        return super().add(call, {"resourceLevel": "project", **body}, project, links)
