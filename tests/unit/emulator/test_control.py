# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The control plane, and that the documentation names all of it."""

from __future__ import annotations

import email.utils
import json
import re
import time
from pathlib import Path

import pytest

EMULATOR = Path(__file__).resolve().parents[2] / "emulator"


def test_health_and_reset(api, organisation):
    assert api.control("GET", "health") == {"status": "ok", "operations": 396}
    api.switch(filter="prefix")
    api.advance(1000)
    api.fault(times=5)
    api.control("POST", "reset")
    assert api.manage("GET", "organisations").body["total"] == 0
    assert api.control("GET", "switches")["filter"] == "substring"
    assert api.control("GET", "clock")["offset_seconds"] == 0
    assert api.control("GET", "faults") == []


def test_clock_moves_all_times(api, organisation, key):
    answer = api.call("GET", "/v2.0/projects", key=key)
    assert abs(email.utils.parsedate_to_datetime(answer.headers["date"]).timestamp() - time.time()) < 3
    api.advance(500)
    project = api.call("GET", f"/v2.0/projects/{api.project(key)}", key=key)
    assert abs(project.body["createdAt"] - time.time() - 500) < 3
    for moved in (project, api.call("GET", "/__emulator/clock"), api.call("GET", "/nonsense"), api.manage("GET", "vendor")):
        assert abs(email.utils.parsedate_to_datetime(moved.headers["date"]).timestamp() - time.time() - 500) < 3


def test_switches(api):
    for body in (
        {"nonsense": 1},
        {"filter": "nonsense"},
        {"filter": "prefix", "page_cap": 0},
        {"adds_base_role": 1},
        {"rate_limit": {"requests": 1}},
    ):
        answer = api.call("POST", "/__emulator/switches", body)
        assert answer.status == 400, body
    assert "page_cap" in api.call("POST", "/__emulator/switches", {"nonsense": 1}).body["error"]
    assert api.control("GET", "switches")["filter"] == "substring"
    api.switch(super_api_keys=403, wrong_scheme="403")
    assert (api.control("GET", "switches")["super_api_keys"], api.control("GET", "switches")["wrong_scheme"]) == ("403", 403)


def test_the_readme_names_every_switch_fault_and_route(api):
    readme = (EMULATOR / "README.md").read_text(encoding="utf-8")
    table = dict(re.findall(r"^\| `(\w+)` \| `(.+?)` \|", readme, re.MULTILINE))
    words = {name: default if isinstance(default, str) else json.dumps(default) for name, default in api.control("GET", "switches").items()}
    assert table == words
    for kind in ("status", "cut", "slow", "truncated", "html", "not_json", "redirect", "empty", "task_error", "task_stuck"):
        assert f"`{kind}`" in readme
    for route in set(re.findall(r'@on\("\w+", "(\w+)"\)', (EMULATOR / "control.py").read_text(encoding="utf-8"))):
        assert f"/{route}`" in readme, route


def test_log_of_requests(api, organisation, key):
    api.control("DELETE", "requests")
    api.call("GET", f"/new/v2.0/projects?limit=3&api_key={key}")
    api.call("POST", "/v2.0/projects", {"name": "x"}, key)
    api.call("GET", "/nonsense")
    api.manage("GET", "vendor")
    log = api.control("GET", "requests")
    assert [(one["method"], one["operation"], one["status"], one["credential"]) for one in log] == [
        ("GET", "indexProjects", 200, "super"),
        ("POST", "createProject", 400, "super"),
        ("GET", None, 404, "none"),
        ("GET", "readVendor", 200, "basic"),
    ]
    assert log[0]["query"] == {"limit": "3"} and log[1]["body_size"] == 13 and log[0]["headers"]["accept"] == "application/json"
    assert key not in str(log)
    summary = api.control("GET", "requests?summary=1")
    assert (summary["total"], summary["methods"], summary["operations"]["createProject"]) == (4, {"GET": 3, "POST": 1}, 1)
    assert api.control("DELETE", "requests") == []


def test_seed(api):
    seeded = api.control("POST", "seed", {"organisations": 2, "users_per_organisation": 3, "projects_per_organisation": 4, "prefix": "big"})
    first = seeded["organisations"][0]
    assert (first["name"], len(first["users"]), len(first["projects"])) == ("big-0001", 3, 4)
    assert api.call("GET", "/v2.0/projects", key=first["apiKey"]).body["total"] == 4
    assert api.call("GET", f"/v2.0/projects/{first['projects'][0]['_id']}/settings", key=first["apiKey"]).status == 200
    assert api.manage("GET", "users").body["total"] == 6
    more = api.control("POST", "seed", {"organisation": "big-0001", "projects_per_organisation": 2})
    assert more["organisations"][0]["_id"] == first["_id"]
    assert api.call("GET", "/v2.0/projects", key=first["apiKey"]).body["total"] == 6
    assert api.call("POST", "/__emulator/seed", {"nonsense": 1}).status == 400


def test_seeding_is_quick(api):
    started = time.monotonic()
    api.control("POST", "seed", {"organisations": 250, "users_per_organisation": 10})
    api.control("POST", "seed", {"organisations": 10, "projects_per_organisation": 100})
    assert time.monotonic() - started < 2


def test_objects_behind_the_apis_back(api, organisation, key):
    for _again in range(2):
        api.control("POST", "objects", {"kind": "project", "organisation": "Acme", "name": "Twice"})
    assert api.call("GET", "/v2.0/projects?filter=Twice", key=key).body["total"] == 2
    api.control("POST", "objects", {"kind": "organisation", "name": "Acme"})
    assert api.manage("GET", "organisations?filter=Acme").body["total"] == 2
    user = api.control("POST", "objects", {"kind": "user", "organisation": organisation, "id": "eve", "roles": ["odata"], "password": "x"})
    assert api.manage("GET", f"users/{user['_id']}").body["roles"] == ["odata"]
    api.control("POST", "objects", {"kind": "license", "expirationDate": "2020-01-01T00:00:00.000Z"})
    assert api.manage("GET", "system/license").body["state"] == "expired"
    api.control("DELETE", "objects", {"kind": "user", "id": user["_id"]})
    assert api.manage("GET", f"users/{user['_id']}").status == 404
    for body in (
        {"kind": "nonsense", "organisation": organisation},
        {"kind": "apikey", "organisation": organisation, "user_login": "nobody"},
    ):
        assert api.call("POST", "/__emulator/objects", body).status == 400


def test_secrets_are_known(api, organisation, key):
    user = api.user(organisation, password="Canary-password-1")
    own = api.key_of(organisation, user)
    api.call("GET", "/v2.0/projects", key="a-wrong-key")
    api.manage("PATCH", f"users/{user}", {"newPassword": "Canary-password-2"})
    api.manage("POST", "system/license", {"licensekey": "canary-license"})
    api.call("POST", "/v2.0/organisations/requestdeletion", key=key)
    token = api.control("GET", "deletion_tokens")[organisation]
    wanted = {key, own, token, "a-wrong-key", "Canary-password-1", "Canary-password-2", "canary-license", "management-secret"}
    assert wanted <= set(api.control("GET", "secrets"))


def test_an_answer_against_the_contract_is_noticed(api, organisation, start):
    api.control("POST", "objects", {"kind": "organisation", "name": "Broken", "quotaMaxProjects": "many"})
    answer = api.manage("GET", "organisations?filter=Broken")
    assert (answer.status, answer.body["code"]) == (500, 1008)
    assert len(api.control("GET", "violations")) == 1 and "quotaMaxProjects" in api.control("GET", "violations")[0]
    api.control("POST", "reset")
    lax = start("--no-check-answers").api
    lax.control("POST", "objects", {"kind": "organisation", "name": "Broken", "quotaMaxProjects": "many"})
    assert lax.manage("GET", "organisations").status == 200


def test_operations(api):
    """Every operation of the contract has a behaviour."""
    operations = api.control("GET", "operations")
    assert len(operations) == 396 and set(operations.values()) == {"real", "fed"}


@pytest.mark.parametrize("path", [*sorted(EMULATOR.rglob("*.py")), EMULATOR / "serve"], ids=lambda path: path.name)
def test_the_emulator_knows_nothing_of_ansible(path):
    imports = re.findall(r"^\s*(?:from|import)\s+(\S+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert not [one for one in imports if one.startswith(("ansible", "plugins"))]
