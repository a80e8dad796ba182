# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""One look at all organisations: who may do what, how that is guarded, what runs where; and what of it is not as it should be."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import Any, Callable, Optional

from ansible_collections.community.cognigy.plugins.module_utils import _switch, _views
from ansible_collections.community.cognigy.plugins.module_utils._client import THREADS, Client
from ansible_collections.community.cognigy.plugins.module_utils._errors import CognigyError, ConnectionFailed, InputError
from ansible_collections.community.cognigy.plugins.module_utils._findings import RETENTION, findings
from ansible_collections.community.cognigy.plugins.module_utils._kinds._base import Kind
from ansible_collections.community.cognigy.plugins.module_utils._kinds.user import MANAGEMENT_USER
from ansible_collections.community.cognigy.plugins.module_utils._modules._base import KINDS, Job, Module
from ansible_collections.community.cognigy.plugins.module_utils._modules.ensure import engine_for
from ansible_collections.community.cognigy.plugins.module_utils._modules.info import INSTALLATION
from ansible_collections.community.cognigy.plugins.module_utils._reconcile import Scope
from ansible_collections.community.cognigy.plugins.module_utils._times import MILLISECONDS

ORGANISATION, USER, PROJECT, MEMBER, SNAPSHOT, ENDPOINT = (
    KINDS[name] for name in ("organisation", "user", "project", "project_member", "snapshot", "endpoint")
)
Item = dict[str, Any]
Lists = dict[str, Optional[list[Item]]]  # by the ids of projects
Work = Callable[[], None]


class Look:
    """One organisation, as far as it can be read. What cannot be is noted, and stops nothing else."""

    def __init__(self, job: Job, client: Client, shown: Mapping[str, Any]) -> None:
        self.client = client
        self.engine = engine_for(replace(job, client=client))
        self.shown: Mapping[str, Any] = shown
        self.failed: list[tuple[str, str]] = []
        self.single_sign_on: str | None = None
        self.quotas: Item = {}
        self.users: list[Item] | None = None
        self.projects: list[Item] | None = None
        self.members: Lists = {}
        self.snapshots: Lists = {}
        self.endpoints: Lists = {}
        self._face: Kind = USER
        self._scope: Scope = {}

    def part(self, what: str, read: Callable[[], Any]) -> Any:
        """What is read, or None with a note. A server that is gone is not a thing of this organisation."""
        try:
            return read()
        except ConnectionFailed:
            raise
        except CognigyError as exc:
            # Without the trace ID, which is another one each time: the same state has to give the same report.
            self.failed.append((what, re.sub(r" \(traceId [^)]*\)|, traceId [^)]*", "", str(exc))))
            return None

    def begin(self) -> None:
        """The organisation itself, and the lists of what is in it."""
        shown = self.part("settings", lambda: _views.organisation(self.client))
        self.shown = {**self.shown, **(shown or {})}
        if self.shown.get("id"):
            self.single_sign_on = self.part("single sign-on", lambda: _views.single_sign_on(self.client, self.shown["id"]))
        has_key = self._has_key()
        if not has_key:
            self._face, self._scope = MANAGEMENT_USER, {"organisation": self.shown["id"]}  # shows the accounts, but not when they were used
        self.users = self.part("users", partial(self._listed, self._face, self._scope))
        if has_key:
            self.projects = self.part("projects", partial(self._listed, PROJECT, {}))
            counts = [None if found is None else len(found) for found in (self.projects, self.users)]
            self.quotas = self.part("quotas", lambda: _views.quotas(self.client, dict(self.shown), *counts)) or {}

    def _has_key(self) -> bool:
        """Whether what is inside can be read. A disabled organisation's keys are refused."""
        credentials = self.client.credentials
        if not credentials.mints:
            return True
        if self.shown.get("disabled"):
            return False
        return self.part("super API key", lambda: credentials.key_header(self.client.mint)) is not None

    def contents(self) -> Iterable[Work]:
        """What is read next, side by side: each user whole, and the lists of each project."""
        for number in range(len(self.users or ())):
            yield partial(self._user, number)
        for project in self.projects or ():
            yield partial(self._project, project)

    def _user(self, number: int) -> None:
        users = self.users or []
        whole = self.part("roles of users", lambda: self.engine.read(self._face, self._scope, users[number]))
        users[number] = {**users[number], **(whole or {})}  # the list alone has when it was last used

    def _project(self, project: Item) -> None:
        for kind, lists in ((MEMBER, self.members), (SNAPSHOT, self.snapshots), (ENDPOINT, self.endpoints)):
            read = partial(self._listed, kind, {"projectId": project["_id"]})
            lists[project["_id"]] = self.part(f"{kind.many} of {project['name']}", read)

    def _listed(self, kind: Kind, scope: Scope) -> list[Item]:
        return list(self.engine.listed(kind, scope))

    def details(self) -> Iterable[Work]:
        """What is read last: each endpoint, since a list does not say what it runs."""
        for project, there in self.endpoints.items():
            for number in range(len(there or ())):
                yield partial(self._endpoint, project, there or [], number)

    def _endpoint(self, project: str, there: list[Item], number: int) -> None:
        whole = self.part("endpoints", lambda: self.engine.read(ENDPOINT, {"projectId": project}, there[number]))
        there[number] = {**there[number], **(whole or {})}

    def result(self) -> Item:
        """All of it in the form that the module returns. None where it could not be read."""
        shown = self.shown
        users, snapshots, endpoints = self.users, None, None
        roles: dict[str, list[Item]] = {}
        if self.projects is not None:
            names = {project["_id"]: str(project["name"]) for project in self.projects}
            for project, member in _pairs(self.members):
                roles.setdefault(member["_id"], []).append({"project": names[project], "roles": sorted(member.get("roles") or [])})
            snapshots = [self._snapshot(names, *one) for one in _pairs(self.snapshots)]
            endpoints = [self._endpoint_shown(names, *one) for one in _pairs(self.endpoints)]
        return {
            "id": shown.get("id"),
            "name": shown.get("name") or self.client.credentials.organisation or "",
            "disabled": bool(shown.get("disabled")),
            "not_read": dict(sorted(self.failed)),  # of several reasons always the same one
            "password_policy": shown.get("password_policy"),
            "data_privacy_settings": shown.get("data_privacy_settings"),
            "retention": {name: shown.get(name) for name in RETENTION},
            "single_sign_on": self.single_sign_on,
            "quotas": {**self.quotas, **self._channels()},
            "users": users and sorted((_user(one, roles.get(one["_id"], [])) for one in users), key=lambda one: str(one["login"])),
            "projects": None if self.projects is None else sorted(names.values()),
            "snapshots": snapshots and sorted(snapshots, key=lambda one: (one["project"], -(one["created_at"] or 0))),
            "endpoints": endpoints and sorted(endpoints, key=lambda one: (one["project"], one["name"])),
        }

    def _channels(self) -> Item:
        """The quota of channels counts types of endpoints, in each project."""
        if not self.quotas:
            return {}
        used = max((len({one.get("channel") for one in there or ()}) for there in self.endpoints.values()), default=0)
        return {"channels_per_project": {"used": used, "max": self.shown.get("quota_max_channels_per_project")}}

    def _snapshot(self, names: Mapping[str, str], project: str, item: Item) -> Item:
        return {
            "project": names[project],
            "name": item.get("name"),
            "id": item["_id"],
            "created_at": item.get("createdAt"),
            "endpoints": _switch.users_of(self.endpoints.get(project) or (), item["_id"]),
        }

    def _endpoint_shown(self, names: Mapping[str, str], project: str, item: Item) -> Item:
        entrypoint, snapshots = item.get("entrypoint"), self.snapshots.get(project)
        snapshot = next((one for one in snapshots or () if one["_id"] == entrypoint), None)
        runs = (
            "snapshot" if snapshot else "project" if entrypoint == project else "unknown" if entrypoint and snapshots is not None else None
        )
        return {
            "project": names[project],
            "name": str(item.get("name")),
            "id": item["_id"],
            "channel": item.get("channel"),
            "active": item.get("active"),
            "runs": runs,
            "snapshot": snapshot and snapshot.get("name"),
        }


def _user(item: Item, projects: list[Item]) -> Item:
    whole, last = USER.to_result(item), item.get("lastActive")
    return {
        **{name: whole.get(name) for name in ("id", "login", "name", "roles", "disabled", "accepted_tos", "created_at")},
        "last_active": None if last is None else int(last / 1000 if last > MILLISECONDS else last),  # in which of both it is, is not known
        "projects": sorted(projects, key=lambda one: str(one["project"])),
    }


def _pairs(lists: Lists) -> Iterable[tuple[str, Item]]:
    return ((project, item) for project, items in lists.items() for item in items or ())


def looks_of(job: Job) -> list[Look]:
    """The organisations that the credentials reach, or the one that is named."""
    client = job.client
    if not client.credentials.mints:
        return [Look(job, client, {})]
    wanted = client.credentials.organisation
    if wanted:
        there = [client.call(ORGANISATION.read, {ORGANISATION.id_param: client.organisation_id(wanted)})]
    else:
        there = list(client.items(ORGANISATION.index))
    return [Look(job, client.inside(item["_id"]), ORGANISATION.to_result(item)) for item in there]


def run(job: Job) -> dict[str, Any]:
    _check(job.params)
    installation = _views.installation(job.client)
    if not installation["reachable"]:
        raise ConnectionFailed(installation["reason"])
    looks = looks_of(job)
    now = job.client.server_date or time.time()
    with ThreadPoolExecutor(THREADS) as pool:
        for stage in (lambda one: [one.begin], Look.contents, Look.details):
            for _done in pool.map(lambda work: work(), [work for one in looks for work in stage(one)]):
                pass
    organisations = sorted((one.result() for one in looks), key=lambda one: one["name"])
    shown = {name: installation[name] for name in ("base_url", "version", "license")}
    return {
        "changed": False,
        "installation": shown,
        "organisations": organisations,
        "findings": findings(shown, organisations, job.params, now),
    }


def _check(params: Mapping[str, Any]) -> None:
    numbers = {**params, **(params["password_policy"] or {})}
    for name, value in numbers.items():
        if isinstance(value, int) and not isinstance(value, bool) and name not in ("timeout", "retries") and value < 0:
            raise InputError(f"{name} has to be 0 or more, got {value}")


LIMITS: dict[str, dict[str, Any]] = {
    "password_policy": next(field for field in ORGANISATION.fields if field.option == "password_policy").spec(),
    "max_admins": {"type": "int"},
    "unused_days": {"type": "int", "default": 90},
    "retention_days": {"type": "int"},
    "quota_percent": {"type": "int", "default": 90},
    "license_days": {"type": "int", "default": 60},
}

MODULES: Mapping[str, Module] = {
    "cognigy_audit_info": Module(
        run,
        LIMITS,
        operations=(
            *INSTALLATION,
            *ORGANISATION.looks,
            "readOrganisationPolicies",
            "webfinger",
            "createApiKeyManagement",
            *USER.looks,
            *MANAGEMENT_USER.looks,
            PROJECT.index,
            MEMBER.index,
            SNAPSHOT.index,
            *ENDPOINT.looks,
            "readOrganisationKnowledgeChunksCount",
        ),
    ),
}
