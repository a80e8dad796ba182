#!/usr/bin/python
# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cognigy_system_message
short_description: Announce something to everybody who uses a Cognigy.AI installation
version_added: "0.1.0"
description:
  - Shows a message to the users of all organisations until a given time, and takes it away. An installation has one message; a new one replaces it.
author:
  - The community.cognigy authors (@ansible-collections)
extends_documentation_fragment:
  - community.cognigy.connection
  - community.cognigy.attributes
options:
  state:
    description:
      - V(present) shows the message.
      - V(absent) takes away whichever message is shown. The API has no deletion, so the message gets an end that has passed.
    type: str
    choices: [present, absent]
    default: present
  text:
    description:
      - The message. Needed with O(state=present).
    type: str
  until:
    description:
      - When the message ends, as date and time such as V(2026-12-01T20:00:00+01:00), in UTC when no offset is given, or in Unix seconds.
      - It has to lie ahead, and before 19 January 2038. This or O(for_minutes) is needed with O(state=present).
    type: str
  for_minutes:
    description:
      - For how many minutes from now the message is shown, by the clock of the server.
      - This gives another end each time, so each run reports a change. Use O(until) where that matters.
    type: int
  show_on_login:
    description:
      - Whether the message is also shown on the login page, to people who have not logged in.
    type: bool
    default: false
attributes:
  check_mode:
    support: full
    details: With O(for_minutes) the end is that of the check.
  diff_mode:
    support: full
  idempotent:
    support: partial
    details: Not with O(for_minutes), and not where the server does not show its message.
  async:
    support: full
notes:
  - The message is set with O(management_username), and read with an O(api_key) when there is one, else without credentials. When the server does not show
    it, the message is sent in each run with a warning.
  - Do not put anything secret into it. With O(show_on_login=true) the whole internet may read it.
seealso:
  - module: community.cognigy.cognigy_installation_info
"""

EXAMPLES = r"""
- name: Announce an upgrade
  community.cognigy.cognigy_system_message:
    text: Upgrade on Sunday from 20:00 to 22:00. Please save your work.
    until: "2037-12-06T22:00:00+01:00"
    show_on_login: true

- name: Tell that it takes half an hour more
  community.cognigy.cognigy_system_message:
    text: The upgrade is still running. Please wait.
    for_minutes: 30

- name: Take the message away
  community.cognigy.cognigy_system_message:
    state: absent
"""

RETURN = r"""
system_message:
  description: The message that is shown.
  returned: success and O(state=present)
  type: dict
  contains:
    text:
      description: The message.
      type: str
      sample: Upgrade on Sunday from 20:00 to 22:00. Please save your work.
    until:
      description: When it ends, in Unix seconds.
      type: int
      sample: 2143832400
    until_date:
      description: The same as date and time in UTC.
      type: str
      sample: "2037-12-06T21:00:00Z"
    show_on_login:
      description: Whether it is shown on the login page.
      type: bool
      sample: true
"""

from ansible_collections.community.cognigy.plugins.module_utils._modules.installation import MODULES
from ansible_collections.community.cognigy.plugins.module_utils._ordinary import main

if __name__ == "__main__":
    main(MODULES["cognigy_system_message"])
