# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Proxies: Squid with basic authentication, and with what is not supported."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from auth.conftest import Authority
from auth_servers import work
from auth_servers.conftest import good, refused, run
from auth_servers.httpd import Site
from auth_servers.programs import until
from auth_servers.squid import Squid
from functional.world import MARKER, PAT, World

TOKEN = {"personal_access_token": PAT}


def test_without_tls(proxy: Squid, tfs: World) -> None:
    work.definitions(tfs, tfs.emulator.url, proxy=proxy.as_user("me", MARKER), **TOKEN)
    assert until(lambda: any(line.startswith("200 me POST http://") for line in proxy.asked()))


def test_through_a_tunnel(proxy: Squid, sites: dict[str, Site], ticket: Path, tfs: World, authority: Authority) -> None:
    """With Kerberos at its end: the proxy's challenge is none of the server's."""
    options = {"auth_method": "kerberos", "ca_path": str(authority.file), "proxy": proxy.as_user("me", MARKER)}
    work.definitions(tfs, sites["kerberos-tls"].url, **options)
    host = sites["kerberos-tls"].url.split("/")[2]
    assert until(lambda: f"200 me CONNECT {host}" in proxy.asked())


def test_ntlm_through_a_proxy(proxy: Squid, sites: dict[str, Site], no_ticket: Path, tfs: World) -> None:
    """The proxy keeps a client's connection and the server's together, as such a handshake needs it."""
    options = {"auth_method": "ntlm", "username": r"CONTOSO\svc", "password": MARKER}
    work.many(tfs, sites["ntlm"].url, proxy=proxy.as_user("me", MARKER), **options)


def test_the_environments_proxy(proxy: Squid, tfs: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", proxy.as_user("me", MARKER))
    url = tfs.emulator.url
    good(run(tfs, url, **TOKEN))
    assert until(lambda: sum(tfs.path in line for line in proxy.asked()) == 2)
    asked = len(proxy.asked())
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
    good(run(tfs, url, **TOKEN))
    assert len(proxy.asked()) == asked


@pytest.mark.parametrize("how", ["plain", "tunnel"])
@pytest.mark.parametrize("password", [None, "wrong"])
def test_a_wrong_credential(
    proxy: Squid, sites: dict[str, Site], tfs: World, authority: Authority, how: str, password: str | None
) -> None:
    url = tfs.emulator.url if how == "plain" else sites["kerberos-tls"].url
    address = proxy.as_user("me", password) if password else proxy.address
    text = refused(run(tfs, url, proxy=address, ca_path=str(authority.file), **TOKEN), "connection_failed")
    assert "407" in text
    assert "put user name and password" in text


@pytest.mark.parametrize("how", ["plain", "tunnel"])
def test_a_proxy_that_wants_what_windows_gives(
    proxy_of_windows: Squid, sites: dict[str, Site], tfs: World, authority: Authority, how: str
) -> None:
    url = tfs.emulator.url if how == "plain" else sites["kerberos-tls"].url
    for address in (proxy_of_windows.address, proxy_of_windows.as_user("me", MARKER)):
        text = refused(run(tfs, url, proxy=address, ca_path=str(authority.file), **TOKEN), "connection_failed")
        assert re.search("The proxy wants (NTLM or Negotiate|Negotiate or NTLM), which the collection does not", text)
