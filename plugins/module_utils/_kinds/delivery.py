# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""Snapshots and packages (the contract: snapshot, package). Both are made by tasks and never change."""

from __future__ import annotations

from ansible_collections.community.cognigy.plugins.module_utils._kinds._base import Field, in_project

SNAPSHOT = in_project(
    "snapshot",
    "Snapshot",
    "snapshotId",
    (Field("name", required=True, in_update=False),),
    update="",
    is_task=True,
)

PACKAGE = in_project(
    "package",
    "Package",
    "packageId",
    (Field("name", required=True, in_update=False),),
    update="",
    is_task=True,
)
