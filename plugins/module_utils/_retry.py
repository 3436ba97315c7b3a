# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

"""When to ask again, and how long to wait before (design, "Talking to the server"; api-facts §3.4, §8)."""

from __future__ import annotations

import random
import re
import threading
import time
from collections.abc import Mapping
from datetime import timezone
from email.utils import parsedate_to_datetime

FIRST_BACKOFF = 0.5
LONGEST_BACKOFF = 30.0

#: The service itself delays a request by at most this (api-facts §8), so no more is waited on its mere hints.
LONGEST_PACE = 30.0

#: A longer wait is told as this one: it is refused in any case. Seconds, a year.
LONGEST_TOLD = 366 * 86400.0

#: No more than the numbers that the service sends: Python reads other digits, exponents and underscores too.
_NUMBER = re.compile(r"[0-9]{1,15}(\.[0-9]{1,15})?")
_LONGEST_DATE = 100

RETRIED_STATUSES = frozenset({429, 502, 503, 504})
IDEMPOTENT_VERBS = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH"})


class Clock:
    """Time and chance, in one place so that tests neither sleep nor guess."""

    def monotonic(self) -> float:
        """Seconds since an arbitrary moment."""
        return time.monotonic()

    def now(self) -> float:
        """Seconds since the epoch."""
        return time.time()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)

    def uniform(self, least: float, most: float) -> float:
        """A random number between the two."""
        return random.uniform(least, most)


def backoff(attempt: int, clock: Clock) -> float:
    """Seconds to wait after failed attempt number `attempt` (from 0): doubling, with full jitter."""
    # The exponent is bounded: retries is the user's, and 2.0 ** 2000 is no float.
    return clock.uniform(0.0, min(LONGEST_BACKOFF, FIRST_BACKOFF * 2.0 ** min(attempt, 16)))


def retry_after(headers: Mapping[str, str], clock: Clock) -> float | None:
    """Seconds that `Retry-After` asks to wait: a number, or a date (RFC 9110 §10.2.3). None without a valid one."""
    text = headers.get("Retry-After", "").strip()
    if _NUMBER.fullmatch(text):
        return min(LONGEST_TOLD, float(text))
    until = _epoch(text)
    if until is None:
        return None
    # Counted from the server's own clock where it tells it: ours may differ.
    now = _epoch(headers.get("Date", ""))
    return min(LONGEST_TOLD, max(0.0, until - (clock.now() if now is None else now)))


def pace(headers: Mapping[str, str], clock: Clock) -> float:
    """Seconds to wait before the next request, by the headers of an answer that may well be a success."""
    asked = retry_after(headers, clock)
    if asked is not None:
        return asked
    remaining, reset = _number(headers.get("X-RateLimit-Remaining")), _number(headers.get("X-RateLimit-Reset"))
    if remaining is None or reset is None or remaining > 0:
        return 0.0
    return min(LONGEST_PACE, max(0.0, reset - clock.now()))


def _epoch(date: str) -> float | None:
    try:
        moment = parsedate_to_datetime(date[:_LONGEST_DATE])
        return (moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)).timestamp()
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


def _number(text: str | None) -> float | None:
    return float(text) if text is not None and _NUMBER.fullmatch(text.strip()) else None


class Gate:
    """The moment before which no request is sent, shared by the threads of a run."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._opens_at = 0.0

    def close_for(self, seconds: float) -> None:
        """Let nothing pass for so long; a longer closure that stands is kept."""
        if seconds > 0:
            with self._lock:
                self._opens_at = max(self._opens_at, self._clock.monotonic() + seconds)

    def remaining(self) -> float:
        """Seconds until the next request may be sent."""
        with self._lock:
            return max(0.0, self._opens_at - self._clock.monotonic())
