# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Retention leases: RetentionLease, NewRetentionLease and RetentionLeaseUpdate of the specifications."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from conftest import Client, MakeClient, yaml_definition

LEASES = "build/retention/leases"
REFUSED = (400, "CannotDeleteDefinitionWithRetainedBuildsException")


def with_build(here: Client) -> tuple[int, int]:
    """The ids of a definition and of a build of it."""
    definition = here.create(yaml_definition())["id"]
    return definition, here.emulated.build(definition)["id"]


def add(here: Client, definition: int, build: int, **more: Any) -> dict[str, Any]:
    wanted = {"ownerId": "me", "runId": build, "definitionId": definition, "daysValid": 2, **more}
    version = "6.0-preview" if here.version == "6.0" else here.version
    (made,) = here.ok("POST", LEASES, [wanted], version=version)["value"]
    row: dict[str, Any] = made
    return row


def days_left(lease: dict[str, Any]) -> int:
    until = datetime.fromisoformat(lease["validUntil"][:19]).replace(tzinfo=timezone.utc)
    return round((until - datetime.now(timezone.utc)) / timedelta(days=1))


@pytest.mark.parametrize("protect", [True, False, None])
def test_a_lease_protects_the_pipeline_if_that_was_said(client: MakeClient, protect: bool | None) -> None:
    here = client("services")
    definition, build = with_build(here)
    made = add(here, definition, build, **({} if protect is None else {"protectPipeline": protect}))
    assert made["protectPipeline"] is bool(protect)
    assert here.ok("GET", f"{LEASES}/{made['leaseId']}") == made
    if protect:
        assert here.refused("DELETE", f"build/definitions/{definition}")[:2] == REFUSED
    else:
        assert here.refused("DELETE", f"build/builds/{build}")[1] == "CannotDeleteRetainedBuildException"
        assert here.send("DELETE", f"build/definitions/{definition}").status_code == 204


def test_a_lease_that_is_over_protects_nothing(client: MakeClient) -> None:
    here = client("services", switches={"lease_blocks_delete": "any"})
    definition, build = with_build(here)
    add(here, definition, build, protectPipeline=True, daysValid=0)
    assert here.send("DELETE", f"build/builds/{build}").status_code == 204
    assert here.send("DELETE", f"build/definitions/{definition}").status_code == 204


def test_versions(client: MakeClient) -> None:
    """6.0 takes protectPipeline and does not show it; PATCH came with 6.1."""
    here = client("server2020")
    definition, build = with_build(here)
    made = add(here, definition, build, protectPipeline=True)
    assert "protectPipeline" not in made
    assert here.refused("DELETE", f"build/definitions/{definition}")[:2] == REFUSED
    path = f"{LEASES}/{made['leaseId']}"
    assert here.send("PATCH", path, {"daysValid": 1}, version="6.0-preview").status_code == 405


def test_update(client: MakeClient) -> None:
    here = client("server2022")
    definition, build = with_build(here)
    made = add(here, definition, build)
    path = f"{LEASES}/{made['leaseId']}"
    longer = here.ok("PATCH", path, {"daysValid": 10})
    assert (days_left(longer), longer["protectPipeline"]) == (10, False)
    assert here.ok("PATCH", path, {"protectPipeline": True}) == {**longer, "protectPipeline": True}
    assert here.refused("PATCH", f"{LEASES}/99", {})[1] == "RetentionLeaseNotFoundException"


@pytest.mark.parametrize("days", [2, 36501, 2**31 - 1])
def test_nothing_is_cut_off_but_the_end_of_time(client: MakeClient, days: int) -> None:
    here = client("services")
    definition, build = with_build(here)
    made = add(here, definition, build, daysValid=days)
    if days > 40000:
        assert made["validUntil"].startswith("9999-12-31")
    else:
        assert days_left(made) == days


@pytest.mark.parametrize(
    "wrong",
    [{"daysValid": "2"}, {"daysValid": 2.5}, {"daysValid": 2**31}, {"daysValid": True}, {"protectPipeline": "yes"},
     {"ownerId": ""}, {"ownerId": 3}, {"runId": "1"}, {"runId": []}],
)  # fmt: skip
def test_bad_leases_are_refused_and_none_is_made(client: MakeClient, wrong: dict[str, Any]) -> None:
    here = client("services")
    definition, build = with_build(here)
    good = {"ownerId": "me", "runId": build, "definitionId": definition, "daysValid": 2}
    assert here.refused("POST", LEASES, [good, {**good, **wrong}])[0] == 400
    assert here.ok("GET", LEASES)["count"] == 0


def test_leases_made_by_the_admin_api(client: MakeClient) -> None:
    here = client("services")
    definition = here.create(yaml_definition())["id"]
    for body in ({"lease": True}, {"lease": True, "protect": False}, {"lease": True, "days": 0}):
        here.emulated.call("POST", "retain", body, id=definition)
    rows = here.ok("GET", LEASES)["value"]
    assert [(row["protectPipeline"], days_left(row)) for row in rows] == [(True, 30), (False, 30), (True, 0)]
