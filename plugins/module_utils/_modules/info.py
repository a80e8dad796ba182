# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""Modules that only look: lists of one kind, the installation, facts."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Callable

from ansible_collections.community.cognigy.plugins.module_utils import _views
from ansible_collections.community.cognigy.plugins.module_utils._errors import ConnectionFailed, MissingError
from ansible_collections.community.cognigy.plugins.module_utils._kinds._base import Kind
from ansible_collections.community.cognigy.plugins.module_utils._kinds.user import USER
from ansible_collections.community.cognigy.plugins.module_utils._modules._base import ID, KINDS, Job, Module
from ansible_collections.community.cognigy.plugins.module_utils._modules.ensure import ScopeOf, engine_for, no_scope, user_face, user_scope
from ansible_collections.community.cognigy.plugins.module_utils._reconcile import Engine, Scope

THREADS = 8


def listing(kind_of: Callable[[Job], Kind], scope_of: ScopeOf = no_scope) -> Callable[[Job], dict[str, Any]]:
    """The run function of an _info module: everything, or what has the given key or id; whole objects where they are asked for."""

    def run(job: Job) -> dict[str, Any]:
        kind, engine = kind_of(job), engine_for(job)
        try:
            found = look(job, kind, engine)
        except MissingError as exc:
            if not job.check_mode:
                raise
            job.warn(f"{exc}. In check mode it is taken as made by an earlier task, with nothing in it.")
            found = []
        return {"changed": False, kind.many: [kind.to_result(item) for item in found]}

    def look(job: Job, kind: Kind, engine: Engine) -> list[dict[str, Any]]:
        scope, key = scope_of(job, engine), job.params.get(kind.key)
        if job.params.get("id"):
            item = engine.find(kind, scope, None, job.params["id"])
            return [item] if item else []
        found = [item for item in engine.listed(kind, scope, key or "") if key is None or key in [item.get(name) for name in kind.key_in]]
        if key is None and not job.params.get("details"):
            return found
        with ThreadPoolExecutor(THREADS) as pool:
            return [item for item in pool.map(lambda item: engine.read(kind, scope, item), found) if item is not None]

    return run


def user_list_scope(job: Job, engine: Engine) -> Scope:
    """Of one organisation when it is named, else of the whole installation (management credentials only)."""
    return user_scope(job, engine) if job.client.credentials.organisation else {}


def run_installation(job: Job) -> dict[str, Any]:
    return {"changed": False, "installation": _views.installation(job.client)}


def run_facts(job: Job) -> dict[str, Any]:
    installation = _views.installation(job.client)
    if not installation["reachable"]:
        raise ConnectionFailed(installation["reason"])
    organisation = _views.organisation(job.client)
    projects, users = _views.projects(job.client), _views.users(job.client)
    quotas = _views.quotas(job.client, organisation, len(projects), None if users is None else len(users))
    facts = {"installation": installation, "organisation": organisation, "projects": projects, "users": users, "quotas": quotas}
    return {"changed": False, "ansible_facts": {"cognigy": facts}}


def _spec(kind: Kind, **extra: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {kind.key: {"type": "str"}, "id": ID, **extra}


MODULES: Mapping[str, Module] = {
    "cognigy_organisation_info": Module(
        listing(lambda job: KINDS["organisation"]), _spec(KINDS["organisation"]), {"mutually_exclusive": [("name", "id")]}
    ),
    "cognigy_project_info": Module(
        listing(lambda job: KINDS["project"]), _spec(KINDS["project"]), {"mutually_exclusive": [("name", "id")]}
    ),
    "cognigy_user_info": Module(
        listing(user_face, user_list_scope),
        _spec(USER, details={"type": "bool", "default": False}),
        {"mutually_exclusive": [("login", "id")]},
    ),
    "cognigy_installation_info": Module(run_installation, {}),
    "cognigy_facts": Module(run_facts, {}),
}
