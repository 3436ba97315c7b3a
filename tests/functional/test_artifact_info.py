# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading the artifacts of a build."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from functional.conftest import PROFILES
from functional.downloads import artifact, build
from functional.world import World


def read(world: World, **options: Any) -> dict[str, Any]:
    """The answer, which is the same in check mode and costs no write."""
    world.log()
    foreseen = world.run("build_artifact_info", check=True, **options)
    found = world.run("build_artifact_info", **options)
    assert found == foreseen
    assert found["changed"] is False
    assert world.writes() == []
    return found


@pytest.mark.parametrize("profile", PROFILES, indirect=True)
def test_all_artifacts_of_a_build(world: World) -> None:
    number = build(world)
    assert read(world, build_id=number)["artifacts"] == []
    artifact(world, number)
    artifact(world, number, "FilePath", "share", data=r"\\server\drops\1", files={})
    found = read(world, build_id=number)
    assert [item["name"] for item in found["artifacts"]] == ["drop", "share"]
    assert found["artifacts"][0]["resource"]["data"].startswith("#/")
    assert found["artifacts"][1]["resource"]["data"] == r"\\server\drops\1"
    assert found["build"]["id"] == number
    assert found["build"]["definition"]["name"] == "of 0"


@pytest.mark.parametrize("profile", PROFILES, indirect=True)
def test_one_artifact(world: World) -> None:
    number = build(world)
    artifact(world, number)
    artifact(world, number, name="more")
    assert [item["name"] for item in read(world, build_id=number, name="more")["artifacts"]] == ["more"]
    assert read(world, build_id=number, name="none")["artifacts"] == []


def test_the_newest_build_of_a_definition(world: World) -> None:
    build(world, result="failed")
    number = build(world)
    artifact(world, number)
    found = read(world, definition="of 1", latest={"result": "succeeded", "branch": "main"})
    assert found["build"]["id"] == number
    assert len(found["artifacts"]) == 1


@pytest.mark.parametrize("profile", PROFILES, indirect=True)
def test_tickets_are_not_shown(world: World) -> None:
    number = build(world)
    artifact(world, number)
    shown = world.ask("GET", f"build/builds/{number}/artifacts").json()["value"][0]["resource"]
    ticket = shown.get("downloadTicket")
    assert bool(ticket) is (world.profile == "tfs2018")
    found = world.run("build_artifact_info", build_id=number)
    assert found["artifacts"][0]["resource"].get("downloadTicket") == (ticket and "********")
    assert found["artifacts"][0]["resource"]["data"] == shown["data"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({}, "build_id"),
        ({"build_id": 1, "definition": "x"}, "mutually exclusive"),
        ({"definition": "x"}, "which build"),
        ({"build_id": 1, "dest": "/tmp/x"}, "name"),
        ({"build_id": 1, "name": "drop", "patterns": ["*"]}, "dest"),
        ({"build_id": 1, "name": "drop", "share_mounts": {"a": "/b"}}, "dest"),
        ({"build_id": 1, "name": " "}, "name: is empty"),
        ({"build_id": 1, "name": "drop", "dest": "DEST", "patterns": ["/a"]}, "patterns"),
        ({"build_id": 1, "name": "drop", "dest": "DEST", "concurrency": 0}, "concurrency"),
        ({"build_id": 1, "name": "drop", "dest": "DEST", "concurrency": 17}, "concurrency"),
        ({"build_id": 1, "name": "drop", "dest": "DEST", "max_size": "0"}, "max_size"),
        ({"build_id": 1, "name": "drop", "dest": "DEST", "max_size": "much"}, "max_size"),
        ({"build_id": 1, "name": "drop", "dest": "FILE"}, "not a folder"),
        ({"build_id": 1, "name": "drop", "dest": "DEST", "share_mounts": {"a": "b"}}, "absolute"),
    ],
)
def test_bad_options(options: dict[str, Any], said: str, world: World, tmp_path: Path) -> None:
    number = build(world)
    artifact(world, number, "FilePath", data=r"\\server\drops", files={})
    (tmp_path / "file").write_text("x")
    places = {"DEST": str(tmp_path / "dest"), "FILE": str(tmp_path / "file")}
    given = {key: places.get(value, value) if isinstance(value, str) else value for key, value in options.items()}
    result = world.attempt("build_artifact_info", **given)
    assert result["failed"] is True
    assert said in result["msg"]
    assert "exception" not in result
    assert not (tmp_path / "dest").exists()


@pytest.mark.parametrize("profile", ["tfs2015", "services"], indirect=True)
def test_what_is_not_there_cannot_be_downloaded(world: World, tmp_path: Path) -> None:
    number = build(world)
    artifact(world, number)
    result = world.attempt("build_artifact_info", build_id=number, name="none", dest=str(tmp_path / "dest"))
    assert result["failure"]["code"] == "unknown_name"
    assert "'drop'" in result["msg"]
    result = world.attempt("build_artifact_info", build_id=number + 77)
    assert result["failure"]["code"] == "not_found"
    assert not (tmp_path / "dest").exists()
