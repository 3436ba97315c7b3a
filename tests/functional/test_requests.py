# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How many requests a task costs, read from the server's own log (design.md, "Numbers to reach")."""

from __future__ import annotations

import pytest

from functional.conftest import PROFILES
from functional.world import World

pytestmark = pytest.mark.parametrize("profile", PROFILES, indirect=True)


def test_an_unchanged_definition_costs_one_request_and_the_version_on_a_server(world: World) -> None:
    options = world.minimal(variables={"Config": "release"})
    created = world.run(**options)
    world.log()
    assert world.run(**options)["changed"] is False
    lists_are_short = world.profile in ("tfs2015", "tfs2017")
    assert len(world.log()) == 1 + world.overhead + lists_are_short
    by_id = {key: value for key, value in options.items() if key != "name"}
    assert world.run(**by_id, id=created["id"])["changed"] is False
    assert len(world.log()) == 1 + world.overhead


def test_creating_costs_two_requests_and_a_look_up_for_each_name(world: World) -> None:
    world.run(**world.minimal())
    entries = [(entry["verb"], entry["path"].split("/_apis")[-1]) for entry in world.log()]
    look_ups = [path for verb, path in entries if verb == "GET" and "definitions" not in path]
    assert len(look_ups) == 2, "one for the queue, one for the repository"
    assert len(entries) == 2 + world.overhead + len(look_ups)


def test_a_change_costs_three_requests_at_most(world: World) -> None:
    world.run(**world.minimal(description="old"))
    world.log()
    assert world.run(**world.minimal(description="new"))["changed"] is True
    assert len(world.log()) - world.overhead <= 3


def test_check_mode_sends_no_write(world: World) -> None:
    assert world.run(check=True, **world.minimal())["changed"] is True
    world.run(check=True, name="web", state="absent")
    world.run(**world.minimal())
    world.log()
    assert world.run(check=True, **world.minimal(description="new", new_name="other"))["changed"] is True
    assert world.run(check=True, name="web", state="absent")["changed"] is True
    assert world.writes() == []
