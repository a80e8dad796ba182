# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Amazon accounts of users, and Alexa skills as they were fed (kind ``alexaskill``)."""

from __future__ import annotations

from typing import Any

from ..calls import Call
from ..errors import not_found
from ..store import Record
from .fed import feed_schema
from .registry import handles
from .sessions import find_endpoint
from .users import me

feed_schema("alexaskill", "AlexaSkill", in_project=False)


def _account(call: Call) -> Record | None:
    user = me(call)
    return next((one for one in call.emulator.store.of("amazonaccount", call.own_organisation) if one.data["userId"] == user.id), None)


def _need_account(call: Call) -> Record:
    record = _account(call)
    if record is None:
        raise not_found("Amazon account")
    return record


@handles("createAuthenticatedAmazonUser")
def create(call: Call) -> Any:
    """One for each user; another one replaces it (assumed). Amazon is not asked, so the user's id here stands for the one there."""
    old = _account(call)
    if old is not None:
        call.emulator.store.remove(old)
    data = {**call.body, "userId": me(call).id, "organisationId": call.own_organisation}
    call.touch(call.emulator.store.add("amazonaccount", data, organisation=call.own_organisation))
    return {"userId": data["userId"]}


@handles("getAmazonAccount")
def read(call: Call) -> Any:
    data = _need_account(call).data
    return {name: data[name] for name in call.operation.shown}


@handles("deleteAmazonAccount")
def delete(call: Call) -> Any:
    record = _need_account(call)
    call.touch(record)
    call.emulator.store.remove(record)


@handles("getAlexaSkills", fed=True)
def skills(call: Call) -> Any:
    _need_account(call)
    fields = call.emulator.contract.schemas["AlexaSkill"]["properties"]
    records = call.emulator.store.of("alexaskill", call.own_organisation)
    return {"items": [{name: one.data[name] for name in fields} for one in records]}


@handles("deployAlexaEndpoint")
def deploy(call: Call) -> Any:
    _need_account(call)
    if not any(one.data["skillId"] == call.path["skillId"] for one in call.emulator.store.of("alexaskill", call.own_organisation)):
        raise not_found("Alexa skill")
    endpoint, _project = find_endpoint(call, call.body["URLToken"])
    call.touch(endpoint)
    return {"token": call.emulator.new_secret(16)}
