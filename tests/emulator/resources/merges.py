# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the objects of a package come into a project.

An object whose reference id is there already has a twin. Then, by its strategy, the whole merge fails (``abort``, the default), the twin is
replaced under its own id (``replace``, and ``merge``, which is not told apart), or the object gets another reference id (``re-identify``). A
name that something else of its kind has is changed, unless ``autoRename`` is off: that fails too. Nothing is written before all is checked.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from .. import tasks
from ..errors import conflict
from ..store import Record, new_id
from . import copies
from .registry import stamps

if TYPE_CHECKING:
    from ..emulator import Emulator

IDENTITY = {"extension": "name", "playbook": "name"}
"""What tells a twin when a kind has no reference id."""


def merge(emulator: Emulator, task: Record, project: Record, content: dict[str, Any]) -> None:
    present = copies.of_project(emulator.store, project.id, copies.NOT_IN_PACKAGES)
    strategies = {one["_id"]: one for one in task.data["data"].get("strategies", [])}
    entries = {one["id"]: one for one in content["resources"]}
    chosen = [entries[id] for id in dict.fromkeys(task.data["data"]["resourceIds"])]
    names = _names(task, project, content, present)
    twins = {}
    for entry in chosen:
        twin, strategy = _twin(entry, present), strategies.get(entry["id"], {}).get("identityConflictStrategy", "abort")
        if twin is not None and strategy == "abort":
            raise conflict(f"ConflictError: '{_title(entry['data'])}' ({entry['kind']}) is already in the project")
        for one in copies.inside(content["resources"], entry):
            names[one["id"]] = new_id()
            if twin is not None and strategy == "re-identify" and "referenceId" in one["data"]:
                names[one["data"]["referenceId"]] = str(uuid.uuid4())
        if twin is not None and strategy != "re-identify":
            names[entry["id"]] = twin.id
            twins[entry["id"]] = twin
    titles = _titles(chosen, strategies, twins, present)
    for twin in twins.values():
        for record in copies.with_inside(emulator.store, twin):
            emulator.store.remove(record)
    times = stamps(tasks.caller(emulator, task))
    for entry in chosen:
        for one in copies.inside(content["resources"], entry):
            data = {**copies.renamed(one["data"], names), **{name: times[name] for name in times if name in one["data"]}}
            data.update(titles[entry["id"]] if one is entry else {})
            if one["kind"] == "endpoint":
                data.update(URLToken=emulator.new_secret(32), entrypoint=project.id)
            emulator.store.add(one["kind"], data, organisation=project.organisation, project=project.id, id=names[one["id"]])


def _names(task: Record, project: Record, content: dict[str, Any], present: list[Record]) -> dict[str, str]:
    """Old ids and new ones: the project's own, mapped locales, and what is not merged but has a twin.

    A locale without a mapping goes to its twin, or to the primary one.
    """
    names = {content["project"]: project.id, content["organisation"]: project.organisation or ""}
    locales = {one.id: one for one in present if one.kind == "locale"}
    primary = next(one for one in locales.values() if one.data["primary"])
    mapping = {one["packageLocaleId"]: locales.get(one["agentLocaleId"]) for one in task.data["data"].get("localeMapping", [])}
    for entry in content["resources"]:
        twin = _twin(entry, present)
        if entry["kind"] == "locale":
            locale = mapping.get(entry["id"]) or twin or primary
            names |= {entry["id"]: locale.id, entry["data"]["referenceId"]: locale.data["referenceId"]}
        elif twin is not None:
            names[entry["id"]] = twin.id
    return names


def _twin(entry: dict[str, Any], present: list[Record]) -> Record | None:
    key = IDENTITY.get(entry["kind"], "referenceId")
    wanted = entry["data"].get(key)
    return next((one for one in present if one.kind == entry["kind"] and wanted and one.data.get(key) == wanted), None)


def _field(data: dict[str, Any]) -> str:
    """Snippets have a label in the place of a name."""
    return "name" if "name" in data else "label"


def _title(data: dict[str, Any]) -> str:
    return str(data.get(_field(data), ""))


def _titles(
    chosen: list[dict[str, Any]], strategies: dict[str, dict[str, Any]], twins: dict[str, Record], present: list[Record]
) -> dict[str, dict[str, str]]:
    """The names that the merged objects get."""
    taken = {(one.kind, _title(one.data)) for one in present if one not in twins.values()}
    found = {}
    for entry in chosen:
        kind, strategy = entry["kind"], strategies.get(entry["id"], {})
        wanted = title = strategy.get("rename") or _title(entry["data"])
        number = 1
        while (kind, title) in taken:
            if not strategy.get("autoRename", True):
                raise conflict(f"ConflictError: the name '{title}' ({kind}) is taken")
            number += 1
            title = f"{wanted} ({number})"
        taken.add((kind, title))
        found[entry["id"]] = {_field(entry["data"]): title}
    return found
