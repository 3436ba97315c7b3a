# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The server's build options: what is there, and that a definition takes what `usage` says."""

from __future__ import annotations

from typing import Any

import pytest

from functional.conftest import PROFILES
from functional.world import PROJECT, World

MULTI = "7c555368-ca64-4199-add6-9ebaf0b0137d"


def read(world: World, **options: Any) -> dict[str, Any]:
    """The answer, which is the same in check mode and costs no write."""
    world.log()
    foreseen = world.run("build_options_info", check=True, **options)
    found = world.run("build_options_info", **options)
    assert found == foreseen
    assert found["changed"] is False
    assert world.writes() == []
    return found


@pytest.mark.parametrize("profile", PROFILES, indirect=True)
def test_every_option_with_its_inputs(world: World) -> None:
    found = read(world)
    names = [option["name"] for option in found["options"]]
    if world.profile == "tfs2015":
        assert names == ["MultiConfiguration"]
    else:
        assert names == ["CreateWorkItem", "AllowScriptsToAccessOAuthToken", "LinkWorkItems", "MultiConfiguration"]
    multi = found["usage"][-1]
    assert multi["id"] == MULTI
    assert multi["option"] == {
        "name": "MultiConfiguration",
        "enabled": True,
        "inputs": {"multipliers": "", "parallel": "false", "continueOnError": "true"},
    }
    assert [(item["name"], item["type"], item["required"], item["choices"]) for item in multi["inputs"]] == [
        ("multipliers", "stringList", True, None),
        ("parallel", "boolean", True, ["true", "false"]),
        ("continueOnError", "boolean", True, ["true", "false"]),
    ]


@pytest.mark.parametrize("profile", ["services"], indirect=True)
def test_groups_and_allowed_values(world: World) -> None:
    found = read(world, name="createworkitem")
    [option], [usage] = found["options"], found["usage"]
    assert option["groups"] == [{"name": "advanced", "displayName": "Advanced", "isExpanded": False}]
    assert usage["inputs"][0]["choices"] == ["Bug", "Task"]
    assert usage["inputs"][2]["group"] == "advanced"


@pytest.mark.parametrize("profile", PROFILES, indirect=True)
def test_one_by_name_or_id(world: World) -> None:
    by_name = read(world, name="multiconfiguration")
    assert [option["id"] for option in by_name["options"]] == [MULTI]
    assert read(world, id=MULTI.upper()) == by_name
    assert read(world, name="no such option")["options"] == []


@pytest.mark.parametrize(
    ("profile", "version", "in_project"),
    [("tfs2015", "2.0", False), ("tfs2017", "2.0", False), ("tfs2017", "3.2", True), ("services", "2.0", True)],
    indirect=["profile"],
)
def test_the_route_is_that_of_the_version(world: World, version: str, in_project: bool) -> None:
    """At 2.0 options belong to the collection, later and on the cloud to the project (api-facts §6)."""
    world.log()
    assert world.run("build_options_info", api_version=version)["options"]
    [entry] = world.log()
    assert (PROJECT in entry["path"]) is in_project


@pytest.mark.parametrize("profile", ["tfs2015"], indirect=True)
def test_a_server_is_asked_where_its_options_are(world: World) -> None:
    world.run("build_options_info")
    asked, listed = world.log()
    assert asked["verb"] == "OPTIONS"
    assert listed["path"].endswith("/_apis/build/options")


@pytest.mark.parametrize("profile", PROFILES, indirect=True)
def test_a_definition_takes_what_usage_says(world: World) -> None:
    usage = world.run("build_options_info")["usage"]
    options = world.minimal(options=[entry["option"] for entry in usage])
    made = world.run(**options)
    assert not made.get("warnings")
    stored = {entry["definition"]["id"]: entry for entry in world.document(made["id"])["options"]}
    assert set(stored) == {entry["id"] for entry in usage}
    assert all(entry["enabled"] for entry in stored.values())
    assert world.run(**options)["changed"] is False


def test_name_and_id_exclude_each_other(world: World) -> None:
    assert "mutually exclusive" in world.attempt("build_options_info", name="x", id=MULTI)["msg"]
    assert world.attempt("build_options_info", name=" ")["failure"]["code"] == "invalid_option"
