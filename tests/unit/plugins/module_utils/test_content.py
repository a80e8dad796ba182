# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What objects inside a project need of the engine: references in two forms, two levels, objects made anew, lists inside."""

from __future__ import annotations

import uuid
from typing import Any, Callable

import pytest

from ansible_collections.community.cognigy.plugins.module_utils._errors import AmbiguousError, InputError, MissingError, NotKept
from ansible_collections.community.cognigy.plugins.module_utils._kinds._base import Field
from ansible_collections.community.cognigy.plugins.module_utils._modules._base import KINDS
from ansible_collections.community.cognigy.plugins.module_utils._parts import align, ensure_parts
from ansible_collections.community.cognigy.plugins.module_utils._reconcile import Engine
from ansible_collections.community.cognigy.plugins.module_utils._transport import HIDDEN
from ansible_collections.community.cognigy.tests.unit.plugins.module_utils._fakes import KEY, Memory, Play, object_id

BASES = {
    "connection": "/v2.0/connections",
    "endpoint": "/v2.0/endpoints",
    "flow": "/v2.0/flows",
    "llm": "/v2.0/largelanguagemodels",
    "locale": "/v2.0/locales",
    "nlu": "/v2.0/nluconnectors",
}
ENDPOINT, CONNECTION, LLM, LOCALE, SETTINGS, TOKEN = (
    KINDS[name] for name in ("endpoint", "connection", "llm", "locale", "project_settings", "token")
)
FIELDS = {"apiKey": "geheim-c"}
OPENAI = {"name": "openai", "extension": "@cognigy/basic-nodes", "type": "OpenAIProvider", "fields": FIELDS}


class Project(Memory):
    """A server with one project, Home, and what can be in it."""

    def __init__(self) -> None:
        super().__init__()
        self.things.update({kind: {} for kind in ("connection", "endpoint", "flow", "llm", "nlu", "chunk")})
        self.hides |= {("connection", "fields")}
        self.home = self.add("project", name="Home")["_id"]
        self.settings: dict[str, Any] = {"_id": object_id(700), "timezone": "UTC", "generativeAISettings": {"useCasesSettings": {}}}

    def put(self, kind: str, **data: Any) -> dict[str, Any]:
        return self.add(kind, referenceId=str(uuid.UUID(int=self._count + 1)), projectReference=self.home, **data)

    def _create(self, kind: str, body: dict[str, Any]) -> tuple[int, Any]:
        if kind not in BASES:
            return super()._create(kind, body)
        project = body.pop("projectId", None)
        made = self.put(kind, **{name: value for name, value in body.items() if (kind, name) not in self.forgets})
        if project is None:
            del made["projectReference"]
        return 201, self._shown(kind, made)

    def _routes(self) -> list[tuple[str, Callable[..., tuple[int, Any]]]]:
        routes: list[tuple[str, Callable[..., tuple[int, Any]]]] = [
            ("GET /v2.0/projects/(\\w+)/settings", lambda query, body, project: (200, self.settings)),
            ("PATCH /v2.0/projects/(\\w+)/settings", lambda query, body, project: (204, self.settings.update(body))),
        ]
        for kind, base in BASES.items():
            routes += [
                (f"GET {base}", lambda query, body, kind=kind: self._list(kind, query)),
                (f"POST {base}", lambda query, body, kind=kind: self._create(kind, body)),
                (f"GET {base}/(\\w+)", lambda query, body, id, kind=kind: self._read(kind, id)),
                (f"PATCH {base}/(\\w+)", lambda query, body, id, kind=kind: self._change(kind, id, body)),
                (f"DELETE {base}/(\\w+)", lambda query, body, id, kind=kind: self._drop(kind, id)),
            ]
        return [*routes, *super()._routes()]

    def _list(self, kind: str, query: dict[str, Any], **fixed: str) -> tuple[int, Any]:
        organisations = [one for one in self.things[kind].values() if kind in BASES and "projectReference" not in one]
        for one in organisations:
            one["projectReference"] = query.get("projectId", "")  # lists of a project may show what the organisation has
        answer = super()._list(kind, query, **fixed)
        for one in organisations:
            del one["projectReference"]
        return answer


@pytest.fixture
def server() -> Project:
    return Project()


@pytest.fixture
def scope(server: Project) -> dict[str, str]:
    return {"projectId": server.home}


def engine(server: Project, check: bool = False, **options: Any) -> Engine:
    return Engine(server.client(read_only=check, **KEY), KINDS, warn=said.append, **options)


said: list[str] = []


@pytest.fixture(autouse=True)
def silence() -> None:
    said.clear()


# ---- references ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["name", "_id", "referenceId"])
def test_a_reference_is_given_by_name_or_either_id(server: Project, scope: dict[str, str], form: str) -> None:
    flow = server.put("flow", name="Main")
    given = {"name": "web", "channel": "rest", "flow": flow[form]}
    assert engine(server).ensure(ENDPOINT, scope, given).changed
    (made,) = server.things["endpoint"].values()
    assert made["flowId"] == flow["referenceId"] and made["entrypoint"] == server.home
    assert not engine(server).ensure(ENDPOINT, scope, given).changed
    made["flowId"] = flow["_id"]  # the other form of the same
    again = engine(server).ensure(ENDPOINT, scope, given)
    assert not again.changed and again.before == again.after


def test_a_reference_that_is_not_there_says_which_and_what_there_is(server: Project, scope: dict[str, str]) -> None:
    server.put("flow", name="Main")
    with pytest.raises(MissingError, match="there is no flow 'Mian'; there is: 'Main'"):
        engine(server).ensure(ENDPOINT, scope, {"name": "web", "channel": "rest", "flow": "Mian"})
    server.put("flow", name="Main")
    with pytest.raises(AmbiguousError, match="there are 2 flows 'Main': choose one by id, from"):
        engine(server).ensure(ENDPOINT, scope, {"name": "web", "channel": "rest", "flow": "Main"})
    assert server.writes() == []


def test_a_reference_to_what_an_earlier_task_would_make(server: Project, scope: dict[str, str]) -> None:
    server.put("endpoint", name="web", channel="rest", flowId="", active=True)
    outcome = engine(server, check=True).ensure(ENDPOINT, scope, {"name": "web", "flow": "New"})
    assert outcome.changed and outcome.before == {"name": "web", "flow": ""} and outcome.after == {"name": "web", "flow": "New"}
    assert "no flow 'New'" in said[0] and "earlier task" in said[0]


def test_an_empty_text_takes_a_reference_away(server: Project, scope: dict[str, str]) -> None:
    flow = server.put("flow", name="Main")
    server.put("endpoint", name="web", channel="rest", flowId=flow["referenceId"])
    assert engine(server).ensure(ENDPOINT, scope, {"name": "web", "flow": ""}).changed
    assert not engine(server).ensure(ENDPOINT, scope, {"name": "web", "flow": ""}).changed
    store = Field("store", ref="knowledge_store", empty_is_null=True)
    assert store.to_api("") is None and store.same(None, "") and store.same(None, None) and not store.same(None, "x")


def test_references_deep_inside(server: Project, scope: dict[str, str]) -> None:
    model = server.put("llm", name="gpt")
    given = {"generative_ai_settings": {"use_cases_settings": {"nlu": {"llm": "gpt", "temperature": None}}}}
    outcome = engine(server).ensure(SETTINGS, scope, given)
    assert outcome.changed
    assert server.settings["generativeAISettings"] == {"useCasesSettings": {"nlu": {"largeLanguageModelId": model["_id"]}}}
    assert not engine(server).ensure(SETTINGS, scope, given).changed


# ---- the one object of its kind ------------------------------------------------------------------------------------------


def test_settings_are_always_there(server: Project, scope: dict[str, str]) -> None:
    predicted = engine(server, check=True).ensure(SETTINGS, scope, {"timezone": "Europe/Berlin"})
    outcome = engine(server).ensure(SETTINGS, scope, {"timezone": "Europe/Berlin"})
    assert predicted == outcome and outcome.before == {"timezone": "UTC"} and outcome.after == {"timezone": "Europe/Berlin"}
    assert server.writes() == [("PATCH", f"/new/v2.0/projects/{server.home}/settings", {"timezone": "Europe/Berlin"})]
    server.settings = {}
    with pytest.raises(NotKept, match="settings of the project"):
        server.__dict__["settings"] = _Forgetful()
        engine(server).ensure(SETTINGS, scope, {"timezone": "Asia/Tokyo"})


class _Forgetful(dict[str, Any]):
    def update(self, *args: Any, **kwargs: Any) -> None:
        pass


# ---- two levels ------------------------------------------------------------------------------------------------------------


def test_the_levels_are_apart(server: Project) -> None:
    play = Play(server, **KEY)
    here, there = {"project": "Home"}, {"resource_level": "organisation"}
    assert play("cognigy_connection", **OPENAI, **here)["changed"]
    assert play("cognigy_connection", **OPENAI, **there)["changed"]
    bodies = [body for method, path, body in server.writes()]
    assert [("projectId" in body, body.get("resourceLevel")) for body in bodies] == [(True, None), (False, "organisation")]
    for where in (here, there):
        assert not play("cognigy_connection", **OPENAI, **where)["changed"]
    assert play("cognigy_connection", name="openai", state="absent", **there)["changed"]
    assert not play("cognigy_connection", name="openai", state="absent", **there)["changed"]
    assert not play("cognigy_connection", **OPENAI, **here)["changed"]
    assert "lies in no project" in play("cognigy_connection", **OPENAI, **here, **there)["msg"]


def test_what_is_named_is_looked_for_in_the_project_first(server: Project, scope: dict[str, str]) -> None:
    play = Play(server, **KEY)
    model = {"provider": "openAI", "model_type": "gpt-4o", "connection": "openai", "project": "Home"}
    play("cognigy_connection", **OPENAI, resource_level="organisation")
    play("cognigy_llm", name="one", **model)
    play("cognigy_connection", **OPENAI, project="Home")
    play("cognigy_llm", name="two", **model)
    wide, narrow = server.things["connection"].values()
    assert [one["connectionId"] for one in server.things["llm"].values()] == [wide["referenceId"], narrow["referenceId"]]


def test_an_object_of_the_organisation_names_only_those(server: Project) -> None:
    play = Play(server, **KEY)
    play("cognigy_connection", **OPENAI, project="Home")
    model = {"name": "one", "provider": "openAI", "model_type": "gpt-4o", "connection": "openai", "resource_level": "organisation"}
    assert "there is no connection 'openai'; there is: none" in play("cognigy_llm", **model)["msg"]
    play("cognigy_connection", **OPENAI, resource_level="organisation")
    play("cognigy_llm", **model)
    assert [one["connectionId"] for one in server.things["llm"].values()] == [list(server.things["connection"].values())[1]["referenceId"]]


# ---- what only a creation takes ----------------------------------------------------------------------------------------------


def test_what_cannot_be_changed_says_so(server: Project, scope: dict[str, str]) -> None:
    old = server.put("connection", name="openai", extension="@cognigy/basic-nodes", type="OpenAIProvider", isDeprecated=False)
    given = {**OPENAI, "type": "Azure"}
    with pytest.raises(InputError, match="type of connection 'openai' cannot be changed.*recreate: true"):
        engine(server).ensure(CONNECTION, scope, given)
    assert server.writes() == []
    predicted = engine(server, check=True, recreate=True).ensure(CONNECTION, scope, given)
    outcome = engine(server, recreate=True).ensure(CONNECTION, scope, given)
    assert (predicted.changed, predicted.before, predicted.after) == (outcome.changed, outcome.before, outcome.after)
    assert outcome.before["type"] == "OpenAIProvider" and outcome.after["type"] == "Azure" and outcome.after["fields"] == HIDDEN
    (new,) = server.things["connection"].values()
    assert new["_id"] != old["_id"] and new["fields"] == FIELDS
    assert not engine(server, recreate=True).ensure(CONNECTION, scope, given).changed


def test_a_name_that_can_only_be_given_anew(server: Project, scope: dict[str, str]) -> None:
    """After the first run the id is gone: the second finds the object by its new name."""
    old = server.put("connection", name="openai", extension="@cognigy/basic-nodes", type="OpenAIProvider")
    given = {"id": old["_id"], "name": "gpt", "fields": FIELDS}
    assert engine(server, recreate=True).ensure(CONNECTION, scope, given).changed
    assert [one["name"] for one in server.things["connection"].values()] == ["gpt"]
    assert not engine(server, recreate=True).ensure(CONNECTION, scope, given).changed
    with pytest.raises(InputError, match="there is no connection with the id"):
        engine(server).ensure(CONNECTION, scope, given)


def test_making_anew_wants_what_cannot_be_read_before_it_deletes(server: Project, scope: dict[str, str]) -> None:
    server.put("connection", name="openai", extension="@cognigy/basic-nodes", type="OpenAIProvider")
    with pytest.raises(InputError, match="to make connection 'openai' anew, give also fields"):
        engine(server, recreate=True).ensure(CONNECTION, scope, {"name": "openai", "type": "Azure"})
    assert server.writes() == []


def test_making_anew_takes_over_what_was_not_given(server: Project, scope: dict[str, str]) -> None:
    server.put("endpoint", name="web", channel="rest", flowId="", active=False, maskLogging=True, settings={"a": 1})
    assert engine(server, recreate=True).ensure(ENDPOINT, scope, {"name": "web", "channel": "webchat3"}).changed
    (made,) = server.things["endpoint"].values()
    assert (made["active"], made["channel"], made["maskLogging"]) == (False, "webchat3", True)
    assert "settings" not in made, "what the settings of one channel hold means nothing to another"


def test_when_making_anew_breaks_off_the_error_says_what_is_gone(server: Project, scope: dict[str, str]) -> None:
    server.put("connection", name="openai", extension="@cognigy/basic-nodes", type="OpenAIProvider")
    server._create = lambda kind, body: (400, {"detail": "no", "code": 1000})  # type: ignore[method-assign]
    with pytest.raises(Exception, match="connection 'openai' was deleted, but making it anew failed.*400 no"):
        engine(server, recreate=True).ensure(CONNECTION, scope, {**OPENAI, "type": "Azure"})


def test_what_a_creation_gets_by_itself(server: Project, scope: dict[str, str]) -> None:
    engine(server).ensure(CONNECTION, scope, OPENAI)
    assert server.writes()[0][2]["isDeprecated"] is False
    engine(server).ensure(ENDPOINT, scope, {"name": "web", "channel": "rest", "settings": {"x": 1}})
    assert server.writes()[1][2] == {"projectId": server.home, "entrypoint": server.home, "name": "web", "channel": "rest"}
    assert server.writes()[2][2] == {"settings": {"x": 1}}


@pytest.mark.parametrize("value", ["project", "the id of it"])
def test_what_an_object_lies_in_by_a_word(server: Project, scope: dict[str, str], value: str) -> None:
    server.put("endpoint", name="web", channel="rest", entrypoint=object_id(5))
    wanted = {"name": "web", "entrypoint": value if value == "project" else server.home}
    assert engine(server).ensure(ENDPOINT, scope, wanted).changed
    assert server.writes()[0][2] == {"entrypoint": server.home}
    assert not engine(server).ensure(ENDPOINT, scope, wanted).changed


def test_what_some_servers_want_in_every_update(server: Project, scope: dict[str, str]) -> None:
    first = server.put("locale", name="English", nluLanguage="en-US", fallbackLocaleReference="")
    server.put("locale", name="German", nluLanguage="de-DE", fallbackLocaleReference=first["_id"])
    engine(server).ensure(LOCALE, scope, {"name": "German", "nlu_language": "de-AT"})
    assert server.writes()[0][2] == {"nluLanguage": "de-AT", "fallbackLocaleReference": first["_id"]}


def test_a_default_model_is_unset_before_it_is_deleted(server: Project, scope: dict[str, str]) -> None:
    server.put("llm", name="gpt", isDefault=True)
    engine(server).ensure(LLM, scope, {"name": "gpt"}, "absent")
    assert [(method, body) for method, path, body in server.writes()] == [("PATCH", {"isDefault": False}), ("DELETE", None)]


# ---- payloads with secrets ---------------------------------------------------------------------------------------------------


def test_secrets_in_a_payload(server: Project, scope: dict[str, str]) -> None:
    server.put("endpoint", name="web", channel="slack", settings={"slackOAuthAccessToken": "geheim-old", "expiry": 5, "more": {"a": 1}})
    given = {"name": "web", "settings": {"slackOAuthAccessToken": "geheim-new", "expiry": 5}}
    assert not engine(server).ensure(ENDPOINT, scope, given).changed
    given["settings"] = {"slackOAuthAccessToken": "geheim-new", "expiry": 6}
    outcome = engine(server).ensure(ENDPOINT, scope, given)
    assert outcome.before["settings"] == {"slackOAuthAccessToken": HIDDEN, "expiry": 5}
    assert outcome.after["settings"] == {"slackOAuthAccessToken": HIDDEN, "expiry": 6}
    assert outcome.object and outcome.object["settings"]["slackOAuthAccessToken"] == HIDDEN
    sent = {"settings": {"slackOAuthAccessToken": "geheim-new", "expiry": 6, "more": {"a": 1}}}
    assert server.writes()[0][2] == sent
    assert engine(server, always_secrets=True).ensure(ENDPOINT, scope, given).changed


# ---- lists inside ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "held", "places"),
    [
        ("abc", "abc", [0, 1, 2]),
        ("abc", "ac", [0, None, 1]),
        ("ac", "abc", [0, 2]),
        ("axc", "abc", [0, 1, 2]),
        ("cab", "abc", [2, 0, 1]),
        ("aa", "a", [0, None]),
        ("", "abc", []),
        ("xyz", "ab", [0, 1, None]),
    ],
)
def test_which_item_is_which(wanted: str, held: str, places: list[int | None]) -> None:
    assert (
        align([{"k": one} for one in wanted], [{"k": one, "_id": "x"} for one in held], lambda one, item: one["k"] == item["k"]) == places
    )


class Chunks(Project):
    """A source with chunks, in their order."""

    PATH = "/v2.0/knowledgestores/s/sources/q/chunks"

    def __init__(self, *texts: str) -> None:
        super().__init__()
        for text in texts:
            self.add("chunk", text=text, data={})

    def _routes(self) -> list[tuple[str, Callable[..., tuple[int, Any]]]]:
        return [
            (f"GET {self.PATH}", lambda query, body: self._list("chunk", query)),
            (f"POST {self.PATH}", lambda query, body: (201, self.add("chunk", data={}, **body))),
            (f"PATCH {self.PATH}/(\\w+)", lambda query, body, id: self._change("chunk", id, body)),
            (f"DELETE {self.PATH}/(\\w+)", lambda query, body, id: self._drop("chunk", id)),
            *super()._routes(),
        ]

    @property
    def texts(self) -> list[str]:
        return [one["text"] for one in self.things["chunk"].values()]


def chunks(server: Chunks, *texts: str, check: bool = False, there: bool = True) -> Any:
    one, kind = engine(server, check), KINDS["knowledge_chunk"]
    scope = {"knowledgeStoreId": "s", "sourceId": "q"}

    def order(ids: list[str]) -> None:
        server.things["chunk"] = {id: server.things["chunk"][id] for id in ids}

    return ensure_parts(
        one, kind, scope if there else None, [{"text": text} for text in texts], lambda: list(one.listed(kind, scope)), order
    )


@pytest.mark.parametrize(
    ("before", "after", "writes"),
    [
        ("a b c", "a b c", []),
        ("", "a b", ["POST", "POST"]),
        ("a b c", "a x c", ["PATCH"]),
        ("a b c", "a c", ["DELETE"]),
        ("a c", "a b c", ["POST"]),
        ("a b c", "c a b", []),
        ("a b", "", ["DELETE", "DELETE"]),
    ],
)
def test_a_list_is_brought_to_its_state_with_few_calls(before: str, after: str, writes: list[str]) -> None:
    server = Chunks(*before.split())
    predicted = chunks(server, *after.split(), check=True)
    change = chunks(server, *after.split())
    assert predicted == change and change.changed is (before != after)
    assert server.texts == after.split() and [method for method, path, body in server.writes()] == writes
    halves = [[one["text"] for one in half] for half in (change.before, change.after)]
    assert halves == [before.split(), after.split()]
    assert not chunks(server, *after.split()).changed


def test_a_list_of_an_object_that_is_not_there_yet() -> None:
    change = chunks(Chunks(), "a", check=True, there=False)
    assert change.changed and (change.before, change.after) == ([], [{"text": "a"}])


def test_a_list_item_that_lacks_something() -> None:
    server = Chunks()
    with pytest.raises(InputError, match="chunk 2: text is missing"):
        ensure_parts(engine(server), KINDS["knowledge_chunk"], {}, [{"text": "a"}, {"data": {}}], list)


def test_a_list_that_is_not_kept() -> None:
    server = Chunks("a")
    server.forgets.add(("chunk", "text"))
    with pytest.raises(NotKept, match="chunks"):
        chunks(server, "b")
