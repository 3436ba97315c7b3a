# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The transport on real connections: what mocked HTTP cannot show (cuts, truncation, reuse, proxies, TLS)."""

from __future__ import annotations

import dataclasses
import gzip
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ansible_collections.azdo.pipelines.plugins.module_utils import _body
from ansible_collections.azdo.pipelines.plugins.module_utils._client import Client
from ansible_collections.azdo.pipelines.plugins.module_utils._connection import connection_settings
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import (
    AzdoError,
    ConnectionError_,
    ResponseError,
    TimeoutError_,
)
from ansible_collections.azdo.pipelines.plugins.module_utils._transport import Request, Transport
from ansible_collections.azdo.pipelines.tests.unit.plugins.module_utils.rest_support import SECRET, FakeClock

OK = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 8\r\n\r\n{"id":1}'
#: Leave the connection open and say nothing more.
HANG = b"HANG"


class Server:
    """Answers each request with the next of `script`, byte for byte, then closes if the answer is not `OK`."""

    def __init__(self) -> None:
        self.script: list[bytes] = []
        self.heads: list[str] = []
        self.connections = 0
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self._open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()
        for connection in self._open:
            connection.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _peer = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            with connection.makefile("rb") as stream:
                while self._read_request(stream):
                    with self._lock:
                        answer = self.script.pop(0) if self.script else OK
                    connection.sendall(answer.replace(HANG, b""))
                    if HANG in answer:
                        continue
                    if answer != OK:
                        connection.shutdown(socket.SHUT_RDWR)
                        return
        except ConnectionAbortedError:
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
        except OSError:
            pass
        finally:
            connection.close()

    def _read_request(self, stream: Any) -> bool:
        if stream.peek(1)[:1] == b"\x16":  # the first byte of TLS
            raise ConnectionAbortedError
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            line = stream.readline()
            if not line:
                return False
            head += line
        text = head.decode("latin-1")
        lengths = [line for line in text.lower().splitlines() if line.startswith("content-length:")]
        if lengths:
            stream.read(int(lengths[0].partition(":")[2]))
        with self._lock:
            self.heads.append(text)
        return True


@pytest.fixture
def listening() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


Make = Callable[..., Transport]


@pytest.fixture
def transport(clock: FakeClock) -> Iterator[Make]:
    made: list[Transport] = []

    def make(address: str, *, scheme: str = "http", timeout: float = 10, **options: Any) -> Transport:
        params = {"organization_url": f"{scheme}://{address}/Coll", "personal_access_token": SECRET, **options}
        settings = dataclasses.replace(connection_settings(params, {}), timeout=timeout)  # type: ignore[arg-type]
        made.append(Transport(settings, clock))
        return made[-1]

    yield make
    for transport in made:
        transport.close()


def request(server: Server, verb: str = "GET", **more: Any) -> Request:
    return Request(verb, f"http://{server.address}/Coll/_apis/x", **more)


def failing(sender: Transport, asked: Request) -> AzdoError:
    with pytest.raises(AzdoError) as caught:
        sender.send(asked)
    assert SECRET not in caught.value.message
    return caught.value


def test_connections_are_reused(listening: Server, transport: Make) -> None:
    sender = transport(listening.address)
    for _number in range(5):
        assert sender.send(request(listening)).parse() == {"id": 1}
    assert len(listening.heads) == 5
    assert listening.connections == 1


def test_many_threads_share_the_session(listening: Server, transport: Make) -> None:
    sender = transport(listening.address)
    answers: list[Any] = []

    def work() -> None:
        answers.extend(sender.send(request(listening)).parse() for _number in range(10))

    threads = [threading.Thread(target=work) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [{"id": 1}] * 40
    assert sender.requests_made == 40
    assert listening.connections <= 4


CUT = {
    "no answer": b"",
    "within the body": b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"id":',
    "before the body": b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n",
    "within a chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\n{",
    "before the last chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
    "within gzip": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 99\r\n\r\n"
    + gzip.compress(b"{}")[:9],
}


@pytest.mark.parametrize("answer", CUT.values(), ids=CUT)
def test_a_cut_answer_is_asked_for_again(answer: bytes, listening: Server, transport: Make, clock: FakeClock) -> None:
    listening.script = [answer]
    assert transport(listening.address).send(request(listening)).parse() == {"id": 1}
    assert clock.slept == [0.5]


@pytest.mark.parametrize("answer", CUT.values(), ids=CUT)
def test_a_post_with_a_cut_answer_may_have_been_carried_out(answer: bytes, listening: Server, transport: Make) -> None:
    listening.script = [answer]
    error = failing(transport(listening.address), request(listening, "POST", body=b"{}"))
    assert isinstance(error, ConnectionError_)
    assert error.maybe_committed
    assert len(listening.heads) == 1


def test_a_head_that_is_cut_is_not_taken_for_an_answer(listening: Server, clock: FakeClock) -> None:
    """The libraries below take it for an answer without a body."""
    listening.script = [b"HTTP/1.1 200 OK\r\nContent-Ty"]
    params = {"organization_url": f"http://{listening.address}/Coll", "project": "P", "personal_access_token": SECRET}
    settings = connection_settings({**params, "api_version": "7.1"}, {})
    with Client(settings, clock=clock) as client, pytest.raises(ResponseError, match="the body is empty") as caught:
        client.post("definitions", body={})
    assert caught.value.maybe_committed


def test_a_body_that_stops_coming_is_a_timeout(listening: Server, transport: Make) -> None:
    listening.script = [b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{" + HANG]
    error = failing(transport(listening.address, timeout=0.2, retries=0), request(listening, "POST"))
    assert error.__class__ is TimeoutError_
    assert error.maybe_committed


def test_an_answer_that_does_not_come_is_a_timeout(listening: Server, transport: Make) -> None:
    listening.script = [HANG]
    sender = transport(listening.address, timeout=0.2)
    assert sender.send(request(listening)).parse() == {"id": 1}
    listening.script = [HANG]
    error = failing(sender, request(listening, "POST"))
    assert error.__class__ is TimeoutError_
    assert error.maybe_committed


@pytest.mark.parametrize("verb", ["GET", "POST"])
def test_a_refused_connection_is_tried_again_for_every_verb(verb: str, transport: Make, clock: FakeClock) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        address = f"127.0.0.1:{closed.getsockname()[1]}"
    error = failing(transport(address, retries=2), Request(verb, f"http://{address}/Coll/_apis"))
    assert error.__class__ is ConnectionError_
    assert "refused" in error.message
    assert "Tried 3 times" in error.message
    assert not error.maybe_committed
    assert clock.slept == [0.5, 1.0]


def test_a_host_without_an_address(transport: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_arguments: Any, **_more: Any) -> Any:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    error = failing(transport("tfs.invalid", retries=0), Request("POST", "http://tfs.invalid/Coll/_apis"))
    assert error.__class__ is ConnectionError_
    assert "Name or service not known" in error.message
    assert not error.maybe_committed


def test_a_server_that_does_not_speak_tls(listening: Server, transport: Make, clock: FakeClock) -> None:
    url = f"https://{listening.address}/Coll/_apis"
    error = failing(transport(listening.address, scheme="https"), Request("GET", url))
    assert error.code == "tls_failed"
    assert clock.slept == []


def test_headers_that_contradict_each_other_are_no_wrong_option(listening: Server, transport: Make) -> None:
    """The library's error for it is a ValueError, as that of a wrong address is."""
    listening.script = [b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\nContent-Length: 2\r\n\r\n{}"]
    error = failing(transport(listening.address), request(listening, "POST", body=b"{}"))
    assert error.code == "invalid_response"
    assert error.maybe_committed
    assert len(listening.heads) == 1


@pytest.mark.parametrize("location", [b"http://[::1", b"\xff\xfe", b"/x"])
def test_the_body_of_a_redirect_is_bounded(
    location: bytes, listening: Server, transport: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """requests would take it whole, and stumble over some addresses."""
    monkeypatch.setattr(_body, "MAX_ERROR_BODY", 1000)
    sent = b"HTTP/1.1 302 Found\r\nContent-Length: 9999\r\nLocation: " + location + b"\r\n\r\n"
    listening.script = [sent + b"x" * 5000]
    assert failing(transport(listening.address), request(listening)).code == "unexpected_redirect"


def test_gzip(listening: Server, transport: Make) -> None:
    body = gzip.compress(b'{"id": 2}')
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(body)}\r\n\r\n"
    listening.script = [head.encode() + body]
    assert transport(listening.address).send(request(listening)).parse() == {"id": 2}
    assert "gzip" in listening.heads[0].lower()


def test_a_body_that_is_not_what_its_encoding_says(listening: Server, transport: Make) -> None:
    listening.script = [b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}"]
    error = failing(transport(listening.address, retries=0), request(listening))
    assert isinstance(error, ConnectionError_)


def test_credentials_do_not_follow_a_redirect(listening: Server, transport: Make) -> None:
    elsewhere = Server()
    try:
        location = f"http://{elsewhere.address}/collect"
        listening.script = [f"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode()]
        error = failing(transport(listening.address), request(listening))
        assert isinstance(error, ResponseError)
        assert elsewhere.address in error.message
        assert elsewhere.connections == 0
    finally:
        elsewhere.close()


def test_a_proxy_is_used_and_given_its_credential(listening: Server, transport: Make) -> None:
    sender = transport("tfs.invalid", proxy=f"http://me:pr0xy@{listening.address}")
    assert sender.send(Request("GET", "http://tfs.invalid/Coll/_apis/x")).parse() == {"id": 1}
    assert listening.heads[0].startswith("GET http://tfs.invalid/Coll/_apis/x HTTP/1.1")
    assert "proxy-authorization: basic" in listening.heads[0].lower()


def test_a_proxy_that_refuses_its_credential(listening: Server, transport: Make, clock: FakeClock) -> None:
    listening.script = [b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"]
    sender = transport("tfs.invalid", scheme="https", proxy=f"http://me:pr0xy@{listening.address}")
    error = failing(sender, Request("POST", "https://tfs.invalid/Coll/_apis/x"))
    assert isinstance(error, ConnectionError_)
    assert "proxy" in error.hint
    assert "pr0xy" not in error.message
    assert not error.maybe_committed
    assert clock.slept == []


@pytest.mark.parametrize("via_proxy", [True, False])
def test_a_lost_answer_to_a_post_is_not_known_behind_a_proxy_either(
    listening: Server, transport: Make, via_proxy: bool
) -> None:
    listening.script = [b""] * 3
    proxy = {"proxy": f"http://{listening.address}"} if via_proxy else {}
    host = "tfs.invalid" if via_proxy else listening.address
    error = failing(transport(host, **proxy), Request("POST", f"http://{host}/Coll/_apis/x", body=b"{}"))
    assert error.code == "connection_failed"
    assert error.maybe_committed
    assert len(listening.heads) == 1


def test_a_proxy_that_is_not_there_has_surely_sent_nothing(transport: Make, clock: FakeClock) -> None:
    sender = transport("tfs.invalid", proxy="http://127.0.0.1:9")
    error = failing(sender, Request("POST", "http://tfs.invalid/Coll/_apis/x", body=b"{}"))
    assert "the proxy did not let it through" in error.message
    assert not error.maybe_committed
    assert clock.slept, "nothing was sent, so it may be tried again"


def test_a_secret_is_masked_before_the_text_of_an_error_is_cut(listening: Server, transport: Make) -> None:
    body = ("x" * (300 - len(SECRET) // 2) + SECRET).encode()
    head = f"HTTP/1.1 400 Bad\r\nContent-Type: text/plain\r\nContent-Length: {len(body)}\r\n\r\n"
    listening.script = [head.encode() + body]
    error = failing(transport(listening.address), request(listening))
    assert SECRET[: len(SECRET) // 2] not in error.message


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize(
    ("offered", "text"),
    [
        (["NTLM"], "The proxy wants NTLM, which the collection does not support"),
        (["Negotiate", "NTLM"], "which the collection does not support for proxies: let the proxy offer Basic"),
        (["Negotiate TlRMTVNTUAAC", "Basic realm=x"], "put user name and password"),
        ([], "put user name and password"),
    ],
)
def test_a_proxy_says_what_it_wants(
    offered: list[str], text: str, scheme: str, listening: Server, transport: Make
) -> None:
    challenges = "".join(f"Proxy-Authenticate: {challenge}\r\n" for challenge in offered)
    listening.script = [f"HTTP/1.1 407 Who\r\nServer: x\r\n{challenges}Content-Length: 0\r\n\r\n".encode()] * 2
    sender = transport("tfs.invalid", scheme=scheme, proxy=f"http://{listening.address}", retries=0)
    error = failing(sender, Request("POST", f"{scheme}://tfs.invalid/Coll/_apis/x"))
    assert error.code == "connection_failed"
    assert text in error.message
    assert not error.maybe_committed


def test_the_path_arrives_as_it_was_encoded(listening: Server, transport: Make) -> None:
    path = "/Coll/%C3%9Cn%C3%AF%20P/_apis/build/folders/%5Ca%2Fb?x=%26%20%2B&$top=1"
    transport(listening.address).send(Request("GET", f"http://{listening.address}{path}"))
    assert listening.heads[0].startswith(f"GET {path} HTTP/1.1")
