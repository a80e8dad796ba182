# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""OAuth2, as the npm client speaks it, and the token of the realtime connection.

Errors are problems as everywhere; whether the server has the error codes of the standard is not known.
"""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from .. import tokens
from ..calls import Call
from ..errors import ApiError, invalid, missing
from ..store import Record
from .logins import log_in
from .registry import FED, FEEDS, handles
from .users import find_by_login, me

CODE_SECONDS = 600


def _client_feed(call: Call, fields: dict[str, Any], organisation: str, project: str | None) -> dict[str, Any]:
    """An OAuth2 client; ``user_login`` is whom its client credentials act as."""
    if set(fields) != {"client_id", "client_secret", "user_login"}:
        raise ValueError("an oauthclient has client_id, client_secret and user_login")
    call.emulator.secrets.add(fields["client_secret"])
    return fields


FED.add("oauthclient")
FEEDS["oauthclient"] = _client_feed


def _field(call: Call, name: str) -> str:
    """A field that has to be there; clients send what they do not have as empty."""
    value = call.body.get(name)
    if not value:
        raise missing(name)
    if not isinstance(value, str):
        raise invalid(f"Validation failed. {name} should be string")
    return value


def _client(call: Call) -> Record | None:
    """The client, when it was fed; its secret has to fit. Others are taken as they come."""
    id = call.body.get("client_id", "")
    client = next((one for one in call.emulator.store.all("oauthclient") if one.data["client_id"] == id), None)
    if client is not None and client.data["client_secret"] != call.body.get("client_secret"):
        raise ApiError(401, "The client is not known")
    return client


def _by_password(call: Call) -> dict[str, Any]:
    return tokens.issue(call.emulator, log_in(call, _field(call, "username"), _field(call, "password")))


def _by_refresh_token(call: Call) -> dict[str, Any]:
    """A refresh token is good once: the answer has the next one (assumed)."""
    record = tokens.find_refresh(call.emulator, _field(call, "refresh_token"))
    user = call.emulator.store.get("user", record.data["user"]) if record else None
    if record is None or user is None or user.data["disabled"]:
        raise ApiError(401, "The refresh token is not valid")
    tokens.end(call.emulator, record)
    return tokens.issue(call.emulator, user)


def _by_code(call: Call) -> dict[str, Any]:
    store, code = call.emulator.store, _field(call, "code")
    record = next((one for one in store.all("authcode") if one.data["code"] == code), None)
    if record is None:
        raise ApiError(401, "The authorization code is not valid")
    store.remove(record)
    data, user = record.data, store.get("user", record.data["user"])
    verifier = call.body.get("code_verifier", "")
    if data["method"] == "S256":
        verifier = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    same = [call.body.get(name, "") for name in ("client_id", "redirect_uri")] == [data["client_id"], data["redirect_uri"]]
    if user is None or not same or call.emulator.clock.now() >= data["endsAt"] or (data["challenge"] and verifier != data["challenge"]):
        raise ApiError(401, "The authorization code is not valid")
    return tokens.issue(call.emulator, user)


def _by_client(call: Call) -> dict[str, Any]:
    """Clients are not made by the API, so they were fed."""
    client = _client(call)
    if client is None:
        raise ApiError(401, "The client is not known")
    user = find_by_login(call, client.data["user_login"])
    return tokens.issue(call.emulator, user, renewable=False)


GRANTS = {
    "password": _by_password,
    "refresh_token": _by_refresh_token,
    "authorization_code": _by_code,
    "client_credentials": _by_client,
}


@handles("oauth2Token")
def token(call: Call) -> Any:
    _client(call)
    return GRANTS[call.body["grant_type"]](call)


@handles("oauth2Authorize")
def authorize(call: Call) -> Any:
    """A code for the token endpoint; e-mail and password are in the form."""
    if _field(call, "response_type") != "code":
        raise invalid("Validation failed. response_type should be equal to one of the allowed values")
    client = _field(call, "client_id")
    method = call.body.get("code_challenge_method", "") or "plain"
    if method not in ("plain", "S256"):
        raise invalid("Validation failed. code_challenge_method should be equal to one of the allowed values")
    user = log_in(call, _field(call, "username"), _field(call, "password"))
    address = call.body.get("redirect_uri", "")
    data = {
        "code": call.emulator.new_secret(32),
        "user": user.id,
        "client_id": client,
        "redirect_uri": address,
        "challenge": call.body.get("code_challenge", ""),
        "method": method,
        "endsAt": call.emulator.clock.now() + CODE_SECONDS,
    }
    call.emulator.store.add("authcode", data, organisation=user.organisation)
    state = call.body.get("state", "")
    return {"code": data["code"], "redirect_uri": address, "expires_in": CODE_SECONDS, **({"state": state} if state else {})}


@handles("oauth2Revoke")
def revoke(call: Call) -> Any:
    """A token that is not known is no error, as in the standard. API keys are no tokens of OAuth2."""
    token = _field(call, "token")
    access = call.emulator.store.by_key.get(token)
    record = tokens.find_refresh(call.emulator, token) or (access if access and access.kind == "accesstoken" else None)
    if record is not None:
        tokens.end(call.emulator, record)


@handles("getRealtimeToken")
def realtime_token(call: Call) -> Any:
    """Nothing takes it: there is no realtime connection."""
    me(call)
    return {"token": call.emulator.new_secret()}
