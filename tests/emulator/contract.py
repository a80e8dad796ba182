# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The contract: which operations there are, what they take, what they answer.

Everything is read from ``openapi.json``. Routes become one tree that is walked by segment; validators are compiled at their first use and
kept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import jsonschema_rs

from . import forms
from .deviations import (
    ALIASES,
    BESIDE_IN_BODIES,
    BESIDE_THE_CONTRACT,
    JSON_TOO,
    MORE_IN_FORMS,
    MORE_SECRET_FIELDS,
    NOT_SHOWN,
    OPEN_IN_BODIES,
    OPTIONAL_BODIES,
    OPTIONAL_IN_ANSWERS,
    OPTIONAL_IN_BODIES,
    PARTIAL_IN_BODIES,
    PUBLIC,
    REPLACED_ANSWERS,
    RESUMABLE,
)
from .errors import ApiError, invalid, missing

METHODS = ("get", "post", "put", "patch", "delete")
MONGO_ID = re.compile(r"[a-f0-9]{24}")
DIALECT = "https://json-schema.org/draft/2020-12/schema"
URLENCODED = "application/x-www-form-urlencoded"


@dataclass(slots=True)
class Operation:
    """One operation of the contract."""

    name: str
    method: str
    path: str
    tag: str
    security: str
    """What it wants: basic, key, optional (a key or nothing) or none (credentials are not looked at)."""
    on_host: bool
    status: int
    path_parameters: dict[str, bool]
    """Name to: has to be an object id."""
    query: dict[str, tuple[bool, Callable[[list[str]], Any]]]
    """Name to: required, reader."""
    body_media: str | None
    body_required: bool
    body_schema: dict[str, Any] | None
    form_schema: dict[str, Any] | None
    """The body as multipart/form-data."""
    answer_schema: dict[str, Any] | None
    shown: tuple[str, ...]
    """Fields of the answer, or of its items when it is a list."""
    writable: frozenset[str]
    """Fields of the body."""
    nullable: frozenset[str]
    """Those of them that may be null."""
    is_list: bool
    _checks: dict[str, jsonschema_rs.Validator] = field(default_factory=dict)


class Contract:
    """The operations, their routes and their validators."""

    def __init__(self) -> None:
        document = json.loads(Path(__file__).with_name("openapi.json").read_text(encoding="utf-8"))
        self.schemas: dict[str, Any] = document["components"]["schemas"]
        self.secret_fields = frozenset(_secret_fields(document)) | MORE_SECRET_FIELDS
        answers = dict(self.schemas, **REPLACED_ANSWERS)
        for name, fields in OPTIONAL_IN_ANSWERS.items():
            answers[name] = dict(answers[name], required=[one for one in answers[name]["required"] if one not in fields])
        bodies = {name: _strict(schema) for name, schema in self.schemas.items()}
        for names, key in ((PARTIAL_IN_BODIES, "required"), (OPEN_IN_BODIES, "enum")):
            for name in names:
                bodies[name] = {one: value for one, value in bodies[name].items() if one != key}
        self._registry = jsonschema_rs.Registry(
            [
                ("urn:answer", {"$schema": DIALECT, "components": {"schemas": answers}}),
                ("urn:body", {"$schema": DIALECT, "components": {"schemas": bodies}}),
            ]
        )
        self._parts: dict[tuple[str, str], jsonschema_rs.Validator] = {}
        self.operations: dict[str, Operation] = {}
        self._root: dict[str, Any] = {}
        for operation in self._read(document["paths"]):
            self.operations[operation.name] = operation
            self._add_route(operation)
        for operation in self._read(BESIDE_THE_CONTRACT | RESUMABLE):
            self._add_route(operation)
        for path, name in ALIASES.items():
            alias = replace(self.operations[name], name=f"{name}_ofProject", path=path, path_parameters={"projectId": True}, _checks={})
            self._add_route(alias)

    # Routes

    def _add_route(self, operation: Operation) -> None:
        node: dict[Any, Any] = self._root
        segments = _segments(operation.path)
        for segment in segments:
            node = node.setdefault(None if segment.startswith("{") else segment.lower(), {})
        node.setdefault("/methods", {})[operation.method] = (operation, [one[1:-1] for one in segments if one.startswith("{")])

    def route(self, path: str) -> tuple[dict[str, tuple[Operation, list[str]]], list[str]] | None:
        """The methods of a path and the values of its parameters; paths ignore case (observed behaviour, section Transport)."""
        segments = _segments(path)
        on_new = bool(segments) and segments[0].lower() == "new"
        if on_new:
            segments = segments[1:]
        found = _walk(self._root, segments, 0, [])
        if found is None:
            return None
        methods = {method: one for method, one in found[0].items() if not (on_new and one[0].on_host)}
        return (methods, found[1]) if methods else None

    # Checks

    def read_query(self, operation: Operation, pairs: list[tuple[str, str]]) -> dict[str, Any]:
        """The query's values by name; ``name[]=`` is a list too, as the npm client writes it. Unknown names are ignored."""
        given: dict[str, list[str]] = {}
        for name, value in pairs:
            given.setdefault(name[:-2] if name.endswith("[]") else name, []).append(value)
        result = {}
        for name, (required, read) in operation.query.items():
            if name in given:
                try:
                    result[name] = read(given[name])
                except ValueError as error:
                    raise invalid(f"Validation failed. query/{name} {error}") from None
            elif required:
                raise missing(name)
        return result

    def media(self, operation: Operation) -> tuple[str, ...]:
        """The types in which a body that is no upload may come."""
        if operation.body_media != URLENCODED:
            return ("application/json",)
        return (URLENCODED, "application/json") if operation.name in JSON_TOO else (URLENCODED,)

    def check_body(self, operation: Operation, body: Any) -> None:
        """Refuse a body that the contract does not allow; unknown fields too (the contract, section Errors)."""
        if operation.body_schema is None:
            if body:
                raise invalid(f"Field '{next(iter(body))}' is not allowed")
            return
        validator = operation._checks.get("body") or self._compile(operation, "body", _strict(operation.body_schema))
        if not validator.is_valid(body):
            raise _refusal(validator.iter_errors(body))

    def check_form(self, operation: Operation, fields: dict[str, Any]) -> dict[str, Any]:
        """Refuse a form that the contract does not allow. A field that may come more than once is a list in the result."""
        assert operation.form_schema is not None
        properties = operation.form_schema["properties"]
        result, texts = dict(fields), dict(fields)
        for name, value in fields.items():
            schema = properties.get(name, {})
            wants_file = schema.get("format") == "binary"
            if name in properties and isinstance(value, forms.File) != wants_file:
                raise invalid(f"Validation failed. {name} should be {'a file' if wants_file else 'string'}")
            if schema.get("type") == "array" and not isinstance(value, list):
                result[name] = texts[name] = [value]
            elif wants_file:
                texts[name] = ""
        validator = operation._checks.get("form") or self._compile(operation, "form", _strict(operation.form_schema))
        if not validator.is_valid(texts):
            raise _refusal(validator.iter_errors(texts))
        return result

    def check_part(self, name: str, value: Any, schema: str, strict: bool = True) -> None:
        """Refuse a part of a body that is no such schema; one that is not strict may hold more."""
        urn = "urn:body" if strict else "urn:answer"
        part = {"type": "object", "properties": {name: {"$ref": f"{urn}#/components/schemas/{schema}"}}, "$schema": DIALECT}
        validator = self._parts.get((name, schema)) or jsonschema_rs.validator_for(part, registry=self._registry, validate_formats=True)
        self._parts[name, schema] = validator
        if not validator.is_valid({name: value}):
            raise _refusal(validator.iter_errors({name: value}))

    def violation(self, operation: Operation, body: Any) -> str | None:
        """What is wrong with an answer of ours; None when nothing is."""
        if operation.answer_schema is None:
            return None
        validator = operation._checks.get("answer") or self._compile(operation, "answer", operation.answer_schema)
        if validator.is_valid(body):
            return None
        error = next(iter(validator.iter_errors(body)))
        return f"{operation.name}: {'/'.join(str(one) for one in error.instance_path)}: {error.message}"

    def properties(self, schema: dict[str, Any]) -> dict[str, Any]:
        resolved = self.schemas[schema["$ref"].rsplit("/", 1)[1]] if "$ref" in schema else schema
        properties: dict[str, Any] = resolved.get("properties", {})
        return properties

    # Loading

    def _read(self, paths: dict[str, Any]) -> Iterator[Operation]:
        for path, item in paths.items():
            for method in METHODS:
                if method in item:
                    yield self._operation(path, method, item[method])

    def _compile(self, operation: Operation, kind: str, schema: dict[str, Any]) -> jsonschema_rs.Validator:
        linked = _relink(schema, "urn:answer" if kind == "answer" else "urn:body")
        validator = jsonschema_rs.validator_for(dict(linked, **{"$schema": DIALECT}), registry=self._registry, validate_formats=True)
        operation._checks[kind] = validator
        return validator

    def _operation(self, path: str, method: str, spec: dict[str, Any]) -> Operation:
        name = spec["operationId"]
        status, answer = next((int(code), one) for code, one in spec["responses"].items() if code != "default")
        answer_schema = answer.get("content", {}).get("application/json", {}).get("schema")
        fields = self.properties(answer_schema) if answer_schema else {}
        if answer_schema and answer_schema.get("type") == "array":
            fields = self.properties(answer_schema["items"])
        is_list = "items" in fields and "total" in fields
        if is_list:
            fields = self.properties(fields["items"]["items"])
        content = spec.get("requestBody", {}).get("content", {})
        body_media = next(iter(content), None)
        body_schema = (content.get("application/json") or content.get(URLENCODED, {})).get("schema")
        if name in OPTIONAL_IN_BODIES:
            body_schema = dict(body_schema, required=OPTIONAL_IN_BODIES[name])
        form_schema = content.get(forms.MEDIA, {}).get("schema")
        if name in MORE_IN_FORMS:
            form_schema = dict(
                form_schema, properties={**form_schema["properties"], **{key: {"type": "string"} for key in MORE_IN_FORMS[name]}}
            )
        if name in BESIDE_IN_BODIES and body_schema:
            beside: dict[str, Any] = {one: {} for one in BESIDE_IN_BODIES[name]}
            body_schema = {**body_schema, "properties": {**body_schema["properties"], **beside}}
        parameters = spec.get("parameters", [])
        writable = self.properties(body_schema) if body_schema else {}
        return Operation(
            name=name,
            method=method.upper(),
            path=path,
            tag=spec["tags"][0],
            security=_security(name, spec.get("security")),
            on_host="servers" in spec,
            status=_status(method, status, path.startswith("/management/"), "x-task" in spec),
            path_parameters={one["name"]: "pattern" in one["schema"] for one in parameters if one["in"] == "path"},
            query={one["name"]: (one.get("required", False), _reader(one)) for one in parameters if one["in"] == "query"},
            body_media=body_media,
            body_required=spec.get("requestBody", {}).get("required", False) and name not in OPTIONAL_BODIES,
            body_schema=body_schema,
            form_schema=form_schema,
            answer_schema=answer_schema,
            shown=tuple(one for one in fields if one not in NOT_SHOWN.get(name, ())),
            writable=frozenset(writable),
            nullable=frozenset(one for one, schema in writable.items() if {"type": "null"} in schema.get("anyOf", ())),
            is_list=is_list,
        )


def _security(name: str, spec: list[dict[str, Any]] | None) -> str:
    if name in PUBLIC or spec == []:
        return "none"
    kinds = [list(one) for one in spec or [{"apiKeyHeader": []}]]
    if ["basicAuth"] in kinds:
        return "basic"
    return "optional" if [] in kinds else "key"


def _status(method: str, status: int, management: bool, is_task: bool) -> int:
    """Success codes as seen: 202 for what starts a task.

    The management API says 200 to POST and PATCH (observed behaviour, last section).
    """
    if is_task:
        return 202
    if management and method in ("post", "patch"):
        return 200
    return status


def _segments(path: str) -> list[str]:
    return path.strip("/").split("/") if path != "/" else []


def _walk(node: dict[Any, Any], segments: list[str], position: int, values: list[str]) -> tuple[dict[str, Any], list[str]] | None:
    """A literal segment wins over a parameter."""
    if position == len(segments):
        return (node["/methods"], values) if "/methods" in node else None
    segment = segments[position]
    literal = node.get(segment.lower())
    if literal is not None:
        found = _walk(literal, segments, position + 1, values)
        if found is not None:
            return found
    parameter = node.get(None)
    if parameter is not None and segment:
        return _walk(parameter, segments, position + 1, [*values, segment])
    return None


def _reader(parameter: dict[str, Any]) -> Callable[[list[str]], Any]:
    schema = parameter["schema"]
    kind = schema.get("type")
    if kind == "integer":
        # A limit above the maximum is no error (observed behaviour, section Transport).
        maximum = None if parameter["name"] == "limit" else schema.get("maximum")
        return lambda values: _integer(values[-1], schema.get("minimum"), maximum)
    if kind == "boolean":
        return lambda values: _boolean(values[-1])
    if kind == "array":
        allowed = schema["items"].get("enum")
        return lambda values: [_string(one, {"enum": allowed} if allowed else {}) for one in values]
    return lambda values: _string(values[-1], schema)


def _integer(value: str, minimum: int | None, maximum: int | None) -> int:
    if not value.lstrip("-").isdigit():
        raise ValueError("should be integer")
    number = int(value)
    if minimum is not None and number < minimum:
        raise ValueError(f"should be >= {minimum}")
    if maximum is not None and number > maximum:
        raise ValueError(f"should be <= {maximum}")
    return number


def _boolean(value: str) -> bool:
    if value not in ("true", "false"):
        raise ValueError("should be boolean")
    return value == "true"


def _string(value: str, schema: dict[str, Any]) -> str:
    if schema.get("x-kind") == "objectId":
        if not MONGO_ID.fullmatch(value):
            raise ValueError("should be of format 'mongo-id'")
    elif "pattern" in schema and not re.search(schema["pattern"], value):
        raise ValueError(f'should match pattern "{schema["pattern"]}"')
    if "enum" in schema and value not in schema["enum"]:
        raise ValueError("should be equal to one of the allowed values")
    if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)):
        raise ValueError("has a wrong length")
    return value


def _secret_fields(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for name, schema in node.get("properties", {}).items() if isinstance(node.get("properties"), dict) else ():
            if isinstance(schema, dict) and schema.get("writeOnly"):
                yield name
        for value in node.values():
            yield from _secret_fields(value)
    elif isinstance(node, list):
        for value in node:
            yield from _secret_fields(value)


def _strict(node: Any) -> Any:
    """The same schema, in which an object has no other properties than the named ones."""
    if isinstance(node, list):
        return [_strict(one) for one in node]
    if not isinstance(node, dict):
        return node
    copy = {key: _strict(value) for key, value in node.items() if key != "properties"}
    if "properties" in node:
        copy["properties"] = {name: _strict(one) for name, one in node["properties"].items()}
        if copy.get("type") == "object":
            copy.setdefault("additionalProperties", False)
    return copy


def _relink(node: Any, base: str) -> Any:
    if isinstance(node, list):
        return [_relink(one, base) for one in node]
    if not isinstance(node, dict):
        return node
    return {key: base + value if key == "$ref" and isinstance(value, str) else _relink(value, base) for key, value in node.items()}


def _refusal(errors: Iterator[jsonschema_rs.ValidationError]) -> ApiError:
    """The first error in the server's words (observed behaviour, section Validation and errors); never with the value that was sent."""
    texts: list[str] = []
    for error in errors:
        path = [str(one) for one in error.instance_path]
        rule, facts = type(error.kind).__name__, error.kind.as_dict()
        if rule == "AdditionalProperties":
            texts.extend(f"Field '{'.'.join([*path, name])}' is not allowed" for name in facts["unexpected"])
        elif rule == "AnyOf":
            # The form that is meant is the one whose fixed values fit.
            branches = facts["context"]
            return _refusal(iter(next((one for one in branches if not any(_is_enum(error) for error in one)), branches[0])))
        elif rule == "Required":
            return missing("/".join([*path, facts["property"]]))
        else:
            texts.append(f"Validation failed. {'/'.join(path) or 'body'} {_words(rule, facts)}")
    return invalid(texts[0], errors=texts)


def _is_enum(error: jsonschema_rs.ValidationError) -> bool:
    return type(error.kind).__name__ == "Enum"


def _words(rule: str, facts: dict[str, Any]) -> str:
    if rule == "Type":
        return f"should be {','.join(facts['types'])}"
    if rule == "Pattern":
        pattern = facts["pattern"]
        return "should be of format 'mongo-id'" if pattern == "^[a-f0-9]{24}$" else f'should match pattern "{pattern}"'
    if rule == "Format":
        return f"should be of format '{facts['format']}'"
    if rule == "Enum":
        return "should be equal to one of the allowed values"
    if rule == "MinItems":
        return f"should have at least {facts['limit']} items"
    if rule in ("Minimum", "Maximum"):
        return f"should be {'>=' if rule == 'Minimum' else '<='} {facts['limit']}"
    if rule in ("MinLength", "MaxLength"):
        return f"should NOT be {'shorter' if rule == 'MinLength' else 'longer'} than {facts['limit']} characters"
    return f"does not match the rule {rule}"
