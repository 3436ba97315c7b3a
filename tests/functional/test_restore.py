# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Bringing a deleted definition back with `restore`."""

from __future__ import annotations

from typing import Any

import pytest

from functional.conftest import PROFILES
from functional.world import MARKER, World

RESTORES = ("server2019", "server2020", "server2022", "services")
PRODUCTS = {
    "tfs2015": "TFS 2015 (api-version 2.0)",
    "tfs2017": "TFS 2017 Update 2 (api-version 3.2)",
    "tfs2018": "TFS 2018 Update 2 (api-version 4.1)",
}


def deleted(world: World, **options: Any) -> int:
    made: int = world.run(**world.minimal(**options))["id"]
    assert world.run(name="web", state="absent")["id"] == made
    world.log()
    return made


@pytest.mark.parametrize("profile", RESTORES, indirect=True)
@pytest.mark.parametrize("revision_made", [False, True])
def test_it_comes_back_as_stated_with_its_secrets(world: World, revision_made: bool) -> None:
    world.switch(restore_makes_revision=revision_made)
    made = deleted(world, description="old", variables={"Key": {"value": MARKER, "is_secret": True}})
    done = world.run(id=made, restore=True, description="new")
    assert (done["changed"], done["action"], done["id"]) == (True, "restore", made)
    assert done["definition"]["name"] == "web"
    assert done["definition"]["description"] == "new"
    assert {"name", "description", "variables"} <= set(done["changes"])
    assert done["diff"]["before"] == ""
    assert world.writes() == ["PATCH", "PUT"]
    stored = world.document(made)
    assert (stored["description"], stored["variables"]["Key"]["value"]) == ("new", MARKER)

    again = world.run(id=made, restore=True, description="new")
    assert (again["changed"], again["action"], again["changes"]) == (False, "none", [])
    assert world.writes() == []


@pytest.mark.parametrize("profile", RESTORES, indirect=True)
def test_it_costs_no_second_write_where_nothing_else_differs(world: World) -> None:
    made = deleted(world, description="old")
    assert world.run(id=made, restore=True, description="old")["action"] == "restore"
    assert world.writes() == ["PATCH"]


@pytest.mark.parametrize("profile", RESTORES, indirect=True)
def test_check_mode_predicts_and_says_what_it_cannot_know(world: World) -> None:
    made = deleted(world)
    check = world.run(check=True, id=made, restore=True, description="new", queue="Default")
    assert (check["changed"], check["action"], check["id"]) == (True, "restore", made)
    assert check["definition"]["description"] == "new"
    assert "The service does not show a deleted definition" in check["warnings"][0]
    assert world.writes() == []
    assert world.stored(made)["deleted"] is True


@pytest.mark.parametrize("profile", PRODUCTS, indirect=True)
@pytest.mark.parametrize("check", [False, True])
def test_an_older_product_is_named(world: World, check: bool) -> None:
    made = deleted(world)
    refused = world.attempt(check=check, id=made, restore=True)
    assert refused["msg"] == (
        f"restore: {PRODUCTS[world.profile]} cannot bring a deleted definition back. The first product that can is "
        "Azure DevOps Server 2019 (api-version 5.0)."
    )
    assert refused["failure"]["code"] == "version_not_supported"
    assert world.writes() == []


@pytest.mark.parametrize("profile", PROFILES, indirect=True)
def test_it_has_no_effect_on_a_definition_that_is_there(world: World) -> None:
    made = world.run(**world.minimal(description="x"))["id"]
    world.log()
    assert world.run(id=made, restore=True, description="x")["changed"] is False
    assert world.writes() == []


@pytest.mark.parametrize("profile", ["services"], indirect=True)
def test_an_id_that_never_was_is_not_found(world: World) -> None:
    refused = world.attempt(id=4711, restore=True)
    assert refused["failure"]["code"] == "not_found"
    assert refused["msg"] == (
        "There is no definition with id 4711 in project 'Fabrikam-Fiber-Git', deleted or not, or this identity may "
        "not see it. Check id and project."
    )


@pytest.mark.parametrize("profile", ["services"], indirect=True)
def test_a_name_that_was_taken_meanwhile_is_the_servers_refusal(world: World) -> None:
    made = deleted(world)
    world.run(**world.minimal())
    refused = world.attempt(id=made, restore=True)
    assert refused["failure"]["code"] == "already_exists"
    assert world.stored(made)["deleted"] is True


@pytest.mark.parametrize("profile", ["server2019", "services"], indirect=True)
@pytest.mark.parametrize("kind", ["cut_before", "cut_after"])
def test_a_lost_answer_is_looked_after(world: World, kind: str) -> None:
    made = deleted(world, description="old")
    world.fault(kind=kind, verb="PATCH", path="build/definitions")
    assert world.run(id=made, restore=True, description="old")["action"] == "restore"
    assert world.stored(made)["deleted"] is False


@pytest.mark.parametrize("profile", ["services"], indirect=True)
def test_a_failure_after_the_restore_says_that_it_is_back(world: World) -> None:
    made = deleted(world)
    denied = {"typeKey": "AccessDeniedException", "message": "No."}
    world.fault(kind="respond", verb="PUT", path="build/definitions", status=403, body=denied)
    refused = world.attempt(id=made, restore=True, description="new")
    assert refused["failure"]["code"] == "access_denied"
    assert refused["msg"].endswith("The definition had been restored before and is there.")


@pytest.mark.parametrize("profile", ["services"], indirect=True)
def test_what_can_be_refused_is_refused_before_the_restore(world: World) -> None:
    made = deleted(world)
    assert world.attempt(id=made, restore=True, queue="no such queue")["failure"]["code"] == "unknown_name"
    assert world.writes() == []


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"name": "web"}, "restore: a deleted definition is known by its number only. Give its id."),
        ({"id": 1, "state": "absent"}, "restore: the definition is to be absent. Leave one of the two out."),
        (
            {"id": 1, "revision": 3},
            "revision: that of a deleted definition cannot be read. Leave revision or restore out.",
        ),
    ],
)
def test_contradictions_are_refused(world: World, options: dict[str, Any], message: str) -> None:
    assert world.attempt(restore=True, **options)["msg"] == message
    assert world.verbs() == []
