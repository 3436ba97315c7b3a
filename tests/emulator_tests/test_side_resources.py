# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Folders, tags, properties, templates, settings, YAML: what stands beside definitions (api-facts §1.4)."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import Client, MakeClient, classic_definition, yaml_definition

PREVIEW = "7.1-preview"
PATCH = {"Content-Type": "application/json-patch+json"}


def folder_paths(here: Client, path: str = "") -> list[str]:
    rows = here.ok("GET", f"build/folders/{path}".rstrip("/"), version=PREVIEW)["value"]
    return [row["path"] for row in rows]


def test_folder_exchange_in_the_path(client: MakeClient) -> None:
    """CASS test_pipeline_folders, api-facts §1.4: segments in the path, backslash added, parents made"""
    here = client("services")
    made = here.ok(
        "PUT", "build/folders/TestFolder", {"path": "TestFolder", "description": "d"}, version="5.0-preview.2"
    )
    assert (made["path"], made["description"]) == ("\\TestFolder", "d")
    assert set(made) == {"path", "description", "createdOn", "createdBy", "project"}
    moved = here.ok("POST", "build/folders/TestFolder", {"path": "\\Testing\\TestFolder"}, version="5.0-preview.2")
    assert moved["path"] == "\\Testing\\TestFolder"
    assert moved["lastChangedBy"]
    assert folder_paths(here) == ["\\", "\\Testing", "\\Testing\\TestFolder"]
    assert here.send("DELETE", "build/folders/%5CTesting%5CTestFolder", version="5.0-preview.2").status_code == 204
    assert folder_paths(here) == ["\\", "\\Testing"]


def test_folder_in_the_query(client: MakeClient) -> None:
    """5.1 and later"""
    here = client("server2022")
    here.ok("PUT", "build/folders", {"description": "x"}, params={"path": "\\a\\b"}, version=PREVIEW)
    assert folder_paths(here) == ["\\", "\\a", "\\a\\b"]
    assert folder_paths(here, "%5Ca%5Cb") == ["\\a\\b"]
    order = here.ok("GET", "build/folders", params={"queryOrder": "folderDescending"}, version=PREVIEW)["value"]
    assert [row["path"] for row in order] == ["\\a\\b", "\\a", "\\"]
    assert here.send("DELETE", "build/folders", params={"path": "\\a"}, version=PREVIEW).status_code == 204
    assert folder_paths(here) == ["\\"]


def test_folder_errors(client: MakeClient) -> None:
    here = client("services")
    here.ok("PUT", "build/folders", {}, params={"path": "\\a"}, version=PREVIEW)
    taken = here.refused("PUT", "build/folders", {}, params={"path": "\\A"}, version=PREVIEW)
    assert taken[1] == "FolderExistsException"
    missing = here.refused("DELETE", "build/folders", params={"path": "\\zz"}, version=PREVIEW)
    assert missing[:2] == (404, "FolderNotFoundException")
    bad = here.refused("PUT", "build/folders", {}, params={"path": "\\a:b"}, version=PREVIEW)
    assert bad[:2] == (400, "InvalidFolderException")


def test_moving_and_deleting_a_folder_takes_its_definitions_along(client: MakeClient) -> None:
    here = client("services")
    number = here.create(yaml_definition(path="\\Team\\Sub"))["id"]
    here.ok("POST", "build/folders", {"path": "\\Moved"}, params={"path": "\\Team"}, version=PREVIEW)
    assert here.get(number)["path"] == "\\Moved\\Sub"
    assert folder_paths(here) == ["\\", "\\Moved", "\\Moved\\Sub"]
    assert here.send("DELETE", "build/folders", params={"path": "\\Moved"}, version=PREVIEW).status_code == 204
    assert here.refused("GET", f"build/definitions/{number}")[0] == 404


def test_a_folder_with_a_retained_build_is_not_deleted_in_part(client: MakeClient) -> None:
    here = client("services")
    free = here.create(yaml_definition("free", path="\\T"))["id"]
    kept = here.create(yaml_definition("kept", path="\\T"))["id"]
    here.emulated.call("POST", "retain", id=kept)
    answer = here.refused("DELETE", "build/folders", params={"path": "\\T"}, version=PREVIEW)
    assert answer[1] == "CannotDeleteDefinitionWithRetainedBuildsException"
    assert here.get(free)["id"] == free


def test_tags(client: MakeClient) -> None:
    here = client("services")
    number = here.create(yaml_definition(tags=["b", "a", "b"]))["id"]
    path = f"build/definitions/{number}/tags"
    assert here.ok("GET", path) == {"count": 2, "value": ["b", "a"]}
    assert here.ok("POST", path, ["c", "A"])["value"] == ["b", "c", "A"]
    assert here.ok("PUT", f"{path}/d")["value"] == ["b", "c", "A", "d"]
    assert here.ok("DELETE", f"{path}/B")["value"] == ["c", "A", "d"]
    assert here.ok("PATCH", path, {"tagsToAdd": ["e/f"], "tagsToRemove": ["c"]})["value"] == ["A", "d", "e/f"]
    assert here.send("DELETE", f"{path}/e%2Ff").status_code == 400
    assert here.send("PATCH", path, {}, version="6.0-preview").status_code == 405
    assert here.get(number)["tags"] == ["A", "d", "e/f"]
    assert here.get(number)["revision"] == 1


def test_properties(client: MakeClient) -> None:
    """peers §1b.10: typed values; api-facts §2.2: emitted empty unless asked for"""
    here = client("services")
    number = here.create(yaml_definition())["id"]
    path = f"build/definitions/{number}/properties"
    changes = [{"op": "add", "path": "/owner", "value": "me"}, {"op": "add", "path": "/n", "value": 3}]
    typed = {"owner": {"$type": "System.String", "$value": "me"}, "n": {"$type": "System.Int32", "$value": 3}}
    assert here.ok("PATCH", path, changes, headers=PATCH) == {"count": 2, "value": typed}
    assert here.ok("GET", path, params={"filter": "n"})["value"] == {"n": typed["n"]}
    assert here.get(number)["properties"] == {}
    assert here.get(number, params={"propertyFilters": "owner"})["properties"] == {"owner": typed["owner"]}
    here.ok("PATCH", path, [{"op": "remove", "path": "/n"}], headers=PATCH)
    assert list(here.ok("GET", path)["value"]) == ["owner"]
    assert here.refused("PATCH", path, changes)[0] == 400
    here.put(here.get(number))
    assert list(here.ok("GET", path)["value"]) == ["owner"]


def test_templates(client: MakeClient) -> None:
    here = client("services")
    body = {"name": "T", "category": "Custom", "template": classic_definition()}
    made = here.ok("PUT", "build/definitions/templates/my.template", body)
    assert made["id"] == "my.template"
    assert made["canDelete"] is True
    assert here.ok("GET", "build/definitions/templates")["count"] == 1
    assert here.ok("PUT", "build/definitions/templates/my.template", {**body, "name": "U"})["name"] == "U"
    assert here.ok("GET", "build/definitions/templates/MY.template")["name"] == "U"
    assert here.send("DELETE", "build/definitions/templates/my.template").status_code == 204
    assert here.refused("GET", "build/definitions/templates/my.template")[1] == "DefinitionTemplateNotFoundException"


def test_yaml_metrics_and_resources(client: MakeClient) -> None:
    here = client("services")
    number = here.create(classic_definition())["id"]
    path = f"build/definitions/{number}"
    assert "steps:" in here.ok("GET", f"{path}/yaml")["yaml"]
    assert here.ok("GET", f"{path}/metrics", version=PREVIEW) == {"count": 0, "value": []}
    assert here.ok("GET", f"{path}/resources", version=PREVIEW)["value"][0]["type"] == "queue"


def test_history_and_revisions(client: MakeClient) -> None:
    here = client("services")
    made = here.create(yaml_definition("a", comment="first"))
    here.put({**made, "name": "b", "comment": "second"})
    rows = here.ok("GET", f"build/definitions/{made['id']}/revisions")["value"]
    assert [(row["revision"], row["name"], row["changeType"], row["comment"]) for row in rows] == [
        (1, "a", "add", "first"),
        (2, "b", "update", "second"),
    ]
    assert rows[1]["definitionUrl"].endswith("?revision=2")
    assert rows[0]["changedBy"]["displayName"]
    assert here.get(made["id"], params={"revision": 1}) == made


@pytest.mark.parametrize(("profile", "expected"), [("tfs2015", 1), ("tfs2017", 4), ("services", 4)])
def test_options(client: MakeClient, profile: str, expected: int) -> None:
    """api-facts §1.4, §6"""
    here = client(profile)
    listed = here.ok("GET", "build/options")
    assert listed["count"] == expected
    assert "MultiConfiguration" in [item["name"] for item in listed["value"]]
    if profile == "services":
        assert here.refused("GET", "_apis/build/options")[0] == 400
    else:
        assert here.ok("GET", "_apis/build/options") == listed


def test_drafts(client: MakeClient) -> None:
    here = client("services")
    parent = here.create(yaml_definition())
    draft = here.create(yaml_definition("draft", quality="draft", draftOf={"id": parent["id"]}))
    assert draft["quality"] == "draft"
    assert draft["draftOf"]["id"] == parent["id"]
    assert [item["id"] for item in here.get(parent["id"])["drafts"]] == [draft["id"]]


def rows(here: Client, path: str, **more: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = here.ok("GET", path, **more)["value"]
    return found


def test_look_ups(client: MakeClient) -> None:
    here = client("services")
    assert [row["name"] for row in rows(here, "_apis/projects")] == ["Fabrikam-Fiber-Git", "Ünï Project"]
    assert here.ok("GET", "_apis/projects/Ünï Project")["state"] == "wellFormed"
    assert [row["name"] for row in rows(here, "git/repositories")] == ["Fabrikam-Fiber-Git", "website", "tools"]
    assert [row["name"] for row in rows(here, "_apis/git/repositories")].count("website") == 2
    assert here.refused("GET", "git/repositories/nope")[:2] == (404, "GitRepositoryNotFoundException")
    queue = rows(here, "distributedtask/queues", params={"queueName": "azure pipelines"}, version=PREVIEW)
    assert [(row["id"], row["pool"]["isHosted"]) for row in queue] == [(2, True)]
    assert rows(here, "distributedtask/queues", params={"queueName": "azure"}, version=PREVIEW) == []
    assert len(rows(here, "_apis/distributedtask/pools", version=PREVIEW)) == 2
    groups = rows(here, "distributedtask/variablegroups", params={"groupName": "sign*"}, version=PREVIEW)
    assert [row["name"] for row in groups] == ["signing"]
    assert groups[0]["variables"]["password"] == {"value": None, "isSecret": True}
    shared = {"endpointNames": "shared-name"}
    assert len(rows(here, "serviceendpoint/endpoints", params=shared)) == 2
    assert len(rows(here, "serviceendpoint/endpoints", params={**shared, "type": "git"})) == 1
    assert here.ok("GET", "serviceendpoint/endpoints/00000000-0000-0000-0000-000000000000") is None
    assert [row["name"] for row in rows(here, "distributedtask/taskgroups", version=PREVIEW)].count(
        "build-and-test"
    ) == 2
    assert {row["name"] for row in rows(here, "sourceproviders")} >= {"TfsGit", "GitHub"}


def test_tasks_come_in_one_answer_with_all_versions(client: MakeClient) -> None:
    here = client("services")
    found = rows(here, "_apis/distributedtask/tasks", version=PREVIEW)
    assert [row["version"]["major"] for row in found if row["name"] == "VSTest"] == [1, 2, 3]
    assert len({row["id"] for row in found if row["name"] == "Deploy"}) == 2
    one = rows(here, "_apis/distributedtask/tasks/ef087383-ee5e-42c7-9a53-ab56c98420f9", version=PREVIEW)
    assert [row["name"] for row in one] == ["VSTest"] * 3


def test_look_ups_on_old_servers(client: MakeClient) -> None:
    here = client("tfs2015")
    queues = rows(here, "_apis/build/queues", params={"name": "Hosted"})
    assert [(row["id"], row["pool"]) for row in queues] == [(2, None)]
    assert [row["name"] for row in rows(here, "distributedtask/serviceendpoints", version="2.0-preview")][:1] == [
        "github-contoso"
    ]


def test_project_pages(client: MakeClient) -> None:
    here = client("services")
    answer = here.send("GET", "_apis/projects", params={"$top": 1})
    assert answer.json()["count"] == 1
    assert answer.headers["X-MS-ContinuationToken"] == "1"
    second = here.send("GET", "_apis/projects", params={"$top": 1, "continuationToken": 1})
    assert second.json()["value"][0]["name"] == "Ünï Project"
    assert "X-MS-ContinuationToken" not in second.headers
