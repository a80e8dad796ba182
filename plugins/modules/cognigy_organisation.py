#!/usr/bin/python
# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cognigy_organisation
short_description: Manage the organisations of a Cognigy.AI installation
version_added: "0.1.0"
description:
  - Creates, changes, disables and deletes organisations, with their quotas, password policy, data privacy settings and retention times.
  - An organisation is found by its exact name, or by its ID. Only the options that you give are compared and changed.
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
    details: With O(update_secret=always) values that the server does not show are sent every time, and every run reports a change.
  async:
    support: full
options:
  state:
    description:
      - V(present) makes sure that the organisation is there and is as the other options say.
      - V(absent) deletes it, with all users and projects in it. That needs O(verification_token). To shut an organisation without a
        person's help, use O(disabled=true) instead.
    type: str
    choices: [present, absent]
    default: present
  id:
    description:
      - ID of the organisation, 24 hexadecimal digits. It chooses between organisations of the same name.
      - Given together with O(name), the organisation of this ID gets that name. An ID that does not exist is an error with O(state=present).
    type: str
  name:
    description:
      - Name of the organisation, compared exactly. When several have it, the task fails and names their IDs.
      - One of O(name) and O(id) is needed. Without an organisation of that name, one is created.
    type: str
  disabled:
    description:
      - Whether the organisation is disabled. Everything in it stays, and is there again when it is enabled.
      - A new organisation is enabled.
    type: bool
  quota_max_projects:
    description:
      - How many projects the organisation may have. V(0) means no limit.
    type: int
  quota_max_users:
    description:
      - How many users the organisation may have. V(0) means no limit.
    type: int
  quota_max_channels_per_project:
    description:
      - How many channels, that is types of endpoints and not endpoints, a project may have. V(0) means no limit.
    type: int
  quota_max_messages_per_day:
    description:
      - How many messages a day the organisation is meant to have. V(0) means no limit. The server does not enforce it.
    type: int
  quota_max_knowledge_chunks:
    description:
      - How many knowledge chunks the organisation may have in all its projects. V(0) means no limit.
    type: int
  password_policy:
    description:
      - Rules for new passwords of the users of the organisation. Only the rules that you give are compared; the others stay as they are.
      - When the organisation is created, it is best to give all of them, since servers may refuse an incomplete policy there.
      - Passwords that users have already stay valid, see O(enforce_password_policy).
      - A new organisation asks for 12 characters, one of them special, unless the installation says otherwise.
    type: dict
    suboptions:
      min_length:
        description: Number of characters that a password needs at least.
        type: int
      max_length:
        description: Number of characters that a password may have at most.
        type: int
      min_amount_lower_case:
        description: Number of lower case letters that it needs at least. V(0) means no such rule.
        type: int
      min_amount_upper_case:
        description: Number of upper case letters that it needs at least. V(0) means no such rule.
        type: int
      min_amount_special_characters:
        description: Number of special characters that it needs at least. V(0) means no such rule.
        type: int
      min_amount_numbers:
        description: Number of digits that it needs at least. V(0) means no such rule.
        type: int
      max_amount_identical_characters:
        description: Number of identical characters that it may have at most. V(0) means no such rule.
        type: int
      min_amount_failed_attempts_auto_disable:
        description: Number of failed logins after which the server disables a user. V(0) means that it never does.
        type: int
  enforce_password_policy:
    description:
      - Logs out all users of the organisation and makes each choose a new password at the next login.
      - Done only when the same task really changed O(password_policy) of an organisation that was there before. A second run with the same
        policy does nothing.
      - To do it without changing the policy, call the operation C(enforcePasswordPolicy) with M(community.cognigy.cognigy_api).
    type: bool
    default: false
  data_privacy_settings:
    description:
      - What the endpoints of the organisation may store about the people who talk to them.
      - Only what you give is compared; the rest stays as it is. When the organisation is created, it is best to give all of it.
    type: dict
    suboptions:
      enabled:
        description: Whether these settings are in force.
        type: bool
      use_analytics:
        description: Whether analytics data is stored.
        type: bool
      use_contact_profiles:
        description: Whether contact profiles are stored.
        type: bool
      use_conversations:
        description: Whether conversations are stored.
        type: bool
      mask_analytics:
        description: Whether sensitive values are masked in analytics data.
        type: bool
      mask_logging:
        description: Whether sensitive values are masked in logs.
        type: bool
      ignore_list:
        description: IDs of projects to which the settings do not apply. The order counts when it is compared. An empty list means all projects.
        type: list
        elements: str
  billing_timezone:
    description:
      - Time zone for the billing, as a name such as V(Europe/Berlin).
    type: str
  session_state_ttl_in_minutes:
    description:
      - Minutes for which the state of a session is kept.
      - As for the other retention times, the installation has a limit of its own. The organisation's value counts when it is more than 0 and below
        that limit, and it holds for new data only.
    type: int
  contact_profile_ttl_in_minutes:
    description:
      - Minutes for which contact profiles are kept. See O(session_state_ttl_in_minutes) for the limits.
    type: int
  conversation_ttl_in_minutes:
    description:
      - Minutes for which conversations are kept. See O(session_state_ttl_in_minutes) for the limits.
    type: int
  analytics_ttl_in_minutes:
    description:
      - Minutes for which analytics data is kept.
      - Most servers do not show this value, so it cannot be compared. It is sent when the organisation is created, along with any other change, and
        with O(update_secret=always); otherwise a warning says that it was not sent.
    type: int
  sessions_ttl_in_minutes:
    description:
      - Minutes for which analytics sessions are kept. Compared and sent like O(analytics_ttl_in_minutes).
    type: int
  step_events_ttl_in_minutes:
    description:
      - Minutes for which step events are kept. Compared and sent like O(analytics_ttl_in_minutes).
    type: int
  update_secret:
    description:
      - What to do with values that the server does not show. These are O(analytics_ttl_in_minutes), O(sessions_ttl_in_minutes) and
        O(step_events_ttl_in_minutes).
      - V(on_create) sends them at the creation, and along with other changes.
      - V(always) sends them in every run, so every run reports a change.
    type: str
    choices: [on_create, always]
    default: on_create
  verification_token:
    description:
      - Token without which the server does not delete an organisation. Needed with O(state=absent) when the organisation is there.
      - The deletion takes two people. First an administrator of the organisation asks for it in the Admin Center, or with
        M(community.cognigy.cognigy_api) and the operation C(requestOrganisationDeletion); then the server mails the token to its
        C(SYS_ADMINISTRATOR_EMAIL).
    type: str
notes:
  - This is the management API. It needs O(management_username) and O(management_password); O(api_key) and O(organisation) are not used.
seealso:
  - module: community.cognigy.cognigy_organisation_info
  - module: community.cognigy.cognigy_user
  - module: community.cognigy.cognigy_superkey
"""

EXAMPLES = r"""
- name: An organisation with quotas
  community.cognigy.cognigy_organisation:
    base_url: https://api.example.com
    management_username: "{{ vault_cognigy_management_username }}"
    management_password: "{{ vault_cognigy_management_password }}"
    name: Acme
    quota_max_projects: 20
    quota_max_users: 100
    billing_timezone: Europe/Berlin

# The following tasks take the connection from the environment variables COGNIGY_BASE_URL, COGNIGY_MANAGEMENT_USERNAME and
# COGNIGY_MANAGEMENT_PASSWORD.

- name: A stricter password policy, and new passwords for everyone when this changes it
  community.cognigy.cognigy_organisation:
    name: Acme
    password_policy:
      min_length: 14
      min_amount_upper_case: 1
      min_amount_numbers: 1
      min_amount_failed_attempts_auto_disable: 10
    enforce_password_policy: true

- name: Keep conversations for 30 days and store no contact profiles
  community.cognigy.cognigy_organisation:
    name: Acme
    conversation_ttl_in_minutes: 43200
    data_privacy_settings:
      enabled: true
      use_contact_profiles: false
      mask_logging: true

- name: Set retention times that the server does not show (reported as a change each time)
  community.cognigy.cognigy_organisation:
    name: Acme
    analytics_ttl_in_minutes: 129600
    step_events_ttl_in_minutes: 129600
    update_secret: always

- name: Look up an organisation
  community.cognigy.cognigy_organisation_info:
    name: Acme
  register: found

- name: Give it another name
  community.cognigy.cognigy_organisation:
    id: "{{ found.organisations[0].id }}"
    name: Acme International

- name: Shut it, which can be undone
  community.cognigy.cognigy_organisation:
    name: Acme International
    disabled: true

- name: Open it again
  community.cognigy.cognigy_organisation:
    name: Acme International
    disabled: false

- name: Ask for the deletion, as an administrator of the organisation. The server mails a token to its own administrator
  community.cognigy.cognigy_api:
    organisation: Acme International
    operation: requestOrganisationDeletion

- name: Delete the organisation and all that is in it, with that token
  community.cognigy.cognigy_organisation:
    name: Acme International
    state: absent
    verification_token: "{{ vault_mailed_token }}"
"""

RETURN = r"""
organisation:
  description:
    - The organisation as the server holds it after the task. In check mode, as it would be; a new one has no RV(organisation.id) there and
      only what you gave.
    - The server may show more keys than these. They are returned too, in snake_case.
  returned: when O(state=present)
  type: dict
  contains:
    id:
      description: ID of the organisation.
      returned: when it exists
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

from ansible_collections.community.cognigy.plugins.module_utils._modules.ensure import MODULES
from ansible_collections.community.cognigy.plugins.module_utils._ordinary import main

if __name__ == "__main__":
    main(MODULES["cognigy_organisation"])
