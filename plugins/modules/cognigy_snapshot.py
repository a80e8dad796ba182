#!/usr/bin/python
# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cognigy_snapshot
short_description: Make, transfer, serve and restore snapshots of Cognigy.AI projects
version_added: "0.1.0"
description:
  - A snapshot is a project as it was at one moment. This module makes one, brings its file to disk, makes one of such a file in another project,
    lets endpoints run it, brings a project back to it, and deletes it.
  - A snapshot is found by its exact name within the project, or by its ID. It never changes, so one that is there already is left as it is. To
    have what is in the project now, give another name.
  - Knowledge stores with what is in them, and endpoints, are not part of a snapshot.
author:
  - The community.cognigy authors (@ansible-collections)
extends_documentation_fragment:
  - community.cognigy.connection
  - community.cognigy.attributes
  - community.cognigy.content.project
options:
  state:
    description:
      - V(present) makes sure that there is a snapshot of this name, made of the project, or of a file with O(src). Then its file is at O(dest), and
        O(endpoints) run it, as far as these are given.
      - V(restored) makes the project what it was when the snapshot was made. It does so in each run, so it always reports a change. What came into
        the project afterwards is lost, and objects get new IDs, while their reference IDs stay. Take another snapshot first.
      - V(absent) deletes the snapshot.
    type: str
    choices: [present, restored, absent]
    default: present
  name:
    description:
      - Name of the snapshot, compared exactly. When several of the project have it, the task fails and names their IDs.
      - One of O(name) and O(id) is needed.
    type: str
  id:
    description:
      - ID of a snapshot that is there, 24 hexadecimal digits, instead of its name.
    type: str
  description:
    description:
      - What the snapshot is for, when it is made. It cannot be changed afterwards; a warning says when the snapshot has another one.
    type: str
  src:
    description:
      - File to make the snapshot of, on the host that the module runs on, as O(dest) has brought it from another project or installation.
        O(name) has to be the name of the snapshot in the file, since the server keeps that.
      - It is sent only when the project has no such snapshot, and need not be there otherwise. It is read while it is sent, so its size, of up to
        256 MB, does not matter for memory.
    type: path
  dest:
    description:
      - File or folder to bring the snapshot to, on the host that the module runs on. In a folder, the file is called like the snapshot, with
        V(.csnap) at the end. The folder has to be there.
      - Its modification time is the time at which the snapshot was made. By that the next run knows it and does not bring it again, so do not touch it.
      - The file is readable for its owner only, since a snapshot may hold connections. It is written beside O(dest) and takes its place when it is
        whole. When something fails, what was at O(dest) stays.
      - The server packages a snapshot for a download and keeps the package for a day. For some seconds it may refuse to give it, or give a stub,
        which is waited for.
      - The API key is sent along only when the link leads to the host of O(base_url), and that refuses without the key.
    type: path
  endpoints:
    description:
      - Names or IDs of the endpoints that are to run the snapshot, or V([all]) for all that the project has. Others are left as they are.
      - All of them are changed, or none. When one cannot be changed, those that were are put back, and the task fails.
      - What an endpoint answers with, its flow, locale and NLU connector, has to be in the snapshot. When the snapshot knows it by another
        reference ID, as it is when it comes from another project, the one of the same name is taken.
      - The server takes about 20 to 60 seconds until users get the answers of the snapshot. That is not waited for.
      - The endpoints have to be there, in check mode too.
    type: list
    elements: str
  content_id:
    description:
      - What the snapshot has to hold, as RV(community.cognigy.cognigy_snapshot_info#module:snapshots[].content_id) told of another one. With it, a
        snapshot of the same name and other content is an error, unless O(replace=true).
      - Not every server may show the same for what was uploaded. A warning after the upload says so; leave this option out then.
    type: str
  replace:
    description:
      - Whether a snapshot of this name with other content than O(content_id) is deleted and made anew. Without O(content_id), that is done in each
        run.
      - When making it anew fails, the old one is gone.
    type: bool
    default: false
  detach_endpoints:
    description:
      - Whether endpoints that run the snapshot are set to the project itself, before the snapshot is deleted or replaced. They then answer with
        what the project is at that moment, which may not be tested.
      - Without this, a snapshot that an endpoint runs is not deleted, and the error names the endpoints.
    type: bool
    default: false
  max_snapshots:
    description:
      - How many snapshots a project may have. At the limit the task fails before it asks the server for anything.
      - Own installations can set this with C(MAX_AMOUNT_SNAPSHOTS_IN_AGENT).
    type: int
    default: 10
  wait_timeout:
    description:
      - Seconds to wait for each of the server's tasks. Snapshots of large projects take minutes.
      - When the time is up, the module fails and names the ID of the server's task, which goes on. The next run waits for it and takes what it made.
    type: int
    default: 600
attributes:
  check_mode:
    support: full
    details: What is in a snapshot that is not made yet cannot be seen. So that endpoints can run it is checked when it is there.
  diff_mode:
    support: full
  idempotent:
    support: partial
    details: Not with O(state=restored), and not with O(replace=true) without O(content_id).
  async:
    support: full
notes:
  - When another run makes a snapshot of the same name at the same time, that one is taken, with a warning.
  - The credentials need the role C(snapshot_admin) in the project, for O(endpoints) also C(endpoint_admin).
seealso:
  - module: community.cognigy.cognigy_snapshot_info
  - module: community.cognigy.cognigy_package
  - module: community.cognigy.cognigy_playbook_run
  - module: community.cognigy.cognigy_endpoint
"""

EXAMPLES = r"""
- name: Keep what was tested
  community.cognigy.cognigy_snapshot:
    organisation: Acme
    project: Support
    name: "1.4"
    description: Opening hours

- name: Have it as a file
  community.cognigy.cognigy_snapshot:
    organisation: Acme
    project: Support
    name: "1.4"
    dest: "{{ playbook_dir }}"
  register: tested

- name: See what is in it
  community.cognigy.cognigy_snapshot_info:
    organisation: Acme
    project: Support
    name: "1.4"
    contents: true
  register: known

- name: Bring it to production
  community.cognigy.cognigy_snapshot:
    organisation: Acme
    project: Support production
    name: "1.4"
    src: "{{ tested.file.path }}"
    content_id: "{{ known.snapshots[0].content_id }}"

- name: Have users get it
  community.cognigy.cognigy_snapshot:
    organisation: Acme
    project: Support production
    name: "1.4"
    endpoints: [all]

- name: Keep what is in the project before it is overwritten
  community.cognigy.cognigy_snapshot:
    organisation: Acme
    project: Support
    name: before the restoration

- name: Bring a project back
  community.cognigy.cognigy_snapshot:
    organisation: Acme
    project: Support
    name: "1.4"
    state: restored

- name: Delete a snapshot that no endpoint runs
  community.cognigy.cognigy_snapshot:
    organisation: Acme
    project: Support
    name: before the restoration
    state: absent
"""

RETURN = r"""
snapshot:
  description:
    - The snapshot as the server holds it after the task. In check mode, as it would be; a new one has no ID there and only what you gave.
    - The server may show more keys than these. They are returned too, in snake_case.
  returned: when O(state=present) or O(state=restored)
  type: dict
  contains:
    id:
      description: ID of the snapshot.
      returned: when it exists
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80990
    name:
      description: Its name.
      type: str
      sample: "1.4"
    description:
      description: What it is for.
      type: str
      sample: Opening hours
    hash:
      description: What the server tells its content by.
      returned: when it exists
      type: str
      sample: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
    is_packaged:
      description: Whether the server keeps a file of it for downloads.
      returned: when it exists
      type: bool
      sample: true
    package_expires_at:
      description: Until when it keeps that file, in Unix seconds. V(0) or null when there is none.
      returned: when it exists
      type: int
      sample: 1735776000
    created_at:
      description: When it was made, in Unix seconds.
      returned: when it exists
      type: int
      sample: 1735689600
    created_by:
      description: ID of the user who did that.
      returned: when it exists
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80934
file:
  description: The file of the snapshot. In check mode, of one that would be brought, the path only.
  returned: when O(dest) is given
  type: dict
  contains:
    path:
      description: Where it is.
      type: str
      sample: /srv/releases/1.4.csnap
    size:
      description: Its size in bytes.
      returned: when it is there
      type: int
      sample: 1048576
    sha256:
      description: Its SHA-256 checksum.
      returned: when it is there
      type: str
      sample: 2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae
endpoints:
  description: The endpoints that were named by O(endpoints).
  returned: when O(endpoints) is given
  type: list
  elements: dict
  contains:
    id:
      description: ID of the endpoint.
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80991
    name:
      description: Its name.
      type: str
      sample: Web
    changed:
      description: Whether it was switched.
      type: bool
      sample: true
    before:
      description:
        - What it ran before, and what it answered with, as far as that changes with it.
        - In the form of the API, so that M(community.cognigy.cognigy_api) with C(updateEndpoint) takes it as O(community.cognigy.cognigy_api#module:body)
          to put the endpoint back.
      type: dict
      sample: {entrypoint: 64f1c0d2a3b4c5d6e7f80956, flowId: 0b8c2c1c-52f1-4d2b-9d7e-6a5f1c0d2a3b}
    after:
      description: The same as it is now. In check mode, of a snapshot that is not made yet, its name stands for its ID.
      type: dict
      sample: {entrypoint: 64f1c0d2a3b4c5d6e7f80990, flowId: 0b8c2c1c-52f1-4d2b-9d7e-6a5f1c0d2a3b}
"""

from ansible_collections.community.cognigy.plugins.module_utils._modules.snapshot import MODULES
from ansible_collections.community.cognigy.plugins.module_utils._ordinary import main

if __name__ == "__main__":
    main(MODULES["cognigy_snapshot"])
