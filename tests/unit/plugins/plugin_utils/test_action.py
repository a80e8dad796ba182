# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The in-process door, as far as it goes without a play: whole plays are run by the integration tests."""

from __future__ import annotations

import datetime
import importlib
import json
import os
import sys
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import ansible.parsing.vault
import ansible.release
import pytest
from ansible.parsing.dataloader import DataLoader
from ansible.parsing.vault import VaultLib, VaultSecret
from ansible.template import Templar

try:
    from ansible.module_utils.secrets import mask_secrets
except ImportError:  # before ansible-core 2.22
    mask_secrets = None

from ansible_collections.community.cognigy.plugins.module_utils._client import Client
from ansible_collections.community.cognigy.plugins.module_utils._modules._base import Job, Module
from ansible_collections.community.cognigy.plugins.module_utils._transport import HIDDEN
from ansible_collections.community.cognigy.plugins.plugin_utils import _action
from ansible_collections.community.cognigy.plugins.plugin_utils._action import ActionModule, environment, kept_client, plain

CONNECTION = {
    "base_url": "https://api.example.com",
    "api_key": "geheim-key",
    "management_username": None,
    "management_password": None,
    "organisation": None,
    "validate_certs": True,
    "ca_path": None,
    "client_cert": None,
    "client_key": None,
    "timeout": 30.0,
    "retries": 3,
}


# ---- plain values ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (None, None),
        (True, True),
        (3, 3),
        (1.5, 1.5),
        ("x", "x"),
        ({"a": ("b", {"c"})}, {"a": ["b", ["c"]]}),
        (frozenset(["x"]), ["x"]),
        (b"abc", "abc"),
        (datetime.date(2026, 11, 24), "2026-11-24"),
        (datetime.datetime(2026, 11, 24, 12, 30), "2026-11-24T12:30:00"),
    ],
)
def test_plain(given: Any, expected: Any) -> None:
    got = plain(given)
    assert got == expected and got.__class__ is expected.__class__
    json.dumps(got)


def test_plain_makes_texts_of_keys_as_json_does() -> None:
    given = {2: "a", None: "c", 1.5: "d"}
    assert plain(given) == json.loads(json.dumps(given))


def test_plain_of_what_ansible_makes_of_a_playbook(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tagged and unsafe texts, vaulted values and dates of a YAML file become what a module would get."""
    vault = VaultLib([("default", VaultSecret(b"pw"))])
    if hasattr(ansible.parsing.vault, "VaultSecretsContext"):  # since ansible-core 2.19
        context = ansible.parsing.vault.VaultSecretsContext
        monkeypatch.setattr(context, "_current", context([("default", VaultSecret(b"pw"))]))
    secret = vault.encrypt(b"geheim").decode()
    text = "name: Robot\ncount: 5\nflag: yes\nwhen: 2026-11-24\nlist: [a, {b: 1.5}]\nsecret: !vault |\n"
    loader = DataLoader()
    loader.set_vault_secrets([("default", VaultSecret(b"pw"))])
    data = loader.load(text + "".join(f"  {line}\n" for line in secret.splitlines()))
    got = plain(data)
    assert got == {"name": "Robot", "count": 5, "flag": True, "when": "2026-11-24", "list": ["a", {"b": 1.5}], "secret": "geheim"}

    assert all(text.__class__ is str for text in leaves(got) if isinstance(text, str))


def test_plain_numbers_lose_their_tags() -> None:
    got = plain(DataLoader().load("count: 5\nshare: 1.5\nlist: [7]\n"))
    assert [type(number) for number in leaves(got) if not isinstance(number, str)] == [int, float, int]


def leaves(value: Any) -> Iterator[Any]:
    """All values inside, the keys as well."""
    for item in [*value, *value.values()] if isinstance(value, dict) else value if isinstance(value, list) else []:
        yield from leaves(item)
    if not isinstance(value, (dict, list)):
        yield value


def test_plain_of_an_unsafe_text() -> None:
    from ansible.utils.unsafe_proxy import wrap_var

    got = plain(wrap_var({"name": "{{ not a template }}"}))
    assert got == {"name": "{{ not a template }}"} and got["name"].__class__ is str


# ---- the environment ---------------------------------------------------------------------------------------------------


def test_environment_is_there_and_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNIT_OLD", "before")
    with environment({"UNIT_OLD": "during", "UNIT_NEW": 5}):
        assert (os.environ["UNIT_OLD"], os.environ["UNIT_NEW"]) == ("during", "5")
    assert os.environ["UNIT_OLD"] == "before" and "UNIT_NEW" not in os.environ


def test_environment_is_gone_after_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("UNIT_NEW", raising=False)
    with pytest.raises(ValueError), environment({"UNIT_NEW": "x"}):
        raise ValueError
    assert "UNIT_NEW" not in os.environ


# ---- kept clients ------------------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def no_clients(monkeypatch: pytest.MonkeyPatch) -> dict[Any, Client]:
    kept: dict[Any, Client] = {}
    monkeypatch.setattr(_action, "_clients", kept)
    return kept


def nothing(text: str) -> None:
    pass


def test_a_client_is_kept_for_the_same_options() -> None:
    one = kept_client(CONNECTION, False, nothing)
    assert kept_client({**CONNECTION, "name": "another object"}, False, nothing) is one


@pytest.mark.parametrize("option", sorted(CONNECTION))
def test_another_client_for_other_options(option: str) -> None:
    management = {"management_username": "a", "management_password": "b"}
    other: dict[str, Any] = {
        "base_url": "https://other.example.com",
        "validate_certs": False,
        "timeout": 5.0,
        "retries": 1,
        **management,
    }
    base = {**CONNECTION, **(management if option.startswith("management") else {})}
    change = {option: other.get(option, "x") + "x" if option.startswith("management") else other.get(option, "x")}
    one = kept_client(base, False, nothing)
    two = kept_client({**base, **change}, False, nothing)
    assert two is not one


def test_another_client_in_check_mode_and_in_another_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    one = kept_client(CONNECTION, False, nothing)
    checking = kept_client(CONNECTION, True, nothing)
    assert checking is not one and checking.read_only and not one.read_only
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example.com")
    assert kept_client(CONNECTION, False, nothing) is not one
    monkeypatch.delenv("HTTPS_PROXY")
    assert kept_client(CONNECTION, False, nothing) is one


# ---- one task ----------------------------------------------------------------------------------------------------------


class Task(SimpleNamespace):
    pass


def action(args: dict[str, Any], transport: str = "local", **changed: Any) -> ActionModule:
    """An action as a worker makes it, with no play around it."""
    task = Task(
        **{
            "args": args,
            "action": "community.cognigy.unit",
            "resolved_action": "community.cognigy.unit",
            "check_mode": False,
            "diff": False,
            "async_val": 0,
            "delegate_to": None,
            "environment": [],
            "no_log": False,
            **changed,
        }
    )
    connection = SimpleNamespace(transport=transport, become=changed.get("become"))
    loader = DataLoader()
    made = ActionModule(task, connection, SimpleNamespace(), loader, Templar(loader=loader), None)
    made.module = UNIT
    return made


def _unit(job: Job) -> dict[str, Any]:
    """A module that gives back its options."""
    JOBS.append(job)
    if job.params["name"] == "warn":
        job.warn("careful")
    if job.params["name"] == "bug":
        raise ValueError("geheim-key")
    return {
        "changed": True,
        "diff": {"before": {}, "after": {}},
        "unit": {"name": job.params["name"], "flag": job.params["flag"], "seen": f"with {job.params['password']}", "none": None},
    }


JOBS: list[Job] = []  # those of the current test, in order
SPEC = {"name": {"type": "str"}, "flag": {"type": "bool"}, "password": {"type": "str", "no_log": True}, "body": {"type": "dict"}}
UNIT = Module(_unit, SPEC, {"required_one_of": [("name", "flag")]}, (), ("body",))


@pytest.fixture
def unit() -> list[Job]:
    JOBS.clear()
    return JOBS


ARGS = {"base_url": "https://api.example.com", "api_key": "geheim-key"}
SHOWN = {"ansible_inject_invocation": True}


def seen(result: dict[str, Any]) -> dict[str, Any]:
    """What callbacks get of a result: since ansible-core 2.22 the core masks all that is registered as secret, and only there."""
    if not mask_secrets:
        return result
    masked: dict[str, Any] = json.loads(mask_secrets(json.dumps(result), mask_placeholder="********"))
    return masked


def test_a_task(unit: list[Job]) -> None:
    args = {**ARGS, "name": "x", "flag": "yes", "password": "geheim-p", "body": {"token": "geheim-t"}}
    result = action(args)._in_process(SHOWN)
    assert result["changed"] is True and "diff" not in result and "warnings" not in result
    assert seen(result)["unit"] == {"name": "x", "flag": True, "seen": "with ********", "none": None}
    shown = result["invocation"]["module_args"]
    assert shown["api_key"] == shown["password"] == "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"
    assert shown["body"] == {"token": HIDDEN} and shown["base_url"] == "https://api.example.com"
    assert "geheim" not in repr(seen(result)) and "geheim" not in repr(result["invocation"])
    assert unit[0].params["password"] == "geheim-p"


def test_the_invocation_is_there_where_modules_have_it(unit: list[Job]) -> None:
    always = tuple(map(int, ansible.release.__version__.split(".")[:2])) < (2, 21)
    for task_vars, expected in (({}, always), ({"ansible_inject_invocation": False}, always), (SHOWN, True)):
        assert ("invocation" in action({**ARGS, "name": "x"})._in_process(task_vars)) is expected


def test_diff_check_mode_and_warnings(unit: list[Job]) -> None:
    result = action({**ARGS, "name": "warn"}, diff=True, check_mode=True)._in_process()
    assert result["diff"] == {"before": {}, "after": {}} and result["warnings"] == ["careful"]
    assert unit[0].check_mode is True


def test_options_that_are_wrong(unit: list[Job]) -> None:
    for args, text in (
        ({"name": "x"}, "base_url"),
        ({**ARGS}, "name, flag"),
        ({**ARGS, "name": "x", "flag": "perhaps"}, "flag"),
        ({**ARGS, "nmae": "x", "name": "x"}, "Unsupported parameters for (community.cognigy.unit) module: nmae"),
    ):
        result = action({**args, "password": "geheim-p"})._in_process()
        assert result["failed"] is True and text in result["msg"]
        assert "invocation" not in result and "geheim" not in repr(seen(result))
    assert unit == []


def test_a_wrong_option_that_is_a_secret_is_not_repeated(unit: list[Job]) -> None:
    result = action({**ARGS, "name": "x", "timeout": "geheim-key"})._in_process()
    assert result["failed"] is True and "geheim" not in repr(seen(result))


def test_a_bug_is_a_result(unit: list[Job]) -> None:
    result = action({**ARGS, "name": "bug"})._in_process(SHOWN)
    assert result["failed"] is True and "ValueError" in result["msg"] and "geheim" not in repr(result)


def test_items_of_a_loop_share_a_client(unit: list[Job]) -> None:
    for name in ("a", "b"):
        action({**ARGS, "name": name})._in_process()
    action({**ARGS, "name": "c"}, check_mode=True)._in_process()
    assert unit[0].client is unit[1].client is not unit[2].client


@pytest.mark.parametrize(
    ("changed", "task_vars", "reason"),
    [
        ({}, {}, ""),
        ({}, {"cognigy_in_process": True}, ""),
        ({}, {"cognigy_in_process": "yes"}, ""),
        ({}, {"cognigy_in_process": False}, "cognigy_in_process"),
        ({}, {"cognigy_in_process": "no"}, "cognigy_in_process"),
        ({"transport": "ssh"}, {}, "connection ssh"),
        ({"become": object()}, {}, "become"),
        ({"async_val": 60}, {}, "async"),
        ({"delegate_to": "b"}, {"ansible_delegated_vars": {"b": {"cognigy_in_process": False}}}, "cognigy_in_process"),
        ({"delegate_to": "b"}, {"cognigy_in_process": False, "ansible_delegated_vars": {"b": {}}}, ""),
    ],
)
def test_when_a_process_of_its_own_is_taken(changed: dict[str, Any], task_vars: dict[str, Any], reason: str) -> None:
    assert action({}, **changed)._why_ordinary(task_vars) == reason


def test_a_process_of_its_own_when_requests_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_action, "HAS_REQUESTS", False)
    assert "requests" in action({})._why_ordinary({})


def test_what_the_action_says_of_itself() -> None:
    assert ActionModule._supports_check_mode is True and ActionModule._supports_async is True


def test_an_unknown_core_is_no_end_of_the_play(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a coming ansible-core may take away is not needed for the ordinary way."""
    monkeypatch.setitem(sys.modules, "ansible.module_utils.errors", None)
    try:
        importlib.reload(_action)
        action = SimpleNamespace(
            _connection=SimpleNamespace(transport="local", become=None),
            _task=SimpleNamespace(async_val=0, delegate_to=None),
            _templar=SimpleNamespace(template=lambda value: value),
        )
        assert _action.ActionModule._why_ordinary(action, {}) == "this version of ansible-core"
    finally:
        monkeypatch.undo()
        importlib.reload(_action)
    assert _action.KNOWN_CORE
