# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The service itself: authentication, routing, api-version, project, handler - in that order."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from . import auth
from .area_routes import location_table
from .artifact_content import signed_content
from .call import Answer, Call
from .errors import NoRoute, ServiceError, WrongVerb, access_denied, no_project, project_id_not_found, project_not_found
from .lookups import looks_like_guid
from .negotiation import negotiate
from .router import find
from .state import Collection, Project, new_guid
from .streams import Incoming, StreamedResponse
from .world import World, quoted, segments_of

WRITES = ("POST", "PUT", "PATCH", "DELETE")
PROCESS_ID = new_guid()
IIS_404_PAGE = """<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">
<html xmlns="http://www.w3.org/1999/xhtml">
<head><title>404 - File or directory not found.</title></head>
<body><h1>Server Error</h1><h2>404 - File or directory not found.</h2>
<h3>The resource you are looking for might have been removed, had its name changed, or is temporarily unavailable.</h3>
</body>
</html>
"""


class Service:
    """An ASGI endpoint's body: one request in, one answer out.

    Nothing is awaited between reading and writing state, but in uploads, whose body is read as it comes.
    """

    def __init__(self, world: World) -> None:
        self._world = world

    async def __call__(self, request: Request) -> Response:
        raw_path = request.scope.get("raw_path") or request.url.path.encode()
        segments = segments_of(raw_path.decode("latin-1").partition("?")[0])
        stream = request.stream()
        collection, rest = self._world.match(segments)
        body = b"" if _is_upload(request, rest) else b"".join([block async for block in stream])
        signed = self._world.signed(segments)
        if signed is not None:
            answer = _signed(request, signed, segments[1])
        elif collection is None:
            answer = self._above(request, rest)
        else:
            answer = await _collection(request, collection, rest, Received(body, stream))
            answer.headers.update(collection.rate_limit)
        async for _block in stream:
            pass  # an upload that was refused: its client still sends
        return _with_headers(request, answer)

    def _above(self, request: Request, segments: list[str]) -> Response:
        """A path of no collection: the server itself answers OPTIONS, everything else is not found."""
        host, rest = self._world.host_above(segments)
        if host is None:
            return HTMLResponse(IIS_404_PAGE, 404)
        credential = auth.find(host.credentials, request.headers.get("authorization"))
        if credential is None or credential.expired:
            return auth.reject(request, host.profile, host.switches, credential is not None)
        if request.method == "OPTIONS" and [part.lower() for part in rest] == ["_apis"]:
            return _json(location_table(host.profile, host_level=True), 200, None)
        return _no_route(request)


@dataclass(frozen=True)
class Received:
    """The body of a request: all of it, or for uploads the stream that it comes in."""

    body: bytes
    stream: Incoming


def _is_upload(request: Request, segments: list[str]) -> bool:
    return request.method == "PUT" and [part.lower() for part in segments[:3]] == ["_apis", "resources", "containers"]


def _signed(request: Request, collection: Collection, key: str) -> Response:
    try:
        query = {name.lower(): value for name, value in request.query_params.multi_items()}
        return _answer(signed_content(collection, key, query), "")
    except ServiceError as error:
        return _json(error.body(), error.status, None)


async def _collection(request: Request, collection: Collection, rest: list[str], received: Received) -> Response:
    credential = auth.find(collection.credentials, request.headers.get("authorization"))
    if credential is None or credential.expired:
        return auth.reject(request, collection.profile, collection.switches, credential is not None)
    answer = await _serve(request, collection, credential, rest, received)
    answer.headers["X-VSS-UserData"] = f"{credential.person.id}:{credential.person.unique_name}"
    return answer


async def _serve(
    request: Request, collection: Collection, credential: auth.Credential, rest: list[str], received: Received
) -> Response:
    folded = [part.lower() for part in rest]
    if "_apis" not in folded[:2]:
        return _no_route(request)
    place = folded.index("_apis")
    project_name, segments = (rest[0] if place else None), rest[place + 1 :]
    version = None
    try:
        if request.method == "OPTIONS":
            return _options(collection, segments)
        match = find(collection.profile, segments, project_name is not None, request.method)
        version = negotiate(request, collection, match.route.location)
        if match.missing_project:
            raise no_project()
        if credential.read_only and request.method in WRITES:
            raise _read_only(credential)
        call = Call(
            collection=collection,
            args={**match.args, "_verb": request.method},
            query={name.lower(): value for name, value in request.query_params.multi_items()},
            body=received.body,
            content_type=request.headers.get("content-type", ""),
            base=_base(request, collection),
            version=version,
            person=credential.person,
            known_project=None if project_name is None else _project(collection, project_name),
            headers=request.headers,
        )
        answer = match.handler(call)
        if answer.take is not None:
            answer = await answer.take(received.stream)
        return _answer(answer, version.text)
    except NoRoute:
        return _no_route(request)
    except WrongVerb:
        message = f"The requested resource does not support http method '{request.method}'."
        return _json({"count": 1, "value": {"Message": message}}, 405, None)
    except ServiceError as error:
        refusal = _json(error.body(), error.status, version.text if version else None)
        refusal.headers.update(error.headers)
        return refusal


def _read_only(credential: auth.Credential) -> ServiceError:
    return access_denied(
        f"TF215106: Access denied. {credential.person.name} needs Edit build pipeline permissions to perform the "
        "action. For more information, contact the Azure DevOps administrator."
    )


def _project(collection: Collection, name: str) -> Project:
    found = collection.project(name)
    if found is not None:
        return found
    if looks_like_guid(name):
        raise project_id_not_found(name, collection.switches["missing_project_id_status"])
    raise project_not_found(name)


def _options(collection: Collection, segments: list[str]) -> Response:
    if len(segments) > 1:
        raise NoRoute()
    return _json(location_table(collection.profile, segments[0] if segments else None), 200, None)


def _base(request: Request, collection: Collection) -> str:
    return f"{request.url.scheme}://{request.url.netloc}{quoted(collection.path)}"


def _answer(answer: Answer, version: str) -> Response:
    if answer.stream is not None:
        suffix = f"; api-version={version}" if version else ""
        headers = {**answer.headers, "content-type": f"{answer.stream.media_type}{suffix}"}
        return StreamedResponse(answer.stream, answer.status, headers)
    if answer.raw is not None:
        media_type = f"application/json; charset=utf-8; api-version={version}"
        return Response(answer.raw, answer.status, answer.headers, media_type)
    if answer.data is None:
        return Response(b"", answer.status, answer.headers)
    response = _json(answer.data, answer.status, version)
    response.headers.update(answer.headers)
    return response


def _json(data: Any, status: int, version: str | None) -> Response:
    content = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    suffix = f"; api-version={version}" if version else ""
    response = Response(content, status)
    response.headers["content-type"] = f"application/json; charset=utf-8{suffix}"
    return response


def _no_route(request: Request) -> Response:
    message = f"The controller for path '{request.url.path}' was not found or does not implement IController."
    response = Response(message.encode("utf-8"), 404)
    response.headers["content-type"] = "text/plain; charset=utf-8"
    response.headers["X-TFS-ServiceError"] = quote(message, safe="")
    return response


def _with_headers(request: Request, response: Response) -> Response:
    """Correlation headers that every answer has (api-facts §3.4)."""
    activity = new_guid()
    response.headers["ActivityId"] = activity
    response.headers["X-VSS-E2EID"] = activity
    response.headers["X-TFS-ProcessId"] = PROCESS_ID
    response.headers["X-TFS-Session"] = request.headers.get("x-tfs-session") or new_guid()
    return response
