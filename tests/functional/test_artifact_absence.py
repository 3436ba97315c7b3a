# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""`state: absent` with `remove_content`: the files go, the record stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from functional.artifact_world import (
    FAULTS,
    FILES,
    Pipeline,
    actions,
    artifact,
    check_content,
    refused,
    sizes,
)
from functional.conftest import PROFILES
from functional.world import World


@pytest.mark.parametrize("profile", PROFILES, indirect=True)
def test_remove_content_leaves_the_record(world: World, pipeline: Pipeline, src: Path) -> None:
    build = pipeline.build()
    artifact(world, build, name="drop", src=[str(src)])
    artifact(world, build, name="drop2", src=[str(src)])
    stated = {"name": "drop", "state": "absent", "remove_content": True}
    world.log()
    foreseen = artifact(world, build, True, **stated)
    assert world.writes() == []
    gone = artifact(world, build, **stated)
    again = artifact(world, build, **stated)
    assert world.writes() == ["DELETE"]
    assert [found["changed"] for found in (foreseen, gone, again)] == [True, True, False]
    assert foreseen["files"] == gone["files"]
    assert (sizes(gone), set(actions(gone).values())) == (FILES, {"removed"})
    for found in (foreseen, gone, again):
        assert ["record of artifact 'drop' stays" in warning for warning in found["warnings"]] == [True]
    assert pipeline.names(build) == ["drop", "drop2"]
    assert pipeline.files(pipeline.container(build), "drop") == {}
    check_content(pipeline, build, src, "drop2")


@pytest.mark.parametrize("fault", FAULTS)
def test_remove_content_in_spite_of_faults(world: World, pipeline: Pipeline, src: Path, fault: str) -> None:
    build = pipeline.build()
    artifact(world, build, name="drop", src=[str(src)])
    world.fault(verb="DELETE", **FAULTS[fault])
    assert artifact(world, build, name="drop", state="absent", remove_content=True)["changed"] is True
    assert pipeline.files(pipeline.container(build)) == {}


def test_content_that_is_missed_elsewhere_is_not_removed(world: World, pipeline: Pipeline, src: Path) -> None:
    build, other = pipeline.build(), pipeline.build()
    stated = {"name": "drop", "state": "absent", "remove_content": True}
    artifact(world, build, name="drop", src=[str(src)])
    artifact(world, build, name="logs", container={"folder": "drop/sub"})
    assert "also content of the artifact 'logs'" in refused(world, build, **stated)["msg"]
    artifact(world, other, name="drop", container={"id": pipeline.container(build)})
    assert f"not that of build {other}" in refused(world, other, **stated)["msg"]
    check_content(pipeline, build, src)


def test_a_container_that_retention_removed_holds_nothing(world: World, pipeline: Pipeline, src: Path) -> None:
    world.switch(finished_container="hidden")
    build = pipeline.build()
    artifact(world, build, name="drop", src=[str(src)])
    pipeline.finish(build)
    assert artifact(world, build, name="drop", state="absent", remove_content=True)["changed"] is False
