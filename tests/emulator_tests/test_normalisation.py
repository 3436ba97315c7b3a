# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the server makes of a document, one fact per test, each with its source."""

from __future__ import annotations

import re
from typing import Any

import pytest
from conftest import (
    NEWEST,
    MakeClient,
    any_definition,
    classic_definition,
    old_definition,
    step,
    yaml_definition,
)

PROFILES = list(NEWEST)
RICH = ("tfs2018", "server2019", "server2020", "server2022", "services")


def phases(answer: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = answer["process"]["phases"]
    return found


def test_live_create_example(client: MakeClient) -> None:
    """api-facts §2.10: the recorded POST gives the recorded answer."""
    here = client("services")
    answer = here.create(
        {
            "name": "ContosoBuild",
            "queue": {"id": 2},
            "description": "Pipeline for contoso project",
            "process": {"yamlFilename": "azure-pipelines.yml", "type": 2},
            "repository": {
                "defaultBranch": "main",
                "id": "278d5cd2-584d-4b63-824a-2ba458937249",
                "name": "Fabrikam-Fiber-Git",
                "type": "tfsgit",
            },
            "triggers": [{"settingsSourceType": 2, "triggerType": 2}],
        },
        version="5.1",
    )
    number, project = answer["id"], "6ce954b1-ce1f-45d1-b94d-e6bf2464ba2c"
    root = f"{here.url}/{project}"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{0,2}[1-9])?Z", answer.pop("createdDate"))
    assert answer.pop("authoredBy")["displayName"] == "Normal Paulk"
    assert answer.pop("project")["id"] == project
    queue_url = f"{here.url}/_apis/build/Queues/2"
    assert answer == {
        "triggers": [
            {
                "branchFilters": [],
                "pathFilters": [],
                "settingsSourceType": 2,
                "batchChanges": False,
                "maxConcurrentBuildsPerBranch": 1,
                "triggerType": "continuousIntegration",
            }
        ],
        "properties": {},
        "tags": [],
        "_links": {
            "self": {"href": f"{root}/_apis/build/Definitions/{number}?revision=1"},
            "web": {"href": f"{root}/_build/definition?definitionId={number}"},
            "editor": {"href": f"{root}/_build/designer?id={number}&_a=edit-build-definition"},
            "badge": {"href": f"{root}/_apis/build/status/{number}"},
        },
        "description": "Pipeline for contoso project",
        "jobAuthorizationScope": "projectCollection",
        "process": {"yamlFilename": "azure-pipelines.yml", "type": 2},
        "repository": {
            "id": "278d5cd2-584d-4b63-824a-2ba458937249",
            "type": "TfsGit",
            "name": "Fabrikam-Fiber-Git",
            "url": f"{here.url}/_git/Fabrikam-Fiber-Git",
            "defaultBranch": "main",
            "clean": None,
            "checkoutSubmodules": False,
        },
        "quality": "definition",
        "drafts": [],
        "queue": {
            "_links": {"self": {"href": queue_url}},
            "id": 2,
            "name": "Azure Pipelines",
            "url": queue_url,
            "pool": {"id": 9, "name": "Azure Pipelines", "isHosted": True},
        },
        "id": number,
        "name": "ContosoBuild",
        "url": f"{root}/_apis/build/Definitions/{number}?revision=1",
        "uri": f"vstfs:///Build/Definition/{number}",
        "path": "\\",
        "type": "build",
        "queueStatus": "enabled",
        "revision": 1,
    }


def test_get_equals_the_answer_to_post(client: MakeClient) -> None:
    """api-facts §2.10"""
    here = client("services")
    made = here.create(classic_definition(variables={"a": {"value": "1"}}))
    assert here.get(made["id"]) == made


def test_empty_and_default_members_are_absent(client: MakeClient) -> None:
    """api-facts §2.9.1, corpus S5"""
    empty = {
        "options": [],
        "triggers": [],
        "variables": {},
        "variableGroups": [],
        "demands": [],
        "retentionRules": [],
        "badgeEnabled": False,
        "jobTimeoutInMinutes": 0,
        "jobCancelTimeoutInMinutes": 0,
        "comment": "",
        "description": None,
        "dropLocation": "",
        "buildNumberFormat": None,
    }
    answer = client("services").create(yaml_definition(**empty))
    assert not set(empty) & set(answer)


def test_members_that_are_always_there(client: MakeClient) -> None:
    """api-facts §2.9.2"""
    answer = client("services").create(yaml_definition())
    assert answer["properties"] == {}
    assert answer["tags"] == []
    assert answer["drafts"] == []
    assert answer["repository"]["clean"] is None
    assert answer["repository"]["checkoutSubmodules"] is False
    for name, value in {"queueStatus": "enabled", "path": "\\", "quality": "definition", "type": "build"}.items():
        assert answer[name] == value


def test_step_members(client: MakeClient) -> None:
    """api-facts §2.3: booleans and timeout always, texts only when set, inputs are strings"""
    bare = {"task": step()["task"], "inputs": {"script": True, "count": 3, "none": None}}
    full = step(condition="always()", refName="hello", environment={"A": "1"}, timeoutInMinutes=5, alwaysRun=True)
    answer = client("services").create(
        classic_definition(process={"type": 1, "phases": [{"name": "p", "steps": [bare, full]}]})
    )
    first, second = phases(answer)[0]["steps"]
    assert first == {
        "enabled": False,
        "continueOnError": False,
        "alwaysRun": False,
        "timeoutInMinutes": 0,
        "task": {**step()["task"], "definitionType": "task"},
        "inputs": {"script": "true", "count": "3", "none": None},
    }
    assert second["condition"] == "always()"
    assert second["environment"] == {"A": "1"}
    assert second["refName"] == "hello"


def test_step_at_tfs2015(client: MakeClient) -> None:
    """api-facts §2.3: the 2.0 step has no timeout, condition, environment, definitionType"""
    sent = step(timeoutInMinutes=5, condition="always()", environment={"A": "1"}, refName="x")
    answer = client("tfs2015").create(old_definition(build=[sent]))
    assert answer["build"] == [
        {
            "enabled": True,
            "continueOnError": False,
            "alwaysRun": False,
            "displayName": "Say hello",
            "task": {"id": "d9bafed4-0b18-4f58-968d-86655b4d2ce9", "versionSpec": "2.*"},
            "inputs": {"script": "echo hello"},
        }
    ]


@pytest.mark.parametrize(
    ("sent", "name", "returned"),
    [
        (2, "jobAuthorizationScope", "project"),
        ("PROJECT", "jobAuthorizationScope", "project"),
        (1, "queueStatus", "paused"),
        ("Disabled", "queueStatus", "disabled"),
        (2, "type", "build"),
        (1, "quality", "definition"),
    ],
)
def test_enums_go_in_as_numbers_or_text_and_come_out_as_text(
    client: MakeClient, sent: Any, name: str, returned: str
) -> None:
    """api-facts §2.9.4, corpus S2"""
    assert client("services").create(yaml_definition(**{name: sent}))[name] == returned


def test_process_and_target_types_stay_numbers(client: MakeClient) -> None:
    """corpus S4"""
    target = {"type": 1, "executionOptions": {"type": 2, "maxConcurrency": 4}, "demands": ["a -EQUALS  b", "c"]}
    answer = client("services").create(
        classic_definition(process={"type": 1, "phases": [{"name": "p", "target": target, "steps": [step()]}]})
    )
    assert answer["process"]["type"] == 1
    assert phases(answer)[0]["target"] == {
        "demands": ["a -equals b", "c"],
        "executionOptions": {"maxConcurrency": 4, "continueOnError": False, "type": 2},
        "allowScriptsAuthAccessOption": False,
        "type": 1,
    }


def test_missing_process_type_is_inferred(client: MakeClient) -> None:
    """api-facts §2.3"""
    here = client("services")
    assert here.create(yaml_definition("y", process={"yamlFilename": "a.yml"}))["process"]["type"] == 2
    assert here.create(classic_definition("c", process={"phases": [{"steps": [step()]}]}))["process"]["type"] == 1


def test_phase_gets_reference_name_and_keeps_an_unset_scope_as_zero(client: MakeClient) -> None:
    """api-facts §2.3, §2.9.7; corpus S3"""
    process = {
        "type": 1,
        "phases": [{"name": "a", "steps": [step()]}, {"name": "b", "refName": "Job_2"}, {"name": "c"}],
    }
    found = phases(client("services").create(classic_definition(process=process)))
    assert [phase["refName"] for phase in found] == ["Job_1", "Job_2", "Job_3"]
    assert found[0]["jobAuthorizationScope"] == 0
    old = phases(client("tfs2018").create(classic_definition(process=process)))
    assert [phase["refName"] for phase in old] == ["Phase_1", "Job_2", "Phase_3"]


def test_demands_are_text(client: MakeClient) -> None:
    """api-facts §2.7: text is kept, an object is read as nothing"""
    answer = client("services").create(
        classic_definition(demands=["vstest  -equals   1", "DotNet", {"name": "a", "value": "b"}, "bad one"])
    )
    assert answer["demands"] == ["vstest -equals 1", "DotNet"]


def test_retention_rules(client: MakeClient) -> None:
    """api-facts §2.8: two shapes, defaults, and the rule that TFS 2015 injects on POST only"""
    rule = {"branches": ["+refs/heads/*"], "artifacts": []}
    assert client("services").create(classic_definition(retentionRules=[rule]))["retentionRules"] == [
        {**rule, "daysToKeep": 30, "minimumToKeep": 1, "deleteBuildRecord": True, "deleteTestResults": False}
    ]
    here = client("tfs2015")
    made = here.create(old_definition())
    assert made["retentionRules"] == [{"branches": ["+refs/heads/*"], "daysToKeep": 10, "deleteBuildRecord": True}]
    del made["retentionRules"]
    assert "retentionRules" not in here.put(made)


def test_unknown_members_are_dropped_and_case_does_not_matter(client: MakeClient) -> None:
    """corpus S15; member names are read in any case, as the service's serializer does"""
    answer = client("services").create(
        yaml_definition(DESCRIPTION="d", localPath="x", definitionType="build", defaultBranch="main", nonsense={"a": 1})
    )
    assert answer["description"] == "d"
    assert not {"localPath", "definitionType", "defaultBranch", "nonsense", "DESCRIPTION"} & set(answer)


def test_read_only_members_are_ignored(client: MakeClient) -> None:
    """api-facts §2.2: sending them back is accepted"""
    here = client("services")
    made = here.create(yaml_definition(createdDate="2001-01-01T00:00:00Z", authoredBy={"id": "x"}, _links={}, uri="x"))
    assert made["createdDate"] > "2026"
    assert made["uri"] == f"vstfs:///Build/Definition/{made['id']}"
    assert here.put({**made, "_links": {}})["_links"]["web"]


@pytest.mark.parametrize(("sent", "returned"), [("Team", "\\Team"), ("/a/b", "\\a\\b"), ("\\x\\", "\\x"), ("", "\\")])
def test_path_gets_a_leading_backslash(client: MakeClient, sent: str, returned: str) -> None:
    """api-facts §2.9.8"""
    assert client("services").create(yaml_definition(path=sent))["path"] == returned


def test_each_put_makes_a_revision_with_its_own_date_and_comment(client: MakeClient) -> None:
    """api-facts §2.2, §3.1; corpus S10, S11"""
    here = client("services")
    made = here.create(yaml_definition(comment="first"))
    second = here.put(made)
    assert (second["revision"], second["comment"]) == (2, "first")
    assert second["url"].endswith("?revision=2")
    assert second["createdDate"] >= made["createdDate"]
    third = here.put({name: value for name, value in second.items() if name != "comment"})
    assert third["revision"] == 3
    assert "comment" not in third
    assert here.get(made["id"], params={"revision": 1})["comment"] == "first"


def test_put_replaces_the_whole_document(client: MakeClient) -> None:
    """api-facts §3.1"""
    here = client("services")
    made = here.create(yaml_definition(description="d", buildNumberFormat="$(rev:.r)", demands=["x"]))
    put = here.put({"id": made["id"], "revision": 1, **yaml_definition()})
    assert not {"description", "buildNumberFormat", "demands"} & set(put)


def test_yaml_resources_belong_to_the_server(client: MakeClient) -> None:
    """corpus S18"""
    here = client("services")
    made = here.create(yaml_definition(process={"type": 2, "yamlFilename": "a.yml", "resources": {"queues": []}}))
    assert "resources" not in made["process"]
    resources = {"queues": [{"id": 1, "alias": "Default"}]}
    here.emulated.edit(made["id"], {"process": {"resources": resources}})
    read = here.get(made["id"])
    assert read["process"]["resources"] == resources
    del read["process"]["resources"]
    assert here.put(read)["process"]["resources"] == resources


def test_a_deleted_queue_disappears_from_definitions(client: MakeClient) -> None:
    """peers #2"""
    here = client("services")
    number = here.create(yaml_definition())["id"]
    here.emulated.call("DELETE", "queues", id=1)
    assert "queue" not in here.get(number)


@pytest.mark.parametrize("profile", PROFILES)
def test_products_show_the_members_that_they_know(client: MakeClient, profile: str) -> None:
    """api-facts §2.1, corpus field inventory"""
    here = client(profile)
    answer = here.get(here.create(any_definition(profile))["id"])
    expected = {
        "tfs2015": set(),
        "tfs2017": {"path"},
        "tfs2018": {"path", "queueStatus", "tags", "properties", "drafts", "process"},
    }.get(profile, {"path", "queueStatus", "tags", "properties", "drafts", "process"})
    members = {"path", "queueStatus", "tags", "properties", "drafts", "process"}
    assert members & set(answer) == expected
    assert ("build" in answer) == (profile in ("tfs2015", "tfs2017"))
    assert "pool" in answer["queue"]
    assert (answer["queue"]["pool"] is None) == (profile == "tfs2015")
    assert ("?revision=1" in answer["url"]) == (profile in RICH)
