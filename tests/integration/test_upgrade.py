# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The playbook upgrade: announce and back up before, look at everything after, and only then take the announcement back."""

from __future__ import annotations

import pathlib
from typing import Any

import pytest
import yaml

from ansible_collections.community.cognigy.tests.integration.harness import Ansible, Emulator, Run
from ansible_collections.community.cognigy.tests.integration.test_roles import changed, failure

pytestmark = pytest.mark.once
TEXT = "Back at 11 p.m."


@pytest.fixture
def projects(emulator: Emulator) -> dict[str, str]:
    """Two organisations with a project each: the keys by the names of the organisations. Support has a playbook, its flow is not trained."""
    emulator.control("POST", "switches", {"task_reads": 0, "late_downloads": False, "uploaded_listed": 0})
    keys = {name: emulator.super_key(emulator.organisation(name)) for name in ("Acme", "Globex")}
    support, _sales = emulator.project(keys["Acme"], "Support"), emulator.project(keys["Globex"], "Sales")
    flow = emulator.api("POST", "/v2.0/flows", {"projectId": support, "name": "Main"}, key=keys["Acme"])["_id"]
    emulator.api("POST", f"/v2.0/flows/{flow}/intents", {"name": "hello"}, key=keys["Acme"])
    body = {"projectId": support, "name": "Greeting", "timeout": 1000, "abortOnError": True}
    playbook = emulator.api("POST", "/v2.0/playbooks", body, key=keys["Acme"])["_id"]
    emulator.api("POST", f"/v2.0/playbooks/{playbook}/steps", {"text": "Hello"}, key=keys["Acme"])
    return {**keys, "project": support, "flow": flow}


def upgrade(ansible: Ansible, phase: str, *args: str, **variables: Any) -> Run:
    path = ansible.folder / "upgrade.yml"
    path.write_text(yaml.safe_dump({"upgrade_wait_minutes": 0, **variables}), encoding="utf-8")
    return ansible.playbook("community.cognigy.upgrade", "-e", f"@{path}", "-e", f"upgrade_phase={phase}", *args)


def test_before_and_after(ansible: Ansible, emulator: Emulator, projects: dict[str, str], tmp_path: pathlib.Path) -> None:
    before = {"upgrade_message": TEXT, "upgrade_until": "2030-12-05T23:00:00Z", "upgrade_backup_dir": str(tmp_path / "backups")}
    assert "give upgrade_message and upgrade_until" in failure(upgrade(ansible, "before"))
    assert changed(upgrade(ansible, "before", "--check", **before)) > 0
    assert not (tmp_path / "backups").exists()
    assert changed(upgrade(ansible, "before", **before)) > 0
    assert emulator.api("GET", "/v2.0/system/message")["message"] == TEXT
    assert len(list((tmp_path / "backups").rglob("*.csnap"))) == 2
    assert changed(upgrade(ansible, "before", **before)) == 0
    # After: what is wrong keeps the announcement.
    tested = {"upgrade_playbooks": [{"organisation": "Acme", "project": "Support", "flow": "Main"}]}
    assert "instead of 99.0" in failure(upgrade(ansible, "after", upgrade_version="99.0"))
    late = {"kind": "playbookAnswer", "organisation": "Acme", "project": projects["project"], "input": "Hello", "milliseconds": 5000}
    emulator.control("POST", "objects", late)
    assert upgrade(ansible, "after", **tested).rc != 0
    assert emulator.api("GET", "/v2.0/system/message")["message"] == TEXT
    emulator.control("POST", "objects", {**late, "milliseconds": 5})
    assert changed(upgrade(ansible, "after", **tested)) == 1, "the message"
    assert emulator.api("GET", f"/v2.0/flows/{projects['flow']}", key=projects["Acme"])["isTrainingOutOfDate"] is False
    assert changed(upgrade(ansible, "after", **tested)) == 0
