# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Calls by operation name, whole lists, tasks and errors, against a script of expected calls."""

from __future__ import annotations

import json as codec
import threading
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest

from ansible_collections.community.cognigy.plugins.module_utils import _client
from ansible_collections.community.cognigy.plugins.module_utils._client import Client, is_id, some
from ansible_collections.community.cognigy.plugins.module_utils._errors import (
    AmbiguousError,
    ApiError,
    BadAnswer,
    InputError,
    MissingError,
    ReadOnlyViolation,
    TaskFailed,
    TaskTimeout,
)
from ansible_collections.community.cognigy.plugins.module_utils._transport import HIDDEN, Answer
from ansible_collections.community.cognigy.tests.unit.plugins.module_utils._fakes import (
    KEY,
    MANAGEMENT,
    URL,
    Call,
    Script,
    answer,
    connected,
    object_id,
)

PROJECTS = "/new/v2.0/projects"
ORGANISATIONS = "/new/management/v2.0/organisations"
ACME = object_id(1)
SUPER_KEY = f"{ORGANISATIONS}/{ACME}/apikeys"
IN_ACME = {**MANAGEMENT, "organisation": ACME}
AS_KEY = {"X-API-Key": KEY["api_key"]}


def minted(number: int, **more: Any) -> Call:
    return Call("POST", SUPER_KEY, body=None, json={"apiKey": f"minted-{number}", "createdAt": 1}, **more)


def projects(*numbers: int) -> list[dict[str, Any]]:
    return [{"_id": object_id(number), "name": f"p{number}"} for number in numbers]


def ids(client: Client, **query: Any) -> list[int]:
    return [int(item["_id"], 16) for item in client.items("indexProjects", query=query)]


# ---- calls -------------------------------------------------------------------------------------------------------------


def test_a_call() -> None:
    script = Script(Call("PATCH", f"{PROJECTS}/{object_id(7)}", {"a": 1}, AS_KEY, {"name": "x"}, 200, {"name": "x"}))
    assert script.client().call("updateProject", {"projectId": object_id(7)}, {"a": 1}, {"name": "x"}) == {"name": "x"}
    assert script.left == []


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_any_success_with_an_empty_answer_is_none(status: int) -> None:
    assert Script(Call("POST", PROJECTS, status=status)).client().call("createProject", body={}) is None


def test_path_parameters_are_quoted() -> None:
    Script(Call("GET", f"{PROJECTS}/a%2Fb%3Fc%20d")).client().call("readProject", {"projectId": "a/b?c d"})


@pytest.mark.parametrize(
    ("credentials", "operation", "headers"),
    [
        (KEY, "indexProjects", AS_KEY),
        (KEY, "getSystemMessage", AS_KEY),
        (MANAGEMENT, "getSystemMessage", {}),
        (MANAGEMENT, "indexOrganisations", {"Authorization": "Basic YWRtaW46Z2VoZWltLW0="}),
        ({**KEY, **MANAGEMENT}, "indexOrganisations", {"Authorization": "Basic YWRtaW46Z2VoZWltLW0="}),
        ({**KEY, **MANAGEMENT}, "indexProjects", AS_KEY),
    ],
)
def test_which_credential_goes_where(credentials: dict[str, str], operation: str, headers: dict[str, str]) -> None:
    path = _client.OPERATIONS[operation].path
    Script(Call("GET", path, headers=headers)).client(**credentials).call(operation)


@pytest.mark.parametrize(("credentials", "headers"), [(MANAGEMENT, {}), (KEY, AS_KEY), ({"organisation": "x"}, {})])
def test_anonymous_calls_take_an_api_key_only_when_one_was_given(credentials: dict[str, str], headers: dict[str, str]) -> None:
    Script(Call("GET", "/openapi/openapi-viewer.json", headers=headers)).client(**credentials).call("readOpenApi", anonymous=True)


def test_the_servers_clock_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    client = Script(Call("GET", PROJECTS, answer_headers={"Date": "Tue, 24 Nov 2026 12:00:00 GMT"}), Call("GET", PROJECTS)).client()
    assert client.server_date is None
    client.call("indexProjects")
    assert client.server_date == 1795521600
    client.call("indexProjects")
    assert client.server_date == 1795521600


def test_a_date_that_is_none_does_no_harm() -> None:
    client = Script(Call("GET", PROJECTS, json={"items": []}, answer_headers={"Date": "yesterday"})).client()
    assert client.call("indexProjects") == {"items": []}


# ---- lists -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["nextCursor", "next"])
def test_pages_by_cursor(name: str) -> None:
    script = Script(
        Call("GET", PROJECTS, {"limit": 100}, json={"items": projects(1, 2), "total": 5, name: "c1"}),
        Call("GET", PROJECTS, {"limit": 100, "next": "c1"}, json={"items": projects(3, 4), "total": 5, name: "c2"}),
        Call("GET", PROJECTS, {"limit": 100, "next": "c2"}, json={"items": projects(5), "total": 5, name: None}),
    )
    assert ids(script.client()) == [1, 2, 3, 4, 5]
    assert script.left == []


@pytest.mark.parametrize("end", [{}, {"nextCursor": None}, {"next": None, "nextCursor": ""}])
def test_the_end_of_cursors(end: dict[str, Any]) -> None:
    assert ids(Script(Call("GET", PROJECTS, json={"items": projects(1), "total": 1, **end})).client()) == [1]


def test_a_short_or_empty_page_in_between_proves_nothing() -> None:
    script = Script(
        Call("GET", PROJECTS, json={"items": projects(1), "nextCursor": "c1"}),
        Call("GET", PROJECTS, {"limit": 100, "next": "c1"}, json={"items": [], "nextCursor": "c2"}),
        Call("GET", PROJECTS, {"limit": 100, "next": "c2"}, json={"items": projects(2)}),
    )
    assert ids(script.client()) == [1, 2]


def test_pages_by_skip_when_the_server_caps_them_and_gives_no_cursor() -> None:
    script = Script(
        Call("GET", PROJECTS, {"limit": 100}, json={"items": projects(1, 2), "total": 5}),
        Call("GET", PROJECTS, {"limit": 100, "skip": 2}, json={"items": projects(3, 4), "total": 5}),
        Call("GET", PROJECTS, {"limit": 100, "skip": 4}, json={"items": projects(5), "total": 5}),
    )
    assert ids(script.client()) == [1, 2, 3, 4, 5]
    assert script.left == []


def test_pages_by_skip_end_when_the_server_has_nothing_more() -> None:
    script = Script(
        Call("GET", PROJECTS, json={"items": projects(1), "total": 9}),
        Call("GET", PROJECTS, {"limit": 100, "skip": 1}, json={"items": [], "total": 9}),
    )
    assert ids(script.client()) == [1]


def test_skip_is_never_mixed_with_a_cursor() -> None:
    """Even when the total says that something is missing: the server forbids both together."""
    script = Script(
        Call("GET", PROJECTS, {"limit": 100}, json={"items": projects(1), "total": 5, "nextCursor": "c1"}),
        Call("GET", PROJECTS, {"limit": 100, "next": "c1"}, json={"items": projects(2), "total": 5}),
    )
    assert ids(script.client()) == [1, 2]


def test_a_cursor_given_twice_is_an_error() -> None:
    script = Script(*[Call("GET", PROJECTS, json={"items": projects(number), "nextCursor": "same"}) for number in (1, 2, 3)])
    with pytest.raises(BadAnswer, match="indexProjects"):
        ids(script.client())
    assert len(script.left) == 1


def test_each_object_comes_once() -> None:
    script = Script(
        Call("GET", PROJECTS, json={"items": projects(1, 2), "nextCursor": "c"}), Call("GET", PROJECTS, json={"items": projects(2, 3)})
    )
    assert ids(script.client()) == [1, 2, 3]


def test_items_without_an_id_all_come() -> None:
    script = Script(Call("GET", PROJECTS, json={"items": [{"a": 1}, {"a": 1}, {"a": 2}]}))
    assert list(script.client().items("indexProjects")) == [{"a": 1}, {"a": 1}, {"a": 2}]


@pytest.mark.parametrize("rest", [projects(1, 2), []], ids=["the same again", "nothing"])
def test_a_plain_array_is_read_until_nothing_new_comes(rest: list[dict[str, Any]]) -> None:
    script = Script(
        Call("GET", PROJECTS, {"limit": 100}, json=projects(1, 2)),
        Call("GET", PROJECTS, {"limit": 100, "skip": 2}, json=[*projects(2), *projects(3)]),
        Call("GET", PROJECTS, {"limit": 100, "skip": 4}, json=rest),
    )
    assert ids(script.client()) == [1, 2, 3]
    without_ids = Script(Call("GET", PROJECTS, json=[{"a": 1}, {"a": 1}]))
    assert list(without_ids.client().items("indexProjects")) == [{"a": 1}, {"a": 1}]


def test_the_query_goes_with_every_page() -> None:
    script = Script(
        Call("GET", PROJECTS, {"limit": 10, "filter": "p"}, json={"items": projects(1), "nextCursor": "c"}),
        Call("GET", PROJECTS, {"limit": 10, "filter": "p", "next": "c"}, json={"items": []}),
    )
    given = {"filter": "p", "limit": 10}
    assert ids(script.client(), **given) == [1]
    assert given == {"filter": "p", "limit": 10}


@pytest.mark.parametrize("page", [{"_embedded": {"projects": []}, "_links": {}}, {}, {"items": None}, {"items": {}}, "text", 3, None])
def test_what_is_no_list(page: Any) -> None:
    with pytest.raises(BadAnswer, match="not a list"):
        ids(Script(Call("GET", PROJECTS, json=page)).client())


@pytest.mark.parametrize("text", ["Acme", "Acme 2.0", "jane.doe@example.com", "über-uns", "a_b"])
def test_filter_is_sent_for_harmless_texts(text: str) -> None:
    assert Client.filtered(text) == {"filter": text}


@pytest.mark.parametrize(
    "text", ["", " a", "a ", "a*b", "a+b", "(a)", "50%", "a\\b", "a/b", "a&b", "a|b", "^a", "a$", "[a]", "a?b", "a\nb", "a\n", "'a'", "a:b"]
)
def test_filter_is_not_sent_for_what_may_be_a_pattern(text: str) -> None:
    assert Client.filtered(text) == {}


# ---- tasks -------------------------------------------------------------------------------------------------------------


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0
        self.naps: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    one = Clock()
    monkeypatch.setattr(_client, "time", SimpleNamespace(monotonic=lambda: one.now, time=lambda: 0.0, sleep=one.sleep))
    return one


def task(status: str, step: int | None = 0, **more: Any) -> Call:
    return Call(
        "GET", f"/new/v2.0/tasks/{object_id(9)}", json={"_id": object_id(9), "status": status, "currentStep": step, "totalStep": 7, **more}
    )


STARTED = {"_id": object_id(9)}


def test_waiting_for_a_task(clock: Clock) -> None:
    script = Script(task("queued"), task("active", 1), task("done", 7))
    assert script.client(sleep=clock.sleep).wait(STARTED, "snapshot", 60)["status"] == "done"
    assert script.left == []
    assert 0 < sum(clock.naps) < 1


def test_a_short_task_says_nothing_and_a_long_one_its_progress_once(clock: Clock) -> None:
    said: list[str] = []
    script = Script(*[task("active", 1)] * 8, *[task("active", 3)] * 4, task("done", 7))
    script.client(sleep=clock.sleep, notify=said.append).wait(STARTED, "snapshot", 600)
    assert said == ["snapshot: 1/7 (active)", "snapshot: 3/7 (active)"]
    said.clear()
    Script(task("active", 1), task("done")).client(sleep=clock.sleep, notify=said.append).wait(STARTED, "snapshot", 600)
    assert said == []


def test_pauses_grow_to_two_seconds(clock: Clock) -> None:
    Script(*[task("active")] * 20, task("done")).client(sleep=clock.sleep).wait(STARTED, "x", 600)
    assert clock.naps == sorted(clock.naps) and clock.naps[0] <= 0.1 and clock.naps[-1] == 2.0


@pytest.mark.parametrize("status", ["error", "cancelled"])
def test_a_task_that_ends_badly(clock: Clock, status: str) -> None:
    client = Script(task("active"), task(status, failReason=f"limit of geheim reached {KEY['api_key']}")).client(sleep=clock.sleep)
    with pytest.raises(TaskFailed) as caught:
        client.wait(STARTED, "snapshot", 60)
    text = str(caught.value)
    assert (
        "snapshot" in text and object_id(9) in text and status in text and "limit of geheim reached" in text and KEY["api_key"] not in text
    )
    assert caught.value.details == {"task_id": object_id(9), "task_status": status}


def test_a_task_that_fails_without_a_reason(clock: Clock) -> None:
    with pytest.raises(TaskFailed, match="no reason given"):
        Script(task("error")).client(sleep=clock.sleep).wait(STARTED, "x", 60)


def test_cancelling_is_not_the_end(clock: Clock) -> None:
    with pytest.raises(TaskFailed, match="cancelled"):
        Script(task("cancelling"), task("cancelled")).client(sleep=clock.sleep).wait(STARTED, "x", 60)


def test_running_out_of_time_names_the_task_that_goes_on(clock: Clock) -> None:
    script = Script(*[task("active")] * 100)
    with pytest.raises(TaskTimeout) as caught:
        script.client(sleep=clock.sleep).wait(STARTED, "snapshot", 5)
    assert object_id(9) in str(caught.value) and "5 s" in str(caught.value) and "goes on" in str(caught.value)
    assert caught.value.details == {"task_id": object_id(9), "task_status": "active"}
    assert 5 <= clock.now < 5.2


def test_a_task_without_steps_yet(clock: Clock) -> None:
    script = Script(*[task("queued", None)] * 9, task("done"))
    assert script.client(sleep=clock.sleep).wait(STARTED, "x", 600)["status"] == "done"


# ---- super keys --------------------------------------------------------------------------------------------------------


def test_a_super_key_is_made_for_the_first_call_and_used_for_the_next() -> None:
    script = Script(
        minted(1, headers={"Authorization": "Basic YWRtaW46Z2VoZWltLW0="}),
        Call("GET", PROJECTS, headers={"X-API-Key": "minted-1"}),
        Call("GET", PROJECTS, headers={"X-API-Key": "minted-1"}),
    )
    client = script.client(**IN_ACME)
    client.call("indexProjects")
    client.call("indexProjects")
    assert script.left == []
    assert client.transport.redact("minted-1") == HIDDEN


@pytest.mark.parametrize(("method", "operation"), [("GET", "indexProjects"), ("POST", "createProject")])
def test_a_super_key_that_ends_in_the_middle_is_replaced_and_the_call_sent_again(method: str, operation: str) -> None:
    body = {"name": "x"} if method == "POST" else None
    script = Script(
        minted(1),
        Call(method, PROJECTS, headers={"X-API-Key": "minted-1"}, body=body, status=401),
        minted(2),
        Call(method, PROJECTS, headers={"X-API-Key": "minted-2"}, body=body, json={"ok": True}),
        Call("GET", PROJECTS, headers={"X-API-Key": "minted-2"}),
    )
    client = script.client(**IN_ACME)
    assert client.call(operation, body=body) == {"ok": True}
    client.call("indexProjects")
    assert script.left == []


def test_it_is_replaced_only_once_for_a_call() -> None:
    script = Script(minted(1), Call("POST", PROJECTS, status=401), minted(2), Call("POST", PROJECTS, status=401))
    with pytest.raises(ApiError, match="just now was refused") as caught:
        script.client(**IN_ACME).call("createProject", body={})
    assert caught.value.unauthorized
    assert script.left == []


def test_each_call_may_replace_it_once() -> None:
    again = [Call("GET", PROJECTS, status=401), minted(2), Call("GET", PROJECTS)]
    script = Script(minted(1), *again, *again)
    client = script.client(**IN_ACME)
    client.call("indexProjects")
    client.call("indexProjects")
    assert script.left == []


def test_threads_that_meet_the_end_of_a_super_key_make_one_together() -> None:
    start, lock = threading.Barrier(6), threading.Lock()
    made: list[str] = []

    def handle(method: str, path: str, query: Any, body: Any, headers: dict[str, str]) -> Answer:
        if path == SUPER_KEY:
            with lock:
                made.append(f"minted-{len(made) + 1}")
                return answer(method, path, 200, {"apiKey": made[-1], "createdAt": 1})
        if headers["X-API-Key"] == "minted-1":
            start.wait(5)  # all of them use the first key
            return answer(method, path, 401)
        return answer(method, path, 200, {"by": headers["X-API-Key"]})

    client = connected(handle, **IN_ACME)
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda number: client.call("createProject", body={"name": str(number)}), range(6)))
    assert found == [{"by": "minted-2"}] * 6
    assert made == ["minted-1", "minted-2"]


@pytest.mark.parametrize("credentials", [KEY, {**KEY, **MANAGEMENT}])
def test_a_given_key_is_not_replaced(credentials: dict[str, str]) -> None:
    script = Script(Call("POST", PROJECTS, status=401))
    with pytest.raises(ApiError, match="api_key is wrong"):
        script.client(**credentials).call("createProject", body={})
    assert script.left == []


def test_a_refused_management_user_is_not_tried_again() -> None:
    script = Script(Call("GET", ORGANISATIONS, status=401))
    with pytest.raises(ApiError, match="management_password is wrong"):
        script.client(**IN_ACME).call("indexOrganisations")


def test_a_super_key_is_renewed_before_its_end() -> None:
    now = [0.0]
    script = Script(minted(1), Call("GET", PROJECTS), minted(2), Call("GET", PROJECTS, headers={"X-API-Key": "minted-2"}))
    client = script.client(**IN_ACME, clock=lambda: now[0])
    client.call("indexProjects")
    now[0] = 850
    client.call("indexProjects")
    assert script.left == []


def test_check_mode_may_log_in_but_nothing_else() -> None:
    script = Script(minted(1), Call("GET", PROJECTS, headers={"X-API-Key": "minted-1"}))
    client = script.client(**IN_ACME, read_only=True)
    client.call("indexProjects")
    for operation, path in (("createProject", {}), ("createOrganisation", {}), ("deleteProject", {"projectId": "p"})):
        with pytest.raises(ReadOnlyViolation):
            client.call(operation, path, body={})
    assert client.transport.refused == 3
    assert script.left == []


def test_the_time_of_a_super_key() -> None:
    client = Script(minted(1), minted(2, answer_headers={"Date": "Tue, 24 Nov 2026 12:00:00 GMT"})).client(**IN_ACME)
    assert client.mint(ACME) == ("minted-1", 1, ACME)
    undated = Script(Call("POST", SUPER_KEY, json={"apiKey": "k"}, answer_headers={"Date": "Tue, 24 Nov 2026 12:00:00 GMT"}))
    assert undated.client(**IN_ACME).mint(ACME).created_at == 1795521600


@pytest.mark.parametrize("json", [None, {}, {"apiKey": ""}, []])
def test_a_super_key_that_is_not_shown(json: Any) -> None:
    with pytest.raises(BadAnswer, match="did not show it"):
        Script(Call("POST", SUPER_KEY, json=json)).client(**IN_ACME).mint(ACME)


# ---- a key and an organisation -----------------------------------------------------------------------------------------

POLICY = "/new/v2.0/organisations/policy"


@pytest.mark.parametrize("wanted", ["Acme", ACME])
def test_the_organisation_of_a_key_is_compared_once(wanted: str) -> None:
    script = Script(
        Call("GET", POLICY, headers=AS_KEY, json={"_id": ACME, "name": "Acme"}),
        Call("GET", PROJECTS, headers=AS_KEY),
        Call("POST", PROJECTS),
    )
    client = script.client(**KEY, organisation=wanted)
    client.call("indexProjects")
    client.call("createProject", body={})
    assert script.left == []


def test_a_key_of_another_organisation_never_gets_through() -> None:
    """Not at the second item of a loop either: its client is the same one."""
    other = Call("GET", POLICY, json={"_id": object_id(2), "name": "Beta"})
    client = Script(other, other).client(**KEY, organisation="Acme")
    for again in range(2):
        with pytest.raises(InputError, match="'Beta'.*'Acme'"):
            client.call("createProject", body={})


@pytest.mark.parametrize("status", [403, 404])
def test_a_key_that_may_not_look_is_believed(status: int) -> None:
    script = Script(Call("GET", POLICY, status=status), Call("GET", PROJECTS), Call("GET", PROJECTS))
    client = script.client(**KEY, organisation="Acme")
    client.call("indexProjects")
    client.call("indexProjects")
    assert script.left == []


@pytest.mark.parametrize("json", [None, {}, {"_id": ACME}])
def test_an_answer_that_does_not_say_the_organisation_proves_nothing(json: Any) -> None:
    script = Script(Call("GET", POLICY, json=json), Call("GET", PROJECTS))
    script.client(**KEY, organisation="Acme").call("indexProjects")
    assert script.left == []


def test_a_key_that_is_refused_when_it_is_asked_for_its_organisation() -> None:
    refused = Call("GET", POLICY, status=401)
    client = Script(refused, refused).client(**KEY, organisation="Acme")
    for again in range(2):
        with pytest.raises(ApiError, match="api_key is wrong"):
            client.call("createProject", body={})


def test_management_calls_do_not_ask_for_the_organisation_of_a_key() -> None:
    Script(Call("GET", ORGANISATIONS)).client(**KEY, **MANAGEMENT, organisation="Acme").call("indexOrganisations")


# ---- organisations by name ---------------------------------------------------------------------------------------------


def organisations(*names: str) -> dict[str, Any]:
    return {"items": [{"_id": object_id(number), "name": name} for number, name in enumerate(names, 1)]}


def test_an_organisation_by_id_takes_no_call() -> None:
    assert Script().client(**MANAGEMENT).organisation_id(object_id(5)) == object_id(5)


def test_an_organisation_by_name_is_looked_up_once_and_exactly() -> None:
    script = Script(Call("GET", ORGANISATIONS, {"limit": 100, "filter": "Acme"}, json=organisations("Acme Europe", "Acme", "acme")))
    client = script.client(**MANAGEMENT)
    assert client.organisation_id("Acme") == client.organisation_id("Acme") == object_id(2)


def test_an_organisation_on_the_last_page() -> None:
    script = Script(
        Call("GET", ORGANISATIONS, {"limit": 100}, json={"items": organisations("a", "b")["items"], "nextCursor": "c"}),
        Call("GET", ORGANISATIONS, {"limit": 100, "next": "c"}, json={"items": [{"_id": object_id(77), "name": "Ac+me"}]}),
    )
    assert script.client(**MANAGEMENT).organisation_id("Ac+me") == object_id(77)


def test_an_unknown_organisation_names_what_there_is() -> None:
    script = Script(
        Call("GET", ORGANISATIONS, json=organisations()), Call("GET", ORGANISATIONS, {"limit": 100}, json=organisations("Beta", "Alpha"))
    )
    with pytest.raises(MissingError, match="'Gamma'.*'Alpha', 'Beta'"):
        script.client(**MANAGEMENT).organisation_id("Gamma")


def test_two_organisations_of_one_name() -> None:
    with pytest.raises(AmbiguousError) as caught:
        Script(Call("GET", ORGANISATIONS, json=organisations("Acme", "x", "Acme"))).client(**MANAGEMENT).organisation_id("Acme")
    assert object_id(1) in str(caught.value) and object_id(3) in str(caught.value) and object_id(2) not in str(caught.value)


def test_an_organisation_by_name_for_a_super_key() -> None:
    script = Script(
        Call("GET", ORGANISATIONS, json=organisations("Acme")), minted(1), Call("GET", PROJECTS, headers={"X-API-Key": "minted-1"})
    )
    script.client(**MANAGEMENT, organisation="Acme").call("indexProjects")
    assert script.left == []


# ---- errors ------------------------------------------------------------------------------------------------------------

PROBLEM = {"type": "x", "title": "T", "status": 409, "detail": "the name is taken", "code": 1004, "traceId": "trace-1"}


def failure(operation: str, status: int, json: Any = None, **credentials: str) -> ApiError:
    known = _client.OPERATIONS[operation]
    parts = {"organisationId": ACME, "projectId": object_id(2)}
    with pytest.raises(ApiError) as caught:
        Script(Call(known.method, known.path.format(**parts), status=status, json=json)).client(**(credentials or KEY)).call(
            operation, parts
        )
    return caught.value


def test_an_error_says_what_was_tried_and_what_the_server_says() -> None:
    exc = failure("createProject", 409, PROBLEM)
    assert str(exc) == f"POST {URL}{PROJECTS}: 409 the name is taken (code 1004, traceId trace-1)"
    assert (exc.status, exc.code, exc.detail, exc.not_found, exc.unauthorized) == (409, 1004, "the name is taken", False, False)
    assert exc.details == {"status": 409, "code": 1004, "detail": "the name is taken", "trace_id": "trace-1"}


@pytest.mark.parametrize(
    ("status", "json", "absent"),
    [
        (404, None, True),
        (404, {"code": 9}, True),
        (400, {"code": 1002}, True),
        (400, {"code": "1002"}, True),
        (400, None, False),
        (403, {"code": 403}, False),
    ],
)
def test_absent_is_404_or_its_code(status: int, json: Any, absent: bool) -> None:
    assert failure("readProject", status, json).not_found is absent


@pytest.mark.parametrize(
    "json", [b"<html>", b"", [1], "text", {"code": None, "detail": None}, {"code": "E_X"}, {"code": {}, "detail": ["x"]}]
)
def test_an_error_body_of_another_kind_does_no_harm(json: Any) -> None:
    exc = failure("createProject", 400, json)
    assert exc.status == 400 and exc.code is None and f"POST {URL}{PROJECTS}: 400" in str(exc)


@pytest.mark.parametrize(
    ("operation", "status", "credentials", "hint"),
    [
        ("indexProjects", 401, KEY, "15 minutes"),
        ("indexOrganisations", 401, MANAGEMENT, "managementUiCredentials"),
        ("createApiKeyManagement", 401, MANAGEMENT, "managementUiCredentials"),
        ("createApiKeyManagement", 403, MANAGEMENT, "FEATURE_USE_SUPERAPIKEY_API"),
        ("createApiKeyManagement", 404, MANAGEMENT, "FEATURE_USE_SUPERAPIKEY_API"),
        ("createApiKeyManagement", 405, MANAGEMENT, "FEATURE_USE_SUPERAPIKEY_API"),
        ("createApiKeyManagement", 501, MANAGEMENT, "FEATURE_USE_SUPERAPIKEY_API"),
        ("indexProjects", 403, KEY, "lacks the role"),
        ("createProject", 413, KEY, "HTTP_JSON_BODY_LIMIT"),
        ("createProject", 429, KEY, "fewer forks"),
    ],
)
def test_hints(operation: str, status: int, credentials: dict[str, str], hint: str) -> None:
    assert hint in str(failure(operation, status, {"detail": "no"}, **credentials))


@pytest.mark.parametrize(("operation", "status"), [("indexProjects", 400), ("readProject", 404), ("createOrganisation", 404)])
def test_no_hint_where_nothing_is_known(operation: str, status: int) -> None:
    assert str(failure(operation, status, {"detail": "no"}, **(MANAGEMENT if "Organ" in operation else KEY))).endswith(f"{status} no")


def test_nothing_secret_in_an_error() -> None:
    exc = failure("createProject", 400, {"detail": f"your key {KEY['api_key']} is bad", "traceId": KEY["api_key"], "code": KEY["api_key"]})
    assert KEY["api_key"] not in str(exc) + codec.dumps(exc.details)


def test_wrong_kind_of_credential_is_said_before_anything_is_sent() -> None:
    with pytest.raises(InputError, match="management_username"):
        Script().client(**KEY).call("createOrganisation", body={})
    with pytest.raises(InputError, match="organisation"):
        Script().client(**MANAGEMENT).call("createProject", body={})


def test_is_id() -> None:
    assert is_id("0123456789abcdef01234567")
    assert not any(
        is_id(text)
        for text in ("", "0123456789abcdef0123456", "0123456789ABCDEF01234567", "0123456789abcdef012345678", "0123456789abcdef0123456\n")
    )


def test_some() -> None:
    assert some([]) == "none"
    assert some(["a", "b"]) == "'a', 'b'"
    assert some([str(number) for number in range(13)]).endswith("'9' and 3 more")
