# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Organisations, users, projects, members, own API keys."""

from __future__ import annotations

from typing import Any

from ansible_collections.community.cognigy.tests.integration.cases._base import WORD, Case, Step, World, acme
from ansible_collections.community.cognigy.tests.integration.harness import Emulator

POLICY = {
    "min_length": 10,
    "max_length": 64,
    "min_amount_lower_case": 1,
    "min_amount_upper_case": 1,
    "min_amount_special_characters": 0,
    "min_amount_numbers": 1,
    "max_amount_identical_characters": 3,
    "min_amount_failed_attempts_auto_disable": 5,
}
HANDOVER = {"setup_live_agent_inbox": False, "whisper_assist_configuration": "basic"}


def management(emulator: Emulator) -> World:
    acme(emulator)
    return World()


def organisation(emulator: Emulator) -> World:
    acme(emulator)
    return World({"COGNIGY_ORGANISATION": "Acme"})


def members(emulator: Emulator) -> World:
    organisation, key = acme(emulator)
    locale = emulator.api("GET", "/v2.0/locales", key=key)["items"][0]["name"]
    return World({"COGNIGY_ORGANISATION": "Acme"}, {"locale": locale})


def only_a_key(emulator: Emulator) -> World:
    organisation, key = acme(emulator)
    return World({"COGNIGY_API_KEY": key, "COGNIGY_MANAGEMENT_USERNAME": "", "COGNIGY_MANAGEMENT_PASSWORD": ""})


def own_key(emulator: Emulator) -> World:
    organisation, key = acme(emulator)
    made = emulator.control("POST", "objects", {"kind": "apikey", "user_login": "eve@example.com", "organisation": organisation})
    return World({"COGNIGY_API_KEY": made["apiKey"]})


def deletion_token(emulator: Emulator) -> dict[str, Any]:
    """What the real server sends by mail when somebody asks for the deletion of the organisation."""
    items = emulator.api("GET", "/management/v2.0/organisations", limit=100)["items"]
    other = next(item["_id"] for item in items if item["name"] != "Acme")
    emulator.api("PATCH", f"/management/v2.0/organisations/{other}", {"disabled": False})
    emulator.api("POST", "/v2.0/organisations/requestdeletion", key=emulator.super_key(other))
    return {"token": emulator.control("GET", "deletion_tokens")[other]}


CASES = [
    Case(
        "cognigy_organisation",
        [
            Step("create", {"name": "Globex", "quota_max_projects": 5, "password_policy": POLICY, "analytics_ttl_in_minutes": 1000}),
            Step("change two", {"name": "Globex", "quota_max_projects": 6, "disabled": True}, ordinary=False),
            Step("change one nested", {"name": "Globex", "password_policy": {"min_length": 12}, "enforce_password_policy": True}),
            Step("privacy", {"name": "Globex", "data_privacy_settings": {"enabled": True, "mask_logging": True}}, ordinary=False),
            Step("retention", {"name": "Globex", "session_state_ttl_in_minutes": 60, "billing_timezone": "Europe/Berlin"}, ordinary=False),
            Step("rename", {"id": "{{ last.organisation.id }}", "name": "Initech"}, ordinary=False),
            Step(
                "remove",
                {"id": "{{ first.organisation.id }}", "state": "absent", "verification_token": "{{ world.token }}"},
                before=deletion_token,
            ),
        ],
        management,
    ),
    Case(
        "cognigy_user",
        [
            Step("create", {"login": "ann@example.com", "name": "Ann", "password": WORD, "roles": ["admin"]}),
            Step("rename and roles", {"login": "ann@example.com", "name": "Ann A.", "roles": ["projectManager", "odata"]}),
            Step("disable", {"login": "ann@example.com", "disabled": True}, ordinary=False),
            Step("accept terms", {"login": "ann@example.com", "accepted_tos": True}, ordinary=False),
            Step("remove", {"login": "ann@example.com", "state": "absent"}),
        ],
        organisation,
        not_compared=("roles",),  # the server adds roles of its own
    ),
    Case(
        "cognigy_user",
        [
            Step("create", {"login": "ben@example.com", "name": "Ben", "password": WORD, "roles": ["userManager"]}),
            Step("rename and roles", {"login": "ben@example.com", "name": "Ben B.", "roles": ["odata", "projectManager"]}),
            Step("remove", {"login": "ben@example.com", "state": "absent"}),
        ],
        only_a_key,
        "with an API key",
        not_compared=("roles",),
    ),
    Case(
        "cognigy_project",
        [
            Step("create", {"name": "Support", "locale": "en-US", "color": "red"}),
            Step("color", {"name": "Support", "color": "blue"}, ordinary=False),
            Step("handover", {"name": "Support", "handover_configuration": HANDOVER}, ordinary=False),
            Step("rename", {"id": "{{ last.project.id }}", "name": "Help"}),
            Step("remove", {"name": "Help", "state": "absent"}),
        ],
        organisation,
    ),
    Case(
        "cognigy_project_member",
        [
            Step(
                "add",
                {"project": "Home", "user": "cleo@example.com", "roles": ["developer"], "allowed_locales": ["{{ world.locale }}"]},
            ),
            Step("roles", {"project": "Home", "user": "cleo@example.com", "roles": ["analytics", "logs"]}, ordinary=False),
            Step("all locales", {"project": "Home", "user": "cleo@example.com", "allowed_locales": []}, ordinary=False),
            Step(
                "a list",
                {"project": "Home", "members": [{"user": "cleo@example.com", "roles": ["logs"]}, {"user": "dan@example.com"}]},
            ),
            Step("exclusive", {"project": "Home", "members": [{"user": "dan@example.com"}], "exclusive": True}),
            Step("remove", {"project": "Home", "user": "dan@example.com", "state": "absent"}),
        ],
        members,
    ),
    Case(
        "cognigy_api_key",
        [
            Step("create", {"name": "ci"}),
            Step("remove", {"name": "ci", "state": "absent"}),
        ],
        own_key,
    ),
]
