# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Conversations: what was fed (kind ``conversation``, with its ``messages``) and what was injected.

The analytics records are the messages.
"""

from __future__ import annotations

from typing import Any

from .. import lists
from ..access import in_projects, need_project_role, project_of
from ..calls import Call
from ..clock import iso
from ..errors import not_found
from ..store import Record
from .fed import document, feed, need_project
from .logs import moment
from .registry import handles

COMMON = ("contactId", "sessionId", "channel", "flowName", "flowReferenceId", "endpointName", "endpointUrlToken")
"""Of the conversation, and of each message in it."""
INPUT = {"type": "input", "source": "user", "previousSource": "bot"}


def message(call: Call, project: Record, common: dict[str, Any], fields: dict[str, Any]) -> dict[str, Any]:
    """A message with all that the contract wants of it, empty where nothing was said."""
    organisation = call.emulator.store.get("organisation", project.organisation or "")
    assert organisation is not None
    now = call.emulator.clock.now()
    where = {
        **common,
        "projectId": project.id,
        "projectName": project.data["name"],
        "organisation": organisation.id,
        "timestamp": iso(now),
        "expiresAt": iso(now + organisation.data["conversationTTLInMinutes"] * 60),
    }
    return document(call, "ConversationData", INPUT, where, fields)


def _feed(call: Call, fields: dict[str, Any], organisation: str, project: str | None) -> dict[str, Any]:
    """Fields of the conversation, and those of each of its ``messages``."""
    record = call.emulator.store.get("project", need_project(project))
    assert record is not None
    unknown = set(fields) - {*COMMON, "messages"}
    if unknown:
        raise ValueError(f"no such field: {', '.join(sorted(unknown))}; there are {', '.join((*COMMON, 'messages'))}")
    common = {**dict.fromkeys(COMMON, ""), **fields}
    messages = [message(call, record, {name: common[name] for name in COMMON}, one) for one in common.pop("messages", [])]
    return {**common, "messages": messages}


feed("conversation", _feed)


def add_message(call: Call, project: Record, common: dict[str, Any], fields: dict[str, Any]) -> None:
    """Put a message into the conversation of its session, which begins with it if need be."""
    new = message(call, project, common, fields)
    store = call.emulator.store
    for record in store.of("conversation", project.id):
        if (record.data["sessionId"], record.data["contactId"]) == (common["sessionId"], common["contactId"]):
            record.data["messages"].append(new)
            store.changed(record)
            return
    data = {**dict.fromkeys(COMMON, ""), **common, "messages": [new]}
    store.add("conversation", data, organisation=project.organisation, project=project.id)


def session(call: Call, record: Record) -> dict[str, Any]:
    """A conversation as one line (ConversationSession of the contract)."""
    data, messages = record.data, record.data["messages"]
    project = call.emulator.store.get("project", record.project or "")
    assert project is not None
    times = sorted(one["timestamp"] for one in messages)
    names = ("contactId", "sessionId", "channel", "flowName", "flowReferenceId", "endpointName")
    return {
        **{name: data[name] for name in names},
        "_id": record.id,
        "projectId": project.id,
        "projectName": project.data["name"],
        "messages": len(messages),
        "startTime": times[0] if times else "",
        "endTime": times[-1] if times else "",
        "ratings": [one["rating"] for one in messages if one["rating"]],
        "ratingComments": [one["ratingComment"] for one in messages if one["ratingComment"]],
    }


def _found(call: Call) -> list[Record]:
    found = [one for one in in_projects(call, "conversation") if one.data["sessionId"] == call.path["sessionId"]]
    if not found:
        raise not_found("Conversation")
    return found


@handles("indexConversations", fed=True)
def index(call: Call) -> Any:
    """Newest first, without pages."""
    wanted = call.query.get("contactIds")
    records = [one for one in in_projects(call, "conversation") if not wanted or one.data["contactId"] in wanted]
    return lists.whole(call, [session(call, one) for one in reversed(records)])


@handles("readConversation", fed=True)
def read(call: Call) -> Any:
    fields = call.emulator.contract.schemas["ConversationData"]["properties"]
    messages = [one for record in _found(call) for one in record.data["messages"]]
    return lists.whole(call, [{name: one[name] for name in fields if name in one} for one in messages])


@handles("deleteConversation")
def delete(call: Call) -> Any:
    found = _found(call)
    for record in found:
        assert record.project is not None
        need_project_role(call, record.project, ("conversationHistory", "data_privacy_admin", "data_privacy_editor"))
    for record in found:
        call.touch(record)
        call.emulator.store.remove(record)


# Analytics records


@handles("updateAnalyticsRecords")
def update_records(call: Call) -> Any:
    """All messages that fit the ids; properties that conversations do not show are kept and shown nowhere."""
    project = project_of(call, call.body["projectId"])
    need_project_role(call, project.id, ("analytics",))
    ids = {name: call.body[name] for name in ("contactId", "sessionId", "inputId") if name in call.body}
    done = False
    for record in call.emulator.store.of("conversation", project.id):
        for one in record.data["messages"]:
            if all(one[name] == value for name, value in ids.items()):
                one.update(call.body["properties"])
                done = True
                call.emulator.store.changed(record)
    if not done:
        raise not_found("Analytics record")
    call.touch(project)


@handles("deleteAnalyticsRecords")
def delete_records(call: Call) -> Any:
    """Of these contacts, and of that time when one is given; that there are none is no error."""
    project = project_of(call, call.path["projectId"])
    need_project_role(call, project.id, ("analytics", "data_privacy_admin"))
    start = moment(call.body["timestampStart"]) if "timestampStart" in call.body else 0.0
    end = moment(call.body["timestampEnd"]) if "timestampEnd" in call.body else float("inf")
    for record in call.emulator.store.of("conversation", project.id):
        record.data["messages"] = [
            one
            for one in record.data["messages"]
            if one["contactId"] not in call.body["contactIds"] or not start <= moment(one["timestamp"]) <= end
        ]
        call.emulator.store.changed(record)
    call.touch(project)
