# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""The ordinary door: a module as a process of its own, wherever Ansible runs it. Complete by itself."""

from __future__ import annotations

from typing import Any, NoReturn

from ansible.module_utils.basic import AnsibleModule, missing_required_lib

from ansible_collections.community.cognigy.plugins.module_utils._run import MODULES, run, shown_params, spec_of
from ansible_collections.community.cognigy.plugins.module_utils._transport import HAS_REQUESTS


class Door(AnsibleModule):
    """Leaves without the options when they are refused: validation may have stopped before it knew every secret in them."""

    def fail_json(self, msg: str, **kwargs: Any) -> NoReturn:
        super().fail_json(msg, **{"invocation": {"module_args": {}}, **kwargs})


def main(name: str) -> None:
    """Run one module and leave with its result."""
    module = Door(  # type: ignore[no-untyped-call]
        supports_check_mode=True, no_log=bool(MODULES[name].quiet), **spec_of(name)
    )
    if MODULES[name].connects and not HAS_REQUESTS:
        module.fail_json(msg=missing_required_lib("requests"))
    result: dict[str, Any] = run(name, module.params, module.check_mode, module.warn)
    result["invocation"] = {"module_args": shown_params(name, module.params)}
    if not module._diff:
        result.pop("diff", None)
    if result.get("failed"):
        module.fail_json(**result)
    module.exit_json(**result)
