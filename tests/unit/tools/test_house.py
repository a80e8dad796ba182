# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What noxfile.py thinks with: Pythons, counts, and running sessions side by side."""

from __future__ import annotations

import os
import pathlib
import sys
import threading
import time

import pytest

from ansible_collections.community.cognigy.tools import house

RUNNING = f"{sys.version_info.major}.{sys.version_info.minor}"


def pyenv(folder: pathlib.Path, *versions: str) -> pathlib.Path:
    for version in versions:
        (folder / "versions" / version / "bin").mkdir(parents=True)
    return folder


def test_path_without_pyenv_stays_as_it_is() -> None:
    assert house.real_path("/a/shims:/usr/bin", None) == "/a/shims:/usr/bin"


def test_shims_give_way_to_the_real_pythons_newest_first(tmp_path: pathlib.Path) -> None:
    root = pyenv(tmp_path / "pyenv", "2.7.18", "3.9.18", "3.10.13", "3.13.0", "my-project", "3.13.0-debug")
    path = os.pathsep.join(["/first", str(root / "shims"), str(root / "plugins" / "x" / "shims"), "/other/shims", "/usr/bin"])
    folders = [str(root / "versions" / version / "bin") for version in ("3.13.0", "3.10.13", "3.9.18")]
    assert house.real_path(path, root).split(os.pathsep) == [*folders, "/first", "/other/shims", "/usr/bin"]


def test_pyenv_is_asked_for_its_root(tmp_path: pathlib.Path) -> None:
    program = tmp_path / "pyenv"
    program.write_text("#!/bin/sh\necho /somewhere\n")
    program.chmod(0o755)
    assert house.pyenv_root({"PATH": str(tmp_path)}) == pathlib.Path("/somewhere")
    assert house.pyenv_root({"PATH": str(tmp_path), "PYENV_ROOT": "/mine"}) == pathlib.Path("/mine")
    assert house.pyenv_root({"PATH": "/nowhere"}) is None


@pytest.mark.parametrize(
    "here, ci, expected",
    [
        (["3.98", "3.97"], False, "3.98"),
        (["3.97"], False, "3.97"),
        (["3.97"], True, None),
        (["3.98"], True, "3.98"),
        ([], False, None),
    ],
)
def test_interpreter(here: list[str], ci: bool, expected: str | None) -> None:
    def which(name: str) -> str | None:
        return f"/bin/{name}" if name.replace("python", "") in here else None

    assert house.interpreter(("3.98", "3.97"), ci, which) == expected


def test_the_running_python_counts_though_no_name_leads_to_it() -> None:
    assert house.interpreter(("3.98", RUNNING), False, lambda name: None) == RUNNING


JUNIT = """<?xml version="1.0"?><testsuites>
<testsuite name="a" tests="10" failures="1" errors="2" skipped="3"/><testsuite name="b" tests="5" failures="0" errors="0"/>
</testsuites>"""


def test_junit_is_summed_over_its_suites(tmp_path: pathlib.Path) -> None:
    (tmp_path / "x.xml").write_text(JUNIT)
    assert house.read_junit(tmp_path / "x.xml") == house.Counts(passed=9, failed=3, skipped=3)


@pytest.mark.parametrize("text", [None, "", JUNIT[:60]])
def test_no_junit_counts_nothing(tmp_path: pathlib.Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "x.xml").write_text(text)
    assert house.read_junit(tmp_path / "x.xml") == house.Counts()


def script(code: str) -> list[str]:
    return [sys.executable, "-c", code]


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def runner(tmp_path: pathlib.Path, said: list[str]) -> house.Runner:
    """Runs sessions named like what they do."""
    junit = f"import pathlib; pathlib.Path({str(tmp_path / 'j.xml')!r}).write_text({JUNIT!r})"
    scripts = {
        "good": "print('all well')",
        "bad": "print('the reason'); raise SystemExit(3)",
        "tests": f"{junit}; raise SystemExit(1)",
        "crash": "raise SystemExit(2)",
        "hang": "import time; time.sleep(60)",
    }
    return house.Runner(lambda step: script(scripts[step.session]), tmp_path / "logs", say=said.append)


def test_a_failure_stops_nothing_and_shows_its_log(runner: house.Runner, said: list[str]) -> None:
    outcomes = runner.run([house.Step("bad"), house.Step("good")])
    assert [outcome.state for outcome in outcomes] == ["failed", "passed"]
    assert "the reason" in "\n".join(said)
    assert "all well" not in "\n".join(said)
    table, closing, good = house.summary(outcomes, 60)
    assert closing == "1 passed, 1 failed"
    assert not good
    assert "FAILED" in table


def test_single_tests_are_counted(runner: house.Runner, tmp_path: pathlib.Path) -> None:
    outcomes = runner.run([house.Step("tests", tmp_path / "j.xml"), house.Step("good")])
    assert house.summary(outcomes, 1)[1:] == ("10 passed, 3 failed", False)


def test_an_old_report_is_no_result(runner: house.Runner, tmp_path: pathlib.Path) -> None:
    (tmp_path / "j.xml").write_text(JUNIT.replace('failures="1" errors="2"', 'failures="0" errors="0"'))
    assert house.summary(runner.run([house.Step("crash", tmp_path / "j.xml")]), 1)[1] == "0 passed, 1 failed"


def test_what_hangs_is_ended(runner: house.Runner, tmp_path: pathlib.Path) -> None:
    runner.limit = 0.5
    start = time.monotonic()
    outcomes = runner.run([house.Step("hang")])
    assert outcomes[0].state == "failed"
    assert time.monotonic() - start < 30
    assert "ended after" in (tmp_path / "logs" / "hang.log").read_text()


def test_stop_ends_what_runs(runner: house.Runner) -> None:
    timer = threading.Timer(0.5, runner.stop)
    timer.start()
    start = time.monotonic()
    outcomes = runner.run([house.Step("hang"), house.Step("hang"), house.Step("good")])
    assert time.monotonic() - start < 30
    assert [outcome.state for outcome in outcomes] == ["failed", "failed"]


def test_allowed_failures_are_said_aloud_and_not_counted(runner: house.Runner) -> None:
    table, closing, good = house.summary(runner.run([house.Step("bad", may_fail="9.9rc1"), house.Step("good")]), 1)
    assert "\n9.9rc1: FAILED (allowed)\n" in table
    assert (closing, good) == ("1 passed, 0 failed", True)


@pytest.mark.parametrize("ci, closing", [(False, "1 passed, 0 failed"), (True, "1 passed, 1 failed")])
def test_a_missing_python_is_skipped_or_in_ci_an_error(runner: house.Runner, said: list[str], ci: bool, closing: str) -> None:
    outcomes = runner.run([house.Step("good"), house.Step("units-9.9", missing="3.99")], ci)
    assert house.summary(outcomes, 1)[1] == closing
    assert "Python 3.99 is not installed" in said[0]


def test_nothing_run_is_no_success(runner: house.Runner) -> None:
    assert house.summary(runner.run([house.Step("units-9.9", missing="3.99")]), 1)[2] is False


def test_two_lanes_but_one_of_a_group(tmp_path: pathlib.Path) -> None:
    """Start and end of each session are written down by the sessions themselves."""
    code = (
        "import pathlib, time; p = pathlib.Path({!r}); p.write_text(str(time.time())); "
        "time.sleep(.5); p.write_text(p.read_text() + f' {{time.time()}}')"
    )
    steps = [house.Step("a1", alone="a"), house.Step("a2", alone="a"), house.Step("b1"), house.Step("b2")]
    runner = house.Runner(lambda step: script(code.format(str(tmp_path / step.session))), tmp_path / "logs", lanes=2, say=lambda text: None)
    assert all(outcome.state == "passed" for outcome in runner.run(steps))
    spans = {step.session: [float(part) for part in (tmp_path / step.session).read_text().split()] for step in steps}

    def overlap(one: str, other: str) -> bool:
        return spans[one][0] < spans[other][1] and spans[other][0] < spans[one][1]

    assert not overlap("a1", "a2")
    assert overlap("a1", "b1")


def test_bootstrap_never_writes_over_a_real_script(tmp_path: pathlib.Path) -> None:
    name = tmp_path / "get_pip_25_2.py"
    assert house.needs_bootstrap(tmp_path, "25.2")
    name.write_text("print('the real one')")
    assert not house.needs_bootstrap(tmp_path, "25.2")


def test_bootstrap_of_ours_needs_its_wheel(tmp_path: pathlib.Path) -> None:
    (tmp_path / "get_pip_25_2.py").write_text(house.bootstrap_script("25.2"))
    compile(house.bootstrap_script("25.2"), "get_pip", "exec")
    assert house.needs_bootstrap(tmp_path, "25.2")
    (tmp_path / "wheels").mkdir()
    (tmp_path / "wheels" / "pip-25.2-py3-none-any.whl").touch()
    assert not house.needs_bootstrap(tmp_path, "25.2")


def test_the_matrix_holds_what_is_promised() -> None:
    assert [core.name for core in house.CORES if not core.may_fail] == ["2.16", "2.18", "2.19", "2.20", "2.21"]
    assert [core.name for core in house.CORES if core.sanity] == ["2.18", "2.19", "2.20", "2.21"]
