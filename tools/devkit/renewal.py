# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`make lock`: make the lock files anew, with the newest versions that the requirements allow."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from devkit import ansible_test, environments, venvs
from devkit.cores import CORES, runnable
from devkit.parts import integration, units
from devkit.paths import CACHE
from devkit.pins import LOCKS, Pins, pinned

# neither the index nor the paths of this machine come into a lock file
_OPTIONS = ("--universal", "--generate-hashes", "--no-header", "--no-annotate", "--no-emit-index-url", "--quiet")


def all_pins() -> list[Pins]:
    """Every lock file but that of ansible-test's pip; uv makes the others, so it comes first."""
    return [
        venvs.UV,
        venvs.BUILD,
        *(core.pins for core in CORES),
        *environments.all_pins(),
        *units.all_pins(),
        integration.PINS,
    ]


def renew(words: Sequence[str]) -> int:
    """Make those whose name contains one of the words, or all; says which versions changed."""
    every = all_pins()
    names = [*(pins.name for pins in every), ansible_test.PIP_LOCK.stem]
    chosen = [name for name in names if not words or any(word in name for word in words)]
    if not chosen:
        raise RuntimeError(f"no lock file is called {' or '.join(words)}: {', '.join(names)}")
    LOCKS.mkdir(exist_ok=True)
    for pins in every:
        if pins.name in chosen:
            _write(pins.lock, pins.header + _compiled(pins))
    if ansible_test.PIP_LOCK.stem in chosen:
        _renew_pip()
    return 0


def _renew_pip() -> None:
    """Which pip ansible-test asks for is known once it is installed, as its lock file says."""
    path = ansible_test.PIP_LOCK
    known = pinned(path.read_text(encoding="utf-8")) if path.is_file() else {}
    cores = runnable()
    wanted = {f"pip=={version}" for core in cores for version in ansible_test.pip_versions(core.venv())}
    if len(cores) < len(CORES):
        # the others cannot be asked here
        wanted |= set(known)
    each = [Pins(path.stem, (line,)) for line in sorted(wanted)]
    _write(path, Pins(path.stem, tuple(sorted(wanted))).header + "".join(map(_compiled, each)))


def _compiled(pins: Pins) -> str:
    """What uv finds for the sources."""
    folder = CACHE / "lock"
    folder.mkdir(parents=True, exist_ok=True)
    stated, result = folder / f"{pins.name}.in", folder / f"{pins.name}.txt"
    stated.write_text("".join(f"{line}\n" for line in pins.lines()), encoding="utf-8")
    result.unlink(missing_ok=True)
    oldest = ".".join(map(str, pins.oldest))
    venvs.uv(f"lock-{pins.name}", "pip", "compile", *_OPTIONS, "--python-version", oldest, "-o", result, stated)
    return result.read_text(encoding="utf-8")


def _write(path: Path, text: str) -> None:
    old = pinned(path.read_text(encoding="utf-8")) if path.is_file() else {}
    path.write_text(text, encoding="utf-8")
    new = pinned(text)
    changes = [f"-{name}" for name in sorted(old.keys() - new)] + [f"+{name}" for name in sorted(new.keys() - old)]
    print(f"{path.stem}: {len(new)} packages; {' '.join(changes) or 'the same versions'}", flush=True)
