# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""What knowledge has of its own: sources made of files, their chunks, connectors that run."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ansible_collections.community.cognigy.plugins.module_utils._client import some
from ansible_collections.community.cognigy.plugins.module_utils._errors import InputError, NotKept, OutcomeUnknown, TaskFailed
from ansible_collections.community.cognigy.plugins.module_utils._modules._base import KINDS, Job, Module
from ansible_collections.community.cognigy.plugins.module_utils._modules.ensure import (
    content,
    content_scope,
    engine_for,
    ensure_content,
    in_scope,
    one_result,
)
from ansible_collections.community.cognigy.plugins.module_utils._parts import Change, ensure_parts
from ansible_collections.community.cognigy.plugins.module_utils._reconcile import LATE, Engine, Scope
from ansible_collections.community.cognigy.plugins.module_utils._transport import Form

SOURCE, CHUNK, CONNECTOR = (KINDS[name] for name in ("knowledge_source", "knowledge_chunk", "knowledge_connector"))
# Extensions of the files that the server takes, to the type of the source that it makes of them (observed).
FILE_TYPES = {**{name: name for name in ("pdf", "txt", "docx", "pptx", "ctxt", "jpeg", "jpg", "png", "bmp", "heif", "tiff")}, "text": "txt"}


# ---- chunks ----------------------------------------------------------------------------------------------------------


def chunks(engine: Engine, scope: Scope | None, wanted: list[Mapping[str, Any]]) -> Change:
    """Bring the chunks of a source to what was given, in that order."""

    def held() -> list[dict[str, Any]]:
        return in_order(engine, scope or {})

    def order(ids: list[str]) -> None:
        """The server numbers anew when a chunk is given a place, so they are put there one after the other."""
        now = [one["_id"] for one in held()]
        for place, chunk in enumerate(ids):
            if now[place] != chunk:
                now.remove(chunk)
                now.insert(place, chunk)
                engine.client.call(CHUNK.update, {**(scope or {}), CHUNK.id_param: chunk}, body={"order": place + 1})

    return ensure_parts(engine, CHUNK, scope, wanted, held, order)


def in_order(engine: Engine, scope: Scope) -> list[dict[str, Any]]:
    return sorted(engine.listed(CHUNK, scope), key=lambda one: one.get("order", 0))


def chunks_of(engine: Engine, scope: Scope) -> list[dict[str, Any]]:
    """The chunks of a source in the user's form."""
    return [CHUNK.to_diff(one, one) for one in in_order(engine, scope)]


# ---- sources ---------------------------------------------------------------------------------------------------------


def run_source(job: Job) -> dict[str, Any]:
    params = dict(job.params)
    if params["file"] is None or params["state"] == "absent":
        return ensure_content(SOURCE, {"chunks": chunks})(job)
    wrong = [option for option in ("url", "connector", "chunks") if params[option] is not None]
    if wrong:
        raise InputError(f"file does not go together with {', '.join(wrong)}: the server makes the chunks of a file")
    params["type"] = params["type"] or type_of(params["file"])
    if params["type"] != type_of(params["file"]):
        raise InputError(
            f"type is {params['type']!r}, but the server takes {os.path.basename(params['file'])} as {type_of(params['file'])!r}"
        )
    job = replace(job, params=params)
    engine = engine_for(job, lambda engine, kind, scope, name: upload(engine, scope, params["file"]))
    size = _size(params["file"])
    scope_of = content_scope(SOURCE)
    result = one_result(SOURCE, in_scope(job, engine, SOURCE, scope_of, [params])[0])
    shown = result["knowledge_source"].get("meta_data", {}).get("size")
    if not result["changed"] and shown not in (None, 0, size):
        job.warn(
            f"{params['file']} has {size} bytes, the file in the knowledge source has {shown}: it was not sent again, since the API takes a file "
            "at creation only. Delete the source (state: absent) to have it made of the new file."
        )
    return result


def type_of(file: str) -> str:
    """The type of the source that the server makes of a file."""
    extension = os.path.splitext(file)[1].lower().lstrip(".")
    if extension not in FILE_TYPES:
        raise InputError(f"{file}: the server takes files that end in {some(sorted(FILE_TYPES), 20)}")
    return FILE_TYPES[extension]


def _size(file: str) -> int:
    try:
        return os.stat(file).st_size
    except OSError as exc:
        raise InputError(f"cannot read {file}: {exc.strerror}") from exc


def upload(engine: Engine, scope: Scope, file: str) -> dict[str, Any]:
    """Send a file and give the source that the server makes of it. It is named like the file at first."""
    name = os.path.basename(file)
    before = {item["_id"] for item in engine.listed(SOURCE, scope)}
    try:
        task = engine.client.call("uploadKnowledgeSourceFile", scope_path(scope), body=Form(file, {}))
        engine.client.wait(task, f"reading of {name}", engine.wait)
    except OutcomeUnknown as exc:
        made = _made_of(engine, scope, name, before)
        if made is None:
            raise OutcomeUnknown(f"{exc}. No source of {name} is there, or not yet. Run this again.", **exc.details) from exc
        engine.warn(f"the answer to the upload of {name} was lost ({exc}); the knowledge source was looked for and found")
    except TaskFailed:
        # A source without content would pass for the wanted one in the next run.
        rest = _made_of(engine, scope, name, before)
        if rest is not None:
            engine.client.call(SOURCE.delete, {**scope_path(scope), SOURCE.id_param: rest["_id"]})
        raise
    else:
        made = _made_of(engine, scope, name, before)
    found = engine.read(SOURCE, scope, made) if made else None
    if found is None:
        raise NotKept(f"the server read {name}, and then had no new knowledge source of that name")
    return found


def scope_path(scope: Scope) -> dict[str, str]:
    return {name: scope[name] for name in SOURCE.path_scope}


def _made_of(engine: Engine, scope: Scope, name: str, before: set[str]) -> dict[str, Any] | None:
    """The new source that a file became: the answer to an upload does not name it (observed)."""
    for _pause in engine.client.looks(LATE):
        new = [item for item in engine.listed(SOURCE, scope) if item["_id"] not in before]
        for names in ((name,), (os.path.splitext(name)[0],)):
            for item in new:
                if item.get("name") in names or (item.get("metaData") or {}).get("fileName") in names:
                    return item
    return None


# ---- connectors ------------------------------------------------------------------------------------------------------


def run_connector(job: Job) -> dict[str, Any]:
    """A connector, and with ``run`` an execution of it unless the last one ended well and nothing changed since."""
    result = ensure_content(CONNECTOR)(job)
    if not job.params["run"] or job.params["state"] == "absent":
        return result
    held = result["knowledge_connector"]
    if not result["changed"] and held.get("last_execution_status") == "done":
        return result
    result["changed"] = True
    result["diff"]["before"]["run"], result["diff"]["after"]["run"] = held.get("last_execution_status", "none"), "done"
    if job.check_mode:
        return result
    engine = engine_for(job)
    scope = content_scope(CONNECTOR)(job, engine)
    path = {**{name: scope[name] for name in CONNECTOR.path_scope}, CONNECTOR.id_param: held["id"]}
    answer = job.client.call("runKnowledgeConnector", path)
    if isinstance(answer, dict) and answer.get("_id"):
        job.client.wait(answer, f"run of {CONNECTOR.what} {held['name']!r}", job.params["wait_timeout"])
    now = engine.read(CONNECTOR, scope, {"_id": held["id"]})
    result["knowledge_connector"] = CONNECTOR.to_result(now or {})
    return result


MODULES: Mapping[str, Module] = {
    "cognigy_knowledge_store": content(KINDS["knowledge_store"]),
    "cognigy_knowledge_source": content(
        SOURCE,
        "wait_timeout",
        run=run_source,
        operations=("uploadKnowledgeSourceFile", *CHUNK.operations),
        options={"file": {"type": "path"}},
    ),
    "cognigy_knowledge_connector": content(
        CONNECTOR,
        "update_secret",
        "wait_timeout",
        run=run_connector,
        operations=("runKnowledgeConnector",),
        options={"run": {"type": "bool", "default": False}},
    ),
}
