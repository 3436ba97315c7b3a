# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`ansible-test units` at the two corners of what is supported: all floors at once, and all the newest.

The floor is the oldest ansible-core that runs here with the oldest Python for modules and the lowest version of each
requirement that the collection allows.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path

from devkit.ansible_test import ansible_test, clear_output, install_from
from devkit.cores import Core, newest, runnable
from devkit.interpreters import OLDEST, Interpreter, interpreters
from devkit.junit import read_reports
from devkit.material import show_material
from devkit.outcome import Outcome
from devkit.paths import ROOT
from devkit.pins import Pins
from devkit.schedule import Part
from devkit.tree import Tree


def parts(arguments: Sequence[str] = ()) -> list[Part]:
    """Both corners; `arguments` go to ansible-test."""
    if not (ROOT / "tests" / "unit" / "plugins").is_dir():
        return [Part("units", lambda log: Outcome.skip("tests/unit/plugins is not there"))]
    return [
        Part("units-floor", functools.partial(_floor, arguments)),
        Part("units-newest", functools.partial(_newest, arguments)),
    ]


def floor_constraints() -> str:
    """The collection's requirements, each at exactly its lower bound."""
    lines = (ROOT / "meta" / "ee-requirements.txt").read_text(encoding="utf-8").splitlines()
    return "".join(line.replace(">=", "==") + "\n" for line in lines if line and not line.startswith("#"))


def all_pins() -> list[Pins]:
    """What ansible-test installs for our tests beside its own requirements, at either corner."""
    stated = ROOT / "tests" / "unit" / "requirements.txt"
    return [
        Pins("units-floor", (stated, *floor_constraints().splitlines()), OLDEST),
        Pins("units-newest", (stated,)),
    ]


def _floor(arguments: Sequence[str], log: Path) -> Outcome:
    python = next(iter(interpreters().values()))
    outcome = _units(runnable()[0], python, Tree("units-floor").refresh(), arguments, log)
    if python.version > OLDEST:
        wanted = ".".join(map(str, OLDEST))
        outcome.add(Outcome.skip(f"no Python {wanted} on this machine: the floor was tested with {python}"))
    return outcome


def _newest(arguments: Sequence[str], log: Path) -> Outcome:
    core = newest()
    assert core.interpreter is not None
    return _units(core, core.interpreter, Tree("units-newest").refresh(), arguments, log)


def _units(core: Core, python: Interpreter, tree: Tree, arguments: Sequence[str], log: Path) -> Outcome:
    [pins] = [pins for pins in all_pins() if pins.name == tree.name]
    install_from(pins, tree.collection / "tests" / "unit" / "requirements.txt", python)
    show_material(tree)
    output = clear_output(tree)
    version = ".".join(map(str, python.version))
    done = ansible_test(core, tree, log, "units", "--venv", "--requirements", "--python", version, *arguments)
    return read_reports(*sorted(output.glob("junit/*.xml"))).require_success(done.code, done.output)
