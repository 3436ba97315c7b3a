# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The examples of the documentation, as lists of tasks: those of the modules, and those of pages that are marked.

A block of a page is run when a comment stands above it: `<!-- runnable: services -->` and the block's fence, with the
profile of the emulator that it is meant for. Blocks of one page share a server, as a reader would try them in order.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("README.md", "roles/build_definitions/README.md", "docs/guide.md", "docs/artifacts.md")

INCLUDE_ROLE = "ansible.builtin.include_role"

_BLOCK = re.compile(r"^<!-- runnable: (?P<profile>\w+) -->\n+```yaml\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_MARK = re.compile(r"<!--\s*runnable")

Task = dict[str, Any]


@dataclass(frozen=True)
class Examples:
    """Tasks that are tried in order on one server, and where they stand."""

    origin: str
    profile: str
    tasks: tuple[Task, ...]
    defaults: Task


def of_modules() -> list[Examples]:
    """Those of each module."""
    return [_of_module(path) for path in sorted((ROOT / "plugins" / "modules").glob("[a-z]*.py"))]


def of_pages() -> list[Examples]:
    """The marked ones of each page, by profile."""
    found: dict[tuple[str, str], Examples] = {}
    for page in PAGES:
        text = (ROOT / page).read_text("utf-8")
        blocks = list(_BLOCK.finditer(text))
        if len(blocks) != len(_MARK.findall(text)):
            raise ValueError(f"{page}: a mark 'runnable' does not stand right above a yaml block")
        for block in blocks:
            tasks, defaults = _tasks(yaml.safe_load(block["text"]))
            key = page, block["profile"]
            before = found.get(key)
            if before:
                tasks, defaults = before.tasks + tasks, {**before.defaults, **defaults}
            found[key] = Examples(page, block["profile"], tasks, defaults)
    return list(found.values())


def _of_module(path: Path) -> Examples:
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "EXAMPLES":
            tasks, defaults = _tasks(yaml.safe_load(ast.literal_eval(node.value)))
            return Examples(path.name, "services", tasks, defaults)
    raise ValueError(f"{path.name} has no EXAMPLES")


def _tasks(content: list[Task]) -> tuple[tuple[Task, ...], Task]:
    """The tasks of a list of tasks or of plays (roles become tasks that include them), and their defaults."""
    if not any("hosts" in item for item in content):
        return tuple(content), {}
    defaults: Task = {}
    tasks: list[Task] = []
    for play in content:
        defaults.update(play.get("module_defaults", {}))
        own = {"vars": play.get("vars", {})}
        tasks += [{"name": role, INCLUDE_ROLE: {"name": role}, **own} for role in play.get("roles", [])]
        tasks += play.get("tasks", [])
    return tuple(tasks), defaults
