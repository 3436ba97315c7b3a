# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

"""How long one answer may take, from its first line to its last byte.

The time-out of a socket starts again with each byte, so an answer that trickles would never end. Here each look at the
socket is counted: status line, headers, interim answers, body, and what a proxy says before a tunnel.
"""

from __future__ import annotations

import contextlib
import http.client
import io
import re
import threading
import time
from collections.abc import Iterator
from typing import Any

#: An answer to the REST API may take so many time-outs in all. A page of 5 MB passes at 20 kB/s with the default.
WHOLE_ANSWER = 10

#: More than this is no answer, whatever its body is: what comes over the wire beside it. Bytes.
AROUND_BODY = 16 * 1024 * 1024

#: A download may take as long as it brings this on average in each stretch of as many time-outs. Bytes per second.
LEAST_RATE = 1024

_SCHEME = re.compile(rb"^proxy-authenticate:[ \t]*([!-+\--~]+)", re.IGNORECASE | re.MULTILINE)

_CURRENT = threading.local()


class Patience:
    """Bounds the answers of one exchange.

    Each may take `seconds`, or with a `rate` as long as it brings that in each stretch of so many; and it may have
    `most` bytes on the wire: header lines, chunk lines and trailers without end are no body that anybody measures.
    """

    def __init__(self, seconds: float, most: int | None = None, rate: float = 0.0) -> None:
        self.seconds = seconds
        #: why an answer was given up
        self.lost: str | None = None
        #: how a proxy that refused a tunnel wants to be signed in to
        self.proxy_schemes: list[str] = []
        self._most = most
        self._rate = rate
        self.begin()

    def begin(self) -> None:
        """An answer is awaited."""
        self._since = time.monotonic()
        self._lately = self._whole = 0

    def look(self) -> None:
        """Raise `TimeoutError` when it has taken too long, or is too much."""
        if self._most is not None and self._whole > self._most:
            self.lost = f"more than {self._most} bytes came, and no end"
        elif time.monotonic() - self._since > self.seconds:
            if not self._rate:
                self.lost = f"it was not complete after {self.seconds:g} s"
            elif self._lately < self._rate * self.seconds:
                self.lost = f"within {self.seconds:g} s {self._lately} bytes came"
            self._since, self._lately = time.monotonic(), 0
        if self.lost:
            raise TimeoutError(self.lost)

    def heard(self, size: int) -> None:
        """So many bytes came."""
        self._lately += size
        self._whole += size

    @contextlib.contextmanager
    def bounding(self) -> Iterator[None]:
        """Meanwhile it holds for the answers that this thread gets."""
        _CURRENT.patience = self
        try:
            yield
        finally:
            _CURRENT.patience = None


class _Watched(io.RawIOBase):
    """What comes from a socket, looked at."""

    def __init__(self, raw: Any, patience: Patience) -> None:
        super().__init__()
        self._raw = raw
        self._patience = patience

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._patience.look()
        size: int | None = self._raw.readinto(buffer)
        self._patience.heard(size or 0)
        return size

    def fileno(self) -> int:
        return int(self._raw.fileno())

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Answer(http.client.HTTPResponse):
    """An answer that the patience of the thread that awaits it bounds."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._patience: Patience | None = getattr(_CURRENT, "patience", None)
        if self._patience is not None:
            self._patience.begin()
            self.fp: Any = io.BufferedReader(_Watched(self.fp.detach(), self._patience))

    def _read_status(self) -> Any:
        """Python before 3.12 throws the headers away with which a proxy refuses a tunnel."""
        found = super()._read_status()  # type: ignore[misc]
        if found[1] == http.client.PROXY_AUTHENTICATION_REQUIRED and self._patience is not None:
            named = (name.decode("ascii") for name in _SCHEME.findall(self.fp.peek()))
            self._patience.proxy_schemes = list(dict.fromkeys(named))
        return found

    def _safe_read(self, amt: int) -> Any:
        """A chunk whose length is negative would be read to the end of the connection, at once."""
        if amt < 0:
            raise http.client.IncompleteRead(b"")
        return super()._safe_read(amt)  # type: ignore[misc]


def watch(manager: Any) -> Any:
    """Let a pool manager of urllib3 make connections whose answers are bounded. Returns it."""
    manager.pool_classes_by_scheme = {
        scheme: type(pool.__name__, (pool,), {"ConnectionCls": _bounded(pool.ConnectionCls)})
        for scheme, pool in manager.pool_classes_by_scheme.items()
    }
    return manager


def _bounded(connection: Any) -> Any:
    return type(connection.__name__, (connection,), {"response_class": _Answer})
