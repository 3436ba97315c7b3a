# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""A definition as the start of a new one: without what belongs to the old one only. Pure."""

from __future__ import annotations

import copy
import dataclasses
import typing as t

from .._version import ApiVersion
from . import limits
from .members import is_secret
from .names import Name
from .nodes import Folded
from .schema import SET_BY_THE_SERVER
from .shapes import PROCESS_SINCE, lowered, raised

Document = dict[str, t.Any]

#: ids of jobs that the server makes for each definition (api-facts §2.9.7); two definitions must not share them
_JOBS = ("pollingJobId", "scheduleJobId")


@dataclasses.dataclass(frozen=True)
class Origin:
    """What a new definition starts from.

    ``document`` has the shape of the server's api-version; names in it are still names. ``query`` goes with the POST.
    ``brings_secrets``: the server was asked to take the values of secrets along.
    """

    label: str
    document: Document
    query: dict[str, t.Any] = dataclasses.field(default_factory=dict)
    brings_secrets: bool = False

    def warnings(self, body: Document) -> list[str]:
        """What nobody can see of the new definition: the values of the secrets that came from here."""
        theirs = {Folded(name) for name, item in _variables(self.document).items() if is_secret(item)}
        empty = [
            name
            for name, item in _variables(body).items()
            if Folded(name) in theirs and is_secret(item) and item.get("value") is None
        ]
        if not empty:
            return []
        names = ", ".join(f"'{name}'" for name in empty)
        if self.brings_secrets:
            text = (
                f"The server was asked to copy the values of the secret variables {names} from the {self.label}. It "
                "never shows them, so whether it did cannot be verified: see whether a build can use them."
            )
            return [text]
        return [f"The values of the secret variables {names} of the {self.label} cannot be copied: they are empty now."]


def as_origin(document: Document, version: ApiVersion, by_name: bool = False) -> Document:
    """A copy of a definition without its name, folder, number, history and jobs, in the shape of ``version``.

    :param by_name: name the queues and variable groups, whose numbers another project has no use for.
    :raises VersionError: where that shape cannot hold it.
    """
    own = ("name", "path", *SET_BY_THE_SERVER)
    found: Document = _without_jobs({key: item for key, item in document.items() if key not in own})
    found = raised(found)
    limits.check(found, version)
    if by_name:
        _name_references(found)
    return found if version >= PROCESS_SINCE else lowered(found)


def _without_jobs(value: t.Any) -> t.Any:
    if isinstance(value, dict):
        return {key: _without_jobs(item) for key, item in value.items() if key not in _JOBS}
    if isinstance(value, list):
        return [_without_jobs(item) for item in value]
    return copy.copy(value)


def _name_references(document: Document) -> None:
    _name(document, "queue", "queue")
    for phase in (document.get("process") or {}).get("phases") or []:
        if isinstance(phase.get("target"), dict):
            _name(phase["target"], "queue", "queue")
    groups = [item for item in document.get("variableGroups") or [] if isinstance(item, dict)]
    document["variableGroups"] = [
        {"id": Name("variable_group", item["name"]), "name": item["name"]} if item.get("name") else item
        for item in groups
    ]


def _name(holder: Document, member: str, kind: str) -> None:
    reference = holder.get(member)
    if isinstance(reference, dict) and reference.get("name"):
        holder[member] = {"id": Name(kind, reference["name"]), "name": reference["name"]}


def _variables(document: Document) -> dict[str, t.Any]:
    variables = document.get("variables")
    return variables if isinstance(variables, dict) else {}
