# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The outermost layer: the request log, and the faults that need the connection itself."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import unquote

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .edits import EditError, edit_by_path
from .faults import ANSWERS, Fault
from .log import Entry
from .negotiation import requested
from .state import Collection
from .world import World, segments_of


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
        collection, rest = self._world.match(segments_of(path))
        if collection is None:
            await self._app(scope, receive, send)
            return
        await self._collection(collection, rest, scope, receive, send)

    async def _collection(
        self, collection: Collection, rest: list[str], scope: Scope, receive: Receive, send: Send
    ) -> None:
        request = Request(scope)
        query = scope["query_string"].decode("latin-1")
        length = request.headers.get("content-length", "0")
        path = scope["raw_path"].decode("latin-1")
        entry = collection.log.add(scope["method"], path, query, int(length) if length.isdigit() else 0)
        entry.api_version = requested(request)
        if self._world.latency:
            await asyncio.sleep(self._world.latency)
        shown = unquote(path) + (f"?{unquote(query)}" if query else "")
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
        messages = await _collect(app, scope, receive)
        if "cut_after" in kinds:
            _abort(send)
            return
        start, body = messages
        headers = MutableHeaders(raw=start["headers"])
        for fault in faults:
            for name, value in fault.added_headers().items():
                headers[name] = value
        if "empty" in kinds:
            start["status"], body = 200, b""
            headers["content-length"] = "0"
        entry.status, entry.bytes_out = start["status"], len(body)
        await send(start)
        await _send_body(faults, body, send)


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
        project = collection.project(rest[0]) if rest else None
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


async def _collect(app: ASGIApp, scope: Scope, receive: Receive) -> tuple[Message, bytes]:
    """The whole answer of the application, which has then done its work."""
    start: dict[str, Any] = {}
    parts: list[bytes] = []

    async def keep(message: Message) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
            start["headers"] = list(message.get("headers", []))
        elif message["type"] == "http.response.body":
            parts.append(message.get("body", b""))

    await app(scope, receive, keep)
    return start, b"".join(parts)


async def _send_body(faults: list[Fault], body: bytes, send: Send) -> None:
    for fault in faults:
        if fault.kind == "truncated":
            keep = max(1, int(len(body) * float(fault.get("keep", 0.5))))
            await send({"type": "http.response.body", "body": body[:keep], "more_body": True})
            _close(send)
            return
        if fault.kind == "slow_body":
            await _send_slowly(body, int(fault.get("bytes_per_second", 1024)), send)
            return
    await send({"type": "http.response.body", "body": body})


async def _send_slowly(body: bytes, rate: int, send: Send) -> None:
    step = max(1, rate // 10)
    for start in range(0, len(body), step):
        await send({"type": "http.response.body", "body": body[start : start + step], "more_body": True})
        await asyncio.sleep(step / rate)
    await send({"type": "http.response.body", "body": b""})


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
