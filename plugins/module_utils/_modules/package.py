# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""Packages: made of chosen objects, uploaded, downloaded, merged into their project, removed; and what is in them."""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ansible_collections.community.cognigy.plugins.module_utils import _delivery, _graph
from ansible_collections.community.cognigy.plugins.module_utils._client import some, told
from ansible_collections.community.cognigy.plugins.module_utils._errors import (
    AmbiguousError,
    InputError,
    MissingError,
    NotKept,
    TaskFailed,
)
from ansible_collections.community.cognigy.plugins.module_utils._modules._base import ID, KINDS, STATE, Job, Module
from ansible_collections.community.cognigy.plugins.module_utils._modules.ensure import WAIT, content_scope, engine_for, in_scope, one_result
from ansible_collections.community.cognigy.plugins.module_utils._modules.info import look as look_for
from ansible_collections.community.cognigy.plugins.module_utils._modules.info import or_nothing, projects
from ansible_collections.community.cognigy.plugins.module_utils._reconcile import LATE, Engine, Make, Scope

PACKAGE = KINDS["package"]
SCOPE_OF = content_scope(PACKAGE)
EXTENSION = ".zip"
# What to do with an object that the project has already, and what has become of it then.
STRATEGIES = {"abort": "refused", "replace": "replaced", "merge": "merged", "re-identify": "re-identified"}
OVERWRITES = ("replace", "merge")
# What a graph shows, less the locales: these are in every package, and mapped, not merged.
HELD = (
    *("agent_assist_config", "connection", "endpoint", "extension", "file", "flow", "function", "knowledge_store", "lexicon", "llm"),
    *("milestone", "nlu_connector", "playbook", "token"),
)

Resource = Mapping[str, Any]


def lacks(path: str) -> str:
    """Why a file is no whole package; empty when nothing is seen to be wrong. It is a zip file, which ends with its list of contents."""
    try:
        with zipfile.ZipFile(path) as archive:
            broken = archive.testzip()
    except (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError):
        return "it is no zip file, or not a whole one"
    return f"{broken} in it is damaged" if broken else ""


def check_file(path: str) -> None:
    """InputError when a file cannot be a package that the server takes."""
    _delivery.readable("src", path)
    lack = lacks(path)
    if lack:
        raise InputError(f"src: {path} is no package: {lack}. Download it again.")
    with zipfile.ZipFile(path) as archive:
        folders = [one.filename for one in archive.infolist() if one.is_dir()]
    if folders:
        raise InputError(f"src: {path} has entries for folders, which the server refuses: {some(folders)}. Zip it without them (zip -D).")


def run(job: Job) -> dict[str, Any]:
    state = job.params["state"]
    wrong = [option for option in ("resources", "src", "dest", "merge") if state != "present" and job.params[option] is not None]
    if wrong:
        raise InputError(f"{', '.join(wrong)} does not go with state: {state}")
    if job.params["resources"] == []:
        raise InputError("resources is empty: a package holds at least one object")
    if job.params["src"]:
        check_file(job.params["src"])
    if state == "absent":
        return one_result(PACKAGE, in_scope(job, engine_for(job), PACKAGE, SCOPE_OF, [job.params])[0])
    return bring(job)


# ---- present ---------------------------------------------------------------------------------------------------------


def bring(job: Job) -> dict[str, Any]:
    """Have the package, then its file, then what is in it in the project."""
    params = job.params
    scope: Scope | None = None
    current = None
    resources: list[Resource] = []
    engine = engine_for(job, maker(job, resources))
    try:
        scope = SCOPE_OF(job, engine)
        current = engine.find(PACKAGE, scope, params["name"], params["id"])
        if current is None and params["id"]:
            raise InputError(f"there is no package with the id {params['id']} in the project")
        if current is None and params["resources"]:
            resources += pick(_graph.Graph(engine, scope).of_project(), params["resources"], "resources", "the project")
        elif current is None and not params["src"]:
            raise MissingError(f"there is no package {params['name']!r}; to make it, give resources or src")
    except MissingError as exc:
        engine.not_yet(exc)
    given = {"name": params["name"], "id": params["id"]}
    outcome = engine.predict(PACKAGE, given) if scope is None else engine.ensure(PACKAGE, scope, given)
    if outcome.changed and params["description"]:
        outcome.object = {"description": params["description"], **(outcome.object or {})}
    result = one_result(PACKAGE, outcome)
    if scope is not None and current is None and not job.check_mode:
        current = engine.find(PACKAGE, scope, None, result["package"]["id"])
    if params["dest"]:
        wanted = current or {"name": params["name"]}
        has_to, result["file"] = _delivery.bring_file(
            engine, PACKAGE, wanted, "composePackageDownloadLink", params["dest"], EXTENSION, lacks
        )
        if has_to:
            add(result, "file", result["file"]["path"])
    if params["merge"] is not None:
        merge(job, engine, scope, current, result)
    return result


def add(result: dict[str, Any], what: str, value: Any) -> None:
    """Note one more change in the result of a module."""
    result["changed"] = True
    result["diff"] = {**result["diff"], "after": {**result["diff"]["after"], what: value}}


def maker(job: Job, resources: list[Resource]) -> Make:
    """What makes a package: of objects of the project, or of a file. The objects are known when it is called."""

    def make(engine: Engine, kind: Any, scope: Scope, name: str) -> dict[str, Any]:
        src, description = job.params["src"], job.params["description"] or ""

        def start() -> Any:
            if src:
                return _delivery.upload(engine, "uploadPackage", scope, src)
            ids = [one["_id"] for one in resources]
            body = {"name": name, "description": description, "projectId": scope["projectId"], "resourceIds": ids}
            return engine.client.call(PACKAGE.create, body=body)

        return _delivery.make(engine, PACKAGE, scope, name, f"{'upload' if src else 'creation'} of package {name!r}", None, start)

    return make


def pick(there: Iterable[Resource], wanted: Iterable[Mapping[str, Any]], where: str, place: str) -> list[Resource]:
    """The objects that a user names by kind and name or id, each once. An error that tells of all that are not there, or more than once."""
    there = list(there)
    chosen: dict[str, Resource] = {}
    error: type[InputError] = MissingError
    problems = []
    for one in wanted:
        of_kind = [item for item in there if _graph.kind_of(item) == one["kind"]]
        found = [item for item in of_kind if one["name"] in (item["name"], item["_id"], item.get("referenceId"))]
        title = f"{words(one['kind'])} {one['name']!r}"
        if not found:
            problems.append(f"no {title} (there is: {some(sorted(str(item['name']) for item in of_kind))})")
        elif len(found) > 1:
            error = AmbiguousError
            problems.append(
                f"{len(found)} times {title} (give one of the ids in place of the name: {some([item['_id'] for item in found])})"
            )
        else:
            chosen[found[0]["_id"]] = found[0]
    if problems:
        raise error(f"{where}: in {place} there is {', '.join(problems)}")
    return list(chosen.values())


def words(kind: str) -> str:
    return kind.replace("_", " ")


# ---- the merge -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """One object of a package that is to be in the project.

    twin: what the project has of the same identity. taken: whether another object has the name. done: an earlier merge has brought it.
    """

    resource: Resource
    strategy: str
    rename: str | None
    auto_rename: bool
    twin: Resource | None
    taken: bool
    done: bool

    @property
    def title(self) -> str:
        return f"{words(_graph.kind_of(self.resource))} {self.resource['name']!r}"

    @property
    def result(self) -> str:
        """What becomes of it that is not just there afterwards; empty for what is."""
        if self.done:
            return ""
        if self.taken and not self.auto_rename:
            return "refused"
        return STRATEGIES[self.strategy] if self.twin else "renamed" if self.taken else ""

    def shown(self) -> dict[str, Any]:
        return {
            "kind": _graph.kind_of(self.resource),
            "name": self.resource["name"],
            "reference_id": self.resource.get("referenceId"),
            "strategy": self.strategy,
            "result": self.result,
        }

    def order(self) -> dict[str, Any]:
        """How the API is told."""
        rename = {"rename": self.rename} if self.rename else {}
        return {"_id": self.resource["_id"], "identityConflictStrategy": self.strategy, "autoRename": self.auto_rename, **rename}

    def is_in(self, there: Iterable[Resource]) -> bool:
        """Whether it can be seen in a project, or what it stands beside under another identity."""
        return bool(twin_of(self.resource, there) or (self.rename and twin_of({**self.resource, "name": self.rename}, there)))


def twin_of(resource: Resource, there: Iterable[Resource]) -> Resource | None:
    """What has the same identity: the reference id, or the name where the server shows none."""
    key = "referenceId" if resource.get("referenceId") else "name"
    return next((one for one in there if one.get("type") == resource.get("type") and one.get(key) == resource[key]), None)


def merge(job: Job, engine: Engine, scope: Scope | None, current: Mapping[str, Any] | None, result: dict[str, Any]) -> None:
    """Have in the project what is in the package."""
    if scope is None or current is None:
        job.warn("merge: what is in a package that is not made yet cannot be seen, so conflicts are not told")
        titles = [f"{words(one['kind'])} {one['name']!r}" for one in job.params["merge"]["resources"] or []]
        add(result, "merged", titles or ["all that is in the package"])
        result["conflicts"] = []
        return
    if not job.check_mode:
        _delivery.settle(engine, PACKAGE, scope)
    graph, inside = seen(engine, scope, current)
    parts = plan(job, engine, scope, current, inside, graph.of_project())
    mapping = locales(job, engine, inside, graph.of_project(), any(not one.done for one in parts))
    result["conflicts"] = [one.shown() for one in parts if one.result]
    refuse(current, parts, result["conflicts"])
    needed = [one for one in parts if not one.done]
    if not needed:
        return
    add(result, "merged", [one.title for one in needed])
    if job.check_mode:
        return
    body = {
        "resourceIds": [one.resource["_id"] for one in needed],
        "strategies": [one.order() for one in needed],
        "localeMapping": mapping,
    }
    path, what = {PACKAGE.id_param: current["_id"]}, f"merge of {PACKAGE.called(current)}"
    try:
        _delivery.run_task(engine, PACKAGE, scope, what, lambda: engine.client.call("mergePackage", path, body=body))
    except TaskFailed as exc:
        if "conflict" not in str(exc).lower():
            raise
        now = plan(job, engine, scope, current, inside, _graph.Graph(engine, scope, "packages").of_project())
        clashing = told([one.title for one in now if one.result == "refused"]) or "it cannot be seen now either"
        raise TaskFailed(
            f"{exc}. Something in the project clashes with the package that could not be seen before: {clashing}. on_conflict, rename and "
            "auto_rename say what to do with it.",
            conflicts=[one.shown() for one in now if one.result],
            **exc.details,
        ) from exc
    must_be_there(engine, scope, what, needed)


def seen(engine: Engine, scope: Scope, current: Mapping[str, Any]) -> tuple[_graph.Graph, list[Resource]]:
    """The graph of the project, and what is in a package, which may be shown late."""
    for _pause in engine.client.looks(LATE):
        graph = _graph.Graph(engine, scope, "packages")
        inside = graph.of(current["_id"])
        if inside is not None:
            return graph, list(inside)
    raise InputError(f"{PACKAGE.called(current)} cannot be merged: the server does not show what is in it")


def plan(
    job: Job, engine: Engine, scope: Scope, current: Mapping[str, Any], inside: list[Resource], there: list[dict[str, Any]]
) -> list[Part]:
    """What to do with each object of a package that is to be merged."""
    options, place = job.params["merge"], PACKAGE.called(current)
    held = [one for one in inside if _graph.kind_of(one) != "locale"]
    chosen = held if options["resources"] is None else pick(held, options["resources"], "merge.resources", place)
    own = {pick(chosen, [one], "merge.strategies", f"what is merged of {place}")[0]["_id"]: one for one in options["strategies"] or []}
    ended = merges(engine, scope, current)

    def part(resource: Resource, going: Iterable[str]) -> Part:
        special = {key: value for key, value in own.get(resource["_id"], {}).items() if value is not None}
        strategy, rename = special.get("on_conflict", options["on_conflict"]), special.get("rename")
        twin = twin_of(resource, there)
        copy = twin or (twin_of({**resource, "name": rename}, there) if rename else None)
        stays = [one for one in there if one["_id"] not in going and one.get("type") == resource.get("type")]
        return Part(
            resource,
            strategy,
            rename,
            special.get("auto_rename", options["auto_rename"]),
            twin,
            (rename or resource["name"]) in [one["name"] for one in stays],
            copy is not None and is_done(copy, ended.get(resource["_id"]), strategy),
        )

    first = [part(resource, ()) for resource in chosen]
    going = {one.twin["_id"] for one in first if one.twin and one.strategy != "re-identify"}
    return [part(resource, going) for resource in chosen]


def merges(engine: Engine, scope: Scope, current: Mapping[str, Any]) -> dict[str, int]:
    """Which objects of a package were merged, and when the last merge of each ended, as the server's tasks tell."""
    ended: dict[str, int] = {}
    for task in _delivery.tasks_of(engine, PACKAGE, scope):
        data = task.get("data") or {}
        if "merge" in str(task.get("name")).lower() and task.get("status") == "done" and current["_id"] in json.dumps(data):
            for id in data.get("resourceIds") or []:
                ended[id] = max(ended.get(id, 0), int(task.get("lastChanged") or 0))
    return ended


def is_done(copy: Resource, ended: int | None, strategy: str) -> bool:
    """Whether an earlier merge still holds: what overwrites does so again when the project's own was changed since."""
    if ended is None:
        return False
    return strategy not in OVERWRITES or int((copy.get("properties") or {}).get("lastChanged") or 0) <= ended


def refuse(current: Mapping[str, Any], parts: list[Part], conflicts: list[dict[str, Any]]) -> None:
    """InputError before anything is sent, when the merge would fail."""
    refused = [one for one in parts if one.result == "refused"]
    same = [one.title for one in refused if one.twin and one.strategy == "abort"]
    named = [one.title for one in refused if one.title not in same]
    texts = []
    if same:
        texts.append(f"the project has already {told(same)}: on_conflict says what to do with that (replace, merge, re-identify)")
    if named:
        texts.append(f"the project has something else of the name of {told(named)}: give it another by rename, or say auto_rename: true")
    if texts:
        raise InputError(f"merge of {PACKAGE.called(current)}: {'; '.join(texts)}. Nothing was merged.", conflicts=conflicts)


def locales(job: Job, engine: Engine, inside: list[Resource], there: list[dict[str, Any]], is_needed: bool) -> list[dict[str, str]]:
    """Which locale of the project takes the place of each locale of the package."""
    wanted = job.params["merge"]["locale_mapping"] or {}
    theirs, ours = ([one for one in half if _graph.kind_of(one) == "locale"] for half in (inside, there))
    unknown = [name for name in wanted if name not in [one["name"] for one in theirs]]
    if unknown:
        names = some(sorted(one["name"] for one in theirs))
        raise InputError(f"merge.locale_mapping: the package has no locale {some(unknown)}; there is: {names}")
    absent = [name for name in wanted.values() if name not in [one["name"] for one in ours]]
    if absent:
        names = some(sorted(one["name"] for one in ours))
        engine.not_yet(MissingError(f"merge.locale_mapping: the project has no locale {some(absent)}; there is: {names}"))
    primary = next((one for one in ours if (one.get("properties") or {}).get("primary")), None)
    mapping = []
    for locale in theirs:
        name = wanted.get(locale["name"], locale["name"])
        same = [one for one in ours if one["name"] == name]
        if locale["name"] not in wanted:
            same = [one for one in ours if one.get("referenceId") == locale.get("referenceId")] + same
        found = next(iter(same), primary)
        if found is None:
            continue
        if not same and is_needed:
            job.warn(
                f"the project has no locale {name!r}: what the package has in it goes to the primary locale {found['name']!r}. "
                "merge.locale_mapping can name another one."
            )
        mapping.append({"packageLocaleId": locale["_id"], "agentLocaleId": found["_id"]})
    return mapping


def must_be_there(engine: Engine, scope: Scope, what: str, parts: list[Part]) -> None:
    """NotKept when something that was merged cannot be seen in the project."""
    lost: list[Part] = []
    for _pause in engine.client.looks(LATE):
        there = _graph.Graph(engine, scope, "packages").of_project()
        lost = [one for one in parts if not one.is_in(there)]
        if not lost:
            return
    raise NotKept(f"{what}: the server's task is done, and these are not in the project: {told([one.title for one in lost])}")


# ---- looking ---------------------------------------------------------------------------------------------------------


def run_info(job: Job) -> dict[str, Any]:
    engine = engine_for(job)
    packages = []
    for project in or_nothing(job, lambda: projects(engine, job.params["project"])):
        scope = {"projectId": project["_id"]}
        graph = _graph.Graph(engine, scope, "packages")
        for item in look_for(job, PACKAGE, engine, scope, job.params["name"]):
            one = {**PACKAGE.to_result(item), "project": project["name"]}
            if job.params["contents"]:
                inside = graph.of(item["_id"])
                one["resources"] = None if inside is None else [{"kind": _graph.kind_of(it), **_graph.shown(it)} for it in inside]
            packages.append(one)
    return {"changed": False, "packages": packages}


_NAMED: Mapping[str, dict[str, Any]] = {
    "kind": {"type": "str", "required": True, "choices": list(HELD)},
    "name": {"type": "str", "required": True},
}
_ON_CONFLICT: dict[str, Any] = {"type": "str", "choices": list(STRATEGIES)}

MODULES: Mapping[str, Module] = {
    "cognigy_package": Module(
        run,
        {
            "state": STATE,
            "project": {"type": "str", "required": True},
            "name": {"type": "str"},
            "id": ID,
            "description": {"type": "str"},
            "resources": {"type": "list", "elements": "dict", "options": _NAMED},
            "src": {"type": "path"},
            "dest": {"type": "path"},
            "merge": {
                "type": "dict",
                "options": {
                    "resources": {"type": "list", "elements": "dict", "options": _NAMED},
                    "on_conflict": {**_ON_CONFLICT, "default": "abort"},
                    "auto_rename": {"type": "bool", "default": True},
                    "strategies": {
                        "type": "list",
                        "elements": "dict",
                        "options": {**_NAMED, "on_conflict": _ON_CONFLICT, "auto_rename": {"type": "bool"}, "rename": {"type": "str"}},
                    },
                    "locale_mapping": {"type": "dict"},
                },
            },
            "wait_timeout": WAIT,
        },
        {
            "required_one_of": [("name", "id")],
            "mutually_exclusive": [("name", "id"), ("src", "resources"), ("src", "description")],
            "required_by": {"src": ("name",), "resources": ("name",)},
        },
        operations=(
            *PACKAGE.operations,
            "uploadPackage",
            "composePackageDownloadLink",
            "mergePackage",
            "graphProject",
            "indexTasks",
            "readTask",
        ),
    ),
    "cognigy_package_info": Module(
        run_info,
        {"project": {"type": "str"}, "name": {"type": "str"}, "id": ID, "contents": {"type": "bool", "default": False}},
        {"mutually_exclusive": [("name", "id")], "required_by": {"id": ("project",)}},
        operations=(*PACKAGE.looks, "graphProject"),
    ),
}
