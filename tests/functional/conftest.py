# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Modules run inside the test's process against the emulator: real HTTP, a few milliseconds each.

Every test has a collection of its own on one emulator that serves the whole session.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TESTS))

from functional.artifact_world import Pipeline, source  # noqa: E402
from functional.surroundings import hide_surroundings  # noqa: E402
from functional.world import Emulator, World, emulator_process  # noqa: E402

PROFILES = ("tfs2015", "tfs2017", "tfs2018", "server2019", "server2020", "server2022", "services")
#: profiles that have `process`, so YAML and phases
PROCESS_PROFILES = PROFILES[2:]
#: servers that differ in little but the api-version
_ALIKE = ("server2019", "server2020", "server2022")
EVERY_PRODUCT = "EVERY_PRODUCT" in os.environ


def is_tried(profile: str, number: int) -> bool:
    """Whether case `number` of some hundred of a kind is tried on a profile.

    Each is on all profiles but the three that are alike, of which it has one in turn; with EVERY_PRODUCT in the
    environment on all of them.
    """
    return EVERY_PRODUCT or profile not in _ALIKE or _ALIKE[number % len(_ALIKE)] == profile


@pytest.fixture(scope="session")
def emulator() -> Iterator[Emulator]:
    with emulator_process() as running:
        yield running


@pytest.fixture
def profile(request: pytest.FixtureRequest) -> str:
    """The profile of `world`; parametrize it to run a test on several."""
    return getattr(request, "param", "services")


@pytest.fixture
def world(emulator: Emulator, profile: str) -> Iterator[World]:
    """A new collection with the seed data; in the end every fault must have taken effect."""
    new = emulator.collection(profile)
    yield new
    try:
        new.clear_faults()
    finally:
        new.close()


@pytest.fixture
def pipeline(world: World) -> Pipeline:
    """A definition whose builds get artifacts."""
    return Pipeline(world)


@pytest.fixture
def given(tmp_path: Path) -> Path:
    """A folder for files that hold secrets because a module is to read them: the hunt for secrets leaves it out."""
    folder = tmp_path / "given"
    folder.mkdir()
    return folder


@pytest.fixture
def src(tmp_path: Path) -> Path:
    """A folder of files to send."""
    return source(tmp_path / "src")


@pytest.fixture(autouse=True)
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Back off for milliseconds. What the server asks for is still waited; the real times are for the unit tests."""
    from ansible_collections.azdo.pipelines.plugins.module_utils import _retry

    monkeypatch.setattr(_retry, "FIRST_BACKOFF", 0.01)


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No credential or address of the machine's own reaches a test."""
    hide_surroundings(monkeypatch)
