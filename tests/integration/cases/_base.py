# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What cases are made of, and the walk that leads them through Ansible: many cases in one run of ansible-playbook."""

from __future__ import annotations

import json
import pathlib
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from ansible_collections.community.cognigy.tests.integration.harness import Ansible, Emulator, Run
from ansible_collections.community.cognigy.tests.modules import MODULES

WORD = "Correct-Horse-42-Battery"
RUNS = (("check", True), ("apply", False), ("apply again", False), ("check again", True))
NOT_PREDICTED = ("id", "last_changed")  # of every object: only the server knows
MAKES_KEYS = {"createApiKeyManagement"}  # the one operation that writes and is sent in check mode


@dataclass
class World:
    """What a case finds. env: variables of the environment, an empty value takes one away; variables: ``{{ world.NAME }}`` in options."""

    env: dict[str, str] = field(default_factory=dict)
    variables: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """One change, made once: title, options of the module."""

    title: str
    args: dict[str, Any]
    fails: str = ""  # all four runs fail with a message that contains this
    ordinary: bool = True  # also the ordinary way, which is slow
    before: Callable[[Emulator], dict[str, Any]] | None = None  # called just before the step; gives more variables of the world


@dataclass(frozen=True)
class Case:
    """One module and what it is led through. name: also the id of its tests."""

    module: str
    steps: Sequence[Step]
    world: Callable[[Emulator], World]
    title: str = ""
    not_compared: Sequence[str] = ()  # fields of the returned object in which check mode may be wrong
    tells: Sequence[str] = ()  # returned keys that tell what was done, so that later runs return something else

    @property
    def name(self) -> str:
        return f"{self.module} {self.title}".strip()


def acme(emulator: Emulator) -> tuple[str, str]:
    """Make the organisation Acme with the users Cleo, Dan and Eve and the project Home; its id and a super API key."""
    organisation = emulator.organisation("Acme")
    key = emulator.super_key(organisation)
    for name in ("cleo", "dan", "eve"):
        user = {"id": f"{name}@example.com", "name": name, "password": WORD, "organisation": organisation, "roles": ["admin"]}
        emulator.api("POST", "/management/v2.0/users", user)
    emulator.project(key, "Home")
    return organisation, key


def raw(text: str) -> str:
    """A text with braces that Ansible must not take for a template."""
    return "{% raw %}" + text + "{% endraw %}"


# ---- the walk --------------------------------------------------------------------------------------------------------


def walk(
    ansible: Ansible,
    emulator: Emulator,
    cases: Sequence[Case],
    in_process: bool = True,
    switches: dict[str, Any] | None = None,
    short: bool = False,
) -> dict[str, str]:
    """Lead cases through their steps in one run of ansible-playbook, each in a world of its own, and say what was wrong with which.

    short: only the steps that are also made the ordinary way.
    """
    chosen = {case.name: [step for step in case.steps if step.ordinary] if short or not in_process else [*case.steps] for case in cases}
    assert len(chosen) == len(cases), "two cases of one name"
    path = ansible.folder / "world.json"
    guide = Guide(emulator, cases, path, switches or {})
    run = ansible.plays([play(case, chosen[case.name], path, in_process) for case in cases], before_task=guide.before)
    guide.settle()
    secrets = [WORD, *guide.secrets]
    assert not [secret for secret in secrets if secret in run.everything], (
        f"a secret is shown: {[one for one in secrets if one in run.everything]}\n{run.output}"
    )
    wrong: dict[str, str] = {}
    for case in cases:
        try:
            judge(case, chosen[case.name], run, guide.writes)
        except (AssertionError, KeyError) as exc:
            wrong[case.name] = str(exc)
    assert run.rc == 0 or wrong, run.output
    return wrong


class Guide:
    """Called before each task: prepares the world of its case, and notes what the task before it has sent."""

    def __init__(self, emulator: Emulator, cases: Sequence[Case], path: pathlib.Path, switches: dict[str, Any]) -> None:
        self.emulator, self.path, self.switches = emulator, path, switches
        self.steps = {label(case, step, "check"): (case, step) for case in cases for step in case.steps}
        self.writes: dict[str, list[str]] = {}  # by task: the operations that change something
        self.secrets: set[str] = set()
        self.task = ""
        self.case: Case | None = None
        self.variables: dict[str, Any] = {}
        self.env: dict[str, str] = {}

    def before(self, task: str) -> dict[str, str] | None:
        self.settle()
        self.task = task
        if task not in self.steps:
            return None
        case, step = self.steps[task]
        if case is not self.case:
            self.case = case
            self.emulator.control("POST", "reset")
            world = case.world(self.emulator)
            self.env, self.variables = world.env, dict(world.variables)
            self.emulator.control("POST", "switches", self.switches)
        if step.before:
            self.variables.update(step.before(self.emulator))
        full = {
            "COGNIGY_BASE_URL": self.emulator.url,
            "COGNIGY_MANAGEMENT_USERNAME": self.emulator.user,
            "COGNIGY_MANAGEMENT_PASSWORD": self.emulator.password,
            **self.env,
        }
        self.path.write_text(json.dumps(self.variables), encoding="utf-8")
        self.emulator.control("DELETE", "requests")
        return {name: value for name, value in full.items() if value}

    def settle(self) -> None:
        if self.task:
            self.writes[self.task] = self.emulator.writes()
            self.secrets.update(self.emulator.control("GET", "secrets"))
            self.emulator.control("DELETE", "requests")
        self.task = ""


def label(case: Case, step: Step, run: str) -> str:
    return f"{case.name}, {step.title}: {run}"


def play(case: Case, steps: Sequence[Step], path: pathlib.Path, in_process: bool) -> dict[str, Any]:
    """The play of a case: a task for each run of each step. A failure ends nothing, so that the other cases run, too."""
    tasks = []
    first = last = ""
    for number, step in enumerate(steps):
        args = with_results(step.args, first, last)
        for run, check_mode in RUNS:
            task = {"name": label(case, step, run), f"community.cognigy.{case.module}": args, "check_mode": check_mode, "diff": True}
            tasks.append({**task, "ignore_errors": True, **({"register": f"applied_{number}"} if run == "apply" else {})})
        if not step.fails:
            last = f"applied_{number}"
            first = first or last
    return {
        "name": case.name,
        "hosts": "localhost",
        "connection": "local",
        "gather_facts": False,
        "vars": {
            "cognigy_in_process": in_process,
            "ansible_python_interpreter": sys.executable,
            "world": f"{{{{ lookup('ansible.builtin.file', {str(path)!r}) | from_json }}}}",
        },
        "tasks": tasks,
    }


def with_results(value: Any, first: str, last: str) -> Any:
    """Options whose templates say ``first.`` and ``last.``, which are registered by other names."""
    if isinstance(value, dict):
        return {key: with_results(item, first, last) for key, item in value.items()}
    if isinstance(value, list):
        return [with_results(item, first, last) for item in value]
    if not isinstance(value, str) or value.startswith("{% raw %}"):
        return value

    def named(found: re.Match[str]) -> str:
        return re.sub(r"(?<![\w.])(first|last)(?=[.\[])", lambda word: first if word[1] == "first" else last, found[0])

    return re.sub(r"\{\{.*?\}\}", named, value)


# ---- what has to hold ------------------------------------------------------------------------------------------------


def judge(case: Case, steps: Sequence[Step], run: Run, writes: dict[str, list[str]]) -> None:
    """Each step changes once, as predicted, and then nothing; check mode and what is already so send nothing that writes.

    What writes is among the operations that the module says it uses.
    """
    sent_at_all = {name for step in steps for run_name, check_mode in RUNS for name in writes.get(label(case, step, run_name), [])}
    unsaid = sorted(sent_at_all - set(MODULES[case.module].operations) - MAKES_KEYS)
    assert not unsaid, f"{case.name}: sent {unsaid}, which are not among the operations of {case.module} in its Module"
    for step in steps:
        where = f"{case.name}, {step.title}"
        results = [run.result(label(case, step, name)) for name, check_mode in RUNS]
        sent = [writes.get(label(case, step, name), []) for name, check_mode in RUNS]
        if step.fails:
            for (name, check_mode), result in zip(RUNS, results, strict=True):
                assert result.get("failed") and step.fails in result["msg"], f"{where}: {name} does not fail with {step.fails!r}: {result}"
                assert not result.get("changed"), f"{where}: {name} fails and says that something changed"
            assert not {*sent[0], *sent[3]} - MAKES_KEYS, f"{where}: check mode sent {sent[0]}, {sent[3]}"
            continue
        for (name, check_mode), result in zip(RUNS, results, strict=True):
            assert not result.get("failed"), f"{where}: {name} failed: {result.get('msg')}\n{result}"
        changed = [result["changed"] for result in results]
        assert changed == [True, True, False, False], f"{where}: changed is {changed} for {[name for name, mode in RUNS]}: {results}"
        for number in (0, 2, 3):
            assert not set(sent[number]) - MAKES_KEYS, f"{where}: {RUNS[number][0]} sent {sent[number]}"
        compare(where, results, {*NOT_PREDICTED, *case.not_compared}, case.tells)


def compare(where: str, results: Sequence[dict[str, Any]], unknown: set[str], tells: Sequence[str]) -> None:
    """The prediction of check mode is what came, and the later runs show what the first one left."""
    check, applied, again, check_again = results
    if "censored" in applied:  # holds a key that was asked for; what is inside is tested with the module
        return
    assert without_ids(check["diff"]) == without_ids(applied["diff"]), (
        f"{where}: predicted is the difference {check['diff']}, it was {applied['diff']}"
    )
    assert again["diff"]["before"] == again["diff"]["after"], f"{where}: without a change the difference is {again['diff']}"
    predicted, made = body(check), body(applied)
    assert set(predicted) == set(made), f"{where}: check mode returns {sorted(predicted)}, the run {sorted(made)}"
    for key, value in predicted.items():
        pairs = zip(value, made[key], strict=True) if isinstance(value, list) else [(value, made[key])]
        for mine, real in pairs:
            for name in set(mine) - unknown:
                assert without_ids(mine[name]) == without_ids(real.get(name, mine[name])), (
                    f"{where}: predicted is {key}.{name}: {mine[name]!r}, it is {real[name]!r}"
                )
    made, now, predicted = (
        {key: value for key, value in body(result).items() if key not in tells} for result in (applied, again, check_again)
    )
    assert now == made, f"{where}: returned is {now} after {made}"
    assert predicted == made, f"{where}: in check mode returned is {predicted} after {made}"


def body(result: dict[str, Any]) -> dict[str, Any]:
    """The objects in a result."""
    return {
        key: value for key, value in result.items() if isinstance(value, (dict, list)) and key not in ("diff", "invocation", "warnings")
    }


def without_ids(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_ids(item) for key, item in value.items()}
    if isinstance(value, list):
        return [without_ids(item) for item in value]
    return "ID" if isinstance(value, str) and re.fullmatch("[0-9a-f]{24}", value) else value
