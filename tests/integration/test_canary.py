# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Distinct secrets in every place that takes or gives one; none of them may be seen anywhere, in either way of execution."""

from __future__ import annotations

import pathlib
from typing import Any
from urllib.parse import quote

import pytest

from ansible_collections.community.cognigy.plugins.module_utils._run import spec_of
from ansible_collections.community.cognigy.tests.integration.cases.operator import CERTIFICATE
from ansible_collections.community.cognigy.tests.integration.harness import PASSWORD, Ansible, Emulator
from ansible_collections.community.cognigy.tests.modules import MODULES

USER_PASSWORD = "Canary/User+42-Password"
NEW_PASSWORD = "Canary/New+43-Password"
TOKEN = "canary-token-44"
WRONG_KEY = "canary-wrong-key-45"
WRONG_PASSWORD = "Canary-wrong-46"
BODY_PASSWORD = "Canary/Body+47-Password"
SHORT_PASSWORD = "Canary-48"  # which the server refuses
FIELD, SETTING, DASHBOT, HEADER, CONFIG, NODE = (
    f"canary-{name}/+49" for name in ("field", "setting", "dashbot", "header", "config", "node")
)
LICENSE_KEY, CLIENT_SECRET = "Canary-license/+50", "canary-client/+51"
PRIVATE_KEY = "canary-private/+52"
GIVEN = (
    *(SHORT_PASSWORD, PASSWORD, USER_PASSWORD, NEW_PASSWORD, TOKEN, WRONG_KEY, WRONG_PASSWORD, BODY_PASSWORD),
    *(FIELD, SETTING, DASHBOT, HEADER, CONFIG, NODE),
    *(LICENSE_KEY, CLIENT_SECRET, PRIVATE_KEY),
)

TESTED = {
    *(
        "secret_values",
        "api_key",
        "management_password",
        "password",
        "verification_token",
        "fields",
        "dashbot_apikey",
        "custom_auth_header",
    ),
    *("license_key", "certificate", "decryption_private_key", "client_secret"),
}
PAYLOADS = {
    *("body", "current", "settings", "handover_settings", "webrtc_widget_config", "config", "properties"),
    *("nodes", "jobs", "sentences", "chunks", "entries", "steps"),
    *("values", "variables"),
}


def secret_options(spec: dict[str, Any]) -> set[str]:
    """Options that are secrets, suboptions too."""
    own = {option for option, about in spec.items() if about.get("no_log")}
    return own.union(*(secret_options(about["options"]) for about in spec.values() if "options" in about))


def test_every_secret_option_has_a_canary() -> None:
    assert set().union(*(secret_options(spec_of(module)["argument_spec"]) for module in MODULES.values())) == TESTED
    assert {option for module in MODULES.values() for option in module.quiet} == PAYLOADS


def tasks(acme: str) -> list[dict[str, Any]]:
    """Every module, good and bad calls, with secrets wherever there is a place for one."""
    user = {"login": "ann@example.com", "name": "Ann", "password": USER_PASSWORD, "roles": ["admin"]}
    calls: list[tuple[str, dict[str, Any]]] = [
        ("cognigy_installation_info", {}),
        ("cognigy_organisation", {"name": "Globex"}),
        ("cognigy_organisation", {"name": "Globex", "state": "absent", "verification_token": TOKEN}),
        ("cognigy_user", user),
        ("cognigy_user", {**user, "password": NEW_PASSWORD, "update_secret": "always"}),
        ("cognigy_user", {**user, "login": "short@example.com", "password": SHORT_PASSWORD}),
        ("cognigy_user", {**user, "login": "twice@example.com", "quota": USER_PASSWORD}),
        ("cognigy_user", {**user, "login": "bad@example.com", "roles": [USER_PASSWORD]}),
        ("cognigy_user_info", {"details": True}),
        ("cognigy_project", {"name": "Support", "locale": "en-US"}),
        ("cognigy_project", {"name": "Support", "locale": "en-US", "api_key": WRONG_KEY}),
        ("cognigy_project", {"name": "Support", "color": WRONG_PASSWORD, "management_password": WRONG_PASSWORD}),
        ("cognigy_project_member", {"project": "Support", "user": "ann@example.com", "roles": ["developer"]}),
        ("cognigy_project_info", {}),
        ("cognigy_helm_values", {"path": "/nowhere", "secret_values": {"a": [WRONG_KEY]}, "variables": {"X_PASSWORD": BODY_PASSWORD}}),
        ("cognigy_facts", {}),
        ("cognigy_audit_event_info", {"details": True, "limit": 20}),
        ("cognigy_log_info", {"project": "Support"}),
        ("cognigy_metrics_info", {"project": "Support", "year": 2026}),
        *content(),
        *operator(),
        ("cognigy_api", {"operation": "createApiKeyManagement", "parameters": {"organisationId": acme}}),
        (
            "cognigy_api",
            {
                "operation": "createUserManagement",
                "body": {"id": "cleo@example.com", "name": "Cleo", "password": BODY_PASSWORD, "organisation": acme},
            },
        ),
        ("cognigy_api", {"operation": "createUserManagement", "body": {"password": BODY_PASSWORD, "id": 5}}),
        ("cognigy_superkey", {}),
        ("cognigy_superkey", {"management_password": WRONG_PASSWORD}),
    ]
    done: list[dict[str, Any]] = [{f"community.cognigy.{name}": args, "ignore_errors": True} for name, args in calls]
    superkey = "community.cognigy.cognigy_superkey"
    return [
        *done,
        {superkey: {}, "register": "fresh"},
        {superkey: {"current": "{{ fresh.superkey }}"}},
        {superkey: {"current": "{{ fresh.superkey }}", "minimum_validity": 900}, "ignore_errors": True},
        {"community.cognigy.cognigy_project_info": {"api_key": "{{ fresh.superkey.api_key }}"}},
        {
            "community.cognigy.cognigy_api_key": {"name": "ci", "api_key": "{{ own_key }}"},
            "register": "made",
        },
        {"community.cognigy.cognigy_project_info": {"api_key": "{{ made.api_key_value }}"}},
        {superkey: {}, "loop": [1, 2]},
        {"community.cognigy.cognigy_api_key": {"name": "ci", "api_key": "{{ own_key }}", "state": "absent"}},
    ]


def operator() -> list[tuple[str, dict[str, Any]]]:
    """Secrets of the installation, and private keys at places that are not for them."""
    license_of = {"license_key": LICENSE_KEY, "update_secret": "always"}
    pasted = f"-----BEGIN PRIVATE KEY-----\n{PRIVATE_KEY}\n-----END PRIVATE KEY-----"
    saml = {"type": "saml", "issuer": "https://idp.example.com", "login_endpoint": "https://idp.example.com", "certificate": CERTIFICATE}
    oidc = {"type": "oidc", "issuer": "https://idp.example.com", "client_id": "x", "client_secret": CLIENT_SECRET, "check_issuer": False}
    return [
        ("cognigy_license", license_of),
        ("cognigy_license", {**license_of, "license_key": LICENSE_KEY + "\u200b"}),
        ("cognigy_license", {**license_of, "login": "eve@example.com", "password": WRONG_PASSWORD}),
        ("cognigy_identity_provider", {**saml, "certificate": pasted}),
        ("cognigy_identity_provider", {**saml, "certificate": PRIVATE_KEY}),
        ("cognigy_identity_provider", {**saml, "decryption_private_key": pasted}),
        ("cognigy_identity_provider", {**saml, "decryption_private_key": PRIVATE_KEY, "disable_requested_authn_context": PRIVATE_KEY}),
        ("cognigy_identity_provider", oidc),
        ("cognigy_identity_provider", {**oidc, "client_secret": CLIENT_SECRET, "front_channel_url": "nowhere"}),
        ("cognigy_identity_provider", {**oidc, "update_secret": "always", "id_token_signed_response_alg": 5}),
    ]


def content() -> list[tuple[str, dict[str, Any]]]:
    """Secrets in what lies in a project: options, suboptions, and payloads that hold them under names that say so."""
    here = {"project": "Support"}
    connection = {**here, "name": "C", "extension": "@cognigy/basic-nodes", "type": "OpenAIProvider", "fields": {"apiKey": FIELD}}
    endpoint = {
        **here,
        "name": "E",
        "channel": "generic",
        "dashbot_apikey": DASHBOT,
        "settings": {"basicAuthUser": "someone", "basicAuthPassword": SETTING, "webhookUrl": "https://www.example.com"},
        "handover_settings": {"provider": "chatwoot", "providerSettings": {"apiKey": SETTING}},
        "webrtc_widget_config": {"token": SETTING},
    }
    model = {**here, "name": "L", "provider": "openAICompatible", "model_type": "custom-model", "connection": "C"}
    store = {**here, "knowledge_store": "K"}
    connector = {**store, "name": "W", "extension": "wiki", "type": "wikiConnector", "config": {"apiToken": CONFIG, "space": "A"}}
    node = {"type": "fetch", "extension": "acme-tools", "label": "Fetch", "config": {"apiKey": NODE, "url": "https://www.example.com"}}
    branch = {"type": "then", "children": [node]}
    flow = {**here, "name": "F", "nodes": [node, {"type": "if", "children": [branch]}]}
    tool = {"label": "T", "config": {"toolId": "t"}, "children": [node]}
    expected = {"type": "assertData", "params": {"data": {"token": NODE}}}
    playbook = {**here, "name": "P", "step_timeout": 1000, "steps": [{"text": "Hi", "data": {"apiKey": NODE}, "asserts": [expected]}]}
    return [
        ("cognigy_flow", flow),
        ("cognigy_flow", {**flow, "nodes": [{**node, "config": {"apiKey": NODE, "url": "https://www.example.org"}}]}),
        ("cognigy_flow", {**flow, "nodes": [node, {"type": "say", "config": {"apiKey": NODE}}]}),
        ("cognigy_flow", {**flow, "nodes": [{**node, "type": NODE, "sort": "none"}]}),
        ("cognigy_ai_agent", {**here, "name": "A", "jobs": [{"flow": "F", "label": "J", "tools": [tool]}]}),
        ("cognigy_ai_agent", {**here, "name": "A", "jobs": [{"flow": "F", "label": "J", "config": {"apiKey": NODE}}]}),
        ("cognigy_resource_info", {**here, "kind": "flow", "contents": True}),
        ("cognigy_playbook", playbook),
        ("cognigy_playbook_run", {**here, "flow": "F"}),
        ("cognigy_playbook_run", {**here, "flow": "F", "fail": False}),
        ("cognigy_task_info", {**here, "wait": True}),
        ("cognigy_connection", connection),
        ("cognigy_connection", {**connection, "update_secret": "always"}),
        ("cognigy_connection", {**connection, "type": "AnotherProvider", "recreate": True}),
        ("cognigy_connection", {**connection, "fields": {"apiKey": FIELD, "nested": {"apiKey": FIELD}}, "update_secret": "always"}),
        ("cognigy_endpoint", endpoint),
        ("cognigy_endpoint", {key: value for key, value in endpoint.items() if key not in ("handover_settings", "webrtc_widget_config")}),
        ("cognigy_endpoint", {**endpoint, "name": "E2", "channel": DASHBOT}),
        ("cognigy_llm", {**model, "open_ai_compatible": {"base_custom_url": "https://www.example.com", "custom_auth_header": HEADER}}),
        ("cognigy_llm", {**model, "open_ai_compatible": {"custom_auth_header": HEADER}, "update_secret": "always"}),
        ("cognigy_nlu_connector", {**here, "name": "N", "type": "lex", "settings": {"secretAccessKey": SETTING}}),
        ("cognigy_handover_provider", {**here, "name": "H", "settings": {"apiKey": SETTING}, "properties": [{"apiKey": SETTING}]}),
        ("cognigy_knowledge_store", {**here, "name": "K"}),
        ("cognigy_knowledge_connector", connector),
        ("cognigy_knowledge_connector", {**connector, "config": {"apiToken": CONFIG, "space": "B"}}),
        *(
            ("cognigy_resource_info", {**here, "kind": kind, "details": True})
            for kind in ("connection", "endpoint", "llm", "nlu_connector")
        ),
        ("cognigy_resource_info", {**store, "kind": "knowledge_connector", "details": True}),
        ("cognigy_snapshot", {**here, "name": "S", "dest": "~", "endpoints": ["all"]}),
        ("cognigy_snapshot", {**here, "name": "S", "src": "~/S.csnap", "content_id": "x/", "replace": True, "detach_endpoints": True}),
        ("cognigy_snapshot", {**here, "name": "S", "state": "restored"}),
        ("cognigy_snapshot_info", {**here, "contents": True, "needs": [{"kind": "connection", "name": "C"}]}),
    ]


def files_below(folder: pathlib.Path) -> str:
    texts = [path.read_bytes().decode("utf-8", "replace") for path in folder.rglob("*") if path.is_file() and path.name != "variables.yml"]
    return "\n".join(texts)


@pytest.mark.parametrize("echoes", [False, True], ids=["", "server echoes"])
def test_no_secret_is_seen(ansible: Ansible, emulator: Emulator, tmp_path: pathlib.Path, in_process: bool, echoes: bool) -> None:
    acme = emulator.organisation("Acme")
    user = {"id": "eve@example.com", "name": "Eve", "password": "Correct-Horse-42-Battery", "organisation": acme, "roles": ["admin"]}
    emulator.api("POST", "/management/v2.0/users", user)
    own = emulator.control("POST", "objects", {"kind": "apikey", "user_login": "eve@example.com", "organisation": acme})["apiKey"]
    emulator.control("POST", "switches", {"echo_secrets_in_errors": echoes, "apikey_list": "clear"})
    plays = tasks(acme)
    for number, task in enumerate(plays):
        task["name"] = f"task {number}"
    # The secrets come from a file, so that the play itself, which lies in the folder that is searched, does not hold them.
    names = {f"secret_{number}": value for number, value in enumerate(GIVEN)}
    (tmp_path / "variables.yml").write_text("".join(f'{name}: "{value}"\n' for name, value in {**names, "own_key": own}.items()))
    hidden = replaced(plays, {value: "{{ " + name + " }}" for name, value in names.items()})
    run = ansible.tasks(
        hidden,
        "-vvvv",
        "--diff",
        "-e",
        f"@{tmp_path / 'variables.yml'}",
        in_process=in_process,
        env={"COGNIGY_ORGANISATION": "Acme", "COGNIGY_RETRIES": "0", "ANSIBLE_LOG_PATH": str(tmp_path / "log")},
    )
    assert "bug of community.cognigy" not in run.output
    assert run.rc == 0, run.output[-3000:]
    assert len([record for record in run.records if not record["status"].startswith("item")]) == len(plays)
    seen = run.everything + files_below(tmp_path)
    secrets = {*GIVEN, own, *emulator.control("GET", "secrets")}
    assert len(secrets) > len(GIVEN) + 4
    for secret in secrets:
        for form in (secret, quote(secret, safe="")):
            place = seen.find(form)
            assert place < 0, f"{form} in ...{seen[max(0, place - 300) : place + 60]}..."


def replaced(value: Any, texts: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: replaced(item, texts) for key, item in value.items()}
    if isinstance(value, list):
        return [replaced(item, texts) for item in value]
    if isinstance(value, str):
        for old, new in texts.items():
            value = value.replace(old, new)
    return value
