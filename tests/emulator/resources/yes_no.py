# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The three yes-no intents that every locale has, and their sentences."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from .. import tasks
from ..access import need_project_role, project_of
from ..calls import Call
from ..store import Record
from .intents import WRITERS
from .locales import LOCALE
from .registry import CHILDREN, Resource, handles, register, stamp_change, stamps
from .sentences import SENTENCE, check_slots, check_text

if TYPE_CHECKING:
    from ..emulator import Emulator

NAMES = ("yesIntent", "noIntent", "rejectIntent")
"""The fields of the answer, and the names (assumed)."""

# The sentences of a locale end with it.
CHILDREN.setdefault(LOCALE.kind, []).append(replace(SENTENCE, parent=LOCALE, reference="localeReference"))


def _of_locale(call: Call, locale: Record) -> dict[str, Record]:
    """The intents of a locale by name. They are made when they are looked at first."""
    store = call.emulator.store
    found = {one.data["name"]: one for one in INTENT.of_parent(store, locale)}
    for name in NAMES:
        if name not in found:
            data = {"name": name, "rules": [], "isDisabled": False, INTENT.link: locale.id, **stamps(call)}
            found[name] = store.add(INTENT.kind, data, organisation=locale.organisation, project=locale.project)
    return found


def _shown(call: Call, locale: Record) -> dict[str, Any]:
    intents = _of_locale(call, locale)
    return {name: {field: intents[name].data[field] for field in ("_id", "rules", "name", "isDisabled")} for name in NAMES}


INTENT = Resource(
    "yesnointent",
    title="Intent",
    singular="YesNoIntents",
    plural="YesNoIntents",
    id_parameter="intentId",
    writers=WRITERS,
    parent=LOCALE,
)
register(INTENT, "delete")


@handles("readYesNoIntents")
def read(call: Call) -> Any:
    return _shown(call, LOCALE.find(call))


@handles("updateYesNoIntents")
def update(call: Call) -> Any:
    record = INTENT.find(call)
    INTENT.may_write(call, record.project)
    record.data.update(call.body)
    stamp_change(call, record)
    return _shown(call, LOCALE.find(call))


def _before(call: Call, data: dict[str, Any], record: Record | None) -> None:
    data["localeReference"] = call.path["localeId"]
    check_text(data)
    check_slots(call, LOCALE.find(call).project, data["text"], data["slots"])


register(
    Resource(
        "yesnosentence",
        title="Sentence",
        singular="YesNoSentence",
        plural="YesNoSentences",
        id_parameter="sentenceId",
        defaults=lambda call: {"slots": []},
        writers=WRITERS,
        before=_before,
        search=("text",),
        parent=INTENT,
        named=False,
    ),
    "index",
    "create",
    "update",
    "delete",
)


def _training(call: Call, locale: Record) -> dict[str, Any]:
    return tasks.start(call, "trainYesNoIntents", {"localeId": locale.id}, locale.project)


@handles("trainYesNoIntents")
def train(call: Call) -> Any:
    locale = LOCALE.find(call)
    INTENT.may_write(call, locale.project)
    return {"tasks": [_training(call, locale)]}


@handles("trainYesNoIntentsProject")
def train_project(call: Call) -> Any:
    project = project_of(call, call.path["projectId"])
    need_project_role(call, project.id, WRITERS)
    return {"tasks": [_training(call, one) for one in call.emulator.store.of(LOCALE.kind, project.id)]}


@tasks.effect("trainYesNoIntents")
def _train(emulator: Emulator, task: Record) -> None:
    """Nothing shows whether these were trained."""
