# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users: those of the management API, those of an organisation, and the user of the key."""

from __future__ import annotations

from typing import Any

from .. import lists, passwords, tokens
from ..access import member_id, need_role, project_roles
from ..calls import Call
from ..errors import ApiError, conflict, forbidden, invalid, missing, not_found
from ..store import Record
from . import acl
from .members import add_member, remove_member
from .organisations import find as find_organisation
from .registry import handles, stamp_change, stamps

SEARCH = ("name", "id")
"""The filter of users is on the name and the login (the contract, section Lists)."""
READERS = ("userManager", "userDetailsViewer")
PROJECT_READERS = {"projectAdmin", "memberManager"}
MANAGER = "userManager"


def new_user(call: Call, organisation: Record, body: dict[str, Any]) -> Record:
    """Make a user; refuses a login that is there, a password against the policy, and one user too many."""
    store = call.emulator.store
    for name in ("id", "name"):
        if not body[name].strip():
            raise invalid(f"Validation failed. {name} should NOT be shorter than 1 characters")
    check_login(call, organisation.id, body["id"], None)
    passwords.check(organisation.data["passwordPolicy"], body["password"])
    quota = organisation.data["quotaMaxUsers"]
    if 0 < quota <= store.count("user", organisation.id):
        raise invalid(f"The maximum number of users of this organisation ({quota:g}) is reached", quota="quotaMaxUsers")
    data = {
        "acceptedTOS": False,
        "disabled": False,
        "lastActive": 0,
        **body,
        "organisation": organisation.id,
        "roles": list(dict.fromkeys(body.get("roles", []))),
        **stamps(call),
    }
    record = store.add("user", data, organisation=organisation.id)
    call.touch(record)
    return record


def check_login(call: Call, organisation: str, login: str, record: Record | None) -> None:
    """A login exists once in an organisation; the same e-mail may be in several."""
    for other in call.emulator.store.of("user", organisation):
        if other.data["id"] == login and other is not record:
            raise conflict(f"User with the id '{login}' already exists")


def set_password(call: Call, record: Record, password: str) -> None:
    organisation = find_organisation(call, record.data["organisation"])
    passwords.check(organisation.data["passwordPolicy"], password)
    record.data.update(password=password, mustChangePassword=False)


def remove_user(call: Call, record: Record) -> None:
    """A user takes the API keys, tokens and memberships along."""
    store = call.emulator.store
    for key in [one for one in store.of("apikey", record.data["organisation"]) if one.data["user"] == record.id]:
        store.remove(key)
    tokens.end_all(call.emulator, record)
    for project in projects_of(call, record):
        remove_member(call, project, record.id)
    store.remove(record)
    call.touch(record)


def projects_of(call: Call, record: Record) -> list[Record]:
    store = call.emulator.store
    projects = store.of("project", record.data["organisation"])
    return [one for one in projects if store.get("member", member_id(one.id, record.id)) is not None]


def view(call: Call, record: Record) -> dict[str, Any]:
    answer = lists.shown(call, record)
    answer.pop("password", None)
    if "projects" in call.operation.shown:
        answer["projects"] = [one.id for one in projects_of(call, record)]
    return answer


# The management API


@handles("indexUsersManagement")
def index_management(call: Call) -> Any:
    """Whether the query's organisationId counts, and whether items name their organisation, is not known: switches."""
    store, switches = call.emulator.store, call.emulator.switches
    wanted = call.query.get("organisationId")
    records = store.of("user", wanted) if wanted and switches["users_heed_organisation"] else store.all("user")

    def item(call: Call, record: Record) -> dict[str, Any]:
        answer = lists.shown(call, record)
        if not switches["organisation_in_user_list"]:
            del answer["organisation"]
        return answer

    return lists.page(call, records, item, SEARCH)


@handles("createUserManagement")
def create_management(call: Call) -> Any:
    body = dict(call.body)
    organisation = find_organisation(call, body.pop("organisation"))
    if call.emulator.switches["adds_base_role"]:
        body["roles"] = [*body.get("roles", []), "base_role"]
    record = new_user(call, organisation, body)
    answer = view(call, record)
    if call.emulator.switches["answer_password"]:
        answer["password"] = record.data["password"]
    return answer


def _find_management(call: Call) -> Record:
    record = call.emulator.store.get("user", call.path["userId"])
    if record is None:
        raise not_found("User")
    return record


@handles("readUserManagement")
def read_management(call: Call) -> Any:
    return view(call, _find_management(call))


@handles("updateUserManagement")
def update_management(call: Call) -> Any:
    """Whether roles and organisation can be changed here is not known: switch."""
    record = _find_management(call)
    body = dict(call.body)
    uncertain = {name: body.pop(name) for name in ("roles", "organisation") if name in body}
    rule = call.emulator.switches["management_patch_roles"]
    if uncertain and rule == "refuses":
        raise invalid(f"Field '{next(iter(uncertain))}' is not allowed")
    _refuse_null(call)
    organisation = record.data["organisation"]
    if rule == "applies" and "organisation" in uncertain:
        organisation = find_organisation(call, uncertain["organisation"]).id
    if "id" in body or organisation != record.data["organisation"]:
        check_login(call, organisation, body.get("id", record.data["id"]), record)
    if "newPassword" in body:
        set_password(call, record, body.pop("newPassword"))
    record.data.update(body)
    if rule == "applies" and "roles" in uncertain:
        record.data["roles"] = list(dict.fromkeys(uncertain["roles"]))
    if organisation != record.data["organisation"]:
        record = _move(call, record, organisation)
    stamp_change(call, record)


def _move(call: Call, record: Record, organisation: str) -> Record:
    """Another organisation: the memberships and keys of the old one end."""
    remove_user(call, record)
    record.data["organisation"] = organisation
    return call.emulator.store.add("user", record.data, organisation=organisation)


@handles("deleteUserManagement")
def delete_management(call: Call) -> Any:
    remove_user(call, _find_management(call))


# The organisation's users


def _may_read(call: Call) -> None:
    """Observed behaviour, section Authentication."""
    if call.principal.is_admin or not call.principal.roles.isdisjoint(READERS):
        return
    if any(project_roles(call, one.id) & PROJECT_READERS for one in call.emulator.store.of("project", call.own_organisation)):
        return
    raise forbidden()


def find(call: Call, id: str) -> Record:
    record = call.emulator.store.get("user", id)
    if record is None or record.organisation != call.principal.organisation:
        raise not_found("User")
    return record


@handles("indexUsers")
def index(call: Call) -> Any:
    _may_read(call)
    return lists.page(call, call.emulator.store.of("user", call.own_organisation), search=SEARCH)


@handles("createUser")
def create(call: Call) -> Any:
    need_role(call, MANAGER)
    return view(call, new_user(call, find_organisation(call, call.own_organisation), call.body))


@handles("readUser")
def read(call: Call) -> Any:
    if call.path["userId"] != call.principal.id:
        _may_read(call)
    return view(call, find(call, call.path["userId"]))


@handles("updateUser")
def update(call: Call) -> Any:
    need_role(call, MANAGER)
    _change(call, find(call, call.path["userId"]))


def _change(call: Call, record: Record) -> None:
    _refuse_null(call)
    if "newPassword" in call.body:
        set_password(call, record, call.body["newPassword"])
    if "name" in call.body:
        record.data["name"] = call.body["name"]
    stamp_change(call, record)


def _refuse_null(call: Call) -> None:
    if call.cleared:
        raise invalid(f"Validation failed. {call.cleared[0]} should not be null")


@handles("deleteUser")
def delete(call: Call) -> Any:
    need_role(call, MANAGER)
    remove_user(call, find(call, call.path["userId"]))


@handles("impersonateUserManagement")
def impersonate(call: Call) -> Any:
    return tokens.issue(call.emulator, _find_management(call))


@handles("addRoleToUser", "removeRoleFromUser")
def change_role(call: Call) -> Any:
    need_role(call, MANAGER)
    record = find(call, call.path["userId"])
    roles = [one for one in record.data["roles"] if one != call.body["role"]]
    if call.operation.name == "addRoleToUser":
        roles.append(call.body["role"])
    record.data["roles"] = roles
    stamp_change(call, record)


@handles("addProjectToUser", "removeProjectFromUser")
def change_project(call: Call) -> Any:
    need_role(call, MANAGER, "projectAssigner")
    record = find(call, call.path["userId"])
    project = call.emulator.store.get("project", call.body["projectId"])
    if project is None or project.organisation != call.principal.organisation:
        raise not_found("Project")
    if call.operation.name == "addProjectToUser":
        add_member(call, project, record)
    else:
        remove_member(call, project, record.id)


# The user of the key


def me(call: Call) -> Record:
    """A super key is bound to no user; which refusal that gives is not known: switch."""
    if call.principal.user is None:
        if call.emulator.switches["super_key_me"] == "403":
            raise forbidden()
        raise not_found("User")
    return call.principal.user


@handles("readUserMe")
def read_me(call: Call) -> Any:
    return view(call, me(call))


@handles("userinfo")
def user_info(call: Call) -> Any:
    """Observed behaviour, section Authentication."""
    data = me(call).data
    names = {"sub": data["_id"], "email": data["id"], "name": data["name"]}
    return {**names, "organisationId": data["organisation"], "scope": "", "clientId": ""}


@handles("updateUserMe")
def update_me(call: Call) -> Any:
    record = me(call)
    if "newPassword" in call.body:
        if "oldPassword" not in call.body:
            raise missing("oldPassword")
        if call.body["oldPassword"] != record.data["password"]:
            raise forbidden("The old password is not right")
    _change(call, record)


@handles("deleteUserMe")
def delete_me(call: Call) -> Any:
    remove_user(call, me(call))


@handles("acceptTermsOfService")
def accept_terms(call: Call) -> Any:
    record = me(call)
    record.data["acceptedTOS"] = True
    stamp_change(call, record)


@handles("readUserAclMe")
def read_acl(call: Call) -> Any:
    record = me(call)
    store, contract = call.emulator.store, call.emulator.contract
    members = {one.id: store.get("member", member_id(one.id, record.id)) for one in projects_of(call, record)}
    roles = record.data["roles"]
    return {
        "organisationWide": {"rights": acl.rights(contract, "OrganisationWideAcl", call.principal.is_admin), "roles": roles},
        "projectWide": {
            project: {
                "rights": acl.rights(contract, "ProjectWideAcl", acl.writes(member.data["roles"])),
                "roles": member.data["roles"],
                "allowedLocales": member.data["allowedLocales"] or [],
            }
            for project, member in members.items()
            if member is not None
        },
    }


# Without a key


WRONG_LOGIN = "Unable to authenticate, the e-mail or the password is not right"


def find_by_login(call: Call, login: str) -> Record:
    """A user who is in several organisations has to name the organisation (the contract, section Authentication).

    The npm client does that by a header when it logs in.
    """
    wanted = call.query.get("organisationId") or call.request.headers.get(b"organisation-id", b"").decode("latin-1") or None
    found = [one for one in call.emulator.store.all("user") if one.data["id"] == login and wanted in (None, one.organisation)]
    if len(found) > 1:
        raise missing("organisationId")
    if not found or found[0].data["disabled"]:
        raise ApiError(401, WRONG_LOGIN)
    return found[0]


@handles("changePassword")
def change_password(call: Call) -> Any:
    record = find_by_login(call, call.body["email"])
    if record.data["password"] != call.body["oldPassword"]:
        raise ApiError(401, WRONG_LOGIN)
    set_password(call, record, call.body["newPassword"])
    stamp_change(call, record)
