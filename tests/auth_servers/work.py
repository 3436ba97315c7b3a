# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is done through each server: reading, writing, sending files, and several requests at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from auth_servers.conftest import good, run
from functional.artifact_world import FILES, SMALL_CHUNKS, Pipeline, check_content
from functional.world import World


def definitions(world: World, url: str, **options: Any) -> None:
    """A definition is made, is as it should be, and is found."""
    assert good(run(world, url, "build_definition", **world.minimal(), **options))["changed"]
    assert not good(run(world, url, "build_definition", **world.minimal(), **options))["changed"]
    found = good(run(world, url, **options))["definitions"]
    assert [one["name"] for one in found] == ["web"]


def upload(world: World, url: str, src: Path, **options: Any) -> None:
    """Files in several parts, four at a time, arrive as they are."""
    pipeline = Pipeline(world)
    build = pipeline.build()
    stated = {"build_id": build, "name": "drop", "src": [str(src)], "concurrency": 4, **SMALL_CHUNKS, **options}
    sent = good(run(world, url, "build_artifact", **stated))
    assert sent["files_sent"] == len(FILES)
    check_content(pipeline, build, src)
    assert not good(run(world, url, "build_artifact", **stated))["changed"]


def many(world: World, url: str, **options: Any) -> None:
    """A set with four requests at once."""
    before = len(world.definitions())
    stated = [{**world.minimal(), "name": f"web-{number}"} for number in range(8)]
    for changed in (True, False):
        result = good(run(world, url, "build_definition_set", definitions=stated, concurrency=4, **options))
        assert result["changed"] is changed
    assert len(world.definitions()) == before + 8
