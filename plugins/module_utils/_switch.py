# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""Endpoints from what they run on to a snapshot, or back to the project: all of them, or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from ansible_collections.community.cognigy.plugins.module_utils._client import THREADS, some
from ansible_collections.community.cognigy.plugins.module_utils._errors import (
    ApiError,
    CognigyError,
    ConnectionFailed,
    InputError,
    NotKept,
    OutcomeUnknown,
)
from ansible_collections.community.cognigy.plugins.module_utils._kinds.endpoint import ENDPOINT
from ansible_collections.community.cognigy.plugins.module_utils._reconcile import Engine, Scope

ALL = "all"
TRIES = (0.0, 1.0, 2.0, 5.0)  # seconds before each try: after a change of the entrypoint, 502 was seen for a moment
# What an endpoint names by the reference id of something that lies in its entrypoint: field, kind, type of resource in a snapshot. Which
# types a snapshot lists says that the API looks for them there.
NAMED = (("flowId", "flow", "flow"), ("localeId", "locale", "locale"), ("nluConnectorId", "nlu_connector", "nluconnector"))
ELSEWHERE = ("", "cognigy", None)  # values that name nothing in a project


@dataclass(frozen=True)
class Way:
    """One endpoint as it is, and what it is to have."""

    endpoint: Mapping[str, Any]
    wanted: Mapping[str, Any]

    @property
    def name(self) -> str:
        return str(self.endpoint.get("name"))

    @property
    def before(self) -> dict[str, Any]:
        return {name: self.endpoint.get(name) for name in self.wanted}

    @property
    def is_needed(self) -> bool:
        return self.before != self.wanted


def endpoints_of(engine: Engine, scope: Scope) -> list[dict[str, Any]]:
    """The endpoints of a project, read whole: a list does not show what they run on."""
    return engine.whole(ENDPOINT, scope)


def chosen(there: list[dict[str, Any]], names: list[str]) -> list[dict[str, Any]]:
    """The endpoints that a user names by name or id; all of them for the one word all. InputError with all that is wrong."""
    if names == [ALL]:
        return there
    found = {name: [item for item in there if name in (item["_id"], item.get("name"))] for name in dict.fromkeys(names)}
    wrong = [f"there is no endpoint {name!r}" for name, items in found.items() if not items]
    wrong += [
        f"there are {len(items)} endpoints {name!r}: {some([one['_id'] for one in items])}"
        for name, items in found.items()
        if len(items) > 1
    ]
    if wrong:
        raise InputError(f"endpoints: {'; '.join(wrong)}. The project has {some(sorted(str(item.get('name')) for item in there), 30)}.")
    return list({items[0]["_id"]: items[0] for items in found.values()}.values())


def users_of(there: Iterable[Mapping[str, Any]], entrypoint: str) -> list[str]:
    """The names of the endpoints that run on something."""
    return sorted(str(item.get("name")) for item in there if item.get("entrypoint") == entrypoint)


class _Parts:
    """What lies in entrypoints of a project, read once each: reference ids and names."""

    def __init__(self, engine: Engine, scope: Scope) -> None:
        self._engine = engine
        self._scope = scope
        self._read: dict[tuple[str, str], list[Mapping[str, Any]]] = {}

    def of(self, entrypoint: str, kind: str, resource_type: str) -> list[Mapping[str, Any]]:
        key = entrypoint, kind
        if key not in self._read:
            if entrypoint == self._scope["projectId"]:
                self._read[key] = list(self._engine.listed(self._engine.kinds[kind], self._scope))
            else:
                self._read[key] = self._in_snapshot(entrypoint, resource_type)
        return self._read[key]

    def untold(self, entrypoint: str) -> bool:
        """Whether the server does not tell what lies there: everywhere there is a locale."""
        return not self.of(entrypoint, "locale", "locale")

    def _in_snapshot(self, snapshot: str, resource_type: str) -> list[Mapping[str, Any]]:
        try:
            return list(self._engine.client.items("indexResourcesInSnapshot", {"snapshotId": snapshot}, {"resourceType": resource_type}))
        except ApiError as exc:
            if exc.not_found:
                return []
            raise


def plan(engine: Engine, scope: Scope, endpoints: list[dict[str, Any]], entrypoint: str) -> list[Way]:
    """What each endpoint needs to run on something. InputError, naming all, when one answers with what is not in it.

    A reference that the new entrypoint does not know is replaced by that to what has the same name there: a project that was not
    made from the other one's snapshot has reference ids of its own.
    """
    parts, ways, wrong = _Parts(engine, scope), [], []
    for endpoint in endpoints:
        wanted: dict[str, Any] = {"entrypoint": entrypoint}
        for field, kind, resource_type in NAMED:
            value = endpoint.get(field)
            if value in ELSEWHERE or endpoint.get("entrypoint") == entrypoint:
                continue
            there = parts.of(entrypoint, kind, resource_type)
            if parts.untold(entrypoint) or any(value in (item.get("referenceId"), item["_id"]) for item in there):
                if field == "flowId":  # what was seen to work sends both
                    wanted[field] = value
                continue
            old = parts.of(str(endpoint.get("entrypoint") or scope["projectId"]), kind, resource_type)
            name = next((item.get("name") for item in old if value in (item.get("referenceId"), item["_id"])), None)
            twins = [item["referenceId"] for item in there if name is not None and item.get("name") == name and item.get("referenceId")]
            if len(twins) == 1:
                wanted[field] = twins[0]
            else:
                what = f"{engine.kinds[kind].what} {name or value!r}"
                wrong.append(
                    f"{endpoint.get('name')!r} answers with the {what}, and there {'are several' if twins else 'is none'} of that name"
                )
        ways.append(Way(endpoint, wanted))
    if wrong:
        raise InputError(f"no endpoint was switched: in what they are to run, the following is missing: {'; '.join(wrong)}")
    return ways


def unseen(endpoint: Mapping[str, Any], name: str) -> Way:
    """What an endpoint will need to run something that is not made yet, in check mode: the name stands for its id."""
    return Way(endpoint, {"entrypoint": name, **{field: endpoint[field] for field in ("flowId",) if endpoint.get(field) not in ELSEWHERE}})


def switch(engine: Engine, scope: Scope, ways: list[Way]) -> None:
    """Change all endpoints side by side. When one cannot be changed, those that were are put back, and the error says how each one is."""
    needed = [way for way in ways if way.is_needed]
    problems = _side_by_side(engine, scope, [(way, way.wanted) for way in needed])
    if not problems:
        return
    back = _side_by_side(engine, scope, [(way, way.before) for way in needed])
    said = "; ".join(f"{name!r}: {exc}" for name, exc in problems.items()).rstrip(".")
    if back:
        still = "; ".join(f"{name!r}: {exc}" for name, exc in back.items())
        text = f"Putting back failed for some, look at them: {still}"
    else:
        text = "All are back on what they ran before."
    first = next(iter(problems.values()))
    raise type(first)(f"the endpoints could not be switched: {said}. {text}", **first.details)


def _side_by_side(engine: Engine, scope: Scope, changes: list[tuple[Way, Mapping[str, Any]]]) -> dict[str, CognigyError]:
    """What went wrong, by the names of endpoints."""

    def one(change: tuple[Way, Mapping[str, Any]]) -> CognigyError | None:
        try:
            _put(engine, scope, *change)
        except CognigyError as exc:
            return exc
        return None

    with ThreadPoolExecutor(THREADS) as pool:
        return {way.name: exc for (way, _body), exc in zip(changes, pool.map(one, changes)) if exc is not None}


def _put(engine: Engine, scope: Scope, way: Way, body: Mapping[str, Any]) -> None:
    """Change one endpoint and see that it is so. The change can be sent again, since it says what is to be and not what is to be done."""
    reason: CognigyError = NotKept("the server accepted the change and did not keep it")
    for _pause in engine.client.looks(TRIES):
        refused = False
        try:
            engine.client.call(ENDPOINT.update, {ENDPOINT.id_param: way.endpoint["_id"]}, body=dict(body))
        except (OutcomeUnknown, ConnectionFailed) as exc:
            reason = exc
        except ApiError as exc:
            reason, refused = exc, exc.status != 429
        try:
            now = engine.read(ENDPOINT, scope, way.endpoint) or {}
        except (ApiError, ConnectionFailed) as exc:
            if not refused:
                reason = exc
            now = {}
        if now.get("entrypoint") == body["entrypoint"] and not _stayed(way.endpoint, body, now):
            return
        if refused:
            break
    raise reason


def _stayed(old: Mapping[str, Any], body: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Whether something was not changed. A read may show it in another form than it was sent in."""
    return any(now.get(name) == old.get(name) != value for name, value in body.items())
