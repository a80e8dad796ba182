# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""The in-process door: a module's function runs in Ansible's own worker when that is safe, else the module runs as usual.

Ansible imports the action plugin of a task before it forks the worker, so what is loaded here is loaded once a play.
"""

from __future__ import annotations

import contextlib
import datetime
import json
import os
from collections.abc import Iterator, Mapping
from typing import Any, Callable

from ansible import constants
from ansible.errors import AnsibleError
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.action import ActionBase

try:
    from ansible.module_utils.secrets import register_secrets
except ImportError:  # before ansible-core 2.22
    register_secrets = None

try:
    from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
    from ansible.module_utils.errors import UnsupportedError

    if not register_secrets:
        from ansible.module_utils.common.parameters import remove_values
except ImportError:  # another ansible-core than we know: an error here would end the whole play, the ordinary way still works
    KNOWN_CORE = False
else:
    KNOWN_CORE = True

from ansible_collections.community.cognigy.plugins.module_utils._client import Client
from ansible_collections.community.cognigy.plugins.module_utils._modules._base import Module
from ansible_collections.community.cognigy.plugins.module_utils._options import CONNECTION, connect
from ansible_collections.community.cognigy.plugins.module_utils._run import run, secrets_in, shown_params, spec_of
from ansible_collections.community.cognigy.plugins.module_utils._transport import HAS_REQUESTS, preload

preload()

# A worker lives as long as its task: the items of a loop share the connection, and a super API key once made.
_clients: dict[tuple[Any, ...], Client] = {}


def plain(value: Any) -> Any:
    """What JSON would make of a task argument on its way to a module: no tags, vaulted text decrypted, dates as text."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        return float(value) if isinstance(value, float) else int(value)
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, Mapping):
        return {str.__str__(key) if isinstance(key, str) else json.dumps(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in value]
    if isinstance(value, bytes):
        return value.decode("utf-8", "surrogateescape")
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    return str.__str__(str(value))


@contextlib.contextmanager
def environment(extra: Mapping[str, Any]) -> Iterator[None]:
    """The task's ``environment:`` for as long as the module runs, as a process of its own would have it."""
    before = {name: os.environ.get(name) for name in extra}
    os.environ.update({name: str(value) for name, value in extra.items()})
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def shows_invocation(task_vars: Mapping[str, Any]) -> bool:
    """Whether results tell the options of their task, as those of modules do: a setting since ansible-core 2.21, always before."""
    try:
        return bool(boolean(constants.config.get_config_value("INJECT_INVOCATION", variables=task_vars), strict=False))
    except AnsibleError:
        return True


def kept_client(params: Mapping[str, Any], read_only: bool, notify: Callable[[str], None]) -> Client:
    """The worker's client for these options and this environment (which may name proxies and CAs)."""
    wanted = (read_only, *(params[option] for option in CONNECTION), *sorted(os.environ.items()))
    if wanted not in _clients:
        _clients[wanted] = connect(params, read_only, notify)
    return _clients[wanted]


class ActionModule(ActionBase):
    """Shared by all modules: the file of a module's name in plugins/action makes Ansible find it, and says which module it is."""

    module: Module
    _supports_check_mode = True
    _supports_async = True

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        # With async, results come from a job file and not through here, so a returned secret could not be kept off the screen.
        self._supports_async = not self.module.secrets
        result: dict[str, Any] = super().run(tmp, task_vars)
        reason = self._why_ordinary(task_vars or {})
        self._display.vvv(f"cognigy: {'as a process of its own, because of ' + reason if reason else 'in process'}")
        if reason:
            wrap = self._task.async_val and not self._connection.has_native_async
            result.update(self._execute_module(task_vars=task_vars, wrap_async=wrap))
            if not wrap:
                self._remove_tmp_path(self._connection._shell.tmpdir)  # type: ignore[no-untyped-call]
        else:
            extra: dict[str, Any] = {}
            self._compute_environment_string(extra)
            with environment(extra):
                result.update(self._in_process(task_vars))
        if secrets_in(self.module, result):
            result["_ansible_no_log"] = True
            self._task.no_log = True  # older cores ask the task, not the items, about the result of a whole loop
        return result

    def _why_ordinary(self, task_vars: Mapping[str, Any]) -> str:
        """Why this task cannot run in process, or an empty text."""
        if self._connection.transport != "local":
            return f"connection {self._connection.transport}"
        if self._connection.become is not None:
            return "become"
        if self._task.async_val:
            return "async"
        if self._task.delegate_to:
            task_vars = task_vars.get("ansible_delegated_vars", {}).get(self._task.delegate_to, task_vars)
        if not boolean(self._templar.template(task_vars.get("cognigy_in_process", True)), strict=False):
            return "cognigy_in_process"
        if not KNOWN_CORE:
            return "this version of ansible-core"
        return "" if HAS_REQUESTS else "requests, which is missing here"

    def _in_process(self, task_vars: Mapping[str, Any] | None = None) -> dict[str, Any]:
        checked = ArgumentSpecValidator(**spec_of(self.module)).validate(plain(self._task.args))
        if checked.error_messages:
            message = checked.errors.msg
            if isinstance(checked.errors[0], UnsupportedError):
                message = f"Unsupported parameters for ({self._task.resolved_action or self._task.action}) module: {message}"
            # Without the invocation: validation may have stopped before it knew every secret.
            return self._censored({"failed": True, "msg": message}, checked._no_log_values)
        params = checked.validated_parameters
        warnings: list[str] = []
        result = run(self.module, params, self._task.check_mode, warnings.append, self._display.display, kept_client)
        if not self._task.diff:
            result.pop("diff", None)
        if shows_invocation(task_vars or {}):
            result["invocation"] = {"module_args": shown_params(self.module, params)}
        if warnings:
            result["warnings"] = warnings
        return self._censored(result, checked._no_log_values)

    @staticmethod
    def _censored(result: dict[str, Any], secrets: set[str]) -> dict[str, Any]:
        """As AnsibleModule does it; since ansible-core 2.22 the core does it by itself with what callbacks get, and only there."""
        if register_secrets:
            return result
        kept = {key: value for key, value in result.items() if value is None or isinstance(value, bool)}
        return {**remove_values(result, secrets), **kept}
