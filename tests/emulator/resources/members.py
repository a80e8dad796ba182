# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Members of a project.

Whether the list also holds admins of the organisation who are no members is not known: switch ``admins_in_members``. A
member gets the role ``basic`` by itself.
"""

from __future__ import annotations

from typing import Any

from .. import lists
from ..access import member_id, need_project_role, project_of
from ..calls import Call
from ..errors import conflict, invalid, not_found
from ..store import Record
from . import acl
from .registry import handles, stamps

MANAGERS = ("memberManager",)


def add_member(call: Call, project: Record, user: Record, *roles: str) -> None:
    store = call.emulator.store
    id = member_id(project.id, user.id)
    if store.get("member", id) is not None:
        raise conflict("User is already a member of the project")
    data = {"_id": id, "user": user.id, "roles": ["basic", *roles], "allowedLocales": None, **stamps(call)}
    store.add("member", data, organisation=project.organisation, project=project.id)
    _touch(call, project, user.id)


def remove_member(call: Call, project: Record, user: str) -> None:
    member = _member(call, project, user)
    call.emulator.store.remove(member)
    _touch(call, project, user)


def _member(call: Call, project: Record, user: str) -> Record:
    member = call.emulator.store.get("member", member_id(project.id, user))
    if member is None:
        raise not_found("Project member")
    return member


def _touch(call: Call, project: Record, user: str) -> None:
    call.touch(project)
    call.touched.append(("user", user))


def _full(call: Call, member: Record) -> dict[str, Any]:
    """A member as shown: the user's names with the membership's roles; the id is the user's."""
    user = call.emulator.store.get("user", member.data["user"])
    assert user is not None
    names = {name: user.data[name] for name in ("id", "name", "acceptedTOS", "disabled")}
    return {**member.data, **names, "_id": user.id}


@handles("indexProjectMembers")
def index(call: Call) -> Any:
    project = project_of(call, call.path["projectId"])
    store = call.emulator.store
    rows = [Record(one.kind, one.id, one.seq, None, None, _full(call, one)) for one in store.of("member", project.id)]
    if call.emulator.switches["admins_in_members"]:
        members = {one.data["_id"] for one in rows}
        admins = (one for one in store.of("user", call.own_organisation) if "admin" in one.data["roles"] and one.id not in members)
        rows += [Record("member", one.id, one.seq, None, None, {**one.data, "roles": ["admin"]}) for one in admins]
        rows.sort(key=lambda one: one.seq)
    return lists.page(call, rows, search=("name", "id"))


@handles("readProjectMember")
def read(call: Call) -> Any:
    project = project_of(call, call.path["projectId"])
    data = _full(call, _member(call, project, call.path["userId"]))
    data["acl"] = acl.rights(call.emulator.contract, "ProjectWideAcl", acl.writes(data["roles"]))
    return {name: data[name] for name in call.operation.shown if name in data}


def _managed_project(call: Call) -> Record:
    project = project_of(call, call.path["projectId"])
    need_project_role(call, project.id, MANAGERS)
    return project


@handles("addProjectMember")
def add(call: Call) -> Any:
    project = _managed_project(call)
    user = call.emulator.store.get("user", call.body["userId"])
    if user is None or user.organisation != project.organisation:
        raise not_found("User")
    add_member(call, project, user)


@handles("removeProjectMember")
def remove(call: Call) -> Any:
    remove_member(call, _managed_project(call), call.body["userId"])


@handles("addRoleToMember", "removeRoleFromMember")
def change_role(call: Call) -> Any:
    project = _managed_project(call)
    member = _member(call, project, call.path["userId"])
    roles = [one for one in member.data["roles"] if one != call.body["role"]]
    if call.operation.name == "addRoleToMember":
        roles.append(call.body["role"])
    _change(call, project, member, roles=roles)


@handles("updateProjectMember")
def update(call: Call) -> Any:
    project = _managed_project(call)
    member = _member(call, project, call.path["userId"])
    if "allowedLocales" in call.body:
        wanted = call.body["allowedLocales"]
        for one in wanted or ():
            locale = call.emulator.store.get("locale", one["localeId"])
            if locale is None or locale.project != project.id:
                raise invalid(f"Locale {one['localeId']} does not exist in the project")
        _change(call, project, member, allowedLocales=wanted)


def _change(call: Call, project: Record, member: Record, **fields: Any) -> None:
    member.data.update(fields, lastChanged=call.emulator.clock.seconds(), lastChangedBy=call.principal.id)
    call.emulator.store.changed(member)
    _touch(call, project, member.data["user"])
