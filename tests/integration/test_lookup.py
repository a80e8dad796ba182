# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lookup that makes super API keys."""

from __future__ import annotations

import json
import pathlib
import shutil
from typing import Any

import pytest
import requests
import yaml

from ansible_collections.community.cognigy.tests.integration.harness import Ansible, Emulator, Run

NAME = "community.cognigy.cognigy_superkey"
NO_CONNECTION = {"COGNIGY_BASE_URL": "", "COGNIGY_MANAGEMENT_USERNAME": "", "COGNIGY_MANAGEMENT_PASSWORD": ""}
ADDRESS = "https://api.example.com"  # stands for the installation in the examples


def keep(expression: str, path: pathlib.Path) -> dict[str, Any]:
    """A task that writes what an expression gives, which no callback gets to see."""
    return {
        "name": "keep",
        "ansible.builtin.copy": {"content": f"{{{{ {expression} | to_json }}}}", "dest": str(path), "mode": "0600"},
        "no_log": True,
    }


def leaked(emulator: Emulator, run: Run) -> list[str]:
    return [secret for secret in emulator.control("GET", "secrets") if secret in run.everything]


def organisation_of(emulator: Emulator, key: str) -> str:
    """The name of the organisation in which a key works."""
    return str(emulator.api("GET", "/v2.0/organisations/policy", key=key)["name"])


@pytest.fixture
def two(emulator: Emulator) -> dict[str, str]:
    ids = {name: emulator.organisation(name) for name in ("Acme", "Globex")}
    emulator.control("DELETE", "requests")
    return ids


def test_a_key_for_each_term_by_name_and_id(ansible: Ansible, emulator: Emulator, two: dict[str, str], tmp_path: pathlib.Path) -> None:
    kept = tmp_path / "kept"
    run = ansible.tasks([keep(f"query('{NAME}', 'Globex', '{two['Acme']}', 'Globex')", kept)], "-vvvv")
    assert run.rc == 0, run.output
    keys = json.loads(kept.read_text(encoding="utf-8"))
    assert [organisation_of(emulator, key) for key in keys] == ["Globex", "Acme", "Globex"]
    assert len(set(keys)) == 3 and emulator.writes() == ["createApiKeyManagement"] * 3
    assert not leaked(emulator, run)


def test_the_organisation_of_the_environment(ansible: Ansible, emulator: Emulator, two: dict[str, str], tmp_path: pathlib.Path) -> None:
    """Without a term. An API key of another organisation that is there as well is of no use here, and no obstacle."""
    env = {"COGNIGY_ORGANISATION": "Acme", "COGNIGY_API_KEY": emulator.super_key(two["Globex"])}
    run = ansible.tasks([keep(f"lookup('{NAME}')", tmp_path / "kept")], env=env)
    assert run.rc == 0, run.output
    assert organisation_of(emulator, json.loads((tmp_path / "kept").read_text(encoding="utf-8"))) == "Acme"


def test_options_of_the_call(ansible: Ansible, emulator: Emulator, two: dict[str, str], tmp_path: pathlib.Path) -> None:
    options = "base_url=where, management_username=user, management_password=password, timeout=9"
    variables = {"where": f"{emulator.url}/new", "user": emulator.user, "password": emulator.password}
    tasks = [keep(f"lookup('{NAME}', 'Acme', {options})", tmp_path / "kept")]
    run = ansible.tasks(tasks, env=NO_CONNECTION, **variables)
    assert run.rc == 0, run.output
    assert organisation_of(emulator, json.loads((tmp_path / "kept").read_text(encoding="utf-8"))) == "Acme"


def test_every_evaluation_makes_a_key(ansible: Ansible, emulator: Emulator, two: dict[str, str], tmp_path: pathlib.Path) -> None:
    """As the documentation warns: a variable is evaluated at each use, a fact is not."""
    lazy = {"lazy": f"{{{{ lookup('{NAME}', 'Acme') }}}}"}
    fact = {"ansible.builtin.set_fact": {"kept": f"{{{{ lookup('{NAME}', 'Acme') }}}}"}, "no_log": True}
    paths = [tmp_path / str(number) for number in range(4)]
    tasks = [keep("lazy", paths[0]), keep("lazy", paths[1]), fact, keep("kept", paths[2]), keep("kept", paths[3])]
    run = ansible.tasks(tasks, **lazy)
    assert run.rc == 0, run.output
    keys = [json.loads(path.read_text(encoding="utf-8")) for path in paths]
    assert len(set(keys[:2])) == 2 and len(set(keys[2:])) == 1
    assert not leaked(emulator, run)


def failure(ansible: Ansible, expression: str, env: dict[str, str] | None = None) -> str:
    tasks = [{"name": "it", "ansible.builtin.set_fact": {"key": f"{{{{ {expression} }}}}"}, "ignore_errors": True}]
    run = ansible.tasks(tasks, env=env)
    assert [record["status"] for record in run.records] == ["failed"] and "Traceback" not in run.output, run.output
    return str(run.result("it")["msg"])


def test_wrong_password(ansible: Ansible, two: dict[str, str]) -> None:
    text = failure(ansible, f"lookup('{NAME}', 'Acme')", {"COGNIGY_MANAGEMENT_PASSWORD": "Wrong-one-1"})
    assert "management_username or management_password is wrong" in text and "Wrong-one-1" not in text


@pytest.mark.once
def test_unknown_organisation(ansible: Ansible, two: dict[str, str]) -> None:
    assert "there is no organisation 'Acne' here; there is: 'Acme', 'Globex'" in failure(ansible, f"lookup('{NAME}', 'Acne')")


@pytest.mark.once
@pytest.mark.parametrize("expression", [f"lookup('{NAME}')", f"lookup('{NAME}', '')", f"lookup('{NAME}', 5)"])
def test_no_organisation(ansible: Ansible, expression: str) -> None:
    assert "name the organisation" in failure(ansible, expression)


@pytest.mark.once
def test_an_api_key_cannot_make_keys(ansible: Ansible, emulator: Emulator, two: dict[str, str]) -> None:
    env = {"COGNIGY_MANAGEMENT_USERNAME": "", "COGNIGY_MANAGEMENT_PASSWORD": "", "COGNIGY_API_KEY": emulator.super_key(two["Acme"])}
    assert "needs management_username and management_password" in failure(ansible, f"lookup('{NAME}', 'Acme')", env)


@pytest.mark.once
def test_super_keys_off(ansible: Ansible, emulator: Emulator, two: dict[str, str]) -> None:
    emulator.control("POST", "switches", {"super_api_keys": 404})
    assert "FEATURE_USE_SUPERAPIKEY_API" in failure(ansible, f"lookup('{NAME}', 'Acme')")


def test_examples(ansible: Ansible, emulator: Emulator, two: dict[str, str], tmp_path: pathlib.Path) -> None:
    program = shutil.which("ansible-doc", path=ansible.env["PATH"]) or "ansible-doc"
    about = ansible.command(program, "-t", "lookup", "--json", NAME).output
    text = json.loads(about[about.index("{") :])[NAME]["examples"].replace(ADDRESS, emulator.url)
    vault = {"vault_cognigy_management_username": emulator.user, "vault_cognigy_management_password": emulator.password}
    run = ansible.tasks([*yaml.safe_load(text), keep("keys", tmp_path / "kept")], **vault)
    assert run.rc == 0, run.output
    keys = json.loads((tmp_path / "kept").read_text(encoding="utf-8"))
    assert [organisation_of(emulator, key) for key in keys] == ["Acme", "Globex"]
    assert emulator.writes() == ["createApiKeyManagement"] * 4
    assert not [secret for secret in (*keys, emulator.password) if secret in run.everything]
    assert requests.get(f"{emulator.url}/new/v2.0/projects", headers={"X-API-Key": keys[0]}, timeout=9).ok
