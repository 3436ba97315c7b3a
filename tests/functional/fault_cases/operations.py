# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The operations that faults are tried on."""

from __future__ import annotations

from functional.conftest import PROFILES
from functional.world import MARKER, PROJECT, World

from .operation import Document, Operation, Stage

SINCE_2017 = PROFILES[1:]
SINCE_2019 = PROFILES[3:]
WEB = r"build/definitions/\d+(\?|$)"
LIST = r"build/definitions(\?|$)"
CONTAINER = r"resources/Containers/\d+\?"
FORMAT = {"build_number_format": "$(Rev:r)"}
FILES = {"readme.txt": "Hello\n", "bin/app.dll": "MZ" * 2000}


def _web(world: World) -> None:
    world.run(**world.minimal(description="kept", variables={"Config": "debug", "Kept": "yes"}))


def _secret(world: World) -> None:
    key = {"value": "S3CRET-old-value", "is_secret": True}
    world.run(**world.minimal(description="kept", update_secrets="on_change", variables={"ApiKey": key}))


def _new_secret(_stage: Stage) -> Document:
    return {"name": "web", "update_secrets": "on_change", "variables": {"ApiKey": {"value": MARKER, "is_secret": True}}}


def _root(world: World) -> str:
    return "\\" if world.profile == "tfs2015" else "\\apps"


def _several(world: World) -> None:
    for name in ("one", "undeclared"):
        world.run(**world.minimal(name=name, path=_root(world), description="kept"))
    if world.profile != "tfs2015":
        world.run(**world.minimal(name="elsewhere"))


def _set(stage: Stage) -> Document:
    steps = [{"task": "VSBuild@1", "inputs": {"solution": "website.sln"}}]
    minimal = {**stage.world.minimal(), "steps": steps, "path": _root(stage.world), "comment": None, **FORMAT}
    shared = {name: item for name, item in minimal.items() if name not in ("name", "yaml_filename") and item}
    return {
        "definitions": [{**shared, "name": name} for name in ("one", "two", "three")],
        "prune": {"path": _root(stage.world)},
        "concurrency": 1,
    }


def _deleted(stage: Stage) -> None:
    stage.world.ask("DELETE", "build/definitions/1").raise_for_status()


def _built(stage: Stage) -> None:
    made = stage.world.admin("POST", "builds", {"definition": 1, "status": "inProgress"}, project=PROJECT)
    stage.build = int(made["id"])


def _with_files(stage: Stage) -> None:
    _built(stage)
    for path, content in FILES.items():
        file = stage.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, "utf-8")


def _with_share(stage: Stage) -> None:
    _built(stage)
    made = {"build": stage.build, "type": "FilePath", "name": "drop", "data": "\\\\server\\drops"}
    stage.world.admin("POST", "artifacts", made)


def _with_container(stage: Stage) -> None:
    _built(stage)
    stage.world.admin("POST", "artifacts", {"build": stage.build, "type": "Container", "name": "drop", "files": FILES})


def _with_pipeline_artifact(stage: Stage) -> None:
    _built(stage)
    made = {"build": stage.build, "type": "PipelineArtifact", "name": "drop", "files": FILES}
    stage.world.admin("POST", "artifacts", made)


def _download(stage: Stage) -> Document:
    # one file after the other, so that what is there when one fails does not depend on who was faster
    return {"build_id": stage.build, "name": "drop", "dest": str(stage.folder), "concurrency": 1}


WRITES = [
    Operation(
        "create",
        ("POST", LIST),
        lambda stage: stage.world.minimal(description="new", variables={"Kept": "yes"}, **FORMAT),
    ),
    Operation(
        "create folder",
        ("PUT", "build/folders"),
        lambda stage: stage.world.minimal(path="\\one\\two"),
        state=lambda stage: {**stage.definitions(), **stage.folders()},
        atomic=False,
        profiles=SINCE_2017,
    ),
    Operation(
        "clone", ("POST", LIST), lambda stage: {"name": "copy", "clone_from": {"definition": "web"}}, prepare=_web
    ),
    Operation(
        "update",
        ("PUT", WEB),
        lambda stage: {"name": "web", "variables": {"Config": "release"}, **FORMAT},
        prepare=_web,
    ),
    Operation("rename", ("PUT", WEB), lambda stage: {"name": "web", "new_name": "shop"}, prepare=_web),
    Operation(
        "move",
        ("PUT", WEB),
        lambda stage: {"name": "web", "new_path": "/away"},
        prepare=_web,
        state=lambda stage: {**stage.definitions(), **stage.folders()},
        profiles=SINCE_2017,
        atomic=False,
    ),
    Operation("tags", ("PUT", WEB), lambda stage: {"name": "web", "tags": ["one"]}, prepare=_web, profiles=SINCE_2017),
    Operation("secret", ("PUT", WEB), _new_secret, prepare=_secret, profiles=SINCE_2017, kept=False, atomic=False),
    Operation(
        "fingerprint",
        ("PATCH", "/properties"),
        _new_secret,
        prepare=_secret,
        profiles=SINCE_2017,
        kept=False,
        atomic=False,
    ),
    Operation(
        "properties",
        ("PATCH", "/properties"),
        lambda stage: {"name": "web", "properties": {"team": "ops"}},
        prepare=_web,
        profiles=SINCE_2017,
    ),
    Operation("delete", ("DELETE", WEB), lambda stage: {"name": "web", "state": "absent"}, prepare=_web),
    Operation(
        "restore",
        ("PATCH", WEB),
        lambda stage: {"id": 1, "restore": True},
        prepare=_web,
        arrange=_deleted,
        profiles=SINCE_2019,
    ),
    Operation("set", ("POST", LIST), _set, "build_definition_set", prepare=_several, atomic=False),
    Operation("set: prune", ("DELETE", WEB), _set, "build_definition_set", prepare=_several, atomic=False),
    Operation(
        "artifact",
        ("POST", "/artifacts"),
        lambda stage: {"build_id": stage.build, "name": "drop", "path": "\\\\server\\drops\\1"},
        "build_artifact",
        prepare=_web,
        arrange=_built,
        state=Stage.artifacts,
    ),
    Operation(
        "upload",
        ("PUT", CONTAINER),
        lambda stage: {"build_id": stage.build, "name": "drop", "src": [str(stage.folder)], "concurrency": 1},
        "build_artifact",
        prepare=_web,
        arrange=_with_files,
        state=Stage.artifacts,
        atomic=False,
    ),
]

READS = [
    Operation("list", ("GET", LIST), lambda stage: {}, "build_definition_info", prepare=_several),
    Operation("one", ("GET", LIST), lambda stage: {"name": "web"}, "build_definition_info", prepare=_web),
    Operation(
        "history",
        ("GET", "/revisions"),
        lambda stage: {"name": "web", "history": True},
        "build_definition_info",
        prepare=_web,
    ),
    Operation(
        "export",
        ("GET", LIST),
        lambda stage: {"name": "web", "export": "options"},
        "build_definition_info",
        prepare=_web,
    ),
    Operation("options", ("GET", "build/options"), lambda stage: {}, "build_options_info"),
    Operation(
        "artifacts",
        ("GET", "/artifacts"),
        lambda stage: {"build_id": stage.build},
        "build_artifact_info",
        prepare=_web,
        arrange=_with_share,
    ),
    Operation(
        "download",
        ("GET", "itemPath=drop/readme.txt"),
        _download,
        "build_artifact_info",
        prepare=_web,
        arrange=_with_container,
        state=Stage.local_files,
        atomic=False,
    ),
    Operation(
        "archive",
        ("GET", "/_signed/|format=zip"),
        _download,
        "build_artifact_info",
        prepare=_web,
        arrange=_with_pipeline_artifact,
        state=Stage.local_files,
        atomic=False,
        profiles=("server2019", "server2020", "server2022", "services"),
    ),
]

OPERATIONS: list[Operation] = [*WRITES, *READS]
