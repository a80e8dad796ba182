#!/usr/bin/python
# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cognigy_function
short_description: Manage the functions of a Cognigy.AI project
version_added: "0.1.0"
description:
  - Creates, changes and deletes functions, which run JavaScript or TypeScript code apart from conversations.
  - A function is found by its exact name within the project, or by its ID.
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
      - Name of the function, compared exactly. When several functions of the project have it, the task fails and names their IDs.
      - One of O(name) and O(id) is needed.
    type: str
  code:
    description:
      - The code. Line ends count as equal whatever their form. To take it from a file, use the lookup P(ansible.builtin.file#lookup).
      - Servers take at most 60 kB in a request, unless changed; a larger code is refused with a message that names its size.
    type: str
  is_disabled:
    description:
      - Whether the function cannot be started.
    type: bool
notes:
  - Starting and stopping a function is done with M(community.cognigy.cognigy_api) and the operations C(triggerFunction) and
    C(stopFunctionInstance).
"""

EXAMPLES = r"""
- name: A function with the code of a file
  community.cognigy.cognigy_function:
    organisation: Acme
    project: Support
    name: Nightly export
    code: "{{ lookup('ansible.builtin.file', 'export.js') }}"

- name: Keep it from being started
  community.cognigy.cognigy_function:
    organisation: Acme
    project: Support
    name: Nightly export
    is_disabled: true

- name: Delete it
  community.cognigy.cognigy_function:
    organisation: Acme
    project: Support
    name: Nightly export
    state: absent
"""

RETURN = r"""
function:
  description:
    - The function as the server holds it after the task. In check mode, as it would be; a new one has no ID there and only what you gave.
    - The server may show more keys than these. They are returned too, in snake_case.
  returned: when O(state=present)
  type: dict
  contains:
    id:
      description: ID of the function.
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
      sample: Nightly export
    code:
      description: Its code.
      type: str
      sample: "export default async ({ parameters, api, context }) => {};"
    is_disabled:
      description: Whether it cannot be started.
      type: bool
      sample: false
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
    main(MODULES["cognigy_function"])
