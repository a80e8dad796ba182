# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Snapshots: made, packaged, downloaded, uploaded elsewhere, restored."""

from __future__ import annotations

import gzip
import http.client
import json
import re
import shutil
import tempfile
from urllib.parse import urlsplit

import pytest

from .conftest import Answer

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


def late_items(api, key, path):
    """The list with what is new, which the first one after its task lacks."""
    items(api, key, path)
    return items(api, key, path)


def make(api, key, project, name="one", description=""):
    body = {"projectId": project, "name": name, "description": description}
    task = api.task(api.call("POST", SNAPSHOTS, body, key), key)
    assert task["status"] == "done", task
    return next(one["_id"] for one in late_items(api, key, f"{SNAPSHOTS}?projectId={project}") if one["name"] == name)


def fetch(link, key=None):
    """GET of a link, with and without a key."""
    url = urlsplit(link)
    connection = http.client.HTTPConnection(url.netloc, timeout=10)
    connection.request("GET", f"{url.path}?{url.query}", headers={"X-API-Key": key} if key else {})
    response = connection.getresponse()
    return response.status, response.read()


def link_of(api, key, snapshot):
    api.switch(late_downloads=False)
    assert api.task(api.call("POST", f"{SNAPSHOTS}/{snapshot}/package", key=key), key)["status"] == "done"
    return api.call("POST", f"{SNAPSHOTS}/{snapshot}/downloadlink", key=key).body["downloadLink"]


def download(api, key, snapshot):
    status, content = fetch(link_of(api, key, snapshot))
    assert status == 200
    return content


def upload(api, key, project, content):
    return api.task(api.form(f"{SNAPSHOTS}/upload", key, ("one.csnap", content), projectId=project), key)


def stored(api, project):
    """The snapshots of a project as the server has them."""
    return [one for one in api.control("GET", "objects?kind=snapshot") if one["project"] == project]


def test_creation(api, key, project, flow):
    body = {"projectId": project, "name": "one", "description": "d"}
    answer = api.call("POST", SNAPSHOTS, body, key)
    assert (answer.body["type"], answer.body["parameters"]["properties"]) == ("createSnapshot", {"name": "one", "description": "d"})
    assert items(api, key, SNAPSHOTS) == [] and api.task(answer, key)["status"] == "done"
    (found,) = late_items(api, key, f"{SNAPSHOTS}?projectId={project}")
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
    other = api.project(key, "Other")
    content = download(api, key, make(api, key, other))
    task = upload(api, key, project, content)
    assert task["status"] == "error" and task["failReason"].startswith("ConflictError")
    for number in range(9):
        make(api, key, project, f"more {number}")
    task = api.task(api.call("POST", SNAPSHOTS, {**body, "name": "eleven"}, key), key)
    assert task["status"] == "error" and "Limit of allowed Snapshots (10)" in task["failReason"]
    api.switch(snapshot_limit=1)
    task = upload(api, key, other, download(api, key, make(api, key, api.project(key, "Third"), "two")))
    assert task["status"] == "error" and "Limit of allowed Snapshots (1)" in task["failReason"]


def test_a_key_with_a_dot_fails_in_the_task(api, key, project, flow):
    assert api.call("PATCH", f"/v2.0/flows/{flow['_id']}", {"context": {"a.b": 1}}, key).status == 204
    task = api.task(api.call("POST", SNAPSHOTS, {"projectId": project, "name": "one", "description": ""}, key), key)
    assert task["status"] == "error" and "'a.b'" in task["failReason"]


def test_deletion(api, key, project, flow):
    snapshot = make(api, key, project)
    body = {"projectId": project, "name": "Chat", "channel": "rest", "flowId": flow["referenceId"], "entrypoint": snapshot}
    endpoint = api.call("POST", "/v2.0/endpoints", body, key).body["_id"]
    task = api.task(api.call("DELETE", f"{SNAPSHOTS}/{snapshot}", key=key), key)
    assert task["status"] == "error" and "attached to an endpoint ('Chat')" in task["failReason"]
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
    task = upload(other, other_key, target, content)
    assert task["status"] == "done", task
    (snapshot,) = late_items(other, other_key, f"{SNAPSHOTS}?projectId={target}")
    assert (snapshot["name"], snapshot["description"], snapshot["isPackaged"]) == ("one", "d", False)
    assert (
        other.task(other.call("POST", f"{SNAPSHOTS}/{snapshot['_id']}/restore", {"projectId": target}, other_key), other_key)["status"]
        == "done"
    )
    (found,) = items(other, other_key, f"/v2.0/flows?projectId={target}")
    assert (found["name"], found["referenceId"]) == ("Main", flow["referenceId"])
    assert [one["nluLanguage"] for one in items(other, other_key, f"/v2.0/locales?projectId={target}")] == ["en-US"]
    again = upload(other, other_key, target, content)
    assert again["status"] == "error" and "already exists" in again["failReason"]
    assert other.control("GET", "violations") == []


def content_of(api, project):
    """What the only snapshot of a project holds, with numbers for the ids."""
    (snapshot,) = stored(api, project)
    text = json.dumps(snapshot["contents"]["resources"])
    for number, id in enumerate(dict.fromkeys(re.findall(r'"([0-9a-f]{24})"', text))):
        text = text.replace(id, f"id {number}")
    return json.loads(text)


def test_all_of_a_project_comes_to_another_server(api, key, project, flow, start):
    def post(path, **body):
        answer = api.call("POST", f"/v2.0/{path}", body, key)
        assert answer.status == 201, answer.text
        return answer.body

    chart = f"flows/{flow['_id']}/chart"
    first = next(one for _again in range(2) for one in api.call("GET", f"/v2.0/{chart}", key=key).body["nodes"])
    post(f"{chart}/nodes", type="say", label="Hello", target=first["_id"], mode="append", config={"say": {"text": ["Hello"]}})
    post(f"flows/{flow['_id']}/intents", name="greet")
    words = post("lexicons", projectId=project, name="Words")
    api.call("PATCH", f"/v2.0/flows/{flow['_id']}", {"attachedLexicons": [words["_id"]]}, key)
    secret = {"extension": "@acme/weather", "type": "key", "fields": {"apiKey": "very-secret"}}
    connection = post("connections", projectId=project, name="Key", **secret)
    model = {"provider": "openAI", "modelType": "gpt-4o", "connectionId": connection["referenceId"]}
    post("largelanguagemodels", projectId=project, name="Model", **model)
    post("playbooks", projectId=project, name="Smoke", timeout=1, abortOnError=True)
    api.call("PATCH", f"/v2.0/projects/{project}/settings", {"timezone": "Asia/Tokyo"}, key)
    file = download(api, key, make(api, key, project))
    before = content_of(api, project)
    kinds = {one["kind"] for one in before}
    assert kinds >= {
        "flow",
        "chart",
        "node",
        "intent",
        "lexicon",
        "locale",
        "connection",
        "playbook",
        "projectsettings",
        "largeLanguageModel",
    }
    other = start().api
    other_key = other.super_key(other.organisation("Other"))
    target = other.project(other_key, "Target", locale="de-DE")
    assert upload(other, other_key, target, file)["status"] == "done"
    (uploaded,) = stored(other, target)
    assert other.task(other.call("POST", f"{SNAPSHOTS}/{uploaded['_id']}/restore", key=other_key), other_key)["status"] == "done"
    other.task(other.call("DELETE", f"{SNAPSHOTS}/{uploaded['_id']}", key=other_key), other_key)
    make(other, other_key, target, "again")
    assert content_of(other, target) == before
    (found,) = items(other, other_key, f"/v2.0/flows?projectId={target}")
    (lexicon,) = items(other, other_key, f"/v2.0/lexicons?projectId={target}")
    assert other.call("GET", f"/v2.0/flows/{found['_id']}", key=other_key).body["attachedLexicons"] == [lexicon["_id"]]
    assert "Hello" in [one["label"] for one in items(other, other_key, f"/v2.0/flows/{found['_id']}/chart/nodes")]
    assert "very-secret" in other.control("GET", "secrets")
    assert other.call("GET", f"/v2.0/projects/{target}/settings", key=other_key).body["timezone"] == "Asia/Tokyo"
    assert other.control("GET", "violations") == []


def test_a_snapshot_serves_the_endpoints_of_its_own_project(api, key, project, flow):
    foreign = make(api, key, api.project(key, "Other"))
    body = {"projectId": project, "name": "Chat", "channel": "rest", "flowId": flow["referenceId"]}
    assert api.call("POST", "/v2.0/endpoints", {**body, "entrypoint": foreign}, key).detail == "Entrypoint does not exist"
    endpoint = f"/v2.0/endpoints/{api.call('POST', '/v2.0/endpoints', body, key).body['_id']}"
    assert api.call("PATCH", endpoint, {"entrypoint": foreign}, key).detail == "Entrypoint does not exist"
    assert api.call("PATCH", endpoint, {"entrypoint": make(api, key, project)}, key).status == 204


@pytest.mark.parametrize("times", [0, 1, 3])
def test_a_new_one_is_listed_late(api, key, project, times):
    api.switch(uploaded_listed=times, late_downloads=False)
    assert api.task(api.call("POST", SNAPSHOTS, {"projectId": project, "name": "one", "description": ""}, key), key)["status"] == "done"
    (snapshot,) = stored(api, project)
    assert api.call("GET", f"{SNAPSHOTS}/{snapshot['_id']}", key=key).status == 200
    path = f"{SNAPSHOTS}?projectId={project}"
    assert [len(items(api, key, path)) for _again in range(times + 2)] == [0] * times + [1, 1]
    target = api.project(key, "Target")
    assert upload(api, key, target, download(api, key, snapshot["_id"]))["status"] == "done"
    assert [len(items(api, key, f"{SNAPSHOTS}?projectId={target}")) for _again in range(times + 2)] == [0] * times + [1, 1]


@pytest.mark.parametrize("rule", ["kept", "new"])
def test_the_hash_of_an_upload(api, key, project, rule):
    api.switch(upload_hash=rule)
    snapshot = make(api, key, project)
    target = api.project(key, "Target")
    assert upload(api, key, target, download(api, key, snapshot))["status"] == "done"
    (old,), (new,) = stored(api, project), stored(api, target)
    assert (old["hash"] == new["hash"], len(new["hash"])) == (rule == "kept", 64)


# Large files


def feed(api, organisation, project, padding, name="big"):
    fields = {"kind": "snapshot", "organisation": organisation, "project": project, "name": name, "padding": padding}
    return api.control("POST", "objects", fields)["_id"]


def test_padding_makes_the_file_large(api, organisation, key, project, flow):
    snapshot = feed(api, organisation, project, 3_000_000)
    assert [one["name"] for one in items(api, key, f"{SNAPSHOTS}/{snapshot}/resources?resourceType=flow")] == ["Main"]
    link = link_of(api, key, snapshot)
    status, content = fetch(link)
    packed = content.rstrip(b"\0")
    assert status == 200 and len(content) - len(packed) >= 3_000_000 and json.loads(gzip.decompress(content[5:]))["padding"] == 3_000_000
    head = api.call("HEAD", urlsplit(link).path, key=key)
    assert (head.status, head.headers["content-length"], head.text) == (200, str(len(content)), "")
    for wrong in (content[:-1], content + b"\0", content[:-1] + b"x", packed):
        assert upload(api, key, project, wrong)["failReason"] == "Package Extraction Failed"
    target = api.project(key, "Target")
    assert upload(api, key, target, content)["status"] == "done"
    (found,) = stored(api, target)
    assert (found["name"], found["padding"], found["contents"]) == ("big", 3_000_000, stored(api, project)[0]["contents"])
    assert download(api, key, found["_id"]) == content
    assert api.call("POST", "/__emulator/objects", {"kind": "snapshot", "organisation": organisation, "name": "x"}).status == 400


def test_a_large_download_breaks_off_in_the_middle(api, organisation, key, project):
    link = link_of(api, key, feed(api, organisation, project, 5_000_000))
    api.fault(kind="truncated", path="/downloads/*")
    with pytest.raises(http.client.IncompleteRead) as caught:
        fetch(link)
    assert 2_400_000 < len(caught.value.partial) < 2_600_000
    assert fetch(link)[0] == 200


def test_large_files_are_not_held_in_memory(start):
    process, size = start(), 64 << 20
    api = process.api
    organisation = api.organisation()
    key = api.super_key(organisation)
    link = urlsplit(link_of(api, key, feed(api, organisation, api.project(key), size)))

    def peak():
        with open(f"/proc/{process.popen.pid}/status", encoding="ascii") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) << 10

    before = peak()
    with tempfile.TemporaryFile() as file:
        file.write(b'--edge\r\nContent-Disposition: form-data; name="file"; filename="big.csnap"\r\n\r\n')
        connection = http.client.HTTPConnection(link.netloc, timeout=30)
        connection.request("GET", link.path)
        shutil.copyfileobj(connection.getresponse(), file, 1 << 20)
        assert peak() - before < size / 4
        target = api.project(key, "Target")
        file.write(f'\r\n--edge\r\nContent-Disposition: form-data; name="projectId"\r\n\r\n{target}\r\n--edge--\r\n'.encode())
        length = file.tell()
        file.seek(0)
        headers = {"X-API-Key": key, "Content-Type": "multipart/form-data; boundary=edge", "Content-Length": str(length)}
        connection.request("POST", f"{SNAPSHOTS}/upload", file, headers)
        answer = connection.getresponse()
        assert answer.status == 202
        assert api.task(Answer(202, {}, answer.read().decode()), key)["status"] == "done"
    assert [one["padding"] for one in stored(api, target)] == [size]
    # Pages of the file that are mapped count as well, as long as there is room for them.
    assert peak() - before < size * 1.5


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
