# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""Who we are to the server: an API key, a management user, or a super API key made from the latter when it is needed.

The server takes HTTP Basic on ``/management`` and an API key everywhere else (the contract, "Authentication").
"""

from __future__ import annotations

import base64
import threading
import time
from typing import Callable, NamedTuple

from ansible_collections.community.cognigy.plugins.module_utils._errors import InputError

SUPER_KEY_SECONDS = 15 * 60  # the life of a super API key, fixed by the server (the contract, "Super API key")
RENEW_BEFORE = 60  # seconds: a key that is about to end is replaced before it fails


class SuperKey(NamedTuple):
    """A super API key. Times are unix seconds of the server's clock."""

    api_key: str
    created_at: int
    organisation_id: str

    @property
    def expires_at(self) -> int:
        return self.created_at + SUPER_KEY_SECONDS


class Credentials:
    """What the user gave, and the headers that follow from it.

    ``mint``: makes a super API key of ``organisation``; given by the client, since it takes requests to do that.
    """

    def __init__(
        self,
        api_key: str | None = None,
        management_username: str | None = None,
        management_password: str | None = None,
        organisation: str | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if bool(management_username) != bool(management_password):
            raise InputError("management_username and management_password belong together: only one of them was given")
        self.api_key = api_key or None
        self.management_username = management_username or None
        self.management_password = management_password or None
        self.organisation = organisation or None
        self._clock = clock
        self._minted: SuperKey | None = None
        self._minted_at = 0.0
        self._lock = threading.RLock()
        for option, value in (("api_key", self.api_key), ("management_username", self.management_username)):
            if value and (not value.isprintable() or value != value.strip() or not value.isascii()):
                raise InputError(f"{option} holds a line break, a blank at an end or a character that no HTTP header takes")

    @property
    def has_management(self) -> bool:
        return self.management_username is not None

    @property
    def mints(self) -> bool:
        """True when API keys are made from the management credentials, and so can be made again."""
        return self.api_key is None and self.has_management

    def secrets(self) -> list[str]:
        """All values that nothing may show, the Basic header's included."""
        found = [self.api_key, self.management_password, self._minted and self._minted.api_key]
        if self.has_management:
            found.append(self._basic())
        return [secret for secret in found if secret]

    def basic_header(self) -> dict[str, str]:
        if not self.has_management:
            given = "an API key cannot be used there" if self.api_key else "none were given"
            raise InputError(
                f"this is a call of the management API: it needs management_username and management_password ({given}). "
                "They are the user of the Management UI (COGNIGY_MANAGEMENT_USERNAME, COGNIGY_MANAGEMENT_PASSWORD)."
            )
        return {"Authorization": "Basic " + self._basic()}

    def key_header(self, mint: Callable[[str], SuperKey]) -> dict[str, str]:
        if self.api_key:
            return {"X-API-Key": self.api_key}
        if not self.has_management:
            raise InputError(
                "no credentials: give api_key (COGNIGY_API_KEY), or management_username, management_password and organisation "
                "(COGNIGY_MANAGEMENT_USERNAME, COGNIGY_MANAGEMENT_PASSWORD, COGNIGY_ORGANISATION)"
            )
        if not self.organisation:
            raise InputError(
                "this is a call inside an organisation: with management credentials say which one by organisation (name or id), "
                "or give an api_key of that organisation"
            )
        with self._lock:  # threads that work on one list share one key
            if self._minted is None or self._clock() - self._minted_at > SUPER_KEY_SECONDS - RENEW_BEFORE:
                self._minted_at = self._clock()
                self._minted = mint(self.organisation)
            return {"X-API-Key": self._minted.api_key}

    def forget_minted(self, refused: str | None) -> None:
        """After a 401 on this key: the next request gets a fresh one, unless another thread has made it already."""
        with self._lock:
            if self._minted is not None and self._minted.api_key == refused:
                self._minted = None

    def _basic(self) -> str:
        return base64.b64encode(f"{self.management_username}:{self.management_password}".encode()).decode()
