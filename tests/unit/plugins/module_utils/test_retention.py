# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What retains a definition that is to be deleted: as servers answer it that the emulator does not play."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import responses
from responses import matchers

from ansible_collections.azdo.pipelines.plugins.module_utils._client import Client
from ansible_collections.azdo.pipelines.plugins.module_utils._definitions import Definitions
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import AzdoError
from ansible_collections.azdo.pipelines.plugins.module_utils._retention import Holder, Retention, listed
from ansible_collections.azdo.pipelines.tests.unit.plugins.module_utils.rest_support import CLOUD

BUILD = f"{CLOUD}/Fabrikam/_apis/build"
WEB = {"id": 7, "name": "web"}
REFUSED = {
    "message": "Cannot delete pipeline web because it has retained builds.",
    "typeKey": "CannotDeleteDefinitionWithRetainedBuildsException",
}
Make = Callable[..., Client]


def lease(number: int, definition_id: int = 7) -> dict[str, Any]:
    return {
        "leaseId": number,
        "ownerId": "User:x",
        "runId": 100 + number,
        "definitionId": definition_id,
        "validUntil": "2999-01-01T00:00:00Z",
    }


def build(number: int, definition_id: int = 7, **flags: bool) -> dict[str, Any]:
    return {"id": number, "buildNumber": f"2026.{number}", "definition": {"id": definition_id}, **flags}


def answers_list(server: responses.RequestsMock, path: str, items: list[dict[str, Any]], **query: str) -> None:
    match = [matchers.query_param_matcher(query, strict_match=False)]
    server.get(f"{BUILD}/{path}", json={"count": len(items), "value": items}, match=match)


def refuses(server: responses.RequestsMock) -> None:
    server.delete(f"{BUILD}/definitions/7", status=400, json=REFUSED)


def retention(client: Client) -> Retention:
    return Retention(client, Definitions(client))


def test_only_the_definitions_own_holders_count(client: Make, server: responses.RequestsMock) -> None:
    """A server that does not know a filter ignores it, and then the list holds other definitions' too."""
    answers_list(server, "retention/leases", [lease(1, 8)], definitionId="7")
    foreign = build(3, 8, keepForever=True)
    answers_list(server, "builds", [build(1), build(2, keepForever=True), foreign], definitions="7")
    found = retention(client()).holders(7)
    assert found == [Holder("build", 2, build_number="2026.2")]


def test_builds_are_not_listed_where_leases_say_it_all(client: Make, server: responses.RequestsMock) -> None:
    answers_list(server, "retention/leases", [lease(1)], definitionId="7")
    assert [item.lease_id for item in retention(client()).holders(7)] == [1]


def test_what_a_release_retains_is_named_and_never_touched(client: Make, server: responses.RequestsMock) -> None:
    refuses(server)
    answers_list(server, "retention/leases", [])
    answers_list(server, "builds", [build(5, retainedByRelease=True)])
    with pytest.raises(AzdoError) as caught:
        retention(client()).delete(WEB, release=True)
    assert caught.value.message.endswith(
        "; it is retained by build 2026.5 (id 5), retained by a release. Nothing was deleted. What a release retains "
        "is let go in Releases: delete the release, or stop retaining it there."
    )
    assert caught.value.result["retained_by"][0]["kind"] == "release"
    assert caught.value.result["released"] == []


def test_what_still_stands_in_the_way_after_the_release_is_told(client: Make, server: responses.RequestsMock) -> None:
    refuses(server)
    answers_list(server, "retention/leases", [lease(1)])
    server.delete(f"{BUILD}/retention/leases", status=204, match=[matchers.query_param_matcher({"ids": "1"})])
    refuses(server)
    answers_list(server, "retention/leases", [])
    answers_list(server, "builds", [build(5, retainedByRelease=True)])
    with pytest.raises(AzdoError) as caught:
        retention(client()).delete(WEB, release=True)
    assert [item["lease_id"] for item in caught.value.result["released"]] == [1]
    assert [item["run_id"] for item in caught.value.result["retained_by"]] == [5]
    assert "Released before that, and not retained again: lease 1" in caught.value.message


def test_a_server_that_keeps_refusing_is_asked_a_few_times_only(client: Make, server: responses.RequestsMock) -> None:
    for number in range(1, 6):
        refuses(server)
        answers_list(server, "retention/leases", [lease(number)])
        server.delete(f"{BUILD}/retention/leases", status=204)
    refuses(server)
    answers_list(server, "retention/leases", [lease(6)])
    with pytest.raises(AzdoError) as caught:
        retention(client()).delete(WEB, release=True)
    assert [item["lease_id"] for item in caught.value.result["released"]] == [1, 2, 3, 4, 5]
    assert [item["lease_id"] for item in caught.value.result["retained_by"]] == [6]


def test_many_leases_go_in_several_requests(client: Make, server: responses.RequestsMock) -> None:
    refuses(server)
    answers_list(server, "retention/leases", [lease(number) for number in range(1, 131)])
    for numbers in (range(1, 101), range(101, 131)):
        ids = ",".join(str(number) for number in numbers)
        server.delete(f"{BUILD}/retention/leases", status=204, match=[matchers.query_param_matcher({"ids": ids})])
    server.delete(f"{BUILD}/definitions/7", status=204)
    assert len(retention(client()).delete(WEB, release=True)["released"]) == 130


def test_a_message_lists_ten_and_counts_the_rest() -> None:
    text = listed([Holder("build", number, build_number=str(number)) for number in range(12)])
    assert text.count("kept forever") == 10
    assert text.endswith(" and 2 more")


def test_check_mode_tells_what_a_release_would_still_retain(client: Make, server: responses.RequestsMock) -> None:
    answers_list(server, "retention/leases", [])
    answers_list(server, "builds", [build(4, keepForever=True), build(5, retainedByRelease=True)])
    warnings, extra = retention(client()).predicted(WEB, release=True)
    assert warnings == [
        "The server is likely to refuse the deletion, because of build 2026.5 (id 5), retained by a release."
    ]
    assert [item["run_id"] for item in extra["released"]] == [4]
