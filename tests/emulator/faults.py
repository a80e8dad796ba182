# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Harm on request: what a network, a proxy or an overloaded server does to a client, and background tasks that go wrong."""

from __future__ import annotations

import fnmatch
import re
from dataclasses import asdict, dataclass
from typing import Any

KINDS = ("status", "cut", "slow", "truncated", "html", "not_json", "redirect", "empty")
TASK_ERROR, TASK_STUCK = TASK_KINDS = ("task_error", "task_stuck")
REASON = "The emulator was asked for this fault"


@dataclass
class Fault:
    """One rule: which requests or tasks, how often, and what happens to them."""

    kind: str = "status"
    method: str = "*"
    path: str = "*"
    """A shell pattern on the path without ``/new``, ignoring case."""
    task: str = "*"
    """A shell pattern on the name of the task, for ``TASK_KINDS``."""
    times: int = 1
    skip: int = 0
    after_commit: bool = False
    """Do the work first, then do the harm."""
    status: int = 503
    retry_after: int | str | None = None
    seconds: float = 1.0
    location: str = "http://127.0.0.1:9/elsewhere"
    reason: str = REASON
    """Why a task fails."""

    def __post_init__(self) -> None:
        if self.kind not in (*KINDS, *TASK_KINDS):
            raise ValueError(f"no such kind of fault: {self.kind}; there are {', '.join((*KINDS, *TASK_KINDS))}")
        self._pattern = re.compile(fnmatch.translate(self.path.lower()))

    def takes(self, method: str, path: str) -> bool:
        """Whether this request is harmed; counts."""
        meant = self.kind in KINDS and self.method in ("*", method) and self._pattern.match(path)
        return bool(meant) and self._counts()

    def takes_task(self, name: str) -> bool:
        """Whether this task, which starts, is harmed; counts."""
        return self.kind in TASK_KINDS and fnmatch.fnmatchcase(name, self.task) and self._counts()

    def _counts(self) -> bool:
        if self.times <= 0:
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

    def find_task(self, name: str) -> Fault | None:
        return next((one for one in self.rules if one.takes_task(name)), None)

    def listing(self) -> list[dict[str, Any]]:
        return [asdict(one) for one in self.rules]
