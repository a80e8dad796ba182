# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""Any operation of the API by its name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from ansible_collections.community.cognigy.plugins.module_utils._check import Contract
from ansible_collections.community.cognigy.plugins.module_utils._client import some
from ansible_collections.community.cognigy.plugins.module_utils._errors import InputError
from ansible_collections.community.cognigy.plugins.module_utils._modules._base import Job, Module
from ansible_collections.community.cognigy.plugins.module_utils._operations import OPERATIONS
from ansible_collections.community.cognigy.plugins.module_utils._transport import SAFE_METHODS

PAGING = {"limit", "skip", "next", "previous"}


def run(job: Job) -> dict[str, Any]:
    """Whole lists come as one, unless a page was asked for; what is not safe is only predicted in check mode."""
    name, given, body = job.params["operation"], dict(job.params["parameters"] or {}), job.params["body"]
    operation = OPERATIONS.get(name)
    if operation is None:
        near = get_close_matches(name, OPERATIONS, n=5, cutoff=0.5)
        raise InputError(f"there is no operation {name!r}" + (f"; similar: {some(near)}" if near else ""))
    in_path = re.findall(r"{(\w+)}", operation.path)
    lacking = [parameter for parameter in in_path if not given.get(parameter)]
    if lacking:
        raise InputError(f"{name} needs the parameters {some(lacking)} for its path {operation.path}")
    path = {parameter: str(given.pop(parameter)) for parameter in in_path}
    contract = Contract()
    given, body = contract.check(name, given, body)
    safe = operation.method in SAFE_METHODS and not operation.task
    result = {"changed": not safe, "method": operation.method, "path": operation.path, "response": None}
    if job.check_mode and not safe:
        return result
    query = {key: ("true" if value else "false") if isinstance(value, bool) else value for key, value in given.items()}
    if safe and "next" in contract.query(name) and not PAGING & set(given):
        items = list(job.client.items(name, path, query))
        return {**result, "response": {"items": items, "total": len(items)}}
    return {**result, "response": job.client.call(name, path, query, body)}


MODULES: Mapping[str, Module] = {
    "cognigy_api": Module(
        run,
        {
            "operation": {"type": "str", "required": True},
            "parameters": {"type": "dict"},
            "body": {"type": "dict"},
        },
        secrets=("response",),
        quiet=("body",),
    ),
}
