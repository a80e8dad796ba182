# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Steps of playbooks and what they assert."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ansible_collections.community.cognigy.plugins.module_utils._modules._base import KINDS
from ansible_collections.community.cognigy.plugins.module_utils._modules.playbook import as_object, steps
from ansible_collections.community.cognigy.plugins.module_utils._parts import Change
from ansible_collections.community.cognigy.plugins.module_utils._reconcile import Engine
from ansible_collections.community.cognigy.plugins.module_utils._transport import Answer
from ansible_collections.community.cognigy.tests.unit.plugins.module_utils._fakes import answer, connected, object_id


def says(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "assertText", "params": {"text": text, **more}}


HELLO = {"text": "Hello", "data": {"a": 1}, "asserts": [says("Hi")]}
BYE = {"text": "Bye", "asserts": []}


class Playbook:
    """The steps of one playbook. as_text: data is shown as JSON text."""

    def __init__(self) -> None:
        self.steps: list[dict[str, Any]] = []
        self.calls: list[str] = []
        self.as_text = False
        self._count = 0

    def __call__(self, method: str, path: str, query: dict[str, Any], body: Any, headers: dict[str, str]) -> Answer:
        if method == "GET":
            return answer(method, path, 200, {"steps": [{**one, **({"data": '{"a": 1}'} if self.as_text else {})} for one in self.steps]})
        parts = re.sub(r".*/playbooks/\w{24}/steps", "", path).strip("/").split("/")
        self.calls.append(f"{method} {'assert' if 'asserts' in parts else 'order' if parts == ['order'] else 'step'}")
        if parts == ["order"]:
            self.steps.sort(key=lambda one: body["stepIds"].index(one["_id"]))
            return answer(method, path, 200)
        step = next((one for one in self.steps if one["_id"] == parts[0]), {"asserts": []})
        place, id = (step["asserts"], parts[2:]) if "asserts" in parts else (self.steps, parts[:1] if parts[0] else [])
        return answer(method, path, 200, self._write(method, place, id, body))

    def _write(self, method: str, place: list[dict[str, Any]], id: list[str], body: Any) -> Any:
        one = next((item for item in place if [item["_id"]] == id), None)
        if method == "POST":
            self._count += 1
            place.append({"text": "", "data": {}, "asserts": [], **body, "_id": object_id(self._count)})
            return place[-1]
        assert one is not None
        if method == "DELETE":
            place.remove(one)
        else:
            one.update(body)
        return None

    def ensure(self, *wanted: dict[str, Any], check: bool = False) -> Change:
        self.calls.clear()
        return steps(Engine(connected(self, read_only=check), KINDS), {"projectId": "x", "playbookId": object_id(99)}, list(wanted))

    def texts(self) -> list[str]:
        return [one["text"] for one in self.steps]


@pytest.fixture
def server() -> Playbook:
    server = Playbook()
    server.ensure(HELLO, BYE)
    return server


def test_steps_are_made_with_their_asserts_and_then_let_be(server: Playbook) -> None:
    assert server.calls == ["POST step", "POST assert", "POST step"]
    again = server.ensure(HELLO, BYE)
    assert again == Change(False, [HELLO, BYE], [HELLO, BYE]) and server.calls == []


def test_what_a_step_does_not_say_is_not_compared(server: Playbook) -> None:
    assert not server.ensure({"text": "Hello"}, {"text": "Bye"}).changed
    server.ensure({"text": "Hello", "data": {}}, {"text": "Bye"})
    assert server.calls == ["PATCH step"] and server.steps[0]["asserts"][0]["params"] == {"text": "Hi"}


def test_another_order_keeps_the_steps(server: Playbook) -> None:
    ids = [one["_id"] for one in server.steps]
    predicted = server.ensure(BYE, HELLO, check=True)
    assert server.ensure(BYE, HELLO) == predicted
    assert server.calls == ["POST order"] and [one["_id"] for one in server.steps] == ids[::-1]


def test_a_step_in_between_and_one_less(server: Playbook) -> None:
    server.ensure(HELLO, {"text": "More"}, BYE)
    assert server.calls == ["POST step", "POST order"] and server.texts() == ["Hello", "More", "Bye"]
    server.ensure(BYE)
    assert server.calls == ["DELETE step", "DELETE step"] and server.texts() == ["Bye"]


@pytest.mark.parametrize(
    ("wanted", "calls"),
    [
        ([], ["DELETE assert"]),
        ([says("Ho")], ["PATCH assert"]),
        ([says("Ho"), says("Hi", fuzzy=True)], ["PATCH assert", "POST assert"]),
        ([says("Hi"), says("Hi")], ["POST assert"]),
    ],
)
def test_asserts_are_changed_place_by_place(server: Playbook, wanted: list[dict[str, Any]], calls: list[str]) -> None:
    change = server.ensure({**HELLO, "asserts": wanted}, BYE)
    assert server.calls == calls and change.after[0]["asserts"] == wanted
    assert [{"type": one["type"], "params": one["params"]} for one in server.steps[0]["asserts"]] == wanted
    assert not server.ensure({**HELLO, "asserts": wanted}, BYE).changed


def test_data_that_is_shown_as_text(server: Playbook) -> None:
    server.as_text = True
    assert not server.ensure(HELLO, {**BYE, "data": {"a": 1}}).changed
    assert as_object("") == {} and as_object("x") == "x" and as_object(None) is None and as_object({"a": 1}) == {"a": 1}


def test_a_playbook_that_is_not_there_yet() -> None:
    change = steps(Engine(connected(Playbook(), read_only=True), KINDS), None, [HELLO, BYE])
    assert change == Change(True, [], [HELLO, BYE])


def test_a_playbook_shows_the_users_payload_as_it_is() -> None:
    held = {
        "_id": "1",
        "name": "p",
        "timeout": 5,
        "steps": [{"_id": "2", "text": "x", "data": {"myKey": 1}, "asserts": [{"_id": "3", **says("y")}]}],
    }
    shown = KINDS["playbook"].to_result(held)
    assert shown == {"id": "1", "name": "p", "step_timeout": 5, "steps": [{"text": "x", "data": {"myKey": 1}, "asserts": [says("y")]}]}
