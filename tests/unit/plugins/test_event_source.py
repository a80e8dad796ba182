# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The event source by itself: its options, what it remembers, what it gives, how it bears errors."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import pathlib
import runpy
import sqlite3
import subprocess
import sys
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

from ansible_collections.community.cognigy.plugins.module_utils import _events
from ansible_collections.community.cognigy.plugins.module_utils._errors import (
    ApiError,
    BadAnswer,
    CognigyError,
    ConnectionFailed,
    InputError,
)
from ansible_collections.community.cognigy.plugins.module_utils._options import connection_spec
from ansible_collections.community.cognigy.tests.unit.plugins.module_utils._fakes import KEY, answer, connected, object_id

ROOT = pathlib.Path(__file__).resolve().parents[3]
FILE = ROOT / "extensions" / "eda" / "plugins" / "event_source" / "audit_events.py"
NOW = 1_767_225_600.0
PLAIN: dict[str, Any] = {"base_url": "https://api.example.com", "api_key": KEY["api_key"]}


@pytest.fixture(scope="module")
def source() -> SimpleNamespace:
    """What is in the file, run by its path as ansible-rulebook does it."""
    return SimpleNamespace(**runpy.run_path(str(FILE)))


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("COGNIGY_")]:
        monkeypatch.delenv(name)


class Server:
    """Audit events, all at once; ``error`` is raised, or answered when it is a status. ``refuses_after``: so many calls, with 401."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.error: int | None = None
        self.gone: list[Exception] = []
        self.calls = 0
        self.refuses_after = 1000

    def add(self, *pairs: tuple[int, float], **more: Any) -> None:
        for number, at in pairs:
            self.events.append({"_id": object_id(number), "timestamp": _events.iso(NOW + at), "user": "ann", **more})

    def __call__(self, method: str, path: str, query: dict[str, Any], body: Any, headers: dict[str, str]) -> Any:
        assert method == "GET"
        self.calls += 1
        if self.calls > self.refuses_after:
            return answer(method, path, 401, {})
        if self.gone:
            raise self.gone[0]
        events = sorted(self.events, key=lambda one: one["timestamp"], reverse=True) if path.endswith("auditevents") else []
        date = {"Date": "Thu, 01 Jan 2026 00:00:00 GMT"}
        return answer(method, path, self.error or 200, {"items": events, "nextCursor": None}, date)


class World:
    """A server, a state file and the rules; ``polls`` runs the source for some looks, as a process of its own would."""

    def __init__(self, source: SimpleNamespace, state: pathlib.Path | None, **args: Any) -> None:
        self.source, self.state, self.args = source, state, args
        self.server = Server()
        self.given: list[dict[str, Any]] = []
        self.pauses: list[float] = []

    def polls(self, number: int = 1, kill_at: int = 0) -> list[int]:
        """The numbers of the events that were given. ``kill_at``: the process ends when the rules have got so many."""
        before = len(self.given)
        with contextlib.suppress(asyncio.CancelledError):
            asyncio.run(self._polls(number, kill_at))
        return [int(event["audit_event"]["id"], 16) for event in self.given[before:]]

    async def _polls(self, number: int, kill_at: int) -> None:
        queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue(1)
        options = self.source.checked({**PLAIN, "since": str(NOW), **self.args, **({"state_file": str(self.state)} if self.state else {})})
        it = self.source.Source(queue, options)
        it.client = connected(self.server)
        looks = 0

        def pause(failures: int) -> float:
            nonlocal looks
            looks += 1
            self.pauses.append(self.source.Source.pause(it, failures))
            if looks >= number:
                raise asyncio.CancelledError
            return 0.0

        it.pause = pause
        if kill_at:
            taken, count = it.state.taken, len(self.given)

            def killed(*args: Any) -> None:
                if len(self.given) - count >= kill_at:
                    raise asyncio.CancelledError
                taken(*args)

            it.state.taken = killed

        async def consume() -> None:
            while True:
                self.given.append(await queue.get())

        consumer = asyncio.create_task(consume())
        try:
            await it.run()
        finally:
            consumer.cancel()
            it.state.close()


@pytest.fixture
def world(source: SimpleNamespace, tmp_path: pathlib.Path) -> World:
    return World(source, tmp_path / "state")


# ---- options ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"base_url": None}, "missing required arguments: base_url"),
        ({"intervall": 5}, "intervall"),
        ({"interval": "soon"}, "'interval' is of type"),
        ({"interval": 0}, "interval must be at least 0.1 seconds, got 0"),
        ({"overlap": -1}, "overlap must be at least 0 seconds"),
        ({"log_levels": ["loud"]}, "log_levels must be one or more of"),
        ({"audit_events": False}, "nothing to look at"),
        ({"since": "yesterday"}, "since: 'yesterday' is no time"),
        ({"feedback": True}, "feedback"),
        ({"timeout": 0}, "timeout must be more than 0"),
        ({"base_url": "ftp://api.example.com"}, "base_url"),
        ({"api_key": None}, "no credentials: give api_key"),
        ({"api_key": None, "management_username": "a"}, "parameters are required together"),
        ({"api_key": None, "management_username": "a", "management_password": "b"}, "say which one by organisation"),
        ({"state_file": "/proc/nowhere/state"}, "state_file /proc/nowhere/state cannot be used"),
    ],
)
def test_what_is_wrong_with_the_options_is_said(source: SimpleNamespace, args: dict[str, Any], message: str) -> None:
    given = {name: value for name, value in {**PLAIN, **args}.items() if value is not None}
    with pytest.raises(CognigyError, match=r"^community.cognigy.audit_events: ") as caught:
        asyncio.run(source.main(asyncio.Queue(1), given))
    assert message in str(caught.value) and KEY["api_key"] not in str(caught.value)


def test_options_are_documented(source: SimpleNamespace) -> None:
    documented = yaml.safe_load(source.DOCUMENTATION)["options"]
    spec = {**connection_spec(), **source.OWN_SPEC}
    assert set(documented) == set(spec)
    for name, about in documented.items():
        assert {key: about.get(key) for key in ("type", "elements", "choices", "default")} == {
            key: spec[name].get(key) for key in ("type", "elements", "choices", "default")
        }, name
    (rulebook,) = yaml.safe_load(source.EXAMPLES)
    assert set(rulebook["sources"][0]["community.cognigy.audit_events"]) <= set(spec)


def test_it_runs_where_nobody_knows_of_collections() -> None:
    """As in ansible-rulebook, which runs it by its path, in whatever folder it is."""
    code = "import runpy, sys; print(sorted(runpy.run_path(sys.argv[1])['OWN_SPEC']))"
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run([sys.executable, "-c", code, str(FILE)], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "'overlap'" in done.stdout, done.stderr


def test_without_ansible_core_it_says_so() -> None:
    code = "import runpy, sys; sys.modules['ansible'] = None; runpy.run_path(sys.argv[1])"
    done = subprocess.run([sys.executable, "-c", code, str(FILE)], capture_output=True, text=True, check=False)
    assert "needs ansible-core in the Python that runs ansible-rulebook" in done.stderr


# ---- each event once -------------------------------------------------------------------------------------------------


def test_what_is_new_is_given_once_and_in_order(world: World) -> None:
    world.server.add((1, -1), (3, 20), (2, 10), (4, 20))
    assert world.polls() == [2, 3, 4], "what is older than since is not given"
    assert world.polls(3) == []
    world.server.add((5, 20), (6, 15))  # of the same time, and late
    assert world.polls() == [6, 5]
    assert world.polls() == []
    assert [event["redelivered"] for event in world.given] == [False] * 5
    assert len({event["meta"]["uuid"] for event in world.given}) == 5


def test_what_comes_later_than_the_overlap_is_missed(source: SimpleNamespace, tmp_path: pathlib.Path) -> None:
    world = World(source, tmp_path / "state", overlap=60)
    world.server.add((1, -400))
    world.server.add((2, -10))
    world.args["since"] = str(NOW - 1000)
    assert world.polls() == [1, 2]
    world.server.add((3, -69), (4, -71))
    assert world.polls() == [3]
    assert world.polls() == []
    rows = sqlite3.connect(tmp_path / "state").execute("SELECT count(*) FROM given").fetchall()
    assert rows == [(2,)], "what is older is forgotten"


def test_a_clock_that_is_ahead_hides_nothing(world: World) -> None:
    world.server.add((1, 86400))
    assert world.polls() == [1]
    world.server.add((2, 1))
    assert world.polls() == [2] and world.polls() == []


def test_without_a_state_file_a_process_begins_anew(source: SimpleNamespace) -> None:
    world = World(source, None)
    world.server.add((1, 0), (2, 1))
    assert world.polls(3) == [1, 2] and world.polls() == [1, 2]


def test_without_since_it_begins_now(source: SimpleNamespace, tmp_path: pathlib.Path) -> None:
    world = World(source, tmp_path / "state", since=None)
    world.server.add((1, -1), (2, 0))
    assert world.polls() == [2], "by the server's clock, not by this one's"


def test_since_only_counts_at_the_first_start(world: World) -> None:
    world.server.add((1, 5))
    assert world.polls() == [1]
    world.args["since"] = str(NOW - 1000)
    world.server.add((2, -1), (3, 1))
    assert world.polls() == [3]


def test_the_one_that_was_on_its_way_comes_again_and_says_so(world: World) -> None:
    world.server.add(*((number, number) for number in range(1, 8)))
    assert world.polls(kill_at=3) == [1, 2, 3]
    assert world.polls() == [3, 4, 5, 6, 7]
    assert [event["redelivered"] for event in world.given] == [False, False, False, True, False, False, False, False]
    assert world.given[2]["meta"]["uuid"] == world.given[3]["meta"]["uuid"]
    assert world.polls() == []


def test_an_event_that_waits_in_the_queue_is_not_taken_for_seen(source: SimpleNamespace, tmp_path: pathlib.Path) -> None:
    """When the process is killed then, the event is lost with the queue: it has to come again."""

    async def stuck() -> tuple[int, list[Any]]:
        queue: asyncio.Queue[Any] = asyncio.Queue(1)
        it = source.Source(queue, source.checked({**PLAIN, "since": str(NOW), "state_file": str(tmp_path / "state")}))
        server = Server()
        server.add((1, 1), (2, 2))
        it.client = connected(server)
        task = asyncio.create_task(it.run())
        await asyncio.sleep(0.2)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        rows = it.state.run("SELECT id, taken FROM given")
        it.state.close()
        return queue.qsize(), rows

    assert asyncio.run(stuck()) == (1, [(object_id(1), 0)])


# ---- the state file --------------------------------------------------------------------------------------------------


def test_a_state_file_belongs_to_one_source(source: SimpleNamespace, tmp_path: pathlib.Path) -> None:
    path = str(tmp_path / "deep" / "state")
    first = source.State(path)
    first.begin("s", NOW)
    with pytest.raises(InputError, match="another source is using it"):
        source.State(path)
    first.close()
    assert source.State(path).floor("s", 60) == NOW
    assert os.stat(path).st_mode & 0o777 == 0o600


def test_a_file_of_something_else_is_left_alone(source: SimpleNamespace, tmp_path: pathlib.Path) -> None:
    (tmp_path / "notes").write_text("this is no database at all\n" * 100)
    with pytest.raises(InputError, match="no state file of this source"):
        source.State(str(tmp_path / "notes"))
    assert (tmp_path / "notes").read_text().startswith("this is no database")
    with pytest.raises(InputError, match="cannot be used: Is a directory"):
        source.State(str(tmp_path))


# ---- errors ----------------------------------------------------------------------------------------------------------


def test_errors_are_waited_out(world: World, caplog: pytest.LogCaptureFixture) -> None:
    world.server.add((1, 1))
    world.server.gone = [ConnectionFailed(f"no connection with {KEY['api_key']}")]
    with caplog.at_level(logging.INFO):
        assert world.polls(6) == []
    assert world.pauses == [60, 120, 240, 300, 300, 300]
    assert "failure 6 in a row" in caplog.text and KEY["api_key"] not in caplog.text
    world.server.gone = []
    assert world.polls() == [1] and world.pauses[-1] == 30
    world.server.error = 503
    assert world.polls() == []


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_what_no_waiting_mends_ends_it_at_the_start(world: World, status: int) -> None:
    world.server.error = status
    with pytest.raises(ApiError):
        world.polls()


@pytest.mark.parametrize("status", [429, 500, 503])
def test_what_waiting_mends_does_not(world: World, status: int) -> None:
    world.server.error = status
    assert world.polls() == [] and len(world.pauses) == 1


def test_a_refusal_after_it_once_worked_is_waited_out(world: World) -> None:
    world.server.add((1, 1))
    world.server.refuses_after = 2
    assert world.polls(3) == [1]
    assert world.pauses == [30, 60, 120]


def test_an_entry_without_id_is_an_error(source: SimpleNamespace) -> None:
    with pytest.raises(BadAnswer, match="without _id"):
        source.id_of({"timestamp": "2026-01-01T00:00:00Z"})


def test_secrets_and_templates_do_not_reach_the_rules(world: World) -> None:
    payload = {"password": "geheim", "name": "{{ lookup('pipe', 'id') }}{%x%}{#y#}{{{", "{{ key }}": ["{{ a }}"]}
    world.server.add((1, 1), payload=payload)
    world.polls()
    text = str(world.given)
    assert "geheim" not in text and "{{" not in text and "{%" not in text and "{#" not in text
    assert world.given[0]["audit_event"]["payload"]["name"] == "{ { lookup('pipe', 'id') }}{ %x%}{ #y#}{ { {"
