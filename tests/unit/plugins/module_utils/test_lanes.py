# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import threading

import pytest

from ansible_collections.azdo.pipelines.plugins.module_utils._lanes import Lanes


def test_no_more_than_the_most_at_once() -> None:
    lanes, inside, peak, lock = Lanes(3), [0], [0], threading.Lock()

    def work() -> None:
        for _number in range(20):
            with lanes.taken():
                with lock:
                    inside[0] += 1
                    peak[0] = max(peak[0], inside[0])
                with lock:
                    inside[0] -= 1

    threads = [threading.Thread(target=work) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 1 <= peak[0] <= 3


def test_throttling_halves_and_good_answers_widen() -> None:
    lanes = Lanes(8)
    lanes.throttled()
    assert lanes.open == 4
    for _number in range(4):
        lanes.throttled()
    assert lanes.open == 1
    lanes.answered()
    assert lanes.open == 2
    lanes.answered()
    assert lanes.open == 2
    lanes.answered()
    assert lanes.open == 3
    for _number in range(100):
        lanes.answered()
    assert lanes.open == 8


def test_a_limit_is_never_passed() -> None:
    lanes = Lanes(32)
    lanes.limit(2)
    for _number in range(100):
        lanes.answered()
    assert lanes.open == 2


def test_an_error_frees_the_lane() -> None:
    lanes = Lanes(1)
    for _number in range(2):
        with pytest.raises(ValueError, match="broken"), lanes.taken():
            raise ValueError("broken")
