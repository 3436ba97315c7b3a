# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds and what hangs on them, as a collection remembers it. Plain data; the rules are elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from .storage import StoredFile

if TYPE_CHECKING:
    from .auth import Person


@dataclass
class Build:
    """`result` and `finish_time` are None until it is completed."""

    id: int
    project_id: str
    definition_id: int
    definition_revision: int
    number: str
    finish_time: datetime | None
    retained: bool = False
    source_branch: str = "refs/heads/main"
    result: str | None = "succeeded"
    status: str = "completed"
    queue_time: datetime | None = None
    start_time: datetime | None = None
    reason: str = "manual"
    priority: str = "normal"
    queue_id: int | None = None
    requested_by: Person | None = None
    requested_for: Person | None = None
    changed_by: Person | None = None
    changed_date: datetime | None = None
    source_version: str = ""
    parameters: str | None = None
    template_parameters: dict[str, str] = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)
    deleted_by: Person | None = None
    deleted_date: datetime | None = None

    @property
    def deleted(self) -> bool:
        return self.deleted_date is not None


@dataclass
class Lease:
    id: int
    project_id: str
    definition_id: int
    run_id: int
    owner_id: str
    created_on: datetime
    valid_until: datetime
    protect_pipeline: bool = False

    def is_valid(self, moment: datetime) -> bool:
        return self.valid_until > moment


@dataclass
class ManifestFile:
    """A file of a pipeline artifact. `mode` is what a zip tells of it; None is a plain file."""

    path: str
    blob_id: str
    content: StoredFile
    mode: int | None = None


@dataclass
class Artifact:
    """`files` is the manifest of a pipeline artifact, None for other types."""

    id: int
    build_id: int
    name: str
    type: str
    data: str
    properties: dict[str, str] = field(default_factory=dict)
    source: str | None = None
    files: list[ManifestFile] | None = None


@dataclass
class PendingUpload:
    """The chunks of a file so far. `last` is the range of the newest one."""

    content: StoredFile
    total: int
    received: int
    last: tuple[int, int]


@dataclass
class ContainerItem:
    """A folder (`content` and `pending` are None) or a file; `content` is None until its first upload is complete."""

    id: int
    path: str
    folder: bool
    created: datetime
    modified: datetime
    person: Person
    content: StoredFile | None = None
    pending: PendingUpload | None = None
    last: tuple[int, int, int] | None = None
    mode: int | None = None

    def describe_type(self) -> str:
        return "folder" if self.folder else "file"


@dataclass
class Container:
    """The file container of one build. The keys of `items` are paths, folded as the collection compares them."""

    id: int
    project_id: str
    build_id: int
    created: datetime
    person: Person
    items: dict[str, ContainerItem] = field(default_factory=dict)


@dataclass
class SignedAccess:
    """What a signed URL opens until `expires`, without credentials."""

    signature: str
    artifact: Artifact
    expires: datetime
