# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Super API keys: made, kept, renewed; a job that outlives one."""

from __future__ import annotations

import contextlib
import json
import pathlib
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from ansible_collections.community.cognigy.tests.integration.harness import Ansible, Emulator

ACME = {"COGNIGY_ORGANISATION": "Acme"}


def keep(name: str, path: pathlib.Path) -> dict[str, Any]:
    """A task that writes a registered result to a file, since what a callback sees of it is censored."""
    return {"name": f"keep {name}", "ansible.builtin.copy": {"content": "{{ " + name + " | to_json }}", "dest": str(path)}, "no_log": True}


@contextlib.contextmanager
def clock_that_jumps(emulator: Emulator, after: int) -> Iterator[None]:
    """Once so many projects have been made, all keys made so far are over."""
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.005):
            made = sum(entry["operation"] == "createProject" for entry in emulator.control("GET", "requests"))
            if made >= after:
                emulator.control("POST", "clock", {"advance_seconds": 901})
                return

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def test_a_key_that_ends_in_the_middle_of_a_loop(ansible: Ansible, emulator: Emulator, in_process: bool) -> None:
    key_of = emulator.super_key(emulator.organisation("Acme"))
    count = 50 if in_process else 6
    tasks = [
        {
            "name": "projects",
            "community.cognigy.cognigy_project": {"name": "P{{ item }}", "locale": "en-US"},
            "loop": list(range(count)),
        }
    ]
    with clock_that_jumps(emulator, after=3):
        run = ansible.tasks(tasks, in_process=in_process, env=ACME)
    assert run.rc == 0, run.output
    assert [item["status"] for item in run.records if item["status"].startswith("item")] == ["item_ok"] * count
    fresh = emulator.super_key(emulator.api("GET", "/management/v2.0/organisations")["items"][0]["_id"])
    assert emulator.names(fresh) == sorted(f"P{number}" for number in range(count))
    assert sum(entry["status"] == 401 for entry in emulator.control("GET", "requests")) >= (1 if in_process else 0)
    assert not leaked(emulator, run.everything) and key_of not in run.everything


def leaked(emulator: Emulator, text: str) -> list[str]:
    return [secret for secret in emulator.control("GET", "secrets") if secret in text]


def test_superkey_is_kept_while_it_is_good(ansible: Ansible, emulator: Emulator, tmp_path: pathlib.Path, in_process: bool) -> None:
    acme = emulator.organisation("Acme")
    module = "community.cognigy.cognigy_superkey"
    tasks = [
        {"name": "dry", module: {"organisation": "Acme"}, "check_mode": True, "register": "dry"},
        {"name": "first", module: {"organisation": "Acme"}, "register": "first"},
        {"name": "kept", module: {"organisation": "Acme", "current": "{{ first.superkey }}"}, "register": "kept"},
        {
            "name": "later",
            "ansible.builtin.uri": {
                "url": f"{emulator.url}/__emulator/clock",
                "method": "POST",
                "body_format": "json",
                "body": {"advance_seconds": 650},
            },
        },
        {"name": "short", module: {"organisation": acme, "current": "{{ first.superkey }}"}, "register": "short"},
        {
            "name": "enough",
            module: {"organisation": acme, "current": "{{ first.superkey }}", "minimum_validity": 100},
            "register": "enough",
        },
        {
            "name": "over",
            "ansible.builtin.uri": {
                "url": f"{emulator.url}/__emulator/clock",
                "method": "POST",
                "body_format": "json",
                "body": {"advance_seconds": 300},
            },
        },
        {"name": "ended", module: {"organisation": acme, "current": "{{ first.superkey }}", "minimum_validity": 0}, "register": "ended"},
        {"name": "from check mode", module: {"organisation": "Acme", "current": "{{ dry.superkey }}"}, "register": "fromdry"},
        *(keep(name, tmp_path / name) for name in ("dry", "first", "kept", "short", "enough", "ended", "fromdry")),
    ]
    run = ansible.tasks(tasks, "-vvvv", "--diff", in_process=in_process)
    assert run.rc == 0, run.output
    result = {name: json.loads((tmp_path / name).read_text()) for name in ("dry", "first", "kept", "short", "enough", "ended", "fromdry")}
    assert {name: item["changed"] for name, item in result.items()} == {
        "dry": True, "first": True, "kept": False, "short": True, "enough": False, "ended": True, "fromdry": True,
    }  # fmt: skip
    assert result["dry"]["superkey"] == {"organisation_id": acme}
    key = result["first"]["superkey"]
    assert key["organisation_id"] == acme and key["expires_at"] == key["created_at"] + 900 and key["api_key"]
    assert result["kept"]["superkey"] == result["enough"]["superkey"] == key
    assert len({result[name]["superkey"]["api_key"] for name in ("first", "short", "ended", "fromdry")}) == 4
    assert not leaked(emulator, run.everything)


def test_a_key_of_another_organisation_is_not_kept(ansible: Ansible, emulator: Emulator) -> None:
    emulator.organisation("Acme")
    emulator.organisation("Globex")
    module = "community.cognigy.cognigy_superkey"
    run = ansible.tasks(
        [
            {"name": "first", module: {"organisation": "Acme"}, "register": "first"},
            {"name": "other", module: {"organisation": "Globex", "current": "{{ first.superkey }}"}, "register": "other"},
            {
                "name": "differ",
                "ansible.builtin.assert": {"that": ["other.changed", "first.superkey.organisation_id != other.superkey.organisation_id"]},
            },
        ]
    )
    assert run.rc == 0, run.output


def test_own_api_key_is_returned_once(ansible: Ansible, emulator: Emulator, tmp_path: pathlib.Path, in_process: bool) -> None:
    acme = emulator.organisation("Acme")
    user = {"id": "eve@example.com", "name": "Eve", "password": "Correct-Horse-42-Battery", "organisation": acme, "roles": ["admin"]}
    emulator.api("POST", "/management/v2.0/users", user)
    own = emulator.control("POST", "objects", {"kind": "apikey", "user_login": "eve@example.com", "organisation": acme})["apiKey"]
    module = "community.cognigy.cognigy_api_key"
    run = ansible.tasks(
        [
            {"name": "dry", module: {"name": "ci"}, "check_mode": True, "register": "dry"},
            {"name": "made", module: {"name": "ci"}, "register": "made"},
            {"name": "again", module: {"name": "ci"}, "register": "again"},
            *(keep(name, tmp_path / name) for name in ("dry", "made", "again")),
        ],
        "-vvvv",
        "--diff",
        in_process=in_process,
        env={"COGNIGY_API_KEY": own},
    )
    assert run.rc == 0, run.output
    dry, made, again = (json.loads((tmp_path / name).read_text()) for name in ("dry", "made", "again"))
    assert "api_key_value" not in dry and "api_key_value" not in again and made["api_key"] == again["api_key"]
    emulator.api("GET", "/v2.0/projects", key=made["api_key_value"])  # it works
    assert not leaked(emulator, run.everything)


@pytest.mark.parametrize("module", ["cognigy_superkey", "cognigy_api_key", "cognigy_api"])
def test_what_returns_secrets_refuses_async(ansible: Ansible, emulator: Emulator, module: str) -> None:
    emulator.organisation("Acme")
    args = {"cognigy_superkey": {}, "cognigy_api_key": {"name": "ci"}, "cognigy_api": {"operation": "indexProjects"}}[module]
    run = ansible.tasks([{"name": "it", f"community.cognigy.{module}": args, "async": 30, "poll": 1}], env=ACME)
    assert run.rc == 2 and "async" in run.result("it")["msg"]
    assert not emulator.writes()[1:]
