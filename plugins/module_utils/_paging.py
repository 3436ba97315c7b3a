# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

"""The pages of one list: what is new on each, and that they end. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.azdo.pipelines.plugins.module_utils._answer_shapes import items_of
from ansible_collections.azdo.pipelines.plugins.module_utils._shape import Misfit

#: So many pages in a row without anything new are taken for a list without end.
MAX_BARREN_PAGES = 100

#: A list of more pages, or of more items, is taken for one without end.
MAX_PAGES = 10_000
MAX_ITEMS = 1_000_000

#: The service's tokens are ids, names and points in time; the address that a longer one makes is refused everywhere.
MAX_TOKEN = 4000


class Paging:
    """One list, page by page: what is asked next, and what came."""

    def __init__(self, query: Mapping[str, Any]) -> None:
        self.query = dict(query)
        self.goes_on = True
        self._tokens: set[str] = set()
        self._seen: set[Any] = set()
        self._items = 0
        self._barren = 0

    def take(self, route: str, data: Any, token: str | None) -> list[Any]:
        """The items of a page, without the ids that came before; `token` asks for the next.

        Raises `Misfit` for what is no list, for a token that is none, and for a list without end.
        """
        fresh = self._fresh(items_of(route, data))
        self._items += len(fresh)
        self._barren = 0 if fresh else self._barren + 1
        if self._items > MAX_ITEMS:
            raise Misfit("the list", f"has more than {MAX_ITEMS} items")
        if not token:
            self.goes_on = False
            return fresh
        if len(token) > MAX_TOKEN or not token.isprintable():
            raise Misfit("the token of the next page", "is none that the service gives")
        if token in self._tokens or self._barren >= MAX_BARREN_PAGES or len(self._tokens) >= MAX_PAGES:
            raise Misfit("the list", "has pages that repeat without end")
        self._tokens.add(token)
        self.query["continuationToken"] = token
        return fresh

    def _fresh(self, items: list[Any]) -> list[Any]:
        found = []
        for item in items:
            identity = item.get("id") if isinstance(item, dict) else None
            if identity is not None:
                if identity in self._seen:
                    continue
                self._seen.add(identity)
            found.append(item)
        return found
