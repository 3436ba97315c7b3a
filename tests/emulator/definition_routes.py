# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests on definitions themselves: list, read, create, update, delete, restore, history (api-facts §1.4)."""

from __future__ import annotations

import copy
from typing import Any

from . import shapes
from .call import Answer, Call
from .contract import ContractError
from .definitions import Definitions
from .errors import ServiceError, WrongVerb, argument
from .listing import add_latest_builds, list_definitions
from .state import Definition, Revision

__all__ = ["create", "delete", "get", "list_definitions", "restore", "revisions", "update", "yaml"]


def _read(call: Call) -> dict[str, Any]:
    body = call.object("definition")
    try:
        return shapes.read(body, call.wire)
    except ContractError as error:
        raise argument(str(error)) from None


def create(call: Call) -> Answer:
    document = _read(call)
    secrets = _other(call, "definitionToCloneId", "definitionToCloneRevision")
    definition = Definitions(call.collection).create(call.save(document, secrets=secrets), call.person)
    return Answer(call.view.full(definition, definition.current, wrote=True))


def _other(call: Call, id_name: str, revision_name: str) -> dict[str, Any] | None:
    """The stored document of another definition that a query names as the source of secrets."""
    definition_id = call.int(id_name)
    if definition_id is None:
        return None
    store = Definitions(call.collection)
    found = store.find(call.project, definition_id)
    return store.revision(found, call.int(revision_name)).document


def _find(call: Call, deleted: bool = False) -> Definition:
    return Definitions(call.collection).find(call.project, call.number("definitionId"), deleted)


def get(call: Call) -> Answer:
    definition = _find(call)
    if definition.xaml is not None:
        return Answer(call.view.reference(definition))
    revision = Definitions(call.collection).revision(definition, call.int("revision"))
    wanted = (call.text("propertyFilters") or "").split(",")
    shown = call.view.full(definition, revision, properties=[item.strip() for item in wanted if item.strip()])
    if call.flag("includeLatestBuilds"):
        add_latest_builds(call, definition, shown)
    if call.text("minMetricsTime"):
        shown["metrics"] = []
    return Answer(shown)


def update(call: Call) -> Answer:
    definition = _writable(call)
    document = _read(call)
    store = Definitions(call.collection)
    store.check_revision(definition, document.get("id"), document.get("revision"))
    previous = definition.current.document
    secrets = _other(call, "secretsSourceDefinitionId", "secretsSourceDefinitionRevision") or previous
    revision = store.update(call.save(document, previous=previous, secrets=secrets), definition, call.person)
    return Answer(call.view.full(definition, revision, wrote=True))


def _writable(call: Call) -> Definition:
    definition = _find(call)
    if definition.xaml is not None:
        raise ServiceError(400, "DefinitionTypeNotSupportedException", "A XAML definition cannot be changed here.")
    return definition


def delete(call: Call) -> Answer:
    Definitions(call.collection).delete(_writable(call))
    return Answer(status=204)


def restore(call: Call) -> Answer:
    """`PATCH ?deleted=false`, 5.0 and later."""
    if call.version.pair < (5, 0):
        raise WrongVerb()
    if (call.text("deleted") or "").lower() != "false":
        raise argument("The value must be false.", "deleted")
    definition = _find(call, deleted=True)
    Definitions(call.collection).restore(definition, call.person)
    return Answer(call.view.full(definition, definition.current))


def revisions(call: Call) -> Answer:
    rows = call.view.history(_find(call))
    return Answer({"count": len(rows), "value": rows})


def yaml(call: Call) -> Answer:
    """The steps as YAML, a rough picture: its text is not specified anywhere."""
    definition = _find(call)
    revision: Revision = Definitions(call.collection).revision(definition, call.int("revision"))
    document = copy.deepcopy(revision.document)
    if document["process"]["type"] == 2:
        return Answer({"yaml": f"# {document['process'].get('yamlFilename')}\n"})
    lines = ["steps:"]
    for step in shapes.all_steps(document):
        task = step["task"]
        lines.append(f"- task: {task['id']}@{(task.get('versionSpec') or '0').split('.')[0]}")
        lines.append(f"  displayName: {step.get('displayName') or ''!r}")
    return Answer({"yaml": "\n".join(lines) + "\n"})
