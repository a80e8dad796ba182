# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who asks, by the credentials of the request.

The management API takes HTTP Basic only; all else takes an API key as header, as ``api_key`` in the query or as bearer (the contract,
section Authentication). An API key acts as its user, and so does an access token, which comes as bearer only. A super key is an admin of
its organisation, is bound to no user and ends after 15 minutes.
"""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from .calls import Principal, Request
from .contract import Operation
from .errors import ApiError

if TYPE_CHECKING:
    from .emulator import Emulator

SUPER_KEY_SECONDS = 900
SUPER_KEY_ROLES = frozenset({"admin"})
MANAGEMENT_ID = "0" * 23 + "1"
"""The management user is no object; this stands in createdBy."""
NOBODY = Principal("none")


def identify(emulator: Emulator, operation: Operation, request: Request, key_in_query: str | None) -> Principal:
    if operation.security == "none":
        return NOBODY
    authorization = request.headers.get(b"authorization", b"")
    scheme, _blank, token = authorization.partition(b" ")
    scheme, token = scheme.lower(), token.strip()
    bearer = token if scheme == b"bearer" else b""
    key = request.headers.get(b"x-api-key", b"").decode("latin-1") or key_in_query or bearer.decode("latin-1")
    user, password = basic(authorization)
    emulator.secrets.update(filter(None, (key, token.decode("latin-1"), password.decode("utf-8", "replace"))))
    if operation.security == "basic":
        if scheme == b"basic":
            request.credential = "basic"
            return _management(emulator, (user, password))
        if key:
            request.credential = "key"
            raise _wrong_scheme(emulator, "The management API takes HTTP Basic authentication only")
    else:
        if key:
            request.credential = "key"
            return _key(emulator, request, key, key == bearer.decode("latin-1"))
        if scheme == b"basic" and operation.security == "key":
            request.credential = "basic"
            raise _wrong_scheme(emulator, "Unable to authenticate via basic authentication")
    if operation.security == "optional":
        return NOBODY
    raise ApiError(401, "Unable to authenticate, no credentials were sent")


def basic(authorization: bytes) -> tuple[bytes, bytes]:
    """User and password of an Authorization header; empty when it holds none."""
    scheme, _blank, encoded = authorization.partition(b" ")
    if scheme.lower() != b"basic":
        return b"", b""
    try:
        user, _colon, password = base64.b64decode(encoded.strip(), validate=True).partition(b":")
    except binascii.Error:
        return b"", b""
    return user, password


def _management(emulator: Emulator, given: tuple[bytes, bytes]) -> Principal:
    for encoding in ("utf-8", "latin-1"):
        wanted = tuple(one.encode(encoding, "replace") for one in (emulator.management_user, emulator.management_password))
        if given == wanted:
            return Principal("basic", id=MANAGEMENT_ID, login=emulator.management_user)
    raise ApiError(401, "Unable to authenticate via basic authentication")


def _key(emulator: Emulator, request: Request, key: str, is_bearer: bool) -> Principal:
    store = emulator.store
    record = store.by_key.get(key)
    organisation = store.get("organisation", record.organisation or "") if record else None
    # That the keys of a disabled organisation stop working is assumed.
    if record is not None and organisation is not None and not organisation.data["disabled"]:
        if record.kind == "accesstoken":
            request.credential = "token"
            if not is_bearer or emulator.clock.now() >= record.data["endsAt"]:
                raise ApiError(401, "Unable to authenticate via access token")
        if record.kind == "superkey":
            request.credential = "super"
            if emulator.clock.now() < record.data["endsAt"]:
                return Principal("super", id=record.id, login="super API key", organisation=record.organisation, roles=SUPER_KEY_ROLES)
        else:
            user = store.get("user", record.data["user"])
            if user is not None and not user.data["disabled"]:
                return Principal("key", user.id, user.data["id"], user.organisation, user, frozenset(user.data["roles"]))
    # Observed behaviour, section Authentication: the text of a wrong key.
    raise ApiError(401, "Unable to authenticate via api key")


def _wrong_scheme(emulator: Emulator, detail: str) -> ApiError:
    return ApiError(emulator.switches["wrong_scheme"], detail)
