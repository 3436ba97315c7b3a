# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

"""The record of an artifact: what a task states, whether the server's is equal to it, what differs. Pure."""

from __future__ import annotations

import dataclasses
import re
import typing as t

from ansible_collections.azdo.pipelines.plugins.module_utils._errors import OptionError

Document = dict[str, t.Any]

CONTAINER = "Container"

#: property of the record that tells which content it was made for: the hash of all paths, sizes and hashes of content
DIGEST = "azdo.digest"
#: property in which Microsoft's agent keeps the number of bytes
SIZE = "artifactsize"

#: options that state a record each in its own way
WAYS = ("data", "path", "git_ref", "tfvc_path", "container", "src")


@dataclasses.dataclass(frozen=True)
class Place:
    """A folder of a container. Without ``id`` it is the container of the build, without ``folder`` the artifact's
    name."""

    id: int | None = None
    folder: str | None = None


@dataclasses.dataclass(frozen=True)
class Record:
    """A record as it is wanted."""

    name: str
    type: str
    data: str
    properties: dict[str, str]
    source: str | None = None

    def body(self) -> Document:
        """What the service is sent."""
        resource: Document = {"type": self.type, "data": self.data}
        if self.properties:
            resource["properties"] = self.properties
        body: Document = {"name": self.name, "resource": resource}
        if self.source is not None:
            body["source"] = self.source
        return body


@dataclasses.dataclass(frozen=True)
class Wanted:
    """What the task states. ``data`` None: it is the folder ``place`` of a container."""

    name: str
    type: str
    data: str | None
    place: Place | None
    properties: dict[str, str]
    source: str | None
    uploads: bool

    def name_of(self, number: int) -> str:
        """The stated name, or for numbers above 1 the one that takes its place: ``drop-2``."""
        return self.name if number == 1 else f"{self.name}-{number}"

    def folder_of(self, number: int) -> str:
        """The folder of the artifact of that name. Content that is there already is not moved by another name."""
        stated = self.place.folder if self.place else None
        if stated is None:
            return clean_folder("name", self.name_of(number if self.uploads else 1))
        return f"{stated}-{number}" if self.uploads and number > 1 else stated

    def record(self, number: int, container_id: int | None) -> Record:
        """The record under that name."""
        data = container_data(container_id or 0, self.folder_of(number)) if self.data is None else self.data
        return Record(self.name_of(number), self.type, data, self.properties, self.source)


def wanted(options: t.Mapping[str, t.Any]) -> Wanted:
    """What the options state.

    :raises OptionError: for what no artifact can be.
    """
    name = _text("name", options.get("name"))
    kind, data, place = _resource(options)
    return Wanted(
        name=name,
        type=kind,
        data=data,
        place=place,
        properties=_properties(options.get("properties") or {}),
        source=None if options.get("source") is None else _text("source", options["source"]),
        uploads=options.get("src") is not None,
    )


def _resource(options: t.Mapping[str, t.Any]) -> tuple[str, str | None, Place | None]:
    """Type, data and place."""
    if options.get("path") is not None:
        return "FilePath", _share(_text("path", options["path"])), None
    if options.get("git_ref") is not None:
        return "GitRef", _prefixed("git_ref", options["git_ref"], "refs/", "refs/tags/v1.0"), None
    if options.get("tfvc_path") is not None:
        return "VersionControl", _prefixed("tfvc_path", options["tfvc_path"], "$/", "$/Fabrikam/main"), None
    if options.get("data") is not None:
        data = _text("data", options["data"])
        return options.get("type") or _type_of(data), data, None
    kind = options.get("type") or CONTAINER
    if kind.lower() != CONTAINER.lower():
        raise OptionError("type", f"'{kind}' needs data", f"Only {CONTAINER} goes with container and src.")
    return CONTAINER, None, _place(options.get("container") or {})


def _type_of(data: str) -> str:
    """As Microsoft's agent tells it (api-facts §5.2)."""
    if data.startswith(("\\\\", "file:")):
        return "FilePath"
    if data.startswith(("$/", "$\\")):
        return "VersionControl"
    if data.startswith("#"):
        return CONTAINER
    raise OptionError(
        "type", f"is needed for the data '{data}'", "It shows by itself only in \\\\share, $/path and #/1."
    )


def _place(container: t.Mapping[str, t.Any]) -> Place:
    folder = container.get("folder")
    if folder is not None:
        folder = clean_folder("container.folder", folder)
    if container.get("id") is not None and container["id"] < 1:
        raise OptionError("container.id", f"{container['id']} is no id of a container", "Leave it out for the build's.")
    return Place(container.get("id"), folder)


def clean_folder(option: str, folder: str) -> str:
    """A folder of a container in the service's spelling: slashes, none in front, none behind."""
    parts = [part for part in re.split(r"[\\/]+", folder.strip()) if part]
    if not parts or any(part in (".", "..") for part in parts):
        raise OptionError(option, f"'{folder}' is no folder of a container", "Write it as drop or drop/logs.")
    return "/".join(parts)


def _share(path: str) -> str:
    if path.startswith("//"):
        path = path.replace("/", "\\")
    if not path.startswith(("\\\\", "file:")):
        raise OptionError(
            "path", f"'{path}' is no share", "Write it as \\\\server\\share\\folder or file://. For files here use src."
        )
    return path


def _prefixed(option: str, value: str, prefix: str, example: str) -> str:
    text = _text(option, value)
    if not text.startswith(prefix):
        raise OptionError(option, f"'{text}' does not begin with {prefix}", f"Write it as {example}.")
    return text


def _text(option: str, value: t.Any) -> str:
    text = str(value or "").strip()
    if not text:
        raise OptionError(option, "is empty", "Give it a value.")
    return text


def _properties(given: t.Mapping[str, t.Any]) -> dict[str, str]:
    """Properties are texts."""
    found = {}
    for name, value in given.items():
        if isinstance(value, (dict, list)):
            raise OptionError(f"properties.{name}", "is a structure", "The service keeps texts only.")
        if isinstance(value, bool):
            found[str(name)] = "true" if value else "false"
        elif value is not None:
            found[str(name)] = str(value)
    return found


def container_data(container_id: int, folder: str) -> str:
    """The data of a Container artifact."""
    return f"#/{container_id}/{folder}"


def differences(record: Record, artifact: Document) -> list[str]:
    """What of the stated record the server's is not, in words; nothing if they are equal."""
    resource = artifact.get("resource") or {}
    found = []
    if str(resource.get("type") or "").lower() != record.type.lower():
        found.append(_both("type", resource.get("type"), record.type))
    if _same_for(record.type, resource.get("data")) != _same_for(record.type, record.data):
        found.append(_both("data", resource.get("data"), record.data))
    there = resource.get("properties") or {}
    for name, value in record.properties.items():
        if there.get(name) != value:
            found.append(_both(f"property {name}", there.get(name), value))
    if record.source is not None and str(artifact.get("source") or "").lower() != record.source.lower():
        found.append(_both("source", artifact.get("source"), record.source))
    return found


def _same_for(kind: str, data: t.Any) -> str:
    """What data means: shares and TFVC know no case, and an end of a path adds nothing."""
    text = str(data or "")
    if kind.lower() == "filepath" and not text.startswith("file:"):
        return text.replace("/", "\\").rstrip("\\").lower()
    if kind.lower() == "versioncontrol":
        return text.replace("\\", "/").rstrip("/").lower()
    if kind.lower() == CONTAINER.lower():
        return text.rstrip("/")
    return text


def _both(what: str, there: t.Any, here: str) -> str:
    return f"{what} is {'not set' if there in (None, '') else repr(str(there))} there and {here!r} in the task"
