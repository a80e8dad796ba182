# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The rules of the audit, at their limits."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.community.cognigy.plugins.module_utils._findings import DAY, RETENTION, findings, moment

pytestmark = pytest.mark.once
NOW = 1_800_000_000
LIMITS: dict[str, Any] = {
    "password_policy": None,
    "max_admins": None,
    "unused_days": 90,
    "retention_days": None,
    "quota_percent": 90,
    "license_days": 60,
}


def user(**fields: Any) -> dict[str, Any]:
    return {"login": "ann", "roles": ["admin"], "disabled": False, "created_at": NOW - 100 * DAY, "last_active": NOW, **fields}


def organisation(**fields: Any) -> dict[str, Any]:
    nothing = {"not_read": {}, "password_policy": {}, "retention": dict.fromkeys(RETENTION), "quotas": {}, "endpoints": []}
    return {"name": "Acme", "disabled": False, "single_sign_on": "saml", "users": [user()], **nothing, **fields}


def found(license: dict[str, Any] | None = None, limits: dict[str, Any] | None = None, **fields: Any) -> list[tuple[str, str, str]]:
    made = findings({"license": license}, [organisation(**fields)], {**LIMITS, **(limits or {})}, NOW)
    return [(one["severity"], one["rule"], one["object"]) for one in made]


def test_nothing_is_wrong() -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"last_active": NOW - 90 * DAY}, []),
        ({"last_active": NOW - 90 * DAY - 1}, [("warning", "account_unused", "ann")]),
        ({"last_active": 0}, [("warning", "account_never_used", "ann")]),
        ({"last_active": 0, "created_at": NOW - 90 * DAY}, []),
        ({"last_active": 0, "created_at": None}, [("warning", "account_never_used", "ann")]),
        ({"last_active": None}, []),
        ({"roles": None}, []),
        ({"roles": []}, [("warning", "administrators", "Acme")]),
        ({"disabled": True, "last_active": 0}, [("warning", "administrators", "Acme"), ("info", "account_disabled", "ann")]),
    ],
)
def test_accounts(fields: dict[str, Any], expected: list[tuple[str, str, str]]) -> None:
    assert found(users=[user(**fields)]) == expected


@pytest.mark.parametrize(("most", "number"), [(None, 0), (2, 0), (1, 1), (0, 1)])
def test_administrators_are_counted(most: int | None, number: int) -> None:
    assert found(users=[user(), user(login="ben")], limits={"max_admins": most}) == [("warning", "administrators", "Acme")] * number


@pytest.mark.parametrize(
    ("name", "wanted", "has", "good"),
    [
        ("min_length", 12, 12, True),
        ("min_length", 12, 11, False),
        ("min_length", 12, None, False),
        ("max_length", 64, 0, True),
        ("max_length", 64, 32, False),
        ("min_amount_failed_attempts_auto_disable", 10, 10, True),
        ("min_amount_failed_attempts_auto_disable", 10, 11, False),
        ("min_amount_failed_attempts_auto_disable", 10, 0, False),
        ("min_amount_failed_attempts_auto_disable", 0, 0, True),
        ("max_amount_identical_characters", 3, 2, True),
        ("max_amount_identical_characters", 3, 4, False),
    ],
)
def test_password_policies(name: str, wanted: int, has: int | None, good: bool) -> None:
    policy = {} if has is None else {name: has}
    assert found(password_policy=policy, limits={"password_policy": {name: wanted}}) == [("warning", "password_policy", name)] * (not good)
    assert found(password_policy=None, limits={"password_policy": {name: wanted}}) == [], "what was not read is said elsewhere"


@pytest.mark.parametrize(("minutes", "expected"), [(1440, None), (1441, "warning"), (0, "info"), (None, None)])
def test_retention(minutes: int | None, expected: str | None) -> None:
    retention = {**dict.fromkeys(RETENTION), "conversation_ttl_in_minutes": minutes}
    assert found(retention=retention) == []
    assert [one[0] for one in found(retention=retention, limits={"retention_days": 1})] == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("used", "most", "expected"), [(8, 10, None), (9, 10, "warning"), (10, 10, "error"), (5, 0, None), (None, 3, None), (3, None, None)]
)
def test_quotas(used: int | None, most: int | None, expected: str | None) -> None:
    assert [one[0] for one in found(quotas={"users": {"used": used, "max": most}})] == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("runs", "active", "expected"),
    [
        ("snapshot", True, None),
        ("project", True, "info"),
        ("project", None, "info"),
        ("unknown", True, "warning"),
        ("unknown", False, None),
    ],
)
def test_endpoints(runs: str | None, active: bool | None, expected: str | None) -> None:
    there = [{"project": "Support", "name": "Web", "runs": runs, "active": active}]
    assert [(one[0], one[2]) for one in found(endpoints=there)] == ([(expected, "Support/Web")] if expected else [])


@pytest.mark.parametrize(
    ("license", "expected"),
    [
        ({"state": "valid", "expiration_date": "2027-03-20T00:00:00.000Z"}, []),
        ({"state": "valid", "expiration_date": "2027-03-10T00:00:00.000Z"}, ["warning"]),
        ({"state": "valid", "expiration_date": "2027-01-01"}, ["error"]),
        ({"state": "willExpireSoon"}, ["warning"]),
        ({"state": "expired", "expiration_date": "once"}, ["error"]),
        ({"state": "valid3MonthsLeft"}, []),
        (None, []),
    ],
)
def test_the_license(license: dict[str, Any] | None, expected: list[str]) -> None:
    assert [one[0] for one in found(license)] == expected


def test_a_disabled_organisation_and_what_was_not_read() -> None:
    assert found(disabled=True, users=[user(last_active=0)], single_sign_on="none") == [("info", "organisation_disabled", "Acme")]
    assert found(not_read={"users": "403"}, users=None, endpoints=None) == [("error", "not_read", "users")]
    assert found(single_sign_on="none") == [("info", "single_sign_on", "Acme")] and found(single_sign_on=None) == []


def test_the_worst_comes_first_and_a_day_later_it_is_the_same() -> None:
    there = [organisation(name=name, users=[user(last_active=0)], single_sign_on="none", not_read={"users": "x"}) for name in ("b", "a")]
    once, later = (findings({"license": {"state": "willExpireSoon"}}, there, LIMITS, NOW + days * DAY) for days in (0, 1))
    assert once == later
    order = [("error", "a"), ("error", "b"), ("warning", ""), ("warning", "a"), ("warning", "b"), ("info", "a"), ("info", "b")]
    assert [(one["severity"], one["organisation"]) for one in once] == order


def test_dates() -> None:
    assert moment("2027-01-01T00:00:00.000Z") == moment("2027-01-01") == 1_798_761_600
    assert moment("soon") is None and moment(None) is None
