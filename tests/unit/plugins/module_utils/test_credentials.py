# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who we are to the server, and when a super API key is made anew."""

from __future__ import annotations

import base64
import threading
from typing import Callable

import pytest

from ansible_collections.community.cognigy.plugins.module_utils._credentials import RENEW_BEFORE, SUPER_KEY_SECONDS, Credentials, SuperKey
from ansible_collections.community.cognigy.plugins.module_utils._errors import InputError
from ansible_collections.community.cognigy.tests.unit.plugins.module_utils._fakes import KEY, MANAGEMENT

ALL = {**MANAGEMENT, "organisation": "Acme"}


def minter() -> tuple[list[str], Callable[[str], SuperKey]]:
    asked: list[str] = []

    def mint(organisation: str) -> SuperKey:
        asked.append(organisation)
        return SuperKey(f"minted-{len(asked)}", 1000, "o")

    return asked, mint


def never(organisation: str) -> SuperKey:
    raise AssertionError("no super key is needed here")


def test_api_key_header() -> None:
    assert Credentials(**KEY).key_header(never) == {"X-API-Key": KEY["api_key"]}
    assert Credentials(**KEY, **ALL).key_header(never) == {"X-API-Key": KEY["api_key"]}


def test_basic_header() -> None:
    header = Credentials(management_username="jürgen".encode("ascii", "ignore").decode(), management_password="pä:ß wort").basic_header()
    scheme, text = header["Authorization"].split(" ")
    assert (scheme, base64.b64decode(text).decode()) == ("Basic", "jrgen:pä:ß wort")


@pytest.mark.parametrize(("given", "expected"), [({}, "none were given"), (KEY, "an API key cannot be used there")])
def test_no_management_user(given: dict[str, str], expected: str) -> None:
    with pytest.raises(InputError) as caught:
        Credentials(**given).basic_header()
    assert (
        "management_username" in str(caught.value) and "COGNIGY_MANAGEMENT_USERNAME" in str(caught.value) and expected in str(caught.value)
    )


def test_no_credentials_at_all() -> None:
    with pytest.raises(InputError, match="COGNIGY_API_KEY"):
        Credentials().key_header(never)


def test_management_user_inside_an_organisation_without_its_name() -> None:
    with pytest.raises(InputError, match="organisation"):
        Credentials(**MANAGEMENT).key_header(never)


@pytest.mark.parametrize(
    "given", [{"management_username": "a"}, {"management_password": "b"}, {"management_username": "a", "management_password": ""}]
)
def test_half_a_management_user(given: dict[str, str]) -> None:
    with pytest.raises(InputError, match="belong together"):
        Credentials(**given)


@pytest.mark.parametrize(
    ("given", "option"),
    [
        ({"api_key": "geheim\n"}, "api_key"),
        ({"api_key": "ge heim\r\nX-Other: 1"}, "api_key"),
        ({"api_key": " geheim"}, "api_key"),
        ({"api_key": "gehäim"}, "api_key"),
        ({"management_username": "admin\n", "management_password": "geheim"}, "management_username"),
    ],
)
def test_what_no_header_takes(given: dict[str, str], option: str) -> None:
    with pytest.raises(InputError, match=option) as caught:
        Credentials(**given)
    assert "heim" not in str(caught.value)


def test_empty_is_not_given() -> None:
    one = Credentials(api_key="", management_username="", management_password="", organisation="")
    assert (one.api_key, one.has_management, one.organisation, one.mints) == (None, False, None, False)


@pytest.mark.parametrize(("given", "expected"), [(KEY, False), (MANAGEMENT, True), ({**KEY, **MANAGEMENT}, False)])
def test_who_mints(given: dict[str, str], expected: bool) -> None:
    assert Credentials(**given).mints is expected


def test_a_super_key_is_made_when_needed_and_kept() -> None:
    asked, mint = minter()
    one = Credentials(**ALL, clock=lambda: 0.0)
    assert asked == []
    assert one.key_header(mint) == one.key_header(mint) == {"X-API-Key": "minted-1"}
    assert asked == ["Acme"]


@pytest.mark.parametrize(
    ("age", "key"),
    [
        (0, "minted-1"),
        (SUPER_KEY_SECONDS - RENEW_BEFORE, "minted-1"),
        (SUPER_KEY_SECONDS - RENEW_BEFORE + 1, "minted-2"),
        (10**6, "minted-2"),
    ],
)
def test_a_super_key_is_renewed_before_it_ends(age: float, key: str) -> None:
    asked, mint = minter()
    now = [5000.0]
    one = Credentials(**ALL, clock=lambda: now[0])
    one.key_header(mint)
    now[0] += age
    assert one.key_header(mint) == one.key_header(mint) == {"X-API-Key": key}


def test_the_age_counts_from_before_the_request() -> None:
    """A slow answer must not make the key look younger than it is."""
    now = [0.0]

    def slow(organisation: str) -> SuperKey:
        now[0] += 100
        return SuperKey("slow", 0, "o")

    asked, mint = minter()
    one = Credentials(**ALL, clock=lambda: now[0])
    one.key_header(slow)
    now[0] = SUPER_KEY_SECONDS - RENEW_BEFORE + 1
    assert one.key_header(mint) == {"X-API-Key": "minted-1"}


def test_forget() -> None:
    asked, mint = minter()
    one = Credentials(**ALL, clock=lambda: 0.0)
    one.key_header(mint)
    one.forget_minted("minted-1")
    assert one.key_header(mint) == {"X-API-Key": "minted-2"}
    one.forget_minted("minted-1")  # by a thread that was late: the fresh key stays
    one.forget_minted(None)
    assert one.key_header(mint) == {"X-API-Key": "minted-2"}


def test_a_failed_mint_is_tried_again() -> None:
    asked, mint = minter()
    one = Credentials(**ALL, clock=lambda: 0.0)

    def fails(organisation: str) -> SuperKey:
        raise InputError("no")

    with pytest.raises(InputError):
        one.key_header(fails)
    assert one.key_header(mint) == {"X-API-Key": "minted-1"}


def test_another_thread_that_forgets_the_key_in_between_does_no_harm() -> None:
    """Eight threads share one set of credentials, and each that meets a 401 forgets the key."""
    asked, mint = minter()
    others: list[threading.Thread] = []

    def clock() -> float:
        if asked:  # what another thread may do between any two lines
            others.append(threading.Thread(target=one.forget_minted, args=("minted-1",)))
            others[-1].start()
            others[-1].join(0.1)
        return 0.0

    one = Credentials(**ALL, clock=clock)
    one.key_header(mint)
    assert one.key_header(mint)["X-API-Key"].startswith("minted-")
    for other in others:
        other.join(5)


def test_secrets() -> None:
    asked, mint = minter()
    one = Credentials(**ALL)
    basic = one.basic_header()["Authorization"].removeprefix("Basic ")
    assert set(one.secrets()) == {MANAGEMENT["management_password"], basic}
    one.key_header(mint)
    assert set(one.secrets()) == {MANAGEMENT["management_password"], basic, "minted-1"}
    assert Credentials(**KEY).secrets() == [KEY["api_key"]]
    assert Credentials().secrets() == []


def test_life_of_a_super_key() -> None:
    assert SuperKey("k", 1000, "o").expires_at == 1900
