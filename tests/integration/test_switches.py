# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is not known of the real server: each plausible behaviour is met by the modules that it concerns, step by step."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.community.cognigy.tests.integration.harness import Ansible, Emulator
from ansible_collections.community.cognigy.tests.integration.steps import STEPS, walk

pytestmark = pytest.mark.once

ALL = tuple(STEPS)
CONCERNED: list[tuple[dict[str, Any], tuple[str, ...]]] = [
    ({"management_patch_roles": "refuses"}, ("cognigy_user",)),
    ({"management_patch_roles": "ignores"}, ("cognigy_user",)),
    ({"adds_base_role": False}, ("cognigy_user",)),
    ({"answer_password": False}, ("cognigy_user",)),
    ({"organisation_in_user_list": False, "users_heed_organisation": False}, ("cognigy_user",)),
    ({"patch_nested": "replaces"}, ("cognigy_organisation", "cognigy_project")),
    ({"patch_echoes": True}, ALL),
    ({"filter": "prefix"}, ALL),
    ({"filter": "case_sensitive"}, ALL),
    ({"filter": "ignored"}, ALL),
    ({"page_cap": 1, "cursor_names": "next"}, ALL),
    ({"page_cap": 1, "cursor_names": "skip_only"}, ALL),
    ({"names_unique": True}, ("cognigy_organisation", "cognigy_project")),
    ({"apikey_list": "masked"}, ("cognigy_api_key",)),
    ({"apikey_list": "absent"}, ("cognigy_api_key",)),
    ({"unreadable_ttls": False}, ("cognigy_organisation",)),
    ({"admins_in_members": True}, ("cognigy_project_member",)),
    ({"widen_lists": "always"}, ("cognigy_project_member",)),
    ({"deleted_listed": 3, "task_reads": 5}, ("cognigy_project",)),
    ({"task_reads": 0, "deleted_listed": 0}, ("cognigy_project",)),
    ({"policy_shows": False}, ("cognigy_project", "cognigy_user with an API key")),
    ({"get_with_body": 403}, ALL),
    ({"super_key_me": 403}, ("cognigy_project",)),
]


@pytest.mark.parametrize(
    ("switches", "case"),
    [(switches, case) for switches, cases in CONCERNED for case in cases],
    ids=lambda value: "-".join(f"{name}={setting}" for name, setting in value.items()) if isinstance(value, dict) else value,
)
def test_every_plausible_server(ansible: Ansible, emulator: Emulator, switches: dict[str, Any], case: str) -> None:
    walk(ansible, emulator, case, in_process=True, switches=switches)


def test_no_switch_is_forgotten(emulator: Emulator) -> None:
    """Switches that no creating or changing module meets are tested elsewhere, or belong to other tests."""
    elsewhere = {
        "body_limit",  # no body of these modules comes near it
        "echo_secrets_in_errors",  # canary
        "license_management",  # installation
        "null_clears",  # the one null that is sent means all locales by the contract
        "openapi_viewer",  # installation
        "rate_limit",  # below
        "super_api_keys",  # errors
        "task_fails",  # execution
        "task_seconds",  # tasks that nobody reads
        "wrong_scheme",  # below
    }
    met = {name for switches, _cases in CONCERNED for name in switches}
    assert met | elsewhere == set(emulator.control("GET", "switches"))


def test_a_rate_limit_is_waited_for(ansible: Ansible, emulator: Emulator) -> None:
    emulator.organisation("Acme")
    emulator.control("POST", "switches", {"rate_limit": {"per_seconds": 2, "requests": 6}})
    task = {"name": "it", "community.cognigy.cognigy_project": {"name": "P{{ item }}", "locale": "en-US"}, "loop": list(range(6))}
    run = ansible.tasks([task], env={"COGNIGY_ORGANISATION": "Acme"})
    assert run.rc == 0, run.output
    statuses = [entry["status"] for entry in emulator.control("GET", "requests")]
    assert 429 in statuses
    emulator.control("POST", "switches", {"rate_limit": None})
    assert len(ansible.module("cognigy_project_info", {}, env={"COGNIGY_ORGANISATION": "Acme"})["projects"]) == 6


@pytest.mark.parametrize("status", [401, 403])
def test_the_wrong_kind_of_credential(ansible: Ansible, emulator: Emulator, status: int) -> None:
    """Never sent: the module knows which credential an operation takes. So the switch makes no difference."""
    key = emulator.super_key(emulator.organisation("Acme"))
    emulator.control("POST", "switches", {"wrong_scheme": status})
    env = {"COGNIGY_API_KEY": key, "COGNIGY_MANAGEMENT_USERNAME": "", "COGNIGY_MANAGEMENT_PASSWORD": ""}
    emulator.control("DELETE", "requests")
    assert "an API key cannot be used there" in ansible.module("cognigy_organisation", {"name": "Acme"}, env=env)["msg"]
    assert emulator.control("GET", "requests") == []
