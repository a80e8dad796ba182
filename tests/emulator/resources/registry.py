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
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .. import lists
from ..access import in_projects, need_project_role, need_role, project_of, sees_project
from ..calls import Call
from ..errors import conflict, invalid, missing, not_found
from ..store import Record, Store

Handler = Callable[[Call], Any]
HANDLERS: dict[str, Handler] = {}
ANSWER_FED: set[str] = set()
"""Operations that answer from what was fed."""
NAME_LENGTH = 200
FORBIDDEN_IN_NAMES = re.compile(r'[\\/:*?"<>|¥]')


def handles(*operations: str, fed: bool = False) -> Callable[[Handler], Handler]:
    """Register a function for operations. It gives the answer's body; None for none.

    ``fed``: it tells what only a live bot or another service makes, so what was fed to the emulator.
    """

    def register(function: Handler) -> Handler:
        HANDLERS.update(dict.fromkeys(operations, function))
        if fed:
            ANSWER_FED.update(operations)
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


def check_unique_name(call: Call, title: str, name: str, siblings: Iterable[Record], record: Record | None, always: bool = False) -> None:
    """Whether objects may share a name is mostly not known: switch ``names_unique``."""
    if (always or call.emulator.switches["names_unique"]) and any(one.data["name"] == name and one is not record for one in siblings):
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


FED: set[str] = set()
"""Kinds that no operation makes; they come in by ``/__emulator/objects``."""
Feed = Callable[[Call, dict[str, Any], str, str | None], dict[str, Any]]
FEEDS: dict[str, Feed] = {}
"""What completes and checks the fields of such a kind; it gets organisation and project as well."""
KINDS: dict[str, Resource] = {}
"""The registered resources by kind."""
CHILDREN: dict[str, list[Resource]] = {}
"""Which kinds end with an object of a kind."""


def remove_with_children(store: Store, record: Record) -> None:
    """Remove an object, and whatever is in it."""
    for child in CHILDREN.get(record.kind, ()):
        for one in child.of_parent(store, record):
            remove_with_children(store, one)
    store.remove(record)


@dataclass(frozen=True)
class Resource:
    """A kind of object, mostly with a name, in a project or an organisation, or in another object of these."""

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
    wanted: Callable[[Call, Record], bool] = lambda call, record: True
    """Whether the other parameters of a list's query ask for an object."""
    parent: Resource | None = None
    """What the object is in, when the path names that too: a flow, an intent."""
    reference: str = ""
    """The field for what it is in, when that does not come from the parent's kind."""
    named: bool = True
    unique: bool = False
    """Two of a name in the same place are a conflict, whatever the switch ``names_unique`` says."""
    whole: tuple[str, ...] = ()
    """Fields that a PATCH replaces, whatever the switch ``patch_nested`` says."""
    view: Callable[[Call, Record], dict[str, Any]] | None = None
    """The object in the answers to its creation and its read, when it is not simply its fields."""
    item: Callable[[Call, Record], dict[str, Any]] | None = None
    """The object in a list, when it is not simply its fields."""

    @property
    def link(self) -> str:
        """The field in which an object keeps the id of what it is in."""
        return self.reference or (f"{self.parent.kind}Reference" if self.parent else "")

    def of_parent(self, store: Store, parent: Record) -> list[Record]:
        """The objects in another one, oldest first."""
        return [one for one in store.of(self.kind, parent.project or parent.organisation or "") if one.data[self.link] == parent.id]

    def check_name(self, call: Call, data: dict[str, Any], project: str | None, record: Record | None) -> None:
        """The name and, as far as names are unique, that nothing else in the same place has it."""
        check_name(data["name"])
        records = call.emulator.store.of(self.kind, project or call.own_organisation)
        siblings = (one for one in records if one.project == project and one.data.get(self.link) == data.get(self.link))
        check_unique_name(call, self.title, data["name"], siblings, record, self.unique)

    def shown(self, call: Call, record: Record) -> dict[str, Any]:
        return self.view(call, record) if self.view else lists.shown(call, record)

    def find(self, call: Call) -> Record:
        """The object of the path, or 404 when it is not there or not visible."""
        parent = self.parent.find(call) if self.parent else None
        record = call.emulator.store.get(self.kind, call.path[self.id_parameter])
        if record is None or record.organisation != call.principal.organisation:
            raise not_found(self.title)
        if parent is not None:
            if record.data[self.link] != parent.id:
                raise not_found(self.title)
        elif self.in_project:
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
        item = self.item or lists.shown
        if self.parent:
            records = self.of_parent(call.emulator.store, self.parent.find(call))
        elif self.in_project:
            records, item = in_projects(call, self.kind), _with_project(item)
        else:
            records = list(call.emulator.store.of(self.kind, call.own_organisation))
        return lists.page(call, [one for one in records if self.wanted(call, one)], item, self.search)

    def create(self, call: Call) -> Any:
        body = dict(call.body)
        project = None
        links = {}
        if self.parent:
            parent = self.parent.find(call)
            project, links = parent.project, {self.link: parent.id}
        elif self.in_project:
            if "projectId" not in body:
                raise missing("projectId")
            project = project_of(call, body.pop("projectId")).id
        self.may_write(call, project)
        record = self.add(call, body, project, links)
        return self.shown(call, record)

    def add(self, call: Call, body: dict[str, Any], project: str | None, links: dict[str, Any]) -> Record:
        """A new object of checked fields; ``links`` are the fields that say where it is."""
        data = {**self.defaults(call), **body, **links, **stamps(call)}
        if self.named:
            if "name" not in body:
                raise missing("name")
            self.check_name(call, data, project, None)
        self.before(call, data, None)
        record = call.emulator.store.add(self.kind, data, organisation=call.own_organisation, project=project)
        self.created(call, record)
        call.touch(record)
        return record

    def read(self, call: Call) -> Any:
        return self.shown(call, self.find(call))

    def update(self, call: Call) -> Any:
        record = self.find(call)
        self.may_write(call, record.project)
        self.change(call, record, call.body)

    def change(self, call: Call, record: Record, changes: dict[str, Any]) -> None:
        """Put checked fields into an object."""
        data = dict(record.data)
        patch_nested(call, data, {name: value for name, value in changes.items() if name not in self.whole}, self.defaults(call))
        data.update({name: changes[name] for name in self.whole if name in changes})
        if "name" in changes:
            self.check_name(call, data, record.project, record)
        self.before(call, data, record)
        record.data = data
        stamp_change(call, record)

    def delete(self, call: Call) -> Any:
        record = self.find(call)
        self.may_write(call, record.project)
        self.remove(call, record)

    def remove(self, call: Call, record: Record) -> None:
        self.deleting(call, record)
        call.touch(record)
        remove_with_children(call.emulator.store, record)

    def batch(self, call: Call, more: Mapping[str, Callable[[Call, Record, dict[str, Any]], None]] | None = None) -> Any:
        """Several changes in one call, in their order; ``more`` are operations beyond the usual three.

        That none is done when an id is unknown is assumed.
        """
        store = call.emulator.store
        if self.parent:
            parent = self.parent.find(call)
            project, links, records = parent.project, {self.link: parent.id}, self.of_parent(store, parent)
        else:
            project, links = project_of(call, call.query.get("projectId") or call.body["projectId"]).id, {}
            records = list(store.of(self.kind, project))
        self.may_write(call, project)
        known = {one.id for one in records}
        for operation in call.body["operations"]:
            if operation["op"] != "create" and operation["id"] not in known:
                raise not_found(self.title)
        done: dict[str, list[str]] = {"created": [], "updated": [], "deleted": []}
        for operation in call.body["operations"]:
            kind, value = operation["op"], operation.get("value", {})
            if kind == "create":
                done["created"].append(self.add(call, value, project, links).id)
                continue
            record = store.get(self.kind, operation["id"])
            if kind == "delete":
                if record is not None:
                    self.remove(call, record)
                done["deleted"].append(operation["id"])
                continue
            if record is None:
                raise not_found(self.title)
            if kind == "update":
                self.change(call, record, value)
            else:
                assert more is not None
                more[kind](call, record, value)
            done["updated"].append(record.id)
        return done if call.operation.answer_schema else None


def _with_project(item: lists.View) -> lists.View:
    """List items name their project, so that a client can tell the ones that it did not ask for."""
    return lambda call, record: {**item(call, record), "projectReference": record.project}


def register(resource: Resource, *verbs: str) -> None:
    """Register the generic operations, all five or the named ones; ``batch`` is a sixth."""
    KINDS[resource.kind] = resource
    if resource.parent and resource not in CHILDREN.setdefault(resource.parent.kind, []):
        CHILDREN[resource.parent.kind].append(resource)
    for verb in verbs or ("index", "create", "read", "update", "delete"):
        name = verb + (resource.plural if verb in ("index", "batch") else resource.singular)
        HANDLERS[name] = getattr(resource, verb)
