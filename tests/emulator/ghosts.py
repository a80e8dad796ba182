# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was deleted and is still listed for a while (observed behaviour, section Tasks): switch ``deleted_listed``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from .store import Record

if TYPE_CHECKING:
    from .emulator import Emulator


def remember(emulator: Emulator, record: Record) -> None:
    times = emulator.switches["deleted_listed"]
    if times > 0:
        emulator.ghosts.setdefault((record.kind, record.project or record.organisation or ""), []).append((record, times))


def listed(emulator: Emulator, kind: str, scopes: Iterable[str], records: Iterable[Record]) -> list[Record]:
    """The records of some projects, or of an organisation, and what is still listed with them this time."""
    found = list(records)
    for scope in scopes:
        ghosts = emulator.ghosts.pop((kind, scope), [])
        found += [record for record, _left in ghosts]
        left = [(record, times - 1) for record, times in ghosts if times > 1]
        if left:
            emulator.ghosts[kind, scope] = left
    return sorted(found, key=lambda one: one.seq)
