# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Write the pages of the documentation that follow from the code: python tools/reference.py [--check]

- docs/docsite/rst/operations.rst: every operation of the API, which modules reach it, and what the emulator does with it
- docs/docsite/rst/kinds.rst: what the modules do with each kind of object, from the tables in plugins/module_utils/_kinds

It needs ansible-core, requests and tests/emulator/requirements.txt. With --check nothing is written; the exit status is 1 when a
file would change.
"""

from __future__ import annotations

import fnmatch
import json
import pathlib
import sys
import types
from collections.abc import Iterable, Iterator

ROOT = pathlib.Path(__file__).resolve().parent.parent
if "ansible_collections" not in sys.modules:  # run as a script: this checkout is the collection, whatever its folder is called
    for _name, _path in (("", []), (".community", []), (".community.cognigy", [str(ROOT)])):
        sys.modules[f"ansible_collections{_name}"] = types.ModuleType(f"ansible_collections{_name}")
        sys.modules[f"ansible_collections{_name}"].__path__ = _path

from ansible_collections.community.cognigy.plugins.module_utils._kinds._base import Field, Kind
from ansible_collections.community.cognigy.plugins.module_utils._modules._base import FACES, KINDS, Module
from ansible_collections.community.cognigy.plugins.module_utils._operations import OPERATIONS
from ansible_collections.community.cognigy.tests.emulator import control, resources
from ansible_collections.community.cognigy.tests.modules import MODULES

# What any module may use beside its own operations: for its credentials, the name of an organisation, and to wait.
COMMON = ("createApiKeyManagement", "indexOrganisations", "readOrganisationPolicies", "readTask")
API = ROOT / "tests" / "emulator" / "openapi.json"
RST = ROOT / "docs" / "docsite" / "rst"
HEADER = """\
..
  Copyright (c) 2026 The community.cognigy authors
  GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
  SPDX-License-Identifier: GPL-3.0-or-later

.. Made by tools/reference.py: change that, not this.

.. _ansible_collections.community.cognigy.docsite.{label}:

{title}
{line}

{intro}
.. contents::
   :local:
   :depth: 1
"""


def page(label: str, title: str, intro: str, sections: Iterable[str]) -> str:
    return "\n".join([HEADER.format(label=label, title=title, line="=" * len(title), intro=intro), *sections])


def section(title: str, body: str) -> str:
    return f"{title}\n{'-' * len(title)}\n\n{body}"


def table(rows: Iterable[Iterable[str]], widths: str, header: bool = False) -> str:
    lines = [".. list-table::", *(["   :header-rows: 1"] if header else []), f"   :widths: {widths}", ""]
    for row in rows:
        for mark, cell in zip(("   * -", *["     -"] * 9), row):
            lines.append(f"{mark} {cell}".rstrip())
    return "\n".join([*lines, ""])


def code(names: Iterable[str]) -> str:
    return ", ".join(f"``{name}``" for name in names)


# ---- operations ------------------------------------------------------------------------------------------------------

OPERATIONS_INTRO = """\
All {all} operations of the API that the collection knows, in the groups of the API's own documentation: which modules use them, and what the
:ref:`emulator <ansible_collections.community.cognigy.docsite.emulator>` does with them.

- **Modules** use {reached} of them. Where the table says "any module", that is for credentials, to find an organisation by its name, and to wait
  for background tasks. What a module's options name, such as a project or a flow, it looks up by the operations that list and read objects of that
  kind; this is not repeated here.
- Every operation, with a module of its own or not, is called by its name with :ansplugin:`community.cognigy.cognigy_api#module`. The others are reached
  by it alone.
- **The emulator** answers {real} of them with a behaviour of their own (yes). {fed} tell what only a running bot or another service makes: there it answers
  with what a test has given it before (fed).{rest}
- **Task**: the answer names a background task. Modules wait for it; with ``cognigy_api`` you ask for it with ``readTask``.

Paths are below ``/new`` of the server's address, except those of the groups where it is said.
"""
EMULATED = {"real": "yes", "fed": "fed", "not_implemented": "no"}


def operations() -> str:
    api = json.loads(API.read_text(encoding="utf-8"))
    tags = {operation["operationId"]: operation["tags"][0] for methods in api["paths"].values() for operation in methods.values()}
    modules: dict[str, list[str]] = {name: ["any module"] if name in COMMON else [] for name in tags}
    for module, about in sorted(MODULES.items()):
        for name in dict.fromkeys(about.operations):
            if name not in COMMON:
                modules[name].append(f"``{module}``")
    emulator = types.SimpleNamespace(handlers=resources.load(), contract=types.SimpleNamespace(operations=tags))
    states = control.operations(emulator, {}, None)
    counts = {state: list(states.values()).count(state) for state in EMULATED}
    intro = OPERATIONS_INTRO.format(
        all=len(tags),
        reached=sum(bool(used) for used in modules.values()),
        real=counts["real"],
        fed=counts["fed"],
        rest=f" {counts['not_implemented']} it answers with 501 (no)." if counts["not_implemented"] else "",
    )

    def row(name: str) -> list[str]:
        operation = OPERATIONS[name]
        path = operation.path.removeprefix("/new")
        task = ", task" if operation.task else ""
        return [f"``{name}``", f"``{operation.method} {path}``{task}", ", ".join(modules[name]), EMULATED[states[name]]]

    def group(tag: str) -> str:
        names = sorted(name for name in tags if tags[name] == tag)
        outside = [name for name in names if not OPERATIONS[name].path.startswith("/new")]
        note = f"Not below ``/new``: {code(outside)}.\n\n" if outside else ""
        head = ["Operation", "Method and path", "Modules", "Emulator"]
        return section(tag, note + table([head, *map(row, names)], "26 40 26 8", header=True))

    return page("operations", "Operations of the API", intro, map(group, sorted(set(tags.values()))))


# ---- kinds of objects ------------------------------------------------------------------------------------------------

KINDS_INTRO = """\
What the modules know of each kind of object: how they find it, what it takes to create it, what cannot be changed afterwards. The options
themselves are explained with each module.

- **Found by**: names are compared exactly and with case, inside the object that this one lies in. Two of one name are an error that shows both IDs;
  ``id`` chooses, and renames when another name is given with it.
- **Refers to**: options that name other objects, by name, ID or reference ID. The project's objects come first, then those of the organisation.
  What is named has to be there, so its task comes earlier in a playbook.
- **To create it**: what has to be given when it is not there. When it is there, what you leave out stays as it is.
- **Cannot be changed**: the server takes it at the creation only. Another value is an error; with ``recreate: true``, where that is said, the
  object is deleted and made anew, with another ID.
- **Secrets** are not shown by the server, so they are not compared. ``update_secret: always``, where a module has it, sends them in each run.
- **Not shown**: the server takes it and does not show it, so it is not compared. It is sent at the creation and along with other changes.
- **Lists inside**: given as whole lists. What is not in them is removed.

What there is only one of in an installation or an organisation is explained with its module alone:
:ansplugin:`community.cognigy.cognigy_license#module`, :ansplugin:`community.cognigy.cognigy_system_message#module`,
:ansplugin:`community.cognigy.cognigy_identity_provider#module`.
"""


def kinds() -> str:
    managed = sorted(((title(kind), kind) for kind in FACES if module_of(kind) in MODULES), key=lambda one: one[0].lower())
    return page("kinds", "Kinds of objects", KINDS_INTRO, (section(name, about(kind)) for name, kind in managed))


def module_of(kind: Kind) -> str:
    return f"cognigy_{kind.name}"


def title(kind: Kind) -> str:
    twins = [one for one in FACES if one.name == kind.name]
    how = {"basic": ", with management credentials", "key": ", with an API key"}[credential(kind)] if len(twins) > 1 else ""
    return kind.what[0].upper() + kind.what[1:] + how


def credential(kind: Kind) -> str:
    return OPERATIONS[kind.index or kind.read].credential


def about(kind: Kind) -> str:
    module = MODULES[module_of(kind)]
    rows = {
        "Module": f":ansplugin:`community.cognigy.{module_of(kind)}#module`",
        "Lies in": place(kind),
        "Found by": found_by(kind, module),
        "Refers to": ", ".join(references(kind)),
        "To create it": creation(kind, module),
        "Cannot be changed": ". ".join(unchangeable(kind, module)),
        "Secrets": "; ".join(secrets(kind)),
        "Not shown": code(item.option for item in kind.fields if item.in_update and not (item.shown or item.secret or item.shown_by)),
        "In each locale": "a form of its own; ``locale`` says which, without it the primary one" if kind.localize else "",
        "Lists inside": code(lists_inside(kind, module)),
        "Deleted": deletion(kind),
    }
    return table(([name, cell] for name, cell in rows.items() if cell), "22 78")


def nested(fields: Iterable[Field], prefix: str = "") -> Iterator[tuple[str, Field]]:
    """All fields, those inside others too, with the path of options that leads there."""
    for item in fields:
        yield prefix + item.option, item
        yield from nested(item.fields, f"{prefix}{item.option}.")


def found_by(kind: Kind, module: Module) -> str:
    if kind.lone:
        return "there is exactly one"
    by_id = "_id" in kind.key_in
    return code(name for name in (kind.key, "id") if name in module.spec) + (", which takes the ID as well" if by_id else "")


def references(kind: Kind) -> Iterator[str]:
    """Options that name other objects, and of which kind these are; many that differ in one word are told as one."""
    patterns: dict[str, str] = {}
    named = {path: item.ref for path, item in nested(kind.fields) if item.ref and item.option != kind.key}
    for path, ref in named.items():
        words = path.split(".")
        ways = [".".join([*words[:place], "*", *words[place + 1 :]]) for place in range(1, len(words))]
        fits = next((way for way in ways if sum(fnmatch.fnmatchcase(other, way) for other in named) > 2), path)
        patterns[fits] = ref
    for path, ref in patterns.items():
        yield f"``{path}``" + ("" if ref in path.rpartition(".")[2] else f" ({KINDS[ref].what})")


def place(kind: Kind) -> str:
    holders = kind.parents or tuple(one.name for one in KINDS.values() if one.id_param in kind.path_scope)
    if holders:
        return " and ".join(f"``{name}``" for name in holders) + (", or ``resource_level: organisation``" if kind.levels else "")
    if credential(kind) == "basic":
        return "``organisation``" if "organisation" in dict(kind.query_scope).values() else "the installation"
    return "the user whose API key is used" if "/me/" in OPERATIONS[kind.index].path else "the organisation of the credentials"


def creation(kind: Kind, module: Module) -> str:
    if kind.lone:
        return "always there"
    files = [name for name in ("file", "url") if name in module.spec and not (kind.create and name != "file")]
    if not kind.create:
        return " or ".join(f"``{name}``" for name in files)
    needed = code(item.option for item in kind.fields if item.required)
    return needed + (f"; or ``{kind.key}`` and ``file``" if files else "")


def unchangeable(kind: Kind, module: Module) -> Iterator[str]:
    fixed = [item.option for item in kind.fields if item.fixed and not item.secret]
    unseen = [item.option for item in kind.fields if item.in_create and not (item.in_update or item.shown or item.each)]
    if fixed:
        yield code(fixed) + (" (``recreate``)" if "recreate" in module.spec else "")
    if unseen:
        warned = any(item.behind for item in kind.fields if item.option in unseen)
        yield f"{code(unseen)}: used at the creation only, later {'a warning when it differs' if warned else 'not seen and not compared'}"


def secrets(kind: Kind) -> Iterator[str]:
    whole = [path for path, item in nested(kind.fields) if item.secret]
    if whole:
        yield code(whole)
    guarded = [path for path, item in nested(kind.fields) if item.guarded]
    if guarded:
        yield f"what is called like a secret in {code(guarded)}"
    if kind.secret_answer:
        yield f"the new {kind.what}, returned once as ``{kind.name}_value``"


def lists_inside(kind: Kind, module: Module) -> list[str]:
    """Options for lists of parts. A list of whole objects, as with members, is told by their key."""
    own = {item.option for item in kind.fields}
    return [
        name
        for name, spec in module.spec.items()
        if name not in own and spec.get("elements") == "dict" and kind.key not in spec.get("options", {kind.key: None})
    ]


def deletion(kind: Kind) -> str:
    if not kind.delete:
        return "not at all"
    how = ["at once"]
    if kind.is_task:
        how = ["by a background task, which is waited for (``wait_timeout``)"]
    if dict(kind.delete_query):
        how = [f"with ``{option}``, which the server mails to a person" for option in dict(kind.delete_query)]
    options = {item.name: item.option for item in kind.fields}
    unset = [f"``{options[name]}`` is set to {json.dumps(value)} first" for name, value in dict(kind.before_delete).items()]
    return "; ".join([*how, *unset])


# ---- files -----------------------------------------------------------------------------------------------------------


def wanted() -> dict[pathlib.Path, str]:
    return {RST / "operations.rst": operations(), RST / "kinds.rst": kinds()}


def main(*arguments: str) -> int:
    check = arguments == ("--check",)
    files = wanted()
    stale = [path for path, text in files.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path in stale:
        print(("would change " if check else "wrote ") + str(path.relative_to(ROOT)))
        if not check:
            path.write_text(files[path], encoding="utf-8")
    if check and stale:
        print("write them anew: .nox/self/bin/nox -s fix")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
