# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

"""Microsoft Entra: tokens that the library `azure-identity` gets, for service principals and managed identities.

A token is kept until shortly before it ends. One that the service rejects earlier is replaced once, and the request
sent again with the new one; if the service says which claims it misses (continuous access evaluation), with those.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from ansible_collections.azdo.pipelines.plugins.module_utils._auth_method import (
    AuthMethod,
    HeaderAuth,
    send_again,
)
from ansible_collections.azdo.pipelines.plugins.module_utils._claims import is_claims_challenge, wanted_claims
from ansible_collections.azdo.pipelines.plugins.module_utils._entra_errors import entra_error
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import AzdoError, OptionError
from ansible_collections.azdo.pipelines.plugins.module_utils._optional import optional_library

#: Azure DevOps, as Microsoft Entra knows it: the same in every tenant (api-facts §7).
SCOPE = "499b84ac-1321-427f-aa17-267ca6975798/.default"

#: A token is replaced so many seconds before it ends; one that lives shorter, after half of its life.
EARLY = 300

#: When the replacement cannot be had and the token still lives, it is tried again after so many seconds.
PAUSE = 30

#: Hosts of Microsoft. Any other is not asked about at Microsoft: it may be reachable only from inside.
KNOWN_HOSTS = frozenset(
    {
        "login.microsoftonline.com",
        "login.microsoftonline.us",
        "login.microsoftonline.de",
        "login.chinacloudapi.cn",
        "login.partner.microsoftonline.cn",
        "login.windows.net",
    }
)

#: What each method takes of `entra`: what it needs, and what it may have.
TAKES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "client_secret": (("tenant_id", "client_id", "client_secret"), ("authority_host",)),
    "certificate": (("tenant_id", "client_id", "certificate_path"), ("certificate_password", "authority_host")),
    "workload_identity": (("tenant_id", "client_id", "federated_token_file"), ("authority_host",)),
    "managed_identity": ((), ("client_id",)),
    "azure_cli": ((), ("tenant_id",)),
    "default": ((), ("authority_host",)),
}

#: Options that tell the method when it is not said.
_TELLING = {
    "client_secret": "client_secret",
    "certificate_path": "certificate",
    "federated_token_file": "workload_identity",
}

#: Variables that azure-identity and others read too; those of a method are read only if it is that method.
ENVIRONMENT = {
    "tenant_id": "AZURE_TENANT_ID",
    "client_id": "AZURE_CLIENT_ID",
    "client_secret": "AZURE_CLIENT_SECRET",
    "certificate_path": "AZURE_CLIENT_CERTIFICATE_PATH",
    "certificate_password": "AZURE_CLIENT_CERTIFICATE_PASSWORD",
    "federated_token_file": "AZURE_FEDERATED_TOKEN_FILE",
    "authority_host": "AZURE_AUTHORITY_HOST",
}
#: For these the environment is azure-identity's own matter, or means another thing.
_WITHOUT_ENVIRONMENT = frozenset({"managed_identity", "azure_cli", "default"})

_SECRET_VARIABLES = ("AZURE_CLIENT_SECRET", "AZURE_CLIENT_CERTIFICATE_PASSWORD", "AZURE_PASSWORD")


class EntraAuth(AuthMethod):
    """Signs in to Microsoft Entra, and again when the token ends."""

    name = "entra"
    options = ("entra",)
    product = "services"

    def __init__(self, params: Mapping[str, Any], environ: Mapping[str, str]) -> None:
        given = {name: value for name, value in (params.get("entra") or {}).items() if value not in (None, "")}
        self.method = _method(given)
        self._values = _values(self.method, given, environ)
        hidden = [given.get("client_secret"), given.get("certificate_password")]
        self._secrets = [str(value) for value in [*hidden, *map(environ.get, _SECRET_VARIABLES)] if value]
        self._authority = _authority(self._values.get("authority_host") or environ.get("AZURE_AUTHORITY_HOST"))
        self._lock = threading.Lock()
        self._token: str | None = None
        self._replace_at = self._ends_at = 0.0
        #: what the library was answered last
        self._answer: Any = None
        self._library = optional_library("azure.identity", "azure-identity", "for auth_method entra")

    def secrets(self) -> list[str]:
        return self._secrets

    def requests_auth(self) -> RenewedAuth:
        return RenewedAuth(self)

    def rejected_hint(self, challenges: str) -> str:
        if is_claims_challenge(challenges):
            return (
                "The organisation wants a token that Microsoft Entra issues anew, and took none: the identity was "
                "disabled, its credential or sessions were revoked, or a conditional access policy forbids it from "
                "here. Look at its sign-ins in Microsoft Entra; for method azure_cli sign in again with az login."
            )
        return (
            "Microsoft Entra issued the token, but the organisation does not take it: add the service principal or "
            "managed identity to its users, with access level Basic and the permissions on pipelines, and check that "
            "the organisation is connected to this tenant."
        )

    def token(self, rejected: str | None = None, claims: str | None = None) -> str:
        """A token that is good for some minutes, other than `rejected`, with these claims. Raises `AzdoError`."""
        with self._lock:
            now = time.time()
            if self._token is not None and self._token != rejected and now < self._replace_at:
                return self._token
            try:
                token, ends_at = self._new(claims)
            except AzdoError:
                if self._token is None or self._token == rejected or now >= self._ends_at - PAUSE:
                    raise
                self._replace_at = now + PAUSE
                return self._token
            if self._tell is not None:
                self._tell(token)
            self._token, self._ends_at = token, ends_at
            self._replace_at = now + max((ends_at - now) / 2, ends_at - now - EARLY)
            return token

    def _new(self, claims: str | None) -> tuple[str, float]:
        """A token, and when it ends. Every time of a new credential: an old one would give the rejected token again."""
        _be_quiet()
        self._answer = None
        # Who passes claims on can handle continuous access evaluation, and Entra wants to be told.
        more = {"claims": claims, "enable_cae": True} if claims else {}
        try:
            got = self._credential().get_token(SCOPE, **more)
        except AzdoError:
            raise
        except Exception as problem:  # pylint: disable=broad-exception-caught
            # The library raises its own errors, those of msal and cryptography, ValueError, OSError.
            raise entra_error(problem, self.method, self._answer) from None
        return str(got.token), float(got.expires_on)

    def _remember(self, response: Any) -> None:
        self._answer = response.http_response

    def _credential(self) -> Any:
        """A credential of azure-identity. Its constructor may read files and raise."""
        library, values = self._library, self._values
        if self.method == "managed_identity":
            # No proxy: its end point is of the machine itself.
            return library.ManagedIdentityCredential(client_id=values.get("client_id"))
        if self.method == "azure_cli":
            more = {"tenant_id": values["tenant_id"]} if values.get("tenant_id") else {}
            return library.AzureCliCredential(process_timeout=self._surroundings.timeout, **more)
        network = self._network()
        if self.method == "default":
            return library.DefaultAzureCredential(**network)
        who = (values["tenant_id"], values["client_id"])
        if self.method == "client_secret":
            return library.ClientSecretCredential(*who, values["client_secret"], **network)
        if self.method == "certificate":
            password = values.get("certificate_password")
            return library.CertificateCredential(*who, values["certificate_path"], password=password, **network)
        return library.WorkloadIdentityCredential(
            tenant_id=who[0], client_id=who[1], token_file_path=values["federated_token_file"], **network
        )

    def _network(self) -> dict[str, Any]:
        """How the library reaches Microsoft Entra: as we reach the service. Repeating is our own matter."""
        around = self._surroundings
        arguments: dict[str, Any] = {
            "connection_verify": around.verify,
            "connection_timeout": around.timeout,
            "read_timeout": around.timeout,
            "retry_total": 0,
            # Most errors of the library do not hold the answer, which says how long to wait.
            "raw_response_hook": self._remember,
        }
        if around.proxy:
            arguments["proxies"] = {"http": around.proxy, "https": around.proxy}
        if self._authority:
            arguments["authority"] = self._authority
            arguments["disable_instance_discovery"] = urlsplit(self._authority).hostname not in KNOWN_HOSTS
        return arguments


class RenewedAuth(HeaderAuth):
    """Sends the token, and once a new one when it is rejected."""

    def __init__(self, entra: EntraAuth) -> None:
        super().__init__("")
        self._entra = entra

    def __call__(self, request: Any) -> Any:
        token = self._entra.token()
        request.headers["Authorization"] = f"Bearer {token}"

        def again_if_rejected(response: Any, **how: Any) -> Any:
            if not _is_rejected(response):
                return response
            challenges = response.headers.get("WWW-Authenticate", "")
            claims = None
            if is_claims_challenge(challenges):
                claims = wanted_claims(challenges)
                if claims is None:
                    # Whatever is wanted, another token like this one is not it.
                    return response
            renewed = self._entra.token(rejected=token, claims=claims)
            if renewed == token:
                return response
            repeated = response.request.copy()
            repeated.headers["Authorization"] = f"Bearer {renewed}"
            return send_again(response, repeated, how)

        request.register_hook("response", again_if_rejected)
        return request


def _is_rejected(response: Any) -> bool:
    """401, or one of the sign-in pages (api-facts §3.3)."""
    return response.status_code in (401, 203) or (
        response.status_code == 302 and "X-TFS-FedAuthRealm" in response.headers
    )


def _method(given: Mapping[str, Any]) -> str:
    """What `entra.method` says, else what the options tell. Raises `OptionError` for contradictions."""
    telling = [option for option in _TELLING if option in given]
    if given.get("method"):
        method = str(given["method"])
    elif len(telling) > 1:
        raise OptionError(
            "entra", f"{' and '.join(telling)} are both set", "Set one of them: each is a way of its own."
        )
    else:
        method = _TELLING[telling[0]] if telling else "default"
    needed, possible = TAKES[method]
    for option in given:
        if option not in ("method", *needed, *possible):
            raise OptionError("entra", f"{option} has no meaning for method {method}", "Leave one of the two out.")
    return method


def _values(method: str, given: Mapping[str, Any], environ: Mapping[str, str]) -> dict[str, str]:
    """The options of the method, from the task or the environment. Raises `OptionError` when one is missing."""
    needed, possible = TAKES[method]
    values = {name: str(given[name]).strip() for name in (*needed, *possible) if name in given}
    if method not in _WITHOUT_ENVIRONMENT:
        for name in (*needed, *possible):
            if environ.get(ENVIRONMENT[name]):
                values.setdefault(name, environ[ENVIRONMENT[name]])
    for name in needed:
        if not values.get(name):
            raise OptionError(
                "entra",
                f"{name} is needed for method {method}",
                f"Set it, or environment variable {ENVIRONMENT[name]}.",
            )
    for name in ("certificate_path", "federated_token_file"):
        if name in values and not os.path.isfile(values[name]):
            raise OptionError("entra", f"{name}: there is no file {values[name]}")
    return values


def _authority(text: str | None) -> str | None:
    """The host to sign in at, as a URL of https."""
    if not text:
        return None
    url = text.strip().rstrip("/")
    url = url if "://" in url else f"https://{url}"
    try:
        parts = urlsplit(url)
        good = parts.scheme == "https" and bool(parts.hostname) and not parts.path and parts.username is None
        _port = parts.port  # raises for a port that is none
    except ValueError:
        good = False
    if not good:
        raise OptionError(
            "entra", "authority_host is not the https address of a host", "Give one such as login.microsoftonline.com."
        )
    return url


def _be_quiet() -> None:
    """The libraries log every failure, and without a handler Python prints that; the error says it already."""
    for name in ("azure", "msal"):
        logger = logging.getLogger(name)
        if not logger.handlers:
            logger.addHandler(logging.NullHandler())
