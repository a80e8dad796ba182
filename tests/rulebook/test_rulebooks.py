# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""ansible-rulebook runs the rulebooks of the collection: what happens on the server reaches a playbook, and what that finds is posted.

It needs ansible-rulebook and Java, so it has a session of its own: nox -s rulebooks
"""

from __future__ import annotations

import http.server
import json
import pathlib
import runpy
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import yaml
from ansible_rulebook.rules_parser import parse_rule_sets
from ansible_rulebook.validators import Validate

from ansible_collections.community.cognigy.tests.integration.harness import ROOT, Emulator

PROGRAM = shutil.which("ansible-rulebook", path=str(pathlib.Path(sys.executable).parent)) or "ansible-rulebook"
EDA = ROOT / "extensions" / "eda"
PATIENCE = 60  # seconds: only there to end what hangs
QUIET = 3  # seconds in which a message that must not come would have come


class Posts:
    """A place that messages are posted to."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        posts = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                posts.texts.append(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["text"])
                self.send_response(204)
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self.server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()


@pytest.fixture
def posts() -> Iterator[Posts]:
    place = Posts()
    yield place
    place.server.shutdown()
    place.server.server_close()


class Rulebook:
    """A rulebook of the collection, as a user starts it. ``running`` is one start of it, which ends with a kill."""

    def __init__(self, name: str, folder: pathlib.Path, env: dict[str, str], variables: dict[str, Any]) -> None:
        self.folder = folder
        self.output = folder / "output"
        (folder / "inventory.yml").write_text("all: {hosts: {localhost: {ansible_connection: local}}}\n", encoding="utf-8")
        everything = {"cognigy_state_file": str(folder / "state"), "cognigy_interval": 0.3, **variables}
        (folder / "variables.yml").write_text(yaml.safe_dump(everything), encoding="utf-8")
        self.command = [PROGRAM, "--rulebook", f"community.cognigy.{name}", "--inventory", "inventory.yml", "--vars", "variables.yml", "-v"]
        self.env = {**{name: value for name, value in env.items() if "CALLBACK" not in name}, "COGNIGY_ORGANISATION": "Acme"}

    @property
    def text(self) -> str:
        return self.output.read_text(encoding="utf-8")

    @contextmanager
    def running(self) -> Iterator[subprocess.Popen[bytes]]:
        with open(self.output, "ab") as output:
            process = subprocess.Popen(self.command, cwd=self.folder, env=self.env, stdout=output, stderr=subprocess.STDOUT)
        try:
            yield process
            assert process.poll() is None, self.text
        finally:
            process.kill()
            process.wait()

    def until(self, true: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
        end = time.monotonic() + PATIENCE
        while not true():
            assert process.poll() is None and time.monotonic() < end, self.text
            time.sleep(0.1)


def ready(emulator: Emulator) -> bool:
    """The source has looked: events from now on are new to it."""
    return any(entry["operation"] == "indexAuditEvents" for entry in emulator.control("GET", "requests"))


def test_somebody_became_admin(emulator: Emulator, ansible_env: dict[str, str], tmp_path: pathlib.Path, posts: Posts) -> None:
    acme = emulator.organisation("Acme")

    def user(login: str, *roles: str) -> str:
        wanted = {"id": login, "name": login, "password": "Correct-Horse-42-Battery", "organisation": acme, "roles": list(roles)}
        return str(emulator.api("POST", "/management/v2.0/users", wanted)["_id"])

    book = Rulebook(
        "admin_granted", tmp_path, ansible_env, {"cognigy_expected_admins": ["ann@example.com"], "cognigy_alert_url": posts.url}
    )
    user("before@example.com", "admin")
    with book.running() as process:
        book.until(lambda: ready(emulator), process)
        user("ann@example.com", "admin")
        ben = user("ben@example.com", "projectManager")
        eve = user("eve@example.com", "admin")
        book.until(lambda: len(posts.texts) == 1, process)
    assert posts.texts[0].startswith("eve@example.com is an administrator of Cognigy.AI, by management@example.com at ")
    key = emulator.super_key(acme)
    emulator.api("POST", f"/v2.0/users/{ben}/addroletouser", {"role": "admin"}, key=key)  # while nobody looks
    with book.running() as process:
        book.until(lambda: len(posts.texts) == 2, process)
        time.sleep(QUIET)
    assert posts.texts[1].startswith("ben@example.com is an administrator") and len(posts.texts) == 2 and eve
    assert not [secret for secret in emulator.control("GET", "secrets") if secret in book.text]


def test_an_endpoint_was_switched_by_hand(emulator: Emulator, ansible_env: dict[str, str], tmp_path: pathlib.Path, posts: Posts) -> None:
    acme = emulator.organisation("Acme")
    keys = {}
    for login in ("robot@example.com", "{{ 6 * 7 }}@example.com"):
        wanted = {"id": login, "name": login, "password": "Correct-Horse-42-Battery", "organisation": acme, "roles": ["admin"]}
        emulator.api("POST", "/management/v2.0/users", wanted)
        keys[login] = emulator.control("POST", "objects", {"kind": "apikey", "organisation": acme, "user_login": login})["apiKey"]
    robot, person = keys["robot@example.com"], keys["{{ 6 * 7 }}@example.com"]
    project = emulator.project(robot, "Support")
    flow = emulator.api("POST", "/v2.0/flows", {"projectId": project, "name": "Main"}, key=robot)
    locale = emulator.api("GET", "/v2.0/locales", key=robot, projectId=project)["items"][0]
    wanted = {"projectId": project, "name": "Web", "channel": "rest", "flowId": flow["referenceId"], "localeId": locale["referenceId"]}
    endpoint = emulator.api("POST", "/v2.0/endpoints", {**wanted, "entrypoint": project}, key=robot)["_id"]
    variables = {"cognigy_automation_user": "robot@example.com", "cognigy_alert_url": posts.url}
    book = Rulebook("endpoint_changed", tmp_path, ansible_env, variables)
    with book.running() as process:
        book.until(lambda: ready(emulator), process)
        emulator.api("PATCH", f"/v2.0/endpoints/{endpoint}", {"active": False}, key=robot)
        emulator.api("PATCH", f"/v2.0/endpoints/{endpoint}", {"active": True}, key=person)
        book.until(lambda: bool(posts.texts), process)
        time.sleep(QUIET)
    (text,) = posts.texts
    assert text.startswith("Endpoint Web was changed by { { 6 * 7 }}@example.com at ") and text.endswith("and runs no snapshot now")


def rulebooks() -> dict[str, Any]:
    """The rulebooks of the collection, of its documentation and of the guide."""
    found: dict[str, Any] = {path.name: yaml.safe_load(path.read_text(encoding="utf-8")) for path in (EDA / "rulebooks").iterdir()}
    source = runpy.run_path(str(EDA / "plugins" / "event_source" / "audit_events.py"))
    found["the documentation of the source"] = yaml.safe_load(source["EXAMPLES"])
    guide = (ROOT / "docs" / "docsite" / "rst" / "events.rst").read_text(encoding="utf-8")
    block = guide.partition("tests/rulebook reads it\n.. code-block:: yaml\n")[2].partition("\nThe options")[0]
    found["the guide"] = yaml.safe_load(block)
    return found


@pytest.mark.parametrize("name", rulebooks())
def test_rulebooks_can_be_read(name: str) -> None:
    """By the schema of ansible-rulebook, with conditions that it understands."""
    rulebook = rulebooks()[name]
    Validate.rulebook(rulebook)
    (ruleset,) = parse_rule_sets(rulebook, {})
    assert ruleset.sources[0].source_name == "community.cognigy.audit_events" and ruleset.rules
    args = {key: value for key, value in ruleset.sources[0].source_args.items() if "{{" not in str(value)}
    source = runpy.run_path(str(EDA / "plugins" / "event_source" / "audit_events.py"))
    assert source["checked"]({**args, "base_url": "https://api.example.com"})


def test_what_is_wrong_is_said(emulator: Emulator, ansible_env: dict[str, str], tmp_path: pathlib.Path) -> None:
    variables = {"cognigy_expected_admins": [], "cognigy_alert_url": "", "cognigy_interval": "soon"}
    book = Rulebook("admin_granted", tmp_path, ansible_env, variables)
    done = subprocess.run(book.command, cwd=tmp_path, env=book.env, capture_output=True, text=True, timeout=PATIENCE, check=False)
    message = "Source plugin failed with error message: 'community.cognigy.audit_events: argument 'interval' is of type"
    assert message in done.stdout + done.stderr
