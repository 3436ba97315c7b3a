# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an emulated collection remembers. Plain data; the rules are elsewhere."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from .build_state import Artifact, Build, Container, Lease, SignedAccess
from .profiles import Profile
from .storage import Storage
from .switches import defaults

if TYPE_CHECKING:
    from .auth import Credential, Person
    from .faults import Fault
    from .log import RequestLog


def now() -> datetime:
    return datetime.now(timezone.utc)


def new_guid() -> str:
    return str(uuid.uuid4())


@dataclass
class Project:
    id: str
    name: str
    description: str | None = None
    revision: int = 3432824
    visibility: str = "private"
    last_update: datetime = field(default_factory=now)
    general_settings: dict[str, bool] = field(default_factory=dict)


@dataclass
class Repository:
    id: str
    name: str
    project_id: str
    default_branch: str | None = "refs/heads/main"


@dataclass
class Pool:
    id: int
    name: str
    hosted: bool = False


@dataclass
class Queue:
    """`project_id` is None on servers whose queues belong to the collection."""

    id: int
    name: str
    pool: Pool | None
    project_id: str | None


@dataclass
class Endpoint:
    id: str
    name: str
    type: str
    url: str
    project_ids: list[str]
    description: str = ""
    scheme: str = "Token"


@dataclass
class VariableGroup:
    """`variables` holds the true values, secret ones too."""

    id: int
    name: str
    project_ids: list[str]
    description: str | None = None
    type: str = "Vsts"
    variables: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass
class Task:
    id: str
    name: str
    friendly_name: str
    versions: list[tuple[int, int, int]]
    category: str = "Build"
    author: str = "Microsoft Corporation"
    inputs: list[dict[str, Any]] = field(default_factory=list)
    runs_on: tuple[str, ...] = ("Agent",)


@dataclass
class TaskGroup:
    id: str
    name: str
    project_id: str
    versions: list[tuple[int, int, int]]
    tasks: list[dict[str, Any]] = field(default_factory=list)
    inputs: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Revision:
    """One saved state. `document` is the stored form of contracts.DEFINITION, secrets included."""

    number: int
    document: dict[str, Any]
    author: Person
    date: datetime
    change_type: str
    comment: str | None


@dataclass
class Definition:
    id: int
    project_id: str
    revisions: list[Revision] = field(default_factory=list)
    deleted: bool = False
    properties: dict[str, Any] = field(default_factory=dict)
    xaml: dict[str, Any] | None = None

    @property
    def current(self) -> Revision:
        return self.revisions[-1]

    @property
    def name(self) -> str:
        return str(self.xaml["name"] if self.xaml is not None else self.current.document["name"])

    @property
    def path(self) -> str:
        return "\\" if self.xaml is not None else str(self.current.document.get("path", "\\"))

    def revision(self, number: int) -> Revision | None:
        return next((item for item in self.revisions if item.number == number), None)


@dataclass
class Folder:
    path: str
    project_id: str
    created_by: Person
    created_on: datetime = field(default_factory=now)
    description: str | None = None
    changed_by: Person | None = None
    changed_on: datetime | None = None


@dataclass
class Template:
    id: str
    project_id: str
    document: dict[str, Any]


@dataclass
class Collection:
    """One organisation or project collection: a world of its own."""

    path: str
    profile: Profile
    log: RequestLog
    credentials: list[Credential]
    person: Person
    editor: Person
    id: str = field(default_factory=new_guid)
    switches: dict[str, Any] = field(default_factory=defaults)
    faults: list[Fault] = field(default_factory=list)
    projects: dict[str, Project] = field(default_factory=dict)
    repositories: list[Repository] = field(default_factory=list)
    pools: list[Pool] = field(default_factory=list)
    queues: list[Queue] = field(default_factory=list)
    endpoints: list[Endpoint] = field(default_factory=list)
    variable_groups: list[VariableGroup] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    task_groups: list[TaskGroup] = field(default_factory=list)
    definitions: dict[int, Definition] = field(default_factory=dict)
    folders: list[Folder] = field(default_factory=list)
    builds: dict[int, Build] = field(default_factory=dict)
    leases: dict[int, Lease] = field(default_factory=dict)
    artifacts: list[Artifact] = field(default_factory=list)
    containers: dict[int, Container] = field(default_factory=dict)
    signed: dict[str, SignedAccess] = field(default_factory=dict)
    storage: Storage = field(default_factory=Storage)
    templates: list[Template] = field(default_factory=list)
    rate_limit: dict[str, str] = field(default_factory=dict)
    _last_id: dict[str, int] = field(default_factory=dict)
    _places: dict[tuple[str, str, str], set[int]] = field(default_factory=dict)
    _drafts: set[int] = field(default_factory=set)

    def next_id(self, kind: str, start: int = 1) -> int:
        number = max(self._last_id.get(kind, start - 1) + 1, start)
        self._last_id[kind] = number
        return number

    def peek_id(self, kind: str) -> int:
        """What next_id will answer."""
        return self._last_id.get(kind, 0) + 1

    def took_id(self, kind: str, number: int) -> None:
        """Notes an id that was chosen from outside."""
        self._last_id[kind] = max(self._last_id.get(kind, 0), number)

    def project(self, name_or_id: str) -> Project | None:
        wanted = name_or_id.lower()
        for project in self.projects.values():
            if wanted in (project.id.lower(), project.name.lower()):
                return project
        return None

    def queue(self, queue_id: int, project_id: str) -> Queue | None:
        for queue in self.queues:
            if queue.id == queue_id and queue.project_id in (None, project_id):
                return queue
        return None

    def repository(self, name_or_id: str, project_id: str | None = None) -> Repository | None:
        wanted = name_or_id.lower()
        for item in self.repositories:
            if item.id.lower() == wanted:
                return item
        for item in self.repositories:
            if item.name.lower() == wanted and item.project_id == project_id:
                return item
        return None

    def note(self, definition: Definition) -> None:
        """Remembers where a definition is and what it is a draft of; to be called after each change of either.

        Makes look-ups quick among thousands. What was noted may be out of date, so those who ask look again.
        """
        place = (definition.project_id, definition.path.lower(), definition.name.lower())
        self._places.setdefault(place, set()).add(definition.id)
        if definition.xaml is None and definition.current.document.get("draftOf"):
            self._drafts.add(definition.id)

    def at(self, project_id: str, path: str, name: str) -> list[Definition]:
        """Definitions of that folder and name, in any case."""
        place = (project_id, path.lower(), name.lower())
        found = (self.definitions.get(number) for number in sorted(self._places.get(place, ())))
        return [
            item
            for item in found
            if item is not None and not item.deleted and (item.path.lower(), item.name.lower()) == place[1:]
        ]

    def drafts_of(self, definition: Definition) -> list[Definition]:
        found = (self.definitions.get(number) for number in sorted(self._drafts))
        return [
            item
            for item in found
            if item is not None
            and not item.deleted
            and (item.current.document.get("draftOf") or {}).get("id") == definition.id
        ]

    def live_definitions(self, project_id: str) -> list[Definition]:
        return [
            item
            for item in self.definitions.values()
            if item.project_id == project_id and not item.deleted and item.xaml is None
        ]

    def drop_project(self, project_id: str) -> None:
        """Removes a project and all that is in it."""
        self.projects.pop(project_id, None)
        self.definitions = {key: item for key, item in self.definitions.items() if item.project_id != project_id}
        self.repositories = [item for item in self.repositories if item.project_id != project_id]
        self.queues = [item for item in self.queues if item.project_id != project_id]
        self.folders = [item for item in self.folders if item.project_id != project_id]
        self.drop_builds([item.id for item in self.builds.values() if item.project_id == project_id])

    def drop_builds(self, ids: Iterable[int]) -> None:
        """Removes builds for good, and everything that was theirs."""
        gone = set(ids)
        self.builds = {key: item for key, item in self.builds.items() if key not in gone}
        self.leases = {key: item for key, item in self.leases.items() if item.run_id not in gone}
        self.drop_content(gone)

    def drop_content(self, build_ids: Iterable[int]) -> None:
        """Removes the artifacts and containers of builds."""
        gone = set(build_ids)
        self.artifacts = [item for item in self.artifacts if item.build_id not in gone]
        self.containers = {key: item for key, item in self.containers.items() if item.build_id not in gone}
        self.signed = {key: item for key, item in self.signed.items() if item.artifact.build_id not in gone}
