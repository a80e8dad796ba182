# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The pages made from the code are fresh and whole, and each module says which operations it uses."""

from __future__ import annotations

import ast
import pathlib
import subprocess
import sys
from collections.abc import Iterator

import pytest

from ansible_collections.community.cognigy.plugins.module_utils._operations import OPERATIONS
from ansible_collections.community.cognigy.tests.modules import MODULES
from ansible_collections.community.cognigy.tools import reference

pytestmark = pytest.mark.once
ROOT = pathlib.Path(__file__).resolve().parents[2]
PLUGINS = ROOT / "plugins"
SAID = {*reference.COMMON, *(name for module in MODULES.values() for name in module.operations)}
# Tables name the operations of kinds that no module has alone, and the list of all names them all.
NOT_CALLING = {"_kinds", "_operations.py", "_contract.py"}
NOT_OPERATIONS = {"triggerFunction"}  # also types of nodes


def test_pages_are_fresh() -> None:
    """As a script, since that is how people and nox run it."""
    script = [sys.executable, str(ROOT / "tools" / "reference.py"), "--check"]
    done = subprocess.run(script, check=False, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr


def test_it_writes_what_it_checks(monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(reference, "ROOT", tmp_path)
    monkeypatch.setattr(reference, "RST", tmp_path)
    assert reference.main("--check") == 1 and not list(tmp_path.iterdir())
    assert "nox -s fix" in capsys.readouterr().out
    assert reference.main() == 0 and reference.main("--check") == 0
    (tmp_path / "kinds.rst").write_text("by hand", encoding="utf-8")
    assert reference.main("--check") == 1
    assert capsys.readouterr().out.splitlines()[-2] == "would change kinds.rst"


def test_every_operation_has_its_line() -> None:
    lines = reference.operations().splitlines()
    assert sorted(line[9:-2] for line in lines if line.startswith("   * - ``")) == sorted(OPERATIONS)


def test_the_readme_knows_how_many_have_a_module() -> None:
    reached = next(line for line in reference.operations().splitlines() if line.startswith("- **Modules** use ")).split()[3]
    assert f"{reached} of the API's {len(OPERATIONS)} operations" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_kind_that_a_module_manages_has_its_section() -> None:
    text = reference.kinds()
    states = {name for name, module in MODULES.items() if "state" in module.spec}
    assert states == {name for name in states if f":ansplugin:`community.cognigy.{name}#module`" in text}
    assert len(states) > 20
    for kind in (kind for kind in reference.FACES if reference.module_of(kind) in MODULES):
        lacking = {"Module", "Lies in", "Found by", "To create it", "Deleted"} - {line[7:] for line in reference.about(kind).splitlines()}
        assert not lacking, kind.name


# ---- which operations are used ---------------------------------------------------------------------------------------


def texts_of(path: pathlib.Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_every_operation_of_the_code_is_said_by_a_module() -> None:
    """Whatever stands in the code as the name of an operation, called at once or by way of a constant."""
    used = {
        (str(path.relative_to(PLUGINS)), text)
        for path in PLUGINS.rglob("*.py")
        if not NOT_CALLING & set(path.relative_to(PLUGINS).parts)
        for text in texts_of(path)
        if text in OPERATIONS and text not in NOT_OPERATIONS
    }
    assert len(used) > 20
    assert not {(where, name) for where, name in used if name not in SAID}


@pytest.mark.parametrize("name", sorted(MODULES))
def test_operations_of_a_module_exist(name: str) -> None:
    assert set(MODULES[name].operations) <= set(OPERATIONS)
    assert MODULES[name].operations or name == "cognigy_api" or not MODULES[name].connects
