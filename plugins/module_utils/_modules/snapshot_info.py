# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""Snapshots of projects: who runs them, what is in them, and what another project needs to run one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.community.cognigy.plugins.module_utils import _graph, _switch
from ansible_collections.community.cognigy.plugins.module_utils._errors import InputError
from ansible_collections.community.cognigy.plugins.module_utils._modules._base import ID, KINDS, Job, Module
from ansible_collections.community.cognigy.plugins.module_utils._modules.ensure import engine_for
from ansible_collections.community.cognigy.plugins.module_utils._modules.info import or_nothing, projects
from ansible_collections.community.cognigy.plugins.module_utils._reconcile import Engine, Scope

SNAPSHOT = KINDS["snapshot"]
NEED = {"connection", "extension", "knowledge_store", "llm"}


def run(job: Job) -> dict[str, Any]:
    engine, params = engine_for(job), job.params
    _check(params["needs"] or [])
    needs = _graph.Needs(engine)
    snapshots, missing = [], []
    for project in or_nothing(job, lambda: projects(engine, params["project"])):
        scope = {"projectId": project["_id"], "level": "project"}
        snapshots += _of_project(job, engine, scope, project, needs)
        missing += _graph.missing(engine, scope, params["needs"] or [])
    result: dict[str, Any] = {"changed": False, "snapshots": snapshots}
    return {**result, "missing": missing} if params["needs"] is not None else result


def _check(needs: list[Mapping[str, Any]]) -> None:
    for number, need in enumerate(needs, 1):
        if need.get("kind") not in NEED or not need.get("name"):
            raise InputError(
                f"needs: each has a kind ({', '.join(sorted(NEED))}) and a name, as this module returns them; "
                f"number {number} has the kind {need.get('kind')!r} and the name {need.get('name')!r}"
            )


def _of_project(job: Job, engine: Engine, scope: Scope, project: Mapping[str, Any], needs: _graph.Needs) -> list[dict[str, Any]]:
    """The snapshots of a project that were asked for, newest first."""
    name, object_id = job.params["name"], job.params["id"]
    there = [item for item in engine.whole(SNAPSHOT, scope) if name in (None, item["name"]) and object_id in (None, item["_id"])]
    found = sorted(there, key=lambda item: item.get("createdAt") or 0, reverse=True)
    endpoints = _switch.endpoints_of(engine, scope) if found else []
    graph = _graph.Graph(engine, scope)
    shown = []
    for item in found:
        one = {
            **SNAPSHOT.to_result(item),
            "project": project["name"],
            "endpoints": _switch.users_of(endpoints, item["_id"]),
        }
        if job.params["contents"]:
            held = graph.of(item["_id"])
            one["content_id"] = _graph.content_id(item, graph)
            one["resources"] = None if held is None else [_graph.shown(resource) for resource in held]
            one["changed_since"] = _graph.changed_since(item, graph)
            one["removed_since"] = _graph.removed_since(item, graph)
            one["needs"] = needs.of(scope, item, graph)
        shown.append(one)
    return shown


MODULES: Mapping[str, Module] = {
    "cognigy_snapshot_info": Module(
        run,
        {
            "project": {"type": "str"},
            "name": {"type": "str"},
            "id": ID,
            "contents": {"type": "bool", "default": False},
            "needs": {"type": "list", "elements": "dict"},
        },
        {"mutually_exclusive": [("name", "id")], "required_by": {"id": ("project",), "needs": ("project",)}},
        operations=(
            *SNAPSHOT.looks,
            "indexEndpoints",
            "readEndpoint",
            "graphProject",
            *(name for kind in sorted(NEED) for name in KINDS[kind].looks),
            *KINDS["project_settings"].looks,
        ),
    ),
}
