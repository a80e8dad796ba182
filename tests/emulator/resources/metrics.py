# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counters and billing, as they were fed.

Kinds ``conversationcounter``, ``callcounter`` and ``knowledgequerycounter``, each for one day of a project, with the fields of the contract.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .. import lists
from ..access import need_role, project_of
from ..calls import Call
from ..store import Record
from .fed import feed, need_project
from .registry import handles

COUNTED = {
    "conversationcounter": ("conversations",),
    "knowledgequerycounter": ("queries",),
    # The first three are those of version 2.0, the others those of 3.0.
    "callcounter": ("calls", "duration", "concurrentCalls", "maxConcurrency", "callMinutes", "processedCalls", "billableCalls"),
}
HIGHEST = ("concurrentCalls", "maxConcurrency")
"""Of these the highest counts, and not the sum."""
DAY = ("year", "month", "day")
NON_CONVERSATIONAL = "nonConversational"


def _feeder(kind: str) -> None:
    names = {*DAY, *COUNTED[kind]} | ({"channel"} if kind == "conversationcounter" else set())

    def complete(call: Call, fields: dict[str, Any], organisation: str, project: str | None) -> dict[str, Any]:
        need_project(project)
        numbers = [fields.get(name) for name in DAY] + [value for name, value in fields.items() if name not in (*DAY, "channel")]
        if not set(fields) <= names or not all(isinstance(one, int | float) and not isinstance(one, bool) for one in numbers):
            raise ValueError(f"a {kind} has {', '.join(sorted(names))}; all but the channel are numbers")
        return fields

    feed(kind, complete)


for _kind in COUNTED:
    _feeder(_kind)


def _wanted(call: Call, records: Iterable[Record]) -> list[dict[str, Any]]:
    """Those of the query's time and channel."""
    query = call.query
    channel = query.get("channel") or (NON_CONVERSATIONAL if query.get("nonConversational") else None)
    exact: dict[str, Any] = {name: query[name] for name in ("year", "month") if name in query}
    if channel is not None:
        exact["channel"] = channel
    return [one.data for one in records if all(one.data.get(name) == value for name, value in exact.items())]


def _by(kind: str, rows: list[dict[str, Any]], *more: str) -> list[dict[str, Any]]:
    """One row for each day (and channel), in their order."""
    result: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        names = [*DAY, *(name for name in more if name in row)]
        total = result.setdefault(tuple(row.get(name, "") for name in (*DAY, *more)), {name: row[name] for name in names})
        for name in COUNTED[kind]:
            if name in row:
                total[name] = max(total.get(name, 0), row[name]) if name in HIGHEST else total.get(name, 0) + row[name]
    return [result[key] for key in sorted(result)]


def _rows(call: Call, kind: str) -> list[dict[str, Any]]:
    """Of the path's project, or of all projects for the organisation's admins (assumed)."""
    store = call.emulator.store
    if "projectId" in call.path:
        return _wanted(call, store.of(kind, project_of(call, call.path["projectId"]).id))
    need_role(call)
    return _wanted(call, store.of(kind, call.own_organisation))


def _items(call: Call, kind: str, *more: str) -> Any:
    return {"items": _only(_by(kind, _rows(call, kind), *more), (*DAY, *more, *COUNTED[kind][:3]))}


def _only(rows: list[dict[str, Any]], names: tuple[str, ...]) -> list[dict[str, Any]]:
    return [{name: row[name] for name in names if name in row} for row in rows]


@handles("getCallCounterV2Organisation", fed=True)
def calls_v2(call: Call) -> Any:
    return _items(call, "callcounter")


@handles("getConversationCounterOrganisation", "getConversationCounter", fed=True)
def conversations_v2(call: Call) -> Any:
    return _items(call, "conversationcounter", "channel")


@handles("getKnowledgeQueryCounterOrganisation", "getKnowledgeQueryCounter", fed=True)
def queries(call: Call) -> Any:
    return _items(call, "knowledgequerycounter")


def _v3(call: Call, rows: list[dict[str, Any]]) -> Any:
    """A list, or items in which it is: switch ``counters_v3``. One of the four is documented with items."""
    if call.operation.name == "getConversationCounterV3":
        return {"items": rows}
    if call.emulator.switches["counters_v3"] == "list":
        return rows
    call.unchecked = True
    return {"items": rows}


@handles("getCallCounterOrganisation", "getCallCounter", fed=True)
def calls_v3(call: Call) -> Any:
    return _v3(call, _only(_by("callcounter", _rows(call, "callcounter")), (*DAY, *COUNTED["callcounter"][3:])))


@handles("getConversationCounterV3Organisation", "getConversationCounterV3", fed=True)
def conversations_v3(call: Call) -> Any:
    rows = _rows(call, "conversationcounter")
    days = _by("conversationcounter", rows)
    for day in days:
        same = [one for one in rows if all(one[name] == day[name] for name in DAY) and one.get("channel")]
        day["perChannel"] = _only(_by("conversationcounter", same, "channel"), ("channel", "conversations"))
    return _v3(call, days)


@handles("getBillingInformation", fed=True)
def billing(call: Call) -> Any:
    store, wanted = call.emulator.store, call.query.get("organisationId")

    def item(call: Call, record: Record) -> dict[str, Any]:
        rows = _wanted(call, store.of("conversationcounter", record.id))
        conversations = _by("conversationcounter", rows, "channel")
        data = record.data
        return {"organisationId": record.id, "name": data["name"], "isDisabled": data["disabled"], "conversations": conversations}

    return lists.page(call, [one for one in store.all("organisation") if wanted in (None, one.id)], item)
