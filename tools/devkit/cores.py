# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ansible-core versions that the collection supports, and the Python each runs on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from devkit import venvs
from devkit.interpreters import Interpreter, newest_between
from devkit.pins import Pins


@dataclass(frozen=True)
class Core:
    """One minor version of ansible-core with the Python versions that its controller accepts (source: its metadata)."""

    version: str
    low: tuple[int, int]
    high: tuple[int, int]

    @property
    def interpreter(self) -> Interpreter | None:
        """The newest Python here that this version runs on, or None."""
        return newest_between(self.low, self.high)

    @property
    def missing(self) -> str:
        """Why this version cannot run here; empty when it can."""
        if self.interpreter:
            return ""
        return f"no Python {'.'.join(map(str, self.low))} to {'.'.join(map(str, self.high))} on this machine"

    @property
    def requirement(self) -> str:
        return f"ansible-core~={self.version}.0"

    @property
    def pins(self) -> Pins:
        return Pins(f"core-{self.version}", (self.requirement,), self.low)

    def venv(self) -> Path:
        """The environment that holds this version and nothing else."""
        assert self.interpreter is not None
        folder = venvs.ensure(self.interpreter, self.pins)
        _unwrap(folder / "bin" / "ansible-test")
        return folder


CORES = (
    Core("2.16", (3, 10), (3, 12)),
    Core("2.17", (3, 10), (3, 12)),
    Core("2.18", (3, 11), (3, 13)),
    Core("2.19", (3, 11), (3, 13)),
    Core("2.20", (3, 12), (3, 14)),
    Core("2.21", (3, 12), (3, 14)),
)


def runnable() -> list[Core]:
    """The versions that this machine has a Python for, oldest first."""
    return [core for core in CORES if core.interpreter]


def newest() -> Core:
    """The newest version that this machine has a Python for."""
    return runnable()[-1]


def newest_for_each_python(oldest: tuple[int, int]) -> list[str]:
    """Requirements with markers: from `oldest` on, each Python gets the version that `newest` finds where it is."""
    pythons = sorted({(core.low[0], minor) for core in CORES for minor in range(core.low[1], core.high[1] + 1)})
    chosen: dict[str, list[str]] = {}
    for python in pythons:
        if python >= oldest:
            core = next(core for core in reversed(CORES) if core.low <= python <= core.high)
            chosen.setdefault(core.requirement, []).append(".".join(map(str, python)))
    lines = [f"{one} ; python_version >= '{on[0]}' and python_version <= '{on[-1]}'" for one, on in chosen.items()]
    # a Python that no version accepts yet would have none
    return [*lines[:-1], lines[-1].split(" and ")[0]]


def _unwrap(script: Path) -> None:
    """Undo what installers do to a script when the path of its Python is too long for a `#!` line.

    They put a piece of shell in front, which moves the `from __future__` line of older releases of ansible-test away
    from the beginning, where Python wants it. The script is always started with its Python named: it can do without.
    """
    lines = script.read_text(encoding="utf-8").split("\n")
    if len(lines) > 3 and lines[1].startswith("'''exec'"):
        script.write_text("\n".join(["#!/usr/bin/env python", *lines[3:]]), encoding="utf-8")
