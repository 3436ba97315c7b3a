# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The outermost layer: the request log, and the faults that need the connection itself."""

from __future__ import annotations

import asyncio
import contextlib
import re
import tempfile
from typing import IO, Any
from urllib.parse import unquote

from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .edits import EditError, edit_by_path
from .faults import ANSWERS, BODIES, Fault
from .log import Entry
from .negotiation import requested
from .state import Collection
from .world import World, segments_of

_SIGNATURE = re.compile(r"(urlSignature=)[^&]*", re.IGNORECASE)


class Wire:
    """Wraps the application; requests of no collection pass through untouched."""

    def __init__(self, app: ASGIApp, world: World) -> None:
        self._app = app
        self._world = world

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = scope["raw_path"].decode("latin-1").partition("?")[0]
        segments = segments_of(path)
        signed = self._world.signed(segments)
        collection, rest = (signed, segments) if signed is not None else self._world.match(segments)
        if collection is None:
            await self._app(scope, receive, send)
            return
        entry = self._entry(collection, scope)
        if signed is not None:
            entry.authorization = "authorization" in Request(scope).headers
        try:
            with contextlib.suppress(ClientDisconnect):
                await self._collection(collection, rest, entry, scope, receive, send)
        finally:
            if self._world.log_file is not None:
                self._world.log_file.add(entry, Request(scope).headers.items())

    def _entry(self, collection: Collection, scope: Scope) -> Entry:
        request = Request(scope)
        length = request.headers.get("content-length", "0")
        path, query = scope["raw_path"].decode("latin-1"), scope["query_string"].decode("latin-1")
        query = _SIGNATURE.sub(r"\1***", query)
        entry = collection.log.add(scope["method"], path, query, int(length) if length.isdigit() else 0)
        entry.api_version = requested(request)
        return entry

    async def _collection(
        self, collection: Collection, rest: list[str], entry: Entry, scope: Scope, receive: Receive, send: Send
    ) -> None:
        if self._world.latency:
            await asyncio.sleep(self._world.latency)
        shown = unquote(entry.path) + (f"?{unquote(entry.query)}" if entry.query else "")
        faults = [fault for fault in collection.faults if fault.hits(scope["method"], shown)]
        faults = [fault for fault in faults if await _before(collection, rest, fault)]
        entry.fault = ", ".join(fault.kind for fault in faults) or None
        await self._answer(faults, entry, scope, receive, send)

    async def _answer(self, faults: list[Fault], entry: Entry, scope: Scope, receive: Receive, send: Send) -> None:
        kinds = {fault.kind for fault in faults}
        if "cut_before" in kinds:
            await _drain(receive)
            _abort(send)
            return
        instead = next((fault for fault in faults if fault.kind in ANSWERS), None)
        app: ASGIApp = instead.answer() if instead is not None else self._app
        if instead is not None:
            await _drain(receive)
        if "cut_after" in kinds:
            await app(scope, receive, _nowhere)
            _abort(send)
        elif kinds & set(BODIES):
            with tempfile.SpooledTemporaryFile(1 << 20) as body:
                start = await _collect(app, scope, receive, body)
                await _send_altered(faults, entry, start, body, send)
        else:
            await app(scope, receive, _passing(faults, entry, send))


def _passing(faults: list[Fault], entry: Entry, send: Send) -> Send:
    """A `send` that notes what goes by, and adds the headers of faults."""

    async def passing(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = _with_headers(faults, message)
            entry.status = message["status"]
        elif message["type"] == "http.response.body":
            if _transport(send).is_closing():
                raise ClientDisconnect()
            entry.bytes_out += len(message.get("body", b""))
        await send(message)

    return passing


def _with_headers(faults: list[Fault], start: Message) -> Message:
    start = {**start, "headers": list(start.get("headers", []))}
    headers = MutableHeaders(raw=start["headers"])
    for fault in faults:
        for name, value in fault.added_headers().items():
            headers[name] = value
    return start


async def _nowhere(message: Message) -> None:
    """Takes an answer that nobody gets."""


async def _before(collection: Collection, rest: list[str], fault: Fault) -> bool:
    """What a fault does before the request is handled. False when there was nothing to do it to."""
    if fault.kind == "latency":
        await asyncio.sleep(float(fault.get("seconds", 1)))
    elif fault.kind == "edit":
        try:
            edit_by_path(collection, rest, fault.get("patch", {}), fault.get("id", None))
        except EditError:
            fault.fired -= 1
            return False
    elif fault.kind == "delete_project":
        named = fault.get("project", rest[0] if rest else "")
        project = collection.project(named) if named else None
        if project is None:
            fault.fired -= 1
            return False
        collection.drop_project(project.id)
    return True


async def _drain(receive: Receive) -> None:
    """Reads the request's body, so that the client has sent all of it."""
    while True:
        message = await receive()
        if message["type"] != "http.request" or not message.get("more_body"):
            return


async def _collect(app: ASGIApp, scope: Scope, receive: Receive, body: IO[bytes]) -> Message:
    """The whole answer of the application, which has then done its work. Its start is returned."""
    start: dict[str, Any] = {}

    async def keep(message: Message) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
        elif message["type"] == "http.response.body":
            body.write(message.get("body", b""))

    await app(scope, receive, keep)
    return start


async def _send_altered(faults: list[Fault], entry: Entry, start: Message, body: IO[bytes], send: Send) -> None:
    start = _with_headers(faults, start)
    headers = MutableHeaders(raw=start["headers"])
    kinds = {fault.kind: fault for fault in faults if fault.kind in BODIES}
    size = body.tell()
    if "empty" in kinds:
        start["status"], size = 200, 0
        headers["content-length"] = "0"
    if "corrupt" in kinds and size:
        _flip(body, int(kinds["corrupt"].get("at", size // 2)) % size)
    said, sent = size, size
    if "wrong_length" in kinds:
        said = max(0, size + int(kinds["wrong_length"].get("by", 10)))
        headers["content-length"] = str(said)
    if "truncated" in kinds:
        sent = min(size, max(1, int(size * float(kinds["truncated"].get("keep", 0.5)))))
    entry.status, entry.bytes_out = start["status"], sent
    await send(start)
    body.seek(0)
    slow = kinds.get("slow_body")
    rate = None if slow is None else int(slow.get("bytes_per_second", 1024))
    await _send_part(body, min(sent, said), rate, send)
    if said == sent == size:
        await send({"type": "http.response.body", "body": b""})
        return
    # what is more than declared goes past the protocol, which would refuse it
    if sent > said:
        _transport(send).write(body.read(sent - said))
    _close(send)


def _flip(body: IO[bytes], at: int) -> None:
    body.seek(at)
    byte = body.read(1)[0]
    body.seek(at)
    body.write(bytes([byte ^ 1]))


async def _send_part(body: IO[bytes], length: int, rate: int | None, send: Send) -> None:
    """Sends so many bytes; at a rate, ten times in a second."""
    step = 1 << 18 if rate is None else max(1, rate // 10)
    while length > 0:
        block = body.read(min(step, length))
        await send({"type": "http.response.body", "body": block, "more_body": True})
        length -= len(block)
        if rate is not None:
            await asyncio.sleep(len(block) / rate)


def _transport(send: Send) -> asyncio.Transport:
    """The connection under an answer: uvicorn's `send` is a method of the request's cycle, which holds it."""
    transport: asyncio.Transport = send.__self__.transport  # type: ignore[attr-defined]
    return transport


def _abort(send: Send) -> None:
    """Cuts the connection at once; the client sees a reset."""
    _transport(send).abort()


def _close(send: Send) -> None:
    """Ends the connection after what was written."""
    _transport(send).close()
