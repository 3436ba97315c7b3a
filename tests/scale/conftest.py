# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The example's organizations, new for each test, and a shell without any credential."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from functional.surroundings import hide_surroundings
from scale.world import Organization


@pytest.fixture(autouse=True)
def _no_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    hide_surroundings(monkeypatch)


@pytest.fixture
def organization() -> Callable[[str], Organization]:
    """Makes one by its name in the inventory, on the emulator that `make suites` has started."""
    return lambda name: Organization(name, os.environ["EMULATOR_URL"])
