# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""The repository of an exported definition. What `repository.completed` makes of a name is left out. Pure."""

from __future__ import annotations

import re
import typing as t

from .export_names import Names, nameable
from .members import DERIVED_REPOSITORY_PROPERTIES, SECRET_REPOSITORY_PROPERTIES
from .nodes import ABSENT
from .repository import CONNECTION_TYPES, owner_of, same_project
from .schema import REPOSITORY

if t.TYPE_CHECKING:
    from .export_document import Export

Document = dict[str, t.Any]


def portable_repository(export: Export, source: Document, names: Names, project: str, collection: str) -> None:
    """Replace the repository of the exported document; ``source`` is the server's."""
    kind = REPOSITORY.members["type"].canonical(source.get("type"))
    found = {key: item for key, item in export.document.get("repository", {}).items() if key != "properties"}
    properties = _properties(source.get("properties"), kind)
    for secret in SECRET_REPOSITORY_PROPERTIES:
        if (source.get("properties") or {}).get(secret):
            export.secrets.append(f"repository.properties.{secret}")
    connection = properties.get("connectedServiceId")
    if connection:
        named = names.name("service_connection", connection, CONNECTION_TYPES.get(str(kind)))
        if nameable(named) and kind in CONNECTION_TYPES:
            properties["connectedServiceId"] = named
        else:
            export.note("repository.service_connection", f"the service connection {connection} is not to be seen here")
    if kind is not ABSENT:
        found["type"] = kind
    if kind == "TfsGit":
        _azure_repos(export, found, source, project, collection)
    elif kind == "TfsVersionControl":
        _tfvc(export, found)
    else:
        _elsewhere(found, kind, properties)
    if properties:
        found["properties"] = properties
    if found:
        export.document["repository"] = found


def _properties(given: t.Any, kind: t.Any) -> Document:
    """Without secrets, and without what the server works out by itself (corpus README, "What a fresh export has")."""
    dropped = {*SECRET_REPOSITORY_PROPERTIES, *(DERIVED_REPOSITORY_PROPERTIES if kind in CONNECTION_TYPES else ())}
    node = REPOSITORY.members["properties"]
    return {
        name: item
        for name, item in (given.items() if isinstance(given, dict) else ())
        if name not in dropped and node.canonical({name: item}) is not ABSENT and item is not None
    }


def _azure_repos(export: Export, found: Document, source: Document, project: str, collection: str) -> None:
    """Known by its name, and by its project if that is another one; the URL follows from them."""
    owner = owner_of(source.get("url"))
    name = str(source.get("name") or "")
    found.pop("url", None)
    branch = found.get("defaultBranch")
    if branch and not str(branch).startswith("refs/"):
        # as every further write would spell it (api-facts §2.6)
        found["defaultBranch"] = f"refs/heads/{branch}"
    if not nameable(name) or owner is None:
        export.note("repository", "the server does not show both its name and its project")
        return
    found.pop("id", None)
    if not same_project(owner, name, project, collection):
        # the short form of the URL stands for the project of the repository's name
        found["project"] = name if owner.lower() == collection.lower() else owner


def _tfvc(export: Export, found: Document) -> None:
    if found.get("name") and found.get("rootFolder") and found.get("id") == "$/":
        del found["id"]
    export.note("repository", "paths in TFVC begin with the name of a project: change them for another one")


def _elsewhere(found: Document, kind: t.Any, properties: Document) -> None:
    """A repository outside the service: its name is its id, if it can be reached by it."""
    name = found.get("name")
    complete = bool(properties.get("connectedServiceId")) and bool(found.get("url"))
    if kind == "GitHub":
        complete = bool(properties.get("connectedServiceId")) and bool(re.fullmatch(r"[^/\s]+/[^/\s]+", str(name)))
    if not complete or found.get("id") != name:
        return
    del found["id"]
    if found.get("url") == f"https://github.com/{name}.git":
        del found["url"]
