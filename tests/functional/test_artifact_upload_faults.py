# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Faults while files are sent, files that change meanwhile, and what a second run makes of that."""

from __future__ import annotations

import os
from pathlib import Path
from unittest import mock

import pytest

from ansible_collections.azdo.pipelines.plugins.module_utils import _upload
from functional.artifact_world import (
    FAULTS,
    KIB,
    LARGE,
    SMALL_CHUNKS,
    Pipeline,
    actions,
    artifact,
    check_content,
    puts,
    refused,
    tree,
)
from functional.world import World, meanwhile


@pytest.mark.parametrize("profile", ["tfs2015", "services"], indirect=True)
@pytest.mark.parametrize("nth", [1, 2, 4])
@pytest.mark.parametrize("fault", FAULTS)
def test_faults_leave_the_right_content(world: World, pipeline: Pipeline, src: Path, fault: str, nth: int) -> None:
    build = pipeline.build()
    world.fault(verb="PUT", path="large", nth=nth, **FAULTS[fault])
    made = artifact(world, build, name="drop", src=[str(src)], **SMALL_CHUNKS)
    assert made["files_sent"] == 4
    check_content(pipeline, build, src)
    assert pipeline.names(build) == ["drop"]
    assert artifact(world, build, name="drop", src=[str(src)])["changed"] is False


@pytest.mark.parametrize("nth", [1, 2, 4])
@pytest.mark.parametrize(("repeated", "status"), [("accept", 400), ("refuse", 400), ("refuse", 409), ("refuse", 416)])
def test_a_part_whose_answer_was_lost(
    world: World, pipeline: Pipeline, src: Path, repeated: str, status: int, nth: int
) -> None:
    """It is sent again: the server takes it for the same, or for one out of order, and then the file begins anew."""
    world.switch(repeated_chunk=repeated, chunk_order_status=status)
    build = pipeline.build()
    world.fault(kind="cut_after", verb="PUT", path="large", nth=nth)
    world.log()
    assert artifact(world, build, name="drop", src=[str(src)], **SMALL_CHUNKS)["files_sent"] == 4
    answers = [entry["status"] for entry in world.log() if entry["verb"] == "PUT" and "large" in entry["query"]]
    # of the first part the beginning of the file anew is a repetition too: what is there must go first
    refusals = 0 if repeated == "accept" else 2 if nth == 1 else 1
    assert [code for code in answers if code is not None and code >= 400] == [status] * refusals
    assert len(answers) == (nth + refusals + 4 if refusals else 5)
    check_content(pipeline, build, src)


def test_a_server_that_lost_the_parts_gets_the_file_anew(world: World, pipeline: Pipeline, src: Path) -> None:
    build = pipeline.build()
    world.fault(kind="server_error", status=500, verb="PUT", path="large", nth=3)
    artifact(world, build, name="drop", src=[str(src)], **SMALL_CHUNKS)
    check_content(pipeline, build, src)
    world.fault(kind="server_error", status=500, verb="PUT", times=None)
    world.log()
    assert refused(world, build, name="other", src=[str(src / "large")])["failure"]["status"] == 500
    assert puts(world) == 3


def test_an_upload_that_was_cut_short_is_continued(world: World, pipeline: Pipeline, src: Path) -> None:
    build = pipeline.build()
    stated = {"name": "drop", "src": [str(src)], "concurrency": 1, "retries": 0, **SMALL_CHUNKS}
    world.fault(kind="cut_before", verb="PUT", path="sub", times=None)
    found = refused(world, build, **stated)
    assert found["failure"]["code"] == "connection_failed"
    assert actions(found) == {".hidden": "sent", "large": "sent", "sub/a.txt": "not_sent", "Ünï/ä b": "not_sent"}
    assert "2 of 4 files were sent" in found["msg"]
    assert found["changed"] is True
    assert pipeline.names(build) == []
    world.clear_faults()
    world.log()
    foreseen = artifact(world, build, True, **stated)
    made = artifact(world, build, **stated)
    assert puts(world) == 3
    assert foreseen["files"] == made["files"]
    assert actions(made)["large"] == "unchanged"
    check_content(pipeline, build, src)


def test_one_file_that_fails_ends_the_others(world: World, pipeline: Pipeline, tmp_path: Path) -> None:
    build = pipeline.build()
    src = tree(tmp_path / "src", **{f"f{number:02}": b"x" for number in range(30)})
    world.fault(kind="respond", verb="PUT", path="f07", status=403, body="no", times=None)
    found = refused(world, build, name="drop", src=[str(src)])
    assert found["failure"]["code"] == "access_denied"
    sent = [path for path, action in actions(found).items() if action == "sent"]
    assert sorted(pipeline.files(pipeline.container(build))) == [f"drop/{path}" for path in sent]
    assert 0 < len(sent) < 29
    assert found["files_sent"] == len(sent)


def test_no_room_for_temporary_files(world: World, pipeline: Pipeline, src: Path) -> None:
    build = pipeline.build()
    with mock.patch.object(_upload.tempfile, "TemporaryFile", side_effect=OSError(28, "No space left on device")):
        found = refused(world, build, name="drop", src=[str(src)], compress=True)
    assert "No space left on device" in found["msg"]
    assert pipeline.names(build) == []


def test_half_a_file_is_sent_anew(world: World, pipeline: Pipeline, src: Path) -> None:
    build = pipeline.build()
    stated = {"name": "drop", "src": [str(src / "large")], **SMALL_CHUNKS}
    world.fault(kind="cut_before", verb="PUT", nth=3, times=None)
    refused(world, build, **stated, retries=0)
    world.clear_faults()
    artifact(world, build, **stated)
    assert pipeline.content(pipeline.container(build), "drop/large") == LARGE


def test_a_file_that_changed_after_it_was_sent_is_sent_again(world: World, pipeline: Pipeline, src: Path) -> None:
    build = pipeline.build()
    world.fault(kind="server_error", status=500, verb="POST", times=None)
    stated = {"name": "drop", "src": [str(src)]}
    failed = refused(world, build, **stated)
    assert "only the record is missing" in failed["msg"]
    assert set(actions(failed).values()) == {"sent"}
    world.clear_faults()
    # of the same size, and with a time as old as that of the file before
    before = os.stat(src / "sub" / "a.txt")
    (src / "sub" / "a.txt").write_text("HELLO")
    os.utime(src / "sub" / "a.txt", ns=(before.st_atime_ns, before.st_mtime_ns))
    made = artifact(world, build, **stated)
    assert [path for path, action in actions(made).items() if action == "sent"] == ["sub/a.txt"]
    check_content(pipeline, build, src)


def test_what_lies_in_the_folder_besides_is_told(world: World, pipeline: Pipeline, src: Path) -> None:
    build = pipeline.build()
    world.fault(kind="server_error", status=500, verb="POST", times=None)
    refused(world, build, name="drop", src=[str(src)])
    world.clear_faults()
    (src / "sub" / "a.txt").unlink()
    made = artifact(world, build, name="drop", src=[str(src)])
    assert ["also holds sub/a.txt" in warning for warning in made["warnings"]] == [True]


@pytest.mark.parametrize("how", ["grows", "shrinks", "replaced", "vanishes"])
@pytest.mark.parametrize("compress", [True, False])
def test_a_file_that_changes_while_it_is_sent_is_an_error(
    world: World, pipeline: Pipeline, tmp_path: Path, how: str, compress: bool
) -> None:
    build = pipeline.build()
    path = tree(tmp_path / "src", file=b"0123456789" * 2 * KIB) / "file"

    def change() -> None:
        if how == "grows":
            path.write_bytes(b"x" * 99999)
        elif how == "shrinks":
            path.write_bytes(b"x")
        else:
            path.unlink()
            if how == "replaced":
                path.write_bytes(b"9876543210" * 2 * KIB)

    with meanwhile("PUT", change):
        found = refused(world, build, name="drop", src=[str(path)], compress=compress, **SMALL_CHUNKS)
    assert found["failure"]["code"] == "conflict"
    assert "was changed while it was sent" in found["msg"]
    assert pipeline.names(build) == []


@pytest.mark.parametrize("paths", ["ignore_case", "case_sensitive"])
def test_names_that_differ_in_case(world: World, pipeline: Pipeline, tmp_path: Path, paths: str) -> None:
    world.switch(container_paths=paths)
    build = pipeline.build()
    src = tree(tmp_path / "src", A_dot_txt=b"one", a_dot_txt=b"two")
    if paths == "case_sensitive":
        artifact(world, build, name="drop", src=[str(src)])
        check_content(pipeline, build, src)
        return
    found = refused(world, build, name="drop", src=[str(src)])
    assert "names that differ in case only" in found["msg"].lower()
    assert pipeline.names(build) == []
