# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The container of one build, spoken to as api-facts §5.5 says."""

from __future__ import annotations

import gzip
import io
import itertools
import zipfile
from dataclasses import dataclass
from typing import Any

import requests
from conftest import Client, yaml_definition

_numbers = itertools.count(1)
PROJECT_ID = "6ce954b1-ce1f-45d1-b94d-e6bf2464ba2c"


@dataclass
class Content:
    here: Client
    build: int
    container: int
    definition: int
    version: str = "7.1-preview.4"

    @property
    def path(self) -> str:
        return f"_apis/resources/Containers/{self.container}"

    def send(self, verb: str, item: str | None = None, **more: Any) -> requests.Response:
        params = {"scope": PROJECT_ID, **more.pop("params", {})}
        if item is not None:
            params["itemPath"] = item
        return self.here.send(verb, self.path, version=more.pop("version", self.version), params=params, **more)

    def put(self, item: str, data: bytes, span: str | None = "", **headers: str) -> requests.Response:
        """`span` is Content-Range: the whole file when empty, none at all when None."""
        sent = {"Content-Type": "application/octet-stream", **{k.replace("_", "-"): v for k, v in headers.items()}}
        if span == "" and data:
            span = f"0-{len(data) - 1}/{len(data)}"
        if span:
            sent["Content-Range"] = f"bytes {span}"
        return self.send("PUT", item, data=data, headers=sent)

    def put_gzip(self, item: str, data: bytes, length: int | None = None) -> requests.Response:
        packed = gzip.compress(data)
        size = str(len(data) if length is None else length)
        return self.put(item, packed, Content_Encoding="gzip", x_tfs_filelength=size)

    def items(self, item: str | None = None, **params: str) -> list[dict[str, Any]]:
        answer = self.send("GET", item, params=params)
        assert answer.status_code == 200, answer.text
        data = answer.json()
        assert data["count"] == len(data["value"])
        rows: list[dict[str, Any]] = data["value"]
        return rows

    def paths(self, item: str | None = None, **params: str) -> list[str]:
        return [row["path"] for row in self.items(item, **params)]

    def get(self, item: str, **headers: str) -> requests.Response:
        accept = f"application/octet-stream;api-version={self.version}"
        return self.send("GET", item, version=None, headers={"Accept": accept, **headers})

    def refused(self, verb: str, item: str | None = None, **more: Any) -> tuple[int, str, str]:
        params = {"scope": PROJECT_ID, **more.pop("params", {})}
        if item is not None:
            params["itemPath"] = item
        return self.here.refused(verb, self.path, version=self.version, params=params, **more)

    def associate(self, name: str = "drop", **resource: Any) -> dict[str, Any]:
        body = {"name": name, "resource": {"type": "Container", "data": f"#/{self.container}/{name}", **resource}}
        made: dict[str, Any] = self.here.ok("POST", f"build/builds/{self.build}/artifacts", body)
        return made


def content(here: Client, version: str = "7.1-preview.4", **build: Any) -> Content:
    """A new definition, a build of it (in progress unless said otherwise), and its container."""
    definition = here.emulated.import_definition(yaml_definition(f"definition {next(_numbers)}"))
    made = here.emulated.build(definition, **{"status": "inProgress", **build})
    return Content(here, made["id"], made["container"], definition, version)


def unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}
