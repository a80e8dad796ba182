# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The event source against a server: nothing lost and nothing twice, however often it is killed; keys renewed; secrets kept.

What it does by itself is in the unit tests, and what ansible-rulebook does with it in tests/rulebook.
"""

from __future__ import annotations

import json
import os
import pathlib
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from ansible_collections.community.cognigy.plugins.module_utils._events import iso
from ansible_collections.community.cognigy.tests.integration.harness import HERE, Emulator

pytestmark = pytest.mark.once
PATIENCE = 60  # seconds: only there to end what hangs


class Reader:
    """A source in a process of its own, and a file with each event that it gave away."""

    def __init__(self, emulator: Emulator, folder: pathlib.Path, **args: Any) -> None:
        self.output, self.errors, self.state = folder / "events", folder / "errors", folder / "state"
        management = {"management_username": emulator.user, "management_password": emulator.password, "organisation": "Acme"}
        self.args = {"base_url": emulator.url, "state_file": str(self.state), "interval": 0.1, **management, **args}
        self.output.touch()

    @contextmanager
    def running(self) -> Iterator[subprocess.Popen[bytes]]:
        """Until the block ends, when it is killed."""
        env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH" and not name.startswith("COGNIGY_")}
        with open(self.errors, "ab") as errors:
            process = subprocess.Popen(
                [sys.executable, str(HERE / "event_reader.py"), str(self.output), json.dumps(self.args)], env=env, stderr=errors
            )
        try:
            yield process
        finally:
            process.kill()
            process.wait()

    def until(self, true: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
        end = time.monotonic() + PATIENCE
        while not true():
            assert process.poll() is None and time.monotonic() < end, self.errors.read_text(encoding="utf-8")[-3000:]
            time.sleep(0.005)

    def count(self) -> int:
        return self.output.read_bytes().count(b"\n")

    def events(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.output.read_text(encoding="utf-8").splitlines()]


def feed(emulator: Emulator, kind: str, *objects: dict[str, Any], project: str | None = None) -> None:
    place = {"kind": kind, "organisation": "Acme", **({"project": project} if project else {})}
    emulator.control("POST", "objects", [{**place, **one} for one in objects])


def test_of_10000_events_none_is_lost_or_doubled(emulator: Emulator, tmp_path: pathlib.Path) -> None:
    """Killed eight times on the way; three events of a time each, and some that the server shows four minutes late."""
    emulator.organisation("Acme")
    user = {"kind": "user", "organisation": "Acme", "id": "ann@example.com", "roles": ["admin"]}
    emulator.control("POST", "objects", user)
    key = emulator.control("POST", "objects", {"kind": "apikey", "organisation": "Acme", "user_login": "ann@example.com"})["apiKey"]
    emulator.control("POST", "clock", {"advance_seconds": 10_000})
    begin = int(emulator.control("GET", "clock")["now"]) - 5000
    late = range(4300, 5000, 20)
    events = {number: {"_id": f"{number:024x}", "timestamp": iso(begin + number // 3)} for number in range(10_000)}
    reader = Reader(emulator, tmp_path, since=str(begin), api_key=key, management_username=None, management_password=None)
    chance = random.Random(6)

    def killed_at(*counts: int) -> None:
        for count in counts:
            with reader.running() as process:
                reader.until(lambda count=count: reader.count() >= count, process)

    feed(emulator, "auditevent", *(events[number] for number in range(5000) if number not in late))
    killed_at(*sorted(chance.sample(range(1, 4900), 4)))
    with reader.running() as process:
        reader.until(lambda: reader.count() >= 5000 - len(late), process)
        feed(emulator, "auditevent", *(events[number] for number in [*range(5000, 10_000), *late]))
    killed_at(*sorted(chance.sample(range(reader.count() + 1, 9900), 3)))
    with reader.running() as process:
        reader.until(lambda: reader.count() >= 10_000, process)
        reader.until(lambda: len({event["meta"]["uuid"] for event in reader.events()}) == 10_000, process)
        time.sleep(1)

    given = reader.events()
    assert {int(event["audit_event"]["id"], 16) for event in given} == set(events), "none is lost"
    assert len({event["meta"]["uuid"] for event in given}) == 10_000
    first = Counter(event["meta"]["uuid"] for event in given if not event["redelivered"])
    again = [event["meta"]["uuid"] for event in given if event["redelivered"]]
    assert max(first.values()) == 1, "none is doubled"
    assert len(again) <= 8 and max(Counter(again).values(), default=0) <= 1, "but for the one that was on its way at a kill, which says so"
    assert len(given) - 10_000 == len([name for name in again if name in first]) <= 8


def test_keys_are_renewed_and_secrets_are_kept(emulator: Emulator, tmp_path: pathlib.Path) -> None:
    """For longer than a super API key lasts, over a failure of the server, for audit events and log entries."""
    acme = emulator.organisation("Acme")
    support = emulator.project(emulator.super_key(acme), "Support")
    secrets = {"newPassword": "canary-1", "fields": {"user": "canary-2"}, "headers": {"X-API-Key": "canary-3"}}
    now = emulator.control("GET", "clock")["now"]
    reader = Reader(emulator, tmp_path, log_projects=["Support"], since=iso(now - 60), retries=0)

    def messages() -> list[str]:
        return [event["log_entry"]["msg"] for event in reader.events() if "log_entry" in event]

    with reader.running() as process:
        feed(emulator, "logentry", {"msg": "one", "type": "error"}, {"msg": "quiet", "type": "info"}, project=support)
        reader.until(lambda: messages() == ["one"], process)
        emulator.control("POST", "clock", {"advance_seconds": 1000})
        key = emulator.super_key(acme)
        feed(emulator, "logentry", {"msg": f"the key {key}", "type": "fatal", "meta": {"token": "canary-4"}}, project=support)
        reader.until(lambda: len(messages()) == 2, process)
        emulator.control("POST", "faults", {"path": "*/logs", "status": 503, "times": 3})
        feed(emulator, "auditevent", {"timestamp": iso(now + 1000), "payload": secrets, "user": "canary"})
        feed(emulator, "logentry", {"msg": "three", "type": "error"}, project=support)
        reader.until(lambda: messages()[2:] == ["three"], process)
        reader.until(lambda: any(event.get("audit_event", {}).get("user") == "canary" for event in reader.events()), process)
    (event,) = (event for event in reader.events() if event.get("audit_event", {}).get("user") == "canary")
    hidden = "********"
    assert event["audit_event"]["payload"] == {"newPassword": hidden, "fields": {"user": hidden}, "headers": {"X-API-Key": hidden}}
    assert [event["log_entry"]["project"] for event in reader.events() if "log_entry" in event] == ["Support"] * 3
    log = reader.errors.read_text(encoding="utf-8")
    assert "503" in log and "it is tried again" in log
    everything = log + reader.output.read_text(encoding="utf-8") + reader.state.read_bytes().decode("latin-1")
    shown_by_a_flow = {key}  # another key than the source's own: nobody can know that this text is one
    assert not [secret for secret in set(emulator.control("GET", "secrets")) - shown_by_a_flow if secret in everything]
    assert "canary-" not in everything


def test_a_credential_that_is_refused_ends_it(emulator: Emulator, tmp_path: pathlib.Path) -> None:
    emulator.organisation("Acme")
    reader = Reader(emulator, tmp_path, management_password="Wrong-password-1")
    with reader.running() as process:
        assert process.wait(PATIENCE) == 1
    log = reader.errors.read_text(encoding="utf-8")
    assert "community.cognigy.audit_events: " in log and "management_username or management_password is wrong" in log
    assert "Wrong-password-1" not in log and reader.events() == []
