# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""README and guides: every playbook, task list, inventory and command in them is carried out against the emulator, in order.

Each document has a folder and an emulator of its own. A comment directly above a block says what cannot be guessed:
``file: NAME`` saves it under that name for the blocks below, ``not run: REASON`` leaves it out. Addresses and secrets in the
documents stand for those of the emulator.
"""

from __future__ import annotations

import ast
import functools
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import yaml

from ansible_collections.community.cognigy.plugins.module_utils._options import connection_spec
from ansible_collections.community.cognigy.tests.integration.harness import ROOT, Ansible, Emulator

pytestmark = pytest.mark.once
README = ROOT / "README.md"
RST = ROOT / "docs" / "docsite" / "rst"
GUIDES = sorted(RST.glob("*.rst"))
DOCUMENTS = [README, *GUIDES]
ADDRESSES = ("https://api.example.com", "http://127.0.0.1:8000")  # stand for the installation and for the emulator
FROM_NOTHING = {"README", "first_steps", "emulator"}  # others begin with Acme, its project Support, Ann and Ben
RUN = {"ansible-playbook", "ansible-inventory", "ansible-doc"}
CHECKED = {"make", "export", "read", "tests/emulator/serve", "python3", "ansible-galaxy", "ansible-vault"}  # looked at, not run
NOT_RUN = 8  # blocks that say so: for pipelines and clusters of others, and rulebooks (tests/rulebook); more only with a good reason
LANGUAGES = {"yaml", "bash", "text", "ini", "json", "jinja"}
WORDS = {
    "vault_ann_password": "Password-of-ann-1!",
    "vault_ben_password": "Password-of-ben-1!",
    "vault_ben_new_password": "Password-of-ben-2!",
    "vault_automation_password": "Password-of-automation-1!",
    "vault_tickets_password": "Password-of-tickets-1!",
}


@dataclass(frozen=True)
class Block:
    """One code block. name: file that it is saved as; reason: why it is not run."""

    place: str
    language: str
    text: str
    name: str = ""
    reason: str = ""

    @property
    def data(self) -> Any:
        return yaml.safe_load(self.text)

    @property
    def kind(self) -> str:
        if self.language != "yaml":
            return self.language
        data = self.data
        if isinstance(data, list) and not any("hosts" in one or any("." in key for key in one) for one in data):
            return "data"  # neither plays nor tasks, which name their modules in full
        if isinstance(data, list):
            plays = {"hosts" in one or "ansible.builtin.import_playbook" in one for one in data}
            assert len(plays) == 1, f"{self.place}: plays and tasks in one block"
            return "playbook" if plays.pop() else "tasks"
        return "inventory" if "plugin" in data else "variables"


START = re.compile(r"(?P<indent> *)(?:\.\. code-block:: (?P<rst>\S+)|```(?P<fence>\w+))$")
NOTE = re.compile(r" *(?:\.\. |<!-- )(file|not run): (.*?)(?: -->)?$")


def blocks_of(path: pathlib.Path) -> Iterator[Block]:
    lines = path.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        found = START.match(line)
        if not found:
            continue
        notes: dict[str, str] = {}
        for above in reversed(lines[:number]):
            note = NOTE.match(above)
            if not note:
                break
            notes[note[1]] = note[2]
        if found["fence"]:
            body = lines[number + 1 : lines.index(found["indent"] + "```", number)]
        else:
            rest = lines[number + 1 :]
            inside = len(found["indent"]) + 1
            end = next((at for at, one in enumerate(rest) if one.strip() and not one.startswith(" " * inside)), len(rest))
            body = [one for one in rest[:end] if not re.match(r"\s+:\w+:", one)]
        width = min(len(one) - len(one.lstrip()) for one in body if one.strip())
        text = "\n".join(one[width:] for one in body).strip() + "\n"
        yield Block(f"{path.name}:{number + 1}", found["rst"] or found["fence"], text, notes.get("file", ""), notes.get("not run", ""))


ALL = {path.stem: list(blocks_of(path)) for path in DOCUMENTS}


class Reader:
    """Somebody who does what a document says."""

    def __init__(self, ansible: Ansible, emulator: Emulator, variables: dict[str, Any]) -> None:
        self.ansible, self.emulator = ansible, emulator
        self.count = 0
        self.hosts: list[str] = []  # the inventory that was shown last, for plays on other hosts than localhost
        everything = {
            **WORDS,
            **variables,
            "vault_cognigy_management_username": emulator.user,
            "vault_cognigy_management_password": emulator.password,
            "cognigy_management_username": emulator.user,
            "cognigy_management_password": emulator.password,
        }
        (ansible.folder / "reader.yml").write_text(yaml.safe_dump(everything), encoding="utf-8")

    def do(self, block: Block) -> None:
        text = self.real(block.text)
        if block.name:
            path = self.ansible.folder / block.name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        if block.kind == "playbook":
            self.play(block, text)
        elif block.kind == "tasks":
            play = {"name": "Tasks", "hosts": "localhost", "gather_facts": False, "tasks": yaml.safe_load(text)}
            self.play(block, yaml.safe_dump([play], sort_keys=False))
        elif block.kind == "inventory":
            self.inventory(block, text)
        elif block.kind == "bash":
            for command in shlex_lines(text):
                if command[0] in RUN:
                    self.command(block, command)

    def real(self, text: str) -> str:
        for address in ADDRESSES:
            text = text.replace(address, self.emulator.url)
        return text

    def play(self, block: Block, text: str) -> None:
        path = self.ansible.folder / f"block-{self.count}.yml"
        path.write_text(text, encoding="utf-8")
        self.count += 1
        if block.place.startswith("check_and_diff"):
            self.emulator.control("DELETE", "requests")
            self.command(block, ["ansible-playbook", str(path), "--check", "--diff"])
            assert set(self.emulator.writes()) <= {"createApiKeyManagement"}, f"{block.place}: check mode wrote something"
        elsewhere = any(play.get("hosts") != "localhost" for play in yaml.safe_load(text))
        output = self.command(block, ["ansible-playbook", str(path), *(self.hosts if elsewhere else [])])
        assert "no hosts matched" not in output, f"{block.place}\n{output}"
        if block.place.startswith("project_as_code") and block.kind == "playbook":
            again = self.command(block, ["ansible-playbook", str(path)])
            assert re.search(r"changed=0 ", again), f"{block.place}: the second run changes something\n{again}"

    def inventory(self, block: Block, text: str) -> None:
        name = block.name or f"block-{self.count}.cognigy.yml"
        self.count += 1
        (self.ansible.folder / name).write_text(text, encoding="utf-8")
        self.hosts = ["-i", name]
        run = self.command(block, ["ansible-inventory", *self.hosts, "--list"])
        assert '"hosts"' in run, f"{block.place}: no host\n{run}"

    def command(self, block: Block, command: list[str]) -> str:
        program = shutil.which(command[0], path=self.ansible.env["PATH"]) or command[0]
        more = ["-e", "@reader.yml"] if command[0] != "ansible-doc" else []
        env = {"ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "true"} if "-i" in command else {}
        run = self.ansible.command(program, *map(self.real, command[1:]), *more, env=env)
        assert run.rc == 0, f"{block.place}: {shlex.join(command)}\n{run.output}"
        assert "Traceback" not in run.output
        return run.output


def shlex_lines(text: str) -> list[list[str]]:
    """The commands of a block, without comments; a backslash at the end of a line continues it."""
    lines = (shlex.split(line, comments=True) for line in text.replace("\\\n", " ").splitlines())
    return [line for line in lines if line]


def world(emulator: Emulator) -> dict[str, Any]:
    """Acme with its project Support, Ann who is its administrator, and Ben; and the variables that tell of them."""
    acme = emulator.organisation("Acme")
    for name, roles in (("ann", ["admin"]), ("ben", [])):
        user = {"id": f"{name}@example.com", "name": f"{name.capitalize()} Example", "password": WORDS[f"vault_{name}_password"]}
        emulator.api("POST", "/management/v2.0/users", {**user, "roles": roles, "organisation": acme})
    key = emulator.control("POST", "objects", {"kind": "apikey", "organisation": "Acme", "user_login": "ann@example.com"})["apiKey"]
    return {"vault_cognigy_api_key": key, "support_project_id": emulator.project(key, "Support")}


@pytest.mark.parametrize("document", sorted(ALL))
def test_what_it_says_works(document: str, ansible: Ansible, emulator: Emulator) -> None:
    reader = Reader(ansible, emulator, {} if document in FROM_NOTHING else world(emulator))
    for block in ALL[document]:
        if not block.reason:
            reader.do(block)


def test_a_second_run_changes_nothing(ansible: Ansible, emulator: Emulator) -> None:
    """What README and the first steps promise, for their files."""
    reader = Reader(ansible, emulator, {})
    for block in [*ALL["README"], *ALL["first_steps"]]:
        if block.kind == "playbook":
            reader.do(block)
            (again := ansible.folder / "again.yml").write_text(reader.real(block.text), encoding="utf-8")
            output = reader.command(block, ["ansible-playbook", str(again)])
            assert re.search(r"changed=0 ", output), f"{block.place}\n{output}"


def test_blocks_are_of_known_kinds() -> None:
    blocks = [block for one in ALL.values() for block in one]
    assert {block.language for block in blocks} <= LANGUAGES
    assert all(block.kind for block in blocks if block.language == "yaml"), "YAML that can be read"
    assert sum(bool(block.reason) for block in blocks) <= NOT_RUN
    assert sum(block.kind == "playbook" for block in blocks) >= 8


def test_commands_exist() -> None:
    targets = set(re.findall(r"(?m)^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8")))
    for block in (block for one in ALL.values() for block in one if block.kind == "bash"):
        for command in shlex_lines(block.text):
            assert command[0] in RUN | CHECKED or block.reason, f"{block.place}: {command[0]} is neither run nor checked"
            if command[0] == "make":
                assert set(command[1:]) <= targets, block.place
            elif command[0] == "export":
                for word in command[1:]:
                    name = word.partition("=")[0]
                    assert name.removeprefix("COGNIGY_").lower() in connection_spec(), f"{block.place}: {name}"
    for path in DOCUMENTS:  # in sentences, too
        for target in re.findall(r"`(?:make )(\w+)`", path.read_text(encoding="utf-8")):
            assert target in targets, f"{path.name}: make {target}"


def test_options_of_the_emulator_exist() -> None:
    words = {word for one in ALL.values() for block in one if block.kind == "bash" for line in shlex_lines(block.text) for word in line
             if "tests/emulator/serve" in line and word.startswith("--")}  # fmt: skip
    serve = str(ROOT / "tests" / "emulator" / "serve")
    known = subprocess.run([sys.executable, serve, "--help"], stdout=subprocess.PIPE, text=True, check=True).stdout
    assert words and all(word in known for word in words)


def test_it_can_be_installed_as_the_readme_says(ansible: Ansible, tmp_path: pathlib.Path) -> None:
    lines = [line for block in ALL["README"] if block.kind == "bash" for line in shlex_lines(block.text) if line[0] == "ansible-galaxy"]
    build, install = lines
    program = str(shutil.which("ansible-galaxy", path=ansible.env["PATH"]))
    copy = shutil.copytree(ROOT, tmp_path / "copy", ignore=shutil.ignore_patterns(".git", ".nox", "build", "__pycache__", ".*_cache"))
    assert ansible.command(program, *build[1:], str(copy)).rc == 0
    tarball = next(tmp_path.glob(install[-1]))
    with tarfile.open(tarball) as archive:
        assert {"README.md", "docs/docsite/rst/first_steps.rst"} <= set(archive.getnames())
    run = ansible.command(program, *install[1:-1], str(tarball), "--offline", "-p", str(tmp_path / "installed"))
    assert run.rc == 0, run.output


def test_the_readme_names_all_there_is() -> None:
    text = README.read_text(encoding="utf-8")
    plugins = ROOT / "plugins"
    for path in sorted((plugins / "modules").glob("cognigy_*.py")):
        assert f"`{path.stem}`" in text
    for kind in ("inventory", "lookup"):
        for path in (plugins / kind).glob("[!_]*.py"):
            assert f"{kind} `community.cognigy.{path.stem}`" in text
    for path in (ROOT / "roles").iterdir():
        assert f"`community.cognigy.{path.name}`" in text
    for path in (ROOT / "playbooks").glob("*.yml"):
        assert f"playbook `community.cognigy.{path.stem}`" in text
    for guide in GUIDES:
        assert f"(docs/docsite/rst/{guide.name})" in text


def test_links_inside_the_repository() -> None:
    for target in re.findall(r"\]\(([^):#]+)\)", README.read_text(encoding="utf-8")):
        assert (ROOT / target).exists(), target


def test_every_guide_is_in_the_table_of_contents() -> None:
    listed = yaml.safe_load((RST.parent / "extra-docs.yml").read_text(encoding="utf-8"))["sections"]
    assert sorted(name for section in listed for name in section["toctree"]) == [guide.stem for guide in GUIDES]
    for guide in GUIDES:
        assert f".. _ansible_collections.community.cognigy.docsite.{guide.stem}:" in guide.read_text(encoding="utf-8")


def test_limits_of_speed_are_those_of_the_bench() -> None:
    tree = ast.parse((ROOT / "tests" / "bench" / "run.py").read_text(encoding="utf-8"))
    found = {node.targets[0].id: ast.literal_eval(node.value) for node in tree.body if isinstance(node, ast.Assign)
             and isinstance(node.targets[0], ast.Name) and node.targets[0].id.startswith("AT_")}  # fmt: skip
    text = README.read_text(encoding="utf-8").partition("## Speed")[2].partition("## ")[0]
    for _ours, _other, times in (*found["AT_LEAST"], *found["AT_MOST"]):
        assert re.search(rf"\b{times}\b", text), times


# ---- messages ----------------------------------------------------------------------------------------------------------

OTHERS_TEXTS = (  # of Ansible
    "Failed to import the required Python library (requests)",
    "This action (...) does not support async",
    "Unsupported parameters for (...) module",
    "one of the following is required",
)


@functools.cache
def texts_of_the_code() -> list[str]:
    """All texts in plugins/, with a mark where a value goes in; neighbours are already one."""
    found: list[str] = []
    for path in sorted((ROOT / "plugins").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                found.append("".join(str(part.value) if isinstance(part, ast.Constant) else "\0" for part in node.values))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.append(node.value)
    return found


def is_said(fragment: str) -> bool:
    """Whether the code says this; ``...`` and single words such as the kind of an object may be filled in."""
    if fragment in OTHERS_TEXTS:
        return True
    words = [".*" if word in ("...", "...,", "...:") else re.escape(word) + "|\0" for word in fragment.split()]
    pattern = re.compile(r"[\s,;:]*".join(f"(?:{word})" for word in words).replace("\\.\\.\\.", ".*"), re.DOTALL)
    return any(pattern.search(text) for text in texts_of_the_code())


def test_messages_in_the_guide_are_those_of_the_code() -> None:
    cells = re.findall(r"(?m)^   \* - (``.*)$", (RST / "errors.rst").read_text(encoding="utf-8"))
    fragments = [fragment for cell in cells for fragment in re.findall(r"``(.+?)``", cell)]
    assert len(fragments) > 50
    assert not [fragment for fragment in fragments if not is_said(fragment)]
    assert not is_said("there is no such message in the code"), "the comparison would find anything"
