# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Somebody else edits at the same time, and networks break at the worst moment: nothing is lost, nothing doubled."""

from __future__ import annotations

import functools
import time
from typing import Any

import pytest

from functional.conftest import PROFILES
from functional.world import World, meanwhile

STALE = ("not_found", "conflict", "bad_request")
BY_HAND = {"description": "written by hand"}
FORMAT = {"build_number_format": "$(Rev:r)"}
UPDATE = {**FORMAT, "variables": {"Config": "release"}}


def created(world: World, **options: Any) -> int:
    """A definition as an earlier run left it; the log starts anew."""
    number = int(world.run(**world.minimal(variables={"Config": "debug", "Kept": "yes"}, **options))["id"])
    world.log()
    return number


def check_update(world: World, number: int, description: str | None = None) -> None:
    """The definition has our change, what was there before, and what somebody else wrote."""
    document = world.document(number)
    assert document["buildNumberFormat"] == "$(Rev:r)"
    assert document["variables"]["Config"]["value"] == "release"
    assert document["variables"]["Kept"]["value"] == "yes"
    assert document.get("description") == description


@pytest.mark.parametrize("stale", STALE)
@pytest.mark.parametrize("profile", PROFILES, indirect=True)
def test_an_edit_between_read_and_write_survives(world: World, stale: str) -> None:
    number = created(world)
    world.switch(stale_revision=stale)
    world.fault(kind="edit", verb="PUT", patch=BY_HAND)
    result = world.run(**world.minimal(**UPDATE))
    assert result["changed"] is True
    assert result["revision"] == 3
    assert world.writes() == ["PUT", "PUT"], "one write too many, which the server refused"
    check_update(world, number, "written by hand")
    assert world.run(**world.minimal(**UPDATE))["changed"] is False


@pytest.mark.parametrize("stale", STALE)
def test_an_edit_of_the_same_member_is_overruled(world: World, stale: str) -> None:
    number = created(world)
    world.switch(stale_revision=stale)
    world.fault(kind="edit", verb="PUT", patch={"buildNumberFormat": "other"})
    assert world.run(**world.minimal(**UPDATE))["revision"] == 3
    check_update(world, number)


@pytest.mark.parametrize("stale", STALE)
def test_somebody_else_makes_our_change(world: World, stale: str) -> None:
    number = created(world)
    world.switch(stale_revision=stale)
    patch = {"buildNumberFormat": "$(Rev:r)", "variables": {"Config": {"value": "release"}}}
    world.fault(kind="edit", verb="PUT", patch=patch)
    assert world.run(**world.minimal(**UPDATE))["revision"] == 2
    assert world.writes() == ["PUT"], "there was nothing left to write"
    check_update(world, number)


@pytest.mark.parametrize("stale", STALE)
def test_two_edits_in_a_row(world: World, stale: str) -> None:
    number = created(world)
    world.switch(stale_revision=stale)
    world.fault(kind="edit", verb="PUT", patch=BY_HAND, times=2)
    assert world.run(**world.minimal(**UPDATE))["revision"] == 4
    assert world.writes() == ["PUT"] * 3
    check_update(world, number, "written by hand")


@pytest.mark.parametrize("stale", STALE)
def test_edits_without_end_are_given_up(world: World, stale: str) -> None:
    number = created(world)
    world.switch(stale_revision=stale)
    world.fault(kind="edit", verb="PUT", patch=BY_HAND, times=None)
    result = world.attempt(**world.minimal(**UPDATE))
    assert result["failed"] is True
    assert result["failure"]["code"] == "conflict"
    assert "before each of 4 writes; Chuck Reinhart" in result["msg"]
    assert world.writes() == ["PUT"] * 4
    document = world.document(number)
    assert document["description"] == "written by hand"
    assert "buildNumberFormat" not in document


@pytest.mark.parametrize("stale", STALE)
@pytest.mark.parametrize("profile", ["tfs2015", "tfs2018", "services"], indirect=True)
def test_a_pinned_revision_fails_and_writes_nothing(world: World, stale: str) -> None:
    number = created(world)
    world.switch(stale_revision=stale)
    world.fault(kind="edit", verb="PUT", patch=BY_HAND)
    result = world.attempt(**world.minimal(**UPDATE, revision=1))
    assert result["failure"]["code"] == "conflict"
    assert "from revision 1 to 2" in result["msg"]
    assert "Chuck Reinhart" in result["msg"], "who it was"
    assert world.writes() == ["PUT"]
    document = world.document(number)
    assert document["revision"] == 2
    assert "buildNumberFormat" not in document


def test_a_pinned_revision_is_right(world: World) -> None:
    number = created(world)
    assert world.run(**world.minimal(**UPDATE, revision=1))["revision"] == 2
    check_update(world, number)


def test_a_pinned_revision_also_holds_for_deleting(world: World) -> None:
    number = created(world)
    world.edit(number, BY_HAND)
    result = world.attempt(name="web", state="absent", revision=1)
    assert result["failure"]["code"] == "conflict"
    assert world.writes() == []
    assert world.run(name="web", state="absent", revision=2)["changed"] is True
    assert world.run(name="web", state="absent", revision=2)["changed"] is False


@pytest.mark.parametrize("profile", ["tfs2015", "services"], indirect=True)
def test_deleted_meanwhile(world: World) -> None:
    number = created(world)
    with meanwhile("PUT", lambda: world.ask("DELETE", f"build/definitions/{number}").raise_for_status()):
        result = world.attempt(**world.minimal(**UPDATE))
    assert result["failure"]["code"] == "conflict"
    assert result["msg"] == (
        "The definition 'web' was deleted by somebody else while this task ran. Run the task again."
    )
    assert world.revisions() == {}


def test_deleted_meanwhile_is_as_wanted(world: World) -> None:
    number = created(world)
    with meanwhile("DELETE", lambda: world.ask("DELETE", f"build/definitions/{number}").raise_for_status()):
        assert world.run(name="web", state="absent")["changed"] is True
    assert world.revisions() == {}


@pytest.mark.parametrize("status", [400, 409])
@pytest.mark.parametrize("profile", ["tfs2015", "tfs2018", "services"], indirect=True)
def test_created_meanwhile_by_somebody_else(world: World, status: int) -> None:
    world.switch(duplicate_name_status=status)
    other = world.minimal(description="theirs", variables={"Kept": "yes"})
    with meanwhile("POST", functools.partial(world.run, **other)):
        result = world.run(**world.minimal(**UPDATE))
    assert result["changed"] is True
    assert list(world.revisions().values()) == [2]
    check_update(world, result["id"], "theirs")


@pytest.mark.parametrize("found", [True, False])
@pytest.mark.parametrize("profile", PROFILES, indirect=True)
def test_a_name_that_the_filter_may_not_find(world: World, found: bool) -> None:
    """Names that begin with a dot are reported to be missed by the service's name filter (api-facts §4)."""
    world.switch(dot_names_in_filter=found)
    options = world.minimal(name=".NET build")
    first = world.run(**options)
    assert world.run(**options)["changed"] is False
    assert world.run(**options, description="new")["changed"] is True
    assert world.revisions() == {first["id"]: 2}
    assert world.run(name=".NET build", state="absent")["changed"] is True
    assert world.revisions() == {}


@pytest.mark.parametrize("status", [400, 409])
@pytest.mark.parametrize("profile", ["tfs2015", "tfs2017", "tfs2018", "services"], indirect=True)
def test_the_filter_misses_a_name_and_the_server_says_that_it_exists(world: World, status: int) -> None:
    number = created(world)
    world.switch(duplicate_name_status=status)
    world.fault(kind="respond", verb="GET", path="build/definitions", status=200, body={"count": 0, "value": []})
    result = world.run(**world.minimal(**UPDATE))
    assert result["changed"] is True
    assert world.writes() == ["POST", "PUT"]
    assert world.revisions() == {number: 2}
    check_update(world, number)


LOST = [
    pytest.param({"kind": "cut_before"}, id="cut before"),
    pytest.param({"kind": "cut_after"}, id="cut after"),
    pytest.param({"kind": "truncated"}, id="truncated"),
    pytest.param({"kind": "empty"}, id="empty"),
    pytest.param({"kind": "content_type", "value": "text/plain"}, id="not JSON"),
    pytest.param({"kind": "server_error", "status": 502, "html": True}, id="502"),
    pytest.param({"kind": "server_error", "status": 503}, id="503"),
    pytest.param({"kind": "server_error", "status": 503, "times": 2}, id="503 twice"),
    pytest.param({"kind": "server_error", "status": 504}, id="504"),
    pytest.param({"kind": "throttle", "retry_after": 0}, id="429"),
    pytest.param({"kind": "throttle", "retry_after": None}, id="429 without Retry-After"),
    pytest.param({"kind": "retry_after", "seconds": 0}, id="Retry-After on an answer that is fine"),
    pytest.param({"kind": "rate_headers"}, id="rate headers"),
    pytest.param({"kind": "slow_body", "bytes_per_second": 50_000}, id="slow"),
]


@pytest.mark.parametrize("fault", LOST)
@pytest.mark.parametrize("profile", ["tfs2015", "tfs2018", "services"], indirect=True)
def test_a_lost_create_makes_exactly_one(world: World, fault: dict[str, Any]) -> None:
    world.fault(verb="POST", **fault)
    result = world.run(**world.minimal(description="new", variables={"Kept": "yes"}, **FORMAT))
    assert result["changed"] is True
    assert result["action"] == "create"
    assert world.revisions() == {result["id"]: 1}
    document = world.document(result["id"])
    assert document["description"] == "new"
    assert document["buildNumberFormat"] == "$(Rev:r)"


@pytest.mark.parametrize("stale", STALE)
@pytest.mark.parametrize("fault", LOST)
def test_a_lost_update_is_made_once(world: World, fault: dict[str, Any], stale: str) -> None:
    number = created(world)
    world.switch(stale_revision=stale)
    world.fault(verb="PUT", **fault)
    result = world.run(**world.minimal(**UPDATE))
    assert result["changed"] is True
    assert result["action"] == "update"
    assert world.revisions() == {number: 2}
    check_update(world, number)


@pytest.mark.parametrize("stale", STALE)
@pytest.mark.parametrize("kind", ["cut_before", "cut_after"])
def test_a_lost_update_and_an_edit_at_once(world: World, kind: str, stale: str) -> None:
    number = created(world)
    world.switch(stale_revision=stale)
    world.fault(kind=kind, verb="PUT")
    world.fault(kind="edit", verb="PUT", patch=BY_HAND, nth=2)
    assert world.run(**world.minimal(**UPDATE))["changed"] is True
    check_update(world, number, "written by hand")
    assert world.revisions() == {number: 3}


@pytest.mark.parametrize("fault", LOST)
@pytest.mark.parametrize("profile", ["tfs2015", "services"], indirect=True)
def test_a_lost_delete(world: World, fault: dict[str, Any]) -> None:
    created(world)
    world.fault(verb="DELETE", **fault)
    result = world.run(name="web", state="absent")
    assert result["changed"] is True
    assert world.revisions() == {}


READS = [fault for fault in LOST if fault.id not in ("empty", "not JSON")]


@pytest.mark.parametrize("fault", READS)
@pytest.mark.parametrize("profile", ["tfs2015", "services"], indirect=True)
def test_reads_are_repeated(world: World, fault: dict[str, Any]) -> None:
    number = created(world)
    world.fault(verb="GET", **fault)
    assert world.run(**world.minimal(**UPDATE))["changed"] is True
    check_update(world, number)
    world.clear_faults()
    if not world.is_cloud:
        world.fault(verb="OPTIONS", **fault)
    assert world.run(**world.minimal(**UPDATE))["changed"] is False
    assert world.revisions() == {number: 2}


@pytest.mark.parametrize("retry_after", [1, "date"])
@pytest.mark.parametrize("verb", ["POST", "PUT", "DELETE"])
def test_a_throttled_write_waits_as_long_as_it_is_told(world: World, verb: str, retry_after: int | str) -> None:
    if verb != "POST":
        created(world)
    seconds = {"seconds": 2} if retry_after == "date" else {}
    world.fault(kind="throttle", verb=verb, retry_after=retry_after, **seconds)
    options = {"name": "web", "state": "absent"} if verb == "DELETE" else world.minimal(**UPDATE)
    started = time.monotonic()
    assert world.run(**options)["changed"] is True
    assert time.monotonic() - started >= 0.9
    assert world.writes() == [verb, verb]
    assert list(world.revisions().values()) == {"POST": [1], "PUT": [2], "DELETE": []}[verb]


def test_a_folder_that_was_made_for_nothing_is_told(world: World) -> None:
    world.fault(kind="server_error", status=500, verb="POST", path="definitions", times=None)
    result = world.attempt(**world.minimal(path="/new/one"))
    assert result["failed"] is True
    assert result["msg"].endswith("The folder had been created before and is still there.")
    world.clear_faults()
    assert world.run(**world.minimal(path="/new/one"))["changed"] is True


@pytest.mark.parametrize("kind", ["cut_after", "truncated", "empty"])
def test_a_folder_whose_creation_was_not_answered_is_there(world: World, kind: str) -> None:
    world.fault(kind=kind, verb="PUT", path="folders")
    result = world.run(**world.minimal(path="/new/one"))
    assert result["changed"] is True
    assert result["definition"]["path"] == "\\new\\one"


@pytest.mark.parametrize("body", ["null", "[]", "{}", '{"id": "x"}', '"text"'])
@pytest.mark.parametrize("verb", ["POST", "PUT", "DELETE"])
def test_success_without_a_definition_is_no_success(world: World, verb: str, body: str) -> None:
    number = created(world) if verb != "POST" else 0
    options = {"name": "web", "state": "absent"} if verb == "DELETE" else world.minimal(**UPDATE)
    headers = {"Content-Type": "application/json"}
    world.fault(kind="respond", status=200, body=body, headers=headers, verb=verb, times=None)
    result = world.attempt(**options)
    assert result["failure"]["code"] == "invalid_response"
    assert world.revisions() == ({number: 1} if number else {})


@pytest.mark.parametrize("kind", ["cut_before", "cut_after"])
@pytest.mark.parametrize("verb", ["POST", "PUT"])
def test_nobody_knows_what_became_of_a_write_when_the_server_is_gone(world: World, verb: str, kind: str) -> None:
    if verb == "PUT":
        created(world)
    world.log()
    world.run(**world.minimal(**UPDATE), check=True)
    reads = len(world.log())
    world.fault(kind=kind, verb=verb)
    world.fault(kind="cut_before", nth=reads + 2, times=None)
    result = world.attempt(**world.minimal(**UPDATE), retries=0)
    assert result["failure"]["code"] == "connection_failed"
    assert result["msg"].startswith(verb)
    assert "What became of it could not be read: GET" in result["msg"]
    assert "Whether the server carried it out is not known" in result["msg"]


def test_a_failed_write_of_which_is_known_that_it_did_nothing(world: World) -> None:
    created(world)
    world.fault(kind="cut_before", verb="PUT", times=None)
    result = world.attempt(**world.minimal(**UPDATE), retries=1)
    assert "Read again right after, the definition is as it was before." in result["msg"]
    assert "not known" not in result["msg"]
