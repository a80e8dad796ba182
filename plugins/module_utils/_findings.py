# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""What an audit finds fault with: rules over what was read. Nothing is asked of a server here.

No message counts days up to now: the same state of an installation gives the same findings tomorrow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timezone
from typing import Any

from ansible_collections.community.cognigy.plugins.module_utils._times import seconds_of

SEVERITIES = ("error", "warning", "info")
ADMIN = "admin"
DAY = 86400
MINUTES_A_DAY = 1440
LICENSE_STATES = {"invalid": "error", "expired": "error", "expiredRenewRequired": "error", "willExpireSoon": "warning"}
# In these a larger number is the weaker policy, and 0 turns the rule off.
CEILINGS = ("max_amount_identical_characters", "min_amount_failed_attempts_auto_disable")
RETENTION = {
    "session_state_ttl_in_minutes": "states of sessions",
    "contact_profile_ttl_in_minutes": "contact profiles",
    "conversation_ttl_in_minutes": "conversations",
    "analytics_ttl_in_minutes": "analytics",
    "sessions_ttl_in_minutes": "sessions",
    "step_events_ttl_in_minutes": "step events",
}

Item = Mapping[str, Any]
Finding = dict[str, str]


def findings(installation: Item, organisations: list[dict[str, Any]], limits: Item, now: float) -> list[Finding]:
    """All findings, the worst first. ``limits``: the options of the audit; ``now``: Unix seconds, by the server's clock."""
    found = list(_of_license(installation.get("license") or {}, limits, now))
    for one in organisations:
        for rule in (_of_reading, _of_retention) if one["disabled"] else RULES:
            found += [{"organisation": one["name"], **finding} for finding in rule(one, limits, now)]
    return sorted(found, key=lambda one: (SEVERITIES.index(one["severity"]), *(one[name] for name in ("organisation", "rule", "object"))))


def _finding(severity: str, rule: str, thing: str, message: str) -> Finding:
    return {"severity": severity, "rule": rule, "object": thing, "message": message}


def moment(text: Any) -> float | None:
    """A date of the server's as Unix seconds; None when it has another form than known."""
    try:
        return seconds_of(str(text))
    except ValueError:
        return None


def day(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%d")


def _of_license(shown: Item, limits: Item, now: float) -> Iterator[Finding]:
    state, end = shown.get("state"), moment(shown.get("expiration_date"))
    severity = LICENSE_STATES.get(str(state), "")
    if end is not None and end < now:
        severity = "error"
    elif end is not None and end < now + limits["license_days"] * DAY:
        severity = severity or "warning"
    if severity:
        until = f" It ends on {day(end)}." if end is not None else ""
        yield {"organisation": "", **_finding(severity, "license", "license", f"The server calls the state of the license {state}.{until}")}


def _of_reading(one: Item, limits: Item, now: float) -> Iterator[Finding]:
    if one["disabled"]:
        text = "The organisation is disabled: only its settings and accounts were read."
        yield _finding("info", "organisation_disabled", one["name"], text)
    for what, reason in one["not_read"].items():
        yield _finding("error", "not_read", what, f"Could not be read: {reason}")


def _of_administrators(one: Item, limits: Item, now: float) -> Iterator[Finding]:
    if one["users"] is None or any(user["roles"] is None for user in one["users"]):
        return
    admins = [user["login"] for user in one["users"] if ADMIN in user["roles"] and not user["disabled"]]
    most = limits["max_admins"]
    if not admins:
        yield _finding("warning", "administrators", one["name"], "No account that is not disabled has the role admin.")
    elif most is not None and len(admins) > most:
        yield _finding("warning", "administrators", one["name"], f"{len(admins)} accounts have the role admin; at most {most} are wanted.")


def _of_accounts(one: Item, limits: Item, now: float) -> Iterator[Finding]:
    before = now - limits["unused_days"] * DAY
    for user in one["users"] or ():
        login, last, made = user["login"], user["last_active"], user["created_at"] or 0
        if user["disabled"]:
            yield _finding("info", "account_disabled", login, "The account is disabled and keeps its roles.")
        elif last == 0 and made < before:
            yield _finding("warning", "account_never_used", login, f"The account was made on {day(made)} and was never used.")
        elif last and last < before:
            yield _finding("warning", "account_unused", login, f"The account was last used on {day(last)}.")


def _of_policy(one: Item, limits: Item, now: float) -> Iterator[Finding]:
    baseline = {name: wanted for name, wanted in (limits["password_policy"] or {}).items() if wanted is not None}
    policy = one["password_policy"]
    for name, wanted in baseline.items() if policy is not None else ():
        has = policy.get(name)
        if name in CEILINGS:
            good = wanted == 0 or (has is not None and 0 < has <= wanted)
            text = f"at most {wanted}, and not 0"
        else:
            good = has is not None and (has >= wanted or (name == "max_length" and has == 0))
            text = f"at least {wanted}"
        if not good:
            yield _finding(
                "warning", "password_policy", name, f"The password policy has {'no value' if has is None else has} here; {text} is wanted."
            )


def _of_retention(one: Item, limits: Item, now: float) -> Iterator[Finding]:
    days = limits["retention_days"]
    for name, what in RETENTION.items() if days is not None else ():
        minutes = one["retention"].get(name)
        if minutes is not None and minutes > days * MINUTES_A_DAY:
            yield _finding(
                "warning", "retention", name, f"The {what} are kept for {minutes / MINUTES_A_DAY:g} days; at most {days} are wanted."
            )
        elif minutes is not None and minutes <= 0:
            yield _finding(
                "info", "retention", name, f"How long {what} are kept is not set here, so that the installation's own setting counts."
            )


def _of_sign_on(one: Item, limits: Item, now: float) -> Iterator[Finding]:
    if one["single_sign_on"] == "none":
        yield _finding("info", "single_sign_on", one["name"], "There is no identity provider: users have passwords of their own.")


def _of_quotas(one: Item, limits: Item, now: float) -> Iterator[Finding]:
    for name, quota in one["quotas"].items():
        used, most = quota["used"], quota["max"]
        if used is None or not most:  # 0 is no limit
            continue
        if used >= most:
            yield _finding("error", "quota", name, f"The quota is used up: {used:g} of {most:g}.")
        elif used * 100 >= most * limits["quota_percent"]:
            yield _finding("warning", "quota", name, f"The quota is nearly used up: {used:g} of {most:g}.")


def _of_endpoints(one: Item, limits: Item, now: float) -> Iterator[Finding]:
    for endpoint in one["endpoints"] or ():
        thing = f"{endpoint['project']}/{endpoint['name']}"
        if endpoint["active"] is False:
            continue
        if endpoint["runs"] == "project":
            yield _finding("info", "endpoint_runs_project", thing, "The endpoint runs the project as it is being edited, and no snapshot.")
        elif endpoint["runs"] == "unknown":
            yield _finding("warning", "endpoint_runs_unknown", thing, "What the endpoint runs is neither its project nor a snapshot of it.")


RULES = (_of_reading, _of_administrators, _of_accounts, _of_policy, _of_retention, _of_sign_on, _of_quotas, _of_endpoints)
