# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is installed: requirements, which people write, and the lock file with versions and hashes made of them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from devkit.paths import REQUIREMENTS

LOCKS = REQUIREMENTS / "locked"

_ORIGIN = "# sources: sha256:"
_HEADER = f"""\
# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Made by `make lock`; what it is made of is in tools/devkit.
{_ORIGIN}"""


@dataclass(frozen=True)
class Pins:
    """The requirements of one environment: lines of pip's syntax and paths of requirements files.

    Its lock file holds every package for each Python from `oldest` on, with the hashes of all its files.
    """

    name: str
    sources: tuple[str | Path, ...]
    oldest: tuple[int, int] = (3, 10)

    @property
    def lock(self) -> Path:
        return LOCKS / f"{self.name}.txt"

    @property
    def header(self) -> str:
        """The beginning of the lock file; tells what the rest was made of."""
        return f"{_HEADER}{self.digest()}\n"

    def lines(self) -> list[str]:
        """The requirements that the sources state, sorted."""
        return sorted({line for source in self.sources for line in _lines(source)})

    def digest(self) -> str:
        """The same as long as the sources state the same."""
        return hashlib.sha256("\n".join([str(self.oldest), *self.lines()]).encode()).hexdigest()

    def problem(self) -> str:
        """What is wrong with the lock file; empty when it was made of what the sources state now."""
        if not self.lock.is_file():
            return f"tools/requirements/locked/{self.lock.name} is missing: run `make lock`"
        if not self.lock.read_text(encoding="utf-8").startswith(self.header):
            return f"tools/requirements/locked/{self.lock.name} was made of other requirements: run `make lock`"
        return ""


def pinned(text: str) -> dict[str, list[str]]:
    """The lines of a lock file by package and version, `name==1.2`: the requirement itself, then its hashes."""
    found: dict[str, list[str]] = {}
    current: list[str] = []
    for line in text.splitlines():
        if line.startswith(" "):
            current.append(line)
        elif line and not line.startswith("#"):
            current = found.setdefault(line.split()[0], [])
            current.append(line)
    return found


def _lines(source: str | Path) -> list[str]:
    if isinstance(source, str):
        return [source]
    found: list[str] = []
    for line in source.read_text(encoding="utf-8").splitlines():
        stated = line.split(" #")[0].strip()
        if stated.startswith("-r "):
            found += _lines(source.parent / stated[3:].strip())
        elif stated and not stated.startswith("#"):
            found.append(stated)
    return found
