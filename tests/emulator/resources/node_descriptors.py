# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The types of nodes: their fields with default values, their branches, and what may be done with them.

The keys of jobs, tools, prompts, searches, requests, outputs, switches and code are those of nodes in packages and of clients that work;
the rest is assumed, in a plausible form. They are in ``node_fields.json``. Types that are not ``checked``, and those of other extensions,
take any config.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BASIC = "@cognigy/basic-nodes"


@dataclass(frozen=True)
class Type:
    """One type of node of the basic extension."""

    name: str
    label: str
    branches: tuple[str, ...] = ()
    """Types of the child nodes that come with a new node."""
    parents: tuple[str, ...] = ()
    """Where the node is a branch: it is a child of one of these, and never in a chain."""
    creatable: bool = True
    deletable: bool = True
    movable: bool = True
    checked: bool = True
    """False: the fields are not known, so any will do."""

    def defaults(self) -> dict[str, Any]:
        """The fields with their default values."""
        fresh: dict[str, Any] = json.loads(json.dumps(_FIELDS.get(self.name, {})))
        return fresh


def _marker(name: str, label: str, *parents: str) -> Type:
    """A branch that comes and goes with its parent (observed behaviour, section Project)."""
    return Type(name, label, parents=parents, creatable=False, deletable=False, movable=False)


_FIELDS: dict[str, dict[str, Any]] = json.loads(Path(__file__).with_name("node_fields.json").read_text(encoding="utf-8"))
_UNKNOWN = (
    *("activateProfile", "aiAgentHandover", "blindMode", "checkAgentAvailability", "completeGoal", "datePicker", "deactivateProfile"),
    *("debugMessage", "deleteProfile", "disableSlotFillers", "enableSlotFillers", "executeCognigyNLU", "fuzzySearch", "getTranscript"),
    *("handoverToAgent", "handoverV2", "hangup", "initAppSession", "interval", "log", "mergeProfile", "overwriteAnalytics", "placeholder"),
    *("regexSlotFiller", "requestRating", "resetState", "sendData", "sendSMS", "setAdaptiveCardAppState", "setAdaptiveCardTile"),
    *("setAgentAssistGrid", "setHTMLAppState", "setHTMLTile", "setRating", "setState", "stopBot", "switchLocale", "trackGoal"),
    "updateProfile",
)
_UNKNOWN_TOOLS = ("handoverToAiAgentTool", "handoverToHumanAgentTool", "executeWorkflowTool")

_ALL = (
    Type("start", "Start", creatable=False, deletable=False, movable=False),
    Type("end", "End", creatable=False, deletable=False, movable=False),
    Type("say", "Say"),
    Type("question", "Question"),
    Type("optionalQuestion", "Optional Question", branches=("onQuestion", "onAnswer")),
    _marker("onQuestion", "On Question", "optionalQuestion"),
    _marker("onAnswer", "On Answer", "optionalQuestion"),
    Type("code", "Code"),
    Type("if", "If", branches=("then", "else")),
    Type("ifThenElse", "If", branches=("then", "else")),
    _marker("then", "Then", "if", "ifThenElse"),
    _marker("else", "Else", "if", "ifThenElse"),
    Type("once", "Once", branches=("onFirstExecution", "afterwards")),
    _marker("onFirstExecution", "On First Execution", "once"),
    _marker("afterwards", "Afterwards", "once"),
    Type("switch", "Switch", branches=("default",)),
    Type("lookup", "Lookup", branches=("default",)),
    Type("case", "Case", parents=("switch", "lookup")),
    _marker("default", "Default", "switch", "lookup"),
    Type("triggerFunction", "Trigger Function", branches=("onScheduled", "onSchedulingError"), checked=False),
    _marker("onScheduled", "On Scheduled", "triggerFunction"),
    _marker("onSchedulingError", "On Scheduling Error", "triggerFunction"),
    Type("goTo", "Go To"),
    Type("executeFlow", "Execute Flow"),
    Type("wait", "Wait for Input"),
    Type("sleep", "Sleep"),
    Type("stop", "Stop and Return"),
    Type("think", "Think"),
    Type("thinkV2", "Think"),
    Type("setContext", "Set Context"),
    Type("addToContext", "Add to Context"),
    Type("removeFromContext", "Remove from Context"),
    Type("resetContext", "Reset Context"),
    Type("setTranslation", "Set Translation"),
    Type("httpRequest", "HTTP Request"),
    Type("sendEmail", "Email Notification"),
    Type("searchExtractOutput", "Search Extract Output"),
    Type("llmPromptV2", "LLM Prompt", branches=("llmPromptDefault",)),
    _marker("llmPromptDefault", "Default", "llmPromptV2"),
    Type("llmPromptTool", "Tool", parents=("llmPromptV2",)),
    Type("llmPromptMCPTool", "MCP Tool", parents=("llmPromptV2",)),
    Type("aiAgentJob", "AI Agent", branches=("aiAgentJobDefault", "aiAgentJobTool")),
    _marker("aiAgentJobDefault", "Default", "aiAgentJob"),
    Type("aiAgentJobTool", "Tool", parents=("aiAgentJob",)),
    Type("knowledgeTool", "Knowledge Tool", parents=("aiAgentJob",)),
    Type("sendEmailTool", "Send Email Tool", parents=("aiAgentJob",)),
    Type("aiAgentJobMCPTool", "MCP Tool", parents=("aiAgentJob",)),
    Type("aiAgentToolAnswer", "Resolve Tool Action"),
    Type("aiAgentJobCallMCPTool", "Call MCP Tool"),
    *(Type(one, one[0].upper() + one[1:], checked=False) for one in _UNKNOWN),
    *(Type(one, one[0].upper() + one[1:], parents=("aiAgentJob",), checked=False) for one in _UNKNOWN_TOOLS),
)
TYPES = {one.name: one for one in _ALL}
MARKED = {"code": ("transpiled", "hasError")}
"""Keys of a config that the server writes (observed behaviour, section Project)."""
_FIELD_TYPES = {
    "say": "say",
    "validationMessage": "say",
    "code": "code",
    "condition": "condition",
    "flowNode": "flowNode",
    "switch": "switchNode",
    "lookup": "switchNode",
    "case": "caseNode",
    "connection": "connection",
    "basicConnection": "connection",
    "payloadJSON": "json",
}


def find(type_: str, extension: str) -> Type | None:
    """What is known of a type; None for a type of another extension."""
    return TYPES.get(type_) if extension == BASIC else None


def _field_type(key: str, value: Any) -> str:
    if key in _FIELD_TYPES:
        return _FIELD_TYPES[key]
    if isinstance(value, bool):
        return "toggle"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, list):
        return "textArray"
    return "json" if isinstance(value, dict) else "cognigyText"


def descriptor(type_: Type) -> dict[str, Any]:
    """A type in the contract's form. Tags are left out: the contract gives them in a form that no value has."""
    placement: dict[str, Any] = {}
    if type_.parents:
        placement["predecessor"] = {"whitelist": []}
    shown: dict[str, Any] = {
        "type": type_.name,
        "defaultLabel": type_.label,
        "summary": "",
        "extension": BASIC,
        "extensionImg": "",
        "appearance": {"variant": "mini" if type_.parents else "regular"},
        "behavior": {"stopping": type_.name in ("end", "wait", "question", "stop"), "entrypoint": type_.name == "start"},
        "constraints": {
            "editable": bool(_FIELDS.get(type_.name)) or not type_.checked,
            "deletable": type_.deletable,
            "creatable": type_.creatable,
            "collapsable": bool(type_.branches),
            "childFlowCreatable": type_.creatable and not type_.parents,
            "movable": type_.movable,
            "placement": placement,
        },
        "fields": [
            {"type": _field_type(key, value), "key": key, "label": key, "defaultValue": value} for key, value in type_.defaults().items()
        ],
    }
    if type_.parents:
        shown["parentType"] = type_.parents[0]
    if type_.branches:
        shown["dependencies"] = {"children": list(type_.branches)}
    return shown
