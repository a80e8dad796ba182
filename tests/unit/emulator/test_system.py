# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The installation, audit events and the search."""

from __future__ import annotations

import pytest

DAY = 86400


def test_license(api, organisation, key):
    before = api.manage("GET", "system/license").body
    assert before["state"] == "valid"
    assert api.manage("POST", "system/license", {"licensekey": " "}).status == 400
    answer = api.manage("POST", "system/license", {"licensekey": "license-canary"})
    assert (answer.status, set(answer.body)) == (200, {"message"})
    after = api.manage("GET", "system/license")
    assert after.body["company"] != before["company"] and "license-canary" not in after.text
    assert api.call("GET", "/v2.0/system/license", key=key).body == {"state": "valid"}
    user = api.user(organisation)
    assert api.call("GET", "/v2.0/system/license", key=api.key_of(organisation, user)).status == 403


@pytest.mark.parametrize(
    ("days", "state"),
    [(200, "valid"), (280, "valid3MonthsLeft"), (350, "willExpireSoon"), (380, "expiredRenewRequired"), (500, "expired")],
)
def test_license_ages(api, days, state):
    api.manage("POST", "system/license", {"licensekey": "x"})
    api.advance(days * DAY)
    assert api.manage("GET", "system/license").body["state"] == state


def test_license_without_the_management_route(api, organisation):
    api.switch(license_management=False)
    assert api.manage("GET", "system/license").status == 404
    assert api.manage("POST", "system/license", {"licensekey": "x"}).status == 404
    api.user(organisation, "ann@example.com", "admin")
    body = {"email": "ann@example.com", "password": "Long-enough-1", "licensekey": "x"}
    assert api.call("POST", "/v2.0/system/license", body).status == 200
    assert api.call("POST", "/v2.0/system/license", {**body, "password": "x"}).status == 401
    api.user(organisation, "eve@example.com")
    assert api.call("POST", "/v2.0/system/license", {**body, "email": "eve@example.com"}).status == 403


def test_message(api):
    assert api.call("GET", "/v2.0/system/message").body == {"message": "", "until": 0, "showOnLogin": False}
    assert api.manage("POST", "system/createsystemmessage", {"message": "Hello"}).body["code"] == 1000
    answer = api.manage("POST", "system/createsystemmessage", {"message": "Hello", "until": 2000000000})
    assert (answer.status, answer.text) == (200, "")
    assert api.call("GET", "/v2.0/system/message").body == {"message": "Hello", "until": 2000000000, "showOnLogin": False}


def test_vendor_and_version(api):
    vendor = api.manage("GET", "vendor").body
    assert api.call("GET", "/openapi/openapi-viewer.json").body["info"]["version"] == vendor["version"]
    api.switch(openapi_viewer=False)
    assert api.call("GET", "/openapi/openapi-viewer.json").status == 404


def test_every_write_leaves_an_audit_event(api, organisation, key):
    user, project = api.user(organisation, "ann@example.com"), api.project(key)
    api.call("POST", f"/v2.0/users/{user}/addroletouser", {"role": "odata"}, key)
    api.call("PATCH", f"/v2.0/projects/{project}", {"name": "New"}, key)
    api.call("PATCH", f"/v2.0/projects/{project}", {"name": ""}, key)
    api.call("GET", "/v2.0/projects", key=key)
    events = api.call("GET", "/v2.0/auditevents", key=key).body["items"]
    seen = [(one["type"], one["payload"]["operation"]) for one in events]
    assert seen == [
        ("patch", "updateProject"),
        ("action", "addRoleToUser"),
        ("create", "createProject"),
        ("create", "createUserManagement"),
        ("create", "createApiKeyManagement"),
        ("create", "createOrganisation"),
    ]
    assert events[0]["chain"] == [{"elementId": project, "elementType": "project"}] and events[0]["projectReference"] == project
    assert events[1]["actionType"] == "addRoleToUser"
    assert events[3]["user"] == "admin"
    assert api.call("GET", f"/v2.0/auditevents/{events[1]['_id']}", key=key).body["type"] == "action"
    own = api.call("GET", f"/v2.0/auditevents?projectId={project}", key=key).body["items"]
    assert {one["payload"]["operation"] for one in own} == {"createProject", "updateProject"}
    assert api.call("GET", "/v2.0/auditevents?filter=addrole", key=key).body["total"] == 1


def test_audit_events_need_an_admin_of_the_organisation(api, organisation, key):
    event = api.call("GET", "/v2.0/auditevents", key=key).body["items"][0]["_id"]
    user = api.user(organisation, "u@example.com", "userManager")
    assert api.call("GET", "/v2.0/auditevents", key=api.key_of(organisation, user)).status == 403
    other = api.super_key(api.organisation("Other"))
    assert api.call("GET", f"/v2.0/auditevents/{event}", key=other).status == 404


def test_search(api, organisation, key):
    shop = api.project(key, "Shop")
    api.project(key, "Bank")
    page = api.call("GET", "/v2.0/search?filter=sho", key=key).body
    assert [(one["_id"], one["type"], one["projectId"]) for one in page["items"]] == [(shop, "project", shop)]
    assert api.call("GET", "/v2.0/search", key=key).body["total"] == 2
    assert api.call("GET", f"/v2.0/search?projectId={shop}", key=key).body["total"] == 1
    assert api.call("GET", "/v2.0/search", key=api.key_of(organisation, api.user(organisation))).body["total"] == 0
