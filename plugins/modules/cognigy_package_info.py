#!/usr/bin/python
# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cognigy_package_info
short_description: List packages of Cognigy.AI projects
version_added: "0.1.0"
description:
  - Returns the packages of one project or of all, and what is in them.
author:
  - The community.cognigy authors (@ansible-collections)
extends_documentation_fragment:
  - community.cognigy.connection
  - community.cognigy.attributes
  - community.cognigy.attributes.info
options:
  project:
    description:
      - Name or ID of the project. Without it, the packages of all projects are returned that the credentials see.
    type: str
  name:
    description:
      - Only packages of exactly this name. Without it and O(id), all are returned.
    type: str
  id:
    description:
      - Only the package of this ID. Needs O(project).
    type: str
  contents:
    description:
      - Whether to return what is in each package, which is one more request for each project.
    type: bool
    default: false
seealso:
  - module: community.cognigy.cognigy_package
"""

EXAMPLES = r"""
- name: The packages of a project
  community.cognigy.cognigy_package_info:
    organisation: Acme
    project: Support

- name: What is in one of them
  community.cognigy.cognigy_package_info:
    organisation: Acme
    project: Support
    name: Orders 1
    contents: true
  register: found

- name: Show the names of its flows
  ansible.builtin.debug:
    msg: "{{ found.packages[0].resources | selectattr('kind', 'equalto', 'flow') | map(attribute='name') | list }}"
"""

RETURN = r"""
packages:
  description:
    - The packages, empty when nothing matches.
    - The server may show more keys than these. They are returned too, in snake_case.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: ID of the package.
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80990
    name:
      description: Its name.
      type: str
      sample: Orders 1
    description:
      description: What it is for.
      type: str
      sample: Taking orders
    hash:
      description: What the server tells its content by.
      type: str
      sample: 5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8
    project:
      description: Name of the project that it is in.
      type: str
      sample: Support
    created_at:
      description: When it was made or uploaded, in Unix seconds.
      type: int
      sample: 1735689600
    created_by:
      description: ID of the user who did that.
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80934
    resources:
      description:
        - The objects in it, its locales among them. It is null when the server does not show them.
        - What the server shows of each beyond these keys depends on its kind. It is returned too, in snake_case.
      returned: when O(contents=true)
      type: list
      elements: dict
      sample:
        - {kind: flow, type: flow, name: Orders, id: 64f1c0d2a3b4c5d6e7f80991, last_changed: 1735689600}
"""

from ansible_collections.community.cognigy.plugins.module_utils._modules.package import MODULES
from ansible_collections.community.cognigy.plugins.module_utils._ordinary import main

if __name__ == "__main__":
    main(MODULES["cognigy_package_info"])
