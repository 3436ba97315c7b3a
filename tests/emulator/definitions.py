# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Saving, deleting and finding definitions: revisions, names, secrets (api-facts §3.1)."""

from __future__ import annotations

import copy
from datetime import datetime
from typing import Any

from .auth import Person
from .errors import ServiceError, definition_not_found
from .normalise import Save, folder_path, normalise
from .state import Collection, Definition, Folder, Project, Revision, now
from .validate import validate


class Definitions:
    """The definitions of one collection."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    def find(self, project: Project, definition_id: int, deleted: bool = False) -> Definition:
        """Raises ServiceError 404."""
        found = self._collection.definitions.get(definition_id)
        if found is None or found.project_id != project.id or found.deleted != deleted:
            raise self._not_found(definition_id)
        return found

    def revision(self, definition: Definition, number: int | None) -> Revision:
        """The revision of that number, or the current one. Raises ServiceError 404."""
        found = definition.current if number is None else definition.revision(number)
        if found is None:
            raise self._not_found(definition.id)
        return found

    def create(self, save: Save, person: Person) -> Definition:
        """Saves `save.document` as a new definition."""
        validate(save)
        normalise(save)
        self._name_is_free(save, None)
        self._folder(save, person)
        definition = Definition(self._collection.next_id("definition"), save.project.id)
        self.store(definition, save.document, person, "add")
        return definition

    def update(self, save: Save, definition: Definition, person: Person) -> Revision:
        """Replaces the document of `definition` (revision already checked, see check_revision)."""
        validate(save)
        normalise(save)
        self._name_is_free(save, definition)
        self._folder(save, person)
        return self.store(definition, save.document, person, "update")

    def check_revision(self, definition: Definition, body_id: Any, revision: Any) -> None:
        """Raises ServiceError when the id or the revision of a PUT body does not fit (api-facts §3.1)."""
        if (body_id or 0) != definition.id:
            raise ServiceError(
                400,
                "InvalidDefinitionException",
                f"The request specifies pipeline ID {definition.id} but the supplied pipeline has ID {body_id or 0}.",
            )
        current = definition.current.number
        if (revision or 0) == current:
            return
        behaviour = self._collection.switches["stale_revision"]
        if (revision or 0) > current or behaviour == "not_found":
            raise self._not_found(definition.id)
        raise ServiceError(
            409 if behaviour == "conflict" else 400,
            "InvalidDefinitionException",
            f"The pipeline {definition.id} has changed since revision {revision or 0}; its revision is {current}.",
        )

    def store(
        self,
        definition: Definition,
        document: dict[str, Any],
        person: Person,
        change: str,
        date: datetime | None = None,
    ) -> Revision:
        """Adds a revision with this stored document, unchecked, to a definition that may be new."""
        number = definition.current.number + 1 if definition.revisions else 1
        stored = copy.deepcopy(document)
        stored.update(id=definition.id, revision=number)
        revision = Revision(number, stored, person, date or now(), change, stored.get("comment"))
        definition.revisions.append(revision)
        self._collection.definitions[definition.id] = definition
        self._collection.note(definition)
        return revision

    def check_deletable(self, definition: Definition) -> None:
        """Raises ServiceError while retained builds, or leases that count, exist."""
        builds = self._collection.builds.values()
        retained = [
            item for item in builds if item.definition_id == definition.id and item.retained and not item.deleted
        ]
        any_counts, moment = self._collection.switches["lease_blocks_delete"] == "any", now()
        leases = [
            item
            for item in self._collection.leases.values()
            if item.definition_id == definition.id and (any_counts or item.protect_pipeline) and item.is_valid(moment)
        ]
        if retained or leases:
            raise ServiceError(
                self._collection.switches["retained_delete_status"],
                "CannotDeleteDefinitionWithRetainedBuildsException",
                f"Cannot delete pipeline {definition.name} because it has retained builds.",
            )

    def delete(self, definition: Definition) -> None:
        """Deletes softly. Raises ServiceError, see check_deletable."""
        self.check_deletable(definition)
        definition.deleted = True

    def restore(self, definition: Definition, person: Person) -> None:
        document = definition.current.document
        parent = self._collection.definitions.get((document.get("draftOf") or {}).get("id", 0))
        if parent is not None and parent.deleted:
            raise ServiceError(
                400,
                "CannotRestoreDeletedDraftWithoutRestoringParentException",
                f"The draft {definition.id} cannot be restored before its parent {parent.id}.",
            )
        self._free(definition.project_id, document["path"], document["name"], definition)
        definition.deleted = False
        if self._collection.switches["restore_makes_revision"]:
            self.store(definition, document, person, "update")

    def _name_is_free(self, save: Save, mine: Definition | None) -> None:
        document = save.document
        self._free(save.project.id, document.get("path", "\\"), document["name"], mine)

    def _free(self, project_id: str, path: str, name: str, mine: Definition | None) -> None:
        fold = self._collection.switches["name_comparison"] == "ignore_case"
        for other in self._collection.at(project_id, path, name):
            if other is not mine and (fold or other.name == name):
                project = self._collection.projects[project_id]
                raise ServiceError(
                    self._collection.switches["duplicate_name_status"],
                    "DefinitionExistsException",
                    f"Build pipeline {name} already exists for project {project.name}",
                )

    def _folder(self, save: Save, person: Person) -> None:
        path = save.document.get("path", "\\")
        if path == "\\" or find_folder(self._collection, save.project.id, path) is not None:
            return
        if self._collection.switches["missing_folder"] == "not_found" and not save.imported:
            raise ServiceError(404, "FolderNotFoundException", f"The folder {path} was not found.")
        create_folders(self._collection, save.project.id, path, person)

    def _not_found(self, definition_id: int) -> ServiceError:
        return definition_not_found(definition_id, old=not self._collection.profile.knows((5, 0)))


def find_folder(collection: Collection, project_id: str, path: str) -> Folder | None:
    wanted = folder_path(path).lower()
    for folder in collection.folders:
        if folder.project_id == project_id and folder.path.lower() == wanted:
            return folder
    return None


def create_folders(collection: Collection, project_id: str, path: str, person: Person) -> Folder:
    """The folder of that path, made with its missing parents (api-facts §1.4 Folders)."""
    parts = folder_path(path).strip("\\").split("\\")
    folder: Folder | None = None
    for count in range(1, len(parts) + 1):
        current = "\\" + "\\".join(parts[:count])
        folder = find_folder(collection, project_id, current)
        if folder is None:
            folder = Folder(current, project_id, person)
            collection.folders.append(folder)
    assert folder is not None
    return folder
