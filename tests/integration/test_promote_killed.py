# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role promote, killed after each of its requests, and with each kind of trouble at each of them.

Whatever happens: production's endpoints all run the old snapshot or all the new one, or the next run brings them there; no snapshot is lost
and none is there twice. A request that changes nothing at a server leaves what the one before it left, so the walk stops at those that
do change something, which it finds out by a whole run. With COGNIGY_WALK=all it stops at every request.
"""

from __future__ import annotations

import contextlib
import os
import pathlib
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from ansible_collections.community.cognigy.tests.integration.harness import Ansible, Emulator
from ansible_collections.community.cognigy.tests.integration.promotion import NEW, OLD, Side, two_sides, variables
from ansible_collections.community.cognigy.tests.integration.test_promote import ALL_NEW, ALL_OLD, NO_CONNECTION, PLAYBOOKS, WORKS, promote

pytestmark = pytest.mark.once
TESTS = {"promote_playbooks": PLAYBOOKS, "promote_commands": [WORKS]}
FAILS = {"promote_playbooks": PLAYBOOKS, "promote_commands": [{"name": "no", "argv": ["false"]}]}
# A read that changes something: tasks of the emulator end when they are read.
TURNING = ("readTask",)


def stops(side: Side) -> Iterator[int]:
    """The numbers of the requests of the last run after which the server is another one than before. Keys are made for each task."""
    for number, entry in enumerate(side.server.control("GET", "requests")):
        operation = entry["operation"]
        if os.environ.get("COGNIGY_WALK") == "all" or operation in TURNING or (entry["method"] != "GET" and "ApiKey" not in str(operation)):
            yield number


def kill_after(ansible: Ansible, sides: tuple[Side, Side], at: Side, number: int, **more: Any) -> bool:
    """Run the role and kill it, with all of its processes, when a request has been carried out and not answered yet. False when it never came."""
    at.server.control("POST", "faults", {"kind": "slow", "seconds": 30, "skip": number, "after_commit": True})
    play = [{"hosts": "localhost", "connection": "local", "gather_facts": False, "roles": ["community.cognigy.promote"]}]
    path = ansible.folder / "killed.yml"
    path.write_text(yaml.safe_dump(play), encoding="utf-8")
    values = ansible.folder / "killed_vars.yml"
    values.write_text(yaml.safe_dump(variables(*sides, **more)), encoding="utf-8")
    env = {name: value for name, value in {**ansible.env, **NO_CONNECTION, "ANSIBLE_CALLBACKS_ENABLED": ""}.items() if value}
    with open(ansible.folder / "killed.log", "w", encoding="utf-8") as log:
        process = subprocess.Popen(["ansible-playbook", str(path), "-e", f"@{values}"], env=env, stdout=log, stderr=log, cwd=ansible.folder)
        while process.poll() is None and at.server.control("GET", "faults")[0]["times"]:
            time.sleep(0.02)
        came = process.poll() is None
        for pid in processes(str(path)):
            os.kill(pid, signal.SIGKILL)
        process.wait(30)
    at.server.control("DELETE", "faults")
    return came


def processes(word: str) -> list[int]:
    """The processes that have a word in their command: those that Ansible forks may have a session of their own."""
    found = []
    for command in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if word in command.read_bytes().decode(errors="replace"):
                found.append(int(command.parent.name))
    return found


def sound(sides: tuple[Side, Side], where: str) -> None:
    dev, prod = sides
    assert sorted(dev.snapshots()) == [OLD, NEW], where
    assert sorted(prod.snapshots()) in ([OLD], [OLD, NEW]), where
    assert set(prod.running().values()) <= {OLD, NEW}, where


def world(*servers: Emulator) -> tuple[Side, Side]:
    """Two sides whose tasks end at their first read, and whose files are there at once, so that the walk does not stop twice at the same."""
    sides = two_sides(*servers)
    for one in sides:
        one.server.control("POST", "switches", {"task_reads": 1, "late_downloads": False, "uploaded_listed": 0})
    return sides


@pytest.mark.parametrize("tests", [TESTS, FAILS], ids=["a good one", "one whose test fails"])
def test_killed_after_each_request(ansible: Ansible, emulator: Emulator, other_emulator: Emulator, tests: dict[str, Any]) -> None:
    sides = world(emulator, other_emulator)
    whole = promote(ansible, sides, **tests)
    good = tests is TESTS
    assert (whole.rc == 0) is good, whole.output
    found = [(which, number) for which, one in enumerate(sides) for number in stops(one)]
    if not good:  # until the switch it is the same walk
        first = min(
            number for number, entry in enumerate(sides[1].server.control("GET", "requests")) if entry["operation"] == "updateEndpoint"
        )
        found = [(which, number) for which, number in found if which == 1 and number >= first]
    assert len(found) >= 5
    for which, number in found:
        sides = world(emulator, other_emulator)
        where = f"{'target' if which else 'source'}, request {number}"
        assert kill_after(ansible, sides, sides[which], number, **tests), where
        sound(sides, where)
        again = promote(ansible, sides, **tests)
        assert (again.rc == 0) is good, f"{where}\n{again.output}"
        sound(sides, where)
        running = sides[1].running()
        if good:
            assert running == ALL_NEW, f"{where}\n{again.output}"
        else:
            assert running in (ALL_OLD, ALL_NEW), f"{where}: {running}\n{again.output}"


TROUBLE: list[dict[str, Any]] = [
    {"kind": "status", "status": 429, "retry_after": 0},
    {"kind": "status", "status": 503},
    {"kind": "status", "status": 503, "after_commit": True},
    {"kind": "cut"},
    {"kind": "cut", "after_commit": True},
    {"kind": "truncated"},
]
WRITES = {
    0: ["POST /v2.0/snapshots/*/package", "POST /v2.0/snapshots/*/downloadlink", "GET /downloads/*"],
    1: ["POST /v2.0/snapshots/upload", "POST /v2.0/playbooks/*/schedule", *["PATCH /v2.0/endpoints/*"] * 3],
}
TASKS = [(0, "packageSnapshot"), (1, "uploadSnapshotPackage"), (1, "schedulePlaybook")]
MOST_RUNS = 6


def until_done(ansible: Ansible, sides: tuple[Side, Side], **more: Any) -> list[str]:
    """Run the role until it succeeds, as a person would; the messages of the runs that failed."""
    said: list[str] = []
    for _run in range(MOST_RUNS):
        run = promote(ansible, sides, **{**TESTS, **more})
        sound(sides, run.output)
        if run.rc == 0:
            return said
        assert sides[1].running() in (ALL_OLD, ALL_NEW), run.output
        said.append(next(str(one["result"]) for one in reversed(run.records) if one["status"] == "failed"))
    raise AssertionError("\n".join(said))


@pytest.mark.parametrize("trouble", TROUBLE, ids=lambda one: "-".join(str(value) for value in one.values()))
def test_trouble_at_each_step(ansible: Ansible, emulator: Emulator, other_emulator: Emulator, trouble: dict[str, Any]) -> None:
    sides = two_sides(emulator, other_emulator)
    for which, requests in WRITES.items():
        for request in requests:
            method, path = request.split()
            sides[which].server.control("POST", "faults", {**trouble, "method": method, "path": path})
    until_done(ansible, sides)
    assert sides[1].running() == ALL_NEW
    for one in sides:
        assert not [fault for fault in one.server.control("GET", "faults") if fault["times"]], "not each step met it"


def test_tasks_that_fail_or_hang(ansible: Ansible, emulator: Emulator, other_emulator: Emulator) -> None:
    sides = two_sides(emulator, other_emulator)
    for which, name in TASKS:
        sides[which].server.control("POST", "faults", {"kind": "task_error", "task": name, "reason": f"no {name} today"})
    said = until_done(ansible, sides)
    assert len(said) == len(TASKS)
    for (_which, name), message in zip(TASKS, said):
        assert f"no {name} today" in message
    assert sides[1].running() == ALL_NEW
    sides = two_sides(emulator, other_emulator)
    for which, name in TASKS:
        sides[which].server.control("POST", "faults", {"kind": "task_stuck", "task": name})
        run = promote(ansible, sides, **TESTS, promote_wait_timeout=1)
        assert run.rc != 0
        assert re.search("still active after 1 s|has not ended after 1 s", run.output)
        sound(sides, name)
        assert sides[1].running() == ALL_OLD
        # It stays stuck until somebody cancels it, which the message leads to.
        held = next(one for one in sides[which].server.control("GET", "objects", kind="task") if one["status"] == "active")
        sides[which].server.api("POST", f"/v2.0/tasks/{held['_id']}/cancel", key=sides[which].key)
    assert not until_done(ansible, sides)
    assert sides[1].running() == ALL_NEW


def test_a_file_that_never_comes(ansible: Ansible, emulator: Emulator, other_emulator: Emulator) -> None:
    """A download that is refused ends the run; nothing has come to the target. (One that stays a stub: test_download, it takes a minute.)"""
    sides = two_sides(emulator, other_emulator)
    sides[0].server.control("POST", "faults", {"kind": "status", "status": 400, "method": "GET", "path": "/downloads/*"})
    run = promote(ansible, sides, **TESTS)
    assert run.rc != 0
    assert "GET" in run.output
    assert list(sides[1].snapshots()) == [OLD]
    assert sides[1].running() == ALL_OLD
    sides[0].server.control("DELETE", "faults")
    assert not until_done(ansible, sides)
