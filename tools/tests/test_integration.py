# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Targets are counted from what ansible-test reports, which is only those that passed."""

from __future__ import annotations

import json
from pathlib import Path

from devkit.parts.integration import count


def _report(output: Path, *passed: str) -> None:
    (output / "data").mkdir()
    report = {"targets": {name: {"name": name} for name in passed}}
    (output / "data" / "integration-2026.json").write_text(json.dumps(report), encoding="utf-8")


def test_listed_target_without_a_report_failed(tmp_path: Path) -> None:
    _report(tmp_path, "good")
    outcome = count({"good", "bad"}, tmp_path, 1, "TASK [bad]")
    assert (outcome.passed, outcome.failed) == (1, 1)
    assert outcome.problems[0].startswith("failed targets: bad")


def test_success(tmp_path: Path) -> None:
    _report(tmp_path, "good", "other")
    outcome = count({"good", "other"}, tmp_path, 0, "")
    assert (outcome.passed, outcome.failed) == (2, 0)


def test_no_report_at_all(tmp_path: Path) -> None:
    assert count({"good"}, tmp_path, 1, "FATAL").failed == 1
