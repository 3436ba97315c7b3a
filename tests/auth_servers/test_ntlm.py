# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""NTLM: Apache with mod_auth_gssapi and gss-ntlmssp, which is another implementation than the library's own."""

from __future__ import annotations

import random
import time
from pathlib import Path
from typing import Any

import pytest
import requests

from auth_servers import work
from auth_servers.conftest import refused, run
from auth_servers.httpd import Site
from auth_servers.programs import until
from functional.artifact_world import source
from functional.world import MARKER, World

NTLM = {"auth_method": "ntlm", "username": r"CONTOSO\svc", "password": MARKER}


@pytest.fixture(autouse=True)
def _no_realm(no_ticket: Path) -> None:
    """Nobody has a ticket here."""


def came(site: Site) -> set[tuple[str, str]]:
    """Who came in, and by which mechanism."""
    return {(one.user.replace(r"\\", "\\"), one.mechanism) for one in site.asked() if one.status != 401}


@pytest.mark.parametrize("name", ["ntlm", "both"])
def test_reading_and_writing(sites: dict[str, Site], tfs: World, name: str) -> None:
    site = sites[name]
    site.forget()
    work.definitions(tfs, site.url, **NTLM)
    assert until(lambda: came(site) == {(r"CONTOSO\svc", "NTLM/NTLM")})


@pytest.mark.parametrize("name", ["ntlm", "both"])
def test_negotiate(sites: dict[str, Site], tfs: World, name: str) -> None:
    """The two sides agree on NTLM where the user has no realm."""
    site = sites[name]
    site.forget()
    work.definitions(tfs, site.url, **{**NTLM, "auth_method": "negotiate"})
    assert until(lambda: came(site) == {(r"CONTOSO\svc", "Negotiate/NTLM")})


@pytest.mark.parametrize("method", ["ntlm", "negotiate"])
def test_files(sites: dict[str, Site], tfs: World, tmp_path: Path, method: str) -> None:
    """What is written travels again after the challenges, and a connection is challenged twice in its life."""
    site = sites["ntlm"]
    site.forget()
    work.upload(tfs, site.url, source(tmp_path / "src"), **{**NTLM, "auth_method": method})

    def challenged() -> dict[str, int]:
        asked = site.asked()
        return {
            one.connection: sum(it.connection == one.connection and it.status == 401 for it in asked) for one in asked
        }

    assert until(lambda: set(challenged().values()) == {2})
    assert len(challenged()) >= 3


def test_several_at_once(sites: dict[str, Site], tfs: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two messages the connection waits: any other thread that could get at it would."""
    send = requests.adapters.HTTPAdapter.send

    def slowly(adapter: Any, *given: Any, **named: Any) -> Any:
        time.sleep(random.uniform(0, 0.02))
        return send(adapter, *given, **named)

    monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", slowly)
    work.many(tfs, sites["ntlm"].url, **NTLM)


def test_over_tls_with_a_client_certificate(sites: dict[str, Site], tfs: World, authority: Any) -> None:
    certificate, key = authority.client()
    ours = {"ca_path": str(authority.file), "client_cert": certificate, "client_key": key}
    work.definitions(tfs, sites["ntlm-tls"].url, **NTLM, **ours)
    refused(run(tfs, sites["ntlm-tls"].url, **{**NTLM, "password": "wrong"}, **ours))


@pytest.mark.parametrize(
    ("method", "changed"),
    [
        ("ntlm", {"password": f"{MARKER}-wrong"}),
        ("ntlm", {"username": r"CONTOSO\nobody"}),
        ("negotiate", {"password": f"{MARKER}-wrong"}),
    ],
)
def test_who_is_not_known(sites: dict[str, Site], tfs: World, method: str, changed: dict[str, str]) -> None:
    text = refused(run(tfs, sites["ntlm"].url, **{**NTLM, "auth_method": method, **changed}))
    assert "Check username" in text
    assert tfs.log() == []


def test_a_server_without_ntlm(sites: dict[str, Site], tfs: World) -> None:
    assert "does not offer NTLM, only Negotiate" in refused(run(tfs, sites["kerberos"].url, **NTLM))
