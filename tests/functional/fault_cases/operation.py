# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One operation of a module: what is there before, the task, its decisive request, and what is there afterwards."""

from __future__ import annotations

import contextlib
import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from functional.conftest import PROFILES
from functional.world import PROJECT, ServerRefused, World

Document = dict[str, Any]
State = dict[str, Any]

#: members that every write changes, or that tell one collection or moment from another
OF_A_WRITE = {
    "id", "revision", "comment", "createdDate", "changedDate", "authoredBy", "_links", "url", "uri", "invocation",
    "lastChangedDate", "lastUpdateTime", "createdOn", "queueTime", "container", "containerId", "etag",
    "downloadUrl", "downloadTicket", "lastChangedBy",
}  # fmt: skip
#: what `update_secrets: on_change` keeps; its value is salted
FINGERPRINTS = "azdo.pipelines.secrets"


class Stage:
    """A collection in which an operation is to run, and a folder of its own on this machine."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world = world
        self.folder = folder
        #: a build of the first definition, where the operation needs one
        self.build = 0

    def definitions(self) -> State:
        """Every definition as it is stored, secrets included, by folder and name."""
        found: State = {}
        for stored in numbered(self.world.stored):
            if not stored["deleted"]:
                document = stored["document"]
                place = f"definition {document['path'].rstrip(chr(92))}\\{document['name']}"
                while place in found:
                    place += " (again)"
                found[place] = lasting(document)
                for name, item in stored["properties"].items():
                    found[f"property {name} of {place}"] = name == FINGERPRINTS or item
        return found

    def folders(self) -> State:
        """Every folder of definitions."""
        answer = self.world.ask(
            "GET", "build/folders?api-version=" + ("4.1" if self.world.profile == "tfs2018" else "3.2") + "-preview.1"
        )
        return {f"folder {item['path']}": True for item in answer.json()["value"]} if answer.ok else {}

    def artifacts(self) -> State:
        """The artifacts of the build, and what lies in its container."""
        answer = self.world.ask("GET", f"build/builds/{self.build}/artifacts")
        if not answer.ok:
            return {}
        found: State = {}
        for item in answer.json()["value"]:
            found[f"artifact {item['name']}"] = lasting(item)
        content = self.world.admin("GET", "content", build=self.build)
        return {**found, **{f"file {path}": file["sha256"] for path, file in content["files"].items()}}

    def local_files(self) -> State:
        """What lies in the folder on this machine."""
        files = (path for path in self.folder.rglob("*") if path.is_file())
        return {f"local file {path.relative_to(self.folder)}": path.read_bytes() for path in files}


def numbered(read: Callable[[int], Document]) -> Iterator[Document]:
    """What is read by each id, up to the first that there is not."""
    with contextlib.suppress(ServerRefused):
        for number in itertools.count(1):
            yield read(number)


def lasting(value: Any) -> Any:
    """What stays the same from one write, and from one collection, to the next."""
    if isinstance(value, dict):
        return {name: lasting(item) for name, item in value.items() if name not in OF_A_WRITE}
    if isinstance(value, list):
        return [lasting(item) for item in value]
    return value


@dataclass(frozen=True)
class Operation:
    """`options` are those of the task. `decisive` is the verb and a pattern of the request that faults hit.

    `prepare` makes definitions by tasks, once for a profile: they are copied into each collection. `arrange` does the
    rest in each of them. `state` is what there is to look at. `atomic`: it is done as a whole or not at all; else each
    part of the state may be as before or as wanted. `kept` is false where the second run writes once more.
    """

    name: str
    decisive: tuple[str, str]
    options: Callable[[Stage], Document]
    module: str = "build_definition"
    prepare: Callable[[World], None] = lambda world: None
    arrange: Callable[[Stage], None] = lambda stage: None
    state: Callable[[Stage], State] = Stage.definitions
    atomic: bool = True
    kept: bool = True
    profiles: tuple[str, ...] = field(default=PROFILES)

    @property
    def writes(self) -> bool:
        """Whether the decisive request writes."""
        return self.decisive[0] != "GET"

    def is_decisive(self, entry: Document) -> bool:
        """Whether an entry of the server's log is the decisive request."""
        verb, pattern = self.decisive
        asked = unquote(entry["path"]) + (f"?{unquote(entry['query'])}" if entry["query"] else "")
        return bool(entry["verb"] == verb and re.search(pattern, asked, re.IGNORECASE))


def documents(world: World) -> list[Document]:
    """The stored definitions of a collection, fit to be put into another one."""
    found: list[Document] = []
    for document in numbered(world.document):
        text = document["repository"].get("url") or ""
        document["repository"]["url"] = text.replace(world.url, "")
        found.append(document)
    return found


def imported(world: World, found: list[Document]) -> None:
    """Put definitions into a collection."""
    if found:
        copies = [
            {**item, "repository": {**item["repository"], "url": world.url + item["repository"]["url"]}}
            for item in found
        ]
        world.admin("POST", "definitions", copies, project=PROJECT)
