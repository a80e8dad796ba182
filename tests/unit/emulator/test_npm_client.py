# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The official npm client, unmodified, works against the emulator.

It repeats queries of GETs as JSON bodies, writes arrays as ``type[]=`` and puts the organisation of a super key into the body. The package
is installed at test time and is no part of the repository.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

SOURCES = Path(__file__).resolve().parent / "npm_client"
CHECKOUT = next((one.parent for one in SOURCES.parents if one.name == ".nox"), SOURCES.parents[3])


@pytest.fixture(scope="module")
def client() -> Path:
    """The script beside its installed package, in a build folder that later runs find again."""
    if not shutil.which("node") or not shutil.which("npm"):
        reason = "node and npm are not there, the official client cannot be tried"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    lock = SOURCES / "package-lock.json"
    folder = CHECKOUT / ".nox" / f"npm-client-{hashlib.sha256(lock.read_bytes()).hexdigest()[:12]}"
    if not (folder / "node_modules").exists():
        making = folder.with_suffix(f".{os.getpid()}")
        making.mkdir(parents=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(SOURCES / name, making)
        done = subprocess.run(
            ["npm", "ci", "--no-audit", "--no-fund"], cwd=making, capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode == 0, done.stderr
        making.replace(folder)
    shutil.copy(SOURCES / "client.js", folder)
    return folder / "client.js"


def run(client, url):
    command = ["node", str(client), url, "admin", "management-secret"]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_the_client_works(client, api, process):
    done = run(client, process.url)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    wrong, gone, key, login = (result.pop(name) for name in ("wrongLogs", "gone", "wrongKey", "wrongLogin"))
    assert result == {
        "quota": 4,
        "organisations": 1,
        "managementUsers": ["Anna"],
        "vendor": True,
        "user": ["Robert", ["projectManager"]],
        "users": ["bob@example.com"],
        "project": "Shop 2",
        "timezone": "UTC",
        "members": [["basic", "logs"]],
        "locales": ["en-US"],
        "projects": [2, "Bank", "Shop 2", None],
        "states": ["queued", "active", "done"],
        "events": True,
        "logs": 0,
        "login": ["Anna", True],
        "refreshed": 2,
        "webfinger": {"idp:type": "none"},
    }
    assert gone == {"code": 1002, "message": "Project does not exist"}
    assert key == {"code": 401, "message": "Unable to authenticate via api key"}
    assert login["code"] == 401
    assert api.control("GET", "objects?kind=accesstoken") == []
    assert (wrong["code"], wrong["message"].endswith("one of the allowed values")) == (1005, True)
    sizes = [one["body_size"] for one in api.control("GET", "requests") if one["method"] == "GET" and one["operation"] == "indexProjects"]
    assert min(sizes) > 0


def test_the_client_fails_where_gets_must_have_no_body(client, api, process):
    """So the default is what makes it work."""
    api.switch(get_with_body=403)
    assert run(client, process.url).returncode == 1
