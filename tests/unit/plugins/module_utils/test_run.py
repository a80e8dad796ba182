# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The one place that turns errors into results, and what results and invocations show."""

from __future__ import annotations

import json
from typing import Any, Callable

import pytest

from ansible_collections.community.cognigy.plugins.module_utils import _run
from ansible_collections.community.cognigy.plugins.module_utils._client import Client
from ansible_collections.community.cognigy.plugins.module_utils._errors import ApiError, InputError, OutcomeUnknown, TaskTimeout
from ansible_collections.community.cognigy.plugins.module_utils._modules._base import Job, Module
from ansible_collections.community.cognigy.plugins.module_utils._run import run, secrets_in, shown_params, spec_of
from ansible_collections.community.cognigy.plugins.module_utils._transport import HIDDEN
from ansible_collections.community.cognigy.tests.modules import MODULES
from ansible_collections.community.cognigy.tests.unit.plugins.module_utils._fakes import KEY, Script, connected

SECRET = KEY["api_key"]


def doing(function: Callable[[Job], dict[str, Any]], **options: Any) -> Module:
    """A module that does this."""
    return Module(function, {}, **options)


def client_of(params: Any, read_only: bool, notify: Callable[[str], None]) -> Client:
    return connected(Script(), read_only=read_only, notify=notify, **KEY)


def raising(exc: BaseException) -> Callable[[Job], dict[str, Any]]:
    def function(job: Job) -> dict[str, Any]:
        raise exc

    return function


def test_a_result_comes_as_it_is() -> None:
    said: list[str] = []
    noted: list[str] = []

    def function(job: Job) -> dict[str, Any]:
        job.warn("careful")
        job.client.notify("1/7")
        return {"changed": job.check_mode, "params": job.params}

    module = doing(function)
    assert run(module, {"a": 1}, True, said.append, noted.append, client_of) == {"changed": True, "params": {"a": 1}}
    assert (said, noted) == (["careful"], ["1/7"])
    assert run(module, {"a": 1}, False, client_of=client_of)["changed"] is False


@pytest.mark.parametrize(
    ("exc", "details"),
    [
        (InputError("do this"), {}),
        (
            ApiError("do this", status=409, code=1004, detail="d", trace_id="t"),
            {"status": 409, "code": 1004, "detail": "d", "trace_id": "t"},
        ),
        (TaskTimeout("do this", task_id="i", task_status="active"), {"task_id": "i", "task_status": "active"}),
        (OutcomeUnknown("do this", retry_after=3, status=503), {"status": 503}),
    ],
)
def test_an_expected_error_is_a_result(exc: Exception, details: dict[str, Any]) -> None:
    module = doing(raising(exc))
    assert run(module, {}, client_of=client_of) == {"failed": True, "changed": False, "msg": "do this", **details}


@pytest.mark.parametrize(
    "exc", [ValueError(f"bad {SECRET}"), KeyError(SECRET), SystemExit(f"leaving with {SECRET}"), AssertionError(), RecursionError()]
)
def test_an_unexpected_one_is_a_result_without_secrets(exc: BaseException) -> None:
    module = doing(raising(exc))
    result = run(module, {}, client_of=client_of)
    assert result["failed"] is True and result["changed"] is False
    assert type(exc).__name__ in result["msg"] and "bug of community.cognigy" in result["msg"]
    assert "Traceback" in result["exception"] and "raise exc" in result["exception"]
    assert SECRET not in repr(result)


@pytest.mark.parametrize("exc", [KeyboardInterrupt(), GeneratorExit()])
def test_what_ansible_uses_itself_goes_through(exc: BaseException) -> None:
    """A task's timeout is a BaseException of ansible-core since 2.19 or so: it must not be swallowed here."""
    module = doing(raising(exc))
    with pytest.raises(type(exc)):
        run(module, {}, client_of=client_of)


def test_secrets_that_an_expected_error_holds() -> None:
    module = doing(raising(ApiError(f"m {SECRET}", status=400, detail=f"d {SECRET}", trace_id=f"t {SECRET}")))
    assert SECRET not in repr(run(module, {}, client_of=client_of))


def test_a_client_that_cannot_be_made_is_a_result() -> None:
    params = {"base_url": "no-url", "timeout": 30.0, "retries": 3, "validate_certs": True, "api_key": SECRET}
    result = run(MODULES["cognigy_project_info"], params)
    assert result["failed"] and "base_url" in result["msg"] and SECRET not in repr(result)


def test_secrets_are_registered_where_the_core_can(monkeypatch: pytest.MonkeyPatch) -> None:
    got: list[list[str]] = []
    monkeypatch.setattr(_run, "register_secrets", got.append)
    module = doing(lambda job: {"changed": True, "thing_value": "geheim"}, secrets=("thing_value",))
    assert run(module, {}, client_of=client_of)["thing_value"] == "geheim"
    assert got == [["geheim"]]


# ---- what is secret in a result ----------------------------------------------------------------------------------------


def test_secrets_in_a_result() -> None:
    module = doing(lambda job: {}, secrets=("response", "thing_value"))
    result = {
        "response": {
            "items": [{"apiKey": "1", "name": "no"}, {"deep": {"access_token": "2", "refreshToken": ["3"]}}],
            "password": None,
            "token": 5,
        },
        "thing_value": "4",
        "apiKey": "of a field that is not said to hold any",
    }
    assert sorted(secrets_in(module, result)) == ["1", "2", "3", "4"]
    assert secrets_in(module, {"failed": True}) == []


@pytest.mark.parametrize(
    "name", ["apiKey", "api_key", "APIKEY", "newPassword", "Authorization", "dashbotApikey", "idpClientSecret", "licenseKey"]
)
def test_names_of_secrets(name: str) -> None:
    module = doing(lambda job: {}, secrets=("response",))
    assert secrets_in(module, {"response": {name: "geheim"}}) == ["geheim"]


@pytest.mark.parametrize("name", ["key", "apiKeyId", "passwordPolicy", "name"])
def test_names_that_only_resemble_them(name: str) -> None:
    module = doing(lambda job: {}, secrets=("response",))
    assert secrets_in(module, {"response": {name: "x"}}) == []


def test_shown_params() -> None:
    module = doing(lambda job: {}, quiet=("body",))
    params = {"body": {"password": "geheim", "list": ({"apiKey": "geheim"}, 3), "token": None}, "other": {"password": "seen"}}
    assert shown_params(module, params) == {
        "body": {"password": HIDDEN, "list": [{"apiKey": HIDDEN}, 3], "token": None},
        "other": {"password": "seen"},
    }
    assert params["body"] == {"password": "geheim", "list": ({"apiKey": "geheim"}, 3), "token": None}


# ---- argument specs ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(MODULES))
def test_every_module_takes_the_connection_and_hides_its_secrets(name: str) -> None:
    spec = spec_of(MODULES[name])
    assert json.dumps({**spec, "argument_spec": list(spec["argument_spec"])})

    def walk(options: dict[str, Any]) -> None:
        for option, one in options.items():
            if any(word in option for word in ("password", "secret", "token", "api_key")) and one["type"] == "str":
                assert "no_log" in one, f"{option} of {name} looks like a secret"
            walk(one.get("options", {}))

    walk(spec["argument_spec"])
    if not MODULES[name].connects:
        assert spec["argument_spec"] == MODULES[name].spec
        return
    for option in ("api_key", "management_password"):
        assert spec["argument_spec"][option]["no_log"] is True
    assert {"base_url", "management_username", "organisation", "validate_certs", "timeout", "retries"} <= set(spec["argument_spec"])
    assert ("management_username", "management_password") in spec["required_together"]
    for rule in ("required_one_of", "mutually_exclusive"):
        for names in spec.get(rule, []):
            assert set(names) <= set(spec["argument_spec"])


@pytest.mark.parametrize("name", sorted(MODULES))
def test_secrets_and_quiet_name_what_is_there(name: str) -> None:
    assert set(MODULES[name].quiet) <= set(MODULES[name].spec)
    for option, one in MODULES[name].spec.items():
        if option.endswith(("password", "secret")) and option != "update_secret":
            assert one.get("no_log") is True
