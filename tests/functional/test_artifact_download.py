# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Downloading artifacts: each type, again, and only what differs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import requests

from functional.artifact_world import actions
from functional.conftest import PROFILES
from functional.downloads import (
    EVERYTHING,
    FILES,
    SIZES,
    UNCHANGED,
    artifact,
    build,
    contents,
    nothing_half,
    sizes,
)
from functional.world import PAT, World

#: profiles whose builds can have pipeline artifacts
PIPELINES = ("server2019", "server2020", "server2022", "services")


def download(world: World, number: int, dest: Path, check: bool = False, **options: Any) -> dict[str, Any]:
    asked = {"build_id": number, "name": "drop", "dest": str(dest), **options}
    result = world.run("build_artifact_info", check, **asked)
    assert nothing_half(dest)
    return result


@pytest.mark.parametrize("profile", PROFILES, indirect=True)
def test_a_container(world: World, tmp_path: Path) -> None:
    number, dest = build(world), tmp_path / "dest"
    artifact(world, number)
    world.log()

    foreseen = download(world, number, dest, check=True)
    assert not dest.exists()
    assert contents(world.log()) == []
    assert foreseen["changed"] is True

    first = download(world, number, dest)
    assert first == foreseen
    assert actions(first) == EVERYTHING
    assert sizes(dest) == SIZES
    assert (dest / "readme.txt").read_text() == FILES["readme.txt"]
    assert first["download"]["source"] == "container"
    assert first["download"]["bytes_fetched"] == sum(SIZES.values())
    log = world.log()
    assert len(contents(log)) == len(SIZES)
    assert {entry["verb"] for entry in log} <= {"GET", "OPTIONS"}

    second = download(world, number, dest)
    assert second["changed"] is False
    assert actions(second) == UNCHANGED
    assert second["download"]["files_unchanged"] == len(SIZES)
    assert contents(world.log()) == []


def test_only_what_differs(world: World, tmp_path: Path) -> None:
    number = build(world)
    artifact(world, number)
    download(world, number, tmp_path)
    (tmp_path / "readme.txt").write_text("HELLO\n")
    (tmp_path / "bin" / "app.pdb").unlink()
    (tmp_path / "mine").write_text("stays")
    world.log()
    found = download(world, number, tmp_path)
    assert actions(found) == {**UNCHANGED, "readme.txt": "fetched", "bin/app.pdb": "fetched"}
    assert len(contents(world.log())) == 2
    assert sizes(tmp_path) == {**SIZES, "mine": 5}
    assert (tmp_path / "readme.txt").read_text() == "Hello\n"


@pytest.mark.parametrize("gzip", ["as_stored", "identity"])
def test_what_was_sent_comes_back(gzip: str, world: World, tmp_path: Path) -> None:
    number, source, dest = build(world), tmp_path / "source", tmp_path / "dest"
    (source / "sub").mkdir(parents=True)
    (source / "text").write_text("the same again " * 10_000)
    (source / "sub" / "random").write_bytes(os.urandom(100_000))
    (source / "empty").touch()
    world.switch(gzip_download=gzip)
    world.run("build_artifact", build_id=number, name="drop", src=[str(source)], compress=True)
    download(world, number, dest)
    assert sizes(dest) == sizes(source)
    assert all((dest / path).read_bytes() == (source / path).read_bytes() for path in sizes(source))
    assert download(world, number, dest)["changed"] is False


def test_equal_files_of_another_time_are_left(world: World, tmp_path: Path) -> None:
    number = build(world)
    artifact(world, number)
    (tmp_path / "readme.txt").write_text("Hello\n")
    os.utime(tmp_path / "readme.txt", (1, 1))
    before = os.stat(tmp_path / "readme.txt").st_ino
    found = download(world, number, tmp_path)
    assert actions(found) == {**EVERYTHING, "readme.txt": "unchanged"}
    assert os.stat(tmp_path / "readme.txt").st_ino == before
    world.log()
    assert download(world, number, tmp_path)["changed"] is False
    assert contents(world.log()) == []


@pytest.mark.parametrize("kind", ["Container", "PipelineArtifact"])
def test_patterns(kind: str, world: World, tmp_path: Path) -> None:
    number = build(world)
    artifact(world, number, kind)
    found = download(world, number, tmp_path, patterns=["bin/**", "!**/*.pdb"])
    assert actions(found) == {"bin/app.dll": "fetched", "bin/Ünï cödé+&#%.txt": "fetched"}
    assert sizes(tmp_path).keys() == actions(found).keys()
    none = download(world, number, tmp_path, patterns=["nothing"])
    assert none["files"] == []
    assert none["changed"] is False
    if kind == "Container":
        told = "is meant: patterns match none. It has bin/app.dll, bin/app.pdb, "
    else:
        told = "is meant: patterns match none. It has "
    assert told in none["warnings"][0]


def test_a_part_of_the_container(world: World, tmp_path: Path) -> None:
    """Two artifacts in one container, one of them within the other, and one that is a single file."""
    number = build(world)
    made = world.admin("POST", "artifacts", {"build": number, "type": "Container", "name": "drop", "files": FILES})
    assert made["data"].endswith("/drop")
    artifact(world, number, name="bin", data=f"{made['data']}/BIN", files={})
    artifact(world, number, name="one", data=f"{made['data']}/readme.txt", files={})
    artifact(world, number, name="dropped", files={"x": "1"})
    found = download(world, number, tmp_path / "bin", name="bin")
    assert set(actions(found)) == {"app.dll", "app.pdb", "Ünï cödé+&#%.txt"}
    assert sizes(tmp_path / "bin")["app.dll"] == 700_000
    assert actions(download(world, number, tmp_path / "one", name="one")) == {"readme.txt": "fetched"}
    assert actions(download(world, number, tmp_path / "drop")) == EVERYTHING


@pytest.mark.parametrize("profile", PROFILES, indirect=True)
def test_a_container_that_shows_nothing(world: World, tmp_path: Path) -> None:
    """Then the archive has the same files."""
    number = build(world)
    artifact(world, number)
    world.switch(finished_container="hidden")
    world.log()
    found = download(world, number, tmp_path)
    assert actions(found) == EVERYTHING
    assert sizes(tmp_path) == SIZES
    assert found["download"]["source"] == "archive"
    assert download(world, number, tmp_path)["changed"] is False


@pytest.mark.parametrize("profile", PIPELINES, indirect=True)
@pytest.mark.parametrize("root", ["artifact", "none"])
@pytest.mark.parametrize("packed", ["stored", "deflated"])
def test_a_pipeline_artifact(packed: str, root: str, world: World, tmp_path: Path) -> None:
    number, dest = build(world), tmp_path / "dest"
    artifact(world, number, "PipelineArtifact")
    world.switch(zip_root=root, zip_compression=packed)
    foreseen = download(world, number, dest, check=True)
    assert foreseen["changed"] is True
    assert foreseen["files"] == []
    assert not dest.exists()
    first = download(world, number, dest)
    assert actions(first) == EVERYTHING
    assert sizes(dest) == SIZES
    (dest / "readme.txt").write_text("HELLO\n")
    again = download(world, number, dest)
    assert actions(again) == {**UNCHANGED, "readme.txt": "fetched"}
    third = download(world, number, dest)
    assert third["changed"] is False
    assert actions(third) == UNCHANGED


HASHES = pytest.mark.parametrize("hashes", ["hash", "hash_of_stored"])


@HASHES
def test_by_size_and_hash(hashes: str, world: World, tmp_path: Path) -> None:
    world.switch(content_ids=hashes)
    number, dest = build(world), tmp_path
    artifact(world, number)
    first = download(world, number, dest)
    assert (actions(first), first.get("warnings", [])) == (EVERYTHING, [])
    assert "hash" in first["download"]["compared"]
    for path in SIZES:
        os.utime(dest / path, (1, 1))
    assert actions(download(world, number, dest)) == UNCHANGED
    # the time says that nothing changed, the hash knows better
    state = os.stat(dest / "readme.txt")
    (dest / "readme.txt").write_text("HELLO\n")
    os.utime(dest / "readme.txt", ns=(state.st_atime_ns, state.st_mtime_ns))
    assert actions(download(world, number, dest)) == {**UNCHANGED, "readme.txt": "fetched"}
    assert (dest / "readme.txt").read_text() == "Hello\n"


@HASHES
def test_by_size_and_hash_of_what_was_sent_as_gzip(hashes: str, world: World, tmp_path: Path) -> None:
    world.switch(content_ids=hashes)
    number, source, dest = build(world), tmp_path / "source", tmp_path / "dest"
    source.mkdir()
    (source / "text").write_text("the same again " * 10_000)
    world.run("build_artifact", build_id=number, name="drop", src=[str(source)], compress=True)
    first = download(world, number, dest)
    other = "The server's contentId is not the hash of the content, so files are told apart by size and time."
    assert first.get("warnings", []) == ([] if hashes == "hash" else [other])
    assert (dest / "text").read_text() == (source / "text").read_text()
    if hashes == "hash":
        os.utime(dest / "text", (1, 1))
    assert download(world, number, dest)["changed"] is False


def test_a_share(world: World, tmp_path: Path) -> None:
    number, dest, mount = build(world), tmp_path / "dest", tmp_path / "mount"
    artifact(world, number, "FilePath", data=r"\\server\drops\web\1", files={})
    (mount / "1" / "bin").mkdir(parents=True)
    (mount / "1" / "a.txt").write_text("a")
    (mount / "1" / "bin" / "b.txt").write_text("bb")
    options: dict[str, Any] = {"share_mounts": {r"\\SERVER\drops\web": str(mount)}}
    foreseen = download(world, number, dest, check=True, **options)
    assert not dest.exists()
    first = download(world, number, dest, **options)
    assert first == foreseen
    assert sizes(dest) == {"a.txt": 1, "bin/b.txt": 2}
    assert first["download"]["source"] == "share"
    assert download(world, number, dest, **options)["changed"] is False
    (mount / "1" / "a.txt").write_text("b")
    assert actions(download(world, number, dest, **options)) == {"a.txt": "fetched", "bin/b.txt": "unchanged"}

    result = world.attempt("build_artifact_info", build_id=number, name="drop", dest=str(dest))
    assert result["failure"]["code"] == "invalid_option"
    assert r"\\server\drops\web\1" in result["msg"]


def test_links_on_a_share_are_not_followed(world: World, tmp_path: Path) -> None:
    number, mount = build(world), tmp_path / "mount"
    artifact(world, number, "FilePath", data=r"\\server\drops\1", files={})
    (mount / "1").mkdir(parents=True)
    (mount / "1" / "a").symlink_to("/etc/passwd")
    options = {"build_id": number, "name": "drop", "share_mounts": {r"\\server\drops": str(mount)}}
    result = world.attempt("build_artifact_info", dest=str(tmp_path / "dest"), **options)
    assert result["failure"]["code"] == "unsafe_content"
    (mount / "1" / "a").unlink()
    (mount / "1").rmdir()
    (mount / "1").symlink_to("/etc")
    result = world.attempt("build_artifact_info", dest=str(tmp_path / "dest"), **options)
    assert result["failure"]["code"] == "unsafe_content"
    assert not (tmp_path / "dest").exists()


@pytest.mark.parametrize(("kind", "data"), [("GitRef", "refs/tags/v1"), ("VersionControl", "$/project/path")])
def test_types_without_files(kind: str, data: str, world: World, tmp_path: Path) -> None:
    number = build(world)
    artifact(world, number, kind, data=data, files={})
    for check in (True, False):
        asked = {"build_id": number, "name": "drop", "dest": str(tmp_path / "dest")}
        result = world.attempt("build_artifact_info", check, **asked)
        assert kind in result["msg"]
        assert data in result["msg"]
    assert not (tmp_path / "dest").exists()


SLIPS: list[dict[str, Any]] = [
    {"good": "1", "../evil": "2"},
    {"good": "1", "/evil": "2"},
    {"good": "1", "a\\..\\..\\evil": "2"},
    {"good": "1", "C:\\evil": "2"},
    {"good": "1", "link": {"text": "/etc/passwd", "mode": 0o120777}},
]


@pytest.mark.parametrize("files", SLIPS)
def test_archives_that_lead_out(files: dict[str, Any], world: World, tmp_path: Path) -> None:
    number, dest = build(world), tmp_path / "a" / "dest"
    artifact(world, number, "PipelineArtifact", files=files)
    world.switch(zip_root="none")
    result = world.attempt("build_artifact_info", build_id=number, name="drop", dest=str(dest))
    assert result["failure"]["code"] == "unsafe_content"
    assert result["changed"] is False
    assert sizes(tmp_path) == {}


@pytest.mark.parametrize("kind", ["Container", "PipelineArtifact"])
@pytest.mark.parametrize("files", [{"good": "1", "a/b": "2", "A/b": "3"}, {"good": "1", "aux.c": "2"}])
def test_names_that_not_every_file_system_has(files: dict[str, Any], kind: str, world: World, tmp_path: Path) -> None:
    number = build(world)
    world.switch(container_paths="case_sensitive")
    artifact(world, number, kind, files=files)
    result = world.attempt("build_artifact_info", build_id=number, name="drop", dest=str(tmp_path))
    assert result["failure"]["code"] == "unsafe_content"
    assert sizes(tmp_path) == {}
    assert actions(download(world, number, tmp_path, patterns=["good"])) == {"good": "fetched"}


@pytest.mark.parametrize("kind", ["Container", "PipelineArtifact"])
def test_no_more_than_allowed(kind: str, world: World, tmp_path: Path) -> None:
    number = build(world)
    artifact(world, number, kind)
    options = {"build_id": number, "name": "drop", "dest": str(tmp_path)}
    result = world.attempt("build_artifact_info", max_size="500K", **options)
    assert "max_size" in result["msg"]
    assert sizes(tmp_path) == {}
    download(world, number, tmp_path, max_size="1M")


@pytest.mark.parametrize("kind", ["Container", "PipelineArtifact"])
def test_nothing_is_written_through_a_link(kind: str, world: World, tmp_path: Path) -> None:
    number, dest, outside = build(world), tmp_path / "dest", tmp_path / "outside"
    artifact(world, number, kind)
    dest.mkdir()
    outside.mkdir()
    (dest / "bin").symlink_to(outside)
    result = world.attempt("build_artifact_info", build_id=number, name="drop", dest=str(dest))
    assert result["failure"]["code"] == "unsafe_content"
    assert sizes(outside) == {}
    assert nothing_half(dest)


def test_a_file_that_is_still_uploaded_is_left_out(world: World, tmp_path: Path) -> None:
    number = build(world)
    artifact(world, number, files={"good": "1"})
    container = world.run("build_artifact_info", build_id=number)["artifacts"][0]["resource"]["data"].split("/")[1]
    project = world.ask("GET", f"build/builds/{number}").json()["project"]["id"]
    answer = requests.put(
        f"{world.url}/_apis/resources/Containers/{container}?itemPath=drop/half&scope={project}",
        b"12345",
        auth=("", PAT),
        headers={"Accept": "application/json;api-version=7.1-preview", "Content-Range": "bytes 0-4/10"},
        timeout=30,
    )
    assert answer.status_code == 202
    found = download(world, number, tmp_path)
    assert actions(found) == {"good": "fetched"}
    assert "left out: 1" in found["warnings"][0]
