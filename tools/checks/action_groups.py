# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action group in meta/runtime.yml names every module of the collection, and nothing else."""

from __future__ import annotations

from pathlib import Path

import yaml

GROUP = "azdo"


def check(root: Path) -> list[str]:
    """Modules that the group lacks, and members that are no module."""
    runtime = yaml.safe_load((root / "meta" / "runtime.yml").read_text(encoding="utf-8"))
    members = runtime.get("action_groups", {}).get(GROUP, [])
    modules = {path.stem for path in (root / "plugins" / "modules").glob("*.py") if not path.stem.startswith("_")}
    problems = [f"meta/runtime.yml: the action group {GROUP} lacks {name}" for name in sorted(modules - set(members))]
    problems += [
        f"meta/runtime.yml: the action group {GROUP} names {name}, which is no module"
        for name in members
        if name not in modules
    ]
    if members != sorted(set(members)):
        problems.append(f"meta/runtime.yml: the action group {GROUP} is not sorted, or names a module twice")
    return problems
