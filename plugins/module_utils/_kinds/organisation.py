# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""Organisations, by the management API (the contract: management organisations)."""

from __future__ import annotations

from ansible_collections.community.cognigy.plugins.module_utils._kinds._base import Action, Field, Kind

ORGANISATION = Kind(
    "organisation",
    key="name",
    index="indexOrganisations",
    create="createOrganisation",
    read="readOrganisation",
    update="updateOrganisation",
    delete="deleteOrganisation",
    id_param="organisationId",
    delete_query={"verification_token": "verificationToken"},
    actions=(Action("enforce_password_policy", field="password_policy", operation="enforcePasswordPolicy"),),
    fields=(
        Field("name", required=True),
        Field("disabled", "bool"),
        Field("quota_max_projects", "int"),
        Field("quota_max_users", "int"),
        Field("quota_max_channels_per_project", "int"),
        Field("quota_max_messages_per_day", "int"),
        Field("quota_max_knowledge_chunks", "int"),
        Field(
            "password_policy",
            "dict",
            fields=(
                Field("min_length", "int"),
                Field("max_length", "int"),
                Field("min_amount_lower_case", "int"),
                Field("min_amount_upper_case", "int"),
                Field("min_amount_special_characters", "int"),
                Field("min_amount_numbers", "int"),
                Field("max_amount_identical_characters", "int"),
                Field("min_amount_failed_attempts_auto_disable", "int"),
            ),
        ),
        Field(
            "data_privacy_settings",
            "dict",
            fields=(
                Field("enabled", "bool"),
                Field("use_analytics", "bool"),
                Field("use_contact_profiles", "bool"),
                Field("use_conversations", "bool"),
                Field("mask_analytics", "bool"),
                Field("mask_logging", "bool"),
                Field("ignore_list", "list", elements="str"),
            ),
        ),
        Field("billing_timezone"),
        Field("session_state_ttl_in_minutes", "int", api="sessionStateTTLInMinutes"),
        Field("contact_profile_ttl_in_minutes", "int", api="contactProfileTTLInMinutes"),
        Field("conversation_ttl_in_minutes", "int", api="conversationTTLInMinutes"),
        # Not in the read answer of the contract.
        Field("analytics_ttl_in_minutes", "int", api="analyticsTTLInMinutes", shown=False),
        Field("sessions_ttl_in_minutes", "int", api="sessionsTTLInMinutes", shown=False),
        Field("step_events_ttl_in_minutes", "int", api="stepEventsTTLInMinutes", shown=False),
    ),
)
