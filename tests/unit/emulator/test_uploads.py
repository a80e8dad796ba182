# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Forms with files: what is taken, what is refused, and that a broken one leaves nothing."""

from __future__ import annotations

import base64
import socket
import time
from urllib.parse import urlsplit

import pytest


@pytest.fixture
def project(api, key):
    return api.project(key)


@pytest.fixture
def path(project):
    return f"/v2.0/files/upload?projectId={project}"


def files(api):
    return [one["name"] for one in api.control("GET", "objects?kind=file")]


def send(api, path, key, body, length=None, media="multipart/form-data; boundary=edge"):
    """A request whose length may be more than what comes."""
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-API-Key: {key}\r\nContent-Type: {media}\r\nContent-Length: {length or len(body)}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", api.port), 10) as connection:
        connection.sendall(head.encode() + body)
        if length is not None:
            return b""
        return connection.makefile("rb").read()


FORM = {"Content-Type": "multipart/form-data; boundary=edge"}
TEXT = b'--edge\r\nContent-Disposition: form-data; name="file"\r\n\r\nhello\r\n--edge--'
PART = b'--edge\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\nhello'


def test_upload(api, key, path):
    answer = api.form(path, key, ("a.bin", b"--edge\r\nx\r\n--edg\x00\r\n\r\n"))
    assert answer.status == 200 and (answer.body["name"], answer.body["mimetype"]) == ("a.bin", "application/octet-stream")
    assert [one["size"] for one in api.control("GET", "objects?kind=file")] == [21]
    assert api.form(path, key, ("/some/folder/b.txt", b"")).body["name"] == "b.txt"
    assert api.form(path + f"&api_key={key}", None, ("Grüße.txt", b"")).body["name"] == "Grüße.txt"
    assert b"200 OK" in send(api, path, key, PART + b"\r\n--edge--")
    assert b"200 OK" in send(
        api, path, key, b"preamble\r\n" + PART + b"\r\n--edge--\r\nepilogue", media='multipart/form-data; boundary="edge"'
    )
    log = api.control("GET", "requests")
    assert log[-1]["body_size"] > 100


def test_refusals(api, key, project, path):
    for answer, detail in (
        (api.form(path, key, None), "Validation failed. Missing file."),
        (api.call("POST", path, TEXT, key, headers=FORM), "Validation failed. file should be a file"),
        (api.form(path, key, ("a", b""), other="x"), "Field 'other' is not allowed"),
        (api.form("/v2.0/snapshots/upload", key, ("a", b""), projectId="x"), "Validation failed. projectId should be of format 'mongo-id'"),
        (api.form("/v2.0/snapshots/upload", key, ("a", b"")), "Validation failed. Missing projectId."),
        (api.form("/v2.0/files/upload", key, ("a", b"")), "Validation failed. Missing projectId."),
        (api.form(f"/v2.0/files/upload?projectId={api.absent}", key, ("a", b"")), "Project does not exist"),
        (api.form(path, "wrong", ("a", b"")), "Unable to authenticate via api key"),
        (api.form("/v2.0/projects", key, ("a", b"")), "Validation failed. Missing payload."),
        (
            api.call("POST", path, b"", key, headers=FORM),
            "Validation failed. Missing payload.",
        ),
        (api.call("POST", path, PART, key, headers={"Content-Type": "multipart/form-data"}), "Multipart: Boundary not found"),
    ):
        assert answer.detail == detail
    assert api.call("POST", path, {"file": "x"}, key).status == 500
    assert files(api) == []


@pytest.mark.parametrize("cut", [b"", b"\r\n", b"\r\n--edg", b"\r\n--other--"])
def test_a_form_without_its_end_leaves_nothing(api, key, path, cut):
    assert b"Unexpected end of form" in send(api, path, key, PART + cut)
    assert files(api) == []


def test_a_connection_that_ends_in_the_middle_leaves_nothing(api, key, path):
    body = PART + b"\r\n--edge--\r\n"
    send(api, path, key, body[:80], len(body))
    # Even when all that matters has come.
    send(api, path, key, body, len(body) + 10)
    for _again in range(100):
        statuses = [one["status"] for one in api.control("GET", "requests")]
        if statuses.count("cut off by the client") == 2:
            break
        time.sleep(0.02)
    assert statuses.count("cut off by the client") == 2 and files(api) == []
    assert api.form(path, key, ("a.txt", b"x")).status == 200


def test_limits(api, key, project, path):
    api.switch(upload_limit=100)
    assert [api.form(path, key, ("a", b"x" * size)).status for size in (100, 101)] == [200, 413]
    api.switch(upload_limit=None)
    store = api.call("POST", "/v2.0/knowledgestores", {"projectId": project, "name": "s"}, key).body["_id"]
    upload = f"/v2.0/knowledgestores/{store}/sources/upload"
    assert [api.form(upload, key, ("a.pdf", b"x" * size)).status for size in (10 << 20, (10 << 20) + 1)] == [202, 413]
    assert api.call("POST", "/v2.0/projects", {"name": "x" * 70000, "locale": "en-US"}, key).status == 413


def test_large_files_are_not_held_in_memory(start):
    process = start()
    api = process.api
    key = api.super_key(api.organisation())
    path = f"/v2.0/files/upload?projectId={api.project(key)}"
    piece = b"x" * (1 << 20)
    head = PART.replace(b"hello", b"")
    tail, pieces = b"\r\n--edge--\r\n", 64

    def peak():
        with open(f"/proc/{process.popen.pid}/status", encoding="ascii") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))

    before = peak()
    answer = api.call("POST", path, b"".join([head, *[piece] * pieces, tail]), key, headers=FORM)
    assert answer.status == 200, answer.text
    assert api.control("GET", "objects?kind=file")[0]["size"] == pieces << 20
    # Pages of the file that are mapped count as well, as long as there is room for them.
    assert peak() - before < (pieces << 10) * 1.5


# Resumable


UPLOADS = "/new/v2.0/uploads"
PART_TYPE = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"}


def begin(api, key, length, **about):
    metadata = ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in about.items())
    headers = {"Tus-Resumable": "1.0.0", "Upload-Length": str(length), "Upload-Metadata": metadata}
    return api.call("POST", UPLOADS, key=key, headers=headers)


def go_on(api, key, path, offset, content):
    return api.call("PATCH", path, content, key, headers={**PART_TYPE, "Upload-Offset": str(offset)})


def offset(api, key, path):
    answer = api.call("HEAD", path, key=key, headers={"Tus-Resumable": "1.0.0"})
    return (answer.status, answer.headers.get("upload-offset"), answer.headers.get("upload-length"))


def test_resumable(api, key, project):
    answer = begin(api, key, 10, filename="a.bin", filetype="text/plain", projectId=project, uploadId="mine")
    path = urlsplit(answer.headers["location"]).path
    assert answer.status == 201 and answer.body == {"fileName": "a.bin", "url": answer.headers["location"], "uploadId": "mine"}
    assert offset(api, key, path) == (200, "0", "10")
    first = go_on(api, key, path, 0, b"01234")
    assert (first.status, first.headers["upload-offset"], first.headers["tus-resumable"]) == (204, "5", "1.0.0")
    assert go_on(api, key, path, 0, b"x").status == 409 and go_on(api, key, path, 5, b"567890").status == 413
    assert api.call("PATCH", path, {}, key, headers={"Tus-Resumable": "1.0.0", "Upload-Offset": "5"}).status == 415
    assert offset(api, key, path) == (200, "5", "10") and files(api) == []
    assert go_on(api, key, path, 5, b"56789").headers["upload-offset"] == "10"
    (found,) = api.control("GET", "objects?kind=file")
    assert (found["name"], found["size"], found["mimetype"]) == ("a.bin", 10, "text/plain")
    assert offset(api, key, path)[0] == 404


def test_what_came_before_a_cut_is_kept(api, key, project):
    path = urlsplit(begin(api, key, 1000, filename="a", projectId=project).headers["location"]).path
    head = f"PATCH {path} HTTP/1.1\r\nHost: x\r\nX-API-Key: {key}\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Length: 1000\r\n"
    with socket.create_connection(("127.0.0.1", api.port), 10) as connection:
        connection.sendall(head.encode() + b"Content-Type: application/offset+octet-stream\r\n\r\n" + b"x" * 300)
    for _again in range(100):
        if offset(api, key, path)[1] != "0":
            break
        time.sleep(0.02)
    assert offset(api, key, path) == (200, "300", "1000")
    assert go_on(api, key, path, 300, b"x" * 700).status == 204 and files(api) == ["a"]


def test_resumable_uploads_that_are_refused(api, key, project):
    assert begin(api, key, 1, projectId=project).detail == "Validation failed. Missing filename."
    assert begin(api, key, 1, filename="a", projectId=api.absent).detail == "Project does not exist"
    assert begin(api, key, (256 << 20) + 1, filename="a", projectId=project).status == 413
    assert begin(api, key, "x", filename="a", projectId=project).status == 400
    assert api.call("POST", UPLOADS, key=key).status == 412
    assert api.call("POST", UPLOADS, key=key, headers={"Tus-Resumable": "1.0.0"}).detail == "Validation failed. Missing upload-length."
    bad = {"Tus-Resumable": "1.0.0", "Upload-Length": "1", "Upload-Metadata": "filename ???"}
    assert api.call("POST", UPLOADS, key=key, headers=bad).status == 400
    path = urlsplit(begin(api, key, 5, filename="a", projectId=project).headers["location"]).path
    assert offset(api, api.super_key(api.organisation("Other")), path)[0] == 404
    assert api.call("DELETE", path, key=key, headers={"Tus-Resumable": "1.0.0"}).status == 204
    assert offset(api, key, path)[0] == 404


@pytest.mark.parametrize(
    ("kind", "task"), [("snapshot", "uploadSnapshotPackage"), ("package", "uploadPackage"), ("extension", "uploadExtension")]
)
def test_a_resumable_upload_starts_the_task_of_its_type(api, key, project, kind, task):
    path = urlsplit(begin(api, key, 3, filename="a", projectId=project, uploadType=kind).headers["location"]).path
    go_on(api, key, path, 0, b"abc")
    (found,) = api.call("GET", f"/v2.0/tasks?projectId={project}", key=key).body["items"]
    assert found["name"] == task
