# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Event source of ansible-rulebook: audit events and log entries of Cognigy.AI, each once, also over restarts."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import importlib
import logging
import os
import pathlib
import re
import sqlite3
import sys
import time
import types
import uuid
from collections.abc import Awaitable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Callable

DOCUMENTATION = r"""
short_description: Audit events and log entries of a Cognigy.AI organisation
description:
  - Asks the server again and again for what has happened since, and gives each audit event and each log entry to the rules once.
  - An event has the key C(audit_event) or C(log_entry), with what M(community.cognigy.cognigy_audit_event_info) or
    M(community.cognigy.cognigy_log_info) return, a log entry also with the C(project) that was given. C(redelivered) is true when it may
    have been given before. C(meta.uuid) is always the same for the same event.
  - Secrets are masked as in these modules. Texts with what would begin a template of Ansible (two braces, for example) get a blank in between.
  - It needs ansible-core and requests in the Python that runs ansible-rulebook.
options:
  base_url:
    description: Where the API is. If not given, E(COGNIGY_BASE_URL). All options of the connection are those of the modules.
    type: str
    required: true
  api_key:
    description: API key of an administrator. If not given, E(COGNIGY_API_KEY).
    type: str
  management_username:
    description: Management user, from which super API keys of O(organisation) are made and renewed. If not given, E(COGNIGY_MANAGEMENT_USERNAME).
    type: str
  management_password:
    description: The password. If not given, E(COGNIGY_MANAGEMENT_PASSWORD).
    type: str
  organisation:
    description: Name or ID of the organisation. If not given, E(COGNIGY_ORGANISATION).
    type: str
  validate_certs:
    description: Whether to check the server's certificate. If not given, E(COGNIGY_VALIDATE_CERTS).
    type: bool
    default: true
  ca_path:
    description: File or folder of CAs. If not given, E(COGNIGY_CA_PATH).
    type: path
  client_cert:
    description: Client certificate. If not given, E(COGNIGY_CLIENT_CERT).
    type: path
  client_key:
    description: Its key. If not given, E(COGNIGY_CLIENT_KEY).
    type: path
  timeout:
    description: Seconds to wait for the server. If not given, E(COGNIGY_TIMEOUT).
    type: float
    default: 30
  retries:
    description: How often a request is repeated at once. If not given, E(COGNIGY_RETRIES).
    type: int
    default: 3
  audit_events:
    description: Whether to give audit events.
    type: bool
    default: true
  log_projects:
    description: Names or IDs of projects whose log entries are given.
    type: list
    elements: str
    default: []
  log_levels:
    description: Only log entries of these levels.
    type: list
    elements: str
    choices: [fatal, error, warn, info, debug, trace]
    default: [fatal, error]
  interval:
    description: Seconds between two looks. After an error it is twice as long each time, up to five minutes.
    type: float
    default: 30
  overlap:
    description:
      - Seconds before the newest event that are looked at again. What the server shows later than that is missed.
    type: float
    default: 300
  since:
    description:
      - Where to begin at the very first start, in the forms of M(community.cognigy.cognigy_log_info#module). Without it, events count from then on.
    type: str
  state_file:
    description:
      - File that remembers what was given to the rules. It is made when it is not there. Only one source can use it at a time.
      - Without it, what happens while ansible-rulebook does not run is missed.
    type: path
"""

EXAMPLES = r"""
- name: What happens in Acme
  hosts: all
  sources:
    - name: acme
      community.cognigy.audit_events:
        organisation: Acme
        state_file: /var/lib/cognigy/acme.state
  rules:
    - name: Somebody deleted a project
      condition: event.audit_event.type == "delete" and event.audit_event.chain is selectattr("element_type", "==", "project")
      action:
        debug:
          msg: "{{ event.audit_event.user }} deleted a project"
"""


def make_importable(collection: pathlib.Path) -> None:
    """ansible-rulebook runs this file by its path and does not know collections, so that imports of its own collection would fail."""
    folders = (collection.parent.parent, collection.parent, collection)
    for name, folder in zip(("ansible_collections", "ansible_collections.community", "ansible_collections.community.cognigy"), folders):
        try:
            package = importlib.import_module(name)
        except ImportError:
            package = sys.modules[name] = types.ModuleType(name)
            package.__path__ = []
        if str(folder) not in package.__path__:
            own = folder == collection  # this file belongs to the other files of its own version
            package.__path__ = [str(folder), *package.__path__] if own else [*package.__path__, str(folder)]


make_importable(pathlib.Path(os.path.abspath(__file__)).parents[4])

try:
    from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

    from ansible_collections.community.cognigy.plugins.module_utils import _events
    from ansible_collections.community.cognigy.plugins.module_utils._client import Client
    from ansible_collections.community.cognigy.plugins.module_utils._errors import ApiError, BadAnswer, CognigyError, InputError
    from ansible_collections.community.cognigy.plugins.module_utils._kinds.project import PROJECT
    from ansible_collections.community.cognigy.plugins.module_utils._options import connect, connection_spec
    from ansible_collections.community.cognigy.plugins.module_utils._reconcile import Engine
    from ansible_collections.community.cognigy.plugins.module_utils._transport import HAS_REQUESTS
except ImportError as exc:
    raise ImportError(f"community.cognigy.audit_events needs ansible-core in the Python that runs ansible-rulebook ({exc})") from exc

NAME = "community.cognigy.audit_events"
logger = logging.getLogger(NAME)
LONGEST_PAUSE = 300.0  # seconds between two looks at a server that does not answer
SHORT_PAUSE = 0.01  # seconds between two looks at the queue, while the rules are busy
OWN_SPEC: dict[str, dict[str, Any]] = {
    "audit_events": {"type": "bool", "default": True},
    "log_projects": {"type": "list", "elements": "str", "default": []},
    "log_levels": {"type": "list", "elements": "str", "choices": list(_events.LEVELS), "default": ["fatal", "error"]},
    "interval": {"type": "float", "default": 30.0},
    "overlap": {"type": "float", "default": 300.0},
    "since": {"type": "str"},
    "state_file": {"type": "path"},
}


def checked(args: Mapping[str, Any]) -> dict[str, Any]:
    """The options with their types and defaults. InputError says what is wrong with them."""
    result = ArgumentSpecValidator(
        {**connection_spec(), **OWN_SPEC}, required_together=[("management_username", "management_password")]
    ).validate(dict(args))
    if result.error_messages:
        raise InputError("; ".join(result.error_messages))
    options: dict[str, Any] = result.validated_parameters
    for name, least in (("interval", 0.1), ("overlap", 0.0)):
        if options[name] < least:
            raise InputError(f"{name} must be at least {least:g} seconds, got {options[name]:g}")
    if not options["audit_events"] and not options["log_projects"]:
        raise InputError("nothing to look at: audit_events is false, and log_projects names no project")
    if options["since"] is not None:
        _events.moment("since", options["since"], time.time())
    return options


# ---- what was given already ------------------------------------------------------------------------------------------


class State:
    """What the rules got, in a SQLite file, or in memory when there is none.

    Each event is written down before it is given away and again when it was taken, so that after a kill it is known which one may or may not
    have been taken. A kill of the process loses nothing of it. A power failure can lose the last moments: these events come again.
    """

    def __init__(self, path: str | None) -> None:
        self.path = path or ":memory:"
        try:
            if path:
                os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
                os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))  # logins and addresses are nobody else's business
            self.database = sqlite3.connect(self.path, isolation_level=None, timeout=1)
            self.run("PRAGMA locking_mode = EXCLUSIVE")
            self.run("PRAGMA journal_mode = WAL")
            self.run("PRAGMA synchronous = NORMAL")
            self.run("CREATE TABLE IF NOT EXISTS streams (stream TEXT PRIMARY KEY, start REAL, newest REAL)")
            self.run("CREATE TABLE IF NOT EXISTS given (stream TEXT, id TEXT, at REAL, taken INTEGER, PRIMARY KEY (stream, id))")
        except sqlite3.OperationalError as exc:
            why = "another source is using it" if "locked" in str(exc) else str(exc)
            raise InputError(f"state_file {path}: {why}") from exc
        except sqlite3.DatabaseError as exc:
            raise InputError(f"state_file {path} is no state file of this source ({exc}); name another, or remove it") from exc
        except OSError as exc:
            raise InputError(f"state_file {path} cannot be used: {exc.strerror}") from exc

    def run(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        return self.database.execute(statement, values).fetchall()

    def close(self) -> None:
        self.database.close()

    def begin(self, stream: str, start: float) -> None:
        """Remember where a stream begins, unless that is known."""
        self.run("INSERT OR IGNORE INTO streams VALUES (?, ?, ?)", stream, start, start)

    def floor(self, stream: str, overlap: float) -> float:
        """From when on to look. What is older is forgotten, since it is not looked at any more."""
        start, newest = self.run("SELECT start, newest FROM streams WHERE stream = ?", stream)[0]
        floor = max(start, newest - overlap)
        self.run("DELETE FROM given WHERE stream = ? AND at < ?", stream, floor)
        return float(floor)

    def given(self, stream: str) -> dict[str, bool]:
        """The ids of what was given away, and whether it was taken for certain."""
        return {id: bool(taken) for id, taken in self.run("SELECT id, taken FROM given WHERE stream = ?", stream)}

    def offer(self, stream: str, id: str, at: float) -> None:
        self.run("INSERT OR REPLACE INTO given VALUES (?, ?, ?, 0)", stream, id, at)

    def taken(self, stream: str, id: str, newest: float) -> None:
        with self.whole():
            self.run("UPDATE given SET taken = 1 WHERE stream = ? AND id = ?", stream, id)
            self.run("UPDATE streams SET newest = max(newest, ?) WHERE stream = ?", newest, stream)

    @contextlib.contextmanager
    def whole(self) -> Iterator[None]:
        """All of it or nothing."""
        self.run("BEGIN")
        yield
        self.run("COMMIT")


# ---- from the server to the rules ------------------------------------------------------------------------------------


@dataclass
class Stream:
    """One list that is looked at. key: its name in the state; kind: the key of its events; more: what an event gets besides."""

    key: str
    kind: str
    read: Callable[[float], list[dict[str, Any]]]
    more: dict[str, Any] = field(default_factory=dict)


class Source:
    """The way of events from the server into the queue of ansible-rulebook."""

    def __init__(self, queue: Any, options: Mapping[str, Any]) -> None:
        self.queue = queue
        self.options = options
        self.client: Client = connect(options, read_only=True)
        self.state = State(options["state_file"])
        self.streams: list[Stream] = []
        self.start = 0.0
        self.lock = asyncio.Lock()  # one event at a time, so that it is known which one may have been taken

    async def run(self) -> None:
        """Look until somebody ends it."""
        await self.patiently(self.begin)
        tasks = [asyncio.create_task(self.patiently(functools.partial(self.look, stream))) for stream in self.streams]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()

    async def patiently(self, work: Callable[[], Awaitable[bool]]) -> None:
        """Do something again and again until it is done, later when it fails. What no waiting mends ends the source, unless it once worked."""
        failures, works = 0, False
        while True:
            try:
                if await work():
                    return
                if failures:
                    logger.info("%s answers again", self.client.transport.root)
                failures, works = 0, True
            except CognigyError as exc:
                if not works and hopeless(exc):
                    raise
                failures += 1
                logger.warning("%s. This is failure %d in a row; it is tried again.", self.client.transport.redact(str(exc)), failures)
            await asyncio.sleep(self.pause(failures))

    def pause(self, failures: int) -> float:
        interval = float(self.options["interval"])
        return min(interval * 2.0 ** min(failures, 30), max(LONGEST_PAUSE, interval))

    async def begin(self) -> bool:
        """Find out what is to be looked at, and from when on."""
        self.streams = await asyncio.to_thread(self.wanted)
        for stream in self.streams:
            self.state.begin(stream.key, self.start)
        return True

    def wanted(self) -> list[Stream]:
        """Runs in a thread, as all that asks the server."""
        self.client.call("indexProjects", query={"limit": 1})
        if not self.start:
            since = self.options["since"]
            self.start = self.now() if since is None else _events.moment("since", since, self.now())
        found = []
        if self.options["audit_events"]:
            found.append(Stream("audit_events", "audit_event", lambda since: _events.audit_events(self.client, since=since)))
        engine = Engine(self.client, {PROJECT.name: PROJECT})
        for project in self.options["log_projects"]:
            project_id = engine.resolve(PROJECT, {}, project)
            found.append(Stream(f"log_entries {project_id}", "log_entry", self.log_of(project_id), {"project": project}))
        return found

    async def look(self, stream: Stream) -> bool:
        """Give away all that is new; never done."""
        entries = await asyncio.to_thread(stream.read, self.state.floor(stream.key, self.options["overlap"]))
        given = self.state.given(stream.key)
        now = self.now()
        for at, id, entry in sorted(((_events.time_of(one), id_of(one), one) for one in entries), key=lambda one: one[:2]):
            if not given.get(id):
                async with self.lock:
                    self.state.offer(stream.key, id, at)
                    await self.give(stream, id, entry, id in given)
                    # A time that is yet to come, from a server whose clock is ahead, must not hide what happens until then.
                    self.state.taken(stream.key, id, min(at, now))
        return False

    def log_of(self, project_id: str) -> Callable[[float], list[dict[str, Any]]]:
        return lambda since: _events.log_entries(self.client, project_id, since, levels=self.options["log_levels"])

    def now(self) -> float:
        """By the server's clock, with which its events are stamped."""
        return self.client.server_date or time.time()

    async def give(self, stream: Stream, id: str, entry: Mapping[str, Any], redelivered: bool) -> None:
        name = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{self.client.transport.root}/{stream.key}/{id}"))
        shown = without_templates({**_events.shown(self.client, entry), **stream.more})
        await self.queue.put({stream.kind: shown, "redelivered": redelivered, "meta": {"uuid": name}})
        # It is in the queue, which ends with the process. When it has left it, the rules have seen it: they do not wait in between.
        waiting = getattr(self.queue, "queue", self.queue)  # ansible-rulebook puts its event filters around the queue
        await asyncio.sleep(0)
        while not waiting.empty():
            await asyncio.sleep(SHORT_PAUSE)


def without_templates(value: Any) -> Any:
    """ansible-rulebook hands events to playbooks as variables, and Ansible runs templates in these: what a user of Cognigy.AI typed must not."""
    if isinstance(value, Mapping):
        return {without_templates(name): without_templates(item) for name, item in value.items()}
    if isinstance(value, list):
        return [without_templates(item) for item in value]
    return re.sub(r"\{(?=[{%#])", "{ ", value) if isinstance(value, str) else value


def id_of(entry: Mapping[str, Any]) -> str:
    if not entry.get("_id"):
        raise BadAnswer("the server shows an entry without _id, so it cannot be known whether it was given already")
    return str(entry["_id"])


def hopeless(exc: CognigyError) -> bool:
    """Whether it is no use to try again: wrong options, a wrong credential, a missing role."""
    return isinstance(exc, InputError) or (isinstance(exc, ApiError) and 400 <= exc.status < 500 and exc.status not in (408, 429))


async def main(queue: Any, args: dict[str, Any]) -> None:
    """What ansible-rulebook calls."""
    try:
        if not HAS_REQUESTS:
            raise InputError("it needs the Python library requests in the Python that runs ansible-rulebook")
        source = Source(queue, checked(args))
        try:
            await source.run()
        finally:
            source.state.close()
    except CognigyError as exc:
        raise CognigyError(f"{NAME}: {exc}") from None
