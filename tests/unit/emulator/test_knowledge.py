# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Knowledge stores, their sources, chunks and connectors."""

from __future__ import annotations

import uuid

import pytest

STORES = "/v2.0/knowledgestores"


@pytest.fixture
def project(api, key):
    return api.project(key)


@pytest.fixture
def store(api, key, project):
    answer = api.call("POST", STORES, {"projectId": project, "name": "Manuals"}, key)
    assert answer.status == 201, answer.text
    return f"{STORES}/{answer.body['_id']}"


@pytest.fixture
def source(api, key, store):
    answer = api.call("POST", f"{store}/sources", {"name": "Notes", "type": "manual"}, key)
    assert answer.status == 201 and "taskData" not in answer.body, answer.text
    return f"{store}/sources/{answer.body['knowledgeSource']['_id']}"


def items(api, key, path):
    return api.call("GET", path, key=key).body["items"]


def texts(api, key, source):
    return [(one["order"], one["text"]) for one in items(api, key, f"{source}/chunks?sort=order:asc")]


def test_stores(api, key, project, store):
    found = api.call("GET", store, key=key).body
    assert (found["name"], found["status"], found["description"], found["projectReference"]) == ("Manuals", "empty", "", project)
    assert uuid.UUID(found["referenceId"]) and items(api, key, f"{STORES}?projectId={project}") == [found]
    assert api.call("PATCH", store, {"name": "Books", "description": "x"}, key).status == 204
    assert api.call("GET", store, key=key).body["name"] == "Books"
    assert api.call("PATCH", store, {"language": "de"}, key).detail == "Field 'language' is not allowed"
    assert api.call("POST", STORES, {"projectId": project, "name": "a/b"}, key).status == 400
    assert api.call("POST", STORES, {"projectId": api.absent, "name": "a"}, key).detail == "Project does not exist"
    own = {"projectId": project, "name": "b", "status": "ready", "projectReference": api.absent, "referenceId": str(uuid.uuid4())}
    assert api.call("POST", STORES, own, key).body["projectReference"] == project
    assert api.call("GET", store, key=api.super_key(api.organisation("Other"))).status == 404


@pytest.mark.parametrize("unique", [False, True])
def test_names(api, key, project, store, source, unique):
    api.switch(names_unique=unique)
    wanted = 409 if unique else 201
    assert api.call("POST", STORES, {"projectId": project, "name": "Manuals"}, key).status == wanted
    assert api.call("POST", f"{store}/sources", {"name": "Notes", "type": "manual"}, key).status == wanted
    assert api.call("PATCH", source, {"name": "Notes"}, key).status == 204
    assert api.call("POST", STORES, {"projectId": api.project(key, "Other"), "name": "Manuals"}, key).status == 201


def test_a_store_ends_with_all_that_is_in_it(api, key, store, source):
    api.call("POST", f"{source}/chunks", {"text": "a"}, key)
    api.call("POST", f"{store}/connectors", {"name": "c", "extension": "x", "type": "y"}, key)
    assert api.call("DELETE", store, key=key).status == 204
    for path in (store, source, f"{source}/chunks", f"{store}/connectors"):
        assert api.call("GET", path, key=key).detail == "Knowledge store does not exist"
    assert not [one for one in api.control("GET", "objects") if one["kind"].startswith("knowledge")]


def test_sources(api, key, project, store, source):
    found = api.call("GET", source, key=key).body
    assert (found["type"], found["status"], found["chunkCount"], found["metaData"], found["projectReference"]) == (
        "manual",
        "ready",
        0,
        {},
        project,
    )
    assert items(api, key, f"{store}/sources") == [found] and api.call("GET", store, key=key).body["status"] == "ready"
    body = {"status": "disabled", "metaData": {"tags": ["a"]}, "description": "x"}
    assert api.call("PATCH", source, body, key).status == 204
    assert {**api.call("GET", source, key=key).body, **body} == api.call("GET", source, key=key).body
    assert api.call("PATCH", source, {"status": "ingesting"}, key).status == 400
    for extra in ({"content": "x"}, {"knowledgeStoreId": api.absent}, {"type": "text"}):
        assert api.call("POST", f"{store}/sources", {"name": "n", "type": "manual", **extra}, key).status == 400
    other = api.call("POST", STORES, {"projectId": project, "name": "Other"}, key).body["_id"]
    assert api.call("GET", source.replace(store, f"{STORES}/{other}"), key=key).detail == "Knowledge source does not exist"
    assert api.call("DELETE", source, key=key).status == 204
    assert items(api, key, f"{store}/sources") == []


def test_urls_are_read_by_a_task(api, key, store):
    path, body = f"{store}/sources", {"name": "Site", "type": "url", "url": "https://example.com/a"}
    assert api.call("POST", path, {"name": "Site", "type": "url"}, key).detail == "Validation failed. Missing url."
    answer = api.call("POST", path, body, key).body
    assert answer["knowledgeSource"]["status"] == "ingesting" and answer["knowledgeSource"]["metaData"]["url"] == body["url"]
    assert api.call("GET", store, key=key).body["status"] == "ingesting"
    task = answer["taskData"]["taskId"]
    assert [api.call("GET", f"/v2.0/tasks/{task}", key=key).body["status"] for _again in range(2)] == ["active", "done"]
    found = items(api, key, path)[0]
    assert (found["status"], found["chunkCount"], found["metaData"]["extractedChunks"]) == ("ready", 1, 1)


def test_files_are_read_by_a_task(api, key, store):
    path = f"{store}/sources/upload"
    answer = api.form(path, key, ("opening hours.txt", b"Monday\n9 to 5\n\n  \nTuesday\r\n\r\n10 to 4"), tags=["a", "b"])
    task = api.task(answer, key)
    assert task["status"] == "done" and "payload" not in task
    found = items(api, key, f"{store}/sources")[0]
    assert (found["name"], found["type"], found["status"], found["chunkCount"]) == ("opening hours.txt", "txt", "ready", 3)
    assert found["metaData"]["tags"] == ["a", "b"] and found["metaData"]["size"] == 36
    assert texts(api, key, f"{store}/sources/{found['_id']}") == [(1, "Monday\n9 to 5"), (2, "Tuesday"), (3, "10 to 4")]
    assert api.task(api.form(path, key, ("a.PDF", b"%PDF"), fileType="pdf", sourceType="file"), key)["status"] == "done"
    assert items(api, key, f"{store}/sources")[0]["type"] == "pdf"
    assert api.form(path, key, ("a.exe", b"x")).status == 400
    assert api.form(path, key, None).detail == "Validation failed. Missing file."
    assert api.call("POST", path, {"name": "x"}, key).status == 500


def test_ingestion_that_fails(api, key, organisation, store):
    api.switch(task_fails="The extractor is not there")
    task = api.task(api.form(f"{store}/sources/upload", key, ("a.txt", b"a")), key)
    found = items(api, key, f"{store}/sources")[0]
    assert (task["status"], found["status"], found["metaData"]["failReason"]) == ("error", "failure", "The extractor is not there")
    assert api.call("GET", store, key=key).body["status"] == "warning"
    api.switch(task_fails=None)
    api.manage("PATCH", f"organisations/{organisation}", {"quotaMaxKnowledgeChunks": 1})
    task = api.task(api.form(f"{store}/sources/upload", key, ("b.txt", b"a\n\nb")), key)
    assert task["status"] == "error" and "(1)" in task["failReason"]


def test_chunks_are_numbered(api, key, source):
    def add(text, **more):
        answer = api.call("POST", f"{source}/chunks", {"text": text, **more}, key)
        assert answer.status == 201, answer.text
        return f"{source}/chunks/{answer.body['_id']}"

    first, _second = add("a"), add("b", order=9)
    assert texts(api, key, source) == [(1, "a"), (2, "b")]
    third = add("c", order=1)
    assert texts(api, key, source) == [(1, "c"), (2, "a"), (3, "b")]
    assert api.call("PATCH", third, {"order": 3}, key).status == 204
    assert texts(api, key, source) == [(1, "a"), (2, "b"), (3, "c")]
    assert api.call("DELETE", first, key=key).status == 204
    assert texts(api, key, source) == [(1, "b"), (2, "c")]
    assert api.call("GET", source, key=key).body["chunkCount"] == 2
    assert api.call("PATCH", third, {"text": "d", "disabled": True, "data": {"x": 1}}, key).status == 204
    found = api.call("GET", third, key=key).body
    assert (found["text"], found["disabled"], found["data"], found["order"]) == ("d", True, {"x": 1}, 2)
    assert [one["text"] for one in items(api, key, f"{source}/chunks?filter=D")] == ["d"]
    assert api.call("POST", f"{source}/chunks", {"order": 1}, key).detail == "Validation failed. Missing text."
    assert api.call("POST", f"{source}/chunks", {"text": " "}, key).status == 400
    assert api.call("GET", first, key=key).detail == "Knowledge chunk does not exist"


def test_quota_of_chunks(api, key, organisation, source):
    api.manage("PATCH", f"organisations/{organisation}", {"quotaMaxKnowledgeChunks": 1})
    assert [api.call("POST", f"{source}/chunks", {"text": "a"}, key).status for _again in range(2)] == [201, 400]
    assert api.call("GET", "/v2.0/organisations/chunkcount", key=key).body == {"chunkCount": 1}


def test_connectors(api, key, store):
    path, body = f"{store}/connectors", {"name": "Wiki", "extension": "@cognigy/wiki", "type": "wiki", "config": {"token": "t"}}
    found = api.call("POST", path, body, key).body
    one = f"{path}/{found['_id']}"
    assert (found["lastExecutionStatus"], found["lastExecution"], found["config"]) == ("none", 0, {"token": "t"})
    assert api.call("PATCH", one, {"schedule": {"enabled": True, "hour": 25}}, key).status == 400
    assert api.call("PATCH", one, {"schedule": {"enabled": True, "hour": 3}, "name": "W"}, key).status == 204
    assert items(api, key, path)[0]["schedule"] == {"enabled": True, "hour": 3}
    assert api.call("PATCH", one, {"type": "x"}, key).status == 400
    answer = api.call("POST", f"{one}/run", key=key)
    assert api.call("GET", one, key=key).body["lastExecutionStatus"] == "queued"
    assert api.task(answer, key)["status"] == "done"
    found = api.call("GET", one, key=key).body
    assert found["lastExecutionStatus"] == "done" and found["lastExecution"] >= found["createdAt"]
    made = api.call("POST", f"{store}/sources", {"name": "s", "type": "manual", "connectorId": found["_id"]}, key).body["knowledgeSource"]
    assert made["connectorReference"] == found["referenceId"]
    assert api.call("POST", f"{store}/sources", {"name": "s", "type": "manual", "connectorId": api.absent}, key).status == 404
    answer = api.call("POST", f"{one}/run", key=key)
    assert api.call("POST", f"/v2.0/tasks/{answer.body['_id']}/cancel", key=key).status == 204
    assert api.call("GET", one, key=key).body["lastExecutionStatus"] == "error"
    assert api.call("DELETE", one, key=key).status == 204
    assert api.call("GET", f"{store}/sources/{made['_id']}", key=key).body["connectorReference"] is None
    assert api.call("POST", f"{one}/run", key=key).detail == "Knowledge connector does not exist"


def test_roles(api, organisation, key, project, store):
    user = api.user(organisation)
    own, path = api.key_of(organisation, user), f"/v2.0/projects/{project}"
    assert api.call("GET", store, key=own).status == 404
    api.call("POST", f"{path}/addprojectmember", {"userId": user}, key)
    assert api.call("GET", store, key=own).status == 200
    assert api.call("PATCH", store, {"name": "x"}, own).status == 403
    assert api.form(f"{store}/sources/upload", own, ("a.txt", b"a")).status == 403
    api.call("POST", f"{path}/members/{user}/addroletomember", {"role": "knowledgeAdmin"}, key)
    assert api.call("PATCH", store, {"name": "x"}, own).status == 204
