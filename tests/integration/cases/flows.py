# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Flows, AI agents, intents, training."""

from __future__ import annotations

from typing import Any

from ansible_collections.community.cognigy.tests.integration.cases._base import Case, Step, World, acme
from ansible_collections.community.cognigy.tests.integration.harness import Emulator

HOME = {"project": "Home"}
MAIN = {"project": "Home", "flow": "Main"}
BERLIN = {"type": "lexiconSlot", "lexicon": "Cities", "slot": "city", "start": 3, "end": 9}


def project(emulator: Emulator) -> World:
    """With the flow Main, which has to be trained, the lexicon Cities and a second locale."""
    organisation, key = acme(emulator)
    home = emulator.api("GET", "/v2.0/projects", key=key)["items"][0]["_id"]
    primary = emulator.api("GET", "/v2.0/locales", key=key)["items"][0]["_id"]
    german = {"projectId": home, "name": "German", "nluLanguage": "de-DE", "fallbackLocaleReference": primary}
    emulator.api("POST", "/v2.0/locales", german, key=key)
    lexicon = emulator.api("POST", "/v2.0/lexicons", {"projectId": home, "name": "Cities"}, key=key)["_id"]
    emulator.api("POST", f"/v2.0/lexicons/{lexicon}/slots", {"name": "city"}, key=key)
    flow = emulator.api("POST", "/v2.0/flows", {"projectId": home, "name": "Main"}, key=key)["_id"]
    emulator.api("POST", f"/v2.0/flows/{flow}/intents", {"name": "Help"}, key=key)
    return World({"COGNIGY_ORGANISATION": "Acme"})


def agent(emulator: Emulator) -> World:
    """As project, with a knowledge store."""
    world = project(emulator)
    organisation = emulator.api("GET", "/management/v2.0/organisations")["items"][0]["_id"]
    key = emulator.super_key(organisation)
    home = emulator.api("GET", "/v2.0/projects", key=key)["items"][0]["_id"]
    emulator.api("POST", "/v2.0/knowledgestores", {"projectId": home, "name": "Handbook"}, key=key)
    return world


def say(text: str) -> dict[str, Any]:
    return {"type": "say", "label": text, "config": {"say": {"text": [text]}}}


def asks(then: list[dict[str, Any]], otherwise: list[dict[str, Any]]) -> dict[str, Any]:
    branches = [{"type": "then", "children": then}, {"type": "else", "children": otherwise}]
    return {"type": "if", "label": "a customer?", "children": branches}


LOOK_UP = {"label": "look up", "config": {"toolId": "look_up", "description": "Looks up"}, "children": [say("one moment")]}

CASES = [
    Case(
        "cognigy_flow",
        [
            Step(
                "create",
                {
                    **HOME,
                    "name": "Welcome",
                    "description": "old",
                    "context": {"shop": {"a": 1, "b": 2}},
                    "attached_flows": ["Main"],
                    "attached_lexicons": ["Cities"],
                    "nodes": [say("hello"), asks([say("thank you")], [])],
                },
            ),
            Step(
                "context",
                {**HOME, "name": "Welcome", "description": "new", "context": {"shop": {"a": 3}}, "attached_flows": []},
                ordinary=False,
            ),
            Step("nodes", {**HOME, "name": "Welcome", "nodes": [asks([], [say("hello"), say("who are you?")]), say("bye")]}),
            Step(
                "in German",
                {**HOME, "name": "Welcome", "locale": "German", "nodes": [asks([], [say("hallo")]), say("bye")]},
                ordinary=False,
            ),
            Step("rename", {**HOME, "id": "{{ last.flow.id }}", "name": "Hello"}, ordinary=False),
            Step(
                "wrong", {**HOME, "name": "Hello", "nodes": [{"type": "end"}]}, fails="nodes[0]: end is made by the server", ordinary=False
            ),
            Step("nothing", {**HOME, "name": "Hello", "nodes": []}, ordinary=False),
            Step("remove", {**HOME, "id": "{{ last.flow.id }}", "state": "absent"}),
        ],
        project,
        not_compared=("nodes", "locale_reference"),
    ),
    Case(
        "cognigy_ai_agent",
        [
            Step(
                "create",
                {
                    **HOME,
                    "name": "Ava",
                    "description": "helps",
                    "knowledge_store": "Handbook",
                    "speaking_style": {"completeness": "concise", "formality": "informal"},
                    "jobs": [{"flow": "Main", "tools": [LOOK_UP]}],
                },
            ),
            Step(
                "tools",
                {**HOME, "name": "Ava", "jobs": [{"flow": "Main", "tools": [{"label": "end", "config": {"toolId": "end"}}, LOOK_UP]}]},
            ),
            Step(
                "change",
                {
                    **HOME,
                    "name": "Ava",
                    "knowledge_store": "",
                    "safety_settings": {"avoid_harmful_content": True},
                    "instructions": "Be brief.",
                },
                ordinary=False,
            ),
            Step("a second job", {**HOME, "name": "Ava", "jobs": [{"flow": "Main", "label": "other", "tools": []}]}, ordinary=False),
            Step("rename", {**HOME, "id": "{{ last.ai_agent.id }}", "name": "Eva"}, ordinary=False),
            Step("remove", {**HOME, "id": "{{ last.ai_agent.id }}", "state": "absent"}),
        ],
        agent,
    ),
    Case(
        "cognigy_intent",
        [
            Step(
                "create",
                {
                    **MAIN,
                    "name": "Order",
                    "tags": ["b", "a"],
                    "confirmation_sentences": ["Sure?"],
                    "sentences": [{"text": "I order"}, {"text": "to Berlin", "slots": [BERLIN]}],
                },
            ),
            Step(
                "sentences",
                {**MAIN, "name": "Order", "sentences": [{"text": "to Berlin", "slots": [{**BERLIN, "start": 0}]}, {"text": "please"}]},
            ),
            Step(
                "another locale",
                {**MAIN, "name": "Order", "locale": "German", "condition": "x", "sentences": [{"text": "bitte"}]},
                ordinary=False,
            ),
            Step("no sentences", {**MAIN, "name": "Order", "is_disabled": True, "sentences": []}, ordinary=False),
            Step("rename", {**MAIN, "id": "{{ last.intent.id }}", "name": "Buy", "parent_intent": "Help"}, ordinary=False),
            Step("to the top", {**MAIN, "name": "Buy", "parent_intent": ""}, ordinary=False),
            Step("remove", {**MAIN, "id": "{{ last.intent.id }}", "state": "absent"}),
        ],
        project,
        not_compared=("locale_reference", "confirmation_sentences"),  # what a new locale begins with
    ),
    Case("cognigy_training", [Step("train", {**HOME, "flow": "Main", "locale": "German"}, ordinary=False)], project, "one flow"),
    Case("cognigy_training", [Step("train", HOME)], project),
]
