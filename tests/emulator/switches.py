# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the real server's behaviour is not known, or can be set, a switch gives each plausible one.

The README's table explains them; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def one_of(*values: Any) -> Callable[[Any], Any]:
    """One of some values; a number may be written as a text and the other way round."""
    by_text = {repr(one).strip("'"): one for one in values}

    def read(value: Any) -> Any:
        text = repr(value).strip("'")
        if text not in by_text or (isinstance(value, str) and isinstance(by_text[text], bool)):
            raise ValueError(f"one of {', '.join(map(repr, values))}")
        return by_text[text]

    return read


def number(at_least: int, or_null: bool = False) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if value is None and or_null:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or value < at_least:
            raise ValueError(f"a number of at least {at_least}{' or null' if or_null else ''}")
        return value

    return read


def text_or_null(value: Any) -> str | None:
    if value is not None and not isinstance(value, str):
        raise ValueError("a text or null")
    return value


def rate(value: Any) -> Any:
    if value is None:
        return None
    numbers = value.values() if isinstance(value, dict) and set(value) == {"per_seconds", "requests"} else [None]
    if all(isinstance(one, int | float) for one in numbers):
        return value
    raise ValueError('null or {"per_seconds": number, "requests": number}')


# Name: (default, reader).
SWITCHES: dict[str, tuple[Any, Callable[[Any], Any]]] = {
    "admins_in_members": (False, one_of(True, False)),
    "adds_base_role": (True, one_of(True, False)),
    "answer_password": (True, one_of(True, False)),
    "apikey_list": ("clear", one_of("clear", "masked", "absent")),
    "body_limit": (61440, number(0, or_null=True)),
    "chart_empty": (1, number(0)),
    "chart_lag": (0, number(0)),
    "connection_fields": ("masked", one_of("masked", "empty", "absent", "clear")),
    "counters_v3": ("list", one_of("list", "items")),
    "cursor_names": ("nextCursor", one_of("nextCursor", "next", "skip_only")),
    "delete_used_flows": (True, one_of(True, False)),
    "deleted_listed": (1, number(0)),
    "echo_secrets_in_errors": (False, one_of(True, False)),
    "endpoint_flow_id": ("translates", one_of("translates", "refuses")),
    "extension_hosts": (None, text_or_null),
    "entry_lists": ("array", one_of("array", "page")),
    "filter": ("substring", one_of("substring", "prefix", "case_sensitive", "ignored")),
    "get_with_body": ("accepted", one_of("accepted", 403)),
    "graph_snapshots": ("shown", one_of("shown", "absent")),
    "late_downloads": (True, one_of(True, False)),
    "idp_reconfigure": ("conflict", one_of("conflict", "replaces")),
    "license_management": (True, one_of(True, False)),
    "management_patch_roles": ("applies", one_of("applies", "refuses", "ignores")),
    "names_unique": (False, one_of(True, False)),
    "node_config": ("replaces", one_of("replaces", "merges")),
    "null_clears": (True, one_of(True, False)),
    "openapi_viewer": (True, one_of(True, False)),
    "organisation_in_user_list": (True, one_of(True, False)),
    "page_cap": (100, number(1)),
    "package_link_key": (True, one_of(True, False)),
    "patch_echoes": (False, one_of(True, False)),
    "patch_nested": ("merges", one_of("merges", "replaces")),
    "policy_shows": (True, one_of(True, False)),
    "restore_body": ("optional", one_of("optional", "refused", "required")),
    "rate_limit": (None, rate),
    "snapshot_limit": (10, number(0)),
    "super_api_keys": (True, one_of(True, "403", "404", "405")),
    "super_key_me": ("404", one_of("404", "403")),
    "task_fails": (None, text_or_null),
    "task_reads": (2, number(0)),
    "task_seconds": (5, number(0, or_null=True)),
    "task_steps": (2, number(1)),
    "unreadable_ttls": (True, one_of(True, False)),
    "upload_hash": ("kept", one_of("kept", "new")),
    "uploaded_listed": (1, number(0)),
    "upload_limit": (None, number(0, or_null=True)),
    "users_heed_organisation": (True, one_of(True, False)),
    "widen_lists": ("foreign", one_of("foreign", "always")),
    "wrong_scheme": (401, one_of(401, 403)),
}


class Switches(dict[str, Any]):
    """The present settings by name."""

    def __init__(self) -> None:
        super().__init__()
        self.reset()

    def reset(self) -> None:
        self.update({name: default for name, (default, _reader) in SWITCHES.items()})

    def turn(self, wanted: dict[str, Any]) -> None:
        """Set some of them; all or none. Raises ValueError with what is allowed."""
        unknown = sorted(set(wanted) - set(SWITCHES))
        if unknown:
            raise ValueError(f"no such switch: {', '.join(unknown)}; there are {', '.join(sorted(SWITCHES))}")
        read = {}
        for name, value in wanted.items():
            try:
                read[name] = SWITCHES[name][1](value)
            except ValueError as error:
                raise ValueError(f"{name} takes {error}") from None
        self.update(read)
