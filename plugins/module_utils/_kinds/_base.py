# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""What a table about a kind of object can say. Values exist in two forms: the user's (snake_case options) and the API's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ansible_collections.community.cognigy.plugins.module_utils._transport import HIDDEN


def camel(option: str) -> str:
    """quota_max_projects -> quotaMaxProjects."""
    head, *rest = option.split("_")
    return head + "".join(word.capitalize() for word in rest)


def snake(name: str) -> str:
    """quotaMaxProjects -> quota_max_projects, acceptedTOS -> accepted_tos, _id -> id."""
    name = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", name.lstrip("_"))
    return re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name).lower()


def snake_all(value: Any) -> Any:
    """The same value with every key of every dict in snake_case. For what the server made, never for a user's payload."""
    if isinstance(value, dict):
        return {snake(key): snake_all(item) for key, item in value.items()}
    return [snake_all(item) for item in value] if isinstance(value, list) else value


@dataclass(frozen=True)
class Each:
    """A set that is changed by one call an item: operations to add and to remove, and the body field that names the item."""

    add: str
    remove: str
    body: str


@dataclass(frozen=True)
class Field:
    """One thing of an object that a person may set.

    option: name for the user. api: name at the server, when it is not the option in camelCase. type, elements, choices: as in
    an argument spec. fields: what a dict holds, when that is fixed; a dict without them is the user's payload, left as it is.
    required: needed to create the object. in_create, in_update: whether the server takes it there. update_api: another name
    in updates. secret: never compared, never shown. shown: whether a read shows it. is_set: order does not count.
    implied: values that the server adds by itself, never removed. each: changed item by item; with whole the server may also
    take the whole list in an update, which is tried first. ref: kind of object that is named, resolved to its id.
    wrap: the API wants {wrap: id} instead of the id. empty_is_null: an empty list is sent as null. behind: for a value that a
    read shows only through a reference: field holding an id, operation and path parameter that read it, field in its answer.
    """

    option: str
    type: str = "str"
    api: str = ""
    elements: str = ""
    choices: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    required: bool = False
    in_create: bool = True
    in_update: bool = True
    update_api: str = ""
    secret: bool = False
    shown: bool = True
    is_set: bool = False
    implied: tuple[str, ...] = ()
    each: Each | None = None
    whole: bool = False
    ref: str = ""
    wrap: str = ""
    empty_is_null: bool = False
    behind: tuple[str, str, str, str] | None = None

    @property
    def name(self) -> str:
        return self.api or camel(self.option)

    def spec(self) -> dict[str, Any]:
        """Its part of an argument spec."""
        spec: dict[str, Any] = {"type": self.type}
        if self.elements:
            spec["elements"] = self.elements
        if self.choices:
            spec["choices"] = list(self.choices)
        if self.secret:
            spec["no_log"] = True
        elif re.search(r"(?i)pass|secret|token|key", self.option):
            spec["no_log"] = False  # says that the name only looks like a secret's
        if self.fields:
            spec["options"] = {item.option: item.spec() for item in self.fields}
        return spec

    def to_api(self, value: Any) -> Any:
        """The user's value in the API's form; None inside a dict means not given."""
        if self.fields:
            return {item.name: item.to_api(value[item.option]) for item in self.fields if value.get(item.option) is not None}
        if self.wrap:
            return [{self.wrap: item} for item in value] or (None if self.empty_is_null else [])
        return value

    def from_api(self, value: Any) -> Any:
        """The server's value in the user's form; sets in an order of their own."""
        if self.is_set:
            return sorted(item[self.wrap] if self.wrap else item for item in value or [])
        if self.fields and isinstance(value, dict):
            known = {item.name: item for item in self.fields}
            return {known[key].option if key in known else snake(key): item for key, item in value.items()}
        return value

    def whole_in(self, value: Any) -> bool:
        """Whether a value in the API's form says all that its fields can say."""
        return not self.fields or len(value) == len(self.fields)

    def same(self, want: Any, have: Any) -> bool:
        """Whether the server's value is what the user gave, both in the API's form. What the user left open does not count."""
        if self.is_set:
            return self._members(want, want) == self._members(have, want)
        return _covers(want, have)

    def missing(self, want: Any, have: Any) -> tuple[list[Any], list[Any]]:
        """For a set: what is to be added and what is to be removed, sorted."""
        wanted, held = self._members(want, want), self._members(have, want)
        return sorted(wanted - held), sorted(held - wanted)

    def _members(self, value: Any, want: Any) -> set[Any]:
        """A set's items, less what the server added by itself and the user did not name."""
        if self.wrap:
            return {item[self.wrap] for item in value or []}
        return set(value or ()) - (set(self.implied) - set(want or ()))

    def comparable(self, value: Any, want: Any) -> Any:
        """The server's value as a diff shows it: in the user's form, what the user gave of a dict, sets sorted and without extras."""
        if self.is_set:
            return sorted(self._members(value, want))
        shown = self.from_api(value)
        if self.fields and isinstance(shown, dict) and isinstance(want, dict):
            given = {item.option for item in self.fields if item.name in want}
            return {key: item for key, item in shown.items() if key in given}
        return shown


def _covers(want: Any, have: Any) -> bool:
    """Deep comparison of the keys in want only; lists in order; line ends of texts do not count."""
    if isinstance(want, dict):
        return isinstance(have, dict) and all(_covers(value, have.get(key)) for key, value in want.items())
    if isinstance(want, list):
        return isinstance(have, list) and len(want) == len(have) and all(_covers(*pair) for pair in zip(want, have))
    if isinstance(want, str) and isinstance(have, str):
        return want.replace("\r\n", "\n") == have.replace("\r\n", "\n")
    return bool(want == have) and isinstance(want, bool) == isinstance(have, bool)


@dataclass(frozen=True)
class Action:
    """Something to be done after a change of one field, when the user asks for it by an option of its own."""

    option: str
    field: str
    operation: str


@dataclass(frozen=True)
class Kind:
    """One kind of object of the API.

    name: in results and messages. key: option of the natural key. key_in: fields of a list item that may hold it, best first.
    index to delete: operation ids, empty when there is none. id_param: path parameter of the object itself. path_scope:
    parameters in all its paths. query_scope, body_scope: scope values that lists and creations take (API name -> scope name).
    owner: field of an item that must equal a scope value when the item has it. delete_query: option -> query parameter,
    required to delete. id_body: creation and deletion name the object by this body field instead of the path; the
    object is the one that its key refers to.
    secret_answer: field of the creation's answer that is shown once. is_task: deletion is a background task.
    """

    name: str
    key: str
    fields: tuple[Field, ...]
    index: str
    id_param: str
    create: str = ""
    read: str = ""
    update: str = ""
    delete: str = ""
    title: str = ""
    plural: str = ""
    key_in: tuple[str, ...] = ("name",)
    path_scope: tuple[str, ...] = ()
    query_scope: Mapping[str, str] | tuple[()] = ()
    body_scope: Mapping[str, str] | tuple[()] = ()
    owner: Mapping[str, str] | tuple[()] = ()
    delete_query: Mapping[str, str] | tuple[()] = ()
    id_body: str = ""
    secret_answer: str = ""
    is_task: bool = False
    actions: tuple[Action, ...] = ()

    @property
    def what(self) -> str:
        return self.title or self.name

    @property
    def many(self) -> str:
        return self.plural or self.name + "s"

    def spec(self) -> dict[str, dict[str, Any]]:
        """The argument spec of its fields, all optional: what is required depends on state and on what is there."""
        extra: dict[str, dict[str, Any]] = {action.option: {"type": "bool", "default": False} for action in self.actions}
        extra.update({option: {"type": "str", "no_log": True} for option in dict(self.delete_query)})
        return {**{field.option: field.spec() for field in self.fields}, **extra}

    def to_result(self, item: Mapping[str, Any]) -> dict[str, Any]:
        """A server object in the user's form, without secrets."""
        known = {field.name: field for field in self.fields}
        hidden = {self.secret_answer, *(field.name for field in self.fields if field.secret)}
        result: dict[str, Any] = {"id": item["_id"]} if "_id" in item else {}
        for name, value in item.items():
            if name in known and name not in hidden:
                result[known[name].option] = known[name].from_api(value)
            elif name != "_id" and name not in hidden:
                result[snake(name)] = snake_all(value)
        return result

    def predicted(self, want: Mapping[str, Any]) -> dict[str, Any]:
        """What a creation will return of what was given (API form): all that a read shows, and what the server adds to sets."""
        given = {field.name: field for field in self.fields if field.shown and field.name in want}
        return self.to_result(
            {name: sorted({*want[name], *field.implied}) if field.implied else want[name] for name, field in given.items()}
        )

    def to_diff(self, given: Mapping[str, Any], item: Mapping[str, Any] | None) -> dict[str, Any]:
        """One half of a diff: the fields that the user gave (API form), as the server holds them. Secrets are masked."""
        if item is None:
            return {}
        half: dict[str, Any] = {}
        for field in self.fields:
            if field.name in given and field.secret:
                half[field.option] = HIDDEN
            elif field.name in given and field.name in item:
                half[field.option] = field.comparable(item[field.name], given[field.name])
        return half
