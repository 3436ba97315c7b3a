# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes by somebody else: a JSON merge patch on a definition, as an edit in the web UI would be."""

from __future__ import annotations

import copy
from typing import Any

from .contract import ContractError, Wire
from .contracts import DEFINITION
from .definitions import Definitions, create_folders
from .errors import ServiceError
from .normalise import folder_path
from .state import Collection, Definition, Project, Revision


class EditError(ValueError):
    """No such definition, or a patch that does not fit it."""


def merge(target: Any, patch: Any) -> Any:
    """RFC 7396."""
    if not isinstance(patch, dict):
        return copy.deepcopy(patch)
    result = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = merge(result.get(name), value)
    return result


def edit(collection: Collection, project: Project, definition_id: int, patch: dict[str, Any]) -> Revision:
    """Applies the patch to the document with its secrets, as the collection's other user. Raises EditError."""
    store = Definitions(collection)
    try:
        definition: Definition = store.find(project, definition_id)
    except ServiceError as error:
        raise EditError(error.message) from None
    wire = full_wire(collection)
    patched = merge(DEFINITION.write(definition.current.document, wire), patch)
    try:
        document = DEFINITION.read(patched, wire)
    except ContractError as error:
        raise EditError(str(error)) from None
    document["comment"] = patch.get("comment")
    if "path" in document:
        document["path"] = folder_path(document["path"])
        if document["path"] != "\\":
            create_folders(collection, project.id, document["path"], collection.editor)
    return store.store(definition, document, collection.editor, "update")


def full_wire(collection: Collection) -> Wire:
    """The richest contract of the product, secrets shown."""
    server = collection.profile.newest
    return Wire(max(server, (4, 0)), max(server, (4, 0)), reveal_secrets=True)


def edit_by_path(collection: Collection, rest: list[str], patch: dict[str, Any], definition_id: int | None) -> None:
    """Edits the definition that a request's path names. Raises EditError."""
    project = collection.project(rest[0]) if rest else None
    if project is None:
        raise EditError("the path names no project")
    if definition_id is None:
        folded = [part.lower() for part in rest]
        place = folded.index("definitions") + 1 if "definitions" in folded else len(rest)
        if place >= len(rest) or not rest[place].isdigit():
            raise EditError("the path names no definition")
        definition_id = int(rest[place])
    edit(collection, project, definition_id, patch)
