# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Packages: which files are whole, which objects are meant, and what a merge comes to."""

from __future__ import annotations

import pathlib
import uuid
import zipfile
from typing import Any

import pytest

from ansible_collections.community.cognigy.plugins.module_utils._errors import AmbiguousError, InputError, MissingError
from ansible_collections.community.cognigy.plugins.module_utils._modules.package import HELD, check_file, lacks, pick
from ansible_collections.community.cognigy.plugins.module_utils._transport import Answer
from ansible_collections.community.cognigy.tests.unit.plugins.module_utils._fakes import Play, answer, object_id

PROJECT, PACKAGE = object_id(1), object_id(2)
FLOW, LEXICON, PLAYBOOK = ({"kind": kind, "name": name} for kind, name in (("flow", "Main"), ("lexicon", "Words"), ("playbook", "Smoke")))


def reference(number: int) -> str:
    return str(uuid.UUID(int=number))


def resource(number: int, type_: str, name: str, changed: int = 5, **more: Any) -> dict[str, Any]:
    named = {} if type_ in ("playbook", "extension", "endpoint") else {"referenceId": reference(number)}
    return {"_id": object_id(number), "type": type_, "name": name, **named, "properties": {"lastChanged": changed}, **more}


def locale(number: int, name: str, primary: bool = False) -> dict[str, Any]:
    return resource(number, "locale", name, properties={"lastChanged": 5, "primary": primary})


class Server:
    """A project with one package. A merge takes over what it is told, under new ids; its task ends at ``now``."""

    def __init__(self) -> None:
        self.inside: list[dict[str, Any]] | None = [
            locale(10, "English", primary=True),
            resource(11, "flow", "Main"),
            resource(12, "lexicon", "Words"),
            resource(13, "playbook", "Smoke"),
        ]
        self.there = [locale(20, "English", primary=True), locale(21, "Deutsch")]
        self.tasks: list[dict[str, Any]] = []
        self.sent: list[dict[str, Any]] = []
        self.now = 100
        self.fails: str | None = None
        self.meanwhile: list[dict[str, Any]] = []
        self.keeps = True
        self.tasks_seen = True

    def __call__(self, method: str, path: str, query: dict[str, Any], body: Any, headers: dict[str, str]) -> Answer:
        part = path.removeprefix("/new/v2.0/")
        if part == "projects":
            return self._page(method, path, [{"_id": PROJECT, "name": "Home"}])
        if part.startswith("projects/") and not part.endswith("/graph"):
            return answer(method, path, 200, {"_id": PROJECT, "name": "Home"})
        if part == "packages":
            return self._page(method, path, [{"_id": PACKAGE, "name": "Kit", "createdAt": 7}])
        if part == f"packages/{PACKAGE}":
            return answer(method, path, 200, {"_id": PACKAGE, "name": "Kit", "createdAt": 7})
        if part == f"projects/{PROJECT}/graph":
            packages = {} if self.inside is None or query.get("packages") != "true" else {PACKAGE: {"resources": self.inside}}
            nodes = {PROJECT: {"resources": self.there}, **packages}
            return answer(method, path, 200, nodes)
        if part == "tasks":
            return self._page(method, path, self.tasks) if self.tasks_seen else answer(method, path, 403, {"detail": "no"})
        if part.startswith("tasks/"):
            return answer(method, path, 200, next(one for one in self.tasks if one["_id"] == part.removeprefix("tasks/")))
        assert (method, part) == ("POST", f"packages/{PACKAGE}/merge")
        return answer(method, path, 202, self._merge(body))

    @staticmethod
    def _page(method: str, path: str, items: list[dict[str, Any]]) -> Answer:
        return answer(method, path, 200, {"items": items, "total": len(items), "nextCursor": None})

    def _merge(self, body: dict[str, Any]) -> dict[str, Any]:
        self.sent.append(body)
        self.there += self.meanwhile
        number = 500 + len(self.tasks)
        task = {"_id": object_id(number), "name": "mergePackage", "data": {"packageId": PACKAGE, **body}, "lastChanged": self.now}
        self.tasks.append({**task, "status": "error" if self.fails else "done", "failReason": self.fails or ""})
        for order in body["strategies"] if self.keeps and not self.fails else []:
            one = next(item for item in self.inside or [] if item["_id"] == order["_id"])
            key = "referenceId" if "referenceId" in one else "name"
            others = [item for item in self.there if (item["type"], item.get(key)) != (one["type"], one[key])]
            more = {"name": order["rename"]} if "rename" in order else {}
            made = {**one, "_id": object_id(number + 100), "properties": {"lastChanged": self.now}, **more}
            if order["identityConflictStrategy"] == "re-identify" and len(others) < len(self.there):
                self.there.append({**made, "referenceId": reference(number)})
            else:
                self.there = [*others, made]
        return self.tasks[-1]

    def had(self, number: int, **more: Any) -> None:
        """The project has an object of the package already."""
        one = next(item for item in self.inside or [] if item["_id"] == object_id(number))
        self.there.append({**one, "_id": object_id(number + 100), **more})


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def run(server: Server) -> Play:
    return Play(server)


def merge(run: Play, check: bool = False, **options: Any) -> dict[str, Any]:
    return run("cognigy_package", check=check, project="Home", name="Kit", merge=options)


def results(result: dict[str, Any]) -> dict[str, str]:
    return {one["name"]: one["result"] for one in result["conflicts"]}


# ---- files -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def archive(tmp_path: pathlib.Path) -> pathlib.Path:
    path = tmp_path / "kit.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as file:
        file.writestr("package.json", "{}")
        file.writestr("resources/flow.json", "a long text")
    return path


def test_a_whole_file(archive: pathlib.Path) -> None:
    assert lacks(str(archive)) == ""
    check_file(str(archive))


@pytest.mark.parametrize("content", [b"", b"PK", b"<html>no</html>", b"\x00" * 50], ids=["empty", "stub", "page", "zeros"])
def test_no_package(archive: pathlib.Path, content: bytes) -> None:
    archive.write_bytes(content)
    assert lacks(str(archive)) == "it is no zip file, or not a whole one"
    with pytest.raises(InputError, match=r"src: .*kit\.zip is"):
        check_file(str(archive))


@pytest.mark.parametrize("share", [0.3, 0.5, 0.9])
def test_a_part_of_a_file(archive: pathlib.Path, share: float) -> None:
    whole = archive.read_bytes()
    archive.write_bytes(whole[: int(len(whole) * share)])
    assert lacks(str(archive))


def test_a_damaged_file(archive: pathlib.Path) -> None:
    archive.write_bytes(archive.read_bytes().replace(b"a long text", b"a wrong one"))
    assert lacks(str(archive)) == "resources/flow.json in it is damaged"


def test_a_file_with_folders_is_not_sent(archive: pathlib.Path) -> None:
    with zipfile.ZipFile(archive, "a") as file:
        file.writestr("resources/", "")
    with pytest.raises(InputError, match="entries for folders.*'resources/'"):
        check_file(str(archive))


def test_a_file_that_is_not_there(run: Play) -> None:
    result = run("cognigy_package", project="Home", name="Kit", src="/does/not/exist.zip")
    assert result["failed"] and "src: cannot read /does/not/exist.zip: No such file" in result["msg"]


# ---- which objects ---------------------------------------------------------------------------------------------------


def test_objects_by_name_id_and_reference(server: Server) -> None:
    there = [
        *(server.inside or []),
        resource(14, "largeLanguageModel", "GPT"),
        resource(15, "nluconnector", "NLU"),
        resource(16, "snippet", "T"),
    ]
    wanted = [
        FLOW,
        {"kind": "flow", "name": object_id(11)},
        {"kind": "lexicon", "name": reference(12)},
        {"kind": "llm", "name": "GPT"},
        {"kind": "nlu_connector", "name": "NLU"},
        {"kind": "token", "name": "T"},
    ]
    assert [one["name"] for one in pick(there, wanted, "resources", "it")] == ["Main", "Words", "GPT", "NLU", "T"]


def test_all_that_is_wrong_is_said_at_once(server: Server) -> None:
    there = [*(server.inside or []), resource(14, "flow", "Main")]
    with pytest.raises(MissingError) as missing:
        pick(there, [{"kind": "flow", "name": "X"}, {"kind": "llm", "name": "Y"}, PLAYBOOK], "resources", "the project")
    assert str(missing.value) == ("resources: in the project there is no flow 'X' (there is: 'Main', 'Main'), no llm 'Y' (there is: none)")
    with pytest.raises(AmbiguousError, match=f"no flow 'X'.*2 times flow 'Main' .give one of the ids.*{object_id(11)}.*{object_id(14)}"):
        pick(there, [{"kind": "flow", "name": "X"}, FLOW], "resources", "the project")


def test_every_kind_of_the_graph_can_be_named() -> None:
    """The kinds of the contract, less the locales."""
    import json

    from ansible_collections.community.cognigy.plugins.module_utils._graph import kind_of

    api = json.loads((pathlib.Path(__file__).parents[3] / "emulator" / "openapi.json").read_text(encoding="utf-8"))["components"]["schemas"]
    types = [api[one["$ref"].rsplit("/", 1)[1]]["properties"]["type"]["enum"][0] for one in api["GraphResource"]["anyOf"]]
    assert sorted({kind_of({"type": one}) for one in types} - {"locale"}) == sorted(HELD)


# ---- a merge ---------------------------------------------------------------------------------------------------------


def test_all_is_merged_once(server: Server, run: Play) -> None:
    planned, done = merge(run, check=True), merge(run)
    assert planned == done and done["changed"] and done["conflicts"] == []
    assert done["diff"]["after"] == {"name": "Kit", "merged": ["flow 'Main'", "lexicon 'Words'", "playbook 'Smoke'"]}
    assert server.sent == [
        {
            "resourceIds": [object_id(number) for number in (11, 12, 13)],
            "strategies": [{"_id": object_id(number), "identityConflictStrategy": "abort", "autoRename": True} for number in (11, 12, 13)],
            "localeMapping": [{"packageLocaleId": object_id(10), "agentLocaleId": object_id(20)}],
        }
    ]
    for strategy in ("abort", "replace", "merge", "re-identify"):
        again = merge(run, on_conflict=strategy)
        assert not again["changed"] and again["conflicts"] == [] and again["diff"]["before"] == again["diff"]["after"]


def test_what_is_there_already_is_refused_before_anything_is_sent(server: Server, run: Play) -> None:
    server.had(11)
    server.had(13)
    for check in (True, False):
        result = merge(run, check)
        assert result["failed"] and not result["changed"] and server.sent == []
        assert "the project has already flow 'Main', playbook 'Smoke': on_conflict says" in result["msg"]
        assert result["conflicts"] == [
            {"kind": "flow", "name": "Main", "reference_id": reference(11), "strategy": "abort", "result": "refused"},
            {"kind": "playbook", "name": "Smoke", "reference_id": None, "strategy": "abort", "result": "refused"},
        ]


@pytest.mark.parametrize(("strategy", "result"), [("replace", "replaced"), ("merge", "merged"), ("re-identify", "re-identified")])
def test_strategies(server: Server, run: Play, strategy: str, result: str) -> None:
    server.had(11)
    planned, done = merge(run, check=True, on_conflict=strategy), merge(run, on_conflict=strategy)
    assert planned == done and results(done) == {"Main": result}
    assert {one["identityConflictStrategy"] for one in server.sent[0]["strategies"]} == {strategy}
    assert not merge(run, on_conflict=strategy)["changed"]


def test_one_strategy_for_some(server: Server, run: Play) -> None:
    server.had(11)
    server.had(12)
    special = [{**FLOW, "on_conflict": "replace", "auto_rename": False}, {**PLAYBOOK, "rename": "Fire"}]
    done = merge(run, on_conflict="re-identify", strategies=special)
    assert results(done) == {"Main": "replaced", "Words": "re-identified"}
    assert server.sent[0]["strategies"] == [
        {"_id": object_id(11), "identityConflictStrategy": "replace", "autoRename": False},
        {"_id": object_id(12), "identityConflictStrategy": "re-identify", "autoRename": True},
        {"_id": object_id(13), "identityConflictStrategy": "re-identify", "autoRename": True, "rename": "Fire"},
    ]
    assert not merge(run, on_conflict="re-identify", strategies=special)["changed"]


def test_a_name_that_is_taken(server: Server, run: Play) -> None:
    server.there.append(resource(30, "flow", "Main"))
    result = merge(run, resources=[FLOW], auto_rename=False)
    assert "the project has something else of the name of flow 'Main'" in result["msg"] and results(result) == {"Main": "refused"}
    assert results(merge(run, check=True, resources=[FLOW])) == {"Main": "renamed"}
    result = merge(run, resources=[FLOW], auto_rename=False, strategies=[{**FLOW, "rename": "Start"}])
    assert result["changed"] and result["conflicts"] == []


def test_what_was_changed_since_is_overwritten_again(server: Server, run: Play) -> None:
    merge(run, on_conflict="replace")
    flow = next(one for one in server.there if one["name"] == "Main")
    flow["properties"]["lastChanged"] = server.now + 1
    assert not merge(run)["changed"] and not merge(run, on_conflict="re-identify")["changed"]
    server.now += 5
    done = merge(run, on_conflict="replace")
    assert done["diff"]["after"]["merged"] == ["flow 'Main'"] and server.sent[-1]["resourceIds"] == [object_id(11)]
    assert not merge(run, on_conflict="replace")["changed"]


def test_what_was_deleted_since_is_merged_again(server: Server, run: Play) -> None:
    merge(run)
    server.there = [one for one in server.there if one["name"] != "Words"]
    assert merge(run)["diff"]["after"]["merged"] == ["lexicon 'Words'"]


def test_another_package_or_a_failed_merge_does_not_count(server: Server, run: Play) -> None:
    merge(run)
    server.tasks[0]["data"]["packageId"] = object_id(77)
    assert "has already" in merge(run)["msg"]
    server.tasks[0]["data"]["packageId"] = PACKAGE
    server.tasks[0]["status"] = "cancelled"
    assert "has already" in merge(run)["msg"]


def test_tasks_that_may_not_be_seen(server: Server, run: Play) -> None:
    server.tasks_seen = False
    assert merge(run)["changed"]
    assert "has already" in merge(run)["msg"]
    assert merge(run, on_conflict="replace")["changed"]


def test_locales(server: Server, run: Play) -> None:
    assert server.inside is not None
    server.inside += [locale(14, "German"), locale(15, "French"), {**locale(16, "Neutral"), "referenceId": reference(21)}]
    merge(run, locale_mapping={"German": "Deutsch"})
    assert {one["packageLocaleId"]: one["agentLocaleId"] for one in server.sent[0]["localeMapping"]} == {
        object_id(10): object_id(20),
        object_id(14): object_id(21),
        object_id(15): object_id(20),
        object_id(16): object_id(21),
    }
    assert len(run.warnings) == 1 and "no locale 'French'" in run.warnings[0] and "primary locale 'English'" in run.warnings[0]
    merge(run)
    assert run.warnings == []


def test_locales_that_are_not_there(server: Server, run: Play) -> None:
    assert "the package has no locale 'German'; there is: 'English'" in merge(run, locale_mapping={"German": "Deutsch"})["msg"]
    mapping = {"English": "Latin"}
    assert "the project has no locale 'Latin'; there is: 'Deutsch', 'English'" in merge(run, locale_mapping=mapping)["msg"]
    assert server.sent == []
    assert merge(run, check=True, locale_mapping=mapping)["changed"] and "taken as made by an earlier task" in run.warnings[0]


def test_what_is_not_in_the_package(server: Server, run: Play) -> None:
    wrong = [{**FLOW, "name": "X"}]
    assert "merge.resources: in package 'Kit' there is no flow 'X'" in merge(run, check=True, resources=wrong)["msg"]
    text = "merge.strategies: in what is merged of package 'Kit' there is no lexicon 'Words' (there is: none)"
    assert text in merge(run, resources=[FLOW], strategies=[LEXICON])["msg"]
    assert server.sent == []


def test_a_conflict_that_the_server_meets(server: Server, run: Play) -> None:
    server.fails = "ConflictError: there is something"
    server.meanwhile = [{**(server.inside or [])[1], "_id": object_id(90)}]
    result = merge(run)
    assert (
        result["failed"]
        and "ended as error: ConflictError" in result["msg"]
        and "before: flow 'Main'. on_conflict, rename" in result["msg"]
    )
    assert results(result) == {"Main": "refused"} and result["task_status"] == "error"


def test_a_conflict_that_nobody_sees(server: Server, run: Play) -> None:
    server.fails = "ConflictError: there is something"
    assert "it cannot be seen now either" in merge(run)["msg"]


def test_another_failure(server: Server, run: Play) -> None:
    server.fails = "out of memory"
    assert merge(run)["msg"].endswith("ended as error: out of memory")


def test_a_merge_that_brings_nothing(server: Server, run: Play) -> None:
    server.keeps = False
    assert "these are not in the project: flow 'Main', lexicon 'Words', playbook 'Smoke'" in merge(run)["msg"]


def test_a_package_that_is_not_shown(server: Server, run: Play) -> None:
    server.inside = None
    assert "package 'Kit' cannot be merged: the server does not show what is in it" in merge(run)["msg"]
    assert run("cognigy_package_info", contents=True)["packages"][0]["resources"] is None


# ---- the rest --------------------------------------------------------------------------------------------------------


def test_what_is_in_packages(run: Play) -> None:
    (found,) = run("cognigy_package_info", project="Home", contents=True)["packages"]
    assert (found["name"], found["project"]) == ("Kit", "Home")
    assert [one["kind"] for one in found["resources"]] == ["locale", "flow", "lexicon", "playbook"]
    assert found["resources"][1] == {
        "kind": "flow",
        "type": "flow",
        "name": "Main",
        "id": object_id(11),
        "reference_id": reference(11),
        "last_changed": 5,
    }
    assert "resources" not in run("cognigy_package_info", name="Kit")["packages"][0]
    assert run("cognigy_package_info", name="Other")["packages"] == []


def test_nothing_to_make_it_of(run: Play, tmp_path: pathlib.Path) -> None:
    text = "there is no package 'Other'; to make it, give resources or src"
    assert run("cognigy_package", project="Home", name="Other")["msg"] == text
    planned = run("cognigy_package", check=True, project="Home", name="Other", dest=str(tmp_path), merge={})
    assert planned["changed"] and planned["conflicts"] == [] and planned["file"] == {"path": str(tmp_path / "Other.zip")}
    assert text in run.warnings[0] and "conflicts are not told" in run.warnings[1]


def test_objects_that_an_earlier_task_would_make(run: Play) -> None:
    given: dict[str, Any] = {"project": "Home", "name": "Other", "resources": [{"kind": "flow", "name": "New"}]}
    assert run("cognigy_package", check=True, **given)["package"] == {"name": "Other"}
    assert "taken as made by an earlier task" in run.warnings[0]
    assert "there is no flow 'New'" in run("cognigy_package", **given)["msg"]


@pytest.mark.parametrize("option", [{"dest": "/tmp"}, {"merge": {}}, {"resources": [FLOW]}])
def test_options_that_do_not_go_with_absence(run: Play, option: dict[str, Any]) -> None:
    result = run("cognigy_package", project="Home", name="Kit", state="absent", **option)
    assert result["msg"] == f"{next(iter(option))} does not go with state: absent"
