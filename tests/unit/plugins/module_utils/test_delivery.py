# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the server makes by tasks: once, whoever else is at it and whatever answer is lost; and the places of files."""

from __future__ import annotations

import os
import pathlib
from typing import Any

import pytest

from ansible_collections.community.cognigy.plugins.module_utils import _delivery
from ansible_collections.community.cognigy.plugins.module_utils._delivery import APPEARS
from ansible_collections.community.cognigy.plugins.module_utils._errors import (
    ApiError,
    CognigyError,
    InputError,
    NotKept,
    OutcomeUnknown,
    TaskFailed,
    TaskTimeout,
)
from ansible_collections.community.cognigy.plugins.module_utils._modules.snapshot import lacks
from ansible_collections.community.cognigy.plugins.module_utils._reconcile import LOOKS
from ansible_collections.community.cognigy.plugins.module_utils._transport import Form
from ansible_collections.community.cognigy.tests.unit.plugins.module_utils._site import HOME, SCOPE, SNAPSHOT, Site, Task

CLASH = Task(error="ConflictError: a snapshot with the name '1.0' already exists")
START = "POST snapshots"


def make(site: Site, name: str = "1.0", most: int | None = 3, file: str = "") -> dict[str, Any]:
    engine = site.engine()

    def start() -> Any:
        if file:
            return _delivery.upload(engine, "uploadSnapshotPackage", SCOPE, file)
        return engine.client.call("createSnapshot", body={"name": name, "description": "", "projectId": HOME})

    return _delivery.make(engine, SNAPSHOT, SCOPE, name, f"creation of {name}", most, start)


def fails(site: Site, kind: type[CognigyError], **options: Any) -> str:
    with pytest.raises(kind) as caught:
        make(site, **options)
    return str(caught.value)


def test_one_is_made() -> None:
    site = Site()
    assert make(site)["name"] == "1.0"
    assert (site.writes, site.warnings, site.naps) == ([START], [], [])


@pytest.mark.parametrize("late", [1, 4])
def test_it_may_be_listed_late(late: int) -> None:
    site = Site(plan=[Task(late=late)])
    assert make(site)["name"] == "1.0"
    assert site.naps == list(APPEARS[1 : late + 1]) and site.writes == [START]


def test_it_is_never_listed() -> None:
    site = Site(plan=[Task(makes=())])
    assert "the server's task is done, and the snapshot is not in the list of the project" in fails(site, NotKept)
    assert sum(site.naps) == sum(APPEARS) and site.writes == [START]


# ---- others ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("late", [0, 2])
def test_another_run_was_faster(late: int) -> None:
    site = Site()

    def meanwhile() -> None:
        site.hidden[site.snapshot("1.0")["_id"]] = late

    site.plan = [Task(error=CLASH.error, then=meanwhile)]
    made = make(site)
    assert made["name"] == "1.0" and site.names() == ["1.0"] and site.writes == [START]
    assert "already exists. A snapshot of that name is there now" in site.warnings[0] and "it is taken" in site.warnings[0]


def test_a_failure_that_left_nothing() -> None:
    site = Site(plan=[Task(error="The disk is full")])
    assert "ended as error: The disk is full" in fails(site, TaskFailed)
    assert site.warnings == [] and sum(site.naps) == sum(LOOKS), "not waited for long"


def test_the_limit_is_told_before_anything_is_sent() -> None:
    site = Site()
    for name in ("a", "b", "c"):
        site.snapshot(name)
    message = fails(site, InputError)
    assert message == "snapshot '1.0' cannot be made: the project has 3 snapshots, and 3 is the most: 'a', 'b', 'c'. Remove one first."
    assert site.writes == []


def test_what_is_listed_and_gone_does_not_count() -> None:
    site = Site()
    for name in ("a", "b", "c"):
        site.snapshot(name)
    engine = site.engine()
    read = engine.read
    engine.read = lambda kind, scope, item: None if item["name"] == "c" else read(kind, scope, item)  # type: ignore[method-assign]
    assert len(_delivery.has_room(engine, SNAPSHOT, SCOPE, "1.0", 3)) == 2


def test_no_limit_is_known() -> None:
    site = Site()
    for number in range(20):
        site.snapshot(str(number))
    assert make(site, most=None)["name"] == "1.0"


def test_another_run_took_the_last_place() -> None:
    site = Site()
    site.snapshot("a")
    site.snapshot("b")
    site.plan = [Task(error="ConflictError: Limit of allowed Snapshots (3) reached", then=lambda: site.snapshot("c"))]
    assert "the project has 3 snapshots, and 3 is the most" in fails(site, InputError)


def test_the_server_has_another_limit() -> None:
    site = Site(plan=[Task(error="ConflictError: Limit of allowed Snapshots (2) reached")])
    site.snapshot("a")
    assert "Limit of allowed Snapshots (2) reached" in fails(site, TaskFailed)


# ---- lost answers --------------------------------------------------------------------------------------------------------


def test_the_answer_to_the_start_is_lost_and_the_task_is_there() -> None:
    site = Site(plan=[Task(lost=True)])
    site.add("task", "createSnapshot", status="done")
    assert make(site)["name"] == "1.0"
    assert site.writes == [START] and "was lost" in site.warnings[0] and "looked for and found" in site.warnings[0]


def test_an_earlier_failure_is_not_taken_for_this_one() -> None:
    site = Site(plan=[Task(lost=True)])
    site.add("task", "createSnapshot", status="error", failReason="long ago")
    assert make(site)["name"] == "1.0" and "long ago" not in str(site.warnings)


def test_the_answer_is_lost_and_so_is_the_task() -> None:
    """Tasks that are over may not be listed: what it made tells."""
    site = Site(plan=[Task(lost=True, listed=False)])
    assert make(site)["name"] == "1.0"
    assert site.writes == [START] and "made by another run or all the same" in site.warnings[0]


def test_the_answer_is_lost_and_nobody_may_see_tasks() -> None:
    site = Site(plan=[Task(lost=True)], sees_tasks=False)
    assert make(site)["name"] == "1.0" and site.writes == [START]


def test_the_answer_is_lost_and_nothing_was_started() -> None:
    site = Site(plan=[Task(lost=True, listed=False, makes=())])
    assert "no task for it is there, so it was not started, or not yet. Run this again." in fails(site, OutcomeUnknown)
    assert site.writes == [START]


def test_the_answer_is_lost_and_the_task_failed() -> None:
    site = Site(plan=[Task(lost=True, error="The disk is full")])
    assert "The disk is full" in fails(site, TaskFailed)


def test_another_run_started_a_task_at_the_same_time() -> None:
    """Which of both is ours cannot be told: both are waited for."""
    site = Site()
    site.plan = [Task(lost=True, then=lambda: site.add("task", "createSnapshot", status="done"))]
    assert make(site)["name"] == "1.0"
    assert len([what for what in site.log if what[0] == "GET tasks/ID"]) == 2


def test_a_start_that_is_no_task() -> None:
    site = Site()
    engine = site.engine()
    _delivery.run_task(engine, SNAPSHOT, SCOPE, "it", lambda: None)
    assert site.writes == []


def test_a_refused_start() -> None:
    assert "refused with a body" in fails(Site(plan=[Task(refused=400)]), ApiError)


# ---- what an earlier run has left -----------------------------------------------------------------------------------------


class Ends(Site):
    """A site whose running tasks end when they are read."""

    ends = "done"
    makes = "1.0"

    def _handle(self, method: str, path: str, query: dict[str, Any], body: Any) -> tuple[int, Any]:
        running = [one for one in self.things.get("task", []) if one["status"] == "active"]
        if path.startswith("tasks/") and running:
            running[0].update(status=self.ends, failReason="killed")
            if self.ends == "done" and self.makes:
                self.snapshot(self.makes)
        return super()._handle(method, path, query, body)


def test_an_earlier_run_was_killed_while_it_waited() -> None:
    site = Ends()
    site.add("task", "createSnapshot", status="active")
    assert make(site)["name"] == "1.0"
    assert site.writes == [] and site.warnings == ["snapshot '1.0' was made by an earlier run that did not wait for it"]


def test_the_earlier_task_makes_something_else() -> None:
    site = Ends()
    site.makes = "0.9"
    site.add("task", "createSnapshot", status="active")
    assert make(site)["name"] == "1.0" and site.names() == ["0.9", "1.0"]


@pytest.mark.parametrize("ends", ["error", "cancelled"])
def test_the_earlier_task_fails(ends: str) -> None:
    site = Ends()
    site.ends = ends
    site.add("task", "createSnapshot", status="active")
    assert make(site)["name"] == "1.0" and site.writes == [START]
    assert f"ended as {ends}: killed" in site.warnings[0] and site.naps == []


def test_tasks_of_other_things_are_not_waited_for() -> None:
    site = Site()
    site.add("task", "trainFlow", status="active")
    assert make(site)["name"] == "1.0"


def test_an_earlier_task_that_does_not_end(monkeypatch: pytest.MonkeyPatch) -> None:
    site = Site()
    site.add("task", "createSnapshot", status="active", currentStep=0, totalStep=1)
    engine = site.engine()
    engine.wait = 0
    with pytest.raises(TaskTimeout, match="earlier task createSnapshot: .* is still active"):
        _delivery.settle(engine, SNAPSHOT, SCOPE)


# ---- files -----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def file(tmp_path: pathlib.Path) -> str:
    path = tmp_path / "1.0.csnap"
    path.write_bytes(b"csnap and more")
    return str(path)


def test_an_upload(file: str) -> None:
    site = Site()
    assert make(site, file=file)["name"] == "1.0"
    (form,) = [body for what, body in site.log if what == "POST snapshots/upload"]
    assert isinstance(form, Form) and form.fields == {"projectId": HOME} and form.path == file


def test_a_file_of_another_name(file: str) -> None:
    """It stays: nothing tells whether it is not another run's."""
    site = Site(plan=[Task(makes=("2.0",))])
    site.snapshot("0.9")
    message = fails(site, InputError, file=file)
    assert (
        "there is no snapshot '1.0'. New in the project is '2.0': if that is what the file holds, give its name, or remove it." in message
    )
    assert site.names() == ["0.9", "2.0"]


@pytest.mark.parametrize(
    ("dest", "name", "expected"),
    [
        ("", "1.0", "1.0.csnap"),
        ("sub", "1.0", "sub/1.0.csnap"),
        ("sub/", "1.0", "sub/1.0.csnap"),
        ("other", "1.0", "other"),
        ("", "../a\\b", "_a_b.csnap"),
        ("", ".hidden", "hidden.csnap"),
    ],
)
def test_where_a_file_goes(tmp_path: pathlib.Path, dest: str, name: str, expected: str) -> None:
    (tmp_path / "sub").mkdir()
    assert os.path.normpath(_delivery.place_of(SNAPSHOT, {"name": name}, f"{tmp_path}/{dest}", ".csnap")) == f"{tmp_path}/{expected}"


@pytest.mark.parametrize(("dest", "folder"), [("no/file", "no"), ("no/", "no/")])
def test_a_folder_that_is_not_there(tmp_path: pathlib.Path, dest: str, folder: str) -> None:
    with pytest.raises(InputError) as caught:
        _delivery.place_of(SNAPSHOT, {"name": "1.0"}, f"{tmp_path}/{dest}", ".csnap")
    assert str(caught.value) == f"dest: there is no folder {tmp_path}/{folder} to put the snapshot in"


def test_a_folder_that_cannot_be_written(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(InputError, match="dest: cannot write into "):
        _delivery.place_of(SNAPSHOT, {"name": "1.0"}, str(tmp_path), ".csnap")


def test_a_file_in_the_current_folder(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert _delivery.place_of(SNAPSHOT, {"name": "1.0"}, "it.csnap", ".csnap") == "it.csnap"


def test_a_file_is_known_by_its_time(file: str, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.utime(file, (1000, 1000))
    assert _delivery.is_there(file, {"createdAt": 1000}, lacks)
    assert not _delivery.is_there(file, {"createdAt": 1001}, lacks)
    assert not _delivery.is_there(file, {}, lacks)
    assert not _delivery.is_there(file, {"createdAt": 1000}, lambda path: "half of it")
    assert not _delivery.is_there(str(tmp_path), {"createdAt": int(os.path.getmtime(tmp_path))}, lacks)
    assert not _delivery.is_there(str(tmp_path / "no"), {"createdAt": 1000}, lacks)

    def unreadable(path: str) -> str:
        raise PermissionError

    assert not _delivery.is_there(file, {"createdAt": 1000}, unreadable)


def test_files_that_cannot_be_sent(tmp_path: pathlib.Path, file: str) -> None:
    (tmp_path / "empty").touch()
    for name, reason in (("no", "cannot read .*: No such file"), ("empty", "empty is empty"), (".", "cannot read .*: Is a directory")):
        with pytest.raises(InputError, match=f"src: .*{reason}"):
            _delivery.readable("src", str(tmp_path / name))
    assert _delivery.readable("src", file) == file


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        (b"csnap and more", ""),
        (b"PK\3\4", ""),
        (b"", "not written"),
        (b"csnap", "not written"),
        (b"\n<html>", "page"),
        (b'{"a": 1}', "page"),
    ],
)
def test_what_a_snapshot_looks_like(tmp_path: pathlib.Path, content: bytes, wrong: str) -> None:
    (tmp_path / "it").write_bytes(content)
    assert wrong in lacks(str(tmp_path / "it")) and bool(wrong) is bool(lacks(str(tmp_path / "it")))
