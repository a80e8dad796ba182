#!/usr/bin/python
# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cognigy_knowledge_connector
short_description: Manage the connectors of a Cognigy.AI knowledge store
version_added: "0.1.0"
description:
  - Creates, changes, runs and deletes knowledge connectors, which bring knowledge from other systems into a store.
  - A connector is found by its exact name within the knowledge store, or by its ID.
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
  knowledge_store:
    description:
      - Name or ID of the knowledge store.
    type: str
    required: true
  name:
    description:
      - Name of the connector, compared exactly. When several of the store have it, the task fails and names their IDs.
      - One of O(name) and O(id) is needed.
    type: str
  extension:
    description:
      - Name of the extension that the connector comes from. Needed to create one, and fixed afterwards.
    type: str
  version:
    description:
      - Version of that extension. Fixed after the creation.
    type: str
  type:
    description:
      - Which connector of the extension it is. Needed to create one, and fixed afterwards.
    type: str
  config:
    description:
      - Configuration, as the connector wants it. Only the keys that you give are compared; they are sent together with those that are there.
      - Values under names of secrets, such as C(apiKey), C(password) or C(accessToken), are not compared and never shown, see O(update_secret).
    type: dict
  schedule:
    description:
      - When the connector runs by itself. Only what you give is compared.
    type: dict
    suboptions:
      enabled:
        description: Whether it runs by itself at all.
        type: bool
      start:
        description: Not before this time, in Unix seconds.
        type: int
      hour:
        description: Hour of the day, from 0 to 23.
        type: int
      minute:
        description: Minute of the hour.
        type: int
      week_days:
        description: Days of the week, 0 for Monday, as a whole. The order does not count.
        type: list
        elements: int
  run:
    description:
      - Whether to make sure that the connector has run. It is started, and waited for, when this task created or changed it, or when its last run
        did not end well or there was none.
    type: bool
    default: false
  wait_timeout:
    description:
      - Seconds to wait for the end of a run. When the time is up, the module fails and names the ID of the server's task, which goes on.
    type: int
    default: 600
seealso:
  - module: community.cognigy.cognigy_knowledge_store
"""

EXAMPLES = r"""
- name: Bring in the pages of a wiki every Monday at three
  community.cognigy.cognigy_knowledge_connector:
    organisation: Acme
    project: Support
    knowledge_store: Handbook
    name: Wiki
    extension: confluence-connector
    type: confluenceConnector
    config:
      space: SUP
      apiToken: "{{ vault_wiki_token }}"
    schedule:
      enabled: true
      week_days: [0]
      hour: 3
      minute: 0
    run: true

- name: Send a new token
  community.cognigy.cognigy_knowledge_connector:
    organisation: Acme
    project: Support
    knowledge_store: Handbook
    name: Wiki
    config:
      apiToken: "{{ vault_wiki_token }}"
    update_secret: always

- name: Delete it
  community.cognigy.cognigy_knowledge_connector:
    organisation: Acme
    project: Support
    knowledge_store: Handbook
    name: Wiki
    state: absent
"""

RETURN = r"""
knowledge_connector:
  description:
    - The knowledge connector as the server holds it after the task. In check mode, as it would be; a new one has no ID there and only what you gave.
    - The server may show more keys than these. They are returned too, in snake_case.
  returned: when O(state=present)
  type: dict
  contains:
    id:
      description: ID of the knowledge connector.
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
      sample: Wiki
    extension:
      description: Name of the extension that it comes from.
      type: str
      sample: confluence-connector
    version:
      description: Version of that extension.
      returned: when the server shows it
      type: str
      sample: 1.0.0
    type:
      description: Which connector of the extension it is.
      type: str
      sample: confluenceConnector
    config:
      description: Its configuration. Values under names of secrets are masked.
      type: dict
      sample: {space: SUP, apiToken: "********"}
    schedule:
      description: When it runs by itself.
      type: dict
      contains:
        enabled:
          description: Whether it runs by itself at all.
          type: bool
          sample: true
        start:
          description: Not before this time, in Unix seconds.
          returned: when the server shows it
          type: int
          sample: 1735689600
        hour:
          description: Hour of the day.
          type: int
          sample: 3
        minute:
          description: Minute of the hour.
          type: int
          sample: 0
        week_days:
          description: Days of the week, 0 for Monday.
          type: list
          elements: int
          sample: [0]
    last_execution:
      description: When it last ran, 0 for never.
      type: int
      sample: 1735690000
    last_execution_status:
      description: How the last run ended, V(none), V(queued), V(active), V(done) or V(error).
      type: str
      sample: done
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

from ansible_collections.community.cognigy.plugins.module_utils._modules.knowledge import MODULES
from ansible_collections.community.cognigy.plugins.module_utils._ordinary import main

if __name__ == "__main__":
    main(MODULES["cognigy_knowledge_connector"])
