# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The nodes of a chart: their config per locale, its check, their previews, and how a change of a chart is carried out and kept for undo."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ..calls import Call
from ..errors import NOT_FOUND, ApiError, invalid
from ..store import Record, Store, new_id
from .chart_tree import Tree, conflicting
from .intents import primary
from .levels import by_reference
from .node_descriptors import BASIC, MARKED, find
from .registry import merge

MOST_STEPS = 20
SHOWN = ("_id", "referenceId", "type", "label", "analyticsLabel", "comment", "commentColor", "isEntryPoint", "isDisabled", "extension")
DEFAULTS: dict[str, Any] = {
    "label": "",
    "analyticsLabel": "",
    "comment": "",
    "commentColor": "",
    "isEntryPoint": False,
    "isDisabled": False,
    "isCollapsed": False,
    "mock": {"isEnabled": False, "code": ""},
}


# Config


def new_config(type_: str, extension: str, sent: dict[str, Any], old: dict[str, Any] | None = None) -> dict[str, Any]:
    """The stored config: checked against the descriptor, with its defaults; null is a default too.

    The server transpiles code; here it stays as it is, and has no error.
    """
    known = find(type_, extension)
    defaults = known.defaults() if known else {}
    server = MARKED.get(type_, ()) if known else ()
    if known is not None and known.checked:
        for key in sent:
            if key not in defaults and key not in server:
                raise invalid(f"Node config validation failed. Invalid field '{key}'")
    base = {**defaults, **old} if old is not None else defaults
    config = merge(base, sent) if old is not None else {**base, **sent}
    config.update({key: defaults.get(key) for key, value in sent.items() if value is None})
    if server:
        config.update(transpiled=config["code"], hasError=False)
    return config


def preview(call: Call, node: dict[str, Any], config: dict[str, Any], project: str) -> str:
    """A short text about a node's config."""
    kind = node["type"]
    if kind in ("say", "question", "optionalQuestion"):
        texts = config["say"].get("text") if isinstance(config.get("say"), dict) else None
        return str(texts[0]) if isinstance(texts, list) and texts else ""
    if kind == "aiAgentJob":
        agent = by_reference(call, "aiAgent", project, str(config.get("aiAgent")))
        return agent.data["name"] if agent else ""
    if kind in ("executeFlow", "goTo"):
        jump = config.get("flowNode")
        flow = by_reference(call, "flow", project, str(jump.get("flow"))) if isinstance(jump, dict) else None
        return flow.data["name"] if flow else ""
    if kind == "case":
        return str(config["case"].get("value", "")) if isinstance(config.get("case"), dict) else ""
    key = {"httpRequest": "url", "aiAgentJobMCPTool": "name", "llmPromptMCPTool": "name", "code": "", "addToContext": "key"}.get(
        kind, "toolId"
    )
    return str(config.get(key, ""))


def localized(
    call: Call, node: dict[str, Any], sent: dict[str, Any], project: str, old: dict[str, Any] | None = None, changed: bool = False
) -> dict[str, Any]:
    """A node's part for one locale. A job's PATCH without its agent breaks the preview (observed behaviour, section Project)."""
    config = new_config(node["type"], node["extension"], sent, old)
    lost = changed and node["type"] == "aiAgentJob" and "aiAgent" not in sent
    return {"config": config, "preview": "" if lost else preview(call, node, config, project)}


# Nodes and charts


def node_data(call: Call, flow: Record, body: dict[str, Any], locale: str | None = None) -> dict[str, Any]:
    """A new node of a type; with a locale it has a config in that one too."""
    extension = body.get("extension", BASIC)
    known = find(body["type"], extension)
    if known is None and extension == BASIC:
        raise ApiError(404, f"The node type '{body['type']}' does not exist in {BASIC}", NOT_FOUND)
    data = {
        **DEFAULTS,
        "label": known.label if known else body["type"],
        **{name: value for name, value in body.items() if name in DEFAULTS},
        "_id": new_id(),
        "referenceId": str(uuid.uuid4()),
        "type": body["type"],
        "extension": extension,
        "flowReference": flow.id,
    }
    data["mock"] = {**DEFAULTS["mock"], **data["mock"]}
    locales = [primary(call.emulator.store, flow.project), *([locale] if locale else [])]
    part = localized(call, data, body.get("config", {}), flow.project or "")
    data["localizedData"] = dict.fromkeys(locales, part)
    return data


def chart_of(call: Call, flow: Record) -> Record:
    """The chart of a flow. It is made when it is first needed: start and end, wired (observed behaviour, section Project)."""
    store = call.emulator.store
    for chart in store.of("chart", flow.project or ""):
        if chart.data["flowReference"] == flow.id:
            return chart
    relations: dict[str, dict[str, Any]] = {}
    for type_ in ("start", "end"):
        data = node_data(call, flow, {"type": type_, "isEntryPoint": type_ == "start"})
        node = store.add("node", data, organisation=flow.organisation, project=flow.project)
        relations[node.id] = {"_id": new_id(), "node": node.id, "next": None, "children": []}
    start, end = list(relations)
    relations[start]["next"] = end
    empty = call.emulator.switches["chart_empty"]
    data = {"flowReference": flow.id, "relations": relations, "undo": [], "redo": [], "empty": empty, "late": None}
    return store.add("chart", data, organisation=flow.organisation, project=flow.project)


def nodes_of(store: Store, chart: Record) -> dict[str, dict[str, Any]]:
    """The nodes' data by id, in the order of the relations."""
    found = {id: store.get("node", id) for id in chart.data["relations"]}
    return {id: node.data for id, node in found.items() if node is not None}


class Edit:
    """One change of a chart, on a copy. Nodes' data are replaced, never changed in place, so that undo has the old ones."""

    def __init__(self, call: Call, flow: Record) -> None:
        self.call = call
        self.flow = flow
        self.chart = chart_of(call, flow)
        self.before = nodes_of(call.emulator.store, self.chart)
        self.nodes = dict(self.before)
        self.tree = Tree(self.chart.data["relations"], {id: (one["type"], one["extension"]) for id, one in self.nodes.items()})

    def new(self, data: dict[str, Any]) -> None:
        """A node that is nowhere yet."""
        self.nodes[data["_id"]] = data
        self.tree.new(data["_id"], data["type"], data["extension"])

    def branches(self, node: str) -> None:
        """The children that come with a new node."""
        known = self.tree.type_of(node)
        for type_ in known.branches if known else ():
            data = node_data(self.call, self.flow, {"type": type_})
            self.new(data)
            self.tree.relations[node]["children"].append(data["_id"])

    def remove(self, node: str) -> None:
        for one in self.tree.remove(node):
            del self.nodes[one]
        self.one_entry_point()

    def one_entry_point(self, wanted: str | None = None) -> None:
        """Exactly one node is the entry point: the wanted one, or the one that is, or the start (assumed)."""
        entries = [id for id, one in self.nodes.items() if one["isEntryPoint"]]
        entry = wanted or next(iter(entries), next(id for id, one in self.nodes.items() if one["type"] == "start"))
        for id, one in self.nodes.items():
            if one["isEntryPoint"] != (id == entry):
                self.nodes[id] = {**one, "isEntryPoint": id == entry}


@contextmanager
def editing(call: Call, flow: Record, action: str, locale: str | None = None) -> Iterator[Edit]:
    """Carry out a change, and keep its opposite for undo."""
    edit = Edit(call, flow)
    yield edit
    store, chart = call.emulator.store, edit.chart
    nodes = _differences(edit.before, edit.nodes)
    relations = _differences(chart.data["relations"], edit.tree.relations)
    put_nodes(call, flow, {id: after for id, (_before, after) in nodes.items()})
    first = next(iter(nodes or relations), None)
    subject = (edit.nodes.get(first) or edit.before.get(first) or {}) if first else {}
    step = {
        "action": action,
        "localeId": locale,
        "nodeId": subject.get("_id", ""),
        "nodeType": subject.get("type", ""),
        "nodes": nodes,
        "relations": relations,
    }
    late = chart.data["late"]
    if action == "createChartNode" and call.emulator.switches["chart_lag"] > 0:
        late = {"reads": call.emulator.switches["chart_lag"], "relations": chart.data["relations"]}
    undo = [*chart.data["undo"], step][-MOST_STEPS:]
    chart.data = {**chart.data, "relations": edit.tree.relations, "undo": undo, "redo": [], "empty": 0, "late": late}
    store.changed(chart)


def _differences(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[Any]]:
    changed = {id: [before.get(id), one] for id, one in after.items() if before.get(id) != one}
    return {**changed, **{id: [one, None] for id, one in before.items() if id not in after}}


def put_nodes(call: Call, flow: Record, nodes: dict[str, dict[str, Any] | None]) -> None:
    """Store, change or remove nodes."""
    store = call.emulator.store
    for id, data in nodes.items():
        record = store.get("node", id)
        if data is None:
            if record is not None:
                store.remove(record)
        elif record is None:
            store.add("node", data, organisation=flow.organisation, project=flow.project)
        else:
            record.data = data
            store.changed(record)


def check_deletable(edit: Edit, node: str) -> None:
    known = edit.tree.type_of(node)
    if known is not None and not known.deletable:
        raise conflicting(f"{known.name} cannot be deleted")
