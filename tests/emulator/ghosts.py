# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists that lag behind (observed behaviour, section Tasks).

What was deleted is still listed for a while: switch ``deleted_listed``. What is new is not yet: switch ``uploaded_listed``.
"""

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


def hide(emulator: Emulator, record: Record) -> None:
    emulator.unlisted[record.id] = emulator.switches["uploaded_listed"]


def listed(emulator: Emulator, kind: str, scopes: Iterable[str], records: Iterable[Record]) -> list[Record]:
    """The records of some projects, or of an organisation, and what is still listed with them this time."""
    found = [one for one in records if not _is_hidden(emulator, one)]
    for scope in scopes:
        ghosts = emulator.ghosts.pop((kind, scope), [])
        found += [record for record, _left in ghosts]
        left = [(record, times - 1) for record, times in ghosts if times > 1]
        if left:
            emulator.ghosts[kind, scope] = left
    return sorted(found, key=lambda one: one.seq)


def _is_hidden(emulator: Emulator, record: Record) -> bool:
    times = emulator.unlisted.pop(record.id, 0)
    if times > 1:
        emulator.unlisted[record.id] = times - 1
    return times > 0
