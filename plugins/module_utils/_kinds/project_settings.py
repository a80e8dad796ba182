# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""The settings of a project (the contract: project settings)."""

from __future__ import annotations

from ansible_collections.community.cognigy.plugins.module_utils._kinds._base import Field, Kind

_USE_CASES = (
    "nlu",
    "knowledge_search",
    "gpt_prompt_node",
    "gpt_conversation",
    "ai_enhanced_outputs",
    "sentiment_analysis",
    "intent_sentence_generation",
    "flow_generation",
    "generate_node_output",
    "lexicon_generation",
    "answer_extraction",
)
_SYSTEM_SLOTS = ("date", "number", "duration", "temperature", "age", "percentage", "email", "money", "distance")


def _connection(option: str = "connection", api: str = "connectionId") -> Field:
    return Field(option, api=api, ref="connection", ref_as="referenceId", empty_is_null=True)


PROJECT_SETTINGS = Kind(
    "project_settings",
    title="settings of the project",
    plural="project_settings",
    key="",
    index="",
    read="readProjectSettings",
    update="updateProjectSettings",
    id_param="",
    path_scope=("projectId",),
    parents=("project",),
    lone=True,
    fields=(
        Field("timezone"),
        Field("positive_confirmation_words", "list", elements="str", is_set=True),
        Field("negative_confirmation_words", "list", elements="str", is_set=True),
        Field("intent_threshold", "dict", fields=(Field("lower", "float"), Field("upper", "float"))),
        Field(
            "system_slots",
            "dict",
            fields=(*(Field(f"use_{name}_slots", "bool") for name in _SYSTEM_SLOTS), Field("use_url_slots", "bool", api="useURLSlots")),
        ),
        Field("learn_new_example_sentences", "bool"),
        Field("learn_new_example_sentences_threshold", "float"),
        Field("yes_no_logic", choices=("yesNoIntents", "yesNoIntentsWithRules", "confirmationWords")),
        Field("yes_no_intent_threshold", "float"),
        Field("use_case_sensitive_intent_mapping", "bool"),
        Field("collect_analytics", "bool"),
        Field("track_data_only_inputs", "bool"),
        Field("currency_settings", "dict", fields=(Field("currency"),)),
        Field(
            "translation_settings",
            "dict",
            fields=(
                Field("provider", choices=("none", "microsoft", "google", "deepl")),
                Field(
                    "connections",
                    "dict",
                    fields=tuple(
                        Field(
                            name,
                            "dict",
                            fields=(
                                _connection(),
                                Field("retries", "int"),
                                Field("timeout", "int"),
                                Field("cache_expiry", "int"),
                                Field("custom_base_url"),
                            ),
                        )
                        for name in ("microsoft", "google", "deepl")
                    ),
                ),
            ),
        ),
        Field(
            "audio_preview_settings",
            "dict",
            fields=(
                Field("provider", choices=("microsoft", "google", "aws")),
                Field(
                    "connections",
                    "dict",
                    fields=tuple(Field(name, "dict", fields=(_connection(),)) for name in ("microsoft", "google", "aws")),
                ),
            ),
        ),
        Field(
            "generative_ai_settings",
            "dict",
            api="generativeAISettings",
            fields=(
                Field("enabled", "bool"),
                Field(
                    "use_cases_settings",
                    "dict",
                    fields=tuple(
                        Field(
                            name,
                            "dict",
                            fields=(
                                Field("llm", api="largeLanguageModelId", ref="llm", empty_is_null=True),
                                Field("temperature", "float"),
                            ),
                        )
                        for name in _USE_CASES
                    ),
                ),
            ),
        ),
        Field(
            "knowledge_ai_settings",
            "dict",
            api="knowledgeAISettings",
            fields=(
                Field("file_extractor", choices=("azure", "default", "legacy")),
                _connection("azure_di_connection", "azureDIConnectionId"),
            ),
        ),
    ),
)
