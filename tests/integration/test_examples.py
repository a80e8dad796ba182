# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every example of every module is carried out, and what comes back is what the documentation says, no more and no less.

What is documented as returned "when the server shows it" may be missing in all examples; all else has to come back at least once.
"""

from __future__ import annotations

import json
import pathlib
import shutil
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import yaml

from ansible_collections.community.cognigy.tests.integration.harness import HERE, ROOT, Ansible, Emulator

pytestmark = pytest.mark.once
FILES = HERE / "examples"
MODULES = sorted(path.stem for path in (ROOT / "plugins" / "modules").glob("cognigy_*.py"))
PREFIX = "community.cognigy."
ADDRESS = "https://api.example.com"  # stands for the installation in the examples
UNSURE = "when the server shows it"
COMMON = {"ansible_loop_var", "attempts", "changed", "deprecations", "diff", "failed", "invocation", "item", "warnings"}  # Ansible's own
TYPES: Mapping[str, tuple[type, ...]] = {
    "str": (str,),
    "int": (int,),
    "float": (int, float),
    "bool": (bool,),
    "dict": (dict,),
    "list": (list,),
}


@pytest.fixture
def world(emulator: Emulator) -> dict[str, Any]:
    """Acme with its project Support, Ann who is its administrator, and Ben; and the variables that tell of them."""
    variables: dict[str, Any] = yaml.safe_load((FILES / "vars.yml").read_text(encoding="utf-8"))
    acme = emulator.organisation("Acme")
    for name, roles in (("ann", ["admin"]), ("ben", [])):
        user = {"id": f"{name}@example.com", "name": f"{name.capitalize()} Example", "password": variables[f"vault_{name}_password"]}
        emulator.api("POST", "/management/v2.0/users", {**user, "roles": roles, "organisation": acme})
    key = emulator.control("POST", "objects", {"kind": "apikey", "organisation": "Acme", "user_login": "ann@example.com"})["apiKey"]
    handover = {"setupLiveAgentInbox": False, "whisperAssistConfiguration": "none"}
    support = emulator.api("POST", "/v2.0/projects", {"name": "Support", "locale": "en-US", "handoverConfiguration": handover}, key=key)[
        "_id"
    ]
    primary = emulator.api("GET", "/v2.0/locales", key=key, projectId=support)["items"][0]["_id"]
    german = {"projectId": support, "name": "German", "nluLanguage": "de-DE", "fallbackLocaleReference": primary}
    emulator.api("POST", "/v2.0/locales", german, key=key)
    return {
        **variables,
        "emulator_url": emulator.url,
        "vault_cognigy_management_username": emulator.user,
        "vault_cognigy_management_password": emulator.password,
        "vault_cognigy_api_key": key,
        "support_project_id": support,
    }


def documentation(ansible: Ansible, module: str) -> dict[str, Any]:
    """What ansible-doc says of a module."""
    program = shutil.which("ansible-doc", path=ansible.env["PATH"]) or "ansible-doc"
    run = ansible.command(program, "-t", "module", "--json", PREFIX + module)
    assert run.rc == 0, run.output
    found: dict[str, Any] = json.loads(run.output[run.output.index("{") :])[PREFIX + module]
    return found


def plays_of(examples: list[dict[str, Any]], variables: Mapping[str, Any], results: pathlib.Path) -> Iterator[dict[str, Any]]:
    """The examples as plays: those that are plays as they are, tasks between them in a play on localhost. All keep their results."""
    tasks: list[dict[str, Any]] = []
    for number, example in enumerate(examples):
        if "hosts" not in example:
            tasks.append(example)
        if tasks and ("hosts" in example or number == len(examples) - 1):
            yield {
                "hosts": "localhost",
                "gather_facts": False,
                "vars": variables,
                "tasks": with_results(tasks, results / f"{number:03}.json"),
            }
            tasks = []
        if "hosts" in example:
            own = with_results(example["tasks"], results / f"{number:03}-play.json")
            yield {**example, "vars": {**variables, **example.get("vars", {})}, "tasks": own}


def before(module: str, variables: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """What has to be in the project Support for the examples of a module, as a play: before/MODULE.yml holds its tasks."""
    path = FILES / "before" / f"{module}.yml"
    if path.exists():
        defaults = {"group/community.cognigy.cognigy": {"organisation": "Acme"}}
        tasks = yaml.safe_load(path.read_text(encoding="utf-8"))
        yield {"hosts": "localhost", "gather_facts": False, "vars": variables, "module_defaults": defaults, "tasks": tasks}


def with_results(tasks: list[dict[str, Any]], path: pathlib.Path) -> list[dict[str, Any]]:
    """The tasks, and others that write what they returned, which no callback gets to see when there is a secret in it."""
    found: list[dict[str, Any]] = []
    kept = []
    for number, task in enumerate(tasks):
        module = next((name.removeprefix(PREFIX) for name in task if name.startswith(PREFIX)), None)
        if module is None:
            found.append(task)
            continue
        name, fact = task.get("register", "example_result"), f"kept_{number}"
        kept.append(f"{{'module': '{module}', 'result': {fact}}}")
        found += [
            {**task, "register": name},
            {"name": "Keep the result", "ansible.builtin.set_fact": {fact: f"{{{{ {name} }}}}"}, "no_log": True},
        ]
    if kept:
        copy = {"content": f"{{{{ [{', '.join(kept)}] | to_json }}}}", "dest": str(path), "mode": "0600"}
        found.append({"name": "Write the results", "ansible.builtin.copy": copy, "no_log": True})
    return found


def results_of(module: str, results: pathlib.Path) -> list[dict[str, Any]]:
    """What all runs of a module returned, the items of loops one by one, without what was skipped."""
    kept = [one for path in sorted(results.iterdir()) for one in json.loads(path.read_text(encoding="utf-8"))]
    found = [one["result"] for one in kept if one["module"] == module]
    items = [item for one in found for item in one.get("results", [one])]
    return [item for item in items if not item.get("skipped")]


def compare(documented: Mapping[str, Any], actual: Mapping[str, Any], seen: set[str], where: str = "") -> list[str]:
    """What differs between the documented keys of a dictionary and those that are there; ``seen`` gets the ones that are."""
    problems = [f"{where}{key} is returned and not documented" for key in actual if key not in documented]
    for key, about in documented.items():
        path = where + key
        if key not in actual:
            if about.get("returned") in (None, "always", "success"):
                problems.append(f"{path} is documented and not returned")
            continue
        seen.add(path)
        value = actual[key]
        if value is None:
            if "null" not in str(about["description"]).lower():
                problems.append(f"{path} is null, and its description does not say that it may be")
            continue
        wanted = TYPES.get(about["type"])
        if wanted and (not isinstance(value, wanted) or (isinstance(value, bool) and about["type"] != "bool")):
            problems.append(f"{path} is documented as {about['type']} and is a {type(value).__name__}")
            continue
        inner = value if isinstance(value, list) else [value]
        if about.get("elements") in TYPES:
            problems += [f"{path} holds a {type(one).__name__}" for one in inner if not isinstance(one, TYPES[about["elements"]])]
        for one in inner:
            if "contains" in about and isinstance(one, dict):
                problems += compare(about["contains"], one, seen, path + ".")
    return problems


def sure_paths(documented: Mapping[str, Any], where: str = "") -> Iterator[str]:
    for key, about in documented.items():
        if UNSURE not in str(about.get("returned")):
            yield where + key
            yield from sure_paths(about.get("contains") or {}, f"{where}{key}.")


@pytest.mark.parametrize("module", MODULES)
def test_examples_run_and_return_what_is_documented(
    module: str, ansible: Ansible, emulator: Emulator, world: dict[str, Any], tmp_path: pathlib.Path
) -> None:
    about = documentation(ansible, module)
    results = tmp_path / "results"
    results.mkdir()
    examples = yaml.safe_load(about["examples"].replace(ADDRESS, emulator.url))
    playbook = tmp_path / "examples.yml"
    plays = [*before(module, world), *plays_of(examples, world, results)]
    playbook.write_text(yaml.safe_dump(plays, sort_keys=False), encoding="utf-8")
    shutil.copytree(FILES / "files", tmp_path, dirs_exist_ok=True)

    run = ansible.playbook(str(playbook), "-i", str(FILES / "inventory.yml"))

    assert run.rc == 0, run.output
    returned = results_of(module, results)
    assert returned, f"no example calls {module} itself"
    seen: set[str] = set()
    problems = [
        problem
        for one in returned
        for problem in compare(about["return"], {key: value for key, value in one.items() if key not in COMMON}, seen)
    ]
    problems += [f"{path} is documented and comes back in no example" for path in sure_paths(about["return"]) if path not in seen]
    assert not problems, "\n".join(sorted(set(problems)))
