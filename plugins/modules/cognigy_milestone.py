#!/usr/bin/python
# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cognigy_milestone
short_description: Manage the milestones of a Cognigy.AI project
version_added: "0.1.0"
description:
  - Creates, changes and deletes milestones, which count how far conversations get. Newer versions of Cognigy.AI have goals beside them.
  - A milestone is found by its exact name within the project, or by its ID.
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
      - Name of the milestone, compared exactly. When several milestones of the project have it, the task fails and names their IDs.
      - One of O(name) and O(id) is needed.
    type: str
  description:
    description:
      - What it counts.
    type: str
  version:
    description:
      - Version of the milestone, as you count.
    type: str
  steps:
    description:
      - All steps, in the order in which they are kept. Steps that are not listed are removed.
      - A step is known by its name. It keeps its ID, by which flows refer to it, and what you do not give of it.
    type: list
    elements: dict
    suboptions:
      name:
        description: Name of the step, one of a kind in the milestone.
        type: str
        required: true
      description:
        description: What it means that a conversation gets there.
        type: str
      order:
        description: Its place among the steps, as the user interface shows them.
        type: int
      type:
        description: Whether it begins or completes the milestone. Other steps have none.
        type: str
        choices: [start, completion]
      metrics:
        description: What it is worth to get there, as a whole.
        type: list
        elements: dict
        suboptions:
          name:
            description: Name of the metric.
            type: str
            required: true
          description:
            description: What it says.
            type: str
            required: true
          type:
            description: Whether it is money or time.
            type: str
            choices: [currency, duration]
          value:
            description: How much.
            type: float
"""

EXAMPLES = r"""
- name: Count the orders
  community.cognigy.cognigy_milestone:
    organisation: Acme
    project: Support
    name: Order
    description: From the basket to the order
    version: "1"
    steps:
      - name: Basket
        description: Something is in the basket
        order: 1
        type: start
      - name: Ordered
        description: The order is sent
        order: 2
        type: completion
        metrics:
          - name: Saved
            description: Time of a human agent
            type: duration
            value: 240

- name: One more step in between
  community.cognigy.cognigy_milestone:
    organisation: Acme
    project: Support
    name: Order
    steps:
      - name: Basket
      - name: Address
        order: 2
      - name: Ordered
        order: 3

- name: Stop counting
  community.cognigy.cognigy_milestone:
    organisation: Acme
    project: Support
    name: Order
    state: absent
"""

RETURN = r"""
milestone:
  description:
    - The milestone as the server holds it after the task. In check mode, as it would be; a new one has no ID there and only what you gave.
    - The server may show more keys than these. They are returned too, in snake_case.
  returned: when O(state=present)
  type: dict
  contains:
    id:
      description: ID of the milestone.
      returned: when it exists
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80990
    reference_id:
      description: ID that stays the same in snapshots and packages.
      returned: when it exists
      type: str
      sample: 0b8c2c1c-52f1-4d2b-9d7e-6a5f1c0d2a3b
    name:
      description: Its name.
      type: str
      sample: Order
    description:
      description: What it counts.
      type: str
      sample: From the basket to the order
    version:
      description: Its version.
      type: str
      sample: "1"
    steps:
      description: Its steps.
      type: list
      elements: dict
      contains:
        name:
          description: Name of the step.
          type: str
          sample: Basket
        description:
          description: What it means to get there.
          returned: when it was set
          type: str
          sample: Something is in the basket
        order:
          description: Its place among the steps.
          returned: when it was set
          type: int
          sample: 1
        type:
          description: Whether it begins or completes the milestone.
          returned: when it was set
          type: str
          sample: start
        metrics:
          description: What it is worth to get there.
          returned: when it was set
          type: list
          elements: dict
          contains:
            name:
              description: Name of the metric.
              type: str
              sample: Saved
            description:
              description: What it says.
              type: str
              sample: Time of a human agent
            type:
              description: Whether it is money or time.
              returned: when it was set
              type: str
              sample: duration
            value:
              description: How much.
              returned: when it was set
              type: float
              sample: 240
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

from ansible_collections.community.cognigy.plugins.module_utils._modules.content import MODULES
from ansible_collections.community.cognigy.plugins.module_utils._ordinary import main

if __name__ == "__main__":
    main(MODULES["cognigy_milestone"])
