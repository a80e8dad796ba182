#!/usr/bin/python
# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cognigy_task_info
short_description: List, wait for and cancel background tasks of Cognigy.AI
version_added: "0.1.0"
description:
  - Returns background tasks of the server, which make snapshots and packages, train flows and run playbooks, among others.
  - It can wait until they have ended, and cancel them. The modules of this collection wait for their tasks themselves. This one is for tasks that
    M(community.cognigy.cognigy_api) has started, and for those that a module did not wait for to their end.
author:
  - The community.cognigy authors (@ansible-collections)
extends_documentation_fragment:
  - community.cognigy.connection
  - community.cognigy.attributes
options:
  id:
    description:
      - ID of one task, as messages and answers of the server name it. Cannot be given together with O(project).
      - When there is no such task, nothing is returned. With O(wait) or O(cancel), that is an error.
    type: str
  project:
    description:
      - Name or ID of the project whose tasks are meant. Without it and O(id), all tasks are returned that the credentials reach.
    type: str
  status:
    description:
      - Only tasks that are in one of these states when the module first looks.
    type: list
    elements: str
    choices: [queued, active, cancelling, done, cancelled, error]
  wait:
    description:
      - Whether to wait until the tasks have ended. The module fails when one of them ends as C(error) or C(cancelled), and says for which reason.
      - Of a list, only tasks that are still going on are waited for, and older failures do not count. The task of an O(id) may have ended before, and counts.
    type: bool
    default: false
  cancel:
    description:
      - Whether to cancel the tasks that are queued or active, and to wait until they have ended. Needs O(id) or O(project).
      - A task that comes to its end before it is cancelled is no error.
    type: bool
    default: false
  wait_timeout:
    description:
      - Seconds to wait for all tasks together. When the time is up, the module fails and names the IDs of those that go on.
    type: int
    default: 600
attributes:
  check_mode:
    support: full
    details: Nothing is cancelled. What would be is returned as cancelled. O(wait) waits in check mode, too.
  diff_mode:
    support: full
    details: With O(cancel), shows the states of the tasks that are cancelled.
  idempotent:
    support: full
    details: A task that has ended is not cancelled again.
  async:
    support: full
seealso:
  - module: community.cognigy.cognigy_api
  - module: community.cognigy.cognigy_playbook_run
"""

EXAMPLES = r"""
- name: See what the server is doing in a project
  community.cognigy.cognigy_task_info:
    organisation: Acme
    project: Support
    status:
      - queued
      - active

- name: Find a lexicon
  community.cognigy.cognigy_resource_info:
    organisation: Acme
    kind: lexicon
    project: Support
    name: Places
  register: places

- name: Start its export
  community.cognigy.cognigy_api:
    organisation: Acme
    operation: exportFromLexicon
    parameters:
      lexiconId: "{{ places.resources[0].id }}"
  register: export

- name: Wait until it is there
  community.cognigy.cognigy_task_info:
    organisation: Acme
    id: "{{ export.response._id }}"
    wait: true
    wait_timeout: 60

- name: Cancel whatever still goes on in a project
  community.cognigy.cognigy_task_info:
    organisation: Acme
    project: Support
    cancel: true
"""

RETURN = r"""
tasks:
  description:
    - The tasks, in the order of the server, as they are after the waiting. Empty when there is none.
    - They are returned by a task that fails because of them, too.
    - The server may show more keys than these. They are returned too, in snake_case.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: ID of the task.
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80990
    name:
      description: What it does, in the server's words.
      type: str
      sample: createSnapshot
    status:
      description: C(queued), C(active), C(cancelling), C(done), C(cancelled) or C(error).
      type: str
      sample: done
    current_step:
      description: How far it is.
      type: float
      sample: 2
    total_step:
      description: Where it ends.
      type: float
      sample: 2
    fail_reason:
      description: Why it ended as C(error). Otherwise empty.
      type: str
      sample: ""
    data:
      description: What it is about, depending on what it does, with keys in snake_case. Values under names of secrets are masked.
      type: dict
      sample: {name: Release 1}
    created_at:
      description: When it was started, in Unix seconds.
      type: int
      sample: 1735689600
    created_by:
      description: ID of who did that.
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80934
    last_run_at:
      description: When it last began to work. It is null before.
      type: str
      sample: "2025-01-01T00:00:01.000Z"
    last_finished_at:
      description: When it ended. It is null before.
      type: str
      sample: "2025-01-01T00:00:07.000Z"
    last_changed:
      description: When it last changed, in Unix seconds.
      type: int
      sample: 1735689607
    last_changed_by:
      description: ID of who did that.
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80934
"""

from ansible_collections.community.cognigy.plugins.module_utils._modules.task import MODULES
from ansible_collections.community.cognigy.plugins.module_utils._ordinary import main

if __name__ == "__main__":
    main(MODULES["cognigy_task_info"])
