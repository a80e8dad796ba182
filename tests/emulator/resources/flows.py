# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Flows and their settings. What is in a flow (chart, intents) ends with it.

Of the fields only the attached lexicons are kept per locale; that it is these is assumed, after the form of a flow in a package.
"""

from __future__ import annotations

import json
import uuid
from typing import Any

from .. import lists
from ..access import need_project_role
from ..calls import Call
from ..errors import conflict, invalid, not_found
from ..store import Record, Store, new_id
from .copies import renamed, with_inside
from .intents import locale_of, primary, shown_locale
from .levels import place
from .registry import Resource, check_name, handles, patch_nested, register, stamp_change, stamps

WRITERS = ("flowEditor", "developer")

# The server's own defaults, as far as flows in packages show them; the others have the right shapes.
_SETTINGS = json.dumps(
    {
        "localeSettings": [],
        "continueExecutionAfterAttachedFlow": False,
        "continueExecutionAfterDefaultReply": False,
        "continueExecutionAfterNegativeConfirmation": False,
        "passDefaultRepliesIntoFlow": False,
        "flowIntentMappingOrder": "joint",
        "useAttachedFlowThresholds": True,
        "useAttachedFlowContinueAfterDefaultReply": True,
        "useAttachedFlowPassDefaultRepliesIntoFlow": True,
        "implicitSlotParsing": "disabled",
        "useAttachedFlowImplicitSlotParsing": False,
        "lexiconSlotsWithSubMatches": False,
        "useIntentDefaultRepliesAsExamples": True,
    }
)
FROM_PROJECT = (
    "positiveConfirmationWords",
    "negativeConfirmationWords",
    "intentThreshold",
    "systemSlots",
    "learnNewExampleSentences",
    "learnNewExampleSentencesThreshold",
    "yesNoLogic",
    "yesNoIntentThreshold",
)
"""Settings that a flow takes over from its project when it is made (assumed)."""
MISSPELT = {"continueExecutionAterDefaultReply": "continueExecutionAfterDefaultReply"}
"""The documentation spells it so (the contract, Not known, 17)."""


def _defaults(call: Call) -> dict[str, Any]:
    return {
        "referenceId": str(uuid.uuid4()),
        "description": "",
        "context": {},
        "attachedFlows": [],
        "attachedLexicons": [],
        "img": "",
        "isTrainingOutOfDate": False,
        "intentTrainGroupReference": new_id(),
        "feedbackReport": {"findings": [], "info": {"accuracy": 0, "fScore": 0}},
    }


def _before(call: Call, data: dict[str, Any], record: Record | None) -> None:
    store, project = call.emulator.store, place(call, record)
    own = primary(store, project)
    for name in ("transcript", "flowGenerationInput"):
        data.pop(name, None)
    data["localeReference"] = own
    if record is None:
        data["localizedData"] = {own: {}}
    _check_attached(store, data, record, project)
    locale = data.pop("localeId", None)
    if record is not None and locale is not None and locale_of(call, project, locale).id != own:
        if locale not in data["localizedData"]:
            raise invalid("The flow has no localization in this locale")
        if "attachedLexicons" in call.body or "attachedLexicons" in call.cleared:
            data["localizedData"] = {**data["localizedData"], locale: {"attachedLexicons": data["attachedLexicons"]}}
            data["attachedLexicons"] = record.data["attachedLexicons"]


def _check_attached(store: Store, data: dict[str, Any], record: Record | None, project: str) -> None:
    for kind, title, name in (("flow", "Flow", "attachedFlows"), ("lexicon", "Lexicon", "attachedLexicons")):
        for id in data[name]:
            found = store.get(kind, id)
            if found is None or found.project != project:
                raise not_found(title)
            if found is record:
                raise invalid("Validation failed. attachedFlows should not contain the flow itself")


def _deleting(call: Call, record: Record) -> None:
    """Whether the flow of an endpoint can be deleted is not known: switch ``delete_used_flows``."""
    store = call.emulator.store
    names = (record.id, record.data.get("referenceId"))
    if not call.emulator.switches["delete_used_flows"]:
        for endpoint in store.of("endpoint", record.project or ""):
            if endpoint.data.get("flowId") in names:
                raise invalid(f"The flow cannot be deleted, as it is attached to an endpoint ({endpoint.data['name']})")
    for other in store.of("flow", record.project or ""):
        attached = other.data.get("attachedFlows", ())
        if record.id in attached:
            other.data = {**other.data, "attachedFlows": [one for one in attached if one != record.id]}
            store.changed(other)


def _view(call: Call, record: Record) -> dict[str, Any]:
    """The attached lexicons and the locale are those of the preferred locale, or of the first of its fallbacks that the flow has."""
    locale = shown_locale(call, record)
    return {**lists.shown(call, record), **record.data["localizedData"].get(locale, {}), "localeReference": locale}


FLOWS = Resource(
    "flow",
    title="Flow",
    singular="Flow",
    plural="Flows",
    id_parameter="flowId",
    defaults=_defaults,
    writers=WRITERS,
    before=_before,
    deleting=_deleting,
    whole=("context",),
    view=_view,
)
register(FLOWS)


@handles("batchFlows")
def batch(call: Call) -> Any:
    return FLOWS.batch(call)


# Clones


@handles("cloneFlow")
def clone(call: Call) -> Any:
    """The whole content is copied. The server names the clone by itself; how is not known."""
    flow = FLOWS.find(call)
    FLOWS.may_write(call, flow.project)
    taken = {one.data["name"] for one in call.emulator.store.of("flow", flow.project or "")}
    name, number = f"{flow.data['name']} (copy)", 1
    while name in taken:
        number += 1
        name = f"{flow.data['name']} (copy {number})"
    check_name(name)
    copy = copy_content(call, flow)
    copy.data.update(name=name, **stamps(call))
    call.emulator.store.changed(copy)
    call.touch(copy)
    return _view(call, copy)


def copy_content(call: Call, record: Record) -> Record:
    """A copy of an object and of all that is in it, with new ids and reference ids."""
    store = call.emulator.store
    originals = with_inside(store, record)
    names = {one.id: new_id() for one in originals}
    names.update({one.data["referenceId"]: str(uuid.uuid4()) for one in originals if "referenceId" in one.data})
    copies = []
    for one in originals:
        data = renamed(one.data, names)
        copies.append(store.add(one.kind, data, organisation=one.organisation, project=one.project, id=names[one.id]))
    return copies[0]


# Localizations


@handles("addFlowLocalization")
def add_localization(call: Call) -> Any:
    flow = FLOWS.find(call)
    FLOWS.may_write(call, flow.project)
    localized = flow.data["localizedData"]
    locale = locale_of(call, flow.project, call.body["localeId"]).id
    if locale in localized:
        raise conflict("The flow already has a localization in this locale")
    source = call.body.get("inheritFromLocaleId", flow.data["localeReference"])
    if locale_of(call, flow.project, source).id not in localized:
        raise invalid("The flow has no localization in this locale")
    content = localized[source] or {"attachedLexicons": flow.data["attachedLexicons"]}
    flow.data = {**flow.data, "localizedData": {**localized, locale: dict(content)}}
    stamp_change(call, flow)


@handles("removeFlowLocalization")
def remove_localization(call: Call) -> Any:
    flow = FLOWS.find(call)
    FLOWS.may_write(call, flow.project)
    localized = flow.data["localizedData"]
    locale = locale_of(call, flow.project, call.body["localeId"]).id
    if locale not in localized:
        raise invalid("The flow has no localization in this locale")
    if locale == primary(call.emulator.store, flow.project):
        raise invalid("The localization in the primary locale cannot be removed")
    flow.data = {**flow.data, "localizedData": {key: value for key, value in localized.items() if key != locale}}
    stamp_change(call, flow)


# Settings


def _settings(call: Call, flow: Record) -> dict[str, Any]:
    """The settings of a flow, one object for each."""
    if "settings" not in flow.data:
        project = next(iter(call.emulator.store.of("projectsettings", flow.project or ""))).data
        inherited = json.loads(json.dumps({name: project[name] for name in FROM_PROJECT}))
        flow.data["settings"] = {"_id": new_id(), **json.loads(_SETTINGS), **inherited}
        call.emulator.store.changed(flow)
    settings: dict[str, Any] = flow.data["settings"]
    return settings


@handles("readFlowSettings")
def read_settings(call: Call) -> Any:
    return _settings(call, FLOWS.find(call))


@handles("updateFlowSettings")
def update_settings(call: Call) -> Any:
    """``localeSettings`` is one entry of the list (the contract)."""
    flow = FLOWS.find(call)
    need_project_role(call, flow.project or "", WRITERS)
    changes = {MISSPELT.get(name, name): value for name, value in call.body.items()}
    settings = dict(_settings(call, flow))
    entry = changes.pop("localeSettings", None)
    if entry is not None:
        locale_of(call, flow.project, entry["localeReference"])
        others = [one for one in settings["localeSettings"] if one["localeReference"] != entry["localeReference"]]
        settings["localeSettings"] = [*others, entry]
    project = next(iter(call.emulator.store.of("projectsettings", flow.project or ""))).data
    patch_nested(call, settings, changes, {**json.loads(_SETTINGS), **{name: project[name] for name in FROM_PROJECT}})
    flow.data = {**flow.data, "settings": settings}
    stamp_change(call, flow)
