#!/usr/bin/python
# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cognigy_training
short_description: Train the intents of Cognigy.AI flows
version_added: "0.1.0"
description:
  - Trains the flows of a project whose training is out of date, and waits until they are trained. Flows that are up to date are left alone.
author:
  - The community.cognigy authors (@ansible-collections)
extends_documentation_fragment:
  - community.cognigy.connection
  - community.cognigy.attributes
  - community.cognigy.content.project
options:
  flow:
    description:
      - Name or ID of the flow. Without it, all flows of the project are trained that need it, side by side.
    type: str
  locale:
    description:
      - Name, ID or reference ID of the locale to train. Without it, the server decides.
    type: str
  mode:
    description:
      - V(full) trains everything anew, V(quick) is faster and less exact.
    type: str
    choices: [full, quick]
    default: full
  wait_timeout:
    description:
      - Seconds to wait for the end of each training, which can take minutes.
      - When the time is up, the module fails and names the ID of the server's task, which goes on.
    type: int
    default: 600
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
    details: Names the flows that were trained.
  idempotent:
    support: full
  async:
    support: full
seealso:
  - module: community.cognigy.cognigy_intent
"""

EXAMPLES = r"""
- name: Train what needs it
  community.cognigy.cognigy_training:
    organisation: Acme
    project: Support

- name: Train one flow in one language, for up to half an hour
  community.cognigy.cognigy_training:
    organisation: Acme
    project: Support
    flow: Main
    locale: German
    wait_timeout: 1800
"""

RETURN = r"""
flows:
  description:
    - The flows that were looked at. Those that were trained are in the diff.
    - Empty in check mode when the flow or the project is not there yet.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: ID of the flow.
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80990
    name:
      description: Its name.
      type: str
      sample: Main
    is_training_out_of_date:
      description: Whether it needs a training, which it does not after this task.
      type: bool
      sample: false
"""

from ansible_collections.community.cognigy.plugins.module_utils._modules.flow import MODULES
from ansible_collections.community.cognigy.plugins.module_utils._ordinary import main

if __name__ == "__main__":
    main(MODULES["cognigy_training"])
