# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The nodes of a flow: what is checked, which operations are planned, what is done and looked at afterwards."""

from __future__ import annotations

import copy
import random
import time
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ansible_collections.community.cognigy.plugins.module_utils._chart import Trees, ensure_nodes, read_tree
from ansible_collections.community.cognigy.plugins.module_utils._chart_form import Node, check_nodes, tree
from ansible_collections.community.cognigy.plugins.module_utils._chart_plan import plan
from ansible_collections.community.cognigy.plugins.module_utils._errors import (
    AmbiguousError,
    BadAnswer,
    InputError,
    NotKept,
    OutcomeUnknown,
)
from ansible_collections.community.cognigy.plugins.module_utils._jobs import check_jobs, ensure_jobs, read_jobs
from ansible_collections.community.cognigy.plugins.module_utils._transport import HIDDEN
from ansible_collections.community.cognigy.tests.unit.plugins.module_utils._charts import FLOW, Flow, Tree, holds
from ansible_collections.community.cognigy.tests.unit.plugins.module_utils._fakes import object_id


def say(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "say", "config": {"text": text}, **more}


def branch(kind: str, *children: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": kind, "children": list(children), **more}


def when(condition: str, then: Tree, otherwise: Tree | None = None, **more: Any) -> dict[str, Any]:
    branches = [branch("then", *then), *([branch("else", *otherwise)] if otherwise is not None else [])]
    return {"type": "if", "config": {"condition": condition}, "children": branches, **more}


def tool(name: str, *children: dict[str, Any], **more: Any) -> dict[str, Any]:
    return branch("aiAgentJobTool", *children, label=name, config={"toolId": name, **more})


def job(*tools: dict[str, Any], **config: Any) -> dict[str, Any]:
    return {"type": "aiAgentJob", "label": "Support", "config": {"aiAgent": "an-agent", **config}, "children": list(tools)}


def put(flow: Flow, nodes: Tree) -> list[str]:
    """Bring a flow to what is wanted, check that it is, and that a second time does nothing; the writes of the first time."""
    flow.log.clear()
    predicted = ensure_nodes(flow.client(read_only=True), FLOW, nodes)
    assert not flow.writes()
    done = ensure_nodes(flow.client(), FLOW, nodes)
    writes = flow.writes()
    assert done[:3] == predicted[:3]
    assert done.whole == read_tree(flow.client(), FLOW)
    assert holds(nodes, flow.tree()), flow.tree()
    assert done[0] == bool(writes)
    flow.log.clear()
    again = ensure_nodes(flow.client(), FLOW, nodes)
    assert (again.changed, again.before) == (False, again.after)
    assert not flow.writes()
    return writes


def filled(nodes: Tree) -> Flow:
    flow = Flow()
    put(flow, nodes)
    return flow


# ---- what a user gives ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("nodes", "text"),
    [
        ("say", "nodes: a list of nodes is wanted, not 'say'"),
        (["say"], "nodes[0]: a node is a dictionary, not 'say'"),
        ([say("a"), {"config": {}}], "nodes[1]: type is missing"),
        ([{"type": "say", "text": "x"}], "nodes[0]: unknown text; a node has type, extension, label"),
        ([{"type": "start"}], "nodes[0]: start is made by the server"),
        ([when("x", [{"type": "end"}])], "nodes[0].children[0].children[0]: end is made by the server"),
        ([{"type": "then"}], "nodes[0]: then is a branch: it goes into the children of if or ifThenElse"),
        ([{"type": "case"}], "nodes[0]: case is a branch: it goes into the children of switch or lookup"),
        ([branch("if", say("x"))], "nodes[0].children[0]: the children of if are its branches then and else, not say"),
        ([branch("if", branch("then"), branch("then"))], "nodes[0].children[1]: if has one branch then only"),
        ([branch("switch", branch("default"), branch("default"))], "nodes[0].children[1]: switch has one branch default only"),
        ([{"type": "say", "config": "x"}], "nodes[0].config: a dictionary is wanted, not 'x'"),
        ([{"type": "say", "is_disabled": "perhaps"}], "nodes[0].is_disabled: true or false is wanted, not 'perhaps'"),
        ([{"type": "say", "label": ["x"]}], "nodes[0].label: a text is wanted, not ['x']"),
        ([{"type": "say", "children": {}}], "nodes[0].children: a list of nodes is wanted, not {}"),
    ],
)
def test_what_cannot_be_is_said_with_its_place(nodes: Any, text: str) -> None:
    with pytest.raises(InputError) as caught:
        check_nodes(nodes)
    assert text in str(caught.value)


def test_values_below_the_first_level_get_the_types_that_ansible_would_give_them() -> None:
    given = [when("x", [{"type": "say", "label": 7, "is_disabled": "yes", "comment": None, "config": None, "children": None}])]
    assert check_nodes(given)[0]["children"][0]["children"] == [{"type": "say", "label": "7", "is_disabled": True}]


def test_two_cases_of_a_switch_are_two() -> None:
    assert check_nodes([branch("switch", branch("case"), branch("case"))])


def test_a_branch_of_another_extension_may_have_any_name() -> None:
    assert check_nodes([{"type": "then", "extension": "@acme/web"}])


# ---- one change, one operation ----------------------------------------------------------------------------------------

CHAIN = [say("a", label="A"), say("b", label="B"), say("c", label="C")]


@pytest.mark.parametrize(
    ("before", "after", "writes"),
    [
        ([], CHAIN, ["POST"] * 3),
        (CHAIN, [], ["DELETE"] * 3),
        (CHAIN, CHAIN, []),
        (CHAIN, [CHAIN[2], *CHAIN[:2]], ["MOVE"]),
        (CHAIN, [CHAIN[1], CHAIN[2], CHAIN[0]], ["MOVE"]),
        (CHAIN, CHAIN[::-1], ["MOVE", "MOVE"]),
        (CHAIN, [CHAIN[0], say("x", label="X"), *CHAIN[1:]], ["POST"]),
        (CHAIN, [CHAIN[0], CHAIN[2]], ["DELETE"]),
        (CHAIN, [CHAIN[0], say("other", label="B"), CHAIN[2]], ["PATCH"]),
        (CHAIN, [CHAIN[0], say("b", label="Other"), CHAIN[2]], ["PATCH"]),
        (CHAIN, [say("other", label="C"), *CHAIN[:2]], ["MOVE", "PATCH"]),
        (CHAIN, [CHAIN[0], say("other", label="Other"), CHAIN[2]], ["POST", "DELETE"]),  # neither label nor text: another node
        ([say("a"), say("a"), say("a")], [say("a"), say("a")], ["DELETE"]),
        ([say("a"), say("a")], [say("a"), say("a"), say("a")], ["POST"]),
        ([say("a"), say("b"), say("a")], [say("b"), say("a")], ["DELETE"]),
        ([say("a"), say("b"), say("a")], [say("a"), say("b")], ["DELETE"]),
        ([say("a"), say("b"), say("c")], [say("d"), say("a"), say("b")], ["POST", "DELETE"]),
        ([say("a"), say("b"), say("c")], [say("c"), say("a!"), say("b!")], ["MOVE", "PATCH", "PATCH"]),
        ([when("x", CHAIN)], [*CHAIN], ["MOVE"] * 3 + ["DELETE"]),
        ([when("x", [], [])], [when("x", CHAIN[:1], [])], ["POST"]),
        ([when("x", CHAIN), say("z")], [say("z"), when("x", CHAIN)], ["MOVE"]),
        ([when("x", CHAIN), when("y", CHAIN[:1])], [when("y", CHAIN[:1]), when("x", CHAIN)], ["MOVE"]),
        ([when("x", CHAIN), when("x", CHAIN[:1])], [when("x", CHAIN[:1]), when("x", CHAIN)], ["MOVE"]),
        ([when("x", CHAIN, [])], [when("y", CHAIN, [])], ["PATCH"]),
        ([when("x", CHAIN, [], label="X")], [when("y", CHAIN, [], label="Y")], ["PATCH"]),  # known by what is in it
        ([when("x", CHAIN, []), say("z")], [say("z"), when("y", CHAIN, [])], ["MOVE", "PATCH"]),
        ([when("x", CHAIN, [])], [when("x", [], CHAIN)], ["MOVE"] * 3),
        ([when("x", CHAIN, [])], [when("z", [when("x", CHAIN, [])])], ["POST", "MOVE"]),
        ([when("z", [when("x", CHAIN, [])])], [when("x", [when("z", []), *CHAIN])], ["MOVE", "MOVE"]),  # inside out
        ([when("z", [when("x", CHAIN, [])])], [when("x", CHAIN, [])], ["MOVE", "DELETE"]),
        ([when("x", CHAIN, CHAIN)], [when("x", CHAIN)], ["DELETE"] * 3),  # else stays, and is emptied
        ([when("x", CHAIN)], [{"type": "if"}], []),  # its branches are not managed
        ([{**say("x"), "comment": "c", "is_disabled": True}], [{**say("x"), "is_disabled": False}], ["PATCH"]),
        ([{**say("x"), "mock": {"isEnabled": True, "code": "1"}}], [{**say("x"), "mock": {"code": "2"}}], ["PATCH"]),
    ],
)
def test_the_fewest_operations(before: Tree, after: Tree, writes: list[str]) -> None:
    assert sorted(put(filled(before), after)) == sorted(writes)


CASES = [branch("case", say(one), label=one, config={"case": one}) for one in "abcd"]


@pytest.mark.parametrize(
    ("before", "after", "writes"),
    [
        (CASES, [*CASES[1:], CASES[0]], ["MOVE"]),
        (CASES, [CASES[3], *CASES[:3]], ["MOVE"]),
        (CASES, CASES[1:3], ["DELETE"] * 2),
        (CASES[:2], CASES, ["POST"] * 4),
        (CASES[1:], CASES, ["POST"] * 2),
        (CASES, [branch("default"), *CASES], []),
        (CASES, [*CASES, branch("default", say("x"))], ["POST"]),
        (CASES[:1], [{**CASES[0], "config": {"case": "z"}}], ["PATCH"]),
        (CASES[:1], [{**CASES[0], "label": "z"}], ["PATCH"]),
    ],
)
def test_branches(before: Tree, after: Tree, writes: list[str]) -> None:
    assert sorted(put(filled([branch("switch", *before)]), [branch("switch", *after)])) == sorted(writes)


def test_a_moved_node_keeps_its_id_and_what_is_in_it() -> None:
    flow = filled([when("x", [say("a", label="inner")], label="outer"), say("z", label="last")])
    ids = [flow.named(one) for one in ("outer", "inner", "last")]
    put(flow, [say("z", label="last"), when("x", [say("a", label="inner")], label="outer")])
    assert [flow.named(one) for one in ("outer", "inner", "last")] == ids


def test_what_is_below_unmanaged_branches_is_never_taken() -> None:
    flow = filled([when("x", CHAIN)])
    assert put(flow, [{"type": "if", "config": {"condition": "x"}}, CHAIN[0]]) == ["POST"]
    assert put(flow, [branch("if", {"type": "then"}, branch("else", CHAIN[1]))]) == ["POST", "DELETE"]


def big(count: int = 60) -> Tree:
    """Nodes, and branches that have some of them."""
    nodes: Tree = [say("hello", label=f"n{number}") if number % 3 else say(f"text {number}") for number in range(count // 2)]
    for start in range(count // 2, count, 6):
        inner = [say(f"inner {number}") for number in range(start, start + 5)]
        nodes.insert(start // 2, when(f"c{start}", inner[:3], inner[3:]))
    return nodes


def test_one_move_and_one_text_are_two_operations() -> None:
    nodes = big()
    flow = filled(nodes)
    chooser = random.Random(7)
    for _again in range(10):
        nodes = copy.deepcopy(nodes)
        nodes.insert(chooser.randrange(len(nodes)), nodes.pop(chooser.randrange(len(nodes))))
        texts = [one for one in nodes if one["type"] == "say"]
        chooser.choice(texts)["config"]["text"] = f"changed {chooser.random()}"
        assert len(put(flow, nodes)) <= 2


def model(nodes: Tree) -> Node:
    """A tree as if it were there."""
    root = tree(check_nodes(nodes))
    for one in root.walk():
        one.id, one.children = str(id(one)), one.children or []
        one.attributes = {"label": "Say", "config": {}, "mock": {}, **one.attributes}
    return root


@pytest.mark.parametrize(
    "change",
    [
        lambda nodes: nodes,
        lambda nodes: nodes[::-1],
        lambda nodes: [{**one, "config": {"text": one["config"]["text"] + "!"}} for one in nodes],
        lambda nodes: [{**one, "config": {"text": one["config"]["text"] + "!"}} for one in nodes[::-1]],
        lambda nodes: [{"type": "say", "config": {"text": "all the same"}} for _one in nodes],
        lambda nodes: [{**one, "config": {f"key{number}": 1}} for number, one in enumerate(nodes)],
    ],
)
def test_five_hundred_nodes_take_well_below_a_second(change: Any) -> None:
    nodes = [say(f"text {number}", label=f"label {number % 250}") for number in range(500)]
    want, have = tree(check_nodes(change(nodes))), model(nodes)
    start = time.process_time()
    plan(want, have)
    assert time.process_time() - start < 2  # on a machine that does other things too


# ---- what comes with nodes, and what is seen ---------------------------------------------------------------------------

UNLOCK = {"type": "aiAgentJobTool", "label": "unlock_account", "config": {"toolId": "unlock_account"}, "children": [say("x")]}


def test_branches_that_come_with_a_new_node_are_adopted_or_removed() -> None:
    flow = Flow()
    assert put(flow, [job(tool("order"))]) == ["POST", "DELETE", "POST"]
    assert put(flow, [job(tool("order"), UNLOCK)]) == ["POST", "POST"]
    assert put(Flow(), [job(UNLOCK)]) == ["POST", "POST"]
    assert put(Flow(), [job(tool("order"), UNLOCK)]) == ["POST", "POST", "MOVE", "POST"]
    assert put(Flow(), [job()]) == ["POST", "DELETE"]
    assert put(Flow(), [{"type": "aiAgentJob", "config": {"aiAgent": "x"}}]) == ["POST"]
    assert put(Flow(), [branch("if", branch("then", label="Yes"), branch("else", say("no")))]) == ["POST", "PATCH", "POST"]


def test_branches_of_an_older_server_are_looked_for_in_the_chart() -> None:
    flow = Flow()
    flow.shows_children = False
    flow.late = 2
    put(flow, [when("x", [say("a")], [say("b")]), say("z")])


def test_branches_of_other_extensions() -> None:
    web = {"extension": "@acme/web"}
    fetch = {"type": "fetch", **web, "children": [{"type": "onSuccess", **web, "children": [say("got it")]}]}
    flow = Flow()
    assert put(flow, [fetch]) == ["POST", "POST"]
    assert put(flow, [{**fetch, "children": [{"type": "onError", **web, "children": [say("got it")]}]}]) == ["MOVE"]
    assert put(flow, [{**fetch, "children": []}]) == ["DELETE"]


def test_a_job_is_changed_with_its_agent_and_all_else() -> None:
    flow = filled([job(temperature=1, memory="none")])
    assert put(flow, [job(temperature=2)]) == ["PATCH"]
    flow.log.clear()
    ensure_nodes(flow.client(), FLOW, [{"type": "aiAgentJob", "comment": "the first"}])
    (sent,) = [body for method, path, body in flow.log if method == "PATCH"]
    assert sent == {"comment": "the first", "config": {"filled": "in", "aiAgent": "an-agent", "temperature": 2, "memory": "none"}}


@pytest.mark.parametrize("merges", [True, False])
def test_a_config_is_sent_whole_without_what_the_server_makes(merges: bool) -> None:
    flow = filled([{"type": "code", "config": {"code": "1", "other": {"a": 1, "b": 2}}}])
    flow.merges = merges
    ensure_nodes(flow.client(), FLOW, [{"type": "code", "config": {"code": "2", "other": {"a": 3}}}])
    (body,) = [body for method, path, body in flow.log if method == "PATCH"]
    assert body == {"config": {"filled": "in", "code": "2", "other": {"a": 3, "b": 2}}}


def test_the_diff_shows_what_was_given_and_no_secret() -> None:
    flow = filled(
        [say("a", label="A"), {"type": "http", "config": {"url": "u", "headers": {"password": "old-1", "x": 1}}}, say("b", label="B")]
    )
    want = [say("a!", label="A"), {"type": "http", "config": {"headers": {"password": "new-2"}}}]
    done = ensure_nodes(flow.client(), FLOW, want)
    secret = {"type": "http", "config": {"headers": {"password": HIDDEN}}}
    assert done.before == [say("a", label="A"), secret, {"type": "say", "label": "B", "config": {"filled": "in", "text": "b"}}]
    assert done.after == [say("a!", label="A"), secret]


def test_a_flow_that_is_not_there_yet() -> None:
    want = [when("x", [say("a")])]
    done = ensure_nodes(Flow().client(read_only=True), None, want)
    assert done == (True, [], want, want)
    assert ensure_nodes(Flow().client(read_only=True), None, []) == (False, [], [], [])


def test_what_is_read_leaves_out_what_is_the_servers() -> None:
    flow = filled([{"type": "code", "label": "C", "config": {"code": "1"}, "mock": {"code": "2"}, "is_disabled": True, "comment": "c"}])
    (code,) = [one for one in flow.nodes.values() if one["type"] == "code"]
    code["mock"].update(transpiled="...", hasError=False, isEnabled=False)
    assert read_tree(flow.client(), FLOW) == [
        {
            "type": "code",
            "label": "C",
            "comment": "c",
            "is_disabled": True,
            "mock": {"code": "2", "isEnabled": False},
            "config": {"code": "1", "filled": "in"},
        }
    ]


def test_a_locale() -> None:
    flow = Flow()
    german = object_id(50)
    ensure_nodes(flow.client(), FLOW, [say("hallo")], locale_id=german)
    assert [query for query in flow.queries if query] == [{"preferredLocaleId": german}] * len(flow.queries)
    assert [body["localeReference"] for method, path, body in flow.log if method == "POST"] == [german]
    (node,) = [one for one in flow.nodes.values() if one["type"] == "say"]
    for shown, writes in ((german, ["PATCH"]), (object_id(51), ["POST", "PATCH"])):
        node["localeReference"] = shown
        flow.log.clear()
        ensure_nodes(flow.client(), FLOW, [say(f"hallo {shown}")], locale_id=german)
        assert flow.writes() == writes
        assert [body["localeId"] for method, path, body in flow.log if method != "GET"] == [german] * len(writes)


# ---- when the server is late, loses something, or does not keep it ------------------------------------------------------


def test_a_new_chart_is_empty_for_a_moment() -> None:
    flow = Flow()
    flow.empty = 3
    assert ensure_nodes(flow.client(), FLOW, [say("a")]).changed
    assert flow.slept[:3] == [0.5, 1.0, 2.0]
    flow.empty = 9
    with pytest.raises(BadAnswer, match="it has no start node"):
        read_tree(flow.client(), FLOW)


def test_a_chart_that_is_late_is_looked_at_again() -> None:
    flow = Flow()
    flow.late = 2
    ensure_nodes(flow.client(), FLOW, [say("a"), when("x", [say("b")])])
    assert flow.slept == [0.5, 1.0]
    flow.late = 99
    with pytest.raises(NotKept, match=r"nodes\[2\] say is not there"):
        ensure_nodes(flow.client(), FLOW, [say("a"), when("x", [say("b")]), say("c")])


def test_what_is_not_kept_is_named() -> None:
    flow = Flow()
    flow.forgets = {"comment"}
    with pytest.raises(NotKept) as caught:
        ensure_nodes(flow.client(), FLOW, [when("x", [say("a", label="Greet", comment="c")])])
    assert "nodes[0].children[0].children[0] say 'Greet': comment is '' instead of 'c'" in str(caught.value)
    flow = filled([{"type": "http", "config": {"auth": {"token": "old-1"}}}])
    flow.forgets = {"config"}
    with pytest.raises(NotKept) as caught:
        ensure_nodes(flow.client(), FLOW, [{"type": "http", "config": {"auth": {"token": "new-2"}}}])
    assert "nodes[0] http: config.auth.token is another one" in str(caught.value)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([say("a", label="A")], [say("a", label="A"), say("b", label="B")]),
        ([say("a", label="A")], [when("x", [say("a", label="A")])]),
        ([branch("switch", CASES[0])], [branch("switch", *CASES[:2])]),
    ],
)
def test_the_lost_answer_to_a_creation(before: Tree, after: Tree) -> None:
    for when_lost in ("before", "after"):
        flow, warnings = filled(before), list[str]()
        flow.lose = [("POST", when_lost)]
        flow.log.clear()
        if when_lost == "before":
            with pytest.raises(OutcomeUnknown, match="it is not there now, but may still be made. Run this again"):
                ensure_nodes(flow.client(), FLOW, after, warnings.append)
            assert flow.writes() == ["POST"] and not warnings
            put(flow, after)
        else:
            assert ensure_nodes(flow.client(), FLOW, after, warnings.append).changed
            assert holds(after, flow.tree())
            assert "was lost" in warnings[0] and "looked for and found" in warnings[0]


def test_a_server_that_says_when_to_come_back_gets_the_creation_again() -> None:
    flow = Flow()
    flow.lose, flow.retry_after = [("POST", "before")], 3.0
    assert ensure_nodes(flow.client(), FLOW, [say("a")]).changed
    assert flow.writes() == ["POST", "POST"] and 3.0 in flow.slept


@pytest.mark.parametrize("method", ["PATCH", "DELETE", "POST"])
def test_the_lost_answer_to_a_change(method: str) -> None:
    after = {"PATCH": [say("a!", label="A"), say("b")], "DELETE": [say("b")], "POST": [say("b"), say("a", label="A")]}[method]
    flow, warnings = filled([say("a", label="A"), say("b")]), list[str]()
    flow.lose = [(method, "after")]
    assert ensure_nodes(flow.client(), FLOW, after, warnings.append).changed
    assert "the chart was read again and the change is there" in warnings[0]
    flow = filled([say("a", label="A"), say("b")])
    flow.lose = [(method, "before")]
    with pytest.raises(OutcomeUnknown, match="the change was not made, or not yet"):
        ensure_nodes(flow.client(), FLOW, after)
    put(flow, after)


def test_what_goes_away_by_itself_is_gone() -> None:
    flow = filled([say("a")])
    client = flow.client()
    original = flow._delete
    flow._delete = lambda node: (original(node), (404, {"code": 1002}))[1]  # type: ignore[method-assign]
    assert ensure_nodes(client, FLOW, []).changed


# ---- jobs --------------------------------------------------------------------------------------------------------------

AGENT = "0b8c2c1c-52f1-4d2b-9d7e-6a5f1c0d2a3b"
ORDER = {"label": "order", "config": {"toolId": "order"}, "children": [say("one moment")]}


def jobs(flow: Flow, *given: dict[str, Any], **options: Any) -> Trees:
    """As a user would write them; what is predicted comes, and a second time does nothing."""
    checked = [{**one, "flow_id": FLOW} for one in check_jobs([{"flow": "Main", **one} for one in given])]
    predicted = ensure_jobs(flow.client(read_only=True), AGENT, checked, "Ava", **options)
    flow.log.clear()
    done = ensure_jobs(flow.client(), AGENT, checked, "Ava", **options)
    assert done[:3] == predicted[:3]
    writes = len(flow.writes())
    assert not ensure_jobs(flow.client(), AGENT, checked, "Ava", **options).changed
    assert len(flow.writes()) == writes
    return done


def test_a_job_is_made_at_the_beginning_found_again_and_changed() -> None:
    flow = filled([say("a")])
    done = jobs(flow, {"tools": [ORDER]})
    shown = {"type": "aiAgentJobTool", **ORDER}
    assert done[:3] == (True, [], [{"flow": "Main", "tools": [shown]}])
    assert [one["type"] for one in flow.tree()] == ["aiAgentJob", "say"]
    assert flow.tree()[0]["config"]["aiAgent"] == AGENT
    assert [one["label"] for one in flow.tree()[0]["children"]] == ["aiAgentJobDefault", "order"]
    done = jobs(flow, {"label": "Shop", "config": {"temperature": 1}, "tools": []})
    assert done.before == [{"flow": "Main", "label": "Ava", "tools": [{**shown, "config": {"filled": "in", "toolId": "order"}, "children": [
        {"type": "say", "label": "Say", "config": {"filled": "in", "text": "one moment"}}]}]}]  # fmt: skip
    assert done.after == [{"flow": "Main", "label": "Shop", "config": {"temperature": 1}, "tools": []}]
    assert sorted(flow.writes()) == ["DELETE", "PATCH"]


def test_tools_that_are_not_given_are_left_alone_and_so_are_other_jobs_and_nodes() -> None:
    others = [say("a"), job(tool("x")), when("x", [say("b")])]
    flow = filled(others)
    jobs(flow, {})
    made, *rest = flow.tree()
    assert holds(others, rest)
    assert [one["label"] for one in made["children"]] == ["aiAgentJobDefault", "unlock_account"]


def test_several_jobs_in_one_flow_are_told_apart_by_label() -> None:
    flow = filled([say("a")])
    jobs(flow, {"label": "One", "tools": []}, {"label": "Two", "tools": [ORDER]})
    assert sorted(one["label"] for one in flow.tree()) == ["One", "Say", "Two"]
    ids = {one["label"]: one["_id"] for one in flow.tree()}
    jobs(flow, {"label": "Two", "tools": []})
    jobs(flow, {"label": "Three"})
    assert {one["label"]: one["_id"] for one in flow.tree()}.items() >= ids.items()
    with pytest.raises(
        AmbiguousError, match=r"jobs\[0\]: the AI agent has 3 such jobs in this flow: choose one by label, from 'Three', 'Two', 'One'"
    ):
        jobs(flow, {})
    flow.nodes[ids["One"]]["label"] = "Two"
    with pytest.raises(AmbiguousError, match="the AI agent has 2 such jobs in this flow: give them labels of their own"):
        jobs(flow, {"label": "Two"})


def test_a_job_inside_a_branch_is_found_and_stays_there() -> None:
    flow = filled([when("x", [{**job(), "config": {"aiAgent": AGENT}}])])
    assert jobs(flow, {"config": {"temperature": 1}}).changed
    assert [one["type"] for one in flow.tree()] == ["if"]


def test_a_job_in_a_flow_that_is_not_there_yet() -> None:
    done = ensure_jobs(Flow().client(read_only=True), "", [{"flow": "Main", "flow_id": None, "tools": []}], "Ava")
    assert done[:3] == (True, [], [{"flow": "Main", "tools": []}])


def test_jobs_as_they_are() -> None:
    flow = filled([say("a"), job(tool("x"))])
    assert read_jobs(flow.client(), AGENT, [FLOW]) == []
    jobs(flow, {"tools": []})
    (found,) = read_jobs(flow.client(), AGENT, [FLOW])
    assert found == {
        "flow": FLOW,
        "label": "Ava",
        "config": {"filled": "in"},
        "tools": [{"type": "aiAgentJobDefault", "label": "aiAgentJobDefault", "config": {"filled": "in"}, "children": []}],
    }
    given = check_jobs([found])
    assert not ensure_jobs(flow.client(), AGENT, [{**given[0], "flow_id": FLOW}]).changed


@pytest.mark.parametrize(
    ("job", "text"),
    [
        ({}, "jobs[0]: flow is missing"),
        ({"flow": "Main", "config": {"aiAgent": "x"}}, "jobs[0].config: leave out aiAgent"),
        ({"flow": "Main", "tools": [{"say": 1}]}, "jobs[0].tools[0]: unknown say"),
        ({"flow": "Main", "tools": [{"children": [{"type": "case"}]}]}, "jobs[0].tools[0].children[0]: case is a branch"),
    ],
)
def test_what_cannot_be_of_a_job(job: dict[str, Any], text: str) -> None:
    with pytest.raises(InputError) as caught:
        check_jobs([job])
    assert text in str(caught.value)


def test_a_message_about_a_job_names_the_place_in_the_option() -> None:
    flow = Flow()
    flow.forgets = {"comment"}
    given = check_jobs([{"flow": "Main", "tools": [{**ORDER, "comment": "c"}]}])
    with pytest.raises(NotKept, match=r"jobs\[0\].tools\[0\] aiAgentJobTool 'order': comment is '' instead of 'c'"):
        ensure_jobs(flow.client(), AGENT, [{**given[0], "flow_id": FLOW}])


# ---- any tree to any other --------------------------------------------------------------------------------------------

LABEL = st.sampled_from([None, None, "A", "B"])
CHOICE = st.sampled_from("abc")


def _with_label(node: dict[str, Any], label: str | None) -> dict[str, Any]:
    return {**node, **({"label": label} if label else {})}


SAY = st.builds(lambda text, label: _with_label(say(text), label), CHOICE, LABEL)


def _containers(chain: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    maybe = st.one_of(st.none(), chain)
    case = st.builds(lambda value, inner: branch("case", *inner, config={"case": value}), CHOICE, chain)
    offer = st.builds(lambda name, inner: tool(name, *inner), CHOICE, chain)
    node = st.one_of(
        SAY,
        st.builds(lambda text, then, otherwise, label: _with_label(when(text, then, otherwise), label), CHOICE, chain, maybe, LABEL),
        st.builds(lambda cases: branch("switch", *cases), st.lists(case, max_size=3)),
        st.builds(lambda tools: job(*tools), st.lists(offer, max_size=2)),
    )
    return st.lists(node, max_size=4)


TREES = st.recursive(st.lists(SAY, max_size=4), _containers, max_leaves=6)


def count(nodes: Tree) -> int:
    return sum(1 + count(one.get("children") or []) for one in nodes)


@settings(deadline=None, max_examples=80)
@given(TREES, TREES)
@example([when("a", [when("b", [])])], [when("b", [when("a", [])])])
def test_any_tree_becomes_any_other(before: Tree, after: Tree) -> None:
    flow = filled(before)
    held = count(flow.tree())
    assert len(put(flow, after)) <= held + 2 * count(after)  # branches that come along may have to be changed or removed


def test_of_twins_with_different_branches_each_stays_what_it_is() -> None:
    def case(*nodes: dict[str, Any]) -> dict[str, Any]:
        return branch("switch", branch("case", *nodes, config={"case": "a"}))

    flow = filled([case(say("a"), say("b"), say("c")), when("a", []), case()])
    assert put(flow, [case(), when("a", []), case(say("a"), say("b"), say("c"))]) == ["MOVE", "MOVE"]


@settings(deadline=None, max_examples=50)
@given(TREES, st.randoms(use_true_random=False))
def test_what_is_read_changes_nothing_and_brings_it_back(nodes: Tree, chooser: random.Random) -> None:
    flow = filled(nodes)
    kept = read_tree(flow.client(), FLOW)
    assert not put(flow, kept)
    shuffled = copy.deepcopy(kept)
    chooser.shuffle(shuffled)
    moved = put(flow, shuffled)
    assert set(moved) <= {"MOVE"} and len(moved) < max(len(kept), 1)
    put(flow, kept)
