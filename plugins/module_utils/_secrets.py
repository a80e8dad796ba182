# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""Which names of the API hold secrets, and what to do with values that have them somewhere inside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ansible_collections.community.cognigy.plugins.module_utils._transport import HIDDEN

# Names under which the API gives or takes secrets (the contract, "Secrets") end so, compared without case, underscores and dashes ...
SECRET_NAMES = (
    "apikey",
    "authorization",
    "authheader",
    "certificate",
    "licensekey",
    "password",
    "privatekey",
    "accesskey",
    "secret",
    "token",
)
# ... but for these, which anyone may see.
PUBLIC_NAMES = ("urltoken",)


def secrets_of(name: Any, value: Any) -> Iterator[str]:
    """The secret texts in a value that has this name."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from secrets_of(key, item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from secrets_of(name, item)
    elif isinstance(value, str) and (is_secret_name(name) or str(name).endswith("_value")):
        yield value


def texts_in(value: Any) -> Iterator[str]:
    """Every text in a value that is a secret as a whole."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        for item in value:
            yield from texts_in(item)
    elif isinstance(value, str):
        yield value


def is_secret_name(name: Any) -> bool:
    """Whether what stands under this name is a secret."""
    text = str(name).replace("_", "").replace("-", "").lower()
    return text.endswith(SECRET_NAMES) and not text.endswith(PUBLIC_NAMES)


def mask(value: Any) -> Any:
    """The value with every secret in it hidden."""
    if isinstance(value, Mapping):
        return {key: HIDDEN if is_secret_name(key) and item is not None else mask(item) for key, item in value.items()}
    return [mask(item) for item in value] if isinstance(value, (list, tuple)) else value
