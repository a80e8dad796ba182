#!/usr/bin/python
# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cognigy_locale
short_description: Manage the locales of a Cognigy.AI project
version_added: "0.1.0"
description:
  - Creates, changes and deletes locales. A project has one primary locale from the start, which the server made with the project, and up to ten in
    all.
  - A locale is found by its exact name within the project, or by its ID.
author:
  - The community.cognigy authors (@ansible-collections)
extends_documentation_fragment:
  - community.cognigy.connection
  - community.cognigy.attributes
  - community.cognigy.content
  - community.cognigy.content.project
  - community.cognigy.content.recreate
options:
  name:
    description:
      - Name of the locale, compared exactly. When several locales of the project have it, the task fails and names their IDs.
      - One of O(name) and O(id) is needed.
    type: str
  nlu_language:
    description:
      - Language in which the server understands what users say, such as V(de-DE) or V(en-US). Needed to create a locale.
      - Known languages are V(ar-AE), V(bn-IN), V(da-DK), V(de-DE), V(en-AU), V(en-CA), V(en-GB), V(en-IN), V(en-US), V(es-ES), V(fi-FI),
        V(fr-FR), V(hi-IN), V(it-IT), V(ja-JP), V(ko-KR), V(nl-NL), V(nn-NO), V(pl-PL), V(pt-BR), V(pt-PT), V(ru-RU), V(sv-SE), V(ta-IN),
        V(th-TH), V(tr-TR), V(vi-VN), V(zh-CN), and V(ge-GE), which is spelt so by the server. Later versions may know more.
    type: str
  fallback_locale:
    description:
      - Name, ID or reference ID of the locale whose content is used where this one has none.
    type: str
  primary:
    description:
      - Whether it is the primary locale of the project. The server makes that one with the project and does not let another one be it later, so
        this serves as a check of what is there more than it changes anything.
    type: bool
notes:
  - The server does not delete the primary locale.
"""

EXAMPLES = r"""
- name: A German locale that falls back on the primary one
  community.cognigy.cognigy_locale:
    organisation: Acme
    project: Support
    name: Swiss German
    nlu_language: de-DE
    fallback_locale: German
  register: swiss

- name: Give it another name
  community.cognigy.cognigy_locale:
    organisation: Acme
    project: Support
    id: "{{ swiss.locale.id }}"
    name: Swiss

- name: Delete it
  community.cognigy.cognigy_locale:
    organisation: Acme
    project: Support
    name: Swiss
    state: absent
"""

RETURN = r"""
locale:
  description:
    - The locale as the server holds it after the task. In check mode, as it would be; a new one has no ID there and only what you gave.
    - The server may show more keys than these. They are returned too, in snake_case.
  returned: when O(state=present)
  type: dict
  contains:
    id:
      description: ID of the locale.
      returned: when it exists
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80990
    reference_id:
      description: ID that stays the same in snapshots and packages.
      returned: when it exists
      type: str
      sample: 0b8c2c1c-52f1-4d2b-9d7e-6a5f1c0d2a3b
    name:
      description: Its name.
      type: str
      sample: German
    nlu_language:
      description: Language in which the server understands what users say.
      type: str
      sample: de-DE
    fallback_locale:
      description: ID of the locale whose content is used where this one has none.
      type: str
      sample: 64f1c0d2a3b4c5d6e7f80978
    primary:
      description: Whether it is the primary locale of the project.
      type: bool
      sample: false
    project_reference:
      description: ID of its project.
      returned: when the server shows it
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

from ansible_collections.community.cognigy.plugins.module_utils._modules.content import MODULES
from ansible_collections.community.cognigy.plugins.module_utils._ordinary import main

if __name__ == "__main__":
    main(MODULES["cognigy_locale"])
