# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Locales of a project.

A new project has the primary one; it stays primary and cannot be deleted. There are at most ten (observed behaviour, section Project).
"""

from __future__ import annotations

import uuid
from typing import Any

from ..calls import Call
from ..contract import MONGO_ID
from ..errors import conflict, invalid
from ..store import Record
from .registry import Resource, register, stamps

MOST = 10


def primary_locale(call: Call, project: Record, language: str) -> Record:
    data = {"name": language, "nluLanguage": language, "primary": True, "referenceId": str(uuid.uuid4()), **stamps(call)}
    record = call.emulator.store.add("locale", data, organisation=project.organisation, project=project.id)
    # Every locale has a fallback in the contract; what the primary one shows is not known.
    data["fallbackLocaleReference"] = record.id
    return record


def _defaults(call: Call) -> dict[str, Any]:
    return {"primary": False, "referenceId": str(uuid.uuid4())}


def _before(call: Call, data: dict[str, Any], record: Record | None) -> None:
    project = record.project if record else call.body["projectId"]
    siblings = list(call.emulator.store.of("locale", project or ""))
    if record is None:
        if data["primary"]:
            raise conflict("The project already has a primary locale")
        if len(siblings) >= MOST:
            raise invalid(f"The maximum number of locales of a project ({MOST}) is reached")
        data.setdefault("fallbackLocaleReference", next(one.id for one in siblings if one.data["primary"]))
    if not MONGO_ID.fullmatch(data["fallbackLocaleReference"]):
        raise invalid("Validation failed. fallbackLocaleReference should be of format 'mongo-id'")
    if all(one.id != data["fallbackLocaleReference"] for one in siblings):
        raise invalid("Validation failed. fallbackLocaleReference is no locale of the project")


def _deleting(call: Call, record: Record) -> None:
    """What fell back to it falls back to the primary one; that is assumed."""
    if record.data["primary"]:
        raise invalid("The primary locale cannot be deleted")
    siblings = list(call.emulator.store.of("locale", record.project or ""))
    for one in siblings:
        if one.data["fallbackLocaleReference"] == record.id:
            one.data["fallbackLocaleReference"] = next(other.id for other in siblings if other.data["primary"])
            call.emulator.store.changed(one)


LOCALE = Resource(
    "locale",
    title="Locale",
    singular="Locale",
    plural="Locales",
    id_parameter="localeId",
    defaults=_defaults,
    writers=("localesAdmin",),
    before=_before,
    deleting=_deleting,
)
register(LOCALE)
