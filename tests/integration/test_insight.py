# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Modules that tell what happened: audit events, log entries, counters. They change nothing, in check mode or not."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.community.cognigy.plugins.module_utils._events import iso
from ansible_collections.community.cognigy.tests.integration.harness import Ansible, Emulator

pytestmark = pytest.mark.once
ACME = {"COGNIGY_ORGANISATION": "Acme"}
DAY = {"year": 2026, "month": 3, "day": 1}


@pytest.fixture
def support(emulator: Emulator) -> str:
    """Acme and its project Support, whose id it is."""
    return emulator.project(emulator.super_key(emulator.organisation("Acme")), "Support")


def feed(emulator: Emulator, kind: str, *objects: dict[str, Any], project: str | None = None) -> list[dict[str, Any]]:
    place = {"kind": kind, "organisation": "Acme", **({"project": project} if project else {})}
    fed: list[dict[str, Any]] = emulator.control("POST", "objects", [{**place, **one} for one in objects])
    return fed


def info(name: str, args: dict[str, Any], label: str) -> dict[str, Any]:
    return {"name": label, f"community.cognigy.cognigy_{name}_info": args, "ignore_errors": True}


def test_audit_events(ansible: Ansible, emulator: Emulator, support: str) -> None:
    now = emulator.control("GET", "clock")["now"]
    feed(emulator, "auditevent", *({"type": "patch", "user": "ann", "timestamp": iso(now - 100 * one)} for one in range(3, 500)))
    feed(emulator, "auditevent", {"type": "delete", "user": "ben", "timestamp": iso(now - 250)}, project=support)
    feed(
        emulator,
        "auditevent",
        {"actionType": "addRoleToUser", "timestamp": iso(now - 40_000), "payload": {"token": "geheim", "role": "admin"}},
    )
    asked: dict[str, dict[str, Any]] = {
        "all": {},
        "recent": {"since": "1000s"},
        "between": {"since": str(now - 1000.5), "until": iso(now - 500)},
        "limit": {"limit": 7},
        "types": {"types": ["delete"]},
        "actions": {"action_types": ["addRoleToUser"], "details": True},
        "user": {"user": "ben"},
        "project": {"project": "Support"},
        "project by id": {"project": support},
        "none": {"user": "eve"},
        "no project": {"project": "Sales"},
        "wrong": {"since": "soon"},
    }
    emulator.control("DELETE", "requests")
    run = ansible.tasks([info("audit_event", args, label) for label, args in asked.items()], "--check", env=ACME)
    assert run.rc == 0 and "geheim" not in run.everything, run.output
    assert {entry["method"] for entry in emulator.control("GET", "requests") if entry["operation"] != "createApiKeyManagement"} == {"GET"}

    def found(label: str) -> list[dict[str, Any]]:
        events: list[dict[str, Any]] = run.result(label)["audit_events"]
        assert events == sorted(events, key=lambda one: one["timestamp"], reverse=True) and not run.result(label)["changed"]
        return events

    assert len(found("all")) > 499
    assert "ben" in {one["user"] for one in found("recent")} and len(found("recent")) < 20
    assert len(found("between")) == 6 and len(found("limit")) == 7
    assert [one["user"] for one in found("types")] == [one["user"] for one in found("user")] == ["ben"]
    assert [one["payload"] for one in found("actions")] == [{"token": "********", "role": "admin"}]
    assert [one["type"] for one in found("project")] == [one["type"] for one in found("project by id")] and "delete" in [
        one["type"] for one in found("project")
    ]
    assert {one["project_reference"] for one in found("project")} == {support} and found("none") == found("no project") == []
    assert "In check mode it is taken as made by an earlier task" in str(run.result("no project")["warnings"])
    assert "since: 'soon' is no time" in run.result("wrong")["msg"]


def test_no_more_is_read_than_is_needed(ansible: Ansible, emulator: Emulator, support: str) -> None:
    now = emulator.control("GET", "clock")["now"]
    feed(emulator, "auditevent", *({"timestamp": iso(now - 60 * one)} for one in range(1000)))

    asked: dict[str, dict[str, Any]] = {"limit": {"limit": 5}, "1h": {"since": "1h"}, "2h": {"since": "2h"}, "all": {}}
    emulator.control("DELETE", "requests")
    run = ansible.tasks([info("audit_event", args, label) for label, args in asked.items()], env=ACME)
    assert [len(run.result(label)["audit_events"]) // 10 for label in asked] == [0, 6, 12, 100]
    read = sum(entry["operation"] == "indexAuditEvents" for entry in emulator.control("GET", "requests"))
    assert read == 1 + 1 + 2 + 11


def test_log_entries(ansible: Ansible, emulator: Emulator, support: str) -> None:
    now = emulator.control("GET", "clock")["now"]
    main = {"flowName": "Main", "userId": "u1", "apiKey": "geheim"}
    entries = [{"msg": str(one), "type": "info", "timestamp": iso(now - 60 * one)} for one in range(10, 250)]
    entries += [
        {"msg": "broke", "type": "error", "timestamp": iso(now - 90), "meta": main},
        {"msg": "ended", "type": "fatal", "timestamp": iso(now - 7000)},
        {"msg": "forgotten", "type": "fatal", "timestamp": iso(now - 90_000)},
    ]
    feed(emulator, "logentry", *entries, project=support)
    asked: dict[str, dict[str, Any]] = {
        "all": {},
        "recent": {"since": "15m"},
        "levels": {"levels": ["error", "fatal"]},
        "older": {"levels": ["error", "fatal"], "until": "1h"},
        "flow": {"flow": "Main"},
        "user": {"user_id": "u1"},
        "limit": {"limit": 3},
    }
    run = ansible.tasks([info("log", {"project": "Support", **args}, label) for label, args in asked.items()], env=ACME)
    assert run.rc == 0 and "geheim" not in run.everything, run.output
    found = {label: [one["msg"] for one in run.result(label)["log_entries"]] for label in asked}
    assert len(found["all"]) == 242 and found["all"][:2] == ["broke", "10"]
    assert found["recent"][0] == "broke" and set(found["recent"]) >= {"10", "14"} and "16" not in found["recent"]
    assert found["levels"] == ["broke", "ended"] and found["older"] == ["ended"]
    assert found["flow"] == found["user"] == ["broke"] and found["limit"] == ["broke", "10", "11"]
    assert run.result("flow")["log_entries"][0]["meta"] == {**main, "apiKey": "********"}


@pytest.mark.parametrize("form", ["list", "items"])
def test_counters(ansible: Ansible, emulator: Emulator, support: str, form: str) -> None:
    """In both forms that counters of version 3.0 may have (the switch counters_v3)."""
    globex = emulator.organisation("Globex")
    sales = emulator.project(emulator.super_key(globex), "Sales")
    feed(
        emulator,
        "conversationcounter",
        {**DAY, "channel": "rest", "conversations": 2},
        {**DAY, "channel": "alexa", "conversations": 3},
        project=support,
    )
    feed(emulator, "conversationcounter", {**DAY, "month": 4, "conversations": 9}, project=support)
    feed(emulator, "callcounter", {**DAY, "processedCalls": 4, "maxConcurrency": 2}, project=support)
    feed(emulator, "knowledgequerycounter", {**DAY, "queries": 6}, project=support)
    emulator.control(
        "POST", "objects", {"kind": "conversationcounter", "organisation": globex, "project": sales, "conversations": 1, **DAY}
    )
    emulator.control("POST", "switches", {"counters_v3": form})
    asked: dict[str, dict[str, Any]] = {
        "organisation": {"organisation": "Acme", "year": 2026},
        "project": {"organisation": "Acme", "project": "Support", "year": 2026, "month": 3},
        "one": {"organisation": "Acme", "project": "Support", "year": 2026, "counters": ["knowledge_queries"]},
        "all": {"year": 2026, "month": 3},
        "none": {"year": 2025},
        "no year": {"organisation": "Acme"},
        "calls of all": {"year": 2026, "counters": ["calls"]},
    }
    run = ansible.tasks([info("metrics", args, label) for label, args in asked.items()])
    assert run.rc == 0, run.output
    (organisation,), (project,), (one,) = (run.result(label)["metrics"] for label in ("organisation", "project", "one"))
    march = {**DAY, "conversations": 5, "per_channel": [{"channel": "alexa", "conversations": 3}, {"channel": "rest", "conversations": 2}]}
    assert organisation["conversations"] == [march, {**DAY, "month": 4, "conversations": 9, "per_channel": []}]
    assert organisation["organisation"] == "Acme" and organisation["project"] is None
    assert organisation["calls"] == project["calls"] == [{**DAY, "processed_calls": 4, "max_concurrency": 2}]
    assert project["conversations"] == [march] and (project["project"], project["project_id"]) == ("Support", support)
    assert project["knowledge_queries"] == one["knowledge_queries"] == [{**DAY, "queries": 6}]
    assert one["conversations"] is one["calls"] is None
    billed = {entry["organisation"]: entry for entry in run.result("all")["metrics"]}
    assert [day["conversations"] for day in billed["Acme"]["conversations"]] == [5] and billed["Acme"]["calls"] is None
    assert billed["Globex"]["organisation_id"] == globex and billed["Globex"]["conversations"][0]["conversations"] == 1
    assert all(entry["conversations"] == [] for entry in run.result("none")["metrics"])
    assert "year" in run.result("no year")["msg"] and "calls: give organisation" in run.result("calls of all")["msg"]


def test_the_ordinary_way_says_the_same(ansible: Ansible, emulator: Emulator, support: str) -> None:
    now = emulator.control("GET", "clock")["now"]
    feed(emulator, "auditevent", {"type": "patch", "timestamp": iso(now - 500), "payload": {"apiKey": "geheim"}})
    feed(emulator, "logentry", {"msg": "broke", "type": "error", "timestamp": iso(now - 90)}, project=support)
    feed(emulator, "conversationcounter", {**DAY, "conversations": 2}, project=support)
    tasks = [
        info("audit_event", {"until": str(now - 400), "details": True}, "audit_events"),
        info("log", {"project": "Support"}, "log_entries"),
        info("metrics", {"project": "Support", "year": 2026}, "metrics"),
    ]
    runs = [ansible.tasks(tasks, in_process=in_process, env=ACME) for in_process in (True, False)]
    for name in ("audit_events", "log_entries", "metrics"):
        one, other = (run.result(name)[name] for run in runs)
        assert len(one) == 1 and one == other
    assert not any("geheim" in run.everything for run in runs)
