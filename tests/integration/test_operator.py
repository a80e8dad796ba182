# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Licenses and identity providers while the server fails: afterwards the old one is there, or the message says exactly what is there.

The modules run here without Ansible around them, which adds nothing to this (test_four_runs.py has that).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.community.cognigy.plugins.module_utils._client import Client
from ansible_collections.community.cognigy.plugins.module_utils._options import connect
from ansible_collections.community.cognigy.plugins.module_utils._run import run, spec_of
from ansible_collections.community.cognigy.tests.integration.cases.operator import CERTIFICATE, OIDC, SAML, ends_in
from ansible_collections.community.cognigy.tests.integration.harness import Emulator
from ansible_collections.community.cognigy.tests.modules import MODULES

pytestmark = pytest.mark.once
MODULE = "cognigy_identity_provider"
CONFIGURE, RESET = "/v2.0/identityprovider/configure", "/v2.0/identityprovider/reset"
LICENSE, MESSAGE = "/management/v2.0/system/license", "/management/v2.0/system/createsystemmessage"
OLD = {**SAML, "login_endpoint": "https://old.example.com/in"}
NONE, OLD_ONE, NEW_ONE = ("none", None), ("saml", OLD["login_endpoint"]), ("saml", SAML["login_endpoint"])


class Installation:
    """An organisation with an identity provider, and its modules. said: the warnings of the last run."""

    def __init__(self, emulator: Emulator) -> None:
        self.emulator, self.said = emulator, list[str]()
        self.acme = emulator.organisation("Acme")
        self.connection = {
            "base_url": emulator.url,
            "management_username": emulator.user,
            "management_password": emulator.password,
            "retries": 0,
            "timeout": 5.0,
        }

    def __call__(self, module: str, /, check: bool = False, **given: Any) -> dict[str, Any]:
        options = ArgumentSpecValidator(**spec_of(MODULES[module])).validate({**self.connection, **given})
        assert not options.error_messages, options.error_messages
        self.said.clear()
        result = run(MODULES[module], options.validated_parameters, check, self.said.append, client_of=restless)
        assert "bug of community.cognigy" not in str(result.get("msg")), result
        return result

    def provider(self, check: bool = False, **given: Any) -> dict[str, Any]:
        return self(MODULE, check, organisation="Acme", **given)

    def fault(self, path: str, **fault: Any) -> None:
        self.emulator.control("POST", "faults", {"method": "*", "path": path, **fault})

    def writes(self) -> list[str]:
        return [name for name in self.emulator.writes() if name != "createApiKeyManagement"]

    def login(self) -> tuple[str, str | None]:
        """What is configured, seen without the collection: type and, with SAML, where people log in."""
        self.emulator.control("DELETE", "faults")
        shown = self.emulator.api("GET", "/../.well-known/webfinger", resource=f"org:{self.acme}")["links"][0]["properties"]
        return shown["idp:type"], shown.get("idp:login") if shown["idp:type"] == "saml" else None


def restless(*options: Any) -> Client:
    """A client that does not wait before it looks again."""
    client = connect(*options)
    client.sleep = lambda seconds: None
    return client


@pytest.fixture
def site(emulator: Emulator) -> Installation:
    return Installation(emulator)


@pytest.fixture
def old(site: Installation) -> Installation:
    assert site.provider(**OLD)["changed"] and site.login() == OLD_ONE
    site.emulator.control("DELETE", "requests")
    return site


def certificate(begins: float, ends: float) -> str:
    """One that is valid between so many days from now."""
    import datetime

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    now, key = datetime.datetime.now(datetime.timezone.utc), ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "idp.example.com")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(7)
    builder = builder.not_valid_before(now + datetime.timedelta(days=begins)).not_valid_after(now + datetime.timedelta(days=ends))
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()


# ---- a value that is wrong -----------------------------------------------------------------------------------------------

PRIVATE = "-----BEGIN PRIVATE KEY-----\nCanary-private-key\n-----END PRIVATE KEY-----\n"
WRONG: dict[str, tuple[Callable[[], dict[str, Any]], str]] = {
    "no certificate": (lambda: {**SAML, "certificate": "nonsense"}, "certificate is no X.509 certificate"),
    "half a certificate": (lambda: {**SAML, "certificate": CERTIFICATE[:300] + CERTIFICATE[-30:]}, "certificate is no X.509 certificate"),
    "ended": (lambda: {**SAML, "certificate": certificate(-20, -2)}, "people could not log in with it"),
    "not valid yet": (lambda: {**SAML, "certificate": certificate(2, 20)}, "is not valid before"),
    "two certificates": (lambda: {**SAML, "certificate": CERTIFICATE * 2}, "holds 2 certificates"),
    "a private key": (lambda: {**SAML, "certificate": PRIVATE}, "certificate holds a private key"),
    "a key and a certificate": (lambda: {**SAML, "certificate": CERTIFICATE + PRIVATE}, "certificate holds a private key"),
    "a request": (lambda: {**SAML, "certificate": PRIVATE.replace("PRIVATE KEY", "CERTIFICATE REQUEST")}, "holds a certificate request"),
    "no https": (lambda: {**SAML, "login_endpoint": "http://idp.example.com/in"}, "login_endpoint must be a URL that begins with https://"),
    "no address": (lambda: {**SAML, "issuer": "my provider"}, "issuer must be a URL that begins with https://, or http://"),
    "a password in it": (lambda: {**SAML, "login_endpoint": "https://a:b@idp.example.com"}, "without blanks or a password"),
    "plain issuer": (lambda: {**OIDC, "issuer": "http://idp.example.com"}, "issuer must be a URL that begins with https://, "),
    "lacks": (lambda: {"type": "saml", "issuer": SAML["issuer"]}, "type saml needs also login_endpoint, certificate"),
    "lacks, too": (lambda: {"type": "oidc", "issuer": OIDC["issuer"], "client_id": " "}, "type oidc needs also client_id, client_secret"),
    "of the other": (lambda: {**SAML, "client_id": "x"}, "client_id does not go with type: saml"),
    "no key": (lambda: {**SAML, "decryption_private_key": CERTIFICATE}, "decryption_private_key holds something else"),
    "locked key": (lambda: {**SAML, "decryption_private_key": PRIVATE.replace("PRIVATE", "ENCRYPTED PRIVATE")}, "protected by a password"),
    "unreachable": (
        lambda: {**OIDC, "issuer": "https://127.0.0.1:9", "check_issuer": True},
        "cannot be reached from here: Connection refused",
    ),
}


@pytest.mark.parametrize("check", [False, True], ids=["", "check"])
@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_value_never_reaches_the_server(old: Installation, wrong: str, check: bool) -> None:
    values, text = WRONG[wrong]
    result = old.provider(check, **{**values(), "update_secret": "always"})
    assert result["failed"] and text in result["msg"], result
    assert "Canary-private-key" not in str(result)
    assert old.writes() == [] and old.login() == OLD_ONE


def test_a_certificate_that_ends_soon_and_one_without_pem_lines(site: Installation) -> None:
    assert site.provider(**{**SAML, "certificate": certificate(-1, 10)})["changed"]
    assert [one for one in site.said if one.startswith("certificate ends 20")]
    bare = "".join(CERTIFICATE.splitlines()[1:-1])
    assert site.provider(**{**SAML, "certificate": bare, "update_secret": "always"})["changed"]
    assert bare in site.emulator.control("GET", "secrets") and not site.said


# ---- the server fails ------------------------------------------------------------------------------------------------------

STILL = "The identity provider that was there is still configured. Configured now is an identity provider of type saml with the login at https://old"
REMOVED = "The old identity provider was removed. No identity provider is configured now: nobody can log in by single sign-on"
Faults = list[tuple[str, dict[str, Any]]]
# Switch, faults, words of the failure (empty: it succeeds) or of the warning, what is configured then.
FAILING: dict[str, tuple[str, Faults, str, str, tuple[str, str | None]]] = {
    "values refused": ("conflict", [(CONFIGURE, {"status": 400})], STILL, "", OLD_ONE),
    "no right": ("conflict", [(CONFIGURE, {"status": 403})], STILL, "", OLD_ONE),
    "a page instead": ("conflict", [(CONFIGURE, {"kind": "html"})], STILL, "", OLD_ONE),
    "down": ("conflict", [(CONFIGURE, {"status": 503})], STILL, "", OLD_ONE),
    "lost before": ("replaces", [(CONFIGURE, {"kind": "cut"})], STILL, "", OLD_ONE),
    "lost after": ("replaces", [(CONFIGURE, {"kind": "cut", "after_commit": True})], "", "was looked for, and it is there", NEW_ONE),
    "reset refused": ("conflict", [(RESET, {"status": 403})], STILL, "", OLD_ONE),
    "reset lost before": ("conflict", [(RESET, {"kind": "cut"})], STILL, "", OLD_ONE),
    "reset lost after": ("conflict", [(RESET, {"kind": "cut", "after_commit": True})], "", "", NEW_ONE),
    "once after reset": ("conflict", [(CONFIGURE, {"status": 502, "skip": 1})], "", "", NEW_ONE),
    "refused once after reset": ("conflict", [(CONFIGURE, {"status": 400, "skip": 1})], "", "", NEW_ONE),
    "refused after reset": ("conflict", [(CONFIGURE, {"status": 400, "skip": 1, "times": 2})], REMOVED, "", NONE),
    "lost after reset": ("conflict", [(CONFIGURE, {"kind": "cut", "skip": 1, "times": 2})], REMOVED, "", NONE),
    "answer lost after reset": (
        "conflict",
        [(CONFIGURE, {"kind": "cut", "skip": 1, "after_commit": True})],
        "",
        "was looked for, and it is there",
        NEW_ONE,
    ),
    "blind after reset": (
        "conflict",
        [(CONFIGURE, {"kind": "cut", "skip": 1, "times": 2}), ("/.well-known/webfinger", {"status": 500, "skip": 3, "times": 9})],
        "What is configured now could not be read",
        "",
        NONE,
    ),
}


@pytest.mark.parametrize("failing", FAILING)
def test_the_old_one_is_there_or_the_message_says_what_is(old: Installation, failing: str) -> None:
    switch, faults, failure, warning, then = FAILING[failing]
    old.emulator.control("POST", "switches", {"idp_reconfigure": switch})
    for path, fault in faults:
        old.fault(path, **fault)
    result = old.provider(**SAML)
    assert bool(result.get("failed")) is bool(failure) and failure in result.get("msg", ""), result
    assert any(warning in one for one in old.said) if warning else not old.said, old.said
    assert old.login() == then
    if failure and "could not be read" not in failure:
        shown = result["identity_provider"]
        assert (shown["type"] or "none", shown["login_endpoint"]) == then
    assert old.provider(**SAML).get("failed") is None and old.login() == NEW_ONE  # and the next run puts it right


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_lost_answer_to_what_cannot_be_seen_is_no_success(old: Installation, after: bool) -> None:
    old.emulator.control("POST", "switches", {"idp_reconfigure": "replaces"})
    old.fault(CONFIGURE, kind="cut", after_commit=after)
    result = old.provider(**OLD, update_secret="always")
    assert result["failed"] and "Outcome unknown: whether the old or the new values are in force cannot be seen" in result["msg"]
    assert old.login() == OLD_ONE


def test_what_cannot_be_seen_is_there_when_the_old_one_was_removed_before(old: Installation) -> None:
    old.fault(CONFIGURE, kind="cut", skip=1, after_commit=True)
    assert old.provider(**OLD, update_secret="always")["changed"] and "was looked for, and it is there" in old.said[0]


@pytest.mark.parametrize(("after", "text"), [(False, STILL), (True, "")], ids=["before", "after"])
def test_a_removal_whose_answer_is_lost(old: Installation, after: bool, text: str) -> None:
    old.fault(RESET, kind="cut", after_commit=after)
    result = old.provider(state="absent")
    assert text in result["msg"] if text else result["changed"]
    assert old.login() == (NONE if after else OLD_ONE)


def test_a_server_that_does_not_show_it(old: Installation) -> None:
    old.fault("/.well-known/webfinger", status=404, times=99)
    result = old.provider(**SAML)
    assert "does not show whether there is an identity provider" in result["msg"] and old.writes() == []
    assert old.provider(**SAML, update_secret="always")["changed"]
    assert "could not be read" in old.said[0] and old.login() == NEW_ONE
    old.fault("/.well-known/webfinger", status=404, times=99)
    assert old.provider(state="absent", update_secret="always")["changed"] and old.login() == NONE


def test_a_user_s_key_where_the_organisation_does_not_show_its_id(old: Installation) -> None:
    old.emulator.control("POST", "switches", {"policy_shows": False})
    user = {"id": "ann@example.com", "name": "Ann", "password": "Correct-Horse-42-Battery", "organisation": old.acme, "roles": ["admin"]}
    old.emulator.api("POST", "/management/v2.0/users", user)
    made = old.emulator.control("POST", "objects", {"kind": "apikey", "organisation": "Acme", "user_login": "ann@example.com"})
    old.connection = {"base_url": old.emulator.url, "api_key": made["apiKey"]}
    assert not old(MODULE, **OLD)["changed"] and old(MODULE, **SAML)["changed"] and old.login() == NEW_ONE


def test_in_check_mode_the_organisation_may_come_later(site: Installation) -> None:
    result = site(MODULE, True, organisation="Globex", **SAML)
    assert result["changed"] and result["identity_provider"]["type"] == "saml" and "taken as made by an earlier task" in site.said[0]
    assert "there is no organisation 'Globex'" in site(MODULE, organisation="Globex", **SAML)["msg"]


# ---- the license -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "failure", "state"),
    [
        ({"status": 400}, "The key was refused and the license is as it was. The license of Licensee", "expired"),
        ({"status": 403}, "or it takes no licenses at all (DISABLE_LICENSE_UPLOAD)", "expired"),
        ({"kind": "cut"}, "Outcome unknown: the server may have taken the key or not. The license of Licensee", "expired"),
        ({"kind": "html"}, "Outcome unknown", "expired"),
        ({"kind": "cut", "after_commit": True}, "", "valid"),
    ],
    ids=["wrong key", "off", "lost before", "a page instead", "lost after"],
)
def test_what_the_license_is_after_a_failure(site: Installation, fault: dict[str, Any], failure: str, state: str) -> None:
    ends_in(site.emulator, -60)
    site.emulator.control("POST", "faults", {"method": "POST", "path": LICENSE, **fault})
    result = site("cognigy_license", license_key="Canary-license-1")
    if failure:
        assert result["failed"] and failure in result["msg"] and "is expired now, until 20" in result["msg"], result
    else:
        assert result["changed"] and "looked for and is there" in site.said[0]
    assert result["license"]["state"] == state == site("cognigy_license")["license"]["state"]
    assert "Canary" not in str(result)


def test_a_lost_answer_is_no_success_where_the_license_looks_the_same(site: Installation) -> None:
    site.emulator.control("POST", "faults", {"method": "POST", "path": LICENSE, "kind": "cut"})
    result = site("cognigy_license", license_key="Canary-license-1", update_secret="always")
    assert "Outcome unknown" in result["msg"] and "is valid now, until 20" in result["msg"]


def test_a_license_that_cannot_be_read(site: Installation) -> None:
    """An older installation that is new: there is no organisation yet to ask with."""
    site.emulator.control("POST", "switches", {"license_management": False})
    assert "cannot be read" in site("cognigy_license")["msg"]
    user = {"id": "ann@example.com", "name": "Ann", "password": "Correct-Horse-42-Battery", "organisation": site.acme, "roles": ["admin"]}
    site.emulator.api("POST", "/management/v2.0/users", user)
    given = {"license_key": "Canary-license-1", "login": "ann@example.com", "password": user["password"]}
    for check in (True, False):
        result = site("cognigy_license", check, **given)
        assert result["changed"] and result["license"]["state"] is None and result["diff"]["after"]["in_force"] is None
    assert "sent in each run" in site.said[0]
    assert "give login" not in site("cognigy_license", **given, organisation="Acme").get("msg", "")
    assert not site("cognigy_license", **given, organisation="Acme")["changed"]
    assert "wants login and password" in site("cognigy_license", license_key="Canary-license-1", update_secret="always")["msg"]
    wrong = site("cognigy_license", **{**given, "password": "Canary-wrong", "organisation": "Acme", "update_secret": "always"})
    assert "the password is not right" in wrong["msg"] and "The license is valid now." in wrong["msg"]


def test_a_key_that_is_no_newer_one(site: Installation) -> None:
    result = site("cognigy_license", license_key="Canary-license-1", renew_before_days=400)
    assert result["changed"] and result["license"]["days_left"] == 365 and "no newer one" in site.said[0]


# ---- the system message ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "failure"),
    [
        ({"kind": "cut"}, "The message at the server is now: '' until 1970-01-01"),
        ({"kind": "cut", "after_commit": True}, ""),
        ({"status": 401}, "management_username or management_password is wrong"),
    ],
    ids=["lost before", "lost after", "refused"],
)
def test_a_message_whose_answer_is_lost(site: Installation, fault: dict[str, Any], failure: str) -> None:
    site.emulator.control("POST", "faults", {"method": "POST", "path": MESSAGE, **fault})
    result = site("cognigy_system_message", text="Upgrade", until="2037-01-01")
    assert failure in result["msg"] if failure else result["changed"] and "looked for" in site.said[0], result


def test_a_message_for_some_minutes(site: Installation) -> None:
    before = int(time.time())
    shown = [site("cognigy_system_message", text="Upgrade", for_minutes=30)["system_message"]["until"] for _run in range(2)]
    assert all(before + 1800 <= until <= time.time() + 1801 for until in shown)
    site.emulator.control("POST", "clock", {"advance_seconds": 1900})
    assert not site("cognigy_system_message", state="absent")["changed"]  # it is over


def test_a_server_that_does_not_show_its_message(site: Installation) -> None:
    site.fault("/v2.0/system/message", status=401, times=99)
    for _run in range(2):
        assert site("cognigy_system_message", text="Upgrade", until="2037-01-01")["changed"] and "sent in each run" in site.said[0]
    assert site("cognigy_system_message", state="absent")["changed"]
    site.emulator.control("DELETE", "faults")
    assert site.emulator.api("GET", "/v2.0/system/message")["until"] == 1
