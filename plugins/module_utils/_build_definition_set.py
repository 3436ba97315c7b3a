# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""The work of the module `build_definition_set`: read once, plan all, write in order, prune last."""

from __future__ import annotations

import typing as t

from ansible_collections.azdo.pipelines.plugins.module_utils._build_definition import statement_of
from ansible_collections.azdo.pipelines.plugins.module_utils._converge import Converger
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.batch import (
    Entry,
    label_of,
    linked,
    told,
)
from ansible_collections.azdo.pipelines.plugins.module_utils._definitions import Definitions
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import AuthenticationError, AzdoError, OptionError
from ansible_collections.azdo.pipelines.plugins.module_utils._module import Run, run_module
from ansible_collections.azdo.pipelines.plugins.module_utils._prune import (
    PRUNE_SPEC,
    check_prune,
    prune,
    prune_jobs,
)
from ansible_collections.azdo.pipelines.plugins.module_utils._schedule import at_once, in_order
from ansible_collections.azdo.pipelines.plugins.module_utils._set_jobs import Job
from ansible_collections.azdo.pipelines.plugins.module_utils._set_options import DefaultsError, SetOptions
from ansible_collections.azdo.pipelines.plugins.module_utils._set_reading import SetReading, waits_for_id
from ansible_collections.azdo.pipelines.plugins.module_utils._set_results import incomplete, set_result

SET_SPEC: dict[str, t.Any] = {
    "definitions": {"type": "list", "elements": "dict", "required": True},
    "defaults": {"type": "dict", "default": {}},
    "concurrency": {"type": "int", "default": 4},
    "prune": {"type": "dict", "options": PRUNE_SPEC},
}

#: more threads than connections are of no use
_MOST_CONCURRENCY = 32
_REJECTED = "the server rejected the credential meanwhile"
#: different errors that a message describes, and definitions that it names for each
_SHOWN = 10
_NAMED = 3


def run_build_definition_set() -> None:
    """Run the module."""
    run_module(SET_SPEC, ensure_definitions)


def ensure_definitions(run: Run) -> dict[str, t.Any]:
    """Make all definitions as stated; the result of the module.

    :raises IncompleteError: where some failed, with the whole result.
    """
    options = run.options
    if not 1 <= options["concurrency"] <= _MOST_CONCURRENCY:
        raise OptionError("concurrency", f"{options['concurrency']} is not 1 to {_MOST_CONCURRENCY}")
    if options["prune"] is not None:
        check_prune(options["prune"], len(options["definitions"]))
    entries = _entries(run)
    work = SetWork(run, [Job(entry) for entry in entries])
    jobs = work.converge()
    for job in jobs:
        for warning in job.outcome.warnings if job.outcome else []:
            run.warn(f"{job.name()}: {warning}")
    if pruned := [f"'{job.name()}' (id {job.entry.stated.id})" for job in jobs if job.pruned and job.outcome]:
        run.warn(f"{'Would prune' if run.check_mode else 'Pruned'}, with all their builds: {', '.join(pruned)}.")
    result = set_result(jobs, run.diff_mode)
    if any(job.is_failed for job in jobs):
        raise incomplete(jobs, result, run.check_mode)
    return result


def _entries(run: Run) -> list[Entry]:
    """What is wanted of each definition, and which of them needs which.

    :raises OptionError: describing every definition that is not right, and what contradicts each other among the rest.
    """
    options = SetOptions(run.options["defaults"])
    entries: list[Entry] = []
    wrong: dict[str, list[str]] = {}
    for index, given in enumerate(run.options["definitions"]):
        place, own = _place(index, given)
        label = label_of(index, own.get("name"), place)
        try:
            entries.append(Entry(index, statement_of(run, options.of(own), f"{label}: "), place=place))
        except DefaultsError:
            raise
        except OptionError as error:
            wrong.setdefault(error.message.removeprefix("options: "), []).append(label)
    contradictions = told(linked(entries, str(run.client.project)))
    if wrong or contradictions:
        number = sum(len(labels) for labels in wrong.values())
        raise _refusal(wrong, contradictions, number + len(entries))
    return entries


def _place(index: int, given: dict[str, t.Any]) -> tuple[str | None, dict[str, t.Any]]:
    """Where the user finds the definition, if the caller says so, and its options."""
    if "label" not in given:
        return None, given
    place = given["label"]
    if place is not None and (not isinstance(place, str) or not place.strip()):
        raise OptionError(f"definitions[{index}].label", "it is not a text", "Say where the definition is declared.")
    return place, {option: value for option, value in given.items() if option != "label"}


def _refusal(wrong: dict[str, list[str]], contradictions: list[str], total: int) -> OptionError:
    texts = [f"{_listed(labels)}: {message}" for message, labels in wrong.items()]
    if texts:
        number = sum(len(labels) for labels in wrong.values())
        more = [f"and {len(wrong) - _SHOWN} more errors."] if len(wrong) > _SHOWN else []
        texts = [f"{number} of {total} are not right: {texts[0]}", *texts[1:_SHOWN], *more]
    return OptionError("definitions", " ".join([*texts, *contradictions]))


def _listed(labels: list[str]) -> str:
    return ", ".join(labels[:_NAMED]) + (f" and {len(labels) - _NAMED} more" if len(labels) > _NAMED else "")


class SetWork:
    """One run over a set. Nothing is written before everything has been planned."""

    def __init__(self, run: Run, jobs: list[Job]) -> None:
        self._jobs = jobs
        self._prune: dict[str, t.Any] | None = run.options["prune"]
        self._concurrency: int = run.options["concurrency"]
        self._check_mode = run.check_mode
        run.client.limit_concurrency(self._concurrency)
        self._definitions = Definitions(run.client)
        self._converger = Converger(run.client, run.check_mode, hide=run.hide)
        self._reading = SetReading(run.client, self._converger.planner, jobs, self._concurrency)
        self._rejected = False
        self._credential = run.credential

    def converge(self) -> list[Job]:
        """Converge; all jobs, those of pruned definitions last. Failures are in the jobs.

        :raises AzdoError: where nothing could be read, or more is to be pruned than may be. Nothing was written.
        """
        if self._jobs or self._prune is not None:
            self._reading.read()
        victims: list[Job] = []
        if self._prune is not None:
            undeclared = self._reading.undeclared(self._prune["path"], self._prune["subfolders"])
            victims = prune_jobs(self._prune, undeclared)
        self._reading.promise_nothing()
        self._write([job.entry for job in self._jobs if not job.entry.is_absent])
        self._write([job.entry for job in self._jobs if job.entry.is_absent])
        if any(job.is_failed for job in self._jobs):
            for job in victims:
                job.skipped = "nothing is pruned while other definitions failed"
        else:
            at_once(victims, self._prune_one, self._concurrency)
        return [*self._jobs, *victims]

    def _write(self, entries: list[Entry]) -> None:
        in_order({entry.index: entry.needs for entry in entries}, self._apply, self._concurrency)

    def _apply(self, index: int) -> None:
        job = self._jobs[index]
        if job.prepared is None or job.error is not None:
            return
        broken = [self._jobs[needed] for needed in job.entry.needs if self._jobs[needed].is_failed]
        if broken:
            how = "failed" if broken[0].error is not None else "was skipped"
            job.skipped = f"it is built after {broken[0].name()}, which {how}"
        elif self._rejected:
            job.skipped = _REJECTED
        else:
            self._do(job)
        job.prepared = None

    def _do(self, job: Job) -> None:
        prepared = t.cast(t.Any, job.prepared)
        try:
            if not self._check_mode and waits_for_id(prepared.plan.body):
                prepared = self._converger.planner.prepare(job.entry.stated, prepared.current)
            job.outcome = self._converger.apply(prepared)
        except AzdoError as error:
            job.error = error
            self._look_at(error)

    def _look_at(self, error: AzdoError | None) -> None:
        """Once the credential is rejected, nothing more is sent."""
        if isinstance(error, AuthenticationError):
            self._rejected = True
            error.credential = self._credential

    def _prune_one(self, job: Job) -> None:
        if self._rejected:
            job.skipped = _REJECTED
            return
        prune(job, t.cast("dict[str, t.Any]", self._prune), self._converger, self._definitions)
        self._look_at(job.error)
