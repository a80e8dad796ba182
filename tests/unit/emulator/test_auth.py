# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Credentials: which are taken where, and what a wrong one gets."""

from __future__ import annotations

import base64

import pytest

ORGANISATIONS = "/management/v2.0/organisations"
PROJECTS = "/v2.0/projects"


def test_management_takes_basic_only(api, key):
    assert api.manage("GET", "organisations").status == 200
    for basic in (("admin", "wrong"), ("other", "management-secret"), ("", "")):
        answer = api.call("GET", ORGANISATIONS, basic=basic)
        assert (answer.status, answer.body["code"]) == (401, 401)
    assert api.call("GET", ORGANISATIONS).status == 401
    assert api.call("GET", ORGANISATIONS, headers={"Authorization": "Basic %%%"}).status == 401
    assert api.call("GET", ORGANISATIONS, key=key).status == 401


def test_ordinary_routes_take_a_key_in_three_places(api, key):
    assert api.call("GET", PROJECTS, key=key).status == 200
    assert api.call("GET", f"{PROJECTS}?api_key={key}").status == 200
    assert api.call("GET", PROJECTS, headers={"Authorization": f"Bearer {key}"}).status == 200
    assert api.call("GET", PROJECTS).status == 401
    assert api.call("GET", PROJECTS, basic=("admin", "management-secret")).status == 401


def test_wrong_key(api):
    answer = api.call("GET", PROJECTS, key="wrong")
    assert (answer.status, answer.body["code"], answer.detail) == (401, 401, "Unable to authenticate via api key")


@pytest.mark.parametrize("status", [401, 403])
def test_wrong_scheme_switch(api, key, status):
    api.switch(wrong_scheme=status)
    assert api.call("GET", ORGANISATIONS, key=key).status == status
    assert api.call("GET", PROJECTS, basic=("admin", "management-secret")).status == status
    assert api.call("GET", ORGANISATIONS, basic=("admin", "wrong")).status == 401


def test_password_beyond_ascii_in_both_encodings(start):
    other = start("--management-password", "pässword").api
    for encoding in ("utf-8", "latin-1"):
        token = base64.b64encode("admin:pässword".encode(encoding)).decode()
        assert other.call("GET", ORGANISATIONS, headers={"Authorization": f"Basic {token}"}).status == 200


def test_super_key_ends_after_15_minutes_of_the_servers_clock(api, organisation, key):
    api.advance(899)
    assert api.call("GET", PROJECTS, key=key).status == 200
    api.advance(2)
    answer = api.call("GET", PROJECTS, key=key)
    assert (answer.status, answer.detail) == (401, "Unable to authenticate via api key")
    assert api.call("GET", PROJECTS, key=api.super_key(organisation)).status == 200


@pytest.mark.parametrize("status", ["403", "404", "405"])
def test_super_keys_switched_off(api, organisation, status):
    api.switch(super_api_keys=status)
    answer = api.manage("POST", f"organisations/{organisation}/apikeys")
    assert (answer.status, answer.body["status"]) == (int(status), int(status))


def test_super_key_of_the_npm_client_has_the_organisation_in_the_body(api, organisation):
    answer = api.manage("POST", "organisations/apikeys", {"organisationId": organisation})
    assert answer.status == 200
    assert api.call("GET", "/v2.0/organisations/policy", key=answer.body["apiKey"]).body["_id"] == organisation
    assert api.manage("POST", "organisations/apikeys", {}).body["code"] == 1000


@pytest.mark.parametrize("status", ["404", "403"])
def test_super_key_is_no_user(api, key, status):
    api.switch(super_key_me=status)
    assert api.call("GET", "/v2.0/users/me", key=key).status == int(status)
    assert api.call("POST", "/v2.0/users/me/apikeys", {"name": "x"}, key).status == int(status)


def test_keys_of_disabled_users_and_organisations_end(api, organisation, key):
    user = api.user(organisation, "ann@example.com", "admin")
    own = api.key_of(organisation, user)
    assert api.call("GET", PROJECTS, key=own).status == 200
    api.manage("PATCH", f"users/{user}", {"disabled": True})
    assert api.call("GET", PROJECTS, key=own).status == 401
    api.manage("PATCH", f"users/{user}", {"disabled": False})
    assert api.call("GET", PROJECTS, key=own).status == 200
    api.manage("PATCH", f"organisations/{organisation}", {"disabled": True})
    assert api.call("GET", PROJECTS, key=own).status == 401
    assert api.call("GET", PROJECTS, key=key).status == 401


def test_other_organisations_are_invisible(api, organisation, key):
    project, user = api.project(key), api.user(organisation)
    other = api.super_key(api.organisation("Other"))
    assert api.call("GET", PROJECTS, key=other).body["total"] == 0
    for method, path in (
        ("GET", f"/v2.0/projects/{project}"),
        ("PATCH", f"/v2.0/projects/{project}"),
        ("DELETE", f"/v2.0/projects/{project}"),
        ("GET", f"/v2.0/projects/{project}/settings"),
        ("GET", f"/v2.0/projects/{project}/members"),
        ("GET", f"/v2.0/users/{user}"),
        ("DELETE", f"/v2.0/users/{user}"),
    ):
        answer = api.call(method, path, {} if method == "PATCH" else None, other)
        assert (answer.status, answer.body["code"]) == (404, 1002), path
        assert "does not exist" in answer.detail


def test_without_credentials(api):
    assert api.call("GET", "/v2.0/system/message").status == 200
    assert api.call("GET", "/openapi/openapi-viewer.json", key="wrong").status == 200
    assert api.call("GET", "/v2.0/system/message", key="wrong").status == 401
