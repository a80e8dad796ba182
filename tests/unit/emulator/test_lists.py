# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages, cursors, filter, order, HAL and the widened list."""

from __future__ import annotations

import pytest


@pytest.fixture
def many(api):
    """30 projects of one organisation, and a key of it."""
    seeded = api.control("POST", "seed", {"organisations": 1, "users_per_organisation": 1, "projects_per_organisation": 30})
    return seeded["organisations"][0]


def index(api, many, query="", **more):
    return api.call("GET", f"/v2.0/projects{query}", key=many["apiKey"], **more).body


def test_newest_first_25_by_default(api, many):
    page = index(api, many)
    assert [one["_id"] for one in page["items"]] == [one["_id"] for one in reversed(many["projects"])][:25]
    assert (page["total"], len(page["nextCursor"]), page["previousCursor"]) == (30, 24, None)


def test_project_list_has_no_creator_but_the_project_has(api, many):
    item = index(api, many)["items"][0]
    assert "createdBy" not in item and "lastChangedBy" not in item
    assert "createdBy" in api.call("GET", f"/v2.0/projects/{item['_id']}", key=many["apiKey"]).body


@pytest.mark.parametrize(("limit", "items"), [(1, 1), (30, 30), (100, 30), (101, 25), (300, 25)])
def test_a_limit_above_100_gives_25(api, many, limit, items):
    page = index(api, many, f"?limit={limit}")
    assert len(page["items"]) == items
    assert (page["nextCursor"] is None) is (items == 30)


@pytest.mark.parametrize("name", ["nextCursor", "next"])
def test_walk_with_cursors_there_and_back(api, many, name):
    api.switch(cursor_names=name)
    previous = name.replace("next", "previous")
    page, seen = index(api, many, "?limit=7"), []
    while True:
        seen += [one["name"] for one in page["items"]]
        if page[name] is None:
            break
        page = index(api, many, f"?limit=7&next={page[name]}")
    assert len(seen) == len(set(seen)) == 30
    assert len(page["items"]) == 2
    back = index(api, many, f"?limit=7&previous={page[previous]}")
    assert [one["name"] for one in back["items"]] == seen[21:28]


def test_walk_survives_a_deletion_and_a_sorted_walk(api, many):
    page = index(api, many, "?limit=10")
    api.control("DELETE", "objects", {"kind": "project", "id": page["items"][-1]["_id"]})
    rest = index(api, many, f"?limit=100&next={page['nextCursor']}")["items"]
    assert len(rest) == 20 and not {one["_id"] for one in rest} & {one["_id"] for one in page["items"]}
    page = index(api, many, "?limit=20&sort=name:asc")
    following = index(api, many, f"?limit=20&sort=name:asc&next={page['nextCursor']}")
    names = [one["name"] for one in page["items"] + following["items"]]
    assert names == sorted(names) and len(names) == 29


def test_skip_only(api, many):
    api.switch(cursor_names="skip_only")
    page = index(api, many, "?limit=10&skip=25")
    assert set(page) == {"items", "total"} and len(page["items"]) == 5
    assert len(index(api, many, f"?limit=10&next={'0' * 24}")["items"]) == 10


def test_page_cap(api, many):
    api.switch(page_cap=7)
    page = index(api, many, "?limit=100")
    assert (len(page["items"]), page["total"]) == (7, 30)
    assert len(index(api, many, "?limit=3")["items"]) == 3


def test_sort(api, many):
    names = [one["name"] for one in index(api, many, "?limit=100&sort=name:desc")["items"]]
    assert names == sorted(names, reverse=True)
    assert api.call("GET", "/v2.0/projects?sort=nonsense:asc", key=many["apiKey"]).status == 400
    assert api.call("GET", "/v2.0/projects?sort=name", key=many["apiKey"]).status == 400


@pytest.mark.parametrize(
    ("mode", "text", "found"),
    [
        ("substring", "PROJECT-002", 10),
        ("substring", "nothing", 0),
        ("prefix", "Seed-project-001", 10),
        ("prefix", "project", 0),
        ("case_sensitive", "project-001", 10),
        ("case_sensitive", "Project", 0),
        ("ignored", "nothing", 30),
    ],
)
def test_filter(api, many, mode, text, found):
    api.switch(filter=mode)
    assert index(api, many, f"?filter={text}")["total"] == found


def test_users_are_filtered_by_name_and_login(api, organisation):
    api.user(organisation, "ann@example.com")
    api.user(organisation, "bob@example.com", name="Annabel")
    api.user(organisation, "eve@example.com")
    for path, call in (
        ("users", api.manage),
        ("/v2.0/users", lambda method, path: api.call(method, path, key=api.super_key(organisation))),
    ):
        assert call("GET", f"{path}?filter=ANN").body["total"] == 2
        assert call("GET", f"{path}?filter=eve@").body["total"] == 1


@pytest.mark.parametrize("accept", [None, "*/*", "application/hal+json", "application/json, ", "text/html"])
def test_hal_without_the_exact_media_type(api, many, accept):
    page = index(api, many, "?limit=2", accept=accept)
    assert set(page) == {"_embedded", "_links"}
    first = page["_embedded"]["projects"][0]
    newest = many["projects"][-1]["_id"]
    assert "_id" not in first and first["projectId"] == newest
    assert first["_links"]["self"]["href"].rsplit("/", 1)[1] == newest
    following = api.call("GET", page["_links"]["next"]["href"], key=many["apiKey"]).body
    assert following["items"][0]["_id"] == many["projects"][-3]["_id"]


@pytest.mark.parametrize("accept", ["application/json", "application/json, text/plain, */*", "text/html, application/json;q=0.9"])
def test_json_with_the_exact_media_type(api, many, accept):
    assert "items" in index(api, many, accept=accept)


def test_single_objects_are_flat_without_the_header(api, many):
    answer = api.call("GET", f"/v2.0/projects/{many['projects'][0]['_id']}", key=many["apiKey"], accept=None)
    assert answer.body["_id"] == many["projects"][0]["_id"]


def locales(api, key, project):
    return [one["projectReference"] for one in api.call("GET", f"/v2.0/locales?projectId={project}", key=key).body["items"]]


def test_a_list_for_an_invisible_project_is_widened(api, key):
    first, second = api.project(key, "First"), api.project(key, "Second")
    foreign = api.project(api.super_key(api.organisation("Other")), "Foreign")
    assert locales(api, key, first) == [first]
    assert locales(api, key, "a" * 24) == [second, first]
    assert locales(api, key, foreign) == [second, first]
    assert len(api.call("GET", "/v2.0/locales", key=key).body["items"]) == 2
    api.switch(widen_lists="always")
    assert locales(api, key, first) == [second, first]


def test_queries_are_checked(api, key):
    for query in ("limit=x", "limit=0", "skip=-1", "next=short", "ignoreOwnership=maybe"):
        answer = api.call("GET", f"/v2.0/projects?{query}", key=key)
        assert (answer.status, answer.body["code"]) == (400, 1005), query
    assert api.call("GET", "/v2.0/projects?unknown=1&projectId=x", key=key).status == 200
    assert api.call("GET", "/v2.0/locales?projectId=x", key=key).detail.endswith("should be of format 'mongo-id'")


def test_arrays_as_the_npm_client_writes_them(api, key):
    path = f"/v2.0/projects/{api.project(key)}/logs"
    assert api.call("GET", f"{path}?type[]=info&type[]=error", key=key).status == 200
    assert api.call("GET", f"{path}?type%5B%5D=nonsense", key=key).status == 400
