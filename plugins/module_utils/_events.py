# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""What happened: audit events of an organisation and log entries of a project, by their time. Reads only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Callable

from ansible_collections.community.cognigy.plugins.module_utils._client import Client
from ansible_collections.community.cognigy.plugins.module_utils._errors import ApiError, BadAnswer, InputError
from ansible_collections.community.cognigy.plugins.module_utils._kinds._base import snake, snake_all
from ansible_collections.community.cognigy.plugins.module_utils._secrets import mask
from ansible_collections.community.cognigy.plugins.module_utils._times import MILLISECONDS, iso, seconds_of
from ansible_collections.community.cognigy.plugins.module_utils._transport import HIDDEN

Entry = Mapping[str, Any]
Keep = Callable[[Entry], bool]
LEVELS = ("fatal", "error", "warn", "info", "debug", "trace")
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 7 * 86400}
PAYLOADS = ("payload", "meta")  # what others put there; its names stay as they are
ALL_SECRET = "fields"  # of a connection: whatever is in it is a secret, under any name


# ---- times -----------------------------------------------------------------------------------------------------------


def moment(option: str, text: str, now: float) -> float:
    """Unix seconds of a time as a user writes it: ISO 8601, Unix seconds, or how long ago (``24h``). InputError names the option."""
    text = text.strip()
    ago = re.fullmatch(r"(\d+)([smhdw])", text)
    if ago:
        return now - int(ago[1]) * UNITS[ago[2]]
    try:
        at = float(text) if re.fullmatch(r"\d+(\.\d+)?", text) else seconds_of(text)
    except ValueError:
        raise InputError(
            f"{option}: {text!r} is no time. Give a date as 2026-01-31 or 2026-01-31T12:00:00Z (UTC without an offset), Unix seconds, or "
            "how long ago as 30m, 24h or 7d"
        ) from None
    if at > MILLISECONDS:
        raise InputError(f"{option}: {text} is too large for Unix seconds; are these milliseconds?")
    return at


def period(since: str | None, until: str | None, now: float) -> tuple[float | None, float | None]:
    """Both ends as Unix seconds, None where nothing was given. InputError when nothing can lie between them."""
    start = None if since is None else moment("since", since, now)
    end = None if until is None else moment("until", until, now)
    if start is not None and end is not None and start > end:
        raise InputError(f"since ({since}) is later than until ({until}), so nothing can lie between them")
    return start, end


def time_of(entry: Entry) -> float:
    """When an entry says that it happened. BadAnswer when it does not."""
    try:
        return seconds_of(str(entry["timestamp"]))
    except (KeyError, ValueError):
        raise BadAnswer(f"entry {entry.get('_id')}: its timestamp cannot be read, so entries cannot be chosen by their time") from None


# ---- lists -----------------------------------------------------------------------------------------------------------


def audit_events(
    client: Client,
    project_id: str | None = None,
    since: float | None = None,
    until: float | None = None,
    keep: Keep = lambda entry: True,
    limit: int | None = None,
) -> list[dict[str, Any]]:
    """The audit events of the organisation, or those about a project, newest first, at most ``limit``.

    The server knows no time for them, so reading ends with the first that is too old.
    """

    def fits(entry: Entry) -> bool:  # a list asked for a project that is not visible shows all projects' (observed)
        return (project_id is None or entry.get("projectReference") == project_id) and keep(entry)

    query = {} if project_id is None else {"projectId": project_id}
    return chosen(by_time(client, "indexAuditEvents", {}, query), since, until, fits, limit)


def log_entries(
    client: Client,
    project_id: str,
    since: float | None = None,
    until: float | None = None,
    levels: Iterable[str] = (),
    query: Mapping[str, Any] | None = None,
    limit: int | None = None,
) -> list[dict[str, Any]]:
    """The log entries of a project, newest first, at most ``limit``. ``query``: further filters of the server."""
    asked: dict[str, Any] = {**(query or {}), **({"type": list(levels)} if levels else {})}
    if since is not None:
        asked["startDate"] = iso(since)
    wanted = set(levels)
    items = by_time(client, "indexLogEntries", {"projectId": project_id}, asked)
    return chosen(items, since, until, lambda entry: not wanted or entry.get("type") in wanted, limit)


def by_time(client: Client, operation: str, path: Mapping[str, str], query: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """A list, newest first as far as the server does that; ``chosen`` looks whether it did."""
    started = False
    try:
        for item in client.items(operation, path, {**query, "sort": "timestamp:desc"}):
            started = True
            yield item
    except ApiError as exc:
        if started or exc.status != 400:
            raise
        yield from client.items(operation, path, query)  # a server that does not sort by time


def chosen(
    items: Iterable[dict[str, Any]], since: float | None, until: float | None, keep: Keep, limit: int | None
) -> list[dict[str, Any]]:
    """Those of the time between, newest first. Reads on only as long as more may come, which the order so far has to prove."""
    found: list[tuple[float, dict[str, Any]]] = []
    before: float | None = None
    fell = rose = False
    for item in items:
        at = time_of(item)
        if before is not None:
            fell, rose = fell or at < before, rose or at > before
        before = at
        if (since is None or at >= since) and (until is None or at <= until) and keep(item):
            found.append((at, item))
        enough = (since is not None and at < since) or (limit is not None and len(found) >= limit)
        if enough and fell and not rose:
            break
    found.sort(key=lambda one: one[0], reverse=True)
    return [item for at, item in found[:limit]]


# ---- for the user ----------------------------------------------------------------------------------------------------


def shown(client: Client, entry: Entry) -> dict[str, Any]:
    """An entry in the user's form: names in snake_case, payloads as they are, without secrets and without our own credentials."""
    result: dict[str, Any] = {"id": entry["_id"]} if "_id" in entry else {}
    for name, value in entry.items():
        if name in PAYLOADS:
            result[snake(name)] = mask(without_fields(value))
        elif name != "_id":
            result[snake(name)] = snake_all(value)
    return {name: redacted(client, value) for name, value in result.items()}


def without_fields(value: Any) -> Any:
    """The value, with every text in what a connection calls its fields hidden."""
    if isinstance(value, Mapping):
        return {name: hidden(item) if name == ALL_SECRET else without_fields(item) for name, item in value.items()}
    return [without_fields(item) for item in value] if isinstance(value, list) else value


def hidden(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: hidden(item) for name, item in value.items()}
    if isinstance(value, list):
        return [hidden(item) for item in value]
    return HIDDEN if isinstance(value, str) else value


def redacted(client: Client, value: Any) -> Any:
    """The value without the credentials of this connection, which a text of the server may repeat."""
    if isinstance(value, Mapping):
        return {name: redacted(client, item) for name, item in value.items()}
    if isinstance(value, list):
        return [redacted(client, item) for item in value]
    return client.transport.redact(value) if isinstance(value, str) else value
