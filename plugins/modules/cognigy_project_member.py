#!/usr/bin/python
# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cognigy_project_member
short_description: Manage the members of a Cognigy.AI project
version_added: "0.1.0"
description:
  - Adds users of the organisation to a project, sets their roles and locales there, and removes them.
  - Works on one member with O(user), or on several with O(members). Only the options that you give are compared and changed.
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
    support: full
  async:
    support: full
options:
  state:
    description:
      - V(present) makes sure that the users are members and are as the other options say.
      - V(absent) removes them from the project. They stay users of the organisation.
    type: str
    choices: [present, absent]
    default: present
  project:
    description:
      - Name or ID of the project.
    type: str
    required: true
  user:
    description:
      - The user, by login or ID. The user has to be in the organisation already.
      - Exactly one of O(user) and O(members) is needed.
    type: str
  roles:
    description:
      - Roles of the user in the project, as a whole. Missing ones are added first, then others are removed; an empty list removes all.
      - The role V(basic), which the server gives every member, is never removed and need not be listed.
      - Known roles are V(admin), V(agentAssistConfigAdmin), V(agentAssistConfigViewer), V(analytics), V(connection_admin),
        V(contact_profile_admin), V(contact_profile_editor), V(contact_profile_viewer), V(conversationHistory), V(data_privacy_admin),
        V(data_privacy_editor), V(data_privacy_viewer), V(developer), V(endpoint_admin), V(extension_admin), V(extension_editor),
        V(extension_trust_admin), V(flowEditor), V(flowNodeComments), V(flowNodeDescriptions), V(followUser), V(function_admin),
        V(function_editor), V(handoverProviderAdmin), V(intents), V(knowledgeAdmin), V(large_language_model_admin), V(lexicon_admin),
        V(lexicon_editor), V(localesAdmin), V(logs), V(memberManager), V(nlu_connector_admin), V(packages_admin), V(playbook_admin),
        V(playbook_editor), V(projectAdmin), V(simulator_admin), V(snapshot_admin), V(tokenAdmin), V(tokenEditor). Servers of later versions
        may know more.
    type: list
    elements: str
  allowed_locales:
    description:
      - Locales that the user may work on, by name or ID, as a whole. The order does not count.
      - An empty list means all locales, which a new member may work on too.
    type: list
    elements: str
  members:
    description:
      - Several members at once, with the same O(state) for all. They are handled a few at a time.
    type: list
    elements: dict
    suboptions:
      user:
        description: The user, by login or ID, see O(user).
        type: str
        required: true
      roles:
        description: Roles of the user in the project, see O(roles).
        type: list
        elements: str
      allowed_locales:
        description: Locales that the user may work on, see O(allowed_locales).
        type: list
        elements: str
  exclusive:
    description:
      - Whether to remove every member who is not listed in O(members), after all others are done. Only with O(members) and O(state=present).
      - This also removes the user of O(api_key) when that user is a member and not listed. Run it with check and diff mode first.
      - In check mode, and in the diff, the members to be removed are listed.
    type: bool
    default: false
notes:
  - It needs an O(api_key), or management credentials with O(organisation). The user of the key needs the role V(admin) in the organisation, or
    V(projectAdmin) or V(memberManager) in the project. That is also enough to look up users by login.
  - Administrators of the organisation reach every project without being its members. They are not listed as members, and removing
    a membership does not keep them out.
  - Unless the installation says otherwise, servers since 4.86 let a user be added to projects 10 times a day at most.
seealso:
  - module: community.cognigy.cognigy_user
    description: Manages the users themselves, and their roles in the organisation.
  - module: community.cognigy.cognigy_project
"""

EXAMPLES = r"""
- name: Ben develops in the project Support
  community.cognigy.cognigy_project_member:
    base_url: https://api.example.com
    api_key: "{{ vault_cognigy_api_key }}"
    project: Support
    user: ben@example.com
    roles:
      - developer
      - snapshot_admin

# The following tasks take base_url and management credentials from environment variables. They make a super API key by themselves.

- name: Let a translator work on the German texts only
  community.cognigy.cognigy_project_member:
    organisation: Acme
    project: Support
    user: ben@example.com
    roles:
      - flowEditor
    allowed_locales:
      - German

- name: Let the same user work on all locales again
  community.cognigy.cognigy_project_member:
    organisation: Acme
    project: Support
    user: ben@example.com
    allowed_locales: []

- name: These members, with these roles, and nobody else
  community.cognigy.cognigy_project_member:
    organisation: Acme
    project: Support
    members:
      - user: ann@example.com
        roles:
          - projectAdmin
      - user: ben@example.com
        roles:
          - developer
          - knowledgeAdmin
    exclusive: true

- name: Remove a member
  community.cognigy.cognigy_project_member:
    organisation: Acme
    project: Support
    user: ben@example.com
    state: absent
"""

RETURN = r"""
project_member:
  description:
    - The member as the server holds it after the task. In check mode, as it would be; a new one has no RV(project_member.id) there and only
      what you gave.
    - The server may show more keys than these. They are returned too, in snake_case.
  returned: when O(user) is given and O(state=present)
  type: dict
  contains:
    id:
      description: ID of the user.
      returned: when it is a member
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80935
    user:
      description: Login of the user.
      type: str
      sample: ben@example.com
    name:
      description: Name of the user.
      type: str
      sample: Ben Example
    roles:
      description: Roles in the project, those that the server gives by itself included.
      type: list
      elements: str
      sample: [basic, developer]
    allowed_locales:
      description: IDs of the locales that the user may work on. Empty when these are all.
      returned: when the server shows it
      type: list
      elements: str
      sample: []
    disabled:
      description: Whether the user is disabled.
      type: bool
      sample: false
    accepted_tos:
      description: Whether the user has accepted the terms of service.
      type: bool
      sample: true
    acl:
      description: What the roles allow, as the server derives it. It holds, per kind of resource, what the user may do.
      type: dict
      sample: {snapshots: {create: true, read: true, update: true, delete: true}}
    created_at:
      description: When the server says that the membership, or the user, was created, in Unix seconds.
      returned: when the server shows it
      type: int
      sample: 1735689600
    created_by:
      description: ID of the user who did that.
      returned: when the server shows it
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80934
    last_changed:
      description: When it was last changed, in Unix seconds.
      returned: when the server shows it
      type: int
      sample: 1735693200
    last_changed_by:
      description: ID of the user who did that.
      returned: when the server shows it
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80934
project_members:
  description:
    - The members that O(members) lists, in that order, as RV(project_member). Empty with O(state=absent).
  returned: when O(members) is given
  type: list
  elements: dict
  contains:
    id:
      description: ID of the user.
      returned: when it is a member
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80935
    user:
      description: Login of the user.
      type: str
      sample: ben@example.com
    name:
      description: Name of the user.
      type: str
      sample: Ben Example
    roles:
      description: Roles in the project, those that the server gives by itself included.
      type: list
      elements: str
      sample: [basic, developer]
    allowed_locales:
      description: IDs of the locales that the user may work on. Empty when these are all.
      returned: when the server shows it
      type: list
      elements: str
      sample: []
    disabled:
      description: Whether the user is disabled.
      type: bool
      sample: false
    accepted_tos:
      description: Whether the user has accepted the terms of service.
      type: bool
      sample: true
    acl:
      description: What the roles allow, as the server derives it. It holds, per kind of resource, what the user may do.
      type: dict
      sample: {snapshots: {create: true, read: true, update: true, delete: true}}
    created_at:
      description: When the server says that the membership, or the user, was created, in Unix seconds.
      returned: when the server shows it
      type: int
      sample: 1735689600
    created_by:
      description: ID of the user who did that.
      returned: when the server shows it
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80934
    last_changed:
      description: When it was last changed, in Unix seconds.
      returned: when the server shows it
      type: int
      sample: 1735693200
    last_changed_by:
      description: ID of the user who did that.
      returned: when the server shows it
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80934
"""

from ansible_collections.community.cognigy.plugins.module_utils._modules.ensure import MODULES
from ansible_collections.community.cognigy.plugins.module_utils._ordinary import main

if __name__ == "__main__":
    main(MODULES["cognigy_project_member"])
