#!/usr/bin/python
# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cognigy_playbook_run
short_description: Run playbooks of a Cognigy.AI project as a test
version_added: "0.1.0"
description:
  - Runs one, several or all playbooks of a project, waits until each has ended, and gives one verdict over all of them.
  - The task fails when a playbook fails, and says which step wanted what and what came instead.
author:
  - The community.cognigy authors (@ansible-collections)
extends_documentation_fragment:
  - community.cognigy.connection
  - community.cognigy.attributes
  - community.cognigy.content.project
options:
  playbooks:
    description:
      - Names or IDs of the playbooks. Without it, all playbooks of the project are run, in the order of their names.
      - When one of them does not exist, none is run. It is an error, too, when nothing would be tested, because the project has no playbooks, or none
        of those that are to be run has steps. A single one without steps gives a warning.
    type: list
    elements: str
  flow:
    description:
      - Name, ID or reference ID of the flow that answers.
    type: str
    required: true
  locale:
    description:
      - Name, ID or reference ID of the locale in which it answers. Without it, it is the primary one of the project.
    type: str
  snapshot:
    description:
      - Name or ID of a snapshot of the project that is tested in place of the project as it is now.
      - O(flow) and O(locale) are looked for in the snapshot then. A name or an ID of the project is also good, when what it names is in the snapshot.
    type: str
  at_once:
    description:
      - How many playbooks are run at the same time, at least 1.
    type: int
    default: 4
  wait_timeout:
    description:
      - Seconds to wait for the end of each run. When the time is up, this run counts as failed, though it goes on at the server, and its reason names the
        ID of the server's task. M(community.cognigy.cognigy_task_info) waits for it or cancels it.
    type: int
    default: 600
  fail:
    description:
      - Whether the task fails when a playbook fails. With V(false), only RV(verdict) says so.
      - What is wrong with the options is an error in any case.
    type: bool
    default: true
attributes:
  check_mode:
    support: full
    details: Nothing is run. The playbooks are looked up, and returned as not run.
  diff_mode:
    support: none
    details: A run changes nothing that could be compared.
  idempotent:
    support: none
    details: Each task runs the playbooks anew.
  async:
    support: full
notes:
  - Not to be confused with playbooks of Ansible.
  - A run whose task ends in error, is cancelled or does not end in time counts as failed, with the reason. The others are waited for all the same.
  - A start is sent only once. When its answer is lost, a new run of the same playbook, flow and locale is looked for, and taken with a warning. When there
    is none, the run counts as failed, and the server may still carry it out.
  - Values under names of secrets are masked in what is returned.
seealso:
  - module: community.cognigy.cognigy_playbook
  - module: community.cognigy.cognigy_snapshot
  - module: community.cognigy.cognigy_task_info
"""

EXAMPLES = r"""
- name: Run all playbooks of a project, and stop when one fails
  community.cognigy.cognigy_playbook_run:
    organisation: Acme
    project: Support
    flow: Main

- name: Test a snapshot in German before it goes live
  community.cognigy.cognigy_playbook_run:
    organisation: Acme
    project: Support
    snapshot: Release 1
    flow: Main
    locale: German
    playbooks:
      - Order
      - Return
    at_once: 2

- name: Only look at what comes out
  community.cognigy.cognigy_playbook_run:
    organisation: Acme
    project: Support
    flow: Main
    fail: false
  register: tested

- name: Show the playbooks that failed
  ansible.builtin.debug:
    msg: "{{ tested.runs | selectattr('status', 'equalto', 'failed') | map(attribute='playbook') }}"
"""

RETURN = r"""
verdict:
  description: V(successful) when every run was successful, else V(failed). It is null in check mode.
  returned: always, but for errors before the first start
  type: str
  sample: successful
runs:
  description:
    - The runs, in the order of O(playbooks), or of their names.
    - They are returned by a task that fails because of them, too.
  returned: always, but for errors before the first start
  type: list
  elements: dict
  contains:
    playbook:
      description: Name of the playbook. In check mode, when it cannot be looked up yet, what O(playbooks) says.
      type: str
      sample: Order
    playbook_id:
      description: ID of the playbook. It is null in check mode when it cannot be looked up yet.
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80990
    id:
      description: ID of the run. It is null when the server has made none, and in check mode.
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80991
    status:
      description: V(successful), V(failed), or V(not_run) in check mode.
      type: str
      sample: failed
    seconds:
      description: How long it took, with the time that it waited at the server. It is null in check mode.
      type: float
      sample: 4.2
    reason:
      description: Why it failed without a result, for example because the server's task ended in error. Otherwise null.
      type: str
      sample: null
    steps:
      description: What became of each step that was carried out. A playbook with C(abort_on_error) ends with the first that fails.
      type: list
      elements: dict
      contains:
        number:
          description: Its place in the playbook, from 1.
          type: int
          sample: 1
        text:
          description: What the user said.
          type: str
          sample: Hello
        status:
          description: V(successful) or V(failed).
          type: str
          sample: failed
        timeout:
          description: Whether no answer came in time.
          type: bool
          sample: false
        asserts:
          description: What had to hold after the answer.
          type: list
          elements: dict
          contains:
            type:
              description: What was looked at.
              type: str
              sample: assertText
            status:
              description: V(successful) or V(failed).
              type: str
              sample: failed
            params:
              description: What was expected, with the names of the API.
              type: dict
              sample: {text: "How can I help?"}
            actual:
              description: What came, with the names of the API.
              type: dict
              sample: {text: "Sorry, what?"}
"""

from ansible_collections.community.cognigy.plugins.module_utils._modules.playbook_run import MODULES
from ansible_collections.community.cognigy.plugins.module_utils._ordinary import main

if __name__ == "__main__":
    main(MODULES["cognigy_playbook_run"])
