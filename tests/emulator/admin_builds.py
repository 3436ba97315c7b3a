# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds and artifacts made by the admin API, in any state and with any names: no rule of the service applies."""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime, timedelta, timezone
from typing import Any

from . import builds
from .artifact_content import beneath, container_place
from .artifacts import TYPES
from .build_state import Artifact, Build, Container, ContainerItem, ManifestFile
from .definitions import Definitions
from .links import date
from .state import Collection, Project, now
from .storage import GeneratedFile, StoredFile

_TIMES = {"queueTime": "queue_time", "startTime": "start_time", "finishTime": "finish_time"}
_TABLES = {"status": builds.STATUS, "result": builds.RESULT, "reason": builds.REASON, "priority": builds.PRIORITY}
_TEXTS = {"branch": "source_branch", "number": "number", "version": "source_version", "parameters": "parameters"}
_KNOWN = {"id", "definition", "tags", "retained", "deleted", *_TIMES, *_TABLES, *_TEXTS}


def put_build(collection: Collection, project: Project, body: dict[str, Any]) -> dict[str, Any]:
    """A new build of `definition`, or with `id` other members of one that exists. Raises ValueError."""
    unknown = set(body) - _KNOWN
    if unknown:
        raise ValueError(f"unknown members of a build: {', '.join(sorted(unknown))}")
    if "id" in body:
        build = collection.builds[int(body["id"])]
    else:
        definition = Definitions(collection).find(project, int(body["definition"]))
        queue_id = None
        if definition.xaml is None:
            queue_id = (definition.current.document.get("queue") or {}).get("id")
        build = builds.add(
            collection,
            definition,
            body.get("number"),
            requested_by=collection.person,
            requested_for=collection.person,
            queue_id=queue_id,
            **({"source_branch": body["branch"]} if "branch" in body else {}),
        )
    _set(collection, build, body)
    container = next((item.id for item in collection.containers.values() if item.build_id == build.id), None)
    return {"id": build.id, "number": build.number, "container": container}


def _set(collection: Collection, build: Build, body: dict[str, Any]) -> None:
    for name, table in _TABLES.items():
        if body.get(name) is not None:
            setattr(build, name, builds.word(table, body[name], name))
    for name, member in _TEXTS.items():
        if name in body:
            setattr(build, member, body[name])
    for name, member in _TIMES.items():
        if name in body:
            setattr(build, member, _moment(body[name]))
    if build.status != "completed":
        build.finish_time = None
        if "result" not in body:
            build.result = None
    else:
        build.finish_time = build.finish_time or now()
        build.result = build.result or "succeeded"
        build.start_time = build.start_time or build.finish_time
    if build.status == "inProgress":
        build.start_time = build.start_time or now()
    build.tags = list(body.get("tags", build.tags))
    build.retained = bool(body.get("retained", build.retained))
    if body.get("deleted"):
        build.deleted_by, build.deleted_date = collection.person, now()
        collection.drop_content([build.id])


def _moment(value: Any) -> datetime | None:
    """An ISO date, or seconds from now."""
    if value is None:
        return None
    if isinstance(value, (int, float)):
        return now() + timedelta(seconds=value)
    moment = datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)


def put_artifact(collection: Collection, body: dict[str, Any]) -> dict[str, Any]:
    """An artifact of `build` with the content `files`; see README. Raises ValueError."""
    build = collection.builds[int(body["build"])]
    kind, name = body.get("type", "PipelineArtifact"), str(body["name"])
    if kind not in TYPES:
        raise ValueError(f"unknown type {kind!r}; known: {', '.join(TYPES)}")
    files = {path: (_content(collection, item), _mode(item)) for path, item in (body.get("files") or {}).items()}
    size = sum(content.length for content, _mode_ in files.values())
    artifact = Artifact(collection.next_id("artifact"), build.id, name, kind, str(body.get("data") or ""))
    artifact.source = body.get("source")
    if kind == "PipelineArtifact":
        artifact.files = [
            ManifestFile(path, _blob_id(content), content, mode) for path, (content, mode) in files.items()
        ]
        artifact.data = artifact.data or hashlib.sha256(name.encode()).hexdigest().upper() + "02"
        artifact.properties = {"RootId": artifact.data, "artifactsize": str(size), "HashType": "DEDUP64K"}
    elif kind == "Container":
        container = next(item for item in collection.containers.values() if item.build_id == build.id)
        artifact.data = artifact.data or f"#/{container.id}/{name}"
        _fill(collection, container, container_place(artifact)[1], files)
        artifact.properties = {"artifactsize": str(size)}
    elif files:
        raise ValueError(f"an artifact of type {kind} has no files here")
    artifact.properties.update(body.get("properties") or {})
    collection.artifacts.append(artifact)
    return {"id": artifact.id, "data": artifact.data, "build": build.id}


def _content(collection: Collection, item: Any) -> StoredFile:
    """Text; or `{"base64"}`, `{"size", "seed"}` for bytes that look random, `{"text"}`."""
    if isinstance(item, str):
        return collection.storage.of_bytes(item.encode("utf-8"))
    if "base64" in item:
        return collection.storage.of_bytes(base64.b64decode(item["base64"]))
    if "size" in item:
        return GeneratedFile(int(item["size"]), int(item.get("seed", 0)))
    return collection.storage.of_bytes(str(item["text"]).encode("utf-8"))


def _mode(item: Any) -> int | None:
    return item.get("mode") if isinstance(item, dict) else None


def _blob_id(content: StoredFile) -> str:
    found = hashlib.sha256()
    for block in content.blocks():
        found.update(block)
    return found.hexdigest().upper() + "01"


def _fill(
    collection: Collection, container: Container, folder: str, files: dict[str, tuple[StoredFile, int | None]]
) -> None:
    fold = collection.switches["container_paths"] == "ignore_case"
    moment = now()

    def add(path: str, content: StoredFile | None, mode: int | None) -> None:
        number = collection.next_id("item")
        item = ContainerItem(number, path, content is None, moment, moment, container.person, content, mode=mode)
        container.items.setdefault(path.lower() if fold else path, item)

    for name, (content, mode) in files.items():
        path = f"{folder}/{name}" if folder else name
        parts = path.split("/")
        for count in range(1, len(parts)):
            add("/".join(parts[:count]), None, None)
        add(path, content, mode)


def content_truth(collection: Collection, build_id: int) -> dict[str, Any]:
    """What lies in the container of a build: path to length and SHA-256, and uploads that are not complete."""
    container = next(item for item in collection.containers.values() if item.build_id == build_id)
    files, pending = {}, {}
    for item, path in beneath(container, "", True):
        if item.content is not None:
            found = hashlib.sha256()
            for block in item.content.blocks():
                found.update(block)
            files[path] = {"length": item.content.length, "sha256": found.hexdigest(), "modified": date(item.modified)}
        if item.pending is not None:
            pending[path] = {"received": item.pending.received, "total": item.pending.total}
    return {"container": container.id, "files": files, "pending": pending}
