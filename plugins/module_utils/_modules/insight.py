# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""Modules that tell what happened: audit events, log entries, counters. They change nothing."""

from __future__ import annotations

import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from ansible_collections.community.cognigy.plugins.module_utils import _events
from ansible_collections.community.cognigy.plugins.module_utils._client import THREADS, Client, is_id
from ansible_collections.community.cognigy.plugins.module_utils._errors import ApiError, BadAnswer, InputError
from ansible_collections.community.cognigy.plugins.module_utils._kinds._base import snake_all
from ansible_collections.community.cognigy.plugins.module_utils._kinds.project import PROJECT
from ansible_collections.community.cognigy.plugins.module_utils._modules._base import Job, Module
from ansible_collections.community.cognigy.plugins.module_utils._modules.ensure import engine_for
from ansible_collections.community.cognigy.plugins.module_utils._modules.info import or_nothing


def bounds(job: Job) -> tuple[float | None, float | None, int | None]:
    """since, until and limit, checked."""
    limit = job.params["limit"]
    if limit is not None and limit < 1:
        raise InputError(f"limit must be at least 1, got {limit}")
    return (*_events.period(job.params["since"], job.params["until"], time.time()), limit)


# ---- audit events ----------------------------------------------------------------------------------------------------


def run_audit_events(job: Job) -> dict[str, Any]:
    since, until, limit = bounds(job)
    found = or_nothing(job, lambda: _events.audit_events(job.client, project_id(job), since, until, lambda one: wanted(one, job), limit))
    if job.params["details"]:
        with ThreadPoolExecutor(THREADS) as pool:
            found = list(pool.map(lambda one: whole(job.client, one), found))
    return {"changed": False, "audit_events": [_events.shown(job.client, one) for one in found]}


def project_id(job: Job) -> str | None:
    """The id of the project. One that is given by id may be deleted: the events about it are still there."""
    project = job.params["project"]
    return project if project is None or is_id(project) else engine_for(job).resolve(PROJECT, {}, project)


def wanted(event: _events.Entry, job: Job) -> bool:
    """Whether an event is what was asked for; what the server's own filter looks at is not known."""
    params = job.params
    return (
        (not params["types"] or event.get("type") in params["types"])
        and (not params["action_types"] or event.get("actionType") in params["action_types"])
        and (params["user"] is None or params["user"] in (event.get("user"), event.get("userReference")))
    )


def whole(client: Client, event: dict[str, Any]) -> dict[str, Any]:
    """The event as it is read on its own; as the list shows it when it has ended meanwhile."""
    try:
        return {**event, **client.call("readAuditEvent", {"auditEventId": event["_id"]})}
    except ApiError as exc:
        if exc.not_found:
            return event
        raise


# ---- log entries -----------------------------------------------------------------------------------------------------


def run_log(job: Job) -> dict[str, Any]:
    params = job.params
    since, until, limit = bounds(job)
    query = {name: params[option] for name, option in (("userId", "user_id"), ("flowName", "flow")) if params[option] is not None}

    def find() -> list[dict[str, Any]]:
        project = engine_for(job).resolve(PROJECT, {}, params["project"])
        return _events.log_entries(job.client, project, since, until, params["levels"] or (), query, limit)

    return {"changed": False, "log_entries": [_events.shown(job.client, one) for one in or_nothing(job, find)]}


# ---- counters --------------------------------------------------------------------------------------------------------

# The operation for an organisation and the one for a project.
COUNTERS: Mapping[str, tuple[str, str]] = {
    "conversations": ("getConversationCounterV3Organisation", "getConversationCounterV3"),
    "calls": ("getCallCounterOrganisation", "getCallCounter"),
    "knowledge_queries": ("getKnowledgeQueryCounterOrganisation", "getKnowledgeQueryCounter"),
}
BILLING = "getBillingInformation"
DAY = ("year", "month", "day")


def run_metrics(job: Job) -> dict[str, Any]:
    params, credentials = job.params, job.client.credentials
    month = params["month"]
    if month is not None and not 1 <= month <= 12:
        raise InputError(f"month must be 1 to 12, got {month}")
    if credentials.mints and not credentials.organisation:
        if params["project"] is not None:
            raise InputError("project needs organisation, which says in which organisation the project is")
        return {"changed": False, "metrics": billed(job)}
    return {"changed": False, "metrics": or_nothing(job, lambda: [counted(job)])}


def time_of_query(job: Job) -> dict[str, int]:
    year, month = job.params["year"], job.params["month"]
    return {"year": year} if month is None else {"year": year, "month": month}


def counted(job: Job) -> dict[str, Any]:
    """The counters of one project, or of the organisation."""
    named, project = job.client.credentials.organisation, job.params["project"]
    found = engine_for(job).named(PROJECT, {}, project) if project is not None else None
    path = {"projectId": found["_id"]} if found else {}
    asked = job.params["counters"] or list(COUNTERS)

    def read(counter: str) -> list[dict[str, Any]]:
        operation = COUNTERS[counter][1 if found else 0]
        return rows_of(operation, job.client.call(operation, path, time_of_query(job)))

    with ThreadPoolExecutor(THREADS) as pool:
        rows = dict(zip(asked, pool.map(read, asked)))
    its_id = job.client.organisation_id(named) if named and (is_id(named) or job.client.credentials.mints) else None
    return {
        **place(organisation=None if named == its_id else named, organisation_id=its_id),
        **({"project": found["name"], "project_id": found["_id"]} if found else {}),
        **{counter: rows.get(counter) for counter in COUNTERS},
    }


def billed(job: Job) -> list[dict[str, Any]]:
    """The conversations of every organisation, which is all that the management API counts."""
    beyond = [counter for counter in job.params["counters"] or () if counter != "conversations"]
    if beyond:
        raise InputError(f"{', '.join(beyond)}: give organisation, since only conversations are counted for all organisations at once")
    return [
        {
            **place(organisation=one.get("name"), organisation_id=one.get("organisationId")),
            **dict.fromkeys(COUNTERS),
            "conversations": by_day(one.get("conversations") or []),
        }
        for one in job.client.items(BILLING, query=time_of_query(job))
    ]


def place(**names: Any) -> dict[str, Any]:
    return {**names, "project": None, "project_id": None}


def rows_of(operation: str, answer: Any) -> list[dict[str, Any]]:
    """One row for each day, oldest first. The description has some answers as a plain list and others with items."""
    rows = answer.get("items") if isinstance(answer, dict) else answer
    if not isinstance(rows, list):
        raise BadAnswer(f"{operation}: the answer is not a list; something between here and the API may change answers")
    return [snake_all(row) for row in sorted(rows, key=day_of)]


def day_of(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row.get(name) or 0 for name in DAY)


def by_day(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of a day and a channel each, as the counters of an organisation are: one row for each day, with its channels inside."""
    days: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in sorted(rows, key=day_of):
        day = days.setdefault(day_of(row), {**{name: row.get(name) for name in DAY}, "conversations": 0, "per_channel": []})
        day["conversations"] += row.get("conversations") or 0
        if row.get("channel"):
            day["per_channel"].append({"channel": row["channel"], "conversations": row.get("conversations") or 0})
    return list(days.values())


PERIOD: dict[str, Any] = {"since": {"type": "str"}, "until": {"type": "str"}, "limit": {"type": "int"}}

MODULES: Mapping[str, Module] = {
    "cognigy_audit_event_info": Module(
        run_audit_events,
        {
            "project": {"type": "str"},
            "types": {"type": "list", "elements": "str"},
            "action_types": {"type": "list", "elements": "str"},
            "user": {"type": "str"},
            "details": {"type": "bool", "default": False},
            **PERIOD,
        },
        operations=("indexAuditEvents", "readAuditEvent", "indexProjects"),
    ),
    "cognigy_log_info": Module(
        run_log,
        {
            "project": {"type": "str", "required": True},
            "levels": {"type": "list", "elements": "str", "choices": list(_events.LEVELS)},
            "flow": {"type": "str"},
            "user_id": {"type": "str"},
            **PERIOD,
        },
        operations=("indexLogEntries", *PROJECT.looks),
    ),
    "cognigy_metrics_info": Module(
        run_metrics,
        {
            "counters": {"type": "list", "elements": "str", "choices": list(COUNTERS)},
            "project": {"type": "str"},
            "year": {"type": "int", "required": True},  # some of the counters demand it
            "month": {"type": "int"},
        },
        operations=(*(operation for both in COUNTERS.values() for operation in both), BILLING, *PROJECT.looks),
    ),
}
