# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Certificates, and the one TLS context that threads and workers share."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from ansible_collections.community.cognigy.plugins.module_utils import _transport
from ansible_collections.community.cognigy.plugins.module_utils._errors import ConnectionFailed, InputError, OutcomeUnknown
from ansible_collections.community.cognigy.plugins.module_utils._transport import Settings, Transport
from ansible_collections.community.cognigy.tests.unit.plugins.module_utils._http import Certificates, Reply, Server, serving


@pytest.fixture(autouse=True)
def no_contexts(monkeypatch: pytest.MonkeyPatch) -> dict[Any, ssl.SSLContext]:
    contexts: dict[Any, ssl.SSLContext] = {}
    monkeypatch.setattr(_transport, "_contexts", contexts)
    return contexts


@pytest.fixture
def secure(certificates: Certificates) -> Iterator[Server]:
    with serving(certificates.context()) as one:
        yield one


def transport(server: Server, **settings: Any) -> Transport:
    return Transport(Settings(server.url, **{"timeout": 5.0, "retries": 0, **settings}), lambda seconds: None)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_untrusted_certificate(secure: Server, method: str) -> None:
    with pytest.raises(ConnectionFailed) as caught:
        transport(secure).send(method, "/x", headers={"X-API-Key": "geheim"})
    text = str(caught.value)
    assert "TLS" in text and "certificate verify failed" in text and "ca_path" in text and f"{method} {secure.url}/x" in text
    assert "_ssl.c" not in text
    assert secure.seen == []


def test_ca_path(secure: Server, certificates: Certificates) -> None:
    assert transport(secure, ca_path=certificates.ca).send("GET", "/x").status == 200


@pytest.mark.parametrize("name", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_ca_from_the_environment(secure: Server, certificates: Certificates, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, certificates.ca)
    assert transport(secure).send("GET", "/x").status == 200


def test_ca_path_wins_over_the_environment(secure: Server, certificates: Certificates, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere/at/all.pem")
    assert transport(secure, ca_path=certificates.ca).send("GET", "/x").status == 200


def test_certificate_for_another_name(certificates: Certificates) -> None:
    with serving(certificates.context(certificates.other)) as other:
        with pytest.raises(ConnectionFailed, match="(?i)ip address mismatch|doesn't match"):
            transport(other, ca_path=certificates.ca).send("GET", "/x")
        assert other.seen == []


def test_verification_off(secure: Server, recwarn: pytest.WarningsRecorder) -> None:
    assert transport(secure, validate_certs=False).send("GET", "/x").status == 200
    assert [str(one.message) for one in recwarn if "InsecureRequest" in str(one.category)] == []


def test_verification_off_stays_with_whom_it_was_asked_for(secure: Server, certificates: Certificates) -> None:
    transport(secure, validate_certs=False).send("GET", "/x")
    with pytest.raises(ConnectionFailed, match="certificate verify failed"):
        transport(secure).send("GET", "/x")
    assert transport(secure, ca_path=certificates.ca).send("GET", "/x").status == 200
    transport(secure, validate_certs=False).send("GET", "/x")
    with pytest.raises(ConnectionFailed, match="certificate verify failed"):
        transport(secure).send("GET", "/x")


def test_client_certificate(certificates: Certificates) -> None:
    with serving(certificates.context(client_ca=True)) as strict:
        with pytest.raises(ConnectionFailed):
            transport(strict, ca_path=certificates.ca).send("GET", "/x")
        assert strict.seen == []
        answer = transport(strict, ca_path=certificates.ca, client_cert=certificates.client, client_key=certificates.client_key).send(
            "GET", "/x"
        )
        assert answer.status == 200


@pytest.mark.parametrize(
    ("settings", "option"),
    [
        ({"ca_path": "/nowhere/ca.pem"}, "ca_path"),
        ({"ca_path": __file__}, "ca_path"),
        ({"client_cert": "/nowhere/client.pem"}, "client_cert"),
        ({"client_cert": "/nowhere/client.pem", "validate_certs": False}, "client_cert"),
    ],
)
def test_files_that_cannot_be_used(secure: Server, settings: dict[str, Any], option: str) -> None:
    with pytest.raises(InputError) as caught:
        transport(secure, **settings).send("GET", "/x")
    assert option in str(caught.value) and str(settings[option]) in str(caught.value)


def test_tls_through_a_proxy(secure: Server, server: Server, certificates: Certificates, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", server.url)
    with pytest.raises(ConnectionFailed, match="certificate verify failed"):
        transport(secure).send("GET", "/x")
    assert transport(secure, ca_path=certificates.ca).send("GET", "/x").status == 200
    assert server.tunnels == [f"127.0.0.1:{secure.port}"] * 2
    assert server.seen == [] and len(secure.seen) == 1


def test_tls_that_breaks_after_a_request_was_sent_says_nothing_about_its_outcome(secure: Server, certificates: Certificates) -> None:
    secure.default = Reply(garbage=True)
    with pytest.raises(OutcomeUnknown):
        transport(secure, ca_path=certificates.ca).send("POST", "/x", body={})
    assert len(secure.seen) == 1


# ---- the shared context ------------------------------------------------------------------------------------------------


def test_one_context_for_all_and_the_cas_are_read_once(
    secure: Server, certificates: Certificates, monkeypatch: pytest.MonkeyPatch, no_contexts: dict[Any, ssl.SSLContext]
) -> None:
    read: list[Any] = []
    real = ssl.SSLContext.load_verify_locations
    monkeypatch.setattr(
        ssl.SSLContext, "load_verify_locations", lambda self, *args, **kwargs: (read.append(self), real(self, *args, **kwargs))[1]
    )
    secure.default = Reply(headers={"Connection": "close"})
    for one in [transport(secure, ca_path=certificates.ca), transport(secure, ca_path=certificates.ca)]:
        for count in range(3):
            one.send("GET", "/x")
    assert len({seen.connection for seen in secure.seen}) == 6
    assert len(read) == 1
    assert list(no_contexts.values()) == [read[0]]


def test_contexts_differ_where_trust_differs(certificates: Certificates) -> None:
    make = _transport._ssl_context
    every = [
        make(True, None, None, None),
        make(True, certificates.ca, None, None),
        make(False, None, None, None),
        make(True, None, certificates.client, certificates.client_key),
    ]
    assert len({id(one) for one in every}) == 4
    assert make(True, certificates.ca, None, None) is every[1]
    assert [one.verify_mode for one in every] == [ssl.CERT_REQUIRED, ssl.CERT_REQUIRED, ssl.CERT_NONE, ssl.CERT_REQUIRED]


def test_alpn_is_set_once_and_never_again(secure: Server, certificates: Certificates, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[Any] = []
    real = ssl.SSLContext.set_alpn_protocols
    monkeypatch.setattr(ssl.SSLContext, "set_alpn_protocols", lambda self, protocols: (calls.append(protocols), real(self, protocols))[1])
    secure.default = Reply(headers={"Connection": "close"})
    one = transport(secure, ca_path=certificates.ca)
    for count in range(3):
        one.send("GET", "/x")
    assert calls == [["http/1.1"]]
    assert secure.alpn == ["http/1.1"] * 3


def test_many_threads_over_one_context(secure: Server, certificates: Certificates) -> None:
    one = transport(secure, ca_path=certificates.ca)
    with ThreadPoolExecutor(6) as pool:
        assert {answer.status for answer in pool.map(lambda number: one.send("GET", f"/{number}"), range(30))} == {200}
    assert sorted(int(seen.path[1:]) for seen in secure.seen) == list(range(30))
