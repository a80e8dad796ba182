# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Packages and their merge, the graph of a project, and projects by template."""

from __future__ import annotations

import io
import zipfile

import pytest

from .test_extensions import UPLOAD
from .test_extensions import package as extension_file
from .test_snapshots import fetch, items, make

PACKAGES = "/v2.0/packages"


@pytest.fixture
def project(api, key):
    return api.project(key)


@pytest.fixture
def store(api, key, project):
    found = api.call("POST", "/v2.0/knowledgestores", {"projectId": project, "name": "Books"}, key).body
    path = f"/v2.0/knowledgestores/{found['_id']}/sources"
    source = api.call("POST", path, {"name": "Notes", "type": "manual"}, key).body["knowledgeSource"]
    api.call("POST", f"{path}/{source['_id']}/chunks", {"text": "Hello"}, key)
    return found


@pytest.fixture
def lexicon(api, key, project):
    return api.call("POST", "/v2.0/lexicons", {"projectId": project, "name": "Words"}, key).body


@pytest.fixture
def flow(api, key, project, lexicon):
    body = {"projectId": project, "name": "Main", "attachedLexicons": [lexicon["_id"]]}
    flow = api.call("POST", "/v2.0/flows", body, key).body
    api.call("GET", f"/v2.0/flows/{flow['_id']}/chart", key=key)
    return flow


@pytest.fixture
def connection(api, key, project):
    body = {"projectId": project, "name": "Key", "extension": "@acme/weather", "type": "key", "fields": {"apiKey": "very-secret"}}
    answer = api.call("POST", "/v2.0/connections", body, key)
    assert answer.status == 201, answer.text
    return answer.body


def pack(api, key, project, *resources, name="all"):
    body = {"projectId": project, "name": name, "resourceIds": [one["_id"] for one in resources]}
    task = api.task(api.call("POST", PACKAGES, body, key), key)
    assert task["status"] == "done" and task["name"] == "createPackageNFS", task
    return task["data"]["packageId"]


def download(api, key, package):
    api.switch(late_downloads=False)
    return fetch(api.call("POST", f"{PACKAGES}/{package}/downloadlink", key=key).body["downloadLink"], key)[1]


def upload(api, key, project, content):
    return api.task(api.form(f"{PACKAGES}/upload", key, ("a.zip", content), projectId=project), key)


def merge(api, key, package, *resources, locales=(), **strategy):
    ids = [one["_id"] for one in resources]
    body = {"resourceIds": ids, "strategies": [{"_id": id, **strategy} for id in ids]}
    if locales:
        body["localeMapping"] = [{"packageLocaleId": locales[0], "agentLocaleId": locales[1]}]
    return api.task(api.call("POST", f"{PACKAGES}/{package}/merge", body, key), key)


def test_creation_and_deletion(api, key, project, store, flow):
    package = pack(api, key, project, store, flow)
    found = api.call("GET", f"{PACKAGES}/{package}", key=key).body
    assert (found["name"], found["description"], len(found["hash"])) == ("all", "", 64)
    assert items(api, key, f"{PACKAGES}?projectId={project}") == []
    assert items(api, key, f"{PACKAGES}?projectId={project}") == [found]
    body = {"projectId": project, "name": "x", "resourceIds": []}
    assert "at least 1 items" in api.call("POST", PACKAGES, body, key).detail
    assert api.call("POST", PACKAGES, {**body, "resourceIds": [api.absent]}, key).detail == "Resource does not exist"
    other = {"projectId": api.project(key, "Other"), "name": "x", "resourceIds": [flow["_id"]]}
    assert api.call("POST", PACKAGES, other, key).status == 404
    assert api.call("POST", PACKAGES, {**body, "name": "a/b"}, key).status == 400
    assert api.call("GET", f"{PACKAGES}/{package}", key=api.super_key(api.organisation("Other"))).status == 404
    assert api.task(api.call("DELETE", f"{PACKAGES}/{package}", key=key), key)["status"] == "done"
    assert api.call("GET", f"{PACKAGES}/{package}", key=key).detail == "Package does not exist"
    assert [len(items(api, key, f"{PACKAGES}?projectId={project}")) for _again in range(2)] == [1, 0]


@pytest.mark.parametrize("wants_key", [True, False])
def test_download(api, key, project, store, connection, wants_key):
    api.switch(package_link_key=wants_key)
    package = pack(api, key, project, store, connection)
    link = api.call("POST", f"{PACKAGES}/{package}/downloadlink", key=key).body["downloadLink"]
    if wants_key:
        assert fetch(link)[0] == 401
        assert fetch(link, api.super_key(api.organisation("Other")))[0] == 404
    sent = key if wants_key else None
    assert fetch(link, sent) == (200, b"")
    half, whole = fetch(link, sent)[1], fetch(link, sent)[1]
    assert half == whole[: len(whole) // 2] and fetch(link, sent)[1] == whole
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        assert archive.testzip() is None
        assert not any(b"very-secret" in archive.read(one) for one in archive.namelist())
        kinds = sorted(one.split("-")[1] for one in archive.namelist() if one != "package.json")
    assert kinds == ["connection", "knowledgeChunk", "knowledgeSource", "knowledgeStore", "locale"]
    api.advance(3601)
    assert fetch(link, api.super_key(api.manage("GET", "organisations").body["items"][-1]["_id"]))[0] == 404


def test_merge_into_another_project(api, key, project, store, flow, lexicon):
    content = download(api, key, pack(api, key, project, store, flow, lexicon))
    target = api.project(key, "Target", locale="de-DE")
    task = upload(api, key, target, content)
    package = task["data"]["packageId"]
    locale = items(api, key, f"/v2.0/locales?projectId={target}")[0]
    own = items(api, key, f"/v2.0/locales?projectId={project}")[0]
    task = merge(api, key, package, store, flow, lexicon, locales=(own["_id"], locale["_id"]), autoRename=True)
    assert task["status"] == "done", task
    (found,) = items(api, key, f"/v2.0/flows?projectId={target}")
    assert (found["name"], found["referenceId"]) == ("Main", flow["referenceId"]) and found["_id"] != flow["_id"]
    words = items(api, key, f"/v2.0/lexicons?projectId={target}")[0]
    read = api.call("GET", f"/v2.0/flows/{found['_id']}", key=key).body
    assert read["attachedLexicons"] == [words["_id"]] != [lexicon["_id"]] and read["localeReference"] == locale["_id"]
    assert [one["type"] for one in items(api, key, f"/v2.0/flows/{found['_id']}/chart/nodes")] != []
    (books,) = items(api, key, f"/v2.0/knowledgestores?projectId={target}")
    (source,) = items(api, key, f"/v2.0/knowledgestores/{books['_id']}/sources")
    path = f"/v2.0/knowledgestores/{books['_id']}/sources/{source['_id']}/chunks"
    assert [one["text"] for one in items(api, key, path)] == ["Hello"]
    assert len(items(api, key, f"/v2.0/locales?projectId={target}")) == 1


@pytest.mark.parametrize("rule", ["kept", "new"])
def test_the_hash_of_an_upload(api, key, project, store, rule):
    api.switch(upload_hash=rule, uploaded_listed=0)
    content = download(api, key, pack(api, key, project, store))
    assert upload(api, key, project, content)["status"] == "done"
    hashes = [one["hash"] for one in items(api, key, f"{PACKAGES}?projectId={project}")]
    assert len(hashes) == 2 and len(set(hashes)) == (1 if rule == "kept" else 2)


def test_identity_conflicts(api, key, project, store):
    package, path = pack(api, key, project, store), f"/v2.0/knowledgestores?projectId={project}"
    api.call("PATCH", f"/v2.0/knowledgestores/{store['_id']}", {"description": "changed"}, key)
    task = merge(api, key, package, store)
    assert task["status"] == "error" and "already in the project" in task["failReason"]
    assert items(api, key, path)[0]["description"] == "changed"
    for strategy in ("replace", "merge"):
        assert merge(api, key, package, store, identityConflictStrategy=strategy)["status"] == "done"
        (found,) = items(api, key, path)
        assert (found["_id"], found["name"], found["description"]) == (store["_id"], "Books", "")
        assert len(items(api, key, f"/v2.0/knowledgestores/{store['_id']}/sources")) == 1
    task = merge(api, key, package, store, identityConflictStrategy="re-identify", autoRename=False)
    assert task["status"] == "error" and "is taken" in task["failReason"]
    assert merge(api, key, package, store, identityConflictStrategy="re-identify")["status"] == "done"
    assert merge(api, key, package, store, identityConflictStrategy="re-identify", rename="Mine")["status"] == "done"
    found = items(api, key, path)
    assert sorted(one["name"] for one in found) == ["Books", "Books (2)", "Mine"] and len({one["referenceId"] for one in found}) == 3


def test_merges_that_are_refused(api, key, project, store):
    package = pack(api, key, project, store)
    path, locale = f"{PACKAGES}/{package}/merge", items(api, key, f"/v2.0/locales?projectId={project}")[0]["_id"]
    good = {"resourceIds": [store["_id"]], "localeMapping": []}
    for wrong, detail in (
        ({"resourceIds": []}, "at least 1 items"),
        ({"resourceIds": [api.absent]}, "Resource does not exist"),
        ({"resourceIds": [locale]}, "locales"),
        ({"strategies": [{"_id": api.absent}]}, "Resource does not exist"),
        ({"localeMapping": [{"packageLocaleId": locale, "agentLocaleId": api.absent}]}, "Locale does not exist"),
        ({"localeMapping": [{"packageLocaleId": "not-an-id", "agentLocaleId": locale}]}, "mongo-id"),
        ({"strategies": [{"_id": store["_id"], "identityConflictStrategy": "nonsense"}]}, "allowed values"),
        ({"more": 1}, "Field 'more' is not allowed"),
    ):
        assert detail in api.call("POST", path, {**good, **wrong}, key).detail
    assert api.call("POST", path, {}, key).detail == "Validation failed. Missing resourceIds."
    assert api.call("POST", path, {"resourceIds": [store["_id"]], "packageId": package}, key).status == 202


def zipped(*names):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "{}")
    return buffer.getvalue()


@pytest.mark.parametrize("content", [b"", b"PK", zipped(), zipped("package.json"), zipped("package.json", "resources/")])
def test_files_that_are_no_packages(api, key, project, content):
    task = upload(api, key, project, content)
    assert (task["status"], task["failReason"]) == ("error", "Package Extraction Failed")


def test_a_directory_entry_or_a_node_without_mock_breaks_a_package(api, key, project, flow):
    content = download(api, key, pack(api, key, project, flow))
    assert upload(api, key, project, content)["status"] == "done"

    def changed(change):
        buffer = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
            change(new)
            for name in old.namelist():
                text = old.read(name)
                new.writestr(name, text if change is folder or "-node-" not in name else text.replace(b'"mock"', b'"mocked"'))
        return buffer.getvalue()

    def folder(archive):
        archive.writestr("resources/", "")

    for change in (folder, lambda archive: None):
        assert upload(api, key, project, changed(change))["failReason"] == "Package Extraction Failed"


# The graph


def test_graph(api, key, project, store, flow, lexicon, connection):
    package, snapshot = pack(api, key, project, store), make(api, key, project)
    body = {"projectId": project, "name": "Chat", "channel": "rest", "flowId": flow["referenceId"]}
    endpoint = api.call("POST", "/v2.0/endpoints", body, key).body
    for path, fields in (
        ("functions", {"name": "f", "code": ""}),
        ("playbooks", {"name": "p", "timeout": 1, "abortOnError": True}),
        ("milestones", {"name": "m"}),
        ("snippets", {"type": "input", "label": "s", "script": "x"}),
    ):
        api.call("POST", f"/v2.0/{path}", {"projectId": project, **fields}, key)
    path = f"/v2.0/projects/{project}/graph"
    graph = api.call("GET", path, key=key).body
    assert list(graph) == [project] and (graph[project]["type"], graph[project]["name"]) == ("project", "Shop")
    kinds = {one["type"] for one in graph[project]["resources"]}
    assert kinds >= {"flow", "lexicon", "knowledgeStore", "connection", "locale", "endpoint", "function", "playbook", "milestone"}
    assert not kinds & {"node", "knowledgeSource", "snapshot", "package"}
    assert all("dependencies" not in one for one in graph[project]["resources"])
    graph = api.call("GET", f"{path}?packages=true&snapshots=true&dependencies=true", key=key).body
    assert set(graph) == {project, package, snapshot}
    assert {one["type"] for one in graph[package]["resources"]} == {"knowledgeStore", "locale"}
    assert {one["_id"] for one in graph[snapshot]["resources"]} >= {flow["_id"], lexicon["_id"]}
    needs = {one["_id"]: one.get("dependencies") for one in graph[project]["resources"]}
    assert needs[flow["_id"]] == [{"_id": lexicon["_id"], "type": "attachedLexicon"}]
    assert needs[endpoint["_id"]] == [{"_id": flow["_id"], "type": "endpointFlow"}]
    assert sorted(one["type"] for one in needs[store["_id"]]) == ["attachedChunk", "attachedSource"]
    assert api.call("GET", f"/v2.0/projects/{api.absent}/graph", key=key).detail == "Project does not exist"
    api.switch(graph_snapshots="absent")
    assert set(api.call("GET", f"{path}?packages=true&snapshots=true", key=key).body) == {project, package}


def test_the_graph_shows_what_nodes_refer_to(api, key, project, flow, store, connection):
    assert api.task(api.form(UPLOAD, key, extension_file(), projectId=project), key)["status"] == "done"
    (extension,) = items(api, key, f"/v2.0/extensions?projectId={project}")
    other = api.call("POST", "/v2.0/flows", {"projectId": project, "name": "Other"}, key).body
    chart = f"/v2.0/flows/{flow['_id']}/chart"
    start = api.call("GET", chart, key=key).body["nodes"][0]
    basic, nodes = "@cognigy/basic-nodes", {}
    for type_, from_, config in (
        ("goTo", basic, {"flowNode": {"flow": other["referenceId"], "node": start["referenceId"]}}),
        ("executeFlow", basic, {"flowNode": {"flow": flow["referenceId"], "node": ""}}),
        ("httpRequest", basic, {"basicConnection": connection["referenceId"], "url": "https://example.com"}),
        ("searchExtractOutput", basic, {"knowledgeStoreId": store["referenceId"]}),
        ("forecast", "@acme/weather", {"connection": connection["_id"]}),
    ):
        body = {"type": type_, "extension": from_, "config": config, "target": start["_id"], "mode": "append"}
        answer = api.call("POST", f"{chart}/nodes", body, key)
        assert answer.status == 201, answer.text
        nodes[type_] = {"type": "flowNode", "properties": {"nodeType": type_, "nodeId": answer.body["_id"], "extension": from_}}
    snapshot = make(api, key, project)
    graph = api.call("GET", f"/v2.0/projects/{project}/graph?snapshots=true&dependencies=true", key=key).body
    wanted = [
        {"_id": other["_id"], **nodes["goTo"]},
        {"_id": connection["_id"], **nodes["httpRequest"]},
        {"_id": store["_id"], **nodes["searchExtractOutput"]},
        {"_id": extension["_id"], **nodes["forecast"]},
        {"_id": connection["_id"], **nodes["forecast"]},
    ]
    for place in (project, snapshot):
        found = {one["_id"]: one for one in graph[place]["resources"]}
        needs = [one for one in found[flow["_id"]]["dependencies"] if one["type"] == "flowNode"]
        assert sorted(needs, key=str) == sorted(wanted, key=str)
        assert found[extension["_id"]]["properties"]["version"] == "1.0.0"
        about = found[connection["_id"]]
        assert (about["referenceId"], about["properties"]["extension"], about["properties"]["type"]) == (
            connection["referenceId"],
            "@acme/weather",
            "key",
        )
        assert (store["_id"] in found) is (place == project)


# Templates


def test_a_project_by_template(api, key):
    template = {"endpoints": [{"channel": "rest"}, {"channel": "webchat3"}], "skills": [], "template": None}
    body = {"name": "Made", "locale": "de-DE", "templateConfiguration": template, "color": "red"}
    answer = api.call("POST", "/v2.0/projects/createbytemplate", body, key)
    assert items(api, key, "/v2.0/projects") == []
    task = api.task(answer, key)
    assert task["status"] == "done", task
    (found,) = items(api, key, "/v2.0/projects")
    assert (found["_id"], found["name"], found["color"]) == (task["data"]["projectId"], "Made", "red")
    assert {one["channel"] for one in items(api, key, f"/v2.0/endpoints?projectId={found['_id']}")} == {"rest", "webchat3"}
    assert api.call("POST", "/v2.0/projects/createbytemplate", {**body, "name": "a/b"}, key).status == 400
    assert api.call("POST", "/v2.0/projects/createbytemplate", {"name": "x", "locale": "de-DE"}, key).status == 400


def test_who_is_no_admin_is_a_member_of_a_project_by_template(api, organisation):
    own = api.key_of(organisation, api.user(organisation, "pm@example.com", "projectManager"))
    template = {"endpoints": [], "skills": [], "template": None}
    body = {"name": "Made", "locale": "de-DE", "templateConfiguration": template}
    task = api.task(api.call("POST", "/v2.0/projects/createbytemplate", body, own), own)
    assert api.call("GET", f"/v2.0/projects/{task['data']['projectId']}", key=own).status == 200
