# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The request log of a collection. It never holds bodies or the Authorization header."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime, timezone
from typing import Any


@dataclass
class Entry:
    n: int
    time: str
    verb: str
    path: str
    query: str
    bytes_in: int
    status: int | None = None
    api_version: str | None = None
    bytes_out: int = 0
    fault: str | None = None
    # only of signed URLs: whether credentials were sent along, which they never should
    authorization: bool | None = None


@dataclass
class RequestLog:
    """Entries in order of arrival. `status` stays null when the connection was cut before an answer."""

    entries: list[Entry] = field(default_factory=list)
    _count: int = 0

    def add(self, verb: str, path: str, query: str, bytes_in: int) -> Entry:
        self._count += 1
        entry = Entry(self._count, datetime.now(timezone.utc).isoformat(), verb, path, query, bytes_in)
        self.entries.append(entry)
        return entry

    def clear(self) -> None:
        self.entries.clear()
        self._count = 0

    def describe(self) -> list[dict[str, Any]]:
        return [_shown(entry) for entry in self.entries]


def _shown(entry: Entry) -> dict[str, Any]:
    shown = asdict(entry)
    if entry.authorization is None:
        del shown["authorization"]
    return shown
