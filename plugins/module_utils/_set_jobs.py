# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""What is known of each definition of a set while the set is converged."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.azdo.pipelines.plugins.module_utils._converge import Outcome
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.batch import Entry
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.nodes import folder_path
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import AzdoError
from ansible_collections.azdo.pipelines.plugins.module_utils._planning import Prepared

Document = dict[str, t.Any]


def reference(item: Document) -> Document:
    """The little of a definition that is kept of all of a project."""
    return {name: item.get(name) for name in ("id", "name", "path", "revision")}


def full_name(path: t.Any, name: t.Any) -> str:
    """Folder and name of a definition, for people."""
    return f"{folder_path(path).rstrip(chr(92))}\\{name}"


@dataclasses.dataclass
class Job:
    """One definition of the set, or one that is pruned.

    ``found``: references to what has its name (and folder) now. ``renamed``: to what has its new name already.
    ``kept``: whole documents by id, until they are planned. At the end one of ``outcome``, ``error`` and ``skipped`` is
    set; ``prepared`` is what is still to be done.
    """

    entry: Entry
    found: list[Document] = dataclasses.field(default_factory=list)
    renamed: list[Document] = dataclasses.field(default_factory=list)
    kept: dict[int, Document] = dataclasses.field(default_factory=dict)
    chosen: Document | None = None
    prepared: Prepared | None = None
    outcome: Outcome | None = None
    error: AzdoError | None = None
    skipped: str | None = None
    pruned: bool = False

    @property
    def is_open(self) -> bool:
        """Whether there is something to do, and nothing speaks against it."""
        return self.prepared is not None and self.error is None and self.skipped is None

    @property
    def is_failed(self) -> bool:
        return self.error is not None or self.skipped is not None

    def identifier(self) -> int | None:
        """The id of the definition; None where it is still to be created."""
        document = (self.outcome and self.outcome.document) or self.chosen or {}
        return t.cast("int | None", document.get("id") or self.entry.stated.id)

    def name(self) -> str:
        """Folder and name for people, as the definition is called after this run."""
        stated, known = self.entry.stated, self.chosen or {}
        name = stated.document.get("name") or stated.name or known.get("name") or f"id {stated.id}"
        path = stated.document.get("path", stated.path)
        return full_name(known.get("path") if path is None else path, name)
