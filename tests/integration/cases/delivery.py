# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Snapshots: made, brought to disk and to another project, put before endpoints, replaced, removed."""

from __future__ import annotations

import tempfile
from typing import Any

from ansible_collections.community.cognigy.tests.integration.cases._base import Case, Step, World, acme
from ansible_collections.community.cognigy.tests.integration.harness import Emulator

HOME, PROD = {"project": "Home", "name": "1.0"}, {"project": "Prod", "name": "1.0"}
UPLOAD = {**PROD, "src": "{{ world.folder }}/1.0.csnap"}


def two_projects(emulator: Emulator) -> World:
    """Home with a flow and two endpoints, Prod with a flow and an endpoint of the same names, made by itself; and a folder."""
    _organisation, key = acme(emulator)
    emulator.project(key, "Prod")
    for project in emulator.api("GET", "/v2.0/projects", key=key)["items"]:
        home = {"projectId": project["_id"]}
        emulator.api("POST", "/v2.0/flows", {**home, "name": "Main"}, key=key)
        flow = emulator.api("GET", "/v2.0/flows", key=key, **home)["items"][0]["referenceId"]
        locale = emulator.api("GET", "/v2.0/locales", key=key, **home)["items"][0]["referenceId"]
        for name in ("Web", "Chat")[: 2 if project["name"] == "Home" else 1]:
            endpoint = {**home, "name": name, "channel": "rest", "flowId": flow, "localeId": locale, "entrypoint": project["_id"]}
            emulator.api("POST", "/v2.0/endpoints", endpoint, key=key)
    return World({"COGNIGY_ORGANISATION": "Acme"}, {"folder": tempfile.mkdtemp()})


def content_of_home(emulator: Emulator) -> dict[str, Any]:
    """The content ids of the snapshot in Home, the older one, and of something else: the server's hash is one half of it."""
    oldest = emulator.control("GET", "objects", kind="snapshot")[0]
    return {"content": f"{oldest['hash']}/", "other": f"{'0' * 64}/"}


CASES = [
    Case(
        "cognigy_snapshot",
        [
            Step("create", {**HOME, "description": "first"}),
            Step("to disk", {**HOME, "dest": "{{ world.folder }}"}),
            Step("no folder", {**HOME, "dest": "{{ world.folder }}/no/file"}, fails="dest: there is no folder", ordinary=False),
            Step("one endpoint", {**HOME, "endpoints": ["Web"]}, ordinary=False),
            Step("all endpoints", {**HOME, "endpoints": ["all"]}),
            Step(
                "no such endpoint", {**HOME, "endpoints": ["Web", "Nope"]}, fails="endpoints: there is no endpoint 'Nope'", ordinary=False
            ),
            Step("new, file and endpoints", {**HOME, "name": "1.1", "dest": "{{ world.folder }}/new.csnap", "endpoints": ["all"]}),
            Step("used", {"project": "Home", "name": "1.1", "state": "absent"}, fails="is what the endpoints Chat, Web run"),
            Step("back by id", {"project": "Home", "id": "{{ first.snapshot.id }}", "endpoints": ["all"]}),
            Step("remove", {"project": "Home", "name": "1.1", "state": "absent"}),
            Step("detach and remove", {**HOME, "state": "absent", "detach_endpoints": True}, ordinary=False),
        ],
        two_projects,
        not_compared=("is_packaged", "package_expires_at", "after"),
        tells=("endpoints",),
    ),
    Case(
        "cognigy_snapshot",
        [
            Step("create", {**HOME, "dest": "{{ world.folder }}"}),
            Step("upload", {**UPLOAD, "content_id": "{{ world.content }}"}, before=content_of_home),
            Step("serve", {**UPLOAD, "endpoints": ["Web"]}),
            Step(
                "other content",
                {**UPLOAD, "content_id": "{{ world.other }}"},
                fails="snapshot '1.0' is there with other content",
                before=content_of_home,
                ordinary=False,
            ),
            Step(
                "replace what is used", {**PROD, "content_id": "{{ world.other }}", "replace": True}, fails="run: let them", ordinary=False
            ),
            Step("remove and detach", {**PROD, "state": "absent", "detach_endpoints": True}),
            Step("of the project itself", {**PROD, "endpoints": ["Web"]}, ordinary=False),
            Step(
                "replace",
                {**UPLOAD, "content_id": "{{ world.content }}", "replace": True, "detach_endpoints": True, "endpoints": ["Web"]},
                before=content_of_home,
                ordinary=False,
            ),
        ],
        two_projects,
        title="in another project",
        not_compared=("is_packaged", "package_expires_at", "before", "after"),
        tells=("endpoints",),
    ),
]
