# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

"""NTLM, Kerberos and Negotiate, as Windows servers ask for them (api-facts §7), through the library `pyspnego`.

The server challenges, the answer to the challenge goes back over the same connection, once (Kerberos) or twice (NTLM);
after that it takes the connection for authenticated, or in the case of Kerberos, by its settings, each request alone.
Only a challenge of the server itself is answered (401), never one of a proxy.
"""

from __future__ import annotations

import base64
import functools
import re
from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import urlsplit

from ansible_collections.azdo.pipelines.plugins.module_utils._auth_method import AuthMethod, send_again, user_of
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import AuthenticationError, AzdoError
from ansible_collections.azdo.pipelines.plugins.module_utils._network import Broken
from ansible_collections.azdo.pipelines.plugins.module_utils._optional import optional_library
from ansible_collections.azdo.pipelines.plugins.module_utils._requests import AuthBase

#: No handshake that works takes more steps.
MOST_STEPS = 6

_CHALLENGE = r"(?:^|,)\s*{scheme}(?:\s+(?P<token>[A-Za-z0-9+/]+=*))?\s*(?=,|$)"

#: What the Kerberos library says, and what to do about it.
_KERBEROS_HINTS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), hint)
    for pattern, hint in (
        (r"clock skew", "Set the clock: Kerberos allows a difference of five minutes."),
        (
            r"server .*not found in kerberos database|unknown server",
            "The server needs the service principal HTTP/<host name>, and organization_url must use that host name.",
        ),
        (
            r"cannot (find|contact|resolve) .*(kdc|realm)|no kdc",
            "Check krb5.conf: the realm, and how its KDC is found.",
        ),
        (r"expired", "Get a new ticket with kinit, or have the password changed."),
        (
            r"no kerberos credentials|no credentials|credentials? cache|ccache|not supply credentials",
            "Get a ticket with kinit for the user that runs the module, or set username and password.",
        ),
        (
            r"preauthentication failed|password incorrect|decrypt integrity|not found in kerberos database",
            "Check username (user@REALM, the realm in capitals) and password.",
        ),
    )
)


class _HandshakeMethod(AuthMethod):
    """What the three have in common: they differ in the protocol, its name in HTTP, and what they need."""

    options = ("password", "username")
    secret_options = ("password",)
    # A password says nothing of how it is sent: who means one of these says so.
    is_automatic = False
    product = "server"
    binds_connection = True
    scheme: ClassVar[str] = "Negotiate"
    needs_user: ClassVar[bool] = False
    libraries: ClassVar[tuple[tuple[str, str], ...]] = (("spnego", "pyspnego"),)

    def __init__(self, params: Mapping[str, Any], environ: Mapping[str, str]) -> None:
        self._username, self._password = user_of(params, self.name, self.needs_user)
        for module, package in self.libraries:
            optional_library(module, package, f"for auth_method {self.name}")

    def secrets(self) -> list[str]:
        return [self._password] if self._password else []

    def requests_auth(self) -> HandshakeAuth:
        return HandshakeAuth(self.name, self.scheme, self._username, self._password)

    def rejected_hint(self, challenges: str) -> str:
        if not _challenge(self.scheme).search(challenges):
            offered = ", ".join(dict.fromkeys(re.findall(r"\b(?:Basic|Bearer|NTLM|Negotiate)\b", challenges)))
            return (
                f"The server does not offer {self.scheme}{offered and f', only {offered}'}: choose another auth_method."
            )
        if self._password:
            return (
                "Check username (DOMAIN\\user or user@domain) and password, and that the account may use the server. A "
                "proxy that takes TLS apart also breaks this, when the server insists on channel binding."
            )
        return "Check whose ticket klist shows, and that this identity may use the server."


class NtlmAuth(_HandshakeMethod):
    """NTLM with user name and password."""

    name = "ntlm"
    scheme = "NTLM"
    needs_user = True


class KerberosAuth(_HandshakeMethod):
    """Kerberos: the ticket that is there, or one for user name and password."""

    name = "kerberos"
    libraries = (("spnego", "pyspnego"), ("gssapi", "pyspnego[kerberos]"), ("krb5", "pyspnego[kerberos]"))


class NegotiateAuth(_HandshakeMethod):
    """Kerberos where it can be had, else NTLM, as the two sides agree (SPNEGO)."""

    name = "negotiate"


class HandshakeAuth(AuthBase):
    """Answers the challenges of the server. Usable from several threads, each request has a context of its own."""

    def __init__(self, protocol: str, scheme: str, username: str | None, password: str | None) -> None:
        self._protocol = protocol
        self._scheme = scheme
        self._username = username
        self._password = password
        self._challenge = _challenge(scheme)
        #: hosts that took a ticket, and what ties a handshake to the connection with them
        self._by_ticket: dict[str, Any] = {}

    def __repr__(self) -> str:
        return f"<HandshakeAuth {self._protocol}>"

    def __call__(self, request: Any) -> Any:
        request.headers.pop("Authorization", None)
        # Without it some servers close the connection that they have just authenticated.
        request.headers["Connection"] = "Keep-Alive"
        context = None
        host = _host(request)
        if host in self._by_ticket:
            # Servers challenge each request anew (IIS does unless told otherwise): a ticket can go along at once.
            context = self._context(request, self._by_ticket[host])
            self._put(request, self._step(context, None, request) or b"")
        request.register_hook("response", functools.partial(self._answered, context))
        return request

    def _answered(self, context: Any, response: Any, **how: Any) -> Any:
        """The hook: the last answer of the handshake takes the place of the challenge."""
        token = self._token(response)
        if response.status_code == 401 and token is not None:
            return self._handshake(response, how)
        if response.status_code != 401 and context is not None:
            self._check_server(context, token)
        return response

    def _handshake(self, response: Any, how: Mapping[str, Any]) -> Any:
        asked = response.request
        bindings = channel_bindings(response)
        context = self._context(asked, bindings)
        incoming: bytes | None = None
        for _step in range(MOST_STEPS):
            outgoing = self._step(context, incoming, asked)
            if not outgoing:
                return response
            request = asked.copy()
            self._put(request, outgoing)
            if incoming is None and self._protocol == "ntlm" and request.body:
                # The first message is always met with a challenge: what is to be written need not travel for that.
                request.body = None
                request.headers["Content-Length"] = "0"
            response = send_again(response, request, how)
            incoming = self._token(response)
            if response.status_code != 401:
                self._check_server(context, incoming)
                if getattr(context, "negotiated_protocol", None) == "kerberos":
                    self._by_ticket[_host(asked)] = bindings
                return response
            if not incoming or context.complete:
                # A challenge without content says no.
                return response
        return response

    def _put(self, request: Any, message: bytes) -> None:
        request.headers["Authorization"] = f"{self._scheme} {base64.b64encode(message).decode('ascii')}"

    def _context(self, request: Any, bindings: Any) -> Any:
        spnego = optional_library("spnego", "pyspnego", f"for auth_method {self._protocol}")
        flags = spnego.ContextReq
        try:
            return spnego.client(
                self._username,
                self._password,
                hostname=urlsplit(request.url).hostname or "",
                service="HTTP",
                channel_bindings=bindings,
                context_req=flags.mutual_auth | flags.replay_detect | flags.sequence_detect,
                protocol=self._protocol,
            )
        except Exception as failure:  # pylint: disable=broad-exception-caught
            # The library lets through what the ones below it raise: those of Kerberos, of struct, ValueError.
            raise self._failure(request, failure) from None

    def _check_server(self, context: Any, token: bytes | None) -> None:
        """Let the server prove who it is, where it does so."""
        if not token or context.complete:
            return
        try:
            context.step(token)
        except Exception as failure:  # pylint: disable=broad-exception-caught
            text = str(failure) or type(failure).__name__
            error = AuthenticationError(
                f"The server's answer to the {self._scheme} handshake does not prove that it is the server: {text}",
                # A server lets a ticket in for five minutes after its end, but our side goes by the clock.
                hint=_kerberos_hint(text) or "Check that organization_url leads to the server itself.",
            )
            # It has done what was asked.
            raise Broken(error, sent=True, transient=False) from None

    def _token(self, response: Any) -> bytes | None:
        """What the challenge of our scheme holds; empty for a bare one, None without one."""
        found = self._challenge.search(response.headers.get("WWW-Authenticate", ""))
        if found is None:
            return None
        try:
            return base64.b64decode(found["token"] or "", validate=True)
        except ValueError:
            return b""

    def _step(self, context: Any, incoming: bytes | None, request: Any) -> bytes | None:
        try:
            message: bytes | None = context.step(incoming)
        except Exception as failure:  # pylint: disable=broad-exception-caught
            raise self._failure(request, failure) from None
        return message

    def _failure(self, request: Any, failure: BaseException) -> AzdoError:
        text = str(failure) or type(failure).__name__
        hint = _kerberos_hint(text)
        fallback = (
            "Check username, password and organization_url." if self._password else "Look at klist and krb5.conf."
        )
        host = urlsplit(request.url).hostname
        return AuthenticationError(f"No {self._scheme} handshake with {host}: {text}", hint=hint or fallback)


def _kerberos_hint(text: str) -> str:
    return next((hint for pattern, hint in _KERBEROS_HINTS if pattern.search(text)), "")


def _host(request: Any) -> str:
    return str(urlsplit(request.url).netloc)


def _challenge(scheme: str) -> re.Pattern[str]:
    """Finds the challenge of a scheme among those of an answer."""
    return re.compile(_CHALLENGE.format(scheme=scheme), re.IGNORECASE)


def channel_bindings(response: Any) -> Any:
    """What ties the handshake to the TLS connection of `response` (RFC 5929, tls-server-end-point).

    None without TLS, and where the certificate cannot be had. Servers that insist on it refuse then.
    """
    connection = getattr(response.raw, "_connection", None) or getattr(response.raw, "connection", None)
    get_certificate = getattr(getattr(connection, "sock", None), "getpeercert", None)
    certificate = get_certificate(True) if get_certificate else None
    if not certificate:
        return None
    digest = certificate_digest(certificate)
    if digest is None:
        return None
    bindings = optional_library("spnego.channel_bindings", "pyspnego", "for channel binding")
    return bindings.GssChannelBindings(application_data=b"tls-server-end-point:" + digest)


def certificate_digest(certificate: bytes) -> bytes | None:
    """Hash of a certificate (DER) by the algorithm of its signature, SHA-256 in the place of older ones."""
    x509 = optional_library("cryptography.x509", "cryptography", "for channel binding")
    hashes = optional_library("cryptography.hazmat.primitives.hashes", "cryptography", "for channel binding")
    algorithm = x509.load_der_x509_certificate(certificate).signature_hash_algorithm
    if algorithm is None:
        return None
    digest = hashes.Hash(hashes.SHA256() if algorithm.name in ("md5", "sha1") else algorithm)
    digest.update(certificate)
    return bytes(digest.finalize())
