# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""Lists inside an object whose items the API keeps as objects of their own: chunks, steps, sentences.

The list that a user gives is the whole list. The items have no names, so they are matched by likeness.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any, Callable, Optional

from ansible_collections.community.cognigy.plugins.module_utils._errors import InputError, NotKept
from ansible_collections.community.cognigy.plugins.module_utils._kinds._base import Kind
from ansible_collections.community.cognigy.plugins.module_utils._reconcile import Engine, Scope

Part = Mapping[str, Any]

MOST = 40_000  # bytes of operations in one request; servers take 60 kB in all, unless changed


@dataclass
class Change:
    """What became of a list: whether it changed, the halves of a diff in the user's form, and what to return when that is more."""

    changed: bool = False
    before: list[Any] = field(default_factory=list)
    after: list[Any] = field(default_factory=list)
    whole: list[Any] | None = None


# Brings a list of one object to what was given. Without a scope the object is not there yet, in check mode.
Content = Callable[[Engine, Optional[Scope], Any], Change]


def align(wanted: Sequence[Part], held: Sequence[Part], same: Callable[[Part, Part], bool]) -> list[int | None]:
    """For each wanted item of a sequence the place of the held one that it is: equal ones first, in order where that goes, then
    the others as they come. None means that a new one is needed; held items whose place is not in the answer are to be removed.
    """
    left = [next(number for number, other in enumerate(wanted) if other == one) for one in wanted]
    right = [next((left[number] for number, one in enumerate(wanted) if same(one, item)), -1) for item in held]
    found: list[int | None] = [None] * len(wanted)
    for block in SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks():
        for offset in range(block.size):
            found[block.a + offset] = block.b + offset
    free = [place for place in range(len(held)) if place not in found]
    for equal in (True, False):
        for number, place in enumerate(found):
            fitting = [one for one in free if place is None and (not equal or right[one] == left[number])]
            if fitting:
                found[number] = fitting[0]
                free.remove(fitting[0])
    return found


def ensure_parts(
    engine: Engine,
    kind: Kind,
    scope: Scope | None,
    wanted: Sequence[Mapping[str, Any]],
    held: Callable[[], list[dict[str, Any]]],
    order: Callable[[list[str]], None] | None = None,
    write: Callable[[Part, Part | None], str] | None = None,
) -> Change:
    """Bring a sequence of parts to what was given: change what stays, add and remove the rest, and put them in order.

    ``held``: reads the parts that are there, in order. ``order``: sends a new order of ids. ``write``: makes
    one part, or changes the one that is there, and gives its id, where that takes more than one request.
    """
    want = [engine.want(kind, scope or {}, one) for one in wanted]
    for number, one in enumerate(want):
        lacking = [item.option for item in kind.fields if item.required and one.get(item.name) is None]
        if lacking:
            raise InputError(f"{kind.what} {number + 1}: {', '.join(lacking)} is missing")
    if scope is None:
        return Change(bool(want), [], [kind.to_diff(one, one) for one in want])
    have = held()
    found = align(want, have, lambda one, item: not engine.differing(kind, one, item))
    changes = [(one, have[place]) for one, place in zip(want, found) if place is not None and engine.differing(kind, one, have[place])]
    gone = [item for place, item in enumerate(have) if place not in found]
    before = [kind.to_diff(want[found.index(place)] if place in found else item, item) for place, item in enumerate(have)]
    after = [kind.to_diff(one, one) for one in want]
    moved = order is not None and found != sorted(place for place in found if place is not None)
    if not changes and not gone and None not in found and not moved:
        return Change(False, before, before)
    if engine.client.read_only:
        return Change(True, before, after)

    def send(one: Part, item: Part | None) -> str:
        if write is not None:
            return write(one, item)
        if item is None:
            return str(engine.client.call(kind.create, dict(scope), body=one)["_id"])
        engine.client.call(kind.update, {**scope, kind.id_param: item["_id"]}, body=one)
        return str(item["_id"])

    for one, item in changes:
        send(one, item)
    for item in gone:
        engine.client.call(kind.delete, {**scope, kind.id_param: item["_id"]})
    ids = [have[place]["_id"] if place is not None else None for place in found]
    for number, one in enumerate(want):
        if ids[number] is None:
            ids[number] = send(one, None)
    now = held()
    if order is not None and [item["_id"] for item in now] != ids:
        order([str(one) for one in ids])
        now = held()
    if len(now) != len(want) or any(engine.differing(kind, one, item) for one, item in zip(want, now)):
        raise NotKept(f"the server accepted the {kind.many} and did not keep them as they were given")
    return Change(True, before, [kind.to_diff(one, item) for item, one in zip(now, want)])


def send_batch(engine: Engine, operation: str, path: Mapping[str, str], operations: list[dict[str, Any]]) -> None:
    """Send changes of many parts with an operation that takes a list of them."""
    for part in in_requests(operations):
        engine.client.call(operation, path, body={"operations": part})


def in_requests(operations: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Operations in as few requests as the server's limit allows."""
    part: list[dict[str, Any]] = []
    size = 0
    for one in operations:
        length = len(json.dumps(one).encode())
        if part and size + length > MOST:
            yield part
            part, size = [], 0
        part.append(one)
        size += length
    if part:
        yield part
