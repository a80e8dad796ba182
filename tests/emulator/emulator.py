# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server itself: from a request to an answer.

``handle`` is plain synchronous code: all state is in memory. The asynchronous shell around it reads and writes the connection and does harm
on request.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import sys
import time
import traceback
from collections import deque
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qsl

from . import downloads, forms, lists, tasks
from .audit import Audit
from .auth import basic, identify
from .calls import Call, Request, Response
from .clock import Clock
from .contract import MONGO_ID, URLENCODED, Contract, Operation
from .errors import INTERNAL, METHOD_NOT_ALLOWED, NOT_FOUND, NOT_IMPLEMENTED, ApiError, invalid, missing, problem
from .faults import REASON, Fault, Faults
from .resources import load
from .store import Record, Store
from .switches import Switches

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

LOG_LENGTH = 50_000
CONTROL = "/__emulator"
TRANSPORT = "emulator.transport"
"""Where the server puts the connection into the scope, so that it can be cut."""
BLOCKED = b"<html><head><title>ERROR: The request could not be satisfied</title></head><body><h1>403 ERROR</h1></body></html>"
HTML = b"text/html; charset=utf-8"
ZEROS = bytes(forms.MEGABYTE)
_compact = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode


class Emulator:
    """The state of one server, and the ASGI application that answers for it."""

    def __init__(self, user: str, password: str, state: str | None = None, check_answers: bool = True) -> None:
        self.management_user = user
        self.management_password = password
        self.check_answers = check_answers
        self.contract = Contract()
        self.handlers = load()
        self.store = Store(state)
        self.clock = Clock()
        self.switches = Switches()
        elements = self.contract.schemas["AuditEventChainElementType"]["enum"]
        self.audit = Audit(elements, self.contract.schemas["AuditEventIndexItem"]["properties"]["actionType"]["enum"])
        self.control: Any = None
        self.start_over()
        self.clock.offset = self.store.meta.get("clock_offset", 0.0)
        self.pending.extend(one.id for one in self.store.all("task") if one.data["status"] in tasks.UNFINISHED)

    def start_over(self) -> None:
        """All that is not in the store is new."""
        self.switches.reset()
        self.faults = Faults()
        self.clock.offset = 0.0
        self.pending: list[str] = []
        self.ghosts: dict[tuple[str, str], list[tuple[Record, int]]] = {}
        """Deleted objects that are still listed, by kind and place, and how many times."""
        self.unlisted: dict[str, int] = {}
        """New objects that are not listed yet, by id, and how many times."""
        self.resumable: dict[str, Any] = {}
        """Uploads that are not yet whole, by id. They do not outlive the process."""
        self.secrets: set[str] = {self.management_password}
        self.violations: list[str] = []
        self.log: deque[tuple[Any, ...]] = deque(maxlen=LOG_LENGTH)
        self._recent: deque[float] = deque()

    def reset(self) -> None:
        self.store.clear()
        self.start_over()

    def new_secret(self, length: int = 64) -> str:
        """A key or token; every one is known to ``/__emulator/secrets``."""
        value = secrets.token_hex(length)
        self.secrets.add(value)
        return value

    # A request to an answer

    def handle(self, request: Request) -> Response:
        """Answer a request; what it changed is kept when this returns."""
        started = time.perf_counter()
        operation: Operation | None = None
        try:
            if request.path.startswith(downloads.PATH):
                response = downloads.serve(self, request)
            else:
                operation, values = self._route(request)
                response = self._answer(request, operation, values)
        except ApiError as error:
            response = self._refuse(request, error)
        except Exception as error:
            text = f"{request.method} {request.path}: {error!r}"
            self.violations.append(text)
            traceback.print_exc(file=sys.stderr)
            response = self._refuse(request, ApiError(500, "Internal server error", INTERNAL))
        self.store.flush()
        name = operation.name if operation else None
        self.log.append((request, name, response.status, round(time.perf_counter() - started, 6)))
        return response

    def _route(self, request: Request) -> tuple[Operation, dict[str, str]]:
        found = self.contract.route(request.path)
        if found is None:
            raise ApiError(404, "Not Found", NOT_FOUND)
        methods, values = found
        entry = methods.get("GET" if request.method == "HEAD" else request.method)
        if entry is None:
            raise ApiError(405, "Method not allowed", METHOD_NOT_ALLOWED, headers={"allow": ", ".join(sorted(methods))})
        operation, names = entry
        return operation, dict(zip(names, values, strict=True))

    def _answer(self, request: Request, operation: Operation, values: dict[str, str]) -> Response:
        switches = self.switches
        if switches["rate_limit"] is not None:
            self._limit_rate(switches["rate_limit"])
        if request.has_body:
            if request.method == "GET" and switches["get_with_body"] == 403:
                return Response(403, BLOCKED, HTML)
            limit = switches["body_limit"]
            if limit is not None and len(request.body) > limit and operation.body_media in (None, "application/json"):
                raise ApiError(413, "request entity too large")
        pairs = parse_qsl(request.query.decode("latin-1"), keep_blank_values=True) if request.query else []
        principal = identify(self, operation, request, next((value for name, value in pairs if name == "api_key"), None))
        for name, value in values.items():
            if operation.path_parameters.get(name) and not MONGO_ID.fullmatch(value):
                raise invalid(f"Validation failed. params/{name} should be of format 'mongo-id'")
        query = self.contract.read_query(operation, pairs)
        handler = self.handlers.get(operation.name)
        if handler is None:
            raise ApiError(501, f"The emulator does not have {operation.name} yet", NOT_IMPLEMENTED)
        body, cleared = self._body(request, operation, values) if request.method not in ("GET", "HEAD") else ({}, [])
        if self.pending:
            tasks.settle(self)
        hal = operation.is_list and lists.wants_hal(request.headers.get(b"accept"))
        call = Call(self, operation, principal, values, query, body, cleared, request, hal)
        answer = handler(call)
        if request.method not in ("GET", "HEAD"):
            self.audit.write(call)
        status = operation.status
        if request.method == "PATCH" and answer is None and switches["patch_echoes"]:
            status, answer = self._echo(call, status)
        if answer is None or isinstance(answer, Response):
            return answer or Response(status)
        if self.check_answers and not (call.hal or call.unchecked):
            violation = self.contract.violation(call.operation, answer)
            if violation is not None:
                self.violations.append(violation)
                raise ApiError(500, f"The answer breaks the contract: {violation}", INTERNAL)
        return Response(status, _compact(answer).encode())

    def _echo(self, call: Call, status: int) -> tuple[int, Any]:
        """The object that a PATCH changed, as far as there is an operation that reads it."""
        name = call.operation.name
        reader = self.contract.operations.get("read" + name.removeprefix("update"))
        if not name.startswith("update") or reader is None or reader.path != call.operation.path:
            return status, None
        call.operation = reader
        return 200, self.handlers[reader.name](call)

    def _body(self, request: Request, operation: Operation, values: dict[str, str]) -> tuple[dict[str, Any], list[str]]:
        """The checked body, and the fields that it sets to null to clear them.

        Parameters of the path may be in it once more, as the npm client does. A DELETE's body counts only where the contract has one.
        """
        if request.method == "DELETE" and operation.body_schema is None:
            return {}, []
        media = request.headers.get(b"content-type", b"")
        if operation.form_schema is not None and request.spool is not None and media.lower().startswith(forms.MEDIA.encode()):
            fields = self.contract.check_form(operation, self._without(values, operation, forms.read(media, request.spool)))
            sizes = [one.size for one in fields.values() if isinstance(one, forms.File)]
            forms.check_sizes(sizes, operation.name, self.switches["upload_limit"])
            return fields, []
        if request.body and operation.form_schema is not None and operation.body_schema is None:
            # JSON instead of a form (observed behaviour, section Validation and errors).
            raise ApiError(500, "Internal server error", INTERNAL)
        kind = media.partition(b";")[0].strip().lower().decode("latin-1")
        if not request.body or kind not in self.contract.media(operation):
            if operation.body_required:
                raise missing("payload")
            return {}, []
        try:
            text = request.body.decode()
            body = dict(parse_qsl(text, keep_blank_values=True)) if kind == URLENCODED else json.loads(text)
        except ValueError:
            raise ApiError(400, f"The body is not valid {'UTF-8' if kind == URLENCODED else 'JSON'}") from None
        if not isinstance(body, dict):
            raise invalid("Validation failed. body should be object")
        self._note_secrets(body)
        self._without(values, operation, body)
        cleared = []
        if request.method == "PATCH" and self.switches["null_clears"]:
            cleared = [name for name, value in body.items() if value is None and name in operation.writable - operation.nullable]
            for name in cleared:
                del body[name]
        self.contract.check_body(operation, body)
        return body, cleared

    def _without(self, values: dict[str, str], operation: Operation, body: dict[str, Any]) -> dict[str, Any]:
        for name, value in values.items():
            if name in body and name not in operation.writable and body.pop(name) != value:
                raise invalid(f"'{name}' is specified in multiple locations")
        return body

    def _note_secrets(self, value: Any) -> None:
        if isinstance(value, dict):
            for name, one in value.items():
                if name in self.contract.secret_fields and isinstance(one, str):
                    self.secrets.add(one)
                self._note_secrets(one)
        elif isinstance(value, list):
            for one in value:
                self._note_secrets(one)

    def _limit_rate(self, rule: dict[str, float]) -> None:
        now = self.clock.now()
        while self._recent and self._recent[0] <= now - rule["per_seconds"]:
            self._recent.popleft()
        if len(self._recent) >= rule["requests"]:
            wait = max(1, round(self._recent[0] + rule["per_seconds"] - now))
            raise ApiError(429, "Too many requests, please try again later", headers={"retry-after": str(wait)})
        self._recent.append(now)

    def _refuse(self, request: Request, error: ApiError) -> Response:
        body = problem(error, request.path)
        if self.switches["echo_secrets_in_errors"]:
            authorization = request.headers.get(b"authorization", b"")
            sent = [request.headers.get(b"x-api-key", b""), authorization, b":".join(basic(authorization)), request.query, request.body]
            body["detail"] += f" (received {b' '.join(filter(None, sent)).decode('utf-8', 'replace')})"
        return Response(error.status, _compact(body).encode(), headers=error.headers)

    # The connection

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        if scope["path"] == CONTROL or scope["path"].startswith(CONTROL + "/"):
            await self.control(scope, receive, send)
            return
        request = await _read(scope, receive)
        try:
            if not request.complete and not request.headers.get(b"content-type", b"").startswith(forms.CHUNKED.encode()):
                self.log.append((request, None, "cut off by the client", 0.0))
                return
            fault = self.faults.find(request.method, request.path) if self.faults.rules else None
            if fault is None:
                await self._send(send, request, self.handle(request))
            else:
                await self._harm(scope, send, request, fault)
        finally:
            if request.spool is not None:
                request.spool.close()

    async def _send(self, send: Send, request: Request, response: Response, length: int | None = None) -> None:
        """Send an answer; with ``length`` it promises that many bytes and stays open."""
        size = response.size if length is None else length
        headers = [(b"date", self.clock.date_header())]
        if response.status != 204:
            headers.append((b"content-length", str(size).encode()))
        if size:
            headers.append((b"content-type", response.media))
        headers.extend((name.encode(), value.encode()) for name, value in response.headers.items())
        await send({"type": "http.response.start", "status": response.status, "headers": headers})
        piece, left = (b"", 0) if request.method == "HEAD" else (response.body, response.filler)
        await send({"type": "http.response.body", "body": piece, "more_body": left > 0 or length is not None})
        while left > 0:
            piece = ZEROS[:left]
            left -= len(piece)
            await send({"type": "http.response.body", "body": piece, "more_body": left > 0 or length is not None})

    async def _harm(self, scope: Scope, send: Send, request: Request, fault: Fault) -> None:
        response = self.handle(request) if fault.after_commit or fault.kind == "truncated" else None
        if fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
            await self._send(send, request, response or self.handle(request))
            return
        if response is None:
            self.log.append((request, None, f"fault {fault.kind}", 0.0))
        if fault.kind == "status":
            headers = {} if fault.retry_after is None else {"retry-after": str(fault.retry_after)}
            error = ApiError(fault.status, REASON, headers=headers)
            await self._send(send, request, self._refuse(request, error))
        elif fault.kind in ODD_ANSWERS:
            await self._send(send, request, ODD_ANSWERS[fault.kind](fault))
        else:
            if response is not None and fault.kind == "truncated":
                # Half of what the length promises; then the end of the connection.
                await self._send(send, request, response.half(), length=response.size + 64)
            await _cut(scope)


ODD_ANSWERS: dict[str, Callable[[Fault], Response]] = {
    "html": lambda fault: Response(200, b"<html><body><h1>Welcome</h1>This is not the API.</body></html>", HTML),
    "not_json": lambda fault: Response(200, b'{"items": ['),
    "redirect": lambda fault: Response(307, headers={"location": fault.location}),
    "empty": lambda fault: Response(200),
}


async def _cut(scope: Scope) -> None:
    """Close the connection, and wait until the server has noticed, so that it sends no answer of its own."""
    transport = scope[TRANSPORT]
    transport.close()
    await asyncio.sleep(0.05)


async def _read(scope: Scope, receive: Receive) -> Request:
    """The request with its body: an upload in a temporary file, all else in memory."""
    headers: dict[bytes, bytes] = dict(scope["headers"])
    has_body = headers.get(b"content-length", b"0") != b"0" or b"transfer-encoding" in headers
    media = headers.get(b"content-type", b"").lower()
    spool = forms.Spool() if has_body and media.startswith((forms.MEDIA.encode(), forms.CHUNKED.encode())) else None
    parts: list[bytes] = []
    more, complete = has_body, True
    while more:
        message = await receive()
        complete = message["type"] != "http.disconnect"
        (parts.append if spool is None else spool.write)(message.get("body", b""))
        more = message.get("more_body", False)
    request = Request(scope["method"], scope["path"], scope["query_string"], headers, b"".join(parts), has_body)
    request.scheme, request.spool, request.complete = scope["scheme"], spool, complete
    return request
