# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

"""Bringing an artifact about: look, decide, send its files, create its record, read again where that is needed."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.azdo.pipelines.plugins.module_utils._artifact_links import secrets_in
from ansible_collections.azdo.pipelines.plugins.module_utils._artifact_place import container_in
from ansible_collections.azdo.pipelines.plugins.module_utils._artifact_record import Record, Wanted, differences
from ansible_collections.azdo.pipelines.plugins.module_utils._artifact_upload import Content, Plan
from ansible_collections.azdo.pipelines.plugins.module_utils._artifacts import Artifacts, named
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import AzdoError, ConflictError, OptionError
from ansible_collections.azdo.pipelines.plugins.module_utils._recovery import seen

Document = dict[str, t.Any]

_ATTEMPTS = 4


@dataclasses.dataclass
class Outcome:
    """What was done, or in check mode would be. ``artifact`` is the record; ``conflicts``: why it was kept as it is."""

    action: str
    name: str
    artifact: Document
    conflicts: list[str] = dataclasses.field(default_factory=list)
    warnings: list[str] = dataclasses.field(default_factory=list)
    plan: Plan | None = None
    before: Document = dataclasses.field(default_factory=dict)
    after: Document = dataclasses.field(default_factory=dict)


class Presence:
    """Makes one artifact of a build be there as stated."""

    def __init__(
        self,
        artifacts: Artifacts,
        build: Document,
        wanted: Wanted,
        *,
        container_id: int | None,
        content: Content | None,
        on_conflict: str,
        check_mode: bool,
        hide: t.Callable[[t.Iterable[str]], None],
    ) -> None:
        """``hide`` is told the secrets in what the server shows, before anything tells of it."""
        self._hide = hide
        self._artifacts = artifacts
        self._build_id = int(build["id"])
        self._wanted = wanted
        self._container_id = container_id
        self._content = content
        self._on_conflict = on_conflict
        self._check_mode = check_mode
        self._changed = ""
        #: the last failure to create a record, and of which name
        self._failure: AzdoError | None = None
        self._failed = ""
        #: the same, if it was the server's answer, and not an answer that shows something else
        self._refused: AzdoError | None = None

    def converge(self) -> Outcome:
        """Look and create, until it is there. A write that failed is explained by reading again."""
        attempt = 1
        while True:
            try:
                outcome = self._once(attempt)
            except AzdoError as error:
                self._tell_what_was_sent(error)
                raise
            if outcome is not None:
                return outcome
            attempt += 1

    def _once(self, attempt: int) -> Outcome | None:
        there = self._listed()
        number = 1
        while True:
            record = self._wanted.record(number, self._container_id)
            artifact = named(there, record.name)
            if artifact is None:
                return self._create(record, there, attempt)
            found = differences(record, artifact)
            plan = None
            if self._content and not found:
                plan = self._content.against(self._wanted.folder_of(number), artifact)
                found = plan.conflicts
            if not found:
                return self._there(record, artifact, plan)
            if self._on_conflict == "keep":
                return Outcome(self._changed or "none", record.name, artifact, conflicts=found)
            if self._on_conflict == "fail":
                raise self._conflict(record, artifact, found)
            number += 1

    def _listed(self) -> list[Document]:
        """What the build has; after a write that failed, the error tells of both."""
        if self._failure is None:
            there = self._artifacts.list(self._build_id)
        else:
            there = seen(self._failure, lambda: self._artifacts.list(self._build_id))
        self._hide(secrets_in(there))
        return there

    def _there(self, record: Record, artifact: Document, plan: Plan | None) -> Outcome:
        """The record is there as stated; of its content something may be missing."""
        outcome = Outcome(self._changed or "none", record.name, artifact, plan=plan)
        if self._failure is not None and self._failed == record.name and self._failure.maybe_committed:
            outcome.action, outcome.after = "create", record.body()
        if plan is None or self._content is None:
            return outcome
        outcome.warnings = plan.warnings
        if plan.to_send:
            outcome.action = outcome.action if outcome.action == "create" else "upload"
            outcome.before, outcome.after = {"files": plan.before()}, {**outcome.after, "files": plan.after()}
            if not self._check_mode:
                self._content.send(plan)
        return outcome

    def _create(self, record: Record, there: list[Document], attempt: int) -> Outcome | None:
        if self._failure is not None and self._failed == record.name and not self._explained(attempt):
            raise self._failure
        outcome = Outcome("create", record.name, record.body(), after=record.body())
        if self._content:
            outcome.plan = self._planned(self._content, record, there)
            outcome.warnings = outcome.plan.warnings
            outcome.before = {"files": outcome.plan.before()} if outcome.plan.before() else {}
            outcome.after = {**outcome.after, "files": outcome.plan.after()}
            record = self._with_content(self._content, record, outcome.plan)
            outcome.artifact = record.body()
        if self._check_mode:
            return outcome
        try:
            outcome.artifact = self._artifacts.create(self._build_id, record.body())
        except AzdoError as error:
            self._failure, self._failed, self._refused = error, record.name, error
            if error.code != "already_exists" and not error.maybe_committed:
                raise
            return None
        self._hide(secrets_in(outcome.artifact))
        lost = differences(record, outcome.artifact)
        if lost and differences(dataclasses.replace(record, properties={}), outcome.artifact):
            # answered with another one that has the name: whether such are merged is not documented (api-facts §9)
            self._failure, self._failed = self._conflict(record, outcome.artifact, lost), record.name
            return None
        if lost:
            outcome.warnings = [*outcome.warnings, f"The server did not keep what was stated: {'; '.join(lost)}."]
        return outcome

    def _with_content(self, content: Content, record: Record, plan: Plan) -> Record:
        if self._check_mode:
            own = content.size()
        else:
            content.send(plan)
            if plan.to_send:
                self._changed = "upload"
            own = content.properties()
        return dataclasses.replace(record, properties={**own, **record.properties})

    def _planned(self, content: Content, record: Record, there: list[Document]) -> Plan:
        """What to send, unless the folder belongs to another artifact."""
        place = container_in(record.body())
        folder = place[1] if place else record.name
        for artifact in there:
            other = container_in(artifact)
            if other and other[0] == self._container_id and overlap(other[1], folder):
                raise OptionError(
                    "container.folder" if self._wanted.place and self._wanted.place.folder else "name",
                    f"the folder '{folder}' of container {other[0]} belongs to the artifact '{artifact.get('name')}'",
                    "Choose another folder: what is sent would change that artifact.",
                )
        return content.for_new(folder)

    def _explained(self, attempt: int) -> bool:
        """Whether the last failure to create leaves open that creating again may help."""
        failure = self._failure
        # one that is there but not shown stays so; 500 is no status that asking again helps with (design.md, "Retries")
        return failure is None or not (failure.code == "already_exists" or failure.status == 500 or attempt > _ATTEMPTS)

    def _tell_what_was_sent(self, error: AzdoError) -> None:
        """What an error says that comes after files were sent, perhaps of something else."""
        if not self._content or not self._changed:
            return
        told = "Files were sent before that."
        if error is self._refused:
            told = "The files were sent; only the record is missing: run the task again."
        error.hint = f"{error.hint} {told}".strip()
        if error.code == OptionError.code:
            # which would say that nothing was sent
            error.code = AzdoError.code
        error.result = {"changed": True, **self._content.result(), **error.result}

    def _conflict(self, record: Record, artifact: Document, found: list[str]) -> ConflictError:
        return ConflictError(
            f"Artifact '{artifact.get('name')}' of build {self._build_id} is there and differs from the task: "
            f"{'; '.join(found)}",
            hint="The service cannot change or remove the record of an artifact. State it as it is, choose another "
            "name, or set on_conflict to rename or keep.",
            code="already_exists",
        )


def overlap(first: str, second: str) -> bool:
    """Whether one folder is the other, or lies in it; '' is the root."""
    one, two = (f"{folder.strip('/').lower()}/".lstrip("/") for folder in (first, second))
    return one.startswith(two) or two.startswith(one)
