# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""Deleting a definition whose builds are retained: what retains them, and taking that away on request.

Servers from api-version 6.0 on retain runs by leases, older ones by the flag keepForever of a build (api-facts §1.4
Builds). A lease with protectPipeline blocks the deletion while it is valid; whether others do is not documented. So
the server is asked to delete first, and then what stands in the way is released in the order of how sure that is, with
another try after each step. Nothing is released that did not stand in the way.
"""

from __future__ import annotations

import dataclasses
import datetime
import re
import typing as t

from ansible_collections.azdo.pipelines.plugins.module_utils import _routes as routes
from ansible_collections.azdo.pipelines.plugins.module_utils._client import Client
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.filters import moment
from ansible_collections.azdo.pipelines.plugins.module_utils._definitions import Definitions
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import AzdoError, ConflictError, NotFoundError
from ansible_collections.azdo.pipelines.plugins.module_utils._version import ApiVersion

Document = dict[str, t.Any]

#: the code of the error that a refused delete is classified as
_REFUSED = "retained"
#: the last api-version whose builds show keepForever (api-facts §1.5)
_LAST_WITH_FLAG = ApiVersion(6, 0)
#: keeps the URL short enough for every server and proxy
_IDS_IN_A_REQUEST = 100
#: how many holders a message lists
_SHOWN = 10
#: how often a delete is tried again: each releases what is surest to stand in the way, and a server without paging of
#: builds may show the next ones only then
_ROUNDS = 5

#: how sure it is that something stands in the way, surest first: it does, as far as is known; a lease that does not
#: protect the pipeline; one that is no longer valid
_SURE, _UNSURE, _OVER = range(3)


@dataclasses.dataclass(frozen=True)
class Holder:
    """What retains a run. ``kind``: lease, build (the flag keepForever) or release (an old release keeps the build).

    ``doubt``: whether it stands in the way of a deletion. Results do not show it.
    """

    kind: str
    run_id: int
    lease_id: int | None = None
    owner_id: str | None = None
    valid_until: str | None = None
    build_number: str | None = None
    doubt: int = _SURE

    def text(self) -> str:
        """For messages."""
        if self.kind == "lease":
            until = re.sub(r"\.\d+(?=Z?$)", "", str(self.valid_until))
            less = " (it does not protect the pipeline)" if self.doubt == _UNSURE else ""
            return f"lease {self.lease_id} of {self.owner_id} on run {self.run_id}, valid until {until}{less}"
        how = "kept forever" if self.kind == "build" else "retained by a release"
        return f"build {self.build_number} (id {self.run_id}), {how}"


class Retention:
    """Deletes definitions, knowing what may stand in the way."""

    def __init__(self, client: Client, definitions: Definitions) -> None:
        self._client = client
        self._definitions = definitions

    def holders(self, definition_id: int) -> list[Holder]:
        """What retains runs of the definition, as far as the server shows it.

        Where leases are known but the flag is not, builds are listed only if no lease is sure to stand in the way.
        """
        version = self._client.api_version()
        found = self._leases(definition_id) if version >= routes.RETENTION_LEASES.first else []
        if version <= _LAST_WITH_FLAG or all(item.doubt for item in found):
            found += self._builds(definition_id)
        return found

    def predicted(self, current: Document, release: bool) -> tuple[list[str], dict[str, t.Any]]:
        """Warnings, and the keys of the result that tell what retains builds and what would be released."""
        try:
            found = [item for item in self.holders(current["id"]) if item.doubt != _OVER]
        except AzdoError as error:
            return [f"What retains builds of the definition could not be read: {error}"], {}
        sure = [item for item in found if item.doubt == _SURE]
        unsure = [item for item in found if item.doubt == _UNSURE]
        released = [item for item in sure if release and item.kind != "release"]
        left = [item for item in sure if item not in released]
        warnings = []
        hint = "" if release else " Set release_retained to true to let go of what can be released."
        if left:
            warnings.append(f"The server is likely to refuse the deletion, because of {listed(left)}.{hint}")
        elif unsure:
            then = " Only then is that released." if release else hint
            warnings.append(f"The server may refuse the deletion, because of {listed(unsure)}.{then}")
        return warnings, {"retained_by": shown(found), "released": shown(released)}

    def delete(self, current: Document, release: bool) -> dict[str, t.Any]:
        """Delete the definition; the key of the result that tells what was released to make that possible.

        :param release: whether what retains builds may be released, if the server refuses because of it.
        :raises AzdoError: code ``retained`` where the server refuses; its ``result`` holds ``retained_by`` and
            ``released``.
        """
        return {"released": shown(self._delete(current, release))}

    def _delete(self, current: Document, release: bool) -> list[Holder]:
        released: list[Holder] = []
        for _attempt in range(_ROUNDS):
            refusal = self._refusal(current, released)
            if refusal is None:
                return released
            found = self._found(current, refusal)
            removable = [item for item in found if item.kind != "release" and item not in released]
            if not release or not removable:
                raise _blocked(refusal, found, released)
            surest = min(item.doubt for item in removable)
            self._release([item for item in removable if item.doubt == surest], released)
        refusal = self._refusal(current, released)
        if refusal is None:
            return released
        raise _blocked(refusal, self._found(current, refusal), released)

    def _refusal(self, current: Document, released: list[Holder]) -> AzdoError | None:
        """Ask for the deletion; the error if it is refused because of retained builds."""
        try:
            self._definitions.delete(current["id"])
        except NotFoundError as error:
            # the answer to an earlier attempt was lost, or somebody else was faster
            if self._definitions.get(current["id"]) is not None:
                raise _after_release(error, released) from None
        except AzdoError as error:
            if error.code == _REFUSED:
                return error
            raise _after_release(error, released) from None
        return None

    def _found(self, current: Document, refusal: AzdoError) -> list[Holder]:
        try:
            return self.holders(current["id"])
        except AzdoError as error:
            refusal.hint = f"{refusal.hint} What retains them could not be read: {error}"
            raise refusal from None

    def _leases(self, definition_id: int) -> list[Holder]:
        leases = self._client.list(routes.RETENTION_LEASES, query={"definitionId": definition_id})
        return [
            Holder(
                "lease",
                item.get("runId") or 0,
                lease_id=item.get("leaseId"),
                owner_id=item.get("ownerId"),
                valid_until=item.get("validUntil"),
                doubt=_doubt(item),
            )
            for item in leases
            # a filter that a server does not know is ignored, and then other definitions' leases are in the list
            if item.get("definitionId") == definition_id
        ]

    def _builds(self, definition_id: int) -> list[Holder]:
        found = []
        for item in self._client.list(routes.BUILDS, query={"definitions": definition_id}):
            kind = "build" if item.get("keepForever") else "release" if item.get("retainedByRelease") else None
            if kind and (item.get("definition") or {}).get("id") == definition_id:
                found.append(Holder(kind, item["id"], build_number=item.get("buildNumber")))
        return found

    def _release(self, removable: list[Holder], released: list[Holder]) -> None:
        leases = [item for item in removable if item.kind == "lease"]
        try:
            for start in range(0, len(leases), _IDS_IN_A_REQUEST):
                part = leases[start : start + _IDS_IN_A_REQUEST]
                ids = ",".join(str(item.lease_id) for item in part)
                self._client.delete(routes.RETENTION_LEASES, query={"ids": ids})
                released += part
            for item in removable:
                if item.kind == "build":
                    self._client.patch(routes.BUILDS, item.run_id, body={"keepForever": False})
                    released.append(item)
        except AzdoError as error:
            raise _after_release(error, released) from None


def _doubt(lease: Document) -> int:
    """Whether a lease stands in the way of the deletion of its definition. api-version 6.0 does not show all of it."""
    try:
        is_over = moment(str(lease.get("validUntil"))) <= datetime.datetime.now(datetime.timezone.utc)
    except ValueError:
        is_over = False
    if is_over:
        return _OVER
    return _UNSURE if lease.get("protectPipeline") is False else _SURE


def shown(holders: t.Iterable[Holder]) -> list[dict[str, t.Any]]:
    """Holders as results show them: always the same keys."""
    return [{name: value for name, value in dataclasses.asdict(item).items() if name != "doubt"} for item in holders]


def listed(holders: list[Holder]) -> str:
    """Holders as messages list them."""
    more = f" and {len(holders) - _SHOWN} more" if len(holders) > _SHOWN else ""
    return "; ".join(item.text() for item in holders[:_SHOWN]) + more


def _blocked(refusal: AzdoError, found: list[Holder], released: list[Holder]) -> AzdoError:
    # what is over says nothing where something else is there
    found = [item for item in found if item.doubt != _OVER] or found
    what = (
        f"it is retained by {listed(found)}"
        if found
        else "the server shows neither a lease nor a build that retains it"
    )
    problem = f"{refusal.problem}; {what}"
    hint = "Nothing was deleted."
    if any(item.kind == "release" for item in found):
        hint += " What a release retains is let go in Releases: delete the release, or stop retaining it there."
    if not found:
        hint += " Look at its runs in the web UI."
    elif any(item.kind != "release" for item in found) and not released:
        hint = f"Set release_retained to true to let go of what can be released. {hint}"
    error = ConflictError(
        problem,
        hint=hint,
        code=_REFUSED,
        status=refusal.status,
        type_key=refusal.type_key,
        server_message=refusal.server_message,
        activity_id=refusal.activity_id,
        url=refusal.url,
    )
    error.result = {"retained_by": shown(found)}
    return _after_release(error, released)


def _after_release(error: AzdoError, released: list[Holder]) -> AzdoError:
    """The error of a task that has released something before it failed."""
    error.result = {**error.result, "released": shown(released)}
    if released:
        error.hint = f"{error.hint} Released before that, and not retained again: {listed(released)}.".strip()
    return error
