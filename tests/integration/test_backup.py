# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role backup: many projects, nothing new, retention, what goes wrong, and the way back."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import pathlib
import stat
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from ansible_collections.community.cognigy.tests.integration.harness import Ansible, Emulator, Run
from ansible_collections.community.cognigy.tests.integration.test_roles import changed, failing, failure, failures, no_secrets, of

pytestmark = pytest.mark.once

MARK = "Made by the role community.cognigy.backup."
KEYS = {"createApiKeyManagement"}
ROLE = "community.cognigy.backup : "


def include(folder: pathlib.Path, entry: str = "main", **variables: Any) -> dict[str, Any]:
    what = {"name": "community.cognigy.backup", "tasks_from": entry}
    return {"name": "role", "ansible.builtin.include_role": what, "vars": {"backup_dir": str(folder), **variables}}


def writes(emulator: Emulator) -> list[str]:
    """What was sent since the last time, without the making of keys and of download links."""
    found = [one for one in emulator.writes() if one not in KEYS]
    emulator.control("DELETE", "requests")
    return found


def files(folder: pathlib.Path) -> dict[str, tuple[bytes, int]]:
    """All files by their path, with content and modification time."""
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns) for path in sorted(folder.rglob("*")) if path.is_file()
    }


def records(folder: pathlib.Path, organisation: str) -> dict[str, list[dict[str, Any]]]:
    """The backups of an organisation by project, oldest first, each seen to be what its record says."""
    found: dict[str, list[dict[str, Any]]] = {}
    sums = (folder / organisation / "SHA256SUMS").read_text()
    for one in json.loads((folder / organisation / "backups.json").read_text()):
        found.setdefault(one["project"], []).append(one)
        assert one["organisation"] == organisation and one["content_id"] and one["installation"]
        for file in one["files"]:
            path = folder / organisation / file["path"]
            content = path.read_bytes()
            assert (len(content), hashlib.sha256(content).hexdigest()) == (file["size"], file["sha256"])
            assert stat.S_IMODE(path.stat().st_mode) == 0o600 and stat.S_IMODE(path.parent.stat().st_mode) == 0o700
            assert f"{file['sha256']}  {file['path']}\n" in sums
    return found


@contextlib.contextmanager
def ending_keys(emulator: Emulator, *counts: int) -> Iterator[None]:
    """Moves the clock on by the life of a super API key each time when so many snapshots have been begun."""
    over = threading.Event()

    def watch() -> None:
        for count in counts:
            while not over.wait(0.02):
                summary = emulator.control("GET", "requests")
                if sum(one["operation"] == "createSnapshot" for one in summary) >= count:
                    break
            emulator.control("POST", "clock", {"advance_seconds": 901})

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


class Place:
    """The projects of an organisation, seen by a plain client."""

    def __init__(self, emulator: Emulator, name: str) -> None:
        self.emulator = emulator
        self.name = name
        self.id = next(one["_id"] for one in of(emulator, "organisation") if one["name"] == name)
        self.projects = {one["name"]: one["_id"] for one in of(emulator, "project") if one["organisation"] == self.id}

    def api(self, method: str, path: str, json: Any = None, **params: Any) -> Any:
        return self.emulator.api(method, path, json, key=self.emulator.super_key(self.id), **params)

    def flow(self, project: str, name: str) -> dict[str, Any]:
        made: dict[str, Any] = self.api("POST", "/v2.0/flows", {"name": name, "projectId": self.projects[project]})
        return made

    def flows(self, project: str) -> list[str]:
        return sorted(one["name"] for one in self.api("GET", "/v2.0/flows", projectId=self.projects[project])["items"])

    def endpoint(self, project: str, name: str) -> str:
        locale = self.api("GET", "/v2.0/locales", projectId=self.projects[project])["items"][0]["referenceId"]
        body = {"name": name, "projectId": self.projects[project], "channel": "rest", "localeId": locale}
        return str(self.api("POST", "/v2.0/endpoints", {**body, "flowId": self.flow(project, f"Of {name}")["referenceId"]})["_id"])

    def foreign(self, project: str, *names: str, **fields: Any) -> None:
        for name in names:
            where = {"organisation": self.id, "project": self.projects[project]}
            self.emulator.control("POST", "objects", {"kind": "snapshot", "name": name, "description": "", **where, **fields})

    def snapshots(self, project: str) -> dict[str, str]:
        found = of(self.emulator, "snapshot")
        return {one["name"]: one["_id"] for one in found if one["project"] == self.projects[project]}


def seeded(emulator: Emulator, organisations: int, projects: int) -> list[Place]:
    emulator.control("POST", "switches", {"task_reads": 0, "late_downloads": False, "uploaded_listed": 0, "deleted_listed": 0})
    emulator.control(
        "POST", "seed", {"organisations": organisations, "users_per_organisation": 1, "projects_per_organisation": projects, "prefix": "x"}
    )
    emulator.control("DELETE", "requests")
    return [Place(emulator, one["name"]) for one in sorted(of(emulator, "organisation"), key=lambda one: str(one["name"]))]


def test_thirty_projects_in_three_organisations(ansible: Ansible, emulator: Emulator, tmp_path: pathlib.Path) -> None:
    folder = tmp_path / "backups"
    places = seeded(emulator, 3, 10)
    one, names = places[0], sorted(places[0].projects)
    endpoint = one.endpoint(names[2], "Web")
    one.flow(names[5], "Main")
    removed = one.flow(names[6], "Old")["_id"]
    emulator.control("POST", "clock", {"advance_seconds": 10})
    emulator.control("DELETE", "requests")

    def role(*args: str, **variables: Any) -> Run:
        return ansible.tasks([include(folder, **variables)], *args)

    check = role("--check")
    assert changed(check) > 0 and writes(emulator) == [] and not folder.exists()

    with ending_keys(emulator, 5, 14):
        first = role()
    ended = [entry for entry in emulator.control("GET", "requests") if entry["status"] == 401]
    assert changed(first) > 0 and ended, "keys ended in the middle"
    assert writes(emulator).count("createSnapshot") == 30
    for place in places:
        assert sorted(records(folder, place.name)) == sorted(place.projects)
    made = records(folder, one.name)
    assert made[names[2]][0]["packed"] == ["endpoint Web"] and len(made[names[2]][0]["files"]) == 2
    before = files(folder)
    assert len(before) == 31 + 6 and "30 projects are backed up" in first.output

    again = role()
    assert changed(again) == 0 and writes(emulator) == [] and files(folder) == before

    # One changed, one with less in it, one full with room to be made, one full without, one damaged; and what is not the role's.
    emulator.control("POST", "clock", {"advance_seconds": 100})
    one.flow(names[0], "New")
    one.api("DELETE", f"/v2.0/flows/{removed}")
    stranger = "backup 2020-01-01 00.00.00"
    one.foreign(names[0], stranger, "Ours")
    (folder / one.name / names[0] / f"{stranger}.csnap").write_text("not yours")
    one.flow(names[1], "New")
    one.foreign(names[1], *(f"v{number}" for number in range(9)))
    used = one.snapshots(names[2])
    one.api("PATCH", f"/v2.0/endpoints/{endpoint}", {"entrypoint": next(iter(used.values()))})
    one.foreign(names[2], *(f"v{number}" for number in range(9)))
    damaged = folder / one.name / made[names[3]][0]["files"][0]["path"]
    was = damaged.stat()
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"?")
    os.utime(damaged, ns=(was.st_atime_ns, was.st_mtime_ns))
    emulator.control("DELETE", "requests")

    third = role(backup_keep=1)
    text = failure(third)
    assert "while 29 projects are" in text and f"{one.name}/{names[2]}: " in text and "10 is the most" in text
    assert text.count(one.name) == 1, "no other project failed"
    sent = writes(emulator)
    assert sent.count("createSnapshot") == 3 and sent.count("deleteSnapshot") == 3
    now = records(folder, one.name)
    assert [len(now[name]) for name in names] == [1] * 10
    assert now[names[0]][0]["name"] != made[names[0]][0]["name"] and now[names[3]][0]["files"] == made[names[3]][0]["files"]
    assert set(one.snapshots(names[0])) == {stranger, "Ours", now[names[0]][0]["name"]}
    assert set(one.snapshots(names[1])) == {*(f"v{number}" for number in range(9)), now[names[1]][0]["name"]}
    assert used.items() <= one.snapshots(names[2]).items() and len(one.snapshots(names[2])) == 10
    after = files(folder)
    gone = {f"{one.name}/{made[name][0]['files'][0]['path']}" for name in (names[0], names[1], names[6])}
    added = {f"{one.name}/{now[name][0]['files'][0]['path']}" for name in (names[0], names[1], names[6])}
    added |= {f"{one.name}/{names[0]}/{stranger}.csnap"}
    assert set(after) == set(before) - gone | added
    assert {name for name in set(before) & set(after) if before[name] != after[name]} == {
        f"{one.name}/backups.json",
        f"{one.name}/SHA256SUMS",
    }

    # And back, from the file alone.
    backup = now[names[5]][0]
    one.api("DELETE", f"/v2.0/snapshots/{backup['snapshot_id']}")
    flow = next(it["_id"] for it in of(emulator, "flow") if it["project"] == one.projects[names[5]])
    one.api("DELETE", f"/v2.0/flows/{flow}")
    one.flow(names[5], "Wrong")
    wanted = {"organisation": one.name, "project": names[5], "name": backup["name"]}
    emulator.control("DELETE", "requests")
    restored = ansible.tasks([include(folder, "restore", backup_restore=wanted)])
    assert changed(restored) == 3 and one.flows(names[5]) == ["Main"]
    assert [name for name in writes(emulator) if name != "composeSnapshotDownloadLink"] == [
        "uploadSnapshotPackage",
        "createSnapshot",
        "restoreSnapshot",
    ]
    (way,) = (name for name in one.snapshots(names[5]) if name.startswith("before restore "))
    assert f'restore "{way}" in the same way' in restored.result(f"{ROLE}The project is what it was in the backup")["msg"]
    no_secrets(emulator, check, first, again, third, restored)


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"backup_dir": ""}, "backup_dir has to be an absolute path"),
    ({"backup_keep": 0}, "backup_keep and backup_keep_on_server at least 1"),
    ({"backup_keep_on_server": 10}, "backup_max_snapshots more than"),
    ({"backup_organisations": [{"name": "A"}, {"name": "A"}]}, "each name may be in backup_organisations once"),
    ({"backup_organisations": [{"name": "A", "project": ["P"]}]}, "project"),
    ({"backup_organisations": [{"projects": ["P"]}]}, "missing required arguments: name"),
    ({"backup_keep_days": "long"}, "backup_keep_days"),
]


def test_wrong_variables(ansible: Ansible, emulator: Emulator, tmp_path: pathlib.Path) -> None:
    cases = [failing(number, include(tmp_path / "backups", **variables)) for number, (variables, _message) in enumerate(WRONG)]
    for both in ({}, {"name": "b", "file": "/b"}):
        cases.append(failing(0, include(tmp_path, "restore", backup_restore={"organisation": "A", "project": "P", **both})))
    expected = [*(message for _variables, message in WRONG), "either name", "either name"]
    for message, wanted in zip(failures(ansible.tasks(cases)), expected, strict=True):
        assert wanted in message
    assert emulator.control("GET", "requests") == [] and not (tmp_path / "backups").exists()


def test_what_is_not_there_and_restorations_that_are_refused(ansible: Ansible, emulator: Emulator, tmp_path: pathlib.Path) -> None:
    """With an API key, which reaches its own organisation, and with a name that no folder can have."""
    folder = tmp_path / "backups"
    (place,) = seeded(emulator, 1, 1)
    place.api("POST", "/v2.0/projects", {"name": "..Up", "locale": "en-US"})
    place = Place(emulator, place.name)
    (plain,) = set(place.projects) - {"..Up"}
    key = {"COGNIGY_API_KEY": emulator.super_key(place.id), "COGNIGY_MANAGEMENT_USERNAME": "", "COGNIGY_MANAGEMENT_PASSWORD": ""}
    chosen = [{"name": place.name, "projects": ["..Up", plain, "Nowhere"]}, {"name": "Elsewhere"}]
    run = ansible.tasks([include(folder, backup_organisations=chosen)], env=key)
    text = failure(run)
    assert "while 2 projects are" in text and "organisation Elsewhere: it is not there | " in text
    assert f"{place.name}/Nowhere: it is not there" in text
    made = records(folder, place.name)
    assert made["..Up"][0]["files"][0]["path"].startswith("_Up/") and {path.name for path in tmp_path.iterdir()} >= {"backups"}

    # The snapshot of what is there cannot be taken; then the file is not what it was; then nothing knows the file.
    before = of(emulator, "flow"), of(emulator, "snapshot")
    file = folder / place.name / made[plain][0]["files"][0]["path"]
    stranger = file.with_name("mine.csnap")
    stranger.write_bytes(file.read_bytes())
    emulator.control("POST", "faults", {"method": "POST", "path": "/v2.0/snapshots", "kind": "status", "status": 403})
    wanted = {"organisation": place.name, "project": plain}
    cases = [{**wanted, "name": made[plain][0]["name"]}, {**wanted, "file": str(stranger)}, {**wanted, "name": "v1"}]
    emulator.control("DELETE", "requests")
    run = ansible.tasks([failing(0, include(folder, "restore", backup_restore=case)) for case in cases], env=key)
    first, second, third = failures(run)
    assert "lacks the role for this" in first and "its checksum is not known" in second and "neither a backup nor a snapshot v1" in third
    assert len(writes(emulator)) == 1 and (of(emulator, "flow"), of(emulator, "snapshot")) == before
    file.write_bytes(b"csnap and no more")
    other = {"organisation": place.name, "project": "..Up", "file": str(file)}
    run = ansible.tasks([include(folder, "restore", backup_restore=other)], env=key)
    assert "not what it was when it was made. Nothing was changed." in failure(run) and writes(emulator) == []
    no_secrets(emulator, run)
