# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""OAuth2, logins and lost passwords, the identity provider."""

from __future__ import annotations

import base64
import hashlib
from urllib.parse import urlencode

import pytest

PROJECTS = "/v2.0/projects"
LOGIN = {"username": "ann@example.com", "password": "Long-enough-1"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def form(api, path, headers=None, **fields):
    return api.call("POST", f"/auth/oauth2/{path}", urlencode(fields).encode(), headers={**FORM, **(headers or {})})


def grant(api, **fields):
    answer = form(api, "token", **{"grant_type": "password", "client_id": "c", "client_secret": "s", **fields})
    assert answer.status == 200, answer.text
    return answer.body


def bearer(api, token, method="GET", path=PROJECTS, body=None):
    return api.call(method, path, body, headers={"Authorization": f"Bearer {token}"})


@pytest.fixture
def ann(api, organisation):
    return api.user(organisation, "ann@example.com", "admin")


def test_password_grant(api, ann):
    answer = grant(api, **LOGIN, rememberMe="")
    assert (answer["token_type"], answer["expires_in"]) == ("Bearer", 900)
    token = answer["access_token"]
    assert bearer(api, token, "POST", PROJECTS, {"name": "Shop", "locale": "en-US"}).status == 201
    assert bearer(api, token, path="/v2.0/users/me").body["_id"] == ann
    assert bearer(api, token, path="/auth/oauth2/userinfo").body["email"] == "ann@example.com"
    assert api.call("GET", PROJECTS, key=token).status == 401
    assert api.call("GET", f"{PROJECTS}?api_key={token}").status == 401
    assert {token, answer["refresh_token"]} <= set(api.control("GET", "secrets"))
    assert api.control("GET", "requests")[-2]["credential"] == "token"
    api.advance(901)
    assert bearer(api, token).status == 401


def test_what_the_token_endpoint_refuses(api, ann):
    assert form(api, "token", grant_type="password", username="ann@example.com", password="wrong").status == 401
    assert form(api, "token", grant_type="password", username="bob@example.com", password="wrong").status == 401
    for fields in (
        {},
        {"grant_type": "implicit"},
        {"grant_type": "password", "username": "x"},
        {"grant_type": "password", "nonsense": "x"},
    ):
        assert form(api, "token", **fields).status == 400, fields
    assert api.call("POST", "/auth/oauth2/token", {"grant_type": "password", **LOGIN}).status == 400
    assert form(api, "token", grant_type="refresh_token", refresh_token="wrong").status == 401
    assert form(api, "token", grant_type="authorization_code", code="wrong").status == 401
    assert form(api, "token", grant_type="client_credentials", client_id="x", client_secret="y").status == 401
    assert api.call("POST", "/auth/oauth2/token", b"\xff", headers=FORM).status == 400


def test_a_login_in_two_organisations_names_one_in_a_header(api, ann, organisation):
    other = api.organisation("Other")
    api.user(other, "ann@example.com")
    assert form(api, "token", grant_type="password", **LOGIN).status == 400
    answer = form(api, "token", {"organisation-id": other}, grant_type="password", **LOGIN)
    assert bearer(api, answer.body["access_token"], path="/v2.0/users/me").body["organisation"] == other


def test_refresh_gives_new_tokens_and_ends_the_old_ones(api, ann):
    first = grant(api, **LOGIN)
    second = grant(api, grant_type="refresh_token", refresh_token=first["refresh_token"])
    assert bearer(api, first["access_token"]).status == 401
    assert bearer(api, second["access_token"]).status == 200
    assert form(api, "token", grant_type="refresh_token", refresh_token=first["refresh_token"]).status == 401
    api.manage("PATCH", f"users/{ann}", {"disabled": True})
    assert form(api, "token", grant_type="refresh_token", refresh_token=second["refresh_token"]).status == 401
    assert bearer(api, second["access_token"]).status == 401


def test_revocation_as_form_and_as_json(api, ann):
    first, second = grant(api, **LOGIN), grant(api, **LOGIN)
    answer = form(api, "revoke", token=first["access_token"])
    assert (answer.status, answer.text) == (204, "")
    assert [bearer(api, one["access_token"]).status for one in (first, second)] == [401, 200]
    assert api.call("POST", "/auth/oauth2/revoke", {"token": second["refresh_token"]}).status == 204
    assert bearer(api, second["access_token"]).status == 401
    assert form(api, "revoke", token="unknown").status == 204
    assert form(api, "revoke").status == 400
    assert api.call("POST", "/auth/oauth2/revoke", {"token": 1}).status == 400


def test_revocation_leaves_api_keys(api, organisation, ann):
    key = api.key_of(organisation, ann)
    assert form(api, "revoke", token=key).status == 204
    assert api.call("GET", PROJECTS, key=key).status == 200


def test_client_credentials_of_a_client_that_was_fed(api, ann, organisation):
    client = {"client_id": "robot", "client_secret": "robot-secret"}
    fed = {"kind": "oauthclient", "organisation": organisation, **client, "user_login": "ann@example.com"}
    assert api.call("POST", "/__emulator/objects", {**fed, "nonsense": 1}).status == 400
    api.control("POST", "objects", fed)
    answer = grant(api, grant_type="client_credentials", scope="", **client)
    assert "refresh_token" not in answer and bearer(api, answer["access_token"]).status == 200
    assert form(api, "token", grant_type="client_credentials", client_id="robot", client_secret="x").status == 401
    assert form(api, "token", grant_type="password", client_id="robot", client_secret="x", **LOGIN).status == 401
    assert "robot-secret" in api.control("GET", "secrets")


def test_authorization_code(api, ann):
    asked = {"response_type": "code", "client_id": "c", "redirect_uri": "https://here.example.com", "state": "s", **LOGIN}
    answer = form(api, "authorize", **asked)
    assert (answer.status, set(answer.body)) == (200, {"code", "redirect_uri", "expires_in", "state"})
    spent = {"grant_type": "authorization_code", "code": answer.body["code"], "redirect_uri": "https://here.example.com"}
    assert bearer(api, grant(api, **spent)["access_token"]).status == 200
    assert form(api, "token", client_id="c", **spent).status == 401
    code = form(api, "authorize", **asked).body["code"]
    assert form(api, "token", client_id="other", **{**spent, "code": code}).status == 401
    code = form(api, "authorize", **asked).body["code"]
    api.advance(601)
    assert form(api, "token", client_id="c", **{**spent, "code": code}).status == 401
    for wrong in ({"response_type": "token"}, {"client_id": ""}, {"code_challenge_method": "S1"}):
        assert form(api, "authorize", **{**asked, **wrong}).status == 400, wrong
    assert form(api, "authorize", **{**asked, "password": "wrong"}).status == 401


def test_authorization_code_with_a_challenge(api, ann):
    challenge = base64.urlsafe_b64encode(hashlib.sha256(b"verifier").digest()).rstrip(b"=").decode()
    asked = {"response_type": "code", "client_id": "c", "code_challenge": challenge, "code_challenge_method": "S256", **LOGIN}
    for verifier, status in (("wrong", 401), ("verifier", 200)):
        code = form(api, "authorize", **asked).body["code"]
        answer = form(api, "token", grant_type="authorization_code", client_id="c", code=code, code_verifier=verifier)
        assert answer.status == status


def test_tokens_survive_a_restart(start, tmp_path):
    first = start("--state", str(tmp_path / "state"))
    first.api.user(first.api.organisation(), "ann@example.com", "admin")
    answer = grant(first.api, **LOGIN)
    first.kill()
    second = start("--state", str(tmp_path / "state")).api
    assert bearer(second, answer["access_token"]).status == 200
    assert answer["refresh_token"] in second.control("GET", "secrets")


def test_impersonation_and_realtime_token(api, organisation, ann, key):
    answer = api.manage("POST", f"users/{ann}/impersonate")
    assert (answer.status, answer.body["token_type"]) == (200, "Bearer")
    assert bearer(api, answer.body["access_token"], path="/v2.0/users/me").body["_id"] == ann
    assert api.manage("POST", f"users/{api.absent}/impersonate").status == 404
    own = api.key_of(organisation, ann)
    assert set(api.call("POST", "/auth/realtimetoken", key=own).body) == {"token"}
    assert api.call("POST", "/auth/realtimetoken", key=key).status == 404
    api.manage("DELETE", f"users/{ann}")
    assert api.control("GET", "objects?kind=accesstoken") == api.control("GET", "objects?kind=refreshtoken") == []
    assert bearer(api, answer.body["access_token"]).status == 401


# Logins


def test_login_attempts(api, organisation, ann):
    key = api.key_of(organisation, ann)
    assert api.call("GET", "/v2.0/users/me/lastloginattempt", key=key).status == 404
    form(api, "token", grant_type="password", username="ann@example.com", password="wrong")
    grant(api, **LOGIN)
    assert api.call("GET", "/v2.0/users/me/lastloginattempt", key=key).body["status"] == "success"
    listed = api.call("GET", "/v2.0/users/me/loginattempts", key=key).body
    assert ([one["status"] for one in listed["items"]], listed["total"]) == (["success", "failed"], 2)
    assert api.call("GET", "/v2.0/users/me/loginattempts?filter=fail", key=key).body["total"] == 1


def test_too_many_wrong_passwords(api):
    organisation = api.organisation(passwordPolicy={"minAmountFailedAttemptsAutoDisable": 2})
    ann = api.user(organisation, "ann@example.com", "admin")
    key = api.key_of(organisation, ann)
    for _again in range(2):
        assert form(api, "token", grant_type="password", username="ann@example.com", password="wrong").status == 401
    assert form(api, "token", grant_type="password", **LOGIN).status == 401
    plain = api.key_of(organisation, api.user(organisation, "eve@example.com"))
    path = f"/v2.0/users/{ann}/resetfailedloginattempts"
    assert api.call("POST", path, key=plain).status == 403
    assert api.call("POST", f"/v2.0/users/{api.absent}/resetfailedloginattempts", key=key).status == 404
    assert api.call("POST", path, key=key).status == 204
    assert grant(api, **LOGIN)


def test_logout_ends_tokens_and_no_keys(api, organisation, ann):
    key, token = api.key_of(organisation, ann), grant(api, **LOGIN)["access_token"]
    eve = api.user(organisation, "eve@example.com")
    plain = api.key_of(organisation, eve)
    assert api.call("POST", f"/v2.0/users/{ann}/logout", key=plain).status == 403
    assert api.call("POST", f"/v2.0/users/{eve}/logout", key=plain).status == 204
    assert bearer(api, token).status == 200
    assert api.call("POST", f"/v2.0/users/{ann}/logout", key=key).status == 204
    assert bearer(api, token).status == 401
    assert api.call("GET", PROJECTS, key=key).status == 200
    assert api.call("POST", f"/v2.0/users/{api.absent}/logout", key=key).status == 404


def test_deprecated_passwords_have_to_be_changed(api, organisation, ann):
    key = api.key_of(organisation, ann)
    eve = api.user(organisation, "eve@example.com")
    plain = api.key_of(organisation, eve)
    assert api.call("POST", "/v2.0/users/deprecatepassword", {"userId": ann}, plain).status == 403
    assert api.call("POST", "/v2.0/users/deprecatepassword", {"userId": eve}, key).status == 204
    assert api.call("POST", "/v2.0/users/deprecatepassword", key=key).status == 204
    assert form(api, "token", grant_type="password", username="eve@example.com", password="Long-enough-1").status == 403
    assert form(api, "token", grant_type="password", **LOGIN).status == 403
    body = {"email": "ann@example.com", "oldPassword": "Long-enough-1", "newPassword": "Long-enough-2"}
    assert api.call("POST", "/v2.0/users/changepassword", body).status < 300
    assert grant(api, username="ann@example.com", password="Long-enough-2")


def test_password_reset(api, organisation, ann):
    assert api.call("POST", "/v2.0/users/requestpasswordreset", {"email": "nobody@example.com"}).status == 204
    assert api.control("GET", "password_reset_tokens") == {}
    assert api.call("POST", "/v2.0/users/requestpasswordreset", {}).status == 400
    assert api.call("POST", "/v2.0/users/requestpasswordreset", {"email": "ann@example.com"}).status == 204
    token = api.control("GET", "password_reset_tokens")[ann]
    assert token in api.control("GET", "secrets")
    for wrong in ("wrong", ""):
        assert api.call("POST", "/v2.0/users/validatepasswordresettoken", {"token": wrong}).status == 400
    assert api.call("POST", "/v2.0/users/validatepasswordresettoken", {"token": token}).status == 204
    assert api.call("POST", "/v2.0/users/resetpassword", {"token": token, "newPassword": "short"}).status == 400
    answer = api.call("POST", "/v2.0/users/resetpassword", {"token": token, "newPassword": "Long-enough-2"})
    assert (answer.status, answer.body) == (201, {"success": True})
    assert api.call("POST", "/v2.0/users/resetpassword", {"token": token, "newPassword": "Long-enough-3"}).status == 400
    assert grant(api, username="ann@example.com", password="Long-enough-2")


def test_password_reset_of_a_login_in_two_organisations(api, ann, organisation):
    other = api.organisation("Other")
    there = api.user(other, "ann@example.com")
    assert api.call("POST", "/v2.0/users/requestpasswordreset", {"email": "ann@example.com"}).status == 400
    assert api.call("POST", f"/v2.0/users/requestpasswordreset?organisationId={other}", {"email": "ann@example.com"}).status == 204
    assert set(api.control("GET", "password_reset_tokens")) == {there}


# The identity provider

CONFIGURE, RESET = "/v2.0/identityprovider/configure", "/v2.0/identityprovider/reset"
SAML = {
    "idpType": "saml",
    "idpIssuer": "https://idp.example.com",
    "idpLoginEndpoint": "https://idp.example.com/in",
    "idpLogoutEndpoint": "https://idp.example.com/out",
    "idpCertificate": "certificate-canary",
}
OIDC = {"idpType": "oidc", "idpIssuer": "https://idp.example.com", "idpClientId": "x", "idpClientSecret": "client-secret-canary"}


def finger(api, organisation):
    answer = api.call("GET", f"/.well-known/webfinger?resource=org:{organisation}&rel=idp")
    assert answer.body["subject"] == f"org:{organisation}"
    (link,) = answer.body["links"]
    assert link["rel"] == "idp"
    return link["properties"]


def test_identity_provider(api, organisation, key):
    assert finger(api, organisation) == {"idp:type": "none"}
    answer = api.call("POST", CONFIGURE, SAML, key)
    assert (answer.status, answer.text) == (204, "")
    shown = finger(api, organisation)
    assert shown == {"idp:type": "saml", "idp:login": "https://idp.example.com/in", "idp:logout": "https://idp.example.com/out"}
    assert api.call("POST", CONFIGURE, OIDC, key).status == 409
    assert finger(api, organisation)["idp:type"] == "saml"
    for _again in range(2):
        assert api.call("POST", RESET, key=key).status == 204
    assert api.call("POST", CONFIGURE, {**OIDC, "idpFrontChannelUrl": "https://idp.example.com/fc"}, key).status == 204
    shown = finger(api, organisation)
    assert (shown["idp:type"], shown["idp:logout:fc"]) == ("oidc", "https://idp.example.com/fc")
    assert shown["idp:login"].startswith(f"http://127.0.0.1:{api.port}/")
    assert {"certificate-canary", "client-secret-canary"} <= set(api.control("GET", "secrets"))


def test_a_second_configuration_replaces_the_first_by_switch(api, organisation, key):
    api.switch(idp_reconfigure="replaces")
    assert [api.call("POST", CONFIGURE, one, key).status for one in (SAML, OIDC)] == [204, 204]
    assert finger(api, organisation)["idp:type"] == "oidc"


def test_what_the_identity_provider_refuses(api, organisation, key):
    for body, text in (
        ({**SAML, "idpClientId": "x"}, "Field 'idpClientId' is not allowed"),
        ({**OIDC, "idpCertificate": "x"}, "Field 'idpCertificate' is not allowed"),
        ({**SAML, "idpIssuer": 3}, "idpIssuer should be string"),
        ({**SAML, "idpIssuer": "no address"}, "idpIssuer should be of format 'url'"),
        ({**SAML, "idpType": "ldap"}, "idpType"),
        ({"idpIssuer": "https://idp.example.com"}, "Missing idpType"),
    ):
        answer = api.call("POST", CONFIGURE, body, key)
        assert answer.status == 400 and text in answer.detail, answer.text
    plain = api.key_of(organisation, api.user(organisation))
    assert api.call("POST", CONFIGURE, SAML, plain).status == 403
    assert api.call("POST", RESET, key=plain).status == 403
    assert finger(api, organisation) == {"idp:type": "none"}


def test_webfinger_by_login(api, organisation, ann):
    assert api.call("GET", "/.well-known/webfinger?resource=acct:ann@example.com").body["subject"] == f"org:{organisation}"
    for resource, status in ((f"org:{api.absent}", 404), ("acct:bob@example.com", 404), ("x", 400)):
        assert api.call("GET", f"/.well-known/webfinger?resource={resource}").status == status
    assert api.call("GET", "/.well-known/webfinger").status == 400
    assert api.call("GET", f"/.well-known/webfinger?resource=org:{organisation}&rel=other").status == 400
    api.user(api.organisation("Other"), "ann@example.com")
    assert api.call("GET", "/.well-known/webfinger?resource=acct:ann@example.com").status == 404
