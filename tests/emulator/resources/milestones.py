# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Milestones of a project. Steps are kept as they are sent; one without an id gets one."""

from __future__ import annotations

import uuid
from typing import Any

from ..calls import Call
from ..store import Record, new_id
from .registry import Resource, register


def _defaults(call: Call) -> dict[str, Any]:
    return {"referenceId": str(uuid.uuid4()), "description": "", "version": "", "steps": []}


def _before(call: Call, data: dict[str, Any], record: Record | None) -> None:
    data["steps"] = [{"_id": new_id(), **one} for one in data["steps"]]


register(
    Resource(
        "milestone",
        title="Milestone",
        singular="Milestone",
        plural="Milestones",
        id_parameter="milestoneId",
        defaults=_defaults,
        before=_before,
    )
)
