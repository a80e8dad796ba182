# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Audit events: one for every operation that wrote something."""

from __future__ import annotations

from .calls import Call
from .clock import iso

KEPT_SECONDS = 365 * 86400
VERBS = {"create": "create", "update": "patch", "delete": "delete"}


class Audit:
    """Writes the events; what may stand in them comes from the contract."""

    def __init__(self, element_types: list[str], action_types: list[str]) -> None:
        self._elements = {one.lower(): one for one in element_types}
        self._actions = frozenset(action_types)

    def write(self, call: Call) -> None:
        organisation = call.organisation or call.principal.organisation
        if organisation is None:
            return
        name = call.operation.name
        verb = next((VERBS[one] for one in VERBS if name.startswith(one)), "action")
        now = call.emulator.clock.now()
        event = {
            "timestamp": iso(now),
            "type": verb,
            "user": call.principal.login,
            "userReference": call.principal.id,
            "organisationReference": organisation,
            "chain": [{"elementId": id, "elementType": self._elements[kind]} for kind, id in call.touched if kind in self._elements],
            "expiresAt": iso(now + KEPT_SECONDS),
            "payload": {"operation": name},
        }
        if name in self._actions:
            event["actionType"] = name
        if call.project is not None:
            event["projectReference"] = call.project
        call.emulator.store.add("auditevent", event, organisation=organisation, project=call.project)
