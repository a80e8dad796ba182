# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The emulator and the environment of the integration tests."""

from __future__ import annotations

from ansible_collections.community.cognigy.tests.integration.conftest import ansible_env, emulator, emulator_process

__all__ = ["ansible_env", "emulator", "emulator_process"]
