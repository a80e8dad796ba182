# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The roles and the playbook bootstrap, as a user runs them."""

from __future__ import annotations

import copy
import json
import pathlib
import re
from typing import Any

import pytest
import yaml

from ansible_collections.community.cognigy.plugins.module_utils._run import spec_of
from ansible_collections.community.cognigy.tests.integration.harness import ROOT, Ansible, Emulator, Run
from ansible_collections.community.cognigy.tests.modules import MODULES

ANN, BEN = "ann@example.com", "ben@example.com"
ANN_WORD, BEN_WORD = "Canary-of-Ann-4711", "Canary-of-Ben-0815"
POLICY_TASK = "community.cognigy.organisation : Change the password policy"
USERS_TASK = "community.cognigy.organisation : Make or change the users"
DONE_TASK = "community.cognigy.organisation : Nothing is left to change"

ACME: dict[str, Any] = {
    "organisation_name": "Acme",
    "organisation_settings": {
        "quota_max_projects": 5,
        "quota_max_users": "20",  # as from a template
        "session_state_ttl_in_minutes": 60,
        "billing_timezone": "Europe/Berlin",
        "data_privacy_settings": {"enabled": True, "mask_logging": "yes"},
    },
    "organisation_password_policy": {"min_length": 14, "min_amount_numbers": 1},
    "organisation_users": [
        {"login": ANN, "name": "Ann", "password": ANN_WORD, "roles": ["admin"]},
        {"login": BEN, "name": "Ben", "password": BEN_WORD, "roles": ["projectManager", "odata"], "accepted_tos": True},
    ],
    "organisation_projects": [
        {
            "name": "Support",
            "locale": "en-US",
            "color": "red",
            "members": [{"user": ANN, "roles": ["projectAdmin"]}, {"user": BEN, "roles": ["analytics", "logs"], "allowed_locales": []}],
            "members_exclusive": True,
        },
        {"name": "Sales", "locale": "de-DE", "settings": {"timezone": "Europe/Paris"}},
    ],
}
# Playbooks of test_guides, test_upgrade, test_audit, and of the rulebooks.
ELSEWHERE = {"promote.yml", "upgrade.yml", "audit.yml", "eda_admin_granted.yml", "eda_endpoint_changed.yml"}
QUICK = {**ACME, "organisation_verify": False}


def role(ansible: Ansible, variables: dict[str, Any], *args: str, name: str = "organisation", **options: Any) -> Run:
    task = {"name": "role", "ansible.builtin.include_role": {"name": f"community.cognigy.{name}"}}
    return ansible.tasks([task], *args, **{"in_process": True, **options}, **variables)


def bootstrap(ansible: Ansible, variables: dict[str, Any], *args: str, env: dict[str, str] | None = None) -> Run:
    path = ansible.folder / "installation.yml"
    path.write_text(yaml.safe_dump(variables), encoding="utf-8")
    return ansible.playbook("community.cognigy.bootstrap", "-e", f"@{path}", *args, env=env)


def changed(run: Run) -> int:
    """The number of changed tasks in the recap of a run that went well."""
    assert run.rc == 0, run.output
    found = re.findall(r"localhost +: ok=\d+ +changed=(\d+)", run.output)
    assert len(found) == 1, run.output
    return int(found[0])


def failure(run: Run) -> str:
    """The message of a run that failed, in one line."""
    assert run.rc != 0, run.output
    failed = [record["result"] for record in run.records if record["status"] == "failed"]
    assert failed, run.output
    return " ".join(str(failed[-1]["msg"]).split())


def of(emulator: Emulator, kind: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = emulator.control("GET", "objects", kind=kind)
    return found


def no_secrets(emulator: Emulator, *runs: Run) -> None:
    secrets = {ANN_WORD, BEN_WORD, *emulator.control("GET", "secrets")}
    for run in runs:
        assert not [secret for secret in secrets if secret in run.everything]


# ---- organisation ----------------------------------------------------------------------------------------------------


def test_four_runs_and_a_drift(ansible: Ansible, emulator: Emulator, in_process: bool) -> None:
    # The ordinary way is slow; reading back uses nothing that the rest does not use.
    variables = {**ACME, "organisation_verify": in_process}

    def run(*args: str) -> Run:
        return role(ansible, variables, *args, "-vvv", in_process=in_process)

    first = run("--check")
    assert changed(first) == 6  # settings, policy, users, projects, members, settings of a project
    assert emulator.writes() == [] and of(emulator, "organisation") == []

    applied = run()
    assert changed(applied) == 6
    (organisation,), users = of(emulator, "organisation"), {one["id"]: one for one in of(emulator, "user")}
    assert (organisation["quotaMaxProjects"], organisation["quotaMaxUsers"], organisation["sessionStateTTLInMinutes"]) == (5, 20, 60)
    assert organisation["dataPrivacySettings"]["maskLogging"] is True and organisation["passwordPolicy"]["minLength"] == 14
    assert {login: {*user["roles"]} - {"base_role"} for login, user in users.items()} == {ANN: {"admin"}, BEN: {"odata", "projectManager"}}
    assert sorted(one["name"] for one in of(emulator, "project")) == ["Sales", "Support"]
    assert len(of(emulator, "member")) == 2

    again, check_again = run(), run("--check")
    assert changed(again) == 0 and changed(check_again) == 0

    no_secrets(emulator, first, applied, again, check_again)
    if not in_process:
        return  # the rest is the same modules again, and slow

    emulator.api("PATCH", f"/management/v2.0/organisations/{organisation['_id']}", {"quotaMaxProjects": 1, "quotaMaxUsers": 3})
    emulator.api("PATCH", f"/management/v2.0/users/{users[BEN]['_id']}", {"disabled": True, "name": "Benno"})
    drift = run()
    assert changed(drift) == 2  # settings, users
    assert of(emulator, "organisation")[0]["quotaMaxProjects"] == 5
    ben = next(one for one in of(emulator, "user") if one["id"] == BEN)
    assert ben["name"] == "Ben" and ben["disabled"] is True, "what is not declared is left alone"
    no_secrets(emulator, drift)


@pytest.mark.once
def test_it_says_what_is_there_at_the_end(ansible: Ansible, emulator: Emulator) -> None:
    run = role(ansible, ACME)
    assert "Organisation Acme (" in run.result(DONE_TASK)["msg"] and "users 2, projects 2" in run.result(DONE_TASK)["msg"]


@pytest.mark.once
def test_an_organisation_alone_needs_no_super_keys(ansible: Ansible, emulator: Emulator) -> None:
    emulator.control("POST", "switches", {"super_api_keys": "404"})
    variables = {"organisation_name": "Acme"}
    assert [changed(role(ansible, variables)), changed(role(ansible, variables))] == [1, 0]
    assert of(emulator, "superkey") == []


@pytest.mark.once
def test_what_is_declared_absent_goes(ansible: Ansible, emulator: Emulator) -> None:
    assert changed(role(ansible, QUICK)) == 6
    variables = copy.deepcopy(ACME)
    variables["organisation_users"][1] = {"login": BEN, "state": "absent"}
    variables["organisation_projects"][1]["state"] = "absent"
    del variables["organisation_projects"][0]["members"][1]
    assert changed(role(ansible, variables)) == 2  # the user takes the membership along
    assert [one["id"] for one in of(emulator, "user")] == [ANN]
    assert [one["name"] for one in of(emulator, "project")] == ["Support"]
    assert changed(role(ansible, variables)) == 0


@pytest.mark.once
def test_members_are_exclusive_only_when_asked(ansible: Ansible, emulator: Emulator) -> None:
    variables = copy.deepcopy(QUICK)
    assert changed(role(ansible, variables)) == 6
    support = variables["organisation_projects"][0]
    support["members"], support["members_exclusive"] = [{"user": ANN}], False
    assert changed(role(ansible, variables)) == 0
    support["members_exclusive"] = True
    assert changed(role(ansible, variables)) == 1
    assert len(of(emulator, "member")) == 1


@pytest.mark.once
def test_passwords_are_sent_again_only_when_asked(ansible: Ansible, emulator: Emulator) -> None:
    variables = copy.deepcopy(QUICK)
    assert changed(role(ansible, variables)) == 6
    variables["organisation_users"][0]["password"] = ANN_WORD + "-new"
    assert changed(role(ansible, variables)) == 0
    run = role(ansible, {**variables, "organisation_update_secret": "always"}, "-vvv")
    assert changed(run) == 1
    assert {one["id"]: one["password"] for one in of(emulator, "user")} == {ANN: ANN_WORD + "-new", BEN: BEN_WORD}
    no_secrets(emulator, run)


@pytest.mark.once
def test_the_policy_is_enforced_only_with_a_change(ansible: Ansible, emulator: Emulator) -> None:
    variables = {name: value for name, value in ACME.items() if name != "organisation_projects"}
    variables["organisation_enforce_password_policy"] = True
    assert changed(role(ansible, variables)) == 3
    variables["organisation_password_policy"] = {"min_length": 15}
    emulator.control("DELETE", "requests")
    run = role(ansible, variables)
    assert changed(run) == 1 and run.result(POLICY_TASK)["changed"] is False, "the last one is the one that reads back"
    assert emulator.writes().count("enforcePasswordPolicy") == 1
    assert changed(role(ansible, variables)) == 0
    assert emulator.writes().count("enforcePasswordPolicy") == 1


@pytest.mark.once
def test_reading_back_finds_what_is_not_as_declared(ansible: Ansible, emulator: Emulator) -> None:
    """Verified alone, since what the tasks before it do is not undone in the same moment."""

    def verify(variables: dict[str, Any]) -> Run:
        task = {"name": "role", "ansible.builtin.include_role": {"name": "community.cognigy.organisation", "tasks_from": "verify"}}
        return ansible.tasks([task], **variables)

    assert changed(role(ansible, QUICK)) == 6
    assert changed(verify(ACME)) == 0
    quota = {**ACME, "organisation_settings": {"quota_max_projects": 6}}
    assert "is not as declared" in failure(verify(quota))
    more = copy.deepcopy(ACME)
    more["organisation_users"].append({"login": "cleo@example.com"})
    assert f"of the users {ANN}, {BEN}, cleo@example.com there are {ANN}, {BEN}." in failure(verify(more))
    less = copy.deepcopy(ACME)
    less["organisation_projects"][1]["state"] = "absent"
    assert "of the projects Support, Sales there are Sales, Support." in failure(verify(less))
    assert "there are 0 organisations Other" in failure(verify({**ACME, "organisation_name": "Other"}))
    assert len(of(emulator, "organisation")) == 1


@pytest.mark.once
def test_a_connection_with_a_key_does_not_confuse_it(ansible: Ansible, emulator: Emulator) -> None:
    """Keys and organisations that the environment holds for other tasks."""
    other = emulator.organisation("Other")
    env = {"COGNIGY_API_KEY": emulator.super_key(other), "COGNIGY_ORGANISATION": "Other"}
    assert [changed(role(ansible, QUICK, env=env)), changed(role(ansible, ACME, env=env))] == [6, 0]
    assert {one["organisation"] for one in of(emulator, "project") + of(emulator, "user")}.isdisjoint({other})


# ---- what is wrong is said before anything is changed ----------------------------------------------------------------


def acme(**changes: Any) -> dict[str, Any]:
    return {**ACME, **changes}


WRONG: list[tuple[dict[str, Any], str]] = [
    (acme(organisation_settings={"quota_max_project": 5}), "quota_max_project"),
    (acme(organisation_settings={"quota_max_projects": "many"}), "quota_max_projects"),
    (acme(organisation_password_policy={"length": 5}), "length"),
    (acme(organisation_users=[{"login": ANN, "pasword": ANN_WORD}]), "pasword"),
    (acme(organisation_users=[{"name": "Ann", "password": ANN_WORD}]), "missing required arguments: login"),
    (acme(organisation_projects=[{"name": "Support", "members": [{"roles": ["logs"]}]}]), "missing required arguments: user"),
    ({}, "missing required arguments: organisation_name"),
    (acme(organisation_name=""), "organisation_name must not be empty"),
    (acme(organisation_users=[{"login": ANN}, {"login": ANN}]), "each login must be in organisation_users once"),
    (acme(organisation_projects=[{"name": "P"}, {"name": "P"}]), "each name in organisation_projects once"),
]


def failing(number: int, task: dict[str, Any]) -> dict[str, Any]:
    return {"name": "case", "block": [task], "rescue": [{"name": f"rescued {number}", "ansible.builtin.debug": {"msg": "rescued"}}]}


def failures(run: Run) -> list[str]:
    """The messages of the cases of a run that were rescued."""
    assert run.rc == 0, run.output
    return [" ".join(str(record["result"]["msg"]).split()) for record in run.records if record["status"] == "failed"]


@pytest.mark.once
def test_wrong_variables(ansible: Ansible, emulator: Emulator) -> None:
    include = {"name": "role", "ansible.builtin.include_role": {"name": "community.cognigy.organisation"}}
    run = ansible.tasks([failing(number, {**include, "vars": variables}) for number, (variables, _message) in enumerate(WRONG)], "-vvv")
    for message, (_variables, expected) in zip(failures(run), WRONG, strict=True):
        assert expected in message
    assert emulator.writes() == []
    no_secrets(emulator, run)


@pytest.mark.once
def test_wrong_connections(ansible: Ansible, emulator: Emulator) -> None:
    key = emulator.super_key(emulator.organisation("Other"))
    emulator.control("DELETE", "requests")
    no_management = {"COGNIGY_MANAGEMENT_USERNAME": "", "COGNIGY_MANAGEMENT_PASSWORD": ""}
    for env, message in (
        ({"COGNIGY_BASE_URL": ""}, "takes the connection from module_defaults"),
        ({"COGNIGY_MANAGEMENT_PASSWORD": "wrong"}, "The installation cannot be used: "),
        ({"COGNIGY_BASE_URL": "http://127.0.0.1:1", "COGNIGY_RETRIES": "0"}, "http://127.0.0.1:1 does not answer"),
        ({**no_management, "COGNIGY_API_KEY": key}, "an API key of a user is not enough"),
    ):
        assert message in failure(role(ansible, ACME, env=env))
    assert emulator.writes() == []


@pytest.mark.once
def test_super_keys_switched_off(ansible: Ansible, emulator: Emulator) -> None:
    emulator.control("POST", "switches", {"super_api_keys": "403"})
    assert "FEATURE_USE_SUPERAPIKEY_API" in failure(role(ansible, ACME)), "a new organisation: when the key is made"
    emulator.control("DELETE", "requests")
    emulator.control("POST", "switches", {"super_api_keys": "404"})
    run = role(ansible, ACME)
    assert "Projects are declared in organisation_projects" in failure(run) and "FEATURE_USE_SUPERAPIKEY_API" in failure(run)
    assert set(emulator.writes()) == {"createApiKeyManagement"}, "seen before anything was changed"


@pytest.mark.once
def test_two_organisations_of_one_name(ansible: Ansible, emulator: Emulator) -> None:
    ids = [emulator.organisation("Acme"), emulator.organisation("Acme")]
    message = failure(role(ansible, ACME))
    assert "There are 2 organisations named Acme" in message and all(one in message for one in ids)


# ---- superkey --------------------------------------------------------------------------------------------------------


def superkey(organisation: str | None = "Acme", **variables: Any) -> dict[str, Any]:
    task: dict[str, Any] = {"name": "role", "ansible.builtin.include_role": {"name": "community.cognigy.superkey"}}
    return {**task, "vars": {**({"superkey_organisation": organisation} if organisation else {}), **variables}}


REMEMBER = {
    "name": "remember",
    "ansible.builtin.set_fact": {"earlier": "{{ superkey_api_key }}"},
    "no_log": True,
}


def test_the_key_is_there_for_the_rest_of_the_play(ansible: Ansible, emulator: Emulator, in_process: bool) -> None:
    acme_id, other_id = emulator.organisation("Acme"), emulator.organisation("Other")
    emulator.project(emulator.super_key(other_id), "Not ours")
    emulator.control("DELETE", "requests")
    only_key = {"COGNIGY_MANAGEMENT_USERNAME": "", "COGNIGY_MANAGEMENT_PASSWORD": "", "COGNIGY_ORGANISATION": ""}
    use = {
        "name": "use",
        "community.cognigy.cognigy_project": {"name": "Support", "locale": "en-US", "api_key": "{{ superkey_api_key }}"},
        "environment": only_key,
    }
    facts = {
        "name": "facts",
        "ansible.builtin.assert": {
            "that": [
                f"superkey_organisation_id == '{acme_id}'",
                "superkey_expires_at | int == superkey_created_at | int + 900",
                "superkey_api_key == earlier",
            ]
        },
    }
    run = ansible.tasks([superkey(), REMEMBER, use, superkey(), facts], "-vvvv", in_process=in_process)
    assert changed(run) == 1, "the project; a key is no change"
    assert emulator.writes() == ["createApiKeyManagement", "createProject"]
    no_secrets(emulator, run)


@pytest.mark.once
def test_a_key_is_renewed_in_time(ansible: Ansible, emulator: Emulator) -> None:
    emulator.organisation("Acme")

    def move(seconds: int) -> dict[str, Any]:
        url = f"{emulator.url}/__emulator/clock"
        return {
            "name": "wait",
            "ansible.builtin.uri": {"url": url, "method": "POST", "body_format": "json", "body": {"advance_seconds": seconds}},
        }

    def same(is_same: bool) -> dict[str, Any]:
        return {"name": "compare", "ansible.builtin.assert": {"that": [f"(superkey_api_key == earlier) == {is_same}"]}}

    run = ansible.tasks(
        [
            *(superkey(), REMEMBER, move(500), superkey(), same(True)),
            *(move(150), superkey(), same(False), REMEMBER),
            *(move(650), superkey(superkey_minimum_validity=200), same(True)),
            *(move(300), superkey(superkey_minimum_validity=0), same(False)),
        ]
    )
    assert changed(run) == 0
    assert len(of(emulator, "superkey")) == 3


@pytest.mark.once
def test_a_key_of_another_organisation_is_never_left(ansible: Ansible, emulator: Emulator) -> None:
    emulator.organisation("Acme")
    emulator.organisation("Other")
    two = [
        superkey("Acme"),
        REMEMBER,
        superkey("Other"),
        {"name": "after", "ansible.builtin.assert": {"that": ["superkey_api_key != earlier"]}},
    ]
    assert changed(ansible.tasks(two)) == 0
    # In check mode there is no new key; the old one is of the wrong organisation, whether the right one is there or not.
    acme_id = next(one["_id"] for one in of(emulator, "organisation") if one["name"] == "Acme")
    key, now = emulator.super_key(acme_id), int(emulator.control("GET", "clock")["now"])
    given = {"superkey_api_key": key, "superkey_created_at": now, "superkey_organisation_id": acme_id}
    start = {"name": "start", "ansible.builtin.set_fact": given, "no_log": True}
    kept = {"name": "kept", "ansible.builtin.assert": {"that": [f"superkey_api_key == '{key}'"]}, "no_log": True}
    gone = {"name": "gone", "ansible.builtin.assert": {"that": ["superkey_api_key == ''", f"superkey_organisation_id != '{acme_id}'"]}}
    run = ansible.tasks([start, superkey("Acme"), kept, superkey("Other"), gone, start, superkey("Not yet there"), gone], "--check")
    assert changed(run) == 0
    assert run.output.count("Check mode makes no super API key") == 2


@pytest.mark.once
def test_the_organisation_of_the_connection_is_used(ansible: Ansible, emulator: Emulator) -> None:
    emulator.organisation("Acme")
    assert changed(ansible.tasks([superkey(None)], env={"COGNIGY_ORGANISATION": "Acme"})) == 0
    assert len(of(emulator, "superkey")) == 1
    assert "organisation (name or id) is needed" in failure(ansible.tasks([superkey(None)]))


@pytest.mark.once
def test_wrong_variables_of_superkey(ansible: Ansible, emulator: Emulator) -> None:
    emulator.organisation("Acme")
    wrong = [
        (superkey(superkey_minimum_validity="long"), "superkey_minimum_validity"),
        (superkey(superkey_minimum_validity=900), "minimum_validity must be from 0 to 899"),
        (superkey("Nowhere"), "there is no organisation 'Nowhere'"),
    ]
    run = ansible.tasks([failing(number, task) for number, (task, _message) in enumerate(wrong)])
    for message, (_task, expected) in zip(failures(run), wrong, strict=True):
        assert expected in message


# ---- the playbook bootstrap ------------------------------------------------------------------------------------------


def declared(variables: dict[str, Any]) -> dict[str, Any]:
    """The variables of the role as the playbook takes them."""
    return {name.removeprefix("organisation_"): value for name, value in variables.items()}


def test_bootstrap_of_several_organisations(ansible: Ansible, emulator: Emulator) -> None:
    """All of the connection from the file; the second organisation needs a key of its own."""
    small = {"name": "Globex", "projects": [{"name": "Support", "locale": "en-US"}]}
    bare = {"name": "Initech", "settings": None, "users": None}
    first = {**declared(ACME), "users": declared(ACME)["users"][:1], "projects": [{"name": "Support", "locale": "en-US"}]}
    first["identity_provider"] = {
        "type": "oidc",
        "issuer": "https://login.example.com",
        "client_id": "cognigy",
        "client_secret": ANN_WORD,
        "check_issuer": False,
    }
    variables = {
        "cognigy_license_key": BEN_WORD,
        "cognigy_base_url": emulator.url,
        "cognigy_management_username": emulator.user,
        "cognigy_management_password": emulator.password,
        "cognigy_organisations": [first, small, bare],
    }
    env = {"COGNIGY_BASE_URL": "", "COGNIGY_MANAGEMENT_USERNAME": "", "COGNIGY_MANAGEMENT_PASSWORD": ""}
    runs = [bootstrap(ansible, variables, *args, "-vvv", env=env) for args in (["--check"], [], [], ["--check"])]
    assert [changed(run) for run in runs] == [8, 8, 0, 0]  # single sign-on too; the license is good
    where = {one["_id"]: one["name"] for one in of(emulator, "organisation")}
    assert sorted(where.values()) == ["Acme", "Globex", "Initech"]
    assert sorted((where[one["organisation"]], one["name"]) for one in of(emulator, "project")) == [
        ("Acme", "Support"),
        ("Globex", "Support"),
    ]
    no_secrets(emulator, *runs)


@pytest.mark.once
@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"cognigy_organisations": [{"name": "Acme", "user": []}]}, "user"),
        ({"cognigy_organisations": [{"users": []}]}, "missing required arguments: name"),
        ({"cognigy_organisations": [{"name": "Acme", "users": [{"login": ANN, "role": "admin"}]}]}, "role"),
        ({"cognigy_organisations": []}, "cognigy_organisations has to be a list"),
        ({"cognigy_organisations": {"name": "Acme"}}, "cognigy_organisations has to be a list"),
        ({"cognigy_organisations": None}, "cognigy_organisations has to be a list"),
        ({"cognigy_organisation": "Acme"}, "cognigy_organisations has to be a list"),
    ],
)
def test_bootstrap_with_wrong_variables(ansible: Ansible, emulator: Emulator, variables: dict[str, Any], message: str) -> None:
    assert message in failure(bootstrap(ansible, variables))
    assert emulator.writes() == []


@pytest.mark.once
@pytest.mark.parametrize("lacking", ["BASE_URL", "MANAGEMENT_USERNAME", "MANAGEMENT_PASSWORD"])
def test_bootstrap_without_a_connection(ansible: Ansible, lacking: str) -> None:
    run = bootstrap(ansible, {"cognigy_organisations": [{"name": "Acme"}]}, env={f"COGNIGY_{lacking}": ""})
    message = failure(run)
    assert "The connection is not complete" in message and f"COGNIGY_{lacking}" in message and f"cognigy_{lacking.lower()}" in message


@pytest.mark.once
def test_the_example_of_a_variables_file_works(ansible: Ansible, emulator: Emulator) -> None:
    example = ROOT / "playbooks" / "vars" / "example.yml"
    here = json.dumps({"cognigy_base_url": emulator.url, "cognigy_management_username": emulator.user})
    env = {"ANN_PASSWORD": ANN_WORD, "BEN_PASSWORD": BEN_WORD}
    run = ansible.playbook("community.cognigy.bootstrap", "-e", f"@{example}", "-e", here, env=env)
    assert changed(run) == 5


# ---- what the roles say about themselves -----------------------------------------------------------------------------


ROLES = sorted(path.name for path in (ROOT / "roles").iterdir() if path.is_dir())


def load(name: str, path: str) -> Any:
    return yaml.safe_load((ROOT / "roles" / name / path).read_text(encoding="utf-8"))


def options(name: str) -> dict[str, Any]:
    found: dict[str, Any] = load(name, "meta/argument_specs.yml")["argument_specs"]["main"]["options"]
    return found


@pytest.mark.once
@pytest.mark.parametrize("name", ROLES)
def test_defaults_and_argument_specs_agree(name: str) -> None:
    spec = options(name)
    assert load(name, "defaults/main.yml") == {option: one["default"] for option, one in spec.items() if "default" in one}
    assert all(option.startswith(name + "_") for option in spec)


@pytest.mark.once
@pytest.mark.parametrize("name", ROLES)
def test_every_option_is_explained_and_in_the_readme(name: str) -> None:
    readme = (ROOT / "roles" / name / "README.md").read_text(encoding="utf-8")

    def walk(spec: dict[str, Any], path: str) -> None:
        for option, one in spec.items():
            assert one.get("description") and one.get("type"), f"{path}{option}"
            assert f"`{option}`" in readme, f"{path}{option} is not in the README"
            assert one["type"] != "list" or one.get("elements"), f"{path}{option}"
            assert not (one.get("required") and "default" in one), f"{path}{option}"
            walk(one.get("options", {}), f"{path}{option}.")

    walk(options(name), "")


def shape(spec: dict[str, Any]) -> dict[str, Any]:
    """Names, types and choices of options, all the way down."""
    return {
        option: {
            **{key: one[key] for key in ("type", "elements") if key in one},
            **({"choices": list(one["choices"])} if "choices" in one else {}),
            **({"options": shape(one["options"])} if one.get("options") else {}),
        }
        for option, one in spec.items()
    }


def without(spec: dict[str, Any], *names: str) -> dict[str, Any]:
    assert set(names) <= set(spec)
    return {option: one for option, one in spec.items() if option not in names}


@pytest.mark.once
def test_the_role_can_all_that_the_modules_can() -> None:
    """What a module learns, the role has to learn, or this has to say why not."""
    connection = set(spec_of(MODULES["cognigy_installation_info"])["argument_spec"])

    def module(name: str) -> dict[str, Any]:
        return {option: one for option, one in shape(spec_of(MODULES[name])["argument_spec"]).items() if option not in connection}

    role_spec = shape(options("organisation"))
    organisation = module("cognigy_organisation")
    # Removing an organisation needs a token that a person has got by mail: nothing for a role. Renaming is for the module, with id.
    left = without(organisation, "state", "id", "name", "verification_token", "password_policy", "enforce_password_policy", "update_secret")
    assert role_spec["organisation_settings"]["options"] == left
    assert role_spec["organisation_password_policy"]["options"] == organisation["password_policy"]["options"]
    assert role_spec["organisation_update_secret"] == organisation["update_secret"]
    assert role_spec["organisation_users"]["options"] == without(module("cognigy_user"), "id", "update_secret")
    projects = role_spec["organisation_projects"]["options"]
    settings = {
        name: {key: one for key, one in its.items() if key != "options"} for name, its in module("cognigy_project_settings").items()
    }
    assert projects["settings"]["options"] == without(settings, "project")
    assert without(projects, "members", "members_exclusive", "settings") == without(module("cognigy_project"), "id", "wait_timeout")
    members = module("cognigy_project_member")
    assert projects["members"] == members["members"] and projects["members_exclusive"] == members["exclusive"]
    assert shape(options("superkey"))["superkey_minimum_validity"] == module("cognigy_superkey")["minimum_validity"]


@pytest.mark.once
def test_bootstrap_knows_the_variables_of_the_role() -> None:
    play = yaml.safe_load((ROOT / "playbooks" / "bootstrap.yml").read_text(encoding="utf-8"))[0]
    spec = next(
        task["ansible.builtin.validate_argument_spec"] for task in play["tasks"] if "ansible.builtin.validate_argument_spec" in task
    )
    known = set(spec["argument_spec"]["cognigy_organisations"]["options"])
    known.remove("identity_provider")  # of the playbook alone
    assert known == {option.removeprefix("organisation_") for option in options("organisation")} - {"verify"}
    include = next(task for task in play["tasks"] if "ansible.builtin.include_role" in task)
    assert {name.removeprefix("organisation_") for name in include["vars"] if name.startswith("organisation_")} == known
    defaults = set(play["module_defaults"]["group/community.cognigy.cognigy"])
    # The playbook is about management credentials; the role says for each task which organisation is meant.
    assert set(spec_of(MODULES["cognigy_installation_info"])["argument_spec"]) - defaults == {"api_key", "organisation"}


@pytest.mark.once
def test_every_playbook_is_in_this_file() -> None:
    found = {path.name for path in (ROOT / "playbooks").glob("*.yml")}
    assert found == {"bootstrap.yml", *ELSEWHERE}, pathlib.Path(__file__).name
