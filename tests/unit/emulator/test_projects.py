# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Projects with their members, locales, settings and the task that deletes them."""

from __future__ import annotations

import pytest


@pytest.fixture
def project(api, key):
    return api.project(key)


def test_creation_and_defaults(api, key):
    answer = api.call("POST", "/new/v2.0/projects", {"name": "Shop", "locale": "de-DE"}, key)
    assert (answer.status, answer.body["color"]) == (201, "cognigyBlue") and "locale" not in answer.body
    locale = api.call("GET", f"/v2.0/locales/{answer.body['primaryLocaleReference']}", key=key).body
    assert (locale["nluLanguage"], locale["primary"]) == ("de-DE", True)
    assert api.call("GET", f"/v2.0/projects/{answer.body['_id']}", key=key).body == answer.body
    assert api.call("GET", f"/v2.0/projects/{answer.body['_id']}/settings", key=key).status == 200


@pytest.mark.parametrize("echoes", [False, True])
def test_update(api, key, project, echoes):
    api.switch(patch_echoes=echoes)
    api.advance(100)
    answer = api.call("PATCH", f"/v2.0/projects/{project}", {"name": "New", "color": "red"}, key)
    found = api.call("GET", f"/v2.0/projects/{project}", key=key).body
    assert (found["name"], found["color"]) == ("New", "red") and found["lastChanged"] >= found["createdAt"] + 100
    assert (answer.status, answer.text) == (204, "") if not echoes else (answer.status, answer.body) == (200, found)
    assert api.call("PATCH", f"/v2.0/projects/{project}", {"locale": "de-DE"}, key).detail == "Field 'locale' is not allowed"
    assert api.call("PATCH", f"/v2.0/projects/{project}", key=key).status == (200 if echoes else 204)


def test_quota_of_projects(api):
    organisation = api.organisation(quotaMaxProjects=1)
    key = api.super_key(organisation)
    api.project(key)
    answer = api.call("POST", "/v2.0/projects", {"name": "b", "locale": "en-US"}, key)
    assert (answer.status, answer.body["code"]) == (400, 1005) and "(1)" in answer.detail
    api.manage("PATCH", f"organisations/{organisation}", {"quotaMaxProjects": 0})
    api.project(key, "b")


@pytest.mark.parametrize("unique", [False, True])
def test_names(api, key, project, unique):
    api.switch(names_unique=unique)
    answer = api.call("POST", "/v2.0/projects", {"name": "Shop", "locale": "en-US"}, key)
    assert (answer.status, answer.body.get("code")) == ((409, 1004) if unique else (201, None))
    assert api.call("POST", "/v2.0/projects/validateprojectname", {"name": "Shop"}, key).status == (409 if unique else 204)
    assert api.call("POST", "/v2.0/projects/validateprojectname", {"name": "a/b"}, key).status == 400


def test_deletion_is_a_task(api, key, project):
    path = f"/v2.0/projects/{project}"
    answer = api.call("DELETE", path, key=key)
    assert (answer.status, answer.body["status"], answer.body["type"]) == (202, "queued", "deleteProject")
    assert api.call("GET", path, key=key).status == 200
    task = f"/v2.0/tasks/{answer.body['_id']}"
    assert api.call("GET", task, key=key).body["status"] == "active"
    assert api.call("GET", path, key=key).status == 200
    done = api.call("GET", task, key=key).body
    assert (done["status"], done["name"], done["failReason"], done["data"]) == ("done", "deleteProject", "", {"projectId": project})
    assert done["lastFinishedAt"].endswith("Z")
    assert api.call("GET", path, key=key).status == 404
    assert [api.call("GET", "/v2.0/projects", key=key).body["total"] for _again in range(2)] == [1, 0]
    assert api.call("GET", "/v2.0/locales", key=key).body["total"] == 0
    assert {one["kind"] for one in api.control("GET", "objects") if one["project"] == project} == {"task", "auditevent"}
    assert api.call("GET", f"/v2.0/tasks?projectId={project}", key=key).body["items"][0]["status"] == "done"


@pytest.mark.parametrize("times", [0, 3])
def test_deleted_projects_are_listed_for_a_while(api, key, project, times):
    api.switch(task_reads=0, deleted_listed=times)
    assert api.call("DELETE", f"/v2.0/projects/{project}", key=key).body["status"] == "done"
    assert [api.call("GET", "/v2.0/projects", key=key).body["total"] for _again in range(4)] == [1] * times + [0] * (4 - times)


def test_tasks_take_the_reads_that_they_are_told(api, key, project):
    api.switch(task_reads=4)
    task = api.call("DELETE", f"/v2.0/projects/{project}", key=key).body["_id"]
    states = [api.call("GET", f"/v2.0/tasks/{task}", key=key).body["status"] for _again in range(5)]
    assert states == ["queued", "active", "active", "done", "done"]


def test_tasks_end_by_time_when_nobody_reads_them(api, key, project):
    api.switch(task_seconds=30)
    api.call("DELETE", f"/v2.0/projects/{project}", key=key)
    api.advance(29)
    assert api.call("GET", f"/v2.0/projects/{project}", key=key).status == 200
    api.advance(2)
    assert api.call("GET", f"/v2.0/projects/{project}", key=key).status == 404


def test_tasks_that_fail_do_nothing(api, key, project):
    api.switch(task_fails="The project is in use")
    task = api.call("DELETE", f"/v2.0/projects/{project}", key=key).body["_id"]
    api.call("GET", f"/v2.0/tasks/{task}", key=key)
    found = api.call("GET", f"/v2.0/tasks/{task}", key=key).body
    assert (found["status"], found["failReason"]) == ("error", "The project is in use")
    assert api.call("GET", f"/v2.0/projects/{project}", key=key).status == 200


def test_tasks_are_cancelled(api, key, project):
    task = api.call("DELETE", f"/v2.0/projects/{project}", key=key).body["_id"]
    assert api.call("POST", f"/v2.0/tasks/{task}/cancel", key=key).status == 204
    assert api.call("GET", f"/v2.0/tasks/{task}", key=key).body["status"] == "cancelled"
    assert api.call("POST", f"/v2.0/tasks/{task}/cancel", key=key).status == 400
    api.advance(100)
    assert api.call("GET", f"/v2.0/projects/{project}", key=key).status == 200
    assert api.call("GET", f"/v2.0/tasks/{task}", key=api.super_key(api.organisation("Other"))).status == 404


# Settings


@pytest.mark.parametrize(("mode", "temperature"), [("merges", 0.1), ("replaces", 0.7)])
def test_settings_merge_by_key(api, key, project, mode, temperature):
    api.switch(patch_nested=mode)
    path = f"/v2.0/projects/{project}/settings"
    for use_case, change in (("nlu", {"temperature": 0.1}), ("knowledgeSearch", {"temperature": 0.2})):
        body = {"generativeAISettings": {"useCasesSettings": {use_case: change}}}
        assert api.call("PATCH", path, body, key).status == 204
    found = api.call("GET", path, key=key).body
    cases = found["generativeAISettings"]["useCasesSettings"]
    assert (cases["nlu"]["temperature"], cases["knowledgeSearch"]["temperature"]) == (temperature, 0.2)
    assert found["timezone"] == "Europe/Berlin"


def test_settings_of_projects_are_apart(api, key, project):
    other = api.project(key, "Other")
    assert api.call("PATCH", f"/v2.0/projects/{project}/settings", {"systemSlots": {"useAgeSlots": False}}, key).status == 204
    assert [api.call("GET", f"/v2.0/projects/{one}/settings", key=key).body["systemSlots"]["useAgeSlots"] for one in (project, other)] == [
        False,
        True,
    ]


# Members


def test_members(api, organisation, key, project):
    user, path = api.user(organisation), f"/v2.0/projects/{project}"
    assert api.call("GET", f"{path}/members", key=key).body["items"] == []
    assert api.call("POST", f"{path}/addprojectmember", {"userId": user}, key).status == 204
    assert api.call("POST", f"{path}/addprojectmember", {"userId": user}, key).body["code"] == 1004
    assert api.call("POST", f"{path}/members/{user}/addroletomember", {"role": "logs"}, key).status == 204
    assert api.call("POST", f"{path}/members/{user}/addroletomember", {"role": "nonsense"}, key).status == 400
    item = api.call("GET", f"{path}/members", key=key).body["items"][0]
    assert (item["_id"], item["id"], item["roles"]) == (user, "ann@example.com", ["basic", "logs"])
    assert api.call("POST", f"{path}/members/{user}/removerolefrommember", {"role": "basic"}, key).status == 204
    member = api.call("GET", f"{path}/members/{user}", key=key).body
    assert (member["roles"], member["allowedLocales"]) == (["logs"], None) and member["acl"]["flows"]["read"]
    locale = api.call("GET", path, key=key).body["primaryLocaleReference"]
    assert api.call("PATCH", f"{path}/members/{user}", {"allowedLocales": [{"localeId": locale}]}, key).status == 204
    assert api.call("GET", f"{path}/members/{user}", key=key).body["allowedLocales"] == [{"localeId": locale}]
    assert api.call("PATCH", f"{path}/members/{user}", {"allowedLocales": [{"localeId": api.absent}]}, key).status == 400
    assert api.call("PATCH", f"{path}/members/{user}", {"allowedLocales": None}, key).status == 204
    assert api.call("GET", f"{path}/members/{user}", key=key).body["allowedLocales"] is None
    assert api.call("POST", f"{path}/removeprojectmember", {"userId": user}, key).status == 204
    assert api.call("POST", f"{path}/removeprojectmember", {"userId": user}, key).body["code"] == 1002
    assert api.call("GET", f"{path}/members/{user}", key=key).status == 404


@pytest.mark.parametrize("listed", [False, True])
def test_admins_who_are_no_members(api, organisation, key, project, listed):
    api.switch(admins_in_members=listed)
    ann, bob = api.user(organisation, "ann@example.com", "admin"), api.user(organisation, "bob@example.com", "admin")
    path = f"/v2.0/projects/{project}"
    api.call("POST", f"{path}/addprojectmember", {"userId": bob}, key)
    items = {one["_id"]: one["roles"] for one in api.call("GET", f"{path}/members", key=key).body["items"]}
    assert items == ({ann: ["admin"], bob: ["basic"]} if listed else {bob: ["basic"]})
    assert api.call("POST", f"{path}/removeprojectmember", {"userId": ann}, key).status == 404


def test_members_are_users_of_the_organisation(api, organisation, key, project):
    stranger = api.user(api.organisation("Other"))
    for user in (stranger, api.absent):
        assert api.call("POST", f"/v2.0/projects/{project}/addprojectmember", {"userId": user}, key).detail == "User does not exist"
    user = api.user(organisation)
    api.call("POST", f"/v2.0/projects/{project}/addprojectmember", {"userId": user}, key)
    api.manage("DELETE", f"users/{user}")
    assert api.call("GET", f"/v2.0/projects/{project}/members", key=key).body["total"] == 0


def test_members_see_their_projects_only(api, organisation, key, project):
    user = api.user(organisation)
    own, other = api.key_of(organisation, user), api.project(key, "Other")
    assert api.call("GET", "/v2.0/projects", key=own).body["total"] == 0
    assert api.call("GET", f"/v2.0/projects/{project}", key=own).status == 404
    api.call("POST", f"/v2.0/projects/{project}/addprojectmember", {"userId": user}, key)
    assert [one["_id"] for one in api.call("GET", "/v2.0/projects", key=own).body["items"]] == [project]
    assert api.call("GET", f"/v2.0/projects/{other}", key=own).status == 404
    assert {one["projectReference"] for one in api.call("GET", f"/v2.0/locales?projectId={other}", key=own).body["items"]} == {project}


@pytest.mark.parametrize(
    ("role", "members", "settings", "locales"),
    [("projectAdmin", 204, 204, 201), ("memberManager", 204, 403, 403), ("localesAdmin", 403, 403, 201), ("logs", 403, 403, 403)],
)
def test_roles_in_a_project(api, organisation, key, project, role, members, settings, locales):
    user, other, path = api.user(organisation), api.user(organisation, "b@example.com"), f"/v2.0/projects/{project}"
    own = api.key_of(organisation, user)
    api.call("POST", f"{path}/addprojectmember", {"userId": user}, key)
    api.call("POST", f"{path}/members/{user}/addroletomember", {"role": role}, key)
    assert api.call("GET", f"{path}/settings", key=own).status == 200
    assert api.call("POST", f"{path}/addprojectmember", {"userId": other}, own).status == members
    assert api.call("PATCH", f"{path}/settings", {"timezone": "UTC"}, own).status == settings
    assert api.call("PATCH", path, {"name": "New"}, own).status == settings
    body = {"projectId": project, "name": "Deutsch", "nluLanguage": "de-DE"}
    assert api.call("POST", "/v2.0/locales", body, own).status == locales
    assert api.call("DELETE", path, key=own).status == (202 if settings == 204 else 403)


@pytest.mark.parametrize(("role", "status"), [("projectManager", 201), ("userManager", 403), ("admin", 201)])
def test_who_makes_projects(api, organisation, role, status):
    user = api.user(organisation, "u@example.com", role)
    own = api.key_of(organisation, user)
    answer = api.call("POST", "/v2.0/projects", {"name": "Mine", "locale": "en-US"}, own)
    assert answer.status == status
    if role == "projectManager":
        member = api.call("GET", f"/v2.0/projects/{answer.body['_id']}/members/{user}", key=own).body
        assert member["roles"] == ["basic", "projectAdmin"] and answer.body["createdBy"] == user


# Locales


def test_locales(api, key, project):
    body = {"projectId": project, "name": "Deutsch", "nluLanguage": "de-DE"}
    answer = api.call("POST", "/v2.0/locales", body, key)
    primary = api.call("GET", f"/v2.0/projects/{project}", key=key).body["primaryLocaleReference"]
    assert (answer.status, answer.body["primary"], answer.body["fallbackLocaleReference"]) == (201, False, primary)
    path = f"/v2.0/locales/{answer.body['_id']}"
    assert api.call("PATCH", path, {"name": "German"}, key).status == 204
    assert api.call("GET", path, key=key).body["name"] == "German"
    assert api.call("PATCH", path, {"fallbackLocaleReference": api.absent}, key).status == 400
    assert api.call("POST", "/v2.0/locales", {**body, "primary": True}, key).status == 409
    assert api.call("POST", "/v2.0/locales", {**body, "projectId": api.absent}, key).detail == "Project does not exist"
    assert api.call("DELETE", f"/v2.0/locales/{primary}", key=key).status == 400
    assert api.call("DELETE", path, key=key).status == 204
    assert api.call("GET", path, key=key).detail == "Locale does not exist"


def test_at_most_ten_locales(api, key, project):
    body = {"projectId": project, "name": "x", "nluLanguage": "de-DE"}
    assert [api.call("POST", "/v2.0/locales", body, key).status for _again in range(10)] == [201] * 9 + [400]
