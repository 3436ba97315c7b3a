# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""Which option states which member of a definition. Read in both directions: by the `*_options` modules from options
to a document, and by `export_options` from a document to options.
"""

from __future__ import annotations

import typing as t

from .containers import Record
from .nodes import ABSENT

Table = dict[str, str]

#: members that are passed on as they are
SCALARS: Table = {
    "description": "description",
    "build_number_format": "buildNumberFormat",
    "queue_status": "queueStatus",
    "job_timeout_in_minutes": "jobTimeoutInMinutes",
    "job_cancel_timeout_in_minutes": "jobCancelTimeoutInMinutes",
    "badge_enabled": "badgeEnabled",
    "drop_location": "dropLocation",
}
SCOPES: Table = {"project_collection": "projectCollection", "project": "project"}

STEP: Table = {
    "display_name": "displayName",
    "enabled": "enabled",
    "continue_on_error": "continueOnError",
    "always_run": "alwaysRun",
    "timeout_in_minutes": "timeoutInMinutes",
    "retry_count_on_task_failure": "retryCountOnTaskFailure",
    "condition": "condition",
    "ref_name": "refName",
}
PHASE: Table = {
    "name": "name",
    "ref_name": "refName",
    "condition": "condition",
    "job_timeout_in_minutes": "jobTimeoutInMinutes",
    "job_cancel_timeout_in_minutes": "jobCancelTimeoutInMinutes",
}
TARGET_TYPES = {"agent": 1, "server": 2}
EXECUTION_TYPES = {"none": 0, "variable_multipliers": 1, "multiple_agents": 2}
EXECUTION_OPTIONS: Table = {"max_concurrency": "maxConcurrency", "continue_on_error": "continueOnError"}

REPOSITORY: Table = {
    "type": "type",
    "name": "name",
    "id": "id",
    "url": "url",
    "default_branch": "defaultBranch",
    "root_folder": "rootFolder",
    "checkout_submodules": "checkoutSubmodules",
    "project": "project",
}
#: option -> property of the repository; every property is a string to the service (api-facts §2.6)
REPOSITORY_PROPERTIES: Table = {
    "checkout_nested_submodules": "checkoutNestedSubmodules",
    "fetch_depth": "fetchDepth",
    "fetch_tags": "fetchTags",
    "git_lfs_support": "gitLfsSupport",
    "label_sources": "labelSources",
    "label_sources_format": "labelSourcesFormat",
    "report_build_status": "reportBuildStatus",
    "skip_sync_source": "skipSyncSource",
}
CLEAN_OPTIONS: Table = {"source": "0", "source_and_output_dir": "1", "source_dir": "2", "all_build_dir": "3"}

FILTERS: Table = {"branch_filters": "branchFilters", "path_filters": "pathFilters"}
CONTINUOUS_INTEGRATION: Table = {
    **FILTERS,
    "batch_changes": "batchChanges",
    "max_concurrent_builds_per_branch": "maxConcurrentBuildsPerBranch",
    "polling_interval": "pollingInterval",
}
PULL_REQUEST: Table = {
    **FILTERS,
    "auto_cancel": "autoCancel",
    "is_comment_required_for_pull_request": "isCommentRequiredForPullRequest",
    "require_comments_for_non_team_members_only": "requireCommentsForNonTeamMembersOnly",
    "require_comments_for_non_team_member_and_non_contributors": "requireCommentsForNonTeamMemberAndNonContributors",
}
FORKS: Table = {
    "enabled": "enabled",
    "allow_secrets": "allowSecrets",
    "allow_full_access_token": "allowFullAccessToken",
}
SCHEDULE: Table = {
    "start_hours": "startHours",
    "start_minutes": "startMinutes",
    "time_zone_id": "timeZoneId",
    "branch_filters": "branchFilters",
    "schedule_only_with_changes": "scheduleOnlyWithChanges",
}
BUILD_COMPLETION: Table = {
    "branch_filters": "branchFilters",
    "requires_successful_build": "requiresSuccessfulBuild",
}
GATED_CHECK_IN: Table = {
    "path_filters": "pathFilters",
    "run_continuous_integration": "runContinuousIntegration",
    "use_workspace_mappings": "useWorkspaceMappings",
}
SETTINGS_SOURCES = {"definition": 1, "yaml": 2}

RETENTION_RULE: Table = {
    "branches": "branches",
    "days_to_keep": "daysToKeep",
    "minimum_to_keep": "minimumToKeep",
    "delete_build_record": "deleteBuildRecord",
    "delete_test_results": "deleteTestResults",
    "artifacts": "artifacts",
    "artifact_types_to_delete": "artifactTypesToDelete",
}


def members(given: t.Mapping[str, t.Any], table: Table) -> dict[str, t.Any]:
    """The members that the given options of a table state."""
    return {member: given[option] for option, member in table.items() if given.get(option) is not None}


def options(node: Record, holder: t.Mapping[str, t.Any], table: Table) -> dict[str, t.Any]:
    """The options that state the members of a table, where they are not default."""
    found = {}
    for option, member in table.items():
        value = node.members[member].canonical(holder.get(member, ABSENT))
        if value is not ABSENT:
            found[option] = list(holder[member]) if isinstance(value, list) else value
    return found


def option_for(table: t.Mapping[str, t.Any], value: t.Any) -> str:
    """The option's word for a value of the REST API.

    :raises ValueError: where there is none.
    """
    for word, known in table.items():
        if known == value:
            return word
    raise ValueError(f"{value!r} has no word")
