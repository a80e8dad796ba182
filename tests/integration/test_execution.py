# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""In process wherever that is safe, the ordinary way elsewhere, and no difference that a playbook could notice."""

from __future__ import annotations

import collections
import pathlib
import re
import subprocess
import sys
from typing import Any

import pytest
import yaml

from ansible_collections.community.cognigy.tests.integration.harness import Ansible, Emulator, Run

MODULE = "community.cognigy.cognigy_project"
ACME = {"COGNIGY_ORGANISATION": "Acme"}


@pytest.fixture
def key(emulator: Emulator) -> str:
    return emulator.super_key(emulator.organisation("Acme"))


def ways(run: Run) -> dict[str, str]:
    """How each task was carried out, as -vvv tells it."""
    found: dict[str, str] = {}
    task = ""
    for line in run.output.splitlines():
        task = match[1] if (match := re.match(r"TASK \[(.*)\] \*", line)) else task
        if match := re.search(r"cognigy: (in process|as a process of its own.*)", line):
            found.setdefault(task, match[1])
    return found


def test_which_way_a_task_goes(ansible: Ansible, emulator: Emulator, key: str) -> None:
    project = {"name": "One", "locale": "en-US"}
    run = ansible.tasks(
        [
            {"name": "plain", MODULE: project},
            {"name": "switched off", MODULE: project, "vars": {"cognigy_in_process": "no"}},
            {"name": "switch as text", MODULE: project, "vars": {"cognigy_in_process": "{{ 1 == 2 }}"}},
            {"name": "templated name", "action": {"module": "{{ 'community.cognigy.cognigy_' ~ 'project' }}", **project}},
            {"name": "delegated", MODULE: project, "delegate_to": "elsewhere", "vars": {"ansible_connection": "local"}},
            {"name": "another interpreter", MODULE: project, "vars": {"ansible_python_interpreter": "/usr/bin/false"}},
        ],
        "-vvv",
        env=ACME,
    )
    assert run.rc == 0, run.output
    assert ways(run) == {
        "plain": "in process",
        "switched off": "as a process of its own, because of cognigy_in_process",
        "switch as text": "as a process of its own, because of cognigy_in_process",
        "templated name": "in process",
        "delegated": "in process",
        "another interpreter": "in process",
    }
    assert emulator.names(key) == ["One"]


def test_become_goes_the_ordinary_way(ansible: Ansible, key: str) -> None:
    task = {"name": "it", MODULE: {"name": "One", "locale": "en-US"}, "become": True, "become_method": "ansible.builtin.su"}
    run = ansible.tasks([task], "-vvv", env=ACME)
    assert ways(run) == {"it": "as a process of its own, because of become"}


def test_async_goes_the_ordinary_way(ansible: Ansible, emulator: Emulator, key: str, tmp_path: pathlib.Path) -> None:
    tasks = [
        {"name": "polled", MODULE: {"name": "One", "locale": "en-US"}, "async": 60, "poll": 1},
        {"name": "started", MODULE: {"name": "Two", "locale": "en-US"}, "async": 60, "poll": 0, "register": "job"},
        {
            "name": "awaited",
            "ansible.builtin.async_status": {"jid": "{{ job.ansible_job_id }}"},
            "register": "state",
            "until": "state is finished",
            "retries": 30,
            "delay": 1,
        },
    ]
    run = ansible.tasks(
        tasks, "-vvv", env={**ACME, "ANSIBLE_ASYNC_DIR": str(tmp_path / "async")}, ansible_async_dir=str(tmp_path / "async")
    )
    assert run.rc == 0, run.output
    assert set(ways(run).values()) == {"as a process of its own, because of async"}
    assert run.result("polled")["changed"] and emulator.names(key) == ["One", "Two"]


def test_without_requests_in_the_controller(ansible: Ansible, key: str, tmp_path: pathlib.Path) -> None:
    """The play must go on: the task is handed to the ordinary way, which names the library."""
    (tmp_path / "requests.py").write_text("raise ImportError('not here')\n", encoding="utf-8")
    env = {**ACME, "PYTHONPATH": f"{tmp_path}:{ansible.env.get('PYTHONPATH', '')}"}
    run = ansible.tasks([{"name": "it", MODULE: {"name": "One", "locale": "en-US"}, "ignore_errors": True}], "-vvv", env=env)
    assert run.rc == 0 and "because of requests" in ways(run)["it"]
    assert "requests" in run.result("it")["msg"] and "Unexpected Exception" not in run.output


def test_module_defaults_reach_their_module_only(
    ansible: Ansible, emulator: Emulator, key: str, in_process: bool, tmp_path: pathlib.Path
) -> None:
    play = {
        "hosts": "localhost",
        "connection": "local",
        "gather_facts": False,
        "vars": {"cognigy_in_process": in_process, "ansible_python_interpreter": sys.executable},
        "module_defaults": {"group/community.cognigy.cognigy": {"organisation": "Acme"}, MODULE: {"color": "teal", "locale": "de-DE"}},
        "tasks": [
            {"name": "defaults", MODULE: {"name": "One"}},
            {"name": "overridden", MODULE: {"name": "Two", "color": "red"}},
            {"name": "another module", "community.cognigy.cognigy_project_info": {"name": "One"}},
        ],
    }
    (tmp_path / "play.yml").write_text(yaml.safe_dump([play]), encoding="utf-8")
    run = ansible.playbook(str(tmp_path / "play.yml"))
    assert run.rc == 0, run.output
    assert [run.result(name)["project"]["color"] for name in ("defaults", "overridden")] == ["teal", "red"]


def test_keywords(ansible: Ansible, emulator: Emulator, key: str, in_process: bool) -> None:
    emulator.control("POST", "faults", {"method": "POST", "path": "/v2.0/projects", "kind": "slow", "seconds": 20, "skip": 4})
    tasks = [
        {"name": "environment", MODULE: {"name": "P{{ item }}", "locale": "en-US"}, "environment": ACME, "loop": [1, 2]},
        {"name": "and gone after it", MODULE: {"name": "Nope", "locale": "en-US"}, "ignore_errors": True},
        {"name": "check_mode", MODULE: {"name": "Dry", "locale": "en-US", "organisation": "Acme"}, "check_mode": True},
        {
            "name": "until",
            MODULE: {"name": "P1", "organisation": "Acme"},
            "register": "tried",
            "until": "tried.attempts | default(1) >= 2",
            "retries": 2,
            "delay": 0,
        },
        {"name": "date", MODULE: {"name": "{{ '2024-01-01' }}", "locale": "en-US", "organisation": "Acme"}},
        {"name": "braces", MODULE: {"name": "{{ '{{' }} 7 }}", "locale": "en-US", "organisation": "Acme"}},
        {"name": "timeout", MODULE: {"name": "Slow", "locale": "en-US", "organisation": "Acme"}, "timeout": 2, "ignore_errors": True},
        {
            "name": "block",
            "block": [{"name": "fails", MODULE: {"name": "x"}}],
            "rescue": [{"name": "rescued", "ansible.builtin.debug": {"msg": "{{ ansible_failed_result.msg }}"}}],
        },
    ]
    run = ansible.tasks(tasks, in_process=in_process)
    assert run.rc == 0, run.output
    assert "say which one by organisation" in run.result("and gone after it")["msg"]
    assert run.result("check_mode")["changed"] and run.result("until")["attempts"] == 2
    assert re.search("timed out|timeout|expected time frame", str(run.result("timeout")), re.IGNORECASE)
    assert "say which one by organisation" in run.result("rescued")["msg"]
    assert {"P1", "P2", "2024-01-01", "{{ 7 }}"} <= set(emulator.names(key)) and "Dry" not in emulator.names(key)


def test_vaulted_values(ansible: Ansible, emulator: Emulator, key: str, in_process: bool, tmp_path: pathlib.Path) -> None:
    (tmp_path / "word").write_text("word\n", encoding="utf-8")
    program = str(pathlib.Path(sys.executable).parent / "ansible-vault")
    command = [program, "encrypt_string", "--vault-password-file", str(tmp_path / "word"), "--name", "vaulted", "Vaulted name"]
    done = subprocess.run(command, env=ansible.env, check=True, stdout=subprocess.PIPE, text=True)
    (tmp_path / "vault.yml").write_text(done.stdout, encoding="utf-8")
    task = {"name": "it", MODULE: {"name": "{{ vaulted }}", "locale": "en-US"}}
    flags = ("-e", f"@{tmp_path / 'vault.yml'}", "--vault-password-file", str(tmp_path / "word"))
    assert ansible.tasks([task], *flags, in_process=in_process, env=ACME).rc == 0
    assert emulator.names(key) == ["Vaulted name"]


def test_items_share_a_connection_and_a_key(ansible: Ansible, emulator: Emulator, key: str) -> None:
    emulator.control("DELETE", "requests")
    task = {"name": "it", MODULE: {"name": "P{{ item }}", "locale": "en-US"}, "loop": list(range(10))}
    assert ansible.tasks([task], env=ACME).rc == 0
    sent = collections.Counter(entry["operation"] for entry in emulator.control("GET", "requests"))
    assert sent == {"indexOrganisations": 1, "createApiKeyManagement": 1, "indexProjects": 10, "createProject": 10, "readProject": 10}


@pytest.mark.parametrize("strategy", ["linear", "free"])
def test_many_hosts_at_once(ansible: Ansible, emulator: Emulator, key: str, tmp_path: pathlib.Path, strategy: str) -> None:
    """Each host makes and reads its own project; nobody may get another's answer."""
    hosts = [f"host{number:02d}" for number in range(30)]
    (tmp_path / "hosts").write_text("\n".join(f"{host} ansible_connection=local" for host in hosts), encoding="utf-8")
    own = {"name": "{{ inventory_hostname }}", "locale": "en-US"}
    play: dict[str, Any] = {
        "hosts": "all",
        "gather_facts": False,
        "strategy": f"ansible.builtin.{strategy}",
        "tasks": [
            {"name": "make", MODULE: own, "register": "made"},
            {"name": "loop", MODULE: {"name": "{{ inventory_hostname }}-{{ item }}", "locale": "en-US"}, "loop": [1, 2, 3]},
            {"name": "read", "community.cognigy.cognigy_project_info": {"name": "{{ inventory_hostname }}"}, "register": "seen"},
            {
                "name": "own",
                "ansible.builtin.assert": {"that": ["made.project.name == inventory_hostname", "seen.projects == [made.project]"]},
            },
        ],
    }
    (tmp_path / "play.yml").write_text(yaml.safe_dump([play]), encoding="utf-8")
    run = ansible.playbook("-i", str(tmp_path / "hosts"), "--forks", "20", str(tmp_path / "play.yml"), env={"COGNIGY_API_KEY": key, **ACME})
    assert run.rc == 0, run.output
    names = [item["name"] for item in ansible.module("cognigy_project_info", {}, env=ACME)["projects"]]
    assert sorted(names) == sorted(name for host in hosts for name in (host, f"{host}-1", f"{host}-2", f"{host}-3"))


def test_progress_of_long_waits_is_shown(ansible: Ansible, emulator: Emulator, key: str) -> None:
    emulator.project(key, "Old")
    emulator.control("POST", "switches", {"task_reads": 12})
    run = ansible.tasks([{"name": "it", MODULE: {"name": "Old", "state": "absent"}}], env=ACME)
    assert run.rc == 0 and re.search(r"deletion of project 'Old': \d+/\d+ \((queued|active)\)", run.output), run.output


def test_a_task_that_takes_too_long_goes_on(ansible: Ansible, emulator: Emulator, key: str, in_process: bool) -> None:
    emulator.project(key, "Old")
    emulator.control("POST", "switches", {"task_reads": 1000})
    result = ansible.module("cognigy_project", {"name": "Old", "state": "absent", "wait_timeout": 1}, in_process=in_process, env=ACME)
    assert re.search(r"the server's task [0-9a-f]{24} is still (queued|active) after 1 s. It goes on", result["msg"])
    assert result["task_id"] in result["msg"]


def test_a_task_that_fails_says_why(ansible: Ansible, emulator: Emulator, key: str, in_process: bool) -> None:
    emulator.project(key, "Old")
    emulator.control("POST", "switches", {"task_fails": "The disk is full"})
    result = ansible.module("cognigy_project", {"name": "Old", "state": "absent"}, in_process=in_process, env=ACME)
    assert "ended as error: The disk is full" in result["msg"] and emulator.names(key) == ["Old"]
