# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""Bringing a deleted definition back (api-facts §1.4: PATCH definitions/{id}?deleted=false, api-version 5.0)."""

from __future__ import annotations

import typing as t

from ansible_collections.azdo.pipelines.plugins.module_utils import _routes as routes
from ansible_collections.azdo.pipelines.plugins.module_utils._client import Client
from ansible_collections.azdo.pipelines.plugins.module_utils._definitions import Definitions
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import NotFoundError, VersionError
from ansible_collections.azdo.pipelines.plugins.module_utils._version import (
    ApiVersion,
    first_product_with,
    product_for,
)

Document = dict[str, t.Any]

_SINCE = ApiVersion(5, 0)


class Restore:
    """Restores definitions of the task's project."""

    def __init__(self, client: Client, definitions: Definitions) -> None:
        self._client = client
        self._definitions = definitions

    def check(self) -> None:
        """Refuse what the server cannot do, before anything is written.

        :raises VersionError: before api-version 5.0.
        """
        version = self._client.api_version()
        if version < _SINCE:
            raise VersionError(
                f"restore: {product_for(version)} (api-version {version}) cannot bring a deleted definition back",
                hint=f"The first product that can is {first_product_with(_SINCE)} (api-version {_SINCE}).",
            )

    def unseen(self, label: str) -> str:
        """The warning of check mode, which cannot look into a deleted definition."""
        return (
            f"The service does not show a deleted definition, so check mode knows of the {label} only what the task "
            "states, and not whether it is among the deleted ones."
        )

    def restore(self, definition_id: int) -> Document:
        """Restore a definition; its whole document.

        :raises NotFoundError: where there is no such definition, deleted or not.
        """
        self.check()
        try:
            self._client.patch(routes.DEFINITIONS, definition_id, query={"deleted": "false"})
        except NotFoundError as error:
            # the answer to an earlier attempt was lost, or somebody else was faster
            found = self._definitions.get(definition_id)
            if found is None:
                raise NotFoundError(
                    f"There is no definition with id {definition_id} in project '{self._client.project}', deleted or "
                    "not, or this identity may not see it",
                    hint="Check id and project.",
                    status=error.status,
                    type_key=error.type_key,
                    server_message=error.server_message,
                    activity_id=error.activity_id,
                    url=error.url,
                ) from None
            return found
        found = self._definitions.get(definition_id)
        if found is None:
            raise NotFoundError(f"The definition with id {definition_id} was restored and is not there all the same")
        return found
