# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every supported ansible-core has its sanity ignore file, and the file is empty."""

from __future__ import annotations

from pathlib import Path

from devkit.cores import CORES


def check(root: Path) -> list[str]:
    """Ignore files that are missing, and lines in those that are there."""
    folder = root / "tests" / "sanity"
    missing = [core.version for core in CORES if not (folder / f"ignore-{core.version}.txt").is_file()]
    problems = [f"tests/sanity/ignore-{version}.txt is missing" for version in missing]
    for path in sorted(folder.glob("ignore*.txt")):
        lines = path.read_text(encoding="utf-8").splitlines()
        problems += [
            f"tests/sanity/{path.name}:{number}: {line}" for number, line in enumerate(lines, 1) if line.strip()
        ]
    return problems
