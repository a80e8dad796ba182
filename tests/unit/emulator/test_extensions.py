# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Extensions: what a task reads from a package, and what it refuses."""

from __future__ import annotations

import http.server
import io
import json
import tarfile
import threading

import pytest

UPLOAD, UPDATE = "/v2.0/extensions/upload", "/v2.0/extensions/update"
MANIFEST = {
    "name": "@acme/weather",
    "version": "1.0.0",
    "label": "Weather",
    "description": "d",
    "author": {"name": "Ann"},
    "nodes": [{"type": "forecast", "defaultLabel": "Forecast"}],
    "connections": [{"type": "key", "label": "Key", "fields": [{"fieldName": "apiKey"}]}],
}


def package(**changes):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, text in (
            ("package/node_modules/other/package.json", '{"name": "other", "version": "9"}'),
            ("package/package.json", json.dumps({**MANIFEST, **changes})),
            ("package/README.md", "# Weather"),
        ):
            member = tarfile.TarInfo(name)
            member.size = len(text.encode())
            archive.addfile(member, io.BytesIO(text.encode()))
    return ("weather.tar.gz", buffer.getvalue())


@pytest.fixture
def project(api, key):
    return api.project(key)


@pytest.fixture
def extension(api, key, project):
    assert api.task(api.form(UPLOAD, key, package(), projectId=project), key)["status"] == "done"
    return items(api, key, f"/v2.0/extensions?projectId={project}")[0]


def items(api, key, path):
    return api.call("GET", path, key=key).body["items"]


def test_upload(api, key, project, extension):
    path = f"/v2.0/extensions/{extension['_id']}"
    assert (extension["name"], extension["version"], extension["label"], extension["trustedCode"]) == (
        "@acme/weather",
        "1.0.0",
        "Weather",
        False,
    )
    found = api.call("GET", path, key=key).body
    assert (found["readme"], found["author"], found["nodes"][0]["type"], found["projectId"]) == ("# Weather", "Ann", "forecast", project)
    assert found["connections"][0]["fields"] == [{"fieldName": "apiKey"}] and found["connections"][0]["extension"] == "@acme/weather"
    assert api.call("PATCH", path, {"trustedCode": True}, key).status == 204
    assert api.call("PATCH", path, {"name": "x"}, key).status == 400
    assert api.call("GET", path, key=key).body["trustedCode"] is True
    assert api.call("GET", path, key=api.super_key(api.organisation("Other"))).status == 404
    assert items(api, key, f"/v2.0/projects/{project}/extensions")[0]["_id"] == extension["_id"]
    assert items(api, key, f"/v2.0/projects/{api.project(key, 'Empty')}/functions") == []
    assert api.call("GET", f"/v2.0/projects/{api.absent}/extensions", key=key).detail == "Project does not exist"
    assert api.call("DELETE", path, key=key).status == 204 and api.call("GET", path, key=key).status == 404


def test_an_update_keeps_id_and_trust(api, key, project, extension):
    path = f"/v2.0/extensions/{extension['_id']}"
    api.call("PATCH", path, {"trustedCode": True}, key)
    before = api.call("GET", path, key=key).body
    again = api.task(api.form(UPLOAD, key, package(version="2.0.0"), projectId=project), key)
    assert again["status"] == "error" and "already exists" in again["failReason"]
    fields = {"projectId": project, "extension": extension["_id"]}
    assert api.task(api.form(UPDATE, key, package(version="2.0.0"), **fields), key)["status"] == "done"
    found = api.call("GET", path, key=key).body
    assert (found["version"], found["trustedCode"], found["createdAt"]) == ("2.0.0", True, before["createdAt"])
    assert found["connections"][0]["_id"] == before["connections"][0]["_id"]
    other = api.task(api.form(UPDATE, key, package(name="other"), **fields), key)
    assert other["status"] == "error" and "'other'" in other["failReason"]
    assert api.form(UPDATE, key, package(), projectId=project, extension=api.absent).detail == "Extension does not exist"
    assert api.form(UPDATE, key, package(), projectId=project).detail == "Validation failed. Missing extension."


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (("a.tar.gz", b"nonsense"), "Package Extraction Failed"),
        (("a.tar.gz", package()[1][:100]), "Package Extraction Failed"),
        (package(version=None), "no name or version"),
        (package(nodes=[1]), "nodes"),
        (package(nodes=[{"type": 1}]), "not valid"),
    ],
)
def test_packages_that_are_refused(api, key, project, file, reason):
    task = api.task(api.form(UPLOAD, key, file, projectId=project), key)
    assert task["status"] == "error" and reason in task["failReason"]
    assert items(api, key, f"/v2.0/extensions?projectId={project}") == []


def test_addresses(api, key, project):
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200 if self.path == "/good" else 404)
            self.end_headers()
            self.wfile.write(package()[1])

        def log_message(self, *args):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        body = {"projectId": project, "url": f"http://127.0.0.1:{server.server_port}/good"}
        assert "'127.0.0.1' is not allowed" in api.call("POST", UPLOAD, body, key).detail
        api.switch(extension_hosts="example.com, 127.0.0.1")
        assert api.call("POST", UPLOAD, {**body, "url": "file:///etc/passwd"}, key).status == 400
        missing = api.task(api.call("POST", UPLOAD, {**body, "url": body["url"] + "/bad"}, key), key)
        assert missing["status"] == "error" and "404" in missing["failReason"]
        assert api.task(api.call("POST", UPLOAD, body, key), key)["status"] == "done"
        (found,) = items(api, key, f"/v2.0/extensions?projectId={project}")
        assert api.task(api.call("POST", UPDATE, {**body, "extension": found["_id"]}, key), key)["status"] == "done"
        server.shutdown()


def test_roles(api, organisation, key, project, extension):
    user = api.user(organisation)
    own, path = api.key_of(organisation, user), f"/v2.0/projects/{project}"
    api.call("POST", f"{path}/addprojectmember", {"userId": user}, key)
    assert api.form(UPLOAD, own, package(), projectId=project).status == 403
    api.call("POST", f"{path}/members/{user}/addroletomember", {"role": "extension_editor"}, key)
    fields = {"projectId": project, "extension": extension["_id"]}
    assert api.form(UPDATE, own, package(), **fields).status == 202
    assert api.call("PATCH", f"/v2.0/extensions/{extension['_id']}", {"trustedCode": True}, own).status == 403
