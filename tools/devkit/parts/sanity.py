# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`ansible-test sanity` on every supported ansible-core.

Each sanity test counts once per core, and per Python where it runs on several. The newest core looks at every file, the
oldest at what ansible-core runs: our own suites and tools are no business of its. Both try each Python that there is.
Those between them look at what is installed, with their own Python.
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
    ends = {runnable()[0], newest()}
    kept = ("sanity",) if core not in ends else ("integration", "sanity", "unit")
    tree = Tree(f"sanity-{core.version}").refresh(lambda name: core != newest() and _is_ours(name, kept))
    output = clear_output(tree)
    # --local: every sanity test that needs packages makes its own environment anyway, in the home folder of this tree
    python = () if core in ends else ("--python", ".".join(map(str, core.interpreter.version)))
    done = ansible_test(core, tree, log, "sanity", "--local", "--junit", *python, *arguments)
    outcome = read_reports(*sorted(output.glob("junit/*.xml")))
    return outcome.require_success(done.code, done.output)


def _is_ours(name: str, kept: Sequence[str]) -> bool:
    """Whether a file belongs to the tooling, the demo, or tests but those in folders `kept`."""
    first, second = [*name.split("/"), ""][:2]
    return first in ("demo", "tools") or (first == "tests" and second not in ("config.yml", *kept))
