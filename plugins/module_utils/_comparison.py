# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""The difference of two definitions, or of two revisions of one, as a write would show it."""

from __future__ import annotations

import typing as t

from ansible_collections.azdo.pipelines.plugins.module_utils._client import Client
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.difference import changes
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.export_document import exported_document
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.nodes import folder_path
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.plan import Plan, canonical
from ansible_collections.azdo.pipelines.plugins.module_utils._definitions import Definitions
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import NotFoundError, OptionError
from ansible_collections.azdo.pipelines.plugins.module_utils._names_of_ids import NamesOfIds

Document = dict[str, t.Any]


class Comparison:
    """Compares definitions of the task's project, or of others in the same collection."""

    def __init__(self, client: Client, names: NamesOfIds) -> None:
        self._client = client
        self._names = names

    def compare(self, options: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
        """The keys of the result: `compared`, `changes` and `diff`.

        :raises OptionError: where a side says neither itself nor through the task which definition it is.
        :raises NotFoundError: where a side does not exist.
        """
        wanted = options["compare"]
        sides = [self._side(options, name, wanted.get(name) or {}) for name in ("from", "to")]
        (before, from_project), (after, to_project) = sides
        if from_project == to_project:
            shown = [canonical(before), canonical(after)]
        else:
            # ids of two projects mean different things: what is compared are the names
            shown = [canonical(self._named(document, project)) for document, project in sides]
        plan = Plan("update", shown[0], shown[1], changes=changes(shown[0], shown[1]))
        return {
            "compared": {"from": self._label(before), "to": self._label(after)},
            "changes": plan.changes,
            "diff": plan.diff(),
        }

    def _side(self, options: t.Mapping[str, t.Any], side: str, wanted: Document) -> tuple[Document, str | None]:
        """The definition of one side, and its project if that is not the task's."""
        where = f"compare.{side}"
        given = wanted.get("definition")
        project = wanted.get("project")
        if project is not None and project.lower() == str(self._client.project).lower():
            project = None
        definitions = Definitions(self._client, project)
        if given is None:
            found = self._own(definitions, options, where)
        else:
            given = str(given).strip()
            path = wanted.get("path")
            found = definitions.get(int(given)) if given.isdecimal() else definitions.find(given, path)
        label = f"'{given or options.get('name') or options.get('id')}'"
        if found is None:
            folder = f" in folder '{folder_path(wanted['path'])}'" if wanted.get("path") else ""
            raise NotFoundError(
                f"{where}: there is no definition {label}{folder} in project '{project or self._client.project}', "
                "or this identity may not see it"
            )
        revision = wanted.get("revision")
        if revision is None or revision == found.get("revision"):
            return found, project
        older = definitions.get(found["id"], revision)
        if older is None:
            raise NotFoundError(
                f"{where}: the definition {label} has no revision {revision}",
                hint="Ask for its history to see which revisions there are.",
            )
        return older, project

    def _own(self, definitions: Definitions, options: t.Mapping[str, t.Any], where: str) -> Document | None:
        if options.get("id") is not None:
            return definitions.get(options["id"])
        if options.get("name") and "*" not in options["name"]:
            return definitions.find(options["name"], options.get("path"))
        raise OptionError(where, "it names no definition, and neither does the task", "Give definition, or name or id.")

    def _named(self, document: Document, project: str | None) -> Document:
        names = self._names if project is None else NamesOfIds(self._client, project)
        collection = self._client.base_url.rstrip("/").rpartition("/")[2]
        return by_name(exported_document(document, names, collection).document)

    def _label(self, document: Document) -> Document:
        project = (document.get("project") or {}).get("name")
        return {**{name: document.get(name) for name in ("id", "name", "path", "revision")}, "project": project}


def by_name(document: Document) -> Document:
    """An exported document whose references are known by their names, so that names are compared."""
    phases = (document.get("process") or {}).get("phases") or []
    for holder in (document, *(phase.get("target") or {} for phase in phases)):
        if isinstance(holder.get("queue"), dict):
            holder["queue"] = _reference(holder["queue"])
    if "variableGroups" in document:
        document["variableGroups"] = [_reference(group) for group in document["variableGroups"]]
    for trigger in document.get("triggers") or []:
        if isinstance(trigger.get("definition"), dict):
            trigger["definition"] = _reference(trigger["definition"])
    return document


def _reference(reference: Document) -> Document:
    return {"id": reference.get("name") or reference.get("id")}
