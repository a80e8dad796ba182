# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""NLU connectors. The type does not change after the creation (the contract, NLU connector); settings show their secrets, which is assumed."""

from __future__ import annotations

import uuid
from typing import Any

from ..calls import Call
from ..errors import invalid, missing
from ..store import Record
from .blanks import blank
from .levels import copied
from .registry import Resource, register

SETTINGS = {
    "alexa": "AlexaSettings",
    "dialogflow": "DialogFlowSettings",
    "luis": "LuisSettings",
    "watson": "WatsonSettings",
    "lex": "LexSettings",
}
"""The types that have settings, and what these are."""


def _defaults(call: Call) -> dict[str, Any]:
    transformer = blank(call.emulator.contract, "NLUTransformerFunction")
    return {"referenceId": str(uuid.uuid4()), "transformer": transformer, **copied(call, "nluconnector", "NLU connector")}


def _before(call: Call, data: dict[str, Any], record: Record | None) -> None:
    data.pop("resourceId", None)
    if record is not None and data["type"] != record.data["type"]:
        raise invalid("Validation failed. type cannot be changed")
    schema = SETTINGS.get(data["type"])
    if schema is None:
        if data.pop("settings", None):
            raise invalid(f"Validation failed. settings are not allowed with the type {data['type']}")
    elif "settings" not in data:
        raise missing("settings")
    else:
        call.emulator.contract.check_part("settings", data["settings"], schema)


register(
    Resource(
        "nluconnector",
        title="NLU connector",
        singular="NLUConnector",
        plural="NLUConnectors",
        id_parameter="nluConnectorId",
        defaults=_defaults,
        writers=("nlu_connector_admin",),
        before=_before,
    ),
    "index",
    "create",
    "read",
    "update",
    "delete",
    "batch",
)
