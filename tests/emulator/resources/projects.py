# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Projects. A new one has its primary locale and its settings at once; the deletion is a task."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import lists, tasks
from ..access import need_project_role, need_role, project_of, visible_projects
from ..calls import Call
from ..errors import invalid
from ..store import Record
from . import settings
from .locales import primary_locale
from .members import add_member
from .organisations import find as find_organisation
from .registry import check_name, check_unique_name, handles, merge, patch_nested, stamp_change, stamps

if TYPE_CHECKING:
    from ..emulator import Emulator

KEPT_AFTER_DELETION = frozenset({"task", "auditevent"})


def defaults() -> dict[str, Any]:
    """Filled in by the server when missing (the contract, resources)."""
    return {"color": "cognigyBlue", "liveAgentDefaultInbox": 0}


def new_project(call: Call, organisation: str, body: dict[str, Any]) -> Record:
    store = call.emulator.store
    body = dict(body)
    language = body.pop("locale")
    record = store.add("project", {**defaults(), **body, **stamps(call)}, organisation=organisation)
    record.data["primaryLocaleReference"] = primary_locale(call, record, language).id
    settings.new_settings(call, record)
    return record


def _check_name(call: Call, name: str, organisation: str, record: Record | None) -> None:
    check_name(name)
    check_unique_name(call, "Project", name, call.emulator.store.of("project", organisation), record)


@handles("indexProjects")
def index(call: Call) -> Any:
    """A deleted project is listed for a while (seen with snapshots; observed behaviour, section Tasks): switch ``deleted_listed``."""
    records = visible_projects(call)
    ghosts = call.emulator.ghosts.get(call.own_organisation)
    if ghosts and call.principal.is_admin:
        records = sorted([*records, *(one for one, _left in ghosts)], key=lambda one: one.seq)
        call.emulator.ghosts[call.own_organisation] = [(one, left - 1) for one, left in ghosts if left > 1]
    return lists.page(call, records)


@handles("createProject")
def create(call: Call) -> Any:
    need_role(call, "projectManager")
    organisation = find_organisation(call, call.own_organisation)
    _check_name(call, call.body["name"], organisation.id, None)
    quota = organisation.data["quotaMaxProjects"]
    if 0 < quota <= call.emulator.store.count("project", organisation.id):
        raise invalid(f"The maximum number of projects of this organisation ({quota:g}) is reached", quota="quotaMaxProjects")
    record = new_project(call, organisation.id, call.body)
    call.touch(record)
    # Who is no admin would not see the own project without being its member.
    if call.principal.user is not None and not call.principal.is_admin:
        add_member(call, record, call.principal.user, "projectAdmin")
    return lists.shown(call, record)


@handles("readProject")
def read(call: Call) -> Any:
    return lists.shown(call, project_of(call, call.path["projectId"]))


@handles("updateProject")
def update(call: Call) -> Any:
    record = project_of(call, call.path["projectId"])
    need_project_role(call, record.id, ())
    if "name" in call.body:
        _check_name(call, call.body["name"], call.own_organisation, record)
    data = dict(record.data)
    patch_nested(call, data, call.body, defaults())
    record.data = data
    stamp_change(call, record)


@handles("deleteProject")
def delete(call: Call) -> Any:
    record = project_of(call, call.path["projectId"])
    need_project_role(call, record.id, ())
    call.touch(record)
    return tasks.start(call, "deleteProject", {"projectId": record.id}, record.id)


@tasks.effect("deleteProject")
def _delete(emulator: Emulator, task: Record) -> None:
    record = emulator.store.get("project", task.data["data"]["projectId"])
    if record is None:
        return
    emulator.store.remove(record)
    emulator.store.remove_all_of(record.id, KEPT_AFTER_DELETION)
    if emulator.switches["deleted_listed"] > 0:
        emulator.ghosts.setdefault(record.organisation or "", []).append((record, emulator.switches["deleted_listed"]))


@handles("validateProjectName")
def validate_name(call: Call) -> Any:
    _check_name(call, call.body["name"], call.own_organisation, None)


@handles("readProjectSettings")
def read_settings(call: Call) -> Any:
    return lists.shown(call, settings.find(call, project_of(call, call.path["projectId"])))


@handles("updateProjectSettings")
def update_settings(call: Call) -> Any:
    """Settings merge by key (observed behaviour, section Project); switch ``patch_nested``."""
    project = project_of(call, call.path["projectId"])
    need_project_role(call, project.id, ())
    record = settings.find(call, project)
    data = merge(record.data, {})
    patch_nested(call, data, call.body, settings.defaults())
    record.data = data
    stamp_change(call, record)
