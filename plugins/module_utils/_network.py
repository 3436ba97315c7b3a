# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

"""What went wrong when there was no answer: from an exception of `requests` to one of ours."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from ansible_collections.azdo.pipelines.plugins.module_utils._errors import (
    AzdoError,
    ConnectionError_,
    MissingLibraryError,
    OptionError,
    ResponseError,
    TimeoutError_,
)
from ansible_collections.azdo.pipelines.plugins.module_utils._requests import exceptions, urllib3_exceptions

#: How urllib3 begins its texts: with the object that failed.
_OBJECT = re.compile(r"^(<[^>]*>|HTTPS?Connection(Pool)?\([^)]*\)): ")

#: Errors of TLS that come with a connection that worked until then.
_BROKEN_TLS = re.compile(r"EOF|reset|timed out|record.mac|decryption|record.layer|\blength\b", re.IGNORECASE)


class Broken(Exception):
    """A request without an answer. `sent`: the server may have got it; `transient`: asking again may help."""

    def __init__(self, error: AzdoError, *, sent: bool, transient: bool) -> None:
        super().__init__()
        self.error = error
        self.sent = sent
        self.transient = transient


def given_up(verb: str, url: str, why: str, is_download: bool) -> Broken:
    """An answer that came on and on. A download may go on where it ended; anything else would be as slow again."""
    error = TimeoutError_(
        f"{verb} {url} was answered without end: {why}",
        hint="Check the network and proxy, ask for less at once, or raise timeout.",
        url=url,
    )
    return Broken(error, sent=True, transient=is_download)


#: Alerts by which the far side of a TLS connection refuses our own certificate, or that there is none (RFC 8446, 6.2).
_OUR_CERTIFICATE = re.compile(
    r"alert[ _](certificate[ _](required|revoked|expired|unknown)|bad[ _]certificate|unknown[ _]ca)", re.IGNORECASE
)

CLIENT_CERTIFICATE_HINT = (
    "It wants a client certificate, or another one: set client_cert and client_key to one of an authority that the "
    "server trusts."
)


def proxy_hint(schemes: Collection[str]) -> str:
    """What to do when a proxy wants a credential, and names these `schemes`."""
    if schemes and "basic" not in {scheme.lower() for scheme in schemes}:
        return (
            f"The proxy wants {' or '.join(schemes)}, which the collection does not support for proxies: let the proxy "
            "offer Basic or let this machine through without a credential, or run a proxy on this machine that signs "
            "in to it, and give that one's address in proxy."
        )
    return (
        "The proxy wants a credential: put user name and password, a colon between them, before the host in proxy."
        " Percent-encode what a URL cannot hold."
    )


def broken(verb: str, url: str, exception: BaseException, timeout: int, schemes: Collection[str] = ()) -> Broken:
    """Tell what `exception` of a request means.

    `url` is fit to be shown; `timeout` is in seconds; `schemes` are those that a proxy wants.
    """
    reason = _reason(exception)
    asked = f"{verb} {url}"
    if isinstance(exception, exceptions.InvalidSchema) and "SOCKS" in str(exception):
        return Broken(
            MissingLibraryError("PySocks", purpose="(it is needed for a SOCKS proxy)"), sent=False, transient=False
        )
    if _is_refusal_of_proxy(exception, reason):
        wants = "407" in reason
        where = "Check proxy, or the environment variables HTTPS_PROXY, HTTP_PROXY and NO_PROXY."
        error: AzdoError = ConnectionError_(
            f"{asked} got no answer: the proxy did not let it through: {reason}",
            hint=f"{proxy_hint(schemes)} {where}" if wants else where,
            url=url,
        )
        return Broken(error, sent=False, transient=not wants)
    if isinstance(exception, (exceptions.InvalidHeader, urllib3_exceptions.InvalidHeader)):
        # Of the answer: those of the request are ours.
        error = ResponseError(
            f"{asked} was answered with headers that contradict each other: {reason}",
            hint="Something between here and the server may change its answers.",
            url=url,
        )
        return Broken(error, sent=True, transient=False)
    if isinstance(exception, ValueError) and isinstance(exception, exceptions.RequestException):
        # InvalidURL, MissingSchema and their like.
        return Broken(OptionError("organization_url", f"is not a valid URL: {reason}"), sent=False, transient=False)
    if _is_tls_failure(exception, reason):
        error = ConnectionError_(
            f"{asked} got no answer: no trusted TLS connection: {reason}",
            hint=CLIENT_CERTIFICATE_HINT
            if _OUR_CERTIFICATE.search(reason)
            else "Set ca_path to the certificate of the authority that signed the server's, as a PEM file.",
            code="tls_failed",
            url=url,
        )
        return Broken(error, sent=False, transient=False)
    if _is_timeout(exception):
        connecting = isinstance(exception, exceptions.ConnectTimeout)
        error = TimeoutError_(
            f"{asked} got no {'connection' if connecting else 'answer'} within {timeout} s",
            hint="Check the network and proxy, or raise timeout.",
            url=url,
        )
        return Broken(error, sent=not connecting, transient=True)
    through = " through the proxy" if isinstance(exception, exceptions.ProxyError) else ""
    error = ConnectionError_(
        f"{asked} got no complete answer{through}: {reason}",
        hint="Check that organization_url is right and that the server can be reached from where the module runs.",
        url=url,
    )
    return Broken(error, sent=not _never_connected(exception), transient=True)


def _innermost(exception: BaseException) -> BaseException:
    """The exception that urllib3 and requests wrapped, several levels down."""
    for _level in range(8):
        inner: Any = getattr(exception, "reason", None)
        if not isinstance(inner, BaseException):
            inner = next((arg for arg in exception.args if isinstance(arg, BaseException)), None)
        if inner is None:
            break
        exception = inner
    return exception


def _reason(exception: BaseException) -> str:
    innermost = _innermost(exception)
    text = _OBJECT.sub("", str(innermost)).strip()
    return text or type(innermost).__name__


def _is_refusal_of_proxy(exception: BaseException, reason: str) -> bool:
    """Whether a proxy was not reached, or made no tunnel.

    urllib3 wraps any break of a connection to a proxy as its error, also one that comes after the request was sent.
    """
    if isinstance(exception, exceptions.InvalidProxyURL):
        return True
    unsent = _never_connected(exception) or reason.startswith("Tunnel connection failed")
    return isinstance(exception, exceptions.ProxyError) and unsent


def _is_timeout(exception: BaseException) -> bool:
    if isinstance(exception, exceptions.Timeout):
        return True
    # A body that stops coming is a ConnectionError around urllib3's own timeout.
    return isinstance(_innermost(exception), (urllib3_exceptions.ReadTimeoutError, TimeoutError))


def _is_tls_failure(exception: BaseException, reason: str) -> bool:
    """Whether trust failed for good. A connection that breaks inside TLS is like any other broken one."""
    if isinstance(exception, exceptions.SSLError):
        return not _BROKEN_TLS.search(reason)
    # A CA bundle that cannot be read is a plain OSError.
    return isinstance(exception, OSError) and not isinstance(exception, exceptions.RequestException)


def _never_connected(exception: BaseException) -> bool:
    """Whether the request surely did not leave: no name, no route, or refused."""
    innermost = _innermost(exception)
    if isinstance(innermost, (urllib3_exceptions.NewConnectionError, urllib3_exceptions.ConnectTimeoutError)):
        return True
    cause = getattr(exception, "args", ())
    return any(isinstance(getattr(arg, "reason", None), urllib3_exceptions.NewConnectionError) for arg in cause)
