# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Files come to the disk: whole or not at all, and nobody but the API's own host gets to see the key."""

from __future__ import annotations

import errno
import hashlib
import os
import pathlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ansible_collections.community.cognigy.plugins.module_utils import _client
from ansible_collections.community.cognigy.plugins.module_utils._client import DOWNLOADS, Client
from ansible_collections.community.cognigy.plugins.module_utils._credentials import Credentials
from ansible_collections.community.cognigy.plugins.module_utils._errors import (
    ApiError,
    BadAnswer,
    CognigyError,
    ConnectionFailed,
    InputError,
    OutcomeUnknown,
)
from ansible_collections.community.cognigy.plugins.module_utils._modules.snapshot import lacks
from ansible_collections.community.cognigy.plugins.module_utils._transport import HOPS, Settings, Transport
from ansible_collections.community.cognigy.tests.unit.plugins.module_utils._http import Certificates, Reply, Server, free_port, serving

WHOLE = b"csnap" + bytes(range(256)) * 1000
OCTETS = {"Content-Type": "application/octet-stream"}
FILE = Reply(200, WHOLE, OCTETS)
STAMP = 1735689600.0


def link(server: Server | str, path: str = "/files/secret-path?signature=secret") -> Reply:
    return Reply(200, {"downloadLink": f"{server if isinstance(server, str) else server.url}{path}"})


class Downloads:
    """A client of a server and a folder with an older file, at the place that a download goes to."""

    def __init__(self, server: Server, folder: pathlib.Path, **settings: Any) -> None:
        self.server, self.folder, self.dest = server, folder, folder / "1.0.csnap"
        self.dest.write_bytes(b"csnap, an older one")
        self.naps: list[float] = []
        self.said: list[str] = []
        where = Settings(server.url, timeout=5, retries=2, **settings)
        self.client = Client(where, Credentials(api_key="the-key"), self.said.append, self.naps.append)

    def __call__(self, *plan: Reply, dest: pathlib.Path | None = None, lacks: Callable[[str], str] = lacks) -> dict[str, Any]:
        self.server.plan = [*plan]
        path = {"snapshotId": "a" * 24}
        return self.client.download("composeSnapshotDownloadLink", path, str(dest or self.dest), "download of 1.0", lacks, STAMP)

    def fails(self, kind: type[CognigyError], *plan: Reply, **options: Any) -> str:
        """The message of a download that fails, and leaves everything as it was."""
        with pytest.raises(kind) as caught:
            self(*plan, **options)
        assert [path.name for path in self.folder.iterdir()] == ["1.0.csnap"] and self.dest.read_bytes() == b"csnap, an older one"
        assert "secret" not in str(caught.value)
        return str(caught.value)

    @property
    def keys(self) -> list[str | None]:
        """The key that each request for a file brought along."""
        return [seen.headers.get("X-API-Key") for seen in self.server.seen if seen.method == "GET"]


@pytest.fixture
def download(server: Server, tmp_path: pathlib.Path, naps: list[float]) -> Downloads:
    return Downloads(server, tmp_path)


@pytest.fixture
def other() -> Iterator[Server]:
    """Another host."""
    with serving() as one:
        yield one


def is_whole(download: Downloads, told: dict[str, Any]) -> None:
    assert told == {"path": str(download.dest), "size": len(WHOLE), "sha256": hashlib.sha256(WHOLE).hexdigest()}
    assert download.dest.read_bytes() == WHOLE
    assert [path.name for path in download.folder.iterdir()] == ["1.0.csnap"]


def test_a_file(download: Downloads, server: Server) -> None:
    download.dest.chmod(0o644)
    is_whole(download, download(link(server), FILE))
    about = download.dest.stat()
    assert (about.st_mode & 0o777, about.st_mtime) == (0o600, STAMP)
    assert download.keys == [None] and download.naps == []
    assert server.seen[1].headers["Accept-Encoding"] == "identity"


# ---- the key ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [401, 403])
def test_the_key_goes_to_the_own_host_once_it_has_refused(download: Downloads, server: Server, status: int) -> None:
    is_whole(download, download(link(server), Reply(status, {}), FILE))
    assert download.keys == [None, "the-key"]


@pytest.mark.parametrize("status", [401, 403])
def test_the_own_host_refuses_the_key_too(download: Downloads, server: Server, status: int) -> None:
    refused = Reply(status, {"detail": "not you"})
    assert f"{status} not you" in download.fails(ApiError, link(server), refused, refused)
    assert download.keys == [None, "the-key"]


@pytest.mark.parametrize("status", [401, 403])
def test_another_host_never_gets_the_key(download: Downloads, other: Server, status: int) -> None:
    other.default = Reply(status, {})
    message = download.fails(BadAnswer, link(other))
    assert f": {status}. The link leads to another host than base_url, and the API key is never sent there." in message
    assert [seen.headers.get("X-API-Key") for seen in other.seen] == [None] and "the-key" not in str(other.seen)


def test_another_host_gives_the_file(download: Downloads, other: Server) -> None:
    other.default = FILE
    is_whole(download, download(link(other)))
    assert "the-key" not in str([dict(seen.headers) for seen in other.seen])


def test_a_redirection_takes_no_key_along(download: Downloads, server: Server, other: Server) -> None:
    """From the own host, which wanted the key, to another one, and back to the own one."""
    other.default = Reply(302, None, {"Location": f"{server.url}/back"})
    away = Reply(302, None, {"Location": f"{other.url}/elsewhere"})
    is_whole(download, download(link(server), Reply(401, {}), away, FILE))
    assert "the-key" not in str([dict(seen.headers) for seen in other.seen]) and len(other.seen) == 1
    assert download.keys == [None, "the-key", "the-key"]


def test_a_relative_redirection(download: Downloads, server: Server) -> None:
    is_whole(download, download(link(server), Reply(307, None, {"Location": "/moved"}), FILE))
    assert [seen.path for seen in server.seen[1:]] == ["/files/secret-path", "/moved"]


@pytest.mark.parametrize("location", [{"Location": "/files/secret-path"}, {}])
def test_redirections_end(download: Downloads, server: Server, location: dict[str, str]) -> None:
    server.default = Reply(302, None, location)
    assert f"more than {HOPS} times" in download.fails(BadAnswer, link(server))
    assert len(server.seen) == 2 + HOPS


@pytest.mark.parametrize("address", ["file:///etc/passwd", "http://[::1/x"])
def test_a_redirection_to_what_is_no_web_address(download: Downloads, server: Server, address: str) -> None:
    assert "no download link" in download.fails(BadAnswer, link(server), Reply(302, None, {"Location": address}))


def test_another_host_gets_no_client_certificate(
    server: Server, other: Server, tmp_path: pathlib.Path, certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    sessions: list[tuple[Any, ...]] = []
    made = Transport._new_session

    def new_session(self: Transport, *args: Any) -> Any:
        sessions.append(args)
        return made(self, *args)

    monkeypatch.setattr(Transport, "_new_session", new_session)
    other.default = FILE
    download = Downloads(server, tmp_path, client_cert=certificates.client, client_key=certificates.client_key)
    is_whole(download, download(link(other)))
    assert sessions == [({}, certificates.client, certificates.client_key), ({}, None, None)]


# ---- not yet -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "early", [Reply(200, b"csnap", OCTETS), Reply(200, b"", OCTETS), Reply(200, b"<html>later</html>", OCTETS), Reply(200, {"a": 1})]
)
def test_what_is_no_file_yet(download: Downloads, server: Server, early: Reply) -> None:
    is_whole(download, download(link(server), early, link(server), early, link(server), FILE))
    assert download.naps == [0.5, 1.0]


def test_a_part_of_a_file(download: Downloads, server: Server) -> None:
    part = Reply(200, WHOLE[:100000], OCTETS, missing=len(WHOLE) - 100000)
    is_whole(download, download(link(server), part, link(server), FILE))


def test_a_shorter_file_after_a_longer_part(download: Downloads, server: Server) -> None:
    """Nothing of an earlier try stays."""
    is_whole(download, download(link(server), Reply(200, WHOLE * 2, OCTETS, missing=5), link(server), FILE))


@pytest.mark.parametrize("status", [404, 409])
def test_no_link_yet(download: Downloads, server: Server, status: int) -> None:
    is_whole(download, download(Reply(status, {}), Reply(status, {}), link(server), FILE))
    assert download.naps == [0.5, 1.0]


def test_a_link_that_has_ended(download: Downloads, server: Server) -> None:
    is_whole(download, download(link(server), Reply(404, {}), link(server, "/files/new"), FILE))
    assert server.seen[-1].path == "/files/new"


def test_a_page_that_stays(download: Downloads, server: Server) -> None:
    page = Reply(200, b" <!doctype html>", OCTETS)
    message = download.fails(BadAnswer, *[link(server), page] * len(DOWNLOADS))
    assert message == "download of 1.0: the server sent a page or a message, and no snapshot"
    assert sum(download.naps) == sum(DOWNLOADS)


def test_a_file_that_never_comes(download: Downloads, server: Server) -> None:
    server.default = Reply(409, {"detail": "The snapshot is not packaged yet"})
    assert "409 The snapshot is not packaged yet" in download.fails(ApiError)
    assert len(server.seen) == len(DOWNLOADS)


# ---- what is no use to wait for ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [400, 403])
def test_a_link_that_is_refused(download: Downloads, server: Server, status: int) -> None:
    assert "as it is" in download.fails(ApiError, Reply(status, {"detail": "as it is"}))
    assert len(server.seen) == 1


@pytest.mark.parametrize(
    "said", [None, [], {}, {"downloadLink": None}, {"downloadLink": ""}, {"downloadLink": 5}, {"downloadLink": "file:///x"}]
)
def test_an_answer_without_a_link(download: Downloads, server: Server, said: Any) -> None:
    assert "no download link, or it leads to what is no web address" in download.fails(BadAnswer, Reply(200, said))


@pytest.mark.parametrize("address", ["http://[::1/x", "http://host:port/x", "https:///x", "//host/x"])
def test_a_link_that_is_none(download: Downloads, server: Server, address: str) -> None:
    assert "no download link, or it leads to" in download.fails(BadAnswer, Reply(200, {"downloadLink": address}))


def test_a_body_that_always_breaks_off(download: Downloads, server: Server) -> None:
    broken = [link(server), Reply(200, WHOLE, OCTETS, missing=5)]
    assert "the download ended early" in download.fails(ConnectionFailed, *broken * 9)
    assert len(server.seen) == 2 * 3, "as often as retries says"


def test_a_host_that_is_not_there(download: Downloads, server: Server) -> None:
    server.default = link(f"http://127.0.0.1:{free_port()}")
    assert "(download link): the download ended early: Connection refused" in download.fails(ConnectionFailed)
    assert len(server.seen) == 3


def test_answers_that_are_lost(download: Downloads, server: Server) -> None:
    """A link changes nothing, so it is asked for again, as often as retries says."""
    is_whole(download, download(Reply(cut=True), Reply(502), link(server), FILE))
    server.default = Reply(502)
    with pytest.raises(OutcomeUnknown):
        download()
    assert len(server.seen) == 4 + 3 and download.dest.read_bytes() == WHOLE


@pytest.mark.parametrize("status", [500, 502])
def test_a_file_whose_server_has_trouble(download: Downloads, server: Server, status: int) -> None:
    busy = [Reply(status)] * (1 if status == 500 else 3)
    is_whole(download, download(link(server), *busy, link(server), FILE))


# ---- the disk ------------------------------------------------------------------------------------------------------------


def test_a_disk_that_is_full(download: Downloads, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    def store(response: Any, file: Any, progress: Any) -> None:
        file.write(WHOLE[:1000])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Transport, "_store", staticmethod(store))
    assert download.fails(InputError, link(server), FILE) == f"cannot write {download.dest}: No space left on device"


def test_a_folder_that_is_not_there(download: Downloads, server: Server) -> None:
    dest = download.folder / "no" / "1.0.csnap"
    assert download.fails(InputError, dest=dest) == f"cannot write {dest}: No such file or directory"
    assert server.seen == []


def test_a_folder_in_place_of_the_file(download: Downloads, server: Server, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("folder")
    (folder / "1.0.csnap").mkdir()
    with pytest.raises(InputError, match="Is a directory"):
        download(link(server), FILE, dest=folder / "1.0.csnap")
    assert [path.name for path in folder.iterdir()] == ["1.0.csnap"]


def test_an_interruption_leaves_nothing(download: Downloads, server: Server) -> None:
    def interrupt(path: str) -> str:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        download(link(server), FILE, lacks=interrupt)
    assert [path.name for path in download.folder.iterdir()] == ["1.0.csnap"]


# ---- long ones -------------------------------------------------------------------------------------------------------------


def test_progress_is_told(download: Downloads, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_client, "SHOW_EVERY", 0)
    big = b"csnap" + bytes(3_000_000)
    download(link(server), Reply(200, big, OCTETS))
    assert download.said[0] == "download of 1.0: 0/3 MB" and download.said[-1] == "download of 1.0: 3/3 MB"


def test_progress_is_not_told_of_what_is_quick(download: Downloads, server: Server) -> None:
    download(link(server), FILE)
    assert download.said == []


@pytest.mark.once
def test_memory_does_not_grow_with_the_file(server: Server, tmp_path: pathlib.Path) -> None:
    """40 MB are fetched by a process of its own, whose peak is compared with what it had before."""
    size = 40 * 1024 * 1024
    server.plan = [Reply(200, {}), link(server), Reply(200, bytes(size), OCTETS)]
    program = f"""
import resource
from ansible_collections.community.cognigy.plugins.module_utils._client import Client
from ansible_collections.community.cognigy.plugins.module_utils._credentials import Credentials
from ansible_collections.community.cognigy.plugins.module_utils._transport import Settings
client = Client(Settings({server.url!r}), Credentials(api_key="k"))
client.call("readUserMe")
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
before = peak()
client.download("composeSnapshotDownloadLink", {{"snapshotId": "a"}}, {str(tmp_path / "big")!r}, "it", lambda path: "", 0.0)
print(peak() - before)
"""
    done = subprocess.run([sys.executable, "-c", program], env=os.environ, stdout=subprocess.PIPE, text=True, check=True)
    assert (tmp_path / "big").stat().st_size == size
    assert int(done.stdout) < 4096, f"{done.stdout} KiB more for a file of {size // 1024} KiB"
