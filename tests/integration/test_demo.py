# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The demo, as a newcomer starts it: in a clone of any name, without settings."""

from __future__ import annotations

import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys

import pytest
import requests

from ansible_collections.community.cognigy.tests.integration.harness import ROOT, TIMEOUT

LEFT_OUT = shutil.ignore_patterns(".git", ".nox", "__pycache__", "build", ".*_cache")


@pytest.fixture
def clone(tmp_path: pathlib.Path) -> pathlib.Path:
    return pathlib.Path(shutil.copytree(ROOT, tmp_path / "some folder", ignore=LEFT_OUT))


@pytest.fixture
def environment(tmp_path: pathlib.Path) -> dict[str, str]:
    """Settings that would lead the demo astray if it heeded them."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "COGNIGY_"))},
        "HOME": str(tmp_path),
        "ANSIBLE_COLLECTIONS_PATH": str(tmp_path),
        "ANSIBLE_STDOUT_CALLBACK": "minimal",
        "COGNIGY_API_KEY": "not-a-key",
        "COGNIGY_BASE_URL": "http://127.0.0.1:1",
        # The environment of the emulator is not made once more for each test.
        "COGNIGY_EMULATOR_VENVS": os.environ.get("COGNIGY_EMULATOR_VENVS", str(ROOT.resolve() / ".nox" / "emulator")),
    }


def start(clone: pathlib.Path, environment: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(clone / "demo" / "run")],
        cwd=clone.parent,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def emulator_url(text: str) -> str:
    found = re.search(r"http://127\.0\.0\.1:\d+", text)
    assert found, text
    return found.group()


def is_gone(url: str) -> bool:
    try:
        requests.get(f"{url}/__emulator/health", timeout=5)
    except requests.ConnectionError:
        return True
    return False


def test_demo(clone: pathlib.Path, environment: dict[str, str]) -> None:
    process = start(clone, environment)
    output, _errors = process.communicate(timeout=TIMEOUT)
    assert process.returncode == 0, output
    first, second = re.findall(r"localhost: ok=\d+ changed=(\d+)", output)
    assert (first, second) == ("5", "0")
    for said in ("ann@acme.example.com", "Support", "super API key", "projects 1 of 10, users 2 of 50", "What to try next"):
        assert said in output
    assert "PLAY [" not in output and "TASK [" not in output, "a wall of text belongs into the logs"
    assert {log.stem for log in (clone / "build" / "demo").glob("*.log")} == {"emulator", "first-run", "second-run", "inventory", "facts"}
    assert max(map(len, output.splitlines())) <= 120
    assert is_gone(emulator_url(output))
    # Nothing outside build/ was made.
    assert {path.name for path in clone.iterdir()} - {path.name for path in ROOT.iterdir()} <= {"build"}


def test_demo_shows_what_failed(clone: pathlib.Path, environment: dict[str, str]) -> None:
    variables = clone / "demo" / "vars.yml"
    variables.write_text(variables.read_text(encoding="utf-8").replace("quota_max_users", "quota_max_people"), encoding="utf-8")
    process = start(clone, environment)
    output, _errors = process.communicate(timeout=TIMEOUT)
    assert process.returncode == 1
    assert "The demo failed. This command failed." in output and "quota_max_people" in output and "build/demo/first-run.log" in output
    assert "Traceback" not in output
    assert is_gone(emulator_url(output))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_demo_can_be_stopped(clone: pathlib.Path, environment: dict[str, str], number: signal.Signals) -> None:
    process = start(clone, environment)
    assert process.stdout
    text = ""
    while "$ ansible-playbook" not in text:
        line = process.stdout.readline()
        assert line, text
        text += line
    os.killpg(process.pid, number)
    text += process.communicate(timeout=60)[0]
    assert process.returncode == 128 + number, text
    assert "Traceback" not in text
    assert is_gone(emulator_url(text))
