#!/usr/bin/python
# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cognigy_flow
short_description: Manage the flows of a Cognigy.AI project
version_added: "0.1.0"
description:
  - Creates, changes and deletes flows, with their nodes.
  - A flow is found by its exact name within the project, or by its ID.
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
      - V(present) makes sure that the flow is there and is as the other options say. Only the options that you give are compared and changed.
      - V(absent) deletes it with its nodes and intents.
    type: str
    choices: [present, absent]
    default: present
  locale:
    description:
      - Name, ID or reference ID of the locale that O(nodes) and what else differs by language are meant for. Without it, the primary locale.
      - A flow that has nothing of its own in that locale yet gets a form of its own there first, which begins as a copy of what is shown.
    type: str
  name:
    description:
      - Name of the flow, compared exactly. When several flows of the project have it, the task fails and names their IDs.
      - One of O(name) and O(id) is needed.
    type: str
  description:
    description:
      - What the flow is for.
    type: str
  context:
    description:
      - The default context of conversations. Only the keys that you give are compared; the others stay.
    type: dict
  attached_flows:
    description:
      - Names, IDs or reference IDs of the flows whose intents count here too, as a whole. The order does not count.
    type: list
    elements: str
  attached_lexicons:
    description:
      - Names, IDs or reference IDs of the lexicons that are used, as a whole. The order does not count.
    type: list
    elements: str
  img:
    description:
      - Picture of the flow in the user interface, as the server takes it.
    type: str
  nodes:
    description:
      - What the flow does, as a whole. These are the nodes between start and end, which the server makes by itself, in their order. Without this
        option they are not managed; an empty list removes all.
      - Nodes have no names at the server. Those that are there are recognised by type, label, configuration and place, and as few of them as
        possible are changed, moved, made or removed.
      - Jobs of AI agents are nodes, too. In a flow whose nodes are managed here, list them here, and not in M(community.cognigy.cognigy_ai_agent).
      - RV(flow.nodes) has the same form, so what a flow does can be kept in a file.
    type: list
    elements: dict
    suboptions:
      type:
        description: Type of the node, such as V(say), V(question), V(if), V(code) or V(aiAgentJob).
        type: str
        required: true
      extension:
        description: Extension that the type comes from.
        type: str
        default: "@cognigy/basic-nodes"
      label:
        description: What the node is called in the chart.
        type: str
      comment:
        description: A remark about the node.
        type: str
      comment_color:
        description: Colour of that remark.
        type: str
      analytics_label:
        description: What the node is called in analytics.
        type: str
      is_disabled:
        description: Whether the node is passed over.
        type: bool
      is_entry_point:
        description: Whether the node is an entry point of the flow.
        type: bool
      mock:
        description: What stands in for the node in tests, C(isEnabled) and C(code).
        type: dict
      config:
        description:
          - Configuration of the node, as its type wants it. Only the keys that you give are compared; the server fills in the others.
        type: dict
      children:
        description:
          - Branches of the node, V(then) and V(else) of an V(if) for example, each with C(type) and in its own C(children) the nodes that follow in
            that branch. So the lists of C(children) stand in turn for branches, and for what follows in a branch.
          - Branches that the server makes by itself are declared like others, and are not made twice.
          - Without it, the branches are not managed.
        type: list
        elements: dict
notes:
  - Servers take at most 60 kB in a request, unless changed. A node with a larger configuration is refused with a message that names the size.
seealso:
  - module: community.cognigy.cognigy_intent
  - module: community.cognigy.cognigy_training
"""

EXAMPLES = r"""
- name: A flow that greets and tells two kinds of users apart
  community.cognigy.cognigy_flow:
    organisation: Acme
    project: Support
    name: Welcome
    description: Where every conversation begins
    context:
      shop: north
    nodes:
      - type: say
        label: Greet
        config:
          say:
            text:
              - Welcome to our shop!
      - type: if
        label: Is it a customer?
        config:
          condition:
            type: condition
            condition: profile.customer
        children:
          - type: then
            children:
              - type: say
                label: Thank
                config:
                  say:
                    text:
                      - Thank you for coming back.
          - type: else
            children: []
  register: welcome

- name: Keep in a file what the flow does
  ansible.builtin.copy:
    content: "{{ welcome.flow.nodes | to_nice_yaml }}"
    dest: "{{ playbook_dir }}/welcome.yml"
    mode: "0644"

- name: Bring the flow back to what the file says
  community.cognigy.cognigy_flow:
    organisation: Acme
    project: Support
    name: Welcome
    nodes: "{{ lookup('ansible.builtin.file', playbook_dir ~ '/welcome.yml') | from_yaml }}"

- name: Use a lexicon and the intents of another flow
  community.cognigy.cognigy_flow:
    organisation: Acme
    project: Support
    name: Welcome
    attached_lexicons: [Products]
    attached_flows: [Small talk]

- name: Delete it
  community.cognigy.cognigy_flow:
    organisation: Acme
    project: Support
    name: Welcome
    state: absent
"""

RETURN = r"""
flow:
  description:
    - The flow as the server holds it after the task. In check mode, as it would be; a new one has no ID there and only what you gave.
    - The server may show more keys than these. They are returned too, in snake_case.
  returned: when O(state=present)
  type: dict
  contains:
    id:
      description: ID of the flow.
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
      sample: Welcome
    description:
      description: What it is for.
      type: str
      sample: Where every conversation begins
    context:
      description: The default context of conversations.
      type: dict
      sample: {shop: north}
    attached_flows:
      description: IDs of the flows whose intents count here too, sorted.
      type: list
      elements: str
      sample: []
    attached_lexicons:
      description: IDs of the lexicons that are used, sorted.
      type: list
      elements: str
      sample: []
    nodes:
      description: What the flow does, in the form of O(nodes).
      returned: when O(nodes) is given
      type: list
      elements: dict
      sample: [{type: say, label: Greet, config: {say: {text: [Hello]}}}]
    img:
      description: Its picture in the user interface.
      type: str
      sample: ""
    locale_reference:
      description: ID of the locale that is shown.
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80978
    intent_train_group_reference:
      description: ID of what is trained for it.
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80979
    is_training_out_of_date:
      description: Whether its intents have to be trained, see M(community.cognigy.cognigy_training).
      type: bool
      sample: false
    feedback_report:
      description: What the last training found.
      type: dict
      sample: {findings: [], info: {accuracy: 0, f_score: 0}}
    project_reference:
      description: ID of its project.
      returned: when the server shows it
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80956
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
    main(MODULES["cognigy_flow"])
