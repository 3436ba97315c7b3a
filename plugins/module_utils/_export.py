# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""Exports of definitions: as options of `build_definition`, or as a document that it takes."""

from __future__ import annotations

import typing as t

from ansible_collections.azdo.pipelines.plugins.module_utils import _routes as routes
from ansible_collections.azdo.pipelines.plugins.module_utils._client import Client
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.export_document import exported_document
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.export_options import exported_options
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.properties import (
    RESERVED,
    answered_properties,
    values,
)
from ansible_collections.azdo.pipelines.plugins.module_utils._definitions import Definitions
from ansible_collections.azdo.pipelines.plugins.module_utils._names_of_ids import NamesOfIds

Document = dict[str, t.Any]


class Exporter:
    """Exports definitions of the task's project."""

    def __init__(self, client: Client, names: NamesOfIds) -> None:
        self._client = client
        self._names = names
        self._definitions = Definitions(client)
        self._collection = client.base_url.rstrip("/").rpartition("/")[2]

    def export(self, document: Document, form: str, properties: bool = False) -> dict[str, t.Any]:
        """One definition as the module shows it.

        :param form: ``options`` or ``document``.
        :param properties: whether its property bag is read and exported too, in one request.
        """
        export = exported_document(self._definitions.with_steps(document), self._names, self._collection)
        stated = exported_options(export.document) if form == "options" else export.document
        if properties:
            bag = self._properties(document["id"])
            if bag:
                stated = {**stated, "properties": bag}
        return {
            "id": document.get("id"),
            "name": document.get("name"),
            "path": document.get("path", "\\"),
            "revision": document.get("revision"),
            form: stated,
            "secrets_to_supply": export.secrets,
            "not_portable": export.not_portable,
        }

    def _properties(self, definition_id: int) -> dict[str, t.Any]:
        if self._client.api_version() < routes.DEFINITION_PROPERTIES.first:
            return {}
        bag = values(answered_properties(self._client.get(routes.DEFINITION_PROPERTIES, definition_id) or {}))
        return {name: value for name, value in bag.items() if name.lower() != RESERVED}
