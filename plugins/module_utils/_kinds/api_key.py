# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""Own API keys of the user behind the key in use (the contract: API key)."""

from __future__ import annotations

from ansible_collections.community.cognigy.plugins.module_utils._kinds._base import Field, Kind

API_KEY = Kind(
    "api_key",
    title="API key",
    plural="API keys",
    key="name",
    index="indexApiKeysMe",
    create="createApiKeyMe",
    delete="deleteApiKeyMe",
    id_param="apiKeyId",
    secret_answer="apiKey",
    fields=(Field("name", required=True, in_update=False),),
)
