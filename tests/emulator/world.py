# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All collections of one process, found by the path that begins a URL."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from .auth import ANOTHER, NORMAL_PAULK, Credential, default_credentials
from .log import LogFile, RequestLog
from .profiles import PROFILES
from .seed import seed
from .state import Collection
from .switches import defaults, merged

# The first segment of signed URLs. They belong to no collection's path, as they lead to another service.
SIGNED = "_signed"


def segments_of(raw_path: str) -> list[str]:
    """The decoded segments of a percent-encoded path. `%2F` stays inside its segment."""
    return [unquote(part) for part in raw_path.split("/") if part]


def quoted(path: str) -> str:
    """A collection's path as it stands in URLs."""
    return "/" + "/".join(quote(part) for part in path.split("/") if part)


@dataclass
class World:
    latency: float = 0.0
    log_file: LogFile | None = None
    collections: dict[tuple[str, ...], Collection] = field(default_factory=dict)

    @staticmethod
    def standard(latency: float = 0.0, log_file: Path | None = None) -> World:
        """`/contoso` on the services and a DefaultCollection for each server product."""
        world = World(latency, LogFile(log_file) if log_file else None)
        world.create("/contoso", "services")
        for name, profile in PROFILES.items():
            if not profile.hosted:
                world.create(f"/{name}/DefaultCollection", name)
        return world

    def create(
        self,
        path: str,
        profile: str,
        seeded: bool = True,
        switches: dict[str, Any] | None = None,
        credentials: list[Credential] | None = None,
    ) -> Collection:
        """Raises ValueError for a taken or impossible path, an unknown profile or switch."""
        key = self._key(path)
        if not key or any(part in ("_apis", "_emulator", SIGNED) for part in key):
            raise ValueError(f"{path!r} cannot be the path of a collection")
        if key in self.collections:
            raise ValueError(f"the collection {path!r} exists")
        if profile not in PROFILES:
            raise ValueError(f"unknown profile {profile!r}; known: {', '.join(PROFILES)}")
        collection = Collection(
            path="/" + "/".join(part for part in path.split("/") if part),
            profile=PROFILES[profile],
            log=RequestLog(),
            credentials=default_credentials() if credentials is None else credentials,
            person=NORMAL_PAULK,
            editor=ANOTHER,
            switches=merged(defaults(), switches or {}),
        )
        if seeded:
            seed(collection)
        self.collections[key] = collection
        return collection

    def get(self, path: str) -> Collection | None:
        return self.collections.get(self._key(path))

    def remove(self, path: str) -> bool:
        gone = self.collections.pop(self._key(path), None)
        if gone is not None:
            gone.storage.clear()
        return gone is not None

    def signed(self, segments: list[str]) -> Collection | None:
        """The collection that gave out the signed URL with this path."""
        if len(segments) < 2 or segments[0] != SIGNED:
            return None
        return next((item for item in self.collections.values() if segments[1] in item.signed), None)

    def match(self, segments: list[str]) -> tuple[Collection | None, list[str]]:
        """The collection whose path begins these segments, the longest first, and what follows."""
        folded = [part.lower() for part in segments]
        for length in range(len(folded), 0, -1):
            found = self.collections.get(tuple(folded[:length]))
            if found is not None:
                return found, segments[length:]
        return None, segments

    def host_above(self, segments: list[str]) -> tuple[Collection | None, list[str]]:
        """One collection of the server that these segments name without a collection, and what follows the server."""
        folded = [part.lower() for part in segments]
        for length in range(len(folded), -1, -1):
            for key, collection in self.collections.items():
                beneath = len(key) == length + 1 and list(key[:length]) == folded[:length]
                if beneath and not collection.profile.hosted:
                    return collection, segments[length:]
        return None, segments

    @staticmethod
    def _key(path: str) -> tuple[str, ...]:
        return tuple(part.lower() for part in path.split("/") if part)
