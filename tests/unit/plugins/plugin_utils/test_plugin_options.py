# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Connection options of plugins that are no modules."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from ansible_collections.community.cognigy.plugins.module_utils._errors import InputError
from ansible_collections.community.cognigy.plugins.module_utils._options import CONNECTION
from ansible_collections.community.cognigy.plugins.module_utils._transport import HIDDEN
from ansible_collections.community.cognigy.plugins.plugin_utils import _plugin_options
from ansible_collections.community.cognigy.plugins.plugin_utils._plugin_options import connection_options, message_of, reading_client

GIVEN: dict[str, Any] = {"base_url": "https://api.example.com", "api_key": "geheim", "validate_certs": True, "timeout": 30.0, "retries": 3}


class Text(str):
    """A text as Ansible may wrap it."""

    def __str__(self) -> str:
        return "plain " + super().__str__()


def plugin(**given: Any) -> Any:
    options = {**dict.fromkeys(CONNECTION), **GIVEN, **given}
    return SimpleNamespace(get_option=options.__getitem__)


def test_options_have_the_names_of_modules() -> None:
    assert connection_options(plugin()) == {**dict.fromkeys(CONNECTION), **GIVEN}


def test_texts_become_plain_and_nothing_else_does() -> None:
    got = connection_options(plugin(organisation=Text("Acme")))
    assert got["organisation"] == "plain Acme" and got["organisation"].__class__ is str
    assert (got["timeout"], got["retries"], got["validate_certs"], got["ca_path"]) == (30.0, 3, True, None)


def test_the_client_only_reads() -> None:
    client = reading_client(connection_options(plugin()))
    assert client.read_only and client.credentials.api_key == "geheim"


def test_without_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_plugin_options, "HAS_REQUESTS", False)
    with pytest.raises(InputError, match="requests"):
        reading_client(connection_options(plugin()))


def test_messages_hold_no_secret() -> None:
    options = connection_options(plugin(management_password="secret-m"))
    assert message_of(InputError("bad geheim and secret-m"), options) == f"bad {HIDDEN} and {HIDDEN}"
    assert message_of(InputError("fine"), {**options, "api_key": None, "management_password": ""}) == "fine"
