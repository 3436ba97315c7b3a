# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What stands before the emulator in these tests: TLS, client certificates, NTLM, and a proxy."""

from __future__ import annotations

import base64
import contextlib
import http.client
import select
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import spnego
from spnego.channel_bindings import GssChannelBindings

#: As which the front signs in to the emulator for those that it let through.
BEHIND = "Basic " + base64.b64encode(b":emulator-pat").decode()

_HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "proxy-authorization", "proxy-connection"}


class _Handler(BaseHTTPRequestHandler):
    """One connection of a client."""

    protocol_version = "HTTP/1.1"
    server: Server
    #: headers of the next answer
    added: list[tuple[str, str]] = []  # noqa: RUF012

    def log_message(self, *_arguments: Any) -> None:
        """Be quiet."""

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.seen.append((self.command, self.path, dict(self.headers), len(body)))
        self.server.answer(self, body)

    do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_GET  # noqa: N815

    def do_CONNECT(self) -> None:
        self.server.seen.append((self.command, self.path, dict(self.headers), 0))
        self.server.answer(self, b"")

    def reply(self, status: int, headers: list[tuple[str, str]], body: bytes = b"") -> None:
        self.send_response(status)
        for name, value in [*headers, *self.added]:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def forward(self, url: str, body: bytes, **changed: str) -> None:
        """Ask the emulator in the client's place."""
        headers = {name: value for name, value in self.headers.items() if name.lower() not in _HOP_BY_HOP}
        parts = urlsplit(url)
        behind = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=30)
        with contextlib.closing(behind):
            target = parts.path + (f"?{parts.query}" if parts.query else "")
            behind.request(self.command, target, body or None, {**headers, **changed})
            answer = behind.getresponse()
            content = answer.read()
            kept = [
                item for item in answer.getheaders() if item[0].lower() not in {*_HOP_BY_HOP, "content-length", "date"}
            ]
            self.reply(answer.status, kept, content)


class Server(ThreadingHTTPServer):
    """A server of these tests. `answer` gets the connection's handler and the body of each request."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, answer: Callable[[Any, bytes], None], context: ssl.SSLContext | None = None) -> None:
        self.seen: list[tuple[str, str, dict[str, str], int]] = []
        self.answer = answer
        self._context = context
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"{'https' if context else 'http'}://localhost:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that refuse our certificate are part of the tests."""

    def get_request(self) -> tuple[Any, Any]:
        connection, address = super().get_request()
        if self._context is not None:
            connection = self._context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        return connection, address


@contextlib.contextmanager
def running(server: Server) -> Iterator[Server]:
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def passing(emulator: str) -> Callable[[Any, bytes], None]:
    """Lets everybody through as they are."""

    def answer(handler: _Handler, body: bytes) -> None:
        handler.forward(emulator + handler.path, body)

    return answer


class Ntlm:
    """A server that authenticates connections by NTLM, bare or in Negotiate, as IIS does; users in NTLM_USER_FILE."""

    def __init__(
        self, emulator: str, certificate_digest: bytes | None = None, offered: str = "NTLM", scheme: str = "NTLM"
    ) -> None:
        self._emulator = emulator
        self._scheme = scheme
        self._offered = offered
        self._bindings = None
        if certificate_digest is not None:
            self._bindings = GssChannelBindings(application_data=b"tls-server-end-point:" + certificate_digest)
        self._lock = threading.Lock()
        #: who came in, once for each connection
        self.came: list[str] = []
        #: what was forwarded on which connection
        self.forwarded: list[tuple[int, str]] = []

    def __call__(self, handler: Any, body: bytes) -> None:
        header = handler.headers.get("Authorization", "")
        if getattr(handler, "user", None) and not header:
            self.forwarded.append((id(handler), handler.command))
            handler.forward(self._emulator + handler.path, body, Authorization=BEHIND)
            return
        scheme, _blank, token = header.partition(" ")
        if scheme.lower() != self._scheme.lower():
            self._challenge(handler)
            return
        if getattr(handler, "context", None) is None or handler.context.complete:
            handler.context = self.acceptor(self._bindings)
        try:
            out = handler.context.step(base64.b64decode(token))
        except spnego.exceptions.SpnegoError:
            self._challenge(handler)
            return
        if not handler.context.complete:
            self._challenge(handler, base64.b64encode(out).decode())
            return
        handler.user = handler.context.client_principal
        # By this the server proves who it is, where the protocol has such a proof.
        handler.added = [("WWW-Authenticate", f"{self._scheme} {base64.b64encode(out).decode()}")] if out else []
        with self._lock:
            self.came.append(handler.user)
        self.forwarded.append((id(handler), handler.command))
        handler.forward(self._emulator + handler.path, body, Authorization=BEHIND)
        handler.added = []

    def acceptor(self, bindings: GssChannelBindings | None) -> Any:
        """The server's side of one handshake."""
        return spnego.server(protocol=self._scheme.lower(), channel_bindings=bindings)

    def _challenge(self, handler: Any, token: str = "") -> None:
        handler.user = None
        if not token:
            handler.context = None
        headers = [("WWW-Authenticate", f"{self._scheme} {token}")] if token else []
        headers += [] if token else [("WWW-Authenticate", name) for name in self._offered.split(",")]
        handler.reply(401, [*headers, ("Content-Type", "text/html")], b"<html><title>401</title></html>")


class Proxy:
    """A proxy, with or without a user and password."""

    def __init__(self, user: str | None = None, password: str = "") -> None:
        self._wanted = user and "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()

    def __call__(self, handler: Any, body: bytes) -> None:
        if self._wanted and handler.headers.get("Proxy-Authorization") != self._wanted:
            handler.reply(407, [("Proxy-Authenticate", 'Basic realm="p"')])
            # A client that was refused a tunnel sends nothing more on this connection.
            handler.close_connection = handler.command == "CONNECT"
        elif handler.command == "CONNECT":
            self._tunnel(handler)
        else:
            handler.forward(handler.path, body)

    @staticmethod
    def _tunnel(handler: Any) -> None:
        host, _colon, port = handler.path.rpartition(":")
        handler.close_connection = True
        with contextlib.closing(socket.create_connection((host, int(port)), timeout=30)) as far:
            handler.send_response(200)
            handler.end_headers()
            near = handler.connection
            while True:
                for ready in select.select([near, far], [], [], 30)[0]:
                    data = ready.recv(65536)
                    if not data:
                        return
                    (far if ready is near else near).sendall(data)
