# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists: filter, order, pages in both dialects, and the HAL form.

Without ``Accept: application/json`` a list is HAL; a limit above 100 gives 25 items; the order is newest first (observed behaviour, section
Transport). Cursors have 24 characters and are null at the ends (the contract, section Lists).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlencode

from .calls import Call
from .errors import invalid
from .store import Record

DEFAULT_LIMIT = 25
HIGHEST_LIMIT = 100
View = Callable[[Call, Record], dict[str, Any]]


def shown(call: Call, record: Record) -> dict[str, Any]:
    """The fields that the contract gives to this answer."""
    data = record.data
    return {name: data[name] for name in call.operation.shown if name in data}


def page(call: Call, records: Iterable[Record], view: View = shown, search: tuple[str, ...] = ("name",)) -> dict[str, Any]:
    """One page of ``records``, which come oldest first."""
    query, switches = call.query, call.emulator.switches
    rows = _filtered(records, query.get("filter"), switches["filter"], search)
    rows.reverse()
    if "sort" in query:
        _sort(rows, query["sort"], call.operation.shown)
    limit = query.get("limit", DEFAULT_LIMIT)
    limit = min(DEFAULT_LIMIT if limit > HIGHEST_LIMIT else limit, int(switches["page_cap"]))
    start = _start(rows, query, limit, switches["cursor_names"] != "skip_only")
    rows_shown = rows[start : start + limit]
    items = [view(call, one) for one in rows_shown]
    total = len(rows)
    following = _cursor(rows_shown[-1]) if rows_shown and start + limit < total else None
    before = _cursor(rows_shown[0]) if rows_shown and start > 0 else None
    if call.hal:
        return _hal(call, items, {"next": following, "previous": before})
    answer: dict[str, Any] = {"items": items, "total": total}
    if switches["cursor_names"] == "nextCursor":
        answer.update(nextCursor=following, previousCursor=before)
    elif switches["cursor_names"] == "next":
        answer.update(next=following, previous=before)
    return answer


def whole(call: Call, items: list[dict[str, Any]]) -> dict[str, Any]:
    """A list that comes in one piece, in the given order."""
    if call.hal:
        return _hal(call, items, {})
    return {"items": items, "total": len(items), "nextCursor": None, "previousCursor": None}


def wants_hal(accept: bytes | None) -> bool:
    """HAL unless ``application/json`` is one of the media types.

    A malformed header counts as none (observed behaviour, section Transport).
    """
    if accept == b"application/json":
        return False
    if not accept:
        return True
    types = [one.partition(b";")[0].strip().lower() for one in accept.split(b",")]
    return b"" in types or b"application/json" not in types


def _filtered(records: Iterable[Record], text: str | None, mode: str, search: tuple[str, ...]) -> list[Record]:
    if not text or mode == "ignored":
        return list(records)
    if mode == "case_sensitive":
        return [one for one in records if any(text in str(one.data.get(name, "")) for name in search)]
    text = text.lower()
    if mode == "prefix":
        return [one for one in records if any(str(one.data.get(name, "")).lower().startswith(text) for name in search)]
    if len(search) == 1:
        (name,) = search
        return [one for one in records if text in one.data[name].lower()]
    return [one for one in records if any(text in str(one.data.get(name, "")).lower() for name in search)]


def _sort(rows: list[Record], sort: str, fields: tuple[str, ...]) -> None:
    name, direction = sort.rsplit(":", 1)
    if name not in fields:
        raise invalid(f"Validation failed. query/sort the field '{name}' is not known")

    def key(record: Record) -> tuple[bool, Any]:
        value = record.data.get(name)
        return (value is None, value if isinstance(value, int | float) else str(value))

    rows.sort(key=key, reverse=direction == "desc")


def _cursor(record: Record) -> str:
    return f"{record.seq:024x}"


def _start(rows: list[Record], query: dict[str, Any], limit: int, has_cursors: bool) -> int:
    for name in ("next", "previous") if has_cursors else ():
        if name in query:
            place, found = _place(rows, query[name])
            return place + found if name == "next" else max(0, place - limit)
    return int(query.get("skip", 0))


def _place(rows: list[Record], cursor: str) -> tuple[int, bool]:
    """Where the object of a cursor is; when it was deleted meanwhile, where what is older begins (which fits the default order)."""
    try:
        seq = int(cursor, 16)
    except ValueError:
        raise invalid("Validation failed. The cursor is not valid") from None
    for index, one in enumerate(rows):
        if one.seq == seq:
            return index, True
    return next((index for index, one in enumerate(rows) if one.seq < seq), len(rows)), False


def _hal(call: Call, items: list[dict[str, Any]], cursors: dict[str, str | None]) -> dict[str, Any]:
    path = call.request.path
    plural = path.rstrip("/").rsplit("/", 1)[1]
    singular = plural.removesuffix("s")
    embedded = []
    for item in items:
        id = item.get("_id")
        rest = {name: value for name, value in item.items() if name != "_id"}
        embedded.append({**rest, f"{singular}Id": id, "_links": {"self": {"href": f"{path}/{id}"}}})
    links = {"self": {"href": path}}
    for name, cursor in cursors.items():
        if cursor is not None:
            links[name] = {"href": f"{path}?{urlencode({**call.query, name: cursor})}"}
    return {"_embedded": {plural: embedded}, "_links": links}
