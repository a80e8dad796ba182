# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Contact profiles, their contacts and their fields."""

from __future__ import annotations

import pytest


@pytest.fixture
def project(api, key):
    return api.project(key)


def make(api, key, project, *contacts, **profile):
    answer = api.call("POST", "/v2.0/profiles", {"projectId": project, "contactIds": list(contacts), "profile": profile}, key)
    assert answer.status == 201, answer.text
    return answer.body["_id"]


def read(api, key, id):
    answer = api.call("GET", f"/v2.0/profiles/{id}", key=key)
    assert answer.status == 200, answer.text
    return answer.body


def test_create_read_update_delete(api, key, project):
    memories = [{"id": "1", "timestamp": "2026-01-01T00:00:00Z", "text": "likes pizza"}]
    body = {"projectId": project, "profile": {"firstname": "Ann", "age": 30, "memories": memories}, "contactIds": ["a"]}
    answer = api.call("POST", "/v2.0/profiles", body, key)
    assert (answer.status, answer.body["active"], answer.body["profile"]) == (201, True, body["profile"])
    path = f"/v2.0/profiles/{answer.body['_id']}"
    assert read(api, key, answer.body["_id"]) == answer.body
    (item,) = api.call("GET", f"/v2.0/profiles?projectId={project}", key=key).body["items"]
    assert (item["projectId"], item["profile"], item["contactIds"]) == (project, {"firstname": "Ann", "age": 30}, ["a"])
    assert api.call("PATCH", path, {"active": False, "profile": {"lastname": "Lee"}}, key).status == 204
    found = read(api, key, answer.body["_id"])
    assert (found["active"], found["profile"]) == (False, {**body["profile"], "lastname": "Lee"})
    assert api.call("DELETE", path, key=key).status == 204
    assert api.call("GET", path, key=key).detail == "Profile does not exist"


def test_fields_that_a_patch_leaves_out(api, key, project):
    api.switch(patch_nested="replaces")
    id = make(api, key, project, firstname="Ann")
    api.call("PATCH", f"/v2.0/profiles/{id}", {"profile": {"lastname": "Lee"}}, key)
    assert read(api, key, id)["profile"] == {"lastname": "Lee"}


@pytest.mark.parametrize("more", [{"name": "x"}, {"profile": {"x": {"y": 1}}}, {"contactIds": "a"}, {"projectId": "x"}])
def test_bad_profiles(api, key, project, more):
    assert api.call("POST", "/v2.0/profiles", {"projectId": project, **more}, key).status == 400


def test_lists(api, key, project):
    make(api, key, project, "a", firstname="Ann")
    make(api, key, project, "b", firstname="Bob")
    make(api, key, api.project(key, "Other"), "a")
    found = api.call("GET", f"/v2.0/profiles?projectId={project}&filter=ann", key=key).body
    assert (found["total"], found["items"][0]["contactIds"]) == (1, ["a"])
    assert api.call("GET", "/v2.0/profiles", key=key).status == 400


def test_profiles_of_others(api, organisation, key, project):
    id = make(api, key, project)
    assert api.call("GET", f"/v2.0/profiles/{id}", key=api.super_key(api.organisation("Foreign"))).status == 404
    member = api.user(organisation)
    own = api.key_of(organisation, member)
    assert api.call("GET", f"/v2.0/profiles/{id}", key=own).status == 404
    api.call("POST", f"/v2.0/projects/{project}/addprojectmember", {"userId": member}, key)
    assert api.call("DELETE", f"/v2.0/profiles/{id}", key=own).status == 403
    api.call("POST", f"/v2.0/projects/{project}/members/{member}/addroletomember", {"role": "contact_profile_editor"}, key)
    assert api.call("DELETE", f"/v2.0/profiles/{id}", key=own).status == 204


def test_contacts(api, key, project):
    id = make(api, key, project, "a", "b")
    assert api.call("POST", "/v2.0/profiles", {"projectId": project, "contactIds": ["b"]}, key).status == 409
    path = f"/v2.0/profiles/{id}/contactids/remove"
    assert api.call("POST", path, {"contactId": "b"}, key).status == 204
    assert api.call("POST", path, {"contactId": "b"}, key).detail == "Contact does not exist"
    assert read(api, key, id)["contactIds"] == ["a"]
    other = make(api, key, project, "b")
    assert api.call("PATCH", f"/v2.0/profiles/{other}", {"contactIds": ["a"]}, key).status == 409


def test_merge_and_unmerge(api, key, project):
    id, other = make(api, key, project, "a", firstname="Ann"), make(api, key, project, "b", firstname="Bob", lastname="Lee")
    path = f"/v2.0/profiles/{id}"
    answer = api.call("POST", f"{path}/merge", {"contactId": "b", "projectId": project}, key)
    assert (answer.status, answer.body["contactIds"]) == (200, ["a", "b"])
    assert answer.body["profile"] == {"firstname": "Ann", "lastname": "Lee"}
    assert api.call("GET", f"/v2.0/profiles/{other}", key=key).status == 404
    answer = api.call("POST", f"{path}/merge", {"contactId": "c", "projectId": project}, key)
    assert answer.body["contactIds"] == ["a", "b", "c"]
    assert api.call("POST", f"{path}/merge", {"contactId": "d", "projectId": api.project(key, "Other")}, key).status == 400
    assert api.call("POST", f"{path}/unmerge", {"contactId": "b"}, key).status == 204
    assert api.call("POST", f"{path}/unmerge", {"contactId": "b"}, key).status == 404
    items = api.call("GET", f"/v2.0/profiles?projectId={project}", key=key).body["items"]
    assert [(one["contactIds"], one["profile"]) for one in items] == [(["b"], {}), (["a", "c"], {"firstname": "Ann", "lastname": "Lee"})]


def test_export_and_removal_of_data(api, key, project):
    memories = [{"id": "1", "text": "likes pizza"}]
    id = make(api, key, project, "a", firstname="Ann", memories=memories)
    answer = api.call("POST", f"/v2.0/profiles/{id}/data/export", key=key)
    assert (answer.status, answer.body["sessions"], answer.body["profile"]["memories"]) == (200, [], memories)
    assert api.call("POST", f"/v2.0/profiles/{id}/data/remove", key=key).status == 204
    found = read(api, key, id)
    assert (found["profile"], found["contactIds"]) == ({}, ["a"])


def test_schema(api, key, project):
    path = f"/v2.0/profiles/schema/{project}"
    found = api.call("GET", path, key=key).body
    assert found["details"] == [] and found["schema"]["age"] == "number"
    details = [{"field": "Shoe size", "internal": "shoeSize", "type": "number"}]
    for _again in range(2):
        assert api.call("PUT", path, {"details": details}, key).status == 204
    assert api.call("GET", path, key=key).body == {"schema": {**found["schema"], "shoeSize": "number"}, "details": details}
    for bad in (details * 2, [{**details[0], "internal": "email"}], [{**details[0], "type": "date"}]):
        assert api.call("PUT", path, {"details": bad}, key).status == 400
    assert api.call("GET", f"/v2.0/profiles/schema/{api.project(key, 'Other')}", key=key).body["details"] == []
    assert api.call("GET", f"/v2.0/profiles/schema/{api.absent}", key=key).status == 404
