# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""What is there once in an installation: its license, and the message that it shows to everybody."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Mapping
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import Any

from ansible_collections.community.cognigy.plugins.module_utils._client import Client, is_id
from ansible_collections.community.cognigy.plugins.module_utils._errors import (
    ApiError,
    BadAnswer,
    CognigyError,
    InputError,
    MissingError,
    NotKept,
    OutcomeUnknown,
)
from ansible_collections.community.cognigy.plugins.module_utils._kinds._base import camel, snake_all
from ansible_collections.community.cognigy.plugins.module_utils._modules._base import STATE, UPDATE_SECRET, Job, Module
from ansible_collections.community.cognigy.plugins.module_utils._reconcile import LOOKS
from ansible_collections.community.cognigy.plugins.module_utils._times import MILLISECONDS, seconds_of
from ansible_collections.community.cognigy.plugins.module_utils._transport import HIDDEN

DAY = 86400


def now(client: Client) -> float:
    """Unix seconds by the server's clock, as soon as it has answered."""
    return client.server_date or time.time()


def moment(value: Any) -> float | None:
    """Unix seconds of a date in any of the common forms, UTC unless it says otherwise; None for what is none."""
    text = str(value).strip()
    try:
        number = float(text)
        return number / 1000 if number > MILLISECONDS else number
    except ValueError:
        pass
    with contextlib.suppress(ValueError):
        return seconds_of(text)
    try:
        found = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    return (found if found.tzinfo else found.replace(tzinfo=timezone.utc)).timestamp()


def date_text(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


# ---- the license -----------------------------------------------------------------------------------------------------

LICENSE = ("state", "company", "signed_date", "expiration_date", "features", "system_capabilities")
NOT_IN_FORCE = ("invalid", "expiredRenewRequired", "expired")
SOON = {"willExpireSoon": 0, "valid3MonthsLeft": 90}  # states that stand for dates: due when so many days before the end are asked for


class License:
    """The license of an installation as these credentials see it: all of it, its state alone, or nothing."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.shown, self.hidden = self.read()

    def read(self) -> tuple[dict[str, Any], str]:
        """What is shown, in the user's form, and why nothing is."""
        credentials, why = self.client.credentials, ""
        if credentials.has_management:
            try:
                return self._form(self.client.call("getSystemLicenseManagement")), ""
            except ApiError as exc:  # older installations have the license elsewhere
                if exc.status != 404:
                    raise
                why = str(exc)
            if not credentials.api_key and not credentials.organisation:
                return self._form({}), f"{why}. In older installations the state is shown to an api_key, or with organisation"
        try:
            return self._form(self.client.call("getSystemLicenseState")), ""
        except (MissingError, ApiError) as exc:  # there is no such organisation yet, or this key may not look
            if isinstance(exc, ApiError) and exc.status not in (403, 404, 405, 501):
                raise
            return self._form({}), "; ".join(filter(None, (why, str(exc))))

    def _form(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        shown = {name: snake_all(answer.get(camel(name))) for name in LICENSE}
        end = moment(shown["expiration_date"])
        return {**shown, "days_left": None if end is None else int(end // DAY - now(self.client) // DAY)}

    @property
    def in_force(self) -> bool:
        return self.shown["state"] is not None and self.shown["state"] not in NOT_IN_FORCE

    def due(self, days: int | None) -> bool:
        """Whether it needs another key, now or so many days before its end. One that is not shown does."""
        if not self.in_force:
            return True
        if days is None:
            return False
        left = self.shown["days_left"]
        return left <= days if left is not None else SOON.get(self.shown["state"], days + 1) <= days

    def told(self) -> str:
        if self.hidden:
            return f"The license cannot be read ({self.hidden})."
        of = f" of {self.shown['company']}" if self.shown["company"] else ""
        until = f", until {self.shown['expiration_date']}" if self.shown["expiration_date"] else ""
        return f"The license{of} is {self.shown['state']} now{until}."


def license_key(text: str) -> str:
    """A key as the server wants it: what editors and mails add at its ends and line ends is taken away, all else is refused."""
    key = text.replace("\r\n", "\n").lstrip("\ufeff").strip()
    if not key:
        raise InputError("license_key is empty")
    for number, line in enumerate(key.split("\n"), 1):
        strange = next((one for one in line if not " " <= one <= "~" and one != "\t"), None)
        if strange is not None:
            raise InputError(f"license_key holds a character that no license has, U+{ord(strange):04X} in its line {number}: copy it anew")
    return key


def send_key(job: Job, key: str) -> None:
    """Hand a key to the server: by the management API, or as the user of an older installation."""
    client, params = job.client, job.params
    refused: ApiError | None = None
    if client.credentials.has_management:
        try:
            client.call("setSystemLicenseManagement", body={"licensekey": key})
            return
        except ApiError as exc:
            if exc.status != 404 or params["login"] is None:
                raise
            refused = exc
    organisation = client.credentials.organisation
    query = {"organisationId": client.organisation_id(organisation)} if organisation and (refused or is_id(organisation)) else {}
    client.call("setSystemLicense", query=query, body={"email": params["login"], "password": params["password"], "licensekey": key})


def run_license(job: Job) -> dict[str, Any]:
    client, params = job.client, job.params
    days = params["renew_before_days"]
    if days is not None and days < 0:
        raise InputError(f"renew_before_days must be 0 or more, got {days}")
    key = None if params["license_key"] is None else license_key(params["license_key"])
    client.transport.hide(key, params["password"])
    before = License(client)
    if key is None and before.hidden:
        raise InputError(before.told())
    if key is None or not (params["update_secret"] == "always" or before.due(days)):
        half = {"in_force": before.in_force}
        return {"changed": False, "diff": {"before": half, "after": half}, "license": before.shown, "previous": before.shown}
    if params["login"] is None and not client.credentials.has_management:
        raise InputError(
            "to set a license give management_username and management_password, or, in older installations, "
            "login and password of an administrator"
        )
    held, good = (None, None) if before.hidden else (before.in_force, True)
    result: dict[str, Any] = {
        "changed": True,
        "diff": {"before": {"license_key": HIDDEN, "in_force": held}, "after": {"license_key": HIDDEN, "in_force": good}},
        "license": {**dict.fromkeys(before.shown), "state": good and "valid"},
        "previous": before.shown,
    }
    if job.check_mode:
        return result
    try:
        send_key(job, key)
    except (ApiError, OutcomeUnknown, BadAnswer) as exc:
        after = _license_after(job, exc, before)
    else:
        after = _license_once_set(job, before)
    if after.hidden:
        job.warn(f"the key was sent, and what came of it is not known. {after.told()} So it is sent in each run.")
    elif after.due(days):
        job.warn(f"the key is no newer one: {after.told()} It is sent again in the next run.")
    return {**result, "license": after.shown}


def _license_after(job: Job, exc: CognigyError, before: License) -> License:
    """After a refusal or a lost answer: says what the license is now; gives it when it is clear that the key was taken."""
    try:
        after = License(job.client)
    except CognigyError as again:
        raise CognigyError(f"{exc}. What the license is now cannot be read: {again}", **exc.details) from exc
    same = after.shown == before.shown
    if isinstance(exc, ApiError):
        hint = ""
        if exc.status in (403, 404, 405):
            hint = " Either this installation wants login and password of an administrator (older ones do), or it takes no licenses at all "
            hint += "(DISABLE_LICENSE_UPLOAD)."
        text = f"{exc}. The key was refused and the license is as it was. {after.told()}{hint}"
        raise CognigyError(text if same else f"{exc}. {after.told()}{hint}", **exc.details, license=after.shown) from exc
    if not same and after.in_force:
        job.warn(f"the answer to the new license was lost ({exc}); it was looked for and is there")
        return after
    text = f"{exc}. Outcome unknown: the server may have taken the key or not. {after.told()} Run this again."
    raise OutcomeUnknown(text, **exc.details, license=after.shown) from exc


def _license_once_set(job: Job, before: License) -> License:
    """The license after the server took a key; fails when it is not in force."""
    after = before
    for _pause in job.client.looks(LOOKS):
        after = License(job.client)
        if after.in_force or after.hidden:
            return after
    was = f" Before, it was {before.shown['state']}." if before.shown["state"] else ""
    raise NotKept(f"the server took the key, and it is not good. {after.told()}{was} Give another key.", license=after.shown)


# ---- the system message ----------------------------------------------------------------------------------------------

LAST = 2**31 - 1  # the server takes no later time
OVER = 1  # a time that has passed for good; 0 could be taken for none


def run_message(job: Job) -> dict[str, Any]:
    client, params = job.client, job.params
    until = None if params["until"] is None else _until(params["until"])
    current = _message(client)
    if current is None:
        job.warn("the server does not show its message (it may want an api_key), so this is sent in each run, and not looked after")
    shown = current is not None and bool(current["message"]) and current["until"] > now(client)
    before = _shown_message(current) if current is not None and shown else {}
    if params["state"] == "absent":
        if not shown and current is not None:
            return {"changed": False, "diff": {"before": {}, "after": {}}}
        want = {"message": (current or {}).get("message") or "-", "until": OVER, "showOnLogin": False}
    else:
        want = _wanted_message(client, params, until)
    after = _shown_message(want) if params["state"] == "present" else {}
    result: dict[str, Any] = {"diff": {"before": before, "after": after}, **({"system_message": after} if after else {})}
    if shown and before == after:
        return {"changed": False, **result}
    if not job.check_mode:
        problem = _announce(job, want)
        if current is not None:
            _message_must_hold(job, want, problem)
        elif problem:
            raise problem
    return {"changed": True, **result}


def _until(text: str) -> int:
    seconds = moment(text)
    if seconds is None:
        raise InputError(f"until must be a date and time such as 2026-12-01T20:00:00+01:00, or Unix seconds, got {text!r}")
    if not 0 <= seconds <= LAST:
        raise InputError(f"until must be from 1970-01-01 to {date_text(LAST)}, which is the last time that the server takes, got {text!r}")
    return int(seconds)


def _message(client: Client) -> dict[str, Any] | None:
    """The message that the server holds, which may be over; None when it does not show it."""
    try:
        found = client.call("getSystemMessage") or {}
    except ApiError as exc:
        if exc.status not in (401, 403, 404):
            raise
        return None
    return {"message": found.get("message") or "", "until": int(found.get("until") or 0), "showOnLogin": bool(found.get("showOnLogin"))}


def _shown_message(message: Mapping[str, Any]) -> dict[str, Any]:
    until = int(message["until"])
    text = str(message["message"]).strip()
    return {"text": text, "until": until, "until_date": date_text(until), "show_on_login": bool(message["showOnLogin"])}


def _wanted_message(client: Client, params: Mapping[str, Any], until: int | None) -> dict[str, Any]:
    if not params["text"].strip():
        raise InputError("text is empty; state: absent takes a message away")
    if until is None:
        if params["for_minutes"] < 1:
            raise InputError(f"for_minutes must be 1 or more, got {params['for_minutes']}")
        until = min(int(now(client)) + 60 * params["for_minutes"], LAST)
    if until <= now(client):
        raise InputError(f"until ({date_text(until)}) has passed at the server ({date_text(now(client))}): nobody would see the message")
    return {"message": params["text"].strip(), "until": until, "showOnLogin": params["show_on_login"]}


def _announce(job: Job, want: Mapping[str, Any]) -> CognigyError | None:
    """Send a message; gives what leaves it open whether it came there."""
    try:
        job.client.call("createSystemMessage", body=want)
    except (OutcomeUnknown, BadAnswer) as exc:
        return exc
    return None


def _message_must_hold(job: Job, want: Mapping[str, Any], problem: CognigyError | None) -> None:
    """Look whether the server shows the message, or shows it no more."""
    over, found = want["until"] == OVER, None
    for _pause in job.client.looks(LOOKS):
        found = _message(job.client)
        ended = found is None or not found["message"] or found["until"] <= now(job.client)
        if ended if over else found is not None and _shown_message(found) == _shown_message(want):
            if problem:
                job.warn(f"the answer to the message was lost ({problem}); it was looked for, and it is as wanted")
            return
    there = "none" if found is None else f"{found['message']!r} until {date_text(found['until'])}"
    if problem:
        raise OutcomeUnknown(f"{problem}. The message at the server is now: {there}. Run this again.", **problem.details) from problem
    raise NotKept(f"the server took the message and shows another one: {there}")


MODULES: Mapping[str, Module] = {
    "cognigy_license": Module(
        run_license,
        {
            "license_key": {"type": "str", "no_log": True},
            "renew_before_days": {"type": "int"},
            "update_secret": UPDATE_SECRET,
            "login": {"type": "str"},
            "password": {"type": "str", "no_log": True},
        },
        {"required_together": [("login", "password"), ("management_username", "management_password")]},
        operations=("getSystemLicenseManagement", "setSystemLicenseManagement", "getSystemLicenseState", "setSystemLicense"),
    ),
    "cognigy_system_message": Module(
        run_message,
        {
            "state": STATE,
            "text": {"type": "str"},
            "until": {"type": "str"},
            "for_minutes": {"type": "int"},
            "show_on_login": {"type": "bool", "default": False},
        },
        {
            "required_if": [("state", "present", ("text",)), ("state", "present", ("until", "for_minutes"), True)],
            "mutually_exclusive": [("until", "for_minutes")],
        },
        operations=("getSystemMessage", "createSystemMessage"),
    ),
}
