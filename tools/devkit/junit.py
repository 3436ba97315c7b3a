# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read JUnit reports."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

from devkit.outcome import Outcome

# ansible-test reports a sanity test that has no file to look at as skipped. Nothing is left untested then, so it counts
# as no test.
_NOTHING_TO_TEST = "No tests applicable."


def read_reports(*paths: Path) -> Outcome:
    """The counts of all the reports together; equal reasons for skipping become one line with their number."""
    outcome = Outcome()
    reasons: Counter[str] = Counter()
    for path in paths:
        for case in ElementTree.parse(path).getroot().iter("testcase"):
            label = ".".join(filter(None, (case.get("classname"), case.get("name"))))
            bad = [child for child in case if child.tag in ("failure", "error")]
            skip = case.find("skipped")
            if bad:
                outcome.failed += 1
                outcome.problems.append(f"{label}\n{_text(bad[0])}")
            elif skip is None:
                outcome.passed += 1
            elif _text(skip) != _NOTHING_TO_TEST:
                outcome.skipped += 1
                reasons[skip.get("message") or _text(skip)] += 1
    outcome.reasons = [reason if count == 1 else f"{reason} ({count} tests)" for reason, count in reasons.items()]
    return outcome


def _text(element: ElementTree.Element) -> str:
    return (element.text or element.get("message") or "").strip()
