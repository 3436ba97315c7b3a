# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""A definition without what only its server knows: what is default or set by the server is left out, names stand in
the place of ids. The result is a `document` that `build_definition` takes here and elsewhere. Pure.
"""

from __future__ import annotations

import dataclasses
import re
import typing as t

from . import members
from .branch_filters import spelled
from .by_name import GUID, is_task_group
from .containers import Keyed, Ordered, Record, Unordered
from .export_names import Names, nameable
from .export_repository import portable_repository
from .nodes import ABSENT, Node, folder_path
from .schema import DEFINITION, EXECUTION_OPTIONS, OPTION, RETENTION_RULE, SET_BY_THE_SERVER, TARGET, VARIABLE
from .shapes import is_lossy, raised

Document = dict[str, t.Any]

#: what a phase is called that nobody named; `plan` gives these names to the phase that ``steps`` states
_FIRST_PHASE = {"name": ("Agent job 1", "Phase 1"), "refName": ("Job_1", "Phase_1")}


@dataclasses.dataclass
class Export:
    """``document`` has the newer shape. ``secrets`` are the members whose values nobody can read, by their path."""

    document: Document
    secrets: list[str] = dataclasses.field(default_factory=list)
    not_portable: list[dict[str, str]] = dataclasses.field(default_factory=list)

    def note(self, member: str, reason: str) -> None:
        """Something that another project or server will not have."""
        self.not_portable.append({"member": member, "reason": reason})


def exported_document(document: Document, names: Names, collection: str) -> Export:
    """The portable form of a definition of either shape.

    :param names: answers names for ids.
    :param collection: the last part of the organisation or collection URL.
    """
    source = raised(document)
    export = Export({})
    for name, value in source.items():
        node = DEFINITION.members.get(name, DEFINITION.unknown)
        if name in SET_BY_THE_SERVER or name in ("type", "quality") or node.canonical(value) is ABSENT:
            continue
        export.document[name] = trimmed(node, value)
    if "name" in source:
        export.document["name"] = source["name"]
    if "path" in source:
        export.document["path"] = folder_path(source["path"])
    project = str((source.get("project") or {}).get("name") or "")
    _queues(export, names)
    _variable_groups(export, names)
    _process(export, names)
    _options(export, names)
    _triggers(export, names, project)
    if isinstance(source.get("repository"), dict):
        portable_repository(export, source["repository"], names, project, collection)
    _secrets(export)
    _draft(export, source)
    if is_lossy(document):
        export.note("process", "the api-version of this run cannot show what the definition runs")
    return export


def trimmed(node: Node, value: t.Any) -> t.Any:
    """A copy without members that are default, server-set or empty."""
    if node is VARIABLE:
        return _variable(value)
    if isinstance(node, Record) and isinstance(value, dict):
        kept = {}
        for name, item in value.items():
            member = node.members.get(name, node.unknown)
            if member.canonical(item) is not ABSENT or name in _always(node, item):
                kept[name] = trimmed(member, item)
        return kept
    if isinstance(node, (Ordered, Unordered)) and isinstance(value, list):
        return [trimmed(node.element, item) for item in value]
    if isinstance(node, Keyed) and isinstance(value, dict):
        # the service keeps strings; documents of other tools hold nulls, which mean the same as empty ones
        return {name: "" if item is None else trimmed(node.node(name), item) for name, item in value.items()}
    return value


def _always(node: Record, item: t.Any) -> tuple[str, ...]:
    """Members whose default on the server is not known to be ours."""
    if node in (TARGET, EXECUTION_OPTIONS):
        return ("type",)
    if node is OPTION:
        return ("enabled",)
    # the service's own defaults are 30 days and true (api-facts §2.8); TFS 2015 refuses empty lists
    return tuple(RETENTION_RULE.members) if node is RETENTION_RULE and item not in (None, [], "") else ()


def _variable(value: t.Any) -> t.Any:
    """A variable always says its value: without one the service refuses it (corpus README S13)."""
    if not isinstance(value, dict):
        return value
    kept = {name: item for name, item in value.items() if VARIABLE.members.get(name, Node()).canonical(item) != ABSENT}
    if members.is_secret(value):
        return {**kept, "value": None}
    return {**kept, "value": "" if value.get("value") is None else value["value"]}


def _queues(export: Export, names: Names) -> None:
    _queue(export, export.document, "queue", names)
    for number, phase in enumerate(_phases(export.document)):
        target = phase.get("target")
        if isinstance(target, dict):
            _queue(export, target, f"phases[{number}].target.queue", names)


def _queue(export: Export, holder: Document, path: str, names: Names) -> None:
    queue = holder.get("queue")
    if not isinstance(queue, dict):
        return
    name = queue.get("name") or names.name("queue", queue.get("id"))
    if nameable(name):
        holder["queue"] = {"name": name}
    else:
        holder["queue"] = {"id": queue.get("id")}
        export.note(path, f"the queue {queue.get('id')} has no name that says which it is")


def _variable_groups(export: Export, names: Names) -> None:
    groups = export.document.get("variableGroups")
    found = []
    for number, group in enumerate(groups if isinstance(groups, list) else []):
        name = (group.get("name") if isinstance(group, dict) else None) or names.name("variable_group", group.get("id"))
        found.append({"name": name} if nameable(name) else {"id": group.get("id")})
        if not nameable(name):
            export.note(f"variable_groups[{number}]", f"the variable group {group.get('id')} shows no name")
    if groups:
        export.document["variableGroups"] = found


def _process(export: Export, names: Names) -> None:
    phases = _phases(export.document)
    if len(phases) == 1:
        for member, default in _FIRST_PHASE.items():
            if phases[0].get(member) in default:
                del phases[0][member]
    for number, phase in enumerate(phases):
        for place, step in enumerate(phase.get("steps") or []):
            if isinstance(step, dict):
                where = f"phases[{number}].steps[{place}]"
                _task(export, step.get("task"), where, names)
                _inputs(export, step, where, names)


def _task(export: Export, task: t.Any, where: str, names: Names) -> None:
    if not isinstance(task, dict) or not task.get("id"):
        return
    kind = "task_group" if is_task_group(task) else "task"
    name = names.name(kind, task["id"], str(task.get("versionSpec") or "*"))
    # the GUID of a task is the same on every server, that of a task group is not
    if nameable(name) and "@" not in str(name):
        task["id"] = name
    elif kind == "task_group":
        reason = f"the task group {task['id']} is not in this project, or its name is not unique"
        export.note(f"{where}.task_group", reason)
    elif names.missing(kind, task["id"]):
        export.note(f"{where}.task", f"the task {task['id']} is not installed on this server")


def _inputs(export: Export, step: Document, where: str, names: Names) -> None:
    """Ids hide in the inputs of tasks; nothing says which inputs hold them (peers #50)."""
    for name, value in (step.get("inputs") or {}).items():
        for text in re.split(r"[,;\s]+", value) if isinstance(value, str) else ():
            if not GUID.match(text):
                continue
            connection = names.name("service_connection", text)
            what = f"the id of the service connection '{connection}'" if connection else "perhaps an id of this server"
            export.note(f"{where}.inputs.{name}", f"{text} is {what}")


def _options(export: Export, names: Names) -> None:
    for option in export.document.get("options") or []:
        reference = option.get("definition") if isinstance(option, dict) else None
        if isinstance(reference, dict) and reference.get("id"):
            name = names.name("build_option", reference["id"])
            if nameable(name):
                reference["id"] = name


def _triggers(export: Export, names: Names, project: str) -> None:
    if "triggers" in export.document:
        # as a write spells them, so that two exports of the same definition are the same
        export.document["triggers"] = spelled(export.document["triggers"], export.document.get("repository"))
    for number, trigger in enumerate(export.document.get("triggers") or []):
        if not isinstance(trigger, dict) or members.trigger_type(trigger) != "buildCompletion":
            continue
        reference = trigger.get("definition") or {}
        shown = reference if reference.get("name") else names.definition(reference.get("id")) or {}
        if not nameable(shown.get("name")):
            trigger["definition"] = {"id": reference.get("id")}
            reason = f"the upstream definition {reference.get('id')} shows no name"
            export.note(f"triggers[{number}].definition", reason)
            continue
        named = {"name": shown["name"]}
        if shown.get("path"):
            named["path"] = shown["path"]
        owner = (shown.get("project") or {}).get("name")
        if owner and owner.lower() != project.lower():
            named["project"] = {"name": owner}
        trigger["definition"] = named


def _secrets(export: Export) -> None:
    holders = [("", export.document)]
    holders += [(f"phases[{number}].", phase) for number, phase in enumerate(_phases(export.document))]
    for prefix, holder in holders:
        variables = holder.get("variables")
        for name, variable in variables.items() if isinstance(variables, dict) else ():
            if members.is_secret(variable):
                export.secrets.append(f"{prefix}variables.{name}")


def _draft(export: Export, source: Document) -> None:
    if DEFINITION.members["quality"].canonical(source.get("quality")) is not ABSENT:
        export.note("quality", "it is a draft; what is exported is a definition of its own")


def _phases(document: Document) -> list[Document]:
    process = document.get("process")
    phases = process.get("phases") if isinstance(process, dict) else None
    return [phase for phase in phases or [] if isinstance(phase, dict)]
