# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server's clock, which a test may move."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from email.utils import formatdate


class Clock:
    """The machine's time plus an offset."""

    def __init__(self) -> None:
        self.offset = 0.0
        self._second = 0
        self._date = b""

    def now(self) -> float:
        return time.time() + self.offset

    def seconds(self) -> int:
        """Times of objects are whole unix seconds (the contract, section Ids and times)."""
        return int(time.time() + self.offset)

    def date_header(self) -> bytes:
        second = self.seconds()
        if second != self._second:
            self._second = second
            self._date = formatdate(second, usegmt=True).encode()
        return self._date


def iso(seconds: float) -> str:
    """The date-time form of tasks, audit events and the deletion of an organisation."""
    moment = datetime.fromtimestamp(seconds, tz=UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
