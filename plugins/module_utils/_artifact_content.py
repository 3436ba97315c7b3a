# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

"""What of an artifact's files is in a container already, and what must be sent. Pure but for reading files' hashes."""

from __future__ import annotations

import dataclasses
import hashlib
import typing as t

from ansible_collections.azdo.pipelines.plugins.module_utils._artifact_files import LocalFile
from ansible_collections.azdo.pipelines.plugins.module_utils._content_hash import ContentHash, content_hash
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.filters import moment
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import OptionError

Document = dict[str, t.Any]

#: how much of a file is read at once, in bytes
_PART = 1024 * 1024
_SHOWN = 5
#: file systems keep times in ticks, so that a change may seem a little older than it is, in seconds
_TICK = 0.01


@dataclasses.dataclass(frozen=True)
class Item:
    """A file in a container. ``hash`` and ``stored`` (seconds since the epoch) where the service shows them."""

    size: int
    hash: bytes | None
    stored: float | None


@dataclasses.dataclass
class Comparison:
    """Local files against the items of a folder."""

    missing: list[LocalFile] = dataclasses.field(default_factory=list)
    different: list[LocalFile] = dataclasses.field(default_factory=list)
    #: same size, and nothing tells more
    unsure: list[LocalFile] = dataclasses.field(default_factory=list)
    #: same size, and a hash that is not that of the file
    other_hash: list[LocalFile] = dataclasses.field(default_factory=list)
    same: list[LocalFile] = dataclasses.field(default_factory=list)
    #: paths in the folder that no local file has
    extra: list[str] = dataclasses.field(default_factory=list)
    #: the items of local files, by the paths that these have here
    items: dict[str, Item] = dataclasses.field(default_factory=dict)

    #: whether the hash of some item is that of its file: what else the service may show there is not documented
    proven: bool = False

    def words(self) -> list[str]:
        """What differs, for people; nothing if nothing does."""
        found = [
            f"{file.relative} has {self.items[file.relative].size} bytes there and {file.size} here"
            for file in self.different
        ]
        if self.proven:
            found += [f"{file.relative} has another content there" for file in self.other_hash]
        found += [f"{file.relative} is not there" for file in self.missing]
        found += [f"{path} is there only" for path in self.extra]
        return found[:_SHOWN] + ([f"and {len(found) - _SHOWN} more files differ"] if len(found) > _SHOWN else [])


class Hashes:
    """Hashes of local files, each read once."""

    def __init__(self) -> None:
        self._known: dict[str, bytes] = {}

    def learn(self, file: LocalFile, digest: bytes) -> None:
        """Remember the hash of a file that was read for another reason."""
        self._known[file.relative] = digest

    def of(self, file: LocalFile) -> bytes:
        """The hash of the file's content. Raises `OptionError` if it cannot be read."""
        if file.relative not in self._known:
            found = ContentHash()
            try:
                with open(file.path, "rb") as stream:
                    for part in iter(lambda: stream.read(_PART), b""):
                        found.update(part)
            except OSError as error:
                raise OptionError("src", f"{file.path} cannot be read: {error.strerror}", "Try again.") from None
            self._known[file.relative] = found.digest()
        return self._known[file.relative]

    def digest(self, files: t.Iterable[LocalFile]) -> str:
        """One hash for all paths, sizes and contents."""
        whole = hashlib.sha256()
        for file in files:
            whole.update(f"{self.of(file).hex()} {file.size} {file.relative}\n".encode())
        return f"sha256:{whole.hexdigest()}"


def items_in(folder: str, documents: t.Iterable[Document]) -> dict[str, Item]:
    """The files of a folder that are there as a whole, by their path in it."""
    found: dict[str, Item] = {}
    for document in documents:
        path = str(document.get("path") or "").replace("\\", "/").strip("/")
        inside = path[len(folder) :].strip("/") if folder else path
        if not inside or (folder and not path.lower().startswith(f"{folder.lower()}/")):
            continue
        kind, status = document.get("itemType"), document.get("status")
        if kind in ("folder", 1) or status in ("pendingUpload", 2):
            continue
        # an empty file has no length: the service leaves out what is 0 (SDK, FileContainerItem)
        found[inside] = Item(
            int(document.get("fileLength") or 0),
            content_hash(document.get("contentId")),
            _seconds(document.get("dateLastModified")),
        )
    return found


def compare(files: t.Iterable[LocalFile], items: t.Mapping[str, Item], hashes: Hashes) -> Comparison:
    """By size, then by hash where the service shows one."""
    files = list(files)
    found = Comparison(items=aligned(files, items))
    for file in files:
        item = found.items.get(file.relative)
        if item is None:
            found.missing.append(file)
        elif item.size != file.size:
            found.different.append(file)
        elif not file.size:
            found.same.append(file)
        elif item.hash is None:
            found.unsure.append(file)
        elif item.hash == hashes.of(file):
            found.same.append(file)
            found.proven = True
        else:
            found.other_hash.append(file)
    claimed = {id(item) for item in found.items.values()}
    found.extra = sorted(path for path, item in items.items() if id(item) not in claimed)
    return found


def aligned(files: t.Iterable[LocalFile], items: t.Mapping[str, Item]) -> dict[str, Item]:
    """Each file's item by the file's path: of the same path, or else one that is left and differs in case only.

    Whether a container tells such paths apart is not documented; an item is never that of two files.
    """
    wanted = [file.relative for file in files]
    found = {path: items[path] for path in wanted if path in items}
    left = {path.lower(): item for path, item in items.items() if path not in found}
    for path in wanted:
        if path not in found and path.lower() in left:
            found[path] = left.pop(path.lower())
    return found


def stored_since(file: LocalFile, items: t.Mapping[str, Item]) -> bool:
    """Whether the service got the file after its last change here."""
    stored = items[file.relative].stored
    return stored is not None and stored > file.changed + _TICK


def _seconds(date: t.Any) -> float | None:
    try:
        return None if not date else moment(str(date)).timestamp()
    except ValueError:
        return None


def content_range(start: int, end: int, total: int) -> str:
    """The header for the bytes from ``start`` up to, not including, ``end``."""
    return f"bytes {start}-{end - 1}/{total}"
