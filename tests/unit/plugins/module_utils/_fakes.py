# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The other end, without a network: a script of expected calls, and a small server in memory."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Callable
from unittest.mock import patch

from ansible_collections.community.cognigy.plugins.module_utils import _client
from ansible_collections.community.cognigy.plugins.module_utils._client import Client
from ansible_collections.community.cognigy.plugins.module_utils._credentials import Credentials
from ansible_collections.community.cognigy.plugins.module_utils._errors import OutcomeUnknown, ReadOnlyViolation
from ansible_collections.community.cognigy.plugins.module_utils._transport import SAFE_METHODS, Answer, Settings, Transport

URL = "https://api.example.com"
KEY = {"api_key": "a-key-of-an-organisation"}
MANAGEMENT = {"management_username": "admin", "management_password": "geheim-m"}


def object_id(number: int) -> str:
    """The id of the form that the server uses."""
    return f"{number:024x}"


@dataclass
class Call:
    """An expected call and its answer. What is None is not looked at. ``error`` is raised instead of an answer."""

    method: str
    path: str
    query: Mapping[str, Any] | None = None
    headers: Mapping[str, str] | None = None
    body: Any = None
    status: int = 200
    json: Any = None
    answer_headers: Mapping[str, str] = field(default_factory=dict)
    error: Exception | None = None
    then: Callable[[], object] = lambda: None


class _Wire(Transport):
    """A transport that hands each request to ``handle`` instead of sending it; hiding and read-only mode are the real ones."""

    def __init__(self, handle: Callable[..., Answer], settings: Settings, sleep: Callable[[float], None]) -> None:
        super().__init__(settings, sleep)
        self._handle = handle

    def send(
        self, method: str, path: str, params: Mapping[str, Any] | None = None, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        if self.settings.read_only and method not in SAFE_METHODS:
            self.refused += 1
            raise ReadOnlyViolation(f"{method} {path} was about to be sent in check mode")
        return self._handle(method, path, dict(params or {}), body, dict(headers or {}))


def connected(
    handle: Callable[..., Answer],
    read_only: bool = False,
    clock: Callable[[], float] = lambda: 0.0,
    notify: Callable[[str], None] = lambda text: None,
    sleep: Callable[[float], None] = lambda seconds: None,
    retries: int = 3,
    **credentials: str,
) -> Client:
    """A client whose requests all go to ``handle``."""
    settings = Settings(URL, read_only=read_only, retries=retries)
    with patch.object(_client, "Transport", lambda settings, sleep: _Wire(handle, settings, sleep)):
        return Client(settings, Credentials(**(credentials or KEY), clock=clock), notify, sleep)


def answer(method: str, path: str, status: int, json: Any = None, headers: Mapping[str, str] | None = None) -> Answer:
    import json as codec

    content = json if isinstance(json, bytes) else b"" if json is None else codec.dumps(json).encode()
    return Answer(method, URL + path, status, {"Content-Type": "application/json", **(headers or {})}, content)


class Script:
    """Answers the calls that it expects, in their order, and nothing else."""

    def __init__(self, *calls: Call) -> None:
        self.left = list(calls)

    def __call__(self, method: str, path: str, query: dict[str, Any], body: Any, headers: dict[str, str]) -> Answer:
        assert self.left, f"nothing more was expected, got {method} {path} {query} {body}"
        call = self.left.pop(0)
        assert (method, path) == (call.method, call.path)
        for name, expected, got in (("query", call.query, query), ("body", call.body, body), ("headers", call.headers, headers)):
            assert expected is None or got == expected, f"{name} of {method} {path}: {got!r} instead of {expected!r}"
        call.then()
        if call.error:
            raise call.error
        return answer(method, path, call.status, call.json, call.answer_headers)

    def client(self, **options: Any) -> Client:
        return connected(self, **options)


# ---- a server in memory ------------------------------------------------------------------------------------------------


@dataclass
class Fault:
    """Harm to the next ``times`` calls of this method whose path ends so. before, after: whether it was carried out. status: an answer instead."""

    method: str
    path: str
    when: str = "before"
    times: int = 1
    status: int = 0
    retry_after: float | None = None


class Memory:
    """Enough of the API to be changed by the engine: organisations, users by both faces, projects, members, locales, keys, tasks.

    page: most items a page. management_roles: what an update of a management user does with roles (apply, refuse, ignore).
    ghosts: ids that lists show and reads do not. widened: a list asked for a project that is not there shows all projects'.
    forgets: (kind, field) pairs that are accepted and not kept. hides: (kind, field) pairs that reads do not show.
    """

    def __init__(self) -> None:
        self.things: dict[str, dict[str, dict[str, Any]]] = {
            kind: {} for kind in ("organisation", "user", "project", "member", "locale", "key", "task")
        }
        self.log: list[tuple[str, str, dict[str, Any], Any]] = []
        self.headers: list[dict[str, str]] = []
        self.faults: list[Fault] = []
        self.ghosts: set[str] = set()
        self.forgets: set[tuple[str, str]] = set()
        self.hides: set[tuple[str, str]] = {("user", "password"), ("project", "locale")}
        self.management_roles = "apply"
        self.page = 25
        self.task_states = ["queued", "active", "done"]
        self._count = 0

    # -- what tests ask and set

    def client(self, **options: Any) -> Client:
        return connected(self, **options)

    def add(self, kind: str, **data: Any) -> dict[str, Any]:
        self._count += 1
        one = {"_id": object_id(self._count), **data}
        self.things[kind][one["_id"]] = one
        return one

    def writes(self) -> list[tuple[str, str, Any]]:
        return [(method, path, body) for method, path, query, body in self.log if method != "GET"]

    def copy(self) -> Memory:
        """A server in the same state, with an empty log."""
        one = Memory()
        one.__dict__.update({name: copy.deepcopy(value) for name, value in self.__dict__.items()})
        one.log = []
        return one

    # -- what a client meets

    def __call__(self, method: str, path: str, query: dict[str, Any], body: Any, headers: dict[str, str]) -> Answer:
        self.log.append((method, path, query, copy.deepcopy(body)))
        self.headers.append(headers)
        fault = next((one for one in self.faults if one.method == method and path.endswith(one.path) and one.times > 0), None)
        if fault:
            fault.times -= 1
        if not fault or fault.when == "after":
            status, found = self._handle(method, path.removeprefix("/new"), query, body)
        if fault and fault.status and fault.status not in (500, 502, 503, 504):
            return answer(method, path, fault.status, {"detail": "as a test wants it", "code": fault.status})
        if fault:
            raise OutcomeUnknown(f"{method} {path}: lost", retry_after=fault.retry_after)
        return answer(method, path, status, copy.deepcopy(found))

    def _handle(self, method: str, path: str, query: dict[str, Any], body: Any) -> tuple[int, Any]:
        for route, action in self._routes():
            found = re.fullmatch(route, f"{method} {path}")
            if found:
                return action(query, copy.deepcopy(body), *found.groups())
        return 501, {"detail": f"no {method} {path} here", "code": 1009}

    def _routes(self) -> list[tuple[str, Callable[..., tuple[int, Any]]]]:
        routes: list[tuple[str, Callable[..., tuple[int, Any]]]] = [
            ("GET /v2.0/projects/(\\w+)/members", lambda query, body, project: self._list("member", query, projectId=project)),
            ("GET /v2.0/projects/(\\w+)/members/(\\w+)", lambda query, body, project, user: self._read("member", project + user)),
            ("PATCH /v2.0/projects/(\\w+)/members/(\\w+)", lambda query, body, project, user: self._change("member", project + user, body)),
            ("POST /v2.0/projects/(\\w+)/addprojectmember", self._add_member),
            ("POST /v2.0/projects/(\\w+)/removeprojectmember", lambda query, body, project: self._drop("member", project + body["userId"])),
            (
                "POST /v2.0/projects/(\\w+)/members/(\\w+)/addroletomember",
                lambda query, body, project, user: self._role("member", project + user, body, True),
            ),
            (
                "POST /v2.0/projects/(\\w+)/members/(\\w+)/removerolefrommember",
                lambda query, body, project, user: self._role("member", project + user, body, False),
            ),
            ("GET /v2.0/locales", lambda query, body: self._list("locale", query)),
            ("GET /v2.0/locales/(\\w+)", lambda query, body, id: self._read("locale", id)),
            ("GET /v2.0/tasks/(\\w+)", self._task),
            ("POST /v2.0/users/(\\w+)/addroletouser", lambda query, body, id: self._role("user", id, body, True)),
            ("POST /v2.0/users/(\\w+)/removerolefromuser", lambda query, body, id: self._role("user", id, body, False)),
            (
                "POST /management/v2.0/organisations/(\\w+)/apikeys",
                lambda query, body, id: (200, {"apiKey": f"minted-for-{id}", "createdAt": 1}),
            ),
            ("POST /management/v2.0/organisations/(\\w+)/enforcepasswordpolicy", lambda query, body, id: (204, None)),
            ("DELETE /v2.0/projects/(\\w+)", self._delete_project),
            ("PATCH /management/v2.0/users/(\\w+)", self._change_management_user),
        ]
        for base, kind in (
            ("/management/v2.0/organisations", "organisation"),
            ("/management/v2.0/users", "user"),
            ("/v2.0/users/me/apikeys", "key"),
            ("/v2.0/users", "user"),
            ("/v2.0/projects", "project"),
        ):
            routes += [
                (f"GET {base}", lambda query, body, kind=kind: self._list(kind, query)),
                (f"POST {base}", lambda query, body, kind=kind: self._create(kind, body)),
                (f"GET {base}/(\\w+)", lambda query, body, id, kind=kind: self._read(kind, id)),
                (f"PATCH {base}/(\\w+)", lambda query, body, id, kind=kind: self._change(kind, id, body)),
                (f"DELETE {base}/(\\w+)", lambda query, body, id, kind=kind: self._drop(kind, id)),
            ]
        return routes

    def _shown(self, kind: str, one: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in one.items() if (kind, name) not in self.hides and name not in ("projectId", "apiKey")}

    def _list(self, kind: str, query: dict[str, Any], **fixed: str) -> tuple[int, Any]:
        found = [self._shown(kind, one) for one in self.things[kind].values() if all(one[name] == value for name, value in fixed.items())]
        if "projectId" in query and query["projectId"] in self.things["project"]:
            found = [one for one in found if one["projectReference"] == query["projectId"]]
        text = str(query.get("filter", "")).lower()
        found = [one for one in found if text in str(one.get("name", "")).lower() or text in str(one.get("id", "")).lower()]
        start = int(query["next"], 16) if "next" in query else 0
        size = min(int(query.get("limit", 25)), self.page)
        more = start + size < len(found)
        return 200, {"items": found[start : start + size], "total": len(found), "nextCursor": object_id(start + size) if more else None}

    def _read(self, kind: str, id: str) -> tuple[int, Any]:
        one = self.things[kind].get(id)
        if one is None or one["_id"] in self.ghosts:
            return 404, {"detail": f"{kind} does not exist", "code": 1002}
        return 200, self._shown(kind, one)

    def _create(self, kind: str, body: dict[str, Any]) -> tuple[int, Any]:
        kept = {name: value for name, value in body.items() if (kind, name) not in self.forgets}
        one = self.add(kind, createdAt=1, **kept)
        if kind == "user":
            one["roles"] = ["base_role", *[role for role in one.get("roles", []) if role != "base_role"]]
        if kind == "project":
            locale = self.add("locale", name="primary", projectReference=one["_id"], nluLanguage=body["locale"])
            one["primaryLocaleReference"] = locale["_id"]
        if kind == "key":
            one["apiKey"] = "key-" + one["_id"]
            return 201, one
        return 201, {"organisationId": one["_id"], **kept} if kind == "organisation" else self._shown(kind, one)

    def _change(self, kind: str, id: str, body: dict[str, Any]) -> tuple[int, Any]:
        one = self.things[kind].get(id)
        if one is None:
            return 404, {"code": 1002}
        one.update({name: value for name, value in body.items() if (kind, name) not in self.forgets})
        if "newPassword" in one:
            one["password"] = one.pop("newPassword")
        return 204, None

    def _change_management_user(self, query: dict[str, Any], body: dict[str, Any], id: str) -> tuple[int, Any]:
        if "roles" in body and self.management_roles == "refuse":
            return 400, {"detail": "Field 'roles' is not allowed", "code": 1005}
        if "roles" in body and self.management_roles == "ignore":
            del body["roles"]
        return self._change("user", id, body)

    def _drop(self, kind: str, id: str) -> tuple[int, Any]:
        return (204, None) if self.things[kind].pop(id, None) else (404, {"code": 1002})

    def _delete_project(self, query: dict[str, Any], body: Any, id: str) -> tuple[int, Any]:
        if not self.things["project"].pop(id, None):
            return 404, {"code": 1002}
        return 202, self.add("task", status="queued", states=list(self.task_states))

    def _task(self, query: dict[str, Any], body: Any, id: str) -> tuple[int, Any]:
        task = self.things["task"][id]
        status = task["states"].pop(0) if len(task["states"]) > 1 else task["states"][0]
        return 200, {"_id": id, "status": status, "currentStep": 1, "totalStep": 2}

    def _add_member(self, query: dict[str, Any], body: dict[str, Any], project: str) -> tuple[int, Any]:
        user = self.things["user"].get(body["userId"])
        if user is None:
            return 404, {"code": 1002}
        if project + user["_id"] in self.things["member"]:
            return 409, {"detail": "User is already a member of the project", "code": 1004}
        one = {"_id": user["_id"], "id": user["id"], "name": user["name"], "roles": ["basic"], "allowedLocales": None, "projectId": project}
        self.things["member"][project + user["_id"]] = one
        return 200, None

    def _role(self, kind: str, id: str, body: dict[str, Any], add: bool) -> tuple[int, Any]:
        one = self.things[kind][id]
        rest = [role for role in one["roles"] if role != body["role"]]
        if (kind, "roles") not in self.forgets:
            one["roles"] = [*rest, body["role"]] if add else rest
        return 200, None


# ---- whole modules -----------------------------------------------------------------------------------------------------


def options_of(module: str, /, **given: Any) -> dict[str, Any]:
    """The options of a module as a door validates them. AssertionError when it would refuse them."""
    from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

    from ansible_collections.community.cognigy.plugins.module_utils._run import spec_of
    from ansible_collections.community.cognigy.tests.modules import MODULES

    checked = ArgumentSpecValidator(**spec_of(MODULES[module])).validate({"base_url": URL, **given})
    assert not checked.error_messages, checked.error_messages
    return dict(checked.validated_parameters)


class Play:
    """Runs modules over one server (a Memory, a Script, or whatever handles a request) and keeps what they said."""

    def __init__(self, server: Callable[..., Answer], **connection: str) -> None:
        self.server = server
        self.connection = connection or KEY
        self.warnings: list[str] = []
        self.said: list[str] = []

    def __call__(self, module: str, /, check: bool = False, **given: Any) -> dict[str, Any]:
        from ansible_collections.community.cognigy.plugins.module_utils._run import run
        from ansible_collections.community.cognigy.tests.modules import MODULES

        def client_of(params: Mapping[str, Any], read_only: bool, notify: Callable[[str], None]) -> Client:
            credentials = {
                name: params[name] for name in ("api_key", "management_username", "management_password", "organisation") if params[name]
            }
            return connected(self.server, read_only=read_only, notify=notify, **credentials)

        self.warnings.clear()
        return run(
            MODULES[module], options_of(module, **{**self.connection, **given}), check, self.warnings.append, self.said.append, client_of
        )
