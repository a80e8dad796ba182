# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Access rights as the server shows them: derived from the roles, and here only roughly (all, or reading)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..contract import Contract

WRITERS = {"projectAdmin", "admin"}


def writes(roles: Iterable[str]) -> bool:
    return not WRITERS.isdisjoint(roles)


def rights(contract: Contract, schema: str, writing: bool) -> dict[str, Any]:
    one = {"create": writing, "read": True, "update": writing, "delete": writing}
    return dict.fromkeys(contract.schemas[schema]["properties"]["rights"]["properties"], one)
