# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The audit: what it reads and what it cannot, its files, its verdict, and how long it takes. The page itself is looked at in tests/browser."""

from __future__ import annotations

import base64
import csv
import hashlib
import pathlib
import re
import stat
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
import requests
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.community.cognigy.plugins.module_utils._run import run as run_module
from ansible_collections.community.cognigy.plugins.module_utils._run import spec_of
from ansible_collections.community.cognigy.tests.integration.harness import PASSWORD, ROOT, USER, Ansible, Emulator, Run
from ansible_collections.community.cognigy.tests.integration.test_roles import changed, failing, failure, failures, no_secrets
from ansible_collections.community.cognigy.tests.modules import MODULES

pytestmark = pytest.mark.once

DAY = 86400
ROLE = ROOT / "roles" / "audit"
FILES = ["endpoints.csv", "findings.csv", "organisations.csv", "report.html", "report.json", "snapshots.csv", "users.csv"]
FORMULA = '=HYPERLINK("https://example.com")'
NO_MANAGEMENT = {"COGNIGY_MANAGEMENT_USERNAME": "", "COGNIGY_MANAGEMENT_PASSWORD": ""}


def include(folder: pathlib.Path, **variables: Any) -> dict[str, Any]:
    return {
        "name": "role",
        "ansible.builtin.include_role": {"name": "community.cognigy.audit"},
        "vars": {"audit_dir": str(folder), **variables},
    }


def put(emulator: Emulator, kind: str, **fields: Any) -> Any:
    return emulator.control("POST", "objects", {"kind": kind, **fields})


def acme(emulator: Emulator) -> tuple[str, str, str]:
    """Acme, whose endpoint runs a snapshot; its id, that of the project and of the endpoint."""
    there = emulator.organisation("Acme", quotaMaxProjects=1, passwordPolicy={"minLength": 8})
    key = emulator.super_key(there)
    project = emulator.project(key, "Support")
    flow = emulator.api("POST", "/v2.0/flows", {"name": "Main", "projectId": project}, key=key)["referenceId"]
    snapshot = put(emulator, "snapshot", organisation=there, project=project, name="1.4", description="")["_id"]
    body = {"name": "Web", "projectId": project, "channel": "rest", "flowId": flow, "entrypoint": snapshot}
    endpoint = str(emulator.api("POST", "/v2.0/endpoints", body, key=key)["_id"])
    now = int(emulator.control("GET", "clock")["now"])
    ann = put(emulator, "user", organisation=there, id="ann@example.com", name="Ann", roles=["admin"], lastActive=(now + 190 * DAY) * 1000)
    put(emulator, "user", organisation=there, id="ben@example.com", name=FORMULA, roles=["odata"], lastActive=0)
    put(emulator, "user", organisation=there, id="cleo@example.com", name="Cleo", roles=[], lastActive=now, disabled=True)
    put(emulator, "user", organisation=there, id="dan@example.com", name='Dan, the "man"', roles=[], lastActive=now)
    emulator.api("POST", f"/v2.0/projects/{project}/addprojectmember", {"userId": ann["_id"]}, key=key)
    emulator.control("POST", "clock", {"advance_seconds": 200 * DAY})
    emulator.control("DELETE", "requests")
    return there, project, endpoint


def table(folder: pathlib.Path, name: str) -> list[dict[str, str]]:
    with open(folder / name, encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, strict=True))


def seen(folder: pathlib.Path) -> dict[str, int]:
    """When each file was written, in nanoseconds; none of them is for others."""
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    return {path.name: path.stat().st_mtime_ns for path in sorted(folder.iterdir())}


def params(emulator: Emulator, **options: Any) -> dict[str, Any]:
    given = {"base_url": emulator.url, "management_username": emulator.user, "management_password": emulator.password, **options}
    validated: dict[str, Any] = ArgumentSpecValidator(**spec_of(MODULES["cognigy_audit_info"])).validate(given).validated_parameters
    return validated


def audit(emulator: Emulator, **options: Any) -> dict[str, Any]:
    """The module without Ansible around it."""
    result = run_module(MODULES["cognigy_audit_info"], params(emulator, **options), check_mode=True)
    assert not result.get("failed"), result
    return result


def rules(found: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(one["severity"], one["rule"], one["object"]) for one in found["findings"]]


def test_the_report_and_its_second_run(ansible: Ansible, emulator: Emulator, tmp_path: pathlib.Path) -> None:
    there, project, endpoint = acme(emulator)
    emulator.organisation("Globex", disabled=True)
    put(emulator, "user", organisation="Globex", id="eve@example.com", name="Eve", roles=["admin"])
    emulator.control("DELETE", "requests")
    folder = tmp_path / "report"
    runs: list[Run] = [ansible.tasks([include(folder)], "--check", "-vvv")]
    assert changed(runs[0]) == 1 and not folder.exists()
    runs += [ansible.tasks([include(folder)], "-vvv")]
    assert changed(runs[1]) == 3  # the folder, the data, all else
    first = seen(folder)
    assert list(first) == FILES and stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert set(emulator.writes()) == {"createApiKeyManagement"}

    users = {one["login"]: one for one in table(folder, "users.csv")}
    assert users["ann@example.com"]["roles"] == "admin" and users["ann@example.com"]["projects"] == "Support: basic"
    assert users["ben@example.com"]["name"] == f"'{FORMULA}" and users["ben@example.com"]["last_active"] == "never"
    assert users["dan@example.com"]["name"] == 'Dan, the "man"' and users["cleo@example.com"]["disabled"] == "true"
    assert users["eve@example.com"]["organisation"] == "Globex" and users["eve@example.com"]["last_active"] == ""
    (web,) = table(folder, "endpoints.csv")
    assert (web["organisation"], web["project"], web["endpoint"], web["runs"], web["snapshot"]) == (
        "Acme",
        "Support",
        "Web",
        "snapshot",
        "1.4",
    )
    assert [(one["snapshot"], one["endpoints"]) for one in table(folder, "snapshots.csv")] == [("1.4", "Web")]
    one = table(folder, "organisations.csv")[0]
    assert (one["accounts"], one["admins"], one["projects_used"], one["projects_max"]) == ("4", "1", "1", "1")
    assert (one["single_sign_on"], one["password_min_length"], one["conversation_ttl_in_minutes"]) == ("none", "8", "525600")
    assert [(row["severity"], row["organisation"], row["rule"], row["object"]) for row in table(folder, "findings.csv")] == [
        ("error", "Acme", "quota", "projects"),
        ("warning", "Acme", "account_never_used", "ben@example.com"),
        ("warning", "Acme", "account_unused", "dan@example.com"),
        ("warning", "Acme", "password_policy", "min_length"),
        ("info", "Acme", "account_disabled", "cleo@example.com"),
        ("info", "Acme", "single_sign_on", "Acme"),
        ("info", "Globex", "organisation_disabled", "Globex"),
    ]
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "ann@example.com" in page and "snapshot 1.4" in page and FORMULA not in page, "quotes are escaped"

    runs += [ansible.tasks([include(folder)], "-vvv")]
    assert changed(runs[2]) == 0 and seen(folder) == first

    emulator.api("PATCH", f"/v2.0/endpoints/{endpoint}", {"entrypoint": project}, key=emulator.super_key(there))
    runs += [ansible.tasks([include(folder, audit_fail_on="error")], "-vvv")]
    assert "1 findings" in failure(runs[-1]) and "error: Acme: projects: The quota is used up: 1 of 1." in failure(runs[-1])
    now = seen(folder)
    assert {name for name in FILES if now[name] != first[name]} >= {"report.json", "report.html", "endpoints.csv", "snapshots.csv"}
    assert now["users.csv"] == first["users.csv"] and table(folder, "endpoints.csv")[0]["runs"] == "project"
    no_secrets(emulator, *runs)


def test_what_cannot_be_read_stops_nothing(emulator: Emulator) -> None:
    acme(emulator)
    emulator.control("POST", "seed", {"organisations": 2, "users_per_organisation": 2, "projects_per_organisation": 1, "prefix": "x"})
    for method, path, status in (("GET", "/v2.0/snapshots", 403), ("GET", "/v2.0/users", 500), ("POST", "*/apikeys", 404)):
        emulator.control("POST", "faults", {"method": method, "path": path, "kind": "status", "status": status, "times": 1})
    result = audit(emulator)
    bad = [one for one in result["findings"] if one["rule"] == "not_read"]
    assert len(bad) == 3 and {one["severity"] for one in bad} == {"error"} and not any("traceId" in one["message"] for one in bad)
    by_object = {one["object"].split(" of ")[0]: one["organisation"] for one in bad}
    assert set(by_object) == {"snapshots", "users", "super API key"}
    there = {one["name"]: one for one in result["organisations"]}
    keyless, userless = there[by_object["super API key"]], there[by_object["users"]]
    assert keyless["projects"] is None and keyless["users"] and {one["last_active"] for one in keyless["users"]} == {None}
    assert userless["users"] is None and userless["projects"]
    assert not any(one["not_read"] for name, one in there.items() if name not in by_object.values())


def test_what_is_half_read_is_not_called_wrong(emulator: Emulator) -> None:
    acme(emulator)
    for path in ("/v2.0/snapshots", "/v2.0/users/*"):
        emulator.control("POST", "faults", {"method": "GET", "path": path, "kind": "status", "status": 403, "times": 10})
    found = audit(emulator)
    (one,) = found["organisations"]
    assert one["endpoints"][0]["runs"] is None and {user["roles"] for user in one["users"]} == {None} and one["snapshots"] == []
    assert list(one["not_read"]) == ["roles of users", "snapshots of Support"]
    assert {rule for _severity, rule, _object in rules(found)}.isdisjoint({"administrators", "endpoint_runs_unknown"})


def test_other_servers_and_credentials(ansible: Ansible, emulator: Emulator, in_process: bool) -> None:
    there, _project, _endpoint = acme(emulator)
    emulator.organisation("Globex")
    key = put(emulator, "apikey", organisation=there, user_login="ann@example.com")["apiKey"]
    wanted = {
        "max_admins": 0,
        "unused_days": 300,
        "retention_days": 30,
        "quota_percent": 50,
        "license_days": 400,
        "password_policy": {"min_length": 8},
    }
    tasks = [
        {"name": "management", "community.cognigy.cognigy_audit_info": {"organisation": "Acme", **wanted}},
        {"name": "key", "community.cognigy.cognigy_audit_info": {"api_key": key, **wanted}, "environment": NO_MANAGEMENT},
    ]
    run = ansible.tasks(tasks, in_process=in_process)
    one, with_key = run.result("management"), run.result("key")
    assert [found["name"] for found in one["organisations"]] == ["Acme"]
    assert (
        rules(one)
        == [
            ("error", "quota", "projects"),
            ("warning", "license", "license"),
            ("warning", "administrators", "Acme"),
            ("warning", "retention", "contact_profile_ttl_in_minutes"),
            ("warning", "retention", "conversation_ttl_in_minutes"),
            ("info", "account_disabled", "cleo@example.com"),
            ("info", "single_sign_on", "Acme"),
        ]
        or rules(one)[0][1] == "license"
    )
    assert with_key["organisations"] == one["organisations"], "an administrator's key shows the same"
    no_secrets(emulator, run)


def test_servers_and_credentials_that_show_little(emulator: Emulator) -> None:
    there, _project, _endpoint = acme(emulator)
    emulator.organisation("Globex")
    key = put(emulator, "apikey", organisation=there, user_login="dan@example.com")["apiKey"]
    emulator.control("POST", "switches", {"policy_shows": False})
    (little,) = audit(emulator, api_key=key, management_username=None, management_password=None)["organisations"]
    assert little["name"] == "" and little["single_sign_on"] is None and little["password_policy"]["min_length"] == 8
    assert little["users"] is None and little["projects"] == [] and list(little["not_read"]) == ["users"]
    emulator.control("POST", "switches", {"super_api_keys": "404", "license_management": False})
    both = audit(emulator)
    assert [list(found["not_read"]) for found in both["organisations"]] == [["super API key"]] * 2
    assert "FEATURE_USE_SUPERAPIKEY_API" in both["findings"][0]["message"] and both["installation"]["license"] is None
    assert [user["roles"] for user in both["organisations"][0]["users"]] == [["admin"], ["odata"], [], []]


def test_what_is_wrong_is_said(ansible: Ansible, emulator: Emulator, tmp_path: pathlib.Path) -> None:
    emulator.organisation("Acme")
    folder = tmp_path / "report"
    wrong = [
        (include(pathlib.Path("report")), "audit_dir has to be an absolute path"),
        (include(folder, audit_unused_days="-1"), "the numbers at least 0"),
        (include(folder, audit_fail_on="bad"), "audit_fail_on"),
        (include(folder, audit_password_policy={"length": 3}), "length"),
        ({"community.cognigy.cognigy_audit_info": {"max_admins": -1}}, "max_admins has to be 0 or more"),
        (
            {"community.cognigy.cognigy_audit_info": {"management_password": "Another-1"}},
            "management_username or management_password is wrong",
        ),
        ({"community.cognigy.cognigy_audit_info": {"base_url": "http://127.0.0.1:1", "retries": 0}}, "127.0.0.1:1"),
        ({"community.cognigy.cognigy_audit_info": {"organisation": "Nowhere"}}, "there is no organisation 'Nowhere'"),
    ]
    run = ansible.tasks([failing(number, task) for number, (task, _message) in enumerate(wrong)])
    for message, (_task, expected) in zip(failures(run), wrong, strict=True):
        assert expected in message
    assert not folder.exists()


def test_the_playbook_and_its_threshold(ansible: Ansible, emulator: Emulator, tmp_path: pathlib.Path) -> None:
    emulator.organisation("Acme")
    args = ("community.cognigy.audit", "-e", f"audit_dir={tmp_path / 'report'}", "-e", "audit_max_admins=0", "-e", "audit_fail_on=warning")
    run = ansible.playbook(*args, "--check")
    assert "warning: Acme: Acme: No account that is not disabled has the role admin." in failure(run)
    user = {"id": "ann@example.com", "name": "Ann", "password": "Correct-Horse-42-Battery", "roles": ["admin"]}
    emulator.api(
        "POST", "/management/v2.0/users", {**user, "organisation": emulator.control("GET", "objects", kind="organisation")[0]["_id"]}
    )
    assert ansible.playbook(*args, "--check").rc == 0


# ---- how long it takes -----------------------------------------------------------------------------------------------


def script(url: str, threads: int = 8) -> None:
    """A plain threaded script that reads what the audit reads."""
    local = threading.local()

    def ask(path: str, key: str | None = None, method: str = "GET", base: str = "/new", **params: Any) -> Any:
        if not hasattr(local, "session"):
            local.session = requests.Session()
        headers = {"Accept": "application/json", **({"X-API-Key": key} if key else {})}
        auth = None if key or not base else (USER, PASSWORD)
        answer = local.session.request(method, url + base + path, params=params, headers=headers, auth=auth, timeout=60)
        answer.raise_for_status()
        return answer.json()

    def whole(item: dict[str, Any]) -> list[Callable[[], Any]]:
        name = item["_id"]
        ask(f"/management/v2.0/organisations/{name}")
        ask("/.well-known/webfinger", base="", resource=f"org:{name}", rel="idp")
        key = ask(f"/management/v2.0/organisations/{name}/apikeys", method="POST")["apiKey"]
        users, projects = (ask(path, key, limit=100)["items"] for path in ("/v2.0/users", "/v2.0/projects"))
        ask("/v2.0/organisations/chunkcount", key)
        found: list[Callable[[], Any]] = [partial(ask, f"/v2.0/users/{one['_id']}", key) for one in users]
        for project in (one["_id"] for one in projects):
            found.append(partial(ask, f"/v2.0/projects/{project}/members", key, limit=100))
            found += [partial(ask, path, key, limit=100, projectId=project) for path in ("/v2.0/snapshots", "/v2.0/endpoints")]
        return found

    ask("/openapi/openapi-viewer.json", base="")
    ask("/management/v2.0/vendor")
    ask("/management/v2.0/system/license")
    ask("/management/v2.0/organisations", limit=1)
    organisations = ask("/management/v2.0/organisations", limit=100)["items"]
    with ThreadPoolExecutor(threads) as pool:
        work = [one for found in pool.map(whole, organisations) for one in found]
        list(pool.map(lambda one: one(), work))


@pytest.mark.parametrize("delay", [0, 0.01], ids=["server beside us", "server 10 ms away"])
def test_it_takes_as_long_as_a_plain_script(emulator: Emulator, delay: float) -> None:
    """1,000 users in 50 organisations: at most 1.5 times as long, in the best of a few runs side by side.

    Without a delay the work of the processor counts, with it whether requests wait for each other.
    """
    emulator.control("POST", "seed", {"organisations": 50, "users_per_organisation": 20, "projects_per_organisation": 1, "prefix": "x"})
    if delay:
        emulator.control("POST", "faults", {"method": "GET", "path": "*", "kind": "slow", "seconds": delay, "times": 100000})
    options = params(emulator)

    def module() -> None:
        result = run_module(MODULES["cognigy_audit_info"], options)
        assert not result.get("failed"), result
        assert sum(len(one["users"]) for one in result["organisations"]) == 1000

    ratios, operations = [], []
    for _run in range(5):
        times = []
        for work in (module, lambda: script(emulator.url)):
            emulator.control("DELETE", "requests")
            start = time.perf_counter()
            work()
            times.append(time.perf_counter() - start)
            operations.append(emulator.control("GET", "requests", summary=1)["operations"])
        ratios.append(times[0] / times[1])
        if ratios[-1] <= 1.5:
            break
    assert operations[-1] == operations[-2], "the same requests"
    assert min(ratios) <= 1.5, ratios


# ---- the page's template ---------------------------------------------------------------------------------------------


def test_the_page_allows_its_own_style_and_script_only() -> None:
    """When this fails after a change of these files, put what it says into vars/main.yml."""
    variables = yaml.safe_load((ROLE / "vars" / "main.yml").read_text(encoding="utf-8"))
    for name, file in (("audit_style_hash", "report.css"), ("audit_script_hash", "report.js")):
        content = (ROLE / "files" / file).read_text(encoding="utf-8").rstrip()
        assert variables[name] == "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode(), file


def test_every_value_of_the_page_is_escaped() -> None:
    for file in ("report.html.j2", "macros.html.j2"):
        text = (ROLE / "templates" / file).read_text(encoding="utf-8")
        macros = "|".join(re.findall(r"macro (\w+)", (ROLE / "templates" / "macros.html.j2").read_text(encoding="utf-8")))
        values = re.findall(r"\{\{-?(.*?)-?\}\}", text, re.DOTALL)
        assert len(values) > 10
        for value in (one.strip() for one in values):
            safe = (
                value.endswith("| e")
                or re.match(rf"({macros}|caller)\(.*\)$", value, re.DOTALL)
                or value.startswith("lookup('ansible.builtin.file', 'report.")
            )
            assert safe, f"{file}: {value}"
