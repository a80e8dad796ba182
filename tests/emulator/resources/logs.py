# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Log entries of a project, as they were fed (kind ``logentry``)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from .. import lists
from ..access import project_of
from ..calls import Call
from ..clock import iso
from ..errors import invalid, not_found
from ..store import Record
from .fed import document, feed, need_project
from .registry import handles

KEPT_SECONDS = 86400
TAIL = 100
SEARCH = ("type", "msg", "traceId")


def _feed(call: Call, fields: dict[str, Any], organisation: str, project: str | None) -> dict[str, Any]:
    need_project(project)
    return document(call, "LogEntry", {"timestamp": iso(call.emulator.clock.now()), "type": "info", "meta": {}}, fields)


feed("logentry", _feed)


def moment(text: str) -> float:
    """The seconds of a date-time."""
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()
    except ValueError:
        raise invalid("Validation failed. A date should be of format 'date-time'") from None


def _entries(call: Call) -> list[Record]:
    """What is not older than a day (the contract, section Limits)."""
    project = project_of(call, call.path["projectId"])
    oldest = call.emulator.clock.now() - KEPT_SECONDS
    return [one for one in call.emulator.store.of("logentry", project.id) if moment(one.data["timestamp"]) >= oldest]


@handles("indexLogEntries", "indexLogEntries_v2_1", fed=True)
def index(call: Call) -> Any:
    """User and flow of an entry are in its meta."""
    query, records = call.query, _entries(call)
    if "type" in query:
        records = [one for one in records if one.data["type"] in query["type"]]
    for name in ("userId", "flowName"):
        if name in query:
            records = [one for one in records if one.data["meta"].get(name) == query[name]]
    if "startDate" in query:
        start = moment(query["startDate"])
        records = [one for one in records if moment(one.data["timestamp"]) >= start]
    return lists.page(call, records, search=SEARCH)


@handles("tailLogEntries", fed=True)
def tail(call: Call) -> Any:
    """The newest hundred."""
    call.query.setdefault("limit", TAIL)
    return lists.page(call, _entries(call))


@handles("readLogEntry", fed=True)
def read(call: Call) -> Any:
    record = next((one for one in _entries(call) if one.id == call.path["logEntryId"]), None)
    if record is None:
        raise not_found("Log entry")
    return lists.shown(call, record)
