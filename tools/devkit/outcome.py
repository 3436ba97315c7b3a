# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a part found, and how a whole run is summed up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass
class Outcome:
    """Counts of one part. `reasons` says why tests were skipped, `problems` what failed, each in a line or a few."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    reasons: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @classmethod
    def skip(cls, reason: str) -> Outcome:
        """A part that this machine cannot run."""
        return cls(skipped=1, reasons=[reason])

    @classmethod
    def single(cls, problems: Sequence[str]) -> Outcome:
        """A part that is one test: passed when it has no problem."""
        return cls(failed=1, problems=list(problems)) if problems else cls(passed=1)

    def add(self, other: Outcome) -> Outcome:
        """Take over the counts and texts of `other`; returns itself."""
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped
        self.reasons += other.reasons
        self.problems += other.problems
        return self

    def require_success(self, code: int, output: str) -> Outcome:
        """Count a program that broke down, that is failed without a failed test, as a failure too. Returns itself."""
        if code and not self.failed:
            self.failed += 1
            self.problems.append(f"exit code {code}\n{tail(output)}")
        return self

    @property
    def word(self) -> str:
        if self.failed:
            return "FAILED"
        return "ok" if self.passed else "skipped"


@dataclass(frozen=True)
class Result:
    """One finished part with the seconds it took."""

    name: str
    seconds: float
    outcome: Outcome


def tail(text: str, lines: int = 60) -> str:
    """The end of a long output."""
    kept = text.rstrip().splitlines()
    return "\n".join(kept[-lines:])


def summary(results: Sequence[Result]) -> str:
    """A table of the parts, why something was skipped, what failed, and the total alone on the last line."""
    total = Outcome()
    width = max([len(one.name) for one in results], default=4)
    lines = [f"{'part':{width}}  {'seconds':>7}  {'passed':>6}  {'failed':>6}  {'skipped':>7}"]
    for one in results:
        found = one.outcome
        total.add(found)
        lines.append(f"{one.name:{width}}  {one.seconds:7.1f}  {found.passed:6}  {found.failed:6}  {found.skipped:7}")
    for one in results:
        lines += [f"skipped: {one.name}: {reason}" for reason in one.outcome.reasons]
    for one in results:
        lines += [
            f"FAILED: {one.name}: {problem.strip().splitlines()[0]}"
            for problem in one.outcome.problems
            if problem.strip()
        ]
    lines.append(f"{total.passed} passed, {total.failed} failed, {total.skipped} skipped")
    return "\n".join(lines)
