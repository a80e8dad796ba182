#!/usr/bin/python
# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cognigy_organisation_info
short_description: List the organisations of a Cognigy.AI installation
version_added: "0.1.0"
description:
  - Returns all organisations of the installation, or those of a name, or the one of an ID.
author:
  - The community.cognigy authors (@ansible-collections)
extends_documentation_fragment:
  - community.cognigy.connection
  - community.cognigy.attributes
  - community.cognigy.attributes.info
options:
  name:
    description:
      - Only organisations of exactly this name.
    type: str
  id:
    description:
      - Only the organisation of this ID. Cannot be given together with O(name).
    type: str
notes:
  - This is the management API. It needs O(management_username) and O(management_password); O(api_key) and O(organisation) are not used.
seealso:
  - module: community.cognigy.cognigy_organisation
  - module: community.cognigy.cognigy_facts
    description: Shows one organisation to those who have an API key of it.
"""

EXAMPLES = r"""
- name: List all organisations
  community.cognigy.cognigy_organisation_info:
    base_url: https://api.example.com
    management_username: "{{ vault_cognigy_management_username }}"
    management_password: "{{ vault_cognigy_management_password }}"
  register: all

- name: Name the disabled ones
  ansible.builtin.debug:
    msg: "{{ all.organisations | selectattr('disabled') | map(attribute='name') }}"

- name: Look up one by name, with the connection from environment variables
  community.cognigy.cognigy_organisation_info:
    name: Acme
  register: acme

- name: End the play when it is not there
  ansible.builtin.assert:
    that: acme.organisations | length == 1

- name: Look up one by ID
  community.cognigy.cognigy_organisation_info:
    id: "{{ acme.organisations[0].id }}"
"""

RETURN = r"""
organisations:
  description:
    - The organisations that were found, in the order of the server. Empty when there is none.
    - The server may show more keys than these. They are returned too, in snake_case.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: ID of the organisation.
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80912
    name:
      description: Its name.
      type: str
      sample: Acme
    disabled:
      description: Whether it is disabled.
      type: bool
      sample: false
    quota_max_projects:
      description: How many projects it may have, 0 for no limit.
      type: int
      sample: 20
    quota_max_users:
      description: How many users it may have, 0 for no limit.
      type: int
      sample: 100
    quota_max_channels_per_project:
      description: How many channels a project may have, 0 for no limit.
      type: int
      sample: 0
    quota_max_messages_per_day:
      description: How many messages a day it is meant to have, 0 for no limit.
      type: int
      sample: 0
    quota_max_knowledge_chunks:
      description: How many knowledge chunks it may have, 0 for no limit.
      type: int
      sample: 1000
    password_policy:
      description: Rules for new passwords.
      type: dict
      contains:
        min_length:
          description: Least number of characters.
          type: int
          sample: 14
        max_length:
          description: Largest number of characters.
          type: int
          sample: 200
        min_amount_lower_case:
          description: Least number of lower case letters.
          type: int
          sample: 0
        min_amount_upper_case:
          description: Least number of upper case letters.
          type: int
          sample: 1
        min_amount_special_characters:
          description: Least number of special characters.
          type: int
          sample: 1
        min_amount_numbers:
          description: Least number of digits.
          type: int
          sample: 1
        max_amount_identical_characters:
          description: Largest number of identical characters, 0 for no such rule.
          type: int
          sample: 0
        min_amount_failed_attempts_auto_disable:
          description: Failed logins after which the server disables a user, 0 for never.
          type: int
          sample: 10
    data_privacy_settings:
      description: What endpoints may store about the people who talk to them.
      type: dict
      contains:
        enabled:
          description: Whether these settings are in force.
          type: bool
          sample: true
        use_analytics:
          description: Whether analytics data is stored.
          type: bool
          sample: true
        use_contact_profiles:
          description: Whether contact profiles are stored.
          type: bool
          sample: false
        use_conversations:
          description: Whether conversations are stored.
          type: bool
          sample: true
        mask_analytics:
          description: Whether sensitive values are masked in analytics data.
          type: bool
          sample: false
        mask_logging:
          description: Whether sensitive values are masked in logs.
          type: bool
          sample: true
        ignore_list:
          description: IDs of projects to which the settings do not apply.
          type: list
          elements: str
          sample: []
    billing_timezone:
      description: Time zone for the billing.
      type: str
      sample: Europe/Berlin
    session_state_ttl_in_minutes:
      description: Minutes for which the state of a session is kept.
      type: int
      sample: 10080
    contact_profile_ttl_in_minutes:
      description: Minutes for which contact profiles are kept.
      type: int
      sample: 43200
    conversation_ttl_in_minutes:
      description: Minutes for which conversations are kept.
      type: int
      sample: 43200
    analytics_ttl_in_minutes:
      description: Minutes for which analytics data is kept.
      returned: when the server shows it
      type: int
      sample: 129600
    sessions_ttl_in_minutes:
      description: Minutes for which analytics sessions are kept.
      returned: when the server shows it
      type: int
      sample: 129600
    step_events_ttl_in_minutes:
      description: Minutes for which step events are kept.
      returned: when the server shows it
      type: int
      sample: 129600
    live_agent_account:
      description: Number of the organisation's Live Agent account, 0 for none.
      type: int
      sample: 0
    business_unit_id:
      description: ID of the business unit in NiCE CXone.
      returned: when the server shows it
      type: str
      sample: 11f0aa00-1111-4222-8333-0242ac120002
"""

from ansible_collections.community.cognigy.plugins.module_utils._modules.info import MODULES
from ansible_collections.community.cognigy.plugins.module_utils._ordinary import main

if __name__ == "__main__":
    main(MODULES["cognigy_organisation_info"])
