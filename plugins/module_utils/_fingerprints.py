# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""Where fingerprints of secrets are kept: in a property of the definition (definitions/{id}/properties)."""

from __future__ import annotations

import typing as t

from ansible_collections.azdo.pipelines.plugins.module_utils import _routes as routes
from ansible_collections.azdo.pipelines.plugins.module_utils._client import JSON_PATCH, Client
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.desired import Statement
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.fingerprints import (
    Fingerprints,
    fingerprint,
    matches,
    packed,
    unpacked,
)
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.secrets import stated_secrets
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import AzdoError
from ansible_collections.azdo.pipelines.plugins.module_utils._version import product_for

PROPERTY = "azdo.pipelines.secrets"

Document = dict[str, t.Any]


class SecretFingerprints:
    """Tells which stated secrets have not changed since they were last written, for ``update_secrets: on_change``."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._read: dict[int, Fingerprints] = {}

    def unchanged(self, stated: Statement, current: Document | None) -> frozenset[str]:
        """The names, in lower case, of stated secrets whose value is the one that was written last.

        Asks the server only where the policy is on_change and a value is stated.
        """
        if stated.update_secrets != "on_change" or current is None or not self._is_kept():
            return frozenset()
        values = stated_secrets(stated.document, current)
        if not values:
            return frozenset()
        known = self._known(current["id"])
        key = stated.secrets_key
        return frozenset(name for name, value in values.items() if matches(value, key, known.get(name, "")))

    def keep(self, stated: Statement, sent: t.Iterable[str], document: Document, new: bool) -> list[str]:
        """Keep the fingerprints of what was just sent; warnings where that cannot be. ``new``: just created."""
        names = [name.lower() for name in sent]
        if stated.update_secrets != "on_change" or not names:
            return []
        if not self._is_kept():
            product = product_for(self._client.api_version())
            return [f"{product} cannot keep fingerprints of secrets: update_secrets on_change does as always there."]
        values = stated_secrets(stated.document, document)
        try:
            known = {} if new else dict(self._known(document["id"]))
            known.update({name: fingerprint(values[name], stated.secrets_key) for name in names})
            there = {str(name).lower() for name in document.get("variables") or {}}
            known = {name: item for name, item in known.items() if name in there}
            change = {"op": "add", "path": f"/{PROPERTY}", "value": packed(known)}
            self._client.patch(routes.DEFINITION_PROPERTIES, document["id"], body=[change], content_type=JSON_PATCH)
        except AzdoError as error:
            return [f"The secrets were written, but not their fingerprints, so the next run writes them again: {error}"]
        self._read[document["id"]] = known
        return []

    def _is_kept(self) -> bool:
        return self._client.api_version() >= routes.DEFINITION_PROPERTIES.first

    def _known(self, definition_id: int) -> Fingerprints:
        if definition_id not in self._read:
            query = {"filter": PROPERTY}
            answer = self._client.get(routes.DEFINITION_PROPERTIES, definition_id, query=query) or {}
            inner = answer.get("value")
            kept = (inner if isinstance(inner, dict) else answer).get(PROPERTY)
            self._read[definition_id] = unpacked(kept.get("$value") if isinstance(kept, dict) else kept)
        return self._read[definition_id]
