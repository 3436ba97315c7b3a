# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The contracts of a build definition (api-facts §2; Microsoft's published client contracts; corpus S1-S23)."""

from __future__ import annotations

import re
from typing import Any

from .contract import Anything, Bool, Emit, Enum, Int, ListOf, MapOf, Member, OneOf, Record, Text, Wire

ALWAYS, GIVEN = Emit.ALWAYS, Emit.GIVEN
TEXT, INT, BOOL, ANYTHING = Text(), Int(), Bool(), Anything()
TEXTS = ListOf(TEXT)
TEXT_MAP = MapOf(TEXT)

SCOPE = Enum({1: "projectCollection", 2: "project"})
QUALITY = Enum({1: "definition", 2: "draft"})
TYPE = Enum({1: "xaml", 2: "build"})
QUEUE_STATUS = Enum({0: "enabled", 1: "paused", 2: "disabled"})
TRIGGER = Enum(
    {
        1: "none",
        2: "continuousIntegration",
        4: "batchedContinuousIntegration",
        8: "schedule",
        16: "gatedCheckIn",
        32: "batchedGatedCheckIn",
        64: "pullRequest",
        128: "buildCompletion",
    }
)
DAYS = Enum(
    {
        0: "none",
        1: "monday",
        2: "tuesday",
        4: "wednesday",
        8: "thursday",
        16: "friday",
        32: "saturday",
        64: "sunday",
        127: "all",
    },
    flags=True,
)

_DEMAND = re.compile(r"^([^ ]+)([ ]+-([^ ]+)[ ]+(.*))?$")


class Demand:
    """A demand is a string on the wire; an object is read as nothing (api-facts §2.7, SDK DemandJsonConverter)."""

    def read(self, value: Any, wire: Wire) -> Any:
        found = _DEMAND.match(value) if isinstance(value, str) else None
        if found is None:
            return None
        if found[2] is None:
            return found[1]
        return f"{found[1]} -equals {found[4]}" if found[3].lower() == "equals" else None

    def write(self, value: Any, wire: Wire) -> Any:
        return value


def _empty_list(_wire: Wire) -> list[Any]:
    return []


def _no_execution_options(_wire: Wire) -> dict[str, Any]:
    return {"type": 0}


def _number(value: Any) -> Any:
    return int(value) if isinstance(value, str) and value.isdigit() else value


def _trigger_name(value: Any) -> Any:
    try:
        return TRIGGER.read(value, Wire((0, 0), (0, 0)))
    except ValueError:
        return None


def _one_or_absent(result: dict[str, Any], wire: Wire) -> None:
    # "1 omitted on output" (api-facts §2.4, corpus S4)
    if result.get("settingsSourceType") == 1:
        del result["settingsSourceType"]


def _hide_secret(result: dict[str, Any], wire: Wire) -> None:
    if result.get("isSecret") and not wire.reveal_secrets:
        result["value"] = None


def _empty_step_maps(result: dict[str, Any], wire: Wire) -> None:
    if wire.drop_empty_step_maps:
        for name in ("environment", "inputs"):
            if result.get(name) == {}:
                del result[name]


VARIABLE = Record(
    (
        Member("value", TEXT, ALWAYS),
        Member("allowOverride", BOOL),
        Member("isSecret", BOOL),
    ),
    _hide_secret,
)
VARIABLES = MapOf(VARIABLE, any_case=True)

DEMANDS = ListOf(Demand())
IDENTIFIER = Record((Member("identifier", TEXT),))
QUEUE_REFERENCE = Record((Member("id", INT), Member("name", TEXT)))

STEP = Record(
    (
        Member("environment", TEXT_MAP, GIVEN, since=(3, 0), by_request=True),
        Member("enabled", BOOL, ALWAYS, lambda wire: wire.step_enabled),
        Member("continueOnError", BOOL, ALWAYS, False),
        Member("alwaysRun", BOOL, ALWAYS, False),
        Member("displayName", TEXT),
        Member("timeoutInMinutes", INT, ALWAYS, 0, since=(3, 0), by_request=True),
        Member("retryCountOnTaskFailure", INT, GIVEN, since=(6, 1), by_request=True),
        Member("condition", TEXT, since=(3, 0), by_request=True),
        Member("refName", TEXT, since=(3, 0), by_request=True),
        Member(
            "task",
            Record(
                (
                    Member("id", TEXT, ALWAYS),
                    Member("versionSpec", TEXT, ALWAYS),
                    Member("definitionType", TEXT, GIVEN, "task", since=(3, 0), by_request=True),
                )
            ),
            GIVEN,
        ),
        Member("inputs", MapOf(TEXT, any_case=True), GIVEN),
    ),
    _empty_step_maps,
)
STEPS = ListOf(STEP)

_MULTIPLIED = (
    Member("multipliers", TEXTS),
    Member("maxConcurrency", INT, ALWAYS, 1),
    Member("continueOnError", BOOL, ALWAYS, False),
)
_EXECUTION = {
    0: Record(()),
    1: Record(_MULTIPLIED),
    2: Record(_MULTIPLIED[1:]),
}
AGENT_EXECUTION = OneOf("type", _EXECUTION, lambda given: 0, _number)
SERVER_EXECUTION = OneOf("type", {0: _EXECUTION[0], 1: _EXECUTION[1]}, lambda given: 0, _number)
PHASE_TARGET = OneOf(
    "type",
    {
        1: Record(
            (
                Member("queue", QUEUE_REFERENCE, GIVEN),
                Member("agentSpecification", IDENTIFIER, GIVEN, since=(5, 1)),
                Member("demands", DEMANDS),
                Member("executionOptions", AGENT_EXECUTION, ALWAYS, _no_execution_options),
                Member("allowScriptsAuthAccessOption", BOOL, ALWAYS, False),
            )
        ),
        2: Record((Member("executionOptions", SERVER_EXECUTION, ALWAYS, _no_execution_options),)),
    },
    lambda given: 1,
    _number,
)
PHASE = Record(
    (
        Member("steps", STEPS),
        Member("name", TEXT, ALWAYS),
        Member("refName", TEXT),
        Member("condition", TEXT),
        Member("target", PHASE_TARGET),
        # 0 has no name and stays a number (corpus S3)
        Member("jobAuthorizationScope", SCOPE, ALWAYS, 0),
        Member("jobTimeoutInMinutes", INT),
        Member("jobCancelTimeoutInMinutes", INT),
        Member("dependencies", ListOf(Record((Member("scope", TEXT, ALWAYS), Member("event", TEXT, ALWAYS))))),
        Member("variables", VARIABLES),
    )
)
_TARGET = Member("target", Record((Member("agentSpecification", IDENTIFIER, GIVEN),)), GIVEN, since=(5, 1))
PROCESS = OneOf(
    "type",
    {
        1: Record((Member("phases", ListOf(PHASE)), _TARGET)),
        2: Record((Member("resources", ANYTHING), Member("yamlFilename", TEXT, ALWAYS), Member("errors", TEXTS))),
        3: Record((_TARGET,)),
        4: Record(()),
    },
    lambda given: 2 if "yamlfilename" in given else 1,
    _number,
)

REPOSITORY = Record(
    (
        Member("properties", TEXT_MAP),
        Member("id", TEXT),
        Member("type", TEXT, ALWAYS),
        Member("name", TEXT),
        Member("url", TEXT),
        Member("defaultBranch", TEXT),
        Member("rootFolder", TEXT),
        Member("clean", TEXT, ALWAYS),
        Member("checkoutSubmodules", BOOL, ALWAYS, False),
    )
)

_SOURCE = Member("settingsSourceType", INT)
_BRANCHES = Member("branchFilters", TEXTS, ALWAYS, _empty_list)
_PATHS = Member("pathFilters", TEXTS, ALWAYS, _empty_list, since=(3, 0))
SCHEDULE = Record(
    (
        _BRANCHES,
        Member("timeZoneId", TEXT),
        Member("startHours", INT, ALWAYS, 0),
        Member("startMinutes", INT, ALWAYS, 0),
        Member("daysToBuild", DAYS),
        Member("scheduleJobId", TEXT),
        Member("scheduleOnlyWithChanges", BOOL, ALWAYS, False, since=(4, 1)),
    )
)
TRIGGERS = ListOf(
    OneOf(
        "triggerType",
        {
            "continuousIntegration": Record(
                (
                    _BRANCHES,
                    _PATHS,
                    _SOURCE,
                    Member("batchChanges", BOOL, ALWAYS, False),
                    Member("maxConcurrentBuildsPerBranch", INT, default=1),
                    Member("pollingInterval", INT, GIVEN),
                    Member("pollingJobId", TEXT),
                ),
                _one_or_absent,
            ),
            "gatedCheckIn": Record(
                (
                    Member("pathFilters", TEXTS, ALWAYS, _empty_list),
                    Member("runContinuousIntegration", BOOL),
                    Member("useWorkspaceMappings", BOOL),
                )
            ),
            "schedule": Record((Member("schedules", ListOf(SCHEDULE), ALWAYS, _empty_list),)),
            "pullRequest": Record(
                (
                    Member("autoCancel", BOOL, GIVEN, since=(5, 0)),
                    _SOURCE,
                    _BRANCHES,
                    Member(
                        "forks",
                        Record(
                            (
                                Member("enabled", BOOL, ALWAYS, False),
                                Member("allowSecrets", BOOL, ALWAYS, False),
                                Member("allowFullAccessToken", BOOL, ALWAYS, False, since=(6, 1)),
                            )
                        ),
                        GIVEN,
                    ),
                    Member("pathFilters", TEXTS, ALWAYS, _empty_list, since=(5, 0)),
                    Member("requireCommentsForNonTeamMembersOnly", BOOL, ALWAYS, False, since=(5, 1)),
                    Member("requireCommentsForNonTeamMemberAndNonContributors", BOOL, ALWAYS, False, since=(6, 1)),
                    Member("isCommentRequiredForPullRequest", BOOL, ALWAYS, False, since=(5, 0)),
                ),
                _one_or_absent,
            ),
            "buildCompletion": Record(
                (
                    Member("definition", Record((Member("id", INT),)), ALWAYS),
                    Member("requiresSuccessfulBuild", BOOL, ALWAYS, False),
                    _BRANCHES,
                )
            ),
        },
        lambda given: None,
        _trigger_name,
        unknown_is_none=True,
    )
)

OPTIONS = ListOf(
    Record(
        (
            Member("enabled", BOOL, ALWAYS, False),
            Member("definition", Record((Member("id", TEXT, ALWAYS),)), ALWAYS),
            Member("inputs", MapOf(TEXT, any_case=True), GIVEN),
        )
    )
)

RETENTION = ListOf(
    Record(
        (
            Member("branches", TEXTS, GIVEN),
            Member("artifacts", TEXTS, GIVEN, since=(3, 0)),
            Member("artifactTypesToDelete", TEXTS, GIVEN, since=(3, 0)),
            Member("daysToKeep", INT, ALWAYS, 30),
            Member("minimumToKeep", INT, ALWAYS, 1, since=(3, 0)),
            Member("deleteBuildRecord", BOOL, ALWAYS, True),
            Member("deleteTestResults", BOOL, ALWAYS, False, since=(3, 0)),
        )
    )
)

PROCESS_PARAMETERS = Record(
    (
        Member("inputs", ANYTHING, GIVEN),
        Member("dataSourceBindings", ANYTHING, GIVEN),
        Member("sourceDefinitions", ANYTHING, GIVEN),
    )
)

# The members that a caller may write; what the server adds around them is in render.py.
DEFINITION = Record(
    (
        Member("id", INT),
        Member("revision", INT),
        Member("options", OPTIONS),
        Member("triggers", TRIGGERS),
        Member("variables", VARIABLES),
        Member("variableGroups", ListOf(Record((Member("id", INT),))), since=(4, 0), by_request=True),
        Member("demands", DEMANDS),
        Member("retentionRules", RETENTION),
        Member("tags", TEXTS, since=(3, 1)),
        Member("buildNumberFormat", TEXT),
        Member("comment", TEXT),
        Member("description", TEXT),
        Member("dropLocation", TEXT),
        Member("jobAuthorizationScope", SCOPE, ALWAYS, "projectCollection"),
        Member("jobTimeoutInMinutes", INT),
        Member("jobCancelTimeoutInMinutes", INT),
        Member("badgeEnabled", BOOL),
        Member("process", PROCESS, since=(4, 0), by_request=True),
        Member("repository", REPOSITORY),
        Member("processParameters", PROCESS_PARAMETERS, GIVEN, since=(3, 0)),
        Member("quality", QUALITY, ALWAYS, "definition"),
        Member("draftOf", Record((Member("id", INT),))),
        Member("queue", QUEUE_REFERENCE),
        Member("name", TEXT, ALWAYS),
        Member("path", TEXT, ALWAYS, "\\", since=(3, 0)),
        Member("type", TYPE, ALWAYS, "build"),
        Member("queueStatus", QUEUE_STATUS, ALWAYS, "enabled", since=(4, 0)),
    )
)
