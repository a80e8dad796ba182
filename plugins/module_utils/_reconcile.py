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

from ansible_collections.community.cognigy.plugins.module_utils._client import Client, is_id, some
from ansible_collections.community.cognigy.plugins.module_utils._errors import (
    AmbiguousError,
    ApiError,
    CognigyError,
    InputError,
    MissingError,
    NotKept,
    OutcomeUnknown,
)
from ansible_collections.community.cognigy.plugins.module_utils._kinds._base import Each, Field, Kind

Scope = Mapping[str, str]
LOOKS = (0.0, 1.0, 2.0)  # seconds before each look for an object whose creation got no answer


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
    exist. ``wait``: seconds to wait for a background task. ``warn`` takes a text for the user.
    """

    def __init__(
        self,
        client: Client,
        kinds: Mapping[str, Kind],
        always_secrets: bool = False,
        wait: float = 600,
        warn: Callable[[str], None] = lambda text: None,
    ) -> None:
        self.client = client
        self.kinds = kinds
        self.always_secrets = always_secrets
        self.wait = wait
        self.warn = warn
        self._named: dict[tuple[str, str, tuple[tuple[str, str], ...]], dict[str, Any]] = {}

    # ---- finding -------------------------------------------------------------------------------------------------

    def listed(self, kind: Kind, scope: Scope, text: str = "") -> Iterable[dict[str, Any]]:
        """All objects of a kind in its scope, as its list shows them; ``text`` lets the server leave out names without it."""
        query = {name: scope[key] for name, key in dict(kind.query_scope).items() if key in scope}
        for item in self.client.items(kind.index, self._path(kind, scope), {**query, **(self.client.filtered(text) if text else {})}):
            if self._belongs(kind, scope, item):
                yield item

    def read(self, kind: Kind, scope: Scope, item: Mapping[str, Any]) -> dict[str, Any] | None:
        """The whole object behind a list item, or None when it is gone or not in scope. Lists can be shorter than reads, and late."""
        if not kind.read:
            return dict(item)
        try:
            found = self.client.call(kind.read, self._path(kind, scope, item["_id"]))
        except ApiError as exc:
            if exc.not_found:
                return None
            raise
        return {"_id": item["_id"], **found} if self._belongs(kind, scope, found) else None

    def find(self, kind: Kind, scope: Scope, key: str | None, object_id: str | None = None) -> dict[str, Any] | None:
        """The object with this id, else the only one with exactly this key, read whole; None when there is none.

        AmbiguousError when several have the key.
        """
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
        """The object that a user names by key or id. MissingError (with what there is) or AmbiguousError."""
        cached = (kind.name, value, tuple(sorted(scope.items())))
        if cached not in self._named:
            found = self.find(kind, scope, None, value) if is_id(value) else None
            found = found or self.find(kind, scope, value)
            if found is None:
                names = sorted(str(item.get(kind.key_in[0])) for item in self.listed(kind, scope))
                raise MissingError(f"there is no {kind.what} {value!r}; there is: {some(names)}")
            self._named[cached] = found
        return self._named[cached]

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
        return {**path, kind.id_param: object_id} if object_id else path

    # ---- one object ----------------------------------------------------------------------------------------------

    def ensure(self, kind: Kind, scope: Scope, given: Mapping[str, Any], state: str = "present") -> Outcome:
        """Bring one object to what ``given`` says (options; None means not given; ``id`` chooses the object)."""
        object_id, key = given.get("id"), given.get(kind.key)
        if not object_id and not key:
            raise InputError(f"{kind.key} or id is needed to say which {kind.what} is meant")
        for item in kind.fields:
            if item.secret:
                self.client.transport.hide(given.get(item.option))
        current = self.find(kind, scope, key, object_id)
        if state == "absent":
            return self._remove(kind, scope, given, current)
        if object_id and current is None:
            raise InputError(f"there is no {kind.what} with the id {object_id}")
        want = self._want(kind, scope, given, current)
        if current is None:
            return self._create(kind, scope, given, want)
        return self._update(kind, scope, given, want, current)

    def predict(self, kind: Kind, given: Mapping[str, Any], state: str = "present") -> Outcome:
        """What ``ensure`` would come to when the parent is not there yet: creation in check mode, nothing for absent."""
        want = {item.name: item.to_api(given[item.option]) for item in kind.fields if given.get(item.option) is not None and not item.ref}
        named = {item.option: given[item.option] for item in kind.fields if item.ref and given.get(item.option) is not None}
        if state == "absent":
            return Outcome()
        return Outcome(True, {}, {**kind.to_diff(want, want), **named}, {**kind.predicted(want), **named})

    def _want(self, kind: Kind, scope: Scope, given: Mapping[str, Any], current: Mapping[str, Any] | None) -> dict[str, Any]:
        """What the user gave, in the API's form, with references resolved."""
        want: dict[str, Any] = {}
        for item in kind.fields:
            value = given.get(item.option)
            if value is None:
                continue
            if item.ref and item.option == kind.key:  # the object is its user: by login or id, shown by login
                value = (current or self.named(self.kinds[item.ref], scope, value))[item.name]
            elif item.ref:
                value = [self.resolve(self.kinds[item.ref], scope, name) for name in value]
            want[item.name] = item.to_api(value)
        return want

    def _differing(self, kind: Kind, want: Mapping[str, Any], current: Mapping[str, Any]) -> list[Field]:
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
        lacking = [item.option for item in kind.fields if item.required and item.name not in want]
        if lacking:
            raise InputError(f"there is no {kind.what} {given.get(kind.key)!r}; to create it, give also {', '.join(lacking)}")
        if self.client.read_only:
            return Outcome(True, {}, kind.to_diff(want, want), kind.predicted(want))
        # A nested object that is given in part is set afterwards, on top of what the server made of it.
        body = {
            item.name: want[item.name] for item in kind.fields if item.in_create and item.name in want and item.whole_in(want[item.name])
        }
        body.update({name: scope[key] for name, key in dict(kind.body_scope).items()})
        if kind.id_body:
            body[kind.id_body] = self.resolve(self._key_kind(kind), scope, given[kind.key])
        current, secret = self._create_once(kind, scope, str(given[kind.key]), body)
        late = {item.name: want[item.name] for item in kind.fields if item.name in want and not item.secret and item.name not in body}
        if late:
            current = self._apply(kind, scope, late, current, {})
        self._must_hold(kind, want, current)
        shown = {**want, **current}
        return Outcome(True, {}, kind.to_diff(want, shown), kind.to_result(current), secret)

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
            created = self._created(kind, scope, key, body, answer)
            secret = answer.get(kind.secret_answer) if kind.secret_answer and isinstance(answer, dict) else None
            self.client.transport.hide(secret)
            return created, secret
        raise AssertionError("unreachable: the last attempt returns or raises")

    def _look(self, kind: Kind, scope: Scope, key: str) -> dict[str, Any] | None:
        for pause in LOOKS:
            if pause:
                self.client.sleep(pause)
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
        return found

    def _update(self, kind: Kind, scope: Scope, given: Mapping[str, Any], want: dict[str, Any], current: dict[str, Any]) -> Outcome:
        self._check_fixed(kind, want, current)
        differing = self._differing(kind, want, current)
        blind = [
            item
            for item in kind.fields
            if item.name in want and item.in_update and (item.secret or (not item.shown and item.name not in current))
        ]
        unseen = [item.option for item in blind if not item.secret]
        if unseen and not self.always_secrets and not differing:
            self.warn(
                f"{', '.join(unseen)} of {kind.what} {current.get(kind.key_in[0])!r}: the server does not show the value, so it was not compared "
                "and not sent; update_secret: always sends it"
            )
        send = [item for item in blind if self.always_secrets or (not item.secret and differing)]
        sent = {item.name for item in send}
        shown = {item.name: want[item.name] for item in kind.fields if item.name in want and (not item.secret or item.name in sent)}
        before = kind.to_diff(shown, current)
        if not differing and not send:
            return Outcome(False, before, before, kind.to_result(current))
        extra = {item.update_api or item.name: want[item.name] for item in send}
        unread = {item.name: want[item.name] for item in send if not item.secret}
        if self.client.read_only:
            future = {**current, **{item.name: self._merged(item, want[item.name], current.get(item.name)) for item in differing}}
            return Outcome(True, before, kind.to_diff(shown, {**unread, **future}), kind.to_result(future))
        current = self._apply(kind, scope, want, current, extra)
        self._must_hold(kind, want, current)
        self._act(kind, scope, given, differing, current)
        return Outcome(True, before, kind.to_diff(shown, {**unread, **current}), kind.to_result(current))

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
        return _merge(want, have)

    def _check_fixed(self, kind: Kind, want: Mapping[str, Any], current: Mapping[str, Any]) -> None:
        """What can only be given at creation: an error when it is seen to differ, a warning when only a reference shows it."""
        for item in kind.fields:
            if item.name not in want or item.in_update or item.each:
                continue
            if item.behind:
                holder, operation, parameter, answer = item.behind
                if current.get(holder):
                    value = (self.client.call(operation, {parameter: current[holder]}) or {}).get(answer)
                    if value != want[item.name]:
                        self.warn(
                            f"{item.option} is used at creation only: {kind.what} {current.get(kind.key_in[0])!r} has {value!r} and keeps it"
                        )
            elif item.shown and not item.same(want[item.name], current.get(item.name)):
                raise InputError(
                    f"{item.option} of {kind.what} {current.get(kind.key_in[0])!r} cannot be changed: the API takes it at creation only"
                )

    def _apply(
        self, kind: Kind, scope: Scope, want: Mapping[str, Any], current: dict[str, Any], extra: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Send what differs, then item by item what is left of sets, and return the object as it is then."""
        path = self._path(kind, scope, current["_id"])
        body = {
            item.update_api or item.name: self._merged(item, want[item.name], current.get(item.name))
            for item in self._differing(kind, want, current)
            if item.in_update
        }
        body.update(extra)
        lost: list[OutcomeUnknown] = []
        if body:
            self._patch(kind, path, body, lost)
            current = self._reread(kind, scope, current)
        sets = [
            (item.each, item.missing(want[item.name], current.get(item.name))) for item in self._differing(kind, want, current) if item.each
        ]
        for each, (add, remove) in sets:
            self._one_by_one(each, path, add, remove, lost)
        if sets:
            current = self._reread(kind, scope, current)
        if lost:
            if self._differing(kind, want, current) or extra:
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
        found = self.read(kind, scope, current)
        if found is None:
            raise NotKept(f"{kind.what} {current.get(kind.key_in[0])!r} disappeared while it was being changed")
        return found

    def _must_hold(self, kind: Kind, want: Mapping[str, Any], current: Mapping[str, Any]) -> None:
        wrong = self._differing(kind, want, current)
        if wrong:
            texts = []
            for item in wrong:
                is_now, should = (item.comparable(half.get(item.name), want[item.name]) for half in (current, want))
                texts.append(f"{item.option} is {is_now!r} instead of {should!r}")
            name = current.get(kind.key_in[0])
            raise NotKept(f"the server accepted the change of {kind.what} {name!r} and did not keep it: {'; '.join(texts)}")

    def _remove(self, kind: Kind, scope: Scope, given: Mapping[str, Any], current: dict[str, Any] | None) -> Outcome:
        if current is None:
            return Outcome()
        query = {parameter: given.get(option) for option, parameter in dict(kind.delete_query).items()}
        lacking = [option for option in dict(kind.delete_query) if not given.get(option)]
        if lacking:
            raise InputError(
                f"{kind.what} {current.get(kind.key_in[0])!r} is only deleted with {', '.join(lacking)}; see the documentation of it"
            )
        whole = kind.to_result(current)
        before = {item.option: whole[item.option] for item in kind.fields if item.option in whole}
        if not self.client.read_only:
            self._delete(kind, scope, current, query)
        return Outcome(True, before, {})

    def _delete(self, kind: Kind, scope: Scope, current: Mapping[str, Any], query: Mapping[str, Any]) -> None:
        object_id = current["_id"]
        path = self._path(kind, scope, None if kind.id_body else object_id)
        what = f"deletion of {kind.what} {current.get(kind.key_in[0])!r}"
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
        for pause in LOOKS:
            if pause:
                self.client.sleep(pause)
            if self.find(kind, scope, None, object_id) is None:
                return True
        return False

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


def _merge(want: Any, have: Any) -> Any:
    if isinstance(want, dict) and isinstance(have, dict):
        return {**have, **{key: _merge(value, have.get(key)) for key, value in want.items()}}
    return want
