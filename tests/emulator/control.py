# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The control plane below ``/__emulator``: how a test sees and moves the server. It asks for no credentials."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request as HttpRequest
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from . import seed
from .emulator import CONTROL, Emulator
from .errors import ApiError
from .resources.registry import ANSWER_FED

Answer = Any
Action = Callable[[Emulator, dict[str, str], Any], Answer]
ROUTES: dict[tuple[str, str], Action] = {}
STORED_SECRETS = (
    ("user", "resetToken"),
    ("refreshtoken", "token"),
    ("authcode", "code"),
    ("oauthclient", "client_secret"),
    ("identityprovider", "idpCertificate"),
    ("identityprovider", "decryptionPrivateKey"),
    ("identityprovider", "idpClientSecret"),
    ("amazonaccount", "accessToken"),
    ("amazonaccount", "refreshToken"),
)
LOGGED_HEADERS = (b"accept", b"content-type", b"user-agent")


def on(method: str, path: str) -> Callable[[Action], Action]:
    def register(function: Action) -> Action:
        ROUTES[method, path] = function
        return function

    return register


def control_app(emulator: Emulator) -> Starlette:
    """The Starlette application of the control plane."""

    def endpoint(actions: dict[str, Action]) -> Callable[[HttpRequest], Any]:
        async def answer(request: HttpRequest) -> Response:
            raw = await request.body()
            try:
                body = json.loads(raw) if raw else None
                result = actions[request.method](emulator, dict(request.query_params), body)
                emulator.store.flush()
            except (ApiError, ValueError, LookupError, TypeError) as error:
                return JSONResponse({"error": str(error.args[0]) if error.args else repr(error)}, status_code=400, headers=_date(emulator))
            return JSONResponse(result, headers=_date(emulator))

        return answer

    paths: dict[str, dict[str, Action]] = {}
    for (method, path), action in ROUTES.items():
        paths.setdefault(path, {})[method] = action
    return Starlette(routes=[Route(f"{CONTROL}/{path}", endpoint(actions), methods=list(actions)) for path, actions in paths.items()])


def _date(emulator: Emulator) -> dict[str, str]:
    return {"date": emulator.clock.date_header().decode()}


@on("GET", "health")
def health(emulator: Emulator, query: dict[str, str], body: Any) -> Answer:
    return {"status": "ok", "operations": len(emulator.contract.operations)}


@on("POST", "reset")
def reset(emulator: Emulator, query: dict[str, str], body: Any) -> Answer:
    emulator.reset()
    return {"status": "ok"}


@on("GET", "clock")
def clock(emulator: Emulator, query: dict[str, str], body: Any) -> Answer:
    return {"now": emulator.clock.now(), "offset_seconds": emulator.clock.offset}


@on("POST", "clock")
def move_clock(emulator: Emulator, query: dict[str, str], body: Any) -> Answer:
    emulator.clock.offset += float(body["advance_seconds"])
    emulator.store.set_meta("clock_offset", emulator.clock.offset)
    return clock(emulator, query, body)


@on("GET", "switches")
def switches(emulator: Emulator, query: dict[str, str], body: Any) -> Answer:
    return emulator.switches


@on("POST", "switches")
def turn_switches(emulator: Emulator, query: dict[str, str], body: Any) -> Answer:
    emulator.switches.turn(body)
    return emulator.switches


@on("GET", "faults")
def faults(emulator: Emulator, query: dict[str, str], body: Any) -> Answer:
    return emulator.faults.listing()


@on("POST", "faults")
def add_faults(emulator: Emulator, query: dict[str, str], body: Any) -> Answer:
    for one in body if isinstance(body, list) else [body]:
        emulator.faults.add(one)
    return emulator.faults.listing()


@on("DELETE", "faults")
def clear_faults(emulator: Emulator, query: dict[str, str], body: Any) -> Answer:
    emulator.faults.rules.clear()
    return []


@on("GET", "requests")
def requests(emulator: Emulator, query: dict[str, str], body: Any) -> Answer:
    """What came in since the log was cleared, without credentials; ``summary=1`` counts."""
    if query.get("summary"):
        methods = Counter(request.method for request, _name, _status, _seconds in emulator.log)
        names = Counter(str(name) for _request, name, _status, _seconds in emulator.log)
        return {"total": len(emulator.log), "methods": methods, "operations": names}
    return [
        {
            "method": request.method,
            "path": request.path,
            "query": {name: value for name, value in parse_qsl(request.query.decode()) if name != "api_key"},
            "headers": {name.decode(): request.headers[name].decode("latin-1") for name in LOGGED_HEADERS if name in request.headers},
            "operation": name,
            "status": status,
            "credential": request.credential,
            "body_size": request.size,
            "seconds": seconds,
        }
        for request, name, status, seconds in emulator.log
    ]


@on("DELETE", "requests")
def clear_requests(emulator: Emulator, query: dict[str, str], body: Any) -> Answer:
    emulator.log.clear()
    return []


@on("GET", "operations")
def operations(emulator: Emulator, query: dict[str, str], body: Any) -> Answer:
    states = {True: "fed", False: "real"}
    return {name: states[name in ANSWER_FED] if name in emulator.handlers else "not_implemented" for name in emulator.contract.operations}


@on("GET", "secrets")
def secrets(emulator: Emulator, query: dict[str, str], body: Any) -> Answer:
    """Every key, password and token that was issued or received, those of the state file too."""
    stored = set(emulator.store.by_key)
    stored.update(one.data["password"] for one in emulator.store.all("user"))
    stored.update(one.data["deletionToken"] for one in emulator.store.all("organisation") if "deletionToken" in one.data)
    stored.update(one.data["key"] for one in emulator.store.all("endpointApiKey"))
    stored.update(value for one in emulator.store.all("connection") for value in one.data["fields"].values() if value)
    for kind, name in STORED_SECRETS:
        stored.update(one.data[name] for one in emulator.store.all(kind) if one.data.get(name))
    return sorted(emulator.secrets | stored)


@on("GET", "violations")
def violations(emulator: Emulator, query: dict[str, str], body: Any) -> Answer:
    return emulator.violations


@on("GET", "deletion_tokens")
def deletion_tokens(emulator: Emulator, query: dict[str, str], body: Any) -> Answer:
    """What the real server sends by mail."""
    return {one.id: one.data["deletionToken"] for one in emulator.store.all("organisation") if "deletionToken" in one.data}


@on("GET", "password_reset_tokens")
def password_reset_tokens(emulator: Emulator, query: dict[str, str], body: Any) -> Answer:
    """By the user's id; the real server sends them by mail."""
    return {one.id: one.data["resetToken"] for one in emulator.store.all("user") if "resetToken" in one.data}


@on("POST", "seed")
def seed_store(emulator: Emulator, query: dict[str, str], body: Any) -> Answer:
    return seed.seed(emulator, body or {})


@on("GET", "objects")
def objects(emulator: Emulator, query: dict[str, str], body: Any) -> Answer:
    """What is stored of a kind, secrets and all."""
    kinds = [query["kind"]] if "kind" in query else list(emulator.store.kinds)
    return [
        {"kind": one.kind, "organisation": one.organisation, "project": one.project, **one.data}
        for kind in kinds
        for one in emulator.store.all(kind)
    ]


@on("POST", "objects")
def add_object(emulator: Emulator, query: dict[str, str], body: Any) -> Answer:
    """One object, or each of a list."""
    return [seed.add_object(emulator, one) for one in body] if isinstance(body, list) else seed.add_object(emulator, body)


@on("DELETE", "objects")
def remove_object(emulator: Emulator, query: dict[str, str], body: Any) -> Answer:
    record = emulator.store.kinds[body["kind"]][body["id"]]
    emulator.store.remove(record)
    emulator.store.remove_all_of(record.id)
    return {"removed": record.id}
