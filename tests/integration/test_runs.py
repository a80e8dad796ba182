# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs of playbooks, which change something each time, and background tasks."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.community.cognigy.tests.integration.harness import Ansible, Emulator

RUN, TASK = "community.cognigy.cognigy_playbook_run", "community.cognigy.cognigy_task_info"
ACME = {"COGNIGY_ORGANISATION": "Acme"}
HERE = {"project": "Home", "flow": "Main"}


@pytest.fixture
def key(emulator: Emulator) -> str:
    """Acme with the project Home, the flow Main, and playbooks that expect a greeting."""
    key = emulator.super_key(emulator.organisation("Acme"))
    project = emulator.project(key, "Home")
    emulator.api("POST", "/v2.0/flows", {"projectId": project, "name": "Main"}, key=key)
    for name in ("Order", "Return", "Stay"):
        body = {"projectId": project, "name": name, "timeout": 1000, "abortOnError": True}
        playbook = emulator.api("POST", "/v2.0/playbooks", body, key=key)["_id"]
        step = emulator.api("POST", f"/v2.0/playbooks/{playbook}/steps", {"text": f"{name}?"}, key=key)["_id"]
        about = {"type": "assertText", "params": {"text": "Hi"}}
        emulator.api("POST", f"/v2.0/playbooks/{playbook}/steps/{step}/asserts", about, key=key)
    return key


def project_of(emulator: Emulator, key: str) -> str:
    return str(emulator.api("GET", "/v2.0/projects", key=key)["items"][0]["_id"])


def says(emulator: Emulator, key: str, asked: str, text: str, **more: Any) -> None:
    """What the flow answers in a step from now on."""
    fed = {"kind": "playbookAnswer", "organisation": "Acme", "project": project_of(emulator, key)}
    emulator.control("POST", "objects", {**fed, "input": asked, "text": text, **more})


def start(emulator: Emulator, key: str, name: str) -> str:
    """The id of a new task."""
    body = {"projectId": project_of(emulator, key), "name": name, "description": "x"}
    return str(emulator.api("POST", "/v2.0/snapshots", body, key=key)["_id"])


def test_one_verdict(ansible: Ansible, emulator: Emulator, key: str, in_process: bool) -> None:
    says(emulator, key, "Return?", "Sorry")
    says(emulator, key, "Stay?", "Hi", milliseconds=2000)
    emulator.control("DELETE", "requests")
    tasks: list[dict[str, Any]] = [
        {"name": "predicted", RUN: HERE, "check_mode": True},
        {"name": "good", RUN: {**HERE, "playbooks": ["Order"]}},
        {"name": "verdict", RUN: {**HERE, "fail": False, "at_once": 1}},
        {"name": "bad", RUN: HERE, "ignore_errors": True},
        {"name": "unknown", RUN: {**HERE, "playbooks": ["Order", "Odrer"]}, "ignore_errors": True},
    ]
    run = ansible.tasks(tasks, in_process=in_process, env=ACME)
    assert run.rc == 0, run.output
    predicted, good, verdict, bad, unknown = (run.result(task["name"]) for task in tasks)
    assert emulator.writes().count("schedulePlaybook") == 1 + 3 + 3
    assert predicted["changed"] and predicted["verdict"] is None
    assert [(one["playbook"], one["status"]) for one in predicted["runs"]] == [(name, "not_run") for name in ("Order", "Return", "Stay")]
    assert good["changed"] and good["verdict"] == "successful" and [one["playbook"] for one in good["runs"]] == ["Order"]
    assert verdict["changed"] and verdict["verdict"] == bad["verdict"] == "failed"
    for result in (verdict, bad):
        assert [one["status"] for one in result["runs"]] == ["successful", "failed", "failed"]
        (step,) = result["runs"][1]["steps"]
        assert (step["number"], step["asserts"][0]["actual"]) == (1, {"text": "Sorry"}) and result["runs"][2]["steps"][0]["timeout"]
    assert (
        bad["failed"]
        and bad["changed"]
        and bad["msg"]
        == (
            "2 of 3 playbooks failed: playbook 'Return', step 1 'Return?': assertText: wanted text \"Hi\", came text \"Sorry\"; "
            "playbook 'Stay', step 1 'Stay?': no answer came in time"
        )
    )
    assert "there is no playbook 'Odrer'" in unknown["msg"] and not unknown["changed"]
    assert not emulator.control("GET", "violations")


@pytest.mark.once
def test_tasks_that_fail_and_get_stuck(ansible: Ansible, emulator: Emulator, key: str) -> None:
    emulator.control("POST", "switches", {"task_fails": "the flow is broken"})
    result = ansible.module("cognigy_playbook_run", HERE, env=ACME)
    assert result["failed"] and result["msg"].count("ended as error: the flow is broken") == 3 and len(result["runs"]) == 3
    emulator.control("POST", "switches", {"task_fails": None, "task_reads": 10**6, "task_seconds": None})
    result = ansible.module("cognigy_playbook_run", {**HERE, "wait_timeout": 1}, env=ACME)
    assert [one["status"] for one in result["runs"]] == ["failed"] * 3 and "has not ended after 1 s" in result["msg"]
    stopped = ansible.module("cognigy_task_info", {"project": "Home", "cancel": True}, env=ACME)
    assert stopped["changed"] and [one["status"] for one in stopped["tasks"]].count("cancelled") == 3


@pytest.mark.once
@pytest.mark.parametrize(
    ("harm", "found"),
    [
        ({"kind": "cut", "after_commit": True}, True),
        ({"kind": "status", "status": 503, "retry_after": 1}, True),
        ({"kind": "status", "status": 429, "retry_after": 1}, True),
        ({"kind": "cut"}, False),
    ],
    ids=lambda value: f"{value['kind']} {value.get('status', '')}" if isinstance(value, dict) else "",
)
def test_a_start_without_an_answer(ansible: Ansible, emulator: Emulator, key: str, harm: dict[str, Any], found: bool) -> None:
    emulator.control("POST", "faults", {"method": "POST", "path": "/v2.0/playbooks/*/schedule", **harm})
    result = ansible.module("cognigy_playbook_run", {**HERE, "playbooks": ["Order"]}, env=ACME)
    runs = emulator.control("GET", "objects", kind="playbookRun")
    assert len(runs) == found and result["changed"]
    if found:
        assert result["verdict"] == "successful" and result["runs"][0]["id"] == runs[0]["_id"]
    else:
        assert result["failed"] and "the server may have started one. Run this again" in result["msg"]


@pytest.mark.once
def test_a_snapshot_is_tested_as_it_was(ansible: Ansible, emulator: Emulator, key: str) -> None:
    start(emulator, key, "Release 1")
    flow = emulator.api("GET", "/v2.0/flows", key=key, projectId=project_of(emulator, key))["items"][0]
    tasks: list[dict[str, Any]] = [
        {"name": "wait", TASK: {"project": "Home", "wait": True}},
        {
            "name": "list",
            "community.cognigy.cognigy_api": {"operation": "indexSnapshots"},
            "register": "all",
            "until": "all.response.total > 0",
            "delay": 0,
        },
        {"name": "rename", "community.cognigy.cognigy_flow": {"project": "Home", "id": flow["_id"], "name": "New"}},
        *({"name": name, RUN: {**HERE, "snapshot": "Release 1", "flow": name}} for name in ("Main", "New", flow["referenceId"])),
        {"name": "gone", RUN: {**HERE, "snapshot": "Release 1", "flow": "Other"}, "ignore_errors": True},
    ]
    run = ansible.tasks(tasks, env=ACME)
    assert run.rc == 0, run.output
    snapshot = run.result("list")["response"]["items"][0]["_id"]
    runs = emulator.control("GET", "objects", kind="playbookRun")
    assert len(runs) == 9 and {(one["entrypoint"], one["flowId"]) for one in runs} == {(snapshot, flow["referenceId"])}
    assert "there is no flow 'Other' in the snapshot; there is: 'Main'" in run.result("gone")["msg"]


def test_tasks(ansible: Ansible, emulator: Emulator, key: str, in_process: bool) -> None:
    emulator.control("POST", "switches", {"task_seconds": None})
    first, second = start(emulator, key, "one"), start(emulator, key, "two")
    emulator.control("DELETE", "requests")
    tasks: list[dict[str, Any]] = [
        {"name": "all", TASK: {}},
        {"name": "waited", TASK: {"id": first, "wait": True}},
        {"name": "would", TASK: {"project": "Home", "cancel": True}, "check_mode": True, "diff": True},
        {"name": "cancelled", TASK: {"project": "Home", "cancel": True}, "diff": True},
        {"name": "again", TASK: {"project": "Home", "cancel": True}, "diff": True},
        {"name": "ended", TASK: {"id": second, "wait": True}, "ignore_errors": True},
        {"name": "none", TASK: {"project": "Home", "status": ["active"]}},
    ]
    run = ansible.tasks(tasks, in_process=in_process, env=ACME)
    assert run.rc == 0, run.output
    results = {task["name"]: run.result(task["name"]) for task in tasks}
    assert {name: result["changed"] for name, result in results.items() if result["changed"]} == {"would": True, "cancelled": True}
    assert emulator.writes().count("cancelTask") == 1
    assert {one["id"]: one["status"] for one in results["all"]["tasks"]} == {first: "queued", second: "queued"}
    assert results["waited"]["tasks"][0]["status"] == "done"
    assert (
        results["would"]["diff"] == results["cancelled"]["diff"] and results["again"]["diff"]["before"] == results["again"]["diff"]["after"]
    )
    assert [one["status"] for one in results["cancelled"]["tasks"]] == [one["status"] for one in results["would"]["tasks"]]
    assert results["ended"]["failed"] and f"the server's task {second} ended as cancelled" in results["ended"]["msg"]
    assert results["ended"]["tasks"][0]["id"] == second and results["none"]["tasks"] == []
