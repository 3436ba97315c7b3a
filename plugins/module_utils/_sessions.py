# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

"""Sessions of `requests`: their headers, certificates and proxies, and which thread uses which."""

from __future__ import annotations

import contextlib
import threading
import uuid
from collections.abc import Iterator
from http.cookiejar import DefaultCookiePolicy
from typing import Any

from ansible_collections.azdo.pipelines.plugins.module_utils._about import USER_AGENT
from ansible_collections.azdo.pipelines.plugins.module_utils._connection import ConnectionSettings
from ansible_collections.azdo.pipelines.plugins.module_utils._decoding import ACCEPTED
from ansible_collections.azdo.pipelines.plugins.module_utils._patience import watch
from ansible_collections.azdo.pipelines.plugins.module_utils._requests import (
    HTTPAdapter,
    disable_warnings,
    require_requests,
    urllib3_exceptions,
)


class Sessions:
    """One session for all threads; or as many as there are requests on their way, where a connection is somebody.

    A server that authenticates connections (NTLM) must see the messages of one handshake on one connection, and
    nothing else in between.
    """

    def __init__(self, settings: ConnectionSettings, most: int) -> None:
        """Open no connection yet; `most` are kept open. Raises `MissingLibraryError` without `requests`."""
        require_requests()
        self.auth = settings.auth.requests_auth()
        self._settings = settings
        self._is_shared = not settings.auth.binds_connection
        self._most = most if self._is_shared else 1
        self._number = str(uuid.uuid4())
        self._lock = threading.Lock()
        self._known_surroundings: dict[str, dict[str, Any]] = {}
        self._first = self._session()
        self._all = [self._first]
        self._idle = [self._first]
        if settings.verify is False:
            disable_warnings(urllib3_exceptions.InsecureRequestWarning)

    def close(self) -> None:
        """Close the connections."""
        for session in self._all:
            session.close()

    @contextlib.contextmanager
    def lent(self) -> Iterator[Any]:
        """A session for one request and its repetitions by the authentication."""
        if self._is_shared:
            yield self._first
            return
        with self._lock:
            session = self._idle.pop() if self._idle else None
        if session is None:
            session = self._session()
            with self._lock:
                self._all.append(session)
        try:
            yield session
        finally:
            with self._lock:
                self._idle.append(session)

    def surroundings(self, url: str) -> dict[str, Any]:
        """Proxy and certificates for `url`, from the options and the environment.

        Looking them up takes as long as a small answer, so that is done once for each host.
        """
        origin = _origin(url)
        found = self._known_surroundings.get(origin)
        if found is None:
            settings = self._settings
            proxies = {"http": settings.proxy, "https": settings.proxy} if settings.proxy else {}
            # The client's certificate is for the configured server only.
            own = settings.client_cert if origin == _origin(settings.base.url) else None
            # `verify` is given here because the environment's CA bundle goes before the session's own.
            found = self._first.merge_environment_settings(url, proxies, True, settings.verify, own)
            self._known_surroundings[origin] = found
        return found

    def _session(self) -> Any:
        session = require_requests().Session()
        # Set, so that requests does not look into ~/.netrc; trust_env stays on for the proxies of the environment.
        session.auth = self.auth
        # Cookies could outlive the credential that they stand for, and would be shared between threads.
        session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        # Redirects are our own matter. Even where none is followed, requests would take the whole body of one into
        # memory, and stumble over an address that is none.
        session.resolve_redirects = _nowhere
        session.headers.update(
            {
                "User-Agent": USER_AGENT,
                "Accept": "application/json",
                "Accept-Encoding": ACCEPTED,
                # Ask for a 401 instead of a sign-in page (api-facts §3.3).
                "X-TFS-FedAuthRedirect": "Suppress",
                "X-VSS-ForceMsaPassThrough": "true",
                "X-TFS-Session": self._number,
            }
        )
        adapter = _Adapter(pool_connections=2, pool_maxsize=self._most, max_retries=0)
        session.mount("https://", adapter)
        session.mount("http://", adapter)
        return session


class _Adapter(HTTPAdapter):
    """Its connections give answers up that do not end."""

    def init_poolmanager(self, *arguments: Any, **named: Any) -> None:
        super().init_poolmanager(*arguments, **named)
        watch(self.poolmanager)

    def proxy_manager_for(self, proxy: str, **named: Any) -> Any:
        known = proxy in self.proxy_manager
        manager = super().proxy_manager_for(proxy, **named)
        return manager if known else watch(manager)


def _nowhere(*_arguments: Any, **_named: Any) -> Iterator[Any]:
    return iter(())


def _origin(url: str) -> str:
    return "/".join(url.split("/")[:3]).lower()
