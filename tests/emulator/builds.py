# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds: queue, read, update, delete (api-facts §1.4 Builds). The list is in build_listing.py."""

from __future__ import annotations

from typing import Any

from .build_numbers import FORBIDDEN, number_of
from .build_state import Build, Container
from .build_view import describe
from .call import Answer, Call
from .definitions import Definitions
from .errors import ServiceError, argument, build_not_found, null
from .state import Collection, Definition, now

STATUS = {1: "inProgress", 2: "completed", 4: "cancelling", 8: "postponed", 32: "notStarted"}
RESULT = {0: "none", 2: "succeeded", 4: "partiallySucceeded", 8: "failed", 32: "canceled"}
PRIORITY = {1: "high", 2: "aboveNormal", 3: "normal", 4: "belowNormal", 5: "low"}
REASON = {
    1: "manual",
    2: "individualCI",
    4: "batchedCI",
    8: "schedule",
    16: "scheduleForced",
    32: "userCreated",
    64: "validateShelveset",
    128: "checkInShelveset",
    256: "pullRequest",
    512: "buildCompletion",
    1024: "resourceTrigger",
}


def word(table: dict[int, str], value: Any, name: str) -> str:
    """A value of an enumeration, given by name in any case or by number."""
    if isinstance(value, int) and not isinstance(value, bool) and value in table:
        return table[value]
    for known in table.values():
        if isinstance(value, str) and known.lower() == value.lower():
            return known
    raise argument(f"The value '{value}' is not valid for {name}.", name)


def there(call: Call, build: Build) -> bool:
    """A deleted definition takes its builds along (api-facts §1.4)."""
    return build.project_id == call.project.id and not call.collection.definitions[build.definition_id].deleted


def find(call: Call, deleted: bool = False) -> Build:
    number = call.number("buildId")
    build = call.collection.builds.get(number)
    if build is None or not there(call, build) or (build.deleted and not deleted):
        raise build_not_found(number)
    return build


def get_build(call: Call) -> Answer:
    shown = call.collection.switches["deleted_build"] == "shown"
    return Answer(describe(call, find(call, deleted=shown)))


def queue_build(call: Call) -> Answer:
    """Validated like a request in the web page; nothing runs it, so it stays as it is until somebody changes it."""
    by_query = call.int("definitionId") if call.version.pair >= (6, 0) else None
    body = {"definition": {"id": by_query}} if by_query and not call.body else call.object("build")
    reference = body.get("definition")
    if not isinstance(reference, dict) or not isinstance(reference.get("id"), int):
        raise null("build.Definition")
    definition = Definitions(call.collection).find(call.project, reference["id"])
    queue_id = _check_queued(call, definition, body)
    moment = now()
    document = definition.current.document
    branch = body.get("sourceBranch") or (document.get("repository") or {}).get("defaultBranch") or "refs/heads/main"
    templates = body.get("templateParameters") if call.version.pair >= (6, 1) else None
    build = add(
        call.collection,
        definition,
        status="notStarted",
        result=None,
        finish_time=None,
        source_branch=str(branch),
        source_version=str(body.get("sourceVersion") or ""),
        reason=word(REASON, body.get("reason", 1), "reason"),
        priority=word(PRIORITY, body.get("priority", 3), "priority"),
        parameters=body.get("parameters") or None,
        template_parameters={name: str(value) for name, value in (templates or {}).items()},
        queue_id=queue_id,
        queue_time=moment,
        requested_by=call.person,
        requested_for=call.person,
        changed_by=call.person,
        changed_date=moment,
    )
    return Answer(describe(call, build))


def _check_queued(call: Call, definition: Definition, body: dict[str, Any]) -> int | None:
    if definition.xaml is not None:
        raise ServiceError(400, "DefinitionTypeNotSupportedException", "The definition type Xaml is not supported.")
    document = definition.current.document
    if document.get("queueStatus") in (2, "disabled"):
        raise ServiceError(
            call.collection.switches["disabled_queue_status"],
            "DefinitionDisabledException",
            f"The build pipeline {definition.name} is disabled, so no build can be queued.",
        )
    for name in ("sourceBranch", "sourceVersion", "parameters"):
        if body.get(name) is not None and not isinstance(body[name], str):
            raise argument(f"The value of {name} is not a string.", name)
    wanted = (body.get("queue") or {}).get("id") or (document.get("queue") or {}).get("id")
    if wanted is None or call.collection.queue(wanted, call.project.id) is None:
        message = f"Could not find a queue with ID {wanted}." if wanted else "No agent queue was specified."
        raise ServiceError(
            400,
            "BuildRequestValidationFailedException",
            "Could not queue the build because there were validation errors or warnings.",
            custom={"ValidationResults": [{"result": "error", "message": message}]},
        )
    return int(wanted)


def add(collection: Collection, definition: Definition, number: str | None = None, **members: Any) -> Build:
    """A new build and its file container, which every build has from the start (api-facts §5.5)."""
    build_id = collection.next_id("build")
    members.setdefault("finish_time", now())
    build = Build(build_id, definition.project_id, definition.id, definition.current.number, "", **members)
    moment = build.queue_time or now()
    build.queue_time = moment
    build.number = number or number_of(collection, definition, build, moment)
    collection.builds[build_id] = build
    container_id = collection.next_id("container", 2121)
    person = build.requested_by or collection.person
    collection.containers[container_id] = Container(container_id, build.project_id, build_id, moment, person)
    return build


def patch_build(call: Call) -> Answer:
    build = find(call)
    change(call, build, call.object("build"))
    return Answer(describe(call, build))


def patch_builds(call: Call) -> Answer:
    """Several builds in one request; a bad one refuses all."""
    bodies = call.json("builds")
    if not isinstance(bodies, list) or not all(isinstance(item, dict) for item in bodies):
        raise argument("The request body is not a list of builds.", "builds")
    pairs = []
    for body in bodies:
        build = call.collection.builds.get(body.get("id", 0))
        if build is None or build.deleted or not there(call, build):
            raise build_not_found(body.get("id", 0))
        _check_change(call, build, body)
        pairs.append((build, body))
    for build, body in pairs:
        change(call, build, body)
    rows = [describe(call, build) for build, _body in pairs]
    return Answer({"count": len(rows), "value": rows})


def _check_change(call: Call, build: Build, body: dict[str, Any]) -> None:
    if body.get("result") is not None:
        word(RESULT, body["result"], "result")
    number = body.get("buildNumber")
    if number is not None and (
        not isinstance(number, str) or not number.strip() or any(mark in number for mark in FORBIDDEN)
    ):
        message = f"The build number {number} has characters that are not valid."
        raise ServiceError(400, "BuildNumberFormatException", message)
    if body.get("status") is None:
        return
    status = word(STATUS, body["status"], "status")
    if build.status == "completed" and status != "completed":
        raise ServiceError(
            call.collection.switches["build_status_change_status"],
            "BuildStatusInvalidChangeException",
            f"The status of build {build.id} cannot be changed from Completed to {status[0].upper()}{status[1:]}.",
        )


def change(call: Call, build: Build, body: dict[str, Any]) -> None:
    """`keepForever` left the contract after 6.0."""
    _check_change(call, build, body)
    if isinstance(body.get("keepForever"), bool) and call.version.pair <= (6, 0):
        build.retained = body["keepForever"]
    if body.get("buildNumber") is not None:
        build.number = body["buildNumber"]
    if body.get("result") is not None:
        build.result = word(RESULT, body["result"], "result")
    if body.get("status") is not None:
        set_status(build, word(STATUS, body["status"], "status"))
    build.changed_by, build.changed_date = call.person, now()


def set_status(build: Build, status: str) -> None:
    """A build that did not start yet is canceled at once; a running one when its agent has stopped."""
    if status == build.status:
        return
    if status == "cancelling" and build.status in ("notStarted", "postponed"):
        status, build.result = "completed", "canceled"
    build.status = status
    if status == "inProgress":
        build.start_time = build.start_time or now()
    if status == "completed":
        build.start_time, build.finish_time = build.start_time or now(), now()
        build.result = build.result or "succeeded"


def delete_build(call: Call) -> Answer:
    """Soft: the build is still in lists that ask for deleted ones. Its content is gone."""
    build = find(call)
    moment = now()
    leased = any(item.run_id == build.id and item.is_valid(moment) for item in call.collection.leases.values())
    if build.retained or leased:
        raise ServiceError(
            call.collection.switches["retained_build_status"],
            "CannotDeleteRetainedBuildException",
            f"The build {build.number} is retained and cannot be deleted.",
        )
    build.deleted_by, build.deleted_date = call.person, moment
    call.collection.drop_content([build.id])
    return Answer(status=204)
