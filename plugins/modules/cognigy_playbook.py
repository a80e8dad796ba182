#!/usr/bin/python
# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cognigy_playbook
short_description: Manage the playbooks of a Cognigy.AI project
version_added: "0.1.0"
description:
  - Creates, changes and deletes playbooks of Cognigy.AI, which test a flow by holding a conversation with it.
  - A playbook is found by its exact name within the project, or by its ID.
author:
  - The community.cognigy authors (@ansible-collections)
extends_documentation_fragment:
  - community.cognigy.connection
  - community.cognigy.attributes
  - community.cognigy.content
  - community.cognigy.content.project
options:
  name:
    description:
      - Name of the playbook, compared exactly. When several playbooks of the project have it, the task fails and names their IDs.
      - One of O(name) and O(id) is needed.
    type: str
  step_timeout:
    description:
      - Milliseconds to wait for the answer to a step, at least 1. Needed to create a playbook. The API calls it C(timeout).
    type: int
  abort_on_error:
    description:
      - Whether a failed step ends the playbook. A new playbook without it gets V(true).
    type: bool
  steps:
    description:
      - All steps, in order. Steps that are not listed are removed, an empty list removes all.
      - Of a step, only what you give is compared and changed. Steps that stay keep their IDs.
    type: list
    elements: dict
    suboptions:
      text:
        description: What the user says.
        type: str
      data:
        description: What comes along as data, with your names, as a whole.
        type: dict
      asserts:
        description: All that has to hold after the answer, in order. Others are removed, an empty list removes all.
        type: list
        elements: dict
        suboptions:
          type:
            description: What is looked at.
            type: str
            required: true
            choices: [assertText, assertData, assertState, assertContext, assertIntent, assertSlot]
          params:
            description:
              - What is expected, with the names of the API, which depend on the type. V(assertText) takes C(text), C(fuzzy) and C(negate), V(assertData)
                takes C(data) and C(negate).
              - Only the keys that you give are compared. To take one back, say so, as in C(negate=false).
            type: dict
notes:
  - Not to be confused with playbooks of Ansible.
"""

EXAMPLES = r"""
- name: Ask for an order
  community.cognigy.cognigy_playbook:
    organisation: Acme
    project: Support
    name: Order
    step_timeout: 10000
    steps:
      - text: Hello
        asserts:
          - type: assertText
            params:
              text: How can I help?
              fuzzy: true
      - text: Where is my order?
        data:
          orderNumber: 4711
        asserts:
          - type: assertIntent
            params:
              intent: order
          - type: assertText
            params:
              text: error
              fuzzy: true
              negate: true

- name: Carry on after an error
  community.cognigy.cognigy_playbook:
    organisation: Acme
    project: Support
    name: Order
    abort_on_error: false

- name: Delete it
  community.cognigy.cognigy_playbook:
    organisation: Acme
    project: Support
    name: Order
    state: absent
"""

RETURN = r"""
playbook:
  description:
    - The playbook as the server holds it after the task. In check mode, as it would be; a new one has no ID there and only what you gave.
    - The server may show more keys than these. They are returned too, in snake_case.
  returned: when O(state=present)
  type: dict
  contains:
    id:
      description: ID of the playbook.
      returned: when it exists
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80990
    name:
      description: Its name.
      type: str
      sample: Order
    step_timeout:
      description: Milliseconds to wait for the answer to a step.
      type: int
      sample: 10000
    abort_on_error:
      description: Whether a failed step ends the playbook.
      type: bool
      sample: true
    steps:
      description: Its steps, in order. When O(steps) was given, with what it says of each; otherwise with all that the server shows.
      type: list
      elements: dict
      contains:
        text:
          description: What the user says.
          type: str
          sample: Hello
        data:
          description: What comes along as data.
          returned: when it was given
          type: dict
          sample: {orderNumber: 4711}
        asserts:
          description: What has to hold after the answer.
          returned: when it was given
          type: list
          elements: dict
          contains:
            type:
              description: What is looked at.
              type: str
              sample: assertText
            params:
              description: What is expected, with the names of the API.
              type: dict
              sample: {text: "How can I help?"}
    created_at:
      description: When it was created, in Unix seconds.
      type: int
      sample: 1735689600
    created_by:
      description: ID of the user who did that.
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80934
    last_changed:
      description: When it was last changed, in Unix seconds.
      type: int
      sample: 1735693200
    last_changed_by:
      description: ID of the user who did that.
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80934
"""

from ansible_collections.community.cognigy.plugins.module_utils._modules.playbook import MODULES
from ansible_collections.community.cognigy.plugins.module_utils._ordinary import main

if __name__ == "__main__":
    main(MODULES["cognigy_playbook"])
