# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Endpoints: what they refer to, their settings by channel, their keys."""

from __future__ import annotations

import uuid

import pytest

ENDPOINTS = "/v2.0/endpoints"
SPEECH = {"extension": "@cognigy/audio-preview-provider", "type": "MicrosoftSpeechProvider", "fields": {"apiKey": "k", "region": "r"}}


@pytest.fixture
def project(api, key):
    return api.project(key)


@pytest.fixture
def put(api, organisation, project):
    """An object of another family, put into the project."""

    def putter(kind, **fields):
        body = {"kind": kind, "organisation": organisation, "project": project, "name": kind, "referenceId": str(uuid.uuid4()), **fields}
        return api.control("POST", "objects", body)

    return putter


@pytest.fixture
def flow(put):
    return put("flow")


@pytest.fixture
def make(api, key, project):
    def maker(status=201, **body):
        answer = api.call("POST", ENDPOINTS, {"projectId": project, "name": "Web", "channel": "rest", **body}, key)
        assert answer.status == status, answer.text
        return answer.body

    return maker


def locale_of(api, key, project):
    return api.call("GET", f"/v2.0/locales?projectId={project}", key=key).body["items"][0]


def test_life_of_an_endpoint(api, key, project, flow, make):
    locale = locale_of(api, key, project)
    seen = {"targetType": "flow", "agentId": "", "customIcon": ""}
    made = make(entrypoint=project, flowId=flow["referenceId"], localeId=locale["referenceId"], **seen)
    path = f"{ENDPOINTS}/{made['_id']}"
    assert (made["flowId"], made["localeId"], made["entrypoint"]) == (flow["referenceId"], locale["referenceId"], project)
    assert len(made["URLToken"]) == 64 and uuid.UUID(made["referenceId"])
    assert api.call("GET", path, key=key).body == made
    (item,) = api.call("GET", f"{ENDPOINTS}?projectId={project}", key=key).body["items"]
    assert item["URLToken"] == made["URLToken"] and "settings" not in item
    assert api.call("PATCH", path, {"active": False}, key).status == 204
    whole = api.call("GET", path, key=key).body
    assert whole["active"] is False
    sent = {name: value for name, value in whole.items() if name not in ("_id", "createdAt", "createdBy", "lastChanged", "lastChangedBy")}
    assert api.call("PATCH", path, {**sent, "URLToken": "other", "referenceId": str(uuid.uuid4())}, key).status == 204
    assert api.call("GET", path, key=key).body == whole
    assert api.call("PATCH", path, {"nonsense": 1}, key).status == 400
    assert api.call("PATCH", path, {"channel": "line"}, key).status == 400
    assert api.call("DELETE", path, key=key).status == 204
    assert api.call("GET", path, key=key).status == 404


def test_the_least_endpoint(make, project):
    made = make()
    assert (made["localeId"], made["flowId"], made["entrypoint"], made["settings"]) == ("", "", project, {})


@pytest.mark.parametrize(("mode", "status"), [("translates", 201), ("refuses", 400)])
@pytest.mark.parametrize("channel", ["rest", "webchat3", "voiceGateway2"])
def test_flow_ids(api, flow, make, mode, status, channel):
    api.switch(endpoint_flow_id=mode)
    answer = make(status, flowId=flow["_id"], channel=channel)
    if status == 201:
        assert answer["flowId"] == flow["referenceId"]
    else:
        assert "'uuid'" in answer["detail"]
    both = make(400 if channel == "voiceGateway2" else 201, flowId=flow["_id"], flowReferenceId=flow["referenceId"], channel=channel)
    assert both.get("flowId") == (None if channel == "voiceGateway2" else flow["referenceId"])


def test_what_an_endpoint_refers_to(api, key, project, put, flow, make):
    locale = locale_of(api, key, project)
    assert "'uuid'" in make(400, localeId=locale["_id"])["detail"]
    foreign = locale_of(api, key, api.project(key, "Other"))["referenceId"]
    wrong = {"localeId": foreign, "flowId": str(uuid.uuid4()), "nluConnectorId": "x", "entrypoint": api.absent}
    made = make()
    for name, value in wrong.items():
        assert "does not exist" in make(404, **{name: value})["detail"]
        assert api.call("PATCH", f"{ENDPOINTS}/{made['_id']}", {name: value}, key).status == 404
    assert "does not exist" in make(404, flowId=api.absent)["detail"]
    snapshot, connector = put("snapshot")["_id"], put("nluconnector")["_id"]
    body = {"entrypoint": snapshot, "flowId": str(uuid.uuid4()), "nluConnectorId": connector}
    assert api.call("PATCH", f"{ENDPOINTS}/{made['_id']}", body, key).status == 204
    assert api.call("PATCH", f"{ENDPOINTS}/{made['_id']}", {"entrypoint": project}, key).status == 204


@pytest.mark.parametrize("mode", ["merges", "replaces"])
def test_settings_are_replaced_whole(api, key, make, mode):
    api.switch(patch_nested=mode)
    path = f"{ENDPOINTS}/{make(settings={'a': 1, 'b': {'c': 2}})['_id']}"
    assert api.call("PATCH", path, {"settings": {"b": {"d": 3}}}, key).status == 204
    assert api.call("GET", path, key=key).body["settings"] == {"b": {"d": 3}}


def test_settings_of_a_webchat_are_complete(api, key, make):
    made = make(channel="webchat3", settings={"layout": {"title": "Shop"}})
    path, settings = f"{ENDPOINTS}/{made['_id']}", made["settings"]
    assert settings["layout"]["title"] == "Shop" and settings["layout"]["watermark"] == "none" and "colors" in settings
    assert api.call("PATCH", path, {"settings": {"layout": settings["layout"]}}, key).status == 400
    assert api.call("PATCH", path, {"settings": {**settings, "colors": {"primaryColor": "red"}}}, key).status == 400
    changed = {**settings, "colors": {**settings["colors"], "primaryColor": "red"}, "newer": {"group": True}}
    assert api.call("PATCH", path, {"settings": changed}, key).status == 204
    assert api.call("GET", path, key=key).body["settings"] == changed


def test_voice_widget(api, key, project, make):
    made = make(channel="voiceGateway2", createWebrtcClient=True, webrtcWidgetConfig={"theme": "X"})
    assert "webrtcClient" not in made and "webrtcWidgetConfig" not in made
    path = f"{ENDPOINTS}/{made['_id']}"
    widget = {"createWebrtcClient": True, "channel": "voiceGateway2", "name": "Web", "URLToken": made["URLToken"], "localeId": ""}
    widget["webrtcWidgetConfig"] = {"theme": "AI_PURPLE"}
    assert "select a speech provider" in api.call("PATCH", path, widget, key).detail
    connection = api.call("POST", "/v2.0/connections", {"projectId": project, "name": "Speech", **SPEECH}, key).body["referenceId"]
    settings = {"audioPreviewSettings": {"connections": {"microsoft": {"connectionId": connection}}}}
    assert api.call("PATCH", f"/v2.0/projects/{project}/settings", settings, key).status == 204
    assert api.call("PATCH", path, widget, key).status == 204
    read = api.call("GET", path, key=key).body
    assert (read["webrtcClient"], read["webrtcWidgetConfig"]) == (True, {"theme": "AI_PURPLE"})
    assert api.call("PATCH", path, {"createWebrtcClient": False}, key).status == 204
    assert "webrtcClient" not in api.call("GET", path, key=key).body
    assert api.call("PATCH", f"{ENDPOINTS}/{make()['_id']}", widget | {"channel": "rest"}, key).status == 400


def test_keys_are_shown_once(api, key, make):
    path = f"{ENDPOINTS}/{make()['_id']}"
    made = api.call("POST", f"{path}/apikeys", {"name": "CI"}, key)
    assert made.status == 201 and len(made.body["key"]) == 64 and made.body["keyPreview"] != made.body["key"]
    assert api.call("POST", f"{path}/apikeys", {}, key).status == 400
    listed = api.call("GET", f"{path}/apikeys", key=key).body
    assert listed == [{name: value for name, value in made.body.items() if name != "key"}]
    assert made.body["key"] in api.control("GET", "secrets")
    assert api.call("DELETE", path, key=key).status == 204
    assert api.call("GET", f"{path}/apikeys", key=key).status == 404
    assert api.control("GET", "objects?kind=endpointApiKey") == []


def test_batch_of_endpoints(api, key, project, flow, make):
    made = make()
    value = {name: made[name] for name in ("active", "channel", "translationSettings", "localeId", "entrypoint", "maskAnalytics")}
    more = ("overrideSnapshotConnections", "nluConnectorId", "useConversations", "maskLogging", "useContactProfiles", "useAnalytics")
    rest = ("useDashbotAnalytics", "dashbotApikey", "dashbotPlatform", "disableInputSanitization", "settings", "transformer")
    value |= {name: made[name] for name in (*more, *rest, "handoverSettings", "foreignId", "fileStorageSettings")}
    value |= {"name": "New", "flowId": flow["referenceId"]}
    path = f"{ENDPOINTS}?projectId={project}"
    operations = [{"op": "create", "value": value}, {"op": "update", "id": made["_id"], "value": {**value, "name": "Renamed"}}]
    assert api.call("PATCH", path, {"operations": operations}, key).status == 204
    assert {one["name"] for one in api.call("GET", path, key=key).body["items"]} == {"New", "Renamed"}
    assert api.call("PATCH", path, {"operations": [{"op": "delete", "id": made["_id"]}]}, key).status == 204
    assert api.call("PATCH", path, {"operations": [{"op": "delete", "id": api.absent}]}, key).status == 404


def test_quota_and_rights(api):
    organisation = api.organisation("Small", quotaMaxChannelsPerProject=1)
    key = api.super_key(organisation)
    project = api.project(key)
    body = {"projectId": project, "name": "a", "channel": "rest"}
    made = api.call("POST", ENDPOINTS, body, key).body
    assert api.call("POST", ENDPOINTS, body, key).body["details"] == {"quota": "quotaMaxChannelsPerProject"}
    user = api.user(organisation, "joe@example.com", "base_role")
    assert api.call("POST", f"/v2.0/projects/{project}/addprojectmember", {"userId": user}, key).status < 300
    joe = api.key_of(organisation, "joe@example.com")
    assert api.call("GET", f"{ENDPOINTS}/{made['_id']}", key=joe).status == 200
    assert api.call("PATCH", f"{ENDPOINTS}/{made['_id']}", {"active": False}, joe).status == 403
    foreign = api.super_key(api.organisation("Foreign"))
    assert api.call("GET", f"{ENDPOINTS}/{made['_id']}", key=foreign).status == 404
