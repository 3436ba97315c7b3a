# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The property bag of a definition: `properties`."""

from __future__ import annotations

from typing import Any

import pytest

from functional.conftest import PROFILES
from functional.world import World

HOLDS = PROFILES[1:]


def bag(world: World, definition_id: int) -> dict[str, Any]:
    """The stored properties as plain values."""
    found: dict[str, Any] = world.stored(definition_id)["properties"]
    return {name: item["$value"] for name, item in found.items()}


@pytest.mark.parametrize("profile", HOLDS, indirect=True)
def test_they_are_merged_by_name_and_written_where_they_differ(world: World) -> None:
    made = world.run(**world.minimal(properties={"team": "web", "days": 90, "share": 0.5}))
    assert {"properties.team", "properties.days", "properties.share"} <= set(made["changes"])
    assert bag(world, made["id"]) == {"team": "web", "days": 90, "share": 0.5}
    assert made["definition"]["properties"]["days"] == {"$type": "System.Int32", "$value": 90}
    world.log()

    again = world.run(**world.minimal(properties={"Team": "web", "days": "90", "share": 0.50}))
    assert (again["changed"], again["changes"], again.get("warnings", [])) == (False, [], [])
    assert world.writes() == []

    changed = world.run(name="web", properties={"team": "ops", "new": "x"})
    assert (changed["action"], changed["changes"]) == ("update", ["properties.team", "properties.new"])
    assert changed["diff"] == {
        "before": "properties:\n  team: web\n",
        "after": "properties:\n  team: ops\n  new: x\n",
    }
    assert world.writes() == ["PATCH"], "no new revision of the definition"
    assert bag(world, made["id"]) == {"team": "ops", "days": 90, "share": 0.5, "new": "x"}

    gone = world.run(name="web", properties={"NEW": None, "never was": None})
    assert gone["changes"] == ["properties.new"]
    assert "new" not in bag(world, made["id"])
    assert world.run(name="web", properties={"new": None})["changed"] is False


@pytest.mark.parametrize("profile", HOLDS, indirect=True)
def test_what_is_not_mentioned_stays(world: World) -> None:
    made = world.run(**world.minimal(properties={"team": "web"}))["id"]
    world.run(**world.minimal(description="new"))
    world.run(name="web", properties={})
    assert bag(world, made) == {"team": "web"}


@pytest.mark.parametrize("profile", HOLDS, indirect=True)
def test_they_cost_one_read_and_only_when_stated(world: World) -> None:
    options = world.minimal(properties={"team": "web"})
    world.run(**options)
    world.log()
    world.run(**options)
    stated = [entry["path"] for entry in world.log() if entry["path"].endswith("/properties")]
    assert len(stated) == 1
    del options["properties"]
    world.run(**options)
    assert not [entry for entry in world.log() if entry["path"].endswith("/properties")]


@pytest.mark.parametrize("profile", HOLDS, indirect=True)
def test_check_mode_predicts_the_same(world: World) -> None:
    options = world.minimal(properties={"team": "web", "days": 90, "flag": True})
    check = world.run(check=True, **options)
    assert world.writes() == []
    done = world.run(**options)
    assert (check["changes"], check["diff"]) == (done["changes"], done["diff"])
    assert check["definition"]["properties"] == done["definition"]["properties"]
    change: dict[str, Any] = {"name": "web", "description": "new", "properties": {"team": None, "days": 91}}
    world.log()
    check = world.run(check=True, **change)
    assert world.writes() == []
    done = world.run(**change)
    for key in ("changed", "action", "changes", "diff"):
        assert check[key] == done[key], key
    assert check["definition"]["properties"] == done["definition"]["properties"]


@pytest.mark.parametrize("profile", ["tfs2015"], indirect=True)
@pytest.mark.parametrize("check", [False, True])
def test_a_product_without_them_is_named(world: World, check: bool) -> None:
    refused = world.attempt(check=check, **world.minimal(properties={"team": "web"}))
    assert refused["msg"] == (
        "properties: they cannot be held by TFS 2015 (api-version 2.0). The first product that can hold it is TFS 2017 "
        "Update 2 (api-version 3.2)."
    )
    assert world.writes() == []
    assert world.revisions() == {}


@pytest.mark.parametrize("profile", ["tfs2017", "services"], indirect=True)
@pytest.mark.parametrize("value", [True, False, 2**40, -(2**40), 1.0, 0, "", "true", "5", -3])
def test_every_kind_of_value_is_unchanged_on_the_second_run(world: World, value: Any) -> None:
    assert "warnings" not in world.run(**world.minimal(properties={"x": value}))
    world.log()
    assert world.run(name="web", properties={"x": value})["changed"] is False
    assert world.writes() == []


@pytest.mark.parametrize("profile", HOLDS, indirect=True)
@pytest.mark.parametrize("name", ["a.b", "a/b~c", "~1", "Ünï code", "x" * 200])
def test_every_name_is_the_same_on_the_second_run(world: World, name: str) -> None:
    made = world.run(**world.minimal(properties={name: "x"}))["id"]
    assert bag(world, made) == {name: "x"}
    assert world.run(name="web", properties={name: "x"})["changed"] is False
    assert world.run(name="web", properties={name: None})["changes"] == [f"properties.{name}"]
    assert bag(world, made) == {}


@pytest.mark.parametrize(
    ("properties", "message"),
    [
        ({"x": [1]}, "properties.x: it is a list. A property holds one text or number; give its JSON text."),
        ({"x": {"a": 1}}, "properties.x: it is a dictionary. A property holds one text or number; give its JSON text."),
        ({"": 1}, "properties: a name is empty. Give each property a name."),
        (
            {"Azdo.Pipelines.Secrets": "x"},
            (
                "properties.Azdo.Pipelines.Secrets: this collection keeps fingerprints of secrets there. Choose "
                "another name."
            ),
        ),
    ],
)
def test_what_a_bag_cannot_hold_is_refused(world: World, properties: dict[str, Any], message: str) -> None:
    assert world.attempt(**world.minimal(properties=properties))["msg"] == message
    assert world.verbs() == []


@pytest.mark.parametrize("profile", ["tfs2017", "services"], indirect=True)
@pytest.mark.parametrize("kind", ["cut_before", "cut_after", "empty"])
def test_a_lost_answer_is_looked_after(world: World, kind: str) -> None:
    made = world.run(**world.minimal(properties={"a": "1", "b": "2"}))["id"]
    world.fault(kind=kind, verb="PATCH", path="/properties")
    done = world.run(name="web", properties={"a": None, "b": "3"})
    assert done["changes"] == ["properties.a", "properties.b"]
    assert bag(world, made) == {"b": "3"}


@pytest.mark.parametrize("profile", ["services"], indirect=True)
def test_a_refusal_after_the_definition_was_made_says_so(world: World) -> None:
    denied = {"typeKey": "AccessDeniedException", "message": "No."}
    world.fault(kind="respond", verb="PATCH", path="/properties", status=403, body=denied)
    refused = world.attempt(**world.minimal(properties={"team": "web"}))
    assert refused["failure"]["code"] == "access_denied"
    assert refused["msg"].endswith("The definition itself had been written before.")
    done = world.run(**world.minimal(properties={"team": "web"}))
    assert (done["action"], done["changes"]) == ("update", ["properties.team"])


@pytest.mark.parametrize("profile", ["services"], indirect=True)
def test_fingerprints_of_secrets_live_beside_them(world: World) -> None:
    secret = {"ApiKey": {"value": "S3CRET-not-so-much", "is_secret": True}}
    options = world.minimal(properties={"team": "web"}, update_secrets="on_change", variables=secret)
    made = world.run(**options)
    assert list(made["definition"]["properties"]) == ["team"]
    assert set(bag(world, made["id"])) == {"team", "azdo.pipelines.secrets"}
    again = world.run(**options)
    assert (again["changed"], list(again["definition"]["properties"])) == (False, ["team"])


@pytest.mark.parametrize("profile", ["services"], indirect=True)
def test_a_clone_begins_with_those_of_the_task_only(world: World) -> None:
    world.run(**world.minimal(properties={"team": "web"}))
    done = world.run(name="copy", clone_from={"definition": "web"}, properties={"owner": "me"})
    assert bag(world, done["id"]) == {"owner": "me"}


@pytest.mark.parametrize("profile", ["server2019", "services"], indirect=True)
def test_a_restored_definition_gets_its_own_back(world: World) -> None:
    made = world.run(**world.minimal(properties={"team": "web"}))["id"]
    world.run(name="web", state="absent")
    done = world.run(id=made, restore=True, properties={"team": "web", "days": 3})
    assert done["action"] == "restore"
    assert bag(world, made) == {"team": "web", "days": 3}
