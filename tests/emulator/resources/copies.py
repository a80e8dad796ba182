# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Copies of objects: what is in them, their ids, and how they are written to the files of snapshots and packages."""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import TYPE_CHECKING, Any

from ..store import Record, Store
from .registry import CHILDREN, FED

if TYPE_CHECKING:
    from ..emulator import Emulator

LIVE = frozenset(
    {
        "auditevent",
        "clipboard",
        "conversation",
        "download",
        "file",
        "functionInstance",
        "insightsquery",
        "insightsreport",
        "intentlearningsentence",
        "logentry",
        "member",
        "package",
        "playbookRun",
        "profile",
        "session",
        "snapshot",
        "task",
        "trainerpackage",
        "trainerrecord",
        "upload",
    }
)
"""What is in a project and yet no part of what it is made of: who works in it, and what happened in it."""
KNOWLEDGE = frozenset({"knowledgeStore", "knowledgeSource", "knowledgeChunk", "knowledgeConnector"})
NOT_IN_SNAPSHOTS = LIVE | KNOWLEDGE | {"endpoint", "endpointApiKey"}
NOT_IN_PACKAGES = LIVE | {"endpointApiKey", "projectsettings"}


def renamed(value: Any, names: dict[str, str]) -> Any:
    """A document in which ids are replaced, keys too."""
    if isinstance(value, dict):
        return {names.get(key, key): renamed(one, names) for key, one in value.items()}
    if isinstance(value, list):
        return [renamed(one, names) for one in value]
    return names.get(value, value) if isinstance(value, str) else value


def with_inside(store: Store, record: Record) -> list[Record]:
    """An object and all that is in it; what is in something comes after it."""
    found = [record]
    for one in found:
        for child in CHILDREN.get(one.kind, ()):
            found.extend(child.of_parent(store, one))
    return found


def of_project(store: Store, project: str, without: frozenset[str]) -> list[Record]:
    """All objects of a project, whatever they are, except some kinds; oldest first."""
    kinds = [kind for kind in store.kinds if kind not in without and kind not in FED]
    return sorted((record for kind in kinds for record in store.of(kind, project)), key=lambda one: one.seq)


def written(record: Record) -> dict[str, Any]:
    return {"kind": record.kind, "id": record.id, "data": json.loads(json.dumps(record.data))}


def contents(project: Record, records: list[Record]) -> dict[str, Any]:
    """What a snapshot or a package keeps."""
    return {"project": project.id, "organisation": project.organisation, "resources": [written(one) for one in records]}


def hash_of(content: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def uploaded(emulator: Emulator, fields: dict[str, Any]) -> dict[str, Any]:
    """The fields of what was uploaded; whether it has the hash of what was downloaded is not known: switch ``upload_hash``."""
    return {**fields, "hash": secrets.token_hex(32)} if emulator.switches["upload_hash"] == "new" else fields


def are_contents(value: Any) -> bool:
    """Whether this could be what ``contents`` made."""
    if not isinstance(value, dict) or not isinstance(value.get("resources"), list):
        return False
    entries = [isinstance(one, dict) and set(one) == {"kind", "id", "data"} and isinstance(one["data"], dict) for one in value["resources"]]
    return all(entries) and all(isinstance(value.get(name), str) for name in ("project", "organisation"))


def inside(resources: list[dict[str, Any]], entry: dict[str, Any]) -> list[dict[str, Any]]:
    """``with_inside`` for what was written."""
    found = [entry]
    for one in found:
        for child in CHILDREN.get(one["kind"], ()):
            found.extend(other for other in resources if other["kind"] == child.kind and other["data"].get(child.link) == one["id"])
    return found
