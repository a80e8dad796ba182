# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""What can go wrong, as types. Each message says what was tried, what the answer was and, when that is known, what to do.

Nothing here knows Ansible, and nothing here may hold a secret: the texts of the server pass through ``redact``
of the transport before they get here.
"""

from __future__ import annotations

from typing import Any


class CognigyError(Exception):
    """Base of all expected failures. ``str()`` is the message for the user, ``details`` goes into the result beside it."""

    def __init__(self, message: str, **details: Any) -> None:
        super().__init__(message)
        self.details = {key: value for key, value in details.items() if value is not None}


class InputError(CognigyError):
    """What the user gave cannot be used: wrong, contradictory, missing, or naming something that is not there."""


class MissingError(InputError):
    """An object that was named as parent or reference is not there. In check mode an earlier task may be about to make it."""


class AmbiguousError(InputError):
    """More than one object fits; the message names their ids."""


class ConnectionFailed(CognigyError):
    """No answer, and it is certain that the server did not get the request."""


class OutcomeUnknown(CognigyError):
    """A writing request went out and no trustworthy answer came back: it may or may not have been carried out.

    ``retry_after``: seconds that the server asked to wait (503 with Retry-After), else None.
    """

    def __init__(self, message: str, retry_after: float | None = None, **details: Any) -> None:
        super().__init__(message, **details)
        self.retry_after = retry_after


class BadAnswer(CognigyError):
    """An answer that is no Cognigy.AI answer: HTML, broken JSON, a redirect."""


class ReadOnlyViolation(CognigyError):
    """A writing request was about to be sent in check mode. Always a fault of this collection."""


class NotKept(CognigyError):
    """The server accepted a write and then did not hold what was written; the message names the fields."""


class TaskFailed(CognigyError):
    """A background task of the server ended in error or was cancelled."""


class TaskTimeout(CognigyError):
    """A background task did not end in time. It goes on; its id is in the message."""


class ApiError(CognigyError):
    """The server refused: ``status`` (HTTP), ``code`` (its own, may be None), ``detail`` and ``trace_id``."""

    def __init__(self, message: str, status: int, code: int | None = None, detail: str = "", trace_id: str | None = None) -> None:
        super().__init__(message, status=status, code=code, detail=detail or None, trace_id=trace_id)
        self.status = status
        self.code = code
        self.detail = detail

    @property
    def not_found(self) -> bool:
        """Absent: status 404 or code 1002, nothing else (the contract: judge by either)."""
        return self.status == 404 or self.code == 1002

    @property
    def unauthorized(self) -> bool:
        return self.status == 401
