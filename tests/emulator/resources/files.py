# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of a project. No operation reads them, so their size is kept and not their content."""

from __future__ import annotations

import secrets
from typing import Any

from ..access import need_project_role, project_of
from ..calls import Call
from ..errors import invalid
from ..forms import File
from ..store import Record
from .registry import handles, stamps

WRITERS = ("developer", "flowEditor")


@handles("uploadFile")
def upload(call: Call) -> Any:
    return receive(call, project_of(call, call.query["projectId"]), call.body["file"])


def receive(call: Call, project: Record, file: File) -> dict[str, Any]:
    need_project_role(call, project.id, WRITERS)
    if not file.name:
        raise invalid("Validation failed. The file has no name")
    data = {"name": file.name, "mimetype": file.media, "size": file.size, "fileToken": secrets.token_hex(16), **stamps(call)}
    record = call.emulator.store.add("file", data, organisation=project.organisation, project=project.id)
    call.touch(record)
    return {"fileId": record.id, "name": file.name, "mimetype": file.media, "fileToken": data["fileToken"]}
