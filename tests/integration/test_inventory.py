# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The inventory plugin, read by ansible-inventory and used by plays."""

from __future__ import annotations

import json
import pathlib
import re
import shutil
import sys
from dataclasses import dataclass, field
from typing import Any, Callable

import pytest
import yaml

from ansible_collections.community.cognigy.tests.integration.harness import ROOT, Ansible, Emulator, Run

PLUGIN = {"plugin": "community.cognigy.cognigy"}
ORGANISATIONS = {**PLUGIN, "hosts": "organisations"}
MUST_PARSE = {"ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "true"}
NO_MANAGEMENT = {"COGNIGY_MANAGEMENT_USERNAME": "", "COGNIGY_MANAGEMENT_PASSWORD": ""}
ADDRESS = "https://api.example.com"  # stands for the installation in the examples
LITERAL = {
    "ansible_connection": "local",
    "ansible_python_interpreter": sys.executable,
    "ansible_facts_modules": ["community.cognigy.cognigy_facts"],
}


@dataclass
class Listing:
    """What ansible-inventory tells of an inventory file."""

    run: Run
    hosts: dict[str, dict[str, Any]] = field(default_factory=dict)
    groups: dict[str, list[str]] = field(default_factory=dict)  # their own hosts, or else their groups


def plain(value: Any) -> Any:
    """Without the marks that ansible-inventory puts on texts which are no templates."""
    if isinstance(value, dict):
        return value["__ansible_unsafe"] if set(value) == {"__ansible_unsafe"} else {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list) else value


def squeezed(text: str) -> str:
    """Without any white space, since older cores break the lines of a warning."""
    return "".join(text.split())


def program(ansible: Ansible, name: str) -> str:
    found = shutil.which(name, path=ansible.env["PATH"])
    assert found
    return found


List = Callable[..., Listing]


@pytest.fixture
def listing(ansible: Ansible, tmp_path: pathlib.Path) -> List:
    """Lists the inventory of a configuration. Any failure to parse ends the command, as the guide advises."""

    def list_it(config: Any = None, *args: str, env: dict[str, str] | None = None, name: str = "cognigy.yml") -> Listing:
        path, output = tmp_path / name, tmp_path / "listing.json"
        config = PLUGIN if config is None else config
        path.write_text(config if isinstance(config, str) else yaml.safe_dump(config, sort_keys=False), encoding="utf-8")
        output.unlink(missing_ok=True)
        command = [program(ansible, "ansible-inventory"), "-i", str(path), "--list", "--output", str(output), *args]
        run = ansible.command(*command, env={**MUST_PARSE, **(env or {})})
        if not output.exists():
            return Listing(run)
        shown = json.loads(output.read_text(encoding="utf-8"))
        hosts = shown.pop("_meta")["hostvars"]
        groups = {group: sorted(about.get("hosts") or about.get("children") or []) for group, about in shown.items()}
        return Listing(run, plain(hosts), groups)

    return list_it


def failure(listed: Listing) -> str:
    """The message of an inventory that failed, without white space. There are no hosts then and no traceback."""
    assert listed.run.rc != 0 and not listed.hosts, listed.run.output
    assert "Traceback" not in listed.run.output
    return squeezed(listed.run.output)


def leaked(emulator: Emulator, text: str) -> list[str]:
    return [secret for secret in emulator.control("GET", "secrets") if secret in text]


def counts(emulator: Emulator) -> dict[str, int]:
    """How often each operation was asked for since the log was cleared."""
    found: dict[str, int] = emulator.control("GET", "requests", summary=1)["operations"]
    return found


def add_project(emulator: Emulator, organisation: str, name: str) -> str:
    """A project of any name."""
    return str(emulator.control("POST", "objects", {"kind": "project", "organisation": organisation, "name": name})["_id"])


@pytest.fixture
def two(emulator: Emulator) -> dict[str, str]:
    """Acme with Support and Sales, Globex with Support; their ids."""
    acme, globex = emulator.organisation("Acme", quotaMaxProjects=7), emulator.organisation("Globex")
    ids = {"Acme": acme, "Globex": globex}
    for organisation, names in (("Acme", ("Support", "Sales")), ("Globex", ("Support",))):
        key = emulator.super_key(ids[organisation])
        ids.update({f"{name}.{organisation}": emulator.project(key, name) for name in names})
    emulator.control("DELETE", "requests")
    return ids


# --- What is there ------------------------------------------------------------------------------------------------------------------


def test_projects_as_hosts(listing: List, ansible: Ansible, emulator: Emulator, two: dict[str, str]) -> None:
    listed = listing(PLUGIN, "-vvvv")
    assert sorted(listed.hosts) == ["Sales.Acme", "Support.Acme", "Support.Globex"]
    assert listed.groups["organisation_Acme"] == ["Sales.Acme", "Support.Acme"]
    assert listed.groups["organisation_Globex"] == ["Support.Globex"]
    assert listed.groups["cognigy"] == ["organisation_Acme", "organisation_Globex"]
    assert emulator.writes() == ["createApiKeyManagement"] * 2
    assert not leaked(emulator, listed.run.output + json.dumps(listed.hosts))

    organisations = {one["name"]: one for one in ansible.module("cognigy_organisation_info", {})["organisations"]}
    projects = {
        one["id"]: one for name in ("Acme", "Globex") for one in ansible.module("cognigy_project_info", {"organisation": name})["projects"]
    }
    for host, variables in listed.hosts.items():
        project, organisation = projects[two[host]], organisations[host.partition(".")[2]]
        wanted = {"cognigy_base_url": emulator.url, "cognigy_organisation": organisation, "cognigy_project": project}
        assert variables == {**LITERAL, **wanted}


def test_organisations_as_hosts_take_no_super_key(listing: List, emulator: Emulator, two: dict[str, str]) -> None:
    emulator.api("PATCH", f"/management/v2.0/organisations/{two['Globex']}", {"disabled": True})
    emulator.control("POST", "switches", {"super_api_keys": 403})
    emulator.control("DELETE", "requests")
    listed = listing(ORGANISATIONS)
    assert listed.groups["cognigy"] == ["organisation_Acme", "organisation_Globex"]
    assert listed.groups["organisation_Acme"] == ["Acme"]
    shown = {host: variables["cognigy_organisation"] for host, variables in listed.hosts.items()}
    assert {host: one["id"] for host, one in shown.items()} == {"Acme": two["Acme"], "Globex": two["Globex"]}
    assert {host: one["disabled"] for host, one in shown.items()} == {"Acme": False, "Globex": True}
    assert shown["Acme"]["quota_max_projects"] == 7
    assert all("cognigy_project" not in variables for variables in listed.hosts.values())
    assert counts(emulator) == {"indexOrganisations": 1}


@pytest.mark.once
@pytest.mark.parametrize("by", ["name", "id", "environment"])
def test_one_organisation(listing: List, emulator: Emulator, two: dict[str, str], by: str) -> None:
    config, env = dict(PLUGIN), {}
    if by == "environment":
        env = {"COGNIGY_ORGANISATION": "Acme"}
    else:
        config["organisation"] = "Acme" if by == "name" else two["Acme"]
    assert sorted(listing(config, env=env).hosts) == ["Sales.Acme", "Support.Acme"]
    assert emulator.writes() == ["createApiKeyManagement"]


def test_an_api_key_shows_its_own_organisation(listing: List, emulator: Emulator, two: dict[str, str]) -> None:
    key = {**NO_MANAGEMENT, "COGNIGY_API_KEY": emulator.super_key(two["Acme"])}
    emulator.control("DELETE", "requests")
    listed = listing(env=key)
    assert sorted(listed.hosts) == ["Sales.Acme", "Support.Acme"]
    assert listed.hosts["Sales.Acme"]["cognigy_organisation"]["id"] == two["Acme"]
    assert counts(emulator) == {"readOrganisationPolicies": 1, "indexProjects": 1}
    assert list(listing(ORGANISATIONS, env=key).hosts) == ["Acme"]
    # An API key that is given beside management credentials is the one that counts, as with modules.
    assert sorted(listing(env={"COGNIGY_API_KEY": key["COGNIGY_API_KEY"]}).hosts) == ["Sales.Acme", "Support.Acme"]
    assert not leaked(emulator, json.dumps(listed.hosts) + listed.run.output)


@pytest.mark.once
def test_a_server_that_hides_the_organisation_of_a_key(listing: List, emulator: Emulator, two: dict[str, str]) -> None:
    emulator.control("POST", "switches", {"policy_shows": False})
    key = {**NO_MANAGEMENT, "COGNIGY_API_KEY": emulator.super_key(two["Acme"])}
    assert squeezed("does not show to which organisation this api_key belongs: give its name or id") in failure(listing(env=key))


def test_a_disabled_organisation(listing: List, emulator: Emulator, two: dict[str, str]) -> None:
    """Its keys are refused: the rest is there, a warning says what is not, and its group is there for --limit."""
    emulator.api("PATCH", f"/management/v2.0/organisations/{two['Globex']}", {"disabled": True})
    listed = listing()
    assert sorted(listed.hosts) == ["Sales.Acme", "Support.Acme"]
    assert squeezed("organisation 'Globex' is disabled, and its projects are not in the inventory") in squeezed(listed.run.output)
    assert listed.groups["cognigy"] == ["organisation_Acme", "organisation_Globex"]


@pytest.mark.once
def test_no_project_anywhere_is_told(listing: List, emulator: Emulator) -> None:
    emulator.organisation("Acme")
    listed = listing()
    assert listed.run.rc == 0 and not listed.hosts
    assert squeezed("the server shows no project in any organisation") in squeezed(listed.run.output)


@pytest.mark.once
def test_a_thousand_projects_in_one_pass(listing: List, emulator: Emulator) -> None:
    emulator.control("POST", "seed", {"organisations": 10, "projects_per_organisation": 100})
    listed = listing()
    assert len(listed.hosts) == 1000
    assert counts(emulator) == {"indexOrganisations": 1, "createApiKeyManagement": 10, "indexProjects": 10}


@pytest.mark.once
@pytest.mark.parametrize("dialect", ["nextCursor", "next", "skip_only"])
def test_a_server_with_small_pages(listing: List, emulator: Emulator, dialect: str) -> None:
    emulator.control("POST", "seed", {"organisations": 60, "projects_per_organisation": 1})
    emulator.control("POST", "seed", {"organisation": "seed-0007", "projects_per_organisation": 80, "prefix": "more"})
    emulator.control("POST", "switches", {"page_cap": 25, "cursor_names": dialect})
    listed = listing()
    assert len(listed.hosts) == 60 + 80
    assert len([group for group in listed.groups if group.startswith("organisation_")]) == 60
    assert len(listed.groups["organisation_seed_0007"]) == 81


# --- Names --------------------------------------------------------------------------------------------------------------------------


def test_names_that_clash_get_their_ids(listing: List, emulator: Emulator) -> None:
    ids = {name: emulator.organisation(name) for name in ("Sales & Co", "Sales, Co", "Über:1", "all")}
    for name, project in (("Sales & Co", "Chat"), ("Sales, Co", "Chat"), ("all", "Chat"), ("Über:1", "*Chat!*"), ("Über:1", "A.b")):
        add_project(emulator, ids[name], project)
    same = sorted(add_project(emulator, ids["Über:1"], name) for name in ("Bot 1", "Bot/1"))
    listed = listing()
    assert sorted(listed.hosts) == sorted(
        [
            f"Chat.Sales-Co-{ids['Sales & Co']}",
            f"Chat.Sales-Co-{ids['Sales, Co']}",
            f"Chat.all-{ids['all']}",
            "Chat.Über-1",
            "A-b.Über-1",
            *(f"Bot-1-{one}.Über-1" for one in same),
        ]
    )
    assert listed.hosts["Chat.Über-1"]["cognigy_project"]["name"] == "*Chat!*"
    groups = [group for group in listed.groups if group.startswith("organisation_Sales")]
    assert len(groups) == 2 and all(len(listed.groups[group]) == 1 for group in groups)
    assert f"all-{ids['all']}" in listing(ORGANISATIONS).hosts


def test_names_are_never_templates(listing: List, ansible: Ansible, emulator: Emulator, tmp_path: pathlib.Path) -> None:
    """Whoever may name a project must not get to run something on the controller."""
    evil = "{{ lookup('ansible.builtin.pipe', 'touch " + str(tmp_path / "harm") + "') }}"
    add_project(emulator, emulator.organisation("Acme"), evil)
    config = {**PLUGIN, "strict": True, "compose": {"title": "cognigy_project.name"}, "keyed_groups": [{"key": "cognigy_project.name"}]}
    listed = listing(config)
    host = next(iter(listed.hosts))
    assert listed.hosts[host]["title"] == evil
    play = {
        "hosts": host,
        "gather_facts": False,
        "tasks": [{"name": name, "ansible.builtin.debug": {"var": name}} for name in ("cognigy_project.name", "title")],
    }
    path = tmp_path / "play.yml"
    path.write_text(yaml.safe_dump([play]), encoding="utf-8")
    run = ansible.playbook(str(path), "-i", str(tmp_path / "cognigy.yml"))
    assert run.rc == 0, run.output
    assert evil in str(run.result("cognigy_project.name")) and evil in str(run.result("title"))
    assert not (tmp_path / "harm").exists()


# --- Options ------------------------------------------------------------------------------------------------------------------------


def test_constructed(listing: List, two: dict[str, str]) -> None:
    config = {
        **PLUGIN,
        "strict": True,
        "compose": {"title": "cognigy_organisation.name ~ '/' ~ cognigy_project.name", "stage": "wanted_stage"},
        "groups": {"sales": "cognigy_project.name == 'Sales'", "none": "cognigy_organisation.disabled"},
        "keyed_groups": [
            {"key": "cognigy_project.color", "prefix": "color", "parent_group": "colors"},
            {"key": "title", "separator": ""},
        ],
        "use_extra_vars": True,
        "leading_separator": False,
    }
    listed = listing(config, "-e", "wanted_stage=test")
    assert {host: variables["title"] for host, variables in listed.hosts.items()} == {
        "Sales.Acme": "Acme/Sales",
        "Support.Acme": "Acme/Support",
        "Support.Globex": "Globex/Support",
    }
    assert {variables["stage"] for variables in listed.hosts.values()} == {"test"}
    assert listed.groups["sales"] == ["Sales.Acme"] and "none" not in listed.groups
    assert listed.groups["color_cognigyBlue"] == sorted(listed.hosts) and listed.groups["colors"] == ["color_cognigyBlue"]
    assert listed.groups["Acme_Sales"] == ["Sales.Acme"]


def test_strict(listing: List, two: dict[str, str]) -> None:
    config = {**PLUGIN, "compose": {"x": "no_such_variable"}}
    assert "x" not in listing(config).hosts["Sales.Acme"]
    listed = listing({**config, "strict": True})
    assert listed.run.rc != 0 and "no_such_variable" in listed.run.output


def test_templates_and_vaulted_values(
    listing: List, ansible: Ansible, emulator: Emulator, two: dict[str, str], tmp_path: pathlib.Path
) -> None:
    """In the file they are filled in, by lookups and extra variables; what comes from the environment is left as it is."""
    password = tmp_path / "vault-password"
    password.write_text("open sesame", encoding="utf-8")
    command = [program(ansible, "ansible-vault"), "encrypt_string", "--vault-password-file", str(password), emulator.password]
    vaulted = ansible.command(*command).output
    config = "\n".join(
        [
            "plugin: community.cognigy.cognigy",
            "base_url: \"{{ lookup('ansible.builtin.env', 'ELSEWHERE') }}\"",
            'management_username: "{{ wanted_user }}"',
            f"management_password: {vaulted[vaulted.index('!vault') :]}",
            'timeout: "{{ 7 * 6 }}"',
            'validate_certs: "{{ not true }}"',
        ]
    )
    env = {**NO_MANAGEMENT, "COGNIGY_BASE_URL": "", "ELSEWHERE": emulator.url}
    args = ("-e", f"wanted_user={emulator.user}", "--vault-password-file", str(password), "-vvvv")
    listed = listing(config, *args, env=env)
    assert len(listed.hosts) == 3, listed.run.output
    assert not leaked(emulator, json.dumps(listed.hosts) + listed.run.output)
    assert "no_such_variable" in failure(listing({**PLUGIN, "timeout": "{{ no_such_variable }}"}))
    text = failure(listing(env={"COGNIGY_MANAGEMENT_PASSWORD": "{{ no_such_variable }}"}))
    assert squeezed("management_username or management_password is wrong") in text


@pytest.mark.parametrize(
    ("name", "taken"), [("cognigy.yaml", True), ("a.cognigy.yml", True), ("mycognigy.yml", False), ("cognigy.json", False)]
)
def test_names_of_files(listing: List, two: dict[str, str], name: str, taken: bool) -> None:
    assert (len(listing(name=name).hosts) == 3) is taken


# --- Cache --------------------------------------------------------------------------------------------------------------------------


def test_cache(listing: List, ansible: Ansible, emulator: Emulator, two: dict[str, str], tmp_path: pathlib.Path) -> None:
    folder = tmp_path / "cache"
    config = {**PLUGIN, "cache": True, "cache_plugin": "ansible.builtin.jsonfile", "cache_connection": str(folder)}
    key = emulator.super_key(two["Acme"])
    first = listing(config)
    with_key = listing(config, env={"COGNIGY_API_KEY": key})
    kept = [f"{path.name}\n{path.read_text(encoding='utf-8')}" for path in sorted(folder.iterdir())]
    assert len(kept) == 2 and "Support" in kept[0]
    assert not leaked(emulator, "\n".join(kept))
    assert emulator.user not in "\n".join(kept)

    emulator.control("DELETE", "requests")
    again = listing(config)
    assert counts(emulator) == {} and (again.hosts, again.groups) == (first.hosts, first.groups) and len(first.hosts) == 3
    assert listing(config, env={"COGNIGY_API_KEY": key}).hosts == with_key.hosts and len(with_key.hosts) == 2
    assert counts(emulator) == {}

    # Another organisation is another entry, and so are other hosts.
    assert len(listing({**config, "organisation": "Globex"}).hosts) == 1
    assert list(listing({**config, "hosts": "organisations"}).hosts) != list(first.hosts)

    # What was kept cannot show a new project, until a play asks for what there is now.
    emulator.project(emulator.super_key(two["Acme"]), "New")
    assert len(listing(config).hosts) == 3
    tasks = [{"ansible.builtin.meta": "refresh_inventory"}, {"name": "hosts", "ansible.builtin.debug": {"var": "groups.cognigy"}}]
    assert len(ansible.tasks(tasks, "-i", str(tmp_path / "cognigy.yml")).result("hosts")["groups.cognigy"]) == 4
    assert len(listing(config).hosts) == 4


# --- What goes wrong ----------------------------------------------------------------------------------------------------------------


def test_wrong_password(listing: List, emulator: Emulator) -> None:
    listed = listing({**PLUGIN, "management_password": "Wrong-one-1"}, "-v")
    assert squeezed("management_username or management_password is wrong") in failure(listed)
    assert "Wrong-one-1" not in listed.run.output


@pytest.mark.once
def test_wrong_api_key(listing: List) -> None:
    listed = listing(env={**NO_MANAGEMENT, "COGNIGY_API_KEY": "wrong-key-1"})
    assert squeezed("api_key is wrong, was deleted, or has ended") in failure(listed)
    assert "wrong-key-1" not in listed.run.output


def test_secrets_that_the_server_repeats_are_hidden(listing: List, emulator: Emulator, two: dict[str, str]) -> None:
    """In failures and in the warning about a disabled organisation, even with all that -vvvv adds."""
    emulator.control("POST", "switches", {"echo_secrets_in_errors": True})
    emulator.api("PATCH", f"/management/v2.0/organisations/{two['Globex']}", {"disabled": True})
    runs = [
        listing(PLUGIN, "-vvvv").run,
        listing({**PLUGIN, "management_password": "Wrong-one-1"}, "-vvvv").run,
        listing({**PLUGIN, "api_key": "wrong-key-1"}, "-vvvv").run,
    ]
    assert [run.rc == 0 for run in runs] == [True, False, False]
    output = "".join(run.output for run in runs)
    assert "is disabled" in output and not leaked(emulator, output)
    assert "Wrong-one-1" not in output and "wrong-key-1" not in output and "********" in output


@pytest.mark.once
def test_an_api_key_of_another_organisation(listing: List, emulator: Emulator, two: dict[str, str]) -> None:
    listed = listing({**PLUGIN, "organisation": "Globex"}, env={"COGNIGY_API_KEY": emulator.super_key(two["Acme"])})
    assert squeezed("api_key belongs to the organisation 'Acme', but organisation says 'Globex'") in failure(listed)


@pytest.mark.once
def test_no_credentials(listing: List) -> None:
    assert squeezed("no credentials: give api_key (COGNIGY_API_KEY), or management_username") in failure(listing(env=NO_MANAGEMENT))


def test_no_address(listing: List) -> None:
    assert "base_url" in failure(listing(env={"COGNIGY_BASE_URL": ""}))


@pytest.mark.once
def test_unknown_organisation(listing: List, two: dict[str, str]) -> None:
    text = failure(listing({**PLUGIN, "organisation": "Acne"}))
    assert squeezed("there is no organisation 'Acne' here; there is: 'Acme', 'Globex'") in text


@pytest.mark.once
@pytest.mark.parametrize("status", [403, 404, 405])
def test_super_keys_off(listing: List, emulator: Emulator, two: dict[str, str], status: int) -> None:
    emulator.control("POST", "switches", {"super_api_keys": status})
    text = failure(listing())
    assert "FEATURE_USE_SUPERAPIKEY_API" in text and re.search("organisation'(Acme|Globex)'", text)


@pytest.mark.once
def test_html_instead_of_json(listing: List, emulator: Emulator, two: dict[str, str]) -> None:
    emulator.control("POST", "faults", {"kind": "html", "path": "/management/*", "times": 99})
    assert squeezed("is not JSON. Is base_url the address of the API") in failure(listing())


@pytest.mark.once
def test_nobody_there(listing: List) -> None:
    text = failure(listing({**PLUGIN, "base_url": "http://127.0.0.1:9", "retries": 0}))
    assert squeezed("Is the server running, and is base_url right?") in text


@pytest.mark.parametrize("with_cache", [False, True])
def test_one_organisation_that_fails_is_no_smaller_inventory(
    listing: List, emulator: Emulator, two: dict[str, str], tmp_path: pathlib.Path, with_cache: bool
) -> None:
    """Also where Ansible goes on after an inventory that failed, and with a cache, which must not keep it."""
    fault = {"kind": "status", "status": 500, "method": "GET", "path": "/v2.0/projects", "times": 1, "skip": 1}
    emulator.control("POST", "faults", fault)
    cache = {"cache": True, "cache_plugin": "ansible.builtin.jsonfile", "cache_connection": str(tmp_path / "cache")} if with_cache else {}
    goes_on = {"ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": ""}
    listed = listing({**PLUGIN, **cache}, env=goes_on)
    assert not listed.hosts and "organisation_Acme" not in listed.groups
    assert "500" in listed.run.output and "organisation" in listed.run.output
    assert len(listing({**PLUGIN, **cache}, env=goes_on).hosts) == 3


def test_without_requests(listing: List, tmp_path: pathlib.Path) -> None:
    (tmp_path / "without").mkdir()
    (tmp_path / "without" / "requests.py").write_text("raise ImportError('hidden for this test')", encoding="utf-8")
    text = failure(listing(env={"PYTHONPATH": f"{tmp_path / 'without'}"}))
    assert squeezed("Failed to import the required Python library (requests)") in text


# --- Plays --------------------------------------------------------------------------------------------------------------------------


def test_facts_and_modules_for_each_host(
    listing: List, ansible: Ansible, emulator: Emulator, two: dict[str, str], tmp_path: pathlib.Path
) -> None:
    connection = {"base_url": "{{ cognigy_base_url }}", "organisation": "{{ cognigy_organisation.id }}"}
    play = {
        "hosts": "cognigy",
        "gather_facts": True,
        "module_defaults": {"group/community.cognigy.cognigy": connection},
        "tasks": [
            {"name": "projects", "community.cognigy.cognigy_project_info": {"id": "{{ cognigy_project.id }}"}},
            {"name": "facts", "ansible.builtin.debug": {"var": "ansible_facts.cognigy"}},
        ],
    }
    path = tmp_path / "play.yml"
    path.write_text(yaml.safe_dump([play]), encoding="utf-8")
    listing()
    run = ansible.playbook(str(path), "-i", str(tmp_path / "cognigy.yml"), "-vvvv", env={"COGNIGY_BASE_URL": emulator.url, **MUST_PARSE})
    assert run.rc == 0, run.output
    facts = {one["host"]: one["result"]["ansible_facts.cognigy"] for one in run.records if one["task"] == "facts"}
    assert {host: one["organisation"]["name"] for host, one in facts.items()} == {
        "Sales.Acme": "Acme",
        "Support.Acme": "Acme",
        "Support.Globex": "Globex",
    }
    assert facts["Sales.Acme"]["quotas"]["projects"] == {"used": 2, "max": 7}
    shown = {one["host"]: one["result"]["projects"] for one in run.records if one["task"] == "projects"}
    assert {host: [one["id"] for one in items] for host, items in shown.items()} == {host: [two[host]] for host in facts}
    assert "cognigy: in process" in run.output
    assert not leaked(emulator, run.everything)


def test_examples(listing: List, ansible: Ansible, emulator: Emulator, two: dict[str, str], tmp_path: pathlib.Path) -> None:
    """Each inventory file of the documentation, and its playbook with the first of them."""
    about = ansible.command(program(ansible, "ansible-doc"), "-t", "inventory", "--json", PLUGIN["plugin"]).output
    text = json.loads(about[about.index("{") :])[PLUGIN["plugin"]]["examples"].replace(ADDRESS, emulator.url)
    everywhere, organisations, acme, team, play = list(yaml.safe_load_all(text.partition("---")[2]))
    add_project(emulator, "Acme", "Production bot")
    emulator.api("PATCH", f"/management/v2.0/organisations/{two['Globex']}", {"disabled": True})

    listed = listing(organisations)
    assert listed.groups["disabled"] == ["Globex"] and listed.groups["timezone_Europe_Berlin"] == ["Acme", "Globex"]
    listed = listing(acme)
    assert len(listed.hosts) == 3 and listed.groups["production"] == ["Production-bot.Acme"]
    assert all(variables["locale_id"] == variables["cognigy_project"]["primary_locale_reference"] for variables in listed.hosts.values())
    listed = listing(team, env={**NO_MANAGEMENT, "COGNIGY_API_KEY": emulator.super_key(two["Acme"])})
    assert len(listed.hosts) == 3 and list((tmp_path / ".cache" / "cognigy").iterdir())

    emulator.api("PATCH", f"/management/v2.0/organisations/{two['Globex']}", {"disabled": False})
    assert len(listing(everywhere).hosts) == 4
    path = tmp_path / "play.yml"
    path.write_text(yaml.safe_dump(play), encoding="utf-8")
    run = ansible.playbook(str(path), "-i", str(tmp_path / "cognigy.yml"))
    assert run.rc == 0, run.output
    shown = [one["result"]["ansible_facts.cognigy.quotas.projects"]["used"] for one in run.records if "number of projects" in one["task"]]
    assert sorted(shown) == [1, 3, 3, 3]


def test_the_inventory_of_the_demo(ansible: Ansible, emulator: Emulator, two: dict[str, str]) -> None:
    source = ROOT / "demo" / "inventory.cognigy.yml"
    run = ansible.command(program(ansible, "ansible-inventory"), "-i", str(source), "--graph", env=MUST_PARSE)
    assert run.rc == 0 and "Support.Globex" in run.output, run.output
