# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""Modules that bring objects to a state: one function over the engine, for every kind."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Callable

from ansible_collections.community.cognigy.plugins.module_utils._errors import InputError, MissingError
from ansible_collections.community.cognigy.plugins.module_utils._kinds._base import Kind
from ansible_collections.community.cognigy.plugins.module_utils._kinds.user import MANAGEMENT_USER, USER
from ansible_collections.community.cognigy.plugins.module_utils._modules._base import ID, KINDS, STATE, UPDATE_SECRET, Job, Module
from ansible_collections.community.cognigy.plugins.module_utils._parts import Content
from ansible_collections.community.cognigy.plugins.module_utils._reconcile import Engine, Make, Outcome, Scope

ScopeOf = Callable[[Job, Engine], Scope]
WAIT: dict[str, Any] = {"type": "int", "default": 600}


def no_scope(job: Job, engine: Engine) -> Scope:
    return {}


def engine_for(job: Job, make: Make | None = None) -> Engine:
    """The engine with the options of this job that concern it."""
    return Engine(
        job.client,
        KINDS,
        always_secrets=job.params.get("update_secret") == "always",
        wait=job.params.get("wait_timeout", 0),
        warn=job.warn,
        recreate=bool(job.params.get("recreate")),
        make=make,
    )


def in_scope(job: Job, engine: Engine, kind: Kind, scope_of: ScopeOf, given: list[Mapping[str, Any]], **options: Any) -> list[Outcome]:
    """Ensure all of ``given`` in their scope; what they name and is not there is met as check mode and absence need it."""
    state = job.params.get("state", "present")

    def otherwise(exc: MissingError, one: Mapping[str, Any]) -> Outcome:
        if state == "absent":
            job.warn(f"nothing to remove: {exc}")
        else:
            engine.not_yet(exc)
        return engine.predict(kind, one, state)

    try:
        scope = scope_of(job, engine)
    except MissingError as exc:
        return [otherwise(exc, one) for one in given]
    return engine.ensure_all(kind, scope, given, state, otherwise=otherwise, **options)


def one_result(kind: Kind, outcome: Outcome) -> dict[str, Any]:
    """The result of a module for one object."""
    result: dict[str, Any] = {"changed": outcome.changed, "diff": {"before": outcome.before, "after": outcome.after}}
    if outcome.object is not None:
        result[kind.name] = outcome.object
    if outcome.secret:
        result[kind.name + "_value"] = outcome.secret
    return result


def one(
    kind_of: Callable[[Job], Kind], scope_of: ScopeOf = no_scope, contents: Mapping[str, Content] = MappingProxyType({})
) -> Callable[[Job], dict[str, Any]]:
    """The run function of a module for one object of a kind that may depend on the credentials.

    ``contents``: options for lists inside the object, brought to their state once it is there.
    """

    def run(job: Job) -> dict[str, Any]:
        kind, engine = kind_of(job), engine_for(job)
        outcome = in_scope(job, engine, kind, scope_of, [job.params])[0]
        if outcome.object is not None:
            for option, content in contents.items():
                if job.params[option] is not None:
                    _fill(job, engine, kind, scope_of, outcome, option, content)
        return one_result(kind, outcome)

    return run


def _fill(job: Job, engine: Engine, kind: Kind, scope_of: ScopeOf, outcome: Outcome, option: str, content: Content) -> None:
    """Bring one list inside an object to its state, and add what became of it to the outcome."""
    made = outcome.object or {}
    scope = {**scope_of(job, engine), kind.id_param: made["id"]} if "id" in made else None
    change = content(engine, scope, job.params[option])
    created = outcome.changed and not outcome.before
    outcome.changed |= change.changed
    outcome.before = {**outcome.before, **({} if created else {option: change.before})}
    outcome.after = {**outcome.after, option: change.after}
    if change.changed and scope is not None and not job.check_mode:  # the server may count, or note a change
        made = {**made, **kind.to_result(engine.read(kind, scope, {"_id": made["id"]}) or {})}
    outcome.object = {**made, option: change.after if change.whole is None else change.whole}


def module(
    kind: Kind,
    *names: str,
    run: Callable[[Job], dict[str, Any]] | None = None,
    scope_of: ScopeOf = no_scope,
    contents: Mapping[str, Content] = MappingProxyType({}),
    operations: tuple[str, ...] = (),
    options: Mapping[str, dict[str, Any]] = MappingProxyType({}),
) -> Module:
    """A module for one kind. ``names``: which of the shared options it has beside state, id, parents and recreate.
    ``options``: its own options; ``operations``: what it uses beside the operations of its kind."""
    shared = {"update_secret": UPDATE_SECRET, "wait_timeout": WAIT}
    parts = {item.option: item.spec() for item in kind.parts}
    spec = {"state": STATE, "id": ID, **kind.spec(), **{name: shared[name] for name in names}, **parts, **options}
    if kind.recreatable and kind.parents:
        spec["recreate"] = {"type": "bool", "default": False}
    rules: dict[str, Any] = {"required_one_of": [(kind.key, "id")]}
    if kind.lone:
        del spec["state"], spec["id"]
        rules = {}
    spec.update({parent: {"type": "str", "required": not kind.levels} for parent in kind.parents})
    if kind.levels:
        spec["resource_level"] = {"type": "str", "choices": ["project", "organisation"], "default": "project"}
        rules["required_if"] = [("resource_level", "project", ("project",))]
    secrets = (kind.name + "_value",) if kind.secret_answer else ()
    quiet = tuple(dict.fromkeys([*(item.option for item in kind.fields if item.guarded), *parts, *contents]))
    return Module(run or one(lambda job: kind, scope_of, contents), spec, rules, secrets, quiet, (*kind.operations, *operations))


def content_scope(kind: Kind) -> ScopeOf:
    """The scope function of a kind with parents: the id of each, by the options that name them."""

    def scope_of(job: Job, engine: Engine) -> Scope:
        if kind.levels and job.params["resource_level"] == "organisation":
            if job.params["project"] is not None:
                raise InputError("an object of the organisation lies in no project: leave out project, or resource_level: organisation")
            return {"level": "organisation", "resourceLevel": "organisation"}
        scope: dict[str, str] = {"level": "project"} if kind.levels else {}
        for name in kind.parents:
            scope[KINDS[name].id_param] = engine.resolve(KINDS[name], scope, job.params[name])
        return scope

    return scope_of


def content(kind: Kind, *names: str, **more: Any) -> Module:
    """A module for a kind of object inside a project."""
    return module(kind, *names, scope_of=content_scope(kind), **more)


def ensure_content(kind: Kind, contents: Mapping[str, Content] = MappingProxyType({})) -> Callable[[Job], dict[str, Any]]:
    """The plain run function of such a module, for those that do more around it."""
    return one(lambda job: kind, content_scope(kind), contents)


# ---- users: one module over both faces of the API -------------------------------------------------------------------


def user_face(job: Job) -> Kind:
    """The management API without an API key, the organisation's with one."""
    if not job.client.credentials.api_key and job.client.credentials.has_management:
        return MANAGEMENT_USER
    organisation_options = {field.option for field in USER.fields}
    wrong = [
        field.option
        for field in MANAGEMENT_USER.fields
        if field.option not in organisation_options and job.params.get(field.option) is not None
    ]
    if wrong:
        raise InputError(
            f"{', '.join(wrong)} of a user can only be set by the management API: give management_username, management_password and organisation, "
            "and no api_key"
        )
    return USER


def user_scope(job: Job, engine: Engine) -> Scope:
    if user_face(job) is USER:
        return {}
    organisation = job.client.credentials.organisation
    if not organisation:
        raise InputError("with management credentials say by organisation (name or id) whose user this is; one login may exist in several")
    return {"organisation": job.client.organisation_id(organisation)}


# ---- own API keys ----------------------------------------------------------------------------------------------------


def run_api_key(job: Job) -> dict[str, Any]:
    if job.client.credentials.mints:
        raise InputError(
            "own API keys belong to the user behind an api_key: give one; a super API key belongs to nobody and cannot have any"
        )
    return one(lambda job: KINDS["api_key"])(job)


# ---- project members: one, or a list ---------------------------------------------------------------------------------


def project_scope(job: Job, engine: Engine) -> Scope:
    return {"projectId": engine.resolve(KINDS["project"], {}, job.params["project"])}


def run_members(job: Job) -> dict[str, Any]:
    kind, engine = KINDS["project_member"], engine_for(job)
    if job.params["members"] is None:
        if job.params["exclusive"]:
            raise InputError("exclusive goes with members: it removes everyone who is not in that list")
        return one(lambda job: kind, project_scope)(job)
    if job.params["exclusive"] and job.params["state"] == "absent":
        raise InputError("exclusive goes with state: present: it removes the members that are not listed")
    outcomes = in_scope(job, engine, kind, project_scope, job.params["members"], exclusive=job.params["exclusive"], threads=8)
    halves = {half: {"members": [getattr(one, half) for one in outcomes if getattr(one, half)]} for half in ("before", "after")}
    objects = [outcome.object for outcome in outcomes if outcome.object is not None]
    return {"changed": any(outcome.changed for outcome in outcomes), "diff": halves, kind.name + "s": objects}


_MEMBER = KINDS["project_member"].spec()

MODULES: Mapping[str, Module] = {
    "cognigy_organisation": module(KINDS["organisation"], "update_secret"),
    "cognigy_project": module(KINDS["project"], "wait_timeout"),
    "cognigy_api_key": module(KINDS["api_key"], run=run_api_key),
    "cognigy_user": module(MANAGEMENT_USER, "update_secret", run=one(user_face, user_scope), operations=USER.operations),
    "cognigy_project_member": Module(
        run_members,
        {
            "state": STATE,
            "project": {"type": "str", "required": True},
            **_MEMBER,
            "members": {"type": "list", "elements": "dict", "options": {**_MEMBER, "user": {"type": "str", "required": True}}},
            "exclusive": {"type": "bool", "default": False},
        },
        {
            "required_one_of": [("user", "members")],
            "mutually_exclusive": [("user", "members"), ("roles", "members"), ("allowed_locales", "members")],
        },
        operations=KINDS["project_member"].operations,
    ),
}
