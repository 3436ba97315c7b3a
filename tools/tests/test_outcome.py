# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What `make test` prints last, and what counts as a failure."""

from __future__ import annotations

from devkit.outcome import Outcome, Result, summary


def test_total_is_alone_on_the_last_line() -> None:
    results = [
        Result("one", 1.0, Outcome(passed=3, skipped=1, reasons=["no Python 3.14"])),
        Result("two", 2.0, Outcome(passed=2, failed=1, problems=["first line\nsecond line"])),
    ]
    lines = summary(results).splitlines()
    assert lines[-1] == "5 passed, 1 failed, 1 skipped"
    assert "skipped: one: no Python 3.14" in lines
    assert "FAILED: two: first line" in lines


def test_breakdown_without_a_failed_test_is_a_failure() -> None:
    outcome = Outcome(passed=7).require_success(2, "Traceback\nboom")
    assert (outcome.passed, outcome.failed) == (7, 1)
    assert "boom" in outcome.problems[0]


def test_reported_failure_is_not_counted_twice() -> None:
    assert Outcome(passed=7, failed=1).require_success(1, "").failed == 1


def test_success_changes_nothing() -> None:
    assert Outcome(passed=7).require_success(0, "") == Outcome(passed=7)
