# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The environments that several parts share; each is installed from the lock file of its name (`make lock`)."""

from __future__ import annotations

from pathlib import Path

from devkit import venvs
from devkit.cores import newest, newest_for_each_python
from devkit.paths import REQUIREMENTS, ROOT
from devkit.pins import Pins


def linters() -> Path:
    """All linters, and what the type checker needs to see."""
    return _made("lint")


def importer() -> Path:
    """Galaxy's importer."""
    return _made("importer")


def runtime() -> Path:
    """What a user has (the newest ansible-core and the collection's requirements) and the emulator's requirements."""
    return _made("runtime")


def tests() -> Path:
    """The runtime plus pytest and what the suites need."""
    return _made("tests")


def auth_servers() -> Path:
    """What tests/auth_servers needs, part of which is compiled."""
    return _made("auth-servers")


def all_pins() -> list[Pins]:
    """What each holds: the newest ansible-core, and what these files say."""
    auth_servers = ROOT / "tests" / "auth_servers" / "requirements.txt"
    return [
        # no version of ansible-lint takes Python 3.10 and ansible-core 2.17
        _with_newest_core("lint", REQUIREMENTS / "lint.txt", *_product(), oldest=(3, 11)),
        _with_newest_core("importer", REQUIREMENTS / "importer.txt"),
        _with_newest_core("runtime", *_product()),
        _with_newest_core("tests", REQUIREMENTS / "tests.txt", *_product(), *_suites()),
        _with_newest_core("auth-servers", REQUIREMENTS / "tests.txt", *_product(), auth_servers),
    ]


def _product() -> list[Path]:
    return [ROOT / "meta" / "ee-requirements.txt", *_existing(ROOT / "tests" / "emulator" / "requirements.txt")]


def _suites() -> list[Path]:
    own = sorted(ROOT.glob("tests/*/requirements.txt"))
    elsewhere = {"auth_servers", "emulator", "integration", "unit"}
    return [path for path in own if path.parent.name not in elsewhere]


def _existing(*paths: Path) -> list[Path]:
    return [path for path in paths if path.is_file()]


def _with_newest_core(name: str, *requirements: Path, oldest: tuple[int, int] = (3, 10)) -> Pins:
    return Pins(name, (*newest_for_each_python(oldest), *requirements), oldest)


def _made(name: str) -> Path:
    core = newest()
    assert core.interpreter is not None
    [pins] = [pins for pins in all_pins() if pins.name == name]
    return venvs.ensure(core.interpreter, pins)
