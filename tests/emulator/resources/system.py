# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The installation: license, message, vendor, its own description."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from .. import lists
from ..access import need_role
from ..calls import Call
from ..clock import iso
from ..errors import INVALID_ARGUMENT, NOT_FOUND, ApiError, forbidden, not_found
from ..store import Record
from .registry import handles
from .users import find_by_login

VERSION = "2026.10.0"
DAY = 86400
ONLY = "only"
"""License and message are one object each; this is their id in the store."""


def license_record(call: Call) -> Record:
    """The license; a new installation has a valid one."""
    record = call.emulator.store.get("license", ONLY)
    return record or _store_license(call, "the one that it came with")


def _store_license(call: Call, key: str) -> Record:
    """What a license key says is sealed in it; here its hash is the company, so that another key shows."""
    now = call.emulator.clock.now()
    data = {
        "company": f"Licensee {hashlib.sha256(key.encode()).hexdigest()[:8]}",
        "signedDate": iso(now),
        "expirationDate": iso(now + 365 * DAY),
        "features": ["cognigyAI", "knowledgeAI"],
        "systemCapabilities": {"aiOpsCenterEnabled": False, "quotaMaxKnowledgeChunks": 1000},
    }
    return call.emulator.store.add("license", data, id=ONLY)


def license_state(call: Call) -> str:
    ends = datetime.fromisoformat(license_record(call).data["expirationDate"].replace("Z", "+00:00")).timestamp()
    left = (ends - call.emulator.clock.now()) / DAY
    steps = ((90, "valid"), (30, "valid3MonthsLeft"), (0, "willExpireSoon"), (-30, "expiredRenewRequired"))
    return next((state for days, state in steps if left > days), "expired")


def _managed(call: Call) -> None:
    """Older installations have no license in the management API (the contract, resources): switch."""
    if not call.emulator.switches["license_management"]:
        raise ApiError(404, "Not Found", NOT_FOUND)


@handles("getSystemLicenseManagement")
def read_license(call: Call) -> Any:
    _managed(call)
    return {**lists.shown(call, license_record(call)), "state": license_state(call)}


@handles("setSystemLicenseManagement")
def set_license(call: Call) -> Any:
    _managed(call)
    return _set_license(call)


def _set_license(call: Call) -> dict[str, Any]:
    if not call.body["licensekey"].strip():
        raise ApiError(400, "The license key is not valid", INVALID_ARGUMENT)
    _store_license(call, call.body["licensekey"])
    return {"message": "The license was set"}


@handles("getSystemLicenseState")
def read_license_state(call: Call) -> Any:
    need_role(call)
    return {"state": license_state(call)}


@handles("setSystemLicense")
def set_license_as_user(call: Call) -> Any:
    """The older way: e-mail and password of an admin in the body."""
    user = find_by_login(call, call.body["email"])
    if user.data["password"] != call.body["password"]:
        raise ApiError(401, "Unable to authenticate, the e-mail or the password is not right")
    if "admin" not in user.data["roles"]:
        raise forbidden()
    return _set_license(call)


@handles("createSystemMessage")
def create_message(call: Call) -> Any:
    call.emulator.store.add("systemmessage", {"showOnLogin": False, **call.body}, id=ONLY)


@handles("getSystemMessage")
def read_message(call: Call) -> Any:
    record = call.emulator.store.get("systemmessage", ONLY)
    return lists.shown(call, record) if record else {"message": "", "until": 0, "showOnLogin": False}


@handles("readVendor")
def read_vendor(call: Call) -> Any:
    return {
        "version": VERSION,
        "frontendBaseUrl": "https://cognigy.example.com",
        "hasLicenseAgreement": True,
        "maxContactProfileTTL": 525600,
        "maxConversationTTL": 525600,
        "maxSessionStateTTL": 43200,
    }


@handles("readOpenApi")
def read_open_api(call: Call) -> Any:
    """The system's own description, without a key (the documentation reads it so)."""
    if not call.emulator.switches["openapi_viewer"]:
        raise not_found("/openapi/openapi-viewer.json")
    return {"openapi": "3.1.0", "info": {"title": "Cognigy.AI REST API", "version": VERSION}, "paths": {}}
