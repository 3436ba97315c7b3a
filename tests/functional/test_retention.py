# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Deleting a definition whose builds are retained: what is named, and what `release_retained` lets go."""

from __future__ import annotations

import re
from typing import Any

import pytest

from functional.conftest import PROFILES
from functional.world import World

LEASES = ("server2020", "server2022", "services")
FLAGS = ("tfs2015", "tfs2017", "tfs2018", "server2019", "server2020")
ABSENT: dict[str, Any] = {"name": "web", "state": "absent"}


def retained(world: World, lease: bool) -> tuple[int, int]:
    """A definition with a build that is retained by a lease or by the flag; the ids of both."""
    made = world.run(**world.minimal())["id"]
    build = world.admin("POST", "retain", {"lease": lease}, project="Fabrikam-Fiber-Git", id=made)["buildId"]
    world.log()
    return made, build


def is_deleted(world: World, definition_id: int) -> bool:
    deleted: bool = world.stored(definition_id)["deleted"]
    return deleted


@pytest.mark.parametrize("profile", LEASES, indirect=True)
def test_a_lease_is_named_and_released_only_on_request(world: World) -> None:
    made, build = retained(world, lease=True)
    refused = world.attempt(**ABSENT)
    assert refused["failed"] is True
    assert refused["failure"]["code"] == "retained"
    assert refused["failure"]["type_key"] == "CannotDeleteDefinitionWithRetainedBuildsException"
    [holder] = refused["retained_by"]
    assert (holder["kind"], holder["run_id"], holder["owner_id"]) == ("lease", build, "User:emulator")
    assert refused["released"] == []
    until = re.sub(r"\.\d+", "", holder["valid_until"])
    url = f"{world.url}/Fabrikam-Fiber-Git/_apis/build/definitions/{made}"
    assert refused["msg"] == (
        f"DELETE {url} was answered with HTTP 400 Bad Request: Cannot delete pipeline web because it has retained "
        "builds. (CannotDeleteDefinitionWithRetainedBuildsException, ActivityId "
        f"{refused['failure']['activity_id']}); it is retained by lease {holder['lease_id']} of User:emulator on run "
        f"{build}, valid until {until}. Set release_retained to true to let go of what can be "
        "released. Nothing was deleted."
    )
    assert world.verbs().count("DELETE") == 1
    assert is_deleted(world, made) is False

    done = world.run(**ABSENT, release_retained=True)
    assert (done["changed"], done["action"], done["id"]) == (True, "delete", made)
    assert done["released"] == [holder]
    assert world.writes() == ["DELETE", "DELETE", "DELETE"], "refused, the lease, the definition"
    assert is_deleted(world, made) is True
    assert world.run(**ABSENT, release_retained=True)["changed"] is False
    assert world.writes() == []


@pytest.mark.parametrize("profile", FLAGS, indirect=True)
def test_builds_kept_forever_are_named_and_released_only_on_request(world: World) -> None:
    made, build = retained(world, lease=False)
    refused = world.attempt(**ABSENT)
    [holder] = refused["retained_by"]
    assert (holder["kind"], holder["run_id"], holder["lease_id"]) == ("build", build, None)
    assert f"by build {holder['build_number']} (id {build}), kept forever." in refused["msg"]
    assert is_deleted(world, made) is False
    world.log()

    done = world.run(**ABSENT, release_retained=True)
    assert done["released"] == [holder]
    assert world.writes() == ["DELETE", "PATCH", "DELETE"]
    assert is_deleted(world, made) is True


@pytest.mark.parametrize("profile", PROFILES, indirect=True)
def test_check_mode_tells_what_would_be_released_and_writes_nothing(world: World) -> None:
    made, _build = retained(world, lease=world.profile in LEASES)
    check = world.run(check=True, **ABSENT, release_retained=True)
    assert (check["changed"], check["action"], check.get("warnings", [])) == (True, "delete", [])
    timid = world.run(check=True, **ABSENT)
    assert timid["released"] == []
    assert timid["retained_by"] == check["retained_by"] == check["released"]
    assert "Set release_retained to true" in timid["warnings"][0]
    assert world.writes() == []
    assert is_deleted(world, made) is False
    assert world.run(**ABSENT, release_retained=True)["released"] == check["released"]


@pytest.mark.parametrize("profile", PROFILES, indirect=True)
def test_nothing_is_released_that_does_not_stand_in_the_way(world: World) -> None:
    made = world.run(**world.minimal())["id"]
    world.log()
    done = world.run(**ABSENT, release_retained=True)
    assert (done["id"], done["released"]) == (made, [])
    assert world.writes() == ["DELETE"]


@pytest.mark.parametrize("profile", PROFILES, indirect=True)
def test_leases_and_builds_of_other_definitions_are_left_alone(world: World) -> None:
    other = world.run(**world.minimal(name="other"))["id"]
    lease = world.profile in LEASES
    world.admin("POST", "retain", {"lease": lease}, project="Fabrikam-Fiber-Git", id=other)
    retained(world, lease)
    assert len(world.run(**ABSENT, release_retained=True)["released"]) == 1
    assert len(world.attempt(name="other", state="absent")["retained_by"]) == 1


@pytest.mark.parametrize("profile", ["server2022", "services"], indirect=True)
def test_what_the_server_does_not_show_is_not_guessed(world: World) -> None:
    """From api-version 7.0 on a build does not show the flag any more."""
    retained(world, lease=False)
    refused = world.attempt(**ABSENT, release_retained=True)
    assert (refused["retained_by"], refused["released"]) == ([], [])
    assert "; the server shows neither a lease nor a build that retains it. Nothing was deleted." in refused["msg"]
    assert world.writes() == ["DELETE"]


@pytest.mark.parametrize("profile", ["server2019", "services"], indirect=True)
@pytest.mark.parametrize("status", [400, 403, 409])
def test_the_refusal_is_known_by_its_type_whatever_its_status(world: World, status: int) -> None:
    world.switch(retained_delete_status=status)
    retained(world, lease=world.profile in LEASES)
    assert world.attempt(**ABSENT)["failure"]["code"] == "retained"
    assert world.run(**ABSENT, release_retained=True)["action"] == "delete"


@pytest.mark.parametrize("profile", ["services"], indirect=True)
def test_unreadable_leases_do_not_hide_the_refusal(world: World) -> None:
    made, _build = retained(world, lease=True)
    denied = {"typeKey": "AccessDeniedException", "message": "No access to retention."}
    world.fault(kind="respond", path="retention/leases", status=403, body=denied, times=None)
    refused = world.attempt(**ABSENT, release_retained=True)
    assert refused["failure"]["code"] == "retained"
    assert "What retains them could not be read: GET " in refused["msg"]
    assert is_deleted(world, made) is False
    assert "could not be read" in world.run(check=True, **ABSENT)["warnings"][0]


@pytest.mark.parametrize("profile", ["services"], indirect=True)
def test_a_failure_after_the_release_says_what_was_released(world: World) -> None:
    made, _build = retained(world, lease=True)
    world.fault(kind="server_error", verb="DELETE", path="build/definitions", status=500, nth=2)
    failed = world.attempt(**ABSENT, release_retained=True)
    assert failed["failure"]["status"] == 500
    assert [item["kind"] for item in failed["released"]] == ["lease"]
    assert "Released before that, and not retained again: lease" in failed["msg"]
    assert is_deleted(world, made) is False
    assert world.run(**ABSENT)["action"] == "delete"


@pytest.mark.parametrize(
    ("profile", "verb", "nth"),
    [
        ("server2019", "DELETE", 1),
        ("server2019", "PATCH", 1),
        ("server2019", "DELETE", 2),
        ("services", "DELETE", 1),
        ("services", "DELETE", 2),
        ("services", "DELETE", 3),
    ],
    indirect=["profile"],
)
def test_lost_answers_on_the_way_end_in_one_deletion(world: World, verb: str, nth: int) -> None:
    made, _build = retained(world, lease=world.profile in LEASES)
    world.fault(kind="cut_after", path="leases|builds|definitions/", verb=verb, nth=nth)
    assert world.run(**ABSENT, release_retained=True)["action"] == "delete"
    assert is_deleted(world, made) is True
