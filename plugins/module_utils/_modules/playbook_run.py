# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""Runs of playbooks: several at the same time, and one verdict over all of them."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ansible_collections.community.cognigy.plugins.module_utils._client import PAGE, some
from ansible_collections.community.cognigy.plugins.module_utils._errors import (
    AmbiguousError,
    BadAnswer,
    CognigyError,
    InputError,
    MissingError,
    OutcomeUnknown,
    TaskTimeout,
)
from ansible_collections.community.cognigy.plugins.module_utils._kinds._base import Kind
from ansible_collections.community.cognigy.plugins.module_utils._modules._base import KINDS, Job, Module
from ansible_collections.community.cognigy.plugins.module_utils._modules.ensure import WAIT, engine_for, project_scope
from ansible_collections.community.cognigy.plugins.module_utils._reconcile import LATE, Engine, Scope
from ansible_collections.community.cognigy.plugins.module_utils._secrets import mask

FLOW, LOCALE, PLAYBOOK, PROJECT, SNAPSHOT = (KINDS[name] for name in ("flow", "locale", "playbook", "project", "snapshot"))
PASSED, FAILED, NOT_RUN = "successful", "failed", "not_run"
RESOURCES = "indexResourcesInSnapshot"
UNNAMED = 15.0  # seconds after which a task that is done is no longer expected to name its run: that can come late (observed)
FEW = 5  # failures that a message tells
LONG = 200  # characters of a value in a message


# ---- what is run, and on what ----------------------------------------------------------------------------------------


def chosen(engine: Engine, scope: Scope, names: list[str] | None) -> list[dict[str, Any]]:
    """The playbooks that are meant, whole. MissingError also when they would test nothing."""
    if names is None:
        found = {item["_id"]: item for item in sorted(engine.whole(PLAYBOOK, scope), key=lambda item: str(item["name"]))}
    else:
        found, unknown = {}, []
        for name in names:
            try:
                item = engine.named(PLAYBOOK, scope, name)
            except MissingError:
                unknown.append(name)
            else:
                found[item["_id"]] = item
        if unknown:
            there = some([str(item["name"]) for item in engine.listed(PLAYBOOK, scope)])
            raise MissingError(f"there is no playbook {some(unknown, len(unknown))}; there is: {there}")
    if not any(item.get("steps") for item in found.values()):
        lack = f"{some([item['name'] for item in found.values()])} has no steps" if found else "the project has no playbooks"
        raise MissingError(f"{lack}, so nothing would be tested")
    return list(found.values())


def surroundings(job: Job, engine: Engine, scope: Scope) -> dict[str, str]:
    """The body of a start: the flow and the locale by their reference ids, and the project or the snapshot that they are taken from."""
    params = job.params
    locale = params["locale"]
    if locale is None:
        locale = engine.named(PROJECT, {}, params["project"]).get("primaryLocaleReference")
        if not locale:
            raise InputError("the server does not say which locale is the primary one: give locale")
    snapshot = None if params["snapshot"] is None else engine.resolve(SNAPSHOT, scope, params["snapshot"])
    return {
        "entrypoint": snapshot or scope["projectId"],
        "flowId": reference(engine, FLOW, scope, params["flow"], snapshot),
        "localeId": reference(engine, LOCALE, scope, locale, snapshot),
    }


def reference(engine: Engine, kind: Kind, scope: Scope, value: str, snapshot: str | None) -> str:
    """The reference id of what a user names: of a snapshot, when there is one, else of the project."""
    if snapshot is None:
        return str(engine.named(kind, scope, value)["referenceId"])
    held = list(engine.client.items(RESOURCES, {SNAPSHOT.id_param: snapshot}, {"resourceType": kind.name}))
    for key in ("_id", "referenceId", "name"):
        found = [item["referenceId"] for item in held if item.get(key) == value]
        if len(found) > 1:
            raise AmbiguousError(f"the snapshot has {len(found)} {kind.many} {value!r}: choose one by reference id, from {some(found)}")
        if found:
            return str(found[0])
    with contextlib.suppress(MissingError):
        # Something of the project means what has its reference id in the snapshot, or its name, when the snapshot is of another project.
        mine = engine.named(kind, scope, value)
        for key in ("referenceId", "name"):
            found = [item["referenceId"] for item in held if item.get(key) == mine[key]]
            if len(found) == 1:
                return str(found[0])
    raise InputError(f"there is no {kind.what} {value!r} in the snapshot; there is: {some([str(item['name']) for item in held])}")


# ---- one run ---------------------------------------------------------------------------------------------------------


class Run:
    """A run of one playbook, from its start to its verdict. ``started``: whether the server did or may have begun it."""

    def __init__(self, job: Job, playbook: Mapping[str, Any], body: Mapping[str, str]) -> None:
        self.client, self.warn, self.timeout = job.client, job.warn, job.params["wait_timeout"]
        self.name, self.path, self.body = playbook["name"], {PLAYBOOK.id_param: playbook["_id"]}, body
        self.started = self.ended = False
        self.status, self.reason = NOT_RUN, ""
        self.steps: list[dict[str, Any]] = []
        self.id: str | None = None
        self._task: dict[str, Any] = {}
        self._began = self._done = 0.0
        self._before: dict[str, Any] = {}
        self.seconds: float | None = None

    def result(self) -> dict[str, Any]:
        return {
            "playbook": self.name,
            "playbook_id": self.path[PLAYBOOK.id_param],
            "id": self.id,
            "status": self.status,
            "seconds": self.seconds,
            "reason": self.reason or None,
            "steps": self.steps,
        }

    def start(self) -> None:
        self._began = time.monotonic()
        try:
            self._before = {item["_id"]: item for item in self._newest()}
            self._schedule()
        except CognigyError as exc:
            self._end(FAILED, str(exc))

    def look(self) -> None:
        """See how far it has come, without waiting."""
        try:
            self.id = self.id or self._named()
            run = self._read(self.id) if self.id else {}
            if run.get("status") in (PASSED, FAILED):
                self.steps = [step_form(number, step) for number, step in enumerate(run.get("stepResults") or [], 1)]
                return self._end(run["status"])
        except TaskTimeout:
            pass
        except CognigyError as exc:
            return self._end(FAILED, str(exc))
        if time.monotonic() - self._began >= self.timeout:
            where = f"task {self._task['_id']}" if self._task else f"run {self.id}"
            self._end(FAILED, f"it has not ended after {self.timeout} s. The server's {where} goes on.")
        return None

    def _end(self, status: str, reason: str = "") -> None:
        self.status, self.reason, self.ended = status, self.client.transport.redact(reason), True
        self.seconds = round(time.monotonic() - self._began, 1)

    def _schedule(self) -> None:
        """Start it, once; when the answer is lost, look for a new run instead of sending again."""
        retries = self.client.transport.settings.retries
        for attempt in range(retries + 1):
            try:
                answer = self.client.call("schedulePlaybook", self.path, body=self.body)
                if not isinstance(answer, dict) or "_id" not in answer:
                    raise OutcomeUnknown("schedulePlaybook: the answer names no task")
                self.started, self._task = True, answer
                return
            except (BadAnswer, OutcomeUnknown) as exc:
                again = exc.retry_after if isinstance(exc, OutcomeUnknown) else None
                if again is not None:
                    self.client.sleep(again)
                for _pause in self.client.looks(LATE if again is None else (0.0,)):
                    self.id = self._newer()
                    if self.id:
                        self.started = True
                        self.warn(f"playbook {self.name!r}: the answer to its start was lost ({exc}); a new run was looked for and found")
                        return
                if again is None or attempt == retries:
                    self.started = True
                    text = f"{exc}. Outcome unknown: no new run is there now, but the server may have started one. Run this again."
                    raise OutcomeUnknown(text) from exc

    def _named(self) -> str | None:
        """The id of the run that the task has made; None while it is not there yet. TaskTimeout while the task goes on."""
        state = self.client.wait(self._task, "its run", 0)
        self._done = self._done or time.monotonic()
        named = (state.get("data") or {}).get("playbookRunId")
        if named or time.monotonic() - self._done < UNNAMED:
            return named
        found = self._newer()
        if found is None:
            raise BadAnswer(f"the server's task {self._task['_id']} is done and does not say which run it made")
        return found

    def _newest(self) -> list[dict[str, Any]]:
        """The latest runs of the playbook. There may be thousands, so only one page is read."""
        page = self.client.call("indexPlaybookRuns", self.path, {"limit": PAGE, "sort": "createdAt:desc"})
        if not isinstance(page, dict) or not isinstance(page.get("items"), list):
            raise BadAnswer("indexPlaybookRuns: the answer is not a list")
        return list(page["items"])

    def _newer(self) -> str | None:
        """A run of the same flow in the same place that was not there before the start."""
        since = max((item.get("createdAt") or 0 for item in self._before.values()), default=0)
        for item in self._newest():
            if item["_id"] not in self._before and (item.get("createdAt") or 0) >= since:
                run = self._read(item["_id"])
                if all(run.get(name, value) == value for name, value in self.body.items()):
                    return str(item["_id"])
        return None

    def _read(self, run_id: str) -> dict[str, Any]:
        run = self.client.call("readPlaybookRun", {**self.path, "playbookRunId": run_id})
        return run if isinstance(run, dict) else {}


def step_form(number: int, step: Mapping[str, Any]) -> dict[str, Any]:
    """What became of a step, in the user's form."""
    asserts = [
        {"type": one.get("type"), "status": one.get("status"), "params": mask(one.get("params")), "actual": mask(one.get("actual"))}
        for one in step.get("asserts") or []
    ]
    timeout = bool(step.get("timeout"))
    return {"number": number, "text": step.get("text", ""), "status": step.get("status"), "timeout": timeout, "asserts": asserts}


# ---- all runs --------------------------------------------------------------------------------------------------------


def carry_out(job: Job, runs: list[Run]) -> None:
    """Start all runs, as many at the same time as is wanted, and wait for each.

    One thread does it, since Ansible can stop that at any time, and not what waits in others.
    """
    left, pause, shown = list(runs), 0.1, ""
    running: list[Run] = []
    while left or running:
        while left and len(running) < job.params["at_once"]:
            running.append(left.pop(0))
            running[-1].start()
            pause = 0.1
        for one in running:
            if not one.ended:
                one.look()
        running = [one for one in running if not one.ended]
        progress = f"playbooks: {sum(one.ended for one in runs)}/{len(runs)} have run"
        if running:
            if progress != shown and pause >= 1:
                job.client.notify(progress)
                shown = progress
            job.client.sleep(pause)
            pause = min(pause * 1.6, 2.0)


def run(job: Job) -> dict[str, Any]:
    params = job.params
    if params["at_once"] < 1:
        raise InputError("at_once must be at least 1")
    if params["playbooks"] == []:
        raise InputError("playbooks is an empty list, so nothing would be tested: leave it out to run all playbooks of the project")
    engine = engine_for(job)
    try:
        scope = project_scope(job, engine)
        playbooks = chosen(engine, scope, params["playbooks"])
        body = surroundings(job, engine, scope)
    except MissingError as exc:
        engine.not_yet(exc)
        playbooks, body = [{"name": name, "_id": None, "steps": [True]} for name in dict.fromkeys(params["playbooks"] or [])], {}
    runs = [Run(job, one, body) for one in playbooks]
    for one in playbooks:
        if not one.get("steps"):
            job.warn(f"playbook {one['name']!r} has no steps, so it tests nothing")
    if job.check_mode:
        return {"changed": True, "verdict": None, "runs": [one.result() for one in runs]}
    carry_out(job, runs)
    failed = [one for one in runs if one.status != PASSED]
    outcome = {
        "changed": any(one.started for one in runs),
        "verdict": FAILED if failed else PASSED,
        "runs": [one.result() for one in runs],
    }
    if failed and params["fail"]:
        told = [text for one in failed for text in complaints(one)]
        more = f"; and {len(told) - FEW} more" if len(told) > FEW else ""
        raise CognigyError(f"{len(failed)} of {len(runs)} playbooks failed: {'; '.join(told[:FEW])}{more}", **outcome)
    return outcome


# ---- for a person ----------------------------------------------------------------------------------------------------


def complaints(one: Run) -> Iterator[str]:
    """Why a run failed: a text for each assert that does not hold, and for what else went wrong."""
    where = f"playbook {one.name!r}"
    wrong = [step for step in one.steps if step["status"] == FAILED]
    if not wrong:
        yield f"{where}: {one.reason or 'the server says so, and names no step'}"
    for step in wrong:
        place = f"{where}, step {step['number']} {step['text']!r}"
        asserts = [] if step["timeout"] else [about for about in step["asserts"] if about["status"] == FAILED]
        if not asserts:
            yield f"{place}: {'no answer came in time' if step['timeout'] else 'the server says that it failed'}"
        for about in asserts:
            yield f"{place}: {about['type']}: wanted {told(about['params'])}, came {told(about['actual'])}"


def told(value: Any) -> str:
    """What an assert wanted or found, short enough for a message."""
    negated = isinstance(value, Mapping) and value.get("negate")
    parts: Iterable[Any] = [value]
    if isinstance(value, Mapping):
        parts = [f"{name} {as_text(item)}" for name, item in value.items() if name != "negate"]
    text = ", ".join(part if isinstance(part, str) else as_text(part) for part in parts) or "nothing"
    return ("not " if negated else "") + (text if len(text) <= LONG else text[:LONG] + "...")


def as_text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


MODULES: Mapping[str, Module] = {
    "cognigy_playbook_run": Module(
        run,
        {
            "project": {"type": "str", "required": True},
            "playbooks": {"type": "list", "elements": "str"},
            "flow": {"type": "str", "required": True},
            "locale": {"type": "str"},
            "snapshot": {"type": "str"},
            "at_once": {"type": "int", "default": 4},
            "wait_timeout": WAIT,
            "fail": {"type": "bool", "default": True},
        },
        operations=(*PLAYBOOK.looks, "schedulePlaybook", "indexPlaybookRuns", "readPlaybookRun", RESOURCES),
    ),
}
