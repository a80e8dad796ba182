#!/usr/bin/python
# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cognigy_superkey
short_description: Get a super API key of a Cognigy.AI organisation
version_added: "0.1.0"
description:
  - Makes a super API key of an organisation. Such a key has the rights of an administrator of that organisation, belongs to no user, and ends 15
    minutes after it was made. It cannot be renewed or revoked; a fresh one is made instead.
  - Given the key of an earlier task as O(current), the module returns that one for as long as it works and is valid long enough.
  - Most tasks do not need this module. With management credentials and O(organisation), every module of the collection makes and renews its super
    API key by itself. Use it to pass the key to something else, or to share one key among many tasks.
author:
  - The community.cognigy authors (@ansible-collections)
extends_documentation_fragment:
  - community.cognigy.connection
  - community.cognigy.attributes
attributes:
  check_mode:
    support: full
    details: No key is made in check mode, and none is returned unless O(current) still works.
  diff_mode:
    support: none
    details: A key is nothing to compare.
  idempotent:
    support: partial
    details: Every run makes a key, unless O(current) is given and still good.
  async:
    support: none
    details: A result with a secret could not be kept off the screen.
options:
  organisation:
    description:
      - Name or ID of the organisation that the key is for. Needed.
      - If not given, the value of the environment variable E(COGNIGY_ORGANISATION) is used.
    type: str
  current:
    description:
      - What an earlier run of this module returned as RV(superkey). It is returned unchanged, with C(changed=false), when it belongs to the same
        organisation, the server still accepts it, and it is valid for more than O(minimum_validity) seconds by the clock of the server.
      - When it holds no key, as after check mode, or is empty, it counts as not given.
    type: dict
  minimum_validity:
    description:
      - Seconds for which O(current) has to be valid at least. From V(0) to V(899), since a super API key lives for 900 seconds.
    type: int
    default: 300
notes:
  - It needs O(management_username) and O(management_password), and a server whose service-api has the environment variable
    C(FEATURE_USE_SUPERAPIKEY_API) set to V(true), which it has not by default. Otherwise the task fails and says so.
  - The result is kept off the screen and out of the logs, as C(no_log) does it. Take care that a later task does not print the key.
  - A leaked key is harmful for 15 minutes at most. Do not store it.
seealso:
  - module: community.cognigy.cognigy_api_key
    description: Makes keys that do not end by themselves.
"""

EXAMPLES = r"""
- name: Get a super API key of the organisation Acme
  community.cognigy.cognigy_superkey:
    base_url: https://api.example.com
    management_username: "{{ vault_cognigy_management_username }}"
    management_password: "{{ vault_cognigy_management_password }}"
    organisation: Acme
  register: acme

- name: Use it
  community.cognigy.cognigy_project_info:
    base_url: https://api.example.com
    api_key: "{{ acme.superkey.api_key }}"

- name: Keep the key while it is good for another two minutes, else get a fresh one
  community.cognigy.cognigy_superkey:
    organisation: Acme
    current: "{{ acme.superkey | default({}) }}"
    minimum_validity: 120
  register: acme

- name: Give the key to all tasks of the collection in a play
  hosts: localhost
  gather_facts: false
  module_defaults:
    group/community.cognigy.cognigy:
      api_key: "{{ acme.superkey.api_key | default(omit) }}"
  tasks:
    - name: Get the key
      community.cognigy.cognigy_superkey:
        organisation: Acme
      register: acme

    - name: Use it
      community.cognigy.cognigy_project:
        name: Support
        locale: en-US
"""

RETURN = r"""
superkey:
  description: The super API key. This is what O(current) takes.
  returned: success
  type: dict
  contains:
    api_key:
      description: The key itself. It is kept off the screen.
      returned: unless a new key would be made and this is check mode
      type: str
      sample: VALUE_SPECIFIED_IN_NO_LOG_PARAMETER
    created_at:
      description: When it was made, in Unix seconds of the server's clock.
      returned: together with RV(superkey.api_key)
      type: int
      sample: 1735689600
    expires_at:
      description: When it ends, in Unix seconds of the server's clock.
      returned: together with RV(superkey.api_key)
      type: int
      sample: 1735690500
    organisation_id:
      description: ID of its organisation. In check mode it is null when the organisation is not there yet.
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80912
"""

from ansible_collections.community.cognigy.plugins.module_utils._modules.superkey import MODULES
from ansible_collections.community.cognigy.plugins.module_utils._ordinary import main

if __name__ == "__main__":
    main(MODULES["cognigy_superkey"])
