# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""What is there, for facts, info modules and the inventory. Reads only; objects come in the form that modules return."""

from __future__ import annotations

from typing import Any, Callable

from ansible_collections.community.cognigy.plugins.module_utils._client import Client
from ansible_collections.community.cognigy.plugins.module_utils._errors import ApiError, BadAnswer, ConnectionFailed
from ansible_collections.community.cognigy.plugins.module_utils._kinds._base import snake_all
from ansible_collections.community.cognigy.plugins.module_utils._kinds.organisation import ORGANISATION
from ansible_collections.community.cognigy.plugins.module_utils._kinds.project import PROJECT
from ansible_collections.community.cognigy.plugins.module_utils._kinds.user import USER


def allowed(call: Callable[[], Any], *statuses: int) -> Any:
    """What a call gives, or None when the server answers with one of these statuses."""
    try:
        return call()
    except ApiError as exc:
        if exc.status in statuses:
            return None
        raise


def installation(client: Client) -> dict[str, Any]:
    """The installation as these credentials see it. What they do not show is None; unreachable is no error but a value."""
    info: dict[str, Any] = {
        "base_url": client.transport.root,
        "reachable": True,
        "reason": None,
        "version": None,
        "license": None,
        "vendor": None,
        "organisations": None,
        "super_keys": None,
    }
    try:
        description = allowed(lambda: client.call("readOpenApi", anonymous=True), 401, 403, 404)
    except ConnectionFailed as exc:
        return {**info, "reachable": False, "reason": str(exc)}
    except BadAnswer:
        description = None  # some proxies answer what is not served with a page
    info["version"] = ((description or {}).get("info") or {}).get("version")
    credentials = client.credentials
    if credentials.has_management:
        info["vendor"] = snake_all(allowed(lambda: client.call("readVendor"), 404))
        info["license"] = snake_all(allowed(lambda: client.call("getSystemLicenseManagement"), 404))
        info["organisations"] = client.call("indexOrganisations", query={"limit": 1}).get("total")
        info["version"] = info["version"] or (info["vendor"] or {}).get("version")
    if credentials.mints and credentials.organisation:
        info["super_keys"] = allowed(lambda: credentials.key_header(client.mint), 403, 404, 405, 501) is not None
    if info["license"] is None and (credentials.api_key or info["super_keys"]):
        info["license"] = snake_all(allowed(lambda: client.call("getSystemLicenseState"), 403, 404))
    return info


def organisation(client: Client) -> dict[str, Any]:
    """The organisation that is worked in: by the management API, else as its users see it (the contract: readOrganisationPolicies)."""
    if client.credentials.mints and client.credentials.organisation:
        return ORGANISATION.to_result(
            client.call("readOrganisation", {"organisationId": client.organisation_id(client.credentials.organisation)})
        )
    return ORGANISATION.to_result(client.call("readOrganisationPolicies"))


def projects(client: Client) -> list[dict[str, Any]]:
    """All projects that the key in use can see, as the list shows them."""
    return [PROJECT.to_result(item) for item in client.items("indexProjects")]


def users(client: Client) -> list[dict[str, Any]] | None:
    """All users of the organisation of the key in use, as the list shows them; None when its roles do not allow that."""
    found: list[dict[str, Any]] | None = allowed(lambda: [USER.to_result(item) for item in client.items("indexUsers")], 403)
    return found


def quotas(client: Client, shown: dict[str, Any], project_count: int | None, user_count: int | None) -> dict[str, dict[str, Any]]:
    """What an organisation may have and has. A maximum of 0 means no limit; used is None when it is not shown."""
    chunks = allowed(lambda: client.call("readOrganisationKnowledgeChunksCount"), 403, 404) or {}
    used = {"projects": project_count, "users": user_count, "knowledge_chunks": chunks.get("chunkCount")}
    return {name: {"used": count, "max": shown.get(f"quota_max_{name}")} for name, count in used.items()}


def single_sign_on(client: Client, organisation_id: str) -> str | None:
    """The type of the identity provider of an organisation, none without one; None when the server does not show it."""
    found = allowed(lambda: client.call("webfinger", query={"resource": f"org:{organisation_id}", "rel": "idp"}), 400, 401, 403, 404) or {}
    properties = [link.get("properties") or {} for link in found.get("links") or [] if link.get("rel") == "idp"]
    return str(properties[0].get("idp:type", "none")) if properties else None
