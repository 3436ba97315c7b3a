# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the tooling makes lies where every tool can work."""

from __future__ import annotations

from pathlib import Path

import pytest

from devkit.paths import cache_of


def test_inside_the_checkout() -> None:
    assert cache_of(Path("/src/a-checkout")) == Path("/src/a-checkout/.cache")


def test_outside_of_a_checkout_with_a_space_in_its_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/var/cache/user")
    one, other = cache_of(Path("/src/a checkout")), cache_of(Path("/src/another checkout"))
    assert one.parent == other.parent == Path("/var/cache/user/azdo-pipelines")
    assert one != other
