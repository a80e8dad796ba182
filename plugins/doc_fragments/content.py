# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options that the modules for what lies in a project share. DOCUMENTATION is for all, the others for those that have them."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  state:
    description:
      - V(present) makes sure that the object is there and is as the other options say. Only the options that you give are compared and changed.
      - V(absent) deletes it.
    type: str
    choices: [present, absent]
    default: present
  id:
    description:
      - ID of the object, 24 hexadecimal digits. It chooses between objects of the same name.
      - Given together with the name, the object of this ID gets that name. An ID that does not exist is an error with O(state=present).
    type: str
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
  async:
    support: full
"""

    PROJECT = r"""
options:
  project:
    description:
      - Name or ID of the project.
    type: str
    required: true
"""

    LEVELS = r"""
options:
  project:
    description:
      - Name or ID of the project. Needed unless O(resource_level=organisation).
    type: str
  resource_level:
    description:
      - V(project) for an object of one project.
      - V(organisation) for an object of the organisation, which projects can use too. It has a list of its own, so the same name on the other
        level is another object.
    type: str
    choices: [project, organisation]
    default: project
"""

    RECREATE = r"""
options:
  recreate:
    description:
      - What to do when something is to be changed that the API takes at creation only.
      - V(false) makes this an error, which names the option.
      - V(true) deletes the object and makes it anew. It has another ID and reference ID then, so what refers to it has to be set anew. What you
        do not give is taken over, except secrets, which cannot be read.
    type: bool
    default: false
"""

    UPDATE_SECRET = r"""
options:
  update_secret:
    description:
      - When to send secrets. The server does not show them, so whether they differ is not known.
      - V(on_create) sends them when the object is created, and along with a change of the payload that they are in.
      - V(always) sends them each time, and reports a change each time.
    type: str
    choices: [on_create, always]
    default: on_create
"""
