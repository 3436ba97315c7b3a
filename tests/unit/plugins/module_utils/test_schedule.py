# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import threading
import time

import pytest

from ansible_collections.azdo.pipelines.plugins.module_utils._schedule import at_once, in_order


@pytest.mark.parametrize("concurrency", [1, 2, 5])
def test_after_what_is_needed(concurrency: int) -> None:
    needs = {0: {3}, 1: {0, 3}, 2: set(), 3: {2, 99}, 4: {2}}
    done: list[int] = []

    def work(key: int) -> None:
        assert needs[key] - {99} <= set(done)
        time.sleep(0.001)
        done.append(key)

    in_order(needs, work, concurrency)
    assert sorted(done) == [0, 1, 2, 3, 4]


def test_as_many_at_once_as_may_be() -> None:
    together = threading.Barrier(3, timeout=5)
    at_once([1, 2, 3], lambda item: together.wait(), 3)


def test_nothing_to_do() -> None:
    in_order({}, lambda key: pytest.fail("nothing was asked"), 4)


def test_an_error_ends_it_and_leaves_the_rest() -> None:
    done: list[int] = []

    def work(item: int) -> None:
        if item == 1:
            raise ValueError("broken")
        done.append(item)

    with pytest.raises(ValueError, match="broken"):
        at_once(list(range(100)), work, 1)
    assert done == [0]
