# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Fixtures: reports that the role audit wrote, and a browser that looks at them."""

from __future__ import annotations

import functools
import http.server
import pathlib
import shutil
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from ansible_collections.community.cognigy.tests.integration.conftest import emulator_process, environment
from ansible_collections.community.cognigy.tests.integration.harness import Ansible, Emulator

__all__ = ["emulator_process"]

FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
DAY = 86400
PEOPLE = ("Ada Lovelace", "Ben Okri", "Cleo Laine", "Dan Brown", "Eve Arden", "Finn Juhl", "Gia Coppola", "Hal Foster")
# What breaks out of text, of attributes, of a script's data, of a template, and of a cell of a spreadsheet.
HOSTILE = (
    "<script>window.pwned = 1</script>",
    "\"><img src=x onerror='window.pwned = 2'>",
    "' autofocus onfocus='window.pwned = 3' x='",
    "</script><script>window.pwned = 4</script>",
    "</style></title><svg onload=window.pwned=5>",
    "{{ 7 * 7 }}{% raw %}",
    '=HYPERLINK("https://evil.example.com")',
)


def put(emulator: Emulator, kind: str, **fields: Any) -> Any:
    return emulator.control("POST", "objects", {"kind": kind, **fields})


def audited(emulator: Emulator, folder: pathlib.Path, **variables: Any) -> pathlib.Path:
    """The folder of the report on what the emulator holds."""
    task = {
        "name": "role",
        "ansible.builtin.include_role": {"name": "community.cognigy.audit"},
        "vars": {"audit_dir": str(folder / "report"), **variables},
    }
    run = Ansible(environment(folder, emulator), folder).tasks([task])
    assert run.rc == 0, run.output
    return folder / "report"


@pytest.fixture(scope="session")
def report(emulator_process: Emulator, tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """Of an installation as one would meet it."""
    emulator = emulator_process
    emulator.control("POST", "reset")
    emulator.control("POST", "switches", {"task_reads": 0, "uploaded_listed": 0})
    for number, name in enumerate(("Acme", "Globex", "Initech", "Umbrella")):
        quotas = {"quotaMaxProjects": number + 1, "quotaMaxUsers": 20, "disabled": name == "Umbrella"}
        there = emulator.organisation(name, passwordPolicy={"minLength": 14 if number else 8}, **quotas)
        now = int(emulator.control("GET", "clock")["now"])
        for place, person in enumerate(PEOPLE):
            login = f"{person.split()[0].lower()}@{name.lower()}.example.com"
            roles = ["admin", "base_role"] if place < number + 1 else ["base_role", "projectManager"][: 1 + place % 2]
            seen = 0 if place == 5 else now + (100 - place * place * 3) * DAY
            put(
                emulator,
                "user",
                organisation=there,
                id=login,
                name=person,
                roles=roles,
                lastActive=seen,
                disabled=place == 6,
                acceptedTOS=place != 5,
            )
        if name == "Umbrella":
            continue
        key = emulator.super_key(there)
        project = emulator.project(key, "Support")
        flow = emulator.api("POST", "/v2.0/flows", {"name": "Main", "projectId": project}, key=key)["referenceId"]
        snapshot = put(emulator, "snapshot", organisation=there, project=project, name="2026.11", description="")["_id"]
        locale = emulator.api("GET", "/v2.0/locales", key=key, projectId=project)["items"][0]["referenceId"]
        for channel, runs in (("rest", snapshot), ("webchat3", project)):
            body = {
                "name": channel.capitalize(),
                "projectId": project,
                "channel": channel,
                "flowId": flow,
                "localeId": locale,
                "entrypoint": runs,
            }
            emulator.api("POST", "/v2.0/endpoints", body, key=key)
    emulator.control("POST", "clock", {"advance_seconds": 100 * DAY})
    return audited(emulator, tmp_path_factory.mktemp("report"))


@pytest.fixture(scope="session")
def hostile_report(report: pathlib.Path, emulator_process: Emulator, tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """Of an installation where every name attacks. Made after the other one, since both use the emulator."""
    emulator = emulator_process
    emulator.control("POST", "reset")
    for number, name in enumerate(HOSTILE):
        there = emulator.organisation(name)
        put(emulator, "user", organisation=there, id=f"{name} {number}", name=name, roles=["admin", name], lastActive=0)
        project = put(emulator, "project", organisation=there, name=name)["_id"]
        put(emulator, "snapshot", organisation=there, project=project, name=name, description=name)
    emulator.control("POST", "clock", {"advance_seconds": 100 * DAY})
    return audited(emulator, tmp_path_factory.mktemp("hostile"), audit_title=HOSTILE[0])


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield running
        running.close()


class Site:
    """Opens pages of a folder, served as a web server would, and notes what a page asks for and complains of."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._ends: list[Any] = []
        self.asked: list[str] = []
        self.complaints: list[str] = []

    def open(self, folder: pathlib.Path, **settings: Any) -> Page:
        handler = functools.partial(Quiet, directory=str(folder))
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        context: BrowserContext = self._browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **settings})
        self._ends += [context.close, server.shutdown, server.server_close]
        page = context.new_page()
        page.set_default_timeout(5000)
        context.on("request", lambda request: self.asked.append(request.url))
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", lambda dialog: self.complaints.append(dialog.message))
        page.goto(f"http://127.0.0.1:{server.server_port}/report.html")
        return page

    def close(self) -> None:
        for end in self._ends:
            end()


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def site(browser: Browser) -> Iterator[Site]:
    opened = Site(browser)
    yield opened
    opened.close()
