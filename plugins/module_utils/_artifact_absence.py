# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

"""`state: absent` of an artifact. The service has no call that removes its record (api-facts §5.3)."""

from __future__ import annotations

import typing as t

from ansible_collections.azdo.pipelines.plugins.module_utils._artifact_content import items_in
from ansible_collections.azdo.pipelines.plugins.module_utils._artifact_place import container_in
from ansible_collections.azdo.pipelines.plugins.module_utils._artifact_presence import overlap
from ansible_collections.azdo.pipelines.plugins.module_utils._artifacts import Artifacts
from ansible_collections.azdo.pipelines.plugins.module_utils._builds import project_id
from ansible_collections.azdo.pipelines.plugins.module_utils._client import Client
from ansible_collections.azdo.pipelines.plugins.module_utils._containers import Containers
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import AzdoError, ConflictError, NotFoundError

Document = dict[str, t.Any]

WAYS_OUT = (
    "What removes it: delete the build, or stop retaining it and let the retention rules of the definition do so "
    "(artifacts, artifact_types_to_delete)."
)


class Absence:
    """What can be done so that an artifact is not there."""

    def __init__(self, client: Client, build: Document, *, check_mode: bool) -> None:
        self._artifacts = Artifacts(client)
        self._containers = Containers(client, project_id(build))
        self._build = build
        self._check_mode = check_mode

    def find(self, name: str) -> Document | None:
        """The artifact, if it is there."""
        return self._artifacts.get(int(self._build["id"]), name)

    def refusal(self, artifact: Document) -> ConflictError:
        """The error for a record that is there."""
        resource = artifact.get("resource") or {}
        hint = WAYS_OUT
        if container_in(artifact):
            hint += " remove_content: true removes its content, and leaves the record."
        return ConflictError(
            f"Artifact '{artifact.get('name')}' of build {self._build['id']} is there (type {resource.get('type')}, "
            f"data '{resource.get('data')}'), and the service has no call that removes the record of an artifact",
            hint=hint,
        )

    def remove_content(self, artifact: Document) -> dict[str, int]:
        """Remove the items of a Container artifact; their paths and sizes.

        :raises ConflictError: if the content cannot be removed, or would be missed elsewhere.
        """
        place = container_in(artifact)
        if place is None:
            resource = artifact.get("resource") or {}
            raise ConflictError(
                f"remove_content: artifact '{artifact.get('name')}' is of type {resource.get('type')}, and only the "
                "content of type Container lies where it can be removed",
                hint=WAYS_OUT,
            )
        container_id, folder = place
        there = self._there(container_id, folder)
        if there:
            self._check_own(artifact, container_id, folder)
        if there and not self._check_mode:
            self._remove(container_id, folder, there)
        return there

    def _there(self, container_id: int, folder: str) -> dict[str, int]:
        try:
            items = items_in(folder, self._containers.items(container_id, folder))
        except NotFoundError as error:
            if error.code != "not_found":
                raise
            # retention has removed the container
            return {}
        return {path: items[path].size for path in sorted(items)}

    def _remove(self, container_id: int, folder: str, there: dict[str, int]) -> None:
        """The folder at once; what is left of it one by one, since no document says what deleting a folder does."""
        # as far as the server has said so
        gone: dict[str, int] = {}
        left = there
        try:
            if folder:
                self._containers.delete(container_id, folder)
                gone = dict(there)
                left = self._there(container_id, folder)
                gone = _without(there, left)
            for path in left:
                self._containers.delete(container_id, f"{folder}/{path}".lstrip("/"))
                gone[path] = left[path]
            left = self._there(container_id, folder) if left else {}
            gone = _without(there, left)
            if left:
                raise ConflictError(
                    f"Container {container_id} still shows {len(left)} of the files that were removed: "
                    f"{next(iter(left))}",
                    hint="Try again later.",
                )
        except AzdoError as error:
            error.result = {**error.result, "changed": bool(gone), "files": removed_files(gone)}
            if gone:
                error.hint = f"{error.hint} {len(gone)} of {len(there)} files were removed before that.".strip()
            raise

    def _check_own(self, artifact: Document, container_id: int, folder: str) -> None:
        """Refuse to remove what another artifact shows, or what lies in the container of another build."""
        own = self._containers.of_build(self._build)
        if own != container_id:
            shown = "none is shown" if own is None else str(own)
            raise ConflictError(
                f"remove_content: the content of '{artifact.get('name')}' lies in container {container_id}, which is "
                f"not that of build {self._build['id']} ({shown})",
                hint="Remove it from the build that it belongs to.",
            )
        for other in self._artifacts.list(int(self._build["id"])):
            place = container_in(other)
            if other.get("name") == artifact.get("name") or not place or place[0] != container_id:
                continue
            if overlap(place[1], folder):
                raise ConflictError(
                    f"remove_content: the content of '{artifact.get('name')}' is also content of the artifact "
                    f"'{other.get('name')}'",
                    hint=WAYS_OUT,
                )


def removed_files(removed: t.Mapping[str, int]) -> list[Document]:
    """What the result says of them."""
    return [{"path": path, "size": removed[path], "action": "removed"} for path in sorted(removed)]


def _without(files: t.Mapping[str, int], left: t.Mapping[str, int]) -> dict[str, int]:
    return {path: size for path, size in files.items() if path not in left}
