#!/usr/bin/python
# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cognigy_facts
short_description: Gather facts about a Cognigy.AI organisation
version_added: "0.1.0"
description:
  - Returns the installation, one organisation with its projects and users, and how much of its quotas is used, as C(ansible_facts.cognigy).
  - Made to be used as a facts module, so that C(gather_facts) works for hosts that stand for organisations or projects.
author:
  - The community.cognigy authors (@ansible-collections)
extends_documentation_fragment:
  - community.cognigy.connection
  - community.cognigy.attributes
  - community.cognigy.attributes.info
attributes:
  facts:
    description: Returns C(ansible_facts) that are added to the facts of the host.
    support: full
options: {}
notes:
  - It needs an O(api_key), or management credentials with O(organisation). What the credentials do not show is null.
  - Modules do not read variables of the host. Set C(ansible_facts_modules) to this module, and give O(organisation) and the other connection options
    by C(module_defaults), with a template of host variables where they differ from host to host.
  - As a facts module it runs as a process of its own, as Ansible runs all facts modules.
seealso:
  - module: community.cognigy.cognigy_installation_info
  - module: community.cognigy.cognigy_project_info
  - module: community.cognigy.cognigy_user_info
"""

EXAMPLES = r"""
- name: Gather facts about the organisation of an API key
  community.cognigy.cognigy_facts:
    base_url: https://api.example.com
    api_key: "{{ vault_cognigy_api_key }}"

- name: Show how many projects there are and how many there may be
  ansible.builtin.debug:
    var: ansible_facts.cognigy.quotas.projects

- name: Gather facts of an organisation with base_url and management credentials from environment variables
  community.cognigy.cognigy_facts:
    organisation: Acme

# Each host of this group is an organisation, with the name of the organisation in the variable cognigy_organisation.

- name: Look after the quotas of all organisations
  hosts: cognigy_organisations
  gather_facts: true
  vars:
    ansible_facts_modules: community.cognigy.cognigy_facts
  module_defaults:
    group/community.cognigy.cognigy:
      base_url: https://api.example.com
      management_username: "{{ vault_cognigy_management_username }}"
      management_password: "{{ vault_cognigy_management_password }}"
      organisation: "{{ cognigy_organisation.id }}"
  tasks:
    - name: Fail for organisations that have no room for another project
      ansible.builtin.assert:
        that: quota.max == 0 or quota.used < quota.max
      vars:
        quota: "{{ ansible_facts.cognigy.quotas.projects }}"
"""

RETURN = r"""
ansible_facts:
  description: Facts to add to the host.
  returned: success
  type: dict
  contains:
    cognigy:
      description: What is known about the organisation of the credentials.
      type: dict
      contains:
        installation:
          description: The installation, as M(community.cognigy.cognigy_installation_info) returns it.
          type: dict
          contains:
            base_url:
              description: Address of the API, without V(/new).
              type: str
              sample: https://api.example.com
            reachable:
              description: Whether the server answered.
              type: bool
              sample: true
            reason:
              description: Why the server is not reachable. Null when it is.
              type: str
              sample: null
            version:
              description: Version of Cognigy.AI. Null when the server does not show it.
              type: str
              sample: 2026.10.0
            license:
              description: The license. Null when these credentials do not show it.
              type: dict
              contains:
                state:
                  description:
                    - State of the license, one of V(invalid), V(valid), V(valid3MonthsLeft), V(willExpireSoon), V(expiredRenewRequired), V(expired).
                  type: str
                  sample: valid
                company:
                  description: Who it was given to.
                  returned: with management credentials
                  type: str
                  sample: Example Ltd
                signed_date:
                  description: When it was given, as the server writes it.
                  returned: with management credentials
                  type: str
                  sample: "2026-01-01T00:00:00.000Z"
                expiration_date:
                  description: When it ends, as the server writes it.
                  returned: with management credentials
                  type: str
                  sample: "2027-01-01T00:00:00.000Z"
                features:
                  description: What it includes.
                  returned: with management credentials
                  type: list
                  elements: str
                  sample: [cognigyAI, knowledgeAI]
                system_capabilities:
                  description: Further limits and features.
                  returned: with management credentials
                  type: dict
                  sample: {ai_ops_center_enabled: false, quota_max_knowledge_chunks: 1000}
            vendor:
              description: What the server says about itself. Null without management credentials.
              type: dict
              contains:
                version:
                  description: Version of Cognigy.AI.
                  type: str
                  sample: 2026.10.0
                frontend_base_url:
                  description: Address of the user interface.
                  type: str
                  sample: https://cognigy.example.com
                has_license_agreement:
                  description: Whether there is a license agreement.
                  type: bool
                  sample: true
                max_session_state_ttl:
                  description: Longest time in minutes for which the state of a session is kept.
                  type: int
                  sample: 10080
                max_contact_profile_ttl:
                  description: Longest time in minutes for which contact profiles are kept.
                  type: int
                  sample: 43200
                max_conversation_ttl:
                  description: Longest time in minutes for which conversations are kept.
                  type: int
                  sample: 43200
            organisations:
              description: Number of organisations. Null without management credentials.
              type: int
              sample: 12
            super_keys:
              description:
                - Whether super API keys can be made here. Null when that was not tried, that is without management credentials, without O(organisation), or
                  with O(api_key).
              type: bool
              sample: true
        organisation:
          description:
            - The organisation, as M(community.cognigy.cognigy_organisation_info) returns it. Some servers show an API key only the
              C(password_policy) of it.
          type: dict
          sample: {id: 64f1c0d2a3b4c5d6e7f80912, name: Acme, disabled: false, quota_max_projects: 20, quota_max_users: 100}
        projects:
          description: All projects that the credentials show, as M(community.cognigy.cognigy_project_info) returns them.
          type: list
          elements: dict
          sample: [{id: 64f1c0d2a3b4c5d6e7f80956, name: Support, color: steelBlue}]
        users:
          description:
            - All users of the organisation, as M(community.cognigy.cognigy_user_info) returns them without details. Null when the roles of the API
              key do not allow that.
          type: list
          elements: dict
          sample: [{id: 64f1c0d2a3b4c5d6e7f80934, login: ann@example.com, name: Ann Example}]
        quotas:
          description: What of its quotas the organisation uses.
          type: dict
          contains:
            projects:
              description: Projects that the credentials show.
              type: dict
              contains:
                used:
                  description: How many there are. Null when the credentials do not show it.
                  type: int
                  sample: 7
                max:
                  description: How many there may be, 0 for no limit. Null when the server does not show it.
                  type: int
                  sample: 20
            users:
              description: Users.
              type: dict
              contains:
                used:
                  description: How many there are. Null when the credentials do not show it.
                  type: int
                  sample: 31
                max:
                  description: How many there may be, 0 for no limit. Null when the server does not show it.
                  type: int
                  sample: 100
            knowledge_chunks:
              description: Knowledge chunks in all projects.
              type: dict
              contains:
                used:
                  description: How many there are. Null when the credentials do not show it.
                  type: int
                  sample: 240
                max:
                  description: How many there may be, 0 for no limit. Null when the server does not show it.
                  type: int
                  sample: 1000
"""

from ansible_collections.community.cognigy.plugins.module_utils._modules.info import MODULES
from ansible_collections.community.cognigy.plugins.module_utils._ordinary import main

if __name__ == "__main__":
    main(MODULES["cognigy_facts"])
