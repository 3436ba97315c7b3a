# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

"""The content of an artifact: local files against a folder of the build's container, and sending what is missing."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.azdo.pipelines.plugins.module_utils._artifact_content import (
    Comparison,
    Hashes,
    Item,
    aligned,
    compare,
    items_in,
    stored_since,
)
from ansible_collections.azdo.pipelines.plugins.module_utils._artifact_files import LocalFile
from ansible_collections.azdo.pipelines.plugins.module_utils._artifact_record import DIGEST, SIZE
from ansible_collections.azdo.pipelines.plugins.module_utils._builds import project_id
from ansible_collections.azdo.pipelines.plugins.module_utils._client import Client
from ansible_collections.azdo.pipelines.plugins.module_utils._containers import Containers
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import AzdoError, NotFoundError, ResponseError
from ansible_collections.azdo.pipelines.plugins.module_utils._upload import Sent, Uploader

Document = dict[str, t.Any]

#: the most that Microsoft's client sends in one part, and the least that makes sense, in bytes
CHUNK_SIZES = (4 * 1024, 24 * 1024 * 1024)
CONCURRENCIES = (1, 32)
_SHOWN = 5

#: why a build may have no container that can be written, and what else can be done
CONTAINER_HINT = (
    "The service makes the container of a build when a job of it starts, may close it when the build is finished, and "
    "retention removes it. Send the files from within the job, give container.id (the variable Build.ContainerId of a "
    "job), or leave the files on a share and state path."
)


@dataclasses.dataclass(frozen=True)
class Settings:
    """How files are sent."""

    chunk_size: int
    concurrency: int
    compress: bool


@dataclasses.dataclass
class Plan:
    """What is to be sent into a folder. ``conflicts``: why the content is not the one of the artifact's record."""

    folder: str
    items: dict[str, Item]
    to_send: list[LocalFile]
    conflicts: list[str]
    warnings: list[str]

    def before(self) -> Document:
        """Paths and sizes of what is to be replaced."""
        return {file.relative: self.items[file.relative].size for file in self.to_send if file.relative in self.items}

    def after(self) -> Document:
        """Paths and sizes of what is to be sent."""
        return {file.relative: file.size for file in self.to_send}


class Content:
    """The files of one artifact in one container."""

    def __init__(
        self,
        client: Client,
        build: Document,
        container_id: int,
        files: list[LocalFile],
        settings: Settings,
        progress: t.Callable[[str], None],
    ) -> None:
        self._containers = Containers(client, project_id(build))
        self._container_id = container_id
        self._files = files
        self._settings = settings
        self._progress = progress
        self._hashes = Hashes()
        self._sent: dict[str, Sent] = {}

    def against(self, folder: str, artifact: Document) -> Plan:
        """The files against an artifact that is there. Its record says which content it was made for."""
        found = self._look(folder)
        recorded = ((artifact.get("resource") or {}).get("properties") or {}).get(DIGEST)
        if recorded is None:
            warnings = []
            unsure = found.unsure + ([] if found.proven else found.other_hash)
            if unsure:
                warnings.append(
                    f"Of {_listed(unsure)} only the size was compared: the server shows no hash of them, and "
                    f"the record of '{artifact.get('name')}' was not made by this module."
                )
            return Plan(folder, found.items, [], found.words(), warnings)
        if recorded != self._hashes.digest(self._files):
            return Plan(folder, found.items, [], found.words() or ["another content was recorded"], [])
        return Plan(folder, found.items, found.missing + found.different, [], self._of_extra(folder, found))

    def for_new(self, folder: str) -> Plan:
        """The files against what a folder without a record holds, most likely since an upload was cut short."""
        found = self._look(folder)
        again = [file for file in found.unsure if not stored_since(file, found.items)]
        again += found.missing + found.different + found.other_hash
        to_send = sorted(again, key=lambda file: file.relative)
        return Plan(folder, found.items, to_send, [], self._of_extra(folder, found))

    def send(self, plan: Plan) -> None:
        """Send what is to be sent, and see whether the server has it.

        :raises AzdoError: the first; its ``result`` tells of the files that were sent.
        """
        if not plan.to_send:
            return
        settings = self._settings
        uploader = Uploader(
            self._containers,
            self._container_id,
            plan.folder,
            chunk_size=settings.chunk_size,
            concurrency=settings.concurrency,
            compress=settings.compress,
        )
        try:
            uploader.send(plan.to_send, self._done)
            self._verify(plan)
        except AzdoError as error:
            told = self.result(plan.to_send, failed=True)
            error.result = {**error.result, "changed": bool(self._sent), **told}
            if error.status in (403, 404):
                error.hint = f"{error.hint} {CONTAINER_HINT}".strip()
            if self._sent:
                error.hint = f"{error.hint} {len(self._sent)} of {len(plan.to_send)} files were sent; run the task "
                error.hint += "again to send the others."
            raise

    def properties(self) -> dict[str, str]:
        """What the record says of the content."""
        return {SIZE: str(sum(file.size for file in self._files)), DIGEST: self._hashes.digest(self._files)}

    def size(self) -> dict[str, str]:
        """What check mode knows of these."""
        return {SIZE: str(sum(file.size for file in self._files))}

    def result(self, to_send: t.Sequence[LocalFile] = (), *, failed: bool = False) -> Document:
        """Keys of the result. ``to_send``: files that check mode would send, or that a run was about to send."""
        waiting = {file.relative for file in to_send} - set(self._sent)
        files = []
        for file in self._files:
            action = "sent" if file.relative in self._sent else "unchanged"
            if file.relative in waiting:
                action = "not_sent" if failed else "sent"
            files.append({"path": file.relative, "size": file.size, "action": action})
        foreseen = 0 if failed else sum(file.size for file in self._files if file.relative in waiting)
        return {
            "files": files,
            "files_sent": sum(item["action"] == "sent" for item in files),
            "files_unchanged": sum(item["action"] == "unchanged" for item in files),
            "bytes_sent": sum(sent.length for sent in self._sent.values()) + foreseen,
        }

    def _look(self, folder: str) -> Comparison:
        return compare(self._files, self._items(folder), self._hashes)

    def _items(self, folder: str) -> dict[str, Item]:
        return items_in(folder, self._containers.items(self._container_id, folder))

    def _done(self, sent: Sent) -> None:
        self._hashes.learn(sent.file, sent.hash)
        self._sent[sent.file.relative] = sent
        self._progress(f"{sent.file.relative}: {sent.file.size} bytes, sent as {sent.length}")

    def _verify(self, plan: Plan) -> None:
        """Whether the server shows what was sent: it may hold names that differ in case only for the same."""
        items = aligned(self._files, self._items(plan.folder))
        wrong = [file for file in plan.to_send if file.relative not in items or items[file.relative].size != file.size]
        if wrong:
            raise ResponseError(
                f"The server took {_listed(wrong)}, but container {self._container_id} does not show them as they are",
                hint="Nothing was recorded. Names that differ in case only cannot lie in the same container.",
            )

    def _of_extra(self, folder: str, found: Comparison) -> list[str]:
        if not found.extra:
            return []
        what = f"The folder '{folder}' of container {self._container_id} also holds {_shown(found.extra)}"
        return [f"{what}, which is not in src. It is left there, and is part of the artifact."]


def container_id_of(client: Client, build: Document) -> int:
    """The container of a build.

    :raises NotFoundError: saying why there may be none, and what else can be done.
    """
    try:
        found = Containers(client, project_id(build)).of_build(build)
    except NotFoundError as error:
        error.hint = f"{error.hint} {CONTAINER_HINT}".strip()
        raise
    if found is None:
        raise NotFoundError(
            f"The server shows no file container of build {build.get('id')}, or this identity may not see it",
            hint=CONTAINER_HINT,
        )
    return found


def _listed(files: t.Sequence[LocalFile]) -> str:
    return _shown([file.relative for file in files])


def _shown(paths: t.Sequence[str]) -> str:
    return ", ".join(paths[:_SHOWN]) + (f" and {len(paths) - _SHOWN} more" if len(paths) > _SHOWN else "")
