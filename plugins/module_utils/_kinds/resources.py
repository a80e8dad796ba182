# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""Kinds of objects in a project that need little of their own (the contract: function, lexicon, NLU connector and following)."""

from __future__ import annotations

from ansible_collections.community.cognigy.plugins.module_utils._kinds._base import Field, Kind, in_project

FUNCTION = in_project("function", "Function", "functionId", (Field("name", required=True), Field("code"), Field("is_disabled", "bool")))

# An entry as a person sees it: the API has ids for slots, a text for data, and operations of their own for synonyms.
LEXICON_ENTRY = Kind(
    "lexicon_entry",
    title="entry",
    plural="entries",
    key="keyphrase",
    index="",
    id_param="entryId",
    fields=(
        Field("keyphrase", required=True),
        Field("synonyms", "list", elements="str", is_set=True),
        Field("slots", "list", elements="str", is_set=True),
        Field("data", "dict", exact=True),
    ),
)

LEXICON = in_project(
    "lexicon",
    "Lexicon",
    "lexiconId",
    (Field("name", required=True), Field("description")),
    parts=(Field("entries", "list", elements="dict", fields=LEXICON_ENTRY.fields),),
    always_read_with={"metaOnly": "true"},  # else everything that is in it comes along
)

LEXICON_SLOT = Kind(
    "lexicon_slot",
    title="slot of the lexicon",
    plural="slots",
    key="name",
    index="indexLexiconSlots",
    create="createLexiconSlot",
    update="updateLexiconSlot",
    delete="deleteLexiconSlot",
    id_param="slotId",
    path_scope=("lexiconId",),
    fields=(Field("name", required=True),),
)

NLU_CONNECTOR = in_project(
    "nlu_connector",
    "NLUConnector",
    "nluConnectorId",
    (
        Field("name", required=True),
        Field("type", required=True, in_update=False),
        Field("settings", "dict", guarded=True, of="type"),
        Field(
            "transformer",
            "dict",
            closed=True,
            fields=(
                Field("transformer"),
                Field("abort_on_error", "bool"),
                Field("transformer_stack_enabled", "bool"),
                Field("pre_nlu_transformer_enabled", "bool"),
                Field("post_nlu_transformer_enabled", "bool"),
                Field("nlu_code_transformer_enabled", "bool"),
            ),
        ),
    ),
    title="NLU connector",
)

HANDOVER_SERVICE = Kind(
    "handover_service", title="handover service", key="name", index="indexHandoverServices", id_param="serviceId", fields=(Field("name"),)
)

HANDOVER_PROVIDER = in_project(
    "handover_provider",
    "HandoverProvider",
    "providerId",
    (
        Field("name", required=True),
        Field("service", api="serviceId", ref="handover_service"),
        Field("service_name", api="service"),
        Field("locale", api="localeId", ref="locale", ref_as="referenceId"),
        Field("properties", "list", elements="dict", guarded=True),
        Field("settings", "dict", guarded=True),
    ),
)

# Made by uploading a package, and changed by another one; only whether its code is trusted is set like a field.
EXTENSION = in_project(
    "extension", "Extension", "extensionId", (Field("name", in_update=False), Field("trusted_code", "bool", in_create=False)), create=""
)

TOKEN = in_project(
    "token",
    "Snippet",
    "snippetId",
    (
        Field("label", required=True, in_update=False),
        Field(
            "type", required=True, in_update=False, choices=("context", "profile", "input", "custom", "answer", "flow-output", "flow-input")
        ),
        Field("script", required=True, in_update=False),
    ),
    key="label",
    key_in=("label",),
    read="",
    update="",
    path_scope=("projectId",),
    query_scope=(),
    body_scope=(),
)

MILESTONE = in_project(
    "milestone",
    "Milestone",
    "milestoneId",
    (
        Field("name", required=True),
        Field("description"),
        Field("version"),
        Field(
            "steps",
            "list",
            elements="dict",
            by="name",  # what counts on a step knows it by its id
            fields=(
                Field("name", required=True),
                Field("description"),
                Field("order", "int"),
                Field("type", choices=("start", "completion")),
                Field(
                    "metrics",
                    "list",
                    elements="dict",
                    fields=(
                        Field("name", required=True),
                        Field("description", required=True),
                        Field("type", choices=("currency", "duration")),
                        Field("value", "float"),
                    ),
                ),
            ),
        ),
    ),
)
