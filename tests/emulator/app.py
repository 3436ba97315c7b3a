# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ASGI application: the wire around the admin API and the service."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from .admin import Admin
from .service import Service
from .wire import Wire
from .world import World


class _Everything:
    """The service at every path and verb; an ASGI app, so that Starlette limits neither."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response: Response = await self._service(Request(scope, receive))
        await response(scope, receive, send)


def build(world: World) -> ASGIApp:
    """The application for uvicorn. It must be served by it: cutting connections reaches into its protocol."""
    everything = Route("/{path:path}", _Everything(Service(world)))
    return Wire(Starlette(routes=[*Admin(world).routes(), everything]), world)
