# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Functions and their runs.

A run goes on with every read of it and by time, like a task, and the switches of tasks are for it too. No code is executed: it ends well
unless ``task_fails`` says otherwise.
"""

from __future__ import annotations

import uuid
from typing import Any

from .. import lists
from ..calls import Call
from ..errors import invalid
from ..store import Record
from .registry import Resource, handles, register

UNFINISHED = ("queued", "active")


def _defaults(call: Call) -> dict[str, Any]:
    return {"referenceId": str(uuid.uuid4()), "isDisabled": False, "code": ""}


def _item(call: Call, record: Record) -> dict[str, Any]:
    """The code is in the read only; the contract has it as a maybe of the list."""
    return {name: value for name, value in lists.shown(call, record).items() if name != "code"}


FUNCTIONS = Resource(
    "function",
    title="Function",
    singular="Function",
    plural="Functions",
    id_parameter="functionId",
    defaults=_defaults,
    writers=("function_admin", "function_editor"),
    item=_item,
)
register(FUNCTIONS)


def _new_run(call: Call) -> dict[str, Any]:
    return {"trigger": "manual", "status": "queued", "error": "", "finishedAt": 0, "reads": 0}


def _end(call: Call, run: Record, status: str, error: str) -> None:
    run.data.update(status=status, error=error, finishedAt=call.emulator.clock.seconds())


def _go_on(call: Call, run: Record, reads: int) -> None:
    """Let a run go on because of so many reads of it, and because of the time."""
    if run.data["status"] not in UNFINISHED:
        return
    switches = call.emulator.switches
    run.data["reads"] += reads
    seconds, age = switches["task_seconds"], call.emulator.clock.seconds() - run.data["createdAt"]
    if run.data["reads"] >= switches["task_reads"] or (seconds is not None and age >= seconds):
        reason = switches["task_fails"]
        _end(call, run, "done" if reason is None else "error", reason or "")
    elif run.data["reads"]:
        run.data["status"] = "active"
    call.emulator.store.changed(run)


def _run(call: Call, run: Record) -> dict[str, Any]:
    _go_on(call, run, 1)
    return {**lists.shown(call, run), "functionId": run.data["functionReference"]}


def _run_item(call: Call, run: Record) -> dict[str, Any]:
    _go_on(call, run, 0)
    return lists.shown(call, run)


RUNS = Resource(
    "functionInstance",
    title="Function instance",
    singular="FunctionInstance",
    plural="FunctionInstances",
    id_parameter="functionInstanceId",
    defaults=_new_run,
    parent=FUNCTIONS,
    named=False,
    search=("status",),
    view=_run,
    item=_run_item,
)
register(RUNS, "index", "read")


@handles("triggerFunction")
def trigger(call: Call) -> Any:
    """The body goes to the function as its parameters."""
    function = FUNCTIONS.find(call)
    FUNCTIONS.may_write(call, function.project)
    if function.data["isDisabled"]:
        raise invalid("The function is disabled")
    run = RUNS.add(call, {"parameters": dict(call.body)}, function.project, {RUNS.link: function.id})
    return {"functionInstanceId": run.id}


@handles("stopFunctionInstance")
def stop(call: Call) -> Any:
    """A stopped run is in error: of the four states no other fits."""
    run = RUNS.find(call)
    FUNCTIONS.may_write(call, run.project)
    _go_on(call, run, 0)
    if run.data["status"] not in UNFINISHED:
        raise invalid("The function instance has already ended")
    _end(call, run, "error", "The function instance was stopped")
    call.emulator.store.changed(run)
    call.touch(run)
