# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Downloads on real connections: broken ones go on or start again, wrong ones are noticed."""

from __future__ import annotations

import base64
import contextlib
import gzip
import hashlib
import io
import itertools
import resource
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.azdo.pipelines.plugins.module_utils import _transport
from ansible_collections.azdo.pipelines.plugins.module_utils._connection import connection_settings
from ansible_collections.azdo.pipelines.plugins.module_utils._destination import Destination, PartFile
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import (
    AuthenticationError,
    AzdoError,
    NotFoundError,
    ResponseError,
)
from ansible_collections.azdo.pipelines.plugins.module_utils._receiving import PIECE, Receiver
from ansible_collections.azdo.pipelines.plugins.module_utils._transport import Request, Transport
from ansible_collections.azdo.pipelines.tests.unit.plugins.module_utils.rest_support import SECRET, FakeClock

CONTENT = bytes(range(256)) * 4000


def answer(body: bytes, status: str = "200 OK", length: int | None = None, **headers: str) -> bytes:
    size = str(len(body) if length is None else length)
    named = {"Content-Type": "application/octet-stream", "Content-Length": size, "Connection": "close"}
    named.update({name.replace("_", "-"): value for name, value in headers.items()})
    head = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body


def cut(body: bytes, keep: int, **headers: str) -> bytes:
    """An answer that ends before its end."""
    return answer(body[:keep], length=len(body), **headers)


def rest_from(place: int, **headers: str) -> bytes:
    """What answers a request for a range."""
    told = f"bytes {place}-{len(CONTENT) - 1}/{len(CONTENT)}"
    return answer(CONTENT[place:], "206 Partial Content", Content_Range=told, ETag='"1"', **headers)


class Listening:
    """Serves one connection after the other, and closes each."""

    def __init__(self) -> None:
        self.connections = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}/Coll"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _peer = self._listener.accept()
                self.connections += 1
                with connection, contextlib.suppress(OSError):
                    self.serve(connection)

    def serve(self, connection: socket.socket) -> None:
        """Answer what comes."""
        raise NotImplementedError


class Server(Listening):
    """Answers each connection with the next of `script`, byte for byte."""

    def __init__(self) -> None:
        self.script: list[bytes] = []
        self.heads: list[str] = []
        super().__init__()

    def serve(self, connection: socket.socket) -> None:
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += connection.recv(65536)
        self.heads.append(head.decode("latin-1"))
        connection.sendall(self.script.pop(0))
        connection.shutdown(socket.SHUT_WR)
        # the client hangs up first where it has seen enough
        connection.recv(1)


@pytest.fixture
def listening() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


Fetch = Callable[..., bytes]


@pytest.fixture
def fetch(listening: Server, clock: FakeClock) -> Iterator[Fetch]:
    params = {"organization_url": listening.url, "personal_access_token": SECRET, "retries": 2}
    sender = Transport(connection_settings(params, {}), clock)

    def run(*script: bytes, anonymous: bool = False, into: PartFile | None = None, **how: Any) -> bytes:
        listening.script = list(script)
        file = io.BytesIO()
        receiver = Receiver(into or PartFile(file, "part"), **how)
        raw = sender.send(Request("GET", f"{listening.url}/x", anonymous=anonymous), receiver)
        assert raw.body == b""
        assert receiver.is_full
        assert not listening.script
        return file.getvalue()

    yield run
    sender.close()


def failing(fetch: Fetch, *script: bytes, **how: Any) -> AzdoError:
    with pytest.raises(AzdoError) as caught:
        fetch(*script, **how)
    assert SECRET not in caught.value.message
    return caught.value


def test_a_file(fetch: Fetch, listening: Server) -> None:
    assert fetch(answer(CONTENT), size=len(CONTENT)) == CONTENT
    assert "Authorization: Basic" in listening.heads[0]


def test_an_empty_file(fetch: Fetch) -> None:
    assert fetch(answer(b""), size=0) == b""


def test_without_the_credential(fetch: Fetch, listening: Server) -> None:
    fetch(answer(CONTENT), anonymous=True)
    assert "authorization" not in listening.heads[0].lower()
    assert SECRET not in listening.heads[0]


def test_a_cut_transfer_starts_again(fetch: Fetch, listening: Server) -> None:
    assert fetch(cut(CONTENT, 700_000), cut(CONTENT, 300_000), answer(CONTENT)) == CONTENT
    assert not any("Range:" in head for head in listening.heads)


def test_a_cut_transfer_goes_on_where_the_server_says_that_it_is_the_same(fetch: Fetch, listening: Server) -> None:
    part = rest_from(PIECE)
    assert fetch(cut(CONTENT, PIECE, ETag='"1"'), part, size=len(CONTENT), make_digest=hashlib.sha256) == CONTENT
    assert f"Range: bytes={PIECE}-" in listening.heads[1]
    assert 'If-Range: "1"' in listening.heads[1]


def test_a_server_that_knows_no_ranges_sends_all_again(fetch: Fetch) -> None:
    assert fetch(cut(CONTENT, 700_000, ETag='"1"'), answer(CONTENT[::-1], ETag='"2"')) == CONTENT[::-1]


def test_a_part_that_was_not_asked_for(fetch: Fetch) -> None:
    assert fetch(cut(CONTENT, PIECE, ETag='"1"'), rest_from(PIECE + 1), answer(CONTENT)) == CONTENT
    assert fetch(rest_from(0), answer(CONTENT)) == CONTENT


@pytest.mark.parametrize("etag", ['W/"1"', "1"])
def test_a_weak_promise_is_none(etag: str, fetch: Fetch, listening: Server) -> None:
    fetch(cut(CONTENT, 700_000, ETag=etag), answer(CONTENT))
    assert "Range:" not in listening.heads[1]


def test_the_hash_of_a_transfer_in_two_parts(listening: Server, clock: FakeClock) -> None:
    params = {"organization_url": listening.url, "personal_access_token": SECRET}
    sender = Transport(connection_settings(params, {}), clock)
    listening.script = [cut(CONTENT, PIECE, ETag='"1"'), rest_from(PIECE)]
    receiver = Receiver(PartFile(io.BytesIO(), "part"), make_digest=hashlib.sha256)
    sender.send(Request("GET", f"{listening.url}/x"), receiver)
    assert receiver.digest == hashlib.sha256(CONTENT).digest()


def test_compressed_on_its_way(fetch: Fetch) -> None:
    packed = gzip.compress(CONTENT)
    assert fetch(answer(packed, Content_Encoding="gzip"), size=len(CONTENT)) == CONTENT
    assert fetch(cut(packed, 100, Content_Encoding="gzip", ETag='"1"'), answer(CONTENT)) == CONTENT


@pytest.mark.parametrize("wrong", [CONTENT[:-1], CONTENT + b"x"])
def test_another_length_than_told(wrong: bytes, fetch: Fetch) -> None:
    assert fetch(answer(wrong, ETag='"1"'), answer(CONTENT), size=len(CONTENT)) == CONTENT
    error = failing(fetch, *[answer(wrong)] * 3, size=len(CONTENT))
    assert isinstance(error, ResponseError)
    assert str(len(CONTENT)) in error.message


def test_the_servers_md5(fetch: Fetch, listening: Server) -> None:
    md5 = base64.b64encode(hashlib.md5(CONTENT).digest()).decode()
    wrong = b"x" + CONTENT[1:]
    assert fetch(answer(wrong, Content_MD5=md5, ETag='"1"'), answer(CONTENT, Content_MD5=md5)) == CONTENT
    assert not any("Range:" in head for head in listening.heads)
    assert "Content-MD5" in failing(fetch, *[answer(wrong, Content_MD5=md5)] * 3).message


def test_the_servers_md5_of_a_transfer_in_two_parts(fetch: Fetch, listening: Server) -> None:
    """It is told with the first part; a header of the second is of that part alone, and is mostly left out."""
    md5, of_rest = (base64.b64encode(hashlib.md5(data).digest()).decode() for data in (CONTENT, CONTENT[PIECE:]))
    begun = cut(CONTENT, PIECE, Content_MD5=md5, ETag='"1"')
    assert fetch(begun, rest_from(PIECE)) == CONTENT
    assert fetch(begun, rest_from(PIECE, Content_MD5=of_rest)) == CONTENT
    wrong = cut(CONTENT[::-1], PIECE, Content_MD5=md5, ETag='"1"')
    assert fetch(wrong, rest_from(PIECE), answer(CONTENT, Content_MD5=md5)) == CONTENT
    assert ["Range:" in head for head in listening.heads[-3:]] == [False, True, False]


def test_a_range_beyond_the_end_starts_again(fetch: Fetch, listening: Server) -> None:
    """The connection broke after the last byte."""
    broken = answer(CONTENT, length=len(CONTENT) + 1, ETag='"1"')
    beyond = answer(b"", "416 Range Not Satisfiable", Content_Range=f"bytes */{len(CONTENT)}")
    assert fetch(broken, beyond, answer(CONTENT)) == CONTENT
    assert ["Range:" in head for head in listening.heads] == [False, True, False]
    assert failing(fetch, broken, beyond, beyond).status == 416
    assert failing(fetch, beyond).code == "invalid_request"


def test_too_much_is_not_waited_for(fetch: Fetch) -> None:
    assert "max_size" in failing(fetch, answer(CONTENT), most=1000).message


def test_errors_are_those_of_any_request(fetch: Fetch) -> None:
    wait = {"Retry_After": "1"}
    busy = answer(b"{}", "503 Service Unavailable", **wait), answer(b"{}", "429 Too Many Requests", **wait)
    assert fetch(*busy, answer(CONTENT)) == CONTENT
    missing = b'{"message": "There is nothing.", "typeKey": "NothingNotFoundException"}'
    error = failing(fetch, answer(missing, "404 Not Found", Content_Type="application/json"))
    assert isinstance(error, NotFoundError)
    assert error.server_message == "There is nothing."


@pytest.mark.parametrize("status", ["200 OK", "203 Non-Authoritative Information"])
def test_a_sign_in_page_is_no_content(status: str, fetch: Fetch) -> None:
    page = b"<html><head><title>Sign In</title></head></html>"
    for size in (None, 5):
        error = failing(fetch, answer(page, status, Content_Type="text/html; charset=utf-8"), size=size)
        assert isinstance(error, AuthenticationError)


def test_a_web_page_may_be_content(fetch: Fetch) -> None:
    page = b"<html></html>"
    assert fetch(answer(page, Content_Type="text/html"), size=len(page)) == page
    assert fetch(answer(page, Content_Type="text/html", Content_Disposition="attachment")) == page


class Trickle(Listening):
    """Sends the first bytes of an answer at once, and the rest piece by piece; without a rest, bytes without end."""

    def __init__(self, head: bytes, rest: bytes = b"") -> None:
        self._head = head
        self._rest = [rest[start : start + PIECE // 16] for start in range(0, len(rest), PIECE // 16)]
        super().__init__()

    def serve(self, connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(self._head)
        for piece in self._rest or itertools.repeat(b"x"):
            connection.sendall(piece)
            time.sleep(0.01)


def test_a_download_that_trickles_is_given_up_and_tried_again(
    clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No time-out of the socket ends it: each byte comes in time."""
    monkeypatch.setattr(_transport, "WHOLE_ANSWER", 0.01)
    server = Trickle(cut(CONTENT, PIECE))
    sender = Transport(
        connection_settings({"organization_url": server.url, "personal_access_token": SECRET, "retries": 2}, {}), clock
    )
    try:
        with pytest.raises(AzdoError, match=r"within 0.3 s \d+ bytes came.*Tried 3 times") as caught:
            sender.send(Request("GET", f"{server.url}/x"), Receiver(PartFile(io.BytesIO(), "part")))
    finally:
        sender.close()
        server.close()
    assert caught.value.code == "timeout"
    assert server.connections == 3


def test_a_download_may_take_longer_than_an_answer(clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_transport, "WHOLE_ANSWER", 0.003)
    whole = answer(CONTENT)
    head = len(whole) - len(CONTENT)
    server = Trickle(whole[:head], whole[head:])
    sender = Transport(
        connection_settings({"organization_url": server.url, "personal_access_token": SECRET}, {}), clock
    )
    try:
        file = io.BytesIO()
        began = time.monotonic()
        sender.send(Request("GET", f"{server.url}/x"), Receiver(PartFile(file, "part")))
        assert time.monotonic() - began > 0.003 * 30
    finally:
        sender.close()
        server.close()
    assert file.getvalue() == CONTENT
    assert server.connections == 1


@pytest.mark.parametrize("place", ["9" * 5000, "\xb2", "-1", ""])
def test_a_place_that_is_no_number(place: str, fetch: Fetch) -> None:
    part = answer(CONTENT[PIECE:], "206 Partial Content", Content_Range=f"bytes {place}-1/2")
    part = part.replace("\xb2".encode(), b"\xb2")
    assert fetch(cut(CONTENT, PIECE, ETag='"1"'), part, answer(CONTENT)) == CONTENT


def test_a_length_that_is_none(fetch: Fetch) -> None:
    for length in ("9" * 5000, "-1", "x"):
        assert fetch(answer(CONTENT, Content_Length=length)) == CONTENT


def test_two_encodings_are_refused(fetch: Fetch) -> None:
    """Each makes a thousand bytes of one."""
    packed = gzip.compress(gzip.compress(CONTENT))
    assert failing(fetch, answer(packed, Content_Encoding="gzip, gzip")).code == "invalid_response"


def test_a_disk_that_is_full(listening: Server, clock: FakeClock) -> None:
    class Full(io.BytesIO):
        def write(self, _data: Any) -> int:
            raise OSError(28, "No space left on device")

    sender = Transport(
        connection_settings({"organization_url": listening.url, "personal_access_token": SECRET}, {}), clock
    )
    listening.script = [answer(CONTENT)]
    with pytest.raises(AzdoError, match="No space left on device"):
        sender.send(Request("GET", f"{listening.url}/x"), Receiver(PartFile(Full(), "part")))
    assert clock.slept == []


def test_a_disk_that_is_full_in_the_middle_of_a_piece(fetch: Fetch, tmp_path: Path) -> None:
    """A raw file then takes a part of the piece without an error."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    with Destination(str(tmp_path)).part("a") as part:
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(CONTENT) - 1000, limits[1]))
        try:
            assert "cannot be stored" in failing(fetch, answer(CONTENT), into=part, size=len(CONTENT)).message
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert list(tmp_path.iterdir()) == []
