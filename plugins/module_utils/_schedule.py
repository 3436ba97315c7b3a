# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""Work done by several threads at once, in an order that respects who needs whom. Knows nothing of definitions."""

from __future__ import annotations

import threading
import typing as t
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue

Item = t.TypeVar("Item")


def at_once(items: t.Sequence[Item], work: t.Callable[[Item], t.Any], concurrency: int) -> None:
    """Do the work for each item, so many at once, in no particular order.

    :raises Exception: the first that any work raises, after what had begun has ended. What had not begun is left.
    """
    in_order({index: frozenset() for index in range(len(items))}, lambda index: work(items[index]), concurrency)


def in_order(needs: t.Mapping[int, t.AbstractSet[int]], work: t.Callable[[int], t.Any], concurrency: int) -> None:
    """Do the work for each key after that for all keys that it needs; as many at once as may be.

    Keys that are needed and not among ``needs`` count as done. There must be no circle.

    :raises Exception: as `at_once`.
    """
    left = {key: {needed for needed in found if needed in needs} for key, found in needs.items()}
    needed_by: dict[int, list[int]] = {}
    for key, found in left.items():
        for needed in found:
            needed_by.setdefault(needed, []).append(key)
    ended: SimpleQueue[tuple[int, Future[t.Any]]] = SimpleQueue()
    broken = threading.Event()

    def guarded(key: int) -> None:
        if broken.is_set():
            return
        try:
            work(key)
        except BaseException:
            broken.set()
            raise

    with ThreadPoolExecutor(max_workers=max(1, min(concurrency, len(left)))) as pool:

        def begin(key: int) -> None:
            pool.submit(guarded, key).add_done_callback(lambda future: ended.put((key, future)))

        try:
            for key in [key for key, found in left.items() if not found]:
                begin(key)
            for _number in range(len(left)):
                key, future = ended.get()
                future.result()
                for waiting in needed_by.get(key, []):
                    left[waiting].discard(key)
                    if not left[waiting]:
                        begin(waiting)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
