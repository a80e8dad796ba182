#!/usr/bin/python
# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cognigy_knowledge_source
short_description: Manage the sources of a Cognigy.AI knowledge store
version_added: "0.1.0"
description:
  - Creates, changes and deletes knowledge sources, either of text that you give (O(chunks)), of a web page (O(url)), or of a file (O(file)).
  - A source is found by its exact name within the knowledge store, or by its ID.
author:
  - The community.cognigy authors (@ansible-collections)
extends_documentation_fragment:
  - community.cognigy.connection
  - community.cognigy.attributes
  - community.cognigy.content
  - community.cognigy.content.project
  - community.cognigy.content.recreate
options:
  knowledge_store:
    description:
      - Name or ID of the knowledge store.
    type: str
    required: true
  name:
    description:
      - Name of the source, compared exactly. When several of the store have it, the task fails and names their IDs.
      - One of O(name) and O(id) is needed.
    type: str
  description:
    description:
      - What the source is about.
    type: str
  type:
    description:
      - What the source is made of. Needed to create one without O(file), and fixed afterwards.
      - V(manual) for text that is given with O(chunks), V(url) for a web page. The others are types of files, see O(file).
    type: str
  url:
    description:
      - Address of the web page, with O(type=url). The server reads it once, in a background task that is waited for.
      - It is used when the source is created only, and the server does not show it, so another address later is not noticed.
    type: str
  file:
    description:
      - File to make the source of, on the host that the module runs on. It is sent when there is no such source yet, and the server reads it in a
        background task that is waited for.
      - The server takes V(.pdf), V(.txt), V(.text), V(.ctxt), V(.docx), V(.pptx) and pictures, of up to 10 MB.
      - The file is read while it is sent, so its size does not matter for memory.
      - A source that is there is not made again. When its size at the server is another one than that of the file, a warning says so.
    type: path
  connector:
    description:
      - Name or ID of the knowledge connector in the same store that the source belongs to. Used when the source is created only.
    type: str
  meta_data:
    description:
      - What else is known about the source.
    type: dict
    suboptions:
      tags:
        description: Tags by which searches can be narrowed down, as a whole. The order does not count.
        type: list
        elements: str
  status:
    description:
      - V(disabled) keeps the source out of searches. Other states are the server's.
    type: str
    choices: [ready, disabled]
  data:
    description:
      - Your own data about the source.
    type: dict
  chunks:
    description:
      - The pieces of text that the source consists of, as a whole and in their order. Without this option they are not managed; an empty list
        removes all.
      - Only what differs is sent. White space at the ends of texts does not count.
    type: list
    elements: dict
    suboptions:
      text:
        description: The text.
        type: str
        required: true
      data:
        description: Your own data about the chunk.
        type: dict
      disabled:
        description: Whether the chunk is left out of searches.
        type: bool
  wait_timeout:
    description:
      - Seconds to wait until the server has read a web page or a file, which takes it a minute or so.
      - When the time is up, the module fails and names the ID of the server's task, which goes on.
    type: int
    default: 600
seealso:
  - module: community.cognigy.cognigy_knowledge_store
"""

EXAMPLES = r"""
- name: Texts that are kept in the playbook
  community.cognigy.cognigy_knowledge_source:
    organisation: Acme
    project: Support
    knowledge_store: Handbook
    name: Opening hours
    type: manual
    chunks:
      - text: The shop is open from Monday to Friday, 9 to 18 o'clock.
      - text: On Saturdays it closes at 14 o'clock.
        data:
          season: all

- name: A web page
  community.cognigy.cognigy_knowledge_source:
    organisation: Acme
    project: Support
    knowledge_store: Handbook
    name: Terms
    type: url
    url: https://www.example.com/terms

- name: A file
  community.cognigy.cognigy_knowledge_source:
    organisation: Acme
    project: Support
    knowledge_store: Handbook
    name: Manual of the X200
    file: "{{ playbook_dir }}/x200.txt"
    meta_data:
      tags: [x200, hardware]

- name: Keep it out of searches for now
  community.cognigy.cognigy_knowledge_source:
    organisation: Acme
    project: Support
    knowledge_store: Handbook
    name: Manual of the X200
    status: disabled

- name: Delete it
  community.cognigy.cognigy_knowledge_source:
    organisation: Acme
    project: Support
    knowledge_store: Handbook
    name: Manual of the X200
    state: absent
"""

RETURN = r"""
knowledge_source:
  description:
    - The knowledge source as the server holds it after the task. In check mode, as it would be; a new one has no ID there and only what you gave.
    - The server may show more keys than these. They are returned too, in snake_case.
  returned: when O(state=present)
  type: dict
  contains:
    id:
      description: ID of the knowledge source.
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
      sample: Opening hours
    description:
      description: What it is about.
      type: str
      sample: ""
    type:
      description: What it is made of.
      type: str
      sample: manual
    status:
      description: Its state, V(ready), V(disabled), V(ingesting) or V(failure).
      type: str
      sample: ready
    chunk_count:
      description: Number of its chunks when it was last read.
      type: int
      sample: 2
    meta_data:
      description: What else is known about it, C(tags) and for files C(file_name), C(size) and more, as far as the server shows it.
      type: dict
      sample: {tags: [hardware, x200], file_name: x200.txt, size: 1024}
    data:
      description: Your own data about it.
      type: dict
      sample: {}
    chunks:
      description: The chunks, with what you gave of each.
      returned: when O(chunks) is given
      type: list
      elements: dict
      sample: [{text: On Saturdays it closes at 14 o'clock.}]
    store_reference:
      description: ID of its knowledge store.
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80991
    connector_reference:
      description: Reference ID of its knowledge connector, null when there is none.
      type: str
      sample: null
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
    main(MODULES["cognigy_knowledge_source"])
