# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""The property bag of a definition on the server (api-facts §1.4: GET/PATCH definitions/{id}/properties)."""

from __future__ import annotations

from ansible_collections.azdo.pipelines.plugins.module_utils import _routes as routes
from ansible_collections.azdo.pipelines.plugins.module_utils._client import JSON_PATCH, Client
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.desired import Statement
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.limits import refusal
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.properties import (
    RESERVED,
    Typed,
    answered_properties,
    property_patch,
)
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import AzdoError, ResponseError
from ansible_collections.azdo.pipelines.plugins.module_utils._recovery import seen

Bag = dict[str, Typed]


class Properties:
    """Reads and writes property bags, only where a statement has properties."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def read(self, stated: Statement, definition_id: int | None) -> Bag:
        """The properties of a definition; none where none are stated or there is no definition yet.

        :raises VersionError: where properties are stated that the server cannot hold.
        """
        if stated.properties is None:
            return {}
        version, since = self._client.api_version(), routes.DEFINITION_PROPERTIES.first
        if version < since:
            raise refusal("properties", "they cannot be held", version, since)
        return {} if definition_id is None else self._read(definition_id)

    def write(self, stated: Statement, definition_id: int, there: Bag) -> Bag:
        """Make the properties as stated; what the server has afterwards.

        A lost answer says nothing, nor does one that does not show what was written: only reading again tells.

        :raises ResponseError: where the server says that it has written them, and nothing is different.
        """
        wanted = stated.properties or {}
        patch = property_patch(there, wanted)
        if not patch:
            return there
        try:
            answer = self._client.patch(
                routes.DEFINITION_PROPERTIES, definition_id, body=patch, content_type=JSON_PATCH
            )
        except AzdoError as error:
            if error.maybe_committed:
                found = seen(error, lambda: self._read(definition_id))
                if not property_patch(found, wanted):
                    return found
            raise
        kept = _shown(answered_properties(answer))
        if not property_patch(kept, wanted):
            return kept
        found = self._read(definition_id)
        if property_patch(found, wanted) == patch:
            raise ResponseError(
                "PATCH of the definition's properties was answered with success, but what is there is as it was before",
                hint="Something between here and the server may have answered in its place: check organization_url and "
                "proxy.",
            )
        return found

    def _read(self, definition_id: int) -> Bag:
        return _shown(answered_properties(self._client.get(routes.DEFINITION_PROPERTIES, definition_id) or {}))


def _shown(bag: Bag) -> Bag:
    return {name: item for name, item in bag.items() if name.lower() != RESERVED}
