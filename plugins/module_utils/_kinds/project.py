# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""Projects, their members and their locales (the contract: project, project member, locale)."""

from __future__ import annotations

from ansible_collections.community.cognigy.plugins.module_utils._kinds._base import Each, Field, Kind, in_project

PROJECT = Kind(
    "project",
    key="name",
    index="indexProjects",
    create="createProject",
    read="readProject",
    update="updateProject",
    delete="deleteProject",
    id_param="projectId",
    is_task=True,
    fields=(
        Field("name", required=True),
        Field(
            "locale",
            required=True,
            in_update=False,
            shown=False,
            behind=("primaryLocaleReference", "readLocale", "localeId", "nluLanguage"),
        ),
        Field("color"),
        Field("live_agent_default_inbox", "int"),
        Field(
            "handover_configuration",
            "dict",
            fields=(
                Field("setup_live_agent_inbox", "bool"),
                Field("whisper_assist_configuration", choices=("none", "basic", "template")),
            ),
        ),
    ),
)

LOCALE = in_project(
    "locale",
    "Locale",
    "localeId",
    (
        Field("name", required=True),
        Field("nlu_language", required=True),
        Field("fallback_locale", api="fallbackLocaleReference", ref="locale", resent=True),
        Field("primary", "bool", in_update=False),
    ),
)

PROJECT_MEMBER = Kind(
    "project_member",
    title="project member",
    plural="project members",
    key="user",
    key_in=("id", "_id"),
    index="indexProjectMembers",
    create="addProjectMember",
    read="readProjectMember",
    update="updateProjectMember",
    delete="removeProjectMember",
    id_param="userId",
    id_body="userId",
    path_scope=("projectId",),
    fields=(
        Field("user", api="id", ref="user", required=True, in_create=False, in_update=False),
        Field(
            "roles",
            "list",
            elements="str",
            is_set=True,
            implied=("basic",),
            each=Each("addRoleToMember", "removeRoleFromMember", "role"),
            in_create=False,
            in_update=False,
        ),
        Field("allowed_locales", "list", elements="str", is_set=True, ref="locale", wrap="localeId", empty_is_null=True, in_create=False),
    ),
)
