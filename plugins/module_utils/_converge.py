# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""One definition made as stated: read, resolve, plan, write, verify.

The same stages serve one definition and many. Check mode ends after the plan.
"""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.azdo.pipelines.plugins.module_utils._client import Client
from ansible_collections.azdo.pipelines.plugins.module_utils._definition import (
    branch_filters,
    limits,
    names,
    repository,
    secrets,
)
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.desired import Statement
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.limits import option_of
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.names import Name
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.nodes import folder_path
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.plan import (
    Plan,
    not_kept,
    plan_absent,
    plan_present,
    plan_restored,
    plan_unseen,
    start_of,
    with_properties,
)
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.properties import patched, values
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.shapes import PROCESS_SINCE, raised
from ansible_collections.azdo.pipelines.plugins.module_utils._definitions import Definitions
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import (
    AzdoError,
    ConflictError,
    NotFoundError,
    VersionError,
)
from ansible_collections.azdo.pipelines.plugins.module_utils._fingerprints import SecretFingerprints
from ansible_collections.azdo.pipelines.plugins.module_utils._lookups import Lookups
from ansible_collections.azdo.pipelines.plugins.module_utils._origin import Origins
from ansible_collections.azdo.pipelines.plugins.module_utils._properties import Bag, Properties
from ansible_collections.azdo.pipelines.plugins.module_utils._recovery import Recovery, editor
from ansible_collections.azdo.pipelines.plugins.module_utils._restore import Restore
from ansible_collections.azdo.pipelines.plugins.module_utils._retention import Retention
from ansible_collections.azdo.pipelines.plugins.module_utils._version import product_for

Document = dict[str, t.Any]

#: members that an update's warning may name
_NAMED_IN_WARNING = 8


@dataclasses.dataclass
class Outcome:
    """What became of a definition. ``document`` is the server's, in check mode the predicted one; None when gone.

    ``extra``: further keys of the result.
    """

    plan: Plan
    document: Document | None
    changed: bool
    warnings: list[str] = dataclasses.field(default_factory=list)
    extra: dict[str, t.Any] = dataclasses.field(default_factory=dict)


class Converger:
    """Makes definitions as stated, over one connection."""

    def __init__(
        self, client: Client, check_mode: bool = False, hide: t.Callable[[t.Iterable[str]], None] = lambda values: None
    ) -> None:
        """``hide`` is told secret values that only the server's document shows to be secret."""
        self._client = client
        self._check_mode = check_mode
        self._hide = hide
        self._definitions = Definitions(client)
        self._recovery = Recovery(client, self._definitions)
        self._lookups = Lookups(client)
        self._fingerprints = SecretFingerprints(client)
        self._origins = Origins(client, self._lookups)
        self._properties = Properties(client)
        self._restore = Restore(client, self._definitions)
        self._retention = Retention(client, self._definitions)

    def converge(self, stated: Statement) -> Outcome:
        """Make one definition as stated.

        :raises AzdoError: with nothing written, unless the message says otherwise.
        """
        current = self._read(stated)
        current = self._definitions.with_steps(current) if current else None
        self._check_revision(stated, current)
        if stated.state == "absent":
            return self._absent(stated, current)
        if current is None and stated.restore:
            return self._restored(stated)
        return self._present_with_properties(stated, current)

    # reading

    def _read(self, stated: Statement) -> Document | None:
        if stated.id is not None:
            found = self._definitions.get(stated.id)
            if found is None and stated.state == "present" and not stated.restore:
                raise NotFoundError(
                    f"There is no definition with id {stated.id} in project '{self._client.project}', "
                    "or this identity may not see it",
                    hint="Leave id out to create a definition. If it was deleted, restore brings it back.",
                )
            return found
        found = self._definitions.find(str(stated.name), stated.path)
        return found or self._renamed(stated)

    def _renamed(self, stated: Statement) -> Document | None:
        """The definition under its new name and folder, where an earlier run has renamed or moved it already."""
        name = str(stated.document.get("name") or stated.name)
        path = stated.document.get("path", stated.path)
        if stated.state != "present" or (name == stated.name and path == stated.path):
            return None
        return self._definitions.find(name, path)

    def _check_revision(self, stated: Statement, current: Document | None) -> None:
        if stated.revision is None or (current or {}).get("revision") == stated.revision:
            return
        if current is None:
            if stated.state == "absent":
                return
            raise ConflictError(
                f"The task wants revision {stated.revision} of the {stated.label()}, and there is no such definition",
                hint="Nothing was written. Leave revision out to create it.",
            )
        raise ConflictError(
            f"The {stated.label()} is at revision {current.get('revision')}, the task wants {stated.revision}; "
            f"{editor(current)}",
            hint="Nothing was written. Read the definition again, or leave revision out.",
        )

    # deciding

    def _resolved(self, stated: Statement, current: Document | None) -> Statement:
        """The statement with ids in the place of names; what the server's document shows costs no request."""
        document = dict(stated.document)
        # before any name is looked up: what the server cannot hold, it may not have a list of either
        in_words = names.replaced(document, lambda name: name.text)
        limits.check_members(in_words, self._client.api_version(), current)
        start = start_of(stated, current)
        if isinstance(document.get("repository"), dict):
            document["repository"] = repository.completed(
                document["repository"],
                (start or {}).get("repository"),
                str(self._client.project),
                self._client.base_url.rstrip("/").rpartition("/")[2],
            )
        if "triggers" in document:
            place = {**((start or {}).get("repository") or {}), **(document.get("repository") or {})}
            document["triggers"] = branch_filters.spelled(document["triggers"], place)
        known = names.Known(raised(start) if start else None)

        def lookup(name: Name) -> t.Any:
            found = known.id_of(name)
            return self._lookups(name) if found is None else found

        document = names.replaced(document, lookup)
        if current is None and isinstance(document.get("repository"), dict):
            branch = self._lookups.default_branch(str(document["repository"].get("id")))
            if branch:
                document["repository"].setdefault("defaultBranch", branch)
        unchanged = self._fingerprints.unchanged(stated, current)
        return dataclasses.replace(stated, document=document, unchanged_secrets=unchanged)

    def _plan(self, stated: Statement, current: Document | None) -> tuple[Statement, Plan]:
        self._hide(secrets.stated_secrets(stated.document, start_of(stated, current)).values())
        resolved = self._resolved(stated, current)
        plan = plan_present(resolved, current, self._client.api_version())
        plan.names = self._lookups.names()
        return resolved, plan

    def _rolled_back(self, stated: Statement, current: Document | None) -> Statement:
        """The statement over the older revision that it names; name and folder go back too, where it states none."""
        if current is None:
            raise NotFoundError(
                f"rollback_to: there is no {stated.label()} in project '{self._client.project}', "
                "or this identity may not see it",
                hint="Check name, path and id.",
            )
        older = self._definitions.get(current["id"], stated.rollback_to)
        if older is None:
            raise NotFoundError(
                f"rollback_to: the {stated.label()} has no revision {stated.rollback_to}",
                hint="Ask for its history to see which revisions there are.",
            )
        place = {name: older[name] for name in ("name", "path") if older.get(name)}
        return dataclasses.replace(
            stated,
            older=older,
            document={**place, **stated.document},
            comment=stated.comment or f"Rolled back to revision {stated.rollback_to} by azdo.pipelines",
        )

    # writing

    def _absent(self, stated: Statement, current: Document | None) -> Outcome:
        plan = plan_absent(current)
        if current is None:
            return Outcome(plan, None, False)
        if self._check_mode:
            warnings, extra = self._retention.predicted(current, stated.release_retained)
        else:
            warnings, extra = [], self._retention.delete(current, stated.release_retained)
        return Outcome(plan, None, True, warnings, {"id": current["id"], **extra})

    def _restored(self, stated: Statement) -> Outcome:
        """Restore a deleted definition, and make it as stated. Everything that can be refused before, is."""
        self._restore.check()
        self._properties.read(stated, None)
        plan = plan_unseen(self._resolved(stated, None), self._client.api_version())
        if self._check_mode:
            plan = with_properties(plan, {}, values(patched({}, stated.properties or {})))
            return Outcome(plan, dict(_predicted(plan), id=stated.id), True, [self._restore.unseen(stated.label())])
        current = self._restore.restore(t.cast(int, stated.id))
        try:
            outcome = self._present_with_properties(stated, current)
        except AzdoError as error:
            error.hint = f"{error.hint} The definition had been restored before and is there.".strip()
            raise
        return dataclasses.replace(outcome, plan=plan_restored(outcome.plan), changed=True)

    def _present_with_properties(self, stated: Statement, current: Document | None) -> Outcome:
        """The definition as stated, and its property bag, which the service keeps beside it."""
        there = self._properties.read(stated, current["id"] if current else None)
        outcome = self._present(stated, current)
        if stated.properties is None:
            return outcome
        wanted = patched(there, stated.properties)
        plan = with_properties(outcome.plan, values(there), values(wanted))
        kept: Bag = wanted
        if not self._check_mode:
            try:
                kept = self._properties.write(stated, t.cast(Document, outcome.document)["id"], there)
            except AzdoError as error:
                if outcome.changed:
                    error.hint = f"{error.hint} The definition itself had been written before.".strip()
                raise
        lost = with_properties(Plan("none", {}, {}), values(wanted), values(kept)).changes
        return dataclasses.replace(
            outcome,
            plan=plan,
            document=dict(outcome.document or {}, properties=kept),
            changed=plan.changed,
            warnings=outcome.warnings + _unkept_warning(lost),
        )

    def _present(self, stated: Statement, current: Document | None) -> Outcome:
        if current is None:
            stated = self._origins.applied(stated)
            # a template may hold what a definition would never show
            self._hide(secrets.stated_secrets(stated.origin.document if stated.origin else {}).values())
        if stated.rollback_to is not None:
            stated = self._rolled_back(stated, current)
        resolved, plan = self._plan(stated, current)
        if not plan.changed:
            return Outcome(plan, current, False, plan.warnings)
        self._check_writable()
        if self._check_mode:
            return Outcome(plan, _predicted(plan), True, plan.warnings)
        first = plan
        folder_made = self._make_folder(resolved, current)
        try:
            resolved, plan, answer = self._written(stated, resolved, plan, current)
        except AzdoError as error:
            raise _with_folder(error, folder_made) from None
        warnings = first.warnings + self._unkept(resolved, plan, answer)
        warnings += self._fingerprints.keep(resolved, plan.secrets_sent, answer, new=plan.action == "create")
        return Outcome(first, answer, True, warnings)

    def _written(
        self, stated: Statement, resolved: Statement, plan: Plan, current: Document | None
    ) -> tuple[Statement, Plan, Document]:
        """Write until the server has what is stated; the last statement and plan, and the server's document."""
        attempt = 1
        while True:
            try:
                return resolved, plan, self._write(resolved, plan)
            except AzdoError as error:
                current = self._recovery.after_write(error, resolved, current, attempt)
            attempt += 1
            resolved, plan = self._plan(stated, current)
            if plan.action == "none":
                return resolved, plan, t.cast(Document, current)

    def _write(self, stated: Statement, plan: Plan) -> Document:
        body = t.cast(Document, plan.body)
        if plan.action == "update":
            return self._definitions.update(body)
        return self._definitions.create(body, stated.origin.query if stated.origin else None)

    def _make_folder(self, stated: Statement, current: Document | None) -> bool:
        """Create the folder of a definition that is new there; whether it was missing."""
        path = folder_path(stated.document.get("path"))
        if "path" not in stated.document or path == "\\" or not stated.create_folder:
            return False
        if current is not None and folder_path(current.get("path")).lower() == path.lower():
            return False
        return self._definitions.ensure_folder(path)

    def _check_writable(self) -> None:
        """Never write back what was read in a shape that loses fields (design.md; api-facts §2.1)."""
        version = self._client.api_version()
        if version >= PROCESS_SINCE:
            return
        newest = self._client.server_version()
        if newest >= PROCESS_SINCE:
            raise VersionError(
                f"api_version: a write at api-version {version} would lose parts of the definition, "
                f"and this server speaks {newest} ({product_for(newest)})",
                hint="Set api_version to auto, or to 4.0 or later. Nothing was written.",
            )

    # verifying

    def _unkept(self, stated: Statement, plan: Plan, answer: Document) -> list[str]:
        lost = not_kept(stated, answer, self._client.api_version())
        return _unkept_warning(lost) + self._not_brought(stated, plan, answer, lost)

    def _not_brought(self, stated: Statement, plan: Plan, answer: Document, known: list[str]) -> list[str]:
        """What a new definition did not get of the one that it was made from."""
        if stated.origin is None or plan.action != "create":
            return []
        whole = dataclasses.replace(stated, document=raised(t.cast(Document, plan.body)))
        lost = [path for path in not_kept(whole, answer, self._client.api_version()) if path not in known]
        if not lost:
            return []
        return [f"The new definition differs from the {stated.origin.label} in {_listed(lost)}: the server changed it."]


def _unkept_warning(lost: list[str]) -> list[str]:
    if not lost:
        return []
    text = (
        f"The server did not keep what was stated for {_listed(lost)}. "
        "Every further run will report a change until the statement or the server's settings are corrected."
    )
    return [text]


def _listed(paths: list[str]) -> str:
    shown = ", ".join(option_of(path) for path in paths[:_NAMED_IN_WARNING])
    return f"{shown} and {len(paths) - _NAMED_IN_WARNING} more" if len(paths) > _NAMED_IN_WARNING else shown


def _predicted(plan: Plan) -> Document:
    return dict(t.cast(Document, plan.body))


def _with_folder(error: AzdoError, folder_made: bool) -> AzdoError:
    if folder_made:
        error.hint = f"{error.hint} The folder had been created before and is still there.".strip()
    return error
