# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The record of an artifact: made once, compared ever after, never changed."""

from __future__ import annotations

from typing import Any

import pytest

from functional.artifact_world import Pipeline, artifact, refused
from functional.conftest import PROFILES
from functional.world import World, meanwhile, recorded_writes

SHARE = "\\\\server\\share\\drop"
RECORDS: list[tuple[dict[str, Any], str, str]] = [
    ({"path": SHARE}, "FilePath", SHARE),
    ({"git_ref": "refs/tags/v1.0"}, "GitRef", "refs/tags/v1.0"),
    ({"tfvc_path": "$/Fabrikam/main"}, "VersionControl", "$/Fabrikam/main"),
    ({"type": "TfvcLabel", "data": "v1"}, "TfvcLabel", "v1"),
    ({"type": "SymbolStore", "data": SHARE}, "SymbolStore", SHARE),
    ({"type": "filepath", "data": SHARE}, "FilePath", SHARE),
    ({"path": SHARE, "properties": {"reviewed": True, "count": 3}}, "FilePath", SHARE),
]


@pytest.mark.parametrize("profile", PROFILES, indirect=True)
def test_created_once_as_foreseen(world: World, pipeline: Pipeline) -> None:
    build = pipeline.build()
    for number, (options, kind, data) in enumerate(RECORDS):
        name = f"a {number} ä"
        world.log()
        foreseen = artifact(world, build, True, name=name, **options)
        assert world.writes() == []
        made = artifact(world, build, name=name, **options)
        assert world.writes() == ["POST"]
        again = artifact(world, build, name=name, **options)
        assert world.writes() == []
        assert (foreseen["changed"], made["changed"], again["changed"]) == (True, True, False)
        assert (foreseen["action"], made["action"], again["action"]) == ("create", "create", "none")
        assert foreseen["diff"] == made["diff"]
        assert (made["artifact"]["resource"]["type"], made["artifact"]["resource"]["data"]) == (kind, data)
        assert again["artifact"] == made["artifact"]
        assert made["build"]["id"] == build
    assert pipeline.names(build) == [f"a {number} ä" for number in range(len(RECORDS))]
    assert pipeline.artifacts(build)[-1]["resource"]["properties"] == {"reviewed": "true", "count": "3"}


@pytest.mark.parametrize("profile", PROFILES, indirect=True)
def test_a_folder_of_the_builds_container(world: World, pipeline: Pipeline) -> None:
    build = pipeline.build()
    made = artifact(world, build, name="drop", container={"folder": "some/place"})
    number = pipeline.container(build)
    assert made["artifact"]["resource"]["data"] == f"#/{number}/some/place"
    assert artifact(world, build, name="drop", container={"id": number, "folder": "some/place"})["changed"] is False
    assert artifact(world, build, name="other", container={})["artifact"]["resource"]["data"] == f"#/{number}/other"


@pytest.mark.parametrize("profile", PROFILES, indirect=True)
def test_source_where_the_version_has_it(world: World, pipeline: Pipeline) -> None:
    build = pipeline.build()
    stated = {"name": "drop", "path": SHARE, "source": "12f1170f-54f2-53f3-20dd-22fc7dff55f9"}
    if world.profile in ("tfs2015", "tfs2017", "tfs2018"):
        world.log()
        found = refused(world, build, **stated)
        assert found["failure"]["code"] == "version_not_supported"
        assert "Azure DevOps Server 2019 Update 1 (api-version 5.1)" in found["msg"]
        assert world.writes() == []
        return
    made = artifact(world, build, **stated)
    assert made["artifact"]["source"] == stated["source"]
    assert artifact(world, build, **stated)["changed"] is False
    assert "source is" in refused(world, build, **{**stated, "source": "another"})["msg"]


@pytest.mark.parametrize("names", ["ignore_case", "case_sensitive"])
@pytest.mark.parametrize("profile", ["tfs2015", "services"], indirect=True)
def test_one_that_differs_is_an_error_that_shows_both(world: World, pipeline: Pipeline, names: str) -> None:
    world.switch(artifact_names=names)
    build = pipeline.build()
    artifact(world, build, name="drop", path=SHARE)
    world.log()
    for check in (True, False):
        found = refused(world, build, check, name="Drop", git_ref="refs/tags/v1")
        assert found["failure"]["code"] == "already_exists"
        assert "type is 'FilePath' there and 'GitRef' in the task; data is " in found["msg"]
        assert "'refs/tags/v1' in the task" in found["msg"]
        assert "on_conflict" in found["msg"]
    assert world.writes() == []
    assert pipeline.names(build) == ["drop"]


@pytest.mark.parametrize("profile", ["tfs2015", "services"], indirect=True)
def test_rename_takes_the_first_free_name_once(world: World, pipeline: Pipeline) -> None:
    build = pipeline.build()
    for number, share in enumerate(("\\\\s\\1", "\\\\s\\2", "\\\\s\\3"), 1):
        stated = {"name": "drop", "path": share, "on_conflict": "rename"}
        name = "drop" if number == 1 else f"drop-{number}"
        assert artifact(world, build, True, **stated)["name"] == name
        made = artifact(world, build, **stated)
        assert (made["name"], made["changed"]) == (name, True)
        again = artifact(world, build, **stated)
        assert (again["name"], again["changed"]) == (name, False)
    assert artifact(world, build, name="drop", path="\\\\s\\2", on_conflict="rename")["name"] == "drop-2"
    assert pipeline.names(build) == ["drop", "drop-2", "drop-3"]


def test_keep_changes_nothing_and_says_what_differs(world: World, pipeline: Pipeline) -> None:
    build = pipeline.build()
    artifact(world, build, name="drop", git_ref="refs/tags/v1")
    kept = artifact(world, build, name="drop", git_ref="refs/tags/v2", on_conflict="keep")
    assert kept["changed"] is False
    assert kept["conflicts"] == ["data is 'refs/tags/v1' there and 'refs/tags/v2' in the task"]
    assert kept["artifact"]["resource"]["data"] == "refs/tags/v1"


@pytest.mark.parametrize("switches", [{}, {"duplicate_artifact_status": 400}, {"same_name_container": "merge"}])
@pytest.mark.parametrize(("theirs", "how"), [("#/{}/drop", "equal"), ("#/{}/other", "differs")])
def test_a_duplicate_that_appears_before_the_write_is_the_same_question(
    world: World, pipeline: Pipeline, switches: dict[str, Any], theirs: str, how: str
) -> None:
    world.switch(**switches)
    build = pipeline.build()
    number = pipeline.container(build)
    other = {"name": "drop", "resource": {"type": "Container", "data": theirs.format(number)}}

    def somebody() -> None:
        world.ask("POST", f"build/builds/{build}/artifacts", other).raise_for_status()

    stated = {"name": "drop", "container": {"id": number, "folder": "drop"}}
    for policy in ("fail", "rename", "keep"):
        build = pipeline.build()
        with meanwhile("POST", somebody):
            found = world.attempt("build_artifact", build_id=build, on_conflict=policy, **stated)
        if how == "equal":
            # merged, the answer of the service is as if we had made it
            assert not found.get("failed"), found
            assert found["changed"] is ("same_name_container" in switches)
            assert pipeline.names(build) == ["drop"]
        elif policy == "fail":
            assert found["failure"]["code"] == "already_exists"
            assert "/other' there and " in found["msg"]
        elif policy == "rename":
            assert (found["name"], found["changed"]) == ("drop-2", True)
        else:
            assert (found["name"], found["changed"]) == ("drop", False)


def test_signatures_in_addresses_are_not_shown(world: World, pipeline: Pipeline) -> None:
    build = pipeline.build()
    address = "https://host.example.com/drop?sig=s1gnatureMARKER0123"
    mine = {"name": "drop", "type": "SymbolRequest", "data": address}
    found = [artifact(world, build, check, **mine) for check in (True, False, False)]
    assert [made["action"] for made in found] == ["create", "create", "none"]
    refusal = refused(world, build, **{**mine, "type": "FilePath", "name": "other"})
    assert "The data https://host.example.com/drop?sig=****" in refusal["msg"]
    kept = artifact(world, build, name="drop", path=SHARE, on_conflict="keep")
    assert "data is 'https://host.example.com/drop?sig=****" in str(kept["conflicts"])
    renamed = artifact(world, build, name="drop", path=SHARE, on_conflict="rename")
    assert renamed["name"] == "drop-2"
    failed = refused(world, build, name="drop", path=SHARE)
    assert "https://host.example.com/drop?sig=" in failed["msg"]
    for shown in (*found, refusal, kept, renamed, failed):
        assert "MARKER" not in str(shown)


@pytest.mark.parametrize("profile", ["tfs2015", "services"], indirect=True)
@pytest.mark.parametrize("kind", ["cut_before", "cut_after"])
def test_a_lost_answer_is_explained_by_reading_again(world: World, pipeline: Pipeline, kind: str) -> None:
    build = pipeline.build()
    world.fault(kind=kind, verb="POST")
    made = artifact(world, build, name="drop", path=SHARE)
    assert (made["changed"], made["action"]) == (True, "create")
    assert pipeline.names(build) == ["drop"]


@pytest.mark.parametrize(
    "fault", [{"kind": "throttle", "retry_after": 0}, {"kind": "server_error", "status": 503}], ids=["429", "503"]
)
def test_a_write_that_was_not_processed_is_repeated(world: World, pipeline: Pipeline, fault: dict[str, Any]) -> None:
    build = pipeline.build()
    world.fault(verb="POST", **fault)
    assert artifact(world, build, name="drop", path=SHARE)["changed"] is True
    assert pipeline.names(build) == ["drop"]


def test_a_server_that_keeps_failing_is_an_error(world: World, pipeline: Pipeline) -> None:
    build = pipeline.build()
    world.fault(kind="server_error", status=500, verb="POST", times=None)
    assert refused(world, build, name="drop", path=SHARE)["failure"]["status"] == 500
    world.clear_faults()
    world.fault(kind="cut_before", verb="POST", times=None)
    world.log()
    assert refused(world, build, name="drop", path=SHARE)["failure"]["code"] == "connection_failed"
    assert world.writes() == ["POST"] * 4
    assert pipeline.names(build) == []


@pytest.mark.parametrize(
    ("switch", "options", "status"),
    [
        *(("artifact_type_status", {"type": "NoSuchType", "data": "x"}, status) for status in (400, 404, 501)),
        *(("artifact_data_status", {"type": "VersionControl", "data": "x"}, status) for status in (400, 404, 409)),
    ],
)
def test_what_the_server_refuses_is_said(
    world: World, pipeline: Pipeline, switch: str, options: dict[str, Any], status: int
) -> None:
    world.switch(**{switch: status})
    found = refused(world, pipeline.build(), name="drop", **options)
    assert found["failure"]["status"] == status
    assert options["type"] in found["msg"] or options["data"] in found["msg"]


def test_a_finished_build_takes_artifacts_if_the_server_does(world: World, pipeline: Pipeline) -> None:
    build = pipeline.finish(pipeline.build())
    assert artifact(world, build, name="drop", path=SHARE)["changed"] is True
    world.switch(artifact_on_completed_build="refuse")
    assert "is completed" in refused(world, build, name="other", path=SHARE)["msg"]


@pytest.mark.parametrize("shown", ["canonical", "as_sent"])
def test_the_spelling_of_a_type_is_no_difference(world: World, pipeline: Pipeline, shown: str) -> None:
    world.switch(artifact_type_case=shown)
    build = pipeline.build()
    made = artifact(world, build, name="drop", type="gitREF", data="refs/tags/v1")
    assert made["artifact"]["resource"]["type"] == ("GitRef" if shown == "canonical" else "gitREF")
    assert made.get("warnings", []) == []
    for spelling in ("gitREF", "GitRef"):
        assert artifact(world, build, name="drop", type=spelling, data="refs/tags/v1")["changed"] is False


# absent


@pytest.mark.parametrize("profile", ["tfs2015", "services"], indirect=True)
def test_absent_cannot_remove_a_record(world: World, pipeline: Pipeline) -> None:
    build = pipeline.build()
    world.log()
    gone = artifact(world, build, name="drop", state="absent")
    assert (gone["changed"], gone["artifact"]) == (False, None)
    artifact(world, build, name="drop", path=SHARE)
    world.log()
    for options in ({}, {"remove_content": True}):
        for check in (True, False):
            found = refused(world, build, check, name="drop", state="absent", **options)
            assert found["failure"]["code"] == "conflict"
            assert "delete the build" in found["msg"]
            assert "retention rules" in found["msg"]
    assert world.writes() == []


def test_no_ticket_is_shown(emulator: Any) -> None:
    world = emulator.collection("tfs2018")
    pipeline = Pipeline(world)
    build = pipeline.build()
    made = artifact(world, build, name="drop", container={})
    ticket = pipeline.artifacts(build)[0]["resource"]["downloadTicket"]
    assert ticket not in str(made)
    assert ticket not in str(refused(world, build, name="drop", path=SHARE))
    world.close()


# wrong options


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({}, "state is present but any of the following are missing: data, path, git_ref, tfvc_path, container, src"),
        ({"path": SHARE, "git_ref": "refs/x"}, "mutually exclusive"),
        ({"path": SHARE, "src": ["x"]}, "mutually exclusive"),
        ({"path": SHARE, "type": "GitRef"}, "mutually exclusive"),
        ({"name": " ", "path": SHARE}, "name: is empty"),
        ({"path": "here"}, "path: 'here' is no share"),
        ({"path": SHARE, "remove_content": True}, "remove_content: goes with state absent only"),
        ({"src": ["/no/such/file"]}, "src: /no/such/file does not exist"),
        ({"container": {}, "chunk_size": 1}, "chunk_size: 1 is out of range"),
        ({"container": {}, "concurrency": 0}, "concurrency: 0 is out of range"),
    ],
)
def test_wrong_options_are_refused_before_anything_is_sent(world: World, options: dict[str, Any], said: str) -> None:
    world.log()
    assert said in refused(world, 1, **{"name": "drop", **options})["msg"]
    assert world.log() == []


# which build


def test_the_build_that_is_meant(world: World, pipeline: Pipeline) -> None:
    first = pipeline.finish(pipeline.build())
    second = pipeline.finish(pipeline.build(sourceBranch="refs/heads/topic"), "failed")
    third = pipeline.build()
    pipeline.tag(first, "good one")
    numbers = {item["id"]: item["buildNumber"] for item in world.ask("GET", "build/builds").json()["value"]}
    ways: list[tuple[dict[str, Any], int]] = [
        ({"build_id": second}, second),
        ({"definition": "web", "latest": {}}, third),
        ({"definition": str(pipeline.definition_id), "latest": {"result": "succeeded"}}, first),
        ({"definition": "WEB", "latest": {"branch": "topic"}}, second),
        ({"definition": "web", "latest": {"branch": "refs/heads/topic", "result": "failed"}}, second),
        ({"definition": "web", "latest": {"tags": ["GOOD one"]}}, first),
        ({"definition": "web", "definition_path": "/", "build_number": numbers[first]}, first),
    ]
    for options, expected in ways:
        found = world.run("build_artifact", check=True, name="drop", path=SHARE, **options)
        assert found["build"]["id"] == expected, options


@pytest.mark.parametrize("profile", ["tfs2015", "tfs2017", "server2019"], indirect=True)
def test_the_latest_build_on_older_servers(world: World, pipeline: Pipeline) -> None:
    first = pipeline.finish(pipeline.build())
    second = pipeline.finish(pipeline.build(sourceBranch="refs/heads/topic"))
    pipeline.finish(pipeline.build(), "failed")
    for latest, expected in (({"branch": "topic"}, second), ({"result": "succeeded"}, second), ({"branch": "main"}, 0)):
        options = {"definition": "web", "latest": latest}
        if not expected:
            latest["result"], expected = "succeeded", first
        assert world.run("build_artifact", check=True, name="a", path=SHARE, **options)["build"]["id"] == expected


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        ({"build_id": 99}, "not_found", "has no build 99"),
        ({"definition": "nobody", "latest": {}}, "unknown_name", "None of 1 that were looked at is named like that."),
        ({"definition": "wbe", "latest": {}}, "unknown_name", "not see it. Did you mean 'web'? Check definition"),
        (
            {"definition": "web", "definition_path": "/x", "latest": {}},
            "unknown_name",
            "not see it. There is one in folder \\. Check definition",
        ),
        ({"definition": "web", "latest": {"branch": "no"}}, "not_found", "has no build with branch no"),
        (
            {"definition": "web", "latest": {"result": "failed"}},
            "not_found",
            "not finished. There are such as: {number} (notStarted, refs/heads/main).",
        ),
        ({"definition": "web", "build_number": "9*"}, "not_found", "nothing keeps. There are such as: {number} ("),
        ({"definition": "web", "build_number": "9*"}, "not_found", "has no build with the number '9*'"),
        ({"definition": "web"}, "invalid_option", "does not say which build"),
        ({"definition": " ", "latest": {}}, "invalid_option", "definition: is empty"),
        ({"definition": "web", "build_number": " "}, "invalid_option", "build_number: is empty"),
    ],
)
def test_a_build_that_is_not_there(
    world: World, pipeline: Pipeline, options: dict[str, Any], code: str, said: str
) -> None:
    number = world.ask("GET", f"build/builds/{pipeline.build()}").json()["buildNumber"]
    found = refused(world, **{"build_id": None, "name": "drop", "path": SHARE, **options})
    assert found["failure"]["code"] == code
    assert said.replace("{number}", number) in found["msg"]


def test_builds_that_are_not_there_cost_one_short_list(world: World, pipeline: Pipeline) -> None:
    for _number in range(7):
        pipeline.build()
    world.log()
    found = refused(world, definition="web", build_id=None, name="drop", path=SHARE, latest={"branch": "no"})
    asked = [entry for entry in world.log() if entry["path"].endswith("/builds")]
    assert len(asked) == 2
    assert "top=5&" in asked[1]["query"] + "&"
    assert found["msg"].count("refs/heads/main") == 5
    assert found["msg"].endswith("(notStarted, refs/heads/main).")


def test_a_number_that_several_builds_have(world: World, pipeline: Pipeline) -> None:
    builds = [pipeline.build(), pipeline.build()]
    for build in builds:
        world.ask("PATCH", f"build/builds/{build}", {"buildNumber": "1.0"}).raise_for_status()
    found = refused(world, None, name="drop", path=SHARE, definition="web", build_number="1.0")
    assert found["failure"]["code"] == "ambiguous_name"
    assert all(str(build) in found["msg"] for build in builds)


@pytest.mark.parametrize("answer", ["not_found", "shown"])
def test_a_deleted_build_is_not_there(world: World, pipeline: Pipeline, answer: str) -> None:
    world.switch(deleted_build=answer)
    build = pipeline.finish(pipeline.build())
    world.ask("DELETE", f"build/builds/{build}").raise_for_status()
    assert refused(world, build, name="drop", path=SHARE)["failure"]["code"] == "not_found"


def test_the_request_is_what_is_stated(world: World, pipeline: Pipeline) -> None:
    build = pipeline.build()
    with recorded_writes() as sent:
        artifact(world, build, name="drop", path=SHARE, properties={"a": "b"}, source="job")
    resource = {"type": "FilePath", "data": SHARE, "properties": {"a": "b"}}
    assert sent == [("POST", {"name": "drop", "resource": resource, "source": "job"})]
