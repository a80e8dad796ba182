# /// script
# requires-python = ">=3.11"
# dependencies = ["nox[uv]"]
# ///
# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Everything that builds and tests the collection. `make help` lists what most people need; `nox --list` lists all.

Ansible finds a collection by its folder's name, so each session works on a copy of the checkout in
.nox/trees/SESSION/ansible_collections/community/cognigy. Edit the checkout, never the copy: it is made anew each time.
"""

from __future__ import annotations

import atexit
import fcntl
import fnmatch
import functools
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile
import time
import urllib.error
import urllib.request
from typing import IO

import nox

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "tools"))
import house

BUILD = HERE / "build"
CI = os.environ.get("CI", "").lower() in ("1", "true", "yes")
COLLECTION = "community.cognigy"
LOCKS: dict[pathlib.Path, IO[str]] = {}  # held until the process ends

nox.needs_version = ">=2025.2"
nox.options.default_venv_backend = "uv"
nox.options.download_python = "never"
nox.options.error_on_missing_interpreters = CI
nox.options.reuse_venv = "yes"
nox.options.sessions = ["check"]

# What every session starts from: no shims, no downloaded Pythons, none of the user's own settings for Ansible or an installation.
os.environ["PATH"] = house.real_path(os.environ.get("PATH", os.defpath), house.pyenv_root(os.environ))
os.environ["UV_PYTHON_DOWNLOADS"] = "never"
for _name in list(os.environ):
    if _name.startswith(("ANSIBLE_", "COGNIGY_", "MOLECULE_")) and _name != "COGNIGY_EMULATOR_VENVS":
        del os.environ[_name]


def python_for(pythons: tuple[str, ...]) -> str:
    """The Python of a session: one that is here, else the preferred one, whose absence nox then reports."""
    return house.interpreter(pythons, CI) or pythons[0]


TOOLS = python_for(house.TOOLS)
STABLE = [core for core in house.CORES if not core.may_fail]
# The newest core that a Python of this machine runs: for the demo, the fast check and the tools.
NEWEST = next((core for core in reversed(STABLE) if house.interpreter(core.pythons, CI)), STABLE[-1])
TOOLS_CORE = next((core for core in reversed(STABLE) if TOOLS in core.pythons), NEWEST).requirement


# --- What sessions share ------------------------------------------------------------------------------------------------------------


@functools.cache
def index_settings() -> dict[str, str]:
    """pip's own index and CA file for uv, which reads neither; a setting of uv wins."""
    done = subprocess.run([sys.executable, "-m", "pip", "config", "list"], stdout=subprocess.PIPE, text=True, check=False)
    found = {}
    for line in done.stdout.splitlines():
        name, _equals, value = line.partition("=")
        for option, variable in (("index-url", "UV_DEFAULT_INDEX"), ("cert", "SSL_CERT_FILE")):
            if name.rpartition(".")[2] == option:
                found[variable] = value.strip("'\"")
    if "UV_INDEX_URL" in os.environ:
        found.pop("UV_DEFAULT_INDEX", None)
    return {name: value for name, value in found.items() if name not in os.environ}


def install(session: nox.Session, *what: str) -> None:
    """Install requirements; a name that ends in .txt is a file of requirements/."""
    arguments: list[str] = []
    for one in what:
        arguments += ["-r", str(HERE / "requirements" / one)] if one.endswith(".txt") and "/" not in one else one.split()
    session.install(*arguments, env=index_settings())


def emulator_requirements() -> str:
    """With these in the session's own environment the emulator starts at once."""
    return f"-r {HERE / 'tests' / 'emulator' / 'requirements.txt'}"


def lock(path: pathlib.Path, session: nox.Session) -> None:
    """Wait until no other process holds this lock."""
    if path in LOCKS:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    stream = open(path, "w", encoding="utf-8")  # noqa: SIM115
    LOCKS[path] = stream
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        session.log(f"waiting for another run ({path})")
        fcntl.flock(stream, fcntl.LOCK_EX)


def tracked() -> list[str]:
    """The files of the checkout: what git knows or would take."""
    listed = subprocess.run(["git", "ls-files", "-coz", "--exclude-standard"], cwd=HERE, stdout=subprocess.PIPE, check=True).stdout.decode()
    return sorted({name for name in listed.split("\0") if name and os.path.lexists(HERE / name)})


def tree(session: nox.Session) -> pathlib.Path:
    """Copy the checkout to where Ansible finds it, point the session there, and go in. Call it after the installs."""
    home = HERE / ".nox" / "trees" / session.name
    lock(home.with_suffix(home.suffix + ".lock"), session)
    shutil.rmtree(home, ignore_errors=True)
    collection = home / "ansible_collections" / "community" / "cognigy"
    for name in tracked():
        target = collection / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(HERE / name, target, follow_symlinks=False)
    session.env["ANSIBLE_COLLECTIONS_PATH"] = str(home)
    session.env["ANSIBLE_HOME"] = str(home / "home")
    session.env["PYTHONPATH"] = str(home)
    session.chdir(collection)
    return home


def attempt(session: nox.Session, *commands: list[str], env: dict[str, str] | None = None) -> list[str]:
    """Run all commands, so that one run shows all findings; the answer is what failed."""
    bad = []
    for command in commands:
        try:
            session.run(*command, env=env)
        except nox.command.CommandFailed:
            bad.append(command[0] if command[0] != "python" else " ".join(command))
    return bad


def report(session: nox.Session, bad: list[str]) -> None:
    """End the session badly when a command of attempt() failed."""
    if bad:
        session.error(f"failed: {', '.join(bad)}")


def junit(name: str) -> pathlib.Path:
    return BUILD / "junit" / f"{name}.xml"


def workers() -> list[str]:
    """How many processes pytest uses; a run of many sessions side by side gives each its share."""
    number = int(os.environ.get("HOUSE_WORKERS") or min(4, os.cpu_count() or 1))
    return ["-n", str(number)] if number > 1 else []


def pytest(session: nox.Session, *paths: str, options: tuple[str, ...] = ()) -> None:
    """Test these files and folders, or instead of them those that the user gives."""
    given = any(pathlib.Path(argument.partition("::")[0]).exists() for argument in session.posargs)
    session.run(
        "python", "-m", "pytest", *workers(), f"--junit-xml={junit(session.name)}", *options, *(() if given else paths), *session.posargs
    )  # fmt: skip


# --- Fast checks --------------------------------------------------------------------------------------------------------------------


@nox.session(python=TOOLS)
def code(session: nox.Session) -> None:
    """Python code: format, lint, types; and whether generated files are up to date."""
    install(session, "code.txt", TOOLS_CORE, "requests")
    home = tree(session)
    session.chdir(HERE)  # ruff skips whatever lies in a .nox
    packages = [f"ansible_collections.{COLLECTION}.plugins.{name}" for name in ("module_utils", "plugin_utils")]
    bad = attempt(
        session,
        ["ruff", "format", "--check", "."],
        ["ruff", "check", "--output-format", "concise", "."],
        ["python", "tools/generate.py", "--check"],
        ["mypy", "--cache-dir", ".nox/mypy", *(part for package in packages for part in ("-p", package))],
        env={"MYPYPATH": str(home)},
    )
    report(session, bad)


@nox.session(python=TOOLS)
def fix(session: nox.Session) -> None:
    """Change the checkout: format, repair what ruff can, write generated files."""
    install(session, "code.txt", TOOLS_CORE, "requests", emulator_requirements())
    session.run("python", "tools/generate.py")
    session.run("python", "tools/reference.py")
    session.run("ruff", "check", "--fix", "--quiet", ".", success_codes=[0, 1])
    session.run("ruff", "format", ".")


@nox.session(venv_backend="none")
def check(session: nox.Session) -> None:
    """What one runs while editing: code, and units on the newest core here."""
    session.notify("code")
    session.notify(f"units-{NEWEST.name}")


# --- Checks of the whole ------------------------------------------------------------------------------------------------------------


@nox.session(python=TOOLS)
def lint(session: nox.Session) -> None:
    """YAML, roles, playbooks, changelog, licences."""
    install(session, "lint.txt", TOOLS_CORE)
    tree(session)
    ignores = sorted(str(path) for path in pathlib.Path("tests/sanity").glob("*ignore*"))
    if ignores:
        session.error(f"sanity tests pass without ignores, remove {', '.join(ignores)}")
    collection = pathlib.Path.cwd()
    session.chdir(HERE)  # reuse asks git which files count, yamllint skips whatever lies in a .nox
    bad = attempt(session, ["reuse", "lint", "--lines"], ["yamllint", "--strict", "."])
    session.chdir(collection)
    bad += attempt(session, ["antsibull-changelog", "lint"], ["ansible-lint"])
    report(session, bad)


@nox.session(python=TOOLS)
def docs(session: nox.Session) -> None:
    """Documentation of modules, plugins and roles, and the guides: markup, references, schema."""
    install(session, "docs.txt", TOOLS_CORE, "requests")
    tree(session)
    session.run("antsibull-docs", "lint-collection-docs", "--plugin-docs", "--validate-collection-refs=self", ".")


@nox.session(python=TOOLS)
def site(session: nox.Session) -> None:
    """Build the documentation as HTML into build/site."""
    install(session, "docs.txt", TOOLS_CORE, "requests")
    home = tree(session)
    source = home / "site"
    source.mkdir(mode=0o700)
    session.run(
        "antsibull-docs", "sphinx-init", "--use-current", "--lenient", "--fail-on-error", "--dest-dir", str(source), COLLECTION
    )  # fmt: skip
    # Other projects' indexes would be fetched while building; without them the links to Ansible's own pages stay plain text.
    with (source / "conf.py").open("a", encoding="utf-8") as stream:
        stream.write("\nintersphinx_mapping = {}\n")
    with session.chdir(source):
        session.run("bash", "build.sh", external=True)
    shutil.rmtree(BUILD / "site", ignore_errors=True)
    shutil.copytree(source / "build" / "html", BUILD / "site")
    session.log(f"open {BUILD / 'site' / 'index.html'}")


# What a user needs and what must not reach him; checked in the tarball itself.
SHIPPED = (
    "extensions/eda/plugins/event_source/audit_events.py", "extensions/eda/rulebooks/*.yml", "playbooks/eda_*.yml",
    "CHANGELOG.md", "LICENSE", "README.md", "meta/ee-requirements.txt", "meta/execution-environment.yml", "meta/runtime.yml",
    "plugins/action/cognigy_*.py", "plugins/module_utils/_*.py", "plugins/modules/cognigy_*.py",
)  # fmt: skip
KEPT_BACK = (
    ".*", "*/.*", "Makefile", "build/*", "demo/*", "extensions/molecule/*", "noxfile.py", "pyproject.toml", "requirements/*", "tools/*",
    "tests/[!c]*", "*.pyc", "*/__pycache__*", "*.tar.gz",
)  # fmt: skip


@nox.session(python=TOOLS)
def build(session: nox.Session) -> None:
    """Build the tarball, look into it, install it and read the documentation from there, and import it as Galaxy would."""
    install(session, "build.txt", TOOLS_CORE, "requests")
    home = tree(session)
    session.run("ansible-galaxy", "collection", "build", "--output-path", str(home / "dist"), silent=True)
    tarball = next((home / "dist").glob("*.tar.gz"))
    with tarfile.open(tarball) as archive:
        names = archive.getnames()
    wrong = sorted(name for name in names if any(fnmatch.fnmatchcase(name, pattern) for pattern in KEPT_BACK))
    absent = [pattern for pattern in SHIPPED if not fnmatch.filter(names, pattern)]
    if wrong or absent:
        session.error(f"in the tarball are {wrong or 'no wrong files'}, missing are {absent or 'none'}")
    session.log(f"{tarball.name}: {len(names)} files and folders, {tarball.stat().st_size // 1024} KiB")
    installed = home / "installed"
    session.env["ANSIBLE_COLLECTIONS_PATH"] = str(installed)
    session.env["PYTHONPATH"] = str(installed)
    session.chdir(home)
    session.run("ansible-galaxy", "collection", "install", "--offline", "-p", str(installed), str(tarball), silent=True)
    session.run("ansible-galaxy", "collection", "verify", "--offline", COLLECTION)
    plugins = installed / "ansible_collections" / "community" / "cognigy" / "plugins"
    for kind, folder in (("module", "modules"), ("inventory", "inventory"), ("lookup", "lookup")):
        documented = [f"{COLLECTION}.{path.stem}" for path in sorted((plugins / folder).glob("[!_]*.py"))]
        if documented:
            session.run("ansible-doc", "--type", kind, *documented, silent=True)
            session.log(f"documentation read: {len(documented)} of kind {kind}")
    session.run("python", "-m", "galaxy_importer.main", str(tarball))
    BUILD.mkdir(exist_ok=True)
    shutil.copy(tarball, BUILD)


# --- Tests on each core -------------------------------------------------------------------------------------------------------------


def core_requirements(session: nox.Session, core: house.Core) -> None:
    install(session, core.requirement, "test.txt", emulator_requirements())


def sessions_of(core: house.Core) -> None:
    python = python_for(core.pythons)

    @nox.session(name=f"units-{core.name}", python=python)
    def units(session: nox.Session) -> None:
        core_requirements(session, core)
        tree(session)
        pytest(session, "tests/unit")

    @nox.session(name=f"integration-{core.name}", python=python)
    def integration(session: nox.Session) -> None:
        core_requirements(session, core)
        tree(session)
        pytest(session, "tests/integration")

    units.__doc__ = f"Unit tests on ansible-core {core.name} and Python {python}."
    integration.__doc__ = f"Integration tests on ansible-core {core.name} and Python {python}."

    if core.sanity:

        @nox.session(name=f"sanity-{core.name}", python=python)
        def sanity(session: nox.Session) -> None:
            install(session, core.requirement, "pip", "requests")
            # ansible-test keeps its environments in the home folder, for all of its runs.
            lock(pathlib.Path.home() / ".ansible" / "test" / "cache" / f"{COLLECTION}.lock", session)
            tree(session)
            bootstrap(session)
            # ansible-test asks git which files there are; the checkout's git would answer that it ignores .nox.
            session.run("git", "init", "--quiet", ".", external=True)
            session.run("ansible-test", "sanity", "--local", "--requirements", "--color", "no", "--junit", *session.posargs)
            reports = sorted(pathlib.Path("tests/output/junit").glob("*.xml"))
            if not reports:
                session.error("no sanity test ran")
            session.log(f"{len(reports)} sanity tests")

        sanity.__doc__ = f"ansible-test sanity of ansible-core {core.name} on Python {python}."


def bootstrap(session: nox.Session) -> None:
    """See to it that ansible-test can put pip into its environments where its download host is not reachable."""
    cache = pathlib.Path.home() / ".ansible" / "test" / "cache"
    versions = session.run("python", "-c", house.BOOTSTRAP_VERSIONS, silent=True) or ""
    for version in str(versions).split():
        if not house.needs_bootstrap(cache, version):
            continue
        address = f"https://ci-files.testing.ansible.com/ansible-test/get-pip-{version}.py"
        try:
            urllib.request.urlopen(urllib.request.Request(address, method="HEAD"), timeout=10).close()
        except (OSError, urllib.error.URLError):
            session.log(f"{address} is not reachable: pip {version} comes from the package index instead")
        else:
            continue  # ansible-test fetches it by itself
        wheels = cache / "wheels"
        wheels.mkdir(parents=True, exist_ok=True)
        session.run(
            "python", "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--dest", str(wheels), f"pip=={version}"
        )  # fmt: skip
        (cache / f"get_pip_{version.replace('.', '_')}.py").write_text(house.bootstrap_script(version), encoding="utf-8")


for _core in house.CORES:
    sessions_of(_core)


# --- Scenarios, demo, speed ---------------------------------------------------------------------------------------------------------


@nox.session(python=python_for(NEWEST.pythons))
def scenario(session: nox.Session) -> None:
    """Every role with molecule: converge, converge again without a change, verify."""
    install(session, NEWEST.requirement, "scenario.txt", emulator_requirements())
    tree(session)
    session.chdir("extensions")
    session.env["NO_COLOR"] = "1"
    session.run("molecule", "test", *(session.posargs or ["--all"]))


BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


@nox.session(python=python_for(NEWEST.pythons))
def browser(session: nox.Session) -> None:
    """The page of the role audit in a real browser; leaves pictures of it in build/screenshots."""
    if not any(map(shutil.which, BROWSERS)):
        if not (shutil.which("apt-get") and os.geteuid() == 0):
            (session.error if CI else session.skip)(f"this needs one of {', '.join(BROWSERS)}")
        quiet = {"DEBIAN_FRONTEND": "noninteractive"}
        session.run("apt-get", "-q", "update", external=True, env=quiet, silent=True)
        session.run("apt-get", "-q", "-y", "--no-install-recommends", "install", "chromium", external=True, env=quiet, silent=True)
    core_requirements(session, NEWEST)
    install(session, "browser.txt")
    tree(session)
    session.env["SCREENSHOTS"] = str(BUILD / "screenshots")
    pytest(session, "tests/browser", options=("-n", "0"))  # the reports that are looked at are made once


@nox.session(python=python_for(NEWEST.pythons))
def rulebooks(session: nox.Session) -> None:
    """ansible-rulebook runs the rulebooks of the collection; it needs Java."""
    if not shutil.which("java"):
        (session.error if CI else session.skip)("this needs Java 17 or newer")
    core_requirements(session, NEWEST)
    install(session, "rulebook.txt")
    tree(session)
    pytest(session, "tests/rulebook")


@nox.session(python=python_for(NEWEST.pythons))
def demo(session: nox.Session) -> None:
    """An installation from nothing, against the emulator."""
    install(session, NEWEST.requirement, "requests>=2.28", emulator_requirements())
    lock(HERE / ".nox" / "trees" / "demo.lock", session)  # it makes its own copy of the checkout, in build/demo
    session.run("python", "demo/run", *session.posargs)


@nox.session(python=python_for(NEWEST.pythons))
def bench(session: nox.Session) -> None:
    """Our modules in process and the ordinary way beside uri, debug and a plain script; the table also goes to build/bench.json."""
    core_requirements(session, NEWEST)
    tree(session)
    BUILD.mkdir(exist_ok=True)
    session.run("python", "tests/bench/run.py", "--output", str(BUILD / "bench.json"), *session.posargs)


@nox.session(python=python_for(NEWEST.pythons))
def coverage(session: nox.Session) -> None:
    """How much of plugins/ the tests reach, in modules, workers and forks too; a floor is fail_under in pyproject.toml."""
    core_requirements(session, NEWEST)
    install(session, "coverage.txt")
    home = tree(session)
    data = home / "coverage" / "data"
    data.parent.mkdir()
    settings = home / "coverage" / "settings.toml"
    settings.write_text(
        pathlib.Path("pyproject.toml").read_text(encoding="utf-8").replace("@DATA_FILE@", str(data)).replace("@ROOT@", os.getcwd()),
        encoding="utf-8",
    )
    rc = f"--rcfile={settings}"
    failed = False
    for folder in ("tests/unit", "tests/integration"):
        try:
            session.run("coverage", "run", rc, "-m", "pytest", "--quiet", folder, *session.posargs)
        except nox.command.CommandFailed:
            failed = True
    session.run("coverage", "combine", "--quiet", rc)
    session.run("coverage", "xml", "--ignore-errors", "--quiet", rc, "-o", str(BUILD / "coverage.xml"))
    session.run("coverage", "report", "--ignore-errors", "--skip-covered", rc)
    if failed:
        session.error("tests failed, the figures are not complete")


# --- All together -------------------------------------------------------------------------------------------------------------------


def missing(pythons: tuple[str, ...]) -> str:
    return "" if house.interpreter(pythons, CI) else pythons[0]


# What a version of ansible-core is most likely to break: modules in its own process, and whether secrets stay hidden there. The ordinary
# way takes most of the time and depends little on the core.
CORE_TESTS = ("tests/integration/test_canary.py", "tests/integration/test_four_runs.py", "-k", "not ordinary")


# The integration tests on the newest core are four sessions in CI, so that its two lanes end together and none takes half an hour: what is
# left of integration-2.21, and these.
PARTS = {
    "cases": ("Each module step by step, as itself and with every plausible server", ("four_runs", "canary", "switches")),
    "guides": ("What the documentation says, and the roles", ("guides", "examples", "roles", "runs", "upgrade", "demo")),
    "journeys": ("From one installation to the next and back", ("promote", "promote_killed", "backup", "onprem_api", "event_source")),
}


def tests_of(part: str) -> list[str]:
    return [f"tests/integration/test_{name}.py" for name in PARTS[part][1]]


def session_of(part: str) -> None:
    @nox.session(name=part, python=python_for(NEWEST.pythons))
    def run(session: nox.Session) -> None:
        core_requirements(session, NEWEST)
        tree(session)
        pytest(session, *tests_of(part))

    run.__doc__ = f"{PARTS[part][0]}, on the newest ansible-core."


for _part in PARTS:
    session_of(_part)


def matrix_steps(all_on_each: bool) -> list[house.Step]:
    """Every core, the newest and longest first; sanity shares folders of the home, so it never runs beside itself.

    All tests on all cores would take CI more than its time. Unless all are wanted on each, everything runs on the newest, and what a core is
    most likely to break on the oldest, without the tests that are marked once; on a core that may fail, the unit tests.
    """
    steps = []
    for core in [*reversed(STABLE), *(core for core in house.CORES if core.may_fail)]:
        absent = missing(core.pythons)
        if core.sanity and (all_on_each or core is NEWEST):
            steps.append(house.Step(f"sanity-{core.name}", alone="sanity", missing=absent))
        if all_on_each or core in (NEWEST, STABLE[0]):
            name, rest = f"integration-{core.name}", tuple(f"--ignore={path}" for part in PARTS for path in tests_of(part))
            tests = () if all_on_each else rest if core is NEWEST else CORE_TESTS
            steps.append(house.Step(name, junit(name), tests, may_fail=core.may_fail, missing=absent))
        if core is NEWEST and not all_on_each:
            steps += [house.Step(part, junit(part), missing=absent) for part in PARTS]
        if all_on_each or core in (NEWEST, STABLE[0]) or core.may_fail:
            name = f"units-{core.name}"
            arguments = () if all_on_each or core is NEWEST else ("-m", "not once")
            steps.append(house.Step(name, junit(name), arguments, may_fail=core.may_fail, missing=absent))
    return steps


def run_all(session: nox.Session, steps: list[house.Step]) -> None:
    start = time.monotonic()
    lanes = min(2, os.cpu_count() or 1)
    os.environ.setdefault("HOUSE_WORKERS", str(max(1, (os.cpu_count() or 1) // lanes)))

    def command(step: house.Step) -> list[str]:
        return [sys.executable, "-m", "nox", "--nocolor", "-f", str(HERE / "noxfile.py"), "-s", step.session, "--", *step.arguments]

    runner = house.Runner(command, BUILD / "logs", lanes=lanes, say=lambda text: print(text, flush=True))
    outcomes = runner.run(steps, CI)
    table, closing, good = house.summary(outcomes, time.monotonic() - start)
    print(table, flush=True)
    atexit.register(print, closing, flush=True)  # the last line of all, after nox's own
    if not good:
        session.error("something failed")


@nox.session(venv_backend="none")
def ci(session: nox.Session) -> None:
    """All that CI runs."""
    tools = missing(house.TOOLS)
    first = [house.Step(name, missing=tools) for name in ("code", "lint")]
    last = [house.Step(name, missing=tools) for name in ("docs", "build")]
    newest = missing(NEWEST.pythons)
    last += [house.Step(name, missing=newest) for name in ("scenario", "demo")]
    last.append(house.Step("browser", junit("browser"), missing=newest))
    run_all(session, [*first, *matrix_steps(all_on_each=False), *last])


@nox.session(venv_backend="none")
def matrix(session: nox.Session) -> None:
    """Every test on every core, and the rulebooks."""
    rulebook = house.Step("rulebooks", junit("rulebooks"), missing=missing(NEWEST.pythons))
    run_all(session, [*matrix_steps(all_on_each=True), rulebook])


if __name__ == "__main__":
    nox.main()
