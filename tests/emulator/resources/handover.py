# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Handover providers of a project and the services of an organisation behind them.

No operation makes a service: they come in by ``/__emulator/objects``, as ``handoverService``. The time of the last change has a name of its
own (the contract, section Ids and times).
"""

from __future__ import annotations

import uuid
from typing import Any

from .. import lists
from ..calls import Call
from ..errors import not_found
from ..store import Record
from .levels import by_reference, place
from .registry import FED, Resource, handles, register

FED.add("handoverService")


def _service(call: Call, id: str) -> Record:
    record = call.emulator.store.get("handoverService", id)
    if record is None or record.organisation != call.principal.organisation:
        raise not_found("Handover service")
    return record


def _defaults(call: Call) -> dict[str, Any]:
    return {"referenceId": str(uuid.uuid4()), "organisationId": call.own_organisation, "properties": [], "settings": {}}


def _before(call: Call, data: dict[str, Any], record: Record | None) -> None:
    old = record.data if record else {}
    if data["organisationId"] != call.own_organisation:
        raise not_found("Organisation")
    if data.get("serviceId") and data["serviceId"] != old.get("serviceId"):
        _service(call, data["serviceId"])
    if data.get("localeId") and data["localeId"] != old.get("localeId"):
        if by_reference(call, "locale", place(call, record), data["localeId"]) is None:
            raise not_found("Locale")


def _view(call: Call, record: Record) -> dict[str, Any]:
    return {**lists.shown(call, record), "lastChangedAt": record.data["lastChanged"]}


register(
    Resource(
        "handoverProvider",
        title="Handover provider",
        singular="HandoverProvider",
        plural="HandoverProviders",
        id_parameter="providerId",
        defaults=_defaults,
        writers=("handoverProviderAdmin",),
        before=_before,
        view=_view,
        item=_view,
    )
)


@handles("indexHandoverServices", fed=True)
def index_services(call: Call) -> Any:
    return lists.page(call, call.emulator.store.of("handoverService", call.own_organisation))


@handles("readHandoverService", fed=True)
def read_service(call: Call) -> Any:
    return lists.shown(call, _service(call, call.path["serviceId"]))
