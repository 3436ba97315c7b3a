# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What starts a build."""

from __future__ import annotations

from typing import Any

from .case import ANY, GONE, Field, Options

BRANCHES = (["+refs/heads/main"], ["+refs/heads/main", "-refs/heads/releases/*"])
PATHS = (["+/src"], ["+/src", "-/docs"])


def _one(kind: str, option: str, a: Any, b: Any, member: str, *kept: Any, **more: Any) -> Field:
    return Field(f"triggers.{kind}.{option}", a, b, {f"triggers[0].{member}": kept or (a, b)}, **more)


def _push(option: str, a: Any, b: Any, member: str, *kept: Any, **more: Any) -> Field:
    beside = {"triggers": {"continuous_integration": {"branch_filters": ["+refs/heads/main"]}}}
    return _one("continuous_integration", option, a, b, member, *kept, **{"beside": beside, **more})


def _pull_request(option: str, a: Any, b: Any, member: str, *kept: Any, **more: Any) -> Field:
    beside = {"triggers": {"pull_request": {"branch_filters": ["+refs/heads/main"]}}}
    more.setdefault("since", (3, 0))
    if more["since"] == (3, 0):
        more["refusal"] = "triggers.pull_request: it cannot be held"
    return _one("pull_request", option, a, b, member, *kept, **{"base": "github", "beside": beside, **more})


def _schedule(option: str, a: Any, b: Any, member: str, *kept: Any, **more: Any) -> Field:
    beside = {
        "triggers": {
            "schedules": [{"days_to_build": ["monday"], "start_hours": 3, "branch_filters": ["+refs/heads/main"]}]
        }
    }
    return Field(
        f"triggers.schedules[].{option}",
        a,
        b,
        {f"triggers[0].schedules[0].{member}": kept or (a, b)},
        **{"beside": beside, **more},
    )


def _upstream(option: str, a: Any, b: Any, holds: dict[str, tuple[Any, Any]], **more: Any) -> Field:
    beside = {"triggers": {"build_completion": [{"definition": "upstream", "branch_filters": ["+refs/heads/main"]}]}}
    how = {"base": "downstream", "beside": beside, **more}
    return Field(f"triggers.build_completion[].{option}", a, b, holds, **how)


def _gated(option: str, a: Any, b: Any, member: str, *kept: Any, **more: Any) -> Field:
    beside = {"triggers": {"gated_check_in": {"path_filters": ["+$/Fabrikam"]}}}
    return _one("gated_check_in", option, a, b, member, *kept, **{"base": "tfvc", "beside": beside, **more})


NIGHTLY: Options = {"days_to_build": ["monday"], "start_hours": 3}
WEEKLY: Options = {"days_to_build": ["sunday"], "start_hours": 1}
FOLDERS = ("tfs2017", "tfs2018", "server2019", "server2020", "server2022", "services")
ON_YAML = ("tfs2018", "server2019", "server2020", "server2022", "services")

TRIGGERS = [
    _push(
        "settings_source_type",
        "yaml",
        "definition",
        "settingsSourceType",
        2,
        GONE,
        beside={},
        only=ON_YAML,
        unset="none",
        unset_holds={"triggers": GONE},
    ),
    Field(
        "triggers.continuous_integration.settings_source_type",
        "definition",
        "none",
        {"triggers": (ANY, GONE)},
        variant="none",
    ),
    _push("branch_filters", *BRANCHES, "branchFilters", unset=[]),
    _push("path_filters", *PATHS, "pathFilters", since=(3, 0), unset=[]),
    _push("batch_changes", False, True, "batchChanges", GONE, True, unset=False),
    _push("max_concurrent_builds_per_branch", 2, 3, "maxConcurrentBuildsPerBranch", unset=1, unset_holds=1),
    _push("polling_interval", 60, 180, "pollingInterval", base="other git", unset=0),
    # pull requests
    _pull_request(
        "settings_source_type",
        "yaml",
        "definition",
        "settingsSourceType",
        2,
        GONE,
        beside={},
        since=(5, 0),
        unset="none",
        unset_holds={"triggers": GONE},
        refuses="a",
    ),
    _pull_request("branch_filters", *BRANCHES, "branchFilters", unset=[]),
    _pull_request("path_filters", *PATHS, "pathFilters", since=(5, 0), unset=[]),
    _pull_request("auto_cancel", False, True, "autoCancel", GONE, True, since=(5, 0), unset=False),
    _pull_request(
        "is_comment_required_for_pull_request",
        False,
        True,
        "isCommentRequiredForPullRequest",
        GONE,
        True,
        since=(5, 0),
        unset=False,
    ),
    _pull_request(
        "require_comments_for_non_team_members_only",
        False,
        True,
        "requireCommentsForNonTeamMembersOnly",
        GONE,
        True,
        since=(5, 1),
        unset=False,
    ),
    _pull_request(
        "require_comments_for_non_team_member_and_non_contributors",
        False,
        True,
        "requireCommentsForNonTeamMemberAndNonContributors",
        GONE,
        True,
        since=(7, 0),
        unset=False,
    ),
    _pull_request("forks.enabled", False, True, "forks.enabled", GONE, True, unset=False),
    _pull_request("forks.allow_secrets", False, True, "forks.allowSecrets", GONE, True, unset=False),
    _pull_request(
        "forks.allow_full_access_token",
        False,
        True,
        "forks.allowFullAccessToken",
        GONE,
        True,
        since=(7, 0),
        unset=False,
    ),
    # schedules
    Field(
        "triggers.schedules",
        [NIGHTLY],
        [NIGHTLY, WEEKLY],
        {"triggers[0].schedules[1]": (GONE, ANY)},
        unset=[],
        unset_holds={"triggers": GONE},
    ),
    _schedule("days_to_build", ["monday"], ["monday", "friday"], "daysToBuild", "monday", 17),
    _schedule("start_hours", 3, 4, "startHours"),
    _schedule("start_minutes", 30, 45, "startMinutes", unset=0, has_default=True),
    _schedule("time_zone_id", "UTC", "W. Europe Standard Time", "timeZoneId", has_default=True),
    _schedule("branch_filters", *BRANCHES, "branchFilters", unset=[]),
    _schedule(
        "schedule_only_with_changes",
        False,
        True,
        "scheduleOnlyWithChanges",
        GONE,
        True,
        unset=False,
        kept_since=(4, 1),
        note="the oldest published contract with this member is that of TFS 2018 Update 2",
    ),
    # builds of other definitions
    _upstream("definition", "upstream", "other upstream", {"triggers[0].definition.id": (ANY, ANY)}),
    _upstream(
        "path",
        "/first",
        "/second",
        {"triggers[0].definition.id": (ANY, ANY)},
        beside={"triggers": {"build_completion": [{"definition": "twin"}]}},
        only=FOLDERS,
    ),
    _upstream(
        "project", "Fabrikam-Fiber-Git", "Ünï Project", {"triggers[0].definition.id": (ANY, ANY)}, has_default=True
    ),
    _upstream("branch_filters", *BRANCHES, {"triggers[0].branchFilters": BRANCHES}, unset=[]),
    _upstream(
        "requires_successful_build", False, True, {"triggers[0].requiresSuccessfulBuild": (GONE, True)}, unset=False
    ),
    # check-ins
    Field("triggers.gated_check_in.enabled", True, False, {"triggers": (ANY, GONE)}, base="tfvc"),
    _gated("path_filters", ["+$/Fabrikam"], ["+$/Fabrikam", "-$/Fabrikam/Docs"], "pathFilters", unset=[]),
    _gated("run_continuous_integration", False, True, "runContinuousIntegration", GONE, True, unset=False),
    _gated("use_workspace_mappings", False, True, "useWorkspaceMappings", GONE, True, unset=False),
]
