# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the demo runs against: two collections of the emulator, or an organisation of yours."""

from __future__ import annotations

import json
import os
import urllib.parse
import urllib.request
from collections.abc import Mapping
from typing import Any

FOLDER = "/azdo-pipelines-demo"
TOKENS = ("AZDO_PERSONAL_ACCESS_TOKEN", "AZURE_DEVOPS_EXT_PAT", "SYSTEM_ACCESSTOKEN")
WRITES = {"POST", "PUT", "PATCH", "DELETE"}

# The page builds every combination of config and platform. The option is known by its GUID only.
MULTI_CONFIGURATION = {
    "name": "demo-msbuild",
    "options": [
        {
            "enabled": True,
            "definition": {"id": "7c555368-ca64-4199-add6-9ebaf0b0137d"},
            "inputs": {"parallel": "false", "multipliers": '["config","platform"]'},
        }
    ],
}


class NotAsItShouldBe(Exception):
    """The demo went wrong; str() says where."""


class Emulated:
    """A collection as the cloud has it and one as TFS 2015 has it, both new on the emulator."""

    is_real = False

    def __init__(self, emulator: str) -> None:
        self._emulator = emulator.rstrip("/")
        self._paths = {"services": f"/demo-{os.getpid()}", "tfs2015": f"/tfs/demo-{os.getpid()}"}
        self.urls = {
            profile: str(self._admin("POST", "collections", {"path": path, "profile": profile})["url"])
            for profile, path in self._paths.items()
        }

    def introduction(self) -> str:
        lines = ["Against an emulator, which is started for this run and forgotten after it:"]
        lines += [f"   {profile:<9} {url}" for profile, url in self.urls.items()]
        return "\n".join(
            [*lines, "Set AZDO_ORG_SERVICE_URL, a token and SYSTEM_TEAMPROJECT to run it against your own."]
        )

    def inventory(self) -> dict[str, Any]:
        """The hosts by group, and their variables."""

        def host(profile: str, **variables: Any) -> dict[str, Any]:
            connection = {
                "organization_url": self.urls[profile],
                "product": "services" if profile == "services" else "server",
                "project": "Fabrikam-Fiber-Git",
                "personal_access_token": "emulator-pat",
            }
            return {"hosts": {profile: {"server": connection, **variables}}}

        return {
            "modern": host("services", folder=FOLDER, repository="website", queue="Azure Pipelines"),
            "classic": host(
                "tfs2015",
                repository="Fabrikam-Fiber-Git",
                queue="default",
                multi_configuration=MULTI_CONFIGURATION,
            ),
        }

    def writes(self) -> int:
        """How many requests since the last look would have changed something."""
        number = 0
        for path in self._paths.values():
            entries = self._admin("GET", "log", collection=path)
            number += sum(entry["verb"] in WRITES for entry in entries)
            self._admin("DELETE", "log", collection=path)
        return number

    def edit(self, definition_id: int) -> None:
        """Somebody else's edit of a definition, past Ansible."""
        patch = {
            "jobTimeoutInMinutes": 240,
            "variables": {"Region": {"value": "eastus"}},
            "comment": "only for a moment",
        }
        self._admin("POST", "edit", patch, collection=self._paths["services"], id=str(definition_id))

    def check_repaired(self, definition_id: int, secret: str) -> None:
        """Compare what is stored, and never shown, with what was declared. Raises NotAsItShouldBe."""
        stored = self._admin("GET", "definition", collection=self._paths["services"], id=str(definition_id))["document"]
        variables = {name: variable["value"] for name, variable in stored["variables"].items()}
        if stored["jobTimeoutInMinutes"] != 30 or variables["Region"] != "westeurope":
            raise NotAsItShouldBe("the server does not have what was declared")
        if variables["ApiKey"] != secret:
            raise NotAsItShouldBe("the server does not hold the secret that was declared")

    def _admin(self, verb: str, name: str, body: Any = None, **query: str) -> Any:
        url = f"{self._emulator}/_emulator/{name}?{urllib.parse.urlencode(query)}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(url, data, {"Content-Type": "application/json"}, method=verb)
        # a proxy of the user's leads away from this machine
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=30) as answer:
            text = answer.read()
        return json.loads(text) if text else None


class Real:
    """The organisation or collection that the environment names; the modules read address and token there."""

    is_real = True

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.url = environ["AZDO_ORG_SERVICE_URL"]
        self.project = environ["SYSTEM_TEAMPROJECT"]
        self._repository = environ.get("AZDO_DEMO_REPOSITORY") or self.project
        self._queue = environ.get("AZDO_DEMO_QUEUE") or "Azure Pipelines"

    def introduction(self) -> str:
        return (
            f"Against {without_user(self.url)}, project '{self.project}':\n"
            f"these are REAL definitions, in the folder {FOLDER} only. "
            f"They are switched off, for the Git repository '{self._repository}' (AZDO_DEMO_REPOSITORY) "
            f"and the queue '{self._queue}' (AZDO_DEMO_QUEUE).\nAt the end they are deleted."
        )

    def inventory(self) -> dict[str, Any]:
        """The hosts by group, and their variables."""
        # empty, yet a dictionary: address, project and token come from the environment
        variables: dict[str, Any] = {
            "server": {},
            "folder": FOLDER,
            "repository": self._repository,
            "queue": self._queue,
        }
        # a push to the repository meanwhile must start nothing
        variables["queue_status"] = "disabled"
        return {group: {"hosts": {"yours": variables}} for group in ("modern", "classic")}


def choose(environ: Mapping[str, str]) -> Emulated | Real:
    """Your own server if the environment holds all that leads to one, else the emulator at EMULATOR_URL."""
    if not environ.get("AZDO_ORG_SERVICE_URL"):
        return Emulated(environ["EMULATOR_URL"])
    missing = [name for name in ("SYSTEM_TEAMPROJECT",) if not environ.get(name)]
    if not any(environ.get(name) for name in TOKENS):
        missing.append(" or ".join(TOKENS))
    if missing:
        print(f"AZDO_ORG_SERVICE_URL is set, but not {', nor '.join(missing)}: it is left alone.\n")
        return Emulated(environ["EMULATOR_URL"])
    return Real(environ)


def without_user(url: str) -> str:
    """The URL without `user:password@`."""
    parts = urllib.parse.urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
