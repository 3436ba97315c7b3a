# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Microsoft's own Python client reads what the module made, and the module finds what that client made."""

from __future__ import annotations

import importlib
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from functional.artifact_world import Pipeline, artifact, refused, tree
from functional.world import PAT, PROJECT, World

#: the client's models do not know the definitions of older servers
SPOKEN = ("tfs2018", "server2019", "server2022", "services")

pytestmark = pytest.mark.parametrize("profile", SPOKEN, indirect=True)


@pytest.fixture
def clients(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The client's clients; it keeps route tables on disk, so each test has its own folder."""
    monkeypatch.setenv("AZURE_DEVOPS_CACHE_DIR", str(tmp_path))
    pytest.importorskip("azure.devops", reason="the azure-devops package is not installed")
    credentials = importlib.import_module("msrest.authentication").BasicAuthentication("", PAT)
    connection = importlib.import_module("azure.devops.connection").Connection(base_url=world.url, creds=credentials)
    return connection.clients_v7_1


def test_it_lists_gets_and_downloads_what_we_made(world: World, clients: Any, tmp_path: Path) -> None:
    build = Pipeline(world).build()
    artifact(world, build, name="source", git_ref="refs/tags/v1", properties={"a": "b"})
    src = tree(tmp_path / "src", sub__a_dot_txt=b"hello", empty=b"", packed=b"x" * 9000)
    artifact(world, build, name="drop", src=[str(src)], compress=True)
    client = clients.get_build_client()
    listed = client.get_artifacts(PROJECT, build)
    assert [(item.name, item.resource.type) for item in listed] == [("source", "GitRef"), ("drop", "Container")]
    one = client.get_artifact(PROJECT, build, "source")
    assert (one.resource.data, one.resource.properties) == ("refs/tags/v1", {"a": "b"})
    content = b"".join(client.get_artifact_content_zip(PROJECT, build, "drop"))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name.partition("/")[2]: archive.read(name) for name in archive.namelist() if not name.endswith("/")}
    assert files == {"sub/a.txt": b"hello", "empty": b"", "packed": b"x" * 9000}


def test_we_find_what_it_made(world: World, clients: Any) -> None:
    build = Pipeline(world).build()
    models = importlib.import_module("azure.devops.v7_1.build.models")
    resource = models.ArtifactResource(type="GitRef", data="refs/tags/v1", properties={"a": "b"})
    clients.get_build_client().create_artifact(models.BuildArtifact(name="source", resource=resource), PROJECT, build)
    found = artifact(world, build, name="source", git_ref="refs/tags/v1", properties={"a": "b"})
    assert found["changed"] is False
    assert refused(world, build, name="source", git_ref="refs/tags/v2")["failure"]["code"] == "already_exists"


def test_it_shows_the_files_that_we_sent(world: World, clients: Any, tmp_path: Path) -> None:
    pipeline = Pipeline(world)
    build = pipeline.build()
    artifact(world, build, name="drop", src=[str(tree(tmp_path / "src", sub__a=b"hello", b=b"b"))])
    client = importlib.import_module("azure.devops.connection").Connection(
        base_url=world.url, creds=importlib.import_module("msrest.authentication").BasicAuthentication("", PAT)
    )
    containers = client.clients_v7_1.get_file_container_client()
    uri = f"vstfs:///Build/Build/{build}"
    project = clients.get_build_client().get_build(PROJECT, build).project.id
    [container] = containers.get_containers(scope=project, artifact_uris=uri)
    items = containers.get_items(container.id, scope=project, item_path="drop")
    assert {item.path: item.file_length for item in items if item.item_type == "file"} == {"drop/b": 1, "drop/sub/a": 5}
