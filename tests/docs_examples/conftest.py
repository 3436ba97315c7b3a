# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A collection of its own on the emulator for each list of examples, with what the examples speak of."""

from __future__ import annotations

import base64
import itertools
import json
import os
import urllib.parse
import urllib.request
from typing import Any

import pytest

_NUMBERS = itertools.count(1)

#: a definition as the web UI exports it
EXPORTED = {
    "name": "exported",
    "path": "\\",
    "type": "build",
    "quality": "definition",
    "process": {"type": 2, "yamlFilename": "azure-pipelines.yml"},
    "repository": {
        "id": "278d5cd2-584d-4b63-824a-2ba458937249",
        "type": "TfsGit",
        "name": "Fabrikam-Fiber-Git",
        "defaultBranch": "refs/heads/master",
        "clean": "false",
        "checkoutSubmodules": False,
    },
    "queue": {"id": 1, "name": "Default"},
    "triggers": [],
    "variables": {"config": {"value": "release"}},
    "id": 7,
    "revision": 3,
    "_links": {},
}


class Server:
    """The emulator's collections that take the place of the addresses in examples."""

    def __init__(self, emulator: str) -> None:
        self._emulator = emulator
        self._number = next(_NUMBERS)
        self._made: dict[str, str] = {}

    def url(self, profile: str) -> str:
        """The collection for a profile."""
        if profile not in self._made:
            body = {"path": self._path(profile), "profile": profile}
            made = self._admin("POST", "collections", body)
            self._made[profile] = str(made["url"])
        return self._made[profile]

    def definitions(self, profile: str) -> list[str]:
        """The names of the definitions of the first project."""
        url = f"{self.url(profile)}/Fabrikam-Fiber-Git/_apis/build/definitions?api-version=4.1"
        token = base64.b64encode(b":emulator-pat").decode()
        found = self._send(urllib.request.Request(url, headers={"Authorization": f"Basic {token}"}))
        return [str(item["name"]) for item in found["value"]]

    def seed(self, profile: str, name: str, body: Any) -> Any:
        """Make something in the collection for a profile, by the emulator's own requests."""
        path = self._path(profile)
        self.url(profile)
        return self._admin("POST", f"{name}?{urllib.parse.urlencode({'collection': path})}", body)

    def _path(self, profile: str) -> str:
        return f"/examples-{os.getpid()}-{self._number}/{profile}"

    def _admin(self, verb: str, name: str, body: Any) -> Any:
        url = f"{self._emulator}/_emulator/{name}"
        headers = {"Content-Type": "application/json"}
        return self._send(urllib.request.Request(url, json.dumps(body).encode(), headers, method=verb))

    @staticmethod
    def _send(request: urllib.request.Request) -> Any:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=30) as answer:
            return json.load(answer)


@pytest.fixture
def server() -> Server:
    """The emulator that `make suites` has started."""
    return Server(os.environ["EMULATOR_URL"])
