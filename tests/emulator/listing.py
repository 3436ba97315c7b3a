# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of definitions: every documented filter, order and page (api-facts §1.4, §1.6, §4)."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from .build_listing import builds_of
from .build_state import Build
from .build_view import describe
from .call import Answer, Call
from .errors import ServiceError, argument
from .normalise import folder_path
from .shapes import all_steps
from .state import Definition

Test = Callable[[Definition], bool]
Key = Callable[[Definition], Any]


def _modified(item: Definition) -> str:
    return "" if item.xaml is not None else item.current.date.isoformat()


_ORDERS: dict[str, tuple[Key, bool]] = {
    "none": (lambda item: item.id, False),
    "lastmodifiedascending": (_modified, False),
    "lastmodifieddescending": (_modified, True),
    "definitionnameascending": (lambda item: item.name.lower(), False),
    "definitionnamedescending": (lambda item: item.name.lower(), True),
}


def list_definitions(call: Call) -> Answer:
    found = [item for item in _candidates(call) if all(test(item) for test in _tests(call))]
    page, token = _page(call, found)
    view = call.view
    modern = call.version.pair >= (4, 1)
    rows = []
    for item in page:
        if modern and call.flag("includeAllProperties") and item.xaml is None:
            row = view.full(item, item.current)
        else:
            row = view.listed(item)
        if modern and call.flag("includeLatestBuilds"):
            add_latest_builds(call, item, row)
        if modern and call.text("minMetricsTime") and item.xaml is None:
            row["metrics"] = []
        rows.append(row)
    headers = {"X-MS-ContinuationToken": token} if token else {}
    return Answer({"count": len(rows), "value": rows}, headers=headers)


def add_latest_builds(call: Call, definition: Definition, row: dict[str, Any]) -> None:
    builds = [item for item in builds_of(call, definition) if not item.deleted]
    if builds:
        row["latestBuild"] = describe(call, _newest(builds))
    completed = [item for item in builds if item.status == "completed"]
    if completed:
        row["latestCompletedBuild"] = describe(call, _newest(completed))


def _newest(builds: list[Build]) -> Build:
    return max(builds, key=lambda build: build.id)


def _candidates(call: Call) -> list[Definition]:
    kind = (call.text("type") or "").lower()
    found = []
    for item in call.collection.definitions.values():
        if item.project_id != call.project.id or item.deleted:
            continue
        # XAML definitions left the API with 4.0; before, they are listed unless type=build (api-facts §1.4)
        if item.xaml is not None and (call.version.pair >= (4, 0) or kind == "build"):
            continue
        if item.xaml is None and kind == "xaml" and call.version.pair < (4, 0):
            continue
        found.append(item)
    return found


def _tests(call: Call) -> list[Test]:
    tests: list[Test] = []
    name = call.text("name")
    if name is not None:
        tests.append(_name_test(call, name))
    if call.version.pair >= (3, 0) and call.text("path") is not None:
        tests.append(_path_test(call, folder_path(call.text("path"))))
    if call.version.pair < (4, 1):
        return tests
    ids = call.text("definitionIds")
    if ids is not None:
        try:
            wanted = {int(part) for part in ids.split(",") if part.strip()}
        except ValueError:
            raise argument(f"The value '{ids}' is not a list of IDs.", "definitionIds") from None
        tests.append(lambda item: item.id in wanted)
    tests.extend(_repository_tests(call))
    tests.extend(_build_tests(call))
    task_id = call.text("taskIdFilter")
    if task_id is not None:
        tests.append(lambda item: any(_task_id(step) == task_id.lower() for step in all_steps(item.current.document)))
    if call.version.pair >= (5, 0):
        process_type = call.int("processType")
        if process_type is not None:
            tests.append(lambda item: item.current.document["process"]["type"] == process_type)
        filename = call.text("yamlFilename")
        if filename is not None and call.flag("includeAllProperties"):
            tests.append(lambda item: item.current.document["process"].get("yamlFilename") == filename)
    return tests


def _task_id(step: dict[str, Any]) -> str:
    return str((step.get("task") or {}).get("id") or "").lower()


def _name_test(call: Call, wanted: str) -> Test:
    switches = call.collection.switches
    fold: Callable[[str], str] = str.lower if switches["name_comparison"] == "ignore_case" else str
    prefix = wanted.endswith("*") or switches["name_filter"] == "prefix"
    text = fold(wanted.removesuffix("*"))

    def test(item: Definition) -> bool:
        if item.name.startswith(".") and not switches["dot_names_in_filter"]:
            return False
        return fold(item.name).startswith(text) if prefix else fold(item.name) == text

    return test


def _path_test(call: Call, wanted: str) -> Test:
    behaviour, path = call.collection.switches["path_filter"], wanted.lower()
    below = path.rstrip("\\") + "\\"

    def test(item: Definition) -> bool:
        here = item.path.lower()
        if behaviour == "empty":
            return False
        return here == path or (behaviour == "subfolders" and here.startswith(below))

    return test


def _repository_tests(call: Call) -> list[Test]:
    repository_id, kind = call.text("repositoryId"), call.text("repositoryType")
    if repository_id is not None and kind is None:
        behaviour = call.collection.switches["repository_filter_without_type"]
        if behaviour == "error":
            raise ServiceError(
                400, "InvalidDefinitionQueryException", "repositoryType is needed when repositoryId is given."
            )
        if behaviour == "ignore":
            return []

    def repository(item: Definition, member: str) -> str:
        return str((item.current.document.get("repository") or {}).get(member) or "").lower()

    tests: list[Test] = []
    if repository_id is not None:
        tests.append(lambda item: repository(item, "id") == repository_id.lower())
    if kind is not None:
        tests.append(lambda item: repository(item, "type") == kind.lower())
    return tests


def _build_tests(call: Call) -> list[Test]:
    after, not_after = call.date("builtAfter"), call.date("notBuiltAfter")

    def built(item: Definition, moment: datetime) -> bool:
        return any(
            build.finish_time is not None and build.finish_time > moment and not build.deleted
            for build in builds_of(call, item)
        )

    tests: list[Test] = []
    if after is not None:
        tests.append(lambda item: built(item, after))
    if not_after is not None:
        tests.append(lambda item: not built(item, not_after))
    return tests


def _page(call: Call, found: list[Definition]) -> tuple[list[Definition], str | None]:
    """One page and the token of the next. The token holds the last item's place in the order, so that it survives
    changes between pages."""
    order = (call.text("queryOrder") or "none").lower()
    if order not in _ORDERS:
        raise argument(f"The value '{call.text('queryOrder')}' is not a valid query order.", "queryOrder")
    key, descending = _ORDERS[order]
    found = sorted(found, key=lambda item: (key(item), item.id), reverse=descending)
    token = call.text("continuationToken")
    if token is not None:
        found = _after(call, found, token, order)
    size = call.int("$top") or call.collection.switches["default_page_size"]
    if size < 0:
        raise argument("The value must not be negative.", "$top")
    page = found[:size]
    more = len(found) > len(page) and call.collection.switches["definitions_continuation"]
    if not more or not page:
        return page, None
    last = [order, key(page[-1]), page[-1].id]
    return page, base64.urlsafe_b64encode(json.dumps(last).encode()).decode().rstrip("=")


def _after(call: Call, found: list[Definition], token: str, order: str) -> list[Definition]:
    if order == "none" and call.collection.switches["token_without_order"] == "error":
        raise ServiceError(
            400,
            "InvalidContinuationTokenException",
            "Continuation token timestamp without query order is ambiguous.",
        )
    try:
        stored, value, last_id = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    except ValueError:
        stored = None
    if stored != order:
        raise ServiceError(400, "InvalidContinuationTokenException", "The continuation token is not valid.")
    key, descending = _ORDERS[order]
    mark = (value, last_id)
    if descending:
        return [item for item in found if (key(item), item.id) < mark]
    return [item for item in found if (key(item), item.id) > mark]
