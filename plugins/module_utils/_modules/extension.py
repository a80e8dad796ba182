# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: no promise about names or behaviour is made to others.

"""Extensions: a package, as a file or at a URL, whose version the project is to have."""

from __future__ import annotations

import json
import tarfile
import zlib
from collections.abc import Mapping
from typing import Any

from ansible_collections.community.cognigy.plugins.module_utils._errors import InputError, MissingError, NotKept, OutcomeUnknown
from ansible_collections.community.cognigy.plugins.module_utils._modules._base import ID, KINDS, STATE, Job, Module
from ansible_collections.community.cognigy.plugins.module_utils._modules.ensure import WAIT, content_scope, engine_for, in_scope, one_result
from ansible_collections.community.cognigy.plugins.module_utils._reconcile import LATE, Engine, Outcome, Scope
from ansible_collections.community.cognigy.plugins.module_utils._transport import Form

EXTENSION = KINDS["extension"]


def package(file: str) -> tuple[str, str]:
    """Name and version that a package says of itself in its package.json. InputError when it is no package."""
    try:
        with tarfile.open(file, "r:gz") as archive:
            names = [name for name in archive.getnames() if name.rpartition("/")[2] == "package.json" and "node_modules" not in name]
            stream = archive.extractfile(min(names, key=len)) if names else None
            if stream is None:
                raise InputError(f"{file}: there is no package.json in it, so it is no package of an extension")
            said = json.load(stream)
    except (tarfile.TarError, EOFError, zlib.error) as exc:
        raise InputError(f"{file} is no .tar.gz file: {exc}") from exc
    except OSError as exc:
        raise InputError(f"cannot read {file}: {exc.strerror or exc}") from exc
    except ValueError as exc:
        raise InputError(f"{file}: its package.json is no JSON: {exc}") from exc
    if not isinstance(said, dict) or not all(isinstance(said.get(key), str) and said[key] for key in ("name", "version")):
        raise InputError(f"{file}: its package.json lacks name or version")
    return said["name"], said["version"]


def run(job: Job) -> dict[str, Any]:
    params = dict(job.params)
    if params["file"] is not None:
        name, version = package(params["file"])
        for option, value in (("name", name), ("version", version)):
            if params[option] not in (None, value):
                raise InputError(f"{option} is {params[option]!r}, but the package {params['file']} says {value!r}")
            params[option] = value
    engine, scope_of = engine_for(job), content_scope(EXTENSION)
    if params["state"] == "absent":
        return one_result(EXTENSION, in_scope(job, engine, EXTENSION, scope_of, [params])[0])
    try:
        scope = scope_of(job, engine)
        current = engine.find(EXTENSION, scope, params["name"], params["id"])
    except MissingError as exc:
        engine.not_yet(exc)
        scope, current = {}, None
    return one_result(EXTENSION, bring(engine, scope, params, current))


def bring(engine: Engine, scope: Scope, params: Mapping[str, Any], current: dict[str, Any] | None) -> Outcome:
    """Upload what is missing or of another version, then set whether its code is trusted."""
    want = {"name": params["name"], "version": params["version"], "trusted_code": params["trusted_code"]}
    want = {option: value for option, value in want.items() if value is not None}
    have = EXTENSION.to_result(current) if current else {}
    differing = {option for option in want if want[option] != have.get(option)}
    before = {option: have[option] for option in want if option in have}
    if current is not None and not differing:
        return Outcome(False, before, before, have)
    if current is None and params["id"] is not None:
        raise InputError(f"there is no extension with the id {params['id']}")
    send = current is None or "version" in differing
    if send and params["file"] is None and params["url"] is None:
        what = (
            f"there is no extension {params['name']!r}" if current is None else f"extension {have['name']!r} has version {have['version']}"
        )
        raise InputError(f"{what}; to have it, give also file or url of the package")
    if engine.client.read_only:
        return Outcome(True, before, {**before, **want}, {**have, **want})
    if send:
        current = deliver(engine, scope, params, current)
    if "trusted_code" in want and (current or {}).get("trustedCode") != want["trusted_code"]:
        path = {EXTENSION.id_param: (current or {})["_id"]}
        engine.client.call(EXTENSION.update, path, body={"trustedCode": want["trusted_code"]})
        current = engine.read(EXTENSION, scope, current or {})
    have = EXTENSION.to_result(current or {})
    wrong = [f"{option} is {have.get(option)!r} instead of {value!r}" for option, value in want.items() if have.get(option) != value]
    if wrong:
        raise NotKept(f"the server took the package of extension {want['name']!r} and did not keep it: {'; '.join(wrong)}")
    return Outcome(True, before, {option: have[option] for option in want}, have)


def deliver(engine: Engine, scope: Scope, params: Mapping[str, Any], current: Mapping[str, Any] | None) -> dict[str, Any]:
    """Send the package, wait until the server has read it, and give the extension."""
    operation = "uploadExtension" if current is None else "updateExtensionPackage"
    fields = {"projectId": scope["projectId"], **({"extension": current["_id"]} if current else {})}
    body: Any = Form(params["file"], fields) if params["file"] is not None else {**fields, "url": params["url"]}
    if current is None and params["file"] is None:
        body["name"] = params["name"]
    what = f"reading the package of extension {params['name']!r}"
    try:
        engine.client.wait(engine.client.call(operation, body=body), what, engine.wait)
    except OutcomeUnknown as exc:
        found = _look(engine, scope, params, current)
        if found is None:
            raise OutcomeUnknown(f"{exc}. The extension is not there as wanted, or not yet. Run this again.", **exc.details) from exc
        engine.warn(f"the answer to the upload of extension {params['name']!r} was lost ({exc}); it was looked for and found")
        return found
    found = _look(engine, scope, params, current)
    if found is None:
        raise NotKept(f"the server read the package of extension {params['name']!r}, and then did not have it")
    return found


def _look(engine: Engine, scope: Scope, params: Mapping[str, Any], current: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The extension as it is after an upload; it may be listed late. None when it is not there in the wanted version."""
    for _pause in engine.client.looks(LATE):
        found = engine.find(EXTENSION, scope, params["name"], (current or {}).get("_id"))
        if found is not None and params["version"] in (None, found.get("version")):
            return found
    return None


MODULES: Mapping[str, Module] = {
    "cognigy_extension": Module(
        run,
        {
            "state": STATE,
            "id": ID,
            "project": {"type": "str", "required": True},
            "name": {"type": "str"},
            "file": {"type": "path"},
            "url": {"type": "str"},
            "version": {"type": "str"},
            "trusted_code": {"type": "bool"},
            "wait_timeout": WAIT,
        },
        {"mutually_exclusive": [("file", "url")], "required_one_of": [("name", "id", "file")]},
        operations=(*EXTENSION.operations, "uploadExtension", "updateExtensionPackage"),
    ),
}
