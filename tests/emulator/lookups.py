# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What definitions refer to: projects, repositories, queues, pools, connections, groups, tasks (api-facts §1.4)."""

from __future__ import annotations

from typing import Any

from .call import Answer, Call
from .contracts import VARIABLES
from .errors import ServiceError, project_id_not_found, project_not_found, repository_not_found
from .links import date
from .state import Endpoint, Pool, Queue, Repository, Task, TaskGroup, VariableGroup


def wrapped(rows: list[Any], headers: dict[str, str] | None = None) -> Answer:
    return Answer({"count": len(rows), "value": rows}, headers=headers or {})


def _same(left: str, right: str | None) -> bool:
    return right is None or left.lower() == right.lower()


def list_projects(call: Call) -> Answer:
    """Paged with `$top` and `$skip`, or continuationToken, both offsets."""
    found = sorted(call.collection.projects.values(), key=lambda item: item.name.lower())
    start = call.int("$skip") or call.int("continuationToken") or 0
    size = call.int("$top") or 100
    page = found[start : start + size]
    more = {"X-MS-ContinuationToken": str(start + size)} if len(found) > start + size else {}
    return wrapped([call.links.project(item) for item in page], more)


def get_project(call: Call) -> Answer:
    wanted = call.args["projectId"]
    project = call.collection.project(wanted)
    if project is None:
        if looks_like_guid(wanted):
            raise project_id_not_found(wanted, 404)
        raise project_not_found(wanted)
    team = {"id": project.id, "name": f"{project.name} Team", "url": f"{call.base}/_apis/projects/{project.id}/teams"}
    return Answer({**call.links.project(project), "defaultTeam": team})


def looks_like_guid(text: str) -> bool:
    parts = text.split("-")
    return [len(part) for part in parts] == [8, 4, 4, 4, 12] and all(
        letter in "0123456789abcdefABCDEF" for part in parts for letter in part
    )


def _repository(call: Call, item: Repository) -> dict[str, Any]:
    project = call.collection.projects[item.project_id]
    result = {
        "id": item.id,
        "name": item.name,
        "url": f"{call.base}/{project.id}/_apis/git/repositories/{item.id}",
        "project": call.links.project(project),
        "defaultBranch": item.default_branch,
        "remoteUrl": call.links.repository_url(item),
    }
    if item.default_branch is None:
        del result["defaultBranch"]
    return result


def list_repositories(call: Call) -> Answer:
    wanted = call.known_project
    found = [item for item in call.collection.repositories if wanted is None or item.project_id == wanted.id]
    return wrapped([_repository(call, item) for item in found])


def get_repository(call: Call) -> Answer:
    wanted = call.args["repositoryId"]
    project = call.known_project
    found = call.collection.repository(wanted, project.id if project else None)
    if found is None or (project is not None and found.project_id != project.id):
        raise repository_not_found(wanted)
    return Answer(_repository(call, found))


def _pool(call: Call, pool: Pool) -> dict[str, Any]:
    return {
        "id": pool.id,
        "name": pool.name,
        "isHosted": pool.hosted,
        "poolType": "automation",
        "size": 0,
        "scope": call.collection.id,
    }


def list_pools(call: Call) -> Answer:
    name = call.text("poolName")
    return wrapped([_pool(call, item) for item in call.collection.pools if _same(item.name, name)])


def get_pool(call: Call) -> Answer:
    number = call.number("poolId")
    for item in call.collection.pools:
        if item.id == number:
            return Answer(_pool(call, item))
    raise ServiceError(404, "TaskAgentPoolNotFoundException", f"Agent pool {number} was not found.", TASKS)


TASKS = "Microsoft.TeamFoundation.DistributedTask.WebApi.{}, Microsoft.TeamFoundation.DistributedTask.WebApi"


def _queue(call: Call, queue: Queue) -> dict[str, Any]:
    result: dict[str, Any] = {"id": queue.id, "projectId": queue.project_id, "name": queue.name}
    if queue.pool is not None:
        result["pool"] = _pool(call, queue.pool)
    return result


def list_queues(call: Call) -> Answer:
    """`queueName` filters by name, in any case."""
    name, ids, names = call.text("queueName"), call.text("queueIds"), call.text("queueNames")
    found = [item for item in call.collection.queues if item.project_id in (None, call.project.id)]
    found = [item for item in found if _same(item.name, name)]
    if ids is not None:
        found = [item for item in found if str(item.id) in ids.split(",")]
    if names is not None:
        found = [item for item in found if item.name.lower() in names.lower().split(",")]
    return wrapped([_queue(call, item) for item in found])


def get_queue(call: Call) -> Answer:
    number = call.number("queueId")
    found = call.collection.queue(number, call.project.id)
    if found is None:
        raise ServiceError(404, "TaskAgentQueueNotFoundException", f"Agent queue {number} was not found.", TASKS)
    return Answer(_queue(call, found))


def list_build_queues(call: Call) -> Answer:
    """`_apis/build/queues`, gone after 2.3; a pool is never in it (seed)."""
    name = call.text("name")
    rows: list[dict[str, Any]] = []
    for item in call.collection.queues:
        if _same(item.name, name):
            url = f"{call.base}/_apis/build/Queues/{item.id}"
            rows.append({"_links": {"self": {"href": url}}, "pool": None, "id": item.id, "name": item.name, "url": url})
    return wrapped(rows)


def _endpoint(call: Call, item: Endpoint) -> dict[str, Any]:
    return {
        "data": {},
        "id": item.id,
        "name": item.name,
        "type": item.type,
        "url": item.url,
        "description": item.description,
        "createdBy": call.links.person(call.collection.person),
        "authorization": {"parameters": {}, "scheme": item.scheme},
        "isShared": len(item.project_ids) > 1,
        "isReady": True,
        "owner": "Library",
    }


def list_endpoints(call: Call) -> Answer:
    """Filters: endpointNames, endpointIds (comma lists), type."""
    found = [item for item in call.collection.endpoints if call.project.id in item.project_ids]
    names, ids = call.text("endpointNames"), call.text("endpointIds")
    if names is not None:
        wanted = [part.strip().lower() for part in names.split(",")]
        found = [item for item in found if item.name.lower() in wanted]
    if ids is not None:
        found = [item for item in found if item.id.lower() in ids.lower().split(",")]
    found = [item for item in found if _same(item.type, call.text("type"))]
    return wrapped([_endpoint(call, item) for item in found])


def get_endpoint(call: Call) -> Answer:
    """The real service answers `null` with 200 for an unknown id (INFERRED)."""
    wanted = call.args["endpointId"].lower()
    for item in call.collection.endpoints:
        if item.id.lower() == wanted and call.project.id in item.project_ids:
            return Answer(_endpoint(call, item))
    return Answer(raw=b"null")


def _variable_group(call: Call, group: VariableGroup) -> dict[str, Any]:
    person = call.links.person(call.collection.person)
    stamp = date(call.project.last_update)
    return {
        "variables": VARIABLES.write(group.variables, call.wire),
        "id": group.id,
        "type": group.type,
        "name": group.name,
        "description": group.description,
        "createdBy": person,
        "createdOn": stamp,
        "modifiedBy": person,
        "modifiedOn": stamp,
        "isShared": len(group.project_ids) > 1,
        "variableGroupProjectReferences": None,
    }


def list_variable_groups(call: Call) -> Answer:
    """`groupName` equals, or begins with a trailing `*`."""
    found = [item for item in call.collection.variable_groups if call.project.id in item.project_ids]
    name, ids = call.text("groupName"), call.text("groupIds")
    if name is not None:
        text = name.lower().removesuffix("*")
        prefix = name.endswith("*")
        found = [item for item in found if item.name.lower() == text or (prefix and item.name.lower().startswith(text))]
    if ids is not None:
        found = [item for item in found if str(item.id) in ids.split(",")]
    return wrapped([_variable_group(call, item) for item in found])


def get_variable_group(call: Call) -> Answer:
    number = call.number("groupId")
    for item in call.collection.variable_groups:
        if item.id == number and call.project.id in item.project_ids:
            return Answer(_variable_group(call, item))
    raise ServiceError(404, "VariableGroupNotFoundException", f"Variable group {number} was not found.", TASKS)


def _version(version: tuple[int, int, int]) -> dict[str, Any]:
    major, minor, patch = version
    return {"major": major, "minor": minor, "patch": patch, "isTest": False}


def _task(task: Task, version: tuple[int, int, int]) -> dict[str, Any]:
    return {
        "visibility": ["Build", "Release"],
        "runsOn": list(task.runs_on),
        "id": task.id,
        "name": task.name,
        "version": _version(version),
        "serverOwned": True,
        "contentsUploaded": True,
        "friendlyName": task.friendly_name,
        "description": task.friendly_name,
        "category": task.category,
        "author": task.author,
        "definitionType": "task",
        "groups": [],
        "inputs": task.inputs,
        "instanceNameFormat": task.friendly_name,
        "execution": {},
    }


def list_tasks(call: Call) -> Answer:
    """Every version of every task, in one answer."""
    wanted = call.args.get("taskId")
    rows: list[dict[str, Any]] = []
    for task in call.collection.tasks:
        if wanted is None or task.id == wanted.lower():
            rows.extend(_task(task, version) for version in task.versions)
    if wanted is not None and not rows:
        raise ServiceError(404, "TaskDefinitionNotFoundException", f"Task {wanted} was not found.", TASKS)
    return wrapped(rows)


def get_task(call: Call) -> Answer:
    wanted, text = call.args["taskId"].lower(), call.args["versionString"]
    for task in call.collection.tasks:
        for version in task.versions:
            if task.id == wanted and ".".join(map(str, version)) == text:
                return Answer(_task(task, version))
    raise ServiceError(404, "TaskDefinitionNotFoundException", f"Task {wanted} {text} was not found.", TASKS)


def _task_group(call: Call, group: TaskGroup, version: tuple[int, int, int]) -> dict[str, Any]:
    person = call.links.person(call.collection.person)
    stamp = date(call.project.last_update)
    return {
        "tasks": group.tasks,
        "runsOn": ["Agent", "DeploymentGroup"],
        "revision": 1,
        "createdBy": person,
        "createdOn": stamp,
        "modifiedBy": person,
        "modifiedOn": stamp,
        "id": group.id,
        "name": group.name,
        "version": _version(version),
        "iconUrl": "",
        "friendlyName": group.name,
        "description": "",
        "category": "Build",
        "definitionType": "metaTask",
        "author": call.collection.person.name,
        "demands": [],
        "groups": [],
        "inputs": group.inputs,
        "satisfies": [],
        "sourceDefinitions": [],
        "dataSourceBindings": [],
        "instanceNameFormat": f"Task group: {group.name}",
        "preJobExecution": {},
        "execution": {},
        "postJobExecution": {},
    }


def list_task_groups(call: Call) -> Answer:
    wanted = call.args.get("taskGroupId")
    rows: list[dict[str, Any]] = []
    for group in call.collection.task_groups:
        if group.project_id == call.project.id and (wanted is None or group.id == wanted.lower()):
            rows.extend(_task_group(call, group, version) for version in group.versions)
    return wrapped(rows)
