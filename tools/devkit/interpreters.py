# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Find the Python interpreters of this machine."""

from __future__ import annotations

import functools
import glob
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

# The oldest that the modules run on (tests/config.yml), and the newest worth looking for.
OLDEST, NEWEST = (3, 9), (3, 15)

_PROBE = "import sys, venv; print(*sys.version_info[:3]); print(getattr(sys, '_base_executable', '') or sys.executable)"


@dataclass(frozen=True)
class Interpreter:
    """A Python outside any virtual environment; `path` is a program that runs, never the shim of a version manager."""

    version: tuple[int, int]
    release: str
    path: Path

    def __str__(self) -> str:
        return self.release


@functools.cache
def interpreters() -> dict[tuple[int, int], Interpreter]:
    """One interpreter per minor version: the running one first, then version managers', then those on PATH."""
    found: dict[tuple[int, int], Interpreter] = {}
    for candidate in _candidates():
        interpreter = _probe(candidate)
        if interpreter and OLDEST <= interpreter.version <= NEWEST:
            found.setdefault(interpreter.version, interpreter)
    return dict(sorted(found.items()))


def newest_between(low: tuple[int, int], high: tuple[int, int]) -> Interpreter | None:
    """The newest interpreter whose version lies in the range, both ends included."""
    fitting = [one for version, one in interpreters().items() if low <= version <= high]
    return fitting[-1] if fitting else None


def search_path(*first: Path) -> str:
    """A PATH on which `pythonX.Y` is always a program that runs.

    Shims fail for versions that are not activated, and ansible-test takes such a failure for a fatal error.
    """
    folders = [*map(str, first), *(str(one.path.parent) for one in reversed(interpreters().values()))]
    folders += [
        folder for folder in os.environ.get("PATH", os.defpath).split(os.pathsep) if "shims" not in Path(folder).parts
    ]
    return os.pathsep.join(dict.fromkeys(folders))


def _candidates() -> list[str]:
    names = [f"python{major}.{minor}" for major, minor in _minors()]
    home = Path.home()
    pyenv = os.environ.get("PYENV_ROOT") or str(home / ".pyenv")
    managed = [f"{pyenv}/versions/*/bin", f"{home}/.local/share/uv/python/*/bin", f"{home}/.asdf/installs/python/*/bin"]
    candidates = [sys.executable]
    for name in names:
        for pattern in managed:
            candidates += sorted(glob.glob(f"{pattern}/{name}"), reverse=True)
        for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
            path = Path(folder) / name
            if path.is_file() and "shims" not in path.parts:
                candidates.append(str(path))
    return list(dict.fromkeys(candidates))


def _minors() -> list[tuple[int, int]]:
    return [(OLDEST[0], minor) for minor in range(OLDEST[1], NEWEST[1] + 1)]


@functools.cache
def _probe(path: str) -> Interpreter | None:
    try:
        done = subprocess.run([path, "-I", "-c", _PROBE], capture_output=True, text=True, timeout=30, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    version, executable = done.stdout.splitlines()[:2]
    major, minor, micro = map(int, version.split())
    real = Path(executable).parent / f"python{major}.{minor}"
    return Interpreter((major, minor), f"{major}.{minor}.{micro}", real if real.is_file() else Path(executable))
