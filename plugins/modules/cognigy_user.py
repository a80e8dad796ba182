#!/usr/bin/python
# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cognigy_user
short_description: Manage the users of a Cognigy.AI organisation
version_added: "0.1.0"
description:
  - Creates, changes and deletes users of an organisation, with their roles.
  - A user is found by the exact login within the organisation, or by the ID. Only the options that you give are compared and changed.
  - With O(management_username), O(management_password) and O(organisation), and without O(api_key), the module works through the management API.
    With O(api_key) it works as the user of that key, who needs the role V(admin) or V(userManager), and some options cannot be used.
author:
  - The community.cognigy authors (@ansible-collections)
extends_documentation_fragment:
  - community.cognigy.connection
  - community.cognigy.attributes
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: partial
    details: With O(update_secret=always) the password is sent every time, and every run reports a change.
  async:
    support: full
options:
  organisation:
    description:
      - Name or ID of the organisation. Needed with management credentials, since the same login may exist in several organisations. An
        O(api_key) belongs to one organisation already; when both are given, they have to agree.
      - If not given, the value of the environment variable E(COGNIGY_ORGANISATION) is used.
    type: str
  state:
    description:
      - V(present) makes sure that the user is there and is as the other options say.
      - V(absent) deletes the user, with the API keys and the project memberships.
    type: str
    choices: [present, absent]
    default: present
  id:
    description:
      - ID of the user, 24 hexadecimal digits. The server calls it C(_id).
      - Given together with O(login), the user of this ID gets that login, which only the management API can do. An ID that does not exist is an
        error with O(state=present).
    type: str
  login:
    description:
      - What the user logs in with, usually an e-mail address. The server calls it C(id). It is compared exactly.
      - One of O(login) and O(id) is needed. Without a user of that login, one is created; that also needs O(name) and O(password).
    type: str
  name:
    description:
      - Name of the user as others see it. Needed to create a user.
    type: str
  password:
    description:
      - Password of the user. It has to fit the password policy of the organisation. Needed to create a user.
      - The server does not show it, so it is never compared. For a user who is there already it is sent only with O(update_secret=always).
    type: str
  update_secret:
    description:
      - V(on_create) uses O(password) only to create the user, and ignores it afterwards, so users keep the password that they chose.
      - V(always) sets O(password) in every run, and every run reports a change. With management credentials this is also so for O(cxone_email)
        and O(cxone_id), unless the server shows them.
    type: str
    choices: [on_create, always]
    default: on_create
  roles:
    description:
      - Roles of the user in the organisation, as a whole. Missing ones are added, others are removed; an empty list removes all.
      - The role V(base_role), which the server gives by itself, is never removed and need not be listed.
      - Known roles are V(admin), V(apiKeys), V(basicSupportUser), V(fullSupportUser), V(liveAgentAdmin), V(liveAgentAgent),
        V(liveAgentSupervisor), V(livechat), V(odata), V(opsCenterUser), V(projectAssigner), V(projectManager), V(userDetailsViewer),
        V(userManager), V(voiceGatewayUser). Servers of later versions may know more.
      - V(admin) does not include V(odata). To have API keys of their own, users need V(admin) or V(apiKeys).
      - Roles within a project are another thing, see M(community.cognigy.cognigy_project_member).
      - Some servers do not take roles in the management API after the creation. The module then changes them with a super API key of the
        organisation, which it makes by itself.
    type: list
    elements: str
  disabled:
    description:
      - Whether the user is disabled and cannot log in. Only with management credentials.
    type: bool
  accepted_tos:
    description:
      - Whether the user counts as having accepted the terms of service, so that the first login does not ask for it. Only with management
        credentials.
    type: bool
  cxone_email:
    description:
      - E-mail address of the user in NiCE CXone. Only with management credentials, and only for installations that belong to NiCE CXone.
      - Most servers do not show this value, so it cannot be compared. It is sent when the user is created, along with any other change, and with
        O(update_secret=always); otherwise a warning says that it was not sent.
    type: str
  cxone_id:
    description:
      - ID of the user in NiCE CXone. Used like O(cxone_email).
    type: str
seealso:
  - module: community.cognigy.cognigy_user_info
  - module: community.cognigy.cognigy_project_member
  - module: community.cognigy.cognigy_api_key
"""

EXAMPLES = r"""
- name: An administrator of the organisation Acme
  community.cognigy.cognigy_user:
    base_url: https://api.example.com
    management_username: "{{ vault_cognigy_management_username }}"
    management_password: "{{ vault_cognigy_management_password }}"
    organisation: Acme
    login: ann@example.com
    name: Ann Example
    password: "{{ vault_ann_password }}"
    accepted_tos: true
    roles:
      - admin

# The following tasks take base_url and management credentials from environment variables.

- name: Another user, who may make projects and have API keys
  community.cognigy.cognigy_user:
    organisation: Acme
    login: ben@example.com
    name: Ben Example
    password: "{{ vault_ben_password }}"
    roles:
      - projectManager
      - apiKeys

- name: Set a new password, in every run
  community.cognigy.cognigy_user:
    organisation: Acme
    login: ben@example.com
    password: "{{ vault_ben_new_password }}"
    update_secret: always

- name: Disable a user
  community.cognigy.cognigy_user:
    organisation: Acme
    login: ben@example.com
    disabled: true

- name: With an API key of an administrator, without management credentials
  community.cognigy.cognigy_user:
    api_key: "{{ vault_cognigy_api_key }}"
    login: cleo@example.com
    name: Cleo Example
    password: "{{ vault_cleo_password }}"
    roles:
      - userDetailsViewer

- name: Look up a user
  community.cognigy.cognigy_user_info:
    organisation: Acme
    login: cleo@example.com
  register: found

- name: Change the login
  community.cognigy.cognigy_user:
    organisation: Acme
    id: "{{ found.users[0].id }}"
    login: cleopatra@example.com

- name: Users who have left
  community.cognigy.cognigy_user:
    organisation: Acme
    login: "{{ item }}"
    state: absent
  loop:
    - cleopatra@example.com
    - dora@example.com
"""

RETURN = r"""
user:
  description:
    - The user as the server holds it after the task. In check mode, as it would be; a new one has no RV(user.id) there and only what you gave.
    - The server may show more keys than these. They are returned too, in snake_case. The password is never returned.
  returned: when O(state=present)
  type: dict
  contains:
    id:
      description: ID of the user, which the server calls C(_id).
      returned: when it exists
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
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80912
    roles:
      description: Roles in the organisation, those that the server gives by itself included.
      type: list
      elements: str
      sample: [admin, base_role]
    disabled:
      description: Whether the user is disabled.
      type: bool
      sample: false
    accepted_tos:
      description: Whether the user has accepted the terms of service.
      type: bool
      sample: true
    projects:
      description: IDs of the projects that the user is a member of.
      returned: when the server shows it
      type: list
      elements: str
      sample: [64f1c0d2a3b4c5d6e7f80956]
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

from ansible_collections.community.cognigy.plugins.module_utils._modules.ensure import MODULES
from ansible_collections.community.cognigy.plugins.module_utils._ordinary import main

if __name__ == "__main__":
    main(MODULES["cognigy_user"])
