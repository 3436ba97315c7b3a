# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

"""The build that a task means: by id, by number, or the latest of a definition. Builds are read only.

The options are in step with the documentation fragment `azdo.pipelines._build`.
"""

from __future__ import annotations

import typing as t

from ansible_collections.azdo.pipelines.plugins.module_utils import _routes as routes
from ansible_collections.azdo.pipelines.plugins.module_utils._client import Client
from ansible_collections.azdo.pipelines.plugins.module_utils._definitions import Definitions, like
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import (
    AmbiguousNameError,
    AzdoError,
    NotFoundError,
    OptionError,
    UnknownNameError,
)
from ansible_collections.azdo.pipelines.plugins.module_utils._version import ApiVersion

Document = dict[str, t.Any]

RESULTS = ["succeeded", "partially_succeeded", "failed", "canceled"]

BUILD_SPEC: dict[str, dict[str, t.Any]] = {
    "build_id": {"type": "int"},
    "definition": {"type": "str"},
    "definition_path": {"type": "str"},
    "build_number": {"type": "str"},
    "latest": {
        "type": "dict",
        "options": {
            "branch": {"type": "str"},
            "result": {"type": "str", "choices": RESULTS},
            "tags": {"type": "list", "elements": "str"},
        },
    },
}

BUILD_RULES: dict[str, t.Any] = {
    "mutually_exclusive": [
        ("build_id", "definition"),
        ("build_id", "build_number"),
        ("build_id", "latest"),
        ("build_number", "latest"),
    ],
    "required_one_of": [("build_id", "definition")],
    "required_by": {
        "definition_path": ("definition",),
        "build_number": ("definition",),
        "latest": ("definition",),
    },
}

#: the first version that orders builds, pages through them and filters by branch (api-facts §1.4 Builds)
_RICH_LISTS_SINCE = ApiVersion(4, 1)
#: builds that one request for the latest asks for: mostly the newest of all is meant
_PAGE = 50
_SHOWN = 10
#: builds that an error names where the one that is meant is not there
_FEW = 5


class Builds:
    """Finds builds of the task's project."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def find(self, options: t.Mapping[str, t.Any]) -> Document:
        """The build that the options of `BUILD_SPEC` mean.

        :raises OptionError: if they do not say which.
        :raises NotFoundError: if there is no such build.
        :raises UnknownNameError: if there is no such definition.
        :raises AmbiguousNameError: if several builds have the number.
        """
        if options.get("build_id") is not None:
            return self._by_id(options["build_id"])
        name = str(options.get("definition") or "").strip()
        if not name:
            raise OptionError("definition", "is empty", "Give the name or number of a definition, or build_id.")
        number, latest = options.get("build_number"), options.get("latest")
        if number is None and latest is None:
            raise OptionError(
                "definition", "does not say which build", "Add build_number, or 'latest: {}' for its newest build."
            )
        if number is not None and not number.strip():
            raise OptionError("build_number", "is empty", "Give the number that the build shows, or latest.")
        definition_id = self._definition_id(name, options.get("definition_path"))
        if number is not None:
            return self._by_number(definition_id, name, number.strip())
        return self._latest(definition_id, name, latest or {})

    def _by_id(self, build_id: int) -> Document:
        try:
            found: Document = self._client.get(routes.BUILDS, build_id)
        except NotFoundError as error:
            if error.code == "not_found":
                error.hint = f"Check build_id and project: '{self._client.project}' has no build {build_id}, or this "
                error.hint += "identity may not see it. Retention deletes builds that nothing keeps."
            raise
        if found.get("deleted"):
            raise NotFoundError(
                f"Build {build_id} was deleted on {found.get('deletedDate')}", hint="Name a build that is still there."
            )
        return found

    def _definition_id(self, name: str, path: str | None) -> int:
        if name.isdecimal():
            return int(name)
        definitions = Definitions(self._client)
        found = definitions.find(name, path)
        if found is None:
            place = f" in folder '{path}'" if path else ""
            raise UnknownNameError(
                f"There is no definition '{name}'{place} in project '{self._client.project}', "
                "or this identity may not see it",
                hint=f"{like(name, definitions.some())} Check definition and definition_path.",
            )
        return int(found["id"])

    def _by_number(self, definition_id: int, name: str, number: str) -> Document:
        query: Document = {"definitions": definition_id}
        if "*" not in number and "," not in number:
            # a star asks for a prefix
            query["buildNumber"] = number
        same = [item for item in self._of(definition_id, query) if _low(item.get("buildNumber")) == number.lower()]
        same = [item for item in same if item.get("buildNumber") == number] or same
        if len(same) > 1:
            ids = ", ".join(str(item.get("id")) for item in same[:_SHOWN])
            raise AmbiguousNameError(
                f"Definition '{name}' has {len(same)} builds with the number '{number}': ids {ids}",
                hint="Give build_id instead.",
            )
        if not same:
            raise NotFoundError(
                f"Definition '{name}' has no build with the number '{number}', or this identity may not see it",
                hint="Check build_number: it is compared as a whole. Retention deletes builds that nothing keeps. "
                + self._some(definition_id),
            )
        return same[0]

    def _latest(self, definition_id: int, name: str, wanted: t.Mapping[str, t.Any]) -> Document:
        query: Document = {"definitions": definition_id}
        tags = [tag for tag in wanted.get("tags") or [] if tag.strip()]
        if wanted.get("result"):
            query["resultFilter"] = _camel(wanted["result"])
        if tags and not any("," in tag for tag in tags):
            query["tagFilters"] = tags
        if self._client.api_version() >= _RICH_LISTS_SINCE:
            query.update({"queryOrder": "queueTimeDescending", "$top": _PAGE})
            if wanted.get("branch"):
                query["branchName"] = _ref(wanted["branch"])
        for page in self._client.pages(routes.BUILDS, query=query):
            found = [item for item in page if _is_of(item, definition_id) and _matches(item, wanted, tags)]
            if found:
                # queued last; the order of an old server's list is not documented, but it is a single page
                return max(found, key=lambda item: int(item["id"]))
        filters = ", ".join(f"{key} {value}" for key, value in wanted.items() if value)
        there = self._some(definition_id) if filters else ""
        raise NotFoundError(
            f"Definition '{name}' has no build{f' with {filters}' if filters else ''}, or this identity may not see it",
            hint=f"Check definition and latest. A build without a result is not finished. {there}",
        )

    def _some(self, definition_id: int) -> str:
        """Which builds there are, as a sentence: one page of a few, and nothing where that fails."""
        query: Document = {"definitions": definition_id, "$top": _FEW}
        if self._client.api_version() >= _RICH_LISTS_SINCE:
            query["queryOrder"] = "queueTimeDescending"
        try:
            page = next(self._client.pages(routes.BUILDS, query=query), [])
        except AzdoError:
            return ""
        newest = sorted((item for item in page if _is_of(item, definition_id)), key=lambda item: -int(item["id"]))
        shown = ", ".join(
            f"{item.get('buildNumber')} ({item.get('result') or item.get('status')}, {item.get('sourceBranch')})"
            for item in newest[:_FEW]
        )
        if shown:
            return f"There are such as: {shown}."
        # A server that does not know a filter ignores it: builds of others say nothing of this one.
        return "" if page else "It has no build at all."

    def _of(self, definition_id: int, query: Document) -> list[Document]:
        """Builds of the definition. What the service filters is filtered again."""
        return [item for item in self._client.list(routes.BUILDS, query=query) if _is_of(item, definition_id)]


def project_id(build: Document) -> str | None:
    """The GUID of the build's project; None where the document does not show it."""
    found = (build.get("project") or {}).get("id")
    return str(found) if found else None


def reference(build: Document) -> Document:
    """What results show of a build."""
    definition = build.get("definition") or {}
    shown: Document = {
        key: build[key] for key in ("id", "buildNumber", "status", "result", "sourceBranch") if key in build
    }
    shown["definition"] = {key: definition[key] for key in ("id", "name", "path") if key in definition}
    return shown


def _is_of(build: Document, definition_id: int) -> bool:
    return (build.get("definition") or {}).get("id") == definition_id and not build.get("deleted")


def _matches(build: Document, wanted: t.Mapping[str, t.Any], tags: list[str]) -> bool:
    if wanted.get("branch") and _ref(str(build.get("sourceBranch") or "")) != _ref(wanted["branch"]):
        return False
    if wanted.get("result") and _low(build.get("result")) != _camel(wanted["result"]).lower():
        return False
    # a list that does not show tags was filtered by the service
    there = {_low(tag) for tag in build.get("tags") or ()}
    return "tags" not in build or all(tag.lower() in there for tag in tags)


def _ref(branch: str) -> str:
    """A branch as builds name it: ``main`` is ``refs/heads/main``, ``$/project/path`` stays."""
    branch = branch.strip()
    return branch if branch.startswith(("refs/", "$/")) or not branch else f"refs/heads/{branch}"


def _camel(word: str) -> str:
    head, *rest = word.split("_")
    return head + "".join(part.capitalize() for part in rest)


def _low(value: t.Any) -> str:
    return str(value or "").lower()
