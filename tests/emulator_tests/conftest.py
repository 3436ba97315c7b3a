# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One emulator for the run; each test makes collections of its own in it."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from emulator.testing import AdminError, EmulatedCollection, RunningEmulator, running_emulator  # noqa: E402

PAT = "emulator-pat"
MATERIAL = ("AZDO_SPECS_DIR", "AZDO_CORPUS_DIR", "AZDO_SEEDS_DIR")
SHARED = HERE.parent.parent.parent / "shared"
NEWEST = {
    "tfs2015": "2.0",
    "tfs2017": "3.2",
    "tfs2018": "4.1",
    "server2019": "5.1",
    "server2020": "6.0",
    "server2022": "7.1",
    "services": "7.1",
}


def material(variable: str, name: str) -> Path:
    """A folder of reference material; the test is skipped, with the reason, when it is not there."""
    given = os.environ.get(variable)
    beside = next((Path(os.environ[item]).parent for item in MATERIAL if os.environ.get(item)), SHARED)
    folder = Path(given) if given else beside / name
    if not folder.is_dir():
        pytest.skip(f"NOT CHECKED: {folder} does not exist; set {variable}")
    return folder


@dataclass
class Client:
    """A bare HTTP client of one collection: what is sent is what the test says."""

    emulated: EmulatedCollection
    session: requests.Session
    version: str
    project: str = "Fabrikam-Fiber-Git"

    @property
    def url(self) -> str:
        return self.emulated.url

    def send(self, verb: str, path: str, body: Any = None, **more: Any) -> requests.Response:
        """`path` begins with `_apis` for the collection, else it is a path under `{project}/_apis/`."""
        target = f"{self.url}/{path}" if path.startswith("_apis") else f"{self.url}/{self.project}/_apis/{path}"
        version = more.pop("version", self.version)
        headers = {"X-TFS-FedAuthRedirect": "Suppress", **more.pop("headers", {})}
        headers.setdefault("Accept", f"application/json;api-version={version}" if version else "application/json")
        if body is not None and "data" not in more:
            more["data"] = json.dumps(body).encode()
            headers.setdefault("Content-Type", "application/json; charset=utf-8")
        more.setdefault("auth", ("", PAT))
        more.setdefault("timeout", 20)
        return self.session.request(verb, target, headers=headers, allow_redirects=False, **more)

    def ok(self, verb: str, path: str, body: Any = None, **more: Any) -> Any:
        answer = self.send(verb, path, body, **more)
        assert answer.status_code == 200, f"{answer.status_code} {answer.text}"
        return answer.json()

    def refused(self, verb: str, path: str, body: Any = None, **more: Any) -> tuple[int, str, str]:
        """Status, typeKey and message of an error."""
        answer = self.send(verb, path, body, **more)
        assert answer.status_code >= 400, answer.text
        data = answer.json()
        assert next(iter(data)) == "$id"
        assert data["errorCode"] == 0
        assert data["eventId"] == (4700 if ".FileContainer." in data["typeName"] else 3000)
        assert data["typeName"].split(",")[0].endswith("." + data["typeKey"])
        return answer.status_code, data["typeKey"], data["message"]

    def create(self, body: dict[str, Any], **more: Any) -> Any:
        return self.ok("POST", "build/definitions", body, **more)

    def get(self, definition_id: int, **more: Any) -> Any:
        return self.ok("GET", f"build/definitions/{definition_id}", **more)

    def put(self, body: dict[str, Any], **more: Any) -> Any:
        return self.ok("PUT", f"build/definitions/{body['id']}", body, **more)


@pytest.fixture(scope="session")
def emulator() -> Iterator[RunningEmulator]:
    with running_emulator() as running:
        yield running


MakeClient = Callable[..., Client]


@pytest.fixture
def client(emulator: RunningEmulator) -> Iterator[MakeClient]:
    """Makes clients of new collections: `client("services", switches={...})`."""
    session = requests.Session()
    session.trust_env = False
    made: list[EmulatedCollection] = []

    def make(profile: str = "services", **more: Any) -> Client:
        made.append(emulator.admin.collection(profile, **more))
        return Client(made[-1], session, NEWEST[profile])

    yield make
    session.close()
    for item in made:
        with contextlib.suppress(AdminError):  # a test may have removed it
            item.remove()


def repository(**more: Any) -> dict[str, Any]:
    return {"id": "278d5cd2-584d-4b63-824a-2ba458937249", "type": "TfsGit", **more}


def yaml_definition(name: str = "pipeline", **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "queue": {"id": 1},
        "process": {"yamlFilename": "azure-pipelines.yml", "type": 2},
        "repository": repository(defaultBranch="refs/heads/main"),
        **more,
    }


def step(**more: Any) -> dict[str, Any]:
    return {
        "enabled": True,
        "displayName": "Say hello",
        "task": {"id": "d9bafed4-0b18-4f58-968d-86655b4d2ce9", "versionSpec": "2.*"},
        "inputs": {"script": "echo hello"},
        **more,
    }


def classic_definition(name: str = "classic", **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "queue": {"id": 1},
        "process": {"type": 1, "phases": [{"name": "Agent job 1", "steps": [step()]}]},
        "repository": repository(),
        **more,
    }


def old_definition(name: str = "old", **more: Any) -> dict[str, Any]:
    return {"name": name, "queue": {"id": 1}, "build": [step()], "repository": repository(), **more}


def any_definition(profile: str, name: str = "any", **more: Any) -> dict[str, Any]:
    """A definition in the shape that the profile's newest version takes."""
    make = old_definition if profile in ("tfs2015", "tfs2017") else classic_definition
    return make(name, **more)
