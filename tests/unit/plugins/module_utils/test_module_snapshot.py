# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""cognigy_snapshot and cognigy_snapshot_info over a project in memory: each state, check mode, and what goes wrong on the way."""

from __future__ import annotations

import os
import pathlib
from typing import Any

import pytest

from ansible_collections.community.cognigy.plugins.module_utils._client import Client
from ansible_collections.community.cognigy.tests.unit.plugins.module_utils._fakes import Play, object_id
from ansible_collections.community.cognigy.tests.unit.plugins.module_utils._site import HOME, Put, Site, Task, reference

MAKE, UPLOAD, DELETE, PACKAGE, RESTORE, PATCH = (
    "POST snapshots",
    "POST snapshots/upload",
    "DELETE snapshots/ID",
    "POST snapshots/ID/package",
    "POST snapshots/ID/restore",
    "PATCH endpoints/ID",
)
IT = {"project": "Home", "name": "1.0"}


class World:
    """A project with a flow, two endpoints and the snapshot 0.9, and the module over it."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.site = site = Site()
        self.play = Play(site)
        self.folder = folder
        flow = site.add("flow", "Main")
        old = site.snapshot("0.9")["_id"]
        site.held = {(old, "flow"): [flow]}
        for name in ("Chat", "Web"):
            site.add("endpoint", name, flowId=flow["referenceId"], localeId="", nluConnectorId="cognigy", entrypoint=HOME)
        self.file = folder / "1.0.csnap"
        self.file.write_bytes(b"csnap and more")

    def __call__(self, *, module: str = "cognigy_snapshot", check: bool = False, **options: Any) -> dict[str, Any]:
        self.site.log.clear()
        return self.play(module, check=check, **options)

    def fails(self, text: str, **options: Any) -> str:
        result = self(**options)
        assert result.get("failed") and text in result["msg"], result
        assert "exception" not in result
        return str(result["msg"])

    def both(self, **options: Any) -> dict[str, Any]:
        """What comes, after check mode has predicted it and sent nothing that writes."""
        predicted = self(check=True, **options)
        assert self.site.writes == [] and not predicted.get("failed"), predicted
        result = self(**options)
        assert not result.get("failed"), result
        assert (result["changed"], result["diff"]) == (predicted["changed"], predicted["diff"])
        return result

    def use(self, *names: str) -> str:
        """Have endpoints run 0.9, and give its id."""
        id = str(self.site.things["snapshot"][0]["_id"])
        for one in self.site.things["endpoint"]:
            if one["name"] in names:
                one["entrypoint"] = id
        return id


@pytest.fixture
def world(tmp_path: pathlib.Path) -> World:
    return World(tmp_path)


# ---- present ---------------------------------------------------------------------------------------------------------------


def test_a_snapshot_is_made_once(world: World) -> None:
    result = world.both(**IT, description="first")
    assert result["changed"] and result["diff"] == {"before": {}, "after": {"name": "1.0"}} and world.site.writes == [MAKE]
    made = dict(world.site.log)[MAKE]
    assert made == {"name": "1.0", "description": "first", "projectId": HOME}
    again = world.both(**IT)
    assert not again["changed"] and world.site.writes == [] and again["snapshot"] == result["snapshot"]
    assert again["diff"] == {"before": {"name": "1.0"}, "after": {"name": "1.0"}}


def test_by_id_in_every_state(world: World) -> None:
    it: dict[str, Any] = {"project": "Home", "id": world.site.things["snapshot"][0]["_id"]}
    assert world.both(**it)["snapshot"]["name"] == "0.9"
    assert world.both(**it, state="restored")["changed"]
    assert world.both(**it, state="absent")["changed"] and world.site.names() == []
    assert not world.both(**it, state="absent")["changed"]
    world.fails(f"there is no snapshot with the id {it['id']} in the project", **it)
    world.fails(f"there is no snapshot with the id {it['id']} in the project", **it, state="restored")


def test_a_description_does_not_change(world: World) -> None:
    result = world.both(project="Home", name="0.9", description="another")
    assert not result["changed"]
    assert world.play.warnings == ["description is used at creation only: snapshot '0.9' has '' and keeps it"]
    world.both(project="Home", name="0.9", description="")
    assert world.play.warnings == []


@pytest.mark.parametrize("check", [True, False])
def test_the_limit(world: World, check: bool) -> None:
    world.fails("the project has 1 snapshots, and 1 is the most: '0.9'. Remove one first.", **IT, max_snapshots=1, check=check)
    assert world.site.writes == []
    assert not world(project="Home", name="0.9", max_snapshots=1, check=check)["changed"]


def test_what_another_run_made_is_taken(world: World) -> None:
    world.site.plan = [Task(error="ConflictError", then=lambda: world.site.snapshot("1.0"))]
    assert world(**IT)["changed"] and "it is taken" in world.play.warnings[0]


def test_options_that_do_not_go_together(world: World) -> None:
    world.fails("src, endpoints does not go with state: absent", **IT, src="/x", endpoints=["all"], state="absent")
    world.fails(
        "dest, content_id, replace does not go with state: restored", **IT, dest="/x", content_id="x", replace=True, state="restored"
    )
    world.fails("replace goes with name", project="Home", id=object_id(1), replace=True)
    assert world.site.log == []


# ---- content -----------------------------------------------------------------------------------------------------------------


def test_content_that_is_as_wanted(world: World) -> None:
    assert not world.both(project="Home", name="0.9", content_id="hash-of-0.9/", replace=True)["changed"]


@pytest.mark.parametrize("check", [True, False])
def test_content_that_is_not_as_wanted(world: World, check: bool) -> None:
    text = "snapshot '0.9' is there with other content (its content_id is hash-of-0.9/, wanted is x/)"
    world.fails(text, project="Home", name="0.9", content_id="x/", check=check)
    assert world.site.writes == []


def test_another_hash_with_the_same_in_it(world: World) -> None:
    """Known by what is in it, which does not show every change: said."""
    old = world.site.things["snapshot"][0]["_id"]
    flow = {"type": "flow", "name": "Main", "_id": object_id(1), "referenceId": reference(1), "properties": {"lastChanged": 5}}
    world.site.graph = {HOME: [], old: [flow]}
    same = info(world, contents=True)[0]["content_id"]
    assert not world.both(project="Home", name="0.9", content_id=same)["changed"]
    assert world.play.warnings == []
    assert not world.both(project="Home", name="0.9", content_id=same.replace("hash-of-0.9", "another"))["changed"]
    assert "the server's hash is another one" in world.play.warnings[-1]


def test_a_snapshot_is_replaced(world: World) -> None:
    created = world.site.things["snapshot"][0]["createdAt"]
    result = world.both(project="Home", name="0.9", content_id="x/", replace=True)
    assert result["diff"] == {"before": {"name": "0.9", "created_at": created}, "after": {"name": "0.9"}}
    assert world.site.writes == [DELETE, MAKE] and world.site.names() == ["0.9"]
    (warning,) = world.play.warnings
    assert "the server shows the content_id hash-of-0.9/ for it instead of x/" in warning and "leave content_id out then" in warning


def test_without_content_id_it_is_replaced_each_time(world: World) -> None:
    for _time in range(2):
        assert world.both(project="Home", name="0.9", replace=True)["changed"]
        assert world.site.writes == [DELETE, MAKE]


@pytest.mark.parametrize("check", [True, False])
def test_what_an_endpoint_runs_is_not_replaced(world: World, check: bool) -> None:
    world.use("Chat", "Web")
    world.fails("snapshot '0.9' is what the endpoints Chat, Web run", project="Home", name="0.9", replace=True, check=check)
    assert world.site.writes == []


def test_what_an_endpoint_runs_is_replaced_when_that_is_wanted(world: World) -> None:
    id = world.use("Web")
    flow = world.site.things["flow"][0]

    def new() -> None:
        world.site.held = {(object_id(world.site.count + 2), "flow"): [flow]}

    world.site.plan = [Task(), Task(then=new)]
    result = world.both(project="Home", name="0.9", replace=True, detach_endpoints=True, endpoints=["Web"])
    assert world.site.writes == [PATCH, DELETE, MAKE, PATCH] and world.site.running() == {"Chat": "Home", "Web": "0.9"}
    assert result["diff"]["before"]["endpoints"] == result["diff"]["after"]["endpoints"] == {"Web": "0.9"}
    (web,) = result["endpoints"]
    assert web["changed"] and web["before"]["entrypoint"] == id and web["after"]["entrypoint"] == result["snapshot"]["id"]


def test_endpoints_cannot_be_put_before_what_replaced_theirs(world: World) -> None:
    """They go back to where they were meanwhile: what they ran is gone."""
    world.use("Web")
    flow = world.site.things["flow"][0]
    world.site.plan = [Task(), Task(then=lambda: world.site.held.update({(object_id(world.site.count + 2), "flow"): [flow]}))]
    world.site.puts = [Put("Web"), Put("Web", 400), Put("Web")]
    options = {"replace": True, "detach_endpoints": True, "endpoints": ["Web"]}
    world.fails("All are back on what they ran before.", project="Home", name="0.9", **options)
    assert world.site.running()["Web"] == "Home"


def test_replacing_fails_on_the_way(world: World) -> None:
    world.use("Web")
    world.site.plan = [Task(), Task(error="The disk is full")]
    message = world.fails("The disk is full", project="Home", name="0.9", replace=True, detach_endpoints=True)
    assert "snapshot '0.9' was to be replaced: " in message and "It may be gone by now" in message and message.endswith("Run this again.")
    assert world.site.running()["Web"] == "Home"
    assert world(project="Home", name="0.9", endpoints=[])["changed"]


# ---- files -------------------------------------------------------------------------------------------------------------------


def test_an_upload(world: World) -> None:
    result = world.both(**IT, src=str(world.file), content_id="hash-of-1.0/")
    assert result["changed"] and world.site.writes == [UPLOAD] and world.play.warnings == []
    world.file.unlink()
    assert not world.both(**IT, src=str(world.file), content_id="hash-of-1.0/")["changed"], "a file that is not needed need not be there"


@pytest.mark.parametrize(
    ("content", "text"), [(b"", "is empty"), (b"csnap", "is no snapshot, or not a whole one (the server has not"), (b"<p>", "a page")]
)
@pytest.mark.parametrize("check", [True, False])
def test_a_file_that_is_no_snapshot(world: World, content: bytes, text: str, check: bool) -> None:
    world.file.write_bytes(content)
    world.fails(text, **IT, src=str(world.file), check=check)
    world.fails(text, project="Home", name="0.9", src=str(world.file), replace=True, check=check)
    assert world.site.writes == [] and world.site.names() == ["0.9"]


def test_a_file_that_is_not_there(world: World) -> None:
    world.fails("src: cannot read /no/file: No such file or directory", **IT, src="/no/file")
    assert world(**IT, src="/no/file", check=True)["changed"]
    assert world.play.warnings == ["src: /no/file is not there. In check mode it is taken as brought by an earlier task."]


@pytest.fixture
def downloads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The downloads, which bring a file at once."""
    taken: list[str] = []

    def download(self: Client, operation: str, path: Any, dest: str, what: str, lacks: Any, stamp: float) -> dict[str, Any]:
        taken.append(what)
        pathlib.Path(dest).write_bytes(b"csnap, downloaded")
        os.utime(dest, (stamp, stamp))
        return {"path": dest, "size": 17, "sha256": "3b7bc6b3"}

    monkeypatch.setattr(Client, "download", download)
    return taken


def test_a_download(world: World, downloads: list[str]) -> None:
    path = f"{world.folder}/0.9.csnap"
    result = world.both(project="Home", name="0.9", dest=str(world.folder))
    assert result["changed"] and downloads == ["download of snapshot '0.9'"] and world.site.writes == [PACKAGE]
    assert result["diff"] == {"before": {"name": "0.9"}, "after": {"name": "0.9", "file": path}}
    assert result["file"] == {"path": path, "size": 17, "sha256": "3b7bc6b3"} and result["snapshot"]["is_packaged"]
    again = world.both(project="Home", name="0.9", dest=str(world.folder))
    assert not again["changed"] and again["file"]["path"] == path and again["file"]["size"] == 17 and len(again["file"]["sha256"]) == 64
    os.utime(path, (5, 5))
    assert world.both(project="Home", name="0.9", dest=str(world.folder))["changed"]


def test_made_and_downloaded_at_once(world: World, downloads: list[str]) -> None:
    result = world.both(**IT, dest=str(world.folder))
    assert world.site.writes == [MAKE, PACKAGE] and result["diff"]["after"] == {"name": "1.0", "file": f"{world.folder}/1.0.csnap"}


@pytest.mark.parametrize(
    ("packaged", "expires", "anew"),
    [(True, 2**31 - 1, False), (True, 100, True), (True, None, True), (True, "2030-01-01T00:00:00Z", True), (False, 2**31 - 1, True)],
)
def test_a_package_that_the_server_keeps(world: World, downloads: list[str], packaged: bool, expires: Any, anew: bool) -> None:
    world.site.things["snapshot"][0].update(isPackaged=packaged, packageExpiresAt=expires)
    assert world(project="Home", name="0.9", dest=str(world.folder))["changed"]
    assert world.site.writes == ([PACKAGE] if anew else [])


@pytest.mark.parametrize("check", [True, False])
def test_a_folder_that_is_not_there(world: World, downloads: list[str], check: bool) -> None:
    world.fails("dest: there is no folder /no to put the snapshot in", project="Home", name="0.9", dest="/no/file", check=check)
    assert world.site.writes == [] and downloads == []


# ---- endpoints ---------------------------------------------------------------------------------------------------------------


def test_endpoints(world: World) -> None:
    result = world.both(project="Home", name="0.9", endpoints=["Web"])
    assert result["diff"]["before"]["endpoints"] == {"Web": "the project itself"} and result["diff"]["after"]["endpoints"] == {"Web": "0.9"}
    assert world.site.running() == {"Chat": "Home", "Web": "0.9"} and world.site.writes == [PATCH]
    result = world.both(project="Home", name="0.9", endpoints=["all"])
    assert [(one["name"], one["changed"]) for one in result["endpoints"]] == [("Chat", True), ("Web", False)]
    assert not world.both(project="Home", name="0.9", endpoints=["all"])["changed"] and world.site.writes == []


@pytest.mark.parametrize("check", [True, False])
def test_an_endpoint_that_is_not_there_changes_nothing(world: World, check: bool) -> None:
    world.fails("endpoints: there is no endpoint 'Nope'. The project has 'Chat', 'Web'.", **IT, endpoints=["Web", "Nope"], check=check)
    assert world.site.writes == []


def test_endpoints_that_cannot_be_switched(world: World) -> None:
    world.site.puts = [Put("Web", 400, times=9)]
    world.fails("All are back on what they ran before.", project="Home", name="0.9", endpoints=["all"])
    assert world.site.running() == {"Chat": "Home", "Web": "Home"}


def test_no_endpoints(world: World) -> None:
    assert world.both(project="Home", name="0.9", endpoints=[])["endpoints"] == []


# ---- absent ------------------------------------------------------------------------------------------------------------------


def test_absent(world: World) -> None:
    result = world.both(project="Home", name="0.9", state="absent")
    assert result["diff"] == {"before": {"name": "0.9"}, "after": {}} and world.site.writes == [DELETE]
    assert not world.both(project="Home", name="0.9", state="absent")["changed"]


@pytest.mark.parametrize("check", [True, False])
def test_what_an_endpoint_runs_is_not_removed(world: World, check: bool) -> None:
    world.use("Web")
    world.fails("snapshot '0.9' is what the endpoints Web run", project="Home", name="0.9", state="absent", check=check)
    assert world.site.writes == []


def test_what_an_endpoint_runs_is_removed_when_that_is_wanted(world: World) -> None:
    world.use("Chat", "Web")
    result = world.both(project="Home", name="0.9", state="absent", detach_endpoints=True)
    assert result["diff"] == {
        "before": {"name": "0.9", "endpoints": {"Chat": "0.9", "Web": "0.9"}},
        "after": {"endpoints": {"Chat": "the project itself", "Web": "the project itself"}},
    }
    assert world.site.running() == {"Chat": "Home", "Web": "Home"} and world.site.writes == [PATCH, PATCH, DELETE]


def test_nothing_is_removed_when_an_endpoint_cannot_be_detached(world: World) -> None:
    world.use("Web")
    world.site.puts = [Put("Web", 400, times=9)]
    world.fails("could not be switched", project="Home", name="0.9", state="absent", detach_endpoints=True)
    assert DELETE not in world.site.writes


def test_an_endpoint_was_attached_meanwhile(world: World) -> None:
    world.site.plan = [Task(error="The snapshot is attached to an endpoint ('Web')")]
    world.fails("attached to an endpoint ('Web')", project="Home", name="0.9", state="absent")


# ---- restored ----------------------------------------------------------------------------------------------------------------


def bodies(site: Site) -> list[Any]:
    return [body for what, body in site.log if what == RESTORE]


def test_restored_each_time(world: World) -> None:
    for _time in range(2):
        result = world.both(project="Home", name="0.9", state="restored")
        assert result["changed"] and result["diff"] == {"before": {}, "after": {"restored": "0.9"}}
        assert result["snapshot"]["name"] == "0.9" and bodies(world.site) == [{"projectId": HOME}]


def test_a_server_that_wants_no_project_in_the_body(world: World) -> None:
    world.site.plan = [Task(refused=400)]
    assert world(project="Home", name="0.9", state="restored")["changed"]
    assert bodies(world.site) == [{"projectId": HOME}, None]


def test_a_server_that_refuses_either_way(world: World) -> None:
    world.site.plan = [Task(refused=400), Task(refused=404)]
    message = world.fails("refused with a body. And without the project in the body: ", project="Home", name="0.9", state="restored")
    assert "404 refused with no body" in message


def test_a_restoration_that_is_refused_for_other_reasons(world: World) -> None:
    world.site.plan = [Task(refused=403)]
    world.fails("403 refused with a body", project="Home", name="0.9", state="restored")
    assert bodies(world.site) == [{"projectId": HOME}]


def test_a_restoration_is_started_once(world: World) -> None:
    world.site.plan = [Task(lost=True)]
    assert world(project="Home", name="0.9", state="restored")["changed"]
    assert len(bodies(world.site)) == 1 and "was lost" in world.play.warnings[0]
    world.site.plan = [Task(lost=True, listed=False)]
    world.fails("it was not started, or not yet. Run this again.", project="Home", name="0.9", state="restored")
    assert len(bodies(world.site)) == 1


def test_a_restoration_waits_for_what_is_going_on(world: World) -> None:
    world.site.add("task", "createSnapshot", status="active", ends="done", currentStep=0, totalStep=1)
    assert world(project="Home", name="0.9", state="restored")["changed"]
    assert [what for what, _body in world.site.log if what in (RESTORE, "GET tasks/ID")] == ["GET tasks/ID", RESTORE, "GET tasks/ID"]


def test_a_restoration_that_fails(world: World) -> None:
    world.site.plan = [Task(error="a JSON key holds a dot")]
    world.fails("a JSON key holds a dot", project="Home", name="0.9", state="restored")


def test_nothing_to_restore(world: World) -> None:
    world.fails("there is no snapshot '1.0' to restore; there is: '0.9'", **IT, state="restored")
    result = world(**IT, state="restored", check=True)
    assert result["changed"] and result["snapshot"] == {"name": "1.0"} and "taken as made by an earlier task" in world.play.warnings[0]


def test_a_project_that_an_earlier_task_would_make(world: World, downloads: list[str]) -> None:
    it = {"project": "Prod", "name": "1.0"}
    result = world(**it, dest=str(world.folder), endpoints=["Web"], check=True)
    assert result["changed"] and result["endpoints"] == [] and result["file"] == {"path": f"{world.folder}/1.0.csnap"}
    assert len(world.play.warnings) == 1
    assert world(**it, state="restored", check=True)["changed"] and len(world.play.warnings) == 1
    assert not world(**it, state="absent", check=True)["changed"]


# ---- what there is -------------------------------------------------------------------------------------------------------------


def info(world: World, **options: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = world(module="cognigy_snapshot_info", **options)["snapshots"]
    return found


def test_snapshots_newest_first_and_who_runs_them(world: World) -> None:
    world.use("Web", "Chat")
    world.site.snapshot("1.0")
    assert [(one["name"], one["project"], one["endpoints"]) for one in info(world)] == [
        ("1.0", "Home", []),
        ("0.9", "Home", ["Chat", "Web"]),
    ]
    assert [one["name"] for one in info(world, name="0.9")] == ["0.9"] and info(world, name="0") == []
    assert [one["name"] for one in info(world, project="Home", id=world.site.things["snapshot"][1]["_id"])] == ["1.0"]
    assert world.site.writes == []


def test_what_is_listed_and_gone_is_not_shown(world: World) -> None:
    ghost = world.site.snapshot("ghost")
    handle = world.site._handle
    world.site._handle = lambda method, path, *more: (  # type: ignore[method-assign]
        (404, {"code": 1002}) if ghost["_id"] in path else handle(method, path, *more)
    )
    assert [one["name"] for one in info(world)] == ["0.9"]


def test_contents(world: World) -> None:
    old = world.site.things["snapshot"][0]["_id"]
    flow = {"type": "flow", "name": "Main", "_id": object_id(1), "referenceId": reference(1), "properties": {"lastChanged": 5}}
    world.site.graph = {HOME: [], old: [flow]}
    (one,) = info(world, contents=True)
    assert one["content_id"].startswith("hash-of-0.9/") and one["resources"] == [
        {"type": "flow", "name": "Main", "id": object_id(1), "reference_id": reference(1), "last_changed": 5}
    ]
    assert (one["changed_since"], one["removed_since"], one["needs"]) == ([], [{"type": "flow", "name": "Main"}], [])
    world.site.graph = {}
    assert info(world, contents=True)[0]["resources"] is None


def test_missing(world: World) -> None:
    needs = [{"kind": "extension", "name": "weather", "version": "1.0"}]
    result = world(module="cognigy_snapshot_info", project="Home", needs=needs)
    assert result["missing"] == [{"kind": "extension", "name": "weather", "reason": "it is not there"}]
    assert "missing" not in world(module="cognigy_snapshot_info", project="Home")
    assert world(module="cognigy_snapshot_info", project="Home", needs=[])["missing"] == []


@pytest.mark.parametrize("need", [{"kind": "flow", "name": "x"}, {"kind": "llm"}, {}])
def test_needs_that_are_none(world: World, need: dict[str, Any]) -> None:
    good = {"kind": "llm", "name": "GPT"}
    text = f"number 2 has the kind {need.get('kind')!r} and the name {need.get('name')!r}"
    world.fails(text, module="cognigy_snapshot_info", project="Home", needs=[good, need])
    world.fails(
        "needs: each has a kind (connection, extension, knowledge_store, llm)", module="cognigy_snapshot_info", project="Home", needs=[need]
    )


def test_a_project_that_is_not_there(world: World) -> None:
    world.fails("there is no project 'Prod'; there is: 'Home'", module="cognigy_snapshot_info", project="Prod")
    assert info(world, project="Prod", check=True) == [] and "with nothing in it" in world.play.warnings[0]
