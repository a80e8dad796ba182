# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is not known of the real server: each plausible behaviour is met by the modules that it concerns, step by step.

A server that behaves in one or more of these ways is one run of ansible-playbook, with all cases that can notice.
"""

from __future__ import annotations

import pathlib
from typing import Any

import pytest

from ansible_collections.community.cognigy.tests.integration.cases import CASES
from ansible_collections.community.cognigy.tests.integration.cases._base import walk
from ansible_collections.community.cognigy.tests.integration.harness import Ansible, Emulator

pytestmark = pytest.mark.once

# What every module meets, for it is in how lists and changes are asked for: several ways at once, each of their values with each module.
FOR_ALL: list[dict[str, Any]] = [
    {"filter": "prefix", "patch_echoes": True, "patch_nested": "replaces", "node_config": "merges"},
    {"filter": "case_sensitive", "page_cap": 1, "cursor_names": "next", "names_unique": True, "connection_fields": "absent"},
    {"filter": "ignored", "page_cap": 1, "cursor_names": "skip_only", "get_with_body": 403, "null_clears": False},
]
# What only some can notice: modules, with all of their cases.
FOR_SOME: list[tuple[dict[str, Any], tuple[str, ...]]] = [
    ({"management_patch_roles": "refuses"}, ("cognigy_user",)),
    ({"management_patch_roles": "ignores"}, ("cognigy_user",)),
    ({"adds_base_role": False, "answer_password": False}, ("cognigy_user",)),
    ({"organisation_in_user_list": False, "users_heed_organisation": False}, ("cognigy_user",)),
    ({"apikey_list": "masked"}, ("cognigy_api_key",)),
    ({"apikey_list": "absent"}, ("cognigy_api_key",)),
    ({"unreadable_ttls": False}, ("cognigy_organisation",)),
    ({"admins_in_members": True}, ("cognigy_project_member",)),
    ({"widen_lists": "always"}, ("cognigy_project_member", "cognigy_connection", "cognigy_endpoint", "cognigy_llm")),
    ({"deleted_listed": 3, "task_reads": 5}, ("cognigy_project", "cognigy_knowledge_source", "cognigy_extension", "cognigy_training")),
    ({"deleted_listed": 0, "task_reads": 0}, ("cognigy_project", "cognigy_knowledge_source", "cognigy_extension", "cognigy_training")),
    ({"chart_empty": 0, "chart_lag": 2}, ("cognigy_flow", "cognigy_ai_agent")),
    ({"chart_empty": 3, "node_config": "merges"}, ("cognigy_flow", "cognigy_ai_agent")),
    ({"connection_fields": "clear"}, ("cognigy_connection",)),
    ({"connection_fields": "empty"}, ("cognigy_connection",)),
    ({"policy_shows": False}, ("cognigy_project", "cognigy_user")),
    ({"super_key_me": "403"}, ("cognigy_project",)),
    ({"endpoint_flow_id": "refuses"}, ("cognigy_endpoint",)),
    ({"entry_lists": "page"}, ("cognigy_lexicon",)),
    ({"late_downloads": False, "deleted_listed": 0, "uploaded_listed": 0, "task_reads": 0}, ("cognigy_snapshot",)),
    ({"deleted_listed": 3, "uploaded_listed": 3, "task_reads": 5, "graph_snapshots": "absent"}, ("cognigy_snapshot",)),
    ({"package_link_key": False, "deleted_listed": 3, "uploaded_listed": 2}, ("cognigy_package",)),
    ({"late_downloads": False, "deleted_listed": 0, "task_reads": 0}, ("cognigy_package",)),
]
# Switches that no creating or changing module meets are tested elsewhere, or belong to other tests.
ELSEWHERE = {
    "body_limit",  # test_files
    "counters_v3",  # test_insight
    "delete_used_flows",  # errors: what is refused is said
    "extension_hosts",  # a package by its address: files
    "idp_reconfigure",  # no module configures one
    "echo_secrets_in_errors",  # canary
    "license_management",  # installation
    "openapi_viewer",  # installation
    "restore_body",  # below
    "rate_limit",  # below
    "snapshot_limit",  # below
    "super_api_keys",  # errors
    "task_fails",  # execution
    "task_seconds",  # tasks that nobody reads
    "task_steps",  # progress on the screen
    "upload_hash",  # below
    "upload_limit",  # test_files
    "wrong_scheme",  # below
}
SERVERS = [*((switches, ()) for switches in FOR_ALL), *FOR_SOME]


@pytest.mark.parametrize(
    ("switches", "modules"), SERVERS, ids=["-".join(f"{name}={value}" for name, value in switches.items()) for switches, modules in SERVERS]
)
def test_every_plausible_server(ansible: Ansible, emulator: Emulator, switches: dict[str, Any], modules: tuple[str, ...]) -> None:
    cases = [case for case in CASES.values() if not modules or case.module in modules]
    assert cases
    wrong = walk(ansible, emulator, cases, switches=switches, short=not modules)
    assert not wrong, "\n\n".join(wrong.values())


def test_no_switch_is_forgotten(emulator: Emulator) -> None:
    met = {name for switches, modules in SERVERS for name in switches}
    assert not met & ELSEWHERE
    assert met | ELSEWHERE == set(emulator.control("GET", "switches"))


def test_a_rate_limit_is_waited_for(ansible: Ansible, emulator: Emulator) -> None:
    emulator.organisation("Acme")
    emulator.control("POST", "switches", {"rate_limit": {"per_seconds": 2, "requests": 6}})
    task = {"name": "it", "community.cognigy.cognigy_project": {"name": "P{{ item }}", "locale": "en-US"}, "loop": list(range(6))}
    run = ansible.tasks([task], env={"COGNIGY_ORGANISATION": "Acme"})
    assert run.rc == 0, run.output
    statuses = [entry["status"] for entry in emulator.control("GET", "requests")]
    assert 429 in statuses
    emulator.control("POST", "switches", {"rate_limit": None})
    assert len(ansible.module("cognigy_project_info", {}, env={"COGNIGY_ORGANISATION": "Acme"})["projects"]) == 6


@pytest.mark.parametrize("status", [401, 403])
def test_the_wrong_kind_of_credential(ansible: Ansible, emulator: Emulator, status: int) -> None:
    """Never sent: the module knows which credential an operation takes. So the switch makes no difference."""
    key = emulator.super_key(emulator.organisation("Acme"))
    emulator.control("POST", "switches", {"wrong_scheme": status})
    env = {"COGNIGY_API_KEY": key, "COGNIGY_MANAGEMENT_USERNAME": "", "COGNIGY_MANAGEMENT_PASSWORD": ""}
    emulator.control("DELETE", "requests")
    assert "an API key cannot be used there" in ansible.module("cognigy_organisation", {"name": "Acme"}, env=env)["msg"]
    assert emulator.control("GET", "requests") == []


@pytest.mark.parametrize("body", ["optional", "refused", "required"])
def test_a_restoration_with_and_without_the_project_in_the_body(ansible: Ansible, emulator: Emulator, body: str) -> None:
    key = emulator.super_key(emulator.organisation("Acme"))
    home = emulator.project(key, "Home")
    emulator.api("POST", "/v2.0/flows", {"projectId": home, "name": "Main"}, key=key)
    emulator.control("POST", "switches", {"restore_body": body})
    snapshot = "community.cognigy.cognigy_snapshot"
    it: dict[str, Any] = {"organisation": "Acme", "project": "Home", "name": "1.0"}
    tasks: list[dict[str, Any]] = [
        {"name": "make", snapshot: it},
        {"name": "lose", "community.cognigy.cognigy_flow": {**it, "name": "Main", "state": "absent"}},
        {"name": "predict", snapshot: {**it, "state": "restored"}, "check_mode": True},
        {"name": "restore", snapshot: {**it, "state": "restored"}},
        {"name": "again", snapshot: {**it, "state": "restored"}},
        {"name": "no such", snapshot: {**it, "name": "2.0", "state": "restored"}, "ignore_errors": True},
    ]
    run = ansible.tasks(tasks, "--diff")
    assert run.rc == 0, run.output
    assert run.result("predict")["changed"] and run.result("restore")["changed"] and run.result("again")["changed"]
    assert run.result("predict")["diff"] == run.result("restore")["diff"] == {"before": {}, "after": {"restored": "1.0"}}
    assert "there is no snapshot '2.0' to restore; there is: '1.0'" in run.result("no such")["msg"]
    assert emulator.names(key, "/v2.0/flows") == ["Main"]


@pytest.mark.parametrize("graph", ["shown", "absent"])
@pytest.mark.parametrize("hash", ["kept", "new"])
def test_is_what_was_uploaded_known_again(ansible: Ansible, emulator: Emulator, tmp_path: pathlib.Path, graph: str, hash: str) -> None:
    """By the server's hash or by the graph; where neither tells, a warning says so, and the next run refuses to guess."""
    key = emulator.super_key(emulator.organisation("Acme"))
    for name in ("Home", "Prod"):
        emulator.project(key, name)
    emulator.control("POST", "switches", {"graph_snapshots": graph, "upload_hash": hash})
    snapshot = "community.cognigy.cognigy_snapshot"
    it = {"organisation": "Acme", "project": "Home", "name": "1.0"}
    upload = {**it, "project": "Prod", "src": f"{tmp_path}/1.0.csnap", "content_id": "{{ known.snapshots[0].content_id }}"}
    run = ansible.tasks(
        [
            {"name": "make", snapshot: {**it, "dest": str(tmp_path)}},
            {"name": "look", "community.cognigy.cognigy_snapshot_info": {**it, "contents": True}, "register": "known"},
            {"name": "upload", snapshot: upload},
            {"name": "again", snapshot: upload, "ignore_errors": True},
            {"name": "unasked", snapshot: {name: value for name, value in upload.items() if name != "content_id"}},
        ]
    )
    assert run.rc == 0, run.output
    resources = run.result("look")["snapshots"][0]["resources"]
    assert resources is None if graph == "absent" else [one["type"] for one in resources] == ["locale"]
    assert run.result("upload")["changed"] and not run.result("unasked")["changed"]
    if (graph, hash) == ("absent", "new"):
        assert "leave content_id out then" in run.result("upload")["warnings"][0]
        assert "is there with other content" in run.result("again")["msg"]
    else:
        assert "warnings" not in run.result("upload") and not run.result("again")["changed"]


@pytest.mark.parametrize("limit", [2, 3])
def test_the_limit_of_snapshots(ansible: Ansible, emulator: Emulator, limit: int) -> None:
    """Known before it is met, or told by the server's failed task when it is another one than was said."""
    emulator.project(emulator.super_key(emulator.organisation("Acme")), "Home")
    emulator.control("POST", "switches", {"snapshot_limit": 2})
    it = {"organisation": "Acme", "project": "Home", "max_snapshots": limit}
    for name in ("1", "2"):
        assert ansible.module("cognigy_snapshot", {**it, "name": name})["changed"]
    emulator.control("DELETE", "requests")
    result = ansible.module("cognigy_snapshot", {**it, "name": "3"})
    wanted = "2 is the most: '1', '2'. Remove one first." if limit == 2 else "Limit of allowed Snapshots (2) reached"
    assert result["failed"] and wanted in result["msg"], result
    assert ("createSnapshot" in emulator.writes()) is (limit == 3)
    predicted = ansible.module("cognigy_snapshot", {**it, "name": "3"}, "--check")
    assert bool(predicted.get("failed")) is (limit == 2)
