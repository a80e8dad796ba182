#!/usr/bin/python
# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cognigy_extension
short_description: Manage the extensions of a Cognigy.AI project
version_added: "0.1.0"
description:
  - Uploads an extension, brings it to another version, says whether its code is trusted, and deletes it.
  - An extension is found by its exact name within the project, which its package says, or by its ID. Its version is compared with the wanted one.
author:
  - The community.cognigy authors (@ansible-collections)
extends_documentation_fragment:
  - community.cognigy.connection
  - community.cognigy.attributes
  - community.cognigy.content
  - community.cognigy.content.project
options:
  id:
    description:
      - ID of the extension, 24 hexadecimal digits.
    type: str
  name:
    description:
      - Name of the extension, as in the C(package.json) of its package. Needed unless O(file) is given, which says it by itself.
    type: str
  file:
    description:
      - Package of the extension, a V(.tar.gz) file on the host that the module runs on. Name and version are read from the C(package.json) in it.
      - It is sent when the project does not have the extension in that version. It is read while it is sent, so its size, of up to 128 MB, does not
        matter for memory.
    type: path
  url:
    description:
      - Address from which the server is to fetch the package. Servers of own installations fetch from hosts only that
        C(ALLOWED_EXTENSION_HOSTNAMES) names, which is none by default.
      - Without O(version), an extension of this O(name) that is there already is left as it is, since its version cannot be compared.
    type: str
  version:
    description:
      - The wanted version, with O(url); or a check that O(file), or what is there, has this version.
    type: str
  trusted_code:
    description:
      - Whether the code of the extension is trusted, which lets it do more than others.
    type: bool
  wait_timeout:
    description:
      - Seconds to wait until the server has read a package.
      - When the time is up, the module fails and names the ID of the server's task, which goes on.
    type: int
    default: 600
notes:
  - A package that the server cannot read ends in a failed task, whose reason the module shows. Nothing is left behind then.
"""

EXAMPLES = r"""
- name: An extension in the version of a package
  community.cognigy.cognigy_extension:
    organisation: Acme
    project: Support
    file: "{{ playbook_dir }}/weather-1.2.0.tar.gz"

- name: Trust its code
  community.cognigy.cognigy_extension:
    organisation: Acme
    project: Support
    name: weather
    trusted_code: true

- name: Make sure that it is there in this version, and fail otherwise
  community.cognigy.cognigy_extension:
    organisation: Acme
    project: Support
    name: weather
    version: 1.2.0

- name: Delete it
  community.cognigy.cognigy_extension:
    organisation: Acme
    project: Support
    name: weather
    state: absent
"""

RETURN = r"""
extension:
  description:
    - The extension as the server holds it after the task. In check mode, as it would be; a new one has no ID there and only what you gave.
    - The server may show more keys than these. They are returned too, in snake_case.
  returned: when O(state=present)
  type: dict
  contains:
    id:
      description: ID of the extension.
      returned: when it exists
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80990
    name:
      description: Its name.
      type: str
      sample: weather
    label:
      description: Name that the user interface shows.
      type: str
      sample: Weather
    version:
      description: Its version.
      type: str
      sample: 1.2.0
    trusted_code:
      description: Whether its code is trusted.
      type: bool
      sample: false
    description:
      description: What its package says about it.
      type: str
      sample: ""
    readme:
      description: Text of its README.
      type: str
      sample: ""
    author:
      description: Who made it.
      type: str
      sample: ""
    tags:
      description: Its tags.
      type: list
      elements: str
      sample: []
    extension_type:
      description: What it brings.
      type: str
      sample: nodes
    nodes:
      description: Descriptions of its nodes.
      type: list
      elements: dict
      sample: []
    connections:
      description: Descriptions of its connections.
      type: list
      elements: dict
      sample: []
    image_url_token:
      description: Part of the address of its image.
      type: str
      sample: ""
    project_id:
      description: ID of its project.
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80956
    created_at:
      description: When it was created, in Unix seconds.
      type: int
      sample: 1735689600
    created_by:
      description: ID of the user who did that.
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80934
    last_changed:
      description: When it was last changed, in Unix seconds.
      type: int
      sample: 1735693200
    last_changed_by:
      description: ID of the user who did that.
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80934
"""

from ansible_collections.community.cognigy.plugins.module_utils._modules.extension import MODULES
from ansible_collections.community.cognigy.plugins.module_utils._ordinary import main

if __name__ == "__main__":
    main(MODULES["cognigy_extension"])
