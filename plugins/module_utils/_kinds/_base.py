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

from ansible_collections.community.cognigy.plugins.module_utils._secrets import is_secret_name, mask
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
    take the whole list in an update, which is tried first. ref: kind of object that is named by name or id, and ref_as: which
    of its fields the API takes (reads may show its _id instead). wrap: the API wants {wrap: id} instead of the id.
    empty_is_null: an empty text or list is sent as null. guarded: a payload that may hold secrets under names that say so: these
    are not compared and masked. behind: for a value that a read shows only through a reference: field holding an id, operation
    and path parameter that read it, field in its answer. is_text: white space at the ends does not count. initial: sent at
    creation when the user gives nothing. resent: sent with every update, since some servers want it there. late: set after the
    creation, on top of what the server made of it. closed: an update takes only its fields, though a read shows more.
    also: values that are sent as they are, instead of the name of something. itself: word that means what the object lies in,
    and where the scope has its id. initial_where: field and value of what a reference
    names at creation when the user gives nothing. along: fields that the server wants to have with this one. shown_by: field
    whose presence in a read says that this flag is set. by: for a list of dicts, field that their counterparts at the server have
    in common with them; these keep their ids, and what was not given. exact: a payload that is the user's alone, so that keys
    which were not given are taken away. of: field that says what this one may hold, so that it is not taken over when an object
    is made anew with another value of that.
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
    ref_as: str = "_id"
    wrap: str = ""
    empty_is_null: bool = False
    guarded: bool = False
    is_text: bool = False
    initial: Any = None
    resent: bool = False
    late: bool = False
    closed: bool = False
    also: tuple[str, ...] = ()
    itself: tuple[str, str] | None = None
    initial_where: tuple[str, Any] | None = None
    along: tuple[str, ...] = ()
    shown_by: str = ""
    by: str = ""
    exact: bool = False
    of: str = ""
    behind: tuple[str, str, str, str] | None = None

    @property
    def name(self) -> str:
        return self.api or camel(self.option)

    @property
    def fixed(self) -> bool:
        """Whether it is given at creation only, and a read shows it."""
        return self.in_create and not self.in_update and self.shown and not self.each

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
            for item in self.fields:
                if item.required and self.elements == "dict":
                    spec["options"][item.option]["required"] = True
        return spec

    def to_api(self, value: Any) -> Any:
        """The user's value in the API's form; None inside a dict means not given."""
        if self.fields and isinstance(value, list):
            return [self.to_api(item) for item in value]
        if self.fields:
            return {item.name: item.to_api(value[item.option]) for item in self.fields if value.get(item.option) is not None}
        if self.wrap:
            value = [{self.wrap: item} for item in value]
        if self.guarded:
            value = without_masked(value)
        return None if self.empty_is_null and value in ("", []) else value

    def from_api(self, value: Any) -> Any:
        """The server's value in the user's form; sets in an order of their own."""
        if self.is_set:
            return sorted(item[self.wrap] if self.wrap else item for item in value or [])
        if self.fields and isinstance(value, list):
            return [self.from_api(item) for item in value]
        if self.fields and isinstance(value, dict):
            known = {item.name: item for item in self.fields}
            return {
                known[key].option if key in known else snake(key): known[key].from_api(item) if key in known else item
                for key, item in value.items()
                if key != "_id" and not (key in known and known[key].secret)
            }
        return mask(value) if self.guarded else value

    def whole_in(self, value: Any) -> bool:
        """Whether a value in the API's form says all that its fields can say, so that a creation may take it."""
        return not self.late and (not self.fields or self.elements == "dict" or len(value) == len(self.fields))

    def same(self, want: Any, have: Any) -> bool:
        """Whether the server's value is what the user gave, both in the API's form. What the user left open does not count."""
        if self.is_set:
            return self._members(want, want) == self._members(have, want)
        if self.fields and isinstance(want, list):
            return isinstance(have, list) and len(want) == len(have) and all(self.same(*pair) for pair in zip(want, have))
        if self.fields and isinstance(want, dict):
            return isinstance(have, dict) and all(
                item.secret or item.same(want[item.name], have.get(item.name)) for item in self.fields if item.name in want
            )
        if self.guarded:
            want = without_secrets(want)
        if self.is_text and isinstance(want, str) and isinstance(have, str):
            want, have = want.strip(), have.strip()
        if self.exact:
            return all(covers(*pair) for pair in ((want, have), (have, want))) or (not want and not have)
        return covers(want, have) or (bool(self.ref) and not want and not have)

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
        if self.fields:
            return self._given_of(value, want)
        return mask(value if self.exact else only(want, value)) if self.type == "dict" else self.from_api(value)

    def _given_of(self, value: Any, want: Any) -> Any:
        """A value with fields in the user's form, less what the user left open."""
        if isinstance(value, list) and isinstance(want, list):
            if len(value) != len(want):
                return self.from_api(value)
            return [self._given_of(*pair) for pair in zip(value, want)]
        if isinstance(value, dict) and isinstance(want, dict):
            return {
                item.option: HIDDEN if item.secret else item.comparable(value[item.name], want[item.name])
                for item in self.fields
                if item.name in want and item.name in value
            }
        return self.from_api(value)


def only(want: Any, value: Any) -> Any:
    """What a value has of the keys that the user gave, deeply."""
    if isinstance(want, dict) and isinstance(value, dict):
        return {key: only(want[key], item) for key, item in value.items() if key in want}
    return value


def without_secrets(value: Any) -> Any:
    """A payload less what stands under the name of a secret."""
    if isinstance(value, dict):
        return {key: without_secrets(item) for key, item in value.items() if not is_secret_name(key)}
    return [without_secrets(item) for item in value] if isinstance(value, list) else value


def without_masked(value: Any) -> Any:
    """A payload less what was masked when it was returned, so that a result can be given back without losing the secret."""
    if isinstance(value, dict):
        return {key: without_masked(item) for key, item in value.items() if item != HIDDEN}
    return [without_masked(item) for item in value] if isinstance(value, list) else value


def covers(want: Any, have: Any) -> bool:
    """Deep comparison of the keys in want only; lists in order; line ends of texts do not count."""
    if isinstance(want, dict):
        return isinstance(have, dict) and all(covers(value, have.get(key)) for key, value in want.items())
    if isinstance(want, list):
        return isinstance(have, list) and len(want) == len(have) and all(covers(*pair) for pair in zip(want, have))
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
    secret_answer: field of the creation's answer that is shown once. answer_in: field of the creation's answer that holds the
    object, when the answer is more than that. is_task: deletion is a background task.
    parents: kinds it lies in, outermost first; each is named by an option of its name and puts its id into the scope.
    levels: it can lie in the organisation instead of the project. lone: there is exactly one in its scope, and it is always
    there. read_query, update_scope: scope values that reads take as query and updates in the body (API name -> scope name).
    list_query: what every list is asked with. localize: operation that gives an object a form of its own in the locale of the
    scope, when it is shown in that of another locale; inherits: which begins as the shown one. before_delete: what is unset
    first, since the server keeps what has it.
    always_read_with: query of every read. parts: lists inside it whose items have operations of their own.
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
    answer_in: str = ""
    is_task: bool = False
    actions: tuple[Action, ...] = ()
    parents: tuple[str, ...] = ()
    levels: bool = False
    lone: bool = False
    read_query: Mapping[str, str] | tuple[()] = ()
    update_scope: Mapping[str, str] | tuple[()] = ()
    list_query: Mapping[str, Any] | tuple[()] = ()
    localize: str = ""
    inherits: bool = False
    before_delete: Mapping[str, Any] | tuple[()] = ()
    always_read_with: Mapping[str, Any] | tuple[()] = ()
    parts: tuple[Field, ...] = ()

    @property
    def what(self) -> str:
        return self.title or self.name

    @property
    def many(self) -> str:
        return self.plural or self.name + "s"

    @property
    def operations(self) -> tuple[str, ...]:
        """Every operation that brings an object of this kind to a state."""
        own = (self.index, self.create, self.read, self.update, self.delete, self.localize, *(action.operation for action in self.actions))
        return tuple(filter(None, (*own, *(name for item in self.fields if item.each for name in (item.each.add, item.each.remove)))))

    @property
    def looks(self) -> tuple[str, ...]:
        """The operations that only look."""
        return tuple(filter(None, (self.index, self.read)))

    @property
    def recreatable(self) -> bool:
        """Whether something of it can only be given at creation and is seen afterwards, so that a change means a new object."""
        return bool(self.create and self.delete) and any(item.fixed for item in self.fields)

    def called(self, item: Mapping[str, Any]) -> str:
        """How messages name one object."""
        return self.what if self.lone else f"{self.what} {item.get(self.key_in[0])!r}"

    def spec(self) -> dict[str, dict[str, Any]]:
        """The argument spec of its fields, all optional: what is required depends on state and on what is there."""
        extra: dict[str, dict[str, Any]] = {action.option: {"type": "bool", "default": False} for action in self.actions}
        extra.update({option: {"type": "str", "no_log": True} for option in dict(self.delete_query)})
        return {**{field.option: field.spec() for field in self.fields}, **extra}

    def to_result(self, item: Mapping[str, Any]) -> dict[str, Any]:
        """A server object in the user's form, without secrets."""
        known = {field.name: field for field in (*self.fields, *self.parts)}
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
            elif field.name in given and (field.name in item or given[field.name] is None):
                half[field.option] = field.comparable(item.get(field.name), given[field.name])
        return half


def in_project(name: str, noun: str, id_param: str, fields: tuple[Field, ...], plural: str = "", **more: Any) -> Kind:
    """The table of a kind whose objects lie in a project and have a name, with operations called after the noun of the API."""
    rows: dict[str, Any] = {
        "key": "name",
        "index": f"index{plural or noun + 's'}",
        "create": f"create{noun}",
        "read": f"read{noun}",
        "update": f"update{noun}",
        "delete": f"delete{noun}",
        "title": name.replace("_", " "),
        "query_scope": {"projectId": "projectId"},
        "body_scope": {"projectId": "projectId"},
        "owner": {"projectReference": "projectId"},
        "parents": ("project",),
    }
    return Kind(name, id_param=id_param, fields=fields, **{**rows, **more})
