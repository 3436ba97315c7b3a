# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

"""The folder that files are written to: nothing leaves it, and no file is ever half there under its name."""

from __future__ import annotations

import contextlib
import errno
import io
import itertools
import os
import secrets
import shutil
import stat
import threading
import typing as t
from collections.abc import Iterator

from ansible_collections.azdo.pipelines.plugins.module_utils._errors import AzdoError, OptionError
from ansible_collections.azdo.pipelines.plugins.module_utils._safe_paths import UnsafeContentError

#: names of files on their way begin and end so
PREFIX, SUFFIX = ".azdo-", ".part"
_PIECE = 1024 * 1024


class PartFile:
    """A file under a temporary name beside its final one.

    Everything here counts in calls of the system, which is what many small files take their time for.
    """

    def __init__(self, file: t.Any, path: str) -> None:
        self.file = file
        self.path = path
        self.is_placed = False

    def write(self, piece: bytes) -> None:
        """Add all of `piece`. A raw file takes what there is room for, and says only the next time that it is full."""
        left = memoryview(piece)
        while left:
            taken = self.file.write(left)
            if not taken:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            left = left[taken:]

    def clear(self) -> None:
        """Forget what was written."""
        self.file.seek(0)
        self.file.truncate()


class Destination:
    """`dest` and the files below it, for several threads.

    Relative paths are those of `_safe_paths.safe_path`.
    """

    def __init__(self, dest: str) -> None:
        """Write nothing yet. Raises `OptionError` when `dest` can be no folder."""
        self.root = os.path.realpath(dest)
        if os.path.lexists(self.root) and not os.path.isdir(self.root):
            raise OptionError("dest", f"{dest} is not a folder", "Give a folder; it is made if it is not there.")
        self._lock = threading.Lock()
        self._good: set[str] = set()
        self._made: set[str] = set()
        self._missing: set[str] = set()
        self._run = secrets.token_hex(6)
        self._numbers = itertools.count(1)

    def existing(self, relative: str) -> os.stat_result | None:
        """What is there now under that name, None for nothing. Makes nothing.

        Raises `UnsafeContentError` for a place that links lead out of the folder, and `AzdoError` where something else
        than a file is in the way.
        """
        path = self.path(relative)
        if os.path.dirname(path) in self._missing:
            return None
        self._check_folders(relative)
        try:
            found = os.lstat(path)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._failed(relative, error) from None
        if stat.S_ISLNK(found.st_mode):
            if not self._is_inside(os.path.realpath(path)):
                raise _leads_out(path)
            # It is replaced as a link, so what it points to says nothing.
            return None
        if not stat.S_ISREG(found.st_mode):
            kind = "a folder" if stat.S_ISDIR(found.st_mode) else "no plain file"
            raise AzdoError(
                f"{path} is {kind}, and a file of the artifact has that name",
                hint="Remove it, or choose another dest.",
            )
        return found

    def path(self, relative: str) -> str:
        """The full path."""
        return f"{self.root}/{relative}"

    def check_space(self, needed: int) -> None:
        """Raise `AzdoError` when the file system surely has no room."""
        folder = self.root
        while not os.path.isdir(folder):
            folder = os.path.dirname(folder)
        with contextlib.suppress(OSError):
            free = shutil.disk_usage(folder).free
            if needed > free:
                raise AzdoError(
                    f"{self.root} has {free} bytes free, and {needed} are to be written", hint="Make room there."
                )

    @contextlib.contextmanager
    def part(self, relative: str | None = None) -> Iterator[PartFile]:
        """A new file beside `relative`, its folder made if needed; removed at the end unless it became something.

        Without `relative` it lies in the folder itself.
        """
        folder = os.path.dirname(self.path(relative)) if relative else self.root
        try:
            if folder not in self._made:
                self._make_folder(folder, relative)
            part = self._new_part(folder)
        except OSError as error:
            raise self._failed(relative, error) from None
        try:
            yield part
        finally:
            if not part.is_placed:
                # Nobody needs it any more, so it does not matter whether all of it reached the disk.
                with contextlib.suppress(OSError):
                    part.file.close()
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(part.path)

    def _new_part(self, folder: str) -> PartFile:
        # as tempfile.mkstemp does, which takes several times as long for a small file
        while True:
            path = f"{folder}/{PREFIX}{self._run}{next(self._numbers)}{SUFFIX}"
            flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
            try:
                number = os.open(path, flags, 0o666)
            except FileExistsError:
                continue
            return PartFile(io.FileIO(number, "r+"), path)

    def put(self, part: PartFile, relative: str, modified: float | None = None) -> None:
        """Give a complete part its final name, in one step; `modified` becomes its time of modification."""
        try:
            if modified is not None:
                os.utime(part.file.fileno(), (modified, modified))
            # Some file systems say only now that there was no room.
            part.file.close()
            os.replace(part.path, self.path(relative))
            part.is_placed = True
        except OSError as error:
            raise self._failed(relative, error) from None

    def touch(self, relative: str, modified: float) -> None:
        """Give a file that is right already its time of modification, so that the next run can tell."""
        with contextlib.suppress(OSError):
            os.utime(self.path(relative), (modified, modified))

    def equals(self, part: PartFile, relative: str) -> bool:
        """Whether the file that is there has the content of the part."""
        found = self.existing(relative)
        if found is None or found.st_size != os.fstat(part.file.fileno()).st_size:
            return False
        try:
            there = open(self.path(relative), "rb", buffering=0)  # noqa: SIM115
        except OSError:
            # What cannot be read is replaced.
            return False
        try:
            part.file.seek(0)
            with there:
                while True:
                    mine = part.file.read(_PIECE)
                    if mine != there.read(_PIECE):
                        return False
                    if not mine:
                        return True
        except OSError as error:
            raise self._failed(relative, error) from None

    def _make_folder(self, folder: str, relative: str | None) -> None:
        os.makedirs(folder, exist_ok=True)
        with self._lock:
            # what was looked at before may be another now
            self._good.discard(folder)
            self._missing.clear()
        if relative:
            self._check_folders(relative)
        with self._lock:
            self._made.add(folder)

    def _check_folders(self, relative: str) -> None:
        """Raise when a folder on the way to `relative` is a link that leads out, or no folder."""
        folder = os.path.dirname(self.path(relative))
        with self._lock:
            if folder in self._good:
                return
        place = self.root
        for name in relative.split("/")[:-1]:
            place = f"{place}/{name}"
            if os.path.islink(place) and not self._is_inside(os.path.realpath(place)):
                raise _leads_out(place)
            if not os.path.lexists(place):
                with self._lock:
                    self._missing.add(folder)
                return
            if not os.path.isdir(place):
                raise AzdoError(
                    f"{place} is no folder, and a folder of the artifact has that name",
                    hint="Remove it, or choose another dest.",
                )
        with self._lock:
            self._good.add(folder)

    def _is_inside(self, path: str) -> bool:
        return path == self.root or path.startswith(self.root.rstrip("/") + "/")

    def _failed(self, relative: str | None, error: OSError) -> AzdoError:
        place = self.path(relative) if relative else self.root
        return AzdoError(f"{place} cannot be written: {error.strerror or error}", hint="Look at dest.")


def _leads_out(path: str) -> UnsafeContentError:
    return UnsafeContentError(
        f"{path} is a link that leads out of dest", hint="Nothing is written through it. Remove the link."
    )
