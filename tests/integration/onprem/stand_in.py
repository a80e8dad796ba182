# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is run instead of helm and kubectl: stand_in.py NAME STATE LOG REAL, and what it is told. See kubectl.py."""

from __future__ import annotations

import json
import os
import sys
from typing import Any


def read(path: str) -> str:
    with open(path, encoding="utf-8") as stream:
        return stream.read()


def write(path: str, state: dict[str, Any]) -> None:
    with open(path, "w", encoding="utf-8") as stream:
        json.dump(state, stream, default=str)


def stand_in(name: str, file: str, log: str, real: str, *told: str) -> int:
    whole = json.loads(read(file))
    namespace = told[told.index("--namespace") + 1] if "--namespace" in told else ""
    state = {**whole, **whole["namespaces"].get(namespace, {})}
    with open(log, "a", encoding="utf-8") as stream:
        stream.write(" ".join([name, *told]) + "\n")
    words = [one for number, one in enumerate(told) if not one.startswith("--") and not told[number - 1].startswith("--")]
    step = " ".join(words[:2] if name == "kubectl" and words[0] == "rollout" else words[:1])
    if state["fails"] and f"{name} {' '.join(words)}".startswith(state["fails"]):
        print(f"Error: {state['fails']} was told to fail", file=sys.stderr)
        return 1
    if name == "helm" and words[:2] == ["get", "metadata"]:
        if words[2] != "cognigy-ai":
            print("Error: release: not found", file=sys.stderr)
            return 1
        print(json.dumps({"name": words[2], "version": state["version"], "revision": 7, "status": state["status"]}))
    elif name == "helm" and words[:2] == ["get", "values"]:
        print(json.dumps(state["values"]))
    elif step == "upgrade":
        import yaml

        merged: dict[str, Any] = {}
        for path in (one.partition("=")[2] for one in told if one.startswith("--values=")):
            merged.update(yaml.safe_load(read(path)))
        write(file, {**whole, "values": merged})
    elif name == "kubectl" and words[:2] == ["get", "secret"]:
        if words[2] not in state["secrets"]:
            print(f'Error from server (NotFound): secrets "{words[2]}" not found', file=sys.stderr)
            return 1
        print(" ".join(state["secrets"][words[2]]), end=" ")
    elif name == "kubectl" and words[:2] == ["get", "deployment"]:
        print(f"deployment.apps/{words[2]}")
    elif name == "kubectl" and step in ("diff", "apply"):
        with os.popen(f"{real} kustomize {told[-1]}") as stream:
            built = stream.read()
        if step == "diff":
            return int(built != state["applied"])
        write(file, {**whole, "applied": built})
    elif step in ("show", "kustomize", "lint"):
        os.execv(real, [real, *told])
    elif step not in ("rollout restart", "rollout status"):
        print(f"{name} {' '.join(told)}: the stand-in does not know this", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(stand_in(*sys.argv[1:]))
