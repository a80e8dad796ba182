# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Background tasks: queued, active, done.

A task goes on with every read of it, and by time when nobody reads it. What it does happens when it is done, so a client that does not wait
sees the old state. Effects are named, so that a task survives a restart.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .calls import Call, Principal, Request
from .clock import iso
from .errors import ApiError
from .faults import TASK_ERROR, TASK_STUCK
from .store import Record

if TYPE_CHECKING:
    from .emulator import Emulator

UNFINISHED = ("queued", "active")
EFFECTS: dict[str, Callable[[Emulator, Record], None]] = {}
FAILURES: dict[str, Callable[[Emulator, Record], None]] = {}
"""What else happens when a task fails or is cancelled."""


def effect(name: str) -> Callable[[Callable[[Emulator, Record], None]], Callable[[Emulator, Record], None]]:
    """Name what a kind of task does at its end."""

    def register(function: Callable[[Emulator, Record], None]) -> Callable[[Emulator, Record], None]:
        EFFECTS[name] = function
        return function

    return register


def failure(name: str) -> Callable[[Callable[[Emulator, Record], None]], Callable[[Emulator, Record], None]]:
    """Name what a kind of task leaves when it fails."""

    def register(function: Callable[[Emulator, Record], None]) -> Callable[[Emulator, Record], None]:
        FAILURES[name] = function
        return function

    return register


def caller(emulator: Emulator, task: Record) -> Call:
    """A call in the name of who started a task, for the functions that make objects."""
    user = emulator.store.get("user", task.data["createdBy"])
    # Who is no user is a super key, and so an admin.
    login, roles = (user.data["id"], user.data["roles"]) if user else ("", ["admin"])
    principal = Principal("key", task.data["createdBy"], login, task.organisation, user, frozenset(roles))
    operation = emulator.contract.operations["readTask"]
    return Call(emulator, operation, principal, {}, {}, {}, [], Request("POST", "", b"", {}, b"", False), False)


def start(call: Call, name: str, data: dict[str, Any], project: str | None, payload: dict[str, Any] | None = None) -> dict[str, Any]:
    """Make a task; gives the answer of the call that starts it (CreatedTask of the contract).

    The payload is what its effect works on; it is not shown, and ends with the task.
    """
    emulator = call.emulator
    now, steps = emulator.clock.seconds(), int(emulator.switches["task_steps"])
    fault = emulator.faults.find_task(name)
    task = emulator.store.add(
        "task",
        {
            "name": name,
            "data": data,
            "currentStep": 0,
            "totalStep": steps,
            "failReason": "",
            "lastRunAt": None,
            "lastFinishedAt": None,
            "status": "queued",
            "createdAt": now,
            "lastChanged": now,
            "createdBy": call.principal.id,
            "lastChangedBy": call.principal.id,
            "reads": 0,
            "payload": payload or {},
            "is_stuck": fault is not None and fault.kind == TASK_STUCK,
            "fails": fault.reason if fault is not None and fault.kind == TASK_ERROR else None,
        },
        organisation=call.own_organisation,
        project=project,
    )
    emulator.pending.append(task.id)
    if emulator.switches["task_reads"] == 0 and not task.data["is_stuck"]:
        finish(emulator, task)
    return {
        "_id": task.id,
        "status": task.data["status"],
        "type": name,
        "parameters": {"properties": data},
        "createdAt": now,
        "lastChangedAt": now,
        "currentStep": task.data["currentStep"],
        "totalStep": steps,
    }


def read(emulator: Emulator, task: Record) -> None:
    """Go on with a task, a step at each read. What its effect left as ``late`` shows at the read after the one that ended it."""
    if "late" in task.data:
        task.data["data"].update(task.data.pop("late"))
        emulator.store.changed(task)
    if task.data["status"] in UNFINISHED:
        task.data["reads"] += 1
        reads, wanted = task.data["reads"], emulator.switches["task_reads"]
        if reads >= wanted and not task.data["is_stuck"]:
            finish(emulator, task)
        elif reads > 1 or wanted <= 2:
            step = min(reads, task.data["totalStep"] - 1)
            task.data.update(status="active", currentStep=step, lastRunAt=iso(emulator.clock.now()))
        emulator.store.changed(task)


def settle(emulator: Emulator) -> None:
    """Finish the tasks whose time has passed."""
    seconds = emulator.switches["task_seconds"]
    if seconds is None:
        return
    for id in list(emulator.pending):
        task = emulator.store.get("task", id)
        if task is not None and not task.data["is_stuck"] and emulator.clock.seconds() - task.data["createdAt"] >= seconds:
            finish(emulator, task)


def finish(emulator: Emulator, task: Record) -> None:
    now = emulator.clock.now()
    reason = task.data["fails"] or emulator.switches["task_fails"]
    task.data.update(lastRunAt=iso(now), lastFinishedAt=iso(now), lastChanged=int(now))
    if reason is None:
        task.data.update(status="done", currentStep=task.data["totalStep"])
        try:
            EFFECTS[task.data["name"]](emulator, task)
        except ApiError as error:
            # What cannot be done any more, or never could, is a failed task.
            task.data.update(status="error", failReason=error.detail)
    else:
        task.data.update(status="error", failReason=reason)
    if task.data["status"] == "error" and task.data["name"] in FAILURES:
        FAILURES[task.data["name"]](emulator, task)
    _end(emulator, task)


def cancel(emulator: Emulator, task: Record) -> None:
    task.data.update(status="cancelled", lastFinishedAt=iso(emulator.clock.now()))
    if task.data["name"] in FAILURES:
        FAILURES[task.data["name"]](emulator, task)
    _end(emulator, task)


def _end(emulator: Emulator, task: Record) -> None:
    if task.id in emulator.pending:
        emulator.pending.remove(task.id)
    task.data["payload"] = {}
    emulator.store.changed(task)
