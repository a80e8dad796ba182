# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lexicons with their slots, entries and keyphrases, batches, and CSV files both ways."""

from __future__ import annotations

import uuid
from urllib.parse import urlsplit

import pytest


@pytest.fixture
def project(api, key):
    return api.project(key)


@pytest.fixture
def lexicon(api, key, project):
    return make(api, key, project)


@pytest.fixture
def path(lexicon):
    return f"/v2.0/lexicons/{lexicon}"


def make(api, key, project, name="Food", query="", **fields):
    answer = api.call("POST", f"/v2.0/lexicons{query}", {"projectId": project, "name": name, **fields}, key)
    assert answer.status == 201, answer.text
    return answer.body["_id"]


def made(api, key, path, **body):
    answer = api.call("POST", path, body, key)
    assert answer.status == 201, answer.text
    return answer.body["_id"]


def slot(api, key, path, name="dish"):
    return made(api, key, f"{path}/slots", name=name)


def entry(api, key, path, phrase="pizza", **fields):
    return made(api, key, f"{path}/entries", mainKeyphrase=phrase, **fields)


def phrases(api, key, path, id):
    """The values of an entry's keyphrases, the main one first, and the ids by value."""
    found = api.call("GET", f"{path}/entries/{id}", key=key).body
    values = sorted(found["keyphrases"], key=lambda one: not one["isMainKeyphrase"])
    assert values[0]["value"] == found["mainKeyphrase"]
    return [one["value"] for one in values], {one["value"]: one["_id"] for one in values}


# Lexicons


def test_create_read_update_delete(api, key, project):
    body = {"projectId": project, "name": "Food", "description": "d"}
    answer = api.call("POST", "/v2.0/lexicons", body, key)
    assert answer.status == 201 and uuid.UUID(answer.body["referenceId"])
    path = f"/v2.0/lexicons/{answer.body['_id']}"
    assert api.call("GET", path, key=key).body == {**answer.body, "isPackedForDownload": False}
    item = api.call("GET", f"/v2.0/lexicons?projectId={project}", key=key).body["items"][0]
    assert item == {**answer.body, "projectReference": project}
    assert api.call("PATCH", path, {"name": "Drinks"}, key).status == 204
    found = api.call("GET", f"{path}?metaOnly=true", key=key).body
    assert (found["name"], found["description"]) == ("Drinks", "d")
    assert api.call("GET", f"/v2.0/search?projectId={project}&filter=drinks", key=key).body["items"][0]["type"] == "lexicon"
    assert api.call("DELETE", path, key=key).status == 204
    assert api.call("GET", path, key=key).detail == "Lexicon does not exist"


@pytest.mark.parametrize(
    ("body", "status", "text"),
    [
        ({"name": None}, 400, "name should be string"),
        ({"name": "a:b"}, 400, "':'"),
        ({"nonsense": 1}, 400, "'nonsense' is not allowed"),
        ({"projectId": "f" * 24}, 404, "Project does not exist"),
        ({"projectId": "x"}, 400, "mongo-id"),
        ({"resourceId": "f" * 24}, 404, "Resource does not exist"),
    ],
)
def test_bad_lexicons(api, key, project, body, status, text):
    answer = api.call("POST", "/v2.0/lexicons", {"projectId": project, "name": "x", **body}, key)
    assert answer.status == status and text in answer.detail


@pytest.mark.parametrize("unique", [False, True])
def test_names_of_lexicons(api, key, project, lexicon, unique):
    api.switch(names_unique=unique)
    status = api.call("POST", "/v2.0/lexicons", {"projectId": project, "name": "Food"}, key).status
    assert status == (409 if unique else 201)
    make(api, key, api.project(key, "Other"))
    other = make(api, key, project, "Else")
    assert api.call("PATCH", f"/v2.0/lexicons/{other}", {"name": "Food"}, key).status == (409 if unique else 204)
    assert api.call("PATCH", f"/v2.0/lexicons/{lexicon}", {"name": "Food"}, key).status == 204


def test_lexicons_of_others(api, organisation, key, project, path):
    assert api.call("GET", path, key=api.super_key(api.organisation("Foreign"))).status == 404
    member = api.user(organisation)
    own = api.key_of(organisation, member)
    assert api.call("GET", f"{path}/entries", key=own).status == 404
    api.call("POST", f"/v2.0/projects/{project}/addprojectmember", {"userId": member}, key)
    assert api.call("GET", f"{path}/entries", key=own).status == 200
    assert api.call("POST", f"{path}/entries", {"mainKeyphrase": "x"}, own).status == 403
    api.call("POST", f"/v2.0/projects/{project}/members/{member}/addroletomember", {"role": "lexicon_editor"}, key)
    assert api.call("POST", f"{path}/entries", {"mainKeyphrase": "x"}, own).status == 201


def test_deletion_takes_the_content_and_detaches(api, key, project, lexicon, path):
    other = make(api, key, project, "Other")
    flow = made(api, key, "/v2.0/flows", projectId=project, name="Main", attachedLexicons=[lexicon, other])
    german = made(api, key, "/v2.0/locales", projectId=project, name="German", nluLanguage="de-DE")
    flow = f"/v2.0/flows/{flow}"
    assert api.call("POST", f"{flow}/addlocalization", {"localeId": german}, key).status in (200, 201, 204)
    entry(api, key, path, slotReferences=[slot(api, key, path)])
    entry(api, key, f"/v2.0/lexicons/{other}")
    assert api.call("DELETE", path, key=key).status == 204
    assert [one["lexiconReference"] for one in api.control("GET", "objects?kind=lexiconentry")] == [other]
    assert api.control("GET", "objects?kind=lexiconslot") == []
    for query in ("", f"?preferredLocaleId={german}"):
        assert api.call("GET", f"{flow}{query}", key=key).body["attachedLexicons"] == [other]


def test_deletion_of_the_project_takes_lexicons(api, key, project, path):
    entry(api, key, path)
    api.task(api.call("DELETE", f"/v2.0/projects/{project}", key=key), key)
    assert api.control("GET", "objects?kind=lexicon") == api.control("GET", "objects?kind=lexiconentry") == []


@pytest.mark.parametrize("in_query", [False, True])
def test_copies(api, key, project, lexicon, path, in_query):
    entry(api, key, path, slotReferences=[slot(api, key, path)])
    more = {"query": f"?resourceId={lexicon}"} if in_query else {"resourceId": lexicon}
    copy = make(api, key, project, "Copy", **more)
    found = api.call("GET", f"/v2.0/lexicons/{copy}/entries", key=key).body[0]
    slots = api.call("GET", f"/v2.0/lexicons/{copy}/slots", key=key).body["items"]
    assert (found["mainKeyphrase"], found["slotReferences"]) == ("pizza", [slots[0]["_id"]])
    assert found["_id"] != api.call("GET", f"{path}/entries", key=key).body[0]["_id"]


def test_batches_of_lexicons(api, key, project, lexicon):
    gone = make(api, key, project, "Gone")
    operations = [
        {"op": "create", "value": {"name": "New", "referenceId": str(uuid.uuid4())}},
        {"op": "update", "id": lexicon, "value": {"name": "Changed", "referenceId": str(uuid.uuid4())}},
        {"op": "delete", "id": gone},
    ]
    path = f"/v2.0/lexicons?projectId={project}"
    assert api.call("PATCH", "/v2.0/lexicons", {"operations": operations}, key).status == 400
    answer = api.call("PATCH", path, {"operations": operations}, key)
    assert (answer.status, answer.text) == (204, "")
    assert [one["name"] for one in api.call("GET", path, key=key).body["items"]] == ["New", "Changed"]
    assert api.call("PATCH", path, {"operations": operations}, key).status == 404
    foreign = make(api, key, api.project(key, "Other"))
    assert api.call("PATCH", path, {"operations": [{"op": "delete", "id": foreign}]}, key).status == 404
    api.switch(patch_echoes=True)
    assert api.call("PATCH", path, {"operations": operations[:1]}, key).status == 204
    assert api.call("GET", path, key=key).body["total"] == 3


# Slots


def test_slots(api, key, path):
    answer = api.call("POST", f"{path}/slots", {"name": "dish"}, key)
    assert (answer.status, answer.body["name"]) == (201, "dish")
    assert api.call("GET", f"{path}/slots", key=key).body["items"] == [answer.body]
    item = f"{path}/slots/{answer.body['_id']}"
    api.switch(patch_echoes=True)
    assert api.call("PATCH", item, {"name": "meal"}, key).status == 204
    assert api.call("GET", f"{path}/slots", key=key).body["items"][0]["name"] == "meal"
    id = entry(api, key, path, slotReferences=[answer.body["_id"]])
    assert api.call("DELETE", item, key=key).status == 204
    assert api.call("GET", f"{path}/entries/{id}", key=key).body["slotReferences"] == []
    assert api.call("DELETE", item, key=key).detail == "Lexicon slot does not exist"


def test_limits_of_slots(api, key, path):
    assert api.call("POST", f"{path}/slots", {"name": "x" * 31}, key).status == 400
    assert api.call("POST", f"{path}/slots", {}, key).status == 400
    operations = [{"op": "create", "value": {"name": f"slot{number}"}} for number in range(250)]
    answer = api.call("PATCH", f"{path}/slots", {"operations": operations}, key)
    assert (answer.status, len(answer.body["created"])) == (200, 250)
    assert "(250)" in api.call("POST", f"{path}/slots", {"name": "more"}, key).detail


def test_batches_of_slots(api, key, path):
    kept, gone = slot(api, key, path, "a"), slot(api, key, path, "b")
    operations = [{"op": "update", "id": kept, "value": {"name": "c"}}, {"op": "delete", "id": gone}]
    answer = api.call("PATCH", f"{path}/slots", {"operations": operations}, key)
    assert (answer.status, answer.body) == (200, {"created": [], "updated": [kept], "deleted": [gone]})
    assert [one["name"] for one in api.call("GET", f"{path}/slots", key=key).body["items"]] == ["c"]


# Entries


def test_entries(api, key, path):
    dish = slot(api, key, path)
    body = {"mainKeyphrase": "pizza", "slotReferences": [dish], "data": '{"id": 1}'}
    answer = api.call("POST", f"{path}/entries", body, key)
    assert answer.status == 201 and {name: answer.body[name] for name in body} == body
    main = answer.body["keyphrases"]
    assert [(one["value"], one["isMainKeyphrase"]) for one in main] == [("pizza", True)]
    item = f"{path}/entries/{answer.body['_id']}"
    assert api.call("GET", item, key=key).body == answer.body
    assert api.call("PATCH", item, {"mainKeyphrase": "burger", "slotReferences": []}, key).status == 204
    found = api.call("GET", item, key=key).body
    assert (found["mainKeyphrase"], found["slotReferences"], found["data"]) == ("burger", [], '{"id": 1}')
    assert found["keyphrases"] == [{**main[0], "value": "burger"}]
    more = {"_id": api.absent, "value": "sandwich", "isMainKeyphrase": False}
    assert api.call("PATCH", item, {"keyphrases": [*found["keyphrases"], more]}, key).status == 204
    values, ids = phrases(api, key, path, answer.body["_id"])
    assert values == ["burger", "sandwich"] and ids["burger"] == main[0]["_id"] and ids["sandwich"] != api.absent
    swapped = [{"_id": ids[one], "value": one, "isMainKeyphrase": one == "sandwich"} for one in values]
    assert api.call("PATCH", item, {"keyphrases": swapped}, key).status == 204
    assert phrases(api, key, path, answer.body["_id"])[0] == ["sandwich", "burger"]
    assert api.call("DELETE", item, key=key).status == 204
    assert api.call("GET", item, key=key).detail == "Lexicon entry does not exist"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ({"data": "{}"}, "Missing mainKeyphrase"),
        ({"mainKeyphrase": " "}, "shorter"),
        ({"mainKeyphrase": "x", "data": "{"}, "JSON"),
        ({"mainKeyphrase": "x", "data": {}}, "should be string"),
        ({"mainKeyphrase": "x", "slotReferences": ["f" * 24]}, "Lexicon slot does not exist"),
        ({"mainKeyphrase": "x", "synonyms": []}, "not allowed"),
    ],
)
def test_bad_entries(api, key, path, body, text):
    answer = api.call("POST", f"{path}/entries", body, key)
    assert answer.status == 400 and text in answer.detail


def test_main_keyphrases_that_contradict(api, key, path):
    two = [{"_id": "f" * 24, "value": one, "isMainKeyphrase": True} for one in ("a", "b")]
    assert api.call("POST", f"{path}/entries", {"mainKeyphrase": "a", "keyphrases": two}, key).status == 400


@pytest.mark.parametrize("unique", [False, True])
def test_names_of_entries(api, key, project, path, unique):
    api.switch(names_unique=unique)
    entry(api, key, path)
    assert api.call("POST", f"{path}/entries", {"mainKeyphrase": "pizza"}, key).status == (409 if unique else 201)
    entry(api, key, f"/v2.0/lexicons/{make(api, key, project, 'Other')}")


@pytest.mark.parametrize("form", ["array", "page"])
def test_lists_of_entries(api, key, path, form):
    api.switch(entry_lists=form)
    id, _second, _third = (entry(api, key, path, one) for one in ("a1", "b2", "a3"))

    def items(path):
        body = api.call("GET", path, key=key).body
        assert isinstance(body, list if form == "array" else dict)
        return body if form == "array" else body["items"]

    assert [one["mainKeyphrase"] for one in items(f"{path}/entries")] == ["a3", "b2", "a1"]
    assert [one["mainKeyphrase"] for one in items(f"{path}/entries?filter=A&limit=1&skip=1")] == ["a1"]
    assert [one["mainKeyphrase"] for one in items(f"{path}/entries?sort=mainKeyphrase:asc")] == ["a1", "a3", "b2"]
    (phrase,) = items(f"{path}/entries/{id}/keyphrases")
    assert (phrase["value"], phrase["isMainKeyphrase"], phrase["lexiconEntryReference"]) == ("a1", True, id)


def test_keyphrases(api, key, path):
    id, other = entry(api, key, path), entry(api, key, path, "soup")
    item = f"{path}/entries/{id}/keyphrases"
    assert api.call("POST", item, {"value": "pie"}, key).status == 204
    assert api.call("POST", item, {"value": "pie"}, key).status == 409
    values, ids = phrases(api, key, path, id)
    assert values == ["pizza", "pie"]
    assert api.call("GET", f"{path}/keyphrases", key=key).body["total"] == 3
    found = api.call("GET", f"{path}/keyphrases?entryId={id}&filter=pi", key=key).body["items"]
    assert {one["value"] for one in found} == {"pizza", "pie"}
    assert api.call("GET", f"{path}/keyphrases?entryId={api.absent}", key=key).status == 404
    change = f"{path}/keyphrases/{ids['pie']}"
    assert api.call("PATCH", change, {"value": "calzone", "isMainKeyphrase": True}, key).status == 204
    assert phrases(api, key, path, id)[0] == ["calzone", "pizza"]
    assert api.call("PATCH", change, {"isMainKeyphrase": False}, key).status == 400
    assert api.call("PATCH", change, {"value": "pizza"}, key).status == 409
    assert api.call("PATCH", f"{path}/keyphrases/{api.absent}", {"value": "x"}, key).detail == "Keyphrase does not exist"
    assert api.call("POST", f"{item}/{ids['pie']}", key=key).status == 400
    assert api.call("POST", f"{path}/entries/{other}/keyphrases/{ids['pizza']}", key=key).status == 404
    assert api.call("POST", f"{item}/{ids['pizza']}", key=key).status == 204
    assert phrases(api, key, path, id)[0] == ["calzone"]


def test_most_synonyms(api, key, path):
    many = [{"_id": "f" * 24, "value": f"p{number}", "isMainKeyphrase": False} for number in range(199)]
    id = entry(api, key, path, keyphrases=many)
    answer = api.call("POST", f"{path}/entries/{id}/keyphrases", {"value": "more"}, key)
    assert answer.status == 400 and "(199)" in answer.detail


def test_slots_of_entries(api, key, project, path):
    dish, meal = slot(api, key, path), slot(api, key, path, "meal")
    item = f"{path}/entries/{entry(api, key, path)}"
    for value in (dish, "meal", "meal"):
        assert api.call("POST", f"{item}/slots", {"value": value}, key).status == 204
    assert api.call("GET", item, key=key).body["slotReferences"] == [dish, meal]
    foreign = slot(api, key, f"/v2.0/lexicons/{make(api, key, project, 'Other')}")
    assert api.call("POST", f"{item}/slots", {"value": foreign}, key).status == 404
    assert api.call("POST", f"{item}/slots/{dish}", key=key).status == 204
    assert api.call("POST", f"{item}/slots/{dish}", key=key).status == 404
    assert api.call("GET", item, key=key).body["slotReferences"] == [meal]


def test_batches_of_entries(api, key, path):
    kept, gone = entry(api, key, path), entry(api, key, path, "gone")
    new = {"slotReferences": [], "data": "{}", "mainKeyphrase": "new"}
    operations = [
        {"op": "create", "value": new},
        {"op": "update", "id": kept, "value": {**new, "mainKeyphrase": "burger"}},
        {"op": "addKeyphrase", "id": kept, "value": {"value": "sandwich"}},
        {"op": "delete", "id": gone},
    ]
    answer = api.call("PATCH", f"{path}/entries", {"operations": operations}, key)
    assert (answer.status, answer.body["updated"], answer.body["deleted"]) == (200, [kept, kept], [gone])
    values, ids = phrases(api, key, path, kept)
    assert values == ["burger", "sandwich"]
    assert phrases(api, key, path, answer.body["created"][0])[0] == ["new"]
    operations = [{"op": "removeKeyphrase", "id": kept, "value": {"keyphraseId": ids["sandwich"]}}]
    assert api.call("PATCH", f"{path}/entries", {"operations": operations}, key).status == 200
    assert phrases(api, key, path, kept)[0] == ["burger"]
    assert api.call("PATCH", f"{path}/entries", {"operations": operations}, key).status == 404


# Files


def exported(api, key, path):
    assert api.task(api.call("GET", f"{path}/export", key=key), key)["status"] == "done"
    answer = api.call("POST", f"{path}/downloadlink", key=key)
    assert answer.status == 200, answer.text
    link = urlsplit(answer.body["downloadLink"])
    assert (link.scheme, link.port) == ("http", api.port)
    return link.path


def test_export_and_download(api, key, path):
    dish, meal = slot(api, key, path), slot(api, key, path, "meal")
    id = entry(api, key, path, slotReferences=[dish, meal], data='{"id": 1}')
    api.call("POST", f"{path}/entries/{id}/keyphrases", {"value": "pie"}, key)
    assert api.call("POST", f"{path}/downloadlink", key=key).status == 409
    api.call("GET", f"{path}/export", key=key)
    assert api.call("POST", f"{path}/downloadlink", key=key).status == 409
    link = exported(api, key, path)
    assert api.call("GET", path, key=key).body["isPackedForDownload"]
    answer = api.call("GET", link)
    assert answer.status == 200 and answer.headers["content-type"].startswith("text/csv")
    assert answer.text == 'pizza,"dish,meal",pie,"{""id"": 1}"\n'
    api.advance(3601)
    assert api.call("GET", link).status == 404
    assert api.call("GET", "/downloads/nonsense/x.csv").status == 404


def imported(api, key, path, content, mode="merge"):
    task = api.task(api.form(f"{path}/import", key, ("lexicon.csv", content.encode()), mode=mode), key)
    assert task["name"] == "importIntoLexicon"
    return task["status"], task["failReason"]


@pytest.mark.parametrize(
    ("mode", "lines"),
    [
        ("skip", ['old,"",s1,{}', 'pizza,dish,pie,"{""id"": 1}"', "new,dish,,{}"]),
        ("merge", ["old,dish,s1|s2,{}", 'pizza,dish,pie,"{""id"": 1}"', "new,dish,,{}"]),
        ("overwrite", ["old,dish,s2,{}", "new,dish,,{}"]),
    ],
)
def test_import(api, key, path, mode, lines):
    old = entry(api, key, path, "old")
    api.call("POST", f"{path}/entries/{old}/keyphrases", {"value": "s1"}, key)
    kept = entry(api, key, path, slotReferences=[slot(api, key, path)], data='{"id": 1}')
    api.call("POST", f"{path}/entries/{kept}/keyphrases", {"value": "pie"}, key)
    assert imported(api, key, path, 'old,dish,s2\nnew,"dish"\n\n', mode) == ("done", "")
    text = api.call("GET", exported(api, key, path)).text
    assert text.replace('"s1,s2"', "s1|s2").replace(',"",', ",,").splitlines() == [one.replace(',"",', ",,") for one in lines]
    assert [one["name"] for one in api.call("GET", f"{path}/slots", key=key).body["items"]] == ["dish"]


def test_import_of_what_was_exported(api, key, project, path):
    assert imported(api, key, path, 'a,"t1,t2","s1,s2","{""k"": ""v""}"\n"b, c",,,') == ("done", "")
    text = api.call("GET", exported(api, key, path)).text
    other = f"/v2.0/lexicons/{make(api, key, project, 'Other')}"
    assert imported(api, key, other, text) == ("done", "")
    assert api.call("GET", exported(api, key, other)).text == text


@pytest.mark.parametrize("content", ["a,b,c,d,e", "a,,,{", ",x", f"a,{'x' * 31}"])
def test_bad_files_fail_in_the_task(api, key, path, content):
    kept = entry(api, key, path)
    status, reason = imported(api, key, path, content, "overwrite")
    assert status == "error" and reason
    assert [one["_id"] for one in api.call("GET", f"{path}/entries", key=key).body] == [kept]


def test_tasks_of_a_lexicon_that_is_gone_fail(api, key, path):
    started = api.call("GET", f"{path}/export", key=key), api.form(f"{path}/import", key, ("a.csv", b"a"), mode="skip")
    api.call("DELETE", path, key=key)
    assert [api.task(one, key)["failReason"] for one in started] == ["Lexicon does not exist"] * 2
    assert api.form(f"{path}/import", key, ("a.csv", b"a"), mode="skip").status == 404
