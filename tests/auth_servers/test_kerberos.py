# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Kerberos: MIT's KDC, and Apache with mod_auth_gssapi."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from auth_servers import work
from auth_servers.conftest import good, refused, run
from auth_servers.httpd import Site
from auth_servers.kdc import REALM, USER, Realm
from auth_servers.programs import until
from functional.artifact_world import source
from functional.world import MARKER, World

KERBEROS = {"auth_method": "kerberos"}
PASSWORD = {"auth_method": "kerberos", "username": USER, "password": MARKER}


def came(site: Site) -> set[tuple[str, str]]:
    """Who came in, and by which mechanism."""
    return {(one.user, one.mechanism) for one in site.asked() if one.status != 401}


@pytest.mark.parametrize("name", ["kerberos", "kerberos-connection"])
def test_a_ticket(sites: dict[str, Site], ticket: Path, tfs: World, name: str) -> None:
    site = sites[name]
    site.forget()
    work.definitions(tfs, site.url, **KERBEROS)
    assert until(lambda: came(site) == {(USER, "Negotiate/krb5")})


def test_a_password(sites: dict[str, Site], no_ticket: Path, tfs: World) -> None:
    site = sites["kerberos"]
    site.forget()
    work.definitions(tfs, site.url, **PASSWORD)
    assert until(lambda: came(site) == {(USER, "Negotiate/krb5")})
    assert not no_ticket.exists(), "the ticket is of the module alone"


@pytest.mark.parametrize("name", ["kerberos", "both"])
def test_negotiate_is_kerberos_where_it_can_be(sites: dict[str, Site], ticket: Path, tfs: World, name: str) -> None:
    site = sites[name]
    site.forget()
    work.definitions(tfs, site.url, auth_method="negotiate")
    assert until(lambda: came(site) == {(USER, "Negotiate/krb5")})


def test_only_the_first_request_is_challenged(sites: dict[str, Site], ticket: Path, tfs: World, tmp_path: Path) -> None:
    """The server authenticates each request alone, and the ticket goes along with each: bodies travel once."""
    site = sites["kerberos"]
    work.upload(tfs, site.url, source(tmp_path / "src"), **KERBEROS)
    site.forget()
    work.many(tfs, site.url, **KERBEROS)
    assert until(lambda: sum(one.verb == "POST" and one.status == 200 for one in site.asked()) == 8)
    # two runs of the module
    assert until(lambda: sum(one.status == 401 for one in site.asked()) == 2)


def test_where_the_connection_is_authenticated(
    sites: dict[str, Site], ticket: Path, tfs: World, tmp_path: Path
) -> None:
    site = sites["kerberos-connection"]
    work.upload(tfs, site.url, source(tmp_path / "src"), **KERBEROS)
    work.many(tfs, site.url, **KERBEROS)


def test_over_tls(sites: dict[str, Site], ticket: Path, tfs: World, authority: Any) -> None:
    """A server that looks at no channel binding lets in who sends one."""
    work.definitions(tfs, sites["kerberos-tls"].url, ca_path=str(authority.file), **KERBEROS)


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        ({"password": f"{MARKER}-wrong"}, "Check username (user@REALM, the realm in capitals) and password"),
        ({"username": f"nobody@{REALM}"}, "Check username (user@REALM, the realm in capitals) and password"),
        ({"username": "svc@OTHER.EXAMPLE"}, "Check krb5.conf: the realm, and how its KDC is found"),
    ],
)
def test_what_the_kdc_refuses(
    sites: dict[str, Site], no_ticket: Path, tfs: World, changed: dict[str, str], text: str
) -> None:
    assert text in refused(run(tfs, sites["kerberos"].url, **{**PASSWORD, **changed}))
    assert tfs.log() == []


def test_no_ticket(sites: dict[str, Site], no_ticket: Path, tfs: World) -> None:
    for method in ("kerberos", "negotiate"):
        text = refused(run(tfs, sites["kerberos"].url, auth_method=method))
        assert "Get a ticket with kinit for the user that runs the module" in text
    assert tfs.log() == []


def test_an_expired_ticket(kdc: Realm, sites: dict[str, Site], no_ticket: Path, tfs: World) -> None:
    kdc.ticket(MARKER, no_ticket, "-l", "1s")
    assert until(lambda: not kdc.is_valid(no_ticket))
    assert "Get a new ticket with kinit" in refused(run(tfs, sites["kerberos"].url, **KERBEROS))


def test_a_host_without_a_principal(sites: dict[str, Site], ticket: Path, tfs: World) -> None:
    url = sites["kerberos"].url.replace("localhost", "127.0.0.1")
    text = refused(run(tfs, url, **KERBEROS))
    assert "The server needs the service principal HTTP/<host name>" in text


def test_a_kdc_that_is_not_there(
    kdc: Realm, sites: dict[str, Site], no_ticket: Path, tfs: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kdc.without_kdc(tmp_path / "krb5.conf")
    monkeypatch.setenv("KRB5_CONFIG", str(tmp_path / "krb5.conf"))
    assert "Check krb5.conf: the realm, and how its KDC is found" in refused(
        run(tfs, sites["kerberos"].url, **PASSWORD)
    )


def test_a_server_whose_clock_is_wrong(ahead: Site, ticket: Path, tfs: World) -> None:
    text = refused(run(tfs, ahead.url, **KERBEROS))
    assert "clock" in text


def test_a_server_without_kerberos(sites: dict[str, Site], ticket: Path, tfs: World) -> None:
    refused(run(tfs, sites["ntlm"].url, **KERBEROS))


def test_a_token_where_kerberos_is_wanted(sites: dict[str, Site], tfs: World) -> None:
    text = refused(run(tfs, sites["kerberos"].url, personal_access_token=MARKER))
    assert "auth_method" in text
    good(run(tfs, tfs.emulator.url, personal_access_token="emulator-pat"))
