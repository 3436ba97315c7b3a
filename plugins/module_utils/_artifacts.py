# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

"""The records of artifacts: list, find, create. No call of the service changes or removes one (api-facts §5.3)."""

from __future__ import annotations

import typing as t

from ansible_collections.azdo.pipelines.plugins.module_utils import _routes as routes
from ansible_collections.azdo.pipelines.plugins.module_utils._client import Client

Document = dict[str, t.Any]


class Artifacts:
    """The artifacts of builds of the task's project."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def list(self, build_id: int) -> list[Document]:
        """All artifacts of a build."""
        found: list[Document] = self._client.list(routes.ARTIFACTS, build_id)
        return found

    def get(self, build_id: int, name: str) -> Document | None:
        """The artifact of that name; None if there is none."""
        return named(self.list(build_id), name)

    def create(self, build_id: int, body: Document) -> Document:
        """Create the record of an artifact; the answer is the whole record."""
        made: Document = self._client.post(routes.ARTIFACTS, build_id, body=body)
        return made


def named(artifacts: t.Iterable[Document], name: str) -> Document | None:
    """The artifact of that name, or else of that name but for case: whether these are two is not documented."""
    same = [item for item in artifacts if str(item.get("name", "")).lower() == name.lower()]
    same = [item for item in same if item.get("name") == name] or same
    return same[0] if same else None
