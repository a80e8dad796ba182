# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Made by tools/generate.py: change that, not this.

from __future__ import annotations

from ansible_collections.community.cognigy.plugins.module_utils._modules.insight import MODULES
from ansible_collections.community.cognigy.plugins.plugin_utils._action import ActionModule as Shared


class ActionModule(Shared):
    module = MODULES["cognigy_audit_event_info"]
