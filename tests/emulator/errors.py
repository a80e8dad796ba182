# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The error answers of the server.

The body is an RFC 7807 problem with the server's own ``code`` and a ``traceId`` (the contract, section Errors).
"""

from __future__ import annotations

import itertools
from typing import Any

MISSING_ARGUMENT = 1000
NOT_FOUND = 1002
CONFLICT = 1004
INVALID_ARGUMENT = 1005
INTERNAL = 1008
NOT_IMPLEMENTED = 1009
METHOD_NOT_ALLOWED = 1013

TITLES = {
    400: "Bad Request",
    401: "Unauthorized",
    402: "Payment Required",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    409: "Conflict",
    412: "Precondition Failed",
    413: "Payload Too Large",
    415: "Unsupported Media Type",
    429: "Too Many Requests",
    500: "Internal Server Error",
    501: "Not Implemented",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}

_numbers = itertools.count(1)


class ApiError(Exception):
    """A refusal; the dispatcher makes the answer of it."""

    def __init__(
        self,
        status: int,
        detail: str,
        code: int | None = None,
        details: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.code = status if code is None else code
        self.details = details or {}
        self.headers = headers or {}


def problem(error: ApiError, instance: str) -> dict[str, Any]:
    """The body of an error answer."""
    return {
        "type": "about:blank",
        "title": TITLES.get(error.status, "Error"),
        "status": error.status,
        "detail": error.detail,
        "instance": instance,
        "code": error.code,
        "traceId": f"emulator-{next(_numbers):08x}",
        "details": error.details,
    }


def invalid(detail: str, **details: Any) -> ApiError:
    return ApiError(400, detail, INVALID_ARGUMENT, details)


def missing(what: str) -> ApiError:
    return ApiError(400, f"Validation failed. Missing {what}.", MISSING_ARGUMENT)


def not_found(what: str) -> ApiError:
    """The text holds "does not exist" (observed behaviour, section Validation and errors)."""
    return ApiError(404, f"{what} does not exist", NOT_FOUND)


def conflict(detail: str) -> ApiError:
    return ApiError(409, detail, CONFLICT)


def forbidden(detail: str = "You do not have the permission to do this") -> ApiError:
    return ApiError(403, detail)
