# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every writing module, step by step: check, apply, apply again, check again. In process and the ordinary way."""

from __future__ import annotations

import pytest

from ansible_collections.community.cognigy.tests.integration.cases import CASES, FAMILIES
from ansible_collections.community.cognigy.tests.integration.cases._base import walk
from ansible_collections.community.cognigy.tests.integration.harness import Ansible, Emulator
from ansible_collections.community.cognigy.tests.modules import MODULES

WAYS = ("in process", "ordinary")
WALKED: dict[tuple[str, str], dict[str, str]] = {}  # by family and way: what was wrong with which case


@pytest.mark.parametrize(
    ("way", "family", "case"),
    [
        pytest.param(way, family, case.name, id=f"{way}-{case.name}", marks=pytest.mark.xdist_group(f"{way} {family}"))
        for way in WAYS
        for family, cases in FAMILIES.items()
        for case in cases
    ],
)
def test_four_runs(request: pytest.FixtureRequest, ansible: Ansible, emulator: Emulator, way: str, family: str, case: str) -> None:
    """The first test of a family runs all cases that are wanted of it."""
    if (family, way) not in WALKED:
        wanted = [getattr(item, "callspec", None) for item in request.session.items if item.originalname == request.node.originalname]
        names = {one.params["case"] for one in wanted if one and one.params["way"] == way}
        cases = [one for one in FAMILIES[family] if one.name in names]
        WALKED[family, way] = walk(ansible, emulator, cases, in_process=way == "in process")
    assert case not in WALKED[family, way], WALKED[family, way][case]


@pytest.mark.once
def test_every_writing_module_has_a_case() -> None:
    other = (
        "_info",
        "_facts",
        "_api",
        "_superkey",
        "_playbook_run",
        "_helm_values",
    )  # a run is no state: test_runs.py; a file: test_onprem_api.py
    assert {name for name in MODULES if not name.endswith(other)} == {case.module for case in CASES.values()}
