# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""The engine: find by key, resolve references, compare what was given, change only that, read back. Does not know which kind it is."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Callable

from ansible_collections.community.cognigy.plugins.module_utils._client import THREADS, Client, is_id, is_reference, some
from ansible_collections.community.cognigy.plugins.module_utils._errors import (
    AmbiguousError,
    ApiError,
    CognigyError,
    InputError,
    MissingError,
    NotKept,
    OutcomeUnknown,
)
from ansible_collections.community.cognigy.plugins.module_utils._kinds._base import Each, Field, Kind, without_secrets
from ansible_collections.community.cognigy.plugins.module_utils._secrets import texts_in

Scope = Mapping[str, str]
LATE = (0.0, 1.0, 2.0, 5.0)  # seconds before each look for what a task of the server has made: it may be listed late (observed)
LOOKS = (0.0, 1.0, 2.0)  # seconds before each look for what was written, when the answer was lost or an installation has many services


@dataclass
class Outcome:
    """What became of one object. before and after are the halves of a diff; object is None when it is absent."""

    changed: bool = False
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    object: dict[str, Any] | None = None
    secret: str | None = None


class Engine:
    """Brings objects of any kind to the state that a user gave.

    ``kinds``: tables by name, for references. ``always_secrets``: send secrets, and what no read shows, also to objects that
    exist. ``recreate``: what cannot be changed is deleted and made anew. ``wait``: seconds to wait for a background task.
    ``warn`` takes a text for the user. ``make``: what makes a new object instead of the operation of its kind, an upload for
    example; it gets the scope and the object's name, and gives the object; what else was given is set afterwards.
    """

    def __init__(
        self,
        client: Client,
        kinds: Mapping[str, Kind],
        always_secrets: bool = False,
        wait: float = 600,
        warn: Callable[[str], None] = lambda text: None,
        recreate: bool = False,
        make: Make | None = None,
    ) -> None:
        self.client = client
        self.kinds = kinds
        self.always_secrets = always_secrets
        self.recreate = recreate
        self.make = make
        self.wait = wait
        self.warn = warn
        self._named: dict[tuple[str, str, tuple[tuple[str, str], ...]], dict[str, Any]] = {}
        self._references: dict[str, str] = {}  # of the objects that were named: _id -> referenceId

    # ---- finding -------------------------------------------------------------------------------------------------

    def listed(self, kind: Kind, scope: Scope, text: str = "") -> Iterable[dict[str, Any]]:
        """All objects of a kind in its scope, as its list shows them; ``text`` lets the server leave out names without it."""
        query = {**dict(kind.list_query), **{name: scope[key] for name, key in dict(kind.query_scope).items() if key in scope}}
        for item in self.client.items(kind.index, self._path(kind, scope), {**query, **(self.client.filtered(text) if text else {})}):
            if self._belongs(kind, scope, item):
                yield item

    def read(self, kind: Kind, scope: Scope, item: Mapping[str, Any]) -> dict[str, Any] | None:
        """The whole object behind a list item, or None when it is gone or not in scope. Lists can be shorter than reads, and late."""
        if not kind.read:
            return dict(item)
        query = {**dict(kind.always_read_with), **{name: scope[key] for name, key in dict(kind.read_query).items() if key in scope}}
        try:
            found = self.client.call(kind.read, self._path(kind, scope, item["_id"]), query)
        except ApiError as exc:
            if exc.not_found:
                return None
            raise
        found = {"_id": item["_id"], **({"resourceLevel": "project"} if kind.levels else {}), **found}
        found.update({one.name: bool(found.get(one.shown_by)) for one in kind.fields if one.shown_by})
        return found if self._belongs(kind, scope, found) else None

    def whole(self, kind: Kind, scope: Scope, items: Iterable[Mapping[str, Any]] | None = None) -> list[dict[str, Any]]:
        """The objects behind these list items, or behind all of the scope, read whole and side by side, without those that are gone."""
        with ThreadPoolExecutor(THREADS) as pool:
            found = pool.map(lambda item: self.read(kind, scope, item), self.listed(kind, scope) if items is None else items)
            return [item for item in found if item is not None]

    def lone(self, kind: Kind, scope: Scope) -> dict[str, Any]:
        """The one object of its kind in its scope."""
        return {"_id": "", **self.client.call(kind.read, self._path(kind, scope))}

    def find(self, kind: Kind, scope: Scope, key: str | None, object_id: str | None = None) -> dict[str, Any] | None:
        """The object with this id, else the only one with exactly this key, read whole; None when there is none.

        AmbiguousError when several have the key.
        """
        if kind.lone:
            return self.lone(kind, scope)
        if object_id:
            if kind.read and not kind.query_scope:
                return self.read(kind, scope, {"_id": object_id})
            shown = next((item for item in self.listed(kind, scope) if item["_id"] == object_id), None)  # its read may not say whose it is
            return self.read(kind, scope, shown) if shown else None
        by_id = "_id" in kind.key_in and is_id(str(key))  # the server looks for a text in names and logins only
        items = list(self.listed(kind, scope, "" if by_id else str(key)))
        for name in kind.key_in:
            found = [item for item in (self.read(kind, scope, item) for item in items if item.get(name) == key) if item is not None]
            if len(found) > 1:
                ids = some([item["_id"] for item in found])
                raise AmbiguousError(f"there are {len(found)} {kind.many} {key!r}: choose one by id, from {ids}")
            if found:
                return found[0]
        return None

    def named(self, kind: Kind, scope: Scope, value: str) -> dict[str, Any]:
        """The object that a user names by key or id. MissingError (with what there is) or AmbiguousError.

        Of kinds with levels the project's come first, then the organisation's.
        """
        cached = (kind.name, value, tuple(sorted(scope.items())))
        if cached not in self._named:
            scopes = [dict(scope)]
            if kind.levels:
                scopes = [*([{**scope, "level": "project"}] if "projectId" in scope else []), {"level": "organisation"}]
            found = next((one for one in (self._named_in(kind, where, value) for where in scopes) if one is not None), None)
            if found is None:
                there = [item for where in scopes for item in self.listed(kind, where) if not kind.levels or self.read(kind, where, item)]
                names = sorted(str(item.get(kind.key_in[0])) for item in there)
                raise MissingError(f"there is no {kind.what} {value!r}; there is: {some(names)}")
            self._named[cached] = found
            if "referenceId" in found:
                self._references[found["_id"]] = found["referenceId"]
        return self._named[cached]

    def _named_in(self, kind: Kind, scope: Scope, value: str) -> dict[str, Any] | None:
        found = self.find(kind, scope, None, value) if is_id(value) else None
        if found is None and is_reference(value):
            shown = next((item for item in self.listed(kind, scope) if item.get("referenceId") == value), None)
            found = self.read(kind, scope, shown) if shown else None
        return found or self.find(kind, scope, value)

    def resolve(self, kind: Kind, scope: Scope, value: str) -> str:
        """The id of the object that a user names; errors as for ``named``."""
        return str(self.named(kind, scope, value)["_id"])

    @staticmethod
    def _belongs(kind: Kind, scope: Scope, item: Mapping[str, Any]) -> bool:
        """False for an object of another owner: a list asked for a project that is not visible shows all projects' (observed)."""
        return all(item.get(name, scope[key]) == scope[key] for name, key in dict(kind.owner).items() if key in scope)

    @staticmethod
    def _path(kind: Kind, scope: Scope, object_id: str | None = None) -> dict[str, str]:
        path = {name: scope[name] for name in kind.path_scope}
        return {**path, kind.id_param: object_id} if object_id and kind.id_param else path

    # ---- one object ----------------------------------------------------------------------------------------------

    def ensure(self, kind: Kind, scope: Scope, given: Mapping[str, Any], state: str = "present") -> Outcome:
        """Bring one object to what ``given`` says (options; None means not given; ``id`` chooses the object)."""
        object_id, key = given.get("id"), given.get(kind.key)
        if not object_id and not key and not kind.lone:
            raise InputError(f"{kind.key} or id is needed to say which {kind.what} is meant")
        for item in kind.fields:
            if item.secret:
                self.client.transport.hide(*texts_in(given.get(item.option)))
        current = self.find(kind, scope, key, object_id)
        if object_id and key and current is None and self.recreate:
            current = self.find(kind, scope, key)  # an earlier run may have made it anew, with another id
        if state == "absent":
            return self._remove(kind, scope, given, current)
        if object_id and current is None:
            raise InputError(f"there is no {kind.what} with the id {object_id}")
        want = self.want(kind, scope, given, current)
        if current is None:
            return self._create(kind, scope, given, want)
        current = self._one_form(kind, current)
        changes = self._fixed(kind, want, current)
        localized = not changes and self._elsewhere(kind, scope, current)
        if localized:
            current = self._localize(kind, scope, current)
        outcome = (self._recreate if changes else self._update)(kind, scope, given, want, current)
        outcome.changed |= localized
        return outcome

    def predict(self, kind: Kind, given: Mapping[str, Any], state: str = "present") -> Outcome:
        """What ``ensure`` would come to when the parent is not there yet: creation in check mode, nothing for absent."""
        want = {item.name: item.to_api(given[item.option]) for item in kind.fields if given.get(item.option) is not None and not item.ref}
        named = {item.option: given[item.option] for item in kind.fields if item.ref and given.get(item.option) is not None}
        if state == "absent":
            return Outcome()
        return Outcome(True, {}, {**kind.to_diff(want, want), **named}, {**kind.predicted(want), **named})

    def want(self, kind: Kind, scope: Scope, given: Mapping[str, Any], current: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """What the user gave, in the API's form, with references resolved."""
        want: dict[str, Any] = {}
        for item in kind.fields:
            value = given.get(item.option)
            if value is None:
                continue
            if item.ref and item.option == kind.key:  # the object is its user: by login or id, shown by login
                want[item.name] = (current or self.named(self.kinds[item.ref], scope, value))[item.name]
            else:
                want[item.name] = item.to_api(self._resolved(item, scope, value))
        return want

    def _resolved(self, item: Field, scope: Scope, value: Any) -> Any:
        """A value with everything that it names replaced by what the API takes."""
        if isinstance(value, list) and (item.ref or item.fields):
            return [self._resolved(item, scope, one) for one in value]
        if item.fields and isinstance(value, dict):
            inner = {one.option: one for one in item.fields}
            return {key: self._resolved(inner[key], scope, one) if one is not None else None for key, one in value.items()}
        if not item.ref or not value or value in item.also:
            return value
        if item.itself and value in (item.itself[0], scope.get(item.itself[1])):
            return scope[item.itself[1]]
        try:
            return self.named(self.kinds[item.ref], scope, value)[item.ref_as]
        except MissingError as exc:
            self.not_yet(exc, f"{item.option}: ")
            return value

    def not_yet(self, exc: MissingError, where: str = "") -> None:
        """In check mode an earlier task may be about to make what is missing: a warning there, else the error."""
        if not self.client.read_only:
            raise exc
        self.warn(f"{where}{exc}. In check mode it is taken as made by an earlier task.")

    def _one_form(self, kind: Kind, item: dict[str, Any]) -> dict[str, Any]:
        """An object with all references in the form that the API takes: some reads show an _id where a referenceId is sent."""

        def form(one: Field, value: Any) -> Any:
            if isinstance(value, list) and one.fields:
                return [form(one, part) for part in value]
            if one.fields and isinstance(value, dict):
                inner = {field.name: field for field in one.fields}
                return {key: form(inner[key], part) if key in inner else part for key, part in value.items()}
            return self._references.get(value, value) if one.ref_as == "referenceId" and isinstance(value, str) else value

        return {**item, **{one.name: form(one, item[one.name]) for one in kind.fields if one.name in item}}

    def differing(self, kind: Kind, want: Mapping[str, Any], current: Mapping[str, Any]) -> list[Field]:
        """The fields whose value at the server can be seen and is another one than the user gave."""
        return [
            item
            for item in kind.fields
            if item.name in want
            and not item.secret
            and (item.shown or item.name in current)
            and not item.same(want[item.name], current.get(item.name))
        ]

    def _create(self, kind: Kind, scope: Scope, given: Mapping[str, Any], want: dict[str, Any]) -> Outcome:
        self._must_suffice(kind, given, want, f"there is no {kind.what} {given.get(kind.key)!r}; to create it")
        want = {**self._initial_references(kind, scope, want), **want}
        if self.client.read_only:
            return Outcome(True, {}, kind.to_diff(want, want), kind.predicted(want))
        # A nested object that is given in part is set afterwards, on top of what the server made of it.
        body = {
            item.name: want[item.name] for item in kind.fields if item.in_create and item.name in want and item.whole_in(want[item.name])
        }
        in_scope = {name: scope[key] for name, key in dict(kind.body_scope).items() if key in scope}
        initial = {item.name: item.initial for item in kind.fields if item.initial is not None}
        body = {**initial, **in_scope, **body}
        if kind.id_body:
            body[kind.id_body] = self.resolve(self._key_kind(kind), scope, given[kind.key])
        if self.make is None:
            current, secret = self._create_once(kind, scope, str(given[kind.key]), body)
        else:
            current, secret, body = self._one_form(kind, self.make(self, kind, scope, str(given[kind.key]))), None, {}
        if self._elsewhere(kind, scope, current):
            current, body = self._localize(kind, scope, current), {}
        late = {item.name: want[item.name] for item in kind.fields if item.name in want and not item.secret and item.name not in body}
        if late:
            unseen = [item for item in kind.fields if item.name in late and item.in_update and not item.shown and item.name not in current]
            current = self._apply(kind, scope, late, current, {item.update_api or item.name: late[item.name] for item in unseen})
        self._must_hold(kind, want, current)
        shown = {**want, **current}
        return Outcome(True, {}, kind.to_diff(want, shown), kind.to_result(current), secret)

    def _initial_references(self, kind: Kind, scope: Scope, want: Mapping[str, Any]) -> dict[str, Any]:
        """What references name at creation that the user left open."""
        found: dict[str, Any] = {}
        for item in kind.fields:
            if item.initial_where and item.name not in want:
                name, value = item.initial_where
                shown = next((one for one in self.listed(self.kinds[item.ref], scope) if one.get(name) == value), None)
                if shown:
                    found[item.name] = shown[item.ref_as]
        return found

    @staticmethod
    def _elsewhere(kind: Kind, scope: Scope, current: Mapping[str, Any]) -> bool:
        """Whether an object is shown as it is in another locale than the wanted one, since it has no form of its own there."""
        return bool(kind.localize) and "localeId" in scope and current.get("localeReference") not in (None, scope["localeId"])

    def _localize(self, kind: Kind, scope: Scope, current: dict[str, Any]) -> dict[str, Any]:
        """Give an object a form of its own in the locale of the scope."""
        if self.client.read_only:
            return {**current, "localeReference": scope["localeId"]}
        body = {"localeId": scope["localeId"], **({"inheritFromLocaleId": current["localeReference"]} if kind.inherits else {})}
        self.client.call(kind.localize, self._path(kind, scope, current["_id"]), body=body)
        return self._reread(kind, scope, current)

    @staticmethod
    def _must_suffice(kind: Kind, given: Mapping[str, Any], want: Mapping[str, Any], what: str) -> None:
        lacking = [item.option for item in kind.fields if item.required and item.name not in want]
        if lacking:
            raise InputError(f"{what}, give also {', '.join(lacking)}")

    def _key_kind(self, kind: Kind) -> Kind:
        return next(self.kinds[item.ref] for item in kind.fields if item.option == kind.key)

    def _create_once(self, kind: Kind, scope: Scope, key: str, body: dict[str, Any]) -> tuple[dict[str, Any], str | None]:
        """Send a creation, once; when its answer is lost, look for the object instead of sending again."""
        for attempt in range(self.client.transport.settings.retries + 1):
            try:
                answer = self.client.call(kind.create, self._path(kind, scope), body=body)
            except OutcomeUnknown as exc:
                if exc.retry_after is not None:
                    self.client.sleep(exc.retry_after)
                found = self._look(kind, scope, key)
                if found is not None and not kind.secret_answer:
                    self.warn(f"the answer to the creation of {kind.what} {key!r} was lost ({exc}); it was looked for and found")
                    return found, None
                if found is None and exc.retry_after is not None and attempt < self.client.transport.settings.retries:
                    continue  # the server said that it did nothing and when to come back, and nothing is there
                raise self._lost(kind, key, exc, found) from exc
            if kind.answer_in and isinstance(answer, dict):
                if isinstance(answer.get("taskData"), dict):
                    self.client.wait(answer["taskData"], f"creation of {kind.what} {key!r}", self.wait)
                answer = answer.get(kind.answer_in)
            created = self._created(kind, scope, key, body, answer)
            secret = answer.get(kind.secret_answer) if kind.secret_answer and isinstance(answer, dict) else None
            self.client.transport.hide(secret)
            return created, secret
        raise AssertionError("unreachable: the last attempt returns or raises")

    def _look(self, kind: Kind, scope: Scope, key: str) -> dict[str, Any] | None:
        for _pause in self.client.looks(LOOKS):
            found = self.find(kind, scope, key)
            if found is not None:
                return found
        return None

    @staticmethod
    def _lost(kind: Kind, key: str, exc: OutcomeUnknown, found: Mapping[str, Any] | None) -> OutcomeUnknown:
        if found is None:
            text = f"Outcome unknown: no {kind.what} {key!r} is there now, but the server may still make it. Check it before you run this again."
        else:
            text = (
                f"The {kind.what} {key!r} was made ({found['_id']}), but its secret came with the lost answer: "
                "delete it (state: absent) and run this again."
            )
        return OutcomeUnknown(f"{exc}. {text}", **exc.details)

    def _created(self, kind: Kind, scope: Scope, key: str, body: Mapping[str, Any], answer: Any) -> dict[str, Any]:
        """The new object, read whole; its id from the answer, from what was sent, or by looking."""
        object_id = body.get(kind.id_body)
        if isinstance(answer, dict):
            object_id = answer.get("_id") or answer.get(kind.id_param) or object_id
        if object_id and not kind.read:
            return {"_id": object_id, **answer}
        found = self.read(kind, scope, {"_id": object_id}) if object_id else self.find(kind, scope, key)
        if found is None:
            raise NotKept(f"the server answered that {kind.what} {key!r} was made, and then did not have it ({object_id or 'no id'})")
        return self._one_form(kind, found)

    def _update(self, kind: Kind, scope: Scope, given: Mapping[str, Any], want: dict[str, Any], current: dict[str, Any]) -> Outcome:
        differing = self.differing(kind, want, current)
        blind = [
            item
            for item in kind.fields
            if item.name in want and item.in_update and (item.secret or (not item.shown and item.name not in current))
        ]
        unseen = [item.option for item in blind if not item.secret]
        if unseen and not self.always_secrets and not differing:
            self.warn(
                f"{', '.join(unseen)} of {kind.called(current)}: the server does not show the value, so it was not compared "
                "and not sent; update_secret: always sends it"
            )
        send = [item for item in blind if self.always_secrets or (not item.secret and differing)]
        if self.always_secrets:  # a payload that holds secrets beside what can be compared
            send += [item for item in kind.fields if item.guarded and item not in send and self._holds_secrets(want.get(item.name))]
        sent = {item.name for item in send}
        shown = {item.name: want[item.name] for item in kind.fields if item.name in want and (not item.secret or item.name in sent)}
        before = kind.to_diff(shown, current)
        if not differing and not send:
            return Outcome(False, before, before, kind.to_result(current))
        extra = {item.update_api or item.name: self._merged(item, want[item.name], current.get(item.name)) for item in send}
        unread = {item.name: want[item.name] for item in send if not item.secret}
        if self.client.read_only:
            future = {**current, **{item.name: self._merged(item, want[item.name], current.get(item.name)) for item in differing}}
            return Outcome(True, before, kind.to_diff(shown, {**unread, **future}), kind.to_result(future))
        current = self._apply(kind, scope, want, current, extra)
        self._must_hold(kind, want, current)
        self._act(kind, scope, given, differing, current)
        return Outcome(True, before, kind.to_diff(shown, {**unread, **current}), kind.to_result(current))

    @staticmethod
    def _holds_secrets(payload: Any) -> bool:
        return bool(without_secrets(payload) != payload)

    def _act(self, kind: Kind, scope: Scope, given: Mapping[str, Any], changed: list[Field], current: Mapping[str, Any]) -> None:
        """What the user wants done after a change of a certain field."""
        for action in kind.actions:
            if given.get(action.option) and any(item.option == action.field for item in changed):
                try:
                    self.client.call(action.operation, self._path(kind, scope, current["_id"]))
                except CognigyError as exc:
                    raise NotKept(
                        f"{action.field} was changed, but {action.option} failed: {exc}. The next run will see no change and not do it: "
                        f"do it with cognigy_api and the operation {action.operation}."
                    ) from exc

    @staticmethod
    def _merged(item: Field, want: Any, have: Any) -> Any:
        """What to send for a field: nested objects whole, since a server may replace where another merges."""
        if item.is_set and not item.wrap:
            extra = [value for value in have or [] if value in item.implied and value not in want]
            return [*want, *extra]
        if item.exact:
            return want
        if item.by:
            known = {one.get(item.by): one for one in have or []}
            return [merged(one, known.pop(one.get(item.by), {})) for one in want]
        if item.closed:
            have = {name: value for name, value in (have or {}).items() if any(one.name == name for one in item.fields)}
        return merged(want, have)

    def _fixed(self, kind: Kind, want: Mapping[str, Any], current: Mapping[str, Any]) -> bool:
        """Whether something differs that can only be given at creation. An error, unless it may be made anew; a warning, when
        only a reference shows it."""
        for item in kind.fields:
            if item.name in want and item.behind and not item.in_update and current.get(item.behind[0]):
                holder, operation, parameter, answer = item.behind
                value = (self.client.call(operation, {parameter: current[holder]}) or {}).get(answer)
                if value != want[item.name]:
                    self.warn(f"{item.option} is used at creation only: {kind.called(current)} has {value!r} and keeps it")
        fixed = [item.option for item in self.differing(kind, want, current) if not item.in_update and not item.each]
        if fixed and not self.recreate:
            hint = "; with recreate: true it is deleted and made anew, with another id" if kind.recreatable else ""
            raise InputError(f"{', '.join(fixed)} of {kind.called(current)} cannot be changed: the API takes it at creation only{hint}")
        return bool(fixed)

    def _recreate(self, kind: Kind, scope: Scope, given: Mapping[str, Any], want: dict[str, Any], current: dict[str, Any]) -> Outcome:
        """Delete the object and make it anew with what was given, and with what it had of the rest."""
        kept = {
            item.name: current[item.name]
            for item in kind.fields
            if item.in_create and not item.secret and item.name not in want and current.get(item.name) is not None
            if not item.of or want.get(item.of, current.get(item.of)) == current.get(item.of)
        }
        want = {**kept, **want}
        self._must_suffice(kind, given, want, f"to make {kind.called(current)} anew")
        before = kind.to_diff(want, current)
        if not self.client.read_only:
            self._delete(kind, scope, current, {})
        try:
            outcome = self._create(kind, scope, {kind.key: current.get(kind.key_in[0]), **given}, want)
        except CognigyError as exc:
            raise type(exc)(
                f"{kind.called(current)} was deleted, but making it anew failed: {exc}. Run this again with all of its options.",
                **exc.details,
            ) from exc
        return Outcome(True, before, outcome.after, outcome.object, outcome.secret)

    def _apply(
        self, kind: Kind, scope: Scope, want: Mapping[str, Any], current: dict[str, Any], extra: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Send what differs, then item by item what is left of sets, and return the object as it is then."""
        path = self._path(kind, scope, current["_id"])
        body = {
            item.update_api or item.name: self._merged(item, want[item.name], current.get(item.name))
            for item in self.differing(kind, want, current)
            if item.in_update
        }
        body.update(extra)
        if body:
            wanted_too = {name for item in kind.fields if item.name in body for name in item.along}
            wanted_too.update(item.name for item in kind.fields if item.resent)
            resent = {name: current[name] for name in sorted(wanted_too) if current.get(name)}
            body = {**{name: scope[key] for name, key in dict(kind.update_scope).items() if key in scope}, **resent, **body}
        lost: list[OutcomeUnknown] = []
        if body:
            self._patch(kind, path, body, lost)
            current = self._reread(kind, scope, current)
        sets = [
            (item.each, item.missing(want[item.name], current.get(item.name))) for item in self.differing(kind, want, current) if item.each
        ]
        for each, (add, remove) in sets:
            self._one_by_one(each, path, add, remove, lost)
        if sets:
            current = self._reread(kind, scope, current)
        if lost:
            if self.differing(kind, want, current) or extra:
                raise OutcomeUnknown(
                    f"{lost[0]}. It was looked at again: the change was not made, or cannot be seen. Run this again.", **lost[0].details
                )
            self.warn(f"the answer to a change was lost ({lost[0]}); it was read again and the change is there")
        return current

    def _patch(self, kind: Kind, path: Mapping[str, str], body: dict[str, Any], lost: list[OutcomeUnknown]) -> None:
        whole = [item.name for item in kind.fields if item.whole and item.name in body]
        try:
            self.client.call(kind.update, path, body=body)
        except OutcomeUnknown as exc:
            lost.append(exc)
        except ApiError as exc:
            if exc.status != 400 or not whole:
                raise
            rest = {name: value for name, value in body.items() if name not in whole}
            if rest:
                self._patch(kind, path, rest, lost)

    def _one_by_one(self, each: Each, path: Mapping[str, str], add: list[Any], remove: list[Any], lost: list[OutcomeUnknown]) -> None:
        """Add first, then remove, so that nobody stands without rights in between."""
        for operation, values in ((each.add, add), (each.remove, remove)):
            for value in values:
                try:
                    self.client.call(operation, path, body={each.body: value})
                except OutcomeUnknown as exc:
                    lost.append(exc)

    def _reread(self, kind: Kind, scope: Scope, current: Mapping[str, Any]) -> dict[str, Any]:
        found = self.lone(kind, scope) if kind.lone else self.read(kind, scope, current)
        if found is None:
            raise NotKept(f"{kind.called(current)} disappeared while it was being changed")
        return self._one_form(kind, found)

    def _must_hold(self, kind: Kind, want: Mapping[str, Any], current: Mapping[str, Any]) -> None:
        wrong = self.differing(kind, want, current)
        if wrong:
            texts = []
            for item in wrong:
                is_now, should = (item.comparable(half.get(item.name), want[item.name]) for half in (current, want))
                texts.append(f"{item.option} is {is_now!r} instead of {should!r}")
            raise NotKept(f"the server accepted the change of {kind.called(current)} and did not keep it: {'; '.join(texts)}")

    def _remove(self, kind: Kind, scope: Scope, given: Mapping[str, Any], current: dict[str, Any] | None) -> Outcome:
        if current is None:
            return Outcome()
        query = {parameter: given.get(option) for option, parameter in dict(kind.delete_query).items()}
        lacking = [option for option in dict(kind.delete_query) if not given.get(option)]
        if lacking:
            raise InputError(f"{kind.called(current)} is only deleted with {', '.join(lacking)}; see the documentation of it")
        whole = kind.to_result(current)
        before = {item.option: whole[item.option] for item in kind.fields if item.option in whole}
        if not self.client.read_only:
            self._delete(kind, scope, current, query)
        return Outcome(True, before, {})

    def _delete(self, kind: Kind, scope: Scope, current: Mapping[str, Any], query: Mapping[str, Any]) -> None:
        object_id = current["_id"]
        path = self._path(kind, scope, None if kind.id_body else object_id)
        what = f"deletion of {kind.called(current)}"
        unset = {name: value for name, value in dict(kind.before_delete).items() if current.get(name) not in (None, value)}
        if unset:
            self.client.call(kind.update, path, body=unset)
        try:
            answer = self.client.call(kind.delete, path, query=query, body={kind.id_body: object_id} if kind.id_body else None)
        except ApiError as exc:
            if exc.not_found:
                return
            raise
        except OutcomeUnknown as exc:
            if self._look_gone(kind, scope, object_id):
                self.warn(f"{what}: the answer was lost ({exc}); it was looked for and is gone")
                return
            raise OutcomeUnknown(f"{exc}. The {what} was not carried out, or not yet. Run this again.", **exc.details) from exc
        if kind.is_task and isinstance(answer, dict) and answer.get("_id"):
            self.client.wait(answer, what, self.wait)

    def _look_gone(self, kind: Kind, scope: Scope, object_id: str) -> bool:
        return any(self.find(kind, scope, None, object_id) is None for _pause in self.client.looks(LOOKS))

    # ---- several objects -----------------------------------------------------------------------------------------

    def ensure_all(
        self,
        kind: Kind,
        scope: Scope,
        given: list[Mapping[str, Any]],
        state: str = "present",
        exclusive: bool = False,
        threads: int = 1,
        otherwise: Callable[[MissingError, Mapping[str, Any]], Outcome] | None = None,
    ) -> list[Outcome]:
        """``ensure`` for each, in up to ``threads`` at once; with ``exclusive`` everything else in the scope is removed, last.

        ``otherwise``: what becomes of an object that names something that is not there; without it that is an error.
        """

        def ensure(one: Mapping[str, Any]) -> Outcome:
            try:
                return self.ensure(kind, scope, one, state)
            except MissingError as exc:
                if otherwise is None:
                    raise
                return otherwise(exc, one)

        keys = [str(one.get("id") or one.get(kind.key)) for one in given]
        if kind.id_body and any(is_id(key) for key in keys):  # the same one under two names; who is not there is met below
            with contextlib.suppress(MissingError):
                keys = [self.resolve(self._key_kind(kind), scope, key) for key in keys]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        if twice:
            raise InputError(f"{kind.many} named more than once: {some(twice)}")
        with ThreadPoolExecutor(max(1, min(threads, len(given)))) as pool:
            outcomes = list(pool.map(ensure, given))
        if exclusive:
            others = [
                item for item in self.listed(kind, scope) if not {item["_id"], *(str(item.get(name)) for name in kind.key_in)} & set(keys)
            ]
            outcomes += [self.ensure(kind, scope, {"id": item["_id"]}, "absent") for item in others]
        return outcomes


def merged(want: Any, have: Any) -> Any:
    """A nested object with the user's values put into what is there."""
    if isinstance(want, dict) and isinstance(have, dict):
        return {**have, **{key: merged(value, have.get(key)) for key, value in want.items()}}
    return want


# Makes a new object of a kind in a scope; the text is the name that the user gave it.
Make = Callable[[Engine, Kind, Scope, str], dict[str, Any]]
