# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Large language models of a project or of the organisation, which assigns them to projects.

A project has at most one default model; it cannot be deleted (observed behaviour, section AI agent). That a model that the settings of a
project name is deleted only with ``force`` is assumed.
"""

from __future__ import annotations

import uuid
from typing import Any

from .. import lists
from ..access import project_of
from ..calls import Call
from ..errors import invalid, not_found
from ..store import Record
from .levels import ORGANISATION, LeveledResource, connection_of
from .registry import FED, handles, register

FED.add("availableModel")
EMBEDDING_USE_CASE = "knowledgeSearch"


def _defaults(call: Call) -> dict[str, Any]:
    return {"referenceId": str(uuid.uuid4()), "description": "", "isDefault": False, "assignedToProjects": [], "fallbacks": []}


def _is_embedding(record: Record) -> bool:
    return record.data.get("modelGroup") == "embedding" or "embedding" in record.data["modelType"].lower()


def fits(record: Record, use_case: str) -> bool:
    """A search in knowledge wants a model for embeddings, all else wants none (observed behaviour, section Validation and errors)."""
    return _is_embedding(record) is (use_case == EMBEDDING_USE_CASE)


def usable(call: Call, project: str) -> list[Record]:
    """The models of a project and those that are assigned to it."""
    models = call.emulator.store.of("largeLanguageModel", call.own_organisation)
    return [one for one in models if one.project == project or project in one.data["assignedToProjects"]]


def check_use_case(call: Call, project: str, use_case: str, id: str) -> None:
    """The model that the settings of a project give to a use case."""
    record = next((one for one in usable(call, project) if one.id == id), None)
    if record is None:
        raise not_found("Large language model")
    if not fits(record, use_case):
        raise invalid(f"model type not allowed: {record.data['modelType']} for {use_case}")


def _before(call: Call, data: dict[str, Any], record: Record | None) -> None:
    project = record.project if record else call.body.get("projectId")
    if record is not None and data["resourceLevel"] != record.data["resourceLevel"]:
        raise invalid("Validation failed. resourceLevel cannot be changed")
    if data["resourceLevel"] == ORGANISATION:
        for name in ("isDefault", "fallbacks"):
            if data[name]:
                raise invalid(f"Validation failed. {name} is not allowed with the resourceLevel {ORGANISATION}")
    elif data["assignedToProjects"]:
        raise invalid(f"Validation failed. assignedToProjects is allowed with the resourceLevel {ORGANISATION} only")
    old = record.data if record else {"connectionId": None, "assignedToProjects": (), "fallbacks": ()}
    if data["connectionId"] != old["connectionId"]:
        connection_of(call, data["connectionId"], project)
    for one in data["assignedToProjects"]:
        if one not in old["assignedToProjects"]:
            project_of(call, one)
    if project is not None and data["fallbacks"] != old["fallbacks"]:
        known = {one.data["referenceId"] for one in usable(call, project) if one is not record}
        for fallback in data["fallbacks"]:
            if "fallbackLLMReferenceId" in fallback and fallback["fallbackLLMReferenceId"] not in known:
                raise not_found("Large language model")
    if data["isDefault"] and project is not None:
        _unset_default(call, project, record)


def _unset_default(call: Call, project: str, but: Record | None) -> None:
    """The default moves to another model."""
    for one in call.emulator.store.of("largeLanguageModel", project):
        if one.data["isDefault"] and one is not but:
            one.data["isDefault"] = False
            call.emulator.store.changed(one)


def _choices(call: Call, record: Record) -> list[tuple[Record, str]]:
    """Where settings of projects name a model."""
    found = []
    for settings in call.emulator.store.of("projectsettings", call.own_organisation):
        cases = settings.data["generativeAISettings"]["useCasesSettings"]
        found += [(settings, name) for name, one in cases.items() if one.get("largeLanguageModelId") == record.id]
    return found


def _deleting(call: Call, record: Record) -> None:
    if record.data["isDefault"]:
        raise invalid("The default large language model cannot be deleted")
    choices = _choices(call, record)
    if choices and call.query.get("force") != "true":
        raise invalid(f"The large language model is used for {choices[0][1]}; use force to delete it")
    for settings, name in choices:
        settings.data["generativeAISettings"]["useCasesSettings"][name]["largeLanguageModelId"] = None
        call.emulator.store.changed(settings)


def _view(call: Call, record: Record) -> dict[str, Any]:
    """A model of the organisation has no fallbacks, one of a project is not assigned; projects that are gone are not shown."""
    answer = lists.shown(call, record)
    if record.data["resourceLevel"] == ORGANISATION:
        get = call.emulator.store.get
        answer["assignedToProjects"] = [one for one in answer["assignedToProjects"] if get("project", one) is not None]
        del answer["fallbacks"]
    else:
        del answer["assignedToProjects"]
    return answer


class _Models(LeveledResource):
    def visible(self, call: Call) -> list[Record]:
        wanted = call.query.get("useCase")
        return [one for one in super().visible(call) if wanted is None or fits(one, wanted)]


MODELS = _Models(
    "largeLanguageModel",
    title="Large language model",
    singular="LargeLanguageModel",
    plural="LargeLanguageModels",
    id_parameter="largeLanguageModelId",
    defaults=_defaults,
    writers=("large_language_model_admin",),
    before=_before,
    deleting=_deleting,
    whole=("assignedToProjects", "fallbacks"),
    view=_view,
    item=_view,
)
register(MODELS)


@handles("testLargeLanguageModel")
def test_credentials(call: Call) -> Any:
    """The credentials are good when the connection is there and none of its fields is empty; nothing is asked outside."""
    record = MODELS.find(call)
    project = project_of(call, call.body["projectId"])
    if record not in usable(call, project.id):
        raise not_found("Large language model")
    connection = connection_of(call, record.data["connectionId"], record.project)
    answer = {"llmProvider": record.data["provider"]}
    if all(connection.data["fields"].values()):
        return {**answer, "isCredentialsValid": True, "msg": "The credentials are valid"}
    return {**answer, "isCredentialsValid": False, "msgErr": "The credentials are not valid"}


@handles("getAvailableModelsForLLM", fed=True)
def available_models(call: Call) -> Any:
    """The model itself, and what was fed as ``availableModel`` to its organisation."""
    record = MODELS.find(call)
    connection_of(call, call.query["connectionRefId"], record.project)
    fed = [one.data for one in call.emulator.store.of("availableModel", call.own_organisation)]
    own = {"modelName": record.data["modelType"], "modelId": record.data["modelType"], "providerName": record.data["provider"]}
    names = tuple(own)
    return {"availableModels": [own, *({name: one[name] for name in names} for one in fed)]}


@handles("cloneLargeLanguageModel")
def clone(call: Call) -> Any:
    """The same once more, no default; the new name is assumed."""
    record = MODELS.find(call)
    MODELS.may_write(call, record.project)
    fresh = {"_id", "referenceId", "createdAt", "lastChanged", "createdBy", "lastChangedBy", "isDefault", "name"}
    body = {name: value for name, value in record.data.items() if name not in fresh}
    call.body["projectId"] = record.project
    copy = MODELS.add(call, {**body, "name": f"Copy of {record.data['name']}"}, record.project, {})
    return MODELS.shown(call, copy)
