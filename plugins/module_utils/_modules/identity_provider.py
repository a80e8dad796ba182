# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.
"""The identity provider of an organisation: values are checked as far as that goes before the server hears of them.

The server shows little of what it has (WebFinger), and lets nobody read the rest back. So whatever goes wrong, the message says what
state the login is in, as it is seen afterwards.
"""

from __future__ import annotations

import base64
import binascii
import io
import json
import re
import ssl
import time
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any, NamedTuple

from ansible_collections.community.cognigy.plugins.module_utils._client import Client
from ansible_collections.community.cognigy.plugins.module_utils._errors import (
    ApiError,
    BadAnswer,
    CognigyError,
    ConnectionFailed,
    InputError,
    MissingError,
    NotKept,
    OutcomeUnknown,
)
from ansible_collections.community.cognigy.plugins.module_utils._kinds._base import Field
from ansible_collections.community.cognigy.plugins.module_utils._modules._base import STATE, UPDATE_SECRET, Job, Module
from ansible_collections.community.cognigy.plugins.module_utils._reconcile import LOOKS
from ansible_collections.community.cognigy.plugins.module_utils._transport import HIDDEN, origin, root_cause

SAML = (
    Field("issuer", api="idpIssuer", required=True),
    Field("login_endpoint", api="idpLoginEndpoint", required=True),
    Field("logout_endpoint", api="idpLogoutEndpoint"),
    Field("certificate", api="idpCertificate", required=True, secret=True),
    Field("want_authn_response_signed", "bool"),
    Field("decryption_private_key", secret=True),
    Field("disable_requested_authn_context", "bool", api="idpDisableRequestedAuthnContext"),
)
OIDC = (
    Field("issuer", api="idpIssuer", required=True),
    Field("client_id", api="idpClientId", required=True),
    Field("client_secret", api="idpClientSecret", required=True, secret=True),
    Field("additional_scope", api="idpAdditionalScope"),
    Field("front_channel_url", api="idpFrontChannelUrl"),
    Field("id_token_signed_response_alg", api="idpIdTokenSignedResponseAlg"),
    Field("token_endpoint_auth_method", api="idpTokenEndpointAuthMethod"),
)
TYPES: Mapping[str, tuple[Field, ...]] = {"saml": SAML, "oidc": OIDC}
FIELDS = {item.option: item for item in (*SAML, *OIDC)}
# What WebFinger shows, by type: option or result, property.
SHOWN: Mapping[str, Mapping[str, str]] = {
    "saml": {"login_endpoint": "idp:login", "logout_endpoint": "idp:logout"},
    "oidc": {
        "front_channel_url": "idp:logout:fc",
        "callback_url": "idp:callback",
        "login_url": "idp:login",
        "logout_url": "idp:logout",
    },
}
DISCOVERY = "/.well-known/openid-configuration"
MOST = 1_000_000  # bytes of a discovery document
SOON = 30 * 86400  # seconds before the end of a certificate from which a warning is given


# ---- the values, before anything is sent ---------------------------------------------------------------------------------


def checked(job: Job) -> dict[str, Any]:
    """The body for the server, from options that can be right; InputError otherwise."""
    params, fields = job.params, TYPES[job.params["type"]]
    wrong = sorted(option for option, item in FIELDS.items() if params[option] is not None and item not in fields)
    if wrong:
        raise InputError(f"{', '.join(wrong)} does not go with type: {params['type']}")
    lacking = [item.option for item in fields if item.required and not str(params[item.option] or "").strip()]
    if lacking:
        raise InputError(f"an identity provider of type {params['type']} needs also {', '.join(lacking)}")
    given = {item.option: params[item.option] for item in fields if params[item.option] is not None}
    for option in ("issuer", "login_endpoint", "logout_endpoint", "front_channel_url"):
        if option in given:
            plain = option == "issuer" and params["type"] == "saml"  # an identifier, which nobody opens: some providers have http there
            _address(option, given[option], ("https", "http") if plain else ("https",))
    if "certificate" in given:
        given["certificate"] = _certificate(job, given["certificate"])
    if "decryption_private_key" in given:
        _private_key(given["decryption_private_key"])
    return {"idpType": params["type"], **{FIELDS[option].name: value for option, value in given.items()}}


def _address(option: str, url: str, schemes: tuple[str, ...]) -> None:
    where = origin(url)
    if where is None or where[0] not in schemes or "@" in url or re.search(r"\s", url):
        raise InputError(
            f"{option} must be a URL that begins with {'://, or '.join(schemes)}://, without blanks or a password, got {url!r}"
        )


def _certificate(job: Job, text: str) -> str:
    """A certificate, in PEM or as bare base64, as the server takes it: base64 alone. No message shows any of it."""
    if "PRIVATE KEY" in text:
        raise InputError(
            "certificate holds a private key: give the certificate of the identity provider, which is public, and keep the key"
        )
    found = re.findall(r"-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \1-----", text, re.DOTALL)
    if len(found) > 1:
        raise InputError(f"certificate holds {len(found)} certificates: give the one that the identity provider signs with")
    if found and found[0][0] not in ("CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"):
        raise InputError(f"certificate holds a {found[0][0].lower()}: give the certificate of the identity provider")
    bare = "".join((found[0][1] if found else text).split())
    try:
        der = base64.b64decode(bare, validate=True)
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=der)
        begins, ends = validity(der)
    except (binascii.Error, ssl.SSLError, ValueError, IndexError) as exc:
        raise InputError("certificate is no X.509 certificate, in PEM or base64 (is all of it there, with its line breaks?)") from exc
    now = time.time()
    if now < begins or now > ends:
        day = datetime.fromtimestamp(ends if now > ends else begins, timezone.utc).date()
        raise InputError(f"certificate {'ended' if now > ends else 'is not valid before'} {day}: people could not log in with it")
    if now > ends - SOON:
        job.warn(f"certificate ends {datetime.fromtimestamp(ends, timezone.utc).date()}")
    return bare


def validity(der: bytes) -> tuple[float, float]:
    """Begin and end of a certificate in Unix seconds. ssl shows them of authorities only, and a library for this is not everywhere."""
    _tag, certificate, _rest = _element(der)
    _tag, inner, _rest = _element(certificate)
    tag, _value, rest = _element(inner)
    if tag == 0xA0:  # the version, which the oldest leave out; then the serial number
        _tag, _value, rest = _element(rest)
    for _skipped in ("algorithm", "issuer"):
        _tag, _value, rest = _element(rest)
    _tag, times, _rest = _element(rest)
    tag, begins, rest = _element(times)
    last, ends, _rest = _element(rest)
    return _time(tag, begins), _time(last, ends)


def _element(data: bytes) -> tuple[int, bytes, bytes]:
    """The first element of DER data: its tag, its content, and what comes behind it."""
    length, start = data[1], 2
    if length >= 0x80:
        start = 2 + (length & 0x7F)
        length = int.from_bytes(data[2:start], "big")
    return data[0], data[start : start + length], data[start + length :]


def _time(tag: int, value: bytes) -> float:
    text = value.decode("ascii")
    if tag == 0x17:  # two digits of the year, up to 2049
        text = ("20" if text < "50" else "19") + text
    return datetime.strptime(text, "%Y%m%d%H%M%SZ").replace(tzinfo=timezone.utc).timestamp()


def _private_key(text: str) -> None:
    if "CERTIFICATE" in text or "PUBLIC KEY" in text:
        raise InputError("decryption_private_key holds something else than a private key")
    if "ENCRYPTED" in text:
        raise InputError("decryption_private_key is protected by a password, which the server cannot know: give the key without")


def check_discovery(client: Client, body: Mapping[str, Any]) -> None:
    """Ask the issuer itself, over the connection options of the task, who it is and what it can do."""
    issuer = body["idpIssuer"]
    if issuer.rstrip("/").endswith(DISCOVERY):
        raise InputError(f"issuer is the address before {DISCOVERY}: leave that out")
    url = issuer.rstrip("/") + DISCOVERY
    skip = "If only the server reaches it, say check_issuer: false."
    file = io.BytesIO()

    def small(done: int, total: int) -> None:
        if done > MOST:
            raise InputError(f"issuer: what is at {url} is too large for a discovery document")

    try:
        answer = client.transport.fetch(url, file, {}, small)
    except ConnectionFailed as exc:
        reason = client.transport.redact(root_cause(exc.__cause__ or exc))
        raise InputError(f"issuer: {url} cannot be reached from here: {reason}. Nothing was changed. {skip}") from exc
    except BadAnswer as exc:
        raise InputError(f"issuer: {url} leads to no discovery document. Nothing was changed. {skip}") from exc
    try:
        document = json.loads(file.getvalue()) if answer.status == 200 else None
    except ValueError:
        document = None
    if not isinstance(document, dict) or "issuer" not in document:
        raise InputError(f"issuer: there is no OpenID discovery document at {url} (status {answer.status}). Nothing was changed. {skip}")
    if document["issuer"] != issuer:
        raise InputError(
            f"issuer is {issuer!r}, and the provider calls itself {document['issuer']!r}: they have to be the same, up to a slash at the end. "
            "Nothing was changed."
        )
    for name, known in (
        ("idpIdTokenSignedResponseAlg", "id_token_signing_alg_values_supported"),
        ("idpTokenEndpointAuthMethod", "token_endpoint_auth_methods_supported"),
    ):
        choices = document.get(known)
        if name in body and isinstance(choices, list) and body[name] not in choices:
            option = next(item.option for item in OIDC if item.name == name)
            raise InputError(f"{option}: the provider knows {', '.join(map(str, choices))}, not {body[name]!r}. Nothing was changed.")


# ---- what the server shows ---------------------------------------------------------------------------------------------


class Seen(NamedTuple):
    """What WebFinger shows: type, empty when there is no identity provider, and addresses. ``hidden``: why nothing is shown."""

    type: str
    shown: Mapping[str, Any]
    hidden: str = ""

    def fits(self, want: Mapping[str, Any]) -> bool:
        """Whether it can be the wanted one (options): its type, and as far as they are shown its values."""
        return self.type == want["type"] and all(self.shown[name] == (want[name] or None) for name in self.shown if name in want)

    def told(self) -> str:
        """What a person has to know about it."""
        if self.hidden:
            return f"What is configured now could not be read ({self.hidden}): try to log in before you do anything else."
        if not self.type:
            return (
                "No identity provider is configured now: nobody can log in by single sign-on, and people log in with their passwords "
                "(nobody does where DEACTIVATE_NON_SSO_LOGIN is set). Correct what is wrong and run this again."
            )
        at = self.shown.get("login_endpoint")
        return f"Configured now is an identity provider of type {self.type}{f' with the login at {at}' if at else ''}."


class Provider:
    """The identity provider of one organisation, as far as it can be seen."""

    def __init__(self, job: Job) -> None:
        self.client = job.client
        self.missing = ""
        try:
            self.resource = self._resource()
        except MissingError as exc:
            if not job.check_mode:
                raise
            self.missing = str(exc)

    def _resource(self) -> str:
        """What WebFinger calls the organisation: by its id, else by a login in it."""
        credentials = self.client.credentials
        if credentials.mints and credentials.organisation:
            return f"org:{self.client.organisation_id(credentials.organisation)}"
        shown = self.client.call("readOrganisationPolicies") or {}
        return f"org:{shown['_id']}" if shown.get("_id") else f"acct:{self.client.call('readUserMe')['id']}"

    def look(self) -> Seen:
        if self.missing:  # in check mode: the organisation is about to be made
            return Seen("", {})
        try:
            answer = self.client.call("webfinger", query={"resource": self.resource, "rel": "idp"})
            links = [one for one in answer["links"] if one.get("rel") == "idp"] or answer["links"]
            properties = links[0]["properties"]
            kind = properties["idp:type"]
        except (ApiError, BadAnswer) as exc:
            if isinstance(exc, ApiError) and exc.status not in (404, 405, 501):
                raise
            return Seen("", {}, str(exc))
        except (KeyError, IndexError, TypeError, AttributeError):
            return Seen("", {}, "the answer of /.well-known/webfinger is of another form than expected")
        if kind not in SHOWN:
            return Seen("", {})
        return Seen(kind, {name: properties.get(key) or None for name, key in SHOWN[kind].items()})

    def look_again(self) -> Seen:
        """After something went wrong: never fails itself."""
        try:
            return self.look()
        except CognigyError as exc:
            return Seen("", {}, str(exc))

    def look_for(self, want: Mapping[str, Any] | None) -> Seen:
        """Look until it is as wanted, None for none; gives what was seen last."""
        seen = Seen("", {})
        for _pause in self.client.looks(LOOKS):
            seen = self.look_again()
            if seen.hidden or (seen.fits(want) if want else not seen.type):
                break
        return seen


# ---- changes -----------------------------------------------------------------------------------------------------------


def run(job: Job) -> dict[str, Any]:
    params = job.params
    present, always = params["state"] == "present", params["update_secret"] == "always"
    job.client.transport.hide(*(params[option] for option, item in FIELDS.items() if item.secret))
    body = checked(job) if present else {}
    provider = Provider(job)
    if provider.missing:
        job.warn(f"{provider.missing}. In check mode it is taken as made by an earlier task.")
    seen = provider.look()
    if seen.hidden and not always:
        raise InputError(
            f"the server does not show whether there is an identity provider ({seen.hidden}), so it cannot be told whether something has to "
            "change. With update_secret: always it is changed in each run."
        )
    before = _half(seen, {})
    if not present:
        if not seen.type and not seen.hidden:
            return {"changed": False, "diff": {"before": {}, "after": {}}}
        if not job.check_mode:
            _remove(provider, seen)
        return {"changed": True, "diff": {"before": before, "after": {}}}
    want = {"type": params["type"], **{item.option: params[item.option] for item in TYPES[params["type"]] if item.name in body}}
    unseen = sorted(option for option in want if option != "type" and option not in SHOWN[params["type"]])
    if seen.fits(want) and not always:
        return {"changed": False, "diff": {"before": before, "after": before}, "identity_provider": _result(seen, unseen)}
    if params["type"] == "oidc" and params["check_issuer"]:
        check_discovery(job.client, body)
    after = _half(_expected(want, seen), want)
    result = {"changed": True, "diff": {"before": before, "after": after}}
    if job.check_mode:
        return {**result, "identity_provider": _result(_expected(want, seen), unseen)}
    return {**result, "identity_provider": _result(_configure(job, provider, seen, want, body), unseen)}


def _expected(want: Mapping[str, Any], before: Seen) -> Seen:
    """What the server will show; addresses that it makes by itself as before."""
    own = before.shown if before.type == want["type"] else {}
    return Seen(want["type"], {name: (want if name in FIELDS else own).get(name) or None for name in SHOWN[want["type"]]})


def _result(seen: Seen, unseen: list[str]) -> dict[str, Any]:
    every = {name: None for names in SHOWN.values() for name in names}
    return {**every, **seen.shown, "type": seen.type, "not_compared": unseen}


def _half(seen: Seen, want: Mapping[str, Any]) -> dict[str, Any]:
    """One half of a diff: what is seen, and what was given beside it; without the addresses that the server makes."""
    shown = {name: value for name, value in seen.shown.items() if name in FIELDS and value is not None}
    given = {name: HIDDEN if FIELDS[name].secret else value for name, value in want.items() if name in FIELDS}
    return {"type": seen.type, **shown, **given} if seen.type else {}


def _sent(client: Client, operation: str, body: Mapping[str, Any] | None = None) -> CognigyError | None:
    """Send a writing operation, and give what went wrong."""
    try:
        client.call(operation, body=body)
    except (ApiError, OutcomeUnknown, BadAnswer, ConnectionFailed) as exc:
        return exc
    return None


def _is_conflict(problem: CognigyError | None) -> bool:
    return isinstance(problem, ApiError) and (problem.status == 409 or problem.code == 1004 or "already" in problem.detail.lower())


def _failure(problem: CognigyError, seen: Seen, text: str = "") -> CognigyError:
    """The error for the user, with the state that the login is in, also as data."""
    return CognigyError(
        f"{problem}. {text or seen.told()}", **problem.details, identity_provider=None if seen.hidden else _result(seen, [])
    )


def _remove(provider: Provider, before: Seen) -> None:
    _make_room(provider, before)
    seen = provider.look_for(None)
    if seen.type:
        raise NotKept(f"the server took the removal of the identity provider and still has it. {seen.told()}")


def _as_it_was(seen: Seen, before: Seen) -> str:
    """What to say when nothing was changed, as far as can be seen; empty when it is otherwise."""
    if seen.hidden or seen != before:
        return ""
    return f"The identity provider that was there is still configured. {seen.told()}" if seen.type else ""


def _configure(job: Job, provider: Provider, before: Seen, want: Mapping[str, Any], body: Mapping[str, Any]) -> Seen:
    """Bring the configuration to the server and give what it shows of it then.

    First without a removal: a server that replaces leaves no gap, and one that refuses the values leaves the old ones alone.
    """
    telling = not before.hidden and not before.fits(want)  # whether it can be seen that the new one is there
    problem, seen = _try(provider, want, body)
    ignored = problem is None and telling and bool(before.type) and seen == before
    removed = _is_conflict(problem) or ignored
    if removed:
        _make_room(provider, before)
        telling = True
        problem, seen = _try(provider, want, body)
        if problem is not None and not seen.fits(want):  # a second try cannot make it worse
            job.client.sleep(1.0)
            problem, seen = _try(provider, want, body)
    if problem is None and seen.hidden:
        job.warn(f"the server took the identity provider. {seen.told()}")
        return _expected(want, before)
    if problem is None and seen.fits(want):
        return seen
    if problem is None:
        raise NotKept(f"the server took the identity provider and shows another one. {seen.told()}")
    if telling and not isinstance(problem, ApiError) and seen.fits(want):
        job.warn(f"the answer to the new identity provider was lost ({problem}); it was looked for, and it is there")
        return seen
    if removed:
        raise _failure(problem, seen, "" if seen.hidden or seen.type else f"The old identity provider was removed. {seen.told()}")
    if not telling and seen.type and isinstance(problem, (OutcomeUnknown, BadAnswer)):
        text = "Outcome unknown: whether the old or the new values are in force cannot be seen, since what is shown of them is the same"
        raise _failure(problem, seen, f"{text}. {seen.told()} Run this again.")
    raise _failure(problem, seen, _as_it_was(seen, before))


def _try(provider: Provider, want: Mapping[str, Any], body: Mapping[str, Any]) -> tuple[CognigyError | None, Seen]:
    """Send the configuration once: what went wrong, and what is there then."""
    problem = _sent(provider.client, "configureIdentityProvider", body)
    return problem, provider.look_again() if isinstance(problem, ApiError) else provider.look_for(want)


def _make_room(provider: Provider, before: Seen) -> None:
    """Remove what is there; fails when it is there still, or may be."""
    problem = _sent(provider.client, "resetIdentityProvider")
    seen = provider.look_again() if isinstance(problem, ApiError) else provider.look_for(None)
    if isinstance(problem, ApiError) or (problem is not None and (seen.hidden or seen.type)):
        raise _failure(problem, seen, _as_it_was(seen, before))


MODULES: Mapping[str, Module] = {
    "cognigy_identity_provider": Module(
        run,
        {
            "state": STATE,
            "type": {"type": "str", "choices": list(TYPES)},
            **{option: item.spec() for option, item in FIELDS.items()},
            "check_issuer": {"type": "bool", "default": True},
            "update_secret": UPDATE_SECRET,
        },
        {"required_if": [("state", "present", ("type",))]},
        operations=("webfinger", "configureIdentityProvider", "resetIdentityProvider", "readOrganisationPolicies", "readUserMe"),
    ),
}
