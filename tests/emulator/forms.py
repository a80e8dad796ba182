# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Uploads: bodies of the type multipart/form-data, files with some fields beside them.

They may be large, so they wait in a temporary file and not in memory. A body that does not end as it should leaves nothing.
"""

from __future__ import annotations

import mmap
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from .errors import ApiError, invalid, missing

MEDIA = "multipart/form-data"
CHUNKED = "application/offset+octet-stream"
"""A part of a resumable upload (the tus protocol)."""
MEGABYTE = 1024 * 1024
LIMITS = {"uploadKnowledgeSourceFile": 10, "uploadExtension": 128, "updateExtensionPackage": 128}
DEFAULT_LIMIT = 256
"""Megabytes of a file (observed behaviour, sections AI agent and Limits)."""
MOST = 300 * MEGABYTE
"""What is sent beyond this is counted and dropped."""
_PARAMETER = re.compile(r';\s*([\w*]+)=(?:"((?:\\.|[^"\\])*)"|([^;\s]*))')


class Spool:
    """A body in a temporary file without a name, which ends with the request."""

    def __init__(self) -> None:
        self.file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 it is closed by close()
        self.size = 0

    def write(self, data: bytes) -> None:
        self.size += len(data)
        if self.size <= MOST:
            self.file.write(data)

    def close(self) -> None:
        self.file.close()


@dataclass(frozen=True)
class File:
    """A part that has a file name."""

    name: str
    media: str
    source: IO[bytes]
    start: int
    size: int

    @property
    def content(self) -> bytes:
        """All of it, in memory."""
        self.source.seek(self.start)
        return self.source.read(self.size)

    def pieces(self) -> Iterator[bytes]:
        """All of it, one piece after the other."""
        self.source.seek(self.start)
        left = self.size
        while left and (piece := self.source.read(min(left, MEGABYTE))):
            yield piece
            left -= len(piece)

    def open(self) -> IO[bytes]:
        """A file of its own, for what has to move around in it."""
        copy = tempfile.TemporaryFile()  # noqa: SIM115 whoever asked closes it
        copy.writelines(self.pieces())
        copy.seek(0)
        return copy


def whole(source: IO[bytes], name: str, media: str = "application/octet-stream") -> File:
    """All of an open file as one that was uploaded."""
    return File(name, media, source, 0, source.seek(0, 2))


def append(source: IO[bytes], target: IO[bytes]) -> None:
    source.seek(0)
    target.seek(0, 2)
    shutil.copyfileobj(source, target, MEGABYTE)


def read(content_type: bytes, spool: Spool) -> dict[str, Any]:
    """The parts by name: a File or a text, and a list of them for a name that comes more than once."""
    boundary = _parameters(content_type.decode("latin-1")).get("boundary")
    if not boundary:
        raise invalid("Multipart: Boundary not found")
    if not spool.size:
        raise missing("payload")
    if spool.size > MOST:
        raise too_large()
    spool.file.flush()
    fields: dict[str, Any] = {}
    with mmap.mmap(spool.file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        for head, start, end in _pieces(data, b"--" + boundary.encode("latin-1")):
            name, value = _part(head, data, spool.file, start, end)
            if name in fields:
                before = fields[name]
                fields[name] = [*(before if isinstance(before, list) else [before]), value]
            else:
                fields[name] = value
    return fields


def check_sizes(sizes: list[int], operation: str, limit: int | None) -> None:
    """Refuse a file above the limit of its kind, or above the given one (switch ``upload_limit``)."""
    most = limit if limit is not None else LIMITS.get(operation, DEFAULT_LIMIT) * MEGABYTE
    if any(one > most for one in sizes):
        raise too_large()


def too_large() -> ApiError:
    return ApiError(413, "File too large")


def _pieces(data: mmap.mmap, delimiter: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Head, start and end of each part."""
    place = 0 if data[: len(delimiter)] == delimiter else _found(data.find(b"\r\n" + delimiter)) + 2
    while True:
        place += len(delimiter)
        if data[place : place + 2] == b"--":
            return
        blank = _found(data.find(b"\r\n\r\n", place))
        end = _found(data.find(b"\r\n" + delimiter, blank + 4))
        yield data[place:blank], blank + 4, end
        place = end + 2


def _found(place: int) -> int:
    if place < 0:
        raise invalid("Unexpected end of form")
    return place


def _part(head: bytes, data: mmap.mmap, source: IO[bytes], start: int, end: int) -> tuple[str, Any]:
    headers: dict[str, str] = {}
    for line in head.decode("utf-8", "replace").split("\r\n"):
        title, _colon, value = line.partition(":")
        headers[title.strip().lower()] = value.strip()
    parameters = _parameters(headers.get("content-disposition", ""))
    if "name" not in parameters:
        raise invalid("Malformed part header")
    name = parameters["name"].removesuffix("[]")
    if "filename" not in parameters:
        return name, data[start:end].decode("utf-8", "replace")
    # What a browser of old sent as a name may have been a path.
    file_name = re.split(r"[\\/]", parameters["filename"])[-1]
    return name, File(file_name, headers.get("content-type", "application/octet-stream"), source, start, end - start)


def _parameters(header: str) -> dict[str, str]:
    return {name.lower(): re.sub(r"\\(.)", r"\1", quoted) or plain for name, quoted, plain in _PARAMETER.findall(header)}
