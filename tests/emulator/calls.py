# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes into a handler."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from .contract import Operation
from .forms import Spool
from .store import Record

if TYPE_CHECKING:
    from .emulator import Emulator

NO_ROLES: frozenset[str] = frozenset()


@dataclass(slots=True)
class Principal:
    """Who asks: the management user, a user's API key, a super key, or nobody."""

    kind: str
    id: str = ""
    login: str = ""
    organisation: str | None = None
    user: Record | None = None
    roles: frozenset[str] = NO_ROLES

    @property
    def is_admin(self) -> bool:
        return "admin" in self.roles


@dataclass(slots=True)
class Request:
    """One HTTP request, read whole."""

    method: str
    path: str
    query: bytes
    headers: dict[bytes, bytes]
    body: bytes
    has_body: bool
    credential: str = "none"
    scheme: str = "http"
    spool: Spool | None = None
    """The body of an upload, which is not in ``body``."""
    complete: bool = True
    """False: the connection ended in the middle of the body."""

    @property
    def size(self) -> int:
        return self.spool.size if self.spool else len(self.body)


@dataclass(slots=True)
class Response:
    """One HTTP answer."""

    status: int
    body: bytes = b""
    media: bytes = b"application/json; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    filler: int = 0
    """How many zeros follow the body. They make a large file, which is sent in pieces and never whole in memory."""

    @property
    def size(self) -> int:
        return len(self.body) + self.filler

    def half(self) -> Response:
        size = self.size // 2
        return replace(self, body=self.body[:size], filler=max(0, size - len(self.body)))


@dataclass(slots=True)
class Call:
    """One operation, checked: the credentials are good and path, query and body are as the contract wants them."""

    emulator: Emulator
    operation: Operation
    principal: Principal
    path: dict[str, str]
    query: dict[str, Any]
    body: dict[str, Any]
    cleared: list[str]
    """Fields that the body sets to null."""
    request: Request
    hal: bool
    touched: list[tuple[str, str]] = field(default_factory=list)
    """Objects for the audit event: kind and id."""
    project: str | None = None
    organisation: str | None = None
    """Where the audit event belongs."""
    unchecked: bool = False
    """The answer leaves the contract, as a switch wants."""

    @property
    def own_organisation(self) -> str:
        assert self.principal.organisation is not None
        return self.principal.organisation

    def touch(self, record: Record) -> None:
        self.touched.append((record.kind, record.data["_id"]))
        self.project = record.id if record.kind == "project" else record.project
        self.organisation = record.id if record.kind == "organisation" else record.organisation
