# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Slot fillers and states of a flow, yes-no intents of a locale, trainer records."""

from __future__ import annotations

import json
import uuid
from urllib.parse import urlsplit

import pytest


@pytest.fixture
def project(api, key):
    return api.project(key)


@pytest.fixture
def locale(api, key, project):
    return api.call("GET", f"/v2.0/projects/{project}", key=key).body["primaryLocaleReference"]


@pytest.fixture
def flow(api, key, project):
    return make_flow(api, key, project)


def make_flow(api, key, project):
    return made(api, key, "/v2.0/flows", projectId=project, name="Main")


def made(api, key, path, **body):
    answer = api.call("POST", path, body, key)
    assert answer.status == 201, answer.text
    return answer.body["_id"]


def names(answer):
    return [one["name"] for one in answer.body["items"]]


# Slot fillers


@pytest.fixture
def fillers(flow):
    return f"/v2.0/flows/{flow}/slotfillers"


def test_slot_fillers(api, key, fillers):
    answer = api.call("POST", fillers, {"name": "age", "type": "age", "contextKey": "a"}, key)
    assert (answer.status, answer.body["contextKey"], answer.body["removeNegated"]) == (201, "a", False)
    assert "regex" not in answer.body and uuid.UUID(answer.body["referenceId"])
    item = f"{fillers}/{answer.body['_id']}"
    assert api.call("GET", item, key=key).body == answer.body
    (listed,) = api.call("GET", fillers, key=key).body["items"]
    assert listed["type"] == "age" and "contextKey" not in listed
    assert api.call("PATCH", item, {"removeNegated": True, "name": "years"}, key).status == 204
    found = api.call("GET", item, key=key).body
    assert (found["name"], found["removeNegated"], found["contextKey"]) == ("years", True, "a")
    assert api.call("DELETE", item, key=key).status == 204
    assert api.call("GET", item, key=key).detail == "Slot filler does not exist"


@pytest.mark.parametrize(("kind", "field"), [("regex", "regex"), ("slot", "slot")])
def test_types_with_a_field_of_their_own(api, key, fillers, kind, field):
    id = made(api, key, fillers, name="x", type=kind, **{field: "v"})
    assert api.call("GET", f"{fillers}/{id}", key=key).body[field] == "v"
    assert api.call("PATCH", f"{fillers}/{id}", {field: "w"}, key).status == 204
    assert api.call("GET", f"{fillers}/{id}", key=key).body[field] == "w"
    assert api.call("POST", fillers, {"name": "x", "type": kind, field: 1}, key).status == 400


@pytest.mark.parametrize(
    "body", [{}, {"name": "x"}, {"type": "age"}, {"name": "x", "type": "nonsense"}, {"name": "x", "type": "age", "y": 1}]
)
def test_bad_slot_fillers(api, key, fillers, body):
    assert api.call("POST", fillers, body, key).status == 400


def test_batches_of_slot_fillers(api, key, fillers):
    kept, gone = (made(api, key, fillers, name=one, type="age") for one in ("a", "b"))
    value = dict.fromkeys(("contextKey", "profileKey", "additionalValidation", "resultLocation"), "")
    flags = ("usePositiveOnly", "removeNegated", "storeResultInContext", "storeInContactProfile", "storeDetailedResults")
    flags = dict.fromkeys((*flags, "skipIfResultInContext"), False)
    value = {**value, **flags, "type": "date", "referenceId": str(uuid.uuid4())}
    operations = [
        {"op": "create", "value": {**value, "name": "new"}},
        {"op": "update", "id": kept, "value": {**value, "name": "changed"}},
        {"op": "delete", "id": gone},
    ]
    answer = api.call("PATCH", fillers, {"operations": operations}, key)
    assert (answer.status, answer.body["updated"], answer.body["deleted"]) == (200, [kept], [gone]), answer.text
    assert names(api.call("GET", fillers, key=key)) == ["new", "changed"]


def test_slot_fillers_of_others(api, organisation, key, project, fillers):
    id = made(api, key, fillers, name="x", type="age")
    other = make_flow(api, key, project)
    assert api.call("GET", f"/v2.0/flows/{other}/slotfillers/{id}", key=key).status == 404
    assert api.call("GET", fillers, key=api.super_key(api.organisation("Foreign"))).status == 404
    member = api.user(organisation)
    api.call("POST", f"/v2.0/projects/{project}/addprojectmember", {"userId": member}, key)
    own = api.key_of(organisation, member)
    assert api.call("GET", f"{fillers}/{id}", key=own).status == 200
    assert api.call("DELETE", f"{fillers}/{id}", key=own).status == 403


# States


def test_states(api, key, flow):
    path = f"/v2.0/flows/{flow}/states"
    intents = [made(api, key, f"/v2.0/flows/{flow}/intents", name=one) for one in "ab"]
    answer = api.call("POST", path, {"name": "first", "type": "blacklist", "isDefault": True, "intentIds": intents[:1]}, key)
    assert (answer.status, answer.body["intentIds"], answer.body["isDefault"]) == (201, intents[:1], True)
    item = f"{path}/{answer.body['_id']}"
    assert api.call("GET", item, key=key).body == answer.body
    made(api, key, path, name="second", isDefault=True)
    assert {one["name"]: one["isDefault"] for one in api.call("GET", path, key=key).body["items"]} == {"first": False, "second": True}
    assert api.call("PATCH", item, {"type": "whitelist"}, key).status == 204
    assert api.call("PATCH", item, {"intentIds": [api.absent]}, key).detail == "Intent does not exist"
    assert api.call("POST", f"{item}/addintent", {"intentId": intents[1]}, key).status == 204
    assert api.call("POST", f"{item}/addintent", {"intentId": api.absent}, key).status == 404
    assert api.call("POST", f"{item}/removeintent", {"intentId": intents[0]}, key).status == 204
    assert api.call("POST", f"{item}/removeintent", {"intentId": intents[0]}, key).status == 404
    found = api.call("GET", item, key=key).body
    assert (found["type"], found["intentIds"]) == ("whitelist", intents[1:])
    api.call("DELETE", f"/v2.0/flows/{flow}/intents/{intents[1]}", key=key)
    assert api.call("GET", item, key=key).body["intentIds"] == []
    assert api.call("DELETE", item, key=key).status == 204
    assert api.call("GET", item, key=key).detail == "Flow state does not exist"


def test_batches_of_states(api, key, flow):
    path = f"/v2.0/flows/{flow}/states"
    kept, gone = (made(api, key, path, name=one) for one in "ab")
    value = {"name": "c", "referenceId": str(uuid.uuid4()), "type": "blacklist", "isDefault": False, "intentIds": []}
    operations = [
        {"op": "update", "id": kept, "value": value},
        {"op": "delete", "id": gone},
        {"op": "create", "value": {**value, "name": "d"}},
    ]
    answer = api.call("PATCH", path, {"operations": operations}, key)
    assert (answer.status, answer.body["updated"], answer.body["deleted"], len(answer.body["created"])) == (200, [kept], [gone], 1)
    assert names(api.call("GET", path, key=key)) == ["d", "c"]


# Yes-no intents


@pytest.fixture
def yes_no(locale):
    return f"/v2.0/locales/{locale}/yesnointents"


def test_yes_no_intents(api, key, yes_no):
    found = api.call("GET", yes_no, key=key).body
    assert set(found) == {"yesIntent", "noIntent", "rejectIntent"}
    assert api.call("GET", yes_no, key=key).body == found
    yes = found["yesIntent"]["_id"]
    answer = api.call("PATCH", f"{yes_no}/{yes}", {"isDisabled": True, "rules": ["r"]}, key)
    assert (answer.status, answer.body["yesIntent"]) == (200, {**found["yesIntent"], "isDisabled": True, "rules": ["r"]})
    assert api.call("PATCH", f"{yes_no}/{yes}", {"rules": []}, key).status == 400
    assert api.call("DELETE", f"{yes_no}/{yes}", key=key).status == 204
    again = api.call("GET", yes_no, key=key).body
    assert again["noIntent"] == found["noIntent"] and again["yesIntent"]["rules"] == [] and again["yesIntent"]["_id"] != yes
    assert api.call("PATCH", f"{yes_no}/{yes}", {"isDisabled": True, "rules": []}, key).detail == "Intent does not exist"
    assert api.call("GET", yes_no, key=api.super_key(api.organisation("Foreign"))).detail == "Locale does not exist"


def test_yes_no_sentences(api, key, locale, yes_no):
    ids = {name: one["_id"] for name, one in api.call("GET", yes_no, key=key).body.items()}
    path = f"{yes_no}/{ids['yesIntent']}/sentences"
    answer = api.call("POST", path, {"text": "sure"}, key)
    assert (answer.status, answer.body["localeReference"], answer.body["slots"]) == (201, locale, [])
    assert api.call("POST", path, {}, key).status == 400
    assert api.call("GET", path, key=key).body["items"] == [answer.body]
    assert api.call("GET", f"{yes_no}/{ids['noIntent']}/sentences", key=key).body["items"] == []
    item = f"{path}/{answer.body['_id']}"
    assert api.call("PATCH", item, {"text": "of course", "slots": []}, key).status == 204
    assert api.call("GET", path, key=key).body["items"][0]["text"] == "of course"
    assert api.call("PATCH", f"{yes_no}/{ids['noIntent']}/sentences/{answer.body['_id']}", {"text": "x", "slots": []}, key).status == 404
    assert api.call("DELETE", item, key=key).status == 204
    made(api, key, path, text="yes")
    api.call("DELETE", f"{yes_no}/{ids['yesIntent']}", key=key)
    assert api.control("GET", "objects?kind=yesnosentence") == []


def test_what_a_locale_has_ends_with_it(api, key, project, flow):
    german = made(api, key, "/v2.0/locales", projectId=project, name="German", nluLanguage="de-DE")
    yes_no = f"/v2.0/locales/{german}/yesnointents"
    yes = api.call("GET", yes_no, key=key).body["yesIntent"]["_id"]
    made(api, key, f"{yes_no}/{yes}/sentences", text="ja")
    intents = f"/v2.0/flows/{flow}/intents"
    intent = made(api, key, intents, name="Order", localeReference=german, rules=["r"])
    made(api, key, f"{intents}/{intent}/sentences", text="hallo", localeId=german)
    assert api.call("GET", f"{intents}/{intent}?preferredLocaleId={german}", key=key).body["rules"] == ["r"]
    assert api.call("DELETE", f"/v2.0/locales/{german}", key=key).status == 204
    left = [api.control("GET", f"objects?kind={kind}") for kind in ("yesnointent", "yesnosentence", "intentsentence")]
    assert left == [[], [], []]
    assert api.call("GET", f"{intents}/{intent}", key=key).body["rules"] == []


def test_training_of_yes_no_intents(api, key, project, yes_no):
    made(api, key, "/v2.0/locales", projectId=project, name="German", nluLanguage="de-DE")
    for path, number in ((f"{yes_no}/train", 1), (f"/v2.0/projects/{project}/locales/yesnointents/train", 2)):
        answer = api.call("POST", path, key=key)
        assert (answer.status, len(answer.body["tasks"])) == (200, number)
        for task in answer.body["tasks"]:
            states = [api.call("GET", f"/v2.0/tasks/{task['_id']}", key=key).body["status"] for _again in range(2)]
            assert states == ["active", "done"]


# Trainer records


def feed(api, organisation, project, text="one pizza", **fields):
    body = {
        "kind": "trainerrecord",
        "organisation": organisation,
        "project": project,
        "text": text,
        "count": 1,
        "flowReferenceId": str(uuid.uuid4()),
        "localeReferenceId": str(uuid.uuid4()),
        "nlu": {},
        "meta": {},
        "handled": False,
    }
    return api.control("POST", "objects", {**body, **fields})["_id"]


def listed(api, key, query):
    answer = api.call("GET", f"/v2.0/trainer?{query}", key=key)
    assert answer.status == 200, answer.text
    return [one["text"] for one in answer.body["items"]]


def test_trainer_records(api, organisation, key, project):
    id = feed(api, organisation, project)
    feed(api, organisation, api.project(key, "Other"), "two")
    assert listed(api, key, f"projectId={project}") == ["one pizza"]
    assert api.call("GET", f"/v2.0/trainer/{id}", key=key).body["handled"] is False
    assert api.call("GET", f"/v2.0/trainer/{api.absent}", key=key).detail == "Trainer record does not exist"
    assert api.call("GET", f"/v2.0/trainer/{id}", key=api.super_key(api.organisation("Foreign"))).status == 404


def test_filters_of_trainer_records(api, organisation, key, project):
    feed(api, organisation, project, "none")
    feed(
        api,
        organisation,
        project,
        "intent",
        nlu={"type": "question", "intentMapperResults": {"finalIntentName": "x", "finalIntentScore": 0.7}},
    )
    feed(api, organisation, project, "system", nlu={"detailedSlots": dict.fromkeys(SYSTEM_SLOTS) | {"NUMBER": [SLOT]}})
    feed(api, organisation, project, "user", nlu={"slots": {"dish": ["pizza"]}})
    wanted = {
        "understood=false": ["none"],
        "intentFound=true": ["intent"],
        "slotFound=true": ["user", "system"],
        "systemSlotsFound=true": ["system"],
        "userSlotsFound=true": ["user"],
        "type=question": ["intent"],
        "type=statement": [],
        "scoreRange=0.5&scoreRange=1": ["intent"],
        "filter=USE": ["user"],
    }
    assert {query: listed(api, key, f"projectId={project}&{query}") for query in wanted} == wanted
    assert api.call("GET", f"/v2.0/trainer?projectId={project}&scoreRange=a&scoreRange=1", key=key).status == 400


SYSTEM_SLOTS = ("DATE", "NUMBER", "DURATION", "TEMPERATURE", "AGE", "PERCENTAGE", "EMAIL", "URL", "MONEY", "DISTANCE")
SLOT = {"data": {"value": 1}, "text": "one", "offset": {"start": 0, "end": 3}}


def test_batches_of_trainer_records(api, organisation, key, project, flow, locale):
    ids = [feed(api, organisation, project, text) for text in ("a", "b", "c", "d", "e")]
    intent = made(api, key, f"/v2.0/flows/{flow}/intents", name="Order")
    report = {"findings": [], "info": dict.fromkeys(REPORT, "") | dict.fromkeys(("topScore", "runnerUpScore", "difference"), 0)}
    sentence = {"feedbackReport": report, "text": "a pizza", "slots": [], "flowId": flow, "intentId": intent, "localeId": locale}
    record = {"nlu": {}, "text": "changed", "flowReferenceId": str(uuid.uuid4()), "localeReferenceId": "x", "count": 2, "meta": {}}
    operations = [
        {"op": "delete", "id": ids[0]},
        {"op": "skip", "id": ids[1]},
        {"op": "ignore", "id": ids[2]},
        {"op": "addToIntent", "id": ids[3], "value": sentence},
        {"op": "update", "id": ids[4], "value": {**record, "handled": True, "handleAction": "skipped"}},
    ]
    answer = api.call("POST", "/v2.0/trainer/batch", {"projectId": project, "operations": operations}, key)
    assert answer.status == 204, answer.text
    items = api.call("GET", f"/v2.0/trainer?projectId={project}", key=key).body["items"]
    assert {one["text"]: one["handleAction"] for one in items} == {
        "b": "skipped",
        "c": "ignored",
        "d": "addedToIntent",
        "changed": "skipped",
    }
    assert api.call("GET", f"/v2.0/flows/{flow}/intents/{intent}/sentences", key=key).body["items"][0]["text"] == "a pizza"
    bad = [{"op": "addToIntent", "id": ids[1], "value": {**sentence, "intentId": api.absent}}]
    for operations, text in (([{"op": "skip", "id": ids[0]}], "Trainer record does not exist"), (bad, "Intent does not exist")):
        answer = api.call("POST", "/v2.0/trainer/batch", {"projectId": project, "operations": operations}, key)
        assert (answer.status, answer.detail) == (404, text)


REPORT = (
    *(
        "trueIntentReferenceId",
        "topIntentReferenceId",
        "runnerUpIntentReferenceId",
        "trueIntentName",
        "topIntentName",
        "runnerUpIntentName",
    ),
    *("runnerUpIntentId", "runnerUpFlowName", "runnerUpFlowId", "trueIntentIntentId", "trueIntentFlowName", "trueIntentFlowId"),
    *("topIntentIntentId", "topIntentFlowName", "topIntentFlowId"),
)


def test_packages_of_trainer_records(api, organisation, key, project):
    feed(api, organisation, project, "a")
    feed(api, organisation, project, "b", handled=True, handleAction="skipped")
    started = api.call("POST", "/v2.0/trainer/package", {"projectId": project, "query": {"text": ["a", "x"], "handled": False}}, key)
    link = {"taskId": started.body["_id"]}
    assert api.call("POST", "/v2.0/trainer/downloadlink", link, key).status == 409
    assert api.task(started, key)["name"] == "packageTrainerRecords"
    answer = api.call("POST", "/v2.0/trainer/downloadlink", link, key)
    assert answer.status == 200
    file = api.call("GET", urlsplit(answer.body["downloadLink"]).path)
    assert [one["text"] for one in file.body] == ["a"]
    assert api.call("POST", "/v2.0/trainer/downloadlink", {"taskId": api.absent}, key).status == 404
    assert api.call("POST", "/v2.0/trainer/downloadlink", link, api.super_key(api.organisation("Foreign"))).status == 404
    other = api.project(key, "Other")
    assert api.task(api.form("/v2.0/trainer/upload", key, ("a.json", file.text.encode()), projectId=other), key)["status"] == "done"
    assert listed(api, key, f"projectId={other}") == ["a"]


@pytest.mark.parametrize("content", ["x", "{}", "[{}]", json.dumps([{"text": "a", "flowReferenceId": "x", "localeReferenceId": "y"}])])
def test_bad_packages_fail_in_the_task(api, key, project, content):
    task = api.task(api.form("/v2.0/trainer/upload", key, ("a.json", content.encode()), projectId=project), key)
    assert task["status"] == "error" and task["failReason"]
    assert listed(api, key, f"projectId={project}") == []
