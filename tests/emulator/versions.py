# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Api-versions: `{Major}.{Minor}[-preview[.{ResourceVersion}]]` (api-facts §1.2)."""

from __future__ import annotations

import re
from dataclasses import dataclass

Pair = tuple[int, int]

_PATTERN = re.compile(r"^(\d{1,3})\.(\d{1,3})(-preview(?:\.(\d{1,3}))?)?$", re.IGNORECASE)
_ACCEPT = re.compile(r"api-version\s*=\s*\"?([^;,\"\s]*)", re.IGNORECASE)


@dataclass(frozen=True)
class ApiVersion:
    """A requested version. `text` is what the caller wrote; the answer's Content-Type repeats it."""

    major: int
    minor: int
    preview: bool
    text: str

    @property
    def pair(self) -> Pair:
        return (self.major, self.minor)

    @property
    def number(self) -> str:
        return f"{self.major}.{self.minor}"


def parse(text: str) -> ApiVersion | None:
    """Parses a version; None when the format is wrong."""
    found = _PATTERN.match(text.strip())
    if found is None:
        return None
    return ApiVersion(int(found[1]), int(found[2]), found[3] is not None, text.strip())


def dotted(pair: Pair) -> str:
    return f"{pair[0]}.{pair[1]}"


def pair_of(text: str) -> Pair:
    major, minor = text.split(".")
    return (int(major), int(minor))


def from_accept(header: str) -> str | None:
    """The api-version parameter of an Accept header, or None."""
    found = _ACCEPT.search(header)
    return found[1] if found else None
