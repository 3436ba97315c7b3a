# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Adding to a collection's world through the admin API."""

from __future__ import annotations

from typing import Any

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


def add_to(collection: Collection, body: dict[str, Any]) -> dict[str, Any]:
    """Adds `projects`, `repositories`, `queues`, `endpoints`, `variableGroups`, `tasks`, `taskGroups`, `xaml`.

    Items other than projects name theirs in `project` (the first one if absent). Answers the ids per kind.
    Raises ValueError for an unknown kind or project, KeyError for a missing name.
    """
    makers = {
        "projects": _project,
        "repositories": _repository,
        "queues": _queue,
        "endpoints": _endpoint,
        "variableGroups": _variable_group,
        "tasks": _task,
        "taskGroups": _task_group,
        "xaml": _xaml,
    }
    unknown = set(body) - set(makers)
    if unknown:
        raise ValueError(f"cannot seed {', '.join(sorted(unknown))}; known: {', '.join(makers)}")
    return {kind: [maker(collection, item) for item in body[kind]] for kind, maker in makers.items() if kind in body}


def _owner(collection: Collection, item: dict[str, Any]) -> Project:
    if "project" not in item and collection.projects:
        return next(iter(collection.projects.values()))
    found = collection.project(item.get("project", ""))
    if found is None:
        raise ValueError(f"no project {item.get('project')!r}")
    return found


def _project(collection: Collection, item: dict[str, Any]) -> str:
    project = Project(item.get("id") or guid(collection.path, item["name"]), item["name"], item.get("description"))
    collection.projects[project.id] = project
    return project.id


def _repository(collection: Collection, item: dict[str, Any]) -> str:
    project = _owner(collection, item)
    repository_id = item.get("id") or guid(collection.path, project.name, item["name"])
    branch = item.get("defaultBranch", "refs/heads/main")
    collection.repositories.append(Repository(repository_id, item["name"], project.id, branch))
    return repository_id


def _queue(collection: Collection, item: dict[str, Any]) -> int:
    shared = not collection.profile.knows((3, 0))
    number = item.get("id") or collection.next_id("queue", 100)
    collection.took_id("queue", number)
    pool = None
    if not shared:
        pool = Pool(collection.next_id("pool", 100), item["name"], bool(item.get("isHosted")))
        collection.pools.append(pool)
    owner = None if shared else _owner(collection, item).id
    collection.queues.append(Queue(number, item["name"], pool, owner))
    return int(number)


def _endpoint(collection: Collection, item: dict[str, Any]) -> str:
    project = _owner(collection, item)
    endpoint_id = item.get("id") or guid(collection.path, project.name, "endpoint", item["name"], item["type"])
    collection.endpoints.append(
        Endpoint(endpoint_id, item["name"], item["type"], item.get("url", "https://seeded.example/"), [project.id])
    )
    return endpoint_id


def _variable_group(collection: Collection, item: dict[str, Any]) -> int:
    number = item.get("id") or collection.next_id("group", 10)
    collection.took_id("group", number)
    collection.variable_groups.append(
        VariableGroup(
            number,
            item["name"],
            [_owner(collection, item).id],
            item.get("description"),
            variables=item.get("variables", {}),
        )
    )
    return int(number)


def _versions(item: dict[str, Any]) -> list[tuple[int, int, int]]:
    versions = []
    for text in item.get("versions", ["1.0.0"]):
        major, minor, patch = (int(part) for part in text.split("."))
        versions.append((major, minor, patch))
    return versions


def _task(collection: Collection, item: dict[str, Any]) -> str:
    task_id = (item.get("id") or guid("task", item["name"])).lower()
    collection.tasks.append(
        Task(
            task_id,
            item["name"],
            item.get("friendlyName", item["name"]),
            _versions(item),
            inputs=item.get("inputs", []),
        )
    )
    return task_id


def _task_group(collection: Collection, item: dict[str, Any]) -> str:
    group_id = (item.get("id") or guid("task group", item["name"])).lower()
    project = _owner(collection, item)
    collection.task_groups.append(TaskGroup(group_id, item["name"], project.id, _versions(item)))
    return group_id


def _xaml(collection: Collection, item: dict[str, Any]) -> int:
    number = item.get("id") or collection.next_id("definition")
    collection.took_id("definition", number)
    definition = Definition(number, _owner(collection, item).id, xaml={"name": item["name"]})
    collection.definitions[number] = definition
    collection.note(definition)
    return int(number)
