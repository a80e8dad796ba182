# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Endpoints, and what they point at: NLU connectors, handover providers."""

from __future__ import annotations

from ansible_collections.community.cognigy.tests.integration.cases._base import Case, Step, World, acme
from ansible_collections.community.cognigy.tests.integration.harness import Emulator

HOME = {"project": "Home"}
WATSON = {"apikey": "geheim-watson", "workspaceId": "w1", "serviceURL": "https://watson.example.com"}
CRM = {"webhookUrl": "https://crm.example.com", "basicAuthUser": "bot", "basicAuthPassword": "geheim-crm"}
PRIVACY = {
    "enabled": True,
    "mask_logging": True,
    "mask_analytics": False,
    "use_analytics": True,
    "use_contact_profiles": True,
    "use_conversations": False,
}
FILLED = ("settings", "handover_settings", "transformer", "translation_settings")  # by the server, where something is left out
CODE = "createRestTransformer({});"


def project(emulator: Emulator) -> World:
    """The flows Main and Night, the locale German, an NLU connector, connections, a snapshot, and a service for handovers."""
    organisation, key = acme(emulator)
    home = emulator.api("GET", "/v2.0/projects", key=key)["items"][0]["_id"]

    def made(path: str, **body: object) -> str:
        return str(emulator.api("POST", path, {"projectId": home, **body}, key=key)["_id"])

    for name in ("Main", "Night"):
        made("/v2.0/flows", name=name)
    primary = emulator.api("GET", "/v2.0/locales", key=key)["items"][0]["_id"]
    made("/v2.0/locales", name="German", nluLanguage="de-DE", fallbackLocaleReference=primary)
    made("/v2.0/nluconnectors", name="None", type="noNlu")
    for name, kind in (("Speech", "MicrosoftSpeechProvider"), ("Files", "AmazonStorageProvider")):
        fields = {
            "extension": "@cognigy/audio-preview-provider",
            "type": kind,
            "fields": {"apiKey": "geheim-speech"},
            "isDeprecated": False,
        }
        connection = made("/v2.0/connections", name=name, **fields)
        if name == "Speech":
            reference = emulator.api("GET", f"/v2.0/connections/{connection}", key=key)["referenceId"]
            speech = {"provider": "microsoft", "connections": {"microsoft": {"connectionId": reference}}}
            emulator.api("PATCH", f"/v2.0/projects/{home}/settings", {"audioPreviewSettings": speech}, key=key)
    snapshot = {
        "kind": "snapshot",
        "organisation": organisation,
        "project": home,
        "name": "1.0",
        "description": "",
        "hash": "x",
        "isPackaged": False,
    }
    emulator.control("POST", "objects", {"kind": "handoverService", "organisation": organisation, "name": "Genesys"})
    emulator.control("POST", "objects", snapshot)
    return World({"COGNIGY_ORGANISATION": "Acme"})


CASES = [
    Case(
        "cognigy_endpoint",
        [
            Step(
                "create",
                {
                    **HOME,
                    "name": "REST",
                    "channel": "rest",
                    "flow": "Main",
                    "nlu_connector": "None",
                    "active": False,
                    "transformer": {"transformer": CODE, "input_transformer_enabled": True},
                    "translation_settings": {"translation_enabled": True, "input_language": "de"},
                    "file_storage_settings": {"storage_provider": "aws", "aws_connection": "Files"},
                    "org_data_privacy_settings": PRIVACY,
                    "dashbot_apikey": "geheim-dashbot",
                },
            ),
            Step(
                "change",
                {
                    **HOME,
                    "name": "REST",
                    "active": True,
                    "flow": "Night",
                    "locale": "German",
                    "nlu_connector": "cognigy",
                    "mask_ip_address": True,
                    "transformer": {"input_transformer_enabled": False},
                    "translation_settings": {"input_language": "fr"},
                    "handover_settings": {"provider": "cognigy", "providerSettings": {"forwardOnlyHandoverConversations": True}},
                },
            ),
            Step("no flow", {**HOME, "name": "REST", "flow": ""}, ordinary=False),
            Step(
                "serve a snapshot",
                {**HOME, "name": "REST", "entrypoint": "1.0", "flow": "Main", "override_snapshot_connections": True},
                ordinary=False,
            ),
            Step("serve the project", {**HOME, "name": "REST", "entrypoint": "project"}, ordinary=False),
            Step("rename", {**HOME, "id": "{{ last.endpoint.id }}", "name": "API"}, ordinary=False),
            Step(
                "fixed", {**HOME, "name": "API", "channel": "socket"}, fails="channel of endpoint 'API' cannot be changed", ordinary=False
            ),
            Step("anew", {**HOME, "name": "API", "channel": "socket", "recreate": True}, ordinary=False),
            Step("remove", {**HOME, "id": "{{ last.endpoint.id }}", "state": "absent"}),
        ],
        project,
        not_compared=("reference_id", "url_token", "created_at", *FILLED),
    ),
    Case(
        "cognigy_endpoint",
        [
            Step("chat", {**HOME, "name": "Chat", "channel": "webchat3", "flow": "Main", "settings": {"layout": {"title": "Hello"}}}),
            Step(
                "title",
                {**HOME, "name": "Chat", "settings": {"layout": {"title": "Hi"}, "behavior": {"messageDelay": 900}}},
                ordinary=False,
            ),
            Step("with secrets", {**HOME, "name": "CRM", "channel": "generic", "flow": "Main", "settings": CRM}),
            Step(
                "with another address",
                {**HOME, "name": "CRM", "settings": {**CRM, "webhookUrl": "https://crm2.example.com", "basicAuthPassword": "geheim-crm2"}},
                ordinary=False,
            ),
            Step(
                "voice",
                {
                    **HOME,
                    "name": "Call",
                    "channel": "voiceGateway2",
                    "flow": "Main",
                    "create_webrtc_client": True,
                    "webrtc_widget_config": {"active": True, "theme": "DARK_MODE"},
                },
            ),
            Step("theme", {**HOME, "name": "Call", "webrtc_widget_config": {"theme": "AI_PURPLE"}}, ordinary=False),
            Step("no widget", {**HOME, "name": "Call", "create_webrtc_client": False}, ordinary=False),
        ],
        project,
        "settings",
        not_compared=("reference_id", "url_token", *FILLED),
    ),
    Case(
        "cognigy_nlu_connector",
        [
            Step("create", {**HOME, "name": "Watson", "type": "watson", "settings": WATSON, "transformer": {"transformer": CODE}}),
            Step(
                "change",
                {
                    **HOME,
                    "name": "Watson",
                    "settings": {"workspaceId": "w2"},
                    "transformer": {"transformer_stack_enabled": True, "abort_on_error": True},
                },
            ),
            Step("rename", {**HOME, "id": "{{ last.nlu_connector.id }}", "name": "NLU"}, ordinary=False),
            Step("fixed", {**HOME, "name": "NLU", "type": "noNlu"}, fails="type of NLU connector 'NLU' cannot be changed", ordinary=False),
            Step("anew", {**HOME, "name": "NLU", "type": "noNlu", "recreate": True}, ordinary=False),
            Step("remove", {**HOME, "id": "{{ last.nlu_connector.id }}", "state": "absent"}),
        ],
        project,
        not_compared=("reference_id", "created_at", *FILLED),
    ),
    Case(
        "cognigy_handover_provider",
        [
            Step(
                "create",
                {
                    **HOME,
                    "name": "Centre",
                    "service": "Genesys",
                    "service_name": "genesys",
                    "locale": "German",
                    "settings": {"queue": "one", "clientSecret": "geheim-genesys"},
                    "properties": [{"name": "queue", "token": "geheim-property"}],
                },
            ),
            Step("change", {**HOME, "name": "Centre", "locale": "en-US", "settings": {"queue": "two"}, "properties": []}),
            Step("rename", {**HOME, "id": "{{ last.handover_provider.id }}", "name": "Desk"}, ordinary=False),
            Step("remove", {**HOME, "id": "{{ last.handover_provider.id }}", "state": "absent"}),
        ],
        project,
        not_compared=("reference_id", "last_changed_at"),
    ),
]
