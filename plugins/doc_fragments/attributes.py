# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Attributes of modules: DOCUMENTATION says what each means, INFO is for modules that only read."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options: {}
attributes:
  action_group:
    description: Use C(group/community.cognigy.cognigy) in C(module_defaults) to set defaults, such as the connection, for all modules of the collection.
    support: full
    membership:
      - community.cognigy.cognigy
  check_mode:
    description: Can run in C(check_mode) and predict what it would change, without changing anything.
  diff_mode:
    description: Shows in diff mode what has changed, or would change in C(check_mode). Secrets are masked in both halves.
  idempotent:
    description:
      - When run twice in a row outside check mode, with the same options, the second run changes nothing.
      - This assumes that nobody else changed the same objects in between.
  async:
    description: Can be used with the C(async) keyword. It then runs as a process of its own.
  platform:
    description: Operating systems that the module runs on. It speaks to the API, so the server's own does not matter.
    support: full
    platforms: posix
"""

    INFO = r"""
options: {}
attributes:
  check_mode:
    support: full
    details: Does not change anything, in check mode or not.
  diff_mode:
    support: N/A
    details: Does not change anything.
  idempotent:
    support: full
    details: Does not change anything.
  async:
    support: full
"""
