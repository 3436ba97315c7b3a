# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Builds with artifacts on the emulator, and what a download left behind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from functional.world import World

FILES: dict[str, Any] = {
    "readme.txt": "Hello\n",
    "bin/app.dll": {"size": 700_000, "seed": 1},
    "bin/app.pdb": {"size": 3000, "seed": 2},
    "bin/Ünï cödé+&#%.txt": "ünï",
    "empty": "",
}
SIZES = {"readme.txt": 6, "bin/app.dll": 700_000, "bin/app.pdb": 3000, "bin/Ünï cödé+&#%.txt": 5, "empty": 0}
EVERYTHING = dict.fromkeys(sorted(SIZES), "fetched")
UNCHANGED = dict.fromkeys(sorted(SIZES), "unchanged")

#: what is asked for the content of files
CONTENT = "resources/Containers/[0-9]+.itemPath=drop/"


def build(world: World, **more: Any) -> int:
    """A finished build of a new definition."""
    definition = world.run("build_definition", **world.minimal(name=f"of {len(world.revisions())}"))["definition"]["id"]
    state = {"status": "completed", "result": "succeeded", "branch": "refs/heads/main"}
    return int(world.admin("POST", "builds", {"definition": definition, **state, **more})["id"])


def artifact(world: World, build_id: int, kind: str = "Container", name: str = "drop", **more: Any) -> None:
    """An artifact; without `files` those of FILES."""
    made = {"build": build_id, "type": kind, "name": name, "files": FILES, **more}
    world.admin("POST", "artifacts", made)


def sizes(folder: Path) -> dict[str, int]:
    """The files below a folder."""
    return {str(path.relative_to(folder)): path.stat().st_size for path in walk(folder) if path.is_file()}


def walk(folder: Path) -> Iterator[Path]:
    return iter(sorted(folder.rglob("*")))


def nothing_half(folder: Path) -> bool:
    """Whether no file on its way was left."""
    return not [path for path in walk(folder) if path.name.endswith(".part")]


def contents(log: list[dict[str, Any]]) -> list[str]:
    """The requests of a log that fetched content, as path and query."""
    found = []
    for entry in log:
        asked = f"{entry['path']}?{entry['query']}"
        item = "itemPath=drop%2F" in asked
        if item or "format=zip" in asked:
            found.append(asked)
    return found
