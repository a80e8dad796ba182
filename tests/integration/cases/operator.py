# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""License, system message, identity provider."""

from __future__ import annotations

import time
from typing import Any

from ansible_collections.community.cognigy.tests.integration.cases._base import WORD, Case, Step, World, acme
from ansible_collections.community.cognigy.tests.integration.harness import HERE, Emulator

KEY, NEXT_KEY = "-----BEGIN LICENSE-----\r\nCanary-license-1\r\n-----END LICENSE-----\r\n", "Canary-license-2"
SEALED = ("company", "signed_date", "expiration_date", "days_left", "features", "system_capabilities")
ISSUER = "https://idp.example.com"
CERTIFICATE = (HERE / "examples" / "files" / "idp.pem").read_text(encoding="utf-8")
SAML = {"type": "saml", "issuer": "http://idp.example.com/entity", "login_endpoint": f"{ISSUER}/in", "certificate": CERTIFICATE}
OIDC = {"type": "oidc", "issuer": ISSUER, "client_id": "cognigy", "client_secret": "Canary-client-secret", "check_issuer": False}


def ends_in(emulator: Emulator, days: int) -> None:
    end = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + days * 86400))
    emulator.control("POST", "objects", {"kind": "license", "expirationDate": end})


def ended(emulator: Emulator) -> World:
    ends_in(emulator, -60)
    return World()


def ends_soon(emulator: Emulator) -> dict[str, Any]:
    ends_in(emulator, 20)
    return {}


def older(emulator: Emulator) -> World:
    acme(emulator)
    ends_in(emulator, -60)
    emulator.control("POST", "switches", {"license_management": False})
    return World({"COGNIGY_ORGANISATION": "Acme"})


def nothing(emulator: Emulator) -> World:
    return World()


def organisation(emulator: Emulator) -> World:
    acme(emulator)
    return World({"COGNIGY_ORGANISATION": "Acme"})


def own_key(emulator: Emulator) -> World:
    key = acme(emulator)[1]
    emulator.control("POST", "switches", {"idp_reconfigure": "replaces"})
    return World({"COGNIGY_API_KEY": key, "COGNIGY_MANAGEMENT_USERNAME": "", "COGNIGY_MANAGEMENT_PASSWORD": ""})


CASES = [
    Case(
        "cognigy_license",
        [
            Step("ended", {"license_key": KEY}),
            Step("no license", {"license_key": "Canary\u200b-license-3"}, fails="no license has, U+200B", ordinary=False),
            Step("ends soon", {"license_key": NEXT_KEY, "renew_before_days": 30}, before=ends_soon, ordinary=False),
        ],
        ended,
        not_compared=SEALED,
        tells=("previous",),
    ),
    Case(
        "cognigy_license",
        [Step("ended", {"license_key": KEY, "login": "cleo@example.com", "password": WORD}, ordinary=False)],
        older,
        "older",
        not_compared=SEALED,
        tells=("previous",),
    ),
    Case(
        "cognigy_system_message",
        [
            Step("announce", {"text": "Upgrade", "until": "2037-12-06T22:00:00+01:00"}),
            Step("longer", {"text": "Upgrade", "until": "2143839600"}, ordinary=False),
            Step("on the login page", {"text": "Upgrade", "until": "2143839600", "show_on_login": True}, ordinary=False),
            Step("over", {"text": "Upgrade", "until": "2020-01-01"}, fails="nobody would see the message", ordinary=False),
            Step("clear", {"state": "absent"}, ordinary=False),
        ],
        nothing,
    ),
    Case(
        "cognigy_identity_provider",
        [
            Step("create", SAML),
            Step("another login", {**SAML, "login_endpoint": f"{ISSUER}/login", "logout_endpoint": f"{ISSUER}/out"}, ordinary=False),
            Step("no certificate", {**SAML, "certificate": "AAAA"}, fails="certificate is no X.509 certificate", ordinary=False),
            Step("another protocol", {**OIDC, "front_channel_url": f"{ISSUER}/fc"}, ordinary=False),
            Step("remove", {"state": "absent"}, ordinary=False),
        ],
        organisation,
        not_compared=("callback_url", "login_url", "logout_url"),
    ),
    Case(
        "cognigy_identity_provider",
        [
            Step("create", OIDC, ordinary=False),
            Step("another protocol", SAML, ordinary=False),
            Step("remove", {"state": "absent"}, ordinary=False),
        ],
        own_key,
        "with an API key",
        not_compared=("callback_url", "login_url", "logout_url"),
    ),
]
