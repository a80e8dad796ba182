# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connections and large language models, of projects and of the organisation."""

from __future__ import annotations

import uuid

import pytest

CONNECTIONS = "/v2.0/connections"
MODELS = "/v2.0/largelanguagemodels"
OPENAI = {"extension": "@cognigy/generative-ai-provider", "type": "OpenAIProvider", "fields": {"apiKey": "sk-very-secret"}}


@pytest.fixture
def project(api, key):
    return api.project(key)


@pytest.fixture
def make(api, key, project):
    """Make an object and give it; in the project unless told otherwise."""

    def maker(path, status=201, **body):
        if "resourceLevel" not in body:
            body.setdefault("projectId", project)
        answer = api.call("POST", path, body, key)
        assert answer.status == status, answer.text
        return answer.body

    return maker


@pytest.fixture
def connection(make):
    return make(CONNECTIONS, name="OpenAI", **OPENAI)


@pytest.fixture
def model(make, connection):
    def maker(name="GPT", status=201, **more):
        body = {"name": name, "provider": "openAI", "modelType": "gpt-4o", "connectionId": connection["referenceId"], **more}
        return make(MODELS, status, **body)

    return maker


# Connections


@pytest.mark.parametrize(
    ("mode", "fields"),
    [("masked", {"apiKey": "********"}), ("empty", {"apiKey": ""}), ("absent", None), ("clear", {"apiKey": "sk-very-secret"})],
)
def test_what_a_read_of_a_connection_shows_is_a_switch(api, key, project, mode, fields):
    api.switch(connection_fields=mode)
    made = api.call("POST", CONNECTIONS, {"projectId": project, "name": "OpenAI", **OPENAI}, key).body
    read = api.call("GET", f"{CONNECTIONS}/{made['_id']}", key=key).body
    assert made == read and read.get("fields") == fields and uuid.UUID(read["referenceId"])
    (item,) = api.call("GET", f"{CONNECTIONS}?projectId={project}", key=key).body["items"]
    assert (item["extension"], item["type"], item["projectReference"]) == (OPENAI["extension"], OPENAI["type"], project)
    assert "fields" not in item
    assert "sk-very-secret" in api.control("GET", "secrets")


@pytest.mark.parametrize("change", [{"name": "Other"}, {"type": "http_basic"}, {}, {"fields": {}}, {"fields": {"apiKey": 1}}])
def test_only_the_fields_of_a_connection_change(api, key, connection, change):
    assert api.call("PATCH", f"{CONNECTIONS}/{connection['_id']}", change, key).status == 400


def test_connection_names_are_unique_in_a_project(api, key, make, connection):
    answer = api.call("POST", CONNECTIONS, {"projectId": connection_project(api, key), "name": "OpenAI", **OPENAI}, key)
    assert (answer.status, answer.body["code"]) == (409, 1004)
    make(CONNECTIONS, name="OpenAI", resourceLevel="organisation", **OPENAI)
    make(CONNECTIONS, name="OpenAI", projectId=api.project(key, "Other"), **OPENAI)
    make(CONNECTIONS, 400, name="a:b", **OPENAI)


def connection_project(api, key):
    return api.call("GET", CONNECTIONS, key=key).body["items"][0]["projectReference"]


def test_connection_types(make):
    make(CONNECTIONS, 400, name="a", **{**OPENAI, "type": "Nonsense"})
    make(CONNECTIONS, name="a", **{**OPENAI, "extension": "acme", "type": "Own"})
    make(CONNECTIONS, 400, name="b", **{**OPENAI, "fields": {str(one): "x" for one in range(11)}})


@pytest.mark.parametrize(("mode", "left"), [("merges", {"a", "b"}), ("replaces", {"b"})])
def test_fields_of_a_connection(api, key, make, mode, left):
    api.switch(connection_fields="clear", patch_nested=mode)
    path = f"{CONNECTIONS}/{make(CONNECTIONS, name='x', **{**OPENAI, 'fields': {'a': '1'}})['_id']}"
    assert api.call("PATCH", path, {"fields": {"b": "2"}}, key).status == 204
    assert set(api.call("GET", path, key=key).body["fields"]) == left
    assert api.call("POST", f"{path}/fields", {"key": "c", "value": "3"}, key).status == 204
    assert api.call("GET", path, key=key).body["fields"]["c"] == "3"
    assert api.call("POST", f"{path}/fields", {"key": "d", "value": "3", "projectId": api.absent}, key).status == 404
    for name in left:
        assert api.call("DELETE", f"{path}/fields/{name}", key=key).status == 204
    assert api.call("DELETE", f"{path}/fields/nonsense", key=key).status == 404
    assert api.call("DELETE", f"{path}/fields/c", key=key).status == 400
    assert api.call("DELETE", path, key=key).status == 204
    assert api.call("GET", path, key=key).detail == "Connection does not exist"


def test_levels(api, key, project, organisation, make):
    other = api.project(key, "Other")
    wide = make(CONNECTIONS, name="wide", resourceLevel="organisation", **OPENAI)
    make(CONNECTIONS, name="narrow", **OPENAI)
    make(CONNECTIONS, name="far", projectId=other, **OPENAI)
    make(CONNECTIONS, 400, name="x", resourceLevel="organisation", projectId=project, **OPENAI)
    assert api.call("POST", CONNECTIONS, {"name": "x", **OPENAI}, key).status == 400
    names = {
        query: [one["name"] for one in api.call("GET", CONNECTIONS + query, key=key).body["items"]]
        for query in ("", f"?projectId={project}", f"?projectId={api.absent}")
    }
    everything = ["far", "narrow", "wide"]
    assert names == {"": everything, f"?projectId={project}": ["narrow"], f"?projectId={api.absent}": everything}
    assert wide["resourceLevel"] == "organisation"
    user = api.user(organisation, "joe@example.com", "base_role")
    assert api.call("POST", f"/v2.0/projects/{project}/addprojectmember", {"userId": user}, key).status < 300
    joe = api.key_of(organisation, "joe@example.com")
    assert [one["name"] for one in api.call("GET", CONNECTIONS, key=joe).body["items"]] == ["narrow", "wide"]
    assert api.call("DELETE", f"{CONNECTIONS}/{wide['_id']}", key=joe).status == 403
    foreign = api.super_key(api.organisation("Foreign"))
    assert api.call("GET", f"{CONNECTIONS}/{wide['_id']}", key=foreign).status == 404


def test_connection_schemas(api, key, organisation, project):
    found = api.call("GET", f"{CONNECTIONS}/schemas?projectId={project}&limit=100", key=key).body["items"]
    schema = next(one for one in found if one["type"] == "http_basic")
    assert (schema["extension"], [one["fieldName"] for one in schema["fields"]]) == ("@cognigy/basic-nodes", ["username", "password"])
    api.control(
        "POST",
        "objects",
        {"kind": "extension", "organisation": organisation, "project": project, "name": "acme", "connections": [{"type": "own"}]},
    )
    found = api.call("GET", f"{CONNECTIONS}/schemas?projectId={project}", key=key).body["items"]
    assert (found[0]["extension"], found[0]["type"]) == ("acme", "own")


def test_batch_of_connections(api, key, project, connection):
    value = {"isDeprecated": False, "referenceId": str(uuid.uuid4()), **OPENAI}
    operations = [
        {"op": "create", "value": {"name": "New", **value}},
        {"op": "update", "id": connection["_id"], "value": {**value, "name": "Renamed"}},
    ]
    path = f"{CONNECTIONS}?projectId={project}"
    assert api.call("PATCH", path, {"operations": operations}, key).status == 204
    assert {one["name"] for one in api.call("GET", path, key=key).body["items"]} == {"New", "Renamed"}
    assert api.call("PATCH", path, {"operations": [{"op": "delete", "id": connection["_id"]}]}, key).status == 204
    assert api.call("PATCH", path, {"operations": [{"op": "delete", "id": connection["_id"]}]}, key).status == 404


# Models


def test_life_of_a_model(api, key, project, model, connection):
    made = model(azureOpenAI={"resourceName": "x"})
    path = f"{MODELS}/{made['_id']}"
    assert (made["isDefault"], made["description"], made["resourceLevel"]) == (False, "", "project")
    assert made["fallbacks"] == [] and "assignedToProjects" not in made
    assert api.call("PATCH", path, {"description": "Fast", "azureOpenAI": {"deploymentName": "y"}}, key).status == 204
    read = api.call("GET", path, key=key).body
    assert (read["description"], read["azureOpenAI"]) == ("Fast", {"resourceName": "x", "deploymentName": "y"})
    assert api.call("GET", f"{MODELS}?projectId={project}", key=key).body["items"][0]["connectionId"] == connection["referenceId"]
    assert api.call("DELETE", path, key=key).status == 204
    assert api.call("GET", path, key=key).status == 404


def test_connection_of_a_model_is_in_the_same_place(api, key, make, model):
    far = make(CONNECTIONS, name="far", projectId=api.project(key, "Other"), **OPENAI)["referenceId"]
    wide = make(CONNECTIONS, name="wide", resourceLevel="organisation", **OPENAI)["referenceId"]
    for wrong in (far, wide, str(uuid.uuid4())):
        assert model(status=404, connectionId=wrong)["detail"] == "Connection does not exist"
    model(status=400, connectionId=api.absent)
    made = model(connectionId=wide, resourceLevel="organisation")
    assert model(status=404, resourceLevel="organisation")["detail"] == "Connection does not exist"
    assert api.call("PATCH", f"{MODELS}/{made['_id']}", {"connectionId": far}, key).status == 404


def test_default_model(api, key, model):
    first, second = model("a", isDefault=True), model("b")
    assert api.call("DELETE", f"{MODELS}/{first['_id']}?force=true", key=key).status == 400
    assert api.call("PATCH", f"{MODELS}/{second['_id']}", {"isDefault": True}, key).status == 204
    assert [one["isDefault"] for one in api.call("GET", MODELS, key=key).body["items"]] == [True, False]
    assert api.call("DELETE", f"{MODELS}/{first['_id']}", key=key).status == 204


def test_models_of_the_organisation(api, key, project, make, model):
    other = api.project(key, "Other")
    wide = make(CONNECTIONS, name="wide", resourceLevel="organisation", **OPENAI)["referenceId"]
    level = {"connectionId": wide, "resourceLevel": "organisation"}
    model(status=400, isDefault=True, **level)
    model(status=400, fallbacks=[{"isFallbackEnabled": True}], **level)
    model(status=400, assignedToProjects=[other])
    model(status=404, assignedToProjects=[api.absent], **level)
    made = model(assignedToProjects=[other], **level)
    path = f"{MODELS}/{made['_id']}"
    assert made["assignedToProjects"] == [other] and "fallbacks" not in made
    assert api.call("GET", f"{MODELS}?projectId={project}", key=key).body["total"] == 0
    assert api.call("PATCH", path, {"assignedToProjects": [project]}, key).status == 204
    assert api.call("GET", path, key=key).body["assignedToProjects"] == [project]
    assert [api.call("GET", f"{MODELS}?projectId={one}", key=key).body["total"] for one in (project, other)] == [1, 0]
    assert api.call("PATCH", path, {"resourceLevel": "project"}, key).status == 400
    api.switch(task_reads=0)
    api.call("DELETE", f"/v2.0/projects/{project}", key=key)
    assert api.call("GET", path, key=key).body["assignedToProjects"] == []


def test_fallbacks(api, key, model):
    first, second = model("a"), model("b")
    path = f"{MODELS}/{first['_id']}"
    for wrong in (str(uuid.uuid4()), first["referenceId"]):
        body = {"fallbacks": [{"isFallbackEnabled": True, "fallbackLLMReferenceId": wrong}]}
        assert api.call("PATCH", path, body, key).status == 404
    fallback = {"isFallbackEnabled": True, "fallbackLLMReferenceId": second["referenceId"], "immediateFallBack": {"failedRequests": 3}}
    assert api.call("PATCH", path, {"fallbacks": [fallback]}, key).status == 204
    assert api.call("GET", path, key=key).body["fallbacks"] == [fallback]


def test_use_cases_of_models(api, key, project, model):
    model("chat"), model("embeddings", modelType="text-embedding-3-small")
    for use_case, name in (("knowledgeSearch", "embeddings"), ("nlu", "chat")):
        found = api.call("GET", f"{MODELS}?projectId={project}&useCase={use_case}", key=key).body["items"]
        assert [one["name"] for one in found] == [name]


@pytest.mark.parametrize(("value", "valid"), [("sk-1", True), ("", False)])
def test_test_of_a_model(api, key, project, make, model, value, valid):
    own = make(CONNECTIONS, name="own", **{**OPENAI, "fields": {"apiKey": value}})
    path = f"{MODELS}/{model(connectionId=own['referenceId'])['_id']}/test"
    answer = api.call("POST", path, {"projectId": project}, key)
    assert (answer.status, answer.body["isCredentialsValid"]) == (200, valid) and ("msgErr" in answer.body) is not valid
    assert api.call("POST", path, {"projectId": api.project(key, "Other")}, key).status == 404
    assert api.call("POST", path, key=key).status == 400
    assert api.call("DELETE", f"{CONNECTIONS}/{own['_id']}", key=key).status == 204
    assert api.call("POST", path, {"projectId": project}, key).detail == "Connection does not exist"


def test_available_models_and_clone(api, key, organisation, model, connection):
    made = model(isDefault=True)
    path = f"{MODELS}/{made['_id']}"
    fed = {"modelName": "GPT 9", "modelId": "gpt-9", "providerName": "openAI"}
    api.control("POST", "objects", {"kind": "availableModel", "organisation": organisation, **fed})
    answer = api.call("GET", f"{path}/availablemodels?connectionRefId={connection['referenceId']}", key=key)
    assert [one["modelId"] for one in answer.body["availableModels"]] == ["gpt-4o", "gpt-9"]
    assert api.call("GET", f"{path}/availablemodels?connectionRefId={uuid.uuid4()}", key=key).status == 404
    copy = api.call("POST", f"{path}/clone", key=key)
    assert (copy.status, copy.body["name"], copy.body["isDefault"]) == (200, "Copy of GPT", False)
    assert copy.body["_id"] != made["_id"] and copy.body["referenceId"] != made["referenceId"]
