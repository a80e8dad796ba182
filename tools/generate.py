# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Write the files that follow from others: python tools/generate.py [--check]

- plugins/action/cognigy_X.py, one for each plugins/modules/cognigy_X.py, and the action group of meta/runtime.yml: the modules that connect
- plugins/module_utils/_operations.py and _contract.py, from the API description that the emulator keeps

With --check nothing is written; the exit status is 1 when a file would change.
"""

from __future__ import annotations

import json
import pathlib
import re
import sys
from typing import Any

ROOT = pathlib.Path(__file__).resolve().parent.parent
API = ROOT / "tests" / "emulator" / "openapi.json"
HEADER = """\
# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Made by tools/generate.py: change that, not this.
"""
ACTION = (
    HEADER
    + """
from __future__ import annotations

from ansible_collections.community.cognigy.plugins.module_utils._modules.@FAMILY@ import MODULES
from ansible_collections.community.cognigy.plugins.plugin_utils._action import ActionModule as Shared


class ActionModule(Shared):
    module = MODULES["@NAME@"]
"""
)


def modules() -> list[str]:
    return sorted(path.stem for path in (ROOT / "plugins" / "modules").glob("cognigy_*.py"))


def action(name: str) -> str:
    """The action plugin of a module, which takes it from where the module does."""
    text = (ROOT / "plugins" / "modules" / f"{name}.py").read_text(encoding="utf-8")
    (family,) = re.findall(r"(?m)^from .*\._modules\.(\w+) import MODULES$", text)
    return ACTION.replace("@FAMILY@", family).replace("@NAME@", name)


def runtime() -> str:
    """meta/runtime.yml with the list under action_groups.cognigy replaced."""
    text = (ROOT / "meta" / "runtime.yml").read_text(encoding="utf-8")
    texts = {name: (ROOT / "plugins" / "modules" / f"{name}.py").read_text(encoding="utf-8") for name in modules()}
    members = "".join(f"    - {name}\n" for name, about in texts.items() if "community.cognigy.connection\n" in about)
    return re.sub(r"(?m)^(  cognigy:\n)(?:    - .*\n)*", lambda found: found.group(1) + members, text)


def credential(operation: dict[str, Any], default: list[Any]) -> str:
    """Which credential an operation takes: basic, key, or none (the description allows it without)."""
    schemes = operation.get("security", default)
    if any("basicAuth" in scheme for scheme in schemes):
        return "basic"
    if not schemes or {} in schemes:
        return "none"
    return "key"


def compact(schema: dict[str, Any]) -> Any:
    """A schema as small data: a type's name, {field: schema} with * for required ones, [item], {"?": choices}, {"|": variants} or "#Name"."""
    if "$ref" in schema:
        return "#" + schema["$ref"].rsplit("/", 1)[1]
    if "anyOf" in schema or "oneOf" in schema:
        return {"|": [compact(item) for item in schema.get("anyOf") or schema["oneOf"]]}
    if "enum" in schema and not schema.get("x-enum-open"):
        return {"?": schema["enum"]}
    kind = schema.get("type", "any")
    if kind == "array":
        return [compact(schema.get("items", {}))]
    if kind == "object" and schema.get("properties"):
        # A list of required fields that was only inferred must not stop a call that the server may well accept.
        required = [] if "inferred" in str(schema.get("x-required-basis", "")) else schema.get("required", [])
        fields = {name + ("*" if name in required else ""): compact(value) for name, value in schema["properties"].items()}
        return {**fields, **({"...": "any"} if schema.get("additionalProperties") else {})}
    return "any" if isinstance(kind, list) else kind


def names_in(value: Any) -> set[str]:
    if isinstance(value, str):
        return {value[1:]} if value.startswith("#") else set()
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return set().union(*(names_in(child) for child in children))


def contract() -> tuple[str, str]:
    """The texts of _operations.py and _contract.py."""
    api = json.loads(API.read_text(encoding="utf-8"))
    rows: list[str] = []
    checks: dict[str, Any] = {}
    for path, methods in sorted(api["paths"].items()):
        for method, operation in methods.items():
            name = operation["operationId"]
            prefix = "" if "servers" in operation else "/new"
            task = bool(operation.get("x-task"))
            rows.append(
                f'    "{name}": Operation("{method.upper()}", "{prefix}{path}", "{credential(operation, api["security"])}", {task}),'
            )
            query = {
                item["name"] + ("*" if item.get("required") else ""): compact(item["schema"])
                for item in operation.get("parameters", [])
                if item["in"] == "query"
            }
            content = operation.get("requestBody", {}).get("content", {})
            form = content.get("application/json", {}).get("schema")
            body = compact(form) if form is not None else "file" if content else None
            if query or body is not None:
                checks[name] = [query, body]
    schemas = api["components"]["schemas"]
    needed: dict[str, Any] = {}
    todo = names_in(list(checks.values()))
    while todo:
        name = todo.pop()
        needed[name] = compact(schemas[name])
        todo |= names_in(needed[name]) - set(needed)
    operations = HEADER + OPERATIONS.replace("@ROWS@", "\n".join(rows))
    data = json.dumps({"operations": dict(sorted(checks.items())), "schemas": dict(sorted(needed.items()))}, separators=(",", ":"))
    lines = re.findall(r".{1,120}(?:,|$)|.{121,}?(?:,|$)", data)
    assert "".join(lines) == data
    return operations, HEADER + CONTRACT.replace("@DATA@", "\n".join(f"    {line!r}" for line in lines))


OPERATIONS = '''
"""Every operation of the API: method, path below the base URL, credential (basic, key or none), whether a task follows."""

from __future__ import annotations

from typing import NamedTuple


class Operation(NamedTuple):
    method: str
    path: str
    credential: str
    task: bool


# fmt: off
OPERATIONS = {
@ROWS@
}
'''

CONTRACT = '''
"""Query parameters and bodies of all operations as JSON text, read only when an operation is to be checked (see _check.py)."""

from __future__ import annotations

# fmt: off
CONTRACT = (
@DATA@
)
'''


def wanted() -> dict[pathlib.Path, str]:
    utils = ROOT / "plugins" / "module_utils"
    operations, checks = contract()
    files = {ROOT / "plugins" / "action" / f"{name}.py": action(name) for name in modules()}
    return {**files, utils / "_operations.py": operations, utils / "_contract.py": checks, ROOT / "meta" / "runtime.yml": runtime()}


def main() -> int:
    check = sys.argv[1:] == ["--check"]
    files = wanted()
    stale = [path for path, text in files.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    orphans = [path for path in (ROOT / "plugins" / "action").glob("cognigy_*.py") if path not in files]
    for path in stale + orphans:
        print(("would change " if check else "wrote ") + str(path.relative_to(ROOT)))
        if not check and path in files:
            path.write_text(files[path], encoding="utf-8")
        elif not check:
            path.unlink()
    return 1 if check and (stale or orphans) else 0


if __name__ == "__main__":
    sys.exit(main())
