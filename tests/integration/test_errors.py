# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Wrong input and broken servers: each gets a message that says what to do. The same text both ways."""

from __future__ import annotations

import pathlib
import subprocess
from typing import Any

import pytest

from ansible_collections.community.cognigy.tests.integration.harness import SERVE, Ansible, Emulator

pytestmark = pytest.mark.once
NO_MANAGEMENT = {"COGNIGY_MANAGEMENT_USERNAME": "", "COGNIGY_MANAGEMENT_PASSWORD": ""}
ORGANISATION = ("cognigy_organisation", {"name": "Acme"})
PROJECT = ("cognigy_project", {"name": "Support", "locale": "en-US"})


@pytest.fixture
def acme(emulator: Emulator) -> str:
    return emulator.organisation("Acme")


def message(ansible: Ansible, call: tuple[str, dict[str, Any]], in_process: bool, env: dict[str, str] | None = None) -> str:
    run = ansible.tasks([{"name": "it", f"community.cognigy.{call[0]}": call[1]}], in_process=in_process, env=env)
    result = run.result("it")
    assert run.rc == 2 and not result.get("changed")
    assert "Traceback" not in run.output
    return str(result["msg"])


def test_wrong_password(ansible: Ansible, in_process: bool) -> None:
    text = message(ansible, ORGANISATION, in_process, {"COGNIGY_MANAGEMENT_PASSWORD": "Wrong-one-1"})
    assert "management_username or management_password is wrong" in text and "Management UI" in text and "401" in text
    assert "Wrong-one-1" not in text


def test_api_key_on_a_management_module(ansible: Ansible, emulator: Emulator, acme: str, in_process: bool) -> None:
    text = message(ansible, ORGANISATION, in_process, {**NO_MANAGEMENT, "COGNIGY_API_KEY": emulator.super_key(acme)})
    assert "needs management_username and management_password" in text and "an API key cannot be used there" in text


def test_no_credentials_at_all(ansible: Ansible, in_process: bool) -> None:
    assert "no credentials: give api_key (COGNIGY_API_KEY)" in message(ansible, PROJECT, in_process, NO_MANAGEMENT)


def test_management_user_without_organisation(ansible: Ansible, in_process: bool) -> None:
    text = message(ansible, PROJECT, in_process)
    assert "say which one by organisation (name or id)" in text


def test_unknown_organisation(ansible: Ansible, acme: str, in_process: bool) -> None:
    text = message(ansible, PROJECT, in_process, {"COGNIGY_ORGANISATION": "Acne"})
    assert "there is no organisation 'Acne' here; there is: 'Acme'" in text


def test_wrong_and_ended_api_key(ansible: Ansible, emulator: Emulator, acme: str, in_process: bool) -> None:
    text = message(ansible, PROJECT, in_process, {**NO_MANAGEMENT, "COGNIGY_API_KEY": "0" * 40})
    assert "Unable to authenticate via api key" in text and "a super API key ends 15 minutes after it was made" in text


def test_two_projects_of_one_name(ansible: Ansible, emulator: Emulator, acme: str, in_process: bool) -> None:
    key = emulator.super_key(acme)
    ids = [emulator.project(key, "Support"), emulator.project(key, "Support")]
    text = message(ansible, PROJECT, in_process, {"COGNIGY_ORGANISATION": "Acme"})
    assert "there are 2 projects 'Support': choose one by id" in text and all(one in text for one in ids)


def test_server_down(ansible: Ansible, in_process: bool) -> None:
    text = message(ansible, PROJECT, in_process, {"COGNIGY_BASE_URL": "http://127.0.0.1:9", "COGNIGY_API_KEY": "x", "COGNIGY_RETRIES": "0"})
    assert "Connection refused" in text and "Is the server running, and is base_url right?" in text


def test_tls_not_trusted(ansible: Ansible, tmp_path: pathlib.Path, in_process: bool) -> None:
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", str(key), "-out", str(cert), "-days", "2",
         "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"],
        check=True,
        capture_output=True,
    )  # fmt: skip
    with subprocess.Popen([*SERVE, "--tls-cert", str(cert), "--tls-key", str(key)], stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout
            url = server.stdout.readline().split()[-1]
            text = message(ansible, ORGANISATION, in_process, {"COGNIGY_BASE_URL": url, "COGNIGY_RETRIES": "0"})
            assert "TLS" in text and "ca_path" in text and "certificate verify failed" in text
            trusted = {"COGNIGY_BASE_URL": url, "COGNIGY_CA_PATH": str(cert)}
            assert ansible.module(*ORGANISATION, in_process=in_process, env=trusted)["changed"]
            unchecked = {"COGNIGY_BASE_URL": url, "COGNIGY_VALIDATE_CERTS": "false"}
            assert not ansible.module(*ORGANISATION, in_process=in_process, env=unchecked)["changed"]
        finally:
            server.terminate()


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ({"kind": "html"}, "is not JSON. Is base_url the address of the API"),
        ({"kind": "not_json"}, "is not JSON. Is base_url the address of the API"),
        ({"kind": "redirect", "location": "https://elsewhere.example.com/"}, "give the final address as base_url"),
        ({"kind": "empty"}, "is not a list"),
        ({"kind": "truncated"}, "no whole answer"),
    ],
    ids=lambda value: value["kind"] if isinstance(value, dict) else "",
)
def test_no_answer_of_the_api(ansible: Ansible, emulator: Emulator, in_process: bool, kind: dict[str, Any], expected: str) -> None:
    emulator.control("POST", "faults", {"method": "GET", "path": "/management/v2.0/organisations", "times": 20, **kind})
    assert expected in message(ansible, ORGANISATION, in_process, {"COGNIGY_RETRIES": "1"})


@pytest.mark.parametrize("off", ["403", "404", "405"])
def test_super_keys_off(ansible: Ansible, emulator: Emulator, acme: str, in_process: bool, off: str) -> None:
    emulator.control("POST", "switches", {"super_api_keys": off})
    for call in (
        ("cognigy_superkey", {"organisation": "Acme"}),
        ("cognigy_project", {"organisation": "Acme", "name": "x", "locale": "en-US"}),
    ):
        text = message(ansible, call, in_process)
        assert "FEATURE_USE_SUPERAPIKEY_API" in text and off in text


WRONG_INPUT: list[tuple[tuple[str, dict[str, Any]], str]] = [
    (("cognigy_organisation", {"name": "Acme", "state": "absent"}), "only deleted with verification_token"),
    (("cognigy_organisation", {"name": "Acme", "colour": 1}), "Unsupported parameters for (community.cognigy.cognigy_organisation)"),
    (("cognigy_organisation", {"state": "present"}), "one of the following is required: name, id"),
    (("cognigy_organisation", {"name": "x", "quota_max_projects": "many"}), "quota_max_projects"),
    (("cognigy_user", {"login": "x@example.com", "organisation": "Acme"}), "to create it, give also name, password"),
    (("cognigy_user", {"login": "x@example.com"}), "say by organisation (name or id) whose user this is"),
    (("cognigy_project", {"name": "New", "organisation": "Acme"}), "to create it, give also locale"),
    (("cognigy_project", {"id": "0" * 24, "organisation": "Acme"}), "there is no project with the id"),
    (("cognigy_project_member", {"project": "Nope", "user": "x", "organisation": "Acme"}), "there is no project 'Nope'; there is: none"),
    (("cognigy_superkey", {"organisation": "Acme", "minimum_validity": 900}), "minimum_validity must be from 0 to 899"),
    (("cognigy_superkey", {}), "organisation (name or id) is needed"),
    (("cognigy_api", {"operation": "indexProject"}), "similar: 'indexProjects'"),
    (("cognigy_api", {"operation": "readProject"}), "needs the parameters 'projectId'"),
    (("cognigy_api", {"operation": "createOrganisation", "body": {"nam": "x"}}), "body has no 'nam'"),
    (("cognigy_api", {"operation": "createOrganisation", "body": {"name": 1}}), "body.name must be a text, got 1"),
    (("cognigy_installation_info", {"base_url": "example.com"}), "base_url must be a URL"),
    (("cognigy_installation_info", {"base_url": "https://u:p@example.com"}), "must not hold a user or password"),
    (("cognigy_project_info", {"api_key": "two\nlines"}), "api_key holds a line break"),
]


def test_wrong_input(ansible: Ansible, acme: str, in_process: bool) -> None:
    tasks = [
        {"name": str(number), f"community.cognigy.{name}": args, "ignore_errors": True}
        for number, ((name, args), _expected) in enumerate(WRONG_INPUT)
    ]
    run = ansible.tasks(tasks, in_process=in_process)
    assert "Traceback" not in run.output
    for number, (call, expected) in enumerate(WRONG_INPUT):
        result = run.result(str(number))
        assert expected in result["msg"], call
        assert not result.get("changed")


def test_missing_role_is_named(ansible: Ansible, emulator: Emulator, acme: str, in_process: bool) -> None:
    user = {"id": "ann@example.com", "name": "Ann", "password": "Correct-Horse-42-Battery", "organisation": acme, "roles": ["apiKeys"]}
    emulator.api("POST", "/management/v2.0/users", user)
    made = emulator.control("POST", "objects", {"kind": "apikey", "user_login": "ann@example.com", "organisation": acme})
    text = message(ansible, PROJECT, in_process, {**NO_MANAGEMENT, "COGNIGY_API_KEY": made["apiKey"]})
    assert "403" in text and "lacks the role for this" in text
