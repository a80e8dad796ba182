#!/usr/bin/python
# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cognigy_project_info
short_description: List the projects of a Cognigy.AI organisation
version_added: "0.1.0"
description:
  - Returns all projects that the credentials show, or those of a name, or the one of an ID.
author:
  - The community.cognigy authors (@ansible-collections)
extends_documentation_fragment:
  - community.cognigy.connection
  - community.cognigy.attributes
  - community.cognigy.attributes.info
options:
  name:
    description:
      - Only projects of exactly this name. There may be several, since the server does not make sure that names are unique.
    type: str
  id:
    description:
      - Only the project of this ID. Cannot be given together with O(name).
    type: str
notes:
  - It needs an O(api_key), or management credentials with O(organisation).
  - Users who are not administrators see only the projects that they are members of.
seealso:
  - module: community.cognigy.cognigy_project
  - module: community.cognigy.cognigy_facts
"""

EXAMPLES = r"""
- name: List all projects that an API key can see
  community.cognigy.cognigy_project_info:
    base_url: https://api.example.com
    api_key: "{{ vault_cognigy_api_key }}"
  register: all

- name: Show their names
  ansible.builtin.debug:
    msg: "{{ all.projects | map(attribute='name') }}"

- name: Look up one project, with base_url and management credentials from environment variables
  community.cognigy.cognigy_project_info:
    organisation: Acme
    name: Support
  register: found

- name: Look it up by ID
  community.cognigy.cognigy_project_info:
    organisation: Acme
    id: "{{ found.projects[0].id }}"
"""

RETURN = r"""
projects:
  description:
    - The projects that were found, in the order of the server. Empty when there is none.
    - The server may show more keys than these. They are returned too, in snake_case.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: ID of the project.
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80956
    name:
      description: Its name.
      type: str
      sample: Support
    color:
      description: Its colour.
      type: str
      sample: steelBlue
    primary_locale_reference:
      description: ID of its primary locale.
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80978
    live_agent_default_inbox:
      description: Number of its inbox in Live Agent.
      type: int
      sample: 0
    handover_configuration:
      description: What is set up for handing conversations over to human agents.
      returned: when it was set
      type: dict
      contains:
        setup_live_agent_inbox:
          description: Whether the project has an inbox in Live Agent.
          type: bool
          sample: true
        whisper_assist_configuration:
          description: What is set up for the assistance of human agents.
          type: str
          sample: basic
    created_at:
      description: When the project was created, in Unix seconds.
      type: int
      sample: 1735689600
    created_by:
      description: ID of the user who did that.
      returned: when the server shows it
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80934
    last_changed:
      description: When the project was last changed, in Unix seconds.
      type: int
      sample: 1735693200
    last_changed_by:
      description: ID of the user who did that.
      returned: when the server shows it
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80934
"""

from ansible_collections.community.cognigy.plugins.module_utils._modules.info import MODULES
from ansible_collections.community.cognigy.plugins.module_utils._ordinary import main

if __name__ == "__main__":
    main(MODULES["cognigy_project_info"])
