# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds: queue, list, update, delete, tags, numbers (api-facts §1.4)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from conftest import NEWEST, Client, MakeClient, any_definition, classic_definition, yaml_definition

from emulator.testing import AdminError

LIST = "build/builds"


def queue(here: Client, definition: int, **more: Any) -> Any:
    return here.ok("POST", LIST, {"definition": {"id": definition}, **more})


def ids(here: Client, **params: Any) -> list[int]:
    return [
        item["id"] for item in here.ok("GET", LIST, params=params, version=params.pop("version", here.version))["value"]
    ]


@pytest.mark.parametrize("profile", list(NEWEST))
def test_a_queued_build(client: MakeClient, profile: str) -> None:
    here = client(profile)
    definition = here.emulated.import_definition(any_definition(profile))
    made = queue(here, definition, sourceBranch="refs/heads/x", parameters='{"a": "1"}', priority="high")
    assert (made["status"], made["reason"], made["priority"]) == ("notStarted", "manual", "high")
    assert (made["sourceBranch"], made["parameters"]) == ("refs/heads/x", '{"a": "1"}')
    assert made["definition"]["id"] == definition
    assert made["queue"]["id"] == 1
    assert made["requestedFor"]["displayName"] == "Normal Paulk"
    assert made["uri"] == f"vstfs:///Build/Build/{made['id']}"
    assert not {"result", "finishTime", "startTime"} & set(made)
    assert ("keepForever" in made) == (profile in ("tfs2015", "tfs2017", "tfs2018", "server2019", "server2020"))
    assert here.ok("GET", f"{LIST}/{made['id']}") == made
    assert ids(here) == [made["id"]]


def test_bad_requests_for_builds(client: MakeClient) -> None:
    """api-facts §3.2; nothing is queued"""
    here = client("services")
    off = here.create(yaml_definition("off", queueStatus="disabled"))["id"]
    on = here.create(yaml_definition("on"))["id"]
    homeless = here.create(yaml_definition("homeless", queue=None))["id"]
    for body, status, key in (
        ({}, 400, "ArgumentNullException"),
        ({"definition": {"id": 4711}}, 404, "DefinitionNotFoundException"),
        ({"definition": {"id": off}}, 400, "DefinitionDisabledException"),
        ({"definition": {"id": on}, "reason": "boredom"}, 400, "ArgumentException"),
        ({"definition": {"id": on}, "parameters": {"a": 1}}, 400, "ArgumentException"),
        ({"definition": {"id": homeless}}, 400, "BuildRequestValidationFailedException"),
        ({"definition": {"id": on}, "queue": {"id": 99}}, 400, "BuildRequestValidationFailedException"),
    ):
        assert here.refused("POST", LIST, body)[:2] == (status, key), body
    answer = here.send("POST", LIST, {"definition": {"id": homeless}}).json()
    assert answer["customProperties"]["ValidationResults"][0]["result"] == "error"
    assert ids(here) == []
    assert here.send("POST", LIST, {"definition": {"id": on}}, auth=("", "emulator-readonly-pat")).status_code == 403


def test_queue_without_a_body(client: MakeClient) -> None:
    """6.0 and later"""
    here = client("services")
    number = here.create(yaml_definition())["id"]
    assert here.ok("POST", f"{LIST}?definitionId={number}")["definition"]["id"] == number
    assert here.refused("POST", f"{LIST}?definitionId={number}", version="5.1")[1] == "ArgumentNullException"


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("$(Date:yyyyMMdd)$(Rev:.r)", r"20\d{6}\.1 20\d{6}\.2"),
        ("$(Date:yy.MM.dd)-$(Rev:rrr)", r"\d\d\.\d\d\.\d\d-001 \d\d\.\d\d\.\d\d-002"),
        ("$(BuildDefinitionName)_$(SourceBranchName)_$(rev:r)_$(which)_$(nope)", r"d_main_1_v_\$\(nope\) .*_main_2_.*"),
        ("fixed", "fixed fixed"),
        ("", "1 2"),
    ],
)
def test_build_numbers(client: MakeClient, form: str, expected: str) -> None:
    here = client("services")
    made = here.create(classic_definition("d", buildNumberFormat=form, variables={"which": {"value": "v"}}))["id"]
    assert re.fullmatch(expected, " ".join(queue(here, made)["buildNumber"] for _number in range(2)))


def test_a_yaml_pipeline_without_a_format_has_the_default(client: MakeClient) -> None:
    here = client("services")
    made = here.create(yaml_definition())["id"]
    first, second = queue(here, made)["buildNumber"], queue(here, made)["buildNumber"]
    assert (first[-2:], second) == (".1", first[:-1] + "2")


def fill(here: Client) -> dict[str, int]:
    """Builds a-f of two definitions."""
    one = here.create(yaml_definition("one"))["id"]
    two = here.create(yaml_definition("two"))["id"]
    rows = [
        {"definition": one, "number": "10.1", "finishTime": "2026-01-01T00:00:00Z", "tags": ["x", "Y"]},
        {"definition": one, "number": "10.2", "finishTime": "2026-01-03T00:00:00Z", "result": "failed"},
        {"definition": two, "number": "20.1", "finishTime": "2026-01-02T00:00:00Z", "branch": "refs/heads/dev"},
        {"definition": two, "number": "20.2", "status": "inProgress", "reason": "schedule", "tags": ["x"]},
        {"definition": one, "number": "10.3", "status": "notStarted"},
        {"definition": one, "number": "10.4", "deleted": True, "finishTime": "2026-01-04T00:00:00Z"},
    ]
    made = here.emulated.call("POST", "builds", rows)
    return {"one": one, "two": two, **{letter: row["id"] for letter, row in zip("abcdef", made, strict=True)}}


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({}, "edcba"),
        ({"definitions": "one"}, "eba"),
        ({"definitions": "one,two"}, "edcba"),
        ({"buildIds": "a,c"}, "ca"),
        ({"queues": "1"}, "edcba"),
        ({"queues": "2"}, ""),
        ({"buildNumber": "10.2"}, "b"),
        ({"buildNumber": "10*"}, "eba"),
        ({"branchName": "refs/heads/dev"}, "c"),
        ({"branchName": "refs/heads/main"}, "edba"),
        ({"resultFilter": "succeeded"}, "ca"),
        ({"resultFilter": "failed,succeeded"}, "cba"),
        ({"statusFilter": "completed"}, "cba"),
        ({"statusFilter": "inProgress,notStarted"}, "ed"),
        ({"statusFilter": "all"}, "edcba"),
        ({"reasonFilter": "schedule"}, "d"),
        ({"tagFilters": "x"}, "da"),
        ({"tagFilters": "X,y"}, "a"),
        ({"requestedFor": "normal paulk"}, "edcba"),
        ({"requestedFor": "nobody"}, ""),
        ({"minTime": "2026-01-02T00:00:00Z"}, "cb"),
        ({"maxTime": "2026-01-02T00:00:00Z"}, "ca"),
        ({"minTime": "2026-01-02T00:00:00Z", "queryOrder": "queueTimeDescending"}, "edcba"),
        ({"queryOrder": "finishTimeAscending", "statusFilter": "completed"}, "acb"),
        ({"queryOrder": "finishTimeDescending", "statusFilter": "completed"}, "bca"),
        ({"maxBuildsPerDefinition": "1"}, "ed"),
        ({"deletedFilter": "onlyDeleted"}, "f"),
        ({"deletedFilter": "includeDeleted"}, "fedcba"),
        ({"$top": "2"}, "ed"),
        ({"repositoryId": "278d5cd2-584d-4b63-824a-2ba458937249", "repositoryType": "TfsGit"}, "edcba"),
        ({"repositoryType": "GitHub"}, ""),
    ],
)
def test_filters(client: MakeClient, params: dict[str, str], expected: str) -> None:
    here = client("services")
    names = fill(here)
    letters = {number: letter for letter, number in names.items() if len(letter) == 1}
    sent = {}
    for name, value in params.items():
        known = name in ("definitions", "buildIds")
        sent[name] = ",".join(str(names[part]) for part in value.split(",")) if known else value
    assert "".join(letters[number] for number in ids(here, **sent)) == expected


def test_names_of_the_time_filters_in_2_0(client: MakeClient) -> None:
    here = client("services")
    names = fill(here)
    assert ids(here, minFinishTime="2026-01-03T00:00:00Z", version="2.0") == [names["b"]]
    assert len(ids(here, minTime="2026-01-03T00:00:00Z", version="2.0")) == 5


@pytest.mark.parametrize("order", [None, "finishTimeAscending", "queueTimeDescending"])
def test_pages(client: MakeClient, order: str | None) -> None:
    here = client("services")
    fill(here)
    params: dict[str, Any] = {"$top": 2, "queryOrder": order}
    whole, pages = ids(here, queryOrder=order), []
    while True:
        answer = here.send("GET", LIST, params=params)
        pages.append([item["id"] for item in answer.json()["value"]])
        if "X-MS-ContinuationToken" not in answer.headers:
            break
        params["continuationToken"] = answer.headers["X-MS-ContinuationToken"]
    assert [len(page) for page in pages] == [2, 2, 1]
    assert [number for page in pages for number in page] == whole
    params["queryOrder"] = "startTimeAscending"
    assert here.refused("GET", LIST, params=params)[1] == "InvalidContinuationTokenException"


@pytest.mark.parametrize(
    "params",
    [
        {"definitions": "x"},
        {"statusFilter": "asleep"},
        {"queryOrder": "sideways"},
        {"deletedFilter": "maybe"},
        {"maxBuildsPerDefinition": "0"},
        {"$top": "-1"},
        {"minTime": "yesterday"},
    ],
)
def test_bad_filters(client: MakeClient, params: dict[str, str]) -> None:
    assert client("services").refused("GET", LIST, params=params)[0] == 400


def test_states(client: MakeClient) -> None:
    here = client("services")
    path = f"{LIST}/{queue(here, here.create(yaml_definition())['id'])['id']}"
    running = here.ok("PATCH", path, {"status": "inProgress"})
    assert "startTime" in running
    assert here.ok("PATCH", path, {"status": "cancelling"})["status"] == "cancelling"
    done = here.ok("PATCH", path, {"status": 2, "result": "canceled"})
    assert (done["status"], done["result"]) == ("completed", "canceled")
    assert done["finishTime"] >= done["startTime"]
    status, key, message = here.refused("PATCH", path, {"status": "inProgress", "buildNumber": "new"})
    assert (status, key) == (400, "BuildStatusInvalidChangeException")
    assert "Completed" in message
    assert here.ok("GET", path) == done
    assert here.ok("PATCH", path, {"buildNumber": "7.7", "result": "failed"})["buildNumber"] == "7.7"
    assert here.refused("PATCH", path, {"buildNumber": "a/b"})[1] == "BuildNumberFormatException"
    assert here.refused("PATCH", path, {"result": "splendid"})[0] == 400


def test_a_build_that_did_not_start_is_cancelled_at_once(client: MakeClient) -> None:
    here = client("services")
    made = queue(here, here.create(yaml_definition())["id"])
    done = here.ok("PATCH", f"{LIST}/{made['id']}", {"status": "cancelling"})
    assert (done["status"], done["result"]) == ("completed", "canceled")


def test_several_builds_in_one_patch(client: MakeClient) -> None:
    here = client("services")
    definition = here.create(yaml_definition())["id"]
    first, second = queue(here, definition)["id"], queue(here, definition)["id"]
    bad = [{"id": first, "status": "inProgress"}, {"id": 99, "status": "inProgress"}]
    assert here.refused("PATCH", LIST, bad)[1] == "BuildNotFoundException"
    assert here.ok("GET", f"{LIST}/{first}")["status"] == "notStarted"
    done = here.ok("PATCH", LIST, [{"id": first, "status": "completed"}, {"id": second, "status": "inProgress"}])
    assert [item["status"] for item in done["value"]] == ["completed", "inProgress"]


def test_delete_is_soft(client: MakeClient) -> None:
    here = client("services")
    definition = here.create(yaml_definition())["id"]
    number = here.emulated.build(definition)["id"]
    artifacts = f"{LIST}/{number}/artifacts"
    here.emulated.artifact(number, "a", type="Container", files={"f": "x"})
    assert here.ok("GET", artifacts)["count"] == 1
    assert here.send("DELETE", f"{LIST}/{number}").status_code == 204
    assert here.refused("GET", f"{LIST}/{number}")[1] == "BuildNotFoundException"
    assert here.refused("GET", artifacts)[1] == "BuildNotFoundException"
    assert ids(here) == []
    (gone,) = here.ok("GET", LIST, params={"deletedFilter": "onlyDeleted"})["value"]
    assert (gone["deleted"], gone["deletedBy"]["displayName"]) == (True, "Normal Paulk")
    containers = here.ok("GET", "_apis/resources/Containers", version="7.1-preview")
    assert containers["count"] == 0


def test_latest_builds_of_definitions(client: MakeClient) -> None:
    here = client("services")
    names = fill(here)
    shown = here.ok("GET", f"build/definitions/{names['one']}", params={"includeLatestBuilds": "true"})
    assert (shown["latestBuild"]["id"], shown["latestCompletedBuild"]["id"]) == (names["e"], names["b"])


def test_tags(client: MakeClient) -> None:
    here = client("services")
    path = f"{LIST}/{here.emulated.build(here.create(yaml_definition())['id'])['id']}"
    assert here.ok("GET", f"{path}/tags")["value"] == []
    assert here.ok("PUT", f"{path}/tags/one")["value"] == ["one"]
    assert here.ok("POST", f"{path}/tags", ["two", "ONE"])["value"] == ["two", "ONE"]
    assert here.ok("PATCH", f"{path}/tags", {"tagsToAdd": ["a/b"], "tagsToRemove": ["one"]})["value"] == ["two", "a/b"]
    assert here.send("PATCH", f"{path}/tags", {"tagsToAdd": ["c"]}, version="6.0").status_code == 405
    assert here.send("DELETE", f"{path}/tags/a%2Fb").status_code == 400
    assert here.ok("GET", path)["tags"] == ["two", "a/b"]
    assert here.ok("GET", "build/tags")["value"] == ["a/b", "two"]
    assert here.ok("DELETE", f"{path}/tags/TWO")["value"] == ["a/b"]
    here.ok("PUT", f"{path}/tags/all")
    assert here.ok("DELETE", "build/tags/all")["value"] == ["a/b"]
    assert here.send("DELETE", "build/tags/all", version="5.1").status_code == 405


def test_builds_made_by_the_admin_api(client: MakeClient) -> None:
    here = client("services")
    definition = here.create(yaml_definition())["id"]
    made = here.emulated.build(definition, status="inProgress", branch="refs/heads/b", tags=["t"], number="n")
    read = here.ok("GET", f"{LIST}/{made['id']}")
    assert (read["status"], read["sourceBranch"], read["tags"]) == ("inProgress", "refs/heads/b", ["t"])
    assert read["buildNumber"] == made["number"] == "n"
    assert "startTime" in read
    here.emulated.call("POST", "builds", {"id": made["id"], "status": "completed", "result": "failed"})
    assert here.ok("GET", f"{LIST}/{made['id']}")["result"] == "failed"
    for bad in ({"definition": definition, "colour": "red"}, {"definition": 99}, {"id": 99}, {}):
        with pytest.raises(AdminError):
            here.emulated.call("POST", "builds", bad)
