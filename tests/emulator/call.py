# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One authenticated, routed request, and its answer."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

from .auth import Person
from .contract import Wire
from .errors import NoRoute, ServiceError, argument, null
from .links import Links
from .normalise import Save
from .render import View
from .state import Collection, Project
from .streams import Incoming, Outgoing
from .versions import ApiVersion


@dataclass
class Answer:
    """`data` is sent as JSON unless it is None; `raw` is sent as it is, `stream` as it is read.

    `take` makes the answer in its place once it has read the request's body, for bodies that do not fit in memory.
    """

    data: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    stream: Outgoing | None = None
    take: Callable[[Incoming], Awaitable[Answer]] | None = None


@dataclass
class Call:
    collection: Collection
    args: dict[str, str]
    query: dict[str, str]
    body: bytes
    content_type: str
    base: str
    version: ApiVersion
    person: Person
    known_project: Project | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def accepts(self, media_type: str) -> bool:
        """Whether the caller names this media type first in Accept, or asks for it with `$format`."""
        wanted = self.text("$format")
        if wanted is not None:
            return wanted.lower() == {"application/zip": "zip", "application/octet-stream": "octetstream"}[media_type]
        first = self.headers.get("accept", "").partition(",")[0]
        return first.partition(";")[0].strip().lower() == media_type

    @property
    def project(self) -> Project:
        assert self.known_project is not None
        return self.known_project

    @property
    def wire(self) -> Wire:
        switches = self.collection.switches
        return Wire(
            server=self.collection.profile.newest,
            requested=self.version.pair,
            drop_empty_step_maps=switches["empty_step_maps"] == "drop",
            step_enabled=switches["step_enabled_default"],
            last_duplicate_wins=switches["case_duplicate_variables"] == "last_wins",
        )

    @property
    def links(self) -> Links:
        return Links(self.collection, self.base)

    @property
    def view(self) -> View:
        return View(self.collection, self.links, self.wire)

    def save(self, document: dict[str, Any], **more: Any) -> Save:
        return Save(self.collection, self.project, self.links, document, **more)

    def number(self, name: str) -> int:
        """A number in the path; other text is no route."""
        text = self.args[name]
        if not text.isdigit():
            raise NoRoute()
        return int(text)

    def text(self, name: str) -> str | None:
        """A query parameter, None when absent or empty."""
        return self.query.get(name.lower()) or None

    def flag(self, name: str) -> bool:
        return (self.text(name) or "").lower() == "true"

    def int(self, name: str) -> int | None:
        value = self.text(name)
        if value is None:
            return None
        try:
            return int(value)
        except ValueError:
            raise _bad_parameter(value, name, "Int32") from None

    def date(self, name: str) -> datetime | None:
        value = self.text(name)
        if value is None:
            return None
        try:
            moment = datetime.fromisoformat(value.replace("Z", "+00:00").replace(" ", "+"))
        except ValueError:
            raise _bad_parameter(value, name, "DateTime") from None
        return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)

    def json(self, parameter: str, media_types: tuple[str, ...] = ("application/json",)) -> Any:
        """The parsed body. Raises ServiceError for another media type, bad JSON and null."""
        if not self.body:
            raise null(parameter)
        media_type = self.content_type.partition(";")[0].strip().lower()
        if media_type not in media_types:
            raise ServiceError(
                400,
                "VssRequestContentTypeNotSupportedException",
                f'The request indicated a Content-Type of "{media_type}" for method type "{self.args["_verb"]}" which '
                f"is not supported. Valid content types for this method are: {', '.join(media_types)}.",
                "Microsoft.VisualStudio.Services.WebApi.{}, Microsoft.VisualStudio.Services.WebApi",
            )
        try:
            data = json.loads(self.body.decode("utf-8-sig"))
        except ValueError as error:
            raise argument(f"The request body is not valid JSON: {error}") from None
        if data is None:
            raise null(parameter)
        return data

    def object(self, parameter: str) -> dict[str, Any]:
        """The parsed body, which must be a JSON object."""
        data = self.json(parameter)
        if not isinstance(data, dict):
            raise argument("The request body is not a JSON object.", parameter)
        return data


def _bad_parameter(value: str, name: str, kind: str) -> ServiceError:
    return argument(f"The value '{value}' of the parameter '{name}' is not a valid {kind}.", name)
