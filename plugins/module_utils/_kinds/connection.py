# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""Connections and language models, of a project or of the whole organisation (the contract: connection, LLM)."""

from __future__ import annotations

from typing import Any

from ansible_collections.community.cognigy.plugins.module_utils._kinds._base import Field, in_project

_LEVELS: dict[str, Any] = {
    "body_scope": {"projectId": "projectId", "resourceLevel": "resourceLevel"},
    "owner": {"projectReference": "projectId", "resourceLevel": "level"},
    "levels": True,
}

CONNECTION = in_project(
    "connection",
    "Connection",
    "connectionId",
    (
        Field("name", required=True, in_update=False),
        Field("extension", required=True, in_update=False),
        Field("type", required=True, in_update=False),
        Field("is_deprecated", "bool", in_update=False, initial=False),
        Field("fields", "dict", required=True, secret=True),
    ),
    **_LEVELS,
)

LLM = in_project(
    "llm",
    "LargeLanguageModel",
    "largeLanguageModelId",
    (
        Field("name", required=True),
        Field("description"),
        Field("provider", required=True),
        Field("model_type", required=True),
        Field("model_group", choices=("completion", "chat", "embedding")),
        Field("is_custom_model", "bool"),
        Field("connection", api="connectionId", ref="connection", ref_as="referenceId", required=True),
        Field("is_default", "bool"),
        Field(
            "azure_open_ai",
            "dict",
            api="azureOpenAI",
            fields=(Field("resource_name"), Field("deployment_name"), Field("base_custom_url"), Field("api_version")),
        ),
        Field("open_ai", "dict", api="openAI", fields=(Field("custom_model"),)),
        Field("aleph_alpha", "dict", fields=(Field("custom_model"), Field("base_custom_url"))),
        Field("anthropic", "dict", fields=(Field("custom_model"),)),
        Field(
            "google_vertex_ai",
            "dict",
            api="googleVertexAI",
            fields=(Field("location"), Field("api_end_point"), Field("publisher")),
        ),
        Field("google_gemini", "dict", fields=(Field("location"),)),
        Field("aws_bedrock", "dict", fields=(Field("region"), Field("custom_model"))),
        Field(
            "open_ai_compatible",
            "dict",
            api="openAICompatible",
            fields=(Field("custom_model"), Field("base_custom_url"), Field("custom_auth_header", secret=True)),
        ),
        Field("mistral", "dict", shown=False),
        Field("assigned_to_projects", "list", elements="str", ref="project", is_set=True),
        Field(
            "fallbacks",
            "list",
            elements="dict",
            fields=(
                Field("is_fallback_enabled", "bool"),
                Field("llm", api="fallbackLLMReferenceId", ref="llm", ref_as="referenceId"),
                Field(
                    "immediate_fall_back",
                    "dict",
                    fields=(
                        Field("failed_requests", "int"),
                        Field("duration_in_minutes", "int"),
                        Field("email_notification_list", "list", elements="str"),
                    ),
                ),
            ),
        ),
    ),
    title="LLM",
    before_delete={"isDefault": False},
    **_LEVELS,
)
