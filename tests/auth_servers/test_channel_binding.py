# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A handshake is bound to the server's certificate: MIT's and gss-ntlmssp's own code looks at that."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.azdo.pipelines.plugins.module_utils._auth_handshake import certificate_digest
from auth.conftest import Authority
from auth.front import Server
from auth_servers import work
from auth_servers.conftest import refused, run
from auth_servers.gate import KRB5, NTLMSSP, Gate
from auth_servers.kdc import Realm
from functional.world import MARKER, Emulator, World

Serve = Callable[..., Server]
WAYS: dict[str, tuple[Any, str, dict[str, str]]] = {
    "kerberos": (KRB5, "Negotiate", {}),
    "ntlm": (NTLMSSP, "NTLM", {"username": r"CONTOSO\svc", "password": MARKER}),
}


@pytest.mark.parametrize("method", WAYS)
def test_channel_binding(
    method: str,
    serve: Serve,
    emulator: Emulator,
    authority: Authority,
    kdc: Realm,
    users: dict[str, str],
    ticket: Path,
    tfs: World,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NTLM_USER_FILE", users["NTLM_USER_FILE"])
    mechanism, scheme, credential = WAYS[method]
    options = {"auth_method": method, "ca_path": str(authority.file), **credential}
    store = {"keytab": str(kdc.keytab)} if method == "kerberos" else {}
    certificate = ssl.PEM_cert_to_DER_cert(authority.certificate.cert_chain_pems[0].bytes().decode())
    digest = certificate_digest(certificate) or b""
    strict = Gate(emulator.url, mechanism, scheme, digest, store)
    work.definitions(tfs, serve(strict, authority.context()).url, **options)
    assert strict.came
    # Somebody in between has another certificate.
    between = Gate(emulator.url, mechanism, scheme, digest[::-1], store)
    refused(run(tfs, serve(between, authority.context()).url, **options))
    assert between.came == []
