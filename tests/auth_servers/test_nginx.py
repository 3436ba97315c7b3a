# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""TLS and redirects: nginx."""

from __future__ import annotations

from pathlib import Path

import pytest

from auth.conftest import Authority
from auth_servers import work
from auth_servers.conftest import good, refused, run
from auth_servers.httpd import Site
from auth_servers.nginx import Nginx
from auth_servers.programs import until
from functional.world import MARKER, PAT, World


def test_a_client_certificate(web: Nginx, tfs: World, authority: Authority) -> None:
    certificate, key = authority.client()
    ours = {"personal_access_token": PAT, "ca_path": str(authority.file)}
    work.definitions(tfs, web.mutual, client_cert=certificate, client_key=key, **ours)
    assert until(lambda: any(" POST " in line for line in web.passed() if tfs.path in line))
    assert all(line.startswith("200 OU=") for line in web.passed() if tfs.path in line)


@pytest.mark.parametrize("server", ["nginx", "apache"])
def test_no_client_certificate_or_one_of_another_authority(
    server: str, web: Nginx, sites: dict[str, Site], tfs: World, authority: Authority, tmp_path: Path
) -> None:
    """nginx says so in a page, Apache in TLS."""
    url, code = {"nginx": (web.mutual, "access_denied"), "apache": (sites["ntlm-tls"].url, "tls_failed")}[server]
    certificate, key = Authority(tmp_path).client()
    ours = {"personal_access_token": PAT, "ca_path": str(authority.file)}
    for shown in ({}, {"client_cert": certificate, "client_key": key}):
        assert "set client_cert and client_key" in refused(run(tfs, url, **ours, **shown), code)
    assert tfs.log() == []


def test_a_server_of_another_authority(web: Nginx, tfs: World, tmp_path: Path) -> None:
    ours = {"personal_access_token": PAT, "ca_path": str(Authority(tmp_path).file)}
    assert "Set ca_path" in refused(run(tfs, web.mutual, **ours), "tls_failed")


def test_answers_that_were_made_smaller(web: Nginx, tfs: World, authority: Authority) -> None:
    certificate, key = authority.client()
    ours = {"personal_access_token": PAT, "ca_path": str(authority.file)}
    work.many(tfs, web.mutual, client_cert=certificate, client_key=key, **ours)
    found = good(run(tfs, web.mutual, client_cert=certificate, client_key=key, **ours))["definitions"]
    assert len(found) == 8
    assert until(lambda: any(float(line.split(" ")[-4].replace("-", "0")) > 2 for line in web.passed()))


@pytest.mark.parametrize("way", ["other", "plain", "user", "name"])
def test_no_credential_goes_where_a_redirect_leads(web: Nginx, tfs: World, authority: Authority, way: str) -> None:
    certificate, key = authority.client()
    text = refused(
        run(
            tfs,
            f"{web.astray}/{way}",
            personal_access_token=MARKER,
            client_cert=certificate,
            client_key=key,
            ca_path=str(authority.file),
        ),
        "unexpected_redirect",
    )
    assert "something" not in text
    assert "Credentials do not follow redirects" in text
    assert until(lambda: any(f"/{way}/" in line for line in web.sent_away()))
    assert web.trapped() == []
