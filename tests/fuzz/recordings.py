# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tasks, and the answers of a well-behaved server to them: recorded once, from the emulator."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

import requests
from urllib3 import HTTPResponse

from functional.world import MARKER, PROJECT, Emulator, World, run_module
from fuzz.hostile import NOT_THERE, HostileServer, Told

Made = dict[str, Any]


@dataclass(frozen=True)
class Task:
    """A module with options, on a world that `prepare` made; what that returns goes into the options."""

    module: str
    profile: str
    prepare: Callable[[World], Made]
    options: Callable[[World, Made], Made]
    #: of the error that it ends with, if all is right
    code: str | None = None


@dataclass
class Recording:
    """What a task is and what it was answered, in order."""

    task: Task
    world: World
    options: dict[str, Any]
    answers: list[tuple[str, str, Told]] = field(default_factory=list)

    def run(self, server: HostileServer, dest: Path, wrong: dict[int, Told]) -> dict[str, Any]:
        """Run the task against `server`, which answers as recorded, but for the answers by number in `wrong`."""
        given: dict[tuple[str, str], list[int]] = {}
        for number, (verb, path, _told) in enumerate(self.answers):
            given.setdefault((verb, path), []).append(number)

        def answer(verb: str, path: str, _number: int) -> Told:
            left = given.get((verb, path))
            if not left:
                return NOT_THERE
            # asked again, it gets the last answer again
            chosen = left.pop(0) if len(left) > 1 else left[0]
            told = wrong.get(chosen, self.answers[chosen][2])
            return _moved(told, self.world.emulator.url, server.url)

        server.answer, server.requests = answer, 0
        options = {**self.options, "organization_url": server.url + self.world.path}
        if "dest" in options:
            options["dest"] = str(dest)
        return run_module(self.task.module, options)


def _moved(told: Told, here: str, there: str) -> Told:
    """Addresses in answers lead to the server that gives them."""
    if here.encode() not in told.body:
        return told
    return Told(told.status, told.headers, told.body.replace(here.encode(), there.encode()), told.ends)


def record(emulator: Emulator, task: Task, dest: Path) -> Recording:
    """Run the task against the emulator, and keep what it answers."""
    world = emulator.collection(task.profile)
    options = world.connection(**task.options(world, task.prepare(world)), retries=1, retry_max_wait=1, timeout=5)
    if "dest" in options:
        options["dest"] = str(dest)
    recording = Recording(task, world, options)
    with _answers(recording):
        result = run_module(task.module, options)
    assert result.get("failure", {}).get("code") == task.code, result
    assert recording.answers
    return recording


@contextlib.contextmanager
def _answers(recording: Recording) -> Iterator[None]:
    send = requests.Session.send

    def keep(session: requests.Session, request: requests.PreparedRequest, **how: Any) -> requests.Response:
        response = send(session, request, **{**how, "stream": True})
        body = response.content
        skipped = ("content-length", "connection", "server", "date", "transfer-encoding", "content-encoding")
        headers = tuple(
            (name, text.encode("latin-1")) for name, text in response.headers.items() if name.lower() not in skipped
        )
        told = Told(response.status_code, headers, body)
        recording.answers.append((str(request.method), str(request.path_url), told))
        return _again(response, body)

    with mock.patch.object(requests.Session, "send", keep):
        yield


def _again(response: requests.Response, body: bytes) -> requests.Response:
    """The response with a body that can be read once more."""
    response.raw = HTTPResponse(
        io.BytesIO(body), headers=dict(response.headers), status=response.status_code, preload_content=False
    )
    response._content = False  # type: ignore[assignment]
    response._content_consumed = False  # type: ignore[attr-defined]
    return response


SECRET = {"value": MARKER, "is_secret": True}
STEPS = [
    {"task": "71a9a2d3-a98a-4caa-96ab-affca411ecda@1", "inputs": {"solution": "a.sln"}},
    {"task": "CmdLine@2", "display_name": "Say", "inputs": {"script": "echo"}},
]
RICH: Made = {
    "name": "web",
    "path": "team/web",
    "repository": {"type": "TfsGit", "name": "website", "default_branch": "main"},
    "variables": {"Config": "release", "Key": SECRET},
    "triggers": {
        "continuous_integration": {"branch_filters": ["main"], "path_filters": ["/src"]},
        "schedules": [{"days_to_build": ["monday"], "start_hours": 3}],
    },
    "demands": ["msbuild"],
    "job_timeout_in_minutes": 45,
}


def rich(world: World, **more: Any) -> Made:
    """A bit of everything that the profile can hold."""
    newer = {"tags": ["a"], "variable_groups": ["release-settings"]} if world.has_process else {}
    return {**RICH, "queue": world.queue, "steps": STEPS, **newer, **more}


def nothing(_world: World) -> Made:
    return {}


def one(world: World) -> Made:
    """One definition with everything, twice saved."""
    made = world.run(**rich(world))
    world.run(**rich(world, description="second"))
    return {"id": made["id"]}


def several(world: World) -> Made:
    for name in ("a", "b", "c"):
        world.run(**rich(world, name=name, path="set", variables={"x": name}))
    return {}


def built(world: World) -> Made:
    """A build with an artifact."""
    made = world.run(**world.minimal())
    number = world.admin("POST", "builds", {"definition": made["id"], "status": "completed", "result": "succeeded"})
    files = {"a.txt": "text", "sub/b.txt": {"size": 3000, "seed": 1}}
    made = {"build": number["id"], "name": "drop", "type": "Container", "files": files}
    world.admin("POST", "artifacts", made)
    if world.is_cloud:
        world.admin("POST", "artifacts", {**made, "name": "pipe", "type": "PipelineArtifact"})
    return {"build": int(number["id"])}


def with_template(world: World) -> Made:
    """Two definition templates."""
    document = {
        "name": "unnamed",
        "variables": {"Config": {"value": "release", "allowOverride": True}},
        "process": {"type": 1, "phases": [{"name": "Build", "steps": [], "target": {"type": 1}}]},
    }
    for number, name in (("dotnet", "Our .NET build"), ("other", "Another")):
        body = {"name": name, "category": "Build", "template": document}
        world.ask("PUT", f"build/definitions/templates/{number}", body).raise_for_status()
    return {}


def deleted(world: World) -> Made:
    made = one(world)
    world.run(name="web", path="team/web", state="absent")
    return made


def retained(lease: bool) -> Callable[[World], Made]:
    """A definition with a build that a lease, or the flag of older servers, retains."""

    def prepare(world: World) -> Made:
        made = world.run(**world.minimal())
        world.admin("POST", "retain", {"lease": lease}, project=PROJECT, id=made["id"])
        return {"id": made["id"]}

    return prepare


def three(world: World, _made: Made) -> Made:
    declared = [rich(world, name=name, variables={"x": name}, path="set") for name in ("a", "b", "d")]
    declared[0]["description"] = "edited"
    return {"definitions": declared, "prune": {"path": "set"}}


def _definition(**options: Any) -> Callable[[World, Made], Made]:
    return lambda world, made: {"name": "web", "path": "team/web", **options}


TASKS: dict[str, Task] = {
    "create": Task("build_definition", "services", nothing, lambda world, made: rich(world)),
    "create on TFS 2015": Task(
        "build_definition", "tfs2015", nothing, lambda world, made: world.minimal(variables={"Key": SECRET})
    ),
    "update": Task("build_definition", "services", one, lambda world, made: rich(world, description="third")),
    "update on Server 2020": Task(
        "build_definition", "server2020", one, lambda world, made: rich(world, description="third")
    ),
    "roll back": Task("build_definition", "services", one, _definition(rollback_to=1)),
    "clone": Task(
        "build_definition", "services", one, lambda world, made: {"name": "n", "clone_from": {"definition": "web"}}
    ),
    "fingerprints": Task(
        "build_definition",
        "services",
        one,
        _definition(update_secrets="on_change", variables={"Key": SECRET}, properties={"a": 1}),
    ),
    "delete": Task("build_definition", "services", one, _definition(state="absent")),
    "from a template": Task(
        "build_definition",
        "services",
        with_template,
        lambda world, made: {
            "name": "web",
            "repository": {"type": "TfsGit", "name": "website"},
            "queue": world.queue,
            "template": "our .net build",
        },
    ),
    "restore": Task(
        "build_definition",
        "services",
        deleted,
        lambda world, made: {"id": made["id"], "restore": True, "description": "new"},
    ),
    "release leases": Task(
        "build_definition",
        "server2020",
        retained(lease=True),
        lambda world, made: {"id": made["id"], "state": "absent", "release_retained": True},
    ),
    "release builds": Task(
        "build_definition",
        "tfs2018",
        retained(lease=False),
        lambda world, made: {"id": made["id"], "state": "absent", "release_retained": True},
    ),
    "name what retains": Task(
        "build_definition",
        "services",
        retained(lease=True),
        lambda world, made: {"id": made["id"], "state": "absent"},
        code="retained",
    ),
    "set": Task("build_definition_set", "services", several, three),
    "list": Task(
        "build_definition_info",
        "services",
        one,
        lambda world, made: {"path": "team", "export": "options", "include_latest_builds": True},
    ),
    "history": Task("build_definition_info", "services", one, _definition(history=True, export="document")),
    "compare": Task(
        "build_definition_info",
        "services",
        one,
        lambda world, made: {
            "compare": {
                "from": {"definition": "web", "path": "team/web", "revision": 1},
                "to": {"definition": "web", "path": "team/web"},
            }
        },
    ),
    "options": Task("build_options_info", "services", nothing, lambda world, made: {}),
    "artifact": Task(
        "build_artifact",
        "services",
        built,
        lambda world, made: {"build_id": made["build"], "name": "docs", "src": [__file__]},
    ),
    "artifacts": Task("build_artifact_info", "services", built, lambda world, made: {"build_id": made["build"]}),
    "latest": Task(
        "build_artifact_info",
        "services",
        built,
        lambda world, made: {"definition": "web", "latest": {"branch": "main"}},
    ),
    "download": Task(
        "build_artifact_info",
        "services",
        built,
        lambda world, made: {"build_id": made["build"], "name": "drop", "dest": "?"},
    ),
    "download archive": Task(
        "build_artifact_info",
        "services",
        built,
        lambda world, made: {"build_id": made["build"], "name": "pipe", "dest": "?"},
    ),
}
