# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""Modules for what lies in a project: one table entry each, and what a kind has of its own."""

from __future__ import annotations

from collections.abc import Mapping

from ansible_collections.community.cognigy.plugins.module_utils._modules._base import KINDS, Module
from ansible_collections.community.cognigy.plugins.module_utils._modules.ensure import content

MODULES: Mapping[str, Module] = {
    "cognigy_connection": content(KINDS["connection"], "update_secret"),
    "cognigy_endpoint": content(KINDS["endpoint"], "update_secret"),
    "cognigy_function": content(KINDS["function"]),
    "cognigy_handover_provider": content(KINDS["handover_provider"], "update_secret"),
    "cognigy_llm": content(KINDS["llm"], "update_secret"),
    "cognigy_locale": content(KINDS["locale"]),
    "cognigy_milestone": content(KINDS["milestone"]),
    "cognigy_nlu_connector": content(KINDS["nlu_connector"], "update_secret"),
    "cognigy_project_settings": content(KINDS["project_settings"]),
    "cognigy_token": content(KINDS["token"]),
}
