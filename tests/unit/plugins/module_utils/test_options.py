# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Connection options: their fallbacks, their bounds, and the client that follows."""

from __future__ import annotations

from typing import Any

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.community.cognigy.plugins.module_utils._errors import InputError
from ansible_collections.community.cognigy.plugins.module_utils._options import CONNECTION, connect, connection_spec
from ansible_collections.community.cognigy.tests.modules import MODULES

SET = {
    "base_url": "https://api.example.com/new",
    "api_key": "geheim",
    "management_username": "admin",
    "management_password": "geheim-m",
    "organisation": "Acme",
    "validate_certs": False,
    "ca_path": "/ca.pem",
    "client_cert": "/client.pem",
    "client_key": "/client.key",
    "timeout": 7.5,
    "retries": 0,
}


def validated(**given: Any) -> dict[str, Any]:
    checked = ArgumentSpecValidator(connection_spec()).validate(given)
    assert not checked.error_messages, checked.error_messages
    return dict(checked.validated_parameters)


def test_defaults() -> None:
    options = validated(base_url="https://h")
    assert {name: value for name, value in options.items() if value is not None} == {
        "base_url": "https://h",
        "validate_certs": True,
        "timeout": 30.0,
        "retries": 3,
    }
    assert set(options) == set(CONNECTION) == set(SET)


def test_every_option_has_a_fallback_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SET.items():
        monkeypatch.setenv(f"COGNIGY_{name.upper()}", str(value))
    assert validated() == SET
    assert validated(organisation="Beta", retries=9) == {**SET, "organisation": "Beta", "retries": 9}


@pytest.mark.parametrize("read_only", [False, True])
def test_the_client_has_what_was_given(read_only: bool) -> None:
    said: list[str] = []
    client = connect(SET, read_only, said.append)
    settings, credentials = client.transport.settings, client.credentials
    assert client.transport.root == "https://api.example.com"
    assert (settings.validate_certs, settings.ca_path, settings.client_cert, settings.client_key) == (
        False,
        "/ca.pem",
        "/client.pem",
        "/client.key",
    )
    assert (settings.timeout, settings.retries, settings.read_only, client.read_only) == (7.5, 0, read_only, read_only)
    assert (credentials.api_key, credentials.management_username, credentials.management_password) == ("geheim", "admin", "geheim-m")
    assert credentials.organisation == "Acme"
    client.notify("x")
    assert said == ["x"]
    assert {"geheim", "geheim-m"} <= client.transport.hidden


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"timeout": 0.0}, "timeout"),
        ({"timeout": -1.0}, "timeout"),
        ({"retries": -1}, "retries"),
        ({"base_url": "nowhere"}, "base_url"),
        ({"api_key": "two\nlines"}, "api_key"),
        ({"management_password": None}, "management_password"),
    ],
)
def test_what_cannot_be(change: dict[str, Any], text: str) -> None:
    with pytest.raises(InputError, match=text):
        connect({**SET, **change})


@pytest.mark.parametrize("name", sorted(MODULES))
def test_no_option_of_a_module_hides_one_of_the_connection(name: str) -> None:
    assert not set(connection_spec()) & set(MODULES[name].spec)
