# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""Nodes that hold other nodes: objects, maps, lists and sets. See `nodes` for what a node is."""

from __future__ import annotations

import copy
import typing as t

from .alignment import Identity, align
from .nodes import ABSENT, Folded, Ignored, Node, WriteOnly, element_shown


class Record(Node):
    """An object with known members. Members that we do not know are compared and sent as they are."""

    #: what an unknown member is
    unknown = Node()

    def __init__(
        self,
        members: t.Mapping[str, Node],
        empty: t.Any = ABSENT,
        fresh: t.Mapping[str, t.Any] | None = None,
    ) -> None:
        """``empty``: what an object that is all default is. ``fresh``: what a new object gets that nobody stated."""
        self.members = members
        self.empty = empty
        self.fresh = fresh or {}

    def canonical(self, value: t.Any) -> t.Any:
        if value is ABSENT or value is None:
            return self.empty
        if not isinstance(value, dict):
            return value
        shown = {}
        for key, item in value.items():
            item = self.members.get(key, self.unknown).canonical(item)
            if item is not ABSENT:
                shown[key] = item
        return shown or self.empty

    def overlay(self, base: t.Any, stated: t.Any) -> t.Any:
        if not isinstance(stated, dict):
            return stated
        merged = dict(base) if isinstance(base, dict) else copy.deepcopy(dict(self.fresh))
        for key, item in stated.items():
            item = self.members.get(key, self.unknown).overlay(merged.get(key, ABSENT), item)
            if item is not ABSENT:
                merged[key] = item
        return merged


class Keyed(Node):
    """A map from names to values of one kind, merged by name. ``fold``: names that differ in case only are the same.

    An entry that is all default is still an entry.
    """

    def __init__(self, value: Node, fold: bool = True, special: t.Mapping[str, Node] | None = None) -> None:
        self.value = value
        self.fold = fold
        self.special = special or {}

    def node(self, key: str) -> Node:
        return self.special.get(key, self.value)

    def canonical(self, value: t.Any) -> t.Any:
        if not isinstance(value, dict) or not value:
            return ABSENT if value in (ABSENT, None, {}) else value
        shown = {}
        for key, item in value.items():
            node = self.node(key)
            item = node.canonical(item)
            if item is ABSENT and isinstance(node, (Ignored, WriteOnly)):
                continue
            shown[self.key(key)] = "" if item is ABSENT else item
        return shown or ABSENT

    def key(self, name: str) -> str:
        return Folded(name) if self.fold else name

    def overlay(self, base: t.Any, stated: t.Any) -> t.Any:
        if not isinstance(stated, dict):
            return stated
        merged = dict(base) if isinstance(base, dict) else {}
        spelling = {self.key(name): name for name in merged}
        for name, item in stated.items():
            there = spelling.get(self.key(name), name)
            item = self.node(name).overlay(merged.get(there, ABSENT), item)
            if item is not ABSENT:
                merged[there] = item
        return merged


class Ordered(Node):
    """A list in which order counts. A stated list is exact, but what a stated element does not mention stays as it is
    on the element of the server's list that it matches.

    ``identity``: what makes two elements the same thing, most telling first; see `align`.
    """

    def __init__(self, element: Node, identity: t.Sequence[Identity] = ()) -> None:
        self.element = element
        self.identity: list[Identity] = [lambda item, place: element_shown(element.canonical(item)), *identity]

    def canonical(self, value: t.Any) -> t.Any:
        if not isinstance(value, list):
            return ABSENT if value in (ABSENT, None) else value
        return [element_shown(self.element.canonical(item)) for item in value] or ABSENT

    def overlay(self, base: t.Any, stated: t.Any) -> t.Any:
        if not isinstance(stated, list) or stated == base:
            return stated
        there = base if isinstance(base, list) else []
        pairs = align(there, stated, self.identity)
        return [self.element.overlay(ABSENT if i is None else there[i], item) for i, item in zip(pairs, stated)]


class Unordered(Node):
    """A list in which order means nothing. A stated list is exact, except where ``additive``.

    ``key`` names an element; elements of one key are told apart by their place among them.
    """

    def __init__(self, element: Node, key: t.Callable[[t.Any], str], additive: bool = False) -> None:
        self.element = element
        self.key = key
        self.additive = additive

    def _by_key(self, items: t.Any) -> dict[str, t.Any]:
        found: dict[str, t.Any] = {}
        for item in items if isinstance(items, list) else []:
            key, n = self.key(item), 1
            while (key if n == 1 else f"{key} ({n})") in found:
                n += 1
            found[key if n == 1 else f"{key} ({n})"] = item
        return found

    def canonical(self, value: t.Any) -> t.Any:
        if not isinstance(value, list):
            return ABSENT if value in (ABSENT, None) else value
        shown = {key: element_shown(self.element.canonical(item)) for key, item in self._by_key(value).items()}
        return shown or ABSENT

    def overlay(self, base: t.Any, stated: t.Any) -> t.Any:
        if not isinstance(stated, list) or stated == base:
            return stated
        there, wanted = self._by_key(base), self._by_key(stated)
        merged = [
            self.element.overlay(item, wanted[key]) if key in wanted else item
            for key, item in there.items()
            if key in wanted or self.additive
        ]
        merged += [self.element.overlay(ABSENT, item) for key, item in wanted.items() if key not in there]
        return merged


class Labels(Node):
    """A set of strings, compared without case; canonical: sorted, in the spelling that somebody gave them."""

    def __init__(self, spell: t.Callable[[t.Any], str] = str) -> None:
        self.spell = spell

    def canonical(self, value: t.Any) -> t.Any:
        if not isinstance(value, list):
            return ABSENT if value in (ABSENT, None) else value
        return sorted({Folded(self.spell(item)) for item in value}, key=str.lower) or ABSENT

    def overlay(self, base: t.Any, stated: t.Any) -> t.Any:
        if not isinstance(stated, list):
            return stated
        if self.canonical(base) == self.canonical(stated) and isinstance(base, list):
            return base
        return [self.spell(item) for item in stated]
