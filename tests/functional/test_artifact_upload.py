# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Files that are sent into a build's container: what arrives, what is compared, what is said."""

from __future__ import annotations

import itertools
import threading
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
import requests

from ansible_collections.azdo.pipelines.plugins.module_utils import _upload
from functional.artifact_world import (
    FILES,
    LARGE,
    SMALL_CHUNKS,
    Pipeline,
    actions,
    artifact,
    check_content,
    refused,
    sizes,
    tree,
)
from functional.conftest import PROFILES
from functional.world import World


@pytest.mark.parametrize("profile", PROFILES, indirect=True)
def test_sent_once_as_foreseen(world: World, pipeline: Pipeline, src: Path) -> None:
    build = pipeline.build()
    stated = {"name": "drop", "src": [str(src)], **SMALL_CHUNKS}
    world.log()
    foreseen = artifact(world, build, True, **stated)
    assert world.writes() == []
    made = artifact(world, build, **stated)
    # large goes in four parts, ä b in two
    assert sorted(world.writes()) == ["POST", *["PUT"] * 8]
    again = artifact(world, build, **stated)
    assert world.writes() == []
    assert [found["changed"] for found in (foreseen, made, again)] == [True, True, False]
    assert foreseen["diff"] == made["diff"]
    assert foreseen["files"] == made["files"]
    assert sizes(made) == FILES
    total = sum(FILES.values())
    assert (made["files_sent"], made["files_unchanged"], made["bytes_sent"]) == (4, 0, total)
    assert foreseen["bytes_sent"] == total
    assert (again["files_sent"], again["files_unchanged"], again["bytes_sent"]) == (0, 4, 0)
    assert set(actions(again).values()) == {"unchanged"}
    resource = made["artifact"]["resource"]
    assert resource["data"] == f"#/{pipeline.container(build)}/drop"
    assert resource["properties"]["artifactsize"] == str(total)
    check_content(pipeline, build, src)


def test_what_a_run_costs(world: World, pipeline: Pipeline, src: Path) -> None:
    build = pipeline.build()
    stated = {"name": "drop", "src": [str(src)]}
    world.log()
    artifact(world, build, **stated)
    # the build, its artifacts, its container, what is in it; a file each; what is there now; the record
    assert sorted(world.verbs()) == [*["GET"] * 5, "POST", *["PUT"] * 4]
    artifact(world, build, **stated)
    assert world.verbs() == ["GET"] * 4
    artifact(world, build, name="share", path="\\\\server\\share")
    assert world.verbs() == ["GET", "GET", "POST"]


def test_a_hash_that_the_server_shows_counts(world: World, pipeline: Pipeline, src: Path) -> None:
    build = pipeline.build()
    world.fault(kind="server_error", status=500, verb="POST", times=None)
    refused(world, build, name="drop", src=[str(src)])
    world.clear_faults()
    # another text of the same length: its time says nothing against that
    pipeline.put(pipeline.container(build), "drop/sub/a.txt", b"HELLO")
    assert artifact(world, build, True, name="drop", src=[str(src)])["files_sent"] == 0
    world.switch(content_ids="hash")
    assert actions(artifact(world, build, True, name="drop", src=[str(src)])) == {
        ".hidden": "unchanged",
        "large": "unchanged",
        "sub/a.txt": "sent",
        "Ünï/ä b": "unchanged",
    }
    artifact(world, build, name="drop", src=[str(src)])
    check_content(pipeline, build, src)


def test_the_hash_of_what_was_sent_is_no_other_content(world: World, pipeline: Pipeline, src: Path) -> None:
    """A server may show the hash of the gzip: it differs, which alone proves nothing."""
    world.switch(content_ids="hash_of_stored")
    build = pipeline.build()
    artifact(world, build, name="drop", src=[str(src)], compress=True)
    assert artifact(world, build, name="drop", src=[str(src)])["changed"] is False
    tree(src, **{"Ünï__ä b": b"y" * 5000})
    assert "ä b has another content" in refused(world, build, name="drop", src=[str(src)])["msg"]


@pytest.mark.parametrize("profile", ["tfs2015", "services"], indirect=True)
def test_compressed_only_if_that_is_smaller(world: World, pipeline: Pipeline, src: Path) -> None:
    build = pipeline.build()
    sent: dict[str, Any] = {}
    send = requests.Session.send

    def record(session: requests.Session, request: requests.PreparedRequest, **how: Any) -> requests.Response:
        if request.method == "PUT":
            sent[str(request.url).split("itemPath=")[1].split("&")[0]] = request.headers
        return send(session, request, **how)

    with mock.patch.object(requests.Session, "send", record):
        made = artifact(world, build, name="drop", src=[str(src)], compress=True)
    gzipped = {name for name, headers in sent.items() if headers.get("Content-Encoding") == "gzip"}
    assert gzipped == {"drop%2F%C3%9Cn%C3%AF%2F%C3%A4%20b"}
    assert sent[gzipped.pop()]["x-tfs-filelength"] == "5000"
    assert made["bytes_sent"] < len(LARGE) + 200
    check_content(pipeline, build, src)
    assert artifact(world, build, name="drop", src=[str(src)])["changed"] is False


@pytest.mark.parametrize("refused_", [True, False])
def test_an_empty_file_in_either_spelling(world: World, pipeline: Pipeline, tmp_path: Path, refused_: bool) -> None:
    build = pipeline.build()
    if refused_:
        body = {"count": 36, "value": "Content-Range header not understood."}
        world.fault(kind="respond", verb="PUT", status=400, body=body)
    artifact(world, build, name="drop", src=[str(tree(tmp_path / "src", empty=b""))])
    assert pipeline.files(pipeline.container(build)) == {"drop/empty": 0}


def test_the_folder_may_be_stated(world: World, pipeline: Pipeline, src: Path) -> None:
    build = pipeline.build()
    number = pipeline.container(build)
    made = artifact(world, build, name="drop", src=[f"{src}/**/*.txt"], container={"id": number, "folder": "a/b"})
    assert made["artifact"]["resource"]["data"] == f"#/{number}/a/b"
    assert pipeline.files(number) == {"a/b/sub/a.txt": 5}


# another content


@pytest.mark.parametrize("change", ["other", "longer", "less", "more"])
def test_another_content_is_a_conflict(world: World, pipeline: Pipeline, src: Path, change: str) -> None:
    build = pipeline.build()
    artifact(world, build, name="drop", src=[str(src)])
    if change == "less":
        (src / "sub" / "a.txt").unlink()
    elif change == "more":
        tree(src, new=b"x")
    else:
        (src / "sub" / "a.txt").write_text("HELLO" if change == "other" else "hello!")
    said = {
        "other": "another content was recorded",
        "longer": "sub/a.txt has 5 bytes there and 6 here",
        "less": "sub/a.txt is there only",
        "more": "new is not there",
    }[change]
    world.log()
    for check in (True, False):
        assert said in refused(world, build, check, name="drop", src=[str(src)])["msg"]
    kept = artifact(world, build, name="drop", src=[str(src)], on_conflict="keep")
    assert (kept["changed"], kept["conflicts"]) == (False, [said])
    assert world.writes() == []
    renamed = {"name": "drop", "src": [str(src)], "on_conflict": "rename"}
    assert artifact(world, build, True, **renamed)["name"] == "drop-2"
    assert artifact(world, build, **renamed)["name"] == "drop-2"
    check_content(pipeline, build, src, "drop-2")
    again = artifact(world, build, **renamed)
    assert (again["name"], again["changed"]) == ("drop-2", False)


def test_content_that_was_removed_is_sent_again(world: World, pipeline: Pipeline, src: Path) -> None:
    build = pipeline.build()
    stated = {"name": "drop", "src": [str(src)]}
    artifact(world, build, **stated)
    artifact(world, build, name="drop", state="absent", remove_content=True)
    assert artifact(world, build, True, **stated)["action"] == "upload"
    repaired = artifact(world, build, **stated)
    assert (repaired["action"], repaired["files_sent"]) == ("upload", 4)
    check_content(pipeline, build, src)
    assert artifact(world, build, **stated)["changed"] is False


def test_an_artifact_of_somebody_else_is_compared_by_size(world: World, pipeline: Pipeline, src: Path) -> None:
    build = pipeline.build()
    stated = {"name": "drop", "src": [str(src)]}
    number = pipeline.container(build)
    # as an agent makes it: the files, then a record that knows no hash
    artifact(world, build, name="first", src=[str(src)], container={"folder": "theirs"})
    data = {"name": "drop", "container": {"id": number, "folder": "theirs"}}
    artifact(world, build, **data)
    found = artifact(world, build, **stated, container={"folder": "theirs"})
    assert found["changed"] is False
    assert ["only the size was compared" in warning for warning in found["warnings"]] == [True]
    tree(src, sub__a_dot_txt=b"longer")
    assert "6 here" in refused(world, build, **stated, container={"folder": "theirs"})["msg"]


def test_the_folder_of_another_artifact_is_left_alone(world: World, pipeline: Pipeline, src: Path) -> None:
    build = pipeline.build()
    artifact(world, build, name="drop", src=[str(src)])
    world.log()
    for folder in ("drop", "DROP/logs"):
        found = refused(world, build, name="other", src=[str(src)], container={"folder": folder})
        assert "belongs to the artifact 'drop'" in found["msg"]
    assert world.writes() == []


# containers that cannot be had


@pytest.mark.parametrize("check", [True, False])
def test_a_container_that_is_not_shown(world: World, pipeline: Pipeline, src: Path, check: bool) -> None:
    world.switch(finished_container="hidden")
    build = pipeline.build()
    number = pipeline.container(build)
    pipeline.finish(build)
    found = refused(world, build, check, name="drop", src=[str(src)])
    assert found["failure"]["code"] == "not_found"
    for way in ("no file container", "Build.ContainerId", "container.id", "state path"):
        assert way in found["msg"]
    assert (
        refused(world, build, check, name="drop", src=[str(src)], container={"id": number})["failure"]["status"] == 404
    )
    assert pipeline.names(build) == []


def test_a_container_that_is_closed(world: World, pipeline: Pipeline, src: Path) -> None:
    world.switch(finished_container="read_only")
    build = pipeline.finish(pipeline.build())
    found = refused(world, build, name="drop", src=[str(src)])
    assert found["failure"]["code"] == "access_denied"
    assert "from within the job" in found["msg"]
    assert set(actions(found).values()) == {"not_sent"}


@pytest.mark.parametrize(
    "switch", [{"missing_items": "not_found"}, {"list_shows_folder": False}, {"chunk_status": 200}]
)
def test_open_questions_of_containers(world: World, pipeline: Pipeline, src: Path, switch: dict[str, Any]) -> None:
    world.switch(**switch)
    build = pipeline.build()
    assert artifact(world, build, name="drop", src=[str(src)], **SMALL_CHUNKS)["changed"] is True
    check_content(pipeline, build, src)
    assert artifact(world, build, name="drop", src=[str(src)])["changed"] is False


# output


def test_a_line_per_file_goes_to_the_system_log(world: World, pipeline: Pipeline, src: Path) -> None:
    build = pipeline.build()
    lines: list[str] = []
    with mock.patch("ansible.module_utils.basic.AnsibleModule.log", lambda _self, text, **_more: lines.append(text)):
        artifact(world, build, name="quiet", src=[str(src)])
        assert not [line for line in lines if "sent as" in line]
        artifact(world, build, name="drop", src=[str(src)], _ansible_verbosity=1)
    told = sorted(line for line in lines if "sent as" in line)
    assert told[0] == ".hidden: 0 bytes, sent as 0"
    assert len(told) == 4


def test_no_more_files_at_once_than_asked_for(world: World, pipeline: Pipeline, tmp_path: Path) -> None:
    build = pipeline.build()
    src = tree(tmp_path / "src", **{f"f{number}": b"x" for number in range(20)})
    running, most, begun = set(), [], itertools.count()
    put = _upload.Uploader._put
    # the first ones wait for each other: a sending one by one would break it
    together = threading.Barrier(3, timeout=20)

    def counted(self: Any, file: Any, *rest: Any) -> None:
        running.add(file.relative)
        most.append(len(running))
        if next(begun) < 3:
            together.wait()
        put(self, file, *rest)
        running.discard(file.relative)

    with mock.patch.object(_upload.Uploader, "_put", counted):
        artifact(world, build, name="drop", src=[str(src)], concurrency=3)
    assert max(most) == 3
    check_content(pipeline, build, src)
