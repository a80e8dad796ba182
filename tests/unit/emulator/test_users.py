# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users on both faces of the API, their roles, passwords and own keys."""

from __future__ import annotations

import pytest

GOOD = "Long-enough-1"


def create(api, organisation, **fields):
    return api.manage("POST", "users", {"id": "a@example.com", "name": "a", "password": GOOD, "organisation": organisation, **fields})


def read(api, user):
    return api.manage("GET", f"users/{user}").body


def test_management_creation(api, organisation):
    answer = create(api, organisation, roles=["admin", "admin"])
    assert (answer.status, answer.body["roles"], answer.body["password"]) == (200, ["admin", "base_role"], GOOD)
    user = answer.body["_id"]
    found = read(api, user)
    assert "password" not in found and found["organisation"] == organisation
    assert create(api, api.absent, id="b").body["code"] == 1002
    assert create(api, organisation, id="b", roles=["nonsense"]).status == 400
    assert create(api, organisation, id=" ").status == 400


@pytest.mark.parametrize("adds", [True, False])
def test_base_role(api, organisation, adds):
    api.switch(adds_base_role=adds, answer_password=False)
    body = create(api, organisation, roles=["odata"]).body
    assert body["roles"] == (["odata", "base_role"] if adds else ["odata"])
    assert "password" not in body


def test_login_is_unique_in_the_organisation_only(api, organisation):
    assert create(api, organisation).status == 200
    answer = create(api, organisation)
    assert (answer.status, answer.body["code"]) == (409, 1004)
    other = create(api, api.organisation("Other")).body["_id"]
    second = create(api, organisation, id="b@example.com").body["_id"]
    assert api.manage("PATCH", f"users/{second}", {"id": "a@example.com"}).status == 409
    assert api.manage("PATCH", f"users/{second}", {"id": "b@example.com"}).status == 200
    assert api.manage("PATCH", f"users/{other}", {"organisation": organisation}).status == 409


def test_quota_of_users(api):
    organisation = api.organisation(quotaMaxUsers=1)
    assert create(api, organisation).status == 200
    answer = create(api, organisation, id="b@example.com")
    assert (answer.status, answer.body["code"], answer.body["details"]) == (400, 1005, {"quota": "quotaMaxUsers"})
    key = api.super_key(organisation)
    assert api.call("POST", "/v2.0/users", {"id": "c", "name": "c", "password": GOOD}, key).status == 400


@pytest.mark.parametrize(
    ("rule", "value", "bad", "good"),
    [
        ("minLength", 9, "1234567-", "12345678-"),
        ("maxLength", 9, "123456789-", "12345678-"),
        ("minAmountLowerCase", 2, "AAAAAAAa-", "AAAAAaaA-"),
        ("minAmountUpperCase", 2, "aaaaaaaA-", "aaaaaAAa-"),
        ("minAmountSpecialCharacters", 2, "aaaaaaaa-", "aaaaaa.-"),
        ("minAmountNumbers", 2, "aaaaaaa1-", "aaaaaa12-"),
        ("maxAmountIdenticalCharacters", 2, "abababbb-", "abababba-"),
    ],
)
def test_password_policy(api, rule, value, bad, good):
    policy = {"minLength": 1, "minAmountSpecialCharacters": 1, rule: value}
    organisation = api.organisation(passwordPolicy=policy)
    answer = create(api, organisation, password=bad)
    assert (answer.status, answer.body["code"], answer.body["details"]["rule"]) == (400, 1005, rule)
    assert rule in answer.detail and bad not in answer.text
    user = create(api, organisation, password=good).body["_id"]
    assert api.manage("PATCH", f"users/{user}", {"newPassword": bad}).status == 400
    assert api.manage("PATCH", f"users/{user}", {"newPassword": good}).status == 200


@pytest.mark.parametrize(
    ("mode", "status", "roles"), [("applies", 200, ["odata"]), ("refuses", 400, ["base_role"]), ("ignores", 200, ["base_role"])]
)
def test_roles_by_the_management_patch(api, organisation, mode, status, roles):
    user = create(api, organisation).body["_id"]
    api.switch(management_patch_roles=mode)
    assert api.manage("PATCH", f"users/{user}", {"name": "New", "roles": ["odata"]}).status == status
    assert read(api, user)["roles"] == roles
    assert read(api, user)["name"] == ("New" if status == 200 else "a")


def test_another_organisation_by_the_management_patch(api, organisation, key):
    user = create(api, organisation).body["_id"]
    own, project = api.key_of(organisation, user), api.project(key)
    api.call("POST", f"/v2.0/projects/{project}/addprojectmember", {"userId": user}, key)
    other = api.organisation("Other")
    assert api.manage("PATCH", f"users/{user}", {"organisation": other}).status == 200
    assert (read(api, user)["organisation"], read(api, user)["projects"]) == (other, [])
    assert api.call("GET", "/v2.0/projects", key=own).status == 401
    assert api.call("GET", f"/v2.0/users/{user}", key=api.super_key(other)).status == 200


def test_management_update_and_deletion(api, organisation):
    user = create(api, organisation).body["_id"]
    assert api.manage("PATCH", f"users/{user}", {"disabled": True, "acceptedTOS": True, "id": "z"}).status == 200
    found = read(api, user)
    assert (found["disabled"], found["acceptedTOS"], found["id"]) == (True, True, "z")
    assert api.manage("PATCH", f"users/{user}", {"name": None}).status == 400
    own = api.key_of(organisation, user)
    assert api.manage("DELETE", f"users/{user}").status == 204
    assert api.manage("GET", f"users/{user}").status == 404
    assert api.call("GET", "/v2.0/projects", key=own).status == 401


@pytest.mark.parametrize(("heeds", "total"), [(True, 1), (False, 2)])
def test_management_list(api, organisation, heeds, total):
    other = api.organisation("Other")
    create(api, organisation), create(api, other)
    api.switch(users_heed_organisation=heeds)
    assert api.manage("GET", "users").body["total"] == 2
    page = api.manage("GET", f"users?organisationId={other}").body
    assert page["total"] == total and page["items"][0]["organisation"] == other
    api.switch(organisation_in_user_list=False)
    assert "organisation" not in api.manage("GET", "users").body["items"][0]


def test_users_of_the_organisation(api, organisation, key):
    answer = api.call("POST", "/v2.0/users", {"id": "b@example.com", "name": "b", "password": GOOD, "roles": ["odata"]}, key)
    assert (answer.status, answer.body["roles"]) == (201, ["odata"]) and "password" not in answer.body
    path = f"/v2.0/users/{answer.body['_id']}"
    assert api.call("POST", f"{path}/addroletouser", {"role": "projectManager"}, key).status == 204
    assert api.call("POST", f"{path}/removerolefromuser", {"role": "odata"}, key).status == 204
    assert api.call("PATCH", path, {"name": "Bob"}, key).status == 204
    found = api.call("GET", path, key=key).body
    assert (found["roles"], found["name"], found["disabled"]) == (["projectManager"], "Bob", False)
    assert api.call("PATCH", path, {"disabled": True}, key).detail == "Field 'disabled' is not allowed"
    assert api.call("PATCH", path, {"newPassword": "short"}, key).body["details"]["rule"] == "minLength"
    assert [one["id"] for one in api.call("GET", "/v2.0/users", key=key).body["items"]] == ["b@example.com"]
    assert api.call("DELETE", path, key=key).status == 204
    assert api.call("GET", path, key=key).status == 404


def test_projects_of_a_user(api, organisation, key):
    user, project = api.user(organisation), api.project(key)
    for action, projects in (("addproject", [project]), ("removeproject", [])):
        assert api.call("POST", f"/v2.0/users/{user}/{action}", {"projectId": project}, key).status == 204
        assert api.call("GET", f"/v2.0/users/{user}", key=key).body["projects"] == projects
    assert api.call("POST", f"/v2.0/users/{user}/addproject", {"projectId": api.absent}, key).status == 404


@pytest.mark.parametrize(
    ("role", "reads", "writes"),
    [("admin", 200, 201), ("userManager", 200, 201), ("userDetailsViewer", 200, 403), ("projectManager", 403, 403)],
)
def test_roles_for_users(api, organisation, role, reads, writes):
    user = api.user(organisation, "u@example.com", role)
    own = api.key_of(organisation, user)
    assert api.call("GET", "/v2.0/users", key=own).status == reads
    assert api.call("GET", f"/v2.0/users/{user}", key=own).status == 200
    answer = api.call("POST", "/v2.0/users", {"id": "new", "name": "n", "password": GOOD}, own)
    assert answer.status == writes
    if writes == 403:
        assert answer.body["code"] == 403
        for method, path in (("PATCH", ""), ("DELETE", ""), ("POST", "/addroletouser"), ("POST", "/addproject")):
            body = {"/addroletouser": {"role": "admin"}, "/addproject": {"projectId": api.absent}}.get(
                path, {} if method == "PATCH" else None
            )
            assert api.call(method, f"/v2.0/users/{user}{path}", body, own).status == 403


def test_managers_of_a_project_see_the_users(api, organisation, key):
    user, project = api.user(organisation), api.project(key)
    own = api.key_of(organisation, user)
    api.call("POST", f"/v2.0/projects/{project}/addprojectmember", {"userId": user}, key)
    assert api.call("GET", "/v2.0/users", key=own).status == 403
    api.call("POST", f"/v2.0/projects/{project}/members/{user}/addroletomember", {"role": "memberManager"}, key)
    assert api.call("GET", "/v2.0/users", key=own).status == 200


def test_the_user_of_the_key(api, organisation):
    user = api.user(organisation, "ann@example.com", "apiKeys")
    own = api.key_of(organisation, user)
    me = api.call("GET", "/v2.0/users/me", key=own).body
    assert (me["_id"], me["roles"], me["acceptedTOS"]) == (user, ["apiKeys", "base_role"], False)
    assert api.call("GET", "/auth/oauth2/userinfo", key=own).body["email"] == "ann@example.com"
    assert api.call("POST", "/v2.0/users/me/accepttermsofservice", key=own).status == 204
    assert api.call("PATCH", "/v2.0/users/me", {"name": "Ann"}, own).status == 204
    me = api.call("GET", "/v2.0/users/me", key=own).body
    assert (me["name"], me["acceptedTOS"]) == ("Ann", True)
    assert api.call("PATCH", "/v2.0/users/me", {"newPassword": "Other-enough-1"}, own).body["code"] == 1000
    assert api.call("PATCH", "/v2.0/users/me", {"newPassword": "Other-enough-1", "oldPassword": "x"}, own).status == 403
    assert api.call("PATCH", "/v2.0/users/me", {"newPassword": "Other-enough-1", "oldPassword": GOOD}, own).status == 204
    assert api.call("DELETE", "/v2.0/users/me", key=own).status == 204
    assert api.manage("GET", f"users/{user}").status == 404


def test_rights_of_the_user(api, organisation, key):
    user, project = api.user(organisation), api.project(key)
    api.call("POST", f"/v2.0/projects/{project}/addprojectmember", {"userId": user}, key)
    acl = api.call("GET", "/v2.0/users/me/acl", key=api.key_of(organisation, user)).body
    assert acl["organisationWide"]["roles"] == ["base_role"]
    assert acl["projectWide"][project]["roles"] == ["basic"]
    assert acl["projectWide"][project]["rights"]["flows"] == {"create": False, "read": True, "update": False, "delete": False}


def test_change_of_the_password_without_a_key(api, organisation):
    api.user(organisation)
    body = {"email": "ann@example.com", "oldPassword": GOOD, "newPassword": "Other-enough-1"}
    path = "/v2.0/users/changepassword"
    assert api.call("POST", path, {**body, "oldPassword": "x"}).status == 401
    assert api.call("POST", path, {**body, "newPassword": "x"}).status == 400
    assert api.call("POST", path, body).status == 204
    other = api.organisation("Other")
    api.user(other)
    assert api.call("POST", path, body).detail == "Validation failed. Missing organisationId."
    assert api.call("POST", f"{path}?organisationId={other}", body).status == 204


@pytest.mark.parametrize("version", ["v2.0", "v2.1"])
def test_own_keys(api, organisation, version):
    user = api.user(organisation, "ann@example.com", "apiKeys")
    own, path = api.key_of(organisation, user), f"/{version}/users/me/apikeys"
    answer = api.call("POST", path, {"name": "ci"}, own)
    assert (answer.status, answer.body["name"]) == (201, "ci")
    assert ("schemaVersion" in answer.body) is (version == "v2.1")
    new = answer.body["apiKey"]
    assert api.call("GET", "/v2.0/users/me", key=new).status == 200
    assert [one["name"] for one in api.call("GET", path, key=own).body["items"]] == ["ci", "seeded"]
    assert api.call("DELETE", f"/v2.0/users/me/apikeys/{answer.body['_id']}", key=own).status == 204
    assert api.call("DELETE", f"/v2.0/users/me/apikeys/{answer.body['_id']}", key=own).status == 404
    assert api.call("GET", "/v2.0/users/me", key=new).status == 401


def test_own_keys_need_a_role_and_are_ones_own(api, organisation):
    ann = api.user(organisation, "ann@example.com", "apiKeys")
    eve = api.user(organisation, "eve@example.com")
    own = api.key_of(organisation, ann)
    api.key_of(organisation, eve)
    assert api.call("GET", "/v2.0/users/me/apikeys", key=own).body["total"] == 1
    assert api.call("POST", "/v2.0/users/me/apikeys", {"name": "x"}, api.key_of(organisation, eve)).status == 403


@pytest.mark.parametrize("mode", ["clear", "masked", "absent"])
def test_what_the_list_of_keys_shows(api, organisation, mode):
    api.switch(apikey_list=mode)
    own = api.key_of(organisation, api.user(organisation, "ann@example.com", "apiKeys"))
    item = api.call("GET", "/v2.0/users/me/apikeys", key=own).body["items"][0]
    assert item.get("apiKey") == {"clear": own, "masked": "*" * 12 + own[-4:], "absent": None}[mode]
    assert "apiKey" not in api.call("GET", "/v2.1/users/me/apikeys", key=own).body["items"][0]
