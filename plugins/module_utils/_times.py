# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""Times as texts and as Unix seconds."""

from __future__ import annotations

import re
from datetime import datetime, timezone

MILLISECONDS = 1e11  # more than that is no time in seconds that anybody means: it would be in the year 5138


def seconds_of(text: str) -> float:
    """Unix seconds of an ISO 8601 text, UTC unless it says otherwise; ValueError when it is none.

    Python before 3.11 takes neither Z nor any number of digits of a second.
    """
    text = re.sub(r"[zZ]$", "+00:00", text)
    text = re.sub(r"\.(\d+)", lambda digits: "." + digits[1][:6].ljust(6, "0"), text)
    at = datetime.fromisoformat(text)
    return (at if at.tzinfo else at.replace(tzinfo=timezone.utc)).timestamp()


def iso(seconds: float) -> str:
    """The ISO 8601 text of Unix seconds, in UTC and with milliseconds."""
    return datetime.fromtimestamp(seconds, timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
