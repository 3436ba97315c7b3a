# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Hostile answers, made by hypothesis.

`FUZZ_FACTOR` times as many examples are tried (1). They are the same every time, and what fails is shown as it was
found; with `FUZZ_RANDOM` they are others each time, and what fails is made small, which may take minutes.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

TESTS = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TESTS))

from functional.surroundings import hide_surroundings  # noqa: E402
from functional.world import Emulator, emulator_process  # noqa: E402
from fuzz.hostile import HostileServer, running  # noqa: E402

FACTOR = float(os.environ.get("FUZZ_FACTOR", "1"))
RANDOM = "FUZZ_RANDOM" in os.environ

settings.register_profile(
    "fuzz",
    max_examples=max(1, int(12 * FACTOR)),
    phases=(Phase.explicit, Phase.generate, *((Phase.shrink,) if RANDOM else ())),
    deadline=None,
    database=None,
    derandomize=not RANDOM,
    suppress_health_check=list(HealthCheck),
)
settings.load_profile("fuzz")


@pytest.fixture(scope="session")
def emulator() -> Iterator[Emulator]:
    with emulator_process() as running_one:
        yield running_one


@pytest.fixture(scope="session")
def hostile() -> Iterator[HostileServer]:
    with running() as server:
        yield server


@pytest.fixture(autouse=True)
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait between attempts, and take a shorter list for one without end."""
    from ansible_collections.azdo.pipelines.plugins.module_utils import _paging, _retry

    monkeypatch.setattr(_retry, "FIRST_BACKOFF", 0.0)
    monkeypatch.setattr(_paging, "MAX_BARREN_PAGES", 10)


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No credential, address or proxy of the machine's own reaches a test."""
    hide_surroundings(monkeypatch)
