# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The nodes of flows at the emulator: what it makes by itself, what it refuses, and what it may do late or otherwise."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from ansible_collections.community.cognigy.plugins.module_utils._chart import ensure_nodes, read_tree
from ansible_collections.community.cognigy.plugins.module_utils._client import Client
from ansible_collections.community.cognigy.plugins.module_utils._credentials import Credentials
from ansible_collections.community.cognigy.plugins.module_utils._jobs import check_jobs, ensure_jobs, read_jobs
from ansible_collections.community.cognigy.plugins.module_utils._transport import Settings
from ansible_collections.community.cognigy.tests.integration.harness import Ansible, Emulator

pytestmark = pytest.mark.once
Tree = list[dict[str, Any]]


def say(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "say", "label": text, "config": {"say": {"text": [text]}}, **more}


def code(text: str) -> dict[str, Any]:
    return {"type": "code", "label": text, "config": {"code": f"// {text}"}}


def branch(kind: str, *children: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": kind, "children": list(children), **more}


def tool(name: str, *children: dict[str, Any]) -> dict[str, Any]:
    return branch("aiAgentJobTool", *children, label=name, config={"toolId": name, "description": f"it can {name}"})


def case(value: str, *children: dict[str, Any]) -> dict[str, Any]:
    return branch("case", *children, config={"case": {"value": value}})


WHOLE: Tree = [
    branch(
        "once",
        branch("onFirstExecution", say("hello"), code("load")),
        branch("afterwards", branch("if", branch("then", say("known")), branch("else"), label="known?")),
    ),
    branch("switch", branch("default", say("else")), case("a", say("A")), case("b", say("B"), say("B again")), label="which"),
    say("again", is_disabled=True, comment="not now", comment_color="#ff0000"),
    branch(
        "aiAgentJob",
        branch("aiAgentJobDefault", say("no tool")),
        tool("order", code("order"), {"type": "aiAgentToolAnswer", "config": {"answer": "done"}}),
        tool("return", say("returned")),
        label="Support",
        config={"memoryType": "none"},
    ),
    say("bye"),
]


class Home:
    """A project with a flow, and a client for it."""

    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator
        self.key = emulator.super_key(emulator.organisation())
        self.project = emulator.project(self.key, "Home")
        self.flow = self.new_flow("Main")

    def new_flow(self, name: str) -> str:
        return str(self.emulator.api("POST", "/v2.0/flows", {"projectId": self.project, "name": name}, key=self.key)["_id"])

    def client(self, read_only: bool = False) -> Client:
        return Client(Settings(self.emulator.url, read_only=read_only), Credentials(api_key=self.key), sleep=lambda seconds: None)

    def put(self, nodes: Tree) -> list[str]:
        """Bring the flow to what is wanted; what is predicted comes, and a second time nothing is sent. The writes."""
        predicted = ensure_nodes(self.client(read_only=True), self.flow, nodes)
        self.emulator.control("DELETE", "requests")
        done = ensure_nodes(self.client(), self.flow, nodes)
        writes = self.emulator.writes()
        assert done[:3] == predicted[:3]
        assert done.changed == bool(writes)
        assert not ensure_nodes(self.client(), self.flow, nodes).changed
        assert self.emulator.writes() == writes
        return [name.removesuffix("ChartNode") for name in writes]


@pytest.fixture
def home(emulator: Emulator) -> Home:
    return Home(emulator)


@pytest.mark.parametrize("switches", [{}, {"chart_empty": 3, "chart_lag": 2}, {"node_config": "merges"}, {"patch_echoes": True}], ids=str)
def test_a_whole_flow_is_built_changed_and_emptied(home: Home, switches: dict[str, Any]) -> None:
    home.emulator.control("POST", "switches", switches)
    home.flow = home.new_flow("Other")
    assert set(home.put(WHOLE)) == {"create", "delete"}  # the preview tool goes
    kept = read_tree(home.client(), home.flow)
    assert home.put(kept) == []

    moved = copy.deepcopy(WHOLE)
    moved.insert(0, moved.pop(2))  # the last but two comes first
    moved[1]["children"][0]["children"][0]["config"]["say"]["text"] = ["hello there"]
    assert sorted(home.put(moved)) == ["move", "update"]

    branches = copy.deepcopy(moved)
    switch, job = branches[2], branches[3]
    switch["children"][1:] = reversed(switch["children"][1:])
    job["children"] = [tool("cancel"), *job["children"][:2]]
    assert sorted(home.put(branches)) == ["create", "delete", "move"]

    assert home.put([branch("if", branch("then", *branches[:2]), branch("else", *branches[2:]), label="all")]) == ["create"] + ["move"] * 5
    assert set(home.put(kept)) <= {"create", "move", "update", "delete"}
    assert home.put([]) == ["delete"] * len(kept)
    assert read_tree(home.client(), home.flow) == []


def test_the_lost_answer_to_a_creation(home: Home) -> None:
    warnings: list[str] = []
    home.emulator.control("POST", "faults", {"kind": "cut", "method": "POST", "path": "*/chart/nodes", "after_commit": True})
    assert ensure_nodes(home.client(), home.flow, WHOLE, warnings.append).changed
    assert len(warnings) == 1 and "looked for and found" in warnings[0]
    assert home.put(WHOLE) == []


def test_a_flow_in_a_second_locale(home: Home) -> None:
    api, key = home.emulator.api, home.key
    primary = api("GET", "/v2.0/locales", key=key, projectId=home.project)["items"][0]["_id"]
    german = {"projectId": home.project, "name": "German", "nluLanguage": "de-DE", "fallbackLocaleReference": primary}
    locale = api("POST", "/v2.0/locales", german, key=key)["_id"]
    home.put([say("hello"), say("bye")])
    want = [{"type": "say", "label": "hello", "config": {"say": {"text": ["hallo"]}}}, say("bye")]
    assert ensure_nodes(home.client(), home.flow, want, locale_id=locale).changed
    assert not ensure_nodes(home.client(), home.flow, want, locale_id=locale).changed
    assert home.put([say("hello"), say("bye")]) == []
    texts = [one["config"]["say"]["text"] for one in read_tree(home.client(), home.flow, locale)]
    assert texts == [["hallo"], ["bye"]]


def test_jobs_of_an_agent(home: Home) -> None:
    made = home.emulator.api("POST", "/v2.0/aiagents", {"projectId": home.project, "name": "Ava"}, key=home.key)
    home.put([say("hello")])

    def jobs(*given: dict[str, Any]) -> list[str]:
        checked = [{**one, "flow_id": home.flow} for one in check_jobs([{"flow": "Main", **one} for one in given])]
        predicted = ensure_jobs(home.client(read_only=True), made["referenceId"], checked, "Ava")
        home.emulator.control("DELETE", "requests")
        done = ensure_jobs(home.client(), made["referenceId"], checked, "Ava")
        writes = home.emulator.writes()
        assert done[:3] == predicted[:3]
        assert not ensure_jobs(home.client(), made["referenceId"], checked, "Ava").changed
        return [name.removesuffix("ChartNode") for name in writes]

    order = {key: value for key, value in tool("order", say("one moment")).items() if key != "type"}
    assert jobs({"config": {"memoryType": "none"}, "tools": [order]}) == ["create", "delete", "create", "create"]
    assert jobs({"config": {"memoryType": "inherit"}}) == ["update"]
    (found,) = read_jobs(home.client(), made["referenceId"], [home.flow])
    assert (found["label"], [one["label"] for one in found["tools"]]) == ("Ava", ["Default", "order"])
    (seen,) = home.emulator.api("GET", f"/v2.0/aiagents/{made['_id']}/jobs", key=home.key)
    assert [one["label"] for one in seen["tools"]] == ["order"]
    assert jobs({"tools": []}) == ["delete"]


def test_a_playbook(home: Home, ansible: Ansible) -> None:
    """Nodes in a playbook, kept in a variable and given back."""
    flow = {"project": "Home", "name": "Main", "organisation": "Acme"}
    run = ansible.tasks(
        [
            {"name": "build", "community.cognigy.cognigy_flow": {**flow, "nodes": WHOLE}, "register": "built"},
            {"name": "again", "community.cognigy.cognigy_flow": {**flow, "nodes": WHOLE}},
            {"name": "back", "community.cognigy.cognigy_flow": {**flow, "nodes": "{{ built.flow.nodes }}"}},
            {
                "name": "a wrong one",
                "community.cognigy.cognigy_flow": {**flow, "nodes": [say("x"), {"type": "end"}]},
                "ignore_errors": True,
            },
            {"name": "empty", "community.cognigy.cognigy_flow": {**flow, "nodes": []}},
        ]
    )
    assert run.rc == 0, run.output
    assert [run.result(task)["changed"] for task in ("build", "again", "back", "empty")] == [True, False, False, True]
    assert "nodes[1]" in run.result("a wrong one")["msg"]
    assert read_tree(home.client(), home.flow) == []
