# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs of playbooks: what is run and where, how many at once, what becomes of each, and what a person gets to read."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ansible_collections.community.cognigy.plugins.module_utils import _client
from ansible_collections.community.cognigy.plugins.module_utils._errors import ConnectionFailed, OutcomeUnknown
from ansible_collections.community.cognigy.plugins.module_utils._modules import playbook_run
from ansible_collections.community.cognigy.plugins.module_utils._modules.playbook_run import told
from ansible_collections.community.cognigy.plugins.module_utils._transport import Answer
from ansible_collections.community.cognigy.tests.unit.plugins.module_utils import _fakes
from ansible_collections.community.cognigy.tests.unit.plugins.module_utils._fakes import KEY, Play, answer, object_id

PROJECT, FLOW, LOCALE, SNAPSHOT = (object_id(number) for number in range(1, 5))
OLD_FLOW, OLD_LOCALE = object_id(5), object_id(6)  # as they are called in the snapshot
FLOW_REF, LOCALE_REF, GONE_REF = (f"0b8c2c1c-52f1-4d2b-9d7e-6a5f1c0d2a{number}" for number in ("3b", "4b", "5b"))


def about(kind: str, status: str, params: dict[str, Any], actual: dict[str, Any]) -> dict[str, Any]:
    return {"_id": object_id(80), "type": kind, "status": status, "params": params, "actual": actual}


def step(text: str, status: str = "successful", *asserts: dict[str, Any], timeout: bool = False) -> dict[str, Any]:
    return {"_id": object_id(81), "text": text, "status": status, "asserts": list(asserts), "timeout": timeout, "data": {"apiKey": "hush"}}


class Clock:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        for module in (playbook_run, _client):
            monkeypatch.setattr(module.time, "monotonic", lambda: self.now)
        real = _fakes.connected
        monkeypatch.setattr(_fakes, "connected", lambda handle, **options: real(handle, **{"sleep": self.sleep, **options}))

    def sleep(self, seconds: float) -> None:
        self.now += seconds


class Server:
    """A project with playbooks whose runs take some reads of their task and end as ``ends`` says.

    ends: by playbook, a status of the run with its step results, or a state of the task with its reason. named_late: how many reads
    of a task that is done do not name the run. lost: what happens to starts, in order; None to those that go well, bytes for an answer. others: made by
    somebody else at that moment. drops: starts whose answer is lost are not carried out.
    """

    def __init__(self, clock: Clock, *names: str) -> None:
        self.clock = clock
        self.playbooks = {object_id(10 + number): name for number, name in enumerate(names)}
        self.steps: dict[str, list[Any]] = {name: [{"text": "Hello"}] for name in names}
        self.ends: dict[str, tuple[str, Any]] = {}
        self.reads, self.named_late = 2, 1
        self.lost: list[Exception | int | bytes | None] = []
        self.drops = False
        self.others: list[dict[str, Any]] = []
        self.tasks: dict[str, dict[str, Any]] = {}
        self.runs: dict[str, dict[str, Any]] = {}
        self.log: list[str] = []
        self.bodies: list[Any] = []
        self.most = 0
        self._count = 100

    def id(self) -> str:
        self._count += 1
        return object_id(self._count)

    def __call__(self, method: str, path: str, query: dict[str, Any], body: Any, headers: dict[str, str]) -> Answer:
        path = path.removeprefix("/new/v2.0")
        self.log.append(f"{method} {path}")
        if method == "POST":
            self.bodies.append(body)
            return self.start(method, path, body)
        status, found = self.get(path, query)
        return answer(method, path, status, found)

    def start(self, method: str, path: str, body: Any) -> Answer:
        harm = self.lost.pop(0) if self.lost else None
        if isinstance(harm, int):
            return answer(method, path, harm, {"detail": "as a test wants it"})
        task = self.id()
        for other in self.others:
            self.runs[self.id()] = other
        if harm is None or not self.drops:
            self.tasks[task] = {"playbook": path.split("/")[2], "reads": 0, "body": body, "late": self.named_late}
            if harm is not None:
                self.finish(self.tasks[task])
        if isinstance(harm, bytes):
            return answer(method, path, 200, harm)
        if harm is not None:
            raise harm
        self.most = max(self.most, sum("run" not in one for one in self.tasks.values()))
        return answer(method, path, 201, {"_id": task, "status": "queued"})

    def finish(self, task: dict[str, Any]) -> None:
        status, details = self.ends.get(self.playbooks[task["playbook"]], ("successful", [step("Hello")]))
        task["run"] = None
        if status in ("successful", "failed"):
            task["run"] = self.id()
            made = {"status": status, "stepResults": details, "createdAt": int(self.clock.now), "playbook": task["playbook"]}
            self.runs[task["run"]] = {**made, **task["body"]}

    def get(self, path: str, query: dict[str, Any]) -> tuple[int, Any]:
        parts = path.strip("/").split("/")
        if parts[0] == "tasks":
            return 200, self.task(parts[1])
        if parts[0] == "playbooks" and len(parts) == 3:
            found = [{"_id": id, "createdAt": run["createdAt"]} for id, run in self.runs.items() if run["playbook"] == parts[1]]
            return 200, {"items": found[::-1][: query["limit"]], "total": len(found), "nextCursor": None}
        if parts[0] == "playbooks" and len(parts) == 4:
            return 200, {"_id": parts[3], **self.runs[parts[3]]}
        things: dict[str, dict[str, Any]] = {
            "projects": {PROJECT: {"name": "Support", "primaryLocaleReference": LOCALE}},
            "flows": {FLOW: {"name": "Main", "referenceId": FLOW_REF}, object_id(7): {"name": "New", "referenceId": GONE_REF}},
            "locales": {LOCALE: {"name": "English", "referenceId": LOCALE_REF}},
            "snapshots": {SNAPSHOT: {"name": "Release 1"}},
            "playbooks": {id: {"name": name, "steps": self.steps[name]} for id, name in self.playbooks.items()},
        }
        if len(parts) == 3:  # what a snapshot holds
            held = {"flow": (OLD_FLOW, "Start", FLOW_REF), "locale": (OLD_LOCALE, "English", LOCALE_REF)}[query["resourceType"]]
            return 200, {"items": [dict(zip(("_id", "name", "referenceId"), held))], "total": 1, "nextCursor": None}
        if len(parts) == 2:
            one = things[parts[0]].get(parts[1])
            return (200, {"_id": parts[1], **one}) if one else (404, {"code": 1002})
        items = [{"_id": id, **one} for id, one in things[parts[0]].items()]
        return 200, {"items": items, "total": len(items), "nextCursor": None}

    def task(self, id: str) -> dict[str, Any]:
        task = self.tasks[id]
        task["reads"] += 1
        status, details = self.ends.get(self.playbooks[task["playbook"]], ("successful", []))
        shown = {"_id": id, "status": "active", "currentStep": 1, "totalStep": 2, "data": {}}
        if task["reads"] < self.reads or status == "stuck":
            return shown
        if "run" not in task:
            self.finish(task)
        if task["run"] is None:
            return {**shown, "status": status, "failReason": details}
        task["late"] -= 1
        return {**shown, "status": "done", "data": {"playbookRunId": task["run"]} if task["late"] < 0 else {}}

    def posts(self) -> list[str]:
        return [self.playbooks[line.split("/")[2]] for line in self.log if line.startswith("POST")]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def play(server: Server, **given: Any) -> dict[str, Any]:
    return Play(server)("cognigy_playbook_run", **{"project": "Support", "flow": "Main", **given})


# ---- what is run, and on what ----------------------------------------------------------------------------------------


def test_all_playbooks_of_a_project(clock: Clock) -> None:
    server = Server(clock, "Return", "Order")
    result = play(server)
    assert (result["changed"], result["verdict"]) == (True, "successful") and "failed" not in result
    assert [(one["playbook"], one["status"], one["reason"]) for one in result["runs"]] == [
        ("Order", "successful", None),
        ("Return", "successful", None),
    ]
    assert server.bodies == [{"entrypoint": PROJECT, "flowId": FLOW_REF, "localeId": LOCALE_REF}] * 2
    assert {one["id"] for one in result["runs"]} == set(server.runs)
    assert result["runs"][0]["steps"] == [{"number": 1, "text": "Hello", "status": "successful", "timeout": False, "asserts": []}]
    assert result["runs"][0]["seconds"] > 0 and "hush" not in repr(result)


def test_chosen_by_name_and_id_each_once(clock: Clock) -> None:
    server = Server(clock, "A", "B", "C")
    runs = play(server, playbooks=["C", object_id(10), "C", object_id(12)])["runs"]
    assert [one["playbook"] for one in runs] == ["C", "A"] and server.posts() == ["C", "A"]


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"playbooks": ["A", "Z", "Y"]}, "there is no playbook 'Z', 'Y'; there is: 'A'"),
        ({"playbooks": []}, "playbooks is an empty list"),
        ({"flow": "Nowhere"}, "there is no flow 'Nowhere'; there is: 'Main', 'New'"),
        ({"locale": "German"}, "there is no locale 'German'"),
        ({"snapshot": "Release 2"}, "there is no snapshot 'Release 2'; there is: 'Release 1'"),
        ({"project": "Sales"}, "there is no project 'Sales'"),
        ({"at_once": 0}, "at_once must be at least 1"),
        ({"snapshot": "Release 1", "flow": "New"}, "there is no flow 'New' in the snapshot; there is: 'Start'"),
    ],
)
def test_what_is_wrong_is_said_before_anything_starts(clock: Clock, options: dict[str, Any], text: str) -> None:
    server = Server(clock, "A")
    result = play(server, **options)
    assert result["failed"] and not result["changed"] and text in result["msg"]
    assert server.posts() == [] and "runs" not in result


def test_nothing_to_test_is_an_error(clock: Clock) -> None:
    assert "the project has no playbooks, so nothing would be tested" in play(Server(clock))["msg"]
    server = Server(clock, "A")
    server.steps["A"] = []
    assert "'A' has no steps, so nothing would be tested" in play(server)["msg"]
    assert server.posts() == []


def test_one_without_steps_beside_others_is_a_warning(clock: Clock) -> None:
    server = Server(clock, "A", "B")
    server.steps["B"] = []
    run = Play(server)
    result = run("cognigy_playbook_run", project="Support", flow="Main")
    assert result["verdict"] == "successful" and run.warnings == ["playbook 'B' has no steps, so it tests nothing"]


@pytest.mark.parametrize("flow", ["Start", OLD_FLOW, FLOW_REF, "Main", FLOW])
@pytest.mark.parametrize("locale", [None, "English", OLD_LOCALE, LOCALE])
def test_a_snapshot_has_names_and_ids_of_its_own(clock: Clock, flow: str, locale: str | None) -> None:
    server = Server(clock, "A")
    assert play(server, snapshot="Release 1", flow=flow, locale=locale)["verdict"] == "successful"
    assert server.bodies == [{"entrypoint": SNAPSHOT, "flowId": FLOW_REF, "localeId": LOCALE_REF}]


def test_check_mode_runs_nothing(clock: Clock) -> None:
    server = Server(clock, "A", "B")
    result = play(server, check=True)
    assert (result["changed"], result["verdict"]) == (True, None) and server.posts() == []
    nothing: dict[str, Any] = {"id": None, "status": "not_run", "seconds": None, "reason": None, "steps": []}
    assert result["runs"][0] == {"playbook": "A", "playbook_id": object_id(10), **nothing}
    run = Play(server)
    result = run("cognigy_playbook_run", check=True, project="Sales", flow="Main", playbooks=["X"])
    assert result["runs"] == [{"playbook": "X", "playbook_id": None, **nothing}] and result["changed"]
    assert "taken as made by an earlier task" in run.warnings[0]


# ---- several at once -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("at_once", [1, 2, 5])
def test_no_more_at_once_than_wanted(clock: Clock, at_once: int) -> None:
    server = Server(clock, *"ABCDE")
    server.reads = 4
    assert len(play(server, at_once=at_once)["runs"]) == 5
    assert server.most == at_once and server.posts() == [*"ABCDE"]


def test_progress_of_long_runs(clock: Clock) -> None:
    server = Server(clock, "A", "B")
    server.ends["B"] = ("stuck", None)
    run = Play(server)
    run("cognigy_playbook_run", project="Support", flow="Main", wait_timeout=30)
    assert run.said == ["playbooks: 1/2 have run"]


# ---- what can become of a run ----------------------------------------------------------------------------------------

WRONG = [
    step("Hello", "successful", about("assertText", "successful", {"text": "Hi"}, {"text": "Hi"})),
    step(
        "Where is it?",
        "failed",
        about("assertText", "failed", {"text": "error", "fuzzy": True, "negate": True}, {"text": "an error"}),
        about("assertData", "failed", {"data": {"token": "hush", "n": 1}}, {"data": {"token": "psst", "n": 2}}),
        about("assertIntent", "successful", {"intent": "order"}, {"intent": "order"}),
    ),
    step("Bye", "failed", about("assertText", "failed", {"text": "Bye"}, {}), timeout=True),
    step("Hm", "failed"),
]


def test_a_failure_is_told_to_a_person(clock: Clock) -> None:
    server = Server(clock, "A", "B")
    server.ends["B"] = ("failed", WRONG)
    result = play(server)
    assert result["failed"] and result["changed"] and result["verdict"] == "failed"
    assert result["msg"] == (
        "1 of 2 playbooks failed: "
        "playbook 'B', step 2 'Where is it?': assertText: wanted not text \"error\", fuzzy true, came text \"an error\"; "
        'playbook \'B\', step 2 \'Where is it?\': assertData: wanted data {"token": "********", "n": 1}, '
        'came data {"token": "********", "n": 2}; '
        "playbook 'B', step 3 'Bye': no answer came in time; "
        "playbook 'B', step 4 'Hm': the server says that it failed"
    )
    assert [one["status"] for one in result["runs"]] == ["successful", "failed"]
    assert [one["number"] for one in result["runs"][1]["steps"]] == [1, 2, 3, 4]
    assert "hush" not in repr(result) and "psst" not in repr(result)


def test_a_verdict_without_a_failure(clock: Clock) -> None:
    server = Server(clock, "A", "B")
    server.ends["B"] = ("failed", WRONG)
    failing, telling = play(server), play(server, fail=False)
    assert "failed" not in telling and telling["verdict"] == "failed"
    assert [one["steps"] for one in telling["runs"]] == [one["steps"] for one in failing["runs"]]


def test_only_the_first_failures_are_told(clock: Clock) -> None:
    server = Server(clock, *"ABCDEFG")
    server.ends = {name: ("failed", []) for name in "ABCDEFG"}
    message = play(server)["msg"]
    assert message.startswith("7 of 7 playbooks failed: playbook 'A': the server says so, and names no step; ")
    assert "'E'" in message and "'F'" not in message and message.endswith("; and 2 more")


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        (("error", "no such flow"), "ended as error: no such flow"),
        (("cancelled", ""), "ended as cancelled: no reason given"),
        (("stuck", None), "it has not ended after 20 s. The server's task 0000"),
    ],
)
def test_a_task_that_ends_otherwise_fails_its_run_alone(clock: Clock, end: tuple[str, Any], reason: str) -> None:
    server = Server(clock, "A", "B", "C")
    server.ends["B"] = end
    result = play(server, at_once=2, wait_timeout=20)
    assert result["failed"] and result["changed"] and reason in result["msg"]
    assert [one["status"] for one in result["runs"]] == ["successful", "failed", "successful"]
    assert reason in result["runs"][1]["reason"] and result["runs"][1]["id"] is None and result["runs"][1]["steps"] == []
    assert clock.now < 1000 + 25


def test_refused_starts_change_nothing(clock: Clock) -> None:
    server = Server(clock, "A", "B")
    server.lost = [403, 403]
    result = play(server)
    assert result["failed"] and not result["changed"] and result["msg"].count("403 as a test wants it") == 2
    server.lost = [403]
    assert play(server, fail=False)["changed"]


def test_a_run_that_is_shown_before_it_has_a_status(clock: Clock) -> None:
    server = Server(clock, "A")
    server.ends["A"] = ("successful", [])
    shown = server.get

    def late(path: str, query: dict[str, Any]) -> tuple[int, Any]:
        status, found = shown(path, query)
        if re.search(r"/runs/\w+$", path) and clock.now < 1003:
            found = {"_id": found["_id"]}
        return status, found

    server.get = late  # type: ignore[method-assign]
    result = play(server)
    assert result["verdict"] == "successful" and clock.now >= 1003


def test_a_task_that_names_its_run_late_or_never(clock: Clock) -> None:
    server = Server(clock, "A")
    server.named_late = 4
    assert play(server)["verdict"] == "successful"
    server.named_late = 10**6
    start = clock.now
    result = play(server)
    assert result["verdict"] == "successful" and result["runs"][0]["id"] == list(server.runs)[-1]
    assert start + 15 <= clock.now < start + 20
    shown = server.get

    def empty(path: str, query: dict[str, Any]) -> tuple[int, Any]:
        return (200, {"items": []}) if path.endswith("/runs") else shown(path, query)

    server.get = empty  # type: ignore[method-assign]
    assert "does not say which run it made" in play(server)["msg"]


# ---- lost answers ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("harm", [OutcomeUnknown("cut"), b"<html>", b"", b"{}"])
def test_a_lost_answer_to_a_start_that_was_carried_out(clock: Clock, harm: Exception | bytes) -> None:
    server = Server(clock, "A")
    play(server)
    server.lost = [harm]
    run = Play(server)
    result = run("cognigy_playbook_run", project="Support", flow="Main")
    assert result["verdict"] == "successful" and result["runs"][0]["id"] == list(server.runs)[-1]
    assert "a new run was looked for and found" in run.warnings[0] and len(server.posts()) == 2


def test_a_lost_answer_to_a_start_that_was_not(clock: Clock) -> None:
    server = Server(clock, "A", "B")
    play(server)
    server.log.clear()
    server.drops = True
    server.lost = [OutcomeUnknown("cut")]
    # of another flow: not the one that was asked for
    server.others = [{"status": "successful", "createdAt": int(clock.now), "playbook": object_id(10), "flowId": GONE_REF}]
    result = play(server)
    assert result["failed"] and result["changed"] and "the server may have started one. Run this again" in result["msg"]
    assert [one["status"] for one in result["runs"]] == ["failed", "successful"] and server.posts() == ["A", "B"]


def test_perhaps_started_counts_as_changed_and_shows_no_key(clock: Clock) -> None:
    server = Server(clock, "A")
    server.drops, server.lost = True, [OutcomeUnknown(f"cut {KEY['api_key']}")]
    result = play(server, fail=False)
    assert result["changed"] and "Outcome unknown" in result["runs"][0]["reason"] and KEY["api_key"] not in repr(result)


def test_a_server_that_says_when_to_come_back(clock: Clock) -> None:
    server = Server(clock, "A")
    server.drops = True
    server.lost = [OutcomeUnknown("503", retry_after=3), OutcomeUnknown("503", retry_after=3)]
    assert play(server)["verdict"] == "successful"
    assert server.posts() == ["A"] * 3 and clock.now >= 1006
    server.lost = [OutcomeUnknown("503", retry_after=3)] * 9
    assert "Outcome unknown" in play(server)["msg"] and len(server.posts()) == 3 + 4


def test_a_list_that_cannot_be_read_starts_nothing(clock: Clock) -> None:
    server = Server(clock, "A")
    shown = server.get

    def down(path: str, query: dict[str, Any]) -> tuple[int, Any]:
        if path.endswith("/runs"):
            raise ConnectionFailed("no answer")
        return shown(path, query)

    server.get = down  # type: ignore[method-assign]
    result = play(server)
    assert result["failed"] and not result["changed"] and "playbook 'A': no answer" in result["msg"] and server.posts() == []


def test_values_in_messages() -> None:
    assert told({"text": "Hi"}) == 'text "Hi"' and told({}) == "nothing" and told(None) == "null" and told("x") == "x"
    assert told({"text": "x" * 500}).endswith("x...") and len(told({"text": "x" * 500})) < 210
    assert told({"negate": False, "text": "Grüß"}) == 'text "Grüß"'
