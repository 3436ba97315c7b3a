# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

"""The client of the REST API: routes, api-versions, JSON, pages."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from ansible_collections.azdo.pipelines.plugins.module_utils._answer_shapes import item_of, items_of
from ansible_collections.azdo.pipelines.plugins.module_utils._answers import Answer, RawAnswer
from ansible_collections.azdo.pipelines.plugins.module_utils._classify import collection_hint, foreign_success
from ansible_collections.azdo.pipelines.plugins.module_utils._connection import ConnectionSettings
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import (
    AzdoError,
    InvalidRequestError,
    NotFoundError,
    OptionError,
    ResponseError,
    VersionError,
)
from ansible_collections.azdo.pipelines.plugins.module_utils._paging import Paging
from ansible_collections.azdo.pipelines.plugins.module_utils._receiving import Receiver
from ansible_collections.azdo.pipelines.plugins.module_utils._redact import Redactor
from ansible_collections.azdo.pipelines.plugins.module_utils._retry import Clock
from ansible_collections.azdo.pipelines.plugins.module_utils._route import (
    LocationTable,
    Route,
    api_version_for,
    is_project_scoped,
    location_table,
    pick,
)
from ansible_collections.azdo.pipelines.plugins.module_utils._routes import DEFINITIONS, ROUTES
from ansible_collections.azdo.pipelines.plugins.module_utils._shape import Misfit
from ansible_collections.azdo.pipelines.plugins.module_utils._transport import READING_VERBS, Request, Transport
from ansible_collections.azdo.pipelines.plugins.module_utils._urls import request_url, without_query
from ansible_collections.azdo.pipelines.plugins.module_utils._version import (
    NEWEST_RELEASED,
    OLDEST_SUPPORTED,
    ApiVersion,
    product_for,
)

JSON = "application/json; charset=utf-8"
JSON_PATCH = "application/json-patch+json; charset=utf-8"
CONTINUATION_TOKEN = "X-MS-ContinuationToken"

#: Named here, because `Client.list` hides the type's name inside the class.
Page = list[Any]


class Client:
    """One server and one credential, for one run. Usable from several threads.

    A `route` is a `Route` or the name of one. Every method that sends raises `AzdoError`.
    """

    def __init__(
        self, settings: ConnectionSettings, *, clock: Clock | None = None, warn: Callable[[str], None] | None = None
    ) -> None:
        """Open no connection yet. Raises `MissingLibraryError` without `requests`."""
        self.product = settings.base.product
        self.base_url = settings.base.url
        self.project = settings.project
        self._settings = settings
        self.transport = Transport(settings, clock, warn)
        self._lock = threading.Lock()
        self._table: LocationTable | None = None
        if warn and settings.base.is_clear_text:
            warn("The credential crosses the network unencrypted: organization_url begins with http://.")

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self.transport.close()

    @property
    def requests_made(self) -> int:
        """HTTP requests sent so far, repeated ones included."""
        return self.transport.requests_made

    def limit_concurrency(self, most: int) -> None:
        """Have at most so many requests in flight at once; fewer while the service throttles."""
        self.transport.lanes.limit(most)

    @property
    def redactor(self) -> Redactor:
        """Masks the secrets of the run; add those of the definition to it."""
        return self._settings.redactor

    # -- versions ------------------------------------------------------------------------------------------------

    def api_version(self) -> ApiVersion:
        """The version on which all requests of this run are based.

        As pinned; 7.1 on the cloud, without a request; else the newest that the server has released and that the
        collection knows, for which the server is asked once.
        """
        if self._settings.api_version is not None:
            return self._settings.api_version
        return min(self.server_version(), NEWEST_RELEASED)

    def server_version(self) -> ApiVersion:
        """The newest released version that the server offers. Asks the server once, also when a version is pinned."""
        if self.product == "services":
            return NEWEST_RELEASED
        location = DEFINITIONS.locate(self._locations())
        # _discover has refused a table without it
        return NEWEST_RELEASED if location is None else location.released

    def pick(self, *routes: Route | str) -> Route:
        """The first of `routes` that the server has at this run's version. Raises `VersionError` without one."""
        return pick([_route(route) for route in routes], self.api_version(), self._table)

    def _locations(self) -> LocationTable:
        with self._lock:
            if self._table is None:
                self._table = self._discover()
            return self._table

    def _discover(self) -> LocationTable:
        """Ask a server what it offers (api-facts §1.2 Discovery)."""
        url = f"{self.base_url}/_apis"
        request = Request("OPTIONS", url, {"Accept": "application/json"})
        try:
            raw = self.transport.send(request)
        except InvalidRequestError as error:
            error.hint = "If something on the way forbids OPTIONS, pin api_version, for example '5.1'."
            raise
        except NotFoundError as error:
            # every collection has it, on every product
            error.code, error.hint = "collection_not_found", collection_hint(self._settings.base)
            raise
        data = self._parse(request, raw)
        listed = data.get("value") if isinstance(data, dict) else data
        table = location_table(listed if isinstance(listed, list) else [])
        location = DEFINITIONS.locate(table)
        if location is None:
            raise NotFoundError(
                f"OPTIONS {url} lists no build definitions, so this is not a project collection",
                hint=collection_hint(self._settings.base),
                code="collection_not_found",
                status=raw.status,
                activity_id=raw.activity_id,
                url=url,
            )
        if location.released < OLDEST_SUPPORTED:
            raise VersionError(
                f"{url} offers build definitions up to api-version {location.released} "
                f"({product_for(location.released)}); {OLDEST_SUPPORTED} is needed ({product_for(OLDEST_SUPPORTED)})",
                url=url,
            )
        return table

    # -- requests ------------------------------------------------------------------------------------------------

    def get(
        self, route: Route | str, *path: Any, query: Mapping[str, Any] | None = None, project: str | None = None
    ) -> Any:
        """GET; returns the JSON of one item. `path` are the route's path arguments in order."""
        return self._item("GET", route, self.call("GET", route, path, query=query, project=project))

    def whole_list(self, route: Route | str, *path: Any, query: Mapping[str, Any] | None = None) -> Page:
        """All items of a list that has one page, in which several may have the same id."""
        found: Page = self._fitting(items_of, "GET", _route(route).name, self.call("GET", route, path, query=query))
        return found

    def post(
        self,
        route: Route | str,
        *path: Any,
        body: Any = None,
        query: Mapping[str, Any] | None = None,
        project: str | None = None,
    ) -> Any:
        """POST; returns the JSON. Never repeated after a lost answer: see `AzdoError.maybe_committed`."""
        return self._item("POST", route, self.call("POST", route, path, query=query, body=body, project=project))

    def put(
        self,
        route: Route | str,
        *path: Any,
        body: Any = None,
        query: Mapping[str, Any] | None = None,
        project: str | None = None,
    ) -> Any:
        """PUT; returns the JSON."""
        return self._item("PUT", route, self.call("PUT", route, path, query=query, body=body, project=project))

    def patch(
        self,
        route: Route | str,
        *path: Any,
        body: Any = None,
        query: Mapping[str, Any] | None = None,
        project: str | None = None,
        content_type: str | None = None,
    ) -> Any:
        """PATCH; returns the JSON as it came."""
        return self.call("PATCH", route, path, query=query, body=body, project=project, content_type=content_type).data

    def delete(
        self, route: Route | str, *path: Any, query: Mapping[str, Any] | None = None, project: str | None = None
    ) -> Any:
        """DELETE; returns the JSON, mostly None."""
        return self.call("DELETE", route, path, query=query, project=project).data

    def call(
        self,
        verb: str,
        route: Route | str,
        path: Mapping[str, Any] | Iterable[Any] | None = None,
        *,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        project: str | None = None,
        retry: bool | None = None,
        content_type: str | None = None,
    ) -> Answer:
        """Send one request and return its answer.

        `path`: the route's path arguments, by name or in order. `project` replaces that of the task. `retry` says
        whether the request may be repeated after a lost answer; None leaves it to the verb (all but POST).
        """
        request = self._request(
            verb,
            _route(route),
            path,
            query,
            {"Content-Type": content_type or JSON} if body is not None else {},
            None if body is None else _encode(body),
            project,
            retry,
        )
        raw = self.transport.send(request)
        data = self._parse(request, raw)
        return Answer(raw.status, raw.headers, data)

    def send(
        self,
        verb: str,
        route: Route | str,
        path: Mapping[str, Any] | Iterable[Any] | None = None,
        *,
        query: Mapping[str, Any] | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        receiver: Receiver | None = None,
    ) -> RawAnswer:
        """Send bytes with headers of their own; returns the answer as it came. See `call` and `Transport.send`."""
        request = self._request(verb, _route(route), path, query, headers or {}, content)
        return self.transport.send(request, receiver)

    def _request(
        self,
        verb: str,
        route: Route,
        path: Mapping[str, Any] | Iterable[Any] | None,
        query: Mapping[str, Any] | None,
        headers: Mapping[str, str],
        content: bytes | None = None,
        project: str | None = None,
        retry: bool | None = None,
    ) -> Request:
        base = self.api_version()
        scoped = is_project_scoped(route, base, self._table, server=self.product == "server")
        media = headers.get("Accept", "application/json")
        accept = f"{media};api-version={api_version_for(route, base, self._table)}"
        url = request_url(
            self.base_url, self._project(route, project) if scoped else None, route.path(path or ()), query
        )
        return Request(verb, url, {**headers, "Accept": accept}, content, retry)

    def _project(self, route: Route, project: str | None) -> str:
        name = project or self.project
        if not name:
            raise OptionError(
                "project",
                f"is not set, and {route.name.replace('_', ' ')} belong to a project",
                "Give its name or GUID, or set the environment variable SYSTEM_TEAMPROJECT.",
            )
        return name

    def _parse(self, request: Request, raw: RawAnswer) -> Any:
        """The JSON of a success. Raises `ResponseError` for anything else."""
        try:
            if not raw.body.strip():
                if raw.status == 204 or request.verb == "DELETE":
                    return None
                reason = "the body is empty"
            elif not raw.is_json_type and raw.content_type:
                reason = f"the body is {raw.content_type}, not JSON"
            else:
                return raw.parse()
        except ValueError as error:
            reason = f"the body is not valid JSON ({error})"
        shown = without_query(request.url)
        failure: AzdoError = foreign_success(request.verb, shown, raw, self.redactor.clean(reason))
        failure.maybe_committed = request.verb not in READING_VERBS
        raise failure from None

    # -- lists ---------------------------------------------------------------------------------------------------

    def list(
        self, route: Route | str, *path: Any, query: Mapping[str, Any] | None = None, project: str | None = None
    ) -> Page:
        """All items of a list, over all its pages, each id once."""
        return [item for page in self.pages(route, *path, query=query, project=project) for item in page]

    def pages(
        self, route: Route | str, *path: Any, query: Mapping[str, Any] | None = None, project: str | None = None
    ) -> Iterator[Page]:
        """The pages of a list, each without the ids that came before.

        Follows the continuation token to the end. Where the route knows `queryOrder` one is always sent: without it
        the service finds long lists ambiguous and leaves items out (peers #21). `$top` in `query` is the page size.
        Raises `ResponseError` for a list without end.
        """
        found = _route(route)
        paging = Paging(self._ordered(found, query))
        while paging.goes_on:
            answer = self.call("GET", found, path, query=paging.query, project=project)
            take = partial(paging.take, token=answer.headers.get(CONTINUATION_TOKEN))
            yield self._fitting(take, "GET", found.name, answer)

    def _ordered(self, route: Route, query: Mapping[str, Any] | None) -> dict[str, Any]:
        asked = dict(query or {})
        since = route.query_order_since
        if route.query_order and (since is None or self.api_version() >= since):
            asked.setdefault("queryOrder", route.query_order)
        return asked

    def _item(self, verb: str, route: Route | str, answer: Answer) -> Any:
        if answer.data is None:
            raise self._unlike(verb, _route(route).name, "the answer is null", answer)
        return self._fitting(item_of, verb, _route(route).name, answer)

    def _fitting(self, check: Callable[[str, Any], Any], verb: str, route: str, answer: Answer) -> Any:
        """The data of `answer`. Raises `ResponseError` for what the REST API would not answer."""
        try:
            return check(route, answer.data)
        except Misfit as misfit:
            raise self._unlike(verb, route, self.redactor.clean(str(misfit)), answer) from None

    def _unlike(self, verb: str, route: str, reason: str, answer: Answer) -> ResponseError:
        return ResponseError(
            f"{verb} {route.replace('_', ' ')} of {self.base_url}: {reason}",
            hint="Something between here and the server may change its answers.",
            status=answer.status,
            activity_id=answer.headers.get("ActivityId"),
            url=self.base_url,
            maybe_committed=verb not in READING_VERBS,
        )


def _route(route: Route | str) -> Route:
    return ROUTES[route] if isinstance(route, str) else route


def _encode(body: Any) -> bytes:
    """`body` as JSON, in ASCII: the same for every reader, and lone surrogates survive."""
    try:
        return json.dumps(body, separators=(",", ":"), allow_nan=False).encode("ascii")
    except (TypeError, ValueError):
        # The original text may hold values, so possibly secrets.
        raise InvalidRequestError("The document holds a value that JSON cannot express") from None
