# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""Snapshots: made, uploaded, downloaded, put before endpoints, restored, removed."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from ansible_collections.community.cognigy.plugins.module_utils import _delivery, _graph, _switch
from ansible_collections.community.cognigy.plugins.module_utils._client import some
from ansible_collections.community.cognigy.plugins.module_utils._errors import ApiError, CognigyError, InputError, MissingError, NotKept
from ansible_collections.community.cognigy.plugins.module_utils._modules._base import ID, KINDS, Job, Module
from ansible_collections.community.cognigy.plugins.module_utils._modules.ensure import WAIT, content_scope, engine_for, in_scope, one_result
from ansible_collections.community.cognigy.plugins.module_utils._reconcile import Engine, Make, Scope

SNAPSHOT = KINDS["snapshot"]
SCOPE_OF = content_scope(SNAPSHOT)
EXTENSION = ".csnap"
STUB = b"csnap"  # all that is in the file for some seconds after the packaging (observed)
THE_PROJECT = "the project itself"  # in diffs
SPARE = 600  # seconds that a packaged file still has to be kept by the server, for a download to begin

Snapshot = Mapping[str, Any]


def lacks(path: str) -> str:
    """Why a file is no whole snapshot; empty when nothing is seen to be wrong. What a whole one looks like is not known."""
    with open(path, "rb") as file:
        start = file.read(len(STUB) + 1)
    if not start or start == STUB:
        return "the server has not written the file yet"
    if start.lstrip()[:1] in (b"<", b"{"):
        return "the server sent a page or a message, and no snapshot"
    return ""


def run(job: Job) -> dict[str, Any]:
    state = job.params["state"]
    wrong = [option for option in ("src", "dest", "endpoints", "content_id", "replace") if state != "present" and job.params[option]]
    if wrong:
        raise InputError(f"{', '.join(wrong)} does not go with state: {state}")
    if job.params["replace"] and not job.params["name"]:
        raise InputError("replace goes with name: the snapshot is made anew, and has another id then")
    return {"absent": remove, "present": bring, "restored": restore}[state](job)


def look(job: Job, engine: Engine) -> tuple[Scope | None, dict[str, Any] | None]:
    """The project and the snapshot in it. No project in check mode, when an earlier task would make it."""
    try:
        scope = SCOPE_OF(job, engine)
    except MissingError as exc:
        engine.not_yet(exc)
        return None, None
    current = engine.find(SNAPSHOT, scope, job.params["name"], job.params["id"])
    if current is None and job.params["id"]:
        raise InputError(f"there is no snapshot with the id {job.params['id']} in the project")
    return scope, current


# ---- present ---------------------------------------------------------------------------------------------------------


def bring(job: Job) -> dict[str, Any]:
    """Have the snapshot, then its file, then the endpoints that are to run it."""
    engine = engine_for(job, maker(job))
    scope, current = look(job, engine)
    chosen: list[dict[str, Any]] = []
    if scope is not None and job.params["endpoints"] is not None:  # before anything is changed, so that a wrong name changes nothing
        chosen = _switch.chosen(_switch.endpoints_of(engine, scope), job.params["endpoints"])
    old = current
    if scope is None or current is None or not _is_wanted(job, engine, scope, current):
        result = _make(job, engine, scope, current)
        current = None if job.check_mode or scope is None else engine.read(SNAPSHOT, scope, {"_id": result["snapshot"]["id"]})
        if current is None and not job.check_mode:
            raise NotKept(f"{SNAPSHOT.called(result['snapshot'])} was made, and is gone again")
        if scope is not None and current is not None:
            _compare(job, engine, scope, current)
    else:
        shown = SNAPSHOT.to_result(current)
        result = {"changed": False, "snapshot": shown, "diff": {half: {"name": shown["name"]} for half in ("before", "after")}}
        description = job.params["description"]
        if description not in (None, shown.get("description")):
            job.warn(f"description is used at creation only: {SNAPSHOT.called(current)} has {shown.get('description')!r} and keeps it")
    if job.params["dest"]:
        _bring_file(job, engine, scope, current, result)
    if job.params["endpoints"] is not None:
        _bring_endpoints(job, engine, scope, chosen, old, result)
    return result


def _make(job: Job, engine: Engine, scope: Scope | None, old: Snapshot | None) -> dict[str, Any]:
    """Make the snapshot, in place of an old one when there is one."""
    name, src = job.params["name"], job.params["src"]
    if src:
        _check_file(job, src)
    diff: dict[str, Any] = {"before": {}, "after": {"name": name}}
    if scope is None or job.check_mode:
        result = one_result(SNAPSHOT, engine.predict(SNAPSHOT, {"name": name}))
        if job.params["description"] is not None:
            result["snapshot"]["description"] = job.params["description"]
        if scope is not None and old is None:
            _delivery.has_room(engine, SNAPSHOT, scope, name, job.params["max_snapshots"])
    if scope is not None and old is not None:
        diff["before"] = {"name": name, "created_at": old.get("createdAt"), **free(job, engine, scope, old)}
    if scope is not None and not job.check_mode:
        try:
            if old is not None:
                engine.ensure(SNAPSHOT, scope, {"id": old["_id"]}, "absent")
            result = one_result(SNAPSHOT, engine.ensure(SNAPSHOT, scope, {"name": name}))
        except CognigyError as exc:
            if old is None:
                raise
            raise type(exc)(
                f"{SNAPSHOT.called(old)} was to be replaced: {str(exc).rstrip('.')}. It may be gone by now, and the endpoints that ran it run "
                "the project then. Run this again.",
                **exc.details,
            ) from exc
    return {**result, "changed": True, "diff": diff}


def _check_file(job: Job, src: str) -> None:
    """InputError when a file is no whole snapshot. In check mode an earlier task may be about to bring it."""
    if job.check_mode and not os.path.exists(src):
        job.warn(f"src: {src} is not there. In check mode it is taken as brought by an earlier task.")
        return
    lack = lacks(_delivery.readable("src", src))
    if lack:
        raise InputError(f"src: {src} is no snapshot, or not a whole one ({lack}): download it again")


def _compare(job: Job, engine: Engine, scope: Scope, made: Snapshot) -> None:
    """Warn when the next run would not know what was made for what was wanted."""
    wanted = job.params["content_id"]
    has = _content_id(engine, scope, made) if wanted else ""
    if wanted and not _graph.is_same(wanted, has):
        job.warn(
            f"{SNAPSHOT.called(made)} was made, and the server shows the content_id {has} for it instead of {wanted}. Either the file holds "
            "something else, or this server gives what is uploaded another one: leave content_id out then, or the next run refuses it."
        )


def _is_wanted(job: Job, engine: Engine, scope: Scope, current: Snapshot) -> bool:
    """Whether the snapshot of that name is the one to have. InputError when it is not, and may not be replaced."""
    wanted = job.params["content_id"]
    if not wanted:
        return not job.params["replace"]
    has = _content_id(engine, scope, current)
    if _graph.is_same(wanted, has):
        if _graph.hashes_differ(wanted, has):
            job.warn(
                f"{SNAPSHOT.called(current)} is taken for the wanted one, since the same is in it with the same times of change; the server's hash "
                "is another one. That is so where a server gives what is uploaded another hash; else compare the two."
            )
        return True
    if job.params["replace"]:
        return False
    raise InputError(
        f"{SNAPSHOT.called(current)} is there with other content (its content_id is {has}, wanted is {wanted}): give the one to have another name, "
        "or say replace: true, or leave content_id out when this server is known to show another one for what was uploaded"
    )


def _content_id(engine: Engine, scope: Scope, current: Snapshot) -> str:
    return _graph.content_id(current, _graph.Graph(engine, scope))


def maker(job: Job) -> Make:
    """What makes a snapshot: of the project, or of a file."""

    def make(engine: Engine, kind: Any, scope: Scope, name: str) -> dict[str, Any]:
        src, description = job.params["src"], job.params["description"] or ""

        def start() -> Any:
            if src:
                return _delivery.upload(engine, "uploadSnapshotPackage", scope, src)
            body = {"name": name, "description": description, "projectId": scope["projectId"]}
            return engine.client.call(SNAPSHOT.create, body=body)

        what = f"{'upload' if src else 'creation'} of snapshot {name!r}"
        return _delivery.make(engine, SNAPSHOT, scope, name, what, job.params["max_snapshots"], start)

    return make


# ---- the file --------------------------------------------------------------------------------------------------------


def _bring_file(job: Job, engine: Engine, scope: Scope | None, current: Snapshot | None, result: dict[str, Any]) -> None:
    item = current or {"name": result["snapshot"].get("name")}  # in check mode it may not be made yet

    def prepare() -> None:
        package(engine, scope or {}, item)

    operation, dest = "composeSnapshotDownloadLink", job.params["dest"]
    is_new, result["file"] = _delivery.bring_file(engine, SNAPSHOT, item, operation, dest, EXTENSION, lacks, prepare)
    if is_new:
        result["changed"] = True
        result["diff"]["after"]["file"] = result["file"]["path"]
        if current is not None and scope is not None and not job.check_mode:
            result["snapshot"] = SNAPSHOT.to_result(engine.read(SNAPSHOT, scope, current) or current)


def package(engine: Engine, scope: Scope, current: Snapshot) -> None:
    """Have the server make the file of a snapshot, unless it keeps one for long enough."""
    now = engine.client.server_date or 0
    until = current.get("packageExpiresAt")
    if current.get("isPackaged") and isinstance(until, (int, float)) and until >= now + SPARE:
        return
    path = {SNAPSHOT.id_param: current["_id"]}
    what = f"packaging of {SNAPSHOT.called(current)}"
    _delivery.run_task(engine, SNAPSHOT, scope, what, lambda: engine.client.call("packageSnapshot", path))


# ---- the endpoints ---------------------------------------------------------------------------------------------------


def _bring_endpoints(
    job: Job, engine: Engine, scope: Scope | None, chosen: list[dict[str, Any]], old: Snapshot | None, result: dict[str, Any]
) -> None:
    """Put the snapshot before the endpoints. What is not made yet, in check mode, cannot be looked into. ``old``: what had its name before."""
    result["endpoints"] = []
    if scope is None:
        return
    made, names = result["snapshot"], {scope["projectId"]: THE_PROJECT, **({old["_id"]: old.get("name")} if old else {})}
    if "id" in made:
        replaced = old is not None and old["_id"] != made["id"]
        now = {one["_id"]: one for one in _switch.endpoints_of(engine, scope)} if replaced else {}  # some were detached meanwhile
        ways = _switch.plan(engine, scope, [now.get(one["_id"], one) for one in chosen], made["id"])
    else:
        ways = [_switch.unseen(one, made["name"]) for one in chosen]
    if not job.check_mode:
        _switch.switch(engine, scope, ways)
    names |= {item["_id"]: item.get("name") for item in engine.listed(SNAPSHOT, scope)}
    told = [_switch.Way(old, way.wanted) for old, way in zip(chosen, ways)]
    needed = [way for way in told if way.is_needed]
    result["changed"] |= bool(needed)
    for half in ("before", "after"):
        shown = {way.name: _named(names, way.before if half == "before" else way.wanted) for way in needed}
        if shown:
            result["diff"][half]["endpoints"] = shown
    result["endpoints"] = [
        {"id": way.endpoint["_id"], "name": way.name, "changed": way.is_needed, "before": way.before, "after": dict(way.wanted)}
        for way in told
    ]


def _named(names: Mapping[Any, Any], values: Mapping[str, Any]) -> Any:
    return names.get(values["entrypoint"], values["entrypoint"])


def free(job: Job, engine: Engine, scope: Scope, current: Snapshot) -> dict[str, Any]:
    """Make sure that no endpoint runs a snapshot before it is removed. InputError unless they may be set to the project itself.

    Gives what a diff says of them.
    """
    there = _switch.endpoints_of(engine, scope)
    users = _switch.users_of(there, current["_id"])
    if not users:
        return {}
    if not job.params["detach_endpoints"]:
        raise InputError(
            f"{SNAPSHOT.called(current)} is what the endpoints {', '.join(users)} run: let them run another one first. "
            "detach_endpoints: true has them run the project itself, as it is at that moment."
        )
    ways = _switch.plan(engine, scope, [one for one in there if one.get("entrypoint") == current["_id"]], scope["projectId"])
    if not job.check_mode:
        _switch.switch(engine, scope, ways)
    return {"endpoints": dict.fromkeys(users, current.get("name"))}


# ---- restored and absent ---------------------------------------------------------------------------------------------


def restore(job: Job) -> dict[str, Any]:
    """Make the project what it was. Whether the project may, or has to, be in the body is not known (observed: sources conflict)."""
    engine = engine_for(job)
    scope, current = look(job, engine)
    if current is None or scope is None:
        name = job.params["name"]
        if scope is not None:
            names = some(sorted(str(item.get("name")) for item in engine.listed(SNAPSHOT, scope)))
            engine.not_yet(MissingError(f"there is no snapshot {name!r} to restore; there is: {names}"))
        return {"changed": True, "snapshot": {"name": name}, "diff": {"before": {}, "after": {"restored": name}}}
    result = {"changed": True, "snapshot": SNAPSHOT.to_result(current), "diff": {"before": {}, "after": {"restored": current["name"]}}}
    if job.check_mode:
        return result
    body, path = {"projectId": scope["projectId"]}, {SNAPSHOT.id_param: current["_id"]}

    def start() -> Any:
        try:
            return engine.client.call("restoreSnapshot", path, body=body)
        except ApiError as exc:
            if exc.status != 400:
                raise
            refused = exc
        try:
            return engine.client.call("restoreSnapshot", path)
        except ApiError as exc:
            raise ApiError(f"{str(refused).rstrip('.')}. And without the project in the body: {exc}", **exc.details) from exc

    known = _delivery.settle(engine, SNAPSHOT, scope).known
    _delivery.run_task(engine, SNAPSHOT, scope, f"restoration of {SNAPSHOT.called(current)}", start, known)
    return result


def remove(job: Job) -> dict[str, Any]:
    engine = engine_for(job)
    detached: dict[str, Any] = {}
    try:
        scope = SCOPE_OF(job, engine)
        current = engine.find(SNAPSHOT, scope, job.params["name"], job.params["id"])
    except MissingError:
        current = None
    if current is not None:
        detached = free(job, engine, scope, current)
    result = one_result(SNAPSHOT, in_scope(job, engine, SNAPSHOT, SCOPE_OF, [job.params])[0])
    if detached:
        result["diff"]["before"].update(detached)
        result["diff"]["after"]["endpoints"] = dict.fromkeys(detached["endpoints"], THE_PROJECT)
    return result


MODULES: Mapping[str, Module] = {
    "cognigy_snapshot": Module(
        run,
        {
            "state": {"type": "str", "choices": ["present", "restored", "absent"], "default": "present"},
            "project": {"type": "str", "required": True},
            "name": {"type": "str"},
            "id": ID,
            "description": {"type": "str"},
            "src": {"type": "path"},
            "dest": {"type": "path"},
            "endpoints": {"type": "list", "elements": "str"},
            "content_id": {"type": "str"},
            "replace": {"type": "bool", "default": False},
            "detach_endpoints": {"type": "bool", "default": False},
            "max_snapshots": {"type": "int", "default": 10},
            "wait_timeout": WAIT,
        },
        {
            "required_one_of": [("name", "id")],
            "mutually_exclusive": [("name", "id"), ("src", "description")],
            "required_by": {"src": ("name",)},
        },
        operations=(
            *SNAPSHOT.operations,
            "uploadSnapshotPackage",
            "packageSnapshot",
            "composeSnapshotDownloadLink",
            "restoreSnapshot",
            "indexTasks",
            "readTask",
            "indexEndpoints",
            "readEndpoint",
            "updateEndpoint",
            "indexResourcesInSnapshot",
            "graphProject",
        ),
    ),
}
