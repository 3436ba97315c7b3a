# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`ansible-test sanity` on every supported ansible-core.

Each sanity test counts once per core, and per Python where it runs on several. The newest core looks at every file, the
others at what ansible-core runs: our own suites and tools are no business of theirs. The oldest and the newest try each
Python that there is, those between them their own: our files compile and import there, or do not, whatever core asks.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path

from devkit.ansible_test import ansible_test, clear_output
from devkit.cores import CORES, Core, newest, runnable
from devkit.junit import read_reports
from devkit.outcome import Outcome
from devkit.schedule import Part
from devkit.tree import Tree


def parts(cores: Sequence[str] = (), arguments: Sequence[str] = ()) -> list[Part]:
    """One part per core; `cores` picks some, `arguments` go to ansible-test."""
    chosen = [core for core in CORES if not cores or core.version in cores]
    return [Part(f"sanity-{core.version}", functools.partial(_sanity, core, arguments)) for core in chosen]


def _sanity(core: Core, arguments: Sequence[str], log: Path) -> Outcome:
    if core.interpreter is None:
        return Outcome.skip(f"ansible-core {core.version}: {core.missing}")
    tree = Tree(f"sanity-{core.version}").refresh(lambda name: core != newest() and _is_ours(name))
    output = clear_output(tree)
    # --local: every sanity test that needs packages makes its own environment anyway, in the home folder of this tree
    ends = {runnable()[0], newest()}
    python = () if core in ends else ("--python", ".".join(map(str, core.interpreter.version)))
    done = ansible_test(core, tree, log, "sanity", "--local", "--junit", *python, *arguments)
    outcome = read_reports(*sorted(output.glob("junit/*.xml")))
    return outcome.require_success(done.code, done.output)


def _is_ours(name: str) -> bool:
    """Whether a file belongs to what ansible-core never runs: the tooling, the demo, the suites of pytest."""
    first, second = [*name.split("/"), ""][:2]
    return first in ("demo", "tools") or (first == "tests" and second not in ("integration", "sanity", "unit"))
