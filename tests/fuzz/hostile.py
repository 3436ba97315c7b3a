# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A server that answers what it is told to: bytes under a key, or the same answer to everything."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

#: More requests of one run than this are taken for a loop without end.
MOST_REQUESTS = 3000


@dataclass(frozen=True)
class Told:
    """One answer: what is sent, byte by byte. `ends`: without a length, the connection ends the body."""

    status: int = 200
    headers: tuple[tuple[str, bytes], ...] = (("Content-Type", b"application/json; charset=utf-8"),)
    body: bytes = b""
    ends: bool = False


NOT_THERE = Told(404, body=b'{"message":"There is nothing of that kind.","typeKey":"ThingNotFoundException"}')

Answering = Callable[[str, str, int], Told]


@dataclass
class HostileServer:
    """`answer` gets verb, path with query, and which request of the run it is."""

    url: str
    answer: Answering = field(default=lambda verb, path, number: NOT_THERE)
    requests: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def told(self, verb: str, path: str) -> Told:
        with self.lock:
            number, self.requests = self.requests, self.requests + 1
        if number > MOST_REQUESTS:
            return Told(500, body=b'{"message":"too many requests"}')
        return self.answer(verb, path, number)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def _handle(self) -> None:
        length = self.headers.get("Content-Length", "")
        self.rfile.read(int(length) if length.isdigit() else 0)
        told = self.server.hostile.told(self.command, self.path)
        lines = [f"HTTP/1.1 {told.status} Fuzz".encode(), *(f"{name}: ".encode() + text for name, text in told.headers)]
        # an answer without end would only wait for the timeout
        ends = told.ends or any(name == "Transfer-Encoding" for name, _text in told.headers)
        lines.append(b"Connection: close" if ends else f"Content-Length: {len(told.body)}".encode())
        self.close_connection = ends
        with contextlib.suppress(OSError):
            self.wfile.write(b"\r\n".join(lines) + b"\r\n\r\n" + told.body)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_HEAD = _handle  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    hostile: HostileServer

    def handle_error(self, request: object, client_address: object) -> None:
        """Connections end in every way here."""


@contextlib.contextmanager
def running() -> Iterator[HostileServer]:
    """The server in a thread of this process."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.hostile = HostileServer(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server.hostile
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
