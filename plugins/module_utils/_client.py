# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""The API by operation name: paths, credentials, whole lists, background tasks, typed errors. Knows nothing of Ansible."""

from __future__ import annotations

import contextlib
import copy
import hashlib
import os
import re
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from email.utils import parsedate_to_datetime
from typing import Any, BinaryIO, Callable
from urllib.parse import quote

from ansible_collections.community.cognigy.plugins.module_utils._credentials import Credentials, SuperKey
from ansible_collections.community.cognigy.plugins.module_utils._errors import (
    AmbiguousError,
    ApiError,
    BadAnswer,
    CognigyError,
    ConnectionFailed,
    InputError,
    MissingError,
    OutcomeUnknown,
    TaskFailed,
    TaskTimeout,
)
from ansible_collections.community.cognigy.plugins.module_utils._operations import OPERATIONS, Operation
from ansible_collections.community.cognigy.plugins.module_utils._transport import (
    BLOCK,
    Answer,
    Form,
    Progress,
    Settings,
    Transport,
    describe,
    origin,
    problem_of,
)

DOWNLOADS = (0.0, 0.5, 1.0, 2.0, 5.0, 5.0, 5.0, 10.0, 10.0, 15.0)  # seconds before each try to get a whole file
SHOW_EVERY = 2.0  # seconds between two words about how far a file has come
UNFINISHED = ("queued", "active", "cancelling")  # states of a background task that has not ended
THREADS = 8  # requests side by side where many objects are read
PAGE = 100  # the largest page; the server answers a larger wish with 25 items, without an error (observed)
OBJECT_ID = re.compile(r"[0-9a-f]{24}")
REFERENCE_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SUPER_KEY_HINT = (
    'Super API keys are off unless the server\'s service-api has FEATURE_USE_SUPERAPIKEY_API set to "true"; until then give an api_key.'
)


def is_id(text: str) -> bool:
    """True for what has the form of the server's ids (24 hexadecimal digits)."""
    return OBJECT_ID.fullmatch(text) is not None


def is_reference(text: str) -> bool:
    """True for what has the form of the server's reference ids (UUID), which survive snapshots and packages."""
    return REFERENCE_ID.fullmatch(text) is not None


class Client:
    """One installation, seen with one set of credentials.

    ``notify`` gets short progress texts of long waits. ``sleep`` and the transport can be replaced in tests.
    """

    def __init__(
        self,
        settings: Settings,
        credentials: Credentials,
        notify: Callable[[str], None] = lambda text: None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.credentials = credentials
        self.notify = notify
        self.sleep = sleep
        self.transport = Transport(settings, sleep)
        self.transport.hide(*credentials.secrets())
        self.server_date: float | None = None
        # Logging in is not a change: in check mode a super API key may still be made, and by this transport alone.
        self._login = Transport(replace(settings, read_only=False), sleep) if settings.read_only else self.transport
        self._organisations: dict[str, str] = {}
        self._unchecked = bool(credentials.api_key and credentials.organisation)

    @property
    def read_only(self) -> bool:
        return self.transport.settings.read_only

    def inside(self, organisation: str) -> Client:
        """The same installation and connections, with a super API key of another organisation (name or id). Takes management credentials."""
        other = copy.copy(self)
        own = self.credentials
        other.credentials = Credentials(None, own.management_username, own.management_password, organisation)
        return other

    def call(
        self,
        operation: str,
        path: Mapping[str, str] | None = None,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        anonymous: bool = False,
    ) -> Any:
        """Send one operation and return what it answers as JSON data, None for an empty answer.

        ``path``: values of the path's parameters. ``body``: JSON data, or a Form with a file. ``anonymous``: do without a
        credential unless an API key was given.
        Raises ApiError when the server refuses, and what Transport.send raises.
        """
        known = OPERATIONS[operation]
        if anonymous:
            known = known._replace(credential="none")
        headers = self._headers(known)
        answer = self._send(known, path, query, body, headers)
        if answer.status == 401 and known.credential == "key" and self.credentials.mints:
            self.credentials.forget_minted(headers["X-API-Key"])  # ended in the middle of a job; 401 says that nothing was done
            answer = self._send(known, path, query, body, self._headers(known))
        if not 200 <= answer.status < 300:
            raise self._error(known, answer)
        return answer.json()

    def _send(
        self, operation: Operation, path: Mapping[str, str] | None, query: Mapping[str, Any] | None, body: Any, headers: Mapping[str, str]
    ) -> Answer:
        if isinstance(body, Form):
            body = replace(body, progress=self.progress(f"upload of {os.path.basename(body.path)}"))
        where = operation.path.format(**{name: quote(value, safe="") for name, value in (path or {}).items()})
        transport = self._login if operation is OPERATIONS["createApiKeyManagement"] else self.transport
        answer = transport.send(operation.method, where, query, body, headers)
        with contextlib.suppress(TypeError, ValueError):  # none, or a proxy's that nobody can read
            self.server_date = parsedate_to_datetime(answer.headers.get("Date", "")).timestamp()
        return answer

    def _headers(self, operation: Operation) -> dict[str, str]:
        if operation.credential == "basic":
            return self.credentials.basic_header()
        if operation.credential == "none" and not self.credentials.api_key:
            return {}
        if self._unchecked:
            self._check_organisation()
            self._unchecked = False
        return self.credentials.key_header(self.mint)

    def _check_organisation(self) -> None:
        """An API key decides by itself where it works: when the user also named an organisation, it has to be that one."""
        wanted, operation = self.credentials.organisation, OPERATIONS["readOrganisationPolicies"]
        answer = self._send(operation, None, None, None, self.credentials.key_header(self.mint))
        if answer.status not in (200, 403, 404):
            raise self._error(operation, answer)
        mine = (answer.status == 200 and answer.json()) or {}  # otherwise this key may not look
        if mine.get("name") and wanted not in (mine.get("_id"), mine["name"]):
            raise InputError(
                f"api_key belongs to the organisation {mine.get('name')!r}, but organisation says {wanted!r}: "
                "leave one of them out, or give the right one"
            )

    def mint(self, organisation: str) -> SuperKey:
        """A new super API key of an organisation (name or id). MissingError when there is no such organisation."""
        organisation_id = self.organisation_id(organisation)
        answer = self.call("createApiKeyManagement", {"organisationId": organisation_id})
        if not isinstance(answer, dict) or not answer.get("apiKey"):
            raise BadAnswer("the server made a super API key and did not show it")
        self.transport.hide(answer["apiKey"])
        self._login.hide(answer["apiKey"])
        return SuperKey(answer["apiKey"], int(answer.get("createdAt") or self.server_date or time.time()), organisation_id)

    def organisation_id(self, organisation: str) -> str:
        """The id of an organisation given by name or id. Takes management credentials when it is a name."""
        if is_id(organisation):
            return organisation
        if organisation not in self._organisations:
            listed = self.items("indexOrganisations", query=self.filtered(organisation))
            found = [item for item in listed if item.get("name") == organisation]
            if not found:
                names = sorted(str(item.get("name")) for item in self.items("indexOrganisations"))
                raise MissingError(f"there is no organisation {organisation!r} here; there is: {some(names)}")
            if len(found) > 1:
                ids = some([item["_id"] for item in found])
                raise AmbiguousError(f"there are {len(found)} organisations {organisation!r}: give one of the ids {ids}")
            self._organisations[organisation] = found[0]["_id"]
        return self._organisations[organisation]

    @staticmethod
    def filtered(text: str) -> dict[str, str]:
        """The query that lets the server shorten a list to names holding this text.

        How the server matches is not known for sure (a part of the name was seen). So only texts that would find
        themselves as a part, a beginning or a pattern are sent; others mean the whole list, compared here.
        """
        return {"filter": text} if re.fullmatch(r"[\w .@-]+", text) and text == text.strip() else {}

    def items(
        self, operation: str, path: Mapping[str, str] | None = None, query: Mapping[str, Any] | None = None
    ) -> Iterator[dict[str, Any]]:
        """All objects of a list, from every page, each once.

        Follows ``nextCursor`` or ``next`` until it is null; a server that knows neither is paged by ``skip`` until
        ``total``, and a plain array, which has none, until nothing new comes. A short page proves nothing: the server may
        cap pages below what was asked (observed).
        """
        seen: set[str] = set()
        cursors: set[str] = set()
        count = 0
        wanted: dict[str, Any] = {"limit": PAGE, **(query or {})}
        while True:
            page = self.call(operation, path, wanted)
            items = page if isinstance(page, list) else page.get("items") if isinstance(page, dict) else None
            if not isinstance(items, list):
                raise BadAnswer(f"{operation}: the answer is not a list; something between here and the API may change answers")
            fresh = [item for item in items if item.get("_id") not in seen]
            yield from fresh
            seen.update(item["_id"] for item in fresh if "_id" in item)
            count += len(items)
            if isinstance(page, list):
                if not any("_id" in item for item in fresh):
                    return
                wanted["skip"] = count
                continue
            cursor = page.get("nextCursor") or page.get("next")
            if cursor:
                if cursor in cursors:
                    raise BadAnswer(f"{operation}: the server gave the same page cursor twice, so the list cannot be read whole")
                cursors.add(cursor)
                wanted["next"] = cursor
            elif not cursors and items and count < int(page.get("total") or 0):
                if not fresh:
                    raise BadAnswer(f"{operation}: the server gives the same page again and again, so the list cannot be read whole")
                wanted["skip"] = count
            else:
                return

    def progress(self, what: str) -> Progress:
        """What tells the user every now and then how far a file has come."""
        last = time.monotonic()

        def show(done: int, total: int) -> None:
            nonlocal last
            if time.monotonic() - last >= SHOW_EVERY:
                last = time.monotonic()
                self.notify(f"{what}: {done / 1e6:.0f}/{total / 1e6:.0f} MB" if total else f"{what}: {done / 1e6:.0f} MB")

        return show

    def download(
        self, operation: str, path: Mapping[str, str], dest: str, what: str, lacks: Callable[[str], str], stamp: float
    ) -> dict[str, Any]:
        """Bring the file behind a download link to ``dest`` and give its path, size and SHA-256 checksum.

        ``operation``: what answers with the link. ``lacks``: given a file, why it is not whole yet, or an empty text; files can be empty, a
        stub or a part for a while, and a link can be refused with 409 (observed). ``stamp``: the modification time that the file gets (seconds).
        The file is written beside ``dest``, readable for its owner only, and takes its place when it is whole. Raises ApiError, BadAnswer,
        ConnectionFailed; InputError when it cannot be written.
        """
        try:
            handle, temporary = tempfile.mkstemp(dir=os.path.dirname(os.path.abspath(dest)), prefix=".cognigy.")
            try:
                with open(handle, "w+b") as file:
                    self._fetch_whole(operation, path, file, temporary, what, lacks)
                size, checksum = checksum_of(temporary)
                os.utime(temporary, (stamp, stamp))
                os.replace(temporary, dest)
            finally:
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(temporary)
        except OSError as exc:
            raise InputError(f"cannot write {dest}: {exc.strerror or exc}") from exc
        return {"path": dest, "size": size, "sha256": checksum}

    def _fetch_whole(
        self, operation: str, path: Mapping[str, str], file: BinaryIO, name: str, what: str, lacks: Callable[[str], str]
    ) -> None:
        reason: CognigyError = BadAnswer("")
        broken = 0
        for _pause in self.looks(DOWNLOADS):
            try:
                answer = self.call(operation, path)
                self._fetch(str(answer.get("downloadLink")) if isinstance(answer, dict) else "", file, what)
            except (ApiError, ConnectionFailed, OutcomeUnknown) as exc:  # a link changes nothing: it may be asked for again
                status = exc.status if isinstance(exc, ApiError) else 500
                broken += status >= 500
                if (status < 500 and status not in (404, 409)) or broken > self.transport.settings.retries:
                    raise
                reason = exc  # 404, 409: not made yet, or the link has ended meanwhile
                continue
            lack = lacks(name)
            if not lack:
                return
            reason = BadAnswer(f"{what}: {lack}")
        raise reason

    def _fetch(self, link: str, file: BinaryIO, what: str) -> None:
        """One try to get a file: without the key, and with it only when the API's own host refuses otherwise."""
        operation = OPERATIONS["readSnapshot"]
        own = origin(link) == origin(self.transport.root)
        answer = self._fetch_as({}, link, file, what)
        if answer.status in (401, 403) and own:
            answer = self._fetch_as(self._headers(operation), link, file, what)
        if answer.status == 200:
            return
        if answer.status in (401, 403) and not own:
            said = describe(answer, self.transport.redact)
            raise BadAnswer(f"{answer.what}: {said}. The link leads to another host than base_url, and the API key is never sent there.")
        raise self._error(operation, answer)

    def _fetch_as(self, headers: Mapping[str, str], link: str, file: BinaryIO, what: str) -> Answer:
        file.seek(0)
        file.truncate()
        answer = self.transport.fetch(link, file, headers, self.progress(what))
        file.flush()
        return answer

    def looks(self, pauses: Iterable[float]) -> Iterator[float]:
        """One turn for each pause (seconds), after it: for what the server shows a moment late."""
        for pause in pauses:
            if pause:
                self.sleep(pause)
            yield pause

    def wait(self, task: Mapping[str, Any], what: str, timeout: float) -> dict[str, Any]:
        """Wait for a background task of the server and return it when it is done.

        ``task``: what the starting operation answered. ``timeout``: seconds. TaskFailed when it ends otherwise, TaskTimeout when
        it does not end in time; it goes on then.
        """
        task_id = str(task["_id"])
        end = time.monotonic() + timeout
        pause = 0.1
        shown = ""
        while True:
            state = self.call("readTask", {"taskId": task_id})
            status = state.get("status")
            if status == "done":
                return dict(state)
            if status in ("error", "cancelled"):
                reason = self.transport.redact(str(state.get("failReason") or "no reason given"))
                raise TaskFailed(f"{what}: the server's task {task_id} ended as {status}: {reason}", task_id=task_id, task_status=status)
            progress = f"{what}: {state.get('currentStep') or 0:g}/{state.get('totalStep') or 0:g} ({status})"
            if progress != shown and pause >= 1:
                self.notify(progress)
                shown = progress
            if time.monotonic() >= end:
                raise TaskTimeout(
                    f"{what}: the server's task {task_id} is still {status} after {timeout:g} s. It goes on; run again to see how it ended.",
                    task_id=task_id,
                    task_status=status,
                )
            self.sleep(min(pause, max(end - time.monotonic(), 0.05)))
            pause = min(pause * 1.6, 2.0)

    def _error(self, operation: Operation, answer: Answer) -> ApiError:
        problem = problem_of(answer)
        code = problem.get("code")
        text = f"{answer.what}: {describe(answer, self.transport.redact)}"
        hint = self._hint(operation, answer)
        return ApiError(
            f"{text}. {hint}" if hint else text,
            status=answer.status,
            code=int(str(code)) if str(code).isdigit() else None,
            detail=self.transport.redact(str(problem.get("detail") or "")),
            trace_id=self.transport.redact(str(problem["traceId"])) if problem.get("traceId") else None,
        )

    def _hint(self, operation: Operation, answer: Answer) -> str:
        status = answer.status
        if status == 401 and operation.credential == "basic":
            return (
                "management_username or management_password is wrong. They are a user of the Management UI (on premises: "
                "managementUiCredentials of the Helm values), not a user of Cognigy.AI."
            )
        if operation is OPERATIONS["createApiKeyManagement"] and status in (403, 404, 405, 501):
            return SUPER_KEY_HINT
        if status == 401:
            if self.credentials.mints:
                return "Even a super API key made just now was refused."
            return "api_key is wrong, was deleted, or has ended: a super API key ends 15 minutes after it was made."
        if status == 403:
            return "The credential is right but lacks the role for this."
        if status == 413:
            return (
                f"The body has {answer.sent} bytes, more than the server takes (JSON: HTTP_JSON_BODY_LIMIT of the installation, 60 kB unless "
                "changed; files: 10 MB for knowledge, 128 MB for extensions, 256 MB for snapshots and packages)."
            )
        if status == 429:
            return "The server limits requests; it was waited for and still refused. Run with fewer forks, or later."
        return ""


def checksum_of(path: str) -> tuple[int, str]:
    """Size in bytes and SHA-256 checksum of a file."""
    digest, size = hashlib.sha256(), 0
    with open(path, "rb") as file:
        for block in iter(lambda: file.read(BLOCK), b""):
            digest.update(block)
            size += len(block)
    return size, digest.hexdigest()


def told(texts: list[str], most: int = 10) -> str:
    """A list for a message, cut to what a person reads."""
    return ", ".join(texts[:most]) + (f" and {len(texts) - most} more" if len(texts) > most else "")


def some(names: list[str], most: int = 10) -> str:
    """A list of names for a message, quoted and cut; none when it is empty."""
    return told([repr(name) for name in names], most) or "none"
