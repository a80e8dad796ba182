# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Contact profiles of a project, and which fields they have there."""

from __future__ import annotations

from typing import Any

from .. import lists
from ..access import need_project_role, project_of
from ..calls import Call
from ..errors import conflict, invalid, not_found
from ..store import Record
from .registry import Resource, handles, merge, register, stamp_change, stamps

WRITERS = ("contact_profile_admin", "contact_profile_editor")
FIXED = {
    **dict.fromkeys(("firstname", "lastname", "email", "birthday", "gender", "location", "profilepic"), "string"),
    "age": "number",
    "prevent_data_collection": "boolean",
    "accepted_gdpr": "boolean",
    "privacy_policy": "object",
    "goals": "object",
}
"""Fields that every project has, and their types (the contract, ProfileSchema)."""


def _before(call: Call, data: dict[str, Any], record: Record | None) -> None:
    """A contact has one profile in a project (assumed)."""
    project = record.project if record else call.body["projectId"]
    for one in data["contactIds"]:
        if _of_contact(call, project, one) not in (None, record):
            raise conflict(f"The contact '{one}' already has a profile")


def _of_contact(call: Call, project: str | None, contact: str) -> Record | None:
    return next((one for one in call.emulator.store.of("profile", project or "") if contact in one.data["contactIds"]), None)


def _item(call: Call, record: Record) -> dict[str, Any]:
    """Memories are not in lists: the contract has no room for them there."""
    profile = {name: value for name, value in record.data["profile"].items() if name != "memories"}
    return {**lists.shown(call, record), "profile": profile, "projectId": record.project}


PROFILE = Resource(
    "profile",
    title="Profile",
    singular="Profile",
    plural="Profiles",
    id_parameter="profileId",
    defaults=lambda call: {"active": True, "profile": {}, "contactIds": []},
    writers=WRITERS,
    before=_before,
    search=("contactIds", "profile"),
    named=False,
    item=_item,
)
register(PROFILE)


def _find(call: Call) -> Record:
    record = PROFILE.find(call)
    PROFILE.may_write(call, record.project)
    return record


def _remove_contact(call: Call, record: Record) -> str:
    contact: str = call.body["contactId"]
    if contact not in record.data["contactIds"]:
        raise not_found("Contact")
    record.data["contactIds"] = [one for one in record.data["contactIds"] if one != contact]
    stamp_change(call, record)
    return contact


@handles("removeContactIdFromProfile")
def remove_contact(call: Call) -> Any:
    _remove_contact(call, _find(call))


@handles("mergeProfiles")
def merge_profiles(call: Call) -> Any:
    """The contact's own profile goes into this one, whose fields win (assumed); a contact without a profile is added."""
    record, contact = _find(call), call.body["contactId"]
    if project_of(call, call.body["projectId"]).id != record.project:
        raise invalid("The profile is in another project")
    other = _of_contact(call, record.project, contact)
    if other is not None and other is not record:
        record.data["profile"] = merge(other.data["profile"], record.data["profile"])
        PROFILE.remove(call, other)
    contacts = [*record.data["contactIds"], *(other.data["contactIds"] if other else [contact])]
    record.data["contactIds"] = list(dict.fromkeys(contacts))
    stamp_change(call, record)
    return lists.shown(call, record)


@handles("unmergeProfiles")
def unmerge_profiles(call: Call) -> Any:
    """The contact gets an empty profile of its own (assumed)."""
    record = _find(call)
    data = {**PROFILE.defaults(call), "contactIds": [_remove_contact(call, record)], **stamps(call)}
    call.touch(call.emulator.store.add(PROFILE.kind, data, organisation=record.organisation, project=record.project))


@handles("exportProfileData")
def export(call: Call) -> Any:
    """Sessions come from conversations, of which there are none here."""
    record = PROFILE.find(call)
    call.unchecked = "memories" in record.data["profile"]
    return {**lists.shown(call, record), "sessions": []}


@handles("removeProfileData")
def remove_data(call: Call) -> Any:
    """What is known of the contact goes; the profile and its contacts stay (assumed)."""
    record = _find(call)
    record.data["profile"] = {}
    stamp_change(call, record)


@handles("getProfileSchema")
def read_schema(call: Call) -> Any:
    project = project_of(call, call.path["projectId"])
    found = next(iter(call.emulator.store.of("profileschema", project.id)), None)
    details = found.data["details"] if found else []
    return {"schema": {**FIXED, **{one["internal"]: one["type"] for one in details}}, "details": details}


@handles("setProfileSchema")
def write_schema(call: Call) -> Any:
    """All fields that are not fixed, at once."""
    project = project_of(call, call.path["projectId"])
    need_project_role(call, project.id, WRITERS)
    names = [one["internal"] for one in call.body["details"]]
    if len(set(names)) < len(names) or not FIXED.keys().isdisjoint(names):
        raise invalid("Validation failed. details should have other fields than the fixed ones, each once")
    store = call.emulator.store
    record = next(iter(store.of("profileschema", project.id)), None)
    if record is None:
        record = store.add("profileschema", {"details": [], **stamps(call)}, organisation=project.organisation, project=project.id)
    record.data["details"] = call.body["details"]
    stamp_change(call, record)
