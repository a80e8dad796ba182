# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What every unit test starts from: nothing of this machine's own settings."""

from __future__ import annotations

import os

import pytest

_FOREIGN = ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "requests_ca_bundle", "curl_ca_bundle", "netrc")


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No proxy, CA file, netrc or credential of whoever runs the tests."""
    for name in list(os.environ):
        if name.lower() in _FOREIGN or name.startswith("COGNIGY_"):
            monkeypatch.delenv(name)
