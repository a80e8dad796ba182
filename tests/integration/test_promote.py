# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role promote between two installations: what was tested goes live, and there is a way back."""

from __future__ import annotations

import re
from typing import Any

import pytest
import requests

from ansible_collections.community.cognigy.tests.integration.harness import ROOT, Ansible, Emulator, Run
from ansible_collections.community.cognigy.tests.integration.promotion import CRM, ENDPOINTS, NEW, OLD, Side, two_sides, variables
from ansible_collections.community.cognigy.tests.integration.test_roles import changed, failure, role

pytestmark = pytest.mark.once
ALL_OLD, ALL_NEW = dict.fromkeys(ENDPOINTS, OLD), dict.fromkeys(ENDPOINTS, NEW)
NO_CONNECTION = {"COGNIGY_BASE_URL": "", "COGNIGY_MANAGEMENT_USERNAME": "", "COGNIGY_MANAGEMENT_PASSWORD": ""}
EXTENSION = {
    "kind": "extension",
    "name": "@acme/shop",
    **dict.fromkeys(("label", "imageUrlToken", "description", "readme", "author"), ""),
    **{field: [] for field in ("tags", "nodes", "connections")},
    "extensionType": "nodes",
    "trustedCode": False,
}
WORKS = {"name": "works", "argv": ["true"]}
PLAYBOOKS = [{"flow": "Main", "playbooks": ["Greeting"]}]


@pytest.fixture
def sides(emulator: Emulator, other_emulator: Emulator) -> tuple[Side, Side]:
    return two_sides(emulator, other_emulator)


def promote(ansible: Ansible, sides: tuple[Side, Side], *args: str, **more: Any) -> Run:
    return role(ansible, variables(*sides, **more), *args, name="promote", env=NO_CONNECTION)


def test_five_endpoints_in_one_run(ansible: Ansible, sides: tuple[Side, Side]) -> None:
    dev, prod = sides
    tests = {"promote_playbooks": PLAYBOOKS, "promote_commands": [WORKS]}
    assert changed(promote(ansible, sides, "--check", **tests)) == 2
    assert not [one for one in (*dev.server.writes(), *prod.server.writes()) if one != "createApiKeyManagement"]
    run = promote(ansible, sides, **tests)
    assert changed(run) == 2, run.output
    assert prod.running() == ALL_NEW
    for one in sides:
        one.server.control("DELETE", "requests")
    assert changed(promote(ansible, sides, **tests)) == 0
    assert set(prod.server.writes()) == {"createApiKeyManagement", "schedulePlaybook"}
    assert set(dev.server.writes()) == {"createApiKeyManagement"}
    assert not [secret for one in sides for secret in one.server.control("GET", "secrets") if secret in run.everything]


def test_a_test_fails(ansible: Ansible, sides: tuple[Side, Side]) -> None:
    """After the switch: back, with the reason. Before it: nobody was switched."""
    _dev, prod = sides
    fails = {"name": "order 4711", "argv": ["sh", "-c", "echo no such order; exit 3"]}
    run = promote(ansible, sides, "-vvv", "--diff", promote_commands=[WORKS, fails])
    message = failure(run)
    assert not [secret for one in sides for secret in one.server.control("GET", "secrets") if secret in run.everything]
    assert message.startswith("Test order 4711 failed after the endpoints were switched to 2.0: order 4711 ("), message
    assert message.endswith("no such order. All endpoints are back on what they ran before."), message
    assert prod.running() == ALL_OLD
    assert sorted(prod.snapshots()) == [OLD, NEW]
    late = {"kind": "playbookAnswer", "organisation": prod.organisation, "project": prod.project, "input": "Hello", "milliseconds": 5000}
    prod.server.control("POST", "objects", late)
    prod.server.control("DELETE", "requests")
    run = promote(ansible, sides, promote_playbooks=PLAYBOOKS, promote_commands=[WORKS])
    assert run.rc != 0
    assert "Greeting" in run.result("community.cognigy.promote : Run playbooks against the snapshot")["results"][0]["msg"]
    assert "updateEndpoint" not in prod.server.writes()
    assert prod.running() == ALL_OLD


def test_back_to_the_snapshot_before(ansible: Ansible, sides: tuple[Side, Side]) -> None:
    _dev, prod = sides
    assert changed(promote(ansible, sides)) == 2
    # Not all at once, and a second time goes no further.
    assert changed(promote(ansible, sides, "--check", promote_rollback=True)) == 1
    assert changed(promote(ansible, sides, promote_rollback=True, promote_endpoints=["Web", "Mail"])) == 1
    assert prod.running() == {**ALL_NEW, "Web": OLD, "Mail": OLD}
    assert changed(promote(ansible, sides, promote_rollback=True, promote_source={})) == 1
    assert changed(promote(ansible, sides, promote_rollback=True)) == 0
    assert prod.running() == ALL_OLD
    run = promote(ansible, sides, promote_rollback=True, promote_snapshot=OLD)
    assert "1.0 is the oldest snapshot in Prod, so there is none before it. Nothing was changed." in failure(run)
    assert "There is no snapshot 3.0 in Prod" in failure(promote(ansible, sides, promote_rollback=True, promote_snapshot="3.0"))
    assert prod.running() == ALL_OLD


def test_what_is_found_before_anything_is_changed(ansible: Ansible, sides: tuple[Side, Side]) -> None:
    dev, prod = sides
    for one, version in ((dev, "1.2.0"), (prod, "1.1.0")):
        fed = {**EXTENSION, "organisation": one.organisation, "project": one.project, "projectId": one.project, "version": version}
        one.server.control("POST", "objects", fed)
    dev.made("connections", name="Shop", fields={"username": "a", "password": "geheim-shop"}, **CRM)
    dev.made("knowledgestores", name="FAQ", language="en-US")
    model = {"name": "GPT", "provider": "openAI", "modelType": "gpt-4o", "connectionId": connection(dev), "resourceLevel": "organisation"}
    made = dev.server.api("POST", "/v2.0/largelanguagemodels", {**model, "assignedToProjects": [dev.project]}, key=dev.key)
    assert made["_id"]
    dev.server.control("POST", "switches", {"task_reads": 0, "uploaded_listed": 0})
    dev.done("snapshots", name="3.0", description="", projectId=dev.project)
    wanted = {"promote_snapshot": "3.0"}
    message = failure(promote(ansible, sides, **wanted))
    for text in (
        "cannot run in Prod, and nothing was changed",
        "connection Shop (it is not there)",
        "extension @acme/shop (it is there in version 1.1.0, not 1.2.0)",
        "knowledge_store FAQ (it is not there)",
        "llm GPT (it is not in the organisation)",
        "connection OpenAI (it is not in the organisation)",
    ):
        assert text in message, message
    allowed = ["connection Shop", "extension @acme/shop", "knowledge_store FAQ", "llm GPT", "connection OpenAI"]
    # A name that is taken by other content, and no place for one more.
    prod.server.control("POST", "switches", {"task_reads": 0, "uploaded_listed": 0})
    prod.done("snapshots", name="3.0", description="", projectId=prod.project)
    assert "snapshot '3.0' is there with other content" in failure(promote(ansible, sides, promote_missing_allowed=allowed, **wanted))
    for number in range(7):
        prod.done("snapshots", name=f"x{number}", description="", projectId=prod.project)
    message = failure(promote(ansible, sides))
    assert "snapshot '2.0' cannot be made: the project has 9 snapshots" not in message
    prod.done("snapshots", name="x7", description="", projectId=prod.project)
    assert "the project has 10 snapshots, and 10 is the most" in failure(promote(ansible, sides))
    assert "there is no endpoint 'Fax'" in failure(promote(ansible, sides, promote_endpoints=["Web", "Fax"], promote_max_snapshots=20))
    assert "There are 0 snapshots 9.9 in the project Dev" in failure(promote(ansible, sides, promote_snapshot="9.9"))
    assert prod.running() == ALL_OLD


def connection(one: Side) -> str:
    """The reference id of a new connection of the organisation."""
    body = {"name": "OpenAI", "extension": "@cognigy/generative-ai-provider", "type": "OpenAIProvider", "fields": {"apiKey": "geheim-ai"}}
    made = one.server.api("POST", "/v2.0/connections", {**body, "isDeprecated": False, "resourceLevel": "organisation"}, key=one.key)
    return str(one.server.api("GET", f"/v2.0/connections/{made['_id']}", key=one.key, resourceLevel="organisation")["referenceId"])


def test_the_target_was_changed_by_hand(ansible: Ansible, sides: tuple[Side, Side]) -> None:
    _dev, prod = sides
    web = next(one for one in prod.listed("endpoints") if one["name"] == "Web")
    prod.server.api("PATCH", f"/v2.0/endpoints/{web['_id']}", {"entrypoint": prod.project}, key=prod.key)
    prod.made("flows", name="Hotfix")
    message = failure(promote(ansible, sides, promote_on_drift="fail"))
    assert "endpoint Web runs the project itself" in message
    assert "endpoint Mail runs 1.0" in message
    assert "flow Hotfix was changed after 1.0 came" in message
    fails = {"name": "no", "argv": ["false"]}
    run = promote(ansible, sides, promote_commands=[fails])
    assert "All endpoints are back on what they ran before." in failure(run)
    assert "flow Hotfix was changed after 1.0 came" in str(run.result("community.cognigy.promote : What is going to happen")["msg"])
    assert prod.running() == {**ALL_OLD, "Web": "project"}


def test_made_now(ansible: Ansible, sides: tuple[Side, Side]) -> None:
    dev, prod = sides
    now = {"promote_snapshot": "now", "promote_create": True, "promote_description": "made by the pipeline"}
    assert changed(promote(ansible, sides, "--check", **now)) == 3
    assert changed(promote(ansible, sides, **now)) == 3
    assert changed(promote(ansible, sides, **now)) == 0
    assert sorted(dev.snapshots()) == [OLD, NEW, "now"]
    assert prod.running() == dict.fromkeys(ENDPOINTS, "now")


def by_hand(dev: Side, prod: Side) -> None:
    """The promotion by the documented calls, as a script would send them: nothing is looked at that is not needed."""
    snapshot = next(one for one in dev.listed("snapshots") if one["name"] == NEW)["_id"]
    wait(dev, dev.sent("POST", f"snapshots/{snapshot}/package"))
    for _turn in range(3):
        link = dev.sent("POST", f"snapshots/{snapshot}/downloadlink", refused=(409,))
        if link is not None:
            break
    content = b"csnap"
    while content == b"csnap":
        content = requests.get(link["downloadLink"], timeout=60).content
    wait(prod, prod.upload(content))
    while NEW not in [one["name"] for one in prod.listed("snapshots")]:
        pass
    there = next(one for one in prod.listed("snapshots") if one["name"] == NEW)["_id"]
    flow, locale = prod.listed("flows")[0]["referenceId"], prod.listed("locales")[0]["referenceId"]
    playbook = prod.listed("playbooks")[0]["_id"]
    run = prod.sent("POST", f"playbooks/{playbook}/schedule", {"entrypoint": there, "flowId": flow, "localeId": locale})
    wait(prod, run)
    task = prod.sent("GET", f"tasks/{run['_id']}")
    assert prod.sent("GET", f"playbooks/{playbook}/runs/{task['data']['playbookRunId']}")["status"] == "successful"
    for one in prod.listed("endpoints"):
        prod.sent("PATCH", f"endpoints/{one['_id']}", {"entrypoint": there, "flowId": one["flowId"]})


def wait(one: Side, task: dict[str, Any]) -> None:
    while one.sent("GET", f"tasks/{task['_id']}")["status"] != "done":
        pass


def counted(sides: tuple[Side, Side]) -> tuple[int, int]:
    """How many requests wrote, and how many there were, keys aside, which a script has; since the last count."""
    found = [entry for one in sides for entry in one.server.control("GET", "requests") if "ApiKey" not in str(entry["operation"])]
    for one in sides:
        one.server.control("DELETE", "requests")
    return len([entry for entry in found if entry["method"] != "GET"]), len(found)


def test_requests_are_those_of_the_guide(ansible: Ansible, sides: tuple[Side, Side], emulator: Emulator, other_emulator: Emulator) -> None:
    """The table at the end of the guide; how often a task is asked for may differ by a few."""
    by_hand(*sides)
    assert sides[1].running() == ALL_NEW
    script = counted(sides)
    sides = two_sides(emulator, other_emulator)
    tests = {"promote_playbooks": PLAYBOOKS}
    assert changed(promote(ansible, sides, **tests)) == 2
    first = counted(sides)
    assert changed(promote(ansible, sides, **tests)) == 0
    again = counted(sides)
    text = (ROOT / "docs" / "docsite" / "rst" / "promotion.rst").read_text(encoding="utf-8")
    said = [(int(writes), int(every)) for writes, every in re.findall(r"     - (\d+)\n     - (\d+)\n", text)]
    assert len(said) == 3
    for (said_writes, said_every), (writes, every) in zip(said, (script, first, again)):
        assert abs(said_writes - writes) <= 2, (said, script, first, again)
        assert abs(said_every - every) <= 5, (said, script, first, again)
