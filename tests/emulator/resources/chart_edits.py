# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the editor does with charts: copies, undo and redo, child flows, generated outputs.

There is one clipboard for each user. All of it is assumed, as only the names of the operations are known.
"""

from __future__ import annotations

import uuid
from typing import Any

from ..calls import Call
from ..errors import invalid, not_found
from ..store import Record, new_id
from .chart_nodes import Edit, chart_of, check_deletable, editing, node_data, put_nodes
from .chart_tree import conflicting
from .charts import check_movable, find_flow, find_node, flow_of
from .copies import renamed
from .flows import FLOWS
from .intents import locale_of
from .registry import handles

CHILD_FLOW_FIELDS = ("description", "context", "attachedFlows", "attachedLexicons", "img")
EMPTY_CARD = {"type": "AdaptiveCard", "version": "1.5", "body": []}


# The clipboard


def _take(call: Call, edit: Edit, node: str) -> None:
    """Put a node with its branches on the user's clipboard."""
    store = call.emulator.store
    whole = edit.tree.whole(node)
    is_branch = edit.tree.parent(node) is not None
    relations = {one: edit.tree.relations[one] for one in whole}
    if not is_branch:
        relations[node] = {**relations[node], "next": None}
    content = {"root": node, "branch": is_branch, "nodes": {one: edit.nodes[one] for one in whole}, "relations": relations}
    old = store.get("clipboard", call.principal.id)
    if old is not None:
        store.remove(old)
    store.add("clipboard", {"_id": call.principal.id, "content": content}, organisation=call.own_organisation)


@handles("copyChartNode")
def copy(call: Call) -> Any:
    node = find_node(call)
    edit = Edit(call, flow_of(call, node))
    check_deletable(edit, node.id)
    _take(call, edit, node.id)


@handles("cutChartNode")
def cut(call: Call) -> Any:
    node = find_node(call)
    with editing(call, flow_of(call, node), "deleteChartNode") as edit:
        check_deletable(edit, node.id)
        _take(call, edit, node.id)
        edit.remove(node.id)
    call.touch(node)


@handles("pasteChartNode")
def paste(call: Call) -> Any:
    """Behind the node of the path; a branch becomes the last branch of that node. Ids and reference ids are new."""
    node = find_node(call)
    clipboard = call.emulator.store.get("clipboard", call.principal.id)
    if clipboard is None:
        raise invalid("There is nothing to paste")
    content = clipboard.data["content"]
    flow = flow_of(call, node)
    names = {one: new_id() for one in content["nodes"]}
    names.update({one["referenceId"]: str(uuid.uuid4()) for one in content["nodes"].values()})
    with editing(call, flow, "mergePartialChart") as edit:
        for one in renamed(list(content["nodes"].values()), names):
            edit.new({**one, "flowReference": flow.id, "isEntryPoint": False, "localizedData": _fitting(call, flow, one["localizedData"])})
        for id, relation in renamed(content["relations"], names).items():
            edit.tree.relations[id] = {**relation, "_id": new_id()}
        root = names[content["root"]]
        chain = edit.tree.relations[root]["next"]
        edit.tree.relations[root]["next"] = None
        edit.tree.place(root, node.id, "appendChild" if content["branch"] else "append", 0)
        if content["branch"]:
            edit.tree.relations[root]["next"] = chain
    call.touch(node)


def _fitting(call: Call, flow: Record, parts: dict[str, Any]) -> dict[str, Any]:
    """The parts for the locales of the flow's project; from another project the first one is that of the primary locale."""
    locales = list(call.emulator.store.of("locale", flow.project or ""))
    known = {one.id: parts[one.id] for one in locales if one.id in parts}
    return {next(one.id for one in locales if one.data["primary"]): next(iter(parts.values())), **known}


# Undo and redo


def _step(call: Call, flow: Record, source: str, target: str, which: int) -> None:
    chart = chart_of(call, flow)
    if not chart.data[source]:
        raise invalid(f"There is nothing to {source}")
    step = chart.data[source][-1]
    put_nodes(call, flow, {id: states[which] for id, states in step["nodes"].items()})
    relations = dict(chart.data["relations"])
    for id, states in step["relations"].items():
        if states[which] is None:
            relations.pop(id, None)
        else:
            relations[id] = states[which]
    steps = {source: chart.data[source][:-1], target: [*chart.data[target], step]}
    chart.data = {**chart.data, **steps, "relations": relations}
    call.emulator.store.changed(chart)
    call.touch(flow)


@handles("undoChart")
def undo(call: Call) -> Any:
    _step(call, find_flow(call, write=True), "undo", "redo", 0)


@handles("redoChart")
def redo(call: Call) -> Any:
    _step(call, find_flow(call, write=True), "redo", "undo", 1)


@handles("getUndoRedoSteps")
def steps(call: Call) -> Any:
    """Each step with the nodes and relations that it would bring back."""
    flow = find_flow(call)
    chart = chart_of(call, flow)
    return {
        "undoSteps": [_shown(flow, chart, one, 0) for one in chart.data["undo"]],
        "redoSteps": [_shown(flow, chart, one, 1) for one in chart.data["redo"]],
    }


def _shown(flow: Record, chart: Record, step: dict[str, Any], which: int) -> dict[str, Any]:
    place = {
        "chartReference": chart.id,
        "organisationReference": flow.organisation,
        "projectReference": flow.project,
        "resourceReference": flow.id,
    }
    nodes = []
    for states in step["nodes"].values():
        data = states[which]
        if data is not None:
            parts = [{**part, "localeReference": locale} for locale, part in data["localizedData"].items()]
            rest = {name: value for name, value in data.items() if name != "flowReference"}
            nodes.append({**rest, **place, "localizedData": parts})
    relations = [states[which] for states in step["relations"].values() if states[which] is not None]
    return {**{name: step[name] for name in ("action", "localeId", "nodeId", "nodeType")}, "relations": relations, "nodes": nodes}


# Child flows and outputs


@handles("createChildFlow")
def create_child_flow(call: Call) -> Any:
    """A node with its branches goes into a new flow, and an Execute Flow node takes its place. Undo does not reach back behind it."""
    flow = find_flow(call, write=True)
    store, node = call.emulator.store, call.body["nodeId"]
    edit = Edit(call, flow)
    if node not in edit.tree.relations:
        raise not_found("Chart node")
    known = edit.tree.type_of(node)
    if known is not None and (known.parents or not known.creatable):
        raise conflicting(f"{known.name} cannot be in a child flow")
    check_movable(edit, node)
    fields = {name: call.body[name] for name in CHILD_FLOW_FIELDS if name in call.body}
    call.body = {**call.body, "projectId": flow.project}
    child = FLOWS.add(call, {**fields, "name": call.body["newFlowName"]}, flow.project, {})
    whole = edit.tree.whole(node)
    with editing(call, child, "mergePartialChart") as inner:
        start = next(id for id, one in inner.nodes.items() if one["type"] == "start")
        for one in whole:
            inner.new({**edit.nodes[one], "flowReference": child.id, "isEntryPoint": False})
            inner.tree.relations[one] = {**edit.tree.relations[one], "children": list(edit.tree.relations[one]["children"])}
        inner.tree.relations[node]["next"] = None
        inner.tree.place(node, start, "append", 0)
    config = {"flowNode": {"flow": child.data["referenceId"], "node": inner.nodes[start]["referenceId"]}}
    with editing(call, flow, "mergePartialChart") as outer:
        data = node_data(call, flow, {"type": "executeFlow", "config": config})
        outer.new(data)
        outer.tree.place(data["_id"], node, "append", 0)
        for one in outer.tree.remove(node):
            # The node is in the other flow now: its record stays.
            del outer.nodes[one], outer.before[one]
        outer.one_entry_point()
    for changed in (flow, child):
        chart = chart_of(call, changed)
        chart.data = {**chart.data, "undo": [], "redo": []}
        store.changed(chart)
    return FLOWS.shown(call, child)


@handles("generateNodeOutput")
def generate(call: Call) -> Any:
    """There is no model that could write anything."""
    flow = find_flow(call)
    locale_of(call, flow.project, call.body["localeId"])
    kind = call.body["outputType"]
    return {"output": [] if kind == "text" else EMPTY_CARD, "outputType": kind}
