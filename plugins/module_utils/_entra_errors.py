# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

"""What went wrong at Microsoft Entra: from an exception of `azure-identity` to one of ours."""

from __future__ import annotations

import re
from typing import Any

from ansible_collections.azdo.pipelines.plugins.module_utils._errors import (
    AuthenticationError,
    AzdoError,
    ConnectionError_,
    OptionError,
    ServerError,
    ThrottledError,
    one_line,
)
from ansible_collections.azdo.pipelines.plugins.module_utils._retry import Clock, retry_after

#: Codes of Microsoft Entra, and what to do about them.
_HINTS: dict[str, str] = {
    "7000222": "Make a new client secret for the application: this one has expired.",
    "7000215": "Check client_secret: the value is needed, not the id of the secret.",
    "700016": "Check client_id (the application's, not the object's id) and that tenant_id is its tenant.",
    "90002": "Check tenant_id: the id of the directory, or one of its domains.",
    "900023": "Check tenant_id: the id of the directory, or one of its domains.",
    "700024": "Set the clock of the machine where the module runs, or have the federated token issued again.",
    "700027": "Add the certificate to the application's certificates, or give the one that is there.",
    "70021": "Add a federated credential to the application whose issuer, subject and audience are those of the token.",
    "700211": "Add a federated credential to the application whose issuer is that of the token.",
    "700213": "Add a federated credential to the application whose subject is that of the token.",
    "700212": "Add a federated credential to the application whose audience is that of the token.",
    "500011": "Azure DevOps is not known in this tenant: connect the organisation to it, and check tenant_id.",
    "7000112": "The application is disabled in its tenant.",
    "53003": "A conditional access policy of the tenant forbids it from here.",
    "50173": "Sign in again with az login.",
    "700082": "Sign in again with az login.",
    "50076": "The sign-in wants a second factor: sign in again with az login, or use a service principal.",
    "50079": "The sign-in wants a second factor: sign in again with az login, or use a service principal.",
}
_THROTTLING_CODES = frozenset({"50196", "90055", "90012"})

#: How the library tells of a tenant without configuration, without the code that Entra sends.
_NO_TENANT = "Unable to get authority configuration"

_STATUS = re.compile(r"HTTP Error: (\d{3})")
_CODE = re.compile(r"AADSTS(\d+)")
#: What follows in every message, over several lines: ids that only Microsoft's support can use.
_TRACE = re.compile(r"\s*Trace ID: (?P<trace>\S+).*", re.DOTALL)
_TLS = re.compile(r"certificate verify failed|SSLError|SSLCert|\[SSL", re.IGNORECASE)
_TIME_OUT = re.compile(r"timed? ?out", re.IGNORECASE)

#: The default chain tells of every way that it tried; more than this nobody reads.
_LONGEST = 1200

_UNAVAILABLE = {
    "azure_cli": "Sign in with az login, as the user that runs the module and on the machine where it runs.",
    "managed_identity": "Run where the identity is: on a virtual machine or service of Azure that has it assigned.",
    "workload_identity": "Check that the pod or job gets its federated token.",
    "default": "Say entra.method, so that one way is tried and its error is shown.",
}


def entra_error(problem: BaseException, method: str, answer: Any = None) -> AzdoError:
    """Tell what `problem` means. The text holds no credential that is known; the caller masks it all the same.

    `answer` is the last one that the library got, for a problem that does not hold it.
    """
    kinds = _kinds(problem)
    text = str(getattr(problem, "message", None) or problem)
    trace = _TRACE.search(text)
    said = one_line(_TRACE.sub("", text))
    said = said if len(said) <= _LONGEST else f"{said[:_LONGEST].rpartition(' ')[0]} ..."
    start = f"No token from Microsoft Entra (method {method}): {said or type(problem).__name__}"
    code = next(iter(_CODE.findall(text)), None)
    response = getattr(problem, "response", None)
    if response is None and getattr(answer, "status_code", 0) >= 400:
        response = answer
    told = _STATUS.search(text)
    status = getattr(response, "status_code", None) or (int(told[1]) if told else None)
    details: dict[str, Any] = {"status": status, "activity_id": trace["trace"] if trace else None}
    if type(problem).__name__ == "CredentialUnavailableError":
        # Whatever it was raised from: that a host does not answer only says that the identity is not here.
        return AuthenticationError(start, hint=_UNAVAILABLE.get(method, ""), **details)
    if status == 429 or code in _THROTTLING_CODES:
        return ThrottledError(start, hint="Sign in less often.", retry_after=_retry_after(response), **details)
    if status is not None and status >= 500:
        return ServerError(start, hint="Try again later.", retry_after=_retry_after(response), **details)
    if kinds & {"ServiceRequestError", "ServiceResponseError"}:
        return _unreachable(start, text)
    if "ClientAuthenticationError" not in kinds and kinds & {"ValueError", "OSError", "TypeError"}:
        remedy = "Check certificate_path (PEM or PKCS12, with its private key) and certificate_password."
        return OptionError("entra", said, remedy if method == "certificate" else "")
    return AuthenticationError(
        start, hint=_hint(code, text, method), type_key=f"AADSTS{code}" if code else None, **details
    )


def _hint(code: str | None, text: str, method: str) -> str:
    if _NO_TENANT in text:
        return _HINTS["90002"]
    if code:
        return _HINTS.get(code, f"Microsoft explains the code at https://login.microsoftonline.com/error?code={code}")
    return _UNAVAILABLE.get(method, "")


def _kinds(problem: BaseException) -> set[str]:
    """Names of the classes of `problem` and of what it was raised from: the library wraps nearly all in one class."""
    kinds: set[str] = set()
    link: BaseException | None = problem
    for _level in range(8):
        if link is None:
            break
        kinds |= {kind.__name__ for kind in type(link).__mro__}
        link = link.__cause__ or link.__context__
    return kinds


def _unreachable(start: str, text: str) -> AzdoError:
    if _TLS.search(text):
        hint = "Set ca_path to the certificates of the authorities to trust: it counts for Microsoft Entra too."
        return ConnectionError_(start, hint=hint, code="tls_failed")
    code = "timeout" if _TIME_OUT.search(text) else None
    hint = "Check the network, proxy, and entra.authority_host: the machine where the module runs must reach it."
    return ConnectionError_(start, hint=hint, code=code)


def _retry_after(response: Any) -> float | None:
    """Seconds that the answer asks to wait."""
    return retry_after(getattr(response, "headers", None) or {}, Clock())
