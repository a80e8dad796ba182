#!/usr/bin/python
# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cognigy_resource_info
short_description: List what is in Cognigy.AI projects
version_added: "0.1.0"
description:
  - Returns the objects of one kind, of one project or of all projects that the credentials reach, from every page of the server's lists.
  - What it returns has the form that the module of that kind returns.
author:
  - The community.cognigy authors (@ansible-collections)
extends_documentation_fragment:
  - community.cognigy.connection
  - community.cognigy.attributes
  - community.cognigy.attributes.info
options:
  kind:
    description:
      - Kind of the objects, which is the name of the module that manages them without C(cognigy_).
    type: str
    required: true
    choices:
      - ai_agent
      - connection
      - endpoint
      - extension
      - flow
      - function
      - handover_provider
      - intent
      - knowledge_connector
      - knowledge_source
      - knowledge_store
      - lexicon
      - llm
      - locale
      - milestone
      - nlu_connector
      - package
      - playbook
      - snapshot
      - token
  project:
    description:
      - Name or ID of the project. Without it, all projects are looked at that the credentials reach.
    type: str
  flow:
    description:
      - Name or ID of the flow whose intents are listed. Needed with O(kind=intent), and only there. Without O(project), each project has to have
        such a flow.
    type: str
  knowledge_store:
    description:
      - Name or ID of the knowledge store. Needed with O(kind=knowledge_connector) and O(kind=knowledge_source), and only there.
    type: str
  resource_level:
    description:
      - V(project) leaves out the connections and language models of the organisation, V(organisation) lists only these.
      - Without it, both are listed when O(project) is not given, and those of the project when it is.
    type: str
    choices: [project, organisation]
  name:
    description:
      - Only objects of exactly this name; with O(kind=token), of this label.
    type: str
  id:
    description:
      - Only the object of this ID, 24 hexadecimal digits. Cannot be given together with O(name), and needs O(project).
    type: str
  filters:
    description:
      - Only objects that have these values under these keys, compared exactly. Keys are those of RV(resources); nested ones may be given in part.
      - Lists of the server often show less than RV(resources) does with O(details=true). A key that is not shown fits no value.
    type: dict
  details:
    description:
      - Whether to read each object on its own, since lists of the server often show less. That takes one more request an object.
      - With O(name) and O(id), and for connections and language models, the details are always there.
    type: bool
    default: false
  contents:
    description:
      - Whether to read the lists inside the objects too, which are the nodes of flows, the sentences of intents in the primary locale, the chunks of
        knowledge sources and the entries of lexicons. This takes some more requests an object, and for flows one more a node.
      - They have the form that the module of the kind takes, so they can be kept in files and given back. Values under names of secrets are masked;
        given back, these count as not given.
    type: bool
    default: false
seealso:
  - module: community.cognigy.cognigy_project_info
  - module: community.cognigy.cognigy_facts
"""

EXAMPLES = r"""
# These tasks take base_url and management credentials from environment variables. They make a super API key by themselves.

- name: List the endpoints of a project that are switched off
  community.cognigy.cognigy_resource_info:
    organisation: Acme
    kind: endpoint
    project: Support
    filters:
      active: false
    details: true
  register: disabled

- name: Show their names
  ansible.builtin.debug:
    msg: "{{ disabled.resources | map(attribute='name') }}"

- name: Find all language models, of all projects and of the organisation
  community.cognigy.cognigy_resource_info:
    organisation: Acme
    kind: llm
  register: models

- name: Show which are in use where
  ansible.builtin.debug:
    msg: "{{ item.name }} ({{ item.model_type }}) in {{ item.project | default('the organisation') }}"
  loop: "{{ models.resources }}"
  loop_control:
    label: "{{ item.name }}"

- name: Read one flow with its nodes
  community.cognigy.cognigy_resource_info:
    organisation: Acme
    kind: flow
    project: Support
    name: Main
    contents: true
  register: main

- name: Keep in a file what it does
  ansible.builtin.copy:
    content: "{{ main.resources[0].nodes | to_nice_yaml }}"
    dest: "{{ playbook_dir }}/main.yml"
    mode: "0644"
"""

RETURN = r"""
resources:
  description:
    - The objects that were found, in the order of the server, project by project. Empty when there is none.
    - Each has the keys that the module of its kind returns, and C(project), the name of its project, unless it is of the organisation. What the server
      shows in addition is returned too, in snake_case. Lists of the server often show less than its reads, see O(details).
    - With O(contents=true), flows also have C(nodes), intents C(sentences), knowledge sources C(chunks) and lexicons C(entries).
    - Secrets are never returned.
  returned: success
  type: list
  elements: dict
  sample:
    - id: 64f1c0d2a3b4c5d6e7f80990
      reference_id: 0b8c2c1c-52f1-4d2b-9d7e-6a5f1c0d2a3b
      name: Main
      description: ""
      project: Support
      nodes:
        - type: say
          label: Greet
          config: {say: {text: [Hello]}}
      created_at: 1735689600
      last_changed: 1735693200
"""

from ansible_collections.community.cognigy.plugins.module_utils._modules.info import MODULES
from ansible_collections.community.cognigy.plugins.module_utils._ordinary import main

if __name__ == "__main__":
    main(MODULES["cognigy_resource_info"])
