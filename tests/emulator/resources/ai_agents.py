# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""AI agents. A name is unique in a project (observed behaviour, section Uniqueness); the jobs are nodes of flows."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from .. import tasks
from ..access import project_of
from ..calls import Call
from ..errors import missing, not_found
from ..store import Record
from .levels import by_reference, place
from .registry import Resource, check_name, check_unique_name, handles, register, stamps

if TYPE_CHECKING:
    from ..emulator import Emulator

TOOL_TYPES = ("aiAgentJobTool", "knowledgeTool", "sendEmailTool", "aiAgentJobMCPTool")
JOB_FIELDS = ("_id", "referenceId", "type", "label", "comment", "commentColor", "analyticsLabel", "isDisabled", "isEntryPoint", "extension")


def _defaults(call: Call) -> dict[str, Any]:
    """As agents in packages show them; the safety settings and the image of a new agent are assumed."""
    return {
        "referenceId": str(uuid.uuid4()),
        "image": "default-avatar:1",
        "imageOptimizedFormat": True,
        "knowledgeReferenceId": None,
        "description": "",
        "speakingStyle": {"completeness": "balanced", "formality": "balanced"},
        "voiceConfigs": {"ttsVoice": "", "ttsLanguage": "", "ttsVendor": "none", "ttsModel": "", "ttsLabel": "", "ttsDisableCache": False},
        "enableVoiceConfigs": False,
        "safetySettings": {
            "avoidHarmfulContent": True,
            "avoidUngroundedContent": True,
            "avoidCopyrightInfringements": True,
            "preventJailbreakAndManipulation": True,
        },
        "contactProfilesOption": "none",
        "contactProfilesSelected": [],
        "instructions": "",
        "enableAutoLanguageDetection": False,
    }


def _before(call: Call, data: dict[str, Any], record: Record | None) -> None:
    """What a creation leaves out of a nested object gets its default."""
    if record is None:
        for name, value in _defaults(call).items():
            if isinstance(value, dict):
                data[name] = {**value, **data[name]}
    store = data["knowledgeReferenceId"]
    if store is not None and by_reference(call, "knowledgeStore", place(call, record), store) is None:
        raise not_found("Knowledge store")


AI_AGENTS = Resource(
    "aiAgent",
    title="AI agent",
    singular="AiAgent",
    plural="AiAgents",
    id_parameter="aiAgentId",
    defaults=_defaults,
    writers=("developer", "flowEditor"),
    before=_before,
    unique=True,
)
register(AI_AGENTS)


@handles("validateAiAgentName")
def validate_name(call: Call) -> Any:
    project = project_of(call, call.body["projectId"])
    check_name(call.body["name"])
    check_unique_name(call, AI_AGENTS.title, call.body["name"], call.emulator.store.of("aiAgent", project.id), None, True)


@handles("readAiAgentJobs")
def jobs(call: Call) -> Any:
    """The job nodes of all flows that name the agent by its reference id, with their tools, in the primary locale."""
    agent = AI_AGENTS.find(call)
    store = call.emulator.store
    found = []
    for chart in store.of("chart", agent.project or ""):
        for relation in chart.data["relations"].values():
            node = store.get("node", relation["node"])
            if node is not None and node.data["type"] == "aiAgentJob" and _config(call, node).get("aiAgent") == agent.data["referenceId"]:
                children = [store.get("node", one) for one in relation["children"]]
                tools = [_job(call, one) for one in children if one is not None and one.data["type"] in TOOL_TYPES]
                found.append({**_job(call, node), "tools": tools})
    return found


def _config(call: Call, node: Record) -> dict[str, Any]:
    flow = call.emulator.store.get("flow", node.data["flowReference"])
    assert flow is not None
    config: dict[str, Any] = node.data["localizedData"][flow.data["localeReference"]]["config"]
    return config


def _job(call: Call, node: Record) -> dict[str, Any]:
    return {**{name: node.data[name] for name in JOB_FIELDS}, "config": _config(call, node)}


@handles("trainAiAgent")
def train(call: Call) -> Any:
    """The answer is not known."""
    agent = AI_AGENTS.find(call)
    AI_AGENTS.may_write(call, agent.project)
    call.touch(agent)
    return {}


# Hiring: an agent out of a template


@handles("hireAiAgent")
def hire(call: Call) -> Any:
    for name in ("projectId", "templateId"):
        if name not in call.body:
            raise missing(name)
    project = project_of(call, call.body["projectId"])
    AI_AGENTS.may_write(call, project.id)
    override = call.body.get("overrideAiAgentReferenceId")
    if override is not None and by_reference(call, "aiAgent", project.id, override) is None:
        raise not_found(AI_AGENTS.title)
    return tasks.start(call, "hireAiAgent", dict(call.body), project.id)


@tasks.effect("hireAiAgent")
def _hire(emulator: Emulator, task: Record) -> None:
    """The server's templates are not known: the agent has the template's id as its name, defaults, and no flow.

    An agent that the template goes over stays as it is.
    """
    wanted = task.data["data"]
    if "overrideAiAgentReferenceId" not in wanted and emulator.store.get("project", wanted["projectId"]) is not None:
        call = tasks.caller(emulator, task)
        siblings = emulator.store.of("aiAgent", wanted["projectId"])
        check_unique_name(call, AI_AGENTS.title, wanted["templateId"], siblings, None, True)
        data = {**_defaults(call), "name": wanted["templateId"], **stamps(call)}
        emulator.store.add("aiAgent", data, organisation=task.organisation, project=wanted["projectId"])
