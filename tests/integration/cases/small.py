# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tokens, milestones, lexicons, playbooks."""

from __future__ import annotations

from typing import Any

from ansible_collections.community.cognigy.tests.integration.cases._base import Case, Step, World, acme, raw
from ansible_collections.community.cognigy.tests.integration.harness import Emulator

HOME = {"project": "Home"}
BASKET, ORDERED = {"name": "Basket", "order": 1, "type": "start"}, {"name": "Ordered", "order": 2, "type": "completion"}
SAVED = {"name": "Saved", "description": "Time", "type": "duration", "value": 240}
BERLIN = {"keyphrase": "Berlin", "synonyms": ["capital", "BER"], "slots": ["town", "city"], "data": {"warehouse": 3}}
BONN = {"keyphrase": "Bonn", "slots": ["city"]}


def check(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "assertText", "params": {"text": text, **more}}


HELLO = {"text": "Hello", "data": {"first": True, "visits": 1}, "asserts": [check("How can I help?", fuzzy=True)]}
BYE = {"text": "Bye"}


def project(emulator: Emulator) -> World:
    acme(emulator)
    return World({"COGNIGY_ORGANISATION": "Acme"})


CASES = [
    Case(
        "cognigy_token",
        [
            Step("create", {**HOME, "label": "Caller", "type": "context", "script": raw("{{ caller.name }}")}),
            Step(
                "fixed",
                {**HOME, "label": "Caller", "type": "input", "script": "caller.fullName"},
                fails="type, script of token 'Caller' cannot be changed",
                ordinary=False,
            ),
            Step("anew", {**HOME, "label": "Caller", "script": "caller.fullName", "recreate": True}),
            Step("rename", {**HOME, "id": "{{ last.token.id }}", "label": "Name", "recreate": True}, ordinary=False),
            Step("remove", {**HOME, "id": "{{ last.token.id }}", "state": "absent"}),
        ],
        project,
        not_compared=("reference_id", "created_at"),
    ),
    Case(
        "cognigy_milestone",
        [
            Step("create", {**HOME, "name": "Order", "description": "Orders", "version": "1", "steps": [BASKET, ORDERED]}),
            Step(
                "metrics", {**HOME, "name": "Order", "steps": [{"name": "Basket"}, {"name": "Ordered", "metrics": [SAVED]}]}, ordinary=False
            ),
            Step(
                "one more step",
                {
                    **HOME,
                    "name": "Order",
                    "version": "2",
                    "steps": [{"name": "Basket"}, {"name": "Address"}, {"name": "Ordered", "order": 3}],
                },
            ),
            Step("rename", {**HOME, "id": "{{ last.milestone.id }}", "name": "Sale"}, ordinary=False),
            Step("no steps", {**HOME, "id": "{{ last.milestone.id }}", "steps": []}, ordinary=False),
            Step("remove", {**HOME, "id": "{{ last.milestone.id }}", "state": "absent"}),
        ],
        project,
        not_compared=("reference_id",),
    ),
    Case(
        "cognigy_lexicon",
        [
            Step("create", {**HOME, "name": "Cities", "description": "Where we deliver", "entries": [BERLIN, BONN]}),
            Step(
                "change entries",
                {
                    **HOME,
                    "name": "Cities",
                    "entries": [
                        {**BERLIN, "synonyms": ["BER", "Spree"], "data": {"stock": True}},
                        {"keyphrase": "Köln", "synonyms": ["Cologne"], "slots": ["river"]},
                    ],
                },
            ),
            Step(
                "slots",
                {**HOME, "name": "Cities", "entries": [{"keyphrase": "Berlin", "slots": []}, {"keyphrase": "Köln"}]},
                ordinary=False,
            ),
            Step("leave the entries", {**HOME, "name": "Cities", "description": "Everywhere"}, ordinary=False),
            Step("rename", {**HOME, "id": "{{ last.lexicon.id }}", "name": "Towns"}, ordinary=False),
            Step(
                "twice",
                {**HOME, "name": "Towns", "entries": [BONN, BONN, BERLIN]},
                fails="entries given more than once: 'Bonn'",
                ordinary=False,
            ),
            Step("none", {**HOME, "name": "Towns", "entries": []}, ordinary=False),
            Step("remove", {**HOME, "id": "{{ last.lexicon.id }}", "state": "absent"}),
        ],
        project,
        not_compared=("reference_id",),
    ),
    Case(
        "cognigy_playbook",
        [
            Step("create", {**HOME, "name": "Order", "step_timeout": 5000, "steps": [HELLO, BYE]}),
            Step(
                "change steps",
                {
                    **HOME,
                    "name": "Order",
                    "abort_on_error": False,
                    "steps": [
                        {"text": "Start"},
                        {**BYE, "asserts": [check("See you")]},
                        {**HELLO, "data": {"first": True}, "asserts": [check("Welcome"), check("error", negate=True)]},
                    ],
                },
            ),
            Step(
                "fewer asserts",
                {**HOME, "name": "Order", "steps": [{"text": "Start"}, {**BYE, "asserts": []}, {**HELLO, "data": {"first": True}}]},
                ordinary=False,
            ),
            Step("leave the steps", {**HOME, "name": "Order", "step_timeout": 6000}, ordinary=False),
            Step("rename", {**HOME, "id": "{{ last.playbook.id }}", "name": "Sale"}, ordinary=False),
            Step("no steps", {**HOME, "name": "Sale", "steps": []}, ordinary=False),
            Step("remove", {**HOME, "id": "{{ last.playbook.id }}", "state": "absent"}),
        ],
        project,
    ),
]
