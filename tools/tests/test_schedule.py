# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A part that fails hides no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from devkit import schedule
from devkit.outcome import Outcome
from devkit.schedule import Part, run_parts


@pytest.fixture(autouse=True)
def _logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "LOGS", tmp_path / "logs")
    monkeypatch.setattr(schedule, "TEMPORARY", tmp_path / "tmp")


def _broken(log: Path) -> Outcome:
    raise ValueError("boom")


def test_all_run_and_keep_their_order() -> None:
    parts = [
        Part("broken", _broken),
        Part("bad", lambda log: Outcome(failed=1, problems=["no"])),
        Part("good", lambda log: Outcome(passed=2)),
    ]
    results = run_parts(parts, jobs=2)
    assert [result.name for result in results] == ["broken", "bad", "good"]
    assert [result.outcome.failed for result in results] == [1, 1, 0]
    assert "boom" in results[0].outcome.problems[0]


def test_part_that_tests_nothing_fails() -> None:
    [result] = run_parts([Part("empty", lambda log: Outcome())], jobs=1)
    assert result.outcome.failed == 1


def test_what_an_earlier_run_of_a_part_left_is_dropped(tmp_path: Path) -> None:
    left = ["logs/part.log", "logs/part.emulator.log", "tmp/part/a", "tmp/part.emulator/a"]
    kept = ["logs/part-2.log", "tmp/part-2/a"]
    for name in (*left, *kept):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    run_parts([Part("part", lambda log: Outcome(passed=1))])
    assert [name for name in (*left, *kept) if (tmp_path / name).exists()] == kept
