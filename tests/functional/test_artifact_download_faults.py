# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Downloads on a bad day: the end is right, or an error, and never a part of a file under its name."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from functional.artifact_world import actions
from functional.downloads import EVERYTHING, SIZES, artifact, build, contents, nothing_half, sizes
from functional.world import PAT, World

#: a request for the content of a file of a container, or for a whole archive
CONTENT = {"Container": "itemPath=drop/bin/app.dll", "PipelineArtifact": "/_signed/|format=zip"}

ONCE: list[dict[str, Any]] = [
    {"kind": "cut_before"},
    {"kind": "cut_after"},
    {"kind": "truncated", "keep": 0.5},
    {"kind": "truncated", "keep": 0.0},
    {"kind": "wrong_length", "by": 10},
    {"kind": "throttle", "retry_after": 0},
    {"kind": "server_error", "status": 503},
    {"kind": "server_error", "status": 502, "html": True},
]


@pytest.fixture(params=["Container", "PipelineArtifact"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def number(world: World, kind: str) -> int:
    made = build(world)
    artifact(world, made, kind)
    return made


def attempt(world: World, number: int, dest: Path, **options: Any) -> dict[str, Any]:
    result = world.attempt("build_artifact_info", build_id=number, name="drop", dest=str(dest), **options)
    assert nothing_half(dest)
    assert PAT not in str(result)
    return result


@pytest.mark.parametrize("fault", ONCE, ids=lambda fault: "-".join(str(value) for value in fault.values()))
def test_one_fault_is_overcome(fault: dict[str, Any], kind: str, number: int, world: World, tmp_path: Path) -> None:
    world.fault(path=CONTENT[kind], **fault)
    result = attempt(world, number, tmp_path)
    assert actions(result) == EVERYTHING
    assert sizes(tmp_path) == SIZES
    assert [entry["fault"] for entry in world.log() if entry["fault"]] == [fault["kind"]]
    assert attempt(world, number, tmp_path)["changed"] is False


@pytest.mark.parametrize("fault", ONCE[:1] + ONCE[2:3] + ONCE[4:], ids=lambda fault: fault["kind"])
def test_a_fault_that_stays_is_an_error(
    fault: dict[str, Any], kind: str, number: int, world: World, tmp_path: Path
) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "app.dll").write_text("old")
    world.fault(path=CONTENT[kind], times=None, **fault)
    result = attempt(world, number, tmp_path, retries=1)
    assert result["failed"] is True
    assert "exception" not in result
    assert (tmp_path / "bin" / "app.dll").read_text() == "old"
    for path, size in sizes(tmp_path).items():
        assert path == "bin/app.dll" or size == SIZES[path]
    assert actions(result) == {path: "fetched" for path in sizes(tmp_path) if path != "bin/app.dll"}
    assert result["changed"] is bool(result["files"])

    world.clear_faults()
    attempt(world, number, tmp_path)
    assert sizes(tmp_path) == SIZES


@pytest.mark.parametrize("profile", ["tfs2015", "services"], indirect=True)
@pytest.mark.parametrize("ranges", [True, False])
@pytest.mark.parametrize("hashes", ["none", "hash"])
def test_a_download_continues_where_it_broke_if_the_server_can(
    world: World, tmp_path: Path, ranges: bool, hashes: str
) -> None:
    number = build(world)
    artifact(world, number)
    world.switch(download_ranges=ranges, content_ids=hashes)
    world.fault(kind="truncated", keep=0.5, path=CONTENT["Container"])
    world.log()
    assert actions(attempt(world, number, tmp_path)) == EVERYTHING
    sent = [entry for entry in world.log() if "app.dll" in entry["query"] and entry["bytes_out"]]
    assert [(entry["status"], entry["bytes_out"]) for entry in sent] == [
        (200, 350_000),
        (206, 350_000) if ranges else (200, 700_000),
    ]
    assert attempt(world, number, tmp_path)["changed"] is False


@pytest.mark.parametrize("by", [-10, 10])
def test_a_length_that_is_wrong(by: int, kind: str, number: int, world: World, tmp_path: Path) -> None:
    world.fault(kind="wrong_length", by=by, path=CONTENT[kind])
    assert actions(attempt(world, number, tmp_path)) == EVERYTHING
    assert sizes(tmp_path) == SIZES


def test_an_archive_with_a_flipped_bit_is_fetched_again(world: World, tmp_path: Path) -> None:
    number = build(world)
    artifact(world, number, "PipelineArtifact")
    world.fault(kind="corrupt", path=CONTENT["PipelineArtifact"])
    world.log()
    assert actions(attempt(world, number, tmp_path)) == EVERYTHING
    assert len(contents(world.log())) == 2
    (tmp_path / "readme.txt").unlink()
    (tmp_path / "bin" / "app.dll").write_text("old")
    world.fault(kind="corrupt", path=CONTENT["PipelineArtifact"], times=None)
    result = attempt(world, number, tmp_path)
    assert result["failure"]["code"] == "invalid_response"
    assert "archive" in result["msg"]
    assert (tmp_path / "bin" / "app.dll").read_text() == "old"


@pytest.mark.parametrize("status", [203, 302])
def test_a_sign_in_page_is_a_rejected_credential(status: int, world: World, tmp_path: Path) -> None:
    number = build(world)
    artifact(world, number)
    world.fault(kind="sign_in", status=status, path=CONTENT["Container"], times=None)
    result = attempt(world, number, tmp_path)
    assert result["failure"]["code"] == "authentication_failed"
    assert "bin/app.dll" not in sizes(tmp_path)


def test_a_redirect_to_another_origin_is_followed_without_the_credential(world: World, tmp_path: Path) -> None:
    """The other host is the emulator by its other name: what it is asked without a credential it refuses."""
    number = build(world)
    artifact(world, number)
    other = world.url.replace("127.0.0.1", "localhost")
    world.fault(kind="redirect", location=f"{other}/_apis/resources/Containers", path=CONTENT["Container"], times=1)
    result = attempt(world, number, tmp_path)
    assert result["failure"]["code"] == "authentication_failed"
    assert result["failure"]["url"].startswith(other)


def test_slow_bodies_are_waited_for(kind: str, number: int, world: World, tmp_path: Path) -> None:
    world.fault(kind="slow_body", bytes_per_second=4_000_000, path=CONTENT[kind])
    assert actions(attempt(world, number, tmp_path)) == EVERYTHING


def test_a_throttled_service_is_asked_less(world: World, tmp_path: Path) -> None:
    number = build(world)
    artifact(world, number, files={f"file {place}": str(place) for place in range(40)})
    world.fault(kind="throttle", retry_after=0, path="itemPath=drop/", times=None, probability=0.3, seed=3)
    result = attempt(world, number, tmp_path, retries=20, concurrency=8)
    assert len(actions(result)) == 40
    assert len(sizes(tmp_path)) == 40


PEAK = """
import json, sys
sys.path[:0] = json.loads(sys.argv[2])
from functional.memory import peak
from functional.world import run_module
result = run_module("build_artifact_info", json.loads(sys.argv[1]))
print(json.dumps({"result": result, "peak": peak()}))
"""


@pytest.mark.parametrize("large", ["Container", "PipelineArtifact"])
def test_a_large_file_takes_little_memory(large: str, world: World, tmp_path: Path) -> None:
    size = 256 * 1024 * 1024
    number = build(world)
    artifact(world, number, large, files={"large": {"size": size}})
    arguments = world.connection(build_id=number, name="drop", dest=str(tmp_path))
    command = [sys.executable, "-c", PEAK, json.dumps(arguments), json.dumps(sys.path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert actions(told["result"]) == {"large": "fetched"}
    assert sizes(tmp_path) == {"large": size}
    assert told["peak"] < 100
