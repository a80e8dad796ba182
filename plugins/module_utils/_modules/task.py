# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""Background tasks of the server: seen, waited for, cancelled."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from ansible_collections.community.cognigy.plugins.module_utils._client import UNFINISHED, Client
from ansible_collections.community.cognigy.plugins.module_utils._errors import (
    ApiError,
    CognigyError,
    InputError,
    MissingError,
    OutcomeUnknown,
    TaskFailed,
    TaskTimeout,
)
from ansible_collections.community.cognigy.plugins.module_utils._kinds._base import snake_all
from ansible_collections.community.cognigy.plugins.module_utils._modules._base import ID, Job, Module
from ansible_collections.community.cognigy.plugins.module_utils._modules.ensure import WAIT, engine_for, project_scope
from ansible_collections.community.cognigy.plugins.module_utils._modules.info import or_nothing
from ansible_collections.community.cognigy.plugins.module_utils._secrets import mask

OPEN = ("queued", "active")
STATES = (*UNFINISHED, "done", "cancelled", "error")
Item = Mapping[str, Any]


def run(job: Job) -> dict[str, Any]:
    params = job.params
    if params["cancel"] and params["id"] is None and params["project"] is None:
        raise InputError("cancel needs id or project: without, the tasks of all projects would be cancelled")
    found: list[Item] = [*or_nothing(job, lambda: look(job))]
    stopped = [item["_id"] for item in found if params["cancel"] and item["status"] in OPEN]
    now, problem = {item["_id"]: item for item in found}, None
    if params["cancel"] and job.check_mode:
        now.update({task: {**now[task], "status": "cancelled"} for task in stopped})
    else:
        for task in stopped:
            stop(job.client, task)
        if params["wait"] or params["cancel"]:
            states, problem = settle(job, found, stopped)
            now.update(states)
    before, after = ({task: half[task]["status"] for task in stopped} for half in ({item["_id"]: item for item in found}, now))
    result = {"changed": "cancelled" in after.values(), "tasks": [form(job.client, item) for item in now.values()]}
    if problem is not None:
        raise type(problem)(str(problem), **problem.details, **result)
    return {**result, **({"diff": {"before": {"status": before}, "after": {"status": after}}} if params["cancel"] else {})}


def look(job: Job) -> list[dict[str, Any]]:
    """The tasks that are meant, as they are now."""
    params = job.params
    if params["id"] is not None:
        try:
            items = [job.client.call("readTask", {"taskId": params["id"]})]
        except ApiError as exc:
            if not exc.not_found:
                raise
            if params["wait"] or params["cancel"]:
                raise MissingError(f"there is no task with the id {params['id']}") from exc
            items = []
    else:
        # The id of a project that is not there would give the tasks of all projects (observed).
        query = {} if params["project"] is None else dict(project_scope(job, engine_for(job)))
        items = list(job.client.items("indexTasks", query=query))
    return [item for item in items if params["status"] is None or item["status"] in params["status"]]


def stop(client: Client, task: str) -> None:
    """Cancel a task that was not at its end a moment ago; it may be by now, and then the server refuses."""
    try:
        client.call("cancelTask", {"taskId": task})
    except (ApiError, OutcomeUnknown) as exc:
        if isinstance(exc, ApiError) and exc.status not in (400, 409):
            raise
        if client.call("readTask", {"taskId": task})["status"] in OPEN:
            raise


def settle(job: Job, found: list[Item], stopped: list[str]) -> tuple[dict[str, Item], CognigyError | None]:
    """Wait until the tasks have ended that had not; gives them, and what is wrong with them, all in one.

    A task that was asked for by its id may have ended before; one that was to be stopped may end in any way.
    """
    client, wanted = job.client, job.params["wait_timeout"]
    end = time.monotonic() + wanted
    states: dict[str, Item] = {}
    failed: list[TaskFailed] = []
    late: list[str] = []
    for item in found:
        task = item["_id"]
        if item["status"] not in UNFINISHED and job.params["id"] is None:
            continue
        try:
            states[task] = client.wait(item, str(item.get("name")), max(0.0, end - time.monotonic()))
            continue
        except TaskFailed as exc:
            if task not in stopped and job.params["wait"]:
                failed.append(exc)
        except TaskTimeout as exc:
            late.append(f"{item.get('name')} {task} ({exc.details['task_status']})")
        states[task] = client.call("readTask", {"taskId": task})
    texts = [str(exc) for exc in failed]
    if late:
        return states, TaskTimeout("; ".join([*texts, f"not ended after {wanted} s, and going on: {', '.join(late)}"]))
    return states, TaskFailed("; ".join(texts)) if failed else None


def form(client: Client, item: Item) -> dict[str, Any]:
    """A task in the user's form. Its data is what the server was asked for, and may hold secrets."""
    shown: dict[str, Any] = snake_all(mask(item))
    return {**shown, "fail_reason": client.transport.redact(str(shown.get("fail_reason") or ""))}


MODULES: Mapping[str, Module] = {
    "cognigy_task_info": Module(
        run,
        {
            "id": ID,
            "project": {"type": "str"},
            "status": {"type": "list", "elements": "str", "choices": list(STATES)},
            "wait": {"type": "bool", "default": False},
            "cancel": {"type": "bool", "default": False},
            "wait_timeout": WAIT,
        },
        {"mutually_exclusive": [("id", "project")]},
        operations=("indexTasks", "readTask", "cancelTask"),
    ),
}
