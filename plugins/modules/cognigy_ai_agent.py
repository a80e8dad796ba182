#!/usr/bin/python
# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cognigy_ai_agent
short_description: Manage the AI agents of a Cognigy.AI project
version_added: "0.1.0"
description:
  - Creates, changes and deletes AI agents, with their jobs, which are nodes of flows.
  - An AI agent is found by its exact name within the project, or by its ID.
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
      - V(present) makes sure that the AI agent is there and is as the other options say. Only the options that you give are compared and changed.
      - V(absent) deletes it. Job nodes that name it stay in their flows.
    type: str
    choices: [present, absent]
    default: present
  name:
    description:
      - Name of the AI agent, compared exactly. When several of the project have it, the task fails and names their IDs.
      - One of O(name) and O(id) is needed.
    type: str
  description:
    description:
      - What the agent is, which its language model is told too. At most 1000 characters.
    type: str
  instructions:
    description:
      - What the agent has to do and to leave. At most 1000 characters.
    type: str
  image:
    description:
      - Picture of the agent, as the server takes it.
    type: str
  image_optimized_format:
    description:
      - Whether the picture is in a form that the server has made smaller.
    type: bool
  knowledge_store:
    description:
      - Name, ID or reference ID of the knowledge store that the agent searches. An empty text takes it away.
    type: str
  speaking_style:
    description:
      - How the agent talks. Only what you give is compared.
    type: dict
    suboptions:
      completeness:
        description: How much it says, such as V(concise), V(balanced) or V(comprehensive).
        type: str
      formality:
        description: How formal it is, such as V(informal), V(balanced) or V(formal).
        type: str
  enable_voice_configs:
    description:
      - Whether O(voice_configs) is used.
    type: bool
  voice_configs:
    description:
      - The voice of the agent. Only what you give is compared.
    type: dict
    suboptions:
      tts_voice:
        description: The voice.
        type: str
      tts_language:
        description: Its language.
        type: str
      tts_vendor:
        description: Who provides it.
        type: str
      tts_model:
        description: Which model speaks.
        type: str
      tts_label:
        description: Name of the settings in the voice gateway.
        type: str
      tts_disable_cache:
        description: Whether what was spoken is not kept.
        type: bool
  safety_settings:
    description:
      - From what the agent is kept. Only what you give is compared.
    type: dict
    suboptions:
      avoid_harmful_content:
        description: Whether it is kept from harmful content.
        type: bool
      avoid_ungrounded_content:
        description: Whether it is kept from saying what it cannot know.
        type: bool
      avoid_copyright_infringements:
        description: Whether it is kept from infringing copyrights.
        type: bool
      prevent_jailbreak_and_manipulation:
        description: Whether it is kept from being led astray.
        type: bool
  contact_profiles_option:
    description:
      - What the agent gets to know of the profiles of users.
    type: str
    choices: [none, selectedProfileFields, completeProfile, profileMemoriesOnly]
  contact_profiles_selected:
    description:
      - The fields, with O(contact_profiles_option=selectedProfileFields), as a whole. The order does not count.
    type: list
    elements: str
  enable_auto_language_detection:
    description:
      - Whether the agent finds out in which language users write.
    type: bool
  jobs:
    description:
      - Jobs that the agent has in flows. Each is a node of the type V(aiAgentJob) that names the agent. It is made at the beginning of the flow when
        it is not there.
      - Jobs that are not listed are left alone. In a flow whose O(community.cognigy.cognigy_flow#module:nodes) are managed as a whole, list the job
        there instead; two tasks that each want something else of one flow undo each other.
    type: list
    elements: dict
    suboptions:
      flow:
        description: Name, ID or reference ID of the flow.
        type: str
        required: true
      label:
        description: What the job is called in the chart. It tells several jobs of the agent in one flow apart. Without it, the name of the agent.
        type: str
      config:
        description: Configuration of the job. Only the keys that you give are compared. The agent itself need not be in it.
        type: dict
      tools:
        description:
          - Tools of the job, as a whole and in this order. Without it, they are not managed; an empty list removes all.
        type: list
        elements: dict
        suboptions:
          type:
            description: Type of the tool.
            type: str
            default: aiAgentJobTool
          extension:
            description: Extension that the type comes from.
            type: str
            default: "@cognigy/basic-nodes"
          label:
            description: What the tool is called in the chart.
            type: str
          config:
            description: Configuration of the tool, C(toolId) and C(description) for example. Only the keys that you give are compared.
            type: dict
          children:
            description: The nodes that follow when the tool is used, in the form of C(nodes) of M(community.cognigy.cognigy_flow).
            type: list
            elements: dict
notes:
  - The server takes each name of an AI agent only once in a project.
seealso:
  - module: community.cognigy.cognigy_flow
  - module: community.cognigy.cognigy_knowledge_store
"""

EXAMPLES = r"""
- name: An AI agent with a job
  community.cognigy.cognigy_ai_agent:
    organisation: Acme
    project: Support
    name: Ava
    description: Helps customers of the shop
    instructions: Be brief. Never promise a date of delivery.
    knowledge_store: Handbook
    speaking_style:
      completeness: concise
      formality: informal
    jobs:
      - flow: Main
        label: First contact
        tools:
          - label: Look up an order
            config:
              toolId: look_up_order
              description: Looks up an order by its number
            children:
              - type: say
                config:
                  say:
                    text:
                      - One moment, please.

- name: Let it search nothing
  community.cognigy.cognigy_ai_agent:
    organisation: Acme
    project: Support
    name: Ava
    knowledge_store: ""

- name: Delete it
  community.cognigy.cognigy_ai_agent:
    organisation: Acme
    project: Support
    name: Ava
    state: absent
"""

RETURN = r"""
ai_agent:
  description:
    - The AI agent as the server holds it after the task. In check mode, as it would be; a new one has no ID there and only what you gave.
    - The server may show more keys than these. They are returned too, in snake_case.
  returned: when O(state=present)
  type: dict
  contains:
    id:
      description: ID of the AI agent.
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
      sample: Ava
    description:
      description: What it is.
      type: str
      sample: Helps customers of the shop
    instructions:
      description: What it has to do and to leave.
      type: str
      sample: Be brief.
    image:
      description: Its picture.
      returned: when the server shows it
      type: str
      sample: ""
    image_optimized_format:
      description: Whether the picture is in a form that the server has made smaller.
      returned: when the server shows it
      type: bool
      sample: false
    knowledge_store:
      description: Reference ID of the knowledge store that it searches, null for none.
      type: str
      sample: 0b8c2c1c-52f1-4d2b-9d7e-6a5f1c0d2a3b
    speaking_style:
      description: How it talks, see O(speaking_style).
      type: dict
      sample: {completeness: concise, formality: informal}
    enable_voice_configs:
      description: Whether its voice settings are used.
      returned: when the server shows it
      type: bool
      sample: false
    voice_configs:
      description: Its voice, see O(voice_configs).
      returned: when the server shows it
      type: dict
      sample: {tts_language: en-US}
    safety_settings:
      description: From what it is kept, see O(safety_settings).
      returned: when the server shows it
      type: dict
      sample: {avoid_harmful_content: true}
    contact_profiles_option:
      description: What it gets to know of the profiles of users.
      returned: when the server shows it
      type: str
      sample: none
    contact_profiles_selected:
      description: The fields of profiles that it gets to know, sorted.
      returned: when the server shows it
      type: list
      elements: str
      sample: []
    enable_auto_language_detection:
      description: Whether it finds out in which language users write.
      returned: when the server shows it
      type: bool
      sample: false
    jobs:
      description: The listed jobs, with what you gave of each. Under C(flow) is what you gave.
      returned: when O(jobs) is given
      type: list
      elements: dict
      sample: [{flow: Main, label: First contact}]
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
    main(MODULES["cognigy_ai_agent"])
