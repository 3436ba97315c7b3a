# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

"""What a REST route is, whether a server has it, and which api-version to ask it for (api-facts §1.2)."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from ansible_collections.azdo.pipelines.plugins.module_utils._errors import (
    InvalidRequestError,
    OptionError,
    VersionError,
)
from ansible_collections.azdo.pipelines.plugins.module_utils._version import (
    ApiVersion,
    first_product_with,
    is_preview_only,
)

_SLOT = re.compile(r"\{(?P<name>[a-z_]+)(?P<optional>\?)?\}")


@functools.cache
def _segments(template: str) -> list[tuple[str, str, bool]]:
    """Each segment of a template as its text, the name of its argument ('' for none), and whether that is optional."""
    found = ((text, _SLOT.fullmatch(text)) for text in template.split("/"))
    return [(text, slot["name"] if slot else "", bool(slot and slot["optional"])) for text, slot in found]


@dataclass(frozen=True)
class Route:
    """One resource of the service.

    `template` is what follows `_apis/`; `{name}` is a path argument, `{name?}` one that may be left out (at the end
    only). `scope` is 'project' or 'collection'. `first` and `last` bound the api-versions that have the route,
    `released` is the first that has it without `-preview` (None: none has). `location_id` identifies the resource in
    a server's answer to OPTIONS. `query_order` is sent with lists, so that pages do not overlap.
    `collection_below`: servers older than this have the route at the collection, not in the project.
    `older_location_ids`: the same address under the ids of older servers. `takes_pinned_resource`: the resource version
    of a pinned `7.2-preview.8` is meant for this route.
    """

    name: str
    area: str
    template: str
    scope: str
    location_id: str
    first: ApiVersion
    last: ApiVersion | None = None
    released: ApiVersion | None = None
    query_order: str | None = None
    query_order_since: ApiVersion | None = None
    collection_below: ApiVersion | None = None
    older_location_ids: tuple[str, ...] = ()
    takes_pinned_resource: bool = False

    def locate(self, table: LocationTable | None) -> Location | None:
        """What the server says of this route; None when it was not asked or does not list it."""
        for location_id in (self.location_id, *self.older_location_ids):
            if table and location_id in table:
                return table[location_id]
        return None

    def path(self, arguments: Mapping[str, Any] | Iterable[Any] = ()) -> str:
        """What follows the project or the collection in the URL, arguments percent-encoded.

        `arguments` by name or in the order of the template. Raises `InvalidRequestError` for an argument that is
        empty, or `.` or `..`: such a segment would lead to another resource. Wrong names and numbers of arguments
        are errors of the caller (`TypeError`).
        """
        segments = _segments(self.template)
        slots = [(name, optional) for _text, name, optional in segments if name]
        values = self._by_name([name for name, _optional in slots], arguments)
        missing = [name for name, optional in slots if not optional and name not in values]
        if missing:
            raise TypeError(f"route {self.name} needs {', '.join(missing)}")
        parts = []
        for text, name, _optional in segments:
            if not name:
                parts.append(text)
            elif name in values:
                parts.append(self._segment(name, values[name]))
        return "_apis/" + "/".join(parts)

    def _by_name(self, names: list[str], arguments: Mapping[str, Any] | Iterable[Any]) -> dict[str, Any]:
        if isinstance(arguments, Mapping):
            unknown = set(arguments) - set(names)
            if unknown:
                raise TypeError(f"route {self.name} has no {', '.join(sorted(unknown))}")
            given = dict(arguments)
        else:
            listed = list(arguments)
            if len(listed) > len(names):
                raise TypeError(f"route {self.name} takes {len(names)} arguments, not {len(listed)}")
            given = dict(zip(names, listed))
        return {name: value for name, value in given.items() if value is not None}

    def _segment(self, name: str, value: Any) -> str:
        text = str(value)
        if text.strip() in {"", ".", ".."}:
            raise InvalidRequestError(f"{name.replace('_', ' ')} {text!r} cannot be part of a URL")
        return quote(text, safe="")


@dataclass(frozen=True)
class Location:
    """What a server says of one resource when asked OPTIONS (api-facts §1.2)."""

    first: ApiVersion
    last: ApiVersion
    released: ApiVersion
    template: str = ""


#: Locations of a server by location id, lower case.
LocationTable = Mapping[str, Location]


def location_table(entries: Iterable[Mapping[str, Any]]) -> dict[str, Location]:
    """Read the `value` of an answer to OPTIONS. Entries that are not understood are left out."""
    table: dict[str, Location] = {}
    for entry in entries:
        try:
            first, last, released = (
                ApiVersion.parse(str(entry[key])) for key in ("minVersion", "maxVersion", "releasedVersion")
            )
            table[str(entry["id"]).lower()] = Location(first, last, released, str(entry.get("routeTemplate") or ""))
        except (KeyError, TypeError, AttributeError, RecursionError, OptionError):
            continue
    return table


def offers(route: Route, base: ApiVersion, table: LocationTable | None = None) -> bool:
    """Whether a server whose base version is `base` has `route`."""
    location = route.locate(table)
    if location is not None:
        return location.first <= base
    if table:
        return False
    return route.first <= base and (route.last is None or base <= route.last)


def pick(routes: Iterable[Route], base: ApiVersion, table: LocationTable | None = None) -> Route:
    """The first of `routes` that the server has. Raises `VersionError` when it has none."""
    candidates = list(routes)
    for route in candidates:
        if offers(route, base, table):
            return route
    raise _not_offered(candidates[0], base)


def api_version_for(route: Route, base: ApiVersion, table: LocationTable | None = None) -> str:
    """The api-version to ask `route` for, when the run is based on `base`: `7.1`, `7.1-preview`, `7.2-preview.8`.

    With a location table the server's own word counts: the version is at most what it offers, and a preview where it
    has not released the resource. Without one the static table does. A pinned resource version (`.8`) belongs to the
    definitions, so it is sent to them only. Raises `VersionError` when `base` is older than the route.
    """
    location = route.locate(table)
    first = location.first if location else route.first
    last = location.last if location else route.last
    if base < first:
        raise _not_offered(route, base, first)
    if base.is_preview and route.takes_pinned_resource:
        return str(base)
    version = base.base if last is None or base <= last else last.base
    if location:
        preview = location.released < version
    else:
        preview = is_preview_only(version) or route.released is None or version < route.released
    return f"{version}-preview" if preview else str(version)


def is_project_scoped(route: Route, base: ApiVersion, table: LocationTable | None, *, server: bool) -> bool:
    """Whether the URL of `route` names the project.

    Only `build_options` ever changed: TFS 2015 has it at the collection, the cloud in the project for every version
    (api-facts §1.4 Options).
    """
    if route.scope != "project":
        return False
    if route.collection_below is None or not server:
        return True
    location = route.locate(table)
    if location is not None and location.template:
        return "{project}" in location.template.lower()
    return base >= route.collection_below


def _not_offered(route: Route, base: ApiVersion, first: ApiVersion | None = None) -> VersionError:
    needed = first or route.first
    if base < needed:
        problem = f"{route.name.replace('_', ' ')} needs api-version {needed} ({first_product_with(needed)}) or newer"
    else:
        problem = f"{route.name.replace('_', ' ')} ended with api-version {route.last}"
    return VersionError(
        f"{problem}; this run uses {base} ({first_product_with(base)})",
        hint="Leave api_version at 'auto' to use the newest version that the server offers.",
    )
