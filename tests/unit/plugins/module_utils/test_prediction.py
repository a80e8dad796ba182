# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Check, apply, apply again, check again, for generated cases: the prediction equals what happens, and the second run does nothing."""

from __future__ import annotations

import random
from typing import Any

import pytest

from ansible_collections.community.cognigy.plugins.module_utils._errors import CognigyError
from ansible_collections.community.cognigy.plugins.module_utils._kinds._base import Field, Kind
from ansible_collections.community.cognigy.plugins.module_utils._kinds.user import MANAGEMENT_USER
from ansible_collections.community.cognigy.plugins.module_utils._modules._base import KINDS
from ansible_collections.community.cognigy.plugins.module_utils._reconcile import Engine, Outcome
from ansible_collections.community.cognigy.tests.unit.plugins.module_utils._fakes import KEY, MANAGEMENT, Memory, object_id

ACME = object_id(900)
ROLES = ["admin", "editor", "viewer", "base_role", "basic"]
NAMES = {"organisation": "Acme", "project": "Robot", "user": "jane@example.com"}


def value(choose: random.Random, item: Field) -> Any:
    """A value that this field may have, as an option."""
    if item.fields:
        return {one.option: value(choose, one) for one in item.fields if choose.random() < 0.6}
    if item.choices:
        return choose.choice(item.choices)
    if item.type == "list":
        return choose.sample(["German", "English"] if item.ref else ROLES, choose.randint(0, 2))
    return {"int": choose.choice([0, 1, 60]), "bool": choose.random() < 0.5, "str": choose.choice(["a", "b", "line\nline", ""])}[item.type]


def options(choose: random.Random, kind: Kind, least: tuple[str, ...]) -> dict[str, Any]:
    return {item.option: value(choose, item) for item in kind.fields if item.option in least or choose.random() < 0.5}


def scene(choose: random.Random, kind: Kind) -> tuple[Memory, dict[str, str], dict[str, Any], dict[str, Any]]:
    """A server in some state, a scope, what a user wants, and the credentials."""
    server = Memory()
    server.hides |= {("organisation", item.name) for item in KINDS["organisation"].fields if not item.shown}
    server.hides |= {("user", "cxoneId"), ("user", "cxoneEmail")}
    server.management_roles = choose.choice(["apply", "refuse", "ignore"])
    required = tuple(item.option for item in kind.fields if item.required)
    given, before = options(choose, kind, required), options(choose, kind, required)
    there = choose.random() < 0.6
    if kind.name == "project_member":
        robot = server.add("project", name="Robot")
        user = server.add("user", id="jane@example.com", name="Jane", roles=[])
        locales = {name: server.add("locale", name=name, projectReference=robot["_id"]) for name in ("German", "English")}
        given["user"] = choose.choice(["jane@example.com", user["_id"]])
        if there:
            server._add_member({}, {"userId": user["_id"]}, robot["_id"])
            held = server.things["member"][robot["_id"] + user["_id"]]
            held["roles"] = ["basic", *[role for role in before.get("roles", []) if role != "basic"]]
            held["allowedLocales"] = [{"localeId": locales[name]["_id"]} for name in before.get("allowed_locales", [])] or None
        return server, {"projectId": robot["_id"]}, given, KEY
    given[kind.key] = before[kind.key] = NAMES[kind.name]
    if kind.name == "project":
        given["locale"], before["locale"] = choose.choice(["en-US", "de-DE"]), "en-US"
    scope = {"organisation": ACME} if kind is MANAGEMENT_USER else {}
    if there:
        body = {item.name: item.to_api(before[item.option]) for item in kind.fields if item.option in before}
        server._create(kind.name, {**body, **scope})
    if choose.random() < 0.3:
        server._create(kind.name, {"name": "another", "id": "another", "locale": "x", **scope})
    return server, scope, given, {**MANAGEMENT, "organisation": ACME} if kind in (MANAGEMENT_USER, KINDS["organisation"]) else KEY


def attempt(server: Memory, check: bool, credentials: dict[str, str], always: bool, *what: Any) -> Outcome | str:
    try:
        return Engine(server.client(read_only=check, **credentials), KINDS, always).ensure(*what)
    except CognigyError as exc:
        return f"{type(exc).__name__}: {exc}"


def given_part(kind: Kind, given: dict[str, Any], outcome: Outcome) -> dict[str, Any] | None:
    """What an outcome's object says of what the user gave; the order of a set does not count."""
    if outcome.object is None:
        return None
    part: dict[str, Any] = {}
    for item in kind.fields:
        shown = outcome.object.get(item.option)
        if item.option in given and item.option in outcome.object:
            part[item.option] = sorted(shown) if item.is_set else {key: shown[key] for key in given[item.option]} if item.fields else shown
    return part


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize(
    "kind", [KINDS["organisation"], KINDS["project"], KINDS["user"], MANAGEMENT_USER, KINDS["project_member"]], ids=lambda kind: kind.index
)
def test_the_prediction_comes_true(kind: Kind, seed: int) -> None:
    choose = random.Random(f"{kind.index} {seed}")
    server, scope, given, credentials = scene(choose, kind)
    state, always = choose.choice(["present"] * 5 + ["absent"]), choose.random() < 0.2
    if kind.delete_query:
        given["verification_token"] = "t"
    what = (kind, scope, given, state)
    copy = server.copy()
    predicted = attempt(copy, True, credentials, always, *what)
    assert [one for one in copy.writes() if "/apikeys" not in one[1]] == []
    real = attempt(server, False, credentials, always, *what)
    if isinstance(predicted, str) or isinstance(real, str):
        assert predicted == real
        return
    assert (predicted.changed, predicted.before, predicted.after) == (real.changed, real.before, real.after)
    assert given_part(kind, given, predicted) == given_part(kind, given, real)
    secret = given.get("password")
    assert not secret or all(
        half.get("password") in (None, "********") for half in (predicted.before, predicted.after, real.before, real.after)
    )

    if always:
        return  # what cannot be compared is sent each time, as the user wants it
    for check in (False, True):
        count = len(server.writes())
        again = attempt(server, check, credentials, False, *what)
        assert isinstance(again, Outcome), again
        assert not again.changed and again.before == again.after
        assert [one for one in server.writes()[count:] if "/apikeys" not in one[1]] == []
        if state == "present":
            assert again.object == real.object


def test_the_cases_are_worth_it() -> None:
    """A generator that only makes dull cases would prove nothing."""
    seen: set[tuple[str, bool, bool]] = set()
    for kind in (KINDS["organisation"], KINDS["project_member"], MANAGEMENT_USER):
        for seed in range(60):
            choose = random.Random(f"{kind.index} {seed}")
            server, scope, given, credentials = scene(choose, kind)
            outcome = attempt(server, True, credentials, False, kind, scope, given, "present")
            if isinstance(outcome, Outcome):
                seen.add((kind.index, bool(outcome.before), outcome.changed))
    assert len(seen) >= 8
