# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""The ordinary door: a module as a process of its own, wherever Ansible runs it. Complete by itself."""

from __future__ import annotations

from typing import Any, NoReturn

from ansible.module_utils.basic import AnsibleModule, missing_required_lib

from ansible_collections.community.cognigy.plugins.module_utils._modules._base import Module
from ansible_collections.community.cognigy.plugins.module_utils._run import run, shown_params, spec_of
from ansible_collections.community.cognigy.plugins.module_utils._transport import HAS_REQUESTS


class Door(AnsibleModule):
    """Leaves without the options when they are refused: validation may have stopped before it knew every secret in them."""

    def fail_json(self, msg: str, **kwargs: Any) -> NoReturn:
        super().fail_json(msg, **{"invocation": {"module_args": {}}, **kwargs})


def main(module: Module) -> None:
    """Run one module and leave with its result."""
    door = Door(supports_check_mode=True, no_log=bool(module.quiet), **spec_of(module))  # type: ignore[no-untyped-call]
    if module.connects and not HAS_REQUESTS:
        door.fail_json(msg=missing_required_lib("requests"))
    result: dict[str, Any] = run(module, door.params, door.check_mode, door.warn)
    result["invocation"] = {"module_args": shown_params(module, door.params)}
    if not door._diff:
        result.pop("diff", None)
    if result.get("failed"):
        door.fail_json(**result)
    door.exit_json(**result)
