# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The servers of this suite: they start once, before the emulator, and each test asks them for its own collection."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from auth import conftest as others
from auth.conftest import Authority
from auth_servers.httpd import Site, apache
from auth_servers.kdc import Realm, realm
from auth_servers.nginx import Nginx, nginx
from auth_servers.programs import PLACES, folder, logs, other_clock
from auth_servers.squid import Squid, squid, windows_squid
from functional.world import MARKER, Emulator, World

_bare_environment = others._bare_environment
_impatience = others._impatience
authority = others.authority
emulator = others.emulator
serve = others.serve
tfs = others.tfs

#: seconds that the clock of one Apache is ahead
AHEAD = 3600


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show what the servers said beside a failure."""
    report = yield
    if report.failed:
        report.sections += [(f"logs of {place.name}", logs(place)) for place in PLACES]
    return report


@pytest.fixture(scope="session")
def kdc() -> Iterator[Realm]:
    with realm(MARKER) as running:
        yield running


@pytest.fixture
def no_ticket(kdc: Realm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """This process finds the realm, and an empty place for its ticket."""
    cache = tmp_path / "ticket"
    for name, value in {**kdc.env, "KRB5CCNAME": f"FILE:{cache}"}.items():
        monkeypatch.setenv(name, value)
    return cache


@pytest.fixture
def ticket(kdc: Realm, no_ticket: Path) -> Path:
    """The user `svc` has signed in to the machine."""
    kdc.ticket(MARKER, no_ticket)
    return no_ticket


@pytest.fixture(scope="session")
def certificate(authority: Authority) -> tuple[Path, Path]:
    """The certificate and the key of the servers, as files."""
    files = authority.folder / "server.pem", authority.folder / "server.key"
    files[0].write_bytes(b"".join(part.bytes() for part in authority.certificate.cert_chain_pems))
    authority.certificate.private_key_pem.write_to_path(files[1])
    return files


@pytest.fixture(scope="session")
def users() -> Iterator[dict[str, str]]:
    """The environment by which gss-ntlmssp finds who it knows."""
    with folder("users") as place:
        file = place / "users"
        file.write_text(f"CONTOSO:svc:{MARKER}\n", "utf-8")
        file.chmod(0o644)
        yield {"NTLM_USER_FILE": str(file)}


@pytest.fixture(scope="session")
def sites(
    kdc: Realm,
    users: dict[str, str],
    emulator: Emulator,
    authority: Authority,
    certificate: tuple[Path, Path],
) -> Iterator[dict[str, Site]]:
    """What Apache serves, by name."""
    kerberos = ["GssapiAllowedMech krb5"]
    # The server's clients of NTLM are connections.
    ntlm = ["GssapiAllowedMech ntlmssp", "GssapiConnectionBound On"]
    tls = {"SSLCertificateFile": str(certificate[0]), "SSLCertificateKeyFile": str(certificate[1])}
    mutual = {**tls, "SSLCACertificateFile": str(authority.file), "SSLVerifyClient": "require"}
    made = [
        Site("kerberos", kerberos),
        Site("kerberos-connection", [*kerberos, "GssapiConnectionBound On"]),
        Site("kerberos-tls", [*kerberos, "GssapiSSLonly On"], tls),
        Site("ntlm", ntlm),
        Site("ntlm-tls", ntlm, mutual),
        Site("both", [*kerberos, *ntlm]),
    ]
    with apache(made, emulator.url, {**kdc.env, **users, "KRB5_KTNAME": str(kdc.keytab)}):
        yield {site.name: site for site in made}


@pytest.fixture(scope="session")
def ahead(kdc: Realm, emulator: Emulator) -> Iterator[Site]:
    """A server whose clock is wrong."""
    site = Site("ahead", ["GssapiAllowedMech krb5"])
    env = {**kdc.env, "KRB5_KTNAME": str(kdc.keytab), **other_clock(AHEAD)}
    with apache([site], emulator.url, env):
        yield site


@pytest.fixture(scope="session")
def web(
    emulator: Emulator,
    certificate: tuple[Path, Path],
    authority: Authority,
) -> Iterator[Nginx]:
    with nginx(emulator.url, *certificate, authority.file) as running:
        yield running


@pytest.fixture(scope="session")
def proxy() -> Iterator[Squid]:
    with squid("me", MARKER) as running:
        yield running


@pytest.fixture(scope="session")
def proxy_of_windows() -> Iterator[Squid]:
    with windows_squid() as running:
        yield running


def run(world: World, url: str, module: str = "build_definition_info", **options: Any) -> dict[str, Any]:
    """Run a module against `world` through a server at `url`. Nothing secret may stand in its result."""
    given = {"organization_url": url + world.path, "personal_access_token": None, "retries": 0, **options}
    result = world.attempt(module, **given)
    assert MARKER not in json.dumps(result)
    return result


def good(result: dict[str, Any]) -> dict[str, Any]:
    """The result of a module that worked."""
    assert not result.get("failed"), result.get("msg")
    return result


def refused(result: dict[str, Any], code: str = "authentication_failed") -> str:
    """The one line that a module ended with."""
    assert result.get("failed"), result
    assert result["failure"]["code"] == code, result["msg"]
    assert "exception" not in result
    assert "\n" not in result["msg"]
    return str(result["msg"])
