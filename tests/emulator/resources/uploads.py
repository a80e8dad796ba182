# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Resumable uploads, as the tus protocol 1.0 has them.

A creation tells length and name; then the content comes in parts, each at the offset where the last one ended. What came before a connection
broke is kept. What a whole upload becomes is told by ``uploadType``: a snapshot, a package, an extension (each by its task) or else a file;
the words for these types are assumed.
"""

from __future__ import annotations

import base64
import binascii
import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO, Any

from .. import forms
from ..access import need_project_role, project_of
from ..calls import Call, Response
from ..errors import ApiError, conflict, invalid, missing, not_found
from ..forms import File
from ..store import Record, new_id
from . import extensions, files, packages, snapshots
from .registry import handles

VERSION = "1.0.0"
Receiver = Callable[[Call, Record, File], Any]
RECEIVERS: dict[str, tuple[str, Receiver, tuple[str, ...]]] = {
    "snapshot": ("uploadSnapshotPackage", snapshots.receive, snapshots.WRITERS),
    "package": ("uploadPackage", packages.receive, packages.WRITERS),
    "extension": ("uploadExtension", extensions.receive, extensions.WRITERS),
}
FILE = ("uploadFile", files.receive, files.WRITERS)


@dataclass
class Upload:
    """One upload on its way."""

    owner: str
    project: Record
    length: int
    about: dict[str, str]
    receive: Receiver
    file: IO[bytes] = field(default_factory=tempfile.TemporaryFile)

    @property
    def offset(self) -> int:
        return self.file.seek(0, 2)


def _header(call: Call, name: str) -> str:
    return call.request.headers.get(name.encode(), b"").decode("latin-1")


def _number(call: Call, name: str) -> int:
    value = _header(call, name)
    if not value:
        raise missing(name)
    if not value.isdigit():
        raise invalid(f"Validation failed. {name} should be integer")
    return int(value)


def _metadata(text: str) -> dict[str, str]:
    """Names with values in base64, separated by commas."""
    found = {}
    for one in filter(None, (part.strip() for part in text.split(","))):
        name, _blank, value = one.partition(" ")
        try:
            found[name] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            raise invalid("Validation failed. upload-metadata is not valid") from None
    return found


def _answer(upload: Upload | None, status: int, body: dict[str, Any] | None = None, **more: str) -> Response:
    headers = {"tus-resumable": VERSION, "cache-control": "no-store", **more}
    if upload is not None:
        headers |= {"upload-offset": str(upload.offset), "upload-length": str(upload.length)}
    return Response(status, json.dumps(body).encode() if body else b"", headers=headers)


def _check_version(call: Call) -> None:
    if _header(call, "tus-resumable") != VERSION:
        raise ApiError(412, f"tus-resumable should be {VERSION}", headers={"tus-version": VERSION})


@handles("uploadResumable")
def create(call: Call) -> Any:
    _check_version(call)
    length, about = _number(call, "upload-length"), _metadata(_header(call, "upload-metadata"))
    if not about.get("filename"):
        raise missing("filename")
    project = project_of(call, about.get("projectId") or _header(call, "x-cognigy-project-id"))
    kind = about.get("uploadType", "").lower()
    operation, receive, writers = next((one for name, one in RECEIVERS.items() if name in kind), FILE)
    need_project_role(call, project.id, writers)
    forms.check_sizes([length], operation, call.emulator.switches["upload_limit"])
    id, request = new_id(), call.request
    call.emulator.resumable[id] = Upload(call.principal.id, project, length, about, receive)
    prefix = "/new" if request.path.lower().startswith("/new/") else ""
    host = request.headers.get(b"host", b"127.0.0.1").decode("latin-1")
    url = f"{request.scheme}://{host}{prefix}/v2.0/uploads/{id}"
    body = {"fileName": about["filename"], "url": url, "uploadId": about.get("uploadId") or id}
    return _answer(None, 201, body, location=url)


def _find(call: Call) -> Upload:
    upload = call.emulator.resumable.get(call.path["uploadId"])
    if not isinstance(upload, Upload) or upload.owner != call.principal.id:
        raise not_found("Upload")
    _check_version(call)
    return upload


@handles("readUpload")
def read(call: Call) -> Any:
    """HEAD: how much is there."""
    return _answer(_find(call), 200)


@handles("continueUpload")
def go_on(call: Call) -> Any:
    upload, spool = _find(call), call.request.spool
    if not _header(call, "content-type").startswith(forms.CHUNKED):
        raise ApiError(415, f"content-type should be {forms.CHUNKED}")
    if _number(call, "upload-offset") != upload.offset:
        raise conflict("The upload-offset is not where the upload is")
    if spool is not None:
        if upload.offset + spool.size > upload.length:
            raise forms.too_large()
        forms.append(spool.file, upload.file)
    answer = _answer(upload, 204)
    if upload.offset == upload.length:
        name, media = upload.about["filename"], upload.about.get("filetype") or "application/octet-stream"
        upload.receive(call, upload.project, forms.whole(upload.file, name, media))
        _end(call)
    return answer


@handles("deleteUpload")
def delete(call: Call) -> Any:
    _find(call)
    _end(call)
    return _answer(None, 204)


def _end(call: Call) -> None:
    call.emulator.resumable.pop(call.path["uploadId"]).file.close()
