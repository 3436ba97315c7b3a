# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

"""Sending files into a container: in parts, several files at once, memory bounded (api-facts §5.5)."""

from __future__ import annotations

import concurrent.futures
import contextlib
import dataclasses
import os
import tempfile
import threading
import typing as t
import zlib

from ansible_collections.azdo.pipelines.plugins.module_utils._artifact_content import content_range
from ansible_collections.azdo.pipelines.plugins.module_utils._artifact_files import LocalFile, mark_of
from ansible_collections.azdo.pipelines.plugins.module_utils._containers import Containers
from ansible_collections.azdo.pipelines.plugins.module_utils._content_hash import ContentHash
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import AzdoError, ConflictError

#: how often a file is begun anew when the server has lost track of its parts
_TRIES = 3
#: how a server may refuse a part that does not follow what it holds: with which status is not known (api-facts §5.5)
_OUT_OF_ORDER = (400, 409, 416)
_COMPRESSED_PART = 256 * 1024
#: the hash of a smaller part is made sooner than a thread
_HASHED_AT_ONCE = 256 * 1024
#: a file that is smaller gains nothing
_WORTH_COMPRESSING = 512
_GZIP = 16 + zlib.MAX_WBITS


@dataclasses.dataclass(frozen=True)
class Sent:
    """A file that was sent; ``length`` is how many bytes of content that took."""

    file: LocalFile
    length: int
    hash: bytes


class Stopped(Exception):
    """Another file failed, so this one is not sent to its end."""


class Uploader:
    """Sends files into one folder of one container."""

    def __init__(
        self,
        containers: Containers,
        container_id: int,
        folder: str,
        *,
        chunk_size: int,
        concurrency: int,
        compress: bool,
    ) -> None:
        self._containers = containers
        self._container_id = container_id
        self._folder = folder
        self._chunk_size = chunk_size
        self._concurrency = concurrency
        self._compress = compress
        self._stop = threading.Event()

    def send(self, files: t.Sequence[LocalFile], done: t.Callable[[Sent], None]) -> None:
        """Send the files; ``done`` is called for each, in this thread. The first error ends it all."""
        with concurrent.futures.ThreadPoolExecutor(min(self._concurrency, len(files) or 1)) as pool:
            futures = {pool.submit(self._send, file) for file in files}
            try:
                for future in concurrent.futures.as_completed(list(futures)):
                    futures.discard(future)
                    # the one that stopped the others says why
                    with contextlib.suppress(Stopped):
                        done(future.result())
            except BaseException:
                self._stop.set()
                pool.shutdown(wait=True, cancel_futures=True)
                for future in futures:
                    # so that the error tells of every file that was sent
                    with contextlib.suppress(concurrent.futures.CancelledError, AzdoError, Stopped):
                        done(future.result())
                raise

    def _send(self, file: LocalFile) -> Sent:
        try:
            return self._with_tries(file)
        except BaseException:
            # at once, not only when the other thread gets to see it
            self._stop.set()
            raise

    def _with_tries(self, file: LocalFile) -> Sent:
        attempt = 1
        while True:
            try:
                return self._whole(file)
            except AzdoError as error:
                # a part that was refused after its answer was lost, or a server that broke: it may hold half a file
                lost = error.maybe_committed and error.status in (*_OUT_OF_ORDER, 500)
                # or one that will not begin anew while it holds half a file
                stuck = attempt > 1 and not lost and error.status in _OUT_OF_ORDER
                if not (lost or stuck) or attempt == _TRIES:
                    raise
                if stuck:
                    self._discard(file)
            except OSError as error:
                # of the network nothing comes as such: this is the file, or the place for temporary ones
                raise AzdoError(
                    f"src: {file.path} could not be read or compressed: {error.strerror or type(error).__name__}",
                    hint="Check the disk, and the room for temporary files if compress is set.",
                ) from None
            attempt += 1

    def _discard(self, file: LocalFile) -> None:
        """Remove what the server holds of a file that is being sent."""
        # what keeps the file from being sent is told when it is sent again
        with contextlib.suppress(AzdoError):
            self._containers.delete(self._container_id, f"{self._folder}/{file.relative}")

    def _whole(self, file: LocalFile) -> Sent:
        """Send the file from its first byte: a part that begins at 0 begins the file anew."""
        with _opened(file) as stream:
            if self._compress and file.size >= _WORTH_COMPRESSING:
                with tempfile.TemporaryFile() as small:
                    hash_, size = self._compressed(file, stream, small)
                    if size < file.size:
                        small.seek(0)
                        headers = {"Content-Encoding": "gzip", "x-tfs-filelength": str(file.size)}
                        self._parts(file, small, size, headers)
                        _check_unchanged(file)
                        return Sent(file, size, hash_)
                stream.seek(0)
            found = ContentHash()
            self._parts(file, stream, file.size, {}, found)
            _check_unchanged(file)
            return Sent(file, file.size, found.digest())

    def _parts(
        self,
        file: LocalFile,
        stream: t.BinaryIO,
        total: int,
        headers: dict[str, str],
        found: ContentHash | None = None,
    ) -> None:
        if not total:
            self._empty(file)
            return
        start = 0
        with concurrent.futures.ThreadPoolExecutor(1) as beside:
            while start < total:
                content = stream.read(min(self._chunk_size, total - start))
                if not content:
                    raise _changed(file)
                end = start + len(content)
                hashing = None
                if found and len(content) < _HASHED_AT_ONCE:
                    found.update(content)
                elif found:
                    # while the part is on its way: that is what a fast network waits for
                    hashing = beside.submit(found.update, content)
                self._put(file, content, {"Content-Range": content_range(start, end, total), **headers})
                if hashing:
                    hashing.result()
                start = end

    def _empty(self, file: LocalFile) -> None:
        """Microsoft's client sends an empty file without a range; others say that it has no bytes."""
        try:
            self._put(file, b"", {})
        except AzdoError as error:
            if error.status != 400:
                raise
            self._put(file, b"", {"Content-Range": "bytes */0"})

    def _put(self, file: LocalFile, content: bytes, headers: dict[str, str]) -> None:
        if self._stop.is_set():
            raise Stopped
        self._containers.put_chunk(self._container_id, f"{self._folder}/{file.relative}", content, headers)

    def _compressed(self, file: LocalFile, stream: t.BinaryIO, small: t.BinaryIO) -> tuple[bytes, int]:
        """Write the file as gzip; its hash and the compressed size. Ends early when it does not get smaller."""
        found = ContentHash()
        gzip = zlib.compressobj(6, zlib.DEFLATED, _GZIP)
        size = 0
        for part in iter(lambda: stream.read(_COMPRESSED_PART), b""):
            if self._stop.is_set():
                raise Stopped
            found.update(part)
            size += small.write(gzip.compress(part))
            if size >= file.size:
                return b"", size
        size += small.write(gzip.flush())
        return found.digest(), size


def _opened(file: LocalFile) -> t.BinaryIO:
    try:
        stream = open(file.path, "rb")  # noqa: SIM115
    except OSError as error:
        raise _changed(file, f" ({error.strerror})") from None
    if mark_of(os.fstat(stream.fileno())) != file.mark:
        stream.close()
        raise _changed(file)
    return stream


def _check_unchanged(file: LocalFile) -> None:
    try:
        found = os.stat(file.path)
    except OSError as error:
        raise _changed(file, f" ({error.strerror})") from None
    if mark_of(found) != file.mark:
        raise _changed(file)


def _changed(file: LocalFile, how: str = "") -> ConflictError:
    return ConflictError(
        f"src: {file.path} was changed while it was sent{how}",
        hint="Run the task again when nothing writes it: it sends what is missing.",
    )
