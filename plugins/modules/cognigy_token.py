#!/usr/bin/python
# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cognigy_token
short_description: Manage the tokens of a Cognigy.AI project
version_added: "0.1.0"
description:
  - Creates and deletes tokens, the short names that stand for CognigyScript in texts of flows. The API calls them snippets.
  - They have nothing to do with credentials; API keys are managed with M(community.cognigy.cognigy_api_key).
  - A token is found by its exact label within the project, or by its ID.
author:
  - The community.cognigy authors (@ansible-collections)
extends_documentation_fragment:
  - community.cognigy.connection
  - community.cognigy.attributes
  - community.cognigy.content
  - community.cognigy.content.project
  - community.cognigy.content.recreate
options:
  label:
    description:
      - What people see, compared exactly. When several tokens of the project have it, the task fails and names their IDs.
      - One of O(label) and O(id) is needed.
    type: str
  type:
    description:
      - Where the value comes from. Needed to create a token.
    type: str
    choices: [context, profile, input, custom, answer, flow-output, flow-input]
  script:
    description:
      - The CognigyScript that the token stands for, or a part of it, as the user interface shows it. Needed to create a token.
      - Text with braces has to be kept from Ansible's templating, with C(!unsafe) for instance.
    type: str
notes:
  - The API has no operation that changes a token. To have another label, type or script, give O(recreate=true), which deletes the token and makes
    it anew.
"""

EXAMPLES = r"""
- name: A token for the name of the caller
  community.cognigy.cognigy_token:
    organisation: Acme
    project: Support
    label: Name of the caller
    type: context
    script: caller.name
  register: caller

- name: One with CognigyScript of our own
  community.cognigy.cognigy_token:
    organisation: Acme
    project: Support
    label: Order
    type: custom
    script: order.number

- name: Another script for the first one
  community.cognigy.cognigy_token:
    organisation: Acme
    project: Support
    label: Name of the caller
    script: caller.fullName
    recreate: true

- name: Delete it
  community.cognigy.cognigy_token:
    organisation: Acme
    project: Support
    label: Name of the caller
    state: absent
"""

RETURN = r"""
token:
  description:
    - The token as the server holds it after the task. In check mode, as it would be; a new one has no ID there and only what you gave.
    - The server may show more keys than these. They are returned too, in snake_case.
  returned: when O(state=present)
  type: dict
  contains:
    id:
      description: ID of the token.
      returned: when it exists
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80990
    reference_id:
      description: ID that stays the same in snapshots and packages.
      returned: when it exists
      type: str
      sample: 0b8c2c1c-52f1-4d2b-9d7e-6a5f1c0d2a3b
    label:
      description: What people see.
      type: str
      sample: Name of the caller
    type:
      description: Where the value comes from.
      type: str
      sample: context
    script:
      description: The CognigyScript that it stands for.
      type: str
      sample: caller.name
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
    main(MODULES["cognigy_token"])
