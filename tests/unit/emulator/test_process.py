# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command: how it sets itself up, starts, keeps its state and ends."""

from __future__ import annotations

import http.client
import importlib.machinery
import importlib.util
import os
import shutil
import socket
import ssl
import subprocess
import sys
import time
from pathlib import Path

import pytest

EMULATOR = Path(__file__).resolve().parents[2] / "emulator"
SERVE = EMULATOR / "serve"
ACCOUNT = ["--management-user", "admin", "--management-password", "management-secret"]


def fails(*options, **more):
    done = subprocess.run([sys.executable, str(SERVE), *ACCOUNT, *options], capture_output=True, text=True, timeout=60, check=False, **more)
    assert done.returncode != 0 and "Traceback" not in done.stderr and done.stdout == ""
    return done.stderr


def test_ready_line_and_end(start):
    process = start()
    assert process.line == f"Cognigy.AI emulator: http://127.0.0.1:{process.api.port}\n"
    assert process.api.manage("GET", "organisations").status == 200
    assert process.stop() == 0
    assert process.popen.communicate() == ("", "")


def test_it_ends_while_it_is_busy(start):
    process = start()
    process.api.fault(kind="slow", seconds=60)
    with pytest.raises(TimeoutError):
        process.api.call("GET", "/v2.0/projects", timeout=0.2)
    started = time.monotonic()
    assert process.stop() == 0
    assert time.monotonic() - started < 5


def test_port_that_is_taken(process):
    assert f"port {process.api.port}: something else has it" in fails("--port", str(process.api.port))


def test_wrong_options(tmp_path):
    assert "--tls-cert and --tls-key go together" in fails("--port", "0", "--tls-cert", "x")
    assert "cannot use the certificate" in fails("--port", "0", "--tls-cert", "x", "--tls-key", "y")


def test_state_files_that_cannot_be_used(tmp_path, start):
    broken = tmp_path / "broken"
    broken.write_bytes(b"this is no database " * 100)
    assert f"cannot use the state file {broken}" in fails("--port", "0", "--state", str(broken))
    assert "cannot use the state file" in fails("--port", "0", "--state", str(tmp_path / "no" / "folder"))
    start("--state", str(tmp_path / "state"))
    assert "locked" in fails("--port", "0", "--state", str(tmp_path / "state"))


def test_state_survives_a_kill(tmp_path, start):
    state = str(tmp_path / "state")
    first = start("--state", state)
    api = first.api
    organisation, other = api.organisation(), api.organisation("Other")
    key = api.super_key(organisation)
    user = api.user(organisation, "ann@example.com", "apiKeys")
    own = api.key_of(organisation, user)
    project, gone = api.project(key), api.project(key, "Gone")
    api.call("POST", f"/v2.0/projects/{project}/addprojectmember", {"userId": user}, key)
    api.call("PATCH", f"/v2.0/projects/{project}", {"color": "red"}, key)
    task = api.call("DELETE", f"/v2.0/projects/{gone}", key=key).body["_id"]
    api.manage("DELETE", f"users/{api.user(other)}")
    seeded = api.control("POST", "seed", {"organisations": 1, "projects_per_organisation": 2})["organisations"][0]
    api.advance(600)
    first.kill()

    api = start("--state", state).api
    assert [one["name"] for one in api.manage("GET", "organisations").body["items"]] == ["seed-0001", "Other", "Acme"]
    assert [one["_id"] for one in api.manage("GET", "users").body["items"]] == [user]
    assert api.call("GET", f"/v2.0/projects/{project}", key=own).body["color"] == "red"
    assert api.call("GET", f"/v2.0/projects/{project}/settings", key=key).status == 200
    assert api.call("GET", "/v2.0/projects", key=api.super_key(seeded["_id"])).body["total"] == 2
    assert {key, own, "Long-enough-1"} <= set(api.control("GET", "secrets"))
    # The clock is kept too: the task that nobody reads is done, and the super key ends when it has to.
    assert api.call("GET", f"/v2.0/projects/{gone}", key=key).status == 404
    assert api.call("GET", f"/v2.0/tasks/{task}", key=key).body["status"] == "done"
    api.advance(301)
    assert api.call("GET", "/v2.0/projects", key=key).status == 401
    api.control("POST", "reset")
    assert api.control("GET", "objects") == []


def test_state_after_a_clean_end_and_a_reset(tmp_path, start):
    state = str(tmp_path / "state")
    process = start("--state", state)
    process.api.organisation()
    assert process.stop() == 0
    process = start("--state", state)
    assert process.api.manage("GET", "organisations").body["total"] == 1
    process.api.control("POST", "reset")
    process.kill()
    assert start("--state", state).api.manage("GET", "organisations").body["total"] == 0
    assert (tmp_path / "state").stat().st_mode & 0o077 == 0


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not there")
def test_https(tmp_path, start):
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost"]
    command += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "key.pem", "-out", "cert.pem"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    process = start("--tls-cert", str(tmp_path / "cert.pem"), "--tls-key", str(tmp_path / "key.pem"))
    assert process.url.startswith("https://")
    trusting = ssl.create_default_context(cafile=str(tmp_path / "cert.pem"))

    def get(path, context=trusting):
        connection = http.client.HTTPSConnection("127.0.0.1", process.api.port, context=context, timeout=5)
        connection.request("GET", path)
        return connection.getresponse().status

    assert get("/__emulator/health") == 200
    with pytest.raises(ssl.SSLCertVerificationError):
        get("/__emulator/health", ssl.create_default_context())
    connection = http.client.HTTPSConnection("127.0.0.1", process.api.port, context=trusting, timeout=5)
    connection.request("POST", "/__emulator/faults", b'{"kind": "cut"}', {"Content-Type": "application/json"})
    assert connection.getresponse().status == 200
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError, ssl.SSLEOFError)):
        get("/v2.0/projects")


# Setting itself up


def copy_of_the_emulator(tmp_path):
    folder = tmp_path / "checkout" / "tests" / "emulator"
    shutil.copytree(EMULATOR, folder, ignore=shutil.ignore_patterns("__pycache__"))
    return folder / "serve"


def test_two_first_starts_at_once(tmp_path, start):
    serve = copy_of_the_emulator(tmp_path)
    env = {name: value for name, value in os.environ.items() if name != "COGNIGY_EMULATOR_VENVS"}
    command = [sys.executable, str(serve), "--port", "0", *ACCOUNT]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env) for _again in range(2)]
    try:
        lines = [process.stdout.readline() for process in processes]
        assert all(line.startswith("Cognigy.AI emulator: http://127.0.0.1:") for line in lines), lines
    finally:
        for process in processes:
            process.terminate()
    errors = "".join(process.communicate(timeout=10)[1] for process in processes)
    own = has_requirements(serve)
    assert errors.count("setting up the emulator") == (0 if own else 1)
    venvs = list((tmp_path / "checkout" / ".nox" / "emulator").glob("*/complete"))
    assert len(venvs) == (0 if own else 1)


def load(serve):
    loader = importlib.machinery.SourceFileLoader("serve_script", str(serve))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("serve_script", loader))
    loader.exec_module(module)
    return module


def has_requirements(serve):
    return load(serve).has_requirements()


def test_where_the_environments_are(tmp_path, monkeypatch):
    monkeypatch.delenv("COGNIGY_EMULATOR_VENVS", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    module = load(copy_of_the_emulator(tmp_path))
    assert module.venvs_folder() == tmp_path / "checkout" / ".nox" / "emulator"
    (tmp_path / ".nox").mkdir()
    monkeypatch.setattr(module, "HERE", tmp_path / ".nox" / "tree" / "tests" / "emulator")
    assert module.venvs_folder() == tmp_path / ".nox" / "emulator"
    monkeypatch.setattr(module.os, "access", lambda path, mode: False)
    assert module.venvs_folder() == tmp_path / "cache" / "community.cognigy" / "emulator"
    monkeypatch.setenv("COGNIGY_EMULATOR_VENVS", "/elsewhere")
    assert module.venvs_folder() == Path("/elsewhere")


def test_requirements_are_pinned_and_compared(monkeypatch):
    module = load(SERVE)
    lines = [line for line in module.REQUIREMENTS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert lines and all("==" in line for line in lines)
    monkeypatch.setattr(module.importlib.metadata, "version", dict(line.split("==") for line in lines).__getitem__)
    assert module.has_requirements()
    monkeypatch.setattr(module.importlib.metadata, "version", lambda name: "0")
    assert not module.has_requirements()


def test_a_failing_setup_says_why(tmp_path):
    serve = copy_of_the_emulator(tmp_path)
    (serve.parent / "requirements.txt").write_text("starlette==0.0.0.0\n")
    done = subprocess.run([sys.executable, str(serve), "--port", "0", *ACCOUNT], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 1 and "setting up the emulator failed" in done.stderr and "starlette==0.0.0.0" in done.stderr
    assert not list(tmp_path.rglob("complete"))


def test_old_pythons_are_refused(monkeypatch):
    module = load(SERVE)
    monkeypatch.setattr(module.sys, "version_info", (3, 10, 0))
    with pytest.raises(SystemExit, match="needs Python 3.11 or newer"):
        module.main()


def test_ipv6(start):
    with socket.socket(socket.AF_INET6) as probe:
        try:
            probe.bind(("::1", 0))
        except OSError:
            pytest.skip("this machine has no IPv6")
    assert start("--host", "::1").url.startswith("http://[::1]:")
