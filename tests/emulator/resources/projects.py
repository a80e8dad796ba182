# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Projects. A new one has its primary locale and its settings at once; the deletion is a task."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import ghosts, lists, tasks
from ..access import need_project_role, need_role, project_of, visible_projects
from ..calls import Call
from ..errors import invalid
from ..store import Record
from . import settings
from .locales import primary_locale
from .members import add_member
from .organisations import find as find_organisation
from .registry import KINDS, check_name, check_unique_name, handles, merge, patch_nested, stamp_change, stamps

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
    """A deleted project is listed for a while, as was seen with snapshots."""
    records = visible_projects(call)
    if call.principal.is_admin:
        records = ghosts.listed(call.emulator, "project", [call.own_organisation], records)
    return lists.page(call, records)


@handles("createProject")
def create(call: Call) -> Any:
    need_role(call, "projectManager")
    _check_new(call, call.body["name"])
    record = _made(call, call.body)
    call.touch(record)
    return lists.shown(call, record)


def _check_new(call: Call, name: str) -> None:
    organisation = find_organisation(call, call.own_organisation)
    _check_name(call, name, organisation.id, None)
    quota = organisation.data["quotaMaxProjects"]
    if 0 < quota <= call.emulator.store.count("project", organisation.id):
        raise invalid(f"The maximum number of projects of this organisation ({quota:g}) is reached", quota="quotaMaxProjects")


def _made(call: Call, body: dict[str, Any]) -> Record:
    """A new project. Who is no admin would not see it without being its member."""
    record = new_project(call, call.own_organisation, body)
    user = call.principal.user
    if user is not None and "admin" not in user.data["roles"]:
        add_member(call, record, user, "projectAdmin")
    return record


@handles("createProjectByTemplate")
def create_by_template(call: Call) -> Any:
    need_role(call, "projectManager")
    _check_new(call, call.body["name"])
    return tasks.start(call, "createProjectByTemplate", dict(call.body), None)


@tasks.effect("createProjectByTemplate")
def _created_by_template(emulator: Emulator, task: Record) -> None:
    """The project and an endpoint for each channel, named as that; what else is in the server's templates is not known."""
    call, body = tasks.caller(emulator, task), task.data["data"]
    _check_new(call, body["name"])
    record = _made(call, {name: body[name] for name in ("name", "locale", "color", "liveAgentDefaultInbox") if name in body})
    task.data["data"]["projectId"] = record.id
    call.body = {"projectId": record.id}
    for one in body["templateConfiguration"]["endpoints"]:
        KINDS["endpoint"].add(call, {"name": one["channel"], "channel": one["channel"]}, record.id, {})


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
    ghosts.remember(emulator, record)


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
    settings.check_references(call, record)
    data = merge(record.data, {})
    patch_nested(call, data, call.body, settings.defaults())
    record.data = data
    stamp_change(call, record)
