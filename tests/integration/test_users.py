# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What modules do with passwords and policies, as the server sees it afterwards."""

from __future__ import annotations

import collections
from typing import Any

import pytest

from ansible_collections.community.cognigy.tests.integration.harness import Ansible, Emulator

OLD, NEW = "Correct-Horse-42-Battery", "Another-Horse-43-Battery"
USER = {"login": "ann@example.com", "name": "Ann"}


pytestmark = pytest.mark.once


def stored(emulator: Emulator) -> list[str]:
    """The passwords of Ann, whose login may exist in several organisations."""
    return [item["password"] for item in emulator.control("GET", "objects", kind="user") if item["id"] == USER["login"]]


@pytest.mark.parametrize("face", ["management", "organisation"])
def test_a_password_is_sent_at_creation_and_later_only_when_asked(
    ansible: Ansible, emulator: Emulator, in_process: bool, face: str
) -> None:
    acme = emulator.organisation("Acme")
    env = {"COGNIGY_ORGANISATION": "Acme", **({"COGNIGY_API_KEY": emulator.super_key(acme)} if face == "organisation" else {})}
    seen: list[tuple[bool, list[str]]] = []
    for args in ({"password": OLD}, {"password": NEW}, {"password": NEW, "update_secret": "always"}, {"password": NEW}):
        result = ansible.module("cognigy_user", {**USER, **args}, in_process=in_process, env=env)
        seen.append((result["changed"], stored(emulator)))
    assert seen == [(True, [OLD]), (False, [OLD]), (True, [NEW]), (False, [NEW])]


def test_one_login_in_two_organisations(ansible: Ansible, emulator: Emulator) -> None:
    for name in ("Acme", "Globex"):
        emulator.organisation(name)
    tasks: list[dict[str, Any]] = [
        {"name": name, "community.cognigy.cognigy_user": {**USER, "password": word, "organisation": name}}
        for name, word in (("Acme", OLD), ("Globex", NEW))
    ]
    run = ansible.tasks(tasks)
    assert run.rc == 0 and sorted(stored(emulator)) == sorted([OLD, NEW])
    assert run.result("Acme")["user"]["id"] != run.result("Globex")["user"]["id"]
    removed = ansible.module("cognigy_user", {"login": USER["login"], "organisation": "Acme", "state": "absent"})
    assert removed["changed"] and stored(emulator) == [NEW]


def test_a_policy_is_enforced_only_when_it_changed(ansible: Ansible, emulator: Emulator, in_process: bool) -> None:
    emulator.organisation("Acme")
    wanted = {"name": "Acme", "password_policy": {"min_length": 14}, "enforce_password_policy": True}
    calls = []
    for args in (wanted, wanted, {**wanted, "quota_max_users": 9}, {**wanted, "password_policy": {"min_length": 15}}):
        emulator.control("DELETE", "requests")
        ansible.module("cognigy_organisation", args, in_process=in_process)
        calls.append(collections.Counter(emulator.writes())["enforcePasswordPolicy"])
    assert calls == [1, 0, 0, 1]
