# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The inventory's names, its cache keys and what it makes of a list; without a server."""

from __future__ import annotations

import itertools
import pathlib
from typing import Any

import pytest
from ansible.inventory.data import InventoryData
from ansible.inventory.manager import split_host_pattern
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.community.cognigy.plugins.inventory import cognigy
from ansible_collections.community.cognigy.plugins.module_utils._options import CONNECTION, connect
from ansible_collections.community.cognigy.plugins.plugin_utils._plugin_options import message_of

ACME = "64f1c0d2a3b4c5d6e7f80912"
GLOBEX = "64f1c0d2a3b4c5d6e7f80913"
OPTIONS = {**dict.fromkeys(CONNECTION), "base_url": "https://api.example.com", "timeout": 1.0, "retries": 0, "validate_certs": True}


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("Support", "Support"),
        ("Sales & Marketing", "Sales-Marketing"),
        ("a_b-c", "a_b-c"),
        ("v1.2", "v1-2"),
        ("  (old) ", "old"),
        ("Größe", "Größe"),
        ("Gro\u0308ße", "Größe"),  # the same letters, written in another way
        ("客服", "客服"),
        ("!*?", ACME),
        ("", ACME),
        (None, ACME),
    ],
)
def test_safe_part(name: str | None, part: str) -> None:
    assert cognigy.safe_part({"id": ACME, "name": name}) == part


@given(st.text())
def test_a_safe_part_is_no_pattern(name: str) -> None:
    part = cognigy.safe_part({"id": ACME, "name": name})
    assert part and not set(part) & set(" .,:;!&~*?[]{}@/\\\"'\n") and not part.startswith("-")
    assert split_host_pattern(part) == [part]


def test_distinct() -> None:
    assert cognigy.distinct({"1": "a", "2": "b"}) == {"1": "a", "2": "b"}
    assert cognigy.distinct({"1": "a", "2": "a", "3": "b"}) == {"1": "a-1", "2": "a-2", "3": "b"}
    assert cognigy.distinct({"1": "all"}, taken=["all"], separator="_") == {"1": "all_1"}
    # Even where a name looks like one that was made here.
    assert cognigy.distinct({"1": "a", "2": "a", "3": "a-1"}) == {"1": "a-1-1", "2": "a-2", "3": "a-1-3"}


@given(st.dictionaries(st.text("12-", min_size=1, max_size=3), st.sampled_from(["a", "a-1", "a-1-1", "a-2", "all", "b"]), max_size=6))
def test_distinct_names_are_distinct_in_any_order(names: dict[str, str]) -> None:
    result = cognigy.distinct(names, taken=["all"])
    assert len(set(result.values())) == len(names) and "all" not in result.values()
    assert cognigy.distinct(dict(reversed(names.items())), taken=["all"]) == result


@pytest.mark.parametrize(
    ("name", "taken"),
    [
        ("cognigy.yml", True),
        ("cognigy.yaml", True),
        ("acme.cognigy.yml", True),
        ("a.b.cognigy.yaml", True),
        ("mycognigy.yml", False),
        ("cognigy.yml.old", False),
        ("cognigy.json", False),
        ("cognigy", False),
        ("hosts.yml", False),
    ],
)
def test_verify_file(tmp_path: pathlib.Path, name: str, taken: bool) -> None:
    (tmp_path / name).touch()
    plugin = cognigy.InventoryModule()
    assert plugin.verify_file(str(tmp_path / name)) is taken
    assert plugin.verify_file(str(tmp_path / "missing" / name)) is False


@pytest.fixture
def plugin(monkeypatch: pytest.MonkeyPatch) -> cognigy.InventoryModule:
    """A plugin with options and an inventory, as the loader would leave it."""
    made = cognigy.InventoryModule()
    made._load_name = made.ansible_name = made.NAME
    made.inventory = InventoryData()
    options: dict[str, Any] = {"hosts": "projects", "strict": True, "compose": {}, "groups": {}, "keyed_groups": []}
    monkeypatch.setattr(made, "get_option", options.__getitem__)
    return made


def test_cache_keys_differ_by_what_decides_what_is_listed(plugin: cognigy.InventoryModule) -> None:
    variants = [
        {"api_key": "secret-key-1"},
        {"api_key": "secret-key-2"},
        {"management_username": "user-1", "management_password": "secret-password"},
        {"management_username": "user-2", "management_password": "secret-password"},
        {"management_username": "user-1", "management_password": "secret-password", "organisation": "Acme"},
        {"management_username": "user-1", "management_password": "secret-password", "base_url": "https://other.example.com"},
    ]
    keys = [plugin._key(connect({**OPTIONS, **one}), "/x/cognigy.yml") for one in variants]
    assert len(set(keys)) == len(variants)
    assert keys == [plugin._key(connect({**OPTIONS, **one}), "/x/cognigy.yml") for one in variants]
    assert plugin._key(connect({**OPTIONS, **variants[0]}), "/y/cognigy.yml") not in keys
    assert not any(secret in key for key in keys for secret in ("secret", "user-1", "Acme", "example.com"))
    # A new password is the same user.
    assert plugin._key(connect({**OPTIONS, **variants[2], "management_password": "new"}), "/x/cognigy.yml") == keys[2]


def hosts_of(plugin: cognigy.InventoryModule, found: list[dict[str, Any]]) -> list[str]:
    plugin.inventory = InventoryData()
    plugin._populate(found, "https://api.example.com")
    return sorted(plugin.inventory.hosts)


def test_names_do_not_depend_on_order(plugin: cognigy.InventoryModule) -> None:
    projects = [{"id": str(number), "name": name} for number, name in enumerate(["Bot 1", "Bot/1", "Chat"])]
    organisations = [{"id": ACME, "name": "Acme"}, {"id": GLOBEX, "name": "Acme "}, {"id": "3", "name": "all"}]
    seen = {
        tuple(hosts_of(plugin, [{"organisation": one, "projects": list(some)} for one in order]))
        for order in itertools.permutations(organisations)
        for some in itertools.permutations(projects)
    }
    assert len(seen) == 1 and len(next(iter(seen))) == 9


@pytest.mark.parametrize("name", ["all", "ungrouped", "localhost", "cognigy", "organisation_b"])
def test_no_organisation_takes_the_name_of_a_group(plugin: cognigy.InventoryModule, name: str) -> None:
    found = [{"organisation": {"id": ACME, "name": name}}, {"organisation": {"id": GLOBEX, "name": "b"}}]
    assert hosts_of(plugin, found) == sorted(["b", f"{name}-{ACME}"])


def test_organisations_never_share_a_group(plugin: cognigy.InventoryModule) -> None:
    """Their names differ, and would be the same as names of groups."""
    hosts_of(plugin, [{"organisation": {"id": one, "name": name}} for one, name in ((ACME, "a-b"), (GLOBEX, "a_b"))])
    groups = plugin.inventory.get_groups_dict()
    assert groups[f"organisation_a_b_{ACME}"] == ["a-b"] and groups[f"organisation_a_b_{GLOBEX}"] == ["a_b"]


def test_an_organisation_whose_id_is_not_shown(plugin: cognigy.InventoryModule) -> None:
    assert hosts_of(plugin, [{"organisation": {"id": None, "name": "Acme"}, "projects": [{"id": "1", "name": "Chat"}]}]) == ["Chat.Acme"]


def test_messages_hide_what_was_given() -> None:
    options = {**OPTIONS, "api_key": "key-1", "management_password": "password-1"}
    assert message_of(cognigy.InputError("key-1 or password-1"), options) == "******** or ********"
