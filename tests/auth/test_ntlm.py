# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import random
import ssl
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
import requests

from ansible_collections.azdo.pipelines.plugins.module_utils._auth_handshake import certificate_digest
from ansible_collections.azdo.pipelines.plugins.module_utils._client import Client
from ansible_collections.azdo.pipelines.plugins.module_utils._connection import connection_settings
from ansible_collections.azdo.pipelines.plugins.module_utils._transport import Request
from auth.conftest import Authority, through
from auth.front import Ntlm, Server
from functional.world import MARKER, PROJECT, Emulator, World

Serve = Callable[..., Server]
USER = {"auth_method": "ntlm", "username": r"CONTOSO\svc", "password": MARKER}


def unhurt(result: dict[str, Any]) -> dict[str, Any]:
    """The result of a module that worked, with nothing secret in it."""
    assert MARKER not in json.dumps(result)
    assert not result.get("failed"), result.get("msg")
    return result


def refused(result: dict[str, Any]) -> dict[str, Any]:
    assert MARKER not in json.dumps(result)
    assert result["failed"]
    assert result["failure"]["code"] == "authentication_failed", result["msg"]
    return result


def test_reading_and_writing(serve: Serve, ntlm: Ntlm, tfs: World) -> None:
    front = serve(ntlm)
    options = through(front, tfs, **USER)
    assert unhurt(tfs.attempt(**tfs.minimal(), **options))["changed"]
    assert not unhurt(tfs.attempt(**tfs.minimal(), **options))["changed"]
    assert set(ntlm.came) == {r"CONTOSO\svc"}
    assert len(tfs.definitions()) == 1


def test_a_connection_is_authenticated_once(serve: Serve, ntlm: Ntlm, tfs: World) -> None:
    front = serve(ntlm)
    params = {"organization_url": front.url + tfs.path, **USER}
    with Client(connection_settings(params, {})) as client:
        for _turn in range(5):
            client.transport.send(Request("GET", f"{front.url}{tfs.path}/_apis/projects"))
    assert len(ntlm.came) == 1
    # The first is asked three times: without anything, with the first message, and with the second.
    assert len(front.seen) == 5 + 2


def test_what_is_written_does_not_travel_with_the_first_message(serve: Serve, ntlm: Ntlm, tfs: World) -> None:
    front = serve(ntlm)
    params = {"organization_url": front.url + tfs.path, **USER}
    url = f"{front.url}{tfs.path}/{PROJECT}/_apis/build/definitions?api-version=6.0"
    body = json.dumps({"name": "x"}).encode()
    with Client(connection_settings(params, {})) as client, pytest.raises(Exception, match="answered with HTTP 4"):
        client.transport.send(Request("POST", url, {"Content-Type": "application/json"}, body))
    assert [size for _verb, _path, _headers, size in front.seen] == [len(body), 0, len(body)]


def test_every_thread_has_a_connection_of_its_own(
    serve: Serve, ntlm: Ntlm, tfs: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Messages of several handshakes on one connection would be refused, or give one thread the other's connection."""
    front = serve(ntlm)
    params = {"organization_url": front.url + tfs.path, **USER}
    problems: list[BaseException] = []
    send = requests.adapters.HTTPAdapter.send

    def slowly(adapter: Any, *given: Any, **named: Any) -> Any:
        # Between two messages the connection waits: any other thread that can get at it does.
        time.sleep(random.uniform(0, 0.01))
        return send(adapter, *given, **named)

    monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", slowly)

    def work(client: Client) -> None:
        try:
            for _turn in range(6):
                client.transport.send(Request("GET", f"{front.url}{tfs.path}/_apis/projects"))
        except BaseException as problem:
            problems.append(problem)

    with Client(connection_settings(params, {})) as client:
        threads = [threading.Thread(target=work, args=(client,)) for _number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert problems == []
    assert len(ntlm.forwarded) == 48
    assert len({connection for connection, _verb in ntlm.forwarded}) == len(ntlm.came) <= 8


def test_a_set_with_several_requests_at_once(serve: Serve, ntlm: Ntlm, tfs: World) -> None:
    front = serve(ntlm)
    definitions = [{**tfs.minimal(), "name": f"web-{number}"} for number in range(6)]
    result = tfs.attempt("build_definition_set", definitions=definitions, concurrency=4, **through(front, tfs, **USER))
    assert unhurt(result)["changed"]
    assert len(tfs.definitions()) == 6


@pytest.mark.parametrize("changed", [{"password": "wrong"}, {"username": r"CONTOSO\nobody"}])
def test_who_is_not_known_is_refused(changed: dict[str, str], serve: Serve, ntlm: Ntlm, tfs: World) -> None:
    result = refused(tfs.attempt("build_definition_info", **through(serve(ntlm), tfs, **{**USER, **changed})))
    assert "Check username" in result["msg"]
    assert ntlm.came == []


def test_a_server_that_offers_something_else(serve: Serve, emulator: Emulator, ntlm_users: None, tfs: World) -> None:
    gate = Ntlm(emulator.url, offered='Negotiate,Basic realm="tfs"')
    result = refused(tfs.attempt("build_definition_info", **through(serve(gate), tfs, **USER)))
    assert "The server does not offer NTLM, only Negotiate, Basic" in result["msg"]


def test_a_token_where_only_ntlm_is_offered(serve: Serve, ntlm: Ntlm, tfs: World) -> None:
    options = through(serve(ntlm), tfs, personal_access_token=MARKER)
    assert "Choose auth_method ntlm" in refused(tfs.attempt("build_definition_info", **options))["msg"]


def test_channel_binding(serve: Serve, emulator: Emulator, ntlm_users: None, authority: Authority, tfs: World) -> None:
    """A server that insists on it lets us in, and nobody who stands between us and it."""
    certificate = ssl.PEM_cert_to_DER_cert(authority.certificate.cert_chain_pems[0].bytes().decode())
    digest = certificate_digest(certificate)
    front = serve(Ntlm(emulator.url, digest), authority.context())
    options = {**USER, "ca_path": str(authority.file)}
    unhurt(tfs.attempt("build_definition_info", **through(front, tfs, **options)))
    other = serve(Ntlm(emulator.url, b"of another certificate"), authority.context())
    refused(tfs.attempt("build_definition_info", **through(other, tfs, **options)))


def test_negotiate_with_a_password(serve: Serve, emulator: Emulator, ntlm_users: None, tfs: World) -> None:
    """Where there is no Kerberos the two sides agree on NTLM."""
    gate = Ntlm(emulator.url, offered="Negotiate", scheme="Negotiate")
    front = serve(gate)
    options = {**USER, "auth_method": "negotiate"}
    assert unhurt(tfs.attempt(**tfs.minimal(), **through(front, tfs, **options)))["changed"]
    assert set(gate.came) == {r"CONTOSO\svc"}
    result = refused(tfs.attempt("build_definition_info", **through(front, tfs, **{**options, "password": "wrong"})))
    assert "Check username" in result["msg"]


def test_negotiate_without_anything(serve: Serve, emulator: Emulator, ntlm_users: None, tfs: World) -> None:
    """Neither a ticket nor a password: one line that says so."""
    gate = Ntlm(emulator.url, offered="Negotiate", scheme="Negotiate")
    with pytest.MonkeyPatch.context() as bare:
        front = serve(gate)
        bare.delenv("NTLM_USER_FILE")
        result = refused(tfs.attempt("build_definition_info", **through(front, tfs, auth_method="negotiate")))
    assert "No Negotiate handshake with localhost" in result["msg"]
    assert "kinit" in result["msg"]


def test_a_proxy_that_asks_for_ntlm_gets_no_password(serve: Serve, tfs: World) -> None:
    def answer(handler: Any, _body: bytes) -> None:
        handler.reply(407, [("Proxy-Authenticate", "NTLM")])

    proxy = serve(answer)
    options = through(proxy, tfs, **USER, proxy=proxy.url, retries=0)
    result = tfs.attempt("build_definition_info", **{**options, "organization_url": tfs.url})
    assert result["failure"]["code"] == "connection_failed"
    assert len(proxy.seen) == 1
    assert "Authorization" not in proxy.seen[0][2]
    assert "Proxy-Authorization" not in proxy.seen[0][2]
