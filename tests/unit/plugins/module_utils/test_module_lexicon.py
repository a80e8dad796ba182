# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Entries of lexicons: matched by keyphrase, sent many at once."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.community.cognigy.plugins.module_utils._errors import InputError, NotKept
from ansible_collections.community.cognigy.plugins.module_utils._modules._base import KINDS
from ansible_collections.community.cognigy.plugins.module_utils._modules.lexicon import entries
from ansible_collections.community.cognigy.plugins.module_utils._parts import MOST, Change, in_requests
from ansible_collections.community.cognigy.plugins.module_utils._reconcile import Engine
from ansible_collections.community.cognigy.plugins.module_utils._transport import Answer
from ansible_collections.community.cognigy.tests.unit.plugins.module_utils._fakes import answer, connected, object_id

BERLIN = {"keyphrase": "Berlin", "synonyms": ["capital", "BER"], "slots": ["town", "city"], "data": {"n": 3}}
BONN = {"keyphrase": "Bonn"}


class Lexicon:
    """The entries and slots of one lexicon. page: as pages instead of plain arrays. decoded: data as objects instead of texts."""

    def __init__(self, *given: dict[str, Any]) -> None:
        self.entries: dict[str, dict[str, Any]] = {}
        self.slots: dict[str, str] = {}
        self.batches: list[list[dict[str, Any]]] = []
        self.page = self.decoded = self.keeps_nothing = False
        self._count = 0
        for one in given:
            self._create({"mainKeyphrase": one["keyphrase"], "data": json.dumps(one.get("data", {})), "slotReferences": []})
            list(self.entries.values())[-1]["phrases"].update({self.id(): text for text in one.get("synonyms", [])})
        self.batches.clear()

    def id(self) -> str:
        self._count += 1
        return object_id(self._count)

    def __call__(self, method: str, path: str, query: dict[str, Any], body: Any, headers: dict[str, str]) -> Answer:
        what = path.rsplit("/", 1)[1]
        if method == "GET":
            items = self._slots() if what == "slots" else self._entries()
            start = query.get("skip", 0)
            items = items[start : start + query["limit"]]
            return answer(method, path, 200, {"items": items, "total": len(items)} if self.page or what == "slots" else items)
        self.batches.append(body["operations"])
        for one in [] if self.keeps_nothing else body["operations"]:
            if what == "slots":
                self.slots[one["value"]["name"]] = self.id()
            else:
                getattr(self, "_" + one["op"])(*[one[name] for name in ("id", "value") if name in one])
        return answer(method, path, 200, {"created": [], "updated": [], "deleted": []})

    def _slots(self) -> list[dict[str, Any]]:
        return [{"_id": id, "name": name} for name, id in self.slots.items()]

    def _entries(self) -> list[dict[str, Any]]:
        return [
            {
                "_id": id,
                "mainKeyphrase": one["mainKeyphrase"],
                "slotReferences": one["slotReferences"],
                "data": json.loads(one["data"]) if self.decoded else one["data"],
                "keyphrases": [
                    {"_id": object_id(0), "value": one["mainKeyphrase"], "isMainKeyphrase": True},
                    *({"_id": phrase, "value": text, "isMainKeyphrase": False} for phrase, text in one["phrases"].items()),
                ],
            }
            for id, one in self.entries.items()
        ]

    def _create(self, value: dict[str, Any]) -> None:
        self.entries[self.id()] = {**value, "phrases": {}}

    def _update(self, id: str, value: dict[str, Any]) -> None:
        self.entries[id].update(value)

    def _delete(self, id: str) -> None:
        del self.entries[id]

    def _addKeyphrase(self, id: str, value: dict[str, Any]) -> None:
        self.entries[id]["phrases"][self.id()] = value["value"]

    def _removeKeyphrase(self, id: str, value: dict[str, Any]) -> None:
        del self.entries[id]["phrases"][value["keyphraseId"]]

    def ensure(self, *wanted: dict[str, Any], check: bool = False) -> Change:
        engine = Engine(connected(self, read_only=check), KINDS)
        return entries(engine, {"projectId": object_id(1), "lexiconId": object_id(2)}, list(wanted))

    def operations(self) -> list[list[str]]:
        return [[one["op"] for one in batch] for batch in self.batches]


def tidy(*wanted: dict[str, Any]) -> list[dict[str, Any]]:
    return [{name: sorted(value) if isinstance(value, list) else value for name, value in one.items()} for one in wanted]


@pytest.mark.parametrize("page", [False, True])
@pytest.mark.parametrize("decoded", [False, True])
def test_entries_are_made_and_then_let_be(page: bool, decoded: bool) -> None:
    server = Lexicon()
    server.page, server.decoded = page, decoded
    predicted = server.ensure(BONN, BERLIN, check=True)
    assert server.batches == []
    made = server.ensure(BONN, BERLIN)
    assert predicted == made == Change(True, [], tidy(BERLIN, BONN))
    assert server.operations() == [["create", "create"], ["create", "create"], ["addKeyphrase", "addKeyphrase"]]  # slots come first
    again = server.ensure(BERLIN, BONN)
    assert again == Change(False, tidy(BERLIN, BONN), tidy(BERLIN, BONN)) and len(server.batches) == 3


def test_what_is_left_out_stays_and_what_is_not_listed_goes() -> None:
    server = Lexicon(BERLIN, BONN, {"keyphrase": "Rome"})
    change = server.ensure({"keyphrase": "Berlin", "slots": ["city"]}, BONN)
    assert server.operations() == [["create"], ["update", "delete"]]
    assert {one["mainKeyphrase"]: one["data"] for one in server.entries.values()} == {"Berlin": '{"n": 3}', "Bonn": "{}"}
    assert [one["keyphrase"] for one in change.before] == ["Berlin", "Bonn", "Rome"]
    assert change.before[0] == {"keyphrase": "Berlin", "slots": []} and change.after[0] == {"keyphrase": "Berlin", "slots": ["city"]}


def test_each_difference_is_one_operation() -> None:
    server = Lexicon(BERLIN)
    server.ensure({"keyphrase": "Berlin", "synonyms": ["BER", "Spree", "Berlin", "BER"]})  # neither itself nor anything twice
    assert server.operations() == [["removeKeyphrase", "addKeyphrase"]]
    server.ensure({"keyphrase": "Berlin", "data": {}})
    assert server.operations()[1:] == [["update"]]
    assert next(iter(server.entries.values()))["data"] == "{}"


def test_of_two_with_one_keyphrase_the_fitting_one_stays() -> None:
    for number in (0, 1):
        given = [{**BONN, "data": {"n": 1}}, {**BONN, "data": {"n": 2}}]
        server = Lexicon(*given)
        assert server.ensure(given[number]).changed
        assert [json.loads(one["data"]) for one in server.entries.values()] == [given[number]["data"]]
        assert server.operations() == [["delete"]]


def test_hundreds_of_entries_are_few_requests() -> None:
    server = Lexicon()
    many = [{"keyphrase": f"k{number}", "synonyms": [f"s{number}"]} for number in range(350)]
    assert server.ensure(*many).changed and len(server.batches) < 5 and len(server.entries) == 350
    assert not server.ensure(*reversed(many)).changed


def test_operations_fit_into_a_request() -> None:
    small, large = {"op": "x" * 100}, {"op": "x" * MOST}
    assert list(in_requests([])) == []
    assert list(in_requests([small, large, small])) == [[small], [large], [small]]
    parts = list(in_requests([small] * 1000))
    assert sum(map(len, parts)) == 1000 and all(len(json.dumps(part)) < MOST * 1.1 for part in parts)
    umlauts = {"op": "ü" * (MOST // 4)}  # sent as \u00fc, six bytes each
    assert len(list(in_requests([umlauts] * 2))) == 2


def test_keyphrases_as_one_object_and_data_that_is_no_json() -> None:
    server = Lexicon(BONN)
    for one in server.entries.values():
        one["data"] = "not JSON"
    assert server.ensure({**BONN, "data": {}}, check=True).before == [{"keyphrase": "Bonn", "data": "not JSON"}]
    listed = server._entries
    server._entries = lambda: [{**item, "keyphrases": item["keyphrases"][0]} for item in listed()]  # type: ignore[method-assign]
    assert server.ensure({**BONN, "synonyms": []}, check=True).changed is False


def test_what_is_not_kept() -> None:
    server = Lexicon(BONN)
    server.keeps_nothing = True
    with pytest.raises(NotKept, match="did not keep them as they were given: 'Berlin', 'Bonn'"):
        server.ensure(BERLIN)


def test_one_keyphrase_twice() -> None:
    with pytest.raises(InputError, match="entries given more than once: 'Bonn'"):
        Lexicon().ensure(BONN, BERLIN, BONN)


def test_a_lexicon_that_is_not_there_yet() -> None:
    engine = Engine(connected(Lexicon(), read_only=True), KINDS)
    assert entries(engine, None, [BONN, BERLIN]) == Change(True, [], tidy(BERLIN, BONN))
    assert not entries(engine, None, []).changed
