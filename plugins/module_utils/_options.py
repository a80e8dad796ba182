# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""The connection options of every module, and the client that follows from them. Plugins have the same in their documentation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Callable

from ansible.module_utils.common.parameters import env_fallback

from ansible_collections.community.cognigy.plugins.module_utils._client import Client
from ansible_collections.community.cognigy.plugins.module_utils._credentials import Credentials
from ansible_collections.community.cognigy.plugins.module_utils._errors import InputError
from ansible_collections.community.cognigy.plugins.module_utils._transport import Settings


def _option(env: str, **spec: Any) -> dict[str, Any]:
    return {**spec, "fallback": (env_fallback, ["COGNIGY_" + env])}


def connection_spec() -> dict[str, dict[str, Any]]:
    """The argument spec of the connection options."""
    return {
        "base_url": _option("BASE_URL", type="str", required=True),
        "api_key": _option("API_KEY", type="str", no_log=True),
        "management_username": _option("MANAGEMENT_USERNAME", type="str"),
        "management_password": _option("MANAGEMENT_PASSWORD", type="str", no_log=True),
        "organisation": _option("ORGANISATION", type="str"),
        "validate_certs": _option("VALIDATE_CERTS", type="bool", default=True),
        "ca_path": _option("CA_PATH", type="path"),
        "client_cert": _option("CLIENT_CERT", type="path"),
        "client_key": _option("CLIENT_KEY", type="path", no_log=False),
        "timeout": _option("TIMEOUT", type="float", default=30.0),
        "retries": _option("RETRIES", type="int", default=3),
    }


CONNECTION = tuple(connection_spec())


def connect(options: Mapping[str, Any], read_only: bool = False, notify: Callable[[str], None] = lambda text: None) -> Client:
    """A client for these connection options. Sends nothing yet; InputError when they cannot be right."""
    if options["timeout"] <= 0:
        raise InputError(f"timeout must be more than 0 seconds, got {options['timeout']:g}")
    if options["retries"] < 0:
        raise InputError(f"retries must be 0 or more, got {options['retries']}")
    settings = Settings(
        base_url=options["base_url"],
        validate_certs=options["validate_certs"],
        ca_path=options.get("ca_path"),
        client_cert=options.get("client_cert"),
        client_key=options.get("client_key"),
        timeout=options["timeout"],
        retries=options["retries"],
        read_only=read_only,
    )
    credentials = Credentials(
        api_key=options.get("api_key"),
        management_username=options.get("management_username"),
        management_password=options.get("management_password"),
        organisation=options.get("organisation"),
    )
    return Client(settings, credentials, notify)
