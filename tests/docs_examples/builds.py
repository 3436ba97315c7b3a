# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Builds and files for the examples that are about artifacts: nothing in this collection runs a build."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docs_examples.conftest import EXPORTED, Server
from docs_examples.examples import Examples

#: where examples speak of builds; elsewhere a definition of that name would be in the way
ORIGINS = ("build_artifact.py", "build_artifact_info.py", "docs/artifacts.md")
#: only the documentation of the reading module does not make the artifacts that it reads
READS = "build_artifact_info.py"

DEFINITION = {**EXPORTED, "name": "website"}
BUILD = {"number": "20261121.1", "branch": "refs/heads/main", "status": "completed", "result": "succeeded"}
#: below the folder of the playbook; `tmp/` stands for /tmp
FILES = {
    "dist/index.html": "<title>website</title>",
    "dist/bin/website.dll": "a library",
    "reports/unit/results.xml": "<testsuites/>",
    "tmp/fileserver/drops/website/1.0/setup.exe": "a program",
}
ARTIFACTS: list[dict[str, Any]] = [
    {"name": "drop", "type": "Container", "files": {"bin/website.dll": "a library", "bin/website.test.dll": "a test"}},
    {"name": "installers", "type": "FilePath", "data": r"\\fileserver\drops\website\1.0"},
]


def prepare(examples: Examples, server: Server, folder: Path) -> None:
    """Make what the examples speak of, on the server and in the folder of the playbook."""
    if examples.origin not in ORIGINS:
        return
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    definition = server.seed(examples.profile, "definitions", DEFINITION)["id"]
    build = server.seed(examples.profile, "builds", {**BUILD, "definition": definition})["id"]
    for artifact in ARTIFACTS if examples.origin == READS else ():
        server.seed(examples.profile, "artifacts", {**artifact, "build": build})
