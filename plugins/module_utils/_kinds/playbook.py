# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""Playbooks, their steps and what these assert (the contract: playbook)."""

from __future__ import annotations

from ansible_collections.community.cognigy.plugins.module_utils._kinds._base import Field, Kind, in_project

PLAYBOOK_STEP = Kind(
    "playbook_step",
    title="step",
    key="",
    index="",
    create="createPlaybookStep",
    update="updatePlaybookStep",
    delete="deletePlaybookStep",
    id_param="stepId",
    path_scope=("playbookId",),
    fields=(
        Field("text"),
        Field("data", "dict", exact=True),
        Field(
            "asserts",
            "list",
            elements="dict",
            fields=(
                Field(
                    "type",
                    required=True,
                    choices=("assertText", "assertData", "assertState", "assertContext", "assertIntent", "assertSlot"),
                ),
                Field("params", "dict"),
            ),
        ),
    ),
)

PLAYBOOK = in_project(
    "playbook",
    "Playbook",
    "playbookId",
    (
        Field("name", required=True),
        Field("step_timeout", "int", api="timeout", required=True),  # timeout is an option of the connection
        Field("abort_on_error", "bool", initial=True),
    ),
    parts=(Field("steps", "list", elements="dict", fields=PLAYBOOK_STEP.fields),),
)
