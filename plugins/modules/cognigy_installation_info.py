#!/usr/bin/python
# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cognigy_installation_info
short_description: Tell what a Cognigy.AI installation is and can do
version_added: "0.1.0"
description:
  - Says whether the API is reachable, its version, license and size, as far as the credentials show it.
  - A server that does not answer is a result and not a failure. Wrong credentials are a failure.
author:
  - The community.cognigy authors (@ansible-collections)
extends_documentation_fragment:
  - community.cognigy.connection
  - community.cognigy.attributes
  - community.cognigy.attributes.info
options: {}
notes:
  - With management credentials and O(organisation), and without O(api_key), the module finds out whether super API keys work by making one, in
    check mode too. It is not returned and ends after 15 minutes.
  - Without any credentials it still says whether the server is reachable, and the version when the server shows it to everyone.
seealso:
  - module: community.cognigy.cognigy_facts
  - module: community.cognigy.cognigy_organisation_info
"""

EXAMPLES = r"""
- name: Wait until a server that was just started answers
  community.cognigy.cognigy_installation_info:
    base_url: https://api.example.com
  register: server
  until: server.installation.reachable
  retries: 30
  delay: 10

- name: Ask for everything, with base_url and management credentials from environment variables
  community.cognigy.cognigy_installation_info:
    organisation: Acme
  register: server

- name: Stop when the license needs care, or when super API keys are off
  ansible.builtin.assert:
    that:
      - server.installation.license.state in ['valid', 'valid3MonthsLeft']
      - server.installation.super_keys

- name: With an API key
  community.cognigy.cognigy_installation_info:
    api_key: "{{ vault_cognigy_api_key }}"
"""

RETURN = r"""
installation:
  description: What is known about the installation.
  returned: success
  type: dict
  contains:
    base_url:
      description: Address of the API, without V(/new).
      type: str
      sample: https://api.example.com
    reachable:
      description: Whether the server answered.
      type: bool
      sample: true
    reason:
      description: Why the server is not reachable. Null when it is.
      type: str
      sample: null
    version:
      description: Version of Cognigy.AI. Null when the server does not show it.
      type: str
      sample: 2026.10.0
    license:
      description: The license. Null when these credentials do not show it.
      type: dict
      contains:
        state:
          description:
            - State of the license, one of V(invalid), V(valid), V(valid3MonthsLeft), V(willExpireSoon), V(expiredRenewRequired), V(expired).
          type: str
          sample: valid
        company:
          description: Who it was given to.
          returned: with management credentials
          type: str
          sample: Example Ltd
        signed_date:
          description: When it was given, as the server writes it.
          returned: with management credentials
          type: str
          sample: "2026-01-01T00:00:00.000Z"
        expiration_date:
          description: When it ends, as the server writes it.
          returned: with management credentials
          type: str
          sample: "2027-01-01T00:00:00.000Z"
        features:
          description: What it includes.
          returned: with management credentials
          type: list
          elements: str
          sample: [cognigyAI, knowledgeAI]
        system_capabilities:
          description: Further limits and features.
          returned: with management credentials
          type: dict
          sample: {ai_ops_center_enabled: false, quota_max_knowledge_chunks: 1000}
    vendor:
      description: What the server says about itself. Null without management credentials.
      type: dict
      contains:
        version:
          description: Version of Cognigy.AI.
          type: str
          sample: 2026.10.0
        frontend_base_url:
          description: Address of the user interface.
          type: str
          sample: https://cognigy.example.com
        has_license_agreement:
          description: Whether there is a license agreement.
          type: bool
          sample: true
        max_session_state_ttl:
          description: Longest time in minutes for which the state of a session is kept.
          type: int
          sample: 10080
        max_contact_profile_ttl:
          description: Longest time in minutes for which contact profiles are kept.
          type: int
          sample: 43200
        max_conversation_ttl:
          description: Longest time in minutes for which conversations are kept.
          type: int
          sample: 43200
    organisations:
      description: Number of organisations. Null without management credentials.
      type: int
      sample: 12
    super_keys:
      description:
        - Whether super API keys can be made here. Null when that was not tried, that is without management credentials, without O(organisation), or
          with O(api_key).
      type: bool
      sample: true
"""

from ansible_collections.community.cognigy.plugins.module_utils._modules.info import MODULES
from ansible_collections.community.cognigy.plugins.module_utils._ordinary import main

if __name__ == "__main__":
    main(MODULES["cognigy_installation_info"])
