#!/usr/bin/python
# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cognigy_knowledge_store
short_description: Manage the knowledge stores of a Cognigy.AI project
version_added: "0.1.0"
description:
  - Creates, changes and deletes knowledge stores. What is in a store is managed with M(community.cognigy.cognigy_knowledge_source).
  - A knowledge store is found by its exact name within the project, or by its ID.
author:
  - The community.cognigy authors (@ansible-collections)
extends_documentation_fragment:
  - community.cognigy.connection
  - community.cognigy.attributes
  - community.cognigy.content
  - community.cognigy.content.project
  - community.cognigy.content.recreate
options:
  state:
    description:
      - V(present) makes sure that the knowledge store is there and is as the other options say. Only the options that you give are compared and
        changed.
      - V(absent) deletes it with all sources and connectors in it.
    type: str
    choices: [present, absent]
    default: present
  name:
    description:
      - Name of the knowledge store, compared exactly. When several of the project have it, the task fails and names their IDs.
      - One of O(name) and O(id) is needed.
    type: str
  description:
    description:
      - What the store is for.
    type: str
  language:
    description:
      - Language of what is in it. The server may set it by itself. It can only be given when the store is created.
    type: str
notes:
  - A search in the store works only when the project has a language model for it, see C(generative_ai_settings) of
    M(community.cognigy.cognigy_project_settings). Without one, the store is made, but a search finds nothing.
seealso:
  - module: community.cognigy.cognigy_knowledge_source
  - module: community.cognigy.cognigy_knowledge_connector
"""

EXAMPLES = r"""
- name: A knowledge store
  community.cognigy.cognigy_knowledge_store:
    organisation: Acme
    project: Support
    name: Handbook
    description: What our agents know about the products
  register: handbook

- name: Give it another name
  community.cognigy.cognigy_knowledge_store:
    organisation: Acme
    project: Support
    id: "{{ handbook.knowledge_store.id }}"
    name: Product handbook

- name: Delete it with all that is in it
  community.cognigy.cognigy_knowledge_store:
    organisation: Acme
    project: Support
    name: Product handbook
    state: absent
"""

RETURN = r"""
knowledge_store:
  description:
    - The knowledge store as the server holds it after the task. In check mode, as it would be; a new one has no ID there and only what you gave.
    - The server may show more keys than these. They are returned too, in snake_case.
  returned: when O(state=present)
  type: dict
  contains:
    id:
      description: ID of the knowledge store.
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
      sample: Handbook
    description:
      description: What it is for.
      type: str
      sample: What our agents know about the products
    status:
      description: Its state, which the server sets, such as V(empty), V(ingesting) or V(ready).
      type: str
      sample: empty
    language:
      description: Language of what is in it.
      type: str
      sample: en
    documents:
      description: What the server says of documents in it.
      type: list
      elements: str
      sample: []
    project_reference:
      description: ID of its project.
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80956
    organisation_reference:
      description: ID of its organisation.
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80912
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

from ansible_collections.community.cognigy.plugins.module_utils._modules.knowledge import MODULES
from ansible_collections.community.cognigy.plugins.module_utils._ordinary import main

if __name__ == "__main__":
    main(MODULES["cognigy_knowledge_store"])
