# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls and voices. No speech provider is asked: the voices were fed (kind ``audiovoice`` of a project)."""

from __future__ import annotations

import secrets
from typing import Any

from ..access import project_of
from ..calls import Call
from ..errors import invalid, missing, not_found
from .fed import feed, need_project
from .levels import by_reference, connection_of, entrypoint_of
from .organisations import find as find_organisation
from .registry import handles
from .settings import find as find_settings

VOICE = {"voiceId", "languageCode"}


def _feed(call: Call, fields: dict[str, Any], organisation: str, project: str | None) -> dict[str, Any]:
    need_project(project)
    if set(fields) != VOICE or not all(isinstance(one, str) for one in fields.values()):
        raise ValueError("an audiovoice has voiceId and languageCode")
    return fields


feed("audiovoice", _feed)


@handles("indexAudioPreviewLanguages", fed=True)
def voices(call: Call) -> Any:
    project = project_of(call, call.query["projectId"])
    records = call.emulator.store.of("audiovoice", project.id)
    return {"audioPreviewLanguages": {"audioPreviewLanguages": [{name: one.data[name] for name in sorted(VOICE)} for one in records]}}


@handles("testVoiceProvider")
def test_provider(call: Call) -> Any:
    """Credentials are good when the connection of the project's settings is there."""
    if "projectId" not in call.body:
        raise missing("projectId")
    project = project_of(call, call.body["projectId"])
    chosen = find_settings(call, project).data["audioPreviewSettings"]
    provider = chosen["provider"]
    if not provider:
        raise invalid("The speech provider of the audio preview does not exist")
    connection_of(call, chosen["connections"][provider]["connectionId"], project.id)
    return {"voiceProvider": provider, "isCredentialsValid": True, "msg": ""}


@handles("voicePrepareCall")
def prepare_call(call: Call) -> Any:
    """Access for one call in the web. Whether the ids are those of the objects or their reference ids is not known: either will do."""
    project = project_of(call, call.body["projectId"])
    entrypoint_of(call, call.body["entrypoint"], project.id)
    for kind, title, id in (
        ("flow", "Flow", call.body["flowId"]),
        ("locale", "Locale", call.body["localeId"]),
        ("nluconnector", "NLU connector", call.body["nluConnectorId"]),
    ):
        record = call.emulator.store.get(kind, id) or by_reference(call, kind, project.id, id)
        if record is None or record.project != project.id:
            raise not_found(title)
    account = find_organisation(call, call.own_organisation).data.get("voiceGatewayAccount")
    if not account:
        raise invalid("The voice gateway account of the organisation does not exist")
    name = secrets.token_hex(8)
    return {"sipRealm": account, "username": name, "password": call.emulator.new_secret(16), "userId": call.principal.id}
