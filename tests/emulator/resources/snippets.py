# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Snippets (tokens) of a project. They cannot be read one by one nor changed, and their key is the label."""

from __future__ import annotations

import uuid
from typing import Any

from .. import lists
from ..access import need_project_role, project_of
from ..calls import Call
from ..errors import conflict, invalid, not_found
from .registry import handles, stamps

WRITERS = ("tokenAdmin", "tokenEditor")


@handles("indexSnippets")
def index(call: Call) -> Any:
    project = project_of(call, call.path["projectId"])
    return lists.page(call, call.emulator.store.of("snippet", project.id), search=("label",))


@handles("createSnippet")
def create(call: Call) -> Any:
    project, store, label = project_of(call, call.path["projectId"]), call.emulator.store, call.body["label"]
    need_project_role(call, project.id, WRITERS)
    if not label.strip():
        raise invalid("Validation failed. label should NOT be shorter than 1 characters")
    if call.emulator.switches["names_unique"] and any(one.data["label"] == label for one in store.of("snippet", project.id)):
        raise conflict(f"Snippet with the label '{label}' already exists")
    data = {"referenceId": str(uuid.uuid4()), **call.body, **stamps(call)}
    record = store.add("snippet", data, organisation=project.organisation, project=project.id)
    call.touch(record)
    return lists.shown(call, record)


@handles("deleteSnippet")
def delete(call: Call) -> Any:
    project = project_of(call, call.path["projectId"])
    need_project_role(call, project.id, WRITERS)
    record = call.emulator.store.get("snippet", call.path["snippetId"])
    if record is None or record.project != project.id:
        raise not_found("Snippet")
    call.touch(record)
    call.emulator.store.remove(record)
