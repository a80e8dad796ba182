#!/usr/bin/python
# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cognigy_llm
short_description: Manage the language models of a Cognigy.AI project or organisation
version_added: "0.1.0"
description:
  - Creates, changes and deletes the entries for large language models that a project or the whole organisation can use.
  - A model is found by its exact name within the project, or within the organisation, or by its ID.
author:
  - The community.cognigy authors (@ansible-collections)
extends_documentation_fragment:
  - community.cognigy.connection
  - community.cognigy.attributes
  - community.cognigy.content
  - community.cognigy.content.levels
options:
  state:
    description:
      - V(present) makes sure that the model is there and is as the other options say. Only the options that you give are compared and changed.
      - V(absent) deletes it. A default model stops being the default first, since the server keeps it otherwise.
    type: str
    choices: [present, absent]
    default: present
  name:
    description:
      - Name of the model, compared exactly. When several models there have it, the task fails and names their IDs.
      - One of O(name) and O(id) is needed.
    type: str
  description:
    description:
      - What the model is for.
    type: str
  provider:
    description:
      - Who provides the model. Needed to create one.
      - Known providers are V(alephAlpha), V(anthropic), V(awsBedrock), V(azureOpenAI), V(googleGemini), V(googleGenAI), V(googleVertexAI),
        V(mistral), V(openAI) and V(openAICompatible). Later versions may know more.
    type: str
  model_type:
    description:
      - Which model it is, as the server names them, such as V(gpt-4o), V(text-embedding-ada-002), or V(custom-model). Needed to create one.
      - Servers may refuse to change it, and use cases take certain types only, embeddings for a search in knowledge for example.
    type: str
  model_group:
    description:
      - What the model does, for models that the server does not know by itself.
    type: str
    choices: [completion, chat, embedding]
  is_custom_model:
    description:
      - Whether it is a model that the server does not know by itself.
    type: bool
  connection:
    description:
      - Name, ID or reference ID of the connection with the credentials. Needed to create a model.
      - A connection of the project is preferred to one of the organisation with the same name. A model of the organisation uses connections of the
        organisation.
    type: str
  is_default:
    description:
      - Whether it is the default model of the project. Making one the default takes that from another.
    type: bool
  azure_open_ai:
    description:
      - What the provider V(azureOpenAI) needs to know.
    type: dict
    suboptions:
      resource_name:
        description: Name of the resource.
        type: str
      deployment_name:
        description: Name of the deployment.
        type: str
      base_custom_url:
        description: Address of the model, instead of the names.
        type: str
      api_version:
        description: Version of the provider's API.
        type: str
  open_ai:
    description:
      - What the provider V(openAI) needs to know.
    type: dict
    suboptions:
      custom_model:
        description: Name of the model there.
        type: str
  aleph_alpha:
    description:
      - What the provider V(alephAlpha) needs to know.
    type: dict
    suboptions:
      custom_model:
        description: Name of the model there.
        type: str
      base_custom_url:
        description: Address of the model.
        type: str
  anthropic:
    description:
      - What the provider V(anthropic) needs to know.
    type: dict
    suboptions:
      custom_model:
        description: Name of the model there.
        type: str
  google_vertex_ai:
    description:
      - What the provider V(googleVertexAI) needs to know.
    type: dict
    suboptions:
      location:
        description: Region of the model.
        type: str
      api_end_point:
        description: Address of the provider's API.
        type: str
      publisher:
        description: Who publishes the model.
        type: str
  google_gemini:
    description:
      - What the provider V(googleGemini) needs to know.
    type: dict
    suboptions:
      location:
        description: Region of the model.
        type: str
  aws_bedrock:
    description:
      - What the provider V(awsBedrock) needs to know.
    type: dict
    suboptions:
      region:
        description: Region of the model.
        type: str
      custom_model:
        description: Name of the model there.
        type: str
  open_ai_compatible:
    description:
      - What the provider V(openAICompatible) needs to know.
    type: dict
    suboptions:
      custom_model:
        description: Name of the model there.
        type: str
      base_custom_url:
        description: Address of the model.
        type: str
      custom_auth_header:
        description: Header with which the server logs in there. It is a secret, so it is not compared and never shown.
        type: str
  mistral:
    description:
      - What the provider V(mistral) needs to know, as the server takes it. The server does not show it, so it is not compared.
    type: dict
  assigned_to_projects:
    description:
      - Names or IDs of the projects that may use a model of the organisation, as a whole. The order does not count.
    type: list
    elements: str
  fallbacks:
    description:
      - Which models take over when this one fails, as a whole and in this order. For models of a project only.
    type: list
    elements: dict
    suboptions:
      is_fallback_enabled:
        description: Whether it is in use.
        type: bool
      llm:
        description: Name, ID or reference ID of the model that takes over.
        type: str
      immediate_fall_back:
        description: When to stay with the other model for a while.
        type: dict
        suboptions:
          failed_requests:
            description: After this many failed requests.
            type: int
          duration_in_minutes:
            description: For this many minutes.
            type: int
          email_notification_list:
            description: Who is told by e-mail.
            type: list
            elements: str
  update_secret:
    description:
      - When to send what the server does not show, O(mistral) and O(open_ai_compatible.custom_auth_header).
      - V(on_create) sends it when the model is created, and along with other changes.
      - V(always) sends it each time, and reports a change each time.
    type: str
    choices: [on_create, always]
    default: on_create
notes:
  - Whether the credentials work can be tried with M(community.cognigy.cognigy_api) and the operation C(testLargeLanguageModel).
seealso:
  - module: community.cognigy.cognigy_connection
  - module: community.cognigy.cognigy_project_settings
    description: Says which model does what in a project.
"""

EXAMPLES = r"""
- name: A model for all projects of the organisation
  community.cognigy.cognigy_llm:
    organisation: Acme
    resource_level: organisation
    name: GPT
    provider: openAI
    model_type: gpt-4o
    connection: OpenAI
    assigned_to_projects:
      - Support

- name: The default model of a project, with another one that takes over
  community.cognigy.cognigy_llm:
    organisation: Acme
    project: Support
    name: Azure GPT
    description: In our own subscription
    provider: azureOpenAI
    model_type: gpt-4o
    connection: Azure
    is_default: true
    azure_open_ai:
      resource_name: acme-west
      deployment_name: gpt4o
      api_version: "2024-06-01"
    fallbacks:
      - is_fallback_enabled: true
        llm: GPT
        immediate_fall_back:
          failed_requests: 3
          duration_in_minutes: 10
          email_notification_list:
            - ann@example.com

- name: Delete it, although it is the default
  community.cognigy.cognigy_llm:
    organisation: Acme
    project: Support
    name: Azure GPT
    state: absent
"""

RETURN = r"""
llm:
  description:
    - The model as the server holds it after the task. In check mode, as it would be; a new one has no ID there and only what you gave.
    - The server may show more keys than these. They are returned too, in snake_case.
  returned: when O(state=present)
  type: dict
  contains:
    id:
      description: ID of the model.
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
      sample: GPT
    description:
      description: What it is for.
      type: str
      sample: ""
    provider:
      description: Who provides it.
      type: str
      sample: openAI
    model_type:
      description: Which model it is.
      type: str
      sample: gpt-4o
    model_group:
      description: What it does.
      returned: when the server shows it
      type: str
      sample: chat
    is_custom_model:
      description: Whether it is a model that the server does not know by itself.
      returned: when the server shows it
      type: bool
      sample: false
    connection:
      description: Reference ID of its connection.
      type: str
      sample: 7c1d2e3f-52f1-4d2b-9d7e-6a5f1c0d2a3b
    is_default:
      description: Whether it is the default model of the project.
      type: bool
      sample: false
    azure_open_ai:
      description: What the provider needs to know. There is one such key for the provider of the model.
      returned: when the server shows it
      type: dict
      sample: {resource_name: acme-west, deployment_name: gpt4o, base_custom_url: null, api_version: "2024-06-01"}
    open_ai:
      description: As RV(llm.azure_open_ai).
      returned: when the server shows it
      type: dict
      sample: {custom_model: our-model}
    resource_level:
      description: Whether it is of a project or of the organisation.
      returned: when it exists
      type: str
      sample: project
    assigned_to_projects:
      description: IDs of the projects that may use a model of the organisation, sorted.
      returned: when the server shows it
      type: list
      elements: str
      sample: [64f1c0d2a3b4c5d6e7f80956]
    fallbacks:
      description: Which models take over when this one fails. Under C(llm) is a reference ID.
      returned: when the server shows it
      type: list
      elements: dict
      sample: []
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

from ansible_collections.community.cognigy.plugins.module_utils._modules.content import MODULES
from ansible_collections.community.cognigy.plugins.module_utils._ordinary import main

if __name__ == "__main__":
    main(MODULES["cognigy_llm"])
