# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""Flows and what is in them (the contract: flow)."""

from __future__ import annotations

from typing import Any

from ansible_collections.community.cognigy.plugins.module_utils._kinds._base import Field, Kind, in_project

_LOCALIZED: dict[str, Any] = {
    "localize": "addFlowLocalization",
    "inherits": True,  # without that its nodes would say nothing in the new locale
    "query_scope": {"projectId": "projectId", "preferredLocaleId": "localeId"},
    "read_query": {"preferredLocaleId": "localeId"},
    "update_scope": {"localeId": "localeId"},
}

FLOW = in_project(
    "flow",
    "Flow",
    "flowId",
    (
        Field("name", required=True),
        Field("description"),
        Field("context", "dict"),
        Field("attached_flows", "list", elements="str", ref="flow", is_set=True),
        Field("attached_lexicons", "list", elements="str", ref="lexicon", is_set=True),
        Field("img"),
    ),
    **_LOCALIZED,
)

SENTENCE = Kind(
    "sentence",
    key="text",
    key_in=("text",),
    index="indexSentences",
    create="createSentence",
    read="readSentence",
    update="updateSentence",
    delete="deleteSentence",
    id_param="sentenceId",
    path_scope=("flowId", "intentId"),
    query_scope={"preferredLocaleId": "localeId"},
    owner={"localeReference": "localeId"},
    body_scope={"localeId": "localeId"},
    fields=(
        Field("text", required=True),
        Field(
            "slots",
            "list",
            elements="dict",
            fields=(
                Field("type", choices=("lexiconSlot", "anySlot", "systemSlot")),
                Field("name"),
                Field("lexicon", api="lexiconReference", ref="lexicon"),
                Field("slot", api="slotReference"),
                Field("dimension"),
                Field("start", "int"),
                Field("end", "int"),
            ),
        ),
    ),
)

INTENT = Kind(
    "intent",
    key="name",
    index="indexIntents",
    create="createIntent",
    read="readIntent",
    update="updateIntent",
    delete="deleteIntent",
    id_param="intentId",
    path_scope=("flowId",),
    query_scope={"preferredLocaleId": "localeId"},
    list_query={"includeChildren": "true"},
    parents=("project", "flow"),
    fields=(
        Field("name", required=True),
        Field("description"),
        Field("parent_intent", api="parentIntentId", ref="intent", empty_is_null=True),
        Field("condition"),
        Field("rules", "list", elements="str"),
        Field("tags", "list", elements="str", is_set=True),
        Field("is_disabled", "bool"),
        Field("is_reject_intent", "bool"),
        Field("confirmation_sentences", "list", elements="str"),
        Field("disambiguation_sentence"),
        Field("child_features", "raw"),
        Field("bias_towards_parent_or_child_intents", choices=("parents", "children")),
        Field("override_intent_default_replies_as_examples", choices=("on", "off", "useFlowSettings")),
        Field("node_reference_id"),
        Field("analytics_label"),
        Field("data", "dict"),
    ),
    parts=(Field("sentences", "list", elements="dict", fields=SENTENCE.fields),),
    localize="addIntentLocalization",
    read_query={"preferredLocaleId": "localeId"},
    update_scope={"localeId": "localeId"},
)
