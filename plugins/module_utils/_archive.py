# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

"""Zip archives from elsewhere: what is in them, whether it is safe, and single files out of them."""

from __future__ import annotations

import contextlib
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from ansible_collections.azdo.pipelines.plugins.module_utils._errors import ResponseError
from ansible_collections.azdo.pipelines.plugins.module_utils._safe_paths import UnsafeContentError, safe_path

#: Deflate cannot make anything smaller than 1032:1. What claims to be is a bomb.
MOST_RATIO = 1100
#: a small archive may not be told from a bomb by its ratio, nor does it harm
_HARMLESS = 1024 * 1024
_PIECE = 1024 * 1024
_ENCRYPTED = 0x1


try:
    from lzma import LZMAError
except ImportError:  # Python can be built without
    LZMAError = zlib.error  # type: ignore[assignment,misc]

#: what `zipfile` raises for bytes that are no archive: it also seeks where these say, and bz2 raises an OSError
_NONSENSE = (zipfile.BadZipFile, zlib.error, LZMAError, struct.error, OSError, EOFError, ValueError, RuntimeError)


class DamagedArchiveError(ResponseError):
    """The archive did not arrive as it was sent."""


@dataclass(frozen=True)
class Entry:
    """A file in an archive; `path` is safe and begins where the artifact begins."""

    path: str
    size: int
    crc: int
    info: zipfile.ZipInfo


class Archive:
    """A zip archive in a file of this machine. `origin` names it in errors."""

    def __init__(self, file: BinaryIO, origin: str) -> None:
        """Raises `DamagedArchiveError` when it is none."""
        self._origin = origin
        with self._understanding("is no zip archive"):
            self._zip = zipfile.ZipFile(file)
        file.seek(0, 2)
        self._length = file.tell()

    def entries(self, top: str) -> list[Entry]:
        """The files. A folder `top` that all of them are in is left out of their paths: the service adds it.

        Raises `UnsafeContentError` for an archive that holds a path that leads out, a link, or a bomb.
        """
        found = []
        for info in self._zip.infolist():
            self._check(info)
            if not info.is_dir() and not info.filename.endswith("\\"):
                found.append((safe_path(info.filename, self._origin), info))
        self._check_size([info for _path, info in found])
        prefix = f"{top}/"
        if all(path.startswith(prefix) for path, _info in found):
            found = [(path[len(prefix) :], info) for path, info in found]
        return [Entry(path, info.file_size, info.CRC, info) for path, info in found]

    def _check(self, info: zipfile.ZipInfo) -> None:
        kind = stat.S_IFMT(info.external_attr >> 16)
        if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            what = "a link" if kind == stat.S_IFLNK else "a special file"
            raise UnsafeContentError(
                f"{self._origin} holds {info.filename!r}, which is {what}",
                hint="Nothing was written. Artifacts hold plain files; look at what produced it.",
            )
        if info.flag_bits & _ENCRYPTED:
            raise ResponseError(f"{self._origin} holds {info.filename!r}, which is encrypted")
        if info.is_dir() and info.filename.strip("/\\"):
            safe_path(info.filename, self._origin)

    def _check_size(self, files: list[zipfile.ZipInfo]) -> None:
        total = sum(info.file_size for info in files)
        places = sorted((info.header_offset, info.compress_size, info.filename) for info in files)
        overlapping = next((late[2] for early, late in zip(places, places[1:]) if early[0] + early[1] > late[0]), None)
        if overlapping is not None or (total > _HARMLESS and total > MOST_RATIO * self._length):
            reason = f"{overlapping!r} shares its bytes" if overlapping else f"{total} bytes in {self._length}"
            raise UnsafeContentError(
                f"{self._origin} is a zip bomb: {reason}", hint="Nothing was written. Look at what produced it."
            )

    def read(self, entry: Entry) -> Iterator[bytes]:
        """The content of a file, piece by piece.

        Raises `DamagedArchiveError` when it is not what its length and its CRC-32 say; then what came before is void.
        """
        left = entry.size
        problem = f"cannot be read at {entry.path!r}"
        with self._understanding(problem):
            stream = self._zip.open(entry.info)
        with stream:
            while True:
                with self._understanding(problem):
                    piece = stream.read(_PIECE)
                left -= len(piece)
                if not piece or left < 0:
                    break
                yield piece
        if left:
            raise self._damaged(f"does not hold the {entry.size} bytes of {entry.path!r} that it announces")

    @contextlib.contextmanager
    def _understanding(self, problem: str) -> Iterator[None]:
        try:
            yield
        except _NONSENSE as error:
            raise self._damaged(f"{problem} ({error})") from None

    def _damaged(self, problem: str) -> DamagedArchiveError:
        return DamagedArchiveError(
            f"{self._origin} {problem}", hint="Try again. If it stays so, the artifact is damaged on the server."
        )


def crc_of(stream: Any) -> int:
    """The CRC-32 of what can still be read of a stream."""
    value = 0
    while True:
        piece = stream.read(_PIECE)
        if not piece:
            return value
        value = zlib.crc32(piece, value)
