#!/usr/bin/python
# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cognigy_audit_info
short_description: Look at all organisations of a Cognigy.AI installation, and say what is wrong
version_added: "0.1.0"
description:
  - Returns who has which roles in each organisation, when accounts were used, password policies, retention, data privacy, single sign-on, how much of
    the quotas is used, and which endpoint runs which snapshot. Findings say what of it is not as it should be.
  - With management credentials it looks at all organisations, side by side, or at the one of O(organisation). For each it makes a super API key by
    itself. With an O(api_key) it looks at the organisation of the key, as far as the key can see it.
  - What cannot be read of one organisation becomes a finding, and the others are read all the same. Of a disabled organisation, whose keys are refused,
    only the settings and the accounts are read.
author:
  - The community.cognigy authors (@ansible-collections)
extends_documentation_fragment:
  - community.cognigy.connection
  - community.cognigy.attributes
  - community.cognigy.attributes.info
options:
  password_policy:
    description:
      - The weakest password policy that is good enough. Each part that is given is compared with the policy of each organisation.
    type: dict
    suboptions:
      min_length:
        description: Length of a password, at least this.
        type: int
      max_length:
        description: Longest password that is allowed, at least this.
        type: int
      min_amount_lower_case:
        description: Number of lower case letters, at least this.
        type: int
      min_amount_upper_case:
        description: Number of upper case letters, at least this.
        type: int
      min_amount_special_characters:
        description: Number of special characters, at least this.
        type: int
      min_amount_numbers:
        description: Number of digits, at least this.
        type: int
      max_amount_identical_characters:
        description: Number of identical characters side by side, at most this and not V(0), which is no limit. V(0) here compares nothing.
        type: int
      min_amount_failed_attempts_auto_disable:
        description: Failed logins that disable an account, at most this and not V(0), which is never. V(0) here compares nothing.
        type: int
  max_admins:
    description:
      - How many accounts of an organisation may have the role V(admin). When not given, they are not counted.
    type: int
  unused_days:
    description:
      - After how many days an account that was not used is a finding. For one that was never used they count from when it was made.
    type: int
    default: 90
  retention_days:
    description:
      - For how many days data may be kept. When not given, this is not compared.
    type: int
  quota_percent:
    description:
      - From how much of a quota on it is a finding that it is nearly used up.
    type: int
    default: 90
  license_days:
    description:
      - How many days before its end the license is a finding.
    type: int
    default: 60
notes:
  - The API shows whether an account is disabled, but not by whom. Accounts that too many wrong passwords have locked are expected to be disabled ones.
  - When an account was last used is what the server calls C(lastActive). Only a key of the organisation shows it, so it is null where no super API key can be
    made.
  - Days are counted by the server's clock.
seealso:
  - module: community.cognigy.cognigy_facts
  - module: community.cognigy.cognigy_installation_info
"""

EXAMPLES = r"""
- name: Look at all organisations
  community.cognigy.cognigy_audit_info:
    password_policy:
      min_length: 14
      min_amount_failed_attempts_auto_disable: 10
    max_admins: 3
  register: audit

- name: List all administrators
  ansible.builtin.debug:
    msg: "{{ item.name }}: {{ item.users | selectattr('roles', 'contains', 'admin') | map(attribute='login') | join(', ') }}"
  loop: "{{ audit.organisations }}"
  loop_control:
    label: "{{ item.name }}"

- name: Fail when there is an error
  ansible.builtin.assert:
    that: audit.findings | selectattr('severity', 'equalto', 'error') | length == 0
    fail_msg: "{{ audit.findings | map(attribute='message') | join(' ') }}"

- name: Look at the organisation of an API key
  community.cognigy.cognigy_audit_info:
    base_url: https://api.example.com
    api_key: "{{ vault_cognigy_api_key }}"
    unused_days: 30
"""

RETURN = r"""
installation:
  description: The installation.
  returned: success
  type: dict
  contains:
    base_url:
      description: Address of the API, without V(/new).
      type: str
      sample: https://api.example.com
    version:
      description: Version of Cognigy.AI. Null when the server does not show it.
      type: str
      sample: 2026.10.0
    license:
      description:
        - The license, as M(community.cognigy.cognigy_installation_info) returns it, with C(state), and with management credentials also C(expiration_date).
          Null when these credentials do not show it.
      type: dict
      sample: {state: valid, expiration_date: "2027-01-01T00:00:00.000Z"}
organisations:
  description: The organisations by their names.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: ID of the organisation. Null when the server does not show it to an API key.
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80912
    name:
      description: Its name. Empty when the server does not show it to an API key.
      type: str
      sample: Acme
    disabled:
      description: Whether it is disabled.
      type: bool
      sample: false
    not_read:
      description: What could not be read, and why.
      type: dict
      sample: {endpoints of Support: "403 Forbidden (code 403)"}
    password_policy:
      description: The password policy, with the parts that O(password_policy) has. Null when it could not be read.
      type: dict
      sample: {min_length: 12, min_amount_special_characters: 1}
    data_privacy_settings:
      description: What is stored and masked, as M(community.cognigy.cognigy_organisation_info) returns it. Null when it could not be read.
      type: dict
      sample: {enabled: true, mask_logging: true}
    retention:
      description: For how many minutes data is kept. V(0) leaves it to the installation, null is what the server does not show.
      type: dict
      contains:
        session_state_ttl_in_minutes:
          description: States of sessions. May be null.
          type: int
          sample: 43200
        contact_profile_ttl_in_minutes:
          description: Contact profiles. May be null.
          type: int
          sample: 525600
        conversation_ttl_in_minutes:
          description: Conversations. May be null.
          type: int
          sample: 525600
        analytics_ttl_in_minutes:
          description: Analytics. May be null.
          type: int
          sample: null
        sessions_ttl_in_minutes:
          description: Sessions. May be null.
          type: int
          sample: null
        step_events_ttl_in_minutes:
          description: Step events. May be null.
          type: int
          sample: null
    single_sign_on:
      description: Type of the identity provider, V(saml), V(oidc) or V(none). Null when the server does not show it.
      type: str
      sample: saml
    quotas:
      description:
        - By name what may be had (C(max), V(0) is no limit) and what there is (C(used), null when it could not be read) of C(projects), C(users),
          C(knowledge_chunks), and of channels in the project that has the most (C(channels_per_project)). Empty when the organisation could not be looked into.
      type: dict
      sample: {projects: {used: 3, max: 10}}
    users:
      description: The accounts by their logins. Null when they could not be read.
      type: list
      elements: dict
      contains:
        id:
          description: ID of the account.
          type: str
          sample: 64f1c0d2a3b4c5d6e7f80934
        login:
          description: Its login name, usually the e-mail address.
          type: str
          sample: ann@example.com
        name:
          description: Name of the person.
          type: str
          sample: Ann Example
        roles:
          description: Global roles. Null when they could not be read.
          type: list
          elements: str
          sample: [admin, base_role]
        projects:
          description: Projects that it is a member of, each with C(project) and its C(roles) there.
          type: list
          elements: dict
          sample: [{project: Support, roles: [basic, developer]}]
        disabled:
          description: Whether it is disabled. Null when it could not be read.
          type: bool
          sample: false
        accepted_tos:
          description: Whether the terms of service were accepted. Null when it could not be read.
          type: bool
          sample: true
        created_at:
          description: When it was made, in Unix seconds. Null when the server does not show it.
          type: int
          sample: 1735689600
        last_active:
          description: When it was last used, in Unix seconds. V(0) is never, null is what the server does not show.
          type: int
          sample: 1735693200
    projects:
      description: Names of the projects. Null when they could not be read.
      type: list
      elements: str
      sample: [Support]
    snapshots:
      description: The snapshots of all projects, the newest of each first. Null when the projects could not be read.
      type: list
      elements: dict
      contains:
        project:
          description: Name of the project.
          type: str
          sample: Support
        name:
          description: Name of the snapshot.
          type: str
          sample: "1.4"
        id:
          description: Its ID.
          type: str
          sample: 64f1c0d2a3b4c5d6e7f80990
        created_at:
          description: When it was made, in Unix seconds.
          type: int
          sample: 1735689600
        endpoints:
          description: Names of the endpoints that run it.
          type: list
          elements: str
          sample: [Web]
    endpoints:
      description: The endpoints of all projects. Null when the projects could not be read.
      type: list
      elements: dict
      contains:
        project:
          description: Name of the project.
          type: str
          sample: Support
        name:
          description: Name of the endpoint.
          type: str
          sample: Web
        id:
          description: Its ID.
          type: str
          sample: 64f1c0d2a3b4c5d6e7f80991
        channel:
          description: Its channel.
          type: str
          sample: rest
        active:
          description: Whether it is active. Null when it could not be read.
          type: bool
          sample: true
        runs:
          description:
            - What it runs. V(snapshot) is a snapshot of its project, V(project) the project as it is being edited, V(unknown) neither of both. Null when
              that could not be read.
          type: str
          sample: snapshot
        snapshot:
          description: Name of the snapshot that it runs. Null when it runs none.
          type: str
          sample: "1.4"
findings:
  description: What is not as it should be, the worst first.
  returned: success
  type: list
  elements: dict
  contains:
    organisation:
      description: Name of the organisation, empty for the installation.
      type: str
      sample: Acme
    severity:
      description: How bad it is, one of V(error), V(warning), V(info).
      type: str
      sample: warning
    rule:
      description:
        - What was looked at, one of V(license), V(organisation_disabled), V(not_read), V(administrators), V(account_disabled), V(account_never_used),
          V(account_unused), V(password_policy), V(retention), V(single_sign_on), V(quota), V(endpoint_runs_project), V(endpoint_runs_unknown).
      type: str
      sample: account_never_used
    object:
      description: Which account, endpoint, quota or setting it is about.
      type: str
      sample: ben@example.com
    message:
      description: What was found.
      type: str
      sample: The account was made on 2026-01-02 and was never used.
"""

from ansible_collections.community.cognigy.plugins.module_utils._modules.audit import MODULES
from ansible_collections.community.cognigy.plugins.module_utils._ordinary import main

if __name__ == "__main__":
    main(MODULES["cognigy_audit_info"])
