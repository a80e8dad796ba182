# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Example sentences of an intent, each in one locale, and the sentences that a flow learned from its users."""

from __future__ import annotations

from typing import Any

from .. import lists
from ..calls import Call
from ..errors import invalid, missing
from ..store import Record
from .intents import FLOW, INTENT, WRITERS, locale_of, localized_in, mark_untrained, primary, shown_locale
from .registry import ANSWER_FED, Resource, handles, register


def check_slots(call: Call, project: str | None, text: str, slots: list[dict[str, Any]]) -> None:
    """Slots lie within the text, and what they refer to exists in the project."""
    store = call.emulator.store
    for slot in slots:
        if not 0 <= slot["start"] <= slot["end"] <= len(text):
            raise invalid("Validation failed. slots should lie within the text")
        for field, kind, title in (("lexiconReference", "lexicon", "Lexicon"), ("slotReference", "lexiconslot", "Lexicon slot")):
            found = store.get(kind, slot[field]) if field in slot else None
            if field in slot and (found is None or found.project != project):
                raise invalid(f"{title} does not exist")


def check_text(data: dict[str, Any]) -> None:
    if "text" not in data:
        raise missing("text")
    if not data["text"].strip():
        raise invalid("Validation failed. text should NOT be shorter than 1 characters")


def _before(call: Call, data: dict[str, Any], record: Record | None) -> None:
    intent = call.emulator.store.get("intent", data["intentReference"])
    assert intent is not None
    check_text(data)
    if record is None:
        wanted = data.pop("localeId", None) or data.get("localeReference") or primary(call.emulator.store, intent.project)
        data["localeReference"] = localized_in(call, intent, wanted)
    else:
        # A sentence stays in its locale.
        data["localeReference"] = record.data["localeReference"]
    check_slots(call, intent.project, data["text"], data["slots"])
    mark_untrained(call, intent.data)


def _deleting(call: Call, record: Record) -> None:
    intent = call.emulator.store.get("intent", record.data["intentReference"])
    if intent is not None:
        mark_untrained(call, intent.data)


SENTENCE = Resource(
    "intentsentence",
    title="Sentence",
    singular="Sentence",
    plural="IntentSentences",
    id_parameter="sentenceId",
    defaults=lambda call: {"slots": []},
    writers=WRITERS,
    before=_before,
    deleting=_deleting,
    search=("text",),
    parent=INTENT,
    reference="intentReference",
    named=False,
)
register(SENTENCE, "create", "read", "update", "delete", "batch")


@handles("indexSentences")
def index(call: Call) -> Any:
    """Those of the locale in which the intent is shown."""
    intent = INTENT.find(call)
    locale = shown_locale(call, intent)
    records = SENTENCE.of_parent(call.emulator.store, intent)
    return lists.page(call, [one for one in records if one.data["localeReference"] == locale], search=SENTENCE.search)


@handles("generateSentences")
def generate(call: Call) -> Any:
    """There is no model that could make some."""
    intent = INTENT.find(call)
    INTENT.may_write(call, intent.project)
    if "localeId" in call.query:
        locale_of(call, intent.project, call.query["localeId"])
    return {"sentences": []}


LEARNED = Resource(
    "intentlearningsentence",
    title="Learning sentence",
    singular="LearningSentence",
    plural="LearningSentences",
    id_parameter="learningSentenceId",
    writers=WRITERS,
    search=("sentence",),
    parent=FLOW,
    named=False,
)
register(LEARNED, "read", "delete")
ANSWER_FED.add("readLearningSentence")


@handles("indexLearningSentences", fed=True)
def index_learned(call: Call) -> Any:
    """The flow is named twice: by its id in the path and by its reference in the query."""
    flow = FLOW.find(call)
    if call.query["flowReferenceId"] != flow.data["referenceId"]:
        raise invalid("Flow does not exist")
    return lists.page(call, LEARNED.of_parent(call.emulator.store, flow), search=LEARNED.search)
