# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: cognigy_superkey
short_description: Make super API keys of Cognigy.AI organisations
version_added: "0.1.0"
description:
  - Makes a super API key of each organisation that is named and returns the keys. Such a key has the rights of an administrator of that organisation
    and ends 15 minutes after it was made. It can be neither renewed nor revoked.
  - Every evaluation makes a key. A variable that holds this lookup is evaluated each time it is used, so that it makes a key for each use. Evaluate
    it once with M(ansible.builtin.set_fact), or use M(community.cognigy.cognigy_superkey) or the role C(community.cognigy.superkey), which keep
    a key for as long as it works.
  - Most playbooks need none of these. With management credentials and O(organisation), every module of the collection makes and renews its super API
    key by itself.
author:
  - The community.cognigy authors (@ansible-collections)
extends_documentation_fragment:
  - community.cognigy.connection.plugins
options:
  _terms:
    description: Names or IDs of organisations. Without any, the one of O(organisation).
    type: list
    elements: str
  organisation:
    description: Name or ID of the organisation, when no term is given.
    type: str
    env:
      - name: COGNIGY_ORGANISATION
  api_key:
    description: Not used. An API key cannot make a super API key.
    type: str
    env:
      - name: COGNIGY_API_KEY
notes:
  - It needs O(management_username) and O(management_password), and a server whose service-api has the environment variable
    C(FEATURE_USE_SUPERAPIKEY_API) set to V(true), which it has not by default. Otherwise the lookup fails and says so.
  - Keys are made in check mode too, since lookups do not know of it. Nothing else is changed.
  - The plugin never prints a key. Use C(no_log) on tasks that would, and do not store keys.
seealso:
  - module: community.cognigy.cognigy_superkey
"""

EXAMPLES = r"""
- name: Make one key and use it in several tasks
  ansible.builtin.set_fact:
    acme_key: "{{ lookup('community.cognigy.cognigy_superkey', 'Acme') }}"
  no_log: true

- name: List projects with that key
  community.cognigy.cognigy_project_info:
    base_url: https://api.example.com
    api_key: "{{ acme_key }}"

- name: Give the key to a tool that is no module. This evaluates the lookup once
  ansible.builtin.uri:
    url: https://api.example.com/new/v2.0/projects
    headers:
      X-API-Key: >-
        {{ lookup('community.cognigy.cognigy_superkey', 'Acme', base_url='https://api.example.com',
        management_username=vault_cognigy_management_username, management_password=vault_cognigy_management_password) }}
  no_log: true

- name: Make keys of two organisations
  ansible.builtin.set_fact:
    keys: "{{ query('community.cognigy.cognigy_superkey', 'Acme', 'Globex') }}"
  no_log: true
"""

RETURN = r"""
_raw:
  description: The super API keys, one for each term and in their order.
  type: list
  elements: str
"""

from typing import Any

from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase

try:
    from ansible.module_utils.secrets import register_secrets
except ImportError:  # before ansible-core 2.22
    register_secrets = None

from ansible_collections.community.cognigy.plugins.module_utils._errors import CognigyError, InputError
from ansible_collections.community.cognigy.plugins.plugin_utils._plugin_options import connection_options, message_of, reading_client


def minted(terms: list[Any], options: dict[str, Any]) -> list[str]:
    """A key for each organisation."""
    organisations = terms or [options["organisation"]]
    if not all(organisation and isinstance(organisation, str) for organisation in organisations):
        raise InputError("name the organisation, by its name or id, as a term of the lookup or by the option organisation")
    client = reading_client({**options, "api_key": None, "organisation": None})
    return [client.mint(str(organisation)).api_key for organisation in organisations]


class LookupModule(LookupBase):
    def run(self, terms: list[Any], variables: Any = None, **kwargs: Any) -> list[str]:
        self.set_options(var_options=variables, direct=kwargs)
        options = connection_options(self)
        try:
            keys = minted(terms, options)
        except CognigyError as exc:
            raise AnsibleLookupError(message_of(exc, options)) from None
        if register_secrets:
            register_secrets(keys)
        return keys
