# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""``update_secrets: on_change``: a secret is written when it changed, and only then."""

from __future__ import annotations

import json
from typing import Any

import pytest

from functional.world import MARKER, World

KEPT_BY = ("tfs2017", "tfs2018", "server2019", "server2020", "server2022", "services")


def options(world: World, value: str = MARKER, **more: Any) -> dict[str, Any]:
    secret = {"value": value, "is_secret": True}
    return world.minimal(update_secrets="on_change", variables={"ApiKey": secret}, **more)


@pytest.mark.parametrize("profile", KEPT_BY, indirect=True)
def test_a_secret_is_written_when_it_changed_and_only_then(world: World) -> None:
    made = world.run(**options(world))
    assert made["changed"] is True
    world.log()
    again = world.run(**options(world))
    assert (again["changed"], again["changes"]) == (False, [])
    assert world.writes() == []
    check = world.run(check=True, **options(world, "another value"))
    assert check["changes"] == ["variables.ApiKey.value"]
    assert world.writes() == []
    other = world.run(**options(world, "another value"))
    assert other["changes"] == ["variables.ApiKey.value"]
    assert world.document(made["id"])["variables"]["ApiKey"]["value"] == "another value"
    assert world.run(**options(world, "another value"))["changed"] is False


@pytest.mark.parametrize("profile", ["services"], indirect=True)
def test_it_costs_one_more_request_and_one_more_after_a_write(world: World) -> None:
    world.run(**options(world))
    world.log()
    world.run(**options(world))
    assert len(world.log()) == 2
    world.run(**options(world, "another value"))
    assert world.verbs() == ["GET", "GET", "PUT", "PATCH"]


@pytest.mark.parametrize("profile", ["services"], indirect=True)
def test_another_key_counts_as_a_change(world: World) -> None:
    world.run(**options(world, secrets_key="S3CRET-first-key"))
    assert world.run(**options(world, secrets_key="S3CRET-first-key"))["changed"] is False
    assert world.run(**options(world, secrets_key="S3CRET-second-key"))["changed"] is True


@pytest.mark.parametrize("profile", ["services"], indirect=True)
def test_a_secret_that_was_there_before_is_written_once(world: World) -> None:
    world.run(**world.minimal(variables={"ApiKey": {"value": "S3CRET-by-somebody-else", "is_secret": True}}))
    assert world.run(**options(world))["changed"] is True
    assert world.run(**options(world))["changed"] is False


@pytest.mark.parametrize("profile", ["tfs2015"], indirect=True)
def test_a_server_without_properties_gets_it_every_time_and_says_so(world: World) -> None:
    assert "cannot keep fingerprints" in world.run(**options(world))["warnings"][0]
    again = world.run(**options(world))
    assert again["changed"] is True
    assert "TFS 2015" in again["warnings"][0]


@pytest.mark.parametrize("profile", ["services"], indirect=True)
def test_fingerprints_that_cannot_be_kept_are_named_and_the_next_run_writes_again(world: World) -> None:
    world.fault(kind="respond", verb="PATCH", path="properties", times=1, status=403, body={"message": "no"})
    made = world.run(**options(world))
    assert "not their fingerprints" in made["warnings"][0]
    assert world.run(**options(world))["changed"] is True
    assert world.run(**options(world))["changed"] is False


@pytest.mark.parametrize("profile", ["services"], indirect=True)
def test_neither_the_value_nor_the_key_leaves_the_module(world: World) -> None:
    made = world.run(**options(world, secrets_key="K3Y-MARKER-of-many-characters"))
    kept = world.stored(made["id"])
    shown = json.dumps([made, world.log(), kept["properties"]])
    assert MARKER not in shown
    assert "K3Y-MARKER" not in shown
