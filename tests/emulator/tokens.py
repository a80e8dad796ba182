# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Access tokens of OAuth2 and what renews them.

An access token acts as its user for 15 minutes (observed behaviour, section Limits), and comes as bearer only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .store import Record

if TYPE_CHECKING:
    from .emulator import Emulator

ACCESS_SECONDS = 900
KINDS = ("accesstoken", "refreshtoken")


def issue(emulator: Emulator, user: Record, renewable: bool = True) -> dict[str, Any]:
    """New tokens, as the token endpoint answers. How long a refresh token lives is not known: until it is used or revoked."""
    store, now = emulator.store, emulator.clock.now()
    for old in of_user(emulator, user, "accesstoken"):
        if old.data["endsAt"] <= now:
            store.remove(old)
    refresh = None
    if renewable:
        data = {"token": emulator.new_secret(), "user": user.id}
        refresh = store.add("refreshtoken", data, organisation=user.organisation)
    fields: dict[str, Any] = {
        "apiKey": emulator.new_secret(),
        "user": user.id,
        "endsAt": now + ACCESS_SECONDS,
        "refresh": refresh.id if refresh else None,
    }
    access = store.add("accesstoken", fields, organisation=user.organisation)
    answer = {"access_token": access.data["apiKey"], "token_type": "Bearer", "expires_in": ACCESS_SECONDS}
    return {**answer, "refresh_token": refresh.data["token"]} if refresh else answer


def of_user(emulator: Emulator, user: Record, *kinds: str) -> list[Record]:
    store = emulator.store
    return [one for kind in kinds or KINDS for one in store.of(kind, user.organisation or "") if one.data["user"] == user.id]


def find_refresh(emulator: Emulator, token: str) -> Record | None:
    return next((one for one in emulator.store.all("refreshtoken") if one.data["token"] == token), None)


def end(emulator: Emulator, record: Record) -> None:
    """End a token; a refresh token takes along what it renewed."""
    if record.kind == "refreshtoken":
        for access in list(emulator.store.of("accesstoken", record.organisation or "")):
            if access.data["refresh"] == record.id:
                emulator.store.remove(access)
    emulator.store.remove(record)


def end_all(emulator: Emulator, user: Record) -> None:
    for one in of_user(emulator, user):
        emulator.store.remove(one)
