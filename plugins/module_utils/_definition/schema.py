# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""The BuildDefinition contract, as the service has it from api-version 4.0 on (api-facts §2, specs/build).

One table of nodes says for each member what it is, what counts as its default and what identifies it. Everything
else (canonical form, overlay, differences) follows from the table. The older shape is turned into this one by
`shapes`.
"""

from __future__ import annotations

import typing as t

from . import enums
from .alignment import Identity, Place
from .containers import Keyed, Labels, Ordered, Record, Unordered
from .members import (
    SECRET_REPOSITORY_PROPERTIES,
    TRIGGER_TYPE,
    Process,
    Repository,
    Triggers,
    Variable,
    demand,
    trigger_type,
)
from .nodes import (
    Branch,
    BranchFilter,
    Choice,
    FilePath,
    Flag,
    Flags,
    FolderPath,
    Ignored,
    JsonText,
    Node,
    Number,
    Reference,
    Text,
    WriteOnly,
)


def _trigger_key(trigger: t.Any) -> str:
    kind = str(trigger_type(trigger))
    upstream = trigger.get("definition") if isinstance(trigger, dict) else None
    if not isinstance(upstream, dict):
        return kind
    identifier = upstream.get("id")
    # a negative number stands for what the same task is about to create
    pending = isinstance(identifier, int) and identifier < 0
    return f"{kind} of {upstream.get('name') if pending else identifier}"


def _id_key(item: t.Any) -> str:
    return str(item.get("id") if isinstance(item, dict) else item).lower()


def _option_key(item: t.Any) -> str:
    return _id_key(item.get("definition") or {}) if isinstance(item, dict) else str(item)


def _task_id(step: t.Any) -> str | None:
    task = step.get("task") if isinstance(step, dict) else None
    return str(task.get("id", "")).lower() if isinstance(task, dict) else None


def _titled_task(step: t.Any, place: Place) -> t.Any:
    return [_task_id(step), step.get("displayName")] if isinstance(step, dict) and step.get("displayName") else None


def _untitled_task(step: t.Any, place: Place) -> t.Any:
    """A stated step without a display name continues any step of its task."""
    return None if place.stated and step.get("displayName") else _task_id(step)


def _task_in_place(step: t.Any, place: Place) -> t.Any:
    """With as many steps as before, the same task in the same place is a step that got another display name."""
    return None if place.index is None else [place.index, _task_id(step)]


def _member(name: str) -> Identity:
    return lambda item, place: (item.get(name) or None) if isinstance(item, dict) else None


def _anything(item: t.Any, place: Place) -> t.Any:
    return True


VARIABLE = Variable({"value": Text(), "allowOverride": Flag(), "isSecret": Flag()}, empty={})
VARIABLES = Keyed(VARIABLE)

STEP = Record(
    {
        "task": Record({"id": Text(fold=True), "versionSpec": Text(), "definitionType": Text("task", fold=True)}),
        "inputs": Keyed(Text(default=None)),
        "environment": Keyed(Text(default=None), fold=False),
        "enabled": Flag(default=True),
        "continueOnError": Flag(),
        "alwaysRun": Flag(),
        "timeoutInMinutes": Number(),
        "retryCountOnTaskFailure": Number(),
        "condition": Text("succeeded()"),
        "displayName": Text(),
        "refName": Text(),
    },
    # a step that does not say so could be taken for a disabled one
    fresh={"enabled": True, "continueOnError": False, "alwaysRun": False},
)
STEPS = Ordered(STEP, [_titled_task, _untitled_task, _task_in_place])

DEMANDS = Labels(demand)

EXECUTION_OPTIONS = Record(
    {
        "type": Number(),
        "multipliers": Ordered(Text()),
        "maxConcurrency": Number(),
        "continueOnError": Flag(),
    }
)
AGENT_SPECIFICATION = Record({"identifier": Text()})
TARGET = Record(
    {
        "type": Number(1),
        "queue": Reference(),
        "agentSpecification": AGENT_SPECIFICATION,
        "demands": DEMANDS,
        "executionOptions": EXECUTION_OPTIONS,
        "allowScriptsAuthAccessOption": Flag(),
    }
)
PHASE = Record(
    {
        "name": Text(),
        "refName": Text(),
        "condition": Text("succeeded()"),
        "steps": STEPS,
        "target": TARGET,
        # 0 is no scope of the contract: it is what a converted definition shows for "not set" (corpus S3)
        "jobAuthorizationScope": Choice(enums.JOB_AUTHORIZATION_SCOPE, "projectCollection", unset=(0,)),
        "jobTimeoutInMinutes": Number(),
        "jobCancelTimeoutInMinutes": Number(),
        "dependencies": Ordered(Record({"scope": Text(), "event": Text("Completed")}), [_member("scope")]),
        "variables": VARIABLES,
    },
    # what the web UI writes for a new job
    fresh={
        "condition": "succeeded()",
        "target": {"type": 1, "executionOptions": {"type": 0}, "allowScriptsAuthAccessOption": False},
        "jobAuthorizationScope": "projectCollection",
    },
)

SCHEDULE = Record(
    {
        "branchFilters": Ordered(BranchFilter()),
        "daysToBuild": Flags(enums.SCHEDULE_DAYS, "all"),
        "startHours": Number(),
        "startMinutes": Number(),
        "timeZoneId": Text(),
        "scheduleOnlyWithChanges": Flag(),
        "scheduleJobId": Ignored(),
    }
)
TRIGGER = Record(
    {
        "triggerType": TRIGGER_TYPE,
        "branchFilters": Ordered(BranchFilter()),
        "pathFilters": Ordered(Text()),
        "settingsSourceType": Number(1),
        # continuousIntegration
        "batchChanges": Flag(),
        "maxConcurrentBuildsPerBranch": Number(1),
        "pollingInterval": Number(),
        "pollingJobId": Ignored(),
        # schedule
        "schedules": Ordered(SCHEDULE, [_anything]),
        # pullRequest
        "forks": Record({"enabled": Flag(), "allowSecrets": Flag(), "allowFullAccessToken": Flag()}),
        "autoCancel": Flag(),
        "isCommentRequiredForPullRequest": Flag(),
        "requireCommentsForNonTeamMembersOnly": Flag(),
        "requireCommentsForNonTeamMemberAndNonContributors": Flag(),
        "pipelineTriggerSettings": Ignored(),
        # buildCompletion
        "definition": Reference(),
        "requiresSuccessfulBuild": Flag(),
        # gatedCheckIn
        "runContinuousIntegration": Flag(),
        "useWorkspaceMappings": Flag(),
    }
)

RETENTION_RULE = Record(
    {
        "branches": Ordered(BranchFilter()),
        "artifacts": Labels(),
        "artifactTypesToDelete": Labels(),
        "daysToKeep": Number(None),
        "minimumToKeep": Number(None),
        "deleteBuildRecord": Flag(),
        "deleteTestResults": Flag(),
    }
)

REPOSITORY = Repository(
    {
        "id": Text(fold=True),
        "type": Choice(enums.REPOSITORY_TYPE),
        "name": Text(),
        "url": Text(),
        "defaultBranch": Branch(),
        "rootFolder": Text(),
        "clean": Text(default=None, fold=True),
        "checkoutSubmodules": Flag(),
        "properties": Keyed(
            Text(default=None),
            special={
                "tfvcMapping": JsonText(),
                "svnMapping": JsonText(),
                **{name: Text(default=None, fold=True) for name in enums.BOOLEAN_REPOSITORY_PROPERTIES},
                "connectedServiceId": Text(default=None, fold=True),
                **{name: WriteOnly() for name in SECRET_REPOSITORY_PROPERTIES},
            },
        ),
    }
)

PROCESS = Process(
    {
        "type": Number(None),
        "yamlFilename": FilePath(),
        "phases": Ordered(PHASE, [_member("refName"), _member("name"), _anything]),
        "target": Record({"agentSpecification": AGENT_SPECIFICATION}),
        "resources": Ignored(),
        "errors": Ignored(),
    }
)

OPTION = Record(
    {
        "enabled": Flag(),
        "definition": Record({"id": Text(fold=True)}),
        "inputs": Keyed(JsonText()),
    }
)

PROCESS_PARAMETERS = Record(
    {"inputs": Node(), "dataSourceBindings": Node(), "sourceDefinitions": Node()},
)

SET_BY_THE_SERVER = (
    "_links",
    "authoredBy",
    "comment",
    "createdDate",
    "draftOf",
    "drafts",
    "id",
    "latestBuild",
    "latestCompletedBuild",
    "metrics",
    "project",
    "properties",
    "revision",
    "uri",
    "url",
)

_STATED: dict[str, Node] = {
    "name": Text(),
    "path": FolderPath(),
    "type": Choice(enums.DEFINITION_TYPE, "build"),
    "quality": Choice(enums.DEFINITION_QUALITY, "definition"),
    "queueStatus": Choice(enums.QUEUE_STATUS, "enabled"),
    "queue": Reference(),
    "description": Text(),
    "buildNumberFormat": Text(),
    "jobAuthorizationScope": Choice(enums.JOB_AUTHORIZATION_SCOPE, "projectCollection"),
    "jobTimeoutInMinutes": Number(),
    "jobCancelTimeoutInMinutes": Number(),
    "badgeEnabled": Flag(),
    "dropLocation": Text(),
    "repository": REPOSITORY,
    "processParameters": PROCESS_PARAMETERS,
    "options": Unordered(OPTION, _option_key, additive=True),
    "triggers": Triggers(TRIGGER, _trigger_key),
    "variables": VARIABLES,
    "variableGroups": Unordered(Reference(), _id_key),
    "demands": DEMANDS,
    "retentionRules": Ordered(RETENTION_RULE, [_member("branches"), _anything]),
    "tags": Labels(),
}

STATED_MEMBERS = frozenset(_STATED)

#: the whole definition, as api-version 4.0 and later show it
DEFINITION = Record({**{name: Ignored() for name in SET_BY_THE_SERVER}, **_STATED, "process": PROCESS}, empty={})

#: the whole definition, as api-versions 2.0 to 3.x show it: the steps of the only phase stand in ``build``
OLD_DEFINITION = Record({**{name: Ignored() for name in SET_BY_THE_SERVER}, **_STATED, "build": STEPS}, empty={})

#: written by people and documentation, dropped by the service without a word (api-facts §2.1, corpus S15)
DROPPED_MEMBERS = ("definitionType", "documentQuality", "defaultBranch", "counters")
DROPPED_REPOSITORY_MEMBERS = ("localPath",)
