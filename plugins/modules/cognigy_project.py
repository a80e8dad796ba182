#!/usr/bin/python
# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cognigy_project
short_description: Manage the projects of a Cognigy.AI organisation
version_added: "0.1.0"
description:
  - Creates, changes and deletes projects.
  - A project is found by its exact name within the organisation, or by its ID. Only the options that you give are compared and changed.
author:
  - The community.cognigy authors (@ansible-collections)
extends_documentation_fragment:
  - community.cognigy.connection
  - community.cognigy.attributes
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
  async:
    support: full
options:
  state:
    description:
      - V(present) makes sure that the project is there and is as the other options say.
      - V(absent) deletes the project with all that is in it, and waits until the server has done so, see O(wait_timeout).
    type: str
    choices: [present, absent]
    default: present
  id:
    description:
      - ID of the project, 24 hexadecimal digits. It chooses between projects of the same name.
      - Given together with O(name), the project of this ID gets that name. An ID that does not exist is an error with O(state=present).
    type: str
  name:
    description:
      - Name of the project, compared exactly. The server does not make sure that names are unique; when several projects have it, the task fails
        and names their IDs.
      - One of O(name) and O(id) is needed. Without a project of that name, one is created; that also needs O(locale).
    type: str
  locale:
    description:
      - Language of the primary locale, which the server makes along with the project. Needed to create a project, and used only then.
      - When a project that is there already has another language, it keeps it, and a warning says so.
      - Known languages are V(ar-AE), V(bn-IN), V(da-DK), V(de-DE), V(en-AU), V(en-CA), V(en-GB), V(en-IN), V(en-US), V(es-ES), V(fi-FI),
        V(fr-FR), V(hi-IN), V(it-IT), V(ja-JP), V(ko-KR), V(nl-NL), V(nn-NO), V(pl-PL), V(pt-BR), V(pt-PT), V(ru-RU), V(sv-SE), V(ta-IN),
        V(th-TH), V(tr-TR), V(vi-VN), V(zh-CN), and V(ge-GE), which is spelt so by the server. Later versions may know more.
    type: str
  color:
    description:
      - Colour of the project in the user interface, as the server names it. These are names of CSS colours in camel case, such as V(steelBlue),
        and some more, such as V(cognigyBlue), V(amber) and V(deepPurple).
      - A new project gets one by itself.
    type: str
  live_agent_default_inbox:
    description:
      - Number of the inbox in Live Agent to which conversations of the project go.
    type: int
  handover_configuration:
    description:
      - What is set up for handing conversations over to human agents. Only what you give is compared.
      - When it is set for the first time, give both suboptions, since servers may refuse one alone.
    type: dict
    suboptions:
      setup_live_agent_inbox:
        description: Whether the project gets an inbox in Live Agent.
        type: bool
      whisper_assist_configuration:
        description: What is set up for the assistance of human agents.
        type: str
        choices: [none, basic, template]
  wait_timeout:
    description:
      - Seconds to wait for the end of the deletion, which is a background task of the server.
      - When the time is up, the module fails and names the ID of that task. The server goes on with it.
    type: int
    default: 600
notes:
  - It needs an O(api_key), or management credentials with O(organisation). To create a project, the user of the key needs the role V(admin) or
    V(projectManager).
  - Users who are not administrators see only the projects that they are members of. To them a project of others is not there.
seealso:
  - module: community.cognigy.cognigy_project_info
  - module: community.cognigy.cognigy_project_member
"""

EXAMPLES = r"""
- name: A project in the organisation of the API key
  community.cognigy.cognigy_project:
    base_url: https://api.example.com
    api_key: "{{ vault_cognigy_api_key }}"
    name: Support
    locale: en-US
    color: steelBlue

# The following tasks take base_url and management credentials from environment variables. They make a super API key by themselves.

- name: A project with an inbox in Live Agent
  community.cognigy.cognigy_project:
    organisation: Acme
    name: Sales
    locale: de-DE
    handover_configuration:
      setup_live_agent_inbox: true
      whisper_assist_configuration: basic
  register: sales

- name: Give it another name
  community.cognigy.cognigy_project:
    organisation: Acme
    id: "{{ sales.project.id }}"
    name: Sales DACH

- name: Delete a project and wait for up to 20 minutes
  community.cognigy.cognigy_project:
    organisation: Acme
    name: Sales DACH
    state: absent
    wait_timeout: 1200
"""

RETURN = r"""
project:
  description:
    - The project as the server holds it after the task. In check mode, as it would be; a new one has no RV(project.id) there and only what you
      gave.
    - The server may show more keys than these. They are returned too, in snake_case.
  returned: when O(state=present)
  type: dict
  contains:
    id:
      description: ID of the project.
      returned: when it exists
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

from ansible_collections.community.cognigy.plugins.module_utils._modules.ensure import MODULES
from ansible_collections.community.cognigy.plugins.module_utils._ordinary import main

if __name__ == "__main__":
    main(MODULES["cognigy_project"])
