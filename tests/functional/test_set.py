# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""`build_definition_set`: what one call makes of many definitions, and how many requests it takes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.azdo.pipelines.plugins.module_utils import _definitions
from functional.conftest import PROFILES
from functional.world import MARKER, World

SET = "build_definition_set"


def defaults(world: World, **more: Any) -> dict[str, Any]:
    """What every definition of these tests needs; classic, so that every product has it."""
    steps = [{"task": "VSBuild@1", "inputs": {"solution": "website.sln"}}]
    return {"queue": world.queue, "repository": {"type": "TfsGit", "name": "website"}, "steps": steps, **more}


def named(*names: str, **more: Any) -> list[dict[str, Any]]:
    return [{"name": name, **more} for name in names]


def after(*upstream: str) -> dict[str, Any]:
    return {"triggers": {"build_completion": [{"definition": name} for name in upstream]}}


@pytest.fixture
def folder(world: World) -> str:
    return "\\" if world.profile == "tfs2015" else "\\apps"


@pytest.mark.parametrize("profile", PROFILES, indirect=True)
def test_a_set_is_created_once(world: World, folder: str) -> None:
    wanted = {"defaults": defaults(world, path=folder), "definitions": named(*(f"d{n}" for n in range(12)))}
    foreseen = world.run(SET, check=True, **wanted)
    assert world.writes() == []
    assert world.definitions() == []
    world.log()
    made = world.run(SET, **wanted)
    assert made["counts"]["created"] == 12 == foreseen["counts"]["created"]
    assert [item["name"] for item in made["results"]] == [f"d{n}" for n in range(12)]
    assert all(world.document(item["id"])["name"] == item["name"] for item in made["results"])
    assert foreseen["diff"] == made["diff"]
    assert [item["changes"] for item in foreseen["results"]] == [item["changes"] for item in made["results"]]
    world.log()
    again = world.run(SET, **wanted)
    assert not again["changed"]
    assert again["counts"]["unchanged"] == 12
    assert again["diff"] == []
    assert [item["id"] for item in again["results"]] == [item["id"] for item in made["results"]]
    lists_are_whole = world.profile not in ("tfs2015", "tfs2017")
    assert len(world.verbs()) == world.overhead + 1 + (0 if lists_are_whole else 12)


def test_unchanged_costs_the_pages_of_the_list(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_definitions, "_PAGE", 4)
    wanted = {"defaults": defaults(world), "definitions": named(*(f"d{n}" for n in range(10)))}
    world.run(SET, **wanted)
    world.log()
    world.run(SET, **wanted)
    assert world.verbs() == ["GET"] * 3


def test_names_are_looked_up_once(world: World) -> None:
    step = {"task": "PowerShell@2", "inputs": {"targetType": "inline", "script": "ls"}}
    wanted = {"defaults": defaults(world, steps=[step]), "definitions": named(*(f"d{n}" for n in range(8)))}
    world.run(SET, **wanted)
    reads = [entry["path"] for entry in world.log() if entry["verb"] == "GET"]
    assert len(reads) == len(set(reads))


def test_the_definition_wins_over_the_defaults(world: World) -> None:
    base = defaults(
        world,
        variables={"Region": "west", "Key": {"value": "a", "is_secret": True, "allow_override": True}},
        description="theirs",
        job_timeout_in_minutes=30,
    )
    own = {
        "name": "own",
        "variables": {"region": "north", "Key": MARKER},
        "yaml_filename": "azure-pipelines.yml",
        "job_timeout_in_minutes": None,
    }
    result = world.run(SET, defaults=base, definitions=[own, {"name": "plain"}])
    document = world.document(result["results"][0]["id"])
    assert document["process"]["yamlFilename"] == "azure-pipelines.yml"
    assert document["description"] == "theirs"
    assert document["variables"]["region"]["value"] == "north"
    assert len(document["variables"]) == 2
    key = document["variables"]["Key"]
    assert key["value"] == MARKER
    assert key["isSecret"]
    assert key["allowOverride"]
    assert document.get("jobTimeoutInMinutes", 60) == 60
    plain = world.document(result["results"][1]["id"])
    assert plain["process"]["type"] == 1
    assert plain["jobTimeoutInMinutes"] == 30
    assert MARKER not in repr(result)


def test_only_what_is_stated_is_written(world: World) -> None:
    wanted = {"defaults": defaults(world, job_timeout_in_minutes=30), "definitions": named("a", "b", "c")}
    made = world.run(SET, **wanted)["results"]
    world.edit(made[1]["id"], {"description": "theirs", "buildNumberFormat": "x"})
    world.edit(made[2]["id"], {"jobTimeoutInMinutes": 90, "description": "theirs"})
    world.log()
    result = world.run(SET, **wanted)
    assert result["counts"] == dict.fromkeys(result["counts"], 0) | {"unchanged": 2, "updated": 1}
    assert world.verbs().count("PUT") == 1
    assert world.document(made[1]["id"])["description"] == "theirs"
    repaired = world.document(made[2]["id"])
    assert repaired["description"] == "theirs"
    assert repaired["jobTimeoutInMinutes"] == 30


def test_absent_and_renamed(world: World) -> None:
    base = {"defaults": defaults(world)}
    made = world.run(SET, **base, definitions=named("keep", "old", "gone"))["results"]
    wanted: list[dict[str, Any]] = [
        {"name": "keep"},
        {"name": "old", "new_name": "new", "new_path": "moved"},
        {"name": "gone", "state": "absent"},
        {"name": "never", "state": "absent"},
    ]
    result = world.run(SET, **base, definitions=wanted)
    assert [item["action"] for item in result["results"]] == ["none", "update", "delete", "none"]
    assert world.document(made[1]["id"])["path"] == "\\moved"
    assert result["results"][1]["name"] == "new"
    assert result["results"][1]["path"] == "\\moved"
    assert not world.run(SET, **base, definitions=wanted)["changed"]


def test_by_id(world: World) -> None:
    base = {"defaults": defaults(world)}
    made = world.run(SET, **base, definitions=named("a", "b"))["results"]
    result = world.run(SET, definitions=[{"id": made[1]["id"], "description": "x"}, {"id": made[0]["id"], "name": "z"}])
    assert result["counts"]["updated"] == 2
    assert world.document(made[0]["id"])["name"] == "z"
    assert world.document(made[1]["id"])["description"] == "x"
    missing = world.attempt(SET, definitions=[{"id": 9999, "description": "x"}])
    assert missing["results"][0]["failure"]["code"] == "not_found"
    assert not world.run(SET, definitions=[{"id": 9999, "state": "absent"}])["changed"]


@pytest.mark.parametrize("profile", ["tfs2017", "services"], indirect=True)
def test_upstream_first(world: World) -> None:
    wanted = [
        {"name": "c", **after("b", "a")},
        {"name": "b", **after("a")},
        {"name": "a"},
        {"name": "d", **after("c")},
    ]
    base = {"defaults": defaults(world), "definitions": wanted}
    foreseen = world.run(SET, check=True, **base)
    assert "buildCompletion of a:\n    definition: a (new)" in foreseen["diff"][1]["after"]
    made = {item["name"]: item["id"] for item in world.run(SET, **base)["results"]}
    assert made["a"] < made["b"] < made["c"] < made["d"]
    triggers = world.document(made["c"])["triggers"]
    assert {trigger["definition"]["id"] for trigger in triggers} == {made["a"], made["b"]}
    world.log()
    assert not world.run(SET, **base)["changed"]


def test_upstream_known_by_its_new_name(world: World) -> None:
    made = world.run(SET, defaults=defaults(world), definitions=named("old"))["results"]
    wanted = [{"name": "down", **after("new")}, {"name": "old", "new_name": "new"}]
    result = world.run(SET, defaults=defaults(world), definitions=wanted)
    trigger = world.document(result["results"][0]["id"])["triggers"][0]
    assert trigger["definition"]["id"] == made[0]["id"]


def test_upstream_outside_the_set_costs_no_request(world: World) -> None:
    world.run(defaults=None, name="there", **defaults(world))
    world.log()
    world.run(SET, check=True, defaults=defaults(world), definitions=[{"name": "x", **after("there")}])
    lists = [entry for entry in world.log() if entry["path"].lower().endswith("/build/definitions")]
    assert len(lists) == 1


def test_same_names_in_folders(world: World) -> None:
    wanted = [{"name": "build", "path": "a"}, {"name": "build", "path": "b"}, {"name": "build", "path": "a\\b"}]
    result = world.run(SET, defaults=defaults(world), definitions=wanted)
    assert [item["path"] for item in result["results"]] == ["\\a", "\\b", "\\a\\b"]
    assert not world.run(SET, defaults=defaults(world), definitions=wanted)["changed"]
    wanted = [{"name": "build", "description": "x"}, {"name": "fine", **defaults(world)}]
    unclear = world.attempt(SET, definitions=wanted)
    assert unclear["results"][0]["failure"]["code"] == "ambiguous_name"
    assert unclear["results"][1]["action"] == "create"


@pytest.mark.parametrize("profile", ["tfs2015", "services"], indirect=True)
def test_secrets_and_properties(world: World) -> None:
    secret = {"ApiKey": {"value": MARKER, "is_secret": True}}
    wanted: dict[str, Any] = {
        "defaults": defaults(world, variables=secret, update_secrets="on_change"),
        "definitions": named("a", "b"),
    }
    if world.profile == "services":
        wanted["definitions"][1]["properties"] = {"owner": "team"}
    made = world.run(SET, **wanted)
    assert MARKER not in repr(made)
    assert world.document(made["results"][0]["id"])["variables"]["ApiKey"]["value"] == MARKER
    again = world.run(SET, **wanted)
    # TFS 2015 keeps no fingerprints, and says so: there on_change does as always
    assert again["changed"] == (world.profile == "tfs2015")
    assert MARKER not in repr(again)


def test_an_empty_set_asks_nothing(world: World) -> None:
    result = world.run(SET, definitions=[])
    assert not result["changed"]
    assert result["results"] == []
    assert world.verbs() == []


def test_a_document_and_a_file(world: World, tmp_path: Any) -> None:
    source = tmp_path / "exported.json"
    made = world.run(name="exported", **defaults(world))
    source.write_text(json.dumps(made["definition"]), encoding="utf-8")
    wanted = [{"name": "copy", "document_src": str(source)}, {"document": made["definition"]}]
    result = world.run(SET, definitions=wanted)
    assert [item["action"] for item in result["results"]] == ["create", "none"]
