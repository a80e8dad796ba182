# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""cognigy_superkey: a fresh super API key, or the earlier one while it is good."""

from __future__ import annotations

from email.utils import formatdate
from typing import Any

import pytest

from ansible_collections.community.cognigy.plugins.module_utils._run import secrets_in, shown_params
from ansible_collections.community.cognigy.plugins.module_utils._transport import HIDDEN
from ansible_collections.community.cognigy.tests.modules import MODULES
from ansible_collections.community.cognigy.tests.unit.plugins.module_utils import _fakes
from ansible_collections.community.cognigy.tests.unit.plugins.module_utils._fakes import (
    KEY,
    MANAGEMENT,
    Call,
    Play,
    Script,
    connected,
    object_id,
)

ACME = object_id(1)
NOW = 1_795_000_000
CURRENT = {"api_key": "earlier-key", "created_at": NOW, "expires_at": NOW + 900, "organisation_id": ACME}
FRESH = {"api_key": "fresh-key", "created_at": NOW + 500, "expires_at": NOW + 1400, "organisation_id": ACME}
HERE = {**MANAGEMENT, "organisation": ACME}


def minted() -> Call:
    return Call("POST", f"/new/management/v2.0/organisations/{ACME}/apikeys", json={"apiKey": "fresh-key", "createdAt": NOW + 500})


def probe(age: int = 0, **more: Any) -> Call:
    """The earlier key is tried; the server's clock says that it is so many seconds old."""
    return Call(
        "GET",
        "/new/v2.0/projects",
        headers={"X-API-Key": "earlier-key"},
        json={"items": []},
        answer_headers={"Date": formatdate(NOW + age, usegmt=True)},
        **more,
    )


@pytest.fixture
def play(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs the module; the client that it makes to try the earlier key talks to the same script."""
    from ansible_collections.community.cognigy.plugins.module_utils._modules import superkey

    def start(*calls: Call, **connection: str) -> Play:
        script = Script(*calls)

        def probing(settings: Any, credentials: Any, **more: Any) -> Any:
            return connected(script, read_only=settings.read_only, api_key=credentials.api_key)

        monkeypatch.setattr(superkey, "Client", probing)
        return Play(script, **(connection or HERE))

    return start


def test_a_fresh_key(play: Any) -> None:
    run = play(minted())
    result = run("cognigy_superkey")
    assert result == {"changed": True, "superkey": FRESH}
    assert secrets_in(MODULES["cognigy_superkey"], result) == ["fresh-key"]


def test_an_organisation_by_name(play: Any) -> None:
    listed = Call("GET", "/new/management/v2.0/organisations", json={"items": [{"_id": ACME, "name": "Acme"}]})
    assert play(listed, minted(), **MANAGEMENT, organisation="Acme")("cognigy_superkey")["superkey"] == FRESH


@pytest.mark.parametrize("check", [False, True])
@pytest.mark.parametrize(("age", "least"), [(0, 300), (599, 300), (899, 0), (0, 899)])
def test_the_earlier_key_is_kept_while_it_is_good(play: Any, age: int, least: int, check: bool) -> None:
    run = play(probe(age))
    result = run("cognigy_superkey", check=check, current=CURRENT, minimum_validity=least)
    assert result == {"changed": False, "superkey": CURRENT}
    assert run.server.left == []
    assert secrets_in(MODULES["cognigy_superkey"], result) == ["earlier-key"]


@pytest.mark.parametrize(("age", "least"), [(600, 300), (900, 0), (1, 899), (5000, 0)])
def test_the_earlier_key_ends_too_soon_by_the_servers_clock(play: Any, age: int, least: int) -> None:
    assert play(probe(age), minted())("cognigy_superkey", current=CURRENT, minimum_validity=least) == {"changed": True, "superkey": FRESH}


def test_the_earlier_key_is_refused(play: Any) -> None:
    assert play(probe(status=401), minted())("cognigy_superkey", current=CURRENT) == {"changed": True, "superkey": FRESH}


@pytest.mark.parametrize("status", [403, 500])
def test_another_answer_than_a_refusal_is_an_error(play: Any, status: int) -> None:
    assert play(probe(status=status))("cognigy_superkey", current=CURRENT)["failed"]


def test_the_earlier_key_of_another_organisation_is_not_even_tried(play: Any) -> None:
    assert play(minted())("cognigy_superkey", current={**CURRENT, "organisation_id": object_id(2)})["superkey"] == FRESH


@pytest.mark.parametrize("current", [None, {}, {"organisation_id": ACME}, {"api_key": None, "organisation_id": None}, {"api_key": ""}])
def test_no_earlier_key(play: Any, current: Any) -> None:
    assert play(minted())("cognigy_superkey", current=current)["superkey"] == FRESH


@pytest.mark.parametrize(
    "current",
    [
        {"api_key": "earlier-key"},
        {"api_key": "earlier-key", "created_at": NOW},
        {"api_key": "earlier-key", "created_at": "yesterday", "organisation_id": ACME},
        {"api_key": "earlier-key", "created_at": None, "organisation_id": ACME},
    ],
)
def test_an_earlier_key_of_another_form(play: Any, current: dict[str, Any]) -> None:
    result = play()("cognigy_superkey", current=current)
    assert result["failed"] and "current must be an earlier superkey" in result["msg"] and "earlier-key" not in result["msg"]


def test_an_earlier_key_as_templating_gives_it(play: Any) -> None:
    result = play(probe())("cognigy_superkey", current={**CURRENT, "created_at": str(NOW), "expires_at": str(NOW + 900)})
    assert result == {"changed": False, "superkey": CURRENT}


def test_check_mode_returns_no_key(play: Any) -> None:
    assert play()("cognigy_superkey", check=True) == {"changed": True, "superkey": {"organisation_id": ACME}}
    result = play(probe(800))("cognigy_superkey", check=True, current=CURRENT)
    assert result == {"changed": True, "superkey": {"organisation_id": ACME}}
    assert secrets_in(MODULES["cognigy_superkey"], result) == []


def test_check_mode_with_an_organisation_that_an_earlier_task_makes(play: Any) -> None:
    nothing = Call("GET", "/new/management/v2.0/organisations", json={"items": []})
    run = play(nothing, nothing, **MANAGEMENT, organisation="New")
    assert run("cognigy_superkey", check=True) == {"changed": True, "superkey": {"organisation_id": None}}
    assert "'New'" in run.warnings[0]
    result = play(nothing, nothing, **MANAGEMENT, organisation="New")("cognigy_superkey")
    assert result["failed"] and "'New'" in result["msg"]


@pytest.mark.parametrize(
    ("connection", "text"),
    [(MANAGEMENT, "organisation"), ({**KEY, "organisation": ACME}, "management_username"), ({"organisation": ACME}, "management_username")],
)
def test_what_it_needs(play: Any, connection: dict[str, str], text: str) -> None:
    for check in (False, True):
        result = play(**connection)("cognigy_superkey", check=check)
        assert result["failed"] and text in result["msg"]


@pytest.mark.parametrize("least", [-1, 900, 5000])
def test_minimum_validity_has_bounds(play: Any, least: int) -> None:
    result = play()("cognigy_superkey", minimum_validity=least)
    assert result["failed"] and "0 to 899" in result["msg"]


@pytest.mark.parametrize("status", [403, 404, 405, 501])
def test_the_feature_is_off(play: Any, status: int) -> None:
    off = Call("POST", f"/new/management/v2.0/organisations/{ACME}/apikeys", status=status, json={"detail": "no"})
    result = play(off)("cognigy_superkey")
    assert result["failed"] and "FEATURE_USE_SUPERAPIKEY_API" in result["msg"]


def test_the_earlier_key_is_nowhere_in_an_error(play: Any) -> None:
    result = play(probe(status=403, then=lambda: None), **HERE)("cognigy_superkey", current=CURRENT)
    assert result["failed"] and "earlier-key" not in repr(result)
    echo = Call("GET", "/new/v2.0/projects", status=403, json={"detail": "key earlier-key is bad"})
    result = play(echo)("cognigy_superkey", current=CURRENT)
    assert result["failed"] and "earlier-key" not in repr(result) and HIDDEN in result["msg"]


def test_current_is_masked_in_the_invocation() -> None:
    shown = shown_params(MODULES["cognigy_superkey"], _fakes.options_of("cognigy_superkey", current=CURRENT, **HERE))
    assert shown["current"] == {**CURRENT, "api_key": HIDDEN}
