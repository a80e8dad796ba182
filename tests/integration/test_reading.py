# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Modules that look: info, installation, facts; and any operation by its name."""

from __future__ import annotations

import pathlib
from typing import Any

import pytest
import yaml

from ansible_collections.community.cognigy.tests.integration.harness import Ansible, Emulator

ACME = {"COGNIGY_ORGANISATION": "Acme"}
WORD = "Correct-Horse-42-Battery"


@pytest.fixture
def acme(emulator: Emulator) -> str:
    made = emulator.organisation("Acme", quotaMaxProjects=70)
    key = emulator.super_key(made)
    for name in ("Support", "Sales"):
        emulator.project(key, name)
    user = {"id": "ann@example.com", "name": "Ann", "password": WORD, "organisation": made, "roles": ["admin"]}
    emulator.api("POST", "/management/v2.0/users", user)
    return made


def test_info_modules(ansible: Ansible, emulator: Emulator, acme: str, in_process: bool) -> None:
    emulator.organisation("Globex")
    asked: dict[str, tuple[str, dict[str, Any]]] = {
        "all organisations": ("organisation", {}),
        "one organisation": ("organisation", {"name": "Acme"}),
        "by id": ("organisation", {"id": acme}),
        "none": ("organisation", {"name": "Acm"}),
        "no such id": ("organisation", {"id": "0" * 24}),
        "projects": ("project", {"organisation": "Acme"}),
        "project": ("project", {"organisation": "Acme", "name": "Sales"}),
        "user": ("user", {"login": "ann@example.com"}),
        "users": ("user", {"organisation": "Globex"}),
        "details": ("user", {"organisation": "Acme", "details": True}),
    }
    tasks = [{"name": name, f"community.cognigy.cognigy_{kind}_info": args} for name, (kind, args) in asked.items()]
    run = ansible.tasks(tasks, "--check", in_process=in_process)
    assert run.rc == 0, run.output
    found = {name: run.result(name)[f"{kind}s"] for name, (kind, _args) in asked.items()}
    assert {name: len(items) for name, items in found.items()} == {
        "all organisations": 2, "one organisation": 1, "by id": 1, "none": 0, "no such id": 0,
        "projects": 2, "project": 1, "user": 1, "users": 0, "details": 1,
    }  # fmt: skip
    assert found["one organisation"] == found["by id"] and found["by id"][0]["quota_max_projects"] == 70
    assert found["user"][0]["roles"] and found["user"] == found["details"]
    assert not any(run.result(name)["changed"] for name in asked)


def test_installation(ansible: Ansible, emulator: Emulator, acme: str, in_process: bool) -> None:
    down = {"base_url": "http://127.0.0.1:9", "retries": 0}
    tasks = [
        {"name": "plain", "community.cognigy.cognigy_installation_info": {}},
        {"name": "with organisation", "community.cognigy.cognigy_installation_info": {"organisation": "Acme"}},
        {"name": "down", "community.cognigy.cognigy_installation_info": down},
    ]
    run = ansible.tasks(tasks, in_process=in_process)
    assert run.rc == 0, run.output
    plain, with_organisation, gone = (run.result(task["name"])["installation"] for task in tasks)
    assert plain["reachable"] and plain["version"] and plain["organisations"] == 1 and plain["super_keys"] is None
    assert plain["license"]["state"] and plain["vendor"]["version"]
    assert with_organisation["super_keys"] is True
    assert gone["reachable"] is False and "Connection refused" in gone["reason"] and gone["version"] is None
    emulator.control("POST", "switches", {"super_api_keys": "404", "openapi_viewer": False, "license_management": False})
    off = ansible.module("cognigy_installation_info", {"organisation": "Acme"}, in_process=in_process)["installation"]
    assert off["super_keys"] is False and off["version"] == off["vendor"]["version"] and off["license"] is None


def test_installation_without_credentials(ansible: Ansible, acme: str) -> None:
    env = {"COGNIGY_MANAGEMENT_USERNAME": "", "COGNIGY_MANAGEMENT_PASSWORD": ""}
    assert ansible.module("cognigy_installation_info", {}, env=env)["installation"]["reachable"] is True


def test_facts(ansible: Ansible, emulator: Emulator, acme: str, in_process: bool) -> None:
    facts = ansible.module("cognigy_facts", {}, in_process=in_process, env=ACME)["ansible_facts"]["cognigy"]
    assert facts["organisation"]["id"] == acme and facts["installation"]["reachable"]
    assert sorted(item["name"] for item in facts["projects"]) == ["Sales", "Support"]
    assert [item["login"] for item in facts["users"]] == ["ann@example.com"]
    assert facts["quotas"]["projects"] == {"used": 2, "max": 70} and facts["quotas"]["users"]["used"] == 1


def test_facts_are_gathered(ansible: Ansible, acme: str, tmp_path: pathlib.Path) -> None:
    play = {
        "hosts": "localhost",
        "connection": "local",
        "gather_facts": True,
        "vars": {"ansible_facts_modules": "community.cognigy.cognigy_facts", "ansible_python_interpreter": "{{ ansible_playbook_python }}"},
        "module_defaults": {"group/community.cognigy.cognigy": {"organisation": "Acme"}},
        "tasks": [{"name": "seen", "ansible.builtin.debug": {"msg": "{{ ansible_facts.cognigy.organisation.name }}"}}],
    }
    (tmp_path / "play.yml").write_text(yaml.safe_dump([play]), encoding="utf-8")
    run = ansible.playbook(str(tmp_path / "play.yml"))
    assert run.rc == 0 and run.result("seen")["msg"] == "Acme", run.output


def test_any_operation(ansible: Ansible, emulator: Emulator, acme: str, in_process: bool) -> None:
    api = "community.cognigy.cognigy_api"
    key = emulator.super_key(acme)
    for number in range(30):
        emulator.project(key, f"P{number}")
    project = emulator.api("GET", "/v2.0/projects", key=key, filter="Sales")["items"][0]["_id"]
    emulator.control("POST", "switches", {"page_cap": 10})
    tasks = [
        {"name": "read", api: {"operation": "readProject", "parameters": {"projectId": project}}, "check_mode": True},
        {"name": "whole list", api: {"operation": "indexProjects"}},
        {"name": "a page", api: {"operation": "indexProjects", "parameters": {"limit": 5}}},
        {
            "name": "dry",
            api: {"operation": "updateProject", "parameters": {"projectId": project}, "body": {"color": "red"}},
            "check_mode": True,
        },
        {"name": "read again", api: {"operation": "readProject", "parameters": {"projectId": project}}},
        {"name": "wet", api: {"operation": "updateProject", "parameters": {"projectId": project}, "body": {"color": "red"}}},
        {"name": "management", api: {"operation": "readVendor"}},
        {
            "name": "numbers from templates",
            api: {
                "operation": "updateOrganisation",
                "parameters": {"organisationId": acme},
                "body": {"quotaMaxProjects": "{{ 40 + 5 }}", "disabled": "{{ false }}"},
            },
        },
    ]
    run = ansible.tasks(tasks, in_process=in_process, env=ACME)
    assert run.rc == 0, run.output
    assert {task["name"]: run.result(task["name"])["changed"] for task in tasks} == {
        "read": False, "whole list": False, "a page": False, "dry": True, "read again": False, "wet": True, "management": False,
        "numbers from templates": True,
    }  # fmt: skip
    assert run.result("read")["response"]["name"] == "Sales"
    assert run.result("whole list")["response"]["total"] == len(run.result("whole list")["response"]["items"]) == 32
    assert len(run.result("a page")["response"]["items"]) == 5
    assert run.result("read again")["response"]["color"] == run.result("read")["response"]["color"]
    assert run.result("dry")["response"] is None
    assert emulator.api("GET", f"/v2.0/projects/{project}", key=key)["color"] == "red"
    assert emulator.api("GET", f"/management/v2.0/organisations/{acme}")["quotaMaxProjects"] == 45


def test_key_and_organisation_have_to_agree(ansible: Ansible, emulator: Emulator, acme: str) -> None:
    key = emulator.super_key(emulator.organisation("Globex"))
    result = ansible.module("cognigy_project_info", {"api_key": key}, env=ACME)
    assert "api_key belongs to the organisation 'Globex', but organisation says 'Acme'" in result["msg"]
    assert ansible.module("cognigy_project_info", {"api_key": key, "organisation": "Globex"})["projects"] == []


@pytest.mark.once
def test_resources_of_one_project_of_all_and_of_the_organisation(ansible: Ansible, emulator: Emulator, acme: str) -> None:
    """What is read with its contents, given back to the module of its kind, changes nothing."""
    say = {"type": "say", "label": "hello", "config": {"say": {"text": ["hello"]}}}
    openai = {"name": "OpenAI", "extension": "@cognigy/basic-nodes", "type": "OpenAIProvider", "fields": {"apiKey": "geheim-openai"}}
    made: tuple[tuple[str, dict[str, Any]], ...] = (
        ("flow", {"project": "Support", "name": "Main", "nodes": [say]}),
        ("flow", {"project": "Sales", "name": "Other"}),
        ("intent", {"project": "Support", "flow": "Main", "name": "Order", "sentences": [{"text": "I order"}]}),
        ("lexicon", {"project": "Support", "name": "Cities", "entries": [{"keyphrase": "Berlin", "slots": ["city"]}]}),
        ("knowledge_store", {"project": "Support", "name": "Handbook"}),
        (
            "knowledge_source",
            {
                "project": "Support",
                "knowledge_store": "Handbook",
                "name": "FAQ",
                "type": "manual",
                "chunks": [{"text": "a"}, {"text": "b"}],
            },
        ),
        ("connection", {"project": "Support", **openai}),
        ("connection", {"resource_level": "organisation", **openai}),
    )
    asked: dict[str, dict[str, Any]] = {
        "all flows": {"kind": "flow"},
        "one": {"kind": "flow", "project": "Support", "name": "Main"},
        "none": {"kind": "flow", "project": "Support", "name": "Mai"},
        "filtered": {"kind": "flow", "filters": {"project": "Sales"}},
        "connections": {"kind": "connection"},
        "of the project": {"kind": "connection", "project": "Support"},
        "of the organisation": {"kind": "connection", "resource_level": "organisation"},
        "wrong level": {"kind": "flow", "resource_level": "organisation"},
        "no parent": {"kind": "intent", "project": "Support"},
        "wrong parent": {"kind": "flow", "knowledge_store": "Handbook"},
    }
    tasks = [{"name": f"make {number}", f"community.cognigy.cognigy_{kind}": args} for number, (kind, args) in enumerate(made)]
    for name, args in asked.items():
        tasks.append({"name": name, "community.cognigy.cognigy_resource_info": args, "ignore_errors": True})
    back = (("flow", "nodes", {}), ("intent", "sentences", {"flow": "Main"}), ("lexicon", "entries", {}))
    for kind, option, parent in (*back, ("knowledge_source", "chunks", {"knowledge_store": "Handbook"})):
        find = {"kind": kind, "project": "Support", "contents": True, **parent}
        again = {"project": "Support", "name": "{{ found.resources[0].name }}", option: f"{{{{ found.resources[0].{option} }}}}", **parent}
        tasks.append({"name": f"find {kind}", "community.cognigy.cognigy_resource_info": find, "register": "found"})
        tasks.append({"name": f"again {kind}", f"community.cognigy.cognigy_{kind}": again})
    run = ansible.tasks(tasks, env=ACME)
    assert run.rc == 0 and "geheim" not in run.everything, run.output

    def places(name: str) -> list[tuple[str, str | None]]:
        return sorted((item["name"], item.get("project")) for item in run.result(name)["resources"])

    assert places("all flows") == [("Main", "Support"), ("Other", "Sales")] and places("one") == [("Main", "Support")]
    assert places("none") == [] and places("filtered") == [("Other", "Sales")]
    assert [item.get("project") for item in run.result("connections")["resources"]] == ["Support", None]
    assert places("of the project") == [("OpenAI", "Support")] and places("of the organisation") == [("OpenAI", None)]
    for name, message in (
        ("wrong level", "goes with kind: connection or llm"),
        ("no parent", "give flow"),
        ("wrong parent", "does not go with"),
    ):
        assert message in run.result(name)["msg"]
    for kind, option, _parent in (*back, ("knowledge_source", "chunks", {})):
        assert run.result(f"find {kind}")["resources"][0][option] and not run.result(f"again {kind}")["changed"]
