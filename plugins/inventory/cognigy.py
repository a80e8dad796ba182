# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: cognigy
short_description: Organisations or projects of Cognigy.AI as hosts
version_added: "0.1.0"
description:
  - Makes a host of every project, or of every organisation, of a Cognigy.AI installation, so that a play can run once for each of them.
  - With O(management_username) and O(management_password), and without O(api_key), it lists all organisations, or the one named by
    O(organisation), and makes a super API key of each to list its projects. With O(api_key) it lists what that key shows of its own
    organisation.
  - The name of the inventory file must be C(cognigy.yml) or C(cognigy.yaml), or end in C(.cognigy.yml) or C(.cognigy.yaml).
author:
  - The community.cognigy authors (@ansible-collections)
extends_documentation_fragment:
  - community.cognigy.connection.plugins
  - constructed
  - inventory_cache
options:
  plugin:
    description: Says that the file is for this plugin.
    type: str
    required: true
    choices:
      - community.cognigy.cognigy
  hosts:
    description: What becomes a host.
    type: str
    default: projects
    choices:
      projects: Every project, named C(PROJECT.ORGANISATION).
      organisations: Every organisation, named C(ORGANISATION). With management credentials this takes no super API keys.
  organisation:
    description:
      - Name or ID of the only organisation to look at.
      - Without it, management credentials show all organisations. An O(api_key) shows its own in any case; when both are given, they have to agree.
    type: str
    env:
      - name: COGNIGY_ORGANISATION
notes:
  - In the names of hosts, every run of characters other than letters, digits, C(_) and C(-) is replaced by one C(-). Where two hosts would then have
    the same name, or one would have the name of a group or of C(localhost), all of these get C(-) and the ID of the organisation or project after
    that part of their names, so that no name depends on the order in which the server lists.
  - Every host is in the group C(cognigy) and in a group C(organisation_NAME) of its organisation.
  - "Every host has the variables C(cognigy_base_url), C(cognigy_organisation) (as M(community.cognigy.cognigy_organisation_info) returns it; its
    C(disabled) is true for an organisation that is switched off) and, for projects, C(cognigy_project) (as
    M(community.cognigy.cognigy_project_info) returns it). C(ansible_connection), C(ansible_python_interpreter) and C(ansible_facts_modules) are set
    so that modules run on the controller and C(gather_facts) calls M(community.cognigy.cognigy_facts)."
  - No API key and no password is put into variables or into the cache.
  - When an organisation cannot be read, the whole inventory fails, since one that lacks hosts is more dangerous than none. Only the projects of a
    disabled organisation are left out, with a warning, when the server does not show them. Ansible itself goes on without an inventory that failed
    unless E(ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED) is set.
  - Values of the connection options in the file may be templates, lookups included, and vaulted texts. Only extra variables are known to them.
  - The server has to have C(FEATURE_USE_SUPERAPIKEY_API) switched on to list projects with management credentials.
seealso:
  - module: community.cognigy.cognigy_facts
  - ref: Inventory guide <ansible_collections.community.cognigy.docsite.inventory>
    description: How to use organisations and projects as hosts.
"""

EXAMPLES = r"""
# cognigy.yml: all projects of all organisations. The connection comes from the environment: COGNIGY_BASE_URL,
# COGNIGY_MANAGEMENT_USERNAME and COGNIGY_MANAGEMENT_PASSWORD.
---
plugin: community.cognigy.cognigy

# organisations.cognigy.yml: all organisations, with a group of those that are switched off and groups by time zone.
---
plugin: community.cognigy.cognigy
base_url: https://api.example.com
hosts: organisations
groups:
  disabled: cognigy_organisation.disabled
keyed_groups:
  - key: cognigy_organisation.billing_timezone
    prefix: timezone

# acme.cognigy.yml: the projects of one organisation. The password comes from another place.
---
plugin: community.cognigy.cognigy
base_url: https://api.example.com
management_username: "{{ lookup('ansible.builtin.env', 'COGNIGY_MANAGEMENT_USERNAME') }}"
management_password: "{{ lookup('ansible.builtin.env', 'COGNIGY_MANAGEMENT_PASSWORD') }}"
organisation: Acme
strict: true
compose:
  locale_id: cognigy_project.primary_locale_reference
groups:
  production: cognigy_project.name is search('production', ignorecase=true)

# team.cognigy.yml: what one API key shows (COGNIGY_API_KEY), read from the server once an hour.
---
plugin: community.cognigy.cognigy
base_url: https://api.example.com
cache: true
cache_plugin: ansible.builtin.jsonfile
cache_connection: ~/.cache/cognigy
cache_timeout: 3600

# A playbook for any of these inventories. Management credentials come from the environment.
---
- name: Show how full each organisation is
  hosts: cognigy
  gather_facts: true
  module_defaults:
    group/community.cognigy.cognigy:
      base_url: "{{ cognigy_base_url }}"
      organisation: "{{ cognigy_organisation.id }}"
  tasks:
    - name: Show the number of projects
      ansible.builtin.debug:
        var: ansible_facts.cognigy.quotas.projects
"""

import hashlib
import json
import os
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from ansible.errors import AnsibleParserError
from ansible.plugins.inventory import BaseInventoryPlugin, Cacheable, Constructable, to_safe_group_name
from ansible.template import Templar

from ansible_collections.community.cognigy.plugins.module_utils import _views
from ansible_collections.community.cognigy.plugins.module_utils._client import Client, is_id
from ansible_collections.community.cognigy.plugins.module_utils._errors import ApiError, CognigyError, InputError
from ansible_collections.community.cognigy.plugins.module_utils._kinds.organisation import ORGANISATION
from ansible_collections.community.cognigy.plugins.module_utils._options import CONNECTION
from ansible_collections.community.cognigy.plugins.plugin_utils._plugin_options import connection_options, message_of, reading_client

THREADS = 8
GROUP = "cognigy"
RESERVED = ("all", "ungrouped", "localhost", GROUP)
SHUT = (401, 403, 404, 405)  # what the keys of a disabled organisation may be answered
# Since ansible-core 2.19 only what comes from a playbook or a configuration file is taken for a template.
TRUSTS_ALL = not hasattr(Templar, "evaluate_expression")

# An organisation and its projects, in the form that modules return; the projects are missing where they are not wanted.
Found = dict[str, Any]


def safe_part(item: Mapping[str, Any]) -> str:
    """The name of an organisation or project as a part of a host's name, in which host patterns find no special character."""
    name = unicodedata.normalize("NFC", str(item.get("name") or ""))
    return re.sub(r"[^\w-]+", "-", name).strip("-") or str(item["id"])


def distinct(names: Mapping[str, str], taken: Iterable[str] = (), separator: str = "-") -> dict[str, str]:
    """Names by id, none of them twice and none of those taken: all that would be get their id at the end."""
    result, others = dict(names), set(taken)
    while True:
        counts = Counter(result.values())
        clashing = [key for key, name in result.items() if counts[name] > 1 or name in others]
        if not clashing:
            return result
        result.update({key: f"{result[key]}{separator}{key}" for key in clashing})


def no_template(value: Any) -> Any:
    """The same value, in which an older ansible-core sees no template: names that people gave at the server are not to be carried out."""
    if isinstance(value, dict):
        return {key: no_template(item) for key, item in value.items()}
    if isinstance(value, list):
        return [no_template(item) for item in value]
    if TRUSTS_ALL and isinstance(value, str) and "{" in value:
        from ansible.utils.unsafe_proxy import wrap_var

        return wrap_var(value)
    return value


def own_organisation(client: Client) -> dict[str, Any]:
    """The organisation of the API key in use."""
    shown = _views.allowed(lambda: _views.organisation(client), 403, 404) or {}
    if shown.get("id"):
        return dict(shown)
    wanted = client.credentials.organisation
    if not wanted:
        raise InputError("the server does not show to which organisation this api_key belongs: give its name or id as organisation")
    return {**shown, "id": wanted if is_id(wanted) else None, "name": None if is_id(wanted) else wanted}


def all_organisations(client: Client) -> list[dict[str, Any]]:
    """What management credentials show: all organisations, or the one that is named."""
    wanted = client.credentials.organisation
    if wanted:
        return [ORGANISATION.to_result(client.call("readOrganisation", {"organisationId": client.organisation_id(wanted)}))]
    return [ORGANISATION.to_result(item) for item in client.items("indexOrganisations")]


def fetch(client: Client, options: Mapping[str, Any], with_projects: bool) -> tuple[list[Found], list[str]]:
    """All that the server shows, and warnings. One organisation that cannot be read fails the whole."""
    if not client.credentials.mints:
        organisation = own_organisation(client)
        return [{"organisation": organisation, **({"projects": _views.projects(client)} if with_projects else {})}], []
    organisations = all_organisations(client)
    if not with_projects:
        return [{"organisation": organisation} for organisation in organisations], []
    warnings: list[str] = []

    def read(organisation: dict[str, Any]) -> Found:
        where = f"organisation {organisation.get('name')!r}"
        try:
            inside = reading_client({**options, "organisation": organisation["id"]})
            return {"organisation": organisation, "projects": _views.projects(inside)}
        except ApiError as exc:
            if organisation.get("disabled") and exc.status in SHUT:
                warnings.append(f"{where} is disabled, and its projects are not in the inventory: {exc}")
                return {"organisation": organisation, "projects": []}
            raise InputError(f"{where}: {exc}") from exc
        except CognigyError as exc:
            raise InputError(f"{where}: {exc}") from exc

    with ThreadPoolExecutor(THREADS) as pool:
        found = list(pool.map(read, organisations))
    if not any(one["projects"] for one in found):
        warnings.append("the server shows no project in any organisation, so the inventory is empty")
    return found, warnings


class InventoryModule(BaseInventoryPlugin, Constructable, Cacheable):
    NAME = "community.cognigy.cognigy"

    def verify_file(self, path: str) -> bool:
        name = os.path.basename(path)
        return bool(re.search(r"(^|\.)cognigy\.ya?ml$", name)) and bool(super().verify_file(path))

    def set_options(self, task_keys: Any = None, var_options: Any = None, direct: Any = None) -> None:
        """Before options get their types, the templates of the inventory file are filled in; what comes from the environment is left."""
        if direct:
            direct = {name: self._filled(value) if name in CONNECTION else value for name, value in direct.items()}
        super().set_options(task_keys=task_keys, var_options=var_options, direct=direct)

    def _filled(self, value: Any) -> Any:
        if not self.templar.is_template(value):
            return value
        self.templar.available_variables = self._vars
        return self.templar.template(value, **({"convert_data": False} if TRUSTS_ALL else {}))

    def parse(self, inventory: Any, loader: Any, path: str, cache: bool = True) -> None:
        super().parse(inventory, loader, path, cache)
        self._read_config_data(path)
        options = connection_options(self)
        try:
            client = reading_client(options)
            found = self._found(client, options, path, cache)
        except CognigyError as exc:
            raise AnsibleParserError(message_of(exc, options)) from None
        self._populate(found, client.transport.root)

    def _found(self, client: Client, options: dict[str, Any], path: str, cache: bool) -> list[Found]:
        """From the cache, where that is wanted and it is there, else from the server."""
        key = self._key(client, path)
        cached = bool(self.get_option("cache"))
        if cached and cache:
            try:
                return list(self._cache[key])
            except KeyError:
                pass  # never stored, or too old
        found, warnings = fetch(client, options, self.get_option("hosts") == "projects")
        for warning in warnings:
            self.display.warning(warning)
        if cached:
            self._cache[key] = found
        return found

    def _key(self, client: Client, path: str) -> str:
        """The name in the cache: another server, organisation or user is another entry. Nothing can be read from it."""
        who = client.credentials
        identity = [client.transport.root, self.get_option("hosts"), who.organisation, who.api_key or who.management_username]
        digest = hashlib.sha256(json.dumps(identity).encode()).hexdigest()
        return f"{self.get_cache_key(path)}_{digest[:16]}"

    def _populate(self, found: list[Found], base_url: str) -> None:
        organisations = {str(one["organisation"]["id"]): safe_part(one["organisation"]) for one in found}
        groups = {key: to_safe_group_name(f"organisation_{name}") for key, name in organisations.items()}
        groups = distinct(groups, separator="_")
        names = distinct(organisations, (*RESERVED, *groups.values()))
        self.inventory.add_group(GROUP)
        for one in found:
            organisation, key = one["organisation"], str(one["organisation"]["id"])
            self.inventory.add_group(groups[key])
            self.inventory.add_child(GROUP, groups[key])
            about = {"cognigy_base_url": base_url, "cognigy_organisation": organisation}
            if "projects" not in one:
                self._add(names[key], groups[key], about)
                continue
            projects = distinct({project["id"]: safe_part(project) for project in one["projects"]})
            for project in one["projects"]:
                self._add(f"{projects[project['id']]}.{names[key]}", groups[key], {**about, "cognigy_project": project})

    def _add(self, host: str, group: str, about: dict[str, Any]) -> None:
        self.inventory.add_host(host, group=group)
        variables = {
            **no_template(about),
            "ansible_connection": "local",
            "ansible_python_interpreter": sys.executable,
            "ansible_facts_modules": ["community.cognigy.cognigy_facts"],
        }
        for name, value in variables.items():
            self.inventory.set_variable(host, name, value)
        strict = self.get_option("strict")
        variables = self.inventory.get_host(host).get_vars()
        self._set_composite_vars(self.get_option("compose"), variables, host, strict=strict)
        self._add_host_to_composed_groups(self.get_option("groups"), variables, host, strict=strict)
        self._add_host_to_keyed_groups(self.get_option("keyed_groups"), variables, host, strict=strict)
