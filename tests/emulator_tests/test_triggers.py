# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the server makes of triggers, one fact per test, each with its source."""

from __future__ import annotations

import re
from typing import Any

import pytest
from conftest import MakeClient, classic_definition, yaml_definition


@pytest.mark.parametrize(
    ("sent", "returned"),
    [
        (
            {"triggerType": "CONTINUOUSINTEGRATION", "branchFilters": ["+refs/heads/main"]},
            {
                "branchFilters": ["+refs/heads/main"],
                "pathFilters": [],
                "batchChanges": False,
                "maxConcurrentBuildsPerBranch": 1,
                "triggerType": "continuousIntegration",
            },
        ),
        (
            {"triggerType": 2, "settingsSourceType": 1, "pollingInterval": 0, "batchChanges": True},
            {
                "branchFilters": [],
                "pathFilters": [],
                "batchChanges": True,
                "maxConcurrentBuildsPerBranch": 1,
                "pollingInterval": 0,
                "triggerType": "continuousIntegration",
            },
        ),
        (
            {"triggerType": 64, "branchFilters": ["+main"], "forks": {"enabled": True}},
            {
                "branchFilters": ["+main"],
                "forks": {"enabled": True, "allowSecrets": False, "allowFullAccessToken": False},
                "pathFilters": [],
                "requireCommentsForNonTeamMembersOnly": False,
                "requireCommentsForNonTeamMemberAndNonContributors": False,
                "isCommentRequiredForPullRequest": False,
                "triggerType": "pullRequest",
            },
        ),
        (
            {"triggerType": "gatedCheckIn", "pathFilters": ["+$/p"], "runContinuousIntegration": True},
            {"pathFilters": ["+$/p"], "runContinuousIntegration": True, "triggerType": "gatedCheckIn"},
        ),
    ],
)
def test_triggers_are_expanded(client: MakeClient, sent: dict[str, Any], returned: dict[str, Any]) -> None:
    """api-facts §2.4, §2.9.3; corpus S4"""
    assert client("services").create(classic_definition(triggers=[sent]))["triggers"] == [returned]


def test_unknown_trigger_types_are_dropped(client: MakeClient) -> None:
    """api-facts §2.4: only five types have a class"""
    sent = [{"triggerType": 4}, {"triggerType": "none"}, {"triggerType": "nonsense"}, {}]
    assert "triggers" not in client("services").create(classic_definition(triggers=sent))


@pytest.mark.parametrize(
    ("sent", "returned"),
    [
        (31, 31),
        ("monday, friday", 17),
        ("Tuesday", "tuesday"),
        (4, "wednesday"),
        (127, "all"),
        ("all", "all"),
    ],
)
def test_days_without_a_name_stay_numbers(client: MakeClient, sent: Any, returned: Any) -> None:
    """corpus S3"""
    schedule = {"daysToBuild": sent, "startHours": 3, "startMinutes": 0, "timeZoneId": "UTC"}
    answer = client("services").create(classic_definition(triggers=[{"triggerType": 8, "schedules": [schedule]}]))
    stored = answer["triggers"][0]["schedules"][0]
    assert stored["daysToBuild"] == returned
    assert re.fullmatch(r"[0-9a-f-]{36}", stored.pop("scheduleJobId"))
    assert stored["branchFilters"] == []
    assert stored["scheduleOnlyWithChanges"] is False


def test_schedule_job_id_is_kept_when_sent_back(client: MakeClient) -> None:
    """api-facts §2.4"""
    here = client("services")
    made = here.create(classic_definition(triggers=[{"triggerType": 8, "schedules": [{"daysToBuild": 1}]}]))
    job = made["triggers"][0]["schedules"][0]["scheduleJobId"]
    assert here.put(made)["triggers"][0]["schedules"][0]["scheduleJobId"] == job


def test_external_git_gets_a_polling_job(client: MakeClient) -> None:
    """api-facts §2.4, §2.9.7"""
    git = {"id": "https://git.example/x.git", "type": "git", "url": "https://git.example/x.git"}
    answer = client("services").create(classic_definition(repository=git, triggers=[{"triggerType": 2}]))
    assert re.fullmatch(r"[0-9a-f-]{36}", answer["triggers"][0]["pollingJobId"])


def test_build_completion_trigger_shows_the_other_definition(client: MakeClient) -> None:
    """corpus designer/051"""
    here = client("services")
    upstream = here.create(yaml_definition("upstream"))
    trigger = {"triggerType": 128, "definition": {"id": upstream["id"]}, "branchFilters": ["+main"]}
    answer = here.create(classic_definition("downstream", triggers=[trigger]))["triggers"][0]
    assert answer["definition"]["name"] == "upstream"
    assert answer["definition"]["path"] == "\\"
    assert answer["requiresSuccessfulBuild"] is False
