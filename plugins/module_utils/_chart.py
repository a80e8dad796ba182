# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""The nodes of a flow: read them, bring them to what a user gave, look again whether it is so."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Callable, NamedTuple

from ansible_collections.community.cognigy.plugins.module_utils._chart_form import (
    ATTRIBUTES,
    BASIC,
    FIXED,
    FLAGS,
    TEXTS,
    Node,
    check_nodes,
    differences,
    differing,
    own_config,
    tree,
    user_form,
)
from ansible_collections.community.cognigy.plugins.module_utils._chart_plan import Matcher, Plan, Step, plan
from ansible_collections.community.cognigy.plugins.module_utils._client import THREADS, Client, some
from ansible_collections.community.cognigy.plugins.module_utils._errors import ApiError, BadAnswer, NotKept, OutcomeUnknown
from ansible_collections.community.cognigy.plugins.module_utils._kinds._base import camel
from ansible_collections.community.cognigy.plugins.module_utils._reconcile import LOOKS, merged
from ansible_collections.community.cognigy.plugins.module_utils._secrets import secrets_of

# Seconds before each look at a chart: a new one is empty for a moment, and it shows changes late (observed behaviour).
PAUSES = (0.0, 0.5, 1.0, 2.0)
# What reads and changes nodes, for the documentation.
OPERATIONS = (
    "readChart",
    "readChartNode",
    "indexNodeDescriptors",
    "createChartNode",
    "updateChartNode",
    "moveChartNode",
    "deleteChartNode",
    "addChartNodeLocalization",
)


class Trees(NamedTuple):
    """Whether something changed, the halves of a diff, and all that is there then (in check mode, as far as it is known)."""

    changed: bool
    before: list[dict[str, Any]]
    after: list[dict[str, Any]]
    whole: list[dict[str, Any]]


def quiet(text: str) -> None:
    """Where nobody wants to read warnings."""


@dataclass
class Chart:
    """A chart as it is. root: the start node with the main chain below it. nodes: those that are somewhere in it, by id. data: what the
    server says of each node that was read. fixed: the kinds of branches that come and go with their node."""

    root: Node
    nodes: dict[str, Node] = field(default_factory=dict)
    data: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    fixed: Collection[tuple[str, str]] = FIXED


# ---- reading ----------------------------------------------------------------------------------------------------------


def read_tree(client: Client, flow_id: str, locale_id: str | None = None) -> list[dict[str, Any]]:
    """The nodes of a flow in the user's form: given back as they are, they change nothing."""
    return user_form(read_chart(client, flow_id, locale_id).root.children or [])


def read_chart(client: Client, flow_id: str, locale_id: str | None = None, known: Mapping[str, Mapping[str, Any]] | None = None) -> Chart:
    """The chart of a flow with all its nodes, as they are in a locale or in the primary one. known: nodes that need not be read again."""
    for _pause in client.looks(PAUSES):
        chart = _read_once(client, flow_id, locale_id, known or {})
        if chart is not None:
            return chart
    raise BadAnswer(f"the chart of the flow {flow_id} cannot be read: it has no start node, or nodes that are not there")


def _read_once(client: Client, flow_id: str, locale_id: str | None, known: Mapping[str, Mapping[str, Any]]) -> Chart | None:
    """The chart, or None while it does not fit its nodes."""
    answer = client.call("readChart", {"flowId": flow_id}, _in(locale_id))
    items = {item["_id"]: item for item in answer.get("nodes", ())}
    relations = {relation["node"]: relation for relation in answer.get("relations", ())}
    start = next((id for id, item in items.items() if item.get("type") == "start" and id in relations), None)
    if start is None:
        return None
    chart = Chart(Node("start", id=start, children=[], is_branch=True))
    _grow(chart, chart.root, items, relations)
    missing = [id for id in chart.nodes if id not in known]
    chart.data = {id: known[id] for id in chart.nodes if id in known}
    chart.data.update(read_nodes(client, flow_id, missing, locale_id))
    if len(chart.data) < len(chart.nodes):
        return None
    for id, node in chart.nodes.items():
        node.attributes = attributes_of(node, chart.data[id])
    others = any(node.is_branch and node.extension != BASIC for node in chart.nodes.values())
    chart.fixed = {*FIXED, *(_fixed_elsewhere(client, flow_id) if others else ())}
    return chart


def _grow(chart: Chart, owner: Node, items: Mapping[str, Mapping[str, Any]], relations: Mapping[str, Mapping[str, Any]]) -> None:
    """Hang below a node what the relations say: the chain of a branch, the branches of any other. No node is taken twice."""
    listed: list[str] = []
    if owner.is_branch:
        following: Any = relations.get(owner.id, {}).get("next")
        while following in relations and following in items and following not in listed:
            listed.append(following)
            following = relations[following].get("next")
    else:
        listed = [id for id in relations.get(owner.id, {}).get("children") or () if id in items]
    for id in listed:
        item = items[id]
        node = Node(item["type"], item.get("extension") or BASIC, children=[], id=id)
        if id not in chart.nodes and node.kind != (BASIC, "end"):
            chart.nodes[id] = node
            owner.add(node)
            _grow(chart, node, items, relations)


def read_nodes(client: Client, flow_id: str, ids: Collection[str], locale_id: str | None = None) -> dict[str, dict[str, Any]]:
    """Nodes as the server shows each by itself, since lists have no config; without those that are not there."""

    def read(id: str) -> dict[str, Any] | None:
        try:
            return {**client.call("readChartNode", {"flowId": flow_id, "nodeId": id}, _in(locale_id))}
        except ApiError as exc:
            if exc.not_found:
                return None
            raise

    with ThreadPoolExecutor(max(1, min(THREADS, len(ids)))) as pool:
        return {id: data for id, data in zip(ids, pool.map(read, ids)) if data is not None}


def _in(locale_id: str | None) -> dict[str, str]:
    """The query of a read."""
    return {"preferredLocaleId": locale_id} if locale_id else {}


def attributes_of(node: Node, data: Mapping[str, Any]) -> dict[str, Any]:
    """What can be compared of a node, by the names of the API."""
    found: dict[str, Any] = {camel(key): data.get(camel(key)) for key in ATTRIBUTES}
    found.update({camel(key): found[camel(key)] or "" for key in TEXTS})
    found.update({camel(key): bool(found[camel(key)]) for key in FLAGS})
    found["config"] = own_config(node, found["config"] or {})
    found["mock"] = {key: value for key, value in (found["mock"] or {}).items() if key not in ("transpiled", "hasError")}
    return found


def _fixed_elsewhere(client: Client, flow_id: str) -> set[tuple[str, str]]:
    """The branches of other extensions that come and go with their node: their descriptors say so."""
    found = client.call("indexNodeDescriptors", {"flowId": flow_id}).get("items", ())
    return {
        (str(one.get("extension")), str(one.get("type")))
        for one in found
        if one.get("parentType") and (one.get("constraints") or {}).get("deletable") is False
    }


# ---- changing ---------------------------------------------------------------------------------------------------------


def ensure_nodes(
    client: Client, flow_id: str | None, nodes: Any, warn: Callable[[str], None] = quiet, locale_id: str | None = None
) -> Trees:
    """Bring the nodes of a flow to what a user gave, in a locale or in the primary one.

    Without a flow it is not there yet, in check mode. A client that only reads predicts.
    """
    want = tree(check_nodes(nodes))
    client.transport.hide(*(text for one in want.walk() for text in secrets_of("node", one.attributes)))
    if flow_id is None:
        made = plan(want, Node("start", children=[], is_branch=True))
        return Trees(bool(made.steps), made.before, made.after, made.whole)
    return Keeper(client, flow_id, want, lambda chart: chart.root, warn, locale_id=locale_id).ensure()


class Keeper:
    """Brings one tree of a chart to what is wanted.

    root: the part of a chart that is meant, as the root of a tree. pairs: what in it is known to be the same as what is wanted.
    """

    def __init__(
        self,
        client: Client,
        flow_id: str,
        want: Node,
        root: Callable[[Chart], Node],
        warn: Callable[[str], None],
        pairs: Callable[[Node], list[tuple[Node, Node]]] = lambda root: [],
        locale_id: str | None = None,
    ) -> None:
        self.client = client
        self.flow_id = flow_id
        self.want = want
        self.root = root
        self.warn = warn
        self.pairs = pairs
        self.locale_id = locale_id
        self.chart = Chart(Node("start"))
        self.ids: dict[Node, str] = {}
        self.seen: set[str] = set()
        self.fresh: set[str] = set()  # what has to be read again, since it was made or changed
        self.lost: list[OutcomeUnknown] = []

    def ensure(self, chart: Chart | None = None) -> Trees:
        self.chart = chart or read_chart(self.client, self.flow_id, self.locale_id)
        self._know_branches()
        made = self._plan(self.chart)
        if not made.steps or self.client.read_only:
            return Trees(bool(made.steps), made.before, made.after, made.whole)
        self.seen = set(self.chart.data)
        self.ids = {self.want: self.root(self.chart).id, **{wanted: held.id for wanted, held in made.pairs.items()}}
        for step in made.steps:
            self._do(step, made.pairs)
        return Trees(True, made.before, made.after, self._held())

    def _plan(self, chart: Chart) -> Plan:
        root = self.root(chart)
        return plan(self.want, root, self.chart.fixed, self.pairs(root))

    def _know_branches(self) -> None:
        """Wanted branches of other extensions: which of them the server makes, unless that is known already."""
        kinds = {one.kind for one in self.want.walk() if one.is_branch and one.extension != BASIC}
        if kinds - {node.kind for node in self.chart.nodes.values()}:
            self.chart.fixed = {*self.chart.fixed, *_fixed_elsewhere(self.client, self.flow_id)}

    def _do(self, step: Step, pairs: Mapping[Node, Node]) -> None:
        if step.what == "create":
            self._create(step)
        elif step.what == "move":
            self._move(step.node, step.target or self.want, step.mode)
        elif step.what == "update":
            self._update(step.node, pairs[step.node])
        else:
            self._send("deleteChartNode", step.node.id)

    def _send(self, operation: str, node_id: str, body: Any = None) -> None:
        """A change of what is there. When its answer is lost, the look at the end tells what became of it."""
        try:
            self.client.call(operation, {"flowId": self.flow_id, "nodeId": node_id}, body=body)
        except OutcomeUnknown as exc:
            self.lost.append(exc)
        except ApiError as exc:
            if operation != "deleteChartNode" or not exc.not_found:
                raise

    def _move(self, node: Node, target: Node, mode: str) -> None:
        self._send("moveChartNode", self.ids[node], {"target": self.ids[target], "mode": mode})

    def _update(self, node: Node, held: Node) -> None:
        names = differing(node, held)
        body = {name: node.attributes[name] for name in names}
        # Whether a PATCH merges or replaces a payload is not known: it is sent whole. That of a job always needs its agent.
        for name in ("mock", "config"):
            if name in names or (name == "config" and node.kind == (BASIC, "aiAgentJob")):
                body[name] = merged(node.attributes.get(name, {}), held.attributes.get(name))
        if names:
            self.fresh.add(self.ids[node])
            if self.locale_id:
                self._localize(self.ids[node])
                body["localeId"] = self.locale_id
            self._send("updateChartNode", self.ids[node], body)

    def _localize(self, node_id: str) -> None:
        """Let a node have a form of its own in the locale, which begins as the one that is shown there."""
        shown = self.chart.data.get(node_id, {}).get("localeReference")
        if shown and shown != self.locale_id:
            self._send("addChartNodeLocalization", node_id, {"localeId": self.locale_id, "inheritFromLocaleId": shown})

    # ---- new nodes

    def _create(self, step: Step) -> None:
        node, target = step.node, step.target or self.want
        if node in self.ids:  # the server made it with its parent
            if next(one for one in target.children or () if (one.extension, one.type) not in self.chart.fixed) is not node:
                self._move(node, target, step.mode)
            return
        body = {"type": node.type, "extension": node.extension, "target": self.ids[target], "mode": step.mode, **node.attributes}
        if self.locale_id:
            body["localeReference"] = self.locale_id
        self.ids[node] = self._create_once(node, target, body)
        self.seen.add(self.ids[node])
        self.fresh.add(self.ids[node])
        if node.children is not None:
            self._adopt(node)

    def _create_once(self, node: Node, target: Node, body: dict[str, Any]) -> str:
        """Send a creation, once; when its answer is lost, look for the node instead of sending again."""
        for attempt in range(self.client.transport.settings.retries + 1):
            try:
                answer = self.client.call("createChartNode", {"flowId": self.flow_id}, body=body)
            except OutcomeUnknown as exc:
                if exc.retry_after is not None:
                    self.client.sleep(exc.retry_after)
                found = self._look(node, target)
                if len(found) == 1:
                    self.warn(f"the answer to the creation of {node.called} was lost ({exc}); it was looked for and found")
                    return found[0]
                if not found and exc.retry_after is not None and attempt < self.client.transport.settings.retries:
                    continue  # the server said that it did nothing and when to come back, and nothing is there
                what = f"there are several that it may be: {some(found)}" if found else "it is not there now, but may still be made"
                raise OutcomeUnknown(f"{exc}. Outcome unknown: {node.called}: {what}. Run this again.", **exc.details) from exc
            if not isinstance(answer, dict) or not answer.get("_id"):
                raise BadAnswer(f"the server answered that {node.called} was made, and did not say its id")
            return str(answer["_id"])
        raise AssertionError("unreachable: the last attempt returns or raises")

    def _look(self, node: Node, target: Node) -> list[str]:
        """Nodes that nobody knew of, where a new one was to be, and like it."""
        for _pause in self.client.looks(LOOKS):
            answer = self.client.call("readChart", {"flowId": self.flow_id})
            relation: dict[str, Any] = next((one for one in answer.get("relations", ()) if one["node"] == self.ids[target]), {})
            near = {relation.get("next"), *(relation.get("children") or ())} - self.seen
            found = [
                item["_id"]
                for item in answer.get("nodes", ())
                if item["_id"] in near
                and (item.get("extension") or BASIC, item["type"]) == node.kind
                and item.get("label") == node.attributes.get("label", item.get("label"))
            ]
            if found:
                return found
        return []

    def _adopt(self, node: Node) -> None:
        """Take the branches that the server made with a new node for the wanted ones; remove what is not wanted and can be removed."""
        matcher = Matcher(node, Node(node.type, node.extension, children=[]), self.chart.fixed)
        free = [one for one in node.children or () if one not in self.ids]
        for held in self._made_with(node):
            self.seen.add(held.id)
            alike = [one for one in free if one.kind == held.kind and (matcher.is_fixed(one) or self._adoptable(one, held))]
            if alike:
                free.remove(alike[0])
                self.ids[alike[0]] = held.id
                self._update(alike[0], held)
            elif not matcher.is_fixed(held):
                self._send("deleteChartNode", held.id)
        for one in free:
            if matcher.is_fixed(one):  # a server that does not make it
                self._create(Step("create", one, node, "appendChild"))

    @staticmethod
    def _adoptable(wanted: Node, held: Node) -> bool:
        """Whether a branch that came with a new node, and that could be removed, is a wanted one: else that would have its contents."""
        tools = [(one.attributes.get("config") or {}).get("toolId") for one in (wanted, held)]
        return tools[0] == tools[1] if tools[0] is not None else not differing(wanted, held)

    def _made_with(self, node: Node) -> list[Node]:
        """The branches of a new node as they are; not by the chart, which may be late."""
        data = read_nodes(self.client, self.flow_id, [self.ids[node]], self.locale_id).get(self.ids[node], {})
        ids = data.get("childNodeIds")
        if ids is None:  # an older server: the chart says it, when it has the node
            for _pause in self.client.looks(PAUSES):
                relations = self.client.call("readChart", {"flowId": self.flow_id}).get("relations", ())
                ids = next((one.get("children") for one in relations if one["node"] == self.ids[node]), None)
                if ids:
                    break
        made = []
        for id, one in read_nodes(self.client, self.flow_id, ids or [], self.locale_id).items():
            self.chart.data[id] = one
            held = Node(one["type"], one.get("extension") or BASIC, id=id, is_branch=True)
            held.attributes = attributes_of(held, one)
            made.append(held)
        return made

    # ---- afterwards

    def _held(self) -> list[dict[str, Any]]:
        """Read the chart until it is what is wanted, and give all that is there; NotKept when it does not come to that."""
        known = {id: data for id, data in self.chart.data.items() if id not in self.fresh}
        made = Plan()
        for _pause in self.client.looks(PAUSES):
            chart = read_chart(self.client, self.flow_id, self.locale_id, known)
            made = self._plan(chart)
            if not made.steps:
                if self.lost:
                    self.warn(f"the answer to a change was lost ({self.lost[0]}); the chart was read again and the change is there")
                return made.whole
        if self.lost:
            raise OutcomeUnknown(
                f"{self.lost[0]}. It was looked at again: the change was not made, or not yet. Run this again.", **self.lost[0].details
            )
        texts = [self._wrong(step, made.pairs) for step in made.steps]
        raise NotKept(f"the server accepted the change of the flow's nodes and did not keep it: {'; '.join(texts[:5])}")

    @staticmethod
    def _wrong(step: Step, pairs: Mapping[Node, Node]) -> str:
        name = step.node.called
        if step.what != "update":
            return name + {"create": " is not there", "move": " is in another place", "delete": " is still there"}[step.what]
        held = pairs[step.node].attributes
        return f"{name}: " + ", ".join(text for one in step.names for text in differences(step.node.attributes[one], held.get(one), one))
