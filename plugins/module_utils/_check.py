# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""Checks a call against the API's description before it is sent."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from typing import Any

from ansible_collections.community.cognigy.plugins.module_utils._client import some
from ansible_collections.community.cognigy.plugins.module_utils._contract import CONTRACT
from ansible_collections.community.cognigy.plugins.module_utils._errors import InputError
from ansible_collections.community.cognigy.plugins.module_utils._secrets import mask

_TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "object": (dict,),
    "null": (type(None),),
}
_NAMES = {
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "object": "a dictionary",
    "null": "null",
}


def _shown(where: str, value: Any) -> str:
    """A value as a message may show it; where says whose it is."""
    return repr(mask({where.rpartition(".")[2].partition("[")[0]: value}).popitem()[1])


class Contract:
    """The description in its small form (see tools/generate.py for that form)."""

    def __init__(self) -> None:
        data = json.loads(CONTRACT)
        self._operations: dict[str, tuple[dict[str, Any], Any]] = data["operations"]
        self._schemas: dict[str, Any] = data["schemas"]

    def query(self, operation: str) -> dict[str, Any]:
        """The query parameters of an operation, by name."""
        return {name.rstrip("*"): schema for name, schema in self._operations.get(operation, ({}, None))[0].items()}

    def check(self, operation: str, query: Mapping[str, Any], body: Any) -> tuple[dict[str, Any], Any]:
        """The query and the body as they are to be sent. InputError naming the place, what is there and what belongs there.

        Numbers and booleans that templating made texts of become what they were, as with the options of a module.
        """
        parameters, form = self._operations.get(operation, ({}, None))
        query = self._dict("parameters", parameters, query)
        if form == "file":
            raise InputError(f"{operation} uploads a file; cognigy_api sends JSON only")
        if form is None and body is not None:
            raise InputError(f"{operation} takes no body")
        if body is not None:
            return query, self._value("body", form, body)
        if isinstance(form, str) and form.startswith("#"):
            form = self._schemas[form[1:]]
        if isinstance(form, dict) and any(name.endswith("*") for name in form):
            raise InputError(f"{operation} needs a body with {some([name[:-1] for name in form if name.endswith('*')])}")
        return query, None

    def _value(self, where: str, schema: Any, value: Any) -> Any:
        if isinstance(schema, str) and schema.startswith("#"):
            schema = self._schemas[schema[1:]]
        if isinstance(schema, list):
            if not isinstance(value, list):
                raise InputError(f"{where} must be a list, got {_shown(where, value)}")
            return [self._value(f"{where}[{number}]", schema[0], item) for number, item in enumerate(value)]
        if isinstance(schema, str):
            return self._plain(where, schema, value)
        if "?" in schema:
            if value not in schema["?"]:
                raise InputError(f"{where} must be one of {some([str(item) for item in schema['?']], 20)}, got {_shown(where, value)}")
            return value
        if "|" in schema:
            return self._any(where, schema["|"], value)
        if not isinstance(value, dict):
            raise InputError(f"{where} must be a dictionary, got {_shown(where, value)}")
        return self._dict(where, schema, value)

    @staticmethod
    def _plain(where: str, schema: str, value: Any) -> Any:
        wanted = _TYPES.get(schema)
        if isinstance(value, str) and schema in ("integer", "number", "boolean"):
            with contextlib.suppress(ValueError):
                value = json.loads(value.lower())
        if wanted and (not isinstance(value, wanted) or (isinstance(value, bool) and schema != "boolean")):
            raise InputError(f"{where} must be {_NAMES[schema]}, got {_shown(where, value)}")
        return value

    def _any(self, where: str, variants: list[Any], value: Any) -> Any:
        problems = []
        for variant in variants:
            try:
                return self._value(where, variant, value)
            except InputError as exc:
                problems.append(str(exc))
        raise InputError("; or ".join(dict.fromkeys(problems)))

    def _dict(self, where: str, schema: Mapping[str, Any], value: Mapping[str, Any]) -> dict[str, Any]:
        known = {name.rstrip("*"): item for name, item in schema.items() if name != "..."}
        unknown = [str(name) for name in value if name not in known]
        if unknown and "..." not in schema:
            raise InputError(f"{where} has no {some(unknown)}; it has {some(sorted(known), 40)}")
        missing = [name[:-1] for name in schema if name.endswith("*") and value.get(name[:-1]) is None]
        if missing:
            raise InputError(f"{where} lacks {some(missing)}")
        return {name: self._value(f"{where}.{name}", known[name], item) if name in known else item for name, item in value.items()}
