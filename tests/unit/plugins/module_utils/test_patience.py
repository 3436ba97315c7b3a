# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How long an answer may take; over sockets see `test_receiving.py`, and `tests/fuzz/test_sockets.py`."""

from __future__ import annotations

import contextlib
import time

import pytest

from ansible_collections.azdo.pipelines.plugins.module_utils._patience import Patience


class Time:
    """Passes when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Time:
    made = Time()
    monkeypatch.setattr(time, "monotonic", lambda: made.now)
    return made


def test_an_answer_has_so_long_in_all(watch: Time) -> None:
    patience = Patience(10)
    for _number in range(10):
        patience.look()
        patience.heard(10**9)
        watch.now += 1
    patience.look()
    watch.now += 0.1
    with pytest.raises(TimeoutError):
        patience.look()
    assert patience.lost == "it was not complete after 10 s"


def test_the_next_answer_has_as_long_again(watch: Time) -> None:
    patience = Patience(10)
    watch.now += 11
    patience.begin()
    patience.look()
    assert patience.lost is None


def test_a_download_goes_on_as_long_as_enough_comes(watch: Time) -> None:
    patience = Patience(10, rate=100)
    for _number in range(500):
        patience.heard(101)
        watch.now += 1
        patience.look()
    # What came before does not make up for what does not come now.
    looks = 0
    with contextlib.suppress(TimeoutError):
        while looks < 25:
            looks += 1
            patience.heard(9)
            watch.now += 1
            patience.look()
    assert looks < 25
    assert patience.lost is not None
    assert "bytes came" in patience.lost


def test_an_answer_has_so_much_on_the_wire(watch: Time) -> None:
    patience = Patience(10, 100)
    patience.heard(100)
    patience.look()
    patience.heard(1)
    with pytest.raises(TimeoutError):
        patience.look()
    assert patience.lost == "more than 100 bytes came, and no end"
