# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The password policy of an organisation. A rule of 0 does not hold."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import Any

from .errors import invalid

_AT_LEAST: dict[str, tuple[Callable[[str], bool], str]] = {
    "minAmountLowerCase": (str.islower, "lower case letters"),
    "minAmountUpperCase": (str.isupper, "upper case letters"),
    "minAmountNumbers": (str.isdigit, "digits"),
    "minAmountSpecialCharacters": (lambda one: not one.isalnum(), "special characters"),
}


def check(policy: dict[str, Any], password: str) -> None:
    """Refuse a password; the text names the rule and its value, never the password."""
    length = len(password)
    if length < policy["minLength"]:
        raise _refused("minLength", policy, "at least {} characters")
    if 0 < policy["maxLength"] < length:
        raise _refused("maxLength", policy, "at most {} characters")
    for rule, (counts, what) in _AT_LEAST.items():
        if sum(map(counts, password)) < policy[rule]:
            raise _refused(rule, policy, f"at least {{}} {what}")
    # Whether the identical characters have to stand side by side is not stated; here they do.
    longest = max((len(list(group)) for _one, group in groupby(password)), default=0)
    if 0 < policy["maxAmountIdenticalCharacters"] < longest:
        raise _refused("maxAmountIdenticalCharacters", policy, "at most {} identical characters in a row")


def _refused(rule: str, policy: dict[str, Any], words: str) -> Exception:
    return invalid(f"The password does not fit the password policy: {words.format(policy[rule])} ({rule})", rule=rule, value=policy[rule])
