# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""HTTP and nothing of the API: sessions, TLS, proxies, timeouts, retries, read-only mode.

In-process execution forks a worker per task. What may be shared over the fork (imports, one TLS context) is made by
``preload``; what may not (sockets, sessions) is kept per process and thread.
"""

from __future__ import annotations

import io
import json
import os
import random
import secrets
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO, Callable
from urllib.parse import quote, urljoin, urlsplit

try:
    import certifi
    import requests
    from requests.adapters import HTTPAdapter
    from requests.utils import should_bypass_proxies
    from urllib3.exceptions import InsecureRequestWarning, InvalidHeader
    from urllib3.util.retry import Retry
    from urllib3.util.ssl_ import create_urllib3_context
except ImportError:  # reported by the doors, with the name of the library: an import error here would end the whole play
    HAS_REQUESTS = False
    HTTPAdapter = Retry = object  # type: ignore[assignment, misc]
else:
    HAS_REQUESTS = True

from ansible_collections.community.cognigy.plugins.module_utils._errors import (
    BadAnswer,
    ConnectionFailed,
    InputError,
    OutcomeUnknown,
    ReadOnlyViolation,
)

SAFE_METHODS = frozenset(["GET", "HEAD"])
MAX_WAIT = 60.0  # seconds: the longest Retry-After that is obeyed, so that a server cannot park a playbook
HIDDEN = "********"
BLOCK = 64 * 1024  # bytes of a file that are read at a time
HOPS = 5  # redirections of a download that are followed
Progress = Callable[[int, int], None]  # bytes done, bytes in all (0 when the server does not say)


@dataclass(frozen=True)
class Settings:
    """Where and how to connect. Hashable: a worker keeps one client per set of settings.

    ``base_url``: host of the API, with or without ``/new``. ``timeout``: seconds for connecting and for each wait on an answer.
    ``retries``: how often a request that may be repeated is repeated.
    """

    base_url: str
    validate_certs: bool = True
    ca_path: str | None = None
    client_cert: str | None = None
    client_key: str | None = None
    timeout: float = 30.0
    retries: int = 3
    read_only: bool = False

    @property
    def root(self) -> str:
        """The base URL without a trailing slash and without ``/new``; InputError when it is not an http(s) URL."""
        url = self.base_url.strip().rstrip("/")
        if url.endswith("/new"):
            url = url[: -len("/new")].rstrip("/")
        if "@" in url:
            raise InputError("base_url must not hold a user or password; use management_username and management_password, or api_key")
        try:
            parts = urlsplit(url)
        except ValueError:
            parts = urlsplit("")
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise InputError(f"base_url must be a URL such as https://api.example.com, got {self.base_url!r}")
        return url


@dataclass
class Answer:
    """Status, headers and body of an answer, and how many bytes were sent for it. ``json()`` is None for an empty body."""

    method: str
    url: str
    status: int
    headers: Mapping[str, str]
    content: bytes
    sent: int = 0

    @property
    def what(self) -> str:
        return f"{self.method} {self.url}"

    def json(self) -> Any:
        if not self.content.strip():
            return None
        try:
            return json.loads(self.content)
        except ValueError as exc:
            kind = self.headers.get("Content-Type", "no content type").split(";")[0]
            raise BadAnswer(
                f"{self.what}: the answer ({self.status}, {kind}) is not JSON. Is base_url the address of the API "
                "(often api-... or .../new), not that of the user interface or of a login page in front of it?"
            ) from exc


@dataclass(frozen=True)
class Form:
    """A multipart body: text fields, and one file under the name ``file`` that is read from the disk while it is sent.

    ``progress`` is told how many bytes have been read, and of how many.
    """

    path: str
    fields: Mapping[str, str | tuple[str, ...]]
    progress: Progress | None = None

    def open(self) -> _Stream:
        """A new stream over the body, for one attempt. InputError when the file cannot be read."""
        try:
            file = open(self.path, "rb")  # noqa: SIM115 - the stream closes it
        except OSError as exc:
            raise InputError(f"cannot read {self.path}: {exc.strerror}") from exc
        boundary = secrets.token_hex(16)
        pairs = [(name, one) for name, value in self.fields.items() for one in ([value] if isinstance(value, str) else value)]
        head = "".join(f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in pairs)
        name = os.path.basename(self.path).replace("\\", "_").replace('"', "_")
        head += f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: application/octet-stream\r\n\r\n'
        return _Stream(file, head.encode(), f"\r\n--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}", self.progress)


class _Stream:
    """What requests sends piece by piece: it asks for the length and then reads; the file is never in memory as a whole."""

    def __init__(self, file: BinaryIO, head: bytes, tail: bytes, content_type: str, progress: Progress | None) -> None:
        self.content_type = content_type
        self._progress = progress
        self._done = 0
        self._file = file
        self._parts = [io.BytesIO(head), file, io.BytesIO(tail)]
        self._length = len(head) + os.fstat(file.fileno()).st_size + len(tail)

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[bytes]:
        return iter(lambda: self.read(BLOCK), b"")

    def read(self, size: int = -1) -> bytes:
        while self._parts:
            found: bytes = self._parts[0].read(size)
            if found:
                self._done += len(found)
                if self._progress:
                    self._progress(self._done, self._length)
                return found
            self._parts.pop(0)
        return b""

    def close(self) -> None:
        self._file.close()


class _Truncated(ConnectionFailed):
    """The answer to a safe request broke off; urllib3 retries only until the headers are there."""


_contexts: dict[tuple[bool, str | None, str | None, str | None], ssl.SSLContext] = {}


def _ca_source(ca_path: str | None) -> str | None:
    return ca_path or os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE") or None


def _ssl_context(verify: bool, ca: str | None, cert: str | None, key: str | None) -> ssl.SSLContext:
    """One context per kind of trust, made once: loading the CAs costs 20 ms, and a context made before a fork is inherited."""
    wanted = (verify, ca, cert, key)
    if wanted in _contexts:
        return _contexts[wanted]
    context: ssl.SSLContext = create_urllib3_context()
    try:
        if verify:
            source = ca or certifi.where()
            option = "ca_path"
            context.load_verify_locations(**({"capath": source} if os.path.isdir(source) else {"cafile": source}))
        else:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        if cert:
            source, option = cert, "client_cert"
            context.load_cert_chain(cert, key)
    except (OSError, ssl.SSLError) as exc:
        raise InputError(f"{option}: cannot use {source}: {exc}") from exc
    # urllib3 sets ALPN anew on each connection; on a context that threads share that is a use-after-free (cpython issue 141012).
    context.set_alpn_protocols(["http/1.1"])
    context.set_alpn_protocols = lambda alpn_protocols: None  # type: ignore[method-assign]
    _contexts[wanted] = context
    return context


class _Adapter(HTTPAdapter):
    def __init__(self, context: ssl.SSLContext, **kwargs: Any) -> None:
        self._context = context
        super().__init__(**kwargs)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, ssl_context=self._context, **kwargs)

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        return super().proxy_manager_for(proxy, ssl_context=self._context, **kwargs)

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        # The context holds CAs and client certificate; what requests does here would load the CA file again per connection.
        conn.cert_reqs = "CERT_REQUIRED" if verify else "CERT_NONE"
        conn.ca_certs = conn.ca_cert_dir = conn.cert_file = conn.key_file = None


class _BoundedRetry(Retry):
    """A Retry that never waits longer than MAX_WAIT for a Retry-After (urllib3 has a bound of its own only since 2.6)."""

    def get_retry_after(self, response: Any) -> float | None:
        try:
            seconds = super().get_retry_after(response)
        except InvalidHeader:  # neither seconds nor a date: the ordinary pause does
            return None
        return None if seconds is None else min(float(seconds), MAX_WAIT)


def _retry(retries: int) -> Retry:
    """Only what changes nothing is repeated; a connection that could not be made is tried again for any method."""
    wanted: dict[str, Any] = {
        "total": retries + 1,
        "connect": retries,
        "read": retries,
        "status": retries,
        "other": 0,
        "redirect": 0,
        "allowed_methods": SAFE_METHODS,
        "status_forcelist": frozenset([429, 502, 503, 504]),
        "backoff_factor": 0.2,
        "respect_retry_after_header": True,
        "raise_on_status": False,
    }
    try:
        return _BoundedRetry(backoff_max=10, backoff_jitter=0.2, **wanted)
    except TypeError:  # urllib3 1.26 has neither
        return _BoundedRetry(**wanted)


def preload() -> None:
    """Load before the fork what a worker would otherwise load for each task: modules, CAs, compiled patterns.

    Opens no socket and starts no thread. Does nothing when requests is missing, never raises.
    """
    if not HAS_REQUESTS:
        return
    try:
        import encodings.idna  # noqa: F401
        import http.client  # noqa: F401
        import json.encoder  # noqa: F401

        _ssl_context(True, _ca_source(None), None, None)
        with requests.Session() as session:
            session.trust_env = False
            session.prepare_request(requests.Request("POST", "https://localhost/x", params={"a": "1"}, json={"a": 1}))
    except Exception:  # the task itself will meet the same fault and can say so; here it would end the play
        return


class Transport:
    """Sends requests below one base URL.

    Safe methods are retried; writing ones are sent once, except after 429, and all but POST after 503 with Retry-After.
    ``refused`` counts what read-only mode held back (always 0 unless this collection has a fault).
    """

    def __init__(self, settings: Settings, sleep: Callable[[float], None] = time.sleep) -> None:
        if not HAS_REQUESTS:
            raise InputError("the Python library requests is missing")
        self.settings = settings
        self.root = settings.root
        self.refused = 0
        self._sleep = sleep
        self._local = threading.local()
        self._secrets: set[str] = set()
        self._proxies = self._find_proxies(self.root)

    @staticmethod
    def _find_proxies(url: str) -> dict[str, str]:
        """From the environment only, once: the system lookups of urllib can crash a forked process on macOS."""
        from urllib.request import getproxies_environment

        proxies = getproxies_environment()
        if not proxies or should_bypass_proxies(url, no_proxy=None):
            return {}
        return {scheme: url for scheme, url in proxies.items() if scheme in ("http", "https", "all")}

    def _session(self) -> Any:
        if getattr(self._local, "pid", None) != os.getpid():
            options = self.settings
            self._local.session = self._new_session(self._proxies, options.client_cert, options.client_key)
            self._local.pid = os.getpid()
        return self._local.session

    def _new_session(self, proxies: Mapping[str, str], client_cert: str | None, client_key: str | None) -> Any:
        options = self.settings
        session = requests.Session()
        session.trust_env = False  # no netrc, no proxies looked up per request
        session.verify = options.validate_certs
        session.proxies = dict(proxies)
        context = _ssl_context(options.validate_certs, _ca_source(options.ca_path), client_cert, client_key)
        adapter = _Adapter(context, max_retries=_retry(options.retries), pool_connections=1, pool_maxsize=1)
        session.mount("https://", adapter)
        session.mount("http://", adapter)
        return session

    def _hush(self) -> None:
        """In the worker only: the user has said that certificates are not checked, and urllib3 would say it once per request."""
        if not self.settings.validate_certs:
            import warnings

            warnings.simplefilter("ignore", InsecureRequestWarning)

    def hide(self, *secrets: str | None) -> None:
        """Remember values that no message may show."""
        self._secrets.update(secret for secret in secrets if secret)

    def redact(self, text: str) -> str:
        """The text without any remembered secret, in clear or as it stands in a URL."""
        for secret in sorted(self._secrets, key=len, reverse=True):
            for form in (secret, quote(secret, safe="")):
                text = text.replace(form, HIDDEN)
        return text

    @property
    def hidden(self) -> frozenset[str]:
        return frozenset(self._secrets)

    def send(
        self,
        method: str,
        path: str,
        params: Mapping[str, Any] | None = None,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """One request and its answer, whatever its status. ``path`` is below the base URL, ``body`` JSON data or a Form.

        Raises ConnectionFailed (nothing was sent), OutcomeUnknown (a writing request without a trustworthy answer),
        BadAnswer (redirect), ReadOnlyViolation.
        """
        safe = method in SAFE_METHODS
        if self.settings.read_only and not safe:
            self.refused += 1
            raise ReadOnlyViolation(f"{method} {path} was about to be sent in check mode; please report this as a bug of community.cognigy")
        for attempt in range(self.settings.retries + 1):
            last = attempt == self.settings.retries
            try:
                answer = self._send_once(method, path, params, body, headers, safe)
            except _Truncated:
                if last:
                    raise
                self._sleep(0.2 * 2**attempt)
                continue
            # 429 came before any work was done; a change or deletion may be sent again after 503, a creation may not.
            again = answer.status == 429 or (answer.status == 503 and method != "POST" and retry_after(answer) is not None)
            if safe or last or not again:
                break
            self._sleep(retry_after(answer) or 2**attempt + random.random())
        if 300 <= answer.status < 400:
            raise BadAnswer(
                f"{answer.what}: redirected to {self.redact(answer.headers.get('Location', 'nowhere'))}. "
                "Redirects are not followed, since that could send the credentials elsewhere: give the final address as base_url."
            )
        if not safe and answer.status in (500, 502, 503, 504):
            wait = retry_after(answer) if answer.status == 503 else None
            raise OutcomeUnknown(f"{answer.what}: {describe(answer, self.redact)}", retry_after=wait, status=answer.status)
        return answer

    def fetch(self, url: str, file: BinaryIO, headers: Mapping[str, str], progress: Progress) -> Answer:
        """Write what is at an absolute URL to a file, piece by piece; of an answer that is not 200 the beginning is in ``content``.

        ``headers`` and the client certificate go to the API's own origin only. Redirections are followed. Raises ConnectionFailed, also
        when the body broke off, and BadAnswer. No message shows more of a URL than its host: the rest can be all that it takes to get the file.
        """
        self._hush()
        for _hop in range(HOPS + 1):
            where = origin(url)
            if where is None:
                raise BadAnswer("the server gave no download link, or it leads to what is no web address")
            own = where == origin(self.root)
            what = f"{where[0]}://{where[1]}"
            session = self._session() if own else self._new_session(self._find_proxies(url), None, None)
            sent = {"Accept-Encoding": "identity", **(headers if own else {})}  # so that the length which is announced is that of the file
            try:
                with session.get(url, headers=sent, timeout=self.settings.timeout, allow_redirects=False, stream=True) as response:
                    response.raw.enforce_content_length = True
                    answer = Answer("GET", f"{what} (download link)", response.status_code, response.headers, b"")
                    if 300 <= answer.status < 400:
                        url = urljoin(url, answer.headers.get("Location", ""))
                    elif answer.status != 200:
                        answer.content = next(response.iter_content(BLOCK), b"")
                        return answer
                    else:
                        self._store(response, file, progress)
                        return answer
            except requests.exceptions.RequestException as exc:
                raise ConnectionFailed(f"GET {what} (download link): the download ended early: {self.redact(root_cause(exc))}") from exc
            except ValueError as exc:  # requests looks where a redirection leads to, although it is not to follow it
                raise BadAnswer("the server gave no download link, or it leads to what is no web address") from exc
            finally:
                if not own:
                    session.close()
        raise BadAnswer(f"the download link leads from one address to the next, more than {HOPS} times")

    @staticmethod
    def _store(response: Any, file: BinaryIO, progress: Progress) -> None:
        length = str(response.headers.get("Content-Length") or "")
        done, total = 0, int(length) if length.isdigit() else 0
        for block in response.iter_content(BLOCK):
            file.write(block)
            done += len(block)
            progress(done, total)

    def _send_once(
        self,
        method: str,
        path: str,
        params: Mapping[str, Any] | None,
        body: Any,
        headers: Mapping[str, str] | None,
        safe: bool,
    ) -> Answer:
        what = f"{method} {self.root}{path}"
        stream = body.open() if isinstance(body, Form) else None
        own = {"Accept": "application/json", **({"Content-Type": stream.content_type} if stream else {})}
        try:
            self._hush()
            response = self._session().request(
                method,
                self.root + path,
                params=params,
                json=None if stream else body,
                data=stream,
                headers={**own, **(headers or {})},
                timeout=self.settings.timeout,
                allow_redirects=False,
                stream=True,
            )
            response.raw.enforce_content_length = True  # urllib3 1.26 does not notice by itself that a body broke off
            content = response.content
        except requests.exceptions.SSLError as exc:
            reason = f"{what}: the TLS connection failed: {self.redact(root_cause(exc))}"
            if any(isinstance(item, ssl.SSLCertVerificationError) for item in _chain(exc)):
                hint = "If the server's certificate is from a private CA, give the file of that CA as ca_path (or REQUESTS_CA_BUNDLE)."
                raise ConnectionFailed(f"{reason}. {hint}") from exc
            raise (ConnectionFailed if safe else OutcomeUnknown)(reason) from exc  # it can break after the request was carried out
        except (requests.exceptions.ConnectTimeout, requests.exceptions.ProxyError, requests.exceptions.InvalidURL) as exc:
            raise ConnectionFailed(
                f"{what}: no connection: {self.redact(root_cause(exc))}. Check base_url, the network and any proxy."
            ) from exc
        except requests.exceptions.ConnectionError as exc:
            if safe or _never_sent(exc):
                raise ConnectionFailed(
                    f"{what}: no answer: {self.redact(root_cause(exc))}. Is the server running, and is base_url right?"
                ) from exc
            raise OutcomeUnknown(f"{what}: the connection ended before an answer came: {self.redact(root_cause(exc))}") from exc
        except requests.exceptions.RequestException as exc:
            message = f"{what}: no whole answer within {self.settings.timeout:g} s: {self.redact(root_cause(exc))}"
            if not safe:
                raise OutcomeUnknown(message) from exc
            raise (_Truncated if isinstance(exc, requests.exceptions.ChunkedEncodingError) else ConnectionFailed)(message) from exc
        finally:
            if stream:
                stream.close()
        sent = int(response.request.headers.get("Content-Length") or 0)
        return Answer(method, self.root + path, response.status_code, response.headers, content, sent)


def origin(url: str) -> tuple[str, str, int | None] | None:
    """Scheme, host and port: what a credential may be sent to. None when this is no http(s) URL."""
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        return None
    return (parts.scheme, parts.hostname, port) if parts.scheme in ("http", "https") and parts.hostname else None


def retry_after(answer: Answer) -> float | None:
    """Seconds that the server asks to wait, at most MAX_WAIT; None when it does not say (or says a date that has passed)."""
    text = answer.headers.get("Retry-After", "")
    try:
        seconds = float(text)
    except ValueError:
        from email.utils import parsedate_to_datetime

        try:
            seconds = parsedate_to_datetime(text).timestamp() - time.time()
        except (TypeError, ValueError):
            return None
    return min(seconds, MAX_WAIT) if seconds > 0 else None


def describe(answer: Answer, redact: Callable[[str], str]) -> str:
    """Status and what the server says about it: its detail, code and trace id when it sends its problem body."""
    problem = problem_of(answer)
    parts = [str(answer.status)]
    text = problem.get("detail") or problem.get("title")
    if text:
        parts.append(redact(str(text)))
    extra = [f"{name} {problem[key]}" for key, name in (("code", "code"), ("traceId", "traceId")) if problem.get(key) is not None]
    return " ".join(parts) + (f" ({redact(', '.join(extra))})" if extra else "")


def problem_of(answer: Answer) -> dict[str, Any]:
    """The server's problem body as a dict, empty when there is none."""
    try:
        body = answer.json()
    except BadAnswer:
        return {}
    return body if isinstance(body, dict) else {}


def _never_sent(exc: BaseException) -> bool:
    """True when the connection itself could not be made, so that the server cannot have got the request."""
    return any(type(item).__name__ in ("NewConnectionError", "NameResolutionError", "ConnectTimeoutError") for item in _chain(exc))


def _chain(exc: BaseException | None) -> list[BaseException]:
    """The exception and what it wraps: requests and urllib3 hide the reason in args, ``reason`` and ``__context__``."""
    found: list[BaseException] = []
    todo: list[Any] = [exc]
    while todo:
        item = todo.pop(0)
        if isinstance(item, BaseException) and item not in found:
            found.append(item)
            todo += [getattr(item, "reason", None), *item.args, item.__cause__, item.__context__]
    return found


def root_cause(exc: BaseException) -> str:
    """The innermost reason in words; the outer ones are long and repeat the URL with its query."""
    for item in reversed(_chain(exc)):
        if isinstance(item, ssl.SSLError):
            return str(item.args[-1] if item.args else item).partition(" (_ssl.c")[0]
        if isinstance(item, OSError) and item.strerror:
            return item.strerror
    names = [
        str(item)
        for item in _chain(exc)
        if type(item).__name__ in ("ReadTimeoutError", "RemoteDisconnected", "ProtocolError", "IncompleteRead")
    ]
    return names[-1] if names else type(exc).__name__
