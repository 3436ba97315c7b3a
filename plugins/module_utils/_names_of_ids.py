# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""From ids to names, for exports and comparisons: each list asked for once a run, and only when an id needs it."""

from __future__ import annotations

import typing as t

from ansible_collections.azdo.pipelines.plugins.module_utils import _routes as routes
from ansible_collections.azdo.pipelines.plugins.module_utils._client import Client
from ansible_collections.azdo.pipelines.plugins.module_utils._definition import well_known
from ansible_collections.azdo.pipelines.plugins.module_utils._definitions import Definitions
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import (
    NotFoundError,
    PermissionError_,
    VersionError,
)
from ansible_collections.azdo.pipelines.plugins.module_utils._version import ApiVersion

Document = dict[str, t.Any]


class NamesOfIds:
    """The names of one project's things (`_definition.export_names.Names`).

    A list that the server does not have, or that this identity may not read, holds nothing: what it would have named
    keeps its id, and the export says so. Every other error is raised.
    """

    def __init__(self, client: Client, project: str | None = None, warn: t.Callable[[str], None] | None = None) -> None:
        """``warn`` is told of a list that may not be read."""
        self._client = client
        self._project = project
        self._warn = warn or (lambda text: None)
        self._lists: dict[str, list[Document] | None] = {}
        self._named: dict[str, dict[str, set[tuple[str, str]]]] = {}
        self._definitions: dict[t.Any, Document | None] = {}

    def name(self, kind: str, identifier: t.Any, scope: t.Any = None) -> str | None:
        """The name that only this id has; of a service connection, among those of its type."""
        wanted = str(identifier).lower()
        items = self._items(kind)
        if items is None:
            return self._known(kind, wanted, scope)
        mine = [item for item in items if str(item.get("id", "")).lower() == wanted]
        # the versions of a task share its id; the newest bears the name that a look-up finds
        names = {str(item["name"]) for item in mine if item.get("name")}
        if kind == "task":
            names &= {str(item["name"]) for item in mine if _major(item) == str(scope).partition(".")[0]} or names
        for name in sorted(names):
            if kind != "service_connection" or scope is None:
                others = {other for other, dummy in self._bearers(kind, items).get(name, ())}
            else:
                bearers = self._bearers(kind, items).get(name, set())
                others = {other for other, type_ in bearers if type_ == str(scope).lower()} | {wanted}
            if others == {wanted}:
                return name
        return None

    def missing(self, kind: str, identifier: t.Any) -> bool:
        """Whether the server lists things of that kind, and none of that id."""
        items = self._items(kind)
        return items is not None and all(str(item.get("id", "")).lower() != str(identifier).lower() for item in items)

    def definition(self, identifier: t.Any) -> Document | None:
        """A definition of this project; None where it cannot be seen."""
        if identifier not in self._definitions:
            try:
                self._definitions[identifier] = Definitions(self._client, self._project).get(identifier)
            except PermissionError_:
                self._definitions[identifier] = None
        return self._definitions[identifier]

    def _known(self, kind: str, wanted: str, scope: t.Any) -> str | None:
        if kind == "task":
            names = well_known.task_names(wanted, str(scope))
            return names[0] if len(names) == 1 else None
        return well_known.OPTIONS.get(wanted) if kind == "build_option" else None

    def _bearers(self, kind: str, items: list[Document]) -> dict[str, set[tuple[str, str]]]:
        """Name -> id and type of everything that bears it."""
        if kind not in self._named:
            found: dict[str, set[tuple[str, str]]] = {}
            for item in items:
                bearer = (str(item.get("id", "")).lower(), str(item.get("type", "")).lower())
                found.setdefault(str(item.get("name")), set()).add(bearer)
            self._named[kind] = found
        return self._named[kind]

    def _items(self, kind: str) -> list[Document] | None:
        if kind not in self._lists:
            try:
                self._lists[kind] = self._read(kind)
            except (PermissionError_, VersionError, NotFoundError) as error:
                if error.code == "project_not_found":
                    raise
                self._lists[kind] = None
                if not isinstance(error, VersionError):
                    what = kind.replace("_", " ")
                    self._warn(f"The {what}s could not be read, so their ids have no names in the export: {error}")
        return self._lists[kind]

    def _read(self, kind: str) -> list[Document]:
        if kind == "task":
            return self._client.whole_list(routes.TASKS)
        old = self._client.api_version()
        route = {
            "queue": routes.BUILD_QUEUES if old < ApiVersion(3, 0) else routes.QUEUES,
            "service_connection": routes.SERVICE_ENDPOINTS_OLD if old < ApiVersion(4, 1) else routes.SERVICE_ENDPOINTS,
            "task_group": routes.TASK_GROUPS,
            "variable_group": routes.VARIABLE_GROUPS,
            "build_option": routes.BUILD_OPTIONS,
        }[kind]
        return self._client.list(route, project=self._project)


def _major(task: Document) -> str:
    return str((task.get("version") or {}).get("major", ""))
