# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What each writing module is led through: each step is checked, applied, applied again and checked again.

To add a case, put it into ``CASES`` of the file of its family in this folder; a new file is found by itself::

    from ansible_collections.community.cognigy.tests.integration.cases._base import Case, Step, World, acme

    def world(emulator):                    # what is there before the first step, made through the emulator's API
        organisation, key = acme(emulator)  # Acme with the users cleo, dan and eve @example.com and the project Home (en-US)
        emulator.api("POST", "/v2.0/...", {...}, key=key)
        return World({"COGNIGY_ORGANISATION": "Acme"}, {"intent": "an id"})

    CASES = [
        Case(
            "cognigy_locale",
            [
                Step("create", {"project": "Home", "name": "German", "language": "de-DE"}),
                Step("no such language", {"project": "Home", "name": "X", "language": "xx"}, fails="language must be one of"),
                Step("rename", {"project": "Home", "id": "{{ last.locale.id }}", "name": "Deutsch"}, ordinary=False),
                Step("remove", {"project": "Home", "id": "{{ first.locale.id }}", "state": "absent"}),
            ],
            world,
        ),
    ]

- A case has a module, its steps, a world, and when a module has several cases a ``title``. Its name is the id of its tests:
  ``pytest tests/integration/test_four_runs.py -k cognigy_locale``.
- All steps of all cases run in one ansible-playbook, a task for each run of a step. The emulator is reset before each case.
- Each step has to change something. ``changed`` must be true, true, false, false; what check mode predicts (diff and objects) must be what
  comes; check mode and the second run must send nothing that writes; no secret that the emulator knows may be shown.
- ``{{ last.X }}`` is the result of the step before (the last one that is not expected to fail), ``{{ first.X }}`` that of the first step,
  ``{{ world.X }}`` a variable that the world gave. Text with braces for Cognigy itself goes through ``raw("{{ input.text }}")``.
- ``fails="text"``: all four runs fail with a message that contains the text.
- ``ordinary=False``: not made the ordinary way (a process for each task, slow), nor under switches that concern all modules. Mark so all but
  what matters: usually the first step, one change, the last. Later steps must not need what is left out.
- ``before=function``: for what can only be done between two steps. Called with the emulator just before the step, it returns more
  variables for ``{{ world.X }}``; see the deletion of an organisation in installation.py.
- ``not_compared=("roles",)`` of a case: fields of the returned object that check mode cannot know. ``id`` and ``last_changed`` are never compared.
- ``tells=("endpoints",)`` of a case: what is returned of what was done, and so only once.
- ``World(env, variables)``: the environment always has the emulator's address and the management user; an empty value takes one away, as in
  ``World({"COGNIGY_API_KEY": key, "COGNIGY_MANAGEMENT_USERNAME": "", "COGNIGY_MANAGEMENT_PASSWORD": ""})``.
"""

from __future__ import annotations

import importlib
import pathlib

from ansible_collections.community.cognigy.tests.integration.cases._base import Case

# The families by the names of their files.
FAMILIES: dict[str, list[Case]] = {
    path.stem: list(importlib.import_module(f"{__name__}.{path.stem}").CASES)
    for path in sorted(pathlib.Path(__file__).parent.glob("[!_]*.py"))
}
CASES: dict[str, Case] = {case.name: case for cases in FAMILIES.values() for case in cases}
