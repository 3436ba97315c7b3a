# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A build as the service shows it (api-facts Annex C; the members of old versions: api-facts §1.4, INFERRED)."""

from __future__ import annotations

from typing import Any

from .build_state import Build
from .call import Call
from .links import date
from .seed import guid


def build_url(call: Call, build: Build) -> str:
    return f"{call.base}/{build.project_id}/_apis/build/Builds/{build.id}"


def describe(call: Call, build: Build) -> dict[str, Any]:
    collection = call.collection
    definition = collection.definitions[build.definition_id]
    url = build_url(call, build)
    version = call.version.pair
    plan = {"planId": guid("plan", str(build.id))}
    result: dict[str, Any] = {
        "_links": _links(call, build, url),
        "properties": {},
        "tags": list(build.tags),
        "validationResults": [],
        "plans": [plan],
        "triggerInfo": {},
        "id": build.id,
        "buildNumber": build.number,
        "status": build.status,
        "result": build.result,
        "queueTime": None if build.queue_time is None else date(build.queue_time),
        "startTime": None if build.start_time is None else date(build.start_time),
        "finishTime": None if build.finish_time is None else date(build.finish_time),
        "url": url,
        "definition": {**call.view.short(definition.id), "revision": build.definition_revision},
        "project": call.links.project(collection.projects[build.project_id]),
        "uri": f"vstfs:///Build/Build/{build.id}",
        "sourceBranch": build.source_branch,
        "sourceVersion": build.source_version or None,
        "queue": _queue(call, build),
        "priority": build.priority,
        "reason": build.reason,
        "parameters": build.parameters,
        "templateParameters": dict(build.template_parameters) or None,
        "orchestrationPlan": plan,
        "logs": {"id": 0, "type": "Container", "url": f"{url}/logs"},
        "repository": _repository(call, build),
        "retainedByRelease": False,
        "keepForever": build.retained,
    }
    _people(call, build, result)
    gone = _not_in(version)
    return {name: value for name, value in result.items() if value is not None and name not in gone}


def _not_in(version: tuple[int, int]) -> tuple[str, ...]:
    if version < (4, 0):
        return (
            "properties",
            "tags",
            "validationResults",
            "plans",
            "triggerInfo",
            "templateParameters",
            "retainedByRelease",
        )
    if version <= (6, 0):
        return ("templateParameters",)
    return ("keepForever",)


def _links(call: Call, build: Build, url: str) -> dict[str, Any]:
    root = f"{call.base}/{build.project_id}"
    return {
        "self": {"href": url},
        "web": {"href": f"{root}/_build/results?buildId={build.id}"},
        "timeline": {"href": f"{root}/_apis/build/builds/{build.id}/Timeline"},
    }


def _queue(call: Call, build: Build) -> dict[str, Any] | None:
    queue = None if build.queue_id is None else call.collection.queue(build.queue_id, build.project_id)
    return None if queue is None else call.links.queue(queue)


def _repository(call: Call, build: Build) -> dict[str, Any] | None:
    definition = call.collection.definitions[build.definition_id]
    if definition.xaml is not None:
        return None
    repository = definition.current.document.get("repository") or {}
    if not repository.get("id"):
        return None
    shown = {"id": repository["id"], "type": repository.get("type"), "clean": None, "checkoutSubmodules": False}
    if repository.get("name"):
        shown["name"] = repository["name"]
    return shown


def _people(call: Call, build: Build, result: dict[str, Any]) -> None:
    for name, person in (
        ("requestedFor", build.requested_for),
        ("requestedBy", build.requested_by),
        ("lastChangedBy", build.changed_by),
        ("deletedBy", build.deleted_by),
    ):
        result[name] = None if person is None else call.links.person(person)
    result["lastChangedDate"] = None if build.changed_date is None else date(build.changed_date)
    if build.deleted_date is not None:
        result["deleted"] = True
        result["deletedDate"] = date(build.deleted_date)
        result["deletedReason"] = f"Deleted by {build.deleted_by.name if build.deleted_by else 'retention'}"
