#!/usr/bin/python
# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cognigy_snapshot_info
short_description: List the snapshots of Cognigy.AI projects, and what they need
version_added: "0.1.0"
description:
  - Returns the snapshots of one project, or of all projects that the credentials reach, the newest first, and which endpoints run each of them.
  - With O(contents), also what is in them, what has changed in the project since, and what another project has to have before it can run them.
  - With O(needs), also which of these another project lacks.
author:
  - The community.cognigy authors (@ansible-collections)
extends_documentation_fragment:
  - community.cognigy.connection
  - community.cognigy.attributes
  - community.cognigy.attributes.info
options:
  project:
    description:
      - Name or ID of the project. Without it, all projects are looked at that the credentials reach. Needed with O(id) and O(needs).
    type: str
  name:
    description:
      - Only snapshots of exactly this name.
    type: str
  id:
    description:
      - Only the snapshot of this ID.
    type: str
  contents:
    description:
      - Whether to look into the snapshots. This takes some more requests for each project, and reads the language models and connections of the
        organisation.
    type: bool
    default: false
  needs:
    description:
      - What a snapshot of another project needs, as RV(snapshots[].needs) told there. What of it O(project) does not have is returned as
        RV(missing).
      - Each has a C(kind), which is V(connection), V(extension), V(knowledge_store) or V(llm), and a C(name). A C(version), C(type) or C(extension)
        is compared when it is given. C(level=organisation) looks in the organisation, for a language model also whether the project may use it.
    type: list
    elements: dict
seealso:
  - module: community.cognigy.cognigy_snapshot
"""

EXAMPLES = r"""
- name: List the snapshots of all projects
  community.cognigy.cognigy_snapshot_info:
    organisation: Acme

- name: See what a snapshot needs
  community.cognigy.cognigy_snapshot_info:
    organisation: Acme
    project: Support
    name: "1.4"
    contents: true
  register: tested

- name: See what of it production lacks
  community.cognigy.cognigy_snapshot_info:
    organisation: Acme
    project: Support production
    needs: "{{ tested.snapshots[0].needs }}"
  register: production

- name: Stop when something is missing
  ansible.builtin.fail:
    msg: "{{ production.missing }}"
  when: production.missing | selectattr('kind', 'equalto', 'llm') | length > 0

- name: Delete the snapshots that no endpoint runs, except the three newest
  community.cognigy.cognigy_snapshot:
    organisation: Acme
    project: Support production
    id: "{{ item.id }}"
    state: absent
  loop: "{{ (production.snapshots | selectattr('endpoints', 'equalto', []) | list)[3:] }}"
  loop_control:
    label: "{{ item.name }}"
"""

RETURN = r"""
snapshots:
  description:
    - The snapshots, the newest first. Empty when there is none.
    - The server may show more keys than these. They are returned too, in snake_case.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: ID of the snapshot.
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80990
    name:
      description: Its name.
      type: str
      sample: "1.4"
    description:
      description: What it is for.
      type: str
      sample: Opening hours
    project:
      description: Name of its project.
      type: str
      sample: Support
    endpoints:
      description: Names of the endpoints that run it.
      type: list
      elements: str
      sample: [Web]
    hash:
      description: What the server tells its content by.
      type: str
      sample: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
    is_packaged:
      description: Whether the server keeps a file of it for downloads.
      type: bool
      sample: false
    package_expires_at:
      description: Until when it keeps that file, in Unix seconds. V(0) or null when there is none.
      type: int
      sample: 0
    created_at:
      description: When it was made, in Unix seconds.
      type: int
      sample: 1735689600
    created_by:
      description: ID of the user who did that.
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80934
    content_id:
      description:
        - What tells its content from that of others, also in other projects and installations. O(community.cognigy.cognigy_snapshot#module:content_id)
          takes it.
        - It is put together of the server's hash, and of what is in the snapshot and when each of it was changed. Two snapshots are taken for the
          same when one of both is the same.
      returned: when O(contents=true)
      type: str
      sample: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08/d32b48d410a8cd637dc0fe87e00d5289
    resources:
      description: What is in it, with type, name, ID, reference ID, times and what else the server shows. Null when the server does not show it.
      returned: when O(contents=true)
      type: list
      elements: dict
      sample: [{type: flow, name: Main, id: 64f1c0d2a3b4c5d6e7f80992, last_changed: 1735689500}]
    changed_since:
      description:
        - What was made or changed in the project after the snapshot was made, with C(type), C(name) and C(last_changed). Endpoints do not count.
      returned: when O(contents=true)
      type: list
      elements: dict
      sample: [{type: flow, name: Main, last_changed: 1735693200}]
    removed_since:
      description:
        - What is in the snapshot and not in the project any more, with C(type) and C(name). That is all of it, when the snapshot was uploaded to a
          project that was made otherwise.
      returned: when O(contents=true)
      type: list
      elements: dict
      sample: [{type: flow, name: Old}]
    needs:
      description:
        - What another project has to have before the snapshot can run there, each with C(kind) and C(name). O(needs) takes it.
        - Of the snapshot these are its connections, whose values each project has for itself, and its extensions. Of the project, as it is now, its
          knowledge stores, the language models that the organisation lets it use, and the organisation's connections that these and the project's
          settings use; what is of the organisation has C(level=organisation).
      returned: when O(contents=true)
      type: list
      elements: dict
      sample: [{kind: extension, name: weather, version: 1.2.0}, {kind: llm, name: GPT, level: organisation}]
missing:
  description: What of O(needs) the project does not have. Empty when it has all.
  returned: when O(needs) is given
  type: list
  elements: dict
  contains:
    kind:
      description: Kind of what is missing.
      type: str
      sample: extension
    name:
      description: Its name.
      type: str
      sample: weather
    reason:
      description: What is wrong with it.
      type: str
      sample: it is there in version 1.1.0, not 1.2.0
"""

from ansible_collections.community.cognigy.plugins.module_utils._modules.snapshot_info import MODULES
from ansible_collections.community.cognigy.plugins.module_utils._ordinary import main

if __name__ == "__main__":
    main(MODULES["cognigy_snapshot_info"])
