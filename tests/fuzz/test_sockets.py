# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Answers that no HTTP server would give, byte for byte: each ends with a code of its own, in time."""

from __future__ import annotations

import contextlib
import gzip
import json
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ansible_collections.azdo.pipelines.plugins.module_utils import _body, _transport
from functional.world import run_module
from fuzz.test_bombs import zeros
from fuzz.test_modules import bounded

JSON = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
CHUNKED = JSON + b"Transfer-Encoding: chunked\r\n\r\n"
LIST = b'{"count":0,"value":[]}'

#: pieces of an answer; None: hold on for a moment
Pieces = Iterator["bytes | None"]


def answered(body: bytes = LIST, status: str = "200 OK", **headers: str) -> bytes:
    named = {"Content-Type": "application/json", "Content-Length": str(len(body)), "Connection": "close"}
    named.update(headers)
    head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in named.items())
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode("latin-1") + body


def again(piece: bytes, slowly: bool = True) -> Callable[[], Pieces]:
    """The same without end."""

    def pieces() -> Pieces:
        while True:
            yield piece
            if slowly:
                yield None

    return pieces


def after(head: bytes, pieces: Callable[[], Pieces]) -> Callable[[], Pieces]:
    def both() -> Pieces:
        yield head
        yield from pieces()

    return both


class RawServer:
    """Answers each connection with `answer`, and hears nothing."""

    def __init__(self) -> None:
        self.answer: bytes | Callable[[], Pieces] = b""
        self.connections = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _peer = self._listener.accept()
                self.connections += 1
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            head = b""
            while b"\r\n\r\n" not in head:
                head += connection.recv(65536)
            if isinstance(self.answer, bytes):
                connection.sendall(self.answer)
                connection.shutdown(socket.SHUT_WR)
                connection.recv(1)
                return
            for piece in self.answer():
                if piece is None:
                    time.sleep(0.02)
                else:
                    connection.sendall(piece)


@pytest.fixture(scope="module")
def raw() -> Iterator[RawServer]:
    server = RawServer()
    yield server
    server.close()


def run(raw: RawServer, answer: bytes | Callable[[], Pieces], **options: Any) -> dict[str, Any]:
    raw.answer, raw.connections = answer, 0
    given = {"organization_url": f"{raw.url}/org", "project": "p", "personal_access_token": "x" * 52, **options}
    with bounded():
        result = run_module("build_definition_info", {"product": "services", "retries": 0, "timeout": 5, **given})
    assert "exception" not in result, result
    assert "x" * 52 not in json.dumps(result)
    return result


def code(result: dict[str, Any]) -> str:
    return str(result["failure"]["code"]) if result.get("failed") else "done"


PAGE = b"<html><title>" + b"t" * 900 + b"</title></html>"
ODD: dict[str, tuple[bytes, str]] = {
    # status lines
    "no HTTP at all": (b"SSH-2.0-OpenSSH_9.2\r\n", "connection_failed"),
    "a status that is no number": (b"HTTP/1.1 OK 200\r\n\r\n", "connection_failed"),
    "a status of four digits": (b"HTTP/1.1 2000 OK\r\n\r\n", "connection_failed"),
    "a negative status": (b"HTTP/1.1 -200 OK\r\n\r\n", "connection_failed"),
    "an endless status line": (b"HTTP/1.1 200 " + b"x" * 100_000, "connection_failed"),
    "a version of the future": (b"HTTP/9.9 200 OK\r\n\r\n" + LIST, "connection_failed"),
    "nothing but line ends": (b"\r\n" * 9, "connection_failed"),
    # statuses that are no answer
    "103 and nothing more": (b"HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n", "invalid_response"),
    "101": (b"HTTP/1.1 101 Switching Protocols\r\n\r\n" + LIST, "invalid_response"),
    "100 and nothing more": (b"HTTP/1.1 100 Continue\r\n\r\n", "connection_failed"),
    "204 with a body": (answered(status="204 No Content"), "invalid_response"),
    "205": (answered(b"", "205 Reset Content"), "invalid_response"),
    "206": (answered(status="206 Partial Content", Content_Range="bytes 0-21/999"), "invalid_response"),
    "304": (answered(b"", "304 Not Modified"), "invalid_response"),
    "300": (answered(PAGE, "300 Multiple Choices"), "invalid_response"),
    "600": (answered(b"", "600 What"), "server_error"),
    # headers
    "101 headers": (JSON + b"X: y\r\n" * 101 + b"\r\n" + LIST, "connection_failed"),
    "a long header": (JSON + b"X: " + b"y" * 70_000 + b"\r\n\r\n" + LIST, "connection_failed"),
    "a header without a colon": (JSON + b"nonsense\r\n\r\n" + LIST, "done"),
    "lengths that contradict": (JSON + b"Content-Length: 22\r\nContent-Length: 7\r\n\r\n" + LIST, "invalid_response"),
    "the same length twice": (JSON + b"Content-Length: 22\r\nContent-Length: 22\r\n\r\n" + LIST, "done"),
    "a negative length": (JSON + b"Content-Length: -1\r\n\r\n" + LIST, "done"),
    "a length of another script": (JSON + b"Content-Length: \xb2\r\n\r\n" + LIST, "done"),
    "a length of 5000 digits": (JSON + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n" + LIST, "done"),
    "a length of 19 digits": (JSON + b"Content-Length: " + b"9" * 19 + b"\r\n\r\n" + LIST, "connection_failed"),
    "a folded token": (answered(**{"X-MS-ContinuationToken": "a\r\n X-Evil: 1"}), "invalid_response"),
    "a long token": (answered(**{"X-MS-ContinuationToken": "a" * 60_000}), "invalid_response"),
    "a redirect to no address": (answered(b"", "302 Found", Location="http://[::1"), "unexpected_redirect"),
    "a redirect to bytes": (answered(b"", "302 Found", Location="\xff\xfe\x80"), "unexpected_redirect"),
    "a redirect to itself": (answered(b"", "307 Temporary Redirect", Location="?"), "unexpected_redirect"),
    # bodies
    "data after the end": (answered() + b"HTTP/1.1 200 OK\r\n\r\nmore", "done"),
    "chunks of no length": (CHUNKED + b"x\r\n{}\r\n0\r\n\r\n", "connection_failed"),
    "chunks of a negative length": (CHUNKED + b"-5\r\n{}\r\n0\r\n\r\n", "connection_failed"),
    "chunks of the length -1": (CHUNKED + b"-1\r\n" + LIST, "connection_failed"),
    "a chunk that is longer than what comes": (CHUNKED + b"ffffffffff\r\n" + LIST, "connection_failed"),
    "a chunk that is shorter than what comes": (CHUNKED + b"2\r\n" + LIST + b"\r\n0\r\n\r\n", "connection_failed"),
    "two encodings": (
        answered(gzip.compress(gzip.compress(LIST)), Content_Encoding="gzip, gzip"),
        "invalid_response",
    ),
    "an encoding that was not asked for": (answered(Content_Encoding="br"), "invalid_response"),
    "gzip that is none": (answered(Content_Encoding="gzip"), "connection_failed"),
    "gzip without its end": (answered(gzip.compress(LIST)[:-8], Content_Encoding="gzip"), "connection_failed"),
    "gzip in two members": (
        answered(gzip.compress(LIST[:9]) + gzip.compress(LIST[9:]), Content_Encoding="x-gzip"),
        "done",
    ),
    "deflate": (answered(zlib.compress(LIST), Content_Encoding="deflate"), "done"),
    "deflate without its header": (answered(zlib.compress(LIST)[2:-4], Content_Encoding="deflate"), "done"),
    # errors
    "an error in UTF-16": (answered('{"message":"no"}'.encode("utf-16"), "400 Bad Request"), "invalid_request"),
    "an error with a byte order mark": (answered(b'\xef\xbb\xbf{"message":"no"}', "409 Conflict"), "conflict"),
    "a compressed error": (
        answered(gzip.compress(b'{"message":"no"}'), "409 Conflict", Content_Encoding="gzip"),
        "conflict",
    ),
    "an error that is misencoded": (answered(b"no", "409 Conflict", Content_Encoding="gzip"), "connection_failed"),
    "a compressed page": (
        answered(gzip.compress(PAGE), "500 Oops", Content_Encoding="gzip", Content_Type="text/html"),
        "server_error",
    ),
}


@pytest.mark.parametrize(("answer", "expected"), ODD.values(), ids=ODD)
def test_an_odd_answer(raw: RawServer, answer: bytes, expected: str) -> None:
    result = run(raw, answer)
    assert code(result) == expected, result
    assert len(json.dumps(result)) < 20_000


BIG = b"x" * 2**20
ENDLESS: dict[str, Callable[[], Pieces]] = {
    "a status line": again(b"H"),
    "headers": after(b"HTTP/1.1 200 OK\r\nX: ", again(b"y")),
    "interim answers": again(b"HTTP/1.1 100 Continue\r\n\r\n"),
    "a body with a length": after(JSON + b"Content-Length: 9999\r\n\r\n[", again(b" ")),
    "a body without a length": after(JSON + b"\r\n[", again(b" ")),
    "chunks": after(CHUNKED, again(b"1\r\n \r\n")),
    "the length of a chunk": after(CHUNKED, again(b"0")),
    "trailers": after(CHUNKED + b"0\r\n", again(b"X: y\r\n")),
    "an error": after(b"HTTP/1.1 400 Bad\r\n\r\n", again(b" ")),
}


@pytest.mark.parametrize("answer", ENDLESS.values(), ids=ENDLESS)
def test_what_trickles_without_end(
    raw: RawServer, answer: Callable[[], Pieces], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each byte comes in time, so that no time-out of a socket ends it."""
    monkeypatch.setattr(_transport, "WHOLE_ANSWER", 0.06)
    result = run(raw, answer, retries=2)
    assert code(result) == "timeout", result
    assert "0.3 s" in result["msg"]
    assert raw.connections == 1, "it would be as slow again"


FLOODS: dict[str, tuple[Callable[[], Pieces], str]] = {
    "interim answers": (again(b"HTTP/1.1 100 Continue\r\n\r\n" * 1000, slowly=False), "timeout"),
    "a body": (after(JSON + b"\r\n", again(BIG, slowly=False)), "invalid_response"),
    "chunks": (after(CHUNKED, again(b"100000\r\n" + BIG + b"\r\n", slowly=False)), "invalid_response"),
    "trailers": (after(CHUNKED + b"0\r\n", again(b"X: y\r\n" * 1000, slowly=False)), "timeout"),
    "a redirect": (
        after(b"HTTP/1.1 302 Found\r\nLocation: /x\r\n\r\n", again(BIG, slowly=False)),
        "unexpected_redirect",
    ),
    "an error": (after(b"HTTP/1.1 404 No\r\nContent-Type: text/plain\r\n\r\n", again(BIG, slowly=False)), "not_found"),
}


@pytest.mark.parametrize(("answer", "expected"), FLOODS.values(), ids=FLOODS)
def test_what_floods_without_end(
    raw: RawServer, answer: Callable[[], Pieces], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (_transport, _body):
        monkeypatch.setattr(module, "MAX_BODY", 6 * 2**20)
    monkeypatch.setattr(_transport, "AROUND_BODY", 2**20)
    assert code(run(raw, answer)) == expected


@pytest.mark.parametrize("status", ["200 OK", "302 Found", "404 Not Found"])
def test_a_bomb(raw: RawServer, status: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_body, "HARMLESS", 2 * 2**20)
    answer = answered(zeros(64 * 2**20), status, Content_Encoding="gzip", Location="/x")
    expected = {"200": "invalid_response", "302": "unexpected_redirect", "404": "collection_not_found"}[status[:3]]
    assert code(run(raw, answer)) == expected
