# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sessions of a live bot, as far as they were injected, and messages that are sent to an endpoint from outside."""

from __future__ import annotations

from typing import Any

from ..access import visible_projects
from ..calls import Call
from ..errors import missing, not_found
from ..store import Record
from .conversations import add_message
from .registry import handles, merge

DEFAULT_STATE = "default"


def _of(call: Call) -> Record:
    """The session of the path and the body's user. There is no bot that would know it: what is not there begins."""
    store, key = call.emulator.store, (call.path["sessionId"], call.body["userId"])
    for record in store.of("session", call.own_organisation):
        if (record.data["sessionId"], record.data["userId"]) == key:
            return record
    data = {"sessionId": key[0], "userId": key[1], "state": DEFAULT_STATE, "context": {}}
    return store.add("session", data, organisation=call.own_organisation)


def _change(call: Call, **fields: Any) -> dict[str, Any]:
    record = _of(call)
    record.data.update(fields)
    call.emulator.store.changed(record)
    call.touch(record)
    return record.data


@handles("injectContext")
def inject_context(call: Call) -> Any:
    """It is put into the context that is there."""
    return _change(call, context=merge(_of(call).data["context"], call.body["context"]))["context"]


@handles("resetContext")
def reset_context(call: Call) -> Any:
    """The documentation spells entryPoint, the npm client entrypoint (the contract): either will do.

    A project or a snapshot has no reference id here that it could be compared with.
    """
    if "entryPoint" not in call.body and "entrypoint" not in call.body:
        raise missing("entryPoint")
    _need_flow(call, call.body["flowReferenceId"])
    return _change(call, context={})["context"]


def _need_flow(call: Call, reference: str) -> None:
    store = call.emulator.store
    if not any(one.data.get("referenceId") == reference for project in visible_projects(call) for one in store.of("flow", project.id)):
        raise not_found("Flow")


@handles("readSessionState")
def read_state(call: Call) -> Any:
    """The form of the answer is not known."""
    records = call.emulator.store.of("session", call.own_organisation)
    found = [one.data for one in records if one.data["sessionId"] == call.path["sessionId"]]
    if not found:
        raise not_found("Session")
    return {name: found[-1][name] for name in ("sessionId", "userId", "state", "context")}


@handles("injectState")
def inject_state(call: Call) -> Any:
    return {"state": _change(call, state=call.body["state"])["state"]}


@handles("resetState")
def reset_state(call: Call) -> Any:
    _change(call, state=DEFAULT_STATE)


@handles("inject", "notify")
def send(call: Call) -> Any:
    """To the bot (inject) or the user (notify), and so into the conversation of the session.

    The text of the answer is not known. Without a session a notification belongs to that of the user's name.
    """
    endpoint, project = find_endpoint(call, call.body["URLToken"])
    contact = call.body["userId"]
    common = {
        "contactId": contact,
        "sessionId": call.body.get("sessionId", contact),
        "channel": endpoint.data["channel"],
        "endpointName": endpoint.data["name"],
        "endpointUrlToken": endpoint.data["URLToken"],
    }
    fields = {"inputText": call.body["text"], "inputData": call.body["data"]}
    if call.operation.name == "notify":
        fields.update(type="output", source="bot", previousSource="user")
    add_message(call, project, common, fields)
    call.touch(endpoint)
    return ""


def find_endpoint(call: Call, url_token: str) -> tuple[Record, Record]:
    """An endpoint by its URLToken, and its project."""
    for project in visible_projects(call):
        for one in call.emulator.store.of("endpoint", project.id):
            if one.data.get("URLToken") == url_token:
                return one, project
    raise not_found("Endpoint")
