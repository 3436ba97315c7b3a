# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Microsoft's own Python client (`azure-devops` on PyPI) works against the emulator, version negotiation included."""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from conftest import PAT, Client, MakeClient, classic_definition
from content import PROJECT_ID, content, unzipped

PROJECT = "Fabrikam-Fiber-Git"
# the 2.0 and 3.x documents have no `process`, which the client's models need
SPOKEN = ("tfs2018", "server2019", "server2020", "server2022", "services")


@pytest.fixture
def vendor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The client's modules; it caches route tables on disk, so each test has its own folder."""
    monkeypatch.setenv("AZURE_DEVOPS_CACHE_DIR", str(tmp_path))
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    pytest.importorskip("azure.devops", reason="the azure-devops package is not installed")
    return importlib.import_module("azure.devops.connection")


def connected(vendor: Any, here: Client, pat: str = PAT) -> Any:
    authentication = importlib.import_module("msrest.authentication").BasicAuthentication
    return vendor.Connection(base_url=here.url, creds=authentication("", pat))


def models() -> Any:
    return importlib.import_module("azure.devops.v7_1.build.models")


@pytest.mark.parametrize("profile", SPOKEN)
def test_create_read_list_update_delete(vendor: Any, client: MakeClient, profile: str) -> None:
    here = client(profile)
    build = connected(vendor, here).clients_v7_1.get_build_client()
    new = models().BuildDefinition(
        name="from the SDK",
        queue=models().AgentPoolQueue(id=1),
        process={"type": 2, "yamlFilename": "azure-pipelines.yml"},
        repository=models().BuildRepository(id="278d5cd2-584d-4b63-824a-2ba458937249", type="TfsGit"),
        variables={"key": models().BuildDefinitionVariable(value="S3CRET-sdk", is_secret=True)},
    )
    made = build.create_definition(new, PROJECT)
    assert (made.name, made.revision, made.path) == ("from the SDK", 1, "\\")
    assert made.queue.pool.name
    assert made.authored_by.display_name
    assert made.created_date.year >= 2026

    read = build.get_definition(PROJECT, made.id)
    assert read.process["yamlFilename"] == "azure-pipelines.yml"
    assert read.variables["key"].is_secret
    assert read.variables["key"].value is None
    assert [item.id for item in build.get_definitions(PROJECT, name="from the SDK")] == [made.id]

    read.name = "renamed"
    read.comment = "by the SDK"
    written = build.update_definition(read, PROJECT, made.id)
    assert (written.name, written.revision) == ("renamed", 2)
    assert here.emulated.truth(made.id)["document"]["variables"]["key"]["value"] == "S3CRET-sdk"
    assert build.get_definition(PROJECT, made.id, revision=1).name == "from the SDK"

    history = build.get_definition_revisions(PROJECT, made.id)
    assert [(item.revision, item.change_type, item.comment) for item in history] == [
        (1, "add", None),
        (2, "update", "by the SDK"),
    ]
    build.delete_definition(PROJECT, made.id)
    assert build.get_definitions(PROJECT) == []


@pytest.mark.parametrize("profile", SPOKEN)
def test_options_folders_and_look_ups(vendor: Any, client: MakeClient, profile: str) -> None:
    here = client(profile)
    connection = connected(vendor, here)
    build = connection.clients_v7_1.get_build_client()
    assert "MultiConfiguration" in [item.name for item in build.get_build_option_definitions(PROJECT)]
    if profile not in ("tfs2018", "server2019"):
        # the 7.1 client sends `?path=`
        folder = build.create_folder(models().Folder(description="d"), PROJECT, "\\one\\two")
        assert folder.path == "\\one\\two"
    assert "\\" in [item.path for item in build.get_folders(PROJECT)]
    core = connection.clients_v7_1.get_core_client()
    assert PROJECT in [item.name for item in core.get_projects()]
    git = connection.clients_v7_1.get_git_client()
    assert git.get_repository("website", project=PROJECT).name == "website"
    agents = connection.clients_v7_1.get_task_agent_client()
    assert [item.id for item in agents.get_agent_queues(PROJECT, queue_name="default")] == [1]
    groups = agents.get_variable_groups(PROJECT, group_name="signing")
    assert groups[0].variables["password"].value is None
    endpoints = connection.clients_v7_1.get_service_endpoint_client()
    found = endpoints.get_service_endpoints_by_names(PROJECT, ["shared-name"])
    assert sorted(item.type for item in found) == ["git", "github"]


def test_negotiates_down_to_the_server(vendor: Any, client: MakeClient) -> None:
    here = client("server2020")
    connected(vendor, here).clients_v7_1.get_build_client().get_definitions(PROJECT)
    assert [entry["api_version"] for entry in here.emulated.log()][-1] == "6.0"


def test_errors_reach_the_client(vendor: Any, client: MakeClient) -> None:
    here = client("services")
    build = connected(vendor, here).clients_v7_1.get_build_client()
    with pytest.raises(Exception, match="Build pipeline 4711 was not found"):
        build.get_definition(PROJECT, 4711)
    with pytest.raises(Exception, match="TF200016"):
        build.get_definitions("no such project")


def test_a_wrong_pat_is_an_authentication_error(vendor: Any, client: MakeClient) -> None:
    here = client("services")
    errors = importlib.import_module("azure.devops.exceptions")
    with pytest.raises(errors.AzureDevOpsAuthenticationError):
        connected(vendor, here, "wrong").clients_v7_1.get_build_client().get_definitions(PROJECT)


@pytest.mark.parametrize("profile", SPOKEN)
def test_builds(vendor: Any, client: MakeClient, profile: str) -> None:
    here = client(profile)
    build = connected(vendor, here).clients_v7_1.get_build_client()
    definition = here.emulated.import_definition(classic_definition(buildNumberFormat="n$(rev:.r)"))
    reference = models().DefinitionReference(id=definition)
    queued = build.queue_build(models().Build(definition=reference, source_branch="refs/heads/x"), PROJECT)
    assert (queued.status, queued.build_number, queued.source_branch) == ("notStarted", "n.1", "refs/heads/x")
    assert queued.queue_time.year >= 2026
    changed = build.update_build(models().Build(status="completed", result="failed"), PROJECT, queued.id)
    assert (changed.status, changed.result) == ("completed", "failed")
    assert build.add_build_tags(["a", "b"], PROJECT, queued.id) == ["a", "b"]
    assert build.delete_build_tag(PROJECT, queued.id, "a") == ["b"]
    for _number in range(3):
        build.queue_build(models().Build(definition=reference), PROJECT)
    found = build.get_builds(PROJECT, [definition], tag_filters=["b"], result_filter="failed")
    assert [item.id for item in found] == [queued.id]
    assert [item.id for item in build.get_builds(PROJECT, top=3)] == [4, 3, 2]
    build.delete_build(PROJECT, queued.id)
    with pytest.raises(Exception, match="could not be found"):
        build.get_build(PROJECT, queued.id)
    assert [item.id for item in build.get_builds(PROJECT, deleted_filter="onlyDeleted")] == [queued.id]


@pytest.mark.parametrize("profile", SPOKEN)
def test_artifacts(vendor: Any, client: MakeClient, profile: str) -> None:
    here = client(profile)
    connection = connected(vendor, here)
    build = connection.clients_v7_1.get_build_client()
    made = content(here, version=f"{here.version}-preview")
    assert build.get_artifacts(PROJECT, made.build) == []
    made.put("drop/a.txt", b"hello")
    resource = models().ArtifactResource(type="Container", data=f"#/{made.container}/drop", properties={"k": "v"})
    artifact = build.create_artifact(models().BuildArtifact(name="drop", resource=resource), PROJECT, made.build)
    assert artifact.resource.download_url.endswith("24format=zip")
    assert [item.name for item in build.get_artifacts(PROJECT, made.build)] == ["drop"]
    read = build.get_artifact(PROJECT, made.build, "drop")
    assert (read.id, read.resource.properties) == (artifact.id, {"k": "v"})
    zipped = b"".join(build.get_artifact_content_zip(PROJECT, made.build, "drop"))
    assert unzipped(zipped) == {"drop/a.txt": b"hello"}
    with pytest.raises(Exception, match="already exists for build"):
        build.create_artifact(models().BuildArtifact(name="drop", resource=resource), PROJECT, made.build)
    if profile != "tfs2018":
        (file_id,) = [row["fileId"] for row in made.items() if row["itemType"] == "file"]
        assert b"".join(build.get_file(PROJECT, made.build, "drop", str(file_id), "a.txt")) == b"hello"


@pytest.mark.parametrize("profile", SPOKEN)
def test_containers(vendor: Any, client: MakeClient, profile: str) -> None:
    here = client(profile)
    containers = connected(vendor, here).clients_v7_1.get_file_container_client()
    made = content(here, version=f"{here.version}-preview")
    for path in ("drop/a/x", "drop/b"):
        made.put(path, b"12345")
    (found,) = containers.get_containers(PROJECT_ID, f"vstfs:///Build/Build/{made.build}")
    assert (found.id, found.artifact_uri) == (made.container, f"vstfs:///Build/Build/{made.build}")
    items = containers.get_items(made.container, PROJECT_ID, "drop")
    assert [(item.path, item.item_type, item.file_length) for item in items] == [
        ("drop", "folder", None),
        ("drop/a", "folder", None),
        ("drop/a/x", "file", 5),
        ("drop/b", "file", 5),
    ]
    containers.delete_item(made.container, "drop/a", PROJECT_ID)
    shallow = containers.get_items(made.container, PROJECT_ID, "drop", is_shallow=True)
    assert [item.path for item in shallow] == ["drop", "drop/b"]


def test_signed_urls(vendor: Any, client: MakeClient) -> None:
    made = content(client("services"))
    made.here.emulated.artifact(made.build, "p", files={"a": "b"})
    pipelines = connected(vendor, made.here).clients_v7_1.get_pipelines_client()
    found = pipelines.get_artifact(PROJECT, made.definition, made.build, "p", expand="signedContent")
    assert found.signed_content.signature_expires.year >= 2026
    assert unzipped(requests.get(found.signed_content.url, timeout=20).content) == {"p/a": b"b"}
