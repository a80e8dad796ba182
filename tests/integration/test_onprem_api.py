# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role onprem_api: values files of three clouds, real helm and kubectl on files, and stand-ins for what reaches a cluster."""

from __future__ import annotations

import base64
import json
import pathlib
import shutil
import subprocess
import tempfile
from typing import Any

import pytest
import yaml

from ansible_collections.community.cognigy.plugins.module_utils._modules import helm_values
from ansible_collections.community.cognigy.plugins.module_utils._run import run as run_module
from ansible_collections.community.cognigy.plugins.module_utils._run import spec_of
from ansible_collections.community.cognigy.tests.integration.harness import HERE, ROOT, Ansible, Emulator
from ansible_collections.community.cognigy.tests.integration.onprem import stub
from ansible_collections.community.cognigy.tests.integration.onprem.kubectl import Cluster, real_programs
from ansible_collections.community.cognigy.tests.integration.test_roles import changed, failing, failure, failures, no_secrets
from ansible_collections.community.cognigy.tests.modules import MODULES

pytestmark = pytest.mark.once

FILES = HERE / "onprem"
# Files end in .in here when they are no YAML that a linter would like: templates, and values as people write them.
PLACE = tempfile.TemporaryDirectory()
CHART = pathlib.Path(shutil.copytree(FILES / "chart", pathlib.Path(PLACE.name) / "chart"))
for file in CHART.rglob("*.in"):
    file.rename(file.with_suffix(""))
CLOUDS = ("aws", "azure", "generic")
FLAG = "FEATURE_USE_SUPERAPIKEY_API"
ROLE = "community.cognigy.onprem_api : "
PROGRAMS = (("helm", "kube-context"), ("kubectl", "context"))
SECRET = "Canary-\"of'users/+50"
OF_THE_FILES = ("Clear-Text-1", "Registry-Secret-1")


@pytest.fixture(scope="session")
def programs() -> pathlib.Path:
    return real_programs()


@pytest.fixture
def cluster(tmp_path: pathlib.Path, programs: pathlib.Path) -> Cluster:
    """A release with the values of the first cloud, and the stand-ins before it."""
    values = yaml.safe_load((FILES / "values_prod_aws.yaml.in").read_text())
    return Cluster(tmp_path, programs, values=values, secrets={"management-users": ["management-ui-creds.json"], "other": ["password"]})


def include(entry: str = "main", **variables: Any) -> dict[str, Any]:
    return {
        "name": "role",
        "ansible.builtin.include_role": {"name": "community.cognigy.onprem_api", "tasks_from": entry},
        "vars": variables,
    }


def copy_of(name: str, folder: pathlib.Path) -> pathlib.Path:
    return pathlib.Path(shutil.copy(FILES / f"{name}.in", folder / name))


def rendered(programs: pathlib.Path, values: pathlib.Path) -> dict[str, dict[str, Any]]:
    """The manifests of the chart by kind and name, as helm makes them."""
    done = subprocess.run(
        [programs / "helm", "template", "cognigy-ai", CHART, "--values", values], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return {f"{one['kind']}/{one['metadata']['name']}": one for one in yaml.safe_load_all(done.stdout) if one}


def environment(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = manifest["spec"]["template"]["spec"]["containers"][0].get("env", [])
    return found


# ---- the file ----------------------------------------------------------------------------------------------------------

# What goes and what comes, line by line, and nothing else.
GONE = {"aws": [], "azure": ["  extraEnvVars: *proxy"], "generic": ['    -   value: "false"     # off until the audit is done']}
NEW = {
    "aws": ["    extraEnvVars:", f"        - name: {FLAG}", '          value: "true"'],
    "azure": [
        "  extraEnvVars:",
        "    - name: HTTPS_PROXY",
        '      value: "http://proxy.example.com:3128"',
        "    - name: NO_PROXY",
        '      value: ".svc,.cluster.local,10.0.0.0/8"',
        f"    - name: {FLAG}",
        '      value: "true"',
    ],
    "generic": ['    -   value: "true"     # off until the audit is done'],
}


def test_three_clouds(ansible: Ansible, tmp_path: pathlib.Path, programs: pathlib.Path) -> None:
    """Checked, applied, applied again; as it stands and with the line ends of Windows."""
    files = {cloud: copy_of(f"values_prod_{cloud}.yaml", tmp_path) for cloud in CLOUDS}
    windows = tmp_path / "windows.yaml"
    windows.write_bytes(files["generic"].read_bytes().replace(b"\n", b"\r\n"))
    before = {path: path.read_bytes() for path in (*files.values(), windows)}
    manifests = {cloud: rendered(programs, path) for cloud, path in files.items()}
    tasks = [include(onprem_api_values=str(path), onprem_api_chart=str(CHART)) for path in before]

    check = ansible.tasks(tasks[:1], "--check", "--diff")
    assert changed(check) == 1 and {path: path.read_bytes() for path in before} == before
    assert f"serviceApi.extraEnvVars.{FLAG}" in check.output and "Only service-api rolls." in check.output

    applied = ansible.tasks([*tasks, *tasks], "--diff")
    results = [record["result"] for record in applied.records if record["task"] == ROLE + "Change the values"]
    assert changed(applied) == 4 and [one["changed"] for one in results] == [True] * 4 + [False] * 4
    assert [one["checked_by"] for one in results] == ["jsonschema"] * 8
    diffs = [next(record["result"]["diff"] for record in run.records if "diff" in record["result"]) for run in (check, applied)]
    assert diffs[0] == diffs[1]
    for cloud, path in files.items():
        was, now = before[path].decode().splitlines(keepends=True), path.read_bytes().decode().splitlines(keepends=True)
        at = next(number for number, both in enumerate(zip(was, now)) if both[0] != both[1])
        gone, new = len(GONE[cloud]), len(NEW[cloud])
        assert [line.rstrip("\n") for line in was[at : at + gone]] == GONE[cloud]
        assert [line.rstrip("\n") for line in now[at : at + new]] == NEW[cloud]
        assert was[:at] + was[at + gone :] == now[:at] + now[at + new :]
        result = rendered(programs, path)
        api = "Deployment/service-api"
        assert {one: about for one, about in result.items() if one != api} == {
            one: about for one, about in manifests[cloud].items() if one != api
        }, "no other deployment rolls"
        assert json.dumps(result).count(FLAG) == 1
        assert [one for one in environment(result[api]) if one["name"] == FLAG] == [{"name": FLAG, "value": "true"}]
    assert windows.read_bytes() == files["generic"].read_bytes().replace(b"\n", b"\r\n")
    assert not [secret for secret in OF_THE_FILES for one in (check, applied) if secret in one.everything]


def test_all_that_can_be_asked_for(ansible: Ansible, emulator: Emulator, tmp_path: pathlib.Path, programs: pathlib.Path) -> None:
    file = copy_of("values_prod_azure.yaml", tmp_path)
    users = [{"username": "automation", "password": SECRET}, {"username": "ops", "password": SECRET + "-2"}]
    # The variables come from a file, so that the play that is searched for secrets does not hold them.
    wanted = {
        "onprem_api_values": str(file),
        "onprem_api_schema": str(CHART / "values.schema.json"),
        "onprem_api_super_keys": "yes",
        "onprem_api_super_keys_for": "all",
        "onprem_api_management_users": users,
        "onprem_api_allowed_networks": ["10.0.0.0/8", "198.51.100.0/24"],
        "onprem_api_settings": {
            "sso_only": "true",
            "max_locales": "12",
            "no_impersonation_organisations": ["a1", "b2"],
            "auto_logout": False,
        },
        "onprem_api_variables": {"FEATURE_ENABLE_KNOWLEDGE_AI_WHITELIST": "*"},
    }
    variables = tmp_path / "variables.yml"
    variables.write_text(json.dumps(wanted))
    given = ("--diff", "-vvv", "-e", f"@{variables}")
    runs = [ansible.tasks([include()], "--check", *given), ansible.tasks([include(), include()], *given)]
    assert [changed(run) for run in runs] == [1, 1]
    assert "Nearly all pods of the product roll" in runs[0].output
    data = yaml.safe_load(file.read_text())
    assert data["cognigyEnv"] == {
        "DEACTIVATE_NON_SSO_LOGIN": "true",
        "MAX_AMOUNT_OF_PROJECT_LOCALES": "12",
        "BLOCK_IMPERSONATE_USER_ORG_WHITELIST": "a1,b2",
        "FEATURE_ENABLE_AUTO_LOGOUT_ON_INACTIVITY": "false",
        "FEATURE_ENABLE_KNOWLEDGE_AI_WHITELIST": "*",
        FLAG: "true",
    }
    assert json.loads(data["managementUiCredentials"]) == users and "managementUiCredentialsExistingSecret" not in data
    assert '- 10.0.0.0/8      # offices\n        - "198.51.100.0/24"\n' in file.read_text(), "what stays keeps its comment"
    assert data["serviceApi"]["extraEnvVars"] == data["x-proxy"] and "extraEnvVars: *proxy" in file.read_text()
    seen = [*runs[0].records, *runs[1].records]
    diffs = [record["result"]["diff"] for record in seen if record["status"] == "ok" and record["task"] == ROLE + "Change the values"]
    assert (
        len(diffs) == 3 and diffs[0] == diffs[1] and diffs[2]["after"] == {} and diffs[0]["after"]["managementUiCredentials"] == "********"
    )
    manifests = rendered(programs, file)
    assert manifests["ConfigMap/cognigy-env"]["data"][FLAG] == "true"
    assert json.loads(manifests["Secret/cognigy-management-ui-creds"]["stringData"]["management-ui-creds.json"]) == users
    for run in runs:
        assert SECRET not in run.everything and json.dumps(SECRET)[1:-1] not in run.everything
    no_secrets(emulator, *runs)

    # Back to service-api alone, with a secret instead of the users; both are said in one run.
    more = {"onprem_api_management_secret": "management-users", "onprem_api_super_keys_for": "service", "onprem_api_management_users": []}
    run = ansible.tasks([include(onprem_api_values=str(file), onprem_api_super_keys=False, **more)])
    data = yaml.safe_load(file.read_text())
    assert changed(run) == 1 and data["managementUiCredentialsExistingSecret"] == "management-users"
    assert {"name": FLAG, "value": "false"} in data["serviceApi"]["extraEnvVars"] and len(data["serviceAi"]["extraEnvVars"]) == 2


def test_four_runs_of_the_module(ansible: Ansible, tmp_path: pathlib.Path, in_process: bool) -> None:
    """Check, apply, apply again, check again; both ways, with the same diff and no secret."""
    file = copy_of("values_prod_aws.yaml", tmp_path)
    before = file.read_bytes()
    options = {
        "path": str(file),
        "chart": str(CHART),
        "variables": {FLAG: "true"},
        "secret_values": {"imageCredentials": {"password": SECRET}},
    }
    checks = [True, False, False, True]
    tasks = [
        {"name": f"run {number}", "community.cognigy.cognigy_helm_values": options, "check_mode": check, "diff": True}
        for number, check in enumerate(checks)
    ]
    run = ansible.tasks([*tasks[:1], {"name": "as it was", "ansible.builtin.slurp": {"src": str(file)}}, *tasks[1:]], in_process=in_process)
    assert run.rc == 0, run.output
    results = [run.result(f"run {number}") for number in range(4)]
    assert [result["changed"] for result in results] == [True, True, False, False]
    assert base64.b64decode(run.result("as it was")["content"]) == before != file.read_bytes()
    assert results[0]["diff"] == results[1]["diff"]
    assert not [secret for secret in (SECRET, *OF_THE_FILES) if secret in run.everything]


INVALID = [
    ({"cloud": {"provider": "gcp"}}, "cloud.provider has to be aws or azure or generic", "#/properties/cloud/properties/provider/enum"),
    (
        {"serviceApi": {"replicaCount": "3"}},
        "serviceApi.replicaCount has to be of the type integer",
        "#/properties/serviceApi/properties/replicaCount/type",
    ),
    ({"serviceUi": None}, "has to have serviceUi", "#/required"),
    ({"imageCredentials": {"password": SECRET + "!"}}, "imageCredentials.password has to keep to pattern", "/password/pattern"),
]


def test_invalid_values(ansible: Ansible, tmp_path: pathlib.Path) -> None:
    """Refused with the paths of the value and of the schema: those that are asked for, and those that are in the file."""
    file = copy_of("values_prod_aws.yaml", tmp_path)
    before = file.read_bytes()
    options = {option: about.get("default") for option, about in spec_of(MODULES["cognigy_helm_values"])["argument_spec"].items()}
    for values, message, schema in INVALID:
        result = run_module(MODULES["cognigy_helm_values"], {**options, "path": str(file), "chart": str(CHART), "values": values})
        assert result["failed"] and message in result["msg"] and schema in result["msg"] and "Canary" not in result["msg"]
    file.write_bytes(before.replace(b'provider: "aws"', b'provider: "gcp"'))
    run = ansible.tasks([include(onprem_api_values=str(file), onprem_api_chart=str(CHART))])
    assert "values.schema.json#/properties/cloud/properties/provider/enum" in failure(run)
    assert file.read_bytes() == before.replace(b'provider: "aws"', b'provider: "gcp"')
    assert not [secret for secret in OF_THE_FILES if secret in run.everything]


def test_helm_checks_when_jsonschema_is_missing(tmp_path: pathlib.Path, programs: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(helm_values, "HAS_JSONSCHEMA", False)
    monkeypatch.setenv("PATH", str(programs), prepend=":")
    file = copy_of("values_prod_aws.yaml", tmp_path)
    before = file.read_bytes()
    options = {option: about.get("default") for option, about in spec_of(MODULES["cognigy_helm_values"])["argument_spec"].items()}

    def module(values: dict[str, Any]) -> dict[str, Any]:
        return run_module(MODULES["cognigy_helm_values"], {**options, "path": str(file), "chart": str(CHART), "values": values})

    for values, path in zip(
        (one[0] for one in INVALID), ("/cloud/provider", "/serviceApi/replicaCount", "serviceUi", "/imageCredentials/password")
    ):
        result = module(values)
        assert result["failed"] and "helm lint" in result["msg"] and path in result["msg"] and "Canary" not in result["msg"]
        assert file.read_bytes() == before
    assert module({"cloud": {"provider": "azure"}})["checked_by"] == "helm lint"


# ---- the cluster, by stand-ins -----------------------------------------------------------------------------------------


def applied(file: pathlib.Path, **variables: Any) -> dict[str, Any]:
    known = {"onprem_api_values": str(file), "onprem_api_chart": str(CHART), "onprem_api_apply": True, "onprem_api_tool": "commands"}
    return include(**{**known, **variables})


def test_from_the_file_to_the_proof(ansible: Ansible, emulator: Emulator, tmp_path: pathlib.Path, cluster: Cluster) -> None:
    acme = emulator.organisation("Acme")
    emulator.project(emulator.super_key(acme), "Support")
    emulator.control("DELETE", "requests")
    file = copy_of("values_prod_aws.yaml", tmp_path)
    secret = {"onprem_api_management_secret": "management-users", "onprem_api_kubeconfig": "/k", "onprem_api_context": "c"}

    check = ansible.tasks([applied(file, **secret)], "--check", "--diff", env=cluster.env)
    assert changed(check) == 2 and "helm upgrade cognigy-ai would run. service-api would be restarted." in check.output
    assert cluster.writes() == [] and emulator.writes() == [] and FLAG not in file.read_text()

    # Applied; the same again; then a secret with new content; then a release that is behind the file.
    cluster.write({"namespaces": {"behind": {"values": {"old": {"a": 1}}}}})
    run = ansible.tasks(
        [
            applied(file, **secret),
            applied(file, **secret, onprem_api_verify=False),
            applied(file, **secret, onprem_api_restart=True, onprem_api_verify=False),
            applied(file, **secret, onprem_api_organisation="Acme", onprem_api_namespace="behind"),
        ],
        "-vvv",
        "--diff",
        env=cluster.env,
    )
    assert changed(run) == 3 + 0 + 1 + 1
    helm, kubectl = (f"{one} --namespace cognigy-ai --kubeconfig /k --{option} c" for one, option in PROGRAMS)
    reads = [f"{helm} get metadata cognigy-ai --output json", f"{helm} get values cognigy-ai --output json", f"helm show chart {CHART}"]
    reads += [f"{kubectl} get deployment service-api --output name"]
    upgrade = f"{helm} upgrade cognigy-ai {CHART} --values={file}"
    restart, status = (f"{kubectl} rollout {word} deployment/service-api" for word in ("restart", "status"))
    status += " --timeout=900s"
    commands = [one.replace(" behind", " cognigy-ai") for one in cluster.commands() if " get secret " not in one]
    assert commands == [*reads, upgrade, restart, status, *reads, *reads, restart, status, *reads, upgrade, status]
    assert "so that the upgrade takes them away: old" in run.output
    assert "reads its 1 projects" in run.result(ROLE + "It works")["msg"]
    assert emulator.writes() == ["createApiKeyManagement"] * 2
    no_secrets(emulator, check, run)
    assert not [one for one in OF_THE_FILES for some in (check, run) if one in some.everything]


FAILING = [
    ("helm upgrade", "Upgrade the release"),
    ("kubectl rollout restart", "Restart service-api"),
    ("kubectl rollout status", "Wait for service-api"),
]


def test_a_step_that_fails_says_how_to_go_back(ansible: Ansible, tmp_path: pathlib.Path, cluster: Cluster) -> None:
    cluster.write({"namespaces": {f"case-{number}": {"fails": fails} for number, (fails, _step) in enumerate(FAILING)}})
    tasks: list[dict[str, Any]] = []
    for number in range(len(FAILING)):
        (tmp_path / str(number)).mkdir()
        file = copy_of("values_prod_aws.yaml", tmp_path / str(number))
        case = applied(file, onprem_api_management_secret="management-users", onprem_api_namespace=f"case-{number}")
        tasks.append(failing(number, case))
    run = ansible.tasks(tasks, env=cluster.env)
    messages = [message for message in failures(run) if "Go back" in message]
    for number, (message, (fails, step)) in enumerate(zip(messages, FAILING, strict=True)):
        assert f'"{step}" failed: Error: {fails} was told to fail' in message
        keys = f"managementUiCredentialsExistingSecret, serviceApi.extraEnvVars.{FLAG}"
        assert f"The file {tmp_path}/{number}/values_prod_aws.yaml is changed: {keys}." in message
        assert f"Go back: helm rollback cognigy-ai 7 --namespace case-{number} (the revision that ran before)" in message
        assert "logs deployment/service-api" in message and "Go on: run the role again, with onprem_api_restart: true." in message
    words = [word for one in cluster.writes() for word in ("upgrade", "restart", "status") if f" {word} " in one]
    assert words == ["upgrade", "upgrade", "restart", "upgrade", "restart", "status"]


WRONG: list[tuple[dict[str, Any], dict[str, Any], str]] = [
    ({"status": "pending-upgrade"}, {}, "is in the state pending-upgrade: another upgrade runs, or was ended in the middle"),
    ({}, {"onprem_api_release": "other"}, "Helm does not know the release other in the namespace case-1 (Error: release: not found)"),
    ({"version": "2026.15.0"}, {}, "is of version 2026.16.0, and 2026.15.0 runs"),
    ({}, {"onprem_api_chart": "/nowhere"}, "helm show chart /nowhere failed"),
    ({"fails": "kubectl get deployment"}, {}, "does not find the deployment service-api"),
    ({}, {"onprem_api_management_secret": "lost"}, "there is no secret lost with the key management-ui-creds.json"),
    ({}, {"onprem_api_management_secret": "other"}, "there is no secret other with the key management-ui-creds.json"),
    ({}, {"onprem_api_chart": None}, "onprem_api_apply needs onprem_api_chart"),
    ({}, {"onprem_api_patch": "/p"}, "Give either onprem_api_values"),
    ({}, {"onprem_api_values": None}, "Give either onprem_api_values"),
    ({}, {"onprem_api_management_users": [{"username": "a", "password": "b"}] * 2}, "may be in onprem_api_management_users once"),
    ({}, {"onprem_api_management_users": [{"username": "a", "password": "b"}], "onprem_api_management_secret": "x"}, "give either"),
    ({}, {"onprem_api_management_users": [{"username": "a"}]}, "missing required arguments: password"),
    ({}, {"onprem_api_variables": {FLAG: "true"}}, f"{FLAG} in onprem_api_variables has an option of its own"),
    ({}, {"onprem_api_settings": {"max_locale": 1}}, "max_locale"),
    ({}, {"onprem_api_values": None, "onprem_api_patch": "/p", "onprem_api_management_secret": "x"}, "there are variables only"),
    ({}, {"onprem_api_values": None, "onprem_api_chart": None, "onprem_api_patch": "/p"}, "needs onprem_api_kustomization"),
]


def test_what_is_wrong_is_said_before_anything_is_changed(
    ansible: Ansible, tmp_path: pathlib.Path, cluster: Cluster, emulator: Emulator
) -> None:
    file = copy_of("values_prod_aws.yaml", tmp_path)
    before = file.read_bytes()
    cluster.write({"namespaces": {f"case-{number}": state for number, (state, _variables, _message) in enumerate(WRONG)}})
    tasks: list[dict[str, Any]] = []
    for number, (_state, variables, _message) in enumerate(WRONG):
        task = applied(file, **{"onprem_api_namespace": f"case-{number}", **variables})
        task["vars"] = {name: value for name, value in task["vars"].items() if value is not None}
        tasks.append(failing(number, task))
    run = ansible.tasks(tasks, env=cluster.env)
    for message, (_state, _variables, expected) in zip(failures(run), WRONG, strict=True):
        assert expected in message
    assert cluster.writes() == [] and file.read_bytes() == before and emulator.writes() == []


def test_without_helm(ansible: Ansible, tmp_path: pathlib.Path, cluster: Cluster) -> None:
    (cluster.bin / "helm").unlink()
    message = failure(ansible.tasks([applied(copy_of("values_prod_aws.yaml", tmp_path))], env=cluster.env))
    assert "helm could not be started; is it installed?" in message and "Nothing was changed" in message


def test_the_collection_is_used_when_it_is_there(ansible: Ansible, tmp_path: pathlib.Path, cluster: Cluster, emulator: Emulator) -> None:
    """A stand-in for the collection as well: it takes the options of the real one and records them."""
    log = tmp_path / "collection"
    stub.collection(tmp_path / "collections", log)
    file = copy_of("values_prod_aws.yaml", tmp_path)
    env = {**cluster.env, "ANSIBLE_COLLECTIONS_PATH": f"{ansible.env['ANSIBLE_COLLECTIONS_PATH']}:{tmp_path / 'collections'}"}
    variables = {
        "onprem_api_tool": "auto",
        "onprem_api_management_secret": "management-users",
        "onprem_api_timeout": "60",
        "onprem_api_context": "c",
    }
    run = ansible.tasks([applied(file, **variables)], env=env)
    assert changed(run) == 3 and cluster.writes() == []
    (helm, k8s, info) = (json.loads(line) for line in log.read_text().splitlines())
    where = {"context": "c"}
    assert helm == [
        "helm",
        {"name": "cognigy-ai", "chart_ref": str(CHART), "release_namespace": "cognigy-ai", "values_files": [str(file)], **where},
    ]
    deployment = {"api_version": "apps/v1", "kind": "Deployment", "name": "service-api", "namespace": "cognigy-ai", **where}
    annotations = k8s[1].pop("definition")["spec"]["template"]["metadata"]["annotations"]
    assert list(annotations) == ["kubectl.kubernetes.io/restartedAt"] and k8s == ["k8s", {**deployment, "state": "patched"}]
    assert info == ["k8s_info", {**deployment, "wait": True, "wait_timeout": 60}]
    assert "There is no organisation yet" in run.output


# ---- the proof ---------------------------------------------------------------------------------------------------------


def test_proofs_that_fail(ansible: Ansible, emulator: Emulator) -> None:
    emulator.organisation("Acme")
    quick = {"onprem_api_timeout": 1, "onprem_api_delay": 1}
    emulator.control("POST", "switches", {"super_api_keys": "404"})
    cases: list[tuple[dict[str, str], str]] = [
        ({}, FLAG),
        ({"COGNIGY_MANAGEMENT_PASSWORD": "wrong"}, "run the role again with onprem_api_restart: true"),
        ({"COGNIGY_BASE_URL": "http://127.0.0.1:1", "COGNIGY_RETRIES": "0"}, "The API does not answer after 1 seconds"),
        ({"COGNIGY_BASE_URL": ""}, "base_url"),
    ]
    tasks = [failing(number, include("verify", **quick)) | {"environment": env} for number, (env, _message) in enumerate(cases)]
    run = ansible.tasks([*tasks, include("verify", onprem_api_super_keys=False)])
    for message, (_env, expected) in zip(failures(run), cases, strict=True):
        assert expected in message
    assert changed(run) == 0


# ---- the old way -------------------------------------------------------------------------------------------------------


def test_kustomize(ansible: Ansible, emulator: Emulator, tmp_path: pathlib.Path, cluster: Cluster) -> None:
    """Built by the real kubectl; applied by the stand-in."""
    patch = copy_of("config-map_patch.yaml", tmp_path)
    before = patch.read_text()
    config = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "cognigy-env"}, "data": {"AUDIT_EVENT_TTL_IN_MINUTES": "1"}}
    (tmp_path / "cognigy-env.yaml").write_text(yaml.safe_dump(config))
    target = {"path": patch.name, "target": {"kind": "ConfigMap", "name": "cognigy-env"}}
    (tmp_path / "kustomization.yaml").write_text(yaml.safe_dump({"resources": ["cognigy-env.yaml"], "patches": [target]}))
    variables = {
        "onprem_api_patch": str(patch),
        "onprem_api_kustomization": str(tmp_path),
        "onprem_api_apply": True,
        "onprem_api_settings": {"audit_event_ttl_minutes": 60},
    }
    check = ansible.tasks([include(**variables)], "--check", env=cluster.env)
    assert changed(check) == 2 and patch.read_text() == before and cluster.writes() == []
    cluster.write({"namespaces": {"broken": {"fails": "kubectl apply", "applied": "old"}}})
    quick = {**variables, "onprem_api_verify": False}
    tasks = [include(**variables), include(**quick), failing(0, include(**quick, onprem_api_namespace="broken"))]
    run = ansible.tasks(tasks, env=cluster.env)
    assert changed(run) == 3
    kubectl = "kubectl --namespace default"
    assert cluster.writes() == [
        f"{kubectl} apply --kustomize {tmp_path}",
        f"{kubectl} rollout restart deployment/service-api",
        f"{kubectl} rollout status deployment/service-api --timeout=900s",
        f"kubectl --namespace broken apply --kustomize {tmp_path}",
    ]
    built = yaml.safe_load(cluster.read()["applied"])["data"]
    assert built[FLAG] == "true" and built["AUDIT_EVENT_TTL_IN_MINUTES"] == "60" and built["FEATURE_APIKEY_AUTH"] == "true"
    assert patch.read_text() == before.replace("'43200'", "'60'") + f'- op: add\n  path: /data/{FLAG}\n  value: "true"\n'
    message = failures(run)[-1]
    assert "is changed already" in message and f"apply --kustomize {tmp_path}. Go on: run the role again" in message


# ---- what the role says about itself -----------------------------------------------------------------------------------


def test_every_setting_has_its_variable() -> None:
    spec = yaml.safe_load((ROOT / "roles/onprem_api/meta/argument_specs.yml").read_text())["argument_specs"]["main"]["options"]
    known = yaml.safe_load((ROOT / "roles/onprem_api/vars/main.yml").read_text())
    settings = spec["onprem_api_settings"]["options"]
    assert set(settings) == set(known["onprem_api_names"])
    assert {name for name, about in settings.items() if about["type"] == "bool"} == set(known["onprem_api_flags"])
    readme = (ROOT / "roles/onprem_api/README.md").read_text()
    assert all(f"| `{name}` |" in readme and f"| `{variable}` |" in readme for name, variable in known["onprem_api_names"].items())
    used = "".join(path.read_text() for path in (ROOT / "roles/onprem_api").rglob("*.yml") if path.parent.name in ("tasks", "vars"))
    assert not [name for name in spec if name not in used]


def test_the_tests_run_the_real_programs(programs: pathlib.Path) -> None:
    for program, arguments in (("helm", ["version", "--short"]), ("kubectl", ["version", "--client"])):
        done = subprocess.run([programs / program, *arguments], capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == 0 and "v" in done.stdout
