#!/usr/bin/python
# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cognigy_api
short_description: Call any operation of the Cognigy.AI API by its name
version_added: "0.1.0"
description:
  - Sends one operation of the API and returns the answer. For what no other module of the collection does.
  - Parameters and body are checked against the description of the API before anything is sent. A wrong one fails, and the message says
    what belongs there.
  - The module does not know what an operation means. It does not look whether there is anything to do, so every call that is not reading is reported
    as a change.
author:
  - The community.cognigy authors (@ansible-collections)
extends_documentation_fragment:
  - community.cognigy.connection
  - community.cognigy.attributes
attributes:
  check_mode:
    support: full
    details: Operations that only read are carried out. Others are checked, reported as a change, and not sent.
  diff_mode:
    support: none
    details: What an operation changes is not known.
  idempotent:
    support: partial
    details: Operations that only read change nothing. Others are sent every time.
  async:
    support: none
    details: A result with a secret could not be kept off the screen.
options:
  operation:
    description:
      - Name of the operation, as the documentation of the API gives it, for example V(indexLocales). Case counts. For an unknown name
        the message lists similar ones.
      - Operations that upload a file are not supported.
    type: str
    required: true
  parameters:
    description:
      - Parameters of the path and of the query, by the names of the API, for example C(projectId). Those of the path are needed.
      - For a list, leave out C(limit), C(skip), C(next) and C(previous) to get it whole, however many pages it has. Give one of them to get that one
        page.
    type: dict
  body:
    description:
      - Body of the request, by the names of the API. It is sent as JSON.
      - Values have to be of the type that the API wants. Before ansible-core 2.19 a template gives text even where its value is a number, so
        write one template for the whole body there.
    type: dict
notes:
  - Operations of the management API need O(management_username) and O(management_password). Others need an O(api_key), or management
    credentials with O(organisation).
  - Operations that start a background task of the server return that task in RV(response) and do not wait for it. Follow it with the operation
    C(readTask).
  - When RV(response) holds something that looks like a secret, for example a new API key, the result is kept off the screen, as C(no_log) does it. Of
    O(body), values with such names are masked in the shown options. Still, use C(no_log=true) for tasks that send secrets.
seealso:
  - name: Cognigy.AI API reference
    description: All operations with their parameters and bodies.
    link: https://docs.cognigy.com/api-reference
"""

EXAMPLES = r"""
- name: List the locales of a project, on all pages
  community.cognigy.cognigy_api:
    base_url: https://api.example.com
    api_key: "{{ vault_cognigy_api_key }}"
    operation: indexLocales
    parameters:
      projectId: "{{ support_project_id }}"
  register: locales

- name: Show their names
  ansible.builtin.debug:
    msg: "{{ locales.response['items'] | map(attribute='name') }}"

# The following tasks take base_url and management credentials from environment variables.

- name: Add a locale when it is not there
  community.cognigy.cognigy_api:
    organisation: Acme
    operation: createLocale
    body:
      projectId: "{{ support_project_id }}"
      name: French
      nluLanguage: fr-FR
      fallbackLocaleReference: "{{ locales.response['items'][0]._id }}"
  when: "'French' not in locales.response['items'] | map(attribute='name')"

- name: Read the settings of a project
  community.cognigy.cognigy_api:
    organisation: Acme
    operation: readProjectSettings
    parameters:
      projectId: "{{ support_project_id }}"
  register: settings

- name: Change one of them, when it differs
  community.cognigy.cognigy_api:
    organisation: Acme
    operation: updateProjectSettings
    parameters:
      projectId: "{{ support_project_id }}"
    body:
      timezone: Europe/Berlin
  when: settings.response.timezone | default('') != 'Europe/Berlin'

- name: Show a message to all users of the installation until the end of 2029
  community.cognigy.cognigy_api:
    operation: createSystemMessage
    body:
      message: We update the system every Sunday at ten.
      until: 1893455999
      showOnLogin: true
"""

RETURN = r"""
method:
  description: HTTP method of the operation.
  returned: success
  type: str
  sample: GET
path:
  description: Path of the operation below the address of the API, with the names of its parameters.
  returned: success
  type: str
  sample: /new/v2.0/locales
response:
  description:
    - What the server answered, with the names of the API. Null for an empty answer, and in check mode for what was not sent.
    - A whole list is a dictionary of C(items) and C(total). Take care to write C(response['items']), since C(response.items) is a method in Jinja.
  returned: success
  type: raw
  sample: {items: [{_id: 64f1c0d2a3b4c5d6e7f80978, name: English, nluLanguage: en-US}], total: 1}
"""

from ansible_collections.community.cognigy.plugins.module_utils._modules.api import MODULES
from ansible_collections.community.cognigy.plugins.module_utils._ordinary import main

if __name__ == "__main__":
    main(MODULES["cognigy_api"])
