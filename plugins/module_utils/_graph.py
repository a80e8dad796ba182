# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""What is in a project and in its snapshots, as the graph of the project shows it, and what another project needs to run it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from ansible_collections.community.cognigy.plugins.module_utils._errors import AmbiguousError, MissingError
from ansible_collections.community.cognigy.plugins.module_utils._kinds._base import snake, snake_all
from ansible_collections.community.cognigy.plugins.module_utils._reconcile import Engine, Scope

OWN_NAMES = {"largelanguagemodel": "llm", "nluconnector": "nlu_connector", "snippet": "token"}
ORGANISATION: Scope = {"level": "organisation", "resourceLevel": "organisation"}


class Graph:
    """The graph of a project, and of its snapshots or packages, read when it is first asked for."""

    def __init__(self, engine: Engine, scope: Scope, beside: str = "snapshots") -> None:
        self._engine = engine
        self._project = scope["projectId"]
        self._beside = beside
        self._nodes: dict[str, Any] | None = None

    def of(self, node: str) -> list[dict[str, Any]] | None:
        """The objects in a snapshot or package, or in the project itself, by the id of it. None when the server does not show it."""
        if self._nodes is None:
            self._nodes = self._engine.client.call("graphProject", {"projectId": self._project}, {self._beside: "true"}) or {}
        return (self._nodes.get(node) or {}).get("resources")

    def of_project(self) -> list[dict[str, Any]]:
        return self.of(self._project) or []


def kind_of(resource: Mapping[str, Any]) -> str:
    """The kind of an object of the graph, by the name that this collection has for it."""
    name = str(resource.get("type"))
    return OWN_NAMES.get(name.lower()) or snake(name)


def shown(resource: Mapping[str, Any]) -> dict[str, Any]:
    """An object of the graph as a result shows it."""
    more = {name: value for name, value in (resource.get("properties") or {}).items() if name not in ("createdBy", "lastChangedBy")}
    own = {name: resource[name] for name in ("type", "name", "referenceId") if name in resource}
    result: dict[str, Any] = snake_all({**more, **own, "id": resource["_id"]})
    return result


# ---- the same content? -----------------------------------------------------------------------------------------------


def content_id(item: Mapping[str, Any], graph: Graph) -> str:
    """What tells two snapshots' contents apart, over installations: the server's hash, and one over what is in it and when that was changed.

    Whether the server's hash outlives an upload is not known, so each of them may be enough. The second one is left out where the server
    does not show enough for it.
    """
    there = graph.of(item["_id"]) or []
    key = sorted([str(one.get("type")), _identity(one), str(_changed(one))] for one in there)
    tells = bool(there) and all(_changed(one) for one in there)
    return f"{item.get('hash') or ''}/{hashlib.sha256(json.dumps(key).encode()).hexdigest()[:32] if tells else ''}"


def is_same(one: str, other: str) -> bool:
    """Whether two content ids are of the same content."""
    return any(bool(mine) and mine == its for mine, its in zip(one.rsplit("/", 1), other.rsplit("/", 1)))


def hashes_differ(one: str, other: str) -> bool:
    """Whether the server's hashes in two content ids are there and not the same."""
    mine, its = (text.rsplit("/", 1)[0] for text in (one, other))
    return bool(mine) and bool(its) and mine != its


def _identity(resource: Mapping[str, Any]) -> str:
    return str(resource.get("referenceId") or resource.get("name"))


def _properties(resource: Mapping[str, Any]) -> Mapping[str, Any]:
    return resource.get("properties") or {}


def _changed(resource: Mapping[str, Any]) -> int:
    return int(_properties(resource).get("lastChanged") or 0)


def changed_since(item: Mapping[str, Any], graph: Graph) -> list[dict[str, Any]]:
    """What was changed in the project after a snapshot was made. Endpoints are not part of snapshots."""
    since = int(item.get("createdAt") or 0)
    return [
        {"type": one.get("type"), "name": one.get("name"), "last_changed": _changed(one)}
        for one in graph.of_project()
        if one.get("type") != "endpoint" and _changed(one) > since
    ]


def removed_since(item: Mapping[str, Any], graph: Graph) -> list[dict[str, Any]]:
    """What is in a snapshot and not in the project. All of it, where the snapshot was uploaded to a project that is made otherwise."""
    live = {(one.get("type"), _identity(one)) for one in graph.of_project()}
    there = graph.of(item["_id"]) or []
    return [{"type": one.get("type"), "name": one.get("name")} for one in there if (one.get("type"), _identity(one)) not in live]


# ---- what another project needs --------------------------------------------------------------------------------------


class Needs:
    """What has to be in another project, or its organisation, before a snapshot can run there. What snapshots share is read once."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._of_organisation: dict[str, list[dict[str, Any]]] = {}
        self._of_project: dict[str, list[dict[str, Any]]] = {}

    def of(self, scope: Scope, item: Mapping[str, Any], graph: Graph) -> list[dict[str, Any]]:
        """Of the snapshot: its connections, which each environment has with values of its own, and its extensions."""
        there = graph.of(item["_id"])
        needs = [
            {"kind": kind, "name": one["name"], **{name: _properties(one).get(name) for name in more}}
            for kind, more in (("connection", ("extension", "type")), ("extension", ("version",)))
            for one in (graph.of_project() if there is None else there)
            if one.get("type") == kind
        ]
        project = scope["projectId"]
        if project not in self._of_project:
            self._of_project[project] = self._shared(scope)
        return needs + self._of_project[project]

    def _shared(self, scope: Scope) -> list[dict[str, Any]]:
        """Of the project, since a snapshot does not have it: its knowledge stores, the models that the organisation gives it, and the
        organisation's connections that these and the settings of the project use."""
        engine = self._engine
        needs: list[dict[str, Any]] = [
            {"kind": "knowledge_store", "name": one["name"]} for one in engine.listed(engine.kinds["knowledge_store"], scope)
        ]
        models = [one for one in self._organisation("llm") if scope["projectId"] in (one.get("assignedToProjects") or [])]
        needs += [{"kind": "llm", "name": one["name"], "level": "organisation"} for one in models]
        users = json.dumps([models, engine.lone(engine.kinds["project_settings"], scope)])
        needs += [
            {"kind": "connection", "name": one["name"], "level": "organisation"}
            for one in self._organisation("connection")
            if one.get("referenceId") and one["referenceId"] in users
        ]
        return needs

    def _organisation(self, kind: str) -> list[dict[str, Any]]:
        if kind not in self._of_organisation:
            self._of_organisation[kind] = self._engine.whole(self._engine.kinds[kind], ORGANISATION)
        return self._of_organisation[kind]


def missing(engine: Engine, scope: Scope, needs: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Which needs a project does not meet, each with the reason."""

    def lack(need: Mapping[str, Any]) -> str:
        kind, of_organisation = engine.kinds[need["kind"]], need.get("level") == "organisation"
        try:
            found = engine.named(kind, ORGANISATION if of_organisation else scope, need["name"])
        except MissingError:
            return "it is not in the organisation" if of_organisation else "it is not there"
        except AmbiguousError:
            return "there are several of that name"
        if not of_organisation and found.get("resourceLevel") == "organisation":
            return "the organisation has it, and the project does not"
        if kind.name == "llm" and of_organisation and scope["projectId"] not in (found.get("assignedToProjects") or []):
            return "the organisation has it, and has not assigned it to the project"
        other = [
            f"{word} {name} {found[name]}, not {need[name]}"
            for word, name in (("in", "version"), ("of", "extension"), ("of", "type"))
            if need.get(name) and found.get(name) and found[name] != need[name]
        ]
        return f"it is there {', and '.join(other)}" if other else ""

    return [{"kind": need["kind"], "name": need["name"], "reason": reason} for need in needs if (reason := lack(need))]
