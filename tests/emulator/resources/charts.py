# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The chart of a flow: its nodes and where they are.

A chart is made of relations, one for each node: ``{_id, node, next, children}``. Along ``next`` nodes form a chain; ``children`` are the
branches of a node, in order. The main chain goes from ``start`` to ``end``, which are there from the beginning, as is the wire between
them, and which stay. What a branch does is the chain that hangs on the ``next`` of the branch node; the branch itself is in no chain.

Where a node goes (``target`` and ``mode`` of a creation, a move):

- ``append``: directly behind the target, in the target's chain. What followed the target follows the node. A target that is a branch
  gets the node as the first of its chain.
- ``prepend``: directly before the target, in the target's chain. Refused (400) for ``start`` and for branches, before which there is
  nothing in a chain.
- ``appendChild``, ``prependChild``: the last, the first branch of the target. ``insertChildAt``: the branch at ``position``, counted
  without the moved node; without a position, and above the number of branches, 0 and the end.
- ``insertAfter``, ``insertBefore`` with a branch as the target: the branch next to it. With any other target ``insertBefore`` is a 500,
  and ``insertAfter`` is as ``append``, but a 500 when node or target is a job (observed behaviour, section Project).

What fits (else 400, "conflicts with constraints"): ``case`` is a branch of ``switch`` and ``lookup``, tools are branches of their job or
prompt, and neither is ever in a chain. Other nodes are in chains; as a child they are accepted below a branch alone, as the server does,
though they belong on its ``next``. Nothing is behind ``end``. Types of other extensions have no descriptor here: they fit everywhere.

A creation brings the branches of the type: ``then`` and ``else`` of ``if``, ``default`` of ``switch`` and ``lookup``, ``aiAgentJobDefault``
and one ``aiAgentJobTool`` of a job, and so on (``branches`` in ``node_descriptors``). Such branches, but the tool, can be neither made nor
deleted nor moved by themselves (400). They can be changed as any node can.

A move takes one node with its branches and their chains. In a chain, what followed the node closes up to what preceded it; of a branch the
chain comes along. A node cannot be moved into itself (400). A move to where the node is already changes nothing.

A deletion takes one node with its branches and their chains; the node before is wired to the node behind. A deleted branch takes its chain
along (assumed).

An unknown target is 404 "Failed to find chart node"; an unknown node in the path is 404 "does not exist".
"""

from __future__ import annotations

from typing import Any

from .. import lists
from ..calls import Call
from ..errors import conflict, invalid
from ..store import Record
from .chart_nodes import DEFAULTS, SHOWN, Edit, chart_of, check_deletable, editing, localized, node_data, nodes_of
from .chart_tree import conflicting
from .flows import FLOWS
from .intents import locale_of, primary, shown_locale
from .node_descriptors import TYPES, descriptor
from .registry import CHILDREN, KINDS, Resource, handles, patch_nested, register

CHARTS = Resource("chart", title="Chart", singular="Chart", plural="Charts", id_parameter="chartId", parent=FLOWS, named=False)
"""Without operations of its own: it ends with its flow, and is copied with it."""
CHILDREN.setdefault("flow", []).append(CHARTS)
KINDS["chart"] = CHARTS
COPIED = ("isDisabled", "label", "analyticsLabel", "comment", "commentColor", "isEntryPoint", "mock")


def item(call: Call, node: Record) -> dict[str, Any]:
    """A node in the list: no config, no place (observed behaviour, section Transport)."""
    part = node.data["localizedData"][shown_locale(call, node)]
    return {**{name: node.data[name] for name in SHOWN}, "isCollapsed": node.data["isCollapsed"], "preview": part["preview"]}


def view(call: Call, node: Record) -> dict[str, Any]:
    """A node by itself. A code that stands in for it in tests is transpiled too."""
    locale = shown_locale(call, node)
    flow = call.emulator.store.get("flow", node.data["flowReference"])
    assert flow is not None
    relation = chart_of(call, flow).data["relations"][node.id]
    shown = {
        **{name: node.data[name] for name in (*SHOWN, "isCollapsed", "mock")},
        "config": node.data["localizedData"][locale]["config"],
        "localeReference": locale,
        "childNodeIds": relation["children"],
    }
    if node.data["mock"].get("code"):
        shown["mock"] = {**node.data["mock"], "transpiled": node.data["mock"]["code"], "hasError": False}
    if relation["next"] is not None:
        shown["nextNodeId"] = relation["next"]
    if call.query.get("includeConversionMetadata"):
        shown["conversionMetadata"] = {}
    return shown


NODES = Resource(
    "node",
    title="Chart node",
    singular="ChartNode",
    plural="ChartNodes",
    id_parameter="nodeId",
    parent=FLOWS,
    named=False,
    search=("label",),
    writers=FLOWS.writers,
    view=view,
    item=item,
)
register(NODES, "read")


def find_flow(call: Call, write: bool = False) -> Record:
    """The flow of the path; for a change, as one who may."""
    flow = FLOWS.find(call)
    if write:
        FLOWS.may_write(call, flow.project)
    return flow


def find_node(call: Call) -> Record:
    node = NODES.find(call)
    NODES.may_write(call, node.project)
    return node


def flow_of(call: Call, node: Record) -> Record:
    flow = call.emulator.store.get("flow", node.data["flowReference"])
    assert flow is not None
    return flow


def _still_empty(call: Call, chart: Record) -> bool:
    """A new chart is empty for some reads: switch ``chart_empty``."""
    if chart.data["empty"] == 0:
        return False
    chart.data = {**chart.data, "empty": chart.data["empty"] - 1}
    call.emulator.store.changed(chart)
    return True


# Reading


@handles("readChart")
def read_chart(call: Call) -> Any:
    """It may lag behind the list of nodes: switch ``chart_lag``."""
    flow, store = find_flow(call), call.emulator.store
    locale_of(call, flow.project, call.query.get("preferredLocaleId") or primary(store, flow.project))
    chart = chart_of(call, flow)
    if _still_empty(call, chart):
        return {"_id": chart.id, "nodes": [], "relations": []}
    nodes, relations = nodes_of(store, chart), chart.data["relations"]
    late = chart.data["late"]
    if late is not None:
        reads = late["reads"] - 1
        chart.data = {**chart.data, "late": {**late, "reads": reads} if reads > 0 else None}
        store.changed(chart)
        relations = {id: one for id, one in late["relations"].items() if id in nodes}
    shown = [{**{name: nodes[id][name] for name in SHOWN}, "isCollapsed": nodes[id]["isCollapsed"]} for id in relations]
    return {"_id": chart.id, "nodes": shown, "relations": list(relations.values())}


@handles("indexChartNodes")
def index(call: Call) -> Any:
    flow = find_flow(call)
    chart = chart_of(call, flow)
    records = [] if _still_empty(call, chart) else NODES.of_parent(call.emulator.store, flow)
    return lists.page(call, records, item, NODES.search)


@handles("indexFlowAiAgentNodes")
def index_jobs(call: Call) -> Any:
    """The form of the items is not known: as in the list of nodes, with the agent that the job names."""
    flow = find_flow(call)
    chart_of(call, flow)
    jobs = [one for one in NODES.of_parent(call.emulator.store, flow) if one.data["type"] == "aiAgentJob"]
    items = [{**item(call, one), "aiAgent": view(call, one)["config"]["aiAgent"]} for one in jobs]
    return lists.whole(call, items)


@handles("searchChartNodes")
def search(call: Call) -> Any:
    """Texts of the nodes that hold the filter, ignoring case; how the server searches is not known."""
    flow = find_flow(call)
    chart_of(call, flow)
    wanted = call.query.get("filter", "").lower()
    items = []
    for node in NODES.of_parent(call.emulator.store, flow):
        fields = {name: node.data[name] for name in ("label", "comment", "analyticsLabel")}
        config = node.data["localizedData"][shown_locale(call, node)]["config"]
        texts = [(name, name, value) for name, value in fields.items()] + [
            ("config", path, value) for path, value in _texts(config, "config")
        ]
        found = [{"fieldType": kind, "matchPath": path} for kind, path, value in texts if wanted and wanted in value.lower()]
        if found:
            items.append({"nodeId": node.id, "nodeReferenceId": node.data["referenceId"], "matches": found})
    return lists.whole(call, items)


def _texts(value: Any, path: str) -> list[tuple[str, str]]:
    if isinstance(value, str):
        return [(path, value)]
    if isinstance(value, dict):
        return [found for key, one in value.items() for found in _texts(one, f"{path}.{key}")]
    if isinstance(value, list):
        return [found for number, one in enumerate(value) for found in _texts(one, f"{path}[{number}]")]
    return []


@handles("indexNodeDescriptors")
def index_descriptors(call: Call) -> Any:
    """All in one page: the contract gives this list no parameters."""
    find_flow(call)
    return lists.whole(call, [descriptor(one) for one in TYPES.values()])


# Changing


@handles("createChartNode")
def create(call: Call) -> Any:
    flow, body = find_flow(call, write=True), call.body
    locale = locale_of(call, flow.project, body["localeReference"]).id if "localeReference" in body else None
    with editing(call, flow, "createChartNode", locale) as edit:
        edit.tree.check_target(body["target"])
        data = node_data(call, flow, body, locale)
        node = data["_id"]
        edit.new(data)
        known = edit.tree.type_of(node)
        if known is not None and not known.creatable:
            raise conflicting(f"{known.name} cannot be created")
        edit.tree.place(node, body["target"], body["mode"], body.get("position", 0))
        edit.branches(node)
        edit.one_entry_point(node if body.get("isEntryPoint") else None)
    record = call.emulator.store.get("node", node)
    assert record is not None
    call.touch(record)
    return view(call, record)


@handles("updateChartNode")
def update(call: Call) -> Any:
    """Type and extension may be sent, but not changed (assumed). Whether the config is replaced is the switch ``node_config``."""
    node, body = find_node(call), call.body
    for name in ("type", "extension"):
        if body.get(name, node.data[name]) != node.data[name]:
            raise invalid(f"Validation failed. {name} cannot be changed")
    locale = body.get("localeId") or body.get("localeReference") or primary(call.emulator.store, node.project)
    if locale_of(call, node.project, locale).id not in node.data["localizedData"]:
        raise invalid("The node has no localization in this locale")
    with editing(call, flow_of(call, node), "updateChartNode", locale) as edit:
        data = dict(node.data)
        patch_nested(call, data, {name: value for name, value in body.items() if name in COPIED}, {**DEFAULTS, "config": {}})
        data.pop("config", None)
        part = data["localizedData"][locale]
        if "config" in body or "config" in call.cleared:
            old = part["config"] if call.emulator.switches["node_config"] == "merges" else None
            part = localized(call, data, body.get("config", {}), node.project or "", old, changed=True)
        if "preview" in body:
            part = {**part, "preview": body["preview"]}
        data["localizedData"] = {**data["localizedData"], locale: part}
        edit.nodes[node.id] = data
        edit.one_entry_point(node.id if body.get("isEntryPoint") else None)
    call.touch(node)


@handles("deleteChartNode")
def delete(call: Call) -> Any:
    node = find_node(call)
    with editing(call, flow_of(call, node), "deleteChartNode") as edit:
        check_deletable(edit, node.id)
        edit.remove(node.id)
    call.touch(node)


@handles("moveChartNode")
def move(call: Call) -> Any:
    node, body = find_node(call), call.body
    with editing(call, flow_of(call, node), "moveChartNode") as edit:
        edit.tree.check_target(body["target"])
        check_movable(edit, node.id)
        edit.tree.move(node.id, body["target"], body["mode"], body.get("position", 0))
    call.touch(node)


def check_movable(edit: Edit, node: str) -> None:
    known = edit.tree.type_of(node)
    if known is not None and not known.movable:
        raise conflicting(f"{known.name} cannot be moved")


# Localizations


@handles("addChartNodeLocalization")
def add_localization(call: Call) -> Any:
    """With ``inheritFromLocaleId`` the config is copied, else it has the defaults (assumed); nothing translates it."""
    node = find_node(call)
    parts = node.data["localizedData"]
    locale = locale_of(call, node.project, call.body["localeId"]).id
    if locale in parts:
        raise conflict("The node already has a localization in this locale")
    source = call.body.get("inheritFromLocaleId")
    if source is not None and locale_of(call, node.project, source).id not in parts:
        raise invalid("The node has no localization in this locale")
    part = parts[source] if source else localized(call, node.data, {}, node.project or "")
    with editing(call, flow_of(call, node), "addChartNodeLocalization", locale) as edit:
        edit.nodes[node.id] = {**node.data, "localizedData": {**parts, locale: part}}
    call.touch(node)
    return {}


@handles("removeChartNodeLocalization")
def remove_localization(call: Call) -> Any:
    node = find_node(call)
    parts = node.data["localizedData"]
    locale = locale_of(call, node.project, call.body["localeId"]).id
    if locale not in parts:
        raise invalid("The node has no localization in this locale")
    if locale == primary(call.emulator.store, node.project):
        raise invalid("The localization in the primary locale cannot be removed")
    with editing(call, flow_of(call, node), "removeChartNodeLocalization", locale) as edit:
        edit.nodes[node.id] = {**node.data, "localizedData": {key: one for key, one in parts.items() if key != locale}}
    call.touch(node)
