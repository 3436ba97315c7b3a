# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pytest suites that run outside ansible-test.

They are all folders in tests/ with test files of their own, and the tests of the tooling.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Sequence
from pathlib import Path

from devkit import environments
from devkit.emulator import emulator, requests_of
from devkit.junit import read_reports
from devkit.material import material
from devkit.outcome import Outcome
from devkit.paths import CACHE, ROOT
from devkit.process import run
from devkit.sandbox import tool_environment
from devkit.schedule import Part
from devkit.tree import Tree

# these have runners of their own
_ELSEWHERE = {"auth_servers", "bench", "emulator", "integration", "sanity", "soak", "unit"}


def parts(arguments: Sequence[str] = ()) -> list[Part]:
    """One part per suite; `arguments` go to pytest."""
    return [
        Part(f"pytest-{name}", functools.partial(_with_the_others, name, suite, arguments))
        for name, suite in suites().items()
    ]


def suites() -> dict[str, Path]:
    """The folders that hold a suite, relative to the root of the checkout, by name."""
    candidates = [path.relative_to(ROOT) for path in sorted(ROOT.glob("tests/*")) if path.name not in _ELSEWHERE]
    found = {path.name: path for path in candidates if any((ROOT / path).rglob("test_*.py"))}
    return {**found, "tools": Path("tools/tests")}


def _with_the_others(name: str, suite: Path, arguments: Sequence[str], log: Path) -> Outcome:
    return pytest(name, suite, environments.tests(), arguments, log)


def pytest(name: str, suite: Path, venv: Path, arguments: Sequence[str], log: Path) -> Outcome:
    """Run a suite with the environment `venv`."""
    tree = Tree("main").refresh()
    report = CACHE / "reports" / f"{name}.xml"
    report.parent.mkdir(parents=True, exist_ok=True)
    report.unlink(missing_ok=True)
    env = _environment(venv, tree)
    options = (f"--junit-xml={report}", "-o", f"cache_dir={CACHE / 'pytest' / name}")
    argv = [venv / "bin" / "python", "-m", "pytest", suite, *options, *arguments]
    if name == "tools":
        done = run(argv, log=log, cwd=tree.collection, env=env)
    else:
        asked = requests_of(log)
        with emulator(venv / "bin" / "python", tree.collection, log.with_suffix(".emulator.log"), asked) as url:
            # some suites start more of them
            env |= {"EMULATOR_URL": url, "EMULATOR_LOG_FILE": str(asked)}
            done = run(argv, log=log, cwd=tree.collection, env=env)
    outcome = read_reports(report) if report.is_file() else Outcome()
    return outcome.require_success(done.code, done.output)


def _environment(venv: Path, tree: Tree) -> dict[str, str]:
    collection = tree.collection
    roots = [tree.root, collection / "tests", collection / "tools"]
    return tool_environment(venv, tree.root, PYTHONPATH=os.pathsep.join(map(str, roots)), **material())
