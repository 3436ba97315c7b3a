# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

"""Where the content of an artifact comes from: a file container, a zip archive, or a share (api-facts §5.2, §5.5)."""

from __future__ import annotations

import os
import stat
import typing as t
from dataclasses import dataclass

from ansible_collections.azdo.pipelines.plugins.module_utils._archive import Archive, crc_of
from ansible_collections.azdo.pipelines.plugins.module_utils._containers import Containers
from ansible_collections.azdo.pipelines.plugins.module_utils._content_hash import ContentHash, content_hash
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.filters import moment
from ansible_collections.azdo.pipelines.plugins.module_utils._destination import PartFile
from ansible_collections.azdo.pipelines.plugins.module_utils._download import Downloads
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import AzdoError, ResponseError
from ansible_collections.azdo.pipelines.plugins.module_utils._receiving import Digest, Receiver
from ansible_collections.azdo.pipelines.plugins.module_utils._safe_paths import UnsafeContentError, safe_path

Document = dict[str, t.Any]
Found = t.TypeVar("Found")

_PIECE = 1024 * 1024
#: file systems and the service round times differently. Seconds.
_SAME_TIME = 0.002


@dataclass(frozen=True)
class RemoteFile:
    """A file of an artifact. `path` is safe; `origin` is what its source knows it by. None: not told."""

    path: str
    size: int | None
    origin: t.Any
    modified: float | None = None
    hash: bytes | None = None


class Source:
    """Files of one artifact."""

    #: what `result.download.source` says
    name: str
    #: by what a file that is there is told from one that must be fetched
    compared: str

    def files(self) -> list[RemoteFile]:
        """All files."""
        raise NotImplementedError

    def is_same(self, file: RemoteFile, path: str, found: os.stat_result) -> bool:
        """Whether the local file is surely that one. Size and time must be equal where nothing better is known."""
        return (
            # The service leaves out a length of 0.
            (file.size or 0) == found.st_size
            and file.modified is not None
            and abs(found.st_mtime - file.modified) < _SAME_TIME
        )

    def fetch(self, file: RemoteFile, part: PartFile) -> int:
        """Write the content; returns its size."""
        raise NotImplementedError


class ContainerSource(Source):
    """Items of a file container, each fetched by itself."""

    name = "container"
    compared = "size and hash, or size and time of modification where the service shows no hash"

    def __init__(
        self,
        containers: Containers,
        downloads: Downloads,
        place: tuple[int, str, str | None],
        warn: t.Callable[[str], None],
        most: int,
    ) -> None:
        """`place`: id of the container, folder, and the scope of both. `most`: how many bytes a file may have."""
        self._containers = containers
        self._downloads = downloads
        self._container_id, self._folder, self._scope = place
        self._warn = warn
        self._most = most
        self._hash_is_other = False
        self.waiting = 0

    def files(self) -> list[RemoteFile]:
        found = []
        for item in self._containers.items(self._container_id, self._folder):
            path = self._relative(str(item.get("path") or ""))
            # as words or numbers (FileContainerItem of Microsoft's clients)
            if path is None or str(item.get("itemType", "file")).lower() not in ("file", "2"):
                continue
            if str(item.get("status", "created")).lower() in ("pendingupload", "2"):
                self.waiting += 1
                continue
            size = item.get("fileLength")
            found.append(
                RemoteFile(
                    safe_path(path, "The artifact"),
                    None if size is None else int(size),
                    item["path"],
                    _seconds(item.get("dateLastModified")),
                    content_hash(item.get("contentId")),
                )
            )
        return found

    def _relative(self, path: str) -> str | None:
        """An item's path below the folder; None for an item that is elsewhere."""
        path, folder = path.replace("\\", "/").strip("/"), self._folder
        if not folder:
            return path or None
        if path.lower() == folder.lower():
            # the artifact is a single file; as a folder it is left out by its type
            return path.rpartition("/")[2]
        return path[len(folder) + 1 :] if path.lower().startswith(folder.lower() + "/") else None

    def is_same(self, file: RemoteFile, path: str, found: os.stat_result) -> bool:
        if file.hash is None or self._hash_is_other:
            return super().is_same(file, path, found)
        if file.size is not None and file.size != found.st_size:
            return False
        return _read(path, _content_hash) == file.hash

    def fetch(self, file: RemoteFile, part: PartFile) -> int:
        if file.hash is None or self._hash_is_other:
            return self._receive(file, part, None).received
        first = self._receive(file, part, ContentHash)
        if first.digest == file.hash:
            return first.received
        # Either the transfer went wrong, or this server's contentId is no hash of what is read: the second tells.
        part.clear()
        second = self._receive(file, part, ContentHash)
        if second.digest not in (file.hash, first.digest):
            raise ResponseError(
                f"{file.origin} of container {self._container_id} came differently twice, and never as its hash says",
                hint="Try again. If it stays so, something on the way changes what the server sends.",
            )
        if second.digest != file.hash and not self._hash_is_other:
            self._hash_is_other = True
            self._warn(
                "The server's contentId is not the hash of the content, so files are told apart by size and time."
            )

        return second.received

    def _receive(self, file: RemoteFile, part: PartFile, make: t.Callable[[], Digest] | None) -> Receiver:
        receiver = Receiver(part, size=file.size, most=self._most, make_digest=make)
        self._downloads.item(self._container_id, file.origin, self._scope, receiver)
        return receiver


class ArchiveSource(Source):
    """A zip archive that was fetched whole."""

    name = "archive"
    compared = "size and CRC-32"

    def __init__(self, archive: Archive, artifact_name: str) -> None:
        self._archive = archive
        self._entries = archive.entries(artifact_name)

    def files(self) -> list[RemoteFile]:
        return [RemoteFile(entry.path, entry.size, entry) for entry in self._entries]

    def is_same(self, file: RemoteFile, path: str, found: os.stat_result) -> bool:
        if file.size != found.st_size:
            return False
        return bool(_read(path, crc_of) == file.origin.crc)

    def fetch(self, file: RemoteFile, part: PartFile) -> int:
        for piece in self._archive.read(file.origin):
            write(part, piece)
        return int(file.origin.size)


class ShareSource(Source):
    """A folder of a share that is mounted."""

    name = "share"
    compared = "size and time of modification"

    def __init__(self, folder: str, mount: str) -> None:
        self._root = os.path.realpath(folder)
        if self._root != mount and not self._root.startswith(mount.rstrip("/") + "/"):
            raise UnsafeContentError(f"{folder} is a link that leads out of {mount}", hint="Nothing was copied.")
        if not os.path.isdir(self._root):
            raise AzdoError(
                f"{folder} is not there, or is no folder",
                hint="Check share_mounts, whether the share is mounted, and whether the build's files still exist.",
            )

    def files(self) -> list[RemoteFile]:
        found = []
        for folder, folders, names in os.walk(self._root, onerror=_unreadable):
            for name in sorted(names + folders):
                path = os.path.join(folder, name)
                try:
                    state = os.lstat(path)
                except OSError as error:
                    _unreadable(error)
                if stat.S_ISDIR(state.st_mode):
                    continue
                if not stat.S_ISREG(state.st_mode):
                    raise UnsafeContentError(f"{path} is a link or special file", hint="Nothing was copied.")
                relative = safe_path(os.path.relpath(path, self._root), "The share")
                found.append(RemoteFile(relative, state.st_size, path, state.st_mtime))
        return found

    def fetch(self, file: RemoteFile, part: PartFile) -> int:
        copied = 0
        try:
            with open(os.open(file.origin, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)), "rb", buffering=0) as stream:
                while True:
                    piece = stream.read(_PIECE)
                    if not piece:
                        break
                    copied += len(piece)
                    write(part, piece)
        except OSError as error:
            _unreadable(error)
        if copied != file.size:
            raise AzdoError(f"{file.origin} changed while it was copied", hint="Run again when nothing writes to it.")
        return copied


def write(part: PartFile, piece: bytes) -> None:
    """Add to a part. Raises `AzdoError` where that cannot be."""
    try:
        part.write(piece)
    except OSError as error:
        raise AzdoError(f"{part.path} cannot be written: {error.strerror or error}", hint="Look at dest.") from None


def _unreadable(error: OSError) -> t.NoReturn:
    raise AzdoError(f"{error.filename} cannot be read: {error.strerror or error}", hint="Look at the share.") from None


def _read(path: str, work: t.Callable[[t.Any], Found]) -> Found | None:
    """What is found out of a file of `dest`; None for one that cannot be read, or is gone: it is fetched then."""
    try:
        with open(path, "rb", buffering=0) as stream:
            return work(stream)
    except OSError:
        return None


def _content_hash(stream: t.Any) -> bytes:
    digest = ContentHash()
    while True:
        piece = stream.read(_PIECE)
        if not piece:
            return digest.digest()
        digest.update(piece)


def _seconds(date: t.Any) -> float | None:
    """A date of the service as seconds since the epoch; None where it shows none."""
    try:
        return moment(str(date)).timestamp()
    except ValueError:
        return None
