# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts are read from the reports of pytest and of ansible-test."""

from __future__ import annotations

from pathlib import Path

import pytest

from devkit.junit import read_reports


def _report(path: Path, cases: str) -> Path:
    path.write_text(f"<testsuites><testsuite>{cases}</testsuite></testsuites>", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("cases", "counts"),
    [
        ('<testcase name="a"/><testcase name="b"/>', (2, 0, 0)),
        ('<testcase name="a"><failure message="no">why</failure></testcase>', (0, 1, 0)),
        ('<testcase name="a"><error message="no"/></testcase>', (0, 1, 0)),
        ('<testcase name="a"><skipped message="no Python 3.14"/></testcase>', (0, 0, 1)),
        # the two ways in which ansible-test releases write this
        ('<testcase name="a"><skipped>No tests applicable.</skipped></testcase>', (0, 0, 0)),
        ('<testcase name="a"><skipped message="No tests applicable."/></testcase>', (0, 0, 0)),
    ],
)
def test_counts(tmp_path: Path, cases: str, counts: tuple[int, int, int]) -> None:
    outcome = read_reports(_report(tmp_path / "r.xml", cases))
    assert (outcome.passed, outcome.failed, outcome.skipped) == counts


def test_equal_reasons_are_gathered_over_all_reports(tmp_path: Path) -> None:
    skip = '<testcase name="a"><skipped message="no server"/></testcase>'
    outcome = read_reports(_report(tmp_path / "1.xml", skip), _report(tmp_path / "2.xml", skip * 2))
    assert outcome.reasons == ["no server (3 tests)"]


def test_no_report_is_no_test() -> None:
    assert read_reports().passed == 0
