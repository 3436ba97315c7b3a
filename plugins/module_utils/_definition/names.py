# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""Names that stand where the service wants an id, until they are resolved."""

from __future__ import annotations

import dataclasses
import typing as t

from . import well_known
from .nodes import Folded, folder_path

Document = t.Mapping[str, t.Any]


@dataclasses.dataclass(frozen=True)
class Name:
    """A name in the place of an id.

    ``kind``: queue, git_repository, service_connection, task, task_group, variable_group, build_option, definition.
    ``scope`` narrows the search: the project of a repository, the type of a service connection, the version of a task,
    project and folder of a definition.
    """

    kind: str
    text: str
    scope: t.Any = None


def by_id_or_name(kind: str, given: t.Any, scope: t.Any = None) -> dict[str, t.Any]:
    """A reference by number or by name: digits are an id, as everywhere in this collection."""
    text = str(given).strip()
    if text.isdecimal():
        return {"id": int(text)}
    return {"id": Name(kind, text, scope), "name": text}


def replaced(value: t.Any, lookup: t.Callable[[Name], t.Any]) -> t.Any:
    """A copy of the document with every name replaced by what ``lookup`` answers."""
    if isinstance(value, Name):
        return lookup(value)
    if isinstance(value, dict):
        return {key: replaced(item, lookup) for key, item in value.items()}
    if isinstance(value, list):
        return [replaced(item, lookup) for item in value]
    return value


class Known:
    """The names and ids that the server's own document shows, so that nobody has to ask for them again."""

    def __init__(self, document: Document | None) -> None:
        """``document``: of the newer shape, as the server has it."""
        self._ids: dict[tuple[str, Folded, t.Any], t.Any] = {}
        document = document or {}
        self._learn("queue", document.get("queue"))
        for phase in (document.get("process") or {}).get("phases") or []:
            self._learn("queue", (phase.get("target") or {}).get("queue"))
            for step in phase.get("steps") or []:
                self._learn_task(step.get("task") or {})
        for group in document.get("variableGroups") or []:
            self._learn("variable_group", group)
        for option in document.get("options") or []:
            identifier = str((option.get("definition") or {}).get("id")).lower()
            self._learn("build_option", {"id": identifier, "name": well_known.OPTIONS.get(identifier)})
        project = (document.get("project") or {}).get("name")
        for trigger in document.get("triggers") or []:
            self._learn_definition(trigger.get("definition"), project)

    def id_of(self, name: Name) -> t.Any:
        """The id, or None where the document does not show it."""
        return self._ids.get((name.kind, Folded(name.text), name.scope))

    def _learn(self, kind: str, reference: t.Any, scope: t.Any = None) -> None:
        if isinstance(reference, dict) and reference.get("name") and reference.get("id") not in (None, ""):
            self._ids.setdefault((kind, Folded(reference["name"]), scope), reference["id"])

    def _learn_task(self, task: Document) -> None:
        identifier, version = str(task.get("id") or ""), str(task.get("versionSpec") or "")
        for name in well_known.task_names(identifier, version):
            self._learn("task", {"id": identifier, "name": name}, version)

    def _learn_definition(self, reference: t.Any, own_project: str | None) -> None:
        if not isinstance(reference, dict):
            return
        project = (reference.get("project") or {}).get("name")
        path = folder_path(reference.get("path")) if reference.get("path") else None
        projects = [project] if project and project != own_project else [None, project]
        for scope in {(owner, folder) for owner in projects for folder in (None, path)}:
            self._learn("definition", reference, scope)
