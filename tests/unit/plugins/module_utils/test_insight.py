# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Audit events, log entries and counters: times, how far lists are read, what is hidden, both forms of counters."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.community.cognigy.plugins.module_utils import _events
from ansible_collections.community.cognigy.plugins.module_utils._client import Client
from ansible_collections.community.cognigy.plugins.module_utils._errors import ApiError, BadAnswer, InputError
from ansible_collections.community.cognigy.plugins.module_utils._modules import insight
from ansible_collections.community.cognigy.plugins.module_utils._transport import HIDDEN, Answer
from ansible_collections.community.cognigy.tests.unit.plugins.module_utils._fakes import KEY, MANAGEMENT, answer, connected, object_id

NOW = 1_767_225_600.0  # 2026-01-01T00:00:00Z
ACME, SUPPORT = object_id(1), object_id(2)


def entry(number: int, at: float, **more: Any) -> dict[str, Any]:
    return {"_id": object_id(number), "timestamp": _events.iso(at), "user": "ann", **more}


class Server:
    """A list of entries in pages of ten. sorts: "desc", or a status that it answers a wish to sort with, and then its own order."""

    def __init__(self, entries: list[dict[str, Any]], sorts: Any = "desc") -> None:
        self.entries, self.sorts = entries, sorts
        self.queries: list[dict[str, Any]] = []

    def __call__(self, method: str, path: str, query: dict[str, Any], body: Any, headers: dict[str, str]) -> Answer:
        self.queries.append(query)
        if "sort" in query and self.sorts not in ("desc", "ignores"):
            return answer(method, path, self.sorts, {"detail": "no sorting"})
        entries = sorted(self.entries, key=lambda one: one["timestamp"], reverse=True) if self.sorts == "desc" else self.entries
        start = int(query.get("next", 0))
        more = start + 10 if start + 10 < len(entries) else None
        return answer(method, path, 200, {"items": entries[start : start + 10], "nextCursor": more and f"{more:024d}"})


def ids(entries: list[dict[str, Any]]) -> list[int]:
    return [int(one["_id"], 16) for one in entries]


# ---- times -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2026-01-01", NOW),
        ("2026-01-01T00:00:00Z", NOW),
        ("2026-01-01 01:00:00+01:00", NOW),
        ("2026-01-01T00:00:00.5Z", NOW + 0.5),
        ("2026-01-01T00:00:00.1234567z", NOW + 0.123456),
        ("1767225600", NOW),
        (" 1767225600.25 ", NOW + 0.25),
        ("90s", NOW - 90),
        ("24h", NOW - 86400),
        ("2w", NOW - 14 * 86400),
    ],
)
def test_times_that_people_write(text: str, seconds: float) -> None:
    assert _events.moment("since", text, NOW) == pytest.approx(seconds, abs=1e-6)


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13-01", "5 minutes", "h", "-1h", "1767225600000", "31.01.2026"])
def test_what_is_no_time_is_said(text: str) -> None:
    with pytest.raises(InputError, match=r"^since: .*(is no time|milliseconds)"):
        _events.moment("since", text, NOW)


def test_a_period() -> None:
    assert _events.period(None, None, NOW) == (None, None)
    assert _events.period("2h", "1h", NOW) == (NOW - 7200, NOW - 3600)
    with pytest.raises(InputError, match=r"since \(1h\) is later than until \(2h\)"):
        _events.period("1h", "2h", NOW)


# ---- lists -----------------------------------------------------------------------------------------------------------

HUNDRED = [entry(number, NOW + number) for number in range(100)]


def test_reading_stops_where_it_is_too_old() -> None:
    server = Server(HUNDRED)
    found = _events.audit_events(connected(server), since=NOW + 95, until=NOW + 98)
    assert ids(found) == [98, 97, 96, 95] and len(server.queries) == 1
    assert server.queries[0]["sort"] == "timestamp:desc"
    assert ids(_events.audit_events(connected(server), since=NOW + 85)) == list(range(99, 84, -1)) and len(server.queries) == 1 + 2


def test_reading_stops_when_there_are_enough() -> None:
    server = Server([{**one, "type": "delete" if number % 15 == 0 else "patch"} for number, one in enumerate(HUNDRED)])
    found = _events.audit_events(connected(server), keep=lambda one: one["type"] == "delete", limit=2)
    assert ids(found) == [90, 75] and len(server.queries) == 3
    assert ids(_events.audit_events(connected(server), limit=1000)) == list(range(99, -1, -1))


@pytest.mark.parametrize("sorts", [400, "ignores"])
def test_another_order_is_noticed_and_all_is_read(sorts: Any) -> None:
    server = Server(HUNDRED, sorts)  # oldest first
    assert ids(_events.audit_events(connected(server), since=NOW + 98)) == [99, 98]
    assert ids(_events.audit_events(connected(server), limit=2)) == [99, 98]
    assert len([query for query in server.queries if sorts != 400 or "sort" not in query]) == 20


def test_one_that_came_late_does_not_end_the_reading() -> None:
    late = [*reversed(HUNDRED[50:]), HUNDRED[0], *reversed(HUNDRED[1:50])]
    server = Server(late, "ignores")
    assert ids(_events.audit_events(connected(server), since=NOW + 45))[-1] == 50, "an order that fell and never rose is believed"
    server = Server([HUNDRED[99], HUNDRED[97], HUNDRED[98], *reversed(HUNDRED[:97])], "ignores")
    assert ids(_events.audit_events(connected(server), since=NOW + 95)) == [99, 98, 97, 96, 95] and len(server.queries) == 10


def test_entries_of_one_time_prove_no_order() -> None:
    same = [entry(number, NOW) for number in range(30)]
    server = Server([*same, entry(30, NOW + 60)], "ignores")
    assert ids(_events.audit_events(connected(server), since=NOW + 1)) == [30] and len(server.queries) == 4
    server = Server([*same, entry(30, NOW + 60)], "ignores")
    assert ids(_events.audit_events(connected(server), limit=1)) == [30]


@pytest.mark.parametrize("status", [403, 500])
def test_other_refusals_are_failures(status: int) -> None:
    with pytest.raises(ApiError):
        _events.audit_events(connected(Server([], status)))


@pytest.mark.parametrize("timestamp", [None, "", "soon"])
def test_an_entry_without_a_time_is_a_bad_answer(timestamp: Any) -> None:
    with pytest.raises(BadAnswer, match="timestamp cannot be read"):
        _events.chosen([{"_id": object_id(1), "timestamp": timestamp}], None, None, lambda one: True, None)
    with pytest.raises(BadAnswer):
        _events.time_of({"_id": object_id(1)})


def test_events_of_other_projects_are_left_out() -> None:
    """A list asked for a project that is not visible shows all."""
    server = Server([entry(1, NOW, projectReference=SUPPORT), entry(2, NOW, projectReference=ACME), entry(3, NOW)])
    assert ids(_events.audit_events(connected(server), SUPPORT)) == [1]
    assert server.queries[0]["projectId"] == SUPPORT


def test_log_entries_are_chosen_by_the_server_and_here() -> None:
    server = Server([entry(1, NOW, type="error"), entry(2, NOW - 60, type="info"), entry(3, NOW - 60, type="error")])
    found = _events.log_entries(connected(server), SUPPORT, NOW - 30.0015, levels=["error", "fatal"], query={"flowName": "Main"})
    assert ids(found) == [1]
    query = {"limit": 100, "flowName": "Main", "type": ["error", "fatal"], "startDate": "2025-12-31T23:59:29.998Z"}
    assert server.queries[0] == {**query, "sort": "timestamp:desc"}


# ---- what is hidden --------------------------------------------------------------------------------------------------


def test_secrets_of_payloads_are_hidden() -> None:
    client = connected(Server([]))
    payload = {
        "name": "CRM",
        "newPassword": "geheim-1",
        "fields": {"user": "geheim-2", "more": [{"note": "geheim-3"}], "retries": 3},
        "headers": {"X-API-Key": "geheim-4"},
        "list": [{"clientSecret": "geheim-5"}],
        "text": f"the key {KEY['api_key']} was used",
    }
    shown = _events.shown(client, {**entry(1, NOW), "payload": payload, "chain": [{"elementId": ACME, "elementType": "connection"}]})
    assert "geheim" not in str(shown) and KEY["api_key"] not in str(shown)
    assert shown["payload"]["name"] == "CRM" and shown["payload"]["fields"]["retries"] == 3
    assert shown["payload"]["headers"] == {"X-API-Key": HIDDEN} and shown["payload"]["text"] == f"the key {HIDDEN} was used"
    assert shown["id"] == object_id(1) and shown["chain"] == [{"element_id": ACME, "element_type": "connection"}]
    for odd in (None, "text", ["a"], 5):
        assert _events.shown(client, {"payload": odd}) == {"payload": odd}


# ---- counters --------------------------------------------------------------------------------------------------------

DAYS = [{"year": 2026, "month": 2, "day": 1, "perChannel": []}, {"year": 2026, "month": 1, "day": 31, "maxConcurrency": 2}]


@pytest.mark.parametrize("form", [DAYS, {"items": DAYS}])
def test_counters_come_in_two_forms(form: Any) -> None:
    assert insight.rows_of("getCallCounter", form) == [
        {"year": 2026, "month": 1, "day": 31, "max_concurrency": 2},
        {"year": 2026, "month": 2, "day": 1, "per_channel": []},
    ]


@pytest.mark.parametrize("form", [None, {}, {"items": None}, "text"])
def test_anything_else_is_a_bad_answer(form: Any) -> None:
    with pytest.raises(BadAnswer, match="getCallCounter: the answer is not a list"):
        insight.rows_of("getCallCounter", form)


def test_billing_is_told_by_day() -> None:
    day = {"year": 2026, "month": 1, "day": 2}
    rows = [
        {**day, "channel": "rest", "conversations": 2},
        {**day, "day": 1, "conversations": 7},
        {**day, "channel": "alexa", "conversations": 1},
    ]
    channels = [{"channel": "rest", "conversations": 2}, {"channel": "alexa", "conversations": 1}]
    assert insight.by_day(rows) == [
        {**day, "day": 1, "conversations": 7, "per_channel": []},
        {**day, "conversations": 3, "per_channel": channels},
    ]


def job_of(params: dict[str, Any], client: Client) -> insight.Job:
    return insight.Job(params=params, client=client, warn=lambda text: None, check_mode=False)


def job(server: Any, credentials: dict[str, str], **params: Any) -> insight.Job:
    given = {"counters": None, "project": None, "year": 2026, "month": None, **params}
    return job_of(given, connected(server, **credentials))


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"month": 13}, "month must be 1 to 12, got 13"),
        ({"month": 0}, "month must be 1 to 12"),
        ({"project": "Support"}, "project needs organisation"),
        ({"counters": ["conversations", "calls"]}, "calls: give organisation"),
    ],
)
def test_what_cannot_be_counted(params: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        insight.run_metrics(job(Server([]), MANAGEMENT, **params))


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_that_is_none(limit: int) -> None:
    with pytest.raises(InputError, match=f"limit must be at least 1, got {limit}"):
        insight.bounds(job_of({"limit": limit, "since": None, "until": None}, connected(Server([]))))
