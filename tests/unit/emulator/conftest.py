# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulator, started as its users start it, and a small client that knows nothing but HTTP."""

from __future__ import annotations

import base64
import http.client
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

SERVE = Path(__file__).resolve().parents[2] / "emulator" / "serve"
USER = "admin"
PASSWORD = "management-secret"


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def body(self) -> Any:
        return json.loads(self.text)

    @property
    def detail(self) -> str:
        return self.body["detail"]


class Api:
    """Requests to a server, and shortcuts to what most tests need first."""

    absent = "f" * 24
    """An id that no object has."""

    def __init__(self, port: int) -> None:
        self.port = port

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        key: str | None = None,
        basic: tuple[str, str] | None = None,
        headers: dict[str, str] | None = None,
        accept: str | None = "application/json",
        timeout: float = 10,
    ) -> Answer:
        sent = {"Accept": accept} if accept is not None else {}
        if key is not None:
            sent["X-API-Key"] = key
        if basic is not None:
            sent["Authorization"] = "Basic " + base64.b64encode(":".join(basic).encode()).decode()
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        if data is not None:
            sent["Content-Type"] = "application/json"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, path, data, {**sent, **(headers or {})})
            response = connection.getresponse()
            return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, response.read().decode())
        finally:
            connection.close()

    def form(self, path: str, key: str, file: tuple[str, bytes] | None, **fields: str | list[str]) -> Answer:
        """A POST of multipart/form-data."""
        parts = [
            (f'name="{name}"', one.encode()) for name, value in fields.items() for one in ([value] if isinstance(value, str) else value)
        ]
        if file is not None:
            parts.append((f'name="file"; filename="{file[0]}"\r\nContent-Type: application/octet-stream', file[1]))
        body = b"".join(
            b"--edge\r\nContent-Disposition: form-data; " + head.encode() + b"\r\n\r\n" + value + b"\r\n" for head, value in parts
        )
        return self.call("POST", path, body + b"--edge--\r\n", key, headers={"Content-Type": "multipart/form-data; boundary=edge"})

    def task(self, answer: Answer, key: str) -> Any:
        """Read the task of an answer until it is done."""
        assert answer.status == 202, answer.text
        for _again in range(10):
            task = self.call("GET", f"/v2.0/tasks/{answer.body['_id']}", key=key).body
            if task["status"] not in ("queued", "active"):
                return task
        raise AssertionError(task)

    def manage(self, method: str, path: str, body: Any = None, **more: Any) -> Answer:
        return self.call(method, f"/new/management/v2.0/{path}", body, basic=(USER, PASSWORD), **more)

    def control(self, method: str, path: str, body: Any = None) -> Any:
        answer = self.call(method, f"/__emulator/{path}", body)
        assert answer.status == 200, answer.text
        return answer.body

    def switch(self, **switches: Any) -> None:
        self.control("POST", "switches", switches)

    def fault(self, **fault: Any) -> None:
        self.control("POST", "faults", fault)

    def advance(self, seconds: float) -> None:
        self.control("POST", "clock", {"advance_seconds": seconds})

    def organisation(self, name: str = "Acme", **fields: Any) -> str:
        answer = self.manage("POST", "organisations", {"name": name, **fields})
        assert answer.status == 200, answer.text
        return answer.body["_id"]

    def super_key(self, organisation: str) -> str:
        answer = self.manage("POST", f"organisations/{organisation}/apikeys")
        assert answer.status == 200, answer.text
        return answer.body["apiKey"]

    def user(self, organisation: str, login: str = "ann@example.com", *roles: str, **fields: Any) -> str:
        body = {
            "id": login,
            "name": login.split("@", maxsplit=1)[0],
            "password": "Long-enough-1",
            "organisation": organisation,
            "roles": list(roles),
            **fields,
        }
        answer = self.manage("POST", "users", body)
        assert answer.status == 200, answer.text
        return answer.body["_id"]

    def key_of(self, organisation: str, user: str) -> str:
        return self.control("POST", "objects", {"kind": "apikey", "organisation": organisation, "user_login": user})["apiKey"]

    def project(self, key: str, name: str = "Shop", **fields: Any) -> str:
        answer = self.call("POST", "/v2.0/projects", {"name": name, "locale": "en-US", **fields}, key)
        assert answer.status == 201, answer.text
        return answer.body["_id"]


class Process:
    """One server process."""

    def __init__(self, *options: str, serve: Path = SERVE, env: dict[str, str] | None = None) -> None:
        command = [sys.executable, str(serve), "--port", "0", "--management-user", USER, "--management-password", PASSWORD, *options]
        self.popen = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env)
        assert self.popen.stdout is not None
        self.line = self.popen.stdout.readline()
        self.url = self.line.strip().removeprefix("Cognigy.AI emulator: ")
        self.api = Api(urlsplit(self.url).port or 0)

    def stop(self) -> int:
        self.popen.terminate()
        return self.popen.wait(10)

    def kill(self) -> None:
        self.popen.kill()
        self.popen.communicate(timeout=10)


@pytest.fixture(scope="session")
def process() -> Iterator[Process]:
    process = Process()
    yield process
    process.stop()


@pytest.fixture
def start() -> Iterator[Callable[..., Process]]:
    """Start other servers; they end with the test."""
    processes = []

    def starter(*options: str, **more: Any) -> Process:
        processes.append(Process(*options, **more))
        return processes[-1]

    yield starter
    for process in processes:
        process.kill()


@pytest.fixture
def api(process: Process) -> Iterator[Api]:
    """An empty server; at the end no answer may have broken the contract."""
    api = process.api
    api.control("POST", "reset")
    yield api
    assert api.control("GET", "violations") == []


@pytest.fixture
def organisation(api: Api) -> str:
    return api.organisation()


@pytest.fixture
def key(api: Api, organisation: str) -> str:
    """A super key of the organisation."""
    return api.super_key(organisation)
