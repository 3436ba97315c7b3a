# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Raw definition documents of any shape, brought in with everything that they refer to.

For tests that start from real documents: what the document names and the collection lacks (queue, repository,
connections, tasks, task groups, variable groups, upstream definitions) is made, so that the result is valid.
"""

from __future__ import annotations

import json
from typing import Any

from . import builds, shapes
from .build_state import Build
from .contract import ContractError, Wire
from .definitions import Definitions
from .links import Links
from .normalise import Save, canonical_type
from .seed import guid
from .state import (
    Collection,
    Definition,
    Endpoint,
    Pool,
    Project,
    Queue,
    Repository,
    Task,
    TaskGroup,
    VariableGroup,
)
from .validate import has_version


def import_definition(collection: Collection, project: Project, raw: dict[str, Any], base: str) -> Definition:
    """Stores a document as revision 1 of a new definition. Raises ContractError and ServiceError."""
    body = _unwrapped(raw)
    if not collection.profile.knows((4, 0)):
        body = _for_old_server(body)
    if not collection.profile.knows((3, 0)):
        body = _for_tfs2015(body)
    old = "process" not in {name.lower() for name in body}
    server = collection.profile.newest
    wire = Wire(server, min(server, (3, 2)) if old else server)
    body = _cleaned(body)
    document = shapes.read(body, wire)
    document["type"] = "build"
    if old and "build" not in {name.lower() for name in body} and collection.profile.knows((4, 0)):
        # read at an old version, a YAML definition shows no steps at all (corpus noprocess)
        document["process"] = {"type": 2, "yamlFilename": "azure-pipelines.yml"}
    _references(collection, project, document, body)
    save = Save(collection, project, Links(collection, base), document, imported=True)
    return Definitions(collection).create(save, collection.person)


def _for_old_server(body: dict[str, Any]) -> dict[str, Any]:
    """The document as far as a server without `process` could hold it."""
    process = body.pop("process", None)
    if process is not None:
        if "phases" not in process:
            raise ContractError("this product has no YAML definitions")
        phases = process["phases"] or [{}]
        body["build"] = phases[0].get("steps") or []
    return body


def _for_tfs2015(body: dict[str, Any]) -> dict[str, Any]:
    """Without the empty inputs that it refuses (api-facts §6)."""
    options = [
        {name: value for name, value in option.items() if (name, value) != ("inputs", {})}
        for option in body.get("options") or ()
    ]
    return {**body, "options": options}


def _unwrapped(raw: dict[str, Any]) -> dict[str, Any]:
    for name in ("definition", "template"):
        if "name" not in raw and isinstance(raw.get(name), dict):
            return dict(raw[name])
    return dict(raw)


def _cleaned(body: dict[str, Any]) -> dict[str, Any]:
    """Without the blanks that authors of templates left where objects and numbers belong."""

    def clean(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: clean(item) for name, item in value.items()}
        if isinstance(value, list):
            return [clean(item) for item in value]
        return {} if value == "{}" else value

    result = {name: clean(value) if name != "variables" else value for name, value in body.items()}
    for name in ("id", "revision"):
        result.pop(name, None)
    for queue in _raw_queues(result):
        if not isinstance(queue.get("id"), int):
            queue.pop("id", None)
    for step in _raw_steps(result):
        # placeholders: "{}" is a value there
        step["inputs"] = {key: "{}" if item == {} else item for key, item in (step.get("inputs") or {}).items()}
    for option in result.get("options") or ():
        inputs = option.get("inputs")
        if isinstance(inputs, dict):
            option["inputs"] = {key: "{}" if item == {} else item for key, item in inputs.items()}
    return result


def _raw_queues(body: dict[str, Any]) -> list[dict[str, Any]]:
    phases = (body.get("process") or {}).get("phases") or ()
    found = [body.get("queue"), *((phase.get("target") or {}).get("queue") for phase in phases)]
    return [item for item in found if isinstance(item, dict)]


def _raw_steps(body: dict[str, Any]) -> list[dict[str, Any]]:
    steps = list(body.get("build") or ())
    for phase in (body.get("process") or {}).get("phases") or ():
        steps.extend(phase.get("steps") or ())
    return steps


def _references(collection: Collection, project: Project, document: dict[str, Any], body: dict[str, Any]) -> None:
    document["queue"] = _queue(collection, project, body.get("queue") or {})
    document["repository"] = _repository(collection, project, document.get("repository") or {})
    for phase in (document.get("process") or {}).get("phases") or ():
        target = phase.get("target") or {}
        if target.get("queue"):
            target["queue"] = _queue(collection, project, target["queue"])
    for step in shapes.all_steps(document):
        _task(collection, project, step)
    if collection.profile.knows((4, 0)):
        document["variableGroups"] = [
            {"id": _group(collection, project, item)} for item in body.get("variableGroups") or ()
        ]
    for variables in _all_variables(document):
        for variable in variables.values():
            if variable["value"] is None and not variable.get("isSecret"):
                variable["value"] = ""


def _all_variables(document: dict[str, Any]) -> list[dict[str, Any]]:
    phases = (document.get("process") or {}).get("phases") or ()
    return [item for item in (document.get("variables"), *(phase.get("variables") for phase in phases)) if item]


def _queue(collection: Collection, project: Project, raw: dict[str, Any]) -> dict[str, Any] | None:
    wanted, name = raw.get("id"), raw.get("name") or (raw.get("pool") or {}).get("name")
    if not isinstance(wanted, int):
        for queue in collection.queues:
            if name and queue.name.lower() == str(name).lower() and queue.project_id in (None, project.id):
                return {"id": queue.id}
        if not name:
            return None
        wanted = collection.next_id("queue", 100)
    if collection.queue(wanted, project.id) is None:
        if any(queue.id == wanted for queue in collection.queues):
            wanted = collection.next_id("queue", 100)
        collection.took_id("queue", wanted)
        queue_name = str(name or f"Queue {wanted}")
        shared = not collection.profile.knows((3, 0))
        pool = None if shared else Pool(1000 + wanted, queue_name, bool((raw.get("pool") or {}).get("isHosted")))
        if pool is not None:
            collection.pools.append(pool)
        collection.queues.append(Queue(wanted, queue_name, pool, None if shared else project.id))
    return {"id": wanted}


def _repository(collection: Collection, project: Project, raw: dict[str, Any]) -> dict[str, Any]:
    kind = canonical_type(raw.get("type")) or "TfsGit"
    repository = {"checkoutSubmodules": False, "clean": None, **raw}
    if canonical_type(raw.get("type")) is None:
        repository["type"] = kind
    properties = repository.get("properties") or {}
    if kind == "TfsGit":
        found = collection.repository(repository.get("id") or "")
        if found is None:
            name = repository.get("name") or "imported"
            found = Repository(repository.get("id") or guid("imported", name), name, project.id)
            collection.repositories.append(found)
        repository["id"] = found.id
    elif not properties.get("connectedServiceId") and kind in ("GitHub", "GitHubEnterprise", "Bitbucket"):
        repository["properties"] = {**properties, "connectedServiceId": guid("imported", "connection", kind)}
    connection = (repository.get("properties") or {}).get("connectedServiceId")
    if connection and all(item.id.lower() != connection.lower() for item in collection.endpoints):
        name = f"imported-{len(collection.endpoints)}"
        collection.endpoints.append(Endpoint(connection, name, kind.lower(), "https://imported.example/", [project.id]))
    return repository


def _task(collection: Collection, project: Project, step: dict[str, Any]) -> None:
    reference = step.get("task") or {}
    task_id, spec = (reference.get("id") or guid("imported", "task")).lower(), reference.get("versionSpec") or "*"
    step["task"] = {
        **reference,
        "id": reference.get("id") or task_id,
        "versionSpec": spec,
    }
    parts = [int(part) for part in spec.split(".") if part.isdigit()]
    version = (*parts, *(0,) * (3 - len(parts)))[:3]
    number = (version[0] or (0 if parts else 1), version[1], version[2])
    if (reference.get("definitionType") or "").lower() == "metatask":
        groups = [item for item in collection.task_groups if item.id == task_id and item.project_id == project.id]
        if not groups:
            groups = [TaskGroup(task_id, f"imported {task_id}", project.id, [])]
            collection.task_groups.extend(groups)
        if not has_version(groups[0].versions, spec):
            groups[0].versions.append(number)
        return
    tasks = [item for item in collection.tasks if item.id == task_id]
    if not tasks:
        tasks = [Task(task_id, f"Task{task_id[:8]}", f"Imported {task_id[:8]}", [])]
        collection.tasks.extend(tasks)
    if not any(has_version(task.versions, spec) for task in tasks):
        tasks[0].versions.append(number)


def _group(collection: Collection, project: Project, raw: dict[str, Any]) -> int:
    name = raw.get("name") or f"group-{raw.get('id')}"
    for group in collection.variable_groups:
        if group.name == name:
            if project.id not in group.project_ids:
                group.project_ids.append(project.id)
            return group.id
    taken = {group.id for group in collection.variable_groups}
    wanted = raw.get("id")
    number = wanted if isinstance(wanted, int) and wanted not in taken else collection.next_id("group", 100)
    collection.took_id("group", number)
    variables = json.loads(json.dumps(raw.get("variables") or {}))
    collection.variable_groups.append(
        VariableGroup(number, name, [project.id], raw.get("description"), variables=variables)
    )
    return number


def add_build(collection: Collection, definition: Definition, retained: bool) -> Build:
    """A finished build of a definition."""
    return builds.add(collection, definition, f"2026{collection.peek_id('build'):04d}.1", retained=retained)
