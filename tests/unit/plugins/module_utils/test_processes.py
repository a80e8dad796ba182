# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What crosses a fork and what must not: sessions, preloading, a missing library."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import threading
from typing import Callable

import pytest

from ansible_collections.community.cognigy.plugins.module_utils import _transport
from ansible_collections.community.cognigy.plugins.module_utils._errors import InputError
from ansible_collections.community.cognigy.plugins.module_utils._transport import Settings, Transport, preload
from ansible_collections.community.cognigy.tests.unit.plugins.module_utils._http import Server

NAME = "ansible_collections.community.cognigy.plugins"


def in_a_fork(work: Callable[[], object]) -> str:
    """What ``work`` gives in a forked process, as text."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            text = str(work())
        except BaseException as exc:
            text = f"{type(exc).__name__}: {exc}"
        os.write(write, text.encode() or b" ")
        os._exit(0)
    os.close(write)
    try:
        if not select.select([read], [], [], 20)[0]:
            os.kill(child, signal.SIGKILL)
        return os.read(read, 10000).decode()
    finally:
        os.close(read)
        os.waitpid(child, 0)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_forked_process_takes_a_connection_of_its_own(server: Server) -> None:
    one = Transport(Settings(server.url, timeout=5))
    one.send("GET", "/parent")
    assert in_a_fork(lambda: one.send("GET", "/child").status) == "200"
    one.send("GET", "/parent")
    ports = {path: {seen.connection for seen in server.seen if seen.path == path} for path in ("/parent", "/child")}
    assert len(ports["/parent"]) == len(ports["/child"]) == 1
    assert ports["/parent"] != ports["/child"]


def test_each_thread_takes_a_connection_of_its_own(server: Server) -> None:
    one = Transport(Settings(server.url, timeout=5))
    start = threading.Barrier(3)

    def work() -> None:
        start.wait(5)
        for count in range(3):
            one.send("GET", f"/{threading.get_ident()}")

    threads = [threading.Thread(target=work) for count in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert len({seen.path for seen in server.seen}) == 3
    assert len({(seen.path, seen.connection) for seen in server.seen}) == 3
    sessions = [one._session(), one._session()]
    other = threading.Thread(target=lambda: sessions.append(one._session()))
    other.start()
    other.join(10)
    assert sessions[0] is sessions[1] is not sessions[2]


def fresh(code: str) -> str:
    """What a fresh Python prints; it has this process's import path."""
    path = os.pathsep.join([*[entry for entry in sys.path if entry], os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, "-c", code], check=False, capture_output=True, text=True, timeout=60, env={**os.environ, "PYTHONPATH": path}
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_preload_opens_no_socket_and_starts_no_thread() -> None:
    code = f"""
import socket, ssl, sys, threading
from {NAME}.module_utils import _transport
made = []
class Socket(socket.socket):
    def __init__(self, *args, **kwargs):
        made.append(args)
        super().__init__(*args, **kwargs)
socket.socket = Socket
before = set(sys.modules)
_transport.preload()
late = set(sys.modules) - before
_transport.preload()
kept = len(_transport._contexts)
t = _transport.Transport(_transport.Settings("https://127.0.0.1:1", retries=0))
t._session()
print(len(made), threading.active_count(), kept, len(_transport._contexts), "encodings.idna" in sys.modules, "http.client" in sys.modules)
"""
    assert fresh(code) == "0 1 1 1 True True"


def test_after_preload_a_request_loads_no_module(server: Server) -> None:
    code = f"""
import sys
from {NAME}.module_utils import _transport
_transport.preload()
before = set(sys.modules)
_transport.Transport(_transport.Settings({server.url!r})).send("POST", "/x", {{"a": "b"}}, {{"c": 1}})
print(sorted(set(sys.modules) - before))
"""
    assert fresh(code) == "[]"


def test_everything_can_be_imported_without_requests() -> None:
    code = f"""
import sys
sys.modules["requests"] = None
from {NAME}.module_utils import _transport
from {NAME}.plugin_utils._action import ActionModule
from {NAME}.module_utils import _ordinary
_transport.preload()
try:
    _transport.Transport(_transport.Settings("https://api.example.com"))
except Exception as exc:
    print(_transport.HAS_REQUESTS, type(exc).__name__, exc)
"""
    assert fresh(code) == "False InputError the Python library requests is missing"


@pytest.mark.parametrize("place", ["modules", "action"])
def test_a_module_brings_its_family_and_no_other(place: str) -> None:
    """What is not needed costs each task the ordinary way, and each play in process."""
    code = f"""
import sys
from {NAME}.{place} import cognigy_user
print(sorted({{name.rpartition(".")[2] for name in sys.modules if name.startswith("{NAME}.module_utils._modules.")}}), "jsonschema" in sys.modules)
"""
    assert fresh(code) == "['_base', 'ensure'] False"


def test_a_preload_that_cannot_work_says_nothing_and_the_task_does(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_transport, "_contexts", {})
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere/ca.pem")
    preload()
    with pytest.raises(InputError, match="/nowhere/ca.pem"):
        Transport(Settings(server.url)).send("GET", "/x")
