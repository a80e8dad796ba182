# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Background tasks: which are shown, what is waited for, what is cancelled."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.community.cognigy.plugins.module_utils._errors import OutcomeUnknown
from ansible_collections.community.cognigy.plugins.module_utils._transport import Answer
from ansible_collections.community.cognigy.tests.unit.plugins.module_utils._fakes import Play, answer, object_id

SUPPORT, SALES = object_id(1), object_id(2)
QUEUED, ACTIVE, DONE, FAILED, GONE = (object_id(number) for number in range(10, 15))


class Server:
    """Tasks of two projects; each read goes on to the next of a task's states.

    cancels: what a cancellation gets: "cancels", a status that refuses it, or "cut": no answer; after: what the task becomes at it.
    """

    def __init__(self) -> None:
        self.states = {
            QUEUED: ["queued", "active", "done"],
            ACTIVE: ["active", "active", "done"],
            DONE: ["done"],
            FAILED: ["error"],
            GONE: ["active"],
        }
        self.projects = {task: SALES if task == GONE else SUPPORT for task in self.states}
        self.reason = "Limit of allowed Snapshots reached"
        self.cancels: Any = "cancels"
        self.after = ["cancelling", "cancelled"]
        self.unknown = 404
        self.log: list[str] = []

    def shown(self, task: str) -> dict[str, Any]:
        status = self.states[task][0]
        reason = self.reason if status == "error" else ""
        data = {"snapshotName": "Release 1", "apiKey": "hush"}
        steps = {"currentStep": 1, "totalStep": 2}
        return {"_id": task, "name": "createSnapshot", "status": status, "failReason": reason, "data": data, "lastRunAt": None, **steps}

    def __call__(self, method: str, path: str, query: dict[str, Any], body: Any, headers: dict[str, str]) -> Answer:
        path = path.removeprefix("/new/v2.0/")
        self.log.append(f"{method} {path}")
        kind, _slash, rest = path.partition("/")
        if kind == "projects":
            items = [{"_id": SUPPORT, "name": "Support"}, {"_id": SALES, "name": "Sales"}]
            return answer(
                method, path, 200, {"items": items, "nextCursor": None} if not rest else next(i for i in items if i["_id"] == rest)
            )
        if method == "POST":
            return self.cancel(method, path, rest.removesuffix("/cancel"))
        if rest:
            if rest not in self.states:
                return answer(method, path, self.unknown, {"detail": "no"})
            states = self.states[rest]
            if len(states) > 1:
                states.pop(0)
            return answer(method, path, 200, self.shown(rest))
        items = [self.shown(task) for task, project in self.projects.items() if query.get("projectId", project) == project]
        return answer(method, path, 200, {"items": items, "nextCursor": None})

    def cancel(self, method: str, path: str, task: str) -> Answer:
        self.states[task] = [self.states[task][0], *self.after]
        if self.cancels == "cut":
            raise OutcomeUnknown("cut")
        return answer(method, path, 204 if self.cancels == "cancels" else self.cancels, None)

    def cancelled(self) -> list[str]:
        return [line.split("/")[1] for line in self.log if line.startswith("POST")]


def states(result: dict[str, Any]) -> dict[str, str]:
    return {one["id"]: one["status"] for one in result["tasks"]}


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def play(server: Server) -> Any:
    run = Play(server)
    return lambda **given: run("cognigy_task_info", **given)


# ---- seen ------------------------------------------------------------------------------------------------------------


def test_all_of_a_project_and_one(play: Any, server: Server) -> None:
    assert list(states(play())) == list(server.states)
    result = play(project="Support")
    assert result["changed"] is False and "diff" not in result
    assert states(result) == {QUEUED: "queued", ACTIVE: "active", DONE: "done", FAILED: "error"}
    assert states(play(project="Support", status=["done", "error"])) == {DONE: "done", FAILED: "error"}
    assert states(play(id=DONE)) == {DONE: "done"} and play(id=DONE, status=["error"])["tasks"] == []


def test_what_is_shown(play: Any) -> None:
    (one,) = play(id=FAILED)["tasks"]
    assert one == {
        "id": FAILED,
        "name": "createSnapshot",
        "status": "error",
        "fail_reason": "Limit of allowed Snapshots reached",
        "data": {"snapshot_name": "Release 1", "api_key": "********"},
        "last_run_at": None,
        "current_step": 1,
        "total_step": 2,
    }


def test_what_is_not_there(play: Any, server: Server) -> None:
    assert play(id=object_id(99))["tasks"] == []
    for option in ("wait", "cancel"):
        assert f"there is no task with the id {object_id(99)}" in play(id=object_id(99), **{option: True})["msg"]
    server.unknown = 403
    assert "403 no" in play(id=object_id(99))["msg"]
    missing = play(project="Sals")
    assert "there is no project 'Sals'" in missing["msg"]
    assert "GET tasks" not in server.log
    assert play(project="Sals", check=True)["tasks"] == []


# ---- waited for ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("check", [False, True])
def test_wait_for_what_goes_on(play: Any, server: Server, check: bool) -> None:
    result = play(project="Support", wait=True, check=check)
    assert states(result) == {QUEUED: "done", ACTIVE: "done", DONE: "done", FAILED: "error"}  # the old failure does not count
    assert result["changed"] is False and f"GET tasks/{FAILED}" not in server.log


def test_wait_for_one_that_fails(play: Any, server: Server) -> None:
    server.states[ACTIVE] = ["active", "error"]
    server.states[QUEUED] = ["queued", "cancelled"]
    result = play(project="Support", wait=True)
    assert result["failed"] and result["changed"] is False
    assert f"createSnapshot: the server's task {ACTIVE} ended as error: {server.reason}" in result["msg"]
    assert f"the server's task {QUEUED} ended as cancelled" in result["msg"]
    assert states(result) == {QUEUED: "cancelled", ACTIVE: "error", DONE: "done", FAILED: "error"}
    assert "ended as error" in play(id=FAILED, wait=True)["msg"]  # asked for by its id, an old failure counts


def test_wait_until_time_is_up(play: Any, server: Server) -> None:
    server.states[ACTIVE], server.states[QUEUED] = ["active"], ["queued", "error"]
    result = play(project="Support", wait=True, wait_timeout=0)
    assert f"not ended after 0 s, and going on: createSnapshot {ACTIVE} (active)" in result["msg"]
    assert f"{QUEUED} ended as error" in result["msg"] and len(result["tasks"]) == 4


# ---- cancelled -------------------------------------------------------------------------------------------------------


def test_cancel_what_goes_on(play: Any, server: Server) -> None:
    predicted = play(project="Support", cancel=True, check=True)
    assert server.cancelled() == []
    result = play(project="Support", cancel=True)
    assert server.cancelled() == [QUEUED, ACTIVE]
    assert states(result) == states(predicted) == {QUEUED: "cancelled", ACTIVE: "cancelled", DONE: "done", FAILED: "error"}
    assert result["diff"] == predicted["diff"]
    assert result["diff"] == {
        "before": {"status": {QUEUED: "queued", ACTIVE: "active"}},
        "after": {"status": {QUEUED: "cancelled", ACTIVE: "cancelled"}},
    }
    assert result["changed"] and predicted["changed"]
    again = play(project="Support", cancel=True)
    assert not again["changed"] and len(server.cancelled()) == 2 and again["diff"]["before"] == again["diff"]["after"]


def test_cancel_needs_to_know_where(play: Any, server: Server) -> None:
    result = play(cancel=True, status=["queued"])
    assert "cancel needs id or project" in result["msg"] and server.log == []


def test_one_that_is_being_cancelled_is_waited_for(play: Any, server: Server) -> None:
    server.states[ACTIVE] = ["cancelling", "cancelling", "cancelled"]
    result = play(id=ACTIVE, cancel=True)
    assert states(result) == {ACTIVE: "cancelled"} and not result["changed"] and server.cancelled() == []


@pytest.mark.parametrize("cancels", [400, 409, "cut"])
@pytest.mark.parametrize(("end", "changed"), [("done", False), ("error", False), ("cancelled", True)])
def test_one_that_ends_in_between(play: Any, server: Server, cancels: Any, end: str, changed: bool) -> None:
    server.cancels, server.after = cancels, [end]
    result = play(id=ACTIVE, cancel=True)
    assert states(result) == {ACTIVE: end} and result["changed"] is changed and "failed" not in result


@pytest.mark.parametrize("cancels", [403, 400, "cut"])
def test_a_cancellation_that_is_refused(play: Any, server: Server, cancels: Any) -> None:
    server.cancels, server.after, server.states[ACTIVE] = cancels, [], ["active"]
    result = play(id=ACTIVE, cancel=True)
    assert result["failed"] and not result["changed"] and str(cancels) in result["msg"]


def test_a_cancelled_one_that_does_not_end(play: Any, server: Server) -> None:
    server.after = ["cancelling"]
    result = play(id=ACTIVE, cancel=True, wait_timeout=0)
    assert f"{ACTIVE} (cancelling)" in result["msg"] and not result["changed"]
