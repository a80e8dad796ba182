# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""Which nodes of a chart are the wanted ones, and the fewest operations that make the chart the wanted one.

Nodes have no key, so they are matched by likeness, and what is like is found by tables, not by comparing all with all:

1. what is equal and in the same place, from the main chain downwards;
2. what is equal and somewhere else: it is moved, with all below it;
3. what has the same label, when only one has it; nodes with branches that have most of what is in the wanted branches;
4. what is left in the same list, in order: the same label or the same config is the same node, changed.

Where label and config both changed, it is another node: an old one would bring along what the user did not give. The same holds
for tools with another toolId.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Callable

from ansible_collections.community.cognigy.plugins.module_utils._chart_form import (
    FIXED,
    PAYLOADS,
    Node,
    differing,
    essence,
    masked,
    outline,
    shown,
    user_form,
)
from ansible_collections.community.cognigy.plugins.module_utils._reconcile import merged

MANY = 20  # how many equal nodes are looked at for one with equal branches


@dataclass(frozen=True)
class Step:
    """One operation. create, move: ``node`` is a wanted one, put by ``mode`` to ``target``, a wanted one or the root. update: ``node``
    is a wanted one, ``names`` the attributes to be changed. delete: ``node`` is a present one. Branches that the server makes with a
    new node are in no step."""

    what: str
    node: Node
    target: Node | None = None
    mode: str = ""
    names: tuple[str, ...] = ()


@dataclass
class Plan:
    """The steps in the order in which they can be done, which present node a wanted one is, both trees in the user's form, restricted
    to what is declared and with secrets masked, and all that will be there."""

    steps: list[Step] = field(default_factory=list)
    pairs: dict[Node, Node] = field(default_factory=dict)
    before: list[dict[str, Any]] = field(default_factory=list)
    after: list[dict[str, Any]] = field(default_factory=list)
    whole: list[dict[str, Any]] = field(default_factory=list)


def plan(want: Node, have: Node, fixed: Collection[tuple[str, str]] = FIXED, pairs: Sequence[tuple[Node, Node]] = ()) -> Plan:
    """The fewest operations from the chain of ``have`` to that of ``want`` (roots of trees). Changes neither.

    fixed: the kinds of branches that come and go with their node. pairs: what is known to be the same.
    """
    matcher = Matcher(want, have, fixed)
    matcher.run(pairs)
    made = Plan(list(_placing(matcher)), matcher.pair)
    for wanted in want.walk():
        names = tuple(differing(wanted, matcher.pair[wanted])) if wanted in matcher.pair else ()
        if names:
            made.steps.append(Step("update", wanted, names=names))
    made.steps += [Step("delete", one) for one in _gone(matcher, have)]
    made.before = _before(matcher, have)
    made.after = _after(matcher, want) if made.steps else made.before
    made.whole = _whole(matcher, want) if made.steps else user_form(have.children or [])
    return made


# ---- matching ---------------------------------------------------------------------------------------------------------


class Matcher:
    """Finds the present node of each wanted one: ``pair``, and the other way round ``back``.

    locked: what is below nodes whose children are not managed. weak: wanted nodes whose match says little.
    """

    def __init__(self, want: Node, have: Node, fixed: Collection[tuple[str, str]]) -> None:
        self.want = want
        self.have = have
        self.fixed = fixed
        self.pair: dict[Node, Node] = {}
        self.back: dict[Node, Node] = {}
        self.locked: set[Node] = set()
        self.weak: set[Node] = set()
        self._held: dict[Any, list[Node]] = {}
        for one in have.walk():
            self._held.setdefault(_kind_of(one), []).append(one)
            self._held.setdefault(_label_of(one), []).append(one)
        self._tables: dict[Any, dict[Any, dict[Node, None]]] = {}
        self._equal: dict[Node, dict[Node, None]] = {}
        self._contained: dict[Node, dict[Node, None]] = {}
        self._same: dict[tuple[Node, Node], bool] = {}

    def run(self, pairs: Sequence[tuple[Node, Node]]) -> None:
        for wanted, held in pairs:
            self.take(wanted, held)
        self.take(self.want, self.have)
        nodes = list(self.want.walk())
        self._elsewhere([one for one in nodes if one.children])
        self._lists(self._lone_in_list)
        self._elsewhere(nodes)
        self._by_label(nodes)
        for wanted in reversed(nodes):  # what is below a node comes before it
            self._by_content(wanted)
        self._lists(self._in_order)
        self._elsewhere(nodes)
        self._lists(self._dissolve)

    def take(self, wanted: Node, held: Node) -> None:
        """They are the same node; and what is below them is compared."""
        self.pair[wanted] = held
        self.back[held] = wanted
        if wanted.children is not None:
            self._level(wanted, held)
            return
        for one in held.walk():
            self.locked.add(one)
            self.drop(self.back.get(one))

    def drop(self, wanted: Node | None) -> None:
        if wanted is not None:
            del self.back[self.pair.pop(wanted)]

    def is_fixed(self, node: Node) -> bool:
        return node.is_branch and node.kind in self.fixed

    def is_free(self, held: Node) -> bool:
        return held not in self.back and held not in self.locked and not self.is_fixed(held)

    def is_open(self, wanted: Node) -> bool:
        return wanted not in self.pair and not self.is_fixed(wanted)

    def equal(self, wanted: Node) -> dict[Node, None]:
        """The present nodes of its kind that have all that was given of it, children aside, in their order."""
        if wanted not in self._equal:
            place = _label_of(wanted) if "label" in wanted.attributes else _kind_of(wanted)
            self._equal[wanted] = self._found(place, wanted.attributes)
        return self._equal[wanted]

    def contained(self, wanted: Node) -> dict[Node, None]:
        """The present nodes of its kind that have what was given of its config and mock."""
        if wanted not in self._contained:
            payloads = {name: value for name, value in wanted.attributes.items() if name in PAYLOADS}
            self._contained[wanted] = self._found(_kind_of(wanted), payloads)
        return self._contained[wanted]

    def _found(self, place: Any, attributes: dict[str, Any]) -> dict[Node, None]:
        form = outline(attributes)
        if (place, form) not in self._tables:
            table: dict[Any, dict[Node, None]] = {}
            for held in self._held.get(place, ()):
                table.setdefault(essence(form, held.attributes), {})[held] = None
            self._tables[place, form] = table
        return self._tables[place, form].get(essence(form, attributes), {})

    def same(self, wanted: Node, held: Node) -> bool:
        """Equal with all that was given below."""
        if held not in self.equal(wanted):
            return False
        if wanted.children is None:
            return True
        key = (wanted, held)
        if key not in self._same:
            self._same[key] = self._same_below(wanted, held)
        return self._same[key]

    def _same_below(self, wanted: Node, held: Node) -> bool:
        mine, theirs = self.movable(wanted), self.movable(held)
        if len(mine) != len(theirs) or not all(self.same(*pair) for pair in zip(mine, theirs)):
            return False
        markers = {one.kind: one for one in wanted.children or () if self.is_fixed(one)}
        others = [one for one in held.children or () if self.is_fixed(one)]
        kinds = {one.kind for one in others}
        return all(kind in kinds for kind in markers) and all(
            self.same(markers[one.kind], one) if one.kind in markers else not one.children for one in others
        )

    def movable(self, node: Node) -> list[Node]:
        return [one for one in node.children or () if not self.is_fixed(one)]

    def _level(self, wanted: Node, held: Node) -> None:
        """Match what is equal in a list, in order as far as it goes."""
        markers = {one.kind: one for one in held.children or () if self.is_fixed(one)}
        for one in wanted.children or ():
            if self.is_fixed(one) and one.kind in markers and one not in self.pair and markers[one.kind] not in self.back:
                self.take(one, markers[one.kind])
        mine, theirs = self.movable(wanted), self.movable(held)

        def fit(number: int) -> bool:
            one, other = mine[number], theirs[number]
            if one in self.pair:
                return self.pair[one] is other
            return self.is_free(other) and self.same(one, other)

        short, low, high = min(len(mine), len(theirs)), 0, 0
        while low < short and fit(low):
            low += 1
        while high < short - low and fit(-1 - high):
            high += 1
        ends = [*zip(mine[:low], theirs[:low]), *zip(mine[len(mine) - high :], theirs[len(theirs) - high :])]
        for one, other in ends:
            if one not in self.pair:
                self.take(one, other)
        open_ones = [one for one in mine[low : len(mine) - high] if self.is_open(one)]
        free = [one for one in theirs[low : len(theirs) - high] if self.is_free(one)]
        # Equal branches save as much as there is in them; and one that is there with its branches is no other that looks like it.
        sizes = {one: 1 + sum(1 for _node in one.walk()) for one in open_ones}
        whole = {one for one in open_ones if any(self.same(one, other) for other in free)}

        def score(one: Node, other: Node) -> int:
            if other not in self.equal(one):
                return 0
            return 2 + sizes[one] if self.same(one, other) else 0 if one in whole else 2

        for one, other in align(open_ones, free, score):
            if self.is_open(one) and self.is_free(other):
                self.take(one, other)
        for one in filter(self.is_open, open_ones):
            self._take_best(one, lambda other: other.parent is held)

    def _take_best(self, wanted: Node, fits: Callable[[Node], bool] = lambda held: True) -> None:
        """Match with an equal node: best one with equal branches, else one in the list where it is wanted, else the first."""
        found = list(islice((one for one in self.equal(wanted) if self.is_free(one) and fits(one)), MANY))
        if found:
            owner = self.pair.get(wanted.parent) if wanted.parent else None
            self.take(wanted, max(found, key=lambda one: 2 * self.same(wanted, one) + (one.parent is owner)))

    def _lists(self, step: Callable[[Node, Node], None]) -> None:
        """Do something with each pair of lists, from the main chain downwards; with those too that it makes a pair."""
        step(self.want, self.have)
        for one in self.want.walk():
            if one in self.pair and one.children is not None:
                step(one, self.pair[one])

    def _left(self, wanted: Node, held: Node) -> tuple[list[Node], list[Node]]:
        return [one for one in wanted.children or () if self.is_open(one)], [one for one in held.children or () if self.is_free(one)]

    def _elsewhere(self, nodes: Sequence[Node]) -> None:
        """Match what is equal anywhere."""
        for wanted in nodes:
            if self.is_open(wanted):
                self._take_best(wanted)

    def _lone_in_list(self, wanted: Node, held: Node) -> None:
        """A changed node with branches, when no other of its list can be meant: before its contents are looked for elsewhere."""
        mine, theirs = self._left(wanted, held)
        for names in (_label_of, _kind_of):
            left = Counter(map(names, (one for one in mine if self.is_open(one))))
            right = Counter(map(names, (one for one in theirs if self.is_free(one))))
            known = {names(other): other for other in theirs if self.is_free(other)}
            for one in mine:
                other = known.get(names(one))
                if one.children and other is not None and other.children and left[names(one)] == right[names(one)] == 1:
                    if self.is_open(one) and self.is_free(other) and self.alike(one, other):
                        self.take(one, other)

    def _by_label(self, nodes: list[Node]) -> None:
        """Match what has the same label, when there is one of each."""
        mine: dict[Any, list[Node]] = {}
        for one in nodes:
            if self.is_open(one) and _telling(one):
                mine.setdefault(_label_of(one), []).append(one)
        theirs: dict[Any, list[Node]] = {}
        for one in self.have.walk():
            if self.is_free(one):
                theirs.setdefault(_label_of(one), []).append(one)
        for name, wanted in mine.items():
            held = theirs.get(name, [])
            if len(wanted) == len(held) == 1 and self.is_open(wanted[0]) and self.is_free(held[0]):
                if _tool_id(wanted[0], held[0]):
                    self.take(wanted[0], held[0])

    def _by_content(self, wanted: Node) -> None:
        """Match a node with branches with the one of its kind that has most of what is wanted in them."""
        if not self.is_open(wanted) or not wanted.children:
            return
        votes: Counter[Node] = Counter()
        inner = _contents(wanted)
        for one in inner:
            place: Node | None = self.pair.get(one)
            for _level in range(1 if wanted.is_branch else 2):
                place = place.parent if place is not None else None
            if place is not None and place.kind == wanted.kind and place.is_branch == wanted.is_branch and self.is_free(place):
                votes[place] += 1
        for place, count in votes.most_common(1):
            if 2 * count >= max(len(inner), len(_contents(place))):
                self.take(wanted, place)

    def _in_order(self, wanted: Node, held: Node) -> None:
        """Match what is left of a list in order: changed nodes."""
        mine, theirs = self._left(wanted, held)
        pairs = align(mine, theirs, lambda one, other: 1 + 2 * self.resembles(one, other) if self.alike(one, other) else 0)
        for one, other in pairs:
            if self.is_open(one) and self.is_free(other):
                self.weak.add(one)
                self.take(one, other)

    def alike(self, wanted: Node, held: Node) -> bool:
        """Whether a present node can be a wanted one that was changed."""
        label = held.attributes.get("label")
        if wanted.kind != held.kind or not _tool_id(wanted, held):
            return False
        return wanted.attributes.get("label", label) == label or held in self.contained(wanted)

    def resembles(self, wanted: Node, held: Node) -> bool:
        """The same label, or the same config."""
        label = wanted.attributes.get("label")
        return label == held.attributes.get("label") if label else held in self.contained(wanted)

    def _dissolve(self, wanted: Node, held: Node) -> None:
        """A weak match that would have to be moved costs as much as a new node, which has nothing left of an old one."""
        kept = staying(self, wanted)
        for one in wanted.children or ():
            if one in self.weak and one in self.pair and one not in kept and not one.children:
                self.drop(one)


def _contents(node: Node) -> list[Node]:
    """What is in the branches of a node, or in a branch."""
    return list(node.children or ()) if node.is_branch else [one for branch in node.children or () for one in branch.children or ()]


def _label_of(node: Node) -> Any:
    return (node.kind, node.is_branch, node.attributes.get("label"))


def _kind_of(node: Node) -> Any:
    return (node.kind, node.is_branch)


def _telling(node: Node) -> bool:
    """False for a node without a label, or with one that only says what type it has, as new nodes have."""
    label = "".join(filter(str.isalnum, node.attributes.get("label", ""))).lower()
    return label not in ("", node.type.lower())


def _tool_id(wanted: Node, held: Node) -> bool:
    """False for tools that tell the model different names, and have different labels."""
    mine = (wanted.attributes.get("config") or {}).get("toolId")
    if mine is None:
        return True
    return (held.attributes.get("config") or {}).get("toolId") in (None, mine) or wanted.attributes.get("label") == held.attributes.get(
        "label"
    )


def align(wanted: Sequence[Node], held: Sequence[Node], score: Callable[[Node, Node], int]) -> list[tuple[Node, Node]]:
    """Pairs of two lists, in order in both, with the highest sum of scores."""
    if not wanted or not held:
        return []
    scores = [[score(one, other) if one.kind == other.kind else 0 for other in held] for one in wanted]
    best = [[0] * (len(held) + 1)]
    for row in scores:
        last, line = best[-1], [0]
        for place, value in enumerate(row):
            line.append(max(last[place] + value if value else 0, last[place + 1], line[place]))
        best.append(line)
    found, number, place = [], len(wanted), len(held)
    while number and place:
        if best[number][place] == best[number - 1][place]:
            number -= 1
        elif best[number][place] == best[number][place - 1]:
            place -= 1
        else:
            number, place = number - 1, place - 1
            found.append((wanted[number], held[place]))
    return found[::-1]


# ---- placing ----------------------------------------------------------------------------------------------------------


def staying(matcher: Matcher, owner: Node) -> set[Node]:
    """The wanted nodes of a list that stay where they are, while the others are put around them.

    In a chain a node can be put behind any other, so the most that are in order stay. A branch can only be put to the ends of
    its list (other modes fail at the server), so the most stay that are in order and next to each other.
    """
    held = matcher.pair.get(owner)
    places = {one: place for place, one in enumerate(held.children or ())} if held else {}
    listed = matcher.movable(owner)
    numbers = [places.get(matcher.pair[one], -1) if one in matcher.pair else -1 for one in listed]
    if owner.is_branch:
        return {listed[number] for number in _increasing(numbers)}
    best: list[int] = []
    run: list[int] = []
    for number, place in enumerate(numbers):
        run = [*run, number] if run and place > numbers[run[-1]] else [number]
        if place < 0:
            run = []
        best = run if len(run) > len(best) else best
    return {listed[number] for number in best}


def _increasing(numbers: Sequence[int]) -> list[int]:
    """The positions of a longest increasing part of a list, negative numbers aside."""
    tails: list[int] = []  # the smallest number that ends an increasing part of each length
    at: list[int] = []
    before: list[int] = [-1] * len(numbers)
    for position, number in enumerate(numbers):
        if number >= 0:
            length = bisect_left(tails, number)
            before[position] = at[length - 1] if length else -1
            tails[length : length + 1] = [number]
            at[length : length + 1] = [position]
    found = []
    position = at[-1] if at else -1
    while position >= 0:
        found.append(position)
        position = before[position]
    return found[::-1]


def _placing(matcher: Matcher) -> Iterator[Step]:
    """Creations and moves, a node before what is below it: so a target is always where it is wanted, and never below what is moved."""

    def put(node: Node, target: Node, mode: str) -> Step:
        return Step("move" if node in matcher.pair else "create", node, target, mode)

    def below(owner: Node) -> Iterator[Step]:
        kept, listed = staying(matcher, owner), matcher.movable(owner)
        if owner.is_branch:
            for target, node in zip([owner, *listed], listed):
                if node not in kept:
                    yield put(node, target, "append")
        else:
            first = next((number for number, node in enumerate(listed) if node in kept), 0)
            yield from (put(node, owner, "prependChild") for node in reversed(listed[:first]))
            yield from (put(node, owner, "appendChild") for node in listed[first:] if node not in kept)
            if owner in matcher.pair:  # a branch that should be there; of a new node it will be
                yield from (put(one, owner, "appendChild") for one in owner.children or () if one not in listed and one not in matcher.pair)
        for node in owner.children or ():
            yield from below(node)

    yield from below(matcher.want)


def _gone(matcher: Matcher, owner: Node, stays: bool = True) -> Iterator[Node]:
    """What is to be deleted, without what goes with something else. ``stays``: whether the owner does."""
    for one in owner.children or ():
        if one in matcher.locked:
            continue
        kept = one in matcher.back or (stays and matcher.is_fixed(one))
        yield from _gone(matcher, one, kept)
        if stays and not kept:
            yield one


# ---- before and after -------------------------------------------------------------------------------------------------


def _before(matcher: Matcher, owner: Node) -> list[dict[str, Any]]:
    """What is there: of wanted nodes what was given of them, the others whole."""
    half = []
    for one in owner.children or ():
        wanted = matcher.back.get(one)
        if one in matcher.locked or (wanted is None and matcher.is_fixed(one) and not one.children):
            continue
        inner = one.children is not None and (wanted.children is not None if wanted else bool(one.children))
        half.append({**masked(one, wanted), **({"children": _before(matcher, one)} if inner else {})})
    return half


def _after(matcher: Matcher, owner: Node) -> list[dict[str, Any]]:
    """What will be there; with the branches that were not given and are emptied."""
    half = []
    for one in owner.children or ():
        half.append({**masked(one, one), **({"children": _after(matcher, one)} if one.children is not None else {})})
    held = matcher.pair.get(owner)
    emptied = [one for one in (held.children or () if held else ()) if matcher.is_fixed(one) and one not in matcher.back and one.children]
    return [*half, *({**masked(one), "children": []} for one in emptied)]


def _whole(matcher: Matcher, owner: Node) -> list[dict[str, Any]]:
    """What will be there in the user's form, with what was not given; of new nodes only what was."""
    listed = []
    for one in owner.children or ():
        held = matcher.pair.get(one)
        future = Node(one.type, one.extension, merged(one.attributes, held.attributes) if held else one.attributes)
        below = _whole(matcher, one) if one.children is not None else user_form(held.children or []) if held else []
        listed.append({**shown(future), **({"children": below} if below or one.is_branch else {})})
    held = matcher.pair.get(owner)
    others = [one for one in (held.children or () if held else ()) if matcher.is_fixed(one) and one not in matcher.back]
    return [*listed, *({**shown(one), "children": []} for one in others)]
