# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""AI agents (the contract: AI agent). Their jobs are nodes of flows."""

from __future__ import annotations

from ansible_collections.community.cognigy.plugins.module_utils._kinds._base import Field, in_project

AI_AGENT = in_project(
    "ai_agent",
    "AiAgent",
    "aiAgentId",
    (
        Field("name", required=True),
        Field("description"),
        Field("instructions"),
        Field("image"),
        Field("image_optimized_format", "bool"),
        Field("knowledge_store", api="knowledgeReferenceId", ref="knowledge_store", ref_as="referenceId", empty_is_null=True),
        Field("speaking_style", "dict", fields=(Field("completeness"), Field("formality"))),
        Field("enable_voice_configs", "bool"),
        Field(
            "voice_configs",
            "dict",
            fields=(
                Field("tts_voice"),
                Field("tts_language"),
                Field("tts_vendor"),
                Field("tts_model"),
                Field("tts_label"),
                Field("tts_disable_cache", "bool"),
            ),
        ),
        Field(
            "safety_settings",
            "dict",
            fields=(
                Field("avoid_harmful_content", "bool"),
                Field("avoid_ungrounded_content", "bool"),
                Field("avoid_copyright_infringements", "bool"),
                Field("prevent_jailbreak_and_manipulation", "bool"),
            ),
        ),
        Field("contact_profiles_option", choices=("none", "selectedProfileFields", "completeProfile", "profileMemoriesOnly")),
        Field("contact_profiles_selected", "list", elements="str", is_set=True),
        Field("enable_auto_language_detection", "bool"),
    ),
    title="AI agent",
)
