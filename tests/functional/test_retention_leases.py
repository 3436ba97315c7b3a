# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Leases that do not protect the pipeline, or no longer: released only if the server refuses because of them."""

from __future__ import annotations

from typing import Any

import pytest

from functional.world import PROJECT, World

ABSENT: dict[str, Any] = {"name": "web", "state": "absent"}
#: products that show whether a lease protects the pipeline
SHOWN = ("server2022", "services")
profiles = pytest.mark.parametrize("profile", ["server2020", *SHOWN], indirect=True)
blocks = pytest.mark.parametrize("blocks", ["protecting", "any"])


def definition(world: World, blocks: str) -> int:
    world.switch(lease_blocks_delete=blocks)
    return int(world.run(**world.minimal())["id"])


def lease(world: World, number: int, **how: Any) -> int:
    """A lease on a new build of the definition; its id."""
    made: int = world.admin("POST", "retain", {"lease": True, **how}, project=PROJECT, id=number)["leaseId"]
    world.log()
    return made


def lease_ids(holders: list[dict[str, Any]]) -> list[int]:
    return [item["lease_id"] for item in holders]


@profiles
@blocks
def test_what_does_not_protect_is_released_only_if_it_blocks(world: World, blocks: str) -> None:
    number = lease(world, definition(world, blocks), protect=False)
    done = world.run(**ABSENT, release_retained=True)
    assert lease_ids(done["released"]) == ([number] if blocks == "any" else [])
    assert len(world.writes()) == (3 if blocks == "any" else 1)
    assert world.run(**ABSENT)["changed"] is False


@pytest.mark.parametrize("profile", SHOWN, indirect=True)
@blocks
def test_what_protects_is_released_first(world: World, blocks: str) -> None:
    made = definition(world, blocks)
    numbers = [lease(world, made, protect=protect) for protect in (False, True)]
    done = world.run(**ABSENT, release_retained=True)
    assert lease_ids(done["released"]) == (numbers[::-1] if blocks == "any" else numbers[1:])
    released = [entry["query"] for entry in world.log() if entry["verb"] == "DELETE" and "leases" in entry["path"]]
    assert [query.split("ids=")[1] for query in released] == [str(item) for item in lease_ids(done["released"])]


@profiles
@blocks
def test_what_is_over_is_neither_named_nor_released(world: World, blocks: str) -> None:
    made = definition(world, blocks)
    lease(world, made, days=-1)
    check = world.run(check=True, **ABSENT, release_retained=True)
    assert (check.get("warnings", []), check["retained_by"], check["released"]) == ([], [], [])
    valid = lease(world, made)
    refused = world.attempt(**ABSENT)
    assert lease_ids(refused["retained_by"]) == [valid]
    assert lease_ids(world.run(**ABSENT, release_retained=True)["released"]) == [valid]


@pytest.mark.parametrize("profile", SHOWN, indirect=True)
@blocks
def test_check_mode_promises_no_more_than_it_knows(world: World, blocks: str) -> None:
    number = lease(world, definition(world, blocks), protect=False)
    timid = world.run(check=True, **ABSENT)
    [warning] = timid["warnings"]
    assert warning.startswith("The server may refuse the deletion, because of lease ")
    assert "(it does not protect the pipeline). Set release_retained to true" in warning
    assert (lease_ids(timid["retained_by"]), timid["released"]) == ([number], [])
    bold = world.run(check=True, **ABSENT, release_retained=True)
    assert bold["warnings"][0].endswith("(it does not protect the pipeline). Only then is that released.")
    assert bold["released"] == []
    assert world.writes() == []
    if blocks == "any":
        assert "(it does not protect the pipeline). Set release_retained" in world.attempt(**ABSENT)["msg"]
    else:
        assert world.run(**ABSENT)["action"] == "delete"
