# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""From names to ids: whatever a definition refers to, each list asked for once a run."""

from __future__ import annotations

import difflib
import threading
import typing as t

from ansible_collections.azdo.pipelines.plugins.module_utils import _routes as routes
from ansible_collections.azdo.pipelines.plugins.module_utils._client import Client
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.names import Name
from ansible_collections.azdo.pipelines.plugins.module_utils._definitions import Definitions, like
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import (
    AmbiguousNameError,
    NotFoundError,
    UnknownNameError,
)
from ansible_collections.azdo.pipelines.plugins.module_utils._route import Route
from ansible_collections.azdo.pipelines.plugins.module_utils._version import ApiVersion

#: how many names an error lists
_SHOWN = 10
#: how many of a long list are like the one that is not there
_NEAREST = 5


class Lookups:
    """Answers ids for names. Every list and every answer is kept for the run. Usable from several threads.

    ``own_definitions`` answers name and folder of a definition of the task's project, where it can, without a request.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self.own_definitions: t.Callable[[str, str | None], int | None] = lambda name, path: None
        self._lock = threading.RLock()
        self._found: dict[Name, t.Any] = {}
        self._lists: dict[tuple[str, str], list[dict[str, t.Any]]] = {}
        self._default_branches: dict[str, str] = {}

    def __call__(self, name: Name) -> t.Any:
        """The id for a name.

        :raises UnknownNameError: listing what there is instead.
        :raises AmbiguousNameError: listing the candidates.
        """
        if name.kind == "definition" and (own := self._own_definition(name)) is not None:
            return own
        with self._lock:
            if name not in self._found:
                self._found[name] = getattr(self, f"_{name.kind}")(name)
            return self._found[name]

    def names(self) -> dict[str, str]:
        """The names behind the ids that were looked up in this run, by id in lower case."""
        with self._lock:
            return {str(found).lower(): name.text for name, found in self._found.items() if isinstance(found, str)}

    def default_branch(self, repository_id: str) -> str | None:
        """The default branch of a Git repository that was looked up in this run."""
        return self._default_branches.get(repository_id)

    def _queue(self, name: Name) -> int:
        if self._client.api_version() < ApiVersion(3, 0):
            queues = self._list("queues", routes.BUILD_QUEUES, {"name": name.text})
        else:
            queues = self._list("queues", routes.QUEUES, {"queueName": name.text})
        if not self._named(queues, name.text):
            # the filter of the service may know more of the name than we do; what we list must be everything
            route = routes.BUILD_QUEUES if self._client.api_version() < ApiVersion(3, 0) else routes.QUEUES
            queues = self._list("queues", route, {})
        return int(self._one("queue", name.text, queues)["id"])

    def _git_repository(self, name: Name) -> str:
        try:
            return self._learn(self._client.get(routes.GIT_REPOSITORIES, name.text, project=name.scope))
        except NotFoundError as error:
            if error.code == "project_not_found":
                raise
        repositories = self._client.list(routes.GIT_REPOSITORIES, project=name.scope)
        return self._learn(self._one("Git repository", name.text, repositories, name.scope))

    def _learn(self, repository: dict[str, t.Any]) -> str:
        identifier = str(repository["id"])
        if repository.get("defaultBranch"):
            self._default_branches[identifier] = repository["defaultBranch"]
        return identifier

    def _service_connection(self, name: Name) -> str:
        if self._client.api_version() < ApiVersion(4, 1):
            endpoints = self._list("service connections", routes.SERVICE_ENDPOINTS_OLD, {})
        else:
            endpoints = self._list("service connections", routes.SERVICE_ENDPOINTS, {})
        if name.scope:
            of_type = [item for item in endpoints if str(item.get("type", "")).lower() == name.scope.lower()]
            endpoints = of_type if self._named(of_type, name.text) else endpoints
        by_id = [item for item in endpoints if str(item.get("id", "")).lower() == name.text.lower()]
        return str((by_id or [self._one("service connection", name.text, endpoints)])[0]["id"])

    def _task(self, name: Name) -> str:
        tasks = self._all_tasks()
        named = self._named(tasks, name.text)
        ids = {str(item["id"]).lower(): item for item in named}
        if len(ids) > 1:
            raise AmbiguousNameError(
                f"The name of the task '{name.text}' is ambiguous: {_listing(ids.values(), 'id')}",
                hint="Give the task as <GUID>@<version>.",
            )
        if not ids:
            self._unknown("task", name.text, tasks)
        self._check_version(name, named)
        return next(iter(ids))

    def _task_group(self, name: Name) -> str:
        return str(self._one("task group", name.text, self._list("task groups", routes.TASK_GROUPS, {}))["id"]).lower()

    def _variable_group(self, name: Name) -> int:
        groups = self._list("variable groups", routes.VARIABLE_GROUPS, {})
        return int(self._one("variable group", name.text, groups)["id"])

    def _build_option(self, name: Name) -> str:
        options = self._list("build options", routes.BUILD_OPTIONS, {})
        return str(self._one("build option", name.text, options)["id"]).lower()

    def _own_definition(self, name: Name) -> int | None:
        project, path = name.scope
        own = project is None or project.lower() == str(self._client.project).lower()
        return self.own_definitions(name.text, path) if own else None

    def _definition(self, name: Name) -> int:
        project, path = name.scope
        definitions = Definitions(self._client, project)
        found = definitions.find(name.text, path)
        if found is None:
            key = ("definitions", project or "")
            if key not in self._lists:
                self._lists[key] = definitions.some()
            raise UnknownNameError(
                f"There is no definition '{name.text}'"
                + (f" in folder '{path}'" if path else "")
                + f" in project '{project or self._client.project}', or this identity may not see it",
                hint=f"{like(name.text, self._lists[key])} "
                "An upstream definition must exist before others refer to it.",
            )
        return int(found["id"])

    def _all_tasks(self) -> list[dict[str, t.Any]]:
        """Every version of every task. The versions of a task share its id, so this is no list of distinct ids."""
        key = ("tasks", "")
        if key not in self._lists:
            self._lists[key] = self._client.whole_list(routes.TASKS)
        return self._lists[key]

    def _check_version(self, name: Name, versions: list[dict[str, t.Any]]) -> None:
        majors = sorted({int((item.get("version") or {}).get("major", 0)) for item in versions})
        wanted = (name.scope or "*").split(".")[0]
        if wanted.isdecimal() and int(wanted) not in majors:
            raise UnknownNameError(
                f"The task '{name.text}' has no version {wanted}",
                hint=f"This server has the major versions {', '.join(str(major) for major in majors)}.",
            )

    def _list(self, what: str, route: Route, query: dict[str, t.Any]) -> list[dict[str, t.Any]]:
        key = (what, repr(sorted(query.items())))
        if key not in self._lists:
            self._lists[key] = self._client.list(route, query=query)
        return self._lists[key]

    @staticmethod
    def _named(items: t.Iterable[dict[str, t.Any]], name: str) -> list[dict[str, t.Any]]:
        """The items of that name: exactly so written, or else so written but for case."""
        same = [item for item in items if str(item.get("name", "")).lower() == name.lower()]
        return [item for item in same if item.get("name") == name] or same

    def _one(self, kind: str, name: str, items: list[dict[str, t.Any]], project: str | None = None) -> dict[str, t.Any]:
        found = self._named(items, name)
        if len(found) > 1:
            raise AmbiguousNameError(
                f"The name of the {kind} '{name}' is ambiguous: {_listing(found, 'id')}",
                hint="Give the id instead of the name.",
            )
        if not found:
            self._unknown(kind, name, items, project)
        return found[0]

    def _unknown(self, kind: str, name: str, items: list[dict[str, t.Any]], project: str | None = None) -> t.NoReturn:
        names = sorted({str(item.get("name")) for item in items}, key=str.lower)
        spelling = {item.lower(): item for item in names}
        many = len(names) > _SHOWN
        close = [
            spelling[item] for item in difflib.get_close_matches(name.lower(), spelling, n=_NEAREST if many else 1)
        ]
        meant = "Did you mean " + " or ".join(f"'{item}'" for item in close) + "? " if close else ""
        # the first names of a long list are of no use where others are like the one that is meant
        there = f"{len(names)} are visible" if many and close else f"Visible are: {', '.join(names[:_SHOWN])}"
        more = f" and {len(names) - _SHOWN} more" if many and not close else ""
        raise UnknownNameError(
            f"There is no {kind} '{name}' in project '{project or self._client.project}', "
            "or this identity may not see it",
            hint=f"{meant}{there}{more}." if names else f"No {kind} is visible at all.",
        )


def _listing(items: t.Iterable[dict[str, t.Any]], key: str) -> str:
    return ", ".join(f"{key} {item.get(key)}" + (f" ({item['type']})" if item.get("type") else "") for item in items)
