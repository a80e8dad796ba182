# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lists longer than a page, servers with small pages, lists that show more than was asked for."""

from __future__ import annotations

import pytest

from ansible_collections.community.cognigy.tests.integration.harness import Ansible, Emulator

pytestmark = pytest.mark.once

ACME = {"COGNIGY_ORGANISATION": "Acme"}


@pytest.mark.parametrize("dialect", ["nextCursor", "next", "skip_only"])
def test_everything_is_listed_through_small_pages(ansible: Ansible, emulator: Emulator, dialect: str) -> None:
    seeded = emulator.control(
        "POST", "seed", {"organisations": 250, "users_per_organisation": 10, "projects_per_organisation": 0, "prefix": "Org"}
    )
    emulator.control("POST", "switches", {"page_cap": 25, "cursor_names": dialect, "filter": "ignored"})
    oldest = seeded["organisations"][0]  # the newest come first, so this is on the last page
    tasks = [
        {"name": "organisations", "community.cognigy.cognigy_organisation_info": {}},
        {"name": "users", "community.cognigy.cognigy_user_info": {}},
        {"name": "last", "community.cognigy.cognigy_organisation": {"name": oldest["name"]}},
    ]
    run = ansible.tasks(tasks)
    assert run.rc == 0, run.output
    organisations, users = run.result("organisations")["organisations"], run.result("users")["users"]
    assert len({item["id"] for item in organisations}) == len(organisations) == 250
    assert len({item["id"] for item in users}) == len(users) == 2500
    assert run.result("last")["changed"] is False and run.result("last")["organisation"]["id"] == oldest["_id"]


def test_a_user_on_the_last_page_is_found(ansible: Ansible, emulator: Emulator) -> None:
    seeded = emulator.control(
        "POST", "seed", {"organisations": 2, "users_per_organisation": 120, "projects_per_organisation": 0, "prefix": "Org"}
    )
    emulator.control("POST", "switches", {"page_cap": 25, "filter": "ignored", "organisation_in_user_list": False})
    organisation = seeded["organisations"][0]
    listed = emulator.api("GET", "/management/v2.0/users", sort="createdAt:asc", limit=1)["items"][0]
    env = {"COGNIGY_ORGANISATION": emulator.api("GET", f"/management/v2.0/users/{listed['_id']}")["organisation"]}
    result = ansible.module("cognigy_user", {"login": listed["id"]}, env=env)
    assert result["changed"] is False and result["user"]["id"] == listed["_id"], organisation


def test_a_widened_list_never_reaches_another_project(ansible: Ansible, emulator: Emulator, in_process: bool) -> None:
    """Asked for the locales of one project, the server shows those of all: a name that only another project has is not there."""
    acme = emulator.organisation("Acme")
    key = emulator.super_key(acme)
    home = emulator.project(key, "Home", "en-US")
    emulator.project(key, "Away", "de-DE")
    user = {"id": "ann@example.com", "name": "Ann", "password": "Correct-Horse-42-Battery", "organisation": acme, "roles": ["admin"]}
    emulator.api("POST", "/management/v2.0/users", user)
    emulator.control("POST", "switches", {"widen_lists": "always"})
    locales = emulator.api("GET", "/v2.0/locales", key=key, projectId=home)["items"]
    assert len(locales) == 2
    foreign = next(item for item in locales if item["projectReference"] != home)
    for name in (foreign["name"], foreign["_id"]):
        args = {"project": "Home", "user": "ann@example.com", "allowed_locales": [name]}
        result = ansible.module("cognigy_project_member", args, in_process=in_process, env=ACME)
        assert f"there is no locale {name!r}" in result["msg"]
    members = emulator.api("GET", f"/v2.0/projects/{home}/members", key=key)["items"]
    assert members == []


def test_a_parent_that_is_no_project(ansible: Ansible, emulator: Emulator) -> None:
    """The id of something else as project: the list would be widened, so the project itself is looked at first."""
    key = emulator.super_key(emulator.organisation("Acme"))
    home = emulator.project(key, "Home")
    locale = emulator.api("GET", f"/v2.0/projects/{home}", key=key)["primaryLocaleReference"]
    result = ansible.module("cognigy_project_member", {"project": locale, "user": "x", "state": "present"}, env=ACME)
    assert f"there is no project {locale!r}; there is: 'Home'" in result["msg"]


def test_organisations_do_not_see_each_other(ansible: Ansible, emulator: Emulator) -> None:
    for name in ("Acme", "Globex"):
        emulator.project(emulator.super_key(emulator.organisation(name)), "Support")
    result = ansible.module("cognigy_project", {"name": "Support", "state": "absent"}, env=ACME)
    assert result["changed"] is True
    remaining = ansible.module("cognigy_project_info", {}, env={"COGNIGY_ORGANISATION": "Globex"})["projects"]
    assert [item["name"] for item in remaining] == ["Support"]
