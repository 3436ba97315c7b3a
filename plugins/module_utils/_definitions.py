# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""Reading and writing definitions: find one by name and folder, get, create, update, delete."""

from __future__ import annotations

import difflib
import threading
import typing as t

from ansible_collections.azdo.pipelines.plugins.module_utils import _routes as routes
from ansible_collections.azdo.pipelines.plugins.module_utils._client import Client
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.nodes import folder_path
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.shapes import PROCESS_SINCE, is_lossy
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import (
    AmbiguousNameError,
    AzdoError,
    NotFoundError,
    ResponseError,
)
from ansible_collections.azdo.pipelines.plugins.module_utils._version import ApiVersion

Document = dict[str, t.Any]

#: the first version whose lists hold whole documents on request (api-facts §1.4)
_FULL_LISTS_SINCE = ApiVersion(4, 1)
#: the first version that takes the folder of a write in the query; before, it is a part of the path (api-facts §1.4)
_FOLDER_IN_QUERY_SINCE = ApiVersion(5, 1)
#: whole definitions of a page: some 5 MB, so that the pages of a long list pass through little memory
_PAGE = 1000
#: names that are like one that is not there
_NEAREST = 5


class Definitions:
    """The definitions of one project: the task's, or another."""

    def __init__(self, client: Client, project: str | None = None) -> None:
        self._client = client
        self._project = project
        self._lock = threading.Lock()
        self._folders: set[str] | None = None

    def every(self) -> t.Iterator[list[Document]]:
        """All definitions of the project, page by page: whole where lists can be."""
        query: dict[str, t.Any] = {}
        if self._client.api_version() >= _FULL_LISTS_SINCE:
            query = {"includeAllProperties": "true", "$top": _PAGE}
        for page in self._client.pages(routes.DEFINITIONS, query=self._no_xaml(query), project=self._project):
            yield [item for item in page if is_managed(item)]

    def find(self, name: str, path: str | None, thorough: bool = False) -> Document | None:
        """The whole definition of that name, in that folder if one is given; None if there is none.

        One request where lists hold whole documents, else two. The service's name filter is not trusted to be exact,
        nor to find every name (api-facts §4): what it answers is filtered again, and names that it is known to miss
        are looked for in the whole list, as all names are with ``thorough``.

        :raises AmbiguousNameError: listing id and folder of each.
        """
        query: dict[str, t.Any] = {}
        if not thorough and filter_finds(name):
            query["name"] = name
            if self._client.api_version() >= _FULL_LISTS_SINCE:
                query["includeAllProperties"] = "true"
        found = one_named(self._list(query), name, path)
        if found is None or is_whole(found):
            return found
        return self.get(found["id"])

    def some(self) -> list[Document]:
        """References to definitions, to say what there is instead: one page of the list, none where it fails."""
        query: dict[str, t.Any] = {}
        if self._client.api_version() >= _FULL_LISTS_SINCE:
            query = {"$top": _PAGE}
        try:
            page = next(self._client.pages(routes.DEFINITIONS, query=self._no_xaml(query), project=self._project), [])
        except AzdoError:
            return []
        return [item for item in page if is_managed(item)]

    def _list(self, query: dict[str, t.Any]) -> list[Document]:
        return self._client.list(routes.DEFINITIONS, query=self._no_xaml(query), project=self._project)

    def _no_xaml(self, query: dict[str, t.Any]) -> dict[str, t.Any]:
        """Servers before TFS 2018 mix XAML definitions in unless told otherwise."""
        return dict(query, type="build") if self._client.api_version() < ApiVersion(4, 0) else query

    def get(
        self, definition_id: int, revision: int | None = None, query: t.Mapping[str, t.Any] | None = None
    ) -> Document | None:
        """The whole definition, at a revision if one is given; None if there is none. ``query`` asks for more of it."""
        query = {**(query or {}), **({} if revision is None else {"revision": revision})}
        try:
            found: Document = self._client.get(routes.DEFINITIONS, definition_id, query=query, project=self._project)
        except NotFoundError as error:
            if error.code == "not_found":
                return None
            raise
        return found

    def with_steps(self, document: Document) -> Document:
        """A definition without steps as a server before TFS 2018 means it: it does not show the empty list.

        Newer servers show a YAML definition so at an old api-version (corpus README S1): that one stays as it is.
        """
        if is_lossy(document) and self._client.server_version() < PROCESS_SINCE:
            return {**document, "build": []}
        return document

    def create(self, body: Document, query: t.Mapping[str, t.Any] | None = None) -> Document:
        """Create a definition; the answer is the whole new document. ``query`` says what it is cloned from."""
        made: Document = self._client.post(routes.DEFINITIONS, body=body, query=query)
        return made

    def update(self, body: Document) -> Document:
        """Replace a definition; ``body`` holds its id and current revision. The answer is the whole new document."""
        written: Document = self._client.put(routes.DEFINITIONS, body["id"], body=body)
        return written

    def delete(self, definition_id: int) -> None:
        """Delete a definition and with it all its builds."""
        answer = self._client.call("DELETE", routes.DEFINITIONS, [definition_id])
        # the service answers 204: something else may have answered in its place
        if answer.status != 204 and self.get(definition_id) is not None:
            raise ResponseError(
                "DELETE of a definition was answered with success, and it is there all the same",
                hint="Something between here and the server may have answered in its place: check organization_url and "
                "proxy.",
                status=answer.status,
                maybe_committed=True,
            )

    def history(self, definition_id: int) -> list[Document]:
        """Who changed the definition when, oldest first."""
        revisions = self._client.list(routes.DEFINITION_REVISIONS, definition_id)
        return sorted(revisions, key=lambda item: int(item.get("revision") or 0))

    def ensure_folder(self, path: str) -> bool:
        """Create a folder if it is missing; whether it was. Whether a write would do so by itself is not known.

        The folders are read once a run. Usable from several threads.
        """
        with self._lock:
            if self._folders is None:
                self._folders = {folder_path(item.get("path")).lower() for item in self._client.list(routes.FOLDERS)}
            missing = [folder for folder in _ancestry(path) if folder.lower() not in self._folders]
            for folder in missing:
                self._make_folder(folder)
                self._folders.add(folder.lower())
            return bool(missing)

    def _make_folder(self, folder: str) -> None:
        """Create one folder. That it is there says nothing bad: the answer to an earlier attempt may have been lost."""
        in_query = self._client.api_version() >= _FOLDER_IN_QUERY_SINCE
        place, query = ([] if in_query else [folder]), ({"path": folder} if in_query else None)
        try:
            self._client.put(routes.FOLDERS, *place, query=query, body={"path": folder})
        except AzdoError as error:
            if error.code == "already_exists":
                return
            if not error.maybe_committed:
                raise
            try:
                there = self._client.list(routes.FOLDERS)
            except AzdoError:
                raise error from None
            if folder.lower() not in {folder_path(item.get("path")).lower() for item in there}:
                raise


def is_managed(item: Document) -> bool:
    """Whether an item of a list is what this collection manages: neither a XAML definition nor a draft.

    The published samples of 2.0 name both members in a second way (api-facts §2.1).
    """
    kinds, qualities = (
        (item.get("type"), item.get("definitionType")),
        (item.get("quality"), item.get("documentQuality")),
    )
    is_xaml = any(kind in ("xaml", 1) for kind in kinds)
    return not is_xaml and not any(quality in ("draft", 2) for quality in qualities)


def one_named(items: t.Iterable[Document], name: str, path: str | None) -> Document | None:
    """The definition of that name, in that folder if one is given; None if there is none.

    :raises AmbiguousNameError: listing id and folder of each.
    """
    same = [
        item
        for item in items
        if str(item.get("name", "")).lower() == name.lower()
        and is_managed(item)
        and (path is None or folder_path(item.get("path")).lower() == folder_path(path).lower())
    ]
    same = [item for item in same if item.get("name") == name] or same
    if len(same) > 1:
        places = ", ".join(f"id {item.get('id')} in folder '{folder_path(item.get('path'))}'" for item in same)
        raise AmbiguousNameError(
            f"There are {len(same)} definitions named '{name}': {places}", hint="Give path or id to say which."
        )
    return same[0] if same else None


def _ancestry(path: str) -> list[str]:
    """The folders that lead to a folder, itself last; the root is always there."""
    parts = folder_path(path).strip("\\").split("\\")
    return ["\\" + "\\".join(parts[: n + 1]) for n in range(len(parts))]


def like(name: str, items: t.Iterable[Document]) -> str:
    """As a sentence: definitions that are named so in any folder, or nearly so; how many there are where none is."""
    folders: dict[str, list[str]] = {}
    for item in items:
        folders.setdefault(str(item.get("name")), []).append(folder_path(item.get("path")))
    if not folders:
        return ""
    same = [path for known, paths in folders.items() if known.lower() == name.lower() for path in paths]
    if same:
        return f"There is one in folder {', '.join(same[:_NEAREST])}."
    spelling = {known.lower(): known for known in folders}
    close = difflib.get_close_matches(name.lower(), spelling, n=_NEAREST)
    if not close:
        return f"None of {sum(map(len, folders.values()))} that were looked at is named like that."
    meant = " or ".join(f"'{spelling[text]}'" for text in close)
    return f"Did you mean {meant}?"


def filter_finds(name: str) -> bool:
    """Whether the service's filter can be asked for the name: a star is a pattern there, and names that begin with
    punctuation are not found (azure-devops-cli-extension#1476)."""
    return "*" not in name and (name[0].isalnum() or name[0] == "_") and name == name.strip()


def is_whole(document: Document) -> bool:
    """Whether a list's item is the whole document and not a mere reference."""
    return "repository" in document and ("process" in document or "build" in document)
