# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""Where a new definition comes from: another definition (`clone_from`) or a definition template (`template`)."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.azdo.pipelines.plugins.module_utils import _routes as routes
from ansible_collections.azdo.pipelines.plugins.module_utils._client import Client
from ansible_collections.azdo.pipelines.plugins.module_utils._definition import names
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.desired import Statement
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.nodes import folder_path
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.origin import Origin, as_origin
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.shapes import is_lossy
from ansible_collections.azdo.pipelines.plugins.module_utils._definitions import Definitions, like
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import (
    AmbiguousNameError,
    OptionError,
    UnknownNameError,
)
from ansible_collections.azdo.pipelines.plugins.module_utils._lookups import Lookups
from ansible_collections.azdo.pipelines.plugins.module_utils._version import ApiVersion

Document = dict[str, t.Any]

#: the first version whose POST is documented to take ``definitionToCloneId`` (api-facts §1.5, Annex A2)
CLONES_SINCE = ApiVersion(4, 0)
#: how many names an error lists
_SHOWN = 10


class Origins:
    """Reads what new definitions start from. Asks only when a definition is about to be created."""

    def __init__(self, client: Client, lookups: Lookups) -> None:
        self._client = client
        self._lookups = lookups

    def applied(self, stated: Statement) -> Statement:
        """The statement with the origin that it names, if it names one.

        :raises UnknownNameError: where there is no such definition or template.
        """
        if stated.clone_from is not None:
            origin = self._clone(stated.clone_from)
        elif stated.template is not None:
            origin = self._template(stated.template)
        else:
            return stated
        resolved = names.replaced(origin.document, self._lookups)
        return dataclasses.replace(stated, origin=dataclasses.replace(origin, document=resolved))

    def _clone(self, wanted: dict[str, t.Any]) -> Origin:
        project = wanted.get("project")
        elsewhere = project is not None and project.lower() != str(self._client.project).lower()
        definitions = Definitions(self._client, project if elsewhere else None)
        source = _found(definitions, wanted, project or str(self._client.project))
        version = self._client.api_version()
        if is_lossy(source):
            raise OptionError(
                "clone_from", f"the {_label(source)} cannot be read whole at api-version {version}", "Use a newer one."
            )
        asked = version >= CLONES_SINCE and not elsewhere
        query = {"definitionToCloneId": source["id"], "definitionToCloneRevision": source["revision"]} if asked else {}
        return Origin(_label(source), as_origin(source, version, by_name=elsewhere), query, brings_secrets=asked)

    def _template(self, wanted: str) -> Origin:
        templates = self._client.list(routes.DEFINITION_TEMPLATES)
        by_id = [item for item in templates if str(item.get("id", "")).lower() == wanted.lower()]
        found = by_id or [item for item in templates if str(item.get("name", "")).lower() == wanted.lower()]
        if not found:
            shown = ", ".join(sorted({str(item.get("name") or item.get("id")) for item in templates})[:_SHOWN])
            raise UnknownNameError(
                f"template: there is no definition template '{wanted}' in project '{self._client.project}'",
                hint=f"There are: {shown}." if shown else "There is none at all.",
            )
        if len(found) > 1:
            ids = ", ".join(str(item.get("id")) for item in found)
            raise AmbiguousNameError(
                f"template: there are {len(found)} definition templates named '{wanted}', with the ids {ids}",
                hint="Give the id instead of the name.",
            )
        template = self._client.get(routes.DEFINITION_TEMPLATES, found[0]["id"]).get("template") or {}
        return Origin(f"template '{wanted}'", as_origin(template, self._client.api_version()))


def _found(definitions: Definitions, wanted: dict[str, t.Any], project: str) -> Document:
    given, path, revision = str(wanted["definition"]).strip(), wanted.get("path"), wanted.get("revision")
    source = definitions.get(int(given)) if given.isdecimal() else definitions.find(given, path)
    if source is None:
        folder = f" in folder '{folder_path(path)}'" if path is not None and not given.isdecimal() else ""
        raise UnknownNameError(
            f"clone_from: there is no definition {_what(given)}{folder} in project '{project}', "
            "or this identity may not see it",
            hint=("" if given.isdecimal() else f"{like(given, definitions.some())} ")
            + "Check definition, path and project of clone_from.",
        )
    if revision is not None and source.get("revision") != revision:
        source = definitions.get(source["id"], revision)
        if source is None:
            raise UnknownNameError(
                f"clone_from.revision: the definition {_what(given)} has no revision {revision}",
                hint="Leave revision out for the newest.",
            )
    return source


def _what(given: str) -> str:
    return f"with id {given}" if given.isdecimal() else f"'{given}'"


def _label(source: Document) -> str:
    return f"definition '{source.get('name')}' (id {source.get('id')}, revision {source.get('revision')})"
