# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The exchange of the vendor's page "Artifacts - Create" (api-version 5.0), through the module.

The page shows no documents, only members: `id`, `name` and `resource` of the artifact; `_links`, `data`,
`downloadUrl`, `properties`, `type` and `url` of its resource.
"""

from __future__ import annotations

from typing import Any

import pytest
import requests

from functional.artifact_world import Pipeline, artifact
from functional.world import PAT, PROJECT, World, recorded_writes

REQUEST = {"id", "name", "resource"}
RESOURCE = {"_links", "data", "downloadUrl", "properties", "type", "url"}

pytestmark = pytest.mark.parametrize("profile", ["server2019", "services"], indirect=True)


@pytest.mark.parametrize(
    "stated",
    [
        {"path": "\\\\server\\share\\drop", "properties": {"a": "b"}},
        {"git_ref": "refs/tags/v1"},
        {"container": {"folder": "drop"}},
    ],
    ids=lambda stated: next(iter(stated)),
)
def test_the_request_and_the_response_of_the_page(world: World, stated: dict[str, Any]) -> None:
    build = Pipeline(world).build()
    world.log()
    with recorded_writes() as sent:
        made = artifact(world, build, name="drop", api_version="5.0", **stated)
    # POST https://dev.azure.com/{organization}/{project}/_apis/build/builds/{buildId}/artifacts?api-version=5.0
    [post] = [entry for entry in world.log() if entry["verb"] == "POST"]
    assert post["path"] == f"{world.path}/{PROJECT}/_apis/build/builds/{build}/artifacts"
    assert (post["status"], post["api_version"]) == (200, "5.0")
    [(_verb, body)] = sent
    assert set(body) <= REQUEST
    assert set(body["resource"]) <= RESOURCE
    answered = made["artifact"]
    assert set(answered) <= REQUEST
    assert set(answered["resource"]) <= RESOURCE
    assert isinstance(answered["id"], int)
    assert answered["name"] == "drop"
    assert answered["resource"]["url"].startswith(world.url)


def test_the_page_by_hand_is_what_the_module_finds(world: World) -> None:
    """The request as the page has it, sent by something else; then the task states the same."""
    build = Pipeline(world).build()
    resource = {"type": "GitRef", "data": "refs/tags/v1"}
    requests.post(
        f"{world.url}/{PROJECT}/_apis/build/builds/{build}/artifacts?api-version=5.0",
        json={"name": "source", "resource": resource},
        auth=("", PAT),
        timeout=30,
    ).raise_for_status()
    assert artifact(world, build, name="source", git_ref="refs/tags/v1", api_version="5.0")["changed"] is False
