# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Organisations: the management API's side and what an organisation's own keys see of it."""

from __future__ import annotations

import secrets
from typing import Any

from .. import lists
from ..access import need_role
from ..auth import SUPER_KEY_SECONDS
from ..calls import Call
from ..clock import iso
from ..errors import METHOD_NOT_ALLOWED, NOT_FOUND, ApiError, forbidden, invalid, not_found
from ..store import Record
from .registry import NAME_LENGTH, check_unique_name, handles, merge, patch_nested

TTLS = ("analyticsTTLInMinutes", "sessionsTTLInMinutes", "stepEventsTTLInMinutes")
COLLECTIONS = {"service-api": ["organisations", "projects", "users"], "service-resources": ["locales", "projectsettings"]}


def defaults() -> dict[str, Any]:
    """What a new organisation has.

    Quota 0 is no limit; the policy is the documented one since 4.71: 12 characters, 1 special; 0 is no rule.
    """
    return {
        "disabled": False,
        "quotaMaxProjects": 0,
        "quotaMaxUsers": 0,
        "quotaMaxChannelsPerProject": 0,
        "quotaMaxMessagesPerDay": 0,
        "quotaMaxKnowledgeChunks": 0,
        "passwordPolicy": {
            "minLength": 12,
            "maxLength": 200,
            "minAmountLowerCase": 0,
            "minAmountUpperCase": 0,
            "minAmountSpecialCharacters": 1,
            "minAmountNumbers": 0,
            "maxAmountIdenticalCharacters": 0,
            "minAmountFailedAttemptsAutoDisable": 0,
        },
        "billingTimezone": "Europe/Berlin",
        "sessionStateTTLInMinutes": 43200,
        "contactProfileTTLInMinutes": 525600,
        "conversationTTLInMinutes": 525600,
        "analyticsTTLInMinutes": 525600,
        "sessionsTTLInMinutes": 525600,
        "stepEventsTTLInMinutes": 525600,
        "liveAgentAccount": 0,
        "dataPrivacySettings": {
            "enabled": False,
            "useAnalytics": True,
            "useContactProfiles": True,
            "useConversations": True,
            "maskAnalytics": False,
            "maskLogging": False,
            "ignoreList": [],
        },
    }


def find(call: Call, id: str) -> Record:
    record = call.emulator.store.get("organisation", id)
    if record is None:
        raise not_found("Organisation")
    return record


def view(call: Call, record: Record) -> dict[str, Any]:
    answer = lists.shown(call, record)
    if not call.emulator.switches["unreadable_ttls"]:
        answer.update({name: record.data[name] for name in TTLS})
    return answer


@handles("indexOrganisations")
def index(call: Call) -> Any:
    return lists.page(call, call.emulator.store.all("organisation"), view)


@handles("createOrganisation")
def create(call: Call) -> Any:
    check_name(call, call.body["name"], None)
    data = merge(defaults(), call.body)
    record = call.emulator.store.add("organisation", data)
    call.touch(record)
    # The documented answer speaks of organisationId, the types of _id: both are there.
    return {**lists.shown(call, record), "organisationId": record.id}


@handles("readOrganisation")
def read(call: Call) -> Any:
    return view(call, find(call, call.path["organisationId"]))


@handles("updateOrganisation")
def update(call: Call) -> Any:
    record = find(call, call.path["organisationId"])
    if "name" in call.body:
        check_name(call, call.body["name"], record)
    data = dict(record.data)
    patch_nested(call, data, call.body, defaults())
    record.data = data
    call.emulator.store.changed(record)
    call.touch(record)


@handles("deleteOrganisation")
def delete(call: Call) -> Any:
    """Needs the token that was mailed after requestOrganisationDeletion (the contract, section Life cycle)."""
    record = find(call, call.path["organisationId"])
    token = record.data.get("deletionToken")
    if token is None or not secrets.compare_digest(token.encode(), call.query["verificationToken"].encode()):
        raise forbidden("The verification token is not valid")
    call.emulator.store.remove(record)
    call.emulator.store.remove_all_of(record.id)


@handles("enforcePasswordPolicy")
def enforce_password_policy(call: Call) -> Any:
    """Every user has to choose a new password at the next login."""
    record = find(call, call.path["organisationId"])
    for user in call.emulator.store.of("user", record.id):
        user.data["mustChangePassword"] = True
        call.emulator.store.changed(user)
    call.touch(record)


@handles("createApiKeyManagement", "createApiKeyManagement_npm")
def create_super_key(call: Call) -> Any:
    """A super key; off unless FEATURE_USE_SUPERAPIKEY_API is set, and what the server then answers is not known: switch."""
    state = call.emulator.switches["super_api_keys"]
    if state is not True:
        raise ApiError(
            int(state), "Creating API keys for organisations is not enabled", {"404": NOT_FOUND, "405": METHOD_NOT_ALLOWED}.get(state)
        )
    organisation = find(call, call.path.get("organisationId") or call.body["organisationId"])
    now = call.emulator.clock.now()
    data = {"name": "super API key", "apiKey": call.emulator.new_secret(), "createdAt": int(now), "endsAt": now + SUPER_KEY_SECONDS}
    record = call.emulator.store.add("superkey", data, organisation=organisation.id)
    call.touch(record)
    return lists.shown(call, record)


@handles("readOrganisationPolicies")
def read_policies(call: Call) -> Any:
    """The organisation of the key; whether all of it or the password policy alone is shown: switch."""
    answer = lists.shown(call, find(call, call.own_organisation))
    if call.emulator.switches["policy_shows"]:
        return answer
    call.unchecked = True
    return {"passwordPolicy": answer["passwordPolicy"]}


@handles("readOrganisationKnowledgeChunksCount")
def chunk_count(call: Call) -> Any:
    return {"chunkCount": call.emulator.store.count("knowledgeChunk", call.own_organisation)}


@handles("requestOrganisationDeletion")
def request_deletion(call: Call) -> Any:
    """The token goes by mail to the installation's administrator; here it is at /__emulator/deletion_tokens."""
    need_role(call)
    record = find(call, call.own_organisation)
    record.data["deletionToken"] = call.emulator.new_secret(16)
    call.emulator.store.changed(record)
    now = iso(call.emulator.clock.now())
    still_there = {"isDeleted": False, "lastUpdatedAt": None}
    parts = [{"service": service, "collectionName": name, **still_there} for service, names in COLLECTIONS.items() for name in names]
    return {
        "createdAt": now,
        "status": "TOKEN_REQUESTED",
        "organisationId": record.id,
        "organisationName": record.data["name"],
        "updatedAt": now,
        "dataToBeDeleted": parts,
    }


@handles("readCollectionsToBeDeleted")
def collections(call: Call) -> Any:
    need_role(call)
    return COLLECTIONS


def check_name(call: Call, name: str, record: Record | None) -> None:
    """Which characters an organisation's name may hold is not known: all of them."""
    if not name.strip() or len(name) > NAME_LENGTH:
        raise invalid(f"Validation failed. name should have 1 to {NAME_LENGTH} characters")
    check_unique_name(call, "Organisation", name, call.emulator.store.all("organisation"), record)
