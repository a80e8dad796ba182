# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes what a callback gets to see of each task result, a JSON line each, into the file COGNIGY_TEST_RECORD.

Before each task its name is told to the address COGNIGY_TEST_HOOK, when there is one; the task starts when that answered. The answer may be
other variables COGNIGY_... for the environment from then on: workers and modules inherit it.
"""

from __future__ import annotations

DOCUMENTATION = """
name: record
type: notification
short_description: record task results for the tests
description: Appends one JSON line per task result to the file named by the environment variable COGNIGY_TEST_RECORD.
"""

import json
import os
import urllib.request
from typing import Any

from ansible.plugins.callback import CallbackBase


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "record"
    CALLBACK_NEEDS_ENABLED = True

    def _write(self, status: str, result: Any) -> None:
        task = getattr(result, "task", None) or result._task
        host = getattr(result, "host", None) or result._host
        shown = getattr(result, "result", None) or result._result
        if status.endswith("failed"):
            shown = {**shown, "failed": True}  # newer cores do not tell callbacks in the result itself
        line = {"task": task.get_name().strip(), "host": host.get_name(), "status": status, "result": shown}
        with open(os.environ["COGNIGY_TEST_RECORD"], "a", encoding="utf-8") as record:
            record.write(json.dumps(line, default=str) + "\n")

    def v2_playbook_on_task_start(self, task: Any, is_conditional: bool) -> None:
        if "COGNIGY_TEST_HOOK" in os.environ:
            request = urllib.request.Request(os.environ["COGNIGY_TEST_HOOK"], task.get_name().strip().encode(), method="POST")
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=120) as answer:
                env = json.load(answer)
            if env is not None:
                for name in [name for name in os.environ if name.startswith("COGNIGY_") and not name.startswith("COGNIGY_TEST_")]:
                    del os.environ[name]
                os.environ.update(env)

    def v2_runner_on_ok(self, result: Any) -> None:
        self._write("ok", result)

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        self._write("failed", result)

    def v2_runner_on_skipped(self, result: Any) -> None:
        self._write("skipped", result)

    def v2_runner_on_unreachable(self, result: Any) -> None:
        self._write("unreachable", result)

    def v2_runner_item_on_ok(self, result: Any) -> None:
        self._write("item_ok", result)

    def v2_runner_item_on_failed(self, result: Any) -> None:
        self._write("item_failed", result)
