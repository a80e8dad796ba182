# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Locales, connections, language models, settings of projects."""

from __future__ import annotations

from ansible_collections.community.cognigy.tests.integration.cases._base import Case, Step, World, acme
from ansible_collections.community.cognigy.tests.integration.harness import Emulator

HOME = {"project": "Home"}
WIDE = {"resource_level": "organisation"}
OPENAI = {"extension": "@cognigy/basic-nodes", "type": "OpenAIProvider", "fields": {"apiKey": "geheim-openai"}}
BASIC = {
    "extension": "@cognigy/basic-nodes",
    "type": "http_basic",
    "fields": {"username": "bot-of-the-tickets", "password": "geheim-basic"},
}
GPT = {"provider": "openAI", "model_type": "gpt-4o", "connection": "OpenAI"}


def project(emulator: Emulator) -> World:
    acme(emulator)
    return World({"COGNIGY_ORGANISATION": "Acme"})


def connections(emulator: Emulator) -> World:
    """A connection OpenAI in the project and another in the organisation, and two models of the organisation for the project."""
    organisation, key = acme(emulator)
    home = emulator.api("GET", "/v2.0/projects", key=key)["items"][0]["_id"]
    made = {}
    for level in ({"projectId": home}, {"resourceLevel": "organisation"}):
        body = {"name": "OpenAI", "isDeprecated": False, **OPENAI, **level}
        made["connection"] = emulator.api("POST", "/v2.0/connections", body, key=key)["referenceId"]
    for name, kind in (("Wide", "gpt-4o"), ("Embeddings", "text-embedding-ada-002")):
        model = {"name": name, "provider": "openAI", "modelType": kind, "connectionId": made["connection"], "assignedToProjects": [home]}
        emulator.api("POST", "/v2.0/largelanguagemodels", {**model, "resourceLevel": "organisation"}, key=key)
    return World({"COGNIGY_ORGANISATION": "Acme"})


CASES = [
    Case(
        "cognigy_locale",
        [
            Step("create", {**HOME, "name": "German", "nlu_language": "de-DE", "fallback_locale": "en-US"}),
            Step("change", {**HOME, "name": "German", "nlu_language": "en-GB"}),
            Step("rename", {**HOME, "id": "{{ last.locale.id }}", "name": "British"}, ordinary=False),
            Step(
                "fixed", {**HOME, "name": "British", "primary": True}, fails="primary of locale 'British' cannot be changed", ordinary=False
            ),
            Step("remove", {**HOME, "id": "{{ last.locale.id }}", "state": "absent"}),
        ],
        project,
    ),
    Case(
        "cognigy_connection",
        [
            Step("create", {**HOME, "name": "Tickets", **BASIC}),
            Step(
                "fixed",
                {**HOME, "name": "Tickets", "type": "http_oauth2"},
                fails="type of connection 'Tickets' cannot be changed",
                ordinary=False,
            ),
            Step(
                "lacks the secret",
                {**HOME, "name": "Tickets", "type": "http_oauth2", "recreate": True},
                fails="to make connection 'Tickets' anew, give also fields",
                ordinary=False,
            ),
            Step("for all", {**WIDE, "name": "CRM", **BASIC}, ordinary=False),
            Step("not for all", {**WIDE, "name": "CRM", "state": "absent"}, ordinary=False),
            Step("anew", {**HOME, "name": "Tickets", **BASIC, "type": "http_oauth2", "recreate": True}),
            Step(
                "rename",
                {**HOME, "id": "{{ last.connection.id }}", "name": "CRM", "fields": BASIC["fields"], "recreate": True},
                ordinary=False,
            ),
            Step("remove", {**HOME, "id": "{{ last.connection.id }}", "state": "absent"}),
        ],
        project,
        not_compared=("reference_id",),
    ),
    Case(
        "cognigy_llm",
        [
            Step("create", {**HOME, "name": "GPT", **GPT, "open_ai": {"custom_model": "ours"}, "is_default": True}),
            Step(
                "change",
                {
                    **HOME,
                    "name": "GPT",
                    "description": "with a fallback",
                    "open_ai": {"custom_model": "theirs"},
                    "fallbacks": [{"is_fallback_enabled": True, "llm": "Wide", "immediate_fall_back": {"failed_requests": 3}}],
                },
            ),
            Step("rename", {**HOME, "id": "{{ last.llm.id }}", "name": "GPT 4"}, ordinary=False),
            Step("remove the default", {**HOME, "id": "{{ last.llm.id }}", "state": "absent"}),
            Step("for all", {**WIDE, "name": "GPT", **GPT, "assigned_to_projects": ["Home"]}, ordinary=False),
            Step("for none", {**WIDE, "name": "GPT", "assigned_to_projects": []}, ordinary=False),
        ],
        connections,
        not_compared=("reference_id",),
    ),
    Case(
        "cognigy_project_settings",
        [
            Step(
                "models",
                {
                    **HOME,
                    "timezone": "Europe/Berlin",
                    "generative_ai_settings": {
                        "enabled": True,
                        "use_cases_settings": {
                            "gpt_prompt_node": {"llm": "Wide", "temperature": 0.2},
                            "knowledge_search": {"llm": "Embeddings"},
                        },
                    },
                },
            ),
            Step("one model", {**HOME, "generative_ai_settings": {"use_cases_settings": {"knowledge_search": {"llm": ""}}}}),
            Step(
                "the rest",
                {
                    **HOME,
                    "intent_threshold": {"lower": 0.3},
                    "system_slots": {"use_url_slots": False},
                    "positive_confirmation_words": ["yes", "ja"],
                    "knowledge_ai_settings": {"file_extractor": "legacy"},
                },
                ordinary=False,
            ),
        ],
        connections,
    ),
]
