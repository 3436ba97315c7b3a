# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

"""File containers: where the content of artifacts of type Container lies (api-facts §5.5)."""

from __future__ import annotations

import typing as t

from ansible_collections.azdo.pipelines.plugins.module_utils import _routes as routes
from ansible_collections.azdo.pipelines.plugins.module_utils._answers import RawAnswer
from ansible_collections.azdo.pipelines.plugins.module_utils._builds import project_id
from ansible_collections.azdo.pipelines.plugins.module_utils._client import Client
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import NotFoundError

Document = dict[str, t.Any]

OCTETS = "application/octet-stream"


class Containers:
    """The file containers of a collection. ``scope`` is the GUID of the project that a container belongs to."""

    def __init__(self, client: Client, scope: str | None = None) -> None:
        self._client = client
        self._scope = scope

    def of_build(self, build: Document) -> int | None:
        """The id of the container that the service made for a build; None where it shows none."""
        uri = build.get("uri") or f"vstfs:///Build/Build/{build['id']}"
        query = {"artifactUris": uri, "scope": self._scope or project_id(build)}
        found = self._client.list(routes.CONTAINERS, query=query)
        same = [item for item in found if str(item.get("artifactUri") or uri).lower() == uri.lower()]
        return int(same[0]["id"]) if same else None

    def items(self, container_id: int, folder: str | None = None) -> list[Document]:
        """The items in a folder of the container, those of its folders too; nothing if there is no such folder."""
        query = {"itemPath": folder or None, "scope": self._scope}
        try:
            # not a `list`: items have no id by which pages could be told apart
            return self._client.whole_list(routes.CONTAINERS, container_id, query=query)
        except NotFoundError as error:
            if error.code == "not_found" and folder and not str(error.type_key).startswith("ContainerNotFound"):
                return []
            raise

    def put_chunk(
        self, container_id: int, path: str, content: bytes, headers: t.Mapping[str, str] | None = None
    ) -> RawAnswer:
        """Send one part of a file. ``headers`` say which part."""
        return self._client.send(
            "PUT",
            routes.CONTAINERS,
            [container_id],
            query={"itemPath": path, "scope": self._scope},
            content=content,
            headers={"Content-Type": OCTETS, **(headers or {})},
        )

    def delete(self, container_id: int, path: str) -> None:
        """Delete a file, or a folder with all that is in it. Nothing there is no error."""
        try:
            self._client.delete(routes.CONTAINERS, container_id, query={"itemPath": path, "scope": self._scope})
        except NotFoundError as error:
            if error.code != "not_found":
                raise
