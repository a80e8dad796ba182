# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Endpoints and what they point at, and the small kinds: what the API has of traps. One run of ansible-playbook for each world."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.community.cognigy.tests.integration.harness import Ansible, Emulator, Run

pytestmark = pytest.mark.once
HOME = {"project": "Home"}


class World:
    """Acme with the project Home, in which the flow Main is; tasks are collected and then run at once, each may fail."""

    def __init__(self, ansible: Ansible, emulator: Emulator) -> None:
        self.ansible, self.emulator = ansible, emulator
        self.key = emulator.super_key(emulator.organisation("Acme"))
        self.home = emulator.project(self.key, "Home")
        self.flow = self.made("flows", name="Main")
        self.tasks: list[dict[str, Any]] = []
        self.run: Run | None = None

    def made(self, path: str, **body: Any) -> dict[str, Any]:
        answer: dict[str, Any] = self.emulator.api("POST", f"/v2.0/{path}", {"projectId": self.home, **body}, key=self.key)
        return answer

    def seen(self, path: str) -> Any:
        return self.emulator.api("GET", f"/v2.0/{path}", key=self.key)

    def task(self, name: str, module: str, /, check: bool = False, **args: Any) -> None:
        task = {
            "name": name,
            f"community.cognigy.cognigy_{module}": {**HOME, **args},
            "check_mode": check,
            "diff": True,
            "ignore_errors": True,
        }
        self.tasks.append(task)

    def play(self, **options: Any) -> None:
        self.run = self.ansible.tasks(self.tasks, env={"COGNIGY_ORGANISATION": "Acme"}, **options)
        self.tasks = []

    def __getitem__(self, name: str) -> dict[str, Any]:
        assert self.run
        return self.run.result(name)

    def fails(self, name: str, *texts: str) -> None:
        result = self[name]
        assert result.get("failed") and all(text in result["msg"] for text in texts), result


@pytest.fixture
def world(ansible: Ansible, emulator: Emulator) -> World:
    return World(ansible, emulator)


def test_endpoints(world: World) -> None:
    twins = [world.made("endpoints", name="Twin", channel="rest", entrypoint=world.home)["_id"] for number in range(2)]
    world.made("flows", name="Double")
    world.made("flows", name="Double")
    old = world.made("endpoints", name="Old", channel="rest", entrypoint=world.home, flowId=world.flow["referenceId"])
    new = {"name": "New", "channel": "rest", "flow": "Main"}
    world.task("two of one name", "endpoint", name="Twin", active=False)
    world.task("no such flow", "endpoint", **{**new, "flow": "Mian"})
    world.task("two such flows", "endpoint", **{**new, "flow": "Double"})
    world.task("no such locale", "endpoint", **new, locale="French")
    world.task("no such project", "endpoint", **{**new, "project": "Away"})
    world.task("a project to come", "endpoint", check=True, **{**new, "project": "Away"})
    world.task("a flow to come", "endpoint", check=True, **{**new, "flow": "Later"})
    world.task("absent without a project", "endpoint", name="New", project="Away", state="absent")
    world.task("an id of nothing", "endpoint", id="0" * 24, active=False)
    world.task("no channel", "endpoint", name="New", flow="Main")
    world.task("the other form of the flow", "endpoint", name="Old", flow=world.flow["_id"])
    world.task("the primary locale", "endpoint", **new)
    world.task("an old one keeps none", "endpoint", name="Old", active=False)
    world.task("no speech provider", "endpoint", name="Call", channel="voiceGateway2", flow="Main", create_webrtc_client=True)
    world.play()

    world.fails("two of one name", "there are 2 endpoints 'Twin': choose one by id", *twins)
    world.fails("no such flow", "there is no flow 'Mian'; there is: 'Double', 'Double', 'Main'")
    world.fails("two such flows", "there are 2 flows 'Double': choose one by id")
    world.fails("no such locale", "there is no locale 'French'; there is: 'en-US'")
    world.fails("no such project", "there is no project 'Away'; there is: 'Home'")
    for name in ("a project to come", "a flow to come"):
        assert world[name]["changed"] and "taken as made by an earlier task" in world[name]["warnings"][0]
    assert world["a flow to come"]["endpoint"]["flow"] == "Later"
    assert not world["absent without a project"]["changed"]
    world.fails("an id of nothing", "there is no endpoint with the id " + "0" * 24)
    world.fails("no channel", "there is no endpoint 'New'; to create it, give also channel")
    assert not world["the other form of the flow"]["changed"]
    (locale,) = world.seen("locales")["items"]
    assert world["the primary locale"]["endpoint"]["locale"] == locale["referenceId"]
    assert world["the primary locale"]["endpoint"]["entrypoint"] == world.home
    assert world.seen(f"endpoints/{old['_id']}")["localeId"] == "" and world["an old one keeps none"]["changed"]
    world.fails("no speech provider", "Please configure or select a speech provider in your voice preview settings")


def test_an_endpoint_whose_server_stumbles_over_another_entrypoint(world: World) -> None:
    """Behind the proxy the answer is 502 for a moment (observed behaviour, section Endpoint)."""
    made = world.made("endpoints", name="REST", channel="rest", entrypoint=world.home, flowId=world.flow["referenceId"])
    snapshot = {"kind": "snapshot", "organisation": "Acme", "project": world.home, "name": "1", "description": "", "hash": "x"}
    snapshot_id = world.emulator.control("POST", "objects", {**snapshot, "isPackaged": False})["_id"]
    path = f"/v2.0/endpoints/{made['_id']}"
    for fault in ({"method": "PATCH", "after_commit": True}, {"method": "GET", "times": 2}):
        world.emulator.control("POST", "faults", {"path": path, "kind": "status", "status": 502, "times": 1, **fault})
    world.task("promote", "endpoint", name="REST", entrypoint=snapshot_id)
    world.play()
    assert world["promote"]["changed"] and world["promote"]["endpoint"]["entrypoint"] == snapshot_id
    assert "the change is there" in world["promote"]["warnings"][0]


def test_settings_are_whole_and_their_secrets_stay(world: World) -> None:
    """Also where a change replaces what is nested."""
    world.emulator.control("POST", "switches", {"patch_nested": "replaces"})
    chat = {"name": "Chat", "channel": "webchat3", "flow": "Main"}
    crm = {
        "name": "CRM",
        "channel": "generic",
        "settings": {"webhookUrl": "https://a", "basicAuthUser": "u", "basicAuthPassword": "geheim-1"},
    }
    watson = {"name": "W", "type": "watson", "settings": {"apikey": "geheim-2", "workspaceId": "a", "serviceURL": "https://a"}}
    centre = {"name": "C", "settings": {"queue": "a", "clientSecret": "geheim-3"}}
    world.task("chat", "endpoint", **chat, settings={"layout": {"title": "Hello"}})
    world.task("more of the chat", "endpoint", name="Chat", settings={"behavior": {"messageDelay": 900}})
    world.task("crm", "endpoint", **crm)
    world.task("another address", "endpoint", name="CRM", settings={"webhookUrl": "https://b"})
    world.task("another secret alone", "endpoint", name="CRM", settings={"basicAuthPassword": "geheim-4"})
    world.task("another secret always", "endpoint", name="CRM", settings={"basicAuthPassword": "geheim-5"}, update_secret="always")
    world.task("watson", "nlu_connector", **watson)
    world.task("another workspace", "nlu_connector", name="W", settings={"workspaceId": "b"})
    world.task("centre", "handover_provider", **centre)
    world.task("another queue", "handover_provider", name="C", settings={"queue": "b"})
    world.task("code", "nlu_connector", name="Code", type="noNlu", transformer={"transformer": "x"})
    world.task("code is used", "nlu_connector", name="Code", transformer={"transformer_stack_enabled": True})
    world.play()
    assert [
        world[name]["changed"] for name in ("more of the chat", "another address", "another secret alone", "another secret always")
    ] == [
        True,
        True,
        False,
        True,
    ]
    held = {one["name"]: world.seen(f"endpoints/{one['_id']}")["settings"] for one in world.seen("endpoints")["items"]}
    assert held["Chat"]["layout"]["title"] == "Hello" and held["Chat"]["behavior"]["messageDelay"] == 900
    assert held["CRM"] == {"webhookUrl": "https://b", "basicAuthUser": "u", "basicAuthPassword": "geheim-5"}
    (connector,) = [one for one in world.seen("nluconnectors")["items"] if one["name"] == "W"]
    assert world.seen(f"nluconnectors/{connector['_id']}")["settings"] == {**watson["settings"], "workspaceId": "b"}
    assert world["code is used"]["nlu_connector"]["transformer"]["transformer"] == "x"
    (provider,) = world.seen("handover/providers")["items"]
    assert provider["settings"] == {"queue": "b", "clientSecret": "geheim-3"}
    assert world["another queue"]["handover_provider"]["settings"] == {"queue": "b", "clientSecret": "********"}
    assert world.run and not [
        secret for secret in ("geheim-1", "geheim-2", "geheim-3", "geheim-4", "geheim-5") if secret in world.run.everything
    ]


def test_small_kinds(world: World) -> None:
    twins = [
        world.emulator.api(
            "POST", f"/v2.0/projects/{world.home}/snippets", {"label": "Twin", "type": "input", "script": "x"}, key=world.key
        )["_id"]
        for number in range(2)
    ]
    world.task("two tokens", "token", label="Twin", state="absent")
    world.task("one of them", "token", id=twins[0], state="absent")
    world.task("too little for a token", "token", label="New", script="x")
    world.task("no such service", "handover_provider", name="Centre", service="Nobody")
    world.task("a lexicon to come", "lexicon", check=True, project="Away", name="L", entries=[{"keyphrase": "a"}])
    world.task("a playbook to come", "playbook", check=True, name="P", step_timeout=1, steps=[{"text": "a"}])
    world.task("too little for a playbook", "playbook", name="P")
    world.task("an assert of no kind", "playbook", name="P", step_timeout=1, steps=[{"asserts": [{"type": "assertAll"}]}])
    world.task("absent without a project", "milestone", project="Away", name="M", state="absent")
    started = {"name": "a", "order": 1, "type": "start"}
    milestone = world.made("milestones", name="M", steps=[started, {"name": "b", "order": 2}])
    world.task("turn the steps", "milestone", name="M", steps=[{"name": "b", "order": 1}, {"name": "a", "order": 2}, {"name": "c"}])
    world.play()
    world.fails("two tokens", "there are 2 tokens 'Twin': choose one by id", *twins)
    assert world["one of them"]["changed"]
    assert [one["_id"] for one in world.seen(f"projects/{world.home}/snippets")["items"]] == twins[1:]
    world.fails("too little for a token", "to create it, give also type")
    world.fails("no such service", "there is no handover service 'Nobody'; there is: none")
    assert world["a lexicon to come"]["changed"] and world["a playbook to come"]["changed"]
    assert world["a playbook to come"]["diff"]["after"]["steps"] == [{"text": "a"}]
    world.fails("too little for a playbook", "to create it, give also step_timeout")
    world.fails("an assert of no kind", "value of type must be one of", "assertText")
    assert not world["absent without a project"]["changed"]
    before = {one["name"]: one["_id"] for one in milestone["steps"]}
    steps = world.seen(f"milestones/{milestone['_id']}")["steps"]
    assert [one["name"] for one in steps] == ["b", "a", "c"] and steps[1]["type"] == "start"
    assert {one["name"]: one["_id"] for one in steps[:2]} == before


def test_hundreds_of_entries(world: World) -> None:
    """However few a plain array holds; in few requests, below the limit of a body."""
    world.emulator.control("POST", "switches", {"page_cap": 30})
    many = [{"keyphrase": f"Word {number}", "synonyms": [f"W{number}"], "slots": ["word"], "data": {"n": number}} for number in range(250)]
    world.task("many", "lexicon", name="Words", entries=many)
    world.emulator.control("DELETE", "requests")
    world.play()
    assert world["many"]["changed"] and len(world["many"]["lexicon"]["entries"]) == 250
    writes = [name for name in world.emulator.writes() if name != "createApiKeyManagement"]
    assert writes[:2] == ["createLexicon", "batchLexiconSlots"] and len(writes) < 8, writes
    world.task("again", "lexicon", name="Words", entries=many[::-1])
    world.task("fewer", "lexicon", name="Words", entries=many[:5])
    world.play()
    assert not world["again"]["changed"] and world["fewer"]["changed"]
    (lexicon,) = world.seen("lexicons")["items"]
    assert len(world.seen(f"lexicons/{lexicon['_id']}/entries")) == 5
    assert len(world.seen(f"lexicons/{lexicon['_id']}/slots")["items"]) == 1
