# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

"""Downloading one artifact, by the way that its type needs."""

from __future__ import annotations

import os
import typing as t

from ansible_collections.azdo.pipelines.plugins.module_utils import _artifact_place as place
from ansible_collections.azdo.pipelines.plugins.module_utils import _routes as routes
from ansible_collections.azdo.pipelines.plugins.module_utils._archive import Archive, DamagedArchiveError
from ansible_collections.azdo.pipelines.plugins.module_utils._artifact_sources import (
    ArchiveSource,
    ContainerSource,
    ShareSource,
)
from ansible_collections.azdo.pipelines.plugins.module_utils._builds import project_id
from ansible_collections.azdo.pipelines.plugins.module_utils._containers import Containers
from ansible_collections.azdo.pipelines.plugins.module_utils._destination import Destination
from ansible_collections.azdo.pipelines.plugins.module_utils._download import Downloads
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import (
    AuthenticationError,
    AzdoError,
    NotFoundError,
    OptionError,
    PermissionError_,
    VersionError,
)
from ansible_collections.azdo.pipelines.plugins.module_utils._mirror import Mirror
from ansible_collections.azdo.pipelines.plugins.module_utils._module import Run
from ansible_collections.azdo.pipelines.plugins.module_utils._patterns import Patterns, some_of
from ansible_collections.azdo.pipelines.plugins.module_utils._receiving import Receiver

Document = dict[str, t.Any]

#: an archive that arrives damaged is fetched so often in all
_TRIES = 3


class ArtifactDownload:
    """The download of one artifact into `dest`."""

    def __init__(self, run: Run, build: Document, artifact: Document) -> None:
        """Raises `OptionError` for options that cannot be. Nothing is asked yet."""
        options = run.options
        self._run = run
        self._build = build
        self._artifact = artifact
        self._downloads = Downloads(run.client, run.hide)
        self._most = options["max_size"]
        self._mirror = Mirror(
            Destination(options["dest"]),
            Patterns(options["patterns"]),
            most=options["max_size"],
            concurrency=options["concurrency"],
        )

    def fetch(self) -> Document:
        """Bring the files into `dest`; what the result says of it. An error's result says what was done before it."""
        try:
            told = self._by_type()
        except AzdoError as error:
            error.result = {"changed": self._mirror.changed and not self._run.check_mode, "files": self._mirror.files}
            raise
        if not self._mirror.files and not told.pop("unknown", False):
            name = self._artifact["name"]
            there = some_of(self._mirror.offered, "It")
            why = f"patterns match none. {there}" if there else "it is empty."
            self._run.warn(f"No file of artifact '{name}' is meant: {why}")
        return {
            "changed": self._mirror.changed or told.pop("changed", False),
            "files": self._mirror.files,
            "download": {**told, **self._mirror.counted()},
        }

    def _by_type(self) -> Document:
        kind = place.kind(self._artifact)
        if kind == "container":
            return self._container()
        if kind == "pipelineartifact":
            return self._archive()
        if kind == "filepath":
            return self._share()
        raise place.refusal(self._artifact)

    def _container(self) -> Document:
        """Item by item; as an archive where the items cannot be seen."""
        container_id, folder = place.container_of(self._artifact)
        scope = project_id(self._build)
        source = ContainerSource(
            Containers(self._run.client, scope),
            self._downloads,
            (container_id, folder, scope),
            self._run.warn,
            self._most,
        )
        try:
            files = source.files()
        except (NotFoundError, PermissionError_, VersionError):
            files = []
        if not files and not source.waiting:
            return self._archive()
        if source.waiting:
            self._run.warn(
                f"Artifact '{self._artifact['name']}': files whose upload has not ended are left out: {source.waiting}"
            )
        self._mirror.run(source, files, self._run.check_mode, self._artifact["name"])
        return {"source": source.name, "compared": source.compared}

    def _share(self) -> Document:
        mounts = self._run.options["share_mounts"] or {}
        for share, folder in mounts.items():
            if not os.path.isabs(str(folder)):
                raise OptionError("share_mounts", f"{folder!r} for {share!r} is not an absolute path")
        mount, rest = place.share_of(self._artifact, {share: str(folder) for share, folder in mounts.items()})
        source = ShareSource(os.path.join(mount, rest) if rest else mount, os.path.realpath(mount))
        self._mirror.run(source, source.files(), self._run.check_mode, self._artifact["name"])
        return {"source": source.name, "compared": source.compared}

    def _archive(self) -> Document:
        """The whole as a zip archive; which of its files differ is seen when it is here."""
        told = {"source": ArchiveSource.name, "compared": ArchiveSource.compared}
        if self._run.check_mode:
            return {**told, "changed": True, "unknown": True}
        name = self._artifact["name"]
        tries = 0
        while True:
            tries += 1
            with self._mirror.destination.part() as part:
                self._receive_archive(Receiver(part, most=self._most))
                try:
                    source = ArchiveSource(Archive(part.file, f"The archive of artifact '{name}'"), name)
                    self._mirror.run(source, source.files(), False, name)
                    return told
                except DamagedArchiveError:
                    if tries == _TRIES:
                        raise

    def _receive_archive(self, receiver: Receiver) -> None:
        if place.kind(self._artifact) == "pipelineartifact":
            for last in (False, True):
                url = self._signed_url()
                if url is None:
                    break
                try:
                    self._downloads.signed(url, receiver)
                    return
                except (PermissionError_, AuthenticationError, NotFoundError) as error:
                    if not _refuses_signature(error) or last:
                        raise
        self._downloads.archive(self._build["id"], self._artifact, receiver)

    def _signed_url(self) -> str | None:
        """The signed address of a pipeline artifact; None on servers that have none."""
        definition_id = (self._build.get("definition") or {}).get("id")
        if definition_id is None:
            return None
        query = {"artifactName": self._artifact["name"], "$expand": "signedContent"}
        try:
            found = self._run.client.get(routes.PIPELINE_ARTIFACTS, definition_id, self._build["id"], query=query)
        except (VersionError, NotFoundError):
            return None
        return ((found or {}).get("signedContent") or {}).get("url") or None


def _refuses_signature(error: AzdoError) -> bool:
    """Whether a signed address may have expired, which its error then says: another one may do.

    With which answer the service says so is not known. A 404 that names no type can be one, as there is nothing at an
    address that is no longer valid; one that names a type is about the artifact.
    """
    if isinstance(error, NotFoundError):
        if error.type_key is not None:
            return False
        error.code = "not_found"
    elif isinstance(error, AuthenticationError):
        error.credential = ""
    error.hint = "The signature of the address was refused. It is valid for a short time: try again."
    return True
