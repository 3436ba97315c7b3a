# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""How many requests may be on their way at once."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator


class Lanes:
    """Lets at most so many requests through at once, and fewer after the service has throttled.

    Each throttled answer halves the number; every run of as many good answers as there are lanes opens one more, up
    to the most. So a service that is short of breath meets one request at a time, and a recovered one meets all again.
    """

    def __init__(self, most: int) -> None:
        self._free = threading.Condition()
        self._most = most
        self._open = most
        self._taken = 0
        self._good = 0

    @property
    def open(self) -> int:
        """How many lanes are open now."""
        return self._open

    def limit(self, most: int) -> None:
        """Never have more than so many lanes open."""
        with self._free:
            self._most = most
            self._open = min(self._open, most)

    @contextlib.contextmanager
    def taken(self) -> Iterator[None]:
        """Wait for a free lane and hold it."""
        with self._free:
            while self._taken >= self._open:
                self._free.wait()
            self._taken += 1
        try:
            yield
        finally:
            with self._free:
                self._taken -= 1
                self._free.notify_all()

    def throttled(self) -> None:
        """The service asked to slow down."""
        with self._free:
            self._open = max(1, self._open // 2)
            self._good = 0

    def answered(self) -> None:
        """The service answered without complaint."""
        with self._free:
            if self._open == self._most:
                return
            self._good += 1
            if self._good >= self._open:
                self._open += 1
                self._good = 0
                self._free.notify_all()
