# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Playbooks with their steps and asserts, and the runs that answers are fed to."""

from __future__ import annotations

import uuid

import pytest

PLAYBOOKS = "/v2.0/playbooks"


@pytest.fixture
def project(api, key):
    return api.project(key)


@pytest.fixture
def playbook(api, key, project):
    body = {"projectId": project, "name": "Smoke", "timeout": 1000, "abortOnError": False}
    answer = api.call("POST", PLAYBOOKS, body, key)
    assert answer.status == 201, answer.text
    return f"{PLAYBOOKS}/{answer.body['_id']}"


@pytest.fixture
def step(api, key, playbook):
    def maker(text, *asserts):
        made = api.call("POST", f"{playbook}/steps", {"text": text}, key)
        assert made.status == 201, made.text
        path = f"{playbook}/steps/{made.body['_id']}"
        for kind, params in asserts:
            assert api.call("POST", f"{path}/asserts", {"type": kind, "params": params}, key).status == 201
        return path

    return maker


@pytest.fixture
def place(api, key, organisation, project):
    """Where a playbook may run."""
    fields = {"organisation": organisation, "project": project, "name": "Main", "referenceId": str(uuid.uuid4())}
    flow = api.control("POST", "objects", {"kind": "flow", **fields})
    locale = api.call("GET", f"/v2.0/locales?projectId={project}", key=key).body["items"][0]
    return {"entrypoint": project, "flowId": flow["referenceId"], "localeId": locale["referenceId"]}


@pytest.fixture
def run(api, key, playbook, place):
    """Run the playbook and give what came out of it."""

    def runner():
        api.task(api.call("POST", f"{playbook}/schedule", place, key), key)
        id = api.call("GET", f"{playbook}/runs", key=key).body["items"][0]["_id"]
        return api.call("GET", f"{playbook}/runs/{id}", key=key).body

    return runner


@pytest.fixture
def feed(api, organisation, project):
    def feeder(input, **answer):
        api.control(
            "POST", "objects", {"kind": "playbookAnswer", "organisation": organisation, "project": project, "input": input, **answer}
        )

    return feeder


def steps_of(api, key, playbook):
    return api.call("GET", playbook, key=key).body["steps"]


def test_life_of_a_playbook(api, key, project, playbook):
    read = api.call("GET", playbook, key=key).body
    assert (read["timeout"], read["steps"]) == (1000, [])
    (item,) = api.call("GET", f"{PLAYBOOKS}?projectId={project}", key=key).body["items"]
    assert item["name"] == "Smoke" and "steps" not in item
    assert api.call("PATCH", playbook, {"name": "New", "abortOnError": True}, key).status == 204
    assert api.call("PATCH", playbook, {"timeout": 0}, key).status == 400
    assert api.call("GET", playbook, key=key).body["abortOnError"] is True
    body = {"projectId": project, "name": "x", "timeout": 1, "abortOnError": False}
    assert api.call("POST", PLAYBOOKS, {**body, "name": "a|b"}, key).status == 400
    assert api.call("POST", PLAYBOOKS, {**body, "projectId": api.absent}, key).status == 404
    assert api.call("GET", playbook, key=api.super_key(api.organisation("Foreign"))).status == 404
    assert api.call("DELETE", playbook, key=key).status == 204
    assert api.call("GET", playbook, key=key).status == 404


def test_steps_and_asserts(api, key, playbook, step):
    first, second = step("hello"), step("bye", ("assertText", {"text": "Hi"}))
    ids = [one["_id"] for one in steps_of(api, key, playbook)]
    assert api.call("PATCH", first, {"text": "good day", "data": {"a": 1}}, key).status == 204
    order = f"{playbook}/steps/order"
    assert api.call("POST", order, {"stepIds": ids[::-1]}, key).status in (200, 204)
    found = steps_of(api, key, playbook)
    assert [(one["text"], one["data"], len(one["asserts"])) for one in found] == [("bye", {}, 1), ("good day", {"a": 1}, 0)]
    for wrong in (ids[:1], [ids[0], ids[0]], [*ids, ids[0]]):
        assert api.call("POST", order, {"stepIds": wrong}, key).status == 400
    assert api.call("POST", order, {"stepIds": [ids[0], api.absent]}, key).status == 404
    one = f"{second}/asserts/{found[0]['asserts'][0]['_id']}"
    assert api.call("PATCH", one, {"params": {"text": "Hello"}}, key).status == 204
    assert steps_of(api, key, playbook)[0]["asserts"][0]["params"] == {"text": "Hello"}
    assert api.call("POST", f"{second}/asserts", {"params": {}}, key).status == 400
    assert api.call("POST", f"{second}/asserts", {"type": "nonsense"}, key).status == 400
    assert api.call("DELETE", one, key=key).status == 204
    assert api.call("DELETE", one, key=key).status == 404
    assert api.call("PATCH", first, {"data": None}, key).status == 204
    assert steps_of(api, key, playbook)[1]["data"] == {}
    assert api.call("DELETE", first, key=key).status == 204
    assert api.call("DELETE", first, key=key).status == 404
    assert [one["text"] for one in steps_of(api, key, playbook)] == ["bye"]


def test_batch_and_copy(api, key, project, playbook, step):
    step("hello")
    body = {"projectId": project, "name": "Copy", "timeout": 5, "abortOnError": True}
    copy = api.call("POST", f"{PLAYBOOKS}?resourceId={playbook.rsplit('/', maxsplit=1)[1]}", body, key).body
    assert ([one["text"] for one in copy["steps"]], copy["timeout"]) == (["hello"], 5)
    assert api.call("POST", f"{PLAYBOOKS}?resourceId={api.absent}", body, key).status == 404
    value = {"name": "New", "timeout": 7, "steps": [], "abortOnError": False}
    operations = [{"op": "create", "value": value}, {"op": "update", "id": copy["_id"], "value": {**value, "name": "Other"}}]
    path = f"{PLAYBOOKS}?projectId={project}"
    assert api.call("PATCH", path, {"operations": operations}, key).status == 204
    assert api.call("PATCH", path, {"operations": [{"op": "delete", "id": copy["_id"]}]}, key).status == 204
    assert {one["name"] for one in api.call("GET", path, key=key).body["items"]} == {"Smoke", "New"}


def test_the_id_of_the_run_comes_late(api, key, playbook, place):
    started = api.call("POST", f"{playbook}/schedule", place, key)
    assert (started.status, started.body["status"]) == (202, "queued")
    task = f"/v2.0/tasks/{started.body['_id']}"
    reads = [api.call("GET", task, key=key).body for _again in range(3)]
    assert [one["status"] for one in reads] == ["active", "done", "done"]
    assert ["playbookRunId" in one["data"] for one in reads] == [False, False, True]
    run = f"{playbook}/runs/{reads[2]['data']['playbookRunId']}"
    read = api.call("GET", run, key=key).body
    assert place.items() <= read.items() and (read["status"], read["stepResults"]) == ("successful", [])
    assert api.call("GET", f"{playbook}/runs", key=key).body["items"][0]["status"] == "successful"
    assert api.call("DELETE", run, key=key).status == 204
    assert api.call("GET", run, key=key).status == 404


def test_what_a_run_refers_to(api, key, playbook, place, project):
    foreign = api.call("GET", f"/v2.0/locales?projectId={api.project(key, 'Other')}", key=key).body["items"][0]["referenceId"]
    for wrong in ({"entrypoint": api.absent}, {"flowId": str(uuid.uuid4())}, {"localeId": foreign}):
        answer = api.call("POST", f"{playbook}/schedule", {**place, **wrong}, key)
        assert answer.status == 404 and "does not exist" in answer.detail
    assert api.call("POST", f"{playbook}/schedule", {**place, "flowId": api.absent}, key).status == 400


@pytest.mark.parametrize(
    ("kind", "params", "holds"),
    [
        ("assertText", {"text": "Hi"}, True),
        ("assertText", {"text": "Bye"}, False),
        ("assertText", {"text": "Bye", "negate": True}, True),
        ("assertText", "Hi", True),
        ("assertData", {"data": {"a": {"b": 1}}}, True),
        ("assertData", {"data": {"a": {"b": 2}}}, False),
        ("assertIntent", {"intent": "greet"}, True),
        ("assertState", {"state": "other"}, False),
        ("assertContext", {"context": {"missing": 1}}, False),
        ("assertSlot", {"slot": {"city": "Bonn"}}, True),
    ],
)
def test_asserts_compare_with_what_was_fed(step, feed, run, kind, params, holds):
    step("hello", (kind, params))
    unfed = run()
    assert (unfed["status"], unfed["stepResults"][0]["asserts"][0]["actual"]) == ("successful", {})
    feed("hello", text="Wrong")
    feed("hello", text="Hi", data={"a": {"b": 1, "c": 2}}, intent="greet", state="start", context={"x": 1}, slot={"city": "Bonn"})
    result = run()
    assert result["status"] == result["stepResults"][0]["asserts"][0]["status"] == ("successful" if holds else "failed")
    assert result["stepResults"][0]["asserts"][0]["actual"] != {}


@pytest.mark.parametrize(("aborts", "steps"), [(False, 2), (True, 1)])
def test_timeouts_and_the_abort(api, key, playbook, step, feed, run, aborts, steps):
    api.call("PATCH", playbook, {"abortOnError": aborts}, key)
    step("slow"), step("hello")
    feed("slow", milliseconds=1001)
    result = run()
    assert result["status"] == "failed" and [one["timeout"] for one in result["stepResults"]] == [True, False][:steps]


def test_runs_end_with_the_playbook_and_a_lost_playbook_fails_the_task(api, key, playbook, place, run):
    run()
    started = api.call("POST", f"{playbook}/schedule", place, key)
    assert api.call("DELETE", playbook, key=key).status == 204
    assert api.control("GET", "objects?kind=playbookRun") == []
    assert api.task(started, key)["failReason"] == "Playbook does not exist"
