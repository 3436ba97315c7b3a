# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""Lists of definitions: filtered, complete, each definition once, in as few requests as the server's version allows."""

from __future__ import annotations

import datetime
import typing as t

from ansible_collections.azdo.pipelines.plugins.module_utils import _routes as routes
from ansible_collections.azdo.pipelines.plugins.module_utils._client import Client
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.filters import (
    Filters,
    as_query,
    moment,
    repository_query,
)
from ansible_collections.azdo.pipelines.plugins.module_utils._definitions import Definitions, filter_finds
from ansible_collections.azdo.pipelines.plugins.module_utils._version import ApiVersion

Document = dict[str, t.Any]

#: the first version whose lists hold whole documents and latest builds, and filter by folder, repository and builds
_RICH_LISTS_SINCE = ApiVersion(4, 1)
#: the first version with ``processType`` (api-facts §1.4)
_PROCESS_TYPE_SINCE = ApiVersion(5, 0)
#: the last version that knows XAML definitions (api-facts §1.5)
_XAML_UNTIL = ApiVersion(4, 0)


class Listing:
    """Lists the definitions of the task's project."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._definitions = Definitions(client)

    def find(self, wanted: Filters, whole: bool = False, latest_builds: bool = False) -> list[Document]:
        """The definitions that all filters hold for, in the order of the server.

        :param whole: whether they are whole. XAML definitions never are.
        :param latest_builds: whether `latestBuild` and `latestCompletedBuild` are filled in.
        """
        rich = self._client.api_version() >= _RICH_LISTS_SINCE
        whole = whole or wanted.needs_whole
        query = self._query(wanted, whole, latest_builds)
        found = self._list(query, wanted)
        if not found and "path" in query:
            # the folder filter is reported to find nothing at all (api-facts §4)
            del query["path"]
            found = self._list(query, wanted)
        if not rich and (wanted.by_builds or latest_builds):
            found = self._with_builds(found, wanted, latest_builds)
        if whole and not rich:
            documents = [item if _is_xaml(item) else self._whole(item) for item in found]
            # one that is gone meanwhile
            found = [item for item in documents if item is not None]
        return [item for item in found if wanted.hold_whole(item)] if wanted.needs_whole else found

    def get(self, definition_id: int, revision: int | None = None, latest_builds: bool = False) -> Document | None:
        """One whole definition; None if there is none."""
        rich = self._client.api_version() >= _RICH_LISTS_SINCE
        query = {"includeLatestBuilds": "true"} if latest_builds and rich else {}
        found = self._definitions.get(definition_id, revision, query)
        if found is not None and latest_builds and not rich:
            found.update(self._latest_builds({"definitions": definition_id}).get(definition_id, {}))
        return found

    def _query(self, wanted: Filters, whole: bool, latest_builds: bool) -> Document:
        """What the service filters; only filters that can leave out nothing that is wanted."""
        version = self._client.api_version()
        query: Document = {}
        if wanted.name and filter_finds(wanted.name.partition("*")[0] or "*"):
            query["name"] = wanted.name if "*" not in wanted.name else wanted.name.partition("*")[0] + "*"
        if version < _XAML_UNTIL and wanted.type != "all":
            query["type"] = wanted.type
        if version < _RICH_LISTS_SINCE:
            return query
        if wanted.path is not None and not wanted.subfolders:
            query["path"] = wanted.path
        query.update(repository_query(wanted))
        if wanted.yaml_filename and version >= _PROCESS_TYPE_SINCE:
            # not yamlFilename: whether it takes both spellings of a path is not known
            query["processType"] = 2
        for name, when in (("builtAfter", wanted.built_after), ("notBuiltAfter", wanted.not_built_after)):
            if when is not None:
                query[name] = as_query(when)
        if whole:
            query["includeAllProperties"] = "true"
        if latest_builds:
            query["includeLatestBuilds"] = "true"
        return query

    def _list(self, query: Document, wanted: Filters) -> list[Document]:
        """Page by page, so that what is filtered out is not kept."""
        return [
            item
            for page in self._client.pages(routes.DEFINITIONS, query=query)
            for item in page
            if wanted.hold_shallow(item)
        ]

    def _whole(self, item: Document) -> Document | None:
        found = self._definitions.get(item["id"])
        if found is not None:
            found.update({name: item[name] for name in ("latestBuild", "latestCompletedBuild") if name in item})
        return found

    # servers whose lists know nothing of builds

    def _with_builds(self, found: list[Document], wanted: Filters, latest_builds: bool) -> list[Document]:
        latest = self._latest_builds({} if latest_builds else {"minFinishTime": as_query(_earliest(wanted))})
        kept = []
        for item in found:
            builds = latest.get(item["id"], {})
            finished = _finished(builds.get("latestCompletedBuild"))
            after, not_after = wanted.built_after, wanted.not_built_after
            if after is not None and (finished is None or finished <= after):
                continue
            if not_after is not None and finished is not None and finished > not_after:
                continue
            kept.append({**item, **builds} if latest_builds else item)
        return kept

    def _latest_builds(self, query: Document) -> dict[t.Any, Document]:
        """The latest builds of each definition, among those that the query asks for."""
        found: dict[t.Any, Document] = {}
        for build in self._client.list(routes.BUILDS, query=query):
            members = found.setdefault((build.get("definition") or {}).get("id"), {})
            if build["id"] > members.get("latestBuild", {}).get("id", 0):
                members["latestBuild"] = build
            finished, known = _finished(build), _finished(members.get("latestCompletedBuild"))
            if finished is not None and (known is None or finished > known):
                members["latestCompletedBuild"] = build
        return found


def _earliest(wanted: Filters) -> datetime.datetime:
    return min(when for when in (wanted.built_after, wanted.not_built_after) if when is not None)


def _finished(build: t.Any) -> datetime.datetime | None:
    return moment(build["finishTime"]) if isinstance(build, dict) and build.get("finishTime") else None


def _is_xaml(item: Document) -> bool:
    return item.get("type") in ("xaml", 1)
