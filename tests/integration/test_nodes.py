# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The nodes of a flow: few operations, whatever is changed, and none twice when something breaks."""

from __future__ import annotations

import copy
import random
from typing import Any

import pytest

from ansible_collections.community.cognigy.plugins.module_utils._chart import Trees, ensure_nodes
from ansible_collections.community.cognigy.plugins.module_utils._client import Client
from ansible_collections.community.cognigy.plugins.module_utils._credentials import Credentials
from ansible_collections.community.cognigy.plugins.module_utils._errors import OutcomeUnknown
from ansible_collections.community.cognigy.plugins.module_utils._transport import Settings
from ansible_collections.community.cognigy.tests.integration.harness import Ansible, Emulator

pytestmark = pytest.mark.once
Tree = list[dict[str, Any]]


def say(text: str, label: str = "") -> dict[str, Any]:
    return {"type": "say", "label": label or text, "config": {"say": {"text": [text]}}}


def chart(count: int) -> Tree:
    """About ``count`` nodes, with branches in them."""
    nodes: Tree = []
    for number in range(count // 5):
        then, otherwise = [say(f"then {number}")], [say(f"else {number}")]
        branches = [{"type": "then", "children": then}, {"type": "else", "children": otherwise}]
        nodes += [say(f"say {number}"), {"type": "if", "label": f"if {number}", "children": branches}]
    return nodes


def count(nodes: Tree) -> int:
    return sum(1 + count(node.get("children", [])) for node in nodes)


class Flow:
    """A flow of the emulator, and what was sent to it."""

    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator
        acme = emulator.organisation("Acme")
        self.key = emulator.super_key(acme)
        self.project = emulator.project(self.key, "Home")
        self.id = emulator.api("POST", "/v2.0/flows", {"projectId": self.project, "name": "Main"}, key=self.key)["_id"]
        self.warnings: list[str] = []

    def client(self, read_only: bool = False) -> Client:
        return Client(
            Settings(self.emulator.url, read_only=read_only, retries=0), Credentials(api_key=self.key), sleep=lambda seconds: None
        )

    def ensure(self, nodes: Tree, check: bool = False) -> Trees:
        self.emulator.control("DELETE", "requests")
        return ensure_nodes(self.client(check), self.id, nodes, self.warnings.append)

    def sent(self) -> list[str]:
        return self.emulator.writes()


@pytest.fixture
def flow(emulator: Emulator) -> Flow:
    return Flow(emulator)


def test_sixty_nodes_of_which_one_moves_and_one_text_changes(ansible: Ansible, emulator: Emulator) -> None:
    Flow(emulator)
    nodes = chart(60)
    assert count(nodes) >= 60
    changed = copy.deepcopy(nodes)
    changed.append(changed.pop(2))  # a node to the end
    changed[4]["children"][1]["children"][0]["config"]["say"]["text"] = ["something else"]
    arguments = {"organisation": "Acme", "project": "Home", "name": "Main"}
    for title, given, operations in (
        ("declared", nodes, 48),
        ("again", nodes, 0),
        ("two changes", changed, 2),
        ("two changes again", changed, 0),
    ):
        task = {"name": title, "community.cognigy.cognigy_flow": {**arguments, "nodes": given}, "diff": True}
        emulator.control("DELETE", "requests")
        result = ansible.tasks([task]).result(title)
        sent = [name for name in emulator.writes() if name != "createApiKeyManagement"]
        assert (result["changed"], len(sent)) == (operations > 0, operations), (title, sent)
        if title == "two changes":
            assert sorted(sent) == ["moveChartNode", "updateChartNode"]
            before, after = (result["diff"][half]["nodes"] for half in ("before", "after"))
            assert before == nodes and after == changed


def test_what_is_returned_can_be_given_back(flow: Flow) -> None:
    job = {"type": "aiAgentJob", "label": "job", "children": [{"type": "aiAgentJobTool", "label": "t", "config": {"toolId": "t"}}]}
    whole = flow.ensure([*chart(10), job, {"type": "code", "config": {"code": "x()"}}])[3]
    assert flow.ensure(whole)[:1] == (False,) and flow.sent() == []
    assert [node["type"] for node in whole] == ["say", "if", "say", "if", "aiAgentJob", "code"]
    assert "transpiled" not in whole[-1]["config"]
    flow.ensure([])
    assert flow.ensure(whole)[3] == whole


def test_branches_that_come_by_themselves_are_adopted(flow: Flow) -> None:
    job = {
        "type": "aiAgentJob",
        "label": "job",
        "children": [
            {"type": "aiAgentJobDefault", "children": [say("by default")]},
            {"type": "aiAgentJobTool", "label": "one", "config": {"toolId": "one"}, "children": [say("tool")]},
            {"type": "aiAgentJobTool", "label": "two", "config": {"toolId": "two"}},
        ],
    }
    flow.ensure([job])
    # The tool that came along has parameters of its own, which nobody declared: it goes.
    assert sorted(flow.sent()) == ["createChartNode"] * 5 + ["deleteChartNode"]
    no_tools = {**job, "children": [{"type": "aiAgentJobDefault"}]}
    flow.ensure([no_tools])
    assert flow.sent() == ["deleteChartNode"] * 2
    unmanaged = {key: value for key, value in job.items() if key != "children"}
    assert not flow.ensure([unmanaged])[0]
    emptied = {**job, "children": []}
    assert flow.ensure([emptied])[0] and flow.sent() == ["deleteChartNode"]  # what the default did; it stays itself
    assert not flow.ensure([emptied])[0]


def test_nodes_with_equal_labels_and_without_any(flow: Flow) -> None:
    flow.ensure([say("a", "same"), say("b", "same"), say("c", "same")])
    flow.ensure([say("c", "same"), say("a", "same"), say("b", "same")])
    assert flow.sent() == ["moveChartNode"]
    bare = [{"type": "say", "config": {"say": {"text": [text]}}} for text in "xyz"]
    flow.ensure(bare)
    assert flow.sent() == ["updateChartNode"] * 3  # their labels stay as they were
    assert not flow.ensure(bare)[0]


def test_a_creation_whose_answer_is_lost(flow: Flow) -> None:
    fault = {"method": "POST", "path": "*/chart/nodes", "kind": "cut", "after_commit": True}
    flow.emulator.control("POST", "faults", {**fault, "skip": 1})
    nodes = [say("a"), {"type": "if", "children": [{"type": "then", "children": [say("b")]}]}, say("c")]
    flow.ensure(nodes)
    assert "the creation of nodes[1] if was lost" in flow.warnings[0]
    assert flow.sent() == ["createChartNode"] * 4 and not flow.ensure(nodes)[0]
    flow.emulator.control("POST", "faults", {**fault, "after_commit": False})
    with pytest.raises(OutcomeUnknown, match=r"nodes\[3\] say 'd': it is not there now, but may still be made"):
        flow.ensure([*nodes, say("d")])
    flow.ensure([*nodes, say("d")])
    assert flow.sent() == ["createChartNode"]


def branches(choose: random.Random, kind: str, depth: int) -> Tree:
    names = {"if": ["then", "else"], "once": ["onFirstExecution", "afterwards"], "lookup": ["case"] * choose.randint(0, 3) + ["default"]}
    return [
        {"type": name, **({"label": f"case {number}"} if name == "case" else {}), "children": some_nodes(choose, depth + 1)}
        for number, name in enumerate(names[kind])
    ]


def some_nodes(choose: random.Random, depth: int = 0) -> Tree:
    nodes: Tree = []
    for _number in range(choose.randint(0, 4 - depth)):
        kind = choose.choice(["say", "say", "say", "if", "once", "lookup"] if depth < 2 else ["say"])
        if kind == "say":
            nodes.append(say(choose.choice("abcdef"), choose.choice("lmn")))
        else:
            nodes.append({"type": kind, "label": choose.choice("xy"), "children": branches(choose, kind, depth)})
    return nodes


def test_from_any_chart_to_any_other(flow: Flow) -> None:
    """Predicted is what comes; the second run does nothing; what stays is not made anew."""
    choose = random.Random(7)
    here: Tree = []
    for _round in range(25):
        there = some_nodes(choose) if choose.random() < 0.7 else [*here[1:], *here[:1]]
        predicted = flow.ensure(there, check=True)
        assert flow.sent() == []
        made = flow.ensure(there)
        assert predicted[:3] == made[:3], there
        assert made[2] == there
        sent = flow.sent()
        assert len(sent) <= count(here) + count(there)
        again = flow.ensure(there)
        assert not again[0] and again[1] == again[2] and flow.sent() == []
        if there == [*here[1:], *here[:1]]:
            assert len(sent) <= 1
        here = there


def test_a_masked_secret_that_is_given_back_does_not_replace_the_secret(ansible: Ansible, emulator: Emulator) -> None:
    flow = Flow(emulator)
    here = {"organisation": "Acme", "project": "Home"}
    fetch = {"type": "fetch", "extension": "acme-tools", "label": "Fetch", "config": {"apiKey": "geheim-node", "url": "old"}}
    masked = {**fetch, "config": {"apiKey": "********", "url": "new"}}
    emulator.api("POST", "/v2.0/flows", {"projectId": flow.project, "name": "Second"}, key=flow.key)
    tasks = []
    for title, node in (("given", fetch), ("given back", masked)):
        own = {"label": "Tool", "config": {"toolId": "t"}, "children": [node]}
        tasks += [
            {"name": f"{title} nodes", "community.cognigy.cognigy_flow": {**here, "name": "Main", "nodes": [node]}},
            {
                "name": f"{title} jobs",
                "community.cognigy.cognigy_ai_agent": {**here, "name": "Ava", "jobs": [{"flow": "Second", "tools": [own]}]},
            },
        ]
    run = ansible.tasks(tasks)
    assert run.rc == 0 and "geheim" not in run.everything, run.output
    assert all(run.result(task["name"])["changed"] for task in tasks)
    for name in ("Main", "Second"):
        flows = emulator.api("GET", "/v2.0/flows", key=flow.key, projectId=flow.project)["items"]
        path = f"/v2.0/flows/{next(one['_id'] for one in flows if one['name'] == name)}/chart/nodes"
        nodes = [emulator.api("GET", f"{path}/{one['_id']}", key=flow.key) for one in emulator.api("GET", path, key=flow.key)["items"]]
        (config,) = [one["config"] for one in nodes if one["extension"] == "acme-tools"]
        assert (config["apiKey"], config["url"]) == ("geheim-node", "new")
