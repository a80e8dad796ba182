# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Logging in, and passwords that are forgotten or have to be renewed."""

from __future__ import annotations

from typing import Any

from .. import lists, tokens
from ..access import need_role
from ..calls import Call
from ..errors import ApiError, invalid, missing, not_found
from ..store import Record
from .organisations import find as find_organisation
from .registry import handles, stamp_change
from .users import MANAGER, WRONG_LOGIN, find, find_by_login, me, set_password


def log_in(call: Call, login: str, password: str) -> Record:
    """The user of a login and password; each try is noted.

    After as many wrong ones as the policy allows, no more try succeeds until the count is reset. That API keys go on working meanwhile, and
    that a password which has to be renewed is no login, is assumed.
    """
    user = find_by_login(call, login)
    store, failed = call.emulator.store, user.data.get("failedLogins", 0)
    limit = find_organisation(call, user.data["organisation"]).data["passwordPolicy"]["minAmountFailedAttemptsAutoDisable"]
    is_right = user.data["password"] == password and not 0 < limit <= failed
    attempt = {"user": user.id, "status": "success" if is_right else "failed", "timestamp": call.emulator.clock.seconds(), "location": ""}
    store.add("loginattempt", attempt, organisation=user.organisation)
    user.data["failedLogins"] = 0 if is_right else failed + 1
    store.changed(user)
    if not is_right:
        raise ApiError(401, WRONG_LOGIN)
    if user.data.get("mustChangePassword"):
        raise ApiError(403, "The password has to be changed before the next login")
    return user


def _attempts(call: Call) -> list[Record]:
    user = me(call)
    return [one for one in call.emulator.store.of("loginattempt", call.own_organisation) if one.data["user"] == user.id]


@handles("indexLoginAttemptsMe")
def index_attempts(call: Call) -> Any:
    return lists.page(call, _attempts(call), search=("status", "location"))


@handles("readLastLoginAttemptMe")
def read_last_attempt(call: Call) -> Any:
    attempts = _attempts(call)
    if not attempts:
        raise not_found("Login attempt")
    return lists.shown(call, attempts[-1])


@handles("resetFailedLoginAttempts")
def reset_attempts(call: Call) -> Any:
    need_role(call, MANAGER)
    user = find(call, call.path["userId"])
    user.data["failedLogins"] = 0
    stamp_change(call, user)


def _own_or_managed(call: Call, id: str) -> Record:
    if id != call.principal.id:
        need_role(call, MANAGER)
    return find(call, id)


@handles("logoutUser")
def log_out(call: Call) -> Any:
    """All tokens of the user end; API keys stay."""
    user = _own_or_managed(call, call.path["userId"])
    tokens.end_all(call.emulator, user)
    call.touch(user)


@handles("deprecatePassword")
def deprecate(call: Call) -> Any:
    """Without a user it is the key's own."""
    user = _own_or_managed(call, call.body["userId"]) if "userId" in call.body else me(call)
    user.data["mustChangePassword"] = True
    stamp_change(call, user)


# Without a key


@handles("requestPasswordReset")
def request_reset(call: Call) -> Any:
    """The token goes by mail; here it is at /__emulator/password_reset_tokens. An unknown e-mail gets the same answer (assumed)."""
    try:
        user = find_by_login(call, call.body["email"])
    except ApiError as error:
        if error.status == 401:
            return
        raise
    user.data["resetToken"] = call.emulator.new_secret(32)
    call.emulator.store.changed(user)
    call.touch(user)


def _by_token(call: Call) -> Record:
    if not call.body["token"]:
        raise missing("token")
    user = next((one for one in call.emulator.store.all("user") if one.data.get("resetToken") == call.body["token"]), None)
    if user is None:
        raise invalid("The token is not valid")
    return user


@handles("validatePasswordResetToken")
def validate_token(call: Call) -> Any:
    _by_token(call)


@handles("resetPassword")
def reset_password(call: Call) -> Any:
    """A token is good once."""
    user = _by_token(call)
    set_password(call, user, call.body["newPassword"])
    del user.data["resetToken"]
    user.data["failedLogins"] = 0
    stamp_change(call, user)
    return {"success": True}
