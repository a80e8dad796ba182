#!/usr/bin/python
# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cognigy_package
short_description: Make, move and merge packages of Cognigy.AI projects
version_added: "0.1.0"
description:
  - A package holds some objects of a project, as they were when it was made, with all that is in them. This module makes one, downloads it as a
    file, uploads such a file to another project, merges what is in it into the project, and deletes it.
  - It is the way for a part of a project. What a project is as a whole, and can be put before endpoints, is a snapshot, see
    M(community.cognigy.cognigy_snapshot).
  - A package never changes. It is found by its exact name within the project, or by its ID. One that is there is left as it is,
    even when O(resources) or O(description) say something else or the file of O(src) is another one; give the new one another name.
author:
  - The community.cognigy authors (@ansible-collections)
extends_documentation_fragment:
  - community.cognigy.connection
  - community.cognigy.attributes
  - community.cognigy.content.project
options:
  state:
    description:
      - V(present) makes sure that the package is there, then its file if O(dest) is given, then what is in it if O(merge) is given.
      - V(absent) deletes the package. What was merged from it stays.
    type: str
    choices: [present, absent]
    default: present
  name:
    description:
      - Name of the package. With O(src), the name that it had where it was made, since it keeps that.
      - Give either this or O(id).
    type: str
  id:
    description:
      - ID of the package, 24 hexadecimal digits. It chooses between packages of the same name.
    type: str
  description:
    description:
      - What a new package is for.
    type: str
  resources:
    description:
      - The objects of the project that a new package is to hold. Needed to make one. Locales are in every package.
      - What they use is not added by itself. Name, for example, the lexicons and connections of a flow too, unless the other project has them.
      - AI agents, handover providers and the settings of a project cannot be named here, since the server does not show them for this.
    type: list
    elements: dict
    suboptions:
      kind:
        description: Kind of the object.
        type: str
        required: true
        choices: &kinds
          - agent_assist_config
          - connection
          - endpoint
          - extension
          - file
          - flow
          - function
          - knowledge_store
          - lexicon
          - llm
          - milestone
          - nlu_connector
          - playbook
          - token
      name:
        description: Its name, ID or reference ID.
        type: str
        required: true
  src:
    description:
      - File of a package, as O(dest) brings it, on the host that the module runs on. It is uploaded when the project has no package of that O(name).
      - It is checked to be a whole zip file before it is sent. One with entries for folders is not sent, since the server refuses it.
      - It is read while it is sent, so its size does not matter for memory. Servers take up to 256 MB unless configured otherwise.
    type: path
  dest:
    description:
      - Where to download the package to, on the host that the module runs on. In a folder that exists, the file is called like the package,
        with C(.zip) at the end.
      - The file gets the time at which the package was made. One that has this time and is a whole zip file is not downloaded again.
      - A new file takes its place when it is whole and was checked. Only the user that the module runs as may read it.
      - The values of connections are not in it.
    type: path
  merge:
    description:
      - Merges the package into the project that it is in. V({}) merges all that is in it and fails when the project has something of that already.
      - An object is not merged again when the server's tasks tell that it was merged from this package before, and it is in the project.
        With V(replace) or V(merge) it is merged again, though, when the project's was changed since.
      - So what an earlier merge of another package brought counts as being there already, and so does what was merged so long ago that
        the server has forgotten the task, or when the credentials may not see tasks.
    type: dict
    suboptions:
      resources:
        description:
          - The objects of the package to merge. Without it, all are.
        type: list
        elements: dict
        suboptions:
          kind:
            description: Kind of the object.
            type: str
            required: true
            choices: *kinds
          name:
            description: Its name in the package, its ID there, or its reference ID.
            type: str
            required: true
      on_conflict:
        description:
          - What to do with an object that the project has already, that is one of the same reference ID. For kinds of which the server shows none,
            such as extensions, playbooks and endpoints, one of the same name counts.
          - V(abort) fails before anything is merged, in check mode too.
          - V(replace) replaces the project's by that of the package, and V(merge) merges the two, as the server does it. Both lose work that was done
            in the project.
          - V(re-identify) leaves the project's alone and brings that of the package as a further object.
        type: str
        choices: [abort, replace, merge, re-identify]
        default: abort
      auto_rename:
        description:
          - Whether the server may give an object another name, when the project has something else of its kind and name. Otherwise that is
            an error, before anything is merged.
        type: bool
        default: true
      strategies:
        description:
          - What is to be different for some of the merged objects.
        type: list
        elements: dict
        suboptions:
          kind:
            description: Kind of the object.
            type: str
            required: true
            choices: *kinds
          name:
            description: Its name in the package, its ID there, or its reference ID.
            type: str
            required: true
          on_conflict:
            description: As O(merge.on_conflict), for this one.
            type: str
            choices: [abort, replace, merge, re-identify]
          auto_rename:
            description: As O(merge.auto_rename), for this one.
            type: bool
          rename:
            description: Name that it gets in the project.
            type: str
      locale_mapping:
        description:
          - Which locale of the project takes what the package has in one of its locales, by their names. The key is the name in the package.
          - A locale that is not mentioned goes to that of the same reference ID, or else of the same name, or else to the primary one, with a warning.
        type: dict
  wait_timeout:
    description:
      - Seconds to wait for each task of the server.
      - When the time is up, the module fails and names the ID of the task, which goes on. The next run waits for it first.
    type: int
    default: 600
attributes:
  check_mode:
    support: full
    details: What is in a package that is not made or uploaded yet cannot be seen, so its conflicts cannot be told.
  diff_mode:
    support: full
    details: Shows the file that is downloaded and the objects that are merged, beside the package.
  idempotent:
    support: full
    details: What the server does not tell to be merged already is merged again, see O(merge).
  async:
    support: full
notes:
  - When a task that makes or uploads the same package is already there, it is waited for, and its package is taken.
  - Finer rules for V(merge), on contents and on single locales, are those of the operation C(mergePackage), see M(community.cognigy.cognigy_api).
seealso:
  - module: community.cognigy.cognigy_package_info
  - module: community.cognigy.cognigy_snapshot
"""

EXAMPLES = r"""
- name: Pack a flow and what it uses
  community.cognigy.cognigy_package:
    organisation: Acme
    project: Support
    name: Orders 1
    description: Taking orders
    resources:
      - kind: flow
        name: Orders
      - kind: lexicon
        name: Products

- name: Keep it as a file
  community.cognigy.cognigy_package:
    organisation: Acme
    project: Support
    name: Orders 1
    dest: "{{ playbook_dir }}/"

- name: Upload it to another project
  community.cognigy.cognigy_package:
    organisation: Acme
    project: Shop
    name: Orders 1
    src: "{{ playbook_dir }}/Orders 1.zip"

- name: See what a merge would come to, and which conflicts there are
  community.cognigy.cognigy_package:
    organisation: Acme
    project: Shop
    name: Orders 1
    merge:
      on_conflict: replace
  check_mode: true
  diff: true
  register: plan

- name: Merge it
  community.cognigy.cognigy_package:
    organisation: Acme
    project: Shop
    name: Orders 1
    merge:
      locale_mapping:
        German: Deutsch
      strategies:
        - kind: lexicon
          name: Products
          rename: Products of Support
          on_conflict: re-identify
  when: plan.conflicts | length == 0

- name: Bring one flow back to what it was when it was packed
  community.cognigy.cognigy_package:
    organisation: Acme
    project: Support
    name: Orders 1
    merge:
      resources:
        - kind: flow
          name: Orders
      on_conflict: replace

- name: Delete the package
  community.cognigy.cognigy_package:
    organisation: Acme
    project: Shop
    name: Orders 1
    state: absent
"""

RETURN = r"""
package:
  description:
    - The package as the server holds it. In check mode, a new one has no ID and only what you gave.
    - The server may show more keys than these. They are returned too, in snake_case.
  returned: when O(state=present)
  type: dict
  contains:
    id:
      description: ID of the package.
      returned: when it exists
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
    created_at:
      description: When it was made or uploaded, in Unix seconds.
      type: int
      sample: 1735689600
    created_by:
      description: ID of the user who did that.
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80934
file:
  description: The downloaded file.
  returned: when O(dest) is given
  type: dict
  contains:
    path:
      description: Where it is.
      type: str
      sample: /srv/packages/Orders 1.zip
    size:
      description: Its size in bytes. Not in check mode, when the file is not there yet.
      returned: when the file is there
      type: int
      sample: 20480
    sha256:
      description: Its SHA-256 checksum. Not in check mode, when the file is not there yet.
      returned: when the file is there
      type: str
      sample: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
conflicts:
  description:
    - The objects of the package that do not just come into the project, and what becomes of them. What was merged before is not among them.
    - A failed task returns them, too, when it failed because of them.
  returned: when O(merge) is given
  type: list
  elements: dict
  contains:
    kind:
      description: Kind of the object.
      type: str
      sample: flow
    name:
      description: Its name in the package.
      type: str
      sample: Orders
    reference_id:
      description: Its reference ID. It is null when the server shows none for its kind.
      type: str
      sample: f2a1c3d4-5b6e-4f70-8a91-b2c3d4e5f601
    strategy:
      description: What was to be done with it if the project had it already.
      type: str
      sample: replace
    result:
      description:
        - C(replaced), C(merged) or C(re-identified) of what the project has already.
        - C(renamed) of what is new and whose name something else has.
        - C(refused) of what the task failed for.
      type: str
      sample: replaced
"""

from ansible_collections.community.cognigy.plugins.module_utils._modules.package import MODULES
from ansible_collections.community.cognigy.plugins.module_utils._ordinary import main

if __name__ == "__main__":
    main(MODULES["cognigy_package"])
