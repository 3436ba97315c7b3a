# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulator inside a test process."""

from __future__ import annotations

import itertools
import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from .cli import listen, server
from .world import World

_numbers = itertools.count(1)


class AdminError(RuntimeError):
    """The admin API refused; str() holds its reason."""


@dataclass(frozen=True)
class AdminClient:
    """The admin API of a running emulator, in this or another process."""

    url: str

    def call(self, verb: str, name: str, body: Any = None, **query: Any) -> Any:
        """Raises AdminError for a status of 400 and above."""
        target = f"{self.url}/_emulator/{name}"
        if query:
            target += "?" + urlencode(query)
        data = None if body is None else json.dumps(body).encode("utf-8")
        headers = {} if data is None else {"Content-Type": "application/json"}
        request = urllib.request.Request(target, data, headers, method=verb)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=30) as answer:
                content = answer.read()
        except urllib.error.HTTPError as error:
            raise AdminError(f"{verb} {name}: {error.code} {error.read().decode()}") from None
        return json.loads(content) if content else None

    def collection(self, profile: str = "services", path: str | None = None, **body: Any) -> EmulatedCollection:
        """A new collection; a path is made up when none is given."""
        name = path or f"/{profile}-{next(_numbers)}"
        created = self.call("POST", "collections", {"path": name, "profile": profile, **body})
        return EmulatedCollection(self, created["path"], created["url"])


@dataclass(frozen=True)
class EmulatedCollection:
    """One collection through the admin API. `url` is its percent-encoded URL."""

    admin: AdminClient
    path: str
    url: str

    def call(self, verb: str, name: str, body: Any = None, **query: Any) -> Any:
        return self.admin.call(verb, name, body, collection=self.path, **query)

    def switch(self, **values: Any) -> None:
        self.call("PATCH", "switches", values)

    def fault(self, kind: str, **values: Any) -> None:
        self.call("POST", "faults", {"kind": kind, **values})

    def clear_faults(self) -> None:
        self.call("DELETE", "faults")

    def log(self) -> list[dict[str, Any]]:
        result: list[dict[str, Any]] = self.call("GET", "log")
        return result

    def clear_log(self) -> None:
        self.call("DELETE", "log")

    def seed(self, **kinds: Any) -> dict[str, Any]:
        result: dict[str, Any] = self.call("POST", "seed", kinds)
        return result

    def import_definition(self, document: dict[str, Any], **query: Any) -> int:
        return int(self.call("POST", "definitions", document, **query)["id"])

    def edit(self, definition_id: int, patch: dict[str, Any], **query: Any) -> int:
        """Answers the new revision."""
        return int(self.call("POST", "edit", patch, id=definition_id, **query)["revision"])

    def truth(self, definition_id: int) -> dict[str, Any]:
        result: dict[str, Any] = self.call("GET", "definition", id=definition_id)
        return result

    def build(self, definition_id: int, **members: Any) -> dict[str, Any]:
        """A build in any state: `{id, number, container}`."""
        query = {"project": members.pop("project")} if "project" in members else {}
        result: dict[str, Any] = self.call("POST", "builds", {"definition": definition_id, **members}, **query)
        return result

    def artifact(self, build_id: int, name: str, **members: Any) -> dict[str, Any]:
        """An artifact with content: `{id, data, build}`."""
        result: dict[str, Any] = self.call("POST", "artifacts", {"build": build_id, "name": name, **members})
        return result

    def content(self, build_id: int) -> dict[str, Any]:
        """What lies in the container of a build."""
        result: dict[str, Any] = self.call("GET", "content", build=build_id)
        return result

    def remove(self) -> None:
        self.call("DELETE", "collections")


@dataclass(frozen=True)
class RunningEmulator:
    url: str
    admin: AdminClient
    world: World

    def collection_url(self, path: str) -> str:
        return self.url + quote(path)


@contextmanager
def running_emulator(latency_ms: int = 0, log_file: Path | None = None) -> Iterator[RunningEmulator]:
    """Serves the standard world on a free port of this machine, from a thread, until the block ends."""
    world = World.standard(latency_ms / 1000, log_file)
    listener = listen("127.0.0.1", 0)
    running = server(world)
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not running.started:
        if not thread.is_alive():
            raise RuntimeError("the emulator did not start")
        time.sleep(0.005)
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    try:
        yield RunningEmulator(url, AdminClient(url), world)
    finally:
        running.should_exit = True
        thread.join(10)
        listener.close()
