# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A project in memory with snapshots, endpoints and tasks, whose tasks end as a test wants it."""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass, field
from typing import Any, Callable

from ansible_collections.community.cognigy.plugins.module_utils._errors import OutcomeUnknown
from ansible_collections.community.cognigy.plugins.module_utils._modules._base import KINDS
from ansible_collections.community.cognigy.plugins.module_utils._operations import OPERATIONS
from ansible_collections.community.cognigy.plugins.module_utils._reconcile import Engine
from ansible_collections.community.cognigy.plugins.module_utils._transport import Answer, Form
from ansible_collections.community.cognigy.tests.unit.plugins.module_utils._fakes import answer, connected, object_id

HOME = object_id(0xA)
SCOPE = {"projectId": HOME, "level": "project"}
SNAPSHOT = KINDS["snapshot"]


def route_of(operation: str) -> str:
    return re.sub(r"\{\w+\}", "ID", OPERATIONS[operation].path.removeprefix("/new/v2.0/"))


LISTS = {"tasks": "task", **{route_of(kind.index): kind.name for kind in KINDS.values() if kind.index}}
READS = {"tasks/ID": "task", **{route_of(kind.read): kind.name for kind in KINDS.values() if kind.read}}


def reference(number: int) -> str:
    return f"{number:08x}-0000-0000-0000-000000000000"


@dataclass
class Task:
    """How the next task goes. makes: names of new snapshots, None for what was asked for. lost: the answer to its start is. late: how
    many lists do not show yet what is new, snapshots and the task itself. status: of its start, when it is refused."""

    error: str = ""
    makes: tuple[str, ...] | None = None
    lost: bool = False
    late: int = 0
    listed: bool = True
    refused: int = 0
    then: Callable[[], object] = lambda: None


@dataclass
class Put:
    """What happens to a change of an endpoint of this name. carried_out: although the answer is lost."""

    endpoint: str
    status: int = 0
    carried_out: bool = True
    times: int = 1


@dataclass
class Site:
    """Answers what a client asks. plan: how the coming tasks go; puts: what happens to changes of endpoints."""

    things: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    graph: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    held: dict[tuple[str, str], list[dict[str, Any]]] = field(default_factory=dict)
    plan: list[Task] = field(default_factory=list)
    puts: list[Put] = field(default_factory=list)
    log: list[tuple[str, Any]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    naps: list[float] = field(default_factory=list)
    hidden: dict[str, int] = field(default_factory=dict)
    sees_tasks: bool = True
    count: int = 0x100

    def __post_init__(self) -> None:
        self.things.setdefault("project", []).append({"_id": HOME, "name": "Home"})

    # ---- what tests ask and set

    def engine(self, **options: Any) -> Engine:
        client = connected(self, sleep=self.naps.append, **options)
        return Engine(client, KINDS, wait=5, warn=self.warnings.append)

    def add(self, kind: str, name: str, **data: Any) -> dict[str, Any]:
        self.count += 1
        one = {"_id": object_id(self.count), "name": name, "referenceId": reference(self.count), **data}
        self.things.setdefault(kind, []).append(one)
        return one

    def snapshot(self, name: str, **data: Any) -> dict[str, Any]:
        about = {"createdAt": 1001 + self.count, "createdBy": object_id(1), "description": "", "hash": f"hash-of-{name}"}
        one = self.add("snapshot", name, **{**about, "isPackaged": False, "packageExpiresAt": 0, **data})
        del one["referenceId"]
        return one

    def names(self, kind: str = "snapshot") -> list[str]:
        return [one["name"] for one in self.things.get(kind, [])]

    def running(self) -> dict[str, Any]:
        """What each endpoint runs: the name of the snapshot, or Home."""
        names = {one["_id"]: one["name"] for kind in ("project", "snapshot") for one in self.things.get(kind, [])}
        return {one["name"]: names.get(one["entrypoint"], "?") for one in self.things.get("endpoint", [])}

    @property
    def writes(self) -> list[str]:
        return [what for what, _body in self.log if not what.startswith("GET")]

    # ---- what a client meets

    def __call__(self, method: str, path: str, query: dict[str, Any], body: Any, headers: dict[str, str]) -> Answer:
        path = path.removeprefix("/new/v2.0/")
        self.log.append((f"{method} {re.sub('[0-9a-f]{24}', 'ID', path)}", body))
        status, found = self._handle(method, path, query, body)
        return answer(method, "/" + path, status, copy.deepcopy(found))

    def _handle(self, method: str, path: str, query: dict[str, Any], body: Any) -> tuple[int, Any]:
        route, ids = re.sub("[0-9a-f]{24}", "ID", path), re.findall("[0-9a-f]{24}", path)
        if method == "GET":
            return self._look(route, ids, query)
        if method == "PATCH" and route == "endpoints/ID":
            return self._put(ids[0], body)
        starts = {
            "POST snapshots",
            "POST snapshots/upload",
            "DELETE snapshots/ID",
            "POST snapshots/ID/package",
            "POST snapshots/ID/restore",
        }
        if f"{method} {route}" in starts:
            return self._start(f"{method} {route}", ids, body)
        return 501, {"detail": f"no {method} {route} here"}

    def _look(self, route: str, ids: list[str], query: dict[str, Any]) -> tuple[int, Any]:
        if route == "projects/ID/graph":
            return 200, {id: {"resources": resources} for id, resources in self.graph.items()}
        if route == "snapshots/ID/resources":
            if all(one["_id"] != ids[0] for one in self.things.get("snapshot", [])):
                return 404, {"code": 1002}
            return 200, {"items": self.held.get((ids[0], query["resourceType"]), [])}
        if route == "tasks" and not self.sees_tasks:
            return 403, {"code": 403}
        if route == "projects/ID/settings":
            return 200, self.things.get("project_settings", [{}])[0]
        if route in LISTS:
            return 200, {"items": self._shown(LISTS[route])}
        found = next((one for one in self.things.get(READS.get(route, ""), []) if one["_id"] == ids[-1]), None)
        if found and "ends" in found:  # a task that is over when it is looked at
            found["status"] = found.pop("ends")
        return (200, found) if found else (404, {"code": 1002, "detail": f"no {route} here"})

    def _shown(self, kind: str) -> list[dict[str, Any]]:
        """A list, less what it does not show yet."""
        found = [one for one in self.things.get(kind, []) if not self.hidden.get(one["_id"])]
        for one in self.things.get(kind, []):
            self.hidden[one["_id"]] = max(0, self.hidden.get(one["_id"], 0) - 1)
        return found

    def _put(self, id: str, body: dict[str, Any]) -> tuple[int, Any]:
        one = next(one for one in self.things["endpoint"] if one["_id"] == id)
        put = next((put for put in self.puts if put.endpoint == one["name"] and put.times > 0), None)
        if put:
            put.times -= 1
        if not put or (put.carried_out and put.status in (0, 502)):
            one.update(body)
        if put and put.status == 502:
            raise OutcomeUnknown("PATCH endpoints/ID: 502", status=502)
        return (put.status, {"detail": "as a test wants it"}) if put and put.status else (204, None)

    def _start(self, what: str, ids: list[str], body: Any) -> tuple[int, Any]:
        task = self.plan.pop(0) if self.plan else Task()
        if task.refused:
            return task.refused, {"detail": f"refused with {'a' if body else 'no'} body"}
        task.then()
        names = {
            "POST snapshots": "createSnapshot",
            "POST snapshots/upload": "uploadSnapshotPackage",
            "DELETE snapshots/ID": "deleteSnapshot",
        }
        told = self.add("task", names.get(what, "someSnapshotTask"), status="error" if task.error else "done", failReason=task.error)
        if not task.listed:
            self.hidden[told["_id"]] = 1000
        if not task.error:
            self._carry_out(what, ids, body, task)
        if task.lost:
            raise OutcomeUnknown(f"{what}: lost")
        return 202, {"_id": told["_id"], "status": "queued"}

    def _carry_out(self, what: str, ids: list[str], body: Any, task: Task) -> None:
        made: tuple[str, ...] = ()
        if what == "POST snapshots":
            made = (body["name"],)
        elif what == "POST snapshots/upload":
            assert isinstance(body, Form)
            made = ("1.0",)
        elif what == "DELETE snapshots/ID":
            self.things["snapshot"] = [one for one in self.things["snapshot"] if one["_id"] != ids[0]]
        elif what == "POST snapshots/ID/package":
            next(one for one in self.things["snapshot"] if one["_id"] == ids[0]).update(isPackaged=True, packageExpiresAt=2**31 - 1)
        for name in made if task.makes is None else task.makes:
            self.hidden[self.snapshot(name)["_id"]] = task.late
