# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""Knowledge: stores, the sources in them, their chunks, and connectors (the contract: knowledge store and following)."""

from __future__ import annotations

from typing import Any

from ansible_collections.community.cognigy.plugins.module_utils._kinds._base import Field, Kind, in_project

KNOWLEDGE_STORE = in_project(
    "knowledge_store",
    "KnowledgeStore",
    "knowledgeStoreId",
    (Field("name", required=True), Field("description"), Field("language", in_update=False)),
)

_IN_STORE: dict[str, Any] = {
    "path_scope": ("knowledgeStoreId",),
    "query_scope": (),
    "body_scope": (),
    "owner": {"storeReference": "knowledgeStoreId"},
    "parents": ("project", "knowledge_store"),
}

KNOWLEDGE_CHUNK = Kind(
    "knowledge_chunk",
    title="chunk",
    key="",
    index="indexKnowledgeChunks",
    create="createKnowledgeChunk",
    read="readKnowledgeChunk",
    update="updateKnowledgeChunk",
    delete="deleteKnowledgeChunk",
    id_param="chunkId",
    path_scope=("knowledgeStoreId", "sourceId"),
    fields=(
        Field("text", required=True, is_text=True),
        Field("data", "dict"),
        Field("disabled", "bool", in_create=False),
    ),
)

KNOWLEDGE_SOURCE = in_project(
    "knowledge_source",
    "KnowledgeSource",
    "sourceId",
    (
        Field("name", required=True),
        Field("description"),
        Field("type", required=True, in_update=False),
        Field("url", in_update=False, shown=False),
        Field("connector", api="connectorId", ref="knowledge_connector", in_update=False, shown=False),
        Field("meta_data", "dict", fields=(Field("tags", "list", elements="str", is_set=True),), closed=True),
        Field("status", choices=("ready", "disabled"), in_create=False),
        Field("data", "dict", in_create=False),
    ),
    answer_in="knowledgeSource",
    parts=(Field("chunks", "list", elements="dict", fields=KNOWLEDGE_CHUNK.fields),),
    **_IN_STORE,
)

KNOWLEDGE_CONNECTOR = in_project(
    "knowledge_connector",
    "KnowledgeConnector",
    "connectorId",
    (
        Field("name", required=True),
        Field("extension", required=True, in_update=False),
        Field("version", in_update=False),
        Field("type", required=True, in_update=False),
        Field("config", "dict", guarded=True),
        Field(
            "schedule",
            "dict",
            fields=(
                Field("enabled", "bool"),
                Field("start", "int"),
                Field("hour", "int"),
                Field("minute", "int"),
                Field("week_days", "list", elements="int", is_set=True),
            ),
        ),
    ),
    **_IN_STORE,
)
