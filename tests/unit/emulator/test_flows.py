# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Flows: what is checked, kept per locale, copied and deleted with them; their settings."""

from __future__ import annotations

import uuid

import pytest


@pytest.fixture
def project(api, key):
    return api.project(key)


@pytest.fixture
def english(api, key, project):
    return api.call("GET", f"/v2.0/projects/{project}", key=key).body["primaryLocaleReference"]


@pytest.fixture
def german(api, key, project):
    return api.call("POST", "/v2.0/locales", {"projectId": project, "name": "German", "nluLanguage": "de-DE"}, key).body["_id"]


def make(api, key, project, name="Main", **fields):
    answer = api.call("POST", "/v2.0/flows", {"projectId": project, "name": name, **fields}, key)
    assert answer.status == 201, answer.text
    return answer.body


def read(api, key, flow, query=""):
    return api.call("GET", f"/v2.0/flows/{flow['_id']}{query}", key=key).body


def change(api, key, flow, **fields):
    return api.call("PATCH", f"/v2.0/flows/{flow['_id']}", fields, key)


def names(api, key, project, query=""):
    return [one["name"] for one in api.call("GET", f"/v2.0/flows?projectId={project}{query}", key=key).body["items"]]


def attached(api, key, project, organisation, name="Words"):
    lexicon = {"kind": "lexicon", "organisation": organisation, "project": project, "name": name}
    return api.control("POST", "objects", lexicon)["_id"]


def test_a_flow_is_made_read_listed_changed_and_deleted(api, key, project, english):
    flow = make(api, key, project, description="Sells", context={"a": 1})
    assert uuid.UUID(flow["referenceId"]).version == 4
    assert (flow["localeReference"], flow["context"], flow["isTrainingOutOfDate"]) == (english, {"a": 1}, False)
    assert read(api, key, flow) == flow
    item = api.call("GET", f"/v2.0/flows?projectId={project}", key=key).body["items"][0]
    assert item["projectReference"] == project
    assert "context" not in item
    assert change(api, key, flow, name="Other", context={"b": 2}).status == 204
    assert read(api, key, flow)["context"] == {"b": 2}
    assert names(api, key, project, "&filter=oth") == ["Other"]
    assert api.call("DELETE", f"/v2.0/flows/{flow['_id']}", key=key).status == 204
    assert api.call("GET", f"/v2.0/flows/{flow['_id']}", key=key).status == 404
    assert api.control("GET", "objects?kind=node") == api.control("GET", "objects?kind=chart") == []


def test_a_creation_is_strict(api, key, project):
    path = "/v2.0/flows"
    assert "Field 'localeId' is not allowed" in api.call("POST", path, {"projectId": project, "name": "A", "localeId": "x"}, key).detail
    assert api.call("POST", path, {"projectId": project, "name": "a/b"}, key).status == 400
    assert api.call("POST", path, {"projectId": api.absent, "name": "a"}, key).status == 404
    assert api.call("POST", path, {"projectId": project}, key).status == 400
    assert api.call("GET", f"{path}/{uuid.uuid4()}", key=key).status == 400
    make(api, key, project)
    make(api, key, project)
    api.switch(names_unique=True)
    assert api.call("POST", path, {"projectId": project, "name": "Main"}, key).status == 409


def test_what_is_attached_has_to_be_in_the_project(api, key, organisation, project):
    flow, other = make(api, key, project), make(api, key, project, "Other")
    foreign = make(api, key, api.project(key, "Elsewhere"))
    for field in ("attachedFlows", "attachedLexicons"):
        assert "does not exist" in change(api, key, flow, **{field: [foreign["_id"]]}).detail
    assert change(api, key, flow, attachedFlows=[flow["_id"]]).status == 400
    assert change(api, key, flow, attachedFlows=[other["_id"]], attachedLexicons=[attached(api, key, project, organisation)]).status == 204
    api.call("DELETE", f"/v2.0/flows/{other['_id']}", key=key)
    assert read(api, key, flow)["attachedFlows"] == []


def test_null_clears_a_field(api, key, project):
    flow = make(api, key, project, description="Sells", context={"a": 1})
    assert change(api, key, flow, description=None).status == 204
    assert read(api, key, flow)["description"] == ""


def test_flows_need_the_role(api, key, organisation, project):
    user = api.user(organisation, "ben@example.com", "base_role")
    assert api.call("POST", f"/v2.0/projects/{project}/addprojectmember", {"userId": user}, key).status < 300
    other = api.key_of(organisation, "ben@example.com")
    assert api.call("POST", "/v2.0/flows", {"projectId": project, "name": "A"}, other).status == 403
    stranger = api.super_key(api.organisation("Other"))
    assert api.call("GET", f"/v2.0/flows/{make(api, key, project)['_id']}", key=stranger).status == 404


def test_the_flow_of_an_endpoint_can_be_deleted_or_not(api, key, organisation, project):
    flow = make(api, key, project)
    endpoint = {"kind": "endpoint", "organisation": organisation, "project": project, "name": "Web", "flowId": flow["referenceId"]}
    api.control("POST", "objects", endpoint)
    api.switch(delete_used_flows=False)
    answer = api.call("DELETE", f"/v2.0/flows/{flow['_id']}", key=key)
    assert (answer.status, "attached to an endpoint" in answer.detail) == (400, True)
    api.switch(delete_used_flows=True)
    assert api.call("DELETE", f"/v2.0/flows/{flow['_id']}", key=key).status == 204


def test_lexicons_are_kept_per_locale(api, key, organisation, project, english, german):
    flow, words, woerter = make(api, key, project), *(attached(api, key, project, organisation, one) for one in ("Words", "Woerter"))
    change(api, key, flow, attachedLexicons=[words])
    assert change(api, key, flow, localeId=german, attachedLexicons=[woerter]).status == 400
    path = f"/v2.0/flows/{flow['_id']}"
    assert api.call("POST", f"{path}/addlocalization", {"localeId": german, "inheritFromLocaleId": english}, key).status == 204
    assert api.call("POST", f"{path}/addlocalization", {"localeId": german}, key).status == 409
    assert read(api, key, flow, f"?preferredLocaleId={german}")["attachedLexicons"] == [words]
    assert change(api, key, flow, localeId=german, attachedLexicons=[woerter]).status == 204
    shown = read(api, key, flow, f"?preferredLocaleId={german}")
    assert (shown["attachedLexicons"], shown["localeReference"]) == ([woerter], german)
    assert read(api, key, flow)["attachedLexicons"] == [words]
    assert api.call("POST", f"{path}/removelocalization", {"localeId": english}, key).status == 400
    assert api.call("POST", f"{path}/removelocalization", {"localeId": german}, key).status == 204
    assert api.call("POST", f"{path}/removelocalization", {"localeId": german}, key).status == 400
    assert read(api, key, flow, f"?preferredLocaleId={german}")["attachedLexicons"] == [words]
    assert api.call("GET", f"{path}?preferredLocaleId={api.absent}", key=key).status == 404


def test_a_clone_has_its_own_content(api, key, project):
    flow = make(api, key, project, context={"a": 1})
    nodes = f"/v2.0/flows/{flow['_id']}/chart/nodes"
    api.switch(chart_empty=0)
    start = next(one["_id"] for one in api.call("GET", nodes, key=key).body["items"] if one["type"] == "start")
    api.call("POST", nodes, {"type": "if", "mode": "append", "target": start, "label": "Member?"}, key)
    api.call("POST", f"/v2.0/flows/{flow['_id']}/intents", {"name": "Order"}, key)
    path = f"/v2.0/flows/{flow['_id']}/clone"
    clone = api.call("POST", path, key=key).body
    assert clone["context"] == {"a": 1}
    assert {clone["_id"], clone["referenceId"]}.isdisjoint({flow["_id"], flow["referenceId"]})
    assert api.call("POST", path, key=key).body["name"] not in (flow["name"], clone["name"])
    charts = [api.call("GET", f"/v2.0/flows/{one['_id']}/chart", key=key).body for one in (flow, clone)]
    assert [one["label"] for one in charts[0]["nodes"]] == [one["label"] for one in charts[1]["nodes"]]
    ids = [{one["node"] for one in chart["relations"]} for chart in charts]
    assert len(ids[1]) == 5
    assert ids[0].isdisjoint(ids[1])
    assert {one["next"] for one in charts[1]["relations"]} - {None} < ids[1]
    intents = api.call("GET", f"/v2.0/flows/{clone['_id']}/intents", key=key).body
    assert [one["name"] for one in intents["items"]] == ["Order"]


def test_flows_change_in_batches(api, key, project, english):
    old, gone = make(api, key, project, "Old"), make(api, key, project, "Gone")
    value = {name: old[name] for name in old if name not in ("_id", "createdAt", "createdBy", "lastChanged", "lastChangedBy")}
    operations = [
        {"op": "create", "value": {**value, "name": "New", "referenceId": str(uuid.uuid4())}},
        {"op": "update", "id": old["_id"], "value": {**value, "name": "Newer"}},
        {"op": "delete", "id": gone["_id"]},
    ]
    answer = api.call("PATCH", f"/v2.0/flows?projectId={project}", {"operations": operations}, key)
    assert answer.status == 204, answer.text
    assert sorted(names(api, key, project)) == ["New", "Newer"]
    unknown = {"operations": [{"op": "delete", "id": api.absent}]}
    assert api.call("PATCH", f"/v2.0/flows?projectId={project}", unknown, key).status == 404


def test_settings_of_a_flow(api, key, project, english):
    path = f"/v2.0/flows/{make(api, key, project)['_id']}/settings"
    first = api.call("GET", path, key=key).body
    assert first["positiveConfirmationWords"] == ["yes"]
    entry = {"localeReference": english, "inheritFallbackLocaleModel": True}
    changes = {"localeSettings": entry, "intentThreshold": {"lower": 0.1, "upper": 0.9}, "continueExecutionAterDefaultReply": True}
    for _again in range(2):
        assert api.call("PATCH", path, changes, key).status == 204
    expected = {"localeSettings": [entry], "intentThreshold": {"lower": 0.1, "upper": 0.9}, "continueExecutionAfterDefaultReply": True}
    assert api.call("GET", path, key=key).body == {**first, **expected}
    assert api.call("PATCH", path, {"yesNoLogic": None}, key).status == 204
    wrong = {"localeSettings": {**entry, "localeReference": api.absent}}
    assert "does not exist" in api.call("PATCH", path, wrong, key).detail
