# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Files go out from the disk: what arrives, what a broken way does, and how much memory it takes."""

from __future__ import annotations

import email
import email.policy
import os
import pathlib
import subprocess
import sys

import pytest

from ansible_collections.community.cognigy.plugins.module_utils._client import Client
from ansible_collections.community.cognigy.plugins.module_utils._credentials import Credentials
from ansible_collections.community.cognigy.plugins.module_utils._errors import ApiError, InputError, OutcomeUnknown, ReadOnlyViolation
from ansible_collections.community.cognigy.plugins.module_utils._transport import Form, Settings
from ansible_collections.community.cognigy.tests.unit.plugins.module_utils._http import Reply, Seen, Server

PATH = {"knowledgeStoreId": "a" * 24}


def client(server: Server, **settings: object) -> Client:
    return Client(Settings(server.url, timeout=5, **settings), Credentials(api_key="k"), sleep=lambda seconds: None)  # type: ignore[arg-type]


def parts(seen: Seen) -> dict[str, tuple[str | None, bytes]]:
    """The parts of a multipart body: the file's name and the content, by the name of the field."""
    text = b"Content-Type: " + seen.headers["Content-Type"].encode() + b"\r\n\r\n" + seen.body
    message = email.message_from_bytes(text, policy=email.policy.HTTP)
    return {
        str(part.get_param("name", header="content-disposition")): (part.get_filename(), part.get_payload(decode=True))  # type: ignore[misc]
        for part in message.iter_parts()  # type: ignore[attr-defined]
    }


@pytest.fixture
def file(tmp_path: pathlib.Path) -> pathlib.Path:
    path = tmp_path / "notes.txt"
    path.write_bytes(b"line\r\n\x00\xff" * 50000)
    return path


def test_the_file_and_the_fields_arrive(server: Server, file: pathlib.Path) -> None:
    server.default = Reply(201, {"_id": "t"})
    file = file.rename(file.with_name('my "no\\tes".txt'))
    form = Form(str(file), {"projectId": "p", "tags": ("a", "b")})
    assert client(server).call("uploadKnowledgeSourceFile", PATH, body=form) == {"_id": "t"}
    (seen,) = server.seen
    assert seen.headers["Content-Length"] == str(len(seen.body)) and seen.headers["Accept"] == "application/json"
    assert "Transfer-Encoding" not in seen.headers and seen.headers["X-API-Key"] == "k"
    got = parts(seen)
    assert got["projectId"][1] == b"p" and got["file"] == ("my _no_tes_.txt", file.read_bytes())
    assert seen.body.count(b'name="tags"') == 2


def test_an_empty_file(server: Server, tmp_path: pathlib.Path) -> None:
    (tmp_path / "empty.txt").touch()
    client(server).call("uploadKnowledgeSourceFile", PATH, body=Form(str(tmp_path / "empty.txt"), {}))
    assert parts(server.seen[0]) == {"file": ("empty.txt", b"")}


def test_after_429_the_whole_file_is_sent_again(server: Server, file: pathlib.Path) -> None:
    server.plan = [Reply(429, {}, {"Retry-After": "0"})]
    client(server).call("uploadKnowledgeSourceFile", PATH, body=Form(str(file), {}))
    assert [parts(seen)["file"][1] for seen in server.seen] == [file.read_bytes()] * 2


def test_a_lost_answer_is_no_success(server: Server, file: pathlib.Path) -> None:
    server.plan = [Reply(cut=True)]
    with pytest.raises(OutcomeUnknown):
        client(server).call("uploadKnowledgeSourceFile", PATH, body=Form(str(file), {}))
    assert len(server.seen) == 1


def test_check_mode_sends_nothing(server: Server, file: pathlib.Path) -> None:
    with pytest.raises(ReadOnlyViolation):
        client(server, read_only=True).call("uploadKnowledgeSourceFile", PATH, body=Form(str(file), {}))
    assert server.seen == []


@pytest.mark.parametrize("name", ["missing.txt", "."])
def test_a_file_that_cannot_be_read(server: Server, tmp_path: pathlib.Path, name: str) -> None:
    with pytest.raises(InputError, match="cannot read .*(No such file|Is a directory)"):
        client(server).call("uploadKnowledgeSourceFile", PATH, body=Form(str(tmp_path / name), {}))
    assert server.seen == []


def test_a_body_that_is_too_large_is_named_with_its_size(server: Server, file: pathlib.Path) -> None:
    server.default = Reply(413, {"detail": "request entity too large", "code": 413})
    with pytest.raises(ApiError, match=r"413 request entity too large.*The body has 70020 bytes, more than the server takes"):
        client(server).call("createFunction", body={"code": "x" * 70000, "n": 1})
    with pytest.raises(ApiError, match=r"The body has 4\d{5} bytes"):
        client(server).call("uploadKnowledgeSourceFile", PATH, body=Form(str(file), {}))


@pytest.mark.once
def test_memory_does_not_grow_with_the_file(server: Server, tmp_path: pathlib.Path) -> None:
    """20 MB are sent by a process of its own, whose peak is compared with what it had before."""
    big = tmp_path / "big.tar.gz"
    with big.open("wb") as stream:
        stream.truncate(20 * 1024 * 1024)
    program = f"""
import resource
from ansible_collections.community.cognigy.plugins.module_utils._client import Client
from ansible_collections.community.cognigy.plugins.module_utils._credentials import Credentials
from ansible_collections.community.cognigy.plugins.module_utils._transport import Form, Settings
client = Client(Settings({server.url!r}), Credentials(api_key="k"))
client.call("readUserMe")
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
before = peak()
client.call("uploadExtension", body=Form({str(big)!r}, {{"projectId": "p"}}))
print(peak() - before)
"""
    done = subprocess.run([sys.executable, "-c", program], env=os.environ, stdout=subprocess.PIPE, text=True, check=True)
    assert len(server.seen[1].body) > 20 * 1024 * 1024
    assert int(done.stdout) < 2048, f"{done.stdout} KiB more for a file of 20480 KiB"
