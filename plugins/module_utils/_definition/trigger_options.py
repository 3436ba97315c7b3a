# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""The option `triggers`: one entry for each kind of trigger. A kind that is not mentioned stays as it is."""

from __future__ import annotations

import typing as t

from .._errors import OptionError
from .names import by_id_or_name
from .nodes import folder_path
from .schema import SCHEDULE

Document = dict[str, t.Any]
Options = t.Mapping[str, t.Any]

_FILTERS = {"branch_filters": "branchFilters", "path_filters": "pathFilters"}
_CONTINUOUS_INTEGRATION = {
    **_FILTERS,
    "batch_changes": "batchChanges",
    "max_concurrent_builds_per_branch": "maxConcurrentBuildsPerBranch",
    "polling_interval": "pollingInterval",
}
_PULL_REQUEST = {
    **_FILTERS,
    "auto_cancel": "autoCancel",
    "is_comment_required_for_pull_request": "isCommentRequiredForPullRequest",
    "require_comments_for_non_team_members_only": "requireCommentsForNonTeamMembersOnly",
    "require_comments_for_non_team_member_and_non_contributors": "requireCommentsForNonTeamMemberAndNonContributors",
}
_FORKS = {
    "enabled": "enabled",
    "allow_secrets": "allowSecrets",
    "allow_full_access_token": "allowFullAccessToken",
}
_SCHEDULE = {
    "start_hours": "startHours",
    "start_minutes": "startMinutes",
    "time_zone_id": "timeZoneId",
    "branch_filters": "branchFilters",
    "schedule_only_with_changes": "scheduleOnlyWithChanges",
}
_GATED_CHECK_IN = {
    "path_filters": "pathFilters",
    "run_continuous_integration": "runContinuousIntegration",
    "use_workspace_mappings": "useWorkspaceMappings",
}
_SETTINGS_SOURCE = {"definition": 1, "yaml": 2}


def triggers(options: Options) -> Document:
    given = options.get("triggers")
    if given is None:
        return {}
    stated: Document = {}
    for option, kind, read in (
        ("continuous_integration", "continuousIntegration", _continuous_integration),
        ("pull_request", "pullRequest", _pull_request),
        ("schedules", "schedule", _schedules),
        ("build_completion", "buildCompletion", _build_completion),
        ("gated_check_in", "gatedCheckIn", _gated_check_in),
    ):
        if given.get(option) is not None:
            stated[kind] = [{**trigger, "triggerType": kind} for trigger in read(given[option])]
    return {"triggers": stated} if stated else {}


def _members(given: Options, table: t.Mapping[str, str]) -> Document:
    return {member: given[option] for option, member in table.items() if given.get(option) is not None}


def _continuous_integration(given: Options) -> list[Document]:
    return _with_source(given, _members(given, _CONTINUOUS_INTEGRATION), "continuous_integration")


def _pull_request(given: Options) -> list[Document]:
    stated = _members(given, _PULL_REQUEST)
    if given.get("forks") is not None:
        stated["forks"] = _members(given["forks"], _FORKS)
    return _with_source(given, stated, "pull_request")


def _with_source(given: Options, stated: Document, option: str) -> list[Document]:
    """A trigger that is described here or in the YAML file, or none."""
    where = f"triggers.{option}.settings_source_type"
    source = given.get("settings_source_type")
    given_too = ", ".join(name for name in given if name != "settings_source_type" and given[name] is not None)
    if source == "none":
        if stated:
            raise OptionError(where, f"'none' switches the trigger off, but {given_too} was given too", "leave one out")
        return []
    filters = [name for name in _FILTERS.values() if name in stated]
    if source == "yaml" and filters:
        raise OptionError(
            where,
            f"with 'yaml' the YAML file decides, but {given_too} was given too",
            "leave it out, or use 'definition' to override the file",
        )
    if source is not None or filters:
        stated["settingsSourceType"] = _SETTINGS_SOURCE[source or "definition"]
    return [stated]


def _schedules(given: t.Sequence[Options]) -> list[Document]:
    """One trigger holds all schedules; no schedule is no trigger."""
    schedules: list[Document] = []
    seen: list[t.Any] = []
    for number, schedule in enumerate(given):
        where = f"triggers.schedules[{number}]"
        stated = _members(schedule, _SCHEDULE)
        days = schedule["days_to_build"]
        if not days or len(set(days)) != len(days) or ("all" in days and len(days) > 1):
            raise OptionError(f"{where}.days_to_build", f"{days} is not a set of days", "name each day once, or all")
        stated["daysToBuild"] = ", ".join(days)
        if not 0 <= stated.get("startHours", 0) <= 23 or not 0 <= stated.get("startMinutes", 0) <= 59:
            raise OptionError(where, "the time is not on a clock", "start_hours are 0 to 23, start_minutes 0 to 59")
        shown = SCHEDULE.canonical(stated)
        if shown in seen:
            raise OptionError(where, f"it is the same as schedules[{seen.index(shown)}]", "leave one of them out")
        seen.append(shown)
        schedules.append(stated)
    return [{"schedules": schedules}] if schedules else []


def _build_completion(given: t.Sequence[Options]) -> list[Document]:
    found: list[Document] = []
    for trigger in given:
        project = trigger.get("project")
        path = folder_path(trigger["path"]) if trigger.get("path") is not None else None
        upstream = by_id_or_name("definition", trigger["definition"], (project, path))
        if project is not None:
            upstream["project"] = {"name": project}
        stated: Document = {"definition": upstream}
        if trigger.get("branch_filters") is not None:
            stated["branchFilters"] = trigger["branch_filters"]
        if trigger.get("requires_successful_build") is not None:
            stated["requiresSuccessfulBuild"] = trigger["requires_successful_build"]
        found.append(stated)
    return found


def _gated_check_in(given: Options) -> list[Document]:
    stated = _members(given, _GATED_CHECK_IN)
    if given.get("enabled") is False:
        if stated:
            raise OptionError(
                "triggers.gated_check_in.enabled", "the trigger is switched off and described too", "leave one out"
            )
        return []
    return [stated]
