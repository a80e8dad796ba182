# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A whole project in one playbook: made from nothing, left alone when it is as it should be, and put right where somebody changed it."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from ansible_collections.community.cognigy.plugins.module_utils._modules.info import RESOURCES
from ansible_collections.community.cognigy.tests.integration.harness import HERE, Ansible, Emulator, Run

pytestmark = pytest.mark.once
PLAYBOOK = HERE / "playbooks" / "project.yml"
SECRETS = {
    f"vault_{name}": f"Secret-of-{name}-1"
    for name in ("openai_key", "tickets_password", "speech_key", "wiki_token", "watson_key", "genesys_secret", "crm_password")
}


class Shop:
    """The project behind the API."""

    def __init__(self, emulator: Emulator, ansible: Ansible) -> None:
        self.emulator, self.ansible = emulator, ansible
        self.organisation = emulator.organisation("Acme")
        self.key = emulator.super_key(self.organisation)
        ann = {"id": "ann@example.com", "name": "Ann", "password": "Password-of-ann-1!", "organisation": self.organisation}
        emulator.api("POST", "/management/v2.0/users", {**ann, "roles": ["admin"]})
        emulator.control("POST", "objects", {"kind": "handoverService", "organisation": self.organisation, "name": "Genesys Cloud"})

    def run(self, *flags: str) -> Run:
        variables = self.ansible.folder / "secrets.yml"
        variables.write_text(yaml.safe_dump(SECRETS), encoding="utf-8")
        self.emulator.control("DELETE", "requests")
        run = self.ansible.playbook(str(PLAYBOOK), "-e", f"@{variables}", *flags)
        assert run.rc == 0, run.output
        assert not [secret for secret in SECRETS.values() if secret in run.everything]
        return run

    def named(self, path: str, name: str, **query: Any) -> dict[str, Any]:
        """An object, whole, by its name."""
        found = self.emulator.api("GET", path, key=self.key, limit=100, **query)["items"]
        (one,) = (item for item in found if item["name"] == name)
        return dict(self.emulator.api("GET", f"{path}/{one['_id']}", key=self.key))

    def change(self, path: str, body: dict[str, Any]) -> None:
        self.emulator.api("PATCH", path, body, key=self.key)


@pytest.fixture
def shop(emulator: Emulator, ansible: Ansible) -> Shop:
    return Shop(emulator, ansible)


def changed(run: Run) -> list[tuple[str, dict[str, Any]]]:
    """Task and result of all that changed, items of loops one by one."""
    plain = [record for record in run.records if "results" not in record["result"]]
    return [(record["task"], record["result"]) for record in plain if record["result"].get("changed")]


def count(run: Run) -> int:
    found = re.search(r"changed=(\d+)", run.output)
    assert found
    return int(found[1])


def models_of_the_organisation_are_used(shop: Shop, project: str) -> None:
    """By the settings of the project, by a model of the project that it takes over for, and by the job of an agent."""
    gpt, embeddings, small = (shop.named("/v2.0/largelanguagemodels", name) for name in ("GPT", "Embeddings", "Small"))
    connection = shop.named("/v2.0/connections", "OpenAI")
    for model in (gpt, embeddings):
        assert (model["resourceLevel"], model["assignedToProjects"]) == ("organisation", [project])
        assert model["connectionId"] == connection["referenceId"] and connection["resourceLevel"] == "organisation"
    settings = shop.emulator.api("GET", f"/v2.0/projects/{project}/settings", key=shop.key)["generativeAISettings"]["useCasesSettings"]
    assert settings["gptPromptNode"]["largeLanguageModelId"] == gpt["_id"]
    assert settings["knowledgeSearch"]["largeLanguageModelId"] == embeddings["_id"]
    assert small["fallbacks"][0]["fallbackLLMReferenceId"] == gpt["referenceId"]
    flow = f"/v2.0/flows/{shop.named('/v2.0/flows', 'Advice', projectId=project)['_id']}/chart"
    (job,) = (node["_id"] for node in shop.emulator.api("GET", flow, key=shop.key)["nodes"] if node["type"] == "aiAgentJob")
    config = shop.emulator.api("GET", f"{flow}/nodes/{job}", key=shop.key)["config"]
    assert config["llmProviderReferenceId"] == gpt["referenceId"]
    assert config["aiAgent"] == shop.named("/v2.0/aiagents", "Ava", projectId=project)["referenceId"]


def test_from_nothing_to_a_project_and_back_to_it(shop: Shop) -> None:
    predicted = shop.run("--check")
    made = shop.run()
    assert [task for task, result in changed(predicted)] == [task for task, result in changed(made)]
    objects = {(kind, result[kind]["id"]) for task, result in changed(made) for kind in RESOURCES if kind in result}
    assert {kind for kind, one in objects} == set(RESOURCES) - {"package", "snapshot"}, "every kind that a project is made of"
    assert len(objects) >= 40

    assert changed(again := shop.run()) == [] and count(again) == 0
    assert set(shop.emulator.writes()) <= {"createApiKeyManagement"}

    project = shop.emulator.api("GET", "/v2.0/projects", key=shop.key)["items"][0]["_id"]
    models_of_the_organisation_are_used(shop, project)
    endpoint = shop.named("/v2.0/endpoints", "Web site", projectId=project)
    locale = shop.named("/v2.0/locales", "Swiss German", projectId=project)
    english = shop.named("/v2.0/locales", "en-US", projectId=project)
    store = shop.named("/v2.0/knowledgestores", "Terms", projectId=project)["_id"]
    source = shop.named(f"/v2.0/knowledgestores/{store}/sources", "Returns")["_id"]
    chunks = f"/v2.0/knowledgestores/{store}/sources/{source}/chunks"
    (chunk,) = shop.emulator.api("GET", chunks, key=shop.key)["items"]
    shop.change(f"/v2.0/endpoints/{endpoint['_id']}", {"active": False})
    shop.change(f"/v2.0/locales/{locale['_id']}", {"fallbackLocaleReference": english["_id"]})
    shop.change(f"{chunks}/{chunk['_id']}", {"text": "You cannot send anything back."})

    corrected = shop.run("--diff")
    assert [task for task, result in changed(corrected)] == ["Locale", "Knowledge source", "Endpoint"]
    assert sorted(set(shop.emulator.writes()) - {"createApiKeyManagement"}) == ["updateEndpoint", "updateKnowledgeChunk", "updateLocale"]
    gone, back = (
        [line[1:].strip().rstrip(",") for line in corrected.output.splitlines() if re.match(mark, line)] for mark in ("-  ", "[+]  ")
    )
    assert gone == [
        f'"fallback_locale": "{english["_id"]}"',
        '"text": "You cannot send anything back."',
        '"active": false',
    ]
    assert back == [
        f'"fallback_locale": "{locale["fallbackLocaleReference"]}"',
        '"text": "You can send everything back within 30 days."',
        '"active": true',
    ]
    assert shop.named("/v2.0/endpoints", "Web site", projectId=project)["active"] is True
    assert changed(again := shop.run()) == [] and count(again) == 0
