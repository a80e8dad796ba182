# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Download links: absolute, signed, short-lived, fetched without a key (the contract, section Files)."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote

from .auth import identify
from .calls import Call, Request, Response
from .errors import not_found
from .store import Record

if TYPE_CHECKING:
    from .emulator import Emulator

PATH = "/downloads/"
SECONDS = 3600
"""How long a link is good; the real time is not known."""
Maker = Callable[["Emulator", Record], Response]
MAKERS: dict[str, Maker] = {}


def maker(kind: str) -> Callable[[Maker], Maker]:
    """Name what answers with the file of an object when it is fetched."""

    def register(function: Maker) -> Maker:
        MAKERS[kind] = function
        return function

    return register


def link(call: Call, owner: Record, content: bytes, name: str, media: str = "application/octet-stream") -> str:
    """A link to a file that belongs to an object; it ends with the object's project."""
    return _link(call, owner, name, {"content": base64.b64encode(content).decode(), "media": media})


def link_to_made(call: Call, owner: Record, name: str, needs_key: bool = False) -> str:
    """A link to the file that an object's maker makes at each fetch; with ``needs_key`` for who has an API key of the organisation."""
    return _link(call, owner, name, {"kind": owner.kind, "needs_key": needs_key, "media": "application/octet-stream"})


def _link(call: Call, owner: Record, name: str, what: dict[str, Any]) -> str:
    emulator, request = call.emulator, call.request
    token = secrets.token_hex(24)
    emulator.secrets.add(token)
    data = {"token": token, "name": name, "owner": owner.id, "endsAt": emulator.clock.now() + SECONDS, **what}
    emulator.store.add("download", data, organisation=owner.organisation, project=owner.project, id=token)
    host = request.headers.get(b"host", b"127.0.0.1").decode("latin-1")
    return f"{request.scheme}://{host}{PATH}{token}/{quote(name)}"


def serve(emulator: Emulator, request: Request) -> Response:
    token = request.path.removeprefix(PATH).partition("/")[0]
    record = emulator.store.get("download", token)
    if record is None or record.data["endsAt"] < emulator.clock.now() or request.method not in ("GET", "HEAD"):
        raise not_found("File")
    data = record.data
    if data.get("needs_key"):
        key = parse_qs(request.query.decode("latin-1")).get("api_key", [None])[0]
        if identify(emulator, emulator.contract.operations["readPackage"], request, key).organisation != record.organisation:
            raise not_found("File")
    if "content" in data:
        response = Response(200, base64.b64decode(data["content"]))
    else:
        owner = emulator.store.get(data["kind"], data["owner"])
        if owner is None:
            raise not_found("File")
        response = MAKERS[data["kind"]](emulator, owner)
    response.media = data["media"].encode()
    response.headers["content-disposition"] = f"attachment; filename*=UTF-8''{quote(data['name'])}"
    return response
