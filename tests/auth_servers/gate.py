# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A server that insists on channel binding, by the libraries of MIT Kerberos and gss-ntlmssp.

mod_auth_gssapi hands no bindings to them, so this one stands in Apache's place for that.
"""

from __future__ import annotations

from typing import Any

import gssapi
import spnego
from gssapi.raw import ChannelBindings

from auth.front import Ntlm

KRB5 = gssapi.MechType.kerberos
NTLMSSP = gssapi.OID.from_int_seq("1.3.6.1.4.1.311.2.2.10")


class _Acceptor:
    """One handshake, with the names that `Ntlm` knows."""

    def __init__(self, mechanism: Any, store: dict[str, str], digest: bytes) -> None:
        kept = gssapi.Credentials(usage="accept", mechs=[mechanism], store=store or None)
        bindings = ChannelBindings(application_data=b"tls-server-end-point:" + digest)
        # The answer to a handshake that failed is no answer to wait for.
        gssapi.SecurityContext.__DEFER_STEP_ERRORS__ = False
        self._context = gssapi.SecurityContext(creds=kept, usage="accept", channel_bindings=bindings)

    def step(self, token: bytes) -> bytes:
        try:
            return self._context.step(token) or b""
        except gssapi.exceptions.GSSError as refusal:
            raise spnego.exceptions.InvalidTokenError(context_msg=str(refusal)) from None

    @property
    def complete(self) -> bool:
        return bool(self._context.complete)

    @property
    def client_principal(self) -> str:
        return str(self._context.initiator_name)


class Gate(Ntlm):
    """`answer` for a `Server`: lets in whose handshake is bound to the certificate with this digest."""

    def __init__(self, emulator: str, mechanism: Any, scheme: str, digest: bytes, store: dict[str, str]) -> None:
        super().__init__(emulator, offered=scheme, scheme=scheme)
        self._mechanism = mechanism
        self._digest = digest
        self._store = store

    def acceptor(self, _bindings: Any) -> _Acceptor:
        return _Acceptor(self._mechanism, self._store, self._digest)
