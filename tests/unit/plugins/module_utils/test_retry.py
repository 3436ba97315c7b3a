# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import threading
import time

import pytest

from ansible_collections.azdo.pipelines.plugins.module_utils._requests import CaseInsensitiveDict
from ansible_collections.azdo.pipelines.plugins.module_utils._retry import (
    LONGEST_TOLD,
    Clock,
    Gate,
    backoff,
    pace,
    retry_after,
)
from ansible_collections.azdo.pipelines.tests.unit.plugins.module_utils.rest_support import FakeClock


def headers(**named: str) -> CaseInsensitiveDict[str]:
    return CaseInsensitiveDict({name.replace("_", "-"): value for name, value in named.items()})


def test_backoff_doubles_to_a_limit(clock: FakeClock) -> None:
    assert [backoff(attempt, clock) for attempt in range(9)] == [0.5, 1, 2, 4, 8, 16, 30, 30, 30]
    assert backoff(5000, clock) == 30


def test_backoff_has_full_jitter() -> None:
    waits = [backoff(3, Clock()) for _number in range(200)]
    assert all(0 <= wait <= 4 for wait in waits)
    assert min(waits) < 1 < 3 < max(waits)


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ({}, None),
        ({"Retry_After": "17"}, 17),
        ({"retry_after": "0"}, 0),
        ({"Retry_After": " 1.5 "}, 1.5),
        ({"Retry_After": "-5"}, None),
        ({"Retry_After": "1e3"}, None),
        ({"Retry_After": "1_000"}, None),
        ({"Retry_After": "\u00b2"}, None),
        ({"Retry_After": "\u0661\u0662"}, None),
        ({"Retry_After": "9" * 400}, None),
        ({"Retry_After": "9" * 15}, LONGEST_TOLD),
        ({"Retry_After": "Wed, 21 Oct 2015 07:28:00 +99999999999999"}, None),
        ({"Retry_After": "Mon, 01 Jan 0001 00:00:00 +2359"}, 0),
        ({"Retry_After": "Fri, 31 Dec 9999 23:59:59 -2359"}, LONGEST_TOLD),
        ({"Retry_After": "Sat, 21 Nov 99999 12:00:42 GMT"}, None),
        ({"Retry_After": "Sat, 21 Nov 2026 12:00:42 GMT", "Date": "Wed, 21 Oct 2015 07:28:00 +99999999999999"}, 42),
        ({"Retry_After": "soon"}, None),
        ({"Retry_After": "nan"}, None),
        ({"Retry_After": "inf"}, None),
        ({"Retry_After": ""}, None),
        # The clock of the tests says 12:00:00.
        ({"Retry_After": "Sat, 21 Nov 2026 12:00:42 GMT"}, 42),
        ({"Retry_After": "Sat, 21 Nov 2026 11:00:00 GMT"}, 0),
        ({"Retry_After": "Sat, 21 Nov 2026 12:00:42 -0000"}, 42),
        # The server's clock is an hour behind: what counts is the difference on its own clock.
        ({"Retry_After": "Sat, 21 Nov 2026 11:00:07 GMT", "Date": "Sat, 21 Nov 2026 11:00:00 GMT"}, 7),
        ({"Retry_After": "Sat, 99 Nov 2026 12:00:42 GMT"}, None),
    ],
)
def test_retry_after(named: dict[str, str], expected: float | None, clock: FakeClock) -> None:
    assert retry_after(headers(**named), clock) == expected


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ({}, 0),
        ({"Retry_After": "17"}, 17),
        ({"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": "1795262410"}, 10),
        # The service delays by 30 s at most (api-facts §8), so no more is waited.
        ({"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": "1795262700"}, 30),
        ({"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": "1795262000"}, 0),
        ({"X_RateLimit_Remaining": "12", "X_RateLimit_Reset": "1795262410"}, 0),
        ({"X_RateLimit_Remaining": "0"}, 0),
        ({"X_RateLimit_Remaining": "none", "X_RateLimit_Reset": "1795262410"}, 0),
        ({"X_RateLimit_Remaining": "nan", "X_RateLimit_Reset": "1795262410"}, 0),
        ({"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": "1e400"}, 0),
        ({"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": "9" * 15}, 30),
        ({"X_RateLimit_Remaining": "-1", "X_RateLimit_Reset": "1795262410"}, 0),
        ({"X_RateLimit_Delay": "2.5"}, 0),
        ({"Retry_After": "3", "X_RateLimit_Remaining": "0", "X_RateLimit_Reset": "1795262410"}, 3),
    ],
)
def test_pace(named: dict[str, str], expected: float, clock: FakeClock) -> None:
    assert pace(headers(**named), clock) == expected


def test_a_gate_keeps_the_longest_closure(clock: FakeClock) -> None:
    gate = Gate(clock)
    assert gate.remaining() == 0
    gate.close_for(10)
    gate.close_for(3)
    gate.close_for(0)
    assert gate.remaining() == 10
    clock.sleep(4)
    assert gate.remaining() == 6
    clock.sleep(7)
    assert gate.remaining() == 0


def test_a_gate_may_be_used_from_many_threads(clock: FakeClock) -> None:
    gate = Gate(clock)
    threads = [threading.Thread(target=gate.close_for, args=(seconds,)) for seconds in range(1, 20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert gate.remaining() == 19


def test_the_real_clock_is_that_of_the_machine() -> None:
    clock = Clock()
    assert abs(clock.now() - time.time()) < 5
    before = clock.monotonic()
    clock.sleep(0)
    assert clock.monotonic() >= before
    assert 1 <= clock.uniform(1, 2) <= 2
