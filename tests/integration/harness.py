# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the integration tests are written with: the emulator seen from outside, and Ansible started the way a user starts it."""

from __future__ import annotations

import http.server
import json
import os
import pathlib
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import requests
import yaml

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent.parent
USER, PASSWORD = "management@example.com", "Manage-the-emulator-1"
SERVE = [
    sys.executable,
    str(ROOT / "tests" / "emulator" / "serve"),
    "--port",
    "0",
    "--management-user",
    USER,
    "--management-password",
    PASSWORD,
]
TIMEOUT = 240  # seconds: only there to end what hangs


@dataclass
class Emulator:
    """The server of the tests. control() reaches what the real API does not have; api() is a plain client of the API."""

    url: str
    user: str = USER
    password: str = PASSWORD

    def control(self, method: str, path: str, json: Any = None, **params: Any) -> Any:
        answer = requests.request(method, f"{self.url}/__emulator/{path}", json=json, params=params, timeout=60)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def api(self, method: str, path: str, json: Any = None, key: str | None = None, **params: Any) -> Any:
        """With a key as its user, else as the management user."""
        headers = {"Accept": "application/json", **({"X-API-Key": key} if key else {})}
        auth = None if key else (self.user, self.password)
        answer = requests.request(method, f"{self.url}/new{path}", json=json, params=params, headers=headers, auth=auth, timeout=60)
        assert answer.ok, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def organisation(self, name: str = "Acme", **fields: Any) -> str:
        """Make an organisation and return its id."""
        made = self.api("POST", "/management/v2.0/organisations", {"name": name, **fields})
        return str(made.get("_id") or made["organisationId"])

    def super_key(self, organisation_id: str) -> str:
        return str(self.api("POST", f"/management/v2.0/organisations/{organisation_id}/apikeys")["apiKey"])

    def project(self, key: str, name: str, locale: str = "en-US") -> str:
        return str(self.api("POST", "/v2.0/projects", {"name": name, "locale": locale}, key=key)["_id"])

    def names(self, key: str, path: str = "/v2.0/projects") -> list[str]:
        return sorted(item["name"] for item in self.api("GET", path, key=key, limit=100)["items"])

    def writes(self) -> list[str]:
        """The operations that were sent with other methods than GET since the log was cleared."""
        return [entry["operation"] for entry in self.control("GET", "requests") if entry["method"] not in ("GET", "HEAD")]


@dataclass
class Run:
    """What came of one ansible command. records: what a callback saw, in order."""

    rc: int
    output: str
    records: list[dict[str, Any]] = field(default_factory=list)

    def result(self, task: str) -> dict[str, Any]:
        """The result of the task of this name (the last one)."""
        found = [record["result"] for record in self.records if record["task"] == task and not record["status"].startswith("item")]
        assert found, f"no task {task!r} in {[record['task'] for record in self.records]}\n{self.output}"
        return found[-1]

    @property
    def everything(self) -> str:
        """All text that a person or a log could have got to see."""
        return self.output + json.dumps(self.records)


def collections_path() -> str:
    """The folder that holds ansible_collections, given by the session or found above this file."""
    if "ANSIBLE_COLLECTIONS_PATH" in os.environ:
        return os.environ["ANSIBLE_COLLECTIONS_PATH"].split(":")[0]
    return str(next(parent.parent for parent in HERE.parents if parent.name == "ansible_collections"))


class Hook:
    """Lets ansible-playbook wait before each task until a function of the test has been called with its name.

    What the function returns, when it returns something, becomes the environment of this and the following tasks, as far as it is ours.
    """

    def __init__(self, function: Callable[[str], dict[str, str] | None]) -> None:
        hook = self
        self.problem: Exception | None = None

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                task = self.rfile.read(int(self.headers["Content-Length"])).decode()
                env = None
                try:
                    if not hook.problem:
                        env = function(task)
                except Exception as exc:  # told by the test, not by ansible-playbook
                    hook.problem = exc
                self.send_response(200)
                self.end_headers()
                self.wfile.write(json.dumps(env).encode())

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Hook:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *problem: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class Ansible:
    """Runs ansible commands with an environment of its own."""

    def __init__(self, env: dict[str, str], folder: pathlib.Path) -> None:
        self.env = env
        self.folder = folder
        self._count = 0

    def command(self, *command: str, env: dict[str, str] | None = None) -> Run:
        self._count += 1
        record = self.folder / f"record-{self._count}.jsonl"
        full = {**self.env, "COGNIGY_TEST_RECORD": str(record), **(env or {})}
        full = {name: value for name, value in full.items() if value}
        done = subprocess.run(
            command, check=False, env=full, cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=TIMEOUT
        )
        lines = record.read_text(encoding="utf-8").splitlines() if record.exists() else []
        return Run(done.returncode, done.stdout, [json.loads(line) for line in lines])

    def playbook(self, *args: str, env: dict[str, str] | None = None) -> Run:
        return self.command(shutil.which("ansible-playbook", path=self.env["PATH"]) or "ansible-playbook", *args, env=env)

    def tasks(
        self, tasks: list[dict[str, Any]], *args: str, in_process: bool = True, env: dict[str, str] | None = None, **variables: Any
    ) -> Run:
        """Run tasks in a play on localhost. An empty value in env takes a variable away."""
        play = {
            "hosts": "localhost",
            "connection": "local",
            "gather_facts": False,
            "vars": {
                "cognigy_in_process": in_process,
                "ansible_python_interpreter": sys.executable,
                **variables,
            },
            "tasks": tasks,
        }
        return self.plays([play], *args, env=env)

    def plays(
        self,
        plays: list[dict[str, Any]],
        *args: str,
        env: dict[str, str] | None = None,
        before_task: Callable[[str], dict[str, str] | None] | None = None,
    ) -> Run:
        """Run plays. before_task: called with the name of each task before it starts, see Hook."""
        path = self.folder / f"play-{self._count}.yml"
        path.write_text(yaml.safe_dump(plays, sort_keys=False), encoding="utf-8")
        if not before_task:
            return self.playbook(str(path), *args, env=env)
        with Hook(before_task) as hook:
            run = self.playbook(str(path), *args, env={**(env or {}), "COGNIGY_TEST_HOOK": hook.url})
        if hook.problem:
            raise hook.problem
        return run

    def module(self, name: str, args: dict[str, Any], *flags: str, **options: Any) -> dict[str, Any]:
        """Run one module once and return what a callback sees of its result, failed or not."""
        return self.tasks([{"name": "it", f"community.cognigy.{name}": args, "ignore_errors": True}], *flags, **options).result("it")
