# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers that are sent as they are read: files, parts of files, zip archives. Never a whole file in memory."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from .storage import StoredFile

ZIP, OCTETS = "application/zip", "application/octet-stream"
Incoming = AsyncIterator[bytes]


@dataclass
class Outgoing:
    """A body in blocks. Without `length` it is sent in chunks."""

    blocks: Iterable[bytes]
    media_type: str
    length: int | None = None


class StreamedResponse(Response):
    """Sends blocks from the event loop itself: reading a cached file is quicker than a change of thread."""

    def __init__(self, body: Outgoing, status: int, headers: dict[str, str]) -> None:
        super().__init__(b"", status, headers, body.media_type)
        self._blocks = body.blocks
        if body.length is None:
            del self.headers["content-length"]
        else:
            self.headers["content-length"] = str(body.length)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        for block in self._blocks:
            await send({"type": "http.response.body", "body": block, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


@dataclass
class Entry:
    """One member of a zip. `mode` as in stat; a name that ends in `/` is a folder."""

    name: str
    content: StoredFile | None = None
    mode: int | None = None


class _Sink(io.RawIOBase):
    """Collects what the zip library writes until it is taken; it cannot seek, so sizes follow the data."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self.size = 0

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        block = bytes(data)  # type: ignore[call-overload]
        self._parts.append(block)
        self.size += len(block)
        return len(block)

    def take(self) -> bytes:
        block = b"".join(self._parts)
        self._parts.clear()
        self.size = 0
        return block


def zipped(entries: Iterable[Entry], compress: bool) -> Iterator[bytes]:
    """A zip archive in blocks."""
    sink = _Sink()
    method = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
    with zipfile.ZipFile(sink, "w", method) as archive:
        for entry in entries:
            info = zipfile.ZipInfo(entry.name, (2026, 1, 2, 3, 4, 6))
            info.compress_type = method
            mode = entry.mode or (stat.S_IFDIR | 0o755 if entry.content is None else stat.S_IFREG | 0o644)
            info.external_attr = mode << 16
            size = 0 if entry.content is None else entry.content.length
            with archive.open(info, "w", force_zip64=size >= 1 << 31) as member:
                for block in entry.content.blocks() if entry.content is not None else ():
                    member.write(block)
                    if sink.size >= 1 << 18:
                        yield sink.take()
    yield sink.take()


def disposition(name: str) -> dict[str, str]:
    plain = name.encode("ascii", "replace").decode().replace('"', "_")
    return {"Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"}
