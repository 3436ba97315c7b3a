# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""The repository of a definition: from what people say (a name, a service connection) to what the service keeps.

Each type has its own idea of an id (api-facts §2.6): a GUID for Azure Repos, ``owner/name`` for GitHub.
"""

from __future__ import annotations

import re
import typing as t
from urllib.parse import unquote

from .._errors import OptionError
from . import enums
from .names import Name
from .nodes import Choice

Document = dict[str, t.Any]

_TYPE = Choice(enums.REPOSITORY_TYPE)
_GUID = re.compile(r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", re.IGNORECASE)

#: repository type -> type of the service connections that lead to it
CONNECTION_TYPES = {
    "GitHub": "github",
    "GitHubEnterprise": "githubenterprise",
    "Bitbucket": "bitbucket",
    "Git": "git",
    "Svn": "subversion",
}


def completed(stated: Document, base: Document | None, project: str, collection: str) -> Document:
    """The stated repository with its type and id; ids that the server's document shows are taken from there.

    :param base: the repository of the server's document.
    :param project: the project of the task, by name or id.
    :param collection: the last part of the organisation or collection URL.
    :raises OptionError: where something is missing that this type of repository needs.
    """
    stated = dict(stated)
    base = base or {}
    kind = _TYPE.canonical(stated.get("type") or base.get("type") or "TfsGit")
    same_kind = _TYPE.canonical(base.get("type")) == kind
    wanted_project = stated.pop("project", None)
    if stated.get("type") in (None, "") and not base:
        stated["type"] = kind
    branch = stated.get("defaultBranch")
    if kind == "TfsGit" and branch and not str(branch).startswith("refs/"):
        # Azure Repos makes it so at the first update (api-facts §2.6)
        stated["defaultBranch"] = f"refs/heads/{branch}"
    _check_project(kind, wanted_project)
    _scope_connection(stated, kind)
    if stated.get("id") not in (None, "") or not stated.get("name"):
        return stated
    name = str(stated["name"])
    if same_kind and str(base.get("name", "")).lower() == name.lower() and base.get("id"):
        owner = owner_of(base.get("url")) if kind == "TfsGit" else None
        if same_project(owner, name, wanted_project or project, collection):
            stated["id"] = base["id"]
            return stated
    if kind == "TfsGit":
        stated["id"] = Name("git_repository", name, wanted_project)
    elif kind == "TfsVersionControl":
        if not same_kind:
            stated.setdefault("id", "$/")
            stated.setdefault("rootFolder", f"$/{name}")
    else:
        stated["id"] = name
        _connect(stated, kind, name)
    return stated


def _check_project(kind: t.Any, wanted_project: str | None) -> None:
    if wanted_project and kind not in ("TfsGit", "TfsVersionControl"):
        raise OptionError("repository.project", f"a {kind} repository has no project", "leave it out")


def _scope_connection(stated: Document, kind: t.Any) -> None:
    properties = stated.get("properties") or {}
    connection = properties.get("connectedServiceId")
    if not isinstance(connection, Name):
        return
    if kind not in CONNECTION_TYPES:
        raise OptionError(
            "repository.service_connection", f"a {kind} repository is reached without one", "leave it out"
        )
    if _GUID.match(connection.text):
        named: t.Any = connection.text.lower()
    else:
        named = Name("service_connection", connection.text, CONNECTION_TYPES[str(kind)])
    stated["properties"] = dict(properties, connectedServiceId=named)


def _connect(stated: Document, kind: t.Any, name: str) -> None:
    """What a definition needs to reach a repository outside the service."""
    properties = dict(stated.get("properties") or {})
    if kind in CONNECTION_TYPES and not properties.get("connectedServiceId"):
        raise OptionError(
            "repository.service_connection",
            f"the {kind} repository '{name}' is reached through a service connection and none was given",
            "give the name or the id of one",
        )
    if kind == "GitHub":
        if not re.fullmatch(r"[^/\s]+/[^/\s]+", name):
            raise OptionError("repository.name", f"'{name}' is no GitHub repository", "write it as owner/name")
        api = f"https://api.github.com/repos/{name}"
        derived = {
            "apiUrl": api,
            "branchesUrl": f"{api}/branches",
            "cloneUrl": f"https://github.com/{name}.git",
            "fullName": name,
            "refsUrl": f"{api}/git/refs",
        }
        stated["properties"] = {**derived, **properties}
        stated.setdefault("url", derived["cloneUrl"])
    elif not stated.get("url"):
        raise OptionError("repository.url", f"a {kind} repository needs the URL it is cloned from", "give it")


def owner_of(url: t.Any) -> str | None:
    """The part of an Azure Repos URL in front of ``_git``: the project, or in the short form the collection."""
    found = re.search(r"/([^/]+)/_git/[^/]+/?$", str(url or ""))
    return unquote(found.group(1)) if found else None


def same_project(owner: str | None, repository: str, project: str, collection: str) -> bool:
    """Whether a repository URL leads to the project. The short form stands for the project of the repository's name."""
    if owner is None or _GUID.match(project):
        return True
    if owner.lower() == project.lower():
        return True
    return owner.lower() == collection.lower() and repository.lower() == project.lower()
