# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of builds: filters, order, pages (api-facts §1.4 Builds, §1.6)."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

from .build_state import Build
from .build_view import describe
from .builds import REASON, RESULT, STATUS, there, word
from .call import Answer, Call
from .errors import ServiceError, argument
from .state import Definition

Test = Callable[[Build], bool]

_TIMES: dict[str, Callable[[Build], datetime | None]] = {
    "finishtime": lambda build: build.finish_time,
    "starttime": lambda build: build.start_time,
    "queuetime": lambda build: build.queue_time,
}
_ORDERS = {f"{time}{way}": (time, way == "descending") for time in _TIMES for way in ("ascending", "descending")}
_EARLIEST = datetime.min.replace(tzinfo=timezone.utc)


def builds_of(call: Call, definition: Definition) -> list[Build]:
    return [item for item in call.collection.builds.values() if item.definition_id == definition.id]


def list_builds(call: Call) -> Answer:
    order = call.text("queryOrder") if call.version.pair >= (4, 1) else None
    tests = [*_tests(call), *_time_tests(call, order)]
    found = [item for item in call.collection.builds.values() if there(call, item)]
    found = [item for item in found if all(test(item) for test in tests)]
    key, descending = _order(order)
    found.sort(key=key, reverse=descending)
    found = _limited(call, found)
    page, token = _page(call, found, key, descending, order)
    rows = [describe(call, item) for item in page]
    return Answer({"count": len(rows), "value": rows}, headers={"X-MS-ContinuationToken": token} if token else {})


def _order(order: str | None) -> tuple[Callable[[Build], tuple[str, int]], bool]:
    """Without an order the newest build comes first."""
    if order is None:
        return (lambda build: ("", build.id)), True
    if order.lower() not in _ORDERS:
        raise argument(f"The value '{order}' is not a valid query order.", "queryOrder")
    time, descending = _ORDERS[order.lower()]
    moment = _TIMES[time]
    return (lambda build: ((moment(build) or _EARLIEST).isoformat(), build.id)), descending


def _time_tests(call: Call, order: str | None) -> list[Test]:
    """2.0 asks for the finish time; later the order says which time is meant (spec of minTime)."""
    old = call.version.pair < (4, 1)
    moment = _TIMES["finishtime" if order is None else _ORDERS.get(order.lower(), ("finishtime", False))[0]]
    low = call.date("minFinishTime" if old else "minTime")
    high = call.date("maxFinishTime" if old else "maxTime")

    def test(build: Build) -> bool:
        time = moment(build)
        return time is not None and (low is None or time >= low) and (high is None or time <= high)

    return [test] if low is not None or high is not None else []


def _numbers(call: Call, name: str) -> set[int] | None:
    text = call.text(name)
    if text is None:
        return None
    try:
        return {int(part) for part in text.split(",") if part.strip()}
    except ValueError:
        raise argument(f"The value '{text}' is not a list of IDs.", name) from None


def _words(call: Call, name: str, table: dict[int, str]) -> set[str] | None:
    """The enumerations are flags: several can be asked for, separated by commas."""
    text = call.text(name)
    if text is None or text.lower() == "all":
        return None
    return {word(table, part.strip(), name) for part in text.split(",")}


def _tests(call: Call) -> list[Test]:
    tests = [_deleted_test(call)]
    for name, member in (("definitions", "definition_id"), ("queues", "queue_id"), ("buildIds", "id")):
        numbers = _numbers(call, name)
        if numbers is not None:
            tests.append(_one_of(member, numbers))
    for name, member, table in (
        ("reasonFilter", "reason", REASON),
        ("statusFilter", "status", STATUS),
        ("resultFilter", "result", RESULT),
    ):
        words = _words(call, name, table)
        if words is not None:
            tests.append(_one_of(member, words))
    number = call.text("buildNumber")
    if number is not None:
        tests.append(_number_test(number.lower()))
    tags = call.text("tagFilters")
    if tags is not None:
        wanted = {part.strip().lower() for part in tags.split(",")}
        tests.append(lambda build: wanted <= {tag.lower() for tag in build.tags})
    person = call.text("requestedFor")
    if person is not None:
        tests.append(_person_test(person.lower()))
    if call.version.pair >= (4, 1):
        tests.extend(_source_tests(call))
    return tests


def _one_of(member: str, values: set[Any]) -> Test:
    return lambda build: getattr(build, member) in values


def _number_test(wanted: str) -> Test:
    if wanted.endswith("*"):
        return lambda build: build.number.lower().startswith(wanted[:-1])
    return lambda build: build.number.lower() == wanted


def _person_test(wanted: str) -> Test:
    def test(build: Build) -> bool:
        person = build.requested_for
        return person is not None and wanted in (person.id.lower(), person.name.lower(), person.unique_name.lower())

    return test


def _deleted_test(call: Call) -> Test:
    wanted = (call.text("deletedFilter") or "excludeDeleted").lower()
    if wanted in ("includedeleted", "1"):
        return lambda build: True
    if wanted in ("onlydeleted", "2"):
        return lambda build: build.deleted
    if wanted in ("excludedeleted", "0"):
        return lambda build: not build.deleted
    raise argument(f"The value '{wanted}' is not valid for deletedFilter.", "deletedFilter")


def _source_tests(call: Call) -> list[Test]:
    tests: list[Test] = []
    branch = call.text("branchName")
    if branch is not None:
        tests.append(lambda build: build.source_branch == branch)

    for name, member in (("repositoryId", "id"), ("repositoryType", "type")):
        value = call.text(name)
        if value is not None:
            tests.append(_repository_test(call, member, value.lower()))
    return tests


def _repository_test(call: Call, member: str, wanted: str) -> Test:
    def test(build: Build) -> bool:
        definition = call.collection.definitions[build.definition_id]
        repository = definition.current.document.get("repository") or {}
        return str(repository.get(member) or "").lower() == wanted

    return test


def _limited(call: Call, found: list[Build]) -> list[Build]:
    most = call.int("maxBuildsPerDefinition")
    if most is None:
        return found
    if most < 1:
        raise argument("The value must be positive.", "maxBuildsPerDefinition")
    seen: dict[int, int] = {}
    kept = []
    for build in found:
        seen[build.definition_id] = seen.get(build.definition_id, 0) + 1
        if seen[build.definition_id] <= most:
            kept.append(build)
    return kept


def _page(
    call: Call, found: list[Build], key: Callable[[Build], tuple[str, int]], descending: bool, order: str | None
) -> tuple[list[Build], str | None]:
    """One page, and the token of the next: the place of its last build in the order."""
    token = call.text("continuationToken")
    if token is not None:
        mark = _mark(token, order)
        found = [item for item in found if (key(item) < mark if descending else key(item) > mark)]
    size = call.int("$top") or call.collection.switches["default_page_size"]
    if size < 0:
        raise argument("The value must not be negative.", "$top")
    page = found[:size]
    if len(found) <= len(page):
        return page, None
    last = [order, *key(page[-1])]
    return page, base64.urlsafe_b64encode(json.dumps(last).encode()).decode().rstrip("=")


def _mark(token: str, order: str | None) -> tuple[str, int]:
    try:
        stored, time, number = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    except ValueError:
        stored, time, number = False, "", 0
    if stored != order:
        raise ServiceError(400, "InvalidContinuationTokenException", "The continuation token is not valid.")
    return str(time), int(number)
