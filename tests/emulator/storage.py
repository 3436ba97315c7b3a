# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The content of uploaded files, in temporary files on disk: a large one must not fill the memory.

The files go with their collection, and with the process.
"""

from __future__ import annotations

import gzip
import hashlib
import shutil
import tempfile
import weakref
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

BLOCK = 1 << 18


class StoredFile:
    """Bytes on disk. `length` counts them as a reader gets them, `stored` as they lie there: gzip is kept as sent."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.gzipped = False
        self.length = 0
        path.touch()
        weakref.finalize(self, path.unlink, missing_ok=True)

    @property
    def stored(self) -> int:
        return self.path.stat().st_size

    def blocks(self, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        """The content, or a part of it, in blocks."""
        left = self.length - start if length is None else length
        with self._open() as source:
            source.seek(start)
            while left > 0:
                block = source.read(min(BLOCK, left))
                if not block:
                    return
                left -= len(block)
                yield block

    def raw_blocks(self) -> Iterator[bytes]:
        """What lies on disk."""
        with self.path.open("rb", buffering=0) as source:
            while block := source.read(BLOCK):
                yield block

    def _open(self) -> BinaryIO:
        if self.gzipped:
            return cast(BinaryIO, gzip.open(self.path, "rb"))
        return self.path.open("rb", buffering=0)

    def accept_gzip(self, length: int) -> bool:
        """Declares the bytes on disk to be gzip of a file of this length. False when they are not."""
        found = 0
        try:
            with gzip.open(self.path, "rb") as source:
                while block := source.read(BLOCK):
                    found += len(block)
        except (OSError, EOFError, zlib.error):
            return False
        self.gzipped, self.length = True, length
        return found == length


class Storage:
    """Where one collection keeps its files. The folder is made when the first file is."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._count = 0

    def new(self) -> StoredFile:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="azdo-emulator-"))
            weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        self._count += 1
        return StoredFile(self._folder / str(self._count))

    def clear(self) -> None:
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def of_bytes(self, content: bytes) -> StoredFile:
        made = self.new()
        made.path.write_bytes(content)
        made.length = len(content)
        return made


class GeneratedFile(StoredFile):
    """Bytes that look random, made when they are read: gigabytes that cost neither disk nor time before."""

    def __init__(self, size: int, seed: int) -> None:
        self.gzipped = False
        self.length = size
        self._seed = seed
        self._base = b"".join(hashlib.sha512(f"{seed}:{n}".encode()).digest() for n in range(BLOCK // 64))

    def _block(self, number: int) -> bytes:
        """Every block begins differently, so that a swapped one is noticed."""
        mark = f"{self._seed}/{number};".encode()
        return mark + self._base[len(mark) :]

    def blocks(self, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        left = self.length - start if length is None else length
        while left > 0:
            number, offset = divmod(start, BLOCK)
            block = self._block(number)
            if offset or left < len(block):
                block = block[offset : offset + left]
            yield block
            start += len(block)
            left -= len(block)
