#!/usr/bin/python
# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cognigy_handover_provider
short_description: Manage the handover providers of a Cognigy.AI project
version_added: "0.1.0"
description:
  - Creates, changes and deletes handover providers, through which a flow hands conversations over to human agents.
  - A handover provider is found by its exact name within the project, or by its ID.
author:
  - The community.cognigy authors (@ansible-collections)
extends_documentation_fragment:
  - community.cognigy.connection
  - community.cognigy.attributes
  - community.cognigy.content
  - community.cognigy.content.project
  - community.cognigy.content.update_secret
options:
  name:
    description:
      - Name of the handover provider, compared exactly. When several handover providers of the project have it, the task fails and names their IDs.
      - One of O(name) and O(id) is needed.
    type: str
  service:
    description:
      - The service that the human agents work with, by the name or the ID that it has in the installation.
      - When there is none of that name, the message lists those that there are.
    type: str
  service_name:
    description:
      - What the API keeps as C(service) beside the ID of the service. What it means there is not documented.
    type: str
  locale:
    description:
      - The locale of the handover, by name, ID or reference ID.
    type: str
  settings:
    description:
      - What the service needs, with the names of the API, which depend on the service.
      - Only the keys that you give are compared, deeply. They are put into what the server holds, and the whole is sent.
      - Keys that end in C(token), C(secret), C(password), C(apiKey) and the like are secrets, see O(update_secret). Give them along whenever you change
        settings.
    type: dict
  properties:
    description:
      - Properties of the provider, with the names of the API, as a whole.
    type: list
    elements: dict
notes:
  - The role of the user of the key has to be V(handoverProviderAdmin) in the project, or an administrator's.
seealso:
  - module: community.cognigy.cognigy_endpoint
"""

EXAMPLES = r"""
- name: Hand conversations over to our contact centre
  community.cognigy.cognigy_handover_provider:
    organisation: Acme
    project: Support
    name: Contact centre
    service: Genesys Cloud
    service_name: genesys
    locale: en-US
    settings:
      host: mypurecloud.de
      queue: Support
      clientSecret: "{{ vault_genesys_secret }}"

- name: Another queue, for which the secret has to go along
  community.cognigy.cognigy_handover_provider:
    organisation: Acme
    project: Support
    name: Contact centre
    settings:
      queue: Second level
      clientSecret: "{{ vault_genesys_secret }}"

- name: Delete it
  community.cognigy.cognigy_handover_provider:
    organisation: Acme
    project: Support
    name: Contact centre
    state: absent
"""

RETURN = r"""
handover_provider:
  description:
    - The handover provider as the server holds it after the task. In check mode, as it would be; a new one has no ID there and only what you gave.
    - The server may show more keys than these. They are returned too, in snake_case.
  returned: when O(state=present)
  type: dict
  contains:
    id:
      description: ID of the handover provider.
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
      sample: Contact centre
    service:
      description: ID of the service.
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80991
    service_name:
      description: What the API keeps as C(service).
      type: str
      sample: genesys
    locale:
      description: Reference ID of its locale.
      type: str
      sample: 5ed75807-0fe7-4bfb-afdd-8edde396dc4c
    organisation_id:
      description: ID of its organisation.
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80912
    settings:
      description: What the service needs, with the names of the API. Secrets in it are masked.
      type: dict
      sample: {queue: Support}
    properties:
      description: Properties of the provider, with the names of the API. Secrets in them are masked.
      type: list
      elements: dict
      sample: []
    created_at:
      description: When it was created, in Unix seconds.
      type: int
      sample: 1735689600
    created_by:
      description: ID of the user who did that.
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80934
    last_changed_at:
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
    main(MODULES["cognigy_handover_provider"])
