# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The house is in order: every module has its four parts, generated files are fresh, and no room knows what it must not."""

from __future__ import annotations

import ast
import importlib
import pathlib
import subprocess
import sys

import pytest
import yaml

from ansible_collections.community.cognigy.tests.modules import MODULES

pytestmark = pytest.mark.once
ROOT = pathlib.Path(__file__).resolve().parents[2]
PLUGINS = ROOT / "plugins"
EMULATOR = ROOT / "tests" / "emulator"
COLLECTION = "ansible_collections.community.cognigy"


def stems(folder: str) -> set[str]:
    return {path.stem for path in (PLUGINS / folder).glob("*.py") if path.stem != "__init__"}


def imports(path: pathlib.Path) -> set[str]:
    """Every module that a file imports, also inside functions; relative ones with their dots."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = "." * node.level + (node.module or "")
            found |= {base, *(f"{base}.{alias.name}" for alias in node.names)}
    return found


def sources(folder: pathlib.Path) -> list[pathlib.Path]:
    return sorted(folder.rglob("*.py"))


def test_every_module_has_its_parts() -> None:
    group = yaml.safe_load((ROOT / "meta" / "runtime.yml").read_text(encoding="utf-8"))["action_groups"]["cognigy"]
    families = [importlib.import_module(f"{UTILS}_modules.{path.stem}") for path in sources(PLUGINS / "module_utils" / "_modules")]
    rows = [name for family in families for name in getattr(family, "MODULES", ())]
    assert sorted(rows) == sorted(stems("modules")) and stems("modules") == stems("action")
    assert set(group) == {name for name, module in MODULES.items() if module.connects}
    assert len(group) == len(set(group))


@pytest.mark.parametrize("name", sorted(MODULES))
def test_a_module_is_documentation_and_one_call(name: str) -> None:
    tree = ast.parse((PLUGINS / "modules" / f"{name}.py").read_text(encoding="utf-8"))
    texts = {
        target.id: ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    assert {"DOCUMENTATION", "EXAMPLES", "RETURN"} == set(texts)
    documentation = yaml.safe_load(texts["DOCUMENTATION"])
    assert documentation["module"] == name and documentation["short_description"]
    assert yaml.safe_load(texts["EXAMPLES"]) and yaml.safe_load(texts["RETURN"])
    documented = set(documentation.get("options") or {})
    assert set(MODULES[name].spec) <= documented or "extends_documentation_fragment" in documentation
    assert f'main(MODULES["{name}"])' in ast.unparse(tree).replace("'", '"')
    assert not any(isinstance(node, (ast.FunctionDef, ast.ClassDef)) for node in tree.body)


@pytest.mark.parametrize("name", sorted(MODULES))
def test_an_action_only_binds_the_shared_class(name: str) -> None:
    tree = ast.parse((PLUGINS / "action" / f"{name}.py").read_text(encoding="utf-8"))
    assert [type(node) for node in tree.body] == [ast.ImportFrom] * 3 + [ast.ClassDef]
    assert ast.unparse(tree.body[-1]).splitlines() == ["class ActionModule(Shared):", f"    module = MODULES['{name}']"]


def test_generated_files_are_fresh() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "generate.py"), "--check"], check=False, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stdout + done.stderr


# ---- who may know whom -------------------------------------------------------------------------------------------------


def test_plugins_do_not_know_the_tests() -> None:
    for path in sources(PLUGINS):
        wrong = {
            name
            for name in imports(path)
            if name.split(".")[0] == "tests" or name.startswith((f"{COLLECTION}.tests", "pytest", "starlette"))
        }
        assert not wrong, path


def test_the_emulator_does_not_know_the_collection() -> None:
    for path in sources(EMULATOR):
        wrong = {name for name in imports(path) if name.split(".")[0] in ("ansible", "ansible_collections", "plugins")}
        assert not wrong and "module_utils" not in path.read_text(encoding="utf-8"), path


def test_only_the_ordinary_door_knows_ansible_module() -> None:
    for path in sources(PLUGINS / "module_utils"):
        if path.name != "_ordinary.py":
            text = path.read_text(encoding="utf-8")
            assert not {name for name in imports(path) if name.startswith("ansible.module_utils.basic")}, path
            assert "AnsibleModule(" not in text, path


# What of ansible-core a file of module_utils may import: everything else is Python and requests.
ANSIBLE_FOR = {
    "_ordinary.py": {"ansible.module_utils.basic"},
    "_options.py": {"ansible.module_utils.common.parameters"},
    "_run.py": {"ansible.module_utils.secrets"},
}


def test_the_rooms_below_know_nothing_of_ansible() -> None:
    for path in sources(PLUGINS / "module_utils"):
        got = {name for name in imports(path) if name.split(".")[0] == "ansible"}
        allowed = ANSIBLE_FOR.get(path.name, set())
        assert all(any(name == one or name.startswith(one + ".") for one in allowed) for name in got), (path, got)


UTILS = f"{COLLECTION}.plugins.module_utils."
MUST_NOT_KNOW = {
    "_errors": {"_transport", "_credentials", "_client", "_kinds", "_reconcile", "_modules", "_run"},
    "_transport": {"_credentials", "_client", "_operations", "_kinds", "_reconcile", "_modules", "_run", "_options"},
    "_credentials": {"_transport", "_client", "_kinds", "_reconcile", "_modules", "_run", "_options"},
    "_client": {"_kinds", "_reconcile", "_modules", "_run", "_options"},
    "_kinds": {"_client", "_credentials", "_reconcile", "_modules", "_run", "_options"},
    "_reconcile": {"_modules", "_run", "_options"},
    "_modules": {"_run", "_options"},
}


def rooms() -> dict[str, set[str]]:
    """Which rooms of module_utils each of them knows."""
    found: dict[str, set[str]] = {}
    for path in sources(PLUGINS / "module_utils"):
        here = path.relative_to(PLUGINS / "module_utils").parts[0].removesuffix(".py")
        names = imports(path)
        assert not any(name.startswith(".") for name in names), f"{path}: the whole name is what the modules' import machinery takes best"
        found.setdefault(here, set()).update(name.removeprefix(UTILS).split(".")[0] for name in names if name.startswith(UTILS))
        found[here].discard(here)
    return found


def test_each_room_only_knows_what_it_may() -> None:
    for room, others in MUST_NOT_KNOW.items():
        assert not rooms()[room] & others, room


def test_no_two_rooms_know_each_other() -> None:
    left = rooms()
    while left:
        free = [room for room, others in left.items() if not others & set(left)]
        assert free, f"a circle among {sorted(left)}"
        for room in free:
            del left[room]


def test_the_engine_knows_no_kind_by_name() -> None:
    got = imports(PLUGINS / "module_utils" / "_reconcile.py")
    assert not {name for name in got if "._kinds." in name and not name.startswith(f"{COLLECTION}.plugins.module_utils._kinds._base")}


def test_nothing_prints_or_exits_below_the_doors() -> None:
    for path in sources(PLUGINS / "module_utils"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                assert called not in ("print", "exit", "quit", "sys.exit", "os._exit"), f"{path}: {called}"


def test_every_file_says_whose_it_is() -> None:
    for folder in (PLUGINS, ROOT / "tests" / "unit"):
        for path in sources(folder):
            text = path.read_text(encoding="utf-8")
            assert "SPDX-License-Identifier: GPL-3.0-or-later" in text[:600] and "Copyright (c)" in text[:600], path
