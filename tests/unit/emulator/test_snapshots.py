# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Snapshots: made, packaged, downloaded, uploaded elsewhere, restored."""

from __future__ import annotations

import http.client
from urllib.parse import urlsplit

import pytest

SNAPSHOTS = "/v2.0/snapshots"


@pytest.fixture
def project(api, key):
    return api.project(key)


@pytest.fixture
def flow(api, key, project):
    answer = api.call("POST", "/v2.0/flows", {"projectId": project, "name": "Main", "context": {"a": 1}}, key)
    assert answer.status == 201, answer.text
    return answer.body


def items(api, key, path):
    return api.call("GET", path, key=key).body["items"]


def make(api, key, project, name="one", description=""):
    body = {"projectId": project, "name": name, "description": description}
    task = api.task(api.call("POST", SNAPSHOTS, body, key), key)
    assert task["status"] == "done", task
    return next(one["_id"] for one in items(api, key, f"{SNAPSHOTS}?projectId={project}") if one["name"] == name)


def fetch(link, key=None):
    """GET of a link, with and without a key."""
    url = urlsplit(link)
    connection = http.client.HTTPConnection(url.netloc, timeout=10)
    connection.request("GET", f"{url.path}?{url.query}", headers={"X-API-Key": key} if key else {})
    response = connection.getresponse()
    return response.status, response.read()


def download(api, key, snapshot):
    api.switch(late_downloads=False)
    assert api.task(api.call("POST", f"{SNAPSHOTS}/{snapshot}/package", key=key), key)["status"] == "done"
    status, content = fetch(api.call("POST", f"{SNAPSHOTS}/{snapshot}/downloadlink", key=key).body["downloadLink"])
    assert status == 200
    return content


def test_creation(api, key, project, flow):
    body = {"projectId": project, "name": "one", "description": "d"}
    answer = api.call("POST", SNAPSHOTS, body, key)
    assert (answer.body["type"], answer.body["parameters"]["properties"]) == ("createSnapshot", {"name": "one", "description": "d"})
    assert items(api, key, SNAPSHOTS) == [] and api.task(answer, key)["status"] == "done"
    (found,) = items(api, key, f"{SNAPSHOTS}?projectId={project}")
    assert (found["name"], found["description"], found["isPackaged"], found["packageExpiresAt"]) == ("one", "d", False, 0)
    assert "projectReference" not in found and len(found["hash"]) == 64
    assert api.call("GET", f"{SNAPSHOTS}/{found['_id']}", key=key).body == found
    assert api.call("GET", f"{SNAPSHOTS}/{found['_id']}", key=api.super_key(api.organisation("Other"))).status == 404
    for wrong in ({"name": "a/b"}, {"description": "x" * 501}, {"more": 1}):
        assert api.call("POST", SNAPSHOTS, {**body, **wrong}, key).status == 400
    assert api.call("POST", SNAPSHOTS, {"projectId": project, "name": "x"}, key).detail == "Validation failed. Missing description."
    path = f"{SNAPSHOTS}/{found['_id']}/resources?resourceType="
    (one,) = items(api, key, path + "flow")
    assert (one["_id"], one["referenceId"], one["resourceType"], one["name"]) == (flow["_id"], flow["referenceId"], "flow", "Main")
    assert len(items(api, key, path + "locale")) == 1 and items(api, key, path + "nluconnector") == []
    assert api.call("GET", path + "endpoint", key=key).status == 400


def test_names_and_limit_fail_in_the_task(api, key, project):
    api.switch(task_reads=0)
    make(api, key, project)
    body = {"projectId": project, "name": "one", "description": ""}
    task = api.task(api.call("POST", SNAPSHOTS, body, key), key)
    assert task["status"] == "error" and "already exists" in task["failReason"]
    make(api, key, api.project(key, "Other"))
    for number in range(9):
        make(api, key, project, f"more {number}")
    task = api.task(api.call("POST", SNAPSHOTS, {**body, "name": "eleven"}, key), key)
    assert task["status"] == "error" and "Limit of allowed Snapshots" in task["failReason"]


def test_a_key_with_a_dot_fails_in_the_task(api, key, project, flow):
    assert api.call("PATCH", f"/v2.0/flows/{flow['_id']}", {"context": {"a.b": 1}}, key).status == 204
    task = api.task(api.call("POST", SNAPSHOTS, {"projectId": project, "name": "one", "description": ""}, key), key)
    assert task["status"] == "error" and "'a.b'" in task["failReason"]


def test_deletion(api, key, project, flow):
    snapshot = make(api, key, project)
    body = {"projectId": project, "name": "Chat", "channel": "rest", "flowId": flow["referenceId"], "entrypoint": snapshot}
    endpoint = api.call("POST", "/v2.0/endpoints", body, key).body["_id"]
    task = api.task(api.call("DELETE", f"{SNAPSHOTS}/{snapshot}", key=key), key)
    assert task["status"] == "error" and "attached to an endpoint" in task["failReason"]
    api.call("DELETE", f"/v2.0/endpoints/{endpoint}", key=key)
    assert api.task(api.call("DELETE", f"{SNAPSHOTS}/{snapshot}", key=key), key)["status"] == "done"
    assert api.call("GET", f"{SNAPSHOTS}/{snapshot}", key=key).detail == "Snapshot does not exist"
    assert [len(items(api, key, f"{SNAPSHOTS}?projectId={project}")) for _again in range(2)] == [1, 0]


def test_download(api, key, project):
    snapshot = make(api, key, project)
    path = f"{SNAPSHOTS}/{snapshot}"
    assert api.call("POST", f"{path}/downloadlink", key=key).status == 409
    assert api.task(api.call("POST", f"{path}/package", key=key), key)["status"] == "done"
    assert api.call("GET", path, key=key).body["isPackaged"] is True
    answers = [api.call("POST", f"{path}/downloadlink", {"projectId": project}, key) for _again in range(3)]
    assert [one.status for one in answers] == [409, 409, 200]
    link = answers[-1].body["downloadLink"]
    assert link.startswith(f"http://127.0.0.1:{api.port}/")
    assert fetch(link) == (200, b"csnap")
    status, content = fetch(link)
    assert status == 200 and content.startswith(b"csnap") and len(content) > 100
    api.advance(3601)
    assert fetch(link)[0] == 404
    api.advance(86400)
    assert api.call("GET", path, key=api.super_key(api.manage("GET", "organisations").body["items"][0]["_id"])).body["isPackaged"] is False


def test_restoration(api, organisation, key, project, flow):
    locale = items(api, key, f"/v2.0/locales?projectId={project}")[0]
    chart = f"/v2.0/flows/{flow['_id']}/chart/nodes"
    body = {"projectId": project, "name": "Chat", "channel": "rest", "flowId": flow["referenceId"], "localeId": locale["referenceId"]}
    endpoint = f"/v2.0/endpoints/{api.call('POST', '/v2.0/endpoints', body, key).body['_id']}"
    api.call("POST", "/v2.0/knowledgestores", {"projectId": project, "name": "Books"}, key)
    books, user = items(api, key, f"/v2.0/knowledgestores?projectId={project}"), api.user(organisation)
    member = f"/v2.0/projects/{project}/members/{user}"
    api.call("POST", f"/v2.0/projects/{project}/addprojectmember", {"userId": user}, key)
    api.call("PATCH", member, {"allowedLocales": [{"localeId": locale["_id"]}]}, key)
    api.call("GET", chart, key=key)
    before = [(one["type"], one["label"]) for one in items(api, key, chart)]
    snapshot = make(api, key, project)
    assert api.call("DELETE", f"/v2.0/flows/{flow['_id']}", key=key).status == 204
    api.call("POST", "/v2.0/flows", {"projectId": project, "name": "Later"}, key)
    api.call("PATCH", f"/v2.0/projects/{project}/settings", {"timezone": "Asia/Tokyo"}, key)
    task = api.task(api.call("POST", f"{SNAPSHOTS}/{snapshot}/restore", key=key), key)
    assert task["status"] == "done", task
    (found,) = items(api, key, f"/v2.0/flows?projectId={project}")
    assert (found["name"], found["referenceId"]) == ("Main", flow["referenceId"]) and found["_id"] != flow["_id"]
    now = items(api, key, f"/v2.0/flows/{found['_id']}/chart/nodes")
    assert [(one["type"], one["label"]) for one in now] == before and before
    (moved,) = items(api, key, f"/v2.0/locales?projectId={project}")
    assert moved["_id"] != locale["_id"]
    assert api.call("GET", f"/v2.0/projects/{project}", key=key).body["primaryLocaleReference"] == moved["_id"]
    assert api.call("GET", f"/v2.0/projects/{project}/settings", key=key).body["timezone"] == "Europe/Berlin"
    assert api.call("GET", endpoint, key=key).body["localeId"] == moved["referenceId"]
    assert api.call("GET", member, key=key).body["allowedLocales"] == [{"localeId": moved["_id"]}]
    assert items(api, key, f"/v2.0/knowledgestores?projectId={project}") == books
    assert [one["name"] for one in items(api, key, f"{SNAPSHOTS}?projectId={project}")] == ["one"]


@pytest.mark.parametrize(("rule", "statuses"), [("optional", (202, 202, 202)), ("refused", (202, 202, 400)), ("required", (400, 400, 202))])
def test_the_body_of_a_restoration(api, key, project, rule, statuses):
    path = f"{SNAPSHOTS}/{make(api, key, project)}/restore"
    api.switch(restore_body=rule)
    assert tuple(api.call("POST", path, body, key).status for body in (None, {}, {"projectId": project})) == statuses
    assert api.call("POST", path, {"nonsense": 1}, key).status == 400


def test_upload_into_another_organisation(api, key, project, flow, start):
    content = download(api, key, make(api, key, project, description="d"))
    other = start().api
    other_key = other.super_key(other.organisation("Other"))
    target = other.project(other_key, "Target", locale="de-DE")
    task = other.task(other.form(f"{SNAPSHOTS}/upload", other_key, ("one.csnap", content), projectId=target), other_key)
    assert task["status"] == "done", task
    (snapshot,) = items(other, other_key, f"{SNAPSHOTS}?projectId={target}")
    assert (snapshot["name"], snapshot["description"], snapshot["isPackaged"]) == ("one", "d", False)
    assert (
        other.task(other.call("POST", f"{SNAPSHOTS}/{snapshot['_id']}/restore", {"projectId": target}, other_key), other_key)["status"]
        == "done"
    )
    (found,) = items(other, other_key, f"/v2.0/flows?projectId={target}")
    assert (found["name"], found["referenceId"]) == ("Main", flow["referenceId"])
    assert [one["nluLanguage"] for one in items(other, other_key, f"/v2.0/locales?projectId={target}")] == ["en-US"]
    again = other.task(other.form(f"{SNAPSHOTS}/upload", other_key, ("one.csnap", content), projectId=target), other_key)
    assert again["status"] == "error" and "already exists" in again["failReason"]
    assert other.control("GET", "violations") == []


@pytest.mark.parametrize("content", [b"", b"csnap", b"csnapx", b"nonsense"])
def test_files_that_are_no_snapshots(api, key, project, content):
    task = api.task(api.form(f"{SNAPSHOTS}/upload", key, ("one.csnap", content), projectId=project), key)
    assert (task["status"], task["failReason"]) == ("error", "Package Extraction Failed")


def test_roles(api, organisation, key, project):
    user = api.user(organisation)
    own, path = api.key_of(organisation, user), f"/v2.0/projects/{project}"
    snapshot = f"{SNAPSHOTS}/{make(api, key, project)}"
    assert api.call("GET", snapshot, key=own).status == 404
    api.call("POST", f"{path}/addprojectmember", {"userId": user}, key)
    assert api.call("GET", snapshot, key=own).status == 200
    body = {"projectId": project, "name": "two", "description": ""}
    assert [api.call("POST", SNAPSHOTS, body, own).status, api.call("DELETE", snapshot, key=own).status] == [403, 403]
    api.call("POST", f"{path}/members/{user}/addroletomember", {"role": "snapshot_admin"}, key)
    assert api.call("POST", SNAPSHOTS, body, own).status == 202


def test_they_survive_a_restart(start, tmp_path):
    state = str(tmp_path / "state")
    first = start("--state", state)
    api = first.api
    organisation = api.organisation()
    key = api.super_key(organisation)
    project = api.project(key)
    api.call("POST", "/v2.0/flows", {"projectId": project, "name": "Main"}, key)
    snapshot = make(api, key, project)
    answer = api.call("POST", f"{SNAPSHOTS}/{snapshot}/restore", key=key)
    first.kill()
    api = start("--state", state).api
    assert api.task(answer, key)["status"] == "done"
    assert [one["name"] for one in items(api, key, f"/v2.0/flows?projectId={project}")] == ["Main"]
