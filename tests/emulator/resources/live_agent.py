# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Accounts in the services beside: live agent, with an inbox for each project, and voice gateway."""

from __future__ import annotations

from typing import Any

from ..access import need_project_role, need_role, project_of
from ..calls import Call
from ..errors import invalid, missing, not_found
from ..store import Record
from .organisations import find as find_organisation
from .registry import handles, stamp_change


def _organisation(call: Call) -> Record:
    return find_organisation(call, call.own_organisation)


def _next(call: Call, kind: str, field: str) -> int:
    """The services number their accounts and inboxes; here from 1."""
    return max((one.data.get(field, 0) for one in call.emulator.store.all(kind)), default=0) + 1


@handles("readLiveAgentAccount")
def read_account(call: Call) -> Any:
    """0 is none, as in the organisation."""
    return {"liveAgentAccount": _organisation(call).data["liveAgentAccount"]}


@handles("setupCognigyLiveAgent")
def set_up(call: Call) -> Any:
    """One that is there stays."""
    need_role(call, "liveAgentAdmin")
    record = _organisation(call)
    if not record.data["liveAgentAccount"]:
        record.data["liveAgentAccount"] = _next(call, "organisation", "liveAgentAccount")
        call.emulator.store.changed(record)
    call.touch(record)
    return {"liveAgentAccount": record.data["liveAgentAccount"]}


def _inbox(project: Record) -> dict[str, Any]:
    return {"liveAgentDefaultInbox": project.data.get("liveAgentDefaultInbox", 0)}


@handles("readProjectInbox")
def read_inbox(call: Call) -> Any:
    return _inbox(project_of(call, call.path["projectId"]))


def _writable(call: Call) -> Record:
    project = project_of(call, call.path["projectId"])
    need_project_role(call, project.id, ("handoverProviderAdmin",))
    if not _organisation(call).data["liveAgentAccount"]:
        raise invalid("The live agent account of the organisation does not exist")
    return project


@handles("setupCognigyLiveAgentInbox")
def set_up_inbox(call: Call) -> Any:
    project = _writable(call)
    if not project.data.get("liveAgentDefaultInbox"):
        project.data["liveAgentDefaultInbox"] = _next(call, "project", "liveAgentDefaultInbox")
    stamp_change(call, project)
    return _inbox(project)


@handles("updateCognigyLiveAgentInbox")
def update_inbox(call: Call) -> Any:
    """Which inboxes there are only live agent knows: any number."""
    project = _writable(call)
    if "inboxId" not in call.body:
        raise missing("inboxId")
    project.data["liveAgentDefaultInbox"] = call.body["inboxId"]
    stamp_change(call, project)
    return _inbox(project)


@handles("readVoiceGatewayAccount")
def read_voice_gateway(call: Call) -> Any:
    account = _organisation(call).data.get("voiceGatewayAccount")
    if not account:
        raise not_found("Voice gateway account")
    return {"voiceGatewayAccount": account}


@handles("setupVoiceGatewayAccount")
def set_up_voice_gateway(call: Call) -> Any:
    need_role(call, "voiceGatewayUser")
    if not call.body["accountSid"].strip():
        raise missing("accountSid")
    record = _organisation(call)
    record.data["voiceGatewayAccount"] = call.body["accountSid"]
    call.emulator.store.changed(record)
    call.touch(record)
