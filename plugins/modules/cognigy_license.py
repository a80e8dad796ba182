#!/usr/bin/python
# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cognigy_license
short_description: Set the license of a Cognigy.AI installation when it is needed
version_added: "0.1.0"
description:
  - Shows the license of an installation, and sets another key when the license is not in force, or ends soon.
  - A key cannot be read back from the server, and what is sealed in one can only be seen after it was set. So a key is not compared, but sent when
    the license that is there needs it; see O(renew_before_days) and O(update_secret).
author:
  - The community.cognigy authors (@ansible-collections)
extends_documentation_fragment:
  - community.cognigy.connection
  - community.cognigy.attributes
options:
  license_key:
    description:
      - The license key, with its lines BEGIN and END when it has such. Without it the license is only shown.
      - Line ends of Windows, a byte order mark, and white space at both ends are taken away. A key with any other character that no license has is
        refused before it is sent.
    type: str
  renew_before_days:
    description:
      - Set O(license_key) also when the license that is there ends within this many days. Without it, only when the license is C(invalid), C(expired)
        or C(expiredRenewRequired), or cannot be read.
      - When O(license_key) is the one that the installation has already, or ends as soon, it is sent in each run, with a warning.
      - Older installations show no dates. There C(willExpireSoon) counts as within any number of days, C(valid3MonthsLeft) as within V(90).
    type: int
  update_secret:
    description:
      - V(on_create) sets O(license_key) when the license needs it.
      - V(always) sets it in each run, which then reports a change each time. Use it once, to bring in a key with more features for example.
    type: str
    choices: [on_create, always]
    default: on_create
  login:
    description:
      - Login (e-mail) of an administrator of an organisation. Only older installations need it, which have no license in their management API.
    type: str
  password:
    description:
      - Password of O(login).
    type: str
attributes:
  check_mode:
    support: partial
    details: What a key holds is not known before the server has it. A license that would be set has V(valid) as its state and null everywhere else.
  diff_mode:
    support: full
    details: Tells that a key is set, and whether the license is in force, not what the key holds.
  idempotent:
    support: partial
    details: Not with O(update_secret=always), not with a key that is due itself by O(renew_before_days), and not where the license cannot be read.
  async:
    support: full
notes:
  - All of the license is shown to O(management_username). Older installations (404) show its state alone, to an O(api_key) of an administrator or a
    super API key, see O(organisation).
  - After a key was set, or refused, the license is read again. When the server refuses the key, or takes it and the license is not in force then, the
    task fails and says what the license is now. Its result C(license) has the same as data.
  - Cognigy's own cloud takes no licenses (C(DISABLE_LICENSE_UPLOAD)).
seealso:
  - module: community.cognigy.cognigy_installation_info
"""

EXAMPLES = r"""
- name: Set the license of a new installation, and the next one a month before the end
  community.cognigy.cognigy_license:
    license_key: "{{ vault_cognigy_license_key }}"
    renew_before_days: 30

- name: See how long the license is good
  community.cognigy.cognigy_license:
  register: current

- name: Stop when it ends within two weeks
  ansible.builtin.assert:
    that: current.license.days_left > 14
    fail_msg: "The license of {{ current.license.company }} ends on {{ current.license.expiration_date }}."

- name: Bring in a license with more features, once
  community.cognigy.cognigy_license:
    license_key: "{{ vault_cognigy_license_key }}"
    update_secret: always

- name: Set the license of an older installation, which has none in its management API
  community.cognigy.cognigy_license:
    organisation: Acme
    license_key: "{{ vault_cognigy_license_key }}"
    login: ann@example.com
    password: "{{ vault_ann_password }}"
"""

RETURN = r"""
license:
  description: The license as it is now.
  returned: success
  type: dict
  contains:
    state:
      description:
        - State of the license, one of V(valid), V(valid3MonthsLeft) and V(willExpireSoon), which are in force, V(invalid), V(expiredRenewRequired) and
          V(expired).
        - Null when it cannot be read.
      type: str
      sample: valid
    company:
      description: Whose license it is. Null when it is not shown.
      type: str
      sample: Acme Inc.
    signed_date:
      description: Since when it is there, as the server gives it. Null when it is not shown.
      type: str
      sample: "2026-01-01T00:00:00.000Z"
    expiration_date:
      description: When it ends, as the server gives it. Null when it is not shown.
      type: str
      sample: "2027-01-01T00:00:00.000Z"
    days_left:
      description:
        - Days from today to RV(license.expiration_date), by the clock of the server in UTC. Less than 0 when it has ended.
        - Null when the date is not shown, or not known for a date.
      type: int
      sample: 211
    features:
      description: What it allows. Null when it is not shown.
      type: list
      elements: str
      sample: [cognigyAI, knowledgeAI]
    system_capabilities:
      description: What it allows, in numbers and switches. Null when it is not shown.
      type: dict
      sample: {ai_ops_center_enabled: false, quota_max_knowledge_chunks: 1000}
previous:
  description: The license as it was before, in the same form as RV(license).
  returned: success
  type: dict
  sample: {state: expired, company: Acme Inc., days_left: -20}
"""

from ansible_collections.community.cognigy.plugins.module_utils._modules.installation import MODULES
from ansible_collections.community.cognigy.plugins.module_utils._ordinary import main

if __name__ == "__main__":
    main(MODULES["cognigy_license"])
