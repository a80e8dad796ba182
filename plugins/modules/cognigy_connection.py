#!/usr/bin/python
# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cognigy_connection
short_description: Manage the connections of a Cognigy.AI project or organisation
version_added: "0.1.0"
description:
  - Creates, changes and deletes connections, which hold the credentials with which flows, language models and the like reach other systems.
  - A connection is found by its exact name within the project, or within the organisation, or by its ID.
  - Only O(fields) of a connection can be changed, see O(recreate) for the rest.
author:
  - The community.cognigy authors (@ansible-collections)
extends_documentation_fragment:
  - community.cognigy.connection
  - community.cognigy.attributes
  - community.cognigy.content
  - community.cognigy.content.levels
  - community.cognigy.content.recreate
  - community.cognigy.content.update_secret
options:
  name:
    description:
      - Name of the connection, compared exactly. When several connections there have it, the task fails and names their IDs.
      - One of O(name) and O(id) is needed.
    type: str
  extension:
    description:
      - Name of the extension that the type of the connection comes from, V(@cognigy/basic-nodes) for those that every installation has. Needed to
        create a connection, and fixed afterwards.
    type: str
  type:
    description:
      - Type of the connection, such as V(OpenAIProvider) or V(http_basic). Needed to create a connection, and fixed afterwards.
      - The operation C(indexConnectionSchemas) of M(community.cognigy.cognigy_api) lists the types of a project and their fields.
    type: str
  is_deprecated:
    description:
      - Whether the connection is of an old form of its type. Fixed after the creation, where it is V(false) unless you say otherwise.
    type: bool
  fields:
    description:
      - The credentials, from one to ten, by the names that the type has for them. Needed to create a connection.
      - They are secrets as a whole. They are not compared and never shown; O(update_secret) says when they are sent. They are sent whole, so give
        all of them.
    type: dict
notes:
  - To rotate a credential, change it in the vault and run the task once with O(update_secret=always).
  - A snapshot does not hold the credentials of connections. Each installation needs connections of the same names with credentials of its own.
seealso:
  - module: community.cognigy.cognigy_llm
"""

EXAMPLES = r"""
- name: Credentials of a language model, for all projects
  community.cognigy.cognigy_connection:
    organisation: Acme
    resource_level: organisation
    name: OpenAI
    extension: "@cognigy/basic-nodes"
    type: OpenAIProvider
    fields:
      apiKey: "{{ vault_openai_key }}"

- name: Credentials of the ticket system, for one project
  community.cognigy.cognigy_connection:
    organisation: Acme
    project: Support
    name: Tickets
    extension: "@cognigy/basic-nodes"
    type: http_basic
    fields:
      username: bot
      password: "{{ vault_tickets_password }}"

- name: Send the new password after it was changed there
  community.cognigy.cognigy_connection:
    organisation: Acme
    project: Support
    name: Tickets
    fields:
      username: bot
      password: "{{ vault_tickets_password }}"
    update_secret: always

- name: Delete it
  community.cognigy.cognigy_connection:
    organisation: Acme
    project: Support
    name: Tickets
    state: absent
"""

RETURN = r"""
connection:
  description:
    - The connection as the server holds it after the task. In check mode, as it would be; a new one has no ID there and only what you gave.
    - The server may show more keys than these. They are returned too, in snake_case.
  returned: when O(state=present)
  type: dict
  contains:
    id:
      description: ID of the connection.
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
      sample: Tickets
    extension:
      description: Name of the extension that its type comes from.
      type: str
      sample: "@cognigy/basic-nodes"
    type:
      description: Its type.
      type: str
      sample: http_basic
    is_deprecated:
      description: Whether it is of an old form of its type.
      returned: when the server shows it
      type: bool
      sample: false
    resource_level:
      description: Whether it is of a project or of the organisation.
      returned: when it exists
      type: str
      sample: project
    connection_schema:
      description: Extension and type as the server has them together.
      returned: when the server shows it
      type: dict
      sample: {extension: "@cognigy/basic-nodes", type: http_basic}
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
    main(MODULES["cognigy_connection"])
