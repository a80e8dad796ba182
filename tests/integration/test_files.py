# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Large files: memory, bodies that are too large, uploads that break off and what the next run makes of them."""

from __future__ import annotations

import hashlib
import io
import json
import os
import pathlib
import random
import subprocess
import sys
import tarfile
from typing import Any

import pytest

from ansible_collections.community.cognigy.tests.integration.harness import Ansible, Emulator

pytestmark = pytest.mark.once
SIZE = 20 * 1024 * 1024
SPARE = 4 * 1024  # KiB: far below the file's 20 480
SNAPSHOT_SIZE = 200_000_000
PROGRAM = """
import json, resource, sys
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.community.cognigy.plugins.module_utils import _client
from ansible_collections.community.cognigy.plugins.module_utils._run import run, spec_of
from ansible_collections.community.cognigy.tests.modules import MODULES
_client.SHOW_EVERY = 0.05
done = []
for name, args in json.load(sys.stdin):
    params = ArgumentSpecValidator(**spec_of(MODULES[name])).validate(args).validated_parameters
    said = []
    result = run(MODULES[name], params, False, said.append, said.append)
    done.append((result, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, said))
print(json.dumps(done))
"""


def in_a_process_of_their_own(tasks: list[tuple[str, dict[str, Any]]]) -> list[tuple[dict[str, Any], int, list[str]]]:
    """Run modules in one process; of each the result, the most memory that the process had until then (KiB), and what was said."""
    program = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(program, input=json.dumps(tasks), env=os.environ, stdout=subprocess.PIPE, text=True, check=True)
    found: list[tuple[dict[str, Any], int, list[str]]] = json.loads(done.stdout)
    return found


def connection(emulator: Emulator) -> dict[str, Any]:
    login = {"management_username": emulator.user, "management_password": emulator.password}
    return {"base_url": emulator.url, **login, "organisation": "Acme"}


@pytest.fixture
def store(emulator: Emulator) -> dict[str, Any]:
    """A knowledge store, and the options that name it."""
    key = emulator.super_key(emulator.organisation("Acme"))
    home = emulator.project(key, "Home")
    emulator.api("POST", "/v2.0/knowledgestores", {"projectId": home, "name": "Handbook"}, key=key)
    return {"organisation": "Acme", "project": "Home", "knowledge_store": "Handbook"}


def package(path: pathlib.Path, size: int) -> pathlib.Path:
    """A package of an extension of about this size, which does not shrink."""
    with tarfile.open(path, "w:gz", compresslevel=1) as archive:
        for name, content in (("package.json", json.dumps({"name": "big", "version": "1.0.0"}).encode()), ("data", random.randbytes(size))):
            about = tarfile.TarInfo(f"package/{name}")
            about.size = len(content)
            archive.addfile(about, io.BytesIO(content))
    return path


def test_twenty_megabytes_are_never_in_memory(emulator: Emulator, store: dict[str, Any], tmp_path: pathlib.Path) -> None:
    emulator.control("POST", "switches", {"upload_limit": SIZE * 2})
    big = package(tmp_path / "big.tar.gz", SIZE)
    text = tmp_path / "big.txt"
    text.write_bytes(b"The same line again and again.\n\n" * (SIZE // 32))
    (tmp_path / "small.txt").write_text("Nothing much.", encoding="utf-8")
    where = {**connection(emulator), **store}
    tasks = [
        ("cognigy_knowledge_source", {**where, "name": "small", "file": str(tmp_path / "small.txt")}),
        ("cognigy_extension", {**connection(emulator), "project": "Home", "file": str(big)}),
        ("cognigy_knowledge_source", {**where, "name": "big", "file": str(text)}),
    ]
    done = in_a_process_of_their_own(tasks)
    assert [result["changed"] for result, _peak, _said in done] == [True, True, True]
    small, extension, source = (peak for _result, peak, _said in done)
    assert extension - small < SPARE and source - small < SPARE, f"KiB at the peak: {small}, {extension}, {source}"


def test_a_snapshot_of_two_hundred_megabytes(emulator: Emulator, tmp_path: pathlib.Path) -> None:
    """Brought to disk, to another project, and found to be there: with as much memory as a small one, and told of on the way."""
    key = emulator.super_key(emulator.organisation("Acme"))
    home, prod = (emulator.project(key, name) for name in ("Home", "Prod"))
    for name, padding in (("small", 0), ("big", SNAPSHOT_SIZE)):
        emulator.control("POST", "objects", {"kind": "snapshot", "organisation": "Acme", "project": home, "name": name, "padding": padding})
    where = connection(emulator)
    (content,) = (
        one["content_id"]
        for result, _peak, _said in in_a_process_of_their_own([("cognigy_snapshot_info", {**where, "project": "Home", "contents": True})])
        for one in result["snapshots"]
        if one["name"] == "big"
    )
    brought = {name: {**where, "project": "Home", "name": name, "dest": str(tmp_path)} for name in ("small", "big")}
    sent = {
        name: {**where, "project": "Prod", "name": name, "src": f"{tmp_path}/{name}.csnap", "wait_timeout": 60} for name in ("small", "big")
    }
    sent["big"]["content_id"] = content
    tasks = [
        ("cognigy_snapshot", args) for args in (brought["small"], sent["small"], brought["big"], sent["big"], brought["big"], sent["big"])
    ]

    done = in_a_process_of_their_own(tasks)

    assert [result.get("changed") for result, _peak, _said in done] == [True, True, True, True, False, False], done
    file = done[2][0]["file"]
    assert file["size"] == os.stat(file["path"]).st_size > SNAPSHOT_SIZE and done[4][0]["file"] == file
    assert hashlib.sha256(pathlib.Path(file["path"]).read_bytes()).hexdigest() == file["sha256"]
    held = {one["name"]: one["padding"] for one in emulator.control("GET", "objects", kind="snapshot") if one["project"] == prod}
    assert held == {"small": 0, "big": SNAPSHOT_SIZE}
    peaks = [peak for _result, peak, _said in done]
    assert peaks[-1] - peaks[1] < SPARE, f"KiB at the peak: {peaks}"
    for number, what in ((2, "download of snapshot 'big': "), (3, "upload of big.csnap: ")):
        told = [text for text in done[number][2] if text.startswith(what)]
        assert len(told) > 1 and all(text.endswith("/200 MB") for text in told), done[number][2]


def test_an_upload_that_breaks_off_and_the_next_run(
    ansible: Ansible, emulator: Emulator, store: dict[str, Any], tmp_path: pathlib.Path
) -> None:
    big = package(tmp_path / "big.tar.gz", 1024 * 1024)
    (tmp_path / "notes.txt").write_text("One.\n\nTwo.\n", encoding="utf-8")
    modules: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("cognigy_extension", "*/extensions/upload", {"organisation": "Acme", "project": "Home", "file": str(big), "retries": 0}),
        ("cognigy_knowledge_source", "*/sources/upload", {**store, "name": "Notes", "file": str(tmp_path / "notes.txt"), "retries": 0}),
    )
    for name, path, args in modules:
        emulator.control("POST", "faults", {"method": "POST", "path": path, "kind": "cut"})
        tasks = [
            {"name": "broken", f"community.cognigy.{name}": args, "ignore_errors": True},
            {"name": "next", f"community.cognigy.{name}": args},
            {"name": "again", f"community.cognigy.{name}": args},
        ]
        run = ansible.tasks(tasks)
        assert run.rc == 0, run.output
        assert run.result("broken")["failed"] and "Run this again" in run.result("broken")["msg"]
        assert (run.result("next")["changed"], run.result("again")["changed"]) == (True, False)
    emulator.control("POST", "faults", {"method": "POST", "path": "*/sources/upload", "kind": "cut", "after_commit": True})
    emulator.control("POST", "switches", {"task_reads": 0})
    lost = {"name": "lost", "community.cognigy.cognigy_knowledge_source": {**modules[1][2], "name": "Lost"}}
    result = ansible.tasks([lost]).result("lost")
    assert result["changed"] and "was lost" in result["warnings"][0] and result["knowledge_source"]["name"] == "Lost"
    assert not ansible.tasks([lost]).result("lost")["changed"]
    emulator.control("POST", "switches", {"task_reads": 2})
    emulator.control("POST", "switches", {"task_fails": "the file is damaged"})
    failing = {"name": "task", "community.cognigy.cognigy_knowledge_source": {**modules[1][2], "name": "Other"}, "ignore_errors": True}
    assert "the file is damaged" in ansible.tasks([failing]).result("task")["msg"]
    emulator.control("POST", "switches", {"task_fails": None})
    result = ansible.tasks([{**failing, "ignore_errors": False}]).result("task")
    assert result["changed"] and result["knowledge_source"]["name"] == "Other"


def test_a_body_that_is_too_large(ansible: Ansible, emulator: Emulator, store: dict[str, Any]) -> None:
    big = {"organisation": "Acme", "project": "Home", "name": "Big"}
    node = {"type": "code", "label": "big", "config": {"code": "x" * 70000}}
    tasks = [
        {"name": "function", "community.cognigy.cognigy_function": {**big, "code": "x" * 70000}, "ignore_errors": True},
        {"name": "flow", "community.cognigy.cognigy_flow": {**big, "nodes": [node]}, "ignore_errors": True},
    ]
    run = ansible.tasks(tasks)
    for name in ("function", "flow"):
        message = run.result(name)["msg"]
        assert "413" in message and "The body has 70" in message and "HTTP_JSON_BODY_LIMIT" in message, message
