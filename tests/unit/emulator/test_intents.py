# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Intents with their localizations and sentences, batches, files, training and learned sentences."""

from __future__ import annotations

import json
import uuid

import pytest


@pytest.fixture
def project(api, key):
    return api.project(key)


@pytest.fixture
def english(api, key, project):
    return api.call("GET", f"/v2.0/projects/{project}", key=key).body["primaryLocaleReference"]


@pytest.fixture
def german(api, key, project):
    answer = api.call("POST", "/v2.0/locales", {"projectId": project, "name": "German", "nluLanguage": "de-DE"}, key)
    return answer.body["_id"]


def make_flow(api, key, project, name="Main"):
    answer = api.call("POST", "/v2.0/flows", {"projectId": project, "name": name}, key)
    assert answer.status == 201, answer.text
    return answer.body["_id"]


@pytest.fixture
def flow(api, key, project):
    return make_flow(api, key, project)


@pytest.fixture
def path(flow):
    return f"/v2.0/flows/{flow}/intents"


def make(api, key, path, name="Order", **fields):
    answer = api.call("POST", path, {"name": name, **fields}, key)
    assert answer.status == 201, answer.text
    return answer.body["_id"]


def names(answer):
    return [one["name"] for one in answer.body["items"]]


def out_of_date(api, key, flow):
    return api.call("GET", f"/v2.0/flows/{flow}", key=key).body["isTrainingOutOfDate"]


def trained(api, key, path):
    api.switch(task_reads=0)
    assert api.call("POST", f"{path}/train", {}, key).body["status"] == "done"


def texts(api, key, path, locale=None):
    query = f"?preferredLocaleId={locale}" if locale else ""
    return [one["text"] for one in reversed(api.call("GET", f"{path}/sentences{query}", key=key).body["items"])]


# Intents


def test_create_read_update_delete(api, key, path, english):
    answer = api.call("POST", path, {"name": "Order", "rules": ["a"], "tags": ["t"], "description": "d"}, key)
    assert (answer.status, answer.body["localeReference"], answer.body["rules"]) == (201, english, ["a"])
    assert uuid.UUID(answer.body["referenceId"]) and "sentences" not in answer.body and "parentIntentId" not in answer.body
    intent = f"{path}/{answer.body['_id']}"
    assert api.call("GET", intent, key=key).body == answer.body
    item = api.call("GET", path, key=key).body["items"][0]
    assert (item["name"], item["description"]) == ("Order", "d") and not {"rules", "createdAt", "feedbackReport"} & set(item)
    assert "feedbackReport" in api.call("GET", f"{path}?includeFeedbackReport=true", key=key).body["items"][0]
    assert api.call("PATCH", intent, {"name": "New"}, key).body["code"] == 1000
    assert api.call("PATCH", intent, {"localeId": english, "name": "New", "condition": "x"}, key).status == 204
    found = api.call("GET", intent, key=key).body
    assert (found["name"], found["condition"], found["rules"]) == ("New", "x", ["a"])
    assert api.call("DELETE", intent, key=key).status == 204
    assert api.call("GET", intent, key=key).detail == "Intent does not exist"
    assert api.call("DELETE", intent, key=key).status == 404


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ({}, "Missing name"),
        ({"name": "a/b"}, "'/'"),
        ({"name": "x", "nonsense": 1}, "'nonsense' is not allowed"),
        ({"name": "x", "tags": "t"}, "should be array"),
        ({"name": "x", "overrideIntentDefaultRepliesAsExamples": "maybe"}, "allowed values"),
        ({"name": "x", "parentIntentId": "f" * 24}, "does not exist"),
    ],
)
def test_bad_intents(api, key, path, body, text):
    answer = api.call("POST", path, body, key)
    assert answer.status == 400 and text in answer.detail


def test_updates_that_echo(api, key, path, english):
    api.switch(patch_echoes=True)
    intent = f"{path}/{make(api, key, path)}"
    answer = api.call("PATCH", intent, {"localeId": english, "isDisabled": True}, key)
    assert (answer.status, answer.body["isDisabled"]) == (200, True)
    batch = {"operations": [{"op": "delete", "id": answer.body["_id"]}]}
    assert api.call("PATCH", path, batch, key).body["deleted"] == [answer.body["_id"]]


@pytest.mark.parametrize("unique", [False, True])
def test_names_of_intents(api, key, project, path, unique):
    api.switch(names_unique=unique)
    make(api, key, path)
    assert api.call("POST", path, {"name": "Order"}, key).status == (409 if unique else 201)
    make(api, key, f"/v2.0/flows/{make_flow(api, key, project, 'Other')}/intents")


def test_intents_of_others(api, organisation, key, project, path):
    intent = make(api, key, path)
    other = make_flow(api, key, api.project(key, "Other"))
    assert api.call("GET", f"/v2.0/flows/{other}/intents/{intent}", key=key).detail == "Intent does not exist"
    assert api.call("GET", f"/v2.0/flows/{api.absent}/intents", key=key).detail == "Flow does not exist"
    assert api.call("GET", f"/v2.0/flows/{other}/intents", key=key).body["total"] == 0
    stranger = api.super_key(api.organisation("Foreign"))
    assert api.call("GET", f"{path}/{intent}", key=stranger).status == 404
    assert api.call("POST", path, {"name": "x"}, stranger).status == 404
    member = api.user(organisation)
    own = api.key_of(organisation, member)
    assert api.call("GET", path, key=own).status == 404
    api.call("POST", f"/v2.0/projects/{project}/addprojectmember", {"userId": member}, key)
    assert api.call("GET", path, key=own).status == 200
    assert api.call("POST", path, {"name": "x"}, own).status == 403
    api.call("POST", f"/v2.0/projects/{project}/members/{member}/addroletomember", {"role": "intents"}, key)
    assert api.call("POST", path, {"name": "x"}, own).status == 201


def test_parents_and_children(api, key, path, english):
    top = make(api, key, path, "Top")
    middle = make(api, key, path, "Middle", parentIntentId=top)
    low = make(api, key, path, "Low", parentIntentId=middle)
    assert names(api.call("GET", path, key=key)) == ["Top"]
    assert names(api.call("GET", f"{path}?includeChildren=true", key=key)) == ["Low", "Middle", "Top"]
    assert names(api.call("GET", f"{path}?parent={top}", key=key)) == ["Middle"]
    assert names(api.call("GET", f"{path}?parent={top}&includeChildren=true", key=key)) == ["Low", "Middle"]
    assert api.call("GET", f"{path}/{low}", key=key).body["parentIntentId"] == middle
    answer = api.call("PATCH", f"{path}/{top}", {"localeId": english, "parentIntentId": low}, key)
    assert (answer.status, answer.detail) == (400, "An intent cannot be below itself")
    assert api.call("PATCH", f"{path}/{low}", {"localeId": english, "parentIntentId": None}, key).status == 204
    assert names(api.call("GET", path, key=key)) == ["Low", "Top"]
    assert api.call("DELETE", f"{path}/{top}", key=key).status == 204
    assert names(api.call("GET", f"{path}?includeChildren=true", key=key)) == ["Low"]
    assert api.call("GET", f"{path}/{middle}", key=key).status == 404


def test_localizations(api, key, path, english, german):
    intent = f"{path}/{make(api, key, path, rules=['english'])}"
    make_sentence(api, key, intent, "hello")
    assert api.call("PATCH", intent, {"localeId": german, "rules": []}, key).status == 400
    assert api.call("GET", f"{intent}?preferredLocaleId={german}", key=key).body["localeReference"] == english
    body = {"localeId": german, "inheritFromLocaleId": english}
    answer = api.call("POST", f"{intent}/addlocalization", body, key)
    assert (answer.status, answer.body) == (201, {})
    assert api.call("POST", f"{intent}/addlocalization", body, key).status == 409
    assert texts(api, key, intent, german) == ["hello"]
    assert api.call("PATCH", intent, {"localeId": german, "rules": ["deutsch"], "name": "Bestellen"}, key).status == 204
    shown = [api.call("GET", f"{intent}{query}", key=key).body for query in ("", f"?preferredLocaleId={german}")]
    assert [(one["localeReference"], one["rules"], one["name"]) for one in shown] == [
        (english, ["english"], "Bestellen"),
        (german, ["deutsch"], "Bestellen"),
    ]
    assert api.call("GET", f"{path}?preferredLocaleId={german}", key=key).body["items"][0]["localeReference"] == german
    for bad in ({"localeId": english}, {"localeId": api.absent}):
        assert api.call("POST", f"{intent}/removelocalization", bad, key).status in (400, 404)
    assert api.call("POST", f"{intent}/removelocalization", {"localeId": german}, key).status == 204
    assert api.call("GET", f"{intent}?preferredLocaleId={german}", key=key).body["rules"] == ["english"]
    sentences = [one["localeReference"] for one in api.control("GET", "objects?kind=intentsentence")]
    assert sentences == [english]
    assert api.call("GET", f"{path}?preferredLocaleId={api.absent}", key=key).detail == "Locale does not exist"


def test_localizations_without_a_source_are_empty(api, key, path, german):
    intent = f"{path}/{make(api, key, path, rules=['english'])}"
    make_sentence(api, key, intent, "hello")
    api.call("POST", f"{intent}/addlocalization", {"localeId": german}, key)
    assert api.call("GET", f"{intent}?preferredLocaleId={german}", key=key).body["rules"] == []
    assert texts(api, key, intent, german) == []


def value(english, name, **fields):
    return {
        "name": name,
        "localeReference": english,
        "referenceId": str(uuid.uuid4()),
        "feedbackReport": {"findings": [], "info": {"fScore": 0}},
        "isDisabled": False,
        "data": {},
        "condition": "",
        "tags": [],
        "isRejectIntent": False,
        "confirmationSentences": [],
        "disambiguationSentence": "",
        "rules": [],
        "nodeReferenceId": "",
        **fields,
    }


def test_batches_of_intents(api, key, path, english):
    gone, kept = make(api, key, path, "Gone"), make(api, key, path, "Kept")
    new = value(english, "New")
    operations = [
        {"op": "create", "value": new},
        {"op": "update", "id": kept, "value": value(english, "Changed", rules=["r"])},
        {"op": "delete", "id": gone},
    ]
    answer = api.call("PATCH", path, {"operations": operations}, key)
    assert answer.status == 200, answer.text
    assert (answer.body["updated"], answer.body["deleted"]) == ([kept], [gone])
    made = api.call("GET", f"{path}/{answer.body['created'][0]}", key=key).body
    assert (made["name"], made["referenceId"]) == ("New", new["referenceId"])
    assert names(api.call("GET", path, key=key)) == ["New", "Changed"]
    answer = api.call("PATCH", path, {"operations": [operations[0], {"op": "delete", "id": gone}]}, key)
    assert (answer.status, answer.detail) == (404, "Intent does not exist")
    assert api.call("GET", path, key=key).body["total"] == 2


# Training


def test_training(api, key, flow, path, english):
    assert not out_of_date(api, key, flow)
    intent = make(api, key, path)
    assert out_of_date(api, key, flow)
    answer = api.call("POST", f"{path}/train", {"localeId": english, "mode": "full"}, key)
    assert (answer.status, answer.body["type"], answer.body["status"]) == (202, "trainIntents", "queued")
    task = f"/v2.0/tasks/{answer.body['_id']}"
    assert api.call("GET", task, key=key).body["status"] == "active" and out_of_date(api, key, flow)
    assert api.call("GET", task, key=key).body["status"] == "done" and not out_of_date(api, key, flow)
    assert api.call("POST", f"{path}/train", {"localeId": api.absent}, key).status == 404
    sentence = make_sentence(api, key, f"{path}/{intent}", "hello")
    for change in (
        ("PATCH", f"{path}/{intent}", {"localeId": english, "tags": ["x"]}),
        ("PATCH", f"{path}/{intent}/sentences/{sentence}", {"text": "hi", "slots": []}),
        ("DELETE", f"{path}/{intent}/sentences/{sentence}", None),
        ("DELETE", f"{path}/{intent}", None),
    ):
        trained(api, key, path)
        assert not out_of_date(api, key, flow)
        assert api.call(*change, key).status == 204
        assert out_of_date(api, key, flow), change


def test_training_of_all_flows(api, key, project, flow):
    others = [make_flow(api, key, project) for _again in range(2)]
    for one in others:
        make(api, key, f"/v2.0/flows/{one}/intents")
        assert out_of_date(api, key, one)
    api.switch(task_reads=0)
    answer = api.call("POST", f"/v2.0/projects/{project}/trainallflows", key=key)
    assert (answer.status, answer.body["type"], answer.body["status"]) == (202, "trainAllProjectFlows", "done")
    assert not any(out_of_date(api, key, one) for one in (flow, *others))


def test_training_of_a_flow_that_is_gone_fails(api, key, flow, path):
    task = api.call("POST", f"{path}/train", key=key).body["_id"]
    assert api.call("DELETE", f"/v2.0/flows/{flow}", key=key).status == 204
    api.call("GET", f"/v2.0/tasks/{task}", key=key)
    found = api.call("GET", f"/v2.0/tasks/{task}", key=key).body
    assert (found["status"], found["failReason"]) == ("error", "Flow does not exist")


def test_scores(api, key, project, flow, english):
    references = {one["_id"]: one["referenceId"] for kind in ("flow", "locale") for one in api.control("GET", f"objects?kind={kind}")}
    body = {"flowReferenceId": references[flow], "localeReferenceId": references[english], "sentence": "hello"}
    assert api.call("POST", f"/v2.0/projects/{project}/nlu/scores", body, key).status == 204
    for field, text in (("flowReferenceId", "Flow does not exist"), ("localeReferenceId", "Locale does not exist")):
        answer = api.call("POST", f"/v2.0/projects/{project}/nlu/scores", {**body, field: str(uuid.uuid4())}, key)
        assert (answer.status, answer.detail) == (404, text)


# Sentences


def make_sentence(api, key, intent, text, **fields):
    answer = api.call("POST", f"{intent}/sentences", {"text": text, **fields}, key)
    assert answer.status == 201, answer.text
    return answer.body["_id"]


def test_sentences(api, key, path, english):
    intent = f"{path}/{make(api, key, path)}"
    slots = [{"type": "anySlot", "name": "food", "start": 0, "end": 5}]
    answer = api.call("POST", f"{intent}/sentences", {"text": "pizza please", "slots": slots}, key)
    assert (answer.status, answer.body["localeReference"], answer.body["slots"]) == (201, english, slots)
    sentence = f"{intent}/sentences/{answer.body['_id']}"
    assert api.call("GET", sentence, key=key).body == answer.body
    assert api.call("GET", f"{intent}/sentences", key=key).body["items"] == [answer.body]
    assert api.call("PATCH", sentence, {"text": "burger please", "slots": []}, key).status == 204
    found = api.call("GET", sentence, key=key).body
    assert (found["text"], found["slots"], found["localeReference"]) == ("burger please", [], english)
    assert api.call("GET", f"{intent}/sentences?filter=BURGER", key=key).body["total"] == 1
    other = f"{path}/{make(api, key, path, 'Other')}"
    assert api.call("GET", f"{other}/sentences/{answer.body['_id']}", key=key).detail == "Sentence does not exist"
    assert api.call("DELETE", sentence, key=key).status == 204
    assert api.call("GET", sentence, key=key).status == 404


@pytest.mark.parametrize(
    ("body", "status", "text"),
    [
        ({}, 400, "Missing text"),
        ({"text": " "}, 400, "shorter"),
        ({"text": "x", "localeId": "f" * 24}, 404, "Locale does not exist"),
        ({"text": "x", "slots": [{"type": "anySlot", "name": "n", "start": 0, "end": 2}]}, 400, "within the text"),
        (
            {"text": "x", "slots": [{"type": "lexiconSlot", "lexiconReference": "f" * 24, "start": 0, "end": 1}]},
            400,
            "Lexicon does not exist",
        ),
        ({"text": "x", "name": "n"}, 400, "not allowed"),
    ],
)
def test_bad_sentences(api, key, path, body, status, text):
    answer = api.call("POST", f"{path}/{make(api, key, path)}/sentences", body, key)
    assert answer.status == status and text in answer.detail


def test_sentences_of_locales(api, key, path, english, german):
    intent = f"{path}/{make(api, key, path)}"
    assert api.call("POST", f"{intent}/sentences", {"text": "hallo", "localeId": german}, key).status == 400
    api.call("POST", f"{intent}/addlocalization", {"localeId": german}, key)
    make_sentence(api, key, intent, "hallo", localeId=german)
    make_sentence(api, key, intent, "hello", localeId=english)
    assert [texts(api, key, intent, one) for one in (None, english, german)] == [["hello"], ["hello"], ["hallo"]]


def test_batches_of_sentences(api, key, path, english):
    intent = f"{path}/{make(api, key, path)}"
    kept, gone = make_sentence(api, key, intent, "a"), make_sentence(api, key, intent, "b")
    new = {"localeReference": english, "text": "c", "slots": []}
    operations = [
        {"op": "create", "value": new},
        {"op": "update", "id": kept, "value": {**new, "text": "d"}},
        {"op": "delete", "id": gone},
        {"op": "delete", "id": gone},
    ]
    answer = api.call("PATCH", f"{intent}/sentences", {"operations": operations}, key)
    assert (answer.status, answer.body["updated"], answer.body["deleted"]) == (200, [kept], [gone, gone])
    assert texts(api, key, intent) == ["d", "c"]
    bad = {"operations": [{"op": "create", "value": {"text": "e"}}]}
    assert api.call("PATCH", f"{intent}/sentences", bad, key).status == 400


@pytest.mark.parametrize("whole_flow", [False, True])
def test_sentences_end_with_their_intent_or_flow(api, key, flow, path, whole_flow):
    intent = make(api, key, path)
    make_sentence(api, key, f"{path}/{intent}", "hello")
    assert api.call("DELETE", f"/v2.0/flows/{flow}" if whole_flow else f"{path}/{intent}", key=key).status == 204
    assert [api.control("GET", f"objects?kind={kind}") for kind in ("intent", "intentsentence")] == [[], []]


def test_nothing_is_generated(api, key, path, english):
    intent = f"{path}/{make(api, key, path)}"
    answer = api.call("POST", f"{intent}/sentences/generate?localeId={english}", key=key)
    assert (answer.status, answer.body) == (200, {"sentences": []})
    answer = api.call("POST", f"{path}?shouldGenerateSentences=true&generateSentenceLimit=5", {"name": "x"}, key)
    assert (answer.status, answer.body["sentences"]) == (201, [])
    assert api.call("POST", f"{path}?generateSentenceLimit=4", {"name": "x"}, key).status == 400


def test_learned_sentences(api, organisation, key, project, flow, path):
    learned = {"kind": "intentlearningsentence", "organisation": organisation, "project": project, "flowReference": flow}
    api.control("POST", "objects", {**learned, "sentence": "one pizza", "confirmedCount": 2, "rejectedCount": 0})
    reference = api.call("GET", f"/v2.0/flows/{flow}", key=key).body["referenceId"]
    item = api.call("GET", f"{path}/learningsentences?flowReferenceId={reference}", key=key).body["items"][0]
    assert (item["sentence"], item["confirmedCount"]) == ("one pizza", 2)
    assert api.call("GET", f"{path}/learningsentences?flowReferenceId={uuid.uuid4()}", key=key).status == 400
    assert api.call("GET", f"{path}/learningsentences", key=key).status == 400
    one = f"{path}/learningsentences/{item['_id']}"
    assert api.call("GET", one, key=key).body["sentence"] == "one pizza"
    assert api.call("DELETE", one, key=key).status == 204
    assert api.call("GET", one, key=key).status == 404


# Files


def imported(api, key, path, content, locale, mode="merge"):
    answer = api.form(f"{path}/import", key, ("intents.json", content.encode()), localeId=locale, mode=mode)
    task = api.task(answer, key)
    assert task["name"] == "importIntents"
    return task["status"], task["failReason"]


def exported(api, key, path, locale, file_format="json"):
    answer = api.call("POST", f"{path}/export", {"localeId": locale, "format": file_format}, key)
    assert answer.status == 200, answer.text
    return answer


def test_export(api, key, path, english, german):
    top = make(api, key, path, "Top", rules=["r"], confirmationSentences=["sure?"])
    make(api, key, path, "Low", parentIntentId=top)
    make(api, key, path, "Bad", isRejectIntent=True, rules=["no"])
    for text in ("hello, you", "hi"):
        make_sentence(api, key, f"{path}/{top}", text)
    first, second, _third = exported(api, key, path, english).body
    assert (first["name"], first["exampleSentences"], first["rules"], first["parent"]) == ("Top", ["hello, you", "hi"], ["r"], "")
    assert second["parent"] == "Top"
    assert exported(api, key, path, german).body == []
    answer = exported(api, key, path, english, "csv")
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.text.splitlines() == [
        'Top,exampleSentence,"hello, you"',
        "Top,exampleSentence,hi",
        "Top,confirmationSentence,sure?",
        "Top,rules,r",
        "rejectIntent,rules,no",
    ]
    assert api.call("POST", f"{path}/export", {"localeId": english, "format": "xml"}, key).status == 400


@pytest.mark.parametrize(
    ("mode", "order", "other"),
    [
        ("skip", ["old"], ["Order", "Other", "New"]),
        ("merge", ["old", "new"], ["Order", "Other", "New"]),
        ("overwrite", ["new"], ["Order", "New"]),
    ],
)
def test_import(api, key, flow, path, english, mode, order, other):
    intent = make(api, key, path)
    make_sentence(api, key, f"{path}/{intent}", "old")
    make(api, key, path, "Other")
    trained(api, key, path)
    api.switch(task_reads=2)
    content = [{"name": "Order", "exampleSentences": ["new"]}, {"name": "New", "parent": "Order", "rules": ["r"], "tags": ["t"]}]
    assert imported(api, key, path, json.dumps(content), english, mode) == ("done", "")
    assert texts(api, key, f"{path}/{intent}") == order
    found = exported(api, key, path, english).body
    assert [one["name"] for one in found] == other
    assert (found[-1]["parent"], found[-1]["rules"], found[-1]["tags"]) == ("Order", ["r"], ["t"])
    assert out_of_date(api, key, flow)
    assert api.control("GET", "objects?kind=upload") == []


def test_import_of_csv_and_what_was_exported(api, key, project, path, english):
    assert imported(api, key, path, 'A,exampleSentence,"b, c"\nA,defaultReply,d\nrejectIntent,rules,r\n', english) == ("done", "")
    found = exported(api, key, path, english)
    assert [(one["name"], one["exampleSentences"], one["isRejectIntent"]) for one in found.body] == [
        ("A", ["b, c"], False),
        ("rejectIntent", [], True),
    ]
    other = f"/v2.0/flows/{make_flow(api, key, project)}/intents"
    assert imported(api, key, other, found.text, english, "overwrite") == ("done", "")
    assert exported(api, key, other, english).body == found.body


def test_import_into_another_locale(api, key, path, english, german):
    intent = f"{path}/{make(api, key, path)}"
    assert imported(api, key, path, "Order,exampleSentence,hallo", german) == ("done", "")
    assert texts(api, key, intent, german) == ["hallo"] and texts(api, key, intent) == []
    assert imported(api, key, path, "Else,exampleSentence,etwas", german, "overwrite") == ("done", "")
    assert api.call("GET", f"{intent}?preferredLocaleId={german}", key=key).body["localeReference"] == english


@pytest.mark.parametrize("content", ["one,two", "A,nonsense,x", "{}", "[{}]", "[1", '[{"name": "a/b"}]', '[{"name": "a", "rules": [1]}]'])
def test_bad_files_fail_in_the_task(api, key, path, english, content):
    status, reason = imported(api, key, path, content, english)
    assert status == "error" and reason


def test_bad_imports(api, key, path, english):
    path, file = f"{path}/import", ("a.csv", b"x")
    assert api.form(path, key, file, localeId=english).detail == "Validation failed. Missing mode."
    assert api.form(path, key, None, localeId=english, mode="skip").detail == "Validation failed. Missing file."
    assert api.form(path, key, file, localeId=english, mode="nonsense").status == 400
    assert api.form(path, key, file, localeId=api.absent, mode="skip").status == 404
    assert api.form(path, key, file, localeId=english, mode="skip", more="y").status == 400
