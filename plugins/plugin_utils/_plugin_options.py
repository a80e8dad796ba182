# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""The connection options of plugins that are no modules, and the client that follows from them."""

from __future__ import annotations

from typing import Any

from ansible.module_utils.basic import missing_required_lib

from ansible_collections.community.cognigy.plugins.module_utils._client import Client
from ansible_collections.community.cognigy.plugins.module_utils._errors import CognigyError, InputError
from ansible_collections.community.cognigy.plugins.module_utils._options import CONNECTION, connect
from ansible_collections.community.cognigy.plugins.module_utils._transport import HAS_REQUESTS, HIDDEN


def connection_options(plugin: Any) -> dict[str, Any]:
    """What the user gave, by the same names as modules have. Vaulted texts are decrypted."""
    values = {name: plugin.get_option(name) for name in CONNECTION}
    return {name: str(value) if isinstance(value, str) else value for name, value in values.items()}


def reading_client(options: dict[str, Any]) -> Client:
    """A client that can look and log in, and change nothing. InputError when the options or this Python do not allow one."""
    if not HAS_REQUESTS:
        raise InputError(missing_required_lib("requests"))
    return connect(options, read_only=True)


def message_of(exc: CognigyError, options: dict[str, Any]) -> str:
    """What went wrong, for the user. The client hides what it knows to be secret; this is for errors from before there was one."""
    text = str(exc)
    for name in ("api_key", "management_password"):
        text = text.replace(options[name], HIDDEN) if options[name] else text
    return text
