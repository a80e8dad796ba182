# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A collection kubernetes.core whose modules only record their options. The names of options are those of the real one (6.2)."""

from __future__ import annotations

import pathlib

MODULE = """
from __future__ import annotations
import json
from ansible.module_utils.basic import AnsibleModule
OPTIONS = {options}
module = AnsibleModule(argument_spec=OPTIONS, supports_check_mode=True)
given = {{key: value for key, value in module.params.items() if value is not None}}
with open({log!r}, "a") as stream:
    stream.write(json.dumps(["{name}", given]) + "\\n")
module.exit_json(changed={changed})
"""
FILTER = """
from __future__ import annotations
class FilterModule:
    def filters(self):
        return {"k8s_config_resource_name": str}
"""
ACCESS = {name: {"type": "str"} for name in ("kubeconfig", "context")}
OBJECT = {name: {"type": "str"} for name in ("api_version", "kind", "name", "namespace")}
OPTIONS = {
    "helm": {
        **{name: {"type": "str", "required": True} for name in ("name", "chart_ref", "release_namespace")},
        "chart_version": {"type": "str"},
        "values_files": {"type": "list", "elements": "str"},
        **ACCESS,
    },
    "k8s": {**OBJECT, **ACCESS, "state": {"type": "str", "choices": ["absent", "present", "patched"]}, "definition": {"type": "raw"}},
    "k8s_info": {**OBJECT, **ACCESS, "wait": {"type": "bool"}, "wait_timeout": {"type": "int"}},
}


def collection(folder: pathlib.Path, log: pathlib.Path) -> None:
    """Put it below a folder of collections."""
    home = folder / "ansible_collections" / "kubernetes" / "core"
    for kind in ("modules", "filter"):
        (home / "plugins" / kind).mkdir(parents=True)
    (home / "plugins" / "filter" / "k8s.py").write_text(FILTER)
    for name, options in OPTIONS.items():
        text = MODULE.format(options=options, log=str(log), name=name, changed=name != "k8s_info")
        (home / "plugins" / "modules" / f"{name}.py").write_text(text)
