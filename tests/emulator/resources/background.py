# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks, audit events and the search."""

from __future__ import annotations

from typing import Any

from .. import lists, tasks
from ..access import need_role, sees_project, visible_projects
from ..audit import KEPT_SECONDS
from ..auth import MANAGEMENT_ID
from ..calls import Call
from ..clock import iso
from ..errors import invalid, not_found
from ..store import Record
from .fed import feed
from .registry import handles

SEARCHED = ("project", "function", "extension", "flow", "lexicon", "milestone", "playbook", "snapshot")
"""Kinds that the search finds, which are also the types that they are shown with."""
SUBTYPES = {"endpoint": "channel", "nluconnector": "type", "largeLanguageModel": "provider"}
"""Those that have a subtype, and the field that it is."""


def _of_project(call: Call, records: list[Record]) -> list[Record]:
    """Those of the query's project; all of them when it is no visible one (lists are widened)."""
    wanted = call.emulator.store.get("project", call.query.get("projectId", ""))
    if wanted is None or not sees_project(call, wanted) or call.emulator.switches["widen_lists"] == "always":
        return records
    return [one for one in records if one.project == wanted.id or one.id == wanted.id]


def _sees_task(call: Call, task: Record) -> bool:
    if task.organisation != call.principal.organisation:
        return False
    if call.principal.is_admin or task.data["createdBy"] == call.principal.id:
        return True
    project = call.emulator.store.get("project", task.project or "")
    return project is not None and sees_project(call, project)


def _find_task(call: Call) -> Record:
    task = call.emulator.store.get("task", call.path["taskId"])
    if task is None or not _sees_task(call, task):
        raise not_found("Task")
    return task


@handles("indexTasks")
def index_tasks(call: Call) -> Any:
    records = [one for one in call.emulator.store.of("task", call.own_organisation) if _sees_task(call, one)]
    return lists.page(call, _of_project(call, records))


@handles("readTask")
def read_task(call: Call) -> Any:
    task = _find_task(call)
    tasks.read(call.emulator, task)
    return lists.shown(call, task)


@handles("cancelTask")
def cancel_task(call: Call) -> Any:
    task = _find_task(call)
    if task.data["status"] not in tasks.UNFINISHED:
        raise invalid("The task has already ended")
    tasks.cancel(call.emulator, task)
    call.touch(task)


def _event(call: Call, fields: dict[str, Any], organisation: str, project: str | None) -> dict[str, Any]:
    """An event that nobody caused, with other times than now and with any payload."""
    now = call.emulator.clock.now()
    shown = {
        "timestamp": iso(now),
        "type": "action",
        "user": "somebody@example.com",
        "userReference": MANAGEMENT_ID,
        "payload": {},
        "chain": [],
    }
    about = {"organisationReference": organisation, **({"projectReference": project} if project else {})}
    return {**shown, **about, "expiresAt": iso(now + KEPT_SECONDS), **fields}


feed("auditevent", _event)


@handles("indexAuditEvents")
def index_events(call: Call) -> Any:
    """Admins only (observed behaviour, section Transport)."""
    need_role(call)
    records = list(call.emulator.store.of("auditevent", call.own_organisation))
    return lists.page(call, _of_project(call, records), search=("type", "actionType", "user"))


@handles("readAuditEvent")
def read_event(call: Call) -> Any:
    need_role(call)
    record = call.emulator.store.get("auditevent", call.path["auditEventId"])
    if record is None or record.organisation != call.principal.organisation:
        raise not_found("Audit event")
    return lists.shown(call, record)


@handles("searchResources")
def search(call: Call) -> Any:
    projects = visible_projects(call)
    found = list(projects)
    for kind in (*SEARCHED, *SUBTYPES):
        if kind != "project":
            found += [record for project in projects for record in call.emulator.store.of(kind, project.id)]

    def item(call: Call, record: Record) -> dict[str, Any]:
        answer = {
            "_id": record.id,
            "name": record.data["name"],
            "type": record.kind,
            "projectId": record.project or record.id,
            "lastChanged": record.data["lastChanged"],
        }
        return {**answer, "subType": record.data[SUBTYPES[record.kind]]} if record.kind in SUBTYPES else answer

    return lists.page(call, _of_project(call, found), item)
