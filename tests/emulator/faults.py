# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Harm on request: what a network, a proxy or an overloaded server does to a client."""

from __future__ import annotations

import fnmatch
import re
from dataclasses import asdict, dataclass
from typing import Any

KINDS = ("status", "cut", "slow", "truncated", "html", "not_json", "redirect", "empty")


@dataclass
class Fault:
    """One rule: which requests, how often, and what happens to them."""

    kind: str = "status"
    method: str = "*"
    path: str = "*"
    """A shell pattern on the path without ``/new``, ignoring case."""
    times: int = 1
    skip: int = 0
    after_commit: bool = False
    """Do the work first, then do the harm."""
    status: int = 503
    retry_after: int | str | None = None
    seconds: float = 1.0
    location: str = "http://127.0.0.1:9/elsewhere"

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"no such kind of fault: {self.kind}; there are {', '.join(KINDS)}")
        self._pattern = re.compile(fnmatch.translate(self.path.lower()))

    def takes(self, method: str, path: str) -> bool:
        """Whether this request is harmed; counts."""
        if self.times <= 0 or self.method not in ("*", method) or not self._pattern.match(path):
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        self.times -= 1
        return True


class Faults:
    """The rules in the order in which they came; the first one that matches acts."""

    def __init__(self) -> None:
        self.rules: list[Fault] = []

    def add(self, wanted: dict[str, Any]) -> Fault:
        unknown = set(wanted) - set(Fault.__dataclass_fields__)
        if unknown:
            raise ValueError(f"no such field of a fault: {', '.join(sorted(unknown))}")
        self.rules.append(Fault(**wanted))
        return self.rules[-1]

    def find(self, method: str, path: str) -> Fault | None:
        bare = path.lower().removeprefix("/new")
        return next((one for one in self.rules if one.takes(method, bare)), None)

    def listing(self) -> list[dict[str, Any]]:
        return [asdict(one) for one in self.rules]
