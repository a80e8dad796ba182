# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the server, or this emulator, is known to leave the contract, and what else clients may send."""

from __future__ import annotations

from typing import Any

# Required by the contract, and yet not in the answers: project lists lack createdBy and lastChangedBy (observed behaviour, section
# Transport); an audit event of the organisation has no project; whether a list of API keys shows them is not known (the contract, section
# Authentication); an intent need not have a parent; reports are there when they are asked for and a training made them;
# most types of NLU connectors have no settings; nothing was done with a trainer record that is not handled.
OPTIONAL_IN_ANSWERS = {
    "ProjectIndexItem": {"createdBy", "lastChangedBy"},
    "AuditEvent": {"projectReference"},
    "AuditEventIndexItem": {"projectReference"},
    "ApiKeyIndexItem": {"apiKey"},
    "NLUConnector": {"settings"},
    "IntentIndexItem": {"parentIntentId", "feedbackReport"},
    "Sentence": {"feedbackReport"},
    "TrainerRecord": {"handleAction"},
    "TrainerRecordIndexItem": {"handleAction"},
    "SentenceIndexItem": {"feedbackReport"},
}
NOT_SHOWN = {"indexProjects": {"createdBy", "lastChangedBy"}}
# The npm package spells a number, and a map of lists, by the methods of the type; the answers are a number and the map.
REPLACED_ANSWERS: dict[str, Any] = {
    "Number": {"type": "number"},
    "ReadCollectionsToBeDeletedResult": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}},
}
# The documentation reads it from an installation without a key (observed behaviour of the documentation).
PUBLIC = {"readOpenApi"}
# Answered by the server, but not in the contract: the OAuth2 user (observed behaviour, section Authentication), and the super key's
# creation as the npm client 0.19 spells it, with the organisation in the body (the contract, section Authentication).
BESIDE_THE_CONTRACT = {
    "/auth/oauth2/userinfo": {
        "get": {"operationId": "userinfo", "tags": ["authentication"], "servers": [], "responses": {"200": {"description": "ok"}}}
    },
    "/management/v2.0/organisations/apikeys": {
        "post": {
            "operationId": "createApiKeyManagement_npm",
            "tags": ["management organisations"],
            "security": [{"basicAuth": []}],
            "requestBody": {
                "required": True,
                "content": {
                    "application/json": {
                        "schema": {
                            "type": "object",
                            "properties": {
                                "organisationId": {"type": "string", "pattern": "^[a-f0-9]{24}$", "x-kind": "objectId"},
                                "name": {"type": "string"},
                            },
                            "required": ["organisationId"],
                        }
                    }
                },
            },
            "responses": {
                "200": {"description": "ok", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ApiKey"}}}}
            },
        }
    },
}
# The rest of the protocol of resumable uploads (tus 1.0), of which the contract has the first call.
_RESUMABLE = {
    "tags": ["uploads"],
    "parameters": [{"name": "uploadId", "in": "path", "schema": {"type": "string", "pattern": "^[a-f0-9]{24}$"}}],
}
RESUMABLE = {
    "/v2.0/uploads/{uploadId}": {
        "get": {**_RESUMABLE, "operationId": "readUpload", "responses": {"200": {"description": "ok"}}},
        "patch": {**_RESUMABLE, "operationId": "continueUpload", "responses": {"204": {"description": "ok"}}},
        "delete": {**_RESUMABLE, "operationId": "deleteUpload", "responses": {"204": {"description": "ok"}}},
    }
}
# Lists that are below their project as well (observed behaviour, section Transport).
ALIASES = {f"/v2.0/projects/{{projectId}}/{one.lower()}": f"index{one}" for one in ("Extensions", "Functions")}
# Sent by clients of the running API, and not in the contract (observed behaviour, section AI agent).
MORE_IN_FORMS = {"uploadKnowledgeSourceFile": ("fileType", "sourceType")}
# The restoration comes without a body too, the merge with resourceIds alone (observed behaviour, section Tasks).
OPTIONAL_BODIES = {"restoreSnapshot"}
OPTIONAL_IN_BODIES = {"mergePackage": ["resourceIds"], "resetContext": ["flowReferenceId", "userId"], "restoreSnapshot": []}
# The npm client sends a revocation as JSON; by the contract it is form-encoded.
JSON_TOO = {"oauth2Revoke"}
# Secret in bodies, beside what the contract marks.
MORE_SECRET_FIELDS = {
    "token",
    "newPassword",
    "client_secret",
    "refresh_token",
    "code_verifier",
    "accessToken",
    "refreshToken",
    "idpCertificate",
    "idpClientSecret",
    "decryptionPrivateKey",
}
# Parts of these may be sent: what happens to the rest is the switch patch_nested.
PARTIAL_IN_BODIES = ("OrganisationPasswordPolicy", "OrganisationDataPrivacySettings")
# Extensions bring types of connections of their own (the contract, ConnectionType).
OPEN_IN_BODIES = ("ConnectionType",)
# No description has these fields, and yet clients send them and the server takes them (observed behaviour, section Endpoint). The
# documentation's page on createIntent has the locale; what a read of a slot filler must show has to come from somewhere.
BESIDE_IN_BODIES = {
    "createIntent": ("localeReference",),
    "createSlotFiller": ("regex", "slot"),
    "updateSlotFiller": ("regex", "slot"),
    "createEndpoint": ("agentId", "customIcon", "targetType"),
    "updateEndpoint": ("agentId", "customIcon", "targetType", "URLToken", "referenceId", "transformerSettings", "webrtcClient"),
    # The npm client sends these (an empty organisation: it names one in a header), and spells the entry point so.
    "oauth2Token": ("code_verifier", "organisationId", "rememberMe"),
    "resetContext": ("entrypoint",),
}
