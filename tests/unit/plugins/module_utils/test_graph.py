# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is in snapshots: whether it is the same, what was changed since, what another project needs for it."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.community.cognigy.plugins.module_utils import _graph
from ansible_collections.community.cognigy.plugins.module_utils._graph import Graph, Needs, content_id, is_same
from ansible_collections.community.cognigy.tests.unit.plugins.module_utils._fakes import object_id
from ansible_collections.community.cognigy.tests.unit.plugins.module_utils._site import HOME, SCOPE, Site, reference


def resource(kind: str, name: str, number: int, changed: int = 500, **properties: Any) -> dict[str, Any]:
    own = {} if kind == "extension" else {"referenceId": reference(number)}
    return {
        "type": kind,
        "name": name,
        "_id": object_id(number),
        **own,
        "properties": {"lastChanged": changed, "createdBy": "x", **properties},
    }


@pytest.fixture
def site() -> Site:
    """A snapshot 1.0 with what the project has: a flow, an extension, and a connection."""
    one = Site()
    snapshot = one.snapshot("1.0", createdAt=1000)
    held = [
        resource("flow", "Main", 1),
        resource("extension", "weather", 2, version="1.2.0"),
        resource("connection", "CRM", 3, extension="@cognigy/basic-nodes", type="http_basic"),
    ]
    one.graph = {HOME: [*held, resource("endpoint", "Web", 4, 2000)], snapshot["_id"]: [*held]}
    return one


def graph(site: Site) -> Graph:
    return Graph(site.engine(), SCOPE)


def identity(site: Site, **fields: Any) -> str:
    return content_id({**site.things["snapshot"][0], **fields}, graph(site))


# ---- the same? -----------------------------------------------------------------------------------------------------------


def test_the_same_content(site: Site) -> None:
    it = identity(site)
    assert it.startswith("hash-of-1.0/") and len(it) == len("hash-of-1.0/") + 32
    assert is_same(it, identity(site))


def test_another_hash_and_the_same_in_it(site: Site) -> None:
    """As an upload may give; ids differ then as well."""
    it = identity(site)
    there = site.graph[site.things["snapshot"][0]["_id"]]
    there[:] = [{**one, "_id": object_id(99)} for one in reversed(there)]
    assert is_same(it, identity(site, hash="another"))


@pytest.mark.parametrize(
    "change", [{"name": "Other", "referenceId": reference(7)}, {"type": "function"}, {"properties": {"lastChanged": 501}}]
)
def test_another_hash_and_something_else_in_it(site: Site, change: dict[str, Any]) -> None:
    it = identity(site)
    there = site.graph[site.things["snapshot"][0]["_id"]]
    there[0] = {**there[0], **change}
    assert not is_same(it, identity(site, hash="another"))


def test_the_same_hash_is_enough(site: Site) -> None:
    it = identity(site)
    site.graph[site.things["snapshot"][0]["_id"]].pop()
    assert is_same(it, identity(site))


def test_a_server_that_does_not_show_snapshots(site: Site) -> None:
    whole = identity(site)
    del site.graph[site.things["snapshot"][0]["_id"]]
    assert identity(site) == "hash-of-1.0/" and is_same(whole, identity(site))
    assert not is_same(identity(site), identity(site, hash="another"))
    assert not is_same(identity(site, hash=None), identity(site, hash=None)), "nothing is known of either"


@pytest.mark.parametrize("shown", [[], [{"type": "flow", "name": "Main"}], [{"type": "flow", "name": "Main", "properties": None}]])
def test_a_server_that_shows_too_little_to_tell(site: Site, shown: list[dict[str, Any]]) -> None:
    site.graph[site.things["snapshot"][0]["_id"]] = shown
    assert identity(site) == "hash-of-1.0/"


def test_a_hash_with_a_slash(site: Site) -> None:
    assert is_same(identity(site, hash="a/b="), identity(site, hash="a/b="))
    site.graph.clear()
    assert not is_same(identity(site, hash="a/b="), identity(site, hash="a/c="))
    assert is_same(identity(site, hash="a/b="), "a/b=/something")


@pytest.mark.parametrize("given", ["", "/", "x", "x/y"])
def test_what_is_no_content_id_is_not_the_same(site: Site, given: str) -> None:
    assert not is_same(given, identity(site))


def test_the_graph_is_read_once(site: Site) -> None:
    one = graph(site)
    for _time in range(3):
        content_id(site.things["snapshot"][0], one)
        one.of_project()
    assert [what for what, _body in site.log] == ["GET projects/ID/graph"]


def test_how_an_object_is_shown() -> None:
    shown = _graph.shown(resource("extension", "weather", 2, 500, version="1.2.0", imageUrlToken="t"))
    assert shown == {
        "type": "extension",
        "name": "weather",
        "id": object_id(2),
        "last_changed": 500,
        "version": "1.2.0",
        "image_url_token": "t",
    }


# ---- since then ------------------------------------------------------------------------------------------------------------


def test_what_was_changed_since(site: Site) -> None:
    item = site.things["snapshot"][0]
    assert _graph.changed_since(item, graph(site)) == []
    site.graph[HOME] += [resource("flow", "New", 8, 1001), {"type": "lexicon", "name": "Odd", "_id": object_id(9)}]
    assert _graph.changed_since(item, graph(site)) == [{"type": "flow", "name": "New", "last_changed": 1001}]


def test_what_was_removed_since(site: Site) -> None:
    item = site.things["snapshot"][0]
    assert _graph.removed_since(item, graph(site)) == []
    site.graph[HOME] = [{**site.graph[HOME][0], "_id": object_id(77)}]  # as after a restoration
    gone = [{"type": "extension", "name": "weather"}, {"type": "connection", "name": "CRM"}]
    assert _graph.removed_since(item, graph(site)) == gone
    del site.graph[item["_id"]]
    assert _graph.removed_since(item, graph(site)) == []


# ---- what it needs -----------------------------------------------------------------------------------------------------------

CRM = {"kind": "connection", "name": "CRM", "extension": "@cognigy/basic-nodes", "type": "http_basic"}
WEATHER = {"kind": "extension", "name": "weather", "version": "1.2.0"}


def organisation(site: Site) -> None:
    """Things of the organisation, of which the project uses some."""
    level = {"resourceLevel": "organisation"}
    key, speech, unused = (site.add("connection", name, **level) for name in ("OpenAI", "Speech", "Unused"))
    site.add("llm", "GPT", assignedToProjects=[HOME], connectionId=key["referenceId"], **level)
    site.add("llm", "Other", assignedToProjects=[object_id(5)], connectionId=unused["referenceId"], **level)
    site.add("llm", "None", **level)
    site.things["project_settings"] = [{"audio": {"connectionId": speech["referenceId"]}}]
    site.add("connection", "Local", resourceLevel="project")
    site.add("knowledge_store", "Handbook", projectReference=HOME)
    site.add("knowledge_store", "Foreign", projectReference=object_id(5))


def test_needs(site: Site) -> None:
    organisation(site)
    assert Needs(site.engine()).of(SCOPE, site.things["snapshot"][0], graph(site)) == [
        CRM,
        WEATHER,
        {"kind": "knowledge_store", "name": "Handbook"},
        {"kind": "llm", "name": "GPT", "level": "organisation"},
        {"kind": "connection", "name": "OpenAI", "level": "organisation"},
        {"kind": "connection", "name": "Speech", "level": "organisation"},
    ]


def test_needs_are_those_of_the_project_where_snapshots_are_not_shown(site: Site) -> None:
    del site.graph[site.things["snapshot"][0]["_id"]]
    assert Needs(site.engine()).of(SCOPE, site.things["snapshot"][0], graph(site)) == [CRM, WEATHER]


def test_what_is_shared_is_read_once(site: Site) -> None:
    organisation(site)
    needs, one = Needs(site.engine()), graph(site)
    first = needs.of(SCOPE, site.things["snapshot"][0], one)
    read = len(site.log)
    assert needs.of(SCOPE, site.things["snapshot"][0], one) == first and len(site.log) == read


def missing(site: Site, *needs: dict[str, Any]) -> list[str]:
    return [f"{one['kind']} {one['name']}: {one['reason']}" for one in _graph.missing(site.engine(), SCOPE, needs)]


def test_nothing_is_missing(site: Site) -> None:
    organisation(site)
    site.add("connection", "CRM", extension="@cognigy/basic-nodes", type="http_basic", resourceLevel="project")
    site.add("extension", "weather", version="1.2.0")
    assert missing(site, *Needs(site.engine()).of(SCOPE, site.things["snapshot"][0], graph(site))) == []
    assert missing(site, {"kind": "extension", "name": "weather"}, {"kind": "connection", "name": "CRM"}) == []


def test_everything_is_missing(site: Site) -> None:
    organised = [{"kind": kind, "name": "X", "level": "organisation"} for kind in ("llm", "connection")]
    assert missing(site, CRM, WEATHER, {"kind": "knowledge_store", "name": "Handbook"}, *organised) == [
        "connection CRM: it is not there",
        "extension weather: it is not there",
        "knowledge_store Handbook: it is not there",
        "llm X: it is not in the organisation",
        "connection X: it is not in the organisation",
    ]


def test_what_is_there_is_another_one(site: Site) -> None:
    organisation(site)
    site.add("extension", "weather", version="1.1.0")
    site.add("connection", "CRM", extension="shop", type="oauth", resourceLevel="project")
    for _time in range(2):
        site.add("knowledge_store", "Twice", projectReference=HOME)
    assert missing(
        site,
        CRM,
        WEATHER,
        {"kind": "knowledge_store", "name": "Twice"},
        {"kind": "llm", "name": "Other", "level": "organisation"},
        {"kind": "connection", "name": "OpenAI", "extension": "x"},
    ) == [
        "connection CRM: it is there of extension shop, not @cognigy/basic-nodes, and of type oauth, not http_basic",
        "extension weather: it is there in version 1.1.0, not 1.2.0",
        "knowledge_store Twice: there are several of that name",
        "llm Other: the organisation has it, and has not assigned it to the project",
        "connection OpenAI: the organisation has it, and the project does not",
    ]
