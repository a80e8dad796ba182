# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every writing module, step by step: check, apply, apply again, check again. In process and the ordinary way."""

from __future__ import annotations

import pytest

from ansible_collections.community.cognigy.tests.integration.harness import Ansible, Emulator
from ansible_collections.community.cognigy.tests.integration.steps import STEPS, fill, walk, world


@pytest.mark.parametrize("case", STEPS)
def test_four_runs(ansible: Ansible, emulator: Emulator, in_process: bool, case: str) -> None:
    walk(ansible, emulator, case, in_process)


def test_check_mode_sends_nothing_that_writes(ansible: Ansible, emulator: Emulator) -> None:
    for case, steps in STEPS.items():
        emulator.control("POST", "reset")
        env = world(emulator, case)
        emulator.control("DELETE", "requests")
        tasks = [{"name": "it", f"community.cognigy.{case.split()[0]}": fill(emulator, steps[0][1])}]
        emulator.control("DELETE", "requests")
        assert ansible.tasks(tasks, "--check", env=env).result("it")["changed"]
        assert set(emulator.writes()) <= {"createApiKeyManagement"}, case
