# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a table says about a field: names, forms, comparing, and what is shown."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.community.cognigy.plugins.module_utils._kinds._base import Field, Kind, camel, snake, snake_all
from ansible_collections.community.cognigy.plugins.module_utils._kinds.project import PROJECT_MEMBER
from ansible_collections.community.cognigy.plugins.module_utils._modules._base import FACES, KINDS
from ansible_collections.community.cognigy.plugins.module_utils._reconcile import Engine
from ansible_collections.community.cognigy.plugins.module_utils._transport import HIDDEN


@pytest.mark.parametrize(
    ("option", "name"),
    [
        ("name", "name"),
        ("quota_max_projects", "quotaMaxProjects"),
        ("min_amount_lower_case", "minAmountLowerCase"),
        ("cxone_id", "cxoneId"),
    ],
)
def test_camel(option: str, name: str) -> None:
    assert camel(option) == name


@pytest.mark.parametrize(
    ("name", "option"),
    [
        ("quotaMaxProjects", "quota_max_projects"),
        ("acceptedTOS", "accepted_tos"),
        ("_id", "id"),
        ("URLToken", "url_token"),
        ("sessionStateTTLInMinutes", "session_state_ttl_in_minutes"),
        ("isV2Active", "is_v2_active"),
        ("name", "name"),
        ("already_snake", "already_snake"),
    ],
)
def test_snake(name: str, option: str) -> None:
    assert snake(name) == option


def test_snake_all() -> None:
    assert snake_all({"aB": [{"cD": 1}, "eF"], "gH": {"iJ": None}}) == {"a_b": [{"c_d": 1}, "eF"], "g_h": {"i_j": None}}


PLAIN = Field("color")
POLICY = Field("password_policy", "dict", fields=(Field("min_length", "int"), Field("ttl", "int", api="TTL")))
FREE = Field("settings", "dict")
ROLES = Field("roles", "list", elements="str", is_set=True, implied=("basic",))
LOCALES = Field("allowed_locales", "list", elements="str", is_set=True, wrap="localeId", empty_is_null=True)
WRAPPED = Field("things", "list", elements="str", is_set=True, wrap="id")
SEQUENCE = Field("ignore_list", "list", elements="str")


def test_name_of_a_field() -> None:
    assert (Field("quota_max_users").name, Field("accepted_tos", api="acceptedTOS").name) == ("quotaMaxUsers", "acceptedTOS")


def test_spec_of_a_field() -> None:
    assert Field("name", required=True).spec() == {"type": "str"}
    assert Field("mode", choices=("a", "b")).spec() == {"type": "str", "choices": ["a", "b"]}
    assert Field("words", "list", elements="str").spec() == {"type": "list", "elements": "str"}
    assert Field("password", secret=True).spec() == {"type": "str", "no_log": True}
    assert Field("password_policy", "dict").spec() == {"type": "dict", "no_log": False}
    assert POLICY.spec()["options"] == {"min_length": {"type": "int"}, "ttl": {"type": "int"}}


@pytest.mark.parametrize(
    ("field", "given", "sent"),
    [
        (PLAIN, "red", "red"),
        (POLICY, {"min_length": 3, "ttl": None}, {"minLength": 3}),
        (POLICY, {"min_length": 0, "ttl": 5}, {"minLength": 0, "TTL": 5}),
        (POLICY, {}, {}),
        (FREE, {"keepMe_as_I_am": {"x_y": None}}, {"keepMe_as_I_am": {"x_y": None}}),
        (LOCALES, ["a", "b"], [{"localeId": "a"}, {"localeId": "b"}]),
        (LOCALES, [], None),
        (WRAPPED, [], []),
        (SEQUENCE, [], []),
    ],
)
def test_to_api(field: Field, given: Any, sent: Any) -> None:
    assert field.to_api(given) == sent


@pytest.mark.parametrize(
    ("field", "held", "shown"),
    [
        (PLAIN, None, None),
        (POLICY, {"minLength": 3, "TTL": 5, "newThing": 1}, {"min_length": 3, "ttl": 5, "new_thing": 1}),
        (POLICY, None, None),
        (FREE, {"keepMe_as_I_am": {"xY": 1}}, {"keepMe_as_I_am": {"xY": 1}}),
        (LOCALES, [{"localeId": "a"}], ["a"]),
        (LOCALES, None, []),
    ],
)
def test_from_api(field: Field, held: Any, shown: Any) -> None:
    assert field.from_api(held) == shown


@pytest.mark.parametrize(
    ("field", "want", "have", "same"),
    [
        (PLAIN, "red", "red", True),
        (PLAIN, "red", "blue", False),
        (PLAIN, "red", None, False),
        (PLAIN, "a\r\nb", "a\nb", True),
        (PLAIN, "a\nb", "a\r\nb", True),
        (PLAIN, "a", "a ", False),
        (Field("count", "int"), 5, 5.0, True),
        (Field("count", "int"), 0, None, False),
        (Field("count", "int"), 1, True, False),
        (Field("flag", "bool"), False, 0, False),
        (Field("flag", "bool"), False, None, False),
        (Field("flag", "bool"), True, True, True),
        (POLICY, {"minLength": 3}, {"minLength": 3, "TTL": 9}, True),
        (POLICY, {"minLength": 3}, {"minLength": 4}, False),
        (POLICY, {"minLength": 3}, {}, False),
        (POLICY, {"minLength": 3}, None, False),
        (POLICY, {}, {"minLength": 4}, True),
        (FREE, {"a": {"b": [1, {"c": 2}]}}, {"a": {"b": [1, {"c": 2, "d": 3}]}, "e": 4}, True),
        (FREE, {"a": {"b": [1, {"c": 2}]}}, {"a": {"b": [1, {"c": 3}]}}, False),
        (FREE, {"a": [1]}, {"a": [1, 2]}, False),
        (SEQUENCE, ["a", "b"], ["b", "a"], False),
        (SEQUENCE, ["a", "b"], ["a", "b"], True),
        (SEQUENCE, [], ["a"], False),
        (SEQUENCE, [], None, False),
        (ROLES, ["a", "b"], ["b", "a"], True),
        (ROLES, ["a", "a"], ["a"], True),
        (ROLES, ["a"], ["a", "b"], False),
        (ROLES, ["a"], ["a", "basic"], True),
        (ROLES, [], ["basic"], True),
        (ROLES, [], None, True),
        (ROLES, ["basic"], ["basic"], True),
        (ROLES, ["a", "basic"], ["a", "basic"], True),
        (ROLES, ["a", "basic"], ["a"], False),
        (LOCALES, [{"localeId": "a"}, {"localeId": "b"}], [{"localeId": "b"}, {"localeId": "a"}], True),
        (LOCALES, [{"localeId": "a"}], None, False),
        (LOCALES, None, [{"localeId": "a"}], False),
        (LOCALES, None, None, True),
        (LOCALES, None, [], True),
    ],
)
def test_same(field: Field, want: Any, have: Any, same: bool) -> None:
    assert field.same(want, have) is same


@pytest.mark.parametrize(
    ("want", "have", "missing"),
    [
        (["b", "a"], [], (["a", "b"], [])),
        (["a"], ["d", "c", "a"], ([], ["c", "d"])),
        (["a"], ["b"], (["a"], ["b"])),
        (["a"], None, (["a"], [])),
        (["a"], ["a", "basic"], ([], [])),
        ([], ["basic", "b"], ([], ["b"])),
        (["a", "basic"], ["a", "basic"], ([], [])),
        (["a", "basic"], ["b", "basic"], (["a"], ["b"])),
    ],
)
def test_missing(want: Any, have: Any, missing: Any) -> None:
    assert ROLES.missing(want, have) == missing


@pytest.mark.parametrize(
    ("field", "have", "given", "shown"),
    [
        (PLAIN, "red", "blue", "red"),
        (ROLES, ["c", "basic", "a"], ["a"], ["a", "c"]),
        (ROLES, ["c", "basic"], ["basic"], ["basic", "c"]),
        (ROLES, None, ["a"], []),
        (LOCALES, [{"localeId": "b"}, {"localeId": "a"}], [{"localeId": "a"}], ["a", "b"]),
        (LOCALES, None, [{"localeId": "a"}], []),
        (POLICY, {"minLength": 3, "TTL": 5, "other": 1}, {"minLength": 9}, {"min_length": 3}),
        (POLICY, {"minLength": 3}, {"minLength": 3, "TTL": 1}, {"min_length": 3}),
    ],
)
def test_comparable(field: Field, have: Any, given: Any, shown: Any) -> None:
    assert field.comparable(have, given) == shown


@pytest.mark.parametrize(
    ("field", "want", "have", "sent"),
    [
        (PLAIN, "red", "blue", "red"),
        (POLICY, {"minLength": 3}, {"minLength": 1, "TTL": 5}, {"minLength": 3, "TTL": 5}),
        (POLICY, {"minLength": 3}, None, {"minLength": 3}),
        (FREE, {"a": {"b": 1}, "l": [1]}, {"a": {"b": 2, "c": 3}, "l": [2, 3], "d": 4}, {"a": {"b": 1, "c": 3}, "l": [1], "d": 4}),
        (FREE, {"a": {"b": 1}}, {"a": "text"}, {"a": {"b": 1}}),
        (FREE, {"a": "text"}, {"a": {"b": 1}}, {"a": "text"}),
        (ROLES, ["b"], ["basic", "a"], ["b", "basic"]),
        (ROLES, ["b", "basic"], ["basic", "a"], ["b", "basic"]),
        (ROLES, ["b"], None, ["b"]),
        (LOCALES, [{"localeId": "a"}], [{"localeId": "b"}], [{"localeId": "a"}]),
        (LOCALES, None, [{"localeId": "b"}], None),
        (SEQUENCE, ["a"], ["b", "c"], ["a"]),
    ],
)
def test_what_is_sent_is_whole(field: Field, want: Any, have: Any, sent: Any) -> None:
    assert Engine._merged(field, want, have) == sent


# ---- kinds -------------------------------------------------------------------------------------------------------------

THING = Kind(
    "thing",
    key="name",
    index="",
    id_param="thingId",
    secret_answer="apiKey",
    fields=(Field("name"), Field("accepted_tos", "bool", api="acceptedTOS"), Field("password", secret=True), ROLES, POLICY),
)


def test_to_result() -> None:
    item = {
        "_id": "i",
        "name": "n",
        "acceptedTOS": True,
        "password": "geheim",
        "apiKey": "geheim",
        "roles": ["basic"],
        "passwordPolicy": {"minLength": 1},
        "createdAt": 3,
        "deepThing": {"aB": [{"cD": 1}]},
    }
    assert THING.to_result(item) == {
        "id": "i",
        "name": "n",
        "accepted_tos": True,
        "roles": ["basic"],
        "password_policy": {"min_length": 1},
        "created_at": 3,
        "deep_thing": {"a_b": [{"c_d": 1}]},
    }
    assert THING.to_result({"name": "n"}) == {"name": "n"}


def test_the_id_of_a_user_is_not_its_login() -> None:
    assert KINDS["user"].to_result({"_id": "i", "id": "jane@example.com"}) == {"id": "i", "login": "jane@example.com"}
    assert PROJECT_MEMBER.to_result({"_id": "i", "id": "jane@example.com"}) == {"id": "i", "user": "jane@example.com"}


def test_to_diff() -> None:
    given = {"name": "n", "password": "geheim", "roles": ["a"], "passwordPolicy": {"minLength": 3}}
    held = {"_id": "i", "name": "m", "acceptedTOS": True, "roles": ["basic", "b"], "passwordPolicy": {"minLength": 1, "TTL": 2}}
    assert THING.to_diff(given, held) == {"name": "m", "password": HIDDEN, "roles": ["b"], "password_policy": {"min_length": 1}}
    assert THING.to_diff({"name": "n"}, {}) == {}
    assert THING.to_diff(given, None) == {}


def test_spec_of_a_kind_asks_for_nothing() -> None:
    for kind in FACES:
        spec = kind.spec()
        assert not any(option.get("required") or option.get("default") not in (None, False) for option in spec.values()), kind.name
        assert not kind.key or kind.key in spec


def test_options_of_actions_and_of_deletion() -> None:
    spec = KINDS["organisation"].spec()
    assert spec["enforce_password_policy"] == {"type": "bool", "default": False}
    assert spec["verification_token"] == {"type": "str", "no_log": True}


@pytest.mark.parametrize("kind", FACES, ids=lambda kind: kind.index or kind.name)
def test_a_table_is_sound(kind: Kind) -> None:
    options = [item.option for item in kind.fields]
    names = [item.name for item in kind.fields]
    assert len(set(options)) == len(options) and len(set(names)) == len(names)
    assert kind.key in options or (not kind.key and (kind.lone or kind.name in ("knowledge_chunk", "playbook_step"))), (
        "only what is alone, or in a list, has no key"
    )
    for item in kind.fields:
        assert not item.implied or item.is_set, "only a set has values that come by themselves"
        assert not item.each or item.is_set, "only a set is changed one by one"
        assert not item.whole or (item.each and item.in_update), "whole is tried first and each comes after"
        assert not item.ref or item.ref in KINDS
        assert not (item.secret and (item.is_set or item.fields))
        assert item.type != "list" or item.elements
    for action in kind.actions:
        assert action.field in options
    assert bool(kind.id_body) is False or any(item.option == kind.key and item.ref for item in kind.fields)
