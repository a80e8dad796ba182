# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a task costs: the same work done in five ways, side by side in one go, so that only ratios count.

Each variant makes projects, by 30 tasks or by a loop of 100: our module in process, our module the ordinary way, ansible.builtin.uri
twice (look, create), a plain script with the requests of our module; ansible.builtin.debug is what Ansible itself costs.
The runs of all variants take turns, and the time of an empty playbook is taken off.
"""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

import requests
import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
USER, PASSWORD = "bench@example.com", "Bench-the-emulator-1"
TASKS, ITEMS = 30, 100
# What costs little is run often; a loop of 100 with uri takes a minute.
RUNS = {"debug": 7, "in_process": 7, "script": 7, "ordinary": 3, "uri": 3}
SLOW_LOOP_RUNS = 1


class Server:
    """The emulator without its checks of its own answers, and an organisation with a key in it."""

    def __init__(self) -> None:
        command = [sys.executable, str(ROOT / "tests" / "emulator" / "serve"), "--port", "0", "--no-check-answers"]
        credentials = ["--management-user", USER, "--management-password", PASSWORD]
        self.process = subprocess.Popen([*command, *credentials], stdout=subprocess.PIPE, text=True)
        assert self.process.stdout
        self.url = self.process.stdout.readline().split()[-1]

    def empty(self) -> str:
        """Start again with one organisation; returns the API key of a user who is its admin."""
        self._post("reset")
        seeded = self._post("seed", organisations=1, users_per_organisation=1, projects_per_organisation=0, prefix="Bench")
        return str(seeded["organisations"][0]["apiKey"])

    def count(self, key: str) -> int:
        """How many projects there are."""
        answer = requests.get(f"{self.url}/new/v2.0/projects", headers={"X-API-Key": key, "Accept": "application/json"}, timeout=30)
        return int(answer.json()["total"])

    def _post(self, path: str, **body: Any) -> Any:
        answer = requests.post(f"{self.url}/__emulator/{path}", json=body, timeout=30)
        answer.raise_for_status()
        return answer.json() if answer.content else None


def project(name: str) -> dict[str, Any]:
    return {"community.cognigy.cognigy_project": {"name": name, "locale": "en-US"}}


def uri(name: str, **more: Any) -> dict[str, Any]:
    where = {"url": "{{ url }}/new/v2.0/projects" + ("" if "method" in more else f"?filter={name}&limit=100")}
    return {"ansible.builtin.uri": {**where, "headers": {"X-API-Key": "{{ key }}", "Accept": "application/json"}, **more}}


def create(name: str) -> dict[str, Any]:
    return uri(name, method="POST", body_format="json", body={"name": name, "locale": "en-US"}, status_code=201)


WORK: dict[str, Callable[[str], list[dict[str, Any]]]] = {
    "debug": lambda name: [{"ansible.builtin.debug": {"msg": f"Project {name}"}}],
    "in_process": lambda name: [project(name)],
    "ordinary": lambda name: [project(name)],
    "uri": lambda name: [uri(name), create(name)],
}


def write_plays(folder: pathlib.Path) -> None:
    for name, work in WORK.items():
        separate = [{"name": f"Task {number}", **task} for number in range(TASKS) for task in work(f"P{number}")]
        looped = [{"name": "Loop", **task, "loop": list(range(ITEMS))} for task in work("P{{ item }}")]
        play: dict[str, Any] = {"hosts": "localhost", "gather_facts": False, "vars": {"cognigy_in_process": name != "ordinary"}}
        for kind, tasks in (("tasks", separate), ("loop", looped)):
            (folder / f"{kind}_{name}.yml").write_text(yaml.safe_dump([{**play, "tasks": tasks}], sort_keys=False), encoding="utf-8")
    (folder / "empty.yml").write_text(yaml.safe_dump([{"hosts": "localhost", "gather_facts": False, "tasks": []}]), encoding="utf-8")


def script(url: str, key: str, count: int) -> None:
    """What our module sends to make an object: look for the name, create, read back."""
    with requests.Session() as session:
        session.headers.update({"X-API-Key": key, "Accept": "application/json"})
        base = f"{url}/new/v2.0/projects"
        for number in range(count):
            name = f"P{number}"
            assert session.get(base, params={"limit": 100, "filter": name}, timeout=30).json()["items"] is not None
            made = session.post(base, json={"name": name, "locale": "en-US"}, timeout=30).json()
            session.get(f"{base}/{made['_id']}", timeout=30).raise_for_status()


def timed(command: list[str], env: dict[str, str], folder: pathlib.Path) -> float:
    """Seconds that a command takes; ends everything when it fails."""
    start = time.perf_counter()
    done = subprocess.run(command, check=False, env=env, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    seconds = time.perf_counter() - start
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stdout[-3000:]}")
    return seconds


def measure(server: Server, folder: pathlib.Path, names: list[str], quick: bool) -> dict[str, list[float]]:
    """Seconds of each run, by variant. The variants take turns, so that a busy moment does not hit one alone."""
    playbook = [str(pathlib.Path(sys.executable).parent / "ansible-playbook"), "-i", "localhost,", "-c", "local"]
    planned = {"empty": 7, **{name: RUNS[name.partition("_")[2]] for name in names}}
    planned.update({name: SLOW_LOOP_RUNS for name in names if name in ("loop_ordinary", "loop_uri")})
    seconds: dict[str, list[float]] = {name: [] for name in planned}
    for turn in range(1 if quick else max(planned.values())):
        for name, runs in planned.items():
            if turn >= runs:
                continue
            key = server.empty()
            count = 0 if name in ("empty", "tasks_debug", "loop_debug") else TASKS if name.startswith("tasks") else ITEMS
            env = {**os.environ, "COGNIGY_BASE_URL": server.url, "COGNIGY_API_KEY": key, "ANSIBLE_LOCALHOST_WARNING": "false"}
            if name.endswith("script"):
                command = [sys.executable, __file__, "--script", server.url, key, str(count)]
            else:
                command = [*playbook, "-e", f"url={server.url} key={key}", f"{name}.yml"]
            seconds[name].append(timed(command, env, folder))
            assert server.count(key) == count, name
            print(".", end="", flush=True)
    print()
    return seconds


# What has to hold, as (faster, slower, at least this many times) and (dearer, cheaper, at most this many times).
AT_LEAST = (
    ("tasks_in_process", "tasks_ordinary", 8),
    ("loop_in_process", "loop_ordinary", 25),
    ("tasks_in_process", "tasks_uri", 15),
    ("loop_in_process", "loop_uri", 60),
)
AT_MOST = (("tasks_in_process", "tasks_debug", 2.5), ("loop_in_process", "loop_debug", 3))


def report(seconds: dict[str, list[float]], output: pathlib.Path | None) -> bool:
    """Print the table and the ratios, write the file; whether all limits are kept."""
    empty = statistics.median(seconds.pop("empty"))
    net = {name: max(statistics.median(runs) - (0 if name.endswith("script") else empty), 0.001) for name, runs in seconds.items()}
    rows = [{"name": name, "net_seconds": round(net[name], 4), "runs": len(seconds[name])} for name in sorted(net)]
    print(f"\nNet of an empty playbook ({empty:.2f} s); {TASKS} tasks, a loop of {ITEMS}; the plain script starts no playbook.\n")
    print(f"{'':<20}{'seconds':>9}{'of debug':>10}{'of ours':>9}{'runs':>6}")
    for row in rows:
        name = str(row["name"])
        kind = name.partition("_")[0]
        ratios = [f"{net[name] / net[f'{kind}_{other}']:.2f}" for other in ("debug", "in_process")]
        print(f"{name:<20}{net[name]:>9.2f}{ratios[0]:>10}{ratios[1]:>9}{row['runs']:>6}")
    print()
    good = True
    for ours, other, times in AT_LEAST:
        kept = net[other] / net[ours] >= times
        good &= kept
        print(f"{ours} is {net[other] / net[ours]:.1f} times as fast as {other} (at least {times}){'' if kept else '   NOT KEPT'}")
    for ours, other, times in AT_MOST:
        kept = net[ours] / net[other] <= times
        good &= kept
        print(f"{ours} takes {net[ours] / net[other]:.2f} times as long as {other} (at most {times}){'' if kept else '   NOT KEPT'}")
    if output:
        output.write_text(json.dumps({"rows": rows}, indent=2) + "\n", encoding="utf-8")
    return good


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=pathlib.Path, help="write the rows as JSON")
    parser.add_argument("--only", nargs="*", help="names of rows, such as tasks_debug; without limits then")
    parser.add_argument("--quick", action="store_true", help="one run each: shows that it works, not how fast")
    parser.add_argument("--script", nargs=3, metavar=("URL", "KEY", "COUNT"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.script:
        script(options.script[0], options.script[1], int(options.script[2]))
        return 0
    server = Server()
    try:
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            write_plays(folder)
            names = options.only or [f"{kind}_{variant}" for kind in ("tasks", "loop") for variant in RUNS]
            seconds = measure(server, folder, names, options.quick)
    finally:
        server.process.terminate()
    if options.only:
        empty = statistics.median(seconds["empty"])
        for row, runs in seconds.items():
            print(f"{row:<20}{statistics.median(runs) - empty:8.3f} net of {statistics.median(runs):.3f}")
        return 0
    return 0 if report(seconds, options.output) or options.quick else 1


if __name__ == "__main__":
    sys.exit(main())
