# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""Users, by both faces of the API (the contract: management user, user in organisation)."""

from __future__ import annotations

from ansible_collections.community.cognigy.plugins.module_utils._kinds._base import Each, Field, Kind

_ROLES = Each("addRoleToUser", "removeRoleFromUser", "role")

USER = Kind(
    "user",
    key="login",
    key_in=("id",),
    index="indexUsers",
    create="createUser",
    read="readUser",
    update="updateUser",
    delete="deleteUser",
    id_param="userId",
    fields=(
        Field("login", api="id", required=True, in_update=False),
        Field("name", required=True),
        Field("password", secret=True, required=True, update_api="newPassword"),
        Field("roles", "list", elements="str", is_set=True, implied=("base_role",), each=_ROLES, in_update=False),
    ),
)

MANAGEMENT_USER = Kind(
    "user",
    key="login",
    key_in=("id",),
    index="indexUsersManagement",
    create="createUserManagement",
    read="readUserManagement",
    update="updateUserManagement",
    delete="deleteUserManagement",
    id_param="userId",
    query_scope={"organisationId": "organisation"},
    body_scope={"organisation": "organisation"},
    owner={"organisation": "organisation"},
    fields=(
        Field("login", api="id", required=True),
        Field("name", required=True),
        Field("password", secret=True, required=True, update_api="newPassword"),
        # Whether an update takes the whole list is not certain: it is tried first, then one call a role with a super API key.
        Field("roles", "list", elements="str", is_set=True, implied=("base_role",), each=_ROLES, whole=True),
        Field("disabled", "bool"),
        Field("accepted_tos", "bool", api="acceptedTOS"),
        Field("cxone_email", shown=False),
        Field("cxone_id", shown=False),
    ),
)
