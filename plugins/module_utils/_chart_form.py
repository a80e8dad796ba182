# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""The nodes of a flow as a user writes them, checked, and as a tree that can be compared.

Levels alternate: a chain of nodes, the branches of a node in it, the chain that hangs on a branch, and so on. The chain of the
flow hangs on its start node in the same way, so the start node is the root of the tree.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ansible_collections.community.cognigy.plugins.module_utils._errors import InputError
from ansible_collections.community.cognigy.plugins.module_utils._kinds._base import camel, covers, only
from ansible_collections.community.cognigy.plugins.module_utils._secrets import is_secret_name, mask

BASIC = "@cognigy/basic-nodes"
TEXTS = ("label", "comment", "comment_color", "analytics_label")
FLAGS = ("is_disabled", "is_entry_point")
PAYLOADS = ("mock", "config")
ATTRIBUTES = (*TEXTS, *FLAGS, *PAYLOADS)
KEYS = ("type", "extension", *ATTRIBUTES, "children")

# Branches that the server makes with their node and that go with it (observed behaviour): never made, moved or deleted by themselves.
ONLY_BRANCHES: Mapping[str, tuple[str, ...]] = {
    "if": ("then", "else"),
    "ifThenElse": ("then", "else"),
    "once": ("onFirstExecution", "afterwards"),
    "optionalQuestion": ("onQuestion", "onAnswer"),
    "triggerFunction": ("onScheduled", "onSchedulingError"),
}
DEFAULT_BRANCHES: Mapping[str, str] = {
    "switch": "default",
    "lookup": "default",
    "llmPromptV2": "llmPromptDefault",
    "aiAgentJob": "aiAgentJobDefault",
}
_FIXED = sorted({*DEFAULT_BRANCHES.values(), *(name for names in ONLY_BRANCHES.values() for name in names)})
FIXED = frozenset((BASIC, name) for name in _FIXED)
# Where a branch goes, for the message about one in a chain.
_PARENTS: dict[str, list[str]] = {"case": ["switch", "lookup"], "aiAgentJobTool": ["aiAgentJob"], "llmPromptTool": ["llmPromptV2"]}
for _parent, _names in [*ONLY_BRANCHES.items(), *((parent, (name,)) for parent, name in DEFAULT_BRANCHES.items())]:
    for _name in _names:
        _PARENTS.setdefault(_name, []).append(_parent)

_OTHER = ("another type of value",)

_SPECS: dict[str, dict[str, Any]] = {
    "type": {"type": "str", "required": True},
    "extension": {"type": "str", "default": BASIC},
    **{name: {"type": "str"} for name in TEXTS},
    **{name: {"type": "bool"} for name in FLAGS},
    **{name: {"type": "dict"} for name in PAYLOADS},
    # An argument spec cannot contain itself: below the first level check_nodes looks at what was given.
    "children": {"type": "list", "elements": "dict"},
}
NODES: dict[str, Any] = {"type": "list", "elements": "dict", "options": _SPECS}


@dataclass(eq=False)
class Node:
    """A node that is wanted or there.

    attributes: by the names of the API; of a wanted node what was given, of a present one all. children: the branches of a node in
    a chain, or the chain of a branch; None when they are not managed. where: its place in what the user gave.
    """

    type: str
    extension: str = BASIC
    attributes: dict[str, Any] = field(default_factory=dict)
    children: list[Node] | None = None
    is_branch: bool = False
    id: str = ""
    where: str = ""
    parent: Node | None = None

    @property
    def kind(self) -> tuple[str, str]:
        return (self.extension, self.type)

    @property
    def called(self) -> str:
        """How messages name it."""
        label = self.attributes.get("label")
        words = (self.where, self.type, repr(label) if label else "", "" if self.where else f"({self.id})")
        return " ".join(filter(None, words))

    def add(self, child: Node) -> None:
        child.parent = self
        child.is_branch = not self.is_branch
        if self.children is None:
            self.children = []
        self.children.append(child)

    def walk(self) -> Iterator[Node]:
        """All nodes below it, each before what is below it."""
        for child in self.children or ():
            yield child
            yield from child.walk()


# ---- from and to the user ---------------------------------------------------------------------------------------------


def check_nodes(nodes: Any, where: str = "nodes") -> list[dict[str, Any]]:
    """What a user gave for a chain, with all levels below: as it is to be used, without what is null. InputError says what is wrong where."""
    return _checked(nodes, where, None)


def check_branches(nodes: Any, where: str, parent: str) -> list[dict[str, Any]]:
    """The same for the branches of a node of the type ``parent``."""
    return _checked(nodes, where, parent)


def _checked(nodes: Any, where: str, parent: str | None) -> list[dict[str, Any]]:
    """``parent``: the type of the node whose branches these are; None for a chain."""
    if not isinstance(nodes, (list, tuple)):
        raise InputError(f"{where}: a list of nodes is wanted, not {nodes!r}")
    checked = [_checked_node(node, f"{where}[{number}]", parent) for number, node in enumerate(nodes)]
    seen: set[tuple[str, str]] = set()
    for number, node in enumerate(checked if parent else ()):
        kind = (node.get("extension", BASIC), node["type"])
        if kind in FIXED and kind in seen:
            raise InputError(f"{where}[{number}]: {parent} has one branch {node['type']} only")
        seen.add(kind)
    return checked


def _checked_node(node: Any, where: str, parent: str | None) -> dict[str, Any]:
    if not isinstance(node, Mapping):
        raise InputError(f"{where}: a node is a dictionary, not {node!r}")
    unknown = sorted(str(key) for key in node if key not in KEYS)
    if unknown:
        raise InputError(f"{where}: unknown {', '.join(unknown)}; a node has {', '.join(KEYS)}")
    given = {key: _value(key, node[key], f"{where}.{key}") for key in KEYS if node.get(key) is not None and key != "children"}
    if not given.get("type"):
        raise InputError(f"{where}: type is missing")
    name = given["type"]
    if given.get("extension", BASIC) == BASIC:
        if name in ("start", "end"):
            raise InputError(f"{where}: {name} is made by the server, and is not to be listed")
        if parent is None and name in _PARENTS:
            raise InputError(f"{where}: {name} is a branch: it goes into the children of {' or '.join(_PARENTS[name])}")
        only = ONLY_BRANCHES.get(parent or "")
        if only and name not in only:
            branches = " and ".join(only)
            raise InputError(
                f"{where}: the children of {parent} are its branches {branches}, not {name}; what a branch does goes into its children"
            )
    if node.get("children") is not None:
        below = None if parent is not None else name if given.get("extension", BASIC) == BASIC else ""
        given["children"] = _checked(node["children"], f"{where}.children", below)
    return given


def _value(key: str, value: Any, where: str) -> Any:
    """A value in the type that Ansible would give it if it knew the key."""
    if key in PAYLOADS:
        if not isinstance(value, Mapping):
            raise InputError(f"{where}: a dictionary is wanted, not {value!r}")
        return dict(value)
    if key in FLAGS:
        truth = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}.get(
            str(value).lower()
        )
        if truth is None:
            raise InputError(f"{where}: true or false is wanted, not {value!r}")
        return truth
    if isinstance(value, (Mapping, list, tuple)):
        raise InputError(f"{where}: a text is wanted, not {value!r}")
    return str(value)


def tree(nodes: list[dict[str, Any]], where: str = "nodes") -> Node:
    """Checked nodes as a tree below a root that stands for the start node."""
    root = Node("start", children=[], is_branch=True, where=where)
    _grow(root, nodes, where)
    return root


def _grow(parent: Node, nodes: list[dict[str, Any]], where: str) -> None:
    for number, given in enumerate(nodes):
        attributes = {camel(key): given[key] for key in ATTRIBUTES if key in given}
        node = Node(given["type"], given.get("extension", BASIC), attributes, where=f"{where}[{number}]")
        if "config" in attributes:
            attributes["config"] = own_config(node, attributes["config"])
        parent.add(node)
        if "children" in given:
            node.children = []
            _grow(node, given["children"], f"{node.where}.children")


def own_config(node: Node, config: Mapping[str, Any]) -> dict[str, Any]:
    """A config without what the server adds to code after each write (observed behaviour)."""
    server = ("transpiled", "hasError") if node.kind == (BASIC, "code") else ()
    return {key: value for key, value in config.items() if key not in server}


def shown(node: Node, given: Node | None = None) -> dict[str, Any]:
    """One node in the user's form, without its children: what was given of it, else all that is not as it is in every new node."""
    attributes = node.attributes
    half: dict[str, Any] = {"type": node.type, **({"extension": node.extension} if node.extension != BASIC else {})}
    for key in ATTRIBUTES:
        name = camel(key)
        if given is not None:
            if name in given.attributes:
                half[key] = only(given.attributes[name], attributes.get(name))
        elif attributes.get(name) and (key != "mock" or attributes[name].get("isEnabled") or attributes[name].get("code")):
            half[key] = attributes[name]
    return half


def user_form(nodes: list[Node]) -> list[dict[str, Any]]:
    """Nodes in the user's form, whole, with all below them."""
    return [
        {**shown(one), **({"children": user_form(one.children)} if one.children is not None and (one.children or one.is_branch) else {})}
        for one in nodes
    ]


def masked(node: Node, given: Node | None = None) -> dict[str, Any]:
    """``shown``, for a diff."""
    half: dict[str, Any] = mask(shown(node, given))
    return half


# ---- comparing --------------------------------------------------------------------------------------------------------


def differing(want: Node, have: Node) -> list[str]:
    """The attributes, by the names of the API, that a present node has otherwise than they were given."""
    return [name for name, value in want.attributes.items() if not covers(value, have.attributes.get(name))]


def differences(want: Any, have: Any, path: str) -> Iterator[str]:
    """What is otherwise, in words; secrets are named and not shown."""
    if isinstance(want, dict) and isinstance(have, dict):
        for key, value in want.items():
            yield from differences(value, have.get(key), f"{path}.{key}")
    elif not covers(want, have):
        secret = is_secret_name(path.rsplit(".", 1)[-1])
        yield f"{path} is another one" if secret else f"{path} is {mask(have)!r} instead of {mask(want)!r}"


def outline(value: Any) -> Any:
    """Which keys and how many items a payload has, deeply, in a form that can be looked up."""
    if isinstance(value, dict):
        return "dict", tuple((key, outline(value[key])) for key in sorted(value, key=str))
    if isinstance(value, list):
        return "list", tuple(outline(one) for one in value)
    return None


def essence(form: Any, value: Any) -> Any:
    """What a value has of an outline, in a form that can be looked up: ``want`` covers ``have`` when both have the same of its outline."""
    if form is None:
        if isinstance(value, str):
            return value.replace("\r\n", "\n")
        return _OTHER if isinstance(value, (dict, list)) else (isinstance(value, bool), value)
    kind, parts = form
    if kind == "dict":
        return tuple(essence(part, value.get(key)) for key, part in parts) if isinstance(value, dict) else _OTHER
    if not isinstance(value, list) or len(value) != len(parts):
        return _OTHER
    return tuple(essence(part, one) for part, one in zip(parts, value))
