# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is sent how often, and what becomes of it when something goes wrong, against a real server."""

from __future__ import annotations

import pathlib
import time
from email.utils import formatdate
from typing import Any

import pytest

from ansible_collections.community.cognigy.plugins.module_utils._errors import (
    BadAnswer,
    ConnectionFailed,
    InputError,
    OutcomeUnknown,
    ReadOnlyViolation,
)
from ansible_collections.community.cognigy.plugins.module_utils._transport import (
    HIDDEN,
    MAX_WAIT,
    Answer,
    Settings,
    Transport,
    describe,
    retry_after,
)
from ansible_collections.community.cognigy.tests.unit.plugins.module_utils._http import Reply, Server, free_port, serving

WRITING = ["POST", "PUT", "PATCH", "DELETE"]


def transport(server: Server | str, naps: list[float], **settings: Any) -> Transport:
    url = server if isinstance(server, str) else server.url
    return Transport(Settings(url, **{"timeout": 5.0, **settings}), naps.append)


# ---- safe requests are repeated ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_get_is_repeated_when_the_server_is_busy(server: Server, naps: list[float], status: int) -> None:
    server.plan = [Reply(status), Reply(status), Reply(200, {"name": "here"})]
    answer = transport(server, naps).send("GET", "/x")
    assert answer.json() == {"name": "here"}
    assert len(server.seen) == 3


@pytest.mark.parametrize("retries", [0, 2])
def test_get_gives_up_after_retries_and_shows_the_last_answer(server: Server, naps: list[float], retries: int) -> None:
    server.default = Reply(503, {"detail": "tired"})
    answer = transport(server, naps, retries=retries).send("GET", "/x")
    assert (answer.status, answer.json()) == (503, {"detail": "tired"})
    assert len(server.seen) == retries + 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 500])
def test_get_is_not_repeated_after_an_answer_that_will_stay(server: Server, naps: list[float], status: int) -> None:
    server.default = Reply(status)
    assert transport(server, naps).send("GET", "/x").status == status
    assert len(server.seen) == 1


def test_get_is_repeated_when_its_body_broke_off(server: Server, naps: list[float]) -> None:
    server.plan = [Reply(200, {"half": True}, missing=50), Reply(200, {"whole": True})]
    assert transport(server, naps).send("GET", "/x").json() == {"whole": True}
    assert len(server.seen) == 2


def test_get_whose_body_always_breaks_off_fails(server: Server, naps: list[float]) -> None:
    server.default = Reply(200, {"half": True}, missing=50)
    with pytest.raises(ConnectionFailed):
        transport(server, naps, retries=2).send("GET", "/x")
    assert len(server.seen) == 3
    assert len(naps) == 2


def test_get_is_repeated_when_the_connection_was_cut(server: Server, naps: list[float]) -> None:
    server.plan = [Reply(cut=True), Reply(200, {"ok": 1})]
    assert transport(server, naps).send("GET", "/x").json() == {"ok": 1}
    assert len(server.seen) == 2


def test_get_whose_connection_is_always_cut_fails(server: Server, naps: list[float]) -> None:
    server.default = Reply(cut=True)
    with pytest.raises(ConnectionFailed, match="no answer"):
        transport(server, naps, retries=2).send("GET", "/x")
    assert len(server.seen) == 3


def test_get_that_is_not_answered_in_time_is_repeated_and_fails(server: Server, naps: list[float]) -> None:
    server.default = Reply(delay=5)
    with pytest.raises(ConnectionFailed, match="timed out"):
        transport(server, naps, retries=1, timeout=0.15).send("GET", "/x")
    assert server.count(2) == 2


# ---- writing requests are sent once ------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", WRITING)
def test_a_writing_request_whose_connection_was_cut_is_not_sent_again(server: Server, naps: list[float], method: str) -> None:
    server.default = Reply(cut=True)
    with pytest.raises(OutcomeUnknown) as caught:
        transport(server, naps).send(method, "/x", body={"a": 1})
    assert len(server.seen) == 1
    assert f"{method} {server.url}/x" in str(caught.value)
    assert caught.value.retry_after is None


@pytest.mark.parametrize("method", WRITING)
def test_a_writing_request_without_an_answer_in_time_is_not_sent_again(server: Server, naps: list[float], method: str) -> None:
    server.default = Reply(delay=5)
    with pytest.raises(OutcomeUnknown, match="0.15 s"):
        transport(server, naps, timeout=0.15).send(method, "/x", body={})
    assert server.count(1) == 1


def test_a_writing_request_whose_answer_broke_off_is_not_sent_again(server: Server, naps: list[float]) -> None:
    server.default = Reply(201, {"_id": "a"}, missing=20)
    with pytest.raises(OutcomeUnknown):
        transport(server, naps).send("POST", "/x", body={})
    assert len(server.seen) == 1


@pytest.mark.parametrize("method", WRITING)
@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_writing_request_with_a_broken_answer_is_not_sent_again(server: Server, naps: list[float], method: str, status: int) -> None:
    server.default = Reply(status, {"detail": "oh dear", "code": 1008, "traceId": "t-1"})
    with pytest.raises(OutcomeUnknown) as caught:
        transport(server, naps).send(method, "/x", body={})
    assert len(server.seen) == 1
    assert "oh dear" in str(caught.value) and "code 1008" in str(caught.value) and "traceId t-1" in str(caught.value)
    assert caught.value.details == {"status": status}
    assert caught.value.retry_after is None


@pytest.mark.parametrize(("status", "expected"), [(503, 7.0), (500, None), (502, None)])
def test_only_503_says_when_to_come_back(server: Server, naps: list[float], status: int, expected: float | None) -> None:
    server.default = Reply(status, headers={"Retry-After": "7"})
    with pytest.raises(OutcomeUnknown) as caught:
        transport(server, naps).send("POST", "/x", body={})
    assert caught.value.retry_after == expected
    assert naps == []


def test_a_writing_request_is_sent_again_after_429_as_the_server_says(server: Server, naps: list[float]) -> None:
    server.plan = [Reply(429, headers={"Retry-After": "3"}), Reply(429, headers={"Retry-After": "900"}), Reply(201, {"_id": "a"})]
    assert transport(server, naps).send("POST", "/x", body={"a": 1}).status == 201
    assert naps == [3.0, MAX_WAIT]
    assert [one.body for one in server.seen] == [b'{"a": 1}'] * 3


def test_a_writing_request_backs_off_by_itself_after_429_without_a_time(server: Server, naps: list[float]) -> None:
    server.plan = [Reply(429), Reply(429), Reply(201)]
    transport(server, naps).send("POST", "/x", body={})
    assert 1 <= naps[0] < 2 <= naps[1] < 3


def test_429_is_shown_when_it_stays(server: Server, naps: list[float]) -> None:
    server.default = Reply(429, headers={"Retry-After": "1"})
    assert transport(server, naps, retries=2).send("POST", "/x", body={}).status == 429
    assert len(server.seen) == 3
    assert naps == [1.0, 1.0]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 413])
def test_a_refused_writing_request_is_an_answer(server: Server, naps: list[float], status: int) -> None:
    server.default = Reply(status)
    assert transport(server, naps).send("POST", "/x", body={}).status == status
    assert len(server.seen) == 1


# ---- Retry-After -------------------------------------------------------------------------------------------------------


def headed(value: str | None) -> Answer:
    return Answer("GET", "http://h/x", 429, {} if value is None else {"Retry-After": value}, b"")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("7", 7.0),
        ("0.5", 0.5),
        ("60", 60.0),
        ("100000", MAX_WAIT),
        ("inf", MAX_WAIT),
        ("0", None),
        ("-3", None),
        ("nan", None),
        ("soon", None),
        (None, None),
    ],
)
def test_retry_after_in_seconds(value: str | None, expected: float | None) -> None:
    assert retry_after(headed(value)) == expected


def test_retry_after_as_a_date() -> None:
    now = time.time()
    soon = retry_after(headed(formatdate(now + 30, usegmt=True)))
    assert soon is not None and 27 < soon <= 30
    assert retry_after(headed(formatdate(now + 5000, usegmt=True))) == MAX_WAIT
    assert retry_after(headed(formatdate(now - 30, usegmt=True))) is None


@pytest.mark.parametrize(("value", "expected"), [("4", 4.0), ("86400", MAX_WAIT), ("date", MAX_WAIT)])
def test_get_waits_as_the_server_says_within_a_bound(server: Server, naps: list[float], value: str, expected: float) -> None:
    server.plan = [
        Reply(429, headers={"Retry-After": formatdate(time.time() + 5000, usegmt=True) if value == "date" else value}),
        Reply(200),
    ]
    transport(server, naps).send("GET", "/x")
    assert naps == [expected]


@pytest.mark.parametrize("value", ["soon", "1.5", ""])
def test_get_is_repeated_although_nobody_understands_the_retry_after(server: Server, naps: list[float], value: str) -> None:
    server.plan = [Reply(503, headers={"Retry-After": value}), Reply(200, {"ok": 1})]
    assert transport(server, naps).send("GET", "/x").json() == {"ok": 1}


# ---- connections -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_refused_connection_is_certain_for_any_method(naps: list[float], method: str) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(ConnectionFailed) as caught:
        transport(url, naps, retries=1).send(method, "/x", body={} if method == "POST" else None)
    assert "refused" in str(caught.value) and f"{method} {url}/x" in str(caught.value) and "base_url" in str(caught.value)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_unknown_host_is_certain(naps: list[float], method: str) -> None:
    with pytest.raises(ConnectionFailed, match="base_url"):
        transport("http://no-such-host.invalid", naps, retries=0).send(method, "/x")


def test_one_connection_serves_many_requests(server: Server, naps: list[float]) -> None:
    one = transport(server, naps)
    for method in ("GET", "POST", "DELETE"):
        one.send(method, "/x")
    assert len({seen.connection for seen in server.seen}) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_redirects_are_refused_and_nobody_else_gets_the_key(server: Server, naps: list[float], status: int, method: str) -> None:
    with serving() as other:
        server.default = Reply(status, headers={"Location": other.url + "/elsewhere"})
        with pytest.raises(BadAnswer) as caught:
            transport(server, naps).send(method, "/x", headers={"X-API-Key": "geheim"})
        assert other.seen == []
    assert other.url in str(caught.value) and "base_url" in str(caught.value)
    assert len(server.seen) == 1


# ---- what a request looks like -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["GET", "HEAD", *WRITING])
def test_every_call_asks_for_json(server: Server, naps: list[float], method: str) -> None:
    transport(server, naps).send(method, "/x", headers={"X-API-Key": "k"})
    assert server.seen[0].headers["Accept"] == "application/json"
    assert server.seen[0].headers["X-API-Key"] == "k"
    assert server.seen[0].method == method


def test_query_and_body(server: Server, naps: list[float]) -> None:
    transport(server, naps).send("POST", "/a/b%2Fc", {"filter": "ä & b", "type": ["one", "two"], "left": None}, {"name": "ü", "none": None})
    seen = server.seen[0]
    assert (seen.path, seen.query) == ("/a/b%2Fc", {"filter": ["ä & b"], "type": ["one", "two"]})
    assert seen.headers["Content-Type"] == "application/json"
    assert seen.body == b'{"name": "\\u00fc", "none": null}'


def test_a_request_without_a_body_has_none(server: Server, naps: list[float]) -> None:
    transport(server, naps).send("GET", "/x")
    transport(server, naps).send("POST", "/x")
    assert [(one.body, one.headers.get("Content-Type")) for one in server.seen] == [(b"", None)] * 2


def test_json_of_an_answer() -> None:
    def answer(content: bytes, kind: str = "text/html; charset=utf-8") -> Answer:
        return Answer("GET", "http://h/x", 200, {"Content-Type": kind}, content)

    assert answer(b"").json() is None
    assert answer(b" \n").json() is None
    assert answer(b'[{"a": 1}]').json() == [{"a": 1}]
    with pytest.raises(BadAnswer) as caught:
        answer(b"<html>Log in</html>").json()
    assert "text/html" in str(caught.value) and "base_url" in str(caught.value) and "charset" not in str(caught.value)


def test_describe_an_answer() -> None:
    def text(status: int, content: bytes) -> str:
        return describe(Answer("GET", "http://h/x", status, {}, content), lambda text: text.replace("geheim", HIDDEN))

    assert (
        text(409, b'{"title": "Conflict", "detail": "Name geheim is taken", "code": 1004, "traceId": "t"}')
        == f"409 Name {HIDDEN} is taken (code 1004, traceId t)"
    )
    assert text(409, b'{"title": "Conflict"}') == "409 Conflict"
    assert text(502, b"<html>") == "502"
    assert text(500, b"[1]") == "500"
    assert text(400, b'{"detail": "x", "traceId": "geheim"}') == f"400 x (traceId {HIDDEN})"


# ---- read-only mode ----------------------------------------------------------------------------------------------------


def test_read_only_mode_lets_nothing_but_looks_through(server: Server, naps: list[float]) -> None:
    one = transport(server, naps, read_only=True)
    for number, method in enumerate([*WRITING, "OPTIONS", "post"], 1):
        with pytest.raises(ReadOnlyViolation, match="check mode"):
            one.send(method, "/x", body={})
        assert one.refused == number
    one.send("GET", "/x")
    one.send("HEAD", "/x")
    assert [seen.method for seen in server.seen] == ["GET", "HEAD"]


def test_nothing_is_counted_as_refused_otherwise(server: Server, naps: list[float]) -> None:
    one = transport(server, naps)
    one.send("POST", "/x", body={})
    assert one.refused == 0


# ---- base_url ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "root"),
    [
        ("https://api.example.com", "https://api.example.com"),
        ("https://api.example.com/", "https://api.example.com"),
        ("https://api.example.com/new", "https://api.example.com"),
        ("https://api.example.com/new/", "https://api.example.com"),
        ("https://api.example.com//new//", "https://api.example.com"),
        (" http://127.0.0.1:8080/new \n", "http://127.0.0.1:8080"),
        ("https://gate.example.com/cognigy/new", "https://gate.example.com/cognigy"),
        ("https://api.example.com/renew", "https://api.example.com/renew"),
        ("https://[::1]:8443", "https://[::1]:8443"),
    ],
)
def test_forms_of_base_url(given: str, root: str) -> None:
    assert Settings(given).root == root


@pytest.mark.parametrize(
    "given", ["", "api.example.com", "api.example.com/new", "ftp://api.example.com", "https://", "https:///new", "/new", "https://[::1"]
)
def test_base_url_that_is_none(given: str) -> None:
    with pytest.raises(InputError, match="base_url"):
        Transport(Settings(given))


@pytest.mark.parametrize(
    "given", ["https://admin:geheim@api.example.com", "https://geheim@api.example.com", "admin:geheim@api.example.com", "htp://a:geheim@h"]
)
def test_base_url_with_a_user_in_it_is_refused_and_not_repeated(given: str) -> None:
    with pytest.raises(InputError, match="base_url") as caught:
        Transport(Settings(given))
    assert "geheim" not in str(caught.value)


# ---- proxies, netrc ----------------------------------------------------------------------------------------------------


def test_proxy_from_the_environment(server: Server, naps: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", server.url)
    transport("http://behind-the-proxy.invalid", naps).send("GET", "/x")
    assert [one.target for one in server.seen] == ["http://behind-the-proxy.invalid/x"]


def test_all_proxy_from_the_environment(server: Server, naps: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", server.url)
    transport("http://behind-the-proxy.invalid", naps).send("GET", "/x")
    assert len(server.seen) == 1


@pytest.mark.parametrize("exception", ["127.0.0.1", "127.0.0.0/8", "elsewhere,127.0.0.0/8", "*"])
def test_no_proxy_is_heeded(server: Server, naps: list[float], monkeypatch: pytest.MonkeyPatch, exception: str) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{free_port()}")
    monkeypatch.setenv("NO_PROXY", exception)
    transport(server, naps, retries=0).send("GET", "/x")
    assert server.seen[0].target == "/x"


@pytest.mark.parametrize("exception", ["", "10.0.0.0/8", "elsewhere"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_proxy_that_is_down_is_a_failed_connection(
    server: Server, naps: list[float], monkeypatch: pytest.MonkeyPatch, exception: str, method: str
) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{free_port()}")
    monkeypatch.setenv("NO_PROXY", exception)
    with pytest.raises(ConnectionFailed, match="proxy"):
        transport(server, naps, retries=0).send(method, "/x")
    assert server.seen == []


def test_proxies_are_looked_up_once(server: Server, naps: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    one = transport(server, naps, retries=0)
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{free_port()}")
    one.send("GET", "/x")
    assert len(server.seen) == 1


def test_netrc_is_not_used(server: Server, naps: list[float], monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path) -> None:
    file = tmp_path / ".netrc"
    file.write_text("machine 127.0.0.1\nlogin somebody\npassword else\n", encoding="utf-8")
    file.chmod(0o600)
    monkeypatch.setenv("NETRC", str(file))
    monkeypatch.setenv("HOME", str(tmp_path))
    transport(server, naps).send("GET", "/x")
    assert "Authorization" not in server.seen[0].headers


# ---- secrets -----------------------------------------------------------------------------------------------------------


def test_redact(naps: list[float]) -> None:
    one = transport("http://h", naps)
    one.hide("geheim", "geheim/und mehr", None, "")
    assert one.redact("nothing") == "nothing"
    assert one.redact("a geheim b geheim") == f"a {HIDDEN} b {HIDDEN}"
    assert one.redact("geheim/und mehr!") == f"{HIDDEN}!"  # the longest first: nothing of it is left
    assert one.redact("?key=geheim%2Fund%20mehr&") == f"?key={HIDDEN}&"
    assert one.hidden == {"geheim", "geheim/und mehr"}


def test_secrets_that_the_server_repeats_are_not_shown(server: Server, naps: list[float]) -> None:
    one = transport(server, naps, retries=0)
    one.hide("geheim")
    for reply in (Reply(500, {"detail": "bad key geheim", "traceId": "geheim"}), Reply(302, headers={"Location": "http://h/?key=geheim"})):
        server.plan = [reply]
        with pytest.raises((OutcomeUnknown, BadAnswer)) as caught:
            one.send("POST", "/x", body={})
        assert "geheim" not in str(caught.value) and HIDDEN in str(caught.value)
