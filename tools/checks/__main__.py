# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run checks by name on the tree in the current folder: `python -m checks NAME...`.

The exit code is 1 when one finds something.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path


def main(names: list[str]) -> int:
    """Print the problems, each on a line."""
    problems: list[str] = []
    for name in names:
        problems += importlib.import_module(f"checks.{name}").check(Path.cwd())
    print("\n".join(problems) or "nothing found")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
