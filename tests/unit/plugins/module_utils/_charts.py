# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A flow's chart in memory that does what the API does with it, and refuses what the API refuses."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from typing import Any

from ansible_collections.community.cognigy.plugins.module_utils._client import Client
from ansible_collections.community.cognigy.plugins.module_utils._errors import OutcomeUnknown
from ansible_collections.community.cognigy.plugins.module_utils._transport import Answer
from ansible_collections.community.cognigy.tests.unit.plugins.module_utils._fakes import answer, connected, object_id

FLOW = object_id(7)
BASIC = "@cognigy/basic-nodes"
MADE = {
    "if": ["then", "else"],
    "once": ["onFirstExecution", "afterwards"],
    "switch": ["default"],
    "aiAgentJob": ["aiAgentJobDefault", "aiAgentJobTool"],
    "fetch": ["onSuccess", "onError"],
}
FIXED = {"start", "end", "then", "else", "onFirstExecution", "afterwards", "default", "aiAgentJobDefault", "onSuccess", "onError"}
LABELS = {"say": "Say", "if": "If", "code": "Code", "once": "Once"}
Tree = list[dict[str, Any]]


class Refused(Exception):
    """A 400."""


class Flow:
    """empty: how many reads of the chart show nothing yet. late: how many reads after a creation show the chart before it.
    merges: whether a PATCH merges a config. shows_children: whether a node says its branches. forgets: attributes that are accepted
    and not kept. lose: (method, "before" or "after") of requests whose answers are lost, in turn."""

    def __init__(self) -> None:
        self.nodes: dict[str, dict[str, Any]] = {}
        self.relations: dict[str, dict[str, Any]] = {}
        self.log: list[tuple[str, str, Any]] = []
        self.queries: list[dict[str, Any]] = []
        self.empty = 0
        self.late = 0
        self.merges = False
        self.shows_children = True
        self.forgets: set[str] = set()
        self.lose: list[tuple[str, str]] = []
        self.retry_after: float | None = None
        self.slept: list[float] = []
        self._old: tuple[int, list[dict[str, Any]]] = (0, [])
        self._count = 100
        self.start, end = self._new("start", {}), self._new("end", {})
        self.relations[self.start]["next"] = end

    # -- what tests ask

    def client(self, **options: Any) -> Client:
        return connected(self, sleep=self.slept.append, **options)

    def writes(self) -> list[str]:
        return [method if not path.endswith("/move") else "MOVE" for method, path, _body in self.log if method != "GET"]

    def tree(self) -> Tree:
        """All that is there, as it is, in the form of the option, written from the relations alone."""
        return self._chain(self.start)

    def _chain(self, owner: str) -> Tree:
        found, node = [], self.relations[owner]["next"]
        while node:
            if self.nodes[node]["type"] != "end":
                found.append({**self._plain(node), "children": [self._branch(one) for one in self.relations[node]["children"]]})
            node = self.relations[node]["next"]
        return found

    def _branch(self, node: str) -> dict[str, Any]:
        return {**self._plain(node), "children": self._chain(node)}

    def _plain(self, node: str) -> dict[str, Any]:
        return {"_id": node, **copy.deepcopy(self.nodes[node])}

    def named(self, label: str) -> str:
        (found,) = [id for id, one in self.nodes.items() if one["label"] == label]
        return found

    # -- what a client meets

    def __call__(self, method: str, path: str, query: dict[str, Any], body: Any, headers: dict[str, str]) -> Answer:
        self.log.append((method, path, copy.deepcopy(body)))
        self.queries += [query] if method == "GET" else []
        when = self.lose.pop(0)[1] if self.lose and self.lose[0][0] == method else ""
        status, found = self._handle(method, path.removeprefix("/new"), body) if when != "before" else (0, None)
        if when:
            raise OutcomeUnknown(f"{method} {path}: lost", retry_after=self.retry_after)
        return answer(method, path, status, copy.deepcopy(found))

    def _handle(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        routes: list[tuple[str, Callable[..., tuple[int, Any]]]] = [
            ("GET /v2.0/flows/(\\w+)/chart", lambda flow: self._read()),
            ("GET /v2.0/flows/(\\w+)/chart/descriptors", lambda flow: (200, self._descriptors())),
            ("GET /v2.0/flows/(\\w+)/chart/nodes/(\\w+)", self._read_node),
            ("POST /v2.0/flows/(\\w+)/chart/nodes", lambda flow: self._create(body)),
            ("PATCH /v2.0/flows/(\\w+)/chart/nodes/(\\w+)", lambda flow, node: self._change(node, body)),
            ("DELETE /v2.0/flows/(\\w+)/chart/nodes/(\\w+)", lambda flow, node: self._delete(node)),
            ("POST /v2.0/flows/(\\w+)/chart/nodes/(\\w+)/move", lambda flow, node: self._move(node, body)),
            ("POST /v2.0/flows/(\\w+)/chart/nodes/(\\w+)/addlocalization", lambda flow, node: (201, {})),
        ]
        for route, action in routes:
            found = re.fullmatch(route, f"{method} {path}")
            if found:
                try:
                    return action(*found.groups())
                except Refused as exc:
                    return 400, {"detail": f"The operation conflicts with constraints: {exc}", "code": 1005}
        return 501, {"detail": f"no {method} {path} here", "code": 1009}

    def _read(self) -> tuple[int, Any]:
        nodes = [
            {"_id": id, **{name: value for name, value in one.items() if name not in ("config", "mock")}} for id, one in self.nodes.items()
        ]
        relations = [{"_id": object_id(9), "node": id, **one} for id, one in self.relations.items()]
        if self.empty:
            self.empty -= 1
            return 200, {"_id": FLOW, "nodes": [], "relations": []}
        if self._old[0]:
            self._old = (self._old[0] - 1, self._old[1])
            relations = self._old[1]
        return 200, {"_id": FLOW, "nodes": nodes, "relations": relations}

    @staticmethod
    def _descriptors() -> Any:
        marker = {"extension": "@acme/web", "parentType": "fetch", "constraints": {"deletable": False}}
        return {"items": [{**marker, "type": one} for one in MADE["fetch"]], "total": 2}

    def _read_node(self, flow: str, node: str) -> tuple[int, Any]:
        if node not in self.nodes:
            return 404, {"code": 1002}
        shown = {"_id": node, **self.nodes[node]}
        return 200, {**shown, "childNodeIds": self.relations[node]["children"]} if self.shows_children else shown

    def _new(self, type_: str, body: dict[str, Any]) -> str:
        self._count += 1
        id = object_id(self._count)
        config = {**({"transpiled": "...", "hasError": False} if type_ == "code" else {}), **body.get("config", {})}
        default = {"label": LABELS.get(type_, type_), "comment": "", "isDisabled": False, "isEntryPoint": type_ == "start", "mock": {}}
        sent = {name: value for name, value in body.items() if name not in ("target", "mode", *self.forgets)}
        self.nodes[id] = {"extension": BASIC, **default, **sent, "type": type_, "config": {"filled": "in", **config}}
        self.relations[id] = {"next": None, "children": []}
        return id

    def _create(self, body: dict[str, Any]) -> tuple[int, Any]:
        old = [{"_id": object_id(9), "node": id, **copy.deepcopy(one)} for id, one in self.relations.items()]
        if body["type"] in FIXED:
            raise Refused(f"{body['type']} cannot be made")
        id = self._new(body["type"], body)
        self._place(id, body["target"], body["mode"])
        for one in MADE.get(body["type"], []):
            tool = {"config": {"toolId": "unlock_account", "description": "a preview"}, "label": "unlock_account"}
            own = {"extension": self.nodes[id]["extension"], **(tool if one == "aiAgentJobTool" else {})}
            self.relations[id]["children"].append(self._new(one, own))
        self._old = (self.late, old)
        return 201, {"_id": id, **self.nodes[id]}

    def _change(self, node: str, body: dict[str, Any]) -> tuple[int, Any]:
        if self.nodes[node]["type"] == "aiAgentJob" and "aiAgent" not in body.get("config", {}):
            raise Refused("the preview is broken")
        one = self.nodes[node]
        body = {name: value for name, value in body.items() if name not in self.forgets}
        if self.merges and "config" in body:
            body["config"] = {**one["config"], **body["config"]}
        one.update(copy.deepcopy(body))
        return 204, None

    def _owner(self, node: str) -> str | None:
        return next((id for id, one in self.relations.items() if node in one["children"]), None)

    def _place(self, node: str, target: str, mode: str) -> None:
        if target not in self.relations:
            raise Refused("no such target")
        relation = self.relations[target]
        if mode == "append":
            assert self.nodes[target]["type"] != "end"
            self.relations[node]["next"], relation["next"] = relation["next"], node
        elif mode in ("appendChild", "prependChild"):
            if self._owner(target):
                raise Refused("what a branch does hangs on its next")
            relation["children"].insert(len(relation["children"]) if mode == "appendChild" else 0, node)
        else:
            raise Refused(f"{mode} fails at the server")

    def _below(self, node: str) -> list[str]:
        """A node, its branches and their chains; of a branch its chain."""
        found = [node]
        for child in self.relations[node]["children"]:
            found += self._below(child)
        if self._owner(node):
            following = self.relations[node]["next"]
            while following:
                found += self._below(following)
                following = self.relations[following]["next"]
        return found

    def _detach(self, node: str) -> None:
        owner = self._owner(node)
        if owner:
            self.relations[owner]["children"].remove(node)
            return
        for one in self.relations.values():
            if one["next"] == node:
                one["next"] = self.relations[node]["next"]
        self.relations[node]["next"] = None

    def _move(self, node: str, body: dict[str, Any]) -> tuple[int, Any]:
        if self.nodes[node]["type"] in FIXED:
            raise Refused("it cannot be moved")
        if body["target"] in self._below(node):
            raise Refused("into itself")
        self._detach(node)
        self._place(node, body["target"], body["mode"])
        return 204, None

    def _delete(self, node: str) -> tuple[int, Any]:
        if node not in self.nodes:
            return 404, {"code": 1002}
        if self.nodes[node]["type"] in FIXED:
            raise Refused("it cannot be deleted")
        gone = self._below(node)
        self._detach(node)
        for one in gone:
            del self.nodes[one], self.relations[one]
        return 204, None


NAMES = {
    "label": "label",
    "comment": "comment",
    "comment_color": "commentColor",
    "is_disabled": "isDisabled",
    "is_entry_point": "isEntryPoint",
    "mock": "mock",
    "config": "config",
}


def holds(want: Tree, have: Tree, branches: bool = False) -> bool:
    """Whether a tree of a flow has what was wanted. Branches that come with a node may be anywhere, and empty when nobody wants them."""
    if branches:
        for one in [one for one in have if one["type"] in FIXED]:
            wanted = next(
                (other for other in want if other["type"] == one["type"]),
                {"type": one["type"], "extension": one["extension"], "children": []},
            )
            if not _holds(wanted, one):
                return False
        want = [one for one in want if one["type"] not in FIXED]
        have = [one for one in have if one["type"] not in FIXED]
    return len(want) == len(have) and all(_holds(one, other, not branches) for one, other in zip(want, have))


def _holds(want: dict[str, Any], have: dict[str, Any], branches: bool = False) -> bool:
    if want["type"] != have["type"] or want.get("extension", BASIC) != have["extension"]:
        return False
    for key, name in NAMES.items():
        if key in ("config", "mock"):
            if any(have[name].get(one) != value for one, value in want.get(key, {}).items()):
                return False
        elif key in want and want[key] != have.get(name):
            return False
    return want.get("children") is None or holds(want["children"], have["children"], branches)
