# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The settings of a project: one object for each, there from the start."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ..access import need_project_role, project_of
from ..calls import Call
from ..errors import invalid
from ..store import Record
from .levels import connection_of
from .llms import check_use_case, fits, usable
from .registry import handles, merge, stamp_change, stamps

USE_CASES = (
    "nlu",
    "knowledgeSearch",
    "gptPromptNode",
    "gptConversation",
    "aiEnhancedOutputs",
    "sentimentAnalysis",
    "intentSentenceGeneration",
    "flowGeneration",
    "generateNodeOutput",
    "lexiconGeneration",
    "answerExtraction",
)
SLOTS = ("Date", "Number", "Duration", "Temperature", "Age", "Percentage", "Email", "URL", "Money", "Distance")
TRANSLATORS = ("microsoft", "google", "deepl")

# The server's own defaults are not known; these have the right shapes.
_DEFAULTS = json.dumps(
    {
        "timezone": "Europe/Berlin",
        "useCaseSensitiveIntentMapping": False,
        "collectAnalytics": True,
        "trackDataOnlyInputs": False,
        "translationSettings": {
            "provider": "none",
            "connections": {one: {"connectionId": None, "retries": 2, "timeout": 5000, "cacheExpiry": 60} for one in TRANSLATORS},
        },
        "audioPreviewSettings": {"provider": None, "connections": {one: {"connectionId": ""} for one in ("microsoft", "google", "aws")}},
        "generativeAISettings": {
            "enabled": False,
            "useCasesSettings": {one: {"largeLanguageModelId": None, "temperature": 0.7} for one in USE_CASES},
        },
        "currencySettings": {"currency": "EUR"},
        "knowledgeAISettings": {"fileExtractor": "default"},
        "positiveConfirmationWords": ["yes"],
        "negativeConfirmationWords": ["no"],
        "intentThreshold": {"lower": 0.4, "upper": 0.8},
        "systemSlots": {f"use{one}Slots": True for one in SLOTS},
        "learnNewExampleSentences": False,
        "learnNewExampleSentencesThreshold": 0,
        "yesNoLogic": "yesNoIntents",
        "yesNoIntentThreshold": 0,
    }
)


def defaults() -> dict[str, Any]:
    fresh: dict[str, Any] = json.loads(_DEFAULTS)
    return fresh


def new_settings(call: Call, project: Record) -> None:
    call.emulator.store.add("projectsettings", {**defaults(), **stamps(call)}, organisation=project.organisation, project=project.id)


def find(call: Call, project: Record) -> Record:
    return next(iter(call.emulator.store.of("projectsettings", project.id)))


def _references(settings: dict[str, Any]) -> Iterator[tuple[tuple[str, str], str | None]]:
    """Which connections and models settings name, by section and key."""
    yield ("knowledgeAISettings", ""), settings.get("knowledgeAISettings", {}).get("azureDIConnectionId")
    for section in ("translationSettings", "audioPreviewSettings"):
        for name, one in settings.get(section, {}).get("connections", {}).items():
            yield (section, name), one.get("connectionId")
    for name, one in settings.get("generativeAISettings", {}).get("useCasesSettings", {}).items():
        yield ("generativeAISettings", name), one.get("largeLanguageModelId")


def check_references(call: Call, record: Record) -> None:
    """What the body names has to be usable in the project, unless it is there already."""
    project, old = record.project or "", dict(_references(record.data))
    for (section, name), id in _references(call.body):
        if not id or id == old.get((section, name)):
            continue
        if section == "generativeAISettings":
            check_use_case(call, project, name, id)
        else:
            connection_of(call, id, project, organisation_too=True)


def _writable(call: Call) -> Record:
    project = project_of(call, call.path["projectId"])
    need_project_role(call, project.id, ())
    return find(call, project)


@handles("setupCognigyGenerativeAI")
def setup_generative_ai(call: Call) -> Any:
    """Turn it on, and give the default model to the use cases that it fits and that have none; that this is all is assumed."""
    record = _writable(call)
    default = next((one for one in usable(call, record.project or "") if one.data["isDefault"]), None)
    data = merge(record.data, {"generativeAISettings": {"enabled": True}})
    for name, one in data["generativeAISettings"]["useCasesSettings"].items():
        if default is not None and not one["largeLanguageModelId"] and fits(default, name):
            data = merge(data, {"generativeAISettings": {"useCasesSettings": {name: {"largeLanguageModelId": default.id}}}})
    record.data = data
    stamp_change(call, record)


@handles("testTranslationSettings")
def test_translation(call: Call) -> Any:
    """Good when the connection of the chosen provider is there; the language is the project's, as nothing is translated here."""
    record = _writable(call)
    project, chosen = record.project or "", record.data["translationSettings"]
    if chosen["provider"] == "none":
        raise invalid("No translation provider is selected")
    connection_of(call, chosen["connections"][chosen["provider"]]["connectionId"] or "", project, organisation_too=True)
    primary = next(one for one in call.emulator.store.of("locale", project) if one.data["primary"])
    return {"language": primary.data["nluLanguage"], "msg": "The translation settings are valid"}
