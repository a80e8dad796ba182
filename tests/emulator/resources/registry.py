# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which function handles which operation, and the generic one for the objects of a project or an organisation.

A kind of object that needs no behaviour of its own is one ``Resource`` with its defaults; ``register`` makes its list, creation, read,
update and deletion out of it, as far as the contract has these operations.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from .. import lists
from ..access import in_projects, need_project_role, need_role, project_of, sees_project
from ..calls import Call
from ..errors import conflict, invalid, missing, not_found
from ..store import Record

Handler = Callable[[Call], Any]
HANDLERS: dict[str, Handler] = {}
NAME_LENGTH = 200
FORBIDDEN_IN_NAMES = re.compile(r'[\\/:*?"<>|¥]')


def handles(*operations: str) -> Callable[[Handler], Handler]:
    """Register a function for operations. It gives the answer's body; None for none."""

    def register(function: Handler) -> Handler:
        HANDLERS.update(dict.fromkeys(operations, function))
        return function

    return register


def check_name(name: str, where: str = "name") -> None:
    """Characters and length of names (observed behaviour, section Validation and errors)."""
    if not name.strip():
        raise invalid(f"Validation failed. {where} should NOT be shorter than 1 characters")
    if len(name) > NAME_LENGTH:
        raise invalid(f"Validation failed. {where} should NOT be longer than {NAME_LENGTH} characters")
    found = FORBIDDEN_IN_NAMES.search(name)
    if found:
        raise invalid(f"Validation failed. {where} should not contain '{found.group()}'")


def check_unique_name(call: Call, title: str, name: str, siblings: Iterable[Record], record: Record | None) -> None:
    """Whether projects and organisations may share a name is not known: switch ``names_unique``."""
    if call.emulator.switches["names_unique"] and any(one.data["name"] == name and one is not record for one in siblings):
        raise conflict(f"{title} with the name '{name}' already exists")


def stamps(call: Call) -> dict[str, Any]:
    now = call.emulator.clock.seconds()
    return {"createdAt": now, "lastChanged": now, "createdBy": call.principal.id, "lastChangedBy": call.principal.id}


def stamp_change(call: Call, record: Record) -> None:
    """Save a changed record and note it for the audit."""
    record.data["lastChanged"] = call.emulator.clock.seconds()
    record.data["lastChangedBy"] = call.principal.id
    call.emulator.store.changed(record)
    call.touch(record)


def merge(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """Objects merge by key, all else is replaced."""
    result = dict(old)
    for key, value in new.items():
        inner = result.get(key)
        result[key] = merge(inner, value) if isinstance(inner, dict) and isinstance(value, dict) else value
    return result


def patch_nested(call: Call, data: dict[str, Any], changes: dict[str, Any], defaults: dict[str, Any]) -> None:
    """Put changes into a document.

    Whether a PATCH merges what is nested or replaces it is not known: switch ``patch_nested``. What a replacement leaves out gets the
    server's default.
    """
    merges = call.emulator.switches["patch_nested"] == "merges"
    for key, value in changes.items():
        base = data.get(key) if merges else defaults.get(key)
        data[key] = merge(base, value) if isinstance(base, dict) and isinstance(value, dict) else value
    for key in call.cleared:
        if key not in defaults:
            raise invalid(f"Validation failed. {key} should not be null")
        data[key] = json.loads(json.dumps(defaults[key]))


@dataclass(frozen=True)
class Resource:
    """A kind of object with a name, in a project or an organisation."""

    kind: str
    title: str
    """As it is called in error texts."""
    singular: str
    """As in ``readLocale``."""
    plural: str
    """As in ``indexLocales``."""
    id_parameter: str
    defaults: Callable[[Call], dict[str, Any]] = lambda call: {}
    """What a new object has beyond the body."""
    in_project: bool = True
    writers: tuple[str, ...] = ()
    """Project roles (or global ones, for objects of the organisation) that may write, beyond the admins."""
    before: Callable[[Call, dict[str, Any], Record | None], None] = lambda call, data, record: None
    """May change or refuse what is about to be stored; the record is None at a creation."""
    created: Callable[[Call, Record], None] = lambda call, record: None
    deleting: Callable[[Call, Record], None] = lambda call, record: None
    search: tuple[str, ...] = ("name",)

    def find(self, call: Call) -> Record:
        """The object of the path, or 404 when it is not there or not visible."""
        record = call.emulator.store.get(self.kind, call.path[self.id_parameter])
        if record is None or record.organisation != call.principal.organisation:
            raise not_found(self.title)
        if self.in_project:
            project = call.emulator.store.get("project", record.project or "")
            if project is None or not sees_project(call, project):
                raise not_found(self.title)
        return record

    def may_write(self, call: Call, project: str | None) -> None:
        if self.in_project:
            assert project is not None
            need_project_role(call, project, self.writers)
        else:
            need_role(call, *self.writers)

    # The operations

    def index(self, call: Call) -> Any:
        if self.in_project:
            records = in_projects(call, self.kind)
            return lists.page(call, records, _with_project, self.search)
        return lists.page(call, call.emulator.store.of(self.kind, call.own_organisation), search=self.search)

    def create(self, call: Call) -> Any:
        body = dict(call.body)
        project = None
        if self.in_project:
            if "projectId" not in body:
                raise missing("projectId")
            project = project_of(call, body.pop("projectId")).id
        self.may_write(call, project)
        check_name(body["name"])
        data = {**self.defaults(call), **body, **stamps(call)}
        self.before(call, data, None)
        record = call.emulator.store.add(self.kind, data, organisation=call.own_organisation, project=project)
        self.created(call, record)
        call.touch(record)
        return lists.shown(call, record)

    def read(self, call: Call) -> Any:
        return lists.shown(call, self.find(call))

    def update(self, call: Call) -> Any:
        record = self.find(call)
        self.may_write(call, record.project)
        if "name" in call.body:
            check_name(call.body["name"])
        data = dict(record.data)
        patch_nested(call, data, call.body, self.defaults(call))
        self.before(call, data, record)
        record.data = data
        stamp_change(call, record)

    def delete(self, call: Call) -> Any:
        record = self.find(call)
        self.may_write(call, record.project)
        self.deleting(call, record)
        call.touch(record)
        call.emulator.store.remove(record)


def _with_project(call: Call, record: Record) -> dict[str, Any]:
    """List items name their project, so that a client can tell the ones that it did not ask for."""
    return {**lists.shown(call, record), "projectReference": record.project}


def register(resource: Resource, *verbs: str) -> None:
    """Register the generic operations, all five or the named ones."""
    for verb in verbs or ("index", "create", "read", "update", "delete"):
        name = verb + (resource.plural if verb == "index" else resource.singular)
        HANDLERS[name] = getattr(resource, verb)
