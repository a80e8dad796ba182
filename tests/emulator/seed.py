# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects made behind the API's back: many at once, or ones that the API would refuse."""

from __future__ import annotations

from typing import Any

from .auth import MANAGEMENT_ID
from .calls import Call, Principal, Request
from .emulator import Emulator
from .resources.api_keys import new_key
from .resources.organisations import defaults as organisation_defaults
from .resources.projects import new_project
from .resources.registry import FED, FEEDS, KINDS, stamps
from .resources.system import license_record
from .resources.users import new_user
from .store import Record

PASSWORD = "Seeded-Password-1"
SEED_FIELDS = {"organisations", "users_per_organisation", "projects_per_organisation", "prefix", "organisation"}


def _call(emulator: Emulator) -> Call:
    """A call that nobody made, for the functions that make objects."""
    operation = emulator.contract.operations["createProject"]
    request = Request("POST", "", b"", {}, b"", False)
    return Call(emulator, operation, Principal("basic", id=MANAGEMENT_ID, login=emulator.management_user), {}, {}, {}, [], request, False)


def seed(emulator: Emulator, wanted: dict[str, Any]) -> dict[str, Any]:
    """``organisations`` new ones (or the one named by ``organisation``), each with users and projects.

    The first user of each is an admin with an API key; password policy and quotas are not asked.
    """
    unknown = set(wanted) - SEED_FIELDS
    if unknown:
        raise ValueError(f"no such field: {', '.join(sorted(unknown))}; there are {', '.join(sorted(SEED_FIELDS))}")
    call, prefix = _call(emulator), wanted.get("prefix", "seed")
    if "organisation" in wanted:
        organisations = [find_organisation(emulator, wanted["organisation"])]
    else:
        organisations = [new_organisation(call, {"name": f"{prefix}-{one:04d}"}) for one in range(1, wanted.get("organisations", 1) + 1)]
    answer = []
    for organisation in organisations:
        name = organisation.data["name"]
        users, projects, key = [], [], None
        for number in range(1, wanted.get("users_per_organisation", 0) + 1):
            login = f"user{number:04d}@{name}.example.com".replace(" ", "-").lower()
            roles = ["admin", "base_role"] if number == 1 else ["base_role"]
            user = _new_user(call, organisation, {"id": login, "name": f"User {number}", "roles": roles, "password": PASSWORD})
            users.append({"_id": user.id, "id": login})
            key = key or new_key(call, user, "seeded").data["apiKey"]
        for number in range(1, wanted.get("projects_per_organisation", 0) + 1):
            project = new_project(call, organisation.id, {"name": f"{prefix}-project-{number:04d}", "locale": "en-US"})
            projects.append({"_id": project.id, "name": project.data["name"]})
        answer.append({"_id": organisation.id, "name": name, "users": users, "projects": projects, "apiKey": key})
    return {"organisations": answer}


def new_organisation(call: Call, body: dict[str, Any]) -> Record:
    return call.emulator.store.add("organisation", {**organisation_defaults(), **body})


def _new_user(call: Call, organisation: Record, body: dict[str, Any]) -> Record:
    """A user whatever the policy and the quota of the organisation."""
    no_rules = dict.fromkeys(organisation.data["passwordPolicy"], 0)
    lax = Record("organisation", organisation.id, 0, None, None, {"passwordPolicy": no_rules, "quotaMaxUsers": 0})

    call.emulator.secrets.add(body["password"])
    return new_user(call, lax, body)


def find_organisation(emulator: Emulator, wanted: str) -> Record:
    found = [one for one in emulator.store.all("organisation") if wanted in (one.id, one.data["name"])]
    if len(found) != 1:
        raise ValueError(f"there are {len(found)} organisations '{wanted}'")
    return found[0]


def find_user(emulator: Emulator, organisation: Record, login: str) -> Record:
    found = [one for one in emulator.store.of("user", organisation.id) if login in (one.id, one.data["id"])]
    if len(found) != 1:
        raise ValueError(f"there are {len(found)} users '{login}' in the organisation")
    return found[0]


def add_object(emulator: Emulator, wanted: dict[str, Any]) -> dict[str, Any]:
    """One object of a kind, unchecked: organisation, user, project, apikey, license, or any other with all of its fields.

    An object of a project names that by ``project``.
    """
    call, fields = _call(emulator), dict(wanted)
    kind = fields.pop("kind")
    if kind == "license":
        record = license_record(call)
        record.data.update(fields)
        emulator.store.changed(record)
        return record.data
    if kind == "organisation":
        return new_organisation(call, fields).data
    organisation = find_organisation(emulator, fields.pop("organisation"))
    if kind == "user":
        return _new_user(call, organisation, {"password": PASSWORD, "name": fields["id"], **fields}).data
    if kind == "project":
        return new_project(call, organisation.id, {"locale": "en-US", **fields}).data
    if kind == "apikey":
        return new_key(call, find_user(emulator, organisation, fields["user_login"]), fields.get("name", "seeded")).data
    audited = {one.lower() for one in emulator.contract.schemas["AuditEventChainElementType"]["enum"]}
    if kind not in KINDS and kind not in FED and kind not in audited:
        raise ValueError(f"no such kind: {kind}")
    project = fields.pop("project", None)
    if project is not None and emulator.store.get("project", project) is None:
        raise ValueError(f"no such project: {project}")
    if kind in FEEDS:
        fields = FEEDS[kind](call, fields, organisation.id, project)
    return emulator.store.add(kind, {**stamps(call), **fields}, organisation=organisation.id, project=project).data
