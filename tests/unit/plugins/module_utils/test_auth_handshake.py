# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Handshakes, with a stand-in for `pyspnego`; tests/auth has the library itself and servers that speak NTLM."""

from __future__ import annotations

import base64
import sys
from types import SimpleNamespace
from typing import Any

import pytest
import responses

from ansible_collections.azdo.pipelines.plugins.module_utils._auth_handshake import HandshakeAuth
from ansible_collections.azdo.pipelines.plugins.module_utils._connection import connection_settings
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import AzdoError
from ansible_collections.azdo.pipelines.plugins.module_utils._sessions import Sessions
from ansible_collections.azdo.pipelines.plugins.module_utils._transport import Request, Transport
from ansible_collections.azdo.pipelines.tests.unit.plugins.module_utils.rest_support import SECRET, SERVER, FakeClock

URL = f"{SERVER}/_apis/projects"


class SpnegoError(Exception):
    """Of the library."""


class Context:
    """One handshake: gives `steps` in turn, and fails where one of them is an error."""

    def __init__(self, steps: list[bytes | Exception], named: dict[str, Any]) -> None:
        self.left = list(steps)
        self.named = named
        self.negotiated_protocol = "kerberos" if named["protocol"] == "kerberos" else "ntlm"
        self.got: list[bytes | None] = []

    @property
    def complete(self) -> bool:
        return not self.left

    def step(self, incoming: bytes | None) -> bytes | None:
        self.got.append(incoming)
        if not self.left:
            return None
        step = self.left.pop(0)
        if isinstance(step, bytes):
            return step
        raise step


class Library:
    """Stands for `spnego`."""

    ContextReq = SimpleNamespace(mutual_auth=2, replay_detect=4, sequence_detect=8)
    exceptions = SimpleNamespace(SpnegoError=SpnegoError, FeatureMissingError=SpnegoError)

    def __init__(self) -> None:
        self.steps: list[bytes | Exception] = [b"first", b"second"]
        self.made: list[Context] = []

    def client(self, username: str | None, password: str | None, **named: Any) -> Context:
        self.made.append(Context(self.steps, {"username": username, "password": password, **named}))
        return self.made[-1]


@pytest.fixture
def spnego(monkeypatch: pytest.MonkeyPatch) -> Library:
    fake = Library()
    monkeypatch.setitem(sys.modules, "spnego", fake)  # type: ignore[arg-type]
    monkeypatch.setitem(sys.modules, "spnego.exceptions", fake.exceptions)  # type: ignore[arg-type]
    for name in ("gssapi", "krb5"):
        monkeypatch.setitem(sys.modules, name, SimpleNamespace())  # type: ignore[arg-type]
    return fake


def sender(method: str = "ntlm", **options: Any) -> Transport:
    params = {"organization_url": SERVER, "auth_method": method, "username": "me", "password": SECRET, **options}
    return Transport(connection_settings(params, {}), FakeClock())


def challenge(server: responses.RequestsMock, value: str, verb: str = "GET") -> None:
    server.add(verb, URL, status=401, headers={"WWW-Authenticate": value})


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def sent(server: responses.RequestsMock) -> list[str | None]:
    return [call.request.headers.get("Authorization") for call in server.calls]


def test_ntlm_takes_two_messages(spnego: Library, server: responses.RequestsMock) -> None:
    challenge(server, "Negotiate, NTLM")
    challenge(server, f"NTLM {encoded('challenge')}")
    server.get(URL, json={})
    sender().send(Request("GET", URL))
    assert sent(server) == [None, f"NTLM {encoded('first')}", f"NTLM {encoded('second')}"]
    (context,) = spnego.made
    assert context.got == [None, b"challenge"]
    assert context.named["hostname"] == "tfs.example.com"
    assert (context.named["service"], context.named["protocol"]) == ("HTTP", "ntlm")
    assert context.named["channel_bindings"] is None


def test_kerberos_takes_one_message_and_the_server_proves_itself(
    spnego: Library, server: responses.RequestsMock
) -> None:
    spnego.steps = [b"ticket", b""]
    challenge(server, "Negotiate", "POST")
    server.post(URL, json={}, headers={"WWW-Authenticate": f"Negotiate {encoded('proof')}"})
    sender("kerberos", username=None, password=None).send(Request("POST", URL, body=b"{}"))
    assert sent(server) == [None, f"Negotiate {encoded('ticket')}"]
    assert [call.request.body for call in server.calls] == [b"{}", b"{}"], (
        "the message is the last: the body goes along"
    )
    assert spnego.made[0].got == [None, b"proof"]


def test_a_ticket_goes_along_once_the_server_has_taken_one(spnego: Library, server: responses.RequestsMock) -> None:
    """IIS challenges each request anew by default: that would double the requests, and send every body twice."""
    spnego.steps = [b"ticket", b""]
    challenge(server, "Negotiate", "PUT")
    for _turn in range(2):
        server.put(URL, json={}, headers={"WWW-Authenticate": f"Negotiate {encoded('proof')}"})
    made = sender("kerberos")
    for _turn in range(2):
        made.send(Request("PUT", URL, body=b"{}"))
    ticket = f"Negotiate {encoded('ticket')}"
    assert sent(server) == [None, ticket, ticket]
    assert [context.got for context in spnego.made] == [[None, b"proof"]] * 2


def test_a_ticket_that_is_not_taken_any_more_is_replaced(spnego: Library, server: responses.RequestsMock) -> None:
    spnego.steps = [b"ticket"]
    challenge(server, "Negotiate")
    server.get(URL, json={})
    challenge(server, "Negotiate")
    server.get(URL, json={})
    made = sender("kerberos")
    for _turn in range(2):
        made.send(Request("GET", URL))
    assert len(spnego.made) == 3


def test_ntlm_never_begins_without_a_challenge(spnego: Library, server: responses.RequestsMock) -> None:
    for _turn in range(2):
        challenge(server, "NTLM")
        challenge(server, f"NTLM {encoded('challenge')}")
        server.get(URL, json={})
    made = sender()
    for _turn in range(2):
        made.send(Request("GET", URL))
    assert [value is None for value in sent(server)] == [True, False, False] * 2


def test_a_server_that_proves_nothing_good_is_an_error_after_the_fact(
    spnego: Library, server: responses.RequestsMock
) -> None:
    spnego.steps = [b"ticket", SpnegoError("wrong key")]
    challenge(server, "Negotiate", "POST")
    server.post(URL, json={}, headers={"WWW-Authenticate": f"Negotiate {encoded('forged')}"})
    with pytest.raises(AzdoError, match="does not prove that it is the server") as caught:
        sender("kerberos").send(Request("POST", URL, body=b"{}"))
    assert caught.value.maybe_committed


def test_a_ticket_that_ends_meanwhile_is_told_apart(spnego: Library, server: responses.RequestsMock) -> None:
    """A server goes on taking it for some minutes; our side does not."""
    spnego.steps = [b"ticket", SpnegoError("The referenced context has expired")]
    challenge(server, "Negotiate", "POST")
    server.post(URL, json={}, headers={"WWW-Authenticate": f"Negotiate {encoded('proof')}"})
    with pytest.raises(AzdoError, match="has expired") as caught:
        sender("kerberos").send(Request("POST", URL, body=b"{}"))
    assert caught.value.maybe_committed
    assert caught.value.hint.startswith("Get a new ticket with kinit")


def test_the_body_of_a_write_waits_for_the_second_message(spnego: Library, server: responses.RequestsMock) -> None:
    challenge(server, "NTLM", "POST")
    challenge(server, f"NTLM {encoded('challenge')}", "POST")
    server.post(URL, json={})
    sender().send(Request("POST", URL, body=b"{}"))
    assert [call.request.body for call in server.calls] == [b"{}", None, b"{}"]
    assert [call.request.headers["Content-Length"] for call in server.calls] == ["2", "0", "2"]


@pytest.mark.parametrize("offered", ["", "Basic realm=x", "Bearer", 'Digest realm="NTLM", nonce="x"', "XNTLM abc"])
def test_another_challenge_is_not_answered(offered: str, spnego: Library, server: responses.RequestsMock) -> None:
    challenge(server, offered)
    with pytest.raises(AzdoError, match="does not offer NTLM"):
        sender().send(Request("GET", URL))
    assert spnego.made == []


@pytest.mark.parametrize("second", ["NTLM", "Negotiate, NTLM", "", "NTLM ***"])
def test_a_refusal_ends_the_handshake(second: str, spnego: Library, server: responses.RequestsMock) -> None:
    challenge(server, "NTLM")
    challenge(server, second)
    with pytest.raises(AzdoError) as caught:
        sender().send(Request("GET", URL))
    assert caught.value.code == "authentication_failed"
    assert SECRET not in caught.value.message


def test_a_handshake_without_end_ends(spnego: Library, server: responses.RequestsMock) -> None:
    spnego.steps = [b"again"] * 99
    for _turn in range(7):
        challenge(server, f"NTLM {encoded('more')}")
    with pytest.raises(AzdoError, match="Check username"):
        sender().send(Request("GET", URL))


def test_no_password_for_anonymous_requests(spnego: Library, server: responses.RequestsMock) -> None:
    challenge(server, "NTLM")
    with pytest.raises(AzdoError):
        sender().send(Request("GET", URL, anonymous=True))
    assert spnego.made == []


@pytest.mark.parametrize(
    ("said", "hint"),
    [
        ("Clock skew too great", "Set the clock"),
        ("Server HTTP/10.0.0.1@CONTOSO.EXAMPLE not found in Kerberos database", "service principal HTTP/"),
        ("Cannot contact any KDC for realm 'CONTOSO.EXAMPLE'", "krb5.conf"),
        ("No Kerberos credentials available (default cache: FILE:/tmp/krb5cc_0)", "kinit"),
        ("Ticket expired", "new ticket"),
        ("Preauthentication failed", "user@REALM"),
        ("Client 'x@Y' not found in Kerberos database", "user@REALM"),
        ("something else", "Check username"),
    ],
)
def test_what_kerberos_says(said: str, hint: str, spnego: Library, server: responses.RequestsMock) -> None:
    spnego.steps = [SpnegoError(f"{said}\n{SECRET}")]
    challenge(server, "Negotiate")
    with pytest.raises(AzdoError) as caught:
        sender("kerberos").send(Request("GET", URL))
    assert caught.value.code == "authentication_failed"
    assert hint in caught.value.hint
    assert said in caught.value.problem
    assert SECRET not in caught.value.message
    assert "\n" not in caught.value.message


def test_nothing_tells_the_password() -> None:
    assert SECRET not in repr(HandshakeAuth("ntlm", "NTLM", "me", SECRET))


def test_a_session_is_lent_to_one_at_a_time_where_it_is_somebody(spnego: Library) -> None:
    params = {"organization_url": SERVER, "auth_method": "ntlm", "username": "me", "password": SECRET}
    bound = Sessions(connection_settings(params, {}), 32)
    with bound.lent() as one, bound.lent() as other:
        assert one is not other
        assert one.headers["X-TFS-Session"] == other.headers["X-TFS-Session"]
    with bound.lent() as again:
        assert again in (one, other)
    shared = Sessions(connection_settings({"organization_url": SERVER, "access_token": SECRET}, {}), 32)
    with shared.lent() as one, shared.lent() as other:
        assert one is other
