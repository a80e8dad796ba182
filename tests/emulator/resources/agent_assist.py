# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Configurations of the agent assist (AI copilot), and the options of a node's field that an extension resolves."""

from __future__ import annotations

import uuid
from typing import Any

from ..access import project_of
from ..calls import Call
from ..errors import not_found
from ..store import Record
from .blanks import blank
from .registry import FED, Resource, handles, register

BUILT_IN = "@cognigy/"
FED.add("resolverOption")


def _defaults(call: Call) -> dict[str, Any]:
    config = blank(call.emulator.contract, "AgentAssistGridConfig")
    return {"referenceId": str(uuid.uuid4()), "description": "", "config": config}


def _before(call: Call, data: dict[str, Any], record: Record | None) -> None:
    """Where it is follows from the project, whatever the creation says."""
    if record is None:
        data.update(projectReference=call.body["projectId"], organisationReference=call.own_organisation)


register(
    Resource(
        "agentassistconfig",
        title="Agent assist config",
        singular="AgentAssistConfig",
        plural="AgentAssistConfigs",
        id_parameter="configId",
        defaults=_defaults,
        writers=("agentAssistConfigAdmin",),
        before=_before,
    )
)


@handles("optionsResolver", fed=True)
def resolve_options(call: Call) -> Any:
    """Nothing is executed: the options were fed as ``resolverOption`` with fieldKey, extension, nodeType, label and value."""
    body, store = call.body, call.emulator.store
    project = project_of(call, body["projectId"])
    known = {one.data["name"] for one in store.of("extension", project.id)}
    if body["extension"] not in known and not body["extension"].startswith(BUILT_IN):
        raise not_found("Extension")
    wanted = {name: body[name] for name in ("fieldKey", "extension", "nodeType")}
    fed = [one.data for one in store.of("resolverOption", project.id)]
    fitting = [one for one in fed if all(one.get(name) == value for name, value in wanted.items())]
    return {"options": [{"label": one["label"], "value": one["value"]} for one in fitting]}
