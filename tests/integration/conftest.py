# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Fixtures: a running emulator, and Ansible against it."""

from __future__ import annotations

import os
import pathlib
import subprocess
import sys
from collections.abc import Iterator

import pytest

from ansible_collections.community.cognigy.tests.integration.harness import HERE, SERVE, Ansible, Emulator, collections_path


def serve(log: pathlib.Path) -> Iterator[Emulator]:
    """An emulator of its own, until the end."""
    with open(log, "w", encoding="utf-8") as errors:
        process = subprocess.Popen(SERVE, stdout=subprocess.PIPE, stderr=errors, text=True)
    assert process.stdout
    line = process.stdout.readline()
    if "http" not in line:
        process.kill()
        pytest.fail(f"the emulator did not start: {line}{log.read_text()}")
    yield Emulator(line.split()[-1])
    process.terminate()
    process.wait(10)


@pytest.fixture(scope="session")
def emulator_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    yield from serve(tmp_path_factory.mktemp("emulator") / "log")


@pytest.fixture(scope="session")
def other_emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """A second installation, as it was left."""
    yield from serve(tmp_path_factory.mktemp("other_emulator") / "log")


@pytest.fixture
def emulator(emulator_process: Emulator) -> Emulator:
    """The emulator, empty and without any fault or switch."""
    emulator_process.control("POST", "reset")
    return emulator_process


@pytest.fixture
def ansible_env(tmp_path: pathlib.Path, emulator: Emulator) -> dict[str, str]:
    return environment(tmp_path, emulator)


def environment(tmp_path: pathlib.Path, emulator: Emulator) -> dict[str, str]:
    """The environment of an ansible command: the emulator as the installation, nothing of the machine's settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "COGNIGY_"))}
    return {
        **kept,
        "PATH": f"{pathlib.Path(sys.executable).parent}:{kept.get('PATH', '')}",
        "HOME": str(tmp_path),
        "ANSIBLE_HOME": str(tmp_path / "ansible"),
        "ANSIBLE_CONFIG": str(HERE / "ansible.cfg"),
        "ANSIBLE_COLLECTIONS_PATH": collections_path(),
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
        "ANSIBLE_DEVEL_WARNING": "false",
        "ANSIBLE_NOCOLOR": "true",
        "ANSIBLE_CALLBACK_PLUGINS": str(HERE / "callbacks"),
        "ANSIBLE_CALLBACKS_ENABLED": "record",
        "ANSIBLE_REMOTE_TEMP": str(tmp_path / "remote"),
        "COGNIGY_BASE_URL": emulator.url,
        "COGNIGY_MANAGEMENT_USERNAME": emulator.user,
        "COGNIGY_MANAGEMENT_PASSWORD": emulator.password,
    }


@pytest.fixture
def ansible(ansible_env: dict[str, str], tmp_path: pathlib.Path) -> Ansible:
    return Ansible(ansible_env, tmp_path)


@pytest.fixture(params=["in process", "ordinary"])
def in_process(request: pytest.FixtureRequest) -> bool:
    """Both ways of execution."""
    return bool(request.param == "in process")
