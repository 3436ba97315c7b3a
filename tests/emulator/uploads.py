# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that come into a container in chunks (api-facts §5.5)."""

from __future__ import annotations

import asyncio
import os
import re
from dataclasses import dataclass

from .build_state import Container, ContainerItem, PendingUpload
from .call import Answer, Call
from .containers import clean, describe_item, find_container, folded, item_path
from .errors import CONTAINER, ServiceError, argument, null
from .state import now
from .storage import StoredFile
from .streams import Incoming

_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)$", re.IGNORECASE)
_NOTHING = re.compile(r"bytes \*/0$", re.IGNORECASE)


@dataclass(frozen=True)
class Chunk:
    """`gzip` is the length of the uncompressed file when the chunks are gzip."""

    start: int
    end: int
    total: int
    gzip: int | None

    @property
    def size(self) -> int:
        return self.end - self.start + 1

    @property
    def is_last(self) -> bool:
        return self.end + 1 == self.total


class NotUnderstood(Exception):
    """The Content-Range header is missing or makes no sense."""


def put_item(call: Call) -> Answer:
    """Everything that needs no body is refused before the body is read."""
    upload = Upload(call, find_container(call, write=True))
    try:
        chunk = _chunk(call)
    except NotUnderstood:
        text = "Content-Range header not understood."
        return Answer({"count": len(text), "value": text}, 400)
    if chunk is not None:
        upload.check(chunk)
    return Answer(take=lambda stream: upload.take(chunk, stream))


def _chunk(call: Call) -> Chunk | None:
    """None for an empty file, which has no body and no range, or `bytes */0`."""
    given = call.headers.get("content-range")
    has_body = call.headers.get("content-length", "0") != "0" or "transfer-encoding" in call.headers
    if given is None and not has_body:
        return None
    found = _RANGE.match((given or "").strip())
    if found is None:
        if _NOTHING.match((given or "").strip()) and not has_body:
            return None
        raise NotUnderstood()
    start, end, total = int(found[1]), int(found[2]), int(found[3])
    if start > end or end >= total:
        raise NotUnderstood()
    return Chunk(start, end, total, _gzip(call))


def _gzip(call: Call) -> int | None:
    if call.headers.get("content-encoding", "").lower() != "gzip":
        return None
    length = call.headers.get("x-tfs-filelength", "")
    if not length.isdigit():
        raise argument("The header x-tfs-filelength is needed with gzip.", "x-tfs-filelength")
    return int(length)


class Upload:
    """One PUT of a file or of a chunk of it."""

    def __init__(self, call: Call, container: Container) -> None:
        self._call = call
        self._container = container
        self._path = item_path(call)
        if not self._path:
            raise null("itemPath")
        self._key = folded(call, self._path)
        for key in self._parents():
            found = container.items.get(key)
            if found is not None and not found.folder:
                raise _other_type(found)
        item = self._item
        if item is not None and item.folder:
            raise _other_type(item)

    @property
    def _item(self) -> ContainerItem | None:
        return self._container.items.get(self._key)

    def _parents(self) -> list[str]:
        parts = self._key.split("/")
        return ["/".join(parts[:count]) for count in range(1, len(parts))]

    def check(self, chunk: Chunk) -> None:
        """Raises ServiceError for a chunk that does not follow what is there."""
        if chunk.gzip is not None and chunk.total >= chunk.gzip:
            raise argument("The file length passed in is less than or equal to the compressed stream length.")
        repeated = self._repeats(chunk)
        if repeated and self._call.collection.switches["repeated_chunk"] == "refuse":
            raise self._out_of_order(chunk)
        if not repeated and chunk.start != 0 and not self._follows(chunk):
            raise self._out_of_order(chunk)

    def _repeats(self, chunk: Chunk) -> bool:
        item = self._item
        if item is None:
            return False
        if item.pending is not None:
            return item.pending.last == (chunk.start, chunk.end) and item.pending.total == chunk.total
        # of a file in one chunk every upload is a new one
        return chunk.start > 0 and item.last == (chunk.start, chunk.end, chunk.total)

    def _follows(self, chunk: Chunk) -> bool:
        pending = self._item.pending if self._item is not None else None
        return pending is not None and pending.received == chunk.start and pending.total == chunk.total

    def _out_of_order(self, chunk: Chunk) -> ServiceError:
        pending = self._item.pending if self._item is not None else None
        expected = pending.received if pending is not None else 0
        return ServiceError(
            self._call.collection.switches["chunk_order_status"],
            "ArgumentException",
            f"The chunk {chunk.start}-{chunk.end}/{chunk.total} of {self._path} does not begin at {expected}.",
            "System.{}, mscorlib",
        )

    async def take(self, chunk: Chunk | None, stream: Incoming) -> Answer:
        if chunk is None:
            return self._done(self._call.collection.storage.new(), None)
        item = self._item
        if item is not None and item.pending is None and self._repeats(chunk):
            return Answer(describe_item(self._call, self._container, item), 201)
        first = chunk.start == 0
        pending = item.pending if item is not None and not first else None
        content = self._call.collection.storage.new() if pending is None else pending.content
        await _write(content, chunk, stream)
        if pending is not None and (self._item is None or self._item.pending is not pending):
            raise self._out_of_order(chunk)  # another upload of the file began meanwhile
        if not chunk.is_last:
            return self._more(content, chunk)
        content.length = chunk.total
        if chunk.gzip is not None and not await asyncio.to_thread(content.accept_gzip, chunk.gzip):
            raise argument(f"The content of {self._path} is not gzip of {chunk.gzip} bytes.", "x-tfs-filelength")
        return self._done(content, (chunk.start, chunk.end, chunk.total))

    def _more(self, content: StoredFile, chunk: Chunk) -> Answer:
        item = self._made()
        item.pending = PendingUpload(content, chunk.total, chunk.end + 1, (chunk.start, chunk.end))
        status = self._call.collection.switches["chunk_status"]
        return Answer(describe_item(self._call, self._container, item), status)

    def _done(self, content: StoredFile, last: tuple[int, int, int] | None) -> Answer:
        item = self._made()
        item.content, item.pending, item.last = content, None, last
        return Answer(describe_item(self._call, self._container, item), 201)

    def _made(self) -> ContainerItem:
        """The item, made with its folders when it is new."""
        parts = self._path.split("/")
        for count, key in enumerate(self._parents(), 1):
            if key not in self._container.items:
                self._new(key, "/".join(parts[:count]), folder=True)
        item = self._item or self._new(self._key, self._path, folder=False)
        item.modified = now()
        return item

    def _new(self, key: str, path: str, folder: bool) -> ContainerItem:
        moment = now()
        number = self._call.collection.next_id("item")
        made = ContainerItem(number, clean(path), folder, moment, moment, self._call.person)
        self._container.items[key] = made
        return made


def _other_type(item: ContainerItem) -> ServiceError:
    kind = item.describe_type()
    message = f"The items could not be created because an item with type {kind} already exists at {item.path}."
    return ServiceError(400, "ContainerItemExistsException", message, CONTAINER)


async def _write(content: StoredFile, chunk: Chunk, stream: Incoming) -> None:
    """Writes the body at its place. Nothing counts until all of it is there."""
    written = 0
    target = os.open(content.path, os.O_WRONLY)
    try:
        async for block in stream:
            if written + len(block) <= chunk.size:
                os.pwrite(target, block, chunk.start + written)
            written += len(block)
    finally:
        os.close(target)
    if written != chunk.size:
        raise argument(f"The body has {written} bytes, the Content-Range header says {chunk.size}.", "Content-Range")
