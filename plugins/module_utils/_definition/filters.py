# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""The filters of a list of definitions. What the service answers is filtered again (api-facts §4)."""

from __future__ import annotations

import dataclasses
import datetime
import re
import typing as t

from .._errors import OptionError
from . import enums
from .members import YAML_PROCESS, process_type
from .nodes import Choice, FilePath, folder_path

Document = dict[str, t.Any]

_TYPE = Choice(enums.DEFINITION_TYPE)
_REPOSITORY_TYPE = Choice(enums.REPOSITORY_TYPE)
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.(\d+))?\s*(Z|[+-]\d\d:?\d\d)?)?")
_GUID = re.compile(r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", re.IGNORECASE)


@dataclasses.dataclass(frozen=True)
class Filters:
    """Which definitions are wanted. Every filter that is given must hold. Text compares without case."""

    name: str | None = None
    path: str | None = None
    subfolders: bool = False
    repository: str | None = None
    repository_type: str | None = None
    yaml_filename: str | None = None
    queue: str | None = None
    tags: tuple[str, ...] = ()
    type: str = "build"
    built_after: datetime.datetime | None = None
    not_built_after: datetime.datetime | None = None

    @property
    def needs_whole(self) -> bool:
        """Whether a filter looks at members that a shallow list does not show (api-facts §1.4)."""
        return bool(self.repository or self.repository_type or self.yaml_filename or self.tags)

    @property
    def by_builds(self) -> bool:
        return self.built_after is not None or self.not_built_after is not None

    def hold_shallow(self, item: Document) -> bool:
        """The filters that every list can be checked against."""
        kind = _TYPE.canonical(item.get("type"))
        if self.type != "all" and ("xaml" if kind == "xaml" else "build") != self.type:
            return False
        return self._named(item) and self._placed(item) and self._queued(item)

    def hold_whole(self, item: Document) -> bool:
        """The filters that need whole definitions."""
        repository = _holder(item, "repository")
        if self.repository and self.repository.lower() not in (_low(repository, "id"), _low(repository, "name")):
            return False
        if self.repository_type and _REPOSITORY_TYPE.canonical(repository.get("type")) != self.repository_type:
            return False
        if self.yaml_filename:
            process = item.get("process") or {}
            same = _file(process.get("yamlFilename")) == _file(self.yaml_filename)
            if process_type(process) != YAML_PROCESS or not same:
                return False
        tags = {str(tag).lower() for tag in item.get("tags") or []}
        return all(tag.lower() in tags for tag in self.tags)

    def _named(self, item: Document) -> bool:
        if self.name is None:
            return True
        pattern = ".*".join(re.escape(part) for part in self.name.lower().split("*"))
        return re.fullmatch(pattern, str(item.get("name", "")).lower(), re.DOTALL) is not None

    def _placed(self, item: Document) -> bool:
        if self.path is None:
            return True
        here, wanted = folder_path(item.get("path")).lower(), self.path.lower()
        return here == wanted or (self.subfolders and here.startswith(wanted.rstrip("\\") + "\\"))

    def _queued(self, item: Document) -> bool:
        if self.queue is None:
            return True
        queue = _holder(item, "queue")
        if self.queue.isdecimal():
            return str(queue.get("id")) == self.queue
        return _low(queue, "name") == self.queue.lower()


def filters(options: t.Mapping[str, t.Any]) -> Filters:
    """The filters that options state.

    :raises OptionError: for a date that is none.
    """
    path = options.get("path")
    return Filters(
        name=options.get("name"),
        path=None if path is None else folder_path(path),
        subfolders=bool(options.get("subfolders")),
        repository=options.get("repository"),
        repository_type=options.get("repository_type"),
        yaml_filename=options.get("yaml_filename"),
        queue=options.get("queue"),
        tags=tuple(options.get("tags") or ()),
        type=options.get("type") or "build",
        built_after=_moment("built_after", options.get("built_after")),
        not_built_after=_moment("not_built_after", options.get("not_built_after")),
    )


def moment(text: str) -> datetime.datetime:
    """A point in time in the service's spelling, with as many decimals as it likes; without a zone it is UTC.

    :raises ValueError: for another text.
    """
    found = _MOMENT.fullmatch(text.strip())
    if not found:
        raise ValueError(text)
    day, time, fraction, zone = found.groups()
    time = "00:00:00" if time is None else time if time.count(":") == 2 else f"{time}:00"
    zone = "+00:00" if zone in (None, "Z") else zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"
    return datetime.datetime.fromisoformat(f"{day}T{time}.{(fraction or '')[:6]:0<6}{zone}")


def as_query(when: datetime.datetime) -> str:
    """The point in time as the service reads it."""
    return when.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def repository_query(wanted: Filters) -> Document:
    """The service's own repository filter, which takes an id with its type only (api-facts §1.4)."""
    kind = wanted.repository_type or ("TfsGit" if _GUID.match(wanted.repository or "") else None)
    if wanted.repository and kind and (kind != "TfsGit" or _GUID.match(wanted.repository)):
        return {"repositoryId": wanted.repository, "repositoryType": kind}
    return {}


def _moment(option: str, text: str | None) -> datetime.datetime | None:
    if text is None:
        return None
    try:
        return moment(text)
    except ValueError:
        raise OptionError(option, f"'{text}' is no date", "Write it as 2026-11-21 or 2026-11-21T14:00:00Z.") from None


def _file(name: t.Any) -> t.Any:
    shown = FilePath().canonical(name)
    return shown.lower() if isinstance(shown, str) else shown


def _holder(item: Document, member: str) -> Document:
    found = item.get(member)
    return found if isinstance(found, dict) else {}


def _low(holder: Document, member: str) -> str:
    return str(holder.get(member) or "").lower()
