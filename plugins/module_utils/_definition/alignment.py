# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""Which element of the server's list a stated element continues."""

from __future__ import annotations

import dataclasses
import difflib
import json
import typing as t


@dataclasses.dataclass(frozen=True)
class Place:
    """Where an element stands: on the stated side or the server's, and at which index of lists of equal length."""

    stated: bool
    index: int | None


#: what an element is known by; None says nothing about it
Identity = t.Callable[[t.Any, Place], t.Any]


def align(there: t.Sequence[t.Any], stated: t.Sequence[t.Any], identities: t.Sequence[Identity]) -> list[int | None]:
    """For each stated element the index of the element that it continues in ``there``, or None for a new one.

    The identities are tried in turn, each on what is left, keeping the order of both lists.
    """
    matched: list[int | None] = [None] * len(stated)
    taken: set[int] = set()
    same_length = len(there) == len(stated)

    def key(identity: Identity, item: t.Any, index: int, is_stated: bool) -> str:
        value = identity(item, Place(is_stated, index if same_length else None))
        if value is None:
            return f"{'stated' if is_stated else 'there'}:{index}"
        return "=" + json.dumps(value, sort_keys=True, default=repr)

    for identity in identities:
        left = [i for i in range(len(there)) if i not in taken]
        right = [j for j in range(len(stated)) if matched[j] is None]
        if not left or not right:
            break
        matcher = difflib.SequenceMatcher(
            None,
            [key(identity, there[i], i, False) for i in left],
            [key(identity, stated[j], j, True) for j in right],
            autojunk=False,
        )
        for block in matcher.get_matching_blocks():
            for n in range(block.size):
                i, j = left[block.a + n], right[block.b + n]
                matched[j] = i
                taken.add(i)
    return matched
