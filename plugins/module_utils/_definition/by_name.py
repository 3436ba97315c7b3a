# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""Names that stand in a document where the service has ids of its own: of tasks, task groups, build options, service
connections and upstream definitions. An export writes them, so that the document means the same on another server.

Queues and variable groups have a `name` beside their id in the REST API already; see `document`.
"""

from __future__ import annotations

import re
import typing as t

from .members import trigger_type
from .names import Name, by_id_or_name
from .nodes import folder_path

Document = dict[str, t.Any]

GUID = re.compile(r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", re.IGNORECASE)
#: ``definitionType`` of a step that is a task group (api-facts §2.3)
TASK_GROUP = "metaTask"


def name_references(document: Document) -> None:
    """Put a `Name` in the place of every such name, in place. Ids stay as they are."""
    process = document.get("process")
    for phase in (process.get("phases") if isinstance(process, dict) else None) or ():
        for step in phase.get("steps") or () if isinstance(phase, dict) else ():
            _task(step.get("task") if isinstance(step, dict) else None)
    for option in _dicts(document.get("options")):
        reference = option.get("definition")
        if isinstance(reference, dict) and _is_name(reference.get("id")):
            reference["id"] = Name("build_option", reference["id"])
    for trigger in _dicts(document.get("triggers")):
        if trigger_type(trigger) == "buildCompletion":
            _upstream(trigger)
    repository = document.get("repository")
    properties = repository.get("properties") if isinstance(repository, dict) else None
    if isinstance(properties, dict) and _is_name(properties.get("connectedServiceId")):
        properties["connectedServiceId"] = Name("service_connection", properties["connectedServiceId"])


def is_task_group(task: t.Mapping[str, t.Any]) -> bool:
    """Whether the task reference of a step is one of a task group."""
    return str(task.get("definitionType") or "").lower() == TASK_GROUP.lower()


def _task(task: t.Any) -> None:
    if isinstance(task, dict) and _is_name(task.get("id")):
        kind = "task_group" if is_task_group(task) else "task"
        task["id"] = Name(kind, task["id"], str(task.get("versionSpec") or "*"))


def _upstream(trigger: Document) -> None:
    reference = trigger.get("definition")
    if not isinstance(reference, dict) or reference.get("id") not in (None, "") or not reference.get("name"):
        return
    owner = reference.get("project")
    project = owner.get("name") if isinstance(owner, dict) else None
    path = folder_path(reference["path"]) if reference.get("path") is not None else None
    named = by_id_or_name("definition", reference["name"], (project, path))
    trigger["definition"] = {**named, "project": {"name": project}} if project else named


def _dicts(items: t.Any) -> list[Document]:
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _is_name(identifier: t.Any) -> bool:
    return isinstance(identifier, str) and bool(identifier.strip()) and not GUID.match(identifier)
