# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""Endpoints (the contract: endpoint)."""

from __future__ import annotations

from ansible_collections.community.cognigy.plugins.module_utils._kinds._base import Field, in_project

_PRIVACY = ("enabled", "use_analytics", "store_data_payload", "use_contact_profiles", "use_conversations", "mask_analytics", "mask_logging")
_WITH_WIDGET = ("channel", "name", "URLToken", "localeId")
_ENABLED = ("input", "output", "final_ping", "notify", "inject")

ENDPOINT = in_project(
    "endpoint",
    "Endpoint",
    "endpointId",
    (
        Field("name", required=True),
        Field("channel", required=True, in_update=False),
        Field("active", "bool"),
        Field("flow", api="flowId", ref="flow", ref_as="referenceId"),
        # The server never fills it, and without one the endpoint answers nobody (observed behaviour, section Endpoint).
        Field("locale", api="localeId", ref="locale", ref_as="referenceId", initial_where=("primary", True)),
        Field("nlu_connector", api="nluConnectorId", ref="nlu_connector", ref_as="referenceId", also=("cognigy",)),
        Field("entrypoint", ref="snapshot", itself=("project", "projectId")),
        Field("override_snapshot_connections", "bool"),
        Field("use_conversations", "bool"),
        Field("use_contact_profiles", "bool"),
        Field("use_analytics", "bool"),
        Field("mask_ip_address", "bool", api="maskIPAddress"),
        Field("mask_analytics", "bool"),
        Field("mask_logging", "bool"),
        Field("disable_input_sanitization", "bool"),
        Field("use_dashbot_analytics", "bool"),
        Field("dashbot_apikey", secret=True),
        Field("dashbot_platform"),
        Field(
            "translation_settings",
            "dict",
            fields=(
                Field("translation_enabled", "bool"),
                Field("flow_language"),
                Field("input_language"),
                Field("no_translate_marker"),
                Field("glossary_id"),
                Field("glossary_id_input"),
                Field("formality", choices=("default", "more", "less", "prefer_more", "prefer_less")),
                Field("pad_payloads", "bool"),
                Field("always_remove_no_translate_marker", "bool"),
                Field("set_input_language_on_execution_count", "int"),
            ),
        ),
        # What a channel's settings hold, and with which defaults, only the server knows: they are set on top of what it made.
        Field("settings", "dict", guarded=True, late=True, of="channel"),
        Field("handover_settings", "dict", guarded=True, late=True),
        Field(
            "transformer",
            "dict",
            closed=True,
            of="channel",
            fields=(
                Field("transformer"),
                Field("abort_on_error", "bool"),
                *(Field(f"{name}_transformer_enabled", "bool") for name in _ENABLED),
            ),
        ),
        Field(
            "file_storage_settings",
            "dict",
            fields=(
                Field("storage_provider", choices=("azure", "none", "aws", "googleCloud")),
                Field("aws_connection", ref="connection", ref_as="referenceId"),
                Field("azure_connection", ref="connection", ref_as="referenceId"),
                Field("google_cloud_connection", ref="connection", ref_as="referenceId"),
            ),
        ),
        Field(
            "org_data_privacy_settings",
            "dict",
            fields=(*(Field(name, "bool") for name in _PRIVACY), Field("mask_ip_address", "bool", api="maskIPAddress")),
        ),
        Field("foreign_id"),
        # The voice widget is made by a later change only, and that has to repeat some things (observed behaviour, section Endpoint).
        Field("create_webrtc_client", "bool", late=True, shown=False, shown_by="webrtcClient", along=_WITH_WIDGET),
        Field("webrtc_widget_config", "dict", late=True, shown=False, guarded=True, along=_WITH_WIDGET),
        Field("disable_skip_uri_tags", "bool", shown=False),
    ),
    body_scope={"projectId": "projectId", "entrypoint": "projectId"},
)
