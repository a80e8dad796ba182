# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What noxfile.py thinks with: which core runs on which Python, where the Pythons are, and how many sessions become one result.

Nothing here imports nox or Ansible, so that it can be tested alone.
"""

from __future__ import annotations

import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree import ElementTree

# --- The matrix ---------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Core:
    """One version of ansible-core: what is installed, and the Pythons that run it, the preferred one first."""

    name: str
    requirement: str
    pythons: tuple[str, ...]
    sanity: bool = True
    may_fail: str = ""  # the name under which a failure is reported, when it is allowed


# From the oldest to the newest. Where the emulator and the tests run, Python 3.11 is the oldest.
CORES = (
    Core("2.16", "ansible-core~=2.16.0", ("3.11", "3.12"), sanity=False),
    Core("2.18", "ansible-core~=2.18.0", ("3.11", "3.12", "3.13")),
    Core("2.19", "ansible-core~=2.19.0", ("3.11", "3.12", "3.13")),
    Core("2.20", "ansible-core~=2.20.0", ("3.12", "3.13", "3.14")),
    Core("2.21", "ansible-core~=2.21.0", ("3.13", "3.12", "3.14")),
    Core("2.22rc", "ansible-core==2.22.0rc1", ("3.13", "3.14"), sanity=False, may_fail="2.22rc1"),
)
TOOLS = ("3.13", "3.12", "3.11", "3.14")  # for sessions that need no particular core


# --- Pythons ------------------------------------------------------------------------------------------------------------------------


def pyenv_root(environ: Mapping[str, str]) -> pathlib.Path | None:
    """The folder of pyenv, when there is one."""
    if environ.get("PYENV_ROOT"):
        return pathlib.Path(environ["PYENV_ROOT"])
    program = shutil.which("pyenv", path=environ.get("PATH", os.defpath))
    if not program:
        return None
    done = subprocess.run([program, "root"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False)
    return pathlib.Path(done.stdout.strip()) if done.returncode == 0 and done.stdout.strip() else None


def real_path(path: str, root: pathlib.Path | None) -> str:
    """A PATH without pyenv's shims, and with the folders of the Pythons behind them, newest first.

    A shim answers to python3.9 even when no version file selects a 3.9, and then fails; ansible-test takes it for a Python.
    """
    if root is None:
        return path
    entries = [
        entry for entry in path.split(os.pathsep) if not (pathlib.Path(entry).name == "shims" and root in pathlib.Path(entry).parents)
    ]
    versions = [folder for folder in (root / "versions").glob("3.*") if re.fullmatch(r"3\.\d+\.\d+", folder.name)]
    versions.sort(key=lambda folder: [int(part) for part in folder.name.split(".")], reverse=True)
    return os.pathsep.join([*(str(folder / "bin") for folder in versions), *entries])


def interpreter(pythons: Sequence[str], ci: bool, which: Callable[[str], str | None] = shutil.which) -> str | None:
    """The first of these Pythons that is on this machine. In CI only the preferred one counts, so that nothing is tested by halves."""
    running = f"{sys.version_info.major}.{sys.version_info.minor}"
    for version in pythons[:1] if ci else pythons:
        if version == running or which(f"python{version}"):
            return version
    return None


# --- Results ------------------------------------------------------------------------------------------------------------------------


@dataclass
class Counts:
    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)


def read_junit(path: pathlib.Path) -> Counts:
    """What pytest wrote; nothing when there is no such file or it was cut off."""
    try:
        root = ElementTree.parse(path).getroot()
    except (OSError, ElementTree.ParseError):
        return Counts()
    counts = Counts()
    for suite in root.iter("testsuite"):
        tests, failures, errors, skipped = (int(suite.get(name, 0)) for name in ("tests", "failures", "errors", "skipped"))
        counts += Counts(max(tests - failures - errors - skipped, 0), failures + errors, skipped)
    return counts


@dataclass
class Step:
    """One nox session of a run."""

    session: str
    junit: pathlib.Path | None = None  # written by pytest; without it the session counts as one test
    arguments: tuple[str, ...] = ()
    alone: str = ""  # steps of the same group never run side by side
    may_fail: str = ""
    missing: str = ""  # the Python that is not on this machine


@dataclass
class Outcome:
    step: Step
    state: str  # passed, failed, skipped
    seconds: float = 0.0
    counts: Counts = field(default_factory=Counts)
    log: pathlib.Path | None = None


def judge(step: Step, returncode: int, seconds: float, log: pathlib.Path) -> Outcome:
    """A session that ended badly counts as a failure even when no single test failed."""
    counts = read_junit(step.junit) if step.junit else Counts(passed=int(returncode == 0))
    if returncode != 0 and not counts.failed:
        counts += Counts(failed=1)
    return Outcome(step, "failed" if counts.failed else "passed", seconds, counts, log)


class Runner:
    """Runs sessions, each as a process of its own with a log of its own, some side by side."""

    def __init__(
        self,
        command: Callable[[Step], list[str]],
        logs: pathlib.Path,
        lanes: int = 2,
        limit: float = 1800,
        say: Callable[[str], None] = print,
    ) -> None:
        self.command = command
        self.logs = logs
        self.lanes = lanes
        self.limit = limit
        self.say = say
        self._lock = threading.Condition()
        self._processes: set[subprocess.Popen[bytes]] = set()
        self._stopped = False

    def run(self, steps: Iterable[Step], ci: bool = False) -> list[Outcome]:
        """All outcomes, in the order of the steps. A failure stops nothing."""
        steps = list(steps)
        outcomes: dict[int, Outcome] = {}
        waiting: list[int] = []
        for number, step in enumerate(steps):
            if not step.missing:
                waiting.append(number)
            elif ci:
                outcomes[number] = Outcome(step, "failed", counts=Counts(failed=1))
                self.say(f"{step.session}: FAILED, Python {step.missing} is not installed")
            else:
                outcomes[number] = Outcome(step, "skipped")
                self.say(f"{step.session}: skipped, Python {step.missing} is not installed")
        self.logs.mkdir(parents=True, exist_ok=True)
        busy: set[str] = set()

        def work() -> None:
            while True:
                with self._lock:
                    while True:
                        if self._stopped or not waiting:
                            return
                        free = [number for number in waiting if not steps[number].alone or steps[number].alone not in busy]
                        if free:
                            break
                        self._lock.wait()
                    number = free[0]
                    step = steps[number]
                    waiting.remove(number)
                    busy.add(step.alone)
                try:
                    outcome = self._one(step)
                except Exception as problem:  # a lane must not end in silence
                    outcome = Outcome(step, "failed", counts=Counts(failed=1))
                    self.say(f"{step.session}: FAILED, {problem}")
                with self._lock:
                    outcomes[number] = outcome
                    busy.discard(step.alone)
                    self._lock.notify_all()

        threads = [threading.Thread(target=work, daemon=True) for _lane in range(self.lanes)]
        try:
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        except BaseException:
            self.stop()
            raise
        return [outcomes[number] for number in sorted(outcomes)]

    def stop(self) -> None:
        """End what still runs, with everything that it started."""
        with self._lock:
            self._stopped = True
            processes = list(self._processes)
            self._lock.notify_all()
        for process in processes:
            _end(process)

    def _one(self, step: Step) -> Outcome:
        log = self.logs / f"{step.session}.log"
        if step.junit:
            step.junit.unlink(missing_ok=True)
        start = time.monotonic()
        with open(log, "wb") as stream:
            process = subprocess.Popen(
                self.command(step), stdin=subprocess.DEVNULL, stdout=stream, stderr=subprocess.STDOUT, start_new_session=True
            )
            with self._lock:
                self._processes.add(process)
            try:
                returncode = process.wait(self.limit)
            except subprocess.TimeoutExpired:
                _end(process)
                returncode = -1
                stream.write(f"\nended after {self.limit:.0f} seconds\n".encode())
            finally:
                with self._lock:
                    self._processes.discard(process)
        outcome = judge(step, returncode, time.monotonic() - start, log)
        with self._lock:
            self.say(line(outcome))
            if outcome.state == "failed":
                self.say(tail(log))
        return outcome


def _end(process: subprocess.Popen[bytes]) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
            process.wait(10)
        except (ProcessLookupError, PermissionError):
            return
        except subprocess.TimeoutExpired:
            continue


def line(outcome: Outcome) -> str:
    state = outcome.state if outcome.state != "failed" else "FAILED (allowed)" if outcome.step.may_fail else "FAILED"
    counts = ""
    if outcome.step.junit and outcome.state != "skipped":
        counts = f"{outcome.counts.passed} passed, {outcome.counts.failed} failed, {outcome.counts.skipped} skipped"
    return f"{outcome.step.session:<20} {state:<16} {outcome.seconds:6.0f} s  {counts}".rstrip()


def tail(log: pathlib.Path, lines: int = 40) -> str:
    """The end of a log, after the errors that stand further up: ansible-test and pytest name them where they happen."""
    text = log.read_text(encoding="utf-8", errors="replace").splitlines()
    early = [one for one in text[:-lines] if one.startswith(("ERROR: ", "FAILED ", "FATAL: "))][:lines]
    return "\n".join([f"--- from {log}", *early, *(["..."] if early else []), *text[-lines:], f"--- all of it is in {log}"])


def summary(outcomes: Sequence[Outcome], seconds: float) -> tuple[str, str, bool]:
    """The table with what was allowed to fail, the closing line, and whether all is well."""
    total = Counts()
    lines = ["", "Sessions", *(f"  {line(outcome)}" for outcome in outcomes), ""]
    allowed: dict[str, bool] = {}
    for outcome in outcomes:
        if not outcome.step.may_fail:
            total += outcome.counts
        elif outcome.state != "skipped":
            allowed[outcome.step.may_fail] = allowed.get(outcome.step.may_fail, True) and outcome.state == "passed"
    lines += [f"{name}: {'passed' if good else 'FAILED (allowed)'}" for name, good in allowed.items()]
    left_out = [outcome.step.session for outcome in outcomes if outcome.state == "skipped"]
    if left_out:
        lines.append(f"not run here, their Python is missing: {', '.join(left_out)}")
    if total.skipped:
        lines.append(f"{total.skipped} tests skipped")
    lines.append(f"{seconds / 60:.1f} minutes")
    good = total.failed == 0 and total.passed > 0
    return "\n".join(lines), f"{total.passed} passed, {total.failed} failed", good


# --- ansible-test -------------------------------------------------------------------------------------------------------------------

BOOTSTRAP_MARK = "# Made by community.cognigy's noxfile: runs pip from its own wheel."


def bootstrap_script(version: str) -> str:
    """Stands in for the get-pip script that ansible-test would download: the same pip, run from its wheel, installs itself."""
    return f"""\
{BOOTSTRAP_MARK}
import glob, os, sys
sys.path.insert(0, glob.glob(os.path.join(os.path.dirname(os.path.abspath(os.environ["GET_PIP"])), "wheels", "pip-{version}-*.whl"))[0])
from pip._internal.cli.main import main
options = [option for option in sys.argv[1:] if option not in ("--no-setuptools", "--no-wheel")]
sys.exit(main(["install", "--upgrade", "--force-reinstall"] + options))
"""


def needs_bootstrap(cache: pathlib.Path, version: str) -> bool:
    """Whether the script has to be written: never over a real one, again when the wheel of ours was removed."""
    script = cache / f"get_pip_{version.replace('.', '_')}.py"
    if not script.exists():
        return True
    ours = script.read_text(encoding="utf-8", errors="replace").startswith(BOOTSTRAP_MARK)
    return ours and not list((cache / "wheels").glob(f"pip-{version}-*.whl"))


# Printed by the session's Python: each pip that ansible-test of this core puts into its environments.
BOOTSTRAP_VERSIONS = """
from types import SimpleNamespace
from ansible_test._internal.python_requirements import get_venv_packages
print(*sorted({get_venv_packages(SimpleNamespace(version=f"3.{minor}"))["pip"] for minor in range(8, 16)}))
"""


if __name__ == "__main__":
    # The matrix as this machine sees it.
    os.environ["PATH"] = real_path(os.environ["PATH"], pyenv_root(os.environ))
    for core in CORES:
        found = interpreter(core.pythons, ci=False)
        print(f"ansible-core {core.name:<7} {'Python ' + found if found else 'no Python of ' + ', '.join(core.pythons)}")
    sys.exit(0)
