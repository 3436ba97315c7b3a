# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""One list of a project's definitions, and from it the plans of a whole set."""

from __future__ import annotations

from ansible_collections.azdo.pipelines.plugins.module_utils._client import Client
from ansible_collections.azdo.pipelines.plugins.module_utils._converge import Outcome
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.batch import Entry, is_under, matches
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.desired import Statement
from ansible_collections.azdo.pipelines.plugins.module_utils._definitions import Definitions, is_whole, one_named
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import (
    AmbiguousNameError,
    AuthenticationError,
    AzdoError,
    UnknownNameError,
)
from ansible_collections.azdo.pipelines.plugins.module_utils._planning import Planner
from ansible_collections.azdo.pipelines.plugins.module_utils._schedule import at_once
from ansible_collections.azdo.pipelines.plugins.module_utils._set_jobs import Document, Job, reference


class _TooEarly(Exception):
    """A definition is needed that a later page may hold."""


class SetReading:
    """Reads a project once and plans each job.

    Pages pass through: of a definition that is as stated nothing stays but a reference, so that the memory of a long
    list is that of a page. Reading sends one request a page; planning sends look-ups, and what a statement needs to be
    read beside the document (properties, fingerprints, older revisions, origins).
    """

    def __init__(self, client: Client, planner: Planner, jobs: list[Job], concurrency: int) -> None:
        self._planner = planner
        self._definitions = Definitions(client)
        self._jobs = jobs
        self._concurrency = concurrency
        self._complete = False
        self._promises = True
        #: references to every definition of the project, by name in lower case
        self._references: dict[str, list[Document]] = {}
        self._by_id = {job.entry.stated.id: job for job in jobs if job.entry.stated.id is not None}
        self._by_name: dict[str, list[Job]] = {}
        for job in jobs:
            for name in {name for name, _folder in job.entry.places()}:
                self._by_name.setdefault(name, []).append(job)
        planner.lookups.own_definitions = self.id_of

    def read(self) -> None:
        """Read the list and plan every job; what cannot be planned gets its error.

        :raises AzdoError: where the project cannot be read at all.
        """
        for page in self._definitions.every():
            for item in page:
                self._take(item)
        self._complete = True
        for job in self._jobs:
            self._choose(job)
        left = [job for job in self._jobs if not job.prepared and not job.outcome and not job.error]
        at_once(left, self._plan_chosen, self._concurrency)

    def promise_nothing(self) -> None:
        """From now on what is written must name what there is: `id_of` stands in for nothing any more."""
        self._promises = False

    def undeclared(self, folder: str, subfolders: bool) -> list[Document]:
        """References to the definitions in a folder that no job means, by folder and name."""
        declared = {item["id"] for job in self._jobs for item in (*job.found, *job.renamed)}
        found = [
            item
            for items in self._references.values()
            for item in items
            if item["id"] not in declared and is_under(item["path"], folder, subfolders)
        ]
        return sorted(found, key=lambda item: (str(item["path"]).lower(), str(item["name"]).lower()))

    def id_of(self, name: str, path: str | None) -> int | None:
        """The id of a definition of the project; of one that is still to be created, a negative number in its place.

        None where there is no such definition.

        :raises AmbiguousNameError: listing the candidates.
        :raises UnknownNameError: where one is needed that this run has not created yet.
        """
        declared = [
            job
            for job in self._by_name.get(name.lower(), [])
            if any(matches(place, name, path) for place in job.entry.places())
        ]
        if len(declared) > 1:
            raise AmbiguousNameError(
                f"Several definitions are named '{name}': {', '.join(job.entry.label() for job in declared)}",
                hint="Give the folder (path) with the name.",
            )
        if declared and (known := declared[0].identifier()) is not None:
            return known
        if not self._complete:
            raise _TooEarly
        if declared and self._promises:
            return -1 - declared[0].entry.index
        if declared:
            raise UnknownNameError(
                f"The definition '{name}' is to be created by the same task, and is not there yet",
                hint="Run the task again once it is.",
            )
        found = one_named(self._references.get(name.lower(), []), name, path)
        return None if found is None else int(found["id"])

    # one page

    def _take(self, item: Document) -> None:
        known, name = reference(item), str(item.get("name") or "")
        self._references.setdefault(name.lower(), []).append(known)
        if item.get("id") in self._by_id:
            self._meant(self._by_id[item["id"]], item, known, "found")
        for job in self._by_name.get(name.lower(), []):
            stated = job.entry.stated
            if stated.id is not None:
                continue
            if stated.name is not None and one_named([known], stated.name, stated.path):
                self._meant(job, item, known, "found")
            elif any(matches(place, name, known["path"]) for place in job.entry.final_places()):
                self._meant(job, item, known, "renamed")

    def _meant(self, job: Job, item: Document, known: Document, how: str) -> None:
        there: list[Document] = getattr(job, how)
        there.append(known)
        if not is_whole(item):
            return
        if how == "found" and len(there) == 1 and _needs_nothing_else(job.entry):
            job.chosen = known
            try:
                self._plan(job, item)
                return
            except _TooEarly:
                pass
        job.kept[item["id"]] = item

    # all pages read

    def _choose(self, job: Job) -> None:
        stated = job.entry.stated
        try:
            if stated.id is not None:
                chosen = job.found[0] if job.found else None
            else:
                chosen = one_named(job.found, str(stated.name), stated.path)
                if chosen is None and job.renamed:
                    name = str(stated.document.get("name") or stated.name)
                    chosen = one_named(job.renamed, name, stated.document.get("path", stated.path))
        except AmbiguousNameError as error:
            job.error, job.prepared, job.outcome = error, None, None
            return
        if job.chosen is not None and chosen is not job.chosen:
            # a later page held a better match than the one that was planned
            job.prepared = job.outcome = job.error = None
        job.chosen = chosen

    def _plan_chosen(self, job: Job) -> None:
        document = None
        try:
            if job.chosen is not None:
                identifier = job.chosen["id"]
                document = job.kept.pop(identifier, None) or self._definitions.get(identifier)
            job.kept.clear()
            if document is None:
                job.chosen = None
                self._planner.check_missing(job.entry.stated)
        except AzdoError as error:
            _fail(job, error)
            return
        self._plan(job, document)

    def _plan(self, job: Job, document: Document | None) -> None:
        """Plan; a definition that is as stated is done with."""
        try:
            prepared = self._planner.prepare(job.entry.stated, document)
        except AzdoError as error:
            _fail(job, error)
            return
        plan = prepared.whole_plan
        if plan.changed:
            job.prepared = prepared
        else:
            job.outcome = Outcome(plan, job.chosen, False, plan.warnings)


def waits_for_id(body: Document | None) -> bool:
    """Whether a planned document holds a number that stands for a definition which is still to be created."""
    triggers = (body or {}).get("triggers") or []
    return any(int((trigger.get("definition") or {}).get("id") or 0) < 0 for trigger in triggers)


def _fail(job: Job, error: AzdoError) -> None:
    if isinstance(error, AuthenticationError):
        # nothing else will go better
        raise error
    job.error = error


def _needs_nothing_else(entry: Entry) -> bool:
    """Whether the definition's document is all that has to be read for a plan."""
    stated: Statement = entry.stated
    return (
        stated.properties is None
        and stated.update_secrets != "on_change"
        and stated.rollback_to is None
        and (stated.id is not None or len(entry.places()) == 1)
    )
