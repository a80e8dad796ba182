# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a live bot or another service makes, and the control plane feeds instead."""

from __future__ import annotations

from typing import Any

from ..calls import Call
from .blanks import blank
from .registry import FED, FEEDS, Feed


def document(call: Call, schema: str, *parts: dict[str, Any]) -> dict[str, Any]:
    """A document of a schema of the contract: the smallest one, with ``parts`` put over it; refused when it does not fit then."""
    data: dict[str, Any] = {**blank(call.emulator.contract, schema)}
    for part in parts:
        data.update(part)
    id = data.pop("_id", None)
    properties = call.emulator.contract.schemas[schema].get("properties", {})
    shown = {**data, "_id": id or "0" * 24} if "_id" in properties else data
    call.emulator.contract.check_part("fed", shown, schema)
    return {**data, "_id": id} if id else data


def feed(kind: str, function: Feed) -> None:
    """Take objects of a kind, completed and checked by a function."""
    FED.add(kind)
    FEEDS[kind] = function


def feed_schema(kind: str, schema: str, in_project: bool = True) -> None:
    """Take objects of a kind that look as the contract says."""

    def complete(call: Call, fields: dict[str, Any], organisation: str, project: str | None) -> dict[str, Any]:
        if in_project:
            need_project(project)
        return document(call, schema, fields)

    feed(kind, complete)


def need_project(project: str | None) -> str:
    if project is None:
        raise ValueError("it is in a project: name that by its id as project")
    return project
