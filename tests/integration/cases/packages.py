# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Packages: made in one project, merged into another."""

from __future__ import annotations

import pathlib
import tempfile

from ansible_collections.community.cognigy.tests.integration.cases._base import Case, Step, World, acme
from ansible_collections.community.cognigy.tests.integration.harness import Emulator

FLOW = {"kind": "flow", "name": "Main"}
LEXICON = {"kind": "lexicon", "name": "Words"}
MADE = {"project": "Home", "name": "Kit"}
SENT = {"project": "Shop", "name": "Kit"}


def two_projects(emulator: Emulator) -> World:
    """Home, with a flow and a lexicon and the locale German, and Shop, with the locale Deutsch; and something that is no package."""
    organisation, key = acme(emulator)
    home = emulator.api("GET", "/v2.0/projects", key=key)["items"][0]["_id"]
    shop = emulator.project(key, "Shop")
    emulator.api("POST", "/v2.0/flows", {"projectId": home, "name": "Main"}, key=key)
    emulator.api("POST", "/v2.0/lexicons", {"projectId": home, "name": "Words"}, key=key)
    for project, name in ((home, "German"), (shop, "Deutsch")):
        primary = emulator.api("GET", "/v2.0/locales", key=key, projectId=project)["items"][0]["_id"]
        locale = {"projectId": project, "name": name, "nluLanguage": "de-DE", "fallbackLocaleReference": primary}
        emulator.api("POST", "/v2.0/locales", locale, key=key)
    folder = pathlib.Path(tempfile.mkdtemp())
    (folder / "page.zip").write_text("<html>", encoding="utf-8")
    return World({"COGNIGY_ORGANISATION": "Acme"}, {"folder": str(folder)})


CASES = [
    Case(
        "cognigy_package",
        [
            Step("create", {**MADE, "description": "d", "resources": [FLOW, LEXICON]}),
            Step("download", {**MADE, "dest": "{{ world.folder }}"}),
            Step("conflicts", {**MADE, "merge": {}}, fails="the project has already flow 'Main', lexicon 'Words'", ordinary=False),
            Step("nothing", {**MADE, "resources": []}, fails="resources is empty", ordinary=False),
            Step("no id", {"project": "Home", "id": "0" * 24}, fails="there is no package with the id", ordinary=False),
            Step("no package", {**SENT, "src": "{{ world.folder }}/page.zip"}, fails="page.zip is no package", ordinary=False),
            Step("upload", {**SENT, "src": "{{ world.folder }}/Kit.zip"}),
            Step("not in it", {**SENT, "merge": {"resources": [{**FLOW, "name": "X"}]}}, fails="there is no flow 'X'", ordinary=False),
            Step("merge a part", {**SENT, "merge": {"resources": [FLOW]}}, ordinary=False),
            Step(
                "merge the rest",
                {
                    **SENT,
                    "merge": {
                        "locale_mapping": {"German": "Deutsch"},
                        "strategies": [{**LEXICON, "rename": "Terms", "auto_rename": False}],
                    },
                },
            ),
            Step("remove", {"project": "Shop", "id": "{{ last.package.id }}", "state": "absent"}),
        ],
        two_projects,
    ),
]
