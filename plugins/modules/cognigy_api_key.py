#!/usr/bin/python
# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cognigy_api_key
short_description: Manage the own API keys of a Cognigy.AI user
version_added: "0.1.0"
description:
  - Creates and deletes API keys of the user whose O(api_key) is used. Keys of other users cannot be managed through the API.
  - A key has the rights of its user, does not end by itself, and ends with the user.
  - A key is found by its exact name, or by its ID. Nothing of a key can be changed.
author:
  - The community.cognigy authors (@ansible-collections)
extends_documentation_fragment:
  - community.cognigy.connection
  - community.cognigy.attributes
attributes:
  check_mode:
    support: full
    details: No key is made in check mode, and none is returned.
  diff_mode:
    support: full
  idempotent:
    support: full
  async:
    support: none
    details: A result with a secret could not be kept off the screen.
options:
  state:
    description:
      - V(present) makes sure that there is a key of this name.
      - V(absent) deletes it. What uses the key gets no access any more.
    type: str
    choices: [present, absent]
    default: present
  id:
    description:
      - ID of the key, 24 hexadecimal digits. It chooses between keys of the same name.
    type: str
  name:
    description:
      - Name of the key, compared exactly. The server does not make sure that names are unique; when several keys have it, the task fails and names
        their IDs.
      - One of O(name) and O(id) is needed. Without a key of that name, one is created.
    type: str
notes:
  - It needs the O(api_key) of a user who has the role V(admin) or V(apiKeys). A super API key belongs to no user and has no keys of its own, so
    management credentials do not help here.
  - The server shows a key once, in the answer to its creation. When that answer is lost on the way, the task fails and says that the new key
    has to be deleted.
  - A result that holds a key is kept off the screen and out of the logs, as C(no_log) does it. Take care that a later task does not print the key.
seealso:
  - module: community.cognigy.cognigy_superkey
    description: Makes keys that end after 15 minutes.
"""

EXAMPLES = r"""
- name: A key for the monitoring
  community.cognigy.cognigy_api_key:
    base_url: https://api.example.com
    api_key: "{{ vault_cognigy_api_key }}"
    name: monitoring
  register: monitoring

- name: Store it, when it is new
  ansible.builtin.copy:
    content: "{{ monitoring.api_key_value }}"
    dest: ~/.cognigy-monitoring-key
    mode: "0600"
  no_log: true
  when: monitoring is changed

- name: Replace a key, first step
  community.cognigy.cognigy_api_key:
    api_key: "{{ vault_cognigy_api_key }}"
    name: monitoring
    state: absent

- name: Replace a key, second step
  community.cognigy.cognigy_api_key:
    api_key: "{{ vault_cognigy_api_key }}"
    name: monitoring
  register: monitoring
"""

RETURN = r"""
api_key:
  description: The key as the server lists it, without its value. In check mode a new one has only a name.
  returned: when O(state=present)
  type: dict
  contains:
    id:
      description: ID of the key.
      returned: when it exists
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80990
    name:
      description: Its name.
      type: str
      sample: monitoring
    created_at:
      description: When it was made, in Unix seconds.
      returned: when it exists
      type: int
      sample: 1735689600
api_key_value:
  description: The key itself. It is returned this once, and kept off the screen.
  returned: when a key was created
  type: str
  sample: VALUE_SPECIFIED_IN_NO_LOG_PARAMETER
"""

from ansible_collections.community.cognigy.plugins.module_utils._modules.ensure import MODULES
from ansible_collections.community.cognigy.plugins.module_utils._ordinary import main

if __name__ == "__main__":
    main(MODULES["cognigy_api_key"])
