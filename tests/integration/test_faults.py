# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Harm done to a creation: never two objects, never a traceback; changed, or a clear failure."""

from __future__ import annotations

import time
from typing import Any

import pytest

from ansible_collections.community.cognigy.tests.integration.harness import Ansible, Emulator

pytestmark = pytest.mark.once

WORD = "Correct-Horse-42-Battery"
QUICK = {"COGNIGY_ORGANISATION": "Acme", "COGNIGY_TIMEOUT": "1", "COGNIGY_RETRIES": "2"}

# What is done to the creating request, and how it ends: made (changed), or refused (clear failure, nothing made), or unknown.
FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "429 with Retry-After": ({"kind": "status", "status": 429, "retry_after": 1}, "made"),
    "429 without": ({"kind": "status", "status": 429}, "made"),
    "429 for ever": ({"kind": "status", "status": 429, "retry_after": 1, "times": 99}, "refused"),
    "503 with Retry-After": ({"kind": "status", "status": 503, "retry_after": 1}, "made"),
    "503 without": ({"kind": "status", "status": 503}, "refused"),
    "503 after the commit": ({"kind": "status", "status": 503, "retry_after": 1, "after_commit": True}, "made"),
    "502 after the commit": ({"kind": "status", "status": 502, "after_commit": True}, "made"),
    "500 before": ({"kind": "status", "status": 500}, "refused"),
    "504 before": ({"kind": "status", "status": 504}, "refused"),
    "cut before": ({"kind": "cut"}, "refused"),
    "cut after the commit": ({"kind": "cut", "after_commit": True}, "made"),
    "slow, committed at once": ({"kind": "slow", "seconds": 3, "after_commit": True}, "made"),
    "slow, committed late": ({"kind": "slow", "seconds": 2.5}, "made"),
    "slow, committed too late": ({"kind": "slow", "seconds": 6}, "made later"),
    "truncated": ({"kind": "truncated", "after_commit": True}, "made"),
    "html": ({"kind": "html", "after_commit": True}, "refused or made"),
    "redirect": ({"kind": "redirect"}, "refused"),
    "empty": ({"kind": "empty", "after_commit": True}, "made"),
}

SOME = ("429 with Retry-After", "503 after the commit", "cut before", "cut after the commit", "slow, committed too late")
CREATIONS: dict[str, tuple[str, dict[str, Any], str, str]] = {
    "project": ("cognigy_project", {"name": "Support", "locale": "en-US"}, "/v2.0/projects", "/v2.0/projects"),
    "organisation": ("cognigy_organisation", {"name": "Globex"}, "/management/v2.0/organisations", "/management/v2.0/organisations"),
    "user": (
        "cognigy_user",
        {"login": "ann@example.com", "name": "Ann", "password": WORD, "roles": ["admin"]},
        "/management/v2.0/users",
        "/management/v2.0/users",
    ),
}


def count(emulator: Emulator, listing: str, name: str) -> int:
    key = None
    if not listing.startswith("/management"):
        organisations = emulator.api("GET", "/management/v2.0/organisations")["items"]
        key = emulator.super_key(next(item["_id"] for item in organisations if item["name"] == "Acme"))
    return sum(name in (item["name"], item.get("id")) for item in emulator.api("GET", listing, key=key)["items"])


@pytest.mark.parametrize(
    ("creation", "fault"), [(creation, fault) for creation in CREATIONS for fault in (FAULTS if creation == "project" else SOME)]
)
def test_creation(ansible: Ansible, emulator: Emulator, creation: str, fault: str) -> None:
    module, args, path, listing = CREATIONS[creation]
    harm, expected = FAULTS[fault]
    emulator.organisation("Acme")
    emulator.control("POST", "faults", {"method": "POST", "path": path, **harm})
    run = ansible.tasks([{"name": "it", f"community.cognigy.{module}": args}], env=QUICK)
    result = run.result("it")
    assert "Traceback" not in run.output and "bug of community.cognigy" not in run.output and WORD not in run.everything
    there = count(emulator, listing, args.get("login", args["name"]))
    if expected == "made":
        assert run.rc == 0 and result["changed"] is True, result
        assert there == 1
    else:
        assert run.rc == 2 and path in result["msg"], result
        assert there == (1 if harm.get("after_commit") else 0)
    if expected == "made later":
        end = time.monotonic() + 20
        while not there and time.monotonic() < end:
            time.sleep(0.2)
            there = count(emulator, listing, args.get("login", args["name"]))
    emulator.control("DELETE", "faults")
    again = ansible.tasks([{"name": "it", f"community.cognigy.{module}": args}], env={**QUICK, "COGNIGY_TIMEOUT": "30"})
    assert again.rc == 0 and again.result("it")["changed"] is (there == 0)
    assert count(emulator, listing, args.get("login", args["name"])) == 1


@pytest.mark.parametrize("fault", ["cut after the commit", "503 without", "429 with Retry-After", "slow, committed late"])
def test_creation_the_ordinary_way(ansible: Ansible, emulator: Emulator, fault: str) -> None:
    harm, expected = FAULTS[fault]
    emulator.organisation("Acme")
    emulator.control("POST", "faults", {"method": "POST", "path": "/v2.0/projects", **harm})
    run = ansible.tasks([{"name": "it", "community.cognigy.cognigy_project": CREATIONS["project"][1]}], in_process=False, env=QUICK)
    assert "Traceback" not in run.output
    assert (run.rc == 0) == (expected == "made"), run.output
    assert count(emulator, "/v2.0/projects", "Support") == (1 if expected == "made" else 0)


@pytest.mark.parametrize(
    "harm", [{"kind": "cut"}, {"kind": "cut", "after_commit": True}, {"kind": "status", "status": 502, "after_commit": True}]
)
def test_a_key_whose_answer_is_lost(ansible: Ansible, emulator: Emulator, harm: dict[str, Any]) -> None:
    """A key that was made and not received is a clear failure that says which one to delete."""
    acme = emulator.organisation("Acme")
    user = {"id": "eve@example.com", "name": "Eve", "password": WORD, "organisation": acme, "roles": ["admin"]}
    emulator.api("POST", "/management/v2.0/users", user)
    own = emulator.control("POST", "objects", {"kind": "apikey", "user_login": "eve@example.com", "organisation": acme})["apiKey"]
    emulator.control("POST", "faults", {"method": "POST", "path": "/v2.0/users/me/apikeys", **harm})
    result = ansible.module("cognigy_api_key", {"name": "ci"}, env={**QUICK, "COGNIGY_API_KEY": own})
    made = [item["_id"] for item in emulator.api("GET", "/v2.0/users/me/apikeys", key=own)["items"] if item["name"] == "ci"]
    assert len(made) == (1 if harm.get("after_commit") else 0)
    assert (f"was made ({made[0]})" if made else "Outcome unknown") in result["msg"]


@pytest.mark.parametrize(
    "harm", [{"kind": "cut"}, {"kind": "cut", "after_commit": True}, {"kind": "status", "status": 503}, {"kind": "status", "status": 429}]
)
def test_changes(ansible: Ansible, emulator: Emulator, harm: dict[str, Any]) -> None:
    emulator.project(emulator.super_key(emulator.organisation("Acme")), "Support")
    happens = harm.get("after_commit") or harm.get("status") == 429
    emulator.control("POST", "faults", {"method": "PATCH", "path": "/v2.0/projects/*", **harm})
    call = [{"name": "it", "community.cognigy.cognigy_project": {"name": "Support", "color": "red"}}]
    run = ansible.tasks(call, env=QUICK)
    assert "Traceback" not in run.output
    assert (run.rc == 0 and run.result("it")["changed"]) if happens else run.rc == 2, run.output
    assert ansible.tasks(call, env=QUICK).result("it")["changed"] is not happens


@pytest.mark.parametrize("harm", [{"kind": "cut"}, {"kind": "status", "status": 503}, {"kind": "status", "status": 429}])
def test_deletions(ansible: Ansible, emulator: Emulator, harm: dict[str, Any]) -> None:
    emulator.project(emulator.super_key(emulator.organisation("Acme")), "Support")
    emulator.control("POST", "faults", {"method": "DELETE", "path": "/v2.0/projects/*", **harm})
    call = [{"name": "it", "community.cognigy.cognigy_project": {"name": "Support", "state": "absent"}}]
    run = ansible.tasks(call, env=QUICK)
    assert "Traceback" not in run.output
    assert run.rc == (0 if harm.get("status") == 429 else 2), run.output
    assert ansible.tasks(call, env=QUICK).result("it")["changed"] is (run.rc == 2)
