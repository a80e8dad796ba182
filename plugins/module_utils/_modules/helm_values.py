# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""A values file of the Helm chart, or a patch of the old kustomize deployment, brought to what is asked for. No API is spoken to."""

from __future__ import annotations

import os
import re
import shutil
import stat
import tempfile
from collections.abc import Iterator, Mapping
from typing import Any

from ansible_collections.community.cognigy.plugins.module_utils._errors import InputError
from ansible_collections.community.cognigy.plugins.module_utils._modules._base import LocalJob, Module
from ansible_collections.community.cognigy.plugins.module_utils._values import (
    ABSENT,
    Editor,
    coalesced,
    content,
    dotted,
    halves,
    is_hidden,
    leaves,
    parse,
    value_at,
)
from ansible_collections.community.cognigy.plugins.module_utils._values_schema import HAS_JSONSCHEMA, Chart, lint, problems, read_chart

ENVIRONMENT = "extraEnvVars"  # of a service in the values
VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


def run(job: LocalJob) -> dict[str, Any]:
    params = job.params
    path = os.path.realpath(params["path"])
    helm_form = params["format"] == "helm"
    given = [name for name in ("values", "secret_values", "absent", "chart", "more_files") if params[name]]
    if not helm_form and given:
        raise InputError(f"with format=kustomize there are variables only, and no {', '.join(given)}")
    text = read(path)
    chart = read_chart(params["chart"]) if params["chart"] else None
    editor = Editor(text, path)
    if helm_form:
        if not isinstance(editor.data or {}, Mapping):
            raise InputError(f"{path} is no values file: no mapping, but {'a list' if isinstance(editor.data, list) else 'one text'}")
        if isinstance((editor.data or {}).get("sops"), Mapping):
            raise InputError(f"{path} is encrypted with sops. Decrypt it before, and encrypt it again afterwards.")
    secrets = edit(editor, params, chart.defaults if chart else {})
    checked_by = check(chart, editor, params) if chart else None
    changed = editor.text != text
    if changed and not job.check_mode:
        write(path, editor.text)
    before, after = halves(editor.changes, secrets)
    return {
        "changed": changed,
        "path": path,
        "changes": [change.label for change in editor.changes],
        "checked_by": checked_by,
        "diff": {"before_header": path, "after_header": path, "before": before, "after": after},
    }


def edit(editor: Editor, params: Mapping[str, Any], defaults: Mapping[str, Any]) -> list[str]:
    """Carry out all that is asked for; gives the names of what may not be shown."""
    secrets = [dotted(path) for path, _value in leaves(params["secret_values"] or {})]
    for name in ("values", "secret_values"):
        for path, value in leaves(params[name] or {}):
            editor.put(path, value)
    for key in params["absent"] or []:
        editor.set(tuple(key.split(".")), ABSENT)
    for name, value in (params["variables"] or {}).items():
        if not VARIABLE.match(name):
            raise InputError(f"{name!r} in variables is no name of an environment variable")
        if isinstance(value, (Mapping, list)):
            raise InputError(f"{name} in variables has to be one text")
        wanted = None if value is None else ("true" if value else "false") if isinstance(value, bool) else str(value)
        if params["format"] == "helm":
            where = (*params["service"].split("."), ENVIRONMENT)
            own = value_at(defaults, where)
            editor.variable(where, name, wanted, own if isinstance(own, list) else ())
        else:
            editor.patch(name, wanted)
    return secrets


def check(chart: Chart, editor: Editor, params: Mapping[str, Any]) -> str:
    """See whether the chart takes the values, with those of further files; gives who has looked."""
    more = [os.path.expanduser(path) for path in params["more_files"] or []]
    values = editor.data or {}
    for path in more:
        values = coalesced(values, content(parse(read(path), path)) or {})
    if HAS_JSONSCHEMA:
        found = problems(chart, coalesced(chart.defaults, values))
        if found:
            raise InputError(f"{editor.name} does not fit the schema of {chart.where}, and was not changed: {'; '.join(found[:10])}")
        return "jsonschema"
    helm = shutil.which("helm")
    if not helm or (not os.path.exists(os.path.join(chart.where, "Chart.yaml")) and not chart.where.endswith((".tgz", ".tar.gz"))):
        raise InputError(
            f"the values cannot be checked against {chart.where}: it takes the Python library jsonschema (python3 -m pip install jsonschema), or "
            "helm and a whole chart"
        )
    with tempfile.TemporaryDirectory() as folder:
        trial = os.path.join(folder, "values.yaml")
        with open(trial, "w", encoding="utf-8", newline="") as stream:
            stream.write(editor.text)
        said = lint(helm, chart.where, [trial, *more], values, list(secret_texts(values)))
    if said:
        raise InputError(f"{editor.name} does not fit the schema of {chart.where}, and was not changed. helm lint: {said}")
    return "helm lint"


def secret_texts(value: Any, name: Any = "", hidden: bool = False) -> Iterator[str]:
    """The texts in values that nobody may see."""
    if isinstance(value, Mapping):
        for key, one in value.items():
            yield from secret_texts(
                one, value.get("name") if key == "value" else key, hidden or (is_hidden(key) and not isinstance(one, Mapping))
            )
    elif isinstance(value, list):
        for one in value:
            yield from secret_texts(one, name, hidden)
    elif isinstance(value, str) and value and (hidden or is_hidden(name)):
        yield value


# ---- files -------------------------------------------------------------------------------------------------------------


def read(path: str) -> str:
    try:
        with open(path, encoding="utf-8", newline="") as stream:
            text = stream.read()
    except FileNotFoundError:
        raise InputError(f"{path} is not there. Only files that are there are changed; begin with an example of the chart.") from None
    except UnicodeDecodeError:
        raise InputError(f"{path} is no text in UTF-8") from None
    except OSError as exc:
        raise InputError(f"{path} cannot be read: {exc.strerror}") from None
    if text.startswith("$ANSIBLE_VAULT"):
        raise InputError(f"{path} is encrypted with ansible-vault. Decrypt it before, or keep its secrets in a file of their own.")
    return text


def write(path: str, text: str) -> None:
    """All or nothing, with the owner and the mode that the file has."""
    folder, name = os.path.split(path)
    trial = ""
    try:
        about = os.stat(path)
        handle, trial = tempfile.mkstemp(prefix=f".{name}.", dir=folder)
        with open(handle, "w", encoding="utf-8", newline="") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(trial, stat.S_IMODE(about.st_mode))
        if (about.st_uid, about.st_gid) != (os.geteuid(), os.getegid()):
            os.chown(trial, about.st_uid, about.st_gid)
        os.replace(trial, path)
    except OSError as exc:
        if trial and os.path.exists(trial):
            os.unlink(trial)
        raise InputError(f"{path} cannot be written, and is as it was: {exc.strerror}") from None


MODULES: Mapping[str, Module] = {
    "cognigy_helm_values": Module(
        run,
        {
            "path": {"type": "path", "required": True},
            "format": {"type": "str", "choices": ["helm", "kustomize"], "default": "helm"},
            "values": {"type": "dict"},
            "secret_values": {"type": "dict", "no_log": True},
            "absent": {"type": "list", "elements": "str"},
            "variables": {"type": "dict"},
            "service": {"type": "str", "default": "serviceApi"},
            "chart": {"type": "path"},
            "more_files": {"type": "list", "elements": "path"},
        },
        quiet=("values", "variables"),
        connects=False,
    )
}
