# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""Modules that only look: lists of one kind, the installation, facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Callable

from ansible_collections.community.cognigy.plugins.module_utils import _views
from ansible_collections.community.cognigy.plugins.module_utils._errors import ConnectionFailed, InputError, MissingError
from ansible_collections.community.cognigy.plugins.module_utils._kinds._base import Kind, covers
from ansible_collections.community.cognigy.plugins.module_utils._kinds.user import MANAGEMENT_USER, USER
from ansible_collections.community.cognigy.plugins.module_utils._modules import flow, knowledge, lexicon
from ansible_collections.community.cognigy.plugins.module_utils._modules._base import ID, KINDS, Job, Module
from ansible_collections.community.cognigy.plugins.module_utils._modules.ensure import ScopeOf, engine_for, no_scope, user_face, user_scope
from ansible_collections.community.cognigy.plugins.module_utils._reconcile import Engine, Scope


def listing(kind_of: Callable[[Job], Kind], scope_of: ScopeOf = no_scope) -> Callable[[Job], dict[str, Any]]:
    """The run function of an _info module: everything, or what has the given key or id; whole objects where they are asked for."""

    def run(job: Job) -> dict[str, Any]:
        kind, engine = kind_of(job), engine_for(job)
        found = or_nothing(job, lambda: look(job, kind, engine, scope_of(job, engine), job.params.get(kind.key)))
        return {"changed": False, kind.many: [kind.to_result(item) for item in found]}

    return run


def or_nothing(job: Job, find: Callable[[], list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """What is found; in check mode nothing, where an earlier task would make what it lies in."""
    try:
        return find()
    except MissingError as exc:
        if not job.check_mode:
            raise
        job.warn(f"{exc}. In check mode it is taken as made by an earlier task, with nothing in it.")
        return []


def look(job: Job, kind: Kind, engine: Engine, scope: Scope, key: str | None) -> list[dict[str, Any]]:
    """The objects in a scope as a job wants them: the one with its id, those with a key, or all; whole, or as the list shows them."""
    if job.params.get("id"):
        item = engine.find(kind, scope, None, job.params["id"])
        return [item] if item else []
    found = [item for item in engine.listed(kind, scope, key or "") if key is None or key in [item.get(name) for name in kind.key_in]]
    whole = job.params.get("details") or job.params.get("contents")
    if key is None and not whole and not kind.levels:  # lists do not say whose level an object is of
        return found
    return engine.whole(kind, scope, found)


def projects(engine: Engine, name: str | None) -> list[dict[str, Any]]:
    """The project that a user names, or all that the credentials reach."""
    kind = KINDS["project"]
    return list(engine.listed(kind, {})) if name is None else [engine.named(kind, {}, name)]


# ---- any kind of object in projects ----------------------------------------------------------------------------------

RESOURCES = {kind.name: kind for kind in KINDS.values() if kind.parents and kind.index and kind.key}
PARENTS = tuple(dict.fromkeys(parent for kind in RESOURCES.values() for parent in kind.parents))


def run_resources(job: Job) -> dict[str, Any]:
    kind, engine, params = RESOURCES[job.params["kind"]], engine_for(job), job.params
    lacking = [name for name in kind.parents[1:] if params[name] is None]
    if lacking:
        raise InputError(f"{kind.many} lie in a {KINDS[lacking[0]].what}: give {lacking[0]} to say in which")
    unused = [name for name in PARENTS if params[name] is not None and name not in kind.parents]
    if unused:
        raise InputError(f"{', '.join(unused)} does not go with kind: {kind.name}")
    if params["resource_level"] == "organisation" and (not kind.levels or params["project"] is not None):
        raise InputError("resource_level: organisation goes with kind: connection or llm, and without project")
    return {"changed": False, "resources": or_nothing(job, lambda: [item for item in resources(job, kind, engine) if fits(item, params)])}


def resources(job: Job, kind: Kind, engine: Engine) -> Iterator[dict[str, Any]]:
    """The objects of one project, or of all that the key sees, each with the name of its project; then the organisation's."""
    params: Mapping[str, Any] = job.params
    places: list[tuple[str, Scope]] = []
    if params["resource_level"] != "organisation":
        places = [(item["name"], {"projectId": item["_id"], "level": "project"}) for item in projects(engine, params["project"])]
    if kind.levels and params["resource_level"] != "project" and params["project"] is None:
        places.append(("", {"level": "organisation"}))
    for name, scope in places:
        for parent in kind.parents[1:]:
            scope = {**scope, KINDS[parent].id_param: engine.resolve(KINDS[parent], scope, params[parent])}
        for item in look(job, kind, engine, scope, params["name"]):
            yield {**kind.to_result(item), **({"project": name} if name else {}), **contents(job, kind, engine, scope, item)}


# Lists inside objects, by kind: the option of the module that takes them, and what reads them in its form.
READERS: Mapping[str, tuple[str, Callable[[Engine, Scope], list[dict[str, Any]]]]] = {
    "flow": ("nodes", flow.nodes_of),
    "intent": ("sentences", flow.sentences_of),
    "knowledge_source": ("chunks", knowledge.chunks_of),
    "lexicon": ("entries", lexicon.entries_of),
}


def contents(job: Job, kind: Kind, engine: Engine, scope: Scope, item: Mapping[str, Any]) -> dict[str, Any]:
    """What is inside an object, when it is asked for."""
    if not job.params["contents"] or kind.name not in READERS:
        return {}
    option, read = READERS[kind.name]
    return {option: read(engine, {**scope, kind.id_param: item["_id"]})}


def fits(item: Mapping[str, Any], params: Mapping[str, Any]) -> bool:
    """Whether an object has all the values that were asked for."""
    return covers(params["filters"] or {}, dict(item))


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


CONTENTS = (
    "readChart",
    "readChartNode",
    "indexNodeDescriptors",
    "indexSentences",
    "indexKnowledgeChunks",
    "indexLexiconEntries",
    "indexLexiconSlots",
)
INSTALLATION = ("readOpenApi", "readVendor", "getSystemLicenseManagement", "getSystemLicenseState", "indexOrganisations")

MODULES: Mapping[str, Module] = {
    "cognigy_organisation_info": Module(
        listing(lambda job: KINDS["organisation"]),
        _spec(KINDS["organisation"]),
        {"mutually_exclusive": [("name", "id")]},
        operations=KINDS["organisation"].looks,
    ),
    "cognigy_project_info": Module(
        listing(lambda job: KINDS["project"]),
        _spec(KINDS["project"]),
        {"mutually_exclusive": [("name", "id")]},
        operations=KINDS["project"].looks,
    ),
    "cognigy_resource_info": Module(
        run_resources,
        {
            "kind": {"type": "str", "required": True, "choices": sorted(RESOURCES)},
            **{parent: {"type": "str"} for parent in PARENTS},
            "resource_level": {"type": "str", "choices": ["project", "organisation"]},
            "name": {"type": "str"},
            "id": ID,
            "filters": {"type": "dict"},
            "details": {"type": "bool", "default": False},
            "contents": {"type": "bool", "default": False},
        },
        {"mutually_exclusive": [("name", "id")], "required_by": {"id": ("project",)}},
        operations=(*(name for kind in RESOURCES.values() for name in kind.looks), *CONTENTS),
    ),
    "cognigy_user_info": Module(
        listing(user_face, user_list_scope),
        _spec(USER, details={"type": "bool", "default": False}),
        {"mutually_exclusive": [("login", "id")]},
        operations=(*USER.looks, *MANAGEMENT_USER.looks),
    ),
    "cognigy_installation_info": Module(run_installation, {}, operations=INSTALLATION),
    "cognigy_facts": Module(
        run_facts,
        {},
        operations=(
            *INSTALLATION,
            "readOrganisation",
            "readOrganisationPolicies",
            "indexProjects",
            "indexUsers",
            "readOrganisationKnowledgeChunksCount",
        ),
    ),
}
