#!/usr/bin/python
# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cognigy_metrics_info
short_description: Count conversations, calls and knowledge queries of Cognigy.AI
version_added: "0.1.0"
description:
  - Returns what the server has counted on each day, of a project, of an organisation, or of all organisations.
  - With O(project) that is one project, and without it the organisation of the credentials.
  - With management credentials and without O(organisation), it is each organisation of the installation, with its conversations only.
author:
  - The community.cognigy authors (@ansible-collections)
extends_documentation_fragment:
  - community.cognigy.connection
  - community.cognigy.attributes
  - community.cognigy.attributes.info
options:
  organisation:
    description:
      - Name or ID of the organisation. Without it, management credentials count the conversations of all organisations. An O(api_key) belongs to
        one organisation already; when both are given, they have to agree.
      - If not given, the value of the environment variable E(COGNIGY_ORGANISATION) is used.
    type: str
  project:
    description:
      - Name or ID of a project, to count in it alone.
    type: str
  counters:
    description:
      - What to count. Without it, all that there is.
    type: list
    elements: str
    choices: [conversations, calls, knowledge_queries]
  year:
    description:
      - The year to count in.
    type: int
    required: true
  month:
    description:
      - Only days of this month of O(year), 1 to 12. Without it, all of the year.
    type: int
notes:
  - The counters of a whole organisation need an O(api_key) of an administrator, or management credentials.
  - Conversations and calls of an organisation or a project come from version 3.0 of the API. A server that does not have it answers with 404.
seealso:
  - module: community.cognigy.cognigy_facts
    description: Quotas of an organisation, and how much of them is used.
  - module: community.cognigy.cognigy_log_info
"""

EXAMPLES = r"""
- name: Count the conversations of all organisations in a month
  community.cognigy.cognigy_metrics_info:
    base_url: https://api.example.com
    management_username: "{{ vault_cognigy_management_username }}"
    management_password: "{{ vault_cognigy_management_password }}"
    year: 2026
    month: 1
  register: billing

- name: Show a line for each organisation
  ansible.builtin.debug:
    msg: "{{ item.organisation }}: {{ item.conversations | map(attribute='conversations') | sum }}"
  loop: "{{ billing.metrics }}"
  loop_control:
    label: "{{ item.organisation_id }}"

- name: Count everything in one organisation, in a year
  community.cognigy.cognigy_metrics_info:
    organisation: Acme
    year: 2026

- name: Count the conversations of one project
  community.cognigy.cognigy_metrics_info:
    organisation: Acme
    project: Support
    counters: [conversations]
    year: 2026
  register: support

- name: Show those of one channel
  ansible.builtin.debug:
    msg: >-
      {{ support.metrics[0].conversations | map(attribute='per_channel') | flatten
         | selectattr('channel', '==', 'webchat3') | map(attribute='conversations') | sum }}
"""

RETURN = r"""
metrics:
  description: One entry for each project or organisation.
  returned: success
  type: list
  elements: dict
  contains:
    organisation:
      description: Name of the organisation. It is null when none was named, or only its ID.
      type: str
      sample: Acme
    organisation_id:
      description: ID of the organisation. It is null with O(api_key), unless it was given as O(organisation).
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80912
    project:
      description: Name of the project. It is null when it was not counted in one.
      type: str
      sample: Support
    project_id:
      description: ID of the project. It is null when it was not counted in one.
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80956
    conversations:
      description: One entry for each day with conversations, oldest first. It is null when they were not asked for.
      type: list
      elements: dict
      contains:
        year:
          description: Year of the day.
          type: int
          sample: 2026
        month:
          description: Month of the day.
          type: int
          sample: 1
        day:
          description: The day.
          type: int
          sample: 31
        conversations:
          description: How many there were.
          type: float
          sample: 250
        per_channel:
          description: How many of them came over each channel.
          returned: when the server shows it
          type: list
          elements: dict
          contains:
            channel:
              description: The channel.
              type: str
              sample: webchat3
            conversations:
              description: How many came over it.
              type: float
              sample: 200
    calls:
      description: One entry for each day with calls, oldest first. It is null when they were not asked for, or cannot be.
      type: list
      elements: dict
      contains:
        year:
          description: Year of the day.
          type: int
          sample: 2026
        month:
          description: Month of the day.
          type: int
          sample: 1
        day:
          description: The day.
          type: int
          sample: 31
        processed_calls:
          description: How many there were.
          returned: when the server shows it
          type: float
          sample: 40
        billable_calls:
          description: How many of them are billed.
          returned: when the server shows it
          type: float
          sample: 35
        call_minutes:
          description: How long they took.
          returned: when the server shows it
          type: float
          sample: 180.5
        max_concurrency:
          description: How many there were at most at the same time.
          returned: when the server shows it
          type: float
          sample: 3
    knowledge_queries:
      description: One entry for each day with queries, oldest first. It is null when they were not asked for, or cannot be.
      type: list
      elements: dict
      contains:
        year:
          description: Year of the day.
          type: int
          sample: 2026
        month:
          description: Month of the day.
          type: int
          sample: 1
        day:
          description: The day.
          type: int
          sample: 31
        queries:
          description: How many there were.
          type: float
          sample: 12
"""

from ansible_collections.community.cognigy.plugins.module_utils._modules.insight import MODULES
from ansible_collections.community.cognigy.plugins.module_utils._ordinary import main

if __name__ == "__main__":
    main(MODULES["cognigy_metrics_info"])
