# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading definitions: every filter on every product, complete pages, few requests, and never a write."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from functional.conftest import PROCESS_PROFILES, PROFILES
from functional.world import PROJECT, World

OTHER = "Ünï Project"
RICH_PROFILES = PROFILES[2:]


@pytest.fixture
def filled(world: World) -> Iterator[World]:
    """A collection with five definitions; nothing is written by what a test reads of it."""
    folders = world.profile != "tfs2015"
    tagged = {"tags": ["nightly", "Web"]} if folders else {}
    for name, path, more in (
        ("web", "team", {**tagged}),
        ("web - Copy", "team\\sub", {}),
        (".web", "", {}),
        ("api", "other", {"repository": {"type": "TfsGit", "name": "tools"}}),
        ("team", "teamwork", {}),
    ):
        world.run(**world.minimal(name=name, **({"path": path} if folders else {}), **more))
    world.log()
    yield world
    assert [entry["verb"] for entry in world.log() if entry["verb"] not in ("GET", "OPTIONS")] == []


def names(world: World, **options: Any) -> list[str]:
    foreseen = world.run("build_definition_info", check=True, **options)
    found = world.run("build_definition_info", **options)
    assert found == foreseen
    return sorted(item["name"] for item in found["definitions"])


@pytest.mark.parametrize("profile", PROFILES, indirect=True)
def test_by_name(filled: World) -> None:
    assert names(filled) == [".web", "api", "team", "web", "web - Copy"]
    assert names(filled, name="web") == ["web"]
    assert names(filled, name="WEB*") == ["web", "web - Copy"]
    assert names(filled, name="*copy") == ["web - Copy"]
    assert names(filled, name="*e*") == [".web", "team", "web", "web - Copy"]
    assert names(filled, name="w*py") == ["web - Copy"]
    assert names(filled, name=".w*") == [".web"]
    assert names(filled, name="nothing") == []


@pytest.mark.parametrize("behaviour", ["exact", "subfolders", "empty"])
@pytest.mark.parametrize("profile", ["tfs2017", "tfs2018", "services"], indirect=True)
def test_by_folder(filled: World, behaviour: str) -> None:
    filled.switch(path_filter=behaviour)
    assert names(filled, path="team") == ["web"]
    assert names(filled, path="/TEAM/", subfolders=True) == ["web", "web - Copy"]
    assert names(filled, path="/") == [".web"]
    assert names(filled, path="/", subfolders=True) == [".web", "api", "team", "web", "web - Copy"]
    assert names(filled, path="team", name="w*", subfolders=True) == ["web", "web - Copy"]
    assert names(filled, path="missing") == []


@pytest.mark.parametrize("switches", [{"dot_names_in_filter": False}, {"name_filter": "prefix"}])
def test_filters_that_the_service_answers_wrongly(filled: World, switches: dict[str, Any]) -> None:
    filled.switch(**switches)
    assert names(filled, name=".web") == [".web"]
    assert names(filled, name="web") == ["web"]
    assert names(filled, name="web*") == ["web", "web - Copy"]


@pytest.mark.parametrize("profile", PROFILES, indirect=True)
def test_by_repository(filled: World) -> None:
    [api] = filled.run("build_definition_info", name="api", include_all_properties=True)["definitions"]
    for options in (
        {"repository": "tools"},
        {"repository": "TOOLS", "repository_type": "TfsGit"},
        {"repository": api["repository"]["id"]},
        {"repository": api["repository"]["id"], "repository_type": "TfsGit", "name": "a*"},
    ):
        assert names(filled, **options) == ["api"]
    assert names(filled, repository="tools", repository_type="GitHub") == []
    assert len(names(filled, repository_type="TfsGit")) == 5


@pytest.mark.parametrize("profile", PROFILES, indirect=True)
def test_by_queue(filled: World) -> None:
    filled.run(name="api", queue="Hosted" if filled.profile == "tfs2015" else 2)
    assert names(filled, queue=filled.queue.upper()) == [".web", "team", "web", "web - Copy"]
    number = filled.run("build_definition_info", name="api")["definitions"][0]["queue"]["id"]
    assert names(filled, queue=str(number)) == ["api"]
    assert filled.writes() == ["PUT"]


@pytest.mark.parametrize("profile", PROFILES[1:], indirect=True)
def test_by_tags(filled: World) -> None:
    assert names(filled, tags=["NIGHTLY"]) == ["web"]
    assert names(filled, tags=["web", "nightly"]) == ["web"]
    assert names(filled, tags=["web", "other"]) == []


@pytest.mark.parametrize("profile", PROCESS_PROFILES, indirect=True)
def test_by_yaml_file(filled: World) -> None:
    filled.run(name="api", yaml_filename="/ci/api.yml")
    filled.run(name="web", yaml_filename=None, steps=[{"task": "VSBuild@1"}])
    assert names(filled, yaml_filename="ci/api.yml") == ["api"]
    assert names(filled, yaml_filename="/azure-pipelines.yml") == [".web", "team", "web - Copy"]
    assert filled.writes() == ["PUT", "PUT"]


@pytest.mark.parametrize("profile", PROFILES, indirect=True)
def test_by_type(filled: World) -> None:
    filled.seed(xaml=[{"name": "from 2013"}])
    old = filled.profile in ("tfs2015", "tfs2017")
    assert names(filled, type="xaml") == (["from 2013"] if old else [])
    assert ("from 2013" in names(filled, type="all", include_all_properties=True)) == old
    assert "from 2013" not in names(filled)
    everything = filled.run("build_definition_info", type="all", export="options")
    assert len(everything["exports"]) == 5


@pytest.mark.parametrize("profile", PROFILES, indirect=True)
def test_by_builds(filled: World) -> None:
    [web] = filled.run("build_definition_info", name="web")["definitions"]
    filled.admin("POST", "retain", {"retained": False}, project=PROJECT, id=web["id"])
    assert names(filled, built_after="2020-01-01") == ["web"]
    assert names(filled, not_built_after="2020-01-01T00:00:00+02:00") == [".web", "api", "team", "web - Copy"]
    assert names(filled, built_after="2100-01-01") == []
    assert len(names(filled, not_built_after="2100-01-01T12:00Z")) == 5
    assert names(filled, built_after="2020-01-01", not_built_after="2100-01-01") == ["web"]
    wrong = filled.attempt("build_definition_info", built_after="yesterday")
    assert wrong["msg"].startswith("built_after: 'yesterday' is no date")


@pytest.mark.parametrize("profile", PROFILES, indirect=True)
def test_latest_builds(filled: World) -> None:
    [web] = filled.run("build_definition_info", name="web")["definitions"]
    for _number in range(2):
        filled.admin("POST", "retain", {"retained": False}, project=PROJECT, id=web["id"])
    listed = filled.run("build_definition_info", include_latest_builds=True)["definitions"]
    assert {item["name"]: item.get("latestBuild", {}).get("id") for item in listed}["web"] == 2
    assert [item["name"] for item in listed if "latestBuild" in item] == ["web"]
    for options in ({"id": web["id"]}, {"name": "web", "include_all_properties": True}, {"name": "web", "revision": 1}):
        [one] = filled.run("build_definition_info", include_latest_builds=True, **options)["definitions"]
        assert one["latestCompletedBuild"]["id"] == 2
        assert "repository" in one


@pytest.mark.parametrize("profile", RICH_PROFILES, indirect=True)
def test_whole_definitions_cost_the_pages_of_the_list(filled: World) -> None:
    filled.log()
    found = filled.run("build_definition_info", include_all_properties=True)["definitions"]
    assert all("repository" in item and "process" in item for item in found)
    assert len(filled.log()) == 1 + filled.overhead


@pytest.mark.parametrize("profile", ["tfs2015", "tfs2017"], indirect=True)
def test_old_servers_are_asked_for_each(filled: World) -> None:
    filled.log()
    found = filled.run("build_definition_info", include_all_properties=True)["definitions"]
    assert all("repository" in item for item in found)
    assert len(filled.log()) == 1 + 1 + 5


def test_a_list_is_shallow_unless_asked(filled: World) -> None:
    filled.run("build_definition_info")
    [entry] = filled.log()
    assert "includeAllProperties" not in str(entry["query"])


@pytest.mark.parametrize("profile", RICH_PROFILES, indirect=True)
@pytest.mark.parametrize("whole", [False, True])
def test_pages_are_complete_and_without_duplicates(filled: World, whole: bool) -> None:
    filled.switch(default_page_size=2)
    found = filled.run("build_definition_info", include_all_properties=whole)["definitions"]
    assert sorted(item["name"] for item in found) == [".web", "api", "team", "web", "web - Copy"]
    assert names(filled, path="team", subfolders=True) == ["web", "web - Copy"]


def test_ten_thousand_definitions(world: World) -> None:
    """A thousand pages of ten thousand in all; the documents are the emulator's own, so that this takes seconds."""
    document = {
        "repository": {"type": "TfsGit", "name": "website"},
        "queue": {"name": "Default"},
        "process": {"type": 2, "yamlFilename": "azure-pipelines.yml"},
    }
    for start in range(0, 10_000, 1000):
        world.admin("POST", "definitions", [{**document, "name": f"d{start + n:05}"} for n in range(1000)])
    world.switch(default_page_size=500)
    world.log()
    found = world.run("build_definition_info", include_all_properties=True)["definitions"]
    assert [item["name"] for item in found] == [f"d{n:05}" for n in range(10_000)]
    assert all("process" in item for item in found)
    assert len(world.log()) == 20


@pytest.mark.parametrize(
    "options",
    [
        {"id": 1, "name": "web"},
        {"id": 1, "path": "team"},
        {"id": 1, "tags": ["x"]},
        {"name": "w*", "history": True},
        {"revision": 2},
        {"history": True},
    ],
)
def test_contradictions_are_refused(world: World, options: dict[str, Any]) -> None:
    assert world.attempt("build_definition_info", **options)["failed"]
    assert world.log() == []


@pytest.mark.parametrize("profile", PROFILES, indirect=True)
def test_what_is_not_there(filled: World) -> None:
    for options in ({"id": 99}, {"name": "nothing", "revision": 1}, {"name": "nothing", "history": True}):
        found = filled.run("build_definition_info", **options)
        assert found["definitions"] == []
    missing = filled.attempt("build_definition_info", name="web", revision=7)
    assert missing["failure"]["code"] == "not_found"
