# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Retention leases (api-facts §1.4 Builds, Annex: RetentionLease, NewRetentionLease)."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

from .build_state import Build, Lease
from .builds import find
from .call import Answer, Call
from .errors import ServiceError, WrongVerb, argument, build_not_found, null
from .links import date
from .state import Collection, now

#: the first version that shows protectPipeline and has PATCH; 6.0 only takes the member
_SHOWS_PROTECTION_SINCE = _CHANGES_SINCE = (6, 1)
_INT32 = 2**31
_END_OF_TIME = datetime.max.replace(tzinfo=timezone.utc)


def _lease(call: Call, lease: Lease) -> dict[str, Any]:
    shown = {
        "leaseId": lease.id,
        "ownerId": lease.owner_id,
        "runId": lease.run_id,
        "definitionId": lease.definition_id,
        "createdOn": date(lease.created_on),
        "validUntil": date(lease.valid_until),
    }
    if call.version.pair >= _SHOWS_PROTECTION_SINCE:
        shown["protectPipeline"] = lease.protect_pipeline
    return shown


def _leases(call: Call) -> list[Lease]:
    return [item for item in call.collection.leases.values() if item.project_id == call.project.id]


def list_leases(call: Call) -> Answer:
    found = _leases(call)
    for parameter, member in (("ownerId", "owner_id"), ("definitionId", "definition_id"), ("runId", "run_id")):
        value = call.text(parameter)
        if value is not None:
            found = [item for item in found if str(getattr(item, member)) == value]
    rows = [_lease(call, item) for item in found]
    return Answer({"count": len(rows), "value": rows})


def build_leases(call: Call) -> Answer:
    build = find(call)
    rows = [_lease(call, item) for item in _leases(call) if item.run_id == build.id]
    return Answer({"count": len(rows), "value": rows})


def _find(call: Call) -> Lease:
    number = call.number("leaseId")
    for item in _leases(call):
        if item.id == number:
            return item
    raise ServiceError(404, "RetentionLeaseNotFoundException", f"The retention lease {number} was not found.")


def get_lease(call: Call) -> Answer:
    return Answer(_lease(call, _find(call)))


def update_lease(call: Call) -> Answer:
    """PATCH, 6.1 and later: how long it is valid, counted from now (INFERRED), and what it protects."""
    if call.version.pair < _CHANGES_SINCE:
        raise WrongVerb()
    lease, body = _find(call), call.object("leaseUpdate")
    days = _days(body, "leaseUpdate")
    lease.protect_pipeline = _flag(body, "leaseUpdate", lease.protect_pipeline)
    if days is not None:
        lease.valid_until = _after(now(), days)
    return Answer(_lease(call, lease))


def add_leases(call: Call) -> Answer:
    """All of the list, or none."""
    made = []
    wanted = call.json("newLeases")
    if not isinstance(wanted, list) or not all(isinstance(item, dict) for item in wanted):
        raise argument("The request body is not a list of leases.", "newLeases")
    for new in wanted:
        number = _integer(new, "runId", "newLease") or 0
        build = call.collection.builds.get(number)
        if build is None or build.project_id != call.project.id:
            raise build_not_found(number)
        owner = new.get("ownerId")
        if not isinstance(owner, str) or not owner:
            raise null("newLease.OwnerId")
        made.append((build, owner, _days(new, "newLease") or 0, _flag(new, "newLease", False)))
    rows = [_lease(call, retain(call.collection, *item)) for item in made]
    return Answer({"count": len(rows), "value": rows})


def retain(collection: Collection, build: Build, owner: str, days: int, protect: bool) -> Lease:
    """A lease that is valid from now on; with `days` below 1 it is over."""
    moment = now()
    lease = Lease(
        collection.next_id("lease"),
        build.project_id,
        build.definition_id,
        build.id,
        owner,
        moment,
        _after(moment, days),
        protect,
    )
    collection.leases[lease.id] = lease
    return lease


def _after(moment: datetime, days: int) -> datetime:
    try:
        return moment + timedelta(days=days)
    except OverflowError:
        return _END_OF_TIME


def _integer(body: dict[str, Any], member: str, what: str) -> int | None:
    """None where it is absent. Raises ServiceError for what is no number."""
    value = body.get(member)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not -_INT32 <= value < _INT32:
        raise argument(f"The value {value!r} of {member} is not a valid Int32.", what)
    return value


def _days(body: dict[str, Any], what: str) -> int | None:
    return _integer(body, "daysValid", what)


def _flag(body: dict[str, Any], what: str, absent: bool) -> bool:
    value = body.get("protectPipeline")
    if value is None:
        return absent
    if not isinstance(value, bool):
        raise argument(f"The value {value!r} of protectPipeline is not a valid Boolean.", what)
    return value


def delete_leases(call: Call) -> Answer:
    ids = call.text("ids")
    if ids is None:
        raise null("ids")
    for part in ids.split(","):
        mine = {str(item.id): item for item in _leases(call)}
        if part.strip() in mine:
            del call.collection.leases[mine[part.strip()].id]
    return Answer(status=204)
