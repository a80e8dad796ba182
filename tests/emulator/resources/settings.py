# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The settings of a project: one object for each, there from the start."""

from __future__ import annotations

import json
from typing import Any

from ..calls import Call
from ..store import Record
from .registry import stamps

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
