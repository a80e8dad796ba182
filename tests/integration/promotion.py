# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Two installations for the tests of the role promote: Dev with the tested snapshot 2.0, and Prod whose five endpoints run 1.0."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import requests

from ansible_collections.community.cognigy.tests.integration.harness import Emulator

OLD, NEW = "1.0", "2.0"
ENDPOINTS = ["Chat", "Kiosk", "Mail", "Phone", "Web"]
CRM = {"extension": "@cognigy/basic-nodes", "type": "http_basic", "isDeprecated": False}


@dataclass
class Side:
    """One installation with the organisation Acme and a project."""

    server: Emulator
    name: str
    key: str
    organisation: str
    project: str

    @property
    def connection(self) -> dict[str, Any]:
        server = self.server
        login = {"management_username": server.user, "management_password": server.password}
        return {"project": self.name, "organisation": "Acme", "base_url": server.url, **login}

    def made(self, path: str, **body: Any) -> dict[str, Any]:
        found: dict[str, Any] = self.server.api("POST", f"/v2.0/{path}", {"projectId": self.project, **body}, key=self.key)
        return found

    def listed(self, path: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.server.api("GET", f"/v2.0/{path}", key=self.key, projectId=self.project, limit=100)["items"]
        return found

    def done(self, path: str, **body: Any) -> None:
        """Start a task, which is done at once."""
        task = self.server.api("POST", f"/v2.0/{path}", body or None, key=self.key)["_id"]
        task = self.server.api("GET", f"/v2.0/tasks/{task}", key=self.key)
        assert task["status"] == "done", task

    def sent(self, method: str, path: str, body: Any = None, refused: tuple[int, ...] = ()) -> Any:
        """One request and its answer; None for one that may be refused so, and was."""
        answer = requests.request(method, f"{self.server.url}/new/v2.0/{path}", json=body, headers=self.headers, timeout=60)
        if answer.status_code in refused:
            return None
        assert answer.ok, answer.text
        return answer.json() if answer.content else None

    def upload(self, content: bytes) -> dict[str, Any]:
        """Send the file of a snapshot; gives the task."""
        url, files = f"{self.server.url}/new/v2.0/snapshots/upload", {"file": ("x.csnap", content)}
        answer = requests.post(url, data={"projectId": self.project}, files=files, headers=self.headers, timeout=60)
        assert answer.ok, answer.text
        found: dict[str, Any] = answer.json()
        return found

    @property
    def headers(self) -> dict[str, str]:
        return {"X-API-Key": self.key, "Accept": "application/json"}

    def snapshots(self) -> dict[str, str]:
        """The ids of the snapshots that there really are, by name. AssertionError when a name is there twice."""
        held = [one for one in self.server.control("GET", "objects", kind="snapshot") if one["project"] == self.project]
        found = {one["name"]: one["_id"] for one in held}
        assert len(found) == len(held), held
        return found

    def running(self) -> dict[str, str]:
        """What the endpoints run, by the names of both."""
        names = {**{id: name for name, id in self.snapshots().items()}, self.project: "project"}
        held = [one for one in self.server.control("GET", "objects", kind="endpoint") if one["project"] == self.project]
        return {one["name"]: names[one["entrypoint"]] for one in held}


def side(server: Emulator, name: str) -> Side:
    server.control("POST", "reset")
    server.control("POST", "switches", {"task_reads": 0, "late_downloads": False, "uploaded_listed": 0})
    organisation = server.organisation("Acme")
    key = server.super_key(organisation)
    return Side(server, name, key, organisation, server.project(key, name))


def two_sides(source: Emulator, target: Emulator) -> tuple[Side, Side]:
    """Dev has the snapshots 1.0 and 2.0, Prod has 1.0, which its five endpoints run; its flow has the same reference id."""
    dev, prod = side(source, "Dev"), side(target, "Prod")
    for one in (dev, prod):
        one.made("connections", name="CRM", fields={"username": "bot", "password": f"geheim-{one.name}"}, **CRM)
    dev.made("flows", name="Main")
    dev.done("snapshots", name=OLD, description="", projectId=dev.project)
    dev.made("flows", name="Orders")
    dev.done("snapshots", name=NEW, description="tested", projectId=dev.project)
    bring(dev, prod, OLD)
    prod.done(f"snapshots/{prod.snapshots()[OLD]}/restore", projectId=prod.project)
    flow = prod.listed("flows")[0]["referenceId"]
    locale = prod.listed("locales")[0]["referenceId"]
    for name in ENDPOINTS:
        prod.made("endpoints", name=name, channel="rest", flowId=flow, localeId=locale, entrypoint=prod.snapshots()[OLD])
    playbook = prod.made("playbooks", name="Greeting", timeout=1000, abortOnError=True)
    prod.server.api("POST", f"/v2.0/playbooks/{playbook['_id']}/steps", {"text": "Hello"}, key=prod.key)
    for one in (dev, prod):
        one.server.control("POST", "switches", {"task_reads": 2, "late_downloads": True, "uploaded_listed": 1})
        one.server.control("POST", "clock", {"advance_seconds": 60})
        one.server.control("DELETE", "requests")
    return dev, prod


def bring(dev: Side, prod: Side, name: str) -> None:
    """A snapshot from one side to the other, without the collection."""
    snapshot = dev.snapshots()[name]
    dev.done(f"snapshots/{snapshot}/package")
    link = dev.server.api("POST", f"/v2.0/snapshots/{snapshot}/downloadlink", key=dev.key)["downloadLink"]
    prod.upload(requests.get(link, timeout=60).content)


def variables(dev: Side, prod: Side, **more: Any) -> dict[str, Any]:
    """The variables of the role for a promotion of 2.0 from Dev to Prod."""
    return {"promote_source": dev.connection, "promote_target": prod.connection, "promote_snapshot": NEW, "promote_test_delay": 0, **more}
