# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Charts: where nodes go, what comes and goes with them, their configs, and what the editor does."""

from __future__ import annotations

import pytest


class Chart:
    """A flow's chart, whose nodes have the labels that the test gave them."""

    def __init__(self, api, key, project, name="Main"):
        self.api, self.key, self.project = api, key, project
        self.flow = api.call("POST", "/v2.0/flows", {"projectId": project, "name": name}, key).body
        self.path = f"/v2.0/flows/{self.flow['_id']}/chart"

    def call(self, method, path, body=None):
        return self.api.call(method, self.path + path, body, self.key)

    def nodes(self):
        return {one["label"]: one["_id"] for one in self.call("GET", "").body["nodes"]}

    def make(self, type_, label, target="Start", mode="append", **more):
        """A new node; the target is a label."""
        answer = self.call("POST", "/nodes", {"type": type_, "label": label, "target": self.nodes()[target], "mode": mode, **more})
        assert answer.status == 201, answer.text
        return answer.body

    def refused(self, type_, target, mode, status=400, text="conflicts with constraints", **more):
        answer = self.call("POST", "/nodes", {"type": type_, "target": self.nodes().get(target, target), "mode": mode, **more})
        assert (answer.status, text in answer.detail) == (status, True), answer.text

    def of(self, label, method="GET", action="", body=None):
        return self.call(method, f"/nodes/{self.nodes()[label]}{action}", body)

    def move(self, label, target, mode, **more):
        return self.of(label, "POST", "/move", {"target": self.nodes()[target], "mode": mode, **more})

    def tree(self):
        """The main chain: labels, or (label, [chain of each branch]) where there are branches. No node is beside it, none twice."""
        chart = self.call("GET", "").body
        labels = {one["_id"]: one["label"] for one in chart["nodes"]}
        relations = {one["node"]: one for one in chart["relations"]}
        assert set(labels) == set(relations)

        reached = set()

        def chain(node):
            found = []
            while node is not None:
                assert node not in reached
                reached.add(node)
                branches = [chain(one) for one in relations[node]["children"]]
                found.append((labels[node], branches) if branches else labels[node])
                node = relations[node]["next"]
            return found

        found = chain(next(one for one, label in labels.items() if label == "Start"))
        assert reached == set(labels)
        return found


@pytest.fixture
def project(api, key):
    api.switch(chart_empty=0)
    return api.project(key)


@pytest.fixture
def chart(api, key, project):
    return Chart(api, key, project)


@pytest.fixture
def german(api, key, project):
    return api.call("POST", "/v2.0/locales", {"projectId": project, "name": "German", "nluLanguage": "de-DE"}, key).body["_id"]


@pytest.fixture
def english(api, key, project):
    return api.call("GET", f"/v2.0/projects/{project}", key=key).body["primaryLocaleReference"]


BRANCHED = ["Start", "A", ("If", [["Then", "B", "C"], ["Else"]]), "D", "End"]


@pytest.fixture
def branched(chart):
    """A chain with an If in it, whose Then has a chain of two."""
    for type_, label, target in (
        ("say", "D", "Start"),
        ("if", "If", "Start"),
        ("say", "A", "Start"),
        ("say", "C", "Then"),
        ("code", "B", "Then"),
    ):
        chart.make(type_, label, target)
    assert chart.tree() == BRANCHED
    return chart


# A new flow


def test_a_new_chart_is_empty_for_a_moment(api, key, project):
    api.switch(chart_empty=1)
    chart = Chart(api, key, project)
    first = chart.call("GET", "").body
    assert first["nodes"] == first["relations"] == []
    assert chart.tree() == ["Start", "End"]
    items = Chart(api, key, project, "Other").call("GET", "/nodes").body["items"]
    assert items == []


def test_start_and_end_stay(chart):
    assert [one["isEntryPoint"] for one in chart.call("GET", "").body["nodes"]] == [True, False]
    for label in ("Start", "End"):
        assert chart.of(label, "DELETE").status == 400
        assert chart.of(label, "POST", "/copy").status == 400
    chart.make("say", "A")
    assert chart.move("Start", "A", "append").status == 400
    chart.refused("start", "Start", "append")
    chart.refused("say", "End", "append")
    chart.refused("say", "Start", "prepend")


# Creations


def test_modes_of_a_creation(chart):
    chart.make("say", "B")
    chart.make("say", "A", "B", "prepend")
    chart.make("say", "C", "B", "insertAfter")
    chart.make("say", "D", "End", "prepend")
    assert chart.tree() == ["Start", "A", "B", "C", "D", "End"]
    chart.refused("say", "B", "insertBefore", 500, "Error while reading ChartData")
    chart.refused("aiAgentJob", "B", "insertAfter", 500, "Error while reading ChartData")
    chart.refused("say", "f" * 24, "append", 404, "Failed to find chart node")
    chart.refused("say", "B", "appendChild")
    chart.refused("say", "B", "behind", 400, "allowed values")


def test_branches_come_with_their_node(chart):
    for type_ in ("if", "once", "switch", "lookup"):
        chart.make(type_, type_)
    chart.make("aiAgentJob", "job")
    job = ("job", [["Default"], ["Tool"]])
    assert [one for one in chart.tree() if one not in ("Start", "End")] == [
        job,
        ("lookup", [["Default"]]),
        ("switch", [["Default"]]),
        ("once", [["On First Execution"], ["Afterwards"]]),
        ("if", [["Then"], ["Else"]]),
    ]
    listed = {one["type"]: one for one in chart.call("GET", "/nodes").body["items"]}
    assert listed["aiAgentJobTool"]["preview"] == "unlock_account"
    assert "config" not in listed["if"]
    for type_, target in (
        ("then", "if"),
        ("else", "if"),
        ("default", "switch"),
        ("onFirstExecution", "once"),
        ("aiAgentJobDefault", "job"),
    ):
        chart.refused(type_, target, "appendChild")
    for label in ("Then", "Afterwards"):
        assert chart.of(label, "DELETE").status == 400
        assert chart.move(label, "if", "appendChild").status == 400


def test_cases_and_tools_are_branches(chart):
    chart.make("switch", "Switch")
    chart.make("case", "2", "Switch", "appendChild", config={"case": {"value": "2"}})
    chart.make("case", "0", "Switch", "prependChild")
    chart.make("case", "1", "Switch", "insertChildAt", position=1)
    chart.make("case", "3", "2", "insertAfter")
    chart.make("case", "1.5", "2", "insertBefore")
    order = ["0", "1", "Default", "1.5", "2", "3"]
    assert chart.tree() == ["Start", ("Switch", [[one] for one in order]), "End"]
    for target, mode in (("Start", "append"), ("2", "append"), ("2", "appendChild")):
        chart.refused("case", target, mode)
    chart.refused("aiAgentJobTool", "Switch", "appendChild")
    assert chart.move("3", "Switch", "prependChild").status == chart.move("0", "Switch", "insertChildAt", position=9).status == 204
    assert chart.tree()[1] == ("Switch", [[one] for one in ("3", "1", "Default", "1.5", "2", "0")])


def test_a_child_below_a_branch_is_accepted(branched):
    branched.make("say", "E", "Else", "appendChild")
    assert branched.tree()[2] == ("If", [["Then", "B", "C"], [("Else", [["E"]])]])


def test_types(chart):
    chart.refused("sayy", "Start", "append", 404, "does not exist")
    node = chart.make("whatever", "Other", extension="acme", config={"any": {"thing": 1}})
    assert (node["config"], node["extension"]) == ({"any": {"thing": 1}}, "acme")
    chart.make("branch", "Its child", "Other", "appendChild", extension="acme")
    assert chart.make("sendSMS", "SMS", config={"body": "x"})["config"] == {"body": "x"}
    chart.refused("say", "Start", "append", 400, "Field 'condition' is not allowed", condition=None)
    listed = chart.call("GET", "/descriptors").body
    types = {one["type"]: one for one in listed["items"]}
    assert len(types) == listed["total"]
    assert types["aiAgentJob"]["dependencies"] == {"children": ["aiAgentJobDefault", "aiAgentJobTool"]}
    fields = {one["key"]: one["defaultValue"] for one in types["say"]["fields"]}
    assert chart.make("say", "A")["config"] == fields
    assert "_embedded" in chart.api.call("GET", f"{chart.path}/descriptors", key=chart.key, accept=None).body


# Moves and deletions


@pytest.mark.parametrize(
    ("label", "target", "mode", "expected"),
    [
        ("A", "D", "append", ["Start", ("If", [["Then", "B", "C"], ["Else"]]), "D", "A", "End"]),
        ("D", "A", "prepend", ["Start", "D", "A", ("If", [["Then", "B", "C"], ["Else"]]), "End"]),
        ("If", "Start", "append", ["Start", ("If", [["Then", "B", "C"], ["Else"]]), "A", "D", "End"]),
        ("B", "C", "append", ["Start", "A", ("If", [["Then", "C", "B"], ["Else"]]), "D", "End"]),
        ("B", "Else", "append", ["Start", "A", ("If", [["Then", "C"], ["Else", "B"]]), "D", "End"]),
        ("A", "Then", "append", ["Start", ("If", [["Then", "A", "B", "C"], ["Else"]]), "D", "End"]),
        ("C", "End", "prepend", ["Start", "A", ("If", [["Then", "B"], ["Else"]]), "D", "C", "End"]),
        ("A", "Start", "append", BRANCHED),
        ("A", "If", "prepend", BRANCHED),
    ],
)
def test_a_move_takes_a_node_with_its_branches(branched, label, target, mode, expected):
    assert branched.move(label, target, mode).status == 204
    assert branched.tree() == expected


def test_refused_moves(branched):
    for target in ("If", "Then", "C"):
        assert branched.move("If", target, "append").status == 400
    body = {"target": branched.api.absent, "mode": "append"}
    assert branched.of("A", "POST", "/move", body).status == 404
    assert branched.call("POST", f"/nodes/{branched.api.absent}/move", {**body, "target": branched.nodes()["A"]}).status == 404
    assert branched.move("A", "D", "insertBefore").status == 500
    other = Chart(branched.api, branched.key, branched.project, "Other")
    body = {"target": other.nodes()["Start"], "mode": "append"}
    assert branched.of("A", "POST", "/move", body).detail == "Failed to find chart node"
    assert branched.tree() == BRANCHED


def test_a_case_moves_with_its_chain(chart):
    for label in ("One", "Other"):
        chart.make("switch", label)
    chart.make("case", "X", "One", "appendChild")
    chart.make("say", "A", "X")
    assert chart.move("X", "Other", "appendChild").status == 204
    assert chart.tree()[1:3] == [("Other", [["Default"], ["X", "A"]]), ("One", [["Default"]])]


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("A", ["Start", ("If", [["Then", "B", "C"], ["Else"]]), "D", "End"]),
        ("B", ["Start", "A", ("If", [["Then", "C"], ["Else"]]), "D", "End"]),
        ("If", ["Start", "A", "D", "End"]),
    ],
)
def test_a_deletion_takes_the_branches_along(branched, label, expected):
    node = branched.nodes()[label]
    assert branched.of(label, "DELETE").status == 204
    assert branched.tree() == expected
    assert branched.call("GET", f"/nodes/{node}").status == 404
    assert branched.call("DELETE", f"/nodes/{node}").status == 404
    assert len(branched.api.control("GET", "objects?kind=node")) == len(branched.nodes())


def test_a_deleted_tool_takes_its_chain_along(chart):
    chart.make("aiAgentJob", "Job")
    chart.make("aiAgentToolAnswer", "Answer", "Tool")
    assert chart.of("Tool", "DELETE").status == 204
    assert chart.tree() == ["Start", ("Job", [["Default"]]), "End"]


# Fields and configs


def test_fields_of_a_node(chart, english):
    node = chart.make("code", "A", comment="why", config={"code": "x"})
    assert node["config"] == {"code": "x", "transpiled": "x", "hasError": False}
    assert (node["localeReference"], node["nextNodeId"], node["childNodeIds"]) == (english, chart.nodes()["End"], [])
    changes = {"label": "B", "isDisabled": True, "mock": {"code": "y"}, "comment": None, "config": {"code": "z", "hasError": True}}
    assert chart.of("A", "PATCH", "", changes).status == 204
    node = chart.of("B").body
    assert (node["isDisabled"], node["comment"], node["mock"]["transpiled"], node["mock"]["isEnabled"]) == (True, "", "y", False)
    assert node["config"] == {"code": "z", "transpiled": "z", "hasError": False}
    assert chart.of("B", "GET", "?includeConversionMetadata=true").body["conversionMetadata"] == {}
    assert chart.of("B", "PATCH", "", {"type": "say"}).status == 400
    assert chart.of("B", "PATCH", "", {"type": "code", "preview": "mine"}).status == 204
    assert chart.of("B", "PATCH", "", {"condition": None}).status == 400
    listed = {one["label"]: one for one in chart.call("GET", "/nodes?filter=b").body["items"]}
    assert listed["B"]["preview"] == "mine"
    assert "lastChanged" not in listed["B"]
    chart.api.switch(patch_echoes=True)
    assert chart.of("B", "PATCH", "", {"label": "C"}).body["label"] == "C"


def test_one_node_is_the_entry_point(chart):
    chart.make("say", "A", isEntryPoint=True)
    chart.make("say", "B")

    def entries():
        return [one["label"] for one in chart.call("GET", "").body["nodes"] if one["isEntryPoint"]]

    assert entries() == ["A"]
    chart.of("B", "PATCH", "", {"isEntryPoint": True})
    assert entries() == ["B"]
    chart.of("B", "DELETE")
    assert entries() == ["Start"]


def test_a_config_is_checked_and_filled_and_replaced(chart):
    config = chart.make("httpRequest", "A", config={"url": "https://example.com", "timeout": 5})["config"]
    assert (config["url"], config["timeout"], config["type"]) == ("https://example.com", 5, "GET")
    chart.refused("httpRequest", "Start", "append", 400, "Node config validation failed", config={"uri": "x"})
    assert "Node config validation failed" in chart.of("A", "PATCH", "", {"config": {"uri": "x"}}).detail
    chart.of("A", "PATCH", "", {"config": {"url": "https://example.org", "type": None}})
    config = chart.of("A").body["config"]
    assert (config["url"], config["timeout"], config["type"]) == ("https://example.org", 8000, "GET")
    chart.api.switch(node_config="merges")
    chart.of("A", "PATCH", "", {"config": {"timeout": 7}})
    config = chart.of("A").body["config"]
    assert (config["url"], config["timeout"]) == ("https://example.org", 7)


def test_a_job_without_its_agent_in_a_patch_loses_its_preview(chart):
    agent = chart.api.call("POST", "/v2.0/aiagents", {"projectId": chart.project, "name": "Max"}, chart.key).body
    chart.make("aiAgentJob", "Job", config={"aiAgent": agent["referenceId"]})

    def preview():
        return next(one["preview"] for one in chart.call("GET", "/nodes").body["items"] if one["label"] == "Job")

    assert preview() == "Max"
    chart.of("Job", "PATCH", "", {"config": {"temperature": 0.1}})
    assert preview() == ""
    chart.of("Job", "PATCH", "", {"config": {"aiAgent": agent["referenceId"]}})
    assert preview() == "Max"


def test_previews(chart):
    flow = chart.flow["referenceId"]
    chart.make("say", "A", config={"say": {"text": ["Hello"]}})
    chart.make("goTo", "B", config={"flowNode": {"flow": flow, "node": ""}})
    chart.make("httpRequest", "C", config={"url": "https://example.com"})
    chart.make("say", "D", config={"say": "odd"})
    previews = {one["label"]: one["preview"] for one in chart.call("GET", "/nodes").body["items"]}
    assert [previews[one] for one in "ABCD"] == ["Hello", "Main", "https://example.com", ""]


def test_configs_are_kept_per_locale(chart, english, german):
    chart.make("say", "A", config={"say": {"text": ["Hello"]}})
    other = f"?preferredLocaleId={german}"
    assert chart.of("A", "PATCH", "", {"localeId": german, "config": {}}).status == 400
    assert chart.of("A", "POST", "/addlocalization", {"localeId": german, "inheritFromLocaleId": english}).status == 201
    assert chart.of("A", "POST", "/addlocalization", {"localeId": german}).status == 409
    assert chart.of("A", "PATCH", "", {"localeId": german, "config": {"say": {"text": ["Hallo"]}}}).status == 204
    assert [chart.of("A", "GET", one).body["config"]["say"]["text"] for one in ("", other)] == [["Hello"], ["Hallo"]]
    found = chart.call("GET", f"/nodes/search{other}&filter=hallo").body["items"]
    assert found[0]["matches"] == [{"fieldType": "config", "matchPath": "config.say.text[0]"}]
    assert chart.of("A", "POST", "/removelocalization", {"localeId": english}).status == 400
    assert chart.of("A", "POST", "/removelocalization", {"localeId": german}).status == 204
    assert chart.of("A", "POST", "/removelocalization", {"localeId": german}).status == 400
    assert chart.of("A", "GET", other).body["localeReference"] == english
    node = chart.make("say", "B", localeReference=german, config={"say": {"text": ["Tag"]}})
    assert chart.call("GET", f"/nodes/{node['_id']}{other}").body["localeReference"] == german
    chart.refused("say", "A", "append", 404, "does not exist", localeReference=chart.api.absent)
    chart.make("say", "C")
    assert chart.of("C", "POST", "/addlocalization", {"localeId": german}).status == 201
    assert chart.call("GET", f"?preferredLocaleId={chart.api.absent}").status == 404


def test_a_chart_may_lag(chart):
    chart.api.switch(chart_lag=2)
    chart.call("POST", "/nodes", {"type": "say", "label": "A", "target": chart.nodes()["Start"], "mode": "append"})
    assert "A" in [one["label"] for one in chart.call("GET", "/nodes").body["items"]]
    assert [chart.tree() for _again in range(3)] == [["Start", "End"], ["Start", "End"], ["Start", "A", "End"]]


def test_charts_of_others(chart):
    stranger = chart.api.super_key(chart.api.organisation("Other"))
    assert chart.api.call("GET", chart.path, key=stranger).status == 404
    assert chart.api.call("GET", f"{chart.path}/nodes/{'x' * 24}", key=chart.key).status == 400
    other = Chart(chart.api, chart.key, chart.project, "Other")
    assert other.call("GET", f"/nodes/{chart.nodes()['Start']}").status == 404


# The editor


def test_undo_and_redo(branched):
    for label, body in (("A", None), ("If", None)):
        branched.of(label, "DELETE", "", body)
    branched.of("D", "PATCH", "", {"label": "E"})
    for _step in range(3):
        assert branched.call("POST", "/undo").status == 204
    assert branched.tree() == BRANCHED
    steps = branched.call("GET", "/undoredosteps").body
    assert [one["action"] for one in steps["redoSteps"]] == ["updateChartNode", "deleteChartNode", "deleteChartNode"]
    assert {one["action"] for one in steps["undoSteps"]} == {"createChartNode"}
    branched.call("POST", "/redo")
    assert branched.tree()[:2] == ["Start", BRANCHED[2]]
    branched.make("say", "F")
    assert branched.call("POST", "/redo").status == 400


def test_nothing_to_undo_or_paste(chart):
    assert chart.call("POST", "/undo").status == 400
    assert chart.of("Start", "POST", "/paste").status == 400


def test_copy_cut_and_paste(branched, german):
    assert branched.of("If", "POST", "/copy").status == 204
    assert branched.of("D", "POST", "/paste").status == 204
    twice = [*BRANCHED[:4], BRANCHED[2], "End"]
    assert branched.tree() == twice
    chart = branched.call("GET", "").body
    assert len({one["referenceId"] for one in chart["nodes"]}) == len({one["_id"] for one in chart["relations"]}) == len(chart["nodes"])
    assert branched.of("A", "POST", "/cut").status == 204
    other = Chart(branched.api, branched.key, branched.api.project(branched.key, "Elsewhere"))
    assert other.of("Start", "POST", "/paste").status == 204
    assert other.tree() == ["Start", "A", "End"]
    assert other.of("A").status == 200
    assert branched.tree() == ["Start", *twice[2:]]


def test_a_case_is_pasted_as_a_branch(chart):
    chart.make("switch", "Switch")
    chart.make("case", "X", "Switch", "appendChild")
    chart.make("say", "A", "X")
    assert chart.of("X", "POST", "/cut").status == chart.of("Switch", "POST", "/paste").status == 204
    assert chart.tree()[1] == ("Switch", [["Default"], ["X", "A"]])
    assert chart.of("Start", "POST", "/paste").status == 400


def test_a_child_flow_takes_a_node_over(branched):
    answer = branched.call("POST", "/nodes/childflow", {"newFlowName": "Child", "nodeId": branched.nodes()["If"], "description": "of Main"})
    assert (answer.status, answer.body["name"], answer.body["description"]) == (201, "Child", "of Main")
    assert branched.tree() == ["Start", "A", "Execute Flow", "D", "End"]
    assert branched.of("Execute Flow").body["config"]["flowNode"]["flow"] == answer.body["referenceId"]
    path = f"/v2.0/flows/{answer.body['_id']}/chart"
    labels = [one["label"] for one in branched.api.call("GET", path, key=branched.key).body["nodes"]]
    assert sorted(labels) == ["B", "C", "Else", "End", "If", "Start", "Then"]
    for node, status in ((branched.nodes()["Start"], 400), (branched.api.absent, 404)):
        assert branched.call("POST", "/nodes/childflow", {"newFlowName": "Other", "nodeId": node}).status == status


def test_generated_outputs_are_empty(chart, english):
    for kind in ("text", "adaptiveCard"):
        body = {"localeId": english, "outputType": kind, "userText": "Greet"}
        assert chart.call("POST", "/nodes/output/generate", body).body["outputType"] == kind


def test_jobs_of_a_flow(chart):
    chart.make("aiAgentJob", "Job", config={"aiAgent": "a"})
    answer = chart.call("GET", "/nodes/aiagents").body
    assert (answer["total"], answer["items"][0]["aiAgent"]) == (1, "a")
