# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""What has to be done for one definition: read it, find the ids of names, plan. Sends nothing that writes."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.azdo.pipelines.plugins.module_utils._client import Client
from ansible_collections.azdo.pipelines.plugins.module_utils._definition import (
    branch_filters,
    limits,
    names,
    repository,
    secrets,
)
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.desired import Statement
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.names import Name
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.plan import (
    Plan,
    plan_absent,
    plan_present,
    plan_unseen,
    start_of,
    with_properties,
)
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.properties import patched, values
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.shapes import PROCESS_SINCE, raised
from ansible_collections.azdo.pipelines.plugins.module_utils._definitions import Definitions
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import (
    ConflictError,
    NotFoundError,
    VersionError,
)
from ansible_collections.azdo.pipelines.plugins.module_utils._fingerprints import SecretFingerprints
from ansible_collections.azdo.pipelines.plugins.module_utils._lookups import Lookups
from ansible_collections.azdo.pipelines.plugins.module_utils._origin import Origins
from ansible_collections.azdo.pipelines.plugins.module_utils._properties import Bag, Properties
from ansible_collections.azdo.pipelines.plugins.module_utils._recovery import editor
from ansible_collections.azdo.pipelines.plugins.module_utils._restore import Restore
from ansible_collections.azdo.pipelines.plugins.module_utils._version import product_for

Document = dict[str, t.Any]


@dataclasses.dataclass
class Prepared:
    """What was read and is planned for one definition. Nothing has been written.

    ``stated``: over what it starts from or goes back to. ``resolved``: with every name replaced by its id.
    ``plan``: for the definition alone. ``properties``: those that it has, where some are stated.
    """

    stated: Statement
    resolved: Statement
    current: Document | None
    plan: Plan
    properties: Bag = dataclasses.field(default_factory=dict)

    @property
    def whole_plan(self) -> Plan:
        """The plan for the definition and its property bag."""
        if self.stated.properties is None or self.stated.state == "absent":
            return self.plan
        wanted = patched(self.properties, self.stated.properties)
        return with_properties(self.plan, values(self.properties), values(wanted))


class Planner:
    """Reads and decides, over one connection. Usable from several threads."""

    def __init__(self, client: Client, definitions: Definitions, hide: t.Callable[[t.Iterable[str]], None]) -> None:
        """``hide`` is told secret values that only the server's document shows to be secret."""
        self._client = client
        self._definitions = definitions
        self._hide = hide
        self.lookups = Lookups(client)
        self.fingerprints = SecretFingerprints(client)
        self.properties = Properties(client)
        self.restore = Restore(client, definitions)
        self._origins = Origins(client, self.lookups)

    def read(self, stated: Statement) -> Document | None:
        """The definition that is meant; None if there is none.

        :raises NotFoundError: where it is given by an id that does not exist.
        """
        if stated.id is not None:
            found = self._definitions.get(stated.id)
            if found is None:
                self.check_missing(stated)
            return found
        found = self._definitions.find(str(stated.name), stated.path)
        return found or self._renamed(stated)

    def check_missing(self, stated: Statement) -> None:
        """Refuse an id that does not exist, unless it is to be absent or to be restored."""
        if stated.id is not None and stated.state == "present" and not stated.restore:
            raise NotFoundError(
                f"There is no definition with id {stated.id} in project '{self._client.project}', "
                "or this identity may not see it",
                hint="Leave id out to create a definition. If it was deleted, restore brings it back.",
            )

    def prepare(self, stated: Statement, current: Document | None) -> Prepared:
        """Plan for a definition, given the server's document of it.

        :raises AzdoError: for everything that can be told before a write.
        """
        current = self._definitions.with_steps(current) if current else None
        _check_revision(stated, current)
        if stated.state == "absent":
            return Prepared(stated, stated, current, plan_absent(current))
        if current is None and stated.restore:
            return self._prepare_restore(stated)
        there = self.properties.read(stated, current["id"] if current else None)
        if current is None:
            stated = self._origins.applied(stated)
            # a template may hold what a definition would never show
            self._hide(secrets.stated_secrets(stated.origin.document if stated.origin else {}).values())
        if stated.rollback_to is not None:
            stated = self._rolled_back(stated, current)
        resolved, plan = self.plan(stated, current)
        if plan.changed:
            self._check_writable()
        return Prepared(stated, resolved, current, plan, there)

    def plan(self, stated: Statement, current: Document | None) -> tuple[Statement, Plan]:
        """The statement with ids in the place of names, and the plan for it."""
        self._hide(secrets.stated_secrets(stated.document, start_of(stated, current)).values())
        resolved = self._resolved(stated, current)
        plan = plan_present(resolved, current, self._client.api_version())
        plan.names = self.lookups.names()
        return resolved, plan

    def _prepare_restore(self, stated: Statement) -> Prepared:
        """Nobody can see a deleted definition: everything that can be refused before it is restored, is."""
        self.restore.check()
        self.properties.read(stated, None)
        resolved = self._resolved(stated, None)
        return Prepared(stated, resolved, None, plan_unseen(resolved, self._client.api_version()))

    def _renamed(self, stated: Statement) -> Document | None:
        """The definition under its new name and folder, where an earlier run has renamed or moved it already."""
        name = str(stated.document.get("name") or stated.name)
        path = stated.document.get("path", stated.path)
        if stated.state != "present" or (name == stated.name and path == stated.path):
            return None
        return self._definitions.find(name, path)

    def _resolved(self, stated: Statement, current: Document | None) -> Statement:
        """The statement with ids in the place of names; what the server's document shows costs no request."""
        document = dict(stated.document)
        # before any name is looked up: what the server cannot hold, it may not have a list of either
        in_words = names.replaced(document, lambda name: name.text)
        limits.check_members(in_words, self._client.api_version(), current)
        start = start_of(stated, current)
        if isinstance(document.get("repository"), dict):
            document["repository"] = repository.completed(
                document["repository"],
                (start or {}).get("repository"),
                str(self._client.project),
                self._client.base_url.rstrip("/").rpartition("/")[2],
            )
        if "triggers" in document:
            place = {**((start or {}).get("repository") or {}), **(document.get("repository") or {})}
            document["triggers"] = branch_filters.spelled(document["triggers"], place)
        known = names.Known(raised(start) if start else None)

        def lookup(name: Name) -> t.Any:
            found = known.id_of(name)
            return self.lookups(name) if found is None else found

        document = names.replaced(document, lookup)
        if current is None and isinstance(document.get("repository"), dict):
            branch = self.lookups.default_branch(str(document["repository"].get("id")))
            if branch:
                document["repository"].setdefault("defaultBranch", branch)
        unchanged = self.fingerprints.unchanged(stated, current)
        return dataclasses.replace(stated, document=document, unchanged_secrets=unchanged)

    def _rolled_back(self, stated: Statement, current: Document | None) -> Statement:
        """The statement over the older revision that it names; name and folder go back too, where it states none."""
        if current is None:
            raise NotFoundError(
                f"rollback_to: there is no {stated.label()} in project '{self._client.project}', "
                "or this identity may not see it",
                hint="Check name, path and id.",
            )
        older = self._definitions.get(current["id"], stated.rollback_to)
        if older is None:
            raise NotFoundError(
                f"rollback_to: the {stated.label()} has no revision {stated.rollback_to}",
                hint="Ask for its history to see which revisions there are.",
            )
        place = {name: older[name] for name in ("name", "path") if older.get(name)}
        return dataclasses.replace(
            stated,
            older=older,
            document={**place, **stated.document},
            comment=stated.comment or f"Rolled back to revision {stated.rollback_to} by azdo.pipelines",
        )

    def _check_writable(self) -> None:
        """Never write back what was read in a shape that loses fields (design.md; api-facts §2.1)."""
        version = self._client.api_version()
        if version >= PROCESS_SINCE:
            return
        newest = self._client.server_version()
        if newest >= PROCESS_SINCE:
            raise VersionError(
                f"api_version: a write at api-version {version} would lose parts of the definition, "
                f"and this server speaks {newest} ({product_for(newest)})",
                hint="Set api_version to auto, or to 4.0 or later. Nothing was written.",
            )


def _check_revision(stated: Statement, current: Document | None) -> None:
    if stated.revision is None or (current or {}).get("revision") == stated.revision:
        return
    if current is None:
        if stated.state == "absent":
            return
        raise ConflictError(
            f"The task wants revision {stated.revision} of the {stated.label()}, and there is no such definition",
            hint="Nothing was written. Leave revision out to create it.",
        )
    raise ConflictError(
        f"The {stated.label()} is at revision {current.get('revision')}, the task wants {stated.revision}; "
        f"{editor(current)}",
        hint="Nothing was written. Read the definition again, or leave revision out.",
    )
