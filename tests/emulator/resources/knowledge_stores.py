# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Knowledge stores and the connectors that fill them. A store ends with its sources, their chunks and its connectors."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from .. import tasks
from ..calls import Call
from ..store import Record
from .registry import Resource, handles, register

if TYPE_CHECKING:
    from ..emulator import Emulator

WRITERS = ("knowledgeAdmin",)
OWN_FIELDS = ("status", "referenceId", "projectReference", "organisationReference")
"""The client's type has these in the creation too; they are the server's (the contract, knowledge store)."""


def view(call: Call, record: Record, schema: str) -> dict[str, Any]:
    """All fields of a schema, which may stand inside the answer of the operation."""
    data = {**record.data, "projectReference": record.project, "organisationReference": record.organisation}
    return {name: data[name] for name in call.emulator.contract.schemas[schema]["properties"] if name in data}


def _before_store(call: Call, data: dict[str, Any], record: Record | None) -> None:
    if record is None:
        data.update({**dict.fromkeys(OWN_FIELDS), "referenceId": str(uuid.uuid4())})


def _store(call: Call, record: Record) -> dict[str, Any]:
    """The status follows from the sources; that it does so in this way is assumed."""
    sources = call.emulator.store.of("knowledgeSource", record.project or "")
    states = {one.data["status"] for one in sources if one.data["storeReference"] == record.id}
    status = "empty"
    if states:
        status = "ingesting" if "ingesting" in states else "warning" if "failure" in states else "ready"
    return {**view(call, record, "KnowledgeStore"), "status": status}


STORES = Resource(
    "knowledgeStore",
    title="Knowledge store",
    singular="KnowledgeStore",
    plural="KnowledgeStores",
    id_parameter="knowledgeStoreId",
    defaults=lambda call: {"description": "", "language": "en", "documents": []},
    writers=WRITERS,
    before=_before_store,
    view=_store,
    item=_store,
)
register(STORES)


# Connectors


def _connector_defaults(call: Call) -> dict[str, Any]:
    return {
        "referenceId": str(uuid.uuid4()),
        "version": "",
        "config": {},
        "schedule": {"enabled": False},
        "lastExecution": 0,
        "lastExecutionStatus": "none",
    }


def _deleting_connector(call: Call, record: Record) -> None:
    """What it brought stays; that is assumed."""
    for source in call.emulator.store.of("knowledgeSource", record.project or ""):
        if source.data["connectorReference"] == record.data["referenceId"]:
            source.data["connectorReference"] = None
            call.emulator.store.changed(source)


CONNECTORS = Resource(
    "knowledgeConnector",
    title="Knowledge connector",
    singular="KnowledgeConnector",
    plural="KnowledgeConnectors",
    id_parameter="connectorId",
    defaults=_connector_defaults,
    writers=WRITERS,
    deleting=_deleting_connector,
    parent=STORES,
    reference="storeReference",
)
register(CONNECTORS)


@handles("runKnowledgeConnector")
def run(call: Call) -> Any:
    connector = CONNECTORS.find(call)
    CONNECTORS.may_write(call, connector.project)
    connector.data["lastExecutionStatus"] = "queued"
    call.emulator.store.changed(connector)
    call.touch(connector)
    return tasks.start(call, "runKnowledgeConnector", {"connectorId": connector.id}, connector.project)


def _ran(emulator: Emulator, task: Record, status: str) -> None:
    connector = emulator.store.get("knowledgeConnector", task.data["data"]["connectorId"])
    if connector is not None:
        connector.data.update(lastExecutionStatus=status, lastExecution=emulator.clock.seconds())
        emulator.store.changed(connector)


@tasks.effect("runKnowledgeConnector")
def _run(emulator: Emulator, task: Record) -> None:
    """What is behind a connector does not exist here: a run brings nothing."""
    _ran(emulator, task, "done")


@tasks.failure("runKnowledgeConnector")
def _run_failed(emulator: Emulator, task: Record) -> None:
    _ran(emulator, task, "error")
