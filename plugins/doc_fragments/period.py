# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of modules that list what happened: from when, until when, how much."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  since:
    description:
      - Only entries of this time and later.
      - A date or time in ISO 8601 (V(2026-01-31), V(2026-01-31T12:00:00Z), UTC when it names no offset), Unix seconds, or how long ago, as V(30m),
        V(24h), V(7d) or V(2w), by the clock of the machine that the module runs on.
    type: str
  until:
    description:
      - Only entries of this time and earlier. As O(since).
    type: str
  limit:
    description:
      - At most so many entries, the newest of those that fit.
    type: int
"""
