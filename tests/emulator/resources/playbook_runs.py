# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs of playbooks.

No bot answers here: what a step gets is fed as ``playbookAnswer`` (``input``: the step's text; ``text``, ``data``, ``state``, ``context``,
``intent``, ``slot``: the answer; ``milliseconds``: how long it takes). An assert compares its parameters with the parts of the same names;
a step to which nothing was fed is successful. These, and that ``negate`` in the parameters turns an assert around, are assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import tasks
from ..calls import Call
from ..errors import not_found
from ..store import Record
from .levels import by_reference, entrypoint_of
from .playbooks import PLAYBOOKS, writable
from .registry import FED, Resource, handles, register

if TYPE_CHECKING:
    from ..emulator import Emulator

FED.add("playbookAnswer")
PASSED, FAILED = "successful", "failed"

RUNS = Resource(
    "playbookRun",
    title="Playbook run",
    singular="PlaybookRun",
    plural="PlaybookRuns",
    id_parameter="playbookRunId",
    writers=PLAYBOOKS.writers,
    parent=PLAYBOOKS,
    named=False,
    search=("status",),
)
register(RUNS, "index", "read", "delete")


@handles("schedulePlaybook")
def schedule(call: Call) -> Any:
    playbook = writable(call)
    project, body = playbook.project or "", call.body
    if entrypoint_of(call, body["entrypoint"], project).kind == "project":  # what a snapshot has is not looked at
        if by_reference(call, "flow", project, body["flowId"]) is None:
            raise not_found("Flow")
        if by_reference(call, "locale", project, body["localeId"]) is None:
            raise not_found("Locale")
    call.touch(playbook)
    return tasks.start(call, "schedulePlaybook", {"playbookId": playbook.id}, project, {**body})


@tasks.effect("schedulePlaybook")
def _run(emulator: Emulator, task: Record) -> None:
    """The id of the run is in the task late: at the next read of it (observed behaviour, section Tasks)."""
    playbook = emulator.store.get("playbook", task.data["data"]["playbookId"])
    if playbook is None:
        raise not_found("Playbook")
    results = _results(emulator, playbook)
    now, by = emulator.clock.seconds(), task.data["createdBy"]
    status = FAILED if any(one["status"] == FAILED for one in results) else PASSED
    stamps = {"createdAt": now, "lastChanged": now, "createdBy": by, "lastChangedBy": by}
    data = {"status": status, "stepResults": results, RUNS.link: playbook.id, **task.data["payload"], **stamps}
    run = emulator.store.add("playbookRun", data, organisation=playbook.organisation, project=playbook.project)
    task.data["late"] = {"playbookRunId": run.id}


def _results(emulator: Emulator, playbook: Record) -> list[dict[str, Any]]:
    answers = [one.data for one in emulator.store.of("playbookAnswer", playbook.project or "")]
    results = []
    for step in playbook.data["steps"]:
        answer = next((one for one in reversed(answers) if one.get("input") == step.get("text", "")), None)
        late = answer is not None and answer.get("milliseconds", 0) > playbook.data["timeout"]
        asserts = [_compare(one, answer) for one in step["asserts"]]
        failed = late or any(one["status"] == FAILED for one in asserts)
        said = {"text": step.get("text", ""), "data": step.get("data"), "asserts": asserts, "timeout": late}
        results.append({"_id": step["_id"], "status": FAILED if failed else PASSED, **said})
        if failed and playbook.data["abortOnError"]:
            break
    return results


def _compare(one: dict[str, Any], answer: dict[str, Any] | None) -> dict[str, Any]:
    part = one["type"].removeprefix("assert").lower()
    params = one["params"] if isinstance(one["params"], dict) else {part: one["params"]}
    wanted = {name: value for name, value in params.items() if name != "negate"}
    actual = {name: answer.get(name) for name in wanted or (part,)} if answer is not None else {}
    holds = answer is None or all(_within(value, actual[name]) for name, value in wanted.items()) is not bool(params.get("negate"))
    return {"_id": one["_id"], "type": one["type"], "status": PASSED if holds else FAILED, "params": params, "actual": actual}


def _within(wanted: Any, actual: Any) -> bool:
    """An object may hold more than what is wanted of it."""
    if isinstance(wanted, dict) and isinstance(actual, dict):
        return all(name in actual and _within(value, actual[name]) for name, value in wanted.items())
    return bool(wanted == actual)
