# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""One definition made as stated: what was planned is written, and the answer verified.

The same stages serve one definition and many. Check mode ends after the plan.
"""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.azdo.pipelines.plugins.module_utils._client import Client
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.desired import Statement
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.limits import option_of
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.nodes import folder_path
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.plan import (
    Plan,
    not_kept,
    plan_restored,
    with_properties,
)
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.properties import patched, values
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.shapes import raised
from ansible_collections.azdo.pipelines.plugins.module_utils._definitions import Definitions
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import AzdoError
from ansible_collections.azdo.pipelines.plugins.module_utils._planning import Planner, Prepared
from ansible_collections.azdo.pipelines.plugins.module_utils._recovery import Recovery
from ansible_collections.azdo.pipelines.plugins.module_utils._retention import Retention

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
    """Makes definitions as stated, over one connection. Usable from several threads."""

    def __init__(
        self, client: Client, check_mode: bool = False, hide: t.Callable[[t.Iterable[str]], None] = lambda values: None
    ) -> None:
        """``hide`` is told secret values that only the server's document shows to be secret."""
        self._client = client
        self._check_mode = check_mode
        self._definitions = Definitions(client)
        self._recovery = Recovery(client, self._definitions)
        self._retention = Retention(client, self._definitions)
        self.planner = Planner(client, self._definitions, hide)

    def converge(self, stated: Statement) -> Outcome:
        """Make one definition as stated.

        :raises AzdoError: with nothing written, unless the message says otherwise.
        """
        return self.apply(self.planner.prepare(stated, self.planner.read(stated)))

    def apply(self, prepared: Prepared) -> Outcome:
        """Do what is planned; in check mode foretell it.

        :raises AzdoError: with nothing written, unless the message says otherwise.
        """
        if prepared.stated.state == "absent":
            return self._absent(prepared)
        if prepared.plan.action == "restore":
            return self._restored(prepared)
        return self._with_properties(prepared)

    # writing

    def _absent(self, prepared: Prepared) -> Outcome:
        current, release = prepared.current, prepared.stated.release_retained
        if current is None:
            return Outcome(prepared.plan, None, False)
        if self._check_mode:
            warnings, extra = self._retention.predicted(current, release)
        else:
            warnings, extra = [], self._retention.delete(current, release)
        return Outcome(prepared.plan, None, True, warnings, {"id": current["id"], **extra})

    def _restored(self, prepared: Prepared) -> Outcome:
        """Restore a deleted definition, and make it as stated."""
        stated, restore = prepared.stated, self.planner.restore
        if self._check_mode:
            plan = prepared.whole_plan
            return Outcome(plan, dict(_predicted(plan), id=stated.id), True, [restore.unseen(stated.label())])
        current = restore.restore(t.cast(int, stated.id))
        try:
            outcome = self._with_properties(self.planner.prepare(stated, current))
        except AzdoError as error:
            error.hint = f"{error.hint} The definition had been restored before and is there.".strip()
            raise
        return dataclasses.replace(outcome, plan=plan_restored(outcome.plan), changed=True)

    def _with_properties(self, prepared: Prepared) -> Outcome:
        """The definition as stated, and its property bag, which the service keeps beside it."""
        stated, there = prepared.stated, prepared.properties
        outcome = self._present(prepared)
        if stated.properties is None:
            return outcome
        kept = wanted = patched(there, stated.properties)
        if not self._check_mode:
            try:
                kept = self.planner.properties.write(stated, t.cast(Document, outcome.document)["id"], there)
            except AzdoError as error:
                if outcome.changed:
                    error.hint = f"{error.hint} The definition itself had been written before.".strip()
                raise
        plan = prepared.whole_plan
        lost = with_properties(Plan("none", {}, {}), values(wanted), values(kept)).changes
        return dataclasses.replace(
            outcome,
            plan=plan,
            document=dict(outcome.document or {}, properties=kept),
            changed=plan.changed,
            warnings=outcome.warnings + _unkept_warning(lost),
        )

    def _present(self, prepared: Prepared) -> Outcome:
        first, current = prepared.plan, prepared.current
        if not first.changed:
            return Outcome(first, current, False, first.warnings)
        if self._check_mode:
            return Outcome(first, _predicted(first), True, first.warnings)
        folder_made = self._make_folder(prepared.resolved, current)
        try:
            resolved, plan, answer = self._written(prepared)
        except AzdoError as error:
            raise _with_folder(error, folder_made) from None
        warnings = first.warnings + self._unkept(resolved, plan, answer)
        warnings += self.planner.fingerprints.keep(resolved, plan.secrets_sent, answer, new=plan.action == "create")
        return Outcome(first, answer, True, warnings)

    def _written(self, prepared: Prepared) -> tuple[Statement, Plan, Document]:
        """Write until the server has what is stated; the last statement and plan, and the server's document."""
        resolved, plan, current = prepared.resolved, prepared.plan, prepared.current
        attempt = 1
        while True:
            try:
                return resolved, plan, self._write(resolved, plan)
            except AzdoError as error:
                current = self._recovery.after_write(error, resolved, current, attempt)
            attempt += 1
            resolved, plan = self.planner.plan(prepared.stated, current)
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
