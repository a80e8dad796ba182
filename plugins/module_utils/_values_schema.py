# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""Values against the schema of the chart that they are for. What is wrong is told by paths, and never with a value, which may be a secret."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

try:
    import jsonschema
except ImportError:
    HAS_JSONSCHEMA = False
else:
    HAS_JSONSCHEMA = True

from ansible_collections.community.cognigy.plugins.module_utils._errors import InputError
from ansible_collections.community.cognigy.plugins.module_utils._transport import HIDDEN
from ansible_collections.community.cognigy.plugins.module_utils._values import ABSENT, content, dotted, parse, value_at

SCHEMA, VALUES = "values.schema.json", "values.yaml"


@dataclass(frozen=True)
class Chart:
    """What a chart says about its values. complete: its own values are known, so that what is missing is missing."""

    where: str
    schema: Mapping[str, Any]
    defaults: Mapping[str, Any]
    complete: bool


def read_chart(where: str) -> Chart:
    """The chart of a folder or of an archive, or a schema alone with the values.yaml beside it, when there is one."""
    if os.path.isdir(where):
        texts = {name: _file(os.path.join(where, name)) for name in (SCHEMA, VALUES)}
    elif os.path.isfile(where) and where.endswith((".tgz", ".tar.gz")):
        texts = _archive(where)
    elif os.path.isfile(where):
        texts = {SCHEMA: _file(where), VALUES: _file(os.path.join(os.path.dirname(where), VALUES))}
    else:
        raise InputError(f"the chart {where} is not there: a folder, an archive (.tgz) or a schema file (values.schema.json) is needed")
    if texts[SCHEMA] is None:
        raise InputError(f"{where} has no {SCHEMA}, so the values cannot be checked against it")
    try:
        schema = json.loads(texts[SCHEMA] or "")
    except ValueError as exc:
        raise InputError(f"the schema in {where} is not valid JSON: {exc}") from None
    defaults = content(parse(texts[VALUES] or "", f"{VALUES} of the chart {where}"))
    if not isinstance(schema, dict) or not isinstance(defaults or {}, dict):
        raise InputError(f"{where} is no chart: its schema or its values are no mapping")
    return Chart(where, schema, defaults or {}, texts[VALUES] is not None)


def _file(path: str) -> str | None:
    try:
        with open(path, encoding="utf-8") as stream:
            return stream.read()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as exc:
        raise InputError(f"{path} cannot be read: {getattr(exc, 'strerror', None) or 'it is not UTF-8'}") from None


def _archive(path: str) -> dict[str, Any]:
    texts: dict[str, Any] = {SCHEMA: None, VALUES: None}
    try:
        with tarfile.open(path) as archive:
            for member in archive:
                folder, slash, name = member.name.partition("/")
                if folder and slash and name in texts and member.isfile():
                    stream = archive.extractfile(member)
                    texts[name] = stream.read().decode("utf-8") if stream else None
    except (OSError, tarfile.TarError, UnicodeDecodeError):
        raise InputError(f"{path} is no archive of a chart") from None
    return texts


# ---- with jsonschema ---------------------------------------------------------------------------------------------------


def problems(chart: Chart, values: Any) -> list[str]:
    """What is wrong with the values, those of the chart included: where, what the schema wants, and where it says so."""
    kind = jsonschema.Draft202012Validator
    for number in ("4", "6", "7"):
        if f"draft-0{number}" in str(chart.schema.get("$schema")):
            kind = getattr(jsonschema, f"Draft{number}Validator")
    try:
        kind.check_schema(chart.schema)
    except jsonschema.SchemaError as exc:
        raise InputError(f"the schema of {chart.where} is not valid at {_pointer(exc.absolute_path)}") from None
    errors = sorted(kind(chart.schema).iter_errors(values), key=lambda error: [str(part) for part in error.absolute_path])
    return [_told(error) for error in errors if chart.complete or not _lacks(error)]


def _lacks(error: Any) -> bool:
    """Whether the error is only that something is missing, which a chart's own values may bring."""
    return error.validator == "required" or (bool(error.context) and all(map(_lacks, error.context)))


def _pointer(path: Any) -> str:
    return "#/" + "/".join(str(part).replace("~", "~0").replace("/", "~1") for part in path)


def _told(error: Any) -> str:
    place = dotted(tuple(error.absolute_path)) or "the values"
    return f"{place} {' or '.join(dict.fromkeys(_wanted(error)))} ({SCHEMA}{_pointer(error.absolute_schema_path)})"


def _wanted(error: Any) -> Iterator[str]:
    """What the schema wants, without the value that is there."""
    rule, wanted = error.validator, error.validator_value
    if rule in ("anyOf", "oneOf") and error.context:
        for one in error.context:
            inside = dotted(tuple(one.relative_path))
            yield from (f"{inside} {text}".strip() for text in _wanted(one))
    elif rule == "type":
        yield f"has to be of the type {wanted if isinstance(wanted, str) else ' or '.join(wanted)}"
    elif rule == "enum":
        yield f"has to be {' or '.join(map(str, wanted))}"
    elif rule == "required":
        yield f"has to have {', '.join(name for name in wanted if name not in error.instance)}"
    elif rule == "additionalProperties":
        yield f"may only have {', '.join(error.schema.get('properties', {})) or 'what the schema lists'}"
    else:
        yield f"has to keep to {rule} {json.dumps(wanted)[:80]}"


# ---- without it --------------------------------------------------------------------------------------------------------


def lint(helm: str, chart: str, files: list[str], values: Any, secrets: list[str]) -> str:
    """What helm has to say against a chart with these values; an empty text when nothing. Secrets are taken out of it."""
    command = [helm, "lint", "--quiet", chart, *(f"--values={path}" for path in files)]
    try:
        # There is no AnsibleModule here, and with it no run_command.
        done = subprocess.run(  # pylint: disable=ansible-bad-function
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120, check=False, text=True
        )
    except (OSError, subprocess.TimeoutExpired) as exc:
        raise InputError(f"{helm} lint could not be run: {type(exc).__name__}") from None
    if not done.returncode:
        return ""
    told = []
    for line in (line.strip() for line in done.stdout.splitlines()):
        found = re.search(r"at '(/[^']*)': ", line)
        value = (
            value_at(values, tuple(int(part) if part.isdigit() else part for part in found.group(1)[1:].split("/"))) if found else ABSENT
        )
        if found and value in secrets:  # helm shows it, in a spelling of its own
            line = f"- at '{found.group(1)}': it does not fit"
        for secret in sorted(secrets, key=len, reverse=True):
            line = line.replace(secret, HIDDEN)
        if line and not line.startswith(("==>", "Error: ")):
            told.append(line)
    return " ".join(told) or f"it ends with status {done.returncode}"
