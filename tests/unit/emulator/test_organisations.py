# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Organisations: from creation to deletion, and what their own keys see of them."""

from __future__ import annotations

import pytest

TTLS = {"analyticsTTLInMinutes": 60, "sessionsTTLInMinutes": 61, "stepEventsTTLInMinutes": 62}


def read(api, organisation):
    return api.manage("GET", f"organisations/{organisation}").body


def test_creation_and_defaults(api):
    answer = api.manage("POST", "organisations", {"name": "Acme: north", "quotaMaxUsers": 3, "passwordPolicy": {"minLength": 8}, **TTLS})
    assert answer.status == 200
    assert answer.body["organisationId"] == answer.body["_id"] and answer.body["quotaMaxUsers"] == 3
    assert {name: answer.body[name] for name in TTLS} == TTLS
    found = read(api, answer.body["_id"])
    assert found["name"] == "Acme: north" and found["disabled"] is False
    assert (found["passwordPolicy"]["minLength"], found["passwordPolicy"]["minAmountSpecialCharacters"]) == (8, 1)
    assert api.manage("GET", "organisations").body["items"] == [found]
    assert api.manage("GET", f"organisations/{api.absent}").body["code"] == 1002


@pytest.mark.parametrize("hidden", [True, False])
def test_three_times_are_not_readable(api, hidden):
    api.switch(unreadable_ttls=hidden)
    found = read(api, api.organisation(**TTLS))
    assert {name: found[name] for name in TTLS if name in found} == ({} if hidden else TTLS)


def test_update_answers_200_without_a_body(api, organisation):
    answer = api.manage("PATCH", f"organisations/{organisation}", {"name": "New", "disabled": True})
    assert (answer.status, answer.text) == (200, "")
    found = read(api, organisation)
    assert (found["name"], found["disabled"]) == ("New", True)


def test_update_that_echoes(api, organisation):
    api.switch(patch_echoes=True)
    answer = api.manage("PATCH", f"organisations/{organisation}", {"name": "New"})
    assert (answer.status, answer.body["name"]) == (200, "New")


@pytest.mark.parametrize(("mode", "kept"), [("merges", 3), ("replaces", 0)])
def test_nested_objects(api, mode, kept):
    api.switch(patch_nested=mode)
    organisation = api.organisation(passwordPolicy={"minAmountNumbers": 3}, dataPrivacySettings={"maskLogging": True})
    body = {"passwordPolicy": {"minLength": 20}, "dataPrivacySettings": {"enabled": True}}
    assert api.manage("PATCH", f"organisations/{organisation}", body).status == 200
    found = read(api, organisation)
    assert (found["passwordPolicy"]["minLength"], found["passwordPolicy"]["minAmountNumbers"]) == (20, kept)
    assert (found["dataPrivacySettings"]["enabled"], found["dataPrivacySettings"]["maskLogging"]) == (True, bool(kept))


@pytest.mark.parametrize("unique", [False, True])
def test_names(api, organisation, unique):
    api.switch(names_unique=unique)
    answer = api.manage("POST", "organisations", {"name": "Acme"})
    assert (answer.status, answer.body.get("code")) == ((409, 1004) if unique else (200, None))
    other = api.organisation("Other")
    assert api.manage("PATCH", f"organisations/{other}", {"name": "Acme"}).status == (409 if unique else 200)
    assert api.manage("PATCH", f"organisations/{organisation}", {"name": "Acme"}).status == 200


def test_deletion_needs_the_mailed_token(api, organisation, key):
    user = api.user(organisation)
    api.project(key)
    path = f"organisations/{organisation}"
    assert api.manage("DELETE", path).body["code"] == 1000
    assert api.manage("DELETE", f"{path}?verificationToken=x").status == 403
    answer = api.call("POST", "/v2.0/organisations/requestdeletion", key=key)
    assert (answer.status, answer.body["status"], answer.body["organisationId"]) == (201, "TOKEN_REQUESTED", organisation)
    assert api.call("GET", "/v2.0/organisations/collections", key=key).body
    token = api.control("GET", "deletion_tokens")[organisation]
    assert token not in answer.text
    assert api.manage("DELETE", f"{path}?verificationToken=x").status == 403
    assert api.manage("DELETE", f"{path}?verificationToken={token}").status == 204
    assert api.manage("GET", path).status == 404
    assert api.manage("GET", f"users/{user}").status == 404
    assert api.call("GET", "/v2.0/projects", key=key).status == 401
    assert api.control("GET", "objects") == []


def test_enforced_policy_marks_the_users(api, organisation):
    user = api.user(organisation)
    assert api.manage("POST", f"organisations/{organisation}/enforcepasswordpolicy").status == 200
    assert [one["mustChangePassword"] for one in api.control("GET", "objects?kind=user") if one["_id"] == user] == [True]


@pytest.mark.parametrize("whole", [True, False])
def test_policy_shows_the_organisation_of_the_key(api, organisation, key, whole):
    api.switch(policy_shows=whole)
    found = api.call("GET", "/v2.0/organisations/policy", key=key).body
    assert found["passwordPolicy"]["minLength"] == 12
    assert (found.get("_id"), found.get("name")) == ((organisation, "Acme") if whole else (None, None))


def test_chunk_count(api, key):
    assert api.call("GET", "/v2.0/organisations/chunkcount", key=key).body == {"chunkCount": 0}


def test_requests_for_deletion_need_an_admin(api, organisation):
    key = api.key_of(organisation, api.user(organisation))
    assert api.call("POST", "/v2.0/organisations/requestdeletion", key=key).status == 403
    assert api.call("GET", "/v2.0/organisations/collections", key=key).status == 403
    assert api.call("GET", "/v2.0/organisations/policy", key=key).status == 200
