# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command: options, sockets, signals and uvicorn."""

from __future__ import annotations

import argparse
import contextlib
import errno
import signal
import socket
import ssl
from collections.abc import Iterator

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from .control import control_app
from .emulator import TRANSPORT, Emulator
from .store import StateError

SIGNALS = (signal.SIGTERM, signal.SIGINT)


class Protocol(HttpToolsProtocol):
    """Gives the application the connection, so that it can be cut."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope[TRANSPORT] = self.transport  # type: ignore[literal-required]


class Server(uvicorn.Server):
    """Says when it is ready, and ends with status 0 when it is asked to."""

    def __init__(self, config: uvicorn.Config, url: str) -> None:
        super().__init__(config)
        self.url = url

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        print(f"Cognigy.AI emulator: {self.url}", flush=True)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        for one in SIGNALS:
            signal.signal(one, self.handle_exit)
        yield


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="serve", description="An emulator of the Cognigy.AI REST API.")
    parser.add_argument("--port", type=int, required=True, help="0 picks a free one")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--management-user", required=True, help="user of the management API")
    parser.add_argument("--management-password", required=True)
    parser.add_argument("--state", metavar="FILE", help="keep the state in this file")
    parser.add_argument("--tls-cert", metavar="FILE", help="serve https with this certificate")
    parser.add_argument("--tls-key", metavar="FILE")
    parser.add_argument(
        "--check-answers", action=argparse.BooleanOptionalAction, default=True, help="check every answer against the contract"
    )
    parser.add_argument("--log-level", default="error", choices=("critical", "error", "warning", "info", "debug"))
    options = parser.parse_args(arguments)
    if bool(options.tls_cert) != bool(options.tls_key):
        parser.error("--tls-cert and --tls-key go together")
    return options


def listen(host: str, port: int) -> socket.socket:
    """A socket that is bound, or the end of the program with the reason."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        reason = "something else has it" if error.errno == errno.EADDRINUSE else error.strerror
        raise SystemExit(f"cannot listen on {host} port {port}: {reason}") from None
    return listener


def main(arguments: list[str]) -> None:
    options = parse(arguments)
    try:
        emulator = Emulator(options.management_user, options.management_password, options.state, options.check_answers)
    except StateError as error:
        raise SystemExit(str(error)) from None
    emulator.control = control_app(emulator)
    listener = listen(options.host, options.port)
    config = uvicorn.Config(
        emulator,
        http=Protocol,
        lifespan="off",
        log_level=options.log_level,
        access_log=options.log_level in ("info", "debug"),
        date_header=False,
        server_header=False,
        backlog=2048,
        timeout_keep_alive=60,
        timeout_graceful_shutdown=1,
        ssl_certfile=options.tls_cert,
        ssl_keyfile=options.tls_key,
    )
    try:
        config.load()
    except (OSError, ssl.SSLError) as error:
        raise SystemExit(f"cannot use the certificate {options.tls_cert} with the key {options.tls_key}: {error}") from None
    host = f"[{options.host}]" if ":" in options.host else options.host
    url = f"{'https' if options.tls_cert else 'http'}://{host}:{listener.getsockname()[1]}"
    try:
        Server(config, url).run(sockets=[listener])
    finally:
        emulator.store.close()
