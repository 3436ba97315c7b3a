# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

"""Downloads: which address, with the credential or without, and where a redirect may lead."""

from __future__ import annotations

import typing as t
from urllib.parse import urljoin, urlsplit

from ansible_collections.azdo.pipelines.plugins.module_utils import _routes as routes
from ansible_collections.azdo.pipelines.plugins.module_utils._answers import RawAnswer
from ansible_collections.azdo.pipelines.plugins.module_utils._artifact_links import secrets_in
from ansible_collections.azdo.pipelines.plugins.module_utils._classify import foreign_success
from ansible_collections.azdo.pipelines.plugins.module_utils._client import Client
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import AzdoError, ResponseError
from ansible_collections.azdo.pipelines.plugins.module_utils._receiving import Receiver
from ansible_collections.azdo.pipelines.plugins.module_utils._transport import Request
from ansible_collections.azdo.pipelines.plugins.module_utils._urls import without_query
from ansible_collections.azdo.pipelines.plugins.module_utils._version import ApiVersion

Document = dict[str, t.Any]

OCTETS = "application/octet-stream"
ZIP = "application/zip"

MOST_REDIRECTS = 5
_PORTS = {"http": 80, "https": 443}
#: before, the name of an artifact is a part of the path (api-facts §5.3)
_NAME_IN_QUERY_SINCE = ApiVersion(4, 1)


class Downloads:
    """Downloads of a client. `hide` is told the secrets of addresses before they are used."""

    def __init__(self, client: Client, hide: t.Callable[[t.Iterable[str]], None]) -> None:
        self._client = client
        self._hide = hide

    def item(self, container_id: int, path: str, scope: str | None, receiver: Receiver) -> None:
        """A file of a container."""
        query = {"itemPath": path, "scope": scope}
        self._own(routes.CONTAINERS, [container_id], query, OCTETS, receiver)

    def archive(self, build_id: int, artifact: Document, receiver: Receiver) -> None:
        """An artifact as a zip archive, from the organisation's own address."""
        url = str((artifact.get("resource") or {}).get("downloadUrl") or "")
        if same_origin(url, self._client.base_url):
            # As the service wrote it: its form depends on the product.
            self._hide(secrets_in(url))
            self._send(Request("GET", url, {"Accept": ZIP, "Accept-Encoding": "identity"}), receiver)
            return
        name = artifact["name"]
        if self._client.api_version() >= _NAME_IN_QUERY_SINCE:
            self._own(routes.ARTIFACTS, [build_id], {"artifactName": name, "$format": "zip"}, ZIP, receiver)
        else:
            self._own(routes.ARTIFACTS, [build_id, name], {"$format": "zip"}, ZIP, receiver)

    def signed(self, url: str, receiver: Receiver) -> None:
        """What a signed address gives. The signature is all it needs: it gets no credential, wherever it lies."""
        self._hide(secrets_in(url))
        refuse_unsafe(url, self._client.base_url)
        self._send(Request("GET", url, _plain(ZIP), anonymous=True), receiver)

    def _own(self, route: t.Any, path: list[t.Any], query: Document, media: str, receiver: Receiver) -> None:
        headers = {"Accept": media, **({"Accept-Encoding": "identity"} if media == ZIP else {})}
        try:
            raw = self._client.send("GET", route, path, query=query, headers=headers, receiver=receiver)
        except ResponseError as error:
            self._follow(error, receiver, Request("GET", error.url or self._client.base_url, {"Accept": media}), 1)
        else:
            self._check(raw, receiver, self._client.base_url)

    def _send(self, request: Request, receiver: Receiver, redirects: int = 0) -> None:
        try:
            raw = self._client.transport.send(request, receiver)
        except ResponseError as error:
            self._follow(error, receiver, request, redirects + 1)
        else:
            self._check(raw, receiver, request.url)

    def _follow(self, error: AzdoError, receiver: Receiver, request: Request, redirects: int) -> None:
        """Go where a redirect leads, without the credential to another origin. Raises `error` if it is no redirect."""
        if error.code != "unexpected_redirect" or not receiver.location or redirects > MOST_REDIRECTS:
            raise error
        try:
            target = urljoin(request.url, receiver.location)
        except ValueError:
            raise error from None
        self._hide(secrets_in(target))
        refuse_unsafe(target, self._client.base_url)
        # Once it was left out, it stays out: another host must not choose what is asked with the credential.
        anonymous = request.anonymous or not same_origin(target, self._client.base_url)
        self._send(Request("GET", target, _plain(request.headers["Accept"]), anonymous=anonymous), receiver, redirects)

    @staticmethod
    def _check(raw: RawAnswer, receiver: Receiver, url: str) -> None:
        if not receiver.is_full:
            kind = raw.content_type or "of no type"
            raise foreign_success("GET", without_query(url), raw, f"the body is {kind}, not the content of a file")


def _plain(media: str) -> dict[str, str]:
    # A storage service need not know the REST API's media types.
    return {"Accept": f"{media.split(',')[0]}, */*;q=0.5", "Accept-Encoding": "identity"}


def same_origin(url: str, base: str) -> bool:
    """Whether both addresses are of one scheme, host and port."""
    origin = _origin(url)
    return origin is not None and origin == _origin(base)


def refuse_unsafe(url: str, base: str) -> None:
    """Raise `ResponseError` for an address that content is not taken from.

    That is one without TLS while the organisation's own has it, and one that is not of HTTP.
    """
    origin = _origin(url)
    if origin is None or (origin[0] == "http" and not base.lower().startswith("http:")):
        place = without_query(url) if origin else "an address that is not of HTTP"
        raise ResponseError(
            f"The service sends a download to {place}, which is not protected by TLS",
            hint="Content is not taken from there. Look for a proxy or gateway that changes addresses.",
            code="unexpected_redirect",
        )


def _origin(url: str) -> tuple[str, str, int] | None:
    try:
        parts = urlsplit(url)
        scheme, host, port = parts.scheme.lower(), (parts.hostname or "").lower(), parts.port
    except ValueError:
        return None
    if scheme not in _PORTS or not host or "@" in parts.netloc:
        return None
    return scheme, host, port or _PORTS[scheme]
