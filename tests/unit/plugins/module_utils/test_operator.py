# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""License, system message and identity provider: dates, certificates, discovery, and servers that take something and do another thing."""

from __future__ import annotations

import base64
import datetime
import time
from collections.abc import Callable
from email.utils import formatdate
from typing import Any

import pytest

from ansible_collections.community.cognigy.plugins.module_utils._client import Client
from ansible_collections.community.cognigy.plugins.module_utils._credentials import Credentials
from ansible_collections.community.cognigy.plugins.module_utils._errors import InputError
from ansible_collections.community.cognigy.plugins.module_utils._modules import identity_provider
from ansible_collections.community.cognigy.plugins.module_utils._modules.identity_provider import MOST, check_discovery, validity
from ansible_collections.community.cognigy.plugins.module_utils._modules.installation import moment
from ansible_collections.community.cognigy.plugins.module_utils._operations import OPERATIONS
from ansible_collections.community.cognigy.plugins.module_utils._transport import Settings
from ansible_collections.community.cognigy.tests.unit.plugins.module_utils._fakes import KEY, MANAGEMENT, Answer, Call, Play, Script, answer
from ansible_collections.community.cognigy.tests.unit.plugins.module_utils._http import Certificates, Reply, Server, serving

DAY = 86400
NOW = 1_795_000_000  # 2026-11-18T11:06:40Z
DATE = {"Date": formatdate(NOW, usegmt=True)}
ORGANISATION = "0123456789abcdef01234567"
LICENSE, STATE = "/new/management/v2.0/system/license", "/new/v2.0/system/license"


def path_of(operation: str) -> str:
    return OPERATIONS[operation].path


# ---- dates -----------------------------------------------------------------------------------------------------------


ISO = ("2026-11-18T11:06:40Z", "2026-11-18T11:06:40.000Z", "2026-11-18 12:06:40+01:00", "2026-11-18T11:06:40")
MAIL = ("Wed, 18 Nov 2026 11:06:40 GMT", "Wed, 18 Nov 2026 11:06:40 -0000")


@pytest.mark.parametrize("text", [*ISO, *MAIL, NOW, str(NOW), NOW * 1000])
def test_dates_in_any_form(text: Any) -> None:
    assert moment(text) == NOW


@pytest.mark.parametrize("text", ["soon", "", None, "2026-13-01", "in 3 days"])
def test_what_is_no_date(text: Any) -> None:
    assert moment(text) is None


# ---- the license -----------------------------------------------------------------------------------------------------


def licensed(state: str, days: float | None = None, **more: Any) -> dict[str, Any]:
    end = None if days is None else datetime.datetime.fromtimestamp(NOW + days * DAY, datetime.timezone.utc).isoformat()
    return {"state": state, **({"expirationDate": end, "company": "Acme"} if end else {}), **more}


def shown(json: Any, path: str = LICENSE, **more: Any) -> Call:
    return Call("GET", path, json=json, answer_headers=DATE, **more)


@pytest.mark.parametrize(
    ("now", "renew", "due"),
    [
        (licensed("valid", 200), None, False),
        (licensed("valid", 200), 199, False),
        (licensed("valid", 200), 200, True),
        (licensed("willExpireSoon", 3), None, False),
        (licensed("expired", -50), None, True),
        (licensed("expiredRenewRequired", -3), None, True),
        (licensed("invalid"), None, True),
        (licensed("someNewState", 100), None, False),
        (licensed("willExpireSoon"), 0, True),
        (licensed("valid3MonthsLeft"), 89, False),
        (licensed("valid3MonthsLeft"), 90, True),
        (licensed("valid"), 9999, False),
        (licensed("valid", 10, expirationDate="some day"), 30, False),
    ],
    ids=lambda value: value["state"] if isinstance(value, dict) else str(value),
)
def test_when_a_key_is_sent(now: dict[str, Any], renew: int | None, due: bool) -> None:
    result = Play(Script(shown(now)), **MANAGEMENT)("cognigy_license", check=True, license_key="key-1", renew_before_days=renew)
    assert result["changed"] is due
    assert result["previous"]["state"] == now["state"]


def test_days_are_those_of_the_server_s_calendar() -> None:
    for days, left in ((0, 0), (0.5, 0), (0.7, 1), (-0.4, 0), (-0.5, -1), (365, 365)):  # it is 11:06 at the server
        result = Play(Script(shown(licensed("valid", days))), **MANAGEMENT)("cognigy_license")
        assert result["license"]["days_left"] == left, days


def test_a_key_that_is_taken_and_no_good() -> None:
    script = Script(
        shown(licensed("expired", -50)),
        Call("POST", LICENSE, body={"licensekey": "key-1"}, json={"message": "ok"}),
        *[shown(licensed("invalid"))] * 3,
    )
    result = Play(script, **MANAGEMENT)("cognigy_license", license_key="key-1")
    assert result["failed"] and "The license is invalid now. Before, it was expired. Give another key." in result["msg"]
    assert result["license"]["state"] == "invalid" and not script.left


def test_a_license_that_shows_late() -> None:
    script = Script(shown(licensed("expired")), Call("POST", LICENSE), shown(licensed("expired")), shown(licensed("valid", 300)))
    result = Play(script, **MANAGEMENT)("cognigy_license", license_key="key-1")
    assert (result["license"]["state"], result["license"]["days_left"], result["previous"]["state"]) == ("valid", 300, "expired")


def test_after_a_refusal_the_license_may_be_another_one() -> None:
    script = Script(shown(licensed("valid", 9)), Call("POST", LICENSE, status=400, json={"detail": "bad"}), shown(licensed("invalid")))
    result = Play(script, **MANAGEMENT)("cognigy_license", license_key="key-1", update_secret="always")
    assert "The license is invalid now." in result["msg"] and "as it was" not in result["msg"] and result["license"]["state"] == "invalid"


def test_a_refusal_after_which_nothing_can_be_read() -> None:
    script = Script(shown(licensed("expired")), Call("POST", LICENSE, status=400, json={}), shown({}, status=401))
    result = Play(script, **MANAGEMENT)("cognigy_license", license_key="key-1")
    assert "400" in result["msg"] and "What the license is now cannot be read" in result["msg"]


def test_the_older_way_with_an_api_key() -> None:
    script = Script(
        Call("GET", path_of("readOrganisationPolicies"), json={}),
        shown({"state": "expired"}, STATE),
        Call(
            "POST",
            STATE,
            query={"organisationId": ORGANISATION},
            body={"email": "ann@example.com", "password": "geheim", "licensekey": "key-1"},
        ),
        shown({"state": "valid"}, STATE),
    )
    given = {"license_key": "key-1", "login": "ann@example.com", "password": "geheim"}
    result = Play(script, **KEY, organisation=ORGANISATION)("cognigy_license", **given)
    assert result["changed"] and result["license"]["state"] == "valid" and result["license"]["company"] is None
    lacking = Play(Script(shown({"state": "expired"}, STATE)), **KEY)("cognigy_license", check=True, license_key="key-1")
    assert "login and password of an administrator" in lacking["msg"]


@pytest.mark.parametrize(
    ("given", "sent"),
    [("\ufeff a\r\nb \r\n", "a\nb"), ("a\tb", "a\tb")],
)
def test_what_editors_add_to_a_key_is_taken_away(given: str, sent: str) -> None:
    script = Script(shown(licensed("expired")), Call("POST", LICENSE, body={"licensekey": sent}), shown(licensed("valid", 9)))
    assert Play(script, **MANAGEMENT)("cognigy_license", license_key=given)["changed"]


@pytest.mark.parametrize(
    ("given", "text"),
    [("a\nb\u00a0c", "U+00A0 in its line 2"), ("a\rb", "U+000D in its line 1"), (" \n", "is empty"), ("\u201ca\u201d", "U+201C")],
)
def test_a_key_that_cannot_be_right(given: str, text: str) -> None:
    assert text in Play(Script(), **MANAGEMENT)("cognigy_license", license_key=given)["msg"]


def test_renew_before_days_is_no_negative_number() -> None:
    assert "must be 0 or more, got -1" in Play(Script(), **MANAGEMENT)("cognigy_license", license_key="k-1", renew_before_days=-1)["msg"]


# ---- the system message ----------------------------------------------------------------------------------------------

READ, WRITE = "/new/v2.0/system/message", "/new/management/v2.0/system/createsystemmessage"


def said(message: str = "", until: int = 0, **more: Any) -> Call:
    return Call("GET", READ, json={"message": message, "until": until, "showOnLogin": False}, answer_headers=DATE, **more)


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"text": "x", "until": "tomorrow"}, "must be a date and time such as"),
        ({"text": "x", "until": "2038-01-20"}, "the last time that the server takes"),
        ({"text": "x", "until": "-5"}, "must be from 1970-01-01"),
        ({"text": "x", "until": str(NOW)}, "nobody would see the message"),
        ({"text": " ", "until": str(NOW + 9)}, "text is empty"),
        ({"text": "x", "for_minutes": 0}, "for_minutes must be 1 or more"),
    ],
)
def test_a_message_that_cannot_be_right(given: dict[str, Any], text: str) -> None:
    assert text in Play(Script(said()), **MANAGEMENT)("cognigy_system_message", **given)["msg"]


@pytest.mark.parametrize(
    "until",
    ["2026-11-18T13:06:40Z", "2026-11-18 14:06:40+01:00", "2026-11-18T13:06:40", str(NOW + 7200)],
    ids=["Z", "+01:00", "none", "unix"],
)
def test_the_end_of_a_message(until: str) -> None:
    body = {"message": "x", "until": NOW + 7200, "showOnLogin": False}
    script = Script(said(), Call("POST", WRITE, body=body, status=204), said("x", NOW + 7200))
    assert Play(script, **MANAGEMENT)("cognigy_system_message", text=" x\n", until=until)["changed"] and not script.left
    assert not Play(Script(said("x", NOW + 7200)), **MANAGEMENT)("cognigy_system_message", text="x", until=until)["changed"]


def test_minutes_count_by_the_clock_of_the_server() -> None:
    script = Script(said(), Call("POST", WRITE, body={"message": "x", "until": NOW + 600, "showOnLogin": True}), said("x", NOW + 600))
    script.left[2].json["showOnLogin"] = True
    result = Play(script, **MANAGEMENT)("cognigy_system_message", text="x", for_minutes=10, show_on_login=True)
    assert result["system_message"]["until_date"] == "2026-11-18T11:16:40Z"


@pytest.mark.parametrize("given", [{"state": "absent"}, {"text": "y", "until": str(NOW + 9)}], ids=["absent", "present"])
def test_a_message_that_is_not_kept(given: dict[str, Any]) -> None:
    script = Script(said("x", NOW + 9), Call("POST", WRITE), *[said("x", NOW + 9)] * 3)
    result = Play(script, **MANAGEMENT)("cognigy_system_message", **given)
    assert "shows another one: 'x' until 2026-11-18T11:06:49Z" in result["msg"] and not script.left


def test_a_message_goes_with_an_end_that_has_passed() -> None:
    ended = {"message": "x", "until": 1, "showOnLogin": False}
    script = Script(said("x", NOW + 9), Call("POST", WRITE, body=ended), said("x", 1))
    result = Play(script, **MANAGEMENT)("cognigy_system_message", state="absent")
    assert result["changed"] and "system_message" not in result and not script.left
    assert not Play(Script(said("x", NOW - 9)), **MANAGEMENT)("cognigy_system_message", state="absent")["changed"]


# ---- certificates ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("year", [1975, 1999, 2026, 2049, 2050, 2120])
@pytest.mark.parametrize("names", [1, 40], ids=["short", "long"])
def test_the_dates_of_a_certificate(year: int, names: int) -> None:
    """Both forms of dates that there are, and lengths of more than one byte."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.ORGANIZATIONAL_UNIT_NAME, f"Unit {number}") for number in range(names)])
    begins, ends = (datetime.datetime(year + more, 2, 28, 12, 30, 45, tzinfo=datetime.timezone.utc) for more in (0, 1))
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(2**100)
    made = builder.not_valid_before(begins).not_valid_after(ends).sign(key, hashes.SHA256())
    assert validity(made.public_bytes(serialization.Encoding.DER)) == (begins.timestamp(), ends.timestamp())


def test_a_certificate_is_cut_or_changed_anywhere(certificates: Certificates) -> None:
    """Whatever comes of it is an error for people, or a certificate."""
    with open(certificates.ca, encoding="ascii") as file:
        der = base64.b64decode("".join(file.read().split("-----")[2].split()))
    refused = 0
    for place in range(0, len(der), 3):
        for broken in (der[:place], der[:place] + bytes([der[place] ^ 0xFF]) + der[place + 1 :]):
            given = {"type": "saml", "issuer": "https://a.example", "login_endpoint": "https://a.example", "update_secret": "always"}
            script = Script(Call("GET", path_of("readOrganisationPolicies"), status=401, json={}))
            result = Play(script, **KEY)("cognigy_identity_provider", **given, certificate=base64.b64encode(broken).decode())
            assert result["failed"] and "bug" not in result["msg"], result
            refused += "certificate" in result["msg"]
    assert refused > len(der) / 3  # a wrong signature is not looked at


# ---- discovery -------------------------------------------------------------------------------------------------------


@pytest.fixture
def provider(certificates: Certificates) -> Any:
    with serving(certificates.context()) as one:
        yield one


def discover(server: Server, certificates: Certificates, reply: Reply | None, ca: bool = True, **body: str) -> None:
    server.plan = [reply] if reply else []
    settings = Settings("https://api.example.com", ca_path=certificates.ca if ca else None, timeout=5, retries=0)
    check_discovery(Client(settings, Credentials(api_key="the-key")), {"idpIssuer": server.url, **body})


def test_a_provider_that_is_who_it_says(provider: Server, certificates: Certificates) -> None:
    document = {"issuer": provider.url, "id_token_signing_alg_values_supported": ["RS256"]}
    discover(
        provider, certificates, Reply(200, document), idpIdTokenSignedResponseAlg="RS256", idpTokenEndpointAuthMethod="client_secret_post"
    )
    assert provider.seen[0].path == "/.well-known/openid-configuration"
    assert "the-key" not in str(dict(provider.seen[0].headers))
    discover(provider, certificates, Reply(200, {"issuer": provider.url + "/"}), idpIssuer=provider.url + "/")
    assert provider.seen[1].path == "/.well-known/openid-configuration"


@pytest.mark.parametrize(
    ("reply", "more", "text"),
    [
        (lambda url: Reply(404, {}), {}, "no OpenID discovery document at https://127.0.0.1:"),
        (lambda url: Reply(200, b"<html>", {}), {}, "no OpenID discovery document"),
        (lambda url: Reply(200, [1]), {}, "no OpenID discovery document"),
        (lambda url: Reply(200, {"keys": []}), {}, "no OpenID discovery document"),
        (lambda url: Reply(200, {"issuer": url + "/"}), {}, "they have to be the same, up to a slash at the end"),
        (lambda url: Reply(200, {"issuer": "https://evil.example.com"}), {}, "calls itself 'https://evil.example.com'"),
        (lambda url: Reply(200, b"x" * (MOST + 70000), {}), {}, "is too large"),
        (lambda url: Reply(302, None, {"Location": "ftp://elsewhere.example.com"}), {}, "leads to no discovery document"),
        (lambda url: Reply(cut=True), {}, "cannot be reached from here"),
        (
            lambda url: Reply(200, {"issuer": url, "id_token_signing_alg_values_supported": ["RS256", "ES256"]}),
            {"idpIdTokenSignedResponseAlg": "HS256"},
            "id_token_signed_response_alg: the provider knows RS256, ES256, not 'HS256'",
        ),
        (
            lambda url: Reply(200, {"issuer": url, "token_endpoint_auth_methods_supported": ["private_key_jwt"]}),
            {"idpTokenEndpointAuthMethod": "none"},
            "token_endpoint_auth_method: the provider knows private_key_jwt",
        ),
        (None, {"idpIssuer": "https://a.example/.well-known/openid-configuration"}, "leave that out"),
    ],
    ids=["404", "html", "a list", "other JSON", "slash", "another", "large", "elsewhere", "cut", "algorithm", "method", "whole address"],
)
def test_a_provider_that_is_not(
    provider: Server, certificates: Certificates, reply: Callable[[str], Reply] | None, more: dict[str, str], text: str
) -> None:
    with pytest.raises(InputError, match="^issuer|method: |alg: ") as caught:
        discover(provider, certificates, reply(provider.url) if reply else None, **more)
    assert text in str(caught.value)


def test_a_provider_whose_own_certificate_nobody_trusts(provider: Server, certificates: Certificates) -> None:
    with pytest.raises(InputError, match="cannot be reached from here: .*certificate verify failed"):
        discover(provider, certificates, None, ca=False)


# ---- servers that do something else ----------------------------------------------------------------------------------


class Organisation:
    """A server with one identity provider. second: what it does with a second configuration. deaf: it takes everything and does nothing."""

    def __init__(self, login: str | None, second: Callable[[dict[str, Any]], tuple[int, Any]] | None = None, deaf: bool = False) -> None:
        self.login, self.second, self.deaf, self.log = login, second, deaf, list[str]()
        self.links: Any = None

    def __call__(self, method: str, path: str, query: dict[str, Any], body: Any, headers: dict[str, str]) -> Answer:
        if method == "POST":
            self.log.append(path.rsplit("/", 1)[-1])
        status, found = self._do(path, body)
        return answer(method, path, status, found)

    def _do(self, path: str, body: Any) -> tuple[int, Any]:
        if path == "/.well-known/webfinger":
            properties = {"idp:type": "saml", "idp:login": self.login} if self.login else {"idp:type": "none"}
            return 200, self.links or {"links": [{"rel": "other"}, {"rel": "idp", "properties": properties}]}
        if path.endswith("/configure") and not self.deaf:
            if self.login and self.second:
                return self.second(body)
            self.login = body["idpLoginEndpoint"]
        if path.endswith("/reset") and not self.deaf:
            self.login = None
        return (204, None) if "identityprovider" in path else (200, {"_id": ORGANISATION})


@pytest.fixture
def saml(certificates: Certificates) -> dict[str, Any]:
    with open(certificates.ca, encoding="ascii") as file:
        return {"type": "saml", "issuer": "https://a.example", "login_endpoint": "https://a.example/new", "certificate": file.read()}


OLD = "https://a.example/old"


@pytest.mark.parametrize(
    ("status", "json"),
    [(409, {}), (400, {"detail": "there is one", "code": 1004}), (400, {"detail": "It has one already"}), (204, None)],
    ids=["409", "code 1004", "already", "taken and ignored"],
)
def test_a_server_that_wants_the_old_one_removed(saml: dict[str, Any], status: int, json: Any) -> None:
    server = Organisation(OLD, lambda body: (status, json))
    result = Play(server, **KEY)("cognigy_identity_provider", **saml)
    assert result["changed"] and server.login == saml["login_endpoint"] and server.log == ["configure", "reset", "configure"]


def test_a_server_that_refuses_without_saying_why_keeps_the_old_one(saml: dict[str, Any]) -> None:
    server = Organisation(OLD, lambda body: (400, {"detail": "Validation failed"}))
    result = Play(server, **KEY)("cognigy_identity_provider", **saml)
    assert "still configured" in result["msg"] and server.log == ["configure"] and server.login == OLD


def test_a_server_that_takes_all_and_does_nothing(saml: dict[str, Any]) -> None:
    result = Play(Organisation(OLD, deaf=True), **KEY)("cognigy_identity_provider", **saml)
    assert "shows another one. Configured now is an identity provider of type saml with the login at " + OLD in result["msg"]
    result = Play(Organisation(OLD, deaf=True), **KEY)("cognigy_identity_provider", state="absent")
    assert "and still has it" in result["msg"]


@pytest.mark.parametrize("links", [{"links": []}, {"links": [{"rel": "idp"}]}, {"subject": "x"}, [], {"links": [{"properties": {}}]}])
def test_a_webfinger_of_another_form(saml: dict[str, Any], links: Any) -> None:
    server = Organisation(OLD)
    server.links = links or [1]
    result = Play(server, **KEY)("cognigy_identity_provider", **saml)
    assert "of another form than expected" in result["msg"] and server.log == []


def test_what_was_not_compared_is_told(saml: dict[str, Any]) -> None:
    play = Play(Organisation(saml["login_endpoint"]), **KEY)
    result = play("cognigy_identity_provider", **{**saml, "certificate": saml["certificate"], "want_authn_response_signed": True})
    assert not result["changed"]
    assert result["identity_provider"]["not_compared"] == ["certificate", "issuer", "want_authn_response_signed"]


def test_the_body_is_what_the_server_knows(saml: dict[str, Any]) -> None:
    bodies: list[Any] = []

    def second(body: dict[str, Any]) -> tuple[int, Any]:
        bodies.append(body)
        return 400, {}

    key = "-----BEGIN PRIVATE KEY-----\nxx\n-----END PRIVATE KEY-----"
    given = {"logout_endpoint": "https://a.example/out", "decryption_private_key": key, "disable_requested_authn_context": False}
    Play(Organisation(OLD, second), **KEY)("cognigy_identity_provider", **saml, **given)
    assert bodies == [
        {
            "idpType": "saml",
            "idpIssuer": "https://a.example",
            "idpLoginEndpoint": "https://a.example/new",
            "idpLogoutEndpoint": "https://a.example/out",
            "idpCertificate": "".join(saml["certificate"].splitlines()[1:-1]),
            "decryptionPrivateKey": key,
            "idpDisableRequestedAuthnContext": False,
        }
    ]


def test_a_certificate_near_its_end_by_a_day(saml: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """The certificates of these tests are good for two days."""
    monkeypatch.setattr(identity_provider, "time", type("Clock", (), {"time": staticmethod(lambda: time.time() + 3 * DAY)}))
    assert "people could not log in with it" in Play(Organisation(OLD), **KEY)("cognigy_identity_provider", **saml)["msg"]
