# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The request log of a collection, and that of all of them in a file. Neither holds bodies or credentials."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

#: headers that carry credentials by their nature; of these the file has the scheme alone
CREDENTIALS = ("authorization", "proxy-authorization", "cookie")


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


@dataclass(frozen=True)
class LogFile:
    """A line of JSON for each request of any collection, with its headers; several emulators may share the file.

    Credentials are masked where they belong and nowhere else: one that a client puts into another place shows.
    """

    path: Path

    def add(self, entry: Entry, headers: Iterable[tuple[str, str]]) -> None:
        shown = [[name, _scheme(value) if name.lower() in CREDENTIALS else value] for name, value in headers]
        line = json.dumps({**_shown(entry), "headers": shown}) + "\n"
        with open(self.path, "a", encoding="utf-8") as file:
            file.write(line)


def _scheme(value: str) -> str:
    return f"{value.partition(' ')[0]} ***" if " " in value else "***"
