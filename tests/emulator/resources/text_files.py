# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text files that a task reads after the upload was answered, and what the task writes in the name of who sent them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..calls import Call
from ..forms import File
from ..store import Record, Store

if TYPE_CHECKING:
    from ..emulator import Emulator


def keep(call: Call, owner: Record, file: File) -> str:
    """Put a file aside; gives its id for the task."""
    data = {"name": file.name, "content": file.content.decode("utf-8-sig", "replace")}
    return call.emulator.store.add("upload", data, organisation=owner.organisation, project=owner.project).id


def take(store: Store, id: str) -> str:
    record = store.get("upload", id)
    assert record is not None
    store.remove(record)
    content: str = record.data["content"]
    return content


def stamps(emulator: Emulator, task: Record) -> dict[str, Any]:
    """Times and users of what a task makes."""
    now, user = emulator.clock.seconds(), task.data["createdBy"]
    return {"createdAt": now, "lastChanged": now, "createdBy": user, "lastChangedBy": user}
