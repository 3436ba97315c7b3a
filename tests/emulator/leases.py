# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Retention leases (api-facts §1.4 Builds)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from .build_state import Build, Lease
from .builds import find
from .call import Answer, Call
from .errors import ServiceError, argument, build_not_found, null
from .links import date
from .state import now


def _lease(lease: Lease) -> dict[str, Any]:
    return {
        "leaseId": lease.id,
        "ownerId": lease.owner_id,
        "runId": lease.run_id,
        "definitionId": lease.definition_id,
        "createdOn": date(lease.created_on),
        "validUntil": date(lease.valid_until),
        "protectPipeline": lease.protect_pipeline,
    }


def _leases(call: Call) -> list[Lease]:
    return [item for item in call.collection.leases.values() if item.project_id == call.project.id]


def list_leases(call: Call) -> Answer:
    found = _leases(call)
    for parameter, member in (("ownerId", "owner_id"), ("definitionId", "definition_id"), ("runId", "run_id")):
        value = call.text(parameter)
        if value is not None:
            found = [item for item in found if str(getattr(item, member)) == value]
    rows = [_lease(item) for item in found]
    return Answer({"count": len(rows), "value": rows})


def build_leases(call: Call) -> Answer:
    build = find(call)
    rows = [_lease(item) for item in _leases(call) if item.run_id == build.id]
    return Answer({"count": len(rows), "value": rows})


def get_lease(call: Call) -> Answer:
    number = call.number("leaseId")
    for item in _leases(call):
        if item.id == number:
            return Answer(_lease(item))
    raise ServiceError(404, "RetentionLeaseNotFoundException", f"The retention lease {number} was not found.")


def add_leases(call: Call) -> Answer:
    rows = []
    wanted = call.json("newLeases")
    if not isinstance(wanted, list) or not all(isinstance(item, dict) for item in wanted):
        raise argument("The request body is not a list of leases.", "newLeases")
    for new in wanted:
        build = call.collection.builds.get(new.get("runId", 0))
        if build is None or build.project_id != call.project.id:
            raise build_not_found(new.get("runId", 0))
        rows.append(_lease(retain(call, build, str(new.get("ownerId") or ""), int(new.get("daysValid") or 1))))
    return Answer({"count": len(rows), "value": rows})


def retain(call: Call, build: Build, owner: str, days: int) -> Lease:
    if not owner:
        raise null("newLease.OwnerId")
    moment = now()
    lease = Lease(
        call.collection.next_id("lease"),
        build.project_id,
        build.definition_id,
        build.id,
        owner,
        moment,
        moment + timedelta(days=min(days, 36500)),
    )
    call.collection.leases[lease.id] = lease
    return lease


def delete_leases(call: Call) -> Answer:
    ids = call.text("ids")
    if ids is None:
        raise null("ids")
    for part in ids.split(","):
        mine = {str(item.id): item for item in _leases(call)}
        if part.strip() in mine:
            del call.collection.leases[mine[part.strip()].id]
    return Answer(status=204)
