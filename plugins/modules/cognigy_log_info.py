#!/usr/bin/python
# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cognigy_log_info
short_description: List the log entries of a Cognigy.AI project
version_added: "0.1.0"
description:
  - Returns what the flows of a project have logged, newest first. The server keeps log entries for 24 hours.
author:
  - The community.cognigy authors (@ansible-collections)
extends_documentation_fragment:
  - community.cognigy.connection
  - community.cognigy.content.project
  - community.cognigy.period
  - community.cognigy.attributes
  - community.cognigy.attributes.info
options:
  levels:
    description:
      - Only entries of these levels.
    type: list
    elements: str
    choices: [fatal, error, warn, info, debug, trace]
  flow:
    description:
      - Only entries of the flow with this name. The server chooses them, and knows a flow by its name.
    type: str
  user_id:
    description:
      - Only entries of conversations with this user, given by the ID that the endpoint knows it by. The server chooses them.
    type: str
notes:
  - It needs an O(api_key), or management credentials with O(organisation).
  - Values in C(meta) whose names are those of secrets are masked. The text of an entry is what a flow has logged, and is not looked into.
seealso:
  - module: community.cognigy.cognigy_audit_event_info
  - module: community.cognigy.cognigy_metrics_info
"""

EXAMPLES = r"""
- name: See what went wrong in the last hour
  community.cognigy.cognigy_log_info:
    organisation: Acme
    project: Support
    levels: [error, fatal]
    since: 1h
  register: errors

- name: Fail when there is something
  ansible.builtin.assert:
    that: errors.log_entries | length < 5
    fail_msg: "{{ errors.log_entries | map(attribute='msg') | unique }}"

- name: See the newest twenty entries of a flow
  community.cognigy.cognigy_log_info:
    organisation: Acme
    project: Support
    flow: Main
    limit: 20

- name: See what happened to one user
  community.cognigy.cognigy_log_info:
    organisation: Acme
    project: Support
    user_id: user-4711
"""

RETURN = r"""
log_entries:
  description:
    - The entries, newest first. Empty when there is none.
    - The server may show more keys than these. They are returned too, in snake_case.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: ID of the entry.
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80990
    timestamp:
      description: When it was logged.
      type: str
      sample: "2026-01-31T12:00:00.000Z"
    type:
      description: Its level.
      returned: when the server shows it
      type: str
      sample: error
    msg:
      description: Its text.
      type: str
      sample: The order service did not answer
    trace_id:
      description: What it has in common with other entries of the same request.
      type: str
      sample: endpoint-realtimeClient-6a1f
    meta:
      description: What it is about, with names as the server has them. Secrets are masked.
      returned: when the server shows it
      type: dict
      sample: {flowName: Main, userId: user-4711}
"""

from ansible_collections.community.cognigy.plugins.module_utils._modules.insight import MODULES
from ansible_collections.community.cognigy.plugins.module_utils._ordinary import main

if __name__ == "__main__":
    main(MODULES["cognigy_log_info"])
