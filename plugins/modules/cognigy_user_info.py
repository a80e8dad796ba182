#!/usr/bin/python
# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cognigy_user_info
short_description: List the users of a Cognigy.AI organisation or installation
version_added: "0.1.0"
description:
  - Returns all users, or those of a login, or the one of an ID.
  - With O(management_username) and O(management_password), and without O(api_key), these are the users of O(organisation), or of the whole
    installation when that is not given.
  - With O(api_key) these are the users of the organisation of that key. Its user needs one of the roles V(admin), V(userManager) and
    V(userDetailsViewer), or V(projectAdmin) or V(memberManager) in a project.
author:
  - The community.cognigy authors (@ansible-collections)
extends_documentation_fragment:
  - community.cognigy.connection
  - community.cognigy.attributes
  - community.cognigy.attributes.info
options:
  organisation:
    description:
      - Name or ID of the organisation whose users are listed. Without it, management credentials list the users of all organisations. An
        O(api_key) belongs to one organisation already; when both are given, they have to agree.
      - If not given, the value of the environment variable E(COGNIGY_ORGANISATION) is used.
    type: str
  login:
    description:
      - Only users of exactly this login. Without O(organisation) there may be one in each organisation.
    type: str
  id:
    description:
      - Only the user of this ID, 24 hexadecimal digits. Cannot be given together with O(login).
    type: str
  details:
    description:
      - Whether to read each user on its own, since the list of the server shows less. That takes one more request a user.
      - With O(login) and O(id) the details are always there.
    type: bool
    default: false
seealso:
  - module: community.cognigy.cognigy_user
  - module: community.cognigy.cognigy_facts
"""

EXAMPLES = r"""
- name: List the users of the organisation Acme
  community.cognigy.cognigy_user_info:
    base_url: https://api.example.com
    management_username: "{{ vault_cognigy_management_username }}"
    management_password: "{{ vault_cognigy_management_password }}"
    organisation: Acme
  register: acme

- name: Show their logins
  ansible.builtin.debug:
    msg: "{{ acme.users | map(attribute='login') }}"

- name: List all users of the installation with their roles, with the connection from environment variables
  community.cognigy.cognigy_user_info:
    details: true
  register: all

- name: Name all administrators
  ansible.builtin.debug:
    msg: "{{ all.users | selectattr('roles', 'contains', 'admin') | map(attribute='login') | unique }}"

- name: List the users of the organisation that an API key belongs to
  community.cognigy.cognigy_user_info:
    api_key: "{{ vault_cognigy_api_key }}"

- name: Look up one user of it
  community.cognigy.cognigy_user_info:
    api_key: "{{ vault_cognigy_api_key }}"
    login: ann@example.com
"""

RETURN = r"""
users:
  description:
    - The users that were found, in the order of the server. Empty when there is none.
    - The server may show more keys than these. They are returned too, in snake_case. Passwords are never returned.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: ID of the user, which the server calls C(_id).
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80934
    login:
      description: What the user logs in with, which the server calls C(id).
      type: str
      sample: ann@example.com
    name:
      description: Name of the user.
      type: str
      sample: Ann Example
    organisation:
      description: ID of the organisation.
      returned: with details, and in other lists when the server shows it
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80912
    roles:
      description: Roles in the organisation, those that the server gives by itself included.
      returned: with details
      type: list
      elements: str
      sample: [admin, base_role]
    disabled:
      description: Whether the user is disabled.
      returned: with details
      type: bool
      sample: false
    accepted_tos:
      description: Whether the user has accepted the terms of service.
      returned: with details
      type: bool
      sample: true
    projects:
      description: IDs of the projects that the user is a member of.
      returned: with details, when the server shows it
      type: list
      elements: str
      sample: [64f1c0d2a3b4c5d6e7f80956]
    last_active:
      description: When the user was last active, in Unix seconds, 0 for never.
      returned: with O(api_key) and without details
      type: float
      sample: 1735700000
    created_at:
      description: When the user was created, in Unix seconds.
      type: int
      sample: 1735689600
    created_by:
      description: ID of the user who did that.
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80934
    last_changed:
      description: When the user was last changed, in Unix seconds.
      type: int
      sample: 1735693200
    last_changed_by:
      description: ID of the user who did that.
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80934
"""

from ansible_collections.community.cognigy.plugins.module_utils._modules.info import MODULES
from ansible_collections.community.cognigy.plugins.module_utils._ordinary import main

if __name__ == "__main__":
    main(MODULES["cognigy_user_info"])
