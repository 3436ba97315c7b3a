# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Signing in for real: the libraries themselves, over sockets, against small servers before the emulator."""

from __future__ import annotations

import ssl
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from auth.front import Ntlm, Server, running
from auth.issuer import Issuer
from functional.surroundings import hide_surroundings
from functional.world import MARKER, Emulator, World, emulator_process


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No credential, proxy or certificate of the machine's own reaches a test."""
    hide_surroundings(monkeypatch)


@pytest.fixture(autouse=True)
def _impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    from ansible_collections.azdo.pipelines.plugins.module_utils import _retry

    monkeypatch.setattr(_retry, "FIRST_BACKOFF", 0.01)


@pytest.fixture(scope="session")
def emulator() -> Iterator[Emulator]:
    with emulator_process() as started:
        yield started


@pytest.fixture
def cloud(emulator: Emulator) -> Iterator[World]:
    """An organization that knows the token which the issuer gives."""
    world = emulator.collection("services", credentials=[{"scheme": "bearer", "secret": "entra-token"}])
    yield world
    world.close()


@pytest.fixture
def tfs(emulator: Emulator) -> Iterator[World]:
    world = emulator.collection("server2020")
    yield world
    world.close()


class Authority:
    """A private certificate authority, its own server's context, and its files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ca = trustme.CA()
        self.file = folder / "ca.pem"
        self.ca.cert_pem.write_to_path(self.file)
        self.certificate = self.ca.issue_cert("localhost")

    def context(self, clients: bool = False) -> ssl.SSLContext:
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.certificate.configure_cert(made)
        if clients:
            made.verify_mode = ssl.CERT_REQUIRED
            made.load_verify_locations(self.file)
        return made

    def client(self, name: str = "client") -> tuple[str, str]:
        """Certificate and key of a client, as two files."""
        issued = self.ca.issue_cert("client.example", key_type=trustme.KeyType.RSA)
        certificate, key = self.folder / f"{name}.pem", self.folder / f"{name}.key"
        certificate.write_bytes(b"".join(part.bytes() for part in issued.cert_chain_pems))
        issued.private_key_pem.write_to_path(key)
        return str(certificate), str(key)


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    """Starts a server; all of them end with the test."""
    import contextlib

    with contextlib.ExitStack() as stack:
        yield lambda answer, context=None: stack.enter_context(running(Server(answer, context)))


@pytest.fixture
def issuer() -> Issuer:
    return Issuer(MARKER, f"{MARKER}-assertion")


@pytest.fixture
def ntlm_users(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The users that the NTLM servers of a test know."""
    file = tmp_path / "given" / "users"
    file.parent.mkdir()
    file.write_text(f"CONTOSO:svc:{MARKER}\n", "utf-8")
    monkeypatch.setenv("NTLM_USER_FILE", str(file))


@pytest.fixture
def ntlm(emulator: Emulator, ntlm_users: None) -> Ntlm:
    return Ntlm(emulator.url)


def through(front: Server, world: World, **options: Any) -> dict[str, Any]:
    """Options that lead to `world` through `front`, without the token that the emulator takes."""
    return {"organization_url": front.url + world.path, "personal_access_token": None, **options}
