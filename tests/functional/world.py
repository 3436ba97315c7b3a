# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A collection on the emulator, and modules run against it."""

from __future__ import annotations

import contextlib
import http.client
import importlib
import io
import itertools
import json
import subprocess
import sys
import tempfile
import threading
import urllib.parse
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import requests
from ansible.module_utils import basic
from ansible.module_utils.common import warnings

PAT = "emulator-pat"
PROJECT = "Fabrikam-Fiber-Git"
WRITE_VERBS = {"POST", "PUT", "PATCH", "DELETE"}
#: stands for every secret in these tests; it must turn up nowhere
MARKER = "S3CRET-MARKER-9f2c"

#: the newest api-version of a product; of the others 7.1
_VERSIONS = {"tfs2015": "2.0", "tfs2017": "3.2", "tfs2018": "4.1", "server2019": "5.1", "server2020": "6.0"}

_NUMBERS = itertools.count(1)


class ModuleFailed(AssertionError):
    """A module failed where the test did not expect it."""


class ServerRefused(RuntimeError):
    """The emulator's admin API refused; the text is its reason."""


class Emulator:
    """The running emulator and its admin API."""

    def __init__(self, url: str) -> None:
        self.url = url
        #: a connection for each thread: a new one for each of many thousand requests would take longer than they do
        self._kept = threading.local()

    def admin(self, verb: str, path: str, body: Any = None, **query: Any) -> Any:
        target = f"/_emulator/{path}" + (f"?{urllib.parse.urlencode(query)}" if query else "")
        data = None if body is None else json.dumps(body).encode()
        try:
            status, text = self._send(verb, target, data)
        except ConnectionError:
            # the server ends a connection that was not used for some seconds
            self._kept.connection.close()
            status, text = self._send(verb, target, data)
        if status >= 400:
            raise ServerRefused(f"{verb} {path}: {text.decode()}")
        return json.loads(text) if text else None

    def _send(self, verb: str, target: str, data: bytes | None) -> tuple[int, bytes]:
        connection = getattr(self._kept, "connection", None)
        if connection is None:
            connection = http.client.HTTPConnection(urllib.parse.urlsplit(self.url).netloc, timeout=30)
            self._kept.connection = connection
        connection.request(verb, target, data, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        return answer.status, answer.read()

    @property
    def session(self) -> requests.Session:
        """For requests of somebody else to the service."""
        found: requests.Session | None = getattr(self._kept, "session", None)
        if found is None:
            found = self._kept.session = requests.Session()
        return found

    def collection(self, profile: str, **how: Any) -> World:
        number = next(_NUMBERS)
        path = f"/org{number}" if profile == "services" else f"/tfs/Collection{number}"
        made = self.admin("POST", "collections", {"path": path, "profile": profile, **how})
        return World(self, path, made["url"], profile)


class World:
    """One collection. `run` runs a module against it."""

    def __init__(self, emulator: Emulator, path: str, url: str, profile: str) -> None:
        self.emulator, self.path, self.url, self.profile = emulator, path, url, profile
        self.is_cloud = profile == "services"
        self.api_version = _VERSIONS.get(profile, "7.1")
        #: what a first task costs before it asks for a definition
        self.overhead = 0 if self.is_cloud else 1
        self.queue = "default" if profile == "tfs2015" else "Default"
        self.has_process = profile not in ("tfs2015", "tfs2017")

    def close(self) -> None:
        self.admin("DELETE", "collections", collection=self.path)

    def admin(self, verb: str, path: str, body: Any = None, **query: Any) -> Any:
        return self.emulator.admin(verb, path, body, **{"collection": self.path, **query})

    # the module's side

    def connection(self, **options: Any) -> dict[str, Any]:
        return {
            "organization_url": self.url,
            "project": PROJECT,
            "personal_access_token": PAT,
            "product": "services" if self.is_cloud else "server",
            **options,
        }

    def run(self, module: str = "build_definition", check: bool = False, **options: Any) -> dict[str, Any]:
        """Run a module and return its result; a failure is an error of the test."""
        result = self.attempt(module, check, **options)
        if result.get("failed"):
            raise ModuleFailed(f"{result['msg']} {result.get('exception', '')}")
        return result

    def attempt(self, module: str = "build_definition", check: bool = False, **options: Any) -> dict[str, Any]:
        """Run a module and return its result, whether it failed or not."""
        arguments = {name: value for name, value in self.connection(**options).items() if value is not None}
        return run_module(module, arguments, check)

    def minimal(self, **options: Any) -> dict[str, Any]:
        """Options of a definition that every profile can hold."""
        runs: dict[str, Any] = {"yaml_filename": "azure-pipelines.yml"}
        if not self.has_process:
            runs = {"steps": [{"task": "71a9a2d3-a98a-4caa-96ab-affca411ecda@1", "inputs": {"solution": "a.sln"}}]}
        return {
            "name": "web",
            "repository": {"type": "TfsGit", "name": "website"},
            "queue": self.queue,
            **runs,
            **options,
        }

    # the server's side

    def log(self) -> list[dict[str, Any]]:
        """The requests since the last look."""
        found = self.admin("GET", "log")
        self.admin("DELETE", "log")
        return found if isinstance(found, list) else found["entries"]

    def verbs(self) -> list[str]:
        return [entry["verb"] for entry in self.log()]

    def writes(self) -> list[str]:
        """The write verbs since the last look."""
        return [verb for verb in self.verbs() if verb in WRITE_VERBS]

    def stored(self, definition_id: int, project: str = PROJECT) -> dict[str, Any]:
        """The stored truth and what is known of it: `document` holds the secrets' values too."""
        return self.admin("GET", "definition", project=project, id=definition_id)

    def document(self, definition_id: int, project: str = PROJECT) -> dict[str, Any]:
        """The stored truth: the whole document in the richest shape, secret values included."""
        document: dict[str, Any] = self.stored(definition_id, project)["document"]
        return document

    def definitions(self, **options: Any) -> list[dict[str, Any]]:
        """References to the project's definitions, read as a user would (so the log grows)."""
        found: list[dict[str, Any]] = self.run("build_definition_info", **options)["definitions"]
        return found

    def switch(self, **values: Any) -> None:
        """Set answers to open questions about the service (`GET /_emulator/switches`)."""
        self.admin("PATCH", "switches", values)

    def ask(self, verb: str, path: str, body: Any = None, project: str = PROJECT) -> requests.Response:
        """A request of somebody else to the service, at the newest api-version of the product."""
        accept = {"Accept": f"application/json;api-version={self.api_version}"}
        url = f"{self.url}/{urllib.parse.quote(project)}/_apis/{path}"
        return self.emulator.session.request(verb, url, json=body, auth=("", PAT), headers=accept, timeout=30)

    def revisions(self, project: str = PROJECT) -> dict[int, int]:
        """The revision of every definition by its id."""
        answer = self.ask("GET", "build/definitions?type=build&$top=1000", project=project)
        found = answer.json()["value"] if answer.ok else []
        return {item["id"]: item["revision"] for item in found}

    def settings(self, project: str = PROJECT, **values: Any) -> None:
        """Change the general settings of a project, as its administrator would."""
        self.ask("PATCH", "build/generalsettings", values, project).raise_for_status()

    def seed(self, **kinds: Any) -> dict[str, Any]:
        """Add projects, repositories, queues, endpoints, tasks ... to the collection."""
        return self.admin("POST", "seed", kinds)

    def edit(self, definition_id: int, patch: dict[str, Any], project: str = PROJECT) -> Any:
        """Somebody else's edit: a JSON merge patch."""
        return self.admin("POST", "edit", patch, project=project, id=definition_id)

    def put_definition(self, document: dict[str, Any], project: str = PROJECT) -> int:
        """A definition as somebody else made it; creates what it refers to."""
        return int(self.admin("POST", "definitions", document, project=project)["id"])

    def fault(self, **fault: Any) -> None:
        """Break something (`GET /_emulator/faults` lists what)."""
        self.admin("POST", "faults", fault)

    def faults(self) -> list[dict[str, Any]]:
        """What was broken, and how often it took effect (`fired`)."""
        found: list[dict[str, Any]] = self.admin("GET", "faults")["faults"]
        return found

    def clear_faults(self) -> None:
        """Mend everything. A fault that took no effect is an error of the test."""
        missed = [fault for fault in self.faults() if not fault["fired"]]
        self.admin("DELETE", "faults")
        assert not missed, f"these faults hit nothing: {missed}"


@contextlib.contextmanager
def recorded_writes() -> Iterator[list[tuple[str, dict[str, Any]]]]:
    """The verb and the body of every write that a module sends meanwhile (the emulator's log holds no bodies)."""
    sent: list[tuple[str, dict[str, Any]]] = []
    send = requests.Session.send

    def record(session: requests.Session, request: requests.PreparedRequest, **how: Any) -> requests.Response:
        if request.method in WRITE_VERBS and request.body:
            sent.append((str(request.method), json.loads(request.body)))
        return send(session, request, **how)

    with mock.patch.object(requests.Session, "send", record):
        yield sent


@contextlib.contextmanager
def meanwhile(verb: str, action: Callable[[], Any]) -> Iterator[None]:
    """Something that happens on the server just before the module's first request with that verb is sent."""
    send = requests.Session.send
    left = [action]

    def send_later(session: requests.Session, request: requests.PreparedRequest, **how: Any) -> requests.Response:
        if request.method == verb and left:
            left.pop()()
        return send(session, request, **how)

    with mock.patch.object(requests.Session, "send", send_later):
        yield
    assert not left, f"no {verb} was sent"


def run_module(module: str, arguments: dict[str, Any], check: bool = False) -> dict[str, Any]:
    """Run a module in this process as Ansible would, and return what it prints."""
    found = importlib.import_module(f"ansible_collections.azdo.pipelines.plugins.modules.{module}")
    given = {**arguments, "_ansible_check_mode": check, "_ansible_diff": True}
    given["_ansible_remote_tmp"] = tempfile.gettempdir()
    printed = io.StringIO()
    _forget_warnings()
    with _arguments(given), contextlib.redirect_stdout(printed), contextlib.suppress(SystemExit):
        found.main()
    result: dict[str, Any] = json.loads(printed.getvalue())
    if result.get("warnings"):
        result["warnings"] = [_text_of(warning) for warning in result["warnings"]]
    return result


def _text_of(warning: Any) -> str:
    """A warning's text; ansible-core from 2.19 on wraps it."""
    return str(warning["event"]["msg"]) if isinstance(warning, dict) else str(warning)


def _forget_warnings() -> None:
    """ansible-core keeps the warnings of a process, which a module usually has to itself."""
    for name in ("_global_warnings", "_global_deprecations"):
        kept = getattr(warnings, name, None)
        if kept is not None:
            kept.clear()


def _arguments(given: dict[str, Any]) -> contextlib.AbstractContextManager[Any]:
    try:
        from ansible.module_utils.testing import patch_module_args
    except ImportError:  # ansible-core before 2.19
        return mock.patch.object(basic, "_ANSIBLE_ARGS", json.dumps({"ANSIBLE_MODULE_ARGS": given}).encode())
    return patch_module_args(given)


@contextlib.contextmanager
def emulator_process() -> Iterator[Emulator]:
    """The emulator as its own process, as users start it."""
    command = [sys.executable, str(Path(__file__).resolve().parent.parent / "emulator"), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield Emulator(process.stdout.readline().strip())
        finally:
            process.terminate()
