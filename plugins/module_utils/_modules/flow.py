# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""What flows have of their own: locales, intents with their sentences, training."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.community.cognigy.plugins.module_utils._chart import OPERATIONS, ensure_nodes, read_tree
from ansible_collections.community.cognigy.plugins.module_utils._chart_form import NODES
from ansible_collections.community.cognigy.plugins.module_utils._client import some
from ansible_collections.community.cognigy.plugins.module_utils._errors import InputError, MissingError, NotKept
from ansible_collections.community.cognigy.plugins.module_utils._jobs import JOBS, check_jobs, ensure_jobs
from ansible_collections.community.cognigy.plugins.module_utils._kinds._base import without_masked
from ansible_collections.community.cognigy.plugins.module_utils._modules._base import KINDS, Job, Module
from ansible_collections.community.cognigy.plugins.module_utils._modules.ensure import (
    WAIT,
    ScopeOf,
    content,
    content_scope,
    engine_for,
    module,
)
from ansible_collections.community.cognigy.plugins.module_utils._parts import Change, send_batch
from ansible_collections.community.cognigy.plugins.module_utils._reconcile import Engine, Scope
from ansible_collections.community.cognigy.plugins.module_utils._secrets import mask

AGENT, FLOW, INTENT, SENTENCE, LEXICON, LEXICON_SLOT, LOCALE, PROJECT = (
    KINDS[name] for name in ("ai_agent", "flow", "intent", "sentence", "lexicon", "lexicon_slot", "locale", "project")
)


def localized(scope_of: ScopeOf, always: bool = False) -> ScopeOf:
    """The scope of something that can have a form in each locale: with the locale that was named, or always the primary one."""

    def scope_in(job: Job, engine: Engine) -> Scope:
        scope = scope_of(job, engine)
        if job.params["locale"] is not None:
            return {**scope, "localeId": engine.resolve(LOCALE, scope, job.params["locale"])}
        if always:
            primary = engine.named(PROJECT, {}, job.params["project"]).get("primaryLocaleReference")
            return {**scope, **({"localeId": primary} if primary else {})}
        return scope

    return scope_in


# ---- nodes, and the jobs of agents, which are nodes ------------------------------------------------------------------


def nodes(engine: Engine, scope: Scope | None, wanted: list[Mapping[str, Any]]) -> Change:
    """Bring the nodes of a flow to what was given."""
    flow, locale = (scope["flowId"], scope.get("localeId")) if scope is not None else (None, None)
    trees = ensure_nodes(engine.client, flow, without_masked(wanted), engine.warn, locale)
    return Change(trees.changed, trees.before, trees.after, mask(trees.whole))


def nodes_of(engine: Engine, scope: Scope) -> list[dict[str, Any]]:
    """The nodes of a flow in the user's form."""
    tree: list[dict[str, Any]] = mask(read_tree(engine.client, scope["flowId"], scope.get("localeId")))
    return tree


def jobs(engine: Engine, scope: Scope | None, wanted: list[Mapping[str, Any]]) -> Change:
    """Bring jobs of an AI agent to what was given, each in its flow."""
    agent = (engine.read(AGENT, scope, {"_id": scope[AGENT.id_param]}) or {}) if scope is not None else {}
    given: list[Mapping[str, Any]] = []
    for number, job in enumerate(check_jobs(without_masked(wanted))):
        try:
            flow = engine.resolve(FLOW, scope, job["flow"]) if scope is not None else None
        except MissingError as exc:
            engine.not_yet(exc, f"jobs[{number}]: ")
            flow = None
        given.append({**job, "flow_id": flow})
    trees = ensure_jobs(engine.client, agent.get("referenceId", ""), given, agent.get("name", ""), engine.warn)
    return Change(trees.changed, trees.before, trees.after)


# ---- sentences -------------------------------------------------------------------------------------------------------


def sentences(engine: Engine, scope: Scope | None, wanted: list[Mapping[str, Any]]) -> Change:
    """Bring the example sentences of an intent in the locale of the scope to what was given. Their order does not count."""
    texts = [one["text"] for one in wanted]
    twice = sorted({text for text in texts if texts.count(text) > 1})
    if twice:
        raise InputError(f"sentences given more than once: {some(twice)}")
    want = {one["text"]: with_slots(engine, scope, one) for one in wanted}
    held = list(engine.listed(SENTENCE, scope)) if scope is not None else []
    have: dict[str, dict[str, Any]] = {}
    operations: list[dict[str, Any]] = []
    for item in held:
        if item["text"] in want and item["text"] not in have:
            have[item["text"]] = in_order(item)
        else:
            operations.append({"op": "delete", "id": item["_id"]})
    kept = {text for text, item in have.items() if not engine.differing(SENTENCE, want[text], item)}
    for text, one in want.items():
        value = {"localeReference": (scope or {}).get("localeId"), "text": text, "slots": one["slots"]}
        if text not in have:
            operations.append({"op": "create", "value": value})
        elif text not in kept:
            operations.append({"op": "update", "id": have[text]["_id"], "value": value})
    # What is as wanted is shown with the names that the user gave, which mean the same in another installation; else there are ids.
    given = {one["text"]: as_named(one) for one in wanted}
    before = shown([given[item["text"]] if item["text"] in kept else in_order(item) for item in held])
    after = shown(list(given.values()))
    if not operations:
        return Change(False, before, before)
    if scope is None or engine.client.read_only:
        return Change(True, before, after)
    path = {name: scope[name] for name in SENTENCE.path_scope}
    send_batch(engine, "batchIntentSentences", path, operations)
    now = {item["text"]: in_order(item) for item in engine.listed(SENTENCE, scope)}
    wrong = [text for text, one in want.items() if text not in now or engine.differing(SENTENCE, one, now[text])]
    if wrong or len(now) != len(want):
        raise NotKept(
            f"the server accepted the sentences and did not keep them as they were given: {some(wrong or sorted(set(now) - set(want)))}"
        )
    return Change(True, before, after)


def sentences_of(engine: Engine, scope: Scope) -> list[dict[str, Any]]:
    """The sentences of an intent in the user's form."""
    return shown([in_order(item) for item in engine.listed(SENTENCE, scope)])


def with_slots(engine: Engine, scope: Scope | None, one: Mapping[str, Any]) -> dict[str, Any]:
    """A sentence in the API's form. Slots of lexicons are named by lexicon and slot; in check mode these may not be there yet."""
    slots = [dict(slot) for slot in one["slots"] or []]
    if scope is None:
        return as_named(one)
    try:
        for slot in slots:
            if slot["lexicon"] is not None and slot["slot"] is not None:
                lexicon = engine.resolve(LEXICON, scope, slot["lexicon"])
                slot["slot"] = engine.resolve(LEXICON_SLOT, {**scope, LEXICON.id_param: lexicon}, slot["slot"])
    except MissingError as exc:
        engine.not_yet(exc, "slots: ")
        return as_named(one)
    return in_order(engine.want(SENTENCE, scope, {"text": one["text"], "slots": slots}))


def as_named(one: Mapping[str, Any]) -> dict[str, Any]:
    """A sentence in the API's form, but with the names that the user gave."""
    return in_order({item.name: item.to_api(one[item.option] or []) for item in SENTENCE.fields if item.option in one})


def in_order(sentence: Mapping[str, Any]) -> dict[str, Any]:
    return {**sentence, "slots": sorted(sentence.get("slots") or [], key=lambda slot: (slot["start"], slot["end"]))}


def shown(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Sentences in the user's form, sorted by text."""
    plain = [SENTENCE.to_diff(item, item) for item in items]
    return sorted(
        ({**one, "slots": one["slots"]} if one.get("slots") else {"text": one["text"]} for one in plain), key=lambda one: str(one["text"])
    )


# ---- training --------------------------------------------------------------------------------------------------------


def train(job: Job) -> dict[str, Any]:
    """Train the flows whose training is out of date, all at once, and wait for all."""
    engine, params = engine_for(job), job.params
    try:
        scope = localized(content_scope(FLOW))(job, engine)
        found = [engine.named(FLOW, scope, params["flow"])] if params["flow"] is not None else list(engine.listed(FLOW, scope))
    except MissingError as exc:
        engine.not_yet(exc)
        return {"changed": True, "diff": {"before": {}, "after": {}}, "flows": []}
    stale = [item for item in found if item["isTrainingOutOfDate"]]
    if not job.check_mode:
        body = {**({"localeId": scope["localeId"]} if "localeId" in scope else {}), "mode": params["mode"]}
        started = [(item, job.client.call("trainIntents", {FLOW.id_param: item["_id"]}, body=body)) for item in stale]
        for item, task in started:
            job.client.wait(task, f"training of flow {item['name']!r}", params["wait_timeout"])
    flows = [{"id": item["_id"], "name": item["name"], "is_training_out_of_date": False} for item in found]
    diff = {"before": {"out_of_date": [item["name"] for item in stale]}, "after": {"out_of_date": []}}
    return {"changed": bool(stale), "diff": diff, "flows": flows}


LOCALE_OPTION: dict[str, dict[str, Any]] = {"locale": {"type": "str"}}

MODULES: Mapping[str, Module] = {
    "cognigy_flow": module(
        FLOW,
        scope_of=localized(content_scope(FLOW)),
        contents={"nodes": nodes},
        options={**LOCALE_OPTION, "nodes": NODES},
        operations=OPERATIONS,
    ),
    "cognigy_ai_agent": content(AGENT, contents={"jobs": jobs}, options={"jobs": JOBS}, operations=OPERATIONS),
    "cognigy_intent": module(
        INTENT,
        scope_of=localized(content_scope(INTENT), always=True),
        contents={"sentences": sentences},
        options=LOCALE_OPTION,
        operations=("batchIntentSentences", "indexSentences"),
    ),
    "cognigy_training": Module(
        train,
        {
            "project": {"type": "str", "required": True},
            "flow": {"type": "str"},
            "locale": {"type": "str"},
            "mode": {"type": "str", "choices": ["full", "quick"], "default": "full"},
            "wait_timeout": WAIT,
        },
        operations=("trainIntents",),
    ),
}
