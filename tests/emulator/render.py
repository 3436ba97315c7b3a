# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Definitions as answers: the stored document with everything that the server adds around it (api-facts §2.2, §2.9)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from . import shapes
from .contract import Wire
from .contracts import VARIABLES
from .links import Links, date
from .state import Collection, Definition, Revision

_LEADING = (
    "build",
    "options",
    "triggers",
    "variables",
    "variableGroups",
    "demands",
    "retentionRules",
    "properties",
    "tags",
    "_links",
    "buildNumberFormat",
    "comment",
    "description",
    "dropLocation",
    "jobAuthorizationScope",
    "jobTimeoutInMinutes",
    "jobCancelTimeoutInMinutes",
    "badgeEnabled",
    "process",
    "repository",
    "processParameters",
)


@dataclass(frozen=True)
class View:
    """How a caller sees a collection: its URLs and the api-version of the request."""

    collection: Collection
    links: Links
    wire: Wire

    def full(
        self, definition: Definition, revision: Revision, wrote: bool = False, properties: Iterable[str] = ()
    ) -> dict[str, Any]:
        """The whole definition at one revision. `wrote` is for the answer to a POST or PUT."""
        if definition.xaml is not None:
            return self.reference(definition)
        shown = shapes.write(revision.document, self.wire)
        reference = self.reference(definition, revision)
        for name in ("id", "revision", "draftOf", "queue"):
            shown.pop(name, None)
        shown["_links"] = self.links.definition_links(definition, revision.number)
        self._sometimes_empty(shown, definition, wrote, properties)
        if not self.collection.profile.knows((3, 0)):
            reference["createdDate"] = date(revision.date)
        self._expand_shown(shown, definition, revision)
        ordered = {name: shown[name] for name in _LEADING if name in shown}
        return {**ordered, **reference}

    def _sometimes_empty(
        self, shown: dict[str, Any], definition: Definition, wrote: bool, wanted: Iterable[str]
    ) -> None:
        """`properties` and `tags` are sent even when empty, but not by old versions (corpus S5, noprocess/001)."""
        names = [name.lower() for name in wanted]
        properties = {
            name: value
            for name, value in definition.properties.items()
            if any(name.lower() == pattern or pattern == "*" for pattern in names)
        }
        modern = self.collection.profile.knows((4, 0)) and not self.wire.old_shape
        if modern or wrote or properties:
            shown["properties"] = properties
        if modern:
            shown.setdefault("tags", [])
        elif not shown.get("tags"):
            shown.pop("tags", None)

    def reference(self, definition: Definition, revision: Revision | None = None) -> dict[str, Any]:
        """The shallow form, as lists give it (corpus S22; seed for TFS 2015)."""
        project = self.collection.projects[definition.project_id]
        if definition.xaml is not None:
            return {
                "uri": f"vstfs:///Build/Definition/{definition.id}",
                "type": "xaml",
                "id": definition.id,
                "name": definition.name,
                "url": self.links.definition(project.id, definition.id),
                "project": self.links.project(project),
            }
        revision = revision or definition.current
        document = revision.document
        profile = self.collection.profile
        result: dict[str, Any] = {
            "quality": document["quality"],
            "authoredBy": self.links.person(revision.author),
        }
        parent = document.get("draftOf")
        if parent:
            result["draftOf"] = self.short(parent.get("id"))
        if profile.knows((4, 1)):
            result["drafts"] = self._drafts(definition)
        queue = self.collection.queue((document.get("queue") or {}).get("id", 0), definition.project_id)
        if queue is not None:
            result["queue"] = self.links.queue(queue)
        result.update(
            id=definition.id,
            name=document["name"],
            url=self.links.definition_self(definition, revision.number),
            uri=f"vstfs:///Build/Definition/{definition.id}",
        )
        if profile.knows((3, 0)):
            result["path"] = document["path"]
        result["type"] = document["type"]
        if profile.knows((4, 0)):
            result["queueStatus"] = document["queueStatus"]
        result["revision"] = revision.number
        if profile.knows((3, 0)):
            result["createdDate"] = date(revision.date)
        result["project"] = self.links.project(project)
        return result

    def listed(self, definition: Definition) -> dict[str, Any]:
        """An item of a list without includeAllProperties; newer servers add links."""
        item = self.reference(definition)
        if definition.xaml is None and self.collection.profile.knows((4, 1)):
            item = {"_links": self.links.definition_links(definition, definition.current.number), **item}
        return item

    def history(self, definition: Definition) -> list[dict[str, Any]]:
        rows = []
        for revision in definition.revisions:
            row: dict[str, Any] = {
                "revision": revision.number,
                "name": revision.document["name"],
                "changedDate": date(revision.date),
                "changeType": revision.change_type,
                "comment": revision.comment,
                "definitionUrl": self.links.definition(definition.project_id, definition.id, revision.number),
                "changedBy": self.links.person(revision.author),
            }
            if not revision.comment:
                del row["comment"]
            rows.append(row)
        return rows

    def variable_groups(self, ids: Iterable[int], project_id: str) -> list[dict[str, Any]]:
        """Groups as a definition shows them: expanded, secrets null (corpus S17)."""
        wanted = list(ids)
        rows = []
        for group_id in wanted:
            for group in self.collection.variable_groups:
                if group.id == group_id and project_id in group.project_ids:
                    row = {
                        "variables": VARIABLES.write(group.variables, self.wire),
                        "type": group.type,
                        "name": group.name,
                    }
                    if group.description:
                        row["description"] = group.description
                    rows.append({**row, "id": group.id})
        return rows

    def _expand_shown(self, shown: dict[str, Any], definition: Definition, revision: Revision) -> None:
        project_id = definition.project_id
        if "variableGroups" in shown:
            shown["variableGroups"] = self.variable_groups((item["id"] for item in shown["variableGroups"]), project_id)
            if not shown["variableGroups"]:
                del shown["variableGroups"]
        for trigger in shown.get("triggers", ()):
            if trigger["triggerType"] == "buildCompletion" and trigger["definition"]:
                trigger["definition"] = self.short(trigger["definition"].get("id"))
        for phase in (shown.get("process") or {}).get("phases") or ():
            target = phase.get("target") or {}
            if "queue" in target:
                queue = self.collection.queue(target["queue"].get("id", 0), project_id)
                if queue is None:
                    del target["queue"]
                else:
                    target["queue"] = self.links.queue(queue)

    def short(self, definition_id: Any) -> dict[str, Any]:
        """A reference inside another definition."""
        found = self.collection.definitions.get(definition_id)
        if found is None or found.xaml is not None:
            return {"id": definition_id}
        document = found.current.document
        result = {
            "id": found.id,
            "name": document["name"],
            "url": self.links.definition(found.project_id, found.id),
            "uri": f"vstfs:///Build/Definition/{found.id}",
            "path": document.get("path", "\\"),
            "type": document["type"],
            "queueStatus": document.get("queueStatus", "enabled"),
            "project": self.links.project(self.collection.projects[found.project_id]),
        }
        known = {"path": (3, 0), "queueStatus": (4, 0)}
        return {name: value for name, value in result.items() if self.collection.profile.knows(known.get(name, (0, 0)))}

    def _drafts(self, definition: Definition) -> list[dict[str, Any]]:
        return [self.short(item.id) for item in self.collection.drafts_of(definition)]
