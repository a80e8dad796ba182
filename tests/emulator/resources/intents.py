# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Intents of a flow.

Some of their fields are kept per locale. An intent is there in the primary locale from the start, and in others once a localization was
added; a locale without one shows that of its fallback.
"""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

from .. import lists, tasks
from ..access import need_project_role, project_of
from ..calls import Call
from ..errors import conflict, invalid, not_found
from ..store import Record, Store
from .registry import Resource, handles, register, stamp_change

if TYPE_CHECKING:
    from ..emulator import Emulator

FLOW = Resource("flow", title="Flow", singular="Flow", plural="Flows", id_parameter="flowId")
"""The flow of the path; its own operations are in ``flows``, which needs this module."""
WRITERS = ("intents", "flowEditor", "developer")
LOCALIZED: dict[str, Any] = {"condition": "", "rules": [], "confirmationSentences": [], "disambiguationSentence": ""}
OVERRIDES = ("on", "off", "useFlowSettings")


def locale_of(call: Call, project: str | None, id: str) -> Record:
    """A locale of the project, or 404."""
    locale = call.emulator.store.get("locale", id)
    if locale is None or locale.project != project:
        raise not_found("Locale")
    return locale


def primary(store: Store, project: str | None) -> str:
    return next(one.id for one in store.of("locale", project or "") if one.data["primary"])


def shown_locale(call: Call, intent: Record) -> str:
    """The locale whose fields are shown: the preferred one, or the first of its fallbacks that the intent is localized in."""
    store, enabled = call.emulator.store, intent.data["localizedData"]
    wanted = call.query.get("preferredLocaleId")
    locale = locale_of(call, intent.project, wanted) if wanted else None
    seen: set[str] = set()
    while locale is not None and locale.id not in enabled and locale.id not in seen:
        seen.add(locale.id)
        locale = store.get("locale", locale.data["fallbackLocaleReference"])
    if locale is not None and locale.id in enabled:
        return locale.id
    return primary(store, intent.project)


def localized_in(call: Call, intent: Record, locale: str) -> str:
    """A locale that the intent has a localization in, or the refusal."""
    if locale_of(call, intent.project, locale).id not in intent.data["localizedData"]:
        raise invalid("The intent has no localization in this locale")
    return locale


def set_training(store: Store, flow: Record, out_of_date: bool) -> None:
    flow.data["isTrainingOutOfDate"] = out_of_date
    store.changed(flow)


def mark_untrained(call: Call, data: dict[str, Any]) -> None:
    """The flow of an intent, or of something else in it, has to be trained again."""
    flow = call.emulator.store.get("flow", data["flowReference"])
    if flow is not None:
        set_training(call.emulator.store, flow, True)


def children(store: Store, intent: Record) -> list[Record]:
    return [one for one in INTENT.of_parent(store, _flow(store, intent)) if one.data["parentIntentId"] == intent.id]


def _flow(store: Store, intent: Record) -> Record:
    flow = store.get("flow", intent.data["flowReference"])
    assert flow is not None
    return flow


def defaults() -> dict[str, Any]:
    return {
        "referenceId": str(uuid.uuid4()),
        "isRejectIntent": False,
        "isDisabled": False,
        "tags": [],
        "data": {},
        "nodeReferenceId": "",
        "childFeatures": False,
        "biasTowardsParentOrChildIntents": "parents",
        "overrideIntentDefaultRepliesAsExamples": "useFlowSettings",
        "description": "",
        "analyticsLabel": "",
        "parentIntentId": None,
        "feedbackReport": {"findings": [], "info": {"fScore": 0}},
        "localizedData": {},
        **json.loads(json.dumps(LOCALIZED)),
    }


def _before(call: Call, data: dict[str, Any], record: Record | None) -> None:
    """Check references, and put the fields that differ by locale where they belong."""
    store = call.emulator.store
    flow = store.get("flow", data["flowReference"])
    assert flow is not None
    wanted = data.pop("localeId", None) or data.pop("localeReference", None)
    data.pop("localeReference", None)
    if record is None:
        locale = locale_of(call, flow.project, wanted).id if wanted else primary(store, flow.project)
        data["localizedData"] = {one: dict(LOCALIZED) for one in (primary(store, flow.project), locale)}
    else:
        locale = localized_in(call, record, wanted or primary(store, flow.project))
        data["localizedData"] = dict(data["localizedData"])
    texts = {name: data.pop(name) for name in LOCALIZED if name in data}
    data["localizedData"][locale] = {**data["localizedData"][locale], **texts}
    if data["overrideIntentDefaultRepliesAsExamples"] not in OVERRIDES:
        raise invalid("Validation failed. overrideIntentDefaultRepliesAsExamples should be equal to one of the allowed values")
    _check_parent(store, data, record)
    set_training(store, flow, True)


def _check_parent(store: Store, data: dict[str, Any], record: Record | None) -> None:
    seen = {record.id} if record else set()
    above = data["parentIntentId"]
    while above is not None:
        parent = store.get("intent", above)
        if parent is None or parent.data["flowReference"] != data["flowReference"]:
            raise invalid("The parent intent does not exist in this flow")
        if parent.id in seen:
            raise invalid("An intent cannot be below itself")
        seen.add(parent.id)
        above = parent.data["parentIntentId"]


def _deleting(call: Call, record: Record) -> None:
    """The intents below it go too, and states forget it."""
    store = call.emulator.store
    for child in children(store, record):
        INTENT.remove(call, child)
    for state in store.of("flowstate", record.project or ""):
        if record.id in state.data["intentIds"]:
            state.data["intentIds"] = [one for one in state.data["intentIds"] if one != record.id]
            store.changed(state)
    mark_untrained(call, record.data)


def _view(call: Call, record: Record) -> dict[str, Any]:
    locale = shown_locale(call, record)
    values = {**record.data, **record.data["localizedData"][locale], "localeReference": locale}
    answer = {name: values[name] for name in call.operation.shown if values.get(name) is not None}
    if call.operation.is_list and not call.query.get("includeFeedbackReport"):
        del answer["feedbackReport"]
    if call.query.get("shouldGenerateSentences"):
        # There is no model that could make some.
        answer["sentences"] = []
    return answer


INTENT = Resource(
    "intent",
    title="Intent",
    singular="Intent",
    plural="Intents",
    id_parameter="intentId",
    defaults=lambda call: defaults(),
    writers=WRITERS,
    before=_before,
    deleting=_deleting,
    parent=FLOW,
    view=_view,
    item=_view,
)
register(INTENT, "create", "read", "update", "delete", "batch")


@handles("indexIntents")
def index(call: Call) -> Any:
    """Intents at the top, or right below ``parent``; with ``includeChildren`` all that are below those too (assumed)."""
    store = call.emulator.store
    flow = FLOW.find(call)
    if "preferredLocaleId" in call.query:
        locale_of(call, flow.project, call.query["preferredLocaleId"])
    records = INTENT.of_parent(store, flow)
    wanted: set[str | None] = {call.query.get("parent")}
    if call.query.get("includeChildren"):
        size = 0
        while size < len(wanted):
            size = len(wanted)
            wanted.update(one.id for one in records if one.data["parentIntentId"] in wanted)
    return lists.page(call, [one for one in records if one.data["parentIntentId"] in wanted], _view)


@handles("addIntentLocalization")
def add_localization(call: Call) -> Any:
    """With ``inheritFromLocaleId`` texts and sentences are copied; nothing translates them."""
    record = INTENT.find(call)
    INTENT.may_write(call, record.project)
    store, locale = call.emulator.store, locale_of(call, record.project, call.body["localeId"]).id
    if locale in record.data["localizedData"]:
        raise conflict("The intent already has a localization in this locale")
    source = call.body.get("inheritFromLocaleId")
    texts = record.data["localizedData"][localized_in(call, record, source)] if source else LOCALIZED
    record.data["localizedData"] = {**record.data["localizedData"], locale: dict(texts)}
    for one in list(store.of("intentsentence", record.project or "")):
        if one.data["intentReference"] == record.id and one.data["localeReference"] == source:
            copy = {name: value for name, value in one.data.items() if name != "_id"}
            store.add("intentsentence", {**copy, "localeReference": locale}, organisation=one.organisation, project=one.project)
    stamp_change(call, record)
    mark_untrained(call, record.data)
    return {}


@handles("removeIntentLocalization")
def remove_localization(call: Call) -> Any:
    """The sentences in that locale go too; the primary locale's stays."""
    record = INTENT.find(call)
    INTENT.may_write(call, record.project)
    store, locale = call.emulator.store, localized_in(call, record, call.body["localeId"])
    if locale == primary(store, record.project):
        raise invalid("The localization in the primary locale cannot be removed")
    record.data["localizedData"] = {key: value for key, value in record.data["localizedData"].items() if key != locale}
    for one in list(store.of("intentsentence", record.project or "")):
        if one.data["intentReference"] == record.id and one.data["localeReference"] == locale:
            store.remove(one)
    stamp_change(call, record)
    mark_untrained(call, record.data)


@handles("trainIntents")
def train(call: Call) -> Any:
    flow = FLOW.find(call)
    INTENT.may_write(call, flow.project)
    if "localeId" in call.body:
        locale_of(call, flow.project, call.body["localeId"])
    call.touch(flow)
    return tasks.start(call, "trainIntents", {"flowId": flow.id, **call.body}, flow.project)


@tasks.effect("trainIntents")
def _train(emulator: Emulator, task: Record) -> None:
    flow = emulator.store.get("flow", task.data["data"]["flowId"])
    if flow is None:
        raise not_found("Flow")
    set_training(emulator.store, flow, False)


@handles("trainAllProjectFlows")
def train_all(call: Call) -> Any:
    project = project_of(call, call.path["projectId"])
    need_project_role(call, project.id, WRITERS)
    call.touch(project)
    return tasks.start(call, "trainAllProjectFlows", {"projectId": project.id}, project.id)


@tasks.effect("trainAllProjectFlows")
def _train_all(emulator: Emulator, task: Record) -> None:
    for flow in emulator.store.of("flow", task.data["data"]["projectId"]):
        set_training(emulator.store, flow, False)


@handles("generateNluScores")
def scores(call: Call) -> Any:
    """The contract has no answer to it; the flow and the locale have to exist."""
    project = project_of(call, call.path["projectId"])
    for kind, title, field in (("flow", "Flow", "flowReferenceId"), ("locale", "Locale", "localeReferenceId")):
        if all(one.data["referenceId"] != call.body[field] for one in call.emulator.store.of(kind, project.id)):
            raise not_found(title)
