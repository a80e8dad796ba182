# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The own API keys of a user, in both versions of the operations."""

from __future__ import annotations

from typing import Any

from .. import lists
from ..access import need_role
from ..calls import Call
from ..errors import not_found
from ..store import Record
from .registry import handles
from .users import me

SCHEMA_VERSION = 1


def new_key(call: Call, user: Record, name: str, schema_version: float = SCHEMA_VERSION) -> Record:
    data = {
        "name": name,
        "apiKey": call.emulator.new_secret(),
        "createdAt": call.emulator.clock.seconds(),
        "schemaVersion": schema_version,
        "user": user.id,
    }
    return call.emulator.store.add("apikey", data, organisation=user.organisation)


def _own(call: Call) -> list[Record]:
    need_role(call, "apiKeys")
    user = me(call)
    return [one for one in call.emulator.store.of("apikey", call.own_organisation) if one.data["user"] == user.id]


@handles("indexApiKeysMe", "indexApiKeysMe_v2_1")
def index(call: Call) -> Any:
    """Whether the list shows the keys is not known: switch ``apikey_list``."""
    rule = call.emulator.switches["apikey_list"]

    def item(call: Call, record: Record) -> dict[str, Any]:
        answer = lists.shown(call, record)
        if "apiKey" in answer:
            if rule == "masked":
                answer["apiKey"] = "*" * 12 + answer["apiKey"][-4:]
            elif rule == "absent":
                del answer["apiKey"]
        return answer

    return lists.page(call, _own(call), item)


@handles("createApiKeyMe", "createApiKeyMe_v2_1")
def create(call: Call) -> Any:
    need_role(call, "apiKeys")
    record = new_key(call, me(call), call.body.get("name", ""), call.body.get("schemaVersion", SCHEMA_VERSION))
    call.touch(record)
    return lists.shown(call, record)


@handles("deleteApiKeyMe")
def delete(call: Call) -> Any:
    record = next((one for one in _own(call) if one.id == call.path["apiKeyId"]), None)
    if record is None:
        raise not_found("API key")
    call.touch(record)
    call.emulator.store.remove(record)
