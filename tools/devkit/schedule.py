# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run parts, a few at a time, and tell what becomes of them."""

from __future__ import annotations

import concurrent.futures
import os
import shutil
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from devkit.outcome import Outcome, Result
from devkit.paths import LOGS, TEMPORARY
from devkit.process import Stopped, stop_all
from devkit.venvs import SetupError


@dataclass(frozen=True)
class Part:
    """A piece of `make test` that runs by itself. `work` gets the path of its log file."""

    name: str
    work: Callable[[Path], Outcome]


def run_parts(parts: Sequence[Part], jobs: int = 0) -> list[Result]:
    """Run all parts, `jobs` at a time (0: one per processor, at most four), in the order given.

    A part that fails or breaks down hides no other. The results are in the order of `parts`.
    """
    jobs = jobs or min(os.cpu_count() or 1, 4)
    results: dict[str, Result] = {}
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        futures = [pool.submit(_run_one, part) for part in parts]
        try:
            for done in concurrent.futures.as_completed(futures):
                result = done.result()
                results[result.name] = result
                _report(result, len(results), len(parts))
        except BaseException:
            # Ctrl-C or a termination: what runs is ended, what waits is not started
            pool.shutdown(wait=False, cancel_futures=True)
            stop_all()
            raise
    return [results[part.name] for part in parts]


def log_of(name: str) -> Path:
    """The log file of a part."""
    return LOGS / f"{name}.log"


def _run_one(part: Part) -> Result:
    log = log_of(part.name)
    log.parent.mkdir(parents=True, exist_ok=True)
    _forget(part.name)
    start = time.monotonic()
    try:
        outcome = part.work(log)
    except Stopped:
        outcome = Outcome(failed=1, problems=["ended early"])
    except SetupError as error:
        outcome = Outcome(failed=1, problems=[str(error)])
    except Exception as error:
        outcome = Outcome(failed=1, problems=[f"{type(error).__name__}: {error}\n{traceback.format_exc()}"])
    if outcome.passed + outcome.failed + outcome.skipped == 0:
        outcome = Outcome(failed=1, problems=["it tested nothing"])
    return Result(part.name, time.monotonic() - start, outcome)


def _forget(name: str) -> None:
    """Drop what an earlier run of this part has left; its other logs are called after it too."""
    for log in LOGS.glob(f"{name}.*"):
        log.unlink()
    for folder in (TEMPORARY / name, *TEMPORARY.glob(f"{name}.*")):
        shutil.rmtree(folder, ignore_errors=True)


def _report(result: Result, number: int, count: int) -> None:
    found = result.outcome
    print(
        f"[{number}/{count}] {result.name}: {found.word}, {found.passed} passed, {found.failed} failed, "
        f"{found.skipped} skipped, {result.seconds:.1f} s",
        flush=True,
    )
    for problem in found.problems:
        print("    " + problem.strip().replace("\n", "\n    "), flush=True)
    if found.problems:
        print(f"    log: {log_of(result.name)}", flush=True)
