# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The exchanges of the vendor's 2.0 page, document for document (seeds/build-definitions-2.0.txt)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from conftest import MakeClient, material

PAGE_BASE = "https://mytfsserver/DefaultCollection"
PAGE_COLLECTION = "d81542e4-cdfa-4333-b082-1ae2d6c3ad16"
SERVER_SET = {"createdDate", "changedDate"}


def documents(page: str) -> list[Any]:
    """Every JSON document of the page, in order."""
    decoder, found, place = json.JSONDecoder(), [], 0
    while (place := page.find("\n{", place)) >= 0:
        document, place = decoder.raw_decode(page, place + 1)
        found.append(document)
    return found


@pytest.fixture(scope="module")
def page() -> dict[str, Any]:
    text = (material("AZDO_SEEDS_DIR", "seeds") / "build-definitions-2.0.txt").read_text(encoding="utf-8")
    names = ("list", "get", "get_by_revision", "post", "posted", "put", "put_answer", "history", "options")
    found = documents(text.replace("\r\n", "\n"))
    assert len(found) == len(names)
    return dict(zip(names, found, strict=True))


def comparable(document: Any, base: str = PAGE_BASE, collection_id: str = PAGE_COLLECTION) -> Any:
    """The document with this server's address and collection in the words of the page, and its dates left out."""
    data = json.loads(json.dumps(document).replace(base, PAGE_BASE).replace(collection_id, PAGE_COLLECTION))

    def scrub(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: "SET" if name in SERVER_SET else scrub(item) for name, item in value.items()}
        return [scrub(item) for item in value] if isinstance(value, list) else value

    return scrub(data)


def test_create_read_update_rename_history_and_list(client: MakeClient, page: dict[str, Any]) -> None:
    here = client("tfs2015")
    collections = here.emulated.admin.call("GET", "collections")
    collection_id = next(item["id"] for item in collections if item["path"] == here.emulated.path)

    def same(answer: Any, expected: Any) -> None:
        assert comparable(answer, here.url, collection_id) == comparable(expected)

    # 28 makes the new definition the 29 of the page
    here.emulated.seed(xaml=[{"id": 2, "name": "MyWebSite CI"}, {"id": 28, "name": "CustomerAddressModule"}])
    same(here.create(page["post"]), page["posted"])
    same(here.get(29), page["get"])

    same(here.put(page["put"]), page["put_answer"])
    same(here.get(29, params={"revision": 1}), page["get_by_revision"])
    same(here.ok("GET", "build/definitions/29/revisions"), page["history"])

    listed = {item["id"]: item for item in here.ok("GET", "build/definitions")["value"]}
    shown = {item["id"]: item for item in page["list"]["value"]}
    same(listed[2], shown[2])
    same(listed[29], {**shown[29], "name": "myFavoriteDefinition", "revision": 2})


def test_options(client: MakeClient, page: dict[str, Any]) -> None:
    here = client("tfs2015")
    assert here.ok("GET", "_apis/build/options") == page["options"]


def test_delete(client: MakeClient, page: dict[str, Any]) -> None:
    here = client("tfs2015")
    number = here.create(page["post"])["id"]
    answer = here.send("DELETE", f"build/definitions/{number}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert here.refused("GET", f"build/definitions/{number}")[:2] == (404, "DefinitionNotFoundException")


def test_the_page_has_nine_documents_in_order(page: dict[str, Any]) -> None:
    assert page["history"]["count"] == 2
    assert page["put"]["revision"] == 1
