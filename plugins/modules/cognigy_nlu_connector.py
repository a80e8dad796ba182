#!/usr/bin/python
# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cognigy_nlu_connector
short_description: Manage the NLU connectors of a Cognigy.AI project
version_added: "0.1.0"
description:
  - Creates, changes and deletes NLU connectors. An endpoint with one lets another service, or code, understand what users say.
  - An NLU connector is found by its exact name within the project, or by its ID.
author:
  - The community.cognigy authors (@ansible-collections)
extends_documentation_fragment:
  - community.cognigy.connection
  - community.cognigy.attributes
  - community.cognigy.content
  - community.cognigy.content.project
  - community.cognigy.content.recreate
  - community.cognigy.content.update_secret
options:
  name:
    description:
      - Name of the NLU connector, compared exactly. When several NLU connectors of the project have it, the task fails and names their IDs.
      - One of O(name) and O(id) is needed.
    type: str
  type:
    description:
      - The service. Needed to create an NLU connector, and fixed afterwards, see O(recreate).
      - Known types are V(alexa), V(amazonLexBuiltIn), V(code), V(cognigy), V(dialogflow), V(dialogflowBuiltIn), V(generativeAI), V(lex), V(luis),
        V(noNlu) and V(watson). Servers of later versions may know more.
    type: str
  settings:
    description:
      - What the service needs, with the names of the API. They depend on O(type), and the types V(alexa), V(dialogflow), V(lex), V(luis) and
        V(watson) have some. V(dialogflow) takes C(dialogflowApiVersion), C(dialogflowProjectId), C(accessToken) and C(privateKey); V(lex) takes
        C(accessKeyId), C(secretAccessKey), C(awsRegion), C(botId) and C(botAliasId); V(luis) takes C(authenticationURL); V(watson) takes C(apikey),
        C(workspaceId) and C(serviceURL). An NLU connector that is made anew with another type does not take them over.
      - Only the keys that you give are compared, deeply. They are put into what the server holds, and the whole is sent.
      - Keys that end in C(token), C(key), C(apikey) and the like are secrets, see O(update_secret). Give them along whenever you change settings.
    type: dict
  transformer:
    description:
      - Code around the recognition, or instead of it. Only what you give is compared and changed.
    type: dict
    suboptions:
      transformer:
        description: The code, in TypeScript.
        type: str
      abort_on_error:
        description: Whether an error in the code ends the handling of a message.
        type: bool
      transformer_stack_enabled:
        description: Whether the code is used at all.
        type: bool
      pre_nlu_transformer_enabled:
        description: Whether the code changes what goes to the service.
        type: bool
      post_nlu_transformer_enabled:
        description: Whether the code changes what comes back.
        type: bool
      nlu_code_transformer_enabled:
        description: Whether the code takes the place of a service, for V(code).
        type: bool
seealso:
  - module: community.cognigy.cognigy_endpoint
"""

EXAMPLES = r"""
- name: Let Watson understand what users say
  community.cognigy.cognigy_nlu_connector:
    organisation: Acme
    project: Support
    name: Watson
    type: watson
    settings:
      apikey: "{{ vault_watson_key }}"
      workspaceId: 1f2e3d4c
      serviceURL: https://api.eu-de.assistant.watson.cloud.ibm.com

- name: Send it a new key
  community.cognigy.cognigy_nlu_connector:
    organisation: Acme
    project: Support
    name: Watson
    settings:
      apikey: "{{ vault_watson_key }}"
    update_secret: always

- name: Do it with code of our own, under the same name
  community.cognigy.cognigy_nlu_connector:
    organisation: Acme
    project: Support
    name: Watson
    type: noNlu
    transformer:
      transformer: "{{ lookup('ansible.builtin.file', 'transformer.ts') }}"
      transformer_stack_enabled: true
      pre_nlu_transformer_enabled: true
    recreate: true

- name: Delete it
  community.cognigy.cognigy_nlu_connector:
    organisation: Acme
    project: Support
    name: Watson
    state: absent
"""

RETURN = r"""
nlu_connector:
  description:
    - The NLU connector as the server holds it after the task. In check mode, as it would be; a new one has no ID there and only what you gave.
    - The server may show more keys than these. They are returned too, in snake_case.
  returned: when O(state=present)
  type: dict
  contains:
    id:
      description: ID of the NLU connector.
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
      sample: Watson
    type:
      description: Its service.
      type: str
      sample: watson
    settings:
      description: What the service needs, with the names of the API. Secrets in it are masked.
      returned: when the type has some
      type: dict
      sample: {serviceURL: https://api.eu-de.assistant.watson.cloud.ibm.com}
    transformer:
      description: Code around the recognition.
      type: dict
      contains:
        transformer:
          description: The code.
          type: str
          sample: ""
        transpiled_transformer:
          description: What the server made of the code.
          returned: when the server shows it
          type: str
          sample: ""
        abort_on_error:
          description: Whether an error in the code ends the handling of a message.
          type: bool
          sample: false
        transformer_stack_enabled:
          description: Whether the code is used at all.
          type: bool
          sample: false
        pre_nlu_transformer_enabled:
          description: Whether the code changes what goes to the service.
          returned: when the server shows it
          type: bool
          sample: false
        post_nlu_transformer_enabled:
          description: Whether the code changes what comes back.
          returned: when the server shows it
          type: bool
          sample: false
        nlu_code_transformer_enabled:
          description: Whether the code takes the place of a service.
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

from ansible_collections.community.cognigy.plugins.module_utils._modules.content import MODULES
from ansible_collections.community.cognigy.plugins.module_utils._ordinary import main

if __name__ == "__main__":
    main(MODULES["cognigy_nlu_connector"])
