# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""What a module is, below its documentation: options and a function."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Callable

from ansible_collections.community.cognigy.plugins.module_utils._client import Client
from ansible_collections.community.cognigy.plugins.module_utils._kinds._base import Kind
from ansible_collections.community.cognigy.plugins.module_utils._kinds.ai_agent import AI_AGENT
from ansible_collections.community.cognigy.plugins.module_utils._kinds.api_key import API_KEY
from ansible_collections.community.cognigy.plugins.module_utils._kinds.connection import CONNECTION, LLM
from ansible_collections.community.cognigy.plugins.module_utils._kinds.delivery import PACKAGE, SNAPSHOT
from ansible_collections.community.cognigy.plugins.module_utils._kinds.endpoint import ENDPOINT
from ansible_collections.community.cognigy.plugins.module_utils._kinds.flow import FLOW, INTENT, SENTENCE
from ansible_collections.community.cognigy.plugins.module_utils._kinds.knowledge import (
    KNOWLEDGE_CHUNK,
    KNOWLEDGE_CONNECTOR,
    KNOWLEDGE_SOURCE,
    KNOWLEDGE_STORE,
)
from ansible_collections.community.cognigy.plugins.module_utils._kinds.organisation import ORGANISATION
from ansible_collections.community.cognigy.plugins.module_utils._kinds.playbook import PLAYBOOK, PLAYBOOK_STEP
from ansible_collections.community.cognigy.plugins.module_utils._kinds.project import LOCALE, PROJECT, PROJECT_MEMBER
from ansible_collections.community.cognigy.plugins.module_utils._kinds.project_settings import PROJECT_SETTINGS
from ansible_collections.community.cognigy.plugins.module_utils._kinds.resources import (
    EXTENSION,
    FUNCTION,
    HANDOVER_PROVIDER,
    HANDOVER_SERVICE,
    LEXICON,
    LEXICON_SLOT,
    MILESTONE,
    NLU_CONNECTOR,
    TOKEN,
)
from ansible_collections.community.cognigy.plugins.module_utils._kinds.user import MANAGEMENT_USER, USER

_TABLES = (
    AI_AGENT,
    API_KEY,
    CONNECTION,
    ENDPOINT,
    EXTENSION,
    FLOW,
    FUNCTION,
    HANDOVER_PROVIDER,
    HANDOVER_SERVICE,
    INTENT,
    KNOWLEDGE_CHUNK,
    KNOWLEDGE_CONNECTOR,
    KNOWLEDGE_SOURCE,
    KNOWLEDGE_STORE,
    LEXICON,
    LEXICON_SLOT,
    LLM,
    LOCALE,
    MILESTONE,
    NLU_CONNECTOR,
    ORGANISATION,
    PACKAGE,
    PLAYBOOK,
    PLAYBOOK_STEP,
    PROJECT,
    PROJECT_MEMBER,
    PROJECT_SETTINGS,
    SENTENCE,
    SNAPSHOT,
    TOKEN,
    USER,
)
KINDS: Mapping[str, Kind] = {kind.name: kind for kind in _TABLES}
FACES: tuple[Kind, ...] = (*KINDS.values(), MANAGEMENT_USER)


@dataclass(frozen=True)
class LocalJob:
    """One run of a module: what was asked. ``warn`` takes texts for the user."""

    params: Mapping[str, Any]
    warn: Callable[[str], None]
    check_mode: bool


@dataclass(frozen=True)
class Job(LocalJob):
    """And of whom."""

    client: Client


@dataclass(frozen=True)
class Module:
    """Options beside the connection, and what is done with them.

    run: takes a Job, or a LocalJob when it does not connect, and gives the result. rules: further arguments of an argument
    spec, such as required_one_of. secrets: names of results that hold a secret which is returned on purpose. quiet: options
    that may hold secrets without being no_log, left out of logs and of the shown invocation. operations: what it is for, for the
    documentation. connects: whether it speaks to the API; without, it has no connection options and is not in the action group
    that gives them.
    """

    run: Callable[[Any], dict[str, Any]]
    spec: Mapping[str, dict[str, Any]]
    rules: Mapping[str, Any] = field(default_factory=dict)
    secrets: tuple[str, ...] = ()
    quiet: tuple[str, ...] = ()
    operations: tuple[str, ...] = ()
    connects: bool = True


STATE: dict[str, Any] = {"type": "str", "choices": ["present", "absent"], "default": "present"}
ID: dict[str, Any] = {"type": "str"}
UPDATE_SECRET: dict[str, Any] = {"type": "str", "choices": ["on_create", "always"], "default": "on_create", "no_log": False}
