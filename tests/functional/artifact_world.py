# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Builds to attach artifacts to, and what the server holds of them."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import requests

from functional.world import PAT, World

KIB = 1024
#: three chunks and a bit, which no compression makes smaller
LARGE = random.Random(5).randbytes(13 * KIB + 7)
SMALL_CHUNKS = {"chunk_size": 4 * KIB}
FILES = {".hidden": 0, "large": len(LARGE), "sub/a.txt": 5, "Ünï/ä b": 5000}
FAULTS: dict[str, dict[str, Any]] = {
    "cut_before": {"kind": "cut_before"},
    "cut_after": {"kind": "cut_after"},
    "429": {"kind": "throttle", "retry_after": 0},
    "503": {"kind": "server_error", "status": 503},
    "truncated": {"kind": "truncated"},
}


class Pipeline:
    """A definition with builds."""

    def __init__(self, world: World, **options: Any) -> None:
        self.world = world
        self.definition_id = int(world.run(**world.minimal(**options))["id"])

    def build(self, **members: Any) -> int:
        """A queued build; ``members`` are those of the request."""
        answer = self.world.ask("POST", "build/builds", {"definition": {"id": self.definition_id}, **members})
        answer.raise_for_status()
        return int(answer.json()["id"])

    def finish(self, build_id: int, result: str = "succeeded") -> int:
        """Let a build end."""
        self.world.ask(
            "PATCH", f"build/builds/{build_id}", {"status": "completed", "result": result}
        ).raise_for_status()
        return build_id

    def tag(self, build_id: int, tag: str) -> None:
        """Put a tag on a build."""
        self.world.ask("PUT", f"build/builds/{build_id}/tags/{tag}").raise_for_status()

    def artifacts(self, build_id: int) -> list[dict[str, Any]]:
        """What the service lists."""
        found: list[dict[str, Any]] = self.world.ask("GET", f"build/builds/{build_id}/artifacts").json()["value"]
        return found

    def names(self, build_id: int) -> list[str]:
        """The names of the artifacts."""
        return [item["name"] for item in self.artifacts(build_id)]

    def container(self, build_id: int) -> int:
        """The container of a build."""
        answer = self._container("", artifactUris=f"vstfs:///Build/Build/{build_id}")
        return int(answer.json()["value"][0]["id"])

    def files(self, container_id: int, folder: str = "") -> dict[str, int]:
        """Paths and sizes of the files in a container that are there as a whole."""
        items = self._container(f"/{container_id}", itemPath=folder or None).json()["value"]
        return {
            item["path"]: item.get("fileLength", 0)
            for item in items
            if item["itemType"] == "file" and item["status"] == "created"
        }

    def content(self, container_id: int, path: str) -> bytes:
        """The content of a file in a container."""
        return self._container(f"/{container_id}", "application/octet-stream", itemPath=path).content

    def put(self, container_id: int, path: str, content: bytes) -> None:
        """Somebody else writes a file into a container."""
        self._container(f"/{container_id}", content=content, itemPath=path)

    def _container(
        self, below: str, accept: str = "application/json", content: bytes | None = None, **query: Any
    ) -> requests.Response:
        """A request that reads, or with ``content`` writes that as a file."""
        project = self.world.ask("GET", f"build/definitions/{self.definition_id}").json()["project"]["id"]
        headers = {"Accept": f"{accept};api-version={self.world.api_version}-preview"}
        if content is not None:
            span = f"bytes 0-{len(content) - 1}/{len(content)}"
            headers.update({"Content-Type": "application/octet-stream", "Content-Range": span})
        answer = self.world.emulator.session.request(
            "GET" if content is None else "PUT",
            f"{self.world.url}/_apis/resources/Containers{below}",
            params={**query, "scope": project},
            headers=headers,
            data=content,
            auth=("", PAT),
            timeout=30,
        )
        answer.raise_for_status()
        return answer


def tree(folder: Path, **files: bytes) -> Path:
    """A folder with these files; ``__`` in a name is a slash, ``_dot_`` a dot."""
    for name, content in files.items():
        path = folder / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def artifact(world: World, build_id: int, check: bool = False, **options: Any) -> dict[str, Any]:
    """Run the module on a build; a failure is an error of the test."""
    return world.run("build_artifact", check, build_id=build_id, **options)


def refused(world: World, build_id: int | None, check: bool = False, **options: Any) -> dict[str, Any]:
    """Run the module where it must fail, without a traceback; its result."""
    found = world.attempt("build_artifact", check, **{"build_id": build_id, **options})
    assert found.get("failed"), found
    assert "exception" not in found, found
    return found


def source(folder: Path) -> Path:
    """A folder with `FILES`."""
    return tree(folder, large=LARGE, _dot_hidden=b"", sub__a_dot_txt=b"hello", **{"Ünï__ä b": b"x" * 5000})


def puts(world: World) -> int:
    return [entry["verb"] for entry in world.log()].count("PUT")


def sizes(found: dict[str, Any]) -> dict[str, int]:
    return {item["path"]: item["size"] for item in found["files"]}


def actions(found: dict[str, Any]) -> dict[str, str]:
    return {item["path"]: item["action"] for item in found["files"]}


def check_content(pipeline: Pipeline, build: int, src: Path, folder: str = "drop") -> None:
    """The container holds the files of a folder, and nothing else."""
    number = pipeline.container(build)
    files = {str(path.relative_to(src)): path.read_bytes() for path in src.rglob("*") if path.is_file()}
    assert pipeline.files(number, folder) == {f"{folder}/{name}": len(content) for name, content in files.items()}
    for name, content in files.items():
        assert pipeline.content(number, f"{folder}/{name}") == content, name
