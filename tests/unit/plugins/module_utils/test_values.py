# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""YAML files changed in as few characters as possible, and values against a schema."""

from __future__ import annotations

import io
import json
import os
import pathlib
import sys
import tarfile
from typing import Any

import hypothesis.strategies as st
import pytest
import yaml
from hypothesis import given, settings

from ansible_collections.community.cognigy.plugins.module_utils import _values, _values_schema
from ansible_collections.community.cognigy.plugins.module_utils._errors import InputError
from ansible_collections.community.cognigy.plugins.module_utils._modules import helm_values
from ansible_collections.community.cognigy.plugins.module_utils._run import run
from ansible_collections.community.cognigy.plugins.module_utils._transport import HIDDEN
from ansible_collections.community.cognigy.plugins.module_utils._values import ABSENT, Change, Editor, coalesced, halves, same
from ansible_collections.community.cognigy.plugins.module_utils._values_schema import Chart, lint, problems, read_chart
from ansible_collections.community.cognigy.tests.modules import MODULES

pytestmark = pytest.mark.once

TEXT = """\
# head
a: 1   # one
b: &x
  c: "q"
  d: 'it''s'   # two

  # about e
  e: |
    line

    more

f: *x
g:
  <<: *x
  h: yes
list:
- name: A
  value: "1"   # v
# mid
- name: B
  valueFrom: {secretKeyRef: {name: s, key: k}}
null1:
null2: ~ # tilde
empty: {}   # e
flow: {a: b, c: [1, 2]}   # f
shared: &l
  - name: Z
    value: z
user: *l
last: >-
  folded
   text


"""


def changed(text: str, path: tuple[Any, ...], value: Any) -> tuple[list[str], list[str]]:
    """The lines that are gone and those that are new; all else has to be where it was, to the byte."""
    editor = Editor(text, "v.yaml")
    editor.set(path, value)
    old, new = text.splitlines(keepends=True), editor.text.splitlines(keepends=True)
    start = next((number for number, both in enumerate(zip(old, new)) if both[0] != both[1]), min(len(old), len(new)))
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    again = Editor(editor.text, "v.yaml")
    if not any(isinstance(key, int) for key in path):
        again.set(path, value)
        assert (again.text, again.changes) == (editor.text, [])
    return [line.rstrip("\n") for line in old[start : len(old) - end]], [line.rstrip("\n") for line in new[start : len(new) - end]]


@pytest.mark.parametrize(
    ("path", "value", "gone", "new"),
    [
        (("a",), 2, ["a: 1   # one"], ["a: 2   # one"]),
        (("a",), "1", ["a: 1   # one"], ['a: "1"   # one']),
        (("a",), None, ["a: 1   # one"], ["a: null   # one"]),
        (("a",), ABSENT, ["a: 1   # one"], []),
        (("f", "c"), "own", ["f: *x"], ["f:", "  <<: *x", "  c: own"]),
        (("g", "h"), False, ["  h: yes"], ["  h: false"]),
        (("g", "h"), ABSENT, ["  h: yes"], []),
        (("g", "c"), "own", [], ["  c: own"]),
        (("null1", "k", "j"), "v", [], ["  k:", "    j: v"]),
        (("null1",), "v", ["null1:"], ["null1: v"]),
        (("null2",), "v", ["null2: ~ # tilde"], ["null2: v # tilde"]),
        (("empty", "k"), "v", ["empty: {}   # e"], ["empty:   # e", "  k: v"]),
        (("flow", "z"), "1.0", ["flow: {a: b, c: [1, 2]}   # f"], ['flow: {a: b, c: [1, 2], z: "1.0"}   # f']),
        (("flow", "c"), [], ["flow: {a: b, c: [1, 2]}   # f"], ["flow: {a: b, c: []}   # f"]),
        (("flow", "c", 0), ABSENT, ["flow: {a: b, c: [1, 2]}   # f"], ["flow: {a: b, c: [2]}   # f"]),
        (("flow", "c", 1), ABSENT, ["flow: {a: b, c: [1, 2]}   # f"], ["flow: {a: b, c: [1]}   # f"]),
        (("flow", "a"), ABSENT, ["flow: {a: b, c: [1, 2]}   # f"], ["flow: {c: [1, 2]}   # f"]),
        (("list", 0), ABSENT, ["- name: A", '  value: "1"   # v'], []),
        (("list", 1, "valueFrom"), ABSENT, ["  valueFrom: {secretKeyRef: {name: s, key: k}}"], []),
        (("user", 0, "value"), "y", ["user: *l"], ["user:", "  - name: Z", '    value: "y"']),
        (("last",), "u", ["last: >-", "  folded", "   text"], ['last: "u"']),
        (("last",), ABSENT, ["last: >-", "  folded", "   text"], []),
        (("h", "j"), 'a\nb"\\', [], ["h:", '  j: "a\\nb\\"\\\\"']),
        (("h",), '[{"u": "it\'s"}]', [], ["h: '[{\"u\": \"it''s\"}]'"]),
    ],
)
def test_one_change(path: tuple[Any, ...], value: Any, gone: list[str], new: list[str]) -> None:
    assert changed(TEXT, path, value) == (gone, new)


def test_a_list_is_taken_away_as_a_whole() -> None:
    gone, new = changed(TEXT, ("list",), [])
    assert len(gone) == 6 and new == ["list: []"]
    gone, new = changed(TEXT, ("list",), ABSENT)
    assert len(gone) == 6 and new == []


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("b", "c"), "new", "b.c in v.yaml cannot be changed alone: it is used in other places too (f.c, g.c)"),
        (("b",), ABSENT, "cannot be changed alone"),
        (("shared", 0, "value"), "y", "user[0].value"),
        (("g", "d"), ABSENT, "comes from another place"),
        (("f", "c"), ABSENT, "comes from another place"),
        (("a", "b"), 1, "something else where a mapping with b is expected"),
        (("b", 0), 1, "something else where a list with 0 is expected"),
    ],
)
def test_what_cannot_be_changed(path: tuple[Any, ...], value: Any, message: str) -> None:
    editor = Editor(TEXT, "v.yaml")
    with pytest.raises(InputError) as caught:
        editor.set(path, value)
    assert message in str(caught.value) and (editor.text, editor.changes) == (TEXT, [])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: *q\n", "*q refers to nothing"),
        ("a: &z [*z]\n", "to what it lies in"),
        ("a: [\n", "not valid YAML"),
        ("a: 1\nb:\n  c: 1\n  c: 2\n", "the key c is there twice, again in line 4, column 3"),
        ("a: 1\n---\nb: 2\n", "a second document begins in line 2"),
        ("\ta: secret\n", "line 1, column 1"),
        ("a: geheim\x07\n", "not valid YAML"),
        ("[a, b]: 1\n", "a key that is no plain text"),
    ],
)
def test_what_cannot_be_read(text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        Editor(text, "v.yaml")
    assert message in str(caught.value) and "geheim" not in str(caught.value) and "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("", "k:\n  j: v\n"),
        ("# only\n", "# only\nk:\n  j: v\n"),
        ("---\n", "---\nk:\n  j: v\n"),
        ("{} # none\n", "k:\n  j: v # none\n"),
        ("a: 1", "a: 1\nk:\n  j: v\n"),
        ("a:\r\n    b: 1\r\n", "a:\r\n    b: 1\r\nk:\r\n    j: v\r\n"),
        ("\ufeffa: 1\n", "\ufeffa: 1\nk:\n  j: v\n"),
        ("a: 1\n...\n", "a: 1\nk:\n  j: v\n...\n"),
        ("a: |+\n  x\n\n", "a: |+\n  x\n\nk:\n  j: v\n"),
        ('{"a": 1}\n', '{"a": 1, "k": {"j": "v"}}\n'),
    ],
)
def test_ends_of_files(text: str, new: str) -> None:
    editor = Editor(text, "v")
    editor.set(("k", "j"), "v")
    assert editor.text == new


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *((text, True) for text in ("yes", "On", "TRUE")),
        *((text, False) for text in ("no", "off", "False")),
        *((text, None) for text in ("", "~", "null")),
        *(("0x1f", 31), ("0o17", 15), ("017", 15), ("0b11", 3), ("1_000", 1000), ("-5", -5)),
        *(("1.5", 1.5), ("1e3", 1000.0), (".5", 0.5), ("08", 8.0)),
        *((text, text) for text in ("1.2.3", "2026-11-25", "a b", "10.0.0.0/8", "1e", "0x")),
        *(("'1'", "1"), ('"yes"', "yes"), ("!!str 5", "5"), ("!!int 5", 5), ("&a 5", 5)),
    ],
)
def test_what_helm_takes_it_for(text: str, value: Any) -> None:
    data = Editor(f"a: {text}\n", "v").data
    assert same(data["a"], value)


def test_merged_mappings() -> None:
    text = "a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc:\n  <<: [*a, *b]\n  z: 3\n"
    assert Editor(text, "v").data["c"] == {"x": 1, "y": 1, "z": 3}


def test_variables_of_a_service() -> None:
    editor = Editor(TEXT, "v")
    for where, name, value in (
        (("list",), "B", "true"),
        (("list",), "C", "t"),
        (("list",), "A", None),
        (("user",), "C", "t"),
        (("svc", "extraEnvVars"), "C", "t"),
        (("svc", "extraEnvVars"), "D", None),
    ):
        editor.variable(where, name, value)
    assert [(change.label, change.before, change.after) for change in editor.changes] == [
        ("list.B", "(from elsewhere)", "true"),
        ("list.C", ABSENT, "t"),
        ("list.A", "1", ABSENT),
        ("user.C", ABSENT, "t"),
        ("svc.extraEnvVars.C", ABSENT, "t"),
    ]
    data = yaml.safe_load(editor.text)
    assert data["list"] == [{"name": "B", "value": "true"}, {"name": "C", "value": "t"}]
    assert data["user"] == [{"name": "Z", "value": "z"}, {"name": "C", "value": "t"}] and len(data["shared"]) == 1
    editor.variable(("list",), "B", None)
    editor.variable(("list",), "C", None)
    assert yaml.safe_load(editor.text)["list"] == []


def test_the_charts_own_variables_stay() -> None:
    """A list in a values file takes the place of the chart's."""
    editor = Editor("a: 1\n", "v")
    editor.variable(("s", "extraEnvVars"), "B", "2", [{"name": "A", "value": "1"}])
    assert yaml.safe_load(editor.text)["s"]["extraEnvVars"] == [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("e: {a: b}\n", "e in v is no list"),
        ("e: [{name: A, value: a}, {name: A, value: b}]\n", "e.A is in v 2 times"),
    ],
)
def test_lists_that_are_none(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message.replace(".", r"\.")):
        Editor(text, "v").variable(("e",), "A", "1")


def test_patches() -> None:
    text = '- op: add\n  path: /data/X   # x\n  value: "1"\n- {op: replace, path: /data/Z, value: z}\n'
    editor = Editor(text, "v")
    for name, value in (("Y", "true"), ("X", "2"), ("Z", None), ("W", None)):
        editor.patch(name, value)
    assert editor.text == '- op: add\n  path: /data/X   # x\n  value: "2"\n- op: add\n  path: /data/Y\n  value: "true"\n'
    assert [change.label for change in editor.changes] == ["Y", "X", "Z"]
    for wrong in ("a: 1\n", "- a\n", "- {op: remove, path: /data/X}\n"):
        with pytest.raises(InputError, match="patches|by hand"):
            Editor(wrong, "v").patch("X", "1")
    empty = Editor("", "v")
    empty.patch("X", "1")
    assert empty.text == '- op: add\n  path: /data/X\n  value: "1"\n'
    as_json = Editor('[{"op": "add", "path": "/data/X", "value": "1"}]', "v")
    as_json.patch("Y", "2")
    assert json.loads(as_json.text)[1] == {"op": "add", "path": "/data/Y", "value": "2"}


def test_items_of_a_list_that_stay_are_left_alone() -> None:
    text = "l:\n  - a  # first\n  - b  # second\n  - c\n"
    editor = Editor(text, "v")
    editor.put(("l",), ["a", "c", "d"])
    assert editor.text == "l:\n  - a  # first\n  - c\n  - d\n"
    assert [(change.label, change.before, change.after) for change in editor.changes] == [("l", ["a", "b", "c"], ["a", "c", "d"])]
    editor.put(("l",), ["d", "a"])
    assert yaml.safe_load(editor.text) == {"l": ["d", "a"]}
    used = Editor("k: &k [a]\nl: *k\n", "v")
    used.put(("l",), ["a", "b"])
    assert used.text == "k: &k [a]\nl:\n  - a\n  - b\n"


WORD = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Cn", "Zl", "Zp")), min_size=0, max_size=12)
NAME = st.text("abcdefgXYZ_0123:#- \"'", min_size=1, max_size=6).filter(lambda text: text == text.strip())
DATA = st.dictionaries(
    NAME,
    st.recursive(WORD, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAME, inner, max_size=3), max_leaves=6),
    min_size=1,
    max_size=4,
)


@settings(max_examples=150, deadline=None)
@given(
    data=DATA, key=NAME, value=WORD, flow=st.sampled_from([True, False, None]), style=st.sampled_from(["'", '"', None, "|"]), at=st.data()
)
def test_any_file(data: dict[str, Any], key: str, value: str, flow: bool | None, style: str | None, at: st.DataObject) -> None:
    """What another library has written, and reads."""
    text = "# first\n" + yaml.dump(data, default_flow_style=flow, default_style=style, allow_unicode=True, sort_keys=False) + "# last\n"
    path: tuple[str, ...] = ()
    here: Any = data
    while isinstance(here, dict) and here and at.draw(st.booleans()):
        step = at.draw(st.sampled_from(sorted(here)))
        path, here = (*path, step), here[step]
    path = (*path, key) if isinstance(here, dict) or not path else path
    expected = json.loads(json.dumps(data))
    inside = expected
    for step in path[:-1]:
        inside = inside[step]
    inside[path[-1]] = value
    editor = Editor(text, "v")
    assert same(editor.data, data)
    editor.set(path, value)
    assert yaml.safe_load(editor.text) == expected
    assert editor.text.startswith("# first\n") and "# last\n" in editor.text
    after = editor.text
    editor.set(path, value)
    assert editor.text == after


def test_without_ruamel_yaml(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_values, "HAS_RUAMEL", False)
    with pytest.raises(InputError, match="pip install ruamel.yaml"):
        Editor("a: 1\n", "v")


# ---- what may be seen --------------------------------------------------------------------------------------------------


def test_halves_show_no_secret() -> None:
    before, after = halves(
        [
            Change("imageCredentials.password", "geheim-1", "geheim-2"),
            Change("managementUiCredentials", "geheim", ABSENT),
            Change("managementUiCredentialsExistingSecret", ABSENT, "users"),
            Change("tls", {"key": "geheim", "crt": "geheim", "enabled": True}, {"existingSecret": "wild"}),
            Change("mine", ABSENT, {"a": ["geheim"]}),
            Change("proxy", "http://user:geheim@proxy", 'text {"password": "geheim"}'),
            Change("s.extraEnvVars.DB_PASSWORD", "geheim", "geheim2"),
            Change("e", [{"name": "API_TOKEN", "value": "geheim"}, {"name": "A", "value": "seen"}], None),
        ],
        ["mine"],
    )
    assert "geheim" not in json.dumps([before, after])
    assert before["imageCredentials.password"] == HIDDEN and after["imageCredentials.password"] == f"{HIDDEN} (another one)"
    assert after["managementUiCredentialsExistingSecret"] == "users" and "managementUiCredentials" not in after
    assert before["tls"]["enabled"] is True and after["tls"]["existingSecret"] == "wild" and after["mine"] == {"a": [HIDDEN]}
    assert before["e"] == [{"name": "API_TOKEN", "value": HIDDEN}, {"name": "A", "value": "seen"}]


# ---- the schema --------------------------------------------------------------------------------------------------------

SCHEMA = {
    "$schema": "https://json-schema.org/draft-07/schema#",
    "required": ["cloud"],
    "properties": {
        "cloud": {
            "anyOf": [
                {"properties": {"provider": {"enum": ["aws"]}}},
                {"properties": {"provider": {"enum": ["azure"]}}},
            ]
        },
        "image": {"anyOf": [{"required": ["a"]}, {"required": ["b"]}]},
        "api": {"$ref": "#/$defs/service"},
        "closed": {"additionalProperties": False, "properties": {"x": {}}},
    },
    "$defs": {"service": {"properties": {"replicas": {"type": "integer"}, "name": {"type": ["string", "null"], "pattern": "^[a-z]+$"}}}},
}


def test_problems_are_told_by_paths() -> None:
    chart = Chart("here", SCHEMA, {}, True)
    assert problems(chart, {"cloud": {"provider": "aws"}, "api": {"replicas": 2, "name": "x"}}) == []
    found = problems(
        chart,
        {
            "cloud": {"provider": "geheim"},
            "image": {"c": "geheim"},
            "api": {"replicas": "geheim", "name": "Geheim!"},
            "closed": {"y": "geheim"},
        },
    )
    assert found == [
        'api.name has to keep to pattern "^[a-z]+$" (values.schema.json#/properties/api/properties/name/pattern)',
        "api.replicas has to be of the type integer (values.schema.json#/properties/api/properties/replicas/type)",
        "closed may only have x (values.schema.json#/properties/closed/additionalProperties)",
        "cloud provider has to be aws or provider has to be azure (values.schema.json#/properties/cloud/anyOf)",
        "image has to have a or has to have b (values.schema.json#/properties/image/anyOf)",
    ]
    assert "geheim" not in str(found).lower()
    assert problems(chart, {}) == ["the values has to have cloud (values.schema.json#/required)"]
    assert problems(Chart("here", SCHEMA, {}, False), {"image": {}}) == [], "the chart's own values may bring what is missing"
    with pytest.raises(InputError, match="not valid at #/properties/a"):
        problems(Chart("here", {"properties": {"a": {"type": "nonsense"}}}, {}, True), {})


def test_values_of_the_chart_and_of_the_file() -> None:
    assert coalesced({"a": {"b": 1, "c": 2}, "d": [1], "e": 1}, {"a": {"b": 3}, "d": [2], "e": None, "f": None}) == {
        "a": {"b": 3, "c": 2},
        "d": [2],
    }


def test_charts_of_each_form(tmp_path: pathlib.Path) -> None:
    folder = tmp_path / "chart"
    folder.mkdir()
    with pytest.raises(InputError, match="has no values.schema.json"):
        read_chart(str(folder))
    (folder / "values.schema.json").write_text(json.dumps({"type": "object"}))
    assert read_chart(str(folder)) == Chart(str(folder), {"type": "object"}, {}, False)
    (folder / "values.yaml").write_text("a: 1\n")
    assert read_chart(str(folder)).defaults == {"a": 1} and read_chart(str(folder / "values.schema.json")).complete
    archive = tmp_path / "chart-1.tgz"
    with tarfile.open(archive, "w:gz") as stream:
        stream.add(folder, "cognigy.ai")
        inner = tarfile.TarInfo("cognigy.ai/charts/other/values.yaml")
        inner.size = 5
        stream.addfile(inner, io.BytesIO(b"b: 2\n"))
    assert read_chart(str(archive)) == Chart(str(archive), {"type": "object"}, {"a": 1}, True)
    for wrong, message in (("not JSON", "not valid JSON"), ("[]", "no chart")):
        (folder / "values.schema.json").write_text(wrong)
        with pytest.raises(InputError, match=message):
            read_chart(str(folder))
    archive.write_text("no archive")
    for path, message in ((archive, "no archive of a chart"), (tmp_path / "nowhere", "is not there")):
        with pytest.raises(InputError, match=message):
            read_chart(str(path))


def test_lint_hides_what_helm_shows(tmp_path: pathlib.Path) -> None:
    helm = tmp_path / "helm"
    said = "==> Linting\\n- at '/a/password': 'ge\\\\'heim' does not match\\n[ERROR] b: other-secret is odd\\n- at '/c': want integer\\nError: 1"
    helm.write_text(f'#!{sys.executable}\nprint("{said}")\nraise SystemExit(1)\n')
    helm.chmod(0o755)
    values = {"a": {"password": "ge'heim"}, "c": "x"}
    told = lint(str(helm), "chart", ["v"], values, ["ge'heim", "other-secret"])
    assert told == f"- at '/a/password': it does not fit [ERROR] b: {HIDDEN} is odd - at '/c': want integer"
    with pytest.raises(InputError, match="could not be run"):
        lint(str(tmp_path / "nowhere"), "chart", [], {}, [])


# ---- the module --------------------------------------------------------------------------------------------------------

OPTIONS = {option: about.get("default") for option, about in helm_values.MODULES["cognigy_helm_values"].spec.items()}


def module(path: pathlib.Path, check_mode: bool = False, **options: Any) -> dict[str, Any]:
    return run(MODULES["cognigy_helm_values"], {**OPTIONS, "path": str(path), **options}, check_mode)


def test_the_file_keeps_its_mode_and_a_link_stays_one(tmp_path: pathlib.Path) -> None:
    file, link = tmp_path / "real.yaml", tmp_path / "link.yaml"
    file.write_bytes(b"a: 1\r\n")
    file.chmod(0o640)
    link.symlink_to(file)
    result = module(link, values={"b": {"c": "x"}})
    assert result["path"] == str(file) and result["changes"] == ["b.c"] and result["checked_by"] is None
    assert file.read_bytes() == b"a: 1\r\nb:\r\n  c: x\r\n" and file.stat().st_mode & 0o777 == 0o640 and link.is_symlink()
    assert sorted(os.listdir(tmp_path)) == ["link.yaml", "real.yaml"]
    assert module(link, values={"b": {"c": "x"}})["changed"] is False


@pytest.mark.parametrize(
    ("text", "options", "message"),
    [
        (None, {}, "is not there"),
        (b"\xff\xfe", {}, "no text in UTF-8"),
        (b"$ANSIBLE_VAULT;1.1;AES256\n3030\n", {}, "ansible-vault"),
        (b"a: x\nsops:\n  mac: y\n", {}, "sops"),
        (b"- a\n", {}, "no values file"),
        (b"a: 1\n", {"format": "kustomize", "values": {"a": 2}, "absent": ["b"]}, "no values, absent"),
        (b"a: 1\n", {"variables": {"not a name": "x"}}, "no name of an environment variable"),
        (b"a: 1\n", {"variables": {"A": ["x"]}}, "has to be one text"),
        (b"a: 1\n", {"values": {"a": 2}, "chart": "/nowhere"}, "is not there"),
    ],
)
def test_files_and_options_that_are_refused(tmp_path: pathlib.Path, text: bytes | None, options: dict[str, Any], message: str) -> None:
    file = tmp_path / "v.yaml"
    if text is not None:
        file.write_bytes(text)
    result = module(file, **{"values": {"b": "x"}, **options} if options.get("format") is None else options)
    assert result["failed"] and message in result["msg"] and "bug" not in result["msg"]
    assert text is None or file.read_bytes() == text


def test_a_file_that_cannot_be_written_is_as_it_was(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "v.yaml"
    file.write_text("a: 1\n")

    def full(source: str, target: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(helm_values.os, "replace", full)
    result = module(file, values={"a": 2})
    assert "cannot be written, and is as it was: No space left" in result["msg"]
    assert file.read_text() == "a: 1\n" and os.listdir(tmp_path) == ["v.yaml"]


def test_what_checks_the_values(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """jsonschema when it is there, else helm with a whole chart; without both the task fails and says what to install."""
    file, chart = tmp_path / "v.yaml", tmp_path / "chart"
    file.write_text("password: geheim\n")
    chart.mkdir()
    (chart / "values.schema.json").write_text(json.dumps({"properties": {"a": {"type": "integer"}}}))
    (chart / "values.yaml").write_text("")
    wrong = module(file, values={"a": "x"}, chart=str(chart))
    assert "a has to be of the type integer (values.schema.json#/properties/a/type)" in wrong["msg"] and "was not changed" in wrong["msg"]
    assert module(file, True, values={"a": 1}, chart=str(chart))["checked_by"] == "jsonschema"
    extra = tmp_path / "more.yaml"
    extra.write_text("a: x\n")
    assert module(file, True, values={"a": 1}, chart=str(chart), more_files=[str(extra)])["failed"], "the later file wins"

    monkeypatch.setattr(helm_values, "HAS_JSONSCHEMA", False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "pip install jsonschema" in module(file, True, values={"a": 1}, chart=str(chart))["msg"]
    helm = tmp_path / "helm"
    program = ["import sys", "text = open(sys.argv[4].split('=')[1]).read()", "print(text)", "raise SystemExit('a: x' in text)"]
    helm.write_text("\n".join([f"#!{sys.executable}", *program]))
    helm.chmod(0o755)
    assert "pip install jsonschema" in module(file, True, values={"a": 1}, chart=str(chart / "values.schema.json"))["msg"]
    (chart / "Chart.yaml").write_text("name: x\n")
    assert module(file, True, values={"a": 1}, chart=str(chart))["checked_by"] == "helm lint"
    wrong = module(file, values={"a": "x"}, chart=str(chart))
    assert "helm lint: " in wrong["msg"] and "geheim" not in wrong["msg"] and file.read_text() == "password: geheim\n"
    assert _values_schema.HAS_JSONSCHEMA
