# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The two organizations of the example on the emulator, and a copy of the example that leads to them."""

from __future__ import annotations

import itertools
import json
import os
import re
import shutil
import urllib.parse
import urllib.request
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "docs" / "scale"
AWX = ROOT / "docs" / "awx"
#: stands in every secret of these tests; it must turn up nowhere
MARKER = "S3CRET-MARKER-4d71"
#: what every project has, from group_vars of the example
STANDARD = ["ci", "nightly"]
OWN = {"contoso.shop": ["load-test"]}
WRITES = {"POST", "PUT", "PATCH", "DELETE"}

_PROFILES = {"contoso": "services", "fabrikam": "server2022"}
_NUMBERS = itertools.count(1)


class Organization:
    """One file of the inventory, and the collection of the emulator that stands for it."""

    def __init__(self, name: str, emulator: str) -> None:
        self.name = name
        self.token = f"{MARKER}-{name}-pat"
        self.bearer = f"{MARKER}-{name}-bearer"
        self._emulator = emulator
        group = yaml.safe_load((EXAMPLE / "inventory" / f"{name}.yml").read_text("utf-8"))["projects"]["children"][name]
        self.documented: str = group["vars"]["azdo_organization_url"]
        self.hosts: dict[str, dict[str, Any]] = group["hosts"]
        self._path = f"/scale-{os.getpid()}-{next(_NUMBERS)}/{name}"
        made = self._admin(
            "POST",
            "collections",
            {
                "path": self._path,
                "profile": _PROFILES[name],
                "credentials": [
                    {"scheme": "pat", "secret": self.token},
                    {"scheme": "bearer", "secret": self.bearer},
                ],
            },
        )
        self.url = str(made["url"])
        self._seed(group["vars"]["pipelines_queue"])

    def _seed(self, queue: str) -> None:
        projects = {
            host["azdo_project"]: host.get("azdo_repository", host["azdo_project"]) for host in self.hosts.values()
        }
        self.call("POST", "seed", {"projects": [{"name": name} for name in projects]})
        repositories = [{"name": name, "project": project} for project, name in projects.items()]
        queues = [{"name": queue, "project": project} for project in projects]
        self.call("POST", "seed", {"repositories": repositories, "queues": queues})

    def call(self, verb: str, name: str, body: Any = None, **query: str) -> Any:
        return self._admin(verb, name, body, collection=self._path, **query)

    def log(self) -> list[dict[str, Any]]:
        """The requests since the last look."""
        entries: list[dict[str, Any]] = self.call("GET", "log")
        self.call("DELETE", "log")
        return entries

    def created(self) -> Counter[str]:
        """How many definitions were created since the last look, by project. Fails if any was written otherwise."""
        writes = [entry for entry in self.log() if entry["verb"] in WRITES]
        beside = re.compile("/build/(folders|definitions/[0-9]+/properties)", re.IGNORECASE)
        definitions = [entry for entry in writes if not beside.search(entry["path"])]
        assert all(entry["verb"] == "POST" and entry["status"] == 200 for entry in definitions), definitions
        return Counter(self._project(entry["path"]) for entry in definitions)

    def expected(self) -> Counter[str]:
        """How many definitions the example declares, by project."""
        return Counter({host["azdo_project"]: len(STANDARD + OWN.get(name, [])) for name, host in self.hosts.items()})

    def _project(self, path: str) -> str:
        found = [host["azdo_project"] for host in self.hosts.values()]
        (name,) = [name for name in found if f"/{name}/_apis/" in urllib.parse.unquote(path)]
        return str(name)

    def _admin(self, verb: str, name: str, body: Any = None, **query: str) -> Any:
        url = f"{self._emulator}/_emulator/{name}?{urllib.parse.urlencode(query)}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(url, data, {"Content-Type": "application/json"}, method=verb)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=30) as answer:
            text = answer.read()
        return json.loads(text) if text else None


def copy_example(folder: Path, organizations: list[Organization]) -> Path:
    """The example in `folder`, with the addresses of the emulator in the place of the documented ones."""
    shutil.copytree(EXAMPLE, folder, dirs_exist_ok=True)
    for path in folder.glob("inventory/*.yml"):
        text = path.read_text("utf-8")
        for organization in organizations:
            text = text.replace(organization.documented, organization.url)
        path.write_text(text, "utf-8")
    return folder


def marked(folder: Path) -> list[str]:
    """The files below `folder` that hold a secret, relative to it."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()]
    return [str(path.relative_to(folder)) for path in files if MARKER.encode() in path.read_bytes()]
