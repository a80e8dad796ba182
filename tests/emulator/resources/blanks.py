# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Smallest values of a schema, where the server's own defaults are not known: right in shape, not in value."""

from __future__ import annotations

from typing import Any

from ..contract import Contract


def blank(contract: Contract, schema: str | dict[str, Any]) -> Any:
    """What a schema (by its name or as it is) requires and no more."""
    node: dict[str, Any] = contract.schemas[schema] if isinstance(schema, str) else schema
    if "$ref" in node:
        return blank(contract, node["$ref"].rsplit("/", 1)[1])
    if "anyOf" in node:
        return blank(contract, node["anyOf"][0])
    if "enum" in node:
        return node["enum"][0]
    kind = node.get("type")
    if kind == "object":
        properties = node.get("properties", {})
        return {name: blank(contract, properties[name]) for name in node.get("required", ())}
    values: dict[str | None, Any] = {"array": [], "boolean": False, "integer": node.get("minimum", 0), "number": 0, "string": ""}
    return values.get(kind)
