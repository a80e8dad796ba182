# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""The jobs of an AI agent: nodes of flows that name the agent, and whose branches are its tools."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Callable

from ansible_collections.community.cognigy.plugins.module_utils._chart import (
    Chart,
    Keeper,
    Trees,
    quiet,
    read_chart,
    read_nodes,
)
from ansible_collections.community.cognigy.plugins.module_utils._chart_form import (
    BASIC,
    NODES,
    Node,
    check_branches,
    tree,
    user_form,
)
from ansible_collections.community.cognigy.plugins.module_utils._chart_plan import plan
from ansible_collections.community.cognigy.plugins.module_utils._client import Client, some
from ansible_collections.community.cognigy.plugins.module_utils._errors import AmbiguousError, InputError
from ansible_collections.community.cognigy.plugins.module_utils._secrets import secrets_of

JOB = "aiAgentJob"
TOOL = "aiAgentJobTool"
JOBS: dict[str, Any] = {
    "type": "list",
    "elements": "dict",
    "options": {
        "flow": {"type": "str", "required": True},
        "label": {"type": "str"},
        "config": {"type": "dict"},
        "tools": {
            "type": "list",
            "elements": "dict",
            "options": {
                "type": {"type": "str", "default": TOOL},
                **{key: NODES["options"][key] for key in ("extension", "label", "config", "children")},
            },
        },
    },
}


def check_jobs(jobs: Any, where: str = "jobs") -> list[dict[str, Any]]:
    """What a user gave for the jobs of an agent, as it is to be used, without what is null. InputError says what is wrong where."""
    return [_checked(job, f"{where}[{number}]") for number, job in enumerate(jobs)]


def _checked(job: Mapping[str, Any], where: str) -> dict[str, Any]:
    given = {key: value for key, value in job.items() if value is not None}
    if not given.get("flow"):
        raise InputError(f"{where}: flow is missing")
    if "aiAgent" in given.get("config", {}):
        raise InputError(f"{where}.config: leave out aiAgent, it is the agent of this task")
    if "tools" in given:
        tools = [{**one, "type": one.get("type") or TOOL} if isinstance(one, Mapping) else one for one in given["tools"]]
        given["tools"] = check_branches(tools, f"{where}.tools", JOB)
    return given


def read_jobs(client: Client, agent_reference: str, flow_ids: Collection[str]) -> list[dict[str, Any]]:
    """The jobs that an agent has in some flows, in the user's form, with the id of each flow as ``flow``."""
    jobs = []
    for flow_id in flow_ids:
        items = client.call("readChart", {"flowId": flow_id}).get("nodes", ())
        found = read_nodes(client, flow_id, [item["_id"] for item in items if item.get("type") == JOB])
        if any((data.get("config") or {}).get("aiAgent") == agent_reference for data in found.values()):
            jobs += [
                _job_form({"flow": flow_id, "label": ""}, user_form([one])[0])
                for one in _of_agent(read_chart(client, flow_id), agent_reference)
            ]
    return jobs


def ensure_jobs(
    client: Client,
    agent_reference: str,
    jobs: list[Mapping[str, Any]],
    agent_name: str = "",
    warn: Callable[[str], None] = quiet,
) -> Trees:
    """Bring jobs of an agent to what a user gave. Other jobs are left alone.

    jobs: what check_jobs gives, each with ``flow_id``; None for a flow that is not there yet, in check mode. agent_name: the label of
    a new job that was given none, and what an unlabelled one is looked for by.
    """
    changed = False
    before: list[dict[str, Any]] = []
    after: list[dict[str, Any]] = []
    whole: list[dict[str, Any]] = []
    taken: set[str] = set()
    for number, job in enumerate(jobs):
        siblings = sum(1 for other in jobs if other["flow_id"] == job["flow_id"])
        one = _ensure_job(client, agent_reference, job, f"jobs[{number}]", agent_name, warn, taken, siblings)
        changed |= one.changed
        for all_jobs, half in ((before, one.before), (after, one.after), (whole, one.whole)):
            all_jobs += [_job_form(job, node) for node in half]
    return Trees(changed, before, after, whole)


def _ensure_job(
    client: Client,
    agent_reference: str,
    job: Mapping[str, Any],
    where: str,
    agent_name: str,
    warn: Callable[[str], None],
    taken: set[str],
    siblings: int,
) -> Trees:
    want, node = _wanted(job, agent_reference, where)
    client.transport.hide(*(text for one in want.walk() for text in secrets_of("node", one.attributes)))
    chart = read_chart(client, job["flow_id"]) if job["flow_id"] else None
    found = _find(chart, agent_reference, job, where, agent_name, taken, siblings) if chart else None
    if found is not None:
        taken.add(found.id)
    elif agent_name:
        node.attributes.setdefault("label", agent_name)
    if chart is None:
        made = plan(want, Node("start", children=[], is_branch=True))
        return Trees(True, made.before, made.after, made.whole)
    start = chart.root.id

    def root(now: Chart) -> Node:
        """The job alone, hanging on the start node: there a new one is put."""
        alone = Node("start", children=[], is_branch=True, id=start)
        held = now.nodes.get(found.id if found is not None else keeper.ids.get(node, ""))
        if held is not None:
            alone.add(held)
        return alone

    keeper = Keeper(client, job["flow_id"], want, root, warn, lambda alone: [(node, one) for one in alone.children or ()])
    outcome = keeper.ensure(chart)
    taken.add(keeper.ids.get(node, ""))
    return outcome


def _wanted(job: Mapping[str, Any], agent_reference: str, where: str) -> tuple[Node, Node]:
    config = {"aiAgent": agent_reference, **job.get("config", {})}
    given = {"type": JOB, "config": config, **({"label": job["label"]} if "label" in job else {})}
    want = tree([{**given, **({"children": job["tools"]} if "tools" in job else {})}], where)
    node = next(want.walk())
    for one in want.walk():
        one.where = one.where.replace(f"{where}[0]", where, 1).replace(f"{where}.children", f"{where}.tools", 1)
    return want, node


def _of_agent(chart: Chart, agent_reference: str) -> list[Node]:
    return [one for one in chart.nodes.values() if one.kind == (BASIC, JOB) and one.attributes["config"].get("aiAgent") == agent_reference]


def _find(
    chart: Chart, agent_reference: str, job: Mapping[str, Any], where: str, agent_name: str, taken: Collection[str], siblings: int
) -> Node | None:
    """The job that is meant: the agent's only one in the flow, or the one with the label."""
    there = _of_agent(chart, agent_reference)
    named = [one for one in there if one.attributes["label"] == (job.get("label") or agent_name) and one.id not in taken]
    if len(named) > 1:
        ids = some([one.id for one in named])
        raise AmbiguousError(
            f"{where}: the AI agent has {len(named)} such jobs in this flow: give them labels of their own, they are {ids}"
        )
    if named:
        return named[0]
    if len(there) == 1 and siblings == 1:
        return there[0]
    if there and not job.get("label"):
        labels = some([one.attributes["label"] for one in there])
        raise AmbiguousError(f"{where}: the AI agent has {len(there)} such jobs in this flow: choose one by label, from {labels}")
    return None


def _job_form(job: Mapping[str, Any], half: Mapping[str, Any]) -> dict[str, Any]:
    """A job's node in the form of the option ``jobs``; the label when one was asked for."""
    left = ("type", "extension", "children", "config", *(() if "label" in job else ("label",)))
    rest = {key: value for key, value in half.items() if key not in left}
    config = {key: value for key, value in half.get("config", {}).items() if key != "aiAgent"}
    tools = {"tools": half["children"]} if "children" in half else {}
    return {"flow": job["flow"], **rest, **({"config": config} if config else {}), **tools}
