#!/usr/bin/python
# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cognigy_lexicon
short_description: Manage the lexicons of a Cognigy.AI project
version_added: "0.1.0"
description:
  - Creates, changes and deletes lexicons with the entries in them. A flow that a lexicon is attached to finds its keyphrases in what users say.
  - A lexicon is found by its exact name within the project, or by its ID.
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
      - Name of the lexicon, compared exactly. When several lexicons of the project have it, the task fails and names their IDs.
      - One of O(name) and O(id) is needed.
    type: str
  description:
    description:
      - What is in it.
    type: str
  entries:
    description:
      - All entries. Those that are not listed are removed, an empty list removes all. The order does not count.
      - An entry is known by its keyphrase, so another keyphrase makes another entry. When the lexicon has two entries of a keyphrase, one is removed.
      - They are sent many at once, in requests of up to 40 kB.
    type: list
    elements: dict
    suboptions:
      keyphrase:
        description: The keyphrase, compared exactly.
        type: str
        required: true
      synonyms:
        description: All other phrases that mean the same. The order does not count. When left out, they stay as they are.
        type: list
        elements: str
      slots:
        description:
          - Names of all slots that the entry fills. The order does not count. When left out, they stay as they are.
          - Slots that the lexicon does not have are made. Those that no entry fills any more are kept.
        type: list
        elements: str
      data:
        description: What flows get along with the entry, with your names, as a whole. When left out, it stays as it is.
        type: dict
notes:
  - To attach a lexicon to a flow, see C(attached_lexicons) of M(community.cognigy.cognigy_flow).
  - For a list in a CSV file, C(entries) can be made of P(community.general.read_csv#module), or the file is given to the operation C(importIntoLexicon)
    of the API.
seealso:
  - module: community.cognigy.cognigy_flow
"""

EXAMPLES = r"""
- name: The cities that we deliver to
  community.cognigy.cognigy_lexicon:
    organisation: Acme
    project: Support
    name: Cities
    description: Where we deliver
    entries:
      - keyphrase: Berlin
        synonyms: [BER, capital]
        slots: [city]
        data:
          warehouse: 3
      - keyphrase: Bonn
        slots: [city]
  register: cities

- name: A list of products from variables
  community.cognigy.cognigy_lexicon:
    organisation: Acme
    project: Support
    name: Products
    entries: "{{ dict(products) | dict2items(key_name='keyphrase', value_name='synonyms') }}"
  vars:
    products:
      - [X200, [laptop, notebook]]
      - [M10, [mouse]]

- name: Give the first one another name, and leave its entries as they are
  community.cognigy.cognigy_lexicon:
    organisation: Acme
    project: Support
    id: "{{ cities.lexicon.id }}"
    name: Towns

- name: Delete it
  community.cognigy.cognigy_lexicon:
    organisation: Acme
    project: Support
    name: Towns
    state: absent
"""

RETURN = r"""
lexicon:
  description:
    - The lexicon as the server holds it after the task. In check mode, as it would be; a new one has no ID there and only what you gave.
    - The server may show more keys than these. They are returned too, in snake_case.
  returned: when O(state=present)
  type: dict
  contains:
    id:
      description: ID of the lexicon.
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
      sample: Cities
    description:
      description: What is in it.
      type: str
      sample: Where we deliver
    entries:
      description: Its entries by keyphrase, with what O(entries) says of each.
      returned: when O(entries) is given
      type: list
      elements: dict
      contains:
        keyphrase:
          description: The keyphrase.
          type: str
          sample: Berlin
        synonyms:
          description: Other phrases that mean the same.
          returned: when it was given
          type: list
          elements: str
          sample: [BER, capital]
        slots:
          description: Names of the slots that it fills.
          returned: when it was given
          type: list
          elements: str
          sample: [city]
        data:
          description: What flows get along with it.
          returned: when it was given
          type: dict
          sample: {warehouse: 3}
    is_packed_for_download:
      description: Whether a file of it is ready for download.
      returned: when the server shows it
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

from ansible_collections.community.cognigy.plugins.module_utils._modules.lexicon import MODULES
from ansible_collections.community.cognigy.plugins.module_utils._ordinary import main

if __name__ == "__main__":
    main(MODULES["cognigy_lexicon"])
