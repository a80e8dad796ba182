# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""AI agents: unique names, nested defaults, their jobs in flows, hiring."""

from __future__ import annotations

import uuid

import pytest

PATH = "/v2.0/aiagents"


@pytest.fixture
def project(api, key):
    return api.project(key)


def make(api, key, project, name="Max", **fields):
    answer = api.call("POST", PATH, {"projectId": project, "name": name, **fields}, key)
    assert answer.status == 201, answer.text
    return answer.body


def read(api, key, agent):
    return api.call("GET", f"{PATH}/{agent['_id']}", key=key).body


def change(api, key, agent, **fields):
    return api.call("PATCH", f"{PATH}/{agent['_id']}", fields, key)


def names(api, key, project):
    return [one["name"] for one in api.call("GET", f"{PATH}?projectId={project}", key=key).body["items"]]


def test_an_agent_is_made_read_listed_changed_and_deleted(api, key, project):
    agent = make(api, key, project, speakingStyle={"formality": "formal"})
    assert agent["speakingStyle"] == {"completeness": "balanced", "formality": "formal"}
    assert read(api, key, agent) == agent
    assert api.call("GET", f"{PATH}?projectId={project}", key=key).body["items"][0] == {**agent, "projectReference": project}
    assert change(api, key, agent, description="Sells", safetySettings={"avoidHarmfulContent": False}).status == 204
    changed = read(api, key, agent)
    assert (changed["description"], changed["safetySettings"]["avoidUngroundedContent"]) == ("Sells", True)
    assert api.call("DELETE", f"{PATH}/{agent['_id']}", key=key).status == 204
    assert api.call("GET", f"{PATH}/{agent['_id']}", key=key).status == 404


def test_names_are_unique_in_a_project(api, key, project):
    agent, other = make(api, key, project), make(api, key, project, "Ben")
    answer = api.call("POST", PATH, {"projectId": project, "name": "Max"}, key)
    assert (answer.status, answer.body["code"]) == (409, 1004)
    assert change(api, key, other, name="Max").status == 409
    assert change(api, key, agent, name="Max").status == 204
    make(api, key, api.project(key, "Elsewhere"))
    path = f"{PATH}/validatename"
    assert api.call("POST", path, {"projectId": project, "name": "Max"}, key).status == 409
    assert api.call("POST", path, {"projectId": project, "name": "a/b"}, key).status == 400
    assert api.call("POST", path, {"projectId": project, "name": "Eve"}, key).status in (200, 204)


def test_an_agent_is_checked(api, key, organisation, project):
    agent = make(api, key, project)
    assert change(api, key, agent, referenceId=agent["referenceId"]).status == 400
    assert change(api, key, agent, instructions="x" * 1001).status == 400
    assert change(api, key, agent, contactProfilesOption="some").status == 400
    assert "does not exist" in change(api, key, agent, knowledgeReferenceId=str(uuid.uuid4())).detail
    store = api.call("POST", "/v2.0/knowledgestores", {"projectId": project, "name": "Manual"}, key).body
    assert change(api, key, agent, knowledgeReferenceId=store["referenceId"]).status == 204
    assert change(api, key, agent, knowledgeReferenceId=None).status == 204
    assert read(api, key, agent)["knowledgeReferenceId"] is None
    user = api.user(organisation, "ben@example.com", "base_role")
    assert api.call("POST", f"/v2.0/projects/{project}/addprojectmember", {"userId": user}, key).status < 300
    other = api.key_of(organisation, "ben@example.com")
    assert api.call("DELETE", f"{PATH}/{agent['_id']}", key=other).status == 403
    stranger = api.super_key(api.organisation("Other"))
    assert api.call("GET", f"{PATH}/{agent['_id']}", key=stranger).status == 404


def test_jobs_are_nodes_of_flows(api, key, project):
    api.switch(chart_empty=0)
    agent, other = make(api, key, project), make(api, key, project, "Ben")
    for name in ("Main", "Other"):
        flow = api.call("POST", "/v2.0/flows", {"projectId": project, "name": name}, key).body["_id"]
        nodes = f"/v2.0/flows/{flow}/chart/nodes"
        start = next(one["_id"] for one in api.call("GET", nodes, key=key).body["items"] if one["type"] == "start")
        config = {"aiAgent": agent["referenceId"], "name": name}
        api.call("POST", nodes, {"type": "aiAgentJob", "label": name, "mode": "append", "target": start, "config": config}, key)
    jobs = api.call("GET", f"{PATH}/{agent['_id']}/jobs", key=key).body
    assert [(one["label"], one["config"]["name"]) for one in jobs] == [("Main", "Main"), ("Other", "Other")]
    assert [one["type"] for one in jobs[0]["tools"]] == ["aiAgentJobTool"]
    assert api.call("GET", f"{PATH}/{other['_id']}/jobs", key=key).body == []


def test_hiring_is_a_task(api, key, project):
    body = {"projectId": project, "templateId": "billing"}
    assert api.task(api.call("POST", f"{PATH}/hire", body, key), key)["status"] == "done"
    assert names(api, key, project) == ["billing"]
    assert api.task(api.call("POST", f"{PATH}/hire", body, key), key)["status"] == "error"
    assert "does not exist" in api.call("POST", f"{PATH}/hire", {**body, "overrideAiAgentReferenceId": str(uuid.uuid4())}, key).detail
    over = make(api, key, project)["referenceId"]
    assert api.task(api.call("POST", f"{PATH}/hire", {**body, "overrideAiAgentReferenceId": over}, key), key)["status"] == "done"
    assert api.call("POST", f"{PATH}/hire", {"projectId": project}, key).status == 400


def test_training_answers(api, key, project):
    assert api.call("POST", f"{PATH}/{make(api, key, project)['_id']}/train", key=key).status == 201
    assert api.call("POST", f"{PATH}/{api.absent}/train", key=key).status == 404
