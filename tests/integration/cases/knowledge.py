# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Knowledge stores, sources and connectors, functions, extensions."""

from __future__ import annotations

import io
import json
import pathlib
import tarfile
import tempfile

from ansible_collections.community.cognigy.tests.integration.cases._base import Case, Step, World, acme
from ansible_collections.community.cognigy.tests.integration.harness import Emulator

STORE = {"project": "Home", "knowledge_store": "Handbook"}


def project(emulator: Emulator) -> World:
    acme(emulator)
    return World({"COGNIGY_ORGANISATION": "Acme"})


def store(emulator: Emulator) -> World:
    organisation, key = acme(emulator)
    home = emulator.api("GET", "/v2.0/projects", key=key)["items"][0]["_id"]
    made = emulator.api("POST", "/v2.0/knowledgestores", {"projectId": home, "name": "Handbook"}, key=key)["_id"]
    connector = {"name": "Wiki", "extension": "wiki", "type": "wikiConnector"}
    emulator.api("POST", f"/v2.0/knowledgestores/{made}/connectors", connector, key=key)
    folder = pathlib.Path(tempfile.mkdtemp())
    (folder / "x200.txt").write_text("The X200 is black.\n\nThe X200 is small.\n", encoding="utf-8")
    return World({"COGNIGY_ORGANISATION": "Acme"}, {"folder": str(folder)})


def packages(emulator: Emulator) -> World:
    """A project, and packages of an extension in two versions."""
    folder = pathlib.Path(tempfile.mkdtemp())
    for version in ("1.0.0", "1.1.0"):
        content = json.dumps({"name": "weather", "version": version}).encode()
        about = tarfile.TarInfo("package/package.json")
        about.size = len(content)
        with tarfile.open(folder / f"{version}.tar.gz", "w:gz") as archive:
            archive.addfile(about, io.BytesIO(content))
    return World(project(emulator).env, {"folder": str(folder)})


CASES = [
    Case(
        "cognigy_knowledge_store",
        [
            Step("create", {"project": "Home", "name": "Handbook", "description": "old"}),
            Step("change", {"project": "Home", "name": "Handbook", "description": "new"}),
            Step("rename", {"project": "Home", "id": "{{ last.knowledge_store.id }}", "name": "Manual"}, ordinary=False),
            Step(
                "fixed",
                {"project": "Home", "name": "Manual", "language": "xx"},
                fails="language of knowledge store 'Manual' cannot",
                ordinary=False,
            ),
            Step("anew", {"project": "Home", "name": "Manual", "language": "xx", "recreate": True}, ordinary=False),
            Step("remove", {"project": "Home", "id": "{{ last.knowledge_store.id }}", "state": "absent"}),
        ],
        project,
        not_compared=("status", "language"),
    ),
    Case(
        "cognigy_knowledge_source",
        [
            Step(
                "create",
                {**STORE, "name": "FAQ", "type": "manual", "connector": "Wiki", "chunks": [{"text": "a"}, {"text": "b"}, {"text": "c"}]},
            ),
            Step(
                "chunks",
                {
                    **STORE,
                    "name": "FAQ",
                    "chunks": [{"text": "c"}, {"text": "x", "data": {"season": "all"}}, {"text": "a", "disabled": True}],
                },
            ),
            Step("tags", {**STORE, "name": "FAQ", "meta_data": {"tags": ["b", "a"]}, "status": "disabled"}, ordinary=False),
            Step("no chunks", {**STORE, "name": "FAQ", "chunks": []}, ordinary=False),
            Step("rename", {**STORE, "id": "{{ last.knowledge_source.id }}", "name": "Questions", "description": "d"}, ordinary=False),
            Step(
                "fixed",
                {**STORE, "name": "Questions", "type": "url"},
                fails="type of knowledge source 'Questions' cannot be changed",
                ordinary=False,
            ),
            Step("anew", {**STORE, "name": "Questions", "type": "url", "url": "https://www.example.com", "recreate": True}, ordinary=False),
            Step("a file", {**STORE, "name": "X200", "file": "{{ world.folder }}/x200.txt", "description": "manual"}),
            Step("remove", {**STORE, "name": "X200", "state": "absent"}),
        ],
        store,
        not_compared=("chunk_count", "meta_data", "status"),
    ),
    Case(
        "cognigy_knowledge_connector",
        [
            Step(
                "create",
                {
                    **STORE,
                    "name": "Pages",
                    "extension": "wiki",
                    "type": "wikiConnector",
                    "config": {"space": "A", "apiToken": "geheim-wiki"},
                    "schedule": {"enabled": True, "week_days": [4, 0], "hour": 3},
                },
            ),
            Step("run", {**STORE, "name": "Pages", "run": True}),
            Step("change and run", {**STORE, "name": "Pages", "config": {"space": "B"}, "run": True}, ordinary=False),
            Step("rename", {**STORE, "id": "{{ last.knowledge_connector.id }}", "name": "Wiki pages"}, ordinary=False),
            Step(
                "fixed",
                {**STORE, "name": "Wiki pages", "type": "x"},
                fails="type of knowledge connector 'Wiki pages' cannot",
                ordinary=False,
            ),
            Step("anew", {**STORE, "name": "Wiki pages", "type": "x", "recreate": True}, ordinary=False),
            Step("remove", {**STORE, "id": "{{ last.knowledge_connector.id }}", "state": "absent"}),
        ],
        store,
        not_compared=("last_execution", "last_execution_status"),
    ),
    Case(
        "cognigy_function",
        [
            Step("create", {"project": "Home", "name": "Export", "code": "export default 1;\n"}),
            Step("change", {"project": "Home", "name": "Export", "code": "export default 2;\n", "is_disabled": True}),
            Step("rename", {"project": "Home", "id": "{{ last.function.id }}", "name": "Import"}, ordinary=False),
            Step("remove", {"project": "Home", "id": "{{ last.function.id }}", "state": "absent"}),
        ],
        project,
    ),
    Case(
        "cognigy_extension",
        [
            Step("upload", {"project": "Home", "file": "{{ world.folder }}/1.0.0.tar.gz"}),
            Step("another version", {"project": "Home", "file": "{{ world.folder }}/1.1.0.tar.gz", "trusted_code": True}),
            Step("not trusted", {"project": "Home", "name": "weather", "trusted_code": False}, ordinary=False),
            Step(
                "not there",
                {"project": "Home", "name": "weather", "version": "2.0.0"},
                fails="has version 1.1.0; to have it, give also file or url",
            ),
            Step("remove", {"project": "Home", "name": "weather", "state": "absent"}),
        ],
        packages,
        not_compared=("image_url_token", "label", "description", "nodes", "connections"),
    ),
]
