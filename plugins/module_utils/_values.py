# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""YAML files that people write, changed in as few characters as possible: values of a Helm chart, patches of kustomize.

ruamel.yaml reads the file and tells where everything stands. Its own way of writing would lay untouched lines out anew, so a change is put in
at its place instead, and the new text is read again: what it says has to be exactly what was asked for. Nothing here touches a file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Union

try:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError, YAMLStreamError
except ImportError:
    HAS_RUAMEL = False
else:
    HAS_RUAMEL = True

from ansible_collections.community.cognigy.plugins.module_utils._errors import InputError
from ansible_collections.community.cognigy.plugins.module_utils._secrets import is_secret_name
from ansible_collections.community.cognigy.plugins.module_utils._transport import HIDDEN

Key = Union[str, int]
Path = tuple[Key, ...]
ABSENT: Any = object()

# Plain texts that are no texts, as Helm reads them.
NULLS = ("", "~", "null", "Null", "NULL")
TRUES = ("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON")
FALSES = ("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF")
INTEGER = re.compile(r"[-+]?(0b[01][01_]*|0o?[0-7][0-7_]*|0x[0-9a-fA-F][0-9a-fA-F_]*|[1-9][0-9_]*|0)\Z")
DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9][0-9_]*(\.[0-9_]*)?)([eE][-+]?[0-9]+)?\Z")
PLAIN = re.compile(r"[A-Za-z_/][A-Za-z0-9_./-]*\Z")
UNPRINTABLE = re.compile("[\x7f-\x9f\ufeff\u2028\u2029\ud800-\udfff]")


@dataclass
class Node:
    """A part of the text: from where to where (for lists and mappings in lines of their own: to the end of the last thing in them)."""

    kind: str  # scalar, list, map, alias
    start: int
    end: int
    column: int
    text: str = ""  # of a scalar; of an alias the name
    style: str = ""  # of a scalar: its quotes, | or >
    flow: bool = False  # in [] or {}
    anchor: str = ""
    tag: str = ""
    items: list[Node] = field(default_factory=list)
    keys: list[Node] = field(default_factory=list)  # of a mapping, side by side with items
    target: Node | None = None  # of an alias

    def find(self, key: Key) -> int | None:
        """The place of a key in items."""
        if self.kind == "list":
            return key if isinstance(key, int) and key < len(self.items) else None
        return next((number for number, one in enumerate(self.keys) if one.text == key), None)


# ---- reading -----------------------------------------------------------------------------------------------------------


def parse(text: str, name: str = "the file") -> Node | None:
    """What stands where; None for a text without content. InputError says what is wrong with it, and never shows it."""
    if not HAS_RUAMEL:
        raise InputError("ruamel.yaml is needed to change YAML files and is not installed. Install it: python3 -m pip install ruamel.yaml")
    anchors: dict[str, Node] = {}

    def wrong(mark: Any, what: str) -> InputError:
        place = f" in line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        return InputError(f"{name} cannot be changed: {what}{place}")

    def node(event: Any) -> Node:
        kind = type(event).__name__
        begin, end, column = event.start_mark.index, event.end_mark.index, event.start_mark.column
        if kind == "AliasEvent":
            if event.anchor not in anchors or not anchors[event.anchor].end:
                raise wrong(event.start_mark, f"*{event.anchor} refers to nothing, or to what it lies in,")
            return Node("alias", begin, end, column, text=event.anchor, target=anchors[event.anchor])
        made = Node("scalar", begin, end, column, anchor=event.anchor or "", tag=str(event.tag or ""))
        if kind == "ScalarEvent":
            made.text, made.style = event.value, event.style or ""
            if made.style in ("|", ">"):
                made.end = end_of_block(text, made)
            if made.anchor:
                anchors[made.anchor] = made
                made.end = made.end if made.text or made.style else made.start + len(made.anchor) + 1
            return made
        made.kind, made.flow, made.end = ("list" if kind == "SequenceStartEvent" else "map"), bool(event.flow_style), 0
        if made.anchor:
            anchors[made.anchor] = made
        for inner in iter(lambda: next(events), None):
            if type(inner).__name__ in ("SequenceEndEvent", "MappingEndEvent"):
                made.end = inner.end_mark.index if made.flow else made.items[-1].end
                break
            one = node(inner)
            if made.kind == "map":
                if one.kind != "scalar":
                    raise wrong(inner.start_mark, "a key that is no plain text")
                if made.find(one.text) is not None and one.text != "<<":
                    raise wrong(inner.start_mark, f"the key {one.text} is there twice, again")
                made.keys.append(one)
                one = node(next(events))
            if one.start == one.end and not made.flow:  # nothing: ruamel.yaml sees it where the next thing begins
                at = text.index(":", made.keys[-1].end) if made.kind == "map" else text.rindex("-", 0, one.start)
                one.start = one.end = at + 1
            made.items.append(one)
        if not made.flow:  # an anchor may stand in the line before
            made.column = made.keys[0].column if made.kind == "map" else column_of_dash(text, event, made)
        return made

    root = None
    try:
        events = iter(YAML(typ="safe", pure=True).parse(text))
        for event in events:
            if type(event).__name__ == "DocumentStartEvent":
                if root is not None:
                    raise wrong(event.start_mark, "a second document begins")
                root = node(next(events))
    except MarkedYAMLError as exc:
        raise wrong(exc.problem_mark, f"it is not valid YAML, {exc.problem}") from None
    except (YAMLError, YAMLStreamError) as exc:
        raise wrong(None, f"it is not valid YAML, {str(getattr(exc, 'reason', '')) or type(exc).__name__}") from None
    return None if root is None or (root.kind == "scalar" and content(root) is None) else root


def end_of_block(text: str, node: Node) -> int:
    """The end of a text in lines of its own, without the line break; empty lines that belong to it ("keep") are in it."""
    body = text[node.start : node.end]
    if "+" in body.split("\n", 1)[0]:
        return node.start + len(body[:-1] if body.endswith("\n") else body)
    return node.start + len(body.rstrip())


def column_of_dash(text: str, event: Any, node: Node) -> int:
    """Where the dashes of a list stand, also when an anchor or a tag comes before it."""
    if not (event.anchor or event.tag):
        return int(event.start_mark.column)
    dash = text.rindex("-", 0, node.items[0].start)
    return dash - (text.rfind("\n", 0, dash) + 1)


def content(node: Node | None) -> Any:
    """The data that a part of the text stands for, as Helm reads it."""
    if node is None or node.kind == "scalar":
        return None if node is None else scalar(node)
    if node.kind == "alias":
        return content(node.target)
    if node.kind == "list":
        return [content(one) for one in node.items]
    merged: dict[str, Any] = {}
    for key, item in zip(node.keys, node.items):
        if is_merge(key):
            given = content(item)
            for one in given if isinstance(given, list) else [given]:
                merged.update({name: value for name, value in (one or {}).items() if name not in merged})
    merged.update({key.text: content(item) for key, item in zip(node.keys, node.items) if not is_merge(key)})
    return merged


def is_merge(key: Node) -> bool:
    return key.text == "<<" and not key.style


def scalar(node: Node) -> Any:
    text = node.text
    if node.style or (node.tag and not node.tag.endswith((":int", ":bool", ":null", ":float"))):
        return text
    if text in NULLS:
        return None
    if text in TRUES or text in FALSES:
        return text in TRUES
    digits = text.replace("_", "")
    if INTEGER.match(text):
        octal = re.sub(r"\A([-+]?)0(?=[0-7])", r"\g<1>0o", digits)
        return int(octal, 0)
    return float(digits) if DECIMAL.match(text) else text


# ---- writing -----------------------------------------------------------------------------------------------------------


def quoted(text: str, style: str = "") -> str:
    if not style and PLAIN.match(text) and text not in (*NULLS, *TRUES, *FALSES):
        return text
    single = style == "'" or (style != '"' and ('"' in text or "\\" in text))
    if single and text.isprintable() and not UNPRINTABLE.search(text):
        return "'" + text.replace("'", "''") + "'"
    return UNPRINTABLE.sub(lambda found: f"\\u{ord(found.group()):04x}", json.dumps(text, ensure_ascii=False))


class Alias(str):
    """The name of an anchor, to be written as a reference to it."""


def key_text(key: str) -> str:
    return key if isinstance(key, Alias) else quoted(key)


def inline(value: Any, style: str = "") -> str:
    """A value in one line."""
    if isinstance(value, Alias):
        return f"*{value}"
    if isinstance(value, str):
        return quoted(value, style)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key_text(key)}: {inline(one)}" for key, one in value.items()) + "}"
    if isinstance(value, Sequence):
        return "[" + ", ".join(map(inline, value)) + "]"
    return json.dumps(value)


def block(value: Any, column: int, step: int) -> list[str]:
    """A list or a mapping with something in it, in lines of its own."""
    pad = " " * column
    lines: list[str] = []
    if isinstance(value, Mapping):
        for key, one in value.items():
            nested = bool(one) and isinstance(one, (Mapping, list))
            lines.append(f"{pad}{key_text(key)}:" + ("" if nested else f" {inline(one)}"))
            lines += block(one, column + step, step) if nested else []
        return lines
    for one in value:
        nested = bool(one) and isinstance(one, (Mapping, list))
        inner = block(one, column + 2, step) if nested else [pad + "  " + inline(one)]
        lines += [f"{pad}- {inner[0].lstrip()}", *inner[1:]]
    return lines


class Text:
    """A text and its parts, to be changed once."""

    def __init__(self, text: str, name: str) -> None:
        self.text = text
        self.name = name
        self.root = parse(text, name)
        self.newline = "\r\n" if "\r\n" in text else "\n"
        nested = [
            one.column for one in (self.root.items if self.root and self.root.kind == "map" else []) if one.kind == "map" and not one.flow
        ]
        self.step = next((column for column in nested if column in range(1, 9)), 2)

    def next_line(self, at: int) -> int:
        return self.text.find("\n", at) + 1 or len(self.text)

    def line_start(self, at: int) -> int:
        return self.text.rfind("\n", 0, at) + 1

    def cut(self, start: int, end: int, new: str = "") -> str:
        return self.text[:start] + new + self.text[end:]

    def lines_at(self, text: str, at: int, lines: list[str]) -> str:
        """A text with lines put in at the start of one of its lines, or at its end."""
        missing = self.newline if at and text[at - 1] != "\n" else ""
        return text[:at] + missing + self.newline.join(lines) + self.newline + text[at:]

    def begin(self, node: Node, place: int) -> int:
        """Where a key, or the dash of an item, begins."""
        if node.flow or node.kind == "map":
            return (node.keys or node.items)[place].start
        line = self.line_start(node.items[place].start)
        while line and self.text[line + node.column : line + node.column + 1] != "-":
            line = self.line_start(line - 1)
        return line + node.column

    def put(self, path: Path, wanted: Any) -> str:
        """The text in which the value at a path is what it is in ``wanted``, the data of the whole."""
        node = self.root
        if node is None or (node.flow and not node.items):
            lines = block(wanted, 0, self.step)
            if node is None:
                return self.lines_at(self.text, len(self.text), lines)
            return self.cut(node.start, node.end, self.newline.join(lines))
        for depth, key in enumerate(path):
            full = value_at(wanted, path[: depth + 1])
            place = node.find(key)
            if place is None:
                return self.insert(node, key, full)
            child = node.items[place]
            if child.target and child.target.kind == "map" and isinstance(full, Mapping) and not node.flow:
                there = content(child)
                own = {name: one for name, one in full.items() if not same(one, there.get(name, ABSENT))}
                return self.replace(node, place, {Alias("<<"): Alias(child.text), **own})
            if depth == len(path) - 1 or child.kind in ("alias", "scalar") or not child.items:
                return self.replace(node, place, full)
            node = child
        raise InputError(f"{self.name} cannot be changed as a whole")

    def insert(self, node: Node, key: Key, value: Any) -> str:
        if node.flow:
            at, one = node.items[-1].end, value if isinstance(key, int) else {key: value}
            new = json.dumps(one, ensure_ascii=False) if self.root and self.root.flow else inline(one)  # a JSON file stays one
            return self.cut(at, at, ", " + (new if isinstance(key, int) else new[1:-1]))
        lines = block([value] if isinstance(key, int) else {key: value}, node.column, self.step)
        return self.lines_at(self.text, self.next_line(node.end), lines)

    def replace(self, parent: Node, place: int, value: Any) -> str:
        child = parent.items[place]
        start, end = child.start, child.end
        in_lines = child.kind in ("list", "map") and not child.flow
        if child.anchor and not in_lines:  # its other users refer to it
            prefix = re.match(r"&\S+[ \t]*", self.text[start:end])
            start += prefix.end() if prefix else 0
        nested = bool(value) and isinstance(value, (Mapping, list)) and not parent.flow
        if not nested and not in_lines:
            space = "" if self.text[start - 1] in " \t\n[{" else " "
            return self.cut(start, end, space + inline(value, child.style))
        if parent.kind == "list":
            lines = block(value, parent.column + 2, self.step) if nested else [inline(value)]
            return self.cut(start, end, self.newline.join([lines[0].lstrip(), *lines[1:]]))
        column = child.column if in_lines and (child.kind == "list") is isinstance(value, list) else parent.column + self.step
        lines = block(value, column, self.step) if nested else []
        if in_lines:
            first = self.line_start(self.begin(child, 0))
            text, at = self.cut(first, self.next_line(end)), first
            if not nested:
                colon = self.text.index(":", parent.keys[place].end) + 1
                return text[:colon] + " " + inline(value) + text[colon:]
        else:
            kept = len(self.text[:start].rstrip(" \t"))
            text = self.cut(kept, end)
            at = text.find("\n", kept) + 1 or len(text)
        return self.lines_at(text, at, lines)

    def remove(self, path: Path) -> str:
        """The text without a key or an item of a list."""
        parent, above = self.root, None
        for key in path[:-1]:
            above = (parent, parent.find(key)) if parent else None
            parent = parent.items[above[1]] if parent and above and above[1] is not None else None
            if parent is None or parent.kind not in ("list", "map"):
                raise self.inherited(path)
        place = parent.find(path[-1]) if parent else None
        if parent is None or place is None:
            raise self.inherited(path)
        child = parent.items[place]
        begin = self.begin(parent, place)
        if len(parent.items) == 1:
            empty: Any = {} if parent.kind == "map" else []
            if above is None or above[1] is None:
                return self.cut(self.line_start(begin), self.next_line(child.end), inline(empty) + self.newline)
            return self.replace(above[0], above[1], empty)
        following = (parent.keys or parent.items)[place + 1].start if place + 1 < len(parent.items) else None
        if parent.flow:
            return self.cut(begin, following) if following else self.cut(parent.items[place - 1].end, child.end)
        if not self.text[self.line_start(begin) : begin].strip():
            return self.cut(self.line_start(begin), self.next_line(child.end))
        return self.cut(begin, following) if following else self.text

    def inherited(self, path: Path) -> InputError:
        return InputError(f"{dotted(path)} in {self.name} comes from another place, by * or <<, and cannot be taken out. Do it by hand.")


# ---- data --------------------------------------------------------------------------------------------------------------


def value_at(data: Any, path: Path) -> Any:
    """ABSENT when there is nothing."""
    for key in path:
        if isinstance(data, Mapping) and isinstance(key, str):
            data = data.get(key, ABSENT)
        elif isinstance(data, list) and isinstance(key, int):
            data = data[key] if key < len(data) else ABSENT
        else:
            return ABSENT
    return data


def with_value(data: Any, path: Path, value: Any, name: str) -> Any:
    """The data with another value at a path; ABSENT takes it out. What is not there on the way is made."""
    if not path:
        return value
    key, rest = path[0], path[1:]
    if data is None or data is ABSENT:
        data = {} if isinstance(key, str) else []
    if not isinstance(data, Mapping if isinstance(key, str) else list):
        raise InputError(f"{name} has something else where a {'mapping' if isinstance(key, str) else 'list'} with {key} is expected")
    new = with_value(value_at(data, (key,)), rest, value, name)
    if isinstance(key, int):
        return [*data[:key], *([] if new is ABSENT else [new]), *data[key + 1 :]]
    changed = {other: one for other, one in dict(data).items() if other != key or new is not ABSENT}
    return changed if new is ABSENT else {**changed, key: new}


def same(one: Any, other: Any) -> bool:
    """Whether two values are one to Helm and to what reads them: 1 is not "1", and JSON in a text may be laid out differently."""
    if isinstance(one, str) and isinstance(other, str) and one[:1] in ("[", "{") and other[:1] in ("[", "{"):
        try:
            return same(json.loads(one), json.loads(other))
        except ValueError:
            return one == other
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return set(one) == set(other) and all(same(value, other[key]) for key, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and bool(one == other)


def leaves(values: Mapping[str, Any], path: Path = ()) -> Iterator[tuple[Path, Any]]:
    for key, value in values.items():
        if isinstance(value, Mapping) and value:
            yield from leaves(value, (*path, str(key)))
        else:
            yield (*path, str(key)), value


def coalesced(defaults: Any, values: Any) -> Any:
    """The values that Helm uses: those of the file over those of the chart; null takes one out."""
    if not isinstance(defaults, Mapping) or not isinstance(values, Mapping):
        return values
    merged = {**defaults}
    for key, value in values.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = coalesced(defaults.get(key), value)
    return merged


def dotted(path: Path) -> str:
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path).lstrip(".")


# ---- what is asked for -------------------------------------------------------------------------------------------------


@dataclass
class Change:
    """One thing that is or would be different. label: its name for people."""

    label: str
    before: Any
    after: Any


class Editor:
    """Carries out one change after another on a text."""

    def __init__(self, text: str, name: str) -> None:
        self.text = text
        self.name = name
        self.data = content(parse(text, name))
        self.changes: list[Change] = []

    def set(self, path: Path, value: Any) -> None:
        """See to it that a value is there; ABSENT: that none is."""
        before = value_at(self.data, path)
        if before is value or same(before, value):
            return
        wanted = with_value(self.data, path, value, self.name)
        text = Text(self.text, self.name)
        new = text.remove(path) if value is ABSENT else text.put(path, wanted)
        try:
            got = content(parse(new, self.name))
        except InputError:
            got = ABSENT
        if not (same(got, wanted) or (not wanted and not got)):
            others = sorted({dotted(one) for one in differing(got, wanted)}) if got is not ABSENT else []
            also = f": it is used in other places too ({', '.join(others[:3])})" if others else ""
            raise InputError(f"{dotted(path)} in {self.name} cannot be changed alone{also}. Write it out by hand, without & and *.")
        self.text, self.data = new, wanted
        self.changes.append(Change(dotted(path), before, value))

    def put(self, path: Path, value: Any) -> None:
        """As set; of a list, the items that stay are left alone with their comments."""
        before = value_at(self.data, path)
        kept = [one for one in before if one in value] if isinstance(before, list) and isinstance(value, list) else []
        if not kept or kept != value[: len(kept)] or same(before, value):
            return self.set(path, value)
        undo = self.text, self.data, list(self.changes)
        try:
            for place in reversed(range(len(before))):
                if before[place] not in kept:
                    self.set((*path, place), ABSENT)
            for place in range(len(kept), len(value)):
                self.set((*path, place), value[place])
        except InputError:  # the list is used in other places too
            self.text, self.data, self.changes = undo
            return self.set(path, value)
        self.changes[len(undo[2]) :] = [Change(dotted(path), before, value)]

    def variable(self, where: Path, name: str, value: str | None, defaults: Sequence[Any] = ()) -> None:
        """A variable in a list of names and values, as a container has it; None: it is not in it."""
        if value_at(self.data, where) in (ABSENT, None) and defaults and value is not None:
            self.set(where, list(defaults))  # the list of a file takes the place of the chart's own
        self.item(where, {"name": name}, "name", value, "valueFrom", f"{dotted(where)}.{name}")

    def patch(self, name: str, value: str | None) -> None:
        """A variable in a patch of the config map with the variables (JSON patch)."""
        data = self.data if self.data is not None else []
        if not isinstance(data, list) or not all(isinstance(one, Mapping) and "op" in one and "path" in one for one in data):
            raise InputError(f'{self.name} is no list of patches, each with "op" and "path", as kustomize takes them for a config map')
        path = f"/data/{name}"
        for one in data:
            if one["path"] == path and one["op"] not in ("add", "replace"):
                raise InputError(f'{self.name} has the operation "{one["op"]}" for {path}. Take it out by hand.')
        self.item((), {"op": "add", "path": path}, "path", value, "from", name)

    def item(self, where: Path, new: Mapping[str, Any], key: str, value: str | None, not_with: str, label: str) -> None:
        """An item of a list, found by what stands under a key in it; new: what one has that was not there."""
        name = new[key]
        listed = value_at(self.data, where)
        listed = [] if listed in (ABSENT, None) else listed
        if not isinstance(listed, list):
            raise InputError(f"{dotted(where)} in {self.name} is no list")
        places = [number for number, one in enumerate(listed) if isinstance(one, Mapping) and one.get(key) == name]
        if len(places) > 1:
            raise InputError(f"{label} is in {self.name} {len(places)} times. Leave one.")
        known = len(self.changes)
        before = listed[places[0]].get("value", "(from elsewhere)") if places else ABSENT
        if value is None:
            if places:
                self.set((*where, places[0]), ABSENT)
        elif not places:
            self.set((*where, len(listed)), {**new, "value": value})
        else:
            if not_with in listed[places[0]]:
                self.set((*where, places[0], not_with), ABSENT)
            self.set((*where, places[0], "value"), value)
        if len(self.changes) > known:
            self.changes[known:] = [Change(label, before, ABSENT if value is None else value)]


def differing(one: Any, other: Any, path: Path = ()) -> Iterator[Path]:
    """Where two data differ."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        for key in {*one, *other}:
            yield from differing(one.get(key, ABSENT), other.get(key, ABSENT), (*path, key))
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for number, both in enumerate(zip(one, other)):
            yield from differing(*both, (*path, number))
    elif one is not other and not same(one, other):
        yield path


# ---- what may be seen --------------------------------------------------------------------------------------------------


def is_hidden(name: Any) -> bool:
    """Whether what stands under this name in a values file is a secret."""
    text = str(name).replace("_", "").replace("-", "").lower()
    if text.endswith(("existingsecret", "secretname")):
        return False
    return is_secret_name(text) or text in ("crt", "key") or text.endswith(("credentials", "creds", "encryptionkey", "privatekey"))


def shown(name: Any, value: Any, secret: bool = False) -> Any:
    """A value as people may see it."""
    if isinstance(value, Mapping):
        return {key: shown(value.get("name", key) if key == "value" else key, one, secret) for key, one in value.items()}
    if isinstance(value, list):
        return [shown(name, one, secret) for one in value]
    if value is None or isinstance(value, bool):
        return value
    if secret or is_hidden(name):
        return HIDDEN
    if isinstance(value, str):
        if re.search(r'(?i)"[^"]*(password|secret|token|key)"\s*:', value):
            return HIDDEN
        return re.sub(r"://[^/@\s]*@", f"://{HIDDEN}@", value)
    return value


def halves(changes: Sequence[Change], secrets: Sequence[str] = ()) -> tuple[dict[str, Any], dict[str, Any]]:
    """Before and after, without secrets: of one that is another now, both halves say only that."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for change in changes:
        name = change.label.rpartition(".")[2]
        for half, value in ((before, change.before), (after, change.after)):
            if value is not ABSENT:
                half[change.label] = shown(name, value, change.label in secrets)
        if before.get(change.label) == HIDDEN == after.get(change.label):
            after[change.label] = f"{HIDDEN} (another one)"
    return before, after
