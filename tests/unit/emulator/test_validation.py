# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Paths, methods, bodies: what the server refuses, and with which words."""

from __future__ import annotations

import pytest

PROJECT = {"name": "Shop", "locale": "en-US"}


def refused(api, key, body, status=400, path="/v2.0/projects", method="POST"):
    answer = api.call(method, path, body, key)
    assert answer.status == status, answer.text
    assert {"type", "title", "status", "detail", "instance", "code", "traceId", "details"} == set(answer.body)
    assert (answer.body["status"], answer.body["instance"]) == (status, path)
    return answer.body["code"], answer.body["detail"]


def test_both_prefixes_and_any_case(api, key):
    for path in ("/v2.0/projects", "/new/v2.0/projects", "/NEW/V2.0/Projects", "/v2.0/projects/"):
        assert api.call("GET", path, key=key).status == 200
    assert api.call("GET", "/new/openapi/openapi-viewer.json", key=key).status == 404


def test_unknown_path_and_wrong_method(api, key):
    assert api.call("GET", "/v2.0/nonsense", key=key).status == 404
    assert api.call("GET", "/", key=key).status == 404
    answer = api.call("PUT", "/v2.0/projects", PROJECT, key)
    assert (answer.status, answer.body["code"], answer.headers["allow"]) == (405, 1013, "GET, POST")


def test_ids_in_paths(api, key):
    for id in ("x", "A" * 24, "01234567-89ab-cdef-0123-456789abcdef"):
        code, detail = refused(api, key, None, path=f"/v2.0/projects/{id}", method="GET")
        assert detail.endswith("should be of format 'mongo-id'")
    code, detail = refused(api, key, None, 404, f"/v2.0/projects/{api.absent}", "GET")
    assert (code, detail) == (1002, "Project does not exist")


def test_missing_fields_and_payload(api, key):
    assert refused(api, key, {"locale": "en-US"}) == (1000, "Validation failed. Missing name.")
    assert refused(api, key, None) == (1000, "Validation failed. Missing payload.")
    answer = api.call("POST", "/v2.0/projects", b'{"name": "x"}', key, headers={"Content-Type": "text/plain"})
    assert answer.detail == "Validation failed. Missing payload."


def test_unknown_fields(api, key):
    assert refused(api, key, {**PROJECT, "description": "x"}) == (1005, "Field 'description' is not allowed")
    project = api.project(key)
    path = f"/v2.0/projects/{project}/settings"
    assert refused(api, key, {"intentThreshold": {"middle": 1}}, path=path, method="PATCH") == (
        1005,
        "Field 'intentThreshold.middle' is not allowed",
    )
    answer = api.manage("POST", f"organisations/{api.organisation('B')}/apikeys", {"name": "x"})
    assert answer.detail == "Field 'name' is not allowed"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": 1}, "name should be string"),
        ({"name": None}, "name should be string"),
        ({"locale": "xx-XX"}, "locale should be equal to one of the allowed values"),
        ({"liveAgentDefaultInbox": "1"}, "liveAgentDefaultInbox should be number"),
        ({"name": " "}, "name should NOT be shorter than 1 characters"),
        ({"name": "x" * 201}, "name should NOT be longer than 200 characters"),
        *(({"name": f"a{one}b"}, f"name should not contain '{one}'") for one in '\\/:*?"<>|¥'),
    ],
)
def test_wrong_values(api, key, change, words):
    assert refused(api, key, {**PROJECT, **change}) == (1005, f"Validation failed. {words}")
    assert api.call("GET", "/v2.0/projects", key=key).body["total"] == 0


def test_good_names(api, key):
    for name in ("x" * 200, "A (b) [c] - d_e.f #1"):
        assert api.call("POST", "/v2.0/projects", {**PROJECT, "name": name}, key).body["name"] == name


def test_bodies_that_are_no_object(api, key):
    assert api.call("POST", "/v2.0/projects", b"{", key).status == 400
    assert refused(api, key, [1])[1] == "Validation failed. body should be object"


def test_ids_in_bodies(api, key):
    path = f"/v2.0/projects/{api.project(key)}/addprojectmember"
    assert refused(api, key, {"userId": "ann@example.com"}, path=path)[1].endswith("should be of format 'mongo-id'")


def test_body_limit(api, key):
    body = {**PROJECT, "name": "x" * 62000}
    assert refused(api, key, body, 413)[0] == 413
    api.switch(body_limit=None)
    assert refused(api, key, body)[1].endswith("200 characters")
    api.switch(body_limit=10)
    assert refused(api, key, PROJECT, 413)[0] == 413


def test_path_parameters_once_more_in_the_body(api, organisation, key):
    user = api.user(organisation)
    path = f"/v2.0/users/{user}/addroletouser"
    assert api.call("POST", path, {"userId": user, "role": "odata"}, key).status == 204
    assert refused(api, key, {"userId": api.absent, "role": "odata"}, path=path)[1] == "'userId' is specified in multiple locations"


def test_get_with_a_body(api, key):
    assert api.call("GET", "/v2.0/projects", {"limit": 1}, key).status == 200
    api.switch(get_with_body=403)
    answer = api.call("GET", "/v2.0/projects", {"limit": 1}, key)
    assert (answer.status, answer.headers["content-type"]) == (403, "text/html; charset=utf-8")
    assert "<html>" in answer.text
    assert api.call("GET", "/v2.0/projects", key=key).status == 200


def test_null_clears_or_is_refused(api, key):
    project = api.project(key, color="red")
    path = f"/v2.0/projects/{project}"
    assert api.call("PATCH", path, {"color": None}, key).status == 204
    assert api.call("GET", path, key=key).body["color"] == "cognigyBlue"
    assert refused(api, key, {"name": None}, path=path, method="PATCH")[1] == "Validation failed. name should not be null"
    api.switch(null_clears=False)
    assert refused(api, key, {"color": None}, path=path, method="PATCH")[0] == 1005


def test_rate_limit(api, key):
    api.switch(rate_limit={"per_seconds": 60, "requests": 2})
    assert [api.call("GET", "/v2.0/projects", key=key).status for _again in range(3)] == [200, 200, 429]
    answer = api.call("GET", "/v2.0/projects", key=key)
    assert answer.body["code"] == 429 and 1 <= int(answer.headers["retry-after"]) <= 60
    api.advance(61)
    assert api.call("GET", "/v2.0/projects", key=key).status == 200


def test_errors_repeat_secrets_only_on_request(api, organisation, key):
    body = {"id": "a@example.com", "name": "a", "password": "Canary", "organisation": organisation}
    assert "Canary" not in api.manage("POST", "users", body).text
    api.switch(echo_secrets_in_errors=True)
    answer = api.manage("POST", "users", body)
    assert answer.status == 400 and "Canary" in answer.detail and "Basic " in answer.detail and "management-secret" in answer.detail
    api.fault(kind="status", status=503)
    assert key in api.call("GET", "/v2.0/projects", key=key).detail


def test_head_is_a_get_without_a_body(api, key):
    answer = api.call("HEAD", "/v2.0/projects", key=key)
    assert (answer.status, answer.text) == (200, "") and int(answer.headers["content-length"]) > 10
