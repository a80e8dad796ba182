# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The graph of a project: its objects and, when asked for, what they need, and the objects of its packages and snapshots.

Which kinds are in it, and what is shown of each, is read from the contract; AI agents are not among them. A node of a flow refers to what its
config names by id or reference id, in any locale, and to the extension that it is from. What is not in a snapshot or a package itself, as the
knowledge stores that its flows search, is looked for in the project; that is assumed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ..access import project_of
from ..calls import Call
from ..store import Store
from . import copies
from .registry import handles

ATTACHED = {
    "flow": {"attachedFlows": "attachedFlow", "attachedLexicons": "attachedLexicon"},
    "largeLanguageModel": {"connectionId": "attachedConnection"},
    "endpoint": {"flowId": "endpointFlow", "nluConnectorId": "endpointNluConnector"},
}
"""Which fields name what an object needs, and what that is called in the graph."""
INSIDE = {"knowledgeSource": "attachedSource", "knowledgeChunk": "attachedChunk"}
NOTHING: dict[str, Any] = {"string": "", "boolean": False, "integer": 0}


def _schemas(call: Call) -> dict[str, dict[str, Any]]:
    """The schemas of the kinds by the kind in lower case."""
    schemas = call.emulator.contract.schemas
    found = [schemas[one["$ref"].rsplit("/", 1)[1]] for one in schemas["GraphResource"]["anyOf"]]
    return {one["properties"]["type"]["enum"][0].lower(): one for one in found}


def _item(entry: dict[str, Any], schema: dict[str, Any], needs: list[dict[str, Any]] | None) -> dict[str, Any]:
    properties, data = schema["properties"], entry["data"]
    shown = properties["properties"]
    item = {
        "type": properties["type"]["enum"][0],
        "_id": entry["id"],
        "name": data.get("name", data.get("label", "")),
        "properties": {name: _value(data, name, one) for name, one in shown["properties"].items()},
    }
    if "referenceId" in properties:
        item["referenceId"] = data["referenceId"]
    if needs is not None and "dependencies" in properties:
        item["dependencies"] = needs
    return item


def _value(data: dict[str, Any], name: str, schema: dict[str, Any]) -> Any:
    value = data.get(name)
    return NOTHING.get(schema.get("type", ""), "") if value is None else value


def _needs(entry: dict[str, Any], resources: list[dict[str, Any]], ids: dict[str, str]) -> list[dict[str, Any]]:
    """Ids of what an object needs, also where it names that by the reference id."""
    found: list[dict[str, Any]] = []
    for field, title in ATTACHED.get(entry["kind"], {}).items():
        value = entry["data"].get(field) or []
        found += [{"_id": ids[one], "type": title} for one in (value if isinstance(value, list) else [value]) if one in ids]
    if entry["kind"] == "knowledgeStore":
        found += [{"_id": one["id"], "type": INSIDE[one["kind"]]} for one in copies.inside(resources, entry) if one["kind"] in INSIDE]
    if entry["kind"] == "flow":
        for node in resources:
            if node["kind"] == "node" and node["data"]["flowReference"] == entry["id"]:
                data = node["data"]
                about = {"nodeType": data["type"], "nodeId": node["id"], "extension": data["extension"]}
                needed = {ids[one]: about for one in (data["extension"], *_texts(data["localizedData"])) if one in ids}
                found += [{"_id": id, "type": "flowNode", "properties": about} for id in needed if id != entry["id"]]
    return found


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _texts(one)


def _ids(resources: list[dict[str, Any]], kinds: Iterable[str]) -> dict[str, str]:
    """The ids of what is in the graph, by all that it may be named by."""
    shown = [one for one in resources if one["kind"].lower() in kinds]
    ids = {one["id"]: one["id"] for one in shown}
    ids |= {one["data"]["name"]: one["id"] for one in shown if one["kind"] == "extension"}
    return ids | {one["data"]["referenceId"]: one["id"] for one in shown if "referenceId" in one["data"]}


def _node(call: Call, type_: str, name: str, resources: list[dict[str, Any]], around: list[dict[str, Any]]) -> dict[str, Any]:
    schemas = _schemas(call)
    ids = _ids(around, schemas) | _ids(resources, schemas)
    items = []
    for one in resources:
        schema = schemas.get(one["kind"].lower())
        if schema is not None:
            items.append(_item(one, schema, _needs(one, resources, ids) if call.query.get("dependencies") else None))
    return {"type": type_, "name": name, "resources": items}


def _written(store: Store, project: str) -> list[dict[str, Any]]:
    return [copies.written(one) for one in copies.of_project(store, project, copies.LIVE - {"file"})]


@handles("graphProject")
def graph(call: Call) -> Any:
    """A package is of the type snapshot in the contract."""
    project, store = project_of(call, call.path["projectId"]), call.emulator.store
    live = _written(store, project.id)
    answer = {project.id: _node(call, "project", project.data["name"], live, live)}
    for kind in ("package", "snapshot"):
        if call.query.get(f"{kind}s") and not (kind == "snapshot" and call.emulator.switches["graph_snapshots"] == "absent"):
            for one in store.of(kind, project.id):
                answer[one.id] = _node(call, "snapshot", one.data["name"], one.data["contents"]["resources"], live)
    return answer
