# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""Super API keys: a fresh one, or the earlier one while it is good."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from ansible_collections.community.cognigy.plugins.module_utils._client import Client
from ansible_collections.community.cognigy.plugins.module_utils._credentials import SUPER_KEY_SECONDS, Credentials, SuperKey
from ansible_collections.community.cognigy.plugins.module_utils._errors import ApiError, InputError, MissingError
from ansible_collections.community.cognigy.plugins.module_utils._modules._base import Job, Module


def seconds_left(client: Client, current: SuperKey) -> float:
    """How long a super API key still works, by the server's clock; 0 when the server refuses it already."""
    probe = Client(client.transport.settings, Credentials(api_key=current.api_key), sleep=client.sleep)
    try:
        probe.call("indexProjects", query={"limit": 1})
    except ApiError as exc:
        if exc.unauthorized:
            return 0
        raise
    return current.expires_at - (probe.server_date or time.time())


def as_result(key: SuperKey) -> dict[str, Any]:
    return {
        "api_key": key.api_key,
        "created_at": key.created_at,
        "expires_at": key.expires_at,
        "organisation_id": key.organisation_id,
    }


def earlier(current: Mapping[str, Any] | None) -> SuperKey | None:
    """An earlier result of this module; None when it holds no key, as after check mode."""
    if not current or not current.get("api_key"):
        return None
    try:
        return SuperKey(str(current["api_key"]), int(current["created_at"]), str(current["organisation_id"]))
    except (KeyError, TypeError, ValueError) as exc:
        raise InputError("current must be an earlier superkey result of this module, with api_key, created_at and organisation_id") from exc


def run(job: Job) -> dict[str, Any]:
    client, least = job.client, job.params["minimum_validity"]
    if not 0 <= least < SUPER_KEY_SECONDS:
        raise InputError(
            f"minimum_validity must be from 0 to {SUPER_KEY_SECONDS - 1} seconds: a super API key lives {SUPER_KEY_SECONDS // 60} minutes"
        )
    current = earlier(job.params["current"])
    organisation = client.credentials.organisation
    if not organisation:
        raise InputError("organisation (name or id) is needed: a super API key belongs to one organisation")
    client.credentials.basic_header()
    try:
        organisation_id = client.organisation_id(organisation)
    except MissingError as exc:
        if not job.check_mode:
            raise
        job.warn(f"{exc}. In check mode it is taken as made by an earlier task.")
        return {"changed": True, "superkey": {"organisation_id": None}}
    if current and current.organisation_id == organisation_id and seconds_left(client, current) > least:
        return {"changed": False, "superkey": as_result(current)}
    if job.check_mode:
        return {"changed": True, "superkey": {"organisation_id": organisation_id}}
    return {"changed": True, "superkey": as_result(client.mint(organisation_id))}


MODULES: Mapping[str, Module] = {
    "cognigy_superkey": Module(
        run,
        {"current": {"type": "dict"}, "minimum_validity": {"type": "int", "default": 300}},
        secrets=("superkey",),
        quiet=("current",),
        operations=("createApiKeyManagement",),
    ),
}
