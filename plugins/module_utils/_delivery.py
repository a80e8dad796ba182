# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""What snapshots and packages have in common: tasks of the server make them, and files carry them from one project to another."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from typing import Any, Callable, NamedTuple

from ansible_collections.community.cognigy.plugins.module_utils._client import UNFINISHED, checksum_of, some
from ansible_collections.community.cognigy.plugins.module_utils._errors import ApiError, InputError, NotKept, OutcomeUnknown, TaskFailed
from ansible_collections.community.cognigy.plugins.module_utils._kinds._base import Kind
from ansible_collections.community.cognigy.plugins.module_utils._reconcile import LOOKS, Engine, Scope
from ansible_collections.community.cognigy.plugins.module_utils._transport import Form

APPEARS = (0.0, 1.0, 2.0, 5.0, 10.0, 15.0)  # seconds before each look for what was uploaded: it is listed up to 30 s late (observed)


# ---- tasks -----------------------------------------------------------------------------------------------------------


def tasks_of(engine: Engine, kind: Kind, scope: Scope) -> list[dict[str, Any]]:
    """The tasks of a project that have to do with a kind, by their names; none where the credential may not see tasks."""
    try:
        found = list(engine.client.items("indexTasks", query={"projectId": scope["projectId"]}))
    except ApiError as exc:
        if exc.status != 403:
            raise
        return []
    return [one for one in found if kind.name in str(one.get("name")).lower()]


class Settled(NamedTuple):
    """``known``: the ids of the tasks that there were. ``done``: whether one of them was waited for, and was done."""

    known: set[str]
    done: bool


def settle(engine: Engine, kind: Kind, scope: Scope) -> Settled:
    """Wait for tasks that an earlier run, which was killed perhaps, has left running."""
    there, done = tasks_of(engine, kind, scope), False
    for one in there:
        if one.get("status") in UNFINISHED:
            try:
                engine.client.wait(one, f"earlier task {one.get('name')}", engine.wait)
                done = True
            except TaskFailed as exc:
                engine.warn(str(exc))
    return Settled({one["_id"] for one in there}, done)


def run_task(engine: Engine, kind: Kind, scope: Scope, what: str, start: Callable[[], Any], known: set[str] | None = None) -> None:
    """Start a task, once, and wait until it is done. When the answer to its start is lost, it is looked for among the tasks of the project.

    ``known``: the tasks that there were before, from ``settle``.
    """
    if known is None:
        known = {one["_id"] for one in tasks_of(engine, kind, scope)}
    try:
        answer = start()
    except OutcomeUnknown as exc:
        tasks = _started(engine, kind, scope, known)
        if not tasks:
            raise OutcomeUnknown(
                f"{exc}. {what}: no task for it is there, so it was not started, or not yet. Run this again.", **exc.details
            ) from exc
        engine.warn(f"{what}: the answer to its start was lost ({exc}); the task was looked for and found")
    else:
        tasks = [answer] if isinstance(answer, dict) and answer.get("_id") else []
    for task in tasks:
        engine.client.wait(task, what, engine.wait)


def _started(engine: Engine, kind: Kind, scope: Scope, known: set[str]) -> list[dict[str, Any]]:
    """The tasks that are new. Another run's may be among them: nothing tells whose they are, so all are waited for."""
    for _pause in engine.client.looks(LOOKS):
        new = [one for one in tasks_of(engine, kind, scope) if one["_id"] not in known]
        if new:
            return new
    return []


# ---- making and uploading --------------------------------------------------------------------------------------------


def make(engine: Engine, kind: Kind, scope: Scope, name: str, what: str, most: int | None, start: Callable[[], Any]) -> dict[str, Any]:
    """Have the server make an object of a kind by a task, and give the object. What another run has made meanwhile is taken.

    ``most``: how many a project may have. ``start``: sends the request.
    """
    settled = settle(engine, kind, scope)
    if settled.done:
        earlier = appearing(engine, kind, scope, name)
        if earlier is not None:
            engine.warn(f"{kind.called(earlier)} was made by an earlier run that did not wait for it")
            return earlier
    before = {item["_id"] for item in has_room(engine, kind, scope, name, most)}
    failed: TaskFailed | OutcomeUnknown | None = None
    try:
        run_task(engine, kind, scope, what, start, settled.known)
    except (TaskFailed, OutcomeUnknown) as exc:
        failed = exc
    made = appearing(engine, kind, scope, name, LOOKS if isinstance(failed, TaskFailed) else APPEARS)
    if made is not None:
        if failed:
            text = str(failed).rstrip(".")
            engine.warn(f"{text}. A {kind.what} of that name is there now, made by another run or all the same, and it is taken.")
        return made
    if failed:
        if isinstance(failed, TaskFailed):
            has_room(engine, kind, scope, name, most)  # says so when another run has filled the last place
        raise failed
    others = [item for item in engine.listed(kind, scope) if item["_id"] not in before]
    if others:  # whose they are is not known, so they stay
        raise InputError(
            f"{what}: the server's task is done, and there is no {kind.what} {name!r}. New in the project is "
            f"{some([str(item.get('name')) for item in others])}: if that is what the file holds, give its name, or remove it."
        )
    raise NotKept(f"{what}: the server's task is done, and the {kind.what} is not in the list of the project")


def appearing(engine: Engine, kind: Kind, scope: Scope, name: str, pauses: tuple[float, ...] = APPEARS) -> dict[str, Any] | None:
    """An object that may be listed late; looked for after each of the pauses (seconds)."""
    for _pause in engine.client.looks(pauses):
        found = engine.find(kind, scope, name)
        if found is not None:
            return found
    return None


def has_room(engine: Engine, kind: Kind, scope: Scope, name: str, most: int | None) -> list[dict[str, Any]]:
    """What there is in a project; InputError when there is no place for one more."""
    there = list(engine.listed(kind, scope))
    if most is not None and len(there) >= most:
        there = [item for item in there if engine.read(kind, scope, item) is not None]  # what was deleted is listed for a while (observed)
    if most is not None and len(there) >= most:
        names = some(sorted(str(item.get("name")) for item in there), most)
        raise InputError(
            f"{kind.what} {name!r} cannot be made: the project has {len(there)} {kind.many}, and {most} is the most: {names}. Remove one first."
        )
    return there


def upload(engine: Engine, operation: str, scope: Scope, file: str) -> Any:
    """Send a file to a project; gives the task."""
    return engine.client.call(operation, body=Form(file, {"projectId": scope["projectId"]}))


# ---- downloading -----------------------------------------------------------------------------------------------------


def place_of(kind: Kind, item: Mapping[str, Any], dest: str, extension: str) -> str:
    """The file that a download goes to: in a folder it is called like the object. InputError when nothing can be put there."""
    name = str(item.get("name")).replace("/", "_").replace("\\", "_")
    path = os.path.join(dest, name.lstrip(".") + extension) if os.path.isdir(dest) else dest
    folder = os.path.dirname(os.path.abspath(path))
    if path.endswith(os.sep) or not os.path.isdir(folder):
        raise InputError(f"dest: there is no folder {path if path.endswith(os.sep) else folder} to put the {kind.what} in")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise InputError(f"dest: cannot write into {folder}")
    return path


def is_there(path: str, item: Mapping[str, Any], lacks: Callable[[str], str]) -> bool:
    """Whether a file is this object's: a download has the time at which the object was made, and neither ever changes."""
    try:
        return os.path.isfile(path) and int(os.path.getmtime(path)) == int(item.get("createdAt") or 0) and not lacks(path)
    except OSError:  # it cannot be read
        return False


def about(path: str) -> dict[str, Any]:
    """What a result says about a file."""
    size, checksum = checksum_of(path)
    return {"path": path, "size": size, "sha256": checksum}


def download(engine: Engine, kind: Kind, item: Mapping[str, Any], operation: str, path: str, lacks: Callable[[str], str]) -> dict[str, Any]:
    """Bring the file of an object to a path and say what it is; see Client.download."""
    stamp = float(item.get("createdAt") or time.time())
    return engine.client.download(operation, {kind.id_param: item["_id"]}, path, f"download of {kind.called(item)}", lacks, stamp)


def bring_file(
    engine: Engine,
    kind: Kind,
    item: Mapping[str, Any],
    operation: str,
    dest: str,
    extension: str,
    lacks: Callable[[str], str],
    prepare: Callable[[], None] = lambda: None,
) -> tuple[bool, dict[str, Any]]:
    """Have the file of an object at ``dest``: whether it has to be brought, and what it is. ``prepare``: what the server needs before."""
    path = place_of(kind, item, dest, extension)
    if is_there(path, item, lacks):
        return False, about(path)
    if engine.client.read_only:
        return True, {"path": path}
    prepare()
    return True, download(engine, kind, item, operation, path, lacks)


def readable(option: str, path: str) -> str:
    """The path of a file that is to be sent; InputError when it cannot be read or is empty."""
    try:
        if os.stat(path).st_size == 0:
            raise InputError(f"{option}: {path} is empty")
        with open(path, "rb"):
            return path
    except OSError as exc:
        raise InputError(f"{option}: cannot read {path}: {exc.strerror}") from exc
