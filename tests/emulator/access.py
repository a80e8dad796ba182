# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a principal sees and may do.

Admins see all of their organisation; other users see the projects that they are members of. What is not visible does not exist (404);
what is visible and needs another role is forbidden (403).
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from .calls import Call
from .errors import forbidden, not_found
from .store import Record


def member_id(project: str, user: str) -> str:
    return project + user


def project_roles(call: Call, project: str) -> set[str]:
    """The roles of the asking user in a project; empty when they are no member."""
    member = call.emulator.store.get("member", member_id(project, call.principal.id))
    return set(member.data["roles"]) if member else set()


def sees_project(call: Call, project: Record) -> bool:
    principal = call.principal
    if project.organisation != principal.organisation:
        return False
    return principal.is_admin or call.emulator.store.get("member", member_id(project.id, principal.id)) is not None


def visible_projects(call: Call) -> list[Record]:
    projects = call.emulator.store.of("project", call.own_organisation)
    return list(projects) if call.principal.is_admin else [one for one in projects if sees_project(call, one)]


def project_of(call: Call, id: str) -> Record:
    """A visible project, or 404."""
    project = call.emulator.store.get("project", id)
    if project is None or not sees_project(call, project):
        raise not_found("Project")
    return project


def asked_projects(call: Call) -> list[Record]:
    """The projects that a project-level list is about.

    A ``projectId`` that is no visible project gives the objects of every visible project (observed behaviour, section Transport).
    """
    wanted = call.emulator.store.get("project", call.query.get("projectId", ""))
    if wanted is not None and sees_project(call, wanted) and call.emulator.switches["widen_lists"] == "foreign":
        return [wanted]
    return visible_projects(call)


def in_projects(call: Call, kind: str) -> list[Record]:
    """The records of a project-level list."""
    records = chain.from_iterable(call.emulator.store.of(kind, one.id) for one in asked_projects(call))
    return sorted(records, key=lambda one: one.seq)


def need_role(call: Call, *roles: str) -> None:
    """One of these global roles; admin always will do."""
    if not call.principal.is_admin and call.principal.roles.isdisjoint(roles):
        raise forbidden()


def need_project_role(call: Call, project: str, roles: Iterable[str]) -> None:
    """One of these roles in the project; its admin and the organisation's admin always will do."""
    if not call.principal.is_admin and project_roles(call, project).isdisjoint({"projectAdmin", "admin", *roles}):
        raise forbidden()
