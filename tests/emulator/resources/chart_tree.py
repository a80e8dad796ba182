# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the nodes of a chart are: chains and branches, and what may go where. What it means is told in ``charts``."""

from __future__ import annotations

from typing import Any

from ..errors import INTERNAL, NOT_FOUND, ApiError, invalid
from ..store import new_id
from .node_descriptors import Type, find

CHILD_MODES = ("appendChild", "prependChild", "insertChildAt")
SIBLING_MODES = ("insertAfter", "insertBefore")


def conflicting(why: str) -> ApiError:
    return invalid(f"The operation conflicts with constraints of the node: {why}")


def broken() -> ApiError:
    """The modes that fail at the server (observed behaviour, section Project)."""
    return ApiError(500, "Error while reading ChartData", INTERNAL)


class Tree:
    """The relations of a chart by node. It is a copy: what goes wrong half way leaves no trace."""

    def __init__(self, relations: dict[str, dict[str, Any]], types: dict[str, tuple[str, str]]) -> None:
        self.relations = {node: {**one, "children": list(one["children"])} for node, one in relations.items()}
        self.types = types
        """Type and extension by node."""

    def type_of(self, node: str) -> Type | None:
        return find(*self.types[node])

    def check_target(self, target: str) -> None:
        if target not in self.relations:
            raise ApiError(404, "Failed to find chart node", NOT_FOUND)

    def previous(self, node: str) -> str | None:
        """The node whose ``next`` this one is."""
        return next((one for one, relation in self.relations.items() if relation["next"] == node), None)

    def parent(self, node: str) -> str | None:
        """The node that this one is a branch of."""
        return next((one for one, relation in self.relations.items() if node in relation["children"]), None)

    def chain(self, node: str | None) -> list[str]:
        """A node and what follows it, branches included."""
        found: list[str] = []
        while node is not None:
            found.extend([node, *self.below(node)])
            node = self.relations[node]["next"]
        return found

    def below(self, node: str) -> list[str]:
        """The branches of a node with their chains."""
        return [one for child in self.relations[node]["children"] for one in self.chain(child)]

    def whole(self, node: str) -> list[str]:
        """What is moved, copied or deleted with a node: its branches; and when it is a branch itself, its chain."""
        return self.chain(node) if self.parent(node) is not None else [node, *self.below(node)]

    # Changes

    def new(self, node: str, type_: str, extension: str) -> None:
        self.types[node] = (type_, extension)
        self.relations[node] = {"_id": new_id(), "node": node, "next": None, "children": []}

    def place(self, node: str, target: str, mode: str, position: int) -> None:
        """Put a node that is nowhere to where a mode says."""
        self._check(node, target, mode)
        own, relation = self.relations[node], self.relations[target]
        if mode in CHILD_MODES:
            children = relation["children"]
            children.insert({"appendChild": len(children), "prependChild": 0}.get(mode, position), node)
            return
        parent = self.parent(target)
        if mode in SIBLING_MODES and parent is not None:
            children = self.relations[parent]["children"]
            children.insert(children.index(target) + (mode == "insertAfter"), node)
        elif mode in ("append", "insertAfter"):
            own["next"], relation["next"] = relation["next"], node
        else:
            before = self.previous(target)
            assert before is not None
            own["next"], self.relations[before]["next"] = target, node

    def _check(self, node: str, target: str, mode: str) -> None:
        """Refuse what does not fit.

        A type of another extension, which has no descriptor here, may have any children and be any node's child.
        """
        kind, at = self.type_of(node), self.type_of(target)
        parent = self.parent(target)
        if mode in SIBLING_MODES and parent is None:
            if mode == "insertBefore" or "aiAgentJob" in (self.types[node][0], self.types[target][0]):
                raise broken()
        above = target if mode in CHILD_MODES else parent if mode in SIBLING_MODES else None
        if above is None:
            if kind is not None and kind.parents:
                raise conflicting(f"{kind.name} can only be a child of {', '.join(kind.parents)}")
            if mode == "prepend" and self.previous(target) is None:
                raise conflicting(f"nothing can be before {self.types[target][0]}")
            if at is not None and at.name == "end" and mode != "prepend":
                raise conflicting("nothing can be after end")
            return
        name, owner = self.types[above][0], self.type_of(above)
        if kind is not None and kind.parents:
            if name not in kind.parents:
                raise conflicting(f"{kind.name} can only be a child of {', '.join(kind.parents)}")
        elif owner is not None and not owner.parents:
            # Below a branch it is accepted, though it should hang on its next (observed behaviour, section Project).
            raise conflicting(f"{self.types[node][0]} cannot be a child of {name}")

    def detach(self, node: str) -> None:
        """Take a node out with its branches; what follows it in a chain closes up. A branch keeps its chain."""
        parent = self.parent(node)
        if parent is not None:
            self.relations[parent]["children"].remove(node)
            return
        before = self.previous(node)
        if before is not None:
            self.relations[before]["next"] = self.relations[node]["next"]
        self.relations[node]["next"] = None

    def move(self, node: str, target: str, mode: str, position: int) -> None:
        if target in self.whole(node):
            raise conflicting("a node cannot be moved into itself")
        self.detach(node)
        self.place(node, target, mode, position)

    def remove(self, node: str) -> list[str]:
        """Remove a node; gives all that goes with it."""
        gone = self.whole(node)
        self.detach(node)
        for one in gone:
            del self.relations[one]
        return gone
