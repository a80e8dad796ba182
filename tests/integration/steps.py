# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What each writing module is led through, one change after the other, and the walk itself: check, apply, apply again, check again."""

from __future__ import annotations

import re
from typing import Any

from ansible_collections.community.cognigy.tests.integration.harness import Ansible, Emulator, Run

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
WORD = "Correct-Horse-42-Battery"

# Per module: steps of (what it does, options). Each step changes something, once.
STEPS: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "cognigy_organisation": [
        ("create", {"name": "Globex", "quota_max_projects": 5, "password_policy": POLICY, "analytics_ttl_in_minutes": 1000}),
        ("change two", {"name": "Globex", "quota_max_projects": 6, "disabled": True}),
        ("change one nested", {"name": "Globex", "password_policy": {"min_length": 12}, "enforce_password_policy": True}),
        ("privacy", {"name": "Globex", "data_privacy_settings": {"enabled": True, "mask_logging": True}}),
        ("retention", {"name": "Globex", "session_state_ttl_in_minutes": 60, "billing_timezone": "Europe/Berlin"}),
        ("rename", {"id": "@organisation", "name": "Initech"}),
        ("remove", {"id": "@organisation", "state": "absent", "verification_token": "@token"}),
    ],
    "cognigy_user": [
        ("create", {"login": "ann@example.com", "name": "Ann", "password": WORD, "roles": ["admin"]}),
        ("rename and roles", {"login": "ann@example.com", "name": "Ann A.", "roles": ["projectManager", "odata"]}),
        ("disable", {"login": "ann@example.com", "disabled": True}),
        ("accept terms", {"login": "ann@example.com", "accepted_tos": True}),
        ("remove", {"login": "ann@example.com", "state": "absent"}),
    ],
    "cognigy_user with an API key": [
        ("create", {"login": "ben@example.com", "name": "Ben", "password": WORD, "roles": ["userManager"]}),
        ("rename and roles", {"login": "ben@example.com", "name": "Ben B.", "roles": ["odata", "projectManager"]}),
        ("remove", {"login": "ben@example.com", "state": "absent"}),
    ],
    "cognigy_project": [
        ("create", {"name": "Support", "locale": "en-US", "color": "red"}),
        ("color", {"name": "Support", "color": "blue"}),
        (
            "handover",
            {"name": "Support", "handover_configuration": {"setup_live_agent_inbox": False, "whisper_assist_configuration": "basic"}},
        ),
        ("rename", {"id": "@project", "name": "Help"}),
        ("remove", {"name": "Help", "state": "absent"}),
    ],
    "cognigy_project_member": [
        ("add", {"project": "Home", "user": "cleo@example.com", "roles": ["developer"], "allowed_locales": ["@locale"]}),
        ("roles", {"project": "Home", "user": "cleo@example.com", "roles": ["analytics", "logs"]}),
        ("all locales", {"project": "Home", "user": "cleo@example.com", "allowed_locales": []}),
        ("a list", {"project": "Home", "members": [{"user": "cleo@example.com", "roles": ["logs"]}, {"user": "dan@example.com"}]}),
        ("exclusive", {"project": "Home", "members": [{"user": "dan@example.com"}], "exclusive": True}),
        ("remove", {"project": "Home", "user": "dan@example.com", "state": "absent"}),
    ],
    "cognigy_api_key": [
        ("create", {"name": "ci"}),
        ("remove", {"name": "ci", "state": "absent"}),
    ],
}


def world(emulator: Emulator, case: str) -> dict[str, str]:
    """What a case needs before its first step; returns environment variables."""
    acme = emulator.organisation("Acme")
    key = emulator.super_key(acme)
    for login in ("cleo@example.com", "dan@example.com", "eve@example.com"):
        emulator.api(
            "POST",
            "/management/v2.0/users",
            {"id": login, "name": login.partition("@")[0], "password": WORD, "organisation": acme, "roles": ["admin"]},
        )
    emulator.project(key, "Home")
    if case == "cognigy_organisation":
        return {}
    if case == "cognigy_user with an API key":
        return {"COGNIGY_API_KEY": key, "COGNIGY_MANAGEMENT_USERNAME": "", "COGNIGY_MANAGEMENT_PASSWORD": ""}
    if case == "cognigy_api_key":
        made = emulator.control("POST", "objects", {"kind": "apikey", "user_login": "eve@example.com", "organisation": acme})
        return {"COGNIGY_API_KEY": made["apiKey"]}
    return {"COGNIGY_ORGANISATION": "Acme"}


def fill(emulator: Emulator, args: dict[str, Any]) -> dict[str, Any]:
    """Put in the ids that exist only at run time."""

    def value(text: Any) -> Any:
        if text == "@organisation":
            items = emulator.api("GET", "/management/v2.0/organisations", limit=100)["items"]
            return next(item["_id"] for item in items if item["name"] != "Acme")
        if text == "@token":
            organisation = value("@organisation")
            emulator.api("PATCH", f"/management/v2.0/organisations/{organisation}", {"disabled": False})
            emulator.api("POST", "/v2.0/organisations/requestdeletion", key=emulator.super_key(organisation))
            return emulator.control("GET", "deletion_tokens")[organisation]
        if text in ("@project", "@locale"):
            acme = next(item["_id"] for item in emulator.api("GET", "/management/v2.0/organisations")["items"] if item["name"] == "Acme")
            key = emulator.super_key(acme)
            if text == "@project":
                return next(item["_id"] for item in emulator.api("GET", "/v2.0/projects", key=key)["items"] if item["name"] != "Home")
            return emulator.api("GET", "/v2.0/locales", key=key)["items"][0]["name"]
        return [value(item) for item in text] if isinstance(text, list) else text

    return {name: value(item) for name, item in args.items()}


def without_ids(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_ids(item) for key, item in value.items()}
    if isinstance(value, list):
        return [without_ids(item) for item in value]
    return "ID" if isinstance(value, str) and re.fullmatch("[0-9a-f]{24}", value) else value


def four(ansible: Ansible, module: str, args: dict[str, Any], in_process: bool, env: dict[str, str]) -> tuple[Run, list[dict[str, Any]]]:
    runs = [("check", True), ("apply", False), ("apply again", False), ("check again", True)]
    tasks = [{"name": name, f"community.cognigy.{module}": args, "check_mode": check, "diff": True} for name, check in runs]
    run = ansible.tasks(tasks, in_process=in_process, env=env)
    assert run.rc == 0, run.output
    return run, [run.result(name) for name, _check in runs]


def walk(ansible: Ansible, emulator: Emulator, case: str, in_process: bool, switches: dict[str, Any] | None = None) -> None:
    """Lead a module through its steps; each has to change once, as predicted, and then to change nothing."""
    env = world(emulator, case)
    emulator.control("POST", "switches", switches or {})
    module = case.split(maxsplit=1)[0]
    for title, args in STEPS[case]:
        args = fill(emulator, args)
        run, (check, applied, again, check_again) = four(ansible, module, args, in_process, env)
        assert [check["changed"], applied["changed"], again["changed"], check_again["changed"]] == [True, True, False, False], (
            f"{case}, {title}: {[check, applied, again, check_again]}"
        )
        assert WORD not in run.everything
        if "censored" in applied:  # holds a key that was asked for; what is inside is tested with the module
            continue
        assert without_ids(check["diff"]) == without_ids(applied["diff"]), f"{case}, {title}"
        assert again["diff"]["before"] == again["diff"]["after"]
        kind = module.removeprefix("cognigy_")
        assert (kind in check) == (kind in applied)
        for field, predicted in check.get(kind, {}).items():
            if field not in ("id", "last_changed", "roles"):  # the server adds roles of its own
                assert without_ids(predicted) == without_ids(applied[kind].get(field, predicted)), f"{case}, {title}: {field}"
        assert again.get(kind) == applied.get(kind) == check_again.get(kind)
