# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A real HTTP server in a thread that answers as it is told, and certificates for it."""

from __future__ import annotations

import contextlib
import datetime
import ipaddress
import json
import os
import pathlib
import select
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Reply:
    """One answer. cut: end the connection instead. delay: seconds before it. missing: bytes announced and not sent. garbage: break TLS."""

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: bool = False
    delay: float = 0
    missing: int = 0
    garbage: bool = False


class Seen(NamedTuple):
    """One request as it came in. connection: the client's port, so that requests over one connection are told from others."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes
    connection: int

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, list[str]]:
        return parse_qs(urlsplit(self.target).query)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Listener

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def _answer(self) -> None:
        owner = self.server.owner
        length = int(self.headers.get("Content-Length") or 0)
        owner.seen.append(Seen(self.command, self.path, self.headers, self.rfile.read(length), self.client_address[1]))
        if isinstance(self.connection, ssl.SSLSocket):
            owner.alpn.append(self.connection.selected_alpn_protocol())
        reply = owner.plan.pop(0) if owner.plan else owner.default
        if reply.delay:
            owner.closing.wait(reply.delay)
        if reply.garbage:
            os.write(self.connection.fileno(), b"\x00 this is no TLS record \x00" * 4)
        if reply.cut or reply.garbage:
            self.close_connection = True
            with contextlib.suppress(OSError):
                socket.socket.shutdown(self.connection, socket.SHUT_RDWR)
            return
        content = reply.body if isinstance(reply.body, bytes) else b"" if reply.body is None else json.dumps(reply.body).encode()
        self.send_response(reply.status)
        for name, value in {"Content-Type": "application/json", **reply.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content) + reply.missing))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)
        if reply.missing or reply.headers.get("Connection") == "close":
            self.close_connection = True

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = _answer

    def do_CONNECT(self) -> None:
        """Be a proxy for TLS: pass bytes both ways."""
        self.server.owner.tunnels.append(self.path)
        host, port = self.path.rsplit(":", 1)
        self.close_connection = True
        with socket.create_connection((host, int(port)), 5) as other:
            self.send_response(200)
            self.end_headers()
            ends = {self.connection: other, other: self.connection}
            while True:
                for one in select.select(list(ends), [], [], 5)[0]:
                    data = one.recv(65536)
                    if not data:
                        return
                    ends[one].sendall(data)


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    owner: Server

    def handle_error(self, request: Any, client_address: Any) -> None:  # a client that goes away is part of the tests
        pass


class Server:
    """Answers with what is in ``plan``, one after the other, then with ``default``; keeps what it has seen."""

    def __init__(self, context: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> None:
        self.plan: list[Reply] = []
        self.default = Reply(200, {})
        self.seen: list[Seen] = []
        self.tunnels: list[str] = []
        self.alpn: list[str | None] = []
        self.closing = threading.Event()
        self._listener = _Listener((host, 0), _Handler)
        self._listener.owner = self
        if context:
            self._listener.socket = context.wrap_socket(self._listener.socket, server_side=True, do_handshake_on_connect=False)
        self.port: int = self._listener.server_address[1]
        self.url = f"{'https' if context else 'http'}://{host}:{self.port}"
        self._thread = threading.Thread(target=self._listener.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    def count(self, least: int) -> int:
        """How many requests came in; one that a client has given up may still be on its way."""
        end = time.monotonic() + 5
        while len(self.seen) < least and time.monotonic() < end:
            time.sleep(0.01)
        return len(self.seen)

    def close(self) -> None:
        self.closing.set()
        self._listener.shutdown()
        self._listener.server_close()
        self._thread.join(5)


@contextlib.contextmanager
def serving(context: ssl.SSLContext | None = None) -> Iterator[Server]:
    server = Server(context)
    try:
        yield server
    finally:
        server.close()


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


# ---- certificates ------------------------------------------------------------------------------------------------------


class Certificates(NamedTuple):
    """PEM files: the CA, a server's chain and key for 127.0.0.1, one for another name, and a client's."""

    ca: str
    server: str
    other: str
    client: str
    client_key: str

    def context(self, file: str | None = None, client_ca: bool = False) -> ssl.SSLContext:
        """A server's context; with ``client_ca`` it wants a certificate from its clients."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file or self.server)
        context.set_alpn_protocols(["h2", "http/1.1"])
        if client_ca:
            context.load_verify_locations(self.ca)
            context.verify_mode = ssl.CERT_REQUIRED
        return context


def make_certificates(folder: pathlib.Path) -> Certificates:
    """Made with cryptography, which ansible-core brings along."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    now = datetime.datetime.now(datetime.timezone.utc)

    def name(text: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])

    def pem(file: str, *parts: Any) -> str:
        (folder / file).write_bytes(
            b"".join(
                part.public_bytes(serialization.Encoding.PEM)
                if isinstance(part, x509.Certificate)
                else part.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
                for part in parts
            )
        )
        return str(folder / file)

    ca_key = ec.generate_private_key(ec.SECP256R1())

    def certificate(key: Any, subject: str, ca: bool, names: list[x509.GeneralName]) -> x509.Certificate:
        builder = (
            x509.CertificateBuilder()
            .subject_name(name(subject))
            .issuer_name(name("a test's CA"))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=2))
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key()), critical=False)
            .add_extension(x509.KeyUsage(True, False, False, False, False, ca, ca, False, False), critical=True)
        )
        if names:
            builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        return builder.sign(ca_key, hashes.SHA256())

    def pair(file: str, subject: str, *names: x509.GeneralName) -> tuple[Any, x509.Certificate]:
        key = ec.generate_private_key(ec.SECP256R1())
        return key, certificate(key, subject, False, list(names))

    server = pair("server", "server", x509.IPAddress(ipaddress.ip_address("127.0.0.1")), x509.DNSName("localhost"))
    other = pair("other", "other", x509.DNSName("somewhere.else.example"))
    client = pair("client", "client")
    return Certificates(
        ca=pem("ca.pem", certificate(ca_key, "a test's CA", True, [])),
        server=pem("server.pem", *server),
        other=pem("other.pem", *other),
        client=pem("client.pem", client[1]),
        client_key=pem("client.key", client[0]),
    )
