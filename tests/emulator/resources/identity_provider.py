# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The identity provider of an organisation, which only WebFinger shows."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from ..access import need_role
from ..calls import Call
from ..errors import conflict, invalid, missing, not_found
from ..store import Record
from .registry import handles

ADDRESSES = ("idpIssuer", "idpLoginEndpoint", "idpLogoutEndpoint", "idpFrontChannelUrl")


def _of(call: Call, organisation: str) -> Record | None:
    return next(iter(call.emulator.store.of("identityprovider", organisation)), None)


@handles("configureIdentityProvider")
def configure(call: Call) -> Any:
    """An organisation has one (the contract, section Limits). Whether a second configuration replaces the first is not known: switch."""
    need_role(call)
    if "idpType" not in call.body:
        raise missing("idpType")
    for name in ADDRESSES:
        if name in call.body and not all(urlsplit(call.body[name])[:2]):
            raise invalid(f"Validation failed. {name} should be of format 'url'")
    old = _of(call, call.own_organisation)
    if old is not None:
        if call.emulator.switches["idp_reconfigure"] == "conflict":
            raise conflict("The organisation has an identity provider already")
        call.emulator.store.remove(old)
    call.touch(call.emulator.store.add("identityprovider", dict(call.body), organisation=call.own_organisation))


@handles("resetIdentityProvider")
def reset(call: Call) -> Any:
    """It is no error when there is none (assumed)."""
    need_role(call)
    record = _of(call, call.own_organisation)
    if record is not None:
        call.touch(record)
        call.emulator.store.remove(record)


@handles("webfinger")
def webfinger(call: Call) -> Any:
    """``resource`` is ``org:`` and the id of an organisation, or ``acct:`` and a login that is in one organisation only (assumed)."""
    store, (scheme, _colon, name) = call.emulator.store, call.query["resource"].partition(":")
    if scheme == "org":
        found = [name] if store.get("organisation", name) else []
    elif scheme == "acct":
        found = [one.data["organisation"] for one in store.all("user") if one.data["id"] == name]
    else:
        raise invalid("Validation failed. query/resource should begin with org: or acct:")
    if len(found) != 1:
        raise not_found("Resource")
    return {"subject": f"org:{found[0]}", "links": [{"rel": "idp", "properties": _properties(call, found[0])}]}


def _properties(call: Call, organisation: str) -> dict[str, Any]:
    """The addresses of OIDC are the server's own; what they look like is not known."""
    record = _of(call, organisation)
    if record is None:
        return {"idp:type": "none"}
    data = record.data
    if data["idpType"] == "saml":
        return {"idp:type": "saml", "idp:login": data.get("idpLoginEndpoint", ""), "idp:logout": data.get("idpLogoutEndpoint", "")}
    host = call.request.headers.get(b"host", b"").decode("latin-1")
    base = f"{call.request.scheme}://{host}/auth/oidc/{organisation}"
    own = {f"idp:{one}": f"{base}/{one}" for one in ("callback", "login", "logout")}
    return {"idp:type": "oidc", **own, "idp:logout:fc": data.get("idpFrontChannelUrl", "")}
