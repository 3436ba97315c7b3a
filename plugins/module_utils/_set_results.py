# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""What a task shows of a set: counts, one result for each definition, and a table where some failed. Pure."""

from __future__ import annotations

import typing as t

from ansible_collections.azdo.pipelines.plugins.module_utils._definition.nodes import folder_path
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import IncompleteError
from ansible_collections.azdo.pipelines.plugins.module_utils._set_jobs import Job

Result = dict[str, t.Any]

#: the count that an action raises
_COUNTED = {
    "none": "unchanged",
    "create": "created",
    "update": "updated",
    "restore": "restored",
    "delete": "deleted",
}
#: what a row of the table says of an action, and what in check mode
_DONE = {
    "create": ("created", "would create"),
    "update": ("updated", "would update"),
    "restore": ("restored", "would restore"),
    "delete": ("deleted", "would delete"),
}
#: rows of each kind that the table shows
_ROWS = 50


def set_result(jobs: t.Sequence[Job], diff_mode: bool) -> Result:
    """The result of the task."""
    results = [_result(job) for job in jobs]
    result: Result = {
        "changed": any(item["changed"] for item in results),
        "counts": _counts(results),
        "results": results,
    }
    if diff_mode:
        result["diff"] = [_diff(job) for job in jobs if job.outcome is not None and job.outcome.changed]
    return result


def incomplete(jobs: t.Sequence[Job], result: Result, check_mode: bool) -> IncompleteError:
    """The failure of a task some of whose definitions failed."""
    counts = result["counts"]
    done = sum(counts[name] for name in ("created", "updated", "restored", "deleted"))
    would = "would be written (check mode: nothing was)" if check_mode else "written"
    problem = (
        f"{counts['failed']} of {len(jobs)} definitions failed, {counts['skipped']} skipped, {done} {would}, "
        f"{counts['unchanged']} unchanged"
    )
    return IncompleteError(problem, _table(jobs, check_mode), result)


def _result(job: Job) -> Result:
    stated, known = job.entry.stated, job.chosen or {}
    outcome = job.outcome
    document = (outcome.document if outcome else None) or {}
    shown: Result = {
        "name": document.get("name") or stated.document.get("name") or stated.name or known.get("name"),
        "path": folder_path(document.get("path") or stated.document.get("path", stated.path) or known.get("path")),
        "action": outcome.plan.action if outcome else "none",
        "changed": bool(outcome and outcome.changed),
        "changes": outcome.plan.changes if outcome else [],
    }
    identifier = document.get("id") or known.get("id") or stated.id
    if identifier is not None:
        shown["id"] = identifier
    revision = document.get("revision") or known.get("revision")
    if revision is not None:
        shown["revision"] = revision
    if outcome is not None:
        shown.update(outcome.extra)
        if outcome.warnings:
            shown["warnings"] = outcome.warnings
    if job.pruned:
        shown["pruned"] = True
    if job.error is not None:
        shown.update(failed=True, msg=job.error.message, failure=job.error.failure(), **job.error.result)
    elif job.skipped is not None:
        shown.update(skipped=True, msg=job.skipped)
    return shown


def _counts(results: t.Iterable[Result]) -> dict[str, int]:
    counts = dict.fromkeys([*_COUNTED.values(), "failed", "skipped"], 0)
    for item in results:
        how = "failed" if item.get("failed") else "skipped" if item.get("skipped") else _COUNTED[item["action"]]
        counts[how] += 1
    return counts


def _diff(job: Job) -> dict[str, str]:
    plan = t.cast(t.Any, job.outcome).plan
    return {"before_header": job.name(), "after_header": job.name(), **plan.diff()}


def _table(jobs: t.Sequence[Job], check_mode: bool) -> list[str]:
    failed = [f"failed: {_found(job)}: {job.error.message}" for job in jobs if job.error is not None]
    skipped = [
        f"skipped: {_found(job)}: {job.skipped}" for job in jobs if job.error is None and job.skipped is not None
    ]
    done = [
        f"{_DONE[job.outcome.plan.action][check_mode]}: {job.name()}"
        for job in jobs
        if job.outcome is not None and job.outcome.changed
    ]
    return [*_rows(failed), *_rows(skipped), *_rows(done)]


def _found(job: Job) -> str:
    """How a row calls a definition that needs to be looked at."""
    return f"{job.name()}, {job.entry.place}" if job.entry.place else job.name()


def _rows(rows: list[str]) -> list[str]:
    if len(rows) <= _ROWS:
        return rows
    return [*rows[:_ROWS], f"... and {len(rows) - _ROWS} more {rows[0].partition(':')[0]}: see results"]
