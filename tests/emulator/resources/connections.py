# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connections: names are unique in a project (observed behaviour, section Uniqueness), the values of the fields are secrets.

What a read shows in ``fields`` is not known: switch ``connection_fields``. That a connection in use can be deleted is assumed.
"""

from __future__ import annotations

import uuid
from typing import Any

from .. import lists
from ..access import in_projects
from ..auth import MANAGEMENT_ID
from ..calls import Call
from ..errors import invalid, missing, not_found
from ..store import Record
from .levels import LeveledResource
from .registry import handles, register, stamp_change

MOST_FIELDS = 10
MASK = "********"
BUILT_IN = "@cognigy/"


def _defaults(call: Call) -> dict[str, Any]:
    return {"referenceId": str(uuid.uuid4()), "isDeprecated": False}


def _before(call: Call, data: dict[str, Any], record: Record | None) -> None:
    types = call.emulator.contract.schemas["ConnectionType"]["enum"]
    if data["extension"].startswith(BUILT_IN) and data["type"] not in types:
        raise invalid("Validation failed. type should be equal to one of the allowed values")
    if len(data["fields"]) > MOST_FIELDS:
        raise invalid(f"Validation failed. fields should NOT have more than {MOST_FIELDS} properties")
    call.emulator.secrets.update(filter(None, data["fields"].values()))


def _view(call: Call, record: Record) -> dict[str, Any]:
    answer = lists.shown(call, record)
    mode = call.emulator.switches["connection_fields"]
    if mode == "absent":
        del answer["fields"]
    elif mode != "clear":
        answer["fields"] = dict.fromkeys(record.data["fields"], MASK if mode == "masked" else "")
    return answer


CONNECTIONS = LeveledResource(
    "connection",
    title="Connection",
    singular="Connection",
    plural="Connections",
    id_parameter="connectionId",
    defaults=_defaults,
    writers=("connection_admin",),
    before=_before,
    unique=True,
    view=_view,
)
register(CONNECTIONS, "index", "create", "read", "update", "delete", "batch")


# Single fields


def _writable(call: Call) -> Record:
    record = CONNECTIONS.find(call)
    CONNECTIONS.may_write(call, record.project)
    return record


def _set_fields(call: Call, record: Record, fields: dict[str, str]) -> None:
    data = {**record.data, "fields": fields}
    _before(call, data, record)
    record.data = data
    stamp_change(call, record)


@handles("createConnectionField")
def create_field(call: Call) -> Any:
    """A field that is there already gets the value; that is assumed."""
    record = _writable(call)
    if call.body.get("projectId", record.project) != record.project:
        raise not_found("Connection")
    if not call.body["key"]:
        raise missing("key")
    _set_fields(call, record, {**record.data["fields"], call.body["key"]: call.body["value"]})


@handles("deleteConnectionField")
def delete_field(call: Call) -> Any:
    record = _writable(call)
    fields = dict(record.data["fields"])
    if fields.pop(call.path["fieldName"], None) is None:
        raise not_found("Connection field")
    if not fields:
        raise invalid("Validation failed. fields should NOT have fewer than 1 properties")
    _set_fields(call, record, fields)


# Schemas


def _schema(owner: str, number: int, extension: str, type: str, label: str, fields: list[dict[str, Any]]) -> Record:
    """No object of the store: the types come with the release or with an extension."""
    times = {"createdAt": 0, "lastChanged": 0, "createdBy": MANAGEMENT_ID, "lastChangedBy": MANAGEMENT_ID}
    id = uuid.uuid5(uuid.NAMESPACE_OID, f"{owner} {extension} {type}").hex[:24]
    data = {"_id": id, "extension": extension, "type": type, "label": label, "name": label, "fields": fields, **times}
    return Record("connectionSchema", id, number, None, None, data)


@handles("indexConnectionSchemas")
def index_schemas(call: Call) -> Any:
    """The built-in types as far as their extension is known, and those of the installed extensions."""
    found = [
        ("", one["extension"], one["type"], one["type"], [{"fieldName": name} for name in one["fields"]])
        for one in call.emulator.contract.schemas["ConnectionType"]["x-types"]
        if "extension" in one
    ]
    for extension in in_projects(call, "extension"):
        for one in extension.data.get("connections", ()):
            label = one.get("label") or one["type"]
            found.append((extension.id, extension.data["name"], one["type"], label, one.get("fields", [])))
    return lists.page(call, [_schema(owner, number, *rest) for number, (owner, *rest) in enumerate(found)])
