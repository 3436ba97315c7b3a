# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lists of the client: pages, order, items that come twice, on mocked HTTP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import responses

from ansible_collections.azdo.pipelines.plugins.module_utils import _paging
from ansible_collections.azdo.pipelines.plugins.module_utils import _routes as routes
from ansible_collections.azdo.pipelines.plugins.module_utils._client import Client
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import ResponseError
from ansible_collections.azdo.pipelines.tests.unit.plugins.module_utils.rest_support import CLOUD, SERVER

DEFINITIONS = f"{CLOUD}/Fabrikam/_apis/build/definitions"
Make = Callable[..., Client]


def page(items: list[Any], token: str | None = None) -> dict[str, Any]:
    headers = {} if token is None else {"x-ms-continuationtoken": token}
    return {"json": {"count": len(items), "value": items}, "headers": headers}


def asked(call: responses.Call) -> dict[str, Any]:
    return dict(call.request.params)  # type: ignore[attr-defined]  # `responses` adds it


def test_pages_are_followed_to_the_end(server: responses.RequestsMock, client: Make) -> None:
    server.get(DEFINITIONS, **page([{"id": 1}, {"id": 2}], "a b&c"))
    server.get(DEFINITIONS, **page([{"id": 3}], "2026-01-01T00:00:00Z"))
    server.get(DEFINITIONS, **page([{"id": 4}]))
    assert client().list(routes.DEFINITIONS, query={"name": "x*"}) == [{"id": 1}, {"id": 2}, {"id": 3}, {"id": 4}]
    order = {"name": "x*", "queryOrder": "definitionNameAscending"}
    assert [asked(call) for call in server.calls] == [
        order,
        {**order, "continuationToken": "a b&c"},
        {**order, "continuationToken": "2026-01-01T00:00:00Z"},
    ]


def test_an_item_that_comes_twice_counts_once(server: responses.RequestsMock, client: Make) -> None:
    server.get(DEFINITIONS, **page([{"id": 1}, {"id": 2}], "a"))
    server.get(DEFINITIONS, **page([{"id": 2}, {"id": 3}]))
    assert [item["id"] for item in client().list(routes.DEFINITIONS)] == [1, 2, 3]


def test_items_without_an_id_are_all_kept(server: responses.RequestsMock, client: Make) -> None:
    server.get(f"{DEFINITIONS}/7/revisions", **page([{"revision": 1}, {"revision": 1}]))
    assert len(client().list(routes.DEFINITION_REVISIONS, 7)) == 2


def test_the_callers_order_stays(server: responses.RequestsMock, client: Make) -> None:
    server.get(DEFINITIONS, **page([]))
    client().list(routes.DEFINITIONS, query={"queryOrder": "lastModifiedDescending"})
    assert asked(server.calls[0]) == {"queryOrder": "lastModifiedDescending"}


def test_an_old_server_is_sent_no_order(server: responses.RequestsMock, client: Make) -> None:
    server.get(f"{SERVER}/Fabrikam/_apis/build/definitions", **page([]))
    client(organization_url=SERVER, api_version="2.0").list(routes.DEFINITIONS, query={"type": "build"})
    assert asked(server.calls[0]) == {"type": "build"}


@pytest.mark.parametrize("tokens", [["a", "a"], ["a", "b", "a"]])
def test_a_token_that_repeats_is_an_error(tokens: list[str], server: responses.RequestsMock, client: Make) -> None:
    for number, token in enumerate(tokens):
        server.get(DEFINITIONS, **page([{"id": number}], token))
    with pytest.raises(ResponseError, match="repeat without end"):
        client().list(routes.DEFINITIONS)


def test_pages_that_bring_nothing_are_an_error(
    server: responses.RequestsMock, client: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_paging, "MAX_BARREN_PAGES", 3)
    for number in range(4):
        server.get(DEFINITIONS, **page([{"id": 1}], str(number)))
    with pytest.raises(ResponseError, match="repeat without end"):
        client().list(routes.DEFINITIONS)


def test_an_empty_page_is_not_the_end(server: responses.RequestsMock, client: Make) -> None:
    server.get(DEFINITIONS, **page([], "a"))
    server.get(DEFINITIONS, **page([{"id": 1}]))
    assert client().list(routes.DEFINITIONS) == [{"id": 1}]


@pytest.mark.parametrize(("limit", "most"), [("MAX_PAGES", 3), ("MAX_ITEMS", 4)])
def test_a_list_that_always_has_something_new_is_an_error(
    limit: str, most: int, server: responses.RequestsMock, client: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_paging, limit, most)
    for number in range(4 if limit == "MAX_PAGES" else 5):
        server.get(DEFINITIONS, **page([{"id": number}], f"token-{number}"))
    with pytest.raises(
        ResponseError, match=r"the list has (pages that repeat without end|more than 4 items)"
    ) as caught:
        client().list(routes.DEFINITIONS)
    assert caught.value.code == "invalid_response"


@pytest.mark.parametrize("token", ["a" * 1_000_000, "a\r\nX-Evil: 1", "a\x00", "a\x85"])
def test_a_token_that_is_none_is_not_sent(token: str, server: responses.RequestsMock, client: Make) -> None:
    server.get(DEFINITIONS, **page([{"id": 1}], token))
    with pytest.raises(ResponseError, match="the token of the next page is none"):
        client().list(routes.DEFINITIONS)


def test_no_list_may_be_null(server: responses.RequestsMock, client: Make) -> None:
    server.get(DEFINITIONS, json={"count": 0, "value": None})
    assert client().list(routes.DEFINITIONS) == []


@pytest.mark.parametrize(
    "answer",
    [
        {"id": 1},
        "text",
        {"value": "text"},
        [],
        [{"id": 1}],
        {},
        {"count": 0},
        {"value": None},
        {"count": 1, "value": None},
        {"count": False, "value": None},
        {"count": 0, "value": {}},
    ],
)
def test_what_is_no_list_is_an_error(answer: Any, server: responses.RequestsMock, client: Make) -> None:
    """What were taken for an empty list would be created again."""
    server.get(DEFINITIONS, json=answer)
    with pytest.raises(ResponseError, match="not a list"):
        client().list(routes.DEFINITIONS)


def test_pages_come_one_at_a_time(server: responses.RequestsMock, client: Make) -> None:
    server.get(DEFINITIONS, **page([{"id": 1}], "a"))
    made = client()
    assert next(made.pages(routes.DEFINITIONS)) == [{"id": 1}]
    assert made.requests_made == 1
