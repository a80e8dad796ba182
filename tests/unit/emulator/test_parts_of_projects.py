# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Functions, snippets, NLU connectors, handover, milestones and agent assist."""

from __future__ import annotations

import uuid

import pytest

WATSON = {"apikey": "k", "workspaceId": "w", "serviceURL": "https://example.com"}
KINDS = {
    "functions": ({"code": "return 1"}, {"code": "return 2"}),
    "nluconnectors": ({"type": "watson", "settings": WATSON}, {"settings": {**WATSON, "apikey": "other"}}),
    "milestones": ({"steps": [{"name": "s", "type": "start"}]}, {"description": "d"}),
    "aicopilotconfigs": ({"description": "x"}, {"description": "d"}),
    "handover/provider": ({"settings": {"a": "b"}}, {"settings": {"a": "c"}}),
}


@pytest.fixture
def project(api, key):
    return api.project(key)


@pytest.fixture
def make(api, key, project):
    def maker(kind, status=201, **body):
        answer = api.call("POST", f"/v2.0/{kind}", {"projectId": project, "name": "Thing", **body}, key)
        assert answer.status == status, answer.text
        return answer.body

    return maker


@pytest.mark.parametrize("kind", KINDS)
def test_life(api, key, project, make, kind):
    fields, change = KINDS[kind]
    made = make(kind, **fields)
    one, several = f"/v2.0/{kind}/{made['_id']}", f"/v2.0/{kind}"
    other = one
    if kind == "handover/provider":
        several, other = "/v2.0/handover/providers", one.replace("provider/", "providers/")
        assert api.call("DELETE", one, key=key).status == 405
    assert made["name"] == "Thing" and uuid.UUID(made["referenceId"])
    assert {name: made[name] for name in fields if name != "steps"} == {name: value for name, value in fields.items() if name != "steps"}
    assert api.call("GET", one, key=key).body == made
    (item,) = api.call("GET", f"{several}?projectId={project}", key=key).body["items"]
    assert (item["_id"], item["projectReference"]) == (made["_id"], project) and "code" not in item
    assert api.call("PATCH", other, {"name": "New", **change}, key).status == 204
    read = api.call("GET", one, key=key).body
    assert read["name"] == "New" and change.items() <= read.items()
    for method, path, body in (("POST", f"/v2.0/{kind}", {"projectId": project, "name": "x", **fields}), ("PATCH", other, {"name": "x"})):
        assert api.call(method, path, {**body, "nonsense": 1}, key).detail == "Field 'nonsense' is not allowed"
        assert api.call(method, path, {**body, "name": "a/b"}, key).status == 400
    assert api.call("POST", f"/v2.0/{kind}", {**fields, "name": "x", "projectId": api.absent}, key).status == 404
    foreign = api.super_key(api.organisation("Foreign"))
    assert api.call("GET", one, key=foreign).status == 404 and api.call("DELETE", other, key=foreign).status == 404
    assert api.call("DELETE", other, key=key).status == 204
    assert api.call("GET", one, key=key).status == 404


@pytest.mark.parametrize("unique", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_names(api, make, kind, unique):
    api.switch(names_unique=unique)
    make(kind, **KINDS[kind][0])
    answer = make(kind, 409 if unique else 201, **KINDS[kind][0])
    assert answer["name"] == "Thing" if not unique else answer["code"] == 1004


# Functions


@pytest.fixture
def run(api, key, make):
    """A function's path and the path of a run of it."""
    path = f"/v2.0/functions/{make('functions')['_id']}"
    answer = api.call("POST", f"{path}/trigger", {"parameters": {"a": 1}}, key)
    assert answer.status == 200
    return path, f"{path}/instances/{answer.body['functionInstanceId']}"


def test_runs_of_functions(api, key, run):
    path, instance = run
    (item,) = api.call("GET", f"{path}/instances", key=key).body["items"]
    assert (item["status"], item["trigger"]) == ("queued", "manual")
    states = [api.call("GET", instance, key=key).body for _again in range(3)]
    assert [one["status"] for one in states] == ["active", "done", "done"]
    assert states[0]["parameters"] == {"parameters": {"a": 1}} and states[0]["finishedAt"] == 0 < states[1]["finishedAt"]
    assert states[0]["functionId"] == path.rsplit("/", maxsplit=1)[1]
    assert api.call("POST", f"{instance}/stop", key=key).status == 400
    assert api.call("DELETE", path, key=key).status == 204
    assert api.control("GET", "objects?kind=functionInstance") == []


def test_runs_end_by_time_or_fail_or_are_stopped(api, key, run):
    path, instance = run
    api.switch(task_fails="out of memory")
    api.advance(10)
    (item,) = api.call("GET", f"{path}/instances", key=key).body["items"]
    assert (item["status"], item["error"]) == ("error", "out of memory")
    stopped = f"{path}/instances/{api.call('POST', f'{path}/trigger', key=key).body['functionInstanceId']}"
    assert api.call("POST", f"{stopped}/stop", key=key).status == 204
    assert api.call("GET", stopped, key=key).body["error"] == "The function instance was stopped"
    assert api.call("GET", f"{path}/instances/{api.absent}", key=key).status == 404
    assert api.call("PATCH", path, {"isDisabled": True}, key).status == 204
    assert api.call("POST", f"{path}/trigger", key=key).status == 400


# Snippets


def test_snippets(api, key, project):
    path = f"/v2.0/projects/{project}/snippets"
    body = {"type": "context", "label": "User: name", "script": "{{context.name}}"}
    made = api.call("POST", path, body, key)
    assert made.status == 201 and body.items() <= made.body.items()
    assert api.call("GET", path, key=key).body["items"] == [made.body]
    assert api.call("GET", f"{path}?filter=nothing", key=key).body["total"] == 0
    assert api.call("POST", path, {**body, "label": " "}, key).status == 400
    assert api.call("POST", path, {**body, "type": "nonsense"}, key).status == 400
    assert api.call("POST", path, body, key).status == 201
    api.switch(names_unique=True)
    assert api.call("POST", path, body, key).status == 409
    other = f"/v2.0/projects/{api.project(key, 'Other')}/snippets"
    assert api.call("GET", other, key=key).body["total"] == 0
    assert api.call("DELETE", f"{other}/{made.body['_id']}", key=key).status == 404
    assert api.call("DELETE", f"{path}/{made.body['_id']}", key=key).status == 204
    assert api.call("DELETE", f"{path}/{made.body['_id']}", key=key).status == 404
    assert api.call("GET", f"/v2.0/projects/{api.absent}/snippets", key=key).status == 404


# NLU connectors


def test_settings_of_nlu_connectors_follow_the_type(api, key, make):
    assert "settings" not in make("nluconnectors", type="code")
    make("nluconnectors", 400, type="code", settings=WATSON)
    make("nluconnectors", 400, type="luis", settings=WATSON)
    make("nluconnectors", 400, type="watson")
    made = make("nluconnectors", type="watson", settings=WATSON)
    assert made["transformer"]["transformer"] == ""
    assert api.call("PATCH", f"/v2.0/nluconnectors/{made['_id']}", {"type": "code"}, key).status == 400
    assert make("nluconnectors", type="watson", resourceId=made["_id"])["settings"] == WATSON
    make("nluconnectors", 404, type="watson", resourceId=api.absent)


def test_batch_of_nlu_connectors(api, key, project, make):
    made = make("nluconnectors", type="watson", settings=WATSON)
    value = {name: made[name] for name in ("type", "settings", "transformer")} | {"referenceId": str(uuid.uuid4())}
    operations = [
        {"op": "create", "value": {**value, "name": "New"}},
        {"op": "update", "id": made["_id"], "value": {**value, "name": "Renamed"}},
    ]
    path = f"/v2.0/nluconnectors?projectId={project}"
    assert api.call("PATCH", path, {"operations": operations}, key).status == 204
    assert {one["name"] for one in api.call("GET", path, key=key).body["items"]} == {"New", "Renamed"}
    assert api.call("PATCH", path, {"operations": [{"op": "delete", "id": made["_id"]}]}, key).status == 204
    assert [one["name"] for one in api.call("GET", path, key=key).body["items"]] == ["New"]


# Handover


def test_handover_services(api, key, organisation, project, make):
    fed = {"kind": "handoverService", "organisation": organisation, "name": "Desk", "version": "1"}
    service = api.control("POST", "objects", fed)["_id"]
    assert [one["name"] for one in api.call("GET", "/v2.0/handover/services", key=key).body["items"]] == ["Desk"]
    assert api.call("GET", f"/v2.0/handover/services/{service}", key=key).body["version"] == "1"
    assert api.call("GET", f"/v2.0/handover/services/{api.absent}", key=key).status == 404
    locale = api.call("GET", f"/v2.0/locales?projectId={project}", key=key).body["items"][0]
    made = make("handover/provider", serviceId=service, localeId=locale["referenceId"])
    assert made["organisationId"] == organisation and made["lastChangedAt"] == made["createdAt"] and "lastChanged" not in made
    for wrong in ({"serviceId": api.absent}, {"localeId": locale["_id"]}, {"organisationId": api.absent}):
        assert "does not exist" in make("handover/provider", 404, **wrong)["detail"]


# Milestones and agent assist


def test_steps_of_milestones(api, key, make):
    made = make("milestones", steps=[{"name": "a"}, {"_id": "a" * 24, "name": "b"}])
    assert len(made["steps"][0]["_id"]) == 24 and made["steps"][1]["_id"] == "a" * 24
    path = f"/v2.0/milestones/{made['_id']}"
    assert api.call("PATCH", path, {"steps": made["steps"][1:]}, key).status == 204
    assert api.call("GET", path, key=key).body["steps"] == made["steps"][1:]


def test_places_of_agent_assist_configs(api, key, organisation, project, make):
    made = make("aicopilotconfigs", organisationReference=api.absent)
    assert (made["organisationReference"], made["projectReference"]) == (organisation, project)
    assert api.call("GET", "/v2.0/aicopilotconfigs", key=key).status == 400


def test_options_are_what_was_fed(api, key, organisation, project):
    wanted = {"fieldKey": "queue", "extension": "@cognigy/basic-nodes", "nodeType": "handover"}
    fed = {"kind": "resolverOption", "organisation": organisation, "project": project, **wanted}
    api.control("POST", "objects", {**fed, "label": "Sales", "value": "1"})
    api.control("POST", "objects", {**fed, "fieldKey": "other", "label": "x", "value": "2"})
    body = {**wanted, "dependencies": {}, "projectId": project}
    answer = api.call("POST", "/v2.0/optionsResolver", body, key)
    assert (answer.status, answer.body) == (200, {"options": [{"label": "Sales", "value": "1"}]})
    assert api.call("POST", "/v2.0/optionsResolver", {**body, "extension": "acme"}, key).status == 404
    assert api.call("POST", "/v2.0/optionsResolver", {**body, "projectId": api.absent}, key).status == 404
