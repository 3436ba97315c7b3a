# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The environments that several parts share."""

from __future__ import annotations

from pathlib import Path

from devkit import venvs
from devkit.cores import newest
from devkit.paths import REQUIREMENTS, ROOT


def linters() -> Path:
    """All linters, and what the type checker needs to see."""
    return _with_newest_core("lint", REQUIREMENTS / "lint.txt", *_product())


def importer() -> Path:
    """Galaxy's importer."""
    return _with_newest_core("importer", REQUIREMENTS / "importer.txt")


def runtime() -> Path:
    """What a user has (the newest ansible-core and the collection's requirements) and the emulator's requirements."""
    return _with_newest_core("runtime", *_product())


def tests() -> Path:
    """The runtime plus pytest and what the suites need."""
    return _with_newest_core("tests", REQUIREMENTS / "tests.txt", *_product(), *_suites())


def _product() -> list[Path]:
    return [ROOT / "meta" / "ee-requirements.txt", *_existing(ROOT / "tests" / "emulator" / "requirements.txt")]


def _suites() -> list[Path]:
    own = sorted(ROOT.glob("tests/*/requirements.txt"))
    elsewhere = {"emulator", "integration", "unit"}
    return [path for path in own if path.parent.name not in elsewhere]


def _existing(*paths: Path) -> list[Path]:
    return [path for path in paths if path.is_file()]


def _with_newest_core(name: str, *requirements: Path) -> Path:
    core = newest()
    assert core.interpreter is not None
    return venvs.ensure(name, core.interpreter, [core.requirement, *requirements])
