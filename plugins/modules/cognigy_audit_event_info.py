#!/usr/bin/python
# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cognigy_audit_event_info
short_description: List the audit events of a Cognigy.AI organisation
version_added: "0.1.0"
description:
  - Returns who changed what in an organisation, and when, newest first.
  - The server keeps these events until their C(expires_at). It shows them to administrators of the organisation only.
author:
  - The community.cognigy authors (@ansible-collections)
extends_documentation_fragment:
  - community.cognigy.connection
  - community.cognigy.period
  - community.cognigy.attributes
  - community.cognigy.attributes.info
options:
  project:
    description:
      - Name or ID of a project. Only events about it are returned. A project that was deleted can be given by its ID.
    type: str
  types:
    description:
      - Only events of these types, such as V(create), V(patch), V(replace), V(delete), V(action), V(authentication) and V(authorization).
    type: list
    elements: str
  action_types:
    description:
      - Only events of these actions, such as V(addRoleToUser) or V(restoreSnapshot). Events that name no action are left out then.
    type: list
    elements: str
  user:
    description:
      - Only events of this user, given as the events name it (C(user)) or by ID (C(user_reference)).
    type: str
  details:
    description:
      - Whether to read each event on its own, which takes one more request an event. The server may show more than in its list.
    type: bool
    default: false
notes:
  - It needs an O(api_key) of an administrator, or management credentials with O(organisation).
  - The server cannot choose audit events by their time. They are read from the newest on until they are older than O(since), or until there are
    O(limit). When the server gives them in another order, all are read. So give O(since) or O(limit) where you can.
  - Values in a payload whose names are those of secrets are masked, and so is whatever is in a payload's C(fields), where connections have
    their credentials. Under other names a payload could still hold what not everybody should see.
seealso:
  - module: community.cognigy.cognigy_log_info
  - module: community.cognigy.cognigy_metrics_info
"""

EXAMPLES = r"""
- name: See what was done today and yesterday
  community.cognigy.cognigy_audit_event_info:
    base_url: https://api.example.com
    api_key: "{{ vault_cognigy_api_key }}"
    since: 48h
  register: recent

- name: Name who did it
  ansible.builtin.debug:
    msg: "{{ recent.audit_events | map(attribute='user') | unique }}"

- name: See what was deleted in a project in January
  community.cognigy.cognigy_audit_event_info:
    organisation: Acme
    project: Support
    types: [delete]
    since: "2026-01-01"
    until: "2026-01-31T23:59:59Z"

- name: See the last ten changes of roles, with all that the server tells of them
  community.cognigy.cognigy_audit_event_info:
    organisation: Acme
    action_types: [addRoleToUser, removeRoleFromUser]
    limit: 10
    details: true

- name: See what a user did in a week
  community.cognigy.cognigy_audit_event_info:
    organisation: Acme
    user: ann@example.com
    since: 7d
  register: of_ann

- name: Name the IDs of the flows that were changed
  ansible.builtin.debug:
    msg: >-
      {{ of_ann.audit_events | selectattr('chain', 'defined') | map(attribute='chain') | flatten
         | selectattr('element_type', '==', 'flow') | map(attribute='element_id') | unique }}
"""

RETURN = r"""
audit_events:
  description:
    - The events, newest first. Empty when there is none.
    - The server may show more keys than these. They are returned too, in snake_case.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: ID of the event.
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80990
    timestamp:
      description: When it happened.
      type: str
      sample: "2026-01-31T12:00:00.000Z"
    type:
      description: What kind of event it is, in the server's words.
      type: str
      sample: patch
    action_type:
      description: Which action it was.
      returned: when the server names it
      type: str
      sample: addRoleToUser
    user:
      description: Who did it, in general the login.
      type: str
      sample: ann@example.com
    user_reference:
      description: ID of who did it.
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80934
    organisation_reference:
      description: ID of the organisation.
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80912
    project_reference:
      description: ID of the project that it is about.
      returned: when it is about one
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80956
    chain:
      description: The objects that were changed, each with C(element_type) and, in general, C(element_id).
      returned: when the server has it so, which is not always the case
      type: list
      elements: dict
      sample: [{element_id: 64f1c0d2a3b4c5d6e7f80978, element_type: endpoint}]
    modified_resources:
      description: The same as C(resource_type) and C(resource_id), from newer servers.
      returned: when the server shows it
      type: list
      elements: dict
    payload:
      description: What was sent, as far as the server keeps it, with its own names. Secrets are masked. It can be of any type.
      type: raw
      sample: {name: Web}
    expires_at:
      description: When the server forgets the event.
      type: str
      sample: "2027-01-31T12:00:00.000Z"
"""

from ansible_collections.community.cognigy.plugins.module_utils._modules.insight import MODULES
from ansible_collections.community.cognigy.plugins.module_utils._ordinary import main

if __name__ == "__main__":
    main(MODULES["cognigy_audit_event_info"])
