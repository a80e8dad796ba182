# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Harm on request: before or after the work, and just for the requests that are meant."""

from __future__ import annotations

import http.client
import time

import pytest

PROJECT = {"name": "Shop", "locale": "en-US"}
PATH = "/new/v2.0/projects"


def create(api, key, **more):
    return api.call("POST", PATH, PROJECT, key, **more)


def total(api, key):
    return api.call("GET", PATH, key=key).body["total"]


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize(("status", "retry_after"), [(429, 7), (429, None), (500, None), (502, None), (503, "3"), (504, None)])
def test_status(api, key, status, retry_after, after):
    api.fault(method="POST", path="/v2.0/projects", status=status, retry_after=retry_after, after_commit=after)
    answer = create(api, key)
    assert (answer.status, answer.body["code"]) == (status, status)
    assert answer.headers.get("retry-after") == (None if retry_after is None else str(retry_after))
    assert total(api, key) == after
    assert create(api, key).status == 201


@pytest.mark.parametrize("after", [False, True])
def test_cut(api, key, after):
    api.fault(kind="cut", method="POST", path="/v2.0/PROJECTS", after_commit=after)
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        create(api, key)
    assert total(api, key) == after


@pytest.mark.parametrize("after", [False, True])
def test_slow(api, key, after):
    api.fault(kind="slow", method="POST", seconds=0.5, after_commit=after)
    with pytest.raises(TimeoutError):
        create(api, key, timeout=0.2)
    assert total(api, key) == after
    time.sleep(0.5)
    assert total(api, key) == 1
    api.fault(kind="slow", method="POST", seconds=0.2)
    started = time.monotonic()
    assert create(api, key).status == 201 and time.monotonic() - started >= 0.2


def test_truncated(api, key):
    api.fault(kind="truncated", method="POST")
    with pytest.raises(http.client.IncompleteRead) as caught:
        create(api, key)
    assert caught.value.partial.startswith(b'{"_id":')
    assert total(api, key) == 1


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize(
    ("kind", "status", "media", "text"),
    [
        ("html", 200, "text/html; charset=utf-8", "<html>"),
        ("not_json", 200, "application/json; charset=utf-8", '{"items": ['),
        ("redirect", 307, None, ""),
        ("empty", 200, None, ""),
    ],
)
def test_odd_answers(api, key, kind, status, media, text, after):
    api.fault(kind=kind, method="POST", location="http://127.0.0.1:1/x", after_commit=after)
    answer = create(api, key)
    assert (answer.status, answer.headers.get("content-type")) == (status, media)
    assert answer.text.startswith(text) and bool(answer.text) is bool(text)
    assert answer.headers.get("location") == ("http://127.0.0.1:1/x" if kind == "redirect" else None)
    assert total(api, key) == after


def test_which_requests(api, key):
    api.fault(method="GET", path="/v2.0/proj*", skip=1, times=2)
    assert create(api, key).status == 201
    assert api.call("GET", "/v2.0/tasks", key=key).status == 200
    assert [api.call("GET", PATH, key=key).status for _again in range(4)] == [200, 503, 503, 200]
    left = api.control("GET", "faults")
    assert [(one["times"], one["skip"]) for one in left] == [(0, 0)]
    api.fault(times=99)
    assert api.control("DELETE", "faults") == []
    assert api.call("GET", PATH, key=key).status == 200


# Tasks


def start_tasks(api, key, number):
    projects = [api.project(key, f"P {one}") for one in range(number)]
    return [api.call("DELETE", f"/v2.0/projects/{one}", key=key) for one in projects]


def test_tasks_of_a_kind_fail(api, key):
    api.switch(deleted_listed=0)
    api.fault(kind="task_error", task="deleteProj*", reason="no disk", skip=1, times=2)
    other = [api.call("POST", "/v2.0/snapshots", {"projectId": api.project(key), "name": one, "description": ""}, key) for one in "ab"]
    found = [api.task(one, key) for one in [*other, *start_tasks(api, key, 4)]]
    assert [one["status"] for one in found] == ["done", "done", "done", "error", "error", "done"]
    assert found[3]["failReason"] == "no disk"
    assert sorted(one["name"] for one in api.call("GET", PATH, key=key).body["items"]) == ["P 1", "P 2", "Shop", "Shop"]
    api.fault(kind="task_error")
    assert api.call("GET", PATH, key=key).status == 200
    assert "was asked for this" in api.task(start_tasks(api, key, 1)[0], key)["failReason"]


@pytest.mark.parametrize("reads", [0, 1, 2, 5])
def test_tasks_of_a_kind_are_stuck(api, key, reads):
    api.switch(task_reads=reads, task_seconds=1)
    api.fault(kind="task_stuck", task="deleteProject")
    stuck, other = start_tasks(api, key, 2)
    path = f"/v2.0/tasks/{stuck.body['_id']}"
    assert api.call("GET", path, key=key).body["status"] == ("queued" if reads == 5 else "active")
    api.advance(10)
    assert api.task(other, key)["status"] == "done"
    for _again in range(8):
        task = api.call("GET", path, key=key).body
    assert (task["status"], task["currentStep"], task["totalStep"]) == ("active", 1, 2)
    assert api.call("POST", f"{path}/cancel", key=key).status == 204
    assert api.call("GET", path, key=key).body["status"] == "cancelled"
    assert "P 0" in [one["name"] for one in api.call("GET", PATH, key=key).body["items"]]


def test_steps_of_a_task(api, key):
    api.switch(task_steps=4, task_reads=6)
    (answer,) = start_tasks(api, key, 1)
    assert (answer.body["currentStep"], answer.body["totalStep"]) == (0, 4)
    seen = [api.call("GET", f"/v2.0/tasks/{answer.body['_id']}", key=key).body for _again in range(6)]
    assert [one["currentStep"] for one in seen] == [0, 2, 3, 3, 3, 4]
    assert [one["status"] for one in seen] == ["queued", *["active"] * 4, "done"]
    assert {one["totalStep"] for one in seen} == {4}


def test_wrong_faults(api):
    for body in ({"kind": "nonsense"}, {"nonsense": 1}):
        assert api.call("POST", "/__emulator/faults", body).status == 400
    assert api.control("GET", "faults") == []
