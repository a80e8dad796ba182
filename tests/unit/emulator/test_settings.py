# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the settings of a project refer to, their two actions, and what remains to be said of locales."""

from __future__ import annotations

import uuid

import pytest

OPENAI = {"extension": "@cognigy/generative-ai-provider", "type": "OpenAIProvider", "fields": {"apiKey": "sk-1"}}


@pytest.fixture
def project(api, key):
    return api.project(key)


@pytest.fixture
def settings(project):
    return f"/v2.0/projects/{project}/settings"


@pytest.fixture
def connection(api, key, project):
    def maker(**place):
        body = {"name": f"c{len(place)}{next(iter(place.values()), '')}", **OPENAI, **(place or {"projectId": project})}
        answer = api.call("POST", "/v2.0/connections", body, key)
        assert answer.status == 201, answer.text
        return answer.body["referenceId"]

    return maker


@pytest.fixture
def model(api, key, project):
    def maker(reference, **more):
        place = {} if "resourceLevel" in more else {"projectId": project}
        body = {"name": "m", "provider": "openAI", "modelType": "gpt-4o", "connectionId": reference, **place, **more}
        answer = api.call("POST", "/v2.0/largelanguagemodels", body, key)
        assert answer.status == 201, answer.text
        return answer.body["_id"]

    return maker


def use(use_case, id):
    return {"generativeAISettings": {"useCasesSettings": {use_case: {"largeLanguageModelId": id}}}}


def cases(api, key, settings):
    found = api.call("GET", settings, key=key).body["generativeAISettings"]["useCasesSettings"]
    return {name: one["largeLanguageModelId"] for name, one in found.items() if one["largeLanguageModelId"]}


def test_models_of_use_cases(api, key, settings, connection, model):
    own = connection()
    chat, embeddings = model(own), model(own, modelType="text-embedding-3-small")
    assert api.call("PATCH", settings, use("nlu", chat), key).status == 204
    assert api.call("PATCH", settings, use("knowledgeSearch", embeddings), key).status == 204
    assert cases(api, key, settings) == {"nlu": chat, "knowledgeSearch": embeddings}
    for use_case, id in (("knowledgeSearch", chat), ("nlu", embeddings)):
        answer = api.call("PATCH", settings, use(use_case, id), key)
        assert answer.status == 400 and "model type not allowed" in answer.detail
    assert api.call("PATCH", settings, use("nlu", api.absent), key).status == 404
    assert api.call("PATCH", settings, use("nlu", None), key).status == 204
    assert cases(api, key, settings) == {"knowledgeSearch": embeddings}


def test_a_model_in_use_is_deleted_by_force_only(api, key, settings, connection, model):
    chat = model(connection())
    assert api.call("PATCH", settings, use("nlu", chat), key).status == 204
    assert "force" in api.call("DELETE", f"/v2.0/largelanguagemodels/{chat}", key=key).detail
    assert api.call("DELETE", f"/v2.0/largelanguagemodels/{chat}?force=true", key=key).status == 204
    assert cases(api, key, settings) == {}


def test_models_of_elsewhere(api, key, project, settings, connection, model):
    other = api.project(key, "Other")
    far = model(connection(projectId=other), projectId=other)
    assert api.call("PATCH", settings, use("nlu", far), key).status == 404
    wide = model(connection(resourceLevel="organisation"), resourceLevel="organisation")
    assert api.call("PATCH", settings, use("nlu", wide), key).status == 404
    assert api.call("PATCH", f"/v2.0/largelanguagemodels/{wide}", {"assignedToProjects": [project]}, key).status == 204
    assert api.call("PATCH", settings, use("nlu", wide), key).status == 204


@pytest.mark.parametrize("section", ["audioPreviewSettings", "translationSettings", "knowledgeAISettings"])
def test_connections_of_settings(api, key, settings, connection, section):
    def body(reference):
        if section == "knowledgeAISettings":
            return {section: {"azureDIConnectionId": reference}}
        return {section: {"connections": {"microsoft": {"connectionId": reference}}}}

    far = connection(projectId=api.project(key, "Other"))
    for wrong in (far, str(uuid.uuid4())):
        assert api.call("PATCH", settings, body(wrong), key).detail == "Connection does not exist"
    own = connection()
    for good in (connection(resourceLevel="organisation"), "", own):
        assert api.call("PATCH", settings, body(good), key).status == 204
    (id,) = [one["_id"] for one in api.call("GET", "/v2.0/connections", key=key).body["items"] if one["referenceId"] == own]
    assert api.call("DELETE", f"/v2.0/connections/{id}", key=key).status == 204
    assert api.call("PATCH", settings, body(own), key).status == 204, "what is there already may be sent again"


def test_setup_of_generative_ai(api, key, settings, connection, model):
    assert api.call("POST", f"{settings}/setupgenerativeai", key=key).status in (200, 204)
    assert cases(api, key, settings) == {}
    own = connection()
    chat, chosen = model(own, isDefault=True), model(own)
    api.call("PATCH", settings, use("nlu", chosen), key)
    assert api.call("POST", f"{settings}/setupgenerativeai", key=key).status in (200, 204)
    found = cases(api, key, settings)
    assert found.pop("nlu") == chosen and set(found.values()) == {chat} and "knowledgeSearch" not in found
    assert api.call("GET", settings, key=key).body["generativeAISettings"]["enabled"] is True


def test_test_of_translation_settings(api, key, project, settings, connection):
    path = f"{settings}/translation/test"
    assert api.call("POST", path, key=key).status == 400
    body = {"translationSettings": {"provider": "deepl"}}
    assert api.call("PATCH", settings, body, key).status == 204
    assert api.call("POST", path, key=key).detail == "Connection does not exist"
    body["translationSettings"]["connections"] = {"deepl": {"connectionId": connection()}}
    assert api.call("PATCH", settings, body, key).status == 204
    answer = api.call("POST", path, key=key)
    assert (answer.status, answer.body["language"], "error" in answer.body) == (200, "en-US", False)


# Locales


def test_fallbacks_of_locales(api, key, project):
    def make(name, status=201, **more):
        answer = api.call("POST", "/v2.0/locales", {"projectId": project, "name": name, "nluLanguage": "de-DE", **more}, key)
        assert answer.status == status, answer.text
        return answer.body

    german = make("German")
    swiss = make("Swiss", fallbackLocaleReference=german["_id"])
    assert swiss["fallbackLocaleReference"] == german["_id"]
    assert "'mongo-id'" in make("x", 400, fallbackLocaleReference=german["referenceId"])["detail"]
    assert api.call("DELETE", f"/v2.0/locales/{german['_id']}", key=key).status == 204
    read = api.call("GET", f"/v2.0/locales/{swiss['_id']}", key=key).body
    assert read["fallbackLocaleReference"] == german["fallbackLocaleReference"]
    api.switch(names_unique=True)
    assert make("Swiss", 409)["code"] == 1004
