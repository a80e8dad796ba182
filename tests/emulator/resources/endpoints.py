# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Endpoints and their API keys (observed behaviour, section Endpoint).

A flow is named by its referenceId; whether its ``_id`` is taken as well is not known: switch ``endpoint_flow_id``. Nothing fills an empty
locale. A channel does not change, a snapshot's flows are not looked up, and settings show their secrets: these are assumed.
"""

from __future__ import annotations

import re
import secrets
import uuid
from typing import Any

from .. import lists
from ..calls import Call
from ..contract import MONGO_ID
from ..errors import invalid, not_found
from ..store import Record
from .blanks import blank
from .levels import by_reference, copied, entrypoint_of, place
from .organisations import find as find_organisation
from .registry import Resource, handles, merge, register

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
OWN_FIELDS = ("URLToken", "referenceId", "webrtcClient")
"""Clients may send these back; they are the server's."""
OWN_NLU = "cognigy"
"""Stands for no connector in the endpoints of exported packages."""
VOICE = "voiceGateway2"
WEBCHAT = "webchat3"
WEBCHAT_SETTINGS = "Webchat3EndpointSettings"


def _defaults(call: Call) -> dict[str, Any]:
    contract = call.emulator.contract
    return {
        "active": True,
        "flowId": "",
        "localeId": "",
        "nluConnectorId": OWN_NLU,
        "foreignId": "",
        "useConversations": True,
        "useContactProfiles": True,
        "useAnalytics": True,
        "maskIPAddress": False,
        "maskAnalytics": False,
        "maskLogging": False,
        "useDashbotAnalytics": False,
        "dashbotApikey": "",
        "dashbotPlatform": "universal",
        "disableInputSanitization": False,
        "overrideSnapshotConnections": False,
        "settings": {},
        "transformer": blank(contract, "TransformerFunction"),
        "translationSettings": blank(contract, "EndpointTranslationSettings"),
        "handoverSettings": {"provider": "none"},
        "fileStorageSettings": {"storageProvider": "none"},
        **copied(call, "endpoint", "Endpoint"),
    }


def _before(call: Call, data: dict[str, Any], record: Record | None) -> None:
    project = place(call, record)
    if record is None:
        _check_quota(call, project)
        data.update(URLToken=secrets.token_hex(32), referenceId=str(uuid.uuid4()))
        data.setdefault("entrypoint", project)
        if data["channel"] == WEBCHAT:
            data["settings"] = merge(blank(call.emulator.contract, WEBCHAT_SETTINGS), data["settings"])
    else:
        data.update({name: record.data[name] for name in OWN_FIELDS if name in record.data})
        if data["channel"] != record.data["channel"]:
            raise invalid("Validation failed. channel cannot be changed")
    data.pop("transformerSettings", None)
    data.pop("resourceId", None)
    old = record.data if record else {}
    if data["entrypoint"] != old.get("entrypoint"):
        entrypoint_of(call, data["entrypoint"], project)
    _check_flow(call, data, old, project)
    if data["localeId"] and data["localeId"] != old.get("localeId"):
        _check_uuid("localeId", data["localeId"])
        if data["entrypoint"] == project and by_reference(call, "locale", project, data["localeId"]) is None:
            raise not_found("Locale")
    if data["entrypoint"] == project and data["nluConnectorId"] not in ("", OWN_NLU, old.get("nluConnectorId")):
        connectors = call.emulator.store.of("nluconnector", project)
        if all(data["nluConnectorId"] not in (one.id, one.data["referenceId"]) for one in connectors):
            raise not_found("NLU connector")
    if data["channel"] == WEBCHAT:
        call.emulator.contract.check_part("settings", data["settings"], WEBCHAT_SETTINGS, strict=False)
    _voice_widget(call, data, record, project)


def _check_quota(call: Call, project: str) -> None:
    quota = find_organisation(call, call.own_organisation).data["quotaMaxChannelsPerProject"]
    if 0 < quota <= call.emulator.store.count("endpoint", project):
        raise invalid(f"The maximum number of endpoints of a project ({quota:g}) is reached", quota="quotaMaxChannelsPerProject")


def _check_uuid(name: str, value: str) -> None:
    if not UUID.fullmatch(value):
        raise invalid(f"Validation failed. {name} should be of format 'uuid'")


def _check_flow(call: Call, data: dict[str, Any], old: dict[str, Any], project: str) -> None:
    """The flow's referenceId is what is kept, whatever was sent."""
    reference = data.pop("flowReferenceId", None)
    if reference is not None and data["channel"] == VOICE:
        raise invalid("Field 'flowReferenceId' is not allowed")
    sent = data["flowId"]
    if MONGO_ID.fullmatch(sent) and (call.emulator.switches["endpoint_flow_id"] == "translates" or reference is not None):
        flow = call.emulator.store.get("flow", sent)
        if flow is None or flow.project != project:
            raise not_found("Flow")
        data["flowId"] = flow.data["referenceId"]
    if reference is not None:
        data["flowId"] = reference
    if data["flowId"] and data["flowId"] != old.get("flowId"):
        _check_uuid("flowId", data["flowId"])
        if data["entrypoint"] == project and by_reference(call, "flow", project, data["flowId"]) is None:
            raise not_found("Flow")


def _voice_widget(call: Call, data: dict[str, Any], record: Record | None, project: str) -> None:
    """The widget comes with a later PATCH only, and wants a provider of speech in the settings of the project."""
    wanted = data.pop("createWebrtcClient", None)
    if record is None:
        data.pop("webrtcWidgetConfig", None)
    elif wanted is False:
        data.pop("webrtcClient", None)
        data.pop("webrtcWidgetConfig", None)
    elif wanted:
        if data["channel"] != VOICE:
            raise invalid("Field 'createWebrtcClient' is not allowed")
        speech = next(iter(call.emulator.store.of("projectsettings", project))).data["audioPreviewSettings"]
        if not any(one.get("connectionId") for one in speech["connections"].values()):
            raise invalid("Please configure or select a speech provider in your voice preview settings.")
        data["webrtcClient"] = True


def _view(call: Call, record: Record) -> dict[str, Any]:
    """What the contract has, and what was seen beside it."""
    more = ("referenceId", "webrtcClient", "webrtcWidgetConfig")
    return {**lists.shown(call, record), **{name: record.data[name] for name in more if name in record.data}}


ENDPOINTS = Resource(
    "endpoint",
    title="Endpoint",
    singular="Endpoint",
    plural="Endpoints",
    id_parameter="endpointId",
    defaults=_defaults,
    writers=("endpoint_admin",),
    before=_before,
    whole=("settings",),
    view=_view,
)
register(ENDPOINTS, "index", "create", "read", "update", "delete", "batch")


# Keys


def _new_key(call: Call) -> dict[str, Any]:
    key = call.emulator.new_secret(32)
    return {"key": key, "keyPreview": f"{key[:4]}****"}


KEYS = Resource(
    "endpointApiKey",
    title="API key",
    singular="EndpointApiKey",
    plural="EndpointApiKeys",
    id_parameter="apiKeyId",
    defaults=_new_key,
    writers=("endpoint_admin",),
    parent=ENDPOINTS,
)
register(KEYS, "create")


@handles("indexEndpointApiKeys")
def index_keys(call: Call) -> Any:
    """A plain list; the keys themselves are in the answers to their creation only."""
    keys = KEYS.of_parent(call.emulator.store, ENDPOINTS.find(call))
    return [{name: one.data[name] for name in ("_id", "name", "keyPreview", "createdAt")} for one in keys]
