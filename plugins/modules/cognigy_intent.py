#!/usr/bin/python
# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cognigy_intent
short_description: Manage the intents of a Cognigy.AI flow
version_added: "0.1.0"
description:
  - Creates, changes and deletes intents of a flow, with their example sentences.
  - An intent is found by its exact name within the flow, wherever it stands in the tree of intents, or by its ID.
author:
  - The community.cognigy authors (@ansible-collections)
extends_documentation_fragment:
  - community.cognigy.connection
  - community.cognigy.attributes
  - community.cognigy.content
  - community.cognigy.content.project
options:
  state:
    description:
      - V(present) makes sure that the intent is there and is as the other options say. Only the options that you give are compared and changed.
      - V(absent) deletes it with its sentences.
    type: str
    choices: [present, absent]
    default: present
  flow:
    description:
      - Name or ID of the flow.
    type: str
    required: true
  locale:
    description:
      - Name, ID or reference ID of the locale that O(sentences) and what else differs by language are meant for. Without it, the primary locale.
      - An intent that has nothing of its own in that locale yet gets a form of its own there first.
    type: str
  name:
    description:
      - Name of the intent, compared exactly. When several intents of the flow have it, the task fails and names their IDs.
      - One of O(name) and O(id) is needed.
    type: str
  description:
    description:
      - What the intent means.
    type: str
  parent_intent:
    description:
      - Name, ID or reference ID of the intent of the same flow below which it stands. An empty text puts it at the top.
    type: str
  sentences:
    description:
      - Example sentences in O(locale), as a whole. Without this option they are not managed; an empty list removes all. The order does not count.
      - What differs is sent in few requests, so that hundreds of sentences take a second.
      - The flow has to be trained afterwards, see M(community.cognigy.cognigy_training).
    type: list
    elements: dict
    suboptions:
      text:
        description: The sentence. Each can be there once.
        type: str
        required: true
      slots:
        description: Which parts of it are slots, as a whole.
        type: list
        elements: dict
        suboptions:
          type:
            description: Where the slot comes from.
            type: str
            choices: [lexiconSlot, anySlot, systemSlot]
          name:
            description: Name of the slot.
            type: str
          lexicon:
            description: Name, ID or reference ID of the lexicon, of a V(lexiconSlot).
            type: str
          slot:
            description: Name or ID of the slot in that lexicon.
            type: str
          dimension:
            description: What a V(systemSlot) is, such as V(NUMBER).
            type: str
          start:
            description: Where it begins in the text, counted in characters from 0.
            type: int
          end:
            description: Where it ends.
            type: int
  condition:
    description:
      - Under which condition the intent can be found at all, in CognigyScript.
    type: str
  rules:
    description:
      - Rules by which the intent is found, as a whole and in their order.
    type: list
    elements: str
  tags:
    description:
      - Tags of the intent, as a whole. The order does not count.
    type: list
    elements: str
  confirmation_sentences:
    description:
      - What users are asked when it is not certain that they mean it, as a whole and in this order.
    type: list
    elements: str
  disambiguation_sentence:
    description:
      - How the intent is named when users have to choose between several.
    type: str
  is_disabled:
    description:
      - Whether the intent is left out.
    type: bool
  is_reject_intent:
    description:
      - Whether it holds what is not to be understood.
    type: bool
  child_features:
    description:
      - What intents below it take over, V(true) for everything, or a list of names.
    type: raw
  bias_towards_parent_or_child_intents:
    description:
      - What is preferred when both fit.
    type: str
    choices: [parents, children]
  override_intent_default_replies_as_examples:
    description:
      - Whether default replies count as example sentences.
    type: str
    choices: ['on', 'off', useFlowSettings]
  node_reference_id:
    description:
      - Reference ID of the node to which the conversation goes.
    type: str
  analytics_label:
    description:
      - Name of the intent in analytics.
    type: str
  data:
    description:
      - Your own data about the intent.
    type: dict
seealso:
  - module: community.cognigy.cognigy_flow
  - module: community.cognigy.cognigy_training
"""

EXAMPLES = r"""
- name: An intent with sentences in the primary locale
  community.cognigy.cognigy_intent:
    organisation: Acme
    project: Support
    flow: Main
    name: Order
    description: Somebody wants to order something
    tags: [shop]
    confirmation_sentences:
      - Do you want to order something?
    sentences:
      - text: I want to order something
      - text: Can I buy the X200 here
        slots:
          - type: anySlot
            name: product
            start: 14
            end: 18

- name: The sentences in German
  community.cognigy.cognigy_intent:
    organisation: Acme
    project: Support
    flow: Main
    name: Order
    locale: German
    sentences:
      - text: Ich möchte etwas bestellen
      - text: Kann ich das hier kaufen

- name: An intent below it
  community.cognigy.cognigy_intent:
    organisation: Acme
    project: Support
    flow: Main
    name: Order by phone
    parent_intent: Order

- name: Delete both
  community.cognigy.cognigy_intent:
    organisation: Acme
    project: Support
    flow: Main
    name: "{{ item }}"
    state: absent
  loop:
    - Order by phone
    - Order
"""

RETURN = r"""
intent:
  description:
    - The intent as the server holds it after the task. In check mode, as it would be; a new one has no ID there and only what you gave.
    - The server may show more keys than these. They are returned too, in snake_case.
  returned: when O(state=present)
  type: dict
  contains:
    id:
      description: ID of the intent.
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
      description: What it means.
      type: str
      sample: Somebody wants to order something
    parent_intent:
      description: ID of the intent below which it stands.
      returned: when it stands below another one
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80991
    sentences:
      description: The example sentences in the locale, sorted by text, with their slots.
      returned: when O(sentences) is given
      type: list
      elements: dict
      sample: [{text: I want to order something}]
    condition:
      description: Under which condition it can be found at all.
      type: str
      sample: ""
    rules:
      description: Rules by which it is found.
      type: list
      elements: str
      sample: []
    tags:
      description: Its tags, sorted.
      type: list
      elements: str
      sample: [shop]
    confirmation_sentences:
      description: What users are asked when it is not certain that they mean it.
      type: list
      elements: str
      sample: []
    disambiguation_sentence:
      description: How it is named when users have to choose between several.
      type: str
      sample: ""
    is_disabled:
      description: Whether it is left out.
      type: bool
      sample: false
    is_reject_intent:
      description: Whether it holds what is not to be understood.
      type: bool
      sample: false
    child_features:
      description: What intents below it take over.
      returned: when the server shows it
      type: raw
      sample: false
    bias_towards_parent_or_child_intents:
      description: What is preferred when both fit.
      returned: when the server shows it
      type: str
      sample: parents
    override_intent_default_replies_as_examples:
      description: Whether default replies count as example sentences.
      returned: when the server shows it
      type: str
      sample: useFlowSettings
    node_reference_id:
      description: Reference ID of the node to which the conversation goes.
      type: str
      sample: ""
    analytics_label:
      description: Its name in analytics.
      returned: when the server shows it
      type: str
      sample: ""
    data:
      description: Your own data about it.
      type: dict
      sample: {}
    feedback_report:
      description: What the last training found about it.
      type: dict
      sample: {findings: [], info: {f_score: 0}}
    locale_reference:
      description: ID of the locale that is shown.
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80978
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

from ansible_collections.community.cognigy.plugins.module_utils._modules.flow import MODULES
from ansible_collections.community.cognigy.plugins.module_utils._ordinary import main

if __name__ == "__main__":
    main(MODULES["cognigy_intent"])
